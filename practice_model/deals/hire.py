"""A hire: when it pays for itself, how deep cash falls first, and what moves both.

Terms (`hire_cash.Hire`) in, figures out. Contribution leaves bonus and one-offs (drug stock among
them) out; cash holds them. What the hire adds to the practice goes to other talks by
`practice_change`.
"""

from typing import Any, NamedTuple

import numpy as np

from practice_model.deals.hire_cash import (
    Cash,
    Hire,
    cash,
    fixed_cost,
    months_of,
    staff_cost,
    yearly,
)
from practice_model.deals.hire_need import covering, kept_of_dollar, needed_collections
from practice_model.deals.hire_pay import (
    first_bonus,
    incentive,
    production_share,
    threshold_of,
)
from practice_model.deals.hire_ramp import days_a_year, full_collections, full_visits
from practice_model.deals.hire_worth import worth_of
from practice_model.finance.present_value import MONTHS
from practice_model.finance.returns import paybacks, trough, troughs
from practice_model.practice import PracticeChange
from practice_model.quantities import (
    USD,
    Count,
    Months,
    Number,
    Share,
    SharePerYear,
    SignedShare,
    SignedUSD,
    SignedUSDPerYear,
    USDPerEncounter,
    USDPerMonth,
    USDPerYear,
    VisitsPerDay,
    VisitsPerYear,
    terms,
)

MICRO = 6  # digits after which a sum of dollars is noise
LONG = 240  # months looked ahead for a payback beyond the horizon


@terms
class HireFigures:
    """What a hire comes to at the likely terms.

    break_even_month: first with contribution of 0 or more, stays_covered: whether no later month
    of the horizon falls under it; payback_month: from which cash stays at
    or above 0, looked for over 20 years; None for never. last: month of the horizon; cash,
    value_today: over it. year: cash by year of the contract, the first with what is spent before
    it. kept: of a dollar collected once full. mature: contribution of a full year after bonus.
    stock, stock_share: drug stock, and what part of the lowest cash was spent on it by then.
    production: pay follows collections or work, so all of it counts as cost. bonus_month: first in
    which more than base is paid; bonus_rate_month: from which a month collects more than a twelfth
    of the threshold.
    slope: what a month's delay of a full schedule costs. still_owed: earned and not collected at
    the horizon.
    """

    horizon: Months
    last: Count
    break_even_month: Count | None
    stays_covered: bool
    payback_month: Count | None
    paid_back: bool
    trough: SignedUSD
    trough_month: Count
    line: USD
    cash: SignedUSD
    value_today: SignedUSD
    rate: SharePerYear
    year: dict[str, SignedUSD]
    up_front: USD
    stock: USD | None
    stock_share: Share | None
    without_stock: SignedUSD | None
    full: USDPerYear
    fixed: USDPerYear
    kept: SignedShare
    moved: USDPerYear
    break_even_collections: USDPerYear | None
    break_even_share: SignedShare | None
    visits: VisitsPerYear | None
    visits_a_day: VisitsPerDay | None
    break_even_visits: VisitsPerDay | None
    a_visit: USDPerEncounter | None
    threshold: USDPerYear | None
    production: bool
    bonus_month: Count | None
    bonus_rate_month: Count | None
    mature: SignedUSDPerYear
    slope: USDPerMonth
    still_owed: USD
    lost: USD
    center: SignedUSDPerYear | None
    staff: USDPerYear


@terms
class HireDraws:
    """The figures of a hire that have a range, as draws."""

    trough: SignedUSD
    cash: SignedUSD
    value_today: SignedUSD
    year: dict[str, SignedUSD]
    full: USDPerYear
    mature: SignedUSDPerYear
    break_even_collections: USDPerYear | None


class Mature(NamedTuple):
    """A full year: collections in, contribution after base and bonus out."""

    collections: Any
    moved: Any
    variable: Any
    drugs: Any
    fixed: Any
    bonus: Any
    contribution: Any


def mature_year(hire: Hire, collections: Number | None = None) -> Mature:
    """Return a full year's contribution after pay, at the planned or at other collections.

    Drug margin goes with collections. Costs are those of the first year.
    """
    full = np.maximum(full_collections(hire.volume), 1.0)
    own = full if collections is None else collections
    work_ = hire.volume.work
    done = 0.0 if work_ is None else work_ * own / full
    moved = own * hire.moved
    variable = (own - moved) * hire.costs.variable
    drugs = hire.costs.drug_margin * own / full
    fixed = fixed_cost(hire)
    bonus = incentive(hire.pay, own, done)
    rest = own - moved - variable + drugs - fixed - bonus
    return Mature(own, moved, variable, drugs, fixed, bonus, rest)


def figures(hire: Hire, rate: float, made: Cash | None = None) -> HireFigures:
    """Return what a hire comes to at the likely terms; rate: yearly, of the value today."""
    held = cash(hire) if made is None else made
    months = months_of(hire)
    long = cash(hire, max(LONG, months))
    full, kept = full_collections(hire.volume), float(kept_of_dollar(hire))
    fixed = float(fixed_cost(hire))
    meets = float(needed_collections(hire))
    needed = None if np.isnan(meets) else meets
    visits, days = full_visits(hire.volume), days_a_year(hire.volume)
    a_day = None if visits is None or not days else float(visits / days)
    deep = trough(held.net)
    stock = _of_kind(hire, "drug_stock")
    sunk = _of_kind(hire, "drug_stock", deep.period)
    monthly = covering(hire, held)
    covered = _first(monthly >= 0)
    back = int(paybacks(long.net[:, None])[0])
    bonus = first_bonus(held.pay)
    threshold = threshold_of(hire.pay)
    year = mature_year(hire)
    center = hire.center
    end = round(float(held.total[-1]), MICRO)
    return HireFigures(
        horizon=months,
        last=months,
        break_even_month=covered,
        stays_covered=covered is not None and bool(np.all(monthly[covered:] >= 0)),
        payback_month=back if back <= max(LONG, months) else None,
        paid_back=back <= months,
        trough=round(deep.amount, MICRO),
        trough_month=deep.period,
        line=round(-deep.amount, MICRO),
        cash=end,
        value_today=float(worth_of(held, rate)),
        rate=rate,
        year=_years(held, months),
        up_front=-float(held.lines["once"][0]),
        stock=stock or None,
        stock_share=min(sunk / -deep.amount, 1.0) if sunk and deep.amount < 0 else None,
        without_stock=end + stock if stock else None,
        full=full,
        fixed=fixed,
        kept=kept,
        moved=float(full * hire.moved),
        break_even_collections=needed,
        break_even_share=None if needed is None else needed / float(full),
        visits=visits,
        visits_a_day=a_day,
        break_even_visits=None if a_day is None or needed is None else a_day * needed / float(full),
        a_visit=None if visits is None or not visits else float(full / visits),
        threshold=None if threshold is None else float(threshold),
        production=production_share(hire.pay, 1.0, 1.0) is not None,
        bonus_month=bonus,
        bonus_rate_month=None
        if threshold is None
        else _first(long.work.collected * MONTHS > threshold),
        mature=float(year.contribution),
        slope=max(float(year.contribution), 0.0) / MONTHS,
        still_owed=_positive(held.work.earned.sum() - held.work.lost.sum()
                             - held.work.collected.sum()),
        lost=_positive(held.work.lost.sum()),
        center=None if center is None else float(center.cases * (center.allowed - center.variable)),
        staff=float(staff_cost(hire.costs)),
    )  # fmt: skip


def figure_draws(hire: Hire, rate: Number, made: Cash | None = None) -> HireDraws:
    """Return the figures of a hire with drawn terms that have a range."""
    held = cash(hire) if made is None else made
    needed = needed_collections(hire)
    return HireDraws(
        trough=troughs(held.net).amount,
        cash=held.total[-1],
        value_today=worth_of(held, rate),
        year=_years(held, months_of(hire)),
        full=full_collections(hire.volume),
        mature=mature_year(hire).contribution,
        break_even_collections=None if np.any(np.isnan(needed)) else needed,
    )


def practice_change(hire: Hire) -> PracticeChange:
    """Return what a hire changes in a year of the practice once its schedule is full.

    Staff by resource, the doctor at full pay with benefits, minutes and visits net of those that
    owners had before; rooms, instruments and malpractice as other yearly cost.
    """
    full, visits = full_collections(hire.volume), full_visits(hire.volume)
    stays = 1 - hire.moved
    year = mature_year(hire)
    paid = hire.pay.base + year.bonus + hire.costs.benefits
    return PracticeChange(
        fte={name: one.fte for name, one in hire.costs.staff.items()},
        wages={
            name: one.fte * one.cost_per_fte
            for name, one in hire.costs.staff.items()
            if one.cost_per_fte is not None
        },
        doctor_minutes={} if hire.doctor_minutes is None else {hire.name: hire.doctor_minutes},
        doctor_cost={} if hire.doctor_minutes is None else {hire.name: paid},
        minutes={name: each * stays for name, each in hire.minutes.items()},
        encounters=0.0 if visits is None else visits * stays,
        fixed=sum(hire.costs.fixed.values(), 0.0) + hire.costs.malpractice,
        collections=full * stays,
    )


def _years(held: Cash, months: int) -> dict[str, Any]:
    return {
        str(place + 1): np.round(one, MICRO) for place, one in enumerate(yearly(held.net, months))
    }


def _of_kind(hire: Hire, kind: str, by: float = np.inf) -> float:
    once = hire.costs.once.values()
    return float(sum(one.amount for one in once if one.kind == kind and one.month <= by))


def _first(holds: Any) -> int | None:
    """The first month, 1 or later, in which something holds."""
    found = np.flatnonzero(holds[1:])
    return int(found[0]) + 1 if len(found) else None


def _positive(amount: Any) -> float:
    return max(float(amount), 0.0)
