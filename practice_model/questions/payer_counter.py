"""Counter-offer of a payer talk: the best schedule inside the payer's own budget, in frames.

The payer's test of an offer is its own mix, and the counter-offer passes that test: on its stated
or estimated mix it is no dearer than what it offered. What it pays us rises by our gain. Amounts
for us are priced line by line on our claims; amounts for the payer are rates times its units.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import to_dollars
from practice_model.quantities import Count, Share, SignedUSDPerYear, USDPerYear, terms
from practice_model.questions.payer import Prices
from practice_model.questions.payer_pages import GROUPS
from practice_model.questions.payer_terms import Payer, contracts_of
from practice_model.revenue.contract import Contract
from practice_model.revenue.counter_mix import Mix, as_contract, rate_rows, with_payer_units
from practice_model.revenue.counter_offer import WORTH, Counter, counter_offer
from practice_model.revenue.offers import by_key
from practice_model.revenue.repricing import Repriced, reprice


@dataclass(frozen=True, eq=False)
class CounterSide:
    """The counter-offer of a talk: its rates, its contract, and our lines priced by it."""

    counter: Counter
    mix: Mix
    contract: Contract
    priced: Repriced


@terms
class CounterTold:
    """What the counter-offer is worth, in USD a year: against the offer, and against now.

    theirs: to the payer on its mix, never above nil; slack: what stays unspent of its budget.
    codes: rates that move; held: rates that its mix does not weigh and that stay as offered.
    """

    fees: USDPerYear
    ours: SignedUSDPerYear
    against_now: SignedUSDPerYear
    theirs: SignedUSDPerYear
    slack: USDPerYear
    moves: Count
    codes: Count
    held: Count
    most_up: Share
    most_down: Share


def counter_side(talk: Payer, priced: Prices) -> CounterSide | None:
    """Return the counter-offer; None without an offer or without bounds for one.

    Where nothing within the bounds gains a dollar on our own lines, it has no move.
    """
    if talk.offer is None or talk.counter is None:
        return None
    contracts = contracts_of(talk)
    now, offered = priced.sides["now"], priced.sides["offer"]
    sides = {"now": (now, contracts["now"]), "offered": (offered, contracts["offer"])}
    rows = rate_rows(sides, talk.block, priced.tables, priced.indicators)
    rows, mix = with_payer_units(rows, talk.offer.payer_book)
    for moves in (talk.counter.moves, 0):
        made = counter_offer(rows, replace(talk.counter, moves=moves))
        contract = _contract(contracts["offer"], talk.block, made)
        side = reprice(priced.book, contract, priced.tables, priced.indicators)
        gain = _fees(talk, priced, side) - _fees(talk, priced, offered)
        if gain >= WORTH:
            break
    return CounterSide(made, mix, contract, side)


def counter_told(talk: Payer, priced: Prices, side: CounterSide | None) -> CounterTold | None:
    """Return what the counter-offer is worth; None where there is none."""
    if side is None or talk.counter is None:
        return None
    fees = _fees(talk, priced, side.priced)
    figures = side.counter.figures
    return CounterTold(
        fees=fees,
        ours=round(fees - _fees(talk, priced, priced.sides["offer"]), 2),
        against_now=round(fees - _fees(talk, priced, priced.sides["now"]), 2),
        theirs=figures.theirs,
        slack=figures.slack,
        moves=figures.moves,
        codes=float((side.counter.lines["move"] != "").sum()),
        held=figures.held,
        most_up=talk.counter.most_up,
        most_down=talk.counter.most_down,
    )


def move_table(talk: Payer, priced: Prices, side: CounterSide | None) -> pd.DataFrame:
    """Return one row a move and the total: from offer to counter, for us and for them.

    Columns label, role, share (of the offered rate), offered, counter (USD a unit, where the move
    is one rate), ours, theirs (USD a year). Empty where there is no move.
    """
    if side is None or side.counter.moves.empty:
        return pd.DataFrame()
    moves, lines = side.counter.moves, side.counter.lines
    codes = _by(talk, priced, side, "code")["change"]
    moved = lines[lines["move"] != ""]
    move_of = dict(zip(moved["code"], moved["move"], strict=True))
    exact = codes.groupby(codes.index.map(move_of)).sum()
    made = pd.DataFrame(
        {
            "label": [_label(row.name_, row.kind) for row in _rows(moves)],
            "role": "body",
            "share": moves["share"],
            "offered": np.where(moves["from_cents"] < 0, np.nan, moves["from_cents"] / 100),
            "counter": np.where(moves["to_cents"] < 0, np.nan, moves["to_cents"] / 100),
            "ours": exact.reindex(moves["name"]).to_numpy().round(2),
            "theirs": moves["theirs"].round(2),
        }
    )
    made.index = pd.Index(moves["name"], name="move")
    total: dict[str, Any] = {"label": "All moves", "role": "total"}
    total |= {name: round(float(made[name].sum()), 2) for name in ("ours", "theirs")}
    return pd.concat([made, pd.DataFrame([total], index=["all"])])


def counter_rates(side: CounterSide | None) -> pd.DataFrame:
    """Return every rate that moves, as an exhibit: code, part, setting, offered, counter (USD)."""
    if side is None:
        return pd.DataFrame()
    lines = side.counter.lines
    moved = lines[lines["counter"] != lines["offered"]]
    made = moved[["code", "part", "setting", "group"]].copy()
    made["offered"] = to_dollars(moved["offered"].to_numpy())
    made["counter"] = to_dollars(moved["counter"].to_numpy())
    made["label"], made["role"] = moved["code"], "body"
    return made.set_index("code")


def mix_case(side: CounterSide | None) -> str:
    """Return whose mix the budget rests on: counts, shares, own; none without a counter-offer."""
    return "none" if side is None else side.mix


def counter_told_of(told: CounterTold | None) -> list[str]:
    """Return which sentences on the counter-offer hold: gain, bounds, held, against_now."""
    if told is None or not told.moves:
        return []
    return ["gain", "bounds", *(["held"] if told.held else []), "against_now"]


def counter_case(side: CounterSide | None) -> str:
    """Return how the counter-offer is told: gain, alike (our mix for theirs), nil, or none."""
    if side is None:
        return "none"
    if side.counter.figures.moves:
        return "gain"
    return "alike" if side.mix == "own" else "nil"


def _rows(moves: pd.DataFrame) -> Any:
    return moves.rename(columns={"name": "name_"}).itertuples(index=False)


def _label(name: str, kind: str) -> str:
    return GROUPS.get(name, name.replace("_", " ")) if kind == "group" else name


def _contract(offer: Contract, block: str, made: Counter) -> Contract:
    lines = made.lines
    codes = set(lines.loc[lines["counter"] != lines["offered"], "code"])
    held = lines[lines["code"].isin(codes)]
    return as_contract(offer, block, held.assign(cents=held["counter"]))


def _by(talk: Payer, priced: Prices, side: CounterSide, key: str) -> pd.DataFrame:
    return by_key(priced.sides["offer"], side.priced, priced.medicare, key, talk.block)


def _fees(talk: Payer, priced: Prices, side: Repriced) -> float:
    table = by_key(side, side, priced.medicare, "block", talk.block)
    return round(float(table["now"].sum()), 2)


MOVE_HEADS = {
    "share": "Change of rate|bare_signed",
    "offered": "Offer|bare_cents",
    "counter": "Counter|bare_cents",
    "ours": "Us, $ a year|bare_signed",
    "theirs": "Them, $ a year|bare_signed",
}
MOVE_UNITS = {
    "share": "share",
    "offered": "USD/unit",
    "counter": "USD/unit",
    "ours": "USD/year",
    "theirs": "USD/year",
}
