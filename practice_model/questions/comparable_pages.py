"""Pages of the register: where our terms stand among others', the rows behind it, what is told."""

from collections.abc import Mapping
from datetime import date
from typing import Final

import pandas as pd

from practice_model.negotiation.comparables import Standing, refusals

_PLACES: Final = {
    "below_all": "below all", "below_median": "below the middle", "inside": "inside",
    "at_median": "at the middle", "above_median": "above the middle", "above_all": "above all",
    "unknown": "",
}  # fmt: skip
STANDING_HEADS: Final = {
    "rows": "Rows|plain",
    "low": "Low|plain",
    "median": "Middle|plain",
    "high": "High|plain",
    "ours": "Ours|plain",
    "place": "Ours stands|text",
    "grade": "Grade|plain",
}
REGISTER_HEADS: Final = {
    "value": "Value|plain",
    "day": "When|plain",
    "how": "How known|text",
    "grade": "Grade|plain",
    "source": "Source|text",
}


def standing_table(held: Mapping[str, Standing]) -> pd.DataFrame:
    """Return a row a term: label, rows, low, median, high, ours in its unit, place, grade.

    A term without a row that may be used is left out.
    """
    rows = {
        name: {
            "label": one.term[:1].upper() + one.term[1:],
            "unit": one.unit,
            "rows": f"{one.n:.0f}",
            "low": one.spread.low,
            "median": one.spread.median,
            "high": one.spread.high,
            "ours": one.spread.ours,
            "place": _PLACES[one.place],
            "grade": one.grade or "none",
        }
        for name, one in held.items()
        if one.rule != "none"
    }
    columns = ["label", "unit", "rows", "low", "median", "high", "ours", "place", "grade"]
    made = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return made.astype(dict.fromkeys(("low", "median", "high", "ours"), float))


def register_table(table: pd.DataFrame, one: Standing) -> pd.DataFrame:
    """Return the rows behind a standing, cheapest first, ours among them where we have one."""
    named = table[(table["kind"] == one.kind) & (table["term"] == one.term)]
    named = named.reset_index(drop=True)
    usable = pd.Series([not why for why in refusals(named)], dtype=bool, index=named.index)
    held = named[usable & (named["unit"] == one.unit)]
    rows = [
        {
            "label": str(row.get("alias") or "") or f"Row {at}",
            "unit": one.unit,
            "value": float(row["value"]),
            "day": _day(row["date"]),
            "how": str(row.get("quoted_or_paid") or row.get("origin") or ""),
            "grade": str(row["grade"] or "none"),
            "source": str(row["source"]),
            "role": "body",
        }
        for at, row in enumerate(held.sort_values("value").to_dict("records"), start=1)
    ]
    if one.spread.ours is not None and rows:
        ours = {"label": "Ours", "unit": one.unit, "value": one.spread.ours, "role": "subtotal"}
        rows.append({**dict.fromkeys(("day", "how", "grade", "source"), ""), **ours})
    columns = ["label", "unit", *REGISTER_HEADS, "role"]
    made = pd.DataFrame(rows, columns=columns).astype({"value": float})
    return made.sort_values("value", kind="stable").reset_index(drop=True)


def _day(given: object) -> str:
    if not isinstance(given, date) or pd.isna(pd.Timestamp(given)):
        return "no date"
    return f"{given:%b}\N{NO-BREAK SPACE}{given.year}"


def standing_case(one: Standing | None) -> str:
    """Return how a term among others is told: by its number of rows, and where ours stands."""
    if one is None or one.rule == "none":
        return "none"
    if one.rule == "list":
        return "list"
    return f"{one.rule}_{one.place}"


def standing_told(one: Standing | None) -> list[str]:
    """Return the names of the notes under it: how much it says, and what is wrong with its rows."""
    if one is None or one.rule == "none":
        return []
    told = ["odds"] if one.next_inside is not None else ["too_few"]
    told += ["all_quoted"] if one.quoted == 1 else ["some_quoted"] if one.quoted else []
    told += ["all_undated"] if one.undated == 1 else ["some_undated"] if one.undated_rows else []
    told += ["old"] if one.old else []
    told += ["ungraded"] if not one.grade else ["stated"] if one.grade == "C" else []
    told += ["weighted"] if one.weighted else []
    told += ["refused"] if one.refused else []
    return told + (["other_unit"] if one.other_unit else [])
