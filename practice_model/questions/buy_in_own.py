"""What the practice's own claims and costing tables say of a buy-in, held beside what is typed.

Owners' income, margins by provider and net revenue are those of the fact book, so that a buy-in and
the practice's other talks rest on one practice. A typed figure that the tables know too must agree
with them; one that does not is told, never mended.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from practice_model.costs.center_income import center_income
from practice_model.costs.downstream import distributions
from practice_model.costs.terms import Costing
from practice_model.questions.anatomy import Anatomy
from practice_model.questions.anatomy_providers import rule_of
from practice_model.questions.anatomy_year import fact_book
from practice_model.questions.buy_in import BuyIn
from practice_model.revenue.medicare_tables import MedicareTables

ROUNDING = 1.0  # dollars by which a typed figure may miss the practice's own tables


@dataclass(frozen=True, eq=False)
class OwnFigures:
    """What the practice's own tables say; None, or empty, is not known there.

    margins: by provider, before own pay. kept: by provider, after own pay. rest: margin of those
    who are no party of the deal. ties: by name, the typed figure and the table's.
    """

    owners_income: float | None = None
    net_revenue: float | None = None
    market_pay: float | None = None
    associate_pay: float | None = None
    center_ebitda: float | None = None
    margins: Mapping[str, float] = field(default_factory=dict)
    kept: Mapping[str, float] = field(default_factory=dict)
    owner_pay: Mapping[str, float] = field(default_factory=dict)
    center_owners: pd.DataFrame = field(default_factory=pd.DataFrame)


def own_figures(talk: BuyIn, tables: MedicareTables | None) -> OwnFigures:
    """Return what the practice's claims and costing tables say of the deal's figures.

    tables: needed only where contracts are given, to price the claims as the fact book does.
    """
    costing = talk.costing
    if costing is None:
        return OwnFigures()
    who = costing.providers.set_index("provider")
    owners = [name for name in talk.deal.entry.owners if name in who.index]
    known = who["market_pay"].dropna().to_dict()
    pay = {str(name): float(one) for name, one in known.items()}
    made: dict[str, object] = {"owner_pay": pay}
    if len(owners) == len(talk.deal.entry.owners) and all(name in pay for name in owners):
        made["market_pay"] = sum(pay[name] for name in owners)
    newcomer = talk.deal.entry.newcomer
    if newcomer in who.index:
        paid = who[["pay", "benefits"]].fillna(0.0).sum(axis=1).to_dict()
        made["associate_pay"] = float(paid[newcomer])
    if costing.center is not None:
        made["center_ebitda"] = float(center_income(costing.center.income).ebitda)
        if costing.center.owners is not None:
            made["center_owners"] = distributions(costing.center)
    if talk.contracts and tables is not None and talk.medicare_year is not None:
        made |= _from_claims(talk, costing, talk.medicare_year, tables)
    return OwnFigures(**made)  # type: ignore[arg-type]


def _from_claims(
    talk: BuyIn, costing: Costing, year: int, tables: MedicareTables
) -> dict[str, object]:
    """Owners' income and margins by provider, as the practice's fact book has them."""
    record = Anatomy(
        question="anatomy",
        as_of=talk.as_of,
        medicare_year=year,
        practice=talk.practice,
        contracts=talk.contracts,
        costing=costing,
    )
    income = fact_book(record, tables).income
    table, rule = income.table, rule_of(income)
    kept = {str(name): float(one) for name, one in income.margins[rule].items()}
    paid = {str(name): float(one) for name, one in table["pay"].items()}
    return {
        "owners_income": sum(kept.values()),
        "net_revenue": float(table["revenue"].sum()),
        "kept": kept,
        "margins": {name: kept[name] + paid[name] for name in kept},
    }


def margins_of(talk: BuyIn, own: OwnFigures) -> dict[str, float] | None:
    """Return what each party's work leaves before own pay: typed, else of the tables, else None."""
    if talk.margins is not None:
        return {name: float(one) for name, one in talk.margins.items()}
    parties = [*talk.deal.entry.owners, talk.deal.entry.newcomer]
    if any(name not in own.margins for name in parties):
        return None
    return {name: float(own.margins[name]) for name in parties}


def lost_margin(talk: BuyIn, own: OwnFigures) -> float | None:
    """Return the margin a year that leaves with the newcomer, after his pay; None if unknown."""
    newcomer = talk.deal.entry.newcomer
    if talk.deal.alternative.lost_margin is not None:
        return float(talk.deal.alternative.lost_margin)
    if newcomer in own.kept:
        return float(own.kept[newcomer])
    if talk.margins is not None and newcomer in talk.margins:
        return float(talk.margins[newcomer]) - float(talk.deal.pool.associate_pay)
    return None


def ties(talk: BuyIn, own: OwnFigures) -> dict[str, tuple[float, float]]:
    """Return typed figures that the practice's tables know too: (typed, of the tables), in USD."""
    deal = talk.deal
    typed = {
        "owners_income": (deal.earnings.income, own.owners_income),
        "market_pay": (deal.earnings.market_pay, own.market_pay),
        "net_revenue": (deal.earnings.collections, own.net_revenue),
        "associate_pay": (deal.pool.associate_pay, own.associate_pay),
    }
    return {
        name: (float(one), float(other))
        for name, (one, other) in typed.items()
        if one is not None and other is not None
    }


def untied(talk: BuyIn, own: OwnFigures) -> list[str]:
    """Return the names of typed figures that contradict the practice's own tables."""
    return [name for name, (one, other) in ties(talk, own).items() if abs(one - other) > ROUNDING]


def files_used(talk: BuyIn, tables: MedicareTables) -> list[str]:
    """Return the Medicare releases that the practice's claims were priced with, where they were."""
    year = talk.medicare_year
    if not talk.contracts or year is None:
        return []
    releases = tables.releases
    last = releases[releases["year"] == year].sort_values("effective_from")["release"].iloc[-1]
    return [f"CMS {last}", f"GPCI {year}", f"ASC addenda {year}"]
