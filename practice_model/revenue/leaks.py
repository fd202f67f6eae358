"""Leaks: what a contract loses by its basis, its charge clause, its cuts, and by not being kept.

Frozen year and place are told apart: the place is priced in the frozen year, the year at the own
place, and codes that the frozen list lacks come last, so that the three add up. Underpayment is
the contract's price less the price as paid. All amounts are USD of the book; positive is a loss
where the name says so, else signed as a change.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import scaled, to_dollars
from practice_model.quantities import Lines, SignedUSDPerYear, USDPerYear, terms
from practice_model.revenue.book import Book
from practice_model.revenue.contract import Contract, Sequestration
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.repricing import Repriced, reprice
from practice_model.revenue.sums import key_codes, places, sums, total
from practice_model.revenue.variants import on_basis, without_test_cut

PLACE = {"professional": "locality", "asc": "wage_area"}
LEAST_DOLLARS, LEAST_SHARE = 1.0, 0.02  # below both, a difference is noise


@terms
class BasisValue:
    """What a frozen basis is worth against the same percentages of another year at the own place.

    place + frozen_year + off_list = now - other_year. keeping_place: change of revenue if only the
    year moves and the contract's place stays. Same-day cuts of tests are left out on both sides.
    """

    now: USDPerYear
    other_year: USDPerYear
    difference: SignedUSDPerYear
    place: SignedUSDPerYear
    frozen_year: SignedUSDPerYear
    off_list: SignedUSDPerYear
    keeping_place: SignedUSDPerYear


@terms
class SameDayCuts:
    """Same-day cuts of tests: how many lines, what is taken, what another rule would take."""

    lines: Lines
    taken: USDPerYear
    due: USDPerYear
    over: SignedUSDPerYear


def basis_value(
    book: Book,
    contract: Contract,
    tables: MedicareTables,
    indicators: pd.DataFrame,
    *,
    year: int,
    place: str,
    block: str = "professional",
) -> tuple[BasisValue, pd.DataFrame]:
    """Return what the contract's frozen year and place are worth, in all and by group.

    year: the Medicare year to hold against; place: the own locality or wage area.
    Raises ValueError where a percentage is not of Medicare's year and place.
    """
    plain = without_test_cut(contract)

    def priced(**basis: Any) -> Repriced:
        return reprice(book, on_basis(plain, block, **basis), tables, indicators)

    field = PLACE[block]
    now = reprice(book, plain, tables, indicators)
    own_place = priced(**{field: place})
    other = priced(**{field: place, "medicare_year": year})
    kept = priced(medicare_year=year)
    lines = (now.kinds["block"] == block).to_numpy()[now.kind]
    default = (now.kinds["status"] == "default").to_numpy()[now.kind] & lines
    listed = lines & ~default
    effects = {
        "place": np.where(listed, now.allowed - own_place.allowed, 0),
        "frozen_year": np.where(listed, own_place.allowed - other.allowed, 0),
        "off_list": np.where(default, now.allowed - other.allowed, 0),
    }
    groups = _by(now, "group", lines, effects)
    totals = {name: float(to_dollars(int(cents.sum()))) for name, cents in effects.items()}
    here, there = total(now, block), total(other, block)
    return BasisValue(
        now=here,
        other_year=there,
        difference=round(here - there, 2),
        keeping_place=round(total(kept, block) - here, 2),
        **totals,
    ), groups


def lesser_of_leak(repriced: Repriced, by: Sequence[str] = ("code",)) -> pd.DataFrame:
    """Return what the lesser-of clause takes, by keys: lines, leak in USD, largest first."""
    return _change_by(repriced, "lesser_of", by, "leak")


def same_day_cuts(paid: Repriced, due: Repriced) -> SameDayCuts:
    """Return the same-day cuts that one price takes against those that another would take."""
    taken, owed = paid.changes["same_day_tests"], due.changes["same_day_tests"]
    return SameDayCuts(
        lines=len(taken.lines),
        taken=float(to_dollars(taken.total())),
        due=float(to_dollars(owed.total())),
        over=float(to_dollars(taken.total() - owed.total())),
    )


def underpaid(due: Repriced, paid: Repriced, by: Sequence[str] = ("block",)) -> pd.DataFrame:
    """Return the contract's price, the price as paid and their difference by keys, in USD.

    lines counts those that differ. ValueError where the two price different books.
    """
    if due.book is not paid.book:
        raise ValueError("what is due and what is paid must price the same book")
    owed = sums(due, by)
    given = sums(paid, by)
    made = pd.DataFrame({"due": owed["allowed"], "paid": given["allowed"]})
    made["underpaid"] = (made["due"] - made["paid"]).round(2)
    place, names = places(due, by)
    differs = due.allowed != paid.allowed
    count = np.bincount(place[differs], minlength=len(names))
    made["lines"] = pd.Series(count, index=names).reindex(made.index).fillna(0).astype("int64")
    return made


def against_claims(due: Repriced, by: Sequence[str] = ("code",)) -> pd.DataFrame:
    """Return claims allowed below (or above) the contract by more than 1 dollar and 2 percent.

    Compares allowed amounts, not payments; denied lines, and lines without an allowed amount or a
    price, are left out. Columns lines, due, allowed, underpaid (USD).
    """
    book = due.book
    known = book.allowed_known & ~book.denied
    known &= due.kinds["status"].isin(["priced", "default"]).to_numpy()[due.kind]
    gap = to_dollars(due.allowed - book.allowed)
    least = np.maximum(LEAST_DOLLARS, LEAST_SHARE * to_dollars(due.allowed))
    flagged = known & (np.abs(gap) > least)
    place, names = places(due, by)

    def summed(cents: Any) -> Any:
        weights = np.where(flagged, cents, 0).astype(np.float64)
        return to_dollars(np.rint(np.bincount(place, weights=weights, minlength=len(names))))

    made = pd.DataFrame(
        {
            "lines": np.bincount(place[flagged], minlength=len(names)),
            "due": summed(due.allowed),
            "allowed": summed(book.allowed),
            "underpaid": summed(due.allowed - book.allowed),
        },
        index=names,
    )
    return made[made["lines"] > 0].sort_values("underpaid", ascending=False, kind="stable")


def held_back(repriced: Repriced, deduction: Sequestration) -> pd.Series:
    """Return what a payer holds back of its own share, by block, in USD.

    Fees of the practice (professional with drugs) and of the center are each rounded once.
    """
    blocks = sums(repriced)["allowed"]
    rate = float(deduction.rate) * float(deduction.payer_share)
    fees = blocks.reindex(["professional", "drug"]).fillna(0).sum()
    held = {"professional and drugs": fees, "asc": float(blocks.get("asc", 0.0))}
    cents = {name: scaled(round(amount * 100), round(rate, 10)) for name, amount in held.items()}
    return pd.Series({name: float(to_dollars(given)) for name, given in cents.items()}, name="held")


def still_open(book: Book, months: int, as_of: date) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return the lines paid within so many months before a day: those that may still be claimed.

    A line without a payment date counts as open.
    """
    first = np.datetime64(window_start(months, as_of), "D")
    return np.asarray(np.isnat(book.paid_on) | (book.paid_on >= first))


def window_start(months: int, as_of: date) -> date:
    """Return the first day of payment that a window of so many months still reaches.

    >>> window_start(6, date(2026, 11, 24))
    datetime.date(2026, 5, 24)
    """
    return (pd.Timestamp(as_of) - pd.DateOffset(months=months)).date()


def _change_by(repriced: Repriced, name: str, by: Sequence[str], column: str) -> pd.DataFrame:
    change = repriced.changes[name]
    all_, index = places(repriced, by)
    place = all_[change.lines]
    cents = np.bincount(place, weights=change.taken.astype(np.float64), minlength=len(index))
    made = pd.DataFrame(
        {
            "lines": np.bincount(place, minlength=len(index)),
            column: to_dollars(np.rint(cents).astype(np.int64)),
        },
        index=index,
    )
    return made[made["lines"] > 0].sort_values(column, ascending=False, kind="stable")


def _by(repriced: Repriced, key: str, lines: Any, effects: dict[str, Any]) -> pd.DataFrame:
    numbers, names = key_codes(repriced, key)
    columns = {
        name: to_dollars(
            np.rint(np.bincount(numbers, weights=cents, minlength=len(names))).astype(np.int64)
        )
        for name, cents in effects.items()
    }
    made = pd.DataFrame(columns, index=pd.Index(names, name=key))
    held = np.bincount(np.asarray(numbers)[lines], minlength=len(names)) > 0
    return made[held].sort_index()
