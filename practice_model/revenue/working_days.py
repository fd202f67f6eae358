"""Working days: what a month brought for each day on which a practice could work.

Weekdays less US federal holidays (pandas' calendar of them). Whole months only: the first and the
last month are left out where the data begin late or end early in it, and are told. A month without
any line, or with lines of no amount, has no figure and is told; it is never taken as a month of
zero revenue. Amounts are dollars a working day, or lines a working day.
"""

from datetime import date, timedelta
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from pandas.tseries.holiday import USFederalHolidayCalendar

from practice_model.money import to_cents
from practice_model.quantities import FIRST_YEAR, LAST_YEAR

USUAL: Final = 0.95  # gaps between days with lines up to this quantile are ordinary
START_OF_MONTH: Final = "MS"


class Monthly(NamedTuple):
    """Whole months (index: first day, a month apart) and, in words, what was left out.

    Columns amount, working_days, per_day; amount and per_day are NA in a month without a figure.
    """

    table: pd.DataFrame
    told: tuple[str, ...]


def monthly(
    days: pd.Series,
    amounts: pd.Series | None = None,
    through: date | None = None,
    window: pd.Series | None = None,
) -> Monthly:
    """Return the whole months of dated lines, each with its amount per working day.

    days: dates of service; amounts: dollars of each line (lines are counted without), a missing one
    is left out. through: the day up to which the data are complete, the last line's without.
    window: dates of all lines of the data where `days` are only some: months are whole or cut by
    these. Raises ValueError for a missing date or a negative amount.
    """
    _check(days, amounts)
    if not len(days):
        return Monthly(_empty(), ("there is no line",))
    span, told = _whole_months(days if window is None else window.dropna(), through)
    if not len(span):
        return Monthly(_empty(), (*told, "no month is whole"))
    table = pd.DataFrame({"amount": _amounts(days, amounts, span)}, index=span)
    table["working_days"] = [working_days(*ends_of(month)) for month in span]
    table["per_day"] = table["amount"] / table["working_days"]
    missing = table.index[table["amount"].isna()]
    if len(missing):
        told.append(f"no figure for {', '.join(f'{month:%b %Y}' for month in missing)}")
    return Monthly(table, tuple(told))


def working_days(first: date, last: date) -> int:
    """Return the weekdays from first to last, both included, less US federal holidays.

    >>> working_days(date(2025, 1, 1), date(2025, 1, 31))
    21
    """
    return int(np.busday_count(first, last + timedelta(days=1), holidays=_holidays()))


def ends_of(month: pd.Timestamp) -> tuple[date, date]:
    """Return the first and the last day of a month."""
    return month.date(), (month + pd.offsets.MonthEnd(0)).date()


@cache
def _holidays() -> Any:
    """Every federal holiday of the years that a model may speak of: made once, it takes a while."""
    first, last = pd.Timestamp(FIRST_YEAR, 1, 1), pd.Timestamp(LAST_YEAR, 12, 31)
    return USFederalHolidayCalendar().holidays(first, last).to_numpy("datetime64[D]")


def _check(days: pd.Series, amounts: pd.Series | None) -> None:
    told = [f"{int(days.isna().sum())} lines have no date"] if days.isna().any() else []
    if amounts is not None and (amounts < 0).any():
        told.append(f"{int((amounts < 0).sum())} amounts are negative; net them first")
    if told:
        raise ValueError("the months cannot be summed: " + "; ".join(told))


def _whole_months(days: pd.Series, through: date | None) -> tuple[pd.DatetimeIndex, list[str]]:
    """The months that the data hold wholly, and which end was cut."""
    usual = _usual_gap(days)
    first, last = days.min().date(), through or days.max().date()
    span = pd.date_range(first.replace(day=1), last, freq=START_OF_MONTH)
    told: list[str] = []
    if not len(span):
        return span, told
    start, end = ends_of(span[0])[0], ends_of(span[-1])[1]
    if first > start and working_days(start, first - timedelta(days=1)) > usual:
        told.append(f"{span[0]:%b %Y} is left out: the data begin on {first.isoformat()}")
        span = span[1:]
    if len(span) and last < end and working_days(last + timedelta(days=1), end) > usual:
        told.append(f"{span[-1]:%b %Y} is left out: the data end on {last.isoformat()}")
        span = span[:-1]
    return span, told


def _usual_gap(days: pd.Series) -> int:
    """Working days from one day with lines to the next that are nothing out of the ordinary."""
    dated = np.unique(days.to_numpy("datetime64[D]"))
    if len(dated) < 2:  # noqa: PLR2004
        return 1
    gaps = np.busday_count(dated[:-1], dated[1:], holidays=_holidays())
    return max(1, int(np.quantile(gaps, USUAL)))


def _amounts(
    days: pd.Series, amounts: pd.Series | None, span: pd.DatetimeIndex
) -> np.ndarray[Any, Any]:
    """The sum of each month in dollars (or its lines), NA where it is nothing."""
    month = days.dt.to_period("M")
    if amounts is None:
        sums = month.value_counts().astype("float64")
    else:
        cents = pd.Series(to_cents(amounts.fillna(0).to_numpy()), index=days.index)
        sums = cents.groupby(month).sum() / 100
    made = sums.reindex(span.to_period("M")).to_numpy("float64")
    return np.where(made > 0, made, np.nan)


def _empty() -> pd.DataFrame:
    index = pd.DatetimeIndex([], freq=START_OF_MONTH)
    return pd.DataFrame({name: [] for name in ("amount", "working_days", "per_day")}, index=index)
