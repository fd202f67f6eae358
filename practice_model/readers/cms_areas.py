"""CMS's files of areas: geographic indices (GPCI), counties (LOCCO), wage index, ZIP codes.

GPCI: the work index stands with its 1.0 floor, without it, or (January 2026) both ways. LOCCO drops
leading zeros and names a state once. The ASC wage index changes the order of its columns, and gave
some areas several values in 2025: they all stay, flagged. ZIP5 has fixed columns or is a workbook.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

import pandas as pd

from practice_model.readers.cms_documents import Document
from practice_model.readers.cms_layout import (
    MEND,
    Heading,
    Period,
    Told,
    agreed_period,
    decimal_text,
    plain,
)
from practice_model.readers.cms_records import Record, records

YEAR = r"(?:CY )?(?P<year>20\d\d)"
GPCI_HEADINGS = (
    Heading("mac", r"MEDICARE ADMINI?STRATIVE CONTRACTOR( \(MAC\))?"),
    Heading("state", r"STATE"),
    Heading("locality_number", r"LOCALITY NUMBER"),
    Heading("locality_name", r"LOCALITY NAME"),
    Heading("gpci_work_no_floor", rf"{YEAR} PW GPCI \(WITHOUT 1\.0 FLOOR\)", required=False),
    Heading("gpci_work", rf"{YEAR} PW GPCI( \(WITH 1\.0 FLOOR\))?", required=False),
    Heading("gpci_pe", rf"{YEAR} PE GPCI"),
    Heading("gpci_mp", rf"{YEAR} MP GPCI"),
)
COUNTY_HEADINGS = (
    Heading("mac", r"MEDICARE ADMINI?STRATIVE CONTRACTOR"),
    Heading("locality_number", r"LOCALITY NUMBER"),
    Heading("state", r"STATE"),
    Heading("fee_schedule_area", r"FEE SCHEDULE AREA"),
    Heading("counties", r"COUNTIES"),
)
WAGE_HEADINGS = (
    Heading("cbsa", r"CBSA"),
    Heading("value", r"WI(?P<year>\d\d)"),
    Heading("name", r"CBSA NAME"),
)
ZIP_HEADINGS = (
    Heading("state", r"STATE"),
    Heading("zip5", r"ZIP ?(CODE|5)"),
    Heading("mac", r"CARRIER"),
    Heading("locality_number", r"(PRICING )?LOCALITY"),
    Heading("rural", r"RURAL IND(ICATOR)?"),
    Heading("lab", r"(BENE )?LAB CB LOCALITY"),
    Heading("rural_before", r"RURAL IND(ICATOR)? ?2"),
    Heading("plus_four", r"PLUS (4|FOUR) FLAG"),
    Heading("drug", r"PART B (DRUG|PAYMENT) INDICATOR", required=False),
    Heading("quarter", r"YEAR/(QTR|QUARTER)"),
)
ZIP_LINE = re.compile(
    r"(?P<state>[A-Z]{2})(?P<zip5>\d{5})(?P<mac>\d{5})(?P<locality_number>\d\d)(?P<rural>[ RB])"
    r"(?P<lab>[A-Z0-9 ]{2})(?P<rural_before>[ RB])  (?P<plus_four>[01]).(?P<drug>.).{52}"
    r"(?P<quarter>20\d\d[1-4])\s*"
)
INDEX_RANGE = (0.2, 3.0)


@dataclass(frozen=True)
class AreaFile:
    """What one file of areas holds: its period and its rows as text."""

    period: Period
    rows: pd.DataFrame


def read_gpci(document: Document, told: Told) -> AreaFile | None:
    """Return the geographic indices of a file (Addendum E), ratios with three decimals."""
    found, rows = records(document, GPCI_HEADINGS, told)
    if found and not any(name.startswith("gpci_work") for name in rows[0][1] if rows):
        told.add(0, "PW GPCI", f"this column is missing; {MEND}")
    said = [
        *_title_years(document, r"CY (20\d\d) GEOGRAPHIC"),
        *((0, f"'{cell}'", Period(int(hit[0]))) for cell in found if (hit := _year(cell))),
    ]
    period = agreed_period(document, said, told)
    kept = [_gpci_row(line, row, told) for line, row in rows] if not told.faults else []
    _check_once(rows, ("mac", "locality_number"), told)
    return _area_file(period, kept, told)


def _year(cell: str) -> list[str]:
    return re.findall(r"\b20\d\d\b", cell)


def _gpci_row(line: int, row: Record, told: Told) -> Record:
    kept = _locality(line, row, told)
    for name in ("gpci_work", "gpci_work_no_floor", "gpci_pe", "gpci_mp"):
        if name in row:
            kept[name] = _index(line, name, row[name], 3, told)
    without = kept.setdefault("gpci_work_no_floor", "")
    kept.setdefault("gpci_work", without)
    if without and kept["gpci_work"] and float(kept["gpci_work"]) < float(without):
        message = f"is {kept['gpci_work']} with the floor, {without} without: columns moved; {MEND}"
        told.add(line, "PW GPCI", message)
    return {**kept, "state": row["state"], "locality_name": row["locality_name"].rstrip("* ")}


def _locality(line: int, row: Record, told: Told) -> Record:
    mac, number = row["mac"].zfill(5), row["locality_number"].zfill(2)
    if not re.fullmatch(r"\d{5}", mac):
        told.add(line, "contractor", f"'{row['mac']}' is no contractor of 5 digits; {MEND}")
    if not re.fullmatch(r"\d\d", number):
        told.add(line, "locality", f"'{row['locality_number']}' is no locality of 2 digits; {MEND}")
    return {"mac": mac, "locality_number": number}


def _index(line: int, name: str, cell: str, places: int, told: Told) -> str:
    low, high = INDEX_RANGE
    value = decimal_text(cell, places)
    if not value or not low <= float(value) <= high:
        told.add(line, name, f"'{cell}' is no index between {low} and {high}; {MEND}")
        return ""
    return value


def read_counties(document: Document, told: Told) -> AreaFile | None:
    """Return the counties of every locality (LOCCO), the state filled in on every row."""
    _, rows = records(document, COUNTY_HEADINGS, told)
    period = agreed_period(document, _title_years(document, r"IN (20\d\d) LOCALITIES"), told)
    kept, state = [], ""
    for line, row in rows:
        state = row["state"] or state
        parts = {name: row[name] for name in ("fee_schedule_area", "counties")}
        kept.append({**_locality(line, row, told), "state": state, **parts})
    return _area_file(period, kept, told)


def read_wage_index(document: Document, told: Told) -> AreaFile | None:
    """Return the ASC wage index by area, every value of an area that has several, flagged."""
    found, rows = records(document, WAGE_HEADINGS, told, ordered=False)
    years = [re.fullmatch(r"WI(\d\d)", cell) for cell in found]
    said = [(0, f"'{hit[0]}'", Period(2000 + int(hit[1]))) for hit in years if hit]
    period = agreed_period(document, said, told)
    values: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line, row in rows:
        cbsa = row["cbsa"].zfill(2) if len(row["cbsa"]) < 3 else row["cbsa"]  # noqa: PLR2004
        if not re.fullmatch(r"\d\d|\d{5}", cbsa):
            told.add(line, "CBSA", f"'{row['cbsa']}' is no area of 2 or 5 digits; {MEND}")
        values[cbsa, row["name"]].add(_index(line, "wage index", row["value"], 4, told))
    names: dict[str, int] = defaultdict(int)
    for (cbsa, _), several in values.items():
        names[cbsa] += len(several)
    kept = [
        {
            "cbsa": cbsa,
            "name": name,
            "value": value,
            "area_type": "rural_state" if len(cbsa) == 2 else "cbsa",  # noqa: PLR2004
            "multiple": str(names[cbsa] > 1).lower(),
        }
        for (cbsa, name), several in values.items()
        for value in sorted(several)
    ]
    return _area_file(period, kept, told)


def read_zip_codes(document: Document, told: Told) -> AreaFile | None:
    """Return contractor and locality of each ZIP code, with the quarter printed in each row."""
    if is_fixed_zip(document):
        rows = _fixed_zip_rows(document, told)
    else:
        _, rows = records(document, ZIP_HEADINGS, told)
    kept = []
    for line, row in rows:
        quarter = row["quarter"]
        if not re.fullmatch(r"20\d\d[1-4]", quarter):
            told.add(line, "year and quarter", f"'{quarter}' is not written as 20261; {MEND}")
        names = ("state", "rural", "plus_four")
        zip5 = row["zip5"].zfill(5) if document.workbook else row["zip5"]
        if not re.fullmatch(r"\d{5}", zip5):
            told.add(line, "ZIP code", f"'{zip5}' has not 5 digits; {MEND}")
        kept.append(
            {
                "zip5": zip5,
                **_locality(line, row, told),
                **{name: row[name].strip() for name in names},
                "quarter": quarter,
            }
        )
    _check_once(rows, ("zip5",), told)
    if told.faults:
        return None
    said = {
        row["quarter"]: (line, f"'{row['quarter']}'", _zip_period(row["quarter"]))
        for line, row in rows
    }
    return _area_file(agreed_period(document, said.values(), told), kept, told)


def is_fixed_zip(document: Document) -> bool:
    """Return whether the text is CMS's ZIP5 file in fixed columns."""
    return any(re.match(r"[A-Z]{2}\d{12}", line) for line in document.text.splitlines()[:5])


def _fixed_zip_rows(document: Document, told: Told) -> list[tuple[int, Record]]:
    rows = []
    for line, text in enumerate(document.text.splitlines(), start=1):
        if found := ZIP_LINE.fullmatch(text):
            rows.append((line, found.groupdict()))
        elif text.strip():
            told.add(line, "", f"'{text[:24]}...' does not have CMS's 80 columns; {MEND}")
    return rows


def _zip_period(quarter: str) -> Period:
    return Period(int(quarter[:4]), "ABCD"[int(quarter[4]) - 1])


def _title_years(document: Document, pattern: str) -> list[tuple[int, str, Period]]:
    return [
        (line, f"'{hit[0]}'", Period(int(hit[1])))
        for line, cells in document.rows[:8]
        for cell in cells
        if (hit := re.search(pattern, plain(cell)))
    ]


def _check_once(rows: list[tuple[int, Record]], key: tuple[str, ...], told: Told) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for line, row in rows:
        one = tuple(row[name] for name in key)
        if one in seen:
            told.add(line, " ".join(key), f"{'-'.join(one)} stands on line {seen[one]} already")
        seen[one] = line


def _area_file(period: Period | None, rows: list[Record], told: Told) -> AreaFile | None:
    if told.faults or period is None:
        return None
    frame = pd.DataFrame(rows, dtype=str).drop_duplicates(ignore_index=True)
    return AreaFile(period, frame.assign(year=str(period.year)))
