"""Device invoices: implants paid at invoice plus a share, with threshold and cap.

A line without an invoice is unpriced and says so; below the rule's threshold the device is
included in the procedure. Cap and threshold are for one unit. Few lines are devices, so that they
get kinds of their own where their outcome differs from their kind's.
"""

from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import scaled, to_cents
from practice_model.revenue.book import Book
from practice_model.revenue.contract import Contract, schedules
from practice_model.revenue.kinds import Positions
from practice_model.revenue.rates import INCLUDED, UNPRICED, KindRates

Cents = np.ndarray[Any, np.dtype[np.int64]]
NO_INVOICE = "no invoice of the device is given"
SMALL = "below the threshold of the invoice rule"


def pay_invoices(
    allowed: Cents, book: Book, rates: KindRates, contract: Contract, invoices: Cents | None
) -> tuple[pd.DataFrame, Positions]:
    """Set the allowed cents of device lines; return the kinds and each line's row in them.

    invoices: cents of the device a line, -1 where unknown.
    """
    lines = np.flatnonzero(rates.by_invoice[book.kind])
    invoice = np.full(len(lines), -1, np.int64) if invoices is None else invoices[lines]
    unknown = invoice < 0
    small = np.zeros(len(lines), dtype=bool)
    units = np.maximum(book.units[lines], 1)
    for kind in np.unique(book.kind[lines]):
        here = book.kind[lines] == kind
        row = rates.table.loc[kind]
        rule = schedules(contract)[str(row["block"])].rules[str(row["rule"])]
        paid = scaled(np.maximum(invoice[here], 0), float(row["share"]))
        if rule.cap is not None:
            paid = np.minimum(paid, to_cents(rule.cap) * units[here])
        if rule.threshold is not None:
            small[here] = ~unknown[here] & (invoice[here] < to_cents(rule.threshold) * units[here])
        allowed[lines[here]] = np.where(unknown[here] | small[here], 0, paid)
    return _apart(book, rates, lines, [(unknown, UNPRICED, NO_INVOICE), (small, INCLUDED, SMALL)])


def _apart(
    book: Book, rates: KindRates, lines: Positions, outcomes: list[tuple[Any, str, str]]
) -> tuple[pd.DataFrame, Positions]:
    kinds, kind = rates.table, book.kind.copy()
    for held, status, reason in outcomes:
        for original in np.unique(book.kind[lines[held]]):
            row = rates.table.loc[[original]].assign(status=status, reason=reason)
            kind[lines[held & (book.kind[lines] == original)]] = len(kinds)
            kinds = pd.concat([kinds, row], ignore_index=True)
    return kinds, kind
