"""The shipped practice's margin grid, hassle and scorecard, made once for the tests of them."""

from functools import cache

import pandas as pd
from larkmoor import INPUTS, medicare

from practice_model.costs.capacity import Rates
from practice_model.costs.hassle import Spread, requests_by_payer, with_dollars
from practice_model.quantities import replaced
from practice_model.questions import anatomy
from practice_model.questions.anatomy_approvals import approval_times
from practice_model.questions.anatomy_payers import Loss, hassle_of, scorecard
from practice_model.questions.drug_acquisition import Acquired, acquired
from practice_model.questions.margins import CostBook, cost_book, grid
from practice_model.readers.inputs import load

LOST = {
    "NQ": [Loss(lost=31_570, where="implants included", kind="term")],
    "MA": [Loss(lost=6_017, where="paid in the wrong area", kind="short", still_open=6_017)],
}


@cache
def terms() -> anatomy.Anatomy:
    """The fact book's scenario, held against the Medicare of the claims' year."""
    held = load(INPUTS / "scenarios" / "base.yaml", anatomy.Anatomy).terms
    return replaced(held, {"medicare_year": 2025})


@cache
def bare() -> pd.DataFrame:
    return anatomy.cells(terms(), anatomy.priced(terms(), medicare()))


@cache
def bought() -> Acquired:
    return acquired(terms().practice, terms().costing, medicare())


@cache
def book() -> CostBook:
    return cost_book(bare(), terms().costing, terms().practice)


@cache
def cells() -> pd.DataFrame:
    return grid(bare(), book(), bought().costs).cells


@cache
def rates() -> Rates:
    return book().rates()


@cache
def spread() -> Spread:
    own = terms().costing
    return requests_by_payer(own.authorizations, own.conduct, bare())


@cache
def costed() -> pd.DataFrame:
    return with_dollars(spread(), rates())


@cache
def times() -> pd.DataFrame:
    return approval_times(costed(), cells())


@cache
def hassle() -> pd.DataFrame:
    return hassle_of(cells(), costed(), terms().costing, rates())


@cache
def card() -> pd.DataFrame:
    return scorecard(
        cells(),
        hassle(),
        terms().costing,
        lost=LOST,
        patients=["SP"],
        names=terms().practice.payers,
    )
