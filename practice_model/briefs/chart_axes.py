"""Axes of charts: round steps, the figures that stand on them, and the scale of a ground.

An axis of bars holds zero. An axis of marks starts and ends at a round figure outside its marks,
and both ends are labeled.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from practice_model.briefs.canvas import width_of
from practice_model.briefs.cells import THOUSANDS
from practice_model.briefs.formats import NIL, RATIOS, printed

Data = Mapping[str, Any]
Extent = tuple[float, float]
Mark = tuple[float, str]  # a value of the axis and its text
Want = tuple[float, float, float]  # a value, and the points needed before and after it
Scale = Callable[[float], float]
GRIDLINES = 5
GAP = 4.0  # points between a bar and its figure


def tick_style(style: str, unit: str) -> str:
    """Return the form of the axis figures of a chart whose labels are printed in a style."""
    if style in THOUSANDS:
        return style if style in {"k", "bare_k"} else "thousands"
    if unit in RATIOS:
        return "percent"
    return "bare_signed" if "signed" in style else "bare"


def round_steps(smallest: float) -> Iterator[float]:
    """Yield one, two and five times each power of ten of the smallest step."""
    size = smallest
    while True:
        yield from (size, 2 * size, 5 * size)
        size *= 10


def around_zero(low: float, high: float, smallest: float) -> list[float]:
    """Return the round figures from low to high through zero, at most five.

    >>> around_zero(-21_000, 41_000, 1_000)
    [-20000, 0, 20000, 40000]
    """
    if low == high:
        return [0.0]
    for step in round_steps(smallest):
        first, last = -int(-low // step), int(high // step)
        if last - first + 1 <= GRIDLINES:
            return [round(step * place, 9) for place in range(first, last + 1)]
    raise AssertionError("steps grow without end")


def around(values: Sequence[float], smallest: float) -> list[float]:
    """Return two to five round figures, the first under and the last over all values.

    >>> around([0.745, 1.284], 0.01), around([3.0], 1.0)
    ([0.6, 0.8, 1.0, 1.2, 1.4], [3.0, 4.0])
    """
    low, high = min(values), max(values)
    for step in round_steps(smallest):
        first, last = int(low // step), -int(-high // step)
        last += last == first
        if last - first + 1 <= GRIDLINES:
            return [round(step * place, 9) for place in range(first, last + 1)]
    raise AssertionError("steps grow without end")


def told(values: Sequence[float], data: Data) -> list[Mark]:
    """Return axis values with their texts."""
    texts = [printed(value, data["unit"], data["tick_style"]) for value in values]
    return [
        (value, "0" if text == NIL else text) for value, text in zip(values, texts, strict=True)
    ]


def fit(wants: Sequence[Want], ground: Extent) -> Scale:
    """Return the widest scale on which every value has its room inside the ground.

    >>> x = fit([(0, 10, 0), (100, 0, 20)], (0, 230))
    >>> x(0), x(100)
    (10.0, 210.0)
    """
    left, right = ground
    low = min(value for value, _, _ in wants)
    pairs = [(one, other) for one in wants for other in wants if other[0] > one[0]]
    per_point = min(
        ((right - left - one[1] - other[2]) / (other[0] - one[0]) for one, other in pairs),
        default=0.0,
    )
    per_point = max(per_point, 0.0)
    start = max(left + before - (value - low) * per_point for value, before, _ in wants)
    return lambda value: start + (value - low) * per_point


def aside(wants: Sequence[Want]) -> float:
    """Return the points that the widest label takes on either side, in all."""
    return max(before for _, before, _ in wants) + max(after for _, _, after in wants)


def tick_wants(marks: Sequence[Mark], size: float) -> list[Want]:
    """Return the room that the figures at both ends of an axis need."""
    ends = (marks[0], marks[-1])
    return [(value, width_of(text, size) / 2, width_of(text, size) / 2) for value, text in ends]


def from_zero(marks: Sequence[Mark], x: Scale, size: float, width: float) -> Sequence[Mark]:
    """Every n-th axis figure from zero, for the smallest n whose figures stand apart and inside."""
    zero = next(at for at, (value, _) in enumerate(marks) if value == 0)
    for every in range(1, len(marks)):
        chosen = [mark for at, mark in enumerate(marks) if (at - zero) % every == 0]
        if _stand_apart(chosen, x, size, width):
            return chosen
    return [marks[zero]]


def from_end_to_end(marks: Sequence[Mark], x: Scale, size: float, width: float) -> Sequence[Mark]:
    """Both end figures, and as many evenly spaced ones between them as stand apart."""
    last = len(marks) - 1
    for every in (every for every in range(1, last + 1) if last % every == 0):
        if _stand_apart(marks[::every], x, size, width):
            return marks[::every]
    return [marks[0], marks[-1]]


def _stand_apart(marks: Sequence[Mark], x: Scale, size: float, width: float) -> bool:
    free = 0.0  # the sheet is free from here on
    for value, text in marks:
        half = width_of(text, size) / 2
        if x(value) - half < free - 0.01:
            return False
        free = x(value) + half + 2 * GAP
    return free <= width + 2 * GAP + 0.01
