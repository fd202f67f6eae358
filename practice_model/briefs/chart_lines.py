"""Lines over time: ours thick, theirs dashed, others thin and told apart by dash and by name.

Bands around a line are pale; each line and edge is named at its right end, and a dot with words
tells the lowest point, the payback or what made a jump. Zero is on the axis and its line is ink.
A line without a figure at some x has a gap; one without any is told under the chart.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from matplotlib.figure import Figure

from practice_model.briefs import chart_axes, chart_lines_labels
from practice_model.briefs.canvas import LEADING, Canvas, Point, widest, width_of, wrapped
from practice_model.briefs.chart_axes import GAP, Extent, Mark
from practice_model.briefs.chart_lines_labels import Field, Place, Stroke, Words
from practice_model.briefs.chart_lines_plan import Data, Plan, extent_of, ticks, x_ticks
from practice_model.briefs.chart_trend import spread
from practice_model.briefs.style import Size

TALL = (7.5, 12.0)  # rows, of a narrow chart and of a page-wide one
SHAPE = 0.42  # of the width, how tall a chart is between these
MOST_FOR_NAMES = (0.22, 0.3, 0.38, 0.46)  # of the width, wider where names would be too tall
NAME_LINES = 2  # lines of a name, where its words allow it
GUTTER = 13.0  # points between the last x and the names, where leaders run
EVERY = (1, 2, 4, 5, 8, 10, 20, 40)
NEAR_FOOT = 0.12  # of the axis, under which a mark's words need room below it
DOT = 0.4  # of the label's size
LONE = 1.6  # points, a figure with a gap on either side
WIDTHS = {"us": 2.4, "them": 1.8, "other": 1.2}
COLORS = {"us": "us", "them": "them", "other": "ink3"}
DASHES = ((), (1.0, 1.5), (5.0, 2.0), (6.0, 1.5, 1.0, 1.5), (2.5, 1.2), (8.0, 3.0))
THEIR_DASH = (4.0, 2.0)
SHADES = ("us_tint", "us_band")


def tick_labels(data: Data) -> list[str]:
    """Return the figures of the upright axis, then the months or years along the foot."""
    return [text for _, text in (*ticks(data), *x_ticks(data))]


def texts(data: Data) -> list[str]:
    """Return every text that the chart shows at its largest."""
    told = [data["x_head"], *(one["label"] for one in (*data["lines"], *data["edges"]))]
    told += [mark["says"] for mark in data["marks"]] + data["absent"]
    return [text for text in [*told, *tick_labels(data)] if text]


def figure_of(data: Data, size: Size) -> Figure:
    """Return the drawn chart."""
    marks, names = ticks(data), _names(data, size)
    left = widest((text for _, text in marks), size.small) + GAP
    wide = max((width_of(told, size.label, strong=strong) for _, told, _, strong in names),
               default=0.0)  # fmt: skip
    right = size.width - wide - GUTTER - 1.5 if names else size.width - size.small
    top = max(size.small, size.label) * 0.75
    tall = min(max(SHAPE * size.width, TALL[0] * size.row), TALL[1] * size.row)
    lines = sum(len(told.split("\n")) for _, told, _, _ in names)
    foot = top + max(tall, lines * size.label * LEADING)
    reach = size.label * DOT
    inset = reach + 2 if data["marks"] or len(data["x"]) == 1 else 1.0
    first, last = data["x"][0], data["x"][-1]
    step = max(right - left - inset - 1, 1.0) / max(last - first, 1e-9)
    low, high = extent_of(data)
    ends = min(low, marks[0][0]), max(high, marks[-1][0])
    near = ends[0] + NEAR_FOOT * (ends[1] - ends[0])
    low_mark = any(mark["value"] < near for mark in data["marks"])
    room = size.label * LEADING + reach + 2 if low_mark else reach + 1
    up = chart_axes.fit([(ends[0], room, 0), (ends[1], 0, reach)], (0, foot - top))
    plan = Plan(data, size, lambda x: left + inset + (x - first) * step,
                lambda value: foot - up(value), (left, right), (top, foot))  # fmt: skip
    head = wrapped(data["x_head"], right, size.small) if data["x_head"] else ""
    under = foot + 2.0 * size.small
    ends_at = under + (len(head.split("\n")) * size.small * LEADING if head else 0.0)
    placed, left_over = chart_lines_labels.placed(_field(plan), _words(plan), size)
    key = [wrapped(words.says, size.width - 2 * size.label, size.label, strong=words.strong)
           for words in left_over]  # fmt: skip
    absent = [wrapped(text, size.width, size.label) for text in data["absent"]]
    rows = sum(len(text.split("\n")) for text in (*key, *absent))
    canvas = Canvas(size.width, ends_at + 0.4 * size.small + rows * size.label * LEADING)
    _draw_ground(canvas, plan, marks)
    _draw_bands(canvas, plan)
    _draw_x(canvas, plan, head, (under, ends_at))
    _draw_lines(canvas, plan)
    _draw_names(canvas, plan, names)
    for place in placed:
        _draw_words(canvas, size, place)
    y = ends_at + 0.2 * size.small
    for words, told in zip(left_over, key, strict=True):
        half = len(told.split("\n")) * size.label * LEADING / 2
        canvas.mark(size.label * 0.6, y + half, "circle", reach, words.color)
        canvas.text(2 * size.label, y + half, told, size.label, color=words.ink,
                    strong=words.strong)  # fmt: skip
        y += 2 * half
    for told in absent:
        half = len(told.split("\n")) * size.label * LEADING / 2
        canvas.text(0, y + half, told, size.label, color="ink3")
        y += 2 * half
    return canvas.figure


def _looks(data: Data) -> Iterator[tuple[Data, str, float, Sequence[float]]]:
    """Each line with its color, width and dash."""
    dashes = iter(DASHES)
    for line in data["lines"]:
        part = line["part"]
        dash = next(dashes) if part == "other" else THEIR_DASH if part == "them" else ()
        yield line, COLORS[part], WIDTHS[part], dash


def _names(data: Data, size: Size) -> list[tuple[Data, str, str, bool]]:
    """What is named at the right, in lines, with its color and whether it is strong."""
    told = [
        (line, line["label"], "ink2" if line["part"] == "other" else COLORS[line["part"]],
         line["part"] != "other")
        for line in data["lines"] if line["label"]
    ]  # fmt: skip
    told += [(edge, edge["label"], "ink2", False) for edge in data["edges"] if edge["label"]]
    broken: list[tuple[Data, str, str, bool]] = []
    for share in MOST_FOR_NAMES:
        broken = [
            (one, wrapped(text, size.width * share, size.label, strong=strong), color, strong)
            for one, text, color, strong in told
        ]
        lines = [len(text.split("\n")) for _, text, _, _ in broken]
        if sum(lines) * size.label * LEADING <= TALL[0] * size.row and (
            max(lines, default=0) <= NAME_LINES
        ):
            break
    return broken


def _field(plan: Plan) -> Field:
    """What words on the ground keep clear of."""
    data = plan.data
    strokes = [Stroke(run, 60.0 if line["part"] == "us" else 30.0)
               for line in data["lines"] for run in plan.runs(line["values"])]  # fmt: skip
    for band in data["bands"]:
        strokes += [Stroke(run, 9.0) for edge in ("low", "high") for run in plan.runs(band[edge])]
    zero = plan.y(0.0)
    strokes.append(Stroke([(plan.sides[0], zero), (plan.sides[1], zero)], 9.0))
    dots = [(plan.x(mark["x"]), plan.y(mark["value"])) for mark in data["marks"]]
    lone = [run[0] for line in data["lines"] for run in plan.runs(line["values"]) if len(run) == 1]
    return Field(plan.sides, plan.along, strokes, [*dots, *lone], _outlines(plan))


def _outlines(plan: Plan) -> list[tuple[str, list[list[Point]]]]:
    """The areas of the bands, the outermost first, each with its shade."""
    made = []
    for shade, band in zip(SHADES, plan.data["bands"], strict=False):
        both = [None if None in pair else pair
                for pair in zip(band["low"], band["high"], strict=True)]  # fmt: skip
        areas = [
            [*over, *reversed(under)]
            for over, under in zip(
                plan.runs([pair and pair[1] for pair in both]),
                plan.runs([pair and pair[0] for pair in both]), strict=True,
            )
        ]  # fmt: skip
        made.append((shade, areas))
    return made


def _words(plan: Plan) -> list[Words]:
    """The words of the marks: the lowest and the payback before notes."""
    made = []
    for mark in sorted(plan.data["marks"], key=lambda mark: mark["kind"] == "note"):
        loss = mark["kind"] == "lowest" and mark["part"] == "us"
        color = "loss" if loss else COLORS[mark["part"]]
        strong = mark["kind"] != "note" and mark["part"] != "other"
        ink = color if strong else "ink2"
        where = plan.x(mark["x"]), plan.y(mark["value"])
        made.append(Words(mark["says"], where, color, ink, strong))
    return made


def _draw_ground(canvas: Canvas, plan: Plan, marks: Sequence[Mark]) -> None:
    left, right = plan.sides
    for value, text in marks:
        y, zero = plan.y(value), value == 0
        canvas.line((left, y), (right, y), "ink" if zero else "hair", 1.0 if zero else 0.8)
        canvas.text(left - GAP, y, text, plan.size.small, color="ink3", align="right")


def _draw_bands(canvas: Canvas, plan: Plan) -> None:
    for shade, areas in _outlines(plan):
        for area in areas:
            canvas.area(area, shade)


def _draw_x(canvas: Canvas, plan: Plan, head: str, under: Extent) -> None:
    """The months or years along the foot: the ends, and every n-th between that stands apart."""
    size, foot, told = plan.size, plan.along[1], x_ticks(plan.data)

    def room(mark: Mark) -> Extent:
        half = width_of(mark[1], size.small) / 2
        return plan.x(mark[0]) - half - GAP, plan.x(mark[0]) + half + GAP

    ends, between = [told[0], told[-1]][: len(told)], told[1:-1]
    step = between[1][0] - between[0][0] if len(between) > 1 else 1.0
    for every in EVERY:
        inner = [mark for mark in between if round(mark[0] / step, 6) % every == 0]
        clear = [mark for mark in inner if room(mark)[0] > room(ends[0])[1]
                 and room(mark)[1] < room(ends[-1])[0]]  # fmt: skip
        if all(room(one)[1] <= room(other)[0] for one, other in pairwise(clear)):
            break
    if len(ends) > 1 and room(ends[0])[1] > room(ends[1])[0]:
        ends, clear = ends[1:], []
    for value, text in [*ends, *clear]:
        x = plan.x(value)
        canvas.line((x, foot), (x, foot + 3), "ink3", 0.7)
        half = width_of(text, size.small) / 2
        x = min(max(x, half), size.width - half)
        canvas.text(x, foot + size.small * 1.15, text, size.small, color="ink3", align="center")
    if head:
        canvas.text(plan.sides[1], sum(under) / 2, head, size.small, color="ink3", align="right")


def _draw_lines(canvas: Canvas, plan: Plan) -> None:
    """All lines, ours last and so on top; a figure between two gaps is a dot."""
    for line, color, width, dash in sorted(_looks(plan.data), key=lambda look: look[2]):
        for run in plan.runs(line["values"]):
            if len(run) > 1:
                canvas.path(run, color, width, dash=dash)
            else:
                canvas.mark(*run[0], "circle", LONE * width / 1.2, color)


def _draw_names(canvas: Canvas, plan: Plan, names: Sequence[tuple[Data, str, str, bool]]) -> None:
    """The names at the right, spread so that none touches another, each tied to its end."""
    size = plan.size.label
    order = sorted(names, key=lambda name: plan.end(name[0]["values"])[1])
    tall = [len(text.split("\n")) * size * LEADING for _, text, _, _ in order]
    ends = [plan.end(one["values"]) for one, _, _, _ in order]
    places = spread([y for _, y in ends], tall, (0.0, plan.along[1]))
    for (_, text, color, strong), end, y in zip(order, ends, places, strict=True):
        x = plan.sides[1] + GUTTER
        early = plan.sides[1] - end[0] > GAP
        canvas.line((end[0] + 1.5, end[1]), (x - 2.5, y), "ink3", 0.7, dotted=early)
        canvas.text(x, y, text, size, color=color, strong=strong)


def _draw_words(canvas: Canvas, size: Size, place: Place) -> None:
    """A dot, its words, and the line that ties them where they stand away from it."""
    words = place.words
    if place.tie:
        canvas.line(*place.tie, words.color, 0.7, above=True)
    canvas.mark(*words.at, "circle", size.label * DOT, words.color)
    canvas.text(place.x, (place.box.top + place.box.foot) / 2, place.told, size.label,
                color=words.ink, strong=words.strong, align=place.align, clear=True,
                ground=place.ground)  # fmt: skip
