"""Pareto: where the money comes from, ranked by code, provider, site, payer or any other key.

Every table is a ranking of cells (`claim_cells`, or those of a repriced book): largest first, with
shares of the whole and their running sum. Drugs are never blended with services, because their
price is mostly what was paid for them: they have a table and a margin of their own. Amounts are
dollars of the window of the data.

Concentration is told three ways: the largest part, the largest five together, and the Herfindahl
sum of squared shares (1 for one part, 1/n for n equal parts). Cells of fewer than 11 lines are
shown only inside a rest row, so that no patient can be told from a table.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from practice_model.faults import did_you_mean
from practice_model.money import to_cents
from practice_model.quantities import USD, Count, Share, terms
from practice_model.tables import SMALLEST, suppressed

REST: Final = "all_other"
WHOLE: Final = "all"
REACH: Final = 0.8
FEW: Final = 5
DRUG: Final = "drug"
SUMMED: Final = ("lines", "units", "unpriced_lines", "denied_lines")
MONEY: Final = ("allowed", "collected", "denied_allowed")
APART: Final = ("unpriced_lines", "denied_lines", "denied_allowed")
NOISE: Final = 1e-9  # what a running sum of shares may miss by


@terms
class Concentration:
    """How much of a whole its largest parts hold.

    first: the largest part. reached_by: how many of the largest parts hold `reach` of the whole.
    herfindahl: the sum of squared shares, 1 where one part holds everything.
    """

    by: str
    first: str
    whole: USD
    parts: Count
    largest: Share
    largest_five: Share
    herfindahl: Share
    reach: Share
    reached_by: Count


def block_sums(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the sums of every block (index block), side by side and without shares."""
    return _summed(cells, ["block"])


def of_block(cells: pd.DataFrame, *blocks: str) -> pd.DataFrame:
    """Return the cells of some blocks, none where the practice has no such line."""
    return cells[cells["block"].isin(blocks)]


def ranked(cells: pd.DataFrame, by: str | Sequence[str], amount: str = "allowed") -> pd.DataFrame:
    """Return the sums of cells by a key, largest first, with rank, share and cumulative_share.

    Equal amounts stand in the order of the key. Parts without any known amount are not ranked (rank
    and shares NA). Raises ValueError for a missing column, a negative amount, and for drugs that
    stand among other blocks.

    >>> cells = pd.DataFrame({"code": ["a", "b", "a"], "lines": [1, 1, 1], "allowed": [5, 2, 1.0]})
    >>> ranked(cells, "code")["cumulative_share"].tolist()
    [0.75, 1.0]
    """
    keys = [by] if isinstance(by, str) else list(by)
    _check(cells, keys, amount)
    made = _summed(cells, keys)
    made = made.sort_index().sort_values(amount, ascending=False, kind="stable")
    cents = to_cents(made[amount].fillna(0).to_numpy())
    whole, known = int(cents.sum()), made[amount].notna().to_numpy()
    held = known & (whole > 0)
    made["rank"] = pd.array(np.where(known, np.arange(1, len(made) + 1), 0), "Int64")
    made["rank"] = made["rank"].mask(~known)
    made["share"] = np.where(held, cents / max(whole, 1), np.nan)
    made["cumulative_share"] = np.where(held, np.cumsum(cents) / max(whole, 1), np.nan)
    return made


def number_reaching(table: pd.DataFrame, reach: float = REACH) -> int:
    """Return how many of the largest parts of a ranking hold a share of the whole, 0 for none."""
    running = table["cumulative_share"].dropna().to_numpy()
    return int(np.searchsorted(running, reach - NOISE) + 1) if len(running) else 0


def concentration(
    table: pd.DataFrame, amount: str = "allowed", reach: float = REACH
) -> Concentration | None:
    """Return the concentration of a ranking; None where nothing has a known amount above zero."""
    share = table["share"].dropna().to_numpy()
    if not len(share):
        return None
    first = table.index[0]
    return Concentration(
        by=" by ".join(map(str, table.index.names)),
        first=" ".join(map(str, first)) if isinstance(first, tuple) else str(first),
        whole=round(float(table[amount].sum()), 2),
        parts=len(share),
        largest=float(share[0]),
        largest_five=min(float(share[:FEW].sum()), 1.0),
        herfindahl=min(float((share**2).sum()), 1.0),
        reach=reach,
        reached_by=number_reaching(table, reach),
    )


def shown(
    table: pd.DataFrame,
    names: Mapping[str, str] | None = None,
    most: int | None = None,
    smallest: int = SMALLEST,
) -> pd.DataFrame:
    """Return a ranking as it may be printed: its largest rows, a rest row, and the whole.

    Columns label and role (body, rest, total), then those of the ranking, but for denied and
    unknown lines, whose counts in a part are small. names: labels by key. Parts of fewer than
    `smallest` lines go into the rest; where the rest would itself be that small, the next smallest
    part goes there too. Where even the whole is that small, no number is shown.
    """
    table = table.drop(columns=[name for name in APART if name in table])
    hidden = _small(table, smallest)
    if most is not None:
        hidden = hidden | (np.arange(len(table)) >= most)
    hidden = _with_company(table["lines"].to_numpy(), hidden, smallest)
    body = table[~hidden].copy()
    body.index = pd.Index([_slug(key) for key in body.index], name="row")
    given = names or {}
    body.insert(0, "label", [given.get(str(key), str(key)) for key in body.index])
    body.insert(1, "role", "body")
    parts = [body]
    if hidden.any():
        parts.append(_one_row(table[hidden], REST, "All other", "rest"))
    parts.append(_one_row(table, WHOLE, "All", "total"))
    made = pd.concat(parts)
    whole = made["lines"].iloc[-1]
    if 0 < whole < smallest:
        for name in made.columns.drop(["label", "role"]):
            made[name] = pd.array([None] * len(made), dtype="Float64")
    return made


def _check(cells: pd.DataFrame, keys: list[str], amount: str) -> None:
    told = [
        f"{name!r} is no column{did_you_mean(name, cells.columns)}"
        for name in [*keys, "lines", amount]
        if name not in cells
    ]
    told += [
        f"{name} is negative in {int((cells[name] < 0).sum())} cells"
        for name in ("lines", "units", amount)
        if name in cells and (cells[name] < 0).any()
    ]
    blocks = set(cells["block"]) if "block" in cells else set()
    if DRUG in blocks and len(blocks) > 1:
        told.append("drugs stand among other blocks; rank them apart (of_block)")
    if told:
        raise ValueError("the cells cannot be ranked: " + "; ".join(told))


def _summed(cells: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Sums by keys, dollars to the cent; NA only where no cell of the part knows an amount."""
    grouped = cells.groupby(keys, observed=True)
    made = grouped[[name for name in SUMMED if name in cells]].sum()
    if "units" in made:
        made["units"] = made["units"].round(3)
    for name in MONEY:
        if name in cells:
            made[name] = grouped[name].sum(min_count=1).round(2)
    return made


def _small(table: pd.DataFrame, smallest: int) -> np.ndarray:
    lines = suppressed(table[["lines"]].reset_index(drop=True), "lines", smallest)["lines"]
    return np.asarray(lines.isna().to_numpy(), dtype=bool)


def _with_company(lines: np.ndarray, hidden: np.ndarray, smallest: int) -> np.ndarray:
    """Hide the smallest shown part, one after another, until the hidden ones are enough."""
    hidden = hidden.copy()
    while hidden.any() and 0 < lines[hidden].sum() < smallest and not hidden.all():
        hidden[np.where(hidden, np.iinfo(np.int64).max, lines).argmin()] = True
    return hidden


def _slug(key: object) -> str:
    return "_".join(map(str, key)) if isinstance(key, tuple) else str(key)


def _one_row(rows: pd.DataFrame, name: str, label: str, role: str) -> pd.DataFrame:
    row: dict[str, object] = {"label": label, "role": role}
    for column in rows:
        if column in SUMMED or column in MONEY or column == "share":
            row[str(column)] = rows[column].sum(min_count=1)
    if rows["share"].notna().any():
        row["cumulative_share"] = 1.0
    made = pd.DataFrame([row], index=pd.Index([name], name="row"))
    for column in MONEY:
        if column in made:
            made[column] = made[column].astype("float64").round(2)
    return made.reindex(columns=["label", "role", *rows.columns])
