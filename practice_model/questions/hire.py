"""Hire: does it pay, when, how deep does cash fall, and what would have to change.

Composes the deal (`deals.hire`) with the practice's own inputs. The printed value is the deal at
the likely figures; draws give ranges and odds. Verdicts are chosen by the figures:

    offer    paid back within the owners' limit, value today no less than the alternative's, and
             the lowest cash within what the bank lends
    counter  not so, but so with every figure that the talk can still move at its better end
    wait     not so even then
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import numpy as np

from practice_model.deals import hire as model
from practice_model.deals.hire_cash import Cash, cash
from practice_model.deals.hire_cash import Hire as Plan
from practice_model.deals.hire_ramp import days_a_year, full_collections, full_visits
from practice_model.deals.hire_worth import (
    STEADY,
    VISITS,
    Solved,
    end_of,
    lowest_of,
    solved,
    term_of,
    with_terms,
    worth_of,
)
from practice_model.quantities import (
    USD,
    Count,
    Number,
    Range,
    Share,
    SignedUSD,
    USDPerRVU,
    USDPerYear,
    VisitsPerDay,
    replaced,
    terms,
)
from practice_model.questions.hire_practice import OwnBook, deal_of
from practice_model.questions.hire_range import DEAL, Ranged, label_of, units_of
from practice_model.questions.hire_terms import HireTalk
from practice_model.questions.hire_terms import HireTalk as Hire

__all__ = ["Hire", "HireTalk"]

Verdict = Literal["offer", "counter", "wait"]


class Mend(NamedTuple):
    """A figure that the talk can move, at its better end: what that does to the plan."""

    path: str
    label: str
    planned: float
    better: float
    unit: str
    cash: float
    trough: float
    gain: float


@terms
class Decision:
    """What the figures say of the plan as it stands, and with what can still be moved.

    missing: cash that lacks at the horizon against the alternative; short_today: value today that
    does. limit: months the owners
    give it. together_*: with every movable figure at its better end. stays_out: cash that lacks
    even then. first_*: the movable figure that helps most, its plan and its better end where these
    are dollars. movable: how many there are.
    """

    case: Verdict
    limit: Count
    alternative: SignedUSD
    missing: USD | None
    short_today: USD | None
    over_credit: USD | None
    together_cash: SignedUSD | None
    together_trough: SignedUSD | None
    together_payback: Count | None
    stays_out: USD | None
    first: str
    first_planned: USD | None
    first_better: USD | None
    first_gain: SignedUSD | None
    movable: Count


@terms
class WalkAway:
    """Where the deal stops being worth it, each solved alone; None where no value does it.

    base: pay at which the value today equals the alternative's; base_cash: at which cash at the
    horizon does; base_line: at which the lowest cash meets the credit limit. share and rate stand
    in for base where pay is by collections or by work. needed, needed_visits: volume at which cash
    at the horizon equals the alternative. case, line: why there is no base or no base_line.
    """

    case: Literal["found", "always", "none"]
    base: USDPerYear | None
    base_cash: USDPerYear | None
    base_line: USDPerYear | None
    line: Literal["found", "always", "none", "no base"]
    share: Share | None
    rate: USDPerRVU | None
    needed: USDPerYear | None
    needed_visits: VisitsPerDay | None
    below_plan: USDPerYear | None


def mends(loaded: Ranged, own: OwnBook) -> list[Mend]:
    """Return what each movable figure does at its better end, the one that helps most first."""
    talk = loaded.terms
    plan = cash(deal_of(talk, own))
    made = []
    for path in talk.can_change:
        ends = loaded.ranges.get(DEAL + path)
        if ends is None:
            continue
        tried = [(_at(talk, own, {DEAL + path: end}), end) for end in (ends.low, ends.high)]
        best, end = max(tried, key=lambda one: float(end_of(one[0])))
        gain = float(end_of(best) - end_of(plan))
        if gain > 0:
            made.append(
                Mend(path, label_of(path), ends.likely, end, _unit(talk, path),
                     float(end_of(best)), float(lowest_of(best)), gain)
            )  # fmt: skip
    return sorted(made, key=lambda one: (-one.gain, one.path))


def decision(talk: HireTalk, own: OwnBook, found: model.HireFigures, able: list[Mend]) -> Decision:
    """Return the verdict and what it rests on; able: the movable figures, see `mends`."""
    held = _pays(talk, found)
    together = None
    if able:
        changes: dict[str, Any] = {DEAL + one.path: one.better for one in able}
        mended = deal_of(replaced(talk, changes), own)
        together = model.figures(mended, float(np.max(talk.rate)))
    mended_pays = together is not None and _pays(talk, together)
    short = float(talk.alternative) - found.cash
    over = _over(talk, found)
    today = float(talk.alternative) - float(found.value_today)
    out = None if together is None else float(talk.alternative) - together.cash
    return Decision(
        case="offer" if held else "counter" if mended_pays else "wait",
        limit=limit_of(talk),
        alternative=talk.alternative,
        missing=short if short > 0 else None,
        short_today=today if today > 0 else None,
        over_credit=over or None,
        together_cash=None if together is None else together.cash,
        together_trough=None if together is None else together.trough,
        together_payback=None if together is None else together.payback_month,
        stays_out=out if out is not None and out > 0 else None,
        first=able[0].label if able else "",
        first_planned=able[0].planned if able and able[0].unit.startswith("USD") else None,
        first_better=able[0].better if able and able[0].unit.startswith("USD") else None,
        first_gain=able[0].gain if able else None,
        movable=len(able),
    )


def limit_of(talk: HireTalk) -> float:
    """Return the months within which the owners want their money back: the horizon by default."""
    return float(talk.deal.horizon if talk.payback_limit is None else talk.payback_limit)


def walk_away(talk: HireTalk, deal: Plan) -> WalkAway:
    """Return the base, the share or the volume at which the deal is worth its alternative."""
    goal, rate, path = float(talk.alternative), float(np.max(talk.rate)), term_of(deal)
    worth = solved(deal, lambda made: worth_of(made, rate), goal, path)
    end = solved(deal, end_of, goal, path)
    line = Solved(None, "always")
    if talk.credit_limit is not None:
        line = solved(deal, lowest_of, -float(talk.credit_limit), path)
    volume = VISITS if deal.volume.build_up is not None else STEADY
    needed = solved(deal, end_of, goal, volume, rising=True).value
    visits = collections = None
    if needed is not None:
        other = with_terms(deal, {volume: needed}).volume
        collections = float(full_collections(other))
        full, days = full_visits(deal.volume), days_a_year(deal.volume)
        visits = needed if volume == VISITS else None
        if visits is None and full is not None and days:
            visits = float(full / days) * collections / float(full_collections(deal.volume))
    based = path == "pay.base"
    return WalkAway(
        case=worth.case,
        base=worth.value if based else None,
        base_cash=end.value if based else None,
        base_line=line.value if based else None,
        line=line.case if based else "no base",
        share=worth.value if path == "pay.of_collections" else None,
        rate=worth.value if path == "pay.per_work_value" else None,
        needed=collections,
        needed_visits=visits,
        below_plan=None
        if not based or worth.value is None
        else max(float(deal.pay.base) - worth.value, 0.0),
    )


def volume_path(talk: HireTalk, ranges: Mapping[str, Range]) -> str | None:
    """Return the figure of the volume that has a range, which low and high cases move."""
    if talk.deal.volume.build_up is None:
        return STEADY if DEAL + STEADY in ranges else None
    return VISITS if DEAL + VISITS in ranges else None


def cases(loaded: Ranged, own: OwnBook) -> dict[str, Plan]:
    """Return the deal at low, plan and high volume; plan alone where the volume has no range."""
    talk = loaded.terms
    path = volume_path(talk, loaded.ranges)
    if path is None:
        return {"plan": deal_of(talk, own)}
    ends = loaded.ranges[DEAL + path]
    return {
        name: deal_of(replaced(talk, {DEAL + path: value}), own)
        for name, value in (("low", ends.low), ("plan", ends.likely), ("high", ends.high))
    }


def _pays(talk: HireTalk, found: model.HireFigures) -> bool:
    month = found.payback_month
    back = month is not None and float(month) <= limit_of(talk)
    return back and float(found.value_today) >= float(talk.alternative) and not _over(talk, found)


def _over(talk: HireTalk, found: model.HireFigures) -> float:
    if talk.credit_limit is None:
        return 0.0
    return max(float(found.line) - float(np.max(talk.credit_limit)), 0.0)


def _at(talk: HireTalk, own: OwnBook, changes: Mapping[str, Number]) -> Cash:
    return cash(deal_of(replaced(talk, changes), own))


def _unit(talk: HireTalk, path: str) -> str:
    return units_of(talk)[DEAL + path]
