"""Equipment: what an order is worth after tax, the price to walk away from, how many units to buy.

    break-even scans a month = (payment + service / 12 + space) / (collected - variable)
    value today = after-tax cash by month, discounted at the yearly effective rate
    walk-away price = the price at which the value today of what the order adds is zero

Value is straight in the price, so the walk-away is solved by the slope, and again where the tax
rules cap the first year. It is counted twice: on what is new (new scans, minutes, repairs), and
with what would be lost without the units. An offer is judged as it is written, bundle terms too.

Source: DOMAIN.md section 9; PLAYBOOK.md section 9d (the ceiling of a buyer).
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from practice_model.deals.equipment_offers import (
    Offer,
    extras,
    offer_cost,
    price,
    service_years,
    units_of,
    upgrade_of,
)
from practice_model.deals.equipment_slots import Benefits, Case, Slot, benefits, gains, slots
from practice_model.deals.equipment_ways import (
    Purchase,
    Tax,
    Way,
    WayCash,
    tax_shares,
    value_today,
    way_cash,
)
from practice_model.finance.present_value import MONTHS, Series
from practice_model.finance.tax_rules import TaxRules
from practice_model.practice import PracticeChange
from practice_model.quantities import (
    USD,
    Count,
    Number,
    SignedUSD,
    SignedUSDPerYear,
    UnitsPerMonth,
    USDPerMonth,
    USDPerUnit,
    USDPerYear,
    terms,
)

CASH = Way(name="Cash", kind="cash")
ROUNDS = 30  # the first-year caps bend the line a few times at most
CENT = 0.005


class Order(NamedTuple):
    """An offer's first units, the slots they fill, and what is known of tax."""

    offer: Offer
    units: int
    filled: tuple[Slot, ...]
    tax: Tax
    rules: TaxRules


@terms
class Step:
    """One more unit: what it adds to the price and to the value, and the price it may add at most.

    fresh: a year before tax, on what is new. value: after tax, all it adds less all it costs.
    walk_away: the most that this unit may add to the price (below 0: not even as a gift).
    """

    units: Count
    price: USD
    fresh: SignedUSDPerYear
    kept: SignedUSDPerYear
    whole: SignedUSDPerYear
    cost_year: SignedUSDPerYear
    value: SignedUSD
    on_new: SignedUSD
    total: SignedUSD
    walk_away: SignedUSD
    on_new_walk_away: SignedUSD


@terms
class OrderFigures:
    """An order as a whole: what it adds, costs, is worth, and the price to walk away from."""

    units: Count
    price: USD
    benefits: Benefits
    cost_year: SignedUSDPerYear
    short: SignedUSDPerYear
    value: SignedUSD
    on_new: SignedUSD
    walk_away: SignedUSD
    on_new_walk_away: SignedUSD
    unit_walk_away: SignedUSD


def order_of(case: Case, offer: Offer, units: int, tax: Tax, rules: TaxRules) -> Order:
    """Return an offer's first units in the slots that they would fill."""
    return Order(offer, units, tuple(slots(case, units)), tax, rules)


def purchase(case: Case, order: Order, paid: Number | None = None) -> Purchase:
    """Return what an order costs by kind; paid: a price in place of the offer's own."""
    offer, units = order.offer, order.units
    years = int(float(np.max(case.years)))
    cost = price(offer, units) if paid is None else paid
    yearly = service_years(offer, units, years) / MONTHS
    month = (
        None if offer.upgrade_year is None else round(MONTHS * float(np.max(offer.upgrade_year)))
    )
    scans = sum((one.scans for one in order.filled), 0.0) / MONTHS
    return Purchase(
        price=cost, extras=extras(offer, units), trade_in=offer.trade_in if units else 0.0,
        service=_by_month(yearly, offer.warranty, years), upgrade=upgrade_of(offer, units),
        upgrade_month=month, residual=offer.residual, part=_part(offer, cost), scans=scans,
    )  # fmt: skip


def _part(offer: Offer, paid: Number) -> Number:
    """The part of the whole offer's price that is paid: quoted rents are for that price."""
    whole = price(offer, units_of(offer))
    return paid / whole if np.all(np.asarray(whole) > 0) else 1.0


def _by_month(yearly: Series, warranty: Number, years: int) -> Series:
    """Service by month: a year's bill falls on the months past the warranty, in equal parts."""
    made = np.repeat(yearly, MONTHS, axis=0)
    if np.ndim(warranty) or not float(warranty) % 1:
        return made
    free = round(float(warranty) * MONTHS)  # a warranty that ends inside a year
    year = free // MONTHS
    start, end = year * MONTHS, min((year + 1) * MONTHS, years * MONTHS)
    if start < end:
        due = made[start:end].sum(axis=0)
        made[start:end] = 0.0
        made[free:end] = due / (end - free)
    return made


def shares_of(case: Case, order: Order, paid: Number | None = None) -> Series:
    """Return the tax deductions by year as parts of the order's cost, at its likely price."""
    cost = price(order.offer, order.units) if paid is None else paid
    return tax_shares(float(np.mean(cost + extras(order.offer, order.units))), order.tax,
                      order.rules)  # fmt: skip


def paid_by(
    case: Case, order: Order, way: Way = CASH, *, kept: bool = True, paid: Number | None = None
) -> WayCash:
    """Return the cash of an order under a way to pay."""
    return way_cash(
        way, purchase(case, order, paid), gains(case, order.filled, kept=kept), tax=case.tax,
        shares=shares_of(case, order, paid), space=case.space if order.units else 0.0,
    )  # fmt: skip


def value(
    case: Case, order: Order, way: Way = CASH, *, kept: bool = True, paid: Number | None = None
) -> Number:
    """Return an order's value today after tax, in USD; nothing for no unit."""
    if not order.units:
        return 0.0
    worth: Number = value_today(paid_by(case, order, way, kept=kept, paid=paid).cash, case.rate)
    return worth


def walk_away_price(case: Case, order: Order, *, kept: bool = True) -> Number:
    """Return the price at which an order paid in cash is worth nothing more than no order.

    Below 0 where it would lose money as a gift. Numbers to the cent; with draws, the tax shares are
    those of the likely price.
    """
    start: Any = float(np.mean(price(order.offer, order.units))) or 1.0
    found: Any = start
    for _ in range(ROUNDS):
        base = float(np.mean(found)) if float(np.mean(found)) > 0 else start
        shares = shares_of(case, order, base)
        step = max(abs(base) * 0.01, 1.0)
        low, high = (_at(case, order, base + add, shares, kept) for add in (0.0, step))
        moved = base - low * step / (high - low)
        settled = np.max(np.abs(np.asarray(moved) - found)) < CENT / 100
        found = moved
        if settled:
            break
    return float(found) if np.ndim(found) == 0 else found


def _at(case: Case, order: Order, paid: float, shares: Series, kept: bool) -> Any:
    cash = way_cash(
        CASH, purchase(case, order, paid), gains(case, order.filled, kept=kept), tax=case.tax,
        shares=shares, space=case.space,
    ).cash  # fmt: skip
    return value_today(cash, case.rate)


def break_even_scans(
    payment: USDPerMonth,
    service_year: USDPerYear,
    collected: USDPerUnit,
    variable: USDPerUnit,
    space: USDPerMonth = 0.0,
) -> UnitsPerMonth | None:
    """Return the new payable scans a month that carry a unit; None where each scan loses money.

    Draws whose scan loses money are held at a cent a scan.

    >>> round(break_even_scans(3177.44, 14_100, 31.8837, 7.5398), 1)
    178.8
    """
    margin = np.asarray(collected) - np.asarray(variable)
    if margin.ndim == 0 and margin <= 0:
        return None
    found = (payment + np.asarray(service_year) / MONTHS + space) / np.maximum(margin, CENT * 2)
    return float(found) if np.ndim(found) == 0 else found


def click_break_even(owned_year: USDPerYear, click: USDPerUnit) -> UnitsPerMonth | None:
    """Return the scans a month from which owning costs less than paying by the click.

    owned_year: what ownership costs a year (payment or level cost, and service).
    """
    if np.all(np.asarray(click) <= 0):
        return None
    return owned_year / click / MONTHS


def order_figures(case: Case, order: Order) -> OrderFigures:
    """Return an order as a whole, paid in cash."""
    years = int(float(np.max(case.years)))
    costs = offer_cost(order.offer, years, case.rate, units=order.units)
    added = benefits(order.filled)
    walk = walk_away_price(case, order)
    return OrderFigures(
        units=float(order.units), price=costs.price, benefits=added, cost_year=costs.a_year,
        short=costs.a_year - added.fresh, value=value(case, order),
        on_new=value(case, order, kept=False), walk_away=walk,
        on_new_walk_away=walk_away_price(case, order, kept=False),
        unit_walk_away=walk / order.units,
    )  # fmt: skip


def ladder(
    case: Case, offer: Offer, tax: Tax, rules: TaxRules, *, most: int, like: Sequence[Slot] = ()
) -> list[Step]:
    """Return what each further unit adds, from the first to the last that has a place.

    A step's walk-away is the most that it may add to the price: its value with a price of nothing,
    over what a dollar of price costs after tax and resale.
    """
    made: list[Step] = []
    before, before_new, before_cost, paid_before = _nothing(), _nothing(), _nothing(), _nothing()
    filled = slots(case, most, like)
    years = int(float(np.max(case.years)))
    for count in range(1, len(filled) + 1):
        order = Order(offer, count, tuple(filled[:count]), tax, rules)
        paid = price(offer, count)
        total, new = value(case, order), value(case, order, kept=False)
        cost = offer_cost(offer, years, case.rate, units=count).a_year
        dollar = value(case, order, paid=paid) - value(case, order, paid=paid + 1.0)
        slot = filled[count - 1]
        made.append(
            Step(
                units=float(count), price=np.maximum(paid - paid_before, 0.0) + 0.0,
                fresh=slot.fresh, kept=slot.kept + slot.waited, whole=slot.whole,
                cost_year=cost - before_cost, value=total - before, on_new=new - before_new,
                total=total, walk_away=paid - paid_before + (total - before) / dollar,
                on_new_walk_away=paid - paid_before + (new - before_new) / dollar,
            )
        )  # fmt: skip
        before, before_new, before_cost, paid_before = total, new, cost, paid
    return made


def _nothing() -> Any:
    return 0.0


def best_count(steps: Sequence[Step]) -> int:
    """Return the number of units whose total value is highest at the likely figures; 0 for none."""
    totals = [0.0, *(float(np.mean(one.total)) for one in steps)]
    return int(np.argmax(totals))


def practice_change(
    case: Case, order: Order, *, minutes: Mapping[str, Number], supplies: USDPerUnit = 0.0
) -> PracticeChange:
    """Return what an order changes in a year of the practice once its new scans are full.

    minutes: of each resource that one scan takes; the technician's are saved on the scans that are
    done anyway. fixed: the level yearly cost, room, and supplies of new scans, less repairs.
    """
    years = int(float(np.max(case.years)))
    added = benefits(order.filled)
    new = MONTHS * added.new_scans
    saved = sum((one.minutes for one in order.filled), 0.0) / np.maximum(case.saved_rate, 1e-12)
    taken: dict[str, Any] = {name: new * count for name, count in minutes.items()}
    taken["technician"] = taken.get("technician", 0.0) - saved
    fixed: Any = 0.0
    if order.units:
        fixed = offer_cost(order.offer, years, case.rate, units=order.units).a_year
        fixed = fixed + MONTHS * case.space + new * supplies - added.repairs
    return PracticeChange(
        minutes=taken, fixed=np.maximum(fixed, 0.0) + 0.0, collections=added.revenue + 0.0
    )


def all_units(offers: Mapping[str, Offer]) -> int:
    """Return the most units that any offer holds."""
    return max((units_of(one) for one in offers.values()), default=0)
