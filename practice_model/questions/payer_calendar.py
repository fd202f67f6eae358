"""The calendar of a payer talk: every date ahead, what to do this week, what a missed notice costs.

Steps of the scenario's own calendar win over derived ones of the same meaning; the contract's last
day for notice and its renewal stand even where the own calendar says another day. A derived day
that has passed is told where it still matters: a letter that is late, a notice day that is gone.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, Literal

import numpy as np
import pandas as pd

from practice_model.quantities import Count, Days, SignedUSDPerYear, terms
from practice_model.questions.payer import Column
from practice_model.questions.payer_dates import renewals
from practice_model.questions.payer_log import OTHER, log_events, open_step
from practice_model.questions.payer_log_checks import day_of, text_of
from practice_model.questions.payer_steps import (
    FIXED,
    LOG,
    OURS,
    RULE,
    Clock,
    Entry,
    clock,
    derived,
    letter_day,
    letter_due,
    own_steps,
)
from practice_model.questions.payer_terms import Payer
from practice_model.questions.workdays import is_workday, workday_from, workday_until

MOST: Final = 8  # dates on the line
WEEK: Final = 7  # days
_RANK: Final = (
    "notice", "gone", "renewal", "start", "letter", "reply", "", "call", "decide", "log", "load",
    "letter_due", "superior", "fact", "confirm", "check", "check_again", "latest", "data",
)  # fmt: skip
_COLUMNS: Final = ("day", "label", "whose", "kind", "passed", "origin")
CALENDAR_HEADS: Final = {"date": "Day|plain", "move": "Whose|plain", "origin": "From|plain"}
WEEK_HEADS: Final = {"date": "Day|text"}
_MOVES: Final = {"ours": "Ours", "theirs": "Theirs", "": ""}


@terms
class Missed:
    """What it costs to miss the last day for notice.

    holds_to: the renewal after the next, up to which today's terms then hold, `days` longer. side:
    whose change a year is the price: the target's, else the ask's. a_year: of that side
    against now, drugs with it; None without such a side, or where it brings nothing.
    """

    last: date
    renewal: date
    holds_to: date
    days: Days
    side: Literal["target", "ask", ""]
    a_year: SignedUSDPerYear | None


@terms
class CalendarFigures:
    """The dates that sentences name; None where the talk has none of the kind.

    letter_late: days from the day on which the letter was due to the day it goes out;
    overdue_letter: whether that day has passed; to_bargain: from the letter to notice. send_by: the
    last working day up to the notice day, where that day is none. reply_after: days by which their
    reply comes after the notice day. own_late: days by which the own calendar gives notice after
    the contract's last day; own_notice is its day. gone: the notice day of the new rates, passed.
    """

    dates: Count
    next_what: str
    next_day: date | None
    next_days: Days | None
    week: Count
    letter: date | None
    letter_due: date | None
    letter_late: Days | None
    overdue_letter: bool
    to_bargain: Days | None
    notice: date | None
    notice_days: Days | None
    send_by: date | None
    renewal: date | None
    start: date | None
    sign_by: date | None
    reply: date | None
    reply_after: Days | None
    own_notice: date | None
    own_late: Days | None
    gone: date | None
    missed: Missed | None


def full_calendar(talk: Payer) -> pd.DataFrame:
    """Return every date of the talk, earliest first, a date a row under a name of its own.

    Columns day, label, whose (ours, theirs or nothing), kind (today, step, last_day, renewal),
    passed, origin (where the day comes from), and for a table: role, date, move (in words).
    """
    return _frame(talk, _entries(talk))


def calendar_rows(talk: Payer, most: int = MOST) -> pd.DataFrame:
    """Return the dates that a timeline shows: those ahead that matter most, one a day.

    Beside the columns of `full_calendar`, rows without words mark the window to negotiate, from
    the letter (or today) to the last day for notice. Empty where no date lies ahead.
    """
    ahead = [one for one in _entries(talk) if one.day >= talk.as_of]
    if not ahead:
        return pd.DataFrame(columns=list(_COLUMNS))
    following = _next(talk, ahead)
    shown = {following.day: following} if following else {}
    for one in sorted(ahead, key=lambda one: (_weight(one), one.day)):
        if len(shown) < most - 1:
            shown.setdefault(one.day, one)
    today = Entry("today", talk.as_of, "Today", "", "today", "")
    frame = _frame(talk, [today, *sorted(shown.values(), key=lambda one: one.day)])
    return pd.concat([frame, _window(talk)]) if len(_window(talk)) else frame


def week(talk: Payer, days: int = WEEK) -> pd.DataFrame:
    """Return what is to be done from as_of on for so many days, as rows of `full_calendar`.

    A step of the log that is overdue comes first.
    """
    last = talk.as_of + timedelta(days=days)
    return _frame(talk, [one for one in _entries(talk) if one.day <= last and _is_open(one, talk)])


def missed(talk: Payer, columns: Mapping[str, Column]) -> Missed | None:
    """Return what it costs to miss the next last day for notice; None where there is no such day.

    columns: the sides of the talk in dollars a year. A contract with a fixed end, not evergreen,
    holds to no later renewal: None.
    """
    held = clock(talk)
    if held.notice is None or held.soft or held.renewal is None:
        return None
    after = held.renewal + timedelta(days=1)
    holds_to = next(renewals(talk.contracts.current, after), None)
    if holds_to is None:
        return None
    side: Literal["target", "ask", ""] = (
        "target" if "target" in columns else "ask" if "ask" in columns else ""
    )
    change = float(columns[side].whole) - float(columns["now"].whole) if side else 0.0
    priced = change > 0 and np.isfinite(change)
    return Missed(
        last=held.notice,
        renewal=held.renewal,
        holds_to=holds_to,
        days=(holds_to - held.renewal).days,
        side=side if priced else "",
        a_year=round(change, 2) if priced else None,
    )


def calendar_figures(talk: Payer, columns: Mapping[str, Column]) -> CalendarFigures:
    """Return the dates that the calendar's sentences name."""
    held = clock(talk)
    entries = _entries(talk)
    ahead = [one for one in entries if one.day >= talk.as_of]
    by_name = {one.name: one.day for one in reversed(entries)}
    sent, due = letter_day(talk, held), letter_due(talk, held)
    late = None
    if sent and due and sent[0] >= talk.as_of and sent[0] > workday_from(due):
        late = (sent[0] - due).days
    notice = None if held.soft else held.notice
    reply = by_name.get("reply")
    own = _own_notice(talk, held)
    first = _next(talk, ahead)
    to_bargain = (notice - sent[0]).days if sent and notice else None
    return CalendarFigures(
        dates=len(ahead),
        next_what=_small(first.label) if first else "",
        next_day=first.day if first else None,
        next_days=(first.day - talk.as_of).days if first else None,
        week=len(week(talk)),
        letter=sent[0] if sent else None,
        letter_due=due,
        letter_late=late,
        overdue_letter=late is not None and due is not None and due < talk.as_of,
        to_bargain=max(to_bargain, 0) if to_bargain is not None else None,
        notice=notice,
        notice_days=None if notice is None else (notice - talk.as_of).days,
        send_by=None if notice is None or is_workday(notice) else workday_until(notice),
        renewal=held.renewal,
        start=held.start,
        sign_by=by_name.get("load"),
        reply=reply,
        reply_after=_days_after(reply, notice),
        own_notice=own,
        own_late=_days_after(own, notice),
        gone=held.gone,
        missed=missed(talk, columns),
    )


def _next(talk: Payer, ahead: Sequence[Entry]) -> Entry | None:
    """The first thing to happen: an own step before another of its day, and no mere reminder."""
    held = [one for one in ahead if one.name != "letter_due"]
    return min(held, key=lambda one: (one.day, one.origin != OURS, _weight(one)), default=None)


def _days_after(day: date | None, other: date | None) -> int | None:
    """How many days a day comes after another; None where it does not, or one is missing."""
    if day is None or other is None or day <= other:
        return None
    return (day - other).days


def _own_notice(talk: Payer, held: Clock) -> date | None:
    """The day on which the own calendar gives notice, where it is not the contract's last day."""
    days = [one.day for one in own_steps(talk) if one.name == "notice" and one.whose == "ours"]
    ahead = [day for day in days if day >= talk.as_of]
    return min(ahead) if ahead and held.notice not in days else None


def _entries(talk: Payer) -> list[Entry]:
    """Own and derived dates together, earliest first; what an own step says is derived no more."""
    own = own_steps(talk)
    said = {one.name for one in own if one.day >= talk.as_of or one.name == "letter"}
    fixed = {(one.name, one.day) for one in own}
    kept = [
        one
        for one in derived(talk)
        if (one.name, one.day) not in fixed
        and (one.name in FIXED or one.name not in said)
        and (one.day >= talk.as_of or one.name == "gone")
    ]
    made = [*own, *kept, *_late(talk), *_agreed(talk)]
    return sorted(made, key=lambda one: one.day)


def _is_open(one: Entry, talk: Payer) -> bool:
    """Whether something is still to be done: a date ahead, or a step of the log."""
    return one.day >= talk.as_of or one.name == "log"


def _agreed(talk: Payer) -> list[Entry]:
    """The next step that the log of the talk holds open, on the day on which it is due."""
    held = open_step(log_events(talk, {}))
    due = day_of(held.row["due"]) if held else None
    if held is None or due is None:
        return []
    step, owner = text_of(held.row["next_step"]), text_of(held.row["owner"])
    whose: Literal["ours", "theirs", ""] = ""
    if held.move in {"ask", "counter"}:
        whose = OTHER[held.whose]
    return [Entry("log", due, _capital(step), whose, "step", LOG, owner)]


def _late(talk: Payer) -> list[Entry]:
    """The day on which a letter that is still to go out should go, or should have gone."""
    held = clock(talk)
    sent, due = letter_day(talk, held), letter_due(talk, held)
    if not sent or not due or workday_from(due) >= sent[0] or sent[0] < talk.as_of:
        return []
    label = "Letter was due" if due < talk.as_of else "Letter should be out"
    return [Entry("letter_due", due, label, "ours", "step", RULE)]


def _weight(one: Entry) -> int:
    if one.kind == "last_day":
        return 0
    return _RANK.index(one.name) if one.name in _RANK else len(_RANK)


def _window(talk: Payer) -> pd.DataFrame:
    """The edges of the window to negotiate, without words; none where it has no end ahead."""
    held = clock(talk)
    sent = letter_day(talk, held)
    if held.notice is None or held.soft or held.notice <= talk.as_of:
        return pd.DataFrame(columns=list(_COLUMNS))
    start = max(talk.as_of, sent[0]) if sent else talk.as_of
    if start >= held.notice:
        start = talk.as_of
    edges = {"window_start": start, "window_end": held.notice}
    rows = [(day, "", "", name, False, "") for name, day in edges.items()]
    return pd.DataFrame(rows, columns=list(_COLUMNS), index=list(edges))


def _frame(talk: Payer, entries: Sequence[Entry]) -> pd.DataFrame:
    """Dates as rows under names of their own."""
    names: list[str] = []
    for one in entries:
        base = one.name or "step"
        count = sum(name == base or name.startswith(f"{base}_n") for name in names)
        names.append(base if not count else f"{base}_n{count + 1}")
    rows = [
        {
            "day": one.day,
            "label": one.label,
            "whose": one.whose,
            "kind": one.kind,
            "passed": one.day < talk.as_of,
            "origin": one.origin,
            "role": "body",
            "date": _words(one.day) + (", passed" if one.day < talk.as_of else ""),
            "move": one.owner or _MOVES[one.whose],
        }
        for one in entries
    ]
    columns = [*_COLUMNS, "role", "date", "move"]
    return pd.DataFrame(rows, columns=columns, index=pd.Index(names, name="step", dtype=object))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _words(day: date) -> str:
    return f"{day:%a}, {day:%b}\N{NO-BREAK SPACE}{day.day}, {day.year}"
