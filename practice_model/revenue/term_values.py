"""Term values: what one term of a contract is worth on the practice's own dollars.

    look-back        = allowed a year / 12 x rate of recoupment x months cut off, once [1]
    late interest    = base x yearly rate / 365 x E(T - d)+, T the days to payment, gamma [2]
    days to pay      = allowed a year / 365 x (days - target), times the cost of capital [1]
    escalator        = allowed a year x sum of (factor of the year - 1), a year of the term each
    a day of delay   = change a year / 365
    implants         = units x invoice x (1 + markup)
    late filing      = price of denied lines first filed after the limit, within the new one [1]

A yearly amount and an amount that comes once are kept in fields of their own and never summed.
What cannot be priced is None with a reason, never zero. Functions take numbers or draws, except
those on claim lines.

[1] Clause table: allowed dollars of the last twelve months, own rate of recoupment.
[2] E(T - d)+ = mean x S(d; k + 1) - d x S(d; k), S the survival function of a gamma of shape k
    with scale mean / k.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import gamma

from practice_model.money import to_dollars
from practice_model.quantities import (
    USD,
    Cases,
    Days,
    Lines,
    Months,
    Number,
    Share,
    SharePerYear,
    SignedUSD,
    SignedUSDPerYear,
    USDPerCase,
    USDPerDay,
    USDPerYear,
    terms,
)
from practice_model.revenue.escalators import Escalator, whole_factor
from practice_model.revenue.repricing import Repriced
from practice_model.revenue.sums import sums

MONTHS_A_YEAR, DAYS_A_YEAR = 12, 365
SHAPE = 6.0  # of the gamma of days to payment, where the practice has measured none of its own


@terms
class WorkingCapital:
    """Money that waits for a payer past a target: what is tied up, and what that costs a year."""

    tied_up: USD
    cost: USDPerYear


@terms
class LateInterest:
    """Interest on late payment a year: of what, how many days late on average, how much."""

    base: USDPerYear
    days_late: Days
    interest: USDPerYear


@terms
class EscalatorValue:
    """What yearly steps bring over a term against none: in all, a year on average, discounted.

    present is at the first day of the term, each year's amount at the end of its year.
    """

    whole: SignedUSD
    yearly: SignedUSDPerYear
    present: SignedUSD


@terms
class DeviceValue:
    """Implants that a group's fee holds: how many, their invoices a year, and with the markup.

    without_price names codes whose device nobody priced; they are in no figure.
    """

    cases: Cases
    invoices: USDPerYear
    with_markup: USDPerYear
    without_price: str = ""


@terms
class LateFiling:
    """Denied lines first filed after a limit that a longer one would have kept."""

    lines: Lines
    written_off: USDPerYear


def rate_change(
    now: Repriced, other: Repriced, block: str, codes: Collection[str] | None = None
) -> SignedUSDPerYear:
    """Return sum of units x (other - now) on a block's lines, in dollars of the book.

    codes: only those. Raises ValueError where the two price different books, the book has no such
    line, or one of the two has no price for a line that the other prices.
    """
    if now.book is not other.book:
        raise ValueError("a rate change needs two prices of one book")
    before, after = (_of_codes(sums(one, ("block", "code")), block, codes) for one in (now, other))
    if before.empty:
        raise ValueError(f"the book has no {block} line of {' '.join(codes or ['any code'])}")
    apart = before["unpriced_lines"] != after["unpriced_lines"]
    if apart.any():
        named = ", ".join(map(str, before.index[apart]))
        raise ValueError(f"{named} has no price on one of the two sides")
    return round(float(after["allowed"].sum()) - float(before["allowed"].sum()), 2)


def _of_codes(table: pd.DataFrame, block: str, codes: Collection[str] | None) -> pd.DataFrame:
    held = table[table.index.get_level_values("block") == block].droplevel("block")
    return held if codes is None else held[held.index.isin(list(codes))]


def recoupment_rate(recouped: USD, paid: USD) -> Number:
    """Return what a payer took back over what it paid in the same months, as a share.

    Raises ValueError where nothing was paid.

    >>> round(recoupment_rate(60_310, 2_658_918), 4)
    0.0227
    """
    if np.any(np.asarray(paid) <= 0):
        raise ValueError(f"a rate of recoupment needs paid dollars, not {paid}")
    return recouped / paid


def look_back_exposure(allowed: USDPerYear, rate: Share, months_cut: Months) -> Number:
    """Return what may still be taken back in months that a shorter look-back closes: USD, once.

    >>> round(look_back_exposure(1_393_224.57, 0.0227, 24))
    63252
    """
    if np.any(np.asarray(months_cut) < 0):
        raise ValueError(f"months cut off a look-back are not negative, not {months_cut}")
    return allowed / MONTHS_A_YEAR * rate * months_cut


def expected_days_late(mean: Days, limit: Days, shape: float = SHAPE) -> Number:
    """Return E(T - limit)+ in days, T gamma distributed with this mean and shape.

    Raises ValueError for a mean or shape that is not above zero.

    >>> round(float(expected_days_late(36, 30)), 3), round(float(expected_days_late(36, 15)), 3)
    (8.96, 21.12)
    """
    if np.any(np.asarray(mean) <= 0) or shape <= 0:
        raise ValueError(f"days to payment need a mean and a shape above 0, not {mean}, {shape}")
    scale = np.asarray(mean, dtype=np.float64) / shape
    beyond = mean * gamma.sf(limit, shape + 1, scale=scale)
    late = beyond - limit * gamma.sf(limit, shape, scale=scale)
    return np.maximum(late, 0.0) if np.ndim(late) else float(max(late, 0.0))


def interest(amount: USD, rate: SharePerYear, days: Days) -> Number:
    """Return simple interest in dollars: amount x rate x days / 365.

    >>> round(interest(1000, 0.15, 45), 2), round(interest(1000, 0.12, 45), 2)
    (18.49, 14.79)
    """
    return amount * rate * days / DAYS_A_YEAR


def late_interest(
    base: USDPerYear, rate: SharePerYear, mean: Days, limit: Days, shape: float = SHAPE
) -> LateInterest:
    """Return what a payer owes a year in interest on what it pays after a limit of days.

    base: what the payer itself pays a year (not the patient's part); mean: days to payment.
    """
    late = expected_days_late(mean, limit, shape)
    return LateInterest(base=base, days_late=late, interest=interest(base, rate, late))


def working_capital(
    allowed: USDPerYear, days: Days, target: Days, capital: SharePerYear
) -> WorkingCapital:
    """Return what waits past a target of days, and what that costs; nothing where none does.

    >>> made = working_capital(3_000_000, 45, 30, 0.08)
    >>> round(made.tied_up, 2), round(made.cost, 2)
    (123287.67, 9863.01)
    """
    over = np.maximum(days - target, 0.0)
    tied_up = allowed / DAYS_A_YEAR * (over if np.ndim(over) else float(over))
    return WorkingCapital(tied_up=tied_up, cost=tied_up * capital)


def escalator_value(
    allowed: USDPerYear,
    asked: Escalator | None,
    current: Escalator | None,
    *,
    since: date,
    years: int,
    discount: SharePerYear,
) -> EscalatorValue:
    """Return what the steps of one escalator bring over another's, in years from a day on.

    allowed: a year at today's fees. Steps taken before the first day count on neither side.
    Raises ValueError for a term under one year, or an index without a year of the term.

    >>> steps = Escalator(first=date(2028, 4, 1), rate=0.025)
    >>> made = escalator_value(1000, steps, None, since=date(2027, 4, 1), years=3, discount=0)
    >>> round(made.whole, 3), round(made.yearly, 3)
    (75.625, 25.208)
    """
    if years < 1:
        raise ValueError(f"an escalator needs a term of at least one year, not {years}")
    gains = [
        allowed * (_grown(asked, since, year) - _grown(current, since, year))
        for year in range(years)
    ]
    present = sum(gain / (1 + discount) ** (year + 1) for year, gain in enumerate(gains))
    return EscalatorValue(whole=sum(gains), yearly=sum(gains) / years, present=present)


def _grown(escalator: Escalator | None, since: date, year: int) -> float:
    """Fees in a year of the term over those of its first day."""
    if escalator is None:
        return 1.0
    day = _years_on(since, year)
    return float(whole_factor(escalator, day) / whole_factor(escalator, since))


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


def a_day(change: SignedUSDPerYear) -> USDPerDay:
    """Return what one day of a change that is not yet paid costs, in dollars a day.

    >>> round(a_day(200_000), 2)
    547.95
    """
    each: Number = np.abs(change) / DAYS_A_YEAR
    return each if np.ndim(each) else float(each)


def device_value(
    units: Mapping[str, float], invoices: Mapping[str, USDPerCase], markup: Share = 0.0
) -> DeviceValue:
    """Return what implants cost a year by their invoices, and what they would be paid at a markup.

    units: cases a year by code; a code without an invoice is named, not counted.
    """
    priced = {code: count for code, count in units.items() if code in invoices}
    cost: Number = 0.0
    for code, count in sorted(priced.items()):
        cost = cost + count * invoices[code]
    return DeviceValue(
        cases=float(sum(priced.values())),
        invoices=cost,
        with_markup=cost * (1 + markup),
        without_price=", ".join(sorted(code for code in units if code not in invoices)),
    )


def late_filing(
    lag: Any, denied: Any, allowed_cents: Any, *, limit: Days, longer: Days
) -> LateFiling:
    """Return what denied lines filed after a limit of days, yet within a longer one, are priced at.

    lag: days from service to first filing, a line each (NaN where not known); allowed_cents: the
    contract's price. Raises ValueError where the longer limit is the shorter one.
    """
    if longer < limit:
        raise ValueError(f"a limit of {longer:g} days is shorter than {limit:g}: nothing is won")
    days = np.asarray(lag, dtype=np.float64)
    held = np.asarray(denied, dtype=bool) & (days > float(limit)) & (days <= float(longer))
    cents = int(np.asarray(allowed_cents, dtype=np.int64)[held].sum())
    return LateFiling(lines=int(held.sum()), written_off=float(to_dollars(cents)))


def time_value(units: Number, minutes: Number, rate: Number) -> Number:
    """Return what staff time costs a year: units a year x minutes each x dollars a minute."""
    return units * minutes * rate
