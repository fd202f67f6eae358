"""What several machines are worth to us: the functions that compose the equipment question.

A case and everything on it takes draws. An order is an offer's first units in the slots that they
would fill.
"""

from typing import Any, NamedTuple

import numpy as np

from practice_model.deals.equipment import (
    Order,
    Step,
    all_units,
    best_count,
    ladder,
    practice_change,
)
from practice_model.deals.equipment_offers import units_of
from practice_model.deals.equipment_slots import Case, Slot, slots
from practice_model.finance.tax_rules import TaxRules
from practice_model.practice import PracticeChange
from practice_model.quantities import (
    Count,
    SignedUSD,
    terms,
)
from practice_model.questions.equipment_case import (
    Basis,
    Cap,
    Tie,
    basis,
    cap_of,
    case_of,
    collected,
    minute_rates,
    new_by_site,
    room_of,
    tie_of,
    variable,
)
from practice_model.questions.equipment_terms import Equipment

MANY = 12  # units looked at, beyond which nobody buys at once


class Choice(NamedTuple):
    """The order that is advised: which offer, how many units, what each further unit adds."""

    offer: str
    units: int
    steps: dict[str, list[Step]]
    order: Order


@terms
class Chosen:
    """The advised order in words and counts: units bought, offered, forced, the next unit's value.

    next_value: what one more unit would add to the value (below 0: it loses), None past the offer.
    """

    vendor: str
    units: Count
    offered: Count
    forced: Count
    next_value: SignedUSD | None
    other_vendor: str


def filled_slots(case: Case) -> list[Slot]:
    """Return every slot that a unit could fill, in order."""
    return slots(case, MANY)


def choose(talk: Equipment, case: Case, rules: TaxRules) -> Choice:
    """Return the order that adds most value at the likely figures.

    The scenario may fix the offer or the number of units; else all are tried. A number of none is
    an answer: then the order told is the smallest of the offer that is worth most.
    """
    most = all_units(talk.offers)
    steps = {
        name: ladder(case, offer, talk.tax, rules, most=min(units_of(offer), most))
        for name, offer in talk.offers.items()
    }
    known = [talk.chosen] if talk.chosen else [name for name in steps if steps[name]]
    if not known or not any(steps[name] for name in known):
        raise ValueError("offers: no unit of any offer has a place; give additions or a fleet")

    def count_of(name: str) -> int:
        if talk.units is not None:
            return min(int(np.max(talk.units)), len(steps[name]))
        return best_count(steps[name])

    def worth(name: str) -> float:
        count = count_of(name)
        return float(np.mean(steps[name][count - 1].total)) if count else 0.0

    offer = max(known, key=lambda name: (worth(name), -list(talk.offers).index(name)))
    count = count_of(offer)
    told = max(count, 1)
    filled = tuple(slots(case, told))
    return Choice(offer, count, steps, Order(talk.offers[offer], told, filled, talk.tax, rules))


def order_again(case: Case, chosen: Choice, units: int | None = None) -> Order:
    """Return the chosen order on another case (draws), with the slots in that case's figures."""
    old = chosen.order
    count = old.units if units is None else units
    return Order(old.offer, count, tuple(slots(case, count, old.filled)), old.tax, old.rules)


def whole_order(talk: Equipment, case: Case, rules: TaxRules, name: str) -> Order:
    """Return an offer as quoted: all its units that have a place."""
    offer = talk.offers[name]
    filled = tuple(slots(case, units_of(offer)))
    return Order(offer, len(filled), filled, talk.tax, rules)


def again(case: Case, order: Order) -> Order:
    """Return an order on another case (draws), with the slots in that case's figures."""
    filled = tuple(slots(case, order.units, order.filled))
    return Order(order.offer, order.units, filled, order.tax, order.rules)


def sheet_order(talk: Equipment, case: Case, rules: TaxRules, chosen: Choice) -> Order:
    """Return the offer of the vendor's worksheet as quoted; without one, the chosen offer."""
    only = next(iter(talk.offers)) if len(talk.offers) == 1 else chosen.offer
    return whole_order(talk, case, rules, talk.sheet_of or only)


def rival_order(talk: Equipment, case: Case, rules: TaxRules, whole: Order) -> Order | None:
    """Return the first other offer as quoted; None where there is one offer."""
    others = [name for name, one in talk.offers.items() if one is not whole.offer]
    return whole_order(talk, case, rules, others[0]) if others else None


def after(chosen: Choice) -> Step | None:
    """Return what one unit more than advised would add; None past the offer."""
    steps = chosen.steps[chosen.offer]
    return steps[chosen.units] if chosen.units < len(steps) else None


def chosen_figures(talk: Equipment, chosen: Choice) -> Chosen:
    """Return the advised order in counts."""
    steps = chosen.steps[chosen.offer]
    forced = sum(one.kind == "forced" for one in chosen.order.filled)
    after: Any = steps[chosen.units].value if chosen.units < len(steps) else None
    others = [one.vendor for name, one in talk.offers.items() if name != chosen.offer]
    return Chosen(
        vendor=talk.offers[chosen.offer].vendor, units=float(chosen.units),
        offered=float(len(steps)), forced=float(min(forced, chosen.units)), next_value=after,
        other_vendor=others[0] if others else "",
    )  # fmt: skip


def change_of_practice(talk: Equipment, found: Basis, rules: TaxRules) -> PracticeChange:
    """Return what the advised order changes in the practice's year, for other talks."""
    case = case_of(talk, found)
    chosen = choose(talk, case, rules)
    order = order_again(case, chosen, chosen.units)
    return practice_change(case, order, minutes=talk.scans.minutes, supplies=talk.scans.supplies)


__all__ = [
    "Basis",
    "Cap",
    "Choice",
    "Chosen",
    "Tie",
    "basis",
    "cap_of",
    "case_of",
    "choose",
    "collected",
    "minute_rates",
    "new_by_site",
    "room_of",
    "tie_of",
    "variable",
]
