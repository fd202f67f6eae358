"""Table files, CSV and Parquet: headers mapped to declared columns, codes kept as text.

A header matches whatever its case, spaces and underscores, or by a synonym listed beside this
module; it may carry its unit, `allowed [USD]`, which must be the column's. Lines that start with
# above the header of a CSV are comments. All faults are told with the lines of the first rows and
the count of the others; what was mended or left out is a remark.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import yaml

from practice_model.columns import FIRST_ROWS, Column, Columns, Wrong
from practice_model.faults import Fault, did_you_mean
from practice_model.readers.identifiers import bare_header, identifying_header
from practice_model.readers.places import told
from practice_model.readers.table_cells import ORDERS, faults_of_cells, read_cells
from practice_model.readers.written import LOADER, Written

SYNONYMS = Path(__file__).with_name("column_synonyms.yaml")
SEPARATORS = (",", ";", "\t", "|")


@dataclass
class ReadTable:
    """A table file as read: its frame, or its faults; and what was mended or left out."""

    path: Path
    frame: pd.DataFrame
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Fault] = field(default_factory=list)

    def fault(self, message: str, line: int = 0, place: str = "") -> None:
        """Note a fault of the file."""
        self.faults.append(Fault(told(self.path), line, place, message))

    def remark(self, message: str, line: int = 0, place: str = "") -> None:
        """Note what was mended or left out."""
        self.remarks.append(Fault(told(self.path), line, place, message))


@dataclass
class Raw:
    """A file's cells before they are read: columns by header, the index tells each row's line."""

    cells: pd.DataFrame
    header_line: int = 0
    rows_are: str = "row"


def read_table(written: Written, columns: Columns) -> ReadTable:
    """Return the table that an input file names: `{table: file.csv, source: ..., dates: ...}`."""
    path = (written.content["folder"] / written.content["table"]).resolve()
    dates = written.content.get("dates", "iso")
    if not path.is_file() or dates not in ORDERS:
        made = ReadTable(path, columns.empty())
        others = sorted(other.name for other in path.parent.glob("*") if other.is_file())
        missing = f"there is no file {written.content['table']}{did_you_mean(path.name, others)}"
        message = missing if not path.is_file() else f"dates must be one of {', '.join(ORDERS)}"
        made.faults.append(Fault(written.shown, written.origin.line, written.origin.place, message))
        return made
    return read_table_file(path, columns, dates)


def read_table_file(path: Path, columns: Columns, dates: str = "iso") -> ReadTable:
    """Return a CSV or Parquet file as the declared columns, in their order.

    dates: how the file writes a day: iso, month/day/year or day/month/year.
    """
    made = ReadTable(path, columns.empty())
    raw = raw_cells(path, made)
    if raw is not None and not made.faults:
        held = _columns_of(raw, columns, made)
        if not made.faults:
            made.frame = _frame(raw, held, dates, made)
    if columns.licensed:
        made.faults = [_without_cells(fault, columns) for fault in made.faults]
        made.remarks = [_without_cells(fault, columns) for fault in made.remarks]
    return made


def _without_cells(fault: Fault, columns: Columns) -> Fault:
    """A fault of a licensed table: a place that is no declared column may be a cell, so it goes.

    A file without a header has its first row for one.
    """
    if fault.place in {"", *columns.names}:
        return fault
    return replace(fault, place="a column of the header")


def raw_cells(path: Path, made: ReadTable) -> Raw | None:
    """Return a file's cells by header, or None with faults noted."""
    if path.suffix == ".parquet":
        return _parquet(path, made)
    if path.suffix in {".csv", ".txt", ".tsv"}:
        return _csv(path, made)
    made.fault(f"must be a CSV or Parquet file, not {path.suffix or 'a file without an ending'}")
    return None


def _parquet(path: Path, made: ReadTable) -> Raw | None:
    try:
        cells = duckdb.execute("SELECT * FROM read_parquet($1)", [str(path)]).df()
    except duckdb.Error as error:
        made.fault(f"is no Parquet file that can be read: {str(error).splitlines()[0]}")
        return None
    return Raw(cells.set_axis(range(1, len(cells) + 1), axis=0))


def _csv(path: Path, made: ReadTable) -> Raw | None:
    text = _decoded(path, made)
    lines = text.splitlines()
    above = next((n for n, line in enumerate(lines) if line.strip() and line[0] != "#"), len(lines))
    if above == len(lines):
        made.fault("has no header")
        return None
    separator = max(
        SEPARATORS, key=lambda sign: len(next(csv.reader([lines[above]], delimiter=sign)))
    )
    body = io.StringIO(text)
    for _ in range(above):
        body.readline()
    try:
        cells = pd.read_csv(
            body, sep=separator, header=None, dtype="str", keep_default_na=False, na_values=[],
            skip_blank_lines=False, skipinitialspace=True,
        )  # fmt: skip
    except pd.errors.ParserError as error:
        made.fault(*_too_many_cells(str(error), above))
        return None
    _too_few_cells(csv.reader(lines[above:], delimiter=separator), above, made)
    return _with_header(cells, above, made)


def _decoded(path: Path, made: ReadTable) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        made.remark("is not UTF-8; read as Windows text (cp1252)")
        return content.decode("cp1252", errors="replace")


def _too_many_cells(message: str, above: int) -> tuple[str, int]:
    found = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", message)
    if found is None:
        return f"cannot be read as CSV: {message}", 0
    told_line = above + int(found[2])
    return (
        f"has {found[3]} cells, but the header has {found[1]}; quote what holds a comma",
        told_line,
    )


def _with_header(cells: pd.DataFrame, above: int, made: ReadTable) -> Raw:
    header = [str(name).strip() for name in cells.iloc[0].fillna("")]
    for name in sorted({name for name in header if header.count(name) > 1 or not name}):
        message = "stands twice in the header" if name else "the header has a column without a name"
        made.fault(message, above + 1, name)
    body = cells.iloc[1:].set_axis(header, axis=1)
    body.index = pd.RangeIndex(above + 2, above + 2 + len(body))
    empty = ((body.isna()) | (body == "")).all(axis=1)
    return Raw(body[~empty].fillna(""), above + 1, "line")


def _too_few_cells(rows: Iterable[list[str]], above: int, made: ReadTable) -> None:
    """Note the first row that has fewer cells than the header; blank lines are no rows."""
    reader = iter(rows)
    header = len(next(reader))
    for number, row in enumerate(reader, above + 2):
        if 0 < len(row) < header and any(cell.strip() for cell in row):
            made.fault(f"has {len(row)} cells, but the header has {header}", number)
            return


@cache
def _synonyms() -> dict[str, dict[str, list[str]]]:
    known: dict[str, dict[str, list[str]]] = yaml.load(SYNONYMS.read_text("utf-8"), Loader=LOADER)
    return known


def header_map(headers: list[str], columns: Columns) -> dict[str, str]:
    """Return by header the declared column that it means; a header that means none is left out.

    >>> from practice_model.tables import CLAIMS
    >>> header_map(["CPT Code", "Date_of_Service", "shoe size"], CLAIMS)
    {'CPT Code': 'hcpcs_code', 'Date_of_Service': 'claim_line_start_date'}
    """
    meant = {bare_header(name): name for name in columns.names}
    own = {bare_header(header) for header in headers} & meant.keys()
    for name, spellings in _synonyms().get(columns.name, {}).items():
        if name in columns.names and bare_header(name) not in own:
            meant.update({bare_header(spelling): name for spelling in spellings})
    return {
        header: meant[bare_header(header)] for header in headers if bare_header(header) in meant
    }


def _columns_of(raw: Raw, columns: Columns, made: ReadTable) -> dict[str, Column]:
    """The declared column of each header that the table uses, by the header's place."""
    headers = [str(header) for header in raw.cells.columns]
    mapped = header_map(headers, columns)
    for name in columns.names:
        twice = [header for header in headers if mapped.get(header) == name]
        if len(twice) > 1:
            made.fault(f"{' and '.join(twice)} both mean {name}", raw.header_line, name)
        if not twice and columns[name].required:
            made.fault(f"missing{did_you_mean(name, headers)}", raw.header_line, name)
    for header in headers:
        if header not in mapped:
            _note_extra(header, columns, raw, made)
        else:
            _check_unit(header, columns[mapped[header]], raw, made)
    return {header: columns[name] for header, name in mapped.items()}


def _note_extra(header: str, columns: Columns, raw: Raw, made: ReadTable) -> None:
    who = identifying_header(header)
    if who and columns.extras == "drop":
        made.fault(
            f"looks like {who}; import the file first, which drops and hashes what tells who a "
            "patient is", raw.header_line, header,
        )  # fmt: skip
    elif columns.extras == "drop":
        made.remark("is not used", raw.header_line, header)
    else:
        made.fault(f"unknown column{did_you_mean(header, columns.names)}", raw.header_line, header)


def _check_unit(header: str, column: Column, raw: Raw, made: ReadTable) -> None:
    found = re.search(r"\[(.*?)\]", header)
    if found and found[1].strip() != column.unit:
        expected = repr(column.unit) if column.unit else "no unit"
        made.fault(
            f"is in {found[1].strip()!r}, but must be in {expected}", raw.header_line, header
        )


def _frame(raw: Raw, held: dict[str, Column], dates: str, made: ReadTable) -> pd.DataFrame:
    read = {}
    for header, column in held.items():
        cells = read_cells(raw.cells[header], column, dates)
        faults = faults_of_cells(cells, column)
        made.faults += [as_fault(wrong, raw, made.path) for wrong in faults]
        made.remarks += [as_fault(mended, raw, made.path) for mended in cells.mended]
        read[column.name] = cells.values
    order = [name for name in dict.fromkeys(column.name for column in held.values())]
    return pd.DataFrame(read)[order].reset_index(drop=True)


def as_fault(wrong: Wrong, raw: Raw, path: Path) -> Fault:
    """Return a column's fault with its file, the first line and the rows that show it."""
    if not wrong.rows:
        return Fault(told(path), raw.header_line, wrong.column, wrong.message)
    lines = [int(raw.cells.index[row]) for row in wrong.rows[:FIRST_ROWS]]
    more = len(wrong.rows) - len(lines)
    shown = ", ".join(map(str, lines)) + (f" and {more:,} more" if more else "")
    several = "s" if len(wrong.rows) > 1 else ""
    message = f"{wrong.message} ({raw.rows_are}{several} {shown})"
    return Fault(told(path), lines[0] if raw.rows_are == "line" else 0, wrong.column, message)
