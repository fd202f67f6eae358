"""A bargaining range: is there room, and where in it is the offer.

Three lanes on one axis (ours, theirs, the market's), the zone from our floor to the middle of
their ceiling under a bracket, today's contract and our full cost as lines over all lanes. Words
stand at their marks; where two would touch they are set apart and tied to their marks. On a
narrow sheet, or where the words find no room, every mark has a row of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.figure import Figure

from practice_model.briefs import chart_axes, chart_labels, chart_range_rows
from practice_model.briefs.canvas import LEADING, Canvas, widest, width_of, wrapped
from practice_model.briefs.chart_axes import GAP, Extent, Mark, Scale
from practice_model.briefs.chart_labels import LEADER, Box
from practice_model.briefs.chart_marks import (
    TALL,
    color_of,
    draw_band,
    draw_mark,
    ticks,
    values_of,
)  # fmt: skip
from practice_model.briefs.chart_range_places import (
    Placed,
    lines_of,
    over_all,
    placed_in,
    standing,
)  # fmt: skip
from practice_model.briefs.style import Size

__all__ = ["figure_of", "texts", "ticks"]

Data = Mapping[str, Any]
NARROW = 45.0  # widths of a label's size: five inches of print
EDGE = 1.0  # points that centered words keep from the sheet's edge
NAME_SHARE = 0.16
NAME_GAP = 14.0
LANE_GAP = 0.55  # of a row, between two lanes
BRACKET = 3.5  # points of a bracket's ends
LEADER_ROOM = 4.0  # points between a mark and a label that is tied to it


@dataclass(frozen=True)
class Lane:
    """A lane to set: what stands in it, its middle line, its height over and under that."""

    name: str
    marks: Sequence[Data]
    placed: Sequence[Placed]
    over: float
    under: float
    y: float = 0.0


@dataclass(frozen=True)
class Sheet:
    """What is drawn on: the canvas, the size of its type, the x of a value, the ground."""

    canvas: Canvas
    size: Size
    x: Scale
    ground: Extent


def texts(data: Data) -> list[str]:
    """Return every text that the chart shows at its largest, and those of a row a mark."""
    told = [data["zone"]["text"]] if data["zone"] else []
    for lane in data["lanes"]:
        told.append(lane["label"])
        for mark in lane["marks"]:
            told += [mark["text"], mark["row"], mark["row_text"]]
            told += [*mark.get("ends", ()), mark.get("inner", "")]
    return [*told, *(text for _, text in ticks(data)), data["foot"]]


def figure_of(data: Data, size: Size) -> Figure:
    """Return the drawn chart."""
    if size.width < NARROW * size.label:
        return chart_range_rows.figure_of(data, size)
    names = [
        wrapped(lane["label"], size.width * NAME_SHARE, size.label, strong=True)
        for lane in data["lanes"]
    ]
    ground = (widest(names, size.label, strong=True) + NAME_GAP, size.width - EDGE)
    marks = ticks(data)
    x = chart_axes.fit(_wants(data, marks, size), ground)
    across = [x(mark["at"]) for mark in lines_of(data)]
    over = over_all(data, x, size)
    lanes = []
    for lane, name in zip(data["lanes"], names, strict=True):
        placed = placed_in(standing(lane), x, ground, size, across)
        if placed is None or over is None:
            return chart_range_rows.figure_of(data, size)
        known = [mark for mark in standing(lane) if mark["at"] is not None]
        lanes.append(_lane(name, known, placed, size))
    zone, line = data["zone"], size.small * LEADING
    head = wrapped(zone["text"], size.width, size.label, strong=True) if zone else ""
    bracket = size.label * LEADING * _count(head) + 1 + BRACKET
    top = bracket + BRACKET + 2 if zone else 1.0
    foot = top + 1 + (size.label * LEADING + _room(over or []) if over else 0.0)
    for at, lane in enumerate(lanes):
        lanes[at] = replace(lane, y=foot + lane.over)
        foot += lane.over + lane.under + size.row * LANE_GAP
    words = wrapped(data["foot"], size.width, size.small) if data["foot"] else ""
    canvas = Canvas(size.width, foot + 5 + line * (1.1 + _count(words)))
    sheet = Sheet(canvas, size, x, ground)
    if zone:
        _draw_zone(sheet, zone, head, (bracket, foot))
    boxes = _draw_words(sheet, over or [], top + size.label * LEADING / 2, LEADER_ROOM + 5)
    for lane in lanes:
        boxes += _draw_lane(sheet, lane)
    for mark in lines_of(data):
        now = mark["kind"] == "now"
        chart_labels.draw_upright(
            canvas, (x(mark["at"]), (top, foot)), boxes, color_of(mark), 1.2 if now else 1.1,
            dashed=now, dotted=not now,
        )  # fmt: skip
    _draw_axis(sheet, marks, foot)
    if words:
        y = foot + 4 + line * (1.05 + _count(words) / 2)
        canvas.text(size.width, y, words, size.small, color="ink3", align="right")
    return canvas.figure


def _count(text: str) -> int:
    return len(text.split("\n")) if text else 0


def _room(placed: Sequence[Placed]) -> float:
    """The points between words and marks: more where words are tied to their marks."""
    return LEADER_ROOM if any(one.far for one in placed) else 0.0


def _wants(data: Data, marks: Sequence[Mark], size: Size) -> list[chart_axes.Want]:
    reach = size.label
    return [*chart_axes.tick_wants(marks, size.small),
            *((value, reach, reach) for value in values_of(data))]  # fmt: skip


def _lane(name: str, marks: Sequence[Data], placed: Sequence[Placed], size: Size) -> Lane:
    """A lane with the height that its marks and words take."""
    line = size.label * LEADING

    def side(own: int) -> float:
        here = [one for one in placed if one.side == own]
        return _half(size) + (line + _room(here) if here else 0.0)

    words = len(name.split("\n")) * line / 2
    return Lane(name, marks, placed, max(side(-1), words), max(side(1), words))


def _half(size: Size) -> float:
    """The height of marks over and under their lane's middle line."""
    return size.row * TALL / 2 + 1


def _draw_zone(sheet: Sheet, zone: Data, head: str, along: Extent) -> None:
    """The zone's ground from its bracket to the axis, and what is said of it."""
    canvas, size = sheet.canvas, sheet.size
    ends, y = (sheet.x(zone["low"]), sheet.x(zone["high"])), along[0]
    color = "loss" if zone["gap"] else "ink"
    canvas.ground(ends, along, "loss_tint" if zone["gap"] else "wash")
    canvas.line((ends[0], y), (ends[1], y), color, 1.1)
    for end in ends:
        canvas.line((end, y - BRACKET), (end, y + BRACKET), color, 1.1)
    half = width_of(head, size.label, strong=True) / 2
    middle = min(max(sum(ends) / 2, half + EDGE), size.width - half - EDGE)
    canvas.text(middle, _count(head) * size.label * LEADING / 2, head, size.label, color=color,
                strong=True, align="center")  # fmt: skip


def _draw_axis(sheet: Sheet, marks: Sequence[Mark], foot: float) -> None:
    canvas, x, small = sheet.canvas, sheet.x, sheet.size.small
    canvas.line((sheet.ground[0], foot), (sheet.size.width, foot), "ink", 0.9)
    for value, _ in marks:
        canvas.line((x(value), foot), (x(value), foot + 3), "ink", 0.9)
    y = foot + 4 + small * LEADING * 0.5
    for value, text in chart_axes.from_end_to_end(marks, x, small, sheet.size.width):
        canvas.text(x(value), y, text, small, color="ink3", align="center")


def _draw_lane(sheet: Sheet, lane: Lane) -> list[Box]:
    """Draw a lane and return the places of its words."""
    canvas, size, x = sheet.canvas, sheet.size, sheet.x
    canvas.text(0, lane.y, lane.name, size.label, strong=True)
    for mark in lane.marks:
        draw_band(canvas, mark, x, lane.y, size)
    for mark in lane.marks:
        draw_mark(canvas, mark, x, lane.y, size)
    boxes = []
    for side in (-1, 0, 1):
        here = [one for one in lane.placed if one.side == side]
        away = _half(size) + _room(here) + size.label * LEADING / 2
        boxes += _draw_words(sheet, here, lane.y + side * away, away - 2)
    return boxes


def _draw_words(sheet: Sheet, here: Sequence[Placed], y: float, away: float) -> list[Box]:
    """Draw words on one line, tie what moved to its mark so far away, and return their places."""
    size, half, boxes = sheet.size, sheet.size.label * LEADING / 2, []
    for one in here:
        color, strong = one.label.color, one.label.strong
        sheet.canvas.text(one.middle, y, one.label.text, size.label, color=color, strong=strong,
                          align="center")  # fmt: skip
        if one.far:
            corner = one.label.wide / 2 - GAP / 2
            near = min(max(one.label.anchor, one.middle - corner), one.middle + corner)
            start, end = y - one.side * half, y - one.side * away
            sheet.canvas.line((near, start), (one.label.anchor, end), "ink3", LEADER, above=True)
        boxes.append(replace(one.box, top=y - half, foot=y + half))
    return boxes
