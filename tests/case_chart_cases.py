"""The charts that make the case of a deal: ordinary ones, and those that are hard to set."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from talk_chart_cases import NAN, drawn, started

from practice_model.briefs.brief import Brief
from practice_model.briefs.facts import Fact

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


def frame_of(rows: Mapping[str, tuple], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(dict(rows), orient="index", columns=columns)


def add_steps(made: Brief, rows: Mapping[str, tuple] = CLAIM, **given: Any) -> None:
    said = {"title": "In all {room}", "unit": "count"}
    frame = frame_of(rows, ["label", "role", "value"])
    made.steps("bridge", frame, **{**SAID, **said, **given})


def steps(rows: Mapping[str, tuple] = CLAIM, **given: Any) -> dict[str, Any]:
    made = started()
    add_steps(made, rows, **given)
    return drawn(made)


def add_values(made: Brief, rows: Mapping[str, tuple] = LEASES, **given: Any) -> None:
    frame = frame_of(rows, ["label", "value", "low", "high", "visit"])
    said = {
        "title": "{options.first_name} is worth {options.first}",
        "columns": {"visit": "$ a visit|bare_cents"},
        "units": {"visit": "USD/encounter"},
    }
    made.values("options", frame, **{**SAID, **said, **given})


def values(rows: Mapping[str, tuple] = LEASES, **given: Any) -> dict[str, Any]:
    made = started()
    add_values(made, rows, **given)
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


POINT = {"plan": (83.2, 66.0, 98.0), "needed": 55.8, "claim": 29.0, "rate": 38.4}


def add_curve(
    made: Brief,
    fixed: float = 1_820.0,
    variable: float = 5.8,
    rates: tuple[float, float] = (26.0, 50.0),
    *,
    frame: pd.DataFrame | None = None,
    point: Mapping[str, Any] = POINT,
    **given: Any,
) -> None:
    """A curve whose needed volume is the fixed cost over what a scan leaves."""
    if frame is None:
        across = np.linspace(*rates, 41)
        left = across - variable
        frame = pd.DataFrame({"rate": across, "needed": np.where(left > 0, fixed / left, NAN)})
    made.facts.add("case.rate", Fact(point["rate"], "USD/unit"))
    made.facts.add("case.claim_rate", Fact(point.get("claim_rate", 44.7), "USD/unit"))
    for part in ("plan", "needed", "claim"):
        if part in point:
            given_value = point[part]
            ends = given_value if isinstance(given_value, tuple) else (given_value, None, None)
            made.facts.add(f"case.{part}", Fact(ends[0], "units/month", ends[1], ends[2]))
    said = {
        "title": "In all {room}", "rate": "case.rate", "plan": "case.plan", "unit": "units/month",
        "needed": "case.needed", "claim": "case.claim", "claim_rate": "case.claim_rate",
        "names": {"plan": "Our charts:", "claim": "Vendor says"},
        "rate_head": "Collected for a payable scan",
    }  # fmt: skip
    made.curve("break_even", frame, **{**SAID, **said, **given})


def curve(*args: Any, **given: Any) -> dict[str, Any]:
    made = started()
    add_curve(made, *args, **given)
    return drawn(made)


def without(*parts: str, **others: Any) -> dict[str, Any]:
    return {part: value for part, value in POINT.items() if part not in parts} | others


def add_guard(
    made: Brief,
    needed: float | None = 0.18,
    planned: float | None = 0.27,
    ceiling: float | None = 0.35,
    unit: str = "share",
    **given: Any,
) -> None:
    marks = {"needed": needed, "planned": planned, "ceiling": ceiling}
    for part, value in marks.items():
        if value is not None:
            made.facts.add(f"use.{part}", Fact(value, unit))
    said = {"title": "In all {room}"} | {part: f"use.{part}" for part in marks}
    made.guard("use", **{**SAID, **said, **given})


def guard(*args: Any, **given: Any) -> dict[str, Any]:
    made = started()
    add_guard(made, *args, **given)
    return drawn(made)


def add_all(made: Brief) -> None:
    """Each kind of chart once."""
    add_steps(made)
    add_values(made, chosen="ask")
    add_curve(made)
    add_guard(made)


def hard_curves() -> dict[str, dict[str, Any]]:
    flat = pd.DataFrame({"rate": [10.0, 20.0, 30.0, 40.0], "needed": [NAN, NAN, 60.0, 40.0]})
    return {
        "curve": curve(),
        "curve, no claim": curve(point=without("claim")),
        "curve, no range": curve(point=without(plan=60.0)),
        "curve, under the line": curve(point=without(plan=(30.0, 22.0, 41.0))),
        "curve, on the line": curve(point=without(plan=(55.8, 50.0, 60.0))),
        "curve, all marks at one place": curve(
            point=without(plan=(55.8, 50.0, 60.0), claim=55.8, claim_rate=38.4)
        ),
        "curve, no solution": curve(variable=60.0, point=without("needed")),
        "curve, solution at high rates alone": curve(frame=flat, point=without(needed=44.0)),
        "curve, steep": curve(variable=25.99),
        "curve, claim far off": curve(point=without(claim=400.0, claim_rate=90.0)),
        "curve, ten": curve(fixed=180.0, point=without(plan=(8.0, 7.0, 9.0), needed=5.5, claim=3)),
        "curve, ten millions": curve(
            fixed=1.8e8, point=without(plan=(8e6, 7e6, 9.5e6), needed=5.5e6, claim=3e6)
        ),
        "curve, cents": curve(fixed=40.0, variable=0.01, rates=(0.42, 0.93), point=without(
            rate=0.8, claim_rate=0.9)),
        "curve, one rate": curve(frame=pd.DataFrame({"rate": [38.4], "needed": [55.8]})),
        "curve, nothing needed": curve(fixed=0.0, point=without(needed=0.0)),
        "curve, our point at the edge": curve(point=without(rate=50.0)),
        "curve, long names": curve(names={"plan": LONG, "needed": LONG, "claim": LONG}),
        "curve, all zero": curve(
            fixed=0.0, point=without(plan=0.0, needed=0.0, claim=0.0, claim_rate=30.0)
        ),
        "curve, shares": curve(
            fixed=20.0, variable=0.0, rates=(0.2, 0.6), point=without(rate=0.4, claim_rate=0.5),
            rate_unit="share",
        ),
    }  # fmt: skip


def hard_guards() -> dict[str, dict[str, Any]]:
    return {
        "guard": guard(),
        "guard, needed over the ceiling": guard(needed=0.41),
        "guard, planned over the ceiling": guard(planned=0.62),
        "guard, no ceiling": guard(ceiling=None),
        "guard, plan alone": guard(needed=None, ceiling=None),
        "guard, all at one place": guard(0.35, 0.35, 0.35),
        "guard, at zero": guard(0.0, 0.0, 0.0),
        "guard, far off": guard(needed=1.8),
        "guard, tiny ceiling": guard(0.004, 0.003, 0.005),
        "guard, long names": guard(names={"needed": LONG, "ceiling": LONG, "planned": LONG}),
        "guard, ten millions": guard(1e7, 12.0, 9e6, unit="minutes/year", style="bare"),
    }


def hard_ones() -> dict[str, dict[str, Any]]:
    """Charts of a deal by what is hard about them."""
    return hard_steps() | hard_values() | hard_curves() | hard_guards()
