"""Tornado: what each input alone does to an outcome, from the plan's line to both sides.

Worse is red and left of the plan, better blue and right; the input's own values stand at the
ends of the bars, widest first. A side that an input does not move says "none".
"""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

from practice_model.briefs import chart_axes, chart_rows
from practice_model.briefs.canvas import Canvas, width_of
from practice_model.briefs.chart_axes import GAP, Mark, Want
from practice_model.briefs.chart_bars import BAR_SHARE
from practice_model.briefs.chart_rows import Sheet
from practice_model.briefs.style import Size

Data = Mapping[str, Any]
SIDES = ("worse", "better")
NONE = "none"


def ticks(data: Data) -> list[Mark]:
    """Return the axis figures and their texts, the first under and the last over all bars."""
    values = [data["plan"]["value"]]
    values += [side["value"] for row in data["rows"] for side in _sides(row) if side]
    return chart_axes.told(chart_axes.around(values, data["scale"]), data)


def texts(data: Data) -> list[str]:
    """Return every text that the chart shows at its largest."""
    told = [*chart_rows.texts(data), data["plan"]["text"]]
    told += [side["text"] if side else NONE for row in data["rows"] for side in _sides(row)]
    return [*told, *(text for _, text in ticks(data))]


def figure_of(data: Data, size: Size) -> Figure:
    """Return the drawn chart."""
    marks = ticks(data)
    wants = _wants(data, marks, size)
    labels, crossing = chart_axes.aside(wants), data["plan"]["text"]
    plan = chart_rows.planned(data, size, labels=labels, crossing=crossing)
    x = chart_axes.fit(wants, plan.ground)
    canvas = Canvas(size.width, plan.foot + 2.2 * size.small)
    chart_rows.draw_rules(canvas, plan, data)
    figures = chart_axes.from_end_to_end(marks, x, size.small, size.width)
    chart_rows.draw_axis(canvas, plan, x, marks, figures)
    chart_rows.draw_heads(canvas, plan, data)
    if marks[0][0] <= 0 <= marks[-1][0]:
        canvas.line((x(0.0), plan.top), (x(0.0), plan.foot), "ink", 0.7, above=True)
    sheet = Sheet(canvas, plan, x)
    for at, row in enumerate(data["rows"]):
        chart_rows.draw_names(canvas, plan, at)
        _draw_sides(sheet, at, row, data["plan"]["value"])
    chart_rows.draw_crossing(canvas, plan, x(data["plan"]["value"]), dotted=False)
    return canvas.figure


def _sides(row: Data) -> list[Data | None]:
    return [row[side] for side in SIDES]


def _wants(data: Data, marks: Sequence[Mark], size: Size) -> list[Want]:
    made = chart_axes.tick_wants(marks, size.small)
    for row in data["rows"]:
        for at, side in enumerate(_sides(row)):
            room = width_of(side["text"] if side else NONE, size.label) + GAP + 1
            value = side["value"] if side else data["plan"]["value"]
            made.append((value, 0.0, room) if at else (value, room, 0.0))
    return made


def _draw_sides(sheet: Sheet, at: int, row: Data, planned: float) -> None:
    canvas, x = sheet.canvas, sheet.x
    y, size = sheet.plan.middle(at), sheet.plan.size
    for better, side in enumerate(_sides(row)):
        end = x(side["value"]) if side else x(planned)
        if side:
            color = "us_mid" if better else "loss"
            canvas.bar(x(planned), end, y, size.row * BAR_SHARE, color)
        words = "ink3" if not side else "us" if better else "loss"
        canvas.text(
            end + (GAP if better else -GAP), y, side["text"] if side else NONE, size.label,
            color=words, align="left" if better else "right", clear=True,
        )  # fmt: skip
