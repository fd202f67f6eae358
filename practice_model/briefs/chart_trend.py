"""A trend: months as points, the line through them, and the band in which most months fall.

The line is solid where it is fitted and dashed where it looks ahead of the last point. The axes
are labeled at both ends; line, band and points are named at the right, in words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from practice_model.briefs import chart_axes
from practice_model.briefs.canvas import LEADING, Canvas, widest, width_of, wrapped
from practice_model.briefs.chart_axes import GAP, Extent, Mark, Scale
from practice_model.briefs.style import Size

Data = Mapping[str, Any]
TALL = 8.0  # rows
MOST_FOR_LABELS = (0.3, 0.38, 0.46)  # of the width, wider where names would be too tall
DOT = 0.22  # of the label's size
COLORS = {"line": "us", "high": "ink2", "low": "ink2"}


@dataclass(frozen=True)
class Sheet:
    """What is drawn on: the canvas, the months, and where a month and a value stand."""

    canvas: Canvas
    points: Sequence[Data]
    size: Size
    x: Callable[[int], float]
    y: Scale
    sides: Extent


def ticks(data: Data) -> list[Mark]:
    """Return the axis figures and their texts, the first under and the last over all values."""
    values = [point[part] for point in data["points"] for part in ("value", "line", "low", "high")]
    known = [value for value in values if value is not None]
    return chart_axes.told(chart_axes.around(known or [0.0], data["scale"]), data)


def months(data: Data) -> list[str]:
    """Return the labels of the months that the axis names: the first, where it turns, the last."""
    points = data["points"]
    chosen = [0, _last(points, "value"), len(points) - 1]
    return list(dict.fromkeys(points[at]["label"] for at in chosen))


def texts(data: Data) -> list[str]:
    """Return every text that the chart shows at its largest."""
    told = [data["head"], *data["names"].values(), *months(data)]
    return [text for text in [*told, *(text for _, text in ticks(data))] if text]


def figure_of(data: Data, size: Size) -> Figure:
    """Return the drawn chart."""
    marks, points, names = ticks(data), data["points"], _names(data, size)
    head = wrapped(data["head"], size.width, size.small, strong=True)
    top = (len(head.split("\n")) + 0.4) * size.small * LEADING
    foot = top + TALL * size.row
    wide = widest(names.values(), size.label, strong=True)
    left = widest((text for _, text in marks), size.small) + GAP
    right = size.width - (wide + 2.5 * GAP if names else size.small)
    step = (right - left - 4) / max(len(points) - 1, 1)
    up = chart_axes.fit([(marks[0][0], 0, 0), (marks[-1][0], 0, 0)], (0, foot - top))
    canvas = Canvas(size.width, foot + 2.2 * size.small)
    sheet = Sheet(canvas, points, size, lambda at: left + 2 + at * step,
                  lambda value: foot - up(value), (left, right))  # fmt: skip
    if head:
        y = len(head.split("\n")) * size.small * LEADING / 2
        canvas.text(0, y, head, size.small, color="ink2", strong=True)
    _draw_ground(sheet, marks)
    _draw_band(sheet)
    _draw_line(sheet)
    for at, point in enumerate(points):
        if point["value"] is not None:
            where = sheet.x(at), sheet.y(point["value"])
            canvas.mark(*where, "circle", min(size.label * DOT, max(step * 0.42, 0.8)), "ink")
    _draw_months(sheet, foot + size.small * 0.95)
    _draw_names(sheet, names, (top, foot))
    return canvas.figure


def _last(points: Sequence[Data], part: str) -> int:
    """The place of the last month that has a figure; 0 where none has."""
    return max((at for at, point in enumerate(points) if point[part] is not None), default=0)


def _names(data: Data, size: Size) -> dict[str, str]:
    """The names of the line and the band's edges in lines."""
    told = {
        part: text
        for part, text in data["names"].items()
        if text and any(point[part] is not None for point in data["points"])
    }
    for share in MOST_FOR_LABELS:
        broken = {
            part: wrapped(text, size.width * share, size.label, strong=part == "line")
            for part, text in told.items()
        }
        lines = sum(len(text.split("\n")) for text in broken.values())
        if lines * size.label * LEADING <= TALL * size.row:
            break
    return broken


def _draw_ground(sheet: Sheet, marks: Sequence[Mark]) -> None:
    left, right = sheet.sides
    for value, text in marks:
        y, zero = sheet.y(value), value == 0
        sheet.canvas.line((left, y), (right, y), "ink" if zero else "hair", 1.0 if zero else 0.8)
        sheet.canvas.text(left - GAP, y, text, sheet.size.small, color="ink3", align="right")


def _draw_band(sheet: Sheet) -> None:
    known = [
        (at, point) for at, point in enumerate(sheet.points)
        if point["low"] is not None and point["high"] is not None
    ]  # fmt: skip
    if len(known) > 1:
        over = [(sheet.x(at), sheet.y(point["high"])) for at, point in known]
        under = [(sheet.x(at), sheet.y(point["low"])) for at, point in reversed(known)]
        sheet.canvas.area([*over, *under], "us_tint")


def _draw_line(sheet: Sheet) -> None:
    """The line, solid up to the last point and dashed from there on."""
    turn = _last(sheet.points, "value")
    known = [at for at, point in enumerate(sheet.points) if point["line"] is not None]
    for part, dashed in (
        ([at for at in known if at <= turn], False),
        ([at for at in known if at >= turn], True),
    ):
        if len(part) > 1:
            path = [(sheet.x(at), sheet.y(sheet.points[at]["line"])) for at in part]
            sheet.canvas.path(path, "us", 1.8, dashed=dashed)


def _draw_months(sheet: Sheet, y: float) -> None:
    """The first and the last month, and between them the last known where there is room."""
    size, points = sheet.size.small, sheet.points
    first, last, turn = 0, len(points) - 1, _last(points, "value")
    left, right = sheet.x(first), sheet.x(last)

    def wide(at: int) -> float:
        return width_of(points[at]["label"], size)

    sheet.canvas.text(left - 2, y, points[first]["label"], size, color="ink3")
    if last and right - wide(last) > left + wide(first) + GAP:
        sheet.canvas.text(right + 2, y, points[last]["label"], size, color="ink3", align="right")
    half = wide(turn) / 2 + 2 * GAP
    if left + wide(first) + half < sheet.x(turn) < right - wide(last) - half:
        sheet.canvas.text(
            sheet.x(turn), y, points[turn]["label"], size, color="ink3", align="center"
        )


def _draw_names(sheet: Sheet, names: Mapping[str, str], along: Extent) -> None:
    """The names at the right, spread so that none touches another, each tied to its end."""
    size = sheet.size.label
    ends = {part: sheet.points[_last(sheet.points, part)][part] for part in names}
    order = sorted(names, key=lambda part: sheet.y(ends[part]))
    tall = {part: len(names[part].split("\n")) * size * LEADING for part in order}
    places = spread([sheet.y(ends[part]) for part in order], [tall[part] for part in order], along)
    for part, y in zip(order, places, strict=True):
        end = (sheet.x(_last(sheet.points, part)), sheet.y(ends[part]))
        x = sheet.sides[1] + 2 * GAP
        sheet.canvas.text(x, y, names[part], size, color=COLORS[part], strong=part == "line")
        if abs(y - end[1]) > size / 2:
            sheet.canvas.line((end[0] + 2, end[1]), (x - 2, y), "ink3", 0.7)


def spread(middles: Sequence[float], heights: Sequence[float], along: Extent) -> list[float]:
    """Return middles moved down and up so that blocks of these heights stand apart.

    >>> spread([10, 12, 50], [8, 8, 8], (0, 60))
    [10, 18.0, 50]
    """
    placed: list[float] = []
    free = along[0]
    for middle, height in zip(middles, heights, strict=True):
        placed.append(max(middle, free + height / 2))
        free = placed[-1] + height / 2
    free = along[1]
    for at in range(len(placed) - 1, -1, -1):
        placed[at] = min(placed[at], free - heights[at] / 2)
        free = placed[at] - heights[at] / 2
    return placed
