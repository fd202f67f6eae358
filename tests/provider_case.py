"""Profit and loss of the shipped practice by provider, once for all tests that read it."""

from functools import cache
from pathlib import Path

import pandas as pd
from larkmoor import INPUTS, as_paid, contract, marks, medicare

from practice_model.costs.providers import ProviderIncome, provider_income
from practice_model.costs.terms import Costing
from practice_model.practice import Practice
from practice_model.questions.anatomy_uses import Counted, counted_uses
from practice_model.questions.cells import cells_of
from practice_model.questions.drug_acquisition import acquired
from practice_model.questions.provider_earnings import EarnedBook, earned_by_provider
from practice_model.readers.inputs import load
from practice_model.revenue.book import claims_book, of_payer
from practice_model.revenue.contract import breaks
from practice_model.revenue.repricing import reprice

GOLDEN = Path(__file__).parent / "golden" / "provider_income.yaml"


@cache
def costing() -> Costing:
    return load(INPUTS / "practice" / "costing.yaml", Costing).terms


@cache
def practice() -> Practice:
    return load(INPUTS / "practice" / "practice.yaml", Practice).terms


@cache
def cells() -> pd.DataFrame:
    """Every line of 2025 priced as its payer pays, summed to cells; no Medicare beside them."""
    claims = practice().claims
    first, last = (one.date() for one in claims["claim_line_start_date"].agg(["min", "max"]))
    payers = sorted(set(claims["payer"]))
    days = {day for one in payers for day in breaks(as_paid(one), first, last)}
    book = claims_book(claims, groups(), marks(), days)
    priced = {
        one: reprice(of_payer(book, one), as_paid(one), medicare(), marks()) for one in payers
    }
    return pd.concat([cells_of(made, made, one, practice()) for one, made in priced.items()])


def groups():
    return contract("NQ").code_groups


@cache
def bought() -> dict:
    return acquired(practice(), costing(), medicare()).costs


@cache
def counted() -> Counted:
    return counted_uses(practice().claims, costing())


@cache
def book() -> EarnedBook:
    return earned_by_provider(practice(), costing(), cells(), groups(), bought())


@cache
def income() -> ProviderIncome:
    return provider_income(costing(), book().earned, counted().uses)
