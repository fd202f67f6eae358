"""Ways to pay for equipment: cash by month after tax for cash, loan, leases, subscription, clicks.

Month 0 is the day it is placed in service, months 1 to 12 x years follow. What is earned and what
may be deducted at once (rent, service, interest) is taxed in its month; what depreciation and
first-year write-offs save arrives twelve months after each tax year's purchase month. Everybody
who buys owns the machine at the end and is taxed on its resale over what is not yet written off.

* loan: level payments in arrears, interest deducted.
* fair-value lease: rent deducted; at its end bought for `buyout` of the price, or rented on.
* one-dollar lease: a sale on credit for tax: hidden interest deducted, the price written off.
* subscription: rent with what it includes, for as long as the machine is used.
* per click: a price for every scan on the units.

Sources: DOMAIN.md section 9; a lease that ends in a bargain price is a sale: Rev. Rul. 55-540.
"""

from datetime import date
from typing import Any, Literal, NamedTuple

import numpy as np

from practice_model.finance.depreciation import (
    deductions,
    first_year_deduction,
    is_mid_quarter,
)
from practice_model.finance.loans import implicit_rate, rate_of_flat
from practice_model.finance.present_value import (
    MONTHS,
    Series,
    monthly_rate,
    payment,
    present_value,
)
from practice_model.finance.tax_rules import TaxRules
from practice_model.quantities import (
    USD,
    Months,
    Number,
    Share,
    SharePerYear,
    USDPerMonth,
    USDPerUnit,
    Years,
    terms,
)

Kind = Literal["cash", "loan", "fair_value_lease", "dollar_lease", "subscription", "per_click"]
OWNED = frozenset({"cash", "loan", "dollar_lease"})
QUARTERS, MONTHS_OF_QUARTER = 4, 3


@terms
class Way:
    """One way to pay.

    rate, months: of a loan, nominal a year. flat: the rate is quoted flat, on the first balance.
    monthly: rent as quoted for the price of the whole offer; less price takes its part. click:
    for every scan. advance: rent at the start of each month. down: paid at once, of a loan.
    buyout: part of the price for which a fair-value lease sells at its end (None: rent goes on).
    with_service: the payment includes service.
    """

    name: str
    kind: Kind
    rate: SharePerYear | None = None
    flat: bool = False
    months: Months | None = None
    monthly: USDPerMonth | None = None
    click: USDPerUnit | None = None
    advance: bool = False
    down: USD = 0.0
    buyout: Share | None = None
    with_service: bool = False

    def __post_init__(self) -> None:
        asked = {
            "cash": (), "loan": ("rate", "months"), "fair_value_lease": ("monthly", "months"),
            "dollar_lease": ("monthly", "months"), "subscription": ("monthly",),
            "per_click": ("click",),
        }[self.kind]  # fmt: skip
        told = [
            f"{name}: a {self.kind.replace('_', ' ')} needs it"
            for name in asked
            if getattr(self, name) is None
        ]
        months = self.months
        if months is not None and (np.ndim(months) or months < 1 or months % 1):
            told.append(f"months: must be a whole number of 1 or more, not {np.max(months):g}")
        if told:
            raise ValueError("\n".join(told))


@terms
class Tax:
    """Tax of the owners, by date: the rate is the scenario's own, the rules are dated tables.

    acquired: the day of the binding contract. placed: the day that it is ready for use. income:
    active business income that Section 179 may use (None: enough). placed_total: cost of all such
    property placed that year, this with it. by_quarter: other basis of the year by quarter, for the
    mid-quarter test. state_follows: whether the state allows the same first year (None: unknown).
    """

    rate: Share
    acquired: date
    placed: date
    section_179: bool = True
    bonus: bool = True
    income: USD | None = None
    placed_total: USD | None = None
    by_quarter: list[USD] | None = None
    life: Years = 5.0
    state: str = ""
    state_follows: bool | None = None

    def __post_init__(self) -> None:
        told = []
        if self.placed < self.acquired:
            told.append(f"placed: {self.placed} is before acquired {self.acquired}")
        if self.by_quarter is not None and len(self.by_quarter) != QUARTERS:
            told.append(f"by_quarter: needs 4 amounts, not {len(self.by_quarter)}")
        if told:
            raise ValueError("\n".join(told))


class Purchase(NamedTuple):
    """What is paid for: dollars, numbers or draws; service by month (months,) after warranty."""

    price: Number
    extras: Number
    trade_in: Number
    service: Series
    upgrade: Number
    upgrade_month: int | None
    residual: Number  # of the price
    part: Number  # of the whole offer's price, for quoted rents
    scans: Number  # a month on the units bought, for clicks


class WayCash(NamedTuple):
    """A way's money: by month (months + 1,) or with draws; month 0 first."""

    payments: Series  # to the vendor or the bank, above 0
    cash: Series  # after tax, all gains with it
    monthly: Number  # the regular payment


def written_off(cost: float, tax: Tax, rules: TaxRules) -> Series:
    """Return deductions by tax year (years,) in USD, in order Section 179, bonus, MACRS.

    The mid-quarter test adds this cost, after Section 179, to the year's other basis. Raises
    ValueError for dates outside the known rules.
    """
    income = None if tax.income is None else float(np.mean(tax.income))
    placed = None if tax.placed_total is None else float(np.mean(tax.placed_total))
    first = first_year_deduction(
        cost, tax.acquired, tax.placed, rules, income=income, placed_total=placed,
        elect_179=tax.section_179, bonus=tax.bonus,
    )  # fmt: skip
    quarter = (tax.placed.month - 1) // MONTHS_OF_QUARTER + 1
    life = int(np.max(tax.life))
    if tax.by_quarter is not None:
        basis = [float(np.mean(one)) for one in tax.by_quarter]
        basis[quarter - 1] += cost - first.section_179
        if is_mid_quarter(basis, rules):
            return deductions(first, life, "mid-quarter", quarter)
    return deductions(first, life)


def tax_shares(cost: float, tax: Tax, rules: TaxRules) -> Series:
    """Return deductions by tax year as parts of the cost: they add up to 1."""
    base = cost if cost > 0 else 1.0
    return written_off(base, tax, rules) / base


def way_cash(
    way: Way, buy: Purchase, gains: Series, *, tax: Number, shares: Series, space: Number = 0.0
) -> WayCash:
    """Return a way's cash by month.

    gains: before tax by month 1 to n (n,) or (n, draws). shares: of `tax_shares`. space: rent of
    the room a month.
    """
    months = len(gains)
    paid, deducted, level = _payments(way, buy, months)
    service = 0.0 * buy.service if way.with_service else buy.service
    owned = way.kind in OWNED
    kept_tax = np.atleast_1d(1 - np.asarray(tax))
    earned = kept_tax * (_wide(gains) - np.atleast_1d(space) - _wide(service))
    basis = buy.price + buy.extras if owned else buy.extras
    parts = shares if owned else np.array([1.0])  # what is not owned is written off in a year
    due = [part for year, part in enumerate(parts) if MONTHS * (year + 1) <= months]
    saved = [_at(months, MONTHS * (year + 1), tax * part * basis) for year, part in enumerate(due)]
    cash = (
        np.vstack([np.zeros((1, earned.shape[1])), earned])
        - paid
        + np.atleast_1d(tax) * deducted
        + _at(months, 0, (1 - tax) * buy.trade_in - buy.extras)
        + sum(saved, _at(months, 0, 0.0))
    )
    if buy.upgrade_month is not None and buy.upgrade_month <= months:
        cash = cash - _at(months, buy.upgrade_month, (1 - tax) * buy.upgrade)
    if owned or (way.kind == "fair_value_lease" and way.buyout is not None):
        sold = buy.residual * buy.price
        unwritten = (1.0 - sum(due)) * basis if owned else given(way.buyout) * buy.price
        cash = cash + _at(months, months, sold - tax * (sold - unwritten))
    return WayCash(_narrow(paid), _narrow(cash), level)


def _payments(way: Way, buy: Purchase, months: int) -> tuple[Series, Series, Number]:
    """Payments and what of them is deducted at once, (months + 1, draws), and the level one."""
    if way.kind == "cash":
        return _at(months, 0, buy.price), _at(months, 0, 0.0), 0.0
    if way.kind in ("loan", "dollar_lease"):
        return _credit(way, buy, months)
    rent: Any = given(way.monthly) * buy.part
    if way.kind == "per_click":
        rent = given(way.click) * buy.scans
    bought = way.kind == "fair_value_lease" and way.buyout is not None
    term = int(np.max(way.months or months)) if bought else months
    first = 0 if way.advance else 1
    paid = _at(months, slice(first, min(first + term, months + 1)), rent)
    # Rents past the horizon are settled at its end.
    paid = paid + _at(months, months, max(first + term - (months + 1), 0) * rent)
    if bought:
        return paid + _at(months, min(term, months), given(way.buyout) * buy.price), paid, rent
    return paid, paid, rent


def _credit(way: Way, buy: Purchase, months: int) -> tuple[Series, Series, Number]:
    """A loan, or a lease that is one: payments, the interest in them, the level payment."""
    term = int(np.max(way.months or 1))
    down: Any = np.minimum(way.down, buy.price)
    owed: Any = buy.price - down
    if way.kind == "loan":
        monthly = loan_rate(way) / MONTHS
        level: Any = payment(owed, monthly, term)
    else:
        level = given(way.monthly) * buy.part
        monthly = hidden_rate(float(np.mean(owed)), float(np.mean(level)), term, way.advance)
    first = 0 if way.advance else 1
    if way.advance:  # the first payment falls due at once, the rest are a loan in arrears
        owed, term = np.maximum(owed - level, 0.0), term - 1
    paid = _at(months, 0, down) + _at(months, slice(first, term + 1), level)
    charged, balance = _interest(owed, monthly, level, min(term, months))
    interest = np.vstack([charged, np.zeros((months - len(charged), charged.shape[1]))])
    if term > months:  # what is still owed at the horizon is repaid there
        paid = paid + _at(months, months, balance)
    return paid, np.vstack([np.zeros((1, interest.shape[1])), interest]), level


def _interest(owed: Number, monthly: Number, level: Number, count: int) -> tuple[Series, Number]:
    """The interest of the first `count` months (count, draws), and what is owed after them."""
    balance: Any = np.atleast_1d(np.asarray(owed, dtype=np.float64))
    balance = balance + 0.0 * np.atleast_1d(np.asarray(monthly)) + 0.0 * np.atleast_1d(level)
    charged = np.zeros((count, len(balance)))
    for month in range(count):
        charged[month] = balance * np.atleast_1d(monthly)
        balance = balance + charged[month] - np.atleast_1d(level)
    return charged, balance


def loan_rate(way: Way) -> Number:
    """Return the nominal yearly rate of a loan, a flat quote turned into one."""
    rate = given(way.rate)
    if not way.flat:
        return rate
    months = int(np.max(way.months or 1))
    if np.ndim(rate):
        return np.array([rate_of_flat(float(one), months) for one in np.asarray(rate)])
    nominal: float = rate_of_flat(float(rate), months)
    return nominal


def hidden_rate(price: float, level: float, months: int, advance: bool = False) -> float:
    """Return the monthly rate inside a rent that pays for the whole price; 0 where none is."""
    if price <= 0 or level * months <= price:
        return 0.0
    return implicit_rate(price, level, months, advance)


def given(figure: Number | None) -> Number:
    """Return a figure, or nothing where it is not told."""
    return 0.0 if figure is None else figure


def value_today(cash: Series, rate: Number) -> Any:
    """Return cash by month in dollars of today, at a yearly effective rate."""
    return present_value(cash, monthly_rate(rate))


def _at(months: int, where: int | slice, amount: Any) -> Series:
    """Months 0 to n with an amount (a number or draws) in one of them or in several."""
    wide = np.atleast_1d(np.asarray(amount, dtype=np.float64))
    made = np.zeros((months + 1, len(wide)))
    made[where] = wide
    return made


def _wide(series: Any) -> Series:
    given = np.asarray(series, dtype=np.float64)
    return given[:, None] if given.ndim == 1 else given


def _narrow(series: Series) -> Series:
    return series[:, 0] if series.shape[1] == 1 else series
