"""Lease figures for the accountant: operating leases under ASC 842, option by option and by year.

Fixed payments only: base rent and what repays lent money; base rent on an index stands at the first
year's. Costs passed on as they arise are expensed then. The landlord's money is an incentive.
"""

from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.deals.lease import Option, cash, is_advance
from practice_model.deals.lease_accounting import (
    OperatingLease,
    Schedule,
    by_year,
    operating_lease,
    schedule,
)
from practice_model.deals.lease_rent import Rent, rent_by_month
from practice_model.finance.present_value import MONTHS, Series
from practice_model.quantities import SharePerYear, replaced, terms
from practice_model.questions.lease import Side

STANDARD: Final = "ASC 842"
BOOK_HEADS: Final = {
    "liability": "Liability on the first day|bare",
    "right_of_use": "Right of use|bare",
    "straight_line": "Cost a month|bare",
    "total": "Fixed payments|bare",
}
BOOK_UNITS: Final = dict.fromkeys(BOOK_HEADS, "USD")
YEAR_HEADS: Final = {
    "payment": "Paid|bare",
    "interest": "Interest|bare",
    "liability": "Liability, end|bare",
    "cost": "Cost|bare",
    "reduction": "Right of use, less|bare",
    "right_of_use": "Right of use, end|bare",
}
YEAR_UNITS: Final = dict.fromkeys(YEAR_HEADS, "USD")


@terms
class Standard:
    """The accounting standard, and the rate that its figures stand on."""

    name: str
    rate: SharePerYear


def standard(side: Side) -> Standard | None:
    """Return the standard and the rate; None without a borrowing rate."""
    rate = side.talk.borrowing
    return None if rate is None else Standard(name=STANDARD, rate=rate)


def fixed_payments(option: Option) -> Series:
    """Return the fixed payments of a lease by month, USD."""
    assert option.rent is not None
    steps = option.rent.escalator
    rent = option.rent
    if steps is not None and steps.index is not None:
        rent = replaced(rent, {"escalator": None})
    made: Rent = rent_by_month(rent, option.space.rentable)
    return np.asarray(made.base + made.financed)


def book_of(option: Option, rate: float) -> OperatingLease:
    """Return an option's figures on the first day; rate: nominal a year."""
    return operating_lease(
        fixed_payments(option), rate, advance=is_advance(option), incentives=_incentives(option)
    )


def year_book(option: Option, rate: float) -> Schedule:
    """Return an option's lease by year."""
    made = schedule(
        fixed_payments(option),
        rate / MONTHS,
        advance=is_advance(option),
        incentives=_incentives(option),
    )
    return by_year(made)


def book_table(side: Side) -> pd.DataFrame:
    """Return the figures of the first day, a lease a row; empty without a borrowing rate."""
    rate = side.talk.borrowing
    if rate is None:
        return pd.DataFrame()
    rows: dict[str, dict[str, Any]] = {}
    for name, option in side.options.items():
        if option.rent is not None:
            made = book_of(option, float(rate))
            rows[name] = {"label": option.name} | {key: getattr(made, key) for key in BOOK_HEADS}
    return pd.DataFrame.from_dict(rows, orient="index")


def year_table(side: Side) -> pd.DataFrame:
    """Return the roll-forward of what stays by year; empty without a borrowing rate."""
    rate, option = side.talk.borrowing, side.options[side.stays]
    if rate is None or option.rent is None:
        return pd.DataFrame()
    made = year_book(option, float(rate))
    held = {name: getattr(made, name) for name in YEAR_HEADS}
    frame = pd.DataFrame(held)
    frame.index = pd.Index([f"year_{year}" for year in range(1, len(frame) + 1)])
    frame.insert(0, "label", [str(year) for year in range(1, len(frame) + 1)])
    return frame


def _incentives(option: Option) -> float:
    return float(sum(cash(option).given.values(), start=0.0))
