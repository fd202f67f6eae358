"""What is told of a walk-away and its range: for each place, which case of its sentences holds."""

from practice_model.negotiation.bargaining_range import Closing
from practice_model.questions.payer_floors import Drivers, UnderFloor
from practice_model.questions.payer_range import RangeFigures
from practice_model.questions.payer_terms import Payer
from practice_model.questions.payer_walk_away import WalkAway


def range_case(found: RangeFigures | None) -> str:
    """Return how the range is headed.

    none, no_ceiling, no_ceiling_under, offer_over, no_room, room, under_floor or offer_in.
    """
    if found is None:
        return "none"
    if found.ceiling is None:
        return "no_ceiling_under" if found.under_floor else "no_ceiling"
    if found.offer is not None and found.offer > found.ceiling:
        return "offer_over"  # it has disproved our estimate of their limit
    if not found.zone or found.offer is None:
        return "room" if found.zone else "no_room"
    return "under_floor" if found.under_floor else "offer_in"


def floor_case(found: WalkAway | None, moved_by: Drivers | None) -> str:
    """Return how the floor is told: with both drivers, with one, alone, or not at all."""
    if found is None:
        return "none"
    if moved_by is None:
        return "alone"
    return "driven" if moved_by.second is not None else "driven_by_one"


def range_told(found: RangeFigures | None) -> list[str]:
    """Return the names of the sentences on the range: odds, where a split lands, delay."""
    if found is None:
        return []
    told: list[str] = []
    if range_case(found) == "offer_over":
        return ["delay"] if found.delay else told
    if found.odds is not None:
        told.append("odds")
    if found.odds_target is not None:
        told.append("odds_both" if found.odds_ask is not None else "odds_target")
    if found.solution_over_now is not None:
        told.append(_split_case(found))
    if found.delay:
        told.append("delay")
    return told


def leaving_case(found: WalkAway | None) -> str:
    """Return how leaving is told: it loses both ways, only in cash, or it gains; or not at all."""
    if found is None:
        return "none"
    cash, cut = float(found.leaving.cash_against_now), float(found.leaving.cut_against_now)
    if cash < 0:
        return "loses" if cut < 0 else "loses_cash"
    return "gains"


def closing_told(found: RangeFigures | None, held: Closing | None) -> list[str]:
    """Return what would have to be true where there is no room; nothing where there is some."""
    if found is None or held is None or found.zone or found.ceiling is None:
        return []
    if range_case(found) == "offer_over":
        return []
    told = ["ceiling"]
    told += [name for name in ("refill", "one_off", "cost") if getattr(held, name) is not None]
    return told


def known(found: WalkAway | RangeFigures | None) -> str:
    """Return whether there is a walk-away, or a range, to tell of: some or none."""
    return "none" if found is None else "some"


def floors_case(found: UnderFloor | None) -> str:
    """Return how a table of floors is headed: rows under their floor, all over it, or no table."""
    if found is None:
        return "none"
    return "under" if found.first is not None else "over"


def drivers_case(found: Drivers | None) -> str:
    """Return whether there is a chart of what moves the floor."""
    return "none" if found is None else "some"


def even_case(found: WalkAway | None) -> str:
    """Return whether leaving catches up with staying within the months looked at."""
    return "some" if found is not None and found.leaving.even is not None else "none"


def _split_case(found: RangeFigures) -> str:
    """A split above today's rate, under it, or with today's rate above all that they would pay."""
    if found.ceiling is not None and found.current > found.ceiling:
        return "split_over_ceiling"
    over = found.solution_over_now
    return "split" if over is not None and over > 0 else "split_under_now"


def lanes(talk: Payer) -> dict[str, str]:
    """Return the names of the lanes of the range chart."""
    return {"us": "Us", "them": talk.contracts.current.name, "market": "Market"}


def zone_case(found: RangeFigures | None) -> str:
    """Return what stands over the bracket of the room: its dollars, or nothing."""
    return "room" if found is not None and found.zone else "none"


def position_case(found: RangeFigures | None) -> str:
    """Return how the bottom line places the offer: under the floor, under the ceiling, over it."""
    if found is None:
        return "none"
    if found.offer is None:
        if found.ask is not None and found.ask < found.floor:
            return "ask_under_floor"
        return "now_under_floor" if found.current < found.floor else "none"
    if found.under_floor:
        return "under_floor"
    if found.ceiling is None:
        return "clears"
    return "room" if found.offer < found.ceiling else "over_ceiling"
