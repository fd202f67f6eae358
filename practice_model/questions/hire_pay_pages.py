"""Pay of a hire as both sides see it: by year and case, by formula, in packages of equal worth.

Low, plan and high are the volume at its 10th, likely and 90th percentile, all else as planned.
Pay is base and bonus before tax; the candidate's sheet adds what is paid at the start.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.costs.surveys import Own, standings
from practice_model.deals.hire import mature_year
from practice_model.deals.hire_cash import Cash, Hire, cash, months_of
from practice_model.deals.hire_pay import Pay, first_bonus, kind_of, threshold_of
from practice_model.deals.hire_trades import (
    EqualPackage,
    equal_packages,
    pay_years,
    total_pay,
)
from practice_model.deals.hire_worth import with_terms
from practice_model.finance.present_value import MONTHS
from practice_model.quantities import Count, SignedUSD, USDPerYear, terms
from practice_model.questions.hire_terms import HireTalk

CASE_HEADS: Final = {"low": "Low|bare", "plan": "Plan|bare", "high": "High|bare"}
KINDS: Final = {
    "base": "Base alone",
    "bonus": "Base and bonus",
    "tiers": "Base and bands",
    "collections": "Share of collections",
    "work": "Work values",
}
PAY_HEADS: Final = {
    "low": "Low|bare",
    "plan": "Plan|bare",
    "high": "High|bare",
    "cost": "Our cost, plan|bare",
}
FORMULA_HEADS: Final = {
    "first": "First year|bare",
    "last": "Last year|bare",
    "low": "At low|bare",
    "high": "at high|bare",
    "total": "All pay|bare",
    "cash": "Our cash|bare_signed",
    "bonus_month": "First bonus, month|count",
}
PACKAGE_HEADS: Final = {
    "base": "Base|bare",
    "formula": "On top|text",
    "sign_on": "Sign-on|bare",
    "low": "Pay, low|bare",
    "plan": "at plan|bare",
    "high": "at high|bare",
}
SIDE_HEADS: Final = {"theirs": "For the candidate|bare_signed", "ours": "For us|bare_signed"}
SIDE_UNITS: Final = {"theirs": "USD", "ours": "USD"}
SURVEY_HEADS: Final = {
    "measure": "Measure|text",
    "percentile": "Percentile|text",
    "band": "Between|text",
    "survey": "Licensed survey|text",
    "year": "Year|text",
    "n": "n|count",
    "remarks": "Remark|text",
}
AT_START: Final = ("sign_on", "moving")
PERCENTILE: Final = 100


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


@terms
class PackageFigures:
    """Packages of equal worth to us: how many could be solved, and the span of what they pay."""

    solved: Count
    unsolved: Count
    least: SignedUSD | None
    most: SignedUSD | None


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
        "incentive": ("Bonus", ("incentive",)),
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
    return frame.astype(dict.fromkeys(held, float)).replace(dict.fromkeys(held, {0.0: np.nan}))


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


def formula_table(cases: Mapping[str, Hire]) -> pd.DataFrame:
    """Return every pay formula of the scenario on the same forecast; empty for one alone."""
    plan = cases["plan"]
    formulas = {"offered": plan.pay, **plan.other_pay}
    if len(formulas) == 1:
        return pd.DataFrame()
    return pd.DataFrame.from_dict(
        {
            name: {"label": _formula_label(name, pay), "role": "body"} | _formula_row(cases, pay)
            for name, pay in formulas.items()
        },
        orient="index",
    )


def _formula_row(cases: Mapping[str, Hire], pay: Pay) -> dict[str, Any]:
    plan = cases["plan"]
    months = months_of(plan)
    made = {name: cash(deal, pay=pay) for name, deal in cases.items()}
    years = {name: pay_years(one, months) for name, one in made.items()}
    last = months // MONTHS - 1
    bonus = first_bonus(made["plan"].pay)
    return {
        "first": float(years["plan"][0].pay),
        "last": float(years["plan"][last].pay),
        "low": float(years["low"][last].pay) if "low" in years else np.nan,
        "high": float(years["high"][last].pay) if "high" in years else np.nan,
        "total": float(total_pay(made["plan"])),
        "cash": float(made["plan"].total[-1]),
        "bonus_month": np.nan if bonus is None else float(bonus),
    }


def _formula_label(name: str, pay: Pay) -> str:
    if name == "offered":
        return f"{KINDS[kind_of(pay)]}, offered"
    return name.replace("_", " ").capitalize()


def packages_of(talk: HireTalk, deal: Hire) -> dict[str, EqualPackage]:
    """Return the scenario's packages, each with the base at which it is worth the plan to us."""
    return equal_packages(deal, talk.packages, float(np.max(talk.rate)))


def package_table(made: Mapping[str, EqualPackage], cases: Mapping[str, Hire]) -> pd.DataFrame:
    """Return a row a package: its base, what comes on top, sign-on, pay over the horizon by case.

    Empty without packages. A package that no base makes equal has no figures.
    """
    rows = {}
    for key, one in made.items():
        row: dict[str, Any] = {"label": one.name, "role": "body", "base": np.nan, "formula": ""}
        row |= {"sign_on": np.nan, "low": np.nan, "plan": np.nan, "high": np.nan}
        if one.hire is not None:
            own = one.hire
            row["base"] = float(own.pay.base)
            row["formula"] = _on_top(own.pay)
            row["sign_on"] = sum(
                float(each.amount) for each in own.costs.once.values() if each.kind == "sign_on"
            )
            for name, deal in cases.items():
                other = with_terms(deal, {"pay": own.pay})
                row[name] = float(total_pay(cash(other))) + row["sign_on"]
        rows[key] = row
    return pd.DataFrame.from_dict(rows, orient="index")


def package_figures(table: pd.DataFrame) -> PackageFigures | None:
    """Return the span of what packages of equal worth pay at the plan; None without packages."""
    if table.empty:
        return None
    known = table["plan"].dropna()
    return PackageFigures(
        solved=len(known),
        unsolved=len(table) - len(known),
        least=float(known.min()) if len(known) else None,
        most=float(known.max()) if len(known) else None,
    )


def _on_top(pay: Pay) -> str:
    """A formula in words, with its figures as the scenario has them."""
    if pay.of_collections is not None:
        return f"{_percent(pay.of_collections)} of collections, base as floor"
    if pay.share is not None and pay.times_base is not None:
        return f"{_percent(pay.share)} above {float(pay.times_base):g} x base"
    if pay.share is not None and pay.threshold is not None:
        return f"{_percent(pay.share)} above ${float(pay.threshold):,.0f}"
    return KINDS[kind_of(pay)].lower()


def _percent(share: Any) -> str:
    return f"{float(share) * PERCENTILE:g}%"


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
        "bonus": ("Bonus", -lines["incentive"], lines["incentive"]),
        "benefits": ("Benefits", -lines["benefits"], lines["benefits"]),
        "start": ("Sign-on and moving", -sum(start.values()), sum(start.values())),
        "malpractice": ("Malpractice cover", 0.0, lines["malpractice"]),
        "staff": ("Staff, lane, instruments", 0.0, lines["staff"] + lines["fixed"]),
        "once": ("Search, equipment, drug stock", 0.0, other),
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
    return frame[shown].replace({"theirs": {0.0: np.nan}})


def survey_table(talk: HireTalk, deal: Hire, found: PayFigures) -> pd.DataFrame:
    """Return where the plan stands in licensed surveys; empty without one.

    Held against them: pay of the last full year as `compensation`, collections as `collections`,
    pay over work as `pay_per_work_value`, under the candidate's name.
    """
    if not talk.surveys:
        return pd.DataFrame()
    year = mature_year(deal)
    fte = float(np.max(talk.survey_fte))
    who = talk.candidate.name
    own = [
        Own(who, "compensation", float(found.plan), "USD/year", fte),
        Own(who, "collections", float(year.collections), "USD/year", fte),
    ]
    work = deal.volume.work
    if work is not None:
        own.append(Own(who, "work_values", float(work), "RVU/year", fte))
        own.append(Own(who, "pay_per_work_value", float(found.plan / work), "USD/RVU", fte))
    made = standings(talk.surveys, own, talk.as_of)
    made = made.assign(label=who, year=[str(one) for one in made["year"]])
    return made.reset_index(drop=True)


def threshold_share(deal: Hire) -> float | None:
    """Return a full year's collections over the bonus threshold; None where there is none."""
    threshold = threshold_of(deal.pay)
    if threshold is None or not threshold:
        return None
    return float(mature_year(deal).collections / threshold)
