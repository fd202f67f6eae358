"""Exits, buy-outs, private equity and the surgery center beside a buy-in."""

import numpy as np
import pytest
from buy_in_talks import case, loaded, own
from hypothesis import given
from hypothesis import strategies as st

from practice_model.deals import buy_in_exit as ex
from practice_model.deals import buy_in_leaving as le
from practice_model.deals import buy_in_private as pr
from practice_model.quantities import replaced
from practice_model.questions import (
    buy_in_case,
    buy_in_center,
    buy_in_exits,
    buy_in_leavers,
    buy_in_sale,
)


def paid(after):
    flows = case().flows["hybrid"]
    return ex.paid_to(flows.closing, flows.principal, 306_456.42, 0.07, 7, after)


def test_what_is_paid_and_what_is_open_make_the_price_in_every_year():
    for after in range(11):
        one = paid(after)
        assert one.taxed + one.shifted + one.unpaid == pytest.approx(836_597.51, abs=0.05)
    assert paid(0).taxed == pytest.approx(83_659.75, abs=0.01)
    assert paid(7).unpaid == pytest.approx(0, abs=0.01)


def test_income_left_has_no_basis_so_that_what_comes_back_of_it_is_taxed():
    one = paid(3)
    back = ex.comes_back("paid_part", one, 0.0)
    assert back == pytest.approx(one.taxed + one.shifted)
    assert ex.after_tax(back, one, 0.238) == pytest.approx(back - 0.238 * one.shifted)


def test_words_that_are_not_stated_promise_nothing():
    assert ex.comes_back(None, paid(3), 900_000.0) == 0
    assert ex.comes_back("forfeits", paid(3), 900_000.0) == 0


def test_the_formula_pays_the_share_less_what_is_open_and_never_asks_for_more():
    assert ex.comes_back("formula", paid(3), 900_000.0) == pytest.approx(900_000 - paid(3).unpaid)
    assert ex.comes_back("formula", paid(1), 100_000.0) == 0


@given(share_price=st.floats(0, 5e6), part=st.floats(0, 1))
def test_a_part_in_the_gain_of_a_sale_never_hurts_and_never_exceeds_the_share(share_price, part):
    one = paid(3)
    none, some, all_ = (ex.on_sale(share_price, 836_597.51, one, x) for x in (0.0, part, 1.0))
    assert none <= some <= all_ <= max(share_price - one.unpaid, 0) + 0.01


def test_asked_words_are_worth_their_odds_in_value_today():
    found = buy_in_exits.exit_cases(case())
    leaves = found["leaves"]
    assert leaves.memo == 0
    assert leaves.worth == pytest.approx(leaves.more * 0.15 / 1.09**3)
    assert found["dies"].worth is None
    told = buy_in_exits.exit_figures(case(), found)
    assert told.worth == pytest.approx(leaves.worth + found["sold"].worth)


def test_a_sale_after_the_protected_years_pays_no_more_than_the_memo():
    late = replaced(loaded().terms, {"exit_cases.sale_after": 6.0})
    found = buy_in_exits.exit_cases(buy_in_case.case(late, own()))
    assert found["sold"].more == 0


OWNERS = {
    "A": le.Owner(share=0.5, pay=700_000, market_pay=450_000, margin=750_000, after=2),
    "C": le.Owner(share=0.5, pay=700_000, market_pay=450_000, margin=750_000),
}


def test_a_buy_out_is_owed_by_its_formula_and_paid_over_its_years():
    how = le.BuyOut(pay_months=6, years=4)
    made = le.run(1_500_000, (600_000, 2_000_000), OWNERS, how, 10)
    assert made.owed["A"].total == pytest.approx(300_000 + 350_000)
    assert made.due.sum() == pytest.approx(650_000)
    assert made.due[:2].sum() == 0
    assert made.paid_off == 6


def test_a_cap_delays_what_is_due_and_loses_none_of_it():
    how = le.BuyOut(pay_months=6, years=4, cap=0.05, kept=0.9)
    made = le.run(1_500_000, (600_000, 2_000_000), OWNERS, how, 40)
    assert (made.paid <= 0.05 * np.maximum(made.cash_flow, 0) + 0.01).all()
    assert made.paid.sum() == pytest.approx(650_000)
    assert made.paid_off > 6


def test_first_notice_is_first_paid():
    three = OWNERS | {"D": le.Owner(share=0.2, pay=1, market_pay=1, margin=300_000)}
    three["C"] = replaced(OWNERS["C"], {"after": 3.0})
    how = le.BuyOut(pay_months=0, years=2, cap=0.5, kept=0.0)
    made = le.run(2_000_000, (400_000, 2e6), three, how, 30)
    assert list(made.owed) == ["A", "C"]


def test_interest_makes_a_buy_out_dearer():
    plain, dear = (
        le.owed_to(OWNERS["A"], 600_000, le.BuyOut(pay_months=6, years=4, interest=rate)).due
        for rate in (0.0, 0.06)
    )
    assert dear > plain


def test_nobody_left_to_pay_is_refused():
    both = {name: replaced(one, {"after": 1.0}) for name, one in OWNERS.items()}
    with pytest.raises(ValueError, match="nobody stays to pay"):
        le.run(1_000_000, (1, 1), both, le.BuyOut(pay_months=6, years=3), 5)


def test_several_exits_in_a_lean_year_fail_the_test_that_each_alone_passes():
    runs = buy_in_leavers.leaver_runs(case())
    told = buy_in_leavers.leaver_figures(case(), runs)
    assert runs["alone_A"].solvent
    assert runs["alone_C"].solvent
    assert not runs["stress"].solvent
    assert told.stress_coverage < 1 < told.coverage
    assert (told.solvent, told.cases) == (3, 4)


OFFER = pr.PrivateOffer(
    pay_cut=0.25, multiple=6, cash=0.7, rollover_worth=1.0, rollover_years=5, works={"A": 10}
)


def test_a_multiple_prices_only_what_the_pay_cut_makes():
    nothing = replaced(OFFER, {"pay_cut": 0.0})
    assert pr.sale_earnings(1_546_370, nothing, 0, 0) == 0
    assert pr.sale_price(0.0, nothing, 402_000) == 0
    told = buy_in_sale.sale_figures(case())
    assert told.earnings == pytest.approx(0.25 * 2_028_994 + 212_000 + 38_000, abs=1)
    assert told.naive > told.price


def test_a_sale_is_even_when_the_pay_given_up_has_eaten_the_cash():
    holder = pr.Holder(share=0.5, pay=700_000, cut=0.25, works=10)
    made = pr.sale(holder, 3_000_000, OFFER, 0.238, 0.37, 0.09)
    assert made.even * made.given_up == pytest.approx(made.cash)
    worked = pr.sale(replaced(holder, {"works": 0.0}), 3_000_000, OFFER, 0.238, 0.37, 0.09)
    assert worked.worth == pytest.approx(made.cash + made.rollover)
    longer = pr.sale(replaced(holder, {"works": 25.0}), 3_000_000, OFFER, 0.238, 0.37, 0.09)
    assert longer.worth < made.worth < worked.worth


def test_who_gives_up_no_pay_has_no_break_even():
    holder = pr.Holder(share=0.0, pay=480_000, cut=0.0, works=10)
    made = pr.sale(holder, 3_000_000, OFFER, 0.238, 0.37, 0.09)
    assert made.even is None
    assert made.worth == 0


def test_the_retired_founder_in_the_center_is_found_and_priced():
    told = buy_in_center.center_figures(loaded().terms, own())
    assert told.worth == pytest.approx(289_242, abs=1)
    assert told.passive == 1
    assert told.passive_share == pytest.approx(0.15)
    assert told.passive_paid == pytest.approx(110_272, abs=1)
    assert told.passive_worth == pytest.approx(433_863, abs=1)
    table = buy_in_center.center_table(loaded().terms, own())
    assert list(table.index[table["question"] != ""]) == ["R"]
