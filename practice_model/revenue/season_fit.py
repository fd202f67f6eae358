"""Season fit: least squares on a line and calendar months, with intervals that stay honest.

Errors of neighboring months may hang together (correlation r, r squared two months apart ...). The
r that is taken is the one under which the correlation that the residuals show is what is to be
expected: residuals of thirteen effects on few months show much less than there is, and a plain or a
kernel-weighted (HAC) standard error is then far too small. Nothing below zero is taken.

The model's own warnings are errors here and told in words: statsmodels sets its warnings to show
always when it is imported, which no reader of a brief would see.
"""

import warnings
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import f as fisher
from scipy.stats import t as student
from statsmodels.regression.linear_model import OLS

Floats = np.ndarray[Any, np.dtype[np.float64]]

INSIDE: Final = 0.8
CORRELATIONS: Final = np.linspace(0, 0.95, 96)
NOTHING: Final = 1e-24  # squared logs a month under which residuals are but rounding
YEAR: Final = 12


class Fit(NamedTuple):
    """Effects (the line's first), their covariance, the variance of one month, free months.

    season_chance: odds that chance alone makes calendar months differ so much; 1 without seasons.
    """

    effects: Floats
    covariance: Floats
    variance: float
    free: int
    season_chance: float


def season_design(months: pd.DatetimeIndex, origin: pd.Timestamp) -> Floats:
    """Return the columns of the model: months since an origin, then one flag a calendar month."""
    since = (months.year - origin.year) * YEAR + (months.month - origin.month)
    flags = np.eye(YEAR)[np.asarray(months.month) - 1]
    return np.column_stack([np.asarray(since, dtype=np.float64), flags])


def fitted_line(logs: Floats, design: Floats, at: Any) -> Fit | str:
    """Return the fit of logs on a design, or in words why there is none.

    at: the place of each row in time, a month apart, so that gaps are no neighbors.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _fit(logs, design, np.asarray(at))
    except (Warning, ArithmeticError, ValueError, np.linalg.LinAlgError) as problem:
        return str(problem).strip().rstrip(".") or type(problem).__name__


def range_of(
    fit: Fit, rows: Floats, inside: float = INSIDE, coming: bool = False
) -> tuple[Floats, Floats, Floats]:
    """Return the middle, low and high of rows of a design; `coming`: of single months."""
    middle = rows @ fit.effects
    variance = np.einsum("ij,jk,ik->i", rows, fit.covariance, rows)
    spread = np.sqrt(np.maximum(variance, 0) + (fit.variance if coming else 0))
    reach = float(student.ppf(0.5 + inside / 2, fit.free)) * spread
    return middle, middle - reach, middle + reach


def _fit(logs: Floats, design: Floats, at: Any) -> Fit:
    rows, effects = design.shape
    if rows <= effects or np.linalg.matrix_rank(design) < effects:
        raise ValueError(f"{rows} months do not determine {effects} effects")
    result = OLS(logs, design).fit()
    residuals = np.asarray(result.resid)
    inverse = np.linalg.pinv(design)
    apart = np.abs(np.subtract.outer(at, at))
    annihilator = np.eye(rows) - design @ inverse
    correlation = _correlation(residuals, annihilator, apart)
    matrix = np.power(correlation, apart.astype(np.float64))
    variance = float(residuals @ residuals / np.trace(annihilator @ matrix))
    covariance = variance * (inverse @ matrix @ inverse.T)
    made = Fit(np.asarray(result.params), covariance, variance, rows - effects, 1.0)
    return made if effects <= YEAR else made._replace(season_chance=_season_chance(made))


def _correlation(residuals: Floats, annihilator: Floats, apart: Any) -> float:
    """The correlation of neighbors under which that of the residuals is the expected one."""
    size = float(residuals @ residuals)
    if size < NOTHING * len(residuals):
        return 0.0
    neighbors = np.triu(apart == 1).astype(np.float64)
    seen = float(residuals @ neighbors @ residuals) / size
    paired = annihilator @ neighbors @ annihilator
    powers = [np.power(one, apart.astype(np.float64)) for one in CORRELATIONS]
    expected = [float((paired * m).sum() / (annihilator * m).sum()) for m in powers]
    return float(CORRELATIONS[min(int(np.searchsorted(expected, seen)), len(expected) - 1)])


def _season_chance(fit: Fit) -> float:
    """The odds of such differences between calendar months where there are none."""
    differ = np.hstack([np.zeros((YEAR - 1, 1)), np.eye(YEAR - 1), -np.ones((YEAR - 1, 1))])
    gaps = differ @ fit.effects
    if fit.variance < NOTHING:
        return float(np.max(gaps**2) < NOTHING)
    size = gaps @ np.linalg.solve(differ @ fit.covariance @ differ.T, gaps) / len(gaps)
    return float(fisher.sf(size, len(gaps), fit.free))
