"""Offers: what a payer's letter is worth on the practice's own mix, and how it is paid for.

Now, offered and Medicare are three prices of one book; everything here is sums and differences of
them. A headline rise can be paid for by cuts elsewhere: ups and downs are told by group, the
offset ratio is downs over ups, and a pair names the code that rises, the code that falls and the
volume at which the two cancel. The payer's own book gives its own answer: recomputed from its
shares of dollars, or from its counts, and set beside ours.

Amounts are dollars a year: the book is taken to hold one year of lines. Verdict: 'raise' above the
tolerance, 'cut' below its negative, 'cost-neutral' between. Neutral needs an offset: where no group
falls, any gain is a raise, and where none rises, any loss is a cut, however small.
"""

from dataclasses import field
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from practice_model.money import to_dollars
from practice_model.quantities import (
    Number,
    Ratio,
    Share,
    SignedShare,
    SignedUSDPerYear,
    USDPerYear,
    Years,
    terms,
)
from practice_model.revenue.contract import Contract
from practice_model.revenue.payer_books import PayerBook
from practice_model.revenue.repricing import Repriced
from practice_model.revenue.sums import percent_of_medicare, sums

Verdict = Literal["raise", "cost-neutral", "cut"]
Block = Literal["professional", "asc"]


@terms
class Offer:
    """A letter on the table: the contract that it would make, and what it says of itself.

    headline: the rise that the letter names, of headline_groups. claimed: the rise that it claims
    for the payer's network. readings: other contracts that the same words allow, by name.
    tolerance: change within which an offer is called cost-neutral.
    """

    name: str
    block: Block
    letter_date: date | None = None
    effective: date
    term: Years | None = None
    contract: Contract
    headline: SignedShare | None = None
    headline_groups: list[str] = field(default_factory=list)
    claimed: SignedShare | None = None
    payer_book: PayerBook | None = None
    readings: dict[str, Contract] | None = None
    tolerance: Share


@terms
class OfferSide:
    """Now against offered on one part of the book, in USD a year and of Medicare."""

    now: USDPerYear
    offered: USDPerYear
    change: SignedUSDPerYear
    change_share: SignedShare
    medicare: USDPerYear
    now_of_medicare: Ratio
    offered_of_medicare: Ratio
    verdict: Verdict


@terms
class OfferFigures:
    """What an offer is worth on the own mix.

    fees: professional or surgery-center lines alone; whole: with drugs, None where the offer does
    not touch them. ups, downs: changes of groups; offset: downs over ups, None without ups.
    rise_to_be_whole: rise of today's headline fees at which the change is nil.
    more_of_headline, less_of_largest_fall: volume changes at which the sign of `fees` flips.
    """

    headline: SignedShare | None
    fees: OfferSide
    drugs: OfferSide | None
    whole: OfferSide | None
    ups: USDPerYear
    downs: USDPerYear
    offset: Ratio | None
    headline_change: SignedUSDPerYear
    rise_to_be_whole: SignedShare | None
    rise_to_be_whole_with_drugs: SignedShare | None
    more_of_headline: SignedShare | None
    largest_fall: str
    less_of_largest_fall: SignedShare | None


def by_key(
    now: Repriced, offered: Repriced, medicare: Repriced, key: str, block: str
) -> pd.DataFrame:
    """Return now, offered, change (USD a year) and percent of Medicare by a key within a block.

    Columns lines, units, now, offered, change, change_share, medicare, now_of_medicare,
    offered_of_medicare; ratios of Medicare count only lines that both sides price.
    """
    keys = ("block", key)
    tables = [_of_block(sums(one, keys), block) for one in (now, offered)]
    made = tables[0][["lines", "units"]].copy()
    made["now"], made["offered"] = tables[0]["allowed"], tables[1]["allowed"]
    made["change"] = (made["offered"] - made["now"]).round(2)
    made["change_share"] = made["change"] / made["now"].where(made["now"] > 0)
    yards = [_of_block(percent_of_medicare(one, medicare, keys), block) for one in (now, offered)]
    made["medicare"] = yards[0]["medicare"]
    made["now_of_medicare"], made["offered_of_medicare"] = yards[0]["ratio"], yards[1]["ratio"]
    return made


def offer_figures(
    now: Repriced, offered: Repriced, medicare: Repriced, offer: Offer
) -> OfferFigures:
    """Return the figures of an offer on the own mix; the three prices are of one book.

    ValueError where the book has no line of the offer's block.
    """
    groups = by_key(now, offered, medicare, "group", offer.block)
    if groups.empty:
        raise ValueError(f"the book has no {offer.block} line to compare the offer on")
    fees = _side(groups, offer)
    drugs = whole = None
    if offer.block == "professional" and "drug" in sums(now).index:
        drug_groups = by_key(now, offered, medicare, "group", "drug")
        drugs = _side(drug_groups, offer)
        whole = _side(pd.concat([groups, drug_groups]), offer)
    change = groups["change"]
    ups, downs = _cents(change[change > 0].sum()), _cents(-change[change < 0].sum())
    headline = groups[groups.index.isin(offer.headline_groups)]
    headline_now, headline_change = headline["now"].sum(), _cents(headline["change"].sum())
    fall = str(change.idxmin())
    return OfferFigures(
        headline=offer.headline,
        fees=fees,
        drugs=drugs,
        whole=whole,
        ups=ups,
        downs=downs,
        offset=downs / ups if ups else None,
        headline_change=headline_change,
        rise_to_be_whole=_over(headline_change - fees.change, headline_now),
        rise_to_be_whole_with_drugs=None
        if whole is None
        else _over(headline_change - whole.change, headline_now),
        more_of_headline=_over(-fees.change, headline_change),
        largest_fall=fall,
        less_of_largest_fall=_within(_over(fees.change, -change.min()))
        if change.min() < 0
        else None,
    )


def verdict(change_share: float, tolerance: float, *, offset: bool = True) -> Verdict:
    """Return the word for a change of revenue; offset: whether some of it rises and some falls.

    >>> verdict(-0.0027, 0.005), verdict(-0.0196, 0.005), verdict(0.001, 0.005, offset=False)
    ('cost-neutral', 'cut', 'raise')
    """
    if abs(change_share) <= (tolerance if offset else 0):
        return "cost-neutral"
    return "raise" if change_share > 0 else "cut"


def pairs(
    now: Repriced, offered: Repriced, medicare: Repriced, block: str, most: int = 3
) -> pd.DataFrame:
    """Return the codes that rise most against those that fall most, in USD a year.

    flip_units: units of the rising code at which the pair nets to nil; flip_share over today's.
    """
    codes = by_key(now, offered, medicare, "code", block).reset_index()
    up = codes[codes["change"] > 0].sort_values(["change", "code"], ascending=[False, True])
    down = codes[codes["change"] < 0].sort_values(["change", "code"])
    count = min(most, len(up), len(down))
    up, down = up.head(count).reset_index(drop=True), down.head(count).reset_index(drop=True)
    each = up["change"] / up["units"]
    return pd.DataFrame(
        {
            "up": up["code"],
            "up_units": up["units"],
            "up_change": up["change"],
            "down": down["code"],
            "down_units": down["units"],
            "down_change": down["change"],
            "net": (up["change"] + down["change"]).round(2),
            "flip_units": -down["change"] / each,
            "flip_share": -down["change"] / up["change"] - 1,
        }
    )


def unit_prices(now: Repriced, offered: Repriced, medicare: Repriced) -> pd.DataFrame:
    """Return the price of one unit of each plain kind (no modifier), now, offered and Medicare.

    Indexed by block, code and setting; where a rate changes within the book, its last one. NA
    where there is no price.
    """
    plain = (now.kinds["modifiers"] == "").to_numpy()[: len(now.book.kinds)]
    made = now.book.kinds[plain].rename(columns={"hcpcs": "code"})
    for name, one in (("now", now), ("offered", offered), ("medicare", medicare)):
        table = one.kinds.iloc[: len(plain)][plain]
        rate = pd.Series(to_dollars(table["rate"].to_numpy()), index=table.index)
        made[name] = rate.where(table["status"].isin(["priced", "default"]))
    keys = ["block", "code", "setting"]
    made = made.sort_values([*keys, "since"]).drop_duplicates(keys, keep="last")
    made["change_share"] = made["offered"] / made["now"] - 1
    return made.set_index(keys)[["group", "now", "offered", "change_share", "medicare"]]


def _of_block(table: pd.DataFrame, block: str) -> pd.DataFrame:
    held = table.index.get_level_values(0) == block
    return table[held].droplevel(0)


def _side(groups: pd.DataFrame, offer: Offer) -> OfferSide:
    now, offered, medicare = (_cents(groups[name].sum()) for name in ("now", "offered", "medicare"))
    change = _cents(offered - now)
    share = change / now if now else 0.0
    moved = groups["change"]
    offset = bool((moved > 0).any() and (moved < 0).any())
    return OfferSide(
        now=now,
        offered=offered,
        change=change,
        change_share=share,
        medicare=medicare,
        now_of_medicare=now / medicare if medicare else 0.0,
        offered_of_medicare=offered / medicare if medicare else 0.0,
        verdict=verdict(share or float(np.sign(change)), float(offer.tolerance), offset=offset),
    )


def _within(share: float | None) -> float | None:
    """A fall of volume that can be: no more than all of it."""
    return None if share is None or share < -1 else share


def _cents(dollars: float) -> float:
    return float(np.round(dollars, 2))


def _over(part: Number, whole: Number) -> float | None:
    return float(part) / float(whole) if whole else None
