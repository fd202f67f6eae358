"""Time data: what blocks in use and trends draw, made of a data frame."""

from collections.abc import Mapping

import pandas as pd

from practice_model.briefs.cells import codes_in, hold, labels_of, slug
from practice_model.briefs.chart_data import Data, axis_of
from practice_model.briefs.facts import Facts
from practice_model.briefs.sentences import plain, spans_of


def blocks_data(
    name: str,
    frame: pd.DataFrame,
    facts: Facts,
    *,
    unit: str,
    share_style: str,
    free_says: str,
    open_says: str,
    tint: str,
) -> Data:
    """Return what blocks in use draw: staffed and used time, the share and the free time.

    The frame: `staffed`, `used`, `share`, `free`; a block without `used` has no holder.
    """
    styles = {"staffed": "count", "used": "count", "free": "count", "share": share_style}
    units = {"staffed": unit, "used": unit, "free": unit, "share": "share"}
    hold(name, frame, facts, {key: styles[key] for key in styles if key in frame}, units)
    rows: list[Data] = []
    for index, label in zip(frame.index, labels_of(frame), strict=True):
        ids = {key: f"{name}.{slug(index)}.{key}" for key in styles}
        used = float(facts[ids["used"]].value) if ids["used"] in facts else None
        free = facts.print(ids["free"], "bare") if ids["free"] in facts else ""
        told = used is not None and ids["share"] in facts
        rows.append(
            {
                "label": label,
                "staffed": float(facts[ids["staffed"]].value),
                "used": used,
                "text": facts.print(ids["share"], share_style) if told else open_says,
                "free": f"{free} {free_says}" if free else "",
                "tint": bool(tint) and index == tint,
            }
        )
    return {"rows": rows, "codes": codes_in([row["label"] for row in rows])}


def trend_data(
    name: str,
    frame: pd.DataFrame,
    facts: Facts,
    *,
    parts: Mapping[str, str],
    names: Mapping[str, str],
    style: str,
    unit: str,
    head: str,
) -> Data:
    """Return what a trend draws: months with their figure, the line and the band's edges.

    parts: the frame's column of `value`, `line`, `low` and `high`; names: templates of the last
    three. Only months that the axis names keep their names.
    """
    held = {part: key for part, key in parts.items() if key in frame}
    hold(
        name, frame, facts, dict.fromkeys(held.values(), style), dict.fromkeys(held.values(), unit)
    )
    points: list[Data] = []
    for index, label in zip(frame.index, labels_of(frame), strict=True):
        point: Data = {"label": label}
        for part in parts:
            fact = f"{name}.{slug(index)}.{held.get(part, part)}"
            point[part] = float(facts[fact].value) if part in held and fact in facts else None
        points.append(point)
    known = [at for at, point in enumerate(points) if point["value"] is not None]
    named = {0, len(points) - 1, known[-1] if known else 0}
    for at, point in enumerate(points):
        point["label"] = point["label"] if at in named else ""
    for part, at in (("first", known[0]), ("last", known[-1])) if known else ():
        facts.alias(f"{name}.{part}", f"{name}.{slug(frame.index[at])}.{held['value']}")
    return {
        "points": points,
        "head": plain(spans_of(head, facts)),
        "names": {part: plain(spans_of(told, facts)) for part, told in names.items() if told},
        **axis_of(style, unit),
    }
