"""What may stand in the log of a talk: levers that exist, days up to today, one row an event."""

from collections.abc import Iterable
from datetime import date
from typing import Final

import pandas as pd

from practice_model.faults import did_you_mean

IMPLIED: Final = (
    "rates", "drugs", "tests", "multiple", "lesser_of", "escalator", "look_back", "filing",
    "days_to_pay", "load_date",
)  # fmt: skip
"""Levers that a talk without levers of its own may have, since its ask implies them."""


def log_faults(log: pd.DataFrame | None, levers: Iterable[str] | None, as_of: date) -> list[str]:
    """Return what is wrong in a log, a sentence an entry, counted from 1 under the header.

    levers: the talk's own levers by name; None where it has those that its ask implies.
    """
    if log is None:
        return []
    known = list(IMPLIED if levers is None else levers)
    told = []
    for number, row in enumerate(log.to_dict("records"), start=1):
        day = day_of(row["date"])
        where = f"log: entry {number}"
        if day is None:
            told.append(f"{where}: date: missing")
            continue
        where += f" of {day.isoformat()}"
        lever = text_of(row["lever"])
        if lever and lever not in known:
            near = did_you_mean(lever, known)
            told.append(f"{where}: lever: there is no lever {lever!r}{near or _all(known)}")
        if day > as_of:
            told.append(f"{where}: date: lies after as_of, {as_of.isoformat()}")
        due = day_of(row["due"])
        if due is not None and due < day:
            told.append(f"{where}: due: {due.isoformat()} lies before the entry itself")
        if due is not None and not text_of(row["next_step"]):
            told.append(f"{where}: due: {due.isoformat()} is the day of no next_step")
    return told


def _all(known: list[str]) -> str:
    return f", only {', '.join(known)}" if known else ": the talk has none"


def text_of(cell: object) -> str:
    """Return a cell's words; "" where it is blank."""
    return cell.strip() if isinstance(cell, str) else ""


def day_of(cell: object) -> date | None:
    """Return a cell's day; None where it is blank."""
    return None if cell is None or pd.isna(cell) else pd.Timestamp(cell).date()  # type: ignore[call-overload, arg-type]
