"""Pages of the market: the frames that its tables and charts show, few rates claiming little."""

import numpy as np
import pandas as pd

from practice_model.questions.payer_market import SIDES, PostedMarket, at, own_percentile
from practice_model.questions.payer_terms import Payer
from practice_model.revenue.market_position import grade
from practice_model.revenue.posted_filters import counts

MOST_CODES = 12  # rows of the table


def market_table(talk: Payer, made: PostedMarket | None, most: int = MOST_CODES) -> pd.DataFrame:
    """Return our rates beside the market by code, most of our dollars first; empty without rates.

    Index code; columns label, role, now (USD/unit), now_ratio, offer_ratio, ask_ratio (to
    Medicare, where the talk has the side), low, p25, p50, p75, high (ratios), n, percentile (share
    of rates below ours), confidence, grade. What too few rates carry is missing.
    """
    if made is None or made.codes.empty:
        return pd.DataFrame()
    table = made.codes.join(made.own, how="inner")
    table = table.sort_values("dollars", ascending=False, kind="stable").head(most)
    for side in [one for one in SIDES if one in table]:
        table[f"{side}_ratio"] = table[side] / table["medicare"]
    table["percentile"] = [own_percentile(made, str(code)) for code in table.index]
    table["percentile"] = table["percentile"].astype("float64")
    months = zip(table["n"], table["month"], strict=True)
    table["grade"] = [grade(int(n), str(month), talk.as_of) for n, month in months]
    table["label"], table["role"] = table.index, "body"
    sides = [f"{side}_ratio" for side in SIDES if side in table]
    market = ["low", "p25", "p50", "p75", "high", "n", "percentile", "confidence", "grade"]
    return table[["label", "role", "now", *sides, *market]]


def market_heads(made: pd.DataFrame) -> dict[str, str]:
    """Return the heads of the market table; low and high only where some code has no quartiles."""
    thin = not made.empty and bool(made["p25"].isna().any())
    told = {
        "now": "Our fee now, $|bare_cents",
        "now_ratio": "Now|bare",
        "offer_ratio": "Offer|bare",
        "ask_ratio": "Ask|bare",
        "low": "Low|bare",
        "p25": "P25|bare",
        "p50": "Median|bare",
        "p75": "P75|bare",
        "high": "High|bare",
        "n": "Rates|count",
        "percentile": "Below ours|odds",
        "confidence": "Confidence|plain",
        "grade": "Grade|plain",
    }
    return {key: head for key, head in told.items() if thin or key not in {"low", "high"}}


MARKET_UNITS = dict.fromkeys(
    ["now_ratio", "offer_ratio", "ask_ratio", "low", "p25", "p50", "p75", "high"], "ratio"
) | {"percentile": "share", "n": "count"}


def filters_table(made: PostedMarket | None) -> pd.DataFrame:
    """Return what of the file is left out and why, in order, and what is kept; empty without one.

    Index reason; columns label, role, rows, left. The rows add up to the file.
    """
    if made is None:
        return pd.DataFrame()
    table = counts(made.filtered).assign(role="body")
    kept = len(made.filtered.kept)
    last = {"label": "Kept", "role": "body", "rows": kept, "left": kept}
    whole = len(made.filtered.reasons)
    total = {"label": "Rows of the file", "role": "total", "rows": whole, "left": np.nan}
    return pd.concat([table, pd.DataFrame([last, total], index=["kept", "all"])])


FILTER_HEADS = {"rows": "Rows|count", "left": "Left after it|count"}
FILTER_UNITS = {"rows": "count", "left": "count"}


def left_aside(talk: Payer, made: PostedMarket | None) -> pd.DataFrame:
    """Return evidence that is no comparable, and why; it stands in no median and in no letter.

    Rates of a group that nobody can check, and legal maxima of workers' compensation: one row each,
    for our code of most dollars that the table holds. Index kind; columns label, role, code, rate
    (USD/unit), ratio (to the file's own Medicare, else to ours), rows, why.
    """
    market = talk.market
    if market is None or made is None:
        return pd.DataFrame()
    order = made.own.sort_values("dollars", ascending=False, kind="stable").index
    rows = {}
    if market.local_rates is not None:
        rows["local_rates"] = _local(market.local_rates, order, made.own, talk.block)
    if market.maxima is not None:
        rows["maxima"] = _maximum(market.maxima, order, made.own, talk.block)
    held = {kind: row for kind, row in rows.items() if row is not None}
    return pd.DataFrame.from_dict(held, orient="index").assign(role="body")


def _local(
    rates: pd.DataFrame, order: pd.Index, own: pd.DataFrame, block: str
) -> dict[str, object] | None:
    code = next((str(one) for one in order if one in set(rates["hcpcs"])), None)
    if code is None or block != "professional":
        return None
    held = rates[rates["hcpcs"] == code]
    top = held.sort_values("rate").iloc[-1].to_dict()
    facility = own["setting"].to_dict()[code] == "facility"
    stated = float(top["medicare_facility" if facility else "medicare_nonfacility"])
    yard = stated if stated > 0 else at(own, code, "medicare")
    return {
        "label": "Rates of one group, no provider named",
        "code": code,
        "rate": float(top["rate"]),
        "ratio": float(top["rate"]) / yard,
        "rows": len(rates),
        "why": "Nobody can check that the group does the service.",
    }


def _maximum(
    maxima: pd.DataFrame, order: pd.Index, own: pd.DataFrame, block: str
) -> dict[str, object] | None:
    column = "surgery_center" if block == "asc" else "professional"
    held = maxima[(maxima["modifier"] == "") & (maxima[column] > 0)].set_index("hcpcs")[column]
    code = next((str(one) for one in order if one in held.index), None)
    if code is None:
        return None
    rate = float(np.max(held.loc[[code]]))
    return {
        "label": "Workers' compensation, legal maximum",
        "code": code,
        "rate": rate,
        "ratio": rate / at(own, code, "medicare"),
        "rows": len(maxima),
        "why": "A ceiling for injured workers, no price that a plan agreed to.",
    }
