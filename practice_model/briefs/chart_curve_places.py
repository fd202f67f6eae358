"""Places for the words of a curve: beside their marks, off the line, and off each other.

Words that find no place on the ground go under the chart, each after its mark.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from practice_model.briefs.canvas import LEADING, Point, width_of, wrapped
from practice_model.briefs.chart_axes import GAP, Extent
from practice_model.briefs.chart_labels import Box

STEP = 0.5  # of a line: how far words move up or down to find a place
MOST_STEPS = 24
AWAY = 1.5  # lines from its mark, from which on words are tied to it
CLEAR = 2.5  # points between words and the curve
ROOM = 1.5  # points between words and other things
SHARES = (1.0, 0.5, 0.34)  # of the ground's width, for words in one or more lines
SAMPLES = 24


@dataclass(frozen=True)
class Words:
    """Words to place: a strong line, a plain one after it, and how large they are set."""

    strong: str
    plain: str
    size: float

    def broken(self, room: float) -> "Words":
        """The words in lines no wider than the room where they allow it."""
        return Words(
            wrapped(self.strong, room, self.size, strong=True),
            wrapped(self.plain, room, self.size) if self.plain else "",
            self.size,
        )

    @property
    def wide(self) -> float:
        """The width of the widest line."""
        return max(
            width_of(self.strong, self.size, strong=True),
            width_of(self.plain, self.size) if self.plain else 0.0,
        )

    @property
    def lines(self) -> int:
        """How many lines the words take."""
        return sum(len(text.split("\n")) for text in (self.strong, self.plain) if text)

    @property
    def tall(self) -> float:
        """The height of all lines."""
        return self.lines * self.size * LEADING


@dataclass(frozen=True)
class Place:
    """Where words stand: their box, the side they are set from, the mark to tie them to."""

    words: Words
    box: Box
    align: str
    tied_to: Point | None = None


@dataclass(frozen=True)
class Ground:
    """What words are placed on: its edges, and the height of the curve at an x.

    curve: the y of the line at an x inside `known`, the x that it spans; the upper edge where
    nothing pays.
    """

    sides: Extent
    along: Extent
    curve: Callable[[float], float]
    known: Extent

    def heights(self, left: float, right: float) -> Iterator[float]:
        """The heights of the curve over a stretch, as far as it goes."""
        left, right = max(left, self.known[0]), min(right, self.known[1])
        if left <= right:
            step = (right - left) / SAMPLES
            yield from (self.curve(left + at * step) for at in range(SAMPLES + 1))

    def is_clear(self, box: Box) -> bool:
        """Whether a box is inside the ground and wholly on one side of the curve."""
        inside = (
            self.sides[0] + 1 <= box.left and box.right <= self.sides[1]
            and self.along[0] <= box.top and box.foot <= self.along[1] - 1
        )  # fmt: skip
        stretch = (box.left - CLEAR, box.right + CLEAR)
        return inside and (
            all(box.foot < y - CLEAR for y in self.heights(*stretch)) or self.is_under(box)
        )

    def is_under(self, box: Box) -> bool:
        """Whether a box is on the ground that loses."""
        whole = self.known[0] <= box.left and box.right <= self.known[1]
        stretch = (box.left - CLEAR, box.right + CLEAR)
        return whole and all(
            box.top > y + CLEAR or y <= self.along[0] for y in self.heights(*stretch)
        )


def beside(
    words: Words, mark: Point, reach: float, ground: Ground, taken: Sequence[Box]
) -> Place | None:
    """Return the place nearest to a mark where its words touch nothing; None for no such place."""
    for share in SHARES:
        told = words.broken(share * (ground.sides[1] - ground.sides[0]))
        for place in _around(told, mark, reach):
            free = not any(place.box.touches(other, ROOM) for other in taken)
            if free and ground.is_clear(place.box) and not _crosses(place, taken):
                return place
    return None


def _around(words: Words, mark: Point, reach: float) -> Iterator[Place]:
    """Places around a mark, the nearest first: right, left, over and under it."""
    x, y = mark
    away, wide, half = reach + GAP, words.wide, words.tall / 2
    line = words.size * LEADING
    for at in range(MOST_STEPS):
        for down in dict.fromkeys((-at * STEP * line, at * STEP * line)):
            middle = y + down
            tie = mark if abs(down) - half + line / 2 > AWAY * line else None
            top, foot = middle - half, middle + half
            yield Place(words, Box(x + away, x + away + wide, top, foot), "left", tie)
            yield Place(words, Box(x - away - wide, x - away, top, foot), "right", tie)
            if abs(down) >= half + reach + 1:
                yield Place(words, Box(x - wide / 2, x + wide / 2, top, foot), "center", tie)


def tie_of(place: Place) -> tuple[Point, Point] | None:
    """Return the ends of the line that ties words to their mark; None where they stand at it."""
    if place.tied_to is None:
        return None
    x, y = place.tied_to
    box = place.box
    to = (min(max(x, box.left - 1), box.right + 1), box.top if box.top > y else box.foot)
    return (x, y), to


def _crosses(place: Place, taken: Sequence[Box]) -> bool:
    """Whether the tie of a place runs through words or marks other than its own."""
    tie = tie_of(place)
    if tie is None:
        return False
    (x, y), (to_x, to_y) = tie
    steps = [at / SAMPLES for at in range(1, SAMPLES)]
    points = [(x + part * (to_x - x), y + part * (to_y - y)) for part in steps]
    others = [box for box in taken if not (box.left <= x <= box.right and box.top <= y <= box.foot)]
    return any(
        box.left <= across <= box.right and box.top <= along <= box.foot
        for across, along in points
        for box in others
    )


def under_the_line(words: Words, ground: Ground, taken: Sequence[Box]) -> Place | None:
    """Return the lowest place, left first, where words stand on the ground that loses."""
    for share in SHARES:
        told = words.broken(share * (ground.sides[1] - ground.sides[0]))
        foot = ground.along[1] - 3.0
        while foot - told.tall > ground.along[0]:
            left = ground.sides[0] + GAP
            while left + told.wide <= ground.sides[1]:
                box = Box(left, left + told.wide, foot - told.tall, foot)
                free = not any(box.touches(other, ROOM) for other in taken)
                if free and ground.is_under(box):
                    return Place(told, box, "left")
                left += 8.0
            foot -= 5.0
    return None
