"""Loans: the payment of a loan month by month, and the rate that hides in a payment.

A loan's rate is nominal a year and charged monthly, the way lenders quote it; a rate per period
that is solved for is the period's own.
"""

from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import brentq

from practice_model.finance.present_value import MONTHS, Series, annuity_factor, payment
from practice_model.quantities import USD, Months, Number, SharePerYear, terms

HIGHEST = 10.0  # a rate of 1,000 percent a period: past it a payment is no loan's


@terms
class Loan:
    """A loan paid in level monthly payments, the first a month after it is drawn.

    rate: nominal a year, a twelfth of it a month. months: whole months, 1 or more.
    """

    principal: USD
    rate: SharePerYear
    months: Months

    def __post_init__(self) -> None:
        if np.ndim(self.months) or self.months < 1 or self.months % 1:
            raise ValueError(f"months must be a whole number of 1 or more, not {self.months}")


class LoanSchedule(NamedTuple):
    """A loan by month (1 to n), each (months,) or (months, draws): parts sum to the payment."""

    interest: Series
    principal: Series
    balance: Series


def loan_payment(loan: Loan) -> Any:
    """Return the level monthly payment in USD.

    >>> round(loan_payment(Loan(principal=159_705, rate=0.072, months=60)), 2)
    3177.44
    """
    return payment(loan.principal, loan.rate / MONTHS, loan.months)


def loan_schedule(loan: Loan) -> LoanSchedule:
    """Return interest, principal and the balance left, month by month.

    >>> made = loan_schedule(Loan(principal=1200, rate=0.0, months=12))
    >>> float(made.principal.sum()), float(made.balance[-1])
    (1200.0, 0.0)
    """
    level = loan_payment(loan)
    months = int(loan.months)
    balance = np.zeros((months, *np.shape(level)))
    interest = np.zeros_like(balance)
    owed: Number = loan.principal + 0 * np.asarray(level)
    for month in range(months):
        interest[month] = owed * (loan.rate / MONTHS)
        owed = owed + interest[month] - level
        balance[month] = owed
    balance[-1] = 0.0  # what binary fractions left over
    return LoanSchedule(interest, level - interest, balance)


def implicit_rate(principal: float, level: float, periods: int, advance: bool = False) -> float:
    """Return the rate per period at which level payments are worth the principal.

    Raises ValueError where no rate does: payments that sum to less, or to nothing.

    >>> round(12 * implicit_rate(25_000, 541.67, 60), 4)
    0.1085
    """
    if principal <= 0 or level <= 0 or periods < 1:
        raise ValueError("principal and payment must be more than 0, over 1 period or more")
    total = level * periods
    if total < principal * (1 - 1e-12):
        raise ValueError(f"{periods} payments of {level:g} do not repay {principal:g} at any rate")

    def short(rate: float) -> float:
        return float(level * annuity_factor(rate, periods, advance) - principal)

    if short(0.0) <= 0:
        return 0.0
    if short(HIGHEST) > 0:
        raise ValueError(f"a payment of {level:g} repays {principal:g} at once: no rate is in it")
    return float(brentq(short, 0.0, HIGHEST, xtol=1e-14))


def rate_of_flat(flat: float, months: int) -> float:
    """Return the nominal yearly rate of a loan quoted "flat": interest on the first balance.

    >>> round(rate_of_flat(0.06, 60), 4)
    0.1085
    """
    level = (1 + flat * months / MONTHS) / months
    return MONTHS * implicit_rate(1.0, level, months)
