"""Medicare as a yardstick: its price of each kind of line under a contract's Medicare basis.

A contract says 'percent of Medicare' of a named year, quarter and place; here the named schedule
is looked up for kinds of lines, in exact cents. What has no price there gets a reason, never zero.
A release that is held for eye care only cannot say that another code is off the list: it says so.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from practice_model.money import decimal_ratio, half_up
from practice_model.revenue.contract import CURRENT, NATIONAL, MedicareBasis, RateRule
from practice_model.revenue.hospital_fees import hospital_schedule
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.part_b_drugs import drug_limits
from practice_model.revenue.physician_fees import (
    conversion_factor,
    fee_schedule,
    physician_release,
    released_for_year,
)
from practice_model.revenue.prices import Cents, Prices, pays_as
from practice_model.revenue.surgery_center_fees import asc_schedule

HELD = 64  # schedules of one set of tables that are looked up again and again
LIMIT_PERCENT = 106  # Medicare's drug limit is the average sales price plus 6 percent
VALUED = frozenset({"A", "R", "T"})
PAID_WITH_OTHERS = frozenset({"B", "P"})  # status codes of services never paid on their own


def physician_prices(tables: MedicareTables, kinds: pd.DataFrame, basis: MedicareBasis) -> Prices:
    """Return physician fees of kinds (hcpcs, modifiers, setting, since) under a basis."""
    made: dict[tuple[Any, ...], pd.DataFrame] = {}  # quarters of one release share a schedule

    def on_day(some: pd.DataFrame, on: date) -> Prices:
        releases, factor = _releases(tables, basis, on), _factor(tables, basis, on)
        if (releases, factor) not in made:
            made[releases, factor] = _schedule(tables, basis, releases, factor)
        return _physician_lookup(tables, some, made[releases, factor], releases)

    return _by_day(kinds, basis, on_day)


def center_prices(tables: MedicareTables, kinds: pd.DataFrame, basis: MedicareBasis) -> Prices:
    """Return surgery-center rates of kinds under a basis, wage-adjusted unless national."""

    def on_day(some: pd.DataFrame, on: date) -> Prices:
        area = _wage_area(basis, on.year)
        return _looked_up(
            some, _center_schedule(tables, on, area), area, f"the ASC list of {on:%Y}"
        )

    return _by_day(kinds, basis, on_day)


def hospital_prices(tables: MedicareTables, kinds: pd.DataFrame, basis: MedicareBasis) -> Prices:
    """Return hospital outpatient rates of kinds under a basis, wage-adjusted unless national."""

    def on_day(some: pd.DataFrame, on: date) -> Prices:
        area = _wage_area(basis, on.year)
        schedule = hospital_schedule(tables, year=on.year, cbsa=area)
        return _looked_up(some, schedule, area, f"the hospital list of {on:%Y}")

    return _by_day(kinds, basis, on_day)


def drug_prices(tables: MedicareTables, kinds: pd.DataFrame, rule: RateRule) -> Prices:
    """Return drug limits a unit of the rule's quarter, or of its stand-in where that has none."""
    quarters = kinds["since"].dt.to_period("Q")
    wanted = [quarters - rule.quarters_old]
    wanted += [quarters if step == CURRENT else quarters + 1 for step in rule.without_price]
    cents = np.zeros(len(kinds), dtype=np.int64)
    missing = np.ones(len(kinds), dtype=bool)
    for periods in wanted:
        for period in sorted(set(periods[missing])):
            here = missing & (periods == period).to_numpy()
            limit = _limits(tables, period.start_time.date()).reindex(kinds["hcpcs"][here])
            known = limit.notna().to_numpy()
            places = np.flatnonzero(here)[known]
            cents[places] = limit.to_numpy()[known].astype(np.int64)
            missing[places] = False
    told = np.array([f"no drug limit for {text}" for text in wanted[0].astype(str)], dtype=object)
    reason = np.where(missing, told, "").astype(object)
    return Prices(cents, np.zeros_like(cents), reason, missing)


def indicators(tables: MedicareTables) -> pd.DataFrame:
    """Return Medicare's indicators by code, from the last release that holds it.

    Columns mult_proc, bilat_surg (text), pre_op, intra_op, post_op (hundredths),
    technical_share (technical part of the whole fee), center_discounted (flag).
    """
    held = tables.physician_rvu.merge(
        tables.releases[["release", "effective_from"]].drop_duplicates("release"), on="release"
    ).sort_values("effective_from", kind="stable")
    whole = held[held["mod"] == ""].drop_duplicates("hcpcs", keep="last").set_index("hcpcs")
    technical = held[held["mod"] == "TC"].drop_duplicates("hcpcs", keep="last").set_index("hcpcs")
    found = whole[["mult_proc", "bilat_surg"]].astype(str)
    for name in ("pre_op", "intra_op", "post_op"):
        found[name] = np.rint(whole[name].fillna(0).astype("float64") * 100).astype("int64")
    units = _total_units(whole)
    share = _total_units(technical).reindex(whole.index) / units.where(units > 0)
    found["technical_share"] = share.fillna(0.0).round(4)
    center = tables.asc_rates.sort_values("effective", kind="stable")
    flag = center.drop_duplicates("hcpcs", keep="last").set_index("hcpcs")["mult_proc_discount"]
    found = found.reindex(found.index.union(flag.index))
    found["center_discounted"] = flag.reindex(found.index).fillna("Y").ne("N")
    return found.fillna({"mult_proc": "", "bilat_surg": ""}).fillna(0)


def _total_units(rows: pd.DataFrame) -> pd.Series:
    parts = [rows[name].astype("float64") for name in ("work_rvu", "nonfac_pe_rvu", "mp_rvu")]
    return parts[0] + parts[1] + parts[2]


def _by_day(
    kinds: pd.DataFrame, basis: MedicareBasis, price: Callable[[pd.DataFrame, date], Prices]
) -> Prices:
    """Price kinds on the one day that the basis names, or class by class where it is current."""
    if basis.medicare_year is None:
        raise ValueError("a percentage of Medicare needs medicare_year, a year or 'current'")
    if basis.medicare_year != CURRENT:
        return price(kinds, _named_day(int(basis.medicare_year), basis.medicare_quarter))
    size = len(kinds)
    made = Prices(
        np.zeros(size, np.int64),
        np.zeros(size, np.int64),
        np.full(size, "", dtype=object),
        np.zeros(size, dtype=bool),
    )
    since = kinds["since"].to_numpy()
    for day in np.unique(since):
        here = np.flatnonzero(since == day)
        part = price(kinds.iloc[here], pd.Timestamp(day).date())
        made.cents[here], made.technical[here] = part.cents, part.technical
        made.reason[here], made.off_list[here] = part.reason, part.off_list
    return made


def _named_day(year: int, quarter: int | None) -> date:
    return date(year, 3 * (quarter or 4), 28)


def _releases(tables: MedicareTables, basis: MedicareBasis, on: date) -> tuple[str, ...]:
    if basis.medicare_year != CURRENT:
        return (released_for_year(tables, on.year, basis.medicare_quarter)[0],)
    found = physician_release(tables, on)
    if found is None:
        raise ValueError(f"no physician release of {on.year} is held")
    return found.releases


def _schedule(
    tables: MedicareTables, basis: MedicareBasis, releases: tuple[str, ...], factor: Decimal
) -> pd.DataFrame:
    """The best release's schedule, with codes that only the complete releases hold after it."""
    if basis.locality is None:
        raise ValueError("a percentage of Medicare needs a locality, or 'national'")
    schedule: pd.DataFrame | None = None
    for release in releases:
        other = fee_schedule(
            tables,
            release=release,
            locality=basis.locality,
            factor=factor,
            gpci_release=_index_release(tables, basis),
        )
        if schedule is not None:
            other = pd.concat([schedule, other[~other.index.isin(schedule.index)]])
        schedule = other
    assert schedule is not None
    return schedule


def _factor(tables: MedicareTables, basis: MedicareBasis, on: date) -> Decimal:
    if basis.conversion_factor is not None:
        return Decimal(repr(float(basis.conversion_factor)))
    day = date(basis.factor_year, 12, 28) if basis.factor_year else on
    factor = conversion_factor(tables, day, bool(basis.qp))
    if factor is None:
        raise ValueError(f"no conversion factor of {day.year} is held")
    return Decimal(factor.value) / 10_000


def _index_release(tables: MedicareTables, basis: MedicareBasis) -> str | None:
    return released_for_year(tables, basis.gpci_year)[0] if basis.gpci_year else None


def _physician_lookup(
    tables: MedicareTables,
    kinds: pd.DataFrame,
    schedule: pd.DataFrame,
    releases: tuple[str, ...],
) -> Prices:
    row = [pays_as(text) for text in kinds["modifiers"]]
    rows = schedule.reindex(pd.MultiIndex.from_arrays([kinds["hcpcs"], row]))
    part = schedule.reindex(pd.MultiIndex.from_arrays([kinds["hcpcs"], ["TC"] * len(kinds)]))
    office = kinds["setting"].eq("office").to_numpy()
    cents = np.where(office, _zeroed(rows["nonfacility_cents"]), _zeroed(rows["facility_cents"]))
    parts = _zeroed(part["nonfacility_cents"])
    site = rows["nonfacility_cents"].where(office, rows["facility_cents"])
    reason = np.full(len(kinds), "", dtype=object)
    off_list = np.zeros(len(kinds), dtype=bool)
    missing = np.flatnonzero(site.isna())
    held = _held(tables, releases) if len(missing) else None
    for place in missing:
        assert held is not None
        reason[place], off_list[place] = _why_not(
            held, kinds["hcpcs"].iloc[place], rows["status"].iloc[place], bool(office[place])
        )
    return Prices(cents.astype(np.int64), parts, reason, off_list)


class _Held(NamedTuple):
    """What the held releases can say about a code that has no price in them."""

    release: str
    complete: bool
    eye_codes: frozenset[str]


def _held(tables: MedicareTables, releases: tuple[str, ...]) -> _Held:
    complete = tables.releases.set_index("release")["complete"].astype(bool)
    partial = tables.physician_rvu["release"].isin(complete.index[~complete])
    return _Held(
        releases[0],
        bool(complete.reindex(list(releases)).any()),
        frozenset(tables.physician_rvu.loc[partial, "hcpcs"]),
    )


def _why_not(held: _Held, code: str, status: Any, office: bool) -> tuple[str, bool]:
    """Return why a code has no price, and whether the list surely has no fee for it."""
    if isinstance(status, str) and status in VALUED:
        return f"Medicare has no {'office' if office else 'facility'} price of it", False
    if isinstance(status, str):
        told = f"Medicare does not price it (status {status} in {held.release})"
        return told, status not in PAID_WITH_OTHERS
    if held.complete or code in held.eye_codes:
        return f"not on the list of {held.release}", True
    return f"outside the part of {held.release} that is held", False


def _looked_up(kinds: pd.DataFrame, schedule: pd.DataFrame, area: str | None, told: str) -> Prices:
    rows = schedule.reindex(kinds["hcpcs"])
    cents = rows["rate_cents" if area is None else "adjusted_cents"]
    missing = cents.isna().to_numpy()
    status = rows["status"] if "status" in rows else pd.Series("", index=rows.index)
    packaged = missing & (status == "packaged").to_numpy()
    reason = np.where(missing, f"not on {told}", "").astype(object)
    reason[packaged] = f"packaged in {told}"
    whole = _zeroed(cents)
    return Prices(whole, np.zeros_like(whole), reason, missing & ~packaged)


def _zeroed(cents: pd.Series) -> Cents:
    return np.asarray(cents.astype("Int64").fillna(0), dtype=np.int64)


def _wage_area(basis: MedicareBasis, year: int) -> str | None:
    """The wage area of a year, None for national."""
    area = basis.wage_area
    if isinstance(area, dict):
        since = [first for first in sorted(area) if int(first) <= year]
        if not since:
            raise ValueError(f"the contract names no wage area of {year}, only from {min(area)} on")
        area = area[since[-1]]
    if area is None:
        raise ValueError("a percentage of Medicare needs a wage_area, or 'national'")
    return None if area == NATIONAL else area


@lru_cache(maxsize=HELD)
def _center_schedule(tables: MedicareTables, on: date, area: str | None) -> pd.DataFrame:
    """The surgery-center schedule of a day and area; several contracts ask for the same one."""
    return asc_schedule(tables, on=on, cbsa=area)


@lru_cache(maxsize=HELD)
def _limits(tables: MedicareTables, on: date) -> pd.Series:
    """Drug limits of a day; several contracts of a practice ask for the same ones."""
    try:
        return drug_limits(tables, on=on)
    except ValueError:
        return pd.Series(dtype="Int64")


def of_sales_price(limits: Cents, ratio: float) -> Cents:
    """Return the drug limit over 1.06 times a ratio, per billing unit, in cents.

    >>> of_sales_price(np.array([80107]), 1.08).tolist()
    [81618]
    """
    numerator, denominator = decimal_ratio(ratio)
    return half_up(np.asarray(limits) * numerator * 100, denominator * LIMIT_PERCENT)
