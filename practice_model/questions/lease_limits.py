"""Limits of a lease talk: where we walk away, what turns the advice, where the landlord stands.

Our limit on a term is the level at which staying is worth the best other option, all else as
offered; at it both cost the same to the cent. Two limits bear no solution: where there is no other
option, and where no level of the term makes them equal.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from scipy.optimize import brentq

from practice_model.deals.lease import (
    Option,
    break_even,
    cash,
    compared,
    discounted,
)
from practice_model.quantities import (
    USD,
    SharePerYear,
    SignedUSD,
    SignedUSDPerSquareFoot,
    SignedUSDPerSquareFootYear,
    USDPerSquareFoot,
    USDPerSquareFootYear,
    replaced,
    terms,
)
from practice_model.questions.lease import Side, best_other, values
from practice_model.questions.lease_asks import with_base
from practice_model.questions.lease_terms import basis_of

HIGHEST_RATE: Final = 0.30
STEPS: Final = 61  # rates between 0 and the highest at which a crossing is looked for
FLAT: Final = 1e-9  # dollars: a term that moves less moves nothing
WIDEST: Final = 0.25  # escalators up to so much over the offered one are looked at


@terms
class Limits:
    """Where staying, as offered, is worth the best other option.

    base, money, escalator: levels of the offer's own terms at that point; money below 0 is not a
    term: more than all of it would have to go. equal_money: what the other landlord would have to
    add a foot. cross_rate: the discount at which rents alone (before one-off costs) change order;
    cross_all: at which the whole does. None where there is none.
    """

    base: SignedUSDPerSquareFootYear | None
    base_room: SignedUSDPerSquareFootYear | None
    money: SignedUSDPerSquareFoot | None
    escalator: SharePerYear | None
    equal_money: SignedUSDPerSquareFoot | None
    cross_rate: SharePerYear | None
    cross_all: SharePerYear | None


def limits(side: Side) -> Limits:
    """Return where staying as offered is worth the best other option."""
    other = best_other(side)
    option = side.options[side.stays]
    if other is None or option.rent is None:
        return Limits(
            base=None, base_room=None, money=None, escalator=None, equal_money=None,
            cross_rate=None, cross_all=None,
        )  # fmt: skip
    held = values(side)
    goal = held[other]
    basis = basis_of(side.talk)
    rent = option.rent
    base = walk_away_rent(side)
    money = solved(option, goal, basis, lambda x: {"rent.improvement": rent.improvement + x})
    apart = held[other] - held[side.stays]
    return Limits(
        base=base,
        base_room=None if base is None else base - rent.base,
        money=None if money is None else rent.improvement + money,
        escalator=_escalator(option, float(np.mean(goal)), basis),
        equal_money=_equal_money(side.options[other], apart, basis),
        cross_rate=_rents_cross(side, other),
        cross_all=_crossing(
            lambda rate: _apart(side, other, rate), float(np.mean(side.talk.discount))
        ),
    )


@terms
class Offered:
    """What the offer that stays says of the terms that have a limit."""

    base: USDPerSquareFootYear
    money: USDPerSquareFoot
    escalator: SharePerYear | None


def offered(side: Side) -> Offered | None:
    """Return what the offer that stays says of the terms that have a limit; None if it is owned."""
    rent = side.options[side.stays].rent
    if rent is None:
        return None
    steps = rent.escalator
    return Offered(
        base=rent.base,
        money=rent.improvement,
        escalator=None if steps is None else steps.percent,
    )


@terms
class OwnFigures:
    """What a purchase rests on: the growth of its price, and where it equals the best rental.

    worth: what the sale leaves after cost and loan, before tax.
    """

    name: str
    growth: SharePerYear
    break_even: SharePerYear | None
    price: USD
    worth: SignedUSD


def own_figures(side: Side) -> OwnFigures | None:
    """Return what the cheapest purchase rests on; None without one, or without a rental."""
    held = values(side)
    bought = [name for name, one in side.options.items() if one.own is not None]
    rented = [float(held[name]) for name, one in side.options.items() if one.rent is not None]
    if not bought or not rented:
        return None
    name = min(bought, key=lambda one: float(held[one]))
    option = side.options[name]
    own = option.own
    assert own is not None
    return OwnFigures(
        name=option.name,
        growth=own.growth,
        break_even=break_even(option, min(rented)),
        price=own.price,
        worth=-float(cash(option).later.sum()),
    )


def walk_away_rent(side: Side) -> Any:
    """Return the base rent at which staying is worth the best other option, or an array of draws.

    USD a foot and year, all else as offered; None without another option.
    """
    other, option = best_other(side), side.options[side.stays]
    if other is None or option.rent is None:
        return None
    rent, goal = option.rent, values(side)[other]
    more = solved(option, goal, basis_of(side.talk), lambda x: {"rent": with_base(rent, x)})
    return None if more is None else rent.base + more


def solved(option: Option, goal: Any, basis: Any, change: Callable[[float], dict[str, Any]]) -> Any:
    """Return how much of a term makes an option worth the goal; value is a straight line in it.

    change: from an amount of the term to the changes of the option. None where the term moves
    nothing.
    """
    here = compared(option, basis)
    slope = compared(replaced(option, change(1.0)), basis) - here
    if np.any(np.abs(np.asarray(slope)) < FLAT):
        return None
    return (goal - here) / slope


def _equal_money(other: Option, apart: Any, basis: Any) -> Any:
    """What the other landlord must add a foot, in money at its date, to be worth staying."""
    if other.rent is None:
        return None
    one = other.rent.improvement + 1.0
    changed = replaced(other, {"rent.improvement": one, "rent.improvement_as": "cash"})
    plain = replaced(other, {"rent.improvement_as": "cash"})
    each = compared(plain, basis) - compared(changed, basis)
    return apart / each if np.all(np.asarray(each) > 0) else None


def _escalator(option: Option, goal: float, basis: Any) -> float | None:
    """The yearly step of the offer at which staying is worth the goal; percent steps only."""
    rent = option.rent
    steps = rent.escalator if rent else None
    if rent is None or steps is None or steps.percent is None or np.ndim(steps.percent):
        return None

    def apart(points: float) -> float:
        return float(np.mean(compared(option, basis, points))) - goal

    low, high = -float(steps.percent), WIDEST
    if apart(low) * apart(high) > 0:
        return None
    return float(steps.percent + brentq(apart, low, high, xtol=1e-12))


def _rents_cross(side: Side, other: str) -> float | None:
    one, two = side.options[side.stays], side.options[other]
    if one.rent is None or two.rent is None:
        return None

    def apart(rate: float) -> float:
        basis = basis_of(side.talk, rate)
        return float(discounted(one, basis) - discounted(two, basis))

    return _crossing(apart, float(np.mean(side.talk.discount)))


def _apart(side: Side, other: str, rate: float) -> float:
    held = values(side, rate)
    return float(held[other] - held[side.stays])


def _crossing(apart: Callable[[float], float], near: float) -> float | None:
    """The rate closest to the talk's own at which two sides change order; None where none does."""
    rates = np.linspace(0.0, HIGHEST_RATE, STEPS)
    gaps = [apart(float(rate)) for rate in rates]
    found = [
        float(brentq(apart, float(rates[place - 1]), float(rates[place]), xtol=1e-12))
        for place in range(1, STEPS)
        if gaps[place - 1] * gaps[place] < 0
    ]
    return min(found, key=lambda rate: abs(rate - near), default=None)
