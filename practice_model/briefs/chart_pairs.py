"""Paired bars: the same amount without and with a deal, side by side for each year.

Without is pale and outlined, with is ours. Each bar starts at zero and bears its figure, the
difference stands in words under its pair. Pairs that one line has no room for go on in a second
line, drawn at the same scale.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from matplotlib.figure import Figure

from practice_model.briefs import chart_axes
from practice_model.briefs.canvas import HALO, LEADING, Canvas, widest, width_of, wrapped
from practice_model.briefs.chart_axes import GAP, Mark, Scale
from practice_model.briefs.style import Size

Data = Mapping[str, Any]
TALL = (8.0, 5.5)  # rows that a ground is high: alone, and where there are more lines of pairs
MOST = 0.66  # of a pair's room, both bars at most
WIDEST = 40.0  # points, one bar in print; as many times the label's size elsewhere
BETWEEN = 3.0  # points between two bars of a pair
APART = 10.0  # points between two pairs
DASHED = 1.4  # rows high, the bar of a figure that nobody knows
SWATCH = 0.62  # of the label's size
COLORS = ("ink2", "us")


@dataclass(frozen=True)
class Plan:
    """How the sheet is shared: the ground's left edge, the pairs of a line, a pair's room."""

    size: Size
    type: float
    left: float
    lines: Sequence[Sequence[Data]]
    room: float
    bar: float
    slot: float
    named: bool  # whether the names of the sides stand under the first pair


def ticks(data: Data) -> list[Mark]:
    """Return the axis figures and their texts, zero among them."""
    values = [cell["value"] for row in data["rows"] for cell in row["cells"][:2]]
    known = [value for value in values if value is not None]
    marks = chart_axes.around_zero(min([0.0, *known]), max([0.0, *known]), data["scale"])
    return chart_axes.told(marks, data)


def texts(data: Data) -> list[str]:
    """Return every text that the chart shows at its largest."""
    told = [*data["names"], *(text for _, text in ticks(data))]
    for row in data["rows"]:
        told += [row["says"], *(cell["text"] for cell in row["cells"][:2])]
    return told


def figure_of(data: Data, size: Size) -> Figure:
    """Return the drawn chart."""
    plan = _planned(data, size)
    line, small = plan.type * LEADING, size.small * LEADING
    tall = size.row * TALL[len(plan.lines) > 1]
    lines = [max(len(_told(row, plan).split("\n")) for row in pairs) for pairs in plan.lines]
    under = [(count + 0.7) * line for count in lines]
    key = [] if plan.named else _key(data, plan)
    top = key[-1][2] + (len(key[-1][0].split("\n")) + 0.4) * small if key else 0.0
    names = 1.15 * small if plan.named else 0.0
    canvas = Canvas(size.width, top + names + len(under) * tall + sum(under))
    _draw_key(canvas, plan, key)
    up = chart_axes.fit(_wants(data, plan), (0, tall))
    for pairs, below in zip(plan.lines, under, strict=True):
        sheet = Sheet(canvas, plan, up, top + tall)
        _draw_ground(sheet, data)
        if plan.named and pairs is plan.lines[0]:
            _draw_names(sheet, data, sheet.foot + names / 2 + 1)
        top = sheet.foot + names * (pairs is plan.lines[0])
        for place, row in enumerate(pairs):
            _draw_pair(sheet, place, row)
            canvas.text(_middle(plan, place), top + below / 2 + 0.1 * line, _told(row, plan),
                        plan.type, color=_tone(row), strong=True, align="center")  # fmt: skip
        top += below
    return canvas.figure


@dataclass(frozen=True)
class Sheet:
    """One line of pairs: what is drawn on, the scale upward, and the ground's lower edge."""

    canvas: Canvas
    plan: Plan
    up: Scale
    foot: float

    def y(self, value: float) -> float:
        """The height of a value."""
        return self.foot - self.up(value)


def _tone(row: Data) -> str:
    change = row["cells"][2]["value"]
    return "ink2" if not change else "us" if change > 0 else "loss"


def _words(cell: Data, room: float, type_size: float) -> str:
    """The text over a bar; a word for a missing figure in lines."""
    if cell["value"] is not None:
        return str(cell["text"])
    return wrapped(cell["text"], room, type_size, strong=True)


def _told(row: Data, plan: Plan) -> str:
    return wrapped(row["says"], plan.room - GAP, plan.type, strong=True)


def _planned(data: Data, size: Size) -> Plan:
    """The fewest lines of pairs, in the largest type, in which every text has its room."""
    rows, left = data["rows"], 0.0
    if size.side_columns:
        left = widest((text for _, text in ticks(data)), size.small) + GAP
    count = len(rows)
    for lines in range(1, count + 1):
        each = -(-count // lines)
        room = (size.width - left) / each
        for type_size in (size.label, size.small):
            figures = [
                cell["text"] if cell["value"] is not None else max(cell["text"].split(), key=len)
                for row in rows
                for cell in row["cells"][:2]
            ]
            label = widest(figures, type_size, strong=True) + 2 * HALO + 0.5
            words = widest((word for row in rows for word in row["says"].split(" ")), type_size,
                           strong=True)  # fmt: skip
            if 2 * label + BETWEEN + APART / 2 <= room and words + GAP <= room:
                return _shared(data, size, (type_size, left, room, label), each)
    return _shared(data, size, (type_size, left, room, label), each)


def _shared(data: Data, size: Size, given: tuple[float, float, float, float], each: int) -> Plan:
    type_size, left, room, label = given
    rows = data["rows"]
    bar = max(min(WIDEST * size.label / 7.9, room * MOST / 2), 3.0)
    slot = max(bar, label)
    named = widest(data["names"], size.small, strong=True) <= (room - BETWEEN - APART / 2) / 2
    lines = [rows[at : at + each] for at in range(0, len(rows), each)]
    return Plan(size, type_size, left, lines, room, bar, slot, named)


def _middle(plan: Plan, place: int) -> float:
    return plan.left + (place + 0.5) * plan.room


def _places(plan: Plan, place: int) -> tuple[float, float]:
    """The middles of both bars of a pair."""
    away = (plan.slot + BETWEEN) / 2
    return _middle(plan, place) - away, _middle(plan, place) + away


def _wants(data: Data, plan: Plan) -> list[chart_axes.Want]:
    """The room that figures need over and under their bars; first the room below."""
    line = plan.type * LEADING
    half = plan.size.small * LEADING / 2 if plan.left else 1.0
    wants = [(value, half, half) for value, _ in ticks(data)]
    for row in data["rows"]:
        for cell in row["cells"][:2]:
            lines = len(_words(cell, plan.slot, plan.type).split("\n"))
            room = lines * line + GAP / 2
            if cell["value"] is None:
                wants.append((0.0, 1.0, room + DASHED * plan.size.row))
            elif cell["value"] < 0:
                wants.append((cell["value"], room, 1.0))
            else:
                wants.append((cell["value"], 1.0, room))
    return wants


def _draw_ground(sheet: Sheet, data: Data) -> None:
    """The zero line, and where a sheet is wide enough the axis with its figures."""
    plan, canvas = sheet.plan, sheet.canvas
    marks = ticks(data)
    shown = _apart(marks, sheet.y, plan.size.small)
    for value, text in marks:
        y = sheet.y(value)
        if value == 0:
            canvas.line((plan.left, y), (plan.size.width, y), "ink", 1.0, above=True)
        elif plan.left:
            canvas.line((plan.left, y), (plan.size.width, y), "hair", 0.8)
        if plan.left and (value, text) in shown:
            canvas.text(plan.left - GAP, y, text, plan.size.small, color="ink3", align="right")


def _apart(marks: Sequence[Mark], y: Scale, small: float) -> Sequence[Mark]:
    """The axis figures that stand apart; zero alone where the axis is too short."""
    heights = sorted(y(value) for value, _ in marks)
    near = min((under - over for over, under in pairwise(heights)), default=2 * small)
    return marks if near >= small * LEADING else [mark for mark in marks if mark[0] == 0]


def _draw_pair(sheet: Sheet, place: int, row: Data) -> None:
    canvas, plan = sheet.canvas, sheet.plan
    zero, line = sheet.y(0.0), plan.type * LEADING
    for side, (x, cell) in enumerate(zip(_places(plan, place), row["cells"][:2], strict=True)):
        left, right = x - plan.bar / 2, x + plan.bar / 2
        words = _words(cell, plan.slot, plan.type)
        known = cell["value"] is not None
        end = sheet.y(cell["value"]) if known else zero - DASHED * plan.size.row
        middle, tall = (zero + end) / 2, abs(end - zero)
        if known:
            canvas.bar(left, right, middle, tall, COLORS[1] if side else "market_tint")
        if tall > 1 and not (known and side):
            canvas.outline(left, right, middle, tall, "market", dashed=not known)
        half = len(words.split("\n")) * line / 2 + GAP / 4
        y = end + half if known and cell["value"] < 0 else end - half
        color = COLORS[side] if known else "ink3"
        canvas.text(x, y, words, plan.type, color=color, strong=known and side == 1,
                    align="center", clear=True)  # fmt: skip


def _draw_names(sheet: Sheet, data: Data, y: float) -> None:
    """The names of both sides under the first pair, away from each other where they are long."""
    plan, middle = sheet.plan, _middle(sheet.plan, 0)
    for x, name, color in zip(_places(plan, 0), data["names"], COLORS, strict=True):
        away = (width_of(name, plan.size.small, strong=True) + BETWEEN) / 2
        at = min(x, middle - away) if x < middle else max(x, middle + away)
        sheet.canvas.text(at, y, name, plan.size.small, color=color, strong=color == "us",
                          align="center")  # fmt: skip


def _key(data: Data, plan: Plan) -> list[tuple[str, float, float]]:
    """The names over the pairs, in lines, each with its left and upper edge."""
    size, tall = plan.size, plan.size.label * SWATCH + GAP
    room = size.width - plan.left - tall
    names = [wrapped(name, room, size.small, strong=True) for name in data["names"]]
    wide = width_of(names[0], size.small, strong=True) + tall + 3 * GAP
    if "\n" not in "".join(names) and wide + width_of(names[1], size.small, strong=True) <= room:
        return [(names[0], plan.left, 0.0), (names[1], plan.left + wide, 0.0)]
    under = len(names[0].split("\n")) * size.small * LEADING
    return [(names[0], plan.left, 0.0), (names[1], plan.left, under)]


def _draw_key(canvas: Canvas, plan: Plan, key: Sequence[tuple[str, float, float]]) -> None:
    """The names of both sides over the pairs, where a pair is too narrow for them."""
    size, tall = plan.size, plan.size.label * SWATCH
    for (name, x, top), color in zip(key, COLORS, strict=False):
        first = top + size.small * LEADING / 2
        y = top + len(name.split("\n")) * size.small * LEADING / 2
        ours = color == "us"
        canvas.bar(x, x + tall, first, tall, "us" if ours else "market_tint")
        if not ours:
            canvas.outline(x, x + tall, first, tall, "market")
        canvas.text(x + tall + GAP, y, name, size.small, color=color, strong=ours)
