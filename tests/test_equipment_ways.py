"""Ways to pay for equipment: each against a spreadsheet, and what must hold between them."""

from dataclasses import replace as changed
from datetime import date

import numpy as np
import numpy_financial as npf
import pytest
from equipment_talks import RULES, TAX, case, offer, talk
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_model.deals.equipment import order_of, paid_by, purchase, value
from practice_model.deals.equipment_offers import Extra
from practice_model.deals.equipment_ways import (
    Purchase,
    Tax,
    Way,
    hidden_rate,
    loan_rate,
    tax_shares,
    value_today,
    way_cash,
    written_off,
)
from practice_model.questions import equipment_money

LOAN = Way(name="Loan", kind="loan", rate=0.072, months=60.0)
NO_TAX = np.array([1.0])


def bare(**more: object) -> Purchase:
    held = {
        "price": 50_000.0, "extras": 0.0, "trade_in": 0.0, "service": np.zeros(60),
        "upgrade": 0.0, "upgrade_month": None, "residual": 0.0, "part": 1.0, "scans": 100.0,
    }  # fmt: skip
    return Purchase(**(held | more))


def test_a_loan_is_paid_as_a_spreadsheet_pays_it():
    made = way_cash(LOAN, bare(), np.zeros(60), tax=0.0, shares=NO_TAX)
    assert made.monthly == pytest.approx(-npf.pmt(0.072 / 12, 60, 50_000), abs=0.005)
    assert made.payments.sum() == pytest.approx(60 * made.monthly)
    assert npf.npv(0.072 / 12, made.cash) == pytest.approx(-50_000, abs=0.01)


def test_interest_and_a_worthless_end_are_deducted_and_no_dollar_more():
    shares = np.zeros(1)
    with_tax = way_cash(LOAN, bare(), np.zeros(60), tax=0.4, shares=shares)
    without = way_cash(LOAN, bare(), np.zeros(60), tax=0.0, shares=shares)
    interest = without.payments.sum() - 50_000
    saved = (with_tax.cash - without.cash).sum()
    assert saved == pytest.approx(0.4 * (interest + 50_000), abs=0.01)


def test_a_loan_that_outlives_the_machine_is_settled_with_it():
    long = changed(LOAN, months=120.0)
    made = way_cash(long, bare(), np.zeros(60), tax=0.0, shares=NO_TAX)
    left = npf.fv(0.072 / 12, 60, made.monthly, -50_000)
    assert made.payments[60] - made.monthly == pytest.approx(left, abs=0.01)


def test_money_down_is_not_borrowed():
    made = way_cash(changed(LOAN, down=20_000.0), bare(), np.zeros(60), tax=0.0, shares=NO_TAX)
    assert made.payments[0] == 20_000
    assert made.monthly == pytest.approx(-npf.pmt(0.072 / 12, 60, 30_000), abs=0.005)


def test_a_one_dollar_lease_at_the_rate_of_the_loan_is_the_loan():
    rent = -npf.pmt(0.072 / 12, 60, 50_000)
    lease = Way(name="Lease", kind="dollar_lease", monthly=rent, months=60.0)
    one, other = (
        way_cash(way, bare(), np.zeros(60), tax=0.37, shares=NO_TAX) for way in (LOAN, lease)
    )
    assert one.cash == pytest.approx(other.cash, abs=0.01)


def test_rent_in_advance_holds_a_higher_rate_than_the_same_in_arrears():
    assert hidden_rate(50_000, 1_000, 60, advance=True) > hidden_rate(50_000, 1_000, 60)
    lease = Way(name="L", kind="dollar_lease", monthly=1_000.0, months=60.0, advance=True)
    made = way_cash(lease, bare(), np.zeros(60), tax=0.0, shares=NO_TAX)
    assert made.payments[0] == 1_000
    assert made.payments[60] == 0
    assert made.payments.sum() == pytest.approx(60_000)


def test_a_rent_that_hides_a_rate_of_more_than_half_a_year_is_still_answered():
    lease = Way(name="L", kind="dollar_lease", monthly=4_000.0, months=60.0)
    made = way_cash(lease, bare(), np.zeros(60), tax=0.3, shares=NO_TAX)
    assert np.all(np.isfinite(made.cash))
    assert made.payments.sum() == pytest.approx(240_000)


def test_a_lease_without_a_buyout_is_rented_on_and_returned():
    held = Way(name="L", kind="fair_value_lease", monthly=900.0, months=36.0)
    bought = changed(held, buyout=0.2)
    buy = bare(residual=0.1)
    on, off = (way_cash(way, buy, np.zeros(60), tax=0.0, shares=NO_TAX) for way in (held, bought))
    assert on.payments.sum() == pytest.approx(60 * 900)
    assert on.cash[60] == pytest.approx(-900)
    assert off.payments.sum() == pytest.approx(36 * 900 + 10_000)
    assert off.cash[60] == pytest.approx(5_000)


def test_clicks_are_paid_for_every_scan_and_a_subscription_holds_its_service():
    buy = bare(service=np.full(60, 200.0))
    click = Way(name="C", kind="per_click", click=5.0)
    served = Way(name="S", kind="subscription", monthly=500.0, with_service=True)
    one, other = (way_cash(way, buy, np.zeros(60), tax=0.0, shares=NO_TAX)
                  for way in (click, served))  # fmt: skip
    assert one.cash.sum() == pytest.approx(-60 * (500 + 200))
    assert other.cash.sum() == pytest.approx(-60 * 500)


def test_a_flat_rate_is_turned_into_the_one_that_is_paid():
    flat = Way(name="F", kind="loan", rate=0.06, flat=True, months=60.0)
    assert loan_rate(flat) == pytest.approx(0.1085, abs=1e-4)
    made = way_cash(flat, bare(price=25_000.0), np.zeros(60), tax=0.0, shares=NO_TAX)
    assert made.monthly == pytest.approx(541.67, abs=0.005)


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 0.5), st.floats(0, 0.15), st.floats(0, 0.4))
def test_all_deductions_of_an_owned_machine_come_to_what_it_lost(tax, rate, residual):
    way = changed(LOAN, rate=rate)
    parts = np.array([0.5, 0.3, 0.1])  # a tenth is left at the end
    one, other = (
        way_cash(way, bare(residual=residual), np.zeros(60), tax=at, shares=parts).cash
        for at in (tax, 0.0)
    )
    interest = -other.sum() - 50_000 * (1 - residual)
    assert (one - other).sum() == pytest.approx(
        tax * (interest + 50_000 * (1 - residual)), abs=0.01
    )


def test_paying_cash_and_borrowing_at_the_discount_rate_is_worth_the_same_without_tax():
    own = case(tax=0.0, rate=1.006**12 - 1)
    order = order_of(own, offer(), 2, changed(TAX, rate=0.0), RULES)
    cash = value(own, order)
    assert value(own, order, changed(LOAN, rate=0.072)) == pytest.approx(cash, abs=0.01)


def test_section_179_comes_first_then_bonus_then_the_table():
    least = changed(TAX, income=10_000.0, bonus=False)
    made = written_off(60_000.0, least, RULES)
    assert made[0] == pytest.approx(10_000 + 0.2 * 50_000)
    assert made.sum() == pytest.approx(60_000)
    at_once = changed(TAX, section_179=False)
    assert written_off(60_000.0, at_once, RULES).tolist() == [60_000, 0, 0, 0, 0, 0]


def test_a_december_purchase_can_put_the_year_on_mid_quarter():
    bare_tax = changed(TAX, section_179=False, bonus=False, by_quarter=[0.0, 0.0, 0.0, 0.0])
    assert tax_shares(50_000.0, bare_tax, RULES)[0] == pytest.approx(0.05)
    spread = changed(bare_tax, by_quarter=[200_000.0, 0.0, 0.0, 0.0])
    assert tax_shares(50_000.0, spread, RULES)[0] == pytest.approx(0.20)


def test_a_year_outside_the_known_rules_is_refused():
    late = Tax(rate=0.3, acquired=date(2031, 1, 5), placed=date(2031, 2, 1))
    order = order_of(case(), offer(), 1, late, RULES)
    with pytest.raises(ValueError, match="Section 179 is known for 2025 to 2026, not for 2031"):
        value(case(), order)


def test_a_way_needs_its_terms_and_a_date_its_order():
    with pytest.raises(ValueError, match="rate: a loan needs it\nmonths"):
        Way(name="Loan", kind="loan")
    with pytest.raises(ValueError, match="whole number of 1 or more"):
        Way(name="Loan", kind="loan", rate=0.05, months=0.0)
    with pytest.raises(ValueError, match="is before acquired"):
        Tax(rate=0.3, acquired=date(2026, 5, 1), placed=date(2026, 4, 1))


def test_draws_of_a_way_are_the_way_at_each_draw():
    rates = np.array([0.05, 0.072, 0.09])
    drawn = way_cash(changed(LOAN, rate=rates), bare(), np.zeros(60), tax=0.3, shares=NO_TAX)
    for at, rate in enumerate(rates):
        one = way_cash(
            changed(LOAN, rate=float(rate)), bare(), np.zeros(60), tax=0.3, shares=NO_TAX
        )
        assert drawn.cash[:, at] == pytest.approx(one.cash, abs=1e-6)


def test_extras_and_a_trade_in_count_once_and_after_tax():
    more = offer(needs={"training": Extra(what="training", price=1_000.0, each=True)},
                 trade_in=4_000.0)  # fmt: skip
    own = case(tax=0.25)
    plain, with_more = (
        value(own, order_of(own, one, 2, changed(TAX, rate=0.25), RULES)) for one in (offer(), more)
    )
    saved = 0.25 * 2_000 / 1.08  # written off at once, saved a year later
    assert with_more - plain == pytest.approx(0.75 * 4_000 - 2_000 + saved, abs=0.01)
    assert purchase(own, order_of(own, more, 2, TAX, RULES)).extras == 2_000


def test_the_shipped_table_of_ways_is_what_each_way_pays():
    made = talk()
    order = made.chosen.order
    table = equipment_money.way_table(made.terms, made.case, order)
    assert table["value"].is_monotonic_decreasing
    for name in table.index:
        cash = paid_by(made.case, order, made.terms.ways[name]).cash
        assert table.loc[name, "value"] == pytest.approx(value_today(cash, 0.08))
        assert table.loc[name, "lowest"] <= 0
    told = equipment_money.ways_told(made.terms, made.case, order, table)
    assert told.tax_saved == pytest.approx(0.37 * 117_000)


def test_an_internal_rate_is_told_only_where_it_is_the_only_one():
    made = talk()
    table = equipment_money.return_table(made.terms, made.case, made.chosen.order)
    many = table[table["changes"] > 1]
    assert not many.empty
    assert many["rate"].isna().all()
    assert table.loc["loan", "rate"] == pytest.approx((1 + 0.072 / 12 * 0.63) ** 12 - 1, abs=1e-3)
    assert table.loc["loan", "inside"] == 0.072
