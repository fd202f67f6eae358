"""A use gauge: what is needed and the ceiling as bars across one scale, what is planned as a dot.

Above the ceiling the scale is red. It starts at zero and reaches over all marks. Words that have
no room on one line take one each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from matplotlib.figure import Figure

from practice_model.briefs import chart_axes
from practice_model.briefs.canvas import LEADING, Canvas, width_of, wrapped
from practice_model.briefs.chart_axes import Mark, Scale
from practice_model.briefs.chart_labels import apart
from practice_model.briefs.style import Size

Data = Mapping[str, Any]
TALL = 1.0  # of a row, the scale
CROSS = 1.5  # of a row, a bar across it
THICK = 3.0  # points of a bar across it
REACH = 0.48  # of the label's size
GAP = 3.0
EDGE = 3.0  # points that words keep from the edges, since renderers differ
TIE = 6.0  # points of a line that ties words to a mark
AWAY = 12.0  # points from its mark, from which on words are tied to it
CLEAR = 6.0  # points between words and the ends of the scale
OVER = 1.2  # times the highest mark, that the scale reaches at least
MOST_STEPS = 5  # round steps from zero to the scale's end
COLORS = {"needed": "us", "planned": "us", "ceiling": "loss"}
ABOVE = ("needed", "ceiling")


def ticks(data: Data) -> list[Mark]:
    """Return both ends of the scale and their texts: zero, and a round figure over all marks."""
    high = max((row["value"] for row in data["rows"]), default=0.0)
    for step in chart_axes.round_steps(data["scale"]):
        steps = max(ceil(round(high * OVER / step, 6)), 1)
        if steps <= MOST_STEPS:
            break
    return chart_axes.told([0.0, round(step * steps, 9)], data)


def texts(data: Data) -> list[str]:
    """Return every text that the chart shows at its largest."""
    return [*(_says(row) for row in data["rows"]), *(text for _, text in ticks(data))]


@dataclass(frozen=True)
class Label:
    """Words of a mark: their lines, the middle and the upper edge at which they stand."""

    row: Data
    text: str
    middle: float
    top: float

    def tall(self, size: Size) -> float:
        """The height of the lines."""
        return len(self.text.split("\n")) * size.label * LEADING


def figure_of(data: Data, size: Size) -> Figure:
    """Return the drawn chart."""
    ends, rows = ticks(data), data["rows"]
    x = chart_axes.fit([(ends[0][0], 0, 0), (ends[1][0], 0, 0)], (2.0, size.width - 2.0))
    over = _labels([row for row in rows if row["part"] in ABOVE], x, size, 0.0)
    head = max((label.top + label.tall(size) for label in over), default=0.0) + GAP
    head += TIE if any(_moved(label, x) for label in over) else 0.0
    middle, half = head + size.row * CROSS / 2, size.row * CROSS / 2
    foot = middle + half + GAP
    under = _labels([row for row in rows if row["part"] not in ABOVE], x, size, foot)
    low = max((label.top + label.tall(size) for label in under), default=foot)
    axis = foot if _leaves_room(under, ends, size) else low
    line = size.small * LEADING
    canvas = Canvas(size.width, max(low, axis + line) + 1)
    _draw_scale(canvas, data, x, middle, size)
    for label in (*over, *under):
        color = COLORS[label.row["part"]]
        canvas.text(label.middle, label.top + label.tall(size) / 2, label.text, size.label,
                    color=color, strong=True, align="center")  # fmt: skip
        lowest = label in over and label.top == over[-1].top
        if lowest and _moved(label, x):
            start = (label.middle, label.top + label.tall(size))
            canvas.line(start, (x(label.row["value"]), middle - half), color, 0.7)
    for (value, text), align in zip(ends, ("left", "right"), strict=True):
        at = x(value) + (-2.0 if align == "left" else 2.0)
        canvas.text(at, axis + line / 2, text, size.small, color="ink3", align=align)
    return canvas.figure


def _says(row: Data) -> str:
    return " ".join(part for part in (row["label"], row["text"]) if part)


def _labels(rows: Sequence[Data], x: Scale, size: Size, top: float) -> list[Label]:
    """The words of marks: side by side where they have room, else one under the other."""
    ordered = sorted(rows, key=lambda row: float(row["value"]))
    told = [wrapped(_says(row), size.width - 2 * EDGE, size.label, strong=True) for row in ordered]
    wide = [width_of(text, size.label, strong=True) for text in told]
    middles = [x(row["value"]) for row in ordered]
    placed = apart(middles, wide, (EDGE, size.width - EDGE)) if rows else []
    if placed is not None:
        return [
            Label(row, text, middle, top)
            for row, text, middle in zip(ordered, told, placed, strict=True)
        ]
    made: list[Label] = []
    for row, text, room, middle in zip(ordered, told, wide, middles, strict=True):
        inside = min(max(middle, room / 2 + EDGE), size.width - room / 2 - EDGE)
        made.append(Label(row, text, inside, top))
        top += made[-1].tall(size)
    return made


def _moved(label: Label, x: Scale) -> bool:
    """Whether words had to move so far that their mark is no longer under them."""
    return abs(label.middle - x(label.row["value"])) > AWAY


def _leaves_room(labels: Sequence[Label], ends: Sequence[Mark], size: Size) -> bool:
    """Whether the ends of the scale can stand on the line of the words under it."""
    left, right = (width_of(text, size.small) + CLEAR for _, text in ends)
    sides = [(label.middle, width_of(label.text, size.label, strong=True) / 2) for label in labels]
    return all(at - half > left and at + half < size.width - right for at, half in sides)


def _draw_scale(canvas: Canvas, data: Data, x: Scale, middle: float, size: Size) -> None:
    """The scale, red above the ceiling, and the marks on it."""
    tall, cross = size.row * TALL, size.row * CROSS
    over, under = middle - tall / 2, middle + tall / 2
    rows = {row["part"]: row for row in data["rows"]}
    whole = (x(0.0), x(ticks(data)[-1][0]))
    turn = x(rows["ceiling"]["value"]) if "ceiling" in rows else whole[1]
    canvas.ground((whole[0], turn), (over, under), "market_tint")
    canvas.ground((turn, whole[1]), (over, under), "loss_tint")
    for part in ABOVE:
        if part in rows:
            at = x(rows[part]["value"])
            canvas.bar(at - THICK / 2, at + THICK / 2, middle, cross, COLORS[part])
    if "planned" in rows:
        at = x(rows["planned"]["value"])
        canvas.mark(at, middle, "circle", size.label * REACH, COLORS["planned"])
