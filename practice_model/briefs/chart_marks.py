"""Marks of a bargaining range: how each kind looks, the same in a lane and in a row of its own.

Measured and decided marks are solid, an estimate is hatched, a range is a pale band.
"""

from collections.abc import Mapping, Sequence
from math import ceil, floor
from typing import Any

from practice_model.briefs.canvas import Canvas
from practice_model.briefs.chart_axes import Extent, Mark, Scale, round_steps, told
from practice_model.briefs.style import Size

Data = Mapping[str, Any]
MOST_TICKS = 5
SHAPES = {
    "batna": "ring", "offer": "diamond", "target": "circle", "ask": "diamond",
    "solution": "square",
}  # fmt: skip
BARS = {"floor", "market", "now", "full_cost"}
BAND = 0.56  # of a row
TALL = 0.8  # of a row, a bar across its band
THICK = 2.6  # points of a bar across its band
REACH = 0.5  # of the label's size
HATCH = 4.2  # points between two hatch lines
TINTS = {"us": "us_tint", "them": "them_tint", "market": "market_tint"}


def color_of(mark: Data) -> str:
    """The color of a mark: whose it is, or ink where it is nobody's."""
    if mark["kind"] in {"now", "solution"}:
        return "ink"
    return "ink2" if mark["kind"] == "full_cost" else str(mark["lane"])


def words_color(mark: Data) -> str:
    """The color of a mark's words; the market's own gray is too pale for words."""
    if mark["at"] is None:
        return "ink3"
    color = color_of(mark)
    return "ink2" if color == "market" else color


def ticks(data: Data) -> list[Mark]:
    """Return the axis figures and their texts."""
    return ticks_among(values_of(data), data)


def ticks_among(values: Sequence[float], data: Data) -> list[Mark]:
    """Return the round figures among some values, at most five; around them where too few are.

    >>> told = {"scale": 0.01, "unit": "ratio", "tick_style": "percent"}
    >>> ticks_among([1.065, 1.31], told)[0], ticks_among([1.2], told)[0]
    ((1.1, '110%'), (1.19, '119%'))
    """
    low, high = min(values), max(values)
    for step in round_steps(data["scale"]):
        first, last = ceil(round(low / step, 6)), floor(round(high / step, 6))
        if last - first < MOST_TICKS:
            break
    inside = [round(step * place, 9) for place in range(first, last + 1)]
    if len(inside) < 2:  # noqa: PLR2004
        step = data["scale"]
        ends = floor(round(low / step, 6)) - 1, ceil(round(high / step, 6)) + 1
        inside = [round(step * place, 9) for place in range(ends[0], ends[1] + 1)]
    return told(inside, data)


def values_of(data: Data) -> list[float]:
    """Return every figure that must lie on the axis."""
    marks = [mark for lane in data["lanes"] for mark in lane["marks"]]
    values = [mark[part] for mark in marks for part in ("at", "low", "high")]
    return [value for value in values if value is not None] or [0.0]


def extent_of(mark: Data, x: Scale, size: Size) -> Extent:
    """Return the left and right edge of a drawn mark with its band."""
    if mark["at"] is None:
        return x(0.0), x(0.0)
    reach = (
        THICK / 2 if mark["kind"] in BARS or mark["kind"] == "ceiling" else size.label * REACH * 1.2
    )
    left, right = x(mark["at"]) - reach, x(mark["at"]) + reach
    if mark["low"] is not None:
        left, right = min(left, x(mark["low"])), max(right, x(mark["high"]))
    return left, right


def draw_band(canvas: Canvas, mark: Data, x: Scale, y: float, size: Size) -> None:
    """Draw the range around a mark: a pale band, hatched and outlined where it is our estimate."""
    if mark["low"] is None:
        return
    tall, ends = size.row * BAND, (x(mark["low"]), x(mark["high"]))
    over, under = y - tall / 2, y + tall / 2
    canvas.ground(ends, (over, under), TINTS[mark["lane"]])
    if mark["kind"] != "ceiling":
        return
    start = ends[0] - tall + HATCH
    while start < ends[1]:
        left, right = max(start, ends[0]), min(start + tall, ends[1])
        canvas.line((left, under - (left - start)), (right, under - (right - start)),
                    color_of(mark), 0.5)  # fmt: skip
        start += HATCH
    canvas.outline(*ends, y, tall, color_of(mark), dashed=True)


def draw_mark(canvas: Canvas, mark: Data, x: Scale, y: float, size: Size) -> None:
    """Draw a mark over its band."""
    at, color = x(mark["at"]), color_of(mark)
    if mark["kind"] == "ceiling":
        tall = size.row * (BAND if mark["low"] is not None else TALL)
        canvas.bar(at - THICK / 2, at + THICK / 2, y, tall, color)
    elif mark["kind"] in BARS:
        canvas.bar(at - THICK / 2, at + THICK / 2, y, size.row * TALL, color)
    else:
        shape = SHAPES[mark["kind"]]
        canvas.mark(at, y, shape, size.label * REACH, color, empty=shape == "ring")
