"""What drugs cost to buy: each line at its quarter's limit, and stock that falls in value.

    acquisition of a line = share of limit x the quarter's payment limit x units, to cents
    loss of a stock = units x (share x limit at purchase - limit at use)

A quarter in which a drug has no limit of its own takes the next quarter's (else the last before),
which is told. A drug without a cost row is in no sum. Dollars of the claims' year; limits are
Medicare's of CMS ASC Addendum BB.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from practice_model.costs.terms import Costing
from practice_model.money import scaled, to_dollars
from practice_model.practice import Practice
from practice_model.quantities import Number, Ratio, Units, USDPerUnit
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.part_b_drugs import drug_limits

Floats = np.ndarray[Any, np.dtype[np.float64]]
KEY = ["payer", "provider", "site", "code"]
THOUSANDTHS, CENTS = 1000, 100


@dataclass(frozen=True, eq=False)
class Acquired:
    """What the year's drugs cost to buy.

    costs: dollars by (payer, provider, site, code). lines: payer, provider, site, code, quarter
    (its first day), units, limit (dollars a unit), cost (dollars). told: what stood in or lacks.
    """

    costs: Mapping[tuple[str, ...], float]
    lines: pd.DataFrame
    told: tuple[str, ...]


def acquired(
    practice: Practice, costing: Costing, tables: MedicareTables, stand_in: date | None = None
) -> Acquired:
    """Return what each drug line of the claims cost to buy, summed to cells.

    stand_in: a day whose quarter stands in for quarters that the tables do not hold; ValueError
    where one is not held and none is named.
    """
    if costing.drug_costs is None:
        return Acquired({}, pd.DataFrame(), ("the practice gave no drug costs",))
    shares = costing.drug_costs.set_index("hcpcs")["share_of_limit"]
    billed = _drug_lines(practice, list(shares.index))
    if billed.empty:
        return Acquired({}, billed, ())
    lines, told = _with_limits(billed, tables, stand_in)
    lines["cost"] = _line_costs(lines, shares)
    lines["limit"] /= CENTS
    unknown = lines.groupby(KEY)["cost"].transform(lambda own: own.isna().any()).astype(bool)
    whole = lines[~unknown].groupby(KEY)["cost"].sum().round(2)
    costs = dict(zip(whole.index.to_list(), whole.astype(float).to_list(), strict=True))
    return Acquired(costs, lines, told)


def stock_loss(units: Number, share: Ratio, bought: USDPerUnit, used: USDPerUnit) -> Number:
    """Return what a stock loses when the limit falls between purchase and use; below 0, a gain.

    bought, used: limits of the two quarters; share: acquisition over the limit of purchase.

    >>> round(stock_loss(10, .9, 100, 80), 2)
    100.0
    """
    return units * (share * bought - used)


def stock_losses(
    held: Acquired, costing: Costing, stock: Mapping[str, Units] | None = None
) -> pd.DataFrame:
    """Return what a stock loses that was bought at the limit of the quarter before its use.

    A row a drug and quarter whose limit is under what the drug cost before, largest loss first:
    code, bought, used (first days), limit_before, limit_after, units, loss (dollars). stock: units
    by code; a drug that is not named has what its quarter used.
    """
    names = ["code", "bought", "used", "limit_before", "limit_after", "units", "loss"]
    if held.lines.empty or costing.drug_costs is None:
        return pd.DataFrame(columns=names)
    own = held.lines[held.lines["limit"].notna()]
    made = own.groupby(["code", "quarter"]).agg(units=("units", "sum"), limit=("limit", "first"))
    made = made.reset_index().sort_values(["code", "quarter"])
    made[["bought", "limit_before"]] = made.groupby("code")[["quarter", "limit"]].shift()
    follows = made["quarter"].dt.to_period("Q") == made["bought"].dt.to_period("Q") + 1
    made = made[follows].rename(columns={"quarter": "used", "limit": "limit_after"})
    made["units"] = made["code"].map(stock or {}).fillna(made["units"])
    shares = made["code"].map(costing.drug_costs.set_index("hcpcs")["share_of_limit"])
    columns = (made["units"], shares, made["limit_before"], made["limit_after"])
    loss = stock_loss(*(one.to_numpy("float64") for one in columns))
    made["loss"] = np.round(loss, 2)
    lost: pd.DataFrame = made.loc[made["loss"] > 0, names]
    return lost.sort_values("loss", ascending=False, kind="stable").reset_index(drop=True)


def _drug_lines(practice: Practice, codes: list[str]) -> pd.DataFrame:
    claims = practice.claims
    own = claims[claims["hcpcs_code"].isin(codes) & claims["claim_type"].eq("professional")]
    who = {npi: practice.provider_of(str(npi)) for npi in own["rendering_npi"].unique()}
    place = own["facility_npi"] if "facility_npi" in own else pd.Series("", index=own.index)
    where = {npi: practice.site_of(str(npi)) for npi in place.unique()}
    return pd.DataFrame(
        {
            "payer": own["payer"].astype(str),
            "provider": own["rendering_npi"].map(who),
            "site": place.map(where),
            "code": own["hcpcs_code"].astype(str),
            "quarter": own["claim_line_start_date"].dt.to_period("Q").dt.start_time,
            "units": own["service_unit_quantity"].astype(float),
        }
    ).reset_index(drop=True)


def _with_limits(
    lines: pd.DataFrame, tables: MedicareTables, stand_in: date | None
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The lines with their quarter's limit in cents; where a drug has none, another quarter's."""
    quarters = [pd.Timestamp(day) for day in sorted(lines["quarter"].unique())]
    columns = {day: drug_limits(tables, on=day.date(), stand_in=stand_in) for day in quarters}
    limits = pd.DataFrame(columns, index=sorted(lines["code"].unique())).astype("float64")
    found = limits.bfill(axis=1).ffill(axis=1)
    keys = pd.MultiIndex.from_frame(lines[["code", "quarter"]])
    own, stood_in = (table.stack().reindex(keys).to_numpy("float64") for table in (limits, found))
    told = []
    for code, day in sorted(set(keys[np.isnan(own)])):
        if np.isnan(found.loc[code].to_numpy("float64")).all():
            told.append(f"{code}: no payment limit in any quarter of the claims, so no cost")
        else:
            told.append(f"{code}: no payment limit in {day:%Y-%m}, another quarter's stands in")
    return lines.assign(limit=stood_in), tuple(dict.fromkeys(told))


def _line_costs(lines: pd.DataFrame, shares: pd.Series) -> Floats:
    """Share x limit x units in dollars, each line rounded once to cents; NaN without a limit."""
    known = lines["limit"].notna().to_numpy(bool)
    cost = np.full(len(lines), np.nan)
    cents = np.rint(lines["limit"].fillna(0.0).to_numpy("float64")).astype(np.int64)
    thousandths = np.rint(lines["units"].to_numpy("float64") * THOUSANDTHS).astype(np.int64)
    for code, share in shares.items():
        own = known & lines["code"].eq(str(code)).to_numpy(bool)
        each = Decimal(repr(float(share))) / THOUSANDTHS
        cost[own] = to_dollars(scaled(cents[own] * thousandths[own], each))
    return cost
