"""What a payer saves when a case is done in the center and not in a hospital, in dollars a case.

Two yardsticks that must not be mixed:

    Medicare's      its hospital outpatient price over its surgery-center price, same wage area
                    (a hospital's rate or area may be derived: say so)
    the market's    published prices of hospitals nearby for the payer's own class of plans, less
                    this payer's fee with us

A talk with a commercial payer stands on the second: what it pays a hospital is no multiple of what
Medicare pays. Published prices are a blend of insurers and of case-rate designs, and no price of
the payer at the table. Rows that carry a reason in `left_out` are counted and left out; quartiles
are by linear interpolation, unrounded.
"""

import re
from collections.abc import Collection, Mapping
from typing import Final

import numpy as np
import pandas as pd

from practice_model.practice import Practice
from practice_model.quantities import (
    CasesPerYear,
    Count,
    Ratio,
    SignedUSDPerCase,
    SignedUSDPerYear,
    USDPerCase,
    terms,
)
from practice_model.questions.anatomy_center import medicare_rates, price_table
from practice_model.revenue.hospital_fees import hospital_schedule
from practice_model.revenue.market_tables import PAYER_CLASSES
from practice_model.revenue.medicare_tables import MedicareTables

FILE_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@terms
class MedicareScale:
    """Medicare's price of one code in a hospital and in the center, and their ratio.

    derived: the hospital's national rate is worked out; its wage area is the one before
    reclassification in any case.
    """

    code: str
    center: USDPerCase
    hospital: USDPerCase
    ratio: Ratio
    saving: SignedUSDPerCase
    derived: bool


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


def medicare_scale(
    tables: MedicareTables, practice: Practice, year: int
) -> dict[str, MedicareScale]:
    """Return Medicare's two prices by code, for codes that both lists hold.

    Raises ValueError for a year without hospital rates.
    """
    area = practice.wage_area(year)
    hospital = hospital_schedule(tables, year=year, cbsa=area)
    center = medicare_rates(tables, practice, year).rate
    made = {}
    for code in center.index.intersection(hospital.index):
        cents = hospital.loc[code, "adjusted_cents"]
        if pd.isna(cents) or not center[code] > 0:
            continue
        dollars = float(cents) / 100
        made[str(code)] = MedicareScale(
            code=str(code),
            center=float(center[code]),
            hospital=dollars,
            ratio=dollars / float(center[code]),
            saving=dollars - float(center[code]),
            derived=bool(hospital.loc[code, "derived"]),
        )
    return made


def posted(prices: pd.DataFrame, code: str, payer_class: str) -> Posted | None:
    """Return the published prices of a code for a class of plans; None where there is none.

    prices: columns of `market_tables.HOSPITAL_PRICES`. Raises ValueError for an unknown class.
    """
    if payer_class not in PAYER_CLASSES:
        known = ", ".join(PAYER_CLASSES)
        raise ValueError(f"{payer_class!r} is no class of plans; there are {known}")
    rows = prices[(prices["hcpcs"] == code) & (prices["payer_class"] == payer_class)]
    flagged = rows["left_out"].fillna("").astype(str).str.strip() != ""
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


def savings_table(
    cells: pd.DataFrame,
    prices: pd.DataFrame,
    scale: Mapping[str, MedicareScale],
    classes: Mapping[str, str],
    *,
    at_medicare: Collection[str] = (),
    counts_as: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the saving by payer and code where prices of its class are published; most first.

    cells: of `anatomy_center.center_cells`. classes: class of plans by payer; a payer not named is
    left out. at_medicare: payers whose fee is Medicare's rate of the yardstick year, others' is
    today's. counts_as: a code whose cases are counted with another's, at that one's fee and price.
    Index payer and code in one; columns payer, code, payer_class, fields of Saving and of Posted.
    """
    held = price_table(cells)
    held["code"] = held["code"].replace(dict(counts_as or {}))
    rows = []
    for (payer, code), own in held.groupby(["payer", "code"], sort=True):
        hospital = _posted_of(prices, str(code), classes.get(str(payer)))
        if hospital is None or code not in scale or f"{payer} {code}" not in own.index:
            continue
        rate = float(scale[str(code)].center)
        fee = rate if payer in at_medicare else float(own["fee"].to_dict()[f"{payer} {code}"])
        made = saving(fee, float(own["cases"].sum()), hospital, rate)
        rows.append({"payer": payer, **vars(hospital), **vars(made), "label": code, "role": "body"})
    if not rows:
        return pd.DataFrame()
    table = pd.DataFrame(rows)
    table.index = pd.Index(table["payer"] + " " + table["code"], name="saving")
    return table.sort_values("a_year", ascending=False, kind="stable")


def _posted_of(prices: pd.DataFrame, code: str, payer_class: str | None) -> Posted | None:
    return None if payer_class is None else posted(prices, code, payer_class)
