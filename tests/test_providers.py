"""Profit and loss per provider: counted from the claims, kept under each rule, judged and told."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import yaml
from answer_key import expected
from practice_tables_read import table
from provider_case import (
    GOLDEN,
    book,
    bought,
    cells,
    costing,
    counted,
    groups,
    income,
    practice,
)

from practice_model.costs.downstream import INCOME_TEST, distributions, referred
from practice_model.costs.overhead_rules import RULES, Uses
from practice_model.costs.providers import (
    Earned,
    margins_without,
    of_rules,
    provider_income,
    verdicts,
)
from practice_model.costs.terms import Verdicts
from practice_model.practice import OUTSIDE
from practice_model.practice_tables import REFERRALS
from practice_model.questions.anatomy_providers import (
    WITHOUT,
    case_contributions,
    dot_table,
    downstream_of,
    downstream_table,
    income_table,
    owners_table,
    without_heads,
    without_table,
    work_table,
)
from practice_model.questions.anatomy_uses import counted_uses
from practice_model.questions.margins import cost_book, grid
from practice_model.questions.provider_earnings import collected_cells, earned_by_provider

WHO = {"A": "9000000011", "B": "9000000021", "C": "9000000031", "D": "9000000041"}
LIMITS = Verdicts(busy=0.9, thin=0.05)


def golden(part):
    told = dict(yaml.safe_load(GOLDEN.read_text("utf-8"))[part])
    return told.pop("tolerance"), told


def test_what_each_provider_used_is_counted_from_the_claims_as_printed():
    _, told = golden("uses")
    uses = counted().uses
    assert {name: getattr(uses, name) for name in told} == told
    assert sum(uses.encounters.values()) == 27_387
    assert counted().outside.empty


@pytest.mark.parametrize("part", ["table", "overhead", "margins"])
def test_profit_and_loss_by_provider_is_the_printed_one_to_the_dollar(part):
    tolerance, told = golden(part)
    frame = getattr(income(), part)
    for column, by_provider in told.items():
        found = frame[column].to_dict()
        assert found == pytest.approx(by_provider, abs=tolerance), column


def test_e_looks_busy_and_barely_breaks_even_as_the_key_says():
    margins = income().margins.loc["E"]
    assert expected("F12", "by_resource_use").holds(margins["resource_use"])
    assert expected("F12", "equal_fifths").holds(margins["equal"])
    assert expected("F12", "by_collections").holds(margins["collections"])
    assert expected("F12", "by_encounters").holds(margins["encounters"])
    without = margins_without(income(), "patient_pay")
    assert expected("F12", "without_refraction").holds(without.loc["E", "resource_use"])
    worst = verdicts(income(), costing().verdicts)[0]
    assert worst.provider == "E"
    assert expected("F12", "share_of_revenue").holds(worst.kept)


def test_every_rule_leaves_the_owners_the_same_income():
    sums = income().margins.sum()
    assert list(sums.index) == list(RULES)
    assert sums.to_numpy() == pytest.approx(1_546_370, abs=0.5)


def test_the_verdict_says_which_rules_it_depends_on():
    by_name = {one.provider: one for one in verdicts(income(), costing().verdicts)}
    assert list(by_name) == ["E", "D", "B", "C", "A"]
    worst = by_name["E"]
    assert (worst.answer, worst.stable, worst.busy) == ("depends", False, True)
    assert worst.not_thin_under == ["collections"]
    assert set(worst.thin_under) == set(RULES) - {"collections"}
    assert (worst.losses, worst.rules) == (5, 7)
    assert (by_name["D"].answer, by_name["D"].busy) == ("no", False)  # thin, but not full
    assert all(by_name[name].answer == "no" for name in "ABC")


def test_an_owner_is_also_shown_after_market_pay_and_the_employed_are_not_paid_twice():
    by_name = {one.provider: one for one in verdicts(income(), costing().verdicts)}
    assert by_name["C"].after_market_pay == pytest.approx(574_003 - 520_000, abs=0.5)
    assert by_name["E"].after_market_pay == by_name["E"].margin


def test_an_owners_draw_is_no_pay_even_where_the_table_holds_it():
    people = costing().providers.copy()
    people.loc[people["provider"] == "A", "pay"] = 700_000.0
    made = provider_income(replace(costing(), providers=people), book().earned, counted().uses)
    assert made.table.loc["A", "pay"] == 0
    pd.testing.assert_frame_equal(made.margins, income().margins)


def test_a_verdict_is_stable_where_every_rule_agrees():
    strict = verdicts(income(), Verdicts(busy=0.9, thin=0.1))[0]
    assert (strict.provider, strict.answer, strict.stable) == ("E", "yes", True)
    two = verdicts(of_rules(income(), "collections", "equal"), LIMITS, rule="equal")
    assert {one.provider: one.answer for one in two}["E"] == "depends"
    assert two[0].rules == 2


def test_our_rule_must_be_one_that_is_known():
    with pytest.raises(ValueError, match="no margins by space"):
        verdicts(of_rules(income(), "equal"), LIMITS, rule="space")
    with pytest.raises(ValueError, match="no margins by resource_use: sharing is not given"):
        verdicts(of_rules(without_sharing(), "equal", "resource_use"), LIMITS)


def without_sharing():
    return provider_income(replace(costing(), sharing=None), book().earned, counted().uses)


def test_collected_cells_are_the_practices_own_collections():
    own = collected_cells(cells(), costing().yields)["collected"]
    told = table("collections.csv").set_index(["line", "payer"])["amount"]
    fees = own.xs("professional", level="block")
    assert len(fees) == 5 * 8
    assert fees.to_dict() == told.loc[fees.index].to_dict()
    drugs = own.xs("drug", level="block").groupby("payer").sum()
    assert drugs.to_dict() == told["drugs"].to_dict()


def test_a_payer_without_a_yield_is_told_by_name():
    yields = costing().yields
    without = yields[(yields["payer"] != "NQ") | (yields["block"] != "drug")]
    with pytest.raises(ValueError, match="yields has no row for NQ drug: what is lost"):
        collected_cells(cells(), without)


def test_margins_are_shown_whole_and_without_each_part():
    made = without_table(income())
    kept = income().margins["resource_use"]
    assert (made["margin"] - made["without_net_drugs"])["C"] == pytest.approx(64_461, abs=1)
    assert (made["margin"] - made["without_patient_pay"])["E"] == pytest.approx(85_050)
    assert (made["margin"] - made["without_lenses"])["A"] == pytest.approx(93_800)
    tests = income().table["tests"]
    assert 0.08 < tests["E"] / income().table["fees"]["E"] < 0.10
    assert (made["margin"] - made["without_tests"])["E"] == pytest.approx(tests["E"])
    assert made.loc["all", "margin"] == pytest.approx(kept.sum())
    assert set(without_heads(made)) == set(WITHOUT)


def test_a_part_that_nobody_earns_has_no_column_and_one_that_is_not_known_is_blank():
    table = income().table.assign(net_drugs=0.0)
    table.loc["A", "tests"] = np.nan
    made = without_table(replace(income(), table=table))
    assert "without_net_drugs" not in without_heads(made)
    assert made.loc[["A", "all"], "without_tests"].isna().all()


def test_an_unknown_part_of_revenue_is_refused_with_what_may_be_meant():
    with pytest.raises(ValueError, match="'lense' is no part; did you mean lenses"):
        margins_without(income(), "lense")


def test_a_drug_without_a_known_cost_is_left_out_of_revenue_and_told():
    costs = {key: one for key, one in bought().items() if key[3] != "J2781"}
    made = earned_by_provider(practice(), costing(), cells(), groups(), costs)
    assert made.told == (
        "J2781: allowed 322,455 dollars, but no cost is known, so left out of revenue",
    )
    assert made.earned["C"].drugs < book().earned["C"].drugs


def test_patient_pay_that_nobody_says_is_collected_is_told_and_not_counted():
    open_ = replace(costing(), patient_pay_collected=None)
    made = earned_by_provider(practice(), open_, cells(), groups(), bought())
    assert made.told == (
        "patients were charged 254,250 dollars; what arrived is not known: "
        "give patient_pay_collected",
    )
    assert made.earned["E"].patient_pay == 0


def test_what_is_collected_by_nobody_who_works_here_is_told():
    strange = cells().assign(provider=cells()["provider"].replace("E", OUTSIDE))
    made = earned_by_provider(practice(), costing(), strange, groups(), bought())
    assert made.told == (
        "540,121 dollars were collected by nobody who works here, who has no row in providers",
    )


def test_earnings_and_pay_must_be_known_for_everybody():
    people = costing().providers.copy()
    people.loc[people["provider"] == "D", "pay"] = np.nan
    earned = {name: one for name, one in book().earned.items() if name != "A"}
    earned["Z"] = Earned(fees=1)
    with pytest.raises(ValueError, match="earned") as told:
        provider_income(replace(costing(), providers=people), earned, counted().uses)
    assert str(told.value) == (
        "nothing is said of what A earned; Z earned, but providers has no such row; "
        "providers: pay of D is blank and no owner's income"
    )


def test_a_practice_without_driver_minutes_still_has_the_rules_that_need_none():
    plain = replace(costing(), driver_minutes=None)
    uses = counted_uses(practice().claims, plain).uses
    assert uses.encounters is None
    made = provider_income(plain, book().earned, uses)
    assert list(made.margins) == ["equal", "collections", "time"]
    assert made.left_out["encounters"] == "encounters are not counted"
    assert "resource_use" in made.left_out
    earned = earned_by_provider(practice(), plain, cells(), groups(), bought()).earned
    assert earned["A"].tests is None
    unknown = provider_income(plain, earned, uses)
    assert margins_without(unknown, "tests").isna().all().all()


def lines(*rows):
    """Professional lines: provider, code, day, place, patient; else one patient here."""
    plain = ("A", "92014", 1, "11", "aaaa1111")
    whole = [row + plain[len(row) :] for row in rows]
    made = pd.DataFrame(whole, columns=["provider", "hcpcs_code", "day", "place", "patient_id"])
    return pd.DataFrame(
        {
            "claim_type": "professional",
            "hcpcs_code": made["hcpcs_code"],
            "rendering_npi": made["provider"].map(WHO).fillna("9999999999"),
            "patient_id": made["patient_id"],
            "claim_line_start_date": pd.to_datetime("2025-06-01")
            + pd.to_timedelta(made["day"], "D"),
            "place_of_service_code": made["place"],
        }
    )


def uses_of(*rows) -> Uses:
    return counted_uses(lines(*rows), costing()).uses


def test_a_day_of_a_patient_is_one_encounter_whatever_is_done_and_tests_alone_are_none():
    made = uses_of(("A", "92014"), ("A", "92134"), ("A", "66821"), ("A", "92134", 2))
    assert made.encounters["A"] == 1
    assert made.lines["A"] == 4
    assert made.test_lines["A"] == 2
    assert uses_of(("A", "92014"), ("B", "92014")).encounters == {
        "A": 1, "B": 1, "C": 0, "D": 0, "E": 0,
    }  # fmt: skip


def test_an_injection_alone_takes_the_lane_longer_than_beside_a_visit():
    beside = uses_of(("C", "67028"), ("C", "99213"))
    alone = uses_of(("C", "67028"))
    assert beside.lane_minutes["C"] == 14 + 15
    assert alone.lane_minutes["C"] == 14 + 10
    assert (beside.encounters["C"], alone.encounters["C"]) == (1, 1)
    assert alone.technician_minutes["C"] == 22


def test_a_test_that_is_read_in_a_hospital_takes_no_technician_and_no_lane():
    made = uses_of(("C", "92134", 1, "22"), ("C", "99213", 1, "22"), ("A", "92014"))
    assert (made.technician_minutes["C"], made.encounters["C"], made.test_lines["C"]) == (0, 0, 1)


def test_two_procedures_of_one_session_are_one_operating_case_and_an_office_laser_is_none():
    made = uses_of(
        ("A", "15823", 1, "24"), ("A", "67904", 1, "24"), ("A", "0671T", 2, "24"),
        ("A", "66821"), ("A", "92136", 3, "24"),
    )  # fmt: skip
    assert made.operating_cases["A"] == 2


def test_a_lens_is_no_billed_line_and_a_stranger_is_told():
    made = counted_uses(lines(("A", "V2787"), ("A", "92014"), ("Z", "92014")), costing())
    assert made.uses.lines["A"] == 1
    assert made.outside.to_dict() == {"9999999999": 1}


def test_claims_of_strangers_alone_are_refused():
    with pytest.raises(ValueError, match="no professional line is by a provider of the costing"):
        counted_uses(lines(("Z", "92014")), costing())


def test_the_dot_table_shows_every_provider_between_its_lowest_and_highest_margin():
    made = dot_table(income(), practice())
    assert list(made.index) == ["A", "C", "B", "D", "E"]
    assert made.loc["A", "label"] == "A comprehensive and cataract, owner"
    four = dot_table(of_rules(income(), "resource_use", "equal", "collections", "encounters"),
                     practice())  # fmt: skip
    assert four.loc["E", ["lowest", "highest"]].round().tolist() == [-206_867, 56_349]
    assert four.loc["A", ["lowest", "highest"]].round().tolist() == [638_288, 823_553]
    assert (made["lowest"] <= made["margin"]).all()
    assert (made["margin"] <= made["highest"]).all()


def test_the_profit_and_loss_table_adds_up_down_and_across():
    made = income_table(income())
    body = made[made["role"] == "body"]
    parts = [name for name in body.index if name in income().pools]
    assert body.loc[parts, "all"].sum() == pytest.approx(made.loc["overhead", "all"])
    assert made.loc["overhead", "all"] == pytest.approx(3_050_190)
    assert made.loc["margin", "all"] == pytest.approx(1_546_370, abs=0.5)
    left = made.loc["revenue", "all"] - made.loc["pay", "all"] - made.loc["overhead", "all"]
    assert left == pytest.approx(made.loc["margin", "all"])
    plain = income_table(income(), rule="equal")
    assert not set(plain.index) & set(income().pools)


def test_work_values_give_collections_and_cost_of_one_unit():
    made = work_table(income(), costing(), {"E": 5_000.0, "D": 0.0})
    assert made.loc["E", "collected_per_rvu"] == pytest.approx(540_121 / 5_000)
    assert made.loc["E", "cost_per_rvu"] == pytest.approx((222_000 + 382_379.39) / 5_000)
    assert made.loc["E", "rvus_per_half_day"] == pytest.approx(5_000 / (9 * 46))
    assert made.loc["D", "rvus_per_hour"] == 0
    assert np.isnan(made.loc["D", "cost_per_rvu"])
    assert np.isnan(made.loc["A", "work_rvus"])
    open_ = replace(costing(), doctor_weeks=None)
    assert work_table(income(), open_, {"E": 1.0})["rvus_per_half_day"].isna().all()


def costed():
    return grid(cells(), cost_book(cells(), costing(), practice()), bought()).cells


def test_what_e_sends_to_a_stands_apart_and_in_no_margin():
    made = downstream_table(costing(), costed())
    assert list(made.index) == [("E", "A", "66984")]
    row = made.iloc[0]
    each = case_contributions(costed()).loc[("A", "66984")]
    assert row["cases"] == 118
    assert row["center"] == pytest.approx(118 * each["center"])
    assert row["total"] == pytest.approx(row["surgeon"] + row["center"])
    found = downstream_of(made, "E")
    assert (found.to, found.cases) == (["A"], 118)
    assert found.elsewhere > 100_000
    assert downstream_of(made, "B") is None
    alone = provider_income(replace(costing(), referrals=None), book().earned, counted().uses)
    pd.testing.assert_frame_equal(alone.margins, income().margins)


def test_a_referred_case_leaves_what_is_collected_less_what_stops_with_it():
    own = costed()
    mine = own[(own["provider"] == "A") & (own["code"] == "66984") & (own["block"] == "asc")]
    each = case_contributions(own).loc[("A", "66984"), "center"]
    supplies = mine["marginal"].sum() / mine["units"].sum()
    assert each == pytest.approx(mine["collected"].sum() / mine["units"].sum() - supplies)


def referral(**other):
    row = {"provider": "E", "to": "A", "hcpcs": "66984", "cases": 118.0, "source": "test"}
    return REFERRALS.checked(pd.DataFrame([row | other]))


def test_a_referred_case_that_is_not_costed_is_unknown_and_never_nothing():
    known = pd.DataFrame(
        {"surgeon": [500.0], "center": [1000.0]},
        index=pd.MultiIndex.from_tuples([("A", "66984")], names=["to", "hcpcs"]),
    )
    assert referred(referral(), known)["total"].tolist() == [118 * 1500.0]
    unknown = referred(referral(hcpcs="66982"), known)
    assert unknown["total"].isna().all()
    assert downstream_of(unknown, "E") is None
    with pytest.raises(ValueError, match="referrals lacks hcpcs"):
        referred(referral().drop(columns="hcpcs"), known)


def test_a_practice_without_referrals_or_center_has_none_to_show():
    assert downstream_table(replace(costing(), referrals=None), costed()).empty
    own = costed()
    office = case_contributions(own[own["block"] != "asc"])
    assert (office["center"] == 0).all()


def test_owners_of_the_center_are_paid_by_their_shares_and_a_passive_one_is_a_question():
    made = owners_table(costing().center)
    assert made["distribution"].round().to_dict() == {
        "A": 330_817, "C": 220_545, "R": 110_272, "B": 73_515,
    }  # fmt: skip
    assert made["distribution"].sum() == pytest.approx(735_149)
    assert made["question"].to_dict() == {"A": "", "C": "", "B": "", "R": INCOME_TEST}
    assert expected("F18", "distribution").holds(made.loc["R", "distribution"])
    assert expected("F18", "share").holds(made.loc["R", "share"])


def test_shares_that_miss_the_whole_and_a_year_that_leaves_nothing_are_told():
    center = costing().center
    short = center.owners.assign(share=center.owners["share"] * 0.9)
    with pytest.raises(ValueError, match=r"owners add up to 0\.9, not 1"):
        distributions(replace(center, owners=short))
    poor = center.income.assign(amount=center.income["amount"].where(
        center.income["kind"] != "after", 1e7))  # fmt: skip
    with pytest.raises(ValueError, match="there is nothing to pay out"):
        distributions(replace(center, income=poor))
    with pytest.raises(ValueError, match="owners is not given"):
        distributions(replace(center, owners=None))
