"""Dates of a talk as a list from top to bottom, for a phone, for many dates, for crowded ones."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

from practice_model.briefs.canvas import LEADING, Canvas, widest, wrapped
from practice_model.briefs.style import Size

Data = Mapping[str, Any]
DOT = 0.42  # of the label's size
LARGER = 1.35  # times, the last day for notice
AROUND = 0.3  # more of a dot's reach for every later one of the same day
BETWEEN = 9.0  # points between a date and the rail, and the rail and the words
PAD = 5.0
BAND = 6.0
MOST_FOR_DATES = 0.4  # of the width


def color_of(one: Data) -> str:
    """The color of a date: the last day's, ours, theirs, or ink where it is nobody's step."""
    if one["kind"] == "last_day":
        return "loss"
    if one["kind"] in {"today", "renewal"}:
        return "ink"
    return {"ours": "us", "theirs": "them"}.get(one["whose"], "ink")


def reaches(dates: Sequence[Data], size: Size) -> list[float]:
    """Return how far each dot reaches: the last day's farther, and one under another farther."""
    made = []
    for at, one in enumerate(dates):
        later = sum(other["at"] == one["at"] for other in dates[at + 1 :])
        larger = LARGER if one["kind"] == "last_day" else 1.0
        made.append(size.label * DOT * (larger + AROUND * later))
    return made


def list_figure(data: Data, size: Size) -> Figure:
    """Return the dates as a list: a date, its dot on the rail, its words."""
    dates, line = data["dates"], size.label * LEADING
    texts = [wrapped(one["text"], size.width * MOST_FOR_DATES, size.label) for one in dates]
    rail = widest(texts, size.label) + BETWEEN + size.label * DOT
    left = rail + BETWEEN + size.label * DOT
    names = [wrapped(one["label"], size.width - left, size.label, strong=True) for one in dates]
    heights = [
        max(size.row, line * max(len(name.split("\n")), len(text.split("\n"))) + PAD)
        for name, text in zip(names, texts, strict=True)
    ]
    middles = [sum(heights[:at]) + heights[at] / 2 for at in range(len(dates))]
    note = wrapped(data["undated"], size.width, size.label) if data["undated"] else ""
    lines = len(note.split("\n")) if note else 0
    foot = sum(heights)
    canvas = Canvas(size.width, foot + (lines * line + PAD if lines else 0) + 1)
    if data["window"]:
        start, end = data["window"]
        inside = [y for y, one in zip(middles, dates, strict=True) if start <= one["at"] <= end]
        if inside:
            canvas.ground((rail - BAND / 2, rail + BAND / 2),
                          (inside[0] - BAND / 2, inside[-1] + BAND / 2), "us_tint")  # fmt: skip
    if dates:
        canvas.line((rail, middles[0]), (rail, middles[-1]), "ink", 1.1)
    for one, y, name, text in zip(dates, middles, names, texts, strict=True):
        larger = LARGER if one["kind"] == "last_day" else 1.0
        canvas.mark(rail, y, "circle", size.label * DOT * larger, color_of(one))
        canvas.text(left, y, name, size.label, color=color_of(one), strong=True)
        canvas.text(0, y, text, size.label, color="loss" if one["passed"] else "ink2")
    if note:
        canvas.text(0, foot + lines * line / 2 + PAD / 2, note, size.label, color="ink3")
    return canvas.figure
