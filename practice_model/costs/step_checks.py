"""Steps and services: what is wrong inside and between the two tables of time equations.

Each fault is one sentence that begins with its table and names the equation or the service, the
value found and the mend. A person or a room does one thing at a time, so two timed steps of one
resource must not overlap where one case can have both.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, NamedTuple

import pandas as pd

from practice_model.costs.equations import ONCE, TOLD_BY_THE_LINE
from practice_model.faults import did_you_mean

VISIT_AFTER = "visit_after"
LEVEL = re.compile(r"([a-z_]+)=(\d+\.?\d*|\.\d+)")


class Step(NamedTuple):
    """One row of the time equations."""

    equation: str
    name: str
    resource: str
    minutes: float
    per: str
    begins: float | None

    def lasts(self, level: float) -> float:
        """Minutes from the beginning: a level below 1 says how often, above 1 how long."""
        return self.minutes * max(level, 1.0)


class Service(NamedTuple):
    """One row of the services."""

    code: str
    who: str
    equation: str
    visits_after: float
    drivers: tuple[str, ...]

    @property
    def told(self) -> str:
        """The service as a fault names it."""
        return f"{self.code} of {self.who}" if self.who else self.code

    @property
    def levels(self) -> dict[str, float]:
        """The measured drivers that can be read."""
        pairs = (LEVEL.fullmatch(one) for one in self.drivers)
        return {pair[1]: float(pair[2]) for pair in pairs if pair is not None}

    def level(self, per: str) -> float:
        """How much of a step this service has at most in one case."""
        if per == VISIT_AFTER:
            return self.visits_after
        return 1.0 if per in TOLD_BY_THE_LINE else self.levels.get(per, 0.0)


def step_faults(time_equations: pd.DataFrame, services: pd.DataFrame) -> list[str]:
    """Return what is wrong with steps and services; nothing where either table has no row.

    >>> steps = pd.DataFrame([{"equation": "scan", "step": "test", "resource": "technician",
    ...     "minutes": 8.0, "per": "", "begins": 0.0}])
    >>> services = pd.DataFrame([{"hcpcs": "92134", "provider": "", "equation": "scans",
    ...     "visits_after": 0, "drivers": ""}])
    >>> step_faults(steps, services)
    ["services: 92134 follows equation 'scans', which has no step; did you mean scan?"]
    """
    if time_equations.empty or services.empty:
        return []
    steps, served = _steps(time_equations), _services(services)
    by_equation: dict[str, list[Step]] = {}
    for step in steps:
        by_equation.setdefault(step.equation, []).append(step)
    return [
        *_steps_twice(steps),
        *_services_twice(served),
        *(fault for one in served for fault in _of_service(one, by_equation)),
        *(fault for own in by_equation.values() for fault in _never_set(own, served)),
        *(fault for own in by_equation.values() for fault in _overlaps(own, served)),
    ]


def _steps(table: pd.DataFrame) -> list[Step]:
    names = ["equation", "step", "resource", "minutes", "per", "begins"]
    return [
        Step(equation, step, resource, minutes, per, None if pd.isna(begins) else begins)
        for equation, step, resource, minutes, per, begins in _rows(table, names)
    ]


def _services(table: pd.DataFrame) -> list[Service]:
    names = ["hcpcs", "provider", "equation", "visits_after", "drivers"]
    return [
        Service(code, who, equation, visits_after, tuple(drivers.split()))
        for code, who, equation, visits_after, drivers in _rows(table, names)
    ]


def _rows(table: pd.DataFrame, names: list[str]) -> Iterator[tuple[Any, ...]]:
    return zip(*(table[name].tolist() for name in names), strict=True)


def _steps_twice(steps: list[Step]) -> list[str]:
    counts = Counter((step.equation, step.name, step.resource) for step in steps)
    return [
        f"time_equations: equation {equation}: step {name!r} of {resource} stands {_times(count)}; "
        "leave one, or give each its own name"
        for (equation, name, resource), count in counts.items()
        if count > 1
    ]


def _services_twice(services: list[Service]) -> list[str]:
    counts = Counter(service.told for service in services)
    return [
        f"services: {told} stands {_times(count)}; only one can hold: leave one"
        for told, count in counts.items()
        if count > 1
    ]


def _of_service(service: Service, by_equation: Mapping[str, list[Step]]) -> Iterator[str]:
    own = by_equation.get(service.equation)
    if own is None:
        near = did_you_mean(service.equation, by_equation)
        yield (
            f"services: {service.told} follows equation {service.equation!r}, which has no "
            f"step{near}"
        )
        return
    pers = {step.per for step in own}
    yield from _of_drivers(service, pers)
    if service.visits_after and VISIT_AFTER not in pers:
        yield (
            f"services: {service.told} has {service.visits_after:g} visits after, but no step of "
            f"equation {service.equation} is per {VISIT_AFTER}; add these steps, or write 0"
        )


def _of_drivers(service: Service, pers: set[str]) -> Iterator[str]:
    measured = sorted(pers - TOLD_BY_THE_LINE)
    names = Counter(one.partition("=")[0] for one in service.drivers)
    for one in service.drivers:
        name = one.partition("=")[0]
        if LEVEL.fullmatch(one) is None:
            yield f"services: {service.told}: driver {one!r} has no level; write {name}=1"
        elif name in TOLD_BY_THE_LINE:
            yield (
                f"services: {service.told}: driver {name!r} is told by the claim line; take "
                f"{one!r} out"
            )
        elif name not in pers:
            yield (
                f"services: {service.told}: no step of equation {service.equation} is per "
                f"{name!r}{did_you_mean(name, measured)}"
            )
        elif names[name] > 1:
            names[name] = 0
            yield f"services: {service.told}: driver {name!r} stands twice; leave one"


def _never_set(steps: list[Step], services: Iterable[Service]) -> Iterator[str]:
    """A `per` that neither a service of the equation nor any claim line tells is always 0."""
    own = [service for service in services if service.equation == steps[0].equation]
    told = {name for service in own for name in service.levels} | TOLD_BY_THE_LINE
    known = sorted(told - {ONCE})
    for step in steps:
        if own and step.per not in told:
            yield (
                f"time_equations: equation {step.equation}, step {step.name!r} is per "
                f"{step.per!r}, which none of its services sets{did_you_mean(step.per, known)}"
            )


def _overlaps(steps: list[Step], services: Iterable[Service]) -> Iterator[str]:
    own = [service for service in services if service.equation == steps[0].equation]
    timed = [step for step in steps if step.begins is not None and step.minutes > 0]
    for one, other in combinations(timed, 2):
        if one.resource != other.resource:
            continue
        shared = max((_shared(one, other, service) for service in own), default=0.0)
        if shared > 0:
            yield (
                f"time_equations: equation {one.equation}: steps {one.name!r} and {other.name!r} "
                f"both take {one.resource} for {shared:g} minutes at once; move begins, shorten "
                "one, or leave begins blank where nobody timed it"
            )


def _shared(one: Step, other: Step, service: Service) -> float:
    """Minutes that two steps share in a case of a service; 0 where a case has only one of them."""
    levels = service.level(one.per), service.level(other.per)
    if one.begins is None or other.begins is None or not all(levels):
        return 0.0
    end = min(one.begins + one.lasts(levels[0]), other.begins + other.lasts(levels[1]))
    return end - max(one.begins, other.begins)


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"  # noqa: PLR2004 - the word for 2
