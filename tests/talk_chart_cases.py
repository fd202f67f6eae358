"""The charts of a talk to draw in tests: those of the mock-ups, and those that are hard to set."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import sample_talk

from practice_model.briefs.brief import Brief
from practice_model.briefs.facts import Fact

NAN = float("nan")
NONE = (NAN, NAN, NAN)
TODAY = date(2026, 11, 24)
LONG = "Services that fall to the default rate of an amendment of long ago"
MARKS = ("lane", "kind", "value", "low", "high", "label")
RANGE = {
    "full": ("us", "full_cost", 1.065, NAN, NAN, "Full cost"),
    "leave": ("us", "batna", 1.085, NAN, NAN, "Leave network"),
    "floor": ("us", "floor", 1.12, 1.096, 1.143, "Floor"),
    "now": ("us", "now", 1.172, NAN, NAN, "Current"),
    "target": ("us", "target", 1.23, NAN, NAN, "Target"),
    "ask": ("us", "ask", 1.27, NAN, NAN, "Ask"),
    "offer": ("them", "offer", 1.158, NAN, NAN, "Offer"),
    "ceiling": ("them", "ceiling", 1.225, 1.19, 1.26, "Ceiling"),
    "market": ("market", "market", 1.21, 1.09, 1.31, "Median"),
}
GROUPS = {
    "visits": ("Office visits", "body", 1.081, 1.23, 60_309.4),
    "tests": ("Diagnostic testing", "body", 1.029, 1.14, 18_603.4),
    "cataract": ("Cataract surgery", "body", 1.32, 1.40, 18_438.4),
    "glaucoma": ("Glaucoma surgery", "body", 1.239, 1.32, 6_008.0),
    "retina": ("Retina and drugs", "body", 1.05, 1.13, 19_582.0),
    "lids": ("Oculoplastics", "body", 1.186, 1.26, 3_543.0),
    "center": ("Surgery center fees", "body", 1.331, 1.393, 19_747.0),
    "all": ("All services", "total", 1.172, 1.27, 146_231.2),
}
DATES = {
    "today": (TODAY, "Today", "", "today", False),
    "letter": (date(2026, 12, 1), "Letter out", "ours", "window_start", False),
    "call": (date(2026, 12, 8), "We call", "ours", "step", False),
    "reply": (date(2026, 12, 22), "Reply due", "theirs", "step", False),
    "notice": (date(2027, 1, 31), "Last day for notice", "ours", "last_day", False),
    "load": (date(2027, 4, 1), "New rates to load", "", "step", False),
    "renewal": (date(2027, 5, 1), "Renewal", "", "renewal", False),
    "end": (date(2027, 1, 31), "", "", "window_end", False),
}
LANES = {"us": "Us", "them": "Northquill", "market": "Market"}
SAID = {"subtitle": "Made up", "alt": "Marks of what was made up, in percent of Medicare."}


def started() -> Brief:
    made = Brief("payer", sample_talk.talk())
    made.facts.add("point", Fact(14_910.0, "USD/year"))
    made.facts.add("room", Fact(156_555.0, "USD/year"))
    made.header(kicker="Forms", finding="Forms", chips=[], confidential="PAYER", meta={})
    made.provenance(medicare=[])
    return made


def drawn(made: Brief) -> dict[str, Any]:
    """The only chart of a brief, and the brief as documents read it."""
    told = json.loads(made.to_json())
    (block,) = [block for block in told["blocks"] if block["kind"] == "chart"]
    return block | {"brief": told}


def add_range(made: Brief, rows: Mapping[str, tuple], **given: Any) -> None:
    frame = pd.DataFrame.from_dict(dict(rows), orient="index", columns=list(MARKS))
    said = {
        "title": "One point is worth {point} a year",
        "lanes": LANES,
        "zone_says": "Zone of agreement: {bargaining.zone:points}, {room} a year",
        "foot_says": "Percent of Medicare {talk.medicare_year}. One point = {point} a year.",
    }
    if not {"floor", "ceiling"} <= {row[1] for row in rows.values() if row[2] == row[2]}:
        said["zone_says"] = ""
    made.bargaining_range("bargaining", frame, **{**SAID, **said, **given})


def add_dumbbell(made: Brief, rows: Mapping[str, tuple], **given: Any) -> None:
    columns = ["label", "role", "now", "then", "change"]
    frame = pd.DataFrame.from_dict(dict(rows), orient="index", columns=columns)
    said = {"title": "Requested rates by group, {point} a point", "rows": "Group of services"}
    made.dumbbell("rates", frame, **{**SAID, **said, **given})


def add_timeline(made: Brief, rows: Mapping[str, tuple], **given: Any) -> None:
    columns = ["day", "label", "whose", "kind", "passed"]
    frame = pd.DataFrame.from_dict(dict(rows), orient="index", columns=columns)
    said = {"title": "A point is worth {point} until the last day"}
    made.timeline("dates", frame, **{**SAID, **said, **given})


def bargaining(rows: Mapping[str, tuple] = RANGE, **given: Any) -> dict[str, Any]:
    made = started()
    add_range(made, rows, **given)
    return drawn(made)


def dumbbell(rows: Mapping[str, tuple] = GROUPS, **given: Any) -> dict[str, Any]:
    made = started()
    add_dumbbell(made, rows, **given)
    return drawn(made)


def timeline(rows: Mapping[str, tuple] = DATES, **given: Any) -> dict[str, Any]:
    made = started()
    add_timeline(made, rows, **given)
    return drawn(made)


def at(rows: Mapping[str, tuple] = RANGE, **values: float | tuple | None) -> dict[str, tuple]:
    """The marks of a range with other figures: a value, or value, low and high; None: no row."""
    made = dict(rows)
    for key, value in values.items():
        lane, kind, _, low, high, label = made.pop(key)
        if value is not None:
            figures = value if isinstance(value, tuple) else (value, low, high)
            made[key] = (lane, kind, *figures, label)
    return made


def on_days(*days: int, name: str = "Step of the {}") -> dict[str, tuple]:
    """Dates so many days from today, ours and theirs in turn; those before today have passed."""
    return {
        f"step {place}": (TODAY + timedelta(days=day), name.format("abcdefghijkl"[place]),
                          ("ours", "theirs")[place % 2], "step", day < 0)
        for place, day in enumerate(days)
    }  # fmt: skip


def rates(*pairs: tuple[float, float], name: str = "Group {}") -> dict[str, tuple]:
    made = {
        f"group {place}": (name.format("abcdefghijkl"[place]), "body", now, then, 1_000.4 * place)
        for place, (now, then) in enumerate(pairs)
    }
    total = sum(row[4] for row in made.values())
    return made | {"total": ("All services", "total", *pairs[0], total)}


def hard_ones() -> dict[str, dict[str, Any]]:
    """Charts of a talk by what is hard about them."""
    same = {key: (row[0], row[1], 1.2, *((1.2, 1.2) if row[3] == row[3] else (NAN, NAN)), row[5])
            for key, row in RANGE.items()}  # fmt: skip
    offers = {
        "second": ("them", "offer", 1.175, NAN, NAN, "Offer, second reading"),
        "third": ("them", "offer", 1.165, NAN, NAN, "Offer of Nov 9"),
        "settle": ("us", "solution", 1.18, NAN, NAN, "Even split"),
    }
    long_names = {key: (*row[:5], f"{LONG}, {row[5]}") for key, row in RANGE.items()}
    many = {f"ask {place}": ("us", "ask", 1.2 + place / 50, NAN, NAN, f"Ask {name}")
            for place, name in enumerate("abcdefghijkl")}  # fmt: skip
    return {
        "range": bargaining(),
        "range, crowded": bargaining(at(floor=1.157, now=1.158, offer=1.159, full=1.156)),
        "range, floor over ceiling": bargaining(at(floor=(1.3, 1.26, 1.35))),
        "range, floor over ceiling by a hair": bargaining(at(floor=(1.226, 1.2, 1.25))),
        "range, no ceiling": bargaining(at(ceiling=NONE)),
        "range, no row of ceiling or market": bargaining(at(ceiling=None, market=None)),
        "range, nothing but an offer": bargaining({"offer": RANGE["offer"]}),
        "range, nothing but a band": bargaining(
            {"ceiling": ("them", "ceiling", NAN, 1.1, 1.2, "Ceiling")}
        ),
        "range, ask far off": bargaining(at(ask=2.9)),
        "range, all the same": bargaining(same),
        "range, three offers and a solution": bargaining(RANGE | offers),
        "range, long names": bargaining(long_names, lanes={**LANES, "them": LONG}),
        "range, twelve asks": bargaining(RANGE | many),
        "range, no figure now": bargaining(at(now=NONE, full=NONE, leave=NONE)),
        "range, narrow market": bargaining(at(market=(1.21, 1.208, 1.212))),
        "range, market without its middle": bargaining(at(market=(NAN, 1.09, 1.31))),
        "range, far apart": bargaining(at(full=0.31, ask=4.4)),
        "dumbbell": dumbbell(),
        "dumbbell, near each other": dumbbell(
            rates((1.1, 1.1), (1.1, 1.101), (1.1, 1.099), (1.3, 1.31), (1.3, 1.29))
        ),
        "dumbbell, twelve rows of long names": dumbbell(
            rates(*((1 + place / 10, 2.3 - place / 10) for place in range(12)), name=LONG + " {}")
        ),
        "dumbbell, missing ends": dumbbell(
            rates((NAN, 1.2), (1.2, NAN), (NAN, NAN), (0.8, 0.7))
        ),
        "dumbbell, one row": dumbbell({"visits": GROUPS["visits"]}),
        "dumbbell, nothing moves": dumbbell({"visits": ("Visits", "body", 1.0, 1.0, 0.0)}),
        "dumbbell, far over Medicare": dumbbell(rates((3.1, 3.2), (3.15, 3.11))),
        "dumbbell, under Medicare": dumbbell(rates((0.5, 0.6), (0.7, 0.99))),
        "dumbbell, millions": dumbbell(
            {"a": ("Visits", "body", 1.0, 11.2, 12_345_678.0),
             "b": ("All", "total", 1.0, 1.1, 12_345_678.0)}
        ),
        "timeline": timeline(),
        "timeline, passed": timeline(on_days(-12, -4, 0, 30, 90)),
        "timeline, a day apart": timeline(on_days(0, 1, 2, 3, 4, 5, 6, 180)),
        "timeline, in pairs": timeline(on_days(0, 1, 40, 41, 80, 81)),
        "timeline, on one day": timeline(on_days(0, 0, 0)),
        "timeline, the same days": timeline(on_days(0, 0, 0, 7, 7, 60, 60, 60)),
        "timeline, one date": timeline(on_days(3)),
        "timeline, one day": timeline(on_days(0, 1)),
        "timeline, two years": timeline(on_days(0, 7, 14, 40, 90, 200, 360, 730)),
        "timeline, twelve dates": timeline(on_days(*range(-20, 100, 10))),
        "timeline, long names": timeline(on_days(0, 10, 20, 90, name=f"{LONG} {{}}")),
        "timeline, no day yet": timeline(
            {**on_days(0, 30), "n": (None, "Their reply", "theirs", "step", False)}
        ),
    }  # fmt: skip
