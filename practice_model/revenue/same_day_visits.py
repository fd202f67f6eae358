"""The proposed same-day cut: what a practice would lose, before it is law.

A proposal for 2027 pays a visit under modifier 25 beside a procedure with 0, 10 or 90 global days
so that the highest service of the day is paid in full and every other one at half. Whether eye
visit codes (92002 to 92014) count is not known, so both readings are told. A claim's lines of one
day are taken together; days are counted where the cut would take anything.
"""

from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from practice_model.money import to_cents
from practice_model.revenue.medicare import Cut, price_lines
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.verdicts import PRICED


class SameDayExposure(NamedTuple):
    """What the cut takes under one reading: days, lines cut, their cents before, cents lost."""

    days: int
    lines: int
    before: int
    lost: int


def same_day_exposure(
    tables: MedicareTables,
    lines: pd.DataFrame,
    *,
    proposed: str = "2027",
    qp: bool = False,
    priced_on: date | None = None,
    drug_stand_in: date | None = None,
) -> dict[Cut, SameDayExposure]:
    """Return the exposure of claim lines to the proposed cut, with and without eye visit codes.

    `priced_on` prices every line as of that day (2027 at the proposed factor), keeping claims and
    their days apart; without it each line is priced on its own date. ValueError where claim_id is
    missing: without it no two lines are known to be of one day.
    """
    if "claim_id" not in lines.columns:
        raise ValueError("the lines lack claim_id: no two lines are known to be of one visit")
    if priced_on is not None:
        claim = lines["claim_id"].astype(str) + " " + lines["service_date"].astype(str)
        lines = lines.assign(
            claim_id=np.where(lines["claim_id"].astype(str) == "", "", claim),
            service_date=priced_on.isoformat(),
        )
    readings: tuple[Cut, ...] = ("visits", "visits and eye codes")
    whole = _cents(price_lines(tables, lines, qp, proposed=proposed, drug_stand_in=drug_stand_in))
    found: dict[Cut, SameDayExposure] = {}
    for reading in readings:
        made = price_lines(
            tables, lines, qp, proposed=proposed, same_day_cut=reading, drug_stand_in=drug_stand_in
        )
        lost = whole - _cents(made)
        cut = lost > 0
        days = lines[cut].drop_duplicates(["claim_id", "service_date"])
        found[reading] = SameDayExposure(
            len(days), int(cut.sum()), int(whole[cut].sum()), int(lost.sum())
        )
    return found


def _cents(priced: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    amounts = priced["allowed_amount"].where(priced["status"] == PRICED, 0.0)
    return to_cents(amounts.to_numpy())
