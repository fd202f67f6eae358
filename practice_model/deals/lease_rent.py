"""Rent: what a lease costs month by month, and what the landlord gives for signing it.

Month m counts from 0; amounts are dollars a month over all rentable feet.

    base of month m      = base of its year x feet / 12, less what is free of it
    operating of month m = operating of its year x feet / 12; free too where the lease says so
    financed             = improvement money above the grant, lent by the landlord, level payments

A free month is the month itself at the rent that it would have had: at the first year's rate where
the free months lie in it. Payments come at month ends (arrears) or beginnings (advance).

Source: DOMAIN.md, section 8; golden rows LEA04, LEA06, LEA07.
"""

from typing import Any, Literal, NamedTuple

import numpy as np

from practice_model.deals.lease_rent_steps import (
    Escalator,
    Operating,
    base_by_year,
    operating_by_year,
)
from practice_model.finance.present_value import MONTHS, Series, over_time, payment
from practice_model.quantities import (
    Months,
    Number,
    Ratio,
    SharePerYear,
    SquareFeet,
    USDPerSquareFoot,
    USDPerSquareFootYear,
    at_most_one,
    terms,
)

LONGEST = 1200  # months: a lease of a hundred years is a slip of the pen


@terms
@at_most_one("usable", "load")
class Space:
    """What is rented: the feet that rent is paid on, and those that can be used.

    load: rentable over usable, 1.15 for 15 percent of shared halls.
    """

    rentable: SquareFeet
    usable: SquareFeet | None = None
    load: Ratio | None = None

    def __post_init__(self) -> None:
        told = []
        if np.any(np.asarray(self.rentable) <= 0):
            told.append("rentable must be more than 0 sf: rent is paid on it")
        if self.usable is not None and np.any(np.asarray(self.usable) <= 0):
            told.append("usable must be more than 0 sf, or left out")
        if self.load is not None and np.any(np.asarray(self.load) < 1):
            told.append(f"load must be 1 or more, not {self.load}: rentable over usable feet")
        if self.usable is not None and np.any(np.asarray(self.usable) > np.asarray(self.rentable)):
            told.append(f"usable {self.usable} is more than rentable {self.rentable}")
        if told:
            raise ValueError("\n".join(told))


@terms
class RentTerms:
    """What a lease says of money.

    base: first-year rent. free_months: from free_from (0: the first month on), of base rent or of
    all charges. improvement: the landlord's money for the build-out, at month improvement_at,
    in cash or only against what we spend; other_money: further cash, such as for moving.
    amortized: money for the build-out that the landlord lends, repaid with the rent.
    """

    base: USDPerSquareFootYear
    months: Months
    escalator: Escalator | None = None
    operating: Operating | None = None
    free_months: Months = 0.0
    free_from: Months = 0.0
    free_of: Literal["base", "all"] = "base"
    improvement: USDPerSquareFoot = 0.0
    improvement_at: Months = 0.0
    improvement_as: Literal["cash", "fit_out"] = "cash"
    other_money: USDPerSquareFoot = 0.0
    amortized: USDPerSquareFoot = 0.0
    amortized_rate: SharePerYear = 0.0
    amortized_months: Months | None = None
    timing: Literal["arrears", "advance"] = "arrears"
    defaults_from = "nothing counted that the lease does not name; own convention"

    def __post_init__(self) -> None:
        told = []
        whole = {"months": self.months, "improvement_at": self.improvement_at}
        if self.amortized_months is not None:
            whole["amortized_months"] = self.amortized_months
        for name, value in whole.items():
            if np.ndim(value) or value % 1:
                told.append(f"{name} must be whole months, not {value}")
        if not np.ndim(self.months) and not 1 <= self.months <= LONGEST:
            told.append(f"months must be 1 to {LONGEST}, not {self.months:g}")
        last = np.max(np.asarray(self.free_from) + np.asarray(self.free_months))
        if not told and last > self.months:
            told.append(f"free months end in month {last:g}, after the term of {self.months:g}")
        if not told and self.improvement_at > self.months:
            told.append(f"improvement_at {self.improvement_at:g} lies after the term")
        if not told and not 1 <= (self.amortized_months or 1) <= self.months:
            told.append(f"amortized_months must be 1 to the term, not {self.amortized_months}")
        if told:
            raise ValueError("\n".join(told))


class Rent(NamedTuple):
    """A lease by month, each (months,) or (months, draws), USD a month, what is paid positive."""

    base: Series
    operating: Series
    financed: Series

    @property
    def paid(self) -> Series:
        """All that is paid in a month."""
        return np.asarray(self.base + self.operating + self.financed)


def rent_by_month(rent: RentTerms, feet: Number, points: Number = 0.0) -> Rent:
    """Return what a lease costs by month.

    points: added to the yearly rise of base rent, .01 for one point.

    >>> made = rent_by_month(RentTerms(base=24, months=24, free_months=2), 1000)
    >>> made.base[:4].tolist()
    [0.0, 0.0, 2000.0, 2000.0]
    """
    months = int(rent.months)
    year = np.arange(months) // MONTHS
    base = base_by_year(rent.base, rent.escalator, int(year[-1]) + 1, points)[year]
    operating = operating_by_year(rent.operating, int(year[-1]) + 1)[year]
    due = np.asarray(1 - free_parts(rent))
    base = of_months(base, due)
    if rent.free_of == "all":
        operating = of_months(operating, due)
    monthly = feet / MONTHS
    lent = _financed(rent, feet)
    return Rent(*aligned(scaled(base, monthly), scaled(operating, monthly), lent))


def free_parts(rent: RentTerms) -> Series:
    """Return the part of each month that is free, 0 to 1: (months,) or (months, draws)."""
    months = np.arange(int(rent.months), dtype=np.float64)
    start, count = np.asarray(rent.free_from), np.asarray(rent.free_months)
    if start.ndim or count.ndim:
        months = months[:, None]
    end = np.minimum(months + 1, start + count)
    return np.asarray(np.clip(end - np.maximum(months, start), 0.0, 1.0))


def given_at(rent: RentTerms, feet: Number, fit_out: Number) -> dict[int, Number]:
    """Return by month what the landlord pays us, USD: improvement money, lent money, other.

    fit_out: USD that we spend on the build-out; money that is paid only against it ends there.
    """
    grant: Any = rent.improvement * feet
    if rent.improvement_as == "fit_out":
        grant = np.minimum(grant, fit_out)
    lent: Any = rent.amortized * feet
    made: dict[int, Number] = {}
    for month, money in ((int(rent.improvement_at), grant + lent), (0, rent.other_money * feet)):
        made[month] = made.get(month, 0.0) + money
    return made


def load_factor(space: Space) -> Number | None:
    """Return rentable over usable feet; None where the lease tells neither.

    >>> load_factor(Space(rentable=5750, usable=5000))
    1.15
    """
    if space.usable is not None:
        return space.rentable / space.usable
    return space.load


def per_usable_foot(rent: Number, space: Space) -> Number | None:
    """Return a rent per rentable foot as one per usable foot; None without a load factor."""
    load = load_factor(space)
    return None if load is None else rent * load


def _financed(rent: RentTerms, feet: Number) -> Series:
    months = np.arange(int(rent.months))
    over = int(rent.amortized_months or rent.months)
    level = payment(rent.amortized * feet, rent.amortized_rate / MONTHS, over)
    return over_time((months < over).astype(np.float64), level)


def scaled(series: Series, amount: Number) -> Series:
    """Return a series times one number or one amount a draw, which stands on the second axis.

    >>> scaled(np.array([1.0, 2.0]), np.array([10.0, 20.0])).tolist()
    [[10.0, 20.0], [20.0, 40.0]]
    """
    return over_time(series, amount) if series.ndim == 1 else np.asarray(series * amount)


def of_months(one: Series, other: Series) -> Series:
    """Return the product of two series of the same months, either with draws."""
    first, second = aligned(one, other)
    return np.asarray(first * second)


def aligned(*series: Series) -> list[Series]:
    """Return series with the same axes: one without draws stands beside those with draws.

    Without this, as many draws as months would be taken for months.
    """
    wide = max(one.ndim for one in series)
    return [one[:, None] if one.ndim < wide else one for one in series]
