"""Lease accounting: the figures of an operating lease under ASC 842, for the accountant.

    liability        value today of the remaining fixed payments at the incremental borrowing rate
    straight line    (payments + direct costs - incentives) / periods, one cost every period
    right of use     liability + direct costs + paid ahead - incentives, reduced each period by
                     straight line - interest

Fixed payments only: costs passed on as they arise are expensed, rents on an index stand at the
index of the first day. Payments due on the first day are no liability: they are paid. An incentive
still to be received lowers the payments that remain; here all incentives count on the first day.
A lease of twelve months or less without a purchase option may stay off the balance sheet.

Amounts are USD; series are by period (periods,), rates per period. Nominal yearly rates are charged
a twelfth a month. For the accountant to confirm; this is no accounting advice.

Source: ASC 842-20 as read in DOMAIN.md, section 8; golden rows LEA01 and LEA02.
"""

from typing import Any, NamedTuple

import numpy as np

from practice_model.finance.present_value import MONTHS, Series, present_value
from practice_model.quantities import USD, SignedUSD, USDPerMonth, terms

SHORT = 12  # months: a lease up to here may stay off the balance sheet


class Schedule(NamedTuple):
    """An operating lease by period, each (periods,), USD; balances are at the end of the period."""

    payment: Series
    interest: Series
    liability: Series
    cost: Series
    reduction: Series
    right_of_use: Series


@terms
class OperatingLease:
    """What the accountant asks for on the first day.

    liability: before the payment of the first day; short: whether the lease may stay off.
    """

    liability: USD
    right_of_use: SignedUSD
    straight_line: USDPerMonth
    total: USD
    short: bool


def lease_liability(payments: Any, rate: float, *, advance: bool = False, paid: int = 0) -> float:
    """Return the liability after `paid` payments, before the next one.

    >>> steps = [5000.0] * 60 + [6000.0] * 60
    >>> round(lease_liability(steps, 0.04 / 12, advance=True), 2)
    540116.39
    >>> round(lease_liability(steps, 0.04 / 12), 2)
    538321.98
    """
    left = np.asarray(payments, dtype=np.float64)[paid:]
    return float(present_value(left, rate, first=0 if advance else 1)) if len(left) else 0.0


def straight_line_cost(payments: Any, direct: float = 0.0, incentives: float = 0.0) -> float:
    """Return the one cost of every period.

    >>> straight_line_cost([5000.0] * 60 + [6000.0] * 60)
    5500.0
    """
    held = np.asarray(payments, dtype=np.float64)
    return float((held.sum() + direct - incentives) / len(held))


def schedule(
    payments: Any,
    rate: float,
    *,
    advance: bool = False,
    direct: float = 0.0,
    incentives: float = 0.0,
) -> Schedule:
    """Return interest, liability, cost and right of use by period.

    The right of use ends at zero; a lease whose incentives exceed it starts below zero, which is
    told by the sign.
    """
    paid = np.asarray(payments, dtype=np.float64)
    periods = len(paid)
    owed = lease_liability(paid, rate, advance=advance)
    right = owed + direct - incentives
    cost = straight_line_cost(paid, direct, incentives)
    made = np.zeros((4, periods))
    for period in range(periods):
        base = owed - paid[period] if advance else owed
        interest = base * rate
        owed = base + interest - (0.0 if advance else paid[period])
        right -= cost - interest
        made[:, period] = interest, owed, cost - interest, right
    interest_, liability, reduction, rights = made
    liability[-1] = rights[-1] = 0.0  # what binary fractions left over
    return Schedule(paid, interest_, liability, np.full(periods, cost), reduction, rights)


def operating_lease(
    payments: Any,
    yearly_rate: float,
    *,
    advance: bool = False,
    direct: float = 0.0,
    incentives: float = 0.0,
) -> OperatingLease:
    """Return the figures of the first day; payments by month, the rate nominal a year."""
    rate = yearly_rate / MONTHS
    owed = lease_liability(payments, rate, advance=advance)
    return OperatingLease(
        liability=owed,
        right_of_use=owed + direct - incentives,
        straight_line=max(straight_line_cost(payments, direct, incentives), 0.0),
        total=float(np.sum(payments)),
        short=len(payments) <= SHORT,
    )


def by_year(made: Schedule) -> Schedule:
    """Return a monthly schedule by year: flows are summed, balances are at the year's end."""
    periods = len(made.payment)
    starts = np.arange(0, periods, MONTHS)
    ends = np.minimum(starts + MONTHS, periods) - 1
    sums = {
        name: np.add.reduceat(getattr(made, name), starts)
        for name in ("payment", "interest", "cost", "reduction")
    }
    return Schedule(liability=made.liability[ends], right_of_use=made.right_of_use[ends], **sums)
