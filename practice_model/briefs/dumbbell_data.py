"""Dumbbell data: what stands now and what is requested, row by row, with its dollars a year."""

import pandas as pd

from practice_model.briefs.cells import (
    add_up,
    cell_of,
    codes_in,
    hold,
    ids_of,
    labels_of,
    roles_of,
    slug,
)  # fmt: skip
from practice_model.briefs.chart_data import Data, axis_of
from practice_model.briefs.facts import Fact, Facts
from practice_model.briefs.formats import NIL
from practice_model.briefs.range_data import named
from practice_model.briefs.sentences import plain, spans_of

ENDS = ("now", "then")


def dumbbell_data(
    name: str,
    frame: pd.DataFrame,
    facts: Facts,
    *,
    line_says: str = "",
    head: str = "$ a year",
    rows: str = "",
    missing: str = "not priced",
    style: str = "bare",
    unit: str = "ratio",
    change_style: str = "signed",
    change_unit: str = "USD/year",
) -> Data:
    """Return what a dumbbell draws: a row a group, its total last, the line of Medicare.

    The frame: `label`, `role`, `now`, `then` and `change`; the printed changes add up to the
    total's. line_says: a template at the line of 100%, which is the fact `{name.medicare}`;
    without one it says "Medicare = 100%". missing: what a row without either end says.
    Raises ValueError for a frame without any figure.
    """
    if not frame[list(ENDS)].notna().any(axis=None):
        raise ValueError(f"{name} has no row with a figure")
    hold(name, frame, facts, dict.fromkeys(ENDS, style), dict.fromkeys(ENDS, unit))
    hold(name, frame, facts, {"change": change_style}, {"change": change_unit})
    roles = roles_of(frame)
    add_up(ids_of(name, frame, "change"), roles, facts, change_style)
    facts.add(f"{name}.medicare", Fact(1.0, unit))
    made: list[Data] = []
    for at, label in enumerate(labels_of(frame)):
        fact = f"{name}.{slug(frame.index[at])}"
        row: Data = {"label": named(fact, label, facts), "total": roles[at] == "total"}
        for end in ENDS:
            known = f"{fact}.{end}" in facts
            row[end] = float(facts[f"{fact}.{end}"].value) if known else None
            row[f"{end}_text"] = facts.print(f"{fact}.{end}", style) if known else ""
        given = frame["change"].iloc[at]
        row["change"] = cell_of(facts, f"{fact}.change", change_style, given, NIL)["text"]
        made.append(row | {"text": missing})
        if row["total"] and f"{fact}.change" in facts:
            facts.alias(f"{name}.total", f"{fact}.change")
    made.sort(key=lambda row: bool(row["total"]))
    told = line_says or f"Medicare = {{{name}.medicare:percent}}"
    return {
        "rows": made,
        "head": plain(spans_of(head, facts)),
        "rows_head": plain(spans_of(rows, facts)),
        "line": {"value": 1.0, "text": plain(spans_of(told, facts))},
        "codes": codes_in([row["label"] for row in made]),
        **axis_of(style, unit),
    }
