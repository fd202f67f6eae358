"""Row charts: a bar a row, its name and columns at the left, its figure at the bar's free end.

A waterfall's bars float, each from where the one before it ends; plain bars all start at zero.
The total stands under a rule and starts at zero in both. The axis always holds zero.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from practice_model.briefs.canvas import LEADING, Canvas, widest, width_of, wrapped
from practice_model.briefs.formats import MINUS, NIL, printed
from practice_model.briefs.style import Size

Data = Mapping[str, Any]
Extent = tuple[float, float]
GRIDLINES = 5
GAP = 4.0  # points between a bar and its figure
COLUMN_GAP = 14.0
MOST_FOR_NAMES = 0.42  # of the width
BAR_SHARE = 0.62  # of the row


def floating(data: Data) -> list[Extent]:
    """Return where each bar of a waterfall starts and ends."""
    made, at = [], 0.0
    for row in data["rows"]:
        made.append((at, at + (row["value"] or 0.0)))
        at = made[-1][1]
    return made


def from_zero(data: Data) -> list[Extent]:
    """Return where each plain bar starts and ends."""
    return [(0.0, row["value"] or 0.0) for row in data["rows"]]


def ticks(data: Data, extents: Sequence[Extent]) -> list[tuple[float, str]]:
    """Return the axis figures and their texts: round steps through zero, at most five."""
    ends = [end for extent in extents for end in extent] + [_total(data)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    if low == high:
        return [(0.0, "0")]
    step = next(
        step for step in _round_steps(data["scale"]) if _count(low, high, step) <= GRIDLINES
    )
    first = -int(-low // step)
    values = [step * place for place in range(first, first + _count(low, high, step))]
    return [(value, _tick(value, data)) for value in values]


def _total(data: Data) -> float:
    return float(data["total"]["value"] or 0.0) if data["total"] else 0.0


def _round_steps(smallest: float) -> Any:
    size = smallest
    while True:
        yield from (size, 2 * size, 5 * size)
        size *= 10


def _count(low: float, high: float, step: float) -> int:
    return int(high // step) + int(-low // step) + 1


def _tick(value: float, data: Data) -> str:
    style = "thousands" if data["scale"] != 1 else "bare_signed"
    text = printed(value, data.get("unit", "USD/year"), style)
    return "0" if text == NIL else text


@dataclass(frozen=True)
class Row:
    """A row to set: its name in lines, its bar, the figure's text, the columns' texts."""

    name: str
    extent: Extent
    text: str
    columns: Sequence[str]
    known: bool
    strong: bool = False


@dataclass(frozen=True)
class Plan:
    """Where the parts of a chart stand, in points."""

    size: Size
    rows: Sequence[Row]
    ends: Sequence[float]  # right edge of each column
    x: Callable[[float], float]
    bars: Extent  # left and right edge of the bars' ground
    head: str
    top: float
    heights: Sequence[float]

    def middle(self, at: int) -> float:
        """The height at which a row stands."""
        return self.top + sum(self.heights[:at]) + self.heights[at] / 2

    @property
    def foot(self) -> float:
        """Where the rows end."""
        return self.top + sum(self.heights)


def figure_of(data: Data, extents: Sequence[Extent], size: Size, *, joined: bool) -> Figure:
    """Return the drawn chart; joined bars are tied to the next by a thin line."""
    plan = _plan(data, extents, size)
    canvas = Canvas(size.width, plan.foot + 2.2 * size.small)
    _draw_ground(canvas, plan, data, ticks(data, extents))
    _draw_heads(canvas, plan, data)
    for at in range(len(plan.rows)):
        _draw_row(canvas, plan, at)
    if joined:
        _join(canvas, plan)
    return canvas.figure


def _plan(data: Data, extents: Sequence[Extent], size: Size) -> Plan:
    shown = data["columns"] if size.side_columns else []
    room = size.width * MOST_FOR_NAMES
    rows = [
        _row(row, extent, shown, room, size, strong=False)
        for row, extent in zip(data["rows"], extents, strict=True)
    ]
    if data["total"]:
        rows.append(_row(data["total"], (0.0, _total(data)), shown, room, size, strong=True))
    names = max((width_of(row.name, size.label, strong=row.strong) for row in rows), default=0.0)
    ends = _column_ends(shown, rows, names, size)
    left = (ends[-1] if ends else names) + COLUMN_GAP
    head = wrapped(data["head"], size.width - left, size.small, strong=True)
    lines = max(len(head.split("\n")), 2 if shown and data["columns_head"] else 1)
    heights = [max(size.row, len(row.name.split("\n")) * size.label * LEADING + 5) for row in rows]
    return Plan(
        size=size,
        rows=rows,
        ends=ends,
        x=_scale(rows, left, size),
        bars=(left, size.width),
        head=head,
        top=(lines + 0.75) * size.small * LEADING,
        heights=heights,
    )


def _row(
    row: Data, extent: Extent, shown: Sequence[str], room: float, size: Size, *, strong: bool
) -> Row:
    return Row(
        name=wrapped(row["label"], room, size.label, strong=strong),
        extent=extent,
        text=row["text"],
        columns=row["columns"][: len(shown)],
        known=row["value"] is not None,
        strong=strong,
    )


def _column_ends(
    shown: Sequence[str], rows: Sequence[Row], names: float, size: Size
) -> list[float]:
    """The right edge of each column: as wide as its widest text."""
    ends, at = [], names
    for place, head in enumerate(shown):
        cells = [row.columns[place] for row in rows]
        wide = max(width_of(head, size.small, strong=True), widest(cells, size.label, strong=True))
        at += COLUMN_GAP + wide
        ends.append(at)
    return ends


def _scale(rows: Sequence[Row], left: float, size: Size) -> Callable[[float], float]:
    """The x of a value, with room for every figure at its bar's free end."""
    before = [row.text for row in rows if _goes_left(row)]
    after = [row.text for row in rows if not _goes_left(row)]
    start = left + (widest(before, size.label, strong=True) + GAP if before else 0)
    zero = width_of("0", size.small) / 2  # where all bars lose, zero stands at the right edge
    stop = size.width - (widest(after, size.label, strong=True) + GAP if after else zero) - 1
    ends = [end for row in rows for end in row.extent]
    low, high = min(0.0, *ends), max(0.0, *ends)
    per_point = (stop - start) / (high - low) if high > low else 0.0
    return lambda value: start + (value - low) * per_point


def _goes_left(row: Row) -> bool:
    return row.text.startswith(MINUS)


def _draw_ground(
    canvas: Canvas, plan: Plan, data: Data, marks: Sequence[tuple[float, str]]
) -> None:
    size = plan.size
    below = plan.foot + size.small * 0.95
    for value, _ in marks:
        canvas.line((plan.x(value), plan.top), (plan.x(value), plan.foot), "hair", 0.8)
    for value, text in _fitting(plan, marks):
        canvas.text(plan.x(value), below, text, size.small, color="ink3", align="center")
    canvas.line((0, plan.top), (size.width, plan.top), "ink", 0.8)
    if data["total"]:
        over = plan.foot - plan.heights[-1]
        canvas.line((0, over), (size.width, over), "ink", 0.8, above=True)
    zero = plan.x(0.0)
    canvas.line((zero, plan.top), (zero, plan.foot), "ink", 1.0, above=True)


def _fitting(plan: Plan, marks: Sequence[tuple[float, str]]) -> Sequence[tuple[float, str]]:
    """Every n-th axis figure from zero, for the smallest n whose figures stand apart and inside."""
    zero = next(at for at, (value, _) in enumerate(marks) if value == 0)
    for every in range(1, len(marks)):
        chosen = [mark for at, mark in enumerate(marks) if (at - zero) % every == 0]
        if _stand_apart(plan, chosen):
            return chosen
    return [marks[zero]]


def _stand_apart(plan: Plan, marks: Sequence[tuple[float, str]]) -> bool:
    free = 0.0  # the sheet is free from here on
    for value, text in marks:
        half = width_of(text, plan.size.small) / 2
        if plan.x(value) - half < free:
            return False
        free = plan.x(value) + half + 2 * GAP
    return free <= plan.size.width + 2 * GAP


def _draw_heads(canvas: Canvas, plan: Plan, data: Data) -> None:
    small = plan.size.small
    base = plan.top - 0.8 * small * LEADING
    lines = len(plan.head.split("\n"))
    y = base - (lines - 1) * small * LEADING / 2
    canvas.text(plan.size.width, y, plan.head, small, color="ink2", strong=True, align="right")
    for head, end in zip(data["columns"], plan.ends, strict=False):
        canvas.text(end, base, head, small, color="ink2", strong=True, align="right")
    if plan.ends and data["columns_head"]:
        over = base - small * LEADING
        canvas.text(plan.ends[-1], over, data["columns_head"], small, color="ink2", align="right")


def _draw_row(canvas: Canvas, plan: Plan, at: int) -> None:
    row, y, size = plan.rows[at], plan.middle(at), plan.size
    canvas.text(0, y, row.name, size.label, strong=row.strong)
    for text, end in zip(row.columns, plan.ends, strict=True):
        canvas.text(end, y, text, size.label, strong=row.strong, align="right")
    start, end = (plan.x(value) for value in row.extent)
    if not row.known:
        canvas.text(start + GAP, y, row.text, size.label, color="ink3", clear=True)
        free = start + 2 * GAP + width_of(row.text, size.label)
        canvas.line((free, y), (plan.bars[1], y), "ink3", 0.8, dashed=True)
        return
    color = "loss" if row.extent[1] < row.extent[0] else "us_mid"
    canvas.bar(start, end, y, size.row * BAR_SHARE, color)
    words = "loss" if color == "loss" else "us"
    if start == end:
        canvas.text(end + GAP, y, row.text, size.label, color="ink3", clear=True)
    elif _goes_left(row):
        canvas.text(
            end - GAP, y, row.text, size.label, color=words, strong=True, align="right", clear=True
        )
    else:
        x = max(start, end) + GAP
        canvas.text(x, y, row.text, size.label, color=words, strong=True, clear=True)


def _join(canvas: Canvas, plan: Plan) -> None:
    half = plan.size.row * BAR_SHARE / 2
    floating_rows = [at for at, row in enumerate(plan.rows) if not row.strong]
    for at in floating_rows[:-1]:
        x = plan.x(plan.rows[at].extent[1])
        canvas.line((x, plan.middle(at) + half), (x, plan.middle(at + 1) - half), "ink3", 0.7)
