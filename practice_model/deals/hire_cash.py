"""The cash of a hire, month by month: what comes in, what goes out, when it turns.

    contribution(m) = collected x (1 - moved) x (1 - variable) + drug margin + top-up
                      - base - benefits - malpractice - staff - fixed
    net(m)          = contribution - bonus - one-offs

`moved` is the part of the hire's collections that the owners would have had themselves. Month 0
is the money spent before the first day. Surgery-center contribution is not in here at all: an
owner's share of it may not depend on referrals (42 USC 1395nn, 42 USC 1320a-7b(b); ask counsel).
Amounts of a line are positive in, negative out; series as in `hire_ramp`.
"""

from dataclasses import field
from datetime import date
from typing import Any, Literal, NamedTuple

import numpy as np

from practice_model.deals.hire_pay import Guarantee, Paid, Pay, paid, topped_up
from practice_model.deals.hire_ramp import Work, times, work
from practice_model.deals.hire_volume import Volume
from practice_model.finance.present_value import MONTHS, Series
from practice_model.quantities import (
    FTE,
    USD,
    CasesPerYear,
    MinutesPerYear,
    Months,
    Share,
    SharePerYear,
    SignedUSDPerYear,
    USDPerCase,
    USDPerFTEYear,
    USDPerYear,
    terms,
)

OnceKind = Literal[
    "recruiting", "sign_on", "moving", "equipment", "drug_stock", "marketing", "insurance", "other"
]
LINES = (
    "collected", "moved", "variable", "drugs", "top_up", "base", "benefits", "malpractice", "staff",
    "fixed", "incentive", "once",
)  # fmt: skip
RECURRING = LINES[:-2]


@terms
class StaffNeed:
    """People who come with the hire: how many, what one costs a year, from which month.

    cost_per_fte: None where the practice's own staff table says it.
    """

    fte: FTE
    cost_per_fte: USDPerFTEYear | None = None
    from_month: Months = 1.0


@terms
class OneOff:
    """Money spent once: how much, in which month (0 before the start), and what of it comes back.

    vests: months over which one who leaves owes the rest. kept: share that can be sold or used
    by others, should the hire leave.
    """

    amount: USD
    month: Months = 0.0
    kind: OnceKind = "other"
    vests: Months = 0.0
    kept: Share = 0.0


@terms
class Costs:
    """What a hire adds in cost.

    variable: share of net collections that goes with them (supplies, billing). drug_margin: net
    of drugs a year at a full schedule, along the ramp. rise: of staff, fixed, benefits and
    malpractice a year from the second year on.
    """

    variable: Share
    benefits: USDPerYear
    malpractice: USDPerYear
    staff: dict[str, StaffNeed] = field(default_factory=dict)
    fixed: dict[str, USDPerYear] = field(default_factory=dict)
    drug_margin: SignedUSDPerYear = 0.0
    once: dict[str, OneOff] = field(default_factory=dict)
    rise: SharePerYear = 0.0


@terms
class CenterCases:
    """What the hire brings to the surgery center, shown apart and in no other figure."""

    cases: CasesPerYear
    allowed: USDPerCase
    variable: USDPerCase


@terms
class Hire:
    """A hire on the table: volume, pay, costs, and what it takes from the owners.

    moved: share of the hire's collections that owners would have had. other_pay: formulas to hold
    beside the one offered. name: who joins, in the practice's short names. minutes: what a full
    schedule takes of each resource a year; doctor_minutes: what the hire can really give. owners:
    how owners share the practice's income; owner_income: of a year without the hire.
    """

    start: date
    volume: Volume
    pay: Pay
    costs: Costs
    horizon: Months = 36.0
    moved: Share = 0.0
    guarantee: Guarantee | None = None
    other_pay: dict[str, Pay] = field(default_factory=dict)
    center: CenterCases | None = None
    name: str = "hire"
    minutes: dict[str, MinutesPerYear] = field(default_factory=dict)
    doctor_minutes: MinutesPerYear | None = None
    owners: dict[str, Share] = field(default_factory=dict)
    owner_income: SignedUSDPerYear | None = None

    def __post_init__(self) -> None:
        told = []
        months = float(np.max(self.horizon))
        if months % 1 or months < MONTHS:
            told.append(f"horizon: must be whole months, {MONTHS} or more, not {months:g}")
        late = [
            f"costs.once.{name}.month: {np.max(one.month):g} lies after the horizon, {months:g}"
            for name, one in self.costs.once.items()
            if np.any(np.asarray(one.month) > months) or np.any(np.asarray(one.month) % 1)
        ]
        told += late
        total = sum(self.owners.values())
        if self.owners and np.any(np.abs(np.asarray(total) - 1) > 0.001):  # noqa: PLR2004
            told.append(f"owners: shares sum to {np.max(total):.3f}, not to 1")
        for name, pay in {"pay": self.pay, **self.other_pay}.items():
            if pay.per_work_value is not None and self.volume.work is None:
                told.append(f"{name}.per_work_value: needs volume.work, relative values a year")
        if told:
            raise ValueError("\n".join(told))


class Cash(NamedTuple):
    """The months of a hire: every line (in positive, out negative), and what they come to."""

    work: Work
    pay: Paid
    lines: dict[str, Series]
    once: dict[str, Series]
    contribution: Series
    net: Series

    @property
    def total(self) -> Series:
        """Cumulative cash."""
        return np.asarray(np.cumsum(self.net, axis=0))


def months_of(hire: Hire) -> int:
    """Return the months of the horizon."""
    return int(np.max(hire.horizon))


def cash(hire: Hire, months: int | None = None, pay: Pay | None = None) -> Cash:
    """Return the cash of each month 0 to `months`; pay: another formula than the one offered.

    Raises ValueError where a wage is neither typed nor in the practice's staff table.
    """
    held = months_of(hire) if months is None else months
    done = work(hire.volume, held)
    costs, own = hire.costs, pay or hire.pay
    made = paid(own, hire.start, done.collected, done.rvus)
    net_of_moved = times(done.collected, 1 - np.asarray(hire.moved))
    rise = _rises(costs.rise, held)
    lines: dict[str, Any] = {
        "collected": done.collected,
        "moved": -times(done.collected, hire.moved),
        "variable": -times(net_of_moved, costs.variable),
        "drugs": times(done.full, costs.drug_margin) / MONTHS,
        "base": -made.base,
        "benefits": -_monthly(costs.benefits, rise),
        "malpractice": -_monthly(costs.malpractice, rise),
        "staff": -_sum([_staffed(one, name, rise) for name, one in costs.staff.items()], held),
        "fixed": -_sum([_monthly(one, rise) for one in costs.fixed.values()], held),
        "incentive": -made.incentive,
    }
    once = {name: -_once(one, held) for name, one in costs.once.items()}
    lines["once"] = _sum(list(once.values()), held)
    lines["top_up"] = np.zeros(held + 1)
    if hire.guarantee is not None:
        names = ("variable", "benefits", "malpractice", "staff", "fixed")
        added = -_sum([lines[name] for name in names], held)
        kept = _sum([lines["collected"], lines["moved"]], held)
        lines["top_up"] = topped_up(hire.guarantee, *_level(kept, added))
    contribution = _sum([lines[name] for name in RECURRING], held)
    net = _sum([contribution, lines["incentive"], lines["once"]], held)
    return Cash(done, made, {name: lines[name] for name in LINES}, once, contribution, net)


def yearly(series: Series, months: int) -> list[Any]:
    """Return sums by year of the contract; the first holds month 0 too, the last may be in part."""
    ends = [*range(MONTHS, months, MONTHS), months]
    starts = [0, *(end + 1 for end in ends[:-1])]
    return [series[one : end + 1].sum(axis=0) for one, end in zip(starts, ends, strict=True)]


def staff_cost(costs: Costs) -> Any:
    """Return what the added staff costs a year, in the first year's dollars."""
    return sum((_cost_of(one, name) * one.fte for name, one in costs.staff.items()), 0.0)


def fixed_cost(hire: Hire, pay: Pay | None = None) -> Any:
    """Return pay without bonus, benefits, malpractice, staff and fixed cost of a year."""
    costs, own = hire.costs, pay or hire.pay
    fixed = sum(costs.fixed.values(), 0.0)
    return own.base + costs.benefits + costs.malpractice + staff_cost(costs) + fixed


def _cost_of(one: StaffNeed, name: str) -> Any:
    if one.cost_per_fte is None:
        raise ValueError(
            f"costs.staff.{name}.cost_per_fte: no wage is typed and no staff table names {name}"
        )
    return one.cost_per_fte


def _staffed(one: StaffNeed, name: str, rise: Series) -> Series:
    since = np.arange(len(rise)) >= max(1.0, float(np.max(one.from_month)))
    yearly_cost = np.asarray(_cost_of(one, name) * one.fte)
    made = _monthly(yearly_cost, rise)
    return np.asarray(made * (since[:, None] if made.ndim > 1 else since))


def _rises(rise: Any, months: int) -> Series:
    """What yearly costs have risen to by month: 1 through the first year; nothing in month 0."""
    years = np.maximum(np.arange(months + 1) - 1, 0) // MONTHS
    grown = (1 + np.asarray(rise)) ** (years[:, None] if np.ndim(rise) else years)
    grown[0] = 0.0
    return np.asarray(grown)


def _monthly(amount: Any, rise: Series) -> Series:
    return times(rise, amount) / MONTHS


def _once(one: OneOff, months: int) -> Series:
    weights = (np.arange(months + 1) == int(np.max(one.month))).astype(np.float64)
    return times(weights, one.amount)


def _level(*parts: Any) -> list[Any]:
    most = max(part.ndim for part in parts)
    return [part if part.ndim == most else part[:, None] for part in parts]


def _sum(parts: list[Any], months: int) -> Series:
    made = _level(np.zeros(months + 1), *parts)
    return np.asarray(sum(made[1:], made[0]))
