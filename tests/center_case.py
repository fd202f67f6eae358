"""The sample practice's surgery center as the fact book sees it, for tests."""

from functools import cache

import pandas as pd
from larkmoor import INPUTS, as_paid, contract, marks, medicare

from practice_model.costs.terms import Costing
from practice_model.practice import Practice
from practice_model.questions.cells import cells_of
from practice_model.questions.margins import CostBook, cost_book, grid
from practice_model.readers.inputs import load
from practice_model.revenue.book import claims_book, of_payer
from practice_model.revenue.repricing import reprice
from practice_model.revenue.variants import medicare_contract

YEAR = 2026
PAYERS = ("MCR", "MA", "NQ", "TM", "FW", "PW", "MCD", "SP")


@cache
def costing_loaded():
    return load(INPUTS / "practice" / "costing.yaml", Costing)


def costing() -> Costing:
    return costing_loaded().terms


@cache
def practice() -> Practice:
    return load(INPUTS / "practice" / "practice.yaml", Practice).terms


@cache
def center_cells_as_paid() -> pd.DataFrame:
    """The facility lines of every payer at what it pays, and at Medicare of 2026."""
    claims = practice().claims
    own = claims[claims["claim_type"] == "facility"]
    book = claims_book(own, contract("NQ").code_groups, marks())
    frames = []
    for payer in PAYERS:
        terms = as_paid(payer)
        yard = medicare_contract(
            terms, year=YEAR, locality=practice().locality, wage_area=practice().wage_area(YEAR)
        )
        lines = of_payer(book, payer)
        paid, medicare_ = (reprice(lines, one, medicare(), marks()) for one in (terms, yard))
        frames.append(cells_of(paid, medicare_, payer, practice()))
    return pd.concat(frames, ignore_index=True)


@cache
def costs() -> CostBook:
    return cost_book(center_cells_as_paid(), costing(), practice())


@cache
def center_grid() -> pd.DataFrame:
    return grid(center_cells_as_paid(), costs()).cells
