"""The ledger: every figure of a scenario, once, with its unit, its range and its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from practice_model.readers.table_files import ReadTable
from practice_model.readers.written import Origin, Written
from practice_model.units import Figure, Number, Unit

COLUMNS = (
    "figure", "value", "unit", "low", "high", "source", "note", "file", "line", "marked", "also",
)  # fmt: skip
MODEL = "the model's own default"


@dataclass(frozen=True)
class Change:
    """What a file says otherwise than the file that it extends, and where it says so."""

    what: str  # changed, added or removed
    file: str
    line: int
    was: Any = None
    now: Any = None


def changes(top: Written) -> dict[str, Change]:
    """Return by dotted path what any file changed against the file that it extends.

    A figure is told by its value; a table by its file; a removed record by nothing.
    """
    found: dict[str, Change] = {}
    _note(top, (), found, added=False)
    return found


def _note(here: Written, path: tuple[str, ...], found: dict[str, Change], added: bool) -> None:
    name, added = ".".join(path), added or here.added
    if here.was is not None:
        was, now = _value(here.was), _value(here)
        found[name] = Change("changed", here.origin.file, here.origin.line, was, now)
    elif added and here.kind != "mapping":
        found[name] = Change("added", here.origin.file, here.origin.line, None, _value(here))
    if here.kind == "mapping":
        for key, part in here.content.items():
            _note(part, (*path, key), found, added)
        for key, part in here.removed.items():
            if key not in here.content:
                was = _value(part.was) if part.was is not None else None
                gone = Change("removed", part.origin.file, part.origin.line, was)
                found[".".join((*path, key))] = gone


def _value(here: Written) -> Any:
    if here.kind == "figure":
        return here.content.value
    if here.kind == "table":
        return here.content["table"]
    if here.kind == "list":
        return [_value(part) for part in here.content]
    return here.content if here.kind == "bare" else None


def ledger(
    known: Mapping[str, tuple[Number, Unit]],
    written: Mapping[str, Written],
    tables: Mapping[Path, ReadTable],
    defaults: Mapping[str, str],
) -> pd.DataFrame:
    """Return one row per origin: columns as in COLUMNS; `also` names the fields that share it.

    A quantity that a record fills in itself is told with the source that the record names for its
    defaults. A table counts its rows.
    """
    rows: dict[Any, dict[str, Any]] = {}
    for name, (value, unit) in known.items():
        here = written.get(name)
        key = here.origin if here is not None else (name.rsplit(".", 1)[-1], value, unit.symbol)
        if key in rows:
            rows[key]["also"] = "; ".join(filter(None, (rows[key]["also"], name)))
        else:
            rows[key] = _figure_row(name, value, unit, here, defaults.get(name, MODEL))
    for name, here in written.items():
        if here.kind == "table":
            path = (here.content["folder"] / here.content["table"]).resolve()
            rows.setdefault(here.origin, _table_row(name, here, tables[path]))
    return pd.DataFrame(list(rows.values()), columns=list(COLUMNS)).astype(
        {"line": "int64", "value": "float64", "low": "float64", "high": "float64"}
    )


def _figure_row(
    name: str, value: Number, unit: Unit, here: Written | None, default: str
) -> dict[str, Any]:
    figure = here.content if here is not None else Figure(value=value, source=default)
    origin = here.origin if here is not None else Origin("", 0, name)
    mark = "changed" if here is not None and here.was is not None else ""
    return {
        "figure": name, "value": value, "unit": unit.symbol,
        "low": figure.low, "high": figure.high, "source": figure.source, "note": figure.note,
        "file": origin.file, "line": origin.line,
        "marked": "added" if here is not None and here.added else mark, "also": "",
    }  # fmt: skip


def _table_row(name: str, here: Written, made: ReadTable) -> dict[str, Any]:
    return {
        "figure": name, "value": float(len(made.frame)), "unit": "rows", "low": None, "high": None,
        "source": here.content["source"], "note": here.content.get("note", ""),
        "file": here.origin.file, "line": here.origin.line, "marked": "", "also": "",
    }  # fmt: skip
