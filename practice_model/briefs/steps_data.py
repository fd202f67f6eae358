"""Steps data: the bridge from one side's figure to another's, made of a data frame."""

from collections.abc import Sequence
from typing import Literal

import pandas as pd

from practice_model.briefs.cells import ALIKE, CENT, CENTS, THOUSANDS, hold, ids_of, roles_of
from practice_model.briefs.chart_data import WORTH_THOUSANDS, Data, axis_of, named_rows, with_labels
from practice_model.briefs.facts import Facts
from practice_model.briefs.formats import PER_UNIT, RATIOS, WHOLE_FROM, adding_up, printed
from practice_model.briefs.sentences import plain, spans_of

Better = Literal["more", "less"]
LEVELS = {"theirs": "them", "ours": "us", "now": "ink3"}  # a first bar that is a level, its color
STEP, TOTAL = "body", "total"
AS_LEVEL = {  # the form of a level beside steps in a form
    "signed": "plain",
    "bare_signed": "bare",
    "signed_k": "k",
    "thousands": "k",
    "points_signed": "points",
    "percent_signed": "percent",
}
IN_DOLLARS = {"signed_k": "signed", "thousands": "bare_signed"}
THIN = 0.001  # the finest step of a percent with one decimal


def steps_data(
    name: str,
    frame: pd.DataFrame,
    facts: Facts,
    *,
    style: str,
    unit: str,
    better: Better,
    head: str,
    missing: str,
) -> Data:
    """Return what steps draw: the level they start from, each step, and where they end.

    The frame, a bar a row in order: `value`, `label`, `role`. Roles: `theirs`, `ours` or `now` for
    the level that the first bar tells, `body` for a step, `total` for the last bar, which is a
    level where the first is one and else their sum. Raises ValueError for a level that is not the
    first row, a total that is not the last, and a total that the rows do not sum to.
    """
    roles = roles_of(frame)
    _check(name, frame, roles)
    if style in IN_DOLLARS and not frame["value"].abs().max() >= WORTH_THOUSANDS:
        style = IN_DOLLARS[style]
    hold(name, frame[["value"]], facts, {"value": style}, {"value": unit})
    ids = ids_of(name, frame, "value")
    is_level = roles[0] in LEVELS
    _print(ids, roles, facts, unit, (style, AS_LEVEL.get(style, style), "plain"))
    made = named_rows(name, with_labels(frame, facts), facts, columns={}, units={})
    for row, fact, role in zip(made["rows"], ids, roles, strict=True):
        known = fact in facts
        told = AS_LEVEL.get(style, style) if is_level and role != STEP else style
        value = float(facts[fact].value) if known else None
        row |= {
            "value": value,
            "text": facts.print(fact, told) if known else missing,
            "fact": fact if known else None,
            "color": _color(role, value or 0.0, better, is_level=is_level),
            "strong": role in LEVELS,
        }
    total = made["rows"].pop() if roles[-1] == TOTAL else None
    for part, at in (("first", 0), ("total", -1)):
        if (at == 0 or total) and ids[at] in facts:
            facts.alias(f"{name}.{part}", ids[at])
    return made | {
        "head": plain(spans_of(head, facts)),
        "columns_head": "",
        "rows_head": "",
        "total": total | {"bar": True} if total else None,
        **axis_of(style, unit),
    }


def _check(name: str, frame: pd.DataFrame, roles: Sequence[str]) -> None:
    """Refuse a frame that is no bridge."""
    known = [*LEVELS, STEP, TOTAL]
    told = [f"{name}: {role!r} is no role of a step; there are {', '.join(known)}"
            for role in dict.fromkeys(roles) if role not in known]  # fmt: skip
    if any(role in LEVELS for role in roles[1:]):
        told.append(f"{name}: a level stands under the first row; only the first bar can be one")
    if TOTAL in roles[:-1]:
        told.append(f"{name}: the total stands before the last row")
    values = [0.0 if pd.isna(value) else float(value) for value in frame["value"]]
    if not told and roles[-1] == TOTAL and not pd.isna(frame["value"].iloc[-1]):
        steps, total = sum(values[:-1]), values[-1]
        if len(values) > 1 and abs(steps - total) > 1e-6 * max(1.0, *map(abs, values)):
            told.append(f"{name}: the steps sum to {steps:g}, not to the total {total:g}")
    if told:
        raise ValueError("; ".join(told))


def _print(
    ids: Sequence[str], roles: Sequence[str], facts: Facts, unit: str, styles: Sequence[str]
) -> None:
    """Print the steps in every form so that what is printed sums to the printed total."""
    held = [fact for fact, role in zip(ids, roles, strict=True) if fact in facts and role != TOTAL]
    if roles[-1] != TOTAL or ids[-1] not in facts or not held:
        return
    values, total = [float(facts[fact].value) for fact in held], float(facts[ids[-1]].value)
    for style in dict.fromkeys(form for one in styles for form in ALIKE.get(one, (one,))):
        moved = adding_up(values, total, _step(style, unit, [*values, total]))
        for fact, value in zip([*held, ids[-1]], [*moved, sum(moved)], strict=True):
            form = printed(round(value, 9), unit, style)
            if facts[fact].printed.setdefault(style, form) != form:
                raise ValueError(
                    f"{fact} was printed as {facts[fact].printed[style]} before the steps added up"
                )


def _step(style: str, unit: str, values: Sequence[float]) -> float:
    """The step to which a form rounds."""
    if style in THOUSANDS or style == "size_k":
        return 1000.0
    if style in CENTS or unit in PER_UNIT:
        return CENT
    small = unit == "USD" and max(map(abs, values)) < WHOLE_FROM
    return THIN if unit in RATIOS else CENT if small else 1.0


def _color(role: str, value: float, better: Better, *, is_level: bool) -> str:
    """The color of a bar: whose level it is, or whether its step is good for us."""
    if role in LEVELS:
        return LEVELS[role]
    if role == TOTAL and is_level:
        return "us"
    good = value >= 0 if better == "more" else value <= 0
    return ("us" if role == TOTAL else "us_mid") if good else "loss"
