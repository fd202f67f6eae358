"""Lease clauses: what the small print may cost, from stated chances and amounts.

A clause's cost is the chance that it bites, times what it costs then, in value today where it bites
late. Chances and amounts are the practice's own estimates or the lease's own words; where one is
missing the clause has no price, which is told, never zero. USD, what costs us is positive.

    holdover      rent of a month x (holdover share - 1) x months stayed over
    restoration   feet x cost a foot to take out what was built in
    relocation    what an own move would cost, less what the landlord pays of it, chance a year
    demolition    the same, and the build-out that is not yet used up
    assignment    sale price x chance of a sale x chance of a refusal x share lost to it
    audit         costs passed on x share charged wrongly x years, less what the audit costs
    guaranty      what owners owe if the practice stops paying: the rent still to come, as capped
    late fee      late payments a year x fee share x rent of a month

Source: DOMAIN.md, section 8; PLAYBOOK.md 8b. Ranges that practice opinion gives are no law.
"""

from typing import Any

import numpy as np

from practice_model.finance.present_value import MONTHS, Series, present_value
from practice_model.quantities import (
    USD,
    Months,
    Number,
    PriceRatio,
    Share,
    SharePerYear,
    UnitsPerYear,
    USDPerSquareFoot,
    terms,
)


@terms
class Holdover:
    """Staying after the end: at what share of the last rent, how long, how likely.

    of_rent: 1.5 for 150 percent.
    """

    of_rent: PriceRatio
    months: Months
    chance: Share


@terms
class Restoration:
    """Taking out what was built in, at the end: what a foot costs, how likely we must."""

    cost: USDPerSquareFoot
    chance: Share


@terms
class Removal:
    """The landlord's right to move us, or to end the lease to pull down: chance a year.

    cost: what a move of ours takes. paid: the part of it that the landlord bears.
    """

    chance: SharePerYear
    cost: USD
    paid: Share = 0.0
    defaults_from = "the landlord bears nothing that the lease does not say; own convention"

    def __post_init__(self) -> None:
        if np.any(np.asarray(self.chance) < 0):
            raise ValueError(f"chance must be 0 or more, not {self.chance}")


@terms
class Assignment:
    """A sale of the practice that needs the landlord's consent.

    sale: price of the practice. sold, refused: chances over the term. lost: part of the price that
    a refusal or delay costs.
    """

    sale: USD
    sold: Share
    refused: Share
    lost: Share


@terms
class Audit:
    """A right to see the books behind passed-on costs: what audits find, and what one costs."""

    wrong: Share
    years: UnitsPerYear = 1.0
    cost: USD
    defaults_from = "one audit of one year; own convention"


@terms
class Guaranty:
    """The owners' own promise to pay: capped at months of rent, and when it ends.

    months: most months of rent that owners owe; burns_after: months after which it ends; falls: the
    cap shrinks evenly down to that end.
    """

    months: Months | None = None
    burns_after: Months | None = None
    falls: bool = False


@terms
class LateFee:
    """A fee on late rent: its share of the payment, and late payments a year as we have been."""

    share: Share
    late: UnitsPerYear


@terms
class Clauses:
    """The clauses that can be priced; one that is not given is not priced."""

    holdover: Holdover | None = None
    restoration: Restoration | None = None
    relocation: Removal | None = None
    demolition: Removal | None = None
    assignment: Assignment | None = None
    audit: Audit | None = None
    guaranty: Guaranty | None = None
    late_fee: LateFee | None = None


def holdover_cost(clause: Holdover, rent: Number) -> Number:
    """Return what staying over may cost, USD at the lease's end; rent: of its last month.

    >>> holdover_cost(Holdover(of_rent=1.5, months=3, chance=0.5), 20_000)
    15000.0
    """
    return clause.chance * clause.months * rent * (clause.of_rent - 1)


def restoration_cost(clause: Restoration, feet: Number) -> Number:
    """Return what restoring may cost, USD at the lease's end."""
    return clause.chance * clause.cost * feet


def removal_cost(
    clause: Removal, months: int, rate: Number, unused: Series | None = None
) -> Number:
    """Return what being moved, or put out, may cost over the term, USD in value today.

    rate: a month. unused: what of our build-out is not used up at each month's end (months,).
    The chance of each month is that of the year over twelve; a second removal is not counted.
    """
    monthly = 1 - (1 - np.asarray(clause.chance)) ** (1 / MONTHS)
    at = np.arange(months, dtype=np.float64)
    hit = np.power(1 - np.asarray(monthly)[..., None], at) * np.asarray(monthly)[..., None]
    hit = np.moveaxis(hit, -1, 0)
    loss: Any = clause.cost * (1 - clause.paid)
    whole = hit * loss
    if unused is not None:
        whole = whole + (hit * unused if hit.ndim == 1 else hit * unused[:, None])
    value: Number = present_value(whole, rate, first=1)
    return value


def assignment_cost(clause: Assignment) -> Number:
    """Return what a refused or delayed consent may cost, USD when the practice is sold.

    >>> assignment_cost(Assignment(sale=3_000_000, sold=0.4, refused=0.1, lost=0.2))
    24000.0
    """
    return clause.sale * clause.sold * clause.refused * clause.lost


def audit_value(clause: Audit, passed_on: Number) -> Number:
    """Return what a right to audit brings, USD; passed_on: costs charged to us in a year."""
    return np.maximum(passed_on * clause.wrong * clause.years - clause.cost, 0.0)


def late_fee_cost(clause: LateFee, rent: Number) -> Number:
    """Return what late fees cost a year, USD; rent: of a month."""
    return clause.share * clause.late * rent


def guaranty_exposure(clause: Guaranty, paid: Series) -> Series:
    """Return what owners would owe at the start of each year, USD: (years,) or (years, draws).

    paid: rent by month. Without a cap it is all the rent still to come.

    >>> guaranty_exposure(Guaranty(months=12, burns_after=24), np.full(36, 1000.0)).tolist()
    [12000.0, 12000.0, 0.0]
    """
    months = len(paid)
    starts = range(0, months, MONTHS)
    return np.stack([_owed(clause, paid, start) for start in starts])


def _owed(clause: Guaranty, paid: Series, start: int) -> Any:
    left = np.asarray(paid[start:].sum(axis=0))
    if clause.burns_after is not None and start >= clause.burns_after:
        return left * 0.0
    if clause.months is None:
        return left
    cap = float(clause.months)
    if clause.falls and clause.burns_after:
        cap *= 1 - start / float(clause.burns_after)
    rest = len(paid) - start
    # The months next to come are what a guarantor pays first.
    whole, part = divmod(min(cap, rest), 1)
    owed = paid[start : start + int(whole)].sum(axis=0)
    return owed + (paid[start + int(whole)] * part if part else 0.0)
