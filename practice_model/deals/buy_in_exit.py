"""Exits: what a new partner gets back who leaves early, dies, or sees the practice sold.

Three rules on leaving: `forfeits` (nothing back, what is owed falls away), `paid_part` (what was
paid of the price comes back), `formula` (the share at the formula's value, less what is unpaid).

    paid     closing + principal of the note + goodwill paid by income left, to the year of exit
    tax      on what comes back above what was paid out of taxed income: income left has no basis

On a sale to an outsider within the protected years a new partner gets the price back (less what is
unpaid) and a stated share of what the sale brings above it; with no share the gain is the sellers'.
A forfeited basis may be a loss for tax: not counted. The practice is taken to be worth at exit
what it was at entry, grown at the rate of its income.

Source: DOMAIN.md, section 7; the terms are those of PLAYBOOK.md, section 7 (B6, B7, B9).
"""

from typing import Any, Literal

import numpy as np

from practice_model.finance.present_value import Series, payment
from practice_model.quantities import USD, Number, Share, SharePerYear, Years, terms

Leaving = Literal["forfeits", "paid_part", "formula"]


@terms
class ExitTerms:
    """What one side's paper says of exits; what it does not say is None.

    leaving, death: what is paid. sale_share: part of a sale's gain over the price that the new
    partner gets, within protected_years of the entry. votes, exit_price: words, for the page.
    """

    leaving: Leaving | None = None
    death: Leaving | None = None
    sale_share: Share | None = None
    protected_years: Years | None = None
    votes: str = ""
    exit_price: str = ""


@terms
class ExitCases:
    """The cases that are tried: after how many years each happens, and how likely it is at all.

    leaving_odds, sale_odds: within the years that are shown. insured: cover that pays a death.
    """

    leaves_after: Years
    dies_after: Years
    sale_after: Years
    leaving_odds: Share
    sale_odds: Share
    insured: USD = 0.0


@terms
class Paid:
    """What was paid of a price to the end of a year, and what is still open.

    taxed: out of taxed income, which is basis. shifted: goodwill paid by income left.
    """

    taxed: USD
    shifted: USD
    unpaid: USD


def repaid(lent: Number, rate: SharePerYear, years: int, after: int) -> Number:
    """Return what of an amount is repaid after some years of level payments, in USD.

    >>> round(repaid(1000, 0.0, 4, 1)), round(repaid(1000, 0.07, 7, 7))
    (250, 1000)
    """
    if after <= 0:
        return lent * 0.0
    level, owed = payment(lent, rate, years), lent
    for _ in range(min(after, years)):
        owed = owed * (1 + rate) - level
    return lent - (owed if after < years else 0.0)


def paid_to(  # noqa: PLR0917 - the parts of a price, as a page lists them
    closing: Series, principal: Series, shifted: Number, rate: Number, years: int, after: int
) -> Paid:
    """Return what of a price is paid to the end of a year; series stand from the closing on.

    shifted: goodwill to be paid by income left over `years` at `rate`.
    """
    here = min(after, len(principal) - 1) + 1
    taxed = closing[0] + np.sum(principal[:here], axis=0)
    all_taxed = closing[0] + np.sum(principal, axis=0)
    by_income = repaid(shifted, rate, years, after)
    return Paid(
        taxed=_least_nothing(taxed),
        shifted=_least_nothing(by_income),
        unpaid=_least_nothing(all_taxed - taxed + shifted - by_income),
    )


def comes_back(rule: Leaving | None, paid: Paid, worth: Number) -> Number:
    """Return what a leaver is paid before tax, in USD; a rule that is not stated promises nothing.

    worth: of the share by the formula at that time.
    """
    if rule == "paid_part":
        return paid.taxed + paid.shifted
    if rule == "formula":
        return _least_nothing(worth - paid.unpaid)
    return paid.taxed * 0.0


def after_tax(received: Number, paid: Paid, gain: Number) -> Number:
    """Return what is left of a payment after tax on what exceeds the basis, in USD.

    >>> after_tax(100.0, Paid(taxed=60, shifted=40, unpaid=0), .25)
    90.0
    """
    return received - gain * _least_nothing(received - paid.taxed)


def on_sale(share_price: Number, price: Number, paid: Paid, sale_share: Number) -> Number:
    """Return what the new partner gets before tax when the practice is sold, in USD.

    share_price: what his share of the sale brings. A sale below his price leaves him that.
    """
    base = np.minimum(share_price, price)
    gain = np.maximum(np.asarray(share_price) - price, 0.0)
    return _least_nothing(base + sale_share * gain - paid.unpaid)


def grown(worth: Number, growth: Number, years: Number) -> Number:
    """Return a value after years of growth, in USD."""
    return worth * (1 + growth) ** years


def _least_nothing(number: Any) -> Number:
    held = np.maximum(np.asarray(number, dtype=np.float64), 0.0)
    return held if held.ndim else float(held)
