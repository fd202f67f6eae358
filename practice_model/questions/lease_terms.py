"""Terms of a lease talk: the record that a scenario fills, and the small records in it."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Any, Final, Literal

import numpy as np

from practice_model.costs.terms import Costing
from practice_model.deals.lease import Basis, Option, months_of
from practice_model.deals.lease_clauses import Clauses
from practice_model.deals.lease_exit import EarlyExit
from practice_model.deals.lease_landlord import Landlord
from practice_model.faults import did_you_mean
from practice_model.negotiation.comparables import ComparablesTable, comparables_faults
from practice_model.negotiation.stated_facts import StatedFact, fact_faults
from practice_model.negotiation.trades import Trade, trade_faults
from practice_model.practice import Practice
from practice_model.quantities import (
    Share,
    SharePerYear,
    USDPerYear,
    VisitsPerYear,
    terms,
)
from practice_model.questions.deal_calendar import DealStep, calendar_faults
from practice_model.questions.payer_terms import Review
from practice_model.revenue.code_groups import CodeGroup

ASK: Final = "ask"
CLOSE: Final = 0.01  # what is typed and what the practice's tables say may differ by so much


@terms
class Right:
    """A right that is asked for in words: what it is called, as offered, as asked."""

    term: str
    offered: str
    ask: str


@terms
class LeaseAsk:
    """What we ask of one option: the option that it would make, and rights without a price."""

    of: str
    option: Option
    rights: dict[str, Right] = field(default_factory=dict)
    clauses: Clauses | None = None


@terms
class Peers:
    """Under which names the register of comparables holds the terms of a lease."""

    base: str = "medical office rent, NNN"
    improvement: str = "tenant improvement, renewal"
    improvement_new: str = "tenant improvement, new"
    free: str = "free months"


@terms
class Lease:
    """One talk over premises.

    site: which of the practice's sites. options: what is on the table, by name; stays names the one
    that the talk is about: that of our ask where it is not given, else the first to renew.
    discount: a year, for values today. borrowing: the incremental borrowing rate, nominal a year,
    for the accountant. visits, net_revenue: typed where the practice's tables do not hold them.
    comes_back: share of the margin of lost clinic days that is made up on other days.
    option_notice: last day to use a renewal option; offer_ends: the day on which the offer
    lapses. Everything else adds its own part; a brief without it leaves that part out.
    """

    question: Literal["lease"]
    as_of: date
    practice: Practice
    options: dict[str, Option]
    discount: SharePerYear
    site: str = ""
    stays: str = ""
    lease_ends: date | None = None
    ask: LeaseAsk | None = None
    costing: Costing | None = None
    code_groups: dict[str, CodeGroup] | None = None
    visits: VisitsPerYear | None = None
    net_revenue: USDPerYear | None = None
    comes_back: Share | None = None
    borrowing: SharePerYear | None = None
    landlord: Landlord | None = None
    clauses: Clauses | None = None
    leaving: EarlyExit | None = None
    comparables: ComparablesTable | None = None
    peers: Peers = field(default_factory=Peers)
    facts: dict[str, StatedFact] = field(default_factory=dict)
    trades: dict[str, Trade] | None = None
    option_notice: date | None = None
    offer_ends: date | None = None
    calendar: list[DealStep] = field(default_factory=list)
    review: Review | None = None

    def __post_init__(self) -> None:
        told = [*_option_faults(self), *_site_faults(self), *_date_faults(self)]
        told += trade_faults(self.trades) + fact_faults(self.facts, self.as_of)
        told += calendar_faults("lease", self.calendar, anchors(self))
        if self.comparables is not None:
            told += comparables_faults(self.comparables)
        if told:
            raise ValueError("\n".join(told))


def anchors(talk: Lease) -> dict[str, date | None]:
    """Return the dates of the lease that its calendar hangs on."""
    return {
        "expiry": talk.lease_ends,
        "option_notice": talk.option_notice,
        "offer_ends": talk.offer_ends,
    }


def staying(talk: Lease) -> str:
    """Return the option that the talk is about: as named, that of our ask, a renewal, the first."""
    if talk.stays:
        return talk.stays
    if talk.ask is not None:
        return talk.ask.of
    renewals = [name for name, one in talk.options.items() if one.kind == "renew"]
    return renewals[0] if renewals else next(iter(talk.options))


def options_of(talk: Lease) -> dict[str, Option]:
    """Return every option by name, our ask behind the option that it is made of."""
    made: dict[str, Option] = {}
    for name, option in talk.options.items():
        made[name] = option
        if talk.ask is not None and name == talk.ask.of:
            made[ASK] = talk.ask.option
    return made


def basis_of(talk: Lease, discount: Any = None) -> Basis:
    """Return what values are counted on; after tax as soon as one option is a purchase."""
    own = next((one.own for one in talk.options.values() if one.own is not None), None)
    months = months_of(talk.options[staying(talk)])
    rate = talk.discount if discount is None else discount
    if own is None:
        return Basis(discount=rate, months=months)
    return Basis(discount=rate, months=months, after_tax=True, tax=own.tax, debt=own.loan_rate)


def _option_faults(talk: Lease) -> list[str]:
    told = [] if talk.options else ["options is empty: give at least one way to have the office"]
    if ASK in talk.options:
        told.append(f"options.{ASK}: the name stands for our ask; call the option otherwise")
    names: Mapping[str, Any] = talk.options
    if talk.stays and talk.stays not in names:
        told.append(f"stays names {talk.stays!r}, no option{did_you_mean(talk.stays, names)}")
    if talk.ask is not None:
        of = talk.options.get(talk.ask.of)
        if of is None:
            hint = did_you_mean(talk.ask.of, names)
            told.append(f"ask.of names {talk.ask.of!r}, no option{hint}")
        elif of.rent is None or talk.ask.option.rent is None:
            told.append("ask: an ask is made of a lease, and is one")
        elif talk.stays in talk.options and talk.stays != talk.ask.of:
            told.append(
                f"ask.of is {talk.ask.of!r} and stays {talk.stays!r}: a brief prepares one talk, "
                "so name the same option in both, or leave stays out"
            )
    if np.any(np.asarray(talk.discount) <= -1):
        told.append(f"discount must be more than -1, not {talk.discount}")
    return told


def _date_faults(talk: Lease) -> list[str]:
    """A lease or an offer that has ended is no talk: what is prepared lies ahead of as_of."""
    days = {"lease_ends": talk.lease_ends, "offer_ends": talk.offer_ends}
    return [
        f"{name}: {day} lies before as_of, {talk.as_of}; give the day ahead, or leave it out"
        for name, day in days.items()
        if day is not None and day < talk.as_of
    ]


def _site_faults(talk: Lease) -> list[str]:
    """What is typed may not contradict the practice's own tables."""
    told = []
    sites = talk.practice.sites
    if talk.site and sites and talk.site not in sites:
        told.append(f"site {talk.site!r} is no site{did_you_mean(talk.site, sites)}")
    row = site_row(talk)
    if row is None:
        return told
    for name, option in talk.options.items():
        feet, own = row["rentable_square_feet"], option.space.rentable
        if option.kind == "renew" and np.any(np.abs(np.asarray(own) - feet) > CLOSE * feet):
            told.append(
                f"options.{name}.space.rentable: {np.mean(own):,.0f} sf, but the practice's sites "
                f"say {feet:,.0f} sf of {talk.site}: correct the one that is wrong"
            )
    ends = row["lease_ends"]
    if talk.lease_ends is not None and ends is not None and ends != talk.lease_ends:
        told.append(f"lease_ends {talk.lease_ends}, but the practice's sites say {ends}")
    counted = visits_of_site(talk)
    if talk.visits is not None and counted and not _near(talk.visits, counted):
        told.append(f"visits {talk.visits:,.0f} a year, but site_visits counts {counted:,.0f}")
    return told


def site_row(talk: Lease) -> dict[str, Any] | None:
    """Return the practice's own row of the site, lease_ends as a day or None; None without one."""
    if talk.costing is None or not talk.site:
        return None
    sites = talk.costing.sites
    own = sites[sites["site"].astype(str) == talk.site]
    if own.empty:
        return None
    row = {str(name): value for name, value in own.iloc[0].items()}
    ends = row.get("lease_ends")
    row["lease_ends"] = None if ends is None or ends != ends else _day(ends)  # noqa: PLR0124
    return row


def visits_of_site(talk: Lease) -> float | None:
    """Return the visits a year that the practice's tables count at the site; None if none do."""
    if talk.costing is None or talk.costing.site_visits is None or not talk.site:
        return None
    table = talk.costing.site_visits
    counted = float(table.loc[table["site"].astype(str) == talk.site, "visits"].sum())
    return counted or None


def _day(given: Any) -> date:
    made: date = given.date() if hasattr(given, "date") else given
    return made


def _near(one: Any, other: float) -> bool:
    return bool(np.all(np.abs(np.asarray(one) - other) <= CLOSE * abs(other)))
