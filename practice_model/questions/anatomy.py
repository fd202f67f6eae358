"""Anatomy: what a practice earns and what it costs, before any talk: the fact book.

Every line of the claims is priced as its payer pays, and under Medicare of one year as the
yardstick. Lines are summed to cells (payer, provider, site, code, modifiers, setting); costs enter
cell by cell. Amounts are dollars of the year that the claims cover; drugs, professional services
and surgery-center fees are never blended into one percentage.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import pandas as pd

from practice_model.costs.checks import faults
from practice_model.costs.facility import RoomPlan
from practice_model.costs.surveys import Surveys
from practice_model.costs.terms import Costing
from practice_model.money import to_dollars
from practice_model.practice import Practice
from practice_model.practice_tables import SummaryCountsTable, SummaryTable
from practice_model.quantities import Lines, Ratio, Share, USDPerYear, terms
from practice_model.questions.cells import cells_of
from practice_model.questions.payer_terms import Contracts, Review, Step
from practice_model.revenue.book import claims_book, of_payer
from practice_model.revenue.contract import Contract, breaks
from practice_model.revenue.market_tables import PAYER_CLASSES, HospitalPrices
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.repricing import Repriced, reprice
from practice_model.revenue.sums import sums
from practice_model.revenue.variants import medicare_contract
from practice_model.revenue.yardstick import indicators


@terms
class PriorYear:
    """The year before as far as it is known: collections by payer, and counts."""

    collections: SummaryTable
    counts: SummaryCountsTable | None = None


@terms
class Anatomy:
    """One practice with all its contracts, its costs and the year before.

    medicare_year: the yardstick of every percentage of Medicare that is printed. proposed: the
    name of a proposed Medicare rule to hold against the own mix. drug_stand_in: a day whose drug
    limits stand in for quarters that are not held. patients: payers that are patients themselves.
    plan_classes: by payer, the class of plans under which hospitals publish their prices.
    second_room: more staffed room time at the surgery center that is thought of.
    """

    question: Literal["anatomy"]
    as_of: date
    medicare_year: int
    practice: Practice
    contracts: dict[str, Contracts]
    costing: Costing
    prior_year: PriorYear | None = None
    proposed: str = ""
    drug_stand_in: date | None = None
    patients: list[str] = field(default_factory=list)
    plan_classes: dict[str, str] = field(default_factory=dict)
    hospital_prices: HospitalPrices | None = None
    second_room: RoomPlan | None = None
    surveys: Surveys = field(default_factory=dict)
    volumes: dict[str, Ratio] | None = None
    calendar: list[Step] = field(default_factory=list)
    review: Review | None = None

    def __post_init__(self) -> None:
        told = [
            f"contracts.{payer} holds the contract of {one.current.payer}"
            for payer, one in self.contracts.items()
            if one.current.payer != payer
        ]
        billed = sorted(set(self.practice.claims["payer"].astype(str)) - self.contracts.keys())
        if billed:
            told.append(f"the claims bill {', '.join(billed)}, of whom contracts has nothing")
        told += [
            f"{name} names {payer}, of whom contracts has nothing"
            for name in ("patients", "plan_classes")
            for payer in getattr(self, name)
            if payer not in self.contracts
        ]
        told += [
            f"plan_classes: {kind!r} is no class of plans; there are {', '.join(PAYER_CLASSES)}"
            for kind in self.plan_classes.values()
            if kind not in PAYER_CLASSES
        ]
        known = self.practice
        told += [
            f"costing.{fault}"
            for fault in faults(
                self.costing,
                providers=known.providers,
                payers=self.contracts,
                resources=known.resources,
            )
        ]
        if told:
            raise ValueError("\n".join(told))


@dataclass(frozen=True, eq=False)
class Priced:
    """Every payer's lines as it pays, as its contract says where that differs, and as Medicare."""

    paid: Mapping[str, Repriced]
    kept: Mapping[str, Repriced]
    medicare: Mapping[str, Repriced]
    tables: MedicareTables
    indicators: pd.DataFrame


@terms
class Coverage:
    """How much of the claims the fact book rests on, and whether they agree with the contracts.

    stated: what the claims say was allowed on compared lines (priced, not denied, with an amount);
    priced: what the contracts as paid say of the same lines. apart: their difference over stated.
    """

    lines: Lines
    unpriced: Lines
    denied: Lines
    allowed: USDPerYear
    compared: Lines
    stated: USDPerYear
    priced: USDPerYear
    apart: Share


def as_paid(terms_: Anatomy) -> dict[str, Contract]:
    """Return by payer the contract that tells how it pays in fact."""
    return {payer: one.paid or one.current for payer, one in terms_.contracts.items()}


def priced(terms_: Anatomy, tables: MedicareTables) -> Priced:
    """Return the claims priced as each payer pays and under Medicare of the yardstick year."""
    known = indicators(tables)
    contracts = as_paid(terms_)
    groups = next(iter(contracts.values())).code_groups
    claims = terms_.practice.claims
    first, last = claims["claim_line_start_date"].min(), claims["claim_line_start_date"].max()
    held = [*contracts.values(), *(one.current for one in terms_.contracts.values())]
    days = {day for one in held for day in breaks(one, first.date(), last.date())}
    book = claims_book(claims, groups, known, days)
    billed = set(claims["payer"].astype(str))
    books = {payer: of_payer(book, payer) for payer in contracts if payer in billed}
    return Priced(
        paid={one: reprice(own, contracts[one], tables, known) for one, own in books.items()},
        kept={
            one: reprice(own, terms_.contracts[one].current, tables, known)
            for one, own in books.items()
            if terms_.contracts[one].paid is not None
        },
        medicare={
            one: reprice(own, _yard(terms_, contracts[one]), tables, known)
            for one, own in books.items()
        },
        tables=tables,
        indicators=known,
    )


def cells(terms_: Anatomy, made: Priced) -> pd.DataFrame:
    """Return the cells of every payer in one frame; columns as `cells.cells_of`, payer first."""
    return pd.concat(
        [
            cells_of(paid, made.medicare[payer], payer, terms_.practice)
            for payer, paid in made.paid.items()
        ],
        ignore_index=True,
    )


def coverage(made: Priced) -> Coverage:
    """Return how many lines were priced, what they come to, and what the claims say of them."""
    told = pd.concat([sums(one) for one in made.paid.values()])
    lines, stated, own = 0, 0, 0
    for one in made.paid.values():
        counted = one.kinds["status"].isin(["priced", "default"]).to_numpy()[one.kind]
        both = counted & one.book.allowed_known & ~one.book.denied
        lines += int(both.sum())
        stated += int(one.book.allowed[both].sum())
        own += int(one.allowed[both].sum())
    return Coverage(
        lines=int(told["lines"].sum()),
        unpriced=int(told["unpriced_lines"].sum()),
        denied=int(told["denied_lines"].sum()),
        allowed=round(float(told["allowed"].sum()), 2),
        compared=lines,
        stated=float(to_dollars(stated)),
        priced=float(to_dollars(own)),
        apart=min(1.0, abs(own - stated) / stated) if stated else 0.0,
    )


def _yard(terms_: Anatomy, like: Contract) -> Contract:
    return medicare_contract(
        like,
        year=terms_.medicare_year,
        locality=terms_.practice.locality,
        wage_area=terms_.practice.wage_area_or_none(terms_.medicare_year),
    )
