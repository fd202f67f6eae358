"""What a hire's brief says, by case: which sentences its figures choose."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from practice_model.deals.hire import HireFigures
from practice_model.negotiation.comparables import Standing
from practice_model.questions.hire import Decision, WalkAway
from practice_model.questions.hire_capacity import Room
from practice_model.questions.hire_owner_pages import OwnerFigures
from practice_model.questions.hire_package_pages import PackageFigures
from practice_model.questions.hire_pay_pages import PayFigures
from practice_model.questions.hire_range import HireOdds
from practice_model.questions.hire_talk_pages import TalkFigures
from practice_model.questions.hire_terms import HireTalk

CHIPS: Final = {
    "offer": ("make_offer", "Make offer"),
    "counter": ("counter", "Counter"),
    "wait": ("wait", "Wait"),
}
FULL: Final = 1.0


def some(held: Any) -> str:
    """Return whether there is anything to tell."""
    return "some" if len(held) else "none"


def finding_case(told: Decision, found: HireFigures) -> str:
    """Return the case of the title: the verdict, and whether cash ever falls."""
    if told.case == "offer":
        return "offer" if found.trough < 0 else "offer_free"
    if told.case == "counter":
        if not found.paid_back or _late(told, found):
            return "counter"
        return "counter_credit" if told.over_credit else "counter_worth"
    if not found.paid_back:
        return "wait"
    if told.over_credit:
        return "wait_credit"
    return "wait_limit" if _late(told, found) else "wait_worth"


def _late(told: Decision, found: HireFigures) -> bool:
    return found.payback_month is not None and bool(found.payback_month > told.limit)


def lead_case(found: HireFigures) -> str:
    """Return how the plan is told: never covers itself, not for good, is paid back or not."""
    if found.break_even_month is None or found.break_even_month > found.horizon:
        return "never"
    if found.trough == 0:
        return "free"
    if not found.stays_covered:
        return "falls_again"
    return "paid_back" if found.paid_back else "not_yet"


def advice_case(told: Decision, odds: HireOdds | None, found: HireFigures) -> str:
    """Return the advice: the verdict, and whether anything can still be moved."""
    if told.case == "offer":
        if found.trough == 0:
            return "offer_free"
        return "offer" if odds is not None else "offer_plain"
    if told.case == "wait":
        return "wait_mends" if told.movable and told.stays_out else "wait"
    return told.case


def mend_case(told: Decision, found: HireFigures) -> str:
    """Return what is told of the figure that helps most: drug stock apart."""
    if not told.movable or told.case == "offer" or told.first_gain is None:
        return "none"
    if told.first == "Drug stock" and found.stock_share is not None:
        return "stock"
    return "dollars" if told.first_better is not None else "other"


def room_case(room: Room | None) -> str:
    """Return whether the scarce staff has room: none is known, it fits, or people are needed."""
    if room is None:
        return "none"
    if room.alone <= FULL:
        return "spare" if room.planned > 0 else "fits"
    if room.planned <= 0:
        return "needed"
    return "planned" if room.after <= FULL else "short"


def credit_case(talk: HireTalk, told: Decision, odds: HireOdds | None) -> str:
    """Return where the lowest cash lies against what the bank lends."""
    if talk.credit_limit is None:
        return "none"
    if told.over_credit:
        return "over"
    return "within" if odds is not None else "covers"


def market_case(walk: WalkAway, held: Mapping[str, Standing]) -> str:
    """Return where the base that would do stands against what others pay."""
    one = held.get("base")
    if one is None or one.spread.low is None or walk.base_cash is None:
        return "none"
    if walk.below_plan is not None and walk.below_plan <= 0:
        return "none"
    return "under" if walk.base_cash < one.spread.low else "within"


def walk_case(walk: WalkAway) -> str:
    """Return how the walk-away is told; far: so low that pay is not the lever."""
    if walk.case != "found":
        return walk.case
    if walk.share is not None:
        return "share"
    if walk.rate is not None:
        return "rate"
    far = walk.base is not None and walk.below_plan is not None and walk.base < walk.below_plan
    return "far" if far else "base"


def needs_case(found: HireFigures) -> str:
    """Return what a year must bring: collections alone, or visits a day with them."""
    if found.break_even_collections is None:
        return "none"
    case = "collections" if found.break_even_visits is None else "visits"
    return f"{case}_pay" if found.production else case


def delay_case(found: HireFigures) -> str:
    """Return whether a month's delay costs anything."""
    return "some" if found.slope > 0 else "none"


def line_case(walk: WalkAway, talk: HireTalk) -> str:
    """Return whether a credit limit bounds the base."""
    if talk.credit_limit is None:
        return "none"
    return {"found": "base", "none": "never"}.get(walk.line, "none")


def fan_case(told: HireFigures, odds: HireOdds | None) -> str:
    """Return what the chart of cash finds; plain without odds."""
    if told.trough == 0:
        return "free"
    case = "paid_back" if told.paid_back else "not_yet"
    return case if odds is not None else f"{case}_plain"


def years_case(table: Any) -> str:
    """Return how the years of the table turn."""
    if table.years == 1:
        return "one"
    if table.first < 0:
        return "both" if table.rest > 0 else "all_lose"
    return "all_gain"


def owners_case(told: OwnerFigures | None) -> str:
    """Return what the owners' pay does."""
    if told is None:
        return "none"
    if told.dip >= 0:
        return "no_dip"
    if told.dip_each is None:
        return "together"
    if told.recovered_year is not None:
        return "each"
    if told.years == 1:
        return "only"
    return "never" if told.lean_years == told.years else "stays"


def owners_shown(told: OwnerFigures | None) -> str:
    """Return whose pay the chart of owners shows: one owner's, or all together."""
    return "all" if told is None or told.each is None else "one"


def heat_case(table: pd.DataFrame) -> str:
    """Return how many cases of the heat map lose."""
    if table.empty:
        return "none"
    lose = int((table.to_numpy() < 0).sum())
    if not lose:
        return "no_loss"
    return "all_lose" if lose == table.size else "some"


def pay_case(told: PayFigures) -> str:
    """Return how the candidate's pay is told: with its cases, up to a high one, or alone."""
    if told.low is None:
        return "plan"
    if abs(float(told.low) - float(told.plan)) >= 1:
        return "cases"
    assert told.high is not None
    return "flat" if float(told.high) - float(told.plan) >= 1 else "same"


def bonus_case(found: HireFigures) -> str:
    """Return when the bonus pays: never, once full too late, or from a month."""
    if found.production and not found.threshold:
        return "produced" if found.threshold is None else "share_alone"
    if found.threshold is None:
        return "none"
    if found.bonus_month is not None:
        case = "pays"
    else:
        case = "late" if found.bonus_rate_month is not None else "never"
    return f"share_{case}" if found.production else case


def packages_case(told: PackageFigures | None) -> str:
    """Return how packages of equal worth are told."""
    if told is None or not told.solved:
        return "none"
    if told.unsolved:
        return "some"
    assert told.least is not None
    assert told.most is not None
    return "all" if float(told.most) - float(told.least) >= 1 else "same"


def bands_of(odds: HireOdds | None, fan: Mapping[str, str]) -> Mapping[str, str]:
    """Return the bands of a chart of cash: none where nothing has a range."""
    return {} if odds is None else fan


def ranged(odds: HireOdds | None) -> str:
    """Return whether there are ranges and odds to tell."""
    return "none" if odds is None else "some"


def key_number(odds: HireOdds | None, told: Mapping[str, str]) -> Mapping[str, str] | None:
    """Return a key number that rests on odds; None where there are none."""
    return None if odds is None else told


def odds_case(found: HireFigures, odds: HireOdds | None) -> str:
    """Return how the payback's range is told."""
    if odds is None or found.trough == 0:
        return "none"
    if odds.back_low is None:
        return "after"
    return "open" if odds.back_high is None else "both"


def back_case(found: HireFigures) -> str:
    """Return the value of the payback among the key numbers."""
    if found.trough == 0:
        return "free"
    return "month" if found.payback_month is not None else "never"


def covers_case(found: HireFigures) -> str:
    """Return the value of the month that covers itself."""
    return "month" if found.break_even_month is not None else "never"


def covers_note_case(found: HireFigures) -> str:
    """Return what the month that covers itself leaves out, or that it does not last."""
    if found.break_even_month is not None and not found.stays_covered:
        return "once"
    return "bonus" if found.threshold is not None and not found.production else "pay"


def trough_case(found: HireFigures, odds: HireOdds | None) -> str:
    """Return the note of the lowest cash: that there is none, its range, or its month."""
    return ranged(odds) if found.trough < 0 else "free"


def line_told(found: HireFigures, odds: HireOdds | None) -> str:
    """Return whether a credit line is told: not where cash never falls."""
    return ranged(odds) if found.trough < 0 else "none"


def leave_case(told: TalkFigures) -> str:
    """Return whether leaving early is told, and whether it is worse than nothing."""
    if told.leave_total is None:
        return "none"
    return "loss" if told.leave_total < 0 else "gain"


def center_case(found: HireFigures) -> str:
    """Return whether the surgery center's part is told apart."""
    return "none" if found.center is None else "apart"


def lost_case(found: HireFigures) -> str:
    """Return whether work before credentialing is lost, or owed at the end."""
    return "lost" if found.lost >= 1 else "none"


def changes_told(walk: WalkAway, told: Decision, found: HireFigures) -> list[str]:
    """Return the three lines of what would change the advice."""
    last = "needed" if walk.needed is not None else "no_volume"
    if walk.needed is not None and walk.needed < found.full:
        last = "enough"
    if told.case == "offer" and walk.base is not None:
        last = "base"
    return ["less", "late", last]


def chips(talk: HireTalk, told: Decision) -> list[tuple[str, str]]:
    """Return the verdict's chip and the state's: a draft, or who reviewed it."""
    review = talk.review
    state = f"Reviewed by {review.by}" if review else "Draft, not reviewed"
    return [CHIPS[told.case], ("state", state)]


def checks_told(talk: HireTalk) -> list[tuple[str, bool]]:
    """Return what was checked of the inputs."""
    made = [("adds_up", True)]
    if talk.costing is not None:
        made += [("wages", True), ("mix", True)]
    return [*made, ("apart", True)]
