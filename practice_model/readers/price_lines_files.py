"""Reading claim lines from a CSV file, pricing them as Medicare does, and writing them back.

The rows come back in their order with every column they had, and `allowed_amount` (dollars, empty
where there is none), `status` and `basis` behind them. Cells are read as text, so that codes keep
their zeros; a row that cannot be read is told in its own basis and never stops the others. What
stops the run is a file that is not such a table at all.
"""

import csv
import io
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from practice_model.faults import Fault, Faults, did_you_mean
from practice_model.revenue.claim_lines import OPTIONAL, REQUIRED
from practice_model.revenue.medicare import price_lines
from practice_model.revenue.medicare_tables import MedicareTables

PRICED_COLUMNS = ("allowed_amount", "status", "basis")
SYNONYMS = {
    "dos": "service_date",
    "date_of_service": "service_date",
    "from_date": "service_date",
    "cpt": "hcpcs",
    "code": "hcpcs",
    "hcpcs_code": "hcpcs",
    "procedure_code": "hcpcs",
    "mod": "modifiers",
    "mods": "modifiers",
    "modifier": "modifiers",
    "unit": "units",
    "qty": "units",
    "quantity": "units",
    "claim": "claim_id",
    "claim_number": "claim_id",
}

ELSEWHERE = {  # what other tables call a column of lines; here its own name is asked for
    "wage_area": "cbsa",
    "wage_areas": "cbsa",
    "wage_index_area": "cbsa",
    "gpci_locality": "locality",
    "payment_locality": "locality",
}


@dataclass(frozen=True)
class LinesFile:
    """The rows of a file as text, the name each column means, and the rows that are too long."""

    header: list[str]
    rows: list[list[str]]
    names: list[str]
    ragged: list[int]


@dataclass(frozen=True)
class PricedFile:
    """What became of a file's lines: how many there were, by status, and the sum allowed in USD."""

    lines: int
    by_status: dict[str, int]
    allowed: float


def read_lines(path: Path) -> LinesFile:
    """Return the rows of a CSV of claim lines; Faults where it is no such table."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Faults([Fault(str(path), 0, "", f"cannot be read: {error.strerror}")]) from error
    table = csv.reader(io.StringIO(_decoded(raw), newline=""))
    try:
        rows = [row for row in table if row]
    except csv.Error as error:
        raise Faults([Fault(str(path), table.line_num, "", f"is not CSV: {error}")]) from error
    if not rows:
        raise Faults([Fault(str(path), 0, "", f"is empty; write a header {','.join(REQUIRED)}")])
    header, body = rows[0], rows[1:]
    names = [_name(cell) for cell in header]
    _check_header(path, names)
    ragged = [place for place, row in enumerate(body) if any(row[len(header) :])]
    return LinesFile(header, body, names, ragged)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _name(cell: str) -> str:
    name = "_".join(cell.strip().lower().replace("-", " ").replace("_", " ").split())
    return SYNONYMS.get(name, name)


def _check_header(path: Path, names: list[str]) -> None:
    known = (*REQUIRED, *OPTIONAL)
    faults = [
        Fault(str(path), 1, name, f"the column is missing; the header has {', '.join(names)}")
        for name in REQUIRED
        if name not in names
    ]
    faults += [
        Fault(str(path), 1, name, "the column comes twice; keep one")
        for name in known
        if names.count(name) > 1
    ]
    faults += [
        Fault(str(path), 1, name, f"write {ELSEWHERE[name]}") for name in names if name in ELSEWHERE
    ]
    faults += [
        Fault(str(path), 1, name, f"is no column of lines{near} Rename it, or leave it out")
        for name in names
        if name not in {*known, *ELSEWHERE} and (near := did_you_mean(name, [*known, *SYNONYMS]))
    ]
    if faults:
        raise Faults(faults)


def price_rows(file: LinesFile, tables: MedicareTables, **options: Any) -> pd.DataFrame:
    """Return allowed_amount, status and basis of each row; `options` are those of `price_lines`."""
    width = len(file.header)
    cells = [row[:width] + [""] * (width - len(row)) for row in file.rows]
    known = [place for place, name in enumerate(file.names) if name in (*REQUIRED, *OPTIONAL)]
    columns = {file.names[place]: [row[place] for row in cells] for place in known}
    lines = pd.DataFrame(columns, dtype=object)
    if file.ragged and "claim_id" in lines.columns:
        lines.loc[file.ragged, "claim_id"] = ""  # a shifted row must not touch a claim
    priced = price_lines(tables, lines, **options)
    for place in file.ragged:
        found = len(file.rows[place])
        priced.loc[place, "allowed_amount"] = float("nan")
        priced.loc[place, "status"] = "invalid"
        priced.loc[place, "basis"] = f"the row has {found} cells, the header {width}"
    return priced


def write_priced(out: Path, file: LinesFile, priced: pd.DataFrame) -> None:
    """Write the rows with their prices behind them; an earlier pricing of the file is replaced."""
    kept = [place for place, name in enumerate(file.names) if name not in PRICED_COLUMNS]
    part = out.with_name(f".{out.name}.part")
    with part.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow([*(file.header[place] for place in kept), *PRICED_COLUMNS])
        writer.writerows(_priced_rows(file, kept, priced))
    os.replace(part, out)


def _priced_rows(file: LinesFile, kept: list[int], priced: pd.DataFrame) -> Iterable[list[str]]:
    width = len(file.header)
    column = priced["allowed_amount"]
    amounts = [
        f"{usd:.2f}" if some else "" for usd, some in zip(column, column.notna(), strict=True)
    ]
    told = zip(amounts, priced["status"], priced["basis"], strict=True)
    for row, (amount, status, basis) in zip(file.rows, told, strict=True):
        cells = row + [""] * (width - len(row))
        yield [*(cells[place] for place in kept), amount, status, basis, *cells[width:]]


def price_file(
    lines_path: Path | str,
    out_path: Path | str,
    tables: MedicareTables,
    qp: bool = False,
    **options: Any,
) -> PricedFile:
    """Price a CSV of claim lines into another and return what became of them.

    `qp` takes the factor of qualifying participants; `options` are the others of `price_lines`
    (drug_stand_in, proposed). Faults where the file is no table of lines;
    nothing is written then.
    """
    file = read_lines(Path(lines_path))
    priced = price_rows(file, tables, qp=qp, **options)
    write_priced(Path(out_path), file, priced)
    counts = priced["status"].value_counts().sort_index()
    return PricedFile(
        len(priced),
        {str(status): int(count) for status, count in counts.items()},
        round(float(priced["allowed_amount"].sum()), 2),
    )
