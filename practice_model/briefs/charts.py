"""Charts: drawn from brief.json alone, for a printed page, a wide screen and a phone.

A chart computes no figure: every string that it sets comes from its block, and `texts` lists them.
"""

from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from practice_model.briefs import chart_rows
from practice_model.briefs.chart_rows import Data, Extent
from practice_model.briefs.style import SIZES, settings
from practice_model.faults import did_you_mean

Block = Mapping[str, Any]
_EXTENTS: dict[str, Callable[[Data], Sequence[Extent]]] = {
    "waterfall": chart_rows.floating,
    "bars": chart_rows.from_zero,
}
KINDS = tuple(_EXTENTS)


def draw(block: Block, brief: Mapping[str, Any], size: str) -> str:
    """Return a chart as SVG text whose type is text, its width and height in points.

    size: print, desktop or phone. The same block gives the same bytes.
    """
    salt = f"{brief['question']} {brief['scenario']['name']} {block['id']} {size}"
    with rc_context(settings(salt)):
        written = StringIO()
        bare = {"Date": None, "Creator": None, "Format": None, "Type": None}
        figure_of(block, size).savefig(written, format="svg", metadata=bare)
    drawn = written.getvalue()
    return drawn[drawn.index("<svg") :]


def figure_of(block: Block, size: str) -> Figure:
    """Return a chart as a drawn figure; raise ValueError for an unknown kind or size."""
    chosen = _known(size, SIZES, "size")
    extents = _extents(block)
    joined = block["chart"] == "waterfall"
    with rc_context(settings(str(block["id"]))):
        return chart_rows.figure_of(block["data"], extents, chosen, joined=joined)


def texts(block: Block) -> list[str]:
    """Return every text that a chart shows at its largest, axis figures included."""
    data = block["data"]
    rows = [*data["rows"], *([data["total"]] if data["total"] else [])]
    told = [data["columns_head"], *data["columns"], data["head"]]
    for row in rows:
        told += [row["label"], *row["columns"], row["text"]]
    return [text for text in [*told, *tick_labels(block)] if text]


def tick_labels(block: Block) -> list[str]:
    """Return the axis figures of a chart, from low to high."""
    return [text for _, text in chart_rows.ticks(block["data"], _extents(block))]


def _extents(block: Block) -> Sequence[Extent]:
    return _known(block["chart"], _EXTENTS, "kind of chart")(block["data"])


def _known(name: str, known: Mapping[str, Any], what: str) -> Any:
    if name not in known:
        raise ValueError(f"there is no {what} {name!r}{did_you_mean(name, known)}")
    return known[name]
