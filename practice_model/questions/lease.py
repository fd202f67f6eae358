"""Lease: the options of a talk side by side, and which of them is worth signing.

Every figure of an option counts what leaves the practice as positive cost; money that comes in at
signing is told with a plus. Values today stand on one basis for all options: before tax at the
discount of the scenario, or after tax as soon as one of them is a purchase.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from practice_model.deals.lease import (
    Basis,
    Option,
    cash,
    compared,
    discounted,
    lost_time,
    months_of,
    once_of,
    straight_line,
)
from practice_model.deals.lease_rent import load_factor, per_usable_foot
from practice_model.finance.present_value import MONTHS
from practice_model.quantities import (
    USD,
    Days,
    Months,
    Number,
    Range,
    Ratio,
    SharePerYear,
    SignedShare,
    SignedUSD,
    SignedUSDPerEncounter,
    SignedUSDPerSquareFootYear,
    SignedUSDPerYear,
    SquareFeet,
    USDPerSquareFootYear,
    Years,
    replaced,
    terms,
)
from practice_model.questions.lease_practice import Premises
from practice_model.questions.lease_terms import ASK, Lease, basis_of, options_of, staying


@terms
class OptionFigures:
    """What one option comes to.

    signing: cash at signing, received positive. year_one: rent and operating costs of the first
    lease year. total: all over the term, net. flat, effective, effective_all: USD per foot and year
    in a straight line, in value today, and that with one-off costs. per_usable: effective_all per
    usable foot. share, share_all: yearly average of this site, and of all sites, over net revenue.
    value at the likely, low_rate and high_rate discount; against: value less that of staying.
    """

    name: str
    rentable: SquareFeet
    load: Ratio | None
    months: Months
    signing: SignedUSD
    year_one: SignedUSDPerYear
    last_year: SignedUSDPerYear
    total: SignedUSD
    once: USD
    lost: USD
    lost_days: Days
    flat: SignedUSDPerSquareFootYear | None
    effective: SignedUSDPerSquareFootYear | None
    effective_all: SignedUSDPerSquareFootYear | None
    per_usable: USDPerSquareFootYear | None
    a_year: SignedUSDPerYear
    share: SignedShare | None
    share_all: SignedShare | None
    per_visit: SignedUSDPerEncounter | None
    value: SignedUSD
    value_low: SignedUSD | None
    value_high: SignedUSD | None
    against: SignedUSD


@terms
class Lead:
    """How the options stand to each other; the best other is the cheapest that is not ours.

    ahead: value of the best other less that of staying, at the likely, the low and the high rate.
    ask_ahead: the same against our ask; ask_worth: staying as offered less our ask. once: one-off
    costs of the best other over those of staying. rents: ahead without them. a_year: what our ask,
    or else the best option, pays less a year on average than staying as offered.
    """

    stays: str
    other: str | None
    best: str
    stay_value: SignedUSD
    other_value: SignedUSD | None
    years: Years
    span: str
    discount: SharePerYear
    low_rate: SharePerYear | None
    high_rate: SharePerYear | None
    ahead: SignedUSD | None
    ahead_size: USD | None
    ahead_low: SignedUSD | None
    ahead_high: SignedUSD | None
    ask_ahead: SignedUSD | None
    ask_ahead_size: USD | None
    ask_worth: SignedUSD | None
    once: SignedUSD | None
    rents: SignedUSD | None
    a_year: SignedUSDPerYear
    after_tax: bool


@dataclass(frozen=True, eq=False)
class Side:
    """A talk with every option ready to be counted: lost days priced, the ask beside its option."""

    talk: Lease
    options: Mapping[str, Option]
    stays: str


def side_of(talk: Lease, own: Premises) -> Side:
    """Return the options ready to be counted; lost days without a price take the practice's own."""
    made = {name: _with_days(option, talk, own) for name, option in options_of(talk).items()}
    return Side(talk, made, staying(talk))


def others(side: Side) -> list[str]:
    """Return the options that are neither what stays nor our ask."""
    return [name for name in side.options if name not in (side.stays, ASK)]


def values(side: Side, discount: Number | None = None, points: Number = 0.0) -> dict[str, Any]:
    """Return what every option costs in value today, USD, at equal terms.

    points: added to the escalators of all options.
    """
    basis = basis_of(side.talk, discount)
    return {name: compared(one, basis, points) for name, one in side.options.items()}


def best_other(side: Side) -> str | None:
    """Return the cheapest option that is neither staying nor our ask; None without one."""
    held = values(side)
    rest = others(side)
    return min(rest, key=lambda name: float(np.mean(held[name]))) if rest else None


def option_figures(
    side: Side, own: Premises, rates: Range | None = None
) -> dict[str, OptionFigures]:
    """Return what every option comes to; rates: the range of the discount."""
    likely = values(side)
    low, high = (
        values(side, rate) if rate is not None else {}
        for rate in ((rates.low, rates.high) if rates else (None, None))
    )
    basis = basis_of(side.talk)
    made = {}
    for name, option in side.options.items():
        paid = cash(option)
        years = months_of(option) / MONTHS
        once: Any = sum(once_of(option).values(), start=0.0)
        rented = option.rent is not None
        all_in = discounted(option, basis, all_in=True) if rented else None
        a_year = paid.total / years
        made[name] = OptionFigures(
            name=option.name,
            rentable=option.space.rentable,
            load=load_factor(option.space),
            months=float(months_of(option)),
            signing=-paid.signing,
            year_one=paid.year(1),
            last_year=paid.year(max(months_of(option) // MONTHS, 1)),
            total=paid.total,
            once=once,
            lost=once_of(option)["lost"],
            lost_days=option.lost_days,
            flat=straight_line(option) if rented else None,
            effective=discounted(option, basis) if rented else None,
            effective_all=all_in,
            per_usable=_usable(all_in, option),
            a_year=a_year,
            share=_over(a_year, own.net_revenue),
            share_all=_all_sites(a_year, own),
            per_visit=_over(a_year, own.visits),
            value=likely[name],
            value_low=low.get(name),
            value_high=high.get(name),
            against=likely[name] - likely[side.stays],
        )
    return made


def figures_of_other(side: Side, held: Mapping[str, OptionFigures]) -> OptionFigures | None:
    """Return the figures of the best other option; None without one."""
    other = best_other(side)
    return None if other is None else held[other]


def lead(side: Side, rates: Range | None = None) -> Lead:
    """Return how the options stand to each other; rates: the range of the discount."""
    other = best_other(side)
    held = values(side)
    best = min(held, key=lambda name: float(np.mean(held[name])))
    ahead = None if other is None else held[other] - held[side.stays]
    asked = held.get(ASK)
    ask_ahead = None if other is None or asked is None else held[other] - asked
    ends = [_ahead(side, other, rate) for rate in ((rates.low, rates.high) if rates else ())]
    once = None if other is None else _once(side, other) - _once(side, side.stays)
    months = months_of(side.options[side.stays])
    return Lead(
        stays=side.options[side.stays].name,
        other=None if other is None else side.options[other].name,
        best=side.options[best].name,
        stay_value=held[side.stays],
        other_value=None if other is None else held[other],
        years=months / MONTHS,
        span=f"{months // MONTHS} years" if months % MONTHS == 0 else f"{months} months",
        discount=side.talk.discount,
        low_rate=rates.low if rates else None,
        high_rate=rates.high if rates else None,
        ahead=ahead,
        ahead_size=_size(ahead),
        ahead_low=ends[0] if ends else None,
        ahead_high=ends[1] if ends else None,
        ask_ahead=ask_ahead,
        ask_ahead_size=_size(ask_ahead),
        ask_worth=None if asked is None else held[side.stays] - asked,
        once=once,
        rents=None if ahead is None or once is None else ahead - once,
        a_year=_a_year(side, side.stays) - _a_year(side, ASK if asked is not None else best),
        after_tax=basis_of(side.talk).after_tax,
    )


def _with_days(option: Option, talk: Lease, own: Premises) -> Option:
    if option.lost is not None or own.day is None or not np.any(np.asarray(option.lost_days)):
        return option
    back = 0.0 if talk.comes_back is None else talk.comes_back
    made: Option = replaced(option, {"lost": lost_time(option, own.day, back)})
    return made


def _ahead(side: Side, other: str | None, rate: float) -> Any:
    if other is None:
        return None
    held = values(side, rate)
    return held[other] - held[side.stays]


def once_worths(option: Option, basis: Basis) -> dict[str, Any]:
    """Return what each one-off cost adds to the value of an option, USD, at the basis's terms."""
    if option.rent is not None:
        option = replaced(option, {"rent.improvement_as": "cash"})
    here = compared(option, basis)
    made = {}
    for name, amount in {**once_of(option), "deposit": option.deposit}.items():
        if np.any(np.asarray(amount)):
            path = f"once.{name}" if name in option.once else name
            made[name] = here - compared(replaced(option, {path: 0.0}), basis)
    return made


def _once(side: Side, name: str) -> Any:
    return sum(once_worths(side.options[name], basis_of(side.talk)).values(), start=0.0)


def _usable(rent: Number | None, option: Option) -> Number | None:
    held = None if rent is None else per_usable_foot(rent, option.space)
    return None if held is None else np.maximum(held, 0.0)


def _over(amount: Any, by: Number | None) -> Any:
    return amount / by if by else None


def _all_sites(a_year: Any, own: Premises) -> Any:
    if own.other_sites is None or not own.net_revenue:
        return None
    return (a_year + own.other_sites) / own.net_revenue


def _a_year(side: Side, name: str) -> Any:
    option = side.options[name]
    return cash(option).total * MONTHS / months_of(option)


def _size(amount: Any) -> Any:
    return None if amount is None else abs(amount)


__all__ = [
    "Lead",
    "Lease",
    "OptionFigures",
    "Side",
    "best_other",
    "figures_of_other",
    "lead",
    "once_worths",
    "option_figures",
    "others",
    "side_of",
    "values",
]
