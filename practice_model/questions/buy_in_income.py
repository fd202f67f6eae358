"""Partner income before and after, by owner, by year, and under each pay formula.

Changes sum to nothing among the parties, unless the entry adds income. A pay formula moves dollars
every year, so its value today stands beside the price: it can be worth more.
"""

from typing import Any

import numpy as np
import pandas as pd

from practice_model.deals.buy_in import Incomes, incomes
from practice_model.finance.present_value import present_value
from practice_model.quantities import SignedUSD, SignedUSDPerYear, USDPerYear, replaced, terms
from practice_model.questions.buy_in_case import Case, sellers_words
from practice_model.questions.buy_in_own import margins_of

FORMULAS = {"equal": "Equal", "production": "Production", "mixed": "Mixed"}
DILUTION_HEADS = {
    "share_now": "Share now|plain",
    "share_after": "Share after|plain",
    "now": "Income now|bare",
    "after": "Income after|bare",
    "change": "Change|bare_signed",
}


@terms
class IncomeFigures:
    """The first year after entry before tax, in USD a year, the deal not yet paid.

    now: the buyer's as an associate; after: as an owner; gained: the difference. given: what all
    sellers give up, positive. most_given: of the seller who gives most, who: his name.
    by_production: the buyer's income where all pay follows production, production_worth: value
    today after tax of that formula over the equal one; None where production is not known.
    """

    now: USDPerYear
    after: SignedUSDPerYear
    gained: SignedUSDPerYear
    given: SignedUSDPerYear
    most_given: SignedUSDPerYear
    who: str
    by_production: SignedUSDPerYear | None
    production_worth: SignedUSD | None


def income_figures(made: Case) -> IncomeFigures:
    """Return the first year's income of all parties, likely figures."""
    deal, held = made.talk.deal, made.incomes
    newcomer = deal.entry.newcomer
    lost = {
        name: float(held.before[name][0]) - float(held.after[name][0]) for name in deal.entry.owners
    }
    most = max(lost, key=lambda name: lost[name])
    table = formula_table(made)
    known = "production" in table.index
    return IncomeFigures(
        now=float(held.before[newcomer][0]),
        after=float(held.after[newcomer][0]),
        gained=float(held.gained[0]),
        given=-float(held.given[0]),
        most_given=lost[most],
        who=most,
        by_production=float(table["buyer"]["production"]) if known else None,
        production_worth=float(table["worth"]["production"]) if known else None,
    )


def dilution_table(made: Case) -> pd.DataFrame:
    """Return shares and first year's income: a row an owner, the newcomer, then all.

    Columns label, role, share_now, share_after, now, after, change (USD a year).
    """
    entry, held = made.talk.deal.entry, made.incomes
    after = entry.after()
    rows = []
    for name in [*entry.owners, entry.newcomer]:
        own = float(entry.owners[name]) if name in entry.owners else np.nan
        now, then = float(held.before[name][0]), float(held.after[name][0])
        rows.append((name, name, "body", own, after[name], now, then, then - now))
    now = sum(float(held.before[name][0]) for name in [*entry.owners, entry.newcomer])
    then = sum(float(held.after[name][0]) for name in [*entry.owners, entry.newcomer])
    rows.append(("all", "All", "total", np.nan, np.nan, now, then, then - now))
    columns = ["row", "label", "role", "share_now", "share_after", "now", "after", "change"]
    return pd.DataFrame(rows, columns=columns).set_index("row")


def income_table(made: Case) -> pd.DataFrame:
    """Return pre-tax income by year without and with the deal; columns by party.

    Index year 1, 2, ...; `<name>_now`, `<name>_after` for every owner and the newcomer.
    """
    entry, held = made.talk.deal.entry, made.incomes
    frame = pd.DataFrame(index=range(1, len(held.gained) + 1))
    frame["label"] = [f"{year}" for year in frame.index]
    for name in [entry.newcomer, *entry.owners]:
        frame[f"{name}_now"], frame[f"{name}_after"] = held.before[name], held.after[name]
    return frame


def income_heads(made: Case) -> dict[str, str]:
    """Return the heads of the yearly table."""
    entry = made.talk.deal.entry
    told = {}
    for name in [entry.newcomer, *entry.owners]:
        told[f"{name}_now"] = f"{name} without|bare"
        told[f"{name}_after"] = f"{name} with|bare"
    return told


def pay_pairs(made: Case, years: int = 6) -> pd.DataFrame:
    """Return the buyer's take-home after tax by year, as an associate and in the proposed deal.

    Index Year 1, ...; columns without, with_deal (USD a year); the closing stands in no year.
    """
    deal = made.talk.deal
    pay = made.incomes.before[deal.entry.newcomer] * (1 - deal.taxes.buyer)
    held = made.flows[made.chosen].buyer[1:]
    last = min(max(years, made.years + 1), len(pay))
    frame = pd.DataFrame({"without": pay[:last], "with": (pay + held)[:last]})
    frame.index = pd.Index([f"{year}" for year in range(1, last + 1)])
    return frame


def formula_table(made: Case) -> pd.DataFrame:
    """Return each pay formula: every party's first-year income, its value over the equal one.

    Index formula; columns label, buyer, one a seller by name, worth (USD, after tax). Formulas that
    need production are left out where it is not known.
    """
    rows = {}
    equal: Incomes | None = None
    for name, words in FORMULAS.items():
        found = _under(made, name)
        if found is None:
            continue
        equal = equal or found
        rows[name] = {
            "label": words,
            "buyer": float(found.after[made.talk.deal.entry.newcomer][0]),
            **{one: float(found.after[one][0]) for one in made.talk.deal.entry.owners},
            "worth": _over(made, found, equal),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def formula_heads(made: Case) -> dict[str, str]:
    """Return the heads of the formula table."""
    entry = made.talk.deal.entry
    told = {"buyer": f"{entry.newcomer}, first year|bare"}
    told |= {name: f"{name}, first year|bare" for name in entry.owners}
    return told | {"worth": f"Worth to {entry.newcomer} over equal|bare_signed"}


def _under(made: Case, formula: str) -> Incomes | None:
    margins = margins_of(made.talk, made.own)
    if formula != "equal" and margins is None:
        return None
    return incomes(replaced(made.talk.deal, {"pay.formula": formula}), margins)


def _over(made: Case, one: Incomes, other: Incomes) -> float:
    deal = made.talk.deal
    newcomer = deal.entry.newcomer
    more: Any = (one.after[newcomer] - other.after[newcomer]) * (1 - deal.taxes.buyer)
    return float(present_value(more, deal.discount, first=1))


def given_words(made: Case) -> str:
    """Return who gives up income, in words."""
    return sellers_words(made.talk)
