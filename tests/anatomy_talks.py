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
