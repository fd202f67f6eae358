"""Price: value by part for the whole and the share, and what each price takes to earn back.

The printed parts add up to the printed value. Payback is simple and after tax: price over the
buyer's first year's gain after his own tax, the deal not yet paid.
"""

from typing import Any

import numpy as np
import pandas as pd

from practice_model.deals.buy_in import hard_part, new_share_price, payback
from practice_model.deals.buy_in_structures import goodwill_part, shift_zone, write_off_a_year
from practice_model.deals.buy_in_value import parts_of, value
from practice_model.quantities import (
    USD,
    Count,
    Number,
    Ratio,
    Share,
    SignedUSD,
    SignedUSDPerYear,
    USDPerYear,
    Years,
    replaced,
    terms,
)
from practice_model.questions.buy_in_case import Case

TENTH = 0.10
PARTS = {
    "receivables": "Receivables, professional",
    "drug_receivables": "Receivables, drugs",
    "drug_payables": "Owed for drugs",
    "equipment": "Equipment",
    "optical": "Optical",
    "debt": "Debt",
    "goodwill": "Goodwill",
}
METHODS = {
    "excess_earnings": "excess earnings, {talk.deal.goodwill.cap_rate:percent}",
    "percent_of_collections": "{talk.deal.goodwill.of_collections:percent} of collections",
    "multiple_of_earnings": "{talk.deal.goodwill.multiple:number} x earnings",
    "none": "none",
}
VALUE_HEADS = {"whole": "Practice|bare", "share": "Share|bare", "method": "Method|template"}


@terms
class PriceFigures:
    """Prices of the share and what they are held against, in USD.

    price: ours. parts: of the value that are there. worth: of the share by the stated method (a
    price of ours may differ). memo: the other side's; over: memo less our price, times: over it.
    memo_multiple: the memo's whole over earnings after market pay. other: worth at the other side's
    capital rate. newly: what the share costs where it is newly issued. goodwill: part of our price;
    goodwill_share: of value. gained: the buyer's first year before tax, after_tax: after his;
    given_after_tax: what the sellers give up, below 0. less_income: worth of the share with owners'
    income lower by `tenth`. least, most: income in all between which both sides prefer a shift of
    goodwill. write_off: a year's tax on a step-up, not counted in any flow.
    """

    price: USD
    parts: Count
    worth: USD
    memo: USD | None
    over: SignedUSD | None
    times: Ratio | None
    memo_multiple: Ratio | None
    other: SignedUSD | None
    newly: SignedUSD
    goodwill: USD
    goodwill_share: Share | None
    gained: SignedUSDPerYear
    after_tax: SignedUSDPerYear
    given_after_tax: SignedUSDPerYear
    payback: Years | None
    payback_memo: Years | None
    payback_other: Years | None
    less_income: SignedUSD
    tenth: Share
    least: USD
    most: USD
    write_off: USDPerYear


def price_figures(made: Case) -> PriceFigures:
    """Return the prices of a case, numbers or draws."""
    deal, held = made.talk.deal, made.held
    goodwill = goodwill_part(made.price, hard_part(deal, held))
    first = _first(made.incomes.gained)
    zone = shift_zone(goodwill, deal.taxes)
    chosen = deal.structures[made.chosen]
    return PriceFigures(
        price=made.price,
        parts=sum(bool(np.any(part)) for part in parts_of(held).values()),
        worth=made.share_worth,
        memo=made.memo,
        over=None if made.memo is None else made.memo - made.price,
        times=times(made.memo, made.price),
        memo_multiple=times(_whole_memo(made), held.earnings),
        other=made.other,
        newly=new_share_price(deal, held),
        goodwill=goodwill,
        goodwill_share=_share(held.goodwill, held.whole),
        gained=first,
        after_tax=first * (1 - deal.taxes.buyer),
        given_after_tax=_first(made.incomes.given) * (1 - deal.taxes.sellers),
        payback=payback(made.price, first, deal.taxes.buyer),
        payback_memo=_payback(made.memo, first, deal.taxes.buyer),
        payback_other=_payback(made.other, first, deal.taxes.buyer),
        less_income=_with_less(made),
        tenth=TENTH,
        least=zone.least,
        most=zone.most,
        write_off=write_off_a_year(goodwill * (1 - chosen.shifted), deal.taxes),
    )


def times(paid: Number | None, own: Number) -> Any:
    """Return one amount over another; None where either is not known or there is nothing below."""
    if paid is None or np.any(np.asarray(own) <= 0):
        return None
    return paid / own


def value_table(made: Case) -> pd.DataFrame:
    """Return the value by part: columns label, role, whole, share (USD, signed), method.

    A part that is not there has no row.
    """
    talk, held = made.talk, made.held
    share = float(talk.deal.entry.share)
    rows = [
        (name, PARTS[name], "body", float(part), float(part) * share, _method(made, name))
        for name, part in parts_of(held).items()
        if part or name == "goodwill"
    ]
    rows.append(("value", "Value", "total", float(held.whole), float(held.whole) * share, ""))
    return pd.DataFrame(
        rows, columns=["row", "label", "role", "whole", "share", "method"]
    ).set_index("row")


def price_bars(made: Case) -> pd.DataFrame:
    """Return the prices as bars: index ours, other, memo; columns label, value, payback."""
    found = price_figures(made)
    by_method = abs(float(made.price) - float(made.share_worth)) < 1
    ours = "Our value" if by_method else "Our price"
    if made.talk.client == "sellers":
        ours = "Value by part" if by_method else "Price on offer"
    rows = [("ours", ours, found.price, found.payback)]
    if found.other is not None:
        rows.append(("other", "At the other rate", found.other, found.payback_other))
    if found.memo is not None:
        rows.append(("memo", _memo_name(made), found.memo, found.payback_memo))
    frame = pd.DataFrame(rows, columns=["row", "label", "value", "payback"]).set_index("row")
    return frame.astype({"value": float, "payback": float})


def bar_sides(made: Case) -> tuple[str, list[str]]:
    """Return our bar, and the other side's: the memo is the sellers' own."""
    if made.memo is None:
        return "ours", []
    return ("ours", ["memo"]) if made.talk.client == "buyer" else ("memo", ["ours"])


def _memo_name(made: Case) -> str:
    return "Sellers’ memo" if made.talk.client == "buyer" else "Our memo"


def _method(made: Case, name: str) -> str:
    holdings, how = made.talk.deal.holdings, made.talk.deal.goodwill
    if name in {"receivables", "drug_receivables"}:
        held = getattr(holdings, name)
        if held.balances is not None:
            return "by age, at the historic net rate"
        days = "{talk.deal.holdings." + name + ".days}"
        stale = ", net" if name == "receivables" else ""
        return "net" if held.days is None else days + stale
    if name == "equipment":
        machines = holdings.equipment
        appraised = machines is None or machines.market is not None
        return "market" if appraised else "cost, worn by age"
    if name == "goodwill":
        return METHODS[how.method]
    return {"drug_payables": "at invoice", "debt": "balance", "optical": "stock"}[name]


def _whole_memo(made: Case) -> Any:
    return None if made.memo is None else made.memo / made.talk.deal.entry.share


def _with_less(made: Case) -> Any:
    deal = made.talk.deal
    less = replaced(deal.earnings, {"income": deal.earnings.income * (1 - TENTH)})
    return value(deal.holdings, less, deal.goodwill).whole * deal.entry.share


def _first(series: Any) -> Any:
    return float(series[0]) if np.ndim(series[0]) == 0 else series[0]


def _payback(price: Number | None, gained: Number, tax: Number) -> Any:
    return None if price is None else payback(np.maximum(price, 0.0), gained, tax)


def _share(part: Number, whole: Number) -> Any:
    if np.any(np.asarray(whole) <= 0) or np.any(np.asarray(part) > whole):
        return None
    return part / whole
