"""Dots: several marks a row, told apart by shape, on a line from the lowest to the highest.

The first series is ours: filled, larger and on top. Both ends of a row bear their figures. Where
there is one series its mark bears the figure, on the side away from the line that crosses the
rows. Dots may start elsewhere than at zero; the axis is labeled at both ends.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from matplotlib.figure import Figure

from practice_model.briefs import chart_axes, chart_rows
from practice_model.briefs.canvas import LEADING, Canvas, Point, widest, width_of
from practice_model.briefs.chart_axes import GAP, Mark, Want
from practice_model.briefs.chart_bars import draw_missing
from practice_model.briefs.chart_rows import Sheet
from practice_model.briefs.formats import MINUS
from practice_model.briefs.style import Size

Data = Mapping[str, Any]
SHAPES = ("circle", "diamond", "square", "ring", "triangle", "cross")
EMPTY = {"square", "ring"}
REACH = 0.4  # of the label's size
OURS = 1.2  # times as large
LEGEND_GAP = 16.0
BESIDE_GAP = 12.0  # points before a column right of the marks


def ticks(data: Data) -> list[Mark]:
    """Return the axis figures and their texts, the first under and the last over all marks."""
    values = [mark["value"] for row in data["rows"] for mark in row["marks"]]
    values += [data["line"]["value"]] if data["line"] else []
    return chart_axes.told(chart_axes.around(values or [0.0], data["scale"]), data)


def texts(data: Data) -> list[str]:
    """Return every text that the chart shows at its largest."""
    told = chart_rows.texts(data)
    for row in data["rows"]:
        told += [end["text"] for end in _ends(row)] or [row["text"]]
    told += data["series"] if len(data["series"]) > 1 else []
    told += [data["line"]["text"]] if data["line"] else []
    told += [text for one in data.get("beside", ()) for text in (one["head"], *one["cells"])]
    return [*told, *(text for _, text in ticks(data))]


def figure_of(data: Data, size: Size) -> Figure:
    """Return the drawn chart."""
    marks = ticks(data)
    wants = _wants(data, marks, size)
    crossing = data["line"]["text"] if data["line"] else ""
    columns = _beside(data, size)
    inner = replace(size, width=columns[0][1] - BESIDE_GAP) if columns else size
    plan = chart_rows.planned(data, inner, labels=chart_axes.aside(wants), crossing=crossing)
    x = chart_axes.fit(wants, plan.ground)
    legend = _legend(data["series"], size)
    axis = plan.foot + 2.2 * size.small
    canvas = Canvas(size.width, axis + len(legend) * 1.5 * size.label)
    chart_rows.draw_rules(canvas, replace(plan, size=size), data)
    figures = chart_axes.from_end_to_end(marks, x, size.small, inner.width)
    chart_rows.draw_axis(canvas, plan, x, marks, figures)
    chart_rows.draw_heads(canvas, plan, data)
    if marks[0][0] <= 0 <= marks[-1][0]:
        chart_rows.draw_zero(canvas, plan, x)
    if data["line"]:
        chart_rows.draw_crossing(canvas, plan, x(data["line"]["value"]), dotted=True)
    sheet = Sheet(canvas, plan, x)
    for at, row in enumerate(data["rows"]):
        chart_rows.draw_names(canvas, plan, at)
        _draw_marks(sheet, at, row, data)
    for column, _, right in columns:
        _draw_beside(sheet, column, right)
    for at, line in enumerate(legend):
        _draw_legend(canvas, axis + (at * 1.5 + 0.6) * size.label, line, size)
    return canvas.figure


def _beside(data: Data, size: Size) -> list[tuple[Data, float, float]]:
    """The columns right of the marks with their left and right edges; none on a narrow sheet."""
    made: list[tuple[Data, float, float]] = []
    right = size.width
    for column in reversed(data.get("beside", ()) if size.side_columns else ()):
        wide = max(widest(column["cells"], size.label),
                   width_of(column["head"], size.small, strong=True))  # fmt: skip
        made.insert(0, (column, right - wide, right))
        right -= wide + BESIDE_GAP
    return made


def _draw_beside(sheet: Sheet, column: Data, right: float) -> None:
    plan, size = sheet.plan, sheet.plan.size
    head = plan.top - 0.8 * size.small * LEADING
    sheet.canvas.text(right, head, column["head"], size.small, color="ink2", strong=True,
                      align="right")  # fmt: skip
    for at, text in enumerate(column["cells"]):
        color = "loss" if text.startswith(MINUS) else "ink2"
        sheet.canvas.text(right, plan.middle(at), text, size.label, color=color, align="right")


def shape_of(series: int) -> str:
    """Return the shape of a series' marks."""
    return SHAPES[series % len(SHAPES)]


def _reach(size: Size, series: int) -> float:
    return size.label * REACH * (OURS if series == 0 else 1.0)


def _ends(row: Data) -> list[Data]:
    """The labeled marks of a row: lowest and highest, one where they stand together."""
    if not row["marks"]:
        return []
    low = min(row["marks"], key=lambda mark: mark["value"])
    high = max(row["marks"], key=lambda mark: mark["value"])
    return [low] if low["value"] == high["value"] else [low, high]


def _is_left(mark: Data, data: Data) -> bool:
    """Whether a lone mark's label stands left: away from the line that crosses the rows."""
    return bool(data["line"]) and bool(mark["value"] < data["line"]["value"])


def _wants(data: Data, marks: Sequence[Mark], size: Size) -> list[Want]:
    made = chart_axes.tick_wants(marks, size.small)
    reach = _reach(size, 0) * 1.2
    for row in data["rows"]:
        ends = _ends(row)
        for at, mark in enumerate(ends):
            room = width_of(mark["text"], size.label, strong=True) + reach + GAP + 1
            left = at == 0 and (len(ends) > 1 or _is_left(mark, data))
            made.append((mark["value"], room if left else reach, reach if left else room))
    return made


def _draw_marks(sheet: Sheet, at: int, row: Data, data: Data) -> None:
    canvas, plan, x = sheet.canvas, sheet.plan, sheet.x
    y, size, ends = plan.middle(at), plan.size, _ends(row)
    if not ends:
        draw_missing(canvas, plan, at, plan.ground[0], row["text"])
        return
    if len(ends) > 1:
        canvas.line((x(ends[0]["value"]), y), (x(ends[1]["value"]), y), "market", 1.8, above=True)
    for mark in sorted(row["marks"], key=lambda mark: -mark["series"]):
        _draw_shape(canvas, (x(mark["value"]), y), mark["series"], size, _color(mark, row, data))
    for place, mark in enumerate(ends):
        left = place == 0 and (len(ends) > 1 or _is_left(mark, data))
        beside = _reach(size, 0) * 1.2 + GAP
        named = len(data["series"]) == 1 and row["tint"]
        color = "loss" if mark["text"].startswith(MINUS) else "us" if named else "ink"
        canvas.text(
            x(mark["value"]) + (-beside if left else beside), y, mark["text"], size.label,
            color=color, strong=named, align="right" if left else "left", clear=True,
            ground="us_tint" if row["tint"] else "white",
        )  # fmt: skip


def _color(mark: Data, row: Data, data: Data) -> str:
    if mark["series"] == 0 and (len(data["series"]) > 1 or row["tint"]):
        return "us"
    return "market" if len(data["series"]) == 1 else "ink2"


def _draw_shape(canvas: Canvas, at: Point, series: int, size: Size, color: str) -> None:
    shape = shape_of(series)
    canvas.mark(*at, shape, _reach(size, series), color, empty=shape in EMPTY)


def _legend(series: Sequence[str], size: Size) -> list[list[tuple[int, float, str]]]:
    """The legend in lines: series, where its mark's room starts, its name."""
    if len(series) < 2:  # noqa: PLR2004
        return []
    lines: list[list[tuple[int, float, str]]] = [[]]
    at = 0.0
    for place, name in enumerate(series):
        wide = size.label * 1.4 + width_of(name, size.label)
        if lines[-1] and at + wide > size.width:
            lines.append([])
            at = 0.0
        lines[-1].append((place, at, name))
        at += wide + LEGEND_GAP
    return lines


def _draw_legend(
    canvas: Canvas, y: float, line: Sequence[tuple[int, float, str]], size: Size
) -> None:
    for series, at, name in line:
        color = "us" if series == 0 else "ink2"
        _draw_shape(canvas, (at + size.label * 0.55, y), series, size, color)
        canvas.text(at + size.label * 1.4, y, name, size.label, color="ink2")
