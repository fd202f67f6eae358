"""Lever basis: what the levers of a payer talk are priced on, and what an ask changes by part.

What a side (the ask, the target) changes in the rates is told apart part by part: the cut of
tests, second procedures, the lesser of charge, and the rates themselves. Parts are changed one
after another, in that order, so that they sum to the side's change against the contract in force.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from practice_model.negotiation.concessions import Grade
from practice_model.quantities import Number, replaced
from practice_model.questions.payer import Prices
from practice_model.questions.payer_costs import Costed
from practice_model.questions.payer_terms import Payer, contracts_of
from practice_model.revenue.contract import Contract, schedules
from practice_model.revenue.repricing import Repriced, reprice
from practice_model.revenue.sums import sums
from practice_model.revenue.term_values import rate_change

PARTS: Final = {
    "tests": "same_day_tests",
    "multiple": "multiple",
    "lesser_of": "lesser_of_charge",
}
"""Parts of a schedule that are levers of their own, in the order in which they are changed."""


class Worth(NamedTuple):
    """What a lever is worth: a year, or once; how sure; why not where it is not priced."""

    yearly: Number | None = None
    once: Number | None = None
    grade: Grade = "none"
    why: str = ""


@dataclass(frozen=True, eq=False)
class Basis:
    """What levers are priced on: the talk, its prices and costs, the side asked or aimed at."""

    talk: Payer
    priced: Prices
    own: Costed | None
    side: str

    @cached_property
    def parts(self) -> Mapping[str, Worth]:
        """What the side's schedule changes a year by part, against the contract in force."""
        return schedule_parts(self.talk, self.priced, self.side)

    @property
    def current(self) -> Contract:
        """The contract in force."""
        return self.talk.contracts.current

    @property
    def asked(self) -> Contract:
        """The contract that the side would make."""
        return contracts_of(self.talk)[self.side]

    @property
    def kept(self) -> Repriced:
        """The book under the contract in force, as it is written."""
        return kept_of(self.priced)

    @property
    def blocks(self) -> list[str]:
        """The blocks of the talk that the book has: fees and drugs, or the center."""
        named = ["professional", "drug"] if self.talk.block == "professional" else ["asc"]
        return [block for block in named if block in sums(self.kept).index]

    @property
    def allowed(self) -> float:
        """Allowed dollars a year of the talk's blocks under the contract in force."""
        return float(sums(self.kept)["allowed"].reindex(self.blocks).sum())


def basis(talk: Payer, priced: Prices, own: Costed | None, side: str) -> Basis:
    """Return what levers are priced on; ValueError for a side that the talk does not have."""
    if side not in priced.sides:
        raise ValueError(f"the talk has no side {side!r}, only {', '.join(priced.sides)}")
    return Basis(talk, priced, own, side)


def schedule_parts(talk: Payer, priced: Prices, side: str) -> dict[str, Worth]:
    """Return what a side changes a year in its block, by part, and in drugs; they sum to the whole.

    Parts that do not change are left out; `rates` is what is left after the others.
    """
    made = {
        name: worth_of_step(step, talk.block) for name, step in steps(talk, priced, side).items()
    }
    return made | _drugs(talk, priced, side)


class Step(NamedTuple):
    """The book before and after one part of a schedule is changed."""

    before: Repriced
    after: Repriced


def steps(talk: Payer, priced: Prices, side: str) -> dict[str, Step]:
    """Return the changes of the block's schedule one after another, by part."""
    current, asked = talk.contracts.current, contracts_of(talk)[side]
    old, new = schedules(current).get(talk.block), schedules(asked).get(talk.block)
    if old is None or new is None:
        return {}
    made: dict[str, Step] = {}
    before, contract = kept_of(priced), current
    for name, field in PARTS.items():
        if differs(getattr(old, field), getattr(new, field)):
            contract = replaced(contract, {f"{talk.block}.{field}": getattr(new, field)})
            after = reprice(priced.book, contract, priced.tables, priced.indicators)
            made[name] = Step(before, after)
            before = after
    then = priced.sides[side]
    lines = (then.kinds["block"] == talk.block).to_numpy()[then.kind]
    if (before.allowed != then.allowed)[lines].any():
        made["rates"] = Step(before, then)
    return made


def worth_of_step(step: Step, block: str, codes: list[str] | None = None) -> Worth:
    """Return what a step brings a year on a block's lines; not priced where a price is missing."""
    try:
        return Worth(yearly=rate_change(step.before, step.after, block, codes), grade="A")
    except ValueError as error:
        return Worth(why=str(error))


def differs(one: object, other: object) -> bool:
    """Return whether two small records of terms say different things.

    >>> differs(None, None), differs(0.5, None)
    (False, True)
    """
    return repr(one) != repr(other)


def kept_of(priced: Prices) -> Repriced:
    """Return the book under the contract in force as it is written, though paid otherwise."""
    return priced.sides.get("kept", priced.sides["now"])


def _drugs(talk: Payer, priced: Prices, side: str) -> dict[str, Worth]:
    kept, then = kept_of(priced), priced.sides[side]
    lines = (then.kinds["block"] == "drug").to_numpy()[then.kind]
    if talk.block != "professional" or not (kept.allowed != then.allowed)[lines].any():
        return {}
    return {"drugs": worth_of_step(Step(kept, then), "drug")}
