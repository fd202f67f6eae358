"""Buy-outs: what is owed to owners who leave, and whether those who stay can pay it.

    owed        share x (receivables + equipment ... less debt) + months of own pay
    a year      level over the stated years, with the stated interest
    cash flow   income of those who stay - their market pay, after the leaver's work is replaced
    cap         at most a share of cash flow in a year; what is over waits, first notice first

Coverage is cash flow over what is due in a year: under 1 those who stay work below market pay to
pay those who left. Solvent: coverage of 1 or more in every year, and what is owed no more than
what the whole practice is worth.

Sources: DOMAIN.md, section 7 (6 to 12 months of pay, 3 to 5 years, a cap and an insolvency test
are customs and unverified).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from practice_model.finance.present_value import payment
from practice_model.quantities import (
    USD,
    Months,
    Ratio,
    Share,
    SharePerYear,
    SignedUSDPerYear,
    USDPerYear,
    Years,
    terms,
)

MONTHS_A_YEAR = 12
HALF_A_CENT = 0.005


@terms
class BuyOut:
    """The formula of a buy-out.

    pay_months: of the leaver's own pay. years: over which it is paid, with `interest`. cap: the
    most of a year's cash flow; None is no cap. kept: part of a leaver's work that a successor at
    market pay keeps.
    """

    pay_months: Months
    years: Years
    interest: SharePerYear = 0.0
    cap: Share | None = None
    kept: Share = 1.0

    def __post_init__(self) -> None:
        if np.ndim(self.years) or self.years < 1 or self.years % 1:
            raise ValueError(f"years must be a whole number of 1 or more, not {self.years}")


@terms
class Owner:
    """One owner as a buy-out sees him.

    margin: what his work leaves before own pay. after: years from now at which he leaves.
    """

    share: Share
    pay: USDPerYear
    market_pay: USDPerYear
    margin: SignedUSDPerYear
    after: Years | None = None


@terms
class Owed:
    """What one leaver is owed, in USD: his part of what is there, months of pay, and a year's due.

    due: a year, with interest.
    """

    hard: USD
    pay: USD
    total: USD
    due: USDPerYear


@dataclass(frozen=True, eq=False)
class Run:
    """One case by year, in USD: due by contract, paid under the cap, waiting, and cash flow.

    owed: by leaver. coverage: cash flow over due in the leanest year, None where nothing is due.
    paid_off: the year in which the last is paid, None where it is not in the years shown.
    """

    owed: Mapping[str, Owed]
    due: np.ndarray
    paid: np.ndarray
    waiting: np.ndarray
    cash_flow: np.ndarray
    coverage: float | None
    paid_off: int | None
    solvent: bool


@terms
class BuyOutCase:
    """One case told: what is owed, the first year's due, the leanest cover, the years it takes."""

    owed: USD
    due: USDPerYear
    cash_flow: SignedUSDPerYear
    coverage: Ratio | None
    years: Years | None


def owed_to(owner: Owner, hard: float, how: BuyOut) -> Owed:
    """Return what an owner who leaves is owed; hard: value without goodwill, in USD.

    >>> made = owed_to(Owner(share=.5, pay=600_000, market_pay=450_000, margin=0),
    ...     700_000, BuyOut(pay_months=6, years=4))
    >>> made.total, made.due
    (650000.0, 162500.0)
    """
    part = max(hard, 0.0) * float(owner.share)
    pay = float(owner.pay) * float(how.pay_months) / MONTHS_A_YEAR
    total = part + pay
    due = float(payment(total, how.interest, int(how.years)))
    return Owed(hard=part, pay=pay, total=total, due=due)


def left_after(
    pool: float, owners: Mapping[str, Owner], leavers: Sequence[str], kept: float
) -> Any:
    """Return what a year leaves over the market pay of those who stay, in USD.

    A leaver's margin goes; a successor brings back what he keeps of it, less market pay, and is
    not hired where that is a loss.
    """
    gone = sum(
        float(owners[name].margin)
        - max(kept * float(owners[name].margin) - float(owners[name].market_pay), 0.0)
        for name in leavers
    )
    stay = sum(float(one.market_pay) for name, one in owners.items() if name not in leavers)
    return pool - gone - stay


def run(
    pool: float,
    value: tuple[float, float],
    owners: Mapping[str, Owner],
    how: BuyOut,
    years: int,
) -> Run:
    """Return the buy-outs of all owners who leave, year by year (1 to years).

    pool: income of all owners a year before any of them leaves. value: of the practice without
    goodwill, and whole. Raises ValueError where nobody stays to pay.
    """
    hard, whole = value
    order = sorted(
        (name for name, one in owners.items() if one.after is not None),
        key=lambda name: (float(owners[name].after or 0.0), name),
    )
    if len(order) == len(owners):
        raise ValueError("every owner leaves, so nobody stays to pay a buy-out: name one who does")
    owed = {name: owed_to(owners[name], hard, how) for name in order}
    due, paid, waiting, cash = (np.zeros(years) for _ in range(4))
    open_: dict[str, float] = dict.fromkeys(order, 0.0)
    for at in range(years):
        gone = [name for name in order if float(owners[name].after or 0.0) <= at]
        cash[at] = left_after(pool, owners, gone, float(how.kept))
        for name in gone:
            if at < float(owners[name].after or 0.0) + int(how.years):
                due[at] += float(owed[name].due)
                open_[name] += float(owed[name].due)
        room = np.inf if how.cap is None else max(float(how.cap) * cash[at], 0.0)
        for name in order:  # first notice, first paid
            part = min(open_[name], room)
            open_[name] -= part
            room -= part
            paid[at] += part
        waiting[at] = sum(open_.values())
    lean = [cash[at] / due[at] for at in range(years) if due[at] > 0]
    coverage = max(float(min(lean)), 0.0) if lean else None
    owed_all = sum(float(one.total) for one in owed.values())
    return Run(
        owed=owed,
        due=due,
        paid=paid,
        waiting=waiting,
        cash_flow=cash,
        coverage=coverage,
        paid_off=_paid_off(waiting, paid, due, owners, how, order),
        solvent=(coverage is None or coverage >= 1) and owed_all <= max(whole, 0.0) + HALF_A_CENT,
    )


def _paid_off(  # noqa: PLR0917 - what a run has by year
    waiting: np.ndarray,
    paid: np.ndarray,
    due: np.ndarray,
    owners: Mapping[str, Owner],
    how: BuyOut,
    order: Sequence[str],
) -> int | None:
    if not order:
        return 0
    last = max(float(owners[name].after or 0.0) for name in order) + int(how.years)
    if last > len(due) or waiting[-1] > HALF_A_CENT:
        return None
    return int(np.flatnonzero(paid > HALF_A_CENT)[-1]) + 1


def case_of(made: Run) -> BuyOutCase:
    """Return the figures of a case that a page tells."""
    at = int(np.argmax(made.due))
    return BuyOutCase(
        owed=sum(float(one.total) for one in made.owed.values()),
        due=float(made.due[at]),
        cash_flow=float(made.cash_flow[at]),
        coverage=made.coverage,
        years=None if made.paid_off is None else float(made.paid_off),
    )
