"""Escalators: the yearly step of a contract's fees, fixed or by an index with floor and cap.

A step holds from its anniversary on. Factors are exact decimals, so that 1.02 three times is
1.061208; whether the fee is rounded once or at every step is a term of the contract.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

import numpy as np

from practice_model.money import scaled
from practice_model.quantities import SharePerYear, exactly_one, terms

Cents = np.ndarray[Any, np.dtype[np.int64]]


@terms
@exactly_one("rate", "index")
class Escalator:
    """A yearly step of the fees: when, by how much, on which rules.

    rate: the same each year; index: published change by year of the step (CPI), clipped to floor
    and cap. rounding: 'once' rounds base x all steps, 'yearly' rounds the fee at every step.
    last: no step after that day (a step that the payer has not loaded). applies_to: rule names.
    """

    first: date
    rate: SharePerYear | None = None
    index: dict[str, SharePerYear] | None = None
    floor: SharePerYear | None = None
    cap: SharePerYear | None = None
    compounding: bool = True
    rounding: Literal["once", "yearly"] = "once"
    last: date | None = None
    applies_to: list[str] | None = None

    def __post_init__(self) -> None:
        if self.floor is not None and self.cap is not None and self.floor > self.cap:
            raise ValueError(f"its floor {self.floor:g} lies above its cap {self.cap:g}")


def steps(escalator: Escalator, on: date) -> list[date]:
    """Return the days on which the escalator stepped up to a day, that day included."""
    last = min(on, escalator.last) if escalator.last else on
    found = []
    for years in range(max(0, last.year - escalator.first.year) + 1):
        step = _anniversary(escalator.first, years)
        if step <= last:
            found.append(step)
    return found


def step_factors(escalator: Escalator, on: date) -> list[Decimal]:
    """Return what each step up to a day multiplies the fee by, as exact decimals.

    ValueError where the index of a step's year is not given.

    >>> twice = Escalator(first=date(2023, 1, 1), rate=0.02)
    >>> step_factors(twice, date(2024, 6, 30))
    [Decimal('1.02'), Decimal('1.02')]
    """
    days = steps(escalator, on)
    if escalator.rate is None:
        return [1 + _index_step(escalator, day.year) for day in days]
    rate = Decimal(repr(float(escalator.rate)))
    if escalator.compounding:
        return [1 + rate] * len(days)
    return [(1 + rate * (past + 1)) / (1 + rate * past) for past in range(len(days))]


def whole_factor(escalator: Escalator, on: date) -> Decimal:
    """Return base to fee on a day, as one factor.

    >>> whole_factor(Escalator(first=date(2023, 1, 1), rate=0.02), date(2025, 1, 1))
    Decimal('1.061208')
    """
    if escalator.rate is not None and not escalator.compounding:
        return 1 + Decimal(repr(float(escalator.rate))) * len(steps(escalator, on))
    factor = Decimal(1)
    for step in step_factors(escalator, on):
        factor *= step
    return factor


def _index_step(escalator: Escalator, year: int) -> Decimal:
    known = escalator.index or {}
    if str(year) not in known:
        raise ValueError(f"the escalator has no index for its step of {year}, only {sorted(known)}")
    change = known[str(year)]
    change = change if escalator.floor is None else max(change, escalator.floor)
    change = change if escalator.cap is None else min(change, escalator.cap)
    return Decimal(repr(float(change)))


def _anniversary(first: date, years: int) -> date:
    try:
        return first.replace(year=first.year + years)
    except ValueError:  # 29 February
        return date(first.year + years, 3, 1)


def escalated(cents: Cents, escalator: Escalator, on: date) -> Cents:
    """Return fees after the steps taken up to a day, rounded once or at every step."""
    if escalator.rounding == "once":
        return scaled(cents, whole_factor(escalator, on))
    for factor in step_factors(escalator, on):
        cents = scaled(cents, factor)
    return cents
