"""Lease: rent month by month, value today, effective rent; the planted reversal found."""

from pathlib import Path

import numpy as np
import numpy_financial as npf
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from lease_case import asked, basis, moving, renewal, rented

from practice_model.deals.lease import (
    cash,
    compared,
    discounted,
    rent_value,
    straight_line,
    value,
)
from practice_model.deals.lease_rent import (
    RentTerms,
    Space,
    free_parts,
    load_factor,
    per_usable_foot,
    rent_by_month,
)
from practice_model.deals.lease_rent_steps import (
    Escalator,
    Operating,
    base_by_year,
    operating_by_year,
)

GOLDEN = {
    case["id"]: case
    for case in yaml.safe_load((Path(__file__).parent / "golden" / "lease.yaml").read_text())
}
feet = st.floats(min_value=500, max_value=50_000)
rates = st.floats(min_value=0.0, max_value=0.3)


def near(case, name):
    return pytest.approx(case["expected"][name], abs=case["tolerance"])


def test_net_effective_rent_counts_free_months_money_and_a_moving_allowance():
    case = GOLDEN["LEA04"]
    told = case["inputs"]
    lease = RentTerms(
        base=told["psf"], months=60, free_months=told["free"], improvement=told["ti"],
        other_money=told["other"],
    )  # fmt: skip
    option = rented(feet=10_000).__class__(
        name="one", kind="move", space=Space(rentable=10_000), rent=lease
    )
    assert straight_line(option) == near(case, "net_effective")


def test_net_effective_rent_of_stepped_rent_takes_free_months_at_the_first_rate():
    case = GOLDEN["LEA06"]
    told = case["inputs"]
    option = rented(
        base=told["psf"], percent=told["g"], free=0, money=0, operating=0, months=60, feet=1
    )
    free = rented(
        base=told["psf"], percent=told["g"], free=told["free"], money=told["ti"], operating=0,
        months=60, feet=1,
    )  # fmt: skip
    assert cash(option).total == near(case, "total_rent")
    assert straight_line(free) == near(case, "net_effective")


def test_a_load_factor_turns_rent_per_rentable_into_rent_per_usable_foot():
    case = GOLDEN["LEA07"]
    told = case["inputs"]
    space = Space(rentable=told["rentable"], usable=told["usable"])
    assert load_factor(space) == near(case, "load")
    assert per_usable_foot(told["psf_rentable"], space) == near(case, "per_usable")
    assert load_factor(Space(rentable=100)) is None


def test_straight_line_rent_prefers_the_renewal_and_value_today_the_move():
    """PRACTICE.md, F20: the order turns once with time, and again with one-off costs."""
    stay, move = renewal(), moving()
    assert straight_line(stay) == pytest.approx(36.80, abs=0.005)
    assert straight_line(move) == pytest.approx(37.42, abs=0.005)
    assert discounted(stay, basis()) == pytest.approx(35.42, abs=0.005)
    assert discounted(move, basis()) == pytest.approx(34.25, abs=0.005)


def test_with_moving_costs_the_renewal_is_cheaper_by_the_planted_amount_at_every_rate():
    """PRACTICE.md, F20 and section 6.3."""
    stay, move = renewal(), moving()
    assert value(stay, basis()) == pytest.approx(1_513_953, abs=0.5)
    assert value(move, basis()) == pytest.approx(1_749_484.55, abs=0.01)
    for rate, ahead in ((0.06, 258_415), (0.09, 235_531), (0.12, 217_542)):
        on = basis(rate)
        assert value(move, on) - value(stay, on) == pytest.approx(ahead, abs=0.5)


def test_our_ask_is_worth_what_the_planted_pieces_add_up_to():
    assert value(renewal(), basis()) - value(asked(), basis()) == pytest.approx(
        100_807.69, abs=0.01
    )


def test_cash_at_signing_and_of_the_first_year_are_counted_apart():
    made = cash(moving())
    assert made.signing == pytest.approx(189_800)
    assert made.year(1) == pytest.approx(52_480)
    assert made.total == pytest.approx(2_680_660.14, abs=0.01)
    assert made.signing + made.monthly.sum() == pytest.approx(made.total)


def test_draws_give_what_each_number_gives_alone():
    discounts = np.array([0.06, 0.09, 0.12])
    money = np.array([0.0, 8.0, 20.0])
    together = value(renewal(money=money), basis(discounts))
    for place in range(3):
        alone = value(renewal(money=money[place]), basis(discounts[place]))
        assert together[place] == pytest.approx(alone)


def test_as_many_draws_as_months_are_not_taken_for_months():
    draws = np.linspace(20.0, 30.0, 120)
    together = value(renewal(base=draws, free=draws / 10), basis())
    assert together.shape == (120,)
    assert together[60] == pytest.approx(
        value(renewal(base=draws[60], free=draws[60] / 10), basis())
    )


@given(feet, rates)
@settings(max_examples=25, deadline=None)
def test_both_effective_rents_agree_at_a_rate_of_zero(area, growth):
    option = moving(feet=area, percent=growth)
    assert discounted(option, basis(0.0)) == pytest.approx(straight_line(option))
    assert discounted(option, basis(0.0), all_in=True) == pytest.approx(
        straight_line(option, all_in=True)
    )


@given(rates, st.floats(min_value=0.1, max_value=20), st.floats(min_value=0, max_value=40))
@settings(max_examples=25, deadline=None)
def test_value_falls_with_free_months_and_money_and_rises_with_rent(rate, more, money):
    on = basis(rate)
    here = value(renewal(free=2, money=money), on)
    assert value(renewal(free=2 + more, money=money), on) < here
    assert value(renewal(free=2, money=money + more), on) < here
    assert value(renewal(base=24.25 + more, free=2, money=money), on) > here
    assert value(renewal(free=2, money=money), on, 0.01) > here


def test_value_today_is_what_a_spreadsheet_says_of_the_same_cash():
    option, on = moving(), basis()
    made = cash(option)
    monthly = 1.09 ** (1 / 12) - 1
    told = made.signing + npf.npv(monthly, [0.0, *made.monthly])
    assert value(option, on) == pytest.approx(told)


def test_rent_in_advance_costs_a_month_of_interest_more():
    arrears, advance = (renewal(money=0, rent={"timing": one}) for one in ("arrears", "advance"))
    assert value(advance, basis()) == pytest.approx(value(arrears, basis()) * 1.09 ** (1 / 12))
    assert discounted(advance, basis()) == pytest.approx(discounted(arrears, basis()))


def test_free_of_all_charges_saves_operating_costs_too():
    base_only, everything = (renewal(rent={"free_of": one}) for one in ("base", "all"))
    saved = cash(base_only).total - cash(everything).total
    assert saved == pytest.approx(2 * 8.90 * 6400 / 12)


def test_free_months_may_stand_late_and_hold_part_of_a_month():
    lease = RentTerms(base=12, months=24, free_months=1.5, free_from=12)
    assert free_parts(lease)[11:15].tolist() == [0.0, 1.0, 0.5, 0.0]


def test_money_lent_for_the_build_out_comes_back_with_interest():
    plain = renewal()
    lent = renewal(rent={"amortized": 10.0, "amortized_rate": 0.08})
    level = npf.pmt(0.08 / 12, 120, -64_000)
    assert cash(lent).total - cash(plain).total == pytest.approx(120 * level - 64_000)


def test_money_only_against_the_build_out_is_worth_no_more_than_the_build_out():
    """Improvement money is no income where nothing is built."""
    unspent = renewal(money=15.0, rent={"improvement_as": "fit_out"})
    assert cash(unspent).signing == 0.0
    spent = renewal(money=15.0, fit_out=22.0, rent={"improvement_as": "fit_out"})
    assert cash(spent).signing == pytest.approx(7.0 * 6400)


def test_late_improvement_money_counts_at_its_date():
    late = renewal(rent={"improvement_at": 12.0})
    apart = value(late, basis()) - value(renewal(), basis())
    assert apart == pytest.approx(51_200 * (1 - 1 / 1.09))
    assert cash(late).signing == 0.0
    assert cash(late).total == pytest.approx(cash(renewal()).total)


def test_a_deposit_costs_the_interest_that_it_does_not_bear():
    held = renewal(deposit=30_000.0)
    apart = value(held, basis()) - value(renewal(), basis())
    assert apart == pytest.approx(30_000 * (1 - 1.09**-10))
    assert cash(held).total == pytest.approx(cash(renewal()).total)
    assert rent_value(held, basis()) == pytest.approx(rent_value(renewal(), basis()))


def test_steps_may_be_percent_dollars_an_index_or_named_rents():
    assert base_by_year(24, Escalator(dollars=0.5), 3).tolist() == [24, 24.5, 25]
    assert base_by_year(24, Escalator(percent=0.1, every=2), 4).round(2).tolist() == [
        24, 24, 26.4, 26.4,
    ]  # fmt: skip
    assert base_by_year(24, Escalator(later=[25, 27]), 4).tolist() == [24, 25, 27, 27]
    capped = Escalator(index=0.05, floor=0.02, cap=0.03)
    assert base_by_year(100, capped, 2).tolist() == [100, 103]
    assert base_by_year(24, None, 2).tolist() == [24, 24]


def test_a_cap_that_is_not_cumulative_never_makes_up_for_a_quiet_year():
    growth = [0.0, 0.06]
    yearly = Operating(first=10, growth_by_year=growth, cap=0.03)
    banked = Operating(first=10, growth_by_year=growth, cap=0.03, cumulative=True)
    assert operating_by_year(yearly, 3).round(4).tolist() == [10, 10, 10.3]
    assert operating_by_year(banked, 3).round(4).tolist() == [10, 10, 10.6]


def test_a_cap_holds_controllable_costs_only():
    half = Operating(first=10, growth=0.05, cap=0.02, controllable=0.5)
    assert operating_by_year(half, 2)[1] == pytest.approx(5 * 1.05 + 5 * 1.02)


def test_gross_rent_passes_nothing_on_and_a_base_year_only_what_exceeds_it():
    gross = Operating(costs="gross", first=9, growth=0.03, own=2)
    stop = Operating(costs="modified_gross", first=9, growth=0.1)
    assert operating_by_year(gross, 2).round(4).tolist() == [2, 2.06]
    assert operating_by_year(stop, 2).round(4).tolist() == [0, 0.9]


def test_options_of_unequal_terms_are_compared_at_equal_length():
    short = renewal(months=60, free=0.0, money=0.0, percent=0.0, growth=0.0)
    long = renewal(months=120, free=0.0, money=0.0, percent=0.0, growth=0.0)
    assert value(short, basis()) < value(long, basis())
    assert compared(short, basis()) == pytest.approx(value(long, basis()))


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"months": 0}, "months must be 1 to"),
        ({"months": 12.5}, "whole months"),
        ({"months": 12, "free_months": 13}, "after the term of 12"),
        ({"months": 12, "improvement_at": 13}, "lies after the term"),
        ({"months": 12, "amortized_months": 24}, "amortized_months must be 1 to the term"),
    ],
)
def test_terms_that_cannot_be_are_told(terms, told):
    with pytest.raises(ValueError, match=told):
        RentTerms(base=20, **terms)


def test_rent_of_a_lease_adds_up_from_its_parts():
    made = rent_by_month(renewal().rent, 6400)
    assert made.paid.sum() == pytest.approx(made.base.sum() + made.operating.sum())
    assert made.paid[:12].sum() == pytest.approx(186_293.33, abs=0.01)
