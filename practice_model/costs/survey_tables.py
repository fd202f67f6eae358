"""Survey tables: where a figure of ours falls in a licensed table that shows no cell.

A survey publishes a few percentiles of a measure (pay, collections, work values) for a specialty
and a region. The table is licensed: it is held closed. What comes out is the place of the
practice's own figure, to a whole percentile, interpolated in a straight line between two published
points; under the lowest and over the highest point nothing is extrapolated. No cell is in a text
of the table, in a fault or in a copy. Rows are told by their number, 1 the first below the header.

A part-time figure is put on one full-time equivalent where the table is per FTE; a table of
full-time people alone takes no part-time figure; a rate (dollars for a work value) takes any.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from practice_model.columns import Column, Columns
from practice_model.units import MEANINGS

POINTS: Final = {"p10": 10, "p25": 25, "p50": 50, "p75": 75, "p90": 90}
FTE_RULES: Final = ("per FTE", "full time", "rate")
KEYS: Final = ("measure", "specialty", "region")
WITHHELD: Final = {"", "*", "-", "isd", "n/r"}  # how surveys write what too few answered
NOT_PUBLISHED: Final = "not published"
NO_ROW: Final = "no such row"
NOT_COMPARED: Final = "not compared"
TEENS: Final = range(10, 20)


def _text(name: str, **more: Any) -> Column:
    return Column(name=name, kind="text", **more)


SURVEY_TABLE: Final = Columns(
    "a licensed survey",
    (
        *(_text(key) for key in KEYS),
        _text("unit", meaning="a unit of the product such as USD/year"),
        _text("n", blank=True, meaning="how many answered"),
        _text("p10", required=False, blank=True),
        *(_text(point, blank=True) for point in ("p25", "p50", "p75", "p90")),
        _text("fte_rule", meaning="per FTE, full time or rate"),
    ),
    licensed=True,
)
"""A user's own survey file, one row a measure, specialty and region; all text, so that a cell
that is no number is told by its row and never by its value."""


class Placed(NamedTuple):
    """Where a figure falls: the percentile in words, the published points around it, n."""

    percentile: str
    band: str
    n: int | None
    fte_rule: str


class _Row(NamedTuple):
    unit: str
    n: int | None
    percents: tuple[int, ...]
    values: tuple[float, ...]
    fte_rule: str


class LicensedTable:
    """A licensed table, closed: it says where a figure falls in it, and shows no cell.

    Raises ValueError with every row that is wrong, by its number.
    """

    __slots__ = ("__rows",)

    def __init__(self, frame: pd.DataFrame) -> None:
        wrong = [_told(one.column, one.message) for one in SURVEY_TABLE.wrong(frame)]
        if not wrong:
            wrong = list(_wrong_rows(frame))
        if wrong:
            raise ValueError("; ".join(wrong))
        self.__rows = {key: _row(cells) for key, cells in _by_key(frame)}

    def __repr__(self) -> str:
        return f"LicensedTable({len(self.__rows)} rows, none shown)"

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError("a licensed table is not copied or written; name its file where it is used")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(cls._checked)

    @classmethod
    def _checked(cls, given: Any, info: core_schema.ValidationInfo) -> "LicensedTable":
        if isinstance(given, cls):
            return given
        read = (info.context or {}).get("read_table")
        if read is not None:
            return cls(read(given, SURVEY_TABLE))
        raise TypeError("table: must be a LicensedTable; a bare table could be shown by an error")

    def holds(self, **names: str) -> bool:
        """Return whether any row has these names; true of a table without rows."""
        wanted = [(KEYS.index(key), _bare(name)) for key, name in names.items()]
        known = self.__rows
        return not known or any(all(row[at] == name for at, name in wanted) for row in known)

    def placed(
        self, measure: str, specialty: str, region: str, *, value: float, unit: str, fte: float = 1
    ) -> Placed:
        """Return where a figure in `unit` falls; raise ValueError for another unit or no FTE.

        measure, specialty, region: as the table writes them. fte: whose figure it is.
        """
        row = self.__rows.get((_bare(measure), _bare(specialty), _bare(region)))
        if row is None:
            return Placed(NO_ROW, "", None, "")
        if unit != row.unit:
            raise ValueError(
                f"{measure}: ours is in {unit!r}, the table's row in {row.unit!r}; give ours in it"
            )
        if not np.isfinite(value) or fte <= 0:
            raise ValueError(f"{measure}: needs a number and an FTE above 0, not {value}, {fte}")
        if row.fte_rule == "full time" and fte < 1:
            return Placed(NOT_COMPARED, "", row.n, row.fte_rule)
        own = value / fte if row.fte_rule == "per FTE" else value
        return Placed(*_place(own, row.percents, row.values), row.n, row.fte_rule)


def _place(own: float, percents: tuple[int, ...], values: tuple[float, ...]) -> tuple[str, str]:
    """The percentile of a figure and the two published points around it, in words."""
    if len(percents) < 2:  # noqa: PLR2004 - one point makes no line
        return NOT_PUBLISHED, ""
    if own < values[0]:
        words = f"under the {ordinal(percents[0])}"
        return words, words
    if own > values[-1]:
        words = f"over the {ordinal(percents[-1])}"
        return words, words
    above = int(np.searchsorted(values, own, side="right"))
    last = min(above, len(values) - 1)
    if own == values[above - 1]:
        percent = float(percents[above - 1])
    else:
        percent = float(np.interp(own, values[last - 1 : last + 1], percents[last - 1 : last + 1]))
    band = f"{ordinal(percents[last - 1])} to {ordinal(percents[last])}"
    return ordinal(int(percent + 0.5)), band


def ordinal(number: int) -> str:
    """Return a number as a place in a row.

    >>> ordinal(1), ordinal(12), ordinal(53), ordinal(90)
    ('1st', '12th', '53rd', '90th')
    """
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in TEENS else ending}"


def _told(column: str, message: str) -> str:
    """A fault of a frame; a name that is not declared may be a cell, so it is not told."""
    if column in SURVEY_TABLE.names:
        return f"{column}: {message}"
    return "a column of the header: unknown"


def _bare(text: str) -> str:
    return " ".join(text.split()).casefold()


def _by_key(frame: pd.DataFrame) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    for cells in frame.to_dict("records"):
        texts = {str(name): str(cell).strip() for name, cell in cells.items()}
        yield tuple(_bare(texts[key]) for key in KEYS), texts


def _row(cells: dict[str, str]) -> _Row:
    held = {point: _number(cells.get(point, "")) for point in POINTS}
    points = [(POINTS[point], value) for point, value in held.items() if value is not None]
    n = _number(cells["n"])
    return _Row(
        unit=cells["unit"],
        n=None if n is None else int(n),
        percents=tuple(percent for percent, _ in points),
        values=tuple(value for _, value in points),
        fte_rule=cells["fte_rule"],
    )


def _wrong_rows(frame: pd.DataFrame) -> Iterator[str]:
    seen: dict[tuple[str, ...], int] = {}
    for number, (key, cells) in enumerate(_by_key(frame), 1):
        first = seen.setdefault(key, number)
        if first != number:
            yield f"row {number} is of the same measure, specialty and region as row {first}"
        if cells["unit"] not in MEANINGS:
            yield f"unit, row {number}: is no unit here; write USD/year, RVU/year or USD/RVU"
        if cells["fte_rule"] not in FTE_RULES:
            yield f"fte_rule, row {number}: must be one of {', '.join(FTE_RULES)}"
        yield from _wrong_numbers(number, cells)


def _wrong_numbers(number: int, cells: dict[str, str]) -> Iterator[str]:
    bad = [name for name in ("n", *POINTS) if not _is_number(cells.get(name, ""))]
    yield from (f"{name}, row {number}: must be a number, or blank" for name in bad)
    if bad:
        return
    n = _number(cells["n"])
    if n is not None and (n < 0 or n % 1):
        yield f"n, row {number}: must be a whole number"
    row = _row(cells)
    if list(row.values) != sorted(row.values):
        yield f"row {number}: its percentiles must rise"


def _is_number(text: str) -> bool:
    try:
        _number(text)
    except ValueError:
        return False
    return True


def _number(text: str) -> float | None:
    """The number of a cell, or None where it is blank or withheld."""
    if text.casefold() in WITHHELD:
        return None
    number = float(text.replace("$", "").replace(",", ""))
    if not np.isfinite(number):
        raise ValueError("is no finite number")
    return number
