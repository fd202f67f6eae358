"""The landlord's side: what losing us would cost them, and the rent under which they let us go.

Over the months of our own lease, in value today at their rate, for one foot or all feet:

    keep us     our base rent by month                   - money given to us
    lose us     market rent from the end of the vacancy  - build-out for the next tenant
                                                         - commission - their free months
                                                         - costs of the empty space

Operating costs pass through to whoever sits there; while nobody does, they are the landlord's. The
next lease outlasts ours: only the part of its money that falls into our months is counted. Their
limit is the base rent, all other terms as offered, at which both are worth the same to them. It is
an estimate of what they have not told: a range, never a fact.

Source: PLAYBOOK.md 8a (downtime, fit-out, commission and free rent make the cost of losing us).
"""

from typing import Any, NamedTuple

import numpy as np

from practice_model.finance.present_value import (
    MONTHS,
    Series,
    escalated,
    monthly_rate,
    present_value,
)
from practice_model.quantities import (
    Months,
    Number,
    Share,
    SharePerYear,
    USDPerSquareFoot,
    USDPerSquareFootYear,
    terms,
)


@terms
class Landlord:
    """What we estimate of the landlord; every figure with a range and a source.

    rent: what a new tenant pays in the first year beside running costs (triple net), growing by
    rent_growth a year, also before they come. vacant: months until then. fit_out, free_months,
    commission (share of the new lease's base rent): what getting them takes. months: of their
    lease. rate: the landlord's.
    """

    rent: USDPerSquareFootYear
    rent_growth: SharePerYear
    vacant: Months
    fit_out: USDPerSquareFoot
    free_months: Months
    commission: Share
    months: Months
    rate: SharePerYear

    def __post_init__(self) -> None:
        if np.any(np.asarray(self.months) < 1):
            raise ValueError("months of a new lease must be 1 or more")


class Losing(NamedTuple):
    """What losing us costs a landlord, USD in value today, by part; without what rent differs.

    Each a number or (draws,).
    """

    vacancy: Number
    carried: Number
    fit_out: Number
    free: Number
    commission: Number

    @property
    def total(self) -> Any:
        """All of it."""
        return sum(self, start=0.0)


def losing(side: Landlord, feet: Number, operating: Series) -> Losing:
    """Return what an empty office and a new tenant cost the landlord, USD in value today.

    operating: what running our space costs by month (months,) or (months, draws). While empty, the
    space loses the market's rent.
    """
    months = len(operating)
    rate = monthly_rate(side.rate)
    market = _market(side, feet, months)
    empty = _part(np.zeros(()), side.vacant, months)
    free = _part(side.vacant, np.asarray(side.vacant) + side.free_months, months)
    here = np.minimum((months - np.asarray(side.vacant)) / side.months, 1.0)
    here = np.maximum(here, 0.0)
    at = (1 + rate) ** -np.asarray(side.vacant)
    return Losing(
        vacancy=_worth(_times(empty, market), rate),
        carried=_worth(_times(empty, operating), rate),
        fit_out=side.fit_out * feet * here * at,
        free=_worth(_times(free, market), rate),
        commission=side.commission * _worth(_times(1 - empty, market), rate),
    )


def replacing(side: Landlord, feet: Number, operating: Series) -> Number:
    """Return what the space brings without us, USD in value today over the months of our lease."""
    months = len(operating)
    made = losing(side, feet, operating)
    full = _worth(_market(side, feet, months), monthly_rate(side.rate))
    value: Number = full - made.total
    return value


def keeping(side: Landlord, base: Series, given: Series) -> Number:
    """Return what keeping us brings, USD in value today: our base rent less the money given.

    base: by month; given: by month from month 0 to the end.
    """
    rate = monthly_rate(side.rate)
    value: Number = _worth(base, rate) - _worth(given, rate, first=0)
    return value


def lowest_rent(
    side: Landlord,
    feet: Number,
    operating: Series,
    unit_base: Series,
    given: Series,
    *,
    short: Series | None = None,
) -> Number:
    """Return the base rent at which keeping us is worth no more than losing us, USD/sf/year.

    unit_base: base rent by month at one dollar a foot and year, with the offered steps and free
    months. short: running costs by month that the lease does not let them charge. Never below 0.
    """
    rate = monthly_rate(side.rate)
    needed = replacing(side, feet, operating) + _worth(given, rate, first=0)
    if short is not None:
        needed = needed + _worth(short, rate)
    made: Number = np.maximum(needed / _worth(unit_base, rate), 0.0)
    return made


def _market(side: Landlord, feet: Number, months: int) -> Series:
    years = -(-months // MONTHS)
    levels = escalated(side.rent, side.rent_growth, years)
    if levels.ndim == 1 and np.ndim(feet):
        levels = levels[:, None]
    return np.asarray(levels[np.arange(months) // MONTHS] * feet / MONTHS)


def _part(start: Number, end: Number, months: int) -> Series:
    """The part of each month from start to end, 0 to 1: (months,) or (months, draws)."""
    at = np.arange(months, dtype=np.float64)
    first, last = np.asarray(start), np.asarray(end)
    if first.ndim or last.ndim:
        at = at[:, None]
    return np.asarray(np.clip(np.minimum(at + 1, last) - np.maximum(at, first), 0.0, 1.0))


def _times(one: Series, other: Series) -> Series:
    wide = max(one.ndim, other.ndim)
    first, second = (part[:, None] if part.ndim < wide else part for part in (one, other))
    return np.asarray(first * second)


def _worth(flows: Series, rate: Number, first: float = 1) -> Any:
    return present_value(flows, rate, first)
