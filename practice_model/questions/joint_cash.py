"""Cash of several deals on one calendar, before tax, so that one credit line can be sized."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from practice_model.deals.equipment import Order, purchase
from practice_model.deals.equipment_slots import Case, gains
from practice_model.deals.equipment_ways import Way, way_cash

MONTHS = 12


def cash_before_tax(case: Case, order: Order, way: Way) -> np.ndarray:
    """Return an order's cash by month 0 to n, before tax: payments, service, gains, resale."""
    buy = purchase(case, order)
    made = way_cash(
        way, buy, gains(case, order.filled), tax=0.0, shares=np.zeros(1),
        space=case.space if order.units else 0.0,
    )  # fmt: skip
    return np.asarray(made.cash, dtype=np.float64)


def month_of(day: date) -> int:
    """Return the month of a day, counted from year 0."""
    return day.year * MONTHS + day.month - 1


def laid_out(flows: Mapping[str, tuple[np.ndarray, date]]) -> pd.DataFrame:
    """Return cumulative cash on one calendar: index months from the first start on, and `all`.

    flows: by deal its cash by month (months,) and the day of its month 0. The calendar ends with
    the shortest view, so that no deal counts as done while another still pays.

    >>> made = laid_out({"a": (np.array([-1.0, 2.0, 2.0]), date(2027, 1, 1)),
    ...                  "b": (np.array([-5.0, 3.0]), date(2027, 2, 1))})
    >>> made["all"].tolist()
    [-1.0, -4.0, 1.0]
    """
    if not flows:
        return pd.DataFrame()
    first = min(month_of(day) for _, day in flows.values())
    last = min(month_of(day) + len(cash) - 1 for cash, day in flows.values())
    months = max(last - first, 0)
    made = {}
    for name, (cash, day) in flows.items():
        row = np.zeros(months + 1)
        start = month_of(day) - first
        held = cash[: max(months + 1 - start, 0)]
        row[start : start + len(held)] = held
        made[name] = np.cumsum(row)
    table = pd.DataFrame(made)
    table["all"] = table.sum(axis=1)
    return table
