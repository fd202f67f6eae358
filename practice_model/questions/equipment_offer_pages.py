"""Pages of the offers: side by side, unit by unit, where to walk away, the line at the machine."""

from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.deals.equipment import Order, Step, value, walk_away_price
from practice_model.deals.equipment_offers import offer_cost
from practice_model.deals.equipment_slots import Case, Slot
from practice_model.finance.tax_rules import TaxRules
from practice_model.questions.equipment import (
    Choice,
    order_again,
    whole_order,
)
from practice_model.questions.equipment_figures import Line, quote
from practice_model.questions.equipment_terms import Equipment

LADDER_HEADS: Final = {
    "price": "Adds to price|bare",
    "fresh": "New gains a year|bare",
    "kept": "Kept a year|bare",
    "cost_year": "Costs a year|bare",
    "value": "Value today|bare_signed",
    "walk_away": "Worth at most|bare",
}
LADDER_UNITS: Final = {"price": "USD", "value": "USD", "walk_away": "USD"}
LINE_HEADS: Final = {
    "before_units": "Units that stay|count",
    "before_wait": "Minutes waited|number",
    "after_units": "Units with the order|count",
    "after_wait": "Minutes waited then|number",
    "lost": "Scans a year past capacity|count",
    "waited": "Waiting costs a year|bare",
}
LINE_UNITS: Final = {
    "before_units": "count", "before_wait": "minutes", "after_units": "count",
    "after_wait": "minutes", "lost": "count",
}  # fmt: skip
WALK_HEADS: Final = {
    "price": "Quoted|bare",
    "walk_away": "Walk away from|bare",
    "on_new": "On what is new alone|bare",
    "value": "Value today at the quote|bare_signed",
}
WALK_UNITS: Final = dict.fromkeys(WALK_HEADS, "USD")


def place_of(slot: Slot, case: Case) -> str:
    """Return a slot in words: where the unit goes, and what it replaces."""
    name = case.sites[slot.site].named or slot.site
    name = name[:1].upper() + name[1:]
    if slot.replaces is None:
        return f"{name}, first unit" if slot.kind == "first" else f"{name}, added"
    bought = f" of {slot.replaces.bought}" if slot.replaces.bought else ""
    return f"{name}, for the one{bought}" + (", out of support" if slot.kind == "forced" else "")


def ladder_table(case: Case, chosen: Choice) -> pd.DataFrame:
    """Return each further unit of the chosen offer, and all: rows sum but for the last column."""
    steps: list[Step] = chosen.steps[chosen.offer]
    filled = _all_slots(case, chosen, len(steps))
    names = ("price", "fresh", "kept", "cost_year", "value", "walk_away")
    rows: dict[str, dict[str, Any]] = {}
    for count, (step, slot) in enumerate(zip(steps, filled, strict=True), start=1):
        own = {name: float(getattr(step, name)) for name in names}
        rows[f"unit_{count}"] = {"label": place_of(slot, case), "role": "body", **own}
    total = {name: sum(row[name] for row in rows.values()) for name in names}
    rows["all"] = {"label": f"All {len(steps)}", "role": "total", **total, "walk_away": np.nan}
    return pd.DataFrame.from_dict(rows, orient="index")


def _all_slots(case: Case, chosen: Choice, count: int) -> tuple[Slot, ...]:
    return order_again(case, chosen, count).filled


def offer_table(talk: Equipment, case: Case, rules: TaxRules) -> pd.DataFrame:
    """Return the offers side by side, in dollars of today; a column an offer.

    Rows to `whole` sum; then what they cost a year, need and are worth at most.
    """
    years = int(float(np.max(case.years)))
    made: dict[str, dict[str, float]] = {}
    for name, offer in talk.offers.items():
        order = whole_order(talk, case, rules, name)
        costs = offer_cost(offer, years, case.rate, units=order.units)
        own = quote(talk, case, order)
        made[name] = {
            "price": float(costs.price),
            "extras": float(costs.extras),
            "trade_in": -float(costs.trade_in),
            "service": float(costs.service),
            "upgrade": float(costs.upgrade),
            "resale": -float(costs.resale),
            "whole": float(costs.whole),
            "a_year": float(costs.a_year),
            "payment": float(own.payment),
            "needed": np.nan if own.needed is None else float(own.needed),
            "on_new": float(own.on_new_walk_away),
            "unit": float(costs.a_unit_year),
        }
    frame = pd.DataFrame(made)
    told = {
        "price": ("Price, all units", "USD", "body"),
        "extras": ("Not in the price", "USD", "body"),
        "trade_in": ("Trade-in", "USD", "body"),
        "service": ("Service after the warranty", "USD", "body"),
        "upgrade": ("Upgrade", "USD", "body"),
        "resale": ("Resale at the end", "USD", "body"),
        "whole": ("All, in value today", "USD", "total"),
        "a_year": ("The same as a level cost a year", "USD/year", "apart"),
        "unit": ("Of it each unit", "USD/year", "apart"),
        "payment": ("Loan payment a month", "USD/month", "apart"),
        "needed": ("New scans a month that carry it", "count", "apart"),
        "on_new": ("Worth at most, for what is new", "USD", "apart"),
    }
    frame["label"] = [told[key][0] for key in frame.index]
    frame["unit"] = [told[key][1] for key in frame.index]
    frame["role"] = [told[key][2] for key in frame.index]
    empty = [
        key for key in ("extras", "trade_in", "upgrade", "resale")
        if not frame.loc[key, list(made)].astype(float).any()
    ]  # fmt: skip
    return frame.drop(index=empty)


def offer_heads(talk: Equipment) -> dict[str, str]:
    """Return a head an offer: its vendor."""
    return {name: f"{{talk.offers.{name}.vendor}}|bare" for name in talk.offers}


def offer_columns(talk: Equipment) -> list[str]:
    """Return the columns of the offers, each of which adds up."""
    return list(talk.offers)


def line_table(lines: list[Line]) -> pd.DataFrame:
    """Return a site a row: the line at the machine without and with the order."""
    names = tuple(LINE_HEADS)
    rows = {
        one.site: {"label": one.site[:1].upper() + one.site[1:]}
        | {name: float(getattr(one, name)) for name in names}
        for one in lines
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def walk_table(talk: Equipment, case: Case, rules: TaxRules) -> pd.DataFrame:
    """Return by offer and number of units the price quoted and the price to walk away from."""
    rows: dict[str, dict[str, Any]] = {}
    for name, offer in talk.offers.items():
        whole = whole_order(talk, case, rules, name)
        for count in range(1, whole.units + 1):
            order = Order(offer, count, whole.filled[:count], talk.tax, rules)
            own = offer_cost(offer, int(float(np.max(case.years))), case.rate, units=count)
            rows[f"{name}_{count}"] = {
                "label": f"{offer.vendor}, {count}",
                "price": float(own.price),
                "walk_away": float(walk_away_price(case, order)),
                "on_new": float(walk_away_price(case, order, kept=False)),
                "value": float(value(case, order)),
            }
    return pd.DataFrame.from_dict(rows, orient="index")
