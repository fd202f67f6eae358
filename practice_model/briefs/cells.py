"""Cells: a figure of a frame becomes a fact with its id, its form and the words of its row.

A frame may carry columns of its own: `label` (the first cell's words, else its index), `role`
(body, subtotal, total, rest), `format` and `unit` (the row's, before the column's), and for a
column `key` a `key__step` (how its cell stands out, see STANDS_OUT).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from practice_model.briefs.facts import Fact, Facts
from practice_model.briefs.formats import RATIOS
from practice_model.briefs.sentences import plain, spans_of

Columns = Mapping[str, str]
CODE = re.compile(r"(\b[0-9A-Z][0-9]{3}[0-9A-Z]\b)")
THOUSANDS = {"thousands": 1000.0, "k": 1000.0, "signed_k": 1000.0, "bare_k": 1000.0}
CENT = 0.01
CENTS = {"cents", "bare_cents"}
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
STEP = "__step"
TEMPLATE = "template"
"""The format of a column of sentences: each cell is a template that facts of the brief fill."""
WORDS = {"text", TEMPLATE}
STANDS_OUT = ("loss", "1", "2", "3", "past")
"""A cell under the mark (`loss`), three depths over it, and a figure past a limit, untinted."""


def unit_for(style: str, units: Mapping[str, str], key: str) -> str:
    """Return the unit of a column: told by name, else read from its format."""
    if key in units:
        return units[key]
    return UNITS.get(style, "USD/year")


def smallest_step(style: str, unit: str) -> float:
    """Return the finest round step of figures that are printed in a style.

    >>> smallest_step("thousands", "USD/year"), smallest_step("bare", "ratio")
    (1000.0, 0.01)
    """
    if style in THOUSANDS:
        return THOUSANDS[style]
    return CENT if unit in RATIOS or style in CENTS else 1.0


def shown_columns(columns: Columns, frame: pd.DataFrame) -> tuple[Columns, dict[str, str]]:
    """Return the columns that the frame has, and the format of each."""
    shown = {key: told for key, told in columns.items() if key in frame}
    return shown, {key: told.rpartition("|")[2] for key, told in shown.items()}


def heads_of(shown: Columns, facts: Facts) -> list[str]:
    """Return the heads of columns in words."""
    return [plain(spans_of(told.rpartition("|")[0], facts)) for told in shown.values()]


def labels_of(frame: pd.DataFrame) -> list[str]:
    """Return the name of every row."""
    return [str(one) for one in frame.get("label", frame.index.to_series())]


def step_of(frame: pd.DataFrame, at: int, key: str) -> str:
    """Return how a cell stands out; nothing where the frame does not say.

    Raises ValueError for a word that is no way of standing out.
    """
    given = frame[key + STEP].iloc[at] if key + STEP in frame else None
    if given is None or pd.isna(given):
        return ""
    told = str(given) if isinstance(given, str) else f"{given:g}"
    if told in {"", "0"}:
        return ""
    if told not in STANDS_OUT:
        raise ValueError(f"{key}{STEP} is {given!r}; it must be one of {', '.join(STANDS_OUT)}")
    return told


def roles_of(frame: pd.DataFrame) -> list[str]:
    """Return the role of every row."""
    return [str(role) for role in frame["role"]] if "role" in frame else ["body"] * len(frame)


def style_of(frame: pd.DataFrame, at: int, style: str) -> str:
    """Return the form of a row's figures: its own, else the column's."""
    return str(frame["format"].iloc[at]) if "format" in frame else style


def ids_of(name: str, frame: pd.DataFrame, key: str) -> list[str]:
    """Return the fact ids of a column."""
    return [f"{name}.{slug(index)}.{key}" for index in frame.index]


def hold(
    name: str,
    frame: pd.DataFrame,
    facts: Facts,
    styles: Mapping[str, str],
    units: Mapping[str, str],
) -> None:
    """Hold a fact for every figure of the frame; its unit is the row's, else the column's."""
    for key, style in styles.items():
        for at, fact in enumerate(ids_of(name, frame, key)):
            value = frame[key].iloc[at]
            if isinstance(value, str) or value is None or pd.isna(value):
                continue
            own = str(frame["unit"].iloc[at]) if "unit" in frame else unit_for(style, units, key)
            facts.add(fact, Fact(float(value), own))


def cell_of(facts: Facts, name: str, style: str, value: Any, missing: str) -> dict[str, Any]:
    """Return a cell: its text, and the fact whose figure it prints."""
    if isinstance(value, str):
        return filled(value, facts) if style == TEMPLATE else label_of(value)
    if name not in facts:
        return {"text": missing}
    style = {"count": "plain"}.get(style, style)
    return {"text": facts.print(name, style), "fact": name}


def filled(template: str, facts: Facts) -> dict[str, Any]:
    """Return the cell of a template: its words, and every figure as the fact that it prints.

    Raises ValueError like any template: a digit of its own, an unknown fact or format.
    """
    spans = spans_of(template, facts)
    return {"text": plain(spans), "spans": spans}


def label_of(text: str) -> dict[str, Any]:
    """Return the cell of words; codes in them stand as codes."""
    parts = [part for part in CODE.split(text) if part]
    if len(parts) == 1:
        return {"text": text, "code": True} if CODE.fullmatch(text) else {"text": text}
    spans = [{"text": part} | ({"code": True} if CODE.fullmatch(part) else {}) for part in parts]
    return {"text": text, "spans": spans}


def slug(index: Any) -> str:
    """Return the part of a fact id that names a row."""
    text = "_".join(map(str, index)) if isinstance(index, tuple) else str(index)
    return re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_")


def add_up(names: Sequence[str], roles: Sequence[str], facts: Facts, style: str) -> None:
    """Print a column so that its body adds up to its total."""
    held = [(name, role) for name, role in zip(names, roles, strict=True) if name in facts]
    parts = [name for name, role in held if role in {"body", "rest"}]
    totals = [name for name, role in held if role == "total"]
    if parts and totals:
        step = CENT if style in CENTS else THOUSANDS.get(style, 1.0)
        for form in ALIKE.get(style, (style,)):
            facts.add_up(parts, totals[0], form, step)


def name_extremes(
    name: str, frame: pd.DataFrame, key: str, roles: Sequence[str], facts: Facts
) -> None:
    """Name the largest gain, the largest loss and the total, for titles.

    `name.most_up` and `name.most_up_name`, inside a sentence `name.most_up_inside`, and so on.
    """
    ids = ids_of(name, frame, key)
    labels = labels_of(frame)
    body = [at for at, role in enumerate(roles) if role == "body" and ids[at] in facts]
    up = max(body, key=lambda at: facts[ids[at]].value, default=None)
    down = min(body, key=lambda at: facts[ids[at]].value, default=None)
    for part, at in (("most_up", up), ("most_down", down)):
        if at is not None and (facts[ids[at]].value > 0) == (part == "most_up"):
            facts.alias(f"{name}.{part}", ids[at])
            name_row(name, part, labels[at], facts)
    for at, role in enumerate(roles):
        if role == "total" and ids[at] in facts:
            facts.alias(f"{name}.total", ids[at])


def name_row(name: str, part: str, label: str, facts: Facts) -> None:
    """Hold the words of a row for titles: as they stand, and inside a sentence."""
    inside = label if CODE.fullmatch(label) else label[:1].lower() + label[1:]
    facts.add(f"{name}.{part}_name", Fact(label, "text"))
    facts.add(f"{name}.{part}_inside", Fact(inside, "text"))


def codes_in(texts: Sequence[str]) -> list[dict[str, Any]]:
    """Return the codes that stand in texts, as codes."""
    found = dict.fromkeys(code for text in texts for code in CODE.findall(text))
    return [{"text": code, "code": True} for code in found]
