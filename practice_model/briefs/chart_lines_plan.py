"""The plan of lines over time: their axes, and where a month and a value stand on the sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from practice_model.briefs import chart_axes
from practice_model.briefs.canvas import Point
from practice_model.briefs.chart_axes import GRIDLINES, Extent, Mark, Scale
from practice_model.briefs.style import Size

Data = Mapping[str, Any]
MOST_STEPS = 13  # labels of the x axis
TWELVES, TENS = (1, 3, 12, 24, 36, 60, 120), (1, 2, 5, 10, 20, 50, 100, 200, 500)


def ticks(data: Data) -> list[Mark]:
    """Return the figures of the upright axis: round ones from zero, inside all values."""
    low, high = extent_of(data)
    for step in chart_axes.round_steps(data["scale"]):
        first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
        if last - first <= GRIDLINES:  # zero has a line of its own
            break
    if first == last:
        first, last = (first - 1, last) if -low > high else (first, last + 1)
    return chart_axes.told([round(step * at, 9) for at in range(first, last + 1)], data)


def x_ticks(data: Data) -> list[Mark]:
    """Return the months or years that the axis may name: its ends, and round ones between."""
    told = dict(zip(data["x"], data["x_texts"], strict=True))
    first, last = data["x"][0], data["x"][-1]
    for step in TWELVES if "month" in data["x_head"].lower() else TENS:
        if (last - first) / step < MOST_STEPS:
            break
    chosen = [x for x in data["x"] if x in {first, last} or x % step == 0]
    return [(x, told[x]) for x in chosen]


def extent_of(data: Data) -> Extent:
    """The lowest and the highest value of all lines and bands, zero among them."""
    held = [line["values"] for line in data["lines"]]
    held += [band[edge] for band in data["bands"] for edge in ("low", "high")]
    values = [value for one in held for value in one if value is not None]
    return min(0.0, *values), max(0.0, *values)


@dataclass(frozen=True)
class Plan:
    """Where things stand: the y of a value, the x of a month, the edges of the ground."""

    data: Data
    size: Size
    x: Scale
    y: Scale
    sides: Extent
    along: Extent

    def runs(self, values: Sequence[float | None]) -> list[list[Point]]:
        """The pieces of a line between its gaps."""
        made: list[list[Point]] = [[]]
        for x, value in zip(self.data["x"], values, strict=True):
            if value is None:
                made.append([])
            else:
                made[-1].append((self.x(x), self.y(value)))
        return [run for run in made if run]

    def end(self, values: Sequence[float | None]) -> Point:
        """The last point of a line."""
        return self.runs(values)[-1][-1]
