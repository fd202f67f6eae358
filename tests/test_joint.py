"""Deals together: the floor falls with a hire, the hire rests on the payer, one line of credit."""

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from practice_model.costs.capacity import pools, rates
from practice_model.costs.changed import capacity_after, costing_after
from practice_model.costs.checks import faults
from practice_model.practice import PracticeChange
from practice_model.questions import joint
from practice_model.questions.joint_cash import laid_out
from practice_model.questions.joint_figures import changed_talk, refill_after
from practice_model.questions.joint_told import other_waiting
from practice_model.readers.inputs import load
from practice_model.readers.medicare_tables import load_medicare
from practice_model.readers.tax_rules import load_tax_rules
from practice_model.records import replaced

HIRED = PracticeChange(
    fte={"technician": 2.0, "front": 0.5},
    wages={"technician": 123_000, "front": 24_000},
    doctor_minutes={"F": 88_000},
    doctor_cost={"F": 516_000},
    fixed=42_000,
)


@cache
def talk():
    return load("together", joint.Joint)


@cache
def held():
    medicare = load_medicare(talk().root / "medicare")
    return joint.meeting(talk().terms, medicare, load_tax_rules())


def test_a_hire_who_takes_waiting_patients_lowers_the_floor_of_the_renewal():
    own = joint.walked(talk().terms, held())
    assert own.alone == pytest.approx(0.880, abs=0.0005)  # as the renewal's own brief
    assert own.after < own.alone - 0.03
    assert own.by_costs + own.by_patients == pytest.approx(own.moved)
    assert own.refill_after < own.refill == 0.55


def test_without_shared_patients_only_costs_move_the_floor():
    none = other_waiting(talk(), held())["none"]
    own = joint.walked(talk().terms, held())
    assert none.moved == pytest.approx(own.by_costs)


def test_more_shared_patients_never_raise_the_floor():
    told = other_waiting(talk(), held())
    assert told["none"].after >= told["low"].after >= told["high"].after


def test_the_hire_loses_without_the_contract_and_moves_with_its_fees():
    own = joint.carried_by(talk().terms, held())["retina"]
    assert own["now"].cash == pytest.approx(-522_490, abs=1)  # PRACTICE.md, F22
    assert own["without"].against_now < own["offer"].against_now < 0 < own["ask"].against_now


def test_technicians_are_the_bottleneck_unless_people_come_with_the_hire():
    used = joint.used(talk().terms, held())
    assert used["today"].share == pytest.approx(0.917, abs=0.0005)  # PRACTICE.md, section 1.4
    assert used["retina_bare"].share > 1
    assert used["retina_bare"].needed > 0
    assert used["retina"].share < 1
    assert used["oct"].share < used["today"].share


def test_one_line_of_credit_holds_less_than_the_sum_of_each_alone():
    own = joint.together(talk().terms, held())
    assert own.line <= -own.alone
    assert own.lowest == -own.line


def test_the_renewal_comes_first_where_the_deals_weaken_it():
    own = joint.walked(talk().terms, held())
    told = joint.verdict(talk().terms, own, {}, {})
    assert told.case == "renew_first"
    up = replace(own, moved=0.02)
    assert joint.verdict(talk().terms, up, {}, {}).case == "hire_first"
    assert joint.verdict(talk().terms, replace(own, moved=0.001), {}, {}).case == "no_order"


@given(
    some.floats(0, 1), some.floats(0, 0.9), some.floats(0, 1), some.floats(0, 5e6),
    some.floats(1e4, 5e6),
)  # fmt: skip
def test_refill_stays_between_nothing_and_what_it_was(refill, stay, waiting, work, medicare):
    after = refill_after(refill, stay, waiting, work, medicare)
    assert 0 <= after <= refill


def test_costs_after_a_deal_pass_every_check_and_cost_a_minute_what_they_should():
    renewal = talk().terms.renewal
    changed = changed_talk(renewal, [HIRED])
    assert not faults(changed.costing, providers=changed.practice.providers)
    before, after = (
        rates(pools(one.costing), one.costing.capacity).minute for one in (renewal, changed)
    )
    minutes = 10 * 90_240
    assert after["technician"] == pytest.approx((615_500 + 123_000) / (minutes + 2 * 90_240))
    assert before["technician"] == pytest.approx(615_500 / minutes)
    assert after["doctor F"] == pytest.approx(516_000 / 88_000)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (PracticeChange(fte={"nurse": 1}, wages={"nurse": 1}), "no resource of the staff table"),
        (PracticeChange(wages={"technician": 5}), "no people are added"),
        (PracticeChange(doctor_minutes={"A": 5}), "is here already"),
        (PracticeChange(fixed=np.array([1.0, 2.0])), "draws"),
    ],
)
def test_a_change_that_cannot_be_is_refused(change, told):
    with pytest.raises(ValueError, match=told):
        costing_after(talk().terms.renewal.costing, [change])


def test_people_short_are_those_who_bring_the_use_down_to_what_can_be_given():
    own = capacity_after(900, 1000, "front", [], 50)
    assert own.needed == 2
    assert capacity_after(900, 1000, "front", [PracticeChange(fte={"front": 2})], 50).needed == 0


def test_deals_stand_on_one_calendar():
    made = laid_out(
        {
            "late": (np.array([-10.0, 1.0, 1.0]), date(2027, 7, 15)),
            "early": (np.array([-5.0] + [1.0] * 12), date(2026, 12, 1)),
        }
    )
    assert made["late"].tolist() == [0.0] * 7 + [-10.0, -9.0, -8.0]
    assert made["all"].iloc[-1] == made["late"].iloc[-1] + made["early"].iloc[-1]
    assert laid_out({}).empty


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"hires": {}, "machines": {}}, "give hires, machines, or both"),
        ({"renewal.bargaining": None}, "needs costing and bargaining"),
        ({"practice.name": "Another Practice"}, "but the practice is"),
    ],
)
def test_a_meeting_that_is_none_is_refused(change, told):
    with pytest.raises(ValueError, match=told):
        replaced(talk().terms, change)
