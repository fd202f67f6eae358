"""Medicare's years on the own mix: steps that add up, what follows and what does not, the key."""

import dataclasses
from functools import cache

import numpy as np
import pytest
from answer_key import expected, key
from hypothesis import given, settings
from hypothesis import strategies as st
from larkmoor import INPUTS, contract, marks, medicare
from small_books import GROUPS, fees, line, lines, terms

from practice_model.practice import Practice
from practice_model.quantities import replaced
from practice_model.questions import anatomy_policy as pages
from practice_model.questions.same_day_rule import exposure
from practice_model.readers.inputs import load
from practice_model.revenue.book import claims_book, of_payer
from practice_model.revenue.contract import RateRule, RateSchedule
from practice_model.revenue.physician_fees import fee_schedule
from practice_model.revenue.policy_effect import (
    effect,
    effect_by,
    of_payers,
    policy_effects,
    visits_by,
)
from practice_model.revenue.policy_steps import (
    follows,
    policy_cells,
    policy_years,
    sides,
)
from practice_model.revenue.repricing import reprice
from practice_model.revenue.visit_cuts import global_codes, visit_cut, visit_days
from practice_model.revenue.yardstick import indicators

HOME = "10212-01"
PAYERS = ("MCR", "MA", "PW", "TM", "NQ", "FW", "MCD", "SP")
PARTS = ["rvus", "factor", "indices"]
GONE = "27445"  # of 2025 and no more of 2026
CODES = ["99202", "99213", "99214", "92014", "92134", "92250", "66984", "66982", "66821", "67028",
         "J0178", GONE]  # fmt: skip
PROVIDERS = {"A": "9000000011", "C": "9000000031"}


@cache
def practice() -> Practice:
    return load(INPUTS / "practice" / "practice.yaml", Practice).terms


@cache
def contracts() -> dict:
    return {payer: contract(payer) for payer in PAYERS}


@cache
def whole(*cms_rules: str):
    return pages.policy_of(
        practice(), contracts(), medicare(),
        before=2025, after=2026, proposed="2027", cms_rules=cms_rules,
    )  # fmt: skip


@cache
def two():
    """The payers at Medicare's own fees: those whose figures the answer key holds."""
    return pages.at_medicare(whole(), contracts())


def years(proposed: str = "2027"):
    return policy_years(medicare(), 2025, 2026, proposed)


@cache
def few():
    """Tables with the codes of this file alone, and their indicators: small and quick."""
    rvu = medicare().physician_rvu
    kept = dataclasses.replace(medicare(), physician_rvu=rvu[rvu["hcpcs"].isin(CODES)])
    return kept, indicators(kept)


def following(ratio: float = 1.0, payer: str = "NQ", **basis):
    """A contract at a percentage of the Medicare in force."""
    rules = {"all": RateRule(everything=True, of_medicare=ratio)}
    made = terms(rules, medicare_year="current", locality=HOME, **basis)
    return replaced(made, {"payer": payer})


def row(code: str, modifier: str = "", **other) -> dict:
    plain = {"rendering_npi": PROVIDERS["A"], "claim_id": "one"}
    return line(code, modifier) | plain | other


def cells_of(rows: list[dict], held: dict, proposed: str = "2027", **how):
    claims, (tables, marked) = lines(*rows), few()
    book = claims_book(claims, GROUPS, marked)
    days = visit_days(claims)
    return policy_effects(book, held, tables, marked, years(proposed), days=days, **how)


def one(contract_, *rows: dict, **how):
    return effect(cells_of(list(rows), {"NQ": contract_}, **how))


def fee(code: str, release: str, factor: float, indices: str, site: str = "nonfacility") -> float:
    table = fee_schedule(
        few()[0], release=release, locality=HOME, factor=factor, gpci_release=indices
    )
    return table.loc[(code, ""), f"{site}_cents"] / 100


KEY_16 = {
    "change_2026": lambda: effect(two()).change,
    "change_2026_share": lambda: effect(two()).change_share,
    "values_and_factor": lambda: effect(two()).rvus + effect(two()).factor,
    "indices": lambda: effect(two()).indices,
    "center_2026": lambda: effect(two()).center_change,
    "change_2027": lambda: effect(two()).proposed_factor,
    "change_2027_share": lambda: effect(two()).proposed_factor_share,
    "change_2027_pw": lambda: effect(of_payers(whole(), ["PW"])).proposed_factor,
    "change_2027_qp": lambda: effect(two()).proposed_qp,
}
KEY_32 = {
    "days": lambda: cut("payer", "days_with_eye_codes").sum(),
    "days_992": lambda: cut("payer", "days").sum(),
    "exposure": lambda: -effect(two()).same_day_eye_codes,
    "exposure_992": lambda: -effect(two()).same_day,
    "provider_C": lambda: cut("provider", "lost_with_eye_codes")[PROVIDERS["C"]],
    "pw": lambda: visits_by(whole(), ["payer"]).loc["PW", "lost_with_eye_codes"],
    "pw_992": lambda: visits_by(whole(), ["payer"]).loc["PW", "lost"],
    "tm": lambda: visits_by(whole("TM"), ["payer"]).loc["TM", "lost_with_eye_codes"],
    "tm_992": lambda: visits_by(whole("TM"), ["payer"]).loc["TM", "lost"],
    "with_the_factor": lambda: effect(two()).proposed_with_cut,
    "with_the_factor_share": lambda: effect(two()).proposed_with_cut_share,
    "days_on_which_the_procedure_is_lower": lambda: (
        cut("group", "days_with_eye_codes").drop("visits").sum()
    ),
    "exposure_at_2026": lambda: at_fees_of_2026(eye_codes=True),
    "exposure_992_at_2026": lambda: at_fees_of_2026(eye_codes=False),
}
NOT_MODELED = {"always_halving_the_visit"}  # another reading, which the proposal's summaries deny


def cut(name: str, column: str):
    return visits_by(two(), [name])[column]


@cache
def practice_lines():
    claims = practice().claims
    return claims_book(claims, contracts()["NQ"].code_groups, marks()), visit_days(claims)


def at_fees_of_2026(*, eye_codes: bool) -> float:
    book, days = practice_lines()
    proposal = years().proposal
    procedures, cents = global_codes(medicare(), proposal), 0
    for payer in ("MCR", "MA"):
        side = sides(contracts()[payer], "professional", years())["after"]
        made = reprice(of_payer(book, payer), side, medicare(), marks())
        here = days.of(np.asarray(book.labels["payer"] == payer))
        cents += visit_cut(made, here, proposal, procedures, eye_codes=eye_codes).total()
    return cents / 100


@pytest.mark.parametrize("name", KEY_16)
def test_what_the_year_2026_did_is_what_the_key_says(name):
    found = KEY_16[name]()
    assert expected("F16", name).holds(found), (name, found)


@pytest.mark.parametrize("name", KEY_32)
def test_what_the_proposed_cut_takes_is_what_the_key_says_to_the_cent(name):
    found = float(KEY_32[name]())
    assert expected("F32", name).holds(found), (name, found)


def test_groups_and_providers_are_what_the_key_says():
    groups = effect_by(two(), "group")["change"]
    providers = pages.provider_table(two(), practice())["change"]
    told = key()["findings"]["F16"]["expected"]
    assert set(told) == set(KEY_16) | set(groups.index) | {f"provider_{one}" for one in "ABCDE"}
    for name, change in groups.items():
        assert expected("F16", name).holds(change)
    for name in "ABCDE":
        assert expected("F16", f"provider_{name}").holds(providers[name])


def test_every_figure_of_the_proposed_cut_is_looked_for():
    assert set(key()["findings"]["F32"]["expected"]) == set(KEY_32) | NOT_MODELED


def test_the_cut_through_contracts_is_the_engines_but_for_a_cent_a_day():
    told = exposure(practice(), medicare(), ["MCR", "MA"])
    for name in PROVIDERS:
        for reading in ("", "_with_eye_codes"):
            days = told.loc[name, f"days{reading}"]
            assert cut("provider", f"days{reading}")[PROVIDERS[name]] == days
            assert cut("provider", f"lost{reading}")[PROVIDERS[name]] == pytest.approx(
                told.loc[name, f"lost{reading}"], abs=0.01 * days
            )


def test_a_line_moves_by_values_then_factor_then_indices():
    prices = [
        fee("66984", "RVU25D", 32.3465, "RVU25D", "facility"),
        fee("66984", "RVU26C", 32.3465, "RVU25D", "facility"),
        fee("66984", "RVU26C", 33.4009, "RVU25D", "facility"),
        fee("66984", "RVU26C", 33.4009, "RVU26C", "facility"),
        fee("66984", "RVU26C", 32.8409, "RVU26C", "facility"),
        fee("66984", "RVU26C", 33.1693, "RVU26C", "facility"),
    ]
    found = one(following(), row("66984", place_of_service_code="24"))
    assert (found.before, found.after) == (prices[0], prices[3])
    steps = np.diff(prices[:4]).round(2).tolist()
    assert [found.rvus, found.factor, found.indices] == pytest.approx(steps)
    assert found.proposed_factor == pytest.approx(prices[4] - prices[3])
    assert found.proposed_qp == pytest.approx(prices[5] - prices[3])
    assert found.status == "proposed"


def test_another_order_of_steps_gives_other_parts_of_the_same_whole():
    found = one(following(), row("66984", place_of_service_code="24"))
    alone = fee("66984", "RVU25D", 33.4009, "RVU25D", "facility") - found.before
    assert alone != pytest.approx(found.factor)
    assert found.rvus + found.factor + found.indices == pytest.approx(found.change)


def test_a_percentage_is_taken_of_each_rounded_fee():
    base = [fee("99213", f"RVU{one_}", factor, f"RVU{one_}")
            for one_, factor in (("25D", 32.3465), ("26C", 33.4009))]  # fmt: skip
    found = one(following(1.22), row("99213", service_unit_quantity=3.0))
    assert found.before == pytest.approx(3 * round(base[0] * 1.22 + 1e-9, 2))
    assert found.after == pytest.approx(3 * round(base[1] * 1.22 + 1e-9, 2))


def test_only_terms_on_the_medicare_in_force_follow():
    assert {payer for payer in PAYERS if follows(contracts()[payer])} == {"MCR", "MA", "PW"}
    assert {payer for payer in PAYERS if follows(contracts()[payer], "asc")} == {
        "MCR", "MA", "PW", "MCD", "SP"}  # fmt: skip
    assert whole().outside == ("FW", "MCD", "NQ", "SP", "TM")
    frozen = terms(medicare_year=2025)
    found = cells_of([row("99213")], {"NQ": frozen})
    assert not len(found.fees)
    assert found.outside == ("NQ",)


def test_a_rule_of_a_named_year_or_a_fee_of_its_own_stays_as_it_is():
    rules = {
        "all": RateRule(everything=True, of_medicare=1.0),
        "cataract": RateRule(groups=["cataract"], of_medicare=1.1, medicare_year=2025),
        **fees({"92134": 50.0}),
    }
    mixed = terms(rules, medicare_year="current", locality=HOME)
    cells = cells_of([row("66984", place_of_service_code="24"), row("92134"), row("99213")],
                     {"NQ": mixed})  # fmt: skip
    table = effect_by(cells, "group")
    still = table.loc[["cataract", "testing"], [*PARTS, "proposed_factor", "proposed_qp"]]
    assert (still == 0).all(axis=None)
    assert table.loc["visits", "change"] > 0


def test_a_factor_or_an_index_that_the_contract_freezes_stays_frozen():
    held = one(following(conversion_factor=36.0), row("99213"))
    assert held.factor == held.proposed_factor == held.proposed_qp == 0
    assert held.indices != 0
    assert one(following(factor_year=2023), row("99213")).factor == 0
    held = one(following(gpci_year=2024), row("99213"))
    assert held.indices == 0
    assert held.factor != 0


def test_clinicians_of_a_contract_on_the_qp_factor_stay_on_it():
    held = one(following(qp=True), row("99213"))
    assert held.proposed_factor == held.proposed_qp
    assert held.after == pytest.approx(fee("99213", "RVU26C", 33.5675, "RVU26C"))


def test_a_code_that_one_year_lacks_is_counted_and_in_no_sum():
    cells = cells_of([row(GONE, place_of_service_code="21"), row("99213")], {"NQ": following()})
    table = effect_by(cells, "payer")
    assert table.loc["NQ", ["lines", "left_out"]].tolist() == [1, 1]
    assert table.loc["NQ", "before"] == fee("99213", "RVU25D", 32.3465, "RVU25D")


def test_the_cut_of_tests_is_left_out_on_both_sides():
    cutting = {"professional.same_day_tests": {"part": "whole", "cut": 0.5}}
    plain = one(following(), row("92134"), row("92250"))
    cut_ = one(replaced(following(), cutting), row("92134"), row("92250"))
    assert dataclasses.asdict(cut_) == dataclasses.asdict(plain)


def test_second_procedures_keep_their_half_under_every_step():
    half = replaced(following(), {"professional.multiple": {"second": 0.5}})
    both = [row("66984", place_of_service_code="24"), row("66982", place_of_service_code="24")]
    apart = [both[0], both[1] | {"claim_id": "two"}]
    assert one(half, *both).before < one(half, *apart).before
    found = one(half, *both)
    assert found.rvus + found.factor + found.indices == pytest.approx(found.change)


def test_the_surgery_center_moves_whole_and_has_no_price_of_the_proposed_year():
    rates = {
        "asc": RateSchedule(
            rules={"all": RateRule(everything=True, of_medicare=1.4)},
            medicare_year="current",
            wage_area="31924",
        )
    }
    center = row("66984", claim_type="facility", place_of_service_code="24")
    found = one(replaced(following(), rates), center, row("99213"))
    plain = one(following(), row("99213"))
    assert found.center_change > 0
    assert (found.change, found.proposed_factor) == (plain.change, plain.proposed_factor)
    assert plain.center_change is None
    table = pages.center_table(whole(), practice())
    assert table.loc["unpriced", "label"] == "Rates of 2027: not held, so not priced"
    assert table.loc["unpriced", ["before", "after", "change"]].isna().all()


VISIT, INJECTION = row("99214", "25"), row("67028", rendering_npi=PROVIDERS["C"])


def taken(*rows: dict, held=None, **how) -> tuple[float, float]:
    found = one(held or following(), *rows, **how)
    return -found.same_day, -found.same_day_eye_codes


def at_proposal(code: str, site: str = "nonfacility") -> float:
    return fee(code, "RVU26C", 32.8409, "RVU26C", site)


def test_the_lower_of_a_visit_and_a_procedure_loses_half():
    low = min(at_proposal("99214"), at_proposal("67028"))
    assert taken(VISIT, INJECTION) == pytest.approx((half(low), half(low)))


def half(amount: float) -> float:
    return float(np.floor(amount * 50 + 0.5 + 1e-9) / 100)


def test_eye_visit_codes_count_under_one_reading_only():
    low = min(at_proposal("92014"), at_proposal("67028"))
    assert taken(row("92014", "25"), INJECTION) == pytest.approx((0, half(low)))


def test_both_sides_of_a_procedure_are_one_amount_of_one_and_a_half():
    whole_ = round(at_proposal("67028") * 1.5 + 1e-9, 2)
    low = min(at_proposal("99214"), whole_)
    assert taken(VISIT, row("67028", "50"))[0] == pytest.approx(half(low))


@pytest.mark.parametrize(
    "rows",
    [
        [row("99214"), INJECTION],  # no modifier 25
        [VISIT, row("92134")],  # a test has no global days
        [VISIT, INJECTION | {"claim_id": "two"}],
        [VISIT, INJECTION | {"claim_line_start_date": np.datetime64("2025-06-04")}],
        [VISIT, row("99213", "25")],  # no procedure
    ],
)
def test_a_visit_alone_loses_nothing(rows):
    assert taken(*rows) == (0, 0)


def test_the_modifier_is_found_in_every_place():
    assert taken(row("99214", "24", hcpcs_modifier_2="25"), INJECTION)[0] > 0


def test_a_procedure_that_its_rank_has_cut_is_not_cut_again():
    ranked = replaced(following(), {"professional.multiple": {"second": 0.5}})
    visit = row("99202", "25")
    others = [row("67028"), row("66821")]
    found = taken(visit, *others, held=ranked)[0]
    assert at_proposal("99202") < at_proposal("66821")
    assert found == pytest.approx(half(at_proposal("99202")))
    plain = taken(visit, *others)[0]  # a contract without ranks pays both in full: both lower lose
    low = sorted(at_proposal(code) for code in ("99202", "67028", "66821"))[:2]
    assert plain == pytest.approx(sum(map(half, low)))


def test_the_cut_reaches_an_outside_contract_only_where_it_is_named():
    frozen = replaced(terms(medicare_year=2023), {"payer": "NQ"})
    without = cells_of([VISIT, INJECTION], {"NQ": frozen})
    assert effect(without).same_day == 0
    named = cells_of([VISIT, INJECTION], {"NQ": frozen}, cms_rules=["NQ"])
    low = min(fee(code, "RVU23D", 33.8872, "RVU23D") for code in ("99214", "67028"))
    assert -effect(named).same_day == pytest.approx(half(low))
    table = effect_by(named, "payer")
    assert np.isnan(table.loc["NQ", "before"])


def test_without_claim_numbers_no_cut_is_guessed():
    claims = lines(VISIT, INJECTION).drop(columns="claim_id")
    with pytest.raises(ValueError, match="lack claim_id"):
        visit_days(claims)


def test_without_a_proposal_nothing_of_it_is_told():
    cells = cells_of([VISIT, INJECTION], {"NQ": following()}, proposed="")
    found = effect(cells)
    held = [found.status, found.proposed_factor, found.proposed_qp, found.same_day,
            found.proposed_with_cut, found.proposed_with_cut_share]  # fmt: skip
    assert held == [None] * 6
    assert list(pages.steps_table(found, cells).index) == [*PARTS, "change"]
    with pytest.raises(ValueError, match="name a proposal"):
        visits_by(cells)


def test_claims_without_providers_have_groups_and_payers_all_the_same():
    rows = [{name: value for name, value in one_.items() if name != "rendering_npi"}
            for one_ in (VISIT, INJECTION)]  # fmt: skip
    cells = cells_of(rows, {"NQ": following()})
    assert effect(cells).change == pytest.approx(effect_by(cells, "group")["change"].sum())
    with pytest.raises(ValueError, match="no provider in the claims"):
        effect_by(cells, "provider")


@pytest.mark.parametrize(
    ("given_years", "told"),
    [
        ((2026, 2025), "must rise, not go from 2026 to 2025"),
        ((2025, 2030), "no physician release of 2030 is held"),
        ((2025, 2026, "2031"), "no proposal '2031' is known, only 2027"),
        ((2024, 2025, "2027"), "it is held against that year, not 2025"),
    ],
)
def test_years_that_cannot_be_compared_are_refused(given_years, told):
    with pytest.raises(ValueError, match=told):
        policy_years(medicare(), *given_years)


def test_faults_of_the_years_are_told_together():
    with pytest.raises(ValueError, match=r"2030 is held; .* must rise.*; no proposal"):
        policy_years(medicare(), 2030, 2019, "x")


def test_payers_that_are_not_there_are_told():
    with pytest.raises(ValueError, match="no policy effect on XX, only on MA, MCD, MCR, PW, SP"):
        of_payers(whole(), ["XX"])
    with pytest.raises(ValueError, match="no contract of XX says"):
        cells_of([VISIT], {"NQ": following()}, cms_rules=["XX"])


cells = st.tuples(
    st.sampled_from(["99213", "99214", "92134", "66984", "66982", "67028", "J0178", GONE]),
    st.sampled_from(["", "25", "50", "51", "59", "26", "54", "80"]),
    st.sampled_from(["NQ", "PW", "MA"]),
    st.sampled_from([*PROVIDERS.values()]),
    st.sampled_from(["one", "two", "three"]),
    st.integers(min_value=1, max_value=4),
)


def drawn(given_lines) -> list[dict]:
    return [
        row(code, modifier, payer=payer, rendering_npi=who, claim_id=payer + claim,
            service_unit_quantity=float(units),
            place_of_service_code="24" if code.startswith("66") else "11")
        for code, modifier, payer, who, claim, units in given_lines
    ]  # fmt: skip


@settings(deadline=None, max_examples=8)
@given(st.lists(cells, min_size=1, max_size=10), st.randoms(use_true_random=False))
def test_parts_add_up_to_the_cent_for_every_key_and_the_order_of_lines_never_matters(
    given_lines, random
):
    held = {
        "NQ": replaced(following(1.07), {"professional.multiple": {"second": 0.5}}),
        "PW": following(1.22, "PW", conversion_factor=34.1),
        "MA": following(0.95, "MA"),
    }
    rows = drawn(given_lines)
    found = cells_of(rows, held)
    table = found.fees
    assert (table[PARTS].sum(axis=1) == table["after"] - table["before"]).all()
    for name in ("payer", "provider", "group"):
        by = effect_by(found, name)
        for column in (*PARTS, "change", "proposed_factor", "same_day", "same_day_eye_codes"):
            assert by[column].sum() == pytest.approx(getattr(effect(found), column), abs=1e-6)
    random.shuffle(rows)
    again = cells_of(rows, held)
    assert again.fees.equals(found.fees)
    assert again.visits["lost"].sum() == found.visits["lost"].sum()


def test_every_key_of_the_practice_adds_up_to_the_same_whole():
    found = effect(two())
    for name in ("payer", "provider", "group"):
        table = effect_by(two(), name)
        assert table["change"].sum() == pytest.approx(found.change, abs=1e-6)
        assert table[PARTS].sum(axis=None) == pytest.approx(found.change, abs=1e-6)
        assert table["same_day_eye_codes"].sum() == pytest.approx(found.same_day_eye_codes)
    code = policy_cells(
        practice_lines()[0],
        {"MCR": contracts()["MCR"]}, medicare(), marks(), years(), by=("payer", "code"),
    )  # fmt: skip
    own = effect(of_payers(whole(), ["MCR"]))
    assert code["rvus"].sum() == round(own.rvus * 100)


def test_the_pages_hold_one_whole_and_say_proposed():
    found = effect(whole("TM"))
    steps = pages.steps_table(found, whole("TM"))
    assert steps.loc[PARTS, "change"].sum() == pytest.approx(steps.loc["change", "change"])
    rest = steps[steps["role"] == "rest"]
    assert rest["label"].str.contains("2027 as proposed").all()
    assert set(rest["status"]) == {"proposed"}
    assert set(steps.loc[[*PARTS, "change"], "status"]) == {""}
    for table in (pages.payer_table(whole("TM"), practice()),
                  pages.provider_table(whole("TM"), practice())):  # fmt: skip
        body = table[table["role"] == "body"]
        assert table.loc["all", "change"] == pytest.approx(found.change)
        assert body["change"].sum() == pytest.approx(found.change)
        assert table.loc["all", "change_share"] == pytest.approx(found.change_share)
        assert set(table["status"]) == {"proposed"}
    bars = pages.group_bars(whole("TM"))
    assert bars.iloc[-1]["role"] == "total"
    assert bars["change"].iloc[:-1].sum() == pytest.approx(found.change)
    assert bars["change"].iloc[:-1].is_monotonic_decreasing
    rows = pages.same_day_table(whole("TM"), practice(), ("payer", "provider"))
    assert rows.loc["all", "lost_with_eye_codes"] == pytest.approx(-found.same_day_eye_codes)
    assert set(rows["status"]) == {"proposed"}


def test_payers_at_medicares_own_fees_are_found_by_their_terms():
    assert set(two().fees.index.unique("payer")) == {"MCR", "MA"}
    only = cells_of([VISIT], {"NQ": following(1.2)})
    with pytest.raises(ValueError, match="no contract pays fees of 100 percent"):
        pages.at_medicare(only, {"NQ": following(1.2)})
