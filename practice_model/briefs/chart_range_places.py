"""Places of the words in a lane: beside their marks, else over and under them, else nowhere.

Of all ways to set them, the one is taken that moves the fewest words off their marks. What finds
no room is told by None: the chart then gives every mark a row of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

from practice_model.briefs import chart_labels
from practice_model.briefs.canvas import width_of
from practice_model.briefs.chart_axes import GAP, Extent, Scale
from practice_model.briefs.chart_labels import APART, Box
from practice_model.briefs.chart_marks import extent_of, words_color
from practice_model.briefs.range_data import ACROSS
from practice_model.briefs.style import Size

Data = Mapping[str, Any]
MOST_LABELS = 9  # in a lane, beyond which every mark has a row of its own
LOWER = {"floor"}  # kinds whose words stand under their lane
LEFT = {"offer", "batna", "floor"}  # kinds whose words stand left of their mark, in one line
COST_OF_LEADER, COST_OF_SIDE = 100.0, 60.0  # points of moving that each is worth
COST_OF_CROSSING = 2  # turned labels that a label over a line is worth


@dataclass(frozen=True)
class Label:
    """Words at a mark: its middle and its edges, and on which sides the words may stand."""

    text: str
    wide: float
    anchor: float
    mark: Extent
    color: str
    lower: bool = False
    left: bool = False
    tied: bool = True
    strong: bool = True


@dataclass(frozen=True)
class Placed:
    """Words in their place: over (-1), under (1) or beside (0) their mark."""

    label: Label
    side: int
    middle: float

    @property
    def box(self) -> Box:
        """Where the words stand from left to right."""
        return Box(self.middle - self.label.wide / 2, self.middle + self.label.wide / 2, 0, 1)

    @property
    def far(self) -> bool:
        """Whether the words moved off their mark."""
        half = self.label.wide / 2 - GAP / 2
        return self.side != 0 and self.label.tied and abs(self.middle - self.label.anchor) > half


def standing(lane: Data) -> list[Data]:
    """Return the marks whose words stand in their lane; lines have theirs over all lanes."""
    return [mark for mark in lane["marks"] if mark["kind"] not in ACROSS or mark["at"] is None]


def lines_of(data: Data) -> list[Data]:
    """Return the lines over all lanes, from left to right; one without a figure is none."""
    marks = [mark for lane in data["lanes"] for mark in lane["marks"]]
    lines = [mark for mark in marks if mark["kind"] in ACROSS and mark["at"] is not None]
    return sorted(lines, key=lambda mark: mark["at"])


def placed_in(
    marks: Sequence[Data], x: Scale, ground: Extent, size: Size, lines: Sequence[float]
) -> list[Placed] | None:
    """Return the words of a lane in their places; None where there is no room.

    lines: where upright lines cross the lane, which words beside their marks rather avoid.
    """
    inside = _inside_band(marks, x, size)
    if inside is not None:
        return inside
    if len(marks) > MOST_LABELS:
        return None
    labels = [_label(mark, x, ground, size) for mark in marks]
    edges = [extent_of(mark, x, size) for mark in marks if mark["at"] is not None]
    if edges and marks[0]["lane"] == "us":
        return _over_and_under(labels, ground)
    return _beside(labels, edges, ground, lines) or _over_and_under(labels, ground)


def over_all(data: Data, x: Scale, size: Size) -> list[Placed] | None:
    """Return the words of the lines over all lanes, each right or left of its line.

    Where that finds no room they are set side by side and tied; None where the sheet is too narrow.
    """
    labels = []
    for mark in lines_of(data):
        at, strong = x(mark["at"]), mark["kind"] == "now"
        wide = width_of(mark["text"], size.label, strong=strong)
        labels.append(Label(mark["text"], wide, at, (at, at), words_color(mark), strong=strong))
    for ways in product((1, -1), repeat=len(labels)):
        placed = [
            Placed(label, 0, label.anchor + way * (GAP + label.wide / 2))
            for label, way in zip(labels, ways, strict=True)
        ]
        boxes = [one.box for one in placed]
        apart = all(one.right + APART <= other.left for one, other in pairwise(boxes))
        if apart and all(box.left >= 1 and box.right <= size.width - 1 for box in boxes):
            return placed
    return _side_by_side(labels, -1, (1.0, size.width - 1))


def _label(mark: Data, x: Scale, ground: Extent, size: Size) -> Label:
    """The words of a mark; of one without a figure, at an edge of the lane."""
    known, left = mark["at"] is not None, mark["kind"] in LEFT
    at = ground[0] if left or mark["kind"] == "market" else ground[1]
    return Label(
        mark["text"],
        width_of(mark["text"], size.label, strong=known),
        x(mark["at"]) if known else at,
        extent_of(mark, x, size) if known else (at, at),
        words_color(mark),
        lower=mark["kind"] in LOWER,
        left=left if known else at == ground[1],
        tied=known,
        strong=known,
    )


def _inside_band(marks: Sequence[Data], x: Scale, size: Size) -> list[Placed] | None:
    """The words of a lone band inside it, where its ends and its middle all find room."""
    if len(marks) != 1 or "ends" not in marks[0]:
        return None
    (mark,) = marks
    low, middle, high = x(mark["low"]), x(mark["at"]), x(mark["high"])
    start, end = (width_of(text, size.label) for text in mark["ends"])
    made = [
        Placed(Label(mark["ends"][0], start, low, (low, low), "ink2", tied=False, strong=False), 0,
               low + GAP + start / 2),
        Placed(Label(mark["ends"][1], end, high, (high, high), "ink2", tied=False, strong=False), 0,
               high - GAP - end / 2),
    ]  # fmt: skip
    bar = []
    if mark["inner"]:
        wide = width_of(mark["inner"], size.label, strong=True)
        label = Label(mark["inner"], wide, middle, (middle, middle), "ink2")
        made.append(Placed(label, 0, middle + GAP + 1 + wide / 2))
        bar = [Box(middle - GAP, middle + GAP, 0, 1)]
    boxes = [one.box for one in made]
    free = chart_labels.stand_apart(boxes, APART) and chart_labels.stand_apart([*boxes, *bar])
    return made if free else None


def _beside(
    labels: Sequence[Label], edges: Sequence[Extent], ground: Extent, lines: Sequence[float]
) -> list[Placed] | None:
    """Words left or right of their marks, crossing as few lines as may be; None for no room."""
    best: tuple[int, list[Placed]] | None = None
    marks = [Box(left, right, 0, 1) for left, right in edges]
    for ways in product((False, True), repeat=len(labels)):
        placed = [
            _at_side(label, label.left != (turned and label.tied))
            for label, turned in zip(labels, ways, strict=True)
        ]
        boxes = [one.box for one in placed]
        free = (
            chart_labels.stand_apart(boxes, APART)
            and not any(box.touches(mark, 1) for box in boxes for mark in marks)
            and all(ground[0] <= box.left and box.right <= ground[1] for box in boxes)
        )
        crossed = sum(box.left - 2 < line < box.right + 2 for box in boxes for line in lines)
        cost = sum(ways) + COST_OF_CROSSING * crossed
        if free and (best is None or cost < best[0]):
            best = cost, placed
    return best[1] if best else None


def _at_side(label: Label, left: bool) -> Placed:
    """Words left or right of their mark."""
    away = label.wide / 2 + (GAP if label.tied else 0.0)
    return Placed(label, 0, label.mark[0] - away if left else label.mark[1] + away)


def _over_and_under(labels: Sequence[Label], ground: Extent) -> list[Placed] | None:
    """Words over and under their lane, as few moved off their marks as may be; None for no room."""
    best: tuple[float, list[Placed]] | None = None
    for ways in product((False, True), repeat=len(labels)):
        lower = [label.lower != turned for label, turned in zip(labels, ways, strict=True)]
        over = [label for label, under in zip(labels, lower, strict=True) if not under]
        under = [label for label, under in zip(labels, lower, strict=True) if under]
        rows = _side_by_side(over, -1, ground), _side_by_side(under, 1, ground)
        if rows[0] is None or rows[1] is None:
            continue
        placed = [*rows[0], *rows[1]]
        moved = sum(abs(one.middle - one.label.anchor) for one in placed if one.label.tied)
        cost = COST_OF_LEADER * sum(one.far for one in placed) + COST_OF_SIDE * sum(ways) + moved
        if best is None or cost < best[0]:
            best = cost, placed
    return best[1] if best else None


def _side_by_side(labels: Sequence[Label], side: int, along: Extent) -> list[Placed] | None:
    """Words on one line, moved as little as may be so that none touches another."""
    order = sorted(labels, key=lambda label: label.anchor)
    wide = [label.wide for label in order]
    middles = chart_labels.apart([label.anchor for label in order], wide, along)
    if middles is None:
        return None
    return [Placed(label, side, middle) for label, middle in zip(order, middles, strict=True)]
