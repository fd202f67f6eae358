"""Bargaining range: is there room between our floor and their ceiling, and where in it to land.

Floor and ceiling are rates of Medicare on our mix, numbers or draws. The ceiling is never known:
it is the client's estimate, so the room has odds, and a median beside the likely one.

One solution is printed: floor + weight x (ceiling - floor), the weight stated. Where money moves
freely between the sides Nash, Raiffa and Kalai-Smorodinsky all give that point at equal weights,
so none of them is a second opinion. Rubinstein's shares say where a weight could come from: the
side that loses less by waiting gets more.

Sources: DOMAIN.md, sections 11.2 to 11.4; Rubinstein, Econometrica 50 (1982). The percentiles of
`market_marks` are the trade's and unverified.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from practice_model.negotiation.walk_away import Position, reservation_rate
from practice_model.quantities import (
    USD,
    Number,
    Range,
    Ratio,
    Share,
    SignedRatio,
    USDPerYear,
    terms,
)
from practice_model.uncertainty import Odds, odds, percentiles

DAYS_A_YEAR: Final = 365
TARGET: Final = (60.0, 67.5, 75.0)  # percentiles of posted rates; unverified
OPENING: Final = (75.0, 82.5, 90.0)  # unverified


@terms
class Closing:
    """What would have to be true for a range to open: one change each, all else as it is.

    ceiling: theirs at our floor. cost: ours, in parts of a Medicare dollar. stay, refill, one_off:
    of our alternative. None where no value that is possible does it.
    """

    ceiling: SignedRatio
    cost: Ratio | None
    stay: Share | None
    refill: Share | None
    one_off: USD | None


@terms
class MarketMarks:
    """Where peers' posted rates would put the target and the opening, in parts of Medicare.

    covered: the part of our mix whose groups have posted rates.
    """

    target: Ratio
    target_low: Ratio
    target_high: Ratio
    opening: Ratio
    opening_low: Ratio
    opening_high: Ratio
    covered: Share


def zone(floor: Number, ceiling: Number) -> Number:
    """Return the room between floor and ceiling, 0 where there is none; in parts of Medicare.

    >>> round(zone(1.10, 1.23), 4), zone(1.30, 1.23)
    (0.13, 0.0)
    """
    room = np.maximum(np.asarray(ceiling, dtype=float) - floor, 0.0)
    return room if room.ndim else float(room)


def zone_odds(floor: Number, ceiling: Number) -> Odds:
    """Return how often the ceiling lies above the floor among the draws, with its standard error.

    Both must be draws of the same number, or one of them a plain number.
    """
    return odds(np.asarray(ceiling, dtype=float) > np.asarray(floor, dtype=float))


def median_zone(floor: Number, ceiling: Number) -> Range:
    """Return the 10th, 50th and 90th percentile of the room among the draws."""
    return percentiles(zone(floor, ceiling))


def solution(floor: Number, ceiling: Number, weight: Number) -> Number:
    """Return where a deal lands at our weight, in the unit of both limits.

    Raises ValueError where the ceiling is under the floor: no deal serves both sides then.

    >>> round(solution(110, 188, 0.35), 1)
    137.3
    """
    if np.any(np.asarray(ceiling) < np.asarray(floor)):
        raise ValueError("the ceiling is under the floor: there is no room in which to settle")
    return floor + weight * (ceiling - floor)


def first_mover_share(own: float, other: float) -> float:
    """Return the share of the first to offer, with both sides' discount a round; Rubinstein 1982.

    own, other: what a dollar one round later is worth today to each side, 0 to under 1 for one.

    >>> round(first_mover_share(0.95, 0.90), 4)
    0.6897
    """
    if not (0 <= own <= 1 and 0 <= other <= 1):
        raise ValueError(f"a discount must lie in 0 to 1, not {own:g} and {other:g}")
    if own * other == 1:
        raise ValueError("neither side loses by waiting, so no share follows from patience")
    return (1 - other) / (1 - own * other)


def patience_weight(own: float, other: float) -> float:
    """Return our share as offers follow ever faster, from what waiting costs each side a year.

    >>> round(patience_weight(0.05, 0.15), 4)
    0.75
    """
    if own < 0 or other < 0 or own + other <= 0:
        raise ValueError(f"what waiting costs must be above 0 in sum, not {own:g} and {other:g}")
    return other / (own + other)


def cost_of_delay(now: Number, target: Number) -> Number:
    """Return what each day at today's rates costs against the target, in dollars a day.

    Both in dollars a year; below 0 where the target is lower than now.

    >>> round(cost_of_delay(0, 200_000))
    548
    """
    return (target - now) / DAYS_A_YEAR


def closing(position: Position, ceiling: float) -> Closing:
    """Return what would have to be true, one thing at a time, for our floor to be their ceiling.

    Also where there is room: then the values are those at which it would close.
    """
    gap = float(reservation_rate(position)) - ceiling
    arrives, stay, refill = (
        float(one) for one in (position.arrives, position.stay, position.refill)
    )
    cost = float(position.cost)
    kept = float(position.stay_of_medicare * position.stay_arrives) - cost
    next_ = float(position.refill_of_medicare * position.refill_arrives - position.refill_cost)
    fall = gap * arrives  # in parts of a Medicare dollar that arrives
    return Closing(
        ceiling=ceiling + gap,
        cost=_moved(cost, fall, 1 - stay),
        stay=_moved(stay, fall, kept - refill * next_, at_most=1),
        refill=_moved(refill, fall, (1 - stay) * next_, at_most=1),
        one_off=_moved(float(position.one_off), -fall * float(position.medicare), 1),
    )


def market_marks(
    posted: Mapping[str, Sequence[float]], mix: Mapping[str, USDPerYear]
) -> MarketMarks:
    """Return target and opening from peers' posted rates by group, weighted by our mix.

    posted: rates of Medicare by group, one a peer. mix: Medicare dollars of our book by group; a
    group without posted rates is left out and told in `covered`. Raises ValueError without any.
    """
    held = {name: _rates(name, posted[name]) for name in mix if len(posted.get(name, ()))}
    weights = {name: float(mix[name]) for name in held}
    whole, known = float(sum(float(one) for one in mix.values())), sum(weights.values())
    if known <= 0:
        raise ValueError("no posted rate is of a group that we bill, so the market gives no mark")

    def at(percentile: float) -> float:
        each = (np.percentile(held[name], percentile) * weights[name] for name in held)
        return float(sum(each)) / known

    target, opening = [at(one) for one in TARGET], [at(one) for one in OPENING]
    return MarketMarks(
        target=target[1],
        target_low=target[0],
        target_high=target[2],
        opening=opening[1],
        opening_low=opening[0],
        opening_high=opening[2],
        covered=known / whole,
    )


def _rates(name: str, given: Sequence[float]) -> np.ndarray[Any, np.dtype[np.float64]]:
    rates = np.asarray(given, dtype=np.float64)
    if not np.all(np.isfinite(rates)) or np.any(rates < 0):
        raise ValueError(f"posted rates of {name} must be numbers and at least 0")
    return rates


def _moved(value: float, fall: float, slope: float, at_most: float = np.inf) -> float | None:
    """The value at which a rate that moves by slope for each unit of it has fallen so far."""
    if abs(slope) < TINY:
        return None
    moved = value - fall / slope
    return moved if 0 <= moved <= at_most else None


TINY: Final = 1e-12
