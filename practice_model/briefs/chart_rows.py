"""Rows of charts: names and columns at the left, a ground at the right, heads and rules.

What stands on the ground of a row (a bar, marks) is the kind's own. A column of words stands left
after the name; a figure's column right. On a narrow sheet the columns go: the words join the name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from practice_model.briefs.canvas import LEADING, Canvas, widest, width_of, wrapped
from practice_model.briefs.chart_axes import GAP, Extent, Mark, Scale
from practice_model.briefs.formats import MINUS
from practice_model.briefs.style import Size

Data = Mapping[str, Any]
COLUMN_GAP = 14.0
MOST_FOR_NAMES = (0.42, 0.34, 0.26)  # of the width, narrower where the ground asks for it
MOST_FOR_WORDS = 0.3  # of the width, for a column of words beside the names
LEAST_GROUND = 0.14  # of the width, the labels on it apart
LEAST_POINTS = 40.0
MANY_ROWS = 10  # beyond which rows stand closer
CLOSE = 0.77  # of a row's height
MANY_COLUMNS = 3  # from which on thin lines lead the eye along the rows


@dataclass(frozen=True)
class Row:
    """A row to set: its name in lines, the texts of its columns, how it stands out."""

    name: str
    cells: Sequence[str]
    strong: bool = False
    tinted: bool = False
    total: bool = False


@dataclass(frozen=True)
class Column:
    """A column to set: its head in lines, its edges, and whether it holds words."""

    head: str
    left: float
    right: float
    words: bool
    at: int  # its place among all columns


@dataclass(frozen=True)
class Plan:
    """Where the parts of a row chart stand, in points."""

    size: Size
    rows: Sequence[Row]
    columns: Sequence[Column]
    ground: Extent  # left and right edge
    head: str
    line_head: str  # the label of the line that crosses the rows, in lines
    top: float
    heights: Sequence[float]

    def middle(self, at: int) -> float:
        """The height at which a row stands."""
        return sum(self.edges(at)) / 2

    @property
    def foot(self) -> float:
        """Where the rows end."""
        return self.top + sum(self.heights)

    def edges(self, at: int) -> Extent:
        """The upper and the lower edge of a row."""
        top = self.top + sum(self.heights[:at])
        return top, top + self.heights[at]

    @property
    def words(self) -> bool:
        """Whether a column of words stands beside the names."""
        return any(column.words for column in self.columns)


@dataclass(frozen=True)
class Sheet:
    """What a kind draws on: the canvas, the plan of its rows, and the x of a value."""

    canvas: Canvas
    plan: Plan
    x: Scale


def all_rows(data: Data) -> list[Data]:
    """Return the rows of a chart, the total last."""
    return [*data["rows"], *([data["total"]] if data.get("total") else [])]


def is_words(data: Data, at: int) -> bool:
    """Whether a column holds words."""
    return bool(at < len(data.get("words", ())) and data["words"][at])


def full_name(data: Data, row: Data) -> str:
    """Return the name of a row with the words beside it, as a narrow sheet sets it."""
    beside = [text for at, text in enumerate(row["columns"]) if is_words(data, at)]
    return " ".join(part for part in (row["label"], *beside) if part)


def texts(data: Data) -> list[str]:
    """Return the texts of names, columns and heads."""
    told = [data.get("rows_head", ""), data["columns_head"], *data["columns"], data["head"]]
    for row in all_rows(data):
        told += [row["label"], *row["columns"], full_name(data, row)]
    return list(dict.fromkeys(text for text in told if text))


def planned(data: Data, size: Size, *, labels: float = 0.0, crossing: str = "") -> Plan:
    """Return where the parts of a row chart stand.

    labels: points that the widest labels on the ground take. Where the ground would be too narrow
    the column of the chart's own figure goes first, then the others from the left, then the words
    join the names, and then the names are broken shorter. crossing: the label of a line over rows.
    """
    for shown, share in _ways(data, size):
        rows, columns = _columns(data, size, shown, size.width * share)
        left = columns[-1].right if columns else _name_room(rows, size)
        ground = (left + COLUMN_GAP, size.width)
        if ground[1] - ground[0] >= max(LEAST_GROUND * size.width, LEAST_POINTS) + labels:
            break
    room = ground[1] - ground[0]
    head = wrapped(data["head"], room, size.small, strong=True)
    line_head = wrapped(crossing, room, size.small, strong=True) if crossing else ""
    over_columns = 1 if columns and data["columns_head"] else 0
    lines = max(
        len(_lines(head)) + len(_lines(line_head)),
        over_columns + max((len(_lines(column.head)) for column in columns), default=1),
    )
    rows = [_spanning(row, columns, size, ground) for row in rows]
    plan = Plan(
        size=size,
        rows=rows,
        columns=columns,
        ground=ground,
        head=head,
        line_head=line_head,
        top=_top(lines, size),
        heights=[_height(row, size, close=len(rows) > MANY_ROWS) for row in rows],
    )
    over_names = len(_lines(_names_head(plan, data)))
    return plan if over_names <= lines else replace(plan, top=_top(over_names, size))


def _top(lines: int, size: Size) -> float:
    """Where rows start under heads of so many lines."""
    return (max(lines, 1) + 0.75) * size.small * LEADING


def _ways(data: Data, size: Size) -> Iterator[tuple[list[int], float]]:
    """Columns to show, and the share of the names, from the fullest way to the barest."""
    shown = list(range(len(data["columns"]))) if size.side_columns else []
    yield list(shown), MOST_FOR_NAMES[0]
    own = data.get("own_column")
    for at in sorted(shown, key=lambda at: (is_words(data, at), at != own, at)):
        shown.remove(at)
        yield list(shown), MOST_FOR_NAMES[0]
    yield from ((shown, share) for share in MOST_FOR_NAMES[1:])


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _height(row: Row, size: Size, *, close: bool) -> float:
    lines = max(len(_lines(text)) for text in (row.name, *row.cells))
    least, white = (size.row * CLOSE, 2.4) if close else (size.row, 5.0)
    return max(least, lines * size.label * LEADING + white)


def _columns(
    data: Data, size: Size, shown: Sequence[int], room: float
) -> tuple[list[Row], list[Column]]:
    beside = any(is_words(data, at) for at in shown)
    rows = []
    for given in all_rows(data):
        total = given is data.get("total")
        strong = total or bool(given.get("strong")) or (beside and bool(given["label"]))
        cells = [
            wrapped(given["columns"][at], size.width * MOST_FOR_WORDS, size.label, strong=total)
            if is_words(data, at)
            else given["columns"][at]
            for at in shown
        ]
        name = given["label"] if beside else full_name(data, given)
        name = name if beside else wrapped(name, room, size.label, strong=strong)
        rows.append(Row(name, cells, strong, bool(given.get("tint")), total))
    columns: list[Column] = []
    right = _name_room(rows if not beside else _with_words(data, rows, shown), size)
    for place, at in enumerate(shown):
        cells = [row.cells[place] for row in rows]
        head = two_lines(data["columns"][at], widest(cells, size.label), size)
        wide = max(width_of(head, size.small, strong=True), widest(cells, size.label, strong=True))
        left = right + COLUMN_GAP
        right = left + wide
        columns.append(Column(head, left, right, is_words(data, at), at))
    return rows, columns


def _with_words(data: Data, rows: Sequence[Row], shown: Sequence[int]) -> Sequence[Row]:
    """The rows whose name must stand before its words; the others reach over them."""
    words = [place for place, at in enumerate(shown) if is_words(data, at)]
    return [row for row in rows if any(row.cells[place] for place in words)] or rows


def _name_room(rows: Sequence[Row], size: Size) -> float:
    return max((width_of(row.name, size.label, strong=row.strong) for row in rows), default=0.0)


def two_lines(head: str, wide: float, size: Size) -> str:
    """Return a head in two lines where it is wider than the figures under it."""
    words = head.split()
    if len(words) < 2 or width_of(head, size.small, strong=True) <= wide:  # noqa: PLR2004
        return head
    ways = [" ".join(words[:at]) + "\n" + " ".join(words[at:]) for at in range(1, len(words))]
    return min(ways, key=lambda way: width_of(way, size.small, strong=True))


def _spanning(row: Row, columns: Sequence[Column], size: Size, ground: Extent) -> Row:
    """A row whose name reaches over its empty columns, broken where they end."""
    if not any(column.words for column in columns):
        return row
    room = ground[0] - COLUMN_GAP
    for text, column in zip(row.cells, columns, strict=True):
        if text:
            own = width_of(text, size.label, strong=True)
            room = (column.left if column.words else column.right - own) - GAP
            break
    name = wrapped(row.name, room, size.label, strong=row.strong)
    return replace(row, name=name)


def has_heads(plan: Plan, data: Data) -> bool:
    """Whether anything stands over the rows."""
    return bool(plan.head or plan.line_head or plan.columns or _names_head(plan, data))


def draw_rules(canvas: Canvas, plan: Plan, data: Data, *, lines: bool = False) -> None:
    """Draw the rules over and under the rows, the tint of a row, and the rows' thin lines.

    lines: thin lines between the rows, whatever their columns, and none over them without a head.
    """
    for at, row in enumerate(plan.rows):
        over = plan.edges(at)[0]
        if row.tinted:
            canvas.ground((0, plan.size.width), plan.edges(at), "us_tint")
        elif at and (lines or plan.words or len(plan.columns) >= MANY_COLUMNS):
            canvas.line((0, over), (plan.size.width, over), "hair", 0.6)
    if not lines or has_heads(plan, data):
        canvas.line((0, plan.top), (plan.size.width, plan.top), "ink", 0.8)
    if data.get("total"):
        over, under = plan.edges(len(plan.rows) - 1)
        canvas.line((0, over), (plan.size.width, over), "ink", 0.8, above=True)
        if not data["total"].get("bar", True):
            canvas.line((0, under), (plan.size.width, under), "ink", 0.8, above=True)


def draw_axis(
    canvas: Canvas, plan: Plan, x: Scale, lines: Sequence[Mark], figures: Sequence[Mark]
) -> None:
    """Draw a hair line at every axis value and the figures under the rows."""
    below = plan.foot + plan.size.small * 0.95
    for value, _ in lines:
        canvas.line((x(value), plan.top), (x(value), plan.foot), "hair", 0.8)
    for value, text in figures:
        canvas.text(x(value), below, text, plan.size.small, color="ink3", align="center")


def draw_zero(canvas: Canvas, plan: Plan, x: Scale) -> None:
    """Draw the line at zero over the rows."""
    canvas.line((x(0.0), plan.top), (x(0.0), plan.foot), "ink", 1.0, above=True)


def draw_crossing(canvas: Canvas, plan: Plan, at: float, *, dotted: bool) -> None:
    """Draw a line over all rows at an x, and its label over it."""
    small, wide = plan.size.small, width_of(plan.line_head, plan.size.small, strong=True)
    middle = min(max(at, plan.ground[0] + wide / 2), plan.size.width - wide / 2)
    y = _base(plan) - (len(_lines(plan.line_head)) - 1) * small * LEADING / 2
    canvas.text(middle, y, plan.line_head, small, color="ink2", strong=True, align="center")
    start = plan.top - 0.25 * small
    canvas.line((at, start), (at, plan.foot), "ink", 1.1, dotted=dotted, above=True)


def draw_heads(canvas: Canvas, plan: Plan, data: Data) -> None:
    """Draw the heads of the names, the columns and the ground, bottoms aligned."""
    small, base = plan.size.small, _base(plan)
    leading = small * LEADING

    def head(x: float, lines_below: int, text: str, align: str, *, strong: bool = True) -> None:
        y = base - (lines_below + (len(_lines(text)) - 1) / 2) * leading
        canvas.text(x, y, text, small, color="ink2", strong=strong, align=align)

    head(plan.size.width, len(_lines(plan.line_head)), plan.head, "right")
    for column in plan.columns:
        head(column.left if column.words else column.right, 0, column.head,
             "left" if column.words else "right")  # fmt: skip
    if plan.columns and data["columns_head"]:
        over = max(len(_lines(column.head)) for column in plan.columns)
        head(plan.columns[-1].right, over, data["columns_head"], "right", strong=False)
    if names := _names_head(plan, data):
        head(0, 0, names, "left")


def _names_head(plan: Plan, data: Data) -> str:
    """The head of the names in lines; a narrow sheet has none."""
    if not data.get("rows_head") or not plan.size.side_columns:
        return ""
    return wrapped(data["rows_head"], _head_room(plan), plan.size.small, strong=True)


def _head_room(plan: Plan) -> float:
    for column in plan.columns:
        if column.head:
            wide = width_of(column.head, plan.size.small, strong=True)
            return (column.left if column.words else column.right - wide) - GAP
    wide = max(width_of(text, plan.size.small, strong=True) for text in (plan.head, plan.line_head))
    return min(plan.ground[0], plan.size.width - wide) - GAP


def _base(plan: Plan) -> float:
    """The height of the lowest line of heads."""
    return plan.top - 0.8 * plan.size.small * LEADING


def draw_names(canvas: Canvas, plan: Plan, at: int) -> None:
    """Draw the name of a row and the texts of its columns; a loss is red and bears its minus."""
    row, y, size = plan.rows[at], plan.middle(at), plan.size
    canvas.text(0, y, row.name, size.label, strong=row.strong)
    for text, column in zip(row.cells, plan.columns, strict=True):
        color = "loss" if text.startswith(MINUS) else "ink"
        x, align = (column.left, "left") if column.words else (column.right, "right")
        canvas.text(x, y, text, size.label, color=color, strong=row.total, align=align)
