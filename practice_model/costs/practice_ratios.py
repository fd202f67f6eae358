"""Ratios: the practice's own, of the kinds that are published of other practices.

A year is one calendar year of the practice and its surgery center. Drugs enter at their margin
(collected less what they cost), providers' pay stands outside overhead, and what patients pay for
lenses is revenue of the center while those lenses are no supplies of its cases. What is not known
is None and gives no ratio; nothing is taken as nil.

Sources: the ratios are those of docs/methods/benchmarks.md, each with its formula.
"""

from collections.abc import Mapping
from dataclasses import field

import numpy as np

from practice_model.faults import did_you_mean
from practice_model.quantities import (
    FTE,
    USD,
    CasesPerYear,
    Days,
    EncountersPerYear,
    LinesPerYear,
    MinutesPerCase,
    Number,
    Ratio,
    Share,
    SignedShare,
    SquareFeet,
    USDPerCase,
    USDPerEncounter,
    USDPerSquareFootYear,
    USDPerYear,
    VisitsPerYear,
    terms,
)

DAYS_OF_A_YEAR = 365
OPTOMETRIST = 0.5  # of an ophthalmologist, where staff is counted per doctor


@terms
class ProviderCollections:
    """What one provider collects, drugs left out, and the kind that its range is published for."""

    collections: USDPerYear
    role: str  # comprehensive, retina, or another; one without a published range is told so


@terms
class Ratios:
    """The practice's own ratios; None, or no entry, is not known here.

    `collections` goes by provider, what is `of_medicare` by commercial payer.
    """

    overhead_of_net_revenue: Ratio | None = None
    lay_staff_of_net_revenue: Ratio | None = None
    staff_per_ophthalmologist: Ratio | None = None
    occupancy_of_net_revenue: Ratio | None = None
    occupancy_of_overhead: Ratio | None = None
    net_revenue_per_square_foot: USDPerSquareFootYear | None = None
    visits_per_square_foot: Ratio | None = None
    net_rent_per_square_foot: USDPerSquareFootYear | None = None
    net_revenue_per_encounter: USDPerEncounter | None = None
    collections_growth: SignedShare | None = None
    macula_scans_per_visit: Ratio | None = None
    nerve_scans_per_visit: Ratio | None = None
    charges_over_allowed: Ratio | None = None
    collections: dict[str, ProviderCollections] = field(default_factory=dict)
    commercial_of_medicare: dict[str, Ratio] = field(default_factory=dict)
    center_commercial_of_medicare: dict[str, Ratio] = field(default_factory=dict)
    cataract_fee_of_medicare: dict[str, Ratio] = field(default_factory=dict)
    cataract_facility_of_medicare: dict[str, Ratio] = field(default_factory=dict)
    center_revenue_per_case: USDPerCase | None = None
    center_wages_per_case: USDPerCase | None = None
    center_supplies_per_case: USDPerCase | None = None
    center_expense_per_case: USDPerCase | None = None
    center_expense_of_revenue: Ratio | None = None
    routine_cataract_cost: USDPerCase | None = None
    cataract_room_minutes: MinutesPerCase | None = None
    cataract_turnover_minutes: MinutesPerCase | None = None
    cataract_visit_minutes: MinutesPerCase | None = None
    net_collection: Ratio | None = None
    initial_denials: Share | None = None
    days_in_receivables: Days | None = None
    receivables_over_90_days: Share | None = None
    cost_to_collect: Ratio | None = None


@terms
class CenterYear:
    """One year of the surgery center."""

    cases: CasesPerYear
    revenue: USDPerYear | None = None
    wages: USDPerYear | None = None
    supplies: USDPerYear | None = None  # with devices; lenses that patients pay left out
    expense: USDPerYear | None = None


NO_CENTER = CenterYear(cases=0)


@terms
class PracticeYear:
    """One year of the practice, drugs at their margin; None is not known here.

    `collections` and `allowed` are professional, drugs left out; `sequestration` is what the
    government withheld of these collections, which no practice can collect.
    """

    net_revenue: USDPerYear | None = None
    overhead: USDPerYear | None = None
    lay_staff_cost: USDPerYear | None = None
    lay_staff: FTE | None = None
    ophthalmologists: FTE | None = None
    optometrists: FTE | None = None
    occupancy: USDPerYear | None = None
    area: SquareFeet | None = None
    visits: VisitsPerYear | None = None
    encounters: EncountersPerYear | None = None
    macula_scans: LinesPerYear | None = None
    nerve_scans: LinesPerYear | None = None
    charges: USDPerYear | None = None
    allowed: USDPerYear | None = None
    collections: USDPerYear | None = None
    sequestration: USDPerYear | None = None
    collections_before: USDPerYear | None = None
    receivables: USD | None = None
    collecting_cost: USDPerYear | None = None
    center: CenterYear | None = None


def practice_ratios(year: PracticeYear) -> Ratios:
    """Return the ratios that a year of the practice gives; what lacks a part is None.

    What is counted elsewhere (denials, minutes, a payer's percent of Medicare, collections by
    provider) is put in with `records.replaced`.

    >>> made = practice_ratios(PracticeYear(net_revenue=5_498_184, overhead=3_050_190))
    >>> round(made.overhead_of_net_revenue, 3), made.occupancy_of_overhead
    (0.555, None)
    """
    center = year.center or NO_CENTER
    return Ratios(
        overhead_of_net_revenue=over(year.overhead, year.net_revenue),
        lay_staff_of_net_revenue=over(year.lay_staff_cost, year.net_revenue),
        staff_per_ophthalmologist=over(year.lay_staff, _doctors(year)),
        occupancy_of_net_revenue=over(year.occupancy, year.net_revenue),
        occupancy_of_overhead=over(year.occupancy, year.overhead),
        net_revenue_per_square_foot=over(year.net_revenue, year.area),
        visits_per_square_foot=over(year.visits, year.area),
        net_revenue_per_encounter=over(year.net_revenue, year.encounters),
        collections_growth=growth(year.collections, year.collections_before),
        macula_scans_per_visit=over(year.macula_scans, year.visits),
        nerve_scans_per_visit=over(year.nerve_scans, year.visits),
        charges_over_allowed=over(year.charges, year.allowed),
        net_collection=over(_sum(year.collections, year.sequestration), year.allowed),
        days_in_receivables=days_in_receivables(year.receivables, year.collections),
        cost_to_collect=over(year.collecting_cost, year.collections),
        center_revenue_per_case=over(center.revenue, center.cases),
        center_wages_per_case=over(center.wages, center.cases),
        center_supplies_per_case=over(center.supplies, center.cases),
        center_expense_per_case=over(center.expense, center.cases),
        center_expense_of_revenue=over(center.expense, center.revenue),
    )


def _doctors(year: PracticeYear) -> Number | None:
    """Ophthalmologists and half the optometrists; None where either is not known."""
    if year.ophthalmologists is None or year.optometrists is None:
        return None
    return year.ophthalmologists + OPTOMETRIST * year.optometrists


def _sum(one: Number | None, other: Number | None) -> Number | None:
    return None if one is None or other is None else one + other


def over(part: Number | None, whole: Number | None) -> Number | None:
    """Return one amount over another; None where either is not known or there is nothing below.

    >>> over(1_517_650, None)
    """
    if part is None or whole is None or np.any(np.asarray(whole) == 0):
        return None
    return part / whole


def growth(now: Number | None, before: Number | None) -> Number | None:
    """Return the change over the year before as a share of it, .026 for 2.6 percent more."""
    ratio = over(now, before)
    return None if ratio is None else ratio - 1


def days_in_receivables(receivables: Number | None, collections: Number | None) -> Number | None:
    """Return how many days of a year's net collections stand open, in days.

    >>> round(days_in_receivables(573_393, 5_104_598))
    41
    """
    a_day = over(collections, DAYS_OF_A_YEAR)
    return over(receivables, a_day)


def weighted(rates: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the mean of rates by their weights (a payer's share of lines, say).

    Raises ValueError where a rate has no weight, or nothing has any.

    >>> weighted({"NQ": 0.08, "TM": 0.07}, {"NQ": 300, "TM": 100})
    0.0775
    """
    for name in rates:
        if name not in weights:
            raise ValueError(f"{name}: has a rate and no weight{did_you_mean(name, weights)}")
    total = sum(weights[name] for name in rates)
    if total <= 0:
        raise ValueError(f"the weights of {', '.join(rates) or 'no rates'} sum to {total:g}")
    return sum(rate * weights[name] for name, rate in rates.items()) / total
