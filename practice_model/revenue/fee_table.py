"""Fee table: fixed fees by code, as an exhibit of a contract lists them.

One row a code, with a modifier (26, TC, 53; empty for the whole service) and a setting (office,
facility, asc, hopd; empty for every setting). A row for the setting comes before one for all.
"""

from typing import Annotated, Any

import numpy as np
import pandas as pd

from practice_model.money import to_cents
from practice_model.revenue.prices import Prices, pays_as
from practice_model.tables import Column, Columns, TableOf

SETTINGS = ("", "office", "facility", "asc", "hopd")
FEES = Columns(
    "fees",
    (
        Column(name="hcpcs", kind="code"),
        Column(name="modifier", required=False, blank=True, choices=("", "26", "TC", "53")),
        Column(name="setting", required=False, blank=True, choices=SETTINGS),
        Column(name="fee", kind="number", unit="USD/unit", at_least=0),
    ),
)
FeeTable = Annotated[pd.DataFrame, TableOf(FEES)]


def table_prices(fees: pd.DataFrame, kinds: pd.DataFrame) -> Prices:
    """Return the fees of kinds in cents; a code without a row is off the list.

    Raises ValueError where the table has two fees for one code, modifier and setting.
    """
    blank = pd.Series("", index=fees.index)
    modifier = fees["modifier"].fillna("") if "modifier" in fees else blank
    setting = fees["setting"].fillna("") if "setting" in fees else blank
    index = pd.MultiIndex.from_arrays([fees["hcpcs"], modifier, setting])
    twice = index[index.duplicated()]
    if len(twice):
        raise ValueError(
            f"the fee table has two fees for {' '.join(filter(None, map(str, twice[0])))}"
        )
    cents = pd.Series(to_cents(fees["fee"].to_numpy("float64")), index=index).astype("Int64")
    row = [pays_as(text) for text in kinds["modifiers"]]
    found = _at(cents, kinds["hcpcs"], row, kinds["setting"])
    found = found.fillna(_at(cents, kinds["hcpcs"], row, [""] * len(kinds)))
    technical = _at(cents, kinds["hcpcs"], ["TC"] * len(kinds), kinds["setting"])
    technical = technical.fillna(_at(cents, kinds["hcpcs"], ["TC"] * len(kinds), [""] * len(kinds)))
    missing = found.isna().to_numpy()
    return Prices(
        found.fillna(0).to_numpy(dtype=np.int64),
        technical.fillna(0).to_numpy(dtype=np.int64),
        np.where(missing, "not in the fee table", "").astype(object),
        missing,
    )


def _at(cents: pd.Series, *keys: Any) -> pd.Series:
    wanted = pd.MultiIndex.from_arrays(list(keys))
    return cents.reindex(wanted).reset_index(drop=True)
