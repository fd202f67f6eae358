"""The answer key of the planted findings, for tests: `assert expected("F1", "offset").holds(x)`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

KEY = Path(__file__).parents[1] / "inputs" / "answers" / "key.yaml"


@dataclass(frozen=True)
class Expected:
    value: float
    unit: str
    tolerance: float

    def holds(self, found: float) -> bool:
        """Whether a figure is the expected one, within its tolerance (and a float's noise)."""
        return abs(found - self.value) <= self.tolerance + 1e-9 * max(1.0, abs(self.value))


@cache
def key() -> dict:
    return yaml.safe_load(KEY.read_text("utf-8"))


def expected(finding: str, figure: str) -> Expected:
    return Expected(**key()["findings"][finding]["expected"][figure])
