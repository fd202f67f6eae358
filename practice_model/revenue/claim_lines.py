"""Claim lines reduced to distinct kinds: each cell is read once for each distinct value.

A line is bad where a cell cannot be read; the reason says what to write instead. Two lines are of
one kind when they agree in everything that a price depends on; service dates between two changes
of any table or rule count as one. Lines of one claim and one day on one side (physician, surgery
center, hospital) form a group, within which they change each other's price.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

REQUIRED = ("service_date", "hcpcs", "setting", "units")
OPTIONAL = ("modifiers", "locality", "cbsa", "claim_id")
SETTINGS = {"office": 0, "facility": 0, "asc": 1, "hopd": 2}  # the side that a group is of
MOST_UNITS = 1_000_000
LONGEST = 9  # digits of a number of units that are read at all
Integers = np.ndarray[Any, np.dtype[np.int64]]


class Unreadable(str):
    """Why a cell cannot be read, and what to write instead."""

    __slots__ = ()


def texts(column: pd.Series) -> tuple[Integers, list[str]]:
    """Return a column as codes into its distinct texts; a missing cell is the empty text."""
    codes, distinct = pd.factorize(column, use_na_sentinel=True)
    words = [_text(value) for value in distinct]
    return np.where(codes < 0, len(words), codes).astype(np.int64), [*words, ""]


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def read_date(text: str) -> date | Unreadable:
    """Return the day that an ISO date says, a time of day behind it left out."""
    try:
        return date.fromisoformat(re.split(r"[T ]", text)[0])
    except ValueError:
        return Unreadable(f"service_date {text!r} is not a date; write 2026-03-31")


def read_code(text: str) -> str | Unreadable:
    """Return a HCPCS or CPT code: five letters and digits."""
    if re.fullmatch(r"[A-Za-z0-9]{5}", text):
        return text.upper()
    if not text:
        return Unreadable("hcpcs is empty; write a code of five characters")
    return Unreadable(f"hcpcs {text!r} is not a code of five characters")


def read_setting(text: str) -> str | Unreadable:
    """Return office, facility, asc or hopd."""
    if text.lower() in SETTINGS:
        return text.lower()
    return Unreadable(f"setting {text!r} is not one of office, facility, asc, hopd")


def read_units(text: str) -> int | Unreadable:
    """Return whole units of at least 1."""
    found = re.fullmatch(r"\+?(\d+)(\.0*)?", text)
    units = int(found[1]) if found and len(found[1]) <= LONGEST else 0
    if 1 <= units <= MOST_UNITS:
        return units
    return Unreadable(f"units {text!r} is not a whole number from 1 to {MOST_UNITS:,}")


def read_upper(text: str) -> str:
    """Return a text in capitals."""
    return text.upper()


READERS: dict[str, Callable[[str], Any]] = {
    "service_date": read_date,
    "hcpcs": read_code,
    "setting": read_setting,
    "units": read_units,
    "modifiers": read_upper,
    "locality": str,
    "cbsa": str,
}


def mixed(first: Integers, second: Integers) -> Integers:
    """Return one code for each distinct pair of codes."""
    pair = first * (int(second.max(initial=0)) + 1) + second
    return np.asarray(pd.factorize(pair)[0], dtype=np.int64)


class ClaimLines:
    """Claim lines as kinds: `kinds` one row a kind, `kind` and `group` one number a line.

    `kinds` holds service_date (the first day of its stretch), hcpcs, setting, units, modifiers,
    locality and cbsa as read, and `fault`, empty or the reason why the line cannot be priced.
    `group` is -1 for a line without a claim.
    """

    def __init__(self, lines: pd.DataFrame, changes: Iterable[date]) -> None:
        missing = [name for name in REQUIRED if name not in lines.columns]
        if missing:
            raise ValueError(f"the lines lack {', '.join(missing)}; found {list(lines.columns)}")
        given = {name: texts(lines[name]) for name in READERS if name in lines.columns}
        blank = np.zeros(len(lines), dtype=np.int64)
        read: dict[str, tuple[Integers, list[Any]]] = {}
        for name, reader in READERS.items():
            codes, words = given.get(name, (blank, [""]))
            read[name] = _merged(codes, [reader(word) for word in words])
        days = read["service_date"]
        read["service_date"] = _merged(days[0], _stretches(days[1], changes))
        self.kind, first = _kinds([codes for codes, _ in read.values()], len(lines))
        values = {name: (codes[first], words) for name, (codes, words) in read.items()}
        self.kinds = _frame(values)
        self.group = _groups(lines, days[0], self.kinds["setting"].to_numpy()[self.kind])


def _merged(codes: Integers, values: list[Any]) -> tuple[Integers, list[Any]]:
    """Return codes into distinct read values, since two texts may say the same."""
    place: dict[Any, int] = {}
    to = [place.setdefault((type(value), value), len(place)) for value in values]
    return np.asarray(to, dtype=np.int64)[codes], [value for _, value in place]


def _stretches(days: list[Any], changes: Iterable[date]) -> list[Any]:
    """Return for each day the last change on or before it: prices are the same in between."""
    steps = sorted(set(changes))
    ordinals = np.array([step.toordinal() for step in steps])

    def since(day: Any) -> Any:
        if isinstance(day, Unreadable):
            return day
        found = int(np.searchsorted(ordinals, day.toordinal(), side="right")) - 1
        return steps[found] if found >= 0 else day

    return [since(day) for day in days]


def _kinds(columns: list[Integers], count: int) -> tuple[Integers, Integers]:
    kind = np.zeros(count, dtype=np.int64)
    for column in columns:
        kind = mixed(kind, column)
    first = np.unique(kind, return_index=True)[1]
    return kind, np.asarray(first, dtype=np.int64)


def _frame(values: dict[str, tuple[Integers, list[Any]]]) -> pd.DataFrame:
    count = len(next(iter(values.values()))[0])
    fault = np.full(count, "", dtype=object)
    frame = {}
    for name, (codes, words) in values.items():
        cells = np.empty(len(words), dtype=object)
        cells[:] = words
        frame[name] = cells[codes]
        unread = np.array([isinstance(word, Unreadable) for word in words], dtype=bool)[codes]
        fault = np.where((fault == "") & unread, frame[name], fault)
    return pd.DataFrame({**frame, "fault": fault})


def _groups(lines: pd.DataFrame, day: Integers, setting: Any) -> Integers:
    """Return one number for each claim, day and side; -1 where no claim is named."""
    if "claim_id" not in lines.columns or not len(lines):
        return np.full(len(lines), -1, dtype=np.int64)
    claim, names = texts(lines["claim_id"])
    named = np.array([name != "" for name in names], dtype=bool)[claim]
    sides = pd.Series(setting).map(SETTINGS).fillna(3)
    side = np.asarray(sides.to_numpy(), dtype=np.int64)
    return np.where(named, mixed(mixed(claim, day), side), np.int64(-1))
