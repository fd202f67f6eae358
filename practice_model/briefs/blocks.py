"""Blocks: the table of a data frame, a fact for every figure.

A column is told as "Head|format": `{"change": "Change, $ a year|bare_signed"}`; one that the frame
lacks is left out, so that one notebook serves scenarios with and without an offer. A column told
as "Head|template" holds sentences whose figures are facts. What columns of its own a frame may
carry is told in `cells`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from practice_model.briefs.cells import (
    WORDS,
    add_up,
    cell_of,
    heads_of,
    hold,
    ids_of,
    label_of,
    labels_of,
    name_extremes,
    roles_of,
    shown_columns,
    slug,
    step_of,
    style_of,
    unit_for,
)  # fmt: skip
from practice_model.briefs.facts import Facts

Block = dict[str, Any]


def table_block(
    name: str,
    frame: pd.DataFrame,
    facts: Facts,
    *,
    rows: str,
    columns: Mapping[str, str],
    units: Mapping[str, str],
    adds_up: Sequence[str] = (),
    tint: str = "",
    missing: str = "\u2013",
) -> Block:
    """Return the table of a frame: heads, rows, and a fact for every figure.

    rows: the head of the first column. adds_up: columns whose printed body adds up to the total.
    missing: what a cell without a figure says. A cell whose `key__step` says so stands out.
    """
    shown, styles = shown_columns(columns, frame)
    keys = [slug(index) for index in frame.index]
    roles = roles_of(frame)
    hold(name, frame, facts, styles, units)
    for key in adds_up:
        if key in shown:
            add_up(ids_of(name, frame, key), roles, facts, styles[key])
            if key == adds_up[0]:  # of several columns the first is the one that titles name
                name_extremes(name, frame, key, roles, facts)
    labels = labels_of(frame)
    made_rows = []
    for at, row in enumerate(keys):
        cells = [label_of(labels[at])]
        for key in shown:
            style = style_of(frame, at, styles[key])
            cell = cell_of(facts, f"{name}.{row}.{key}", style, frame[key].iloc[at], missing)
            step = step_of(frame, at, key)
            cells.append(cell | ({"step": step} if step else {}))
        made_rows.append({"role": roles[at], "cells": cells})
    heads = [{"key": "row", "head": rows, "align": "left", "unit": "", "tint": False}]
    for key, head in zip(shown, heads_of(shown, facts), strict=True):
        align = "left" if styles[key] in WORDS else "right"
        unit = unit_for(styles[key], units, key)
        heads.append({"key": key, "head": head, "align": align, "unit": unit, "tint": key == tint})
    steps = any("step" in cell for row in made_rows for cell in row["cells"])
    grid = {"steps": True} if steps else {}
    return {"columns": heads, "rows": made_rows, "dense": len(shown) > 5, **grid}  # noqa: PLR2004
