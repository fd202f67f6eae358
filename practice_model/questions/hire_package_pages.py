"""Pay formulas on one forecast, packages that are worth the same to us, and licensed surveys."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.costs.surveys import Own, standings
from practice_model.deals.hire import MICRO, mature_year
from practice_model.deals.hire_cash import Hire, cash, months_of
from practice_model.deals.hire_pay import Pay, first_bonus, kind_of, threshold_of
from practice_model.deals.hire_trades import (
    EqualPackage,
    equal_packages,
    pay_years,
    total_pay,
)
from practice_model.deals.hire_worth import with_terms
from practice_model.finance.present_value import MONTHS
from practice_model.quantities import Count, SignedUSD, terms
from practice_model.questions.hire_pay_pages import PayFigures
from practice_model.questions.hire_terms import HireTalk

KINDS: Final = {
    "base": "Base alone",
    "bonus": "Base and bonus",
    "tiers": "Base and bands",
    "collections": "Share of collections",
    "work": "Work values",
}


FORMULA_HEADS: Final = {
    "first": "First year|bare",
    "last": "Last year|bare",
    "low": "At low|bare",
    "high": "At high|bare",
    "total": "All pay|bare",
    "cash": "Our cash|bare_signed",
    "bonus_month": "First bonus, month|count",
}


PACKAGE_HEADS: Final = {
    "base": "Base|bare",
    "formula": "On top|text",
    "sign_on": "Sign-on|bare",
    "low": "Pay, low|bare",
    "plan": "At plan|bare",
    "high": "At high|bare",
}


SURVEY_HEADS: Final = {
    "measure": "Measure|text",
    "percentile": "Percentile|text",
    "band": "Between|text",
    "survey": "Licensed survey|text",
    "year": "Year|text",
    "n": "n|count",
    "remarks": "Remark|text",
}


PERCENTILE: Final = 100


@terms
class PackageFigures:
    """Packages of equal worth to us: how many could be solved, and the span of what they pay."""

    solved: Count
    unsolved: Count
    least: SignedUSD | None
    most: SignedUSD | None


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
        "cash": round(float(made["plan"].total[-1]), MICRO),
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
