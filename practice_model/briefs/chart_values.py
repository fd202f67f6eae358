"""Values: options as bars of value from zero, the figure inside its bar, a whisker for its range.

The chosen option is `us`, the other side's `them`, the others gray. Where a bar is too short for
its figure the figure stands after the bar, past the whisker. Side columns stand at the right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.figure import Figure

from practice_model.briefs import chart_axes, chart_rows
from practice_model.briefs.canvas import LEADING, Canvas, widest, width_of
from practice_model.briefs.chart_axes import GAP, Mark, Scale, Want
from practice_model.briefs.chart_bars import draw_missing
from practice_model.briefs.chart_rows import Plan, Sheet
from practice_model.briefs.formats import MINUS
from practice_model.briefs.style import Size

Data = Mapping[str, Any]
TALL = 1.35  # of a row of other charts, so that a bar holds its figure
BAR_SHARE = 0.62  # of the row
CAP = 0.28  # of the bar: a whisker's end
PAD = 5.0  # points between a bar's edge and the figure in it
COLUMN_GAP = 12.0
SHORT = 5.0  # times the size of small type: a head so wide stays in one line
COLORS = {"chosen": "us", "theirs": "them", "": "ink3"}


def ticks(data: Data) -> list[Mark]:
    """Return the axis figures and their texts: round steps through zero, at most five."""
    ends = [0.0, *_ends(data["rows"])]
    return chart_axes.told(chart_axes.around_zero(min(ends), max(ends), data["scale"]), data)


def texts(data: Data) -> list[str]:
    """Return every text that the chart shows at its largest."""
    told = chart_rows.texts(data) + [row["text"] for row in data["rows"]]
    told += [text for one in data["beside"] for text in (one["head"], *one["cells"])]
    return [*told, *(text for _, text in ticks(data))]


@dataclass(frozen=True)
class Side:
    """A column right of the bars: its head in lines, its cells, its right edge."""

    head: str
    cells: Sequence[str]
    right: float


def figure_of(data: Data, size: Size) -> Figure:
    """Return the drawn chart."""
    sides, left = _sides(data, size)
    inner = replace(size, width=left)
    plan = chart_rows.planned(data, inner, labels=_aside(data["rows"], size))
    lines = max((len(side.head.split("\n")) for side in sides), default=0)
    top = max(plan.top, (lines + 0.75) * size.small * LEADING) if lines or plan.head else 1.0
    tall = [max(height, size.row * TALL) for height in plan.heights]
    plan = replace(plan, top=top, heights=tall)
    x, outside = _scale(data["rows"], plan)
    canvas = Canvas(size.width, plan.foot + 2.2 * size.small)
    whole = replace(plan, size=size)
    chart_rows.draw_rules(canvas, whole, data, lines=True)
    if sides:
        canvas.line((0, top), (size.width, top), "ink", 0.8)
    marks = ticks(data)
    figures = chart_axes.from_zero(marks, x, size.small, inner.width)
    chart_rows.draw_axis(canvas, plan, x, marks, figures)
    chart_rows.draw_heads(canvas, plan, data)
    for at, row in enumerate(data["rows"]):
        color = COLORS[row["side"]]
        canvas.text(
            0, plan.middle(at), plan.rows[at].name, size.label,
            color=color if row["side"] else "ink", strong=bool(row["side"]),
        )  # fmt: skip
        if row["value"] is None:
            draw_missing(canvas, plan, at, x(0.0), row["text"])
        else:
            _draw_bar(Sheet(canvas, plan, x), at, row, outside=at in outside)
    chart_rows.draw_zero(canvas, plan, x)
    for side in sides:
        _draw_side(canvas, plan, side, data)
    return canvas.figure


def _ends(rows: Sequence[Data]) -> list[float]:
    """Every figure that must lie on the axis."""
    values = [row[part] for row in rows for part in ("value", "low", "high")]
    return [value for value in values if value is not None]


def _aside(rows: Sequence[Data], size: Size) -> float:
    """The room of the widest figure where it stands after its bar."""
    return widest((row["text"] for row in rows), size.label, strong=True) + GAP + 2


def _sides(data: Data, size: Size) -> tuple[list[Side], float]:
    """The columns right of the bars, and where what is left of them ends; none on a phone."""
    made: list[Side] = []
    right = size.width
    for column in reversed(data["beside"] if size.side_columns else ()):
        cells = widest(column["cells"], size.label, strong=True)
        head = chart_rows.two_lines(column["head"], max(cells, SHORT * size.small), size)
        wide = max(cells, width_of(head, size.small, strong=True))
        if right - wide - COLUMN_GAP < size.width * 0.55:
            break
        made.insert(0, Side(head, column["cells"], right))
        right -= wide + COLUMN_GAP
    return made, right


def _scale(rows: Sequence[Data], plan: Plan) -> tuple[Scale, set[int]]:
    """The scale, and the rows whose figure does not fit into its bar and stands after it."""
    outside: set[int] = set()
    while True:
        x = chart_axes.fit(_wants(rows, plan.size, outside), plan.ground)
        more = {
            at for at, row in enumerate(rows)
            if row["value"] is not None and at not in outside and not _fits(row, x, plan.size)
        }  # fmt: skip
        if not more:
            return x, outside
        outside |= more


def _fits(row: Data, x: Scale, size: Size) -> bool:
    """Whether the figure fits between zero and the bar's end or the whisker."""
    ends = [end for end in (row["value"], row["low"], row["high"]) if end is not None]
    near = min(ends, key=abs) if min(ends) * max(ends) > 0 else 0.0
    room = abs(x(near) - x(0.0)) - (2 if row["low"] is not None else 0)
    return room >= width_of(row["text"], size.label, strong=True) + PAD + GAP


def _wants(rows: Sequence[Data], size: Size, outside: set[int]) -> list[Want]:
    zero = width_of("$0", size.small) / 2
    made: list[Want] = [(0.0, 1.0, zero)]
    for at, row in enumerate(rows):
        if row["value"] is None:
            continue
        ends = [end for end in (row["value"], row["low"], row["high"]) if end is not None]
        room = width_of(row["text"], size.label, strong=True) + GAP + 3 if at in outside else 2.0
        made += [(end, 2.0, 2.0) for end in ends]
        made.append((min(*ends, 0.0), room, 0.0) if row["value"] < 0 else
                    (max(*ends, 0.0), 0.0, room))  # fmt: skip
    return made


def _draw_bar(sheet: Sheet, at: int, row: Data, *, outside: bool) -> None:
    canvas, plan, x = sheet.canvas, sheet.plan, sheet.x
    y, size = plan.middle(at), plan.size
    tall, end = min(size.row * TALL, plan.heights[at]) * BAR_SHARE, x(row["value"])
    color, down = COLORS[row["side"]], row["value"] < 0
    canvas.bar(x(0.0), end, y, tall, color)
    ends = [row["value"]]
    if row["low"] is not None:
        ends += [row["low"], row["high"]]
        _draw_whisker(canvas, (x(row["low"]), x(row["high"])), y, tall * CAP)
    if outside:
        free = min(map(x, ends)) - GAP if down else max(map(x, ends)) + GAP
        words = color if row["side"] else "ink"
        canvas.text(free, y, row["text"], size.label, color=words, strong=True,
                    align="right" if down else "left", clear=True)  # fmt: skip
    else:
        canvas.text(x(0.0) + (-PAD if down else PAD), y, row["text"], size.label, color="white",
                    strong=True, align="right" if down else "left")  # fmt: skip


def _draw_whisker(canvas: Canvas, ends: tuple[float, float], y: float, cap: float) -> None:
    """A line from low to high with its caps, on white so that it shows on its bar."""
    for color, width in (("white", 2.4), ("ink", 1.1)):
        canvas.line((ends[0], y), (ends[1], y), color, width, above=True)
        for end in ends:
            canvas.line((end, y - cap), (end, y + cap), color, width, above=True)


def _draw_side(canvas: Canvas, plan: Plan, side: Side, data: Data) -> None:
    size = plan.size
    lines = len(side.head.split("\n"))
    y = plan.top - (0.8 + (lines - 1) / 2) * size.small * LEADING
    canvas.text(side.right, y, side.head, size.small, color="ink2", strong=True, align="right")
    for at, (row, text) in enumerate(zip(data["rows"], side.cells, strict=True)):
        color = "loss" if text.startswith(MINUS) else "ink"
        strong = row["side"] == "chosen"
        canvas.text(side.right, plan.middle(at), text, size.label, color=color, strong=strong,
                    align="right")  # fmt: skip
