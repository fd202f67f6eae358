"""What to ask for and what to trade: each term in dollars of value today, for both sides.

Every row moves one term of the proposed deal and leaves all else: what it is worth to the client,
what it costs the other side, both by the same arithmetic. A clause is worth its dollars times the
odds that the client stated. Where a term costs them less than it brings us, taxes pay the rest.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.deals.buy_in import Deal, Worth, incomes, structure_flows, valued, worth
from practice_model.quantities import Count, SharePerYear, SignedUSD, replaced, terms
from practice_model.questions.buy_in_case import Case
from practice_model.questions.buy_in_exits import ExitCase, exit_worth
from practice_model.questions.buy_in_own import margins_of
from practice_model.questions.buy_in_sides import Chosen

POINT: Final = 0.01
TEN_THOUSAND: Final = 10_000.0
ASK_HEADS = {
    "ours": "Worth to us|signed",
    "theirs": "To them|signed",
    "how": "How|text",
}


@terms
class AskFigures:
    """Unit prices of the terms in the proposed structure, as value today to us, in USD.

    asks: how many are priced. first: the one worth most (to sellers: dearest), first_inside: within
    a sentence; first_worth. price_unit: of ten thousand dollars of price; point: of a point of the
    note's rate; year: of a year more of the note. lender_over: a bank's rate less the note's. hot:
    what the sellers pay more if receivables are taxed as ordinary income.
    """

    asks: Count
    first: str
    first_inside: str
    first_worth: SignedUSD
    price_unit: SignedUSD
    point: SignedUSD
    year: SignedUSD | None
    lender_over: SharePerYear | None
    hot: SignedUSD


def ask_table(made: Case, found: Mapping[str, ExitCase], chosen: Chosen) -> pd.DataFrame:
    """Return the buyer's asks, most dollars first: columns label, ours, theirs (USD today), how.

    To a buyer they are what to ask, to sellers what they may hear and what it would cost. A term
    that nobody can price has no dollars and comes last.
    """
    base = made.worths[made.chosen]
    buys = made.talk.client == "buyer"
    rows: list[tuple[str, str, float, float, str]] = []
    if made.memo is not None and float(made.memo) > float(made.price):
        at_memo = _worth_at(made, lambda deal: deal, price=made.memo)
        told = "value by part, one method in and out"
        rows.append(("price", "A price by method, not the memo’s", *_sides(at_memo, base), told))
    plain = _plain(made)
    if plain is not None and chosen.plain is not None and chosen.plain != chosen.name:
        told = f"{chosen.name} in place of {chosen.plain}"
        rows.append(("form", "Form of payment", *_sides(plain, base), told))
    later = float(exit_worth(made))
    rows.append(
        ("exit", "Exit at the same method", later, -later, "the formula signed for leaving")
    )
    names = {"leaves": "What is paid comes back on leaving", "sold": "Part in a sale’s gain"}
    for name, words in names.items():
        if name in found and found[name].worth is not None:
            own = float(found[name].worth or 0.0)
            rows.append((name, words, own, -own, "a clause; odds as stated"))
    formula = _formula(made)
    if formula is not None:
        words = "Pay shared equally, not by production"
        rows.append(("pay", words, formula, -formula, "state it before the price"))
    point = _point(made)
    rows.append(
        ("rate", "A point less on the note", *_sides(base, point), "match a lender’s quote")
    )
    frame = pd.DataFrame(rows, columns=["row", "label", "ours", "theirs", "how"]).set_index("row")
    if not buys:
        frame["ours"], frame["theirs"] = frame["theirs"], frame["ours"]
    frame = frame.sort_values("ours", ascending=not buys, kind="stable")
    votes = pd.DataFrame(
        {"label": "Votes on sale, debt, partners", "ours": np.nan, "theirs": np.nan,
         "how": "a list, not priced"},
        index=["votes"],
    )  # fmt: skip
    return pd.concat([frame, votes])


def ask_figures(made: Case, table: pd.DataFrame) -> AskFigures:
    """Return what one unit of each term is worth to the client, likely figures."""
    deal, base = made.talk.deal, made.worths[made.chosen]
    dearer = _worth_at(made, lambda one: one, price=made.price + TEN_THOUSAND)
    longer = _longer(made)
    receivable = float(made.held.receivables) * float(deal.entry.share)
    return AskFigures(
        asks=int(table["ours"].notna().sum()),
        first=str(table["label"].iloc[0]),
        first_inside=_inside(str(table["label"].iloc[0])),
        first_worth=float(table["ours"].iloc[0]),
        price_unit=_ours(made, base, dearer),
        point=_ours(made, base, _point(made)),
        year=None if longer is None else _ours(made, base, longer),
        lender_over=None if made.talk.lender is None else made.talk.lender - deal.note.rate,
        hot=max(receivable, 0.0) * (float(deal.taxes.sellers) - float(deal.taxes.gain)),
    )


def _sides(before: Worth, after: Worth) -> tuple[float, float]:
    """What a change is worth to the buyer, and to the sellers."""
    return float(after.buyer - before.buyer), float(after.sellers - before.sellers)


def _ours(made: Case, before: Worth, after: Worth) -> float:
    return _sides(before, after)[made.talk.client != "buyer"]


def _worth_at(made: Case, change: Callable[[Deal], Deal], price: Any) -> Worth:
    deal = change(made.talk.deal)
    flows = incomes(deal, margins_of(made.talk, made.own))
    how = deal.structures[made.chosen]
    return worth(deal, structure_flows(deal, valued(deal), flows, how, price))


def _point(made: Case) -> Worth:
    lower = max(float(made.talk.deal.note.rate) - POINT, 0.0)
    return _worth_at(made, lambda deal: replaced(deal, {"note.rate": lower}), price=made.price)


def _longer(made: Case) -> Worth | None:
    note = made.talk.deal.note
    if note.years + 1 > made.talk.deal.years:
        return None
    longer = {"note.years": float(note.years) + 1}
    return _worth_at(made, lambda deal: replaced(deal, longer), price=made.price)


def _plain(made: Case) -> Worth | None:
    for name, one in made.talk.deal.structures.items():
        if not np.any(np.asarray(one.shifted) > 0):
            return made.worths[name]
    return None


def _formula(made: Case) -> float | None:
    """What equal pay is worth to the buyer over production; None where nobody knows production."""
    margins = margins_of(made.talk, made.own)
    if margins is None:
        return None
    by_production = _worth_at(
        made, lambda deal: replaced(deal, {"pay.formula": "production"}), price=made.price
    )
    equal = _worth_at(made, lambda deal: replaced(deal, {"pay.formula": "equal"}), price=made.price)
    return float(equal.buyer - by_production.buyer)


def _inside(label: str) -> str:
    return label[:1].lower() + label[1:]
