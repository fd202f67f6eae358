"""Returns: whether a series of cash pays, when, how deep it goes first, and at which rate.

An internal rate is told only where it is the one; a series that changes sign more than once may
have several, and then the count of changes and every root found are told instead.
"""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import brentq

from practice_model.finance.present_value import Series, _series, present_value

LOWEST, HIGHEST, STEPS = -0.99, 100.0, 4000  # where roots are looked for, per period
CENT = 0.005  # half a cent: what rounding may leave of a sum that is nil


class InternalRate(NamedTuple):
    """The internal rate per period: None unless it is the only one.

    sign_changes: how often the series changes its sign. roots: every rate found.
    """

    rate: float | None
    sign_changes: int
    roots: tuple[float, ...]


class Trough(NamedTuple):
    """The lowest point of cumulative cash, 0 or less, and the period in which it is reached."""

    amount: Any
    period: Any


def sign_changes(flows: Any) -> int:
    """Return how often a series changes its sign; zeros count as nothing.

    >>> sign_changes([-100, 0, 230, -132])
    2
    """
    signs = np.sign(_series(flows))
    signs = signs[signs != 0]
    return int(np.sum(signs[1:] != signs[:-1]))


def internal_rate(flows: Any) -> InternalRate:
    """Return the internal rate of a series (periods,), if there is exactly one.

    One change of sign allows one rate (Descartes); with more, the rate is told only where the
    cumulative series changes its sign once and ends above 0 (Norstrom's condition) and one rate
    above 0 was found. A series that loses in all has the rate under 0 that it has.

    >>> internal_rate([-100, 110]).rate.__round__(6)
    0.1
    >>> found = internal_rate([-100, 230, -132])
    >>> found.rate, found.sign_changes, [round(root, 6) for root in found.roots]
    (None, 2, [0.1, 0.2])
    """
    series = _series(flows)
    if series.ndim != 1:
        raise ValueError("an internal rate is of one series; take likely terms, not draws")
    changes = sign_changes(series)
    roots = _roots(series) if changes else ()
    unique = changes == 1 and len(roots) == 1
    if changes > 1:
        positive = tuple(root for root in roots if root > 0)
        total = np.cumsum(series)
        if sign_changes(total) == 1 and total[-1] > 0 and len(positive) == 1:
            return InternalRate(positive[0], changes, roots)
    return InternalRate(roots[0] if unique else None, changes, roots)


def _roots(series: Series) -> tuple[float, ...]:
    """Every rate at which the series is worth nothing, found where its value changes sign."""
    grid = np.geomspace(1 + LOWEST, 1 + HIGHEST, STEPS) - 1

    # Divided by the largest discounted term, so that long series neither overflow nor vanish.
    def value(rate: float) -> float:
        away = -np.arange(len(series)) * np.log1p(rate)
        return float(np.sum(series * np.exp(away - away.max())))

    values = [value(float(rate)) for rate in grid]
    found = []
    for (one, before), (other, after) in pairwise(zip(grid, values, strict=True)):
        if before == 0:
            found.append(float(one))
        elif before * after < 0:
            found.append(float(brentq(value, float(one), float(other), xtol=1e-13)))
    return tuple(found)


def modified_rate(flows: Any, finance: float, reinvest: float) -> float:
    """Return the modified internal rate per period of a series (periods,).

    Money put in is discounted at `finance`, what comes back is grown at `reinvest`. Raises
    ValueError for a series that has not both.

    >>> round(modified_rate([-4500, -800, 800, 800, 600, 600, 800, 800, 700, 3000], .08, .055), 4)
    0.0666
    """
    series = _series(flows)
    ins, outs = np.where(series > 0, series, 0.0), np.where(series < 0, -series, 0.0)
    if not ins.any() or not outs.any():
        raise ValueError("a modified rate needs money put in and money that comes back")
    periods = len(series) - 1
    grown = present_value(ins, reinvest) * (1 + reinvest) ** periods
    return float((grown / present_value(outs, finance)) ** (1 / periods) - 1)


def payback(cash: Any) -> int | None:
    """Return the first period from which cumulative cash stays at or above 0, or None.

    >>> payback([-100, 60, 60]), payback([-100, 120, -50, 40]), payback([-100, 20])
    (2, 3, None)
    """
    found = int(np.asarray(paybacks(_series(cash)[:, None]))[0])
    return None if found == len(_series(cash)) else found


def paybacks(cash: Any) -> Any:
    """Return the payback period of each draw of (periods, draws); `periods` for never by then."""
    total = np.cumsum(_series(cash), axis=0)
    under = total < -CENT
    last = len(total) - 1 - np.argmax(under[::-1], axis=0)
    return np.where(under.any(axis=0), last + 1, 0)


def trough(cash: Any) -> Trough:
    """Return the lowest point of cumulative cash (periods,) and its period; never above 0.

    >>> trough([-100, -20, 50])
    Trough(amount=-120.0, period=1)
    """
    amounts, periods = troughs(_series(cash)[:, None])
    return Trough(float(amounts[0]), int(periods[0]))


def troughs(cash: Any) -> Trough:
    """Return the lowest point of each draw of (periods, draws), and its period."""
    total = np.cumsum(_series(cash), axis=0)
    return Trough(np.minimum(total.min(axis=0), 0.0), total.argmin(axis=0))
