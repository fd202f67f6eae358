"""Words of a lease brief: what options are called, which method favors which, how years compare.

Each is a small record, so that sentences can name it.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from practice_model.costs.benchmarks import Benchmark
from practice_model.quantities import Count, Share, USDPerYear, terms
from practice_model.questions.lease import OptionFigures, Side, best_other, others
from practice_model.questions.lease_terms import ASK


@terms
class Names:
    """What the options are called inside sentences.

    stay, other: as things ("the renewal", "the move"); staying, leaving: as deeds ("renewing");
    staying_first and leaving_first open a sentence; stay_verb, other_verb: "renew", "move".
    """

    stay: str
    staying: str
    staying_first: str
    other: str | None
    leaving: str | None
    leaving_first: str | None
    stay_verb: str
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
    """Return what the options are called inside sentences."""
    stay = side.options[side.stays]
    other = best_other(side)
    renews = stay.kind == "renew"
    whose = stay.counterparty or "the landlord"
    made = Names(
        stay="the renewal" if renews else stay.name,
        staying="renewing" if renews else f"taking {stay.name}",
        staying_first="Renewing" if renews else f"Taking {stay.name}",
        other=None, leaving=None, leaving_first=None, stay_verb="renew" if renews else "stay",
        other_verb=None, landlord=whose, their_landlord=None,
    )  # fmt: skip
    if other is None:
        return made
    option = side.options[other]
    several = len([one for one in others(side) if side.options[one].kind == option.kind]) > 1
    who = option.counterparty or option.name
    thing = "the purchase" if option.kind == "own" else "the move"
    deed, verb = ("buying", "buy") if option.kind == "own" else ("moving", "move")
    told = f" to {who}" if several and option.kind != "own" else f" {who}" if several else ""
    return Names(
        stay=made.stay,
        staying=made.staying,
        staying_first=made.staying_first,
        other=thing + told,
        leaving=deed + told,
        leaving_first=deed.capitalize() + told,
        stay_verb=made.stay_verb,
        other_verb=verb,
        landlord=whose,
        their_landlord=option.counterparty or "the other landlord",
    )


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
