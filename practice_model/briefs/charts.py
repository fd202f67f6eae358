"""Charts: drawn from brief.json alone, for a printed page, a wide screen and a phone.

A chart computes no figure: every string that it sets comes from its block, and `texts` lists them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from io import StringIO
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from practice_model.briefs import chart_rows
from practice_model.briefs.canvas import misplaced, texts_in
from practice_model.briefs.chart_rows import Data, Extent
from practice_model.briefs.style import SIZES, Size, settings
from practice_model.faults import did_you_mean

Block = Mapping[str, Any]
LONGEST_ALT = 300
ROOM_FOR_COLUMNS = 3.0  # inches; a narrower chart is drawn without its side columns
_EXTENTS: dict[str, Callable[[Data], Sequence[Extent]]] = {
    "waterfall": chart_rows.floating,
    "bars": chart_rows.from_zero,
}
KINDS = tuple(_EXTENTS)


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


def faults_of(block: Block) -> list[str]:
    """Return what is wrong with a chart in any of its sizes, in words; of a good one, nothing.

    Told are text that touches text or a bar or leaves the figure, drawn text that the block does
    not list, a title without a figure, and a text alternative that is too long or the title again.
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


def _extents(block: Block) -> Sequence[Extent]:
    extents: Sequence[Extent] = _known(block["chart"], _EXTENTS, "kind of chart")(block["data"])
    return extents


def _known(name: str, known: Mapping[str, Any], what: str) -> Any:
    if name not in known:
        raise ValueError(f"there is no {what} {name!r}{did_you_mean(name, known)}")
    return known[name]
