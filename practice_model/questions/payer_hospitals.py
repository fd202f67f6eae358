"""Payer hospitals: what the plan pays a hospital nearby for the cases that it sends to our center.

Prices are the hospitals' own, published by plan; the class of plans is the payer's. They are a
blend of insurers and no price of the payer at the table, and every case is taken to go to a
hospital without us: the brief says both. Medicare's own ratio stands beside them as a yardstick
that a commercial talk is not argued on.

What a letter may cite of it is made by `payer_citable.citable`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from practice_model.quantities import (
    CasesPerYear,
    Count,
    Ratio,
    SignedUSDPerCase,
    SignedUSDPerYear,
    USDPerCase,
    terms,
)
from practice_model.questions.anatomy_savings import medicare_scale
from practice_model.questions.payer import Prices
from practice_model.questions.payer_market import own_rates
from practice_model.questions.payer_terms import Payer
from practice_model.revenue import hospital_comparison
from practice_model.revenue.market_position import (
    HOSPITAL_MONTHS,
    NO_QUARTILES,
    old,
)

CLASSES = {
    "commercial": "commercial plans",
    "exchange": "exchange plans",
    "medicare_advantage": "Medicare Advantage plans",
}
LEAST_MEDIAN = 3  # prices under which a hospital is not told alone
SIDES = ("now", "offer", "ask")


@terms
class HospitalFigures:
    """What published hospital prices of the talk's class say of our cases, and the first code.

    codes_counted: all whose cases stand under the first code. saving, year: against our fee now, at
    the median; lower, upper: at the quartiles. over_now: median over our fee. over_medicare: median
    over Medicare's rate at the center; medicare: Medicare's own ratio of the two places. all: every
    code that has a price; uncounted: cases a year without one. old: a file is past its age.
    """

    payer_class: str
    code: str
    codes_counted: str
    n: Count
    hospitals: Count
    left_out: Count
    dated: str
    day: date | None
    lower: USDPerCase
    median: USDPerCase
    upper: USDPerCase
    cases: CasesPerYear
    fee: USDPerCase
    saving: SignedUSDPerCase
    saving_lower: SignedUSDPerCase
    saving_upper: SignedUSDPerCase
    year: SignedUSDPerYear
    year_lower: SignedUSDPerYear
    year_upper: SignedUSDPerYear
    saving_offer: SignedUSDPerCase | None
    saving_ask: SignedUSDPerCase | None
    over_now: Ratio
    over_medicare: Ratio | None
    medicare: Ratio | None
    codes: Count
    all_cases: CasesPerYear
    uncounted: CasesPerYear
    all_year: SignedUSDPerYear
    all_year_lower: SignedUSDPerYear
    all_year_upper: SignedUSDPerYear
    old: bool


@dataclass(frozen=True, eq=False)
class Savings:
    """What the payer saves by code and side (`hospital_comparison.savings`), on all our cases.

    table: empty for professional fees, without hospital prices, or where none is of our codes.
    medicare: Medicare's rate at the center by code (USD a case). uncounted: our cases a year that
    no published price counts.
    """

    table: pd.DataFrame
    medicare: Mapping[str, float]
    uncounted: float


def savings(talk: Payer, priced: Prices) -> Savings:
    """Return what the payer saves on the cases that it sends to our center."""
    market = talk.market
    if market is None or market.hospitals is None or talk.block != "asc":
        return Savings(pd.DataFrame(), {}, 0.0)
    own = own_rates(talk, priced)
    prices = market.hospitals
    of_class = prices["payer_class"] == market.hospital_class
    counted = prices[of_class & (hospital_comparison.why_left_out(prices) == "")]
    groups = {str(code): str(group) for code, group in own["group"].items()}
    rates = {str(code): float(one) for code, one in own["medicare"].items() if one > 0}
    shared = hospital_comparison.priced_as(groups, rates, counted["hcpcs"], market.priced_as)
    own["priced_as"] = own.index.map(shared)
    held = own[own["priced_as"].notna() & own["now"].notna()]
    sides = [side for side in SIDES if side in own]
    made = hospital_comparison.savings(held, held[sides], prices, market.hospital_class)
    counted_cases = float(made["cases"].sum()) if not made.empty else 0.0
    return Savings(made, rates, float(own["cases"].sum()) - counted_cases)


def hospital_figures(talk: Payer, priced: Prices, saved: Savings) -> HospitalFigures | None:
    """Return the figures of the code that saves the payer most; None without a published price."""
    made = saved.table
    if made.empty or talk.market is None:
        return None
    code = str(made.index[0])
    row = {str(name): value for name, value in made.iloc[0].items()}
    scale = _scale(talk, priced, code)
    rate = saved.medicare.get(code, 0.0)
    whole = {name: float(made[name].sum()) for name in ("year_now", *_ENDS)}
    return HospitalFigures(
        payer_class=CLASSES[talk.market.hospital_class],
        code=code,
        codes_counted=str(row["codes"]),
        n=int(row["n"]),
        hospitals=int(row["hospitals"]),
        left_out=int(made["left_out"].sum()),
        dated=str(row["dated"]),
        day=file_day(str(row["dated"])),
        lower=float(row["lower"]),
        median=float(row["median"]),
        upper=float(row["upper"]),
        cases=float(row["cases"]),
        fee=float(row["fee_now"]),
        saving=float(row["saving_now"]),
        saving_lower=float(row["saving_lower_now"]),
        saving_upper=float(row["saving_upper_now"]),
        year=float(row["year_now"]),
        year_lower=float(row["year_lower_now"]),
        year_upper=float(row["year_upper_now"]),
        saving_offer=_known(row.get("saving_offer")),
        saving_ask=_known(row.get("saving_ask")),
        over_now=float(row["median"]) / float(row["fee_now"]) if row["fee_now"] > 0 else 0.0,
        over_medicare=float(row["median"]) / rate if rate > 0 else None,
        medicare=scale,
        codes=len(made),
        all_cases=float(made["cases"].sum()),
        uncounted=saved.uncounted,
        all_year=whole["year_now"],
        all_year_lower=whole["year_lower_now"],
        all_year_upper=whole["year_upper_now"],
        old=any(past_age(str(dated), talk) for dated in made["dated"]),
    )


_ENDS = ("year_lower_now", "year_upper_now")


def _known(value: object) -> float | None:
    return None if value is None or not np.isfinite(float(value)) else float(value)  # type: ignore[arg-type]


def past_age(dated: str, talk: Payer) -> bool:
    """Return whether published prices are past their age, by the oldest file; undated ones are."""
    return old(dated.split(" to ", maxsplit=1)[0], talk.as_of, HOSPITAL_MONTHS)


def file_day(dated: str) -> date | None:
    """Return the day of the oldest of some files; None where none bears a date that is one."""
    try:
        return date.fromisoformat(dated.split(" to ", maxsplit=1)[0])
    except ValueError:
        return None


def _scale(talk: Payer, priced: Prices, code: str) -> float | None:
    """Medicare's hospital price of a code over its price at the center; None where not on file."""
    try:
        scale = medicare_scale(priced.tables, talk.practice, talk.medicare_year)
    except ValueError:
        return None
    return float(scale[code].ratio) if code in scale else None


def hospital_table(saved: Savings, most: int = 8) -> pd.DataFrame:
    """Return the hospital table: codes with a published price, the rest in one row, and all.

    Columns label, role, cases, fee_now, fee_offer, fee_ask, lower, median, n,
    saving_now (USD a case), year_now, year_lower_now (USD a year). Quartiles of fewer than ten
    prices are missing.
    """
    if saved.table.empty:
        return pd.DataFrame()
    table = saved.table.copy()
    table["label"] = [_counted(str(code), str(codes)) for code, codes in table["codes"].items()]
    table["role"] = "body"
    table.loc[table["n"] < NO_QUARTILES, ["lower", "upper"]] = np.nan
    sums = ["cases", "year_now", "year_lower_now"]
    total = table[sums].sum().to_dict() | {"label": "All with a price", "role": "total"}
    shown, rest = table.head(most), table.iloc[most:]
    parts = [shown]
    if not rest.empty:
        told = rest[sums].sum().to_dict() | {"label": "Other codes", "role": "rest"}
        parts.append(pd.DataFrame([told], index=["others"]))
    parts.append(pd.DataFrame([total], index=["all"]))
    fees = [f"fee_{side}" for side in SIDES if f"fee_{side}" in table]
    names = ["label", "role", "cases", *fees, "lower", "median", "n", "saving_now"]
    return pd.concat(parts)[[*names, "year_now", "year_lower_now"]]


HOSPITAL_HEADS = {
    "cases": "Cases|count",
    "fee_now": "Our fee now|bare_cents",
    "fee_offer": "Offer|bare_cents",
    "fee_ask": "Ask|bare_cents",
    "lower": "Hospital, lower quartile|bare_cents",
    "median": "Hospital median|bare_cents",
    "n": "Prices|count",
    "saving_now": "Saves a case|bare_cents",
    "year_now": "Saves a year, $|bare",
}
HOSPITAL_UNITS = dict.fromkeys(
    ["fee_now", "fee_offer", "fee_ask", "lower", "median", "saving_now"], "USD/case"
) | {"cases": "cases/year", "n": "count", "year_now": "USD/year"}


def _counted(code: str, codes: str) -> str:
    others = [one for one in codes.split(", ") if one != code]
    return f"{code} with {', '.join(others)}" if others else code


def by_hospital_table(talk: Payer, code: str) -> pd.DataFrame:
    """Return the published prices of a code by hospital: n, low, median, high of the class.

    Index hospital; columns label, role, n, lower, median, upper (USD a case). Quartiles of fewer
    than ten prices are missing, and so is the median of fewer than three.
    """
    market = talk.market
    if market is None or market.hospitals is None:
        return pd.DataFrame()
    held = hospital_comparison.by_hospital(market.hospitals, code, market.hospital_class)
    rows = {
        name: {
            "label": name.replace("-", " ").title(),
            "role": "body",
            "n": one.n,
            "lower": one.lower_quartile if float(one.n) >= NO_QUARTILES else np.nan,
            "median": one.median if float(one.n) >= LEAST_MEDIAN else np.nan,
            "upper": one.upper_quartile if float(one.n) >= NO_QUARTILES else np.nan,
        }
        for name, one in held.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")
