"""Lease or buy: what leasing is worth against buying with borrowed money, after tax.

The lease displaces debt, so its payments and the tax that ownership would save are discounted at
the after-tax cost of borrowing; the machine's value at the end is uncertain and takes a higher
rate.

Source: net advantage to leasing as in the reference notes on equipment (DOMAIN.md section 9);
golden row EQP10.
"""

from typing import Any

import numpy as np

from practice_model.finance.present_value import present_value
from practice_model.quantities import Number


def net_advantage_to_leasing(
    cost: Number,
    lease: Any,
    deductions: Any,
    *,
    tax: Number,
    borrow: Number,
    advance: bool = False,
    salvage: Number = 0.0,
    salvage_rate: Number | None = None,
    salvage_basis: Number = 0.0,
    upkeep: Any = 0.0,
) -> Any:
    """Return what leasing is worth over buying, in USD of today; above 0, lease.

    lease, deductions, upkeep: by year (years,) or one number for all years; upkeep is what the
    lessor pays instead of us. advance: lease payments at the start of each year, with their tax.
    deductions: depreciation and first-year write-offs that buying would bring, at year ends.
    salvage: what the owned machine sells for after the last year, taxed over salvage_basis.

    >>> made = net_advantage_to_leasing(
    ...     5_900_000, [1_450_000] * 5, [1_180_000] * 5, tax=0.25, borrow=0.08)
    >>> round(made, 2)
    76407.07
    """
    after_tax = np.asarray(borrow) * (1 - np.asarray(tax))
    rents = np.asarray(lease, dtype=np.float64)
    years = len(rents)
    written_off = np.broadcast_to(np.asarray(deductions, dtype=np.float64), (years,))
    kept_up = np.broadcast_to(np.asarray(upkeep, dtype=np.float64), (years,))
    rate: Any = after_tax if after_tax.ndim else float(after_tax)
    end: Any = rate if salvage_rate is None else salvage_rate
    kept = np.asarray(salvage) - np.asarray(tax) * (np.asarray(salvage) - salvage_basis)
    worth = (
        cost
        - (1 - tax) * present_value(rents, rate, first=0 if advance else 1)
        - tax * present_value(written_off, rate, first=1)
        - kept / (1 + end) ** years
        + (1 - tax) * present_value(kept_up, rate, first=1)
    )
    return float(worth) if np.ndim(worth) == 0 else worth
