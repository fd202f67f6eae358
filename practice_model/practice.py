"""The practice: who we are, where we bill from, who treats, what we billed.

A deal reads what it needs from here: the place decides Medicare's prices, the claims are the mix
on which every offer is judged, resources and their practical capacity decide what care costs.

The shape of `practice/practice.yaml`::

    sources: {staffing: "payroll export of 2025", billing: "claims export of 2025"}
    name: Larkmoor Vale Eye Physicians
    synthetic: true                        # true for an invented practice: every page says so
    locality: 10212-01                     # Medicare contractor and locality
    wage_areas: {2021..2024: "12060", 2025..: "31924"}     # by year: areas change their codes
    providers: {A: {npi: "9000000011", kind: MD, role: cataract}}
    sites: {S1: {name: main, county: Cobb, place: practice}}
    payers: {NQ: Northquill Health}
    resources:
      technician: {cost: {value: 615500, unit: USD/year, source: staffing},
                   practical_minutes: {value: 902400, unit: minutes/year, source: staffing}}
    claims: {table: claims.parquet, source: billing}

Only `name`, `synthetic`, `locality` and `claims` must be given; `wage_areas` with a surgery center.
"""

import re
from collections.abc import Mapping
from dataclasses import field
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import AfterValidator

from practice_model.quantities import (
    FIRST_YEAR,
    FTE,
    LAST_YEAR,
    EncountersPerYear,
    MinutesPerYear,
    Number,
    SignedMinutesPerYear,
    SignedUSDPerYear,
    USDPerYear,
    terms,
)
from practice_model.tables import Claims


def _shaped(pattern: str, expected: str) -> AfterValidator:
    def check(text: str) -> str:
        if re.fullmatch(pattern, text) is None:
            raise ValueError(f"must be {expected}, not {text!r}")
        return text

    return AfterValidator(check)


OUTSIDE = "X"
"""The name of all who use the surgery center but do not work here."""

Npi = Annotated[str, _shaped(r"\d{10}", "an NPI of 10 digits")]
Locality = Annotated[str, _shaped(r"\d{5}-\d{2}|national", "a locality such as 10212-01")]


@terms
class Provider:
    """One who treats: the NPI on the claims, and what the practice calls the role."""

    npi: Npi
    kind: Literal["MD", "DO", "OD", "PA", "NP", "other"]
    role: str = ""
    works_here: bool = True  # false: a community surgeon who only uses our surgery center


@terms
class Site:
    """One place of care."""

    name: str
    county: str = ""
    place: Literal["practice", "center"] = "practice"
    npi: Npi | None = None  # of the place, as the claims have it


@terms
class Resource:
    """One kind of staff, room or machine: what a year costs, and the minutes it can really give."""

    cost: USDPerYear
    practical_minutes: MinutesPerYear

    def __post_init__(self) -> None:
        if np.any(np.asarray(self.practical_minutes) <= 0):
            raise ValueError(
                "practical_minutes must be more than 0: a cost per minute needs minutes"
            )


@terms
class Practice:
    """The practice, its place and its claims.

    name: as briefs print it; an alias where the client must not be named. synthetic: an invented
    practice, which every page says. wage_areas: the CBSA of the surgery center by span of years.
    """

    name: str
    synthetic: bool
    locality: Locality
    claims: Claims
    wage_areas: dict[str, str] = field(default_factory=dict)
    providers: dict[str, Provider] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    payers: dict[str, str] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)

    def __post_init__(self) -> None:
        told = [*_span_faults(self.wage_areas), *_npi_faults(self.providers)]
        if told:
            raise ValueError("; ".join(told))

    def provider_of(self, npi: str) -> str:
        """Return the provider of an NPI on a claim; anyone who does not work here is OUTSIDE."""
        own = {one.npi: name for name, one in self.providers.items() if one.works_here}
        return own.get(npi, OUTSIDE)

    def site_of(self, npi: str) -> str:
        """Return the site of a place's NPI on a claim, or the NPI where no site names it."""
        return next((name for name, one in self.sites.items() if one.npi == npi), npi)

    def wage_area(self, year: int) -> str:
        """Return the wage area (CBSA) of a year; raises ValueError for a year without one."""
        return area_of(self.wage_areas, year)

    def wage_area_or_none(self, year: int) -> str | None:
        """Return the wage area of a year; None for a practice that names none, having no center."""
        return self.wage_area(year) if self.wage_areas else None


@terms
class PracticeChange:
    """What a deal changes in a year of the practice once it has settled: the way deals meet.

    fte, wages: people added by resource, and what all of them cost a year. doctor_minutes,
    doctor_cost: practical minutes and yearly cost of a doctor who joins, by name. minutes: minutes
    of a resource that the deal takes (above 0) or saves (below 0). encounters: visits that come
    with it. fixed: other yearly cost. collections: net of what moves from those who are here.
    """

    fte: dict[str, FTE] = field(default_factory=dict)
    wages: dict[str, USDPerYear] = field(default_factory=dict)
    doctor_minutes: dict[str, MinutesPerYear] = field(default_factory=dict)
    doctor_cost: dict[str, USDPerYear] = field(default_factory=dict)
    minutes: dict[str, SignedMinutesPerYear] = field(default_factory=dict)
    encounters: EncountersPerYear = 0.0
    fixed: USDPerYear = 0.0
    collections: SignedUSDPerYear = 0.0


def cost_per_minute(resource: Resource) -> Number:
    """Cost of a practical minute of a resource, in USD per minute.

    >>> round(cost_per_minute(Resource(cost=615_500, practical_minutes=902_400)), 4)
    0.6821
    """
    return resource.cost / resource.practical_minutes


class Span(NamedTuple):
    """Years from first to last, both included."""

    first: int
    last: int


def span_of(text: str) -> Span | None:
    """Return the years that 2021..2024, 2025.., ..2020 or 2026 mean, or None for other text.

    >>> span_of("2021..2024")
    Span(first=2021, last=2024)
    """
    found = re.fullmatch(r"(\d{4})?(\.\.)?(\d{4})?", text.replace(" ", ""))
    if found is None or not (found[1] or found[3]) or (found[1] and found[3] and not found[2]):
        return None
    first = int(found[1] or (FIRST_YEAR if found[2] else found[3]))
    last = int(found[3] or (LAST_YEAR if found[2] else found[1]))
    return Span(first, last) if FIRST_YEAR <= first <= last <= LAST_YEAR else None


def area_of(areas: Mapping[str, str], year: int) -> str:
    """Return the area of a year from a map of spans; raises ValueError for a year without one.

    >>> area_of({"2021..2024": "12060", "2025..": "31924"}, 2026)
    '31924'
    """
    for text, area in areas.items():
        span = span_of(text)
        if span is not None and span.first <= year <= span.last:
            return area
    known = f"only for {', '.join(areas)}" if areas else "it is empty"
    raise ValueError(f"wage_areas names no area for {year}: {known}; a surgery center needs one")


def _span_faults(areas: Mapping[str, str]) -> list[str]:
    told = [
        f"wage_areas: {text!r} is no span of years; write 2021..2024, 2025.. or 2026"
        for text in areas
        if span_of(text) is None
    ]
    told += [
        f"wage_areas: {area!r} is no area; write a CBSA of 5 digits, or 2 for the rest of a state"
        for area in areas.values()
        if re.fullmatch(r"(\d{5}|\d{2})(=[01]?\.\d+)?|national", area) is None
    ]
    spans = sorted((span, text) for text in areas if (span := span_of(text)) is not None)
    for (before, one), (after, other) in pairwise(spans):
        if after.first <= before.last:
            told.append(f"wage_areas: {one} and {other} overlap; a year has one area")
    return told


def _npi_faults(providers: Mapping[str, Provider]) -> list[str]:
    first: dict[str, str] = {}
    told = []
    for name, provider in providers.items():
        if provider.npi in first:
            told.append(f"providers: {name} and {first[provider.npi]} have one NPI, {provider.npi}")
        first.setdefault(provider.npi, name)
    return told
