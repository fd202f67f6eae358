"""Values data: options with their value, range and side columns, made of a data frame."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

import pandas as pd

from practice_model.briefs.cells import Columns, hold, ids_of, name_row
from practice_model.briefs.chart_data import WORTH_THOUSANDS, Data, axis_of, named_rows, with_labels
from practice_model.briefs.facts import Facts
from practice_model.briefs.sentences import plain, spans_of

Order = Literal["least", "most", "frame"]
ENDS = ("low", "high")


def values_data(
    name: str,
    frame: pd.DataFrame,
    facts: Facts,
    *,
    style: str,
    unit: str,
    columns: Columns,
    units: Mapping[str, str],
    chosen: str,
    theirs: Collection[str],
    order: Order,
    head: str,
    missing: str,
) -> Data:
    """Return what values draw: a row an option in order, and the columns right of the bars.

    Options without a value come last. Titles may name what stands first, second and last, the
    chosen and the other side's: `{name.first}`, `{name.first_name}`, `{name.first_inside}` ...
    A row of `theirs` may be missing: the other side need not have told a figure. Raises ValueError
    for a `chosen` that is no row, and a low over its high.
    """
    _check(name, frame, [chosen] if chosen else [])
    if order != "frame":
        frame = frame.sort_values(
            "value", ascending=order == "least", kind="stable", na_position="last"
        )
    held = [key for key in ("value", *ENDS) if key in frame]
    hold(name, frame[held], facts, dict.fromkeys(held, style), dict.fromkeys(held, unit))
    made = named_rows(name, with_labels(frame, facts), facts, columns={}, units={})
    right = named_rows(
        name, frame, facts, columns=columns, units=dict.fromkeys(held, unit) | dict(units)
    )
    ids = ids_of(name, frame, "value")
    for index, row, fact in zip(frame.index, made["rows"], ids, strict=True):
        known = fact in facts
        row |= {
            "value": float(facts[fact].value) if known else None,
            "text": facts.print(fact, style) if known else missing,
            "fact": fact if known else None,
            "side": "chosen" if index == chosen else "theirs" if index in theirs else "",
            "low": None,
            "high": None,
        }
        row["strong"] = bool(row["side"])
        ends = [f"{name}.{fact.split('.')[-2]}.{end}" for end in ENDS]
        if known and all(end in facts for end in ends):
            row |= {end: float(facts[one].value) for end, one in zip(ENDS, ends, strict=True)}
    _name(name, made["rows"], facts)
    beside = [
        {"head": told, "cells": [row["columns"][at] for row in right["rows"]]}
        for at, told in enumerate(right["columns"])
    ]
    return made | {
        "head": plain(spans_of(head, facts)),
        "columns_head": "",
        "rows_head": "",
        "total": None,
        "beside": beside,
        **_axis(style, unit, frame["value"]),
    }


def _axis(style: str, unit: str, values: Any) -> Data:
    """The axis of the bars; large amounts of dollars are told in thousands."""
    axis = axis_of(style, unit)
    if unit.startswith("USD") and values.abs().max() >= WORTH_THOUSANDS:
        return axis | {"scale": 1000.0, "tick_style": "k"}
    return axis | {"tick_style": "plain" if unit.startswith("USD") else axis["tick_style"]}


def _name(name: str, rows: Sequence[Data], facts: Facts) -> None:
    """Name options by their place and by whose they are, for titles."""
    known = [row for row in rows if row["fact"]]
    named = {"first": known[:1], "second": known[1:2], "last": known[-1:]}
    for side in ("chosen", "theirs"):
        named[side] = [row for row in known if row["side"] == side][:1]
    for part, held in named.items():
        for row in held:
            facts.alias(f"{name}.{part}", row["fact"])
            name_row(name, part, row["label"], facts)


def _check(name: str, frame: pd.DataFrame, named: Sequence[str]) -> None:
    """Refuse rows that are not there, and ends that are the wrong way round."""
    told = [f"{name} has no row {row!r}" for row in named if row not in frame.index]
    if set(ENDS) <= set(frame):
        told += [
            f"{name}.{index}: low {row['low']:g} is over high {row['high']:g}"
            for index, row in frame.iterrows()
            if row["low"] > row["high"]
        ]
    if told:
        raise ValueError("; ".join(told))
