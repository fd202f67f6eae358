"""Approvals: which services ask for prior authorization, and how much of their margin it takes.

    margin before = collected - full cost without authorization minutes, of the service's own lines
                    at the payers that ask; a drug's cost is what it was bought for
    approval time = what the counted requests took (`costs/hassle.py`)
    margin left   = before - approval time

A time equation may hold minutes of authorization for every case; the counts stand in their place,
so that no minute is costed twice. A drug's margin is before chair time, and the center's fees are
not in it. Services that name no codes are one row: all other lines of their providers at payers
that ask. Lines without a cost are left out and counted. Dollars of the claims' year.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from practice_model.costs.hassle import UNKNOWN_PAYER
from practice_model.quantities import (
    Count,
    Lines,
    Minutes,
    MinutesPerYear,
    Ratio,
    SignedUSDPerCase,
    SignedUSDPerYear,
    USDPerYear,
    terms,
)

BLOCKS = ("professional", "drug")
OTHER = "Other services"
RAKED, COUNTED = "estimated", "counted"
APPROVAL_HEADS = {
    "requests": "Requests a year|count",
    "minutes_each": "Minutes each|count",
    "before": "Margin before approval, $|bare_signed",
    "time": "Approval time, $|bare",
    "left": "Margin left, $|bare_signed",
    "of_margin": "Time, % of margin|bare",
}
PAYER_HEADS = APPROVAL_HEADS | {"known": "Requests are|text"}
APPROVAL_UNITS = {"requests": "count", "minutes_each": "minutes", "of_margin": "ratio"}


@terms
class Approval:
    """One service's approvals: its margin before, what its time costs, what is left.

    each: what is left a line. of_margin: time over margin; None where there is no margin.
    """

    service: str
    requests: Count
    minutes_each: Minutes
    lines: Lines
    before: SignedUSDPerYear
    time: USDPerYear
    left: SignedUSDPerYear
    each: SignedUSDPerCase
    of_margin: Ratio | None


@terms
class Approvals:
    """All approvals of a year. services_over: those whose time costs more than their margin."""

    requests: Count
    staff_minutes: MinutesPerYear
    call_minutes: MinutesPerYear
    time: USDPerYear
    services: Count
    services_over: Count


class Asked(NamedTuple):
    """The rows of a service, and which cells are its lines."""

    rows: pd.DataFrame
    cells: pd.Series


def approval_times(costed: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Return a row a service, largest part of its margin first, and all.

    costed: `hassle.with_dollars`. cells: the margin grid's, with payer, provider, block, code,
    lines, collected, full_without_authorization. Columns label, role, requests, minutes_each,
    lines, before, time, left, each (USD), of_margin (ratio; NaN where no margin is), over (flag),
    uncosted_lines. before and left are NaN where nobody knows who asked.
    """
    if costed.empty:
        return pd.DataFrame()
    held = cells[cells["block"].isin(BLOCKS)]
    services = _services(costed, held)
    made = pd.DataFrame({name: _row(asked, held) for name, asked in services.items()}).T
    made = made.astype(float)
    made["label"], made["role"] = made.index, "body"
    rank = made["of_margin"].where(made["before"] > 0, np.inf).where(made["before"].notna())
    made = made.loc[rank.sort_values(ascending=False, kind="stable", na_position="last").index]
    union = np.logical_or.reduce([asked.cells.to_numpy(bool) for asked in services.values()])
    whole = _row(Asked(costed, pd.Series(union, index=held.index)), held)
    total = {"label": "All with prior authorization", "role": "total"} | whole
    made = pd.concat([made, pd.DataFrame([total], index=["all"])])
    made["over"] = made["left"] < 0
    return made


def approvals_by_payer(
    costed: pd.DataFrame, cells: pd.DataFrame, names: Mapping[str, str]
) -> pd.DataFrame:
    """Return approvals and the margin after them by service and payer, least left first.

    Columns as `approval_times`, with service, payer, estimated (flag: requests were raked, not
    counted) and known (the same in words). names: what a payer is called.
    """
    if costed.empty:
        return pd.DataFrame()
    held = cells[cells["block"].isin(BLOCKS)]
    rows: list[dict[str, object]] = []
    for name, asked in _services(costed, held).items():
        for payer, own in asked.rows.groupby("payer"):
            lines = asked.cells & held["payer"].eq(str(payer))
            called = names.get(str(payer), str(payer)) or "payer not told"
            raked = bool(own["estimated"].any())
            row = {"service": name, "payer": str(payer), "label": f"{name}, {called}"}
            rows.append(row | {"estimated": raked, "known": RAKED if raked else COUNTED}
                        | _row(Asked(own, lines), held))  # fmt: skip
    table = pd.DataFrame(rows).sort_values("left", kind="stable", na_position="last")
    keys = zip(table["service"], table["payer"], strict=True)
    table.index = pd.Index(["_".join(key) for key in keys], name="approval")
    return table


def approvals(costed: pd.DataFrame, table: pd.DataFrame) -> Approvals | None:
    """Return all approvals of the year; None where the practice counted none."""
    if table.empty:
        return None
    body = table[table["role"] == "body"]
    return Approvals(
        requests=round(float(body["requests"].sum())),
        staff_minutes=float(costed["minutes"].sum()),
        call_minutes=float(costed["call_minutes"].sum()),
        time=float(body["time"].sum()),
        services=len(body),
        services_over=int(body["over"].sum()),
    )


def worst_approval(table: pd.DataFrame) -> Approval | None:
    """Return the service whose approvals take most of its margin; None where none is known."""
    known = table[(table["role"] == "body") & table["before"].notna()] if len(table) else table
    if known.empty:
        return None
    row = known.to_dict("records")[0]
    numbers = ("minutes_each", "before", "time", "left", "each")
    return Approval(
        service=str(row["label"]),
        requests=round(float(row["requests"])),
        lines=round(float(row["lines"])),
        of_margin=None if np.isnan(row["of_margin"]) else float(row["of_margin"]),
        **{name: float(row[name]) for name in numbers},
    )


def _services(costed: pd.DataFrame, held: pd.DataFrame) -> dict[str, Asked]:
    """Services that name codes under their own names, all others in one row."""
    coded = costed[costed["codes"] != ""]
    made = {
        str(name): Asked(rows, _lines_of(rows, held))
        for name, rows in coded.groupby("service", sort=False)
    }
    rest = costed[costed["codes"] == ""]
    if len(rest):
        taken = _taken([asked.cells for asked in made.values()], held)
        name = OTHER if rest["service"].nunique() > 1 else str(rest["service"].iloc[0])
        made[name] = Asked(rest, _lines_of(rest, held) & ~taken)
    return made


def _taken(services: list[pd.Series], held: pd.DataFrame) -> pd.Series:
    taken = pd.Series(False, index=held.index)
    for own in services:
        taken |= own
    return taken


def _lines_of(rows: pd.DataFrame, held: pd.DataFrame) -> pd.Series:
    """The cells of the rows' providers and payers, of their codes where they name any."""
    made = pd.Series(False, index=held.index)
    for (provider, codes), own in rows.groupby(["provider", "codes"]):
        fits = (held["provider"] == str(provider)) & held["payer"].isin(own["payer"].unique())
        made |= fits & held["code"].isin(str(codes).split()) if codes else fits
    return made


def _row(asked: Asked, held: pd.DataFrame) -> dict[str, float]:
    rows, own = asked.rows, held[asked.cells]
    costed = own[own["full_without_authorization"].notna()]
    lines = float(costed["lines"].sum())
    before = float((costed["collected"] - costed["full_without_authorization"]).sum())
    if (rows["payer"] == UNKNOWN_PAYER).any() or not lines:
        before = np.nan
    requests, time = float(rows["requests"].sum()), float(rows["cost"].sum())
    return {
        "requests": requests,
        "minutes_each": float(rows["minutes"].sum()) / requests if requests else np.nan,
        "lines": lines,
        "before": before,
        "time": time,
        "left": before - time,
        "each": (before - time) / lines if lines else np.nan,
        "of_margin": time / before if before > 0 else np.nan,
        "uncosted_lines": float(own.loc[own["full_without_authorization"].isna(), "lines"].sum()),
    }
