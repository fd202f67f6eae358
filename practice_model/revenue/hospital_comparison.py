"""Hospital comparison: what published hospital prices say of a case that is done in the center.

    saving a case = published price of a hospital nearby - this payer's fee with us
    saving a year = that x the payer's own cases with us

Quartiles are by linear interpolation, unrounded. Prices are those of one class of plans: what a
commercial plan pays a hospital is no multiple of Medicare, so a commercial talk is never argued on
the Medicare ratio. They blend insurers and designs of case rates and are no price of the payer at
the table. Rows with a reason in `left_out`, and placeholders of a cent, are counted and left out.

A code without a published price of its own counts at the price of another where exactly one other
code of its group of services has one and Medicare pays both alike at the center.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

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
from practice_model.revenue.market_tables import PAYER_CLASSES

FILE_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
PLACEHOLDER: Final = 0.01  # dollars
QUARTILES: Final = ("lower", "median", "upper")


@terms
class Posted:
    """Published hospital prices of one code and class of plans: quartiles, count, dates of files.

    left_out: rows that are flagged and not counted in n. dated: days of the files, one or a span.
    """

    code: str
    payer_class: str
    lower_quartile: USDPerCase
    median: USDPerCase
    upper_quartile: USDPerCase
    n: Count
    left_out: Count
    hospitals: Count
    dated: str


@terms
class Saving:
    """What a payer saves a case and a year against published prices, at the median and at P25.

    over_medicare: the hospital's median over Medicare's rate for the center.
    """

    fee: USDPerCase
    cases: CasesPerYear
    saving: SignedUSDPerCase
    saving_lower: SignedUSDPerCase
    a_year: SignedUSDPerYear
    a_year_lower: SignedUSDPerYear
    over_medicare: Ratio


def posted(prices: pd.DataFrame, code: str, payer_class: str) -> Posted | None:
    """Return the published prices of a code for a class of plans; None where there is none.

    prices: columns of `market_tables.HOSPITAL_PRICES`. Raises ValueError for an unknown class.
    """
    if payer_class not in PAYER_CLASSES:
        known = ", ".join(PAYER_CLASSES)
        raise ValueError(f"{payer_class!r} is no class of plans; there are {known}")
    rows = prices[(prices["hcpcs"] == code) & (prices["payer_class"] == payer_class)]
    flagged = why_left_out(rows) != ""
    own = rows[~flagged]
    if own.empty:
        return None
    low, middle, high = np.percentile(own["price"].to_numpy(float), [25, 50, 75])
    days = sorted({day for text in own["source"] for day in FILE_DATE.findall(str(text))})
    return Posted(
        code=code,
        payer_class=payer_class,
        lower_quartile=float(low),
        median=float(middle),
        upper_quartile=float(high),
        n=len(own),
        left_out=int(flagged.sum()),
        hospitals=own["hospital"].nunique(),
        dated=" to ".join(dict.fromkeys([days[0], days[-1]])) if days else "",
    )


def saving(fee: float, cases: float, hospital: Posted, medicare: float) -> Saving:
    """Return what a payer saves at a fee with us against published hospital prices."""
    less, lower = hospital.median - fee, hospital.lower_quartile - fee
    return Saving(
        fee=fee,
        cases=cases,
        saving=less,
        saving_lower=lower,
        a_year=less * cases,
        a_year_lower=lower * cases,
        over_medicare=hospital.median / medicare,
    )


def why_left_out(prices: pd.DataFrame) -> pd.Series:
    """Return by row the reason why a published price is not counted, "" where it is."""
    told = prices["left_out"].fillna("").astype(str).str.strip()
    cent = (prices["price"] <= PLACEHOLDER) & (told == "")
    return told.mask(cent, "a placeholder, no price")


def left_out(prices: pd.DataFrame, codes: Iterable[str], payer_class: str) -> pd.DataFrame:
    """Return the rows of some codes that are not counted: by reason, label and rows."""
    rows = prices[prices["hcpcs"].isin(list(codes)) & (prices["payer_class"] == payer_class)]
    told = why_left_out(rows)
    held = told[told != ""].value_counts().sort_index()
    return pd.DataFrame(
        {"label": [f"{one[:1].upper()}{one[1:]}" for one in held.index], "rows": held.to_numpy()},
        index=pd.Index([f"reason_{n + 1}" for n in range(len(held))], name="reason"),
    )


def by_hospital(prices: pd.DataFrame, code: str, payer_class: str) -> dict[str, Posted]:
    """Return the published prices of a code by hospital, each hospital for itself."""
    made = {str(name): posted(own, code, payer_class) for name, own in prices.groupby("hospital")}
    return {name: one for name, one in made.items() if one is not None}


def priced_as(
    groups: Mapping[str, str],
    medicare: Mapping[str, float],
    published: Iterable[str],
    given: Mapping[str, str],
) -> dict[str, str]:
    """Return by code the code at whose hospital price its cases count; a code with none is out.

    groups, medicare: group of services and Medicare's rate at the center (USD a case) by code.
    given: what the scenario says, which goes before the rule.
    Raises ValueError where it names a code without a published price.
    """
    known = set(published)
    unknown = sorted({other for other in given.values() if other not in known})
    if unknown:
        raise ValueError(f"priced_as names codes without a hospital price: {', '.join(unknown)}")
    made = {}
    for code, group in groups.items():
        own = medicare.get(code)
        alike = [
            other
            for other in sorted(known)
            if own is not None and groups.get(other) == group and medicare.get(other) == own
        ]
        if code in given:
            made[code] = given[code]
        elif code in known:
            made[code] = code
        elif len(alike) == 1:
            made[code] = alike[0]
    return made


def savings(
    own: pd.DataFrame, fees: pd.DataFrame, prices: pd.DataFrame, payer_class: str
) -> pd.DataFrame:
    """Return what the payer saves by hospital price code and side, most dollars of now first.

    own: by code, columns cases (a year) and priced_as (the code of its price). fees: by code, a
    column a side, `now` among them (USD a case). Index code; columns codes (all that count under
    it), cases, n, left_out, hospitals, dated, lower, median, upper (USD a case), and by side
    fee_now, saving_lower_now, saving_now, saving_upper_now (USD a case), year_lower_now,
    year_now, year_upper_now (USD a year); missing where a side has no fee for a case.
    """
    rows = []
    for code, held in own[own["cases"] > 0].groupby("priced_as", sort=True):
        hospital = posted(prices, str(code), payer_class)
        if hospital is None:
            continue
        cases = held["cases"].to_numpy(float)
        row = {
            "code": str(code),
            "codes": ", ".join(sorted(map(str, held.index))),
            "cases": float(cases.sum()),
            **{name: getattr(hospital, name) for name in ("n", "left_out", "hospitals", "dated")},
            **dict(zip(QUARTILES, _quartiles(hospital), strict=True)),
        }
        for side in fees:
            each = fees[side].reindex(held.index).to_numpy(float)
            row |= _of_side(str(side), float((each * cases).sum() / cases.sum()), row)
        rows.append(row)
    if not rows:
        return pd.DataFrame()
    made = pd.DataFrame(rows).set_index("code")
    return made.sort_values("year_now", ascending=False, kind="stable")


def _quartiles(hospital: Posted) -> tuple[float, float, float]:
    return (
        float(hospital.lower_quartile),
        float(hospital.median),
        float(hospital.upper_quartile),
    )


def _of_side(side: str, fee: float, row: Mapping[str, object]) -> dict[str, float]:
    made = {f"fee_{side}": fee}
    for name in QUARTILES:
        part = "" if name == "median" else f"{name}_"
        saved = float(row[name]) - fee  # type: ignore[arg-type]
        made[f"saving_{part}{side}"] = saved
        made[f"year_{part}{side}"] = saved * float(row["cases"])  # type: ignore[arg-type]
    return made
