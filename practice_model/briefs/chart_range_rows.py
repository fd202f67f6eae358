"""A bargaining range on a narrow sheet: a row a mark, sorted, the zone as a band over all rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from practice_model.briefs import chart_axes
from practice_model.briefs.canvas import LEADING, Canvas, widest, width_of, wrapped
from practice_model.briefs.chart_axes import Extent, Scale
from practice_model.briefs.chart_marks import draw_band, draw_mark, values_of, words_color
from practice_model.briefs.style import Size

Data = Mapping[str, Any]
NAMES = (0.42, 0.32, 0.26)  # of the width, narrower where the ground would be small
LEAST = 0.26  # of the width, the ground
FIGURES = 0.3  # of the width
BETWEEN = 10.0
PAD = 5.0  # points of white in a row
SOFT = {"market", "full_cost"}  # kinds whose words are not strong


@dataclass(frozen=True)
class Sheet:
    """What is drawn on: the canvas, the size of its type, the x of a value."""

    canvas: Canvas
    size: Size
    x: Scale


def figure_of(data: Data, size: Size) -> Figure:
    """Return the drawn chart."""
    marks = [mark for lane in data["lanes"] for mark in lane["marks"]]
    marks.sort(key=lambda mark: (mark["at"] is None, mark["at"] or 0.0))
    names, figures, ground = _columns(marks, size)
    x = chart_axes.fit([(value, size.label, size.label) for value in values_of(data)], ground)
    zone = data["zone"]
    head = wrapped(zone["text"], size.width, size.label, strong=True) if zone else ""
    top = (len(head.split("\n")) * size.label * LEADING if head else 0.0) + (6 if zone else 1)
    line = size.label * LEADING
    heights = [
        max(size.row, line * max(len(name.split("\n")), len(told.split("\n"))) + PAD)
        for name, told in zip(names, figures, strict=True)
    ]
    foot = top + sum(heights)
    words = wrapped(data["foot"], size.width, size.small) if data["foot"] else ""
    rows = len(words.split("\n")) if words else 0
    canvas = Canvas(size.width, foot + 3 + (rows + 0.2) * size.small * LEADING)
    sheet = Sheet(canvas, size, x)
    if zone:
        _draw_zone(sheet, zone, head, (top, foot))
    y = top
    for mark, name, told, tall in zip(marks, names, figures, heights, strict=True):
        if mark is not marks[0]:
            canvas.line((0, y), (size.width, y), "hair", 0.8)
        _draw_row(sheet, mark, (name, told), y + tall / 2)
        y += tall
    canvas.line((0, foot), (size.width, foot), "hair", 0.8)
    if words:
        at = foot + 3 + rows * size.small * LEADING / 2
        canvas.text(0, at, words, size.small, color="ink3")
    return canvas.figure


def _columns(marks: Sequence[Data], size: Size) -> tuple[list[str], list[str], Extent]:
    """Names and figures in lines, and the ground that is left between them."""
    figures = [
        wrapped(mark["row_text"], size.width * FIGURES, size.label, strong=True) for mark in marks
    ]
    right = size.width - widest(figures, size.label, strong=True) - BETWEEN
    for share in NAMES:
        names = [
            wrapped(mark["row"], size.width * share, size.label, strong=True) for mark in marks
        ]
        left = widest(names, size.label, strong=True) + BETWEEN
        if right - left >= LEAST * size.width:
            break
    return names, figures, (left, right)


def _draw_zone(sheet: Sheet, zone: Data, head: str, along: Extent) -> None:
    canvas, size = sheet.canvas, sheet.size
    ends = (sheet.x(zone["low"]), sheet.x(zone["high"]))
    color = "loss" if zone["gap"] else "ink"
    canvas.ground(ends, along, "loss_tint" if zone["gap"] else "wash")
    canvas.line((ends[0], along[0] - 1), (ends[1], along[0] - 1), color, 1.2)
    half = width_of(head, size.label, strong=True) / 2
    middle = min(max(sum(ends) / 2, half + 1), size.width - half - 1)
    y = len(head.split("\n")) * size.label * LEADING / 2
    canvas.text(middle, y, head, size.label, strong=True, align="center", color=color)


def _draw_row(sheet: Sheet, mark: Data, told: tuple[str, str], y: float) -> None:
    canvas, size = sheet.canvas, sheet.size
    color, strong = words_color(mark), mark["kind"] not in SOFT and mark["at"] is not None
    canvas.text(0, y, told[0], size.label, color=color, strong=strong)
    canvas.text(size.width, y, told[1], size.label, color=color, strong=strong, align="right")
    if mark["at"] is not None:
        draw_band(canvas, mark, sheet.x, y, size)
        draw_mark(canvas, mark, sheet.x, y, size)
