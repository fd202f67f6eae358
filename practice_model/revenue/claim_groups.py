"""Priced lines with their claim and day, and the places that lines take among each other.

Lines are columns, never objects: a group is a number, a step is an array operation over all lines
of all claims. Shares are held in whole ten-thousandths.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

WHOLE = 10_000


@dataclass(frozen=True, eq=False)
class DayShares:
    """Dated shares in ten-thousandths: one row a day, by rank or by indicator."""

    ranked: Any  # (days, ranks)
    by_report: bool  # whether a rank beyond the last is priced by report
    bilateral: Any  # (days,)
    technical: Any  # (days, 8), by multiple procedure indicator
    professional: Any  # (days, 8)


@dataclass(frozen=True, eq=False)
class Settled:
    """The amount of each line in cents, a status where it lost its price, and what was applied."""

    cents: Any
    status: Any
    remark: Any
    remarks: list[str]


class Claims:
    """Priced lines with their group and day, worked on step by step."""

    def __init__(self, frame: pd.DataFrame, group: Any, day: Any, shares: DayShares) -> None:
        self.columns = {name: frame[name].to_numpy() for name in frame.columns}
        self.count, self.group, self.day, self.shares = len(frame), np.asarray(group), day, shares
        self.order = self["order"]  # breaks every tie
        self.unit = self["unit"].astype(np.int64)
        self.status = np.full(self.count, "", dtype=object)
        self.lead = np.arange(self.count)
        self.partner = np.full(self.count, -1)
        self.notes: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        return self.columns[name]

    def key(self, *parts: Any) -> Any:
        """Return one number for each distinct combination of the parts."""
        key = self.group
        for part in parts:
            codes = pd.factorize(np.asarray(part))[0].astype(np.int64)
            key = pd.factorize(key * (int(codes.max(initial=0)) + 1) + codes)[0].astype(np.int64)
        return key

    def note(self, name: str, value: Any) -> None:
        """Keep what was applied to each line, 0 where nothing was."""
        self.notes[name] = np.asarray(value, dtype=np.int64)


def positions(key: Any, *order: Any, count: Any = None) -> Any:
    """Return each entry's place within its key, from 0, in the given order (first rules).

    `count` is how many places an entry takes.
    """
    sort = np.lexsort((*reversed(order), key))
    takes = np.ones(len(key), dtype=np.int64) if count is None else np.asarray(count)
    before = np.cumsum(takes[sort]) - takes[sort]
    changes: Any = key[sort][1:] != key[sort][:-1]
    starts = np.concatenate((np.ones(min(1, len(key)), dtype=bool), changes))
    first = np.maximum.accumulate(np.where(starts, before, 0))
    place = np.empty(len(key), dtype=np.int64)
    place[sort] = before - first
    return place
