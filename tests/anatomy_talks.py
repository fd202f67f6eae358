"""The shipped practice as its fact book sees it, priced and costed once for all tests."""

from functools import cache

import numpy as np
from larkmoor import INPUTS, medicare

from practice_model.quantities import figures, replaced
from practice_model.questions import anatomy_year
from practice_model.questions.anatomy import Anatomy
from practice_model.readers.inputs import Loaded, load
from practice_model.revenue.contract import RateRule

SCENARIO = INPUTS / "scenarios" / "base.yaml"
PAYERS = ("MCR", "MA", "NQ", "TM", "FW", "PW", "MCD", "SP")


@cache
def loaded() -> Loaded[Anatomy]:
    return load(SCENARIO, Anatomy)


def talk() -> Anatomy:
    return loaded().terms


@cache
def book() -> anatomy_year.FactBook:
    return anatomy_year.fact_book(talk(), medicare())


def contracts():
    return {payer: one.current for payer, one in talk().contracts.items()}


def only(code: str) -> RateRule:
    """A rule that prices one code at Medicare and no other."""
    return RateRule(codes=[code], of_medicare=1.0)


def at_draw(terms, place: int):
    """Drawn terms with every array at one of its draws."""
    arrays = {
        name: float(value[place])
        for name, (value, _) in figures(terms).items()
        if isinstance(value, np.ndarray)
    }
    return replaced(terms, arrays)


def smaller(payers, *, center=True, drugs=True, drug_costs=True, every=10) -> Anatomy:
    """Another practice: a part of the lines, fewer payers, no surgery center or no drugs."""
    held, claims = talk(), talk().practice.claims
    own = claims["payer"].isin(payers)
    own &= center | claims["claim_type"].eq("professional")
    own &= drugs | ~claims["hcpcs_code"].str.match(r"J|Q5")
    tables = ("yields", "conduct", "authorizations")
    changes = {f"costing.{name}": _of(getattr(held.costing, name), payers) for name in tables}
    if not center:
        changes |= {"costing.center": None, "costing.premium_lenses": None}
    if not (drugs and drug_costs):
        overhead = held.costing.overhead
        stored = overhead[overhead["driver"] != "drugs"].reset_index(drop=True)
        changes |= {"costing.drug_costs": None, "costing.overhead": stored}
    return replaced(
        held,
        changes
        | {
            "practice.claims": claims[own].iloc[::every].reset_index(drop=True),
            "contracts": {payer: held.contracts[payer] for payer in payers},
            "patients": [payer for payer in held.patients if payer in payers],
            "plan_classes": {
                one: held.plan_classes[one] for one in payers if one in held.plan_classes
            },
        },
    )


def _of(table, payers):
    return table[table["payer"].isin([*payers, ""])].reset_index(drop=True)


def cell(code, margin, **other):
    """One costed cell of 20 visits whose margin is given; what differs is named."""
    plain = {
        "payer": "NQ", "provider": "A", "site": "S1", "block": "professional", "group": "visits",
        "code": code, "modifiers": "", "setting": "office", "lines": 20, "units": 20.0,
        "allowed": 1000.0 + margin, "medicare": 1000.0, "denied_lines": 0, "unpriced_lines": 0,
        "full": 1000.0, "marginal": 100.0, "direct": 500.0, "full_without_authorization": 1000.0,
        "doctor_minutes": 200.0, "room_minutes": 0.0,
    }  # fmt: skip
    made = plain | other
    made["collected"] = made["allowed"]
    made["contribution"] = made["collected"] - made["marginal"]
    made["margin"] = made["collected"] - made["full"]
    return made
