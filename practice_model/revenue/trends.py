"""Trends: does revenue rise or fall, beyond season and chance, and what may the next months bring.

A month is told per working day (`working_days`), since months differ by three days and more. On the
logarithm of that figure a straight line and one effect for each calendar month are fitted by least
squares: growth is a share a year, a season is a ratio. Errors of neighboring months may hang
together (`season_fit`), and every interval is as wide as that calls for.
docs/methods/revenue_anatomy.md tells why this model and no other.

What is too little is told and not fitted. Under 15 months there is no trend. From 15 to 23 months
only months that stand in both years are compared, and the verdict stays "too few months". From 24
months, with every calendar month twice, season and trend are fitted, with a warning until 36.
Ranges hold 80 percent: the tenth to the ninetieth percentile. A trend is called rising or falling
only where the range of 95 percent, too, leaves out zero.
"""

from datetime import date
from typing import Final, Literal, NamedTuple

import numpy as np
import pandas as pd

from practice_model.quantities import Months, SignedShare, terms
from practice_model.revenue.season_fit import Fit, fitted_line, range_of, season_design
from practice_model.revenue.working_days import Monthly, ends_of, working_days

Verdict = Literal["rising", "falling", "no clear trend", "too few months"]

YEAR: Final = 12
LEAST: Final = 6  # months under which nothing is said at all
PAIRS: Final = 3  # months that must stand in both years before they are compared
SEASONS: Final = 24  # months from which season and trend can be told apart
SURE_SEASONS: Final = 36
AHEAD: Final = {SEASONS: 6, SURE_SEASONS: 12}  # months that may be looked ahead, from so many on
SURE: Final = 0.95
FLAT: Final = 1e-9  # a change that is none
SIGNIFICANT: Final = 0.05
TWICE: Final = 2
OUTLOOK: Final = ("actual", "fitted", "low", "high", "working_days", "coming", "amount")


@terms
class Trend:
    """What a series of months says of its direction.

    months: whole months with a figure. per_year: growth a year, season apart, None where it cannot
    be known; low and high: its 80 percent range. seasonal: the season was fitted apart;
    season_clear: it is more than chance. note: what cannot be known, and why.
    """

    months: Months
    first: date | None
    last: date | None
    per_year: SignedShare | None
    low: SignedShare | None
    high: SignedShare | None
    verdict: Verdict
    seasonal: bool
    season_clear: bool
    note: str


class _Read(NamedTuple):
    """A series as it can be read: how it was fitted, the fit if any, and what to say of it."""

    how: Literal["seasons", "pairs", "none"]
    fit: Fit | None
    notes: tuple[str, ...]


def trend(series: Monthly) -> Trend:
    """Return the trend of monthly figures per working day, or why there is none."""
    held = series.table["per_day"].dropna()
    read = _read(series)
    fit, seasonal = read.fit, read.how == "seasons"
    growth = _growth(fit, per_year=1 if read.how == "pairs" else YEAR) if fit else (None,) * 3
    return Trend(
        months=len(held),
        first=held.index[0].date() if len(held) else None,
        last=held.index[-1].date() if len(held) else None,
        per_year=growth[0],
        low=growth[1],
        high=growth[2],
        verdict=_verdict(fit) if fit and seasonal else "too few months",
        seasonal=bool(fit and seasonal),
        season_clear=bool(fit and seasonal and fit.season_chance < SIGNIFICANT),
        note="; ".join((*read.notes, *series.told)),
    )


def outlook(series: Monthly, ahead: int = YEAR) -> pd.DataFrame:
    """Return a row a month for a chart: actual, fitted, low and high per working day, what comes.

    Coming months (`coming`) have no actual; their `amount` is fitted times their working days. At
    most 6 months are looked ahead from 24 on, 12 from 36 on, none from fewer: then fitted and its
    range are NA. fitted is the middle (median) of what may be; low and high hold 80 percent.
    """
    table, read = series.table, _read(series)
    if not len(table):
        return pd.DataFrame({name: [] for name in OUTLOOK}, index=table.index)
    fit = read.fit if read.how == "seasons" else None
    held = int(table["per_day"].notna().sum()) if fit else 0
    most = max((count for least, count in AHEAD.items() if held >= least), default=0)
    months = pd.date_range(table.index[0], periods=len(table) + min(ahead, most), freq="MS")
    made = table[["amount", "working_days", "per_day"]].reindex(months)
    made["coming"] = np.arange(len(made)) >= len(table)
    made["working_days"] = [working_days(*ends_of(month)) for month in months]
    made[["fitted", "low", "high"]] = np.nan
    if fit is not None:
        ranges = range_of(fit, season_design(months, table.index[0]), coming=True)
        made[["fitted", "low", "high"]] = np.exp(np.column_stack(ranges))
    coming = (made["fitted"] * made["working_days"]).round(2)
    made["amount"] = made["amount"].where(~made["coming"], coming)
    return made.rename(columns={"per_day": "actual"})[list(OUTLOOK)]


def season(series: Monthly) -> pd.DataFrame:
    """Return each calendar month's ratio to the average month with its 80 percent range.

    Index month (1 to 12), columns ratio, low, high; empty where season and trend cannot be told
    apart.
    """
    read = _read(series)
    if read.how != "seasons" or read.fit is None:
        return pd.DataFrame({name: [] for name in ("ratio", "low", "high")})
    apart = np.hstack([np.zeros((YEAR, 1)), np.eye(YEAR) - 1 / YEAR])
    made = dict(zip(("ratio", "low", "high"), map(np.exp, range_of(read.fit, apart)), strict=True))
    return pd.DataFrame(made, index=pd.RangeIndex(1, YEAR + 1, name="month"))


def _read(series: Monthly) -> _Read:
    """Choose what the months allow, fit it, and say in words what they do not allow."""
    table = series.table
    held = table["per_day"].dropna()
    count = len(held)
    if count < LEAST:
        return _Read("none", None, (f"{_months(count)} too few to say anything of a trend",))
    logs = np.log(held.to_numpy("float64"))
    at = np.flatnonzero(table["per_day"].notna().to_numpy())
    if _has_seasons(held):
        design = season_design(pd.DatetimeIndex(held.index), table.index[0])
        notes = [] if count >= SURE_SEASONS else [f"{_months(count)} few: read season with care"]
        return _told("seasons", fitted_line(logs, design, at), notes)
    notes = [f"{_months(count)} too few to tell season from trend"]
    again = (table["per_day"].shift(-YEAR) / table["per_day"]).to_numpy("float64")
    pairs = np.flatnonzero(~np.isnan(again))
    if len(pairs) < PAIRS:
        return _Read("none", None, tuple(notes))
    notes.append(f"only the {len(pairs)} months that stand in both years are compared")
    return _told("pairs", fitted_line(np.log(again[pairs]), np.ones((len(pairs), 1)), pairs), notes)


def _told(how: Literal["seasons", "pairs"], fit: Fit | str, notes: list[str]) -> _Read:
    if isinstance(fit, str):
        return _Read("none", None, (*notes, f"no trend could be fitted: {fit}"))
    return _Read(how, fit, tuple(notes))


def _has_seasons(held: pd.Series) -> bool:
    months = pd.DatetimeIndex(held.index).month
    return len(held) >= SEASONS and bool(
        (np.bincount(months, minlength=YEAR + 1)[1:] >= TWICE).all()
    )


def _growth(fit: Fit, per_year: int) -> tuple[float, float, float]:
    """Growth a year and its range, as shares."""
    first = np.zeros((1, len(fit.effects)))
    first[0, 0] = per_year
    middle, low, high = (float(np.expm1(part[0])) for part in range_of(fit, first))
    return middle, low, high


def _verdict(fit: Fit) -> Verdict:
    first = np.zeros((1, len(fit.effects)))
    first[0, 0] = YEAR
    _, low, high = (float(part[0]) for part in range_of(fit, first, inside=SURE))
    if low > FLAT:
        return "rising"
    return "falling" if high < -FLAT else "no clear trend"


def _months(count: int) -> str:
    return "1 month is" if count == 1 else f"{count} months are"
