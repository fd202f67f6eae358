"""What the practice's tables say of a machine, summed once, and the case that orders are judged on.

Sums are made at the likely figures (`basis`); the case takes draws.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from practice_model.costs.capacity import pools, rates
from practice_model.deals.equipment_need import indicated
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
from practice_model.deals.equipment_slots import Case, Present, SiteUse
from practice_model.finance.present_value import MONTHS
from practice_model.quantities import (
    Number,
    SignedShare,
    UnitsPerMonth,
    USDPerUnit,
    terms,
)
from practice_model.questions.equipment_terms import DOCTOR, Equipment
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.tables import refuse_draws

NEVER, OPENED = "never", "modifier"


class Basis(NamedTuple):
    """What the tables say, summed once: losses of a fee, counts, scans by site, need."""

    book: Book
    losses: FeeLosses | None
    counted: ScanCounts
    payers: pd.DataFrame
    done: dict[str, float]
    need: pd.DataFrame


@terms
class Tie:
    """The typed figure for a collected scan beside what the claims say; agrees within tolerance."""

    stated: USDPerUnit
    found: USDPerUnit
    apart: SignedShare
    agrees: bool


@terms
class Cap:
    """New uses a month as the scenario tells them, and as many of them as the protocol supports."""

    told: UnitsPerMonth
    counted: UnitsPerMonth


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


def room_of(found: Basis) -> float | None:
    """Return the new uses a month that the protocol still supports; None without indications."""
    if found.need.empty or not found.need["visits"].sum():
        return None
    left = float(found.need["supported"].sum() - found.need["done"].sum())
    return max(left, 0.0) / MONTHS


def new_by_site(talk: Equipment, found: Basis) -> dict[str, Number]:
    """Return new uses a month by site, all together no more than the protocol still supports."""
    told = dict(talk.scans.new or {})
    room, total = room_of(found), sum((talk.scans.new or {}).values(), 0.0)
    if room is None or not np.any(np.asarray(total) > room):
        return told
    part = np.minimum(1.0, room / np.maximum(total, 1e-12))
    return {site: count * part + 0.0 for site, count in told.items()}


def cap_of(talk: Equipment, found: Basis) -> Cap | None:
    """Return the new uses that are told beside those that are counted; None where all are."""
    told = sum((talk.scans.new or {}).values(), 0.0)
    used = sum(new_by_site(talk, found).values(), 0.0)
    return Cap(told=told, counted=used) if np.any(np.asarray(told) > used) else None


def _sites(talk: Equipment, found: Basis) -> dict[str, SiteUse]:
    named = [*(one.site for one in _fleet(talk)), *(talk.additions or []), *(talk.scans.new or {})]
    made, new = {}, new_by_site(talk, found)
    for site in dict.fromkeys(named):
        own = talk.practice.sites.get(site)
        made[site] = SiteUse(
            scans=found.done.get(site, 0.0), hours=_hours(talk, site),
            new=new.get(site, 0.0), named=own.name if own else site,
        )  # fmt: skip
    return made


def _hours(talk: Equipment, site: str) -> Number:
    if talk.hours and site in talk.hours:
        return talk.hours[site]
    if talk.costing is None:
        return 1.0  # no line is modeled then
    own = talk.costing.capacity
    return own.lane_weeks * own.lane_days * own.lane_hours
