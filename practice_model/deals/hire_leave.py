"""A hire who leaves early: what is lost, what comes back, what it costs to start again.

Cash to the month of leaving, with the bonus settled, plus what payers still owe, plus what is
owed back of money that vests (sign-on, moving), plus what others can use of equipment and stock;
less our part of the tail cover, less a second search.
"""

from typing import Any, NamedTuple

import numpy as np

from practice_model.deals.hire_cash import Hire, cash
from practice_model.deals.hire_pay import owed_back
from practice_model.finance.present_value import MONTHS
from practice_model.quantities import USD, Months, Share, terms

AGAIN = ("recruiting",)


@terms
class Leaving:
    """What leaving early means. odds_a_year: that a hire leaves within any one year, if known.

    tail: what cover for old claims costs. tail_ours: our part of it at the start, growing by
    tail_vests with each completed year. kept_patients: share of the hire's patients who stay with
    a restraint beyond those who stay anyway. notice: months in which nobody is there.
    """

    months: list[Months]
    odds_a_year: Share | None = None
    tail: USD | None = None
    tail_ours: Share = 0.0
    tail_vests: Share = 0.0
    kept_patients: Share | None = None

    def __post_init__(self) -> None:
        if not self.months or any(np.any(np.asarray(one) < 1) for one in self.months):
            raise ValueError("months: name at least one month of leaving, 1 or later")


class Left(NamedTuple):
    """One leaving, in dollars: positive comes in or back, negative is spent or lost."""

    month: int
    cash: float
    still_owed: float
    owed_back: float
    kept: float
    tail: float
    search: float
    total: float
    to_hospital: float


def tail_part(leaving: Leaving, month: float) -> Any:
    """Return our part of the tail for one who leaves after so many months."""
    grown = leaving.tail_ours + leaving.tail_vests * (int(month) // MONTHS)
    return np.minimum(grown, 1.0)


def left_after(hire: Hire, leaving: Leaving, month: int) -> Left:
    """Return what a hire who leaves at the end of a month has come to."""
    made = cash(hire, month)
    owed = float(made.work.earned.sum() - made.work.lost.sum() - made.work.collected.sum())
    net = owed * float((1 - hire.moved) * (1 - hire.costs.variable))
    spent = {name: one for name, one in hire.costs.once.items() if one.month <= month}
    back = sum(
        float(one.amount) * max(0.0, 1 - (month - float(one.month)) / float(one.vests))
        for one in spent.values()
        if one.vests
    )
    kept = sum(float(one.amount * one.kept) for one in spent.values())
    tail = 0.0 if leaving.tail is None else -float(leaving.tail * tail_part(leaving, month))
    again = -sum(float(one.amount) for one in spent.values() if one.kind in AGAIN)
    total = float(made.total[-1])
    hospital = 0.0
    if hire.guarantee is not None:
        hospital = float(owed_back(hire.guarantee, float(made.lines["top_up"].sum()), month))
    return Left(
        month=month,
        cash=total,
        still_owed=net,
        owed_back=back,
        kept=kept,
        tail=tail,
        search=again,
        total=total + net + back + kept + tail + again,
        to_hospital=hospital,
    )


def expected_loss(hire: Hire, leaving: Leaving) -> float | None:
    """Return what leaving costs on average over the horizon against staying; None without odds.

    A hire leaves at the end of a year with the yearly odds; what counts is how far the total of
    leaving lies under that of one who stays through the horizon, each with what is still owed and
    what equipment and stock are worth to others.
    """
    if leaving.odds_a_year is None:
        return None
    whole = left_after(hire, leaving, int(np.max(hire.horizon)))
    stays = whole.cash + whole.still_owed + whole.kept
    lost, there = 0.0, 1.0
    for year in range(1, int(np.max(hire.horizon)) // MONTHS):
        odds = float(leaving.odds_a_year)
        gone = left_after(hire, leaving, year * MONTHS)
        lost += there * odds * max(stays - gone.total, 0.0)
        there *= 1 - odds
    return lost
