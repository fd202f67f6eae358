"""Labels of marks on one line: set apart with the least moving, and lines that make way for them.

A label that had to move away from its mark is tied to it by a thin line, a leader.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from practice_model.briefs.canvas import Canvas
from practice_model.briefs.chart_axes import Extent

LEADER = 0.7  # points wide
APART = 6.0  # points between two labels on one line
CLEAR = 2.0  # points that a line keeps from a label
STUB = 7.0  # points under which a piece of a line between two labels is left out


@dataclass(frozen=True)
class Box:
    """The place of a text: its edges in points."""

    left: float
    right: float
    top: float
    foot: float

    def touches(self, other: "Box", gap: float = 0.0) -> bool:
        """Whether another box is nearer than the gap on both ways."""
        across = min(self.right, other.right) - max(self.left, other.left)
        along = min(self.foot, other.foot) - max(self.top, other.top)
        return across > -gap and along > 0


def apart(
    middles: Sequence[float], widths: Sequence[float], along: Extent, gap: float = APART
) -> list[float] | None:
    """Return the middles moved as little as may be so that no two labels touch; None for no room.

    The middles rise. Labels that touch are set side by side around the mean of their wishes.

    >>> apart([10, 14, 90], [20, 20, 20], (0, 100), 0), apart([10, 14], [20, 20], (0, 30), 0)
    ([10.0, 30.0, 90.0], None)
    """
    if sum(widths) + gap * (len(widths) - 1) > along[1] - along[0]:
        return None
    groups: list[list[int]] = []
    starts: list[float] = []
    for at in range(len(middles)):
        groups.append([at])
        starts.append(_start([at], middles, widths, along, gap))
        while len(groups) > 1 and starts[-2] + _long(groups[-2], widths, gap) + gap > starts[-1]:
            groups[-2:] = [groups[-2] + groups[-1]]
            starts[-2:] = [_start(groups[-1], middles, widths, along, gap)]
    placed: list[float] = []
    for group, start in zip(groups, starts, strict=True):
        left = start
        for at in group:
            placed.append(left + widths[at] / 2)
            left += widths[at] + gap
    return placed


def _long(group: Sequence[int], widths: Sequence[float], gap: float) -> float:
    return sum(widths[at] for at in group) + gap * (len(group) - 1)


def _start(
    group: Sequence[int],
    middles: Sequence[float],
    widths: Sequence[float],
    along: Extent,
    gap: float,
) -> float:
    """Where labels side by side start: the mean of their wishes, inside the room."""
    wishes = []
    left = 0.0
    for at in group:
        wishes.append(middles[at] - widths[at] / 2 - left)
        left += widths[at] + gap
    wished = sum(wishes) / len(wishes)
    return max(min(wished, along[1] - _long(group, widths, gap)), along[0])


def stand_apart(boxes: Iterable[Box], gap: float = 0.0) -> bool:
    """Whether no two boxes touch."""
    return not any(one.touches(other, gap) for one, other in combinations(boxes, 2))


def draw_upright(
    canvas: Canvas,
    place: tuple[float, Extent],
    boxes: Iterable[Box],
    color: str,
    width: float,
    *,
    dashed: bool = False,
    dotted: bool = False,
) -> None:
    """Draw an upright line, at an x from top to foot, that makes way where a text stands on it."""
    x, along = place
    across = [box for box in boxes if box.left - CLEAR < x < box.right + CLEAR]
    top = along[0]
    for box in [*sorted(across, key=lambda box: box.top), Box(x, x, along[1], along[1])]:
        under = min(box.top, along[1])
        if under - top >= STUB:
            canvas.line((x, top), (x, under), color, width, dashed=dashed, dotted=dotted)
        top = max(top, box.foot)
