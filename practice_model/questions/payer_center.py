"""The surgery-center exhibit in the trade's order: procedures, what each side pays, the rules.

Most dollars first: this contract, the offer, our ask, Medicare, the three largest other payers,
and what one case costs in full. Under it the rules that move as much as a rate: how a second and
third procedure is paid, what happens off the list, and who pays the implant. Source of the order:
Becker's ASC, key concepts of payer contracting (undated), as retold in the brief's design notes.
"""

import numpy as np
import pandas as pd

from practice_model.quantities import Cases, SignedShare, Units, terms
from practice_model.questions.payer import Prices
from practice_model.questions.payer_costs import Costed, case_table
from practice_model.questions.payer_peers import peer_heads, peer_prices
from practice_model.questions.payer_terms import Payer, contracts_of
from practice_model.revenue.contract import RateSchedule
from practice_model.revenue.offers import by_key, unit_prices

MOST = 50  # procedures, as the trade lists them
CHOSEN = ("now", "offer", "ask")
WORDS = {
    "fee": "flat fee a group",
    "fees": "fee table",
    "of_medicare": "percent of Medicare",
    "of_hospital": "percent of the hospital rate",
    "of_charge": "percent of charge",
    "of_invoice": "invoice",
    "included": "in the fee",
    "excluded": "not covered",
}
UNKNOWN = "not stated"


@terms
class LargestDrop:
    """The code that a change of method cuts most, by share of its fee, and its cases a year."""

    code: str
    share: SignedShare
    cases: Cases


@terms
class Winners:
    """How many procedures gain and lose under a change of method, and the largest drop."""

    up: Units
    down: Units
    largest: LargestDrop | None


def center_table(
    talk: Payer, priced: Prices, own: Costed | None, stated: pd.DataFrame, most: int = MOST
) -> pd.DataFrame:
    """Return the procedures of the center with prices of one case, most dollars first.

    Index code; columns cases, now, offer, ask, medicare, peer_1 to peer_3 (USD a case), full (cost
    a case), each where known. Empty for a talk on other fees.
    """
    if talk.block != "asc":
        return pd.DataFrame()
    now = priced.sides["now"]
    rows = by_key(now, now, priced.medicare, "code", "asc")
    made = pd.DataFrame({"cases": rows["units"], "dollars": rows["now"]})
    for side in [one for one in CHOSEN if one in priced.sides]:
        table = unit_prices(now, priced.sides[side], priced.medicare)
        each = table[table.index.get_level_values("block") == "asc"]
        each = each.droplevel(["block", "setting"])
        made[side] = each["offered"].reindex(made.index)
        made["medicare"] = each["medicare"].reindex(made.index)
    made = made.join(peer_prices(talk, stated))
    if own is not None:
        made["full"] = case_table(own.sides["now"])["full"].reindex(made.index)
    made["label"], made["role"] = made.index, "body"
    return made.sort_values("dollars", ascending=False, kind="stable").head(most)


def center_heads(talk: Payer, priced: Prices, stated: pd.DataFrame) -> dict[str, str]:
    """Return the heads of the center table."""
    words = {"now": "Now|bare_cents", "offer": "Offer|bare_cents", "ask": "Ask|bare_cents"}
    return {
        "cases": "Cases a year|count",
        **{side: head for side, head in words.items() if side in priced.sides},
        "medicare": "Medicare {talk.medicare_year}|bare_cents",
        **peer_heads(talk, stated),
        "full": "Full cost|bare_cents",
    }


def winners(talk: Payer, priced: Prices) -> Winners | None:
    """Return how many procedures a change of method lifts and cuts; None without an offer."""
    if talk.block != "asc" or "offer" not in priced.sides:
        return None
    moved = by_key(priced.sides["now"], priced.sides["offer"], priced.medicare, "code", "asc")
    share = moved["change_share"].dropna()
    falls = share[share < 0].sort_index().sort_values(kind="stable")
    largest = None
    if len(falls):
        code = str(falls.index[0])
        largest = LargestDrop(
            code=code, share=float(falls.iloc[0]), cases=float(moved["units"][code])
        )
    return Winners(up=int((share > 0).sum()), down=int((share < 0).sum()), largest=largest)


def rules_table(talk: Payer) -> pd.DataFrame:
    """Return the rules of each side that are no rate: method, ranks, off the list, implants.

    Index rule, columns label, role, format, unit and one a side: a share, or words. Empty for a
    talk on other fees.
    """
    held = {
        side: contract.asc
        for side, contract in contracts_of(talk).items()
        if side in CHOSEN and contract.asc is not None
    }
    if talk.block != "asc" or not held:
        return pd.DataFrame()
    rows: list[tuple[str, str, str, dict[str, object]]] = [
        ("method", "Method", "text", {side: method_words(one) for side, one in held.items()}),
        ("second", "Second procedure, paid of its fee", "share",
         {side: _rank(one, "second") for side, one in held.items()}),
        ("third", "Third procedure, paid of its fee", "share",
         {side: _rank(one, "third") for side, one in held.items()}),
        ("unlisted", "Codes off the list", "text",
         {side: unlisted_words(one) for side, one in held.items()}),
        ("implants", "Implants", "text",
         {side: implant_words(one) for side, one in held.items()}),
    ]  # fmt: skip
    made = pd.DataFrame(
        [{"rule": name, "label": label, "unit": unit, **told} for name, label, unit, told in rows]
    ).set_index("rule")
    made["role"], made["format"] = "body", "plain"
    return made


RULE_HEADS = {"now": "Now|plain", "offer": "Offer|plain", "ask": "Ask|plain"}


def method_words(schedule: RateSchedule) -> str:
    """Return how a schedule prices most of its services, in words."""
    kinds = {_kind(rule) for rule in schedule.rules.values() if rule.unlisted is None}
    kinds -= {"of_invoice", "included", "excluded"}
    return " and ".join(WORDS[kind] for kind in WORDS if kind in kinds) or UNKNOWN


def unlisted_words(schedule: RateSchedule) -> str:
    """Return what happens to a code that the list does not hold."""
    rules = [rule for rule in schedule.rules.values() if rule.unlisted]
    if rules:
        return WORDS[_kind(rules[0])]
    whole = any(rule.everything for rule in schedule.rules.values())
    return "as Medicare lists them" if whole else UNKNOWN


def implant_words(schedule: RateSchedule) -> str:
    """Return who pays the implant: an invoice rule, else the fee that includes it."""
    invoiced = any(rule.of_invoice is not None for rule in schedule.rules.values())
    return "at invoice" if invoiced else "in the fee"


def _kind(rule: object) -> str:
    return next(name for name in WORDS if getattr(rule, name) is not None)


def _rank(schedule: RateSchedule, place: str) -> float:
    """The share that a later procedure of a session is paid; all of it where nothing cuts it."""
    if schedule.multiple is None:
        return 1.0
    second, third = schedule.multiple.second, schedule.multiple.third
    share = second if place == "second" or third is None else third
    return float(np.asarray(share))


def center_case(talk: Payer, priced: Prices) -> str:
    """Return how the exhibit is headed: by the largest drop of a change, or by what it lists."""
    found = winners(talk, priced)
    return "drop" if found is not None and found.largest is not None else "listed"
