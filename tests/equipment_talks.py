"""The shipped equipment talk, read and summed once for all tests; and a bare case beside it."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from practice_model.deals.equipment_offers import Model, Offer
from practice_model.deals.equipment_slots import Case, Flow, Present, SiteUse
from practice_model.deals.equipment_ways import Tax
from practice_model.questions import equipment
from practice_model.questions.equipment_terms import Equipment
from practice_model.readers.inputs import load
from practice_model.readers.medicare_tables import load_medicare
from practice_model.readers.tax_rules import load_tax_rules

INPUTS = Path(__file__).parents[1] / "inputs"
GOLDEN = yaml.safe_load((Path(__file__).parent / "golden" / "equipment.yaml").read_text("utf-8"))
RULES = load_tax_rules()
TAX = Tax(rate=0.37, acquired=date(2026, 12, 1), placed=date(2026, 12, 22))
__all__ = ["GOLDEN", "INPUTS", "RULES", "TAX", "Talk", "case", "golden", "offer", "replace", "talk"]


def golden(name: str) -> dict[str, Any]:
    return next(one for one in GOLDEN if one["id"] == name)


class Talk:
    """The shipped scenario with what its notebook makes first."""

    def __init__(self) -> None:
        self.loaded = load(INPUTS / "scenarios" / "oct_three.yaml", Equipment)
        self.terms = self.loaded.terms
        self.basis = equipment.basis(self.terms, load_medicare(INPUTS / "medicare"))
        self.case = equipment.case_of(self.terms, self.basis)
        self.chosen = equipment.choose(self.terms, self.case, RULES)

    def whole(self, name: str) -> Any:
        return equipment.whole_order(self.terms, self.case, RULES, name)


@cache
def talk() -> Talk:
    return Talk()


def offer(**changed: Any) -> Offer:
    given = {
        "vendor": "V",
        "models": {"one": Model(price=50_000.0, units=2.0)},
        "service": 8_000.0,
        "residual": 0.1,
    }
    return Offer(**(given | changed))


def case(**changed: Any) -> Case:
    given: dict[str, Any] = {
        "years": 5.0,
        "rate": 0.08,
        "tax": 0.30,
        "placed": date(2026, 12, 22),
        "sites": {"M": SiteUse(scans=4_000.0, hours=1_900.0, new=30.0)},
        "present": [Present(site="M", bought=2016, support_ends=date(2028, 6, 30))],
        "additions": ["M"],
        "collected": 32.0,
        "variable": 8.0,
        "saved": 2.0,
        "saved_rate": 0.7,
        "repairs": 3_000.0,
        "flow": Flow(minutes=8.0, lost=0.5),
        "idle_rate": 0.25,
    }
    return Case(**(given | changed))
