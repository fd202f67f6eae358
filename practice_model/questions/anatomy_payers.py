"""Payers: what each pays, how it behaves, what it costs us, and what its rate is worth after that.

    share = collected over all payers' collected
    % of Medicare = allowed over Medicare on lines that both price, professional and center apart
    hassle = authorizations + first denials (`costs/hassle.py`), all blocks
    over Medicare = collected - hassle - waiting - Medicare, professional lines: rate x volume
                    x hassle in dollars
    net rate = (collected - hassle - waiting) over Medicare, of the same professional lines

What is lost is passed in from the findings of each payer's contract. Dollars of the claims' year.
Red begins past the practice's own limits (`costs.terms.Hassle`), patients apart; else never.
"""

from collections.abc import Collection, Mapping
from typing import Final, Literal

import numpy as np
import pandas as pd

from practice_model.costs.capacity import Rates
from practice_model.costs.hassle import hassle_by_payer
from practice_model.costs.terms import Costing
from practice_model.quantities import (
    USD,
    Ratio,
    SignedRatio,
    SignedUSDPerYear,
    USDPerYear,
    terms,
)
from practice_model.questions.payer_findings import Cause, Findings

PROFESSIONAL, CENTER, DRUG = "professional", "asc", "drug"
BLOCKS: Final = {"professional": PROFESSIONAL, "center": CENTER, "drugs": DRUG}
WHERE: Final[Mapping[Cause, str]] = {
    "step": "yearly step not loaded",
    "tests": "same-day tests",
    "place": "paid in the wrong area",
    "rates": "paid under the contract",
}
HELD = "cut without basis"
ADDED = ("collected", "share", "hassle", "waiting", "requests", "offsets", "lost")
SCORECARD_HEADS = {
    "collected": "Collected, $|bare",
    "share": "Share, %|bare",
    "professional_of_medicare": "Prof., % of Medicare|bare",
    "center_of_medicare": "Center, % of Medicare|bare",
    "denied": "Denied first, %|bare",
    "days": "Days to pay|count",
    "requests": "Approval requests|count",
    "offsets": "Taken back, $|bare",
    "hassle": "Hassle, $|bare",
    "net_of_medicare": "After hassle, % of Med.|bare",
    "lost": "Lost, $ a year|bare",
    "where": "Where|text",
}
NET_HEADS = {
    "medicare": "Volume at Medicare, $|bare",
    "professional_of_medicare": "Contract, % of Medicare|bare",
    "hassle": "Hassle, $ a year|bare",
    "waiting": "Waiting, $ a year|bare",
    "net_of_medicare": "After hassle, % of Medicare|bare",
    "over_medicare": "Over Medicare, $ a year|bare_signed",
    "rank": "Rank|count",
}
PAYER_UNITS = {
    "share": "share",
    "professional_of_medicare": "ratio",
    "center_of_medicare": "ratio",
    "drugs_of_medicare": "ratio",
    "net_of_medicare": "ratio",
    "denied": "share",
    "days": "count",
    "requests": "count",
    "rank": "count",
    "per_100": "USD",
}


@terms
class Loss:
    """What a payer's conduct or terms cost a year, where, and how much can still be claimed.

    kind: short, paid under the contract; term, in the contract and to be negotiated.
    """

    lost: USDPerYear
    where: str
    kind: Literal["short", "term"]
    still_open: USDPerYear = 0.0


@terms
class PayerTotals:
    """All payers: collected, hassle and waiting, taken back, lost, and what can still be claimed.

    hassle and waiting are None where they are not known for every payer.
    """

    collected: USDPerYear
    hassle: USDPerYear | None
    waiting: USDPerYear | None
    offsets: USDPerYear | None
    lost: USDPerYear
    still_open: USDPerYear


@terms
class PayerMost:
    """A payer that stands out: its hassle, that of each 100 dollars collected, its net rate."""

    payer: str
    hassle: USDPerYear
    per_100: USD
    professional_of_medicare: Ratio | None
    net_of_medicare: SignedRatio | None
    over_medicare: SignedUSDPerYear | None


def losses(found: Findings) -> list[Loss]:
    """Return what a payer pays below its contract, and holds back without a term for it."""
    made = []
    if found.shortfall is not None:
        short = found.shortfall
        made.append(Loss(
            lost=short.total, where=WHERE[short.cause], kind="short", still_open=short.still_open
        ))  # fmt: skip
    if found.held is not None:
        made.append(Loss(lost=found.held.total, where=HELD, kind="short"))
    return made


def scorecard(
    cells: pd.DataFrame,
    hassle: pd.DataFrame,
    costing: Costing,
    *,
    lost: Mapping[str, list[Loss]] | None = None,
    patients: Collection[str] = (),
    names: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return a row a payer, most collected first, and all; totals only where a column adds.

    cells: the margin grid's. hassle: `hassle_by_payer` (or `hassle_of`). Columns label, role,
    collected, share, professional_, center_ and drugs_of_medicare, denied, days, requests,
    offsets, lost, where, hassle, per_100 (USD of 100 collected), waiting, net_of_medicare,
    over_medicare, medicare, rank; denied_over, days_over, most_offsets (flags).
    """
    own, called, given = costing.hassle, names or {}, lost or {}
    made = _with_net(_money(cells).join(_hassle(hassle, cells)).join(_conduct(costing)))
    made["lost"] = [_lost(given.get(str(payer), [])) for payer in made.index]
    made["where"] = [_where(given.get(str(payer), [])) for payer in made.index]
    made["per_100"] = 100 * made["hassle"] / made["collected"].where(made["collected"] > 0)
    most = (np.nan, np.nan) if own is None else (own.denied_first, own.days_to_pay)
    made["denied_over"] = made["denied"] > float(most[0])
    made["days_over"] = (made["days"] > float(most[1])) & ~made.index.isin(list(patients))
    made["most_offsets"] = made["offsets"].eq(made["offsets"].max()) & made["offsets"].gt(0)
    made = made.sort_values("collected", ascending=False, kind="stable")
    made["label"] = [called.get(str(payer), str(payer)) for payer in made.index]
    made["role"] = "body"
    return _with_total(made)


def hassle_of(
    cells: pd.DataFrame,
    costed: pd.DataFrame | None,
    costing: Costing,
    rates: Rates,
) -> pd.DataFrame:
    """Return `costs.hassle.hassle_by_payer` on the grid's cells.

    costed: `with_dollars`; None where the practice counted no request.
    """
    amounts = cells.groupby(["payer", "block"])[["lines", "allowed"]].sum()
    return hassle_by_payer(costed, amounts, costing, rates)


def net_rates(card: pd.DataFrame) -> pd.DataFrame:
    """Return rate, volume and hassle of the professional lines in one table, best payer first.

    Columns as NET_HEADS with label and role; hassle and waiting are those of professional lines.
    Payers without a professional line that Medicare prices are left out.
    """
    body = card[(card["role"] == "body") & card["medicare"].notna()]
    made = body[["label", "role", "medicare", "professional_of_medicare"]].copy()
    made["hassle"], made["waiting"] = body["professional_hassle"], body["professional_waiting"]
    for name in ("net_of_medicare", "over_medicare", "rank"):
        made[name] = body[name]
    return made.sort_values("over_medicare", ascending=False, kind="stable")


def payer_totals(card: pd.DataFrame, lost: Mapping[str, list[Loss]] | None = None) -> PayerTotals:
    """Return the sums of the scorecard that add, and what can still be claimed."""
    body = card[card["role"] == "body"]
    every = [one for held in (lost or {}).values() for one in held]
    return PayerTotals(
        collected=float(body["collected"].sum()),
        lost=sum((one.lost for one in every), 0.0),
        still_open=sum((one.still_open for one in every), 0.0),
        **{name: _whole(body[name]) for name in ("hassle", "waiting", "offsets")},
    )


def most_hassle(card: pd.DataFrame) -> PayerMost | None:
    """Return the payer with most hassle of each dollar collected; None where none is known."""
    return _most(card, "per_100")


def _money(cells: pd.DataFrame) -> pd.DataFrame:
    """Collected, share and percent of Medicare by block, professional Medicare and collected."""
    made = cells.groupby("payer")[["collected"]].sum()
    made["share"] = made["collected"] / made["collected"].sum()
    both = cells[cells["medicare"].fillna(0) > 0]
    sums = both.groupby(["payer", "block"])[["allowed", "medicare", "collected"]].sum()
    for name, block in BLOCKS.items():
        held = sums[sums.index.get_level_values("block") == block].droplevel("block")
        made[f"{name}_of_medicare"] = held["allowed"] / held["medicare"]
        if block == PROFESSIONAL:
            made["medicare"], made["professional_collected"] = held["medicare"], held["collected"]
    return made


def _hassle(hassle: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    billed = hassle.index.get_level_values("payer").isin(cells["payer"].unique())
    own = hassle[billed]
    names = ["hassle", "waiting"]
    unknown = own[names].isna().groupby(level="payer").any()
    made = own.groupby("payer")[names].sum().mask(unknown)
    held = own[own.index.get_level_values("block") == PROFESSIONAL].droplevel("block")
    made["professional_hassle"] = held["hassle"]
    made["professional_waiting"] = held["waiting"]
    return made


def _conduct(costing: Costing) -> pd.DataFrame:
    names = {
        "initial_denial": "denied",
        "days_to_payment": "days",
        "prior_authorizations": "requests",
        "offsets": "offsets",
    }
    if costing.conduct is None:
        return pd.DataFrame(columns=list(names.values()), dtype=float)
    return costing.conduct.set_index("payer")[list(names)].rename(columns=names).astype(float)


def _lost(held: list[Loss]) -> float:
    """What a payer loses us; NaN where nothing was found, which is no finding of 0."""
    return sum(float(one.lost) for one in held) if held else np.nan


def _where(held: list[Loss]) -> str:
    return "; ".join(one.where for one in held)


def _with_net(made: pd.DataFrame) -> pd.DataFrame:
    spent = made["professional_hassle"] + made["professional_waiting"]
    kept = made["professional_collected"] - spent
    made["net_of_medicare"] = kept / made["medicare"]
    made["over_medicare"] = kept - made["medicare"]
    made["rank"] = made["over_medicare"].rank(ascending=False, method="min")
    return made


def _with_total(made: pd.DataFrame) -> pd.DataFrame:
    total: dict[str, object] = {"label": "All", "role": "total", "where": ""}
    for name in ADDED:
        amount = float(made[name].sum()) if name == "lost" else _whole(made[name])
        total[name] = np.nan if amount is None else amount
    total |= dict.fromkeys(("denied_over", "days_over", "most_offsets"), False)
    whole = pd.DataFrame([total], index=pd.Index(["all"], name=made.index.name))
    return pd.concat([made, whole])


def _whole(column: pd.Series) -> float | None:
    """The sum of a column; None where one of its rows is not known: a part is not the whole."""
    return None if column.isna().any() else float(column.sum())


def _most(card: pd.DataFrame, name: str) -> PayerMost | None:
    body = card[(card["role"] == "body") & card[name].notna()]
    if body.empty:
        return None
    row = body.sort_values(name, ascending=False, kind="stable").to_dict("records")[0]
    held = {
        one: None if np.isnan(row[one]) else float(row[one])
        for one in ("professional_of_medicare", "net_of_medicare", "over_medicare")
    }
    return PayerMost(payer=str(row["label"]), hassle=row["hassle"], per_100=row["per_100"], **held)
