"""Writing the Medicare tables of `inputs/medicare/`: exact types, stored in key order, byte-stable.

Rows come as text, as CMS prints them ("" where nothing is printed), and are cast to the declared
types here and nowhere else; a value that a cast would change, and a key that comes twice, are
refused.
"""

from pathlib import Path

import duckdb
import pandas as pd

from practice_model.readers.medicare_schema import TEXT, TableSchema


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
    made.register("given", frame)
    try:
        return write_rows(made, schema, "SELECT * FROM given", folder)
    finally:
        made.close()
