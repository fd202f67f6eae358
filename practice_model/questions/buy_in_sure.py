"""How sure a buy-in is: odds and ranges from draws, and what each estimate alone does to it.

The price is a term and stands in every draw; owners' income, market pay, taxes, growth, the capital
rate and the discount rate are estimates. Outcome: value today to the client in the proposed
structure.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import numpy as np
import pandas as pd

from practice_model.deals.buy_in import incomes, structure_flows, valued, worth
from practice_model.quantities import Count, Range, Share, SignedUSD, Years, figures, terms
from practice_model.questions.buy_in import BuyIn
from practice_model.questions.buy_in_case import Case
from practice_model.questions.buy_in_own import OwnFigures, margins_of
from practice_model.questions.buy_in_price import PriceFigures
from practice_model.uncertainty import HasRanges, odds, percentiles, swings

DEAL = "deal."
A_DOLLAR = 1.0
LABELS = {
    "earnings.income": "Owners’ income",
    "earnings.market_pay": "Owners’ market pay",
    "earnings.perks": "Perks added back",
    "goodwill.cap_rate": "Capital rate of goodwill",
    "goodwill.tangible_return": "Return on capital",
    "holdings.equipment.market": "Equipment",
    "pool.growth": "Growth of income",
    "pool.associate_pay": "An associate’s pay",
    "pool.associate_growth": "Growth of an associate’s pay",
    "pool.added": "Income that the entry adds",
    "taxes.buyer": "Buyer’s tax rate",
    "taxes.sellers": "Sellers’ tax rate",
    "taxes.gain": "Tax rate on the gain",
    "discount": "Discount rate",
    "note.rate": "Note rate",
}


@terms
class SureFigures:
    """Odds among the draws, in the proposed structure at our price.

    payback_within: that the price is earned back within the limit, None without a limit.
    payback_low, payback_high: 10th and 90th percentile of payback in years, None where some draws
    never earn it back; never: share of draws that do not. worth_positive: that the deal is worth
    more than staying an associate. worth_low, worth_high: of the share by the stated method.
    unknowns: estimates with a range.
    """

    payback_within: Share | None
    payback_low: Years | None
    payback_high: Years | None
    never: Share
    worth_positive: Share
    worth_low: SignedUSD
    worth_high: SignedUSD
    unknowns: Count


class Ranged(HasRanges, Protocol):
    """A loaded buy-in talk."""

    terms: BuyIn


class _Some(NamedTuple):
    terms: BuyIn
    ranges: dict[str, Range]
    origins: dict[str, object]


def sure_figures(loaded: Ranged, drawn: Case, prices: PriceFigures) -> SureFigures:
    """Return the odds of a drawn case; prices: its price figures, drawn."""
    after = np.atleast_1d(np.asarray(prices.after_tax, dtype=np.float64))
    earns = after > 0
    years = np.where(earns, prices.price / np.where(earns, after, 1.0), np.inf)
    limit = drawn.talk.limits.payback_most
    ends = percentiles(years) if earns.all() else None
    share = percentiles(drawn.share_worth)
    return SureFigures(
        payback_within=None if limit is None else odds(years <= np.asarray(limit)).share,
        payback_low=None if ends is None else ends.low,
        payback_high=None if ends is None else ends.high,
        never=float(np.mean(~earns)),
        worth_positive=odds(np.atleast_1d(drawn.worths[drawn.chosen].buyer) > 0).share,
        worth_low=share.low,
        worth_high=share.high,
        unknowns=len(_own(loaded).ranges),
    )


def outcome(talk: BuyIn, own: OwnFigures, price: Any) -> float:
    """Return the proposed structure's value today to the client at a price, in USD."""
    deal = talk.deal
    held, made = valued(deal), incomes(deal, margins_of(talk, own))
    how = deal.structures[talk.offer.structure]
    found = worth(deal, structure_flows(deal, held, made, how, price))
    return float(found.buyer if talk.client == "buyer" else found.sellers)


def swing_table(loaded: Ranged, made: Case) -> pd.DataFrame:
    """Return what each estimate alone does to the outcome, the widest first; see `outcome`.

    Columns label, low, high (USD), low_input, high_input, unit, format. Empty without ranges.
    """
    return _swings(loaded, lambda at: outcome(at, made.own, made.price))


def worth_swings(loaded: Ranged, made: Case) -> pd.DataFrame:
    """Return what each estimate alone does to the worth of the share by the stated method."""
    share = float(made.talk.deal.entry.share)
    return _swings(loaded, lambda at: float(valued(at.deal).whole) * share)


def _swings(loaded: Ranged, result: Callable[[BuyIn], float]) -> pd.DataFrame:
    known = figures(loaded.terms)
    rows = {}
    for swing in swings(_own(loaded), result):
        name = swing.figures[0]
        if swing.width > A_DOLLAR:
            ends: Range = loaded.ranges[name]
            rows[name.removeprefix(DEAL)] = {
                "label": _label(name.removeprefix(DEAL)),
                "low": swing.at_low,
                "high": swing.at_high,
                "low_input": ends.low,
                "high_input": ends.high,
                "unit": known[name][1].symbol,
                "format": "plain",
            }
    return pd.DataFrame.from_dict(rows, orient="index")


def deal_only(loaded: Ranged) -> _Some:
    """Return the talk with the ranges of the deal and its cases: what a drawn case rests on."""
    kept = {
        name: one
        for name, one in loaded.ranges.items()
        if not name.startswith(("costing.", "contracts.", "practice."))
    }
    return _Some(loaded.terms, kept, dict(loaded.origins))


def _own(loaded: Ranged) -> _Some:
    kept = {name: one for name, one in loaded.ranges.items() if name.startswith(DEAL)}
    return _Some(loaded.terms, kept, dict(loaded.origins))


def _label(path: str) -> str:
    return LABELS.get(path, path.rpartition(".")[2].replace("_", " ").capitalize())
