"""Price, volume and mix: why revenue changed from one year to the next, exactly and additively.

For cells with units and revenue in both years, revenue climbs four rungs; each part is the step
between two of them, so the parts add up to the change to the cent:

1. last year's revenue;
2. this year's number of units at last year's average revenue a unit (step: volume);
3. this year's units of every cell at that cell's price of last year (step: mix);
4. this year's revenue (step: price).

So volume stands at last year's average price, mix at last year's prices, and price at this year's
units: what moved together falls to price. A cell without units in one of the years has no price
there; its revenue is new, or lost, and in no other part. Every rung is rounded to cents cell by
cell. Units are added up, so a table must hold units of one sort: services apart from drugs, whose
billing units are milligrams (count administrations there).

Where a year is known only as totals there is no mix to be seen: the change is parted into volume,
by a count that is named, and price and mix together.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import numpy as np
import pandas as pd

from practice_model.faults import did_you_mean
from practice_model.money import to_cents, to_dollars
from practice_model.quantities import (
    Count,
    Number,
    SignedShare,
    SignedUSDPerYear,
    USDPerYear,
    terms,
)
from practice_model.revenue.pareto import DRUG

COUNTS: Final = ("units_before", "units_now")
MONEY: Final = ("before", "now")
PARTS: Final = ("volume", "mix", "price", "new", "lost")
TOGETHER: Final = (
    "price and mix cannot be told apart: the year before is known as totals, without lines by code"
)


@terms
class PriceVolumeMix:
    """A change of revenue in its parts: change = volume + mix + price + new - lost, to the cent."""

    before: USDPerYear
    now: USDPerYear
    change: SignedUSDPerYear
    volume: SignedUSDPerYear
    mix: SignedUSDPerYear
    price: SignedUSDPerYear
    new: USDPerYear
    lost: USDPerYear


@terms
class VolumeAndRest:
    """A change of revenue known from totals: change = volume + price_and_mix, to the cent.

    counted: what the two counts are of, the one measure of volume. told: what cannot be known.
    """

    counted: str
    count_before: Count
    count_now: Count
    count_share: SignedShare
    before: USDPerYear
    now: USDPerYear
    change: SignedUSDPerYear
    change_share: SignedShare
    volume: SignedUSDPerYear
    volume_share: SignedShare
    price_and_mix: SignedUSDPerYear
    price_and_mix_share: SignedShare
    told: str


def both_years(
    before: pd.DataFrame,
    now: pd.DataFrame,
    by: str | Sequence[str],
    units: str = "units",
    amount: str = "allowed",
) -> pd.DataFrame:
    """Return two years' cells side by side: units_before, before, units_now, now by a key.

    units: what is counted; "lines" for drugs. Raises ValueError where a cell has no known amount,
    and where drugs stand among other blocks.
    """
    keys = [by] if isinstance(by, str) else list(by)
    blocks = set(before.get("block", [])) | set(now.get("block", []))
    if DRUG in blocks and len(blocks) > 1:
        raise ValueError("drugs stand among other blocks; take their change apart by itself")
    found = {}
    for name, cells in (("before", before), ("now", now)):
        missing = int(cells[amount].isna().sum())
        if missing:
            raise ValueError(f"{amount} is not known in {missing} cells of the year {name}")
        exact = cells.assign(**{amount: to_cents(cells[amount].to_numpy())})
        held = exact.groupby(keys, observed=True)[[units, amount]].sum()
        found[f"units_{name}"], found[name] = held[units], held[amount] / 100
    return pd.DataFrame(found).fillna(0.0).sort_index()


def parts(cells: pd.DataFrame) -> pd.DataFrame:
    """Return every cell's change in its parts, in dollars: change, volume, mix, price, new, lost.

    cells: units_before, before, units_now, now, one row a cell. Raises ValueError, all faults at
    once, for a missing column, a negative or unknown number, a key that stands twice, or revenue
    without units.
    """
    _check(cells)
    units = {name: [Fraction(str(one)) for one in cells[name]] for name in COUNTS}
    dollars = {name: [int(one) for one in to_cents(cells[name].to_numpy())] for name in MONEY}
    both = [one > 0 and two > 0 for one, two in zip(*units.values(), strict=True)]
    growth = _growth(units, both)
    rows = []
    for at, stays in enumerate(both):
        was, is_ = dollars["before"][at], dollars["now"][at]
        if not stays:
            rows.append((is_ - was, 0, 0, 0, is_, was))
            continue
        grown = _half_up(was * growth)
        at_old_prices = _half_up(was * units["units_now"][at] / units["units_before"][at])
        rows.append((is_ - was, grown - was, at_old_prices - grown, is_ - at_old_prices, 0, 0))
    made = to_dollars(np.array(rows, dtype=np.int64).reshape(-1, 1 + len(PARTS)))
    table = pd.DataFrame(made, index=cells.index, columns=["change", *PARTS])
    return cells[[*COUNTS, *MONEY]].join(table)


def whole(table: pd.DataFrame) -> PriceVolumeMix:
    """Return the parts of all cells together (`parts`)."""
    summed = {
        name: float(to_dollars(to_cents(table[name].to_numpy()).sum()))
        for name in (*MONEY, "change", *PARTS)
    }
    return PriceVolumeMix(**summed)


def from_totals(
    *, before: Number, now: Number, count_before: Number, count_now: Number, counted: str
) -> VolumeAndRest:
    """Return a change known from totals, parted by a named count into volume and all else.

    Volume is last year's revenue times the growth of the count. Raises ValueError where the count
    or the revenue of the year before is zero: there is nothing to grow from.

    >>> made = from_totals(
    ...     before=4_975_008, now=5_104_598, count_before=20_955, count_now=21_560, counted="visits"
    ... )
    >>> made.change, made.volume, made.price_and_mix
    (129590.0, 143635.4, -14045.4)
    """
    if np.any(np.asarray(count_before) <= 0):
        raise ValueError(f"the number of {counted} of the year before must be more than zero")
    if np.any(np.asarray(before) <= 0):
        raise ValueError("the revenue of the year before must be more than zero")
    growth = count_now / count_before - 1
    change = _rounded(now - before)
    volume = _rounded(before * growth)
    rest = _rounded(change - volume)
    return VolumeAndRest(
        counted=counted,
        count_before=count_before,
        count_now=count_now,
        count_share=growth,
        before=before,
        now=now,
        change=change,
        change_share=change / before,
        volume=volume,
        volume_share=volume / before,
        price_and_mix=rest,
        price_and_mix_share=rest / before,
        told=TOGETHER,
    )


def _check(cells: pd.DataFrame) -> None:
    told = [
        f"{name!r} is no column{did_you_mean(name, cells.columns)}"
        for name in (*COUNTS, *MONEY)
        if name not in cells
    ]
    if told:
        raise ValueError("the years cannot be compared: " + "; ".join(told))
    for name in (*COUNTS, *MONEY):
        told += _number_faults(name, cells[name])
    if not cells.index.is_unique:
        twice = cells.index[cells.index.duplicated()][0]
        told.append(f"{twice!r} stands twice; sum it first")
    for units, money in zip(COUNTS, MONEY, strict=True):
        bare = (cells[money] > 0) & ~(cells[units] > 0)
        if bare.any():
            told.append(f"{cells.index[bare][0]!r} has revenue in {money!r} but no units")
    if told:
        raise ValueError("the years cannot be compared: " + "; ".join(told))


def _number_faults(name: str, column: pd.Series) -> list[str]:
    given = column.to_numpy("float64", na_value=np.nan)
    unknown, negative = int((~np.isfinite(given)).sum()), int((given < 0).sum())
    told = [f"{name} is not known in {unknown} cells"] if unknown else []
    return told + ([f"{name} is negative in {negative} cells"] if negative else [])


def _growth(units: dict[str, list[Fraction]], both: list[bool]) -> Fraction:
    """The units of cells that stand in both years, this year's over last year's; 1 without any."""
    before, now = (
        sum((one for one, stays in zip(units[name], both, strict=True) if stays), Fraction(0))
        for name in COUNTS
    )
    return now / before if before else Fraction(1)


def _half_up(exact: Fraction) -> int:
    return int((2 * exact + 1) // 2)


def _rounded(amount: Number) -> Number:
    made = np.round(amount, 2)
    return made if isinstance(made, np.ndarray) else float(made)
