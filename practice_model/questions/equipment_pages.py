"""Pages of an equipment brief: the frames that its tables and charts show."""

from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.deals.equipment import Order, break_even_scans, value
from practice_model.deals.equipment_sheet import dollar_bridge, scan_bridge
from practice_model.deals.equipment_slots import Case, benefits
from practice_model.finance.present_value import MONTHS
from practice_model.questions.equipment import (
    Basis,
    Choice,
    case_of,
    order_again,
    variable,
)
from practice_model.questions.equipment_figures import payment_of, quote
from practice_model.questions.equipment_terms import Device, Equipment
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
            "label": label_of(name, loaded.terms.device),
            "low": swing.at_low, "high": swing.at_high,
            "low_input": ends.low, "high_input": ends.high, "unit": known[name],
            "format": _form(known[name], ends.high),
        }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index")


def _form(unit: str, high: float) -> str:
    """Minutes keep a decimal where they are few; typed parts are told as they were typed."""
    if unit == "minutes" and high <= MONTHS:
        return "number"
    return "percent" if unit in ("share", "ratio", "share/year") else "plain"


def label_of(path: str, device: Device | None = None) -> str:
    """Return a figure of the scenario in words, of the device's own use where it is told.

    >>> label_of("scans.new.S2"), label_of("costing.outlook.wages")
    ('New payable scans', 'Wages next year')
    """
    told = path.removeprefix("costing.")
    for name, label in LABELS.items():
        if told == name or told.startswith(f"{name}."):
            if device is None:
                return label
            return label.replace("scans", device.uses).replace("scan", device.use)
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
        "change": "deal.a_year",
        "days": "path.next_days",
        "next_date": "{path.next_day:short}",
        "next_step": "{path.next_what}",
        "grade": "A",
    }
