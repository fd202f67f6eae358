"""Private equity as the alternative: a price that the doctors' own pay cut creates.

    earnings   pay given up + depreciation + interest (what owners took becomes earnings)
    price      earnings x multiple - debt, part of it in cash, the rest rolled over
    a holder   cash after gain tax + rollover (what it brings later, after tax, as value today)
               - pay given up each year after tax, for the years that he still works
    even       years until the pay given up has eaten the cash, and the cash with the rollover

A multiple applies to earnings that a pay cut makes; it prices no partner's share without the cut.
An associate without a share gets no part of a price, whatever his work makes of it.

Source: DOMAIN.md, section 7 (OM 2018; multiples of 8 to 12 for a platform and 4 to 8 for an
add-on are unverified).
"""

from typing import Any

import numpy as np

from practice_model.finance.present_value import annuity_factor
from practice_model.quantities import (
    USD,
    Number,
    Ratio,
    Share,
    SignedUSD,
    USDPerYear,
    Years,
    terms,
)


@terms
class PrivateOffer:
    """An offer of private equity, or the terms that are thought likely.

    pay_cut: part of the owners' income that becomes earnings. associate_cut: part of an
    associate's pay that he would lose. multiple: of these earnings. cash: part of the price paid
    in cash. rollover_worth: what a dollar rolled over brings in rollover_years; 0 is a loss of all.
    works: years that each party still works, by name.
    """

    pay_cut: Share
    associate_cut: Share = 0.0
    multiple: Ratio
    cash: Share
    rollover_worth: Ratio
    rollover_years: Years
    works: dict[str, Years]


@terms
class Holder:
    """One party in a sale: share and pay before it."""

    share: Share
    pay: USDPerYear
    cut: Share
    works: Years


@terms
class Sale:
    """What a sale is worth to one holder, in USD; cash and rollover after tax.

    given_up: pay a year, after tax. even, even_with_rollover: years until the pay given up has
    eaten them; None where no pay is given up. worth: value today over the years of work left.
    """

    proceeds: USD
    cash: USD
    rollover: USD
    given_up: USDPerYear
    even: Years | None
    even_with_rollover: Years | None
    worth: SignedUSD


def sale_earnings(
    income: Number, offer: PrivateOffer, depreciation: Number, interest: Number
) -> Number:
    """Return the earnings that a buyer would pay for, in USD a year.

    >>> given = PrivateOffer(pay_cut=.25, multiple=6, cash=.7, rollover_worth=1, rollover_years=5,
    ...     works={"A": 10})
    >>> sale_earnings(2_000_000, given, 200_000, 40_000)
    740000.0
    """
    return income * offer.pay_cut + depreciation + interest


def sale_price(earnings: Number, offer: PrivateOffer, debt: Number) -> Number:
    """Return what all owners would get before tax, in USD; never under 0."""
    held = np.maximum(np.asarray(earnings * offer.multiple - debt), 0.0)
    return held if held.ndim else float(held)


def sale(  # noqa: PLR0917 - a price, a holder and the two rates of both
    holder: Holder, price: Number, offer: PrivateOffer, gain: Number, ordinary: Number, rate: Number
) -> Sale:
    """Return what the sale is worth to a holder against going on as now, in USD.

    gain, ordinary: his tax rates. rate: his discount rate a year. His basis is taken to be 0.
    """
    proceeds = price * holder.share
    cash = proceeds * offer.cash * (1 - gain)
    later = proceeds * (1 - offer.cash) * offer.rollover_worth * (1 - gain)
    rollover = later / (1 + rate) ** offer.rollover_years
    given_up = holder.pay * holder.cut * (1 - ordinary)
    lost = given_up * _years(rate, holder.works)
    return Sale(
        proceeds=proceeds,
        cash=cash,
        rollover=rollover,
        given_up=given_up,
        even=_even(cash, given_up),
        even_with_rollover=_even(cash + rollover, given_up),
        worth=cash + rollover - lost,
    )


def _years(rate: Number, years: Number) -> Any:
    return 0.0 if np.all(np.asarray(years) <= 0) else annuity_factor(rate, years)


def _even(received: Number, given_up: Number) -> Number | None:
    return None if np.any(np.asarray(given_up) <= 0) else received / given_up
