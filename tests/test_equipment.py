"""The equipment deal against its worked cases, and what must hold of any order."""

from dataclasses import replace as changed
from datetime import date

import numpy as np
import numpy_financial as npf
import pytest
from equipment_talks import RULES, TAX, case, golden, offer, talk
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_model.deals.equipment import (
    Order,
    best_count,
    break_even_scans,
    ladder,
    order_figures,
    order_of,
    practice_change,
    value,
    walk_away_price,
)
from practice_model.deals.equipment_offers import Model, equal_price, offer_cost, price
from practice_model.deals.equipment_scans import same_day_paid
from practice_model.deals.equipment_sheet import (
    dollar_bridge,
    scan_bridge,
    sheet_figures,
    sheet_month,
)
from practice_model.deals.equipment_slots import Present, SiteUse, benefits, gains, slots
from practice_model.finance.depreciation import macrs
from practice_model.finance.leasing import net_advantage_to_leasing
from practice_model.finance.loans import Loan, implicit_rate, loan_payment
from practice_model.finance.present_value import payment, present_value, spreadsheet_npv
from practice_model.finance.returns import modified_rate
from practice_model.questions import equipment


def within(found: float, name: str, key: str) -> None:
    row = golden(name)
    assert found == pytest.approx(row["expected"][key], abs=row["tolerance"]), key


def test_a_scan_beside_a_field_loses_a_fifth_of_the_lower_technical_part():
    row = golden("PFS08")["inputs"]
    factor = row["conversion_factor"]
    parts = [tuple(factor * one for one in row[test]) for test in ("visual_field", "scan")]
    for key, found in same_day_paid(parts).items():
        within(found, "PFS08", key)


def test_the_trade_worksheet_is_rebuilt_as_it_was_printed():
    row = golden("EQP01")["inputs"]
    for count, cost in enumerate(row["prices"], start=1):
        made = sheet_month(
            row["fee"], row["scans_week"], row["weeks_month"], cost,
            flat=row["flat"], months=row["months"],
        )  # fmt: skip
        within(made.payment, "EQP01", f"payment_{count}")
        within(made.net, "EQP01", f"net_{count}")
        if count == 1:  # the source multiplies its own rounded figure
            within(12 * round(made.net, 2), "EQP01", "year1_net_1")


def test_a_flat_rate_hides_almost_twice_the_yearly_rate():
    row = golden("EQP02")["inputs"]
    rate = implicit_rate(row["principal"], row["payment"], row["months"])
    within(12 * rate, "EQP02", "apr")
    within((1 + rate) ** 12 - 1, "EQP02", "effective")


def test_loan_value_and_returns_are_the_published_ones():
    loan = golden("EQP03")["inputs"]
    within(payment(loan["pv"], loan["rate_a_year"] / 12, loan["n"]), "EQP03", "payment")
    row = golden("EQP04")["inputs"]
    within(present_value(row["flows"], row["rate"]), "EQP04", "npv_first_flow_at_t0")
    within(spreadsheet_npv(row["flows"], row["rate"]), "EQP04", "excel_npv_all_flows")
    row = golden("EQP07")["inputs"]
    within(modified_rate(row["flows"], row["finance"], row["reinvest"]), "EQP07", "mirr")


def test_depreciation_and_the_lease_are_the_published_ones():
    row = golden("EQP09")
    made = macrs(row["inputs"]["life"], "mid-quarter", row["inputs"]["quarter"])
    assert made == pytest.approx(row["expected"]["percentages"], abs=row["tolerance"])
    row = golden("EQP10")["inputs"]
    nal = net_advantage_to_leasing(
        row["cost"], [row["lease"]] * row["years"], [row["cost"] / row["years"]] * row["years"],
        tax=row["tax"], borrow=row["borrow"], salvage=row["salvage"],
    )  # fmt: skip
    within(nal, "EQP10", "nal")


def test_a_single_unit_breaks_even_where_the_worked_case_says():
    row = golden("EQP12")["inputs"]
    level = payment(row["price"], row["rate"] / 12, row["months"])
    within(level, "EQP12", "payment")
    found = break_even_scans(level, row["service_year"], row["fee"], row["variable"])
    within(found, "EQP12", "scans_month")


def test_the_claims_bring_the_typed_dollars_of_a_scan_and_its_cost():
    expected = golden("F19")["expected"]
    made = talk()
    assert made.case.collected == pytest.approx(expected["collected"], abs=0.005)
    assert made.case.variable == pytest.approx(expected["variable"], abs=0.005)
    assert made.basis.counted.scans == expected["done"]
    assert equipment.tie_of(made.terms, made.basis).agrees
    losses = made.basis.losses
    parts = losses.same_day + losses.denied + losses.bad_debt + losses.sequestration
    assert losses.allowed - parts == pytest.approx(losses.collected, abs=1e-9)


def test_the_pairs_that_are_never_both_paid_are_counted():
    counted = talk().basis.counted
    assert counted.pairs == 38  # PRACTICE.md section 2.4
    assert counted.marked == 210


@pytest.mark.parametrize("vendor", ["optivane", "lumenfold"])
def test_both_offers_cost_what_the_answer_key_says(vendor):
    expected, made = golden("F19")["expected"], talk()
    order = made.whole(vendor)
    level = loan_payment(Loan(principal=price(order.offer, 3), rate=0.072, months=60.0))
    assert price(order.offer, 3) == pytest.approx(expected["price"][vendor], abs=0.005)
    assert level == pytest.approx(expected["payment"][vendor], abs=0.005)
    cost = offer_cost(order.offer, 7, 0.08)
    assert round(cost.a_year) == expected["cost_a_year"][vendor]
    needed = break_even_scans(level, cost.service_year, made.case.collected, made.case.variable)
    assert round(needed) == expected["break_even"][vendor]


def test_the_vendor_claims_thirty_four_times_what_new_scans_bring():
    expected, made = golden("F19")["expected"], talk()
    added = benefits(made.whole("optivane").filled)
    told = sheet_figures(
        made.terms.sheet, revenue=added.revenue, added=added.fresh, payment=3177.44
    )
    assert told.claimed == expected["claimed"]
    assert int(added.revenue) == expected["revenue"]
    assert round(added.fresh) == expected["all_benefits"]
    assert round(told.factor, 1) == expected["factor"]
    assert round(told.factor_all, 1) == expected["factor_all"]
    assert added.new_scans == expected["new"]


def test_the_two_forced_replacements_are_bought_and_no_third():
    expected, made = golden("F19")["expected"], talk()
    told = equipment.chosen_figures(made.terms, made.chosen)
    assert (told.units, told.forced) == (expected["units"], expected["forced"])
    assert told.next_value < 0
    for name, steps in made.chosen.steps.items():
        assert best_count(steps) == expected["units"], name


def test_the_bridge_from_the_claim_to_ours_sums():
    made = talk()
    added = benefits(made.whole("optivane").filled)
    rows = dollar_bridge(
        made.terms.sheet, collected=made.case.collected, variable=made.case.variable,
        new=added.new_scans, minutes=added.minutes, repairs=added.repairs,
    )  # fmt: skip
    assert rows["value"].iloc[:-1].sum() == pytest.approx(rows["value"].iloc[-1], abs=1e-6)
    assert rows["value"].iloc[-1] == pytest.approx(added.fresh, abs=1e-6)
    scans = scan_bridge(
        made.terms.sheet, payment=3177.44, collected=made.case.collected,
        variable=made.case.variable, service_year=14_100,
    )  # fmt: skip
    assert scans["value"].iloc[:-1].sum() == pytest.approx(scans["value"].iloc[-1], abs=1e-9)
    assert round(scans["value"].iloc[-1]) == 179


def test_a_scan_that_costs_more_than_it_brings_never_breaks_even():
    assert break_even_scans(1_000, 4_000, 8.0, 8.0) is None
    rows = scan_bridge(
        talk().terms.sheet, payment=1_000, collected=7.0, variable=8.0, service_year=0
    )
    assert rows is None


prices = st.floats(1_000, 400_000)


@settings(max_examples=40, deadline=None)
@given(prices, prices, st.integers(1, 2))
def test_value_falls_as_the_price_rises(one, other, units):
    order = order_of(case(), offer(), units, TAX, RULES)
    low, high = sorted((one, other))
    assert value(case(), order, paid=low) >= value(case(), order, paid=high)


@settings(max_examples=40, deadline=None)
@given(
    st.tuples(st.floats(0, 80), st.floats(9, 60), st.floats(0, 4)),
    st.floats(0.0, 0.5), st.booleans(), st.sampled_from([None, 0.0, 20_000.0]), st.floats(0, 0.3),
)  # fmt: skip
def test_at_the_walk_away_price_an_order_is_worth_nothing_more(uses, tax, kept, income, residual):
    new, collected, saved = uses
    sites = {"M": SiteUse(scans=4_000.0, hours=1_900.0, new=new)}
    own = case(sites=sites, collected=collected, saved=saved, tax=tax)
    rule = changed(TAX, rate=tax, income=income)
    order = order_of(own, offer(residual=residual), 2, rule, RULES)
    limit = walk_away_price(own, order, kept=kept)
    if limit > 0:
        assert abs(value(own, order, kept=kept, paid=limit)) < 0.005
    else:
        assert value(own, order, kept=kept, paid=0.0) <= 0.005


def test_the_cost_of_an_offer_agrees_with_a_spreadsheet():
    made = offer_cost(offer(), 5, 0.08)
    service = [0.0, 0.0, *[8_000.0] * 4]
    flows = [-100_000.0, *[-one for one in service[1:]]]
    flows[-1] += 10_000.0
    whole = npf.npv(0.08, flows)
    assert made.whole == pytest.approx(-whole, abs=0.01)
    assert made.a_year == pytest.approx(-npf.pmt(0.08, 5, made.whole), abs=0.01)


def test_an_offer_is_worth_the_same_as_the_other_at_their_equal_price():
    one, other = talk().terms.offers.values()
    limit = equal_price(one, other, 7, 0.08, units=3)
    assert offer_cost(one, 7, 0.08, units=3, paid=limit).a_year == pytest.approx(
        offer_cost(other, 7, 0.08, units=3).a_year, abs=0.005
    )


def test_draws_are_the_likely_order_at_each_draw():
    likely = order_of(case(), offer(), 2, TAX, RULES)
    drawn = case(collected=np.array([32.0, 20.0, 40.0]))
    order = order_of(drawn, offer(), 2, TAX, RULES)
    found = order_figures(drawn, order)
    single = order_figures(case(), likely)
    assert found.value[0] == pytest.approx(single.value, abs=0.01)
    assert found.walk_away[0] == pytest.approx(single.walk_away, abs=0.01)
    assert found.value[1] < found.value[0] < found.value[2]


def test_a_unit_in_support_keeps_nothing_and_one_past_it_keeps_its_scans():
    fine = case(present=[Present(site="M", bought=2024)], additions=[])
    gone = case(present=[Present(site="M", support_ends=date(2027, 6, 30))], additions=[])
    first, forced = (order_of(one, offer(), 1, TAX, RULES).filled[0] for one in (fine, gone))
    assert (first.kind, first.kept) == ("replacement", 0.0)
    assert forced.kind == "forced"
    assert forced.kept == pytest.approx(0.5 * 4_000 * 24)  # half of what stops is lost


def test_what_is_kept_flows_only_from_the_month_in_which_support_ends():
    own = case(additions=[], ramp=6.0)  # support ends in month 18
    order = order_of(own, offer(), 1, TAX, RULES)
    both, new = (gains(own, order.filled, kept=one) for one in (True, False))
    assert both[:18] == pytest.approx(new[:18])
    assert both[18] - new[18] == pytest.approx((order.filled[0].kept + order.filled[0].waited) / 12)
    assert new[0] < new[5] == pytest.approx(new[59])  # new scans are full in month 6


def test_a_unit_out_of_support_comes_before_one_that_adds_more():
    sites = {"A": SiteUse(scans=100.0, hours=1_900.0), "B": SiteUse(scans=9_000.0, hours=1_900.0)}
    present = [
        Present(site="B", bought=2012),
        Present(site="A", bought=2020, support_ends=date(2027, 3, 1)),
    ]
    filled = slots(case(sites=sites, present=present, additions=[], repairs=0.0), 2)
    assert [(one.site, one.kind) for one in filled] == [("A", "forced"), ("B", "replacement")]
    assert filled[1].whole > filled[0].whole


def test_no_unit_pays_where_nothing_is_gained():
    bare = case(
        sites={"M": SiteUse(scans=0.0, hours=1_900.0)}, present=[], additions=["M", "M"],
        repairs=0.0,
    )  # fmt: skip
    steps = ladder(bare, offer(), TAX, RULES, most=2)
    assert best_count(steps) == 0
    assert all(one.value < 0 and one.walk_away < 0 for one in steps)


def test_the_steps_of_a_ladder_add_up_to_the_order():
    made = talk()
    for name, steps in made.chosen.steps.items():
        order = made.whole(name)
        assert sum(one.value for one in steps) == pytest.approx(value(made.case, order), abs=0.01)
        assert sum(one.price for one in steps) == pytest.approx(price(order.offer, 3), abs=0.01)
        cost = offer_cost(order.offer, 7, 0.08).a_year
        assert sum(one.cost_year for one in steps) == pytest.approx(cost, abs=0.01)


def test_other_talks_are_told_minutes_saved_and_dollars_that_come_and_go():
    made = talk()
    order = equipment.order_again(made.case, made.chosen)
    told = practice_change(made.case, order, minutes=made.terms.scans.minutes, supplies=0.82)
    saved = 2.0 * (7_650 / 2 + 2_660)  # on the scans of the two units replaced
    assert told.minutes["technician"] == pytest.approx(288 * 8 - saved)
    assert told.minutes["billing"] == pytest.approx(288 * 2)
    assert told.collections == pytest.approx(288 * made.case.collected)
    assert told.fixed > 0
    nothing = Order(order.offer, 0, (), order.tax, order.rules)
    none = practice_change(made.case, nothing, minutes=made.terms.scans.minutes)
    assert (none.fixed, none.collections) == (0.0, 0.0)


def test_bundle_terms_hold_from_the_units_on_that_the_offer_names():
    three = offer(models={"a": Model(price=10_000.0, units=3.0)}, discount=0.1, allowance=500.0)
    assert price(three, 3) == pytest.approx(26_500)
    assert price(three, 2) == 20_000
    assert price(offer(discount=0.1, bundle_from=1.0), 1) == pytest.approx(45_000)
