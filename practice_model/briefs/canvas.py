"""Canvas: a chart's sheet in points, from the top left corner, where everything has its place.

Text is measured with the face that draws it, so that room for labels is known before they are
set, and whatever still touches or leaves the sheet can be told.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Circle, Polygon, Rectangle
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Bbox

from practice_model.briefs import fonts
from practice_model.briefs.style import COLORS, REGULAR, SEMIBOLD, register_faces

LEADING = 1.22
RENDERERS_DIFFER = 1.03  # a browser or a screen sets the same text so much wider at most
TOUCH = 0.4  # points by which boxes may share an edge
DUST = 1e-6  # points that arithmetic may lose
BAR, MARK = "bar", "mark"
HALO = 1.5  # points of white around text that stands on lines
Point = tuple[float, float]
OUTLINES: Mapping[str, Sequence[Point]] = {  # corners for a mark that reaches one from its middle
    "diamond": ((0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)),
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "triangle": ((0, -1.1), (1.1, 0.9), (-1.1, 0.9)),
    "cross": (
        (-1, -0.55), (-0.55, -1), (0, -0.45), (0.55, -1), (1, -0.55), (0.45, 0),
        (1, 0.55), (0.55, 1), (0, 0.45), (-0.55, 1), (-1, 0.55), (-0.45, 0),
    ),
}  # fmt: skip


class Canvas:
    """A sheet of so many points by so many; y grows downward."""

    def __init__(self, width: float, height: float) -> None:
        register_faces()
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        FigureCanvasAgg(self.figure)
        self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set(xlim=(0, width), ylim=(height, 0))
        self._axes.set_axis_off()

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        color: str = "ink",
        strong: bool = False,
        align: str = "left",
        clear: bool = False,
        ground: str = "white",
    ) -> None:
        """Set text, its lines centered on y as a block; `clear` keeps lines from crossing it.

        ground: the color of what it stands on, for the halo of clear text.
        """
        lines = text.split("\n")
        if clear:
            wide = width_of(text, size, strong=strong)
            left = {"left": x, "center": x - wide / 2, "right": x - wide}[align]
            tall = size * LEADING * (len(lines) - 1) + size
            self.ground(
                (left - HALO, left + wide + HALO), (y - tall / 2 - HALO, y + tall / 2 + HALO),
                ground, over=True,
            )  # fmt: skip
        top = y - (len(lines) - 1) * size * LEADING / 2
        for at, line in enumerate(lines):
            self._axes.text(
                x,
                top + at * size * LEADING,
                line,
                fontsize=size,
                color=COLORS[color],
                fontweight=SEMIBOLD if strong else REGULAR,
                ha=align,
                va="center_baseline",
                parse_math=False,
                zorder=5,
            )

    def ground(self, across: Point, along: Point, color: str, *, over: bool = False) -> None:
        """Fill a rectangle, left to right and top to bottom, behind all else or `over` lines."""
        box = Rectangle(
            (across[0], along[0]), across[1] - across[0], along[1] - along[0],
            facecolor=COLORS[color], edgecolor="none", zorder=4 if over else 0,
        )  # fmt: skip
        self._axes.add_patch(box)

    def bar(self, start: float, end: float, y: float, height: float, color: str) -> None:
        """Draw a bar from one x to another, centered on y."""
        box = Rectangle(
            (min(start, end), y - height / 2), abs(end - start), height,
            facecolor=COLORS[color], edgecolor="none", zorder=2, label=BAR,
        )  # fmt: skip
        self._axes.add_patch(box)

    def outline(
        self, start: float, end: float, y: float, height: float, color: str, *, dashed: bool = False
    ) -> None:
        """Draw an empty bar, its edge inside its size."""
        box = Rectangle(
            (start + 0.5, y - height / 2 + 0.5), max(end - start - 1, 0.0), height - 1,
            facecolor="none", edgecolor=COLORS[color], linewidth=1.0, zorder=3, label=BAR,
            linestyle=(0, (3, 2)) if dashed else "solid",
        )  # fmt: skip
        self._axes.add_patch(box)

    def mark(
        self, x: float, y: float, shape: str, reach: float, color: str, *, empty: bool = False
    ) -> None:
        """Draw a mark of a shape that reaches so many points from its middle."""
        look: dict[str, Any] = {
            "facecolor": COLORS["white" if empty else color],
            "edgecolor": COLORS[color if empty else "white"],
            "linewidth": 1.2 if empty else 0.5,
            "zorder": 4,
            "label": MARK,
        }
        corners = [(x + reach * right, y + reach * down) for right, down in OUTLINES.get(shape, ())]
        self._axes.add_patch(Polygon(corners, **look) if corners else Circle((x, y), reach, **look))

    def path(
        self,
        points: Sequence[Point],
        color: str,
        width: float,
        *,
        dashed: bool = False,
        dash: Sequence[float] = (),
    ) -> None:
        """Draw a line through points; dash: lengths of its strokes and gaps, in line widths."""
        across, along = zip(*points, strict=True)
        lengths = tuple(dash) or ((4, 2) if dashed else ())
        self._axes.plot(
            across, along, color=COLORS[color], linewidth=width, zorder=3,
            linestyle=(0, lengths) if lengths else "solid", solid_capstyle="butt",
        )  # fmt: skip

    def area(self, points: Sequence[Point], color: str) -> None:
        """Fill the area inside points, behind all lines."""
        self._axes.add_patch(Polygon(points, facecolor=COLORS[color], edgecolor="none", zorder=0.5))

    def line(
        self,
        start: Point,
        end: Point,
        color: str,
        width: float,
        *,
        dashed: bool = False,
        dotted: bool = False,
        above: bool = False,
    ) -> None:
        """Draw a straight line; `above` puts it over the bars."""
        (x, y), (to_x, to_y) = start, end
        self._axes.plot(
            [x, to_x], [y, to_y], color=COLORS[color], linewidth=width, zorder=3 if above else 1,
            linestyle=(0, (1, 1.5)) if dotted else (0, (3, 2)) if dashed else "solid",
            solid_capstyle="butt",
        )  # fmt: skip


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, *, strong: bool = False) -> float:
    """Return the width of a text in points; of several lines, the widest."""
    register_faces()
    face = FontProperties(family=fonts.FAMILY, weight=SEMIBOLD if strong else REGULAR, size=size)
    widths = [
        text_to_path.get_text_width_height_descent(line, face, ismath=False)[0]
        for line in text.split("\n")
    ]
    return float(max(widths)) * RENDERERS_DIFFER


def widest(texts: Iterable[str], size: float, *, strong: bool = False) -> float:
    """Return the width of the widest of some texts in points; of none, 0."""
    return max((width_of(text, size, strong=strong) for text in texts), default=0.0)


def wrapped(text: str, room: float, size: float, *, strong: bool = False) -> str:
    """Return the text in lines no wider than the room where its words allow it."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, strong=strong) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def misplaced(figure: Figure) -> list[str]:
    """Return what is wrong with a drawn figure: text that touches a thing or leaves it.

    White text that stands wholly in a bar is the bar's own figure.
    """
    canvas: Any = FigureCanvasAgg(figure)
    renderer = canvas.get_renderer()
    texts = [(text.get_text(), text.get_window_extent(renderer)) for text in _texts(figure)]
    pale = {text.get_text() for text in _texts(figure) if text.get_color() == COLORS["white"]}
    solid = [
        (str(patch.get_label()), patch.get_window_extent())
        for axes in figure.axes
        for patch in axes.patches
        if patch.get_label() in {BAR, MARK} and patch.get_window_extent().width > 0
    ]
    sheet = figure.bbox
    told = [
        f"{text!r} leaves the figure"
        for text, box in texts
        if min(box.x0 - sheet.x0, box.y0 - sheet.y0, sheet.x1 - box.x1, sheet.y1 - box.y1) < -DUST
    ]
    told += [
        f"{one!r} touches {other!r}"
        for (one, box), (other, near) in combinations(texts, 2)
        if _touch(box, near)
    ]
    return told + [
        f"{text!r} touches a {what}"
        for text, box in texts
        for what, extent in solid
        if _touch(box, extent) and not (text in pale and what == BAR and _holds(extent, box))
    ]


def texts_in(figure: Figure) -> list[str]:
    """Return every text that a figure shows."""
    return [text.get_text() for text in _texts(figure)]


def _texts(figure: Figure) -> list[Text]:
    return [text for axes in figure.axes for text in axes.texts if text.get_text().strip()]


def _holds(bar: Bbox, box: Bbox) -> bool:
    """Whether a bar holds a text wholly."""
    return bool(bar.x0 <= box.x0 and box.x1 <= bar.x1 and bar.y0 <= box.y0 and box.y1 <= bar.y1)


def _touch(one: Bbox, other: Bbox) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    along = min(one.y1, other.y1) - max(one.y0, other.y0)
    return bool(across > TOUCH and along > TOUCH)
