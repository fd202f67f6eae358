"""Wage index areas: the index of a surgery center's or hospital's area in a year.

The index is the one before floors and reclassification that CMS publishes for surgery centers, by
CBSA (five digits) or by the rural rest of a state (two digits). In 2025 some areas stand in the
file with two values that no name tells apart: such an area is refused unless the value is named,
as `13=0.8966`. An area that a year does not hold is refused too: areas change their codes.
"""

from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from practice_model.revenue.medicare_tables import MedicareTables

WHOLE = 10_000


class Area(NamedTuple):
    """A wage index in ten-thousandths, or the status and reason why there is none."""

    value: int
    status: str
    told: str


def area_index(tables: MedicareTables, year: int, cbsa: str) -> Area:
    """Return the wage index of an area in a year; national (1) where no area is given."""
    code, _, named = (part.strip() for part in cbsa.partition("="))
    if not code or code.lower() == "national":
        return Area(WHOLE, "", "national rate, no wage index")
    held = tables.asc_wage_index
    rows = held[(held["year"] == year) & (held["cbsa"] == code)]
    values = sorted({round(float(value) * WHOLE) for value in rows["value"]})
    if not values:
        years = sorted({int(each) for each in held.loc[held["cbsa"] == code, "year"]})
        since = f"; it is held for {years[0]} to {years[-1]}" if years else ""
        return Area(0, "invalid", f"no wage area {code!r} in {year}{since}; write a CBSA as 31924")
    told = ", ".join(f"{value / WHOLE:.4f}" for value in values)
    if named:
        index = _named(named)
        if index in values:
            return Area(index, "", f"area {code}, wage index {index / WHOLE:.4f} as named")
        return Area(0, "invalid", f"area {code} has no wage index {named} in {year}, only {told}")
    if len(values) > 1:
        mend = f"name one as {code}={values[0] / WHOLE:.4f}"
        return Area(
            0, "ambiguous_area", f"area {code} has the wage indices {told} in {year}; {mend}"
        )
    return Area(values[0], "", f"area {code}, wage index {told}")


def _named(text: str) -> int:
    try:
        return round(Decimal(text) * WHOLE)
    except (InvalidOperation, ValueError, OverflowError):
        return -1
