"""Charges: what the practice bills, one price a code and setting, the modifier's share taken.

Professional charges are 2.3 times Medicare 2021 (2022 for codes new that year) to the dollar, with
three stale exceptions; drugs 1.5 times the first limit of the year; the surgery center 3.4 times
the national rate to ten dollars.

Source: docs/PRACTICE.md section 3.2.
"""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import half_up, scaled
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.part_b_drugs import drug_limits
from practice_model.revenue.physician_fees import fee_schedule
from practice_model.revenue.surgery_center_fees import asc_schedule
from practice_model.synthetic.sources import texture

Cents = np.ndarray[Any, np.dtype[np.int64]]
DOLLAR, TEN_DOLLARS = 100, 1000
MODIFIER_SHARES = {"50": 1.5, "51": 0.5, "54": 0.8, "26": 0.5}


def charges(kinds: pd.DataFrame, tables: MedicareTables) -> Cents:
    """Return the charge of each kind of line in cents, all its units together.

    Kinds hold hcpcs, modifier, pos, claim_type, role, units. Raises ValueError for a code that no
    charge rule covers.
    """
    made = np.full(len(kinds), -1, dtype=np.int64)
    facility = (kinds["claim_type"] == "facility").to_numpy()
    drug = (kinds["role"] == "drug").to_numpy()
    for held, rule in [(facility, _center), (drug, _drug), (~facility & ~drug, _professional)]:
        if held.any():
            made[held] = rule(kinds[held], tables)
    if (made < 0).any():
        raise ValueError(f"no charge for {', '.join(sorted(set(kinds['hcpcs'][made < 0])))}")
    for modifier, share in MODIFIER_SHARES.items():
        here = (kinds["modifier"] == modifier).to_numpy()
        made[here] = scaled(made[here], share)
    return np.asarray(made * kinds["units"].to_numpy(dtype=np.int64), dtype=np.int64)


def _professional(kinds: pd.DataFrame, tables: MedicareTables) -> Cents:
    told = texture()["charges"]
    office = (kinds["pos"] == "11").to_numpy()
    found = np.full(len(kinds), -1, dtype=np.int64)
    for basis in told["professional"]:
        fees = fee_schedule(
            tables, release=basis["release"], locality=told["locality"], factor=basis["factor"]
        ).xs("", level="mod")
        rows = fees.reindex(kinds["hcpcs"])
        sides = [rows[name].fillna(-1).to_numpy(dtype=np.int64) for name in
                 ("nonfacility_cents", "facility_cents")]  # fmt: skip
        found = np.where(found < 0, np.where(office, *sides), found)
    whole = half_up(scaled(np.maximum(found, 0), told["times_medicare"]), DOLLAR) * DOLLAR
    stale = kinds["hcpcs"].map({code: 100 * usd for code, usd in told["stale"].items()})
    stale_cents = stale.fillna(-1).to_numpy(dtype=np.int64)
    return np.where(stale_cents >= 0, stale_cents, np.where(found < 0, -1, whole))


def _drug(kinds: pd.DataFrame, tables: MedicareTables) -> Cents:
    year = texture()["year"]
    limit = pd.Series(pd.NA, index=pd.Index(kinds["hcpcs"].unique()), dtype="Int64")
    for month in (1, 4, 7, 10):
        limit = limit.fillna(drug_limits(tables, on=date(year, month, 1)).reindex(limit.index))
    cents = limit.reindex(kinds["hcpcs"]).fillna(-1).to_numpy(dtype=np.int64)
    return np.where(
        cents < 0, -1, scaled(np.maximum(cents, 0), texture()["charges"]["times_limit"])
    )


def _center(kinds: pd.DataFrame, tables: MedicareTables) -> Cents:
    told = texture()["charges"]
    national = asc_schedule(tables, on=date.fromisoformat(str(told["center_rates_of"])))
    rate = national["rate_cents"].reindex(kinds["hcpcs"]).fillna(-1).to_numpy(dtype=np.int64)
    charge = scaled(np.maximum(rate, 0), told["times_center_rate"])
    return np.where(rate < 0, -1, half_up(charge, TEN_DOLLARS) * TEN_DOLLARS)
