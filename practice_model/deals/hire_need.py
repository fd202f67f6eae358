"""What a hire must collect to cover its cost: of a year, and month by month.

    break-even collections = fixed cost of a year
                             / ((1 - moved) x (1 - variable) + drug margin / full collections)

A bonus stays out, since it starts above its threshold. Pay that follows production is cost from
the first dollar above its base, so it counts here as it is earned, whenever it is settled.
"""

from typing import Any

import numpy as np

from practice_model.deals.hire_cash import Cash, Hire, fixed_cost
from practice_model.deals.hire_pay import incentive, production_share
from practice_model.deals.hire_ramp import full_collections
from practice_model.quantities import Number, replaced


def kept_of_dollar(hire: Hire) -> Number:
    """Return what is left of a collected dollar of a full schedule before fixed cost."""
    full = np.maximum(full_collections(hire.volume), 1.0)  # a draw may be of nobody seen
    return (1 - hire.moved) * (1 - hire.costs.variable) + hire.costs.drug_margin / full


def break_even_collections(fixed: Number, kept: Number) -> Number:
    """Return yearly collections at which what is kept of them meets a fixed cost.

    >>> break_even_collections(150_000, 0.5)
    300000.0
    """
    return fixed / kept


def needed_collections(hire: Hire) -> Any:
    """Return yearly collections that meet the cost of a year, pay by production included.

    A bonus is left out, since it starts above its threshold. nan where no collections do.
    """
    kept, fixed = np.asarray(kept_of_dollar(hire)), np.asarray(fixed_cost(hire))
    alone = np.where(kept > 0, break_even_collections(fixed, np.where(kept > 0, kept, 1)), np.nan)
    part = production_share(hire.pay, full_collections(hire.volume), hire.volume.work)
    if part is None:
        return alone
    left = kept - part
    shared = np.where(left > 0, (fixed - hire.pay.base) / np.where(left > 0, left, 1), np.nan)
    return np.where(part * alone > hire.pay.base, shared, alone)


def covering(hire: Hire, made: Cash) -> Any:
    """Return each month's contribution, less pay by production as it is earned."""
    if production_share(hire.pay, 1.0, 1.0) is None:
        return made.contribution
    bare, done = replaced(hire.pay, {"base": 0.0}), made.work.rvus
    earned = incentive(bare, made.work.collected, 0.0 if done is None else done)
    return made.contribution - np.maximum(earned - made.pay.base, 0.0)
