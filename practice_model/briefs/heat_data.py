"""Heat map data: an outcome over two inputs at once, made of a data frame.

The frame's index holds the steps of one input, its columns those of the other. Every printed
figure is a fact: each cell `{name.row.column}`, each step `{name.row_of.row}` and
`{name.column_of.column}`. For titles there are `{name.plan}`, `{name.cells}`, `{name.losing}`, and
`{name.lowest}` and `{name.highest}` with the words of their steps, `{name.lowest_row}` and so on.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import isclose, isfinite
from typing import Any

import numpy as np
import pandas as pd

from practice_model.briefs.cells import slug
from practice_model.briefs.chart_data import WORTH_THOUSANDS, Data
from practice_model.briefs.facts import Fact, Facts
from practice_model.briefs.formats import MINUS, PER_UNIT, RATIOS
from practice_model.briefs.sentences import plain, spans_of

MOST_STEPS = 7
STEP = "{step}"
DEPTHS = (0.25, 0.5)  # of the highest cell, from which on the ground is deeper
LOSS = "loss"
PLAN, LINE = "Framed: plan.", "Red line: break-even."
NONE_LOSES, ALL_LOSE = "No case shown loses.", "Every case shown loses."


@dataclass(frozen=True)
class Way:
    """One side of the grid: the unit of its steps, and what a head says of a step."""

    unit: str
    says: str = STEP


def heat_data(
    name: str,
    frame: pd.DataFrame,
    facts: Facts,
    *,
    rows: Way,
    columns: Way,
    rows_head: str,
    columns_head: str,
    style: str,
    unit: str,
    plan: tuple[float, float] | None,
    missing: str,
) -> Data:
    """Return what a heat map draws: the heads of both ways, and a cell for each pair of steps.

    Rows fall, columns rise. A cell whose printed figure bears a minus loses. plan: the row and
    the column of the plan. Raises ValueError for steps that are no numbers, are told twice or are
    too many, and for a plan that is no step.
    """
    across, down = _steps(name, frame.columns, "column"), _steps(name, frame.index, "row")[::-1]
    values = frame.to_numpy(dtype=float, na_value=np.nan)
    if style == "thousands" and not (np.abs(values) >= WORTH_THOUSANDS).any():
        style = "bare_signed"
    heads = _heads(f"{name}.column_of", [step for step, _ in across], columns, facts)
    names = _heads(f"{name}.row_of", [step for step, _ in down], rows, facts)
    planned = _places(name, plan, [step for step, _ in down], [step for step, _ in across])
    made: list[Data] = []
    for (row, at), label in zip(down, names, strict=True):
        cells: list[Data] = []
        for column, place in across:
            fact, value = f"{name}.{key(row)}.{key(column)}", float(values[at, place])
            if isfinite(value):
                facts.add(fact, Fact(value, unit))
                cells.append({"value": value, "text": facts.print(fact, style), "fact": fact})
            else:
                cells.append({"value": None, "text": missing, "fact": None})
        made.append({"label": label, "cells": cells})
    _ground([cell for row in made for cell in row["cells"]])
    _name_extremes(name, made, heads, facts)
    if planned and made[planned[0]]["cells"][planned[1]]["fact"]:
        facts.alias(f"{name}.plan", made[planned[0]]["cells"][planned[1]]["fact"])
    return {
        "rows": made,
        "heads": heads,
        "rows_head": plain(spans_of(rows_head, facts)),
        "columns_head": plain(spans_of(columns_head, facts)),
        "plan": list(planned) if planned else None,
        "foot": _foot(made, style, unit, planned),
        "formulas": {},
        "thousands": style == "thousands",
    }


def key(step: float) -> str:
    """Return the part of a fact's name that is a step.

    >>> key(26.0), key(0.125), key(-5.0)
    ('26', '0_125', 'minus_5')
    """
    return slug(f"{step:.12g}".replace("-", "minus_"))


def losing(cell: Data) -> bool | None:
    """Whether a cell loses, as printed; None for a cell without a figure."""
    return None if cell["value"] is None else bool(cell["ground"] == LOSS)


def _steps(name: str, given: Sequence[Hashable] | pd.Index, what: str) -> list[tuple[float, int]]:
    """The steps of one way, rising, each with its place in the frame."""
    try:
        steps = [float(step) for step in given]  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}: every {what} must be a number, not {list(given)}") from error
    if not all(map(isfinite, steps)) or len(set(map(key, steps))) < len(steps):
        raise ValueError(f"{name}: the {what}s {steps} must be finite and each told once")
    if len(steps) > MOST_STEPS:
        raise ValueError(f"{name} has {len(steps)} {what}s; at most {MOST_STEPS} fit")
    return sorted((step, at) for at, step in enumerate(steps))


def _heads(name: str, steps: Sequence[float], way: Way, facts: Facts) -> list[str]:
    """What the heads of one way say; finer where two steps would read the same."""
    ids = [f"{name}.{key(step)}" for step in steps]
    for fact, step in zip(ids, steps, strict=True):
        facts.add(fact, Fact(step, way.unit))
    style = _style(steps, way.unit)
    given = way.says.replace(STEP, f"{{step:{style}}}") if style else way.says
    heads = [plain(spans_of(given.replace("{step", f"{{{fact}"), facts)) for fact in ids]
    if len(set(heads)) < len(heads):
        raise ValueError(f"{name}: two steps of {list(steps)} read the same: {heads}")
    return heads


def _style(steps: Sequence[float], unit: str) -> str:
    """The coarsest form of a unit that tells every step whole; the unit's own form by default."""

    def whole(places: int, times: float = 1.0) -> bool:
        return all(isclose(step * times, round(step * times, places), abs_tol=1e-9)
                   for step in steps)  # fmt: skip

    if unit in RATIOS:
        return "percent" if whole(1, 100.0) else ""
    if unit.startswith("USD"):
        return "cents" if unit in PER_UNIT or not whole(0) else ""
    return "" if whole(0) else "number"


def _places(
    name: str,
    plan: tuple[float, float] | None,
    rows: Sequence[float],
    columns: Sequence[float],
) -> tuple[int, int] | None:
    """Where the plan stands in the grid."""
    if plan is None:
        return None
    found = []
    for planned, steps, what in zip(plan, (rows, columns), ("row", "column"), strict=True):
        near = [at for at, step in enumerate(steps) if isclose(step, planned, rel_tol=1e-9)]
        if not near:
            raise ValueError(f"{name}: the plan {planned:g} is no {what} among {list(steps)}")
        found.append(near[0])
    return found[0], found[1]


def _ground(cells: Sequence[Data]) -> None:
    """The ground of every cell with a figure: loss, or a gain in three depths."""
    highest = max((cell["value"] for cell in cells if cell["value"] is not None), default=0.0)
    for cell in cells:
        if cell["value"] is None:
            cell["ground"] = ""
            continue
        depth = 1 + sum(cell["value"] >= share * highest > 0 for share in DEPTHS)
        cell["ground"] = LOSS if cell["text"].startswith(MINUS) else f"gain_{depth}"


def _name_extremes(name: str, rows: Sequence[Data], heads: Sequence[str], facts: Facts) -> None:
    """Name what titles tell: how many cells lose, and the lowest and the highest."""
    known = [
        (cell, row["label"], head)
        for row in rows
        for cell, head in zip(row["cells"], heads, strict=True)
        if cell["value"] is not None
    ]
    facts.add(f"{name}.cells", Fact(len(known), "count"))
    facts.add(f"{name}.losing", Fact(sum(bool(losing(cell)) for cell, _, _ in known), "count"))
    if not known:
        return
    for part, choose in (("lowest", min), ("highest", max)):
        cell, row, column = choose(known, key=lambda one: one[0]["value"])
        facts.alias(f"{name}.{part}", cell["fact"])
        facts.add(f"{name}.{part}_row", Fact(row, "text"))
        facts.add(f"{name}.{part}_column", Fact(column, "text"))


def _foot(rows: Sequence[Data], style: str, unit: str, plan: Any) -> str:
    """What the figures, the frame and the line are, in words."""
    lose = {losing(cell) for row in rows for cell in row["cells"]} - {None}
    period = {"USD/year": " a year", "USD/month": " a month"}.get(unit, "")
    told = [f"$ thousand{period}." if style == "thousands" else f"${period}."]
    told = told if unit.startswith("USD") else []
    told += [PLAN] if plan else []
    if lose:
        told.append(LINE if len(lose) > 1 else ALL_LOSE if True in lose else NONE_LOSES)
    return " ".join(told)
