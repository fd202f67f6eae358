"""What the modifiers of a claim line say, read once for each distinct combination.

A modifier is priced by the engine, known to change nothing, or stops the line with a reason; one
that is found nowhere makes the line invalid, since a misspelled modifier would change the amount
in silence. Sides come from 50, RT and LT.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from practice_model.revenue.medicare_rules import Modifiers

BY_REPORT = ("22", "52", "53")
ASSISTANTS = ("80", "81", "82")
SPLITS = ("54", "55", "56")
FACILITY_ONLY = ("73", "74", "FB", "FC")


class Halt(NamedTuple):
    """Why a line gets no amount: its status and the reason."""

    status: str
    reason: str


@dataclass(frozen=True)
class LineModifiers:
    """The modifiers of a line, in order, and what they say."""

    codes: tuple[str, ...]
    halt: Halt | None
    distinct: bool

    def __contains__(self, code: str) -> bool:
        return code in self.codes

    @property
    def text(self) -> str:
        """The modifiers in a fixed order, so that equal lines are told alike."""
        return " ".join(sorted(self.codes))

    @property
    def component(self) -> str:
        """26, TC, or empty for the whole service."""
        return "26" if "26" in self.codes else "TC" if "TC" in self.codes else ""

    @property
    def side(self) -> str:
        """B for both sides (50, or RT with LT), R, L, or empty."""
        right, left = "RT" in self.codes, "LT" in self.codes
        if "50" in self.codes or (right and left):
            return "B"
        return "R" if right else "L" if left else ""

    @property
    def assistant(self) -> str:
        """AS before 80, 81 and 82, which may stand beside it; empty for the surgeon."""
        found = [code for code in ("AS", *ASSISTANTS) if code in self.codes]
        return found[0] if found else ""

    @property
    def by_report(self) -> str:
        """The first modifier that the contractor prices by report, or empty."""
        return next((code for code in BY_REPORT if code in self.codes), "")

    @property
    def splits(self) -> tuple[str, ...]:
        """The parts of the global package that the line claims."""
        return tuple(code for code in SPLITS if code in self.codes)

    @property
    def facility_only(self) -> str:
        """A modifier that only a facility may write, or empty."""
        return next((code for code in FACILITY_ONLY if code in self.codes), "")


def read_modifiers(text: str, known: Modifiers) -> LineModifiers:
    """Return what a line's modifiers say; separators are spaces, commas, colons or hyphens.

    >>> from practice_model.revenue.medicare_rules import Modifiers
    >>> known = Modifiers(frozenset({"50"}), frozenset(), frozenset(), {}, {})
    >>> read_modifiers("50", known).side
    'B'
    """
    for separator in ",;:-|/":
        text = text.replace(separator, " ")
    codes = tuple(dict.fromkeys(text.upper().split()))
    return LineModifiers(codes, _halt(codes, known), not known.distinct.isdisjoint(codes))


class ModifierColumn:
    """The modifiers of many kinds of line, each distinct combination read once."""

    def __init__(self, column: pd.Series, known: Modifiers) -> None:
        codes, texts = pd.factorize(column)
        self.codes = codes
        self.distinct = [read_modifiers(str(text), known) for text in texts]

    def words(self, read: Callable[[LineModifiers], str]) -> Any:
        """Return for each kind the text that `read` takes from its modifiers."""
        cells = np.empty(len(self.distinct), dtype=object)
        cells[:] = [read(given) for given in self.distinct]
        return cells[self.codes]

    def flags(self, test: Callable[[LineModifiers], object]) -> Any:
        """Return for each kind whether `test` holds for its modifiers."""
        return np.array([bool(test(given)) for given in self.distinct], dtype=bool)[self.codes]

    def has(self, *codes: str) -> Any:
        """Return for each kind whether it carries one of the modifiers."""
        return self.flags(lambda given: any(code in given for code in codes))

    def take(self, chosen: Any) -> "ModifierColumn":
        """Return the modifiers of some of the kinds."""
        made = object.__new__(ModifierColumn)
        made.codes, made.distinct = self.codes[chosen], self.distinct
        return made


def _halt(codes: tuple[str, ...], known: Modifiers) -> Halt | None:
    for code in codes:
        if code in known.not_payable:
            return Halt("not_payable", known.not_payable[code])
        if code in known.not_modeled:
            reason = known.not_modeled[code]
            return Halt("invalid", f"modifier {code} is not modeled: {reason}")
        if code not in known.priced and code not in known.without_effect:
            return Halt("invalid", f"modifier {code!r} is not known; write CMS's two characters")
    if "26" in codes and "TC" in codes:
        return Halt("invalid", "26 and TC together are the whole service: write neither")
    return None
