"""Trades: what a deal asks for and gives, each in dollars of today, in which order, for what.

A trade is worth to us what the deal's model says, or what is typed with its source; without either
it is not priced, never zero, and in no sum. Dollars are value today over the deal, so that a
monthly term and one that comes once stand in one column. What it costs them is our estimate: a
typed figure, or our worth times what a dollar of it costs them; a dollar for a dollar (Z) and equal
dollars at another time (T) need none. The order of classes, and each give tied to an ask, are those
of `concessions`.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.faults import did_you_mean
from practice_model.negotiation.concessions import (
    Grade,
    Kind,
    Ladder,
    PricedLever,
    in_order,
    ladder,
)
from practice_model.negotiation.ties import Side, tie_faults
from practice_model.quantities import (
    Count,
    Number,
    Ratio,
    SignedRatio,
    SignedUSD,
    at_most_one,
    terms,
)

Rows = dict[str, dict[str, Any]]
ALIKE: Final = frozenset({"Z", "T"})  # classes whose dollar costs them a dollar
GRADES: Final = {"estimate": "model", "stated": "stated", "none": "not priced", "A": "model"}
TRADE_HEADS: Final = {
    "give": "We give for it|text",
    "to_us": "To us, $|bare_signed",
    "to_them": "Costs them, about|bare_signed",
    "grade": "Priced by|text",
    "first_offer": "Open with|text",
}
TRADE_UNITS: Final = {"to_us": "USD", "to_them": "USD"}
"""Units for `brief.table(..., units=TRADE_UNITS, adds_up=["to_us"], missing="not priced")`."""
NEVER_HEADS: Final = {"why": "Why|text"}


@terms
@at_most_one("their_cost", "to_them")
class Trade:
    """One thing to ask for, or to give, at the table of a deal.

    does: what it does, in words that the other side may hear. value: dollars of today to us, above
    zero for an ask, under zero for a give; without it the deal's price of the same name, or of the
    name `priced_by`, counts, so many `steps` of it. their_cost: what a dollar of it costs them, an
    estimate; to_them: what all of it costs them, typed, under zero where it brings them some. kind:
    G cheap for them and dear for us (ask first), V the reverse (offer first), Z a dollar for a
    dollar, T equal dollars at another time or risk. for_what: the ask that a give is exchanged for.
    instead_of: the trade that it replaces if they refuse that one; it is in no sum. first_offer:
    with what we open. why: for what is never given, the reason.
    """

    does: str
    side: Side
    kind: Kind = "Z"
    value: SignedUSD | None = None
    priced_by: str = ""
    steps: SignedRatio = 1.0
    their_cost: Ratio | None = None
    to_them: SignedUSD | None = None
    for_what: str = ""
    instead_of: str = ""
    first_offer: str = ""
    why: str = ""

    def __post_init__(self) -> None:
        told = []
        if self.value is not None and self.priced_by:
            told.append(f"value: it is priced by {self.priced_by} and by a typed figure; give one")
        if self.side == "never" and (self.value is not None or self.priced_by):
            told.append("side: what is never given has no price")
        if self.value is not None and self.side == "ask" and np.any(np.asarray(self.value) < 0):
            told.append("value: an ask brings us money; write it above zero")
        if self.value is not None and self.side == "give" and np.any(np.asarray(self.value) > 0):
            told.append("value: a give costs us money; write it under zero")
        if not self.does.strip():
            told.append("does: is empty")
        if told:
            raise ValueError("\n".join(told))


@terms
class TradeSums:
    """What the trades come to in dollars of today: asks, gives, both; and how many are priced."""

    asks: SignedUSD
    gives: SignedUSD
    net: SignedUSD
    to_them: SignedUSD | None
    priced: Count
    unpriced: Count
    never: Count


def trade_faults(
    trades: Mapping[str, Trade] | None, prices: Mapping[str, object] | None = None
) -> list[str]:
    """Return what is wrong among trades: a tie that leads nowhere, a price that nobody computes.

    prices: the names that the deal prices (None: unknown yet).
    """
    held = trades or {}
    told = tie_faults(held, "trades")
    if prices is not None:
        told += [
            f"trades.{name}.priced_by: the deal prices no {one.priced_by!r}"
            f"{did_you_mean(one.priced_by, prices)}"
            for name, one in held.items()
            if one.priced_by and one.priced_by not in prices
        ]
    return told


def priced_trades(
    trades: Mapping[str, Trade] | None, priced: Mapping[str, Number | None]
) -> dict[str, PricedLever]:
    """Return every trade with its worth; priced: what a step of each term is worth to us today.

    A price that the deal could not find (None, or no number) leaves a trade not priced. Raises
    ValueError for a price of draws, and for every fault of `trade_faults`.
    """
    held = trades or {}
    if told := trade_faults(held, priced):
        raise ValueError("\n".join(told))
    return {name: _priced(name, one, priced) for name, one in held.items()}


def _priced(name: str, trade: Trade, priced: Mapping[str, Number | None]) -> PricedLever:
    model = None if trade.side == "never" else priced.get(trade.priced_by or name)
    for given in (trade.value, model, trade.their_cost, trade.to_them, trade.steps):
        if isinstance(given, np.ndarray):
            raise ValueError(f"trades.{name}: a table takes one likely figure, not draws")
    to_us = None if trade.value is None else float(trade.value)
    if to_us is None and model is not None and np.isfinite(model):
        to_us = float(model) * float(trade.steps)
    grade: Grade = "none" if to_us is None else "stated" if trade.value is not None else "estimate"
    return PricedLever(
        name=name,
        does=trade.does,
        side=trade.side,
        kind=trade.kind,
        once=None if to_us is None else round(to_us, 2) + 0.0,  # no minus before zero
        once_to_them=_to_them(trade, to_us),
        for_what=trade.for_what,
        instead_of=trade.instead_of,
        grade=grade,
        why=trade.why,
    )


def _to_them(trade: Trade, to_us: float | None) -> float | None:
    if trade.to_them is not None:
        return float(trade.to_them)
    if to_us is None:
        return None
    if trade.their_cost is not None:
        return round(float(trade.their_cost) * to_us, 2) + 0.0
    return round(to_us, 2) + 0.0 if trade.kind in ALIKE else None


def trade_sums(held: Mapping[str, PricedLever]) -> TradeSums | None:
    """Return what the trades come to; None without any.

    In no sum is what replaces another, what is given for that, and what is kept back.
    """
    if not held:
        return None
    moved = [one for one in held.values() if one.side != "never"]
    pairs = [one for one in trade_ladder(held).exchanges if not one.ask.instead_of]
    made = [part for pair in pairs for part in pair if part is not None]
    counted = [one for one in made if one.once is not None]
    asks = sum(float(one.once or 0.0) for one in counted if one.side == "ask")
    gives = sum(float(one.once or 0.0) for one in counted if one.side == "give")
    theirs = [float(one.once_to_them) for one in counted if one.once_to_them is not None]
    return TradeSums(
        asks=round(asks, 2),
        gives=round(gives, 2),
        net=round(asks + gives, 2) + 0.0,
        to_them=round(sum(theirs), 2) if len(theirs) == len(counted) and counted else None,
        priced=len(counted),
        unpriced=sum(one.once is None for one in moved),
        never=len(held) - len(moved),
    )


def trade_ladder(held: Mapping[str, PricedLever]) -> Ladder:
    """Return the exchanges in their order, each ask with at most one give; see `ladder`.

    A give that replaces another is exchanged for nothing of its own.
    """
    return ladder([one for one in held.values() if not _replaces(one)])


def _replaces(one: PricedLever) -> bool:
    return one.side == "give" and bool(one.instead_of)


def trade_table(
    held: Mapping[str, PricedLever], trades: Mapping[str, Trade] | None = None
) -> pd.DataFrame:
    """Return the trades as a table: an ask with what is given for it a row, then gives, the sum.

    Index the trade's name; columns label, role, give, to_us, to_them, kind, grade, order,
    first_offer. Trades in another's place and gives kept back follow the sum; they are in none.
    Empty without trades.
    """
    made = trade_ladder(held)
    opening = {name: one.first_offer for name, one in (trades or {}).items()}
    rows: Rows = {}
    apart: Rows = {}
    for order, (ask, give) in enumerate(made.exchanges, start=1):
        row = _row(ask, opening) | {"order": float(order)}
        if ask.instead_of:
            told = {"label": f"Else {ask.does}", "give": f"if not {held[ask.instead_of].does}"}
            apart[ask.name] = row | told | {"role": "apart"}
        else:
            rows[ask.name] = row | {"give": give.does if give else ""}
        if give is not None:
            less: dict[str, Any] = {"label": f"Less {give.does}", "order": float(order)}
            place, role = (apart, "apart") if ask.instead_of else (rows, "body")
            place[give.name] = _row(give, opening) | less | {"role": role}
    for give in filter(_replaces, held.values()):
        told = {"label": f"Else {give.does}", "give": f"instead of {held[give.instead_of].does}"}
        apart[give.name] = _row(give, opening) | told | {"role": "apart"}
    for give in made.kept_back:
        told = {"label": f"Kept back: {give.does}", "role": "apart"}
        apart[give.name] = _row(give, opening) | told
    if not rows and not apart:
        return pd.DataFrame()
    total = _total(rows)
    frame = pd.DataFrame.from_dict({**rows, **total, **apart}, orient="index")
    frame.index.name = "trade"
    return frame.astype({"to_us": float, "to_them": float, "order": float})


def _total(rows: Rows) -> Rows:
    """The sum of the rows that have a price; what it costs them only where each row says it."""
    worths = [row["to_us"] for row in rows.values() if row["to_us"] is not None]
    theirs = [row["to_them"] for row in rows.values() if row["to_us"] is not None]
    if not worths:
        return {}
    cost = None if None in theirs else round(float(np.sum(theirs)), 2)
    return {
        "all": {
            "label": "All with a price", "role": "total", "give": "", "kind": "", "grade": "",
            "first_offer": "", "to_us": round(float(np.sum(worths)), 2) + 0.0, "to_them": cost,
        }
    }  # fmt: skip


def _row(one: PricedLever, opening: Mapping[str, str]) -> dict[str, Any]:
    return {
        "label": one.does[:1].upper() + one.does[1:],
        "role": "body",
        "give": "",
        "to_us": one.once,
        "to_them": one.once_to_them,
        "kind": one.kind,
        "grade": GRADES[one.grade],
        "order": None,
        "first_offer": opening.get(one.name, ""),
    }


def never_table(trades: Mapping[str, Trade] | None) -> pd.DataFrame:
    """Return what is never given: label, and why. Empty where there is none."""
    rows = {
        name: {"label": one.does[:1].upper() + one.does[1:], "why": one.why}
        for name, one in (trades or {}).items()
        if one.side == "never"
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["label", "why"])


def first_asks(held: Mapping[str, PricedLever], most: int = 3) -> list[PricedLever]:
    """Return the asks to put in writing: in their order, those with a price before the others."""
    asks = [one for one in in_order(list(held.values()), "ask") if not one.instead_of]
    return sorted(asks, key=lambda one: one.once is None)[:most]
