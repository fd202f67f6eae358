"""The talk with a vendor: dates, what each ask is worth, where our terms stand, their side."""

from calendar import monthrange
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from practice_model.deals.equipment import Order
from practice_model.deals.equipment_offers import (
    list_price,
    offer_cost,
    part_of,
    price,
    worth_of_terms,
)
from practice_model.deals.equipment_slots import Case, ends_in
from practice_model.negotiation.comparables import Standing, standing
from practice_model.negotiation.concessions import PricedLever
from practice_model.negotiation.trades import priced_trades
from practice_model.quantities import USD, Count, Number, Ratio, SignedUSD, terms
from practice_model.questions.deal_calendar import Dated, deal_dates
from practice_model.questions.equipment import Choice
from practice_model.questions.equipment_figures import Deal
from practice_model.questions.equipment_terms import Equipment

COMPARABLE_UNITS: Final = {"price": "USD", "service": "share/year"}
DAYS_A_YEAR, LATE = 365.0, 60.0
LAST_MONTH, LAST_DAY = 12, 31


@terms
class Named:
    """Whose offer it is."""

    vendor: str


@terms
class TheirSide:
    """The vendor's side of the advised order, estimated where no quote says it.

    service: value today of service after the warranty, to them a profit center. off_list: what the
    bundle takes off list. rival: what the other vendor's equal price leaves between, above 0 where
    they are cheaper. over_middle: their unit over the middle of our register.
    """

    vendor: str
    units: Count
    list: USD
    price: USD
    service: USD
    service_of_price: Ratio
    off_list: SignedUSD
    third: SignedUSD | None


def ready_by(talk: Equipment) -> date:
    """Return the last day on which a unit still counts for the tax year of its placing."""
    return date(talk.tax.placed.year, LAST_MONTH, LAST_DAY)


def quarter_end(year_end: date | None, as_of: date) -> date | None:
    """Return the end of the vendor's fiscal quarter that as_of lies in; None without its year.

    >>> quarter_end(date(2027, 3, 31), date(2026, 11, 24))
    datetime.date(2026, 12, 31)
    """
    if year_end is None:
        return None
    ends = [(year_end.month + 3 * step - 1) % LAST_MONTH + 1 for step in range(4)]
    days = [
        date(year, month, monthrange(year, month)[1])
        for year in (as_of.year, as_of.year + 1)
        for month in ends
    ]
    return min(day for day in days if day >= as_of)


def anchors(talk: Equipment, case: Case, chosen: Choice) -> dict[str, date | None]:
    """Return the deal's own dates, by the names of the shared calendar."""
    offer = chosen.order.offer
    ends = [one.support_ends for one in case.present if ends_in(case, one) is not None]
    known = [day for day in ends if day is not None]
    return {
        "offer_ends": offer.good_until,
        "quarter_end": quarter_end(offer.fiscal_year_end, talk.as_of),
        "service_end": min(known, default=None),
        "placed_by": ready_by(talk),
    }


def dates(talk: Equipment, case: Case, chosen: Choice) -> list[Dated]:
    """Return every date of the talk, solved back from its own."""
    return deal_dates("equipment", anchors(talk, case, chosen), talk.calendar or [])


def term_prices(
    talk: Equipment, case: Case, chosen: Choice, deal: Deal
) -> dict[str, Number | None]:
    """Return what a step of each term of the advised order is worth today, before tax, in USD.

    price: a hundredth of it; warranty: a year more; service: a tenth of its fee; growth: none in
    the fee; needs: what is left out; bundle: the bundle's terms on the units that we buy; hold: the
    next unit at its step of the price, if it pays; late: payment 60 days later; rival: down to the
    other vendor's equal price, where that is lower.
    """
    order = chosen.order
    years = int(float(np.max(case.years)))
    made: dict[str, Number | None] = dict(
        worth_of_terms(order.offer, years, case.rate, units=order.units)
    )
    kept = 1 - order.offer.residual / (1 + case.rate) ** years
    paid, listed = price(order.offer, order.units), list_price(order.offer, order.units)
    bundled = listed * (1 - order.offer.discount)
    bundled = bundled - order.offer.allowance * part_of(order.offer, order.units)
    made["bundle"] = np.maximum(paid - bundled, 0.0) * kept + 0.0 or None
    made["late"] = paid * (1 - (1 + case.rate) ** (-LATE / DAYS_A_YEAR))
    steps = chosen.steps[chosen.offer]
    after = steps[chosen.units] if chosen.units < len(steps) else None
    made["hold"] = None if after is None else np.maximum(after.value, 0.0) + 0.0
    rival = deal.limit - deal.price
    made["rival"] = np.maximum(-rival, 0.0) + 0.0 or None
    return made


def priced(talk: Equipment, case: Case, chosen: Choice, deal: Deal) -> dict[str, PricedLever]:
    """Return the trades with their dollars of today; empty without any."""
    prices = term_prices(talk, case, chosen, deal)
    return priced_trades(talk.trades, prices) if talk.trades else {}


def standings(talk: Equipment, chosen: Choice) -> dict[str, Standing]:
    """Return where the price and the service of a unit stand among comparables."""
    if talk.comparables is None:
        return {}
    order: Order = chosen.order
    costs = offer_cost(order.offer, 1, 0.0, units=order.units)
    ours = {
        "price": float(costs.price) / order.units,
        "service": float(costs.service_year) / float(costs.price) if costs.price else None,
    }
    held = {
        name: standing(talk.comparables, "equipment", term, ours.get(name), as_of=talk.as_of,
                       unit=COMPARABLE_UNITS.get(name, "USD"))
        for name, term in (talk.comparable_terms or {}).items()
    }  # fmt: skip
    return {name: one for name, one in held.items() if one.rule != "none"}


def lowest(held: dict[str, Standing]) -> float | None:
    """Return the cheapest unit of the register, where rows enough stand there for a range."""
    low = held["price"].spread.low if "price" in held else None
    return None if low is None else float(low)


def their_side(talk: Equipment, case: Case, chosen: Choice) -> TheirSide:
    """Return the vendor's side of the advised order."""
    order = chosen.order
    years = int(float(np.max(case.years)))
    costs = offer_cost(order.offer, years, case.rate, units=order.units)
    steps = chosen.steps[chosen.offer]
    after = steps[chosen.units].price if chosen.units < len(steps) else None
    return TheirSide(
        vendor=order.offer.vendor, units=float(order.units), list=costs.list, price=costs.price,
        service=costs.service, service_of_price=costs.service_of_price,
        off_list=costs.list - costs.price, third=after,
    )  # fmt: skip


def their_rows(talk: Equipment, chosen: Choice) -> pd.DataFrame:
    """Return the vendor's side as rows of sentences: what they count, fear, and when."""
    offer = chosen.order.offer
    rows = {
        "service": ("Service after the warranty, a profit center",
                    "{their.service} in value today, {their.service_of_price} of the price a year"),
        "price": ("Price integrity", "{their.price} for {their.units}, list {their.list}"),
        "claim": ("Their case for more units",
                  "{sheet.claimed} a year on charges" if talk.sheet else ""),
        "rival": ("Losing the account", "{chosen.other_vendor} stands beside them"
                  if len(talk.offers) > 1 else ""),
        "quarter": ("Their year ends", f"{{talk.offers.{chosen.offer}.fiscal_year_end}}"
                    if offer.fiscal_year_end else ""),
    }  # fmt: skip
    kept = {name: row for name, row in rows.items() if row[1]}
    return pd.DataFrame.from_dict(kept, orient="index", columns=["label", "told"])


THEIR_HEADS: Final = {"told": "What we know|template"}


def first_ask(held: dict[str, PricedLever]) -> PricedLever | None:
    """Return the priced ask worth most today; None without one."""
    asks = [one for one in held.values() if one.side == "ask" and one.once is not None]
    return max(asks, key=lambda one: float(one.once or 0.0), default=None)


def named(order: Order) -> Named:
    """Return whose offer an order is."""
    return Named(vendor=order.offer.vendor)


def stakes(deal: Deal, chosen: Choice, held: dict[str, PricedLever]) -> dict[str, float]:
    """Return dollars that rank the objections: what each subject is worth to us."""
    offer, units = chosen.order.offer, chosen.order.units
    made = {
        "price": abs(float(deal.room)),
        "volume": abs(float(deal.price)),
        "service": float(np.mean(offer.service * part_of(offer, units))),
        "lease": abs(float(deal.lease_today or 0.0) - float(deal.cash_today or 0.0)),
        "trade_in": float(np.mean(offer.trade_in)),
    }
    for name, lever in held.items():
        if lever.once is not None and name in ("interface", "angiography"):
            made[name] = abs(float(lever.once))
    return {name: dollars for name, dollars in made.items() if dollars}


__all__ = ["TheirSide", "anchors", "dates", "priced", "standings"]
