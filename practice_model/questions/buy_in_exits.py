"""Exits in dollars: what the memo's words and ours pay in each case, and what the difference is.

    leaves, dies   what comes back after tax under each side's words
    sold           what the buyer gets of a sale to an outsider within the protected years

`worth` is the difference in value today times the odds that the client stated: what a clause is
worth before anything happened. A case without odds or without words has no worth.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from practice_model.deals.buy_in import hard_part
from practice_model.deals.buy_in_exit import (
    ExitTerms,
    Paid,
    after_tax,
    comes_back,
    grown,
    on_sale,
    paid_to,
)
from practice_model.deals.buy_in_private import sale_earnings, sale_price
from practice_model.deals.buy_in_structures import goodwill_part
from practice_model.quantities import (
    USD,
    Count,
    Number,
    SignedUSD,
    terms,
)
from practice_model.questions.buy_in_case import Case

RULES = {
    "forfeits": "forfeits",
    "paid_part": "keeps paid part",
    "formula": "the formula’s value",
    None: "not stated",
}
EXIT_HEADS = {
    "memo": "Memo pays|plain",
    "ask": "We ask|plain",
    "more": "Difference|signed",
    "worth": "Worth today|signed",
}
TERM_HEADS = {
    "memo": "Memo|template",
    "ask": "We ask|template",
    "worth": "Worth today|bare_signed",
}
SELLERS_HEADS = {"Memo": "Our memo", "We ask": "They ask"}


@terms
class ExitCase:
    """One case in USD after tax: what comes back under the memo's words and under ours.

    sunk: what the buyer has paid by then out of taxed income and by income left.
    """

    memo: USD
    ask: USD
    more: SignedUSD
    worth: SignedUSD | None
    sunk: USD


@terms
class ExitFigures:
    """What the asked words are worth together, and the case that they move most, in USD.

    worth: of the cases with odds. control_worth: with the price at exit. exit_worth: that price.
    """

    worth: SignedUSD
    control_worth: SignedUSD
    cases: Count
    most: str
    most_more: SignedUSD
    exit_worth: USD


def heads_for(made: Case, heads: Mapping[str, str]) -> dict[str, str]:
    """Return heads in the client's words: to sellers the memo is theirs, what is asked is not."""
    if made.talk.client == "buyer":
        return dict(heads)
    told = {name: one.partition("|") for name, one in heads.items()}
    return {
        name: f"{SELLERS_HEADS.get(words, words)}|{style}"
        for name, (words, _, style) in told.items()
    }


def exit_cases(made: Case) -> dict[str, ExitCase]:
    """Return the cases by name: leaves, dies, sold; empty where none is to be tried."""
    given = made.talk.exit_cases
    if given is None:
        return {}
    memo, ask = _words(made)
    found = {
        "leaves": _case(
            made, int(given.leaves_after), memo.leaving, ask.leaving, given.leaving_odds
        ),
        "dies": _case(made, int(given.dies_after), memo.death, ask.death, None),
    }
    if made.talk.private is not None:
        found["sold"] = _sold(made, int(given.sale_after), memo, ask)
    return found


def exit_figures(made: Case, found: Mapping[str, ExitCase]) -> ExitFigures | None:
    """Return what the asked words are worth, likely figures; None without a case."""
    if not found:
        return None
    most = max(found, key=lambda name: (float(found[name].more), name))
    worth = sum(float(one.worth) for one in found.values() if one.worth is not None)
    table = terms_table(made, found)
    return ExitFigures(
        worth=worth,
        control_worth=float(table["worth"].sum()) if len(table) else worth,
        cases=len(found),
        most=CASE_NAMES[most],
        most_more=float(found[most].more),
        exit_worth=exit_worth(made),
    )


CASE_NAMES = {"leaves": "leaving early", "dies": "death", "sold": "a sale to an outside buyer"}


def exit_table(made: Case, found: Mapping[str, ExitCase]) -> pd.DataFrame:
    """Return the cases: columns label, memo, ask, more, worth (USD after tax)."""
    newcomer = made.talk.deal.entry.newcomer
    labels = {
        "leaves": f"{newcomer} leaves early",
        "dies": f"{newcomer} dies",
        "sold": "Sold to an outside buyer",
    }
    rows = [
        (name, labels[name], one.memo, one.ask, one.more, one.worth) for name, one in found.items()
    ]
    frame = pd.DataFrame(rows, columns=["row", "label", *EXIT_HEADS]).set_index("row")
    return frame.astype(dict.fromkeys(EXIT_HEADS, float))


def terms_table(made: Case, found: Mapping[str, ExitCase]) -> pd.DataFrame:
    """Return control and exit: columns label, memo, ask (words), worth (USD today, of our words).

    Empty where neither side says anything. Worth is of the odds stated; a term without them has
    none.
    """
    memo, ask = _words(made)
    if made.talk.offer.exits is None and (made.talk.memo is None or made.talk.memo.exits is None):
        return pd.DataFrame()
    newcomer = made.talk.deal.entry.newcomer
    priced = {name: one.worth for name, one in found.items()}
    if ask.exit_price and ask.exit_price != memo.exit_price:
        priced["exit_price"] = exit_worth(made)
    rows = [
        ("votes", "Votes", memo.votes, ask.votes),
        ("exit_price", "Exit price", memo.exit_price, ask.exit_price),
        ("leaves", f"{newcomer} leaves early", RULES[memo.leaving], RULES[ask.leaving]),
        ("dies", f"{newcomer} dies", RULES[memo.death], RULES[ask.death]),
        ("sold", "Sale to an outsider", _sale_words(made, memo, "memo.exits"),
         _sale_words(made, ask, "offer.exits")),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["row", "label", "memo", "ask"]).set_index("row")
    frame = frame.replace("", "not stated")
    frame["worth"] = pd.Series(priced, dtype=float)
    return frame


def exit_worth(made: Case) -> Any:
    """Return what the share brings after tax at the last year, as value today in USD.

    By the method of the entry, and so counted in no other figure.
    """
    deal = made.talk.deal
    last = int(deal.years)
    received = grown(made.share_worth, deal.pool.growth, last)
    left = after_tax(received, _paid(made, last), deal.taxes.gain)
    return left / (1 + deal.discount) ** last


def _words(made: Case) -> tuple[ExitTerms, ExitTerms]:
    memo = None if made.talk.memo is None else made.talk.memo.exits
    return memo or ExitTerms(), made.talk.offer.exits or ExitTerms()


def _sale_words(made: Case, words: ExitTerms, side: str) -> str:
    share = words.sale_share
    if share is None:
        return "not stated"
    if not np.any(np.asarray(share) > 0):
        return f"gain to {' and '.join(made.talk.deal.entry.owners)}"
    years = "" if words.protected_years is None else f", {{talk.{side}.protected_years}}"
    return f"{{talk.{side}.sale_share:percent}} of the gain{years}"


def _paid(made: Case, after: int) -> Paid:
    deal, flows = made.talk.deal, made.flows[made.chosen]
    how = deal.structures[made.chosen]
    shifted = how.shifted * goodwill_part(made.price, hard_part(deal, made.held))
    return paid_to(flows.closing, flows.principal, shifted, deal.note.rate, made.years, after)


def _case(made: Case, after: int, memo: Any, ask: Any, chance: Number | None) -> ExitCase:
    deal, paid = made.talk.deal, _paid(made, after)
    worth = grown(made.share_worth, deal.pool.growth, after)
    old, new = (
        after_tax(comes_back(rule, paid, worth), paid, deal.taxes.gain) for rule in (memo, ask)
    )
    return _told(made, old, new, after, chance, paid)


def _sold(made: Case, after: int, memo: ExitTerms, ask: ExitTerms) -> ExitCase:
    """A sale: the buyer's part of what the private-equity terms would bring for the whole."""
    deal, offer, cases = made.talk.deal, made.talk.private, made.talk.exit_cases
    assert offer is not None
    assert cases is not None  # the caller asks for a sale only with both
    paid = _paid(made, after)
    year = deal.earnings
    income = year.income + deal.pool.associate_pay + deal.pool.added
    earned = sale_earnings(income, offer, year.depreciation, year.interest)
    whole = grown(sale_price(earned, offer, deal.holdings.debt), deal.pool.growth, after)
    part = whole * deal.entry.share
    old, new = (
        after_tax(on_sale(part, made.price, paid, _share(words, after)), paid, deal.taxes.gain)
        for words in (memo, ask)
    )
    return _told(made, old, new, after, cases.sale_odds, paid)


def _share(words: ExitTerms, after: int) -> Number:
    """The part of a sale's gain that the words give at that time."""
    if words.sale_share is None:
        return 0.0
    late = words.protected_years is not None and np.all(np.asarray(words.protected_years) < after)
    return 0.0 if late else words.sale_share


def _told(  # noqa: PLR0917 - one case, as its table has it
    made: Case, old: Any, new: Any, after: int, chance: Number | None, paid: Paid
) -> ExitCase:
    more = new - old
    away = (1 + made.talk.deal.discount) ** after
    return ExitCase(
        memo=old,
        ask=new,
        more=more,
        worth=None if chance is None else more * chance / away,
        sunk=paid.taxed + paid.shifted,
    )
