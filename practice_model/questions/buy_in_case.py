"""A buy-in at one price: value, incomes, both sides' cash by structure, worked once for all pages.

Our price and the memo's stand as they are when figures are drawn: a price is a term of the deal,
while what the share is worth, and what it earns, are estimates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from practice_model.deals.buy_in import (
    Incomes,
    Worth,
    incomes,
    share_price,
    structure_flows,
    valued,
    worth,
)
from practice_model.deals.buy_in_structures import Flows
from practice_model.deals.buy_in_value import Value, value_at
from practice_model.quantities import Number
from practice_model.questions.buy_in import BuyIn
from practice_model.questions.buy_in_own import OwnFigures, lost_margin, margins_of


@dataclass(frozen=True, eq=False)
class Case:
    """One talk at one price, with numbers or arrays of draws.

    price: ours. memo: the other side's, None without one. other: value of the share at the other
    side's capital rate. flows, worths: at our price, by structure.
    """

    talk: BuyIn
    own: OwnFigures
    held: Value
    incomes: Incomes
    share_worth: Number
    price: Number
    memo: Number | None
    other: Number | None
    flows: Mapping[str, Flows]
    worths: Mapping[str, Worth]

    @property
    def chosen(self) -> str:
        """The structure that we propose."""
        return self.talk.offer.structure

    @property
    def lost(self) -> float | None:
        """The margin a year that would leave with the newcomer."""
        return lost_margin(self.talk, self.own)

    @property
    def years(self) -> int:
        """The years of the note."""
        return int(self.talk.deal.note.years)


def case(talk: BuyIn, own: OwnFigures, at: Case | None = None) -> Case:
    """Return the talk worked through; at: the likely case, whose prices then hold for all draws."""
    deal = talk.deal
    held = valued(deal)
    own_worth = share_price(deal, held)
    memo = at.memo if at is not None else memo_price(talk)
    price = at.price if at is not None else _asked(talk, own_worth, memo)
    made = incomes(deal, margins_of(talk, own))
    flows = {
        name: structure_flows(deal, held, made, how, price) for name, how in deal.structures.items()
    }
    return Case(
        talk=talk,
        own=own,
        held=held,
        incomes=made,
        share_worth=own_worth,
        price=price,
        memo=memo,
        other=_other(talk),
        flows=flows,
        worths={name: worth(deal, one) for name, one in flows.items()},
    )


def memo_price(talk: BuyIn) -> Any:
    """Return what the other side's paper asks for the share, in USD; None without a paper."""
    if talk.memo is None:
        return None
    if talk.memo.price is not None:
        return talk.memo.price
    multiple = talk.memo.multiple_of_income
    assert multiple is not None  # the record asks for one of the two
    return multiple * talk.deal.earnings.income * talk.deal.entry.share


def sellers_words(talk: BuyIn) -> str:
    """Return the present owners in words: A and C."""
    names = list(talk.deal.entry.owners)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _asked(talk: BuyIn, worth_: Number, memo: Any) -> Number:
    """Our price: as typed, else the value by the method, but never more than they ask."""
    if talk.offer.price is not None:
        return talk.offer.price
    return worth_ if memo is None or talk.client == "sellers" else np.minimum(worth_, memo) + 0.0


def _other(talk: BuyIn) -> Any:
    if talk.other_cap_rate is None:
        return None
    deal = talk.deal
    found = value_at(deal.holdings, deal.earnings, deal.goodwill, talk.other_cap_rate)
    return None if found is None else found.whole * deal.entry.share
