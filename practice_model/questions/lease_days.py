"""Lost clinic days of a move: what they are priced at, against a full day's own margin."""

import numpy as np

from practice_model.quantities import USD, Days, SignedShare, USDPerDay, terms
from practice_model.questions.lease import Side, best_other
from practice_model.questions.lease_practice import Premises


@terms
class LostDays:
    """How the lost clinic days of a move are priced.

    day: their cost each as counted; own_day: margin of a clinic day from the practice's inputs;
    back: the share of it that the price takes to come back on other days.
    """

    days: Days
    cost: USD
    day: USDPerDay
    own_day: USDPerDay | None
    back: SignedShare | None


def lost_days(side: Side, own: Premises) -> LostDays | None:
    """Return how the lost days of the best other option are priced; None where none are lost."""
    name = best_other(side)
    option = side.options[name] if name else None
    if option is None or option.lost is None or not np.all(np.asarray(option.lost_days) > 0):
        return None
    day = option.lost / option.lost_days
    back = None if not own.day else 1 - day / own.day
    return LostDays(
        days=option.lost_days, cost=option.lost, day=day, own_day=own.day or None, back=back
    )
