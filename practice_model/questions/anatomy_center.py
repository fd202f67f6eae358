"""Surgery center in the fact book: its year, its cases, its payers, its rooms, its devices.

Cells are those of the fact book (`margins.grid`), center lines only. A fee is the allowed amount a
case as the payer pays; collected is what of it arrives (yields of the center). Percent of Medicare
is of the yardstick year's rate in the center's own wage area. Premium lenses are no case: their
revenue and cost stand apart. A code whose minutes nobody gave is told and in no sum.
Dollars of the claims' year.
"""

from datetime import date
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from practice_model.costs.capacity import ADMINISTRATION, OPERATING, PRE_POST, Rates
from practice_model.costs.center_income import (
    CenterIncome,
    UnusedYear,
    center_income,
    unused_year,
)
from practice_model.costs.facility import (
    BreakEven,
    Ranking,
    RoomPlan,
    SecondRoom,
    break_even_year,
    ranking,
    second_room,
    summed,
)
from practice_model.costs.room_time import (
    WEEKDAYS,
    HolderUse,
    RoomYear,
    holders,
    room_use,
    room_year,
    supply,
    timed,
)
from practice_model.costs.terms import Center, Costing
from practice_model.practice import Practice
from practice_model.quantities import (
    MinutesPerYear,
    Share,
    SignedUSDPerYear,
    USDPerCase,
    USDPerYear,
    terms,
)
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.surgery_center_fees import asc_schedule

CENTER: Final = "asc"


@terms
class CenterYear:
    """The surgery center's year: income, rooms, unused capacity, break-even, who is fullest.

    cost_a_case: operating expense over cases, premium lenses in it. cost_used: full cost of all
    cases. net_unexplained: expense that neither cases nor unused capacity explain (supplies booked
    less supplies of the cases). open_minutes: staffed for nobody.
    """

    income: CenterIncome
    rooms: RoomYear
    unused: UnusedYear
    even: BreakEven
    ranking: Ranking
    revenue_a_case: USDPerCase
    cost_a_case: USDPerCase
    expense_share: Share
    cost_used: USDPerYear
    net_unexplained: SignedUSDPerYear
    open_minutes: MinutesPerYear
    fullest: HolderUse | None


class CenterRates(NamedTuple):
    """Medicare's rates of a year for the center, dollars by code: the fee, its device part."""

    rate: pd.Series
    allowance: pd.Series


def center_cells(grid: pd.DataFrame, center: Center) -> pd.DataFrame:
    """Return the center's cells with cases, room minutes and variable cost a year beside.

    grid: cells with `collected` and `full`, as `margins.grid` makes them. Lines without a price
    and codes without minutes are left out.
    """
    own = _center_lines(grid)
    priced = timed(center, own.assign(lines=own["units"])).assign(lines=own["lines"])
    return priced[priced["room"].notna() & priced["full"].notna()].reset_index(drop=True)


def center_year(grid: pd.DataFrame, costing: Costing, rates: Rates) -> CenterYear | None:
    """Return the center's year; None for a practice without a center, or without a case in it."""
    center = costing.center
    if center is None:
        return None
    lines, cells = _center_lines(grid), center_cells(grid, center)
    use = room_use(center, lines)
    if not use.cases:
        return None
    income = center_income(center.income, premium_revenue(costing))
    rooms = room_year(supply(center), use)
    unused = _unused(center, rates, rooms)
    blocks = center_holders(grid, costing)
    own = income.operating_expense - income.premium_cost
    spent = float(cells["full"].sum())
    return CenterYear(
        income=income,
        rooms=rooms,
        unused=unused,
        even=break_even_year(
            collected=income.revenue - income.premium_revenue,
            variable=income.variable,
            fixed=income.fixed,
            cases=use.cases,
            minutes_a_case=rooms.minutes_a_case,
            practical_minutes=rooms.supply.practical,
        ),
        ranking=ranking(float(rooms.of_practical)),
        revenue_a_case=income.revenue / use.cases,
        cost_a_case=income.operating_expense / use.cases,
        expense_share=income.operating_expense / income.revenue,
        cost_used=spent,
        net_unexplained=own - spent - unused.cost_unused,
        open_minutes=sum(float(one.staffed) for one in blocks if one.state == "open"),
        fullest=next((one for one in blocks if one.of_own), None),
    )


def center_holders(grid: pd.DataFrame, costing: Costing) -> list[HolderUse]:
    """Return each holder's block and its use, the fullest first; empty without a center."""
    if costing.center is None:
        return []
    weeks = None if costing.doctor_weeks is None else float(costing.doctor_weeks)
    return holders(costing.center, _center_lines(grid), weeks)


def premium_revenue(costing: Costing) -> float:
    """Return what premium lenses brought the center a year; 0 where no table tells."""
    table = costing.premium_lenses
    return 0.0 if table is None else float((table["lenses"] * table["center_part"]).sum())


def second_room_of(year: CenterYear, center: Center, plan: RoomPlan) -> SecondRoom:
    """Return what a plan for more room time must bring at the year's mix, today's free time first.

    Raises ValueError where the plan staffs more room days than the rooms have.
    """
    days = float(center.calendar["operating_days_per_week"].sum())
    able = center.capacity
    left = float(able.operating_rooms) * WEEKDAYS - days
    if np.any(np.asarray(plan.days_a_week) > left):
        told = f"{float(able.operating_rooms):g} rooms staffed {days:g} days a week"
        raise ValueError(f"{told} have {left:g} days left, not {np.max(plan.days_a_week):g}")
    return second_room(
        cost=plan.cost,
        minutes_added=plan.days_a_week * able.weeks * able.minutes_a_day * able.rooms,
        contribution=year.even.contribution,
        minutes_a_case=year.rooms.minutes_a_case,
        free_practical=year.rooms.free_practical,
    )


def price_table(cells: pd.DataFrame) -> pd.DataFrame:
    """Return what each payer's fee leaves of each code, cases without modifiers, worst first.

    Index payer and code in one; columns payer, code, cases, fee, variable, full, contribution and
    margin, a case, of the fee and not of what arrives.
    """
    plain = summed(cells[cells["modifiers"].eq("") & cells["cases"].gt(0)], ["payer", "code"])
    made = plain[["cases", "fee", "variable_a_case", "full_a_case"]].reset_index()
    made = made.rename(columns={"variable_a_case": "variable", "full_a_case": "full"})
    made["contribution"] = made["fee"] - made["variable"]
    made["margin"] = made["fee"] - made["full"]
    made.index = pd.Index(made["payer"] + " " + made["code"], name="price")
    made["label"], made["role"] = made["code"], "body"
    return made.sort_values(["contribution", "margin"], kind="stable")


def medicare_rates(tables: MedicareTables, practice: Practice, year: int) -> CenterRates:
    """Return Medicare's rates at the end of a year in the center's wage area, and device parts.

    The device part moves with the wage index as the whole rate does.
    """
    rows = asc_schedule(tables, on=date(year, 12, 28), cbsa=practice.wage_area(year))
    rows = rows[rows["adjusted_cents"].notna()]
    rate = rows["adjusted_cents"].astype("float64") / 100
    whole = rows["rate_cents"].astype("float64")
    part = rows["device_offset_cents"].astype("float64") / whole.where(whole > 0)
    return CenterRates(rate, (rate * part).where(part > 0))


def _center_lines(grid: pd.DataFrame) -> pd.DataFrame:
    return grid[grid["block"] == CENTER].reset_index(drop=True)


def _unused(center: Center, rates: Rates, rooms: RoomYear) -> UnusedYear:
    use, able = rooms.use, center.capacity
    return unused_year(
        rates,
        practical={
            OPERATING: rooms.supply.practical,
            PRE_POST: use.pre_post / able.pre_post_used,
            ADMINISTRATION: able.cases,
        },
        used={OPERATING: use.used, PRE_POST: use.pre_post, ADMINISTRATION: use.cases},
    )
