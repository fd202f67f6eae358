"""Inputs: a scenario file with all that it extends, as checked terms with their sources.

Every figure is written `{value, unit, low, high, source, note}`; one without a source does not
load. The record that a notebook asks for decides what a file must hold. Every fault of every file
is told at once. What is loaded knows where each figure stands: two fields that inherit one line
of one file share its origin, and the ledger has one row for it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

import pandas as pd
from pydantic import TypeAdapter, ValidationError

from practice_model.faults import Fault, Faults
from practice_model.quantities import Range, figures
from practice_model.readers.extends import Reading, leaves, whole
from practice_model.readers.ledger import Change, changes, ledger
from practice_model.readers.places import find_input, inputs_folder_of, name_in
from practice_model.readers.sentences import faults_of, of_a_record
from practice_model.readers.table_files import ReadTable, read_table
from practice_model.readers.written import Origin, Written
from practice_model.records import default_sources, hints
from practice_model.tables import Columns

Terms = TypeVar("Terms")

__all__ = ["Change", "Loaded", "Origin", "heading", "load"]


@dataclass(frozen=True, eq=False)
class Loaded(Generic[Terms]):
    """Checked terms, and where each of their figures comes from.

    `file` is the scenario's own. Keys are dotted paths in the terms. `ranges` holds the figures
    that have a low and a high, `marked` what a file says otherwise than the file that it extends,
    `remarks` what was mended or left out of a table. `digest` is the SHA-256 of all files read,
    names and bytes.
    """

    terms: Terms
    file: Path
    ranges: Mapping[str, Range]
    origins: Mapping[str, Origin]
    ledger: pd.DataFrame
    marked: Mapping[str, Change]
    remarks: tuple[Fault, ...]
    files: tuple[Path, ...]
    root: Path
    digest: str


def load(path: str | Path, record: type[Terms]) -> Loaded[Terms]:
    """Return the terms that a file holds for a record; raise Faults with everything wrong in it.

    path: absolute, from the working directory, from the inputs folder, or a scenario's bare name.
    """
    file = find_input(path)
    reading = Reading(inputs_folder_of(file))
    top = whole(file, reading)
    if top is None:
        raise Faults(reading.faults)
    top = _without_unasked_question(top, record)
    tables: dict[Path, ReadTable] = {}
    terms = _checked(top, record, reading, tables)
    if reading.faults:
        raise Faults(reading.faults)
    return _loaded(terms, file, top, reading, tables)


def heading(path: str | Path) -> dict[str, Any]:
    """Return the bare values that a file says at its top (question, as_of, ...), unchecked.

    What the file extends is seen through. Raises Faults where a file cannot be read.
    """
    file = find_input(path)
    reading = Reading(inputs_folder_of(file))
    top = whole(file, reading)
    if top is None:
        raise Faults(reading.faults)
    return {name: part.content for name, part in top.content.items() if part.kind == "bare"}


def _without_unasked_question(top: Written, record: type) -> Written:
    """A scenario names its question even where the record has no field for it."""
    if "question" in hints(record):
        return top
    content = {name: part for name, part in top.content.items() if name != "question"}
    return replace(top, content=content)


def _checked(
    top: Written, record: type[Terms], reading: Reading, tables: dict[Path, ReadTable]
) -> Terms | None:
    held: dict[tuple[str, ...], ReadTable] = {}

    def read(given: Any, columns: Columns) -> pd.DataFrame:
        if not isinstance(given, Written):
            raise ValueError("must be a table: {table: file.csv, source: ...}")
        # A scenario of several deals names one practice several times: its tables are read once.
        key = (*(str(given.content.get(one)) for one in ("folder", "table", "dates")), columns.name)
        made = held.get(key)
        if made is None:
            made = held[key] = read_table(given, columns)
            tables[made.path] = made
            reading.faults.extend(made.faults)
        return made.frame if not made.faults else columns.empty()

    context = {"from_file": True, "read_table": read}
    try:
        return TypeAdapter(record).validate_python(plain(top), context=context)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        if reading.incomplete:  # what a missing file would have said is no fault of this one
            errors = [one for one in errors if one["type"] != "missing" and not of_a_record(one)]
        reading.faults.extend(faults_of(errors, top, record))
    return None


def plain(here: Written) -> Any:
    """Return what is written as the checker takes it; a name that says null is left out."""
    if here.kind == "mapping":
        return {name: plain(part) for name, part in here.content.items() if not part.is_null}
    if here.kind == "list":
        return [plain(part) for part in here.content]
    return here if here.kind == "table" else here.content


def _loaded(
    terms: Any, file: Path, top: Written, reading: Reading, tables: dict[Path, ReadTable]
) -> Loaded[Any]:
    written = dict(leaves(top))
    known = figures(terms)
    told = {name: written[name] for name in known if name in written}
    ranges = {
        name: Range(
            *(float(part) for part in (here.content.low, known[name][0], here.content.high))
        )
        for name, here in told.items()
        if here.content.low is not None
    }
    files = tuple(sorted([*reading.files, *tables]))
    return Loaded(
        terms=terms,
        file=file,
        ranges=ranges,
        origins={name: here.origin for name, here in told.items()},
        ledger=ledger(known, written, tables, default_sources(terms)),
        marked=changes(top),
        remarks=tuple(remark for made in tables.values() for remark in made.remarks),
        files=files,
        root=reading.root,
        digest=_digest(files, reading.root),
    )


def _digest(files: tuple[Path, ...], root: Path) -> str:
    total = hashlib.sha256()
    for name, path in sorted((name_in(root, path), path) for path in files):
        content = hashlib.sha256(path.read_bytes()).digest()
        total.update(name.encode() + b"\0" + content)
    return total.hexdigest()
