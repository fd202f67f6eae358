"""Pages of an equipment brief: the frames that its tables and charts show."""

from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.deals.equipment import Order, Step, break_even_scans, value, walk_away_price
from practice_model.deals.equipment_offers import offer_cost
from practice_model.deals.equipment_sheet import dollar_bridge, scan_bridge
from practice_model.deals.equipment_slots import Case, Slot, benefits
from practice_model.finance.present_value import MONTHS
from practice_model.finance.tax_rules import TaxRules
from practice_model.questions.equipment import (
    Basis,
    Choice,
    case_of,
    order_again,
    variable,
    whole_order,
)
from practice_model.questions.equipment_figures import Line, payment_of, quote
from practice_model.questions.equipment_terms import Equipment
from practice_model.records import figures
from practice_model.uncertainty import HasRanges, swings

CURVE_POINTS: Final = 25
CURVE_LOW, CURVE_HIGH = 0.7, 1.45  # of our own rate
LEAST_OVER = 1.1  # of variable cost: nearer to it the curve leaves the page
LEAST_SWING = 1.0

NEED_HEADS: Final = {
    "visits": "Indicated visits|bare",
    "supported": "Scans they support|bare",
    "done": "Done now|bare",
    "room": "Left|bare_signed",
}
NEED_UNITS: Final = dict.fromkeys(NEED_HEADS, "count")
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
PAYER_HEADS: Final = {
    "scans": "Scans a year|count",
    "allowed": "Allowed|bare_cents",
    "collected": "Collected|bare_cents",
}
PAYER_UNITS: Final = {"scans": "count", "allowed": "USD/unit", "collected": "USD/unit"}
LABELS: Final = {
    "scans.new": "New payable scans",
    "scans.fees": "Fees next year",
    "scans.ramp": "Months to full use",
    "gains.saved": "Minutes saved a scan",
    "gains.repairs": "Repairs avoided",
    "flow.lost": "Lost when a unit stops",
    "flow.peak": "Busy hour over the mean",
    "flow.spread": "Spread of scan time",
    "flow.minutes": "Minutes on the machine",
    "flow.idle.doctor": "Doctor idle in a wait",
    "flow.idle.technician": "Technician idle in a wait",
    "capacity.people": "Usable part of paid time",
    "outlook.wages": "Wages next year",
    "outlook.doctors": "Doctors’ pay next year",
    "years": "Years of use",
    "rate": "Discount rate",
    "tax.rate": "Tax rate",
}


def need_table(found: Basis) -> pd.DataFrame:
    """Return a month by indication: visits, scans supported, done, left; the total last."""
    if found.need.empty:
        return pd.DataFrame()
    made = found.need[["label", "visits", "supported", "done"]].copy()
    for name in ("visits", "supported", "done"):
        made[name] = made[name].astype(float) / MONTHS
    made["room"] = made["supported"] - made["done"]
    made["role"] = "body"
    sums = made[["visits", "supported", "done", "room"]].sum()
    total = pd.DataFrame({"label": ["All"], "role": ["total"], **{k: [v] for k, v in sums.items()}},
                         index=["all"])  # fmt: skip
    return pd.concat([made, total])


def curve_table(talk: Equipment, case: Case, whole: Order) -> pd.DataFrame:
    """Return the new scans a month that each collected rate needs, for the offer as quoted."""
    own = quote(talk, case, whole)
    most = float(case.collected) * CURVE_HIGH
    if talk.sheet is not None:
        most = max(most, float(talk.sheet.charge) * LEAST_OVER)
    least = max(
        float(case.collected) * CURVE_LOW, float(case.variable + case.displaced) * LEAST_OVER
    )
    rates = np.linspace(min(least, most), most, CURVE_POINTS)
    rows = [
        {
            "rate": float(rate),
            "needed": break_even_scans(
                own.payment, own.service, float(rate), case.variable + case.displaced, case.space
            ),
        }
        for rate in rates
    ]
    return pd.DataFrame(rows).astype(float)


def claim_bridge(talk: Equipment, case: Case, whole: Order) -> pd.DataFrame:
    """Return the bridge from the vendor's dollars to ours; empty without a worksheet."""
    if talk.sheet is None:
        return pd.DataFrame()
    added = benefits(whole.filled)
    return dollar_bridge(
        talk.sheet, collected=float(case.collected), variable=float(case.variable + case.displaced),
        new=float(added.new_scans), minutes=float(added.minutes), repairs=float(added.repairs),
    )  # fmt: skip


def needed_bridge(talk: Equipment, case: Case, whole: Order) -> pd.DataFrame:
    """Return the bridge from the vendor's break-even scans to ours; empty where none does."""
    if talk.sheet is None:
        return pd.DataFrame()
    own = quote(talk, case, whole)
    made = scan_bridge(
        talk.sheet, payment=float(payment_of(talk, own.price)), collected=float(case.collected),
        variable=float(case.variable + case.displaced), service_year=float(own.service),
        space=float(case.space),
    )  # fmt: skip
    return pd.DataFrame() if made is None else made


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


def loss_table(found: Basis) -> pd.DataFrame:
    """Return the way from the usual allowed amount to what is collected, dollars a scan."""
    own = found.losses
    if own is None:
        return pd.DataFrame()
    rows = [
        ("allowed", "Usual allowed amount", float(own.allowed), "body"),
        ("same_day", "Cut beside another test", -float(own.same_day), "body"),
        ("denied", "Denied for good", -float(own.denied), "body"),
        ("bad_debt", "Bad debt", -float(own.bad_debt), "body"),
        ("sequestration", "Sequestration", -float(own.sequestration), "body"),
        ("collected", "Collected", float(own.collected), "total"),
    ]
    frame = pd.DataFrame(rows, columns=["key", "label", "value", "role"]).set_index("key")
    return frame[(frame["value"] != 0) | (frame["role"] == "total")]


def payer_table(talk: Equipment, found: Basis) -> pd.DataFrame:
    """Return scans, allowed and collected dollars a scan by payer."""
    if found.payers.empty:
        return pd.DataFrame()
    named = talk.practice.payers
    return found.payers.assign(label=[named.get(str(one), str(one)) for one in found.payers.index])


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


WALK_HEADS: Final = {
    "price": "Quoted|bare",
    "walk_away": "Walk away from|bare",
    "on_new": "On what is new alone|bare",
    "value": "Value today at the quote|bare_signed",
}
WALK_UNITS: Final = dict.fromkeys(WALK_HEADS, "USD")


def swing_table(loaded: HasRanges, found: Basis, chosen: Choice) -> pd.DataFrame:
    """Return what each unknown alone does to the value of the advised order, to draw."""
    known = {name: unit.symbol for name, (_, unit) in figures(loaded.terms).items()}

    def worth(terms: Equipment) -> float:
        case = case_of(terms, found)
        old = order_again(case, chosen)
        return float(value(case, old))

    rows: dict[str, dict[str, Any]] = {}
    for swing in swings(loaded, worth):
        if swing.width < LEAST_SWING:
            continue
        name = swing.figures[0]
        ends = loaded.ranges[name]
        rows[name.replace(".", "_")] = {
            "label": label_of(name), "low": swing.at_low, "high": swing.at_high,
            "low_input": ends.low, "high_input": ends.high, "unit": known[name], "format": "plain"
            if known[name] not in ("minutes", "ratio", "share/year") or ends.high > MONTHS
            else ("number" if known[name] == "minutes" else "plain"),
        }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index")


def label_of(path: str) -> str:
    """Return a figure of the scenario in words.

    >>> label_of("scans.new.S2"), label_of("costing.outlook.wages")
    ('New payable scans', 'Wages next year')
    """
    told = path.removeprefix("costing.")
    for name, label in LABELS.items():
        if told == name or told.startswith(f"{name}."):
            return label
    return told.replace(".", " ").replace("_", " ").capitalize()


def variable_table(talk: Equipment, rates: dict[str, Any]) -> pd.DataFrame:
    """Return what one scan costs: minutes of each resource at its rate, and supplies; rows sum."""
    if talk.scans.variable is not None:
        return pd.DataFrame()
    rows: dict[str, dict[str, Any]] = {
        name: {
            "label": name.replace("_", " ").capitalize(), "role": "body",
            "minutes": float(count), "rate": float(rates[name]),
            "cost": float(count) * float(rates[name]),
        }
        for name, count in talk.scans.minutes.items()
    }  # fmt: skip
    rows["supplies"] = {"label": "Supplies", "role": "body", "minutes": np.nan, "rate": np.nan,
                        "cost": float(talk.scans.supplies)}  # fmt: skip
    rows["all"] = {"label": "One more scan", "role": "total", "minutes": np.nan, "rate": np.nan,
                   "cost": float(variable(talk))}  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index")


VARIABLE_HEADS: Final = {
    "minutes": "Minutes|bare", "rate": "$ a minute|bare_cents", "cost": "$ a scan|bare_cents",
}  # fmt: skip
VARIABLE_UNITS: Final = {"minutes": "minutes", "rate": "USD/minute", "cost": "USD/unit"}


def meta(talk: Equipment) -> dict[str, str]:
    """Return the pairs under the title: label to template."""
    made = {
        "Practice": "{talk.practice.name}",
        "Equipment": "{talk.device.name}",
        "Quotes": " and ".join(f"{{talk.offers.{name}.vendor}}" for name in list(talk.offers)[:2]),
        "Codes": ", ".join(f"{{code:{one}}}" for one in talk.device.codes),
        "Data": "{data.first:month} to {data.last:month}",
        "Prepared": "{talk.as_of}",
    }
    return made


def index_row(talk: Equipment) -> dict[str, str]:
    """Return what the page over all briefs says of this one."""
    return {
        "client": "{talk.practice.name}",
        "counterparty": "{chosen.vendor}",
        "kind": "Equipment",
        "about": "{talk.device.name}",
        "change": "deal.value",
        "days": "path.next_days",
        "next_date": "{path.next_day:short}",
        "next_step": "{path.next_what}",
        "grade": "A",
    }
