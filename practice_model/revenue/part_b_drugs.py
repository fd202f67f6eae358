"""Part B drugs: Medicare's payment limit per billing unit, by quarter, and what a dose leaves [1]_.

The limit is the average sales price x 1.06 as CMS prints it in surgery center Addendum BB, which
offices are paid as well. A quarter that is not held is refused unless a stand-in quarter is named:
limits fall by half within a year. The program's part is cut by sequestration; the patient's part
is not, but may not be collected.

Sources
-------
.. [1] CMS, ASC Addendum BB, January 2021 to January 2026; Social Security Act 1847A(b)(1).
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from practice_model.money import scaled
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.surgery_center_fees import DRUG, center_rows, quarter_start


class DrugQuarter(NamedTuple):
    """The quarter whose limits are paid on a day, or None, and how it is told."""

    quarter: date | None
    told: str


def drug_quarter(tables: MedicareTables, on: date, stand_in: date | None = None) -> DrugQuarter:
    """Return the quarter of the limits of a day: its own, or the stand-in that the user names."""
    wanted = quarter_start(on)
    held = {start.date() for start in tables.asc_ancillary["effective"].drop_duplicates()}
    if wanted in held:
        return DrugQuarter(wanted, f"payment limits of {wanted.isoformat()}")
    told = f"payment limits of {wanted.isoformat()} are not held"
    if stand_in is None:
        last = max(held).isoformat() if held else "none"
        return DrugQuarter(None, f"{told} (last {last}); name a stand-in quarter to use another")
    quarter = quarter_start(stand_in)
    if quarter not in held:
        return DrugQuarter(None, f"{told}, nor those of the stand-in {quarter.isoformat()}")
    return DrugQuarter(quarter, f"{told}: stand-in {quarter.isoformat()} as named")


def drug_limits(tables: MedicareTables, *, on: date, stand_in: date | None = None) -> pd.Series:
    """Return the payment limit of each drug per billing unit on a day, in cents, NA where none.

    ValueError where the quarter is not held and no stand-in is named.
    """
    found = drug_quarter(tables, on, stand_in)
    if found.quarter is None:
        raise ValueError(found.told)
    rows = center_rows(tables, found.quarter)
    rows = rows[rows["ancillary"] & rows["payment_indicator"].isin([DRUG, "K5", "K7", "N1"])]
    limits = pd.array(rows["rate"].to_numpy(), dtype="Int64")
    priced = (rows["rate"] >= 0) & (rows["payment_indicator"] == DRUG)
    return pd.Series(limits, index=rows.index, name="limit_cents").where(priced.to_numpy())


def drug_codes(tables: MedicareTables, codes: Iterable[str]) -> frozenset[str]:
    """Return which of some codes an office is paid as drugs, whatever the quarter.

    They are the drugs of Addendum BB in any quarter, and its packaged J and Q codes, as far as no
    physician fee schedule values them.
    """
    wanted = list(codes)
    table = tables.asc_ancillary
    table = table[table["hcpcs"].isin(wanted)]
    packaged = table["payment_indicator"].isin(["N1", "K5", "K7"])
    drugs = (table["payment_indicator"] == DRUG) | (
        packaged & table["hcpcs"].str[:1].isin(["J", "Q"])
    )
    found = frozenset(table.loc[drugs, "hcpcs"])
    rvu = tables.physician_rvu
    rvu = rvu[rvu["hcpcs"].isin(list(found))]
    return found - frozenset(rvu.loc[rvu["status"].isin(["A", "R", "T", "C", "B"]), "hcpcs"])


class DrugMargin(NamedTuple):
    """What one billing unit brings and leaves, in cents."""

    program: int
    patient: int
    cost: int

    @property
    def margin(self) -> int:
        """What is left over the price paid for the unit."""
        return self.program + self.patient - self.cost


def drug_margin(
    limit: int,
    cost: int,
    *,
    sequestration: float | Decimal = Decimal("0.02"),
    coinsurance: float | Decimal = Decimal("0.2"),
    collected: float | Decimal = Decimal("1"),
) -> DrugMargin:
    """Return what a billing unit leaves over its acquisition cost, all in cents.

    Sequestration takes its share of the program's part; `collected` is the share of the patient's
    part that is collected.

    >>> drug_margin(10600, 10000).margin
    430
    """
    patient = int(scaled(limit, coinsurance))
    program = limit - patient
    program -= int(scaled(program, sequestration))
    return DrugMargin(program, int(scaled(patient, collected)), cost)
