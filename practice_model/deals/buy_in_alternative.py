"""Alternatives: what a buy-in is held against, by either side.

The newcomer can stay an associate, which is worth 0 here, or go where more is paid. The owners
can do no deal: with some odds the newcomer leaves then, and the margin of his work is gone until
he is replaced. Value today, in USD.

Source: DOMAIN.md, section 11.1: the best alternative, computed, not felt.
"""

from typing import Any, Final

import numpy as np

from practice_model.finance.present_value import annuity_factor
from practice_model.quantities import (
    USD,
    Number,
    Share,
    SignedUSDPerYear,
    USDPerYear,
    Years,
    terms,
)

LEAST_YEARS: Final = 1e-6  # a draw of no years at all loses nothing


@terms
class Alternative:
    """What happens without a deal.

    elsewhere: what the newcomer would earn elsewhere, benefits in; moving: what it costs him once.
    leaving_odds: that he leaves within the years counted. lost_margin: what his work leaves the
    practice a year, from costing where not given; replaced_after: years until that is back;
    search: what finding a successor costs once.
    """

    elsewhere: USDPerYear | None = None
    moving: USD = 0.0
    leaving_odds: Share = 0.0
    lost_margin: SignedUSDPerYear | None = None
    replaced_after: Years = 0.0
    search: USD = 0.0


def buyers_alternative(
    other: Alternative, pay: Number, *, tax: Number, rate: Number, years: int
) -> Any:
    """Return what the newcomer's best alternative is worth today over staying, never under 0.

    pay: a year as an associate. tax, rate: his tax and his discount rate.

    >>> buyers_alternative(Alternative(), 400_000, tax=.37, rate=.09, years=10)
    0.0
    """
    if other.elsewhere is None:
        return 0.0
    more = (other.elsewhere - pay) * (1 - tax)
    return _plain(np.maximum(more * annuity_factor(rate, years) - other.moving, 0.0))


def sellers_alternative(
    other: Alternative, lost_margin: Number | None, *, tax: Number, rate: Number
) -> Any:
    """Return what no deal is worth today to the owners, at or below 0.

    lost_margin: a year, where the terms do not say it. A margin under 0 is no loss.
    """
    margin = other.lost_margin if other.lost_margin is not None else lost_margin
    lost: Any = other.search * (1 - tax)
    if margin is not None and not np.all(np.asarray(other.replaced_after) <= 0):
        yearly = np.maximum(np.asarray(margin, dtype=np.float64), 0.0) * (1 - tax)
        lost = lost + yearly * annuity_factor(rate, np.maximum(other.replaced_after, LEAST_YEARS))
    return _plain(-other.leaving_odds * lost + 0.0)


def _plain(number: Any) -> Any:
    return float(number) if np.ndim(number) == 0 else number
