"""Three ways to pay one price, after tax on both sides, against the pictures and the arithmetic."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_buy_in_value import GOLDEN, HALF, expected, planted

from practice_model.deals import buy_in_shares as shares
from practice_model.deals import buy_in_structures as s
from practice_model.deals import buy_in_value as v

TOLD = GOLDEN["F21"]["inputs"]
TAXES = s.Taxes(buyer=TOLD["buyer"], sellers=TOLD["sellers"], gain=TOLD["gain"])
NOTE = s.Note(rate=TOLD["note_rate"], years=TOLD["note_years"])
YEARS = GOLDEN["structures"]["inputs"]["years"]


def incomes(years=YEARS, **changes):
    pool = shares.Pool(associate_pay=TOLD["associate_pay"], **changes)
    after = shares.shares_after(HALF, "B", 1 / 3)
    joined = shares.pools(TOLD["owners_income"], pool, years)
    return (
        joined * after["B"] - shares.associate_pay(pool, years),
        joined * (1 - after["B"]) - shares.pools_without(TOLD["owners_income"], pool, years),
    )


def flows_of(structure, price=None, note=NOTE, taxes=TAXES, years=YEARS, **changes):
    made = v.value(*planted())
    paid = made.whole / 3 if price is None else price
    gained, given_ = incomes(years, **changes)
    goodwill = s.goodwill_part(paid, made.hard / 3)
    return s.flows(
        structure,
        price=paid,
        goodwill=goodwill,
        note=note,
        taxes=taxes,
        gained=gained,
        given=given_,
    )


CASES = ("cash_and_note", "income_shift", "hybrid")


def structure(name):
    return s.Structure(name=name, **GOLDEN["structures"]["inputs"][name])


@pytest.mark.parametrize("name", CASES)
def test_each_structure_gives_the_figures_of_the_design(name):
    want, within = expected("structures")
    want = want[name]
    made = flows_of(structure(name))
    discount = GOLDEN["structures"]["inputs"]["discount"]
    assert made.closing[0] == pytest.approx(want["closing"], abs=within)
    assert made.principal[1] + made.interest[1] == pytest.approx(want["note"], abs=within)
    assert made.left[1] == pytest.approx(want["left"], abs=within)
    assert s.total_to(made.buyer, 7) == pytest.approx(want["buyer_to_note"], abs=within)
    assert s.total_to(made.sellers, 7) == pytest.approx(want["sellers_to_note"], abs=within)
    assert s.lasting_from(made.buyer) == want["ahead"]
    assert s.value_today(made.buyer, discount) == pytest.approx(want["buyer"], abs=within)
    assert s.value_today(made.sellers, discount) == pytest.approx(want["sellers"], abs=within)
    assert s.value_today(made.tax, discount) == pytest.approx(want["tax"], abs=within)


def test_sellers_are_behind_for_good_from_the_third_year_of_the_hybrid():
    assert s.lasting_from(flows_of(structure("hybrid")).sellers, -1) == 3


def test_payback_of_each_price_is_the_planted_one():
    want, _ = expected("F21")
    made, other = v.value(*planted()), v.value_at(*planted(), TOLD["other_cap_rate"])
    after_tax = float(incomes()[0][0]) * (1 - TOLD["buyer"])
    memo = TOLD["memo_multiple"] * TOLD["owners_income"] / 3
    for price, name in (
        (made.whole / 3, "payback"),
        (other.whole / 3, "payback_at_other"),
        (memo, "payback_memo"),
    ):
        assert price / after_tax == pytest.approx(want[name], abs=0.05)


def test_the_zone_of_an_income_shift_is_the_published_one():
    want, within = expected("shift")
    told = GOLDEN["shift"]["inputs"]
    taxes = s.Taxes(buyer=told["ordinary"], sellers=told["ordinary"], gain=told["gain"])
    found = s.shift_zone(told["price"], taxes)
    assert found.least == pytest.approx(want["least"], abs=within)
    assert found.most == pytest.approx(want["most"], abs=within)


rates = st.floats(0, 0.6)


@settings(max_examples=60)
@given(
    buyer=rates, sellers=rates, gain=rates, ordinary=st.floats(0, 1), closing=st.floats(0, 0.25),
    shifted=st.floats(0, 1), lift=st.floats(0.5, 2), price=st.floats(700_000, 2_000_000),
    growth=st.floats(-0.1, 0.1), rate=st.floats(0, 0.2), monthly=st.booleans(),
    write_off=st.booleans(),
)  # fmt: skip
def test_what_buyer_and_sellers_gain_and_what_taxes_take_sum_to_nothing(
    *,
    buyer,
    sellers,
    gain,
    ordinary,
    closing,
    shifted,
    lift,
    price,
    growth,
    rate,
    monthly,
    write_off,
):
    taxes = s.Taxes(buyer=buyer, sellers=sellers, gain=gain, ordinary=ordinary, write_off=write_off)
    note = s.Note(rate=rate, years=5, paid="monthly" if monthly else "yearly")
    how = s.Structure(name="any", closing=closing * 0.3, shifted=shifted, lift=lift)
    made = flows_of(how, price=price, note=note, taxes=taxes, growth=growth)
    assert np.abs(made.buyer + made.sellers + made.tax).max() < 1e-6 * price
    assert made.principal.sum() + made.closing.sum() == pytest.approx(
        price - how.shifted * s.goodwill_part(price, v.value(*planted()).hard / 3)
    )


@settings(max_examples=30)
@given(price=st.floats(300_000, 3_000_000), more=st.floats(1_000, 500_000))
def test_a_higher_price_is_worth_less_to_the_buyer_and_more_to_the_sellers(price, more):
    for name in CASES:
        one, other = flows_of(structure(name), price=price), flows_of(structure(name), price + more)
        assert s.value_today(other.buyer, 0.09) < s.value_today(one.buyer, 0.09)
        assert s.value_today(other.sellers, 0.09) > s.value_today(one.sellers, 0.09)


def test_a_monthly_note_costs_less_interest_than_a_yearly_one():
    yearly = flows_of(structure("cash_and_note"))
    monthly = flows_of(structure("cash_and_note"), note=s.Note(rate=0.07, years=7, paid="monthly"))
    assert monthly.interest.sum() < yearly.interest.sum()
    assert monthly.principal.sum() == pytest.approx(yearly.principal.sum())


def test_basis_and_ordinary_gain_move_only_what_the_sellers_are_taxed():
    plain = flows_of(structure("cash_and_note"))
    basis = flows_of(
        structure("cash_and_note"),
        taxes=s.Taxes(buyer=0.37, sellers=0.37, gain=0.238, basis=200_000),
    )
    hot = flows_of(
        structure("cash_and_note"),
        taxes=s.Taxes(buyer=0.37, sellers=0.37, gain=0.238, ordinary=0.4),
    )
    assert np.allclose(plain.buyer, basis.buyer)
    assert basis.sellers.sum() - plain.sellers.sum() == pytest.approx(200_000 * 0.238)
    third = v.value(*planted()).whole / 3
    assert plain.sellers.sum() - hot.sellers.sum() == pytest.approx(third * 0.4 * (0.37 - 0.238))


def test_a_written_off_step_up_is_worth_what_the_note_says():
    off = flows_of(structure("cash_and_note"))
    on = flows_of(
        structure("cash_and_note"),
        taxes=s.Taxes(buyer=0.37, sellers=0.37, gain=0.238, write_off=True),
    )
    assert on.buyer[1] - off.buyer[1] == pytest.approx(15_119, abs=1)


def test_draws_of_income_give_what_each_draw_gives_alone():
    made = v.value(*planted())
    incomes_ = np.array([1_400_000.0, 1_546_370.0, 1_700_000.0])
    taxes = s.Taxes(buyer=np.array([0.3, 0.37, 0.4]), sellers=0.37, gain=0.238)
    pool = shares.Pool(associate_pay=482_624)
    joined = shares.pools(incomes_, pool, YEARS)
    gained = joined / 3 - shares.associate_pay(pool, YEARS)[:, None]
    given_ = joined * 2 / 3 - shares.pools_without(incomes_, pool, YEARS)
    how = structure("hybrid")
    price, goodwill = made.whole / 3, made.goodwill / 3
    drawn = s.flows(
        how, price=price, goodwill=goodwill, note=NOTE, taxes=taxes, gained=gained, given=given_
    )
    for place, income in enumerate(incomes_):
        own = s.Taxes(buyer=float(taxes.buyer[place]), sellers=0.37, gain=0.238)
        one, pay = float(income), shares.associate_pay(pool, YEARS)
        shared, before = shares.pools(one, pool, YEARS), shares.pools_without(one, pool, YEARS)
        alone = s.flows(
            how, price=price, goodwill=goodwill, note=NOTE, taxes=own,
            gained=shared / 3 - pay, given=shared * 2 / 3 - before,
        )  # fmt: skip
        assert np.allclose(drawn.buyer[:, place], alone.buyer)
        assert np.allclose(drawn.sellers[:, place], alone.sellers)


def test_more_at_closing_and_shifted_than_the_price_is_refused():
    with pytest.raises(ValueError, match="too much: closing and shifted goodwill come to more"):
        flows_of(s.Structure(name="too much", closing=0.6, shifted=1.0))


def test_a_note_longer_than_the_years_that_are_shown_is_refused():
    with pytest.raises(ValueError, match="the note runs for 7"):
        flows_of(structure("cash_and_note"), years=5)


def test_a_deal_that_never_pays_back_is_told_as_none():
    assert s.lasting_from(flows_of(structure("cash_and_note"), price=3_000_000).buyer) is None
