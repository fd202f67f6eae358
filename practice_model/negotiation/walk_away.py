"""Walk-away: the rate at which a contract is worth as much to us as its best alternative.

Rates are allowed amounts over Medicare of the same services, as offers name them; what counts is
what arrives of them. With M = Medicare of a year's book and a = the share of an allowed dollar
that arrives, the contract leaves (rate x a - cost) x M. Without it (stay = share of patients who
stay out of network, refill = share of the freed capacity filled with other payers' work)

    without = M x (stay x (their price x its part that arrives - cost)
                   + (1 - stay) x refill x (next payers' rate x its part that arrives - their cost))
              - cost of leaving, all of it in one year

and the reservation rate is (cost + without / M) / a. The cost of leaving lowers it. At that rate
both are worth the same, to the cent; the rate is below 0 where any price beats leaving.

Two costs, for two questions. Avoidable cost, what stops with the work, for a short bridge: people
and rooms stay and are paid. Full cost at practical capacity for a renewal: over its years capacity
follows the work. One basis holds for our services and for those that refill them alike.

The months after a contract ends: patients who stay pay at once, freed capacity fills evenly over
`refill_months`, the cost of leaving falls in the first month, patients in a course of treatment
may keep the old terms for a time (for 90 days at most: PLAYBOOK.md, source 47).

Source of the rate: DOMAIN.md, section 11.1.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from practice_model.quantities import (
    USD,
    Days,
    Months,
    Number,
    PriceRatio,
    Ratio,
    Share,
    SignedRatio,
    USDPerYear,
    terms,
)

YEAR: Final = 12
DAYS_A_MONTH: Final = 365 / YEAR


@terms
class Alternative:
    """What happens without this contract: the inputs of its reservation rate.

    stay: share of patients kept out of network, who pay stay_of_medicare; stay_arrives: what of it
    is collected, as under the contract where not given. refill: share of the freed capacity
    refilled, at the mix of refill_payers, over refill_months; refill_of_medicare: what they allow,
    from their claims where not given. one_off: cost of leaving, once.
    continuing: share of the book whose patients keep the old terms for continuing_days.
    """

    stay: Share
    stay_of_medicare: PriceRatio
    stay_arrives: Share | None = None
    refill: Share
    refill_payers: list[str]
    refill_of_medicare: PriceRatio | None = None
    refill_months: Months
    one_off: USD
    continuing: Share | None = None
    continuing_days: Days | None = None

    def __post_init__(self) -> None:
        told = []
        if not self.refill_payers and np.any(np.asarray(self.refill) > 0):
            told.append("refill_payers is empty: whose patients fill the freed capacity?")
        if len(set(self.refill_payers)) < len(self.refill_payers):
            told.append(f"refill_payers names one twice: {', '.join(self.refill_payers)}")
        if (self.continuing is None) != (self.continuing_days is None):
            told.append("give continuing and continuing_days, or neither")
        if told:
            raise ValueError("; ".join(told))


@terms
class Bargaining:
    """Both sides' limits as the client judges them: our alternative, their ceiling, our weight.

    ceiling: the most that the payer would pay, as percent of Medicare on our mix; None where
    nobody can say. weight: our part of the room between floor and ceiling in the one bargaining
    solution that is printed.
    """

    alternative: Alternative
    ceiling: PriceRatio | None = None
    weight: Share


@terms
class Position:
    """One contract against its alternative: dollars of a year, and parts of a Medicare dollar.

    arrives, stay_arrives, refill_arrives: what is collected of an allowed dollar. cost and
    refill_cost: what a Medicare dollar's worth of our services, and of theirs, costs.
    """

    medicare: USDPerYear
    arrives: Share
    cost: Ratio
    stay: Share
    stay_of_medicare: Ratio
    stay_arrives: Share
    refill: Share
    refill_of_medicare: Ratio
    refill_arrives: Share
    refill_cost: Ratio
    refill_months: Months
    one_off: USD
    continuing: Share
    continuing_days: Days

    def __post_init__(self) -> None:
        if np.any(np.asarray(self.medicare) <= 0):
            raise ValueError("the book has no Medicare dollar, so no rate of Medicare is a floor")
        if np.any(np.asarray(self.arrives) <= 0):
            raise ValueError("nothing of an allowed dollar is collected, so no rate is a floor")


@terms
class Parts:
    """What a reservation rate is made of, in parts of Medicare; the four add up to it.

    cost: the rate that covers our own cost. kept: margin of patients who stay out of network.
    refilled: margin of the work that fills the freed capacity. one_off: cost of leaving, below 0.
    """

    cost: SignedRatio
    kept: SignedRatio
    refilled: SignedRatio
    one_off: SignedRatio


def contract_margin(position: Position, rate: Number) -> Number:
    """Return what the contract leaves over cost at a rate of Medicare, in dollars a year."""
    return (rate * position.arrives - position.cost) * position.medicare


def alternative_margin(position: Position) -> Number:
    """Return what a year without the contract leaves over cost, cost of leaving paid, in dollars.

    The year is one in which the refilling is done; `first_year_rate` has the first one.
    """
    return (_kept(position) + _refilled(position)) * position.medicare - position.one_off


def reservation_rate(position: Position) -> Number:
    """Return the rate of Medicare below which the alternative is worth more.

    Source of the example: DOMAIN.md, section 11.1 (constructed).

    >>> held = Position(
    ...     medicare=100, arrives=1, cost=.45, stay=.15, stay_of_medicare=1.60, stay_arrives=1,
    ...     refill=.50, refill_of_medicare=1.05, refill_arrives=1, refill_cost=.45,
    ...     refill_months=0, one_off=2, continuing=0, continuing_days=0)
    >>> round(reservation_rate(held), 4)
    0.8575
    """
    return (position.cost + alternative_margin(position) / position.medicare) / position.arrives


def reservation_parts(position: Position) -> Parts:
    """Return what the reservation rate is made of: cost, patients kept, slots filled, one-off."""
    return Parts(
        cost=position.cost / position.arrives,
        kept=_kept(position) / position.arrives,
        refilled=_refilled(position) / position.arrives,
        one_off=-position.one_off / position.medicare / position.arrives,
    )


def monthly_alternative(position: Position, old_rate: Number, months: int) -> list[Number]:
    """Return what each month after the end of the contract leaves over cost, in dollars.

    old_rate: of Medicare, which patients in a course of treatment keep for continuing_days.
    """
    if months < 1:
        raise ValueError(f"months must be 1 or more, not {months}")
    month = position.medicare / YEAR
    old = old_rate * position.arrives - position.cost
    made = []
    for at in range(1, months + 1):
        held = position.continuing * _within(position.continuing_days / DAYS_A_MONTH, at)
        free = _kept(position) + _refilled(position) * _filled(position.refill_months, at)
        made.append((held * old + (1 - held) * free) * month)
    made[0] = made[0] - position.one_off
    return made


def first_year_rate(position: Position, old_rate: Number) -> Number:
    """Return the rate of Medicare that is worth as much as the first year after leaving.

    It is below the reservation rate while freed capacity is still filling.
    """
    without = sum(monthly_alternative(position, old_rate, YEAR), 0.0)
    return (position.cost + without / position.medicare) / position.arrives


def even_month(leaving: Sequence[float], staying: Sequence[float]) -> int | None:
    """Return the first month from which leaving has brought as much as staying, and goes on so.

    None where that month is not among those given. Dollars a month.

    >>> even_month([-10, 8, 8, 8], [3, 3, 3, 3]), even_month([1, 1], [2, 2])
    (4, None)
    """
    ahead = np.cumsum(np.asarray(leaving, dtype=float) - np.asarray(staying, dtype=float))
    behind = np.flatnonzero(ahead < -HALF_A_CENT)
    if not len(behind):
        return 1
    return None if behind[-1] == len(ahead) - 1 else int(behind[-1]) + 2


HALF_A_CENT: Final = 0.005


def _kept(position: Position) -> Number:
    """Margin of the patients who stay, in parts of a Medicare dollar of the whole book."""
    collected = position.stay_of_medicare * position.stay_arrives
    return position.stay * (collected - position.cost)


def _refilled(position: Position) -> Number:
    """Margin of the work that fills freed capacity, in parts of a Medicare dollar of the book."""
    collected = position.refill_of_medicare * position.refill_arrives
    return (1 - position.stay) * position.refill * (collected - position.refill_cost)


def _within(months: Number, at: int) -> Number:
    """The part of a month that lies within so many months from the start."""
    held = np.clip(np.asarray(months) - (at - 1), 0, 1)
    return held if held.ndim else float(held)


def _filled(months: Number, at: int) -> Number:
    """The part of the refilling that is done in a month, on its average day."""
    return _fill_to(months, at) - _fill_to(months, at - 1)


def _fill_to(months: Number, at: int) -> Number:
    """Months' worth of refilled work by the end of a month, when it rises evenly to the whole."""
    span = np.asarray(months, dtype=float)
    rising = at * at / (2 * np.maximum(span, 1e-9))
    made = np.where(span > at, rising, at - span / 2)
    return made if made.ndim else float(made)
