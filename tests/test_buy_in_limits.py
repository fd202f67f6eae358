"""The prices at which a buy-in is worth no more than its alternative, for either side."""

import numpy as np
import pytest
from buy_in_talks import case, loaded
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_model.deals import buy_in as b
from practice_model.deals.buy_in_limits import price_where
from practice_model.quantities import replaced
from practice_model.questions import buy_in_case, buy_in_range, buy_in_sure
from practice_model.uncertainty import drawn

NAMES = ("cash_and_note", "income_shift", "hybrid")


def deal(**changes):
    return replaced(loaded().terms.deal, changes) if changes else loaded().terms.deal


def limits(given_deal, name, lost=144_424.0):
    held, made = b.valued(given_deal), b.incomes(given_deal)
    how = given_deal.structures[name]
    most = b.ceiling(given_deal, held, made, how)
    least = b.floor(given_deal, held, made, how, lost)

    def at(price):
        return b.worth(given_deal, b.structure_flows(given_deal, held, made, how, price))

    return most, least, at


@settings(max_examples=30, deadline=None)
@given(
    name=st.sampled_from(NAMES), buyer=st.floats(0.1, 0.5), gain=st.floats(0, 0.35),
    rate=st.floats(0.01, 0.15), discount=st.floats(0.02, 0.2), odds=st.floats(0, 1),
    elsewhere=st.floats(400_000, 520_000), basis=st.floats(0, 900_000),
)  # fmt: skip
def test_at_the_walk_away_price_the_deal_is_worth_its_alternative(
    *, name, buyer, gain, rate, discount, odds, elsewhere, basis
):
    changes = {
        "taxes.buyer": buyer, "taxes.gain": gain, "taxes.basis": basis, "note.rate": rate,
        "discount": discount, "alternative.leaving_odds": odds, "alternative.elsewhere": elsewhere,
    }  # fmt: skip
    held = deal(**changes)
    most, least, at = limits(held, name)
    if most > 0:
        assert at(most).buyer == pytest.approx(b.better_elsewhere(held), abs=0.01)
    if least > 0:
        assert at(least).sellers == pytest.approx(b.no_deal(held, 144_424.0), abs=0.01)


def test_a_newcomer_who_earns_more_elsewhere_pays_less():
    plain, _, _ = limits(deal(), "hybrid")
    other = deal(**{"alternative.elsewhere": 520_000.0, "alternative.moving": 20_000.0})
    less, _, at = limits(other, "hybrid")
    assert less < plain
    assert at(less).buyer == pytest.approx(b.better_elsewhere(other), abs=0.01)


def test_owners_who_fear_that_he_leaves_need_less():
    sure, _ = (limits(deal(**{"alternative.leaving_odds": odds}), "hybrid")[1] for odds in (0, 1))
    assert sure > limits(deal(**{"alternative.leaving_odds": 1.0}), "hybrid")[1]


def test_without_a_chance_that_he_leaves_the_sale_is_a_transfer_less_tax():
    held = deal(**{"alternative.leaving_odds": 0.0})
    for name in NAMES:
        most, least, at = limits(held, name)
        assert most < least
        assert at(most).buyer + at(most).sellers == pytest.approx(-at(most).tax, abs=0.01)


def test_a_lifted_shift_leaves_the_sellers_as_well_off_and_the_buyer_all_the_tax():
    held = deal()
    value, made = b.valued(held), b.incomes(held)
    price = b.share_price(held, value)
    note = b.worth(held, b.structure_flows(held, value, made, held.structures[NAMES[0]], price))
    shift = held.structures["income_shift"]
    lift = b.lift_where_whole(held, value, made, shift, price=price, target=note.sellers)
    how = replaced(shift, {"lift": lift})
    lifted = b.worth(held, b.structure_flows(held, value, made, how, price))
    assert lifted.sellers == pytest.approx(note.sellers, abs=0.01)
    assert lifted.buyer - note.buyer == pytest.approx(note.tax - lifted.tax, abs=0.01)
    assert lifted.buyer > note.buyer


def test_draws_have_the_limit_that_each_has_alone():
    talk = drawn(buy_in_sure.deal_only(loaded()), 40, 7)
    made = buy_in_case.case(talk, case().own, case())
    found = buy_in_range.range_figures(made)["hybrid"]
    for place in (0, 17, 39):
        alone = {
            name: float(value[place])
            for name, value in (
                (path, part)
                for path, part in (
                    ("earnings.income", talk.deal.earnings.income),
                    ("taxes.buyer", talk.deal.taxes.buyer),
                    ("taxes.sellers", talk.deal.taxes.sellers),
                    ("taxes.gain", talk.deal.taxes.gain),
                    ("pool.growth", talk.deal.pool.growth),
                    ("discount", talk.deal.discount),
                    ("holdings.equipment.market", talk.deal.holdings.equipment.market),
                )
            )
        }
        most, _, _ = limits(deal(**alone), "hybrid")
        assert np.asarray(found.ceiling)[place] == pytest.approx(most, rel=1e-9)


def test_a_price_that_moves_nothing_has_no_limit():
    assert price_where(lambda price: price * 0.0 + 5.0, 1.0) is None


def test_a_newcomer_whom_no_price_serves_has_a_limit_of_nothing():
    poor = deal(**{"earnings.income": 300_000.0})
    most, _, at = limits(poor, "hybrid")
    assert most == 0
    assert at(0.0).buyer < 0


def test_only_the_shift_leaves_room_at_the_stated_odds():
    found = buy_in_range.range_figures(case())
    room = buy_in_range.room_figures(case(), found)
    assert [name for name, one in found.items() if one.room > 0] == ["income_shift"]
    assert room.margin == pytest.approx(144_424, abs=1)
    # At the odds told as even the proposed structure has neither room nor gap.
    even = replaced(loaded().terms, {"deal.alternative.leaving_odds": float(room.even_odds)})
    again = buy_in_range.range_figures(buy_in_case.case(even, case().own))
    assert again["hybrid"].room == pytest.approx(0, abs=1)
