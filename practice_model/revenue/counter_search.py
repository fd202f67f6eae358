"""Search of a counter-offer: which rates move together, and how far, as a mixed integer program.

A part is a whole group, which moves by half percents, or one code, which moves freely. At most so
many parts move; a code moves with its group or by itself. The budget is one row, so the program is
a knapsack with a limit on its items. Its answer is turned into cents that are rounded down, and
what the rounding leaves of the budget is spent on the codes that moved.
"""

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

HALF_PERCENTS = 200  # of one: a group moves by whole half percents
TRIES = ((2e-6, 0), (2e-6, 1), (2e-5, 1), (2e-4, 1))
"""Of the budget, kept free for what the solver lets pass; steps off a group's way down."""
GAP = 1e-6  # of the gain: the best is proved to a dollar in a million
Cents = np.ndarray[Any, np.dtype[np.int64]]
Shares = dict[tuple[str, str], Fraction]


class Part(NamedTuple):
    """Rates that move together: a group, in steps of half a percent, or one code."""

    kind: str
    name: str
    rows: Cents
    low: float  # in steps, of half a percent or of the whole
    high: float

    @property
    def step(self) -> Fraction:
        """The smallest share of the rate that the part moves by, as the search counts it."""
        return Fraction(1, HALF_PERCENTS) if self.kind == "group" else Fraction(1)


def cost(units: Any, cents: Cents) -> Fraction:
    """Return units times cents summed exactly, in cents."""
    return sum(
        (Fraction(float(one)) * int(each) for one, each in zip(units, cents, strict=True) if each),
        Fraction(0),
    )


def parts_of(made: pd.DataFrame, free: Any) -> list[Part]:
    """Return groups of two codes and more whose billed rates are all free, then the free codes."""
    billed = (made["ours"] > 0).to_numpy()
    found = []
    whole: set[tuple[int, ...]] = set()
    for kind in ("group", "code"):
        names = made[kind].astype(str).to_numpy()
        for name in sorted(set(names)):
            own = np.flatnonzero((names == name) & billed)
            alone = kind == "group" and made["code"].iloc[own].nunique() == 1
            if not len(own) or alone or not free[own].all() or tuple(own) in whole:
                continue
            whole.add(tuple(own))
            low, high = _reach(made.iloc[own.tolist()], kind)
            found.append(Part(kind, name, own, min(low, 0.0), max(high, 0.0)))
    return found


def _reach(own: pd.DataFrame, kind: str) -> tuple[float, float]:
    """How far a part may move, in its steps; a group's last step down may end at a bound."""
    offered = own["offered"].to_numpy(np.int64)
    low, high = own["low"].to_numpy(np.int64), own["high"].to_numpy(np.int64)
    if kind == "code":
        return float((low / offered - 1).max()), float((high / offered - 1).min())
    down = -((HALF_PERCENTS * (offered - low + 1) - 1) // offered)  # the cent below is cut off
    up = ((high + 1) * HALF_PERCENTS - 1) // offered - HALF_PERCENTS
    return float(down.max()), float(up.min())


def solved(
    made: pd.DataFrame, parts: list[Part], most: int, tolerance: float, trimmed: int
) -> Shares:
    """Return the share by which each part moves, by name and kind: 0 where it stays."""
    still = {(part.name, part.kind): Fraction(0) for part in parts}
    if not parts or not most:
        return still
    offered = made["offered"].to_numpy(float)
    ours, theirs = (made[name].fillna(0).to_numpy(float) * offered for name in ("ours", "theirs"))
    gain = np.array([ours[part.rows].sum() for part in parts]) / ours.sum()
    price = np.array([theirs[part.rows].sum() for part in parts]) / max(theirs.sum(), 1e-9)
    steps = np.array([float(part.step) for part in parts])
    low, high = (np.array([getattr(part, end) for part in parts]) for end in ("low", "high"))
    whole = np.array([part.kind == "group" for part in parts])
    low = np.where(whole, np.minimum(low + trimmed, 0), low)
    count = len(parts)
    eye = csr_array(np.eye(count))
    limits = [
        LinearConstraint(np.concatenate([price * steps, np.full(count, tolerance)]), ub=0),
        LinearConstraint(np.concatenate([np.zeros(count), np.ones(count)]), ub=most),
        LinearConstraint(_beside(eye, -csr_array(np.diag(high))), ub=0),
        LinearConstraint(_beside(eye, -csr_array(np.diag(low))), lb=0),
        *_apart(parts),
    ]
    dear = np.where(whole, 1e-9, 2e-9)  # of our fees: alike, a group comes before a code
    found = milp(
        np.concatenate([-gain * steps, dear]),
        constraints=limits,
        bounds=Bounds(
            np.concatenate([low, np.zeros(count)]), np.concatenate([high, np.ones(count)])
        ),
        integrality=np.concatenate([whole, np.ones(count)]),
        options={"mip_rel_gap": GAP},
    )
    if found.x is None:
        return still
    taken = np.rint(found.x[count:]) > 0
    for place in np.flatnonzero(taken):
        part, moved = parts[place], found.x[place]
        exact = Fraction(round(moved)) if whole[place] else Fraction(float(moved))
        still[part.name, part.kind] = exact * part.step
    return still


def _beside(left: Any, right: Any) -> Any:
    return csr_array(np.hstack([left.toarray(), right.toarray()]))


def _apart(parts: list[Part]) -> list[LinearConstraint]:
    """A code moves with its group or by itself, not both."""
    held = {
        row: place for place, part in enumerate(parts) if part.kind == "group" for row in part.rows
    }
    rows = []
    for place, part in enumerate(parts):
        if part.kind == "code":
            for group in sorted({held[row] for row in part.rows if row in held}):
                row = np.zeros(2 * len(parts))
                row[[len(parts) + place, len(parts) + group]] = 1
                rows.append(row)
    return [LinearConstraint(csr_array(np.array(rows)), ub=1)] if rows else []


def in_cents(made: pd.DataFrame, parts: list[Part], shares: Shares) -> Cents:
    """Return the rates after the moves, rounded down to the cent and within their bounds."""
    cents = made["offered"].to_numpy(np.int64).copy()
    low, high = made["low"].to_numpy(np.int64), made["high"].to_numpy(np.int64)
    for part in parts:
        share = shares[part.name, part.kind]
        if share:
            for row in part.rows:
                cents[row] = min(max(int(cents[row] * (1 + share)), low[row]), high[row])
    return cents


def spent(made: pd.DataFrame, parts: list[Part], shares: Shares, cents: Cents) -> Cents:
    """Return the rates with the rest of the budget spent on moved codes, by whole cents."""
    ours, theirs = made["ours"].to_numpy(float), made["theirs"].fillna(0).to_numpy(float)
    high = made["high"].to_numpy(np.int64)
    left = -cost(theirs, cents - made["offered"].to_numpy(np.int64))
    rows = [
        row
        for part in parts
        if part.kind == "code" and shares[part.name, part.kind]
        for row in part.rows
    ]
    made_up = cents.copy()
    for row in sorted(rows, key=lambda one: (-ours[one] / max(theirs[one], 1e-12), one)):
        room = int(high[row] - made_up[row])
        each = Fraction(theirs[row])
        more = room if not each else min(room, int(left / each))
        made_up[row] += more
        left -= more * each
    return made_up
