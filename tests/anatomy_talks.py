"""The shipped practice as its fact book sees it, priced and costed once for all tests."""

from functools import cache

from larkmoor import INPUTS, medicare

from practice_model.questions import anatomy_year
from practice_model.questions.anatomy import Anatomy
from practice_model.readers.inputs import Loaded, load

SCENARIO = INPUTS / "scenarios" / "base.yaml"


@cache
def loaded() -> Loaded[Anatomy]:
    return load(SCENARIO, Anatomy)


def talk() -> Anatomy:
    return loaded().terms


@cache
def book() -> anatomy_year.FactBook:
    return anatomy_year.fact_book(talk(), medicare())
