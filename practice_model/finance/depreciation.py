"""Depreciation: what of a cost may be deducted when, for tax.

The order is Section 179, then bonus, then MACRS on what is left (VIP Wealth, 2025-12). MACRS
percentages are computed by the rule behind the tables of IRS Publication 946 (declining balance
that changes to straight line, half-year or mid-quarter) and rounded as the tables are, so that they
add up to one.
"""

from datetime import date
from typing import Literal, NamedTuple

import numpy as np

from practice_model.finance.present_value import Series
from practice_model.finance.tax_rules import TaxRules

Convention = Literal["half-year", "mid-quarter"]
PLACES = 4  # decimals of the published percentages
LIVES = (3, 5, 7, 10, 15, 20)
SLOWER = 15  # lives from here on decline at 150 percent, shorter ones at 200
REAL = 39  # years of nonresidential real property, straight line from mid-month
MONTHS, QUARTERS = 12, 4


class FirstYear(NamedTuple):
    """What a cost becomes in its first year, in USD: parts that sum to the cost."""

    section_179: float
    bonus: float
    rest: float


def macrs(
    life: int, convention: Convention = "half-year", quarter: int | None = None
) -> list[float]:
    """Return the yearly percentages of a recovery life as decimals that add up to 1.

    Raises ValueError for a life that MACRS does not know, or a quarter that is missing.

    >>> macrs(5)
    [0.2, 0.32, 0.192, 0.1152, 0.1152, 0.0576]
    >>> macrs(5, "mid-quarter", 4)
    [0.05, 0.38, 0.228, 0.1368, 0.1094, 0.0958]
    """
    if life not in LIVES:
        raise ValueError(f"a recovery life is one of {', '.join(map(str, LIVES))}, not {life}")
    if (convention == "mid-quarter") != (quarter is not None):
        raise ValueError("mid-quarter names its quarter, and half-year names none")
    if quarter is not None and quarter not in range(1, QUARTERS + 1):
        raise ValueError(f"a quarter is 1 to 4, not {quarter}")
    first = 0.5 if quarter is None else 1 - (quarter - 0.5) / QUARTERS
    speed = (1.5 if life >= SLOWER else 2.0) / life
    written = [first * speed]
    # From the second year on the larger of declining balance and straight line over what is left.
    for year in range(1, life + 1):
        left = 1 - sum(written)
        straight = left / max(life - first - (year - 1), 1.0)
        written.append(max(left * speed, straight) if year < life else left)
    # The published tables round the sums, so that the rounded parts still add up to one.
    sums = np.round(np.cumsum(written), PLACES)
    return [round(float(part), PLACES) for part in np.diff(sums, prepend=0.0)]


def real_property(month: int, years: int = REAL) -> list[float]:
    """Return the yearly decimals of a building in service from a month (1 to 12), mid-month.

    >>> made = real_property(7)
    >>> round(made[0], 5), len(made), round(sum(made), 9)
    (0.01175, 40, 1.0)
    """
    if month not in range(1, MONTHS + 1):
        raise ValueError(f"a month is 1 to 12, not {month}")
    first = (MONTHS - month + 0.5) / MONTHS / years
    return [first, *[1 / years] * (years - 1), 1 / years - first]


def straight_line(cost: float, salvage: float, years: int) -> Series:
    """Return equal yearly depreciation down to the salvage value, in USD.

    >>> straight_line(100, 10, 3).tolist()
    [30.0, 30.0, 30.0]
    """
    if years < 1 or salvage > cost:
        raise ValueError("straight line needs a year or more, and a salvage value under the cost")
    return np.full(years, (cost - salvage) / years)


def is_mid_quarter(placed_by_quarter: list[float], rules: TaxRules) -> bool:
    """Whether the year's basis after Section 179 falls under mid-quarter.

    placed_by_quarter: USD of personal property placed in service in each quarter of the tax year,
    after Section 179 and before bonus (that detail is unverified).
    """
    total = sum(placed_by_quarter)
    return total > 0 and placed_by_quarter[-1] / total > rules.mid_quarter_share


def first_year_deduction(
    cost: float,
    acquired: date,
    placed: date,
    rules: TaxRules,
    *,
    income: float | None = None,
    placed_total: float | None = None,
    elect_179: bool = True,
    bonus: bool = True,
) -> FirstYear:
    """Return what may be written off at once, and what is left for MACRS, in USD.

    acquired: the day of the binding contract. placed: the day it is ready for use. income: active
    business income of the year, which caps Section 179 (None: enough). placed_total: cost of all
    Section 179 property placed in service that year, this one with it. Raises ValueError for dates
    outside the known rules. Limits of partners as persons are not counted here.
    """
    if cost < 0:
        raise ValueError(f"a cost must be 0 or more, not {cost:g}")
    section = 0.0
    if elect_179:
        limit = rules.limit(placed.year)
        total = max(placed_total or 0.0, cost)
        most = max(limit.most - max(total - limit.reduced_above, 0.0), 0.0)
        section = min(cost, most, max(income, 0.0) if income is not None else cost)
    at_once = (cost - section) * (rules.bonus_share(acquired, placed) if bonus else 0.0)
    return FirstYear(section, at_once, cost - section - at_once)


def deductions(
    first: FirstYear,
    life: int,
    convention: Convention = "half-year",
    quarter: int | None = None,
) -> Series:
    """Return all deductions by tax year (years,), the first year's write-offs with them, in USD.

    >>> deductions(FirstYear(0.0, 60.0, 40.0), 5).round(3).tolist()
    [68.0, 12.8, 7.68, 4.608, 4.608, 2.304]
    """
    by_year = np.array(macrs(life, convention, quarter)) * first.rest
    by_year[0] += first.section_179 + first.bonus
    return by_year
