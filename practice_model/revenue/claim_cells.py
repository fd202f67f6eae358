"""Cells: claim lines summed by block, group, code, payer, provider, site and month.

A cell is the unit of the revenue anatomy: everything that is ranked or compared over the years is
a sum of cells. Amounts are dollars of the window of the claims, as the payers allowed them; a
repriced book makes the same columns (`questions/cells.py`). A line whose amount nobody states is
counted beside the sums and never taken as zero; denied lines are inside the sums at the amount that
is stated, and told beside them.

Blocks are not to be blended: professional services, surgery-center fees (asc), drugs, what patients
pay alone, and lines without a charge.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.money import to_cents, to_dollars
from practice_model.revenue.book import DENIED, LABELS
from practice_model.revenue.code_groups import CodeGroup, grouping

KEYS: Final = ("block", "group", "code", "payer", "provider", "site")
NEEDED: Final = ("claim_line_start_date", "hcpcs_code", "service_unit_quantity")


def claim_cells(claims: pd.DataFrame, groups: Mapping[str, CodeGroup]) -> pd.DataFrame:
    """Return the cells of canonical claim lines at their stated allowed amounts.

    Columns block, group, code, payer, provider, site ("" where the claims do not tell), month
    (period), lines, units, allowed (USD; NA where no line of the cell states one), unpriced_lines
    (without a stated amount), denied_lines, denied_allowed. ValueError tells every missing column.
    """
    told = [f"{name} is missing" for name in (*NEEDED, "allowed_amount") if name not in claims]
    told += [
        f"{name} is empty on {int(claims[name].isna().sum())} lines"
        for name in NEEDED
        if name in claims and claims[name].isna().any()
    ]
    if told:
        raise ValueError("the claims cannot be summed: " + "; ".join(told))
    lines = _keyed(claims, groups)
    amount = claims["allowed_amount"].to_numpy("float64", na_value=np.nan)
    known, denied = ~np.isnan(amount), _denied(claims)
    cents = to_cents(np.where(known, amount, 0))
    lines = lines.assign(
        lines=1,
        units=claims["service_unit_quantity"].to_numpy("float64"),
        cents=cents,
        unpriced_lines=(~known).astype(np.int64),
        denied_lines=denied.astype(np.int64),
        denied_cents=np.where(denied, cents, 0),
    )
    made = lines.groupby([*KEYS, "month"], observed=True, sort=True).sum().reset_index()
    made["units"] = made["units"].round(3)
    return _in_dollars(made)


def _keyed(claims: pd.DataFrame, groups: Mapping[str, CodeGroup]) -> pd.DataFrame:
    named = grouping(groups)
    code, codes = pd.factorize(claims["hcpcs_code"].to_numpy(object))
    group = np.array([named.group_of(str(one)) for one in codes], dtype=object)
    block = np.array([named.block_of(name) for name in group], dtype=object)[code]
    facility = _column(claims, "claim_type") == "facility"
    return pd.DataFrame(
        {
            "block": np.where(facility & (block == "professional"), "asc", block),
            "group": group[code],
            "code": np.asarray(codes, dtype=object)[code],
            **{key: _column(claims, column) for key, column in LABELS.items() if key != "plan"},
            "month": claims["claim_line_start_date"].dt.to_period("M").to_numpy(),
        }
    )


def _column(claims: pd.DataFrame, name: str) -> np.ndarray[Any, Any]:
    if name not in claims:
        return np.full(len(claims), "", dtype=object)
    return claims[name].astype(object).fillna("").to_numpy(object)


def _denied(claims: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return np.asarray(_column(claims, "claim_status") == DENIED, dtype=bool)


def _in_dollars(made: pd.DataFrame) -> pd.DataFrame:
    made["allowed"] = to_dollars(made.pop("cents"))
    made["allowed"] = made["allowed"].mask(made["unpriced_lines"] == made["lines"])
    made["denied_allowed"] = to_dollars(made.pop("denied_cents"))
    columns = ["lines", "units", "allowed", "unpriced_lines", "denied_lines", "denied_allowed"]
    return made[[*KEYS, "month", *columns]]
