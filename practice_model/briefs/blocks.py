"""Blocks: tables and charts of a brief made from data frames, a fact for every cell.

A column is told as "Head|format": `{"change": "Change, $ a year|bare_signed"}`; one that the frame
lacks is left out, so that one notebook serves scenarios with and without an offer. A frame may
carry four columns of its own: `label` (the first cell's words, else its index), `role` (body,
subtotal, total, rest), `format` and `unit` (the row's, before the column's).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from practice_model.briefs.facts import Fact, Facts
from practice_model.briefs.sentences import plain, spans_of

Block = dict[str, Any]
CODE = re.compile(r"(\b[0-9A-Z][0-9]{3}[0-9A-Z]\b)")
STEPS = {"thousands": 1000.0, "k": 1000.0, "signed_k": 1000.0}
CENTS = {"cents", "bare_cents"}
WORTH_THOUSANDS = 10_000.0  # dollars of the longest bar, from which on thousands say enough
ALIKE = {  # forms of one rounding: what is moved in one is moved in all
    "thousands": ("thousands", "k", "signed_k", "size_k"),
    "bare_signed": ("bare_signed", "signed", "size"),
    "signed": ("signed", "bare_signed", "size"),
}
UNITS = {  # the unit of a column's figures by its format, where the frame does not tell
    "cents": "USD/unit",
    "bare_cents": "USD/unit",
    "count": "count",
}


def unit_for(style: str, units: Mapping[str, str], key: str) -> str:
    """Return the unit of a column: told by name, else read from its format."""
    if key in units:
        return units[key]
    return UNITS.get(style, "USD/year")


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
    missing: what a cell without a figure says.
    """
    shown = {key: told for key, told in columns.items() if key in frame}
    styles = {key: told.rpartition("|")[2] for key, told in shown.items()}
    keys = [_slug(index) for index in frame.index]
    roles = _roles(frame)
    _hold(name, frame, facts, styles, units)
    for key in adds_up:
        if key in shown:
            _add_up(_ids(name, frame, key), roles, facts, styles[key])
            _name_extremes(name, frame, key, roles, facts)
    made_rows = []
    for at, row in enumerate(keys):
        first = frame["label"].iloc[at] if "label" in frame else frame.index[at]
        cells = [_label(str(first))]
        for key in shown:
            style = _style(frame, at, styles[key])
            cells.append(_cell(facts, f"{name}.{row}.{key}", style, frame[key].iloc[at], missing))
        made_rows.append({"role": roles[at], "cells": cells})
    heads = [{"key": "row", "head": rows, "align": "left", "unit": "", "tint": False}]
    for key, told in shown.items():
        head = plain(spans_of(told.rpartition("|")[0], facts))
        align = "left" if styles[key] == "text" else "right"
        unit = unit_for(styles[key], units, key)
        heads.append({"key": key, "head": head, "align": align, "unit": unit, "tint": key == tint})
    return {"columns": heads, "rows": made_rows, "dense": len(shown) > 5}  # noqa: PLR2004


def chart_data(
    name: str,
    frame: pd.DataFrame,
    facts: Facts,
    *,
    value: str,
    style: str,
    columns: Mapping[str, str],
    units: Mapping[str, str],
    head: str,
    columns_head: str,
    missing: str = "not priced",
) -> Block:
    """Return what a bar chart draws: a row a bar with its printed label, and the total.

    missing: what a row without a figure says in place of a bar. Bars in thousands that are all
    too short for it are told in dollars, and so says the head.
    """
    if style == "thousands" and not frame[value].abs().max() >= WORTH_THOUSANDS:
        style, head = "bare_signed", head.replace("$ thousand", "$")
    keys = [_slug(index) for index in frame.index]
    roles = _roles(frame)
    shown = {key: told for key, told in columns.items() if key in frame}
    styles = {key: told.rpartition("|")[2] for key, told in shown.items()}
    _hold(name, frame, facts, {**styles, value: style}, units)
    _add_up(_ids(name, frame, value), roles, facts, style)
    _name_extremes(name, frame, value, roles, facts)
    bars: list[dict[str, Any]] = []
    for at, row in enumerate(keys):
        label = str(frame["label"].iloc[at] if "label" in frame else frame.index[at])
        cells = [
            _cell(facts, f"{name}.{row}.{key}", styles[key], frame[key].iloc[at], "\u2013")["text"]
            for key in shown
        ]
        fact = f"{name}.{row}.{value}"
        known = fact in facts
        bars.append(
            {
                "label": label,
                "value": float(facts[fact].value) if known else None,
                "text": facts.print(fact, style) if known else missing,
                "fact": fact if known else None,
                "columns": cells,
            }
        )
    total = [bar for bar, role in zip(bars, roles, strict=True) if role == "total"]
    return {
        "head": plain(spans_of(head, facts)),
        "columns_head": plain(spans_of(columns_head, facts)),
        "columns": [plain(spans_of(told.rpartition("|")[0], facts)) for told in shown.values()],
        "rows": [bar for bar, role in zip(bars, roles, strict=True) if role != "total"],
        "total": total[0] if total else None,
        "scale": STEPS.get(style, 1.0),
        "unit": unit_for(style, units, value),
    }


def _roles(frame: pd.DataFrame) -> list[str]:
    return [str(role) for role in frame["role"]] if "role" in frame else ["body"] * len(frame)


def _style(frame: pd.DataFrame, at: int, style: str) -> str:
    return str(frame["format"].iloc[at]) if "format" in frame else style


def _ids(name: str, frame: pd.DataFrame, key: str) -> list[str]:
    return [f"{name}.{_slug(index)}.{key}" for index in frame.index]


def _hold(
    name: str,
    frame: pd.DataFrame,
    facts: Facts,
    styles: Mapping[str, str],
    units: Mapping[str, str],
) -> None:
    """Hold a fact for every figure of the frame; its unit is the row's, else the column's."""
    for key, style in styles.items():
        for at, fact in enumerate(_ids(name, frame, key)):
            value = frame[key].iloc[at]
            if isinstance(value, str) or value is None or pd.isna(value):
                continue
            own = str(frame["unit"].iloc[at]) if "unit" in frame else unit_for(style, units, key)
            facts.add(fact, Fact(float(value), own))


def _cell(facts: Facts, name: str, style: str, value: Any, missing: str) -> dict[str, Any]:
    if isinstance(value, str):
        return _label(value)
    if name not in facts:
        return {"text": missing}
    style = {"count": "plain"}.get(style, style)
    return {"text": facts.print(name, style), "fact": name}


def _label(text: str) -> dict[str, Any]:
    """Words of a cell; codes in them stand as codes."""
    parts = [part for part in CODE.split(text) if part]
    if len(parts) == 1:
        return {"text": text, "code": True} if CODE.fullmatch(text) else {"text": text}
    spans = [{"text": part} | ({"code": True} if CODE.fullmatch(part) else {}) for part in parts]
    return {"text": text, "spans": spans}


def _slug(index: Any) -> str:
    text = "_".join(map(str, index)) if isinstance(index, tuple) else str(index)
    return re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_")


def _add_up(names: Sequence[str], roles: Sequence[str], facts: Facts, style: str) -> None:
    held = [(name, role) for name, role in zip(names, roles, strict=True) if name in facts]
    parts = [name for name, role in held if role in {"body", "rest"}]
    totals = [name for name, role in held if role == "total"]
    if parts and totals:
        step = 0.01 if style in CENTS else STEPS.get(style, 1.0)
        for form in ALIKE.get(style, (style,)):
            facts.add_up(parts, totals[0], form, step)


def _name_extremes(
    name: str, frame: pd.DataFrame, key: str, roles: Sequence[str], facts: Facts
) -> None:
    """Name the largest gain, the largest loss and the total, for titles.

    `name.most_up` and `name.most_up_name`, inside a sentence `name.most_up_inside`, and so on.
    """
    ids = _ids(name, frame, key)
    labels = [str(one) for one in frame.get("label", frame.index.to_series())]
    body = [at for at, role in enumerate(roles) if role == "body" and ids[at] in facts]
    up = max(body, key=lambda at: facts[ids[at]].value, default=None)
    down = min(body, key=lambda at: facts[ids[at]].value, default=None)
    for part, at in (("most_up", up), ("most_down", down)):
        if at is not None and (facts[ids[at]].value > 0) == (part == "most_up"):
            facts.alias(f"{name}.{part}", ids[at])
            label = labels[at]
            inside = label if CODE.fullmatch(label) else label[:1].lower() + label[1:]
            facts.add(f"{name}.{part}_name", Fact(label, "text"))
            facts.add(f"{name}.{part}_inside", Fact(inside, "text"))
    for at, role in enumerate(roles):
        if role == "total" and ids[at] in facts:
            facts.alias(f"{name}.total", ids[at])
