"""What several machines are worth to us: the functions that compose the equipment question.

Sums over tables are made once, at the likely figures (`basis`); a case and everything on it takes
draws. An order is an offer's first units in the slots that they would fill.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from practice_model.costs.capacity import pools, rates
from practice_model.deals.equipment import (
    Order,
    Step,
    all_units,
    best_count,
    ladder,
    order_figures,
    practice_change,
    value,
)
from practice_model.deals.equipment_need import indicated
from practice_model.deals.equipment_offers import price, units_of
from practice_model.deals.equipment_scans import (
    Book,
    FeeLosses,
    ScanCounts,
    book_of,
    by_payer,
    by_site,
    counts,
    fee_losses,
    tie,
    variable_cost,
)
from practice_model.deals.equipment_slots import Case, Present, SiteUse, Slot, slots
from practice_model.finance.tax_rules import TaxRules
from practice_model.practice import PracticeChange
from practice_model.quantities import Count, Number, SignedShare, SignedUSD, USDPerUnit, terms
from practice_model.questions.equipment_terms import DOCTOR, Equipment
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.tables import refuse_draws

NEVER, OPENED = "never", "modifier"
MANY = 12  # units looked at, beyond which nobody buys at once


class Basis(NamedTuple):
    """What the tables say, summed once: losses of a fee, counts, scans by site, need."""

    book: Book
    losses: FeeLosses | None
    counted: ScanCounts
    payers: pd.DataFrame
    done: dict[str, float]
    need: pd.DataFrame


class Choice(NamedTuple):
    """The order that is advised: which offer, how many units, what each further unit adds."""

    offer: str
    units: int
    steps: dict[str, list[Step]]
    order: Order


@terms
class Tie:
    """The typed figure for a collected scan beside what the claims say; agrees within tolerance."""

    stated: USDPerUnit
    found: USDPerUnit
    apart: SignedShare
    agrees: bool


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


def basis(talk: Equipment, medicare: MedicareTables | None = None) -> Basis:
    """Return what the practice's tables say of the machine's codes; refuses draws."""
    refuse_draws(talk.scans)
    claims = talk.practice.claims
    book = book_of(claims, talk.device.codes, talk.device.beside or [])
    pairs = _pairs(talk, medicare)
    yields = None if talk.costing is None else talk.costing.yields
    done = by_site(book, {name: one.npi for name, one in talk.practice.sites.items() if one.npi})
    return Basis(
        book=book,
        losses=None if yields is None else fee_losses(book, yields),
        counted=counts(book, claims, pairs[NEVER], pairs[OPENED]),
        payers=pd.DataFrame() if yields is None or book.lines.empty else by_payer(book, yields),
        done=_whole(done, talk) if not book.lines.empty else _typed(talk),
        need=indicated(claims, book, talk.indications) if talk.indications else pd.DataFrame(),
    )


def _typed(talk: Equipment) -> dict[str, float]:
    return {site: float(np.mean(count)) for site, count in (talk.scans.done or {}).items()}


def _whole(done: Mapping[str, float], talk: Equipment) -> dict[str, float]:
    """Scans that no site claims stand at the first site of the fleet, so that none is lost."""
    made = {site: count for site, count in done.items() if site}
    if done.get(""):
        first = _fleet(talk)[0].site if _fleet(talk) else next(iter(talk.practice.sites), "")
        made[first] = made.get(first, 0.0) + done[""]
    return made


def _pairs(talk: Equipment, medicare: MedicareTables | None) -> dict[str, list[tuple[str, str]]]:
    """Pairs of the code-pair table in which both codes (or one) are the machine's, by rule."""
    if medicare is None:
        return {NEVER: [], OPENED: []}
    table, own = medicare.code_pairs, talk.device.codes
    held = table[table["hcpcs"].isin(own) | table["with_hcpcs"].isin(own)]
    return {
        rule: sorted({*zip(rows["hcpcs"], rows["with_hcpcs"], strict=True)})
        for rule in (NEVER, OPENED)
        for rows in [held[held["rule"].eq(rule)]]
    }


def _fleet(talk: Equipment) -> list[Present]:
    if talk.fleet is None:
        return []
    own = talk.fleet[talk.fleet["item"].eq(talk.device.item)]
    return [
        Present(
            site=str(row["site"]),
            bought=None if pd.isna(row["bought"]) else int(row["bought"]),
            support_ends=None if pd.isna(row["support_ends"]) else row["support_ends"].date(),
        )
        for row in own.to_dict("records")
        for _ in range(int(row["units"]))
    ]


def minute_rates(talk: Equipment) -> dict[str, Number]:
    """Return what a minute of each resource costs; `doctor` is the mean over all who treat."""
    if talk.costing is None:
        return dict(talk.minute_costs or {})
    held = pools(talk.costing)
    made = dict(
        rates(held, talk.costing.capacity, talk.costing.center, talk.costing.outlook,
              talk.practice.resources).minute
    )  # fmt: skip
    minutes = sum(held.doctor_minutes.values(), 0.0)
    if np.any(minutes):
        cost = sum(held.doctors.values(), 0.0) * talk.costing.outlook.doctors
        made[DOCTOR] = cost / minutes
    return made | dict(talk.minute_costs or {})


def collected(talk: Equipment, found: Basis) -> Number:
    """Return what one payable scan brings: the claims', else the typed figure, at next year's fees.

    Raises ValueError where there is neither.
    """
    if found.losses is not None:
        return found.losses.collected * talk.scans.fees
    if talk.scans.collected is None:
        raise ValueError("scans.collected: neither claims nor a typed figure tell what one brings")
    return talk.scans.collected * talk.scans.fees


def tie_of(talk: Equipment, found: Basis) -> Tie | None:
    """Return the typed figure beside the claims'; None where either is missing."""
    if found.losses is None or talk.scans.collected is None:
        return None
    own = found.losses.collected
    return Tie(
        stated=talk.scans.collected, found=own, apart=talk.scans.collected / own - 1,
        agrees=tie(talk.scans.collected, own, talk.scans.tolerance),
    )  # fmt: skip


def variable(talk: Equipment) -> Number:
    """Return what one scan costs in staff minutes and supplies."""
    if talk.scans.variable is not None:
        return talk.scans.variable
    return variable_cost(talk.scans.minutes, minute_rates(talk), talk.scans.supplies)


def case_of(talk: Equipment, found: Basis) -> Case:
    """Return everything that an order's value rests on; takes drawn terms."""
    rate = minute_rates(talk)
    flow = talk.flow
    idle = sum((part * rate.get(name, 0.0) for name, part in flow.idle.items()), 0.0) if flow else 0
    return Case(
        years=talk.years, rate=talk.rate, tax=talk.tax.rate, placed=talk.tax.placed,
        sites=_sites(talk, found), present=_fleet(talk), additions=list(talk.additions or []),
        collected=collected(talk, found), variable=variable(talk), saved=talk.gains.saved,
        saved_rate=rate.get(talk.gains.resource, 0.0), repairs=talk.gains.repairs,
        ramp=talk.scans.ramp, displaced=talk.scans.displaced, space=talk.space, flow=flow,
        idle_rate=idle + 0.0,
    )  # fmt: skip


def _sites(talk: Equipment, found: Basis) -> dict[str, SiteUse]:
    named = [*(one.site for one in _fleet(talk)), *(talk.additions or []), *(talk.scans.new or {})]
    made = {}
    for site in dict.fromkeys(named):
        own = talk.practice.sites.get(site)
        made[site] = SiteUse(
            scans=found.done.get(site, 0.0), hours=_hours(talk, site),
            new=(talk.scans.new or {}).get(site, 0.0), named=own.name if own else site,
        )  # fmt: skip
    return made


def _hours(talk: Equipment, site: str) -> Number:
    if talk.hours and site in talk.hours:
        return talk.hours[site]
    if talk.costing is None:
        return 1.0  # no line is modeled then
    own = talk.costing.capacity
    return own.lane_weeks * own.lane_days * own.lane_hours


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
    "Choice",
    "Equipment",
    "basis",
    "case_of",
    "choose",
    "order_figures",
    "price",
    "value",
]
