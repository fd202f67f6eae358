"""A timeline at true scale: the dates of a talk, ours and theirs, up to the last safe day.

Labels stand over and under the line in turn; where they would touch they move to a farther level,
each tied to its date by a thin line. Where no such setting is found, where there are many dates,
or on a phone, the dates are a list from top to bottom.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from matplotlib.figure import Figure

from practice_model.briefs.canvas import LEADING, Canvas, width_of, wrapped
from practice_model.briefs.chart_labels import LEADER
from practice_model.briefs.chart_timeline_list import color_of, list_figure, reaches
from practice_model.briefs.style import Size

Data = Mapping[str, Any]
MOST_ON_LINE = 8  # dates, beyond which they are listed
NAME_SHARE = 0.19  # of the width, the most for a name before it is broken
LEVELS = 3
TRIES = 20_000  # settings tried before the dates are listed
APART = 5.0  # points between two labels of a level
CLEAR = 2.5  # points between a leader and a label beside it
BETWEEN = 3.0  # points between two levels
OFF = 3.0  # points between the largest dot and its label
BAND = 6.0  # points, the window on the line
TICK = 3.5  # points of a month's tick, over and under the line
LEAST_TICKS = 7.0  # points between two ticks
MONTHS = (1, 3, 6, 12)
MOST_LINES = 3  # of a name, beyond which the dates are listed


@dataclass(frozen=True)
class Label:
    """The words of a date in lines, and where on the line it stands."""

    name: str
    text: str
    wide: float
    tall: float
    x: float


@dataclass(frozen=True)
class Placed:
    """A label in its place: over (-1) or under (1) the line, how far, from where to where."""

    label: Label
    side: int
    level: int
    align: str
    left: float
    beside: bool = False  # whether the words stand beside their leader, not at its end

    @property
    def right(self) -> float:
        """Where the words end."""
        return self.left + self.label.wide

    def bars(self, x: float) -> bool:
        """Whether an upright line at x would touch the words."""
        return self.left - CLEAR < x < self.right + CLEAR

    def clashes(self, other: "Placed") -> bool:
        """Whether two labels touch, or the leader of one meets the other."""
        if self.side != other.side:
            return False
        if self.level == other.level:
            return self.left < other.right + APART and other.left < self.right + APART
        near, far = sorted((self, other), key=lambda one: one.level)
        return near.bars(far.label.x)


def texts(data: Data) -> list[str]:
    """Return every text that the chart shows."""
    told = [text for one in data["dates"] for text in (one["label"], one["text"])]
    return [*told, data["undated"]]


def figure_of(data: Data, size: Size) -> Figure:
    """Return the drawn chart."""
    placed = None
    if size.side_columns and data["days"] and 0 < len(data["dates"]) <= MOST_ON_LINE:
        labels = _labels(data, size)
        short = all(label.name.count("\n") < MOST_LINES for label in labels)
        for levels in range(1, LEVELS + 1) if short else ():
            placed = placed or _placed(labels, levels, size.width)
    return _drawn(data, size, placed) if placed else list_figure(data, size)


def _x_of(data: Data, size: Size, at: float) -> float:
    edge = size.label * 0.75
    return float(edge + at * (size.width - 2 * edge) / data["days"])


def _labels(data: Data, size: Size) -> list[Label]:
    made = []
    for one in data["dates"]:
        name = wrapped(one["label"], size.width * NAME_SHARE, size.label, strong=True)
        wide = max(width_of(name, size.label, strong=True), width_of(one["text"], size.label))
        tall = (len(name.split("\n")) + 1) * size.label * LEADING
        made.append(Label(name, one["text"], wide, tall, _x_of(data, size, one["at"])))
    return made


def _placed(labels: Sequence[Label], levels: int, width: float) -> list[Placed] | None:
    """The first setting in which nothing touches, sides taken in turn; None where none is found."""
    tried = 0

    def after(placed: list[Placed]) -> list[Placed] | None:
        nonlocal tried
        if len(placed) == len(labels):
            return placed
        for choice in _choices(labels[len(placed)], placed, levels, width):
            tried += 1
            if tried > TRIES:
                return None
            if not any(choice.clashes(other) for other in placed):
                found = after([*placed, choice])
                if found:
                    return found
        return None

    return after([])


def _choices(label: Label, placed: Sequence[Placed], levels: int, width: float) -> Iterator[Placed]:
    """Where a label may stand, the best first: near the line, on the other side than the last."""
    turn = -placed[-1].side if placed else -1
    for level in range(levels):
        for align, left, beside in _ways(label, width):
            for side in (turn, -turn):
                yield Placed(label, side, level, align, left, beside)


def _ways(label: Label, width: float) -> Iterator[tuple[str, float, bool]]:
    """How a label may stand at its x: around it, right of it, left of it; never over an edge."""
    around = label.x - label.wide / 2
    if around < 0:
        yield "left", 0.0, False
    elif around + label.wide > width:
        yield "right", width - label.wide, False
    else:
        yield "center", around, False
    beside = CLEAR + 0.1
    if label.x + beside + label.wide <= width:
        yield "left", label.x + beside, True
    if label.x - beside - label.wide >= 0:
        yield "right", label.x - beside - label.wide, True


def _drawn(data: Data, size: Size, placed: Sequence[Placed]) -> Figure:
    dots = reaches(data["dates"], size)
    off = max(dots) + OFF
    tall = max(one.label.tall for one in placed)

    def room(side: int) -> float:
        levels = [one.level for one in placed if one.side == side]
        return off + (max(levels) + 1) * tall + max(levels) * BETWEEN if levels else off

    y = room(-1) + size.label * 0.3
    note = wrapped(data["undated"], size.width, size.label) if data["undated"] else ""
    lines = len(note.split("\n")) if note else 0
    foot = y + room(1) + size.label * 0.3
    canvas = Canvas(size.width, foot + (lines + 0.3) * size.label * LEADING * (lines > 0))
    if data["window"]:
        start, end = (_x_of(data, size, at) for at in data["window"])
        canvas.ground((start, end), (y - BAND / 2, y + BAND / 2), "us_tint")
    _draw_ticks(canvas, data, size, y)
    ends = (_x_of(data, size, 0), _x_of(data, size, data["days"]))
    canvas.line((ends[0], y), (ends[1], y), "ink", 1.1)
    for one, own in zip(placed, data["dates"], strict=True):
        _draw_label(canvas, one, own, (y, off, tall), size)
    order = sorted(range(len(placed)), key=lambda at: data["dates"][at]["kind"] == "last_day")
    for at in sorted(order, key=lambda at: -dots[at]):
        canvas.mark(placed[at].label.x, y, "circle", dots[at], color_of(data["dates"][at]))
    if note:
        canvas.text(0, foot + lines * size.label * LEADING / 2, note, size.label, color="ink3")
    return canvas.figure


def _draw_ticks(canvas: Canvas, data: Data, size: Size, y: float) -> None:
    """A tick at the first of every month, or of as many months as leave room between ticks."""
    xs = [_x_of(data, size, at) for at in data["months"]]
    for every in MONTHS:
        chosen = xs[::every]
        gaps = [right - left for left, right in pairwise(chosen)]
        if all(gap >= LEAST_TICKS for gap in gaps):
            break
    for x in chosen:
        canvas.line((x, y - TICK), (x, y + TICK), "ink3", 0.8)


def _draw_label(
    canvas: Canvas, one: Placed, own: Data, place: tuple[float, float, float], size: Size
) -> None:
    y, off, tall = place
    line, label = size.label * LEADING, one.label
    near = y + one.side * (off + one.level * (tall + BETWEEN))
    top = near - label.tall if one.side < 0 else near
    if one.level:
        end = top + label.tall / 2 if one.beside else near
        canvas.line((label.x, y), (label.x, end), "ink3", LEADER)
    x = {"center": one.left + label.wide / 2, "left": one.left, "right": one.right}[one.align]
    lines = len(label.name.split("\n"))
    canvas.text(x, top + lines * line / 2, label.name, size.label, color=color_of(own),
                strong=True, align=one.align)  # fmt: skip
    canvas.text(x, top + (lines + 0.5) * line, label.text, size.label, align=one.align,
                color="loss" if own["passed"] else "ink2")  # fmt: skip
