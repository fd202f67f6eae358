"""Capacity of the practice: what people and rooms could give, what the services took, what is idle.

Used are the minutes of the time equations at the year's volume. Where the practice counts minutes
or bookings of its own, their share stands beside: the two are different measures of one year, and
the larger decides what is idle.
Dollars of the claims' year; below 0 where more was used than the practical capacity holds.
"""

import pandas as pd

from practice_model.costs.capacity import (
    GENERAL,
    LANE,
    OPERATING,
    PRE_POST,
    outside_rates,
    resources,
)
from practice_model.costs.procedures import unused
from practice_model.practice import Resource
from practice_model.quantities import Count, SignedShare, SignedUSDPerYear, terms
from practice_model.questions.anatomy_year import FactBook, patient_services
from practice_model.questions.margins import SERVICE, minutes_used

OF_THE_CENTER = frozenset({OPERATING, PRE_POST})
OUTSIDE_HEADS = {"amount": "$ a year|bare"}
COUNTED = {
    "technician": "technician_minutes",
    LANE: "lane_minutes",
    "prior_authorization": "authorization_minutes",
}
WORDS = {
    "technician": "Technicians and imaging",
    "scribe": "Scribes",
    "front": "Front desk",
    "billing": "Billing",
    "prior_authorization": "Prior authorization",
    "coordinator": "Surgical coordination",
    LANE: "Exam lanes",
    GENERAL: "General costs, by encounters",
}


@terms
class PracticeCapacity:
    """What the practice's unused time costs a year, and its fullest resource (over 1: overrun)."""

    idle: SignedUSDPerYear
    resources: Count
    fullest: str
    fullest_share: SignedShare
    fullest_counted: SignedShare | None


def capacity_table(book: FactBook) -> pd.DataFrame:
    """Return a row a resource, most used first, and all.

    Columns label, role, supplied and used (minutes a year; encounters for general costs), share,
    counted (share by the practice's own count, NaN where it has none), idle (USD a year).
    """
    costing, costs = book.talk.costing, book.costs
    supplied = resources(costs.pools, costing.capacity, None, costing.outlook)
    supplied |= {
        name: one for name, one in book.talk.practice.resources.items() if name not in OF_THE_CENTER
    }
    used = _used(book)
    rows = {name: _row(book, name, one, used.get(name, 0.0)) for name, one in supplied.items()}
    general = costs.pools.general_wages + costs.pools.general_other
    all_cases = Resource(cost=general, practical_minutes=costing.capacity.encounters)
    rows[GENERAL] = _row(book, GENERAL, all_cases, _encounters(book))
    made = pd.DataFrame(rows).T.sort_values("share", ascending=False, kind="stable")
    made["role"] = "body"
    made.loc["all"] = {"label": "All", "idle": made["idle"].astype(float).sum(), "role": "total"}
    numbers = ["supplied", "used", "share", "counted", "idle"]
    return made.astype(dict.fromkeys(numbers, float))


def practice_capacity(table: pd.DataFrame) -> PracticeCapacity:
    """Return the sum of the table and its fullest resource."""
    body = table[table["role"] == "body"]
    first = body[body.index != GENERAL].iloc[0]
    return PracticeCapacity(
        idle=float(body["idle"].sum()),
        resources=len(body),
        fullest=str(first["label"]),
        fullest_share=float(first["share"]),
        fullest_counted=None if pd.isna(first["counted"]) else float(first["counted"]),
    )


def outside_rows(book: FactBook) -> pd.DataFrame:
    """Return the overhead that no minute, encounter or case carries, largest line first, and all.

    Columns label, role, amount (dollars a year), as the practice's own tables have them.
    """
    lines = pd.Series(outside_rates(book.talk.costing), dtype=float)
    lines = lines[lines > 0].sort_values(ascending=False, kind="stable")
    if lines.empty:
        return pd.DataFrame()
    made = pd.DataFrame({"label": [name.capitalize() for name in lines.index], "role": "body",
                         "amount": lines})  # fmt: skip
    made.loc["all"] = {"label": "All", "role": "total", "amount": float(lines.sum())}
    return made


def _row(book: FactBook, name: str, resource: Resource, used: float) -> dict[str, object]:
    counted = _counted_share(book, name, resource)
    most = max(used, (counted or 0.0) * float(resource.practical_minutes))
    return {
        "label": _words(book, name),
        "supplied": resource.practical_minutes,
        "used": used,
        "share": unused(resource, used).share_used,
        "counted": counted,
        "idle": unused(resource, most).cost_unused,
    }


def _words(book: FactBook, name: str) -> str:
    who = name.removeprefix("doctor ")
    if who == name:
        return WORDS.get(name, name.replace("_", " ").capitalize())
    known = book.talk.practice.providers.get(who)
    return f"{who}, {known.role}" if known is not None and known.role else who


def _counted_share(book: FactBook, name: str, resource: Resource) -> float | None:
    who = name.removeprefix("doctor ")
    if who != name:
        booked = book.talk.costing.providers.set_index("provider")["booked_share"].to_dict()
        return float(booked[who]) if who in booked else None
    if name == GENERAL:
        held = book.counted.uses.encounters
    elif name in COUNTED:
        held = getattr(book.counted.uses, COUNTED[name])
    else:
        held = None
    return None if held is None else float(sum(held.values())) / float(resource.practical_minutes)


def _used(book: FactBook) -> dict[str, float]:
    """Minutes of all services, those that only patients pay with them."""
    used = minutes_used(book.cells, book.costs.uses)
    for use, units in patient_services(book):
        for name, minutes in use.minutes.items():
            used[name] = used.get(name, 0.0) + float(minutes) * units
    return used


def _encounters(book: FactBook) -> float:
    counts = book.cells.groupby(SERVICE, sort=False)["units"].sum()
    own = sum(float(use.encounters) * float(counts[key]) for key, use in book.costs.uses.items())
    return own + sum(float(use.encounters) * units for use, units in patient_services(book))
