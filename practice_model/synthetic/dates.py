"""Dates: the working days of the year, and who may come on which.

A day is the number of a working day, 0 for the first of the year. Clinic days follow month and
weekday weights; operating days follow each surgeon's block. No patient comes twice on one day.

Source: docs/PRACTICE.md sections 1.2 and 9.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from practice_model.synthetic.sources import texture

Days = np.ndarray[Any, np.dtype[np.int64]]
MONTHS = 12
WEEKDAYS = 5
QUARTER_MONTHS = 3


@dataclass(frozen=True)
class Calendar:
    """The working days of the year and the chance of each, in the clinic and in the OR."""

    dates: np.ndarray[Any, np.dtype[np.datetime64]]
    clinic: np.ndarray[Any, np.dtype[np.float64]]
    operating: dict[str, np.ndarray[Any, np.dtype[np.float64]]]

    @property
    def weekday(self) -> Days:
        """Weekday of each working day, Monday 0."""
        return weekday_of(self.dates)

    @property
    def quarter(self) -> Days:
        """Quarter of each working day, 1 to 4."""
        return (month_of(self.dates) - 1) // QUARTER_MONTHS + 1

    def clinic_days(self, shares: Any) -> Days:
        """Return clinic days at the given places (0 to 1) of the weighted year."""
        return _at(self.clinic, shares)

    def operating_days(self, surgeon: str, shares: Any) -> Days:
        """Return a surgeon's operating days at the given places of the weighted year."""
        return _at(self.operating[surgeon], shares)

    def on_or_after(self, dates: Any) -> Days:
        """Return the first working day on or after each date; the year's last where none is."""
        found = np.searchsorted(self.dates, np.asarray(dates, dtype="datetime64[D]"))
        return np.minimum(found, len(self.dates) - 1).astype(np.int64)


def calendar() -> Calendar:
    """Return the calendar of the practice's year.

    >>> len(calendar().dates)
    254
    """
    told = texture()
    start = np.datetime64(f"{told['year']}-01-01", "D")
    every = np.arange(start, np.datetime64(f"{told['year'] + 1}-01-01", "D"))
    holidays = np.array([str(day) for day in told["holidays"]], dtype="datetime64[D]")
    dates = every[(weekday_of(every) < WEEKDAYS) & ~np.isin(every, holidays)]
    clinic = _weights(dates, np.array(told["weekday_weights"], dtype=float))
    operating = {
        surgeon: _weights(dates, np.array(blocks, dtype=float))
        for surgeon, blocks in told["or_days"].items()
    }
    return Calendar(dates, clinic, operating)


def weekday_of(dates: Any) -> Days:
    """Return the weekday of dates, Monday 0.

    >>> weekday_of(np.array(["2025-01-01"], dtype="datetime64[D]")).tolist()
    [2]
    """
    days = np.asarray(dates, dtype="datetime64[D]").astype(np.int64)
    return np.asarray((days + 3) % 7, dtype=np.int64)  # 1970-01-01 was a Thursday


def month_of(dates: Any) -> Days:
    """Return the month of dates, January 1."""
    months = np.asarray(dates, dtype="datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.asarray(months % MONTHS + 1, dtype=np.int64)


def spread(patients: Days, rng: np.random.Generator) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return a place in the year (0 to 1) for each encounter, a patient's own spread apart."""
    order = np.lexsort((rng.random(len(patients)), patients))
    in_order = patients[order]
    first = np.r_[True, in_order[1:] != in_order[:-1]] if len(patients) else np.empty(0, bool)
    starts = np.flatnonzero(first)
    sizes = np.diff(np.r_[starts, len(patients)])
    rank = np.arange(len(patients)) - np.repeat(starts, sizes)
    places = np.empty(len(patients))
    places[order] = (rank + rng.random(len(patients))) / np.repeat(sizes, sizes)
    return places


def meetings(patients: Days, days: Days, first: Days) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return where a patient already comes on that day; low `first` keeps its day."""
    order = np.lexsort((np.arange(len(days)), first, days, patients))
    again = np.zeros(len(days), dtype=bool)
    again[order[1:]] = (patients[order][1:] == patients[order][:-1]) & (
        days[order][1:] == days[order][:-1]
    )
    return again


def _weights(dates: Any, weekdays: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    months = np.array(texture()["month_weights"], dtype=float)
    month = month_of(dates) - 1
    weight = weekdays[weekday_of(dates)]
    in_month = np.bincount(month, weights=weight, minlength=MONTHS)
    chance = np.where(weight > 0, months[month] * weight / in_month[month], 0.0)
    return np.asarray(np.cumsum(chance) / chance.sum())


def _at(cumulated: Any, shares: Any) -> Days:
    found = np.searchsorted(cumulated, np.asarray(shares, dtype=float), side="right")
    return np.asarray(np.minimum(found, len(cumulated) - 1), dtype=np.int64)
