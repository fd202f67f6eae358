"""Dates of a payer talk: the next step, the last day to give notice, the window of the data."""

import math
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from practice_model.quantities import Days, terms
from practice_model.questions.payer_terms import Payer
from practice_model.revenue.contract import Contract

MOST_YEARS: Final = 12  # a notice period of more than ten years is none


@terms
class Next:
    """The next date of the talk, and the last day to give notice."""

    day: date
    days: Days
    what: str
    notice: date | None
    notice_days: Days | None
    anniversary: date | None


def next_date(talk: Payer) -> Next:
    """Return the next date of the calendar from as_of on, and the contract's last notice day."""
    ahead = sorted((step for step in talk.calendar if step.day >= talk.as_of), key=_by_day)
    notice, anniversary = notice_day(talk.contracts.current, talk.as_of)
    first = (ahead[0].day, ahead[0].what) if ahead else (notice or talk.as_of, "give notice")
    return Next(
        day=first[0],
        days=(first[0] - talk.as_of).days,
        what=first[1],
        notice=notice,
        notice_days=None if notice is None else (notice - talk.as_of).days,
        anniversary=anniversary,
    )


def _by_day(step: object) -> date:
    return step.day  # type: ignore[attr-defined, no-any-return]


def notice_day(contract: Contract, as_of: date) -> tuple[date | None, date | None]:
    """Return the last day to give notice before the next renewal, and the day of that renewal.

    (None, None) where the paper has no notice period that counts back from an anniversary, and
    where a contract with a fixed end can no longer be given notice.
    """
    paper = contract.paper
    if paper is None or paper.notice is None or paper.notice_before != "anniversary":
        return None, None
    period = timedelta(days=math.ceil(float(paper.notice)))  # a part of a day is a day
    for renewal in renewals(contract, as_of):
        if renewal - period >= as_of:
            return renewal - period, renewal
    return None, None


def renewals(contract: Contract, since: date) -> Iterator[date]:
    """Return the days on which a contract renews, from a day on: every year after its first term.

    The first is the day after its end, or the end of its term in years, else the first
    anniversary. A contract that ends on a day and is not evergreen has no second.
    """
    if contract.ends is not None:
        base, first = contract.ends + timedelta(days=1), 0
    else:
        base, first = contract.effective, contract.term_years or 1
    once = contract.ends is not None and not (contract.paper and contract.paper.evergreen)
    for years in range(first, max(first, since.year - base.year) + MOST_YEARS):
        day = years_on(base, years)
        if day >= since:
            yield day
        if once:
            return


def years_on(day: date, years: int) -> date:
    """Return the same day so many years on; of February 29 the 28th, the safe one.

    >>> years_on(date(2024, 2, 29), 1), years_on(date(2024, 2, 29), 4)
    (datetime.date(2025, 2, 28), datetime.date(2028, 2, 29))
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@terms
class Window:
    """The window of the data: first and last day of service."""

    first: date
    last: date


def window(talk: Payer) -> Window:
    """Return the first and the last day of service in the practice's claims."""
    days = talk.practice.claims["claim_line_start_date"]
    return Window(first=days.min().date(), last=days.max().date())
