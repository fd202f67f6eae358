"""Money: exact cents, rounded half up.

Fees are rounded half up to the cent after each step of a payment rule, so amounts are held
as whole cents (int64) and shares as exact decimals: binary floats miss some cents.

Half up means away from zero: 0.5 cents becomes 1, -0.5 becomes -1.
"""

from decimal import Decimal
from typing import Any

import numpy as np

Cents = np.ndarray[Any, np.dtype[np.int64]]
NOISE = 1e-4  # cents by which a binary float may miss whole cents


def half_up(numerator: Any, denominator: int) -> Cents:
    """Return numerator / denominator rounded half up (away from zero), as int64.

    >>> half_up(np.array([5, -5, 4]), 10).tolist()
    [1, -1, 0]
    """
    if denominator <= 0:
        raise ValueError(f"the denominator must be positive, not {denominator}")
    given = np.asarray(numerator, dtype=np.int64)
    rounded = (2 * np.abs(given) + denominator) // (2 * denominator)
    return np.asarray(np.sign(given) * rounded, dtype=np.int64)


def to_cents(dollars: Any) -> Cents:
    """Return dollars as whole cents; refuse an amount that is not whole cents or not a number.

    >>> to_cents([890774.25, 0.29]).tolist()
    [89077425, 29]
    """
    scaled_up = np.asarray(dollars, dtype=np.float64) * 100
    cents = np.rint(scaled_up)
    # A large amount of whole cents is no nearer to them than its own last binary digits.
    noise = np.maximum(NOISE, 2 * np.spacing(np.abs(scaled_up)))
    wrong = ~np.isfinite(scaled_up) | (np.abs(scaled_up - cents) > noise)
    if np.any(wrong):
        first = np.asarray(dollars, dtype=np.float64)[wrong].ravel()[0]
        raise ValueError(f"must be dollars and whole cents, not {first!r}")
    return cents.astype(np.int64)


def to_dollars(cents: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return whole cents as dollars."""
    return np.asarray(cents, dtype=np.float64) / 100


def decimal_ratio(share: float | Decimal) -> tuple[int, int]:
    """Return a share such as 1.32 as the two integers of its decimal notation.

    >>> decimal_ratio(1.32)
    (33, 25)
    """
    exact = share if isinstance(share, Decimal) else Decimal(repr(float(share)))
    if not exact.is_finite():
        raise ValueError(f"must be a finite share, not {share!r}")
    return exact.as_integer_ratio()


def scaled(cents: Any, share: float | Decimal) -> Cents:
    """Return cents times a share, rounded half up to whole cents.

    >>> scaled(np.array([46260, 101]), 1.5).tolist()
    [69390, 152]
    """
    numerator, denominator = decimal_ratio(share)
    given = np.asarray(cents, dtype=np.int64)
    largest = int(np.max(np.abs(given), initial=0))
    if 2 * largest * abs(numerator) + denominator >= 2**63:
        whole = [_half_up_exact(int(one) * numerator, denominator) for one in given.ravel()]
        return np.array(whole, dtype=np.int64).reshape(given.shape)
    return half_up(given * numerator, denominator)


def _half_up_exact(numerator: int, denominator: int) -> int:
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return rounded if numerator >= 0 else -rounded
