"""What each term of a hire is worth in dollars, and packages that are worth the same to us.

A term is priced by moving it alone by one step and holding the cash over the horizon against the
plan's: base with its bonus threshold, a point of bonus, a month of guarantee. What rests on a
leaving is priced with its odds. A term that nobody has put a figure on is not priced, never zero.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from practice_model.deals.hire_cash import Cash, Hire, OneOff, cash, months_of, yearly
from practice_model.deals.hire_leave import Leaving, tail_part
from practice_model.deals.hire_pay import Pay
from practice_model.deals.hire_ramp import full_collections
from practice_model.deals.hire_worth import BASE, Solved, equal_base, with_terms, worth_of
from practice_model.finance.present_value import MONTHS
from practice_model.quantities import (
    USD,
    Months,
    Ratio,
    Share,
    SignedUSD,
    SignedUSDPerYear,
    USDPerYear,
    replaced,
    terms,
)

DOLLARS, POINT, STEP, RATE_STEP = 10_000.0, 0.01, 0.25, 1.0
MODELED: Final = ("base", "bonus", "threshold", "guarantee", "sign_on")
VALUED: Final = ("call", "track", "tail", "restraint")
TERMS: Final = (*MODELED, *VALUED)


@terms
class Extras:
    """Terms that no cash model knows, as the practice values them; None is not priced.

    call: what a year of an equal share of call saves us. track: what partnership a year earlier
    costs the owners once. restraint_months: how long a restraint keeps patients.
    """

    call: SignedUSDPerYear | None = None
    track: SignedUSD | None = None
    restraint_months: Months = 12.0


@terms
class Package:
    """One of several packages that are worth the same to us; its base is solved for.

    base: where it starts, before solving. sign_on: in place of the plan's.
    """

    name: str
    share: Share | None = None
    times_base: Ratio | None = None
    of_collections: Share | None = None
    sign_on: USD | None = None


class TermPrice(NamedTuple):
    """What one step of a term does: to our cash over the horizon, and to the hire's pay in it.

    ours, today, theirs are None where the term has no price.
    """

    key: str
    ours: float | None
    today: float | None
    theirs: float | None


class EqualPackage(NamedTuple):
    """A package solved to the same worth: its base, or why there is none, and what it pays."""

    key: str
    name: str
    base: Solved
    hire: Hire | None


@terms
class PayYear:
    """A year of pay beside what the hire costs us in it."""

    collections: USDPerYear
    base: USDPerYear
    bonus: USDPerYear
    pay: USDPerYear
    benefits: USDPerYear
    malpractice: USDPerYear
    cost: USDPerYear


def pay_years(made: Cash, months: int) -> list[PayYear]:
    """Return each year of the contract as the hire and as we see it, one-offs apart."""
    parts = {
        name: yearly(series, months)
        for name, series in {
            "collections": made.work.collected,
            "base": made.pay.base,
            "bonus": made.pay.incentive,
            "benefits": -made.lines["benefits"],
            "malpractice": -made.lines["malpractice"],
        }.items()
    }
    held = [
        {name: values[place] for name, values in parts.items()}
        for place in range(len(parts["base"]))
    ]
    return [
        PayYear(
            **one,
            pay=one["base"] + one["bonus"],
            cost=one["base"] + one["bonus"] + one["benefits"] + one["malpractice"],
        )
        for one in held
    ]


def total_pay(made: Cash) -> Any:
    """Return all pay over the horizon, base and bonus."""
    return (made.pay.base + made.pay.incentive).sum(axis=0)


def term_prices(
    hire: Hire, rate: float, leaving: Leaving | None = None, extras: Extras | None = None
) -> list[TermPrice]:
    """Return what one step of each term is worth, in the order of TERMS.

    base: 10,000 a year more. bonus: one point more. threshold: a quarter of base lower. guarantee:
    a month more. sign_on: 10,000 more at the start. call: an equal share of it. track: partnership
    a year earlier. tail: all of it paid by us. restraint: one, where there was none.
    """
    return [moved(hire, {key: 1.0}, rate, leaving, extras, name=key) for key in TERMS]


def moved(
    hire: Hire,
    moves: Mapping[str, Any],
    rate: float,
    leaving: Leaving | None = None,
    extras: Extras | None = None,
    *,
    name: str = "",
) -> TermPrice:
    """Return what several terms moved at once are worth, each by steps; see `term_prices`.

    Nothing is priced where one of them has no price, or nothing is moved.
    """
    odd = _odd_terms(hire, leaving, extras or Extras())
    steps = {key: float(each) for key, each in moves.items()}
    fixed = {key: odd[key] for key in steps if key in VALUED}
    changed = _changed(hire, {key: each for key, each in steps.items() if key in MODELED})
    if not steps or changed is None or any(one is None for one in fixed.values()):
        return TermPrice(name, None, None, None)
    plan, made = cash(hire), cash(changed)
    more = sum((steps[key] * one for key, one in fixed.items() if one is not None), 0.0)
    paid_more = float(total_pay(made) - total_pay(plan)) + DOLLARS * steps.get("sign_on", 0.0)
    return TermPrice(
        name,
        float(made.total[-1] - plan.total[-1]) + more,
        float(worth_of(made, rate) - worth_of(plan, rate)) + more,
        paid_more if not fixed else None,
    )


def _changed(hire: Hire, steps: Mapping[str, float]) -> Hire | None:
    """The hire with terms moved by steps; None where it has not one of them."""
    own = hire.pay
    changes: dict[str, Any] = {}
    once = dict(hire.costs.once)
    for key, each in steps.items():
        if key == "base":
            changes[BASE] = own.base + DOLLARS * each
        elif key == "sign_on":
            once["sign_on, moved"] = OneOff(amount=max(DOLLARS * each, 0.0), kind="sign_on")
            if each < 0:
                once = _less_sign_on(once, -DOLLARS * each)
            changes["costs.once"] = once
        elif (path := _path_of(hire, key)) is not None:
            changes[path[0]] = max(path[1] + path[2] * each, 0.0)
        else:
            return None
    return with_terms(hire, changes)


def _path_of(hire: Hire, key: str) -> tuple[str, Any, float] | None:
    """Where a term stands, its value, and what one step adds to it."""
    own = hire.pay
    known: dict[str, list[tuple[str, Any, float]]] = {
        "bonus": [
            ("pay.share", own.share, POINT),
            ("pay.of_collections", own.of_collections, POINT),
            ("pay.per_work_value", own.per_work_value, RATE_STEP),
        ],
        "threshold": [("pay.times_base", own.times_base, -STEP)],
        "guarantee": [
            ("guarantee.months", hire.guarantee and hire.guarantee.months, 1.0),
            ("pay.base_months", own.base_months, 1.0),
        ],
    }
    return next((one for one in known[key] if one[1] is not None), None)


def _less_sign_on(once: Mapping[str, OneOff], amount: float) -> dict[str, OneOff]:
    """One-offs with so much less sign-on, never under nothing."""
    made, left = dict(once), amount
    for name, one in once.items():
        if one.kind == "sign_on":
            cut = min(float(one.amount), left)
            made[name] = replaced(one, {"amount": one.amount - cut})
            left -= cut
    return made


def equal_packages(
    hire: Hire, packages: Mapping[str, Package], rate: float
) -> dict[str, EqualPackage]:
    """Return each package with the base at which it is worth what the plan is worth to us."""
    worth = float(worth_of(cash(hire), rate))
    found = {}
    for key, one in packages.items():
        other = packaged(hire, one)
        base = equal_base(other, {}, worth, rate)
        held = None if base.value is None else with_terms(other, {BASE: base.value})
        found[key] = EqualPackage(key, one.name, base, held)
    return found


def packaged(hire: Hire, one: Package) -> Hire:
    """Return the hire on the terms of a package, at its own base."""
    pay: dict[str, Any] = {
        "base": hire.pay.base,
        "settled": hire.pay.settled,
        "calendar": hire.pay.calendar,
    }
    if one.of_collections is not None:
        made = Pay(**pay, of_collections=one.of_collections)
    elif one.share is not None or one.times_base is not None:
        made = Pay(
            **pay,
            share=hire.pay.share if one.share is None else one.share,
            times_base=hire.pay.times_base if one.times_base is None else one.times_base,
        )
    else:
        made = hire.pay
    changed = with_terms(hire, {"pay": made})
    if one.sign_on is None:
        return changed
    once = {key: each for key, each in hire.costs.once.items() if each.kind != "sign_on"}
    once["sign_on"] = OneOff(amount=one.sign_on, kind="sign_on")
    return with_terms(changed, {"costs.once": once})


def _tail_more(leaving: Leaving, months: int) -> float:
    """The part of a tail that paying all of it adds to ours, by the odds of leaving each year.

    Who leaves goes at the end of a year, so what has vested by then is ours already.
    """
    assert leaving.odds_a_year is not None
    stays, more = 1.0, 0.0
    for first in range(0, months, MONTHS):
        last = min(first + MONTHS, months)
        left = stays * (1 - float(leaving.odds_a_year)) ** ((last - first) / MONTHS)
        more += (stays - left) * (1 - float(tail_part(leaving, float(last))))
        stays = left
    return more


def _odd_terms(hire: Hire, leaving: Leaving | None, extras: Extras) -> dict[str, float | None]:
    """Terms that rest on a leaving, and those that the practice values itself: dollars to us."""
    years = months_of(hire) / MONTHS
    made: dict[str, float | None] = dict.fromkeys(VALUED)
    if extras.call is not None:
        made["call"] = float(extras.call) * years
    if extras.track is not None:
        made["track"] = -float(extras.track)
    if leaving is None or leaving.odds_a_year is None:
        return made
    gone = 1 - (1 - float(leaving.odds_a_year)) ** years
    if leaving.tail is not None:
        made["tail"] = -float(leaving.tail) * _tail_more(leaving, months_of(hire))
    if leaving.kept_patients is not None:
        net = float(full_collections(hire.volume)) * (1 - float(hire.costs.variable))
        kept = float(leaving.kept_patients) * float(extras.restraint_months) / MONTHS
        made["restraint"] = net * kept * gone
    return made
