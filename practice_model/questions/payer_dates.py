"""Dates of a payer talk: the next step, the last day to give notice, the window of the data."""

from datetime import date, timedelta

from practice_model.quantities import Days, terms
from practice_model.questions.payer_terms import Payer
from practice_model.revenue.contract import Contract


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
    """Return the last day to give notice before the next anniversary, and that anniversary.

    (None, None) where the paper has no notice period that counts back from an anniversary.
    """
    paper = contract.paper
    if paper is None or paper.notice is None or paper.notice_before != "anniversary":
        return None, None
    for year in range(as_of.year, as_of.year + 3):
        anniversary = contract.effective.replace(year=year)
        last = anniversary - timedelta(days=int(paper.notice))
        if last >= as_of:
            return last, anniversary
    return None, None


@terms
class Window:
    """The window of the data: first and last day of service."""

    first: date
    last: date


def window(talk: Payer) -> Window:
    """Return the first and the last day of service in the practice's claims."""
    days = talk.practice.claims["claim_line_start_date"]
    return Window(first=days.min().date(), last=days.max().date())
