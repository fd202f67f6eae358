"""Cells of a file as the kinds that a table declares; what is mended is told, never silent.

Mended with a remark: 2.0 in a column of whole numbers, $1,234.50 and (12.00) in an amount, 66984.0
in a column of codes, NULL for a blank. Refused: 2.5 units as a whole number, 5 % (say .05), a day
that is not 2025-01-31 unless the table declares month/day/year, a code that lost its zeros.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.columns import Column, Wrong, is_good, wrong_cells
from practice_model.quantities import FIRST_YEAR, LAST_YEAR

ORDERS: Final = {"iso": "%Y-%m-%d", "month/day/year": "%m/%d/%Y", "day/month/year": "%d/%m/%Y"}
BLANKS: Final = {"null", "none", "na", "n/a", "nan", "#n/a", "nil"}
_MONEY: Final = re.compile(r"(?P<open>\()?(?P<sign>-)?\$? ?(?P<inner>-)?"
                           r"(?P<digits>\d{1,3}(,\d{3})*|\d+)(?P<cents>\.\d*)?"
                           r"(?P<after>-)?(?P<close>\))?")  # fmt: skip
_FLAGS: Final = {"true": True, "yes": True, "y": True, "1": True, "t": True,
                 "false": False, "no": False, "n": False, "0": False, "f": False}  # fmt: skip


@dataclass
class Cells:
    """One column read: its values (and the distinct ones), what is wrong, and what was mended."""

    values: pd.Series
    distinct: pd.Series | None = None
    wrong: list[Wrong] = field(default_factory=list)
    mended: list[Wrong] = field(default_factory=list)


def read_cells(given: pd.Series, column: Column, dates: str = "iso") -> Cells:
    """Return the cells of a file's column as the column's kind.

    given: text cells ("" where blank), or what a typed file holds. dates: a key of ORDERS.
    """
    if isinstance(given.dtype, pd.StringDtype) or pd.api.types.is_object_dtype(given.dtype):
        return _from_texts(given.fillna("").astype("str"), column, dates)
    return _from_typed(given, column)


def _from_typed(given: pd.Series, column: Column) -> Cells:
    if column.kind == "integer" and pd.api.types.is_float_dtype(given.dtype):
        whole = Cells(given)
        return _as_integers(given.astype("float64"), given.index, column, whole)
    if column.kind == "number" and pd.api.types.is_numeric_dtype(given.dtype):
        return Cells(given if pd.api.types.is_bool_dtype(given.dtype) else given.astype("float64"))
    if column.kind == "date" and pd.api.types.is_datetime64_any_dtype(given.dtype):
        days = given.astype("datetime64[us]")
        late = (days.notna() & (days != days.dt.normalize())).to_numpy()
        return Cells(days, None, _wrong(column, late, "must be a day, without a time of day"))
    return Cells(given)


def _from_texts(texts: pd.Series, column: Column, dates: str) -> Cells:
    numbers, uniques = pd.factorize(texts)
    distinct = [str(text) for text in uniques.tolist()]
    stripped = [text.strip() for text in distinct]
    nulls = np.array([text.lower() in BLANKS and not is_choice(text, column) for text in stripped])
    known = ["" if null else text for null, text in zip(nulls, stripped, strict=True)]
    reader = {"text": _texts, "code": _texts, "number": _numbers, "integer": _numbers,
              "date": _dates, "flag": _flags}[column.kind]  # fmt: skip
    values, bad, mends = reader(known, column, dates)
    made = pd.Series(values)
    cells = Cells(made.take(numbers).set_axis(texts.index), made)
    for message, where in bad.items():
        cells.wrong += _wrong(
            column, np.isin(numbers, where), f"{message}, not {distinct[where[0]]!r}"
        )
    mends["blank where the file says NULL"] = np.flatnonzero(nulls).tolist()
    for message, where in mends.items():
        cells.mended += _wrong(column, np.isin(numbers, where), message)
    if column.kind == "integer":
        return _as_integers(cells.values, texts.index, column, cells)
    return cells


def faults_of_cells(cells: Cells, column: Column) -> list[Wrong]:
    """Return what is wrong with a column that was read: in reading it, or in what it holds."""
    if cells.wrong:
        return cells.wrong
    if cells.distinct is not None and not wrong_cells(cells.distinct, column):
        return []
    return wrong_cells(cells.values, column)


def is_choice(text: str, column: Column) -> bool:
    """Return whether a text is one of the column's declared choices."""
    return column.choices is not None and text in column.choices


def _wrong(column: Column, where: Any, message: str) -> list[Wrong]:
    rows = tuple(np.flatnonzero(where).tolist())
    return [Wrong(column=column.name, message=message, rows=rows)] if rows else []


Read = tuple[Any, dict[str, list[int]], dict[str, list[int]]]


def _texts(known: list[str], column: Column, dates: str) -> Read:
    values, mends = list(known), dict[str, list[int]]()
    for place, text in enumerate(known):
        better = _better_text(text, column)
        if better != text:
            values[place] = better
            if better != text.upper():
                mends.setdefault("read without the .0 of a number", []).append(place)
    return pd.Series(values, dtype="str"), {}, mends


def _better_text(text: str, column: Column) -> str:
    if not text or not (column.pattern or column.choices) or is_good(text, column):
        return text
    for better in (text.upper(), text.removesuffix(".0"), text.removesuffix(".0").upper()):
        if is_good(better, column):
            return better
    return text


def _numbers(known: list[str], column: Column, dates: str) -> Read:
    read = pd.to_numeric(pd.Series(known, dtype="str"), errors="coerce").to_numpy(
        dtype=np.float64, copy=True
    )
    bad, mends = dict[str, list[int]](), dict[str, list[int]]()
    for place in np.flatnonzero(~np.isfinite(read)).tolist():
        text = known[place]
        mended = _money(text)
        if text == "":
            read[place] = np.nan
        elif mended is not None:
            read[place] = mended
            mends.setdefault("read without dollar signs, commas or brackets", []).append(place)
        else:
            percent = "; write 5 % as .05" if text.endswith("%") else ""
            bad.setdefault(f"must be a number{percent}", []).append(place)
            read[place] = np.nan
    return read, bad, mends


def _money(text: str) -> float | None:
    found = _MONEY.fullmatch(text)
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    amount = float(found["digits"].replace(",", "") + (found["cents"] or ""))
    return -amount if any(found[sign] for sign in ("open", "sign", "inner", "after")) else amount


def _as_integers(values: pd.Series, index: pd.Index, column: Column, cells: Cells) -> Cells:
    numbers = values.to_numpy(dtype=np.float64)
    broken = np.isfinite(numbers) & (numbers % 1 != 0)
    first = numbers[broken][0] if broken.any() else 0
    cells.wrong += _wrong(column, broken, f"must be a whole number, not {first:g}")
    if np.isnan(numbers).any() and not broken.any():
        cells.values = pd.Series(numbers, index=index).astype("Int64")
    else:
        cells.values = pd.Series(np.where(broken, 0, numbers), index=index).astype("int64")
    return cells


def _dates(known: list[str], column: Column, dates: str) -> Read:
    days, bad = [], dict[str, list[int]]()
    for place, text in enumerate(known):
        day = _day(text, ORDERS[dates])
        days.append(day)
        if text and day is None:
            bad.setdefault(_expected_day(text, dates), []).append(place)
    return (
        pd.Series(pd.to_datetime(pd.Series(days, dtype="object"))).astype("datetime64[us]"),
        bad,
        {},
    )


def _expected_day(text: str, dates: str) -> str:
    if dates == "iso" and re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", text):
        return "must be a day such as 2025-01-31 (or declare `dates: month/day/year` at the table)"
    example = {"iso": "2025-01-31", "month/day/year": "1/31/2025"}.get(dates, "31/1/2025")
    return f"must be a day such as {example}"


def _day(text: str, order: str) -> date | None:
    midnight = re.sub(r"[ T]00:00(:00(\.0+)?)?$", "", text)
    try:
        day = datetime.strptime(midnight, order).date()
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _flags(known: list[str], column: Column, dates: str) -> Read:
    values = [_FLAGS.get(text.lower()) for text in known]
    bad = [place for place, value in enumerate(values) if value is None]
    told = {"must be true or false": bad} if bad else {}
    return pd.Series([bool(value) for value in values], dtype="bool"), told, {}
