"""Surgery center: what a case brings, where the center breaks even, what a second room must bring.

    contribution = fee - variable;  a minute: over the room minutes (in to out and turnover) [1]
    margin = fee - full cost;  full cost holds used capacity only (costs.procedures)
    break-even fee = variable + fixed / (practical minutes / minutes a case) [1]
    break-even cases = fixed / contribution

Variable is supplies, device and anesthesia supplies; what is fixed of a year says
`center_income`. Unused capacity is in no case. A fee is what is allowed, or what of it arrives: the
caller says which. All take numbers or draws but `summed` and `ranked`, which read tables.

[1] Kaplan and Anderson, Harvard Business Review, 2004-11, for practical capacity; contribution of
the scarce minute is ordinary throughput accounting.
"""

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
import pandas as pd

from practice_model.quantities import (
    CasesPerYear,
    DaysPerWeek,
    MinutesPerCase,
    MinutesPerYear,
    Number,
    Share,
    SignedShare,
    SignedUSDPerCase,
    SignedUSDPerYear,
    USDPerCase,
    USDPerYear,
    terms,
)

Measure = Literal["contribution_a_minute", "contribution_a_case"]


@terms
class BreakEven:
    """Where the center earns nothing: cases a year at the mix, and how full its rooms are then.

    of_cases: of the year's cases. utilization: of practical room minutes; above 1 the rooms that
    are staffed cannot reach it. fee: what an average case would have to bring at full rooms.
    """

    contribution: SignedUSDPerCase
    cases: CasesPerYear
    of_cases: SignedShare
    utilization: SignedShare
    fee: USDPerCase


@terms
class DeviceMargin:
    """A device's allowance in the fee against its invoice: a loss line for line where below 0."""

    allowance: USDPerCase
    invoice: USDPerCase
    net_device: SignedUSDPerCase
    of_allowance: SignedShare


@terms
class RoomPlan:
    """More staffed room time: days a week of one room, and what they add a year to fixed cost."""

    days_a_week: DaysPerWeek
    cost: USDPerYear


@terms
class SecondRoom:
    """What more staffed room time must bring, and what today's free minutes hold first.

    cases_today: cases of the mix that fit in today's free practical minutes, without more staff.
    cases: more than these a year to pay for the added time. share_of_added: of its practical
    minutes that they fill; above 1 the added time cannot pay for itself at this contribution.
    """

    cost: USDPerYear
    minutes_added: MinutesPerYear
    cases: CasesPerYear
    minutes_needed: MinutesPerYear
    share_of_added: SignedShare
    cases_today: CasesPerYear
    cases_more: CasesPerYear
    most: SignedUSDPerYear


@terms
class Ranking:
    """By which measure payers and procedures are ranked, and the use of the room that decides."""

    measure: Literal["contribution_a_minute", "contribution_a_case"]
    share_used: SignedShare
    full_from: Share


def break_even_fee(
    variable: Number, fixed: Number, practical_minutes: Number, minutes_a_case: Number
) -> Number:
    """Return the fee at which a room full of such cases earns nothing, in dollars a case.

    Raises ValueError for a case or a room without minutes.

    >>> round(break_even_fee(258, 1_408_000, 88_128, 27), 2)
    689.37
    """
    _more_than_nothing(practical_minutes, "a room has no practical minutes")
    _more_than_nothing(minutes_a_case, "a case takes no minutes of the room")
    return variable + fixed * minutes_a_case / practical_minutes


def break_even_cases(fixed: Number, contribution: Number) -> Number:
    """Return the cases a year that pay a fixed cost; ValueError where a case contributes nothing.

    >>> break_even_cases(1_408_000, 1_280)
    1100.0
    """
    _more_than_nothing(contribution, "a case contributes nothing, so no volume breaks even")
    return fixed / contribution


def break_even_year(
    *,
    collected: USDPerYear,
    variable: USDPerYear,
    fixed: USDPerYear,
    cases: CasesPerYear,
    minutes_a_case: MinutesPerCase,
    practical_minutes: MinutesPerYear,
) -> BreakEven:
    """Return where the center breaks even at the year's mix; premium lenses left out of all."""
    _more_than_nothing(cases, "the center did no case, so it has no mix")
    contribution = (collected - variable) / cases
    needed = break_even_cases(fixed, contribution)
    return BreakEven(
        contribution=contribution,
        cases=needed,
        of_cases=needed / cases,
        utilization=needed * minutes_a_case / practical_minutes,
        fee=break_even_fee(variable / cases, fixed, practical_minutes, minutes_a_case),
    )


def device_margin(allowance: Number, invoice: Number) -> DeviceMargin:
    """Return a device's allowance in the fee less its invoice, in dollars a case.

    >>> device_margin(2673.73, 1180).net_device
    1493.73
    """
    _more_than_nothing(allowance, "the fee allows nothing for a device, so no share of it is")
    return DeviceMargin(
        allowance=allowance,
        invoice=invoice,
        net_device=allowance - invoice,
        of_allowance=invoice / allowance,
    )


def second_room(
    *,
    cost: USDPerYear,
    minutes_added: MinutesPerYear,
    contribution: SignedUSDPerCase,
    minutes_a_case: MinutesPerCase,
    free_practical: MinutesPerYear,
) -> SecondRoom:
    """Return what added room time must bring at the mix's contribution.

    cost: what it adds a year to fixed cost. minutes_added: practical minutes that it adds.
    free_practical: today's free minutes, which come first: cases that fit there need no room.

    >>> made = second_room(cost=240_000, minutes_added=39_000, contribution=1_200,
    ...     minutes_a_case=39, free_practical=19_500)
    >>> made.cases, made.cases_today, made.cases_more, round(made.share_of_added, 2)
    (200.0, 500.0, 700.0, 0.2)
    """
    _more_than_nothing(minutes_added, "a second room adds no minutes")
    _more_than_nothing(minutes_a_case, "a case takes no minutes of the room")
    needed = break_even_cases(cost, contribution)
    first = free_practical / minutes_a_case
    return SecondRoom(
        cost=cost,
        minutes_added=minutes_added,
        cases=needed,
        minutes_needed=needed * minutes_a_case,
        share_of_added=needed * minutes_a_case / minutes_added,
        cases_today=first,
        cases_more=first + needed,
        most=minutes_added / minutes_a_case * contribution - cost,
    )


def ranking(share_used: float, full_from: float = 1.0) -> Ranking:
    """Return the measure that ranks payers and procedures.

    A full room sells minutes, one with time to spare sells cases. share_used, full_from: of the
    room's practical minutes, which hold what turnover and delay take already.

    >>> ranking(0.745).measure, ranking(1.02).measure
    ('contribution_a_case', 'contribution_a_minute')
    """
    full = share_used >= full_from
    measure: Measure = "contribution_a_minute" if full else "contribution_a_case"
    return Ranking(measure=measure, share_used=share_used, full_from=full_from)


def summed(cells: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return the year's cells by the named columns, with what a case and a room minute bring.

    cells: lines, cases, room (minutes), variable, full, allowed, collected (dollars a year).
    Added: contribution and margin a year (of what is collected), fee, collected_a_case,
    contribution_a_case, contribution_a_minute, margin_a_case, share_of_cases, share_of_collected;
    NaN where there is no case or no minute to divide by.
    """
    numbers = ["lines", "cases", "room", "variable", "full", "allowed", "collected"]
    made = cells.groupby(list(by))[numbers].sum()
    made["contribution"] = made["collected"] - made["variable"]
    made["margin"] = made["collected"] - made["full"]
    cases, room = made["cases"].where(made["cases"] > 0), made["room"].where(made["room"] > 0)
    for name, column in _A_CASE.items():
        made[name] = made[column] / cases
    made["contribution_a_minute"] = made["contribution"] / room
    made["share_of_cases"] = made["cases"] / made["cases"].sum()
    made["share_of_collected"] = made["collected"] / made["collected"].sum()
    return made


def ranked(table: pd.DataFrame, by: Ranking) -> pd.DataFrame:
    """Return a table of `summed` in the order of the ranking, best first, ties by name."""
    if by.measure not in table:
        raise ValueError(f"the table has no {by.measure} to rank by")
    return table.sort_index().sort_values(by.measure, ascending=False, kind="stable")


_A_CASE: Final = {
    "fee": "allowed",
    "collected_a_case": "collected",
    "variable_a_case": "variable",
    "full_a_case": "full",
    "contribution_a_case": "contribution",
    "margin_a_case": "margin",
    "minutes_a_case": "room",
}


def _more_than_nothing(given: Number, told: str) -> None:
    if np.any(np.asarray(given) <= 0):
        raise ValueError(told)
