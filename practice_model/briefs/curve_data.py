"""Curve data: the volume that each rate needs, our point, the needed one, their claim."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from practice_model.briefs.cells import smallest_step
from practice_model.briefs.chart_axes import tick_style
from practice_model.briefs.chart_data import Data, axis_of
from practice_model.briefs.facts import Facts
from practice_model.briefs.formats import PER_UNIT
from practice_model.briefs.sentences import plain, spans_of

MARKS = ("plan", "needed", "claim")


def curve_data(
    name: str,
    frame: pd.DataFrame,
    facts: Facts,
    *,
    marks: Mapping[str, tuple[str, str]],
    names: Mapping[str, str],
    style: str,
    unit: str,
    rate_unit: str,
    rate_head: str,
    ground_says: str,
    none_says: str,
) -> Data:
    """Return what a break-even curve draws.

    The frame, a point of the curve a row: `rate`, `needed` (missing where no volume pays). marks:
    the facts of a mark's rate and volume by its part (plan, needed, claim); a mark whose fact is
    not in the brief is left out. The range of the plan is that of its fact. Raises ValueError for
    a frame without a rate and for a part that there is not.
    """
    if unknown := sorted({*marks, *names} - set(MARKS)):
        raise ValueError(f"{name} has no mark {', '.join(unknown)}; there are {', '.join(MARKS)}")
    known = frame.dropna(subset=["rate"]).sort_values("rate", kind="stable")
    if known.empty:
        raise ValueError(f"{name} has no rate: a curve needs at least one")
    points = [
        [float(rate), None if pd.isna(needed) else max(float(needed), 0.0)]
        for rate, needed in zip(known["rate"], known["needed"], strict=True)
    ]
    rows = [
        {"part": part, "says": plain(spans_of(names.get(part, ""), facts))}
        | _mark(f"{name}.{part}", marks[part], facts, style)
        for part in MARKS
        if part in marks and all(fact and fact in facts for fact in marks[part])
    ]
    for row in rows:
        row["label"] = row["says"].rstrip(":")
    return {
        "points": points,
        "rows": rows,
        "total": None,
        "ground": plain(spans_of(ground_says, facts)),
        "none": plain(spans_of(none_says, facts)),
        "rate": {
            "head": plain(spans_of(rate_head, facts)),
            "unit": rate_unit,
            "scale": smallest_step("cents" if rate_unit in PER_UNIT else "bare", rate_unit),
            "tick_style": tick_style("bare", rate_unit),
        },
        **axis_of(style, unit),
    }


def _mark(name: str, at: tuple[str, str], facts: Facts, style: str) -> dict[str, Any]:
    """A mark: where it stands, its figure, and its range where its fact has one."""
    rate, fact = at
    facts.alias(name, fact)
    held = facts[fact]
    ranged = name.endswith(".plan") and held.low is not None and held.high is not None
    return {
        "rate": float(facts[rate].value),
        "value": float(held.value),
        "fact": fact,
        "text": facts.print(fact, style),
        "low": held.low if ranged else None,
        "high": held.high if ranged else None,
        "range": f"({facts.print(fact, 'range')})" if ranged else "",
        "columns": [],
    }
