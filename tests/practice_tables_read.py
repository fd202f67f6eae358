"""The tables of `inputs/`, read as the package reads them, for tests that count from them."""

from functools import cache
from pathlib import Path

import pandas as pd
import yaml

from practice_model.practice_tables import PRACTICE_TABLES
from practice_model.readers.table_files import read_table_file
from practice_model.revenue.market_tables import MARKET_TABLES
from practice_model.synthetic.control_tables import CONTROL_TABLES

INPUTS = Path(__file__).parents[1] / "inputs"
DECLARED = {
    **{INPUTS / "practice" / name: columns for name, columns in PRACTICE_TABLES.items()},
    **{INPUTS / "practice" / name: columns for name, columns in CONTROL_TABLES.items()},
    **{INPUTS / "market" / name: columns for name, columns in MARKET_TABLES.items()},
}


@cache
def table(name: str) -> pd.DataFrame:
    path = next(path for path in DECLARED if path.name == name)
    made = read_table_file(path, DECLARED[path])
    assert not made.faults, "\n".join(map(str, made.faults))
    return made.frame


def collected() -> pd.DataFrame:
    """Dollars collected in 2025, a row a line, a column a payer."""
    return table("collections.csv").pivot(index="line", columns="payer", values="amount")


def device_prices() -> pd.Series:
    """The likely price of the device of each code that has one."""
    held = yaml.safe_load((INPUTS / "practice" / "costing.yaml").read_text("utf-8"))
    prices = {code: each["value"] for code, each in held["center"]["devices"].items()}
    return pd.Series(prices, dtype=float)


def column(name: str, key: str, value: str) -> pd.Series:
    """One column of a table by the key that its rows have."""
    return table(name).set_index(key)[value]
