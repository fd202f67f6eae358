"""The range of a payer talk: our floor, their ceiling, where the offer stands, what a day costs.

The floor is that of a renewal. The ceiling is our estimate of what the payer would pay at most:
the room between has odds and a median. All rates are allowed fees over Medicare on our mix.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from practice_model.negotiation.bargaining_range import (
    Closing,
    closing,
    cost_of_delay,
    median_zone,
    solution,
    zone,
    zone_odds,
)
from practice_model.quantities import (
    Number,
    Range,
    Ratio,
    Share,
    SignedRatio,
    SignedUSDPerYear,
    USDPerDay,
    USDPerYear,
    terms,
)
from practice_model.questions.payer import Column
from practice_model.questions.payer_alternative import Ground, positions
from practice_model.questions.payer_terms import Payer
from practice_model.questions.payer_walk_away import WalkAway
from practice_model.uncertainty import odds, percentiles

COLUMNS = ["name", "lane", "kind", "value", "low", "high", "label"]


@terms
class RangeFigures:
    """Where the talk stands between our floor and their ceiling.

    zone: the room, 0 where there is none; gap: what is missing then. zone_median, odds,
    odds_error: among draws. odds_target, odds_ask: that the ceiling reaches them. solution: floor
    plus our weight of the room; solution_over_now: what it is above today. point: what one percent
    of Medicare is worth a year. offer_over, used: of the offer above the floor, and its part of
    the room. between: dollars between the offer and a floor above it. above_now: room over what is
    paid today, where that is above the floor. delay: what a day at today's rates costs against the
    target, None where the target is not above now.
    """

    floor: SignedRatio
    current: Ratio
    offer: Ratio | None
    target: Ratio | None
    ask: Ratio | None
    ceiling: Ratio | None
    point: USDPerYear
    now_over: SignedRatio
    offer_over: SignedRatio | None
    under_floor: bool
    between: USDPerYear | None
    zone: Ratio | None
    zone_dollars: USDPerYear | None
    gap: Ratio | None
    gap_dollars: USDPerYear | None
    zone_median: Ratio | None
    odds: Share | None
    odds_error: SignedRatio | None
    odds_target: Share | None
    odds_ask: Share | None
    used: SignedRatio | None
    above_now: SignedRatio | None
    above_now_dollars: SignedUSDPerYear | None
    weight: Share
    solution: SignedRatio | None
    solution_dollars: SignedUSDPerYear | None
    solution_over_now: SignedUSDPerYear | None
    delay: USDPerDay | None


@terms
class RangeDraws:
    """The figures of the range that have one, as draws."""

    floor: SignedRatio
    ceiling: Ratio | None
    zone: Ratio | None
    zone_dollars: USDPerYear | None
    above_now: SignedRatio | None


def range_figures(
    talk: Payer,
    columns: Mapping[str, Column],
    floor: WalkAway | None,
    drawn: Payer | None = None,
    drawn_floor: WalkAway | None = None,
) -> RangeFigures | None:
    """Return where the talk stands at the likely terms, with odds from drawn ones; None without.

    drawn, drawn_floor: the same talk and walk-away with draws; without them there are no odds.
    """
    if floor is None or talk.bargaining is None:
        return None
    rates = {side: float(one.fees_of_medicare) for side, one in columns.items()}
    own, now = float(floor.renewal.of_medicare), rates["now"]
    medicare = float(floor.medicare)
    offer, ceiling = rates.get("offer"), _number(talk.bargaining.ceiling)
    weight = float(talk.bargaining.weight)
    room = None if ceiling is None else float(zone(own, ceiling))
    gap = None if ceiling is None else max(own - ceiling, 0.0)
    landed = None if ceiling is None or ceiling < own else float(solution(own, ceiling, weight))
    above = None if ceiling is None or now < own else ceiling - now
    chances = _chances(rates, drawn, drawn_floor)
    under = offer is not None and offer < own
    return RangeFigures(
        floor=own,
        current=now,
        offer=offer,
        target=rates.get("target"),
        ask=rates.get("ask"),
        ceiling=ceiling,
        point=floor.point,
        now_over=now - own,
        offer_over=None if offer is None else offer - own,
        under_floor=under,
        between=(own - offer) * medicare if offer is not None and under else None,
        zone=room,
        zone_dollars=_times(room, medicare),
        gap=gap or None,
        gap_dollars=_times(gap or None, medicare),
        zone_median=chances.get("median"),
        odds=chances.get("room"),
        odds_error=chances.get("error"),
        odds_target=chances.get("target"),
        odds_ask=chances.get("ask"),
        used=(offer - own) / room if offer is not None and room else None,
        above_now=above,
        above_now_dollars=_times(above, medicare),
        weight=weight,
        solution=landed,
        solution_dollars=_times(landed, medicare),
        solution_over_now=None if landed is None else (landed - now) * medicare,
        delay=_delay(columns),
    )


def range_draws(
    columns: Mapping[str, Column], drawn: Payer, drawn_floor: WalkAway | None
) -> RangeDraws | None:
    """Return the draws of the floor, the ceiling and the room, for the ranges of the facts."""
    if drawn_floor is None or drawn.bargaining is None:
        return None
    floor, ceiling = drawn_floor.renewal.of_medicare, drawn.bargaining.ceiling
    room = None if ceiling is None else zone(floor, ceiling)
    now = float(columns["now"].fees_of_medicare)
    return RangeDraws(
        floor=floor,
        ceiling=ceiling,
        zone=room,
        zone_dollars=None if room is None else room * drawn_floor.medicare,
        above_now=None if ceiling is None else ceiling - now,
    )


def closes(talk: Payer, held: Ground | None) -> Closing | None:
    """Return what would have to be true for floor and ceiling to meet, one change at a time."""
    if held is None or talk.bargaining is None or talk.bargaining.ceiling is None:
        return None
    return closing(positions(talk, held)["renewal"], float(talk.bargaining.ceiling))


def range_rows(
    floor: WalkAway | None,
    found: RangeFigures | None,
    draws: RangeDraws | None = None,
    market: Range | None = None,
) -> pd.DataFrame:
    """Return the marks of the range chart, a row a mark; empty without a walk-away.

    Columns name, lane (us, them, market), kind (floor, batna, now, offer, target, ask, ceiling,
    full_cost, market), value, low, high (of Medicare; NaN where a mark has no range), label.
    """
    if floor is None or found is None:
        return pd.DataFrame(columns=COLUMNS)
    none = floors = ceilings = (np.nan, np.nan)
    if draws is not None:
        floors, ceilings = _ends(draws.floor), _ends(draws.ceiling)
    marks = [
        ("full_cost", "us", "full_cost", floor.renewal.cost_of_medicare, none, "Full cost"),
        ("leaving", "us", "batna", floor.renewal.leaving_of_medicare, none, "Leave network"),
        ("floor", "us", "floor", found.floor, floors, "Floor"),
        ("now", "us", "now", found.current, none, "Current"),
        ("target", "us", "target", found.target, none, "Target"),
        ("ask", "us", "ask", found.ask, none, "Ask"),
        ("offer", "them", "offer", found.offer, none, "Offer"),
        ("ceiling", "them", "ceiling", found.ceiling, ceilings,
         "Ceiling"),
    ]  # fmt: skip
    if market is not None:
        ends = (market.low, market.high)
        marks.append(("market", "market", "market", market.likely, ends, "Market median"))
    rows = [
        (name, lane, kind, float(value), low, high, label)
        for name, lane, kind, value, (low, high), label in marks
        if value is not None
    ]
    return pd.DataFrame(rows, columns=COLUMNS).set_index("name", drop=False)


def _chances(
    rates: Mapping[str, float], drawn: Payer | None, floor: WalkAway | None
) -> dict[str, float]:
    if drawn is None or floor is None or drawn.bargaining is None:
        return {}
    own, ceiling = floor.renewal.of_medicare, drawn.bargaining.ceiling
    if ceiling is None:
        return {}
    held = zone_odds(own, ceiling)
    made = {
        "room": float(held.share),
        "error": float(held.standard_error),
        "median": median_zone(own, ceiling).likely,
    }
    for side in ("target", "ask"):
        if side in rates:
            made[side] = float(odds(np.asarray(ceiling, dtype=float) >= rates[side]).share)
    return made


def _delay(columns: Mapping[str, Column]) -> float | None:
    """A day at today's rates against the target, drugs with it; None where it costs nothing."""
    if "target" not in columns:
        return None
    a_day = float(cost_of_delay(columns["now"].whole, columns["target"].whole))
    return a_day if a_day > 0 else None


def _number(given: Number | None) -> float | None:
    return None if given is None else float(given)


def _times(rate: float | None, medicare: float) -> float | None:
    return None if rate is None else rate * medicare


def _ends(given: Number | None) -> tuple[float, float]:
    if not isinstance(given, np.ndarray):
        return (np.nan, np.nan)
    found = percentiles(given)
    return found.low, found.high
