"""Outcome of a what-if: the talk's figures at moved terms, from the functions of the brief.

A move prices again only the sides whose contract it changes; the book of claims, Medicare and the
other sides are those of the earlier outcome, which is passed in. Nothing is kept elsewhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from practice_model.briefs.what_if import Control, as_moved, changed_on
from practice_model.quantities import Range, figures, replaced
from practice_model.questions import payer, payer_alternative, payer_costs, payer_market
from practice_model.questions.payer import AtVolume, Column, Prices
from practice_model.questions.payer_alternative import Ground
from practice_model.questions.payer_costs import Costed, SideMargin
from practice_model.questions.payer_range import (
    RangeDraws,
    RangeFigures,
    range_draws,
    range_figures,
)
from practice_model.questions.payer_terms import Payer, contracts_of
from practice_model.questions.payer_walk_away import WalkAway, walk_away
from practice_model.readers.inputs import Loaded
from practice_model.revenue.contract import Contract
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.repricing import reprice
from practice_model.uncertainty import drawn

NOW = "now"
PRICED_ON = ("practice", "medicare_year", "block")
"""Fields of a talk, beside its contracts, on which the book of claims or the yardstick rests."""
PAPER = "paper"  # the part of a contract that prices no line


@dataclass(frozen=True, eq=False)
class Outcome:
    """A talk at some terms: every side's money, what it leaves, next year's volume, the floor.

    groups, next_year: by side other than now. margins: None without costs; ground, floor and room
    (its likely figures, no odds): None without bargaining; market: None without posted rates.
    """

    terms: Payer
    prices: Prices
    costed: Costed | None
    ground: Ground | None
    market: Range | None
    columns: Mapping[str, Column]
    margins: Mapping[str, SideMargin] | None
    groups: Mapping[str, pd.DataFrame]
    next_year: Mapping[str, AtVolume]
    floor: WalkAway | None
    room: RangeFigures | None


def outcome(terms: Payer, tables: MedicareTables) -> Outcome:
    """Return the figures of a talk, everything priced."""
    priced = payer.prices(terms, tables)
    own = payer_costs.costed(terms, priced)
    others = [side for side in priced.sides if side != NOW]
    return _told(
        terms=terms,
        prices=priced,
        costed=own,
        ground=payer_alternative.ground(terms, priced, own),
        market=_market(terms, priced),
        columns=payer.columns(terms, priced),
        groups=_groups(terms, priced, others),
    )


def moved(before: Outcome, terms: Payer) -> Outcome:
    """Return the figures at moved terms, priced anew only where a contract is another one.

    before: the outcome at terms that these were made from (`what_if.changed_on`).
    """
    new, old, last = contracts_of(terms), contracts_of(before.terms), before.terms
    sides = [side for side in new if not _alike(new[side], old[side])]
    same_book = all(getattr(terms, name) is getattr(last, name) for name in PRICED_ON)
    if NOW in sides or not (same_book and _alike(terms.contracts.current, last.contracts.current)):
        return outcome(terms, before.prices.tables)
    own = before.prices
    if not sides:
        return _told(
            terms=terms,
            prices=own,
            costed=before.costed,
            ground=before.ground,
            market=before.market,
            columns=before.columns,
            groups=before.groups,
        )
    fresh = {side: reprice(own.book, new[side], own.tables, own.indicators) for side in sides}
    priced = replace(own, sides={**own.sides, **fresh})
    return _told(
        terms=terms,
        prices=priced,
        costed=_costed(before, terms, priced, sides),
        ground=before.ground,
        market=before.market,
        columns=payer.columns(terms, priced),
        groups={**before.groups, **_groups(terms, priced, sides)},
    )


def idle(start: Outcome, among: Iterable[Control]) -> list[Control]:
    """Return the controls that move no figure of the outcome, at neither of their ends.

    Asked only of controls with a range that change no rate: a rate always may. All are tried at
    once, each with two draws of its own, its low and its high.
    """
    asked = [one for one in among if one.ranged and not _reprices(start, one)]
    places = {one.name: slice(2 * at, 2 * at + 2) for at, one in enumerate(asked)}
    tries: dict[str, Any] = {}
    for one in asked:
        ends = np.full(2 * len(asked), one.start)
        ends[places[one.name]] = one.low, one.high
        tries |= dict.fromkeys(one.figures, ends)
    if not asked:
        return []
    shows = _apart(start, replaced(start.terms, tries), 2 * len(asked))
    return [one for one in asked if not shows[places[one.name]].any() and not _room(start, one)]


def figures_of(given: Outcome) -> dict[str, float]:
    """Return every figure of an outcome by name, to see whether a move shows."""
    records: dict[str, Any] = {**given.columns, "floor": given.floor, "room": given.room}
    records |= {f"left.{side}": one for side, one in (given.margins or {}).items()}
    records |= {f"next.{side}": one for side, one in given.next_year.items()}
    return {
        f"{place}.{name}": float(value)
        for place, record in records.items()
        if record is not None
        for name, value in _values(record).items()
    }


def range_of(
    loaded: Loaded[Payer], given: Outcome, draws: int, seed: int
) -> tuple[RangeFigures | None, RangeDraws | None]:
    """Return where the talk stands with its odds, and the draws of floor, ceiling and room.

    Ranges lie around the figures as moved; the draws are the brief's own for the same seed.
    """
    if given.floor is None:
        return None, None
    unsure: Payer = drawn(as_moved(loaded, given.terms), draws, seed)
    floor = walk_away(unsure, given.columns, given.ground)
    found = range_figures(given.terms, given.columns, given.floor, unsure, floor)
    return found, range_draws(given.columns, unsure, floor)


def _reprices(start: Outcome, one: Control) -> bool:
    """Whether a control changes what any contract pays for a line."""
    terms = changed_on(start.terms, one, one.high if one.high != one.start else one.low)
    new, old = contracts_of(terms), contracts_of(start.terms)
    return not all(_alike(new[side], old[side]) for side in new)


def _apart(start: Outcome, tried: Payer, tries: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which of the tries move a margin, the floor, or the change at next year's volume."""
    floor = walk_away(tried, start.columns, start.ground)
    left = payer_costs.side_margins(start.costed, tried.costing) or {}
    pairs: list[tuple[Any, Any]] = [(floor, start.floor)] if floor is not None else []
    pairs += [(own, (start.margins or {})[side]) for side, own in left.items()]
    pairs += [
        (payer.at_volume(frame, tried.volumes), start.next_year[side])
        for side, frame in start.groups.items()
    ]
    shows = np.zeros(tries, dtype=bool)
    for new, old in pairs:
        known = figures(old)
        for name, (value, _) in figures(new).items():
            shows |= ~np.isclose(value, known[name][0], rtol=1e-9, atol=1e-6)
    return shows


def _room(start: Outcome, one: Control) -> bool:
    """Whether a control that leaves the floor alone moves the room above it."""
    found = (
        range_figures(changed_on(start.terms, one, end), start.columns, start.floor)
        for end in (one.low, one.high)
    )
    return any(room is not None and _values(room) != _values(start.room) for room in found)


def _values(record: Any) -> dict[str, Any]:
    return {name: value for name, (value, _) in figures(record).items()}


def _alike(new: Contract, old: Contract) -> bool:
    """Whether two contracts price every line alike: a move leaves what it does not touch."""
    return all(
        getattr(new, name) is getattr(old, name)
        for name in Contract.__dataclass_fields__
        if name != PAPER
    )


def _told(
    *,
    terms: Payer,
    prices: Prices,
    costed: Costed | None,
    ground: Ground | None,
    market: Range | None,
    columns: Mapping[str, Column],
    groups: Mapping[str, pd.DataFrame],
) -> Outcome:
    floor = walk_away(terms, columns, ground)
    return Outcome(
        terms=terms,
        prices=prices,
        costed=costed,
        ground=ground,
        market=market,
        columns=columns,
        groups=groups,
        margins=payer_costs.side_margins(costed, terms.costing),
        next_year={side: payer.at_volume(frame, terms.volumes) for side, frame in groups.items()},
        floor=floor,
        room=range_figures(terms, columns, floor),
    )


def _market(terms: Payer, priced: Prices) -> Range | None:
    """The posted rates of others on our mix, which no move of ours changes."""
    posted = payer_market.posted_market(terms, priced)
    return payer_market.as_range(payer_market.market_figures(terms, posted))


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
