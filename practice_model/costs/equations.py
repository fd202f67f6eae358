"""Time equations: the minutes of each resource that one service takes, by code, doctor, modifiers.

An equation is a list of steps; a step takes its minutes once a case, or times the level of a
driver: some drivers every claim line tells (below), the others are measured and stand with the
service (`complex=1`, `dilated=0.5`). A service is looked up for the provider, then for the kind
of provider (MD, OD), then for all. What no equation covers is told, never costed at zero.

Drivers that a line tells: `session` 1, or 0 for a second procedure (modifier 51); `visit_after`
the service's visits after surgery, 0 where another takes them (54) or the session had them (51);
`bilateral` 1 under 50; `technical` 0 where only the reading is ours (26).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from practice_model.costs.capacity import OPERATING, PRE_POST, doctor
from practice_model.costs.terms import Center, Costing
from practice_model.practice import Provider
from practice_model.quantities import (
    CasesPerCase,
    EncountersPerCase,
    MinutesPerCase,
    Number,
    USDPerCase,
    terms,
)
from practice_model.tables import refuse_draws

DOCTOR = "doctor"
ONCE = ""
TOLD_BY_THE_LINE = frozenset({ONCE, "session", "visit_after", "bilateral", "technical"})
SECOND, NO_VISITS_AFTER, BOTH_EYES, READING = "51", "54", "50", "26"


@terms
class ServiceUse:
    """What one service takes: minutes by resource, supplies, a device, encounters, a center case.

    A doctor's minutes stand under that doctor's own resource.
    """

    minutes: dict[str, MinutesPerCase]
    supplies: USDPerCase
    device: USDPerCase = 0.0
    encounters: EncountersPerCase = 0.0
    cases: CasesPerCase = 0.0


@dataclass(frozen=True)
class Equations:
    """The practice's equations and services, ready to be looked up."""

    steps: pd.DataFrame
    services: pd.DataFrame
    kinds: Mapping[str, str] = field(default_factory=dict)

    def of(self, code: str, provider: str, modifiers: str = "") -> ServiceUse | None:
        """Return what a professional service takes, or None where no equation covers it.

        modifiers: with one space between them, as claims have them.
        """
        row = self._service(code, provider)
        if row is None:
            return None
        marks = set(modifiers.split())
        level = levels(str(row["drivers"])) | _of_line(marks, float(row["visits_after"]))
        minutes: dict[str, Number] = {}
        for resource, each, per in self._of_equation.get(str(row["equation"]), []):
            taken = each * level.get(per, 0.0)
            if taken:
                name = doctor(provider) if resource == DOCTOR else resource
                minutes[name] = minutes.get(name, 0.0) + taken
        encounters = float(row["encounters"]) * level["session"] + level["visit_after"]
        supplies = float(row["supplies"]) * level["session"] * (1.0 + level["bilateral"])
        if READING in marks:
            supplies = 0.0
        return ServiceUse(minutes=minutes, supplies=supplies, encounters=encounters)

    def _service(self, code: str, provider: str) -> Mapping[str, Any] | None:
        held = self._by_service
        for who in (provider, self.kinds.get(provider, ""), ""):
            if (code, who) in held:
                return held[code, who]
        return None

    @cached_property
    def _by_service(self) -> dict[tuple[str, str], dict[str, Any]]:
        rows: list[dict[str, Any]] = self.services.to_dict("records")  # type: ignore[assignment]
        return {(str(row["hcpcs"]), str(row["provider"])): row for row in rows}

    @cached_property
    def _of_equation(self) -> dict[str, list[tuple[str, float, str]]]:
        made: dict[str, list[tuple[str, float, str]]] = {}
        for row in self.steps.itertuples():
            each: Any = row
            step = (str(each.resource), float(each.minutes), str(each.per))
            made.setdefault(str(each.equation), []).append(step)
        return made


def equations(costing: Costing, providers: Mapping[str, Provider]) -> Equations:
    """Return the practice's equations; raise ValueError where a table's figure is drawn."""
    refuse_draws(*providers.values())
    kinds: dict[str, str] = {name: one.kind for name, one in providers.items()}
    table = costing.providers
    kinds |= dict(zip(table["provider"].astype(str), table["kind"].astype(str), strict=True))
    alike = {name: "MD" if kind == "DO" else kind for name, kind in kinds.items()}
    return Equations(costing.time_equations, costing.services, alike)


def levels(text: str) -> dict[str, float]:
    """Return the measured drivers of a service by name.

    >>> levels("complex=1 dilated=0.5")
    {'complex': 1.0, 'dilated': 0.5}
    """
    pairs = (one.split("=") for one in text.split())
    return {name: float(level) for name, level in pairs}


def is_second(modifiers: pd.Series) -> pd.Series:
    """Return which cells are second procedures of a session (51), no case of their own.

    modifiers: with one space between them, as claims have them.
    """
    return modifiers.map(lambda text: SECOND in text.split()).astype(bool)


def center_use(center: Center, code: str, surgeon: str, modifiers: str = "") -> ServiceUse | None:
    """Return what a case in the surgery center takes, or None where its minutes are not known.

    A second procedure of a session (51) takes its device and nothing else of its own: minutes and
    supplies are the session's.
    """
    held = center.cases
    rows = held[held["hcpcs"] == code]
    if "surgeon" in held:
        own = rows[rows["surgeon"] == surgeon]
        rows = own if len(own) else rows[rows["surgeon"] == ""]
    if rows.empty:
        return None
    device = center.devices.get(code, 0.0)
    if SECOND in modifiers.split():
        return ServiceUse(minutes={}, supplies=0.0, device=device)
    row = rows.iloc[0]
    room = float(row["operating_minutes"] + row["turnover_minutes"])
    return ServiceUse(
        minutes={OPERATING: room, PRE_POST: float(row["pre_post_minutes"])},
        supplies=float(row["supplies"] + row["anesthesia_supplies"]),
        device=device,
        cases=1.0,
    )


def _of_line(marks: set[str], visits_after: float) -> dict[str, float]:
    second = SECOND in marks
    return {
        ONCE: 1.0,
        "session": 0.0 if second else 1.0,
        "visit_after": 0.0 if second or NO_VISITS_AFTER in marks else visits_after,
        "bilateral": 1.0 if BOTH_EYES in marks else 0.0,
        "technical": 0.0 if READING in marks else 1.0,
    }
