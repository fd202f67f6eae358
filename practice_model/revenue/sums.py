"""Sums of a repriced book: by code, group, provider, site, payer; and percent of Medicare.

What stands apart stays in sight: lines without a price are counted and in no sum, lines priced by
the rule for unlisted codes and denied lines are inside the sums and told beside them. Percent of
Medicare is the sum of one over the sum of the other, on lines that both price, never a mean of
ratios; drugs, professional and surgery-center lines are blocks that are not to be blended.
"""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import pandas as pd

from practice_model.money import to_dollars
from practice_model.revenue.book import THOUSANDTHS
from practice_model.revenue.repricing import Repriced

KIND_KEYS = {
    "block": "block",
    "group": "group",
    "code": "hcpcs",
    "setting": "setting",
    "modifiers": "modifiers",
    "rule": "rule",
    "status": "status",
    "reason": "reason",
}
COUNTED = ("priced", "default", "included")
Mask = np.ndarray[Any, np.dtype[np.bool_]]


def priced_lines_table(repriced: Repriced) -> pd.DataFrame:
    """Return every line with rate, rule, allowed amount in dollars (NA where unpriced), status."""
    kind = repriced.kind
    table = repriced.kinds
    counted = _counted(repriced)
    rate = np.where(table["status"].isin(COUNTED), to_dollars(table["rate"].to_numpy()), np.nan)
    return pd.DataFrame(
        {
            "rate": rate[kind],
            "rule": _taken(table["rule"], kind),
            "allowed_amount": np.where(counted, to_dollars(repriced.allowed), np.nan),
            "status": _taken(table["status"], kind),
            "reason": _taken(table["reason"], kind),
        }
    )


def sums(repriced: Repriced, by: Sequence[str] = ("block",)) -> pd.DataFrame:
    """Return lines, units and dollars by the named keys, with what stands apart beside them.

    Keys: block, group, code, setting, modifiers, rule, status, reason, payer, plan, provider, site.
    Lines that no contract prices (patient pay, no charge) are left out.
    """
    place, index = places(repriced, by)
    count = len(index)
    book, status = repriced.book, repriced.kinds["status"].to_numpy(object)[repriced.kind]
    counted = _counted(repriced)
    held = status != "apart"
    columns = {
        "lines": _count(place, held, count),
        "units": _units(repriced, place, counted, count),
        "allowed": to_dollars(_total(place, counted, count, repriced.allowed)),
        "charge": to_dollars(_total(place, held, count, book.charge)),
        "default_lines": _count(place, status == "default", count),
        "default_allowed": to_dollars(_total(place, status == "default", count, repriced.allowed)),
        "denied_lines": _count(place, held & book.denied, count),
        "denied_allowed": to_dollars(_total(place, counted & book.denied, count, repriced.allowed)),
        "unpriced_lines": _count(place, held & ~counted, count),
    }
    made = pd.DataFrame(columns, index=index)
    return made[made["lines"] > 0].sort_index()


def total(repriced: Repriced, block: str | None = None) -> float:
    """Return the allowed dollars of a book, or of one block of it."""
    lines = _counted(repriced)
    if block is not None:
        lines &= (repriced.kinds["block"] == block).to_numpy()[repriced.kind]
    return float(to_dollars(int(repriced.allowed[lines].sum())))


def unpriced(repriced: Repriced) -> pd.DataFrame:
    """Return the lines without a price, counted by block, code and reason."""
    table = sums(repriced, ("block", "code", "status", "reason"))
    told = table[table["unpriced_lines"] > 0][["unpriced_lines", "charge"]]
    return told.droplevel("status").rename(columns={"unpriced_lines": "lines"})


def percent_of_medicare(
    repriced: Repriced, medicare: Repriced, by: Sequence[str] = ("block",)
) -> pd.DataFrame:
    """Return allowed, medicare (dollars) and their ratio by keys, on lines that both price.

    left_out counts the lines that one of the two does not price. ValueError for another book.
    """
    if repriced.book is not medicare.book:
        raise ValueError("the yardstick must price the same book")
    place, index = places(repriced, by)
    count = len(index)
    held = (repriced.kinds["status"] != "apart").to_numpy()[repriced.kind]
    both = _counted(repriced) & _counted(medicare)
    own = to_dollars(_total(place, both, count, repriced.allowed))
    yard = to_dollars(_total(place, both, count, medicare.allowed))
    made = pd.DataFrame(
        {
            "lines": _count(place, both, count),
            "allowed": own,
            "medicare": yard,
            "ratio": np.divide(own, yard, out=np.full(count, np.nan), where=yard > 0),
            "left_out": _count(place, held & ~both, count),
        },
        index=index,
    )
    return made[made["lines"] + made["left_out"] > 0].sort_index()


def key_codes(repriced: Repriced, key: str) -> tuple[np.ndarray[Any, Any], list[Any]]:
    """Return each line's number under a key, and the key's values; ValueError for no such key."""
    if key in KIND_KEYS:
        numbers, values = pd.factorize(repriced.kinds[KIND_KEYS[key]])
        return numbers[repriced.kind], list(values)
    labels = repriced.book.labels
    if key not in labels:
        raise ValueError(f"no key {key!r}: the book has {', '.join([*KIND_KEYS, *labels])}")
    label = labels[key]
    return np.asarray(label.codes), list(label.categories)


def places(repriced: Repriced, by: Sequence[str]) -> tuple[np.ndarray[Any, Any], pd.Index]:
    """Return each line's place in an index over the named keys, and that index."""
    place = np.zeros(len(repriced.book), dtype=np.int64)
    values = []
    for key in by:
        numbers, named = key_codes(repriced, key)
        place = place * max(len(named), 1) + numbers
        values.append(named)
    if len(values) == 1:
        return place, pd.Index(values[0], name=by[0])
    return place, pd.MultiIndex.from_product(values, names=list(by))


def _counted(repriced: Repriced) -> Mask:
    return np.asarray(repriced.kinds["status"].isin(COUNTED).to_numpy()[repriced.kind])


def _total(place: Any, lines: Mask, count: int, cents: Any) -> Any:
    """Exact sums of cents by place: whole numbers below 2^53 stay whole in float64."""
    weights = np.where(lines, cents, 0).astype(np.float64)
    return np.rint(np.bincount(place, weights=weights, minlength=count)).astype(np.int64)


def _count(place: Any, lines: Mask, count: int) -> Any:
    return np.bincount(place[lines], minlength=count)


def _units(repriced: Repriced, place: Any, lines: Mask, count: int) -> Any:
    book = repriced.book
    units = book.units.astype(np.float64)
    units[book.fractional] = book.thousandths / THOUSANDTHS
    return np.bincount(place[lines], weights=units[lines], minlength=count).round(3)


def _taken(values: pd.Series, kind: Any) -> Any:
    numbers, named = pd.factorize(values)
    return pd.Categorical.from_codes(cast(Any, numbers[kind]), categories=cast(Any, named))
