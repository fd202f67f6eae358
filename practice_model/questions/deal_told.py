"""What is told of the pieces that deals share: which case of its sentences holds for each place."""

from collections.abc import Sequence

from practice_model.negotiation.trades import TradeSums
from practice_model.questions.deal_calendar import Dated, has_own_rules
from practice_model.questions.deal_calendar_pages import PathFigures


def trade_case(sums: TradeSums | None) -> str:
    """Return how the trades are headed: what both sides come to, one of them, or no price yet."""
    if sums is None or not sums.priced + sums.unpriced:
        return "none"
    given = {(True, True): "priced", (True, False): "asks", (False, True): "gives"}
    return given.get((bool(sums.asks), bool(sums.gives)), "unpriced")


def trade_told(sums: TradeSums | None) -> list[str]:
    """Return the names of the sentences under the trades."""
    if sums is None:
        return []
    told = ["estimate"] if sums.priced else []
    told += ["unpriced"] if sums.unpriced else []
    return told + (["never"] if sums.never else [])


def path_case(found: PathFigures | None) -> str:
    """Return how the calendar is headed: next and last day, next alone, all passed, or nothing."""
    if found is None or not found.dates + found.passed:
        return "none"
    if found.next_day is None:
        return "passed"
    same = found.last_day is None or found.last_day == found.next_day
    return "next" if same else "last"


def path_told(found: PathFigures | None, dates: Sequence[Dated] = ()) -> list[str]:
    """Return the names of the sentences under the calendar, the gravest first."""
    if found is None:
        return []
    told = ["goal_passed"] if found.goal_passed else []
    told += ["late"] if found.late_day is not None else []
    told += ["last"] if found.last_day is not None else []
    return told + (["own_rules"] if has_own_rules(dates) else [])
