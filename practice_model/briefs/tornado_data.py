"""Tornado data: what each input alone does to an outcome, made of a data frame."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from practice_model.briefs.cells import cell_of, codes_in, hold, labels_of, name_row, slug
from practice_model.briefs.chart_data import Data, axis_of
from practice_model.briefs.facts import Facts
from practice_model.briefs.sentences import plain, spans_of

MOST_INPUTS = 6


def tornado_data(
    name: str,
    frame: pd.DataFrame,
    facts: Facts,
    *,
    plan: str,
    plan_says: str,
    style: str,
    unit: str,
    head: str,
) -> Data:
    """Return what a tornado draws: the plan, and what each input does to it, widest first.

    The frame: `low`, `high` (the outcome at the input's ends), `low_input`, `high_input` (the ends
    themselves, words or figures in the row's own `unit` and `format`). Where both ends are on one
    side of the plan, that side's bar reaches the farther and names both.
    """
    planned = float(facts[plan].value)
    facts.alias(f"{name}.plan", plan)
    outcomes = frame[["low", "high"]]
    hold(name, outcomes, facts, {"low": style, "high": style}, {"low": unit, "high": unit})
    hold(name, frame.drop(columns=["low", "high"]), facts,
         {"low_input": "count", "high_input": "count"}, {})  # fmt: skip
    widths = outcomes.sub(planned).clip(lower=0).max(axis=1) - outcomes.sub(planned).clip(
        upper=0
    ).min(axis=1)
    order = widths.fillna(0.0).sort_values(ascending=False, kind="stable").index[:MOST_INPUTS]
    labels = dict(zip(frame.index, labels_of(frame), strict=True))
    for part in order[:1]:
        name_row(name, "most", labels[part], facts)
        for end in ("low", "high"):
            if f"{name}.{slug(part)}.{end}" in facts:
                facts.alias(f"{name}.most_{end}", f"{name}.{slug(part)}.{end}")
    rows = [
        {"label": labels[index], "columns": [], **_sides(name, frame, index, facts, planned)}
        for index in order
    ]
    return {
        "rows": rows,
        "total": None,
        "columns": [],
        "words": [],
        "columns_head": "",
        "codes": codes_in([row["label"] for row in rows]),
        "head": plain(spans_of(head, facts)),
        "plan": {"value": planned, "fact": plan, "text": plain(spans_of(plan_says, facts))},
        **axis_of(style, unit),
    }


def _sides(name: str, frame: pd.DataFrame, index: Any, facts: Facts, planned: float) -> Data:
    """Both sides of an input: the outcome farthest on that side, and the input that leads to it."""
    at = list(frame.index).index(index)
    ends = []
    for end in ("low", "high"):
        fact = f"{name}.{slug(index)}.{end}"
        if fact in facts and float(facts[fact].value) != planned:
            style = str(frame["format"].iloc[at]) if "format" in frame else "plain"
            given = frame[f"{end}_input"].iloc[at]
            text = cell_of(facts, f"{fact}_input", style, given, "\u2013")["text"]
            ends.append({"value": float(facts[fact].value), "fact": fact, "text": text})
    return {
        "worse": _farthest([end for end in ends if end["value"] < planned], planned),
        "better": _farthest([end for end in ends if end["value"] > planned], planned),
    }


def _farthest(ends: Sequence[Data], planned: float) -> Data | None:
    if not ends:
        return None
    far = sorted(ends, key=lambda end: -abs(end["value"] - planned))
    return far[0] | {"text": ", ".join(end["text"] for end in far)}
