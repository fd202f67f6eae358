"""A vendor's worksheet, rebuilt as its vendor counts it, and the bridge to our own figures.

    claimed a year = charge x scans a day x days x units
    a month = fee x scans a week x weeks a month - payment at a flat rate

The first is what vendors print beside a price; the second is the trade press's worksheet (Optician
UK, golden row EQP01). Both count charges or a full fee for every scan, and nothing of denials,
staff, service past the warranty, tax, or tests that are done already. Each bridge sums line by
line to ours.
"""

from typing import Any

import numpy as np
import pandas as pd

from practice_model.finance.present_value import MONTHS
from practice_model.quantities import (
    USD,
    Count,
    DaysPerYear,
    Months,
    Number,
    Ratio,
    SharePerYear,
    SignedUSDPerMonth,
    SignedUSDPerYear,
    UnitsPerMonth,
    UnitsPerYear,
    USDPerMonth,
    USDPerUnit,
    USDPerYear,
    VisitsPerDay,
    terms,
)


@terms
class VendorSheet:
    """What the vendor's sheet counts: more scans a day on each unit, at a charge."""

    scans_a_day: VisitsPerDay
    days: DaysPerYear
    units: Count
    charge: USDPerUnit
    payment: USDPerMonth | None = None


@terms
class SheetMonth:
    """A worksheet's month: gross, payment at a flat rate, net, and the first year as it says."""

    gross: USDPerMonth
    payment: USDPerMonth
    net: SignedUSDPerMonth
    year: SignedUSDPerYear


@terms
class SheetFigures:
    """The claim beside ours.

    factor: the claim over what new scans bring; factor_all: over all that the order adds new.
    break_even: scans a month by the vendor's formula (payment over charge).
    """

    scans: UnitsPerYear
    scans_month: UnitsPerMonth
    claimed: USDPerYear
    revenue: USDPerYear
    added: SignedUSDPerYear
    factor: Ratio | None
    factor_all: Ratio | None
    break_even: UnitsPerMonth | None
    gap: SignedUSDPerYear


def sheet_month(
    fee: USDPerUnit, scans_week: Number, weeks_month: Number, price: USD, *,
    flat: SharePerYear, months: Months,
) -> SheetMonth:  # fmt: skip
    """Return the trade's monthly worksheet: a fee for every scan less a payment at a flat rate.

    >>> made = sheet_month(40, 15, 4, 25_000, flat=.06, months=60)
    >>> round(made.payment, 2), round(made.net, 2)
    (541.67, 1858.33)
    """
    gross = fee * scans_week * weeks_month
    payment = price * (1 + flat * months / MONTHS) / months
    net = gross - payment
    return SheetMonth(gross=gross, payment=payment, net=net, year=MONTHS * net)


def vendor_scans(sheet: VendorSheet) -> Number:
    """Return the scans a year that the sheet adds.

    >>> vendor_scans(VendorSheet(scans_a_day=14, days=252, units=2, charge=45))
    7056.0
    """
    return sheet.scans_a_day * sheet.days * sheet.units


def sheet_figures(
    sheet: VendorSheet, *, revenue: USDPerYear, added: SignedUSDPerYear, payment: USDPerMonth | None
) -> SheetFigures:
    """Return the claim beside ours; payment: monthly, for the vendor's own break-even."""
    scans = vendor_scans(sheet)
    claimed = scans * sheet.charge
    level = sheet.payment if sheet.payment is not None else payment
    cover = None if level is None or not np.all(sheet.charge) else level / sheet.charge
    return SheetFigures(
        scans=scans, scans_month=scans / MONTHS, claimed=claimed, revenue=revenue, added=added,
        factor=_over(claimed, revenue), factor_all=_over(claimed, added), break_even=cover,
        gap=claimed - added,
    )  # fmt: skip


def _over(claimed: Any, ours: Any) -> Any:
    return claimed / ours if np.all(np.asarray(ours) > 0) else None


def dollar_bridge(
    sheet: VendorSheet, *, collected: float, variable: float, new: float, minutes: float,
    repairs: float,
) -> pd.DataFrame:  # fmt: skip
    """Return the claim a year, what each line takes or adds, and ours: rows sum to the last.

    new: payable new scans a month. Columns: label, value, role (theirs, body, total), as the
    brief's bridges take them. A line of nothing is left out.
    """
    scans, ours = float(vendor_scans(sheet)), MONTHS * new
    claimed = scans * float(sheet.charge)
    steps = [
        ("charge", "Charges that nobody pays", scans * (collected - float(sheet.charge))),
        ("new", "Scans that are not new", (ours - scans) * collected),
        ("variable", "Technician, billing, supplies", -ours * variable),
        ("minutes", "Technician minutes saved", minutes),
        ("repairs", "Repairs avoided", repairs),
    ]
    total = claimed + sum(amount for _, _, amount in steps)
    return _bridge(claimed, "Vendor’s sheet, a year", steps, total, "All that is new, a year")


def scan_bridge(
    sheet: VendorSheet, *, payment: float, collected: float, variable: float, service_year: float,
    space: float = 0.0,
) -> pd.DataFrame | None:  # fmt: skip
    """Return the vendor's break-even scans a month, each reason for more, and ours: rows sum.

    None where a scan brings no more than it costs: no number breaks even.
    """
    if collected <= variable or float(sheet.charge) <= 0:
        return None
    theirs = payment / float(sheet.charge)
    at_fee, at_margin = payment / collected, payment / (collected - variable)
    ours = (payment + service_year / MONTHS + space) / (collected - variable)
    steps = [
        ("fee", "Our payers, denials, same-day cuts", at_fee - theirs),
        ("staff", "Technician, billing, supplies", at_margin - at_fee),
        ("service", "Service contract" + (" and room" if space else ""), ours - at_margin),
    ]
    return _bridge(theirs, "Vendor’s formula", steps, ours, "Our break-even")


def _bridge(
    first: float, name: str, steps: list[tuple[str, str, float]], last: float, called: str
) -> pd.DataFrame:
    rows = [("theirs", name, first, "theirs")]
    rows += [(key, label, amount, "body") for key, label, amount in steps if amount]
    rows.append(("ours", called, last, "total"))
    made = pd.DataFrame(rows, columns=["key", "label", "value", "role"])
    return made.set_index("key")
