"""Paired bars data: the same amount without and with a deal, year by year, made of a data frame.

Every printed figure is a fact: `{name.row.without}` under the frame's own column names, and the
difference `{name.row.change}`, which is that of the printed figures, since a reader will take it.
"""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from practice_model.briefs.cells import hold, labels_of, slug
from practice_model.briefs.chart_data import WORTH_THOUSANDS, Data, axis_of
from practice_model.briefs.facts import Fact, Facts
from practice_model.briefs.formats import adding_up, printed
from practice_model.briefs.range_data import named
from practice_model.briefs.sentences import plain, spans_of

SIDES = ("without", "with")
CHANGE = "change"
OWN = re.compile(r"(?<=\{)(?:without|with|change)\b|(?<=\|)(?:without|with|change)(?=(?::\w+)?\})")
"""What a template names of a pair, at the first or the last place of a hole."""
IN_DOLLARS = {"bare_k": "bare", "k": "plain", "signed_k": "signed", "thousands": "bare_signed"}
"""Forms in dollars for bars that are too short for thousands."""
SIGNED = ("signed_k", "thousands", "k", "size_k", "bare_k")
IN_FULL = ("signed", "bare_signed", "plain", "size", "bare")


def pairs_data(
    name: str,
    frame: pd.DataFrame,
    facts: Facts,
    *,
    sides: tuple[str, str],
    names: Mapping[str, str],
    labels: Mapping[object, str],
    style: str,
    unit: str,
    change_says: str,
    change_head: str,
    missing: str,
) -> Data:
    """Return what paired bars draw: a row a pair, its two figures and their difference in words.

    sides: the frame's columns without and with. labels: the name of a row by its index, else the
    frame's `label` or index. change_says: a template of `{label}`, `{change}`, `{without}` and
    `{with}`; a pair that lacks a figure has its name alone. All bars under $10,000 are told in
    dollars.
    """
    outcomes = frame[list(sides)].astype(float)
    short = style in IN_DOLLARS and not (outcomes.abs() >= WORTH_THOUSANDS).any(axis=None)
    forms = IN_DOLLARS if short else {}
    style = forms.get(style, style)
    for thousands, dollars in forms.items():
        change_says = change_says.replace(f":{thousands}}}", f":{dollars}}}")
    hold(name, outcomes, facts, dict.fromkeys(sides, style), dict.fromkeys(sides, unit))
    rows: list[Data] = []
    for index, given in zip(frame.index, labels_of(frame), strict=True):
        row = f"{name}.{slug(index)}"
        ids = [f"{row}.{side}" for side in sides]
        label = named(row, labels.get(index, given), facts)
        cells = [_figure(fact, facts, style, missing) for fact in ids]
        change = _change(f"{row}.{CHANGE}", ids, facts, 1.0 if short else _step(style, unit))
        rows.append(
            {
                "label": label,
                "cells": [*cells, change],
                "says": _said(change_says, label, [*ids, change["fact"]], facts),
            }
        )
    return {
        "rows": rows,
        "names": [names.get(side, side.capitalize()) for side in SIDES],
        "rows_head": "",
        "heads": [*(names.get(side, side.capitalize()) for side in SIDES), change_head],
        "formulas": {"c2": "c1 - c0"},
        "thousands": not short,
        **axis_of(style, unit),
    }


def _step(style: str, unit: str) -> float:
    return float(axis_of(style, unit)["scale"])


def _figure(fact: str, facts: Facts, style: str, missing: str) -> Data:
    if fact not in facts:
        return {"value": None, "text": missing, "fact": None}
    return {"value": float(facts[fact].value), "text": facts.print(fact, style), "fact": fact}


def _change(name: str, ids: Sequence[str], facts: Facts, step: float) -> Data:
    """The difference of a pair, which prints as that of the two printed figures."""
    if not all(fact in facts for fact in ids):
        return {"value": None, "text": "", "fact": None}
    without, with_ = (float(facts[fact].value) for fact in ids)
    unit = facts[ids[0]].unit
    facts.add(name, Fact(with_ - without, unit))
    rounded = [adding_up([value], value, step)[0] for value in (without, with_)]
    for form in SIGNED if step > 1 else IN_FULL:
        facts[name].printed.setdefault(form, printed(rounded[1] - rounded[0], unit, form))
    text = facts.print(name, SIGNED[0] if step > 1 else IN_FULL[0])
    return {"value": rounded[1] - rounded[0], "text": text, "fact": name}


def _said(template: str, label: str, ids: Sequence[str | None], facts: Facts) -> str:
    if ids[-1] is None:
        return label
    known = dict(zip((*SIDES, CHANGE), ids, strict=True))
    parts = []
    for part in template.split("{label}"):
        filled = OWN.sub(lambda found: str(known[found[0]]), part)
        parts.append(plain(spans_of(filled, facts)))
    return label.join(parts)
