"""Units: what a number is a number of, and the range that it must lie in.

A unit is part of a field's type. Its symbol comes from one closed list, so that a file, a model
and a page cannot mean different things by it. There is no arithmetic of units and no silent
conversion: a figure must come in the unit that the model names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType, UnionType
from typing import Annotated, Any, NamedTuple, Union, cast, get_args, get_origin

import numpy as np
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from practice_model.faults import did_you_mean

Number = float | np.ndarray

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "USD": "dollars",
        "USD/year": "dollars a year",
        "USD/month": "dollars a month",
        "USD/day": "dollars a day",
        "USD/hour": "dollars an hour",
        "USD/minute": "dollars a practical minute of a resource",
        "USD/unit": "dollars for one billed unit of a code",
        "USD/case": "dollars a case",
        "USD/encounter": "dollars an encounter",
        "USD/member/month": "dollars per member per month",
        "USD/member/year": "dollars per member per year",
        "USD/RVU": "dollars per relative value unit",
        "USD/sf": "dollars per square foot",
        "USD/sf/year": "dollars per square foot and year",
        "USD/FTE/year": "dollars a year for one full-time employee",
        "share": "part of a whole, .05 for 5 percent",
        "share/year": "part of a whole per year, .03 for 3 percent a year",
        "share/month": "part of a whole per month",
        "ratio": "one amount over another, 1.32 for 132 percent of Medicare",
        "index": "a published index number, such as a wage index",
        "RVU": "relative value units",
        "RVU/year": "relative value units a year",
        "years": "years",
        "months": "months",
        "weeks": "weeks",
        "days": "days",
        "hours": "hours",
        "minutes": "minutes",
        "minutes/case": "minutes a case",
        "minutes/year": "minutes a year",
        "hours/year": "hours a year",
        "days/week": "days a week",
        "days/year": "days a year",
        "weeks/year": "weeks a year",
        "half-days/week": "half-days a week",
        "units": "billed units of a code",
        "units/year": "billed units a year",
        "units/month": "billed units a month",
        "lines": "claim lines",
        "lines/year": "claim lines a year",
        "claims": "claims",
        "claims/year": "claims a year",
        "cases": "cases",
        "cases/case": "center cases that one service counts as: 1, or 0 for a second procedure",
        "cases/year": "cases a year",
        "cases/week": "cases a week",
        "cases/1000 members/year": "cases a year for a thousand members",
        "encounters/year": "encounters a year",
        "encounters/case": "encounters that one service takes",
        "visits/year": "visits a year",
        "visits/day": "visits a day",
        "patients": "patients",
        "members": "members of a plan or an employer",
        "FTE": "full-time employees",
        "sf": "rentable square feet",
        "rows": "rows of a table",
        "count": "a count of things that the name tells",
    }
)
"""Every unit's symbol, and its meaning in words."""


class Range(NamedTuple):
    """A low, a likely and a high estimate: the 10th percentile, the figure, the 90th."""

    low: float
    likely: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure as an input file writes it: a value with its unit, range and source.

    `faulty`: its reader has told what is wrong with it, so that nothing more need be said.
    """

    value: Any = None
    unit: Any = None
    low: Any = None
    high: Any = None
    source: Any = None
    note: Any = ""
    faulty: bool = False


@dataclass(frozen=True)
class Unit:
    """The unit that a quantity is in, and the range that it must lie in.

    >>> Unit("USD/year", at_least=0).check(380_000)
    380000.0
    >>> Unit("USD/year", at_least=0).check(True)
    Traceback (most recent call last):
    ValueError: must be a number of USD/year, not True
    """

    symbol: str
    at_least: float = -np.inf
    at_most: float = np.inf
    integer: bool = False

    def __post_init__(self) -> None:
        if self.symbol not in MEANINGS:
            raise ValueError(f"{self.symbol!r} is no unit{did_you_mean(self.symbol, MEANINGS)}")

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(self._check_in_context)

    def _check_in_context(self, given: Any, info: core_schema.ValidationInfo) -> Number:
        if isinstance(given, Figure):
            return self.check_figure(given)
        if info.context and info.context.get("from_file"):
            self._refuse_bare(given)
        return self.check(given)

    def _refuse_bare(self, given: Any) -> None:
        if isinstance(given, int | float) and not isinstance(given, bool):
            written = f"{{value: {given}, unit: {self.symbol}, source: ...}}"
            raise ValueError(f"has no source; write {written}")
        if isinstance(given, Mapping | list):
            written = f"{{value: ..., unit: {self.symbol}, source: ...}}"
            raise ValueError(f"must be one figure, written {written}")

    def check(self, given: Any) -> Number:
        """Return the number, or the frozen array of draws, that lies in the unit's range."""
        if isinstance(given, np.ndarray) and given.ndim == 0:
            given = given.item()
        if isinstance(given, np.ndarray):
            number: Number = _frozen(given, self.symbol)
        elif isinstance(given, bool) or not isinstance(given, _NUMBERS):
            raise ValueError(f"must be a number of {self.symbol}, not {given!r}")
        else:
            number = float(given)
        for extreme in np.min(number), np.max(number):
            if not np.isfinite(extreme) or not self.at_least <= extreme <= self.at_most:
                raise ValueError(f"must {self._expectation()}, not {extreme:g}")
        if self.integer and np.any(np.asarray(number) % 1 != 0):
            raise ValueError(f"must be a whole number of {self.symbol}, not {given!r}")
        return number

    def check_figure(self, figure: Figure) -> float:
        """Return the value of a figure from a file, if its unit and its range are right."""
        if figure.faulty:
            raise ValueError("")
        if figure.value is None:
            raise ValueError(f"has no value; fill in a number of {self.symbol}")
        if figure.unit is None:
            raise ValueError(f"has no unit; write unit: {self.symbol}")
        if figure.unit != self.symbol:
            meant = did_you_mean(str(figure.unit), MEANINGS) if figure.unit not in MEANINGS else ""
            raise ValueError(f"is in {figure.unit!r}, but must be in {self.symbol!r}{meant}")
        ends = [figure.low, figure.high]
        if ends.count(None) == 1:
            raise ValueError("has only one end of its range; give low and high, or neither")
        given = [figure.low, figure.value, figure.high] if None not in ends else [figure.value]
        checked = [float(cast(float, self.check(part))) for part in given]
        if checked != sorted(checked):
            told = ", ".join(f"{part:g}" for part in checked)
            raise ValueError(f"must rise from low over value to high, not {told}")
        return checked[len(checked) // 2]

    def _expectation(self) -> str:
        if np.isfinite(self.at_least) and np.isfinite(self.at_most):
            return f"lie in {self.at_least:g} to {self.at_most:g} {self.symbol}"
        if np.isfinite(self.at_least):
            return f"be a number of {self.symbol} and at least {self.at_least:g}"
        if np.isfinite(self.at_most):
            return f"be a number of {self.symbol} and at most {self.at_most:g}"
        return f"be a number of {self.symbol}"


_NUMBERS = (int, float, np.integer, np.floating)


def _frozen(draws: np.ndarray, symbol: str) -> np.ndarray:
    if draws.dtype.kind not in "iuf":
        raise ValueError(f"must be numbers of {symbol}, not an array of {draws.dtype}")
    if draws.size == 0:
        raise ValueError(f"must be numbers of {symbol}, not an empty array")
    # A view is copied before its flags are asked: those of a broadcast one warn.
    if draws.base is not None or draws.flags.writeable or draws.dtype != np.float64:
        draws = draws.astype(np.float64)  # a copy that nobody else can write to
        draws.setflags(write=False)
    return draws


def unit_of(annotation: Any) -> Unit | None:
    """Return the unit that an annotation carries, also inside `X | None`.

    >>> unit_of(Annotated[Number, Unit("USD")] | None).symbol
    'USD'
    """
    if get_origin(annotation) is Annotated:
        return next((part for part in annotation.__metadata__ if isinstance(part, Unit)), None)
    if get_origin(annotation) in (Union, UnionType):
        inner = [unit_of(part) for part in get_args(annotation) if part is not type(None)]
        return inner[0] if len(inner) == 1 else None
    return None
