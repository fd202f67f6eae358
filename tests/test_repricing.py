"""Repricing: the control totals to the cent, the claim rules, and what never changes a price."""

import importlib.util
from collections import namedtuple
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from larkmoor import as_paid, book, claims, contract, marks, medicare, payer_book
from small_books import GROUPS, amounts, fees, line, lines, priced, small_book, terms

from practice_model.faults import Faults
from practice_model.quantities import replaced
from practice_model.readers.claims_batches import claim_batches
from practice_model.revenue.assembly import reprice_each, reprice_in_force
from practice_model.revenue.book import chosen, claims_book
from practice_model.revenue.contract import (
    ModifierRules,
    MultipleProcedures,
    RateRule,
    RateSchedule,
    SameDayTests,
)
from practice_model.revenue.kinds import canonical
from practice_model.revenue.medicare import price_lines
from practice_model.revenue.rates import kind_rates
from practice_model.revenue.sums import (
    percent_of_medicare,
    priced_lines_table,
    sums,
    total,
    unpriced,
)
from practice_model.revenue.variants import medicare_contract
from practice_model.synthetic import volumes

GOLDEN = {
    case["id"]: case
    for case in yaml.safe_load(
        (Path(__file__).parent / "golden" / "contract.yaml").read_text("utf-8")
    )
}
# docs/practice.md: lines and allowed of 2025 by payer; professional, drugs, surgery center
BUSINESS = {
    "MCR": (17_219, 1_951, 815, 1_849_371.60, 2_244_620.91, 1_316_215.02),
    "MA": (9_965, 1_121, 441, 1_059_019.71, 1_290_143.12, 711_253.41),
    "NQ": (7_367, 415, 210, 890_774.25, 502_450.32, 374_565.00),
    "TM": (4_002, 249, 117, 471_096.51, 281_972.94, 234_344.47),
    "FW": (2_975, 166, 77, 415_465.70, 190_360.01, 154_241.04),
    "PW": (2_090, 83, 58, 259_950.38, 95_319.05, 139_441.49),
    "MCD": (4_014, 124, 46, 285_601.08, 134_313.01, 55_231.09),
    "SP": (1_218, 41, 29, 124_599.20, 47_330.70, 44_346.46),
}
OF_MEDICARE = {
    "MCR": (100.0, 100.0, 100.0), "MA": (100.0, 100.0, 99.2), "NQ": (118.2, 105.2, 107.7),
    "TM": (114.7, 98.1, 120.8), "FW": (138.9, 100.0, 120.9), "PW": (122.0, 100.0, 145.0),
    "MCD": (74.0, 94.3, 70.0), "SP": (104.4, 100.0, 105.0),
}  # fmt: skip
GROUP_TOTALS = {
    ("A", "visits"): 611_465.97, ("A", "testing"): 120_633.29, ("A", "laser"): 119_301.09,
    ("A", "cataract"): 368_006.61, ("A", "glaucoma_or"): 22_901.20, ("A", "lids"): 72_670.76,
    ("A", "minor"): 32_230.95, ("B", "visits"): 588_782.95, ("B", "testing"): 273_659.98,
    ("B", "laser"): 177_708.40, ("B", "cataract"): 137_944.95, ("B", "glaucoma_or"): 163_572.36,
    ("C", "visits"): 495_301.25, ("C", "testing"): 270_947.47, ("C", "injection"): 442_340.45,
    ("C", "laser"): 127_549.29, ("C", "vitrectomy"): 237_934.49, ("D", "visits"): 435_881.38,
    ("D", "testing"): 65_379.12, ("D", "minor"): 30_246.70, ("E", "visits"): 497_152.13,
    ("E", "testing"): 50_932.47, ("E", "minor"): 21_667.50,
}  # fmt: skip
TEST_CUTS = {
    "A": (424, 1_650.37), "B": (1_316, 4_899.03), "C": (226, 860.56),
    "D": (130, 565.99), "E": (90, 356.38),
}  # fmt: skip
DRUGS = {
    "J0178": 1_962_707.88, "J2777": 1_576_525.80, "J0177": 539_731.76, "J2781": 322_455.00,
    "J7312": 129_159.80, "Q5124": 96_447.45, "J2778": 55_788.65, "J9035": 97_747.96,
    "J3300": 5_945.76,
}  # fmt: skip


@pytest.fixture(scope="module")
def as_paid_book():
    contracts = {payer: as_paid(payer) for payer in BUSINESS}
    return reprice_each(book(), contracts, medicare(), marks())


# --- the control totals of the synthetic practice, to the cent


def test_every_payer_s_lines_and_dollars_are_the_control_totals(as_paid_book):
    table = sums(as_paid_book, ("payer", "block"))
    for payer, expected in BUSINESS.items():
        own = table.loc[payer].reindex(["professional", "drug", "asc"])
        assert own["lines"].tolist() == list(expected[:3]), payer
        assert own["allowed"].tolist() == list(expected[3:]), payer


def test_the_whole_book_is_the_sum_of_its_payers(as_paid_book):
    assert total(as_paid_book, "professional") == 5_355_878.43
    assert total(as_paid_book, "drug") == 4_786_510.06
    assert total(as_paid_book, "asc") == 3_029_637.98


def test_percent_of_medicare_is_a_sum_over_a_sum_with_blocks_apart(as_paid_book):
    yardstick = priced(
        book(),
        medicare_contract(contract("MCR"), year=2025, locality="10212-01", wage_area="31924"),
    )
    table = percent_of_medicare(as_paid_book, yardstick, ("payer", "block"))
    for payer, expected in OF_MEDICARE.items():
        own = table.loc[payer].reindex(["professional", "drug", "asc"])
        assert (100 * own["ratio"]).round(1).tolist() == list(expected), payer
    assert (table["left_out"] == 0).all()
    assert table.xs("professional", level="block")["medicare"].sum() == pytest.approx(5_090_205.40)


def test_a_line_that_medicare_does_not_price_is_in_neither_sum_of_the_percentage():
    book = small_book(line("99213"), line("66987", place_of_service_code="24"))
    own = priced(book, terms(fees({"99213": 100.0, "66987": 900.0})))
    table = percent_of_medicare(own, priced(book, terms())).loc["professional"]
    assert (table["lines"], table["left_out"], table["allowed"]) == (1, 1, 100.0)


def test_providers_and_groups_before_same_day_cuts_are_the_control_totals(as_paid_book):
    cuts = as_paid_book.changes["same_day_tests"]
    before = as_paid_book.allowed.copy()
    before[cuts.lines] += cuts.taken
    whole = sums(_with_allowed(as_paid_book, before), ("block", "provider", "group"))
    found = whole.loc["professional"]["allowed"]
    assert {key: found[key] for key in GROUP_TOTALS} == GROUP_TOTALS
    provider = np.asarray(book().labels["provider"])[cuts.lines]
    for name, (count, dollars) in TEST_CUTS.items():
        pairs = volumes.same_day_tests().query("kind == 'reduced' and provider == @name")["pairs"]
        taken = int(cuts.taken[provider == name].sum())
        assert (pairs.sum(), taken / 100) == (count, dollars)


def test_drugs_by_code_are_the_control_totals(as_paid_book):
    found = sums(as_paid_book, ("block", "code")).loc["drug"]
    assert found["allowed"].to_dict() == DRUGS
    assert found["units"].sum() == 55_720


def test_the_charges_behind_the_book_are_the_control_total():
    assert sums(priced(book(), contract("MCR"))).loc["professional", "charge"] == 11_494_230


@pytest.mark.parametrize(
    ("code", "setting", "rate"),
    [("92014", "office", 132.02), ("99214", "office", 133.53), ("92134", "office", 44.69),
     ("92133", "office", 40.59), ("92083", "office", 69.25), ("66984", "facility", 714.93),
     ("66982", "facility", 978.74), ("66821", "office", 442.02), ("67042", "facility", 1498.86),
     ("15823", "facility", 731.41), ("66984", "asc", 1850.00)],
)  # fmt: skip
def test_code_level_prices_are_those_of_the_exhibit(code, setting, rate):
    made = kind_rates(payer_book("NQ"), contract("NQ"), medicare(), marks())
    table = made.table[(made.table["hcpcs"] == code) & (made.table["modifiers"] == "")]
    assert set(table.loc[table["setting"] == setting, "rate"]) == {round(rate * 100)}


def test_lesser_of_leaves_what_the_published_case_leaves():
    case = GOLDEN["CON01"]
    codes = ["99213", "99214"]
    rows = [
        line(code, charge_amount=float(charge))
        for code, charge in zip(codes, case["inputs"]["charge"], strict=True)
    ]
    clause = terms(
        fees(dict(zip(codes, case["inputs"]["contract"], strict=True))), lesser_of_charge="line"
    )
    made = priced(small_book(*rows), clause)
    assert [cents / 100 for cents in made.allowed] == case["expected"]["paid"]
    assert [cents / 100 for cents in made.changes["lesser_of"].taken] == case["expected"]["lost"]


def test_a_frozen_year_keeps_what_the_new_file_cut():
    case = GOLDEN["CON08"]
    book = small_book(line(case["inputs"]["code"], place_of_service_code="24"))
    rules = {"all": RateRule(everything=True, of_medicare=case["inputs"]["percent"])}

    def paid(year, quarter, rules):
        basis = {"medicare_year": year, "medicare_quarter": quarter, "locality": "national"}
        return amounts(book, terms(rules, **basis))[0]

    whole = {"all": RateRule(everything=True, of_medicare=1.0)}
    expected = case["expected"]
    assert paid(2025, 4, whole) == expected["medicare_2025"]
    assert paid(2026, 1, whole) == expected["medicare_2026"]
    assert paid(2025, 4, rules) == expected["frozen_2025"]
    assert paid(2026, 1, rules) == expected["current_2026"]
    gap = paid(2025, 4, rules) - paid(2026, 1, rules)
    assert gap == pytest.approx(expected["difference"], abs=case["tolerance"])


# --- what stays in sight


def test_a_line_without_a_price_is_told_with_its_reason_and_counts_in_no_sum():
    made = priced(
        small_book(line("99213"), line("66984"), line("66987", place_of_service_code="24")), terms()
    )
    table = priced_lines_table(made)
    assert table["allowed_amount"].isna().tolist() == [False, True, True]
    assert table["status"].tolist() == ["priced", "unpriced", "unpriced"]
    assert table["reason"].tolist()[1:] == [
        "Medicare has no office price of it",
        "Medicare does not price it (status C in RVU25D)",
    ]
    assert sums(made).loc["professional", "unpriced_lines"] == 2
    assert sums(made).loc["professional", "allowed"] == table["allowed_amount"].sum()
    assert unpriced(made)["lines"].sum() == 2


def test_denied_lines_are_priced_and_told_but_cut_no_other():
    tests = {"claim_id": "one"}
    cut = SameDayTests(part="technical", cut=0.2)
    rows = [line("92133", **tests), line("92083", **tests)]
    both = amounts(small_book(*rows), terms(same_day_tests=cut))
    alone = amounts(small_book(*rows), terms())
    assert both[0] < alone[0]
    denied = small_book(rows[0], rows[1] | {"claim_status": "4"})
    assert amounts(denied, terms(same_day_tests=cut)) == alone
    told = sums(priced(denied, terms())).loc["professional"]
    assert (told["denied_lines"], told["denied_allowed"]) == (1, alone[1])


def test_what_the_patient_pays_stands_apart():
    made = priced(small_book(line("99213"), line("92015")), terms())
    assert made.kinds.iloc[made.kind]["status"].tolist() == ["priced", "apart"]
    assert sums(made)["lines"].sum() == 1


def test_units_multiply_the_rounded_rate_and_may_be_fractions():
    book = small_book(
        line("99213", service_unit_quantity=3.0), line("99213", service_unit_quantity=1.5)
    )
    assert amounts(book, terms(fees({"99213": 10.01}))) == [30.03, 15.02]
    assert sums(priced(book, terms(fees({"99213": 10.01})))).loc["professional", "units"] == 4.5


def test_claims_that_cannot_be_priced_tell_every_reason_at_once():
    frame = lines(line("99213"), line("")).drop(columns="charge_amount")
    frame.loc[0, "service_unit_quantity"] = np.nan
    with pytest.raises(ValueError, match="charge_amount is missing") as told:
        claims_book(frame, GROUPS, marks())
    assert "service_unit_quantity is empty on 1 lines" in str(told.value)
    assert "hcpcs_code is empty on 1 lines" in str(told.value)


def test_reversals_and_negative_lines_are_refused_with_what_to_do():
    frame = lines(line("99213", claim_status="22"), line("99213", charge_amount=-90.0))
    with pytest.raises(ValueError, match=r"claim_status 22 \(a reversal\) on 1 lines; net it"):
        claims_book(frame, GROUPS, marks())
    with pytest.raises(ValueError, match="a negative charge_amount on 1 lines"):
        claims_book(frame, GROUPS, marks())


def test_medicare_as_a_contract_is_the_medicare_engine_s_own_amount():
    frame = claims().query("payer == 'MCR'").reset_index(drop=True)
    modifiers = frame["hcpcs_modifier_1"].to_numpy(object)
    asked = pd.DataFrame(
        {
            "service_date": frame["claim_line_start_date"].dt.strftime("%Y-%m-%d"),
            "hcpcs": frame["hcpcs_code"],
            "modifiers": modifiers,
            "setting": _setting(frame),
            "locality": "10212-01",
            "cbsa": "31924",
            "units": frame["service_unit_quantity"].astype(int).astype(str),
            "claim_id": frame["claim_id"],
        }
    )
    found = price_lines(medicare(), asked)
    own = priced_lines_table(priced(payer_book("MCR"), contract("MCR")))
    both = found["allowed_amount"].notna().to_numpy()
    assert set(frame["hcpcs_code"][~both]) == {"J3300"}  # no limit in its quarter: ours steps on
    gap = (found["allowed_amount"] - own["allowed_amount"])[both]
    differs = frame.loc[gap.index[gap != 0]]
    # The center's lids: Medicare ranks each side of 15823-50 by itself, below 67904; the practice's
    # contracts pay 15823-50 first at 1.5 and 67904-51 second, as billed.
    assert set(differs["claim_type"]) == {"facility"}
    assert set(differs["hcpcs_code"]) == {"15823", "67904"}
    assert (gap[gap != 0].groupby(differs["claim_id"]).sum().round(2) == 22.89).all()


# --- modifiers and claim rules


@pytest.mark.parametrize(
    ("code", "modifier", "share"),
    [("66984", "54", 0.8), ("66984", "55", 0.2), ("66984", "56", 0.1), ("66984", "78", 0.7),
     ("66984", "80", 0.16), ("66984", "AS", 0.136), ("66984", "62", 0.625), ("66984", "79", 1.0),
     ("66984", "50", 1.5), ("92134", "50", 1.0), ("76512", "50", 2.0), ("66984", "RT", 1.0)],
)  # fmt: skip
def test_a_modifier_leaves_its_share_of_the_fee(code, modifier, share):
    contract = terms(fees({code: 1000.0}))
    assert amounts(small_book(line(code, modifier)), contract) == [1000 * share]


def test_both_sides_on_one_line_are_bilateral_and_distinct_services_are_59():
    assert canonical(["RT", "LT"]) == "50"
    assert canonical(["XU", "25"]) == "59"


def test_a_modifier_without_a_share_in_the_contract_is_by_report():
    book = small_book(line("66984", "52"))
    made = priced(book, terms(fees({"66984": 1000.0})))
    assert made.kinds["status"].tolist() == ["unpriced"]
    assert "by report under modifier 52" in made.kinds["reason"].iloc[0]
    rules = ModifierRules(reduced=0.5)
    assert amounts(book, terms(fees({"66984": 1000.0}), modifiers=rules)) == [500]


def test_a_return_to_the_operating_room_is_paid_in_full_where_the_contract_says_so():
    rules = ModifierRules(return_to_or="full")
    book = small_book(line("66984", "78"))
    assert amounts(book, terms(fees({"66984": 1000.0}), modifiers=rules)) == [1000]


SURGERY = {"66984": 1000.0, "66982": 800.0, "67028": 600.0, "65855": 400.0}


def test_procedures_of_a_claim_rank_by_fee_whatever_their_order():
    shares = MultipleProcedures(second=0.5, third=0.25)
    contract = terms(fees(SURGERY), multiple=shares)
    codes = ["65855", "66984", "67028", "66982"]
    rows = [line(code, claim_id="one") for code in codes]
    assert amounts(small_book(*rows), contract) == [100, 1000, 150, 400]
    assert sorted(amounts(small_book(*reversed(rows)), contract)) == [100, 150, 400, 1000]


def test_a_second_procedure_whose_first_stands_elsewhere_starts_at_the_second_rank():
    contract = terms(fees(SURGERY), multiple=MultipleProcedures(second=0.5))
    assert amounts(small_book(line("66984", "51")), contract) == [500]
    both = [line("66984", claim_id="one"), line("66982", "51", claim_id="one")]
    assert amounts(small_book(*both), contract) == [1000, 400]


def test_the_bilateral_fee_is_ranked_and_the_share_of_the_service_taken_last():
    contract = terms(fees(SURGERY), multiple=MultipleProcedures(second=0.5))
    rows = [line("66982", "50", claim_id="one"), line("66984", "54", claim_id="one")]
    assert amounts(small_book(*rows), contract) == [1200, 400]


def test_visits_and_tests_are_no_second_procedures():
    contract = terms(
        fees({"99213": 90.0, "66984": 1000.0}), multiple=MultipleProcedures(second=0.5)
    )
    rows = [line("66984", claim_id="one"), line("99213", claim_id="one")]
    assert amounts(small_book(*rows), contract) == [1000, 90]


PAIR = [line("92133", claim_id="one"), line("92083", claim_id="one")]


def test_the_cut_of_tests_takes_the_technical_part_or_the_whole():
    whole = amounts(small_book(*PAIR), terms())
    technical = amounts(
        small_book(*PAIR), terms(same_day_tests=SameDayTests(part="technical", cut=0.2))
    )
    both = amounts(small_book(*PAIR), terms(same_day_tests=SameDayTests(part="whole", cut=0.2)))
    assert whole[1] == technical[1] == both[1]
    assert both[0] == pytest.approx(whole[0] * 0.8, abs=0.005)
    assert both[0] < technical[0] < whole[0]


def test_a_test_under_an_exempt_modifier_stands_outside_the_cut():
    rows = [line("92134", claim_id="one"), line("92250", "59", claim_id="one")]
    cut = SameDayTests(part="technical", cut=0.2)
    exempt = SameDayTests(part="technical", cut=0.2, exempt_modifiers=["59"])
    assert amounts(small_book(*rows), terms(same_day_tests=exempt)) == amounts(
        small_book(*rows), terms()
    )
    assert sum(amounts(small_book(*rows), terms(same_day_tests=cut))) < sum(
        amounts(small_book(*rows), terms())
    )


def test_an_interpretation_alone_has_no_technical_part_to_cut():
    rows = [line("92133", "26", claim_id="one"), line("92083", claim_id="one")]
    cut = SameDayTests(part="technical", cut=0.2)
    assert amounts(small_book(*rows), terms(same_day_tests=cut)) == amounts(
        small_book(*rows), terms()
    )


def test_a_fixed_fee_is_cut_on_medicare_s_technical_share_of_it():
    cut = SameDayTests(part="technical", cut=0.2)
    rates = fees({"92133": 100.0, "92083": 100.0})
    got = amounts(small_book(*PAIR), terms(rates, same_day_tests=cut))
    share = marks().loc[["92133", "92083"], "technical_share"]
    assert sum(got) == pytest.approx(200 - round(20 * share.min(), 2), abs=0.011)


def test_lesser_of_per_claim_and_per_line_differ():
    rows = [
        line("99213", claim_id="one", charge_amount=80.0),
        line("99214", claim_id="one", charge_amount=150.0),
    ]
    rates = fees({"99213": 100.0, "99214": 120.0})
    by_line = amounts(small_book(*rows), terms(rates, lesser_of_charge="line"))
    by_claim = amounts(small_book(*rows), terms(rates, lesser_of_charge="claim"))
    assert by_line == [80, 120]
    assert by_claim == [100, 120]


def test_a_claim_over_its_charges_is_paid_exactly_its_charges():
    rows = [line(code, claim_id="one", charge_amount=33.33) for code in ("99213", "99214", "99215")]
    rates = fees({"99213": 100.0, "99214": 100.0, "99215": 100.0})
    made = priced(small_book(*rows), terms(rates, lesser_of_charge="claim"))
    assert int(made.allowed.sum()) == 9999
    assert sorted(made.allowed.tolist()) == [3333, 3333, 3333]


def test_a_cent_that_does_not_divide_stays_on_the_claim():
    rows = [
        line(code, claim_id="one", charge_amount=charge)
        for code, charge in (("99213", 33.34), ("99214", 33.33), ("99215", 33.33))
    ]
    rates = fees({"99213": 100.0, "99214": 100.0, "99215": 100.0})
    made = priced(small_book(*rows), terms(rates, lesser_of_charge="claim"))
    assert sorted(made.allowed.tolist()) == [3333, 3333, 3334]


def test_lesser_of_comes_before_the_cut_of_tests():
    rows = [PAIR[0] | {"charge_amount": 10.0}, PAIR[1]]
    clause = terms(lesser_of_charge="line", same_day_tests=SameDayTests(part="whole", cut=0.2))
    assert amounts(small_book(*rows), clause)[0] == 8.0


def test_devices_are_paid_by_invoice_with_threshold_and_cap():
    rule = RateRule(codes=["L8612"], of_invoice=1.05, threshold=100, cap=600)
    book = small_book(*(line("L8612") for _ in range(4)))
    made = priced(book, terms({"devices": rule}), np.array([50000, 9900, 90000, -1]))
    table = priced_lines_table(made)
    assert table["status"].tolist() == ["priced", "included", "priced", "unpriced"]
    assert table["allowed_amount"].fillna(-1).tolist() == [525, 0, 600, -1]
    assert table["reason"].iloc[3] == "no invoice of the device is given"


def test_included_and_excluded_services_are_told_apart():
    rules = {
        "with": RateRule(codes=["92133"], included=True),
        "not": RateRule(codes=["92134"], excluded=True),
    }
    table = priced_lines_table(priced(small_book(line("92133"), line("92134")), terms(rules)))
    assert table["status"].tolist() == ["included", "excluded"]
    assert table["allowed_amount"].fillna(-1).tolist() == [0, -1]


def test_percent_of_charge_starts_from_the_line_s_own_charge():
    rules = {"all": RateRule(everything=True, of_charge=0.45)}
    book = small_book(line("67028", "50", charge_amount=210.0))
    assert amounts(book, terms(rules)) == [94.5]


def test_drugs_two_quarters_old_take_the_stand_in_where_that_quarter_has_no_price():
    def limit(day, **rule):
        book = small_book(line("J3300", claim_line_start_date=pd.Timestamp(day)))
        drugs = RateSchedule(
            rules={"all": RateRule(everything=True, of_average_sales_price=1.08, **rule)}
        )
        made = priced(book, replaced(terms(), {"drugs": drugs}))
        return made.kinds["status"].iloc[0], made.allowed[0] / 100

    old = {"quarters_old": 2}
    assert limit("2025-11-11", **old) == ("priced", round(25.02 / 1.06 * 1.08, 2))
    assert limit("2025-08-12", **old)[0] == "unpriced"
    assert limit("2025-08-12", **old, without_price=["current"])[1] == round(24.51 / 1.06 * 1.08, 2)
    assert limit("2025-02-11", **old, without_price=["current"])[0] == "unpriced"
    assert limit("2025-02-11", **old, without_price=["current", "next"])[0] == "priced"


def test_a_percent_of_the_hospital_rate_prices_the_center():
    rules = {"all": RateRule(everything=True, of_hospital=1.0)}
    asc = RateSchedule(rules=rules, medicare_year=2025, wage_area="national")
    book = small_book(line("66984", claim_type="facility", place_of_service_code="24"))
    assert amounts(book, replaced(terms(), {"asc": asc})) == [2280.73]


# --- one book under many contracts


def test_each_version_prices_the_days_on_which_it_was_in_force():
    first = replaced(terms(fees({"99213": 90.0})), {"ends": date(2025, 3, 31)})
    later = replaced(terms(fees({"99213": 95.0})), {"effective": date(2025, 5, 1)})
    days = [pd.Timestamp(day) for day in ("2025-03-31", "2025-04-15", "2025-05-01")]
    rows = [line("99213", claim_line_start_date=day) for day in days]
    with pytest.raises(ValueError, match="does not separate 2025-05-01"):
        reprice_in_force(small_book(*rows), [first, later], medicare(), marks())
    book = small_book(*rows, breaks=[date(2025, 5, 1)])
    table = priced_lines_table(reprice_in_force(book, [later, first], medicare(), marks()))
    assert table["allowed_amount"].fillna(-1).tolist() == [90, -1, 95]
    assert table["reason"].iloc[1] == "no contract was in force"


def test_a_payer_without_a_contract_is_told():
    book = small_book(line("99213"), line("99213", payer="ZZ"))
    made = reprice_each(book, {"NQ": terms(fees({"99213": 90.0}))}, medicare(), marks())
    table = priced_lines_table(made)
    assert table["allowed_amount"].fillna(-1).tolist() == [90, -1]
    assert table["reason"].iloc[1] == "no contract of its payer is given"


# --- what never changes a price


def test_the_order_of_lines_changes_no_amount():
    rng = np.random.Generator(np.random.PCG64(7))
    order = rng.permutation(len(claims()))
    turned = claims().iloc[order].reset_index(drop=True)
    mixed = claims_book(turned, contract("NQ").code_groups, marks())
    one, other = (priced(each, contract("NQ")) for each in (book(), mixed))
    same = pd.DataFrame({"claim": claims()["claim_id"], "cents": one.allowed})
    turned_cents = pd.DataFrame({"claim": turned["claim_id"], "cents": other.allowed})
    keys = ["claim", "cents"]
    pd.testing.assert_frame_equal(
        same.sort_values(keys, ignore_index=True), turned_cents.sort_values(keys, ignore_index=True)
    )


def test_three_times_the_book_is_three_times_the_money():
    parts = [claims().assign(claim_id=f"{copy}-" + claims()["claim_id"]) for copy in range(3)]
    thrice = claims_book(pd.concat(parts, ignore_index=True), contract("NQ").code_groups, marks())
    one = sums(priced(book(), contract("NQ")), ("block", "group"))
    three = sums(priced(thrice, contract("NQ")), ("block", "group"))
    pd.testing.assert_series_equal(three["allowed"], (3 * one["allowed"]).round(2))


def test_half_the_lines_and_the_other_half_are_the_whole():
    kept = (book().claim % 2).astype(bool)
    parts = [chosen(book(), kept), chosen(book(), ~kept)]
    cents = sum(int(priced(part, contract("NQ")).allowed.sum()) for part in parts)
    assert cents == int(priced(book(), contract("NQ")).allowed.sum())


def test_twice_the_percentage_is_twice_the_fee():
    double = replaced(contract("MCR"), {"professional.rules.all.of_medicare": 2.0})
    one, two = (priced(book(), terms) for terms in (contract("MCR"), double))
    plain = (one.kinds["block"] == "professional").to_numpy()[one.kind]
    plain &= (one.kinds["modifiers"] == "").to_numpy()[one.kind]
    plain[one.changes["same_day_tests"].lines] = False
    assert (two.allowed[plain] == 2 * one.allowed[plain]).all()


def test_batches_of_a_file_give_the_sums_of_the_whole_and_split_no_claim(tmp_path):
    path = tmp_path / "claims.parquet"
    rng = np.random.Generator(np.random.PCG64(11))
    frame = claims().iloc[rng.permutation(len(claims()))]
    made = duckdb.connect()
    made.register("frame", frame)
    made.execute(f"COPY frame TO '{path}' (FORMAT parquet)")
    made.close()
    found, cuts, batches = None, 0, 0
    for part in claim_batches(path, contract("NQ").code_groups, marks(), lines=15_000):
        priced_part = priced(part, contract("NQ"))
        table = sums(priced_part, ("payer", "block"))[["lines", "allowed"]]
        found = table if found is None else found.add(table, fill_value=0)
        cuts += len(priced_part.changes["same_day_tests"].lines)
        batches += 1
    whole = priced(book(), contract("NQ"))
    assert batches == 4
    assert cuts == len(whole.changes["same_day_tests"].lines)
    expected = sums(whole, ("payer", "block"))[["lines", "allowed"]]
    pd.testing.assert_frame_equal(found.round(2), expected, check_dtype=False)


def test_a_file_that_lacks_a_column_is_refused_with_every_missing_one(tmp_path):
    path = tmp_path / "claims.parquet"
    made = duckdb.connect()
    made.execute(f"COPY (SELECT '1' AS claim_id, '99213' AS hcpcs_code) TO '{path}'")
    made.close()
    with pytest.raises(Faults, match="charge_amount: lacks the column") as told:
        next(claim_batches(path, GROUPS, marks()))
    assert len(told.value.faults) == 5


# --- the fast path against the slow one

Row = namedtuple("Row", ["key", "claim_id", "units", "charge"])


def slow_way():
    place = Path(__file__).parents[1] / "benchmarks" / "row_loop.py"
    spec = importlib.util.spec_from_file_location("row_loop", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SLOW = slow_way()
CODES = {"99213": (9001, 0), "66984": (71493, 2), "66982": (97874, 2), "67028": (14183, 2),
         "92134": (4469, 7), "92133": (4059, 7), "92083": (6925, 7)}  # fmt: skip
MODIFIED = {"": (1.0, 1.0), "50": (1.5, 1.0), "54": (1.0, 0.8), "51": (1.0, 1.0)}
SURGICAL = [code for code, (_, kind) in CODES.items() if kind == 2]

random_line = st.tuples(
    st.sampled_from(sorted(CODES)),
    st.sampled_from(sorted(MODIFIED)),
    st.integers(0, 4),
    st.integers(1, 3),
    st.integers(1, 150_000),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(random_line, min_size=1, max_size=25), st.booleans(), st.booleans())
def test_a_book_priced_row_by_row_gives_the_same_cents(given_lines, lesser, whole):
    rows, keyed, prices = [], [], {}
    for code, marked, claim, units, charge in given_lines:
        surgical = code in SURGICAL
        modifier = marked if surgical and (code, marked) != ("67028", "54") else ""
        rows.append(
            line(
                code,
                modifier,
                claim_id=str(claim),
                service_unit_quantity=float(units),
                charge_amount=charge / 100,
            )
        )
        cents, kind = CODES[code]
        both, after = MODIFIED[modifier]
        share = float(marks().loc[code, "technical_share"])
        prices[code, modifier] = SLOW.Price(
            SLOW.rounded(Decimal(cents) * Decimal(str(both))),
            Decimal(str(after)),
            SLOW.rounded(Decimal(cents) * Decimal(str(share))),
            surgical,
            kind == 7,
            modifier == "51",
        )
        keyed.append(Row((code, modifier), str(claim), units, charge))
    contract = terms(
        fees({code: cents / 100 for code, (cents, _) in CODES.items()}),
        multiple=MultipleProcedures(second=0.5, third=0.25),
        lesser_of_charge="line" if lesser else None,
        same_day_tests=SameDayTests(part="whole" if whole else "technical", cut=0.2),
    )
    shares = tuple(map(Decimal, ("1", "0.5", "0.25", "0.25")))
    rules = SLOW.Rules(shares, lesser, Decimal("0.2"), whole)
    assert priced(small_book(*rows), contract).allowed.tolist() == SLOW.looped(keyed, prices, rules)


def _setting(frame):
    office = frame["place_of_service_code"] == "11"
    center = frame["claim_type"] == "facility"
    return np.where(center, "asc", np.where(office, "office", "facility"))


def _with_allowed(repriced, cents):
    return type(repriced)(repriced.book, repriced.kinds, repriced.kind, cents, repriced.changes)
