"""Surgery center fees: what Medicare pays the center for each code, in exact cents [1]_.

Adjusted rate = rate x (labor share x wage index + the rest), rounded; the labor share is one half.
The whole rate is adjusted, the device part included (from a pricer built on the manual, unverified
against the regulation); drugs, devices, brachytherapy sources and skin substitutes are not. A
quarter that is not held takes the nearest held quarter of the same year and says so; a drug is
priced in its own quarter only.

How CMS makes the rates, for checking a table: weight x factor (A2, G2, P2, R2, Z2, D2), practice
expense x physician factor of a qualifying participant (P3), device + (hospital rate - device) x k
(J8), where k is the ratio of an ordinary code's rate to its hospital rate.

Sources
-------
.. [1] CMS, ASC Addenda AA, BB and FF, January 2021 to January 2026, and wage index files;
   Pub 100-04 chapter 14 as public pricers read it.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import half_up, scaled
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.wage_areas import WHOLE, area_index

DRUG = "K2"
DEVICE_INTENSIVE = "J8"


def quarter_start(on: date) -> date:
    """Return the first day of a day's quarter."""
    return date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)


def held_quarter(tables: MedicareTables, on: date) -> tuple[date, str] | None:
    """Return the quarter of the addenda that prices a day and a remark, None where none is held."""
    wanted = quarter_start(on)
    starts = sorted({start.date() for start in tables.asc_rates["effective"].drop_duplicates()})
    same_year = [start for start in starts if start.year == on.year]
    if not same_year:
        return None
    nearest = min(same_year, key=lambda start: (abs((start - wanted).days), start > wanted))
    note = "" if nearest == wanted else f"addenda of {wanted.isoformat()} not held: "
    return nearest, f"{note}ASC addenda of {nearest.isoformat()}"


def _cents(column: pd.Series) -> Any:
    """Return dollars as cents, -1 where none are printed."""
    dollars = column.astype("float64")
    return np.where(dollars.isna(), -1, np.rint(dollars.fillna(0) * 100)).astype(np.int64)


def _wholes(column: pd.Series, scale: int) -> Any:
    return np.rint(column.astype("float64").fillna(0).to_numpy() * scale).astype(np.int64)


def center_rows(tables: MedicareTables, quarter: date) -> pd.DataFrame:
    """Return the procedures and ancillary items of a quarter by code, in cents (-1: no rate).

    `offset` is the device part of a device-intensive code, `discounted` whether the multiple
    procedure discount applies, `ancillary` whether the row is of Addendum BB.
    """
    day = pd.Timestamp(quarter)
    frames = []
    for table, ancillary in ((tables.asc_rates, False), (tables.asc_ancillary, True)):
        rows = table[table["effective"] == day]
        frame = pd.DataFrame(
            {
                "hcpcs": rows["hcpcs"].astype(str).to_numpy(object),
                "payment_indicator": rows["payment_indicator"].str.upper().to_numpy(object),
                "rate": _cents(rows["asc_rate"]),
                "weight": rows["payment_weight"].astype("float64").to_numpy(),
                "ancillary": ancillary,
            }
        )
        flag = rows["mult_proc_discount"] == "Y" if not ancillary else False
        frame["discounted"] = np.asarray(flag, dtype=bool) if not ancillary else False
        frames.append(frame)
    both = pd.concat(frames, ignore_index=True).set_index("hcpcs")
    both["offset"] = _offsets(tables, day).reindex(both.index).fillna(0).astype(np.int64)
    both.loc[both["payment_indicator"] != DEVICE_INTENSIVE, "offset"] = 0
    return both[~both.index.duplicated()]


def _offsets(tables: MedicareTables, day: pd.Timestamp) -> pd.Series:
    """Return the device part in cents by code, as printed, or hospital rate x offset."""
    table = tables.asc_device_offsets
    rows = table[table["effective"] == day]
    if rows.empty:  # one quarter's file is a page of remarks: take the one before
        earlier = table.loc[table["effective"] < day, "effective"]
        rows = table[table["effective"] == earlier.max()] if len(earlier) else rows
    printed = rows["device_offset_amount"].astype("float64")
    rate = _wholes(rows["opps_standard_rate"], 100)
    made = half_up(rate * _wholes(rows["device_offset"], WHOLE), WHOLE)
    known = _wholes(printed, 100)
    cents = np.where(printed.notna(), known, made)
    return pd.Series(cents, index=rows["hcpcs"].to_numpy(object)).groupby(level=0).first()


def adjusted_cents(rate: Any, index: Any, labor: Decimal) -> Any:
    """Return rates in cents moved by a wage index in ten-thousandths, rounded half up.

    >>> adjusted_cents(125573, 10154, Decimal("0.5")).item()
    126540
    """
    top, bottom = labor.as_integer_ratio()
    share = np.asarray(index, dtype=np.int64) * top + WHOLE * (bottom - top)
    return half_up(np.asarray(rate, dtype=np.int64) * share, WHOLE * bottom)


def asc_schedule(tables: MedicareTables, *, on: date, cbsa: str | None = None) -> pd.DataFrame:
    """Return what Medicare pays a center for each code on a day, in cents by hcpcs.

    `rate_cents` is national, `adjusted_cents` for the wage area, NA where there is none; `status`
    says what the payment indicator means; `device_offset_cents` is the device part of a J8 code.
    ValueError where the year or the area is not held, or the area has two values.
    """
    found = held_quarter(tables, on)
    if found is None:
        raise ValueError(f"no ASC addenda of {on.year} are held")
    area = area_index(tables, on.year, cbsa or "")
    if area.status:
        raise ValueError(area.told)
    rows = center_rows(tables, found[0])
    outcomes = tables.rules.center_indicators
    adjusted = rows["payment_indicator"].map(lambda code: bool(outcomes[code].adjusted))
    labor = tables.rules.share_on("center_labor", on)
    cents = np.where(adjusted, adjusted_cents(rows["rate"], area.value, labor), rows["rate"])
    none = rows["rate"].to_numpy() < 0
    return pd.DataFrame(
        {
            "rate_cents": pd.array(np.where(none, 0, rows["rate"]), dtype="Int64"),
            "adjusted_cents": pd.array(np.where(none, 0, cents), dtype="Int64"),
            "payment_indicator": rows["payment_indicator"],
            "discounted": rows["discounted"],
            "device_offset_cents": rows["offset"],
            "status": rows["payment_indicator"].map(lambda code: outcomes[code].status),
            "ancillary": rows["ancillary"],
        },
        index=rows.index,
    ).assign(
        rate_cents=lambda made: made["rate_cents"].mask(none),
        adjusted_cents=lambda made: made["adjusted_cents"].mask(none),
    )


def weighted_rate(weight: float | Decimal, factor: float | Decimal) -> int:
    """Return the rate in cents of a code paid by weight (A2, G2, P2, R2).

    >>> weighted_rate(22.2955, 56.322)
    125573
    """
    exact = Decimal(str(weight)) * Decimal(str(factor)) * 100
    return int(scaled(1, exact))


def office_based_rate(expense_rvu: float | Decimal, factor: float | Decimal) -> int:
    """Return the rate in cents of an office-based code (P3): practice expense x physician factor.

    >>> office_based_rate(1.91, 33.5675)
    6411
    """
    return weighted_rate(expense_rvu, factor)


def device_intensive_rate(hospital_rate: int, offset: float | Decimal, k: float | Decimal) -> int:
    """Return the rate in cents of a device-intensive code (J8): device in full, the rest at k.

    >>> device_intensive_rate(518730, 0.4945, Decimal("1255.73") / Decimal("2337.32"))
    397389
    """
    device = int(scaled(hospital_rate, Decimal(str(offset))))
    return device + int(scaled(hospital_rate - device, Decimal(str(k))))
