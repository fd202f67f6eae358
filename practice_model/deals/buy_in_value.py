"""Value of a practice by part: what is there, what it carries, and what a share of it is worth.

    receivables   sum of balance x historic net rate, stale balances left out; or a net figure
    equipment     appraised market value, or cost less 10 percent a year with a floor of 20 percent
    goodwill      by one stated method, never under 0
    value         receivables + drug receivables + equipment + optical - drug payables - debt
                  + goodwill

Surgery-center units and real estate are no part of it: they are priced apart (`buy_in_apart`).

Capital that must earn a return is what the owners' work ties up: receivables, equipment and
optical stock. Drug receivables count only by what exceeds the drug payables, since the supplier
finances the rest; debt is a way of paying for capital and lowers the value, not the capital.

Owners' income is normalised before any method sees it: perks added back, what came once left out,
and **market pay of the owners who work taken off**. A multiple of income before market pay counts
the owners' own labor as goodwill.

Sources: DOMAIN.md, section 7 (Rev. Rul. 68-609: excess earnings, tangible return of 8 to 10
percent, capital rate of 15 to 20 percent, a last resort; equipment rule: Pinto 2012; goodwill of 0
to 30 percent of collections is unverified). Golden row BUY03.
"""

from collections.abc import Mapping
from typing import Literal

import numpy as np

from practice_model.deals.buy_in_value_holdings import (
    Holdings,
    equipment_value,
    receivables_net,
)
from practice_model.finance.capital import excess_earnings
from practice_model.quantities import (
    USD,
    Number,
    Ratio,
    Share,
    SignedUSD,
    SignedUSDPerYear,
    USDPerYear,
    terms,
)

Method = Literal["excess_earnings", "percent_of_collections", "multiple_of_earnings", "none"]


@terms
class Goodwill:
    """The stated method of goodwill and the figures that it needs.

    excess_earnings: tangible_return and cap_rate. percent_of_collections: of_collections.
    multiple_of_earnings: multiple of normalised earnings before interest and depreciation, less
    the capital that the other parts already count. none: nothing.
    """

    method: Method
    tangible_return: Share | None = None
    cap_rate: Share | None = None
    of_collections: Share | None = None
    multiple: Ratio | None = None

    def __post_init__(self) -> None:
        needed = {
            "excess_earnings": ("tangible_return", "cap_rate"),
            "percent_of_collections": ("of_collections",),
            "multiple_of_earnings": ("multiple",),
            "none": (),
        }[self.method]
        missing = [name for name in needed if getattr(self, name) is None]
        if missing:
            raise ValueError(f"method {self.method} needs {' and '.join(missing)}")
        if self.cap_rate is not None and np.any(np.asarray(self.cap_rate) <= 0):
            raise ValueError("cap_rate must be more than 0: nothing is worth endless years")


@terms
class Earnings:
    """A year of the owners: income, what the market would pay them for the work, what to add back.

    income: what the owners took before any pay of their own. earlier: income of earlier years by
    name; the method then takes the average of all. perks: private cost that the practice pays.
    once: income that will not come again. collections: net revenue. interest, depreciation: only
    for a multiple of earnings.
    """

    income: SignedUSDPerYear
    market_pay: USDPerYear
    earlier: dict[str, SignedUSDPerYear] | None = None
    perks: USDPerYear = 0.0
    once: SignedUSDPerYear = 0.0
    collections: USDPerYear | None = None
    interest: USDPerYear = 0.0
    depreciation: USDPerYear = 0.0


@terms
class Value:
    """The value by part; payables and debt are positive and count against it.

    capital: what must earn a return. earnings: normalised, after market pay. capital_return: what
    the capital must earn. excess: the earnings above it, maybe under 0. hard: value without
    goodwill. goodwill_of_collections: None where collections are not known or nothing.
    """

    receivables: USD
    drug_receivables: USD
    drug_payables: USD
    equipment: USD
    optical: USD
    debt: USD
    hard: SignedUSD
    capital: USD
    earnings: SignedUSDPerYear
    capital_return: USDPerYear
    excess: SignedUSDPerYear
    goodwill: USD
    goodwill_of_collections: Share | None
    whole: SignedUSD


def normalised(year: Earnings) -> Number:
    """Return what is left of the owners' income after market pay, perks added back, USD a year.

    >>> normalised(Earnings(income=1_546_370, market_pay=980_000))
    566370.0
    """
    years = [year.income, *(year.earlier or {}).values()]
    income = sum(years, 0.0) / len(years)
    return income + year.perks - year.once - year.market_pay


def ebitda(year: Earnings) -> Number:
    """Return normalised earnings before interest and depreciation, in USD a year."""
    return normalised(year) + year.interest + year.depreciation


def value(holdings: Holdings, year: Earnings, goodwill: Goodwill) -> Value:
    """Return the value of the whole practice by part, in USD.

    Raises ValueError where the method needs collections that nobody gave.

    >>> from practice_model.deals.buy_in_value_holdings import Equipment
    >>> made = value(Holdings(equipment=Equipment(market=1_000_000)),
    ...     Earnings(income=500_000, market_pay=200_000),
    ...     Goodwill(method="excess_earnings", tangible_return=.09, cap_rate=.18))
    >>> round(made.goodwill, 2), round(made.whole, 2)
    (1166666.67, 2166666.67)
    """
    owed = receivables_net(holdings.receivables)
    drugs = receivables_net(holdings.drug_receivables)
    machines = equipment_value(holdings.equipment)
    capital = owed + machines + holdings.optical + _floor(drugs - holdings.drug_payables)
    hard = owed + drugs + machines + holdings.optical - holdings.drug_payables - holdings.debt
    earnings = normalised(year)
    required = (0.0 if goodwill.tangible_return is None else goodwill.tangible_return) * capital
    made = _goodwill(goodwill, year, capital)
    return Value(
        receivables=owed,
        drug_receivables=drugs,
        drug_payables=holdings.drug_payables,
        equipment=machines,
        optical=holdings.optical,
        debt=holdings.debt,
        hard=hard,
        capital=capital,
        earnings=earnings,
        capital_return=required,
        excess=earnings - required,
        goodwill=made,
        goodwill_of_collections=_of(made, year.collections),
        whole=hard + made,
    )


def _goodwill(how: Goodwill, year: Earnings, capital: Number) -> Number:
    if how.method == "none":
        return 0.0
    if how.method == "percent_of_collections":
        if year.collections is None:
            raise ValueError("method percent_of_collections needs earnings.collections")
        return _given(how.of_collections) * year.collections
    if how.method == "multiple_of_earnings":
        return _floor(_given(how.multiple) * ebitda(year) - capital)
    rate, needed = _given(how.cap_rate), _given(how.tangible_return)
    found: Number = excess_earnings(normalised(year), capital, needed, rate).goodwill
    return found


def value_at(
    holdings: Holdings, year: Earnings, goodwill: Goodwill, cap_rate: Number
) -> Value | None:
    """Return the value at another capital rate; None where the method has none."""
    if goodwill.method != "excess_earnings":
        return None
    other = Goodwill(
        method=goodwill.method, tangible_return=goodwill.tangible_return, cap_rate=cap_rate
    )
    return value(holdings, year, other)


def parts_of(held: Value) -> Mapping[str, Number]:
    """Return the parts by name with their signs, in the order of a page; they sum to the whole."""
    return {
        "receivables": held.receivables,
        "drug_receivables": held.drug_receivables,
        "drug_payables": -held.drug_payables,
        "equipment": held.equipment,
        "optical": held.optical,
        "debt": -held.debt,
        "goodwill": held.goodwill,
    }


def _of(part: Number, whole: Number | None) -> Number | None:
    if whole is None or np.any(np.asarray(whole) <= 0):
        return None
    return np.clip(part / whole, 0, 1) if np.ndim(part) else min(1.0, float(part) / float(whole))


def _floor(number: Number) -> Number:
    held = np.maximum(number, 0.0)
    return held if isinstance(held, np.ndarray) and held.ndim else float(held)


def _given(number: Number | None) -> Number:
    assert number is not None  # the record refuses a method without its figures
    return number
