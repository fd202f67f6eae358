"""Leaving early: what an office costs if the practice goes after some years.

A practice that is sold or closed leaves before the lease ends. What it then still owes is the rent
to the end, unless a buyer takes the lease over, another tenant rents it, or a fee ends it:

    cost after n years = what was paid until then + exit

    exit with a free assignment    nothing
    exit by a fee                  months of rent, and what of the landlord's money is not used up
    exit by subletting             rent of the empty months, then what a subtenant pays less

Amounts are USD in value today at the day of signing, or at the day of leaving where a name says so;
series by month (months,) or (months, draws).

Source: DOMAIN.md, section 8 (assignment on a practice sale); PLAYBOOK.md, section 8, L8.
"""

from typing import Any

import numpy as np

from practice_model.finance.present_value import MONTHS, Series, present_value
from practice_model.quantities import Months, Number, Share, Years, terms


@terms
class EarlyExit:
    """What leaving early takes: a fee, or subletting.

    fee_months: months of rent, with which the landlord's money not used up is due. empty: months
    until a subtenant pays; sublet: the share of our rent that one pays then. sale_year: the lease
    year in which owners may sell.
    """

    sale_year: Years | None = None
    fee_months: Months | None = None
    empty: Months | None = None
    sublet: Share | None = None

    def __post_init__(self) -> None:
        if (self.empty is None) != (self.sublet is None):
            raise ValueError("give empty and sublet, or neither")
        if self.fee_months is not None and self.empty is not None:
            raise ValueError("give fee_months, or empty and sublet, not both")


def still_owed(paid: Series, years: int) -> Any:
    """Return the rent that is still to come after so many years, USD without discount."""
    return paid[years * MONTHS :].sum(axis=0)


def exit_cost(
    terms_: EarlyExit, paid: Series, years: int, rate: Number, given: Number = 0.0
) -> Any:
    """Return what leaving after so many years costs, USD at the day of leaving.

    rate: a month. given: the landlord's money, used up evenly over the term. Without a fee or a
    subtenant it is all the rent that is still to come, in value of that day.
    """
    left = paid[years * MONTHS :]
    if not len(left):
        return np.zeros(left.shape[1:]) if left.ndim > 1 else 0.0
    if terms_.fee_months is not None:
        last = paid[years * MONTHS - 1] if years else paid[0]
        return last * terms_.fee_months + given * len(left) / len(paid)
    if terms_.empty is None or terms_.sublet is None:
        return present_value(left, rate, first=1)
    at = np.arange(len(left), dtype=np.float64)
    start = np.asarray(terms_.empty)
    if start.ndim or left.ndim > 1:
        at = at[:, None]
        left = left[:, None] if left.ndim == 1 else left
    let = np.clip(at + 1 - start, 0.0, 1.0) * terms_.sublet
    return present_value(left * (1 - let), rate, first=1)


def cost_until(signing: Number, paid: Series, years: int, rate: Number) -> Any:
    """Return what was paid until then, USD in value today: signing and the months of the years."""
    held = paid[: years * MONTHS]
    return signing + (present_value(held, rate, first=1) if len(held) else 0.0)
