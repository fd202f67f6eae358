"""Surgery center: contribution, break-even, devices, a second room, and the rule that ranks."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_center import INCOME, income

from practice_model.costs.capacity import Rates
from practice_model.costs.center_income import center_income, unused_year
from practice_model.costs.facility import (
    break_even_cases,
    break_even_fee,
    break_even_year,
    device_margin,
    ranked,
    ranking,
    second_room,
    summed,
)

money = st.floats(1, 5_000)
minutes = st.floats(5, 200)
year = st.floats(1e3, 5e6)


@given(money, year, minutes, st.floats(1e3, 5e5))
def test_a_room_full_of_cases_at_the_break_even_fee_earns_nothing(variable, fixed, each, practical):
    fee = break_even_fee(variable, fixed, practical, each)
    cases = practical / each
    assert (fee - variable) * cases == pytest.approx(fixed)


@given(money, year)
def test_at_the_break_even_cases_contribution_pays_the_fixed_cost(contribution, fixed):
    assert break_even_cases(fixed, contribution) * contribution == pytest.approx(fixed)


def test_a_case_that_contributes_nothing_breaks_even_at_no_volume():
    for contribution in (0.0, -183.0, np.array([100.0, -1.0])):
        with pytest.raises(ValueError, match="no volume breaks even"):
            break_even_cases(1_000, contribution)


def test_a_case_or_a_room_without_minutes_is_refused():
    with pytest.raises(ValueError, match="takes no minutes"):
        break_even_fee(258, 1_000, 100, 0)
    with pytest.raises(ValueError, match="no practical minutes"):
        break_even_fee(258, 1_000, 0, 27)


def test_the_year_breaks_even_at_the_mix_with_premium_lenses_left_out():
    made = break_even_year(
        collected=1_000, variable=400, fixed=300, cases=6, minutes_a_case=30, practical_minutes=360
    )
    assert (made.contribution, made.cases, made.of_cases) == (100, 3, 0.5)
    assert made.utilization == 0.25
    assert made.fee == pytest.approx(400 / 6 + 300 * 30 / 360)


def test_a_line_of_income_is_variable_fixed_or_of_premium_lenses():
    made = center_income(INCOME, premium_revenue=100)
    assert (made.variable, made.premium_cost, made.fixed) == (220, 60, 400)
    assert made.variable + made.premium_cost + made.fixed == made.operating_expense == 680
    assert (made.operating_income, made.ebitda, made.distributable) == (320, 400, 330)


def test_more_premium_revenue_than_revenue_is_refused():
    with pytest.raises(ValueError, match=r"premium lenses brought 2,000 of a revenue of 1,000"):
        center_income(INCOME, premium_revenue=2_000)


@given(st.lists(st.tuples(st.floats(0, 1e6), st.sampled_from([0.0, 0.25, 1.0])), min_size=1))
def test_the_parts_of_the_expense_add_up_to_it(lines):
    rows = [("fees", "revenue", 1.0, 0.0, 0.0, 0.0, 0.0)]
    rows += [
        (f"line {at}", "expense", amount, 1 - share, 0.0, 0.0, share)
        for at, (amount, share) in enumerate(lines)
    ]
    made = center_income(income(rows))
    whole = sum(amount for amount, _ in lines)
    assert made.variable + made.fixed + made.premium_cost == pytest.approx(whole, abs=1e-6)
    assert made.fixed >= -1e-6


def test_unused_capacity_is_practical_less_used_at_the_rates_by_pool():
    rates = Rates(minute={"operating": 8.0, "pre_post": 1.5}, encounter=1.0, case=200.0)
    made = unused_year(
        rates,
        practical={"operating": 100, "pre_post": 200, "administration": 10},
        used={"operating": 60, "pre_post": 220, "administration": 9},
    )
    assert (made.operating, made.pre_post, made.administration) == (320, -30, 200)
    assert made.cost_unused == 490
    with pytest.raises(ValueError, match="no center"):
        unused_year(Rates(minute={}, encounter=1.0, case=None), {}, {})


def test_a_device_that_costs_more_than_its_allowance_is_a_loss_line_for_line():
    assert device_margin(1_000, 1_120).net_device == -120
    assert device_margin(1_000, 880).net_device == 120
    invoices = np.array([1_050.0, 1_180.0, 1_390.0])
    assert device_margin(1_200, invoices).net_device.tolist() == [150, 20, -190]
    with pytest.raises(ValueError, match="allows nothing"):
        device_margin(0, 880)


@given(year, st.floats(1e3, 1e6), money, minutes, st.floats(0, 1e5))
def test_a_second_room_is_paid_by_its_cases_after_todays_free_minutes(
    fixed, added, contribution, each, free
):
    made = second_room(
        cost=fixed,
        minutes_added=added,
        contribution=contribution,
        minutes_a_case=each,
        free_practical=free,
    )
    assert made.cases * contribution == pytest.approx(fixed)
    assert made.cases_more == pytest.approx(made.cases + free / each)
    whole = added / each * contribution  # what the added time brings when it is full
    assert made.share_of_added == pytest.approx(fixed / whole)
    assert made.most == pytest.approx(whole - fixed, abs=1e-6 * (whole + fixed))


def test_a_second_room_whose_cases_contribute_nothing_is_refused():
    plan = {"cost": 1.0, "minutes_added": 1.0, "minutes_a_case": 1.0, "free_practical": 0.0}
    with pytest.raises(ValueError, match="contributes nothing"):
        second_room(contribution=-5.0, **plan)
    with pytest.raises(ValueError, match="adds no minutes"):
        second_room(contribution=5.0, **(plan | {"minutes_added": 0.0}))


CELLS = pd.DataFrame(
    {
        "code": ["66984", "66984", "67113", "67904"],
        "lines": [10, 5, 3, 2],
        "cases": [10.0, 5.0, 3.0, 0.0],
        "room": [270.0, 135.0, 330.0, 0.0],
        "variable": [2_580.0, 1_290.0, 2_139.0, 0.0],
        "full": [7_660.0, 3_830.0, 5_801.0, 0.0],
        "allowed": [12_000.0, 9_000.0, 8_000.0, 900.0],
        "collected": [11_400.0, 8_700.0, 7_800.0, 880.0],
    }
)


def test_sums_divide_after_adding_and_never_by_nothing():
    made = summed(CELLS, ["code"])
    assert made.loc["66984", "fee"] == 21_000 / 15
    assert made.loc["66984", "contribution_a_minute"] == (20_100 - 3_870) / 405
    assert made.loc["67904", ["fee", "contribution_a_minute"]].isna().all()
    assert made["share_of_cases"].sum() == pytest.approx(1)
    assert made["contribution"].sum() == 28_780 - 6_009
    assert made.loc["67113", ["margin", "margin_a_case"]].tolist() == [1_999, 1_999 / 3]


def test_a_full_room_ranks_by_the_minute_and_one_with_time_to_spare_by_the_case():
    table = summed(CELLS[CELLS["cases"] > 0], ["code"])
    assert ranked(table, ranking(0.745)).index.tolist() == ["67113", "66984"]
    assert ranked(table, ranking(1.0)).index.tolist() == ["66984", "67113"]
    assert ranking(0.96, full_from=0.95).measure == "contribution_a_minute"
    with pytest.raises(ValueError, match="no contribution_a_case"):
        ranked(table[["fee"]], ranking(0.5))
