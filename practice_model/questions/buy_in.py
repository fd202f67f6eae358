"""Buy-in: the record that a scenario of a partner's entry fills.

One practice, one newcomer, one share. The client is the buyer or the sellers; the figures are the
same for both, what is advised is not. Every part beside the deal itself is optional: a brief
without it leaves that part out.
"""

from dataclasses import field
from datetime import date
from typing import Literal

from practice_model.costs.terms import Costing
from practice_model.deals.buy_in import Deal
from practice_model.deals.buy_in_apart import RealEstate
from practice_model.deals.buy_in_exit import ExitCases, ExitTerms
from practice_model.deals.buy_in_leaving import BuyOut
from practice_model.deals.buy_in_private import PrivateOffer
from practice_model.negotiation.comparables import ComparablesTable, comparables_faults
from practice_model.negotiation.stated_facts import StatedFact, fact_faults
from practice_model.negotiation.trades import Trade, trade_faults
from practice_model.practice import Practice
from practice_model.quantities import (
    USD,
    Ratio,
    Share,
    SharePerYear,
    SignedUSDPerYear,
    USDPerYear,
    Years,
    exactly_one,
    terms,
)
from practice_model.questions.deal_calendar import DealStep, calendar_faults
from practice_model.questions.payer_terms import Contracts, Review


@terms
@exactly_one("price", "multiple_of_income")
class Memo:
    """What the other side's paper asks: a price for the share, or a multiple of owners' income.

    The multiple counts the whole practice; the share is taken of it. exits: what it says of them.
    """

    price: USD | None = None
    multiple_of_income: Ratio | None = None
    exits: ExitTerms | None = None


@terms
class Offer:
    """What we propose: price, structure (a name of the deal's structures), exits.

    Without a price it is the value by the stated method.
    """

    structure: str
    price: USD | None = None
    exits: ExitTerms | None = None


@terms
class CenterUnits:
    """Units of the surgery center, priced apart: a share, a multiple without control, its debt.

    ebitda: of the center; from the costing tables where not given.
    """

    share: Share
    multiple: Ratio
    debt: USD
    ebitda: USDPerYear | None = None


@terms
class Limits:
    """What is held to be too much: years in which a price must be earned back, and room to settle.

    payback_most, payback_least: the test's two ends. weight: our part of the room between limits.
    """

    payback_least: Years | None = None
    payback_most: Years | None = None
    weight: Share = 0.5


@terms
class BuyIn:
    """One talk over a partner's entry.

    deal: who buys what, how it is valued, paid and taxed. other_cap_rate: the other side's rate for
    goodwill. starts: the day of the entry. margins: what each owner's and the newcomer's work
    leaves before own pay; from costing and contracts where those are given. provider: the row of
    the newcomer in the practice's tables is his name. leavers: years after the entry in which an
    owner leaves, by name. lender: rate of a bank's loan over the note's years, as quoted.
    trades: what is asked and given. dates: the deal's own dates by the names that its calendar
    knows, the entry aside; calendar: own steps. comparables: others' terms. facts: what replies
    need that no model computes.
    """

    question: Literal["buy_in"]
    as_of: date
    client: Literal["buyer", "sellers"]
    starts: date
    practice: Practice
    deal: Deal
    offer: Offer
    memo: Memo | None = None
    other_cap_rate: Share | None = None
    limits: Limits = field(default_factory=Limits)
    costing: Costing | None = None
    contracts: dict[str, Contracts] = field(default_factory=dict)
    medicare_year: int | None = None
    margins: dict[str, SignedUSDPerYear] | None = None
    center: CenterUnits | None = None
    real_estate: RealEstate | None = None
    exit_cases: ExitCases | None = None
    private: PrivateOffer | None = None
    buy_out: BuyOut | None = None
    leavers: dict[str, Years] = field(default_factory=dict)
    lender: SharePerYear | None = None
    trades: dict[str, Trade] = field(default_factory=dict)
    dates: dict[str, date] = field(default_factory=dict)
    calendar: list[DealStep] = field(default_factory=list)
    comparables: ComparablesTable | None = None
    facts: dict[str, StatedFact] = field(default_factory=dict)
    review: Review | None = None

    def __post_init__(self) -> None:
        told = []
        entry = self.deal.entry
        parties = {*entry.owners, entry.newcomer}
        if self.starts <= self.as_of:
            told.append(f"starts {self.starts} is not after {self.as_of}, the day of the brief")
        if self.offer.structure not in self.deal.structures:
            held = ", ".join(self.deal.structures)
            told.append(f"offer.structure {self.offer.structure!r} is none of {held}")
        for name in ("leavers", "margins"):
            strange = [one for one in getattr(self, name) or {} if one not in parties]
            told += [f"{name} names {one}, who is no party of the deal" for one in strange]
        if self.private is not None:
            told += [
                f"private.works says nothing of {one}"
                for one in sorted(parties - self.private.works.keys())
            ]
        if self.contracts and (self.costing is None or self.medicare_year is None):
            told.append("contracts need costing and medicare_year beside them")
        told += [f"dates.{one}" for one in calendar_faults("buy_in", self.calendar, anchors(self))]
        told += trade_faults(self.trades)
        told += fact_faults(self.facts, self.as_of)
        if self.comparables is not None:
            told += comparables_faults(self.comparables)
        if told:
            raise ValueError("\n".join(told))


def anchors(talk: BuyIn) -> dict[str, date | None]:
    """Return the deal's own dates by the names that its calendar knows."""
    return {**talk.dates, "entry": talk.starts}
