"""Capacity: what each resource costs a year and can really give, and so what its minute costs.

Pools are sums of the tables; rates are pools over practical capacity and take draws. Doctors are
costed at market pay, owners too, so that nobody is free. What serves all alike is one rate for an
encounter of the practice and one for a case of the surgery center. Dollars of the tables' year.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from practice_model.costs.terms import Capacity, Center, Costing, Outlook
from practice_model.practice import Resource, cost_per_minute
from practice_model.quantities import (
    FTE,
    Count,
    DaysPerWeek,
    MinutesPerYear,
    Number,
    USDPerCase,
    USDPerEncounter,
    USDPerMinute,
    USDPerYear,
    terms,
)

LANE = "lane"
OPERATING, PRE_POST, ADMINISTRATION = "operating", "pre_post", "administration"
GENERAL = "general"
STAFF_ROLES = "staff_roles"
LANES_FOLLOW = "lane_minutes"


def doctor(provider: str) -> str:
    """Return the name of a provider's own time as a resource.

    >>> doctor("A")
    'doctor A'
    """
    return f"doctor {provider}"


@terms
class Pools:
    """What the tables say of a year's cost by resource, before any estimate enters.

    staff, fte: by resource of the practice. doctors: market pay. general: what serves all alike.
    center_*: by operating, pre_post, administration; wages apart from the rest.
    """

    staff: dict[str, USDPerYear]
    fte: dict[str, FTE]
    doctors: dict[str, USDPerYear]
    doctor_minutes: dict[str, MinutesPerYear]
    occupancy: USDPerYear
    lanes: Count
    general_wages: USDPerYear
    general_other: USDPerYear
    center_wages: dict[str, USDPerYear]
    center_other: dict[str, USDPerYear]
    operating_days: DaysPerWeek
    pre_post_minutes: MinutesPerYear


@terms
class Rates:
    """What one minute of each resource costs, one encounter's general cost, one center case's."""

    minute: dict[str, USDPerMinute]
    encounter: USDPerEncounter
    case: USDPerCase | None


def pools(costing: Costing, pre_post_minutes: float = 0.0) -> Pools:
    """Return the yearly cost of each resource as the tables have it.

    pre_post_minutes: what the year's cases used before and after surgery.
    """
    staff = costing.staff
    own = staff[staff["place"] == "practice"]
    paid = own["fte"] * own["cost_per_fte"]
    timed = own["resource"] != ""
    overhead = costing.overhead.groupby("driver")["amount"].sum()
    general_roles = float(paid[~timed & (own["driver"] == GENERAL)].sum())
    who = costing.providers.set_index("provider")
    return Pools(
        staff=_by(paid[timed], own["resource"][timed]),
        fte=_by(own["fte"][timed], own["resource"][timed]),
        doctors=_by(who["market_pay"], who.index.to_series()),
        doctor_minutes=_by(who["practical_minutes"], who.index.to_series()),
        occupancy=float(overhead.get(LANES_FOLLOW, 0.0)),
        lanes=int(costing.sites.loc[costing.sites["place"] == "practice", "lanes"].sum()),
        general_wages=general_roles,
        general_other=float(overhead.get(GENERAL, 0.0)),
        center_wages=_center_wages(costing),
        center_other=_center_other(costing.center),
        operating_days=_operating_days(costing.center),
        pre_post_minutes=pre_post_minutes,
    )


def resources(
    held: Pools, capacity: Capacity, center: Center | None = None, outlook: Outlook | None = None
) -> dict[str, Resource]:
    """Return every resource with its cost a year and its practical minutes a year.

    One without minutes is left out; `checks.faults` tells where a service takes its minutes.

    >>> one = Pools(staff={"technician": 615_500}, fte={"technician": 10}, doctors={},
    ...     doctor_minutes={}, occupancy=0, lanes=0, general_wages=0, general_other=0,
    ...     center_wages={}, center_other={}, operating_days=0, pre_post_minutes=0)
    >>> hours = Capacity(hours_per_fte=1880, people=.8, lane_weeks=48, lane_days=5, lane_hours=8,
    ...     lanes=.85, lane_share=.85, encounters=30_500)
    >>> resources(one, hours)["technician"].practical_minutes
    902400.0
    """
    ahead = outlook or Outlook()
    made = {
        name: _resource(cost * ahead.wages, held.fte[name] * _minutes_of_fte(capacity))
        for name, cost in held.staff.items()
        if np.any(held.fte[name])
    }
    made |= {
        doctor(name): _resource(pay * ahead.doctors, held.doctor_minutes[name])
        for name, pay in held.doctors.items()
        if np.any(held.doctor_minutes[name])
    }
    if held.lanes:
        cost = held.occupancy * capacity.lane_share * ahead.rent
        made[LANE] = _resource(cost, held.lanes * _minutes_of_lane(capacity))
    return made | _center_resources(held, center, ahead)


def rates(
    held: Pools,
    capacity: Capacity,
    center: Center | None = None,
    outlook: Outlook | None = None,
    given: Mapping[str, Resource] | None = None,
) -> Rates:
    """Return what a minute, an encounter and a center case cost; `given` stands in by name."""
    ahead = outlook or Outlook()
    supplied = resources(held, capacity, center, ahead) | dict(given or {})
    general = held.general_wages * ahead.wages + held.general_other
    return Rates(
        minute={name: cost_per_minute(one) for name, one in supplied.items()},
        encounter=general / capacity.encounters,
        case=None if center is None else _administration(held, ahead) / center.capacity.cases,
    )


def outside_rates(costing: Costing) -> dict[str, Number]:
    """Return the overhead that no rate carries, by line, in dollars a year.

    Full cost leaves it out: equipment, premises beyond the lanes, what follows lines or drugs.
    Supplies stand here too, since services take their own from invoices.
    """
    told = costing.overhead[~costing.overhead["driver"].isin([GENERAL, STAFF_ROLES])]
    rest = 1 - costing.capacity.lane_share
    return {
        str(line): amount * (rest if driver == LANES_FOLLOW else 1.0)
        for line, amount, driver in zip(told["line"], told["amount"], told["driver"], strict=True)
    }


def staffed_room_minutes(held: Pools, center: Center) -> Number:
    """Return the minutes a year in which a room stands staffed: days a week x weeks x a day."""
    hours: Number = held.operating_days * center.capacity.weeks * center.capacity.minutes_a_day
    return hours


def _resource(cost: Number, minutes: Number) -> Resource:
    return Resource(cost=cost, practical_minutes=minutes)


def _minutes_of_fte(capacity: Capacity) -> Number:
    return capacity.hours_per_fte * 60 * capacity.people


def _minutes_of_lane(capacity: Capacity) -> Number:
    hours = capacity.lane_weeks * capacity.lane_days * capacity.lane_hours
    return hours * 60 * capacity.lanes


def _center_resources(held: Pools, center: Center | None, ahead: Outlook) -> dict[str, Resource]:
    if center is None:
        return {}
    room = staffed_room_minutes(held, center) * center.capacity.rooms
    made = {OPERATING: _resource(_center_cost(held, OPERATING, ahead), room)}
    if held.pre_post_minutes:
        beds = held.pre_post_minutes / center.capacity.pre_post_used
        made[PRE_POST] = _resource(_center_cost(held, PRE_POST, ahead), beds)
    return made


def _administration(held: Pools, ahead: Outlook) -> Number:
    return _center_cost(held, ADMINISTRATION, ahead)


def _center_cost(held: Pools, pool: str, ahead: Outlook) -> Number:
    wages = held.center_wages.get(pool, 0.0) * ahead.wages
    return wages + held.center_other.get(pool, 0.0)


def _center_wages(costing: Costing) -> dict[str, Number]:
    own = costing.staff[costing.staff["place"] == "center"]
    return _by(own["fte"] * own["cost_per_fte"], own["resource"])


def _center_other(center: Center | None) -> dict[str, Number]:
    if center is None:
        return {}
    lines = center.income
    return {
        pool: float((lines["amount"] * lines[f"{pool}_share"].fillna(0.0)).sum())
        for pool in (OPERATING, PRE_POST, ADMINISTRATION)
    }


def _operating_days(center: Center | None) -> float:
    return 0.0 if center is None else float(center.calendar["operating_days_per_week"].sum())


def _by(amounts: pd.Series, names: pd.Series) -> dict[str, Number]:
    return {str(name): float(one) for name, one in amounts.groupby(names).sum().items()}
