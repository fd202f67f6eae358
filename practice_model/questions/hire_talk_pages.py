"""The talk itself: what terms are worth, trades, leaving early, comparables, what replies need."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from practice_model.deals.hire import MICRO, HireFigures
from practice_model.deals.hire_cash import Hire, cash, months_of
from practice_model.deals.hire_leave import Leaving, Left, expected_loss, left_after
from practice_model.deals.hire_pay import first_bonus, periods, threshold_of
from practice_model.deals.hire_trades import TermPrice, moved, pay_years, term_prices
from practice_model.finance.present_value import MONTHS
from practice_model.negotiation.comparables import Standing, standing
from practice_model.quantities import (
    USD,
    Count,
    Days,
    SignedUSD,
    USDPerYear,
    terms,
)
from practice_model.questions.deal_calendar import Dated, deal_dates
from practice_model.questions.hire_terms import HireTalk, anchors_of, leads_of

STEPS: Final = {
    "base": "Base, 10,000 a year more",
    "bonus": "Bonus, one point more",
    "threshold": "Bonus threshold, a quarter of base lower",
    "guarantee": "Guarantee, a month longer",
    "sign_on": "Sign-on, 10,000 more",
    "call": "An equal share of call",
    "track": "Partnership a year earlier",
    "tail": "The whole tail paid",
    "restraint": "A restraint",
}
PRICE_HEADS: Final = {
    "ours": "Our cash|bare_signed",
    "today": "Value today|bare_signed",
    "theirs": "Their pay|bare_signed",
}
TRADE_HEADS: Final = {
    "give": "We give|text",
    "ours": "To us|bare_signed",
    "theirs": "To them, pay|bare_signed",
}
LEAVE_HEADS: Final = {
    "cash": "Cash by then|bare",
    "still_owed": "Payers still owe|bare",
    "owed_back": "Owed back|bare",
    "kept": "Of use to others|bare",
    "tail": "Tail, our part|bare",
    "search": "Search again|bare",
    "total": "In all|bare",
    "to_hospital": "They owe the hospital|bare",
}
PRICED: Final = {"ours": "USD", "today": "USD", "theirs": "USD"}
LEAVE_UNITS: Final = dict.fromkeys(LEAVE_HEADS, "USD")
PATH_HEADS: Final = {"date": "Day|plain", "move": "Whose|plain"}


@terms
class TalkFigures:
    """The talk in short: trades, terms that are not priced, and the worst leaving.

    priced, unpriced: terms of the price list. trades_sum: of the priced trades, to us. leave_month,
    leave_total: the dearest month to be left in. expected: average cost of a leaving.
    """

    priced: Count
    unpriced: Count
    trades: Count
    trades_sum: SignedUSD | None
    leave_month: Count | None
    leave_total: SignedUSD | None
    expected: USD | None
    never: str


@terms
class DealFacts:
    """What replies to the candidate may be filled with; see the library of objections."""

    role: str
    pay_year_1: USDPerYear
    pay_year_2: USDPerYear | None
    pay_year_3: USDPerYear | None
    pay_year_2_low: USDPerYear | None
    bonus_month: Count | None
    first_threshold: USD | None
    credentialing_by: date | None


@terms
class Dates:
    """The start, and the day by which credentialing must be filed for the slowest class."""

    start: date
    to_start: Days
    credentialing_by: date | None


def price_table(talk: HireTalk, deal: Hire) -> pd.DataFrame:
    """Return what a step of each term is worth to us and in pay; unpriced terms last."""
    held = term_prices(deal, float(np.max(talk.rate)), talk.leaving, talk.extras)
    known = [one for one in held if one.ours is not None]
    rest = [one for one in held if one.ours is None]
    rows = {one.key: {"label": STEPS[one.key], "role": "body"} | _amounts(one)
            for one in [*known, *rest]}  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index")


def trade_table(talk: HireTalk, deal: Hire) -> pd.DataFrame:
    """Return the trades in the scenario's order: we ask, we give, what both are worth to us.

    Empty without trades.
    """
    rate = float(np.max(talk.rate))
    rows = {
        key: {"label": one.ask, "give": one.give, "role": "body"}
        | _amounts(moved(deal, one.moves, rate, talk.leaving, talk.extras))
        for key, one in talk.trades.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def leave_table(talk: HireTalk, deal: Hire) -> pd.DataFrame:
    """Return a row a month of leaving, what each has come to; empty without leaving."""
    if talk.leaving is None:
        return pd.DataFrame()
    rows = {
        str(left.month): {"label": f"Month {left.month}", "role": "body"}
        | {name: round(float(getattr(left, name)), MICRO) or np.nan for name in LEAVE_HEADS}
        for left in leavings(talk.leaving, deal)
    }
    made = pd.DataFrame.from_dict(rows, orient="index")
    return made if deal.guarantee is not None else made.drop(columns="to_hospital")


def leavings(leaving: Leaving, deal: Hire) -> list[Left]:
    """Return each month of leaving with what it has come to."""
    return [left_after(deal, leaving, int(np.max(month))) for month in leaving.months]


def talk_figures(talk: HireTalk, deal: Hire) -> TalkFigures:
    """Return the talk in short."""
    prices, trades = price_table(talk, deal), trade_table(talk, deal)
    left = [] if talk.leaving is None else leavings(talk.leaving, deal)
    known = [] if trades.empty else trades["ours"].dropna().tolist()
    worst = min(left, key=lambda one: one.total) if left else None
    return TalkFigures(
        priced=int(prices["ours"].notna().sum()),
        unpriced=int(prices["ours"].isna().sum()),
        trades=len(trades),
        trades_sum=float(sum(known)) if known else None,
        leave_month=None if worst is None else worst.month,
        leave_total=None if worst is None else worst.total,
        expected=None if talk.leaving is None else expected_loss(deal, talk.leaving),
        never="; ".join(talk.never_give),
    )


def deal_facts(talk: HireTalk, cases: Mapping[str, Hire], day: date | None) -> DealFacts:
    """Return what replies may be filled with; day: the last one to file credentialing."""
    plan = cases["plan"]
    years = pay_years(cash(plan), months_of(plan))
    low = pay_years(cash(cases["low"]), months_of(plan)) if "low" in cases else []
    threshold = threshold_of(plan.pay)
    first = periods(plan.pay, plan.start, months_of(plan))[0]
    part = (first[1] - first[0] + 1) / MONTHS
    second = len(years) > 1
    return DealFacts(
        role="OD" if talk.candidate.kind == "OD" else "MD",
        pay_year_1=years[0].pay,
        pay_year_2=years[1].pay if second else None,
        pay_year_3=years[2].pay if len(years) > 2 else None,  # noqa: PLR2004
        pay_year_2_low=low[1].pay if second and low else None,
        bonus_month=first_bonus(cash(plan).pay),
        first_threshold=None if threshold is None else float(threshold) * part,
        credentialing_by=day,
    )


def stakes(talk: HireTalk, deal: Hire, found: HireFigures) -> dict[str, float]:
    """Return dollars by what a reply is about: they rank the replies and are printed nowhere."""
    prices = {
        one.key: abs(one.ours)
        for one in term_prices(deal, float(np.max(talk.rate)), talk.leaving, talk.extras)
        if one.ours is not None
    }
    named = {"base": "base", "bonus": "threshold", "tail": "tail", "restraint": "restraint"}
    made = {stake: prices[key] for stake, key in named.items() if key in prices}
    return made | {"delay": float(found.slope)}


def path_of(talk: HireTalk) -> list[Dated]:
    """Return every date of the talk, earliest first: own steps, and those solved back."""
    return deal_dates("hire", anchors_of(talk), talk.calendar, leads_of(talk))


def ahead(path: Sequence[Dated], as_of: date) -> list[Dated]:
    """Return the dates that lie ahead; the whole path with what has passed stands beside."""
    return [one for one in path if one.day >= as_of]


def dates(talk: HireTalk, path: Sequence[Dated]) -> Dates:
    """Return the start, and the last day to file credentialing."""
    filed = next((one.day for one in path if one.name == "credentialing"), None)
    return Dates(
        start=talk.deal.start,
        to_start=(talk.deal.start - talk.as_of).days,
        credentialing_by=filed,
    )


def base_standing(talk: HireTalk, deal: Hire) -> dict[str, Standing]:
    """Return where base and bonus stand among comparables; empty without a register."""
    if talk.comparables is None:
        return {}
    own, held = deal.pay, {}
    asked = {
        "base": (talk.base_term, float(own.base) or None, "USD/year"),
        "bonus": (talk.bonus_term, None if own.share is None else float(own.share), "share"),
    }
    for name, (term, value, unit) in asked.items():
        if term:
            held[name] = standing(
                talk.comparables, "hire", term, value, as_of=talk.as_of, unit=unit
            )
    return {name: one for name, one in held.items() if one.rule != "none"}


def _amounts(one: TermPrice) -> dict[str, float]:
    return {
        name: np.nan if getattr(one, name) is None else float(round(getattr(one, name)))
        for name in ("ours", "today", "theirs")
    }
