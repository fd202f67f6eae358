"""Pages of a deal's calendar: the path to its date, the line of what lies ahead, what is told."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import pandas as pd

from practice_model.quantities import Count, Days, terms
from practice_model.questions.deal_calendar import DEAL, Dated
from practice_model.questions.deal_steps import Whose

MOST: Final = 8  # dates on the line
PATH_HEADS: Final = {"date": "Day|plain", "move": "Whose|plain", "origin": "From|text"}
_MOVES: Final = {"ours": "Ours", "theirs": "Theirs", "": ""}
_COLUMNS: Final = (
    "day", "label", "whose", "kind", "passed", "origin", "role", "date", "move",
)  # fmt: skip


@terms
class PathFigures:
    """The dates that sentences name; None where there is none of the kind.

    next: what is to be done first, ours before theirs on one day. last: the first last day ahead.
    goal: the date on which the path ends. passed: steps whose day has gone; late: the last of ours
    among them that a rule, not the scenario, set.
    """

    dates: Count
    passed: Count
    next_what: str
    next_day: date | None
    next_days: Days | None
    last_what: str
    last_day: date | None
    last_days: Days | None
    goal_what: str
    goal: date | None
    goal_days: Days | None
    goal_passed: bool
    late_what: str
    late_day: date | None


def path_table(dates: Sequence[Dated], as_of: date) -> pd.DataFrame:
    """Return every date, earliest first, as `brief.timeline` and a table take it.

    Columns day, label, whose, kind, passed, origin, role, date (in words) and move.
    """
    return _frame(dates, as_of)


def calendar_rows(dates: Sequence[Dated], as_of: date, most: int = MOST) -> pd.DataFrame:
    """Return the dates that a timeline shows: those ahead that matter most, one a day, and today.

    Last days and the dates of the deal come before steps. Rows without words mark the window to
    negotiate, up to the first last day of ours. Empty where no date lies ahead.
    """
    ahead = [one for one in dates if one.day >= as_of]
    if not ahead:
        return pd.DataFrame(columns=list(_COLUMNS))
    shown = {ahead[0].day: ahead[0]}
    for one in sorted(ahead, key=lambda one: (_weight(one), one.day)):
        if len(shown) < most - 1:
            shown.setdefault(one.day, one)
    frame = _frame(sorted(shown.values(), key=lambda one: one.day), as_of)
    today = _row("", "Today", as_of, as_of) | {"kind": "today"}
    last = next((one for one in ahead if one.kind == "last_day" and one.day > as_of), None)
    edges = {} if last is None else {"window_start": as_of, "window_end": last.day}
    rows = [_row("", "", day, as_of) | {"kind": name} for name, day in edges.items()]
    extra = pd.DataFrame([today, *rows], index=["today", *edges], columns=list(_COLUMNS))
    return pd.concat([extra.iloc[:1], frame, extra.iloc[1:]])


def _weight(one: Dated) -> int:
    order = ["last_day", "renewal", "step"]
    return order.index(one.kind) * 2 + (not one.own and one.origin != DEAL)


def _frame(dates: Sequence[Dated], as_of: date) -> pd.DataFrame:
    names: list[str] = []
    for one in dates:
        base = one.name or "step"
        count = sum(name == base or name.startswith(f"{base}_n") for name in names)
        names.append(base if not count else f"{base}_n{count + 1}")
    rows = [
        _row(one.whose, one.label, one.day, as_of) | {"kind": one.kind, "origin": one.origin}
        for one in dates
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS), index=pd.Index(names, dtype=object))


def _row(whose: Whose, label: str, day: date, as_of: date) -> dict[str, object]:
    passed = day < as_of
    return {
        "day": day, "label": label, "whose": whose, "kind": "step", "passed": passed, "origin": "",
        "role": "body", "move": _MOVES[whose],
        "date": f"{day:%a}, {day:%b}\N{NO-BREAK SPACE}{day.day}, {day.year}"
        + (", passed" if passed else ""),
    }  # fmt: skip


def path_figures(dates: Sequence[Dated], as_of: date, goal: str) -> PathFigures:
    """Return the dates that sentences name; goal: the deal's date on which the path ends."""
    ahead = [one for one in dates if one.day >= as_of]
    following = min(ahead, key=lambda one: (one.day, one.whose != "ours"), default=None)
    last = next((one for one in ahead if one.kind == "last_day"), None)
    end = next((one for one in dates if one.name == goal), None)
    gone = [one for one in dates if one.day < as_of]
    ruled = [one for one in gone if not one.own and one.origin != DEAL and one.whose == "ours"]
    late = ruled[-1] if ruled else None
    return PathFigures(
        dates=len(ahead),
        passed=len(gone),
        next_what=_small(following.label) if following else "",
        next_day=following.day if following else None,
        next_days=(following.day - as_of).days if following else None,
        last_what=_small(last.label) if last else "",
        last_day=last.day if last else None,
        last_days=(last.day - as_of).days if last else None,
        goal_what=_small(end.label) if end else "",
        goal=end.day if end else None,
        goal_days=(end.day - as_of).days if end and end.day >= as_of else None,
        goal_passed=end is not None and end.day < as_of,
        late_what=_small(late.label) if late else "",
        late_day=late.day if late else None,
    )


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
