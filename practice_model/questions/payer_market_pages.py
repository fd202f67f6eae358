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
        "p25": "Lower quartile|bare",
        "p50": "Median|bare",
        "p75": "Upper quartile|bare",
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


def left_aside(talk: Payer, made: PostedMarket | None, most: int = 3) -> pd.DataFrame:
    """Return evidence that is no comparable, and why; it stands in no median and in no letter.

    Rates of a group that nobody can check, and legal maxima of workers' compensation, for the codes
    of most dollars that each table holds. Index kind and code; columns label, role, code, rate
    (USD/unit), ratio (to the file's own Medicare, else to ours), rows (of the table), why.
    """
    market = talk.market
    if market is None or made is None:
        return pd.DataFrame()
    order = made.own.sort_values("dollars", ascending=False, kind="stable").index
    told = {}
    if market.local_rates is not None and talk.block == "professional":
        held = _of_group(market.local_rates, made.own)
        told["group"] = ("Rates of one group, no provider named", held, market.local_rates, GROUP)
    if market.maxima is not None:
        column = "surgery_center" if talk.block == "asc" else "professional"
        whole = market.maxima[(market.maxima["modifier"] == "") & (market.maxima[column] > 0)]
        rates = whole.groupby("hcpcs")[column].max()
        held = pd.DataFrame({"rate": rates, "yard": made.own["medicare"].reindex(rates.index)})
        told["maximum"] = ("Workers' compensation, legal maximum", held, market.maxima, MAXIMUM)
    rows = {
        f"{slug}_{code}": {
            "label": label,
            "role": "body",
            "code": str(code),
            "rate": at(held, str(code), "rate"),
            "ratio": at(held, str(code), "rate") / at(held, str(code), "yard"),
            "rows": len(table),
            "why": why,
        }
        for slug, (label, held, table, why) in told.items()
        for code in [one for one in order if one in held.index][:most]
    }
    return pd.DataFrame.from_dict(rows, orient="index")


GROUP = "Nobody can check that the group does the service."
MAXIMUM = "A ceiling for injured workers, no price that a plan agreed to."


def _of_group(rates: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """The highest rate of every code, and Medicare in our setting as the file has it, else ours."""
    top = rates.sort_values("rate", kind="stable").drop_duplicates("hcpcs", keep="last")
    top = top.set_index("hcpcs")
    facility = own["setting"].reindex(top.index) == "facility"
    stated = top["medicare_facility"].where(facility, top["medicare_nonfacility"])
    yard = stated.where(stated > 0, own["medicare"].reindex(top.index))
    return pd.DataFrame({"rate": top["rate"], "yard": yard})


ASIDE_HEADS = {
    "code": "Code|plain",
    "rate": "Rate, $|bare_cents",
    "ratio": "% of Medicare|bare",
    "rows": "Rows|count",
    "why": "Why it is left aside|text",
}
ASIDE_UNITS = {"rate": "USD/unit", "ratio": "ratio", "rows": "count"}
