"""Lines over time to draw in tests: those of the four deals, and those that are hard to set."""

from typing import Any

import numpy as np
import pandas as pd
from talk_chart_cases import NAN, drawn, started

from practice_model.briefs.brief import Brief
from practice_model.briefs.line_drawing import FAN

LONG = "Services that fall to the default rate of an amendment of long ago"
SAID = {"subtitle": "Made up, $ thousand", "alt": "Lines of what was made up, from the start on."}
COLUMNS = ["x", "column", "label", "kind"]
LOWEST = "Lowest: {value:signed_k}, month {x}"


def hire() -> pd.DataFrame:
    """Cash of a hire by month, with a jump where a bonus is paid, and the draws around it."""
    at = np.arange(37.0)
    paid = np.where(at >= 25, 28_000.0, 0.0) + np.where(at >= 36, 46_000.0, 0.0)
    plan = -271_000.0 + 560.0 * (at - 10) ** 2 * (0.6 + 0.4 * (at > 10)) - paid
    plan[0], plan[1] = 0.0, -94_300.0
    plan[36] = 131_346.0
    wide = 4_500.0 * np.maximum(at - 3, 0)
    return pd.DataFrame(
        {"plan": plan, "p10": plan - 1.1 * wide, "p25": plan - 0.55 * wide,
         "p75": plan + 0.5 * wide, "p90": plan + wide}, index=at,
    )  # fmt: skip


HIRE_MARKS = [
    (10, "plan", LOWEST, "lowest"),
    (33, "plan", "Paid back, month {x}", "payback"),
    (25, "plan", "Bonuses paid: months {x} and {plan.last_at}", "note"),
]


def financing() -> pd.DataFrame:
    """After-tax cash of four ways to pay for a machine, all ending near each other."""
    at = np.arange(61.0)
    tax = np.where(at >= 12, 24_420.0, 0.0)
    end = np.where(at == 60, 5_670.0, 0.0)
    return pd.DataFrame(
        {"loan": -1_000.0 + tax + 130.0 * at * (at > 3) + end - 900.0 * (at == 2),
         "cash": -66_000.0 + 1_325.0 * at + tax + end,
         "subscription": -316.0 + 560.0 * at, "lease": -2_501.0 + 560.0 * at - 9.0 * (at > 30)},
        index=at.astype(int),
    )  # fmt: skip


def leases() -> pd.DataFrame:
    year = np.arange(1, 11)
    return pd.DataFrame(
        {"ask": 211_500.0 * 1.025 ** (year - 1.0), "offer": 211_000.0 * 1.03 ** (year - 1.0),
         "move": 225_000.0 * 1.039 ** (year - 1.0)}, index=year,
    ).assign(move=lambda frame: frame["move"].where(frame.index > 1, 52_480.0))  # fmt: skip


def buy_in() -> pd.DataFrame:
    year = np.arange(11)
    return pd.DataFrame(
        {"buyer": np.where(year <= 7, -83_660.0 + 10_400.0 * year, -10_860.0 + 122_000.0
                           * (year - 7)),
         "sellers": np.where(year <= 7, 60_000.0 - 25_000.0 * year, -115_000.0 - 122_000.0
                             * (year - 7))}, index=year,
    )  # fmt: skip


def add_lines(made: Brief, frame: pd.DataFrame, name: str = "cash", **given: Any) -> None:
    said = {"title": "In all {room}", "series": {key: f"{key} {{last:signed_k}}" for key in frame}}
    if isinstance(given.get("marks"), list):
        given["marks"] = pd.DataFrame(given["marks"], columns=COLUMNS)
    made.lines(name, frame, **{**SAID, **said, **given})


def add_hire(made: Brief, name: str = "cash", **given: Any) -> None:
    marks = [(x, at, says.replace("{plan.", f"{{{name}.plan."), kind)
             for x, at, says, kind in HIRE_MARKS]  # fmt: skip
    said = {"series": {"plan": "Plan {last:signed_k}"}, "chosen": "plan", "bands": FAN,
            "marks": marks, "x_head": "Months from start"}  # fmt: skip
    add_lines(made, hire(), name, **{**said, **given})


def lines(frame: pd.DataFrame, **given: Any) -> dict[str, Any]:
    made = started()
    add_lines(made, frame, **given)
    return drawn(made)


def fan(**given: Any) -> dict[str, Any]:
    made = started()
    add_hire(made, **given)
    return drawn(made)


def ways(**given: Any) -> dict[str, Any]:
    said = {
        "chosen": "loan",
        "series": {key: f"{key.capitalize()} {{last:signed_k}}" for key in financing()},
        "marks": [(0, "cash", "Cash starts at {value:signed_k}", "note"),
                  (12, "cash", "Month {x}: tax saved, {room:k}", "note")],
    }  # fmt: skip
    return lines(financing(), **{**said, **given})


def rents(**given: Any) -> dict[str, Any]:
    said = {
        "chosen": "ask",
        "series": {"ask": "Our ask {last:k}", "offer": "Renew {last:k}", "move": "Move {last:k}"},
        "marks": [(1, "move", "Move: months free, {value:k}", "note")], "x_head": "Lease year",
    }  # fmt: skip
    return lines(leases(), **{**said, **given})


def two_sides(**given: Any) -> dict[str, Any]:
    said = {
        "chosen": "buyer", "theirs": "sellers", "x_head": "Years from the closing",
        "series": {"buyer": "B {last:signed_k}", "sellers": "A and C {last:signed_k}"},
        "marks": [(8, "buyer", "B ahead from year {x}", "payback"),
                  (3, "sellers", "A and C behind from year {x}", "payback")],
    }  # fmt: skip
    return lines(buy_in(), **{**said, **given})


def rows(count: int = 5, **columns: Any) -> pd.DataFrame:
    """Made-up lines: a column's figures, or a start and a step."""
    made = {
        key: [given[0] + given[1] * at for at in range(count)] if isinstance(given, tuple) else
        list(given)
        for key, given in columns.items()
    }  # fmt: skip
    return pd.DataFrame(made, dtype=float)


def hard_ones() -> dict[str, dict[str, Any]]:
    """Lines by what is hard about them."""
    six = {key: (1e4 * at, 9e3 - 2e3 * at) for at, key in enumerate("abcdef")}
    gaps = rows(8, a=[1e4, NAN, 3e4, 2e4, NAN, NAN, 5e4, NAN], b=[NAN, 1e4, 2e4, NAN, 3e4, 4e4, 5e4,
                                                                6e4])  # fmt: skip
    low = [(1, "a", LOWEST, "lowest"), (NAN, "a", "Paid back, month {x}", "payback")]
    many = [(at, "a", f"{word} thing of note, {{value:signed_k}}", "note")
            for at, word in enumerate(["One", "Another", "A further", "Some", "Any"])]  # fmt: skip
    names = {key: f"{LONG} {{last:signed_k}}" for key in "abc"}
    together = rows(13, a=(0.0, 3e3), b=(36e3, 0.0), c=(72e3, -3e3), d=(-36e3, 6e3))
    return {
        "lines, fan": fan(),
        "lines, financing": ways(),
        "lines, leases": rents(),
        "lines, two sides": two_sides(),
        "lines, all ending together": lines(together, chosen="a"),
        "lines, one on the other": lines(rows(a=(1e4, 2e3), b=(1e4, 2e3)), chosen="b"),
        "lines, one": lines(rows(a=(-5e4, 2e4)), chosen="a"),
        "lines, two points": lines(rows(2, a=(-5e4, 2e4), b=(2e4, 0.0)), chosen="a", theirs="b"),
        "lines, one point": lines(rows(1, a=(-5e4, 0.0), b=(3e4, 0.0)), chosen="a",
                                  marks=[(0, "a", LOWEST, "lowest")]),
        "lines, many points": lines(rows(120, a=(-9e5, 1.4e4), b=(0.0, 1e3)), chosen="a"),
        "lines, ten dollars": lines(rows(a=(-10.0, 4.0), b=(3.0, 0.4)), chosen="a", marks=low),
        "lines, ten millions": lines(rows(a=(-1e7, 4e6), b=(3.0, 0.4)), chosen="a", marks=low),
        "lines, nothing": lines(rows(a=(0.0, 0.0)), chosen="a", marks=low),
        "lines, all negative, never paid back": lines(
            rows(a=[-1e4, -9e4, -8e4, -5e4, -4e4], b=(-1e5, -2e4)), chosen="a", marks=low
        ),
        "lines, gaps": lines(gaps, chosen="a", marks=[(0, "b", LOWEST, "lowest"),
                                                      (3, "a", LOWEST, "lowest")]),
        "lines, one without figures": lines(rows(a=(1e4, 2e3), b=(NAN, NAN)), chosen="a"),
        "lines, a fan without figures": fan(bands={"p10": "Low", "p90": "High"}, marks=None),
        "lines, six": lines(rows(24, **six), chosen="c", theirs="d", x_head="Lease year"),
        "lines, long names": lines(rows(a=(1e4, 2e3), b=(4e4, 2e3), c=(2e4, -9e3)), series=names,
                                   chosen="a", x_head=f"{LONG}, by month"),
        "lines, many marks": lines(rows(a=(-4e4, 2e4), b=(4e4, -2e4)), chosen="a", marks=many),
        "lines, marks at one place": lines(
            rows(a=(1e4, 2e3), b=(1e4, 4e3)), chosen="a",
            marks=[(0, "a", LOWEST, "lowest"), (0, "b", LOWEST, "lowest"),
                   (0, "a", f"{LONG}: {{value:k}}", "note")],
        ),
        "lines, calendar years": lines(
            rows(6, a=(-5e4, 2e4)).set_axis(range(2027, 2033)), chosen="a", x_head="Year",
            marks=[(2029, "a", "Paid back, {x}", "payback")],
        ),
        "lines, half years": lines(
            rows(6, a=(-5e4, 2e4)).set_axis([at / 2 for at in range(6)]), chosen="a", x_head="Year",
        ),
        "lines, shares": lines(
            rows(6, a=(0.031, 0.004), b=(0.12, -0.01)), chosen="a", unit="share", style="plain",
            series={"a": "Ours {last}", "b": "Theirs {last}"}, theirs="b",
        ),
    }  # fmt: skip
