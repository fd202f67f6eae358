"""Slots: where each unit of an order would go, and what it alone adds to a year.

Only increments count. A unit that replaces one adds new payable scans, minutes saved on scans that
are done anyway, and repairs avoided. Where the present unit's service support ends inside the
horizon it also keeps what would be lost without it: scans that the other units of the site cannot
carry, and the waiting in front of them. An added unit at a site shortens the line and carries what
was turned away. Each unit is judged with the ones before it in place; the next one is the one that
adds most. Dollars a year before tax; `kept` and `waited` run from `kept_from` on.

Source: DOMAIN.md section 9 (incremental only); the line at a machine: equipment_queue.
"""

from collections.abc import Sequence
from dataclasses import field
from datetime import date
from typing import Any, Literal, NamedTuple

import numpy as np

from practice_model.deals.equipment_queue import Waiting, waiting
from practice_model.finance.present_value import MONTHS, Series
from practice_model.quantities import (
    HoursPerYear,
    Minutes,
    Months,
    Number,
    Ratio,
    Share,
    SharePerYear,
    SignedUSDPerYear,
    UnitsPerMonth,
    UnitsPerYear,
    USDPerMinute,
    USDPerMonth,
    USDPerUnit,
    USDPerYear,
    Year,
    Years,
    terms,
)

Kind = Literal["forced", "replacement", "addition", "first"]


@terms
class Present:
    """One unit that stands at a site today: when bought, and when its service support ends."""

    site: str
    bought: Year | None = None
    support_ends: date | None = None


@terms
class SiteUse:
    """A site's year: payable scans done now, hours in which it scans, new payable scans a month."""

    scans: UnitsPerYear = 0.0
    hours: HoursPerYear
    new: UnitsPerMonth = 0.0
    named: str = ""


@terms
class Flow:
    """The line at a machine.

    minutes: a scan holds the machine. busiest: most of the open time a unit can be taken. peak:
    arrivals over the mean while scans come (all come in 1/peak of the open hours). spread: of the
    scan time over its mean (1: M/M/c). lost: part of what a stopped unit did that is lost, the rest
    is scanned elsewhere or later. idle: part of each waited minute that a resource stands idle.
    """

    minutes: Minutes
    busiest: Share = 0.85
    peak: Ratio = 1.0
    spread: Ratio = 1.0
    lost: Share = 1.0
    idle: dict[str, Share] = field(default_factory=dict)


@terms
class Case:
    """Everything that the value of an order rests on, in its final units.

    collected, variable: dollars a scan; displaced: what a new one takes from another test. saved:
    minutes a scan that a new unit saves, at saved_rate. repairs: avoided a year by the whole order.
    ramp: months until new scans are full, in a straight line. space: room a month. idle_rate:
    dollars a waited minute costs. additions: sites where a further unit may stand.
    """

    years: Years
    rate: SharePerYear
    tax: Share
    placed: date
    sites: dict[str, SiteUse]
    present: list[Present]
    additions: list[str]
    collected: USDPerUnit
    variable: USDPerUnit
    saved: Minutes
    saved_rate: USDPerMinute
    repairs: USDPerYear
    ramp: Months = 0.0
    displaced: USDPerUnit = 0.0
    space: USDPerMonth = 0.0
    flow: Flow | None = None
    idle_rate: USDPerMinute = 0.0


class Slot(NamedTuple):
    """One unit: where, why, the scans that it would do a year, and what it adds (USD a year)."""

    site: str
    kind: Kind
    replaces: Present | None
    scans: Number
    new: Number  # payable scans a month
    new_collected: Number
    new_variable: Number
    minutes: Number
    repairs: Number
    kept: Number
    waited: Number
    kept_from: int

    @property
    def fresh(self) -> Number:
        """What the unit adds whether or not the old one could go on: never counts kept scans."""
        return self.new_collected - self.new_variable + self.minutes + self.repairs

    @property
    def whole(self) -> Number:
        """All that the unit adds in a full year."""
        return self.fresh + self.kept + self.waited


@terms
class Benefits:
    """What an order adds in a full year before tax, in USD: parts sum.

    revenue: collected on new scans. fresh: revenue less its variable cost, and minutes saved and
    repairs avoided. whole: with what would be lost or waited without the units.
    """

    new_scans: UnitsPerMonth
    revenue: USDPerYear
    variable: USDPerYear
    minutes: USDPerYear
    repairs: USDPerYear
    fresh: SignedUSDPerYear
    kept: SignedUSDPerYear
    waited: SignedUSDPerYear
    whole: SignedUSDPerYear


def slots(case: Case, most: int, like: Sequence[Slot] = ()) -> list[Slot]:
    """Return up to `most` slots in the order in which they would be filled.

    Units whose support ends come first, then whatever adds most. like: slots whose places come
    first and in their order, so that draws are of the order that was chosen. Fewer are returned
    where no further unit has a place.
    """
    open_ = _candidates(case)
    taken: list[Slot] = []
    for one in like[:most]:
        same = next(
            at
            for at, (site, old) in enumerate(open_)
            if site == one.site and _same(old, one.replaces)
        )
        taken.append(_slot(case, open_.pop(same), taken))
    while open_ and len(taken) < most:
        judged = [_slot(case, one, taken) for one in open_]
        best = max(
            range(len(judged)),
            key=lambda at: (judged[at].kind == "forced", float(np.mean(judged[at].whole)), -at),
        )
        taken.append(judged[best])
        open_.pop(best)
    return taken


def _same(one: Present | None, other: Present | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.bought, one.support_ends) == (other.bought, other.support_ends)


def _candidates(case: Case) -> list[tuple[str, Present | None]]:
    replaced = sorted(case.present, key=lambda one: one.bought or 0)
    return [*((one.site, one) for one in replaced), *((site, None) for site in case.additions)]


def ends_in(case: Case, one: Present | None) -> int | None:
    """Return the month from which a present unit is out of support, None past the horizon."""
    if one is None or one.support_ends is None:
        return None
    months = (one.support_ends.year - case.placed.year) * MONTHS
    months += one.support_ends.month - case.placed.month
    return max(months, 0) if months < MONTHS * float(np.max(case.years)) else None


def _slot(case: Case, chosen: tuple[str, Present | None], taken: Sequence[Slot]) -> Slot:
    site, present = chosen
    use = case.sites[site]
    ends = ends_in(case, present)
    here = [one for one in case.present if one.site == site]
    first = not any(one.site == site for one in taken)
    kind: Kind = "addition" if here or not first else "first"
    if present is not None:
        kind = "replacement" if ends is None else "forced"
    new: Number = use.new if first else 0.0
    at_site = max(len(here), 1)
    own = use.scans / at_site if present is not None else 0.0 * use.scans
    kept, waited = _without(case, site, present, ends, taken)
    return Slot(
        site=site, kind=kind, replaces=present, scans=own + MONTHS * new, new=new,
        new_collected=MONTHS * new * case.collected,
        new_variable=MONTHS * new * (case.variable + case.displaced),
        minutes=own * case.saved * case.saved_rate,
        repairs=case.repairs * _repair_part(case, present),
        kept=kept, waited=waited, kept_from=ends or 0,
    )  # fmt: skip


def _repair_part(case: Case, present: Present | None) -> float:
    """Repairs fall on the units that lose support, or on all where none does, in equal parts."""
    old = [one for one in case.present if ends_in(case, one) is not None] or case.present
    return 1 / len(old) if any(one is present for one in old) else 0.0


def working(case: Case, site: str, taken: Sequence[Slot]) -> int:
    """Return the units of a site that work once support has ended, with what was bought so far."""
    bought = [one for one in taken if one.site == site]
    gone = [one.replaces for one in bought if one.replaces is not None]
    old = [
        one
        for one in case.present
        if one.site == site and ends_in(case, one) is None and not any(one is old for old in gone)
    ]
    return len(old) + len(bought)


def at_site(case: Case, site: str, servers: int, fresh: bool) -> Waiting | None:
    """Return a site's year at some units; None without a flow. fresh: new scans come on top."""
    if case.flow is None:
        return None
    use, flow = case.sites[site], case.flow
    return waiting(
        use.scans + (MONTHS * use.new if fresh else 0.0), use.hours, flow.minutes, servers,
        busiest=flow.busiest, peak=flow.peak, spread=flow.spread, idle_rate=case.idle_rate,
    )  # fmt: skip


def _without(
    case: Case, site: str, present: Present | None, ends: int | None, taken: Sequence[Slot]
) -> tuple[Number, Number]:
    """What would be lost, and waited, a year without this unit; nothing where the old one goes on.

    Waiting is compared on the scans that are done both ways.
    """
    if case.flow is None or (present is not None and ends is None):
        return 0.0, 0.0
    count = working(case, site, taken)
    before, after = at_site(case, site, count, False), at_site(case, site, count + 1, False)
    assert before is not None
    assert after is not None
    lost = (before.lost - after.lost) * case.flow.lost
    both = np.minimum(before.carried, after.carried)
    waited = both * (before.wait - after.wait) * case.idle_rate
    margin: Any = lost * (case.collected - case.variable)
    return margin, _plain(waited)


def _plain(number: Any) -> Any:
    return float(number) if np.ndim(number) == 0 else number


def benefits(filled: Sequence[Slot]) -> Benefits:
    """Return what some slots add together in a full year."""

    def total(name: str) -> Any:
        return sum((getattr(one, name) for one in filled), 0.0)

    return Benefits(
        new_scans=total("new"), revenue=total("new_collected"), variable=total("new_variable"),
        minutes=total("minutes"), repairs=total("repairs"), fresh=total("fresh"),
        kept=total("kept"), waited=total("waited"), whole=total("whole"),
    )  # fmt: skip


def gains(case: Case, filled: Sequence[Slot], *, kept: bool = True) -> Series:
    """Return what some slots add by month 1 to n, before tax: (n,) or (n, draws).

    kept: with what would be lost without the units, from the month their predecessors stop.
    """
    months = int(MONTHS * float(np.max(case.years)))
    at = np.arange(1, months + 1, dtype=np.float64)[:, None]
    ramp = np.atleast_1d(np.maximum(np.asarray(case.ramp), 1e-9))
    full = np.minimum(at / ramp, 1.0) if np.any(np.asarray(case.ramp) > 0) else np.ones_like(at)
    total: Any = np.zeros((months, 1))
    for one in filled:
        margin = np.atleast_1d(one.new_collected - one.new_variable)
        always = np.atleast_1d(one.minutes + one.repairs)
        total = total + (full * margin + always) / MONTHS
        if kept:
            stands = np.atleast_1d(one.kept + one.waited) / MONTHS
            total = total + np.where(at > one.kept_from, stands, 0.0)
    return np.asarray(total[:, 0] if total.shape[1] == 1 else total)
