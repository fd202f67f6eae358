"""Private equity as the alternative: what a sale would be worth to each owner, with and without B.

Earnings are what the pay cut makes, so the price is no yardstick for a partner's share: the memo's
multiple is held against earnings after market pay instead.
"""

from typing import Any

import pandas as pd

from practice_model.deals.buy_in_private import Holder, Sale, sale, sale_earnings, sale_price
from practice_model.quantities import (
    USD,
    Ratio,
    SignedUSD,
    USDPerYear,
    Years,
    terms,
)
from practice_model.questions.buy_in_case import Case, sellers_words

SALE_HEADS = {
    "cash": "Cash after tax|bare",
    "given_up": "Pay lost a year|bare",
    "even": "Cash lasts, years|number",
    "worth": "Worth today|bare_signed",
}
SALE_UNITS = {
    "cash": "USD",
    "given_up": "USD/year",
    "even": "years",
    "worth": "USD",
}


@terms
class SaleFigures:
    """A sale in which B is a partner, in USD: earnings that the pay cut makes, and the price.

    naive: the multiple on the income of all owners, B with them, before market pay. over: naive
    over the price. sellers: worth today of all present owners; sellers_alone: the same where B is
    still an associate.
    buyer: worth today to B as a partner; buyer_even: years until his cash is eaten by lost pay.
    """

    earnings: USDPerYear
    price: USD
    naive: USD
    over: Ratio | None
    sellers: SignedUSD
    sellers_alone: SignedUSD
    buyer: SignedUSD
    buyer_even: Years | None


def sales(made: Case, joined: bool = True) -> dict[str, Sale]:
    """Return the sale by party; joined: with the newcomer as a partner. Empty without terms."""
    talk, deal = made.talk, made.talk.deal
    offer = talk.private
    if offer is None:
        return {}
    price = _price(made, joined)
    shares: dict[str, Any] = deal.entry.after() if joined else dict(deal.entry.owners)
    taken = made.incomes.after if joined else made.incomes.before
    newcomer = deal.entry.newcomer
    found = {}
    for name in [*deal.entry.owners, newcomer]:
        holder = Holder(
            share=shares.get(name, 0.0),
            pay=_least_nothing(taken[name][0]),
            cut=offer.pay_cut if joined or name != newcomer else offer.associate_cut,
            works=offer.works[name],
        )
        tax = deal.taxes.buyer if name == newcomer else deal.taxes.sellers
        found[name] = sale(holder, price, offer, deal.taxes.gain, tax, deal.discount)
    return found


def sale_figures(made: Case) -> SaleFigures | None:
    """Return what a sale means for both sides; None without terms. Numbers or draws."""
    talk, deal = made.talk, made.talk.deal
    if talk.private is None:
        return None
    joined, alone = sales(made), sales(made, joined=False)
    price = _price(made, joined=True)
    income = deal.earnings.income + deal.pool.associate_pay + deal.pool.added
    naive = talk.private.multiple * income
    buyer = joined[deal.entry.newcomer]
    return SaleFigures(
        earnings=_earnings(made, joined=True),
        price=price,
        naive=naive,
        over=None if isinstance(price, float) and price <= 0 else naive / price,
        sellers=sum(joined[name].worth for name in deal.entry.owners),
        sellers_alone=sum(alone[name].worth for name in deal.entry.owners),
        buyer=buyer.worth,
        buyer_even=buyer.even,
    )


def sale_table(made: Case) -> pd.DataFrame:
    """Return the sale by party, the newcomer a partner: columns as SALE_HEADS, USD."""
    rows = {
        name: {column: getattr(one, column) for column in SALE_HEADS}
        for name, one in sales(made).items()
    }
    frame = pd.DataFrame.from_dict(rows, orient="index")
    if frame.empty:
        return frame
    frame = frame.astype(float)
    frame.insert(0, "label", list(frame.index))
    return frame


def sale_words(made: Case) -> str:
    """Return the present owners in words."""
    return sellers_words(made.talk)


def _earnings(made: Case, joined: bool) -> Any:
    deal, offer = made.talk.deal, made.talk.private
    assert offer is not None  # asked for only with terms
    income = deal.earnings.income
    pay = deal.pool.associate_pay
    taken = (income + pay + deal.pool.added) if joined else income
    cut = 0.0 if joined else pay * offer.associate_cut
    year = deal.earnings
    return sale_earnings(taken, offer, year.depreciation, year.interest) + cut


def _price(made: Case, joined: bool) -> Any:
    offer = made.talk.private
    assert offer is not None
    return sale_price(_earnings(made, joined), offer, made.talk.deal.holdings.debt)


def _least_nothing(pay: Any) -> Any:
    return max(float(pay), 0.0) if getattr(pay, "ndim", 0) == 0 else pay.clip(0.0)
