"""Hospital outpatient lines, and drugs that an office bills, kind by kind.

A hospital rate is moved by the wage index; 52 and 73 halve it; a comprehensive code is paid once;
nothing between lines is applied. Drugs are paid the limit of their quarter, in offices and
hospitals alike.
"""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import half_up
from practice_model.revenue.facility_lines import (
    by_day,
    code_knowledge,
    day_shares,
    described,
    drugs_ever,
    empty_book,
    fill,
    fill_drugs,
    line_areas,
    local_rates,
    refuse_indicators,
    refuse_modifiers,
    refuse_unlisted,
    services,
    wage_adjusted,
)
from practice_model.revenue.hospital_fees import HospitalRates, hospital_rates
from practice_model.revenue.surgery_center_fees import DRUG
from practice_model.revenue.verdicts import Kinds
from practice_model.revenue.wage_areas import WHOLE


def hospital_kinds(work: Kinds, stand_in: date | None = None) -> pd.DataFrame:
    """Return the priced record of hospital outpatient kinds; verdicts take the rest."""
    outcomes = work.tables.rules.hospital_indicators
    frame, read, verdicts = described(work), work.read, work.verdicts
    book = _hospital_book(work, stand_in)
    refuse_unlisted(work, book, "not among the hospital rates held")
    refuse_modifiers(work)
    area = line_areas(work)
    refuse_indicators(work, book, outcomes)
    moved = wage_adjusted(book, outcomes)
    rate = local_rates(work, "hospital_labor", book, area, moved)
    local = moved & (area.value != WHOLE)
    verdicts.tell(verdicts.open & moved, area.told)
    verdicts.tell(verdicts.open & local, "rate x (.6 index + .4), derived")
    verdicts.tell(verdicts.open & ~moved, "not wage adjusted")
    half = read.has("52", "73")
    share = day_shares(work, "hospital_discontinued")
    rate = np.where(half, half_up(rate * share, WHOLE), rate)
    verdicts.tell(verdicts.open & half, "reduced or stopped: half (unverified)")
    once = np.array([code in outcomes and outcomes[code].once for code in book["indicator"]])
    frame["unit"] = np.maximum(rate, 0)
    frame["copies"] = np.where(once, 1, services(frame, work))
    verdicts.tell(verdicts.open & once, "comprehensive: paid once a claim")
    verdicts.tell(verdicts.open & ~once & moved, "no discount between services applied")
    return frame


def _hospital_book(work: Kinds, stand_in: date | None) -> dict[str, Any]:
    tables, kinds, verdicts = work.tables, work.cells, work.verdicts
    book, codes = empty_book(len(kinds)), kinds["hcpcs"].to_numpy()
    years: dict[int, HospitalRates | None] = {}
    drugs = list(drugs_ever(tables))
    for on, chosen in by_day(work):
        mask = np.zeros(len(kinds), dtype=bool)
        mask[chosen] = True
        drug = mask & np.isin(codes, drugs)
        fill_drugs(work, book, on, drug, stand_in)
        book["indicator"] = np.where(drug & (book["indicator"] == DRUG), "K", book["indicator"])
        rest = mask & ~drug
        if on.year not in years:
            years[on.year] = hospital_rates(tables, on.year)
        held = years[on.year]
        if held is None:
            verdicts.settle(
                rest, "no_release", f"no hospital outpatient rates of {on.year} are held"
            )
            continue
        rows = held.rows.rename(columns={"status_indicator": "indicator"})
        fill(book, rows, codes, np.flatnonzero(rest))
        verdicts.tell(verdicts.open & rest, held.told)
        if held.partial:
            known = np.isin(codes, list(code_knowledge(tables)))
            verdicts.settle(
                rest & ~book["found"] & known, "no_release", "they are held for eye codes only"
            )
    return book


def drug_kinds(work: Kinds, stand_in: date | None = None) -> pd.DataFrame:
    """Return the priced record of drugs that an office bills; verdicts take the rest."""
    frame, verdicts = described(work), work.verdicts
    book = empty_book(len(frame))
    for on, chosen in by_day(work):
        mask = np.zeros(len(frame), dtype=bool)
        mask[chosen] = True
        fill_drugs(work, book, on, mask & verdicts.open, stand_in)
    packaged = "packaged in surgery centers (N1), so that no payment limit is published here"
    verdicts.settle(book["indicator"] == "N1", "packaged", packaged)
    refuse_modifiers(work)
    refuse_indicators(work, book, work.tables.rules.center_indicators)
    frame["unit"] = np.maximum(book["rate"], 0)
    frame["copies"] = work.column("units").astype(np.int64)
    verdicts.tell(verdicts.open, "per billing unit")
    return frame
