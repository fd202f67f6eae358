"""Terms of a hire's talk: the record that a scenario fills, and the small records in it."""

from dataclasses import field
from datetime import date
from typing import Any, Literal

import numpy as np

from practice_model.costs.checks import faults
from practice_model.costs.surveys import Surveys
from practice_model.costs.terms import Costing
from practice_model.deals.hire_cash import Hire
from practice_model.deals.hire_leave import Leaving
from practice_model.deals.hire_trades import TERMS, Extras, Package
from practice_model.negotiation.comparables import ComparablesTable, comparables_faults
from practice_model.negotiation.stated_facts import StatedFact, fact_faults
from practice_model.practice import Practice
from practice_model.quantities import (
    USD,
    Code,
    Months,
    Ratio,
    SharePerYear,
    SignedRatio,
    SignedUSD,
    USDPerYear,
    terms,
)
from practice_model.questions.deal_calendar import DealStep, calendar_faults
from practice_model.questions.payer_terms import Review
from practice_model.records import figures

APART = 0.01  # by which a typed wage may miss the staff table


@terms
class Candidate:
    """Who may join: the short name, the role in words, the kind of license."""

    name: str
    role: str
    kind: Literal["MD", "DO", "OD", "PA", "NP", "other"]


@terms
class OwnService:
    """Which of our own lines price a service, and for one of what.

    codes: its codes; none with `rest`: every clinic line that no other service names. per: a
    billed line, a visit (a patient's day with a visit code), or an operating session.
    """

    codes: list[Code] = field(default_factory=list)
    rest: bool = False
    per: Literal["line", "visit", "session"] = "line"

    def __post_init__(self) -> None:
        if bool(self.codes) == self.rest:
            raise ValueError("name codes, or rest: true for every line that no other names")


@terms
class OwnPrices:
    """How the claims of those who do like work price the build-up.

    classes: payers by class, as the volume names them. services: as the build-up names them.
    visit_codes: the codes of a visit.
    """

    classes: dict[str, list[str]]
    services: dict[str, OwnService]
    visit_codes: list[Code]


@terms
class Opposite:
    """What the candidate could have elsewhere, as far as it is known: pay a year, all in."""

    elsewhere: USDPerYear | None = None
    source: str = ""


@terms
class HireTrade:
    """One trade: what we ask, what we give for it, and what that moves, in steps of the price list.

    moves: by term, in steps of the price list: base and sign_on of 10,000, bonus of a point,
    threshold of a quarter of base down, guarantee of a month, call, track, tail and restraint as
    they stand. Empty where nobody can price it.
    """

    ask: str
    give: str
    moves: dict[str, SignedRatio] = field(default_factory=dict)

    def __post_init__(self) -> None:
        strange = sorted(set(self.moves) - set(TERMS))
        if strange:
            raise ValueError(
                f"moves: {', '.join(strange)} is no term; there are {', '.join(TERMS)}"
            )


@terms
class HireTalk:
    """One talk with one candidate, physician or optometrist.

    like: providers whose claims and minutes the hire's work resembles; without them, or without
    costing, the brief has no capacity check. rate: yearly, of values today. alternative: what not
    hiring is worth over the horizon. payback_limit: months within which the owners want their
    money back; credit_limit: what the bank lends. can_change: figures with a range that the talk
    can still move, by path; their better end is what would mend the plan. base_term, bonus_term:
    as the register of comparables names them. visit: when the candidate comes. Each
    other part adds its own to the brief, and a brief without it leaves that part out.
    """

    question: Literal["hire"]
    as_of: date
    practice: Practice
    candidate: Candidate
    deal: Hire
    rate: SharePerYear
    costing: Costing | None = None
    like: list[str] = field(default_factory=list)
    own_prices: OwnPrices | None = None
    alternative: SignedUSD = 0.0
    alternative_name: str = "not hiring"
    payback_limit: Months | None = None
    credit_limit: USD | None = None
    can_change: list[str] = field(default_factory=list)
    leaving: Leaving | None = None
    extras: Extras | None = None
    packages: dict[str, Package] = field(default_factory=dict)
    opposite: Opposite | None = None
    surveys: Surveys = field(default_factory=dict)
    survey_fte: Ratio = 1.0
    comparables: ComparablesTable | None = None
    base_term: str = ""
    bonus_term: str = ""
    facts: dict[str, StatedFact] = field(default_factory=dict)
    visit: date | None = None
    calendar: list[DealStep] = field(default_factory=list)
    trades: dict[str, HireTrade] = field(default_factory=dict)
    never_give: list[str] = field(default_factory=list)
    review: Review | None = None

    def __post_init__(self) -> None:
        told = [*_like_faults(self), *_wage_faults(self), *_price_faults(self)]
        known = figures(self.deal)
        told += [
            f"can_change: {path!r} is no figure of the deal"
            for path in self.can_change
            if path not in known
        ]
        told += fact_faults(self.facts, self.as_of)
        told += calendar_faults("hire", self.calendar, anchors_of(self), leads_of(self))
        if self.comparables is not None:
            told += comparables_faults(self.comparables)
        if self.payback_limit is not None and np.any(self.payback_limit > self.deal.horizon):
            told.append(
                f"payback_limit: {np.max(self.payback_limit):g} months lie after the horizon of "
                f"{np.max(self.deal.horizon):g}; lengthen deal.horizon or shorten the limit"
            )
        if self.deal.start < self.as_of:
            told.append(f"deal.start: {self.deal.start} lies before as_of, {self.as_of}")
        if self.costing is not None:
            told += [
                f"costing.{fault}"
                for fault in faults(
                    self.costing,
                    providers=self.practice.providers,
                    resources=self.practice.resources,
                )
            ]
        if told:
            raise ValueError("\n".join(told))


def anchors_of(talk: HireTalk) -> dict[str, date | None]:
    """Return the dates of the deal from which its steps are solved."""
    return {"start": talk.deal.start, "visit": talk.visit}


def leads_of(talk: HireTalk) -> dict[str, float]:
    """Return the months by which a step must lie before its date, where the terms say so."""
    slowest = max(
        (float(np.max(one.credentialing)) for one in talk.deal.volume.payers.values()), default=0.0
    )
    return {"credentialing": slowest} if slowest else {}


def staff_rows(costing: Costing | None) -> dict[str, Any]:
    """Return wage by resource of the practice's staff: of the role of that name, else the first."""
    if costing is None:
        return {}
    own = costing.staff[costing.staff["place"].eq("practice") & costing.staff["resource"].ne("")]
    named = own.assign(other=own["role"] != own["resource"]).sort_values("other", kind="stable")
    first = named.drop_duplicates("resource").set_index("resource")["cost_per_fte"]
    return {str(name): float(wage) for name, wage in first.items()}


def _like_faults(talk: HireTalk) -> list[str]:
    known = talk.practice.providers
    told = [f"like: {name} is no provider of the practice" for name in talk.like
            if name not in known]  # fmt: skip
    if talk.candidate.name in known:
        told.append(f"candidate.name: {talk.candidate.name} is a provider already; name another")
    if talk.own_prices is not None and (not talk.like or talk.costing is None):
        told.append("own_prices: needs `like`, whose claims price the work, and costing")
    return told


def _wage_faults(talk: HireTalk) -> list[str]:
    """The practice is one: a typed wage may not contradict the staff table."""
    table = staff_rows(talk.costing)
    told = []
    for name, one in talk.deal.costs.staff.items():
        if one.cost_per_fte is None:
            if name not in table:
                known = ", ".join(sorted(table)) or "none, since there is no costing"
                told.append(
                    f"deal.costs.staff.{name}: no wage is typed and the staff table has no such "
                    f"resource; there are {known}"
                )
        elif name in table and np.any(
            np.abs(np.asarray(one.cost_per_fte) / table[name] - 1) > APART
        ):
            told.append(
                f"deal.costs.staff.{name}.cost_per_fte: {np.max(one.cost_per_fte):,.0f}, but the "
                f"staff table says {table[name]:,.0f}; leave it out or mend the table"
            )
    return told


def _price_faults(talk: HireTalk) -> list[str]:
    own, volume = talk.own_prices, talk.deal.volume
    build = volume.build_up
    if build is None:
        return [] if own is None else ["own_prices: the volume is typed; they price a build-up"]
    bare = [name for name, one in build.services.items() if one.dollars is None]
    if own is None:
        return [f"deal.volume.build_up.services.{name}.dollars: type them, or give own_prices"
                for name in bare]  # fmt: skip
    told = [f"own_prices.services: {name} has no dollars and is not named here"
            for name in bare if name not in own.services]  # fmt: skip
    told += [f"own_prices.services: {name} is no service of the build-up"
             for name in own.services if name not in build.services]  # fmt: skip
    told += [f"own_prices.classes: {name} is no class of deal.volume.payers"
             for name in own.classes if name not in volume.payers]  # fmt: skip
    told += [f"own_prices.classes: nothing for {name}"
             for name in volume.payers if name not in own.classes]  # fmt: skip
    return told
