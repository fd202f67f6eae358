"""Both sides of every structure: what is paid, what is gained after tax, what taxes take.

Sums run from the closing to the end of the note; value today counts all years. What buyer and
sellers gain and what taxes take sum to what the entry adds, in every year and in value today.
"""

from typing import Any

import numpy as np
import pandas as pd

from practice_model.deals.buy_in import Worth, lift_where_whole, structure_flows, worth
from practice_model.deals.buy_in_structures import Flows, lasting_from, total_to
from practice_model.quantities import (
    USD,
    Count,
    Number,
    Ratio,
    SignedUSD,
    SignedUSDPerYear,
    USDPerYear,
    replaced,
    terms,
)
from practice_model.questions.buy_in_case import Case, sellers_words

NOTHING_MORE = 0.5  # dollars: under it two structures are worth the same


@terms
class StructureFigures:
    """One structure in USD: what the buyer pays, both sides after tax, and what taxes take.

    closing: at once. note: a year, first year's; left: income left a year. to_note: sum to the end
    of the note; at_end: to the last year counted. ahead: the year from which the buyer's sum stays
    above 0; behind: the sellers' below; None where it never does. buyer, sellers: value today; tax:
    what both pay more, value today, positive. keeps: the buyer's after-tax income over an
    associate's in his leanest year of the note, closing left out.
    """

    closing: USD
    note: USDPerYear
    left: USDPerYear
    buyer_to_note: SignedUSD
    sellers_to_note: SignedUSD
    buyer_at_end: SignedUSD
    sellers_at_end: SignedUSD
    ahead: Count | None
    behind: Count | None
    buyer: SignedUSD
    sellers: SignedUSD
    tax: SignedUSD
    keeps: SignedUSDPerYear


@terms
class Chosen:
    """The proposed structure against the plainest and against the one that saves most tax.

    Names are as within a sentence. name: of ours. plain: the structure with nothing shifted. moves:
    what ours moves to the buyer against it; costs: what it costs the sellers; tax_saved: of both.
    least_tax: the structure that taxes least, least_tax_saved: against the plain one,
    costs_sellers: what it costs them. lift: dollars of income for one of goodwill at which that
    structure leaves the sellers as well off as the plain one; lift_left: a year then, lift_buyer:
    what the buyer still gains over the plain.
    """

    name: str
    plain: str | None
    moves: SignedUSD | None
    costs: SignedUSD | None
    tax_saved: SignedUSD | None
    least_tax: str | None
    least_tax_saved: SignedUSD | None
    costs_sellers: SignedUSD | None
    lift: Ratio | None
    lift_left: USDPerYear | None
    lift_buyer: SignedUSD | None


def shifts(made: Case, name: str) -> bool:
    """Whether a structure leaves any income with the sellers at our price."""
    return bool(np.any(np.asarray(made.flows[name].left) > 0))


def structure_figures(made: Case) -> dict[str, StructureFigures]:
    """Return the figures of every structure by name, numbers or draws."""
    return {name: _figures(one, made.worths[name], made.years) for name, one in made.flows.items()}


def chosen_figures(made: Case) -> Chosen:
    """Return what the proposed structure does against the others, likely figures only."""
    deal, worths = made.talk.deal, made.worths
    ours = worths[made.chosen]
    plain = next((n for n, one in deal.structures.items() if not np.any(one.shifted)), None)
    if plain is not None and not shifts(made, made.chosen) and deal.structures[made.chosen].shifted:
        plain = made.chosen  # without goodwill in the price nothing is left: ours is plain itself
    base = None if plain is None else worths[plain]
    least = min(worths, key=lambda name: (float(worths[name].tax), name))
    taxed_less = plain is not None and shifts(made, least)
    lift = _lift(made, least, base) if base is not None and taxed_less else None
    lifted = None if lift is None else _lifted(made, least, lift)
    return Chosen(
        name=deal.structures[made.chosen].name.lower(),
        plain=None if plain is None else deal.structures[plain].name.lower(),
        moves=None if base is None else float(ours.buyer - base.buyer),
        costs=None if base is None else float(base.sellers - ours.sellers),
        tax_saved=None if base is None else float(base.tax - ours.tax),
        least_tax=None if not shifts(made, least) else deal.structures[least].name.lower(),
        least_tax_saved=None if base is None else float(base.tax - worths[least].tax),
        costs_sellers=None if base is None else float(base.sellers - worths[least].sellers),
        lift=lift,
        lift_left=None if lifted is None else float(lifted[0].left[1]),
        lift_buyer=None if lifted is None or base is None else float(lifted[1].buyer - base.buyer),
    )


def structures_table(made: Case) -> pd.DataFrame:
    """Return the structures side by side: a row a measure, a column a structure by its name."""
    buyer, sellers = made.talk.deal.entry.newcomer, sellers_words(made.talk)
    rows = [
        ("closing", f"{buyer} pays at closing", "USD", "plain", "body"),
        ("note", f"{buyer} pays on the note, a year", "USD/year", "plain", "body"),
        ("left", f"{buyer} leaves income with {sellers}, a year", "USD/year", "plain", "body"),
        ("buyer_to_note", f"{buyer} after tax, sum to the note’s end", "USD", "signed", "body"),
        ("sellers_to_note", f"{sellers} after tax, sum to the note’s end", "USD", "signed", "body"),
        ("ahead", f"{buyer} ahead from year", "count", "plain", "body"),
        ("buyer", f"{buyer}, value today", "USD", "signed", "body"),
        ("sellers", f"{sellers}, value today", "USD", "signed", "body"),
        ("both", "Both sides: what taxes take", "USD", "signed", "total"),
    ]
    frame = pd.DataFrame(rows, columns=["row", "label", "unit", "format", "role"]).set_index("row")
    for name, own in structure_figures(made).items():
        held = {row: getattr(own, row, None) for row in frame.index if row != "both"}
        held["both"] = float(own.buyer) + float(own.sellers)
        column = {row: np.nan if one is None else float(one) for row, one in held.items()}
        frame[name] = pd.Series(column)
    return frame


def structure_heads(made: Case) -> dict[str, str]:
    """Return the heads of the structures table."""
    return {name: f"{one.name}|plain" for name, one in made.talk.deal.structures.items()}


def gain_table(made: Case, name: str = "") -> pd.DataFrame:
    """Return the sum so far after tax by year from the closing (0): columns buyer, sellers."""
    flows = made.flows[name or made.chosen]
    return pd.DataFrame({"buyer": np.cumsum(flows.buyer), "sellers": np.cumsum(flows.sellers)})


def gain_series(made: Case) -> dict[str, str]:
    """Return the lines of the gain chart with their end labels."""
    return {
        "buyer": f"{made.talk.deal.entry.newcomer} {{last:signed_k}}",
        "sellers": f"{sellers_words(made.talk)} {{last:signed_k}}",
    }


def gain_sides(made: Case) -> tuple[str, str]:
    """Return our line and theirs."""
    return ("buyer", "sellers") if made.talk.client == "buyer" else ("sellers", "buyer")


def gain_marks(made: Case, name: str = "") -> pd.DataFrame:
    """Return the marks of the gain chart, as `brief.lines` takes them: x, column, label, kind."""
    own = structure_figures(made)[name or made.chosen]
    buyer, sellers = made.talk.deal.entry.newcomer, sellers_words(made.talk)
    rows = [
        (float(year), column, words, kind)
        for column, year, words, kind in (
            ("buyer", own.ahead, f"{buyer} ahead from year {{mine.ahead:bare}}", "payback"),
            ("sellers", own.behind, f"{sellers} behind from year {{mine.behind:bare}}", "note"),
        )
        if year is not None
    ]
    return pd.DataFrame(rows, columns=["x", "column", "label", "kind"])


def take_home(made: Case) -> pd.DataFrame:
    """Return what the buyer takes home after tax by year: as an associate, and by structure.

    Index year 1, 2, ...; columns label, associate, one a structure, with `__step` loss where it is
    under the associate's. The payment at closing stands in no year.
    """
    deal = made.talk.deal
    pay = made.incomes.before[deal.entry.newcomer] * (1 - deal.taxes.buyer)
    frame = pd.DataFrame({"associate": pay}, index=range(1, len(pay) + 1))
    frame.insert(0, "label", [f"{year}" for year in frame.index])
    for name, flows in made.flows.items():
        frame[name] = pay + flows.buyer[1:]
        frame[f"{name}__step"] = np.where(flows.buyer[1:] < -NOTHING_MORE, "past", "")
    return frame


def take_home_heads(made: Case) -> dict[str, str]:
    """Return the heads of the take-home table."""
    named = {name: f"{one.name}|bare" for name, one in made.talk.deal.structures.items()}
    return {"associate": "Associate|bare"} | named


def _figures(flows: Flows, held: Worth, note: int) -> StructureFigures:
    drawn = flows.buyer.ndim > 1
    lean = np.min(flows.buyer[1 : note + 1], axis=0)
    return StructureFigures(
        closing=_plain(flows.closing[0]),
        note=_plain(flows.principal[1] + flows.interest[1]),
        left=_plain(flows.left[1]),
        buyer_to_note=total_to(flows.buyer, note),
        sellers_to_note=total_to(flows.sellers, note),
        buyer_at_end=total_to(flows.buyer, len(flows.buyer)),
        sellers_at_end=total_to(flows.sellers, len(flows.buyer)),
        ahead=None if drawn else _year(lasting_from(flows.buyer)),
        behind=None if drawn else _year(lasting_from(flows.sellers, -1)),
        buyer=held.buyer,
        sellers=held.sellers,
        tax=held.tax,
        keeps=_plain(lean),
    )


def _lift(made: Case, name: str, base: Worth) -> float | None:
    deal = made.talk.deal
    found = lift_where_whole(
        deal, made.held, made.incomes, deal.structures[name],
        price=made.price, target=base.sellers,
    )  # fmt: skip
    return None if found is None else float(found)


def _lifted(made: Case, name: str, lift: float) -> tuple[Flows, Worth]:
    deal = made.talk.deal
    how = replaced(deal.structures[name], {"lift": lift})
    flows = structure_flows(deal, made.held, made.incomes, how, made.price)
    return flows, worth(deal, flows)


def _year(found: int | None) -> float | None:
    return None if found is None else float(found)


def _plain(number: Any) -> Number:
    return float(number) if np.ndim(number) == 0 else np.asarray(number, dtype=np.float64)
