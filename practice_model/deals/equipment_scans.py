"""Scans: how many were done where, and what one brings after every loss, from our own claims.

    collected = allowed less the same-day cut - final denials - bad debt - sequestration

Lines count once each by their units; a line with modifier 26 used another's machine and is none.
Allowed amounts are those of the claims; where a payer's denied lines state nothing, its paid ones
stand in. The same-day cut is what a line beside another test states under the usual amount of its
payer and code. Functions on tables take likely terms; draws enter after their sums.

Source: DOMAIN.md sections 1.5 (lower technical part cut by 20 percent, PFS08), 1.6 and 9.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from practice_model.quantities import (
    Lines,
    Number,
    Share,
    UnitsPerYear,
    USDPerUnit,
    USDPerYear,
    terms,
)

PROFESSIONAL_ONLY = "26"
TEST_CUT = 0.20  # of the lower technical part [DOMAIN 1.5, CMS multiple procedure indicator 7]
DAY = ["patient_id", "claim_line_start_date"]
ALLOWED, UNITS = "allowed_amount", "service_unit_quantity"


@terms
class FeeLosses:
    """What one scan brings: the usual allowed amount, each loss, and what is left: parts sum."""

    allowed: USDPerUnit
    same_day: USDPerUnit
    denied: USDPerUnit
    bad_debt: USDPerUnit
    sequestration: USDPerUnit
    collected: USDPerUnit


@terms
class ScanCounts:
    """What the claims hold of a code: units, what is cut beside another test, pairs never paid.

    cut: lines beside another test that state less than usual. pairs: days of two codes that are
    never both paid. marked: days of a pair that only a modifier opens.
    """

    scans: UnitsPerYear
    lines: Lines
    beside: Lines
    cut: Lines
    cut_dollars: USDPerYear
    pairs: Lines
    marked: Lines
    first: date | None
    last: date | None


class Book(NamedTuple):
    """Lines of the codes, with the usual amount of each; and the days of the claims."""

    lines: pd.DataFrame
    years: float


def same_day_paid(parts: Sequence[tuple[float, float]], cut: float = TEST_CUT) -> dict[str, float]:
    """Return what tests of one day are paid, in the unit of their parts.

    Professional parts and the highest technical part are whole, other technical parts are cut.

    parts: (professional, technical) of each test.

    >>> made = same_day_paid([(0.79 * 32.3465, 1.1 * 32.3465), (.49 * 32.3465, .43 * 32.3465)])
    >>> {name: round(value, 2) for name, value in made.items()}
    {'full': 90.89, 'cut': 2.78, 'paid': 88.11}
    """
    technical = sorted((part[1] for part in parts), reverse=True)
    full = sum(sum(part) for part in parts)
    lost = cut * sum(technical[1:])
    return {"full": full, "cut": lost, "paid": full - lost}


def book_of(claims: pd.DataFrame, codes: Iterable[str], beside: Iterable[str] = ()) -> Book:
    """Return the lines of the codes that used our machine, each with its payer's usual amount.

    beside: other tests whose technical part is cut on the same day (or cuts ours).
    """
    own = claims["hcpcs_code"].isin(list(codes))
    marks = [name for name in claims if str(name).startswith("hcpcs_modifier")]
    borrowed = claims[marks].isin([PROFESSIONAL_ONLY]).any(axis=1)
    lines = claims[own & ~borrowed & claims["claim_type"].eq("professional")].copy()
    tests = claims.loc[
        claims["hcpcs_code"].isin([*codes, *beside]), [*DAY, "hcpcs_code"]
    ].drop_duplicates()
    on_day = tests.groupby(DAY).size().rename("tests")
    lines = lines.join(on_day, on=DAY)
    priced = lines[lines[ALLOWED].fillna(0) > 0]
    alone = priced[priced["tests"] < 2]  # noqa: PLR2004 - another test makes two
    each = pd.concat([alone, priced])  # payers all of whose lines stand beside another
    keys = ["payer", "hcpcs_code"]
    usual = each.assign(fee=each[ALLOWED] / each[UNITS]).groupby(keys)["fee"].median()
    lines = lines.join(usual.rename("usual"), on=keys)
    days = claims["claim_line_start_date"]
    span = 0.0 if claims.empty else (days.max() - days.min()).days / 365
    return Book(lines, max(round(span), 1))


def counts(
    book: Book,
    claims: pd.DataFrame,
    never: Iterable[tuple[str, str]] = (),
    opened: Iterable[tuple[str, str]] = (),
) -> ScanCounts:
    """Return what the book holds, per year; pairs as the code-pair table names them."""
    lines = book.lines
    day = lines["claim_line_start_date"]
    lost = _cut(lines)
    cut = lost > 0
    return ScanCounts(
        scans=float(lines[UNITS].sum()) / book.years,
        lines=float(len(lines)),
        beside=float((lines["tests"] > 1).sum()),
        cut=float(cut.sum()),
        cut_dollars=float(lost.sum()) / book.years,
        pairs=_days(claims, never) / book.years,
        marked=_days(claims, opened) / book.years,
        first=None if lines.empty else day.min().date(),
        last=None if lines.empty else day.max().date(),
    )


def _cut(lines: pd.DataFrame) -> pd.Series:
    short = lines["usual"] * lines[UNITS] - lines[ALLOWED]
    beside = (lines["tests"] > 1) & (lines[ALLOWED].fillna(0) > 0)
    return short.where(beside, 0.0).clip(lower=0).fillna(0.0)


def _days(claims: pd.DataFrame, pairs: Iterable[tuple[str, str]]) -> float:
    """Days on which one patient has both codes of a pair."""
    total = 0
    for one, other in pairs:
        sides = [
            claims.loc[claims["hcpcs_code"].eq(code), DAY].drop_duplicates()
            for code in (one, other)
        ]
        total += len(sides[0].merge(sides[1], on=DAY))
    return float(total)


def fee_losses(book: Book, yields: pd.DataFrame) -> FeeLosses | None:
    """Return what one scan brings on the book's mix of payers; None for a book without scans.

    yields: rows of the block "professional" by payer (final_denial, bad_debt, sequestration, parts
    of allowed). Raises ValueError for a payer of the book without a row.
    """
    lines = book.lines
    if lines.empty or not lines[UNITS].sum():
        return None
    own = yields[yields["block"].eq("professional")].set_index("payer")
    missing = sorted(set(lines["payer"].astype(str)) - set(own.index))
    if missing:
        raise ValueError(
            f"costing.yields: {', '.join(missing)} has scans in the claims and no row: what is "
            "lost between allowed and collected?"
        )
    lost = _cut(lines)
    usual = lines["usual"] * lines[UNITS]
    stated = lines[ALLOWED].where(lines[ALLOWED].fillna(0) > 0, usual)
    units = float(lines[UNITS].sum())

    def part(name: str) -> float:
        return float((stated * lines["payer"].map(own[name].astype(float))).sum()) / units

    allowed, same_day = float(stated.sum() + lost.sum()) / units, float(lost.sum()) / units
    denied, bad, held = part("final_denial"), part("bad_debt"), part("sequestration")
    return FeeLosses(
        allowed=allowed, same_day=same_day, denied=denied, bad_debt=bad, sequestration=held,
        collected=allowed - same_day - denied - bad - held,
    )  # fmt: skip


def by_payer(book: Book, yields: pd.DataFrame) -> pd.DataFrame:
    """Return units a year, allowed and collected dollars a scan by payer, most scans first."""
    rows = []
    for payer, lines in book.lines.groupby("payer", sort=True):
        losses = fee_losses(Book(lines, book.years), yields)
        if losses is not None:
            rows.append(
                {
                    "payer": str(payer),
                    "scans": float(lines[UNITS].sum()) / book.years,
                    "allowed": losses.allowed - losses.same_day,
                    "collected": losses.collected,
                }
            )
    made = pd.DataFrame(rows, columns=["payer", "scans", "allowed", "collected"])
    return made.sort_values(["scans", "payer"], ascending=[False, True]).set_index("payer")


def by_site(book: Book, sites: Mapping[str, str]) -> dict[str, float]:
    """Return scans a year by site; sites: site to the NPI of the place. Others under ''."""
    named = {npi: site for site, npi in sites.items()}
    if "facility_npi" in book.lines:
        places = book.lines["facility_npi"].astype(str).map(named).fillna("")
    else:
        places = pd.Series("", index=book.lines.index)
    sums = book.lines.groupby(places)[UNITS].sum() / book.years
    return {str(site): float(count) for site, count in sums.items()}


def variable_cost(
    minutes: Mapping[str, Number], rates: Mapping[str, Number], supplies: Number
) -> Number:
    """Return what one scan costs at the practice's own cost of a minute.

    Raises ValueError for minutes of a resource that has no rate.

    >>> round(variable_cost({"technician": 8, "billing": 2},
    ...     {"technician": .68207, "billing": .63165}, .82), 2)
    7.54
    """
    unknown = sorted(set(minutes) - set(rates))
    if unknown:
        raise ValueError(
            f"minutes: {', '.join(unknown)} has no cost per minute; known: {', '.join(rates)}"
        )
    return supplies + sum((count * rates[name] for name, count in minutes.items()), 0.0)


def tie(stated: USDPerUnit, found: USDPerUnit, tolerance: Share) -> bool:
    """Whether a typed figure agrees with the claims' within a part of the claims'."""
    return bool(np.all(np.abs(np.asarray(stated) - found) <= tolerance * abs(np.asarray(found))))
