"""Overhead rules: each adds up to the total, whoever bears it; what does not tie is told."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from provider_case import costing

from practice_model.costs.overhead_rules import (
    FOLLOWED,
    RULES,
    Uses,
    by_resource_use,
    overhead_by_rule,
    overhead_pools,
    share_out,
)
from practice_model.costs.terms import Sharing

COUNTS = (
    "encounters", "lines", "test_lines", "injection_lines", "drug_lines", "technician_minutes",
    "lane_minutes", "authorization_minutes", "operating_cases", "booked_minutes", "scribe",
    "malpractice",
)  # fmt: skip
POOLS = (*FOLLOWED, "equipment", "supplies", "general")
SHARING = Sharing(
    equipment_by_tests=0.7, general_by_heads=0.5, supplies_per_injection=22, fixed=0.45
)


def uses(**given: dict) -> Uses:
    """Two providers who use all alike, but for what is given."""
    alike = {name: {"A": 1.0, "B": 1.0} for name in COUNTS} | {"injection_lines": {}}
    return Uses(**alike | given)


@st.composite
def practices(draw):
    names = [f"P{n}" for n in range(draw(st.integers(1, 6)))]
    count = st.floats(0.01, 1.0)
    held = {one: {name: draw(count) for name in names} for one in COUNTS}
    amounts = {pool: draw(st.floats(0, 5_000_000)) for pool in POOLS}
    amounts["supplies"] += 22 * sum(held["injection_lines"].values())
    revenue = {name: draw(st.floats(1.0, 3_000_000)) for name in names}
    share = st.floats(0, 1)
    sharing = replace(
        SHARING,
        equipment_by_tests=draw(share),
        general_by_heads=draw(share),
        fixed=draw(share),
    )
    return amounts, Uses(**held), revenue, sharing


@settings(max_examples=60, deadline=None)
@given(practices())
def test_every_rule_adds_up_to_the_total_to_the_cent(case):
    amounts, used, revenue, sharing = case
    shared = overhead_by_rule(amounts, used, revenue, sharing)
    assert not shared.left_out
    assert list(shared.by_rule) == list(RULES)
    for by_provider in shared.by_rule.values():
        assert list(by_provider) == list(revenue)
        assert abs(sum(by_provider.values()) - sum(amounts.values())) < 0.005
        assert min(by_provider.values()) >= 0
    for pool, by_provider in shared.by_pool.items():
        assert sum(by_provider.values()) == pytest.approx(amounts[pool], abs=0.005)


def test_three_rules_give_the_margins_of_a_worked_example():
    """Collections 1.40, .90 and .50 million; overhead 1.54, of which .70 is fixed."""
    revenue = {"A": 1_400_000.0, "B": 900_000.0, "C": 500_000.0}
    follows = Uses(encounters=revenue)  # what varies, varies with collections here
    sharing = replace(SHARING, general_by_heads=0, fixed=0.70 / 1.54)
    shared = overhead_by_rule({"general": 1_540_000.0}, follows, revenue, sharing)
    margins = {
        rule: {name: round((revenue[name] - one) / 1000) for name, one in by_provider.items()}
        for rule, by_provider in shared.by_rule.items()
    }
    assert margins["equal"] == {"A": 887, "B": 387, "C": -13}
    assert margins["collections"] == {"A": 630, "B": 405, "C": 225}
    assert margins["hybrid"] == {"A": 747, "B": 397, "C": 117}


def test_each_pool_follows_its_own_count():
    used = uses(technician_minutes={"A": 3.0, "B": 1.0})
    made = by_resource_use({"technician_minutes": 400.0, "lines": 10.0}, used, SHARING, ["A", "B"])
    assert made == {"technician_minutes": {"A": 300.0, "B": 100.0}, "lines": {"A": 5.0, "B": 5.0}}


def test_equipment_general_and_supplies_are_split_as_the_practice_says():
    used = uses(
        test_lines={"A": 1.0}, lane_minutes={"B": 1.0}, encounters={"A": 1.0, "B": 3.0},
        injection_lines={"B": 2.0},
    )  # fmt: skip
    pools = {"equipment": 100.0, "general": 100.0, "supplies": 144.0}
    made = by_resource_use(pools, used, SHARING, ["A", "B"])
    assert made["equipment"] == pytest.approx({"A": 70.0, "B": 30.0})
    assert made["general"] == pytest.approx({"A": 25 + 12.5, "B": 25 + 37.5})
    assert made["supplies"] == pytest.approx({"A": 25.0, "B": 44.0 + 75.0})


def test_what_nobody_uses_is_a_fault_and_all_faults_are_told_at_once():
    used = uses(operating_cases={"A": 0.0, "B": 0.0}, injection_lines={"A": 9.0})
    pools = {"operating_cases": 82_600.0, "supplies": 100.0, "lines": 5.0, "nursing": 7.0}
    with pytest.raises(ValueError, match="operating_cases") as told:
        by_resource_use(pools, used, SHARING, ["A", "B"])
    assert str(told.value) == (
        "operating_cases costs $82,600 a year, but nobody has any of what it follows; "
        "supplies costs $100 a year, but injections alone take $198 of it; "
        "nursing costs $7 a year, but nursing is followed by nothing that a provider has"
    )


def test_a_pool_that_costs_nothing_needs_no_one_to_bear_it():
    used = uses(operating_cases={"A": 0.0})
    assert by_resource_use({"operating_cases": 0.0}, used, SHARING, ["A", "B"]) == {}


def test_a_rule_without_its_count_is_left_out_with_the_reason_and_the_others_stand():
    used = uses()
    used = Uses(**{name: getattr(used, name) for name in COUNTS if name != "lane_minutes"})
    shared = overhead_by_rule({"lane_minutes": 10.0}, used, {"A": 5.0, "B": 5.0}, SHARING)
    assert set(shared.by_rule) == {"equal", "collections", "encounters", "time"}
    assert shared.left_out["space"] == "lane minutes are not counted"
    assert "lane_minutes costs $10 a year" in shared.left_out["resource_use"]
    assert shared.left_out["hybrid"] == shared.left_out["resource_use"]


def test_without_the_practices_own_sharing_the_rules_by_use_are_left_out():
    shared = overhead_by_rule({"lines": 10.0}, uses(), {"A": 5.0, "B": 5.0})
    assert set(shared.left_out) == {"resource_use", "hybrid"}
    assert shared.left_out["hybrid"].startswith("sharing is not given")


def test_a_count_of_somebody_who_is_no_provider_is_told():
    used = uses(encounters={"A": 1.0, "Z": 4.0})
    shared = overhead_by_rule({"lines": 10.0}, used, {"A": 5.0, "B": 5.0}, SHARING)
    assert shared.left_out["encounters"] == "encounters are counted for Z as well"


def test_a_revenue_below_nothing_leaves_the_rule_by_collections_out():
    shared = overhead_by_rule({"lines": 10.0}, uses(), {"A": 5.0, "B": -1.0}, SHARING)
    assert "revenue of B is below 0" in shared.left_out["collections"]
    assert sum(shared.by_rule["equal"].values()) == 10.0


def test_nobody_to_share_among_is_refused():
    with pytest.raises(ValueError, match="no provider to share overhead among"):
        overhead_by_rule({"lines": 10.0}, uses(), {}, SHARING)


def test_arrays_of_draws_give_arrays_that_add_up():
    drawn = np.array([0.2, 0.5, 0.9])
    sharing = replace(SHARING, fixed=drawn, equipment_by_tests=drawn, general_by_heads=drawn)
    cost = np.array([100.0, 200.0, 300.0])
    pools = {"equipment": cost, "general": 50.0, "lines": 7.0}
    used = uses(test_lines={"A": 3.0, "B": 1.0})
    shared = overhead_by_rule(pools, used, {"A": 5.0, "B": 1.0}, sharing)
    for by_provider in shared.by_rule.values():
        assert sum(by_provider.values()) == pytest.approx(cost + 57.0)
    one = overhead_by_rule(
        {**pools, "equipment": 200.0}, used, {"A": 5.0, "B": 1.0},
        replace(SHARING, fixed=0.5, equipment_by_tests=0.5, general_by_heads=0.5),
    )  # fmt: skip
    assert shared.by_rule["hybrid"]["A"][1] == pytest.approx(one.by_rule["hybrid"]["A"])


def test_shares_of_nothing_are_refused():
    with pytest.raises(ValueError, match="nobody has any"):
        share_out(10.0, {"A": 0.0, "B": 0.0})


def test_the_practices_overhead_is_its_lines_with_staff_by_role():
    pools = overhead_pools(costing())
    assert sum(pools.values()) == pytest.approx(3_050_190)
    assert pools["general"] == pytest.approx(833_000)
    assert pools["technician_minutes"] == pytest.approx(615_500)
    assert pools["lines"] == pytest.approx(171_000 + 52_000 + 46_500)


def test_staff_and_malpractice_must_tie_and_no_center_driver_may_stand_in_the_practice():
    lines = costing().overhead.copy()
    lines.loc[lines["driver"] == "staff_roles", "amount"] -= 10
    lines.loc[lines["driver"] == "direct", "amount"] += 1
    lines.loc[lines["line"] == "card fees", "driver"] = "pre_post"
    with pytest.raises(ValueError, match="pre_post") as told:
        overhead_pools(replace(costing(), overhead=lines))
    first, second, third = str(told.value).split("; make them one amount")
    assert first.startswith("direct lines of overhead come to $79,501.00, malpractice to $79,500")
    assert (
        "staff_roles come to $1,517,640.00, the practice's roles in staff to $1,517,650" in second
    )
    assert "follows pre_post, which no provider of it has" in third


def test_staff_is_overhead_even_where_no_overhead_line_repeats_it():
    lines = costing().overhead
    without = lines[lines["driver"] != "staff_roles"]
    whole = overhead_pools(costing())
    assert overhead_pools(replace(costing(), overhead=without)) == pytest.approx(whole)


def test_a_drawn_cost_is_refused_where_tables_are_summed():
    outlook = replace(costing().outlook, wages=np.array([1.0, 1.1]))
    with pytest.raises(ValueError, match="draws"):
        overhead_pools(replace(costing(), outlook=outlook))


def test_tables_are_left_as_they_were():
    before = costing().overhead.copy()
    overhead_pools(costing())
    pd.testing.assert_frame_equal(before, costing().overhead)
