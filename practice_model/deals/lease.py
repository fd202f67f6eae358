"""Lease: what each way of having an office costs, and which is cheapest.

An option is a lease (to renew, to move) or a purchase, with what it takes to get there. Its value
today is what it costs over its term, USD of today, what is paid positive:

    value = rent and operating costs, month by month     - the landlord's money
          + build-out, moving, lost clinic days, other   + the deposit until it comes back

Monthly amounts are discounted at the monthly rate that compounds to the yearly one; improvement
money and one-off costs stand at their date. Per square foot, by two methods that answer two
questions:

    straight line   (all that is paid - the landlord's money) / years / feet
    value today     (value of the same) / annuity x 12 / feet

Both agree at a rate of zero. They part where free months and money come early and steps late.
Options of unequal terms are compared at equal length: the level monthly cost of each, over the
term of the option that stays.

Source: DOMAIN.md, section 8.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from practice_model.deals.lease_own import (
    OwnTerms,
    break_even_growth,
    debt_monthly,
    owned,
    owning_cost,
    renting_cost,
)
from practice_model.deals.lease_rent import Rent, RentTerms, Space, given_at, rent_by_month
from practice_model.finance.present_value import (
    MONTHS,
    Series,
    annuity_factor,
    monthly_rate,
    present_value,
)
from practice_model.quantities import (
    USD,
    Days,
    Months,
    Number,
    SharePerYear,
    USDPerSquareFoot,
    Years,
    exactly_one,
    replaced,
    terms,
)

Kind = Literal["renew", "move", "own"]
FIT_OUT: Final = "fit_out"


@terms
@exactly_one("rent", "own")
class Option:
    """One way to have the office.

    fit_out: what we spend on the build-out, before the landlord's money. lost_days: clinic days
    that the change costs, lost: what they cost in all. once: other costs at signing by name.
    deposit: paid at signing, back at the end without interest. fit_out_life: for tax, years.
    """

    name: str
    kind: Kind
    space: Space
    counterparty: str = ""
    rent: RentTerms | None = None
    own: OwnTerms | None = None
    fit_out: USDPerSquareFoot = 0.0
    moving: USD = 0.0
    lost_days: Days = 0.0
    lost: USD | None = None
    once: dict[str, USD] = field(default_factory=dict)
    deposit: USD = 0.0
    fit_out_life: Years = 15.0
    related_party: bool = False
    defaults_from = (
        "nothing counted that the option does not name; 15 years for interior work, unverified"
    )

    def __post_init__(self) -> None:
        if (self.kind == "own") != (self.own is not None):
            raise ValueError(f"kind is {self.kind}, but {'own' if self.own else 'rent'} is given")


@terms
class Basis:
    """What values are counted on: the discount, the term they are held over, and after tax or not.

    After tax, what leases and loans fix is discounted at the cost of debt after tax (debt, nominal
    a year, before tax).
    """

    discount: SharePerYear
    months: Months
    after_tax: bool = False
    tax: SharePerYear = 0.0
    debt: SharePerYear = 0.0


class Cash(NamedTuple):
    """An option's cash, USD, what is paid positive; series are (months,) or (months, draws).

    signing: at month 0, what the landlord gives counted. monthly: by month. later: what comes at
    other dates, from month 0 (nothing) to the end. once: one-off costs by name. given: the
    landlord's money by month. All before tax: tax enters values alone.
    """

    signing: Number
    monthly: Series
    later: Series
    once: Mapping[str, Number]
    given: Mapping[int, Number]
    rent: Rent | None

    @property
    def total(self) -> Any:
        """All that is paid over the term, net of what comes back."""
        return self.signing + self.monthly.sum(axis=0) + self.later.sum(axis=0)

    def year(self, number: int) -> Any:
        """What is paid by month in a lease year, the first being 1; signing is not in it."""
        return self.monthly[(number - 1) * MONTHS : number * MONTHS].sum(axis=0)


def cash(option: Option, points: Number = 0.0) -> Cash:
    """Return an option's cash by month; points are added to its escalator (.01 for one point)."""
    once = once_of(option)
    paid_once: Any = sum(once.values(), start=0.0)
    if option.own is not None:
        held = owned(option.own)
        later = _dated({len(held.paid): -(held.sale + held.tax_due)})
        return Cash(paid_once + held.signing, held.debt + held.costs, later, once, {}, None)
    assert option.rent is not None
    made = rent_by_month(option.rent, option.space.rentable, points)
    given = given_at(option.rent, option.space.rentable, once[FIT_OUT])
    months = len(made.paid)
    back = {month: -money for month, money in given.items() if month}
    back[months] = back.get(months, 0.0) - option.deposit
    signing = paid_once + option.deposit - given.get(0, 0.0)
    return Cash(signing, made.paid, _dated({months: 0.0, **back}), once, given, made)


def once_of(option: Option) -> dict[str, Number]:
    """Return what an option costs once by name, USD: build-out, moving, lost days, others."""
    made: dict[str, Number] = {
        FIT_OUT: option.fit_out * option.space.rentable,
        "moving": option.moving,
        "lost": 0.0 if option.lost is None else option.lost,
    }
    return made | dict(option.once)


def months_of(option: Option) -> int:
    """Return the term of an option in months."""
    held = option.rent or option.own
    assert held is not None
    return int(held.months)


def is_advance(option: Option) -> bool:
    """Whether an option's rent is paid at the beginning of the month."""
    return option.rent is not None and option.rent.timing == "advance"


def value(option: Option, basis: Basis, points: Number = 0.0) -> Any:
    """Return what an option costs in value today, USD, over its own term."""
    if basis.after_tax:
        return _after_tax(option, basis, points)
    own = cash(option, points)
    rate = monthly_rate(basis.discount)
    first = 0 if is_advance(option) else 1
    return _plain(
        own.signing + present_value(own.monthly, rate, first) + present_value(own.later, rate)
    )


def compared(option: Option, basis: Basis, points: Number = 0.0) -> Any:
    """Return what an option costs in value today over the term of the basis, USD.

    An option of another term counts with its level monthly cost.
    """
    months = months_of(option)
    held = value(option, basis, points)
    if months == basis.months:
        return held
    rate = basis_rate(basis)
    return held * annuity_factor(rate, basis.months) / annuity_factor(rate, months)


def basis_rate(basis: Basis) -> Number:
    """Return the monthly rate that a basis discounts rents at."""
    if basis.after_tax:
        return basis.debt / MONTHS * (1 - basis.tax)
    return monthly_rate(basis.discount)


def rent_value(option: Option, basis: Basis) -> Any:
    """Return rent and operating costs less the landlord's money in value today, USD, before tax."""
    own = cash(option)
    rate = monthly_rate(basis.discount)
    first = 0 if is_advance(option) else 1
    money = present_value(_dated({months_of(option): 0.0, **own.given}), rate)
    return _plain(present_value(own.monthly, rate, first) - money)


def straight_line(option: Option, *, all_in: bool = False) -> Any:
    """Return the average cost in USD per square foot and year, one-off costs in it if all_in."""
    own = cash(option)
    years = months_of(option) / MONTHS
    paid = own.monthly.sum(axis=0) - sum(own.given.values(), start=0.0)
    if all_in:
        paid = own.total
    return _plain(paid / years / option.space.rentable)


def discounted(option: Option, basis: Basis, *, all_in: bool = False) -> Any:
    """Return the level cost of equal value today, USD per square foot and year."""
    rate = monthly_rate(basis.discount)
    factor = annuity_factor(rate, months_of(option), is_advance(option))
    before_tax = Basis(discount=basis.discount, months=basis.months)
    held = value(option, before_tax) if all_in else rent_value(option, before_tax)
    return _plain(held / factor * MONTHS / option.space.rentable)


def _after_tax(option: Option, basis: Basis, points: Number) -> Any:
    rate = basis_rate(basis)
    once = once_of(option)
    if option.own is not None:
        extra = sum((one for name, one in once.items() if name != FIT_OUT), start=0.0)
        return _plain(owning_cost(_built(option), rate) + extra * (1 - basis.tax))
    own = cash(option, points)
    given: Any = sum(own.given.values(), start=0.0)
    upfront: Any = own.signing - option.deposit - once[FIT_OUT] + own.given.get(0, 0.0)
    costs = renting_cost(
        own.monthly,
        _dated({0: upfront, months_of(option): 0.0}),
        once[FIT_OUT] - given,
        tax=basis.tax,
        rate=rate,
        life=option.fit_out_life,
        advance=is_advance(option),
    )
    deposit = option.deposit * (1 - (1 + np.asarray(rate)) ** -months_of(option))
    return _plain(costs + deposit)


def _built(option: Option) -> OwnTerms:
    """A purchase with our build-out among its capital works: written off like the building."""
    own = option.own
    assert own is not None
    works = dict(own.works or {})
    works["1"] = works.get("1", 0.0) + once_of(option)[FIT_OUT]
    made: OwnTerms = replaced(own, {"works": works})
    return made


def break_even(option: Option, renting: float) -> float | None:
    """Return the yearly growth of the price at which owning costs what renting does, or None."""
    return break_even_growth(_built(option), renting)


def _dated(amounts: Mapping[int, Number]) -> Series:
    """Amounts by month as a series from month 0 to the last that is named."""
    levels: list[Any] = [amounts.get(month, 0.0) for month in range(max(amounts) + 1)]
    return np.stack(np.broadcast_arrays(*levels)).astype(np.float64)


def _plain(number: Any) -> Any:
    return float(number) if np.ndim(number) == 0 else number


def lost_time(option: Option, day: Number, back: Number) -> Number:
    """Return what lost clinic days cost, USD: their margin, less what comes back on other days."""
    return option.lost_days * day * (1 - back)


__all__ = [
    "Basis",
    "Cash",
    "Option",
    "basis_rate",
    "break_even",
    "cash",
    "compared",
    "debt_monthly",
    "discounted",
    "is_advance",
    "lost_time",
    "months_of",
    "once_of",
    "rent_value",
    "straight_line",
    "value",
]
