"""A break-even curve: the volume that a rate needs, the ground that loses under it, and our point.

Our point has its range as a bar, the needed point is a ring on the curve, the other side's claim
a diamond. The volume starts at zero and reaches over all marks; where the curve rises far over
them it leaves the ground at the top. A rate that no volume makes good loses all the way up; where
that is so of all rates, words say it in place of the curve.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from practice_model.briefs import chart_axes, chart_curve_places, chart_marks
from practice_model.briefs.canvas import LEADING, Canvas, Point, widest, width_of, wrapped
from practice_model.briefs.chart_axes import GAP, Mark, Scale
from practice_model.briefs.chart_curve_places import Ground, Place, Words
from practice_model.briefs.chart_labels import Box
from practice_model.briefs.style import Size

Data = Mapping[str, Any]
TALL = 9.0  # rows
REACH = 0.45  # of the label's size
BAND = 7.0  # points, the bar of a range
LINE = 1.8
PAD = 6.0  # points between an edge of the ground and the first or last rate
OVER = 1.12  # times the highest mark, that the volume's axis reaches at least
MOST_OVER = 1.6  # times the highest mark, that it reaches at most for the curve's sake
ORDER = ("plan", "needed", "claim")
COLORS = {"plan": "us", "needed": "loss", "claim": "them"}
SHAPES = {"plan": "circle", "needed": "circle", "claim": "diamond"}


def ticks(data: Data) -> list[Mark]:
    """Return the figures of the volume's axis and their texts, from zero on."""
    return chart_axes.told(chart_axes.around_zero(0.0, _top(data), data["scale"]), data)


def _top(data: Data) -> float:
    """The volume at the upper edge: over all marks, and over the curve where it is not far off."""
    marks = [row[part] for row in data["rows"] for part in ("value", "high")]
    high = max((value for value in marks if value is not None), default=0.0)
    curve = max((y for _, y in data["points"] if y is not None), default=0.0)
    top = max(high * OVER, min(curve, high * MOST_OVER)) if high > 0 else curve * OVER
    return max(top, float(data["scale"]))


def rate_ticks(data: Data) -> list[Mark]:
    """Return the round figures of the rate's axis and their texts."""
    low, high = _rates(data)
    marks = chart_marks.ticks_among([low, high], data["rate"])
    inside = [value for value, _ in marks if low <= value <= high] or [low]
    money = data["rate"]["unit"].startswith("USD")
    whole = all(float(value).is_integer() for value in inside)
    style = {"tick_style": "k" if whole else "cents"} if money else {}
    return chart_axes.told(inside, {**data["rate"], **style})


def texts(data: Data) -> list[str]:
    """Return every text that the chart shows at its largest."""
    told = [data["rate"]["head"], data["ground"], data["none"]]
    told += [text for row in data["rows"] for text in (_says(row), row["range"])]
    return [text for text in told if text] + [text for _, text in (*ticks(data), *rate_ticks(data))]


def figure_of(data: Data, size: Size) -> Figure:
    """Return the drawn chart."""
    marks, rates = ticks(data), rate_ticks(data)
    left = widest((text for _, text in marks), size.small) + GAP
    top = size.small * 0.7
    foot = top + TALL * size.row
    sides = (left, size.width - 1)
    low, high = _rates(data)
    wants = [(low, PAD, 0.0), (high, 0.0, PAD)]
    for value, text in rates:
        half = width_of(text, size.small) / 2
        wants.append((value, half - left, half + 1))
    x = chart_axes.fit(wants, sides)
    up = chart_axes.fit([(0.0, 0, 0), (_top(data), 0, 0)], (0, foot - top))
    head = wrapped(data["rate"]["head"], size.width, size.small) if data["rate"]["head"] else ""
    under = foot + 2.0 * size.small
    tall_head = len(head.split("\n")) * size.small * LEADING if head else 0.0
    plan = Plan(data, size, x, lambda value: foot - up(value), sides, (top, foot))
    placed, left_over = _placed(plan)
    key = [(row, told.broken(size.width - 2 * size.label)) for row, told in left_over]
    ends = under + tall_head + 0.4 * size.small
    canvas = Canvas(size.width, ends + sum(told.tall + 3 for _, told in key))
    _draw_ground(canvas, plan, marks)
    figures = _apart(rates, x, size)
    for value, text in figures:
        canvas.line((x(value), foot), (x(value), foot + 3), "ink3", 0.7)
        canvas.text(x(value), foot + size.small * 1.1, text, size.small, color="ink3",
                    align="center")  # fmt: skip
    if head:
        canvas.text(size.width, under + tall_head / 2, head, size.small, color="ink3",
                    align="right")  # fmt: skip
    for row in plan.marks:
        _draw_mark(canvas, plan, row)
    for row, place in placed:
        _draw_words(canvas, plan, row, place)
    for row, told in key:
        _draw_key(canvas, size, row, told, ends + told.tall / 2)
        ends += told.tall + 3
    return canvas.figure


@dataclass(frozen=True)
class Plan:
    """Where things stand: the x of a rate, the y of a volume, the edges of the ground."""

    data: Data
    size: Size
    x: Scale
    y: Scale
    sides: tuple[float, float]
    along: tuple[float, float]

    @property
    def marks(self) -> list[Data]:
        """The marks in the order in which they are drawn."""
        return sorted(
            (row for row in self.data["rows"] if row["value"] is not None),
            key=lambda row: ORDER.index(row["part"]),
        )

    def at(self, row: Data) -> Point:
        """The place of a mark."""
        return self.x(row["rate"]), self.y(row["value"])

    def path(self) -> list[tuple[float, float | None]]:
        """The curve on the sheet, with the points where it leaves the ground at the top."""
        roof = self.along[0]
        made: list[tuple[float, float | None]] = []
        for rate, value in self.data["points"]:
            x, y = self.x(rate), None if value is None else self.y(value)
            before = made[-1] if made else (x, None)
            if y is not None and before[1] is not None and (y < roof) != (before[1] < roof):
                part = (roof - before[1]) / (y - before[1])
                made.append((before[0] + part * (x - before[0]), roof))
            made.append((x, y))
        return made

    def edge(self) -> list[Point]:
        """The edge of the ground that loses: the curve, and the upper edge where nothing pays."""
        roof, path = self.along[0], self.path()
        made: list[Point] = []
        for at, (x, y) in enumerate(path):
            if at and y is None and path[at - 1][1] is not None:
                made.append((path[at - 1][0], roof))
            if at and y is not None and path[at - 1][1] is None:
                made.append((x, roof))
            made.append((x, roof if y is None else max(y, roof)))
        return made

    def runs(self) -> list[list[Point]]:
        """The pieces of the curve that are on the ground."""
        made: list[list[Point]] = [[]]
        for x, y in self.path():
            if y is None or y < self.along[0]:
                made.append([])
            else:
                made[-1].append((x, y))
        return [run for run in made if len(run) > 1]


def _says(row: Data) -> str:
    return " ".join(part for part in (row["says"], row["text"]) if part)


def _rates(data: Data) -> tuple[float, float]:
    """The lowest and the highest rate that the axis holds."""
    rates = [rate for rate, _ in data["points"]]
    rates += [row["rate"] for row in data["rows"] if row["value"] is not None]
    low, high = min(rates), max(rates)
    return (low, high) if low < high else (low - max(abs(low), 1.0) / 10,
                                           high + max(abs(high), 1.0) / 10)  # fmt: skip


def _ground(plan: Plan) -> Ground:
    path = plan.edge()
    across = [x for x, _ in path]

    def height(x: float) -> float:
        at = min(max(bisect_right(across, x), 1), len(path) - 1)
        (left, y), (right, to) = path[at - 1], path[at]
        if right <= left:
            return min(y, to)
        return y + (to - y) * min(max((x - left) / (right - left), 0.0), 1.0)

    known = (across[0], across[-1]) if len(path) > 1 else (0.0, -1.0)
    return Ground(plan.sides, plan.along, height, known)


def _box(plan: Plan, row: Data) -> list[Box]:
    """The boxes of a mark and of its range."""
    x, y = plan.at(row)
    reach = plan.size.label * REACH * 1.2
    made = [Box(x - reach, x + reach, y - reach, y + reach)]
    if row["low"] is not None:
        ends = plan.y(row["high"]), plan.y(max(row["low"], 0.0))
        made.append(Box(x - BAND / 2, x + BAND / 2, *ends))
    return made


def _placed(plan: Plan) -> tuple[list[tuple[Data, Place]], list[tuple[Data, Words]]]:
    """The words with a place on the ground, and those that must go under the chart."""
    data, size, ground = plan.data, plan.size, _ground(plan)
    taken = [box for row in plan.marks for box in _box(plan, row)]
    placed: list[tuple[Data, Place]] = []
    left_over: list[tuple[Data, Words]] = []
    for row in sorted(plan.marks, key=lambda row: row["part"] != "needed"):
        told = Words(_says(row), row["range"], size.label)
        reach = max(size.label * REACH * 1.2, BAND / 2 if row["low"] is not None else 0.0)
        place = chart_curve_places.beside(told, plan.at(row), reach, ground, taken)
        if place:
            placed.append((row, place))
            taken.append(place.box)
        else:
            left_over.append((row, told))
    says = data["ground"] if any(y is not None for _, y in data["points"]) else data["none"]
    if says and ground.known[0] < ground.known[1]:
        told, row = Words(says, "", size.label), {"part": "ground"}
        place = chart_curve_places.under_the_line(told, ground, taken)
        if place:
            placed.append((row, place))
        else:
            left_over.append((row, told))
    return placed, left_over


def _draw_ground(canvas: Canvas, plan: Plan, marks: Sequence[Mark]) -> None:
    """The ground that loses, the lines of the axis, the curve."""
    edge, foot, (left, right) = plan.edge(), plan.along[1], plan.sides
    if len(edge) > 1:
        canvas.area([(edge[0][0], foot), *edge, (edge[-1][0], foot)], "loss_tint")
    for value, text in marks:
        y, zero = plan.y(value), value == 0
        canvas.line((left, y), (right, y), "ink" if zero else "hair", 1.0 if zero else 0.8)
        canvas.text(left - GAP, y, text, plan.size.small, color="ink3", align="right")
    for run in plan.runs():
        canvas.path(run, "loss", LINE)


def _apart(marks: Sequence[Mark], x: Scale, size: Size) -> Sequence[Mark]:
    """Every n-th figure of the rate's axis, so that they stand apart and inside."""
    for every in range(1, len(marks) + 1):
        chosen, free = [], 0.0
        for value, text in marks[::every]:
            half = width_of(text, size.small) / 2
            if x(value) - half >= free and x(value) + half <= size.width:
                chosen.append((value, text))
                free = x(value) + half + 2 * GAP
        if len(chosen) == len(marks[::every]) or every == len(marks):
            return chosen
    return []


def _draw_mark(canvas: Canvas, plan: Plan, row: Data) -> None:
    (x, y), part = plan.at(row), row["part"]
    if row["low"] is not None:
        over, under = plan.y(row["high"]), plan.y(max(row["low"], 0.0))
        sides = x - BAND / 2, x + BAND / 2
        corners = [(sides[0], over), (sides[1], over), (sides[1], under), (sides[0], under)]
        canvas.area(corners, "gain_2")
    canvas.mark(x, y, SHAPES[part], plan.size.label * REACH, COLORS[part], empty=part == "needed")


def _draw_words(canvas: Canvas, plan: Plan, row: Data, place: Place) -> None:
    """Words at their place, tied to their mark where they had to move away from it."""
    told, box = place.words, place.box
    on = "loss_tint" if _ground(plan).is_under(box) else "white"
    if tie := chart_curve_places.tie_of(place):
        canvas.line(*tie, "ink3", 0.7, above=True)
    x = {"left": box.left, "right": box.right, "center": (box.left + box.right) / 2}[place.align]
    line, y = told.size * LEADING, box.top
    for text, strong in ((told.strong, row["part"] != "ground"), (told.plain, False)):
        if text:
            tall = len(text.split("\n")) * line
            canvas.text(x, y + tall / 2, text, told.size, color=COLORS.get(row["part"], "loss"),
                        strong=strong, align=place.align, clear=True, ground=on)  # fmt: skip
            y += tall


def _draw_key(canvas: Canvas, size: Size, row: Data, told: Words, y: float) -> None:
    """Words under the chart, after a mark of their kind."""
    part, indent = row["part"], 2 * size.label
    if part == "ground":
        canvas.ground((0, 1.4 * size.label), (y - told.tall / 2, y + told.tall / 2), "loss_tint")
    else:
        canvas.mark(size.label * 0.6, y, SHAPES[part], size.label * REACH, COLORS[part],
                    empty=part == "needed")  # fmt: skip
    line, top = told.size * LEADING, y - told.tall / 2
    for text, strong in ((told.strong, part != "ground"), (told.plain, False)):
        if text:
            tall = len(text.split("\n")) * line
            canvas.text(indent, top + tall / 2, text, told.size, color=COLORS.get(part, "loss"),
                        strong=strong)  # fmt: skip
            top += tall
