"""What is told of the calendar and the log: for each place, which case of its sentences holds."""

from practice_model.questions.payer_calendar import CalendarFigures
from practice_model.questions.payer_log import LogFigures
from practice_model.questions.payer_terms import Payer

NEAR = 14  # days before the last day for notice from which on the week's box names it


def calendar_case(found: CalendarFigures) -> str:
    """Return how the timeline is headed: next and last safe day, or what there is."""
    if found.next_day is None:
        return "none"
    if found.notice is not None:
        return "notice_next" if found.next_day == found.notice else "notice"
    return "renewal" if found.start is not None else "step"


def week_case(found: CalendarFigures) -> str:
    """Return how the box on the week is headed: steps due, one of them, none yet, or no box."""
    if found.next_day is None:
        return "none"
    return {0: "quiet", 1: "one"}.get(int(found.week), "some")


def week_told(found: CalendarFigures) -> list[str]:
    """Return the names of the sentences on the week, the gravest first."""
    told = []
    told += ["own_late"] if found.own_late is not None else []
    told += ["gone"] if found.gone is not None and found.start is not None else []
    if found.notice_days is not None and found.notice_days <= NEAR:
        told.append("notice_today" if not found.notice_days else "notice")
    told += ["send_by"] if found.send_by is not None else []
    told += ["reply_after"] if found.reply_after is not None else []
    if found.letter_late is not None:
        case = "letter_late" if found.overdue_letter else "letter_planned"
        told.append(case if found.to_bargain is not None else f"{case}_plain")
    return told


def missed_case(talk: Payer, found: CalendarFigures) -> str:
    """Return how a missed notice day is told: by what then holds, and whose change it costs."""
    if found.missed is None:
        return "none"
    side = found.missed.side or "plain"
    offered = talk.offer is not None and talk.offer.letter_date is not None
    return f"offer_{side}" if offered else side


def log_case(found: LogFigures | None) -> str:
    """Return how the log is headed: whose turn it is, only notes so far, or no log."""
    if found is None:
        return "none"
    case = found.turn or "notes"
    return case if found.days_since else f"{case}_today"


def log_told(found: LogFigures | None) -> list[str]:
    """Return the names of the sentences on where the talk stands."""
    if found is None:
        return []
    told = ["last"]
    told += ["silent"] if found.silent is not None else []
    told.append(_step_case(found))
    told.append(_conceded_case(found))
    told += ["once"] if found.once else []
    told += ["unpriced"] if found.unpriced else []
    told += ["gap"] if found.gap is not None and found.gap > 0 else []
    told += ["theirs_moved"] if found.theirs_moved else []
    told += ["ours_moved"] if found.ours_moved else []
    return told + (["never"] if found.never else [])


def _step_case(found: LogFigures) -> str:
    """How the next step is told: overdue, due, without a day, without an owner, or missing."""
    if not found.next_step:
        return "no_step"
    owned = "" if found.owner else "_unowned"
    if found.due is None:
        return f"step_undated{owned}"
    return f"step_overdue{owned}" if found.overdue is not None else f"step{owned}"


def _conceded_case(found: LogFigures) -> str:
    """How concessions are told: of both sides, of one, or none."""
    both = (bool(found.ours), bool(found.theirs))
    return {(True, True): "both", (True, False): "ours", (False, True): "theirs"}.get(both, "none")
