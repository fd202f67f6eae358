"""Offers on the own mix, cost neutrality, and what a contract leaks: the planted findings."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from larkmoor import as_paid, contract, marks, medicare, offer, payer_book, priced
from small_books import fees, line, small_book, terms
from small_books import priced as priced_small

from practice_model.quantities import replaced
from practice_model.revenue.contract import SameDayTests
from practice_model.revenue.leaks import (
    against_claims,
    basis_value,
    held_back,
    lesser_of_leak,
    same_day_cuts,
    still_open,
    underpaid,
)
from practice_model.revenue.offers import by_key, offer_figures, pairs, unit_prices, verdict
from practice_model.revenue.payer_books import change_on_shares, counted_book, neutral_share
from practice_model.revenue.sums import sums, total
from practice_model.revenue.variants import (
    medicare_contract,
    with_distinct_tests_cut,
    with_test_cut,
)

HOME, CENTER = "10212-01", "31924"
# docs/practice.md, offer 1 on the own mix: now, offer, change; percent of Medicare 2026
PROFESSIONAL = {
    "visits": (456_361.05, 481_455.36, 25_094.31, 100.5, 106.1),
    "testing": (128_709.56, 120_056.42, -8_653.14, 116.8, 108.9),
    "injection": (52_614.84, 53_853.01, 1_238.17, 115.3, 118.0),
    "laser": (74_322.59, 75_609.88, 1_287.29, 129.8, 132.0),
    "cataract": (70_721.53, 61_370.58, -9_350.95, 152.1, 132.0),
    "glaucoma_or": (30_591.41, 26_634.42, -3_956.99, 151.6, 132.0),
    "vitrectomy": (43_748.46, 37_490.90, -6_257.56, 154.0, 132.0),
    "lids": (13_003.96, 11_461.50, -1_542.46, 149.8, 132.0),
    "minor": (20_700.85, 20_471.25, -229.60, 133.5, 132.0),
}
CODES = {
    "92014": (132.02, 139.28, 5.5), "99214": (133.53, 140.87, 5.5), "92134": (44.69, 36.58, -18.1),
    "92133": (40.59, 34.33, -15.4), "92083": (69.25, 71.20, 2.8), "66984": (714.93, 620.70, -13.2),
    "66982": (978.74, 846.44, -13.5), "66821": (442.02, 449.87, 1.8),
    "67042": (1_498.86, 1_281.47, -14.5), "15823": (731.41, 646.87, -11.6),
}  # fmt: skip


def three_prices(letter, year=2026):
    book = payer_book("NQ")
    yardstick = medicare_contract(letter.contract, year=year, locality=HOME, wage_area=CENTER)
    return tuple(priced(book, one) for one in (contract("NQ"), letter.contract, yardstick))


@pytest.fixture(scope="module")
def renewal():
    return three_prices(offer("offer_prof_2027"))


@pytest.fixture(scope="module")
def center():
    return three_prices(offer("offer_asc_2027"))


# --- offer 1: the professional renewal


def test_the_renewal_by_group_is_the_letter_on_our_mix(renewal):
    table = by_key(*renewal, "group", "professional")
    for group, (now, offered, change, now_share, offered_share) in PROFESSIONAL.items():
        row = table.loc[group]
        assert (row["now"], row["offered"], row["change"]) == (now, offered, change), group
        shares = [100 * row["now_of_medicare"], 100 * row["offered_of_medicare"]]
        assert [round(share, 1) for share in shares] == [now_share, offered_share], group


def test_the_renewal_is_neutral_without_drugs_and_a_cut_with_them(renewal):
    made = offer_figures(*renewal, offer("offer_prof_2027"))
    assert (made.fees.now, made.fees.offered, made.fees.change) == (
        890_774.25, 888_403.32, -2_370.93,
    )  # fmt: skip
    assert made.fees.verdict == "cost-neutral"
    assert (made.drugs.now, made.drugs.offered) == (502_450.32, 477_529.01)
    assert (made.whole.change, made.whole.verdict) == (-27_292.24, "cut")
    assert round(100 * made.fees.change_share, 2) == -0.27
    assert round(100 * made.whole.change_share, 2) == -1.96
    assert [round(100 * one.now_of_medicare, 1) for one in (made.fees, made.whole)] == [
        113.3,
        110.2,
    ]
    assert round(100 * made.whole.offered_of_medicare, 1) == 108.1


def test_the_headline_is_paid_for_by_cuts_elsewhere(renewal):
    made = offer_figures(*renewal, offer("offer_prof_2027"))
    assert (made.ups, made.downs, round(made.offset, 3)) == (27_619.77, 29_990.70, 1.086)
    assert made.headline == 0.055
    assert round(100 * made.rise_to_be_whole, 2) == 6.02
    assert round(100 * made.rise_to_be_whole_with_drugs, 2) == 11.48
    assert round(100 * made.more_of_headline, 1) == 9.4
    assert made.largest_fall == "cataract"
    assert round(100 * made.less_of_largest_fall, 1) == -25.4


@pytest.mark.parametrize("code", CODES)
def test_code_level_prices_of_the_renewal(renewal, code):
    row = unit_prices(*renewal).loc["professional"].xs(code, level="code").iloc[0]
    assert (row["now"], row["offered"], round(100 * row["change_share"], 1)) == CODES[code]


def test_the_other_reading_of_the_letter_has_its_own_price():
    readings = offer("offer_prof_2027").readings
    made = priced(payer_book("NQ"), readings["visits_on_2026_medicare"])
    assert total(made, "professional") == 904_949.54


def test_the_payer_s_book_turns_the_letter_into_a_rise(renewal):
    table = by_key(*renewal, "group", "professional")
    letter = offer("offer_prof_2027")
    change = change_on_shares(table, letter.payer_book.shares)
    assert round(100 * change, 2) == 1.08
    assert change > letter.tolerance > abs(offer_figures(*renewal, letter).fees.change_share)


def test_pairs_name_the_code_that_rises_the_code_that_falls_and_the_volume_that_cancels(renewal):
    table = pairs(*renewal, "professional")
    assert table["up"].tolist() == ["92014", "99214", "92004"]
    assert table["down"].tolist() == ["92134", "66984", "67042"]
    for row in table.itertuples():
        each = row.up_change / row.up_units
        assert each * row.flip_units == pytest.approx(-row.down_change)


def test_drugs_can_be_asked_for_as_a_block_of_their_own(renewal):
    table = by_key(*renewal, "block", "drug")
    assert table["change"].tolist() == [-24_921.31]


# --- offer 2: the change of method at the surgery center


def test_the_change_of_method_at_the_center_is_a_cut_of_eleven_percent(center):
    made = offer_figures(*center, offer("offer_asc_2027"))
    assert (made.fees.now, made.fees.offered, made.fees.change) == (
        374_565.00, 332_467.79, -42_097.21,
    )  # fmt: skip
    assert (made.fees.medicare, made.fees.verdict) == (361_377.78, "cut")
    assert round(100 * made.fees.change_share, 1) == -11.2
    assert made.whole is None
    groups = by_key(*center, "group", "asc")
    assert groups.loc["cataract", ["now", "offered"]].round().tolist() == [262_700, 165_312]
    codes = by_key(*center, "code", "asc")
    assert codes.loc[["66991", "66989"], "change"].sum() == pytest.approx(34_367, abs=1)


def test_neutral_on_the_network_is_not_neutral_on_our_book(center):
    now, _, yardstick = center
    assert round(100 * neutral_share(now, yardstick, "asc"), 2) == 103.65
    letter = offer("offer_asc_2027")
    network = counted_book(
        letter.payer_book.counts, "asc", date(2025, 6, 3), contract("NQ").code_groups, marks()
    )
    yard = medicare_contract(contract("NQ"), year=2026, locality=HOME, wage_area=CENTER)
    share = neutral_share(priced(network, contract("NQ")), priced(network, yard), "asc")
    assert round(100 * share, 2) == 92.18


# --- what never changes


def test_a_contract_against_itself_changes_nothing(renewal):
    now, _, yardstick = renewal
    same = priced(payer_book("NQ"), contract("NQ"))
    made = offer_figures(now, same, yardstick, offer("offer_prof_2027"))
    assert (made.fees.change, made.whole.change, made.ups, made.downs) == (0, 0, 0, 0)
    assert made.offset is None
    assert made.fees.verdict == "cost-neutral"
    assert pairs(now, same, yardstick, "professional").empty


def test_the_neutral_percentage_leaves_the_revenue_as_it_is(center):
    now, _, yardstick = center
    share = neutral_share(now, yardstick, "asc")
    path = "asc.rules.all.of_medicare"
    made = priced(payer_book("NQ"), replaced(offer("offer_asc_2027").contract, {path: share}))
    assert total(made, "asc") == pytest.approx(total(now, "asc"), abs=210 * 0.005)


def test_the_rise_that_makes_whole_makes_whole(renewal):
    letter = offer("offer_prof_2027")
    rise = offer_figures(*renewal, letter).rise_to_be_whole
    path = "professional.rules.visits.raised"
    made = priced(payer_book("NQ"), replaced(letter.contract, {path: rise}))
    lines = sums(made).loc["professional", "lines"]
    assert total(made, "professional") == pytest.approx(890_774.25, abs=lines * 0.005)


@pytest.mark.parametrize(
    ("share", "word"),
    [(0.0, "cost-neutral"), (0.005, "cost-neutral"), (0.0051, "raise"), (-0.0051, "cut")],
)
def test_the_verdict_follows_its_tolerance(share, word):
    assert verdict(share, 0.005) == word


def test_prices_of_different_books_are_not_compared():
    one, other = (priced_small(small_book(line("99213")), terms()) for _ in range(2))
    with pytest.raises(ValueError, match="the same book"):
        underpaid(one, other)
    with pytest.raises(ValueError, match="the same book"):
        by_key(one, one, other, "group", "professional")


# --- leaks


def test_the_frozen_year_of_tm_is_a_locality_loss():
    value, groups = basis_value(
        payer_book("TM"), contract("TM"), medicare(), marks(), year=2025, place=HOME
    )
    assert value.now == 472_608.57
    assert value.difference == -12_783.46
    assert (value.place, value.frozen_year, value.off_list) == (-29_781.64, 18_544.44, -1_546.26)
    rounded = groups["frozen_year"].round().to_dict()
    expected = {"testing": 12_698, "laser": 3_000, "cataract": 2_159, "vitrectomy": 1_640,
                "injection": -1_732, "visits": -709}  # fmt: skip
    assert {name: rounded[name] for name in expected} == expected
    assert groups.to_numpy().sum() == pytest.approx(value.difference)


def test_moving_tm_to_the_current_year_without_its_place_loses_money():
    value, _ = basis_value(
        payer_book("TM"), contract("TM"), medicare(), marks(), year=2026, place=HOME
    )
    assert value.difference == -33_348.80
    assert value.keeping_place == -2_471.45


def test_a_contract_at_the_own_place_has_no_place_loss():
    value, _ = basis_value(
        payer_book("NQ"), contract("NQ"), medicare(), marks(), year=2026, place=HOME
    )
    assert value.place == value.off_list == 0
    assert value.difference == value.frozen_year


def test_tm_cuts_whole_tests_where_its_contract_cuts_the_technical_part():
    book = payer_book("TM")
    made = same_day_cuts(priced(book, as_paid("TM")), priced(book, contract("TM")))
    assert (made.lines, made.taken, made.due, made.over) == (178, 1_512.06, 570.20, 941.86)


def test_the_same_cut_at_nq_is_in_its_contract_and_is_to_be_negotiated():
    book = payer_book("NQ")
    technical = with_test_cut(contract("NQ"), "technical")
    made = same_day_cuts(priced(book, contract("NQ")), priced(book, technical))
    assert (made.lines, made.taken, made.due, made.over) == (325, 2_689.84, 1_116.46, 1_573.38)
    assert (
        underpaid(priced(book, contract("NQ")), priced(book, as_paid("NQ")))["underpaid"].sum() == 0
    )


def test_a_cut_that_stops_at_distinct_services_can_be_told_apart():
    rows = [line("92134", claim_id="one"), line("92250", "59", claim_id="one")]
    exempt = SameDayTests(part="technical", cut=0.2, exempt_modifiers=["59"])
    contract = terms(same_day_tests=exempt)
    book = small_book(*rows)
    reach = priced_small(book, with_distinct_tests_cut(contract))
    made = same_day_cuts(reach, priced_small(book, contract))
    assert (made.lines, made.due) == (1, 0)
    assert made.over == made.taken > 0


def test_fw_s_missing_step_is_owed_on_both_schedules():
    book = payer_book("FW")
    table = underpaid(priced(book, contract("FW")), priced(book, as_paid("FW")))
    assert table["underpaid"].to_dict() == {"asc": 3_084.98, "drug": 0.0, "professional": 7_334.50}


def test_fw_s_charge_clause_takes_what_stale_charges_leave():
    book = payer_book("FW")
    loaded, due = priced(book, as_paid("FW")), priced(book, contract("FW"))
    leak = lesser_of_leak(loaded)
    assert leak["leak"].to_dict() == {"92134": 4_126.53, "67028": 1_794.60, "65855": 1_581.08}
    assert leak["lines"].to_dict() == {"92134": 425, "67028": 148, "65855": 29}
    eaten = lesser_of_leak(due)["leak"].sum() - leak["leak"].sum()
    assert eaten == pytest.approx(1_131.71)


def test_ma_pays_the_center_in_the_wrong_wage_area():
    book = payer_book("MA")
    table = underpaid(priced(book, contract("MA")), priced(book, as_paid("MA")))
    assert table.loc["asc"].to_list() == [717_270.54, 711_253.41, 6_017.13, 441]
    assert table["underpaid"].sum() == 6_017.13


def test_pw_holds_back_what_its_contract_does_not_name():
    paid = as_paid("PW")
    assert contract("PW").sequestration is None
    held = held_back(priced(payer_book("PW"), paid), paid.sequestration)
    assert held.to_dict() == {"professional and drugs": 5_826.42, "asc": 2_286.84}


def test_only_lines_paid_within_the_window_can_still_be_claimed():
    days = ["2026-05-23", "2026-05-24", "2026-11-01"]
    book = small_book(*(line("99213", paid_date=pd.Timestamp(day)) for day in days))
    assert still_open(book, 6, date(2026, 11, 24)).tolist() == [False, True, True]
    assert still_open(small_book(line("99213")), 6, date(2026, 11, 24)).all()


def test_claims_below_the_contract_are_flagged_by_more_than_a_dollar_and_two_percent():
    rates = fees({"99213": 100.0, "99214": 200.0})
    allowed = [98.5, 97.0, 104.0, 0.0, np.nan]
    rows = [line("99213", allowed_amount=amount) for amount in allowed]
    rows += [line("99214", allowed_amount=195.0), line("99214", allowed_amount=197.0)]
    table = against_claims(priced_small(small_book(*rows), terms(rates)))
    assert table.loc["99213", ["lines", "underpaid"]].tolist() == [2, -1.0]
    assert table.loc["99214", ["lines", "underpaid"]].tolist() == [1, 5.0]
