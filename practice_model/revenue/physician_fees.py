"""The physician fee schedule: what Medicare allows for each code, in exact cents [1]_.

fee = half up to the cent of
(work x work index + practice expense of the site x its index + malpractice x its index) x factor,
full precision inside, one rounding at the end. Relative value units are held as whole hundredths,
geographic indices as whole thousandths, factors as whole ten-thousandths, so that no step is a
binary float. National means every index 1. A site that the file flags NA has no price there; CMS
prints a number beside the flag all the same.

Releases hold by service date. A quarter that is not held takes the nearest held release of the
same year; a year that is not held is refused. Some releases are held for eye care only: a code
outside them takes the nearest complete release of the year.

Sources
-------
.. [1] CMS, PPRRVU files RVU20A to RVU26C and GPCI files 2020 to 2026; reproduces the 872 published
   amounts of PFREV25C and PFREV25D.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from practice_model.money import half_up
from practice_model.revenue.medicare_tables import MedicareTables

RVU_COLUMNS = {
    "work_rvu": "work",
    "nonfac_pe_rvu": "nonfac_pe",
    "fac_pe_rvu": "fac_pe",
    "mp_rvu": "mp",
    "opps_nonfac_pe_amt": "cap_pe",
    "opps_mp_amt": "cap_mp",
    "pre_op": "pre_op",
    "intra_op": "intra_op",
    "post_op": "post_op",
}
TEXT_COLUMNS = [
    "hcpcs",
    "mod",
    "status",
    "nonfac_na",
    "fac_na",
    "pctc_ind",
    "glob_days",
    "mult_proc",
    "bilat_surg",
    "asst_surg",
    "co_surg",
    "team_surg",
    "endo_base",
    "diag_img_family",
]
SCALE = 10_000_000  # hundredths x thousandths x ten-thousandths, down to cents
NATIONAL = "national"


class Indices(NamedTuple):
    """Geographic indices of work, practice expense and malpractice, in thousandths."""

    work: int
    practice_expense: int
    malpractice: int


class InForce(NamedTuple):
    """The releases that price a day, the best first, and a remark where it is a stand-in."""

    releases: tuple[str, ...]
    note: str


class Factor(NamedTuple):
    """A conversion factor in ten-thousandths of a dollar, and how it is told."""

    value: int
    label: str


def _quarter(on: date) -> int:
    return (on.month - 1) // 3


def physician_release(tables: MedicareTables, on: date) -> InForce | None:
    """Return the releases for a service date, best first, or None where the year is not held."""
    held = tables.releases[tables.releases["year"] == on.year]
    if held.empty:
        return None
    starts = [start.date() for start in pd.to_datetime(held["effective_from"])]
    names, complete = held["release"].tolist(), held["complete"].tolist()
    ranked = sorted(
        range(len(starts)),
        key=lambda row: (
            abs(_quarter(starts[row]) - _quarter(on)),
            starts[row] > on,
            abs((starts[row] - on).days),
        ),
    )
    first = ranked[0]
    label = f"RVU{on.year % 100:02d}{'ABCD'[_quarter(on)]}"
    in_quarter = _quarter(starts[first]) == _quarter(on) and starts[first] <= on
    note = "" if in_quarter else f"{label} not held"
    others = [names[row] for row in ranked[1:] if complete[row]]
    return InForce((names[first],) if complete[first] else (names[first], *others), note)


def released_for_year(
    tables: MedicareTables, year: int, quarter: int | None = None
) -> tuple[str, str]:
    """Return the release that a contract means by a year, or by a quarter of it, and a remark.

    Without a quarter it is the last release held of the year. ValueError where none is held.
    """
    held = tables.releases[tables.releases["year"] == year]
    if held.empty:
        years = sorted(set(tables.releases["year"]))
        raise ValueError(f"no physician release of {year} is held, only of {years}")
    if quarter is None:
        return str(held.sort_values("effective_from")["release"].iloc[-1]), ""
    if quarter not in (1, 2, 3, 4):
        raise ValueError(f"a quarter is 1, 2, 3 or 4, not {quarter!r}")
    found = physician_release(tables, date(year, 3 * quarter, 28))
    assert found is not None  # the year is held
    return found.releases[0], found.note


def conversion_factor(tables: MedicareTables, on: date, qp: bool = False) -> Factor | None:
    """Return the physician factor of a day, or None where none is held.

    Before 2026 there is one factor for all; since then a qualifying participant has its own. A
    release that the user added carries the factor of its year where the dated table has none.
    """
    table = tables.conversion_factors
    day = pd.Timestamp(on)
    rows = table[
        (table["system"] == "PFS")
        & (table["status"] != "proposed")
        & (table["effective_from"] <= day)
        & (table["effective_to"].isna() | (table["effective_to"] >= day))
    ]
    two = bool(rows["qp"].any())
    chosen = rows[rows["qp"] == (qp and two)]
    name = "" if not two else ", QP" if qp else ", not QP"
    if not chosen.empty:
        return Factor(_whole(chosen["value"].iloc[-1], 10_000), f"factor {_plain(chosen)}{name}")
    found = physician_release(tables, on)
    if qp or found is None or on.year < int(table["effective_from"].max().year):
        return None
    rvu = tables.physician_rvu
    printed = rvu.loc[rvu["release"] == found.releases[0], "conv_factor"].dropna()
    if printed.empty:
        return None
    value = _whole(printed.iloc[0], 10_000)
    return Factor(value, f"factor {value / 10_000:.4f} of {found.releases[0]}")


def _plain(rows: pd.DataFrame) -> str:
    return f"{float(rows['value'].iloc[-1]):.4f}"


def _whole(value: Any, scale: int) -> int:
    """Return a printed decimal times `scale` as the whole number it must be."""
    exact = Decimal(str(value)) * scale
    if exact != exact.to_integral_value():
        raise ValueError(f"{value} has more decimals than 1/{scale}")
    return int(exact)


def _wholes(values: pd.Series, scale: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    numbers = values.astype("float64").fillna(0).to_numpy() * scale
    return np.rint(numbers).astype(np.int64)


def release_rows(tables: MedicareTables, release: str) -> pd.DataFrame:
    """Return the rows of one release: indicators as text, RVU and shares as whole hundredths."""
    rvu = tables.physician_rvu
    rows = rvu[rvu["release"] == release]
    if rows.empty:
        raise ValueError(f"no physician release {release!r} is held")
    return whole_rows(rows).drop(columns="release")


def whole_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of the relative value table with text as text and RVU as whole hundredths."""
    text = ("release", *TEXT_COLUMNS)
    made = {name: rows[name].fillna("").astype(str).to_numpy(object) for name in text}
    made.update({short: _wholes(rows[name], 100) for name, short in RVU_COLUMNS.items()})
    return pd.DataFrame(made)


def locality_indices(
    tables: MedicareTables, release: str, work_floor: bool = True
) -> Mapping[str, Indices]:
    """Return the geographic indices of a release by locality such as '10212-01'.

    A release without indices of its own takes the last ones held of its year. Without the work
    floor of 1.0 the unfloored index is taken; ValueError where it is not printed.
    """
    gpci = tables.gpci
    rows = gpci[gpci["release"] == release]
    if rows.empty:
        year = tables.releases.loc[tables.releases["release"] == release, "year"]
        rows = gpci[gpci["year"] == int(year.iloc[0])] if len(year) else rows
        rows = rows[rows["release"] == rows["release"].max()]
    work = rows["gpci_work" if work_floor else "gpci_work_no_floor"]
    if work.isna().any():
        raise ValueError(f"the work index without its floor is not held for {release}")
    names = (rows["mac"].astype(str) + "-" + rows["locality_number"].astype(str)).tolist()
    columns = (work, rows["gpci_pe"], rows["gpci_mp"])
    values = zip(*(_wholes(column, 1000).tolist() for column in columns), strict=True)
    return {NATIONAL: Indices(1000, 1000, 1000)} | {
        name: Indices(*indices) for name, indices in zip(names, values, strict=True)
    }


def fee_cents(
    work: Any, practice_expense: Any, malpractice: Any, indices: Any, factor: Any
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return fees in cents from RVU in hundredths, indices in thousandths, factor in 1/10,000.

    >>> fee_cents(717, 614, 54, (1000, 1000, 1000), 334009).item()
    46260
    """
    index_work, index_expense, index_malpractice = indices
    units = (
        np.asarray(work) * index_work
        + np.asarray(practice_expense) * index_expense
        + np.asarray(malpractice) * index_malpractice
    )
    return half_up(units * factor, SCALE)


def fee_schedule(
    tables: MedicareTables,
    *,
    release: str,
    locality: str,
    factor: float | Decimal,
    gpci_release: str | None = None,
    work_floor: bool = True,
) -> pd.DataFrame:
    """Return one release priced for one locality: cents by (hcpcs, mod), indicators beside them.

    `nonfacility_cents` and `facility_cents` are NA where the file gives no price: another status
    than A, R or T, no relative value units, or an office flagged NA. A facility flagged NA keeps
    its price, which CMS publishes: the flag there says that it is rare. ValueError: not held.
    """
    rows = release_rows(tables, release)
    indices = locality_indices(tables, gpci_release or release, work_floor)
    if locality not in indices:
        raise ValueError(f"no locality {locality!r} in the indices of {gpci_release or release}")
    whole = _whole(factor, 10_000)
    valued = rows["status"].isin(["A", "R", "T"])
    office = rows["nonfac_na"] != "NA"
    for site, column, payable in (
        ("nonfacility_cents", "nonfac_pe", valued & office),
        ("facility_cents", "fac_pe", valued),
    ):
        cents = fee_cents(rows["work"], rows[column], rows["mp"], indices[locality], whole)
        has_units = (rows["work"] + rows["nonfac_pe"] + rows["fac_pe"] + rows["mp"]) > 0
        priced = payable & has_units
        rows[site] = pd.array(np.where(priced, cents, 0), dtype="Int64")
        rows.loc[~priced, site] = pd.NA
    return rows.set_index(["hcpcs", "mod"])


def comanaged_fee(fee: int, post_op: float | Decimal, days: int, global_days: int) -> int:
    """Return what modifier 55 earns for `days` of the follow-up, in cents of the whole fee's cents.

    The follow-up share is rounded first, the days' part of it again. Source: AAPC on 54 and 55.

    >>> comanaged_fee(52175, 0.2, 80, 90)
    9276
    """
    if not 0 <= days <= global_days or global_days <= 0:
        raise ValueError(f"days must lie in 0 to {global_days}, not {days}")
    post = half_up(fee * _whole(post_op, 100), 100)
    return int(half_up(post * days, global_days))
