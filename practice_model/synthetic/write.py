"""Write: the tables of the synthetic practice as Parquet, any number of practices, all or nothing.

At a larger scale the practice is repeated with new hashes and identifiers, streamed through DuckDB
in parts of a million lines, so that memory does not grow with it. Files are made aside and moved
into place when all are whole. Every file says in its metadata that it is synthetic.

Source: docs/PRACTICE.md section 9.
"""

import os
import shutil
import tempfile
from pathlib import Path

import duckdb
import pandas as pd

from practice_model.synthetic.practice_year import PracticeYear
from practice_model.synthetic.sources import FILES, Controls

A_PART = 16
MARK = "SYNTHETIC: an invented practice, its payers and patients; no real party is meant."
MONEY = "(({cents}) * 0.01::DECIMAL(3,2))::DECIMAL(14,2)"
NPI = ("rendering_npi", "billing_npi", "facility_npi", "npi")
NUMBERED = ("claim_id", "payer_control_number", "payment_id", "reference")
CONTROL_TYPES = {"share_of_low": "float64"}
NOTE = """# The practice in this folder is SYNTHETIC

{mark}

Made by `practice-model synthetic` with seed {seed}, scale {scale}{student}. `docs/PRACTICE.md`
says what it is. Amounts are US dollars; codes are codes only.

| file | holds |
|---|---|
| `claims` | each claim line's last word, in the canonical columns |
| `claims_history` | what came before: first denials, wrong payments with reversals, duplicates |
| `line_control` | what a claim file cannot hold: block, contract amount, dollars lost and why |
| `adjustment`, `remark` | adjustment and remark codes of the lines |
| `payment` | weekly payments by payer |
| `provider_adjustment` | what payers took back |
"""


def write_practice(
    year: PracticeYear, controls: Controls, out: Path, *, seed: int, scale: int, student: int | None
) -> list[Path]:
    """Write every table of `scale` practices and a note; returns the files, in order.

    Tables of up to 16 practices are one file `claims.parquet`, larger ones `claims-001.parquet`
    and so on. What an earlier run left of the same tables is replaced.
    """
    if scale < 1:
        raise ValueError(f"the scale must be 1 or more, not {scale}")
    out.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".making-", dir=out))
    try:
        names = _parquet(year, aside, scale)
        _controls(controls, aside)
        told = "" if student is None else f", student {student}"
        note = NOTE.format(mark=MARK, seed=seed, scale=scale, student=told)
        (aside / "SYNTHETIC.md").write_text(note, "utf-8")
        for name in names:
            for stale in [*out.glob(f"{name}.parquet"), *out.glob(f"{name}-[0-9]*.parquet")]:
                stale.unlink()
        made = sorted(path.name for path in aside.iterdir())
        for name in made:
            os.replace(aside / name, out / name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return [out / name for name in made]


def _parquet(year: PracticeYear, folder: Path, scale: int) -> list[str]:
    tables = {
        "claims": year.claims, "claims_history": year.history,
        "line_control": year.line_control, "adjustment": year.adjustment, "remark": year.remark,
        "payment": year.payment, "provider_adjustment": year.provider_adjustment,
    }  # fmt: skip
    with duckdb.connect() as made:
        made.execute("SET threads = 1")
        for name, table in tables.items():
            made.register("given", _plain(table))
            made.execute(f"CREATE TABLE {name} AS SELECT {_typed(table)} FROM given")
            made.unregister("given")
            for first in range(0, scale, A_PART):
                practices = range(first, min(first + A_PART, scale))
                number = f"-{first // A_PART + 1:03d}" if scale > A_PART else ""
                rows = " UNION ALL ".join(_repeated(name, table, one) for one in practices)
                target = str(folder / f"{name}{number}.parquet").replace("'", "''")
                made.execute(
                    f"COPY ({rows}) TO '{target}' (FORMAT parquet, COMPRESSION zstd, "
                    f"COMPRESSION_LEVEL 12, KV_METADATA {{synthetic: '{MARK}'}})"
                )
    return list(tables)


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """The frame with text as plain objects, which DuckDB reads without a further library."""
    text = [name for name in table if pd.api.types.is_string_dtype(table[name].dtype)]
    return table.astype(dict.fromkeys(text, object))


def _typed(table: pd.DataFrame) -> str:
    """SQL that gives each column its stored type: cents as dollars, days as dates."""
    columns = []
    for name, dtype in table.dtypes.items():
        column = str(name)
        if column == "cents" or column.endswith("_amount"):
            amount = "amount" if column == "cents" else column
            columns.append(f"{MONEY.format(cents=column)} AS {amount}")
        elif pd.api.types.is_datetime64_any_dtype(dtype):
            columns.append(f'"{column}"::DATE AS "{column}"')
        elif column in {"claim_line_number", "service_unit_quantity"}:
            columns.append(f"{column}::INTEGER AS {column}")
        else:
            columns.append(f'"{column}"')
    return ", ".join(columns)


def _repeated(name: str, table: pd.DataFrame, practice: int) -> str:
    """SQL of one practice among many: the first as it is, others with identifiers of their own."""
    if practice == 0:
        return f"(SELECT * FROM {name})"
    more = 1000 * practice
    changed = []
    for column in map(str, table.columns):
        if column == "patient_id":
            made = f"substr(sha256({column} || ':{practice}'), 1, 16)"
        elif column in NUMBERED:
            made = f"CASE WHEN {column} = '' THEN '' ELSE {column} || '-{practice}' END"
        elif column == "file_name":
            made = f"replace({column}, '.835', '-{practice}.835')"
        elif column in NPI:
            made = f"({column}::BIGINT + {more})::VARCHAR"
        elif column == "billing_tin":
            made = f"lpad(({column}::BIGINT + {more})::VARCHAR, 9, '0')"
        else:
            continue
        changed.append(f"{made} AS {column}")
    return f"(SELECT * REPLACE ({', '.join(changed)}) FROM {name})"


def _controls(controls: Controls, folder: Path) -> None:
    for name, file in FILES.items():
        table = getattr(controls, name)
        table.to_csv(folder / file, index=False, lineterminator="\n")
