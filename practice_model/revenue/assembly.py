"""Assembly: one book under many contracts, each line by its own payer's or the one in force.

Claim rules act within a contract's own lines. A line for which no contract is given is unpriced.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from practice_model.revenue.book import Book, chosen
from practice_model.revenue.claim_cuts import Change, joined
from practice_model.revenue.contract import BLOCKS, Contract
from practice_model.revenue.kinds import Positions
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.rates import APART, NOT_PRICED, UNIT, UNPRICED
from practice_model.revenue.repricing import Repriced, reprice

Part = tuple[Positions, Contract]


def reprice_each(
    book: Book,
    contracts: Mapping[str, Contract],
    tables: MedicareTables,
    indicators: pd.DataFrame,
    key: str = "payer",
) -> Repriced:
    """Return the book with each line priced by the contract of its payer (or another label)."""
    label = book.labels[key]
    parts = [
        (np.flatnonzero(label == name).astype(np.intp), contract)
        for name, contract in contracts.items()
    ]
    return _assembled(book, parts, tables, indicators, f"no contract of its {key} is given")


def reprice_in_force(
    book: Book, versions: Sequence[Contract], tables: MedicareTables, indicators: pd.DataFrame
) -> Repriced:
    """Return the book with each line priced by the version in force on its day of service.

    The version with the latest effective day that is not after the service counts, unless it has
    ended. ValueError where the book does not separate a day on which a version begins or ends.
    """
    since = [stamp.date() for stamp in book.kinds["since"]]
    turns = {
        day for one in versions for day in _turns(one) if book.breaks[0] < day <= book.last_day
    }
    missing = sorted(turns - set(book.breaks))
    if missing:
        raise ValueError(f"the book does not separate {', '.join(map(str, missing))}")
    ordered = sorted(versions, key=lambda one: one.effective)
    version = np.array([_in_force(ordered, day) for day in since], dtype=np.intp)[book.kind]
    parts = [
        (np.flatnonzero(version == place).astype(np.intp), contract)
        for place, contract in enumerate(ordered)
    ]
    return _assembled(book, parts, tables, indicators, "no contract was in force")


def _turns(contract: Contract) -> list[date]:
    after = [] if contract.ends is None else [date.fromordinal(contract.ends.toordinal() + 1)]
    return [contract.effective, *after]


def _in_force(ordered: Sequence[Contract], day: date) -> int:
    begun = [place for place, one in enumerate(ordered) if one.effective <= day]
    if not begun:
        return -1
    last = ordered[begun[-1]]
    return begun[-1] if last.ends is None or day <= last.ends else -1


def _assembled(
    book: Book,
    parts: Sequence[Part],
    tables: MedicareTables,
    indicators: pd.DataFrame,
    without: str,
) -> Repriced:
    allowed = np.zeros(len(book), dtype=np.int64)
    kind = book.kind.copy()
    priceable = book.kinds["block"].isin(BLOCKS)
    bare = book.kinds.assign(rule="", status=APART, reason=NOT_PRICED, pays=UNIT, share=0.0, rate=0)
    bare.loc[priceable, ["status", "reason"]] = [UNPRICED, without]
    kinds = [bare.assign(contract="")]
    changes: dict[str, list[Change]] = {}
    start = len(book.kinds)
    for lines, contract in parts:
        if not len(lines):
            continue
        made = reprice(chosen(book, lines), contract, tables, indicators)
        allowed[lines] = made.allowed
        kind[lines] = made.kind + start
        kinds.append(made.kinds.assign(contract=contract.payer))
        start += len(made.kinds)
        for name, change in made.changes.items():
            changes.setdefault(name, []).append(Change(lines[change.lines], change.taken))
    allowed.setflags(write=False)
    whole = {name: joined(found) for name, found in changes.items()}
    return Repriced(book, pd.concat(kinds, ignore_index=True), kind, allowed, whole)
