"""Columns: what a table must hold, declared by name, kind and unit, and what is wrong with one.

Codes, identifiers and indicators are text from end to end: 00142 stays, and no indicator becomes
2.0. A number column may be blank only where that is declared.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

import numpy as np
import pandas as pd

from practice_model.faults import did_you_mean
from practice_model.units import MEANINGS

Kind = Literal["text", "code", "number", "integer", "date", "flag"]
CODE: Final = "[0-9A-Z][0-9]{3}[0-9A-Z]"
FIRST_ROWS: Final = 3  # a fault of a column names this many rows and counts the others


@dataclass(frozen=True)
class Column:
    """One declared column: its kind, its unit where it is a number, and what it may hold.

    `pattern` is what each text must match as a whole, `blank` whether a cell may be empty
    (text "", a number that is none, no date), `required` whether the file must have the column.
    """

    name: str
    kind: Kind = "text"
    unit: str = ""
    required: bool = True
    blank: bool = False
    choices: tuple[str, ...] | None = None
    pattern: str = ""
    at_least: float = -np.inf
    at_most: float = np.inf
    meaning: str = ""

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(f"{self.name}: {self.kind!r} is no kind of column")
        if self.unit and self.unit not in MEANINGS:
            raise ValueError(f"{self.name}: {self.unit!r} is no unit")
        if self.kind == "code" and not self.pattern:
            object.__setattr__(self, "pattern", CODE)


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """What is wrong with a column: the sentence, and the rows (0 is the first) that show it."""

    column: str
    message: str
    rows: tuple[int, ...] = ()

    def told(self, first_line: int = 1) -> str:
        """Return the sentence with the lines of the first rows and the count of the others."""
        if not self.rows:
            return f"{self.column}: {self.message}"
        shown = ", ".join(str(row + first_line) for row in self.rows[:FIRST_ROWS])
        more = len(self.rows) - FIRST_ROWS
        others = f" and {more:,} more" if more > 0 else ""
        return f"{self.column}, row {shown}{others}: {self.message}"


@dataclass(frozen=True)
class Columns:
    """The declared columns of one table.

    `extras` says what happens to a column that is not declared: "refuse" for a table that is
    written by hand (it may be a misspelled one), "drop" for what other systems export. `licensed`
    tells readers that nothing of the file but its declared names may be told, faults included.
    """

    name: str
    columns: tuple[Column, ...]
    extras: Literal["refuse", "drop"] = "refuse"
    licensed: bool = False

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{name} is no column of {self.name}{did_you_mean(name, self.names)}")

    @property
    def names(self) -> list[str]:
        """The declared names, in order."""
        return [column.name for column in self.columns]

    def wrong(self, frame: pd.DataFrame) -> list[Wrong]:
        """Return everything that is wrong with a frame, columns first, then cells."""
        present = [str(name) for name in frame.columns]
        faults = [
            Wrong(column=column.name, message="missing")
            for column in self
            if column.required and column.name not in present
        ]
        for name in present:
            if name not in self.names:
                faults.append(
                    Wrong(column=name, message=f"unknown{did_you_mean(name, self.names)}")
                )
            elif present.count(name) > 1:
                faults.append(Wrong(column=name, message="stands twice in the table"))
            else:
                faults.extend(wrong_cells(frame[name], self[name]))
        return faults

    def checked(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the frame if it holds the declared columns; raise ValueError with every fault.

        >>> prices = Columns("prices", (Column(name="hcpcs", kind="code"),))
        >>> len(prices.checked(pd.DataFrame({"hcpcs": ["66984", "J0178"]})))
        2
        """
        faults = self.wrong(frame)
        if faults:
            raise ValueError("; ".join(fault.told() for fault in faults))
        return frame

    def empty(self) -> pd.DataFrame:
        """Return a table of no rows with the declared columns and their kinds."""
        return pd.DataFrame(
            {column.name: pd.Series([], dtype=_DTYPES[column.kind]) for column in self}
        )


_DTYPES: Final[dict[str, Any]] = {
    "text": "str", "code": "str", "number": "float64",
    "integer": "int64", "date": "datetime64[us]", "flag": "bool",
}  # fmt: skip


def wrong_cells(cells: pd.Series, column: Column) -> list[Wrong]:
    """Return what is wrong with the cells of one column of a frame."""
    fault = _wrong_type(cells, column)
    if fault is not None:
        return [fault]
    blank = _blank(cells, column)
    faults = []
    if not column.blank and blank.any():
        faults.append(_told(column, blank, "is blank"))
    held = cells[~blank]
    if column.kind in {"text", "code"}:
        faults.extend(_wrong_texts(cells, held, column))
    elif column.kind in {"number", "integer"}:
        faults.extend(_wrong_numbers(cells, held, column))
    return faults


def _wrong_type(cells: pd.Series, column: Column) -> Wrong | None:
    kind, dtype = column.kind, cells.dtype
    texts = isinstance(dtype, pd.StringDtype)
    if isinstance(dtype, pd.CategoricalDtype):
        texts = pd.api.types.is_string_dtype(dtype.categories) or len(dtype.categories) == 0
    elif pd.api.types.is_object_dtype(dtype):
        texts = all(isinstance(one, str) for one in pd.unique(cells.dropna()))
    right = {
        "text": texts,
        "code": texts,
        "number": pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype),
        "integer": pd.api.types.is_integer_dtype(dtype),
        "date": pd.api.types.is_datetime64_dtype(dtype),
        "flag": pd.api.types.is_bool_dtype(dtype),
    }[kind]
    if right:
        return None
    mend = {"text": "; it must stay text, or leading zeros and blanks are lost"}
    mend["code"] = mend["text"]
    return Wrong(
        column=column.name, message=f"must hold {_WORDS[kind]}, not {dtype}{mend.get(kind, '')}"
    )


_WORDS: Final = {
    "text": "text", "code": "codes as text", "number": "numbers", "integer": "whole numbers",
    "date": "days", "flag": "true or false",
}  # fmt: skip


def _blank(cells: pd.Series, column: Column) -> pd.Series:
    return cells.isna() | (cells == "") if column.kind in {"text", "code"} else cells.isna()


def _told(column: Column, where: pd.Series, message: str) -> Wrong:
    return Wrong(
        column=column.name, message=message, rows=tuple(np.flatnonzero(where.to_numpy()).tolist())
    )


def _wrong_texts(cells: pd.Series, held: pd.Series, column: Column) -> Iterator[Wrong]:
    if column.blank and cells.isna().any():
        yield _told(column, cells.isna(), "is missing; a blank text is an empty one")
    if column.choices is None and not column.pattern:
        return
    good = {text for text in pd.unique(held) if is_good(str(text), column)}
    bad = ~cells.isin(good) & cells.index.isin(held.index)
    if bad.any():
        first = str(cells[bad].iloc[0])
        yield _told(column, bad, f"{expectation(column)}, not {first!r}{_damage(first, column)}")


def is_good(text: str, column: Column) -> bool:
    """Return whether a text is one of the column's choices and matches its pattern."""
    if column.choices is not None and text not in column.choices:
        return False
    return not column.pattern or re.fullmatch(column.pattern, text) is not None


def expectation(column: Column) -> str:
    """Return what a text column expects, in words."""
    if column.choices is not None:
        return f"must be one of {', '.join(column.choices)}"
    if column.kind == "code":
        return "must be a code of 5 characters such as 66984"
    return f"must be {column.meaning or 'text of the form ' + column.pattern}"


def _damage(text: str, column: Column) -> str:
    if re.fullmatch(r"[0-9]+\.0", text):
        return "; it went through a number: export the column as text"
    if column.kind == "code" and re.fullmatch(r"[0-9]{1,4}", text):
        return "; its leading zeros are lost: export the column as text"
    if column.choices is not None:
        return did_you_mean(text, column.choices)
    return ""


def _wrong_numbers(cells: pd.Series, held: pd.Series, column: Column) -> Iterator[Wrong]:
    numbers = held.to_numpy(dtype=np.float64)
    outside = ~np.isfinite(numbers) | (numbers < column.at_least) | (numbers > column.at_most)
    if outside.any():
        bad = cells.index.isin(held.index[outside])
        unit = f" {column.unit}" if column.unit else ""
        bounds = f"{column.at_least:g} to {column.at_most:g}{unit}"
        first = numbers[outside][0]
        yield _told(column, pd.Series(bad), f"must lie in {bounds}, not {first:g}")
