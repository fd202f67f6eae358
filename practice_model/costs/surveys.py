"""Surveys: where our own people stand in a pay or production survey that we hold a license of.

A survey is a user's own file, named with its publisher, the year of its data and its license.
Nothing of it comes out but a `Standing`: the percentile of one own figure, in words, with n,
survey, year and segment. Surveys are never pooled: each own figure has one standing a survey.

Percentiles of two tables are not multiplied or divided: the 75th percentile of work values times
the 75th of pay per work value is not the 75th percentile of pay, since pay per work value falls as
work values rise. So a standing has no arithmetic, and a measure that is computed from others is
refused: give the published table of the product itself.

A survey tells of the year of its data; more than two years before `as_of` it is told to lag. A
percentile is no proof of fair market value, and owners' profit hides in "compensation".

The shape of `market/survey_slot.yaml`, one name a survey::

    sources: {own: "Example Survey 2026, our licensed copy of 2026-05-04"}
    example:
      publisher: Example Survey
      year: 2025
      license: {licensed_to: Larkmoor Vale, internal_use: true, statement: "member copy, section 4"}
      table: {table: licensed/example_2025.csv, source: own}
      measures: {collections: {row: Collections for professional charges}}
      segments: {A: {specialty: "Ophthalmology", region: All}}
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Final, NoReturn

import numpy as np
import pandas as pd
from pydantic import BeforeValidator

from practice_model.costs.survey_tables import KEYS, NO_ROW, NOT_COMPARED, LicensedTable
from practice_model.quantities import FTE, Count, Year, terms

__all__ = [
    "COLUMNS",
    "License",
    "LicensedTable",
    "Own",
    "Segment",
    "Standing",
    "Survey",
    "SurveyMeasure",
    "Surveys",
    "standing",
    "standings",
]

LAGS_AFTER: Final = 2  # years from the data's year to that of the brief
FEW: Final = 10  # answers under which a percentile is told to rest on few
MEND: Final = (
    "a percentile of one table times or over that of another is no percentile; give the published "
    "table of the figure itself"
)
COLUMNS: Final = (
    "who", "measure", "percentile", "band", "n", "survey", "year", "specialty", "region", "remarks",
)  # fmt: skip


@terms
class License:
    """Who may use the survey and by what words; without internal use it does not load."""

    licensed_to: str
    internal_use: bool
    statement: str

    def __post_init__(self) -> None:
        """Refuse a license that names nobody, says nothing or allows no internal use."""
        wrong = [
            f"{name}: is blank; say {what}"
            for name, what in (("licensed_to", "who holds the license"),
                               ("statement", "what the license allows, and where it says so"))
            if not any(letter.isalpha() for letter in getattr(self, name))
        ]  # fmt: skip
        if not self.internal_use:
            wrong.append("internal_use: must be true; a table that the license keeps out of "
                         "internal work is not used here")  # fmt: skip
        if wrong:
            raise ValueError("; ".join(wrong))


@terms
class SurveyMeasure:
    """The row of the table that one of our measures is held against, as the table writes it.

    `computed_from` is here to be refused: a survey publishes the measure or it does not.
    """

    row: str = ""
    computed_from: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Refuse a measure that is put together from others, and one without a row."""
        if self.computed_from:
            raise ValueError(f"is computed from {' and '.join(self.computed_from)}; {MEND}")
        if not self.row.strip():
            raise ValueError("has no row; name the measure as the table writes it")


@terms
class Segment:
    """Whom one of us is compared with: specialty and region as the table writes them."""

    specialty: str
    region: str


@terms
class Survey:
    """One licensed survey: what it is, whose it is, and what of ours is held against it.

    `year` is that of the data. `measures` goes by our name of a measure, `segments` by provider
    or role.
    """

    publisher: str
    year: Year
    license: License
    table: LicensedTable
    measures: dict[str, SurveyMeasure]
    segments: dict[str, Segment]

    def __post_init__(self) -> None:
        """Refuse a survey without a name, and names that its table does not hold."""
        wrong = [] if self.publisher.strip() else ["publisher: is blank"]
        asked = {f"measures.{name}": {KEYS[0]: one.row} for name, one in self.measures.items()}
        for name, one in self.segments.items():
            asked[f"segments.{name}"] = {KEYS[1]: one.specialty, KEYS[2]: one.region}
        for place, names in asked.items():
            if not self.table.holds(**names):
                told = ", ".join(f"{key} {name!r}" for key, name in names.items())
                wrong.append(f"{place}: the table has no {told}; write it as the table does")
        if wrong:
            raise ValueError("; ".join(wrong))


def _no_free_text(given: Any) -> Any:
    if isinstance(given, Mapping | Survey):
        return given
    raise ValueError(
        "is no survey; write publisher, year, license, table, measures and segments, "
        "and the figures into the table's own file"
    )


Surveys = dict[str, Annotated[Survey, BeforeValidator(_no_free_text)]]
"""A scenario's surveys by name: a field `surveys: Surveys = field(default_factory=dict)`."""


@dataclass(frozen=True)
class Own:
    """One figure of ours: whose (a segment), of what (a measure), in which unit, at what FTE."""

    who: str
    measure: str
    value: float
    unit: str
    fte: float = 1.0


def _no_arithmetic(self: Any, *others: Any) -> NoReturn:
    raise TypeError(f"a standing has no arithmetic: {MEND}")


@terms
class Standing:
    """Where one own figure stands in one survey; words, so that nothing can be computed from it.

    `percentile` is such as 68th, under the 25th, over the 90th, or says why there is none; `band`
    the published points around it.
    """

    who: str
    measure: str
    percentile: str
    band: str
    n: Count | None
    fte: FTE
    survey: str
    year: Year
    specialty: str
    region: str
    remarks: tuple[str, ...] = ()

    __array_ufunc__ = None
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _no_arithmetic
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = _no_arithmetic
    __mod__ = __rmod__ = __pow__ = __rpow__ = _no_arithmetic
    __neg__ = __abs__ = __float__ = __int__ = __round__ = _no_arithmetic
    __lt__ = __le__ = __gt__ = __ge__ = _no_arithmetic


def standing(survey: Survey, own: Own, as_of: date) -> Standing:
    """Return where one figure of ours stands in a survey.

    Raises ValueError for a person or measure that the survey is not asked about, another unit
    than the table's, draws, and a survey of a year after `as_of`.
    """
    wrong = [
        f"{name!r} is none of the survey's {kind}"
        for kind, name, known in (("segments", own.who, survey.segments),
                                  ("measures", own.measure, survey.measures))
        if name not in known
    ]  # fmt: skip
    if isinstance(own.value, np.ndarray):
        wrong.append(f"{own.measure}: holds draws; a standing is of one likely figure")
    if survey.year > as_of.year:
        wrong.append(f"{survey.publisher}: its year {survey.year} is after {as_of.isoformat()}")
    if wrong:
        raise ValueError("; ".join(wrong))
    segment = survey.segments[own.who]
    placed = survey.table.placed(
        survey.measures[own.measure].row, segment.specialty, segment.region,
        value=own.value, unit=own.unit, fte=own.fte,
    )  # fmt: skip
    return Standing(
        who=own.who,
        measure=own.measure,
        percentile=placed.percentile,
        band=placed.band,
        n=placed.n,
        fte=own.fte,
        survey=survey.publisher,
        year=survey.year,
        specialty=segment.specialty,
        region=segment.region,
        remarks=tuple(_remarks(placed.percentile, placed.n, placed.fte_rule, own.fte))
        + (("old: a survey lags what it measures",) if lags(survey, as_of) else ()),
    )


def lags(survey: Survey, as_of: date) -> bool:
    """Return whether a survey's data ended more than two years before a day."""
    return as_of.year - survey.year > LAGS_AFTER


def _remarks(percentile: str, n: int | None, fte_rule: str, fte: float) -> Iterable[str]:
    if percentile == NO_ROW:
        yield "the table has no row of this measure for this segment"
        return
    if percentile == NOT_COMPARED:
        yield "part time, and the table is of full-time people alone"
    elif fte_rule == "per FTE" and fte != 1:
        yield "put on one full-time equivalent"
    if n is None:
        yield "the survey tells no n"
    elif n < FEW:
        yield "rests on fewer than ten answers"


def standings(surveys: Surveys, own: Iterable[Own], as_of: date) -> pd.DataFrame:
    """Return one row a survey and own figure that the survey is asked about, columns COLUMNS.

    Surveys stand side by side and are never pooled; no cell of a table is in the frame.
    """
    figures = list(own)
    found = [
        standing(survey, one, as_of)
        for survey in surveys.values()
        for one in figures
        if one.who in survey.segments and one.measure in survey.measures
    ]
    rows = [
        {name: getattr(one, name) for name in COLUMNS} | {"remarks": "; ".join(one.remarks)}
        for one in found
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"n": "Int64", "year": "Int64"})
