"""Money over time: parity with numpy-financial, published tables, and what must always hold."""

from datetime import date

import numpy as np
import numpy_financial
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from practice_model.faults import Faults
from practice_model.finance.capital import excess_earnings
from practice_model.finance.depreciation import (
    deductions,
    first_year_deduction,
    is_mid_quarter,
    macrs,
    real_property,
)
from practice_model.finance.leasing import net_advantage_to_leasing
from practice_model.finance.loans import (
    Loan,
    implicit_rate,
    loan_payment,
    loan_schedule,
    rate_of_flat,
)
from practice_model.finance.present_value import (
    annuity_factor,
    equivalent_annual,
    escalated,
    monthly_rate,
    over_time,
    payment,
    present_value,
    spreadsheet_npv,
)
from practice_model.finance.returns import (
    internal_rate,
    modified_rate,
    payback,
    paybacks,
    sign_changes,
    trough,
    troughs,
)
from practice_model.readers.tax_rules import SHIPPED, load_tax_rules

RULES = load_tax_rules()
amounts = some.floats(-1e6, 1e6).map(lambda one: round(one, 2))
rates = some.floats(0.0, 0.3)


@given(some.lists(amounts, min_size=1, max_size=40), rates)
def test_present_value_agrees_with_numpy_financial(flows, rate):
    ours = present_value(flows, rate)
    assert ours == pytest.approx(numpy_financial.npv(rate, flows), abs=1e-5)
    assert spreadsheet_npv(flows, rate) == pytest.approx(ours / (1 + rate), abs=1e-5)


@given(some.floats(1, 1e7), some.floats(1e-4, 0.2), some.integers(1, 400), some.booleans())
def test_payments_agree_with_numpy_financial(principal, rate, periods, advance):
    theirs = -numpy_financial.pmt(rate, periods, principal, when=int(advance))
    assert payment(principal, rate, periods, advance) == pytest.approx(theirs, rel=1e-7)


def test_a_payment_without_interest_is_the_principal_over_the_periods():
    assert payment(1200, 0.0, 12) == 100
    assert annuity_factor(1e-14, 12) == pytest.approx(12)


def test_draws_give_what_each_draw_gives_alone():
    flows = np.array([[-100.0, -50.0], [60.0, 30.0], [70.0, 40.0]])
    rate = np.array([0.05, 0.1])
    together = present_value(flows, rate)
    alone = [present_value(flows[:, at], rate[at]) for at in range(2)]
    assert together.tolist() == pytest.approx(alone)
    assert annuity_factor(rate, 10).tolist() == pytest.approx(
        [annuity_factor(one, 10) for one in rate]
    )
    assert present_value([-100, 60, 70], rate).shape == (2,)
    assert present_value(flows, 0.05).shape == (2,)
    assert escalated(np.array([1.0, 2.0]), 0.1, 3).shape == (3, 2)
    assert over_time([0.5, 1], np.array([1.0, 2.0, 3.0])).shape == (2, 3)


def test_a_monthly_rate_compounds_to_the_year():
    assert (1 + monthly_rate(0.09)) ** 12 == pytest.approx(1.09)


def test_a_level_yearly_amount_is_worth_the_value_that_it_stands_for():
    level = equivalent_annual(40_000, 0.08, 7)
    assert spreadsheet_npv([level] * 7, 0.08) == pytest.approx(40_000)


@pytest.mark.parametrize("wrong", [[], [float("nan")], [[[1.0]]]])
def test_a_series_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError, match="series"):
        present_value(wrong, 0.05)


def test_a_rate_that_loses_everything_is_refused():
    with pytest.raises(ValueError, match="more than -1"):
        present_value([1, 2], -1.0)


@given(some.floats(100, 1e6), some.floats(0, 0.3), some.integers(1, 240))
def test_a_loan_is_repaid_by_its_last_payment(principal, rate, months):
    loan = Loan(principal=principal, rate=rate, months=months)
    made = loan_schedule(loan)
    assert made.principal.sum() == pytest.approx(principal, rel=1e-9)
    assert (made.interest + made.principal).tolist() == pytest.approx([loan_payment(loan)] * months)
    assert present_value(made.interest + made.principal, rate / 12, first=1) == pytest.approx(
        principal
    )


@given(some.floats(100, 1e6), some.floats(0.0001, 0.05), some.integers(2, 120), some.booleans())
def test_the_rate_in_a_payment_is_the_rate_that_made_it(principal, rate, periods, advance):
    level = payment(principal, rate, periods, advance)
    assert implicit_rate(principal, level, periods, advance) == pytest.approx(rate, abs=1e-8)


def test_payments_that_do_not_repay_have_no_rate():
    with pytest.raises(ValueError, match="do not repay"):
        implicit_rate(1000, 50, 12)


def test_a_flat_rate_of_six_percent_is_nearly_eleven():
    assert rate_of_flat(0.06, 60) == pytest.approx(0.1085, abs=1e-4)  # golden EQP02


@given(some.lists(some.floats(1, 1000), min_size=1, max_size=30), some.floats(10, 20_000))
def test_a_series_that_changes_its_sign_once_has_one_rate(back, put_in):
    found = internal_rate([-put_in, *back])
    assert found.sign_changes == 1
    if found.rate is not None:
        assert present_value([-put_in, *back], found.rate) == pytest.approx(0, abs=1e-4 * put_in)


def test_the_internal_rate_agrees_with_numpy_financial():
    flows = [-150_000, 15_000, 25_000, 35_000, 45_000, 60_000]
    assert internal_rate(flows).rate == pytest.approx(numpy_financial.irr(flows), abs=1e-9)


def test_two_rates_are_both_told_and_none_is_chosen():
    found = internal_rate([-100, 230, -132])
    assert found.rate is None
    assert found.sign_changes == sign_changes([-100, 230, -132]) == 2
    assert found.roots == pytest.approx((0.1, 0.2))


def test_a_series_that_never_changes_its_sign_has_no_rate():
    assert internal_rate([-1, -2]).rate is None
    assert internal_rate([-1, -2]).roots == ()


def test_a_late_small_cost_leaves_the_rate_unique_where_cumulative_cash_says_so():
    found = internal_rate([-100, 80, 80, -10])
    assert found.sign_changes == 2
    assert found.rate is not None
    assert present_value([-100, 80, 80, -10], found.rate) == pytest.approx(0, abs=1e-7)


@given(
    some.lists(amounts, min_size=2, max_size=20).filter(lambda f: max(f) > 1 and min(f) < -1),
    some.floats(0.01, 0.2),
)
def test_the_modified_rate_agrees_with_numpy_financial(flows, rate):
    theirs = numpy_financial.mirr(flows, rate, 0.05)
    assert modified_rate(flows, rate, 0.05) == pytest.approx(theirs, rel=1e-6, abs=1e-9)


def test_the_modified_rate_is_the_published_one():
    flows = [-4500, -800, 800, 800, 600, 600, 800, 800, 700, 3000]
    assert modified_rate(flows, 0.08, 0.055) == pytest.approx(0.0666, abs=1e-4)  # golden EQP07


@given(some.lists(amounts, min_size=1, max_size=30))
def test_payback_is_the_first_period_from_which_cash_stays_up(cash):
    total = np.cumsum(cash)
    found = payback(cash)
    stays = [at for at in range(len(cash)) if np.all(total[at:] >= -0.005)]
    assert found == (stays[0] if stays else None)
    assert trough(cash).amount == pytest.approx(min(total.min(), 0.0))


def test_draws_of_cash_pay_back_each_on_its_own():
    cash = np.array([[-10.0, -10.0, 5.0], [10.0, 4.0, 5.0], [1.0, 4.0, 5.0]])
    assert paybacks(cash).tolist() == [1, 3, 0]  # 3 of 3 periods: never by then
    assert troughs(cash).amount.tolist() == [-10, -10, 0]


PUBLISHED = {  # IRS Publication 946, tables, in percent
    (5, None): [20, 32, 19.2, 11.52, 11.52, 5.76],
    (7, None): [14.29, 24.49, 17.49, 12.49, 8.93, 8.92, 8.93, 4.46],
    (3, None): [33.33, 44.45, 14.81, 7.41],
    (5, 1): [35, 26, 15.6, 11.01, 11.01, 1.38],
    (5, 4): [5, 38, 22.8, 13.68, 10.94, 9.58],
    (7, 4): [3.57, 27.55, 19.68, 14.06, 10.04, 8.73, 8.73, 7.64],
}


@pytest.mark.parametrize(("case", "percent"), PUBLISHED.items())
def test_percentages_are_those_of_the_published_tables(case, percent):
    life, quarter = case
    made = macrs(life, "mid-quarter" if quarter else "half-year", quarter)
    assert [round(100 * one, 2) for one in made] == percent


@pytest.mark.parametrize("life", [3, 5, 7, 10, 15, 20])
@pytest.mark.parametrize("quarter", [None, 1, 2, 3, 4])
def test_every_life_is_written_off_in_whole(life, quarter):
    made = macrs(life, "mid-quarter" if quarter else "half-year", quarter)
    assert sum(made) == pytest.approx(1)
    assert len(made) == life + 1
    assert min(made) > 0


def test_a_building_is_written_off_from_the_middle_of_its_month():
    # Publication 946, table A-7a, whose first month is 0.004 points over the rule
    assert real_property(1)[0] == pytest.approx(0.02461, abs=5e-5)
    assert real_property(12)[0] == pytest.approx(0.00107, abs=5e-6)
    assert sum(real_property(12)) == pytest.approx(1)


def test_a_life_that_is_none_is_refused():
    with pytest.raises(ValueError, match="recovery life"):
        macrs(6)
    with pytest.raises(ValueError, match="names its quarter"):
        macrs(5, "mid-quarter")


SOLD = date(2026, 12, 1)


@given(some.floats(0, 9e6), some.floats(0, 9e6), some.one_of(some.none(), some.floats(-1e5, 5e6)))
@settings(max_examples=60)
def test_the_first_year_parts_sum_to_the_cost_and_keep_their_limits(cost, others, income):
    made = first_year_deduction(cost, SOLD, SOLD, RULES, income=income, placed_total=cost + others)
    assert sum(made) == pytest.approx(cost)
    assert min(made) >= 0
    assert made.section_179 <= 2_560_000
    if income is not None:
        assert made.section_179 <= max(income, 0)
    assert deductions(made, 5).sum() == pytest.approx(cost)


def test_section_179_runs_out_dollar_by_dollar():
    def section(total):
        return first_year_deduction(100_000, SOLD, SOLD, RULES, placed_total=total).section_179

    assert section(4_090_000) == 100_000
    assert section(6_600_000) == pytest.approx(50_000)
    assert section(6_650_000) == 0


def test_bonus_goes_by_the_day_of_the_contract():
    late = first_year_deduction(1000, date(2025, 1, 20), SOLD, RULES, elect_179=False)
    early = first_year_deduction(1000, date(2025, 1, 19), date(2025, 6, 1), RULES, elect_179=False)
    assert late.bonus == 1000
    assert early.bonus == 400


@pytest.mark.parametrize(
    ("acquired", "placed", "elect"),
    [
        (date(2026, 12, 1), date(2027, 1, 5), True),
        (date(2019, 1, 1), date(2025, 2, 1), False),
        (date(2024, 1, 1), date(2028, 2, 1), False),
        (date(2026, 12, 1), date(2026, 11, 1), False),
    ],
)
def test_a_date_outside_the_known_rules_is_refused(acquired, placed, elect):
    with pytest.raises(ValueError, match=r"known|before it was acquired"):
        first_year_deduction(1000, acquired, placed, RULES, elect_179=elect)


def test_a_machine_of_2027_may_do_without_section_179():
    made = first_year_deduction(1000, SOLD, date(2027, 1, 5), RULES, elect_179=False)
    assert made.bonus == 1000


def test_december_can_turn_the_whole_year_to_mid_quarter():
    assert is_mid_quarter([10, 20, 29, 41], RULES)
    assert not is_mid_quarter([10, 20, 30, 40], RULES)
    assert not is_mid_quarter([0, 0, 0, 0], RULES)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("section_179: {2026: {most: 1, reduced_above: 2, verified: true}}", "source"),
        ("bonus: [{acquired_from: 2025, share: 1, source: x, verified: true}]", "dates"),
        ("bonus: [{acquired_from: 2025-01-20, share: 2, source: x, verified: true}]", "0 to 1"),
        ("other: 1", "unknown section"),
    ],
)
def test_rules_that_cannot_hold_are_refused_by_place(tmp_path, written, told):
    file = tmp_path / "tax_rules.yaml"
    file.write_text(written, "utf-8")
    with pytest.raises(Faults, match=told):
        load_tax_rules(file)


def test_every_rule_that_ships_has_its_source():
    assert SHIPPED.is_file()
    limits = [*RULES.section_179.values(), *RULES.bonus]
    assert all(one.source for one in limits)


def test_leasing_is_worth_its_published_advantage():
    made = net_advantage_to_leasing(5_900_000, [1_450_000] * 5, 1_180_000.0, tax=0.25, borrow=0.08)
    assert made == pytest.approx(76_407.07, abs=0.02)  # golden EQP10


@given(some.floats(0, 0.5), some.floats(0.01, 0.15))
def test_a_lease_at_the_borrowing_rate_with_the_same_tax_is_worth_nothing(tax, borrow):
    # Deducting a loan's principal as the lease deducts its rent leaves no difference.
    level = payment(100_000, borrow * (1 - tax), 5)
    made = net_advantage_to_leasing(100_000, [level] * 5, level, tax=tax, borrow=borrow)
    assert made == pytest.approx(100_000 - level * annuity_factor(borrow * (1 - tax), 5), abs=1e-5)


def test_goodwill_never_goes_under_nothing():
    assert excess_earnings(80_000, 1_000_000, 0.09, 0.18).goodwill == 0
    drawn = excess_earnings(np.array([80_000.0, 300_000.0]), 1_000_000, 0.09, 0.18)
    assert drawn.goodwill.tolist() == pytest.approx([0, 1_166_666.67], abs=0.01)
    with pytest.raises(ValueError, match="capital rate"):
        excess_earnings(1, 1, 0.09, 0.0)
