"""A surgery center small enough to count by hand, and lines of its year."""

import pandas as pd

from practice_model.costs.terms import Center, CenterCapacity


def cases(rows, surgeons=None):
    """rows: (code, supplies, in to out, turnover, pre and post, anesthesia supplies)."""
    names = ["hcpcs", "supplies", "operating_minutes", "turnover_minutes", "pre_post_minutes"]
    frame = pd.DataFrame(rows, columns=[*names, "anesthesia_supplies"])
    if surgeons is not None:
        frame.insert(1, "surgeon", surgeons)
    return frame.assign(source="a test")


def income(rows):
    """rows: (line, kind, amount, operating, pre_post, administration, case share)."""
    shares = [f"{pool}_share" for pool in ("operating", "pre_post", "administration", "case")]
    return pd.DataFrame(rows, columns=["line", "kind", "amount", *shares]).assign(source="a test")


def calendar(days):
    rows = [(f"day {at}", name, week) for at, (name, week) in enumerate(days)]
    frame = pd.DataFrame(rows, columns=["weekday", "holder", "operating_days_per_week"])
    return frame.assign(source="a test")


CASES = cases([("66984", 100.0, 20.0, 10.0, 60.0, 20.0), ("66183", 200.0, 50.0, 10.0, 80.0, 20.0)])
INCOME = income(
    [
        ("facility fees", "revenue", 900.0, 0.0, 0.0, 0.0, 0.0),
        ("premium lenses", "revenue", 100.0, 0.0, 0.0, 0.0, 0.0),
        ("staff", "expense", 300.0, float("nan"), float("nan"), float("nan"), float("nan")),
        ("supplies", "expense", 200.0, 0.0, 0.0, 0.0, 1.0),
        ("lens cost", "expense", 60.0, 0.0, 0.0, 0.0, 0.0),
        ("Depreciation", "expense", 80.0, 1.0, 0.0, 0.0, 0.0),
        ("linen", "expense", 40.0, 0.0, 0.0, 0.5, 0.5),
        ("debt service", "after", 70.0, 0.0, 0.0, 0.0, 0.0),
    ]
)


def center(days=(("A", 1.0), ("B", 1.0), ("", 0.5)), **changes):
    """Two rooms, 50 weeks, 400 minutes a day, four fifths of them practical."""
    able = {
        "weeks": 50.0, "minutes_a_day": 400.0, "operating_rooms": 2, "rooms": 0.8,
        "pre_post_used": 0.75, "cases": 1000.0,
    }  # fmt: skip
    given = {
        "capacity": CenterCapacity(**(able | changes.pop("capacity", {}))),
        "cases": CASES,
        "income": INCOME,
        "calendar": calendar(days),
        "devices": {"66183": 500.0},
    }
    return Center(**(given | changes))


def done(*rows):
    """rows: (provider, code, modifiers, lines)."""
    return pd.DataFrame(rows, columns=["provider", "code", "modifiers", "lines"])
