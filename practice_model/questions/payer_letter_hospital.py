"""Payer letter hospital: what a published hospital price of one surgery is beside our request.

From public files alone, and only what `payer_citable` lets out: the class of plans, n, the median
and the file's date; no hospital and no payer by name. The reader will multiply, so the saving and
the year are made of the printed price, the printed fee and the cases.
"""

from datetime import date

import pandas as pd

from practice_model.quantities import (
    Cases,
    Count,
    SignedUSDPerCase,
    SignedUSDPerYear,
    USDPerCase,
    terms,
)
from practice_model.questions.payer_citable import Citable
from practice_model.questions.payer_hospitals import Savings


@terms
class HospitalCase:
    """Published prices of one surgery beside the requested fee, on our cases with this payer."""

    codes: str
    payer_class: str
    n: Count
    hospitals: Count
    day: date
    lower: USDPerCase
    median: USDPerCase
    upper: USDPerCase
    fee: USDPerCase
    saving: SignedUSDPerCase
    cases: Cases
    year: SignedUSDPerYear


def hospital_case(cited: Citable, saved: Savings) -> HospitalCase | None:
    """Return the surgery that saves the payer most under our request; None where none may be said.

    A surgery needs what may be cited of it, fifty cases, and a requested fee under the median.
    """
    held = [one for one in (_case(code, cited, saved) for code in cited.hospital) if one]
    return max(held, key=lambda one: float(one.year), default=None)


def _case(code: str, cited: Citable, saved: Savings) -> HospitalCase | None:
    one, row = cited.hospital[code], saved.table.loc[[code]].to_dict("records")[0]
    if one.cases is None or pd.isna(row.get("fee_ask")):
        return None
    median, fee = round(float(one.median), 2), round(float(row["fee_ask"]), 2)
    saving = round(median - fee, 2)
    if saving <= 0:
        return None
    return HospitalCase(
        codes=str(row["codes"]).replace(", ", " and "),
        payer_class=one.payer_class,
        n=one.n,
        hospitals=one.hospitals,
        day=one.day,
        lower=one.lower,
        median=median,
        upper=one.upper,
        fee=fee,
        saving=saving,
        cases=one.cases,
        year=round(saving * float(one.cases), 2),
    )
