"""Overhead rules: who bears what of the practice's overhead, under each rule side by side.

The rule is itself negotiated among partners, so all are shown. Dollars a year, positive; every
rule adds up to the same total. Nothing is rounded here.

    equal          total / providers
    collections    total x own revenue (drugs at margin) / all revenue
    encounters     total x own encounters / all encounters
    time           total x own booked minutes / all booked minutes
    space          total x own lane minutes / all lane minutes
    resource_use   each cost pool by what it follows: minutes, lines, cases, ...
    hybrid         fixed part equally, the rest as resource use shares the whole

A pool that nobody uses has no one to bear it: that is a fault, never a loss of dollars. A rule
whose count is not known is left out and told. Arithmetic takes numbers or draws.

Sources: drivers of each pool as the practice states them in its overhead and staff tables; rules as
partners argue them (docs/methods/providers.md).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np

from practice_model.costs.capacity import GENERAL, LANES_FOLLOW, STAFF_ROLES
from practice_model.costs.terms import Costing, Sharing
from practice_model.quantities import (
    CasesPerYear,
    EncountersPerYear,
    LinesPerYear,
    MinutesPerYear,
    Number,
    Share,
    USDPerYear,
    terms,
)
from practice_model.tables import refuse_draws

Rule = Literal[
    "equal", "collections", "encounters", "time", "space", "hybrid", "resource_use"
]  # fmt: skip
RULES: Final[tuple[Rule, ...]] = get_args(Rule)
OURS: Final[Rule] = "resource_use"
DIRECT, EQUIPMENT, SUPPLIES = "direct", "equipment", "supplies"
CENT = 0.005  # dollars by which two tables may miss each other
Shares = dict[str, Number]


@terms
class Uses:
    """What each provider used in a year, by provider; None where the practice does not count it.

    scribe: shares of scribe time. malpractice: premiums. booked_minutes: practical minutes that
    are booked. drug_lines: claim lines of drugs that the practice buys.
    """

    encounters: dict[str, EncountersPerYear] | None = None
    lines: dict[str, LinesPerYear] | None = None
    test_lines: dict[str, LinesPerYear] | None = None
    injection_lines: dict[str, LinesPerYear] | None = None
    drug_lines: dict[str, LinesPerYear] | None = None
    technician_minutes: dict[str, MinutesPerYear] | None = None
    lane_minutes: dict[str, MinutesPerYear] | None = None
    authorization_minutes: dict[str, MinutesPerYear] | None = None
    operating_cases: dict[str, CasesPerYear] | None = None
    booked_minutes: dict[str, MinutesPerYear] | None = None
    scribe: dict[str, Share] | None = None
    malpractice: dict[str, USDPerYear] | None = None


FOLLOWED: Final[Mapping[str, str]] = {
    "technician_minutes": "technician_minutes",
    "scribe_share": "scribe",
    "encounters": "encounters",
    "lines": "lines",
    "prior_authorization_minutes": "authorization_minutes",
    "operating_cases": "operating_cases",
    LANES_FOLLOW: "lane_minutes",
    "drugs": "drug_lines",
    DIRECT: "malpractice",
}
"""Which count of `Uses` a driver of the overhead and staff tables follows."""


@dataclass(frozen=True, eq=False)
class Shared:
    """The overhead of each provider under each rule, in dollars a year.

    by_pool: by cost pool, for resource use. left_out: rules that cannot be known, with the reason.
    """

    by_rule: Mapping[Rule, Shares]
    by_pool: Mapping[str, Shares]
    left_out: Mapping[Rule, str]
    total: Number


def overhead_pools(costing: Costing) -> dict[str, float]:
    """Return the practice's overhead in dollars a year by what it follows, staff by role.

    Staff of the practice is overhead, with or without an overhead line that says `staff_roles`.
    Raises ValueError where such a line is not the staff table's sum, where direct lines are not
    the providers' malpractice, and for a driver that no provider has.
    """
    refuse_draws(costing)
    lines = costing.overhead.groupby("driver")["amount"].sum()
    staff = costing.staff[costing.staff["place"] == "practice"]
    roles = (staff["fte"] * staff["cost_per_fte"]).groupby(staff["driver"]).sum()
    premiums = float(costing.providers["malpractice"].sum())
    told = _untied("direct lines of overhead come", lines.get(DIRECT, 0.0), "malpractice", premiums)
    if STAFF_ROLES in lines:
        told += _untied(
            f"overhead lines that follow {STAFF_ROLES} come",
            lines[STAFF_ROLES],
            "the practice's roles in staff",
            float(roles.sum()),
        )
    made = roles.add(lines.drop(STAFF_ROLES, errors="ignore"), fill_value=0.0)
    known = {*FOLLOWED, EQUIPMENT, SUPPLIES, GENERAL}
    told += [
        f"overhead or staff of the practice follows {driver}, which no provider of it has; "
        f"give one of {', '.join(sorted(known))}"
        for driver in made.index
        if driver not in known
    ]
    if told:
        raise ValueError("; ".join(told))
    return {str(driver): float(amount) for driver, amount in made.items()}


def share_out(total: Number, weights: Mapping[str, Number]) -> Shares:
    """Return a total shared in proportion to weights; ValueError where all weights are 0.

    >>> share_out(90.0, {"A": 2, "B": 1})
    {'A': 60.0, 'B': 30.0}
    """
    whole = sum(weights.values())
    if np.any(np.asarray(whole) <= 0):
        raise ValueError("nobody has any of what it follows")
    return {name: total * (one / whole) for name, one in weights.items()}


def by_resource_use(
    pools: Mapping[str, Number], uses: Uses, sharing: Sharing, providers: list[str]
) -> dict[str, Shares]:
    """Return each cost pool shared by what it follows, in dollars a year by pool and provider.

    Raises ValueError with every pool that nobody uses, whose count is missing, or that injections
    take more from than it holds.
    """
    made: dict[str, Shares] = {}
    told: list[str] = []
    for name, amount in pools.items():
        if not np.any(np.asarray(amount)):
            continue
        try:
            made[name] = _pool(name, amount, uses, sharing, providers)
        except ValueError as fault:
            told.append(f"{name} costs {_money(amount)} a year, but {fault}")
    if told:
        raise ValueError("; ".join(told))
    return made


def overhead_by_rule(
    pools: Mapping[str, Number],
    uses: Uses,
    revenue: Mapping[str, Number],
    sharing: Sharing | None = None,
) -> Shared:
    """Return the overhead of each provider under every rule that the counts allow.

    revenue: dollars a year by provider, drugs at margin; its names are the providers. ValueError
    where there is no provider.
    """
    if not revenue:
        raise ValueError("no provider to share overhead among")
    total = sum(pools.values())
    names = list(revenue)
    left: dict[Rule, str] = {}
    made: dict[Rule, Shares] = {}
    for rule, weigh in _plain(uses, revenue).items():
        try:
            made[rule] = share_out(total, weigh())
        except ValueError as fault:
            left[rule] = str(fault)
    by_pool: dict[str, Shares] = {}
    try:
        by_pool = by_resource_use(pools, uses, _given(sharing), names)
        made["resource_use"] = _summed(by_pool, names)
        made["hybrid"] = _hybrid(total, made["resource_use"], _given(sharing))
    except ValueError as fault:
        left["resource_use"] = left["hybrid"] = str(fault)
    ordered: dict[Rule, Shares] = {rule: made[rule] for rule in RULES if rule in made}
    return Shared(by_rule=ordered, by_pool=by_pool, left_out=left, total=total)


def _plain(uses: Uses, revenue: Mapping[str, Number]) -> dict[Rule, Callable[[], Shares]]:
    """The rules that follow one count; made when asked, so that a fault is the rule's own."""
    names = list(revenue)
    return {
        "equal": lambda: dict.fromkeys(names, 1.0),
        "collections": lambda: _not_negative(revenue),
        "encounters": lambda: _counted(uses, "encounters", names),
        "time": lambda: _counted(uses, "booked_minutes", names),
        "space": lambda: _counted(uses, "lane_minutes", names),
    }


def _pool(name: str, amount: Number, uses: Uses, sharing: Sharing, providers: list[str]) -> Shares:
    parts = list(_parts(name, amount, uses, sharing, providers))
    return _summed({str(n): share_out(*one) for n, one in enumerate(parts)}, providers)


def _parts(
    name: str, amount: Number, uses: Uses, sharing: Sharing, providers: list[str]
) -> Iterator[tuple[Number, Shares]]:
    """A pool's parts, each with the weights that it follows."""
    if name == EQUIPMENT:
        tests = sharing.equipment_by_tests
        yield from _part(amount * tests, uses, "test_lines", providers)
        yield from _part(amount * (1.0 - tests), uses, "lane_minutes", providers)
    elif name == SUPPLIES:
        yield from _supplies(amount, uses, sharing, providers)
    elif name == GENERAL:
        heads = sharing.general_by_heads
        yield amount * heads, dict.fromkeys(providers, 1.0)
        yield from _part(amount * (1.0 - heads), uses, "encounters", providers)
    elif name in FOLLOWED:
        yield from _part(amount, uses, FOLLOWED[name], providers)
    else:
        raise ValueError(f"{name} is followed by nothing that a provider has")


def _part(
    amount: Number, uses: Uses, count: str, providers: list[str]
) -> Iterator[tuple[Number, Shares]]:
    if np.any(np.asarray(amount)):
        yield amount, _counted(uses, count, providers)


def _supplies(
    amount: Number, uses: Uses, sharing: Sharing, providers: list[str]
) -> Iterator[tuple[Number, Shares]]:
    lines = _counted(uses, "injection_lines", providers)
    given = sharing.supplies_per_injection * sum(lines.values())
    if np.any(np.asarray(given) > np.asarray(amount)):
        raise ValueError(f"injections alone take {_money(given)} of it")
    if np.any(np.asarray(given)):
        yield given, lines
    yield from _part(amount - given, uses, "encounters", providers)


def _counted(uses: Uses, count: str, providers: list[str]) -> Shares:
    held: Mapping[str, Number] | None = getattr(uses, count)
    if held is None:
        raise ValueError(f"{count.replace('_', ' ')} are not counted")
    strange = sorted(set(held) - set(providers))
    if strange:
        raise ValueError(f"{count.replace('_', ' ')} are counted for {', '.join(strange)} as well")
    return {name: held.get(name, 0.0) for name in providers}


def _not_negative(revenue: Mapping[str, Number]) -> Shares:
    below = [name for name, one in revenue.items() if np.any(np.asarray(one) < 0)]
    if below:
        raise ValueError(f"revenue of {', '.join(below)} is below 0, so shares of it mean nothing")
    return dict(revenue)


def _hybrid(total: Number, used: Shares, sharing: Sharing) -> Shares:
    each = total * sharing.fixed / len(used)
    return {name: each + one * (1.0 - sharing.fixed) for name, one in used.items()}


def _summed(parts: Mapping[str, Shares], providers: list[str]) -> Shares:
    return {name: sum((one[name] for one in parts.values()), 0.0) for name in providers}


def _given(sharing: Sharing | None) -> Sharing:
    if sharing is None:
        raise ValueError(
            "sharing is not given: how equipment, general cost and supplies are shared"
        )
    return sharing


def _untied(lines: str, amount: float, table: str, against: float) -> list[str]:
    if abs(amount - against) <= CENT:
        return []
    return [f"{lines} to ${amount:,.2f}, {table} to ${against:,.2f}; make them one amount"]


def _money(amount: Number) -> str:
    return f"${float(np.max(np.asarray(amount))):,.0f}"
