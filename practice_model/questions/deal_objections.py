"""Objections of the four deals: on what ground their facts stand, and which rows are heard.

A reply may be filled with figures of the deal's model (`deal.`), facts that the scenario states
(`fact.`), and terms of the register of comparables (`comparables.`); nothing else is evidence. A
stated fact must hold by its own grade and age. `stake.` only ranks replies by dollars.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from practice_model.negotiation.stated_facts import AGE, StatedFact
from practice_model.questions import objections
from practice_model.questions.objections import NEVER, Ground, Known, Objection, Reply

TALKS: Final = ("hire", "buy_in", "lease", "equipment")
OWN: Final = 12  # months: own data
REGISTER: Final = 36  # months: after these a comparable is no evidence
DATA: Final = "data.last"
NO_FACTS: Final[Mapping[str, StatedFact]] = {}
NO_STAKES: Final[Mapping[str, float]] = {}
NO_GROUNDS: Final[Mapping[str, Ground]] = {}

DEAL_OBJECTION_PAGE: Final = {"reply": "We say|template"}
DEAL_REHEARSAL_HEADS: Final = {
    "behind": "Behind it|text",
    "reply": "We say|template",
    "at_stake": "At stake, $|bare",
}
AT_STAKE: Final = {"at_stake": "USD"}
"""Units for the column of dollars: `units=AT_STAKE`."""


def library_of(given: Sequence[Mapping[str, Any]]) -> list[Objection]:
    """Return the rows of the deals' library, checked; see `objections.library_of`."""
    return objections.library_of(given, TALKS)


def replies(
    rows: Sequence[Objection],
    known: Known,
    *,
    talk: str,
    as_of: date,
    facts: Mapping[str, StatedFact] | None = None,
    stakes: Mapping[str, float] = NO_STAKES,
    flags: Collection[str] = (),
    never: Collection[str] = NEVER,
    grounds: Mapping[str, Ground] = NO_GROUNDS,
) -> list[Reply]:
    """Return the objections of a deal's talk in the library's order, each with its standing.

    known: facts of the brief by name, the stated ones among them (`brief.figures("fact", facts)`).
    stakes: dollars by the name that a row's `at_stake` gives after `stake.`. never: protected parts
    of names, and words of parts. grounds: where facts stand otherwise than by `grounds_of`.
    Raises ValueError for a talk that no deal has.
    """
    if talk not in TALKS:
        raise ValueError(f"there is no talk {talk!r}; there are {', '.join(TALKS)}")
    held = {**known, **{f"stake.{name}": value for name, value in stakes.items()}}
    own = grounds_of(facts or NO_FACTS, dated=known.get(DATA) is not None)
    return objections.replies(
        rows, held, {**own, **grounds}, talk=talk, as_of=as_of, flags=flags, never=never
    )


def grounds_of(facts: Mapping[str, StatedFact], dated: bool = False) -> dict[str, Ground]:
    """Return where the facts of a deal stand; dated: whether the brief knows its data's last day.

    >>> grounds_of({"wait": StatedFact(days=9, grade="A")})["fact.wait"]
    Ground(grade='A', dated='fact.wait.dated', months=12)
    """
    made = {
        "deal": Ground("A", DATA, OWN) if dated else Ground("A"),
        "comparables": Ground("comparables.*.grade", "comparables.*.oldest", REGISTER),
    }
    for name, fact in facts.items():
        months = AGE[fact.evidence]
        made[f"fact.{name}"] = (
            Ground(fact.grade)
            if months is None
            else Ground(fact.grade, f"fact.{name}.dated", months)
        )
    return made
