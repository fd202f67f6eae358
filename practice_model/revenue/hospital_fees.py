"""Hospital outpatient prices: what Medicare would pay a hospital for the same procedure [1]_.

Price = rate x (labor share x wage index + the rest); the labor share is .6. The index is the one
before reclassification, so an adjusted price is derived and says so. The rates of 2025 are those
of Addendum B; those of 2026 are derived from 78 published plans that pay exact multiples of them,
and are held for eye codes only. A comprehensive code (J1) is paid once, whatever the units, and
everything else of the day is inside it: packaging and discounts between lines are not applied.

Sources
-------
.. [1] CMS, OPPS Addendum B, January 2025; rates of 2026 derived as `inputs/medicare/PROVENANCE.md`
   tells.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.surgery_center_fees import adjusted_cents
from practice_model.revenue.wage_areas import area_index


class HospitalRates(NamedTuple):
    """A year's hospital rates by code, in cents (-1: none), and how they are told."""

    rows: pd.DataFrame
    told: str
    partial: bool


def hospital_rates(tables: MedicareTables, year: int) -> HospitalRates | None:
    """Return the hospital outpatient rates of a year, the latest held, or None where none are."""
    table = tables.opps_rates
    rows = (
        table[table["year"] == year].sort_values("effective").drop_duplicates("hcpcs", keep="last")
    )
    if rows.empty:
        return None
    derived = bool(rows["derived"].any())
    dollars = rows["rate"].astype("float64")
    made = pd.DataFrame(
        {
            "rate": np.where(dollars.isna(), -1, np.rint(dollars.fillna(0) * 100)).astype(np.int64),
            "status_indicator": rows["status_indicator"].fillna("").astype(str).to_numpy(object),
            "apc": rows["apc"].fillna("").astype(str).to_numpy(object),
            "derived": rows["derived"].to_numpy(dtype=bool),
        },
        index=rows["hcpcs"].to_numpy(object),
    )
    effective = rows["effective"].max().date().isoformat()
    told = (
        f"hospital outpatient rates of {year}, derived"
        if derived
        else f"OPPS Addendum B of {effective}"
    )
    return HospitalRates(made, told, derived)


def hospital_schedule(
    tables: MedicareTables, *, year: int, cbsa: str | None = None
) -> pd.DataFrame:
    """Return what Medicare pays a hospital outpatient department for each code, in cents by hcpcs.

    `rate_cents` is national, `adjusted_cents` for the wage area (derived), NA where there is none.
    ValueError where the year or the area is not held, or the area has two values.
    """
    found = hospital_rates(tables, year)
    if found is None:
        held = sorted({int(each) for each in tables.opps_rates["year"]})
        raise ValueError(f"no hospital outpatient rates of {year} are held, only of {held}")
    area = area_index(tables, year, cbsa or "")
    if area.status:
        raise ValueError(area.told)
    rows = found.rows
    outcomes = tables.rules.hospital_indicators
    moved = [
        code in outcomes and outcomes[code].adjusted for code in rows["status_indicator"].tolist()
    ]
    labor = tables.rules.shares["hospital_labor"][-1].value[0]
    cents = np.where(moved, adjusted_cents(rows["rate"], area.value, labor), rows["rate"])
    none = rows["rate"].to_numpy() < 0
    made = pd.DataFrame(
        {
            "rate_cents": pd.array(np.where(none, 0, rows["rate"]), dtype="Int64"),
            "adjusted_cents": pd.array(np.where(none, 0, cents), dtype="Int64"),
        },
        index=rows.index,
    ).mask(np.column_stack([none, none]))
    return made.assign(
        status_indicator=rows["status_indicator"], apc=rows["apc"], derived=rows["derived"]
    )
