"""Ties: an ask and what is given for it, a thing and what stands in for it if they refuse.

Levers of a payer talk and trades of a deal are tied alike.
"""

from collections.abc import Mapping
from typing import Literal, Protocol

Side = Literal["ask", "give", "never"]


class Tied(Protocol):
    """What may be tied to another of its kind: a lever of a payer talk, a trade of a deal."""

    @property
    def side(self) -> Side:
        """Who moves: we ask for it, we give it, or never."""

    @property
    def for_what(self) -> str:
        """The ask that a give is exchanged for."""

    @property
    def instead_of(self) -> str:
        """What it replaces if they refuse that."""


def tie_faults(held: Mapping[str, Tied], where: str) -> list[str]:
    """Return the ties that lead nowhere: a give for what nobody asks, a place that is no lever's.

    where: the field of the record that holds them, for the words.
    """
    told = []
    for name, one in held.items():
        ties: tuple[tuple[str, str, Side], ...] = (
            ("for_what", one.for_what, "ask"),
            ("instead_of", one.instead_of, one.side),
        )
        for field, other, side in ties:
            if not other:
                continue
            if other not in held:
                known = ", ".join(held)
                thing = where.removesuffix("s")
                told.append(f"{where}.{name}.{field}: there is no {thing} {other!r}, only {known}")
            elif held[other].side != side:
                told.append(f"{where}.{name}.{field}: {other!r} is no {side}")
        if one.for_what and one.side != "give":
            told.append(f"{where}.{name}.for_what: only a give is exchanged for something")
    return told
