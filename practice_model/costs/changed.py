"""Costing after a deal: the tables with the people, the doctor and the costs that it brings.

Deals meet here: a hire brings a doctor, staff and rooms, a machine brings a yearly cost. What a
minute costs afterwards follows from the changed tables by the same rules as before. Minutes that a
deal takes or saves change no table; they are used, not supplied (`capacity_after`).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from practice_model.costs.capacity import STAFF_ROLES
from practice_model.costs.terms import Costing
from practice_model.practice import PracticeChange
from practice_model.quantities import (
    FTE,
    MinutesPerYear,
    Number,
    Ratio,
    SignedMinutesPerYear,
    terms,
)
from practice_model.records import replaced
from practice_model.tables import refuse_draws

APART: Final = "equipment"  # the driver of costs that no minute carries
MINUTES: Final = 60
SOURCE: Final = {"source": "a deal of this scenario"}


@terms
class Use:
    """A resource's year: practical minutes supplied and used, and the part that is used.

    needed: people it would take to bring the use down to what can practically be given; 0 where it
    is no more.
    """

    supplied: MinutesPerYear
    used: SignedMinutesPerYear
    share: Ratio
    needed: FTE


def costing_after(costing: Costing, changes: Iterable[PracticeChange]) -> Costing:
    """Return costing with the people, doctors and costs of all changes in its tables.

    Raises ValueError for changes that are drawn, wages without people, or a doctor whose name is
    one already.
    """
    made = costing
    for change in changes:
        refuse_draws(change)
        made = _after(made, change)
    return made


def capacity_after(
    supplied: Number, used: Number, resource: str, changes: Iterable[PracticeChange], fte: Number
) -> Use:
    """Return what a resource supplies and uses after changes; fte: minutes that one person gives.

    >>> capacity_after(900, 800, "technician", [PracticeChange(minutes={"technician": 200})], 90)
    Use(supplied=900.0, used=1000.0, share=1.1111111111111112, needed=1.1111111111111112)
    """
    for change in changes:
        supplied = supplied + change.fte.get(resource, 0.0) * fte
        used = used + change.minutes.get(resource, 0.0)
    over = max(float(used) - float(supplied), 0.0)
    return Use(
        supplied=supplied, used=used, share=max(float(used), 0.0) / float(supplied),
        needed=over / float(fte),
    )  # fmt: skip


def minutes_of_fte(costing: Costing) -> Number:
    """Return the practical minutes a year of one full-time employee."""
    minutes: Number = costing.capacity.hours_per_fte * MINUTES * costing.capacity.people
    return minutes


def _after(costing: Costing, change: PracticeChange) -> Costing:
    staff, overhead = costing.staff, costing.overhead
    unpaid = sorted(set(change.wages) - {name for name, fte in change.fte.items() if fte})
    if unpaid:
        raise ValueError(f"wages of {', '.join(unpaid)}: no people are added there")
    rows: list[dict[str, Any]] = []
    for name, fte in change.fte.items():
        if fte:
            each = float(change.wages.get(name, 0.0)) / float(fte)
            rows.append({**_like(staff, name), "fte": float(fte), "cost_per_fte": each})
    wages = sum(float(one) for one in change.wages.values())
    paid = overhead["driver"].eq(STAFF_ROLES)
    if wages and paid.any():
        first = paid & ~paid.duplicated()
        overhead = overhead.assign(amount=overhead["amount"] + first * wages)
    if change.fixed:
        blank: dict[str, Any] = dict.fromkeys(overhead.columns, "")
        row = (
            blank
            | SOURCE
            | {
                "line": _free("added by a deal", overhead["line"]),
                "amount": float(change.fixed),
                "driver": APART,
            }
        )
        overhead = pd.concat([overhead, pd.DataFrame([row])], ignore_index=True)
    return replaced(
        costing,
        {
            "staff": _with_rows(staff, rows),
            "overhead": overhead,
            "providers": _with_doctors(costing.providers, change),
        },
    )


def _like(staff: pd.DataFrame, resource: str) -> Mapping[str, Any]:
    """A row of the table for more people of a resource: what it is driven by stays."""
    own = staff[staff["place"].eq("practice") & staff["resource"].eq(resource)]
    if own.empty:
        known = ", ".join(sorted(set(staff.loc[staff["place"].eq("practice"), "resource"]) - {""}))
        raise ValueError(f"fte: {resource!r} is no resource of the staff table; there are {known}")
    return {**_row(own), **SOURCE, "role": _free(f"{resource}, added", staff["role"])}


def _row(table: pd.DataFrame) -> dict[str, Any]:
    """The first row of a table, as the pattern of a new one."""
    return {str(name): value for name, value in table.iloc[0].to_dict().items()}


def _with_rows(table: pd.DataFrame, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    if not rows:
        return table
    return pd.concat([table, pd.DataFrame(rows)], ignore_index=True)[list(table.columns)]


def _with_doctors(providers: pd.DataFrame, change: PracticeChange) -> pd.DataFrame:
    taken = sorted(set(change.doctor_minutes) & set(providers["provider"]))
    if taken:
        raise ValueError(f"doctor {', '.join(taken)} is here already; give who joins another name")
    rows = []
    for name, minutes in change.doctor_minutes.items():
        cost = float(change.doctor_cost.get(name, 0.0))
        row = _row(providers) | SOURCE | {
            "provider": name, "npi": _free_npi(providers["npi"]), "role": "joins by a deal",
            "owns_practice": 0.0, "owns_center": 0.0, "paid_by_owner_income": False,
            "practical_minutes": float(minutes), "booked_share": 0.0, "half_days_per_week": 0.0,
            "operating_days_per_week": 0.0, "malpractice": 0.0, "scribe_share": 0.0,
            "pay": cost, "market_pay": cost,
        }  # fmt: skip
        rows.append(row)
    return _with_rows(providers, rows)


def _free(name: str, taken: pd.Series) -> str:
    held, made, count = set(taken), name, 1
    while made in held:
        count += 1
        made = f"{name} {count}"
    return made


def _free_npi(taken: pd.Series) -> str:
    held = set(taken)
    return next(made for at in range(len(held) + 1) if (made := f"{at:010d}") not in held)
