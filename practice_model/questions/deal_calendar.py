"""The calendar of a deal: its own dates, its steps solved back from them, what has passed.

Steps of the scenario win over rules of the same name, and rules that hang on them follow. A day
that a rule gives moves to the working day before, one after its anchor to the next; dates of the
deal itself stand as they are. What has passed is told as passed and never left out: a step that is
late is the reason to do it now.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

import pandas as pd

from practice_model.faults import did_you_mean
from practice_model.quantities import Days, Months, at_most_one, terms
from practice_model.questions.deal_steps import (
    ANCHORS,
    OWN_RULE,
    RULES,
    Kind,
    Rule,
    Whose,
)
from practice_model.questions.workdays import workday_from, workday_until

OURS, DEAL, TERMS = "our calendar", "the deal", "our terms"
DAYS_A_MONTH: Final = 30.44
NO_LEADS: Final[Mapping[str, float]] = {}


@terms
@at_most_one("before", "after", "days_before", "days_after")
class DealStep:
    """One date of a deal: on a day, or so long before or after an anchor of it.

    what: inside a table, in our words. name: the rule that it takes the place of. anchor: a date of
    the deal, or a rule. last_day: whether nothing can be done after it. source: where it stands,
    such as a clause.
    """

    what: str
    day: date | None = None
    anchor: str = ""
    before: Months | None = None
    after: Months | None = None
    days_before: Days | None = None
    days_after: Days | None = None
    whose: Whose = "ours"
    last_day: bool = False
    name: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        told = []
        if (self.day is None) == (not self.anchor):
            told.append("day: give a day, or the anchor that it hangs on, and not both")
        if self.day is not None and _offset(self) is not None:
            told.append("day: it stands on its day; before and after are counted from an anchor")
        if not self.what.strip():
            told.append("what: is empty")
        if told:
            raise ValueError("\n".join(told))


class Dated(NamedTuple):
    """One date of the calendar: its name, day and words, whose move, kind, where it comes from.

    own: whether the scenario set it, and no rule.
    """

    name: str
    day: date
    label: str
    whose: Whose
    kind: Kind
    origin: str
    own: bool = False


def calendar_faults(
    talk: str,
    steps: Sequence[DealStep],
    anchors: Mapping[str, date | None],
    leads: Mapping[str, float] = NO_LEADS,
) -> list[str]:
    """Return what is wrong with a deal's dates: names that its talk has not, steps in a circle.

    Raises ValueError for a talk that no deal has.
    """
    rules = _rules_of(talk)
    told = [
        f"{name} is no date of this talk{did_you_mean(name, ANCHORS[talk])}"
        for name in anchors
        if name not in ANCHORS[talk]
    ]
    told += [
        f"leads.{name}: there is no such step{did_you_mean(name, rules)}"
        for name in leads
        if name not in rules
    ]
    known = {*ANCHORS[talk], *rules, *(one.name for one in steps if one.name)}
    for at, one in enumerate(steps):
        if one.anchor and one.anchor not in known:
            hint = did_you_mean(one.anchor, known)
            told.append(f"calendar.{at}.anchor: there is no date {one.anchor!r}{hint}")
    names = [one.name for one in steps if one.name]
    told += [
        f"calendar: {name} stands twice" for name in sorted(set(names)) if names.count(name) > 1
    ]
    if told:
        return told
    _, hanging = _solved(talk, anchors, steps, leads)
    return [
        f"calendar: {one.what!r} hangs on {one.anchor}, which has no day in this deal"
        for one in hanging
    ]


def _rules_of(talk: str) -> Mapping[str, Rule]:
    if talk not in RULES:
        raise ValueError(f"there is no talk {talk!r}; there are {', '.join(RULES)}")
    return RULES[talk]


def deal_dates(
    talk: str,
    anchors: Mapping[str, date | None],
    steps: Sequence[DealStep] = (),
    leads: Mapping[str, float] = NO_LEADS,
) -> list[Dated]:
    """Return every date of a deal, earliest first.

    anchors: the deal's own dates by name (None: not known; what hangs on it is left out). leads:
    months that a rule's step lies before its anchor, where the deal's terms say so. Raises
    ValueError for every fault of `calendar_faults`.

    >>> made = deal_dates("hire", {"start": date(2027, 7, 1)}, leads={"credentialing": 4})
    >>> [(one.name, one.day.isoformat()) for one in made][-2:]
    [('credentialing', '2027-03-01'), ('start', '2027-07-01')]
    """
    if told := calendar_faults(talk, steps, anchors, leads):
        raise ValueError("\n".join(told))
    made, _ = _solved(talk, anchors, steps, leads)
    return sorted(made, key=lambda one: one.day)


def _solved(
    talk: str,
    anchors: Mapping[str, date | None],
    steps: Sequence[DealStep],
    leads: Mapping[str, float],
) -> tuple[list[Dated], list[DealStep]]:
    """Every date that can be found, and the scenario's own steps that hang on none."""
    days = {name: day for name, day in anchors.items() if day is not None}
    made = [
        Dated(name, days[name], *_of_anchor(talk, name), DEAL)
        for name in ANCHORS[talk]
        if name in days
    ]
    rules, own = dict(_rules_of(talk)), {one.name: one for one in steps if one.name}
    waiting: list[tuple[str, DealStep | Rule]] = [
        *((one.name, one) for one in steps),
        *((name, rule) for name, rule in rules.items() if name not in own),
    ]
    while ready := [one for one in waiting if not one[1].anchor or one[1].anchor in days]:
        for name, one in ready:
            dated = _dated(name, one, days, leads)
            made.append(dated)
            if name:
                days.setdefault(name, dated.day)
        waiting = [one for one in waiting if one not in ready]
    return made, [one for _, one in waiting if isinstance(one, DealStep)]


def _of_anchor(talk: str, name: str) -> tuple[str, Whose, Kind]:
    told = ANCHORS[talk][name]
    return told.label, told.whose, told.kind


def _dated(
    name: str, one: DealStep | Rule, days: Mapping[str, date], leads: Mapping[str, float]
) -> Dated:
    if isinstance(one, DealStep):
        day = one.day or _moved(days[one.anchor], *_span(one))
        kind: Kind = "last_day" if one.last_day else "step"
        return Dated(name, day, _capital(one.what), one.whose, kind, one.source or OURS, True)
    months, origin = one.months, one.source
    if name in leads:
        months, origin = -float(leads[name]), TERMS
    day = _moved(days[one.anchor], months, one.days)
    return Dated(name, day, one.label, one.whose, one.kind, origin)


def _offset(step: DealStep) -> float | None:
    given = (step.before, step.after, step.days_before, step.days_after)
    return next((float(one) for one in given if one is not None), None)


def _span(step: DealStep) -> tuple[float, int]:
    """Months and days from the anchor, below 0 before it."""
    months = float(step.after or 0.0) - float(step.before or 0.0)
    return months, math.ceil(float(step.days_after or 0.0) - float(step.days_before or 0.0))


def _moved(day: date, months: float, days: int) -> date:
    """A day so far from another, on a working day: the one before where it comes before."""
    if not months and not days:
        return day
    whole = math.trunc(months)
    rest = days + round((months - whole) * DAYS_A_MONTH)
    moved = (pd.Timestamp(day) + pd.DateOffset(months=whole)).date() + timedelta(days=rest)
    return workday_until(moved) if moved < day else workday_from(moved)


def has_own_rules(dates: Sequence[Dated]) -> bool:
    """Return whether any day rests on a planning rule that nobody verified."""
    return any(one.origin == OWN_RULE for one in dates)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
