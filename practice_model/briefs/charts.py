"""Charts: drawn from brief.json alone, for a printed page, a wide screen and a phone.

A chart computes no figure: every string that it sets comes from its block, and `texts` lists them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from io import StringIO
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from practice_model.briefs import (
    chart_bars,
    chart_curve,
    chart_dots,
    chart_dumbbell,
    chart_guard,
    chart_heat,
    chart_lines,
    chart_pairs,
    chart_range,
    chart_timeline,
    chart_tornado,
    chart_trend,
    chart_use,
    chart_values,
)  # fmt: skip
from practice_model.briefs.canvas import misplaced, texts_in
from practice_model.briefs.style import SIZES, Size, settings
from practice_model.faults import did_you_mean

Block = Mapping[str, Any]
LONGEST_ALT = 300
ROOM_FOR_COLUMNS = 3.0  # inches; a narrower chart is drawn without its side columns


@dataclass(frozen=True)
class Kind:
    """A kind of chart: how it is drawn, every text that it may show, its axis figures."""

    figure_of: Callable[[Any, Size], Figure]
    texts: Callable[[Any], list[str]]
    tick_labels: Callable[[Any], list[str]]


def _bars(look: chart_bars.Look) -> Kind:
    return Kind(
        partial(chart_bars.figure_of, look=look),
        partial(chart_bars.texts, look=look),
        lambda data: [text for _, text in chart_bars.ticks(data, look)],
    )


_KINDS = {name: _bars(look) for name, look in chart_bars.LOOKS.items()} | {
    "dots": Kind(
        chart_dots.figure_of,
        chart_dots.texts,
        lambda data: [text for _, text in chart_dots.ticks(data)],
    ),
    "tornado": Kind(
        chart_tornado.figure_of,
        chart_tornado.texts,
        lambda data: [text for _, text in chart_tornado.ticks(data)],
    ),
    "dumbbell": Kind(
        chart_dumbbell.figure_of,
        chart_dumbbell.texts,
        lambda data: [text for _, text in chart_dumbbell.ticks(data)],
    ),
    "range": Kind(
        chart_range.figure_of,
        chart_range.texts,
        lambda data: [text for _, text in chart_range.ticks(data)],
    ),
    "heat": Kind(chart_heat.figure_of, chart_heat.texts, lambda _: []),
    "pairs": Kind(
        chart_pairs.figure_of,
        chart_pairs.texts,
        lambda data: [text for _, text in chart_pairs.ticks(data)],
    ),
    "lines": Kind(chart_lines.figure_of, chart_lines.texts, chart_lines.tick_labels),
    "timeline": Kind(chart_timeline.figure_of, chart_timeline.texts, lambda _: []),
    "blocks": Kind(chart_use.figure_of, chart_use.texts, lambda _: []),
    "curve": Kind(
        chart_curve.figure_of,
        chart_curve.texts,
        lambda data: [
            text for _, text in (*chart_curve.ticks(data), *chart_curve.rate_ticks(data))
        ],
    ),
    "guard": Kind(
        chart_guard.figure_of,
        chart_guard.texts,
        lambda data: [text for _, text in chart_guard.ticks(data)],
    ),
    "values": Kind(
        chart_values.figure_of,
        chart_values.texts,
        lambda data: [text for _, text in chart_values.ticks(data)],
    ),
    "trend": Kind(
        chart_trend.figure_of,
        chart_trend.texts,
        lambda data: [*(text for _, text in chart_trend.ticks(data)), *chart_trend.months(data)],
    ),
}
KINDS = tuple(_KINDS)


def draw(block: Block, brief: Mapping[str, Any], size: str, width: float | None = None) -> str:
    """Return a chart as SVG text whose type is text, its width and height in points.

    size: print, desktop or phone; width: inches, where a page's column gives another than the
    size's own. The same block gives the same bytes.
    """
    salt = f"{brief['question']} {brief['scenario']['name']} {block['id']} {size}"
    with rc_context(settings(salt)):
        written = StringIO()
        bare = {"Date": None, "Creator": None, "Format": None, "Type": None}
        figure_of(block, size, width).savefig(written, format="svg", metadata=bare)
    drawn = written.getvalue()
    return drawn[drawn.index("<svg") :]


def figure_of(block: Block, size: str, width: float | None = None) -> Figure:
    """Return a chart as a drawn figure; raise ValueError for an unknown kind or size."""
    chosen: Size = _known(size, SIZES, "size")
    if width is not None:
        roomy = chosen.side_columns and width >= ROOM_FOR_COLUMNS
        chosen = replace(chosen, width=width * 72, side_columns=roomy)
    with rc_context(settings(str(block["id"]))):
        return _kind(block).figure_of(block["data"], chosen)


def texts(block: Block) -> list[str]:
    """Return every text that a chart shows at its largest, axis figures included."""
    return list(dict.fromkeys(text for text in _kind(block).texts(block["data"]) if text))


def tick_labels(block: Block) -> list[str]:
    """Return the axis figures of a chart, from low to high, and the months of its axis."""
    return _kind(block).tick_labels(block["data"])


def faults_of(block: Block) -> list[str]:
    """Return what is wrong with a chart in any of its sizes, in words; of a good one, nothing.

    Told are text that touches text, a bar or a mark or leaves the figure, drawn text that the
    block does not list, a title without a figure, and a text alternative that is too long or the
    title again.
    """
    told = []
    listed = block["texts"]
    for size in SIZES:
        figure = figure_of(block, size)
        told += [f"{size}: {fault}" for fault in misplaced(figure)]
        told += [
            f"{size}: shows {text!r}, which the brief does not list"
            for text in texts_in(figure)
            if not any(f" {text} " in f" {whole} " for whole in listed)  # a line of a long name
        ]
    if not any("fact" in span for span in block["title"]):
        told.append("the title holds no figure")
    title, alt = ("".join(span["text"] for span in block[part]) for part in ("title", "alt"))
    if not alt or alt == title or len(alt) >= LONGEST_ALT:
        told.append(f"the text alternative must be other words than the title, under {LONGEST_ALT}")
    return told


def _kind(block: Block) -> Kind:
    kind: Kind = _known(block["chart"], _KINDS, "kind of chart")
    return kind


def _known(name: str, known: Mapping[str, Any], what: str) -> Any:
    if name not in known:
        raise ValueError(f"there is no {what} {name!r}{did_you_mean(name, known)}")
    return known[name]
