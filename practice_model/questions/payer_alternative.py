"""The alternative to a payer's contract: our work for it, and the work that would replace it.

The book is the payer's lines; Medicare of the yardstick's year weighs everything. Our cost is that
of `payer_costs`; the next payers' rate is what their claims of the same block allowed over
Medicare of the same paid lines, their cost that of their own services. Freed capacity is counted
in Medicare dollars: a slot that is filled does as much of Medicare's work as the one that left.

Fees only; drugs stand apart. Services without a cost are taken at the average cost of the rest,
and lines without a Medicare price are outside of every rate: both are told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from practice_model.costs.terms import Costing
from practice_model.money import to_dollars
from practice_model.negotiation.walk_away import Position
from practice_model.quantities import Number
from practice_model.questions.arriving import arriving
from practice_model.questions.cells import cells_of
from practice_model.questions.margins import SERVICE, CostBook, cost_book, grid
from practice_model.questions.payer import Prices
from practice_model.questions.payer_costs import Costed
from practice_model.questions.payer_terms import Payer
from practice_model.revenue.book import claims_book
from practice_model.revenue.repricing import Repriced, reprice
from practice_model.revenue.sums import COUNTED, percent_of_medicare
from practice_model.revenue.variants import medicare_contract

Basis = Literal["renewal", "bridge"]
DEPTH: Mapping[Basis, str] = {"renewal": "full", "bridge": "marginal"}


@dataclass(frozen=True, eq=False)
class Work:
    """Services with a cost and a Medicare price: their cells, and what costs them anew."""

    cells: pd.DataFrame
    book: CostBook

    @property
    def medicare(self) -> float:
        """Medicare of the cells, in dollars a year."""
        return float(self.cells["medicare"].sum())

    def cost_of_medicare(self, costing: Costing | None) -> dict[Basis, Number]:
        """Return what a Medicare dollar's worth of the services costs; terms may be drawn."""
        counts = self.cells.groupby(SERVICE, sort=False)["units"].sum()
        costs = self.book.costs(costing)
        made: dict[Basis, Number] = {}
        for basis, depth in DEPTH.items():
            spent: Number = 0.0
            for key, cost in costs.items():
                if key in counts:
                    spent = spent + getattr(cost, depth) * float(counts[key])
            made[basis] = spent / self.medicare
        return made


@dataclass(frozen=True, eq=False)
class Ground:
    """What a walk-away stands on: our work for this payer, and the work that would replace it.

    medicare, fees: of all lines that now and Medicare price. arrives: of an allowed dollar of this
    payer. next_of_medicare, next_arrives: what the next payers allow, and what of it arrives.
    """

    own: Work
    next: Work | None
    medicare: float
    fees: float
    arrives: float
    next_of_medicare: float
    next_arrives: float
    costed: float
    outside: float


def ground(talk: Payer, priced: Prices, own: Costed | None) -> Ground | None:
    """Return what the walk-away stands on; None without bargaining, costing or a costed service.

    Raises ValueError where a payer that would fill the freed capacity is this payer, has no lines
    of the block, no Medicare price, no cost or no row in the yields.
    """
    if own is None or talk.costing is None or talk.bargaining is None:
        return None
    yard = percent_of_medicare(priced.sides["now"], priced.medicare)
    cells = own.sides["now"]
    work = _work(cells, own.book)
    if work is None:
        return None
    names = talk.bargaining.alternative.refill_payers
    replacing, rate, arrives = _next_work(talk, priced, names) if names else (None, 0.0, 1.0)
    place = (talk.contracts.current.payer, talk.block)
    fees = float(cells["allowed"].sum())
    return Ground(
        own=work,
        next=replacing,
        medicare=float(yard["medicare"][talk.block]),
        fees=fees,
        arrives=float(arriving([place], talk.costing.yields)[0]),
        next_of_medicare=rate,
        next_arrives=arrives,
        costed=float(cells.loc[cells["full"].notna(), "allowed"].sum()) / fees,
        outside=max(round(fees - float(yard["allowed"][talk.block]), 2), 0.0),
    )


def positions(talk: Payer, held: Ground) -> dict[Basis, Position]:
    """Return the contract against its alternative on each basis; terms may be drawn."""
    assert talk.bargaining is not None
    own = held.own.cost_of_medicare(talk.costing)
    replacing: dict[Basis, Number] = dict.fromkeys(DEPTH, 0.0)
    if held.next is not None:
        replacing = held.next.cost_of_medicare(talk.costing)
    other = talk.bargaining.alternative
    return {
        basis: Position(
            medicare=held.medicare,
            arrives=held.arrives,
            cost=own[basis],
            stay=other.stay,
            stay_of_medicare=other.stay_of_medicare,
            stay_arrives=held.arrives if other.stay_arrives is None else other.stay_arrives,
            refill=other.refill if held.next is not None else 0.0,
            refill_of_medicare=held.next_of_medicare
            if other.refill_of_medicare is None
            else other.refill_of_medicare,
            refill_arrives=held.next_arrives,
            refill_cost=replacing[basis],
            refill_months=other.refill_months,
            one_off=other.one_off,
            continuing=0.0 if other.continuing is None else other.continuing,
            continuing_days=0.0 if other.continuing_days is None else other.continuing_days,
        )
        for basis in DEPTH
    }


def _work(cells: pd.DataFrame, book: CostBook) -> Work | None:
    held = cells[cells["full"].notna() & cells["medicare"].notna()].reset_index(drop=True)
    return Work(held, book) if float(held["medicare"].sum()) > 0 else None


def _next_work(talk: Payer, priced: Prices, names: list[str]) -> tuple[Work, float, float]:
    """Work of the payers that would fill the freed capacity, their rate, and what of it arrives."""
    assert talk.costing is not None
    own = talk.contracts.current.payer
    if own in names:
        raise ValueError(
            f"refill_payers: {own} is the payer of this talk; who else fills the room?"
        )
    yard = medicare_contract(
        talk.contracts.current,
        year=talk.medicare_year,
        locality=talk.practice.locality,
        wage_area=talk.practice.wage_area_or_none(talk.medicare_year),
    )
    made, allowed, collected, medicare = [], 0.0, 0.0, 0.0
    for name in names:
        claims = talk.practice.claims[talk.practice.claims["payer"] == name]
        if claims.empty:
            known = ", ".join(sorted(map(str, talk.practice.claims["payer"].dropna().unique())))
            raise ValueError(f"refill_payers: no line of {name!r}; the claims hold {known}")
        book = claims_book(claims, talk.contracts.current.code_groups, priced.indicators)
        paid = reprice(book, yard, priced.tables, priced.indicators)
        cells = cells_of(paid, paid, name, talk.practice)
        cells = cells[cells["block"] == talk.block].reset_index(drop=True)
        if cells.empty:
            raise ValueError(f"refill_payers: the claims hold no {talk.block} line of {name}")
        stated, theirs = _stated(paid, talk.block)
        part = float(arriving([(name, talk.block)], talk.costing.yields)[0])
        allowed, medicare = allowed + stated, medicare + theirs
        collected += stated * part
        made.append(cells)
    if not (medicare > 0 and allowed > 0):
        told = ", ".join(names)
        raise ValueError(f"refill_payers: no paid {talk.block} line of {told} has a Medicare price")
    whole = pd.concat(made, ignore_index=True)
    costs = cost_book(whole, talk.costing, talk.practice)
    work = _work(grid(whole, costs).cells, costs)
    if work is None:
        raise ValueError(f"refill_payers: no {talk.block} service of {', '.join(names)} has a cost")
    return work, allowed / medicare, collected / allowed


def _stated(paid: Repriced, block: str) -> tuple[float, float]:
    """What the claims allowed on paid lines that Medicare prices, and Medicare of these lines.

    Denied lines are left out of both: what is lost to denials is in the yields.
    """
    book = paid.book
    counted = paid.kinds["status"].isin(COUNTED) & paid.kinds["block"].eq(block)
    held = counted.to_numpy(bool)[paid.kind] & book.allowed_known & ~book.denied
    both = [to_dollars(int(np.sum(cents[held]))) for cents in (book.allowed, paid.allowed)]
    return float(both[0]), float(both[1])
