"""The conversion factors that CMS's files carry, put beside those that are held.

A factor belongs to a date and, from 2026, to qualifying participants (QP) or everybody else. A file
that carries another year's factor is the wrong file; a later quarter may change the factor (as in
March 2024), an earlier one may not.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

TWO_FACTORS_SINCE = 2026
NEAR = 0.002  # dollars by which a factor derived from rounded rates may differ


@dataclass(frozen=True)
class Factor:
    """A factor as a file gives it: system (PFS, ASC), whose, from which day, dollars a unit."""

    system: str
    qp: bool
    starts: date
    value: str
    status: str
    source: str


@dataclass(frozen=True)
class Placed:
    """The table of factors after a file, a remark where it changed, or why it is refused."""

    table: pd.DataFrame
    remark: str = ""
    refusal: str = ""


def same(one: str, other: str) -> bool:
    """Return whether two factors are one within what rounded rates allow."""
    return abs(float(one) - float(other)) <= NEAR


def placed(table: pd.DataFrame, given: Factor, *, later_held: bool, replace: bool) -> Placed:
    """Return the factors (text rows) with a file's factor, or the refusal of a wrong one.

    `later_held` says whether a release from that day or a later one of the year is held already.
    """
    year = str(given.starts.year)
    whose = " of qualifying participants" if given.qp else ""
    system = table[table["system"] == given.system]
    own = system[system["qp"] == str(given.qp).lower()]
    of_year = own[own["effective_from"].str[:4] == year]
    covers = of_year[
        (of_year["effective_from"] <= str(given.starts))
        & (of_year["effective_to"] >= str(given.starts))
    ]
    if len(covers) and same(covers["value"].iloc[-1], given.value):
        return Placed(table)
    strange = _strange(system, given, year)
    if strange:
        return Placed(table, refusal=f"carries {given.value}, {strange}; take the file of {year}")
    if of_year.empty:
        new = _row(given, f"{year}-01-01", f"{year}-12-31")
        remark = f"{given.system} factor{whose} {year}: {given.value}"
        return Placed(pd.concat([table, new], ignore_index=True), remark)
    held = covers.iloc[-1] if len(covers) else of_year.iloc[-1]
    if later_held and not replace:
        told = f"carries {given.value}, but {held['value']} is held from {held['effective_from']}"
        return Placed(table, refusal=f"{told}; add --replace if the file is right")
    if later_held:
        changed = table.copy()
        names = ["value", "status", "source"]
        changed.loc[held.name, names] = [given.value, given.status, given.source]
        return Placed(changed, f"{given.system} factor{whose} {year} replaced: {given.value}")
    split = table.copy()
    split.loc[held.name, "effective_to"] = str(given.starts - timedelta(days=1))
    new = _row(given, str(given.starts), held["effective_to"])
    remark = f"{given.system} factor{whose} changes on {given.starts} to {given.value}"
    return Placed(pd.concat([split, new], ignore_index=True), remark)


def _strange(system: pd.DataFrame, given: Factor, year: str) -> str:
    """Return whose factor it is where it is another year's or the other participants'."""
    for row in system.to_dict("records"):
        if not same(row["value"], given.value):
            continue
        if row["effective_from"][:4] != year:
            return f"the factor of {row['effective_from'][:4]}"
        if row["qp"] != str(given.qp).lower():
            return f"the factor {'without' if given.qp else 'of'} QP status"
    return ""


def _row(given: Factor, begins: str, ends: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "system": given.system,
                "qp": str(given.qp).lower(),
                "effective_from": begins,
                "effective_to": ends,
                "value": given.value,
                "status": given.status,
                "source": given.source,
            }
        ],
        dtype=str,
    )
