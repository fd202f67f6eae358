"""Payer: what a talk with an insurer is about, in figures on the practice's own mix.

The scenario names the practice, the contract in force, what the payer pays in fact where that
differs, the offer on the table and our ask. Every alternative prices one book: that payer's lines
in the window of the data. Amounts are dollars a year at the book's volume, drugs apart.

Ranges come from next year's volume: each group of services has one draw, which moves now, offer
and ask alike; the printed figure is the one at today's volume.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import pandas as pd

from practice_model.quantities import (
    Number,
    Ratio,
    SignedShare,
    SignedUSDPerYear,
    USDPerYear,
    terms,
)
from practice_model.questions.payer_terms import Payer, contracts_of
from practice_model.revenue.book import Book, claims_book, of_payer
from practice_model.revenue.contract import Contract, breaks
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.offers import by_key, unit_prices
from practice_model.revenue.repricing import Repriced, reprice
from practice_model.revenue.sums import percent_of_medicare, sums
from practice_model.revenue.variants import medicare_contract
from practice_model.revenue.yardstick import indicators

__all__ = [
    "AtVolume",
    "Column",
    "Payer",
    "Prices",
    "at_volume",
    "columns",
    "group_changes",
    "prices",
    "top_codes",
]


@dataclass(frozen=True, eq=False)
class Prices:
    """One book under every contract of the talk, by side; `medicare` is the yardstick."""

    book: Book
    sides: Mapping[str, Repriced]
    medicare: Repriced
    tables: MedicareTables
    indicators: pd.DataFrame


@terms
class Column:
    """One column of the money table; changes are against now. Drugs are None at the center."""

    fees: USDPerYear
    fees_change: SignedUSDPerYear
    fees_change_share: SignedShare
    fees_of_medicare: Ratio
    drugs: USDPerYear | None
    drugs_change: SignedUSDPerYear | None
    drugs_of_medicare: Ratio | None
    whole: USDPerYear
    whole_change: SignedUSDPerYear
    whole_change_share: SignedShare


@terms
class AtVolume:
    """Now against another side at given volumes by group; arrays where volumes are draws."""

    now: USDPerYear
    other: USDPerYear
    change: SignedUSDPerYear


def prices(talk: Payer, tables: MedicareTables) -> Prices:
    """Return the payer's lines priced under every contract of the talk and under Medicare.

    Raises ValueError where the claims hold no line of that payer or of that block.
    """
    known = indicators(tables)
    contracts = contracts_of(talk)
    groups = talk.contracts.current.code_groups
    days = {day for one in contracts.values() for day in _breaks(one, talk.practice.claims)}
    book = of_payer(
        claims_book(talk.practice.claims, groups, known, days), talk.contracts.current.payer
    )
    yard = medicare_contract(
        talk.contracts.current,
        year=talk.medicare_year,
        locality=talk.practice.locality,
        wage_area=talk.practice.wage_area_or_none(talk.medicare_year),
    )
    sides = {side: reprice(book, one, tables, known) for side, one in contracts.items()}
    made = Prices(book, sides, reprice(book, yard, tables, known), tables, known)
    if talk.block not in sums(made.sides["now"]).index:
        raise ValueError(f"the claims hold no {talk.block} line of {talk.contracts.current.payer}")
    return made


def columns(talk: Payer, priced: Prices) -> dict[str, Column]:
    """Return the money of each side: now, the contract kept, offer, other readings, ask."""
    now = _money(priced, "now", talk.block)
    return {side: _column(_money(priced, side, talk.block), now) for side in priced.sides}


def group_changes(talk: Payer, priced: Prices, side: str) -> pd.DataFrame:
    """Return now, offered and change by group of services, drugs as one group.

    Index group; columns as `offers.by_key`. Sorted by change, gains first.
    """
    now, other = priced.sides["now"], priced.sides[side]
    made = by_key(now, other, priced.medicare, "group", talk.block)
    if talk.block == "professional" and "drug" in sums(now).index:
        drugs = by_key(now, other, priced.medicare, "block", "drug")
        made = pd.concat([made, drugs.rename(index={"drug": "drugs"})])
    made.index.name = "group"
    return made.sort_values(["change", "now"], ascending=False, kind="stable")


def at_volume(groups: pd.DataFrame, volumes: Mapping[str, Number] | None) -> AtVolume:
    """Return now, the other side and the change at volumes by group (today's where not named)."""
    given = volumes or {}

    def weighed(column: str) -> Number:
        dollars = {str(name): float(amount) for name, amount in groups[column].items()}
        whole: Number = 0.0
        for name, amount in dollars.items():
            whole = whole + amount * given.get(name, 1.0)
        return whole

    return AtVolume(now=weighed("now"), other=weighed("offered"), change=weighed("change"))


def top_codes(talk: Payer, priced: Prices, side: str, most: int = 10) -> pd.DataFrame:
    """Return the codes that move most dollars, with the price of one unit on each side.

    Index code (drugs included), columns setting, units, medicare, then one column a side with the
    price of one unit without modifier in the setting that is billed most, change (USD a year).
    """
    now = priced.sides["now"]
    blocks = ["professional", "drug"] if talk.block == "professional" else ["asc"]
    held = [block for block in blocks if block in sums(now).index]
    moved = pd.concat(
        [by_key(now, priced.sides[side], priced.medicare, "code", block) for block in held],
        keys=held,
        names=["block"],
    )
    settings = _settings_billed_most(now)
    made = moved[["units", "change"]].join(settings)
    for name in ["medicare", *priced.sides]:
        one = priced.medicare if name == "medicare" else priced.sides[name]
        price = unit_prices(now, one, priced.medicare)["offered"]
        made[name] = price.reindex(pd.MultiIndex.from_frame(made.reset_index()[_PLACE])).to_numpy()
    order = made["change"].abs().sort_values(ascending=False, kind="stable").index
    return made.loc[order].head(most).reset_index("block")


class _Money(NamedTuple):
    """One side's dollars and percent of Medicare; drugs None where they are not on the table."""

    fees: float
    fees_of_medicare: float
    drugs: float | None
    drugs_of_medicare: float | None

    @property
    def whole(self) -> float:
        return round(self.fees + (self.drugs or 0.0), 2)


_PLACE = ["block", "code", "setting"]


def _settings_billed_most(now: Repriced) -> pd.Series:
    lines = sums(now, ("block", "code", "setting"))["units"].reset_index()
    most = lines.sort_values(["units", "setting"], ascending=[False, True], kind="stable")
    return most.drop_duplicates(["block", "code"]).set_index(["block", "code"])["setting"]


def _breaks(contract: Contract, claims: pd.DataFrame) -> set[date]:
    days = claims["claim_line_start_date"]
    return breaks(contract, days.min().date(), days.max().date())


def _money(priced: Prices, side: str, block: str) -> _Money:
    blocks = percent_of_medicare(priced.sides[side], priced.medicare)
    allowed = sums(priced.sides[side])["allowed"]
    fees, of_medicare = float(allowed[block]), float(blocks["ratio"][block])
    if block != "professional" or "drug" not in blocks.index:
        return _Money(fees, of_medicare, None, None)
    return _Money(fees, of_medicare, float(allowed["drug"]), float(blocks["ratio"]["drug"]))


def _column(own: _Money, now: _Money) -> Column:
    change, whole_change = own.fees - now.fees, own.whole - now.whole
    drugs = None if own.drugs is None or now.drugs is None else round(own.drugs - now.drugs, 2)
    return Column(
        fees=own.fees,
        fees_change=round(change, 2),
        fees_change_share=change / now.fees,
        fees_of_medicare=own.fees_of_medicare,
        drugs=own.drugs,
        drugs_change=drugs,
        drugs_of_medicare=own.drugs_of_medicare,
        whole=own.whole,
        whole_change=round(whole_change, 2),
        whole_change_share=whole_change / now.whole,
    )
