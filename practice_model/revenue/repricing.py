"""Repricing: what a claims book earns under a contract, line by line and in sums.

Rates are taken per kind and multiplied by units; then, for the few lines that meet on one claim or
in one charge, the contract's own rules follow in their order: second procedures by rank of fee,
share of the service, lesser of charge per line or per claim, same-day cut of tests. Ties of rank
are broken by code and modifiers, so that the order of lines never matters.

Amounts are whole cents. A line without a price counts in no sum: it is told, never zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import half_up, scaled
from practice_model.revenue.book import THOUSANDTHS, Book
from practice_model.revenue.claim_cuts import (
    Change,
    cut_tests,
    joined,
    lesser_of_claim,
    lesser_of_line,
    ranked_procedures,
    untouched,
)
from practice_model.revenue.contract import Contract, RateSchedule, breaks, schedules
from practice_model.revenue.device_invoices import pay_invoices
from practice_model.revenue.kinds import Positions
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.rates import KindRates, kind_rates

Cents = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, eq=False)
class Repriced:
    """A book under a contract: the rate table of its kinds, and the allowed cents of each line.

    kinds: the book's kinds with rule, status, reason, rate; kind: each line's row in it.
    changes: what the claim rules took off, by name (multiple, lesser_of, same_day_tests).
    """

    book: Book
    kinds: pd.DataFrame
    kind: Positions
    allowed: Cents
    changes: Mapping[str, Change]


def reprice(
    book: Book,
    contract: Contract,
    tables: MedicareTables,
    indicators: pd.DataFrame,
    invoices: Cents | None = None,
) -> Repriced:
    """Return the book priced by a contract; invoices: device cents a line, -1 where unknown.

    Raises ValueError where the contract's rates change on a day that the book does not separate
    (make the book with `contract.breaks`), and as `rates.kind_rates` does.
    """
    _check_breaks(book, contract)
    return priced_lines(book, contract, kind_rates(book, contract, tables, indicators), invoices)


def priced_lines(
    book: Book, contract: Contract, rates: KindRates, invoices: Cents | None = None
) -> Repriced:
    """Return the lines of a book priced at kind rates, with the contract's claim rules."""
    allowed = rates.rate.take(book.kind)
    np.multiply(allowed, book.units, out=allowed)
    if len(book.fractional):
        rate = rates.rate[book.kind[book.fractional]]
        allowed[book.fractional] = half_up(rate * book.thousandths, THOUSANDTHS)
    if rates.by_charge.any():
        _pay_charges(allowed, book, rates)
    kinds, kind = rates.table, book.kind
    if rates.by_invoice.any():
        kinds, kind = pay_invoices(allowed, book, rates, contract, invoices)
    changes = _claim_rules(allowed, book, rates, contract)
    allowed.setflags(write=False)
    return Repriced(book, kinds, kind, allowed, changes)


def _check_breaks(book: Book, contract: Contract) -> None:
    changing = [one for one in schedules(contract).values() if one.escalator is not None]
    first, last = book.breaks[0], book.last_day
    missing = sorted(breaks(contract, first, last) - set(book.breaks)) if changing else []
    if missing:
        days = ", ".join(map(str, missing))
        raise ValueError(f"the book does not separate {days}, when {contract.payer}'s rates change")


def _pay_charges(allowed: Cents, book: Book, rates: KindRates) -> None:
    """Pay lines a share of their own charge where the rule says so."""
    share_of = rates.table["share"].to_numpy()
    for share in np.unique(share_of[rates.by_charge]):
        lines = np.flatnonzero((rates.by_charge & (share_of == share))[book.kind])
        allowed[lines] = scaled(book.charge[lines], float(share))


def _claim_rules(
    allowed: Cents, book: Book, rates: KindRates, contract: Contract
) -> dict[str, Change]:
    """Apply the rules of every schedule to its own lines, in the order that the contract tells."""
    blocks = book.kinds["block"].to_numpy(object)
    done: dict[str, list[Change]] = {"multiple": [], "lesser_of": [], "same_day_tests": []}
    held = schedules(contract)
    for block, schedule in held.items():
        kinds = blocks == block
        if schedule.multiple:
            done["multiple"].append(_multiple(allowed, book, rates, schedule, kinds))
    done["lesser_of"] = _lesser_of(allowed, book, held, blocks)
    for block, schedule in held.items():
        if schedule.same_day_tests and block == "professional":
            done["same_day_tests"].append(_tests(allowed, book, rates, schedule))
    return {name: joined(parts) for name, parts in done.items()}


def _multiple(
    allowed: Cents, book: Book, rates: KindRates, schedule: RateSchedule, kinds: Any
) -> Change:
    assert schedule.multiple is not None
    lines = book.procedures[(kinds & rates.payable)[book.kind[book.procedures]]]
    if not len(lines):
        return untouched()
    kind = book.kind[lines]
    by_unit = ~(rates.by_charge | rates.by_invoice)[kind]
    before = rates.first[kind] * book.units[lines]
    after = np.where(by_unit, rates.after[kind], 1.0)
    return ranked_procedures(
        allowed,
        lines=lines,
        claim=book.claim[lines],
        tie=kind,
        before=np.where(by_unit, before, allowed[lines]),
        after=after,
        alone=rates.second[kind],
        rule=schedule.multiple,
    )


def _lesser_of(
    allowed: Cents, book: Book, held: Mapping[str, RateSchedule], blocks: Any
) -> list[Change]:
    by_line = [block for block, one in held.items() if one.lesser_of_charge == "line"]
    by_claim = [block for block, one in held.items() if one.lesser_of_charge == "claim"]
    done = []
    if by_line:
        kinds = np.isin(blocks.astype(str), by_line)
        covered = None if kinds.all() else kinds[book.kind]
        done.append(lesser_of_line(allowed, book.charge, covered))
    for block in by_claim:
        covered = (blocks == block)[book.kind] & ~book.denied
        done.append(lesser_of_claim(allowed, book.charge, book.claim, covered))
    return done


def _tests(allowed: Cents, book: Book, rates: KindRates, schedule: RateSchedule) -> Change:
    rule = schedule.same_day_tests
    if rule is None:
        return untouched()
    exempt = set(rule.exempt_modifiers)
    open_to_cuts = np.array(
        [exempt.isdisjoint(text.split()) for text in book.kinds["modifiers"]], dtype=bool
    )
    open_to_cuts &= rates.payable
    lines = book.tests[open_to_cuts[book.kind[book.tests]]]
    kind = book.kind[lines]
    technical = rates.technical[kind] * book.units[lines]
    claim = book.claim[lines]
    return cut_tests(allowed, lines=lines, claim=claim, tie=kind, technical=technical, rule=rule)
