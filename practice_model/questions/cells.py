"""Cells: the lines of a payer summed to what a cost and a price depend on.

A cell is a payer, provider, site, code, set of modifiers and setting; providers and sites under
the practice's own short names. Dollars of the claims' year.
"""

import pandas as pd

from practice_model.practice import Practice
from practice_model.revenue.book import Book
from practice_model.revenue.repricing import Repriced
from practice_model.revenue.sums import sums

KEYS = ("code", "modifiers", "setting", "provider", "site")
NAMES = ("payer", "provider", "site", "block", "group", "code", "modifiers", "setting")
NUMBERS = ("lines", "units", "allowed", "medicare", "denied_lines", "unpriced_lines")


def cells_of(paid: Repriced, medicare: Repriced, payer: str, practice: Practice) -> pd.DataFrame:
    """Return one row a cell, columns NAMES and NUMBERS.

    allowed in dollars, denied lines at their contract price; medicare NaN where a line of the cell
    has no price on one of the two sides.
    """
    by = [key for key in KEYS if key not in {"provider", "site"} or key in paid.book.labels]
    own = sums(paid, by)
    yard = sums(medicare, by).reindex(own.index)
    frame = own[["lines", "units", "allowed", "denied_lines", "unpriced_lines"]].copy()
    both = yard["unpriced_lines"].eq(0) & own["unpriced_lines"].eq(0)
    frame["medicare"] = yard["allowed"].where(both)
    frame = _named(frame.reset_index(), paid.book, practice).assign(payer=payer)
    return frame[[*NAMES, *NUMBERS]]


def _named(frame: pd.DataFrame, book: Book, practice: Practice) -> pd.DataFrame:
    known = book.kinds.drop_duplicates(["hcpcs", "setting"])
    known = known.set_index(["hcpcs", "setting"])[["block", "group"]]
    own = known.reindex(pd.MultiIndex.from_frame(frame[["code", "setting"]])).reset_index(drop=True)
    frame = frame.assign(block=own["block"], group=own["group"])
    for name, short in (("provider", practice.provider_of), ("site", practice.site_of)):
        frame[name] = [short(str(npi)) for npi in frame[name]] if name in frame else ""
    return frame
