"""Blocks in use: staffed time outlined from zero, used time filled, one block a row.

The share of use stands at the bar's end and the free time at the right of the name. A block that
nobody holds is dashed and says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from practice_model.briefs import chart_axes
from practice_model.briefs.canvas import LEADING, Canvas, width_of, wrapped
from practice_model.briefs.chart_axes import GAP, Scale
from practice_model.briefs.style import Size

Data = Mapping[str, Any]
BAR = 0.75  # of a row
PAD = 4.0  # points under a block
NAME_GAP = 10.0


def texts(data: Data) -> list[str]:
    """Return every text that the chart shows at its largest."""
    told = [text for row in data["rows"] for text in (row["label"], row["free"], row["text"])]
    return [text for text in told if text]


def figure_of(data: Data, size: Size) -> Figure:
    """Return the drawn chart."""
    names = [_name(row, size) for row in data["rows"]]
    heads = [len(name.split("\n")) * size.label * LEADING + 4 for name in names]
    bar = size.row * BAR
    canvas = Canvas(size.width, sum(heads) + len(names) * (bar + 2 * PAD))
    wants = [(0.0, 1.0, 0.0)]
    for row in data["rows"]:
        room = width_of(row["text"], size.label, strong=True) + GAP + 1
        wants.append((max(row["staffed"], row["used"] or 0.0), 0.0, room))
    x = chart_axes.fit(wants, (0, size.width))
    top = 0.0
    for row, name, head in zip(data["rows"], names, heads, strict=True):
        _draw_block(Place(canvas, size, x, top, head), row, name)
        top += head + bar + 2 * PAD
        if row is not data["rows"][-1]:
            canvas.line((0, top), (size.width, top), "hair", 0.6)
    return canvas.figure


def _name(row: Data, size: Size) -> str:
    room = size.width - width_of(row["free"], size.label) - NAME_GAP
    return wrapped(row["label"], room, size.label, strong=bool(row["tint"]))


@dataclass(frozen=True)
class Place:
    """Where a block is drawn: its upper edge, the height of its name, the x of a value."""

    canvas: Canvas
    size: Size
    x: Scale
    top: float
    head: float


def _draw_block(place: Place, row: Data, name: str) -> None:
    canvas, size, x, top, head = place.canvas, place.size, place.x, place.top, place.head
    bar, strong = size.row * BAR, bool(row["tint"])
    canvas.text(0, top + PAD + (head - 4) / 2, name, size.label, strong=strong)
    first = top + PAD + size.label * LEADING / 2
    canvas.text(size.width, first, row["free"], size.label, color="ink2", align="right")
    y = top + PAD + head + bar / 2 - 1
    color = "us" if strong else "ink3"
    known = row["used"] is not None
    end = x(row["staffed"])
    canvas.outline(x(0), end, y, bar, "ink2", dashed=not known)
    if known and row["used"] > 0:
        canvas.bar(x(0), x(row["used"]), y, bar, color)
        end = max(end, x(row["used"]))
    canvas.line((x(0), y - bar / 2 - 1), (x(0), y + bar / 2 + 1), "ink", 1.0, above=True)
    words = "us" if strong and known else "ink"
    canvas.text(end + GAP, y, row["text"], size.label, color=words, strong=True)
