"""Year prices: the fees of a book in each year of a term, under one contract.

One book is priced again at every step of the escalator, line by line. Where a percentage follows
Medicare, a path moves it from 1 January on: up to the yardstick year by the tables held, beyond it
in proportion to the factor (four decimals, as published; no cents are rounded again) on that year's
relative values and indices, or to the surgery-center rate. A contract that is frozen on a year does
not move with the path; a year for which the path has no change is not priced, never assumed.
Charges and volumes stay as the book has them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from practice_model.quantities import replaced
from practice_model.revenue.book import Book, chosen
from practice_model.revenue.contract import (
    CURRENT,
    Contract,
    MedicareBasis,
    RateRule,
    RateSchedule,
    basis_of,
    schedules,
)
from practice_model.revenue.escalators import step_factors, steps
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.multi_year import MedicarePath
from practice_model.revenue.physician_fees import conversion_factor
from practice_model.revenue.repricing import reprice
from practice_model.revenue.sums import sums
from practice_model.revenue.variants import FIELD

Block = Literal["professional", "asc"]
FACTOR_PLACES = 4  # decimals of a published conversion factor


class Stretch(NamedTuple):
    """Days of one contract year on which every rate stands still: from when, what part of it."""

    year: int
    since: date
    share: float


_Moving = tuple[str, RateRule, MedicareBasis]


class Basis(NamedTuple):
    """What the years of a side are priced on: the book's lines of a block, and Medicare."""

    book: Book
    block: Block
    tables: MedicareTables
    indicators: pd.DataFrame
    yardstick: int


def basis(
    book: Book, block: Block, tables: MedicareTables, indicators: pd.DataFrame, yardstick: int
) -> Basis:
    """Return the lines of one block, to be priced year by year; yardstick: a Medicare year held."""
    lines = (book.kinds["block"] == block).to_numpy()[book.kind]
    rows = tables.physician_rvu
    billed = rows[rows["hcpcs"].isin(set(book.kinds["hcpcs"]))]  # each factor prices these alone
    own = replace(tables, physician_rvu=billed)
    return Basis(_without_dates(chosen(book, lines)), block, own, indicators, yardstick)


def _without_dates(book: Book) -> Book:
    """The book with kinds that tell no dates apart: every line is priced as of one day."""
    named = ["block", "hcpcs", "modifiers", "setting", "group"]
    used = np.unique(book.kind)
    kinds = book.kinds.iloc[used]
    alike = kinds.groupby(named, sort=False).ngroup().to_numpy()
    first = kinds[~kinds.duplicated(named)].reset_index(drop=True)
    place = np.zeros(len(book.kinds), dtype=np.intp)
    place[used] = alike
    return replace(book, kinds=first, kind=place[book.kind])


def year_values(
    on: Basis,
    contract: Contract,
    start: date,
    years: int,
    paths: Mapping[str, MedicarePath | None],
    *,
    following: bool = False,
) -> dict[str, tuple[float | None, ...]]:
    """Return, by path, the fees of each contract year in USD; None where a year has no price.

    That is a year for which the path, or the escalator's index, has no change. following: a
    percentage of the yardstick year moves on with the path, as 'current' does. ValueError for a
    contract without a schedule of the block.
    """
    if on.block not in schedules(contract):
        raise ValueError(f"{contract.name} has no {on.block} schedule to price")
    moving = list(_moving(contract, on, following=following))
    held: dict[Any, dict[str, float]] = {}
    made: dict[str, list[float | None]] = {key: [0.0] * years for key in paths}
    for stretch in stretches(contract, on.block, start, years, by_calendar=bool(moving)):
        factors = _steps_taken(contract, on.block, stretch.since)
        for key, path in paths.items():
            indices = _indices(on, moving, path, stretch.since.year)
            before = made[key][stretch.year - 1]
            if indices is None or factors is None or before is None:
                made[key][stretch.year - 1] = None
                continue
            at = (min(stretch.since.year, on.yardstick), factors)
            if at not in held:
                still = replaced(_alone(contract, on.block), _held(on, moving, at[0]))
                held[at] = _fees(on, still, stretch.since)
            fees = sum(amount * indices.get(rule, 1.0) for rule, amount in held[at].items())
            made[key][stretch.year - 1] = before + stretch.share * fees
    return {
        key: tuple(None if value is None else round(value, 2) for value in values)
        for key, values in made.items()
    }


def moves_with_medicare(contract: Contract, on: Basis, *, following: bool = False) -> bool:
    """Return whether any percentage of the contract moves with Medicare's path."""
    return any(True for _ in _moving(contract, on, following=following))


def stretches(
    contract: Contract, block: str, start: date, years: int, *, by_calendar: bool
) -> Iterator[Stretch]:
    """Yield the stretches of a term, in order; the shares of each contract year add up to 1."""
    escalator = schedules(contract)[block].escalator
    end = _anniversary(start, years)
    days = {start, *(_anniversary(start, year) for year in range(1, years))}
    if escalator:
        days |= {day for day in steps(escalator, end) if start < day < end}
    if by_calendar:
        days |= {date(year, 1, 1) for year in range(start.year + 1, end.year + 1)}
    ordered = sorted(day for day in days if start <= day < end)
    for since, until in zip(ordered, [*ordered[1:], end], strict=True):
        year = _contract_year(start, since)
        whole = (_anniversary(start, year) - _anniversary(start, year - 1)).days
        yield Stretch(year, since, (until - since).days / whole)


def _steps_taken(contract: Contract, block: str, on: date) -> tuple[Any, ...] | None:
    """The escalator's factors up to a day; None where its index does not reach so far."""
    escalator = schedules(contract)[block].escalator
    if escalator is None:
        return ()
    known = escalator.index
    if known is not None and any(str(day.year) not in known for day in steps(escalator, on)):
        return None
    return tuple(step_factors(escalator, on))


def _moving(contract: Contract, on: Basis, *, following: bool) -> Iterator[_Moving]:
    schedule = schedules(contract)[on.block]
    for name, rule in schedule.rules.items():
        if rule.of_medicare is not None or rule.of_hospital is not None:
            own = basis_of(rule, schedule)
            named = following and own.medicare_year == on.yardstick
            apart = own.factor_year is not None or own.conversion_factor is not None
            if own.medicare_year == CURRENT or (named and not apart):
                yield name, rule, own


def _held(on: Basis, moving: list[_Moving], year: int) -> dict[str, Any]:
    """The 'current' rules on the Medicare of a year that is held."""
    made: dict[str, Any] = {}
    for name, _, own in moving:
        if own.medicare_year == CURRENT:
            at = f"{FIELD[on.block]}.rules.{name}"
            made |= {f"{at}.medicare_year": year, f"{at}.medicare_quarter": None}
    return made


def _indices(
    on: Basis, moving: list[_Moving], path: MedicarePath | None, year: int
) -> dict[str, float] | None:
    """By rule, Medicare of a calendar year over the yardstick's; None where the path is silent."""
    made: dict[str, float] = {}
    for name, rule, own in moving:
        if year > on.yardstick and not (own.factor_year or own.conversion_factor):
            index = _index(on, path, year, own, hospital=rule.of_hospital is not None)
            if index is None:
                return None
            made[name] = index
    return made


def _index(
    on: Basis, path: MedicarePath | None, year: int, own: MedicareBasis, *, hospital: bool
) -> float | None:
    """Medicare of a year over the yardstick year's; None where a step is missing."""
    if path is None or hospital:
        return None
    known = path.center if on.block == "asc" else path.physician_qp if own.qp else path.physician
    index = 1.0
    for one in range(on.yardstick + 1, year + 1):
        if str(one) not in known:
            return None
        index *= 1 + float(known[str(one)])
    factor = conversion_factor(on.tables, date(on.yardstick, 12, 28), bool(own.qp))
    if on.block == "asc" or factor is None:
        return index
    own_factor = factor.value / 10_000
    return round(own_factor * index, FACTOR_PLACES) / own_factor  # as a factor is published


def _alone(contract: Contract, block: Block) -> Contract:
    """One block of a contract: the others need no look-up here."""
    if block == "professional":
        return replaced(contract, {"drugs": None, "asc": None})
    nothing = RateSchedule(rules={"apart": RateRule(everything=True, excluded=True)})
    return replaced(contract, {"drugs": None, "professional": nothing})


def _fees(on: Basis, contract: Contract, day: date) -> dict[str, float]:
    """Fees of the book by rule in USD with every line as of one day."""
    kinds = on.book.kinds.assign(since=pd.Timestamp(day))
    book = replace(on.book, kinds=kinds, breaks=(day,), last_day=day)
    by_rule = sums(reprice(book, contract, on.tables, on.indicators), ("rule",))["allowed"]
    return {str(rule): float(amount) for rule, amount in by_rule.items()}


def _anniversary(start: date, years: int) -> date:
    try:
        return start.replace(year=start.year + years)
    except ValueError:  # 29 February
        return date(start.year + years, 3, 1)


def _contract_year(start: date, day: date) -> int:
    year = day.year - start.year + 1
    return year if _anniversary(start, year - 1) <= day else year - 1
