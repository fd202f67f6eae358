"""Rules of Medicare payment that CMS's tables do not hold: dated shares and closed lists.

`medicare_rules.yaml` beside this file holds them with their references; a reader turns it into
this record. A date before the first step of a rule is refused, never extrapolated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Step:
    """What a rule says from a day on: one share or a series, and where that is written."""

    since: date
    value: tuple[Decimal, ...]
    reference: str
    verified: bool


@dataclass(frozen=True)
class Outcome:
    """What a status code or payment indicator means for a line, and the reason told."""

    status: str
    reason: str
    adjusted: bool = False
    once: bool = False


@dataclass(frozen=True)
class Proposal:
    """A rule that is proposed and not known to be law; used only when asked for by its name."""

    relative_values: str
    factor: Decimal
    factor_qp: Decimal
    same_day_share: Decimal
    visit_codes: frozenset[str]
    eye_visit_codes: frozenset[str]
    reference: str


@dataclass(frozen=True, eq=False)
class Modifiers:
    """What the engine knows of modifiers: priced, without effect, or reason to stop the line."""

    priced: frozenset[str]
    without_effect: frozenset[str]
    distinct: frozenset[str]
    not_payable: Mapping[str, str]
    not_modeled: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class MedicareRules:
    """The dated rules and closed lists of `medicare_rules.yaml`."""

    shares: Mapping[str, tuple[Step, ...]]
    proposed: Mapping[str, Proposal]
    physician_status: Mapping[str, Outcome]
    center_indicators: Mapping[str, Outcome]
    hospital_indicators: Mapping[str, Outcome]
    modifiers: Modifiers
    technical_parts: Mapping[str, tuple[str, ...]]

    def shares_on(self, name: str, on: date) -> tuple[Decimal, ...]:
        """Return the shares that rule `name` says on a day; ValueError before its first step."""
        steps = [step for step in self.shares[name] if step.since <= on]
        if not steps:
            first = self.shares[name][0].since
            raise ValueError(f"the rule {name} is known from {first} on, not on {on}")
        return steps[-1].value

    def share_on(self, name: str, on: date) -> Decimal:
        """Return the one share that rule `name` says on a day; ValueError before its first step."""
        return self.shares_on(name, on)[0]

    def ten_thousandths(self, name: str, on: date) -> int:
        """Return the one share of a day as whole ten-thousandths, 0 before the first step."""
        return int(self.share_on(name, on) * 10_000) if on >= self.shares[name][0].since else 0
