"""Value by part, the price of a share, and shares after an entry, against published cases."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from practice_model.deals import buy_in_apart as apart
from practice_model.deals import buy_in_shares as shares
from practice_model.deals import buy_in_value as v
from practice_model.deals import buy_in_value_holdings as h

GOLDEN = {
    one["id"]: one
    for one in yaml.safe_load((Path(__file__).parent / "golden" / "buy_in.yaml").read_text("utf-8"))
}
HALF = {"A": 0.5, "C": 0.5}


def planted(**changes):
    """The inputs of the planted finding, as records; changes: of its inputs."""
    told = GOLDEN["F21"]["inputs"] | changes
    holdings = h.Holdings(
        receivables=h.Receivables(net=told["receivables"]),
        drug_receivables=h.Receivables(net=told["drug_receivables"]),
        drug_payables=told["drug_payables"],
        equipment=h.Equipment(market=told["equipment"]),
        debt=told["debt"],
    )
    year = v.Earnings(
        income=told["owners_income"], market_pay=told["market_pay"], collections=5_498_184
    )
    goodwill = v.Goodwill(
        method="excess_earnings",
        tangible_return=told["tangible_return"],
        cap_rate=told["cap_rate"],
    )
    return holdings, year, goodwill


def expected(name):
    row = GOLDEN[name]
    return row["expected"], row["tolerance"]


def test_new_shares_dilute_all_and_bought_shares_their_sellers():
    want, within = expected("BUY01")
    owners = dict(zip("AC", GOLDEN["BUY01"]["inputs"]["owners"], strict=True))
    assert shares.issued(owners, 500)[""] == pytest.approx(want["new_issue_500"], abs=within)
    assert shares.issued(owners, 250)[""] == pytest.approx(want["new_issue_250"], abs=within)
    each = shares.bought(owners, 1 / 3)
    assert set(each) == set(owners)
    for one in each.values():
        assert one == pytest.approx(want["bought_from_each_for_equality"], abs=within)


def test_excess_earnings_give_the_published_total():
    want, within = expected("BUY03")
    told = GOLDEN["BUY03"]["inputs"]
    made = v.value(
        h.Holdings(equipment=h.Equipment(market=told["tangible"])),
        v.Earnings(income=told["earnings_after_market_pay"] + 10, market_pay=10),
        v.Goodwill(
            method="excess_earnings",
            tangible_return=told["tangible_return"],
            cap_rate=told["cap_rate"],
        ),
    )
    assert made.excess == pytest.approx(want["excess"], abs=within)
    assert made.goodwill == pytest.approx(want["intangible"], abs=within)
    assert made.whole == pytest.approx(want["total"], abs=within)


def test_center_units_are_priced_apart_with_debt_off():
    want, within = expected("BUY04")
    told = GOLDEN["BUY04"]["inputs"]
    low, high = (
        apart.units_value(
            apart.Units(ebitda=told["ebitda"], multiple=m, debt=told["debt"], share=told["share"])
        )
        for m in told["multiples"]
    )
    assert (low, high) == (
        pytest.approx(want["low"], abs=within),
        pytest.approx(want["high"], abs=within),
    )


def test_the_planted_third_is_found_and_the_memo_is_over_it():
    want, within = expected("F21")
    told = GOLDEN["F21"]["inputs"]
    made = v.value(*planted())
    third = made.whole / 3
    memo = told["memo_multiple"] * told["owners_income"] / 3
    assert made.capital == pytest.approx(want["capital"], abs=within)
    assert made.goodwill == pytest.approx(want["goodwill"], abs=within)
    assert made.goodwill_of_collections == pytest.approx(want["goodwill_of_revenue"], abs=0.0005)
    assert made.whole == pytest.approx(want["whole"], abs=within)
    assert third == pytest.approx(want["third"], abs=within)
    assert memo == pytest.approx(want["memo"], abs=within)
    assert memo / third == pytest.approx(want["times"], abs=0.005)
    other = v.value_at(*planted(), told["other_cap_rate"])
    assert other.goodwill == pytest.approx(want["goodwill_at_other"], abs=within)
    assert other.whole / 3 == pytest.approx(want["third_at_other"], abs=within)
    less = v.value(*planted(owners_income=0.9 * told["owners_income"]))
    assert less.whole / 3 == pytest.approx(want["third_at_tenth_less"], abs=within)
    assert apart.units_value(apart.Units(**told["center"])) == pytest.approx(
        want["center_units"], abs=within
    )


def test_stale_receivables_are_left_out_whatever_their_rate_says():
    fresh = h.Balances(gross=100_000, net_rate=0.9)
    stale = h.Balances(gross=50_000, net_rate=0.9, stale=True)
    assert h.receivables_net(h.Receivables(balances={"new": fresh, "old": stale})) == 90_000


def test_old_equipment_keeps_a_fifth_of_its_cost():
    old = h.Equipment(items={"old": h.Bought(cost=100_000, age=15)})
    new = h.Equipment(items={"new": h.Bought(cost=100_000, age=2.5)})
    assert h.equipment_value(old) == pytest.approx(20_000)
    assert h.equipment_value(new) == pytest.approx(75_000)


def test_drugs_tie_up_capital_only_past_what_their_supplier_lends():
    holdings, year, goodwill = planted(drug_payables=400_000)
    made = v.value(holdings, year, goodwill)
    assert made.capital == pytest.approx(573_393 + 612_000 + 85_661)


def test_perks_are_added_back_and_several_years_are_averaged():
    year = v.Earnings(
        income=300, market_pay=100, earlier={"2024": 200, "2023": 100}, perks=20, once=5
    )
    assert v.normalised(year) == pytest.approx(200 + 20 - 5 - 100)


@pytest.mark.parametrize(
    ("goodwill", "whole"),
    [
        (v.Goodwill(method="none"), 0.0),
        (v.Goodwill(method="percent_of_collections", of_collections=0.2), 0.2 * 5_498_184),
        (v.Goodwill(method="multiple_of_earnings", multiple=4), 4 * 566_370 - 1_185_393),
    ],
)
def test_every_method_of_goodwill_has_its_own_figures(goodwill, whole):
    holdings, year, _ = planted()
    assert v.value(holdings, year, goodwill).goodwill == pytest.approx(whole)


def test_a_method_without_its_figures_is_refused_by_name():
    with pytest.raises(ValueError, match="method excess_earnings needs cap_rate"):
        v.Goodwill(method="excess_earnings", tangible_return=0.09)
    with pytest.raises(ValueError, match=r"needs earnings\.collections"):
        v.value(
            h.Holdings(),
            v.Earnings(income=1, market_pay=0),
            v.Goodwill(method="percent_of_collections", of_collections=0.1),
        )


@given(
    income=st.floats(-1e6, 5e6),
    pay=st.floats(0, 5e6),
    rate=st.floats(0.05, 0.6),
    capital=st.floats(0, 5e6),
)
def test_goodwill_is_never_negative_and_the_parts_sum_to_the_whole(income, pay, rate, capital):
    made = v.value(
        h.Holdings(equipment=h.Equipment(market=capital), debt=1_000),
        v.Earnings(income=income, market_pay=pay),
        v.Goodwill(method="excess_earnings", tangible_return=0.09, cap_rate=rate),
    )
    assert made.goodwill >= 0
    assert sum(v.parts_of(made).values()) == pytest.approx(made.whole, abs=0.01)


def test_draws_give_the_same_as_each_draw_alone():
    holdings, year, goodwill = planted()
    rates = np.array([0.15, 0.2, 0.25])
    drawn = v.value_at(holdings, year, goodwill, rates).whole
    alone = [v.value_at(holdings, year, goodwill, float(one)).whole for one in rates]
    assert drawn.tolist() == pytest.approx(alone)


def test_a_newly_issued_third_costs_half_of_the_practice():
    assert shares.issued_price(2_509_793, 1 / 3) == pytest.approx(2_509_793 / 2)


@given(share=st.floats(0.01, 0.9), part=st.floats(0.05, 0.95))
def test_changes_of_shares_and_of_income_sum_to_nothing(share, part):
    before = {"A": part, "C": 1 - part}
    after = shares.shares_after(before, "B", share)
    assert sum(after.values()) == pytest.approx(1)
    paid = shares.split(2_000_000.0, after, {"A": 700_000, "B": 600_000, "C": 500_000}, weight=0.4)
    assert sum(paid.values()) == pytest.approx(2_000_000)


def test_income_before_and_after_is_the_planted_one():
    want, within = expected("F21")
    told = GOLDEN["F21"]["inputs"]
    pool = shares.Pool(associate_pay=told["associate_pay"])
    after = shares.split(
        shares.pools(told["owners_income"], pool, 1)[0], shares.shares_after(HALF, "B", 1 / 3)
    )
    gained = after["B"] - told["associate_pay"]
    assert after["B"] == pytest.approx(want["income_after"], abs=within)
    assert gained == pytest.approx(want["gained"], abs=within)
    assert gained * (1 - told["buyer"]) == pytest.approx(want["after_tax"], abs=within)
    for name in HALF:
        change = after[name] - told["owners_income"] / 2
        assert change == pytest.approx(want["given_each"], abs=within)


def test_a_pay_formula_by_production_needs_everybodys_production():
    with pytest.raises(ValueError, match="production of C is not known"):
        shares.split(100.0, {"A": 0.5, "C": 0.5}, {"A": 60}, weight=1.0)


@pytest.mark.parametrize(
    ("holdings", "told"),
    [({}, "nobody holds"), ({"A": 1.0, "C": 0.0}, "C holds 0"), ({"A": 0.6, "C": 0.6}, "1.2")],
)
def test_owners_who_hold_nothing_or_too_much_are_told(holdings, told):
    with pytest.raises(ValueError, match=told):
        shares.shares_after(holdings, "B", 0.25)
