"""Drugs: what they cost, what is collected for them and what is left, apart from all else.

    collected = allowed x (1 - final denial - bad debt - what is held back), drug yields by payer
    margin = collected - acquisition;   allowed less cost shows what the losses in between take

A payer's collections are whole dollars for each provider who buys, as the practice books them;
by drug they are exact. A drug without a cost row has no cost and no margin: told, never zero.
Frames come from the margin grid, whose drug cells carry the cost of `drug_acquisition`. Dollars of
the claims' year.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import half_up
from practice_model.quantities import (
    Count,
    Lines,
    SignedShare,
    SignedUSDPerYear,
    USDPerYear,
    terms,
)

Floats = np.ndarray[Any, np.dtype[np.float64]]
DRUG = "drug"
PARTS = 10_000  # of a dollar, where a share of cents is rounded to whole dollars
AMOUNTS = ["lines", "allowed", "collected", "cost"]
DRUG_HEADS = {
    "lines": "Lines a year|count",
    "allowed": "Allowed, $|bare",
    "collected": "Collected, $|bare",
    "cost": "Acquisition, $|bare",
    "allowed_less_cost": "Allowed less cost, $|bare_signed",
    "margin": "Margin, $|bare_signed",
    "margin_share": "Margin, % of collected|bare",
}
DRUG_UNITS = {"lines": "lines", "margin_share": "share"}


@terms
class DrugMargin:
    """Drugs of the year that have a cost: what is left, and what the way to the money takes.

    margin_share: of collected. losing_payers: whose drugs lose. uncosted: lines without a cost.
    """

    lines: Lines
    drugs_allowed: USDPerYear
    collected: USDPerYear
    acquisition: USDPerYear
    allowed_less_cost: SignedUSDPerYear
    margin: SignedUSDPerYear
    margin_share: SignedShare
    losing_payers: Count
    best: str
    best_margin: SignedUSDPerYear
    worst: str
    worst_margin: SignedUSDPerYear
    uncosted: Lines


def by_payer(cells: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return drugs by payer, most margin first, and all: AMOUNTS, allowed_less_cost, margin.

    cells: the margin grid's. Collected in whole dollars for each provider and payer. Lines
    without a cost are left out. names: what a payer is called.
    """
    own = _costed(cells)
    held = own.groupby(["payer", "provider"])[AMOUNTS].sum()
    held["collected"] = _whole_dollars(held["collected"])
    return _table(held.groupby("payer").sum(), names, "All payers")


def by_drug(cells: pd.DataFrame) -> pd.DataFrame:
    """Return drugs by code, most margin first, and all; the total is that of the payers."""
    made = _table(_costed(cells).groupby("code")[AMOUNTS].sum(), {}, "All drugs")
    if len(made):
        moved = ["collected", "margin", "margin_share"]
        made.loc["all", moved] = by_payer(cells, {}).loc["all", moved]
    return made


def uncosted(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the drugs that have no cost, by code: lines, allowed (dollars), most lines first."""
    rest = cells[cells["block"].eq(DRUG) & cells["full"].isna()]
    made = rest.groupby("code")[["lines", "allowed"]].sum()
    return made.sort_values("lines", ascending=False, kind="stable")


def drug_margin(cells: pd.DataFrame, names: Mapping[str, str]) -> DrugMargin | None:
    """Return what the year's drugs leave; None where no drug has a cost."""
    table = by_payer(cells, names)
    if table.empty:
        return None
    body = table[table["role"] == "body"]
    whole = {name: float(body[name].sum()) for name in [*AMOUNTS, "allowed_less_cost", "margin"]}
    return DrugMargin(
        lines=whole["lines"],
        drugs_allowed=whole["allowed"],
        collected=whole["collected"],
        acquisition=whole["cost"],
        allowed_less_cost=whole["allowed_less_cost"],
        margin=whole["margin"],
        margin_share=whole["margin"] / whole["collected"] if whole["collected"] else 0.0,
        losing_payers=int((body["margin"] < 0).sum()),
        best=str(body["label"].iloc[0]),
        best_margin=float(body["margin"].iloc[0]),
        worst=str(body["label"].iloc[-1]),
        worst_margin=float(body["margin"].iloc[-1]),
        uncosted=int(uncosted(cells)["lines"].sum()),
    )


def _costed(cells: pd.DataFrame) -> pd.DataFrame:
    own = cells[cells["block"].eq(DRUG) & cells["full"].notna()]
    return own.rename(columns={"full": "cost"})


def _whole_dollars(dollars: pd.Series) -> Floats:
    parts = np.rint(dollars.to_numpy("float64") * PARTS).astype(np.int64)
    return np.asarray(half_up(parts, PARTS), dtype=np.float64)


def _with_margins(made: pd.DataFrame) -> pd.DataFrame:
    made["allowed_less_cost"] = (made["allowed"] - made["cost"]).round(2)
    made["margin"] = made["collected"] - made["cost"]
    return made


def _table(held: pd.DataFrame, names: Mapping[str, str], all_: str) -> pd.DataFrame:
    if held.empty:
        return pd.DataFrame()
    made = _with_margins(held).sort_values("margin", ascending=False, kind="stable")
    made["label"] = [names.get(str(key), str(key)) for key in made.index]
    made["role"] = "body"
    numbers = [*AMOUNTS, "allowed_less_cost", "margin"]
    total = {"label": all_, "role": "total"} | made[numbers].sum().to_dict()
    made = pd.concat([made, pd.DataFrame([total], index=pd.Index(["all"], name=made.index.name))])
    made["margin_share"] = made["margin"] / made["collected"].where(made["collected"] > 0)
    return made.astype({"lines": "int64"})
