"""Multi-year: the term that an offer is held against, Medicare's paths, and what years are worth.

Contract years run from the effective date. Money arrives through the year, so each year is
discounted from its middle: NPV = sum(v_t / (1 + d)^(t - 1/2)), as of the effective date.
`year_prices` prices the years.
"""

from collections.abc import Sequence
from dataclasses import field

import numpy as np

from practice_model.quantities import Number, SharePerYear, terms

MOST_YEARS = 30
PASS_THROUGH = 1.16
"""Dollars that a private price moves per dollar of Medicare's: Clemens and Gottlieb, PMC5509075."""


@terms
class MedicarePath:
    """Medicare's change of fees against the year before, by year; a named scenario.

    physician: of clinicians who are no qualifying participants; physician_qp: of those who are.
    center: of surgery-center rates. A year that is not given is not priced.
    """

    name: str
    physician: dict[str, SharePerYear] = field(default_factory=dict)
    physician_qp: dict[str, SharePerYear] = field(default_factory=dict)
    center: dict[str, SharePerYear] = field(default_factory=dict)


@terms
class Horizon:
    """How many years an offer is held against, at which yearly discount, on which paths.

    following: sides (offer, ask, target ...) whose words are 'current Medicare' though they are
    priced on the yardstick year: their percentages of that year move on with the path.
    """

    years: int
    discount: SharePerYear
    paths: dict[str, MedicarePath] = field(default_factory=dict)
    following: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not 1 <= self.years <= MOST_YEARS:
            raise ValueError(f"years must lie in 1 to {MOST_YEARS}, not {self.years}")


def held_path(yardstick: int, until: int) -> MedicarePath:
    """Return the path on which Medicare stays at the yardstick year's; no forecast, and says so."""
    still: dict[str, Number] = {str(year): 0.0 for year in range(yardstick + 1, until + 1)}
    name = "Medicare as it is now"
    return MedicarePath(name=name, physician=still, physician_qp=still, center=still)


def present_value(amounts: Sequence[Number], discount: Number) -> Number:
    """Return the value of yearly amounts as of the start, each discounted from its year's middle.

    >>> present_value([100.0, 100.0], 0.0), round(present_value([100.0, 100.0], 0.1), 2)
    (200.0, 182.02)
    """
    total: Number = 0.0
    for year, amount in enumerate(amounts, 1):
        total = total + amount / (1 + discount) ** (year - 0.5)
    return total


def escalated_average(rate: Number, years: int) -> Number:
    """Return the mean over a term of fees that step from the second year on, less 1.

    >>> round(escalated_average(0.03, 5), 3), round(1.03**5 - 1, 3)
    (0.062, 0.159)
    """
    if years < 1:
        raise ValueError(f"years must be 1 or more, not {years}")
    whole: Number = 0.0
    for year in range(years):
        whole = whole + (1 + rate) ** year
    return whole / years - 1


def neutral_multiplier(of_medicare: Number, before: Number, after: Number) -> Number:
    """Return the percentage of a new Medicare fee that keeps the money of the old one.

    >>> round(neutral_multiplier(1.20, 521.75, 462.60), 3)
    1.353
    """
    if np.any(np.asarray(after) <= 0):
        raise ValueError(f"a Medicare fee must be above 0, not {after}")
    return of_medicare * before / after


def private_change(medicare_change: Number, pass_through: Number = PASS_THROUGH) -> Number:
    """Return the change of private prices that follows a change of Medicare's, in USD."""
    return medicare_change * pass_through
