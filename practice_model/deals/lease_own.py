"""Own: what it costs to buy the premises instead of renting them, after tax.

    at signing   down payment + closing costs
    each month   loan payment + (taxes, insurance, upkeep, capital works)
                 - tax rate x (interest + these costs + depreciation)
    at the end   price x (1 + growth)^years, less sale cost, the loan's balance, and tax on the
                 gain and on depreciation taken back

What a loan or a lease fixes is discounted at the after-tax cost of debt, the building's value at
the return that property must earn. So financing is worth nothing by itself: with the loan's own
rate as the cost of debt, the value does not depend on the down payment.

The building is written off in a straight line over 39 years, land is not. Capital works are written
off like the building. Interior work of a tenant may be shorter lived (unverified): its life is an
input.

Source: DOMAIN.md, section 8; depreciation: IRS Publication 946 (39 years, straight line).
"""

from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import brentq

from practice_model.finance.loans import Loan, loan_schedule
from practice_model.finance.present_value import (
    MONTHS,
    Series,
    over_time,
    present_value,
)
from practice_model.quantities import (
    USD,
    Months,
    Number,
    Share,
    SharePerYear,
    USDPerYear,
    Years,
    replaced,
    terms,
)

SLOWEST, FASTEST = -0.45, 0.45  # growth a year between which break-even is looked for


@terms
class OwnTerms:
    """A purchase of premises, held for `months` and then sold.

    down: share of the price paid at once; the rest is lent over loan_months at loan_rate, nominal a
    year. costs (taxes, insurance, upkeep) of the first year grow by costs_growth. works: capital
    works by year of holding. land: share of the price that is not written off.
    """

    price: USD
    months: Months
    down: Share
    loan_rate: SharePerYear
    loan_months: Months
    closing: USD = 0.0
    taxes: USDPerYear = 0.0
    insurance: USDPerYear = 0.0
    upkeep: USDPerYear = 0.0
    costs_growth: SharePerYear = 0.0
    works: dict[str, USD] | None = None
    land: Share = 0.2
    building_life: Years = 39.0
    growth: SharePerYear = 0.0
    sale_cost: Share = 0.06
    tax: Share
    gain_tax: Share
    recapture_tax: Share
    property_return: SharePerYear
    defaults_from = (
        "building life: IRS Publication 946; land and sale cost: planning defaults, unverified"
    )

    def __post_init__(self) -> None:
        told = []
        for name in ("months", "loan_months"):
            value = getattr(self, name)
            if np.ndim(value) or value < 1 or value % 1:
                told.append(f"{name} must be whole months of 1 or more, not {value}")
        if np.any(np.asarray(self.price) <= 0):
            told.append("price must be more than 0")
        if np.ndim(self.building_life) or self.building_life < 1:
            told.append(f"building_life must be a year or more, not {self.building_life}")
        years = {str(year) for year in range(1, int(np.max(self.months)) // MONTHS + 2)}
        told += [
            f"works: {year!r} is no year of the holding; write 1 to {len(years)}"
            for year in self.works or {}
            if year not in years
        ]
        if told:
            raise ValueError("\n".join(told))


class Owned(NamedTuple):
    """A purchase by month, USD, what is paid positive; series are (months,) or (months, draws).

    sale: what the sale leaves after cost, loan and tax_due; gain: what is taxed of it.
    """

    signing: Number
    debt: Series
    costs: Series
    tax_saved: Series
    sale: Number
    tax_due: Number
    gain: Number

    @property
    def paid(self) -> Series:
        """What leaves the account in a month, tax saved counted."""
        return np.asarray(self.debt + self.costs - self.tax_saved)


def owned(own: OwnTerms) -> Owned:
    """Return what a purchase takes by month, and what the sale leaves after loan and tax, USD."""
    months = int(own.months)
    at = np.arange(months)
    pays, paid_for, balance = _loan(own, months)
    debt, interest, running, works, written = _aligned(
        pays, paid_for, _running(own, at), _works(own, at), _written_off(own, at)
    )
    saved = own.tax * (interest + running + written)
    sold = own.price * (1 + own.growth) ** (months / MONTHS)
    kept = sold * (1 - own.sale_cost)
    deducted = written.sum(axis=0)
    gain = kept - (own.price + own.closing + works.sum(axis=0) - deducted)
    back = np.clip(gain, 0.0, deducted)
    # A loss lowers other income at the plain rate; a gain above what was deducted is capital gain.
    due = own.recapture_tax * back + own.gain_tax * np.maximum(gain - back, 0.0)
    due = due + own.tax * np.minimum(gain, 0.0)
    return Owned(
        signing=own.price * own.down + own.closing,
        debt=debt,
        costs=running + works,
        tax_saved=saved,
        sale=kept - balance - due,
        tax_due=due,
        gain=gain,
    )


def owning_cost(own: OwnTerms, debt_rate: Number | None = None) -> Any:
    """Return what owning costs in value today after tax, USD; below 0 it earns.

    debt_rate: monthly after-tax cost of debt; the loan's own rate after tax where not given. The
    loan's balance at the end is debt and discounted as such, the building as property.
    """
    rate = debt_monthly(own) if debt_rate is None else debt_rate
    made = owned(own)
    months = int(own.months)
    balance = _loan(own, months)[2]
    property_ends = (1 + own.property_return) ** -(months / MONTHS)
    debt_ends = (1 + np.asarray(rate)) ** -months
    flows = present_value(made.paid, rate, first=1)
    value = made.signing + flows + balance * debt_ends - (made.sale + balance) * property_ends
    return float(value) if np.ndim(value) == 0 else value


def debt_monthly(own: OwnTerms) -> Number:
    """Return the after-tax cost of the loan a month."""
    return own.loan_rate / MONTHS * (1 - own.tax)


def break_even_growth(own: OwnTerms, renting: float) -> float | None:
    """Return the yearly growth of the price at which owning costs what renting does.

    renting: the best rental in value today after tax. None where no growth between -45 and 45
    percent a year does.
    """

    def apart(growth: float) -> float:
        return float(owning_cost(replaced(own, {"growth": growth}))) - renting

    low, high = apart(SLOWEST), apart(FASTEST)
    if low * high > 0:
        return None
    return float(brentq(apart, SLOWEST, FASTEST, xtol=1e-12))


def renting_cost(
    rent: Series,
    dated: Series,
    fit_out: Number,
    *,
    tax: Number,
    rate: Number,
    life: Number = 15.0,
    advance: bool = False,
) -> Any:
    """Return what a lease costs in value today after tax, USD, on the same footing as owning.

    rent: by month. dated: other amounts by month 0 to the end, paid positive, received negative,
    deductible when paid. fit_out: our part of the build-out, net of the landlord's money, paid at
    once and written off evenly over `life` years, the rest when the lease ends; money beyond the
    build-out makes it negative and is taxed the same way.
    """
    months = len(rent)
    yearly = np.asarray(fit_out) / life
    each = over_time(np.full(months, 1 / MONTHS), yearly)
    each[-1] += np.maximum(1 - months / MONTHS / life, 0.0) * np.asarray(fit_out)
    if months > life * MONTHS:
        each[int(life * MONTHS) :] = 0.0
    value = (
        (1 - tax) * present_value(rent, rate, first=0 if advance else 1)
        + (1 - tax) * present_value(dated, rate)
        + fit_out
        - tax * present_value(each, rate, first=1)
    )
    return float(value) if np.ndim(value) == 0 else value


def _loan(own: OwnTerms, months: int) -> tuple[Series, Series, Number]:
    """Payment and interest by month of holding, and the balance at its end."""
    lent: Any = own.price * (1 - own.down)
    made = loan_schedule(Loan(principal=lent, rate=own.loan_rate, months=own.loan_months))
    pays = made.interest + made.principal
    held = min(months, len(pays))
    gone = [(0, months - held)] + [(0, 0)] * (pays.ndim - 1)
    balance: Number = made.balance[months - 1] if months <= len(pays) else 0.0
    return np.pad(pays[:held], gone), np.pad(made.interest[:held], gone), balance


def _running(own: OwnTerms, at: Any) -> Series:
    first: Any = own.taxes + own.insurance + own.upkeep
    levels = [first * (1 + own.costs_growth) ** int(year) / MONTHS for year in at // MONTHS]
    return np.stack(np.broadcast_arrays(*levels)).astype(np.float64)


def _works(own: OwnTerms, at: Any) -> Series:
    """Capital works, paid at the end of their year's first month."""
    due: dict[int, Number] = {
        (int(year) - 1) * MONTHS: amount for year, amount in (own.works or {}).items()
    }
    levels: list[Any] = [due.get(int(month), 0.0) for month in at]
    return np.stack(np.broadcast_arrays(*levels)).astype(np.float64)


def _written_off(own: OwnTerms, at: Any) -> Series:
    """Depreciation by month: the building and closing costs from the first, works from theirs."""
    months = own.building_life * MONTHS
    building: Any = (own.price + own.closing) * (1 - own.land) / months
    works = _works(own, at)
    each = np.cumsum(works, axis=0) / months
    whole, later = _aligned(over_time((at < months).astype(np.float64), building), each)
    return np.asarray(whole + later)


def _aligned(*series: Series) -> list[Series]:
    """Series with the same axes: one without draws stands beside those with draws."""
    wide = max(one.ndim for one in series)
    return [one[:, None] if one.ndim < wide else one for one in series]
