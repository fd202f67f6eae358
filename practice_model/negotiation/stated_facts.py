"""Stated facts: what a talk says that no model computes, with its source, its date and its grade.

A fact is one value in one unit. Whether it may be said depends on who found it (grade A measured in
our own records, B reported by a third party, C stated by somebody), on how old it is, and on how
many cases stand behind it. An age limit goes by the kind of evidence: own data 12 months, a payer's
price file 6, a hospital's 13, a survey 24 [1]; a quote or a reading of the law 12, which is our own
rule. A term of a contract in force, and what we ourselves plan or offer, does not age.

[1] The package's rules for printing: docs/methods/deals.md.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

import pandas as pd

from practice_model.quantities import (
    USD,
    Count,
    Days,
    Months,
    Ratio,
    Share,
    USDPerMonth,
    USDPerSquareFoot,
    USDPerYear,
    Year,
    Years,
    exactly_one,
    terms,
)

Evidence = Literal["own", "posted", "hospital", "survey", "quote", "law", "contract", "plan"]
Grade = Literal["A", "B", "C"]
AGE: Final[Mapping[str, int | None]] = {
    "own": 12, "posted": 6, "hospital": 13, "survey": 24, "quote": 12, "law": 12,
    "contract": None, "plan": None,
}  # fmt: skip
"""Months that evidence of a kind may be old; None where it does not age."""
VALUES: Final = (
    "dollars", "a_year", "a_month", "per_sf", "share", "ratio", "count", "days", "months", "years",
    "year", "day", "text",
)  # fmt: skip


@terms
@exactly_one(*VALUES)
class StatedFact:
    """One fact of a talk: its value in one of the units, and what stands behind it.

    dollars: once; a_year, a_month, per_sf: dollars by the year, the month, the square foot. year: a
    calendar year; day: a date; text: words that fit inside a sentence. source: the document, for a
    value that is no figure (a figure has its own). dated: the last day of the data, the day of the
    quote, the day on which the law was read. n: cases behind it.
    """

    dollars: USD | None = None
    a_year: USDPerYear | None = None
    a_month: USDPerMonth | None = None
    per_sf: USDPerSquareFoot | None = None
    share: Share | None = None
    ratio: Ratio | None = None
    count: Count | None = None
    days: Days | None = None
    months: Months | None = None
    years: Years | None = None
    year: Year | None = None
    day: date | None = None
    text: str | None = None
    grade: Grade
    evidence: Evidence = "own"
    dated: date | None = None
    source: str = ""
    n: Count | None = None

    def __post_init__(self) -> None:
        told = []
        bare = self.text is not None or self.day is not None or self.year is not None
        if bare and not self.source.strip():
            told.append("source: a text, a day or a year needs the document that says it")
        if self.text is not None and not self.text.strip():
            told.append("text: is empty")
        if told:
            raise ValueError("\n".join(told))


def value_of(fact: StatedFact) -> tuple[str, object]:
    """Return the unit's field that a fact fills, and its value.

    >>> value_of(StatedFact(days=9, grade="A"))
    ('days', 9.0)
    """
    return next((one, getattr(fact, one)) for one in VALUES if getattr(fact, one) is not None)


def blocked_because(
    fact: StatedFact, as_of: date, grade: Grade = "C", least: float = 0
) -> list[str]:
    """Return why a fact may not be said on a day, in words; empty where it may.

    grade: the weakest that will do. least: cases that must stand behind it.

    >>> blocked_because(StatedFact(days=9, grade="C"), date(2026, 11, 24), grade="B")
    ['it is of grade C; B is needed', 'it has no date']
    """
    told = []
    if fact.grade > grade:
        told.append(f"it is of grade {fact.grade}; {grade} is needed")
    if least and (fact.n is None or fact.n < least):
        told.append(f"it rests on {0 if fact.n is None else fact.n:g} cases; {least:g} are needed")
    limit = AGE[fact.evidence]
    if limit is None:
        return told
    if fact.dated is None:
        told.append("it has no date")
    elif fact.dated > as_of:
        told.append(f"it is dated {fact.dated}, after {as_of}")
    elif fact.dated < (pd.Timestamp(as_of) - pd.DateOffset(months=limit)).date():
        told.append(f"it is older than {limit} months")
    return told


def fact_faults(facts: Mapping[str, StatedFact], as_of: date, where: str = "facts") -> list[str]:
    """Return what is wrong among a talk's facts: a date that lies ahead of the talk."""
    return [
        f"{where}.{name}: is dated {fact.dated}, after the talk's own day {as_of}"
        for name, fact in facts.items()
        if fact.dated is not None and fact.dated > as_of
    ]
