"""Synthetic practices made once for the tests that look at them."""

from functools import cache
from pathlib import Path

import duckdb
import pandas as pd

from practice_model.readers.medicare_tables import load_medicare
from practice_model.synthetic.make import INPUTS, paid_contracts
from practice_model.synthetic.practice_year import SEED, PracticeYear, practice_year
from practice_model.synthetic.sources import Controls, read_controls, student_controls

SHIPPED = INPUTS / "practice"


@cache
def contracts():
    return paid_contracts(INPUTS / "contracts")


@cache
def medicare():
    return load_medicare(INPUTS / "medicare")


@cache
def controls(student: int | None = None) -> Controls:
    default = read_controls()
    return default if student is None else student_controls(default, student)


@cache
def year(seed: int = SEED, student: int | None = None) -> PracticeYear:
    return practice_year(controls(student), contracts(), medicare(), seed)


def stored(folder: Path, name: str) -> pd.DataFrame:
    """A written table, in its order."""
    with duckdb.connect() as made:
        return made.execute(f"SELECT * FROM read_parquet('{folder}/{name}.parquet')").df()


def sums(claims: pd.DataFrame, *by: str) -> pd.Series:
    """Allowed cents by columns."""
    return claims.groupby(list(by))["allowed_amount"].sum().sort_index()
