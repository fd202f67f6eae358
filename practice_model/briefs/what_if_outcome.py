"""Outcome of a what-if: the talk's figures at moved terms, from the functions of the brief.

A move prices again only the sides whose contract it changes; the book of claims, Medicare and the
other sides are those of the earlier outcome, which is passed in. Nothing is kept elsewhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from practice_model.briefs.what_if import Control, changed
from practice_model.questions import payer, payer_costs
from practice_model.questions.payer import AtVolume, Column, Prices
from practice_model.questions.payer_costs import Costed, SideMargin
from practice_model.questions.payer_terms import Payer, contracts_of
from practice_model.readers.inputs import Loaded
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.repricing import reprice

NOW = "now"
REPRICED = ("contracts", "practice", "medicare_year", "block")
"""Fields of a talk on which the book of claims or the yardstick rests."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """A talk at some terms: every side's money, what it leaves, and what next year's volume does.

    groups, next_year: by side other than now. margins: None without costs.
    """

    terms: Payer
    prices: Prices
    costed: Costed | None
    columns: Mapping[str, Column]
    margins: Mapping[str, SideMargin] | None
    groups: Mapping[str, pd.DataFrame]
    next_year: Mapping[str, AtVolume]


def outcome(terms: Payer, tables: MedicareTables) -> Outcome:
    """Return the figures of a talk, everything priced."""
    priced = payer.prices(terms, tables)
    groups = _groups(terms, priced, _others(priced.sides))
    return _told(terms, priced, payer_costs.costed(terms, priced), groups)


def moved(before: Outcome, terms: Payer) -> Outcome:
    """Return the figures at moved terms, priced anew only where a contract is another one.

    before: the outcome at terms that these were made from (`what_if.changed`).
    """
    if any(getattr(terms, name) is not getattr(before.terms, name) for name in REPRICED):
        return outcome(terms, before.prices.tables)
    new, old = contracts_of(terms), contracts_of(before.terms)
    sides = [side for side in new if new[side] is not old[side]]
    if not sides:
        return _told(terms, before.prices, before.costed, before.groups, before.columns)
    own = before.prices
    fresh = {side: reprice(own.book, new[side], own.tables, own.indicators) for side in sides}
    priced = replace(own, sides={**own.sides, **fresh})
    groups = {**before.groups, **_groups(terms, priced, sides)}
    return _told(terms, priced, _costed(before, terms, priced, sides), groups)


def idle(loaded: Loaded[Payer], start: Outcome, among: Iterable[Control]) -> list[Control]:
    """Return the controls that move no figure of the outcome, at neither of their ends.

    Asked only of controls that change no contract: those of a contract always may.
    """
    return [
        one
        for one in among
        if one.ranged and not any(_shows(loaded, start, one, end) for end in (one.low, one.high))
    ]


def figures_of(given: Outcome) -> list[float | None]:
    """Return every figure of an outcome in a fixed order, to see whether a move shows."""
    records = [*given.columns.values(), *(given.margins or {}).values(), *given.next_year.values()]
    return [value for record in records for value in vars(record).values()]


def _shows(loaded: Loaded[Payer], start: Outcome, one: Control, end: float) -> bool:
    terms = changed(loaded, {one.name: end})
    new, old = contracts_of(terms), contracts_of(start.terms)
    if any(new[side] is not old[side] for side in new):
        return True
    return figures_of(moved(start, terms)) != figures_of(start)


def _told(
    terms: Payer,
    priced: Prices,
    own: Costed | None,
    groups: Mapping[str, pd.DataFrame],
    columns: Mapping[str, Column] | None = None,
) -> Outcome:
    return Outcome(
        terms=terms,
        prices=priced,
        costed=own,
        columns=columns or payer.columns(terms, priced),
        margins=payer_costs.side_margins(own, terms.costing),
        groups=groups,
        next_year={side: payer.at_volume(frame, terms.volumes) for side, frame in groups.items()},
    )


def _others(sides: Iterable[str]) -> list[str]:
    return [side for side in sides if side != NOW]


def _groups(terms: Payer, priced: Prices, sides: Iterable[str]) -> dict[str, pd.DataFrame]:
    return {side: payer.group_changes(terms, priced, side) for side in sides}


def _costed(before: Outcome, terms: Payer, priced: Prices, sides: list[str]) -> Costed | None:
    """The cells of the sides that changed, beside those of the others; the book of costs stays."""
    if before.costed is None:
        return None
    some = replace(priced, sides={side: priced.sides[side] for side in (NOW, *sides)})
    fresh = payer_costs.costed(terms, some)
    if fresh is None:
        return None
    return replace(before.costed, sides={**before.costed.sides, **fresh.sides})
