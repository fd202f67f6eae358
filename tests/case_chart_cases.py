"""The charts that make the case of a deal: ordinary ones, and those that are hard to set."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from talk_chart_cases import NAN, drawn, started

LONG = "Services that fall to the default rate of an amendment of long ago"
SAID = {"subtitle": "Made up", "alt": "Bars of what was made up, a row each."}
CLAIM = {
    "vendor": ("Vendor formula", "theirs", 29.0),
    "mix": ("Our payer mix and denials", "body", 5.0),
    "technician": ("Technician time and billing", "body", 7.0),
    "service": ("Service contract and room", "body", 15.0),
    "ours": ("Our break-even", "total", 56.0),
}
MOVE = {
    "rent": ("Rent, less build-out money", "body", -50_269.4),
    "build": ("Our share of the build-out", "body", 140_800.4),
    "move": ("Moving and IT", "body", 84_000.4),
    "days": ("Lost clinic days", "body", 61_000.0),
    "all": ("Moving costs more by", "total", 235_531.4),
}
LEASES = {
    "ask": ("Renew, our ask", 1_413_146.0, 1_380_000.0, 1_446_000.0, 15.55),
    "offer": ("Renew, as offered", 1_513_953.0, 1_470_000.0, 1_560_000.0, 16.43),
    "move": ("Move to Alderpike", 1_749_484.0, 1_700_000.0, 1_800_000.0, 18.70),
}
PRICES = {
    "memo": ("Sellers’ memo", 1_546_370.0, NAN, NAN, 12.7),
    "ours": ("Our value, at our rate", 836_598.0, NAN, NAN, 6.9),
    "other": ("Same, at another rate", 989_826.0, NAN, NAN, 8.1),
}


def steps(rows: Mapping[str, tuple] = CLAIM, **given: Any) -> dict[str, Any]:
    made = started()
    frame = pd.DataFrame.from_dict(dict(rows), orient="index", columns=["label", "role", "value"])
    said = {"title": "In all {room}", "unit": "count"}
    made.steps("bridge", frame, **{**SAID, **said, **given})
    return drawn(made)


def values(rows: Mapping[str, tuple] = LEASES, **given: Any) -> dict[str, Any]:
    made = started()
    columns = ["label", "value", "low", "high", "visit"]
    frame = pd.DataFrame.from_dict(dict(rows), orient="index", columns=columns)
    said = {
        "title": "{options.first_name} is worth {options.first}",
        "columns": {"visit": "$ a visit|bare_cents"},
        "units": {"visit": "USD/encounter"},
    }
    made.values("options", frame, **{**SAID, **said, **given})
    return drawn(made)


def bars(*values: float, name: str = "Option {}", ranged: float = 0.0) -> dict[str, tuple]:
    """Options of these values, each with a whisker of a share of its value."""
    return {
        f"o{at}": (name.format("abcdefghijkl"[at]), value, *sorted(
            (value * (1 - ranged), value * (1 + ranged)) if ranged else (NAN, NAN)), 1.5 * at)
        for at, value in enumerate(values)
    }  # fmt: skip


def bridge(*values: float, first: str = "body", name: str = "Step {}") -> dict[str, tuple]:
    """Steps of these values and their sum."""
    made = {
        f"s{at}": (name.format("abcdefghijkl"[at]), "body" if at else first, value)
        for at, value in enumerate(values)
    }
    return made | {"total": ("All together", "total", sum(values))}


def hard_steps() -> dict[str, dict[str, Any]]:
    money = {"unit": "USD"}
    return {
        "steps": steps(),
        "steps, between options": steps(MOVE, **money),
        "steps, gains": steps(bridge(100.0, 20.0, 30.0, first="theirs"), better="more"),
        "steps, crossing zero": steps(bridge(20.0, -50.0, 10.0, -40.0, 70.0, first="theirs")),
        "steps, a level under zero": steps(bridge(-20.0, 50.0, first="ours"), better="more"),
        "steps, nothing moves": steps(bridge(0.0, 0.0)),
        "steps, a step of nothing": steps(bridge(29.0, 0.0, 3.0, first="now")),
        "steps, one bar": steps({"a": ("Vendor formula", "theirs", 29.0)}),
        "steps, one step": steps({"a": ("Rent", "body", -29.0)}, **money),
        "steps, ten dollars": steps(bridge(10.0, -3.256, 2.5, first="theirs"), **money),
        "steps, ten millions": steps(bridge(1e7, -4e6, 1.23e6, first="theirs"), **money),
        "steps, thousands": steps(bridge(41e4, -15e4, 7_777.0), style="signed_k", **money),
        "steps, small thousands": steps(bridge(41.0, -15.0), style="signed_k", **money),
        "steps, long names": steps(bridge(1e6, -4e5, 9.0, name=LONG + " {}"), **money),
        "steps, not priced": steps(
            {"a": ("Rent", "body", 5e3), "b": ("Guaranty", "body", NAN), "c": ("All", "total", 5e3)}
        ),
        "steps, twelve": steps(bridge(*(3e4 - 6e3 * at for at in range(11))), head="$", **money),
    }


def hard_values() -> dict[str, dict[str, Any]]:
    return {
        "values": values(chosen="ask"),
        "values, theirs": values(
            PRICES, chosen="ours", theirs="memo", columns={"visit": "Payback, years|number"},
            units={"visit": "years"},
        ),
        "values, ten dollars": values(bars(10.0, 7.5, ranged=0.4)),
        "values, ten millions": values(bars(1e7, 12.0, 3e6, ranged=0.1), chosen="o1"),
        "values, one": values(bars(31_255.0)),
        "values, nothing": values(bars(0.0, 0.0), chosen="o0"),
        "values, losses": values(bars(-4e5, -2.0, -9e5, ranged=0.2), chosen="o1", order="most"),
        "values, both signs": values(bars(-4e5, 2e5, 3e4, -10.0, ranged=1.5), order="most"),
        "values, wide whiskers": values(bars(4e4, 5e4, 6e4, ranged=0.95)),
        "values, not priced": values(bars(4e4, NAN, 6e4), order="frame"),
        "values, none priced": values(bars(NAN, NAN), title="In all {room}"),
        "values, long names": values(bars(4e4, 5e4, name=LONG + " {}"), chosen="o0"),
        "values, twelve": values(bars(*(1e5 + 9e3 * at for at in range(12)), ranged=0.1)),
        "values, two columns and a head": values(
            head="Value today, $",
            columns={"visit": "$ a visit|bare_cents", "value": "Cost of the whole term, $|bare"},
        ),
    }  # fmt: skip


def hard_ones() -> dict[str, dict[str, Any]]:
    """Charts of a deal by what is hard about them."""
    return hard_steps() | hard_values()
