"""Quantities: numbers that know their unit, codes that stay text, records that are checked.

The one place that models import from. A field's unit is its type, so code, inputs and briefs
read it from one place; a quantity is one number or an array of draws, and every model takes
either. `units` says what a unit is, `records` what a record is.

Signs: a unit's bounds say what may be negative. Amounts are positive and the name tells the
direction; the `Signed...` units are for changes and nets.
"""

import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator

from practice_model.records import at_most_one, exactly_one, figures, replaced, terms
from practice_model.units import MEANINGS, Figure, Number, Range, Unit, unit_of

__all__ = [
    "MEANINGS",
    "Figure",
    "Number",
    "Range",
    "Unit",
    "at_most_one",
    "exactly_one",
    "figures",
    "replaced",
    "terms",
    "unit_of",
]


FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100

USD = Annotated[Number, Unit("USD", at_least=0)]
SignedUSD = Annotated[Number, Unit("USD")]
USDPerYear = Annotated[Number, Unit("USD/year", at_least=0)]
SignedUSDPerYear = Annotated[Number, Unit("USD/year")]
USDPerMonth = Annotated[Number, Unit("USD/month", at_least=0)]
SignedUSDPerMonth = Annotated[Number, Unit("USD/month")]
USDPerDay = Annotated[Number, Unit("USD/day", at_least=0)]
USDPerHour = Annotated[Number, Unit("USD/hour", at_least=0)]
USDPerMinute = Annotated[Number, Unit("USD/minute", at_least=0)]
SignedUSDPerMinute = Annotated[Number, Unit("USD/minute")]
USDPerUnit = Annotated[Number, Unit("USD/unit", at_least=0)]
SignedUSDPerUnit = Annotated[Number, Unit("USD/unit")]
USDPerCase = Annotated[Number, Unit("USD/case", at_least=0)]
SignedUSDPerCase = Annotated[Number, Unit("USD/case")]
USDPerEncounter = Annotated[Number, Unit("USD/encounter", at_least=0)]
SignedUSDPerEncounter = Annotated[Number, Unit("USD/encounter")]
USDPerMemberMonth = Annotated[Number, Unit("USD/member/month", at_least=0)]
USDPerMemberYear = Annotated[Number, Unit("USD/member/year", at_least=0)]
USDPerRVU = Annotated[Number, Unit("USD/RVU", at_least=0)]
USDPerSquareFoot = Annotated[Number, Unit("USD/sf", at_least=0)]
USDPerSquareFootYear = Annotated[Number, Unit("USD/sf/year", at_least=0)]
SignedUSDPerSquareFootYear = Annotated[Number, Unit("USD/sf/year")]
SignedUSDPerSquareFoot = Annotated[Number, Unit("USD/sf")]
USDPerFTEYear = Annotated[Number, Unit("USD/FTE/year", at_least=0)]
Share = Annotated[Number, Unit("share", at_least=0, at_most=1)]
SignedShare = Annotated[Number, Unit("share")]
SharePerYear = Annotated[Number, Unit("share/year", at_least=-0.5, at_most=0.5)]
SharePerMonth = Annotated[Number, Unit("share/month", at_least=-0.5, at_most=0.5)]
Ratio = Annotated[Number, Unit("ratio", at_least=0)]
PriceRatio = Annotated[
    Number, Unit("ratio", at_least=0, at_most=20)
]  # 110 for 110 percent is refused
SignedRatio = Annotated[Number, Unit("ratio")]
Index = Annotated[Number, Unit("index", at_least=0)]
RVUs = Annotated[Number, Unit("RVU", at_least=0)]
RVUsPerYear = Annotated[Number, Unit("RVU/year", at_least=0)]
Years = Annotated[Number, Unit("years", at_least=0)]
Months = Annotated[Number, Unit("months", at_least=0)]
Weeks = Annotated[Number, Unit("weeks", at_least=0)]
Days = Annotated[Number, Unit("days", at_least=0)]
SignedDays = Annotated[Number, Unit("days")]
Hours = Annotated[Number, Unit("hours", at_least=0)]
Minutes = Annotated[Number, Unit("minutes", at_least=0)]
MinutesPerCase = Annotated[Number, Unit("minutes/case", at_least=0)]
MinutesPerYear = Annotated[Number, Unit("minutes/year", at_least=0)]
SignedMinutesPerYear = Annotated[Number, Unit("minutes/year")]
HoursPerYear = Annotated[Number, Unit("hours/year", at_least=0)]
DaysPerWeek = Annotated[Number, Unit("days/week", at_least=0, at_most=7)]
DaysPerYear = Annotated[Number, Unit("days/year", at_least=0, at_most=366)]
WeeksPerYear = Annotated[Number, Unit("weeks/year", at_least=0, at_most=53)]
HalfDaysPerWeek = Annotated[Number, Unit("half-days/week", at_least=0, at_most=14)]
Units = Annotated[Number, Unit("units", at_least=0)]
UnitsPerYear = Annotated[Number, Unit("units/year", at_least=0)]
UnitsPerMonth = Annotated[Number, Unit("units/month", at_least=0)]
Lines = Annotated[Number, Unit("lines", at_least=0)]
LinesPerYear = Annotated[Number, Unit("lines/year", at_least=0)]
Claims = Annotated[Number, Unit("claims", at_least=0)]
ClaimsPerYear = Annotated[Number, Unit("claims/year", at_least=0)]
Cases = Annotated[Number, Unit("cases", at_least=0)]
CasesPerWeek = Annotated[Number, Unit("cases/week", at_least=0)]
CasesPerYear = Annotated[Number, Unit("cases/year", at_least=0)]
CasesPerThousandMembersYear = Annotated[Number, Unit("cases/1000 members/year", at_least=0)]
EncountersPerYear = Annotated[Number, Unit("encounters/year", at_least=0)]
EncountersPerCase = Annotated[Number, Unit("encounters/case", at_least=0)]
CasesPerCase = Annotated[Number, Unit("cases/case", at_least=0)]
VisitsPerDay = Annotated[Number, Unit("visits/day", at_least=0)]
VisitsPerYear = Annotated[Number, Unit("visits/year", at_least=0)]
Patients = Annotated[Number, Unit("patients", at_least=0)]
Members = Annotated[Number, Unit("members", at_least=0)]
FTE = Annotated[Number, Unit("FTE", at_least=0)]
SquareFeet = Annotated[Number, Unit("sf", at_least=0)]
Count = Annotated[Number, Unit("count", at_least=0, integer=True)]


def _code(given: Any) -> Any:
    if isinstance(given, bool) or not isinstance(given, int | float):
        return given.upper() if isinstance(given, str) else given
    raise ValueError(f'is a number; a code is text: write it in quotes: "{given}"')


def _shaped_as_code(code: str) -> str:
    if not re.fullmatch(r"[0-9A-Z][0-9]{3}[0-9A-Z]", code):
        raise ValueError(f"must be a code of 5 characters such as 66984 or J0178, not {code!r}")
    return code


Code = Annotated[str, BeforeValidator(_code), AfterValidator(_shaped_as_code)]
"""A procedure or drug code as text; small letters are raised (j0178 -> J0178)."""


def _year(given: int) -> int:
    if not FIRST_YEAR <= given <= LAST_YEAR:
        raise ValueError(f"must be a year such as 2026, not {given}")
    return given


Year = Annotated[int, AfterValidator(_year)]
"""A calendar year, written bare: it names a time and is no quantity."""
