"""The talk over a buy-in: trades in dollars, dates, comparables, what replies need, both sides.

Prices of trades are those of the asks (value today to the client, one term at a time); a trade may
name another term by `priced_by`. Ten points more at closing, and a tenth more income left where
goodwill is shifted, are gives that the model prices too.
"""

from typing import Final

import numpy as np
import pandas as pd

from practice_model.deals.buy_in import Worth, structure_flows, worth
from practice_model.negotiation.comparables import Standing, standing
from practice_model.quantities import (
    USD,
    Count,
    SignedUSDPerMonth,
    SignedUSDPerYear,
    USDPerYear,
    Years,
    replaced,
    terms,
)
from practice_model.questions.buy_in import BuyIn, anchors
from practice_model.questions.buy_in_asks import AskFigures
from practice_model.questions.buy_in_case import Case, sellers_words
from practice_model.questions.buy_in_exits import ExitFigures
from practice_model.questions.buy_in_leavers import LeaverFigures
from practice_model.questions.buy_in_price import PriceFigures
from practice_model.questions.buy_in_range import RangeFigures, RoomFigures
from practice_model.questions.buy_in_sides import StructureFigures
from practice_model.questions.deal_calendar import Dated, deal_dates

TEN_POINTS: Final = 0.10
MONTHS: Final = 12
COMPARED: Final = {
    "goodwill": ("goodwill of collections", "share"),
    "rate": ("note rate", "share/year"),
    "years": ("note years", "years"),
}


@terms
class DealFacts:
    """What replies may be filled with; see the library of objections."""

    associate_pay: USDPerYear
    partner_pay_1: SignedUSDPerYear
    partner_pay_5: SignedUSDPerYear | None
    payback_years: Years | None
    payback_years_low: Years | None
    price: USD
    structure: str
    monthly_net: SignedUSDPerMonth
    lowest_income: SignedUSDPerYear
    practice_value: USD
    parts: Count
    center_value: USD | None
    buyout_total: USD | None
    buyout_years: Years | None
    buyout_first: USDPerYear | None
    cash_after_low: SignedUSDPerYear | None


def trade_prices(made: Case, asks: pd.DataFrame, ask: AskFigures) -> dict[str, float]:
    """Return what a step of each term is worth to the client today, in USD, by name."""
    found = {str(name): float(one) for name, one in asks["ours"].items() if np.isfinite(float(one))}
    base = made.worths[made.chosen]
    buys = made.talk.client == "buyer"
    more = _more_at_closing(made)
    if more is not None:
        found["closing"] = float(more.buyer - base.buyer if buys else more.sellers - base.sellers)
    if ask.year is not None:
        found["year"] = float(ask.year)
    lifted = _lifted(made)
    if lifted is not None:
        found["lift"] = float(lifted.buyer - base.buyer if buys else lifted.sellers - base.sellers)
    return found


def dates_of(talk: BuyIn) -> list[Dated]:
    """Return every date of the deal, earliest first."""
    return deal_dates("buy_in", anchors(talk), talk.calendar)


def standings(talk: BuyIn, prices: PriceFigures, made: Case) -> dict[str, Standing]:
    """Return where our terms stand among comparables; empty without a register."""
    if talk.comparables is None:
        return {}
    goodwill = made.held.goodwill_of_collections
    ours = {
        "goodwill": None if goodwill is None else float(goodwill),
        "rate": float(talk.deal.note.rate),
        "years": float(talk.deal.note.years),
    }
    held = {
        name: standing(talk.comparables, "buy_in", term, ours[name], as_of=talk.as_of, unit=unit)
        for name, (term, unit) in COMPARED.items()
    }
    return {name: one for name, one in held.items() if one.rule != "none"}


def deal_facts(
    made: Case,
    *,
    prices: PriceFigures,
    mine: StructureFigures,
    center: float | None,
    leavers: LeaverFigures | None,
    low: float | None,
) -> DealFacts:
    """Return what replies may be filled with; low: payback where income is at its low, in years."""
    deal = made.talk.deal
    newcomer = deal.entry.newcomer
    after = made.incomes.after[newcomer]
    flows = made.flows[made.chosen]
    pay = made.incomes.before[newcomer] * (1 - deal.taxes.buyer)
    year = flows.buyer[1] - made.incomes.gained[0] * (1 - deal.taxes.buyer)
    lean = np.min(pay[: made.years] + flows.buyer[1 : made.years + 1])
    how = made.talk.buy_out
    return DealFacts(
        associate_pay=float(made.incomes.before[newcomer][0]),
        partner_pay_1=float(after[0]),
        partner_pay_5=float(after[4]) if len(after) > 4 else None,  # noqa: PLR2004 - fifth year
        payback_years=prices.payback,
        payback_years_low=low,
        price=prices.price,
        structure=deal.structures[made.chosen].name.lower(),
        monthly_net=float(-year) / MONTHS,
        lowest_income=float(lean),
        practice_value=max(float(made.held.whole), 0.0),
        parts=prices.parts,
        center_value=center,
        buyout_total=None if leavers is None else leavers.owed,
        buyout_years=None if leavers is None or how is None else how.years,
        buyout_first=None if leavers is None else leavers.due,
        cash_after_low=None if leavers is None else leavers.stress,
    )


def stakes(
    ask: AskFigures, prices: PriceFigures, mine: StructureFigures, exits: ExitFigures | None
) -> dict[str, float]:
    """Return dollars by what a reply is about: they rank the replies and are printed nowhere."""
    made = {"price": float(prices.price), "debt": abs(float(mine.note))}
    if exits is not None:
        made["sale"] = float(exits.worth)
    return made | {"center": abs(float(ask.price_unit))}


def side_table(
    made: Case,
    prices: PriceFigures,
    mine: StructureFigures,
    own: RangeFigures,
    room: RoomFigures,
) -> pd.DataFrame:
    """Return both sides of the proposed deal: label, buyer, sellers, unit, format."""
    deal, income = made.talk.deal, made.incomes
    newcomer = deal.entry.newcomer
    before = sum(float(income.before[name][0]) for name in deal.entry.owners)
    after = sum(float(income.after[name][0]) for name in deal.entry.owners)
    a_year, once = "USD/year", "USD"
    rows = [
        ("now", "Income before, first year", float(income.before[newcomer][0]), before, a_year,
        "plain"), ("after", "Income after, first year", float(income.after[newcomer][0]), after,
        a_year,
         "plain"),
        ("closing", "Pays and gets at closing", -float(mine.closing), float(mine.closing), once,
         "signed"),
        ("note", "Note a year", -float(mine.note), float(mine.note), a_year, "signed"),
        ("left", "Income left a year", -float(mine.left), float(mine.left), a_year, "signed"),
        ("to_note", "After tax to the note’s end", float(mine.buyer_to_note),
         float(mine.sellers_to_note), once, "signed"),
        ("worth", "Value today", float(mine.buyer), float(mine.sellers), once, "signed"),
        ("other", "Best alternative, today", float(room.elsewhere), -float(room.leaving), once,
         "signed"),
        ("limit", "Limit of price", float(own.ceiling), float(own.floor), once, "plain"),
    ]  # fmt: skip
    return pd.DataFrame(
        rows, columns=["row", "label", "buyer", "sellers", "unit", "format"]
    ).set_index("row")


def side_heads(talk: BuyIn) -> dict[str, str]:
    """Return the heads of the both-sides table."""
    return {"buyer": f"{talk.deal.entry.newcomer}|plain", "sellers": f"{sellers_words(talk)}|plain"}


def _more_at_closing(made: Case) -> Worth | None:
    """The proposed structure with ten points more of the price at closing; None without room."""
    deal = made.talk.deal
    how = deal.structures[made.chosen]
    if float(how.closing + how.shifted) + TEN_POINTS > 1:
        return None
    more = replaced(how, {"closing": float(how.closing) + TEN_POINTS})
    return worth(deal, structure_flows(deal, made.held, made.incomes, more, made.price))


def _lifted(made: Case) -> Worth | None:
    """The proposed structure with a tenth more income left; None where nothing is shifted."""
    deal = made.talk.deal
    how = deal.structures[made.chosen]
    if float(how.shifted) <= 0:
        return None
    more = replaced(how, {"lift": float(how.lift) * (1 + TEN_POINTS)})
    return worth(deal, structure_flows(deal, made.held, made.incomes, more, made.price))
