"""Range of a buy-in: the most that the buyer can pay and the least that serves the sellers.

Both in USD of price, by structure. The buyer's limit is the price at which he is as well off as
with his best alternative; the sellers' is the price at which they are as well off as without a
deal, in which he may leave. Where the first is under the second, no price serves both in that
structure: then the form, or what leaving would cost, has to change, not the price.
"""

from typing import Any

import numpy as np
import pandas as pd

from practice_model.deals.buy_in import better_elsewhere, ceiling, floor, no_deal
from practice_model.negotiation.bargaining_range import solution
from practice_model.quantities import (
    USD,
    Count,
    Share,
    SignedUSD,
    USDPerYear,
    replaced,
    terms,
)
from practice_model.questions.buy_in_case import Case
from practice_model.uncertainty import Odds, odds

LIMIT_HEADS = {
    "floor": "Sellers’ least|plain",
    "ceiling": "Buyer’s most|plain",
    "room": "Room|signed",
    "odds": "Odds of room|odds",
}


@terms
class RangeFigures:
    """The limits of one structure in USD of price; room below 0 where no price serves both.

    settled: where a deal lands at our weight, None without room. price_over: our price over the
    sellers' least. memo_over: the memo over the buyer's most.
    """

    ceiling: USD
    floor: USD
    room: SignedUSD
    settled: USD | None
    price_over: SignedUSD
    memo_over: SignedUSD | None


@terms
class RoomFigures:
    """What there is to share, likely figures: in USD as value today.

    elsewhere: what the buyer's best alternative is worth over staying. leaving: what his leaving
    would cost the owners, times its odds. margin: of his work a year. best: the structure with most
    room, in words; best_room: its room; least, most: its limits; structures: how many are tried,
    open: how many have room. even_odds: of leaving, at which room opens in the proposed structure;
    None where none does.
    """

    elsewhere: USD
    leaving: USD
    margin: USDPerYear | None
    best: str
    best_room: SignedUSD
    least: USD
    most: USD
    structures: Count
    open: Count
    even_odds: Share | None


def range_figures(made: Case) -> dict[str, RangeFigures]:
    """Return the limits of every structure by name, numbers or draws."""
    return {name: _limits(made, name) for name in made.talk.deal.structures}


def room_figures(made: Case, found: dict[str, RangeFigures]) -> RoomFigures:
    """Return what there is to share, from likely figures."""
    best = max(found, key=lambda name: (float(found[name].room), name))
    margin = made.lost
    return RoomFigures(
        elsewhere=float(better_elsewhere(made.talk.deal)),
        leaving=-float(no_deal(made.talk.deal, margin)) + 0.0,
        margin=None if margin is None else max(margin, 0.0),
        best=f"the {made.talk.deal.structures[best].name.lower()}",
        best_room=float(found[best].room),
        least=float(found[best].floor),
        most=float(found[best].ceiling),
        structures=len(found),
        open=sum(float(one.room) > 0 for one in found.values()),
        even_odds=_even_odds(made),
    )


def room_odds(drawn: dict[str, RangeFigures]) -> dict[str, Odds]:
    """Return how often there is room among the draws, by structure."""
    return {name: odds(np.asarray(one.room) > 0) for name, one in drawn.items()}


def limit_table(
    made: Case, found: dict[str, RangeFigures], chance: dict[str, Odds]
) -> pd.DataFrame:
    """Return the limits: a row a structure; columns label, floor, ceiling, room (USD), odds."""
    rows = [
        (
            name,
            made.talk.deal.structures[name].name,
            float(one.floor),
            float(one.ceiling),
            float(one.room),
            float(chance[name].share),
        )
        for name, one in found.items()
    ]
    return pd.DataFrame(
        rows, columns=["row", "label", "floor", "ceiling", "room", "odds"]
    ).set_index("row")


def _limits(made: Case, name: str) -> RangeFigures:
    deal = made.talk.deal
    how = deal.structures[name]
    most = ceiling(deal, made.held, made.incomes, how)
    least = floor(deal, made.held, made.incomes, how, made.lost)
    if most is None or least is None:
        raise ValueError(f"structures.{name}: the price moves nothing, so it has no limit")
    room = most - least
    settled = None
    if np.ndim(room) == 0 and room > 0:
        settled = solution(least, most, made.talk.limits.weight)
        if made.talk.client == "buyer":
            settled = most - (settled - least)
    return RangeFigures(
        ceiling=most,
        floor=least,
        room=room,
        settled=settled,
        price_over=made.price - least,
        memo_over=None if made.memo is None else made.memo - most,
    )


def _even_odds(made: Case) -> Any:
    """The odds of leaving at which the proposed structure's floor meets its ceiling."""
    deal, how = made.talk.deal, made.talk.deal.structures[made.chosen]
    most = ceiling(deal, made.held, made.incomes, how)

    def room(share: float) -> float:
        other = replaced(deal, {"alternative.leaving_odds": share})
        return float(most - floor(other, made.held, made.incomes, how, made.lost))

    none, sure = room(0.0), room(1.0)
    if not none < 0 < sure:
        return None
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if room(middle) < 0 else (low, middle)
    return high
