"""A heat map: an outcome over two inputs, its figure in every cell, high rows at the top.

The plan's cell is framed and the break-even line runs in steps between what loses and what does
not. The depth of a ground repeats the figure and needs no scale beside it. Where a sheet is too
narrow for all columns, they go on in a second grid under the first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.figure import Figure

from practice_model.briefs.canvas import LEADING, Canvas, Point, widest, width_of, wrapped
from practice_model.briefs.chart_axes import GAP
from practice_model.briefs.style import Size

Data = Mapping[str, Any]
LOSS = "loss"
NOWHERE = -1  # the plan's row and column where none is framed
NAMES = 0.3  # of the width at most, the heads of the rows
BETWEEN = 1.0  # points of white on each side of a cell
PAD = 2.5  # points between a figure and the edge of its cell
TALL = 1.18  # rows
FRAME, STEPS = 1.5, 2.2  # points wide
APART = 0.9  # lines between two grids


@dataclass(frozen=True)
class Plan:
    """How the sheet is shared: its type, the row names, a cell's size, the columns of each grid."""

    size: Size
    type: float
    names: Sequence[str]
    left: float
    wide: float
    tall: float
    parts: Sequence[range]

    @property
    def room(self) -> float:
        """The width of a figure in its cell."""
        return self.wide - 2 * (BETWEEN + PAD)


@dataclass(frozen=True)
class Grid:
    """One grid on the sheet: some columns, under their heads in lines, from an upper edge."""

    canvas: Canvas
    data: Data
    plan: Plan
    part: range
    heads: Sequence[str]
    top: float

    def x(self, place: float) -> float:
        """The left edge of one of the grid's columns."""
        return self.plan.left + place * self.plan.wide

    def y(self, place: float) -> float:
        """The upper edge of a row."""
        return self.top + place * self.plan.tall


def texts(data: Data) -> list[str]:
    """Return every text that the chart shows at its largest."""
    told = [data["rows_head"], data["columns_head"], *data["heads"]]
    for row in data["rows"]:
        told += [row["label"], *(cell["text"] for cell in row["cells"])]
    return [*told, data["foot"]]


def figure_of(data: Data, size: Size) -> Figure:
    """Return the drawn chart."""
    plan = _planned(data, size)
    line, small = plan.type * LEADING, size.small * LEADING
    head = wrapped(data["columns_head"], size.width - plan.left, size.small, strong=True)
    top = (_lines(head) + 0.3) * small if head else 0.0
    names = _lines(_rows_head(data, plan)) * small
    heads = [_heads(data, plan, part) for part in plan.parts]
    above = [max(max(map(_lines, told)) * line, names) + 0.5 * line for told in heads]
    inset = widest([data["foot"]], size.small) <= size.width - plan.left
    foot = wrapped(data["foot"], size.width, size.small)
    below = (_lines(foot) + 0.6) * small
    body = len(data["rows"]) * plan.tall
    gaps = (len(plan.parts) - 1) * APART * small
    canvas = Canvas(size.width, top + sum(above) + len(plan.parts) * body + gaps + below)
    if head:
        canvas.text(plan.left + BETWEEN, (top - 0.3 * small) / 2, head, size.small,
                    color="ink2", strong=True)  # fmt: skip
    for part, told, room in zip(plan.parts, heads, above, strict=True):
        top += room
        grid = Grid(canvas, data, plan, part, told, top)
        _draw_heads(grid)
        _draw_cells(grid)
        top += body + APART * small
    middle = top - APART * small + below / 2 + 0.1 * small
    canvas.text(plan.left + BETWEEN if inset else 0, middle, foot, size.small, color="ink2")
    return canvas.figure


def _planned(data: Data, size: Size) -> Plan:
    """The fewest grids, in the largest type, in which every figure has its room."""
    count = len(data["heads"])
    for parts in range(1, count + 1):
        for type_size in (size.label, size.small):
            plan = _shared(data, size, type_size, -(-count // parts))
            cells = [_words(cell, plan) for row in data["rows"] for cell in row["cells"]]
            heads = [head for part in plan.parts for head in _heads(data, plan, part)]
            if widest([*cells, *heads], type_size, strong=True) <= plan.room:
                return plan
    return plan


def _shared(data: Data, size: Size, type_size: float, columns: int) -> Plan:
    names = [
        wrapped(row["label"], size.width * NAMES, type_size, strong=True) for row in data["rows"]
    ]
    head = wrapped(data["rows_head"], size.width * NAMES, size.small, strong=True)
    left = max(widest(names, type_size, strong=True), width_of(head, size.small, strong=True))
    left += 2 * GAP
    count, wide = len(data["heads"]), (size.width - left) / columns
    parts = [range(at, min(at + columns, count)) for at in range(0, count, columns)]
    plan = Plan(size, type_size, names, left, wide, 0.0, parts)
    cells = [_words(cell, plan) for row in data["rows"] for cell in row["cells"]]
    lines = max(map(_lines, [*names, *cells]))
    return replace(plan, tall=max(size.row * TALL, lines * type_size * LEADING + 2 * PAD))


def _lines(text: str) -> int:
    return len(text.split("\n"))


def _words(cell: Data, plan: Plan) -> str:
    return wrapped(cell["text"], plan.room, plan.type, strong=True)


def _heads(data: Data, plan: Plan, part: range) -> list[str]:
    return [wrapped(data["heads"][at], plan.room, plan.type, strong=True) for at in part]


def _rows_head(data: Data, plan: Plan) -> str:
    return wrapped(data["rows_head"], plan.left - GAP, plan.size.small, strong=True)


def _draw_heads(grid: Grid) -> None:
    """The heads of rows and columns, set on the grid; the plan's is strong."""
    canvas, plan = grid.canvas, grid.plan
    planned = grid.data["plan"][1] if grid.data["plan"] else None
    foot = grid.top - 0.25 * plan.type * LEADING
    for place, (at, head) in enumerate(zip(grid.part, grid.heads, strict=True)):
        y = foot - _lines(head) * plan.type * LEADING / 2
        canvas.text(grid.x(place + 0.5), y, head, plan.type, strong=at == planned, align="center")
    words = _rows_head(grid.data, plan)
    y = foot - _lines(words) * plan.size.small * LEADING / 2
    canvas.text(0, y, words, plan.size.small, color="ink2", strong=True)


def _draw_cells(grid: Grid) -> None:
    canvas, plan = grid.canvas, grid.plan
    row_planned, column_planned = grid.data["plan"] or (NOWHERE, NOWHERE)
    for at, row in enumerate(grid.data["rows"]):
        canvas.text(0, grid.y(at + 0.5), plan.names[at], plan.type, strong=at == row_planned)
        for place, column in enumerate(grid.part):
            planned = (at, column) == (row_planned, column_planned)
            _draw_cell(grid, row["cells"][column], (place, at), strong=planned)
    for (x, y), (to_x, to_y) in _between(grid):
        start, end = (grid.x(x), grid.y(y)), (grid.x(to_x), grid.y(to_y))
        canvas.line(start, end, "loss", STEPS, above=True)
    if column_planned in grid.part:
        _draw_frame(grid, grid.part.index(column_planned), row_planned)


def _draw_cell(grid: Grid, cell: Data, at: tuple[int, int], *, strong: bool) -> None:
    (column, row), lost = at, cell["ground"] == LOSS
    known = cell["value"] is not None
    if known:
        grid.canvas.ground(
            (grid.x(column) + BETWEEN, grid.x(column + 1) - BETWEEN),
            (grid.y(row) + BETWEEN, grid.y(row + 1) - BETWEEN),
            "loss_tint" if lost else cell["ground"],
        )
    color = "loss" if lost else "ink" if known else "ink3"
    grid.canvas.text(grid.x(column + 0.5), grid.y(row + 0.5), _words(cell, grid.plan),
                     grid.plan.type, color=color, strong=strong, align="center")  # fmt: skip


def _draw_frame(grid: Grid, column: int, row: int) -> None:
    """A frame inside the cell of the plan, so that the break-even line beside it is seen."""
    inset = BETWEEN + FRAME / 2
    left, right = grid.x(column) + inset, grid.x(column + 1) - inset
    top, foot = grid.y(row) + inset, grid.y(row + 1) - inset
    middle = (left + right) / 2
    path = [(middle, top), (right, top), (right, foot), (left, foot), (left, top), (middle, top)]
    grid.canvas.path(path, "ink", FRAME)


def _between(grid: Grid) -> Iterator[tuple[Point, Point]]:
    """The pieces of the break-even line, in columns and rows: edges between loss and gain."""
    rows = [[row["cells"][at] for at in grid.part] for row in grid.data["rows"]]
    for at, row in enumerate(rows):
        for place, cell in enumerate(row):
            if place and _differ(cell, row[place - 1]):
                yield (place, at), (place, at + 1)
            if at and _differ(cell, rows[at - 1][place]):
                yield (place, at), (place + 1, at)


def _differ(cell: Data, other: Data) -> bool:
    known = cell["value"] is not None and other["value"] is not None
    return known and (cell["ground"] == LOSS) != (other["ground"] == LOSS)
