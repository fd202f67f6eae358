"""Pay of a hire as both sides see it: by year and case, by formula, in packages of equal worth.

Low, plan and high are the volume at its 10th, likely and 90th percentile, all else as planned.
Pay is base and bonus before tax; the candidate's sheet adds what is paid at the start.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.deals.hire import MICRO
from practice_model.deals.hire_cash import Cash, Hire, cash, months_of
from practice_model.deals.hire_pay import Pay, first_bonus, kind_of
from practice_model.deals.hire_trades import (
    pay_years,
)
from practice_model.finance.present_value import MONTHS
from practice_model.quantities import Count, SignedUSD, USDPerYear, terms

CASE_HEADS: Final = {"low": "Low|bare", "plan": "Plan|bare", "high": "High|bare"}
PAY_HEADS: Final = {
    "low": "Low|bare",
    "plan": "Plan|bare",
    "high": "High|bare",
    "cost": "Our cost, plan|bare",
}
SIDE_HEADS: Final = {"theirs": "For the candidate|bare_signed", "ours": "For us|bare_signed"}
SIDE_UNITS: Final = {"theirs": "USD", "ours": "USD"}
AT_START: Final = ("sign_on", "moving")


@terms
class PayFigures:
    """The candidate's pay in the last full year and over the horizon, by case.

    bonus_cases: of the cases, those in which any bonus is paid by the horizon. total, our_cost:
    over the horizon. at_start: what the candidate gets at the start.
    """

    year: Count
    low: USDPerYear | None
    plan: USDPerYear
    high: USDPerYear | None
    first: USDPerYear
    second: USDPerYear | None
    bonus_low_month: Count | None
    bonus_high_month: Count | None
    bonus_cases: Count
    cases: Count
    total: SignedUSD
    our_cost: SignedUSD
    at_start: SignedUSD


def above_base(pay: Pay) -> str:
    """Return what pay beyond the base is called in a table."""
    if kind_of(pay) not in {"collections", "work"}:
        return "Bonus"
    return "Pay above base" if np.any(pay.base) else "Pay by production"


def case_table(cases: Mapping[str, Hire]) -> pd.DataFrame:
    """Return the last full year of the contract by case: from collections to what is left.

    Rows add up to Contribution; below it what the candidate earns. Columns label, role and a case
    each, dollars but for visits a day.
    """
    held = {name: cash(deal) for name, deal in cases.items()}
    year = months_of(next(iter(cases.values()))) // MONTHS
    span = slice((year - 1) * MONTHS + 1, year * MONTHS + 1)
    rows: dict[str, dict[str, Any]] = {}
    parts = {
        "collected": ("Collections", ("collected",)),
        "moved": ("Owner visits moved", ("moved",)),
        "variable": ("Supplies and billing", ("variable",)),
        "drugs": ("Drug margin", ("drugs",)),
        "top_up": ("Hospital guarantee", ("top_up",)),
        "base": ("Base pay", ("base",)),
        "incentive": (above_base(next(iter(cases.values())).pay), ("incentive",)),
        "benefits": ("Benefits", ("benefits",)),
        "added": ("Staff, lane, insurance", ("staff", "fixed", "malpractice")),
    }
    for key, (label, names) in parts.items():
        amounts = {
            name: float(sum(made.lines[one][span].sum() for one in names))
            for name, made in held.items()
        }
        if any(amounts.values()):
            rows[key] = {"label": label, "role": "body"} | amounts
    left = {name: sum(row[name] for row in rows.values()) for name in held}
    rows["contribution"] = {"label": "Contribution", "role": "total"} | left
    earned = {
        name: float((made.pay.base + made.pay.incentive)[span].sum()) for name, made in held.items()
    }
    rows["earns"] = {"label": "Candidate earns", "role": "subtotal"} | earned
    frame = pd.DataFrame.from_dict(rows, orient="index")
    return frame.astype(dict.fromkeys(held, float)).replace(0.0, np.nan)


def pay_table(cases: Mapping[str, Hire]) -> pd.DataFrame:
    """Return pay by year of the contract in each case, and beside it what the plan costs us."""
    months = months_of(next(iter(cases.values())))
    held = {name: pay_years(cash(deal), months) for name, deal in cases.items()}
    rows: dict[str, dict[str, Any]] = {
        str(place + 1): {
            "label": f"Year {place + 1}",
            "role": "body",
            **{name: float(years[place].pay) for name, years in held.items()},
            "cost": float(held["plan"][place].cost),
        }
        for place in range(len(held["plan"]))
    }
    names = [*held, "cost"]
    rows["all"] = {"label": "All years", "role": "total"} | {
        name: sum(row[name] for row in rows.values()) for name in names
    }
    return pd.DataFrame.from_dict(rows, orient="index").astype(dict.fromkeys(names, float))


def pay_figures(cases: Mapping[str, Hire]) -> PayFigures:
    """Return the candidate's pay in short."""
    plan = cases["plan"]
    months = months_of(plan)
    made = {name: cash(deal) for name, deal in cases.items()}
    years = {name: pay_years(one, months) for name, one in made.items()}
    last = months // MONTHS - 1
    bonus = {name: first_bonus(one.pay) for name, one in made.items()}
    start = sum(float(one.amount) for one in plan.costs.once.values() if one.kind in AT_START)
    return PayFigures(
        year=last + 1,
        low=years["low"][last].pay if "low" in years else None,
        plan=years["plan"][last].pay,
        high=years["high"][last].pay if "high" in years else None,
        first=years["plan"][0].pay,
        second=years["plan"][1].pay if last else None,
        bonus_low_month=bonus.get("low"),
        bonus_high_month=bonus.get("high"),
        bonus_cases=sum(month is not None for month in bonus.values()),
        cases=len(bonus),
        total=sum(float(one.pay) for one in years["plan"]),
        our_cost=sum(float(one.cost) for one in years["plan"]),
        at_start=start,
    )


def side_table(deal: Hire, made: Cash) -> pd.DataFrame:
    """Return each item of the deal over the horizon as both sides see it: dollars of each.

    What one side pays and the other gets stands with both signs; the rest with one side. The
    columns sum to the candidate's whole and to our cash.
    """
    lines = {name: float(series.sum()) for name, series in made.lines.items()}
    start = {
        name: float(series.sum())
        for name, series in made.once.items()
        if deal.costs.once[name].kind in AT_START
    }
    other = lines["once"] - sum(start.values())
    rows = {
        "base": ("Base pay", -lines["base"], lines["base"]),
        "bonus": (above_base(deal.pay), -lines["incentive"], lines["incentive"]),
        "benefits": ("Benefits", -lines["benefits"], lines["benefits"]),
        "start": ("Sign-on and moving", -sum(start.values()), sum(start.values())),
        "malpractice": ("Malpractice cover", 0.0, lines["malpractice"]),
        "staff": ("Staff, lane, instruments", 0.0, lines["staff"] + lines["fixed"]),
        "once": ("Other one-time cost", 0.0, other),
        "collected": ("Collections kept", 0.0, lines["collected"] + lines["moved"]
                      + lines["variable"] + lines["drugs"] + lines["top_up"]),
    }  # fmt: skip
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["label", "theirs", "ours"])
    frame = frame.assign(role="body")
    frame.loc["all"] = {
        "label": "Whole",
        "theirs": frame["theirs"].sum(),
        "ours": frame["ours"].sum(),
        "role": "total",
    }
    shown = frame[["theirs", "ours"]].abs().sum(axis=1) > 0
    return frame[shown].round(MICRO).replace({"theirs": {0.0: np.nan}})
