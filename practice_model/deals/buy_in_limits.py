"""Limits: the price at which a deal is worth as much as its alternative, for either side.

Worth is linear in the price between the prices at which a rule changes (where goodwill begins,
where the sellers' basis is reached), but for when their basis is recovered: worth is taken at these
prices, the line between them is followed, and the end is corrected until it stands.

Source: DOMAIN.md, section 11.1: the walk-away equals the best alternative.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from practice_model.quantities import Number

STEP = 1_000_000.0  # dollars past the last price at which a rule changes
CORRECTIONS = 3


def price_where(
    worth_at: Callable[[Number], Number], target: Number, changes: Sequence[Number] = ()
) -> Any:
    """Return the price at which worth is the target, in USD: a number or (draws,).

    worth_at: rises or falls with the price. changes: prices at which a rule changes. Where even a
    price of 0 is past the target the answer is 0: no price does it. None where the price moves
    nothing.

    >>> price_where(lambda price: 300.0 - price * 0.5, 100.0, [50.0])
    400.0
    """
    prices = _rising([0.0, *changes])
    prices.append(prices[-1] + STEP)
    worths = [np.asarray(worth_at(price), dtype=np.float64) - target for price in prices]
    rises = np.sign(worths[-1] - worths[0])
    if np.any(rises == 0):
        return None
    found: Any = None
    steep: Any = None
    for (one, left), (other, right) in zip(
        zip(prices, worths, strict=True), zip(prices[1:], worths[1:], strict=True), strict=False
    ):
        slope = (right - left) / np.where(np.asarray(other) > one, np.asarray(other) - one, 1.0)
        here = one - left / np.where(slope == 0, 1.0, slope)
        past = left * rises < 0  # the target lies beyond this piece's first price
        found = np.where(past, here, 0.0 if found is None else found)
        steep = np.where(past, slope, 1.0 if steep is None else steep)
    for _ in range(CORRECTIONS):
        off = np.asarray(worth_at(_plain(np.maximum(found, 0.0))), dtype=np.float64) - target
        found = np.where(found > 0, found - off / np.where(steep == 0, 1.0, steep), found)
    made = np.maximum(found, 0.0)
    return float(made) if np.ndim(made) == 0 else made


def _rising(prices: Sequence[Number]) -> list[Any]:
    """The prices from low to high, draw by draw where one of them is drawn."""
    if all(np.ndim(one) == 0 for one in prices):
        return sorted(max(float(one), 0.0) for one in prices)
    stacked = np.sort(np.maximum(np.stack(np.broadcast_arrays(*prices)), 0.0), axis=0)
    return list(stacked)


def _plain(prices: Any) -> Any:
    return float(prices) if np.ndim(prices) == 0 else prices
