"""Comparables: what others agreed to or were quoted, and where our own term stands among them.

How much a few rows say goes by their number n [1]: under 3 a list and no range, 3 or 4 low to high,
5 to 9 with the median, from 10 on with quartiles. Of n independent and alike observations the next
one falls inside low to high with odds (n - 1) / (n + 1), and the market's median lies inside with
odds 1 - .5 ** (n - 1). Rows are neither: friends buy alike and losers do not tell. A quote is an
upper bound of what is paid. Nothing is dropped without being counted.

Halving the weight of a row after 12 months and leaving it out after 36 is an own rule, unverified,
so only an option; an undated row then counts half.

Which rows may be used at all stands in `comparables_register`.

[1] docs/methods/deals.md.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Annotated, Any, Final, Literal

import numpy as np
import pandas as pd

from practice_model.negotiation.comparables_register import (
    COMPARABLES,
    ComparablesTable,
    comparables_faults,
    refusals,
)
from practice_model.quantities import Count, Months, Number, Share, Unit, terms

__all__ = [
    "COMPARABLES",
    "ComparablesTable",
    "Standing",
    "comparables_faults",
    "quantile",
    "refusals",
    "rule_of",
    "standing",
]

Rule = Literal["none", "list", "range", "median", "quartiles"]
Place = Literal["unknown", "below_all", "below_median", "inside", "at_median", "above_median",
                "above_all"]  # fmt: skip
FEW, SOME, MANY = 3, 5, 10  # rows from which there is a range, a median, quartiles
HALF_AFTER, NONE_AFTER = 12, 36  # months; an own rule, unverified
FULL, HALF, NONE = 1.0, 0.5, 0.0


@terms
class Standing:
    """Where our value stands among the rows of one term, and how much these rows say.

    rule: what may be told of them by their number. below, equal: rows under ours and at ours.
    percentile: the part of rows under ours, ties by half; None under 5 rows. next_inside,
    median_inside: the odds above; None under 3. old: rows of more than 12 months. grade: the
    weakest, "" where no document backs one. quoted: part that is quoted and not paid. Left out are
    rows that are refused, in another unit, dated ahead of the talk, or too old where age weighs.
    spread: low, lower_quartile, median, upper_quartile, high, ours, and above_median (ours less
    the median), in the unit of the term.
    """

    kind: str
    term: str
    unit: str
    rule: Rule
    place: Place
    n: Count
    below: Count
    equal: Count
    percentile: Share | None
    next_inside: Share | None
    median_inside: Share | None
    oldest: date | None
    newest: date | None
    oldest_months: Months | None
    old: Count
    undated: Share
    undated_rows: Count
    grade: str
    quoted: Share
    refused: Count
    other_unit: Count
    ahead: Count
    too_old: Count
    weighted: bool
    spread: Any


def standing(
    table: pd.DataFrame,
    kind: str,
    term: str,
    value: Number | None,
    *,
    as_of: date,
    unit: str,
    weights: bool = False,
) -> Standing:
    """Return where a value stands among the rows of one term.

    value: ours, None where we have none. unit: that of the value; rows in another are left out and
    counted. weights: whether old rows count less, an own rule. Rows dated after as_of are left out.
    Raises ValueError for a value that is an array of draws and for a unit that is none.

    >>> rows = pd.DataFrame({"kind": "lease", "term": "rent", "value": [22.9, 24.1, 26.4],
    ...     "unit": "USD/sf/year", "date": pd.NaT, "grade": "B", "source": "a broker"})
    >>> made = standing(rows, "lease", "rent", 27.0,
    ...     as_of=date(2026, 11, 24), unit="USD/sf/year")
    >>> made.rule, made.place, made.spread.low, made.next_inside
    ('range', 'above_all', 22.9, 0.5)
    """
    if isinstance(value, np.ndarray):
        raise ValueError("a value among comparables is one likely figure, not draws")
    named = table[(table["kind"] == kind) & (table["term"] == term)].reset_index(drop=True)
    allowed = np.array([not one for one in refusals(named)], dtype=bool)
    fitting = (named["unit"] == unit).to_numpy(dtype=bool)
    ahead = (pd.to_datetime(named["date"]) > pd.Timestamp(as_of)).to_numpy(dtype=bool)
    rows = named[allowed & fitting & ~ahead]
    weight = _weights(_months(rows, as_of)) if weights else np.full(len(rows), FULL)
    too_old = int((weight == NONE).sum())
    rows, weight = rows[weight > NONE], weight[weight > NONE]
    months, dated = _months(rows, as_of), pd.to_datetime(rows["date"]).dropna()
    values = rows["value"].to_numpy(dtype=np.float64)
    n, ours = len(rows), None if value is None else float(value)
    spread, rule = spread_of(values, weight, unit, ours), rule_of(n)
    undated = int(np.isnan(months).sum())
    odds = rule not in {"none", "list"}
    below = 0 if ours is None else int((values < ours).sum())
    equal = 0 if ours is None else int((values == ours).sum())
    return Standing(
        kind=kind,
        term=term,
        unit=unit,
        rule=rule,
        place=_place(spread, rule),
        n=n,
        below=below,
        equal=equal,
        percentile=_percentile(values, weight, ours) if n >= SOME else None,
        next_inside=(n - 1) / (n + 1) if odds else None,
        median_inside=1 - 0.5 ** (n - 1) if odds else None,
        oldest=None if dated.empty else dated.min().date(),
        newest=None if dated.empty else dated.max().date(),
        oldest_months=None if dated.empty else float(np.nanmax(months)),
        old=int((months > HALF_AFTER).sum()),
        undated=undated / n if n else 0.0,
        undated_rows=undated,
        grade=_weakest(rows["grade"].fillna("").astype(str).tolist()),
        quoted=_quoted(rows),
        refused=int((~allowed).sum()),
        other_unit=int((allowed & ~fitting).sum()),
        ahead=int((allowed & fitting & ahead).sum()),
        too_old=too_old,
        weighted=weights,
        spread=spread,
    )


def rule_of(n: int) -> Rule:
    """Return what so many rows may be told as.

    >>> [rule_of(n) for n in (0, 2, 3, 4, 5, 9, 10)]
    ['none', 'list', 'range', 'range', 'median', 'median', 'quartiles']
    """
    if not n:
        return "none"
    if n < FEW:
        return "list"
    if n < SOME:
        return "range"
    return "median" if n < MANY else "quartiles"


def spread_of(values: np.ndarray, weight: np.ndarray, unit: str, ours: float | None) -> Any:
    """Return the values that the rows may be told by, in their unit; None for the others."""
    rule = rule_of(len(values))
    told: dict[str, float | None] = {"ours": ours}
    if rule not in {"none", "list"}:
        told |= {"low": float(values.min()), "high": float(values.max())}
    if rule in {"median", "quartiles"}:
        told["median"] = quantile(values, weight, 0.5)
        if ours is not None:
            told["above_median"] = ours - float(told["median"] or 0.0)
    if rule == "quartiles":
        told["lower_quartile"] = quantile(values, weight, 0.25)
        told["upper_quartile"] = quantile(values, weight, 0.75)
    return record_in(unit)(**told)


VALUES: Final = (
    "ours", "low", "lower_quartile", "median", "upper_quartile", "high", "above_median",
)  # fmt: skip


@cache
def record_in(unit: str) -> Any:
    """Return the record that holds values in a unit: a term's unit is known by its rows alone."""
    figure = Annotated[Number, Unit(unit)] | None
    named = {"__annotations__": dict.fromkeys(VALUES, figure), "__module__": __name__}
    doc = f"What the rows of a term come to, in {unit}; see `Standing`."
    return terms(type("Spread", (), {**named, **dict.fromkeys(VALUES), "__doc__": doc}))


def quantile(values: np.ndarray, weight: np.ndarray, at: float) -> float:
    """Return a quantile of weighted values; of equal weights the usual, interpolated one.

    >>> quantile(np.array([1.0, 2.0, 4.0]), np.ones(3), 0.5)
    2.0
    """
    order = np.argsort(values, kind="stable")
    held, share = values[order], weight[order]
    before = np.concatenate([[0.0], np.cumsum(share)[:-1]])
    place = np.arange(len(held)) * share + (len(held) - 1) * before
    return float(np.interp(at * place[-1], place, held))


def _place(spread: Any, rule: Rule) -> Place:
    if spread.ours is None or spread.low is None:
        return "unknown"
    if spread.ours < spread.low:
        return "below_all"
    if spread.ours > spread.high:
        return "above_all"
    if rule == "range":
        return "inside"
    if spread.ours == spread.median:
        return "at_median"
    return "below_median" if spread.ours < spread.median else "above_median"


def _percentile(values: np.ndarray, weight: np.ndarray, ours: float | None) -> float | None:
    if ours is None:
        return None
    under = weight[values < ours].sum() + HALF * weight[values == ours].sum()
    return float(under / weight.sum())


def _months(rows: pd.DataFrame, as_of: date) -> np.ndarray:
    """Whole months from each row's day to as_of; nan where there is no day."""
    days = pd.to_datetime(rows["date"])
    last = as_of.year * 12 + as_of.month - (days.dt.year * 12 + days.dt.month)
    made: np.ndarray = (last - (days.dt.day > as_of.day)).to_numpy(dtype=np.float64)
    return made


def _weights(months: np.ndarray) -> np.ndarray:
    made = np.where(months > HALF_AFTER, HALF, FULL)
    made = np.where(months > NONE_AFTER, NONE, made)
    return np.where(np.isnan(months), HALF, made)


def _weakest(grades: Sequence[str]) -> str:
    if not grades or "" in grades:
        return ""
    return max(grades)


def _quoted(rows: pd.DataFrame) -> float:
    if rows.empty or "quoted_or_paid" not in rows:
        return 0.0
    return float((rows["quoted_or_paid"] == "quoted").mean())
