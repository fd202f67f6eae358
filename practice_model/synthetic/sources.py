"""Sources: the control tables of the synthetic practice, as the generator reads them.

The counts that fix every total stand in `inputs/practice/` as CSV; how lines look beyond
their counts (month weights, lags, denial codes) stands beside this module in `texture.yaml`.

Source: docs/PRACTICE.md sections 1, 2 and 9.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import yaml

PAYERS = ("MCR", "MA", "NQ", "TM", "FW", "PW", "MCD", "SP")
PRACTICE = Path(__file__).parents[2] / "inputs" / "practice"
STUDENT_SWING = 0.07
COUNTS = {"lines", "injections", "days", "pairs", "share_of_low"}


@dataclass(frozen=True)
class Controls:
    """The control tables: what was done, how often, and how payers share it.

    Source: docs/PRACTICE.md section 2.
    """

    volumes: pd.DataFrame
    mixes: pd.DataFrame
    drugs: pd.DataFrame
    bilateral: pd.DataFrame
    same_day_visits: pd.DataFrame
    same_day_tests: pd.DataFrame
    patient_pay: pd.DataFrame


FILES = {
    "volumes": "volumes_control.csv",
    "mixes": "mix_vectors.csv",
    "drugs": "drug_injections.csv",
    "bilateral": "bilateral_injections.csv",
    "same_day_visits": "same_day_visits.csv",
    "same_day_tests": "same_day_tests.csv",
    "patient_pay": "patient_pay.csv",
}


def read_controls(folder: Path = PRACTICE) -> Controls:
    """Return the control tables of a folder; codes and modifiers are text, counts whole numbers."""
    return Controls(**{name: _read(folder / file) for name, file in FILES.items()})


def student_controls(controls: Controls, seed: int) -> Controls:
    """Return other control counts, each the given one times U(.93, 1.07), rounded half up.

    Contracts, prices, mix vectors and shares stay; only counts move.

    Source: docs/PRACTICE.md section 9.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    moved = {}
    for field in fields(controls):
        table = getattr(controls, field.name)
        for column in [name for name in ("lines", "injections", "days", "pairs") if name in table]:
            swing = rng.uniform(1 - STUDENT_SWING, 1 + STUDENT_SWING, len(table))
            table = table.assign(**{column: np.floor(table[column] * swing + 0.5).astype("int64")})
        moved[field.name] = table
    return replace(controls, **moved)


@cache
def texture() -> dict[str, Any]:
    """Return how lines look beyond their counts: weights, lags, shares, codes of denial."""
    text = (Path(__file__).parent / "texture.yaml").read_text("utf-8")
    return cast(dict[str, Any], yaml.safe_load(text))


def rows_of(table: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a small table, columns as attributes."""
    yield from table.itertuples(index=False)


def _read(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column in table.columns:
        if column == "share_of_low":
            table[column] = pd.to_numeric(table[column].replace("", "0"))
        elif column in COUNTS or column in PAYERS or column == "units_each":
            table[column] = table[column].replace("", "0").astype("int64")
    return table
