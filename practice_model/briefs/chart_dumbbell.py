"""A dumbbell: what is paid now (an open circle) and what is requested (a filled one), row by row.

The figures stand over their circles and are set apart where they would touch; the dollars a year
stand at the right, on a narrow sheet under the row's name. The one line is Medicare's own fee.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from practice_model.briefs import chart_axes, chart_labels
from practice_model.briefs.canvas import LEADING, Canvas, widest, width_of, wrapped
from practice_model.briefs.chart_axes import GAP, Extent, Mark, Scale
from practice_model.briefs.chart_labels import Box
from practice_model.briefs.chart_marks import ticks_among
from practice_model.briefs.style import Size

Data = Mapping[str, Any]
ENDS = ("now", "then")
NAMES = (0.36, 0.28, 0.22)  # of the width, narrower where the ground would be small
LEAST = 0.4  # of the width, the ground
COLUMN_GAP = 16.0
REACH = 0.44  # of the label's size
BETWEEN = 5.0  # points between the two figures of a row
PAD = 3.5  # points over and under a row's figures and circles


@dataclass(frozen=True)
class Plan:
    """Where the rows stand: their names in lines, the ground, the upper edges and the foot."""

    size: Size
    names: Sequence[str]
    ground: Extent
    edges: Sequence[float]
    foot: float

    def middle(self, at: int) -> float:
        """The height at which a row stands."""
        return (self.edges[at] + [*self.edges, self.foot][at + 1]) / 2


def ticks(data: Data) -> list[Mark]:
    """Return the axis figures and their texts."""
    values = [row[end] for row in data["rows"] for end in ENDS if row[end] is not None]
    return ticks_among([*values, data["line"]["value"]], data)


def texts(data: Data) -> list[str]:
    """Return every text that the chart shows at its largest."""
    told = [data["rows_head"], data["line"]["text"], data["head"]]
    for row in data["rows"]:
        told += [row["label"], row["change"], row["now_text"], row["then_text"]]
        told += [row["text"]] if row["now"] is None and row["then"] is None else []
    return [*told, *(text for _, text in ticks(data))]


def figure_of(data: Data, size: Size) -> Figure:
    """Return the drawn chart."""
    marks, line = ticks(data), data["line"]
    plan = _planned(data, size)
    x = chart_axes.fit(_wants(data, marks, size), plan.ground)
    canvas = Canvas(size.width, plan.foot + 2.2 * size.small)
    boxes: list[Box] = []
    for at, row in enumerate(data["rows"]):
        _draw_name(canvas, plan, at, row)
        boxes += _draw_marks(canvas, plan, plan.middle(at), row, x)
    along = (plan.edges[0], plan.foot)
    for value, _ in marks:
        if value != line["value"]:
            chart_labels.draw_upright(canvas, (x(value), along), boxes, "hair", 0.8)
    place = x(line["value"])
    start = along[0] - 0.25 * size.small
    chart_labels.draw_upright(canvas, (place, (start, along[1])), boxes, "ink", 1.1)
    _draw_rules(canvas, data, plan, size)
    _draw_heads(canvas, data, along[0], place, size)
    for value, text in chart_axes.from_end_to_end(marks, x, size.small, size.width):
        canvas.text(x(value), plan.foot + size.small * 0.95, text, size.small, color="ink3",
                    align="center")  # fmt: skip
    return canvas.figure


def _planned(data: Data, size: Size) -> Plan:
    rows, label = data["rows"], size.label * LEADING
    column = widest((row["change"] for row in rows), size.label, strong=True)
    column = max(column, width_of(data["head"], size.small, strong=True)) + COLUMN_GAP
    right = size.width - (column if size.side_columns else size.label)
    for share in NAMES:
        names = [
            wrapped(row["label"], size.width * share, size.label, strong=row["total"])
            for row in rows
        ]
        wide = widest(names, size.label, strong=True)
        if not size.side_columns:
            wide = max(wide, column - COLUMN_GAP)
        ground = (wide + COLUMN_GAP, right)
        if ground[1] - ground[0] >= LEAST * size.width:
            break
    below = 0 if size.side_columns else 1
    least = label + 2 * size.label * REACH + 2 * PAD
    heights = [max(least, (len(name.split("\n")) + below) * label + 2 * PAD) for name in names]
    top = 1.75 * size.small * LEADING
    edges = [top + sum(heights[:at]) for at in range(len(rows))]
    return Plan(size, names, ground, edges, top + sum(heights))


def _wants(data: Data, marks: Sequence[Mark], size: Size) -> list[chart_axes.Want]:
    made = chart_axes.tick_wants(marks, size.small)
    made.append((data["line"]["value"], 1.0, 1.0))
    for row in data["rows"]:
        for end in ENDS:
            if row[end] is not None:
                half = width_of(row[f"{end}_text"], size.label, strong=True) / 2
                made.append((row[end], half, half))
    return made


def _draw_name(canvas: Canvas, plan: Plan, at: int, row: Data) -> None:
    """The name of a row and its dollars, at the right or under the name."""
    size, strong, y = plan.size, bool(row["total"]), plan.middle(at)
    half = size.label * LEADING / 2
    if size.side_columns:
        canvas.text(0, y, plan.names[at], size.label, strong=strong)
        canvas.text(size.width, y, row["change"], size.label, strong=strong, align="right")
    else:
        below = len(plan.names[at].split("\n")) * half
        canvas.text(0, y - half, plan.names[at], size.label, strong=strong)
        canvas.text(0, y + below, row["change"], size.label, color="ink2", strong=strong)


def _draw_marks(canvas: Canvas, plan: Plan, middle: float, row: Data, x: Scale) -> list[Box]:
    """Draw the circles of a row with their figures and return the places of these."""
    size, left = plan.size, plan.ground[0]
    known = [end for end in ENDS if row[end] is not None]
    half, reach = size.label * LEADING / 2, size.label * REACH
    if not known:
        canvas.text(left, middle, row["text"], size.label, color="ink3")
        return [Box(left, left + width_of(row["text"], size.label), middle - half, middle + half)]
    _draw_circles(canvas, {end: x(row[end]) for end in known}, middle + half, reach)
    order = sorted(known, key=lambda end: (row[end], end == "then"))
    wide = [width_of(row[f"{end}_text"], size.label, strong=end == "then") for end in order]
    room = (left - COLUMN_GAP / 2, plan.ground[1] + COLUMN_GAP / 2)
    middles = chart_labels.apart([x(row[end]) for end in order], wide, room, BETWEEN)
    y, boxes = middle - reach - 0.5, []
    for end, at, width in zip(order, middles or [], wide, strict=True):
        canvas.text(at, y, row[f"{end}_text"], size.label, strong=end == "then",
                    color="us" if end == "then" else "ink2", align="center")  # fmt: skip
        boxes.append(Box(at - width / 2, at + width / 2, y - half, y + half))
    return boxes


def _draw_circles(canvas: Canvas, at: Mapping[str, float], y: float, reach: float) -> None:
    """A line from one circle to the other; where both stand together, the open one around."""
    together = len(at) > 1 and abs(at["now"] - at["then"]) < reach
    if len(at) > 1 and not together:
        canvas.line((at["now"], y), (at["then"], y), "us_mid", 2.0, above=True)
    if "now" in at:
        canvas.mark(at["now"], y, "ring", reach, "us", empty=True)
    if "then" in at:
        canvas.mark(at["then"], y, "circle", reach * (0.6 if together else 1), "us")


def _draw_rules(canvas: Canvas, data: Data, plan: Plan, size: Size) -> None:
    for row, top in zip(data["rows"], plan.edges, strict=True):
        if row is data["rows"][0]:
            canvas.line((0, top), (size.width, top), "ink", 0.8)
        elif row["total"]:
            canvas.line((0, top), (size.width, top), "ink", 1.0, above=True)
        else:
            canvas.line((0, top), (size.width, top), "hair", 0.8)
    canvas.line((0, plan.foot), (size.width, plan.foot), "ink", 0.8, above=True)


def _draw_heads(canvas: Canvas, data: Data, top: float, line: float, size: Size) -> None:
    """The heads of the names, the line and the dollars; the line's moves to keep clear."""
    small, y = size.small, top - 0.8 * size.small * LEADING
    right = size.width
    if size.side_columns:
        canvas.text(right, y, data["head"], small, color="ink2", strong=True, align="right")
        right -= width_of(data["head"], small, strong=True) + 2 * GAP
    told, wide = data["line"]["text"], width_of(data["line"]["text"], small, strong=True)
    middle = max(min(line, right - 1 - wide / 2), wide / 2 + 1)
    canvas.text(middle, y, told, small, strong=True, align="center")
    room = middle - wide / 2 - 2 * GAP
    if size.side_columns and width_of(data["rows_head"], small, strong=True) <= room:
        canvas.text(0, y, data["rows_head"], small, color="ink2", strong=True)
