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

from practice_model.revenue.line_modifiers import ModifierColumn
from practice_model.revenue.medicare_rules import Outcome
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.part_b_drugs import drug_quarter
from practice_model.revenue.surgery_center_fees import DRUG, adjusted_cents, center_rows
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


def described(kinds: pd.DataFrame, read: ModifierColumn) -> pd.DataFrame:
    frame = kinds_frame(len(kinds))
    frame["hcpcs"] = kinds["hcpcs"].to_numpy()
    frame["modifiers"] = read.words(lambda given: given.text)
    frame["side"] = read.words(lambda given: given.side)
    frame["bilateral"] = 9  # sides count as services here, not as a pair
    frame["secondary"] = read.has("51").astype(np.int64)
    return frame


def services(frame: pd.DataFrame, kinds: pd.DataFrame) -> Any:
    """Return how many services a line counts: its units, two where both sides are told."""
    units = kinds["units"].to_numpy(dtype=np.int64)
    return np.where((frame["side"] == "B") & (units == 1), 2, units)


def by_day(kinds: pd.DataFrame) -> list[tuple[date, Any]]:
    codes, days = pd.factorize(kinds["service_date"])
    return [(day, np.flatnonzero(codes == code)) for code, day in enumerate(days)]


def day_shares(tables: MedicareTables, name: str, kinds: pd.DataFrame) -> Any:
    share = np.zeros(len(kinds), dtype=np.int64)
    for on, chosen in by_day(kinds):
        share[chosen] = tables.rules.ten_thousandths(name, on)
    return share


def empty_book(count: int) -> dict[str, Any]:
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
    table = tables.asc_ancillary
    return set(table.loc[table["payment_indicator"] == DRUG, "hcpcs"])


def fill_drugs(
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
    fill(book, rows, codes, np.flatnonzero(drug))
    verdicts.tell(verdicts.open & drug, found.told)
    verdicts.settle(drug & ~book["found"], "no_release", "no payment limit of this code is held")


def refuse_unlisted(
    tables: MedicareTables, kinds: pd.DataFrame, book: dict[str, Any], verdicts: Verdicts, why: str
) -> None:
    missing = ~book["found"]
    if (verdicts.open & missing).any():
        known = np.isin(kinds["hcpcs"].to_numpy(), list(code_knowledge(tables)))
        verdicts.settle(missing & known, "not_payable", why)
        verdicts.settle(missing, "unknown_code", "no table of any day holds the code")


def refuse_modifiers(read: ModifierColumn, verdicts: Verdicts) -> None:
    only = read.words(lambda given: next((code for code in PHYSICIAN_ONLY if code in given), ""))
    verdicts.settle(only != "", "invalid", phrase("physician claims only: modifier ", only))


def refuse_indicators(
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


def wage_adjusted(indicator: Any, outcomes: Mapping[str, Outcome]) -> Any:
    moved = {code for code, outcome in outcomes.items() if outcome.adjusted}
    return np.isin(indicator, list(moved))


class LineAreas(NamedTuple):
    index: Any
    told: Any


def line_areas(tables: MedicareTables, kinds: pd.DataFrame, verdicts: Verdicts) -> LineAreas:
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
    return LineAreas(index, told)


def local_rates(
    tables: MedicareTables, name: str, kinds: pd.DataFrame, rate: Any, area: LineAreas, moved: Any
) -> Any:
    cents = rate.copy()
    for on, chosen in by_day(kinds):
        labor = Decimal(tables.rules.ten_thousandths(name, on)) / WHOLE
        made = adjusted_cents(rate[chosen], area.index[chosen], labor)
        cents[chosen] = np.where(moved[chosen], made, rate[chosen])
    return cents
