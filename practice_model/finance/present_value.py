"""Present value: what a series of amounts is worth today, and what level payment equals it.

A series has time on its first axis: shape (periods,), or (periods, draws) where amounts are drawn.
Rates are per period as decimals, one number or one a draw. All functions count on one convention,
said in their names or arguments: flow k stands k periods from today, unless `first` moves it.

Source: the discounting identities of any finance text; the golden rows EQP03 and EQP04 hold them
to the numpy-financial test suite.
"""

from typing import Any

import numpy as np

from practice_model.quantities import Number

Series = np.ndarray[Any, np.dtype[np.float64]]
MONTHS = 12


def monthly_rate(annual: Number) -> Number:
    """Return the monthly rate that compounds to a yearly effective rate.

    >>> round(monthly_rate(0.09), 6)
    0.007207
    """
    _refuse_rate(annual)
    return (1 + annual) ** (1 / MONTHS) - 1


def present_value(flows: Any, rate: Number, first: float = 0) -> Any:
    """Return the value today of a series; flow k is `k + first` periods away.

    flows: (periods,) or (periods, draws). Returns a number or (draws,). Raises ValueError for an
    empty series or a rate of -1 or under.

    >>> round(present_value([-15000, 1500, 2500, 3500, 4500, 6000], 0.05), 2)
    122.89
    """
    series = _series(flows)
    factors = discount_factors(rate, len(series), first)
    if factors.ndim == 1 and series.ndim > 1:
        factors = factors[:, None]
    if series.ndim == 1 and factors.ndim > 1:
        series = series[:, None]
    return _plain(np.sum(series * factors, axis=0))


def spreadsheet_npv(flows: Any, rate: Number) -> Any:
    """Return the value as a spreadsheet's NPV counts it: the first flow is one period away.

    >>> round(spreadsheet_npv([-15000, 1500, 2500, 3500, 4500, 6000], 0.05), 2)
    117.04
    """
    return present_value(flows, rate, first=1)


def discount_factors(rate: Number, periods: int, first: float = 0) -> Series:
    """Return the factors of `periods` flows, shape (periods,) or (periods, draws)."""
    _refuse_rate(rate)
    away = np.arange(periods, dtype=np.float64) + first
    if np.ndim(rate):
        return np.asarray((1 + np.asarray(rate)[None, :]) ** -away[:, None], dtype=np.float64)
    return np.asarray((1 + rate) ** -away, dtype=np.float64)


def annuity_factor(rate: Number, periods: Number, advance: bool = False) -> Any:
    """Return what one a period for `periods` periods is worth today.

    In arrears the first payment is one period away, in advance it is today. At a rate of 0 the
    factor is the number of periods.

    >>> round(annuity_factor(0.05, 10), 4), annuity_factor(0.0, 10)
    (7.7217, 10.0)
    """
    _refuse_rate(rate)
    if np.any(np.asarray(periods) <= 0):
        raise ValueError(f"periods must be more than 0, not {periods!r}")
    exact = np.asarray(rate, dtype=np.float64)
    flat = exact == 0
    safe = np.where(flat, 1.0, exact)
    # expm1 and log1p keep the digits of very small rates, where 1 - (1 + r)^-n cancels.
    arrears = np.where(flat, periods, -np.expm1(-np.asarray(periods) * np.log1p(safe)) / safe)
    return _plain(arrears * (1 + exact) if advance else arrears)


def payment(principal: Number, rate: Number, periods: Number, advance: bool = False) -> Any:
    """Return the level payment that a principal takes.

    >>> round(payment(15000, 0.08 / 12, 60), 2)
    304.15
    """
    return _plain(np.asarray(principal) / annuity_factor(rate, periods, advance))


def equivalent_annual(value: Number, rate: Number, years: Number) -> Any:
    """Return the level yearly amount in arrears that is worth as much: lives become comparable.

    >>> round(equivalent_annual(1000, 0.08, 7), 2)
    192.07
    """
    return payment(value, rate, years)


def escalated(first: Number, growth: Number, years: int) -> Series:
    """Return an amount for each of `years` years, the first unchanged, each later one grown.

    >>> escalated(100, 0.03, 3).round(2).tolist()
    [100.0, 103.0, 106.09]
    """
    steps = np.arange(years, dtype=np.float64)
    if np.ndim(growth) or np.ndim(first):
        return np.asarray(first * (1 + np.asarray(growth)) ** steps[:, None], dtype=np.float64)
    return np.asarray(first * (1 + growth) ** steps, dtype=np.float64)


def over_time(weights: Any, amount: Number) -> Series:
    """Return an amount spread over periods: (periods,), or (periods, draws) for draws.

    >>> over_time([0.5, 1.0], 200).tolist()
    [100.0, 200.0]
    """
    parts = np.asarray(weights, dtype=np.float64)
    return np.asarray(np.multiply.outer(parts, np.asarray(amount)), dtype=np.float64)


def _series(flows: Any) -> Series:
    series = np.asarray(flows, dtype=np.float64)
    if series.ndim not in (1, 2) or not series.size:
        raise ValueError(
            f"a series has the shape (periods,) or (periods, draws), not {series.shape}"
        )
    if not np.all(np.isfinite(series)):
        raise ValueError("a series must hold numbers only")
    return series


def _refuse_rate(rate: Number) -> None:
    if np.any(~np.isfinite(rate)) or np.any(np.asarray(rate) <= -1):
        raise ValueError(f"a rate per period must be more than -1, not {np.min(rate):g}")


def _plain(number: Any) -> Any:
    return float(number) if np.ndim(number) == 0 else number
