"""Pay of a hire: formulas of contracts, compared on one forecast.

    base and bonus   base + share x max(0, collections - times_base x base)
    tiers            base + a share of each band of collections, on the band alone
    collections      the larger of base and a share of collections
    work values      the larger of base and a rate for each relative value of work
    guarantee        a hospital tops collections up, and forgives it month by month afterwards

Every formula is settled by year (of the contract or of the calendar), quarter or month; a year in
part counts with its part of the threshold, the bands and the base. Pay is for personal work only:
nothing here takes surgery-center fees or drug margin. Series as in `hire_ramp`.

Work values: the Medicare rule of 2026 counts 2.5 percent less for the same work [1]; a contract
says whether its table is `frozen` or the `current` one.
Guarantee: in a recruitment by a hospital, the practice charges only the actual additional costs
of the recruit [2], so no rent or wage that was there before.

[1] CMS-1832-F, efficiency adjustment for 2026. [2] 42 CFR 411.357(e), as amended 2016.
"""

from datetime import date
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import numpy as np

from practice_model.finance.present_value import MONTHS, Series, over_time
from practice_model.quantities import (
    USD,
    Months,
    Number,
    Ratio,
    Share,
    USDPerMonth,
    USDPerRVU,
    USDPerYear,
    at_most_one,
    terms,
)

Kind = Literal["base", "bonus", "tiers", "collections", "work"]
LENGTHS = {"year": MONTHS, "quarter": 3, "month": 1}


@terms
class Band:
    """A band of yearly collections that starts at `above` and ends where the next one starts."""

    above: USDPerYear
    share: Share


@terms
class Guarantee:
    """A hospital's income guarantee: collections are topped up, then forgiven.

    monthly: what is left to the recruit each month of `months`. cap: of all that is paid.
    forgiven_over: months after it in which the debt is forgiven in equal parts.
    """

    monthly: USDPerMonth
    months: Months
    forgiven_over: Months
    cap: USD | None = None


@terms
@at_most_one("share", "bands", "of_collections", "per_work_value")
@at_most_one("times_base", "threshold")
class Pay:
    """One pay formula; base is a draw against what is earned where pay follows production.

    share: of collections above times_base x base, or above `threshold`. table_cut: work values of
    today's table over those of the frozen one. base_months: after these, no floor is paid.
    calendar: whether years are those of the calendar, so that the first may be a part of one.
    """

    base: USDPerYear = 0.0
    share: Share | None = None
    times_base: Ratio | None = None
    threshold: USDPerYear | None = None
    bands: list[Band] | None = None
    of_collections: Share | None = None
    per_work_value: USDPerRVU | None = None
    work_table: Literal["frozen", "current"] = "frozen"
    table_cut: Ratio = 1.0
    base_months: Months | None = None
    settled: Literal["year", "quarter", "month"] = "year"
    calendar: bool = False

    def __post_init__(self) -> None:
        told = []
        given = self.times_base is not None or self.threshold is not None
        if (self.share is not None) != given:
            told.append("share: a bonus needs its share and from where it counts: times_base or "
                        "threshold")  # fmt: skip
        for one, other in pairwise(self.bands or []):
            if np.any(np.asarray(other.above) <= np.asarray(one.above)):
                told.append(f"bands: {np.max(other.above):,.0f} does not lie above the one before")
        production = self.of_collections is not None or self.per_work_value is not None
        if self.base_months is not None and not production:
            told.append("base_months: without its floor this formula would pay nothing but bonus; "
                        "give of_collections or per_work_value")  # fmt: skip
        if told:
            raise ValueError("\n".join(told))


class Paid(NamedTuple):
    """What is paid each month: base or draw, and what is settled on top at the end of a period."""

    base: Series
    incentive: Series


def kind_of(pay: Pay) -> Kind:
    """Return which formula this is."""
    if pay.share is not None:
        return "bonus"
    if pay.bands is not None:
        return "tiers"
    if pay.of_collections is not None:
        return "collections"
    return "work" if pay.per_work_value is not None else "base"


def threshold_of(pay: Pay) -> Number | None:
    """Return the yearly collections above which a bonus starts; None where there is none.

    >>> threshold_of(Pay(base=250_000, share=.3, times_base=2.5))
    625000.0
    """
    if pay.share is not None:
        return pay.threshold if pay.times_base is None else pay.times_base * pay.base
    if pay.bands:
        return pay.bands[0].above
    if pay.of_collections:
        return pay.base / pay.of_collections
    return None


def production_share(pay: Pay, full: Number, work: Number | None) -> Number | None:
    """Return what of a collected dollar is pay where pay follows production; None for others.

    >>> production_share(Pay(base=100_000, of_collections=0.4), 500_000, None)
    0.4
    """
    if pay.of_collections is not None:
        return pay.of_collections
    if pay.per_work_value is None or work is None:
        return None
    cut = pay.table_cut if pay.work_table == "current" else 1.0
    return pay.per_work_value * cut * work / full


def incentive(
    pay: Pay, collections: Number, work: Number = 0.0, years: float = 1.0, floor: float = 1.0
) -> Number:
    """Return what a period of `years` earns beyond its base, from its collections and work.

    floor: the part of the period in which a base is paid.

    >>> float(incentive(Pay(base=250_000, share=.3, times_base=2.5), 850_000))
    67500.0
    """
    if pay.share is not None:
        start = threshold_of(pay)
        assert start is not None
        return pay.share * np.maximum(collections - start * years, 0.0)
    if pay.bands is not None:
        return _banded(pay.bands, collections, years)
    produced: Number = 0.0
    if pay.of_collections is not None:
        produced = pay.of_collections * collections
    elif pay.per_work_value is not None:
        cut = pay.table_cut if pay.work_table == "current" else 1.0
        produced = pay.per_work_value * cut * work
    return np.maximum(produced - pay.base * years * floor, 0.0)


def paid(pay: Pay, start: date, collections: Series, work: Series | None = None) -> Paid:
    """Return what is paid in each month 0 to the last; what is open at the end is settled then.

    Raises ValueError for a formula on work values where no work is known.
    """
    if pay.per_work_value is not None and work is None:
        raise ValueError("per_work_value: needs the work values of a year; give volume.work")
    months = len(collections) - 1
    floor = np.arange(months + 1) >= 1
    if pay.base_months is not None:
        floor = floor & (np.arange(months + 1) <= np.max(pay.base_months))
    base = over_time(floor, pay.base) / MONTHS
    if collections.ndim > base.ndim:
        base = np.repeat(base[:, None], collections.shape[1], axis=1)
    extra = np.zeros_like(base)
    for first, last in periods(pay, start, months):
        taken = slice(first, last + 1)
        done = 0.0 if work is None else work[taken].sum(axis=0)
        part = float(np.mean(floor[taken]))
        years = (last - first + 1) / MONTHS
        extra = _put(extra, last, incentive(pay, collections[taken].sum(axis=0), done, years, part))
    wide = max(base.ndim, extra.ndim)
    return Paid(_widened(base, wide), _widened(extra, wide))


def periods(pay: Pay, start: date, months: int) -> list[tuple[int, int]]:
    """Return the first and last month of each period in which pay is settled.

    >>> periods(Pay(calendar=True), date(2027, 7, 1), 20)
    [(1, 6), (7, 18), (19, 20)]
    """
    length = LENGTHS[pay.settled]
    first_end = length - (start.month - 1) % length if pay.calendar else length
    ends = list(range(first_end, months, length))
    return list(zip([1, *(end + 1 for end in ends)], [*ends, months], strict=True))


def first_bonus(made: Paid) -> int | None:
    """Return the first month in which anything is paid beyond the base, None for never."""
    found = np.flatnonzero(made.incentive > 0)
    return int(found[0]) if len(found) else None


def topped_up(guarantee: Guarantee, collections: Series, added_costs: Series) -> Series:
    """Return what the hospital pays in each month; added_costs: only what the recruit adds."""
    month = np.arange(len(collections))
    within = (month >= 1) & (month <= np.max(guarantee.months))
    if np.ndim(collections) > 1:
        within = within[:, None]
    short = np.maximum(guarantee.monthly + added_costs - collections, 0.0) * within
    if guarantee.cap is None:
        return np.asarray(short)
    total = np.minimum(np.cumsum(short, axis=0), guarantee.cap)
    return np.asarray(np.diff(total, axis=0, prepend=np.zeros_like(total[:1])))


def owed_back(guarantee: Guarantee, received: Number, left_after: float) -> Number:
    """Return what is to be paid back by one who leaves after so many months.

    >>> owed_back(Guarantee(monthly=30_000, months=12, forgiven_over=24), 100_000, 18)
    75000.0
    """
    served = max(left_after - float(np.max(guarantee.months)), 0.0)
    over = float(np.max(guarantee.forgiven_over))
    forgiven = min(served / over, 1.0) if over else float(left_after >= guarantee.months)
    return received * (1 - forgiven)


class Trap(NamedTuple):
    """Two percentiles multiplied, and by how much that overshoots the percentile of pay."""

    pay: float
    overshoot: float


def percentile_trap(work: float, per_work_value: float, pay: float) -> Trap:
    """Return what a percentile of work times the same percentile of pay for work comes to.

    It is no percentile of pay, since pay for a unit of work falls as work rises: a survey's own
    table of pay is the figure to hold against.

    >>> made = percentile_trap(10_051, 77.37, 695_424)
    >>> round(made.pay, 2), round(made.overshoot, 4)
    (777645.87, 0.1182)
    """
    made = work * per_work_value
    return Trap(made, made / pay - 1)


def _banded(bands: list[Band], collections: Number, years: float) -> Number:
    """Marginal bands: each share on the part of collections inside its band."""
    earned: Number = 0.0
    for place, band in enumerate(bands):
        start = band.above * years
        end: Any = bands[place + 1].above * years if place + 1 < len(bands) else np.inf
        earned = earned + band.share * np.clip(collections - start, 0.0, end - start)
    return earned


def _put(series: Series, month: int, amount: Any) -> Series:
    if np.ndim(amount) and series.ndim == 1:
        series = np.repeat(series[:, None], np.size(amount), axis=1)
    made = series.copy()
    made[month] = amount
    return made


def _widened(series: Series, dimensions: int) -> Series:
    return series[:, None] if series.ndim < dimensions else series
