"""Chart data: what a chart draws, made of a data frame: every label a fact's printed form.

Charts are drawn from this alone. A row or mark without a figure is told by a word, never as zero.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from practice_model.briefs.cells import (
    Columns,
    add_up,
    cell_of,
    codes_in,
    heads_of,
    hold,
    ids_of,
    labels_of,
    name_extremes,
    roles_of,
    shown_columns,
    slug,
    smallest_step,
    unit_for,
)  # fmt: skip
from practice_model.briefs.chart_axes import tick_style
from practice_model.briefs.facts import Facts
from practice_model.briefs.sentences import plain, spans_of

Data = dict[str, Any]
NOTHING: Columns = {}
WORTH_THOUSANDS = 10_000.0  # dollars of the longest bar, from which on thousands say enough


def bars_data(
    name: str,
    frame: pd.DataFrame,
    facts: Facts,
    *,
    value: str,
    style: str,
    columns: Columns,
    units: Mapping[str, str],
    head: str,
    columns_head: str,
    rows: str = "",
    adds_up: Sequence[str] = (),
    total_bar: bool = True,
    tint: str = "",
    missing: str = "not priced",
) -> Data:
    """Return what a bar chart draws: a row a bar with its printed label, and the total.

    missing: what a row without a figure says in place of a bar. Bars in thousands that are all
    too short for it are told in dollars, and so says the head.
    """
    if style == "thousands" and not frame[value].abs().max() >= WORTH_THOUSANDS:
        style, head = "bare_signed", head.replace("$ thousand", "$")
    roles = roles_of(frame)
    hold(name, frame, facts, {value: style}, units)
    add_up(ids_of(name, frame, value), roles, facts, style)
    name_extremes(name, frame, value, roles, facts)
    made = named_rows(name, frame, facts, columns=columns, units=units, adds_up=adds_up, tint=tint)
    for row, fact in zip(made["rows"], ids_of(name, frame, value), strict=True):
        known = fact in facts
        row |= {
            "value": float(facts[fact].value) if known else None,
            "text": facts.print(fact, style) if known else missing,
            "fact": fact if known else None,
        }
    total = [row for row, role in zip(made["rows"], roles, strict=True) if role == "total"]
    made["rows"] = [row for row, role in zip(made["rows"], roles, strict=True) if role != "total"]
    shown = list(shown_columns(columns, frame)[0])
    return made | {
        "head": plain(spans_of(head, facts)),
        "columns_head": plain(spans_of(columns_head, facts)),
        "rows_head": plain(spans_of(rows, facts)),
        "total": total[0] | {"bar": total_bar} if total else None,
        "own_column": shown.index(value) if value in shown else None,
        **axis_of(style, unit_for(style, units, value)),
    }


def named_rows(
    name: str,
    frame: pd.DataFrame,
    facts: Facts,
    *,
    columns: Columns,
    units: Mapping[str, str],
    adds_up: Sequence[str] = (),
    tint: str = "",
) -> Data:
    """Return the rows of a chart with their names and side columns.

    A column whose format is `text` holds words. tint: the index of the row in question.
    """
    shown, styles = shown_columns(columns, frame)
    hold(name, frame, facts, styles, units)
    roles = roles_of(frame)
    for key in adds_up:
        if key in shown:
            add_up(ids_of(name, frame, key), roles, facts, styles[key])
    rows: list[Data] = []
    for at, (index, label) in enumerate(zip(frame.index, labels_of(frame), strict=True)):
        cells = [
            cell_of(facts, f"{name}.{slug(index)}.{key}", styles[key], frame[key].iloc[at],
                    "" if styles[key] == "text" or roles[at] == "total" else "\u2013")["text"]
            for key in shown
        ]  # fmt: skip
        rows.append({"label": label, "columns": cells, "tint": bool(tint) and index == tint})
    return {
        "rows": rows,
        "columns": heads_of(shown, facts),
        "words": [styles[key] == "text" for key in shown],
        "codes": codes_in([text for row in rows for text in (row["label"], *row["columns"])]),
    }


def with_labels(frame: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Return a frame whose labels are words: a template is filled, words stay as they are."""
    told = [plain(spans_of(one, facts)) if "{" in one else one for one in labels_of(frame)]
    return frame.assign(label=told)


def dots_data(
    name: str,
    frame: pd.DataFrame,
    facts: Facts,
    *,
    series: Mapping[str, str],
    style: str,
    columns: Columns,
    units: Mapping[str, str],
    head: str,
    rows: str,
    line: str,
    line_says: str,
    tint: str,
    missing: str,
    beside: Columns = NOTHING,
) -> Data:
    """Return what a dot plot draws: a row an item, its marks by series, a line over the rows.

    beside: columns that stand right of the marks.
    """
    keys = [key for key in series if key in frame]
    unit = unit_for(style, units, keys[0])
    hold(name, frame, facts, dict.fromkeys(keys, style), {**dict.fromkeys(keys, unit), **units})
    name_extremes(name, frame, keys[0], roles_of(frame), facts)
    made = named_rows(name, frame, facts, columns=columns, units=units, tint=tint)
    for index, row in zip(frame.index, made["rows"], strict=True):
        ids = [f"{name}.{slug(index)}.{key}" for key in keys]
        marks = [
            {"series": at, "value": float(facts[fact].value), "fact": fact}
            for at, fact in enumerate(ids)
            if fact in facts
        ]
        row |= {"marks": _labeled(marks, facts, style), "text": missing}
        if row["tint"] and len(keys) == 1:
            row["strong"] = True
    if beside:
        right = named_rows(name, frame, facts, columns=beside, units=units)
        made["beside"] = [{"head": head, "cells": [row["columns"][at] for row in right["rows"]]}
                          for at, head in enumerate(right["columns"])]  # fmt: skip
    crossing = {"value": float(facts[line].value), "fact": line} if line else None
    return made | {
        "head": plain(spans_of(head, facts)),
        "columns_head": "",
        "rows_head": plain(spans_of(rows, facts)),
        "total": None,
        "series": [plain(spans_of(series[key], facts)) for key in keys],
        "line": crossing | {"text": plain(spans_of(line_says, facts))} if crossing else None,
        **axis_of(style, unit),
    }


def _labeled(marks: Sequence[Data], facts: Facts, style: str) -> list[Data]:
    """The marks, the lowest and the highest with their printed figures."""
    if not marks:
        return []
    values = [mark["value"] for mark in marks]
    ends = {values.index(min(values)), values.index(max(values))}
    return [
        mark | ({"text": facts.print(mark["fact"], style)} if at in ends else {})
        for at, mark in enumerate(marks)
    ]


def axis_of(style: str, unit: str) -> Data:
    """Return what the axis of figures in a style and unit is told by."""
    return {
        "scale": smallest_step(style, unit),
        "unit": unit,
        "tick_style": tick_style(style, unit),
    }
