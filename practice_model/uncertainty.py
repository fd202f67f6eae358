"""Uncertainty: draws and swings of what is not known for sure, one for each origin.

A figure's low and high are its 10th and 90th percentile, its value the 50th. Draws follow the
two-piece normal distribution that has exactly these three percentiles: below the value the normal
distribution that reaches low at its 10th percentile, above it the one that reaches high at its
90th. Tails are cut at the bounds of the figure's unit, which moves no percentile inside them. The
printed figure is always the model at the likely figures; draws give the range and the odds.

Figures that inherit one line of one file are one unknown: they are drawn and swung together. A
figure's draws depend on the seed and on its own origin only, so that two scenarios share the
draws of the figures that they share, and a figure that is added changes no other.

Source: two-piece normal distribution, Wallis, K. F. (2014), "The Two-Piece Normal, Binormal, or
Double Gaussian Distribution", Statistical Science 29(1), here with the median in the middle.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np

from practice_model.quantities import Number, Range, Share, SignedShare, figures, replaced, terms
from practice_model.units import Unit

TENTH = 1.2815515655446004  # the standard normal's 90th percentile
Terms = TypeVar("Terms")
Draws = np.ndarray[Any, np.dtype[np.float64]]


class HasRanges(Protocol):
    """What is drawn: terms whose figures have ranges and origins, as a reader loads them."""

    @property
    def terms(self) -> Any:
        """The record."""

    @property
    def ranges(self) -> Mapping[str, Range]:
        """The figures that have a low and a high."""

    @property
    def origins(self) -> Mapping[str, Any]:
        """Where each figure is written; needs `file` and `place`."""


class Swing(NamedTuple):
    """What one unknown does to a result alone: at its low, and at its high."""

    figures: tuple[str, ...]
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """How far the result moves, in the result's unit."""
        return abs(self.at_high - self.at_low)


@terms
class Odds:
    """How often something holds among the draws, and the standard error of that share."""

    share: Share
    standard_error: SignedShare


def drawn(loaded: HasRanges, draws: int, seed: int) -> Any:
    """Return the terms with an array of draws for every figure that has a range.

    Raises ValueError for fewer than 2 draws.
    """
    if draws < 2:  # noqa: PLR2004 - a range needs two
        raise ValueError(f"draws must be 2 or more, not {draws}")
    units = {name: unit for name, (_, unit) in figures(loaded.terms).items()}
    unknowns = by_origin(loaded)
    changes: dict[str, Draws] = {}
    for origin, names in unknowns.items():
        deviates = _stream(seed, origin).standard_normal(draws)
        for name in names:
            changes[name] = at_deviates(loaded.ranges[name], deviates, units[name])
    return replaced(loaded.terms, changes)


def by_origin(loaded: HasRanges) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the unknowns: by file and place, the figures that rest on it."""
    unknowns: dict[tuple[str, str], tuple[str, ...]] = {}
    for name in loaded.ranges:
        origin = loaded.origins[name]
        key = (str(origin.file), str(origin.place))
        unknowns[key] = (*unknowns.get(key, ()), name)
    return unknowns


def _stream(seed: int, origin: tuple[str, str]) -> np.random.Generator:
    """The random numbers of one unknown: from the seed, the file and the place in it."""
    named = hashlib.sha256("\0".join(origin).encode()).digest()
    return np.random.Generator(np.random.PCG64([seed, int.from_bytes(named[:8], "big")]))


def at_deviates(figure: Range, deviates: Draws, unit: Unit) -> Draws:
    """Return a figure at standard normal deviates, in its unit and inside its bounds.

    >>> at_deviates(Range(90, 100, 130), np.array([-TENTH, 0, TENTH]), Unit("USD")).tolist()
    [90.0, 100.0, 130.0]
    """
    below = (figure.likely - figure.low) / TENTH
    above = (figure.high - figure.likely) / TENTH
    free = figure.likely + deviates * np.where(deviates < 0, below, above)
    cut = np.clip(free, unit.at_least, unit.at_most)
    return np.asarray(np.rint(cut) if unit.integer else cut, dtype=np.float64)


def swings(loaded: HasRanges, result: Callable[[Any], Number]) -> list[Swing]:
    """Return what each unknown does to a result by itself, the widest first.

    result: from terms to one number. All else stays at its likely figure.
    """
    found = []
    for names in by_origin(loaded).values():
        ends = [
            float(result(replaced(loaded.terms, {one: loaded.ranges[one][end] for one in names})))
            for end in (0, 2)
        ]
        found.append(Swing(names, ends[0], ends[1]))
    return sorted(found, key=lambda swing: (-swing.width, swing.figures))


def percentiles(draws: Number, at: tuple[float, float, float] = (10, 50, 90)) -> Range:
    """Return the 10th, 50th and 90th percentile of draws; a plain number is all three.

    Raises ValueError for draws that are no numbers.

    >>> percentiles(np.arange(101.0))
    Range(low=10.0, likely=50.0, high=90.0)
    """
    array = np.asarray(draws, dtype=np.float64)
    if not np.all(np.isfinite(array)):
        missing = int(np.sum(~np.isfinite(array)))
        raise ValueError(f"{missing} of {array.size} draws are no numbers, so no percentile is")
    low, likely, high = np.percentile(array, at)
    return Range(float(low), float(likely), float(high))


def odds(holds: np.ndarray | bool) -> Odds:
    """Return how often a comparison of draws holds, with its standard error.

    >>> odds(np.array([True, True, False, True]))
    Odds(share=0.75, standard_error=0.21650635094610965)
    """
    array = np.atleast_1d(np.asarray(holds))
    if array.dtype != np.bool_ or not array.size:
        raise ValueError(f"odds need true or false for each draw, not {array.dtype}")
    share = float(np.mean(array))
    return Odds(share=share, standard_error=float(np.sqrt(share * (1 - share) / array.size)))
