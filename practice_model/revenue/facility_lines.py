"""Lines of surgery centers and hospitals, kind by kind: the facility's rate of the day and area.

Surgery centers: the national rate moved by the wage index; FB and FC take the whole or half of the
device part off a device-intensive code; 73 takes it off and halves the rest, 52 halves, both
outside the ranking; 74 is paid in full and ranked. 50, RT with LT, and units count as so many
services, which the multiple procedure flag then ranks. Hospitals: the rate moved by the wage index;
52 and 73 halve it; nothing between lines is applied.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from practice_model.money import half_up
from practice_model.revenue.hospital_fees import HospitalRates, hospital_rates
from practice_model.revenue.line_modifiers import ModifierColumn
from practice_model.revenue.medicare_rules import Outcome
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.part_b_drugs import drug_quarter
from practice_model.revenue.surgery_center_fees import (
    DRUG,
    adjusted_cents,
    center_rows,
    held_quarter,
)
from practice_model.revenue.verdicts import Verdicts, gathered, kinds_frame, phrase
from practice_model.revenue.wage_areas import WHOLE, Area, area_index


PHYSICIAN_ONLY = (
    "26", "53", "54", "55", "56", "62", "66", "78", "80", "81", "82", "AS", "CO", "CQ", "22",
)  # fmt: skip


def code_knowledge(tables: MedicareTables) -> frozenset[str]:
    """Return every code that any table of any day holds: anything else is an unknown code."""
    held = (
        tables.physician_rvu,
        tables.asc_rates,
        tables.asc_ancillary,
        tables.opps_rates,
    )
    return frozenset().union(*(table["hcpcs"].unique() for table in held))


def center_kinds(
    tables: MedicareTables,
    kinds: pd.DataFrame,
    read: ModifierColumn,
    verdicts: Verdicts,
    stand_in: date | None = None,
) -> pd.DataFrame:
    """Return the priced record of surgery center kinds; `verdicts` takes the rest."""
    frame = _described(kinds, read)
    book = _center_book(tables, kinds, verdicts, stand_in)
    _refuse_unlisted(tables, kinds, book, verdicts, "not on the surgery center list")
    _refuse_modifiers(read, verdicts)
    area = _areas(tables, kinds, verdicts)
    _refuse_indicators(book["indicator"], tables.rules.center_indicators, book["rate"], verdicts)
    moved = _moved(book["indicator"], tables.rules.center_indicators)
    rate = _adjusted(tables, "center_labor", kinds, book["rate"], area, moved)
    verdicts.tell(verdicts.open & moved, area.told)
    verdicts.tell(verdicts.open & ~moved, "not wage adjusted")
    _center_unit(frame, tables, kinds, read, book, rate, verdicts)
    return frame


def hospital_kinds(
    tables: MedicareTables,
    kinds: pd.DataFrame,
    read: ModifierColumn,
    verdicts: Verdicts,
    stand_in: date | None = None,
) -> pd.DataFrame:
    """Return the priced record of hospital outpatient kinds; `verdicts` takes the rest."""
    frame = _described(kinds, read)
    book = _hospital_book(tables, kinds, verdicts, stand_in)
    _refuse_unlisted(tables, kinds, book, verdicts, "not among the hospital rates held")
    _refuse_modifiers(read, verdicts)
    area = _areas(tables, kinds, verdicts)
    outcomes = tables.rules.hospital_indicators
    _refuse_indicators(book["indicator"], outcomes, book["rate"], verdicts)
    moved = _moved(book["indicator"], outcomes)
    rate = _adjusted(tables, "hospital_labor", kinds, book["rate"], area, moved)
    local = moved & (area.index != WHOLE)
    verdicts.tell(verdicts.open & moved, area.told)
    verdicts.tell(verdicts.open & local, "rate x (.6 index + .4), derived")
    verdicts.tell(verdicts.open & ~moved, "not wage adjusted")
    half = read.has("52", "73")
    share = _shares(tables, "hospital_discontinued", kinds)
    rate = np.where(half, half_up(rate * share, WHOLE), rate)
    verdicts.tell(verdicts.open & half, "reduced or stopped: half (unverified)")
    once = np.array([code in outcomes and outcomes[code].once for code in book["indicator"]])
    frame["unit"] = np.maximum(rate, 0)
    frame["copies"] = np.where(once, 1, _services(frame, kinds))
    verdicts.tell(verdicts.open & once, "comprehensive: paid once a claim")
    verdicts.tell(verdicts.open & ~once & moved, "no discount or packaging between services applied")
    return frame


def _described(kinds: pd.DataFrame, read: ModifierColumn) -> pd.DataFrame:
    frame = kinds_frame(len(kinds))
    frame["hcpcs"] = kinds["hcpcs"].to_numpy()
    frame["modifiers"] = read.words(lambda given: given.text)
    frame["side"] = read.words(lambda given: given.side)
    frame["bilateral"] = 9  # sides count as services here, not as a pair
    frame["secondary"] = read.has("51").astype(np.int64)
    return frame


def _services(frame: pd.DataFrame, kinds: pd.DataFrame) -> Any:
    """Return how many services a line counts: its units, two where both sides are told."""
    units = kinds["units"].to_numpy(dtype=np.int64)
    return np.where((frame["side"] == "B") & (units == 1), 2, units)


def _by_day(kinds: pd.DataFrame) -> list[tuple[date, Any]]:
    codes, days = pd.factorize(kinds["service_date"])
    return [(day, np.flatnonzero(codes == code)) for code, day in enumerate(days)]


def _shares(tables: MedicareTables, name: str, kinds: pd.DataFrame) -> Any:
    share = np.zeros(len(kinds), dtype=np.int64)
    for on, chosen in _by_day(kinds):
        share[chosen] = tables.rules.ten_thousandths(name, on)
    return share


def _empty_book(count: int) -> dict[str, Any]:
    return {
        "rate": np.full(count, -1, dtype=np.int64),
        "indicator": np.full(count, "", dtype=object),
        "offset": np.zeros(count, dtype=np.int64),
        "discounted": np.zeros(count, dtype=bool),
        "found": np.zeros(count, dtype=bool),
    }


def _fill(book: dict[str, Any], rows: pd.DataFrame, codes: Any, chosen: Any) -> Any:
    """Copy what `rows` say of the codes into the book; return which kinds were found."""
    place = rows.index.get_indexer(codes[chosen])
    found, at = chosen[place >= 0], place[place >= 0]
    for name in book.keys() & set(rows.columns):
        book[name][found] = rows[name].to_numpy()[at]
    book["found"][found] = True
    return found


def _center_book(
    tables: MedicareTables, kinds: pd.DataFrame, verdicts: Verdicts, stand_in: date | None
) -> dict[str, Any]:
    book, codes = _empty_book(len(kinds)), kinds["hcpcs"].to_numpy()
    for on, chosen in _by_day(kinds):
        held = held_quarter(tables, on)
        mask = np.zeros(len(kinds), dtype=bool)
        mask[chosen] = True
        if held is not None:
            rows = center_rows(tables, held[0]).rename(columns={"payment_indicator": "indicator"})
            _fill(book, rows, codes, chosen)
            drug = mask & (book["indicator"] == DRUG)
            verdicts.tell(verdicts.open & mask & ~drug, held[1])
        else:
            drug = mask & np.isin(codes, list(_drugs(tables)))
            verdicts.settle(mask & ~drug, "no_release", f"no ASC addenda of {on.year} are held")
        _fill_drugs(tables, on, stand_in, book, codes, drug, verdicts)
    return book


def _drugs(tables: MedicareTables) -> set[str]:
    table = tables.asc_ancillary
    return set(table.loc[table["payment_indicator"] == DRUG, "hcpcs"])


def _fill_drugs(
    tables: MedicareTables,
    on: date,
    stand_in: date | None,
    book: dict[str, Any],
    codes: Any,
    drug: Any,
    verdicts: Verdicts,
) -> None:
    """Take drugs from their own quarter or the stand-in that was named."""
    if not drug.any():
        return
    found = drug_quarter(tables, on, stand_in)
    if found.quarter is None:
        verdicts.settle(drug, "no_release", found.told)
        return
    rows = center_rows(tables, found.quarter).rename(columns={"payment_indicator": "indicator"})
    rows = rows[rows["ancillary"]]
    book["found"][drug] = False
    _fill(book, rows, codes, np.flatnonzero(drug))
    verdicts.tell(verdicts.open & drug, found.told)
    verdicts.settle(drug & ~book["found"], "no_release", "no payment limit of this code is held")


def _hospital_book(
    tables: MedicareTables, kinds: pd.DataFrame, verdicts: Verdicts, stand_in: date | None
) -> dict[str, Any]:
    book, codes = _empty_book(len(kinds)), kinds["hcpcs"].to_numpy()
    years: dict[int, HospitalRates | None] = {}
    drugs = list(_drugs(tables))
    for on, chosen in _by_day(kinds):
        mask = np.zeros(len(kinds), dtype=bool)
        mask[chosen] = True
        drug = mask & np.isin(codes, drugs)
        _fill_drugs(tables, on, stand_in, book, codes, drug, verdicts)
        book["indicator"] = np.where(drug & (book["indicator"] == DRUG), "K", book["indicator"])
        rest = mask & ~drug
        if on.year not in years:
            years[on.year] = hospital_rates(tables, on.year)
        held = years[on.year]
        if held is None:
            verdicts.settle(rest, "no_release", f"no hospital outpatient rates of {on.year} are held")
            continue
        rows = held.rows.rename(columns={"status_indicator": "indicator"})
        _fill(book, rows, codes, np.flatnonzero(rest))
        verdicts.tell(verdicts.open & rest, held.told)
        if held.partial:
            known = np.isin(codes, list(code_knowledge(tables)))
            verdicts.settle(
                rest & ~book["found"] & known, "no_release", "they are held for eye codes only"
            )
    return book


def _refuse_unlisted(
    tables: MedicareTables, kinds: pd.DataFrame, book: dict[str, Any], verdicts: Verdicts, why: str
) -> None:
    missing = ~book["found"]
    if (verdicts.open & missing).any():
        known = np.isin(kinds["hcpcs"].to_numpy(), list(code_knowledge(tables)))
        verdicts.settle(missing & known, "not_payable", why)
        verdicts.settle(missing, "unknown_code", "no table of any day holds the code")


def _refuse_modifiers(read: ModifierColumn, verdicts: Verdicts) -> None:
    only = read.words(lambda given: next((code for code in PHYSICIAN_ONLY if code in given), ""))
    verdicts.settle(only != "", "invalid", phrase("physician claims only: modifier ", only))


def _refuse_indicators(
    indicator: Any, outcomes: Mapping[str, Outcome], rate: Any, verdicts: Verdicts
) -> None:
    for code in sorted(set(indicator)):
        outcome = outcomes.get(code, Outcome("not_payable", f"indicator {code} is not known"))
        chosen = indicator == code
        if outcome.status == "priced":
            verdicts.tell(verdicts.open & chosen, f"{code}, {outcome.reason}")
        else:
            verdicts.settle(chosen, outcome.status, outcome.reason)
    verdicts.settle(rate < 0, "carrier_priced", "no rate is published")


def _moved(indicator: Any, outcomes: Mapping[str, Outcome]) -> Any:
    moved = {code for code, outcome in outcomes.items() if outcome.adjusted}
    return np.isin(indicator, list(moved))


class _Areas(NamedTuple):
    index: Any
    told: Any


def _areas(tables: MedicareTables, kinds: pd.DataFrame, verdicts: Verdicts) -> _Areas:
    """Return each kind's wage index; an area that is not held or has two values gets a verdict."""
    years = np.array([on.year for on in kinds["service_date"]], dtype=np.int64)
    cells = kinds["cbsa"].to_numpy()
    keys = pd.MultiIndex.from_arrays([years, cells])
    codes, distinct = pd.factorize(keys)
    areas: list[Area] = [area_index(tables, int(year), str(cbsa)) for year, cbsa in distinct]
    index = np.array([area.index for area in areas], dtype=np.int64)[codes]
    told = gathered([area.told for area in areas], codes)
    status = gathered([area.status for area in areas], codes)
    verdicts.settle(status != "", status, told)
    return _Areas(index, told)


def _adjusted(
    tables: MedicareTables, name: str, kinds: pd.DataFrame, rate: Any, area: _Areas, moved: Any
) -> Any:
    cents = rate.copy()
    for on, chosen in _by_day(kinds):
        labor = Decimal(tables.rules.ten_thousandths(name, on)) / WHOLE
        made = adjusted_cents(rate[chosen], area.index[chosen], labor)
        cents[chosen] = np.where(moved[chosen], made, rate[chosen])
    return cents


def _center_unit(
    frame: pd.DataFrame,
    tables: MedicareTables,
    kinds: pd.DataFrame,
    read: ModifierColumn,
    book: dict[str, Any],
    rate: Any,
    verdicts: Verdicts,
) -> None:
    """Fill in the amount of one service, how often it counts, and whether it is ranked."""
    offset, whole, part = book["offset"], read.has("FB"), read.has("FC")
    stopped, reduced = read.has("73"), read.has("52")
    off = np.where(whole | stopped, offset, np.where(part, half_up(offset, 2), 0))
    rate = np.maximum(np.where(rate >= 0, rate - off, 0), 0)
    share = _shares(tables, "center_discontinued", kinds)
    half = stopped | reduced
    frame["unit"] = np.where(half, half_up(rate * share, WHOLE), rate)
    frame["copies"] = _services(frame, kinds)
    frame["ranking"] = (book["discounted"] & ~half).astype(np.int64)
    percent = gathered([f"reduced or stopped: {step / 10:g}%" for step in range(1001)], share // 10)
    verdicts.tell(verdicts.open & (off > 0), "device part taken off")
    verdicts.tell(verdicts.open & half, percent)
    unranked = (frame["copies"] > 1) & (frame["ranking"] == 0)
    verdicts.tell(verdicts.open & unranked, "each service in full")



def drug_kinds(
    tables: MedicareTables,
    kinds: pd.DataFrame,
    read: ModifierColumn,
    verdicts: Verdicts,
    stand_in: date | None = None,
) -> pd.DataFrame:
    """Return the priced record of drugs that an office bills; `verdicts` takes the rest."""
    frame = _described(kinds, read)
    book, codes = _empty_book(len(kinds)), kinds["hcpcs"].to_numpy()
    for on, chosen in _by_day(kinds):
        mask = np.zeros(len(kinds), dtype=bool)
        mask[chosen] = True
        _fill_drugs(tables, on, stand_in, book, codes, mask & verdicts.open, verdicts)
    packaged = "packaged in surgery centers (N1), so that no payment limit is published here"
    verdicts.settle(book["indicator"] == "N1", "packaged", packaged)
    _refuse_modifiers(read, verdicts)
    outcomes = tables.rules.center_indicators
    _refuse_indicators(book["indicator"], outcomes, book["rate"], verdicts)
    frame["unit"] = np.maximum(book["rate"], 0)
    frame["copies"] = kinds["units"].to_numpy(dtype=np.int64)
    verdicts.tell(verdicts.open, "per billing unit")
    return frame
