"""Reading the Medicare tables of `inputs/medicare/` into the record that the engine takes.

Every table must be there with the declared columns and types; all faults are told at once. Text
columns come back as text ("" where none), amounts as float64 of the printed decimals, dates as
datetime64, so that the engine can turn them into whole cents and hundredths exactly.
"""

from pathlib import Path

import duckdb
import pandas as pd

from practice_model.faults import Fault, Faults
from practice_model.readers.medicare_schema import DATE, FLAG, SCHEMAS, TEXT, YEAR, TableSchema
from practice_model.readers.medicare_store import held_folder
from practice_model.readers.rules import load_rules
from practice_model.revenue.medicare_tables import MedicareTables

MEND = "take the file from the package again, or build the folder with inputs/medicare/build.py"


def load_medicare(folder: Path | str) -> MedicareTables:
    """Return the Medicare tables of a folder; raise Faults for every missing or altered table."""
    held = held_folder(Path(folder))
    if not held.is_dir():
        raise Faults([Fault(str(held), 0, "", f"there is no such folder of tables; {MEND}")])
    faults: list[Fault] = []
    frames: dict[str, pd.DataFrame] = {}
    made = duckdb.connect()
    try:
        for name, schema in SCHEMAS.items():
            wrong = _wrong(made, schema, held / schema.file)
            if wrong:
                faults.append(Fault(str(held / schema.file), 0, "", wrong))
            else:
                frames[name] = _frame(made, schema, held / schema.file)
    finally:
        made.close()
    if faults:
        raise Faults(faults)
    return MedicareTables(**frames, rules=load_rules())


def source_of(schema: TableSchema, path: Path) -> str:
    """Return the SQL that reads a table's file with its declared types."""
    quoted = str(path).replace("'", "''")
    if path.suffix == ".parquet":
        return f"read_parquet('{quoted}')"
    types = ", ".join(f"'{name}': '{kind}'" for name, kind in schema.columns.items())
    return (
        f"read_csv('{quoted}', header = true, delim = ',', quote = '\"', escape = '\"', "
        f"columns = {{{types}}})"
    )


def _wrong(made: duckdb.DuckDBPyConnection, schema: TableSchema, path: Path) -> str:
    if not path.is_file():
        return f"is missing; {MEND}"
    try:
        made.execute(f"DESCRIBE SELECT * FROM {source_of(schema, path)}")
        found = {row[0]: row[1] for row in made.fetchall()}
        if path.suffix == ".csv":  # read with the declared names, whatever its heading says
            with path.open(encoding="utf-8") as lines:
                heading = lines.readline().rstrip("\r\n").split(",")
            found = {name: schema.columns.get(name, "unknown") for name in heading}
    except (duckdb.Error, UnicodeDecodeError) as error:
        return f"cannot be read ({str(error).splitlines()[0]}); {MEND}"
    if found == schema.columns:
        return ""
    expected = ", ".join(f"{name} {kind}" for name, kind in schema.columns.items())
    differs = ", ".join(
        f"{name} {found.get(name, 'missing')}"
        for name in {**schema.columns, **found}
        if found.get(name) != schema.columns.get(name)
    )
    return f"has other columns than expected ({differs}); expected {expected}; {MEND}"


def _frame(made: duckdb.DuckDBPyConnection, schema: TableSchema, path: Path) -> pd.DataFrame:
    columns = ", ".join(_read(name, kind) for name, kind in schema.columns.items())
    made.execute(f"SELECT {columns} FROM {source_of(schema, path)}")
    return pd.DataFrame(made.df())


def _read(name: str, kind: str) -> str:
    if kind == TEXT:
        return f"""coalesce("{name}", '') AS "{name}\""""
    if kind == DATE:
        return f'"{name}"::TIMESTAMP_S AS "{name}"'
    if kind in (YEAR, FLAG):
        return f'"{name}"'
    return f'"{name}"::DOUBLE AS "{name}"'
