"""Packages: three offers of equal worth to us that differ most in what they cost the payer.

Three packages at once, equal for us and different for them, anchor better than one and show by
their choice what the other side cares for [1]. An issue is taken in a few steps that can be
spoken of (a quarter point of escalator, a clause or none); one issue, the price, balances: its
part is solved so that every package is worth K to us. All combinations of steps are counted, so
that cheapest and dearest are exact, and no rounding has to be mended:

    sum over issues of worth(step) = K,  least and most of sum of cost(step)

The third is the one, of middling cost, whose mix of issues is farthest from the other two. Where
one issue carries more than four fifths of the worth there is nothing to trade: one figure, and
silence [2]. Costs to them are estimates; K is at or above the target.

[1] Leonardelli, Gu, McRuer, Medvec and Galinsky, Organizational Behavior and Human Decision
    Processes 152, 2019.
[2] Planning default of practice, `unverified`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from practice_model.quantities import Share, SignedUSDPerYear, terms

ONE_ISSUE: Final = 0.80  # of the asks' worth: above it there is nothing to trade
FEWEST, MOST = 4, 6  # issues
MOST_COMBINATIONS: Final = 200_000
NAMES: Final = ("A", "B", "C")
NOISE, A_DOLLAR, SAME = 1e-6, 1.0, 500

Case = Literal["three", "one_issue", "few_issues", "no_target", "out_of_reach"]
Floats = np.ndarray[Any, np.dtype[np.float64]]


class Level(NamedTuple):
    """One step of an issue: its part of the whole, its words, its worth and its cost to them."""

    share: float
    words: str
    worth: float
    cost: float


@dataclass(frozen=True)
class Issue:
    """One thing to trade, by its steps from none to whole; worth is negative for a give."""

    name: str
    levels: tuple[Level, ...]

    @property
    def whole(self) -> Level:
        """The last step: the issue in full."""
        return self.levels[-1]


@terms
class Package:
    """One of the three: by issue what it takes (0 to 1) and brings, its worth, its cost to them."""

    name: str
    takes: dict[str, Share]
    brings: dict[str, SignedUSDPerYear]
    worth: SignedUSDPerYear
    cost: SignedUSDPerYear


@terms
class Packages:
    """Three packages of one worth, or why there are none.

    leading: the issue that carries most of the asks' worth, and how much of it.
    """

    case: Case
    worth: SignedUSDPerYear | None = None
    leading: str = ""
    leading_share: Share | None = None
    packages: list[Package] | None = None


def issue(name: str, worth: float, cost: float, *, steps: int = 1, words: str = "") -> Issue:
    """Return an issue in equal steps: 1 is all or nothing.

    Raises ValueError for fewer than 1 step or a worth of nothing.
    """
    if steps < 1 or not worth:
        raise ValueError(f"{name}: an issue needs a worth and at least one step")
    parts = np.linspace(0.0, 1.0, steps + 1)
    return Issue(name, tuple(Level(float(x), words, worth * x, cost * x) for x in parts))


def largest(issues: Sequence[Issue]) -> list[Issue]:
    """Return the issues that are traded: those of most worth, six at most, in a fixed order."""
    return sorted(issues, key=lambda one: (-abs(one.whole.worth), one.name))[:MOST]


def packages(issues: Sequence[Issue], balancing: str, worth: float | None) -> Packages:
    """Return the three packages of a worth, or the reason why there are none.

    balancing: the issue whose part is solved, any part of it between none and whole. Raises
    ValueError for an issue that is not among them.
    """
    held = largest(issues)
    if balancing not in {one.name for one in held}:
        raise ValueError(f"{balancing!r} is no issue: {', '.join(one.name for one in held)}")
    asks = [one for one in held if one.whole.worth > 0]
    whole = sum(one.whole.worth for one in asks)
    leading = asks[0] if asks else held[0]
    share = leading.whole.worth / whole if whole > 0 else 0.0
    told: dict[str, Any] = {"leading": leading.name, "leading_share": share}
    if share > ONE_ISSUE:
        return Packages(case="one_issue", worth=worth, **told)
    if worth is None:
        return Packages(case="no_target", **told)
    if len(held) < FEWEST:
        return Packages(case="few_issues", worth=worth, **told)
    first = next(one for one in held if one.name == balancing)
    rest = [one for one in held if one.name != balancing]
    found = _combinations(first, rest, worth)
    if found is None:
        return Packages(case="out_of_reach", worth=worth, **told)
    chosen = _three(found)
    if chosen is None:
        return Packages(case="few_issues", worth=worth, **told)
    names = [balancing, *(one.name for one in rest)]
    made = [
        Package(
            name=name,
            takes=dict(zip(names, map(float, found.shares[at]), strict=True)),
            brings=dict(
                zip(names, (round(float(one), 2) + 0.0 for one in found.worths[at]), strict=True)
            ),
            worth=worth,
            cost=round(float(found.costs[at]), 2),
        )
        for name, at in zip(NAMES, chosen, strict=True)
    ]
    return Packages(case="three", worth=worth, packages=made, **told)


class _Found(NamedTuple):
    """Every combination that reaches the worth: parts of the issues, cost, worth by issue."""

    shares: Floats
    costs: Floats
    worths: Floats


def _combinations(first: Issue, rest: Sequence[Issue], worth: float) -> _Found | None:
    size = int(np.prod([len(one.levels) for one in rest]))
    if size > MOST_COMBINATIONS:
        raise ValueError(f"{size:,} combinations of steps are too many: take fewer steps")
    combos = list(product(*(one.levels for one in rest)))
    worths = np.array([[level.worth for level in combo] for combo in combos])
    costs = np.array([[level.cost for level in combo] for combo in combos])
    shares = np.array([[level.share for level in combo] for combo in combos])
    part = (worth - worths.sum(axis=1)) / first.whole.worth
    fits = (part >= -NOISE) & (part <= 1 + NOISE)
    if not fits.any():
        return None
    part = np.clip(part[fits], 0.0, 1.0)
    return _Found(
        shares=np.column_stack([part, shares[fits]]),
        costs=part * first.whole.cost + costs[fits].sum(axis=1),
        worths=np.column_stack([part * first.whole.worth, worths[fits]]),
    )


def _three(found: _Found) -> tuple[int, int, int] | None:
    """The cheapest for them, the one between, the dearest; None where there are not three.

    Among combinations of one cost those are taken whose mix of issues is farthest apart.
    """
    least, most = float(found.costs.min()), float(found.costs.max())
    if most - least < A_DOLLAR:
        return None  # nothing differs by a dollar: the issues trade one for one
    cheap = np.flatnonzero(found.costs <= least + A_DOLLAR)[:SAME]
    dear = np.flatnonzero(found.costs >= most - A_DOLLAR)[:SAME]
    apart = _distance(found.worths[cheap], found.worths[dear])
    one, other = np.unravel_index(int(np.argmax(apart)), apart.shape)
    low, high = int(cheap[one]), int(dear[other])
    far = _distance(found.worths, found.worths[[low, high]]).min(axis=1)
    between = np.abs(found.costs - (least + most) / 2) <= (most - least) / 4
    candidates = np.where(between & (far >= A_DOLLAR), far, -1.0)
    if candidates.max() < 0:
        candidates = far
    middle = int(np.argmax(candidates))
    return (low, middle, high) if far[middle] >= A_DOLLAR else None


def _distance(rows: Floats, others: Floats) -> Floats:
    """How many dollars of worth lie in other issues, for each pair of combinations."""
    made: Floats = np.abs(rows[:, None, :] - others[None, :, :]).sum(axis=2) / 2
    return made
