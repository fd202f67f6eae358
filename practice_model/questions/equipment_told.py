"""What an equipment brief tells: which case of its sentences holds. The figures decide here."""

from typing import Final

import numpy as np
import pandas as pd

from practice_model.deals.equipment import Order
from practice_model.deals.equipment_need import Guard
from practice_model.deals.equipment_sheet import SheetFigures
from practice_model.quantities import Number, terms
from practice_model.questions.equipment import Basis, Choice, Chosen, Tie, after
from practice_model.questions.equipment_figures import Chances, Deal, Line
from practice_model.questions.equipment_money import WaysTold
from practice_model.questions.equipment_terms import Equipment

CENT: Final = 0.01
SURE: Final = 0.005  # odds past which draws tell nothing but yes or no


def verdict(chosen: Chosen) -> str:
    """Return the case: none, forced (only units out of support), part, or all of the offer."""
    if not chosen.units:
        return "none"
    if chosen.units >= chosen.offered:
        return "all" if chosen.offered > 1 else "one"
    return "forced" if chosen.units == chosen.forced else "part"


def finding_case(chosen: Chosen, deal: Deal) -> str:
    """Return the title's case; a first machine is told by the scans that carry it."""
    case = verdict(chosen)
    return "one_needs" if case == "one" and need_case(deal) == "carried" else case


@terms
class Says:
    """Who says how many uses are new, in words for a sentence."""

    says: str


def says(guarded: Guard | None) -> Says:
    """Return who says how many uses are new: charts, or the plan where none are counted."""
    return Says(says="the plan brings" if guarded is None else "our charts bring")


def support_case(guarded: Guard | None) -> str:
    """Return who says how much is new: the charts, or the plan where no charts are counted."""
    return "plan" if guarded is None else "charts"


def chips(chosen: Chosen) -> list[tuple[str, str]]:
    """Return the chip of the page."""
    case = verdict(chosen)
    if case == "none":
        return [("reject", "Do not buy")]
    units = f"{chosen.units:.0f} of {chosen.offered:.0f}"
    return [
        ("accept", "Buy all" if case == "all" else "Buy")
        if case in ("all", "one")
        else ("counter", f"Buy {units}")
    ]


def lead_case(sheet: SheetFigures | None) -> str:
    """Return whether a vendor's claim stands beside ours."""
    if sheet is None:
        return "none"
    return "some" if sheet.factor is not None and sheet.factor_all is not None else "nothing_new"


def flat(case: str, drawn: Number) -> str:
    """Return the case without a range where no draw differs."""
    still = np.ndim(drawn) == 0 or float(np.ptp(drawn)) < CENT
    return f"{case}_flat" if still and case not in ("never", "carried") else case


def need_case(deal: Deal) -> str:
    """Return how the scans that are needed stand to those that are new."""
    if deal.breakeven_scans is None:
        return "never"
    return "short" if deal.breakeven_scans > deal.payable_scans else "carried"


def curve_case(talk: Equipment, deal: Deal, drawn: Deal) -> str:
    """Return whether the needed number of uses has a range to tell, and what it has to pay."""
    case = _curve(deal, drawn)
    return case if any(way.kind == "loan" for way in talk.ways.values()) else f"{case}_level"


def _curve(deal: Deal, drawn: Deal) -> str:
    case, found = need_case(deal), drawn.breakeven_scans
    if case == "never" or found is None:
        return "never"
    still = np.ndim(found) == 0 or float(np.ptp(found)) < CENT
    return f"{case}_flat" if still else case


def next_case(chosen: Chosen) -> str:
    """Return what one unit more would do."""
    if chosen.next_value is None:
        return "none"
    return "loses" if chosen.next_value < 0 else "gains"


def odds_case(told: Chances) -> str:
    """Return how sure the advised order is."""
    share = told.order.share
    if share >= 1 - SURE:
        return "always"
    return "never" if share <= SURE else "some"


def next_odds_case(told: Chances, chosen: Chosen) -> str:
    """Return how sure it is that the next unit does not pay; none where there is no next."""
    if told.next is None or not chosen.units:
        return "none"
    return "never" if told.next.share <= SURE else "some"


def guard_case(told: Guard | None) -> str:
    """Return where the plan and what is needed stand to the ceiling."""
    return "none" if told is None else told.verdict


def guard_lift_case(told: Guard | None) -> str:
    """Return whether the vendor's volume lies past the ceiling."""
    if told is None or told.vendor is None or told.lift is None:
        return "none"
    return "past" if told.vendor > told.ceiling else "inside"


def ways_case(told: WaysTold) -> str:
    """Return whether there is more than one way, and whether cash is the best."""
    if told.count < 2:  # noqa: PLR2004 - one way has nothing beside it
        return "one"
    return "best" if told.lead >= 0 else "chosen"


def ahead_case(told: WaysTold) -> str:
    """Return whether the chosen way is ever ahead."""
    if told.ahead is None:
        return "never"
    return "some" if told.ahead else "start"


def tax_case(talk: Equipment, told: WaysTold) -> str:
    """Return what is said of the state: whether it follows the federal first year."""
    if not told.tax_saved:
        return "none"
    if talk.tax.state_follows is None:
        return "unknown" if talk.tax.state else "some"
    return "follows" if talk.tax.state_follows else "differs"


def lent_case(chosen: Chosen, told: WaysTold) -> str:
    """Return whether a way to pay is worth something where the machine itself is not."""
    return "lent" if not chosen.units and told.value > 0 else "none"


def limit_case(deal: Deal) -> str:
    """Return whether another vendor or the case itself sets the limit."""
    if deal.walk_away <= 0:
        return "gift"
    return "rival" if deal.limit < deal.walk_away else "case"


def changes_told(deal: Deal, chosen: Chosen, choice: Choice) -> list[str]:
    """Return the cases of the box on what would change the advice."""
    told = ["limit_rival" if limit_case(deal) == "rival" else "limit"]
    if deal.walk_away <= 0 or not chosen.units:
        told = []
    if chosen.next_value is not None:
        gift = "next_gift" if next_gift_case(choice) == "gift" else "next"
        if not chosen.units:
            gift = gift.replace("next", "first")
        told.append(gift if chosen.next_value < 0 else "next_gains")
    if need_case(deal) != "carried":
        told.append("never" if deal.breakeven_scans is None else "needed")
    return told


def next_gift_case(chosen: Choice) -> str:
    """Return gift where no price above 0 would make the next unit pay, else none."""
    step = after(chosen)
    return "gift" if step is not None and step.walk_away <= 0 else "none"


def rival_case(rival: Order | None) -> str:
    """Return whether another offer stands beside."""
    return "one" if rival is None else "some"


def walk_case(deal: Deal) -> str:
    """Return whether any price is worth paying."""
    return "gift" if deal.walk_away <= 0 else "some"


def marks_told(deal: Deal) -> list[str]:
    """Return the cases of where to open and where to stop."""
    carried = float(np.mean(deal.opening_price or 0.0)) * float(np.mean(deal.units))
    case = (
        "opening" if abs(carried - float(np.mean(deal.on_new_walk_away))) < CENT else "opening_low"
    )
    told = ["no_opening" if deal.opening_price is None else case, limit_case(deal)]
    return told if float(np.mean(deal.walk_away)) <= 0 else [*told, "room"]


def ask_case(first: object, chosen: Chosen) -> str:
    """Return whether there is a first ask to tell: of an order that is advised."""
    return "some" if first is not None and chosen.units else "none"


def known(value: object) -> str:
    """Return whether a figure is there."""
    return "none" if value is None else "some"


def tie_case(told: Tie | None) -> str:
    """Return whether the typed dollars of a scan agree with the claims."""
    if told is None:
        return "none"
    return "agrees" if told.agrees else "differs"


def counts_case(found: Basis) -> str:
    """Return whether days of two codes that are never both paid are in the claims."""
    return "pairs" if found.counted.pairs else "none"


def line_case(lines: list[Line]) -> str:
    """Return whether a site loses scans or waits without the order."""
    if not lines:
        return "none"
    if all(not one.before_units for one in lines):
        return "stops" if any(one.lost > 0 for one in lines) else "none"
    return "waits" if any(one.waited > 0 or one.lost > 0 for one in lines) else "calm"


def some(thing: object) -> str:
    """Return whether there is anything: a frame with rows, a mapping, a figure."""
    if isinstance(thing, pd.DataFrame):
        return "none" if thing.empty else "some"
    return "some" if thing else "none"


def checks_told(found: Basis, tied: Tie | None) -> list[tuple[str, bool]]:
    """Return what was checked of the inputs, each with whether it passed."""
    told = []
    if found.losses is not None:
        told.append(("claims", True))
    if tied is not None:
        told.append(("tie", bool(tied.agrees)))
    if not found.need.empty:
        past = found.need["done"].sum() > found.need["supported"].sum()
        told.append(("protocol", not bool(past)))
    if "other" in found.need.index:
        told.append(("unindicated", False))
    told.append(("tax", True))
    return told
