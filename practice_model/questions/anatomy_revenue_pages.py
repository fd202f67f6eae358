"""Pages of the fact book on revenue: the frames that its tables and charts show.

A frame's own columns `label`, `name`, `role`, `format` and `unit` say how a row is printed. Parts
of fewer than 11 lines stand in a rest row or have no figure.
"""

from calendar import month_name
from collections.abc import Mapping
from typing import Final

import pandas as pd

from practice_model.questions.anatomy_pages import title_of, words_of
from practice_model.questions.anatomy_revenue import (
    BLOCKS,
    CENTER,
    DRUG,
    FEES,
    PATIENT_PAY,
    payers_both_years,
)
from practice_model.revenue.pareto import WHOLE, of_block, ranked, shown
from practice_model.revenue.price_volume_mix import PriceVolumeMix, VolumeAndRest
from practice_model.revenue.trends import outlook, season
from practice_model.revenue.working_days import Monthly
from practice_model.tables import suppressed

MOST_CODES: Final = 12
COLUMNS: Final = {FEES: "fees", CENTER: "center", DRUG: "drugs", PATIENT_PAY: "patient_pay"}
CODE_HEADS: Final = {
    "name": "Service|text",
    "lines": "Lines|count",
    "allowed": "Allowed, $|bare",
    "share": "Share, %|bare",
    "cumulative_share": "Running, %|bare",
}
KEY_HEADS: Final = {
    "fees": "Professional, $|bare",
    "fees_share": "Share, %|bare",
    "center": "Center, $|bare",
    "drugs": "Drugs, $|bare",
    "patient_pay": "Patients alone, $|bare",
}
YEAR_HEADS: Final = {
    "fees_before": "Fees, year before, $|bare",
    "fees_now": "Fees, now, $|bare",
    "fees_change": "Change, $|bare_signed",
    "fees_change_share": "Change|signed",
    "drugs_before": "Drugs, year before, $|bare",
    "drugs_now": "Drugs, now, $|bare",
    "drugs_change": "Change, $|bare_signed",
}
GROUP_HEADS: Final = {
    "before": "Year before, $|bare",
    "now": "Now, $|bare",
    "change": "Change, $|bare_signed",
    "volume": "Volume|bare_signed",
    "mix": "Mix|bare_signed",
    "price": "Price|bare_signed",
    "new": "New|bare",
    "lost": "Gone|bare",
}
SEASON_HEADS: Final = {
    "ratio": "Of an average month, %|bare",
    "low": "Low, %|bare",
    "high": "High, %|bare",
}
UNITS: Final = {
    "ratio": "ratio",
    "low": "ratio",
    "high": "ratio",
    "lines": "lines",
    "share": "share",
    "cumulative_share": "share",
    "fees_share": "share",
    "fees_change_share": "share",
}


def code_page(
    cells: pd.DataFrame, block: str = FEES, most: int = MOST_CODES, amount: str = "allowed"
) -> pd.DataFrame:
    """Return the codes of one block that bring most, in plain words, the rest, and all.

    Columns as CODE_HEADS, `collected` too where the cells have it; empty without such a line.
    """
    own = of_block(cells, block)
    if own.empty:
        return pd.DataFrame()
    made = shown(ranked(own, "code", amount), most=most)
    groups = own.drop_duplicates("code").set_index("code")["group"]
    for code in made.index[made["role"] == "body"]:
        made.loc[code, "label"] = title_of(block, str(code))
        made.loc[code, "name"] = words_of(block, str(groups[code]))
    made["name"] = made["name"].fillna("") if "name" in made else ""
    return made


def key_page(
    cells: pd.DataFrame, key: str, names: Mapping[str, str], amount: str = "allowed"
) -> pd.DataFrame:
    """Return a key's values (payer, provider, site) with the money of each block side by side.

    Most professional fees first, then all. A figure of fewer than 11 lines is left out, and another
    with it where the total would give it away. fees_share is of professional fees alone.
    """
    made = pd.DataFrame(index=pd.Index(sorted(cells[key].astype(str).unique()), name="row"))
    totals: dict[str, float] = {}
    for block in BLOCKS:
        own = of_block(cells, block)
        if own.empty or not own[amount].notna().any():
            continue
        held = own.groupby(key)[["lines", amount]].sum(min_count=1)
        held.index = held.index.astype(str)
        kept = suppressed(held.reset_index(), "lines").set_index(key)[amount]
        made[COLUMNS[block]] = kept.reindex(made.index).round(2)
        totals[COLUMNS[block]] = round(float(held[amount].sum()), 2)
    if "fees" in made:
        made["fees_share"] = made["fees"] / totals["fees"] if totals["fees"] else float("nan")
    made = made.sort_values(list(totals), ascending=False, kind="stable", na_position="last")
    made.insert(0, "label", [names.get(str(one), str(one) or "Not told") for one in made.index])
    made.insert(1, "role", "body")
    made.loc[WHOLE, ["label", "role"]] = ["All", "total"]
    for column, amount_ in totals.items():
        made.loc[WHOLE, column] = amount_
    if "fees" in made:
        made.loc[WHOLE, "fees_share"] = 1.0
    return made


def year_page(
    before: pd.DataFrame, collected: pd.DataFrame, names: Mapping[str, str]
) -> pd.DataFrame:
    """Return collections by payer against the year before, largest payer first, and all.

    A payer that stands in one year only has no change of its own; the total holds it.
    """
    made = payers_both_years(before, collected)
    made = made.sort_values("fees_now", ascending=False, kind="stable", na_position="last")
    made.loc[WHOLE] = made.sum()
    for name in ("fees", "drugs"):
        change = (made[f"{name}_now"] - made[f"{name}_before"]).round(2)
        made[f"{name}_change"] = change
        known = made[f"{name}_before"].where(made[f"{name}_before"] > 0)
        made[f"{name}_change_share"] = change / known
    made.insert(0, "label", [names.get(str(payer), str(payer)) for payer in made.index])
    made.insert(1, "role", "body")
    made.loc[WHOLE, ["label", "role"]] = ["All payers", "total"]
    return made


def change_bars(change: VolumeAndRest | PriceVolumeMix) -> pd.DataFrame:
    """Return the parts of a change as bars, in dollars a year (`value`), and the whole change.

    Of totals: volume by the named count, price and mix together; of lines: volume, mix, price, and
    services that are new or gone where there are any.
    """
    if isinstance(change, VolumeAndRest):
        rows = [
            ("volume", f"Volume, by {change.counted}", change.volume, "body"),
            ("price_and_mix", "Price and mix together", change.price_and_mix, "body"),
        ]
    else:
        rows = [
            ("volume", "Volume", change.volume, "body"),
            ("mix", "Mix of services", change.mix, "body"),
            ("price", "Price", change.price, "body"),
        ]
        if change.new or change.lost:
            rows.append(("new_and_gone", "New and gone", change.new - change.lost, "body"))
    rows.append((WHOLE, "All", change.change, "total"))
    frame = pd.DataFrame(rows, columns=["row", "label", "value", "role"]).set_index("row")
    return frame.astype({"value": "float64"})


def group_page(table: pd.DataFrame) -> pd.DataFrame:
    """Return two years of fees by group of services with the parts of the change, and all.

    table: by group (the index), of `by_year_of_lines`. Columns as GROUP_HEADS, dollars a year.
    """
    made = table.sort_values("change", ascending=False, kind="stable")
    names = [words_of(FEES, str(group)) for group in made.index]
    made.loc[WHOLE] = made.sum()
    made.insert(0, "label", [*names, "All"])
    made.insert(1, "role", ["body"] * len(names) + ["total"])
    return made


def season_page(series: Monthly) -> pd.DataFrame:
    """Return each calendar month over the average month, per working day; columns SEASON_HEADS.

    Empty where season and trend cannot be told apart.
    """
    made = season(series)
    made.insert(0, "label", [month_name[int(month)] for month in made.index])
    made.index = pd.Index([f"month_{month}" for month in made.index], name="row")
    return made


def trend_page(series: Monthly, ahead: int = 12) -> pd.DataFrame:
    """Return months as a chart shows them, per working day: label, value, line, low, high.

    line, low and high are NA where season and trend cannot be told apart; low and high hold 80
    percent of months. Index row: the month as 2025_01.
    """
    made = outlook(series, ahead).rename(columns={"actual": "value", "fitted": "line"})
    made.insert(0, "label", [f"{month:%b %Y}" for month in made.index])
    made.index = pd.Index([f"{month:%Y_%m}" for month in made.index], name="row")
    return made
