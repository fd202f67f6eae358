"""Asks: what each term that we ask for is worth, one by one in order, alone, and by the unit.

In order, each term is priced with those before it already granted, so that the pieces sum to the
whole ask. Alone is the term by itself on the offer; where terms touch each other the two differ.
One unit (a dollar of money, a month, a point, half a point) is priced on the offer as it stands.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from practice_model.deals.lease import Basis, Option, compared
from practice_model.deals.lease_rent import RentTerms
from practice_model.deals.lease_rent_steps import Escalator, Operating
from practice_model.quantities import Count, SignedUSD, replaced, terms
from practice_model.questions.lease import Side
from practice_model.questions.lease_terms import ASK, basis_of
from practice_model.records import hints

POINT: Final = 0.01
HALF_POINT: Final = 0.005
NAMES: Final = {
    "base": "Base rent",
    "improvement": "Build-out money",
    "free": "Free months",
    "escalator": "Escalator",
    "operating": "Operating costs",
    "lent": "Money lent",
    "term": "Term",
    "deposit": "Deposit",
    "other": "Other terms",
}
WORDS: Final = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
ORDER: Final = tuple(NAMES)
OF_RENT: Final = {
    "base": "base",
    "improvement": "improvement",
    "improvement_at": "improvement",
    "improvement_as": "improvement",
    "other_money": "improvement",
    "free_months": "free",
    "free_from": "free",
    "free_of": "free",
    "escalator": "escalator",
    "operating": "operating",
    "amortized": "lent",
    "amortized_rate": "lent",
    "amortized_months": "lent",
    "months": "term",
}
OF_OPTION: Final = {"deposit": "deposit"}
NOT_ASKED: Final = {"name", "kind", "counterparty", "rent", "own"}


class Piece(NamedTuple):
    """One term of the ask: what it brings in order, and alone, USD in value today."""

    name: str
    worth: Any
    alone: Any


@terms
class AskFigures:
    """What the ask comes to: its priced terms, rights without a price, and the whole."""

    words: str
    terms: Count
    rights: Count
    whole: SignedUSD
    largest: str
    largest_worth: SignedUSD
    in_order: SignedUSD


@terms
class Opening:
    """The term to open with: the first of the ask, inside a sentence, and what it brings."""

    inside: str
    worth: SignedUSD


@terms
class UnitWorths:
    """What one more unit of each term is worth on the offer, USD in value today.

    dollar: of rent a foot and year; money: a dollar a foot of build-out money; month: the next free
    month; point: an escalator one point lower; half_point: growth of operating costs half a point
    lower. None where the offer has no such term.
    """

    dollar: SignedUSD
    money: SignedUSD
    month: SignedUSD | None
    point: SignedUSD | None
    half_point: SignedUSD | None


def pieces(side: Side) -> list[Piece]:
    """Return the terms of the ask in order; empty without an ask.

    The order is that of NAMES with what the ask's own terms change; what they bring sums to what
    the whole ask is worth.
    """
    if side.talk.ask is None:
        return []
    basis = basis_of(side.talk)
    offered, asked = side.options[side.talk.ask.of], side.options[ASK]
    changes = changes_of(offered, asked)
    here, worth = offered, compared(offered, basis)
    whole = worth
    made = []
    for name in ORDER:
        if name not in changes:
            continue
        here = _changed(here, changes[name])
        then = compared(here, basis)
        alone = whole - compared(_changed(offered, changes[name]), basis)
        made.append(Piece(name, worth - then, alone))
        worth = then
    return made


def changes_of(offered: Option, asked: Option) -> dict[str, dict[str, Any]]:
    """Return by term the fields of the offer that the ask changes, as paths with their values."""
    made: dict[str, dict[str, Any]] = {}
    for field in hints(Option):
        if field not in NOT_ASKED and not _same(getattr(offered, field), getattr(asked, field)):
            term = OF_OPTION.get(field, "other")
            made.setdefault(term, {})[field] = getattr(asked, field)
    assert offered.rent is not None
    assert asked.rent is not None
    for field in hints(RentTerms):
        one, other = getattr(offered.rent, field), getattr(asked.rent, field)
        if not _same(one, other):
            made.setdefault(OF_RENT.get(field, "other"), {})[f"rent.{field}"] = other
    return made


def ask_figures(side: Side, made: list[Piece]) -> AskFigures | None:
    """Return what the ask comes to; None without an ask."""
    if side.talk.ask is None:
        return None
    basis = basis_of(side.talk)
    whole = compared(side.options[side.talk.ask.of], basis) - compared(side.options[ASK], basis)
    first = max(made, key=lambda one: float(np.mean(one.worth)), default=None)
    return AskFigures(
        words=WORDS[len(made)] if len(made) < len(WORDS) else str(len(made)),
        terms=float(len(made)),
        rights=float(len(side.talk.ask.rights)),
        whole=whole,
        largest=NAMES[first.name] if first else "",
        largest_worth=first.worth if first else 0.0,
        in_order=sum((one.worth for one in made), start=0.0),
    )


def first_piece(made: list[Piece]) -> Piece | None:
    """Return the first term of the ask that brings us something; None where none does.

    A term of the ask may be worse for us than the offer: given for another one, or left behind
    when the offer changed. Nobody opens a talk with it.
    """
    return next((one for one in made if float(np.mean(one.worth)) > 0), None)


def opening(made: list[Piece]) -> Opening | None:
    """Return the term to open with; None where no priced term of the ask brings us anything."""
    first = first_piece(made)
    return None if first is None else Opening(inside=NAMES[first.name].lower(), worth=first.worth)


def units_of(side: Side) -> UnitWorths | None:
    """Return what one more unit of each term is worth on the offer that stays."""
    return unit_worths(side.options[side.stays], basis_of(side.talk))


def unit_worths(option: Option, basis: Basis) -> UnitWorths | None:
    """Return what one more unit of each term is worth on an option; None for a purchase."""
    rent = option.rent
    if rent is None:
        return None
    now = compared(option, basis)

    def brings(changes: Mapping[str, Any]) -> Any:
        return now - compared(replaced(option, changes), basis)

    free = rent.free_months + rent.free_from + 1
    lower = None if rent.operating is None else _slower(rent.operating, HALF_POINT)
    return UnitWorths(
        dollar=brings({"rent": with_base(rent, -1.0)}) if np.all(rent.base >= 1) else 0.0,
        money=brings({"rent.improvement": rent.improvement + 1}),
        month=brings({"rent.free_months": rent.free_months + 1})
        if np.all(np.asarray(free) <= rent.months)
        else None,
        point=now - compared(option, basis, -POINT) if rent.months > 12 else None,  # noqa: PLR2004
        half_point=None if lower is None else brings({"rent.operating": lower}),
    )


def with_base(rent: RentTerms, change: Any) -> RentTerms:
    """Return a lease whose base rent is higher by a dollar amount a foot, in every named year."""
    changes: dict[str, Any] = {"base": rent.base + change}
    if rent.escalator is not None and rent.escalator.later is not None:
        changes["escalator.later"] = [one + change for one in rent.escalator.later]
    made: RentTerms = replaced(rent, changes)
    return made


def _slower(costs: Operating, step: float) -> Operating:
    """Operating costs whose charged part rises more slowly."""
    ceiling = costs.cap
    if costs.costs == "gross":
        return costs
    growth = costs.growth if ceiling is None else np.minimum(costs.growth, ceiling)
    made: Operating = replaced(costs, {"cap": growth - step})
    return made


def _changed(option: Option, changes: Mapping[str, Any]) -> Option:
    made: Option = replaced(option, changes)
    return made


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, RentTerms | Escalator | Operating) and type(one) is type(other):
        return all(_same(getattr(one, name), getattr(other, name)) for name in hints(type(one)))
    if hasattr(one, "__dataclass_fields__") and type(one) is type(other):
        return all(_same(getattr(one, name), getattr(other, name)) for name in hints(type(one)))
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return bool(np.array_equal(np.asarray(one), np.asarray(other)))
    return bool(one == other)
