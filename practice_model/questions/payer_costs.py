"""Costs in a payer talk: what each side leaves over the cost of the same services.

Costs are those of the fact book, at practical capacity; unused capacity is in none of them. Fees
are taken after what is lost between allowed and collected; drugs stand apart. Margins count the
services that the practice has costed, and say how much of the fees that is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from practice_model.costs.equations import is_second
from practice_model.costs.procedures import break_even
from practice_model.costs.terms import Costing
from practice_model.quantities import (
    Cases,
    Count,
    Minutes,
    Number,
    Share,
    SignedUSDPerYear,
    USDPerCase,
    USDPerYear,
    terms,
)
from practice_model.questions.cells import cells_of
from practice_model.questions.margins import (
    SERVICE,
    CostBook,
    cost_book,
    full_ranges,
    grid,
    margins_by,
)
from practice_model.questions.payer import Prices
from practice_model.questions.payer_terms import Payer

MOST = 8  # rows of the table of case costs


@dataclass(frozen=True, eq=False)
class Costed:
    """The talk's own cells with their costs by side, and the book of costs behind them."""

    sides: Mapping[str, pd.DataFrame]
    book: CostBook


@terms
class SideMargin:
    """What one side leaves a year: over marginal cost, and over full cost."""

    collected: USDPerYear
    contribution: SignedUSDPerYear
    margin: SignedUSDPerYear


@terms
class FirstCase:
    """The code with most fees: what one of it costs; minutes of the room, else of the doctor."""

    code: str
    cases: Cases
    full: USDPerCase
    marginal: USDPerCase
    minutes: Minutes


@terms
class PayerCosts:
    """The cost of this payer's services; costed: the part of the fees that has a cost."""

    marginal: USDPerYear
    full: USDPerYear
    costed: Share
    cases: Cases
    first: FirstCase


def costed(talk: Payer, priced: Prices) -> Costed | None:
    """Return the talk's cells with their costs; None without costing or a costed service."""
    if talk.costing is None:
        return None
    cells = {side: _cells(talk, priced, side) for side in priced.sides}
    book = cost_book(cells["now"], talk.costing, talk.practice)
    made = {side: grid(own, book).cells for side, own in cells.items()}
    return Costed(made, book) if made["now"]["full"].notna().any() else None


def side_margins(own: Costed | None, costing: Costing | None) -> dict[str, SideMargin] | None:
    """Return what each side leaves at the likely cost terms, or at drawn ones."""
    if own is None or costing is None:
        return None
    held = own.sides["now"]
    counts = held[held["full"].notna()].groupby(SERVICE, sort=False)["units"].sum()
    marginal: Number = 0.0
    full: Number = 0.0
    for key, cost in own.book.costs(costing).items():
        units = float(counts[key])
        marginal = marginal + cost.marginal * units
        full = full + cost.full * units
    made = {}
    for side, cells in own.sides.items():
        collected = float(cells.loc[cells["full"].notna(), "collected"].sum())
        made[side] = SideMargin(
            collected=collected, contribution=collected - marginal, margin=collected - full
        )
    return made


def payer_costs(own: Costed | None) -> PayerCosts | None:
    """Return what this payer's services cost a year, and the first of them."""
    if own is None:
        return None
    now = own.sides["now"]
    held = now[now["full"].notna()]
    first = case_table(now).iloc[0]
    return PayerCosts(
        marginal=float(held["marginal"].sum()),
        full=float(held["full"].sum()),
        costed=float(held["allowed"].sum()) / float(now["allowed"].sum()),
        cases=float(held["units"].sum()),
        first=FirstCase(
            code=str(first.name),
            cases=float(first["cases"]),
            full=float(first["full"]),
            marginal=float(first["marginal"]),
            minutes=float(first["minutes"]),
        ),
    )


def case_costs(own: Costed | None, drawn: Costing | None = None) -> pd.DataFrame:
    """Return what one service of each code costs, most fees first; empty without costing.

    Index code; columns as `case_table`; with drawn cost terms full_low and full_high too.
    """
    if own is None:
        return pd.DataFrame()
    now = own.sides["now"]
    made = case_table(now).head(MOST)
    if drawn is None:
        return made
    return made.join(full_ranges(now[_cases(now)], own.book, drawn, ["code"]))


def case_table(cells: pd.DataFrame) -> pd.DataFrame:
    """Return unit costs by code from costed cells, most fees first.

    Columns cases, minutes (of the room, else of the doctor), marginal, full, collected,
    break_even (the allowed amount that covers full cost), break_even_of_medicare; a case each.
    """
    own = margins_by(cells[_cases(cells)], ["code"])
    cases = own["units"]
    minutes = own["room_minutes"].where(own["room_minutes"] > 0, own["doctor_minutes"])
    made = pd.DataFrame(
        {
            "cases": cases,
            "minutes": minutes / cases,
            "marginal": own["marginal"] / cases,
            "full": own["full"] / cases,
            "collected": own["collected"] / cases,
        }
    )
    share = own["collected"] / own["allowed"]
    pairs = zip(made["full"], share, strict=True)
    made["break_even"] = pd.Series(
        [float(break_even(full, part)) for full, part in pairs], index=made.index
    )
    made["break_even_of_medicare"] = own["break_even"]
    return made.loc[own["allowed"].sort_values(ascending=False, kind="stable").index]


def _cases(cells: pd.DataFrame) -> pd.Series:
    """Cells that are a case of their own: a second procedure shares the first one's minutes."""
    return ~is_second(cells["modifiers"])


def _cells(talk: Payer, priced: Prices, side: str) -> pd.DataFrame:
    payer = talk.contracts.current.payer
    made = cells_of(priced.sides[side], priced.medicare, payer, talk.practice)
    return made[made["block"] == talk.block].reset_index(drop=True)


@terms
class UnderCost:
    """Codes that a side pays under what they cost, and the one that loses most cash a case.

    cash counts codes whose fee is under supplies and device, full those of which less than full
    cost is collected. first is None where no code loses cash.
    """

    cash: Count
    full: Count
    codes: Count
    first: str | None = None
    first_fee: USDPerCase | None = None
    first_marginal: USDPerCase | None = None
    first_loss: USDPerCase | None = None
    first_cases: Cases | None = None


def under_cost(own: Costed | None, side: str) -> UnderCost | None:
    """Return the codes that a side pays under cost, cases without modifiers."""
    if own is None or side not in own.sides:
        return None
    cells = own.sides[side]
    plain = margins_by(cells[cells["modifiers"].eq("") & cells["units"].gt(0)], ["code"])
    each = plain[["allowed", "collected", "marginal", "full"]].div(plain["units"], axis=0)
    short = each[each["allowed"] < each["marginal"]]
    full = int((each["collected"] < each["full"]).sum())
    if short.empty:
        return UnderCost(cash=0, full=full, codes=len(each))
    worst = (short["marginal"] - short["allowed"]).sort_values(kind="stable").index[-1]
    return UnderCost(
        cash=len(short),
        full=full,
        codes=len(each),
        first=str(worst),
        first_fee=float(short.loc[worst, "allowed"]),
        first_marginal=float(short.loc[worst, "marginal"]),
        first_loss=float(short.loc[worst, "marginal"] - short.loc[worst, "allowed"]),
        first_cases=float(plain.loc[worst, "units"]),
    )


def cost_told(own: Costed | None, now: UnderCost | None, then: UnderCost | None) -> list[str]:
    """Return the names of the sentences on cost: cash lost, services under full cost."""
    told = []
    if now is not None and now.first is not None:
        told.append("cash_now")
    elif then is not None and then.first is not None:
        told.append("cash_then")
    if now is not None and now.full:
        told.append("under_full")
    if own is not None and then is not None and now is not None and then.full > now.full:
        told.append("more_under_full")
    return told
