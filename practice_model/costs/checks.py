"""Checks: what is wrong between the tables of costing, and between them and the practice.

Each table is checked cell by cell when it is read; here stands what only shows when they are laid
side by side: minutes that nothing supplies, capacity of zero, a driver that no step has, steps
that overlap, payers and providers that the practice does not know. All faults are told at once,
each as `table: place, value and mend`, so that a reader can name the file. Estimates may be draws:
of them only a capacity of nothing is a fault.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from practice_model.costs.capacity import (
    ADMINISTRATION,
    GENERAL,
    LANE,
    OPERATING,
    PRE_POST,
    STAFF_ROLES,
    doctor,
)
from practice_model.costs.equations import DOCTOR
from practice_model.costs.hassle import BILLING
from practice_model.costs.hassle import STAFF as AUTHORIZING
from practice_model.costs.overhead_rules import DIRECT
from practice_model.costs.step_checks import step_faults
from practice_model.costs.terms import Capacity, Center, CenterCapacity, Costing
from practice_model.faults import did_you_mean
from practice_model.practice import OUTSIDE, Provider, Resource
from practice_model.records import figures

KINDS = ("MD", "OD", "PA", "NP", "other")
POOL_SHARES = ("operating_share", "pre_post_share", "administration_share", "case_share")
MAY_BE_NOTHING = frozenset({"lane_share"})  # lanes may carry none of the rent
CENT = 0.005
ROUNDING = 1e-9


def faults(
    costing: Costing,
    *,
    providers: Mapping[str, Provider] | None = None,
    payers: Iterable[str] | None = None,
    resources: Mapping[str, Resource] | None = None,
) -> list[str]:
    """Return everything that keeps a practice from being costed, or no sentence.

    providers: who treats, as the practice names them. payers: those of whom a contract is known.
    resources: those that the practice prices itself, which stand in for the tables' by name. What
    is left out is not checked.
    """
    return [
        *_capacity_faults("capacity", costing.capacity),
        *(_capacity_faults("center.capacity", costing.center.capacity) if costing.center else ()),
        *step_faults(costing.time_equations, costing.services),
        *_supply_faults(costing, dict(resources or {})),
        *_avoidable_faults(costing, dict(resources or {})),
        *_hassle_faults(costing, dict(resources or {})),
        *_staff_line_faults(costing.overhead, costing.staff),
        *_premium_faults(costing.overhead, costing.providers),
        *_pay_faults(costing.providers),
        *(_center_faults(costing.center) if costing.center is not None else ()),
        *_twice(costing.providers, ["provider"], "providers"),
        *_twice(costing.yields, ["payer", "block"], "yields"),
        *_twice(costing.conduct, ["payer"], "conduct"),
        *(_provider_faults(costing, providers) if providers is not None else ()),
        *(_payer_faults(costing, list(payers)) if payers is not None else ()),
    ]


def _capacity_faults(place: str, capacity: Capacity | CenterCapacity) -> Iterator[str]:
    """Capacities of nothing, by which no cost can be divided; a share of the rent may be 0."""
    for name, (figure, _) in figures(capacity).items():
        if name not in MAY_BE_NOTHING and np.any(np.asarray(figure) <= 0):
            yield f"{place}.{name}: must be more than 0, for costs are divided by it"


def _supply_faults(costing: Costing, given: Mapping[str, Resource]) -> Iterator[str]:
    """Minutes that nothing supplies, and resources that have none to give."""
    if costing.staff.empty or costing.providers.empty or costing.sites.empty:
        return
    timed = _timed(costing.staff)
    lanes = costing.sites.loc[costing.sites["place"] == "practice", "lanes"].sum()
    supplied = timed | {LANE: float(lanes)} | _of_center(costing.center)
    supplied |= {doctor(name): minutes for name, minutes in _doctors(costing.providers).items()}
    used = costing.time_equations.drop_duplicates("resource")
    steps = zip(used["resource"], used["equation"], used["step"], strict=True)
    for resource, equation, step in steps:
        if resource in given or resource == DOCTOR or supplied.get(resource, 0.0) > 0:
            continue
        where = f"step {step!r} of {equation}"
        if resource in timed:
            yield (
                f"staff: {resource} has 0 FTE, but {where} takes its minutes: a cost per minute "
                "needs minutes; give its FTE, or leave its steps out"
            )
        elif resource == LANE:
            yield (
                f"sites: no site of the practice has a lane, but {where} takes minutes of one; "
                "give the lanes, or leave these steps out"
            )
        elif resource not in supplied:
            known = sorted({DOCTOR, *supplied, *given})
            yield (
                f"time_equations: equation {equation}, step {step!r}: nothing supplies "
                f"{resource!r}{did_you_mean(resource, known)}"
                f" (resources: {', '.join(known)})"
            )
    yield from _idle_doctors(costing, given)
    if costing.center is not None and not supplied[OPERATING] and OPERATING not in given:
        yield (
            "center.calendar: nobody holds an operating day, so a room minute has no cost; give "
            "the days, or leave the center out"
        )


def _idle_doctors(costing: Costing, given: Mapping[str, Resource]) -> Iterator[str]:
    """Doctors without practical minutes for whom services stand."""
    table = costing.providers
    kinds = dict(zip(table["provider"], table["kind"].replace("DO", "MD"), strict=True))
    served = set(costing.services["provider"])
    for name, minutes in _doctors(table).items():
        gives = served & {name, kinds[name], ""}
        if minutes <= 0 and gives and doctor(name) not in given:
            yield (
                f"providers: {name} has 0 practical minutes, but services stand for {name}: a cost "
                "per minute needs minutes; give them, or leave the row out"
            )


def _timed(staff: pd.DataFrame) -> dict[str, float]:
    """FTE by resource of the practice."""
    own = staff[(staff["place"] == "practice") & (staff["resource"] != "")]
    return {str(name): float(fte) for name, fte in own.groupby("resource")["fte"].sum().items()}


def _doctors(table: pd.DataFrame) -> dict[str, float]:
    pairs = zip(table["provider"], table["practical_minutes"], strict=True)
    return {str(name): float(minutes) for name, minutes in pairs}


def _of_center(center: Center | None) -> dict[str, float]:
    """Operating days a week and minutes of a case, as signs of what the center can give."""
    if center is None:
        return {}
    days = float(center.calendar["operating_days_per_week"].sum())
    return {OPERATING: days, PRE_POST: float(center.cases["pre_post_minutes"].sum())}


def _avoidable_faults(costing: Costing, given: Mapping[str, Resource]) -> Iterator[str]:
    known = {GENERAL, ADMINISTRATION, LANE, *_timed(costing.staff), *given}
    known |= {*_of_center(costing.center), *map(doctor, _doctors(costing.providers))}
    for name in costing.avoidable:
        if name not in known and not costing.staff.empty:
            yield (
                f"avoidable: {name!r} is no resource{did_you_mean(name, sorted(known))} "
                f"(resources: {', '.join(sorted(known))})"
            )


def _hassle_faults(costing: Costing, given: Mapping[str, Resource]) -> Iterator[str]:
    """What takes minutes of one resource by its name, which somebody must supply."""
    supplied = {name for name, fte in _timed(costing.staff).items() if fte > 0} | given.keys()
    asked = [("authorizations", AUTHORIZING), ("hassle", BILLING)]
    for table, name in asked:
        if getattr(costing, table) is not None and name not in supplied and len(costing.staff):
            yield (
                f"{table}: takes minutes of {name}, but no role of the staff table has that "
                f"resource; name it there, or leave {table} out"
            )


def _staff_line_faults(overhead: pd.DataFrame, staff: pd.DataFrame) -> Iterator[str]:
    told = overhead[overhead["driver"] == STAFF_ROLES]
    own = staff[staff["place"] == "practice"]
    paid = float((own["fte"] * own["cost_per_fte"]).sum())
    amount = float(told["amount"].sum())
    if len(told) and len(staff) and abs(amount - paid) > CENT:
        yield (
            f"overhead: line {told['line'].iloc[0]!r} is {amount:,.2f}, but the staff table comes "
            f"to {paid:,.2f}; make them one amount"
        )


def _premium_faults(overhead: pd.DataFrame, providers: pd.DataFrame) -> Iterator[str]:
    """Lines that go to a provider directly are the premiums that the providers have."""
    told = overhead[overhead["driver"] == DIRECT]
    once = providers.drop_duplicates("provider")
    amount, premiums = float(told["amount"].sum()), float(once["malpractice"].sum())
    if len(overhead) and len(providers) and abs(amount - premiums) > CENT:
        yield (
            f"overhead: lines with driver {DIRECT!r} come to {amount:,.2f}, but malpractice in "
            f"providers to {premiums:,.2f}; make them one amount"
        )


def _pay_faults(providers: pd.DataFrame) -> Iterator[str]:
    """Who is employed is paid something; an owner's pay is what is left."""
    employed = ~providers["paid_by_owner_income"].astype(bool)
    for name in providers.loc[employed & providers["pay"].isna(), "provider"]:
        yield f"providers: {name} has no pay; give it, or say paid_by_owner_income"


def _center_faults(center: Center) -> Iterator[str]:
    by = ["hcpcs", "surgeon"] if "surgeon" in center.cases else ["hcpcs"]
    yield from _twice(center.cases, by, "center.cases")
    known = sorted(set(center.cases["hcpcs"]))
    for code in center.devices:
        if known and code not in known:
            yield (
                f"center.devices: {code} has a price, but no row among the cases"
                f"{did_you_mean(code, known)}"
            )
    shares = center.income[list(POOL_SHARES)].fillna(0.0).sum(axis=1)
    for line, share in zip(center.income["line"], shares, strict=True):
        if share > 1 + ROUNDING:
            yield (
                f"center.income: line {line!r} feeds {100 * share:g} percent of itself to the "
                "pools; its shares may add up to 1 at most"
            )


def _twice(table: pd.DataFrame | None, by: list[str], name: str) -> Iterator[str]:
    if table is None:
        return
    counts = Counter(zip(*(table[column] for column in by), strict=True))
    for key, count in counts.items():
        if count > 1:
            told = " ".join(str(part) for part in key if part != "")
            yield f"{name}: {told} stands {count} times; leave one row"


def _provider_faults(costing: Costing, providers: Mapping[str, Provider]) -> Iterator[str]:
    known = sorted(providers)
    costed = set(costing.providers["provider"])
    here = {name for name, one in providers.items() if one.works_here}
    for name in sorted(here - costed) if costed else ():
        yield (
            f"providers: no row for {name}, who works here, so a minute of {name} has no cost; add "
            "the row"
        )
    for table, column, name in _named(costing):
        if name not in {*providers, OUTSIDE}:
            yield f"{table}: {column} {name!r} is no provider of the practice{_known(name, known)}"
    for name in _of(costing.services, "provider"):
        if name == "DO":
            yield "services: provider 'DO' is never looked up; write MD, which stands for both"
        elif name not in providers and name not in KINDS:
            yield (
                f"services: provider {name!r} is neither a provider of the practice nor a kind of "
                f"them{_known(name, [*known, *KINDS])}"
            )


def _named(costing: Costing) -> Iterator[tuple[str, str, str]]:
    """Tables whose column names providers, with each name once."""
    tables: list[tuple[str, str, pd.DataFrame | None]] = [
        ("providers", "provider", costing.providers),
        ("site_visits", "provider", costing.site_visits),
        ("authorizations", "provider", costing.authorizations),
        ("premium_lenses", "provider", costing.premium_lenses),
        ("referrals", "provider", costing.referrals),
        ("referrals", "to", costing.referrals),
        ("center.cases", "surgeon", costing.center.cases if costing.center else None),
    ]
    for table, column, frame in tables:
        yield from ((table, column, name) for name in _of(frame, column))


def _payer_faults(costing: Costing, payers: list[str]) -> Iterator[str]:
    tables = [
        ("yields", costing.yields),
        ("conduct", costing.conduct),
        ("authorizations", costing.authorizations),
    ]
    for table, frame in tables:
        for name in _of(frame, "payer"):
            if name not in payers:
                yield f"{table}: payer {name!r} has no contract{_known(name, payers)}"
    told = _of(costing.yields, "payer")
    for name in payers:
        if told and name not in told:
            yield (
                f"yields: no row for {name}, so what arrives of its allowed dollars is not known; "
                "add its rows"
            )


def _of(table: pd.DataFrame | None, column: str) -> list[str]:
    """The names of a column, each once and in order; blanks stand for all and name nobody."""
    if table is None or column not in table:
        return []
    return [str(name) for name in dict.fromkeys(table[column]) if name != ""]


def _known(name: str, known: Iterable[str]) -> str:
    listed = list(known)
    return did_you_mean(name, listed) or f" (known: {', '.join(listed) or 'none'})"
