"""Lines data: what lines over time draw, made of a frame: months or years down, options across.

Every figure of the frame is a fact, `{name.12.loan}`, so that the spreadsheet holds what the chart
draws. Titles may also name a line's ends: `{name.loan.first}`, `.last`, `.lowest`, `.highest`, and
the month or year of the last two as `.lowest_at`, `.highest_at`.
"""

import re
from collections.abc import Mapping, Sequence
from math import isfinite, isnan
from typing import NamedTuple

import numpy as np
import pandas as pd

from practice_model.briefs.chart_axes import tick_style
from practice_model.briefs.chart_data import WORTH_THOUSANDS, Data, axis_of
from practice_model.briefs.facts import YEAR, Fact, Facts
from practice_model.briefs.formats import MINUS
from practice_model.briefs.heat_data import key
from practice_model.briefs.sentences import plain, spans_of
from practice_model.faults import did_you_mean

Values = list[float | None]
MARKS = ("lowest", "payback", "note")
MOST_LINES, MOST_BANDS = 6, 4
FIRST_CALENDAR_YEAR = 1900.0
ENDS = ("first", "last", "lowest", "highest")
OWN = re.compile(r"\{(first|last|lowest|highest|value|x)((?:_at)?)(:[^{}]*)?\}")
HOLE = re.compile(r"\s*\{[^{}]*\}")
IN_FULL = {"k": "plain", "signed_k": "signed", "size_k": "size", "thousands": "bare_signed"}
IN_FULL |= {"bare_k": "bare"}
TICKS = {"thousands": "bare_k", "k": "bare_k", "bare_signed": "bare"}


class Told(NamedTuple):
    """What templates are filled with: the facts, and whether amounts are told in thousands."""

    facts: Facts
    thousands: bool

    def fill(self, template: str, own: Mapping[str, str]) -> str:
        """Return a template as words; its own holes stand for facts, as in `{last:signed_k}`."""

        def named(found: re.Match[str]) -> str:
            part, form = found[1] + found[2], (found[3] or "").removeprefix(":")
            if part not in own:
                return found[0]
            form = form if self.thousands else IN_FULL.get(form, form)
            return f"{{{own[part]}:{form}}}" if form else f"{{{own[part]}}}"

        return plain(spans_of(OWN.sub(named, template), self.facts))


def lines_data(
    name: str,
    frame: pd.DataFrame,
    facts: Facts,
    *,
    series: Mapping[str, str],
    chosen: str,
    theirs: str,
    bands: Mapping[str, str],
    marks: pd.DataFrame | None,
    style: str,
    unit: str,
    x_head: str,
    missing: str,
) -> Data:
    """Return what lines draw: their values, the bands, the marks, the words at their ends.

    The frame is sorted by its index, the x. A line without any figure is told by its name and
    `missing`. Raises ValueError for an index that is no number or holds one twice, for an unknown
    column, kind of mark, or x of a mark, and for more lines or bands than can be told apart.
    """
    frame = _by_x(name, frame)
    keys, edges = ([one for one in given if one in frame] for given in (series, bands))
    _check(name, keys, edges, series, (chosen, theirs))
    numbers = frame[[*keys, *edges]].astype(float)
    sizes = np.abs(numbers.to_numpy())
    thousands = style != "thousands" or bool((sizes >= WORTH_THOUSANDS).any())
    style = style if thousands else "bare_signed"
    told = Told(facts, thousands)
    across = [float(x) for x in frame.index]
    held = {one: _hold(name, numbers[one], across, facts, unit) for one in (*keys, *edges)}
    heads = {
        one: HOLE.sub("", template).strip(" ,:;") or one
        for one, template in {**series, **bands}.items()
    }
    lines: list[Data] = [
        {
            "key": one,
            "part": "us" if one == chosen else "them" if one == theirs else "other",
            "values": held[one],
            "label": told.fill(series[one], _ends(f"{name}.{one}")),
        }
        for one in keys
        if any(value is not None for value in held[one])
    ]
    known = {one for one in held if any(value is not None for value in held[one])}
    pairs = list(zip(edges, reversed(edges), strict=True))[: len(edges) // 2]
    made = [pair for pair in pairs if set(pair) <= known]
    parts: dict[str, str] = {line["key"]: line["part"] for line in lines}
    return {
        "x": across,
        "x_texts": [facts.print(f"{name}.at.{key(x)}") for x in across],
        "x_head": plain(spans_of(x_head, facts)),
        "lines": lines,
        "bands": [{"low": held[low], "high": held[high]} for low, high in made],
        "edges": [
            {"values": held[one], "label": told.fill(bands[one], _ends(f"{name}.{one}"))}
            for one in edges
            if any(one in pair for pair in made)
        ],
        "marks": [] if marks is None else _marks(name, marks, (across, held), parts, told),
        "absent": [f"{heads[one]}: {missing}" for one in keys if one not in parts],
        "rows": _rows(name, across, held, facts, (style, missing)),
        "rows_head": plain(spans_of(x_head, facts)),
        "heads": [heads[one] for one in held],
        "formulas": {},
        "thousands": thousands,
        **axis_of(style, unit),
        "tick_style": TICKS.get(style, tick_style(style, unit)),
    }


def _by_x(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    try:
        across = [float(x) for x in frame.index]
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}: every x must be a number, not {list(frame.index)}") from error
    if not all(map(isfinite, across)) or len(set(map(key, across))) < len(across):
        raise ValueError(f"{name}: the x of a row must be finite and told once: {across}")
    return frame.set_axis(across).sort_index()


def _check(
    name: str,
    keys: Sequence[str],
    edges: Sequence[str],
    series: Mapping[str, str],
    named: Sequence[str],
) -> None:
    for one in named:
        if one and one not in series:
            raise ValueError(f"{name} has no line {one!r}{did_you_mean(one, series)}")
    if len(keys) > MOST_LINES:
        raise ValueError(f"{name} has {len(keys)} lines; at most {MOST_LINES} can be told apart")
    if len(edges) % 2 or len(edges) > MOST_BANDS:
        raise ValueError(
            f"{name} has {len(edges)} edges of bands: name two or four columns, low to high"
        )


def _hold(name: str, values: pd.Series, across: Sequence[float], facts: Facts, unit: str) -> Values:
    """The figures of a column, each held as a fact, its ends named; None where there is none."""
    column = str(values.name)
    made: Values = [None if isnan(value) else float(value) for value in values]
    ids = [f"{name}.{key(x)}.{column}" for x in across]
    for x, value, fact in zip(across, made, ids, strict=True):
        told = Fact(x, YEAR if x >= FIRST_CALENDAR_YEAR else "number" if x % 1 else "count")
        if x % 1:
            told.printed["plain"] = f"{x:g}".replace("-", MINUS)
        facts.add(f"{name}.at.{key(x)}", told)
        if value is not None:
            facts.add(fact, Fact(value, unit))
    known = [at for at, value in enumerate(made) if value is not None]
    if known:
        found = (known[0], known[-1], min(known, key=lambda at: values.iloc[at]),
                 max(known, key=lambda at: values.iloc[at]))  # fmt: skip
        for end, at in zip(ENDS, found, strict=True):
            facts.alias(f"{name}.{column}.{end}", ids[at])
            facts.alias(f"{name}.{column}.{end}_at", f"{name}.at.{key(across[at])}")
    return made


def _ends(line: str) -> dict[str, str]:
    """The facts at a line's ends by the hole that stands for each."""
    return {f"{end}{at}": f"{line}.{end}{at}" for end in ENDS for at in ("", "_at")}


def _rows(
    name: str,
    across: Sequence[float],
    held: Mapping[str, Values],
    facts: Facts,
    told: tuple[str, str],
) -> list[Data]:
    """The rows of the spreadsheet: an x and its figure in every column.

    told: the form of figures, and the word for none.
    """
    style, missing = told
    rows: list[Data] = []
    for at, x in enumerate(across):
        cells = []
        for column, values in held.items():
            fact = f"{name}.{key(x)}.{column}"
            known = values[at] is not None
            text = facts.print(fact, style) if known else missing
            cells.append({"text": text, "fact": fact if known else None})
        rows.append({"label": facts.print(f"{name}.at.{key(x)}"), "cells": cells})
        if x < FIRST_CALENDAR_YEAR:  # a sheet would set a thousands comma in a calendar year
            rows[-1]["fact"] = f"{name}.at.{key(x)}"
    return rows


def _marks(
    name: str,
    frame: pd.DataFrame,
    drawn: tuple[Sequence[float], Mapping[str, Values]],
    parts: Mapping[str, str],
    told: Told,
) -> list[Data]:
    """The marks on the lines; one without an x, or where its line has no figure, is left out."""
    made: list[Data] = []
    across, held = drawn
    for row in frame.to_dict("records"):
        column, kind, x = row["column"], row["kind"], row["x"]
        if kind not in MARKS:
            raise ValueError(f"{name} has no mark {kind!r}; there are {', '.join(MARKS)}")
        if column not in held:
            raise ValueError(f"{name}: no line {column!r} to mark{did_you_mean(column, held)}")
        if x is None or pd.isna(x) or not across[0] <= float(x) <= across[-1]:
            continue
        if float(x) not in across:
            raise ValueError(f"{name}: a mark stands at {x:g}, which is no x of the frame")
        value = held[column][across.index(float(x))]
        if value is None:
            continue
        own = {"value": f"{name}.{key(float(x))}.{column}", "x": f"{name}.at.{key(float(x))}"}
        says = told.fill(row["label"], own | _ends(f"{name}.{column}"))
        made.append({"x": float(x), "value": value, "kind": kind, "says": says,
                     "part": parts.get(column, "other"), "fact": own["value"]})  # fmt: skip
    return made
