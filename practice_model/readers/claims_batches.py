"""Claims too large for memory: a Parquet file of lines as a series of books over the same kinds.

DuckDB reduces the lines to numbers once (kind, units, cents, labels, claim) in a file of its own
beside a memory limit, then hands them out claim by claim: a claim never falls into two batches,
however its lines lie in the file. All batches share kinds and labels, so that rates are computed
once and sums can be added.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

import duckdb
import numpy as np
import pandas as pd

from practice_model.faults import Fault, Faults
from practice_model.revenue.book import (
    DENIED,
    LABELS,
    REVERSAL,
    THOUSANDTHS,
    Book,
    with_interactions,
)
from practice_model.revenue.code_groups import CodeGroup
from practice_model.revenue.kinds import MODIFIERS, date_classes, kinds_of

NEEDED = (
    "claim_id",
    "claim_type",
    "claim_line_start_date",
    "hcpcs_code",
    "service_unit_quantity",
    "place_of_service_code",
    "charge_amount",
)
KIND_COLUMNS = ("hcpcs_code", *MODIFIERS, "place_of_service_code", "claim_type")
MEMORY = "300MB"


def claim_batches(
    path: Path | str,
    groups: Mapping[str, CodeGroup],
    indicators: pd.DataFrame,
    breaks: Iterable[date] = (),
    lines: int = 500_000,
) -> Iterator[Book]:
    """Yield books of about so many lines from a Parquet file of canonical claim lines.

    Raises Faults where the file lacks a column that pricing needs, and for empty cells and
    reversals in it.
    """
    with tempfile.TemporaryDirectory() as folder:
        made = duckdb.connect(str(Path(folder) / "lines.duckdb"))
        made.execute(f"SET memory_limit = '{MEMORY}'; SET preserve_insertion_order = false")
        try:
            for book in _batches(made, Path(path), groups, breaks=breaks, lines=lines):
                yield with_interactions(book, indicators)
        finally:
            made.close()


def _batches(
    made: duckdb.DuckDBPyConnection,
    path: Path,
    groups: Mapping[str, CodeGroup],
    *,
    breaks: Iterable[date],
    lines: int,
) -> Iterator[Book]:
    source = f"""read_parquet('{str(path).replace("'", "''")}')"""
    held = _columns(made, source, path)
    _check(made, source, path, held)
    count, first, last = made.execute(
        f"SELECT count(*), min(claim_line_start_date), max(claim_line_start_date) FROM {source}"
    ).fetchone() or (0, None, None)
    if not count:
        return
    days = np.array([first, last], dtype="datetime64[D]")
    classes = date_classes(days, breaks)
    kinds = _number_kinds(made, source, held, groups, classes)
    labels = {name: column for name, column in LABELS.items() if column in held}
    values = {name: _number_label(made, source, column) for name, column in labels.items()}
    parts = max(1, -(-count // lines))
    made.execute(_narrow(source, held, labels, classes, parts))
    for part in range(parts):
        found = made.execute(
            f"SELECT * EXCLUDE (part) FROM narrow WHERE part = {part}"
        ).fetchnumpy()
        if len(found["kind"]):
            yield _book(found, kinds, values, classes, pd.Timestamp(days[1]).date())


def _columns(made: duckdb.DuckDBPyConnection, source: str, path: Path) -> set[str]:
    described = made.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    held = {str(row[0]) for row in described}
    missing = [name for name in NEEDED if name not in held]
    if missing:
        told = "lacks the column; pricing needs it"
        raise Faults(Fault(str(path), 0, name, told) for name in missing)
    return held


def _check(made: duckdb.DuckDBPyConnection, source: str, path: Path, held: set[str]) -> None:
    """Refuse lines that cannot be priced or would be counted backward, all faults at once."""
    wrong = {name: f"count(*) - count({name})" for name in NEEDED}
    told = dict.fromkeys(NEEDED, "is empty on {} lines")
    for name in ("service_unit_quantity", "charge_amount"):
        wrong[f"negative {name}"] = f"count(*) FILTER ({name} < 0)"
        told[f"negative {name}"] = "on {} lines: net them with their corrections"
    if "claim_status" in held:
        wrong["claim_status 22"] = f"count(*) FILTER (claim_status = '{REVERSAL}')"
        told["claim_status 22"] = "on {} lines (reversals): net them with their corrections"
    counts = made.execute(f"SELECT {', '.join(wrong.values())} FROM {source}").fetchone() or ()
    faults = [
        Fault(str(path), 0, name, told[name].format(count))
        for name, count in zip(wrong, counts, strict=True)
        if count
    ]
    if faults:
        raise Faults(faults)


def _number_kinds(
    made: duckdb.DuckDBPyConnection,
    source: str,
    held: set[str],
    groups: Mapping[str, CodeGroup],
    classes: list[date],
) -> pd.DataFrame:
    """Number the distinct kinds; leaves the table raw_kinds for the join of the lines."""
    columns = ", ".join(_text(name, held) for name in KIND_COLUMNS)
    raw = made.execute(
        f"SELECT DISTINCT {columns}, {_class_of(classes)} AS date_class FROM {source}"
    ).df()
    raw = raw.astype({name: object for name in KIND_COLUMNS})
    days = np.array(classes, "datetime64[D]")[raw["date_class"].to_numpy()]
    kinds, kind = kinds_of(raw, groups, days, classes)
    raw["kind"] = kind
    made.register("numbered", raw)
    made.execute("CREATE TABLE raw_kinds AS SELECT * FROM numbered")
    made.unregister("numbered")
    return kinds


def _text(name: str, held: set[str]) -> str:
    return f"coalesce({name}::VARCHAR, '') AS {name}" if name in held else f"'' AS {name}"


def _class_of(classes: list[date]) -> str:
    later = [f"(claim_line_start_date >= DATE '{day}')::INTEGER" for day in classes[1:]]
    return " + ".join(["0", *later])


def _number_label(made: duckdb.DuckDBPyConnection, source: str, column: str) -> list[str]:
    made.execute(
        f"CREATE TABLE label_{column} AS SELECT value, row_number() OVER (ORDER BY value) - 1 AS "
        f"number FROM (SELECT DISTINCT {column}::VARCHAR AS value FROM {source}) "
        "WHERE value IS NOT NULL"
    )
    rows = made.execute(f"SELECT value FROM label_{column} ORDER BY number").fetchall()
    return [str(row[0]) for row in rows]


def _narrow(
    source: str, held: set[str], labels: Mapping[str, str], classes: list[date], parts: int
) -> str:
    """The SQL that turns lines into numbers, each with the batch that its claim falls into."""
    text = ", ".join(_text(name, held) for name in KIND_COLUMNS)
    cents = {name: f"round({name} * 100)::BIGINT" for name in ("charge_amount", "allowed_amount")}
    allowed = cents["allowed_amount"] if "allowed_amount" in held else "NULL::BIGINT"
    status = "claim_status" if "claim_status" in held else "NULL"
    paid = "paid_date::DATE" if "paid_date" in held else "NULL::DATE"
    keep = [
        "hash(claim_id) AS claim",
        f"hash(claim_id) % {parts} AS part",
        f"round(service_unit_quantity * {THOUSANDTHS})::BIGINT AS thousandths",
        f"{cents['charge_amount']} AS charge",
        f"coalesce({allowed}, -1) AS allowed",
        f"coalesce({status} = '{DENIED}', false) OR coalesce({allowed} = 0 "
        f"AND {cents['charge_amount']} > 0, false) AS denied",
        f"{paid} AS paid_on",
        f"{_class_of(classes)} AS date_class",
    ]
    own = ", ".join(f"{column}::VARCHAR AS own_{column}" for column in labels.values())
    joins = " ".join(
        f"LEFT JOIN label_{column} ON own_{column} = label_{column}.value"
        for column in labels.values()
    )
    numbers = ", ".join(
        f"coalesce(label_{column}.number, -1) AS {name}" for name, column in labels.items()
    )
    using = ", ".join([*KIND_COLUMNS, "date_class"])
    return (
        f"CREATE TABLE narrow AS SELECT kind, claim, part, thousandths, charge, allowed, denied, "
        f"paid_on{', ' + numbers if numbers else ''} FROM (SELECT {text}, {', '.join(keep)}"
        f"{', ' + own if own else ''} FROM {source}) JOIN raw_kinds USING ({using}) {joins}"
    )


def _book(
    found: Mapping[str, Any],
    kinds: pd.DataFrame,
    values: Mapping[str, list[Any]],
    classes: list[date],
    last_day: date,
) -> Book:
    units, rest = np.divmod(np.asarray(found["thousandths"], dtype=np.int64), THOUSANDTHS)
    fractional = np.flatnonzero(rest).astype(np.intp)
    thousandths = units[fractional] * THOUSANDTHS + rest[fractional]
    units[fractional] = 0
    allowed = np.asarray(found["allowed"], dtype=np.int64)
    paid_on = found["paid_on"]
    days = np.ma.filled(paid_on, np.datetime64("NaT")) if np.ma.isMA(paid_on) else paid_on
    return Book(
        kinds=kinds,
        kind=np.asarray(found["kind"], dtype=np.intp),
        units=units,
        fractional=fractional,
        thousandths=thousandths,
        charge=np.asarray(found["charge"], dtype=np.int64),
        allowed=np.maximum(allowed, 0),
        allowed_known=allowed >= 0,
        claim=pd.factorize(np.asarray(found["claim"]))[0].astype(np.intp),
        denied=np.asarray(found["denied"], dtype=bool),
        procedures=np.empty(0, np.intp),
        tests=np.empty(0, np.intp),
        labels={
            name: pd.Categorical.from_codes(cast(Any, found[name]), categories=cast(Any, named))
            for name, named in values.items()
        },
        paid_on=np.asarray(days, dtype="datetime64[D]"),
        breaks=tuple(classes),
        last_day=last_day,
    )
