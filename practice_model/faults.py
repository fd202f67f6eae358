"""Faults: everything that is wrong with what a user gave, told at once.

A fault names the file, the line, the place in it, and says in one sentence what was found,
what was expected and how to mend it. Readers collect faults; the command line prints them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz import fuzz, process

NEAR = 60  # of 100: letters that agree before a name is offered


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to mend: where it is, and a sentence that says what to do.

    `line` 0 means that the fault belongs to the file as a whole, `place` "" to the whole line.
    """

    file: str
    line: int
    place: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return (
            f"{where}: {self.place}: {self.message}" if self.place else f"{where}: {self.message}"
        )


class Faults(Exception):  # noqa: N818 - it is read as "raise Faults"
    """Every fault of a run, raised together.

    >>> print(Faults([Fault("a.yaml", 3, "price", "missing")]))
    1 fault in a.yaml:
      a.yaml:3: price: missing
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(_once(faults)))
        super().__init__(self._told())

    def _told(self) -> str:
        parts = []
        for file, group in groupby(self.faults, key=lambda fault: fault.file):
            told = [f"  {fault}" for fault in group]
            parts.append(f"{len(told)} fault{'s' if len(told) > 1 else ''} in {file}:")
            parts.extend(told)
        return "\n".join(parts)


def _once(faults: Iterable[Fault]) -> Iterable[Fault]:
    """Faults once each: a line that several records inherit is told by its shortest place."""
    kept: dict[tuple[str, int, str, str], Fault] = {}
    for fault in sorted(faults, key=lambda one: (len(one.place), one)):
        name = fault.place.rpartition(".")[2] if fault.line else fault.place
        kept.setdefault((fault.file, fault.line, name, fault.message), fault)
    return kept.values()


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return "; did you mean NAME?" for the nearest known name, or "" where none is near.

    >>> did_you_mean("pirce", ["price", "useful_life"])
    '; did you mean price?'
    """
    near = process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=NEAR)
    return f"; did you mean {near[0]}?" if near else ""
