"""Reading the dated rules of Medicare payment from their YAML file.

The file that ships stands beside the code that applies it. An unknown key, a step without a
reference, or steps out of order are faults; all of them are told at once.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from practice_model.faults import Fault, Faults
from practice_model.revenue.medicare_rules import (
    MedicareRules,
    Modifiers,
    Outcome,
    Proposal,
    Step,
)

SHIPPED = Path(__file__).parents[1] / "revenue" / "medicare_rules.yaml"
STATUSES = {"priced", "carrier_priced", "not_payable", "packaged"}
SECTIONS = {
    "shares",
    "proposed",
    "physician_status",
    "center_indicators",
    "hospital_indicators",
    "modifiers",
    "technical_parts",
}


def load_rules(path: Path = SHIPPED) -> MedicareRules:
    """Return the rules of Medicare payment in `path`; Faults tells everything that is wrong."""
    with path.open(encoding="utf-8") as file:
        given = yaml.load(file, Loader=yaml.CSafeLoader)
    return _Reader(path, given).rules()


class _Reader:
    """Collects the faults of one file while its sections are turned into records."""

    def __init__(self, path: Path, given: Any) -> None:
        self.path, self.faults = path, []  # type: tuple[Path, list[Fault]]
        self.given = given if isinstance(given, Mapping) else {}
        for name in sorted(SECTIONS ^ set(self.given)):
            self.fault(name, "missing" if name in SECTIONS else "unknown section")

    def fault(self, place: str, message: str) -> None:
        self.faults.append(Fault(str(self.path), 0, place, message))

    def section(self, name: str, make: Callable[[str, Any], Any]) -> dict[str, Any]:
        made = {}
        for key, value in (self.given.get(name) or {}).items():
            place = f"{name}.{key}"
            try:
                made[str(key)] = make(place, value)
            except (KeyError, TypeError, ValueError, ArithmeticError) as error:
                self.fault(place, f"cannot be read: {error!r}")
        return made

    def rules(self) -> MedicareRules:
        made = MedicareRules(
            shares=self.section("shares", self.steps),
            proposed=self.section("proposed", self.proposal),
            physician_status=self.section("physician_status", self.outcome),
            center_indicators=self.section("center_indicators", self.outcome),
            hospital_indicators=self.section("hospital_indicators", self.outcome),
            modifiers=self.modifiers(self.given.get("modifiers") or {}),
            technical_parts=self.section("technical_parts", lambda _, parts: tuple(parts)),
        )
        if self.faults:
            raise Faults(self.faults)
        return made

    def steps(self, place: str, rule: Any) -> tuple[Step, ...]:
        steps = tuple(_step(step) for step in rule["steps"])
        if not rule["meaning"] or not all(step.reference for step in steps):
            self.fault(place, "needs a meaning and a reference for each step")
        days = [step.since for step in steps]
        if not days or days != sorted(set(days)):
            self.fault(place, "needs steps in the order of their dates")
        return steps

    def outcome(self, place: str, given: Any) -> Outcome:
        outcome = Outcome(**given)
        if outcome.status not in STATUSES:
            self.fault(place, f"has the status {outcome.status!r}, not one of {sorted(STATUSES)}")
        return outcome

    def proposal(self, place: str, given: Any) -> Proposal:
        parts = dict(given)
        for name in ("factor", "factor_qp", "same_day_share"):
            parts[name] = Decimal(str(parts[name]))
        for name in ("visit_codes", "eye_visit_codes"):
            parts[name] = frozenset(code for text in parts[name] for code in _codes(text))
        return Proposal(**parts)

    def modifiers(self, given: Mapping[str, Any]) -> Modifiers:
        return Modifiers(
            priced=frozenset(given.get("priced", ())),
            without_effect=frozenset(given.get("without_effect", ())),
            distinct=frozenset(given.get("distinct", ())),
            not_payable=dict(given.get("not_payable", {})),
            not_modeled=dict(given.get("not_modeled", {})),
        )


def _step(given: Any) -> Step:
    since = given["since"]
    if type(since) is not date:
        raise ValueError(f"since must be a date, not {since!r}")
    values = given["value"] if isinstance(given["value"], list) else [given["value"]]
    shares = tuple(Decimal(str(value)) for value in values)
    return Step(
        since=since, value=shares, reference=given["reference"], verified=bool(given["verified"])
    )


def _codes(text: str) -> list[str]:
    """Return the codes of "99202-99205", both ends in, or the one code that stands there."""
    first, _, last = text.partition("-")
    return [f"{code:05d}" for code in range(int(first), int(last or first) + 1)]
