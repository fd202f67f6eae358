"""The claims book: lines as columns, reduced once to the distinct kinds that share a price.

A kind is what a rate depends on: block (professional, drug, asc ...), code, modifiers that touch
the price, setting, and a class of dates within which no schedule changes. Rates are computed per
kind and taken per line; no line is ever an object. Lines of one claim that can cut each other
(procedures of one session, eye tests of one day) are found here once, for every contract.

Denied lines have a price but no part in claim interactions: a test that nobody pays cuts no other.
Amounts are whole cents, units whole numbers or thousandths; nothing here knows a contract.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import to_cents
from practice_model.revenue.code_groups import CodeGroup
from practice_model.revenue.kinds import Positions, date_classes, kinds_of

Cents = np.ndarray[Any, np.dtype[np.int64]]

DENIED, REVERSAL = "4", "22"
THOUSANDTHS = 1000
HALF = 0.5
LABELS = {
    "payer": "payer",
    "plan": "plan",
    "provider": "rendering_npi",
    "site": "facility_npi",
}


@dataclass(frozen=True, eq=False)
class Book:
    """Claim lines as arrays over their kinds; `kinds` is sorted, so its order breaks ties.

    kinds: block, hcpcs, modifiers, setting, since (first day of its date class), group.
    kind, claim: one number a line; units in thousandths where `fractional` holds the line.
    procedures, tests: positions, ordered by claim, of lines that may cut one another.
    """

    kinds: pd.DataFrame
    kind: Positions
    units: Cents
    fractional: Positions
    thousandths: Cents
    charge: Cents
    allowed: Cents
    allowed_known: np.ndarray[Any, np.dtype[np.bool_]]
    claim: Positions
    denied: np.ndarray[Any, np.dtype[np.bool_]]
    procedures: Positions
    tests: Positions
    labels: Mapping[str, pd.Categorical]
    paid_on: np.ndarray[Any, np.dtype[np.datetime64]]
    breaks: tuple[date, ...]
    last_day: date

    def __len__(self) -> int:
        return len(self.kind)


def claims_book(
    claims: pd.DataFrame,
    groups: Mapping[str, CodeGroup],
    indicators: pd.DataFrame,
    breaks: Iterable[date] = (),
) -> Book:
    """Return the book of canonical claim lines.

    indicators: by code, columns mult_proc (Medicare's, text) and center_discounted (flag).
    breaks: further days on which a rate may change (`contract.breaks`); quarters are there anyway.
    Raises ValueError for a line without a date, code or charge, all columns at once.
    """
    _check(claims)
    days = claims["claim_line_start_date"].to_numpy("datetime64[D]")
    classes = date_classes(days, breaks)
    kinds, kind = kinds_of(claims, groups, days, classes)
    units, fractional, thousandths = _whole_units(claims["service_unit_quantity"])
    claim = _numbered(claims, "claim_id")
    denied = _denied(claims)
    allowed, allowed_known = _stated(claims, "allowed_amount")
    book = Book(
        kinds=kinds,
        kind=kind,
        units=units,
        fractional=fractional,
        thousandths=thousandths,
        charge=to_cents(claims["charge_amount"].to_numpy("float64")),
        allowed=allowed,
        allowed_known=allowed_known,
        claim=claim,
        denied=denied,
        procedures=np.empty(0, np.intp),
        tests=np.empty(0, np.intp),
        labels={
            label: pd.Categorical(claims[column])
            for label, column in LABELS.items()
            if column in claims
        },
        paid_on=_days(claims, "paid_date"),
        breaks=tuple(classes),
        last_day=pd.Timestamp(days.max()).date(),
    )
    return with_interactions(book, indicators)


def with_interactions(book: Book, indicators: pd.DataFrame) -> Book:
    """Return the book with the lines found that may cut one another within a claim."""
    listed = indicators.reindex(book.kinds["hcpcs"])
    rank = listed["mult_proc"].fillna("").to_numpy(str)
    modifiers = book.kinds["modifiers"].to_numpy(str)
    second = np.array(["51" in text.split() for text in modifiers], dtype=bool)
    technical = np.array(["26" not in text.split() for text in modifiers], dtype=bool)
    block = book.kinds["block"].to_numpy(str)
    center = listed["center_discounted"].fillna(True).to_numpy(bool) & (block == "asc")
    professional = (block == "professional") & (np.isin(rank, ["2", "3"]) | second)
    tests = (block == "professional") & (rank == "7") & technical
    return replace(
        book,
        procedures=_sharing(book, professional | center, alone=second),
        tests=_sharing(book, tests, alone=np.zeros(len(tests), dtype=bool)),
    )


def chosen(book: Book, lines: Any) -> Book:
    """Return the book of some lines only: a mask, or positions in rising order."""
    given = np.asarray(lines)
    keep = np.flatnonzero(given) if given.dtype == bool else given.astype(np.intp)
    place = np.full(len(book), -1, dtype=np.intp)
    place[keep] = np.arange(len(keep))

    def moved(positions: Positions) -> Positions:
        held = place[positions]
        return held[held >= 0]

    return replace(
        book,
        kind=book.kind[keep],
        units=book.units[keep],
        fractional=moved(book.fractional),
        thousandths=book.thousandths[place[book.fractional] >= 0],
        charge=book.charge[keep],
        allowed=book.allowed[keep],
        allowed_known=book.allowed_known[keep],
        claim=book.claim[keep],
        denied=book.denied[keep],
        procedures=moved(book.procedures),
        tests=moved(book.tests),
        labels={name: label[keep] for name, label in book.labels.items()},
        paid_on=book.paid_on[keep],
    )


def of_payer(book: Book, payer: str) -> Book:
    """Return the lines of one payer; ValueError where the book has none."""
    lines = np.asarray(book.labels["payer"] == payer)
    if not lines.any():
        known = ", ".join(map(str, book.labels["payer"].categories))
        raise ValueError(f"no line of payer {payer!r}: the book has {known}")
    return chosen(book, lines)


def _check(claims: pd.DataFrame) -> None:
    needed = ["claim_line_start_date", "hcpcs_code", "charge_amount", "service_unit_quantity"]
    told = [f"{name} is missing" for name in needed if name not in claims]
    for name in needed:
        if name in claims and claims[name].isna().any():
            told.append(f"{name} is empty on {int(claims[name].isna().sum())} lines")
    if "hcpcs_code" in claims and (claims["hcpcs_code"] == "").any():
        told.append(f"hcpcs_code is empty on {int((claims['hcpcs_code'] == '').sum())} lines")
    told += [f"{name} on {int(lines.sum())} lines; {mend}" for name, lines, mend in _odd(claims)]
    if not len(claims):
        told.append("there is no line")
    if told:
        raise ValueError("the claims cannot be priced: " + "; ".join(told))


def _odd(claims: pd.DataFrame) -> list[tuple[str, pd.Series, str]]:
    """Lines that would be counted twice or backward, with what to do about them."""
    found = []
    if "claim_status" in claims:
        reversed_ = claims["claim_status"] == REVERSAL
        found.append(("claim_status 22 (a reversal)", reversed_, "net it with its correction"))
    for name in ("service_unit_quantity", "charge_amount"):
        if name in claims:
            found.append((f"a negative {name}", claims[name] < 0, "net it with its correction"))
    return [one for one in found if one[1].any()]


def _whole_units(units: pd.Series) -> tuple[Cents, Positions, Cents]:
    given = units.to_numpy("float64")
    whole = np.rint(given).astype(np.int64)
    fractional = np.flatnonzero(np.abs(given - whole) * THOUSANDTHS > HALF).astype(np.intp)
    whole[fractional] = 0
    return whole, fractional, np.rint(given[fractional] * THOUSANDTHS).astype(np.int64)


def _numbered(claims: pd.DataFrame, name: str) -> Positions:
    if name not in claims:
        return np.arange(len(claims), dtype=np.intp)
    return pd.factorize(claims[name])[0].astype(np.intp)


def _denied(claims: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.bool_]]:
    if "claim_status" not in claims:
        return np.zeros(len(claims), dtype=bool)
    denied = (claims["claim_status"] == DENIED).to_numpy(bool)
    if "allowed_amount" in claims:
        nothing = claims["allowed_amount"].eq(0) & claims["charge_amount"].gt(0)
        denied = denied | nothing.to_numpy(bool)  # pandas hands out read-only arrays
    return denied


def _stated(claims: pd.DataFrame, name: str) -> tuple[Cents, np.ndarray[Any, np.dtype[np.bool_]]]:
    if name not in claims:
        return np.zeros(len(claims), np.int64), np.zeros(len(claims), dtype=bool)
    amount = claims[name].to_numpy("float64", na_value=np.nan)
    known = ~np.isnan(amount)
    return to_cents(np.where(known, amount, 0)), known


def _days(claims: pd.DataFrame, name: str) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    if name not in claims:
        return np.full(len(claims), "NaT", dtype="datetime64[D]")
    return claims[name].to_numpy("datetime64[D]")


def _sharing(book: Book, kinds: Any, alone: Any) -> Positions:
    """Positions, by claim, of payable lines of these kinds that share a claim or count alone."""
    taking = np.flatnonzero(kinds[book.kind] & ~book.denied)
    if not len(taking):
        return np.empty(0, np.intp)
    claim = book.claim[taking] * 2 + (book.kinds["block"].to_numpy(str)[book.kind[taking]] == "asc")
    _, first, count = np.unique(claim, return_inverse=True, return_counts=True)
    held = (count[first] > 1) | alone[book.kind[taking]]
    order = np.argsort(first[held], kind="stable")
    return np.asarray(taking[held][order], dtype=np.intp)
