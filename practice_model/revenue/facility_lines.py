"""Lines of facilities: what surgery center, hospital and drug lines have in common.

A book holds what the tables say of each kind of line: `rate` in cents (-1: none), `indicator`,
`offset` (device part), `discounted`, and whether the code was `found`.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from practice_model.revenue.medicare_rules import Outcome
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.part_b_drugs import drug_quarter
from practice_model.revenue.surgery_center_fees import DRUG, adjusted_cents, center_rows
from practice_model.revenue.verdicts import Kinds, gathered, kinds_frame, phrase
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


def described(work: Kinds) -> pd.DataFrame:
    """Return the record of facility lines, its amounts still empty."""
    read, frame = work.read, kinds_frame(len(work.cells))
    frame["hcpcs"] = work.column("hcpcs")
    frame["modifiers"] = read.words(lambda given: given.text)
    frame["side"] = read.words(lambda given: given.side)
    frame["bilateral"] = 9  # sides count as services here, not as a pair
    frame["secondary"] = read.has("51").astype(np.int64)
    return frame


def services(frame: pd.DataFrame, work: Kinds) -> Any:
    """Return how many services a line counts: its units, two where both sides are told."""
    units = work.column("units").astype(np.int64)
    return np.where((frame["side"] == "B") & (units == 1), 2, units)


def by_day(work: Kinds) -> list[tuple[date, Any]]:
    """Return each day and the places of its kinds."""
    codes, days = pd.factorize(work.cells["service_date"])
    return [(day, np.flatnonzero(codes == code)) for code, day in enumerate(days)]


def day_shares(work: Kinds, name: str) -> Any:
    """Return a dated share of each kind's day, in ten-thousandths."""
    share = np.zeros(len(work.cells), dtype=np.int64)
    for on, chosen in by_day(work):
        share[chosen] = work.tables.rules.ten_thousandths(name, on)
    return share


def empty_book(count: int) -> dict[str, Any]:
    """Return a book in which no code is found yet."""
    return {
        "rate": np.full(count, -1, dtype=np.int64),
        "indicator": np.full(count, "", dtype=object),
        "offset": np.zeros(count, dtype=np.int64),
        "discounted": np.zeros(count, dtype=bool),
        "found": np.zeros(count, dtype=bool),
    }


def fill(book: dict[str, Any], rows: pd.DataFrame, codes: Any, chosen: Any) -> Any:
    """Copy what `rows` say of the codes into the book; return which kinds were found."""
    place = rows.index.get_indexer(codes[chosen])
    found, at = chosen[place >= 0], place[place >= 0]
    for name in book.keys() & set(rows.columns):
        book[name][found] = rows[name].to_numpy()[at]
    book["found"][found] = True
    return found


def drugs_ever(tables: MedicareTables) -> set[str]:
    """Return the codes that were drugs of surgery centers in any quarter."""
    table = tables.asc_ancillary
    return set(table.loc[table["payment_indicator"] == DRUG, "hcpcs"])


def fill_drugs(
    work: Kinds, book: dict[str, Any], on: date, drug: Any, stand_in: date | None
) -> None:
    """Take drugs from their own quarter or the stand-in that was named."""
    tables, verdicts = work.tables, work.verdicts
    if not drug.any():
        return
    found = drug_quarter(tables, on, stand_in)
    if found.quarter is None:
        verdicts.settle(drug, "no_release", found.told)
        return
    rows = center_rows(tables, found.quarter).rename(columns={"payment_indicator": "indicator"})
    rows = rows[rows["ancillary"]]
    book["found"][drug] = False
    fill(book, rows, work.column("hcpcs"), np.flatnonzero(drug))
    verdicts.tell(verdicts.open & drug, found.told)
    verdicts.settle(drug & ~book["found"], "no_release", "no payment limit of this code is held")


def refuse_unlisted(work: Kinds, book: dict[str, Any], why: str) -> None:
    """Tell codes that the day's table lacks from codes that no table knows."""
    verdicts = work.verdicts
    missing = ~book["found"]
    if (verdicts.open & missing).any():
        known = np.isin(work.column("hcpcs"), list(code_knowledge(work.tables)))
        verdicts.settle(missing & known, "not_payable", why)
        verdicts.settle(missing, "unknown_code", "no table of any day holds the code")


def refuse_modifiers(work: Kinds) -> None:
    """Refuse modifiers that only a physician may write."""
    verdicts = work.verdicts
    only = work.read.words(
        lambda given: next((code for code in PHYSICIAN_ONLY if code in given), "")
    )
    verdicts.settle(only != "", "invalid", phrase("physician claims only: modifier ", only))


def refuse_indicators(work: Kinds, book: dict[str, Any], outcomes: Mapping[str, Outcome]) -> None:
    """Tell what each indicator means; one without a price gets its verdict."""
    indicator, verdicts = book["indicator"], work.verdicts
    for code in sorted(set(indicator)):
        outcome = outcomes.get(code, Outcome("not_payable", f"indicator {code} is not known"))
        chosen = indicator == code
        if outcome.status == "priced":
            verdicts.tell(verdicts.open & chosen, f"{code}, {outcome.reason}")
        else:
            verdicts.settle(chosen, outcome.status, outcome.reason)
    verdicts.settle(book["rate"] < 0, "carrier_priced", "no rate is published")


def wage_adjusted(book: dict[str, Any], outcomes: Mapping[str, Outcome]) -> Any:
    """Return which kinds move with the wage index."""
    moved = {code for code, outcome in outcomes.items() if outcome.adjusted}
    return np.isin(book["indicator"], list(moved))


class LineAreas(NamedTuple):
    """The wage index of each kind in ten-thousandths, and how it is told."""

    value: Any
    told: Any


def line_areas(work: Kinds) -> LineAreas:
    """Return each kind's wage index; an area that is not held or has two values gets a verdict."""
    tables, verdicts = work.tables, work.verdicts
    years = np.array([on.year for on in work.column("service_date")], dtype=np.int64)
    cells = work.column("cbsa")
    keys = pd.MultiIndex.from_arrays([years, cells])
    codes, distinct = pd.factorize(keys)
    areas: list[Area] = [area_index(tables, int(year), str(cbsa)) for year, cbsa in distinct]
    index = np.array([area.value for area in areas], dtype=np.int64)[codes]
    told = gathered([area.told for area in areas], codes)
    status = gathered([area.status for area in areas], codes)
    verdicts.settle(status != "", status, told)
    return LineAreas(index, told)


def local_rates(work: Kinds, name: str, book: dict[str, Any], area: LineAreas, moved: Any) -> Any:
    """Return the rates in cents, moved by the wage index where it applies."""
    rate = book["rate"]
    cents = rate.copy()
    for on, chosen in by_day(work):
        labor = Decimal(work.tables.rules.ten_thousandths(name, on)) / WHOLE
        made = adjusted_cents(rate[chosen], area.value[chosen], labor)
        cents[chosen] = np.where(moved[chosen], made, rate[chosen])
    return cents
