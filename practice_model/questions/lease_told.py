"""What a lease brief tells: the verdict and, for each place, which case of its sentences holds.

The figures decide here; the sentences themselves stand with the notebook.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import pandas as pd

from practice_model.questions.lease import (
    Lead,
    OptionFigures,
    Side,
    best_other,
)
from practice_model.questions.lease_asks import Piece, UnitWorths, first_piece
from practice_model.questions.lease_clauses import ClauseFigures
from practice_model.questions.lease_days import LostDays
from practice_model.questions.lease_landlord import LandlordFigures
from practice_model.questions.lease_limits import Limits, OwnFigures
from practice_model.questions.lease_practice import Premises
from practice_model.questions.lease_risk import Leaving, Sturdy
from practice_model.questions.lease_talk import PackageFigures
from practice_model.questions.lease_terms import CLOSE, Lease, site_row
from practice_model.questions.lease_words import Methods, Occupancy, Years

Case = Literal["stay_ask", "stay", "ask_wins", "other", "even", "alone_ask", "alone"]
MOST_CHANGES: Final = 3
FAR: Final = 0.10  # a discount so many points away is no doubt of anybody
EVEN: Final = 0.005  # of what staying costs: so close is the same
CHIPS: Final = {
    "stay_ask": ("counter", "Counter"),
    "stay": ("accept", "Renew"),
    "ask_wins": ("counter", "Counter"),
    "other": ("reject", "Do not renew"),
    "even": ("counter", "Counter"),
    "alone_ask": ("counter", "Counter"),
    "alone": ("counter", "Price another"),
}
OTHER_CHIPS: Final = {"stay": ("accept", "Sign"), "other": ("reject", "Do not sign")}


class Told(NamedTuple):
    """The verdict of the brief: which case its sentences tell, and the chip."""

    case: Case
    chip: tuple[str, str]


def verdict(side: Side, found: Lead) -> Told:
    """Return the case that the brief tells, and its chip."""
    asked = side.talk.ask is not None
    if found.ahead is None:
        case: Case = "alone_ask" if asked else "alone"
    elif abs(float(found.ahead)) < EVEN * _whole(found):
        case = "even"
    elif found.ahead > 0:
        case = "stay_ask" if asked and (found.ask_worth or 0) > 0 else "stay"
    else:
        case = "ask_wins" if (found.ask_ahead or -1) > 0 else "other"
    renews = side.options[side.stays].kind == "renew"
    return Told(case, CHIPS[case] if renews else OTHER_CHIPS.get(case, CHIPS[case]))


def flip_case(side: Side, held: Mapping[str, OptionFigures], found: Lead) -> str:
    """Return how value per foot stands to value in all: flips, agrees, or none to compare.

    flips: the other is cheaper a foot and in rent, but dearer in all by what it costs once;
    flips_feet: cheaper a foot, but its rent is no lower: it has more feet. flips_back: the other is
    dearer a foot, and cheaper in all.
    """
    other = best_other(side)
    if other is None or found.ahead is None:
        return "none"
    one, two = held[side.stays].effective, held[other].effective
    if one is None or two is None or found.after_tax:
        return "after_tax"
    dearer = float(two) > float(one)
    if dearer == (float(found.ahead) > 0):
        return "agrees" if dearer else "agrees_other"
    if dearer:
        return "flips_back"
    return "flips" if found.rents is not None and found.rents < 0 else "flips_feet"


def rates_case(found: Lead) -> str:
    """Return whether the order holds at the low and the high discount: holds, turns, or none.

    After tax the discount moves nothing: rents and loans stand at the cost of debt.
    """
    if (
        found.after_tax
        or found.ahead is None
        or found.ahead_low is None
        or found.ahead_high is None
    ):
        return "none"
    signs = {float(one) > 0 for one in (found.ahead, found.ahead_low, found.ahead_high)}
    return "holds" if len(signs) == 1 else "turns"


def advice_case(told: Told, made: list[Piece], units: UnitWorths | None) -> str:
    """Return which advice opens the talk: what to ask for first, or what to do without an ask."""
    if told.case in ("stay", "other", "alone"):
        return told.case
    first = first_piece(made)
    if first is None or units is None:
        return "rights"
    if first.name != "improvement":
        return "other_first"
    return "money" if units.point is not None else "money_alone"


def methods_case(held: Methods | None, limit: Limits) -> str:
    """Return whether the methods disagree, and whether a discount at which they meet is known."""
    if held is None:
        return "none"
    return "turned" if limit.cross_rate is not None else "turned_plain"


def values_case(found: Lead, tough: Sturdy) -> str:
    """Return how the bars are headed: whether an escalator at its worst turns the order."""
    if found.ahead is None or tough.worst is None:
        return "none"
    first = "stay" if found.ahead > 0 else "other"
    holds = (tough.worst > 0) == (found.ahead > 0)
    return f"{first}_{'holds' if holds else 'turns'}"


def bridge_case(found: Lead) -> str:
    """Return how the bridge is headed: rents and the whole, with their signs."""
    if found.ahead is None or found.rents is None:
        return "none"
    rents = "dearer" if found.rents > 0 else "cheaper"
    return f"{rents}_{'dearer' if found.ahead > 0 else 'cheaper'}"


def years_case(held: Years | None) -> str:
    """Return how the yearly lines are headed."""
    if held is None:
        return "none"
    if not held.dearer:
        return "never"
    if not held.cheaper:
        return "always"
    return "since" if held.since is not None else "mixed"


def asks_case(made: list[Any]) -> str:
    """Return how the ask list is headed: several, one, or rights alone."""
    return "several" if len(made) > 1 else "one" if made else "rights"


def changes_told(
    side: Side,
    found: Lead,
    limit: Limits,
    gone: Leaving | None,
    growth: OwnFigures | None = None,
) -> list[str]:
    """Return what would change this advice, the other landlord's move first."""
    told = []
    if found.ahead is None:
        return ["alone"]
    rent = side.options[side.stays].rent
    if found.ahead > 0:
        if limit.equal_money is not None and limit.equal_money > 0:
            told.append("equal_money")
        if limit.escalator is not None and rent is not None:
            told.append("escalator_over")
        elif limit.base is not None:
            told.append("base_over")
    else:
        if limit.base is not None and limit.base > 0:
            told.append("base_under")
        if limit.money is not None and limit.money > 0:
            told.append("money_over")
    crossing = None if limit.cross_all is None else float(np.mean(limit.cross_all))
    if crossing is not None and abs(crossing - float(np.mean(found.discount))) <= FAR:
        told.insert(0, "cross_over" if crossing > float(np.mean(found.discount)) else "cross_under")
    if growth is not None and growth.break_even is not None:
        buys = growth.growth > growth.break_even
        told.insert(1, "growth_under" if buys else "growth_over")
    if gone is not None:
        told = [*told[: MOST_CHANGES - 1], "sale"]
    return told[:MOST_CHANGES]


def occupancy_case(held: Occupancy | None) -> str:
    """Return where both options stand against the published range: own and the other's place."""
    if held is None:
        return "none"
    place = _place(float(held.own), held)
    if held.away is None:
        return place
    other = _place(float(held.away), held)
    return place if other == place else f"{place}_{other}"


def room_case(theirs: LandlordFigures | None) -> str:
    """Return whether there is room between the landlord's limit and ours: some, none, unknown."""
    if theirs is None:
        return "unknown"
    if theirs.room <= 0:
        return "empty"
    return "some" if theirs.kept is None else "ask_fits" if theirs.kept > 0 else "ask_over"


def odds_case(tough: Sturdy) -> str:
    """Return whether odds are known: with our ask, without, or not."""
    if tough.odds is None:
        return "none"
    return "some" if tough.ask_odds is None else "ask"


def lost_case(held: LostDays | None) -> str:
    """Return how the lost days are told: against the practice's own margin, over it, or plainly."""
    if held is None:
        return "none"
    if held.back is None:
        return "plain"
    return "some" if held.back >= 0 else "over"


def packages_case(frame: pd.DataFrame, held: PackageFigures | None) -> str:
    """Return how the packages are headed: by what they cost the landlord, plainly, or not."""
    if frame.empty:
        return "none"
    return "plain" if held is None else "some"


def guaranty_case(held: ClauseFigures | None) -> str:
    """Return how the owners' guaranty is told: against our ask, alone, or not."""
    if held is None or held.guaranteed is None:
        return "none"
    return "some" if held.guaranteed_ask is None else "asked"


def any_of(held: Any) -> str:
    """Return whether there is anything to tell: some or none."""
    if isinstance(held, pd.DataFrame):
        return "none" if held.empty else "some"
    return "some" if held is not None and held != [] else "none"


def related(side: Side) -> str:
    """Return whether the landlord of what stays, or of another option, is one of the owners."""
    if side.options[side.stays].related_party:
        return "stays"
    return "other" if any(one.related_party for one in side.options.values()) else "none"


def checks_told(side: Side, own: Premises) -> list[tuple[str, bool]]:
    """Return the names of the checks of the inputs, and whether each passed."""
    talk = side.talk
    told = []
    if own.net_revenue is None:
        told.append(("no_revenue", False))
    elif own.apart is None:
        told.append(("typed_revenue" if talk.net_revenue is not None else "revenue", True))
    else:
        agrees = abs(float(own.apart)) <= CLOSE
        told.append(("revenue_agrees" if agrees else "revenue_differs", agrees))
    if own.visits is None:
        told.append(("no_visits", False))
    else:
        told.append(("visits" if talk.visits is None else "typed_visits", True))
    if site_row(talk) is not None:
        told.append(("feet", True))
    return told


def chips(talk: Lease, told: Told) -> list[tuple[str, str]]:
    """Return the verdict's chip and the state's: a draft, or who reviewed it."""
    state = f"Reviewed by {talk.review.by}" if talk.review else "Draft, not reviewed"
    return [told.chip, ("state", state)]


def _whole(found: Lead) -> float:
    return max(float(found.stay_value), 1.0)


def _place(own: float, held: Occupancy) -> str:
    if own < held.low:
        return "below"
    return "inside" if own <= held.high else "above"
