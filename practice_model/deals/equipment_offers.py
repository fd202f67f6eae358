"""Offers for equipment: what each comes to over the same years with the same services.

Vendors differ in units, discounts, warranty years, service, training, trade-in, upgrade and what
the machine is still worth. Each is laid over the same years, discounted, and made a level yearly
cost (equivalent annual cost), before tax:

    cost a year = (price + extras - trade-in + PV(service after warranty) + PV(upgrade)
                   - PV(resale)) / annuity(rate, years), service at year ends

Units are bought in the order in which the offer lists them; bundle terms hold from `bundle_from`
units on. Source: DOMAIN.md section 9 (unequal lives), the identities of finance.present_value.
"""

from dataclasses import field
from datetime import date
from typing import Any

import numpy as np

from practice_model.finance.present_value import (
    Series,
    equivalent_annual,
    escalated,
    present_value,
)
from practice_model.quantities import (
    USD,
    Count,
    Number,
    Ratio,
    Share,
    SharePerYear,
    SignedUSD,
    SignedUSDPerYear,
    USDPerYear,
    Years,
    terms,
)


@terms
class Model:
    """One configuration of an offer: the price of a unit, and how many the offer holds."""

    price: USD
    units: Count = 1.0
    named: str = ""


@terms
class Extra:
    """One thing that an offer leaves out or charges apart: training, an interface, a license."""

    what: str
    price: USD
    each: bool = False  # true: for every unit; false: once


@terms
class Offer:
    """A vendor's offer.

    models: in the order in which they would be bought. discount: of list, and allowance: dollars
    off, both from `bundle_from` units on (None: all units of the offer). service: a year after the
    warranty, for all units; fewer units take their part of list price. residual: of the price paid,
    at the end. needs: what it leaves out that we would have to buy. upgrade: once, in
    upgrade_year. good_until: the last day of the price; fiscal_year_end: of the vendor.
    """

    vendor: str
    models: dict[str, Model]
    discount: Share = 0.0
    allowance: USD = 0.0
    bundle_from: Count | None = None
    warranty: Years = 1.0
    service: USDPerYear
    service_growth: SharePerYear = 0.0
    residual: Share = 0.0
    needs: dict[str, Extra] = field(default_factory=dict)
    trade_in: USD = 0.0
    upgrade: USD | None = None
    upgrade_year: Years | None = None
    good_until: date | None = None
    fiscal_year_end: date | None = None

    def __post_init__(self) -> None:
        told = []
        if not self.models or not any(np.any(one.units) for one in self.models.values()):
            told.append("models: an offer needs a unit or more")
        if (self.upgrade is None) != (self.upgrade_year is None):
            told.append("upgrade and upgrade_year go together: what it costs, and when")
        elif self.models and np.any(np.asarray(self.allowance) > list_price(self, units_of(self))):
            told.append(f"allowance: {np.max(self.allowance):,.0f} is more than the list price")
        if told:
            raise ValueError("\n".join(told))


@terms
class OfferCost:
    """What an offer comes to for some units over some years, in dollars of today: parts sum.

    upfront, service, upgrade, resale: value today; resale and trade_in are taken off.
    """

    units: Count
    list: USD
    price: USD
    extras: USD
    trade_in: USD
    service: USD
    upgrade: USD
    resale: USD
    whole: SignedUSD
    a_year: SignedUSDPerYear
    a_unit_year: SignedUSDPerYear
    service_year: USDPerYear
    service_of_price: Ratio


def units_of(offer: Offer) -> int:
    """Return how many units the offer holds."""
    return int(sum(float(np.max(one.units)) for one in offer.models.values()))


def list_price(offer: Offer, units: int) -> Number:
    """Return the list price of the first units of an offer; its last model's beyond them."""
    if units < 0:
        raise ValueError(f"units must be 0 or more, not {units}")
    total: Number = 0.0
    left, last = units, list(offer.models.values())[-1]
    for model in offer.models.values():
        taken = min(left, int(np.max(model.units)))
        total, left = total + taken * model.price, left - taken
    return total + left * last.price


def price(offer: Offer, units: int) -> Number:
    """Return what some units cost, bundle terms counted from the units on that they ask for.

    >>> three = Offer(vendor="V", models={"a": Model(price=58_500, units=3)}, discount=.09,
    ...     service=14_100)
    >>> round(price(three, 3), 2), price(three, 2)
    (159705.0, 117000.0)
    """
    listed = list_price(offer, units)
    least = units_of(offer) if offer.bundle_from is None else int(np.max(offer.bundle_from))
    if units < least or units == 0:
        return listed
    return listed * (1 - offer.discount) - offer.allowance


def part_of(offer: Offer, units: int) -> Number:
    """Return the part of the offer's list price that some units are; more than 1 past it."""
    whole = list_price(offer, units_of(offer))
    return list_price(offer, units) / whole if np.all(whole) else float(units) / units_of(offer)


def extras(offer: Offer, units: int) -> Number:
    """Return what the offer leaves out, for some units; nothing for none."""
    if units == 0:
        return 0.0
    return sum((one.price * (units if one.each else 1) for one in offer.needs.values()), 0.0)


def service_years(offer: Offer, units: int, years: int) -> Series:
    """Return service by year (years,) or (years, draws): free in the warranty, then grown.

    A warranty of a year and a half frees half of year 2.
    """
    each = escalated(offer.service * part_of(offer, units), offer.service_growth, years)
    ends = np.arange(1, years + 1, dtype=np.float64)
    warranty = np.asarray(offer.warranty)
    due = np.clip(ends[:, None] - warranty, 0, 1) if warranty.ndim else np.clip(
        ends - warranty, 0, 1
    )  # fmt: skip
    if due.ndim < each.ndim:
        due = due[:, None]
    if each.ndim < due.ndim:
        each = each[:, None]
    return np.asarray(each * due, dtype=np.float64)


def resale(offer: Offer, units: int, paid: Number | None = None) -> Number:
    """Return what the units sell for at the end, from the price paid."""
    return offer.residual * (price(offer, units) if paid is None else paid)


def upgrade_of(offer: Offer, units: int) -> Number:
    """Return the upgrade of some units, or nothing."""
    return 0.0 if offer.upgrade is None else offer.upgrade * part_of(offer, units)


def offer_cost(
    offer: Offer, years: int, rate: Number, *, units: int | None = None, paid: Number | None = None
) -> OfferCost:
    """Return an offer over `years` at a yearly effective rate, before tax.

    paid: a price in place of the offer's own. Raises ValueError for no unit or no year.

    >>> three = Offer(vendor="V", models={"a": Model(price=58_500, units=3)}, discount=.09,
    ...     service=14_100, residual=.10)
    >>> round(offer_cost(three, 7, .08).a_year)
    40477
    """
    count = units_of(offer) if units is None else units
    if count < 1 or years < 1:
        raise ValueError("an offer is costed for 1 unit or more over 1 year or more")
    cost = price(offer, count) if paid is None else paid
    service = present_value(service_years(offer, count, years), rate, first=1)
    upgrade: Any = 0.0
    if offer.upgrade_year is not None and np.all(np.asarray(offer.upgrade_year) <= years):
        upgrade = upgrade_of(offer, count) / (1 + rate) ** offer.upgrade_year
    kept = resale(offer, count, cost) / (1 + rate) ** years
    added = extras(offer, count)
    whole = cost + added - offer.trade_in + service + upgrade - kept
    a_year = equivalent_annual(whole, rate, years)
    due = offer.service * part_of(offer, count)
    return OfferCost(
        units=float(count), list=list_price(offer, count), price=cost, extras=added,
        trade_in=offer.trade_in, service=service, upgrade=upgrade, resale=kept, whole=whole,
        a_year=a_year, a_unit_year=a_year / count, service_year=due,
        service_of_price=due / cost if np.all(np.asarray(cost) > 0) else 0.0,
    )  # fmt: skip


def equal_price(offer: Offer, other: Offer, years: int, rate: Number, *, units: int) -> Number:
    """Return the price of `offer` at which it costs as much a year as `other` as quoted.

    Below 0 where even a gift would cost more.
    """
    own = offer_cost(offer, years, rate, units=units)
    theirs = offer_cost(other, years, rate, units=units)
    kept = 1 - offer.residual / (1 + rate) ** years
    return own.price + (theirs.whole - own.whole) / kept


def worth_of_terms(offer: Offer, years: int, rate: Number, *, units: int) -> dict[str, Number]:
    """Return what one step of each term of an offer is worth today, in dollars.

    warranty: one more year; service: a point off its yearly fee... of 10 percent; price: 1 percent.
    """
    own = offer_cost(offer, years, rate, units=units).whole

    def saved(changed: Offer) -> Number:
        return own - offer_cost(changed, years, rate, units=units).whole

    given = {name: getattr(offer, name) for name in _FIELDS}
    return {
        "price": 0.01 * price(offer, units) * (1 - offer.residual / (1 + rate) ** years),
        "warranty": saved(Offer(**(given | {"warranty": offer.warranty + 1}))),
        "service": saved(Offer(**(given | {"service": offer.service * 0.9}))),
        "needs": extras(offer, units),
        "growth": saved(Offer(**(given | {"service_growth": 0.0}))),
    }


_FIELDS = tuple(Offer.__dataclass_fields__)
