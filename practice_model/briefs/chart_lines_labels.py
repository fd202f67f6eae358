"""Places for the words of marks on lines: near their dot, off the lines, off each other.

Every place around a dot is weighed: what it covers, how far it is from its dot, what its leader
runs over. Words that find no place go under the chart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

import numpy as np
from matplotlib.path import Path

from practice_model.briefs.canvas import HALO, LEADING, Point, width_of, wrapped
from practice_model.briefs.chart_axes import Extent
from practice_model.briefs.chart_labels import Box
from practice_model.briefs.style import Size

DOT = 0.4  # of the label's size
FINE = 2.0  # points between two samples of a line
SHARES = (1.0, 0.5, 0.34)  # of the ground's width, for words in one or more lines
STEPS = (0.0, 0.5, 1.0, 1.6, 2.3, 3.1, 4.0, 5.0, 6.2, 7.5)  # lines between a dot and its words
TIED_FROM = 1.2  # lines away, from which on words are tied to their dot
FAR = 0.25  # what a point of distance costs
BREAK = 4.0  # what a further line of words costs
OVER = 1.5  # what a leader costs for a sample of a line that it runs over
ROOM = 1.0  # points between words and other things
Sample = tuple[np.ndarray, float]  # a line as points near each other, and what it costs


@dataclass(frozen=True)
class Stroke:
    """A drawn line, and what it costs words to stand on it."""

    points: Sequence[Point]
    cost: float


@dataclass(frozen=True)
class Words:
    """Words of a dot: what they say, where it is, the dot's color and the words' own."""

    says: str
    at: Point
    color: str
    ink: str
    strong: bool


@dataclass(frozen=True)
class Place:
    """Where words stand: in lines, their box, their side, the leader, and what is under them."""

    words: Words
    told: str
    box: Box
    align: str
    tie: tuple[Point, Point] | None
    ground: str = "white"

    @property
    def x(self) -> float:
        """The x from which the words are set."""
        middle = (self.box.left + self.box.right) / 2
        return {"left": self.box.left, "right": self.box.right, "center": middle}[self.align]


@dataclass(frozen=True)
class Field:
    """The ground of the words: its edges, the lines and dots on it, the areas by their shade."""

    sides: Extent
    along: Extent
    strokes: Sequence[Stroke]
    dots: Sequence[Point]
    areas: Sequence[tuple[str, Sequence[Sequence[Point]]]]


def placed(field: Field, words: Sequence[Words], size: Size) -> tuple[list[Place], list[Words]]:
    """Return the words with a place on the ground, in turn, and those that found none."""
    samples = [(_fine(stroke.points), stroke.cost) for stroke in field.strokes]
    reach = size.label * DOT + 0.7
    taken = [Box(x - reach, x + reach, y - reach, y + reach) for x, y in field.dots]
    made: list[Place] = []
    left_over: list[Words] = []
    for one in words:
        best: tuple[float, Place] | None = None
        for place in _around(one, size, field.sides):
            box = place.box
            if not _inside(box, field) or any(box.touches(other, ROOM) for other in taken):
                continue
            most = best[0] if best else float("inf")
            cost = _cost(place, samples, made, most)
            if cost < most:
                best = (cost, place)
        if best is None:
            left_over.append(one)
            continue
        place = best[1]
        made.append(Place(one, place.told, place.box, place.align, place.tie,
                          _ground(place.box, field)))  # fmt: skip
        taken.append(place.box)
    return made, left_over


def _inside(box: Box, field: Field) -> bool:
    return (
        field.sides[0] + 1 <= box.left and box.right <= field.sides[1] + 2
        and field.along[0] - 2 <= box.top and box.foot <= field.along[1] - 1
    )  # fmt: skip


def _around(words: Words, size: Size, sides: Extent) -> Iterator[Place]:
    """Places around a dot: to its right and left, over and under it, near and far."""
    (x, y), line = words.at, size.label * LEADING
    away = size.label * DOT + 3.0
    seen = set()
    for share in SHARES:
        told = wrapped(words.says, (sides[1] - sides[0]) * share, size.label, strong=words.strong)
        if told in seen:
            continue
        seen.add(told)
        wide = width_of(told, size.label, strong=words.strong)
        half = len(told.split("\n")) * line / 2
        for step in STEPS:
            for up in dict.fromkeys((-1, 1)):
                middle = y + up * step * line
                top, foot = middle - half, middle + half
                for align, left in (("left", x + away), ("right", x - away - wide)):
                    box = Box(left, left + wide, top, foot)
                    yield Place(words, told, box, align, _tie((x, y), box, line))
                middle = y + up * (away + half + step * line)
                top, foot = middle - half, middle + half
                for share_left in (0.5, 0.25, 0.75, 0.0, 1.0):
                    left = x - wide * share_left
                    box = Box(left, left + wide, top, foot)
                    yield Place(words, told, box, "left", _tie((x, y), box, line))


def _tie(at: Point, box: Box, line: float) -> tuple[Point, Point] | None:
    """The line from a dot to the nearest edge of its words, where they stand away from it."""
    to = (min(max(at[0], box.left), box.right), min(max(at[1], box.top), box.foot))
    away = hypot(to[0] - at[0], to[1] - at[1])
    return (at, to) if away > TIED_FROM * line else None


def _cost(place: Place, samples: Sequence[Sample], others: Sequence[Place], most: float) -> float:
    """What a place costs: its distance, what its words and its leader cover; no more than asked.

    most: the cost from which on a place is not wanted, so that the rest need not be counted.
    """
    box, (x, y) = place.box, place.words.at
    to = (min(max(x, box.left), box.right), min(max(y, box.top), box.foot))
    cost = FAR * hypot(to[0] - x, to[1] - y) + BREAK * place.told.count("\n")
    cost += FAR * 0.1 * abs((box.left + box.right) / 2 - x)
    for points, weight in samples:
        if cost >= most:
            return cost
        cost += weight * bool(_inside_of(points, box).any())
    if place.tie and cost < most:
        leader = _fine(place.tie)
        leader = leader[np.hypot(leader[:, 0] - x, leader[:, 1] - y) > 2 * FINE]
        held = Box(min(x, to[0]), max(x, to[0]), min(y, to[1]), max(y, to[1]))
        for points, _ in samples:
            near = points[_inside_of(points, held)]
            met = np.abs(leader[:, None, :] - near[None, :, :]).max(axis=2) < FINE / 2
            cost += OVER * float(met.any(axis=1).sum())
        cost += 1_000.0 * sum(_inside_of(leader, other.box).any() for other in others)
    return cost


def _inside_of(points: np.ndarray, box: Box) -> np.ndarray:
    """Which points are in a box or its halo."""
    across, along = points[:, 0], points[:, 1]
    inside: np.ndarray = (
        (across > box.left - HALO) & (across < box.right + HALO)
        & (along > box.top - HALO) & (along < box.foot + HALO)
    )  # fmt: skip
    return inside


def _fine(points: Sequence[Point]) -> np.ndarray:
    """A line as points so near each other that no word fits between two."""
    made = [np.asarray(points[:1], dtype=float)]
    for start, end in pairwise(points):
        count = int(np.hypot(end[0] - start[0], end[1] - start[1]) / FINE) + 1
        made.append(np.linspace(start, end, count + 1)[1:])
    return np.concatenate(made)


def _ground(box: Box, field: Field) -> str:
    """The shade under words that stand wholly in one; white where they stand on more."""
    edges = [(x, y) for x in np.linspace(box.left - HALO, box.right + HALO, 15)
             for y in (box.top - HALO, box.foot + HALO)]  # fmt: skip
    shade = "white"
    for name, areas in field.areas:
        held = sum(int(Path(area).contains_points(edges).sum()) for area in areas)
        if held == len(edges):
            shade = name
        elif held:
            return "white"
    return shade
