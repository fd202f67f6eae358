"""Capital value: what earnings above market pay and above a fair return on things are worth.

Source: Rev. Rul. 68-609 (the return on tangibles of 8 to 10 percent and the rate of 15 to 20
percent are its figures; it calls the method a last resort). Golden row BUY03.
"""

from typing import Any, NamedTuple

import numpy as np

from practice_model.quantities import Number


class Excess(NamedTuple):
    """Excess earnings a year, the goodwill that they carry (never under 0), and the total."""

    excess: Any
    goodwill: Any
    total: Any


def excess_earnings(
    earnings: Number, tangible: Number, tangible_return: Number, capital_rate: Number
) -> Excess:
    """Return goodwill by excess earnings, in USD.

    earnings: a year, after market pay of those who work. tangible: net tangible assets.

    >>> made = excess_earnings(300_000, 1_000_000, 0.09, 0.18)
    >>> made.excess, round(made.goodwill, 2), round(made.total, 2)
    (210000.0, 1166666.67, 2166666.67)
    """
    if np.any(np.asarray(capital_rate) <= 0):
        raise ValueError(f"a capital rate must be more than 0, not {np.min(capital_rate):g}")
    excess = earnings - tangible_return * tangible
    goodwill = np.maximum(excess, 0.0) / capital_rate
    plain = float(goodwill) if np.ndim(goodwill) == 0 else goodwill
    return Excess(excess, plain, tangible + plain)
