"""Figures that an equipment brief names: the deal, each quote, the odds, where to open and stop."""

from typing import Any

import numpy as np

from practice_model.deals.equipment import (
    Order,
    Step,
    break_even_scans,
    click_break_even,
    ladder,
    order_figures,
    walk_away_price,
)
from practice_model.deals.equipment_need import Guard, guard
from practice_model.deals.equipment_offers import equal_price, offer_cost, price, units_of
from practice_model.deals.equipment_sheet import SheetFigures, VendorSheet, sheet_figures
from practice_model.deals.equipment_slots import Benefits, Case, at_site, benefits, working
from practice_model.deals.equipment_ways import given, loan_rate
from practice_model.finance.present_value import MONTHS, equivalent_annual, payment
from practice_model.finance.tax_rules import TaxRules
from practice_model.quantities import (
    USD,
    Count,
    Minutes,
    Number,
    Ratio,
    SignedShare,
    SignedUSD,
    SignedUSDPerUnit,
    SignedUSDPerYear,
    UnitsPerMonth,
    UnitsPerYear,
    USDPerMonth,
    USDPerUnit,
    USDPerYear,
    terms,
)
from practice_model.questions.equipment import Basis, Choice, order_again
from practice_model.questions.equipment_money import cost_today, inside
from practice_model.questions.equipment_terms import Equipment
from practice_model.uncertainty import Odds, odds


@terms
class Quote:
    """An offer as quoted: price, loan payment, what it costs a year, and what carries it.

    needed: new payable scans a month at which payment and full service are covered; None where no
    number does. short: a year's cost over all that is new. carried: part of it that is new.
    """

    vendor: str
    units: Count
    price: USD
    payment: USDPerMonth
    service: USDPerYear
    a_year: SignedUSDPerYear
    needed: UnitsPerMonth | None
    benefits: Benefits
    short: SignedUSDPerYear
    carried: Ratio
    walk_away: SignedUSD
    on_new_walk_away: SignedUSD
    unit_walk_away: SignedUSD
    equal_price: SignedUSD | None


@terms
class Deal:
    """The figures of the talk, of the advised order and of the worksheet's offer as quoted.

    payable_scans, breakeven_scans: new, a month. opening_price: of a unit, the least of what new
    scans, minutes and repairs alone would carry, the quote, and the cheapest of the register; None
    where that is nothing. a_year: the value as a level amount a year. limit: the least of the
    walk-away and the other vendor's equal price. cash_today and so on: what each way costs, after
    tax.
    """

    units: Count
    payable_scans: UnitsPerMonth
    net_per_scan: SignedUSDPerUnit
    collected: USDPerUnit
    variable: USDPerUnit
    breakeven_scans: UnitsPerMonth | None
    done: UnitsPerYear
    done_month: UnitsPerMonth
    price: USD
    value: SignedUSD
    a_year: SignedUSDPerYear
    on_new: SignedUSD
    walk_away: SignedUSD
    unit_walk_away: SignedUSD
    on_new_walk_away: SignedUSD
    opening_price: USD | None
    limit: SignedUSD
    limit_unit: SignedUSD
    room: SignedUSD
    service_cap: USDPerYear
    cost_year: SignedUSDPerYear
    whole_year: SignedUSDPerYear
    click_even: UnitsPerMonth | None
    implicit_rate: Ratio | None
    cash_today: SignedUSD | None
    loan_today: SignedUSD | None
    lease_today: SignedUSD | None


@terms
class Chances:
    """How often among the draws: the advised order pays, the next unit pays, new scans carry it."""

    order: Odds
    next: Odds | None
    carried: Odds | None


@terms
class Line:
    """A site's line at today's units that stay, and with the order: minutes waited, units, use."""

    site: str
    before_units: Count
    after_units: Count
    before_wait: Minutes
    after_wait: Minutes
    before_use: SignedShare
    after_use: SignedShare
    lost: UnitsPerYear
    waited: USDPerYear
    done: UnitsPerYear


def payment_of(talk: Equipment, paid: Number) -> Number:
    """Return the monthly loan payment of a price; without a loan, its level cost over the years."""
    loans = [one for one in talk.ways.values() if one.kind == "loan"]
    if loans:
        way = loans[0]
        owed: Any = np.maximum(paid - way.down, 0.0)
        level: Number = payment(owed, loan_rate(way) / MONTHS, float(np.max(given(way.months))))
        return level
    years = int(float(np.max(talk.years)))
    monthly: Number = equivalent_annual(paid, talk.rate, years) / MONTHS
    return monthly


def quote(talk: Equipment, case: Case, order: Order) -> Quote:
    """Return an offer as quoted; draws where the case has them."""
    years = int(float(np.max(case.years)))
    costs = offer_cost(order.offer, years, case.rate, units=order.units)
    level = payment_of(talk, costs.price)
    added = benefits(order.filled)
    walk = walk_away_price(case, order)
    others = [one for one in talk.offers.values() if one is not order.offer]
    same = [one for one in others if units_of(one) >= order.units]
    equal = min(
        (equal_price(order.offer, one, years, case.rate, units=order.units) for one in same),
        key=lambda one: float(np.mean(one)),
        default=None,
    )
    return Quote(
        vendor=order.offer.vendor,
        units=float(order.units),
        price=costs.price,
        payment=level,
        service=costs.service_year,
        a_year=costs.a_year,
        needed=break_even_scans(
            level, costs.service_year, case.collected, case.variable + case.displaced, case.space
        ),
        benefits=added,
        short=costs.a_year - added.fresh,
        carried=np.maximum(added.fresh / costs.a_year, 0.0) + 0.0,
        walk_away=walk,
        on_new_walk_away=walk_away_price(case, order, kept=False),
        unit_walk_away=walk / order.units,
        equal_price=equal,
    )


def deal_figures(
    talk: Equipment, case: Case, chosen: Choice, whole: Order, lowest: float | None = None
) -> Deal:
    """Return the figures of the deal.

    whole: the offer of the worksheet as quoted. lowest: the cheapest unit of the register.
    """
    order = order_again(case, chosen)
    made, quoted = order_figures(case, order), quote(talk, case, whole)
    own = quote(talk, case, order)
    done = sum((site.scans for site in case.sites.values()), 0.0)
    limit: Any = made.walk_away
    if own.equal_price is not None:
        limit = np.minimum(limit, own.equal_price) + 0.0
    opening = np.minimum(made.on_new_walk_away, made.price) / order.units
    if lowest is not None:
        opening = np.minimum(opening, lowest)
    clicks = [one for one in talk.ways.values() if one.kind == "per_click"]
    owned = MONTHS * own.payment + own.service
    click = clicks[0].click if clicks else None
    today = {kind: _today(talk, case, order, kind) for kind in ("cash", "loan", "fair_value_lease")}
    return Deal(
        units=float(order.units),
        payable_scans=sum((site.new for site in case.sites.values()), 0.0),
        net_per_scan=case.collected - case.variable - case.displaced,
        collected=case.collected,
        variable=case.variable,
        breakeven_scans=quoted.needed,
        done=done,
        done_month=done / MONTHS,
        price=made.price,
        value=made.value,
        a_year=equivalent_annual(made.value, case.rate, int(float(np.max(case.years)))),
        on_new=made.on_new,
        walk_away=made.walk_away,
        unit_walk_away=made.unit_walk_away,
        on_new_walk_away=made.on_new_walk_away,
        opening_price=None if np.all(np.asarray(opening) <= 0) else np.maximum(opening, 0.0) + 0.0,
        limit=limit,
        limit_unit=limit / order.units,
        room=limit - made.price,
        service_cap=own.service,
        cost_year=made.cost_year,
        whole_year=made.benefits.whole,
        click_even=None if click is None else click_break_even(owned, click),
        implicit_rate=_implicit(talk, order),
        cash_today=today["cash"],
        loan_today=today["loan"],
        lease_today=today["fair_value_lease"],
    )


def _today(talk: Equipment, case: Case, order: Order, kind: str) -> float | None:
    found = [one for one in talk.ways.values() if one.kind == kind]
    if not found or np.ndim(case.collected):
        return None
    return cost_today(case, order, found[0])


def _implicit(talk: Equipment, order: Order) -> float | None:
    leases = [one for one in talk.ways.values() if one.kind in ("fair_value_lease", "dollar_lease")]
    cost = float(np.mean(price(order.offer, order.units)))
    if not cost:
        return None
    part = cost / float(np.mean(price(order.offer, units_of(order.offer))))
    return inside(leases[0], cost, part) if leases else None


def guard_figures(
    talk: Equipment, case: Case, found: Basis, deal: Deal, sheet: SheetFigures | None
) -> Guard | None:
    """Return the use of the machine over indicated visits; None without indications."""
    if not talk.indications:
        return None
    return guard(
        found.need,
        max(float(deal.done), found.counted.scans),
        float(deal.payable_scans),
        needed=None if deal.breakeven_scans is None else float(deal.breakeven_scans),
        vendor=None if sheet is None else float(sheet.scans),
    )


def sheet_of(talk: Equipment, case: Case, whole: Order) -> SheetFigures | None:
    """Return the vendor's claim beside ours; None without a worksheet."""
    if talk.sheet is None:
        return None
    made = benefits(whole.filled)
    return sheet_figures(
        talk.sheet,
        revenue=made.revenue,
        added=made.fresh,
        payment=payment_of(talk, price(whole.offer, whole.units)),
    )


def chances(talk: Equipment, drawn: Case, chosen: Choice, rules: TaxRules) -> Chances:
    """Return how often the order and one unit more pay among the draws."""
    order = order_again(drawn, chosen)
    most = units_of(order.offer)
    steps: list[Step] = ladder(drawn, order.offer, order.tax, rules, most=most, like=order.filled)
    spread = np.zeros(np.size(drawn.collected) or 1)
    total = np.asarray(steps[order.units - 1].total) + spread
    after = steps[chosen.units] if chosen.units < len(steps) else None
    quoted = quote(talk, drawn, order_again(drawn, chosen))
    new = np.asarray(sum((site.new for site in drawn.sites.values()), 0.0)) + spread
    return Chances(
        order=odds(total > 0),
        next=None if after is None else odds(np.asarray(after.value) + spread > 0),
        carried=None if quoted.needed is None else odds(new > np.asarray(quoted.needed)),
    )


def site_lines(case: Case, order: Order) -> list[Line]:
    """Return each site's line without the order, once support has ended, and with it.

    A site without a working unit has no line before: nothing is scanned there.
    """
    made = []
    for site, use in case.sites.items():
        before_count = working(case, site, ())
        after_count = working(case, site, order.filled)
        before = at_site(case, site, before_count, fresh=False)
        after = at_site(case, site, after_count, fresh=True)
        if before is None or after is None:
            return []
        made.append(
            Line(
                site=use.named or site,
                before_units=float(before_count),
                after_units=float(after_count),
                before_wait=before.wait,
                after_wait=after.wait,
                before_use=before.use,
                after_use=after.use,
                lost=before.lost,
                waited=before.cost,
                done=use.scans,
            )
        )
    return made


def longest(lines: list[Line]) -> Line | None:
    """Return the site that waits longest without the order; None without lines."""
    return max(
        lines,
        key=lambda one: (bool(one.before_units), float(np.mean(one.before_wait))),
        default=None,
    )


def quote_or_none(talk: Equipment, case: Case, order: Order | None) -> Quote | None:
    """Return an order's quote; None for no order."""
    return None if order is None else quote(talk, case, order)


__all__ = ["Quote", "VendorSheet", "chances", "deal_figures", "quote"]
