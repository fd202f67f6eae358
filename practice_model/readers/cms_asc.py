"""CMS's ASC addenda by quarter: AA (procedures), BB (ancillary, drugs), FF (device offsets).

The title gives the year, the headings the quarter ("January 2026 Payment Rate"; in 2021 only "CY
2021", so that the name must say the quarter). Beside its headings an addendum is held against its
arithmetic: weights times one factor are the rates (AA, BB), offset times the OPPS rate is the
device amount of device-intensive codes (FF). Descriptors are dropped where they are read.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import pandas as pd

from practice_model.readers.cms_documents import Document
from practice_model.readers.cms_layout import (
    MEND,
    QUARTER_NAMES,
    STARTS,
    Heading,
    Period,
    Told,
    agreed_period,
    decimal_text,
    plain,
    share_text,
)
from practice_model.readers.cms_physician import CODE
from practice_model.readers.cms_records import Record, records

PERIOD = r"(?:(?:(?:FINAL )?CY|JANUARY|APRIL|JULY|OCTOBER) 20\d\d )"
DESCRIPTION = Heading("description", r"(SHORT|LONG) DESCRIPTOR")
CODES = Heading("hcpcs", r"HCPCS CODE")
COMMENT = Heading("comment", rf"{PERIOD}COMMENT INDICATOR", required=False)
INDICATOR = Heading("payment_indicator", rf"{PERIOD}PAYMENT INDICATOR")
WEIGHT = Heading("payment_weight", rf"{PERIOD}PAYMENT WEIGHT")
RATE = Heading("asc_rate", rf"{PERIOD}PAYMENT RATE")
AA_HEADINGS = (
    CODES,
    DESCRIPTION,
    Heading("mult_proc_discount", r"SUBJECT TO MULTIPLE PROCEDURE DISCOUNTING"),
    COMMENT,
    INDICATOR,
    WEIGHT,
    RATE,
)
BB_HEADINGS = (
    CODES,
    DESCRIPTION,
    Heading(
        "pass_through_expires",
        r"DRUG (AND DEVICE )?PASS-THROUGH EXPIRATION DURING CALENDAR YEAR.*",
        required=False,
    ),
    COMMENT,
    INDICATOR,
    WEIGHT,
    RATE,
    Heading("adjusted_copayment", rf"{PERIOD}?IRA.* ADJUSTED (COPAYMENT|COINSURANCE).*", False),
)
FF_HEADINGS = (
    CODES,
    DESCRIPTION,
    INDICATOR,
    Heading("apc", rf"{PERIOD}APC"),
    Heading("apc_device_offset", rf"{PERIOD}APC DEVICE OFFSET PERCENTAGE", required=False),
    Heading("opps_standard_rate", rf"{PERIOD}OPPS PAYMENT RATE"),
    Heading("device_offset", rf"{PERIOD}DEVICE OFFSET PERCENTAGE"),
    Heading("device_offset_amount", rf"{PERIOD}DEVICE OFFSET AMOUNT.*"),
)
AMOUNTS = {
    "payment_weight": 4,
    "asc_rate": 2,
    "adjusted_copayment": 2,
    "opps_standard_rate": 2,
    "device_offset_amount": 2,
}
SHARES = {"apc_device_offset": 4, "device_offset": 4}
AGREE = 0.9  # share of rows that must follow from one factor; CMS's own files have a few misprints
CENT = 0.0101


@dataclass(frozen=True)
class Addendum:
    """What one addendum holds: quarter, rows as text, the factor that its weights give, if any."""

    period: Period
    rows: pd.DataFrame
    factor: str

    @property
    def effective(self) -> str:
        """Return the day from which it is in force."""
        return f"{self.period.year}-{STARTS[self.period.quarter]}"


def read_addendum_aa(document: Document, told: Told) -> Addendum | None:
    """Return the ASC's surgical procedures: indicator, weight, rate in USD a case."""
    return _read(document, AA_HEADINGS, told, _factor)


def read_addendum_bb(document: Document, told: Told) -> Addendum | None:
    """Return the ASC's ancillary items: rate in USD a billing unit, drugs included."""
    return _read(document, BB_HEADINGS, told, _factor)


def read_addendum_ff(document: Document, told: Told) -> Addendum | None:
    """Return device offsets (shares) and OPPS rates without comprehensive packaging, in USD."""
    return _read(document, FF_HEADINGS, told, _check_devices)


def _read(
    document: Document,
    headings: Sequence[Heading],
    told: Told,
    check: Callable[[list[tuple[int, Record]], Told], str],
) -> Addendum | None:
    found, rows = records(document, headings, told)
    period = agreed_period(document, [*_titles(document), *_headed(found)], told)
    if period and not period.quarter and not told.faults:
        mend = "put it in the name, such as ASC_20270101_Addendum_AA.csv"
        told.add(0, "quarter", f"is not said; {mend}")
    if told.faults or period is None:
        return None
    kept = [(line, _checked(line, row, headings, told)) for line, row in rows]
    factor = check(kept, told) if not told.faults else ""
    frame = pd.DataFrame([row for _, row in kept], dtype=str).drop_duplicates(ignore_index=True)
    for code in frame["hcpcs"][frame["hcpcs"].duplicated()]:
        told.add(0, code, "comes twice with different figures")
    if told.faults:
        return None
    effective = f"{period.year}-{STARTS[period.quarter]}"
    return Addendum(period, frame.assign(effective=effective), factor)


def _titles(document: Document) -> list[tuple[int, str, Period]]:
    return [
        (line, f"'CY {hit[1]}' in its title", Period(int(hit[1])))
        for line, cells in document.rows[:4]
        for cell in cells
        if (hit := re.search(r"ADDENDUM [A-F]{2}\b.* FOR CY (20\d\d)", plain(cell)))
    ]


def _headed(found: list[str]) -> list[tuple[int, str, Period]]:
    letters = {name.upper(): letter for letter, name in QUARTER_NAMES.items()}
    hits = [re.match(r"(?:FINAL )?([A-Z]+) (20\d\d) ", cell) for cell in found]
    periods = {Period(int(hit[2]), letters.get(hit[1], "")) for hit in hits if hit}
    return [(0, f"'{one}' in a heading", one) for one in sorted(periods, key=str)]


def _checked(line: int, row: Record, headings: Sequence[Heading], told: Told) -> Record:
    names = [one.name for one in headings if one.name not in ("description", "comment")]
    kept = {name: row.get(name, "") for name in names}
    kept["payment_indicator"] = kept["payment_indicator"].upper()
    if not CODE.fullmatch(kept["hcpcs"]):
        told.add(line, "HCPCS Code", f"'{kept['hcpcs']}' is no code of 5 characters; {MEND}")
    if not re.fullmatch(r"[A-Z]\d", kept["payment_indicator"]):
        told.add(line, "Payment Indicator", f"'{kept['payment_indicator']}' is none; {MEND}")
    if kept.get("mult_proc_discount", "") not in ("", "Y", "N"):
        told.add(line, "Discounting", f"'{kept['mult_proc_discount']}' is not Y or N; {MEND}")
    amounts = {name: cell for name, cell in kept.items() if name in AMOUNTS or name in SHARES}
    kept.update({name: _amount(line, name, cell, told) for name, cell in amounts.items()})
    if "apc" in kept:
        kept["apc"] = kept["apc"].zfill(4) if kept["apc"] else ""
        if not re.fullmatch(r"|\d{4}", kept["apc"]):
            told.add(line, "APC", f"'{kept['apc']}' is no group of 4 digits; {MEND}")
    return kept


def _amount(line: int, name: str, cell: str, told: Told) -> str:
    if name == "adjusted_copayment" and cell.endswith("%"):
        return ""  # a share of the rate in some quarters; the column holds dollars
    value = share_text(cell, SHARES[name]) if name in SHARES else decimal_text(cell, AMOUNTS[name])
    if value is None or value.startswith("-"):
        told.add(line, name, f"'{cell}' is no amount; {MEND}")
        return ""
    return value


def _factor(rows: list[tuple[int, Record]], told: Told) -> str:
    """Return the dollars a unit of weight that the rates follow from, "" where no weight stands."""
    weighed = [
        (float(row["payment_weight"]), float(row["asc_rate"]))
        for _, row in rows
        if row["payment_weight"] and row["asc_rate"] and float(row["payment_weight"]) > 0
    ]
    if not weighed:
        return ""
    heavy = sorted(weighed)[len(weighed) // 2 :]
    factor = round(median(rate / weight for weight, rate in heavy), 3)
    agree = sum(abs(weight * factor - rate) <= CENT for weight, rate in weighed)
    if agree < AGREE * len(weighed):
        message = f"only {agree} of {len(weighed)} rates are the weight times one factor"
        told.add(0, "Payment Rate", f"{message} ({factor}): columns moved or rows cut; {MEND}")
    return f"{factor:.4f}"


def _check_devices(rows: list[tuple[int, Record]], told: Told) -> str:
    for line, row in rows:
        if row["payment_indicator"] != "J8" or not row["device_offset_amount"]:
            continue
        rate, share = float(row["opps_standard_rate"] or 0), float(row["device_offset"] or 0)
        amount = float(row["device_offset_amount"])
        if abs(rate * share - amount) > rate * 0.00005 + CENT:
            message = f"device amount {amount} is not {share} of {rate}"
            told.add(line, row["hcpcs"], f"{message}: columns moved; {MEND}")
    return ""
