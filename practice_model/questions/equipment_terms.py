"""Terms of an equipment talk: the record that a scenario fills, and the small records in it.

The shape of a scenario (every figure with unit and source)::

    question: equipment
    device: {name: OCT, item: oct, use: scan, uses: scans, codes: ["92133", "92134"], beside: [...]}
    scans: {minutes: {technician: ..., billing: ...}, supplies: ..., new: {S2: ...}}
    gains: {saved: ..., repairs: ...}
    fleet: {table: ../practice/equipment.csv, source: ...}      # what stands there today
    offers: {a: {vendor: A, models: {one: {price: ..., units: ...}}, service: ...}}
    ways: {loan: {name: Loan, kind: loan, rate: ..., months: ...}}
    years, rate, tax                                            # over which, discounted at, taxed
    indications, sheet, flow, comparables, calendar, trades, facts     # each adds its part

Without claims of the codes, `scans.collected` and `scans.done` must be typed.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

import numpy as np
import pandas as pd

from practice_model.costs.terms import Costing
from practice_model.deals.equipment_need import Indication
from practice_model.deals.equipment_offers import Offer
from practice_model.deals.equipment_sheet import VendorSheet
from practice_model.deals.equipment_slots import Flow
from practice_model.deals.equipment_ways import Tax, Way, written_off
from practice_model.faults import did_you_mean
from practice_model.negotiation.comparables import ComparablesTable, comparables_faults
from practice_model.negotiation.stated_facts import StatedFact
from practice_model.negotiation.trades import Trade, trade_faults
from practice_model.practice import Practice
from practice_model.practice_tables import EQUIPMENT
from practice_model.quantities import (
    Code,
    Count,
    HoursPerYear,
    Minutes,
    Months,
    Ratio,
    Share,
    SharePerYear,
    UnitsPerMonth,
    UnitsPerYear,
    USDPerMinute,
    USDPerMonth,
    USDPerUnit,
    USDPerYear,
    Years,
    terms,
)
from practice_model.questions.deal_calendar import DealStep, calendar_faults
from practice_model.readers.tax_rules import load_tax_rules
from practice_model.tables import TableOf

DOCTOR = "doctor"
DATES = ("offer_ends", "quarter_end", "service_end", "placed_by")
EquipmentTable = Annotated[pd.DataFrame, TableOf(EQUIPMENT)]


@terms
class Device:
    """The machine: its name, one use and several uses of it in words, and the codes it earns.

    item: as the table of equipment calls it. beside: other tests of whose day the lower technical
    part is cut.
    """

    name: str
    codes: list[Code]
    beside: list[Code] | None = None
    item: str = ""
    use: str = "scan"
    uses: str = "scans"
    several: str = ""


@terms
class Scans:
    """What a scan takes and brings, and what would be new.

    minutes: by resource. new: additional payable scans a month, by site. collected: a typed figure;
    where the claims hold the codes it is only checked against them, within tolerance. done: payable
    scans a year by site, where no claims are at hand. fees: next year's over those of the claims.
    ramp: months until new scans are full. displaced: margin of another test (a photo) that a new
    one takes the place of.
    """

    minutes: dict[str, Minutes]
    supplies: USDPerUnit
    new: dict[str, UnitsPerMonth] | None = None
    collected: USDPerUnit | None = None
    variable: USDPerUnit | None = None
    displaced: USDPerUnit = 0.0
    tolerance: Share = 0.01
    done: dict[str, UnitsPerYear] | None = None
    fees: Ratio = 1.0
    ramp: Months = 0.0


@terms
class Gains:
    """What the new units save: minutes of a resource on each scan, repairs a year of the old."""

    saved: Minutes = 0.0
    resource: str = "technician"
    repairs: USDPerYear = 0.0


@terms
class Equipment:
    """One talk with the vendors of a machine.

    years, rate: over which offers are laid side by side, discounted yearly. units: how many we
    would buy (None: as many as add value). chosen: the offer (None: the one worth most). sheet_of:
    whose worksheet `sheet` is. hours: in which a site scans (None: the lanes' hours of costing).
    additions: sites where a further unit may stand. minute_costs: where no costing is at hand.
    space: room a month.
    """

    question: Literal["equipment"]
    as_of: date
    practice: Practice
    costing: Costing | None = None
    device: Device
    scans: Scans
    gains: Gains
    fleet: EquipmentTable | None = None
    additions: list[str] | None = None
    hours: dict[str, HoursPerYear] | None = None
    flow: Flow | None = None
    indications: dict[str, Indication] | None = None
    offers: dict[str, Offer]
    chosen: str = ""
    units: Count | None = None
    ways: dict[str, Way]
    pay_by: str = ""
    years: Years
    rate: SharePerYear
    tax: Tax
    space: USDPerMonth = 0.0
    minute_costs: dict[str, USDPerMinute] | None = None
    sheet: VendorSheet | None = None
    sheet_of: str = ""
    comparables: ComparablesTable | None = None
    comparable_terms: dict[str, str] | None = None
    calendar: list[DealStep] | None = None
    trades: dict[str, Trade] | None = None
    facts: dict[str, StatedFact] | None = None

    def __post_init__(self) -> None:
        told = [*_offer_faults(self), *_site_faults(self), *_scan_faults(self)]
        told += [*comparables_faults(self.comparables), *trade_faults(self.trades)]
        told += calendar_faults("equipment", self.calendar or [], dict.fromkeys(DATES, self.as_of))
        if np.ndim(self.years) == 0 and (self.years < 1 or self.years % 1):
            told.append(f"years: must be a whole number of 1 or more, not {self.years:g}")
        told += _tax_faults(self.tax)
        if told:
            raise ValueError("\n".join(told))


def _tax_faults(tax: Tax) -> list[str]:
    """A date that the shipped rules do not know is told where it is typed."""
    try:
        written_off(1.0, tax, load_tax_rules())
    except ValueError as error:
        told = str(error).replace("do without Section 179", "set tax.section_179: false")
        return [f"tax.placed: {one}" for one in told.splitlines()]
    return []


def _offer_faults(talk: Equipment) -> list[str]:
    told = []
    if not talk.offers:
        told.append("offers: give one or more")
    if not talk.ways:
        told.append("ways: give one or more ways to pay, cash for example")
    named: dict[str, tuple[str, Iterable[str]]] = {
        "chosen": (talk.chosen, talk.offers),
        "sheet_of": (talk.sheet_of, talk.offers),
        "pay_by": (talk.pay_by, talk.ways),
    }
    for name, (given, known) in named.items():
        if given and given not in known:
            told.append(f"{name}: {given!r} is not among {', '.join(known)}")
    if talk.sheet is not None and not talk.sheet_of and len(talk.offers) > 1:
        told.append("sheet_of: whose worksheet is it? name one of " + ", ".join(talk.offers))
    return told


def _site_faults(talk: Equipment) -> list[str]:
    known = set(talk.practice.sites) | set(talk.hours or {}) | set(talk.scans.done or {})
    told = []
    asked = {
        "scans.new": list(talk.scans.new or {}),
        "additions": list(talk.additions or []),
    }
    if talk.fleet is not None:
        own = talk.fleet[talk.fleet["item"].eq(talk.device.item)]
        asked["fleet"] = [str(site) for site in own["site"]]
        if talk.device.item and own.empty:
            told.append(f"device.item: {talk.device.item!r} is no item of the fleet table")
    for name, sites in asked.items():
        told += [
            f"{name}: {site!r} is no site{did_you_mean(site, known)}"
            for site in dict.fromkeys(sites)
            if site not in known
        ]
    if not talk.additions and (talk.fleet is None or not asked.get("fleet")):
        told.append("additions: no unit stands anywhere yet: name the sites where one would stand")
    return told


def _scan_faults(talk: Equipment) -> list[str]:
    scans, told = talk.scans, []
    has_lines = bool(talk.practice.claims["hcpcs_code"].isin(talk.device.codes).any())
    if scans.collected is None and not (has_lines and talk.costing is not None):
        told.append(
            f"scans.collected: no claim holds {', '.join(talk.device.codes)} with a costing beside "
            "it; type what one brings after all losses, with its source"
        )
    if scans.done is None and not has_lines and talk.fleet is not None:
        told.append("scans.done: no claim holds the codes; type the scans of a year by site")
    if scans.variable is None and talk.costing is None and talk.minute_costs is None:
        told.append("scans.variable: needs costing or minute_costs, or a typed figure")
    if talk.costing is None and talk.minute_costs is None and np.any(talk.gains.saved):
        told.append("minute_costs: what does a saved minute cost? give it, or costing")
    if talk.costing is None and talk.hours is None and talk.flow is not None:
        told.append("hours: in how many hours a year does each site scan?")
    return told
