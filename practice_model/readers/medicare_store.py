"""Writing the Medicare tables of `inputs/medicare/`: exact types, stored in key order, byte-stable.

Rows come as text, as CMS prints them ("" where nothing is printed), and are cast to the declared
types here and nowhere else; a value that a cast would change, and a key that comes twice, are
refused. A change is made on a copy of the whole folder, which then takes its place.
"""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd

from practice_model.faults import Fault, Faults
from practice_model.readers.medicare_schema import TEXT, TableSchema

LEFT_FOR_DEAD = 600  # seconds after which the copy of an addition that was killed is swept up


def connection() -> duckdb.DuckDBPyConnection:
    """Return a DuckDB in memory that writes the same bytes for the same rows."""
    made = duckdb.connect()
    made.execute("SET threads = 1; SET preserve_insertion_order = true")
    return made


def typed(schema: TableSchema, source: str) -> str:
    """Return the SQL that casts the text rows of `source` to the table's columns."""
    casts = ", ".join(_cast(name, kind) for name, kind in schema.columns.items())
    return f"SELECT {casts} FROM ({source})"


def _cast(name: str, kind: str) -> str:
    if kind == TEXT:
        return f"""coalesce("{name}"::VARCHAR, '') AS "{name}\""""
    return f"""CAST(nullif(trim("{name}"::VARCHAR), '') AS {kind}) AS "{name}\""""


def write_rows(
    made: duckdb.DuckDBPyConnection, schema: TableSchema, source: str, folder: Path
) -> int:
    """Write the rows of the SQL `source` as the table's file in `folder`; return their number.

    Raises ValueError where a value would lose decimals or a key comes twice.
    """
    _check_decimals(made, schema, source)
    made.execute(f"CREATE OR REPLACE TEMP TABLE stored AS {typed(schema, source)}")
    key = ", ".join(f'"{name}"' for name in schema.key)
    twice = made.execute(
        f"SELECT {key}, count(*) FROM stored GROUP BY {key} HAVING count(*) > 1 ORDER BY {key}"
    ).fetchone()
    if twice:
        raise ValueError(f"{schema.file}: the key {twice[:-1]} comes {twice[-1]} times")
    path = str(folder / schema.file).replace("'", "''")
    form = "FORMAT csv, HEADER"
    if schema.file.endswith(".parquet"):
        form = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 15, ROW_GROUP_SIZE 200000"
    made.execute(f"COPY (SELECT * FROM stored ORDER BY {key}) TO '{path}' ({form})")
    (count,) = made.execute("SELECT count(*) FROM stored").fetchone() or (0,)
    return int(count)


def _check_decimals(made: duckdb.DuckDBPyConnection, schema: TableSchema, source: str) -> None:
    for name, kind in schema.columns.items():
        if not kind.startswith("DECIMAL"):
            continue
        text = f"""nullif(trim("{name}"::VARCHAR), '')"""
        wrong = made.execute(
            f"SELECT {text} FROM ({source}) WHERE CAST({text} AS {kind}) "
            f"<> CAST({text} AS DECIMAL(24,10)) LIMIT 1"
        ).fetchone()
        if wrong:
            raise ValueError(f"{schema.file}: {name} {wrong[0]} has more decimals than {kind}")


def write_frame(schema: TableSchema, frame: pd.DataFrame, folder: Path) -> int:
    """Write a frame of text columns as the table's file in `folder`; return the number of rows."""
    made = connection()
    made.register("given", _contiguous(frame))
    try:
        return write_rows(made, schema, "SELECT * FROM given", folder)
    finally:
        made.close()


def _contiguous(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame in plain columns: DuckDB cannot read a view that runs backward."""
    return pd.DataFrame({name: frame[name].to_numpy(object).copy() for name in frame})


def canonical(schema: TableSchema, source: str, frame: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the rows of an SQL source (`given` names the frame) as text in its stored form."""
    made = connection()
    try:
        if frame is not None:
            made.register("given", _contiguous(frame))
        _check_decimals(made, schema, source)
        texts = ", ".join(
            f"""coalesce(CAST("{name}" AS VARCHAR), '') AS "{name}\"""" for name in schema.columns
        )
        made.execute(f"SELECT {texts} FROM ({typed(schema, source)})")
        return pd.DataFrame(made.df())
    finally:
        made.close()


@contextmanager
def changed_folder(folder: Path) -> Iterator[Path]:
    """Give a copy of a folder to change; it takes the folder's place when the block ends well.

    Everything or nothing: an exception, or a folder that somebody else changed meanwhile, leaves
    the folder as it was. Two renames make the swap; `settle` mends what is cut off between them.
    """
    settle(folder)
    stage = folder.parent / f".{folder.name}.adding-{os.getpid()}"
    shutil.rmtree(stage, ignore_errors=True)
    state = _state(folder)
    try:
        shutil.copytree(folder, stage)
        yield stage
        if _state(folder) != state:
            message = "was changed by somebody else meanwhile; nothing was written: run again"
            raise Faults([Fault(str(folder), 0, "", message)])
        _swap(folder, stage)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def before_of(folder: Path) -> Path:
    """Return where a folder stands for the moment in which it is swapped."""
    return folder.parent / f".{folder.name}.before"


def held_folder(folder: Path) -> Path:
    """Return the folder, or what stood there if an addition was cut off while it was swapped."""
    before = before_of(folder)
    return before if before.is_dir() and not folder.exists() else folder


def settle(folder: Path) -> None:
    """Finish or take back a swap that was cut off, and sweep up copies of dead additions."""
    before = before_of(folder)
    if before.is_dir() and not folder.exists():
        before.rename(folder)
    shutil.rmtree(before, ignore_errors=True)
    for left in folder.parent.glob(f".{folder.name}.adding-*"):
        if time.time() - left.stat().st_mtime > LEFT_FOR_DEAD:
            shutil.rmtree(left, ignore_errors=True)


def _state(folder: Path) -> list[tuple[str, int, int]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    stats = [(str(path), path.stat()) for path in files]
    return [(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats]


def _swap(folder: Path, stage: Path) -> None:
    before = before_of(folder)
    folder.rename(before)
    try:
        stage.rename(folder)
    except BaseException:
        before.rename(folder)
        raise
    shutil.rmtree(before, ignore_errors=True)
