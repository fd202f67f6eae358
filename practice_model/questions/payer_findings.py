"""Findings of a payer's contract: what is lost today, whether it is owed or has to be negotiated.

Owed is the contract's price less what is paid; only lines paid within the contract's own window
can still be claimed. The rest (a frozen year, another place's Medicare, the lesser of charge, a
cut of whole tests) is in the contract: it is a matter for the talk. Amounts are dollars a year.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from practice_model.money import to_dollars
from practice_model.quantities import Lines, Months, USDPerYear, terms
from practice_model.questions.payer import Prices
from practice_model.questions.payer_terms import Payer
from practice_model.revenue.contract import Contract, RateSchedule, schedules
from practice_model.revenue.leaks import (
    BasisValue,
    SameDayCuts,
    against_claims,
    basis_value,
    held_back,
    lesser_of_leak,
    same_day_cuts,
    still_open,
    underpaid,
    window_start,
)
from practice_model.revenue.repricing import reprice
from practice_model.revenue.variants import with_test_cut

Cause = Literal["step", "tests", "place", "rates"]


@terms
class Shortfall:
    """What the payer pays below its contract, by block, and how much can still be claimed.

    since: lines paid from that day on may still be claimed, those of another book too. still_open
    leaves out denied lines: nothing was paid on them that could be paid short.
    """

    cause: Cause
    professional: USDPerYear
    drugs: USDPerYear
    center: USDPerYear
    total: USDPerYear
    lines: Lines
    window: Months | None
    since: date | None
    still_open: USDPerYear


@terms
class Held:
    """What the payer deducts from its own share of the fees without a term that allows it."""

    fees: USDPerYear
    center: USDPerYear
    total: USDPerYear


@terms
class LesserOf:
    """What the lesser-of-charge clause takes, and the code that it takes most on."""

    total: USDPerYear
    lines: Lines
    code: str
    code_total: USDPerYear
    code_lines: Lines


@terms
class Findings:
    """The findings that this contract has; None where it has nothing of the kind.

    basis holds the contract against the Medicare of the claims' year, basis_ahead against the
    yardstick year's. tests: a contract that cuts whole tests, against a cut of the technical part.
    """

    shortfall: Shortfall | None
    held: Held | None
    basis: BasisValue | None
    basis_ahead: BasisValue | None
    lesser_of: LesserOf | None
    tests: SameDayCuts | None


def findings(talk: Payer, priced: Prices) -> Findings:
    """Return what the payer's contract and its practice cost on the own lines, by finding."""
    return Findings(
        shortfall=shortfall(talk, priced),
        held=held_without_ground(talk, priced),
        basis=_basis(talk, priced, priced.book.last_day.year),
        basis_ahead=_basis(talk, priced, talk.medicare_year),
        lesser_of=_lesser_of(priced),
        tests=_tests(talk, priced),
    )


def underpaid_now(found: Findings) -> float | None:
    """Return what the payer pays under its contract or holds back without a term, a year."""
    parts = [
        found.shortfall.total if found.shortfall else 0.0,
        found.held.total if found.held else 0.0,
    ]
    return float(sum(float(one) for one in parts)) or None


APART_HEADS = {
    "lines": "Lines|count",
    "due": "By the contract, $|bare",
    "allowed": "Allowed, $|bare",
    "underpaid": "Short, $|bare_signed",
}


def paid_apart(priced: Prices) -> pd.DataFrame:
    """Return the codes whose claims state another amount than the contract as paid, by code.

    Columns as `leaks.against_claims`, USD in the claims' window; empty where they agree.
    """
    return against_claims(priced.sides["now"])


def cause_of(current: Contract, paid: Contract) -> Cause:
    """Return the term that the payer does not keep: a yearly step, the test cut, the place."""
    both = [(one, schedules(paid)[name]) for name, one in schedules(current).items()]
    for cause, terms_of in _KEPT:
        if any(terms_of(kept) != terms_of(given) for kept, given in both):
            return cause
    return "rates"


def _last_step(schedule: RateSchedule) -> Any:
    return schedule.escalator.last if schedule.escalator else None


def _test_part(schedule: RateSchedule) -> Any:
    return schedule.same_day_tests.part if schedule.same_day_tests else None


def _place(schedule: RateSchedule) -> Any:
    return [schedule.locality, schedule.wage_area]


_KEPT: tuple[tuple[Cause, Callable[[RateSchedule], Any]], ...] = (
    ("step", _last_step),
    ("tests", _test_part),
    ("place", _place),
)


def shortfall(talk: Payer, priced: Prices) -> Shortfall | None:
    """Return what the payer pays below its contract; None where it pays what it says."""
    if talk.contracts.paid is None:
        return None
    due, paid = priced.sides["kept"], priced.sides["now"]
    by_block = underpaid(due, paid)["underpaid"]
    gap = due.allowed - paid.allowed
    if not gap.any():
        return None
    paper = talk.contracts.current.paper
    window = paper.underpayment_window if paper else None
    open_lines = (
        np.ones(len(gap), dtype=bool)
        if window is None
        else still_open(priced.book, int(window), talk.as_of)
    )
    return Shortfall(
        cause=cause_of(talk.contracts.current, talk.contracts.paid),
        professional=float(by_block.get("professional", 0.0)),
        drugs=float(by_block.get("drug", 0.0)),
        center=float(by_block.get("asc", 0.0)),
        total=_dollars(gap.sum()),
        lines=int((gap != 0).sum()),
        window=window,
        since=None if window is None else window_start(int(window), talk.as_of),
        still_open=_dollars(gap[open_lines & ~priced.book.denied].sum()),
    )


def held_without_ground(talk: Payer, priced: Prices) -> Held | None:
    """Return what the payer holds back without a term that allows it; None where nothing is."""
    paid, current = talk.contracts.paid, talk.contracts.current
    if paid is None or paid.sequestration is None or current.sequestration is not None:
        return None
    by_part = held_back(priced.sides["now"], paid.sequestration)
    center = float(by_part["asc"])
    fees = float(by_part.sum()) - center
    return Held(fees=round(fees, 2), center=center, total=round(fees + center, 2))


def _basis(talk: Payer, priced: Prices, year: int) -> BasisValue | None:
    schedule = schedules(talk.contracts.current).get(talk.block)
    if schedule is None or all(rule.of_medicare is None for rule in schedule.rules.values()):
        return None
    area = talk.practice.wage_area_or_none(year)
    place = talk.practice.locality if talk.block == "professional" else area
    if place is None:
        return None
    value, _ = basis_value(
        priced.book,
        talk.contracts.current,
        priced.tables,
        priced.indicators,
        year=year,
        place=place,
        block=talk.block,
    )
    return value if value.difference or value.place or value.frozen_year else None


def _lesser_of(priced: Prices) -> LesserOf | None:
    codes = lesser_of_leak(priced.sides["now"])
    if codes.empty or not codes["leak"].sum():
        return None
    return LesserOf(
        total=round(float(codes["leak"].sum()), 2),
        lines=int(codes["lines"].sum()),
        code=str(codes.index[0]),
        code_total=float(codes["leak"].iloc[0]),
        code_lines=int(codes["lines"].iloc[0]),
    )


def _tests(talk: Payer, priced: Prices) -> SameDayCuts | None:
    """What a contract that cuts whole tests takes beyond Medicare's cut of the technical part."""
    rule = talk.contracts.current.professional.same_day_tests
    if rule is None or rule.part != "whole" or talk.block != "professional":
        return None
    milder = with_test_cut(talk.contracts.current, "technical")
    due = reprice(priced.book, milder, priced.tables, priced.indicators)
    cuts = same_day_cuts(priced.sides["now"], due)
    return cuts if cuts.over else None


def _dollars(cents: Any) -> float:
    return float(to_dollars(int(cents)))
