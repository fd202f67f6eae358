"""What a payer saves when a case is done in the center and not in a hospital, in dollars a case.

Two yardsticks that must not be mixed:

    Medicare's      its hospital outpatient price over its surgery-center price, same wage area
                    (a hospital's rate or area may be derived: say so)
    the market's    published prices of hospitals nearby for the payer's own class of plans, less
                    this payer's fee with us

A talk with a commercial payer stands on the second: what it pays a hospital is no multiple of what
Medicare pays. Published prices are a blend of insurers and of case-rate designs, and no price of
the payer at the table.
"""

from collections.abc import Collection, Mapping

import pandas as pd

from practice_model.practice import Practice
from practice_model.quantities import (
    Ratio,
    SignedUSDPerCase,
    USDPerCase,
    terms,
)
from practice_model.questions.anatomy_center import medicare_rates, price_table
from practice_model.revenue.hospital_comparison import Posted, posted, saving
from practice_model.revenue.hospital_fees import hospital_schedule
from practice_model.revenue.medicare_tables import MedicareTables


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
