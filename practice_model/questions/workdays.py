"""Working days: on which day a payer's office answers the telephone.

Saturdays, Sundays and the federal holidays of 5 U.S.C. 6103(a) are none; a holiday on a Saturday
is kept on the Friday before, on a Sunday on the Monday after (5 U.S.C. 6103(b), Executive Order
11582). Banks and payers differ on some of them: a step put off by a day costs nothing.
"""

from datetime import date, timedelta
from typing import Final

FIXED: Final = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
MONDAYS: Final = ((1, 3), (2, 3), (9, 1), (10, 2))  # month, and which Monday of it
MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
DAY: Final = timedelta(days=1)


def is_workday(day: date) -> bool:
    """Return whether offices are open.

    >>> is_workday(date(2026, 11, 26)), is_workday(date(2026, 11, 27))  # Thanksgiving, a Friday
    (False, True)
    """
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


def workday_from(day: date) -> date:
    """Return the day itself where offices are open, else the next such day."""
    while not is_workday(day):
        day += DAY
    return day


def workday_until(day: date) -> date:
    """Return the day itself where offices are open, else the last such day before it."""
    while not is_workday(day):
        day -= DAY
    return day


def _holidays(year: int) -> set[date]:
    """The federal holidays of a year, as kept; New Year's of the next year may fall into it."""
    fixed = [date(year, month, day) for month, day in FIXED] + [date(year + 1, 1, 1)]
    kept = {_kept(one) for one in fixed}
    kept |= {_nth(year, month, MONDAY, number) for month, number in MONDAYS}
    last_may = date(year, 5, 31)
    kept.add(last_may - timedelta(days=last_may.weekday()))
    kept.add(_nth(year, 11, THURSDAY, 4))
    return kept


def _kept(day: date) -> date:
    return day + {SATURDAY: -DAY, SUNDAY: DAY}.get(day.weekday(), timedelta())


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
