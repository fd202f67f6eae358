"""The log of a payer talk: where it stands, whose turn it is, what each concession was worth.

A concession is worth what its lever is worth: ours costs us the worth of an ask that we dropped or
of a give that we gave, theirs brings us that of an ask. One that names a percent of Medicare, and
follows an earlier one of the same side, is worth the points moved on our own mix instead. What has
neither is not priced, and in no sum; a lever counts once.

The next step is that of the last entry; an entry after it that is no note has answered it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal, NamedTuple

import pandas as pd

from practice_model.negotiation.concessions import PricedLever, Reciprocity, reciprocity
from practice_model.quantities import (
    Count,
    Days,
    Ratio,
    SignedRatio,
    SignedUSD,
    SignedUSDPerYear,
    terms,
)
from practice_model.questions.payer import Column
from practice_model.questions.payer_log_checks import day_of, text_of
from practice_model.questions.payer_terms import Payer

Whose = Literal["ours", "theirs"]
OTHER: Final[Mapping[str, Whose]] = {"ours": "theirs", "theirs": "ours"}
SILENT: Final = 14  # days without a move from them, after which a new fact goes out: `unverified`
NOTE, CONCESSION = "note", "concession"
LOG_HEADS: Final = {
    "who": "Who|text",
    "move": "Move|text",
    "words": "In short|text",
    "value": "To us, $ a year|bare_signed",
    "once": "Once, $|bare_signed",
    "fees_of_medicare": "% of Medicare|bare",
    "in_return": "In return|text",
    "next": "Next|text",
}
LOG_UNITS: Final = {"value": "USD/year", "once": "USD", "fees_of_medicare": "ratio"}
_SIDES: Final = {"ours": "We", "theirs": "They"}


class Event(NamedTuple):
    """One entry of the log with what it was worth to us, a year and once; None: not priced."""

    day: date
    whose: Whose
    move: str
    lever: str
    fees_of_medicare: float | None
    value: float | None
    once: float | None
    row: Mapping[Any, Any]


@terms
class LogFigures:
    """Where the talk stands by its log.

    turn: whose move is next; "" where the log holds notes alone. given, got: worth to us a year of
    our concessions and of theirs, net both; unpriced: concessions in no sum. ours_at, theirs_at:
    the last percent of Medicare that each side named, ours_moved and theirs_moved: since its
    first; gap: between the two. never: what we gave although it is never given.
    """

    entries: Count
    first: date
    last: date
    last_who: str
    last_words: str
    days_since: Days
    turn: Literal["ours", "theirs", ""]
    silent: Days | None
    next_step: str
    owner: str
    due: date | None
    due_days: Days | None
    overdue: Days | None
    ours: Count
    theirs: Count
    unpriced: Count
    given: SignedUSDPerYear
    got: SignedUSDPerYear
    net: SignedUSDPerYear
    once: SignedUSD
    ours_at: Ratio | None
    theirs_at: Ratio | None
    ours_moved: SignedRatio | None
    theirs_moved: SignedRatio | None
    gap: SignedRatio | None
    never: str
    returned: Reciprocity


def log_events(
    talk: Payer, levers: Mapping[str, PricedLever], columns: Mapping[str, Column] | None = None
) -> list[Event]:
    """Return the entries in the order of their days, each concession with its worth to us.

    levers: priced, by name. columns: the sides of the talk, for the worth of a point of Medicare;
    without them points are not priced.
    """
    if talk.log is None or talk.log.empty:
        return []
    a_whole = _medicare(columns)
    at: dict[str, float] = {}
    counted: set[str] = set()
    made: list[Event] = []
    for row in talk.log.sort_values("date", kind="stable").to_dict("records"):
        named = row["fees_of_medicare"]
        fees = None if pd.isna(named) else float(named)
        whose, lever = row["whose"], text_of(row["lever"])
        value = once = None
        if row["move"] == CONCESSION:
            if fees is not None and whose in at and a_whole is not None:
                value = round((fees - at[whose]) * a_whole, 2) + 0.0
            elif lever in levers and lever not in counted:
                value, once = _worth(levers[lever], whose)
                counted.add(lever)
        if fees is not None and row["move"] != NOTE:
            at[whose] = fees
        day = day_of(row["date"])
        assert day is not None  # a log without a date does not load
        made.append(Event(day, whose, row["move"], lever, fees, value, once, row))
    return made


def _medicare(columns: Mapping[str, Column] | None) -> float | None:
    """Medicare's dollars a year on the same services."""
    if not columns or not columns["now"].fees_of_medicare:
        return None
    return float(columns["now"].fees) / float(columns["now"].fees_of_medicare)


def _worth(lever: PricedLever, whose: Whose) -> tuple[float | None, float | None]:
    """What a conceded lever is worth to us: of the side that asked for it, or that gives it."""
    sign = -1.0 if (lever.side == "ask") == (whose == "ours") else 1.0
    value, once = (None if one is None else sign * float(one) for one in (lever.to_us, lever.once))
    return value, once


def log_table(
    talk: Payer, levers: Mapping[str, PricedLever], columns: Mapping[str, Column] | None = None
) -> pd.DataFrame:
    """Return the log as a table, latest first; empty without one.

    Columns label (the day), role, who, move, words, value, once, fees_of_medicare, in_return, next.
    """
    events = log_events(talk, levers, columns)
    rows = {f"entry_{number}": _told(one) for number, one in enumerate(events, start=1)}
    frame = pd.DataFrame.from_dict(dict(reversed(rows.items())), orient="index")
    if frame.empty:
        return frame
    frame.index.name = "entry"
    frame[list(LOG_UNITS)] = frame[list(LOG_UNITS)].astype(float)
    return frame


def _told(one: Event) -> dict[str, Any]:
    row = {str(name): text_of(cell) for name, cell in one.row.items()}
    due = day_of(one.row["due"])
    step = [row["next_step"], row["owner"], f"by {_words(due)}" if due else ""]
    words = row["words"] or (one.lever.replace("_", " ") if one.lever else "")
    by = f", by {row['channel']}" if row["channel"] else ""
    return {
        "label": _words(one.day),
        "role": "body",
        "who": f"{_SIDES[one.whose]}: {row['who']}{by}",
        "move": one.move.capitalize(),
        "words": words,
        "value": one.value,
        "once": one.once,
        "fees_of_medicare": one.fees_of_medicare,
        "in_return": row["in_return"] or ("nothing" if _is_gift(one) else ""),
        "next": ", ".join(part for part in step if part),
    }


def _is_gift(one: Event) -> bool:
    return one.move == CONCESSION and one.whose == "ours" and not text_of(one.row["in_return"])


def log_figures(
    talk: Payer, levers: Mapping[str, PricedLever], columns: Mapping[str, Column] | None = None
) -> LogFigures | None:
    """Return where the talk stands by its log; None without one."""
    events = log_events(talk, levers, columns)
    if not events or talk.log is None:
        return None
    last = events[-1]
    moves = [one for one in events if one.move != NOTE]
    turn = OTHER[moves[-1].whose] if moves else ""
    waited = (talk.as_of - moves[-1].day).days if moves else 0
    held = open_step(events)
    step = held.row if held else {}
    due = day_of(step.get("due"))
    gave = [one for one in moves if one.move == CONCESSION]
    sums = {side: _sum([one.value for one in gave if one.whose == side]) for side in OTHER}
    at = {side: _path(moves, side) for side in OTHER}
    ours_at, theirs_at = _last(at["ours"]), _last(at["theirs"])
    never = [one.lever for one in gave if one.whose == "ours" and one.lever in levers]
    return LogFigures(
        entries=len(events),
        first=events[0].day,
        last=last.day,
        last_who=text_of(last.row["who"]),
        last_words=text_of(last.row["words"]),
        days_since=(talk.as_of - last.day).days,
        turn=turn,
        silent=waited if turn == "theirs" and waited >= SILENT else None,
        next_step=text_of(step.get("next_step")),
        owner=text_of(step.get("owner")),
        due=due,
        due_days=None if due is None or due < talk.as_of else (due - talk.as_of).days,
        overdue=None if due is None or due >= talk.as_of else (talk.as_of - due).days,
        ours=sum(one.whose == "ours" for one in gave),
        theirs=sum(one.whose == "theirs" for one in gave),
        unpriced=sum(one.value is None and one.once is None for one in gave),
        given=sums["ours"],
        got=sums["theirs"],
        net=round(sums["ours"] + sums["theirs"], 2) + 0.0,
        once=_sum([one.once for one in gave]),
        ours_at=ours_at,
        theirs_at=theirs_at,
        ours_moved=_moved(at["ours"]),
        theirs_moved=_moved(at["theirs"]),
        gap=None if ours_at is None or theirs_at is None else ours_at - theirs_at,
        never=", ".join(levers[name].does for name in never if levers[name].side == "never"),
        returned=reciprocity(talk.log),
    )


def open_step(events: Sequence[Event]) -> Event | None:
    """Return the entry whose next step is still to come: the last, or one that notes follow."""
    for one in events[::-1]:
        if text_of(one.row["next_step"]):
            return one
        if one.move != NOTE:
            return None
    return None


def gifts(found: LogFigures | None) -> Reciprocity | None:
    """Return what the log says of gifts and of two concessions in a row; None without a log."""
    return None if found is None else found.returned


def _sum(values: Sequence[float | None]) -> float:
    return round(sum(value for value in values if value is not None), 2) + 0.0


def _path(moves: Sequence[Event], side: str) -> list[float]:
    """The percents of Medicare that a side named, in their order."""
    return [
        one.fees_of_medicare
        for one in moves
        if one.whose == side and one.fees_of_medicare is not None
    ]


def _last(path: Sequence[float]) -> float | None:
    return path[-1] if path else None


def _moved(path: Sequence[float]) -> float | None:
    return path[-1] - path[0] if len(path) > 1 else None


def _words(day: date) -> str:
    return f"{day:%b}\N{NO-BREAK SPACE}{day.day}, {day.year}"
