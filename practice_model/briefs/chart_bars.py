"""Bars: a bar a row, its figure at the bar's free end.

A waterfall's bars float, each from where the one before it ends; plain bars and those of an
earning ladder all start at zero. The total stands under a rule and starts at zero, or has no bar.
An axis holds zero; a ladder, whose columns tell the figures, shows the zero line alone, and so do
steps, the bridge from one side's figure to another's, whose rows name their own colors.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.figure import Figure

from practice_model.briefs import chart_axes, chart_rows
from practice_model.briefs.canvas import Canvas, width_of
from practice_model.briefs.chart_axes import GAP, Extent, Mark, Scale, Want
from practice_model.briefs.chart_rows import Plan
from practice_model.briefs.formats import MINUS
from practice_model.briefs.style import Size

Data = Mapping[str, Any]
BAR_SHARE = 0.62  # of the row
WORDS = {"us_mid": "us"}  # a color of bars that is too pale for words, and the one of its words


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


@dataclass(frozen=True)
class Look:
    """How a kind of bars looks: where its bars stand, if they are joined, if it has an axis.

    ruled: thin lines lead the eye along the rows, in place of a rule over them.
    """

    extents: Callable[[Data], list[Extent]]
    joined: bool = False
    axis: bool = True
    ruled: bool = False


LOOKS = {
    "waterfall": Look(floating, joined=True),
    "bars": Look(from_zero),
    "ladder": Look(from_zero, axis=False),
    "steps": Look(floating, joined=True, axis=False, ruled=True),
}


def ticks(data: Data, look: Look) -> list[Mark]:
    """Return the axis figures and their texts: round steps through zero, at most five."""
    if not look.axis:
        return []
    ends = [end for extent in _extents(data, look) for end in extent]
    low, high = min(0.0, *ends), max(0.0, *ends)
    style = "thousands" if data["scale"] != 1 else "bare_signed"
    told = {"unit": "USD/year", "tick_style": style, **data}
    return chart_axes.told(chart_axes.around_zero(low, high, data["scale"]), told)


def texts(data: Data, look: Look) -> list[str]:
    """Return every text that the chart shows at its largest."""
    figures = [row["text"] for row in chart_rows.all_rows(data)]
    return [*chart_rows.texts(data), *figures, *(text for _, text in ticks(data, look))]


def figure_of(data: Data, size: Size, look: Look) -> Figure:
    """Return the drawn chart."""
    bars = _bars(data, look)
    wants = _wants(bars, size)
    plan = chart_rows.planned(data, size, labels=chart_axes.aside(wants))
    if look.ruled and not chart_rows.has_heads(plan, data):
        plan = replace(plan, top=1.0)
    x = chart_axes.fit(wants, plan.ground)
    canvas = Canvas(size.width, plan.foot + (2.2 if look.axis else 0.3) * size.small)
    chart_rows.draw_rules(canvas, plan, data, lines=look.ruled)
    marks = ticks(data, look)
    if marks:
        figures = chart_axes.from_zero(marks, x, size.small, size.width)
        chart_rows.draw_axis(canvas, plan, x, marks, figures)
    chart_rows.draw_heads(canvas, plan, data)
    _draw_zero(canvas, plan, x, data)
    for at in range(len(plan.rows)):
        chart_rows.draw_names(canvas, plan, at)
        if at < len(bars):
            _draw_bar(canvas, plan, at, bars[at], x)
    if data["total"] and not _has_bar(data["total"]):
        _tell_total(canvas, plan, x, data)
    if look.joined:
        _join(canvas, plan, x, bars[: len(data["rows"])])
    return canvas.figure


@dataclass(frozen=True)
class Bar:
    """A bar: where it starts and ends, its figure's text, whether the figure is known."""

    extent: Extent
    text: str
    known: bool
    strong: bool
    color: str = ""


def _has_bar(total: Data | None) -> bool:
    return bool(total) and bool((total or {}).get("bar", True))


def _extents(data: Data, look: Look) -> list[Extent]:
    total = [(0.0, float(data["total"]["value"] or 0.0))] if _has_bar(data["total"]) else []
    return [*look.extents(data), *total] or [(0.0, 0.0)]


def _bars(data: Data, look: Look) -> list[Bar]:
    rows = [*data["rows"], *([data["total"]] if _has_bar(data["total"]) else [])]
    return [
        Bar(
            extent, row["text"], row["value"] is not None,
            look.axis or look.ruled or row is data["total"], row.get("color", ""),
        )
        for row, extent in zip(rows, _extents(data, look), strict=False)
    ]  # fmt: skip


def _wants(bars: Sequence[Bar], size: Size) -> list[Want]:
    """The room that every figure needs at its bar's free end, and zero at its line."""
    zero = width_of("0", size.small) / 2  # where all bars lose, zero stands at the right edge
    made = [(0.0, 1.0, zero)]
    for bar in bars:
        start, end = bar.extent
        room = width_of(bar.text, size.label, strong=True) + GAP + 1
        made.append((end, room, 0.0) if _goes_left(bar) else (max(start, end), 0.0, room))
        made.append((start, 0.0, 1.0))
    return made


def _goes_left(bar: Bar) -> bool:
    return bar.text.startswith(MINUS)


def _tell_total(canvas: Canvas, plan: Plan, x: Scale, data: Data) -> None:
    """The figure of a total without a bar, where no column tells it."""
    if data.get("own_column") not in [column.at for column in plan.columns]:
        at, text = len(plan.rows) - 1, data["total"]["text"]
        color = "loss" if text.startswith(MINUS) else "ink"
        wide = width_of(text, plan.size.label, strong=True)
        left = min(x(0.0) + GAP, plan.ground[1] - wide)
        canvas.text(left, plan.middle(at), text, plan.size.label, color=color, strong=True)


def _draw_zero(canvas: Canvas, plan: Plan, x: Scale, data: Data) -> None:
    """The zero line, as far down as there are bars."""
    bare = data["total"] and not _has_bar(data["total"])
    foot = plan.edges(len(plan.rows) - 1)[0] if bare else plan.foot
    canvas.line((x(0.0), plan.top), (x(0.0), foot), "ink", 1.0, above=True)


def _draw_bar(canvas: Canvas, plan: Plan, at: int, bar: Bar, x: Scale) -> None:
    y, size = plan.middle(at), plan.size
    ground = "us_tint" if plan.rows[at].tinted else "white"
    start, end = (x(value) for value in bar.extent)
    if not bar.known:
        draw_missing(canvas, plan, at, start, bar.text)
        return
    color = bar.color or ("loss" if bar.extent[1] < bar.extent[0] else "us_mid")
    canvas.bar(start, end, y, min(size.row, plan.heights[at]) * BAR_SHARE, color)
    moves = any(mark in "123456789" for mark in bar.text)
    words = WORDS.get(color, color) if moves else "ink3"
    left = _goes_left(bar)
    free = end - GAP if left else max(start, end) + GAP
    canvas.text(
        free, y, bar.text, size.label, color=words, strong=bar.strong and moves,
        align="right" if left else "left", clear=True, ground=ground,
    )  # fmt: skip


def draw_missing(canvas: Canvas, plan: Plan, at: int, start: float, text: str) -> None:
    """Draw a row without a figure: its word, then a dashed line."""
    y, size = plan.middle(at), plan.size
    ground = "us_tint" if plan.rows[at].tinted else "white"
    canvas.text(start + GAP, y, text, size.label, color="ink3", clear=True, ground=ground)
    free = start + 2 * GAP + width_of(text, size.label)
    if free < plan.ground[1]:
        canvas.line((free, y), (plan.ground[1], y), "ink3", 0.8, dashed=True)


def _join(canvas: Canvas, plan: Plan, x: Scale, bars: Sequence[Bar]) -> None:
    half = plan.size.row * BAR_SHARE / 2
    for at, bar in enumerate(bars[:-1]):
        end = x(bar.extent[1])
        canvas.line((end, plan.middle(at) + half), (end, plan.middle(at + 1) - half), "ink3", 0.7)
