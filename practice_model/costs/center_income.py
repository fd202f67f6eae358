"""The surgery center's year: what is variable, what is fixed, what is left, what stood unused.

A line of the center's income that goes with cases (its `case_share`) is variable; a line that feeds
no pool and no case is the cost of premium lenses, which are sold to patients and stand apart from
every case; all else is fixed. Unused capacity is practical less used at the cost rates, by pool: a
line of its own [1]. EBITDA adds back what is not paid in cash. Dollars a year.

[1] Kaplan and Anderson, Harvard Business Review, 2004-11.
"""

from collections.abc import Collection, Mapping
from typing import Final

import pandas as pd

from practice_model.costs.capacity import ADMINISTRATION, OPERATING, PRE_POST, Rates
from practice_model.quantities import Number, SignedUSDPerYear, USDPerYear, terms

NOT_CASH: Final = ("depreciation", "amortization")
_POOLS: Final = (OPERATING, PRE_POST, ADMINISTRATION)


@terms
class CenterIncome:
    """The center's year: revenue, what moves with cases, what does not, and what is left.

    revenue and operating_expense hold premium lenses, whose parts stand beside. after: what is
    spent or repaid out of income before owners are paid (capital spending, debt service).
    """

    revenue: USDPerYear
    premium_revenue: USDPerYear
    premium_cost: USDPerYear
    variable: USDPerYear
    fixed: USDPerYear
    operating_expense: USDPerYear
    operating_income: SignedUSDPerYear
    ebitda: SignedUSDPerYear
    after: USDPerYear
    distributable: SignedUSDPerYear


@terms
class UnusedYear:
    """What the year's unused capacity cost, by pool; below 0 where more was used than is there."""

    operating: SignedUSDPerYear
    pre_post: SignedUSDPerYear
    administration: SignedUSDPerYear
    cost_unused: SignedUSDPerYear


def center_income(
    income: pd.DataFrame, premium_revenue: float = 0.0, not_cash: Collection[str] = NOT_CASH
) -> CenterIncome:
    """Return the center's year from its income lines (`Center.income`).

    A line's case share is variable; a line that feeds no pool at all is the cost of premium lenses;
    the rest is fixed. premium_revenue: what of revenue premium lenses brought.
    """
    amount, kind = income["amount"].astype(float), income["kind"]
    shares = income[[f"{pool}_share" for pool in (*_POOLS, "case")]]
    expense = kind == "expense"
    nowhere = expense & shares.notna().all(axis=1) & (shares.sum(axis=1) == 0)
    revenue, spent = float(amount[kind == "revenue"].sum()), float(amount[expense].sum())
    variable = float((amount * shares["case_share"].fillna(0.0))[expense].sum())
    premium = float(amount[nowhere].sum())
    kept = float(amount[expense & income["line"].str.lower().isin(not_cash)].sum())
    after = float(amount[kind == "after"].sum())
    if premium_revenue > revenue:
        raise ValueError(
            f"premium lenses brought {premium_revenue:,.0f} of a revenue of {revenue:,.0f}"
        )
    return CenterIncome(
        revenue=revenue,
        premium_revenue=premium_revenue,
        premium_cost=premium,
        variable=variable,
        fixed=spent - variable - premium,
        operating_expense=spent,
        operating_income=revenue - spent,
        ebitda=revenue - spent + kept,
        after=after,
        distributable=revenue - spent + kept - after,
    )


def unused_year(
    rates: Rates, practical: Mapping[str, Number], used: Mapping[str, Number]
) -> UnusedYear:
    """Return what unused capacity cost, at the rates: practical less used, by pool.

    practical, used: minutes of `operating` and `pre_post`, cases of `administration`.
    """
    if rates.case is None:
        raise ValueError("the rates have no cost of a center case: there is no center")
    price = {**rates.minute, ADMINISTRATION: rates.case}
    idle = {pool: (practical[pool] - used[pool]) * price[pool] for pool in _POOLS}
    return UnusedYear(
        operating=idle[OPERATING],
        pre_post=idle[PRE_POST],
        administration=idle[ADMINISTRATION],
        cost_unused=sum(idle.values(), 0.0),
    )
