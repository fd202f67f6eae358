"""Need: how many scans our charts support, and what a vendor's volume would ask of them.

A visit counts once, under the first indication of the list that a diagnosis of the day matches.
What the practice's own protocol scans is a share of these visits; past it, tests follow revenue
and not the patient, which payers audit. The ceiling is a warning and no target.

Source: DOMAIN.md section 9 (frequency in local policies; break-even above need is a compliance
warning).
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from practice_model.deals.equipment_scans import DAY, UNITS, Book
from practice_model.quantities import (
    Code,
    Share,
    SignedShare,
    UnitsPerMonth,
    UnitsPerYear,
    VisitsPerYear,
    terms,
)

MONTHS = 12


@terms
class Indication:
    """Why a scan is made: diagnoses (ICD-10, as they begin), and the protocol's share of visits.

    visits: a year, where no claims are at hand. scanned: scans per indicated visit that our own
    protocol supports. most_a_year: for one patient, by the payer's frequency policy.
    """

    name: str
    diagnoses: list[str]
    scanned: Share
    visits: VisitsPerYear | None = None
    most_a_year: UnitsPerYear | None = None
    monthly_with: list[Code] | None = None  # a patient with one of these may be scanned each month


@terms
class Guard:
    """Scans a year over indicated visits: done, planned, needed to break even, by the vendor.

    lift: the vendor's extra scans over those done today. room: further scans a month under the
    ceiling. verdict: whether the plan, or only what the purchase needs, lies past the ceiling.
    """

    visits: VisitsPerYear
    ceiling: Share
    ceiling_scans: UnitsPerYear
    done: SignedShare
    planned: SignedShare
    needed: SignedShare | None
    vendor: SignedShare | None
    vendor_scans: UnitsPerYear | None
    needed_scans: UnitsPerYear | None
    planned_scans: UnitsPerYear
    lift: SignedShare | None
    room: UnitsPerMonth
    verdict: Literal["inside", "needed_past", "planned_past"]


def indicated(
    claims: pd.DataFrame, book: Book, indications: Mapping[str, Indication]
) -> pd.DataFrame:
    """Return one row an indication: visits, scans done, what the frequency policy would allow.

    A visit is a day of one patient with a professional line. Scans of the book go to the first
    indication of their own diagnoses; those of none stand in a row "other". Columns: label, visits,
    done, supported (visits x protocol), allowed (None where no policy is named), per year.
    """
    lines = claims[claims["claim_type"].eq("professional")]
    of_line = _first(lines, indications)
    days = lines[DAY].assign(rank=of_line)
    first = days.groupby(DAY)["rank"].min().reset_index()
    scans = book.lines[UNITS].groupby(_first(book.lines, indications)).sum()
    rows, names = [], list(indications)
    for place, name in enumerate(names):
        one, own = indications[name], first[first["rank"].eq(place)]
        visits = len(own) / book.years if len(lines) else one.visits or 0.0
        rows.append(
            {
                "label": one.name,
                "visits": visits,
                "done": float(scans.get(place, 0.0)) / book.years,
                "supported": visits * one.scanned,
                "policy": _policy(one, own, lines, book.years),
            }
        )
    made = pd.DataFrame(rows, index=names)
    other = float(scans.get(len(names), 0.0)) / book.years
    if other:
        made.loc["other"] = {"label": "Other", "visits": 0.0, "done": other, "supported": 0.0,
                             "policy": np.nan}  # fmt: skip
    return made


def _first(lines: pd.DataFrame, indications: Mapping[str, Indication]) -> pd.Series:
    """The place of the first indication that the diagnoses of a line match; past all for none.

    Diagnoses go in their own order: the first one that matches any indication decides.
    """
    found = pd.Series(len(indications), index=lines.index)
    open_ = pd.Series(True, index=lines.index)
    begins = [
        tuple(code.replace(".", "").upper() for code in one.diagnoses)
        for one in indications.values()
    ]
    for column in sorted(str(name) for name in lines if str(name).startswith("diagnosis_code")):
        told = lines[column].fillna("").astype(str)
        place_of = {one: _place(one.replace(".", "").upper(), begins) for one in told.unique()}
        place = told.map(place_of)
        hit = open_ & place.lt(len(begins))
        found = found.where(~hit, place)
        open_ &= ~hit
    return found


def _place(diagnosis: str, begins: Sequence[tuple[str, ...]]) -> int:
    return next((at for at, own in enumerate(begins) if diagnosis.startswith(own)), len(begins))


def _policy(one: Indication, days: pd.DataFrame, lines: pd.DataFrame, years: float) -> float:
    """Scans a year that the frequency policy allows these patients, no more than one a visit."""
    if one.most_a_year is None or days.empty:
        return float("nan")
    visits = days.groupby("patient_id").size() / years
    most = pd.Series(float(np.max(one.most_a_year)), index=visits.index)
    if one.monthly_with:
        treated = lines.loc[lines["hcpcs_code"].isin(one.monthly_with), "patient_id"].unique()
        most[most.index.isin(treated)] = float(MONTHS)
    return float(np.minimum(visits, most).sum())


def guard(
    rows: pd.DataFrame,
    done: UnitsPerYear,
    new: UnitsPerMonth,
    *,
    needed: UnitsPerMonth | None,
    vendor: UnitsPerYear | None,
) -> Guard | None:
    """Return planned, needed and vendor's volume over indicated visits; None without any visit.

    needed: new payable scans a month at which the purchase breaks even. vendor: extra scans a year.
    """
    visits = float(rows["visits"].sum()) if not rows.empty else 0.0
    if not visits:
        return None
    supported = float(rows["supported"].sum())
    planned = float(done + MONTHS * new)
    needs = None if needed is None else float(done + MONTHS * needed)
    theirs = None if vendor is None else float(done + vendor)
    verdict: Literal["inside", "needed_past", "planned_past"] = "inside"
    if needs is not None and needs > supported:
        verdict = "needed_past"
    if planned > supported:
        verdict = "planned_past"
    return Guard(
        visits=visits,
        ceiling=min(supported / visits, 1.0),
        ceiling_scans=supported,
        done=float(done) / visits,
        planned=planned / visits,
        needed=None if needs is None else needs / visits,
        vendor=None if theirs is None else theirs / visits,
        vendor_scans=theirs,
        needed_scans=needs,
        planned_scans=planned,
        lift=None if vendor is None or not done else float(vendor) / float(done),
        room=max(supported - float(done), 0.0) / MONTHS,
        verdict=verdict,
    )
