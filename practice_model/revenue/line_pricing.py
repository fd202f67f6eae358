"""Kinds of line, priced one by one: each goes to the schedule that its setting and code belong to.

Office and facility lines go to the physician fee schedule, or to the drug limits where no physician
schedule values the code; asc lines to the surgery center addenda; hopd lines to the hospital rates.
What the lines of one claim do to each other comes after this.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from practice_model.revenue.hospital_lines import drug_kinds, hospital_kinds
from practice_model.revenue.line_modifiers import ModifierColumn
from practice_model.revenue.localities import ZIP_DIGITS, Place, read_locality, zip_places
from practice_model.revenue.medicare_rules import Proposal
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.part_b_drugs import drug_codes
from practice_model.revenue.physician_fees import (
    Factor,
    InForce,
    conversion_factor,
    physician_release,
)
from practice_model.revenue.physician_lines import physician_kinds
from practice_model.revenue.physician_rows import PhysicianRows
from practice_model.revenue.surgery_center_lines import center_kinds
from practice_model.revenue.verdicts import PRICED, Kinds, Verdicts, gathered, in_order, kinds_frame


@dataclass(frozen=True)
class Options:
    """How lines are priced: factor, work floor, the drug quarter named, the proposal asked for."""

    qp: bool = False
    work_floor: bool = True
    drug_stand_in: date | None = None
    proposed_year: int = 0
    proposal: Proposal | None = None


def price_kinds(
    tables: MedicareTables, kinds: pd.DataFrame, options: Options
) -> tuple[pd.DataFrame, Verdicts]:
    """Return the priced record of each kind of line and the verdict on it."""
    read = ModifierColumn(kinds["modifiers"], tables.rules.modifiers)
    verdicts = Verdicts(len(kinds))
    verdicts.settle(kinds["fault"] != "", "invalid", kinds["fault"].to_numpy())
    status = read.words(lambda given: given.halt.status if given.halt else "")
    reason = read.words(lambda given: given.halt.reason if given.halt else "")
    verdicts.settle(status != "", status, reason)
    setting = kinds["setting"].to_numpy()
    office = np.isin(setting, ("office", "facility"))
    codes = kinds["hcpcs"].to_numpy()
    drug = office & np.isin(codes, list(drug_codes(tables, set(codes[office]))))
    sides = {
        _physician: office & ~drug,
        _drugs: drug,
        _center: setting == "asc",
        _hospital: setting == "hopd",
    }
    parts, rest = [], np.ones(len(kinds), dtype=bool)
    for price, wanted in sides.items():
        chosen = np.flatnonzero(wanted & verdicts.open & rest)
        if len(chosen):
            rest[chosen] = False
            own = Verdicts(len(chosen))
            made = price(Kinds(tables, kinds.iloc[chosen], read.take(chosen), own), options)
            own.settle(made["unit"].to_numpy() <= 0, "no_site_price", "no amount at this site")
            parts.append(made.set_axis(chosen))
            verdicts.status[chosen] = np.where(own.open, PRICED, own.status)
            verdicts.basis[chosen] = own.basis
    left = np.flatnonzero(rest)
    parts.append(kinds_frame(len(left)).set_axis(left))
    return in_order(pd.concat(parts).sort_index()), verdicts


def _physician(work: Kinds, options: Options) -> pd.DataFrame:
    tables, verdicts = work.tables, work.verdicts
    places = _places(tables, work.cells["locality"], verdicts)
    kinds = work.cells.assign(locality=places.locality)
    work = replace(work, cells=kinds)
    calendar = {}
    for on in kinds["service_date"].unique():
        found = _in_force(tables, on, options)
        if found is None:
            chosen = (kinds["service_date"] == on).to_numpy()
            verdicts.settle(chosen, "no_release", _not_held(tables, on, options))
        else:
            calendar[on] = found
    rows = PhysicianRows(work, calendar, options.work_floor)
    verdicts.tell(verdicts.open, places.told)
    verdicts.tell(verdicts.open, rows.factor_words)
    site = np.where(kinds["setting"].to_numpy() == "facility", "facility fee", "office fee")
    verdicts.tell(verdicts.open, site.astype(object))
    return physician_kinds(work, rows)


def _in_force(tables: MedicareTables, on: date, options: Options) -> tuple[InForce, Factor] | None:
    """Return the releases and the factor of a day; those of the proposal where it is asked for."""
    found, factor = physician_release(tables, on), conversion_factor(tables, on, options.qp)
    if found is not None and factor is not None:
        return found, factor
    proposal = options.proposal
    if proposal is None or on.year != options.proposed_year:
        return None
    value = proposal.factor_qp if options.qp else proposal.factor
    told = f"proposed {on.year} factor {value}{', QP' if options.qp else ', not QP'}"
    note = (
        f"{on.year} is proposed, relative values and indices held from {proposal.relative_values}"
    )
    return InForce((proposal.relative_values,), note), Factor(int(value * 10_000), told)


def _not_held(tables: MedicareTables, on: date, options: Options) -> str:
    if physician_release(tables, on) is None:
        years = sorted({int(year) for year in tables.releases["year"]})
        return f"no physician release of {on.year} is held, only of {years[0]} to {years[-1]}"
    return f"no conversion factor of {on.isoformat()} is held{' for QP' if options.qp else ''}"


@dataclass(frozen=True, eq=False)
class _Places:
    locality: Any
    told: Any


def _places(tables: MedicareTables, column: pd.Series, verdicts: Verdicts) -> _Places:
    codes, names = pd.factorize(column)
    zips = zip_places(tables, [str(name)[:ZIP_DIGITS] for name in names])
    places: list[Place] = [read_locality(str(name), zips) for name in names]
    status = gathered([place.status for place in places], codes)
    told = gathered([place.told for place in places], codes)
    verdicts.settle(status != "", status, told)
    return _Places(gathered([place.locality for place in places], codes), told)


def _drugs(work: Kinds, options: Options) -> pd.DataFrame:
    facility = work.column("setting") == "facility"
    work.verdicts.settle(facility, "no_site_price", "in a facility the drug is the facility's")
    frame = drug_kinds(work, options.drug_stand_in)
    frame["alone"] = -1  # not a physician service: it takes nothing from a status T service
    return frame


def _center(work: Kinds, options: Options) -> pd.DataFrame:
    return center_kinds(work, options.drug_stand_in)


def _hospital(work: Kinds, options: Options) -> pd.DataFrame:
    return hospital_kinds(work, options.drug_stand_in)
