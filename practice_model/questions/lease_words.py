"""Words of a lease brief: what options are called, which method favors which, how years compare.

Each is a small record, so that sentences can name it.
"""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from practice_model.costs.benchmarks import Benchmark
from practice_model.quantities import Count, Share, USDPerYear, terms
from practice_model.questions.lease import OptionFigures, Side, best_other, others
from practice_model.questions.lease_terms import ASK


@terms
class Names:
    """What the options are called inside sentences.

    stay, other: as things ("the renewal", "the move"); staying, leaving: as deeds ("renewing");
    stay_verb, other_verb: "renew", "move". What ends in _first opens a sentence.
    """

    stay: str
    staying: str
    staying_first: str
    other: str | None
    leaving: str | None
    leaving_first: str | None
    stay_verb: str
    stay_verb_first: str
    other_verb: str | None
    landlord: str
    their_landlord: str | None


@terms
class Methods:
    """Which office a straight line, and which value today, finds cheaper on rent alone."""

    by_line: str
    by_value: str


@terms
class Occupancy:
    """Where the cost of all premises stands against what is published: share of net revenue.

    own: with what stays; asked: with our ask; away: with the best other option. low, high: of the
    published range, of which source. a_point: what a hundredth of net revenue is, USD a year.
    """

    own: Share
    asked: Share | None
    away: Share | None
    low: Share
    high: Share
    published: str
    a_point: USDPerYear


@terms
class Years:
    """In how many lease years the best other option costs more, and from which one on for good."""

    dearer: Count
    cheaper: Count
    since: Count | None
    least: USDPerYear | None
    most: USDPerYear | None


def names(side: Side) -> Names:
    """Return what the options are called inside sentences; two of a kind by their owners."""
    stay, other = side.options[side.stays], best_other(side)
    thing, deed, verb = _called(side, side.stays)
    away = None if other is None else _called(side, other)
    theirs = None if other is None else side.options[other].counterparty or "the other landlord"
    return Names(
        stay=thing,
        staying=deed,
        staying_first=_first(deed),
        other=None if away is None else away[0],
        leaving=None if away is None else away[1],
        leaving_first=None if away is None else _first(away[1]),
        stay_verb=verb,
        stay_verb_first=_first(verb),
        other_verb=None if away is None else away[2],
        landlord=stay.counterparty or "the landlord",
        their_landlord=theirs,
    )


KINDS: Final = {
    "renew": ("the renewal", "renewing", "renew", " with"),
    "move": ("the move", "moving", "move", " to"),
    "own": ("the purchase", "buying", "buy", " of"),
}


def _called(side: Side, name: str) -> tuple[str, str, str]:
    """An option as a thing, as a deed and as a verb; whose it is where two are of one kind."""
    option = side.options[name]
    thing, deed, verb, of = KINDS[option.kind]
    alike = [one for one in (side.stays, *others(side)) if side.options[one].kind == option.kind]
    if len(alike) == 1:
        return thing, deed, verb
    who = option.counterparty or option.name
    plain = option.kind == "own"
    return f"{thing}{of} {who}", f"{deed}{'' if plain else of} {who}", verb


def _first(words: str) -> str:
    return words[:1].upper() + words[1:]


def methods(side: Side, held: Mapping[str, OptionFigures], called: Names) -> Methods | None:
    """Return which office each method finds cheaper on rent alone; None where both agree."""
    other = best_other(side)
    if other is None:
        return None
    one, two = held[side.stays], held[other]
    if one.flat is None or two.flat is None or one.effective is None or two.effective is None:
        return None
    by_line, by_value = two.flat < one.flat, two.effective < one.effective
    if by_line == by_value:
        return None
    named = {True: str(called.other), False: called.stay}
    return Methods(by_line=named[bool(by_line)], by_value=named[bool(by_value)])


def years_of(side: Side, frame: pd.DataFrame) -> Years | None:
    """Return in which lease years the best other option costs more than staying."""
    other = best_other(side)
    if other is None:
        return None
    apart = (frame[other] - frame[side.stays]).dropna()
    dearer = [year for year, gap in apart.items() if gap > 0]
    since = next((year for year in apart.index if all(apart.loc[year:] > 0)), None)
    held = apart.loc[since:] if since is not None else None
    return Years(
        dearer=float(len(dearer)),
        cheaper=float(len(apart) - len(dearer)),
        since=None if since is None else float(since),
        least=None if held is None else float(held.min()),
        most=None if held is None else float(held.max()),
    )


def occupancy(
    side: Side, held: Mapping[str, OptionFigures], revenue: Any, published: Mapping[str, Benchmark]
) -> Occupancy | None:
    """Return where the cost of all premises stands; None where revenue or a range is not known."""
    measure = published.get("occupancy_of_net_revenue")
    ranges = measure.verified if measure else ()
    own = held[side.stays].share_all
    if own is None or not ranges or ranges[0].low is None or ranges[0].high is None:
        return None
    other = best_other(side)
    first = ranges[0]
    return Occupancy(
        own=_share(own),
        asked=_share(held[ASK].share_all) if ASK in held else None,
        away=None if other is None else _share(held[other].share_all),
        low=float(ranges[0].low),
        high=float(ranges[0].high),
        published=first.published,
        a_point=float(revenue) / 100,
    )


def _share(given: Any) -> float:
    return min(max(float(given), 0.0), 1.0)
