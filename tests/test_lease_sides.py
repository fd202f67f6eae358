"""Lease: what stands beside the rent: accounting, owning, clauses, the landlord, leaving early."""

from pathlib import Path

import numpy as np
import numpy_financial as npf
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from lease_case import basis, moving, renewal

from practice_model.deals.lease import Option, cash, compared, value
from practice_model.deals.lease_accounting import (
    by_year,
    lease_liability,
    operating_lease,
    schedule,
    straight_line_cost,
)
from practice_model.deals.lease_clauses import (
    Assignment,
    Audit,
    Guaranty,
    Holdover,
    LateFee,
    Removal,
    Restoration,
    assignment_cost,
    audit_value,
    guaranty_exposure,
    holdover_cost,
    late_fee_cost,
    removal_cost,
    restoration_cost,
)
from practice_model.deals.lease_exit import EarlyExit, exit_cost, still_owed
from practice_model.deals.lease_landlord import (
    Landlord,
    keeping,
    losing,
    lowest_rent,
    replacing,
)
from practice_model.deals.lease_own import OwnTerms, break_even_growth, owned, owning_cost
from practice_model.deals.lease_rent import Space, rent_by_month
from practice_model.quantities import replaced

GOLDEN = {
    case["id"]: case
    for case in yaml.safe_load((Path(__file__).parent / "golden" / "lease.yaml").read_text())
}
RATE = 1.09 ** (1 / 12) - 1


def bought(**more) -> OwnTerms:
    """A purchase of 1.6 million: 20 percent down, 25 years at 6.6 percent, sold after ten years."""
    given_ = {
        "price": 1_600_000, "months": 120, "down": 0.2, "loan_rate": 0.066, "loan_months": 300,
        "closing": 24_000, "taxes": 22_000, "insurance": 9_000, "upkeep": 26_000,
        "costs_growth": 0.03, "land": 0.2, "growth": 0.02, "sale_cost": 0.06, "tax": 0.35,
        "gain_tax": 0.2, "recapture_tax": 0.25, "property_return": 0.08,
    }  # fmt: skip
    return OwnTerms(**(given_ | more))


def landlord(**more) -> Landlord:
    given_ = {
        "rent": 24.6, "rent_growth": 0.025, "vacant": 9, "fit_out": 48, "free_months": 4,
        "commission": 0.05, "months": 120, "rate": 0.08,
    }  # fmt: skip
    return Landlord(**(given_ | more))


# accounting


def test_the_published_operating_lease_comes_out_in_advance_and_in_arrears():
    case = GOLDEN["LEA01"]
    told, expected = case["inputs"], case["expected"]
    payments = [amount for months, amount in told["payments"] for _ in range(months)]
    rate = told["annual_rate"] / 12
    near = {name: pytest.approx(number, abs=0.01) for name, number in expected.items()}
    assert lease_liability(payments, rate, advance=True) == near["liability"]
    assert lease_liability(payments, rate, advance=True, paid=12) == near["liability_after_12"]
    assert straight_line_cost(payments) == near["straight_line_month"]
    assert lease_liability(payments, rate) == pytest.approx(case["arrears"]["liability"], abs=0.01)


def test_direct_costs_join_the_right_of_use_and_the_one_cost_of_every_year():
    case = GOLDEN["LEA02"]
    told, expected = case["inputs"], case["expected"]
    payments = [told["amount"]] * told["payments"]
    direct = told["initial_direct_costs"]
    made = schedule(payments, told["rate"], advance=True, direct=direct)
    owed = lease_liability(payments, told["rate"], advance=True) - told["amount"]
    assert owed == pytest.approx(expected["liability_after_first"], abs=1)
    assert owed + told["amount"] + direct == pytest.approx(expected["rou"], abs=1)
    assert made.cost[0] == pytest.approx(expected["straight_line_year"], abs=1)


@given(
    st.lists(st.floats(min_value=100, max_value=9_000), min_size=2, max_size=60),
    st.floats(min_value=0.0, max_value=0.02),
    st.booleans(),
    st.floats(min_value=0, max_value=5_000),
)
@settings(max_examples=30, deadline=None)
def test_liability_and_right_of_use_run_down_to_nothing(payments, rate, advance, direct):
    made = schedule(payments, rate, advance=advance, direct=direct)
    start = lease_liability(payments, rate, advance=advance)
    assert made.liability[-1] == 0.0
    assert start + made.interest.sum() == pytest.approx(sum(payments))
    assert made.reduction.sum() == pytest.approx(start + direct)
    assert made.cost.sum() == pytest.approx(sum(payments) + direct)
    assert (made.interest + made.reduction)[0] == pytest.approx(made.cost[0])


def test_the_first_day_tells_a_short_lease_and_incentives():
    made = operating_lease([1000.0] * 12, 0.0, incentives=1200.0)
    assert made.short
    assert made.right_of_use == 10_800
    assert made.straight_line == 900
    yearly = by_year(schedule([1000.0] * 18, 0.005))
    assert yearly.payment.tolist() == [12_000, 6_000]
    assert yearly.liability[-1] == 0


# owning


def test_a_purchase_is_what_a_spreadsheet_makes_of_the_same_terms():
    own = bought(costs_growth=0.0)
    made = owned(own)
    level = -npf.pmt(0.066 / 12, 300, 1_280_000)
    balance = float(npf.fv(0.066 / 12, 120, level, -1_280_000))
    assert made.debt[0] == pytest.approx(level)
    assert made.signing == pytest.approx(344_000)
    written = 1_624_000 * 0.8 / 39 * 10
    sold = 1_600_000 * 1.02**10 * 0.94
    gain = sold - (1_624_000 - written)
    due = 0.25 * written + 0.2 * (gain - written) if gain > written else 0.25 * gain
    assert made.gain == pytest.approx(gain)
    assert made.sale == pytest.approx(sold - balance - due)
    interest = -float(npf.ipmt(0.066 / 12, np.arange(1, 121), 300, 1_280_000).sum())
    assert made.tax_saved.sum() == pytest.approx(0.35 * (interest + 570_000 + written))
    debt = 0.066 / 12 * 0.65
    flows = npf.npv(debt, [0.0, *made.paid])
    expected = 344_000 + flows + balance / (1 + debt) ** 120
    expected -= (made.sale + balance) / 1.08**10
    assert owning_cost(own) == pytest.approx(expected)


@given(st.floats(min_value=0.0, max_value=1.0))
@settings(max_examples=15, deadline=None)
def test_at_the_cost_of_its_own_debt_financing_is_worth_nothing(down):
    assert owning_cost(bought(down=down)) == pytest.approx(owning_cost(bought()), rel=1e-9)


def test_at_break_even_growth_owning_costs_what_renting_does():
    own = bought()
    growth = break_even_growth(own, 900_000.0)
    assert growth is not None
    assert owning_cost(replaced(own, {"growth": growth})) == pytest.approx(900_000, abs=0.01)
    assert break_even_growth(own, 1e12) is None


def test_capital_works_are_paid_in_their_year_and_a_loan_ends_within_the_holding():
    own = bought(works={"3": 100_000}, loan_months=60)
    made = owned(own)
    assert made.costs[24] - made.costs[25] == pytest.approx(100_000)
    assert made.debt[60:].sum() == 0
    assert made.sale == pytest.approx(owned(bought(works={"3": 100_000}, down=1.0)).sale)


def test_owning_and_renting_stand_on_one_footing_after_tax():
    buy = Option(name="Buy", kind="own", space=Space(rentable=6400), own=bought(), moving=50_000)
    on = basis(after_tax=True, tax=0.35, debt=0.066)
    assert value(buy, on) == pytest.approx(owning_cost(bought()) + 50_000 * 0.65)
    rent, debt = renewal(money=0.0), 0.066 / 12 * 0.65
    after = 0.65 * npf.npv(debt, [0.0, *cash(rent).monthly])
    assert value(rent, on) == pytest.approx(after)
    assert compared(rent, on) == value(rent, on)


def test_a_build_out_is_written_off_and_what_is_left_goes_with_the_lease():
    on = basis(after_tax=True, tax=0.35, debt=0.066)
    debt = 0.066 / 12 * 0.65
    with_it = value(renewal(money=0.0, fit_out=22.0), on) - value(renewal(money=0.0), on)
    spent = 140_800.0
    each = [spent / 180] * 119 + [spent / 180 + spent * 60 / 180]
    assert with_it == pytest.approx(spent - 0.35 * npf.npv(debt, [0.0, *each]))


def test_draws_of_a_purchase_are_what_each_number_gives():
    growth = np.array([0.0, 0.02, 0.04])
    upkeep = np.array([20_000.0, 26_000.0, 40_000.0])
    together = owning_cost(bought(growth=growth, upkeep=upkeep))
    for place in range(3):
        alone = owning_cost(bought(growth=growth[place], upkeep=upkeep[place]))
        assert together[place] == pytest.approx(alone)


def test_a_purchase_that_cannot_be_is_told_whole():
    with pytest.raises(ValueError, match=r"months must be whole.*\n.*works: '12' is no year"):
        bought(loan_months=0, works={"12": 5.0})


# clauses


def test_clauses_cost_their_chance_times_what_they_take():
    assert holdover_cost(Holdover(of_rent=2.0, months=2, chance=0.5), 20_000) == 20_000
    assert restoration_cost(Restoration(cost=10, chance=0.4), 6400) == pytest.approx(25_600)
    assert assignment_cost(Assignment(sale=1e6, sold=0.5, refused=0.2, lost=0.1)) == 10_000
    assert audit_value(Audit(wrong=0.05, cost=2_000), 57_000) == pytest.approx(850)
    assert audit_value(Audit(wrong=0.01, cost=2_000), 57_000) == 0
    assert late_fee_cost(LateFee(share=0.05, late=2), 18_000) == pytest.approx(1_800)


def test_being_moved_costs_its_chance_a_year_and_can_happen_once():
    sure = removal_cost(Removal(chance=0.5, cost=100.0), 1200, 0.0)
    assert sure == pytest.approx(100.0)
    year = removal_cost(Removal(chance=0.1, cost=100.0, paid=0.25), 12, 0.0)
    assert year == pytest.approx(0.1 * 75)
    unused = np.full(12, 40.0)
    assert removal_cost(Removal(chance=0.1, cost=0.0), 12, 0.0, unused) == pytest.approx(4.0)


def test_a_guaranty_is_all_the_rent_to_come_unless_capped_or_burned_down():
    paid = np.full(120, 1000.0)
    assert guaranty_exposure(Guaranty(), paid)[:2].tolist() == [120_000, 108_000]
    ended = guaranty_exposure(Guaranty(burns_after=36), paid)
    assert ended[2] > 0
    assert not ended[3:].any()
    falling = guaranty_exposure(Guaranty(months=12, burns_after=36, falls=True), paid)
    assert falling[:4].tolist() == [12_000, 8_000, 4_000, 0]


# the landlord


def test_at_their_lowest_rent_keeping_us_is_worth_what_losing_us_is():
    option = renewal()
    running = rent_by_month(option.rent, 6400).operating
    given_ = np.zeros(121)
    given_[0] = 8 * 6400
    unit = rent_by_month(replaced(option.rent, {"base": 1.0}), 6400).base
    side = landlord()
    limit = lowest_rent(side, 6400, running, unit, given_)
    kept = keeping(side, rent_by_month(replaced(option.rent, {"base": limit}), 6400).base, given_)
    assert kept == pytest.approx(replacing(side, 6400, running))


def test_a_landlord_who_lets_at_once_and_for_nothing_asks_market_rent():
    side = landlord(vacant=0, fit_out=0, free_months=0, commission=0, rent_growth=0.03, rent=25.0)
    option = renewal(base=1.0, free=0.0, money=0.0)
    made = rent_by_month(option.rent, 6400)
    limit = lowest_rent(side, 6400, made.operating, made.base, np.zeros(1))
    assert limit == pytest.approx(25.0)
    assert losing(side, 6400, made.operating).total == pytest.approx(0.0)


def test_losing_us_is_counted_part_by_part_over_our_own_months():
    """By hand at a rate of zero: 12 empty months of 120, a new lease of 144 months."""
    side = landlord(
        rent=24, rent_growth=0, vacant=12, fit_out=40, free_months=6, months=144, rate=0.0
    )
    made = losing(side, 1000, np.full(120, 700.0))
    assert made.vacancy == pytest.approx(24_000)
    assert made.carried == pytest.approx(8_400)
    assert made.fit_out == pytest.approx(40_000 * 108 / 144)
    assert made.free == pytest.approx(12_000)
    assert made.commission == pytest.approx(0.05 * 108 * 2_000)
    assert replacing(side, 1000, np.full(120, 700.0)) == pytest.approx(240_000 - made.total)


@given(st.floats(min_value=0, max_value=24), st.floats(min_value=0, max_value=100))
@settings(max_examples=20, deadline=None)
def test_the_longer_empty_and_the_dearer_the_next_tenant_the_lower_their_limit(vacant, fit_out):
    made = rent_by_month(renewal(base=1.0).rent, 6400)
    here = landlord(vacant=vacant, fit_out=fit_out)
    worse = landlord(vacant=vacant + 1, fit_out=fit_out + 5)
    one, two = (
        lowest_rent(side, 6400, made.operating, made.base, np.zeros(1)) for side in (here, worse)
    )
    assert two < one or two == 0


def test_draws_of_the_landlord_are_what_each_number_gives():
    made = rent_by_month(renewal(base=1.0).rent, 6400)
    vacant, rent = np.array([3.0, 9.0, 15.5]), np.array([22.9, 24.6, 26.4])
    free = np.array([2.0, 4.0, 10.0])
    side = landlord(vacant=vacant, rent=rent, free_months=free)
    together = lowest_rent(side, 6400, made.operating, made.base, np.zeros(1))
    for place in range(3):
        alone = landlord(vacant=vacant[place], rent=rent[place], free_months=free[place])
        assert together[place] == pytest.approx(
            lowest_rent(alone, 6400, made.operating, made.base, np.zeros(1))
        )


# leaving early


def test_leaving_early_costs_the_rest_a_fee_or_what_a_subtenant_does_not_pay():
    paid = np.full(120, 1000.0)
    assert still_owed(paid, 5) == 60_000
    assert exit_cost(EarlyExit(), paid, 5, 0.0) == 60_000
    assert exit_cost(EarlyExit(fee_months=6), paid, 5, RATE, 12_000) == pytest.approx(12_000)
    let = EarlyExit(empty=6, sublet=0.8)
    assert exit_cost(let, paid, 5, 0.0) == pytest.approx(6_000 + 54_000 * 0.2)
    assert exit_cost(let, paid, 10, RATE) == 0.0


def test_exit_terms_that_contradict_each_other_are_told():
    with pytest.raises(ValueError, match="give empty and sublet, or neither"):
        EarlyExit(empty=6)
    with pytest.raises(ValueError, match="not both"):
        EarlyExit(empty=6, sublet=0.5, fee_months=3)


def test_an_option_is_a_lease_or_a_purchase_and_says_which():
    with pytest.raises(ValueError, match="kind is own"):
        moving(kind="own")
