"""Steps of a payer talk, solved back from notice and renewal and forward from the letter.

With R the day on which the contract renews and N the last day to give notice before it:

    data of a year complete    R - 12 months
    letter                     N - 120 days (surgery center: N - 150), never later than R - 90
    signed, so that it loads   start of the new rates - days to load
    paid claims checked        start + 30 and + 60 days

and with L the day of the letter: receipt L + 1, call L + 7, one new fact L + 14, reply L + 21,
letter to the superior the day after the reply, decision on notice L + 35 and always on a working
day before N. Without a notice period N is R. Contacts move to the next working day.

Spans: 60 days to bargain beside 60 of notice, R - 90 and about 30 days to load are trade press
advice (Becker's ASC, key concepts, undated); four to six months for a center the same; the
steps after the letter are planning defaults of practice, `unverified`.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from practice_model.questions.payer_dates import notice_day, renewals, years_on
from practice_model.questions.payer_terms import Payer, Step
from practice_model.questions.workdays import workday_from, workday_until
from practice_model.revenue.contract import Contract

Kind = Literal["today", "step", "last_day", "renewal"]
Whose = Literal["ours", "theirs", ""]

LEAD: Final = {"professional": 120, "asc": 150}  # days, the letter before notice
LATEST: Final = 90  # days, the letter before renewal
CONFIRM, CALL, FACT, REPLY, DECIDE = 1, 7, 14, 21, 35  # days after the letter
CHECKS: Final = {"check": 30, "check_again": 60}  # days after the new rates start

OURS, CONTRACT, LETTER = "our calendar", "the contract", "the letter"
RULE, LOG = "planning rule", "the log"

_LABELS: Final = {
    "data": "Data of a full year complete",
    "letter": "Letter out",
    "latest": "Latest day for the letter",
    "confirm": "Confirm receipt, ask who decides",
    "call": "Call",
    "fact": "One new fact, no reminder",
    "reply": "Reply due",
    "superior": "Letter to the superior",
    "decide": "Decide on notice",
    "notice": "Give notice",
    "load": "Sign, so that rates load",
    "start": "New rates start",
    "renewal": "Renewal",
    "check": "Check paid claims",
    "check_again": "Check paid claims again",
}
_WORDS: Final = {  # the first that matches is what an own step means
    "superior": r"superior|escalat",
    "confirm": r"confirm|receipt",
    "decide": r"\bdecide|\bdecision",
    "notice": r"\bnotice\b",
    "reply": r"\b(reply|answer)\b.*\bdue\b|\b(their|they) (reply|answer)",
    "call": r"^(we )?call\b|\bcall (on|with|to)\b|\btelephone|\bphone",
    "fact": r"\bnew fact",
    "letter": r"\b(send|mail)\b.*\b(letter|counter|counter-offer|ask|proposal)\b|^letter\b",
    "check": r"\bcheck\b.*\bclaims|\bpaid claims",
    "load": r"\bload",
    "renewal": r"\brenew|\bnew rates|takes? effect",
    "data": r"\bdata\b.*\b(complete|ready)",
}
FIXED: Final = frozenset({"notice", "renewal"})  # the contract's own days, moved by no calendar


class Entry(NamedTuple):
    """One date: what it means (`name`), its words, whose move, where the day comes from."""

    name: str
    day: date
    label: str
    whose: Whose
    kind: Kind
    origin: str
    owner: str = ""


class Clock(NamedTuple):
    """The days that the contract and the offer set.

    notice: the last safe day ahead, before `renewal`; None without such a day. start: when new
    rates begin. soft: notice may be given on any day, so that none is the last. gone: the notice
    day of `start`, where it has passed and the next one belongs to a later renewal.
    """

    renewal: date | None
    notice: date | None
    start: date | None
    soft: bool
    gone: date | None


def clock(talk: Payer) -> Clock:
    """Return the days that the contract and the offer set, seen from as_of."""
    current = talk.contracts.current
    notice, renewal = notice_day(current, talk.as_of)
    start = _start(talk)
    if notice is not None:
        period = renewal - notice if renewal else timedelta()
        missed = start and renewal and start < renewal and _renews(current, start)
        gone = start - period if start and missed else None
        return Clock(renewal, notice, start or renewal, False, gone)
    renewal = start or _end_of(current, talk.as_of)
    paper = current.paper
    if renewal and paper and paper.notice is not None and paper.notice_before == "any_day":
        given = renewal - timedelta(days=int(paper.notice))
        return Clock(renewal, given if given >= talk.as_of else None, renewal, True, None)
    return Clock(renewal, None, renewal, True, None)


def _renews(current: Contract, day: date) -> bool:
    return next(renewals(current, day), None) == day


def _start(talk: Payer) -> date | None:
    """The day on which new rates begin: the offer's, else the ask's, where it lies ahead."""
    days = [talk.offer.effective] if talk.offer else []
    days += [one.contract.effective for one in (talk.ask, talk.target) if one]
    ahead = (day for day in days if day > max(talk.as_of, talk.contracts.current.effective))
    return next(ahead, None)


def _end_of(current: Contract, as_of: date) -> date | None:
    """The day on which a contract with an end is over, where that lies ahead."""
    if current.ends is None and current.term_years is None:
        return None
    return next(renewals(current, as_of), None)


def letter_due(talk: Payer, held: Clock) -> date | None:
    """Return the day by which the letter should be out; None without a renewal."""
    if held.renewal is None:
        return None
    due = (held.notice or held.renewal) - timedelta(days=LEAD[talk.block])
    return min(due, held.renewal - timedelta(days=LATEST))


def letter_day(talk: Payer, held: Clock) -> tuple[date, str] | None:
    """Return when the letter goes out and who says so; the next working day where it is late."""
    if talk.letter is not None:
        return talk.letter.date, LETTER
    own = [one.day for one in talk.calendar if one.whose == "ours" and meaning(one) == "letter"]
    if own:
        return min(own), OURS
    due = letter_due(talk, held)
    return None if due is None else (workday_from(max(due, talk.as_of)), RULE)


def meaning(step: Step) -> str:
    """Return what a step of the own calendar means by its words; "" for anything else."""
    words = step.what.lower()
    return next((name for name, form in _WORDS.items() if re.search(form, words)), "")


def derived(talk: Payer) -> list[Entry]:
    """Return the steps that follow from the contract, the offer and the letter, earliest first."""
    held = clock(talk)
    made = [*_back(talk, held), *_after_letter(talk, held)]
    return sorted(made, key=lambda one: one.day)


def _back(talk: Payer, held: Clock) -> Iterable[Entry]:
    """What is solved back from renewal and notice, and what follows the start of new rates."""
    if held.renewal is not None:
        yield _entry("data", years_on(held.renewal, -1))
        name = "start" if held.start and held.start != held.renewal else "renewal"
        kind: Kind = "renewal"
        if name == "start" and held.start:
            yield _entry("start", held.start, LETTER if talk.offer else OURS, "theirs", kind)
        origin = CONTRACT if held.notice and not held.soft else LETTER if talk.offer else OURS
        yield _entry("renewal", held.renewal, origin, "theirs", kind)
        latest = held.renewal - timedelta(days=LATEST)
        due = letter_due(talk, held)
        if due is not None and due < latest < (held.notice or held.renewal):
            yield _entry("latest", latest)
    if held.notice is not None:
        kind = "step" if held.soft else "last_day"
        yield _entry("notice", held.notice, CONTRACT, "ours", kind)
    if held.gone is not None:
        yield _entry("gone", held.gone, CONTRACT, "ours", "last_day")
    if held.start is not None:
        if talk.load_days is not None:
            yield _entry("load", held.start - timedelta(days=int(talk.load_days)))
        for name, days in CHECKS.items():
            yield _entry(name, workday_from(held.start + timedelta(days=days)))


def _after_letter(talk: Payer, held: Clock) -> Iterable[Entry]:
    """The letter, and the calls and letters that follow it."""
    sent = letter_day(talk, held)
    if sent is None:
        return
    day, origin = sent
    yield _entry("letter", day, origin)
    call = talk.letter.call_on if talk.letter else None
    reply = talk.letter.reply_by if talk.letter else workday_from(day + timedelta(days=REPLY))
    yield _entry("confirm", workday_from(day + timedelta(days=CONFIRM)))
    yield _entry("call", call, LETTER) if call else _entry("call", _after(day, CALL))
    if _after(day, FACT) < reply:  # after their answer it is no new fact but a new letter
        yield _entry("fact", _after(day, FACT))
    yield _entry("reply", reply, LETTER if talk.letter else RULE, "theirs")
    yield _entry("superior", _after(reply, 1))
    decide = _after(day, DECIDE)
    if held.notice is not None:
        before = workday_until(held.notice - timedelta(days=1))
        decide = min(decide, before if before >= talk.as_of else held.notice)
        yield _entry("decide", decide)


def _after(day: date, days: int) -> date:
    return workday_from(day + timedelta(days=days))


def _entry(
    name: str, day: date, origin: str = RULE, whose: Whose = "ours", kind: Kind = "step"
) -> Entry:
    label = "Notice for these rates was due" if name == "gone" else _LABELS[name]
    return Entry(name, day, label, whose, kind, origin)


def own_steps(talk: Payer) -> list[Entry]:
    """Return the steps of the scenario's calendar, each under the name of what it means."""
    made: list[Entry] = []
    for step in sorted(talk.calendar, key=lambda one: one.day):
        name = meaning(step)
        kind: Kind = "last_day" if step.last_day else "renewal" if name == "renewal" else "step"
        label = step.what[:1].upper() + step.what[1:]
        made.append(Entry(name, step.day, label, step.whose, kind, OURS))
    return made
