"""Counter-offer: the schedule that is best for us and no dearer for the payer on its own mix.

Maximize sum(u_i r_i) subject to sum(w_i r_i) <= sum(w_i offered_i), with u_i our units, w_i the
payer's, each r_i within its bounds around the offered rate, and at most so many moves. A move is
one whole group by a number of half percents, or one code to a rate in cents. It is a knapsack
with a limit on its items, solved exactly as a mixed integer program (scipy, HiGHS).

Rates are whole cents and are rounded down, so the payer's budget holds after rounding, to the
cent, in exact fractions. What cannot be weighed stays as offered: a code that the payer's mix does
not name, a code without a rate, and a code that we do not bill, whose cut would be no concession.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import decimal_ratio, to_cents
from practice_model.quantities import Code, Count, Share, SignedUSDPerYear, USDPerUnit, terms
from practice_model.revenue.counter_search import (
    HALF_PERCENTS,
    TRIES,
    Part,
    cost,
    in_cents,
    parts_of,
    solved,
    spent,
)

WORTH = 1.0  # dollars a year: a counter-offer that gains less is none
KEYS = ["code", "part", "setting"]
Cents = np.ndarray[Any, np.dtype[np.int64]]


@terms
class CounterBounds:
    """How far a code's rate may move from the offer, and how many moves may be asked for.

    not_over_now: no rate is asked above today's where the offer is not above it already. floors:
    a rate that no code named may go under (its cost), unless it is offered below it already.
    """

    most_up: Share
    most_down: Share
    moves: int
    not_over_now: bool = False
    floors: dict[Code, USDPerUnit] | None = None

    def __post_init__(self) -> None:
        if self.moves < 0:
            raise ValueError(f"moves must be 0 or more, not {self.moves}")


@terms
class CounterFigures:
    """What the counter-offer is worth, in USD a year against the offer.

    ours: to us at our units. theirs: to the payer on its mix, never above nil; slack: what of its
    budget stays unspent. moves: how many; held: rates that could not be weighed.
    """

    ours: SignedUSDPerYear
    theirs: SignedUSDPerYear
    slack: SignedUSDPerYear
    moves: Count
    held: Count
    rates: Count


@dataclass(frozen=True, eq=False)
class Counter:
    """A counter-offer: the rates with their new cents, the moves, and what they are worth.

    lines: as given, with low, high, counter (cents) and move ("" where the offer stands). moves:
    one row a move with name, kind (group or code), share, rates, ours and theirs (USD a year).
    """

    lines: pd.DataFrame
    moves: pd.DataFrame
    figures: CounterFigures


def bounded(lines: pd.DataFrame, bounds: CounterBounds) -> pd.DataFrame:
    """Return the lines with the lowest and highest cents that each rate may take.

    lines: code, part, setting, group, ours, theirs (units a year, NaN where unknown), now and
    offered (cents, now below 0 where unknown). Sorted, so that the order given means nothing.
    ValueError for two rows of one rate, and for units that are negative.
    """
    made = lines.sort_values(KEYS, kind="stable").reset_index(drop=True)
    _check(made)
    offered, now = (made[name].to_numpy(np.int64) for name in ("offered", "now"))
    low, high = _scaled_up(offered, -bounds.most_down), _scaled_down(offered, bounds.most_up)
    if bounds.not_over_now:
        high = np.where(now >= 0, np.minimum(high, np.maximum(now, offered)), high)
    for code, floor in (bounds.floors or {}).items():
        here = (made["code"] == code).to_numpy()
        low = np.where(here, np.minimum(offered, np.maximum(low, to_cents(floor))), low)
    return made.assign(low=low, high=high)


def counter_offer(lines: pd.DataFrame, bounds: CounterBounds) -> Counter:
    """Return the best counter-offer within the bounds and the payer's budget.

    Where no schedule gains a dollar a year (the two mixes alike, no bound to move in), it has no
    move and says so by figures of nil. Raises ValueError as `bounded` does.
    """
    made = bounded(lines, bounds)
    free = _free(made)
    ours, theirs = made["ours"].to_numpy(float), made["theirs"].fillna(0).to_numpy(float)
    offered = made["offered"].to_numpy(np.int64)
    parts = parts_of(made, free)
    counter, move = offered.copy(), np.full(len(made), "", object)
    shares = {(part.name, part.kind): Fraction(0) for part in parts}
    for tolerance, trimmed in TRIES:
        shares = solved(made, parts, bounds.moves, tolerance, trimmed)
        tried = in_cents(made, parts, shares)
        if cost(theirs, tried - offered) <= 0:
            tried = spent(made, parts, shares, tried)
            if cost(ours, tried - offered) >= Fraction(WORTH) * 100:
                counter = tried
            break
    moved = [part for part in parts if (counter != offered)[part.rows].any()]
    chosen = [part for part in moved if shares[part.name, part.kind]]
    for part in chosen:
        move[part.rows] = part.name
    made = made.assign(counter=counter, move=move)
    return Counter(made, moves_of(made, chosen), _figures(made, free, len(chosen)))


def moves_of(lines: pd.DataFrame, parts: Sequence[Part]) -> pd.DataFrame:
    """Return one row a move, the largest gain first: its share of the rate and who pays it.

    share: new over offered dollars at our units, less 1; from_cents and to_cents where the move is
    one rate.
    """
    rows = []
    change = (lines["counter"] - lines["offered"]).to_numpy(np.int64)
    for part in parts:
        own = lines.iloc[part.rows]
        ours = cost(own["ours"], change[part.rows])
        base = cost(own["ours"], own["offered"].to_numpy(np.int64))
        one = len(part.rows) == 1
        row = {
            "name": part.name,
            "kind": part.kind,
            "share": _move_share(part, own, ours, base),
            "rates": len(part.rows),
            "from_cents": int(own["offered"].iloc[0]) if one else -1,
            "to_cents": int(own["counter"].iloc[0]) if one else -1,
            "ours": float(ours) / 100,
            "theirs": float(cost(own["theirs"].fillna(0), change[part.rows])) / 100,
        }
        rows.append(row)
    columns = ["name", "kind", "share", "rates", "from_cents", "to_cents", "ours", "theirs"]
    made = pd.DataFrame(rows, columns=columns)
    return made.sort_values(["ours", "name"], ascending=[False, True]).reset_index(drop=True)


def _move_share(part: Part, own: pd.DataFrame, ours: Fraction, base: Fraction) -> float:
    exact = float(ours / base)
    return round(exact * HALF_PERCENTS) / HALF_PERCENTS if part.kind == "group" else exact


def _figures(made: pd.DataFrame, free: Any, moves: int) -> CounterFigures:
    change = (made["counter"] - made["offered"]).to_numpy(np.int64)
    theirs = round(float(cost(made["theirs"].fillna(0), change)) / 100, 2)
    return CounterFigures(
        ours=round(float(cost(made["ours"], change)) / 100, 2),
        theirs=theirs,
        slack=0.0 - theirs,
        moves=moves,
        held=int((~free).sum()),
        rates=len(made),
    )


def _check(made: pd.DataFrame) -> None:
    twice = made[made.duplicated(KEYS)]
    told = [f"two rates for {' '.join(twice[KEYS].iloc[0])}".rstrip()] if len(twice) else []
    for name in ("ours", "theirs"):
        if (made[name] < 0).any():
            told.append(
                f"{name}: units are negative for {made.loc[made[name] < 0, 'code'].iloc[0]}"
            )
    if made["ours"].isna().any() or (made["offered"] < 0).any():
        told.append("each rate needs our units and an offered rate")
    if told:
        raise ValueError("; ".join(told))


def _free(made: pd.DataFrame) -> Any:
    """Rates that may move: weighed on both sides, billed by us, with room in their bounds."""
    known = made["theirs"].notna() & (made["ours"] > 0) & (made["offered"] > 0)
    return (known & (made["low"] < made["high"])).to_numpy()


def _scaled_down(cents: Cents, share: Any) -> Cents:
    """Cents raised by a share, rounded down."""
    numerator, denominator = decimal_ratio(float(share))
    return np.asarray(cents + cents * numerator // denominator, dtype=np.int64)


def _scaled_up(cents: Cents, share: Any) -> Cents:
    """Cents changed by a share, rounded up."""
    numerator, denominator = decimal_ratio(float(share))
    return np.asarray(cents - (-cents * numerator) // denominator, dtype=np.int64)
