"""Hassle: what prior authorization, first denials and late payment cost, by service and payer.

    authorization = staff minutes x authorization rate + calls x minutes x that doctor's rate
    first denials = lines x share denied at first x rework minutes x billing rate
    waiting       = allowed / 365 x days over the target x cost of capital [1]

Where the practice counted requests by service and, apart, by payer, service by payer is estimated
by raking from the lines of the service's codes among the payers that ask; what was counted by
payer stays there. Estimates are marked; what cannot be told by payer stands under no payer (""),
and what a table does not hold is NaN, never zero. Offsets are money taken back, no hassle.

[1] Working capital tied up by days over a target: receivables are a year's amount x days / 365.
Amounts are dollars of the tables' year.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from practice_model.costs.capacity import Rates, doctor
from practice_model.costs.raking import Floats, raked
from practice_model.costs.terms import Costing
from practice_model.quantities import (
    Number,
)
from practice_model.tables import refuse_draws

STAFF, BILLING = "prior_authorization", "billing"
PROFESSIONAL, DRUG = "professional", "drug"
DAYS_A_YEAR = 365
UNKNOWN_PAYER = ""
COUNTED = ["requests", "minutes", "calls", "call_minutes"]


@dataclass(frozen=True, eq=False)
class Spread:
    """Requests by service, provider and payer, and what could not be told or did not agree.

    table: service, codes, provider, payer, block, requests, minutes (staff), calls, call_minutes
    (the doctor's), estimated.
    """

    table: pd.DataFrame
    told: tuple[str, ...]


class Rows(NamedTuple):
    """The rows of a table of requests that name no payer, and who may have asked how often."""

    rows: pd.DataFrame
    left: pd.Series


def requests_by_payer(
    authorizations: pd.DataFrame, conduct: pd.DataFrame | None, lines: pd.DataFrame
) -> Spread:
    """Return the requests by service, provider and payer, estimated only where nobody counted.

    lines: payer, provider, block, code, lines, of which professional and drug lines are read.
    """
    own = lines[lines["block"].isin([PROFESSIONAL, DRUG])]
    counted = _counted(authorizations).assign(estimated=False)
    counted["block"] = [_block(codes, own) for codes in counted["codes"]]
    named = counted["payer"] != UNKNOWN_PAYER
    told: list[str] = []
    if named.all():
        told += _disagreements(counted, conduct)
        return _spread([counted], told)
    if conduct is None:
        told.append(
            "nobody counted requests by payer: services that name no payer stay without one"
        )
        return _spread([counted], told)
    left, why = _left(counted[named], conduct)
    open_rows = Rows(counted[~named], left[left > 0])
    made, missing = _estimated(open_rows, own)
    return _spread([counted[named], made], [*told, *why, *missing])


def with_dollars(spread: Spread, rates: Rates) -> pd.DataFrame:
    """Return the spread's table with staff_cost, doctor_cost and cost, in dollars a year.

    ValueError where a rate is missing, and for drawn rates.
    """
    refuse_draws(rates)
    made = spread.table.copy()
    calling = sorted(set(made.loc[made["call_minutes"] > 0, "provider"]))
    each = {name: _rate(rates, doctor(str(name))) for name in calling}
    staff = _rate(rates, STAFF) if made["minutes"].any() else 0.0
    made["staff_cost"] = made["minutes"] * staff
    made["doctor_cost"] = made["call_minutes"] * made["provider"].map(each).fillna(0.0)
    made["cost"] = made["staff_cost"] + made["doctor_cost"]
    return made


def hassle_by_payer(
    costed: pd.DataFrame | None,
    amounts: pd.DataFrame,
    costing: Costing,
    rates: Rates,
) -> pd.DataFrame:
    """Return hassle by payer and block, in dollars a year; NaN where the practice does not know.

    costed: as `with_dollars`, None where nobody counted. amounts: index payer, block; columns
    lines, allowed (dollars). Columns authorization, denials, hassle (both), tied_up, waiting.
    """
    own = costing.hassle
    refuse_draws(rates, *([own] if own else []))
    made = _authorization_of(costed, amounts)
    held = amounts.reindex(made.index).fillna(0.0)
    known = _conduct_of(costing.conduct, made.index.get_level_values("payer"))
    rework = np.nan if own is None else float(own.rework) * float(_rate(rates, BILLING))
    made["denials"] = held["lines"].to_numpy() * known["initial_denial"] * rework
    made["hassle"] = made["authorization"] + made["denials"]
    target = np.nan if own is None else float(own.target_days)
    over = np.maximum(known["days_to_payment"] - target, 0.0)
    made["tied_up"] = held["allowed"].to_numpy() / DAYS_A_YEAR * over
    made["waiting"] = made["tied_up"] * (np.nan if own is None else float(own.capital))
    return made


def _authorization_of(costed: pd.DataFrame | None, amounts: pd.DataFrame) -> pd.DataFrame:
    """Authorization by payer and block: 0 where nobody asked, NaN where it is not known."""
    if costed is None:
        return pd.DataFrame({"authorization": np.nan}, index=amounts.index)
    unknown = costed["payer"] == UNKNOWN_PAYER
    asked = costed[~unknown].groupby(["payer", "block"])["cost"].sum()
    index = amounts.index.union(
        pd.MultiIndex.from_tuples(list(asked.index), names=asked.index.names)
    )
    rest = np.nan if unknown.any() else 0.0
    return pd.DataFrame({"authorization": asked.reindex(index).fillna(rest)})


def _counted(authorizations: pd.DataFrame) -> pd.DataFrame:
    made = authorizations[["service", "codes", "provider", "payer"]].reset_index(drop=True)
    given = authorizations.reset_index(drop=True)
    made["requests"] = given["requests"].astype(float)
    made["minutes"] = made["requests"] * given["minutes_each"].astype(float)
    made["calls"] = given["doctor_calls"].astype(float)
    made["call_minutes"] = made["calls"] * given["minutes_per_call"].astype(float)
    return made


def _block(codes: str, own: pd.DataFrame) -> str:
    """The block that most lines of the codes are in; professional where no code is named."""
    held = own[own["code"].isin(codes.split())].groupby("block")["lines"].sum()
    return str(held.idxmax()) if len(held) else PROFESSIONAL


def _spread(parts: list[pd.DataFrame], told: list[str]) -> Spread:
    whole = pd.concat(parts, ignore_index=True)
    whole = whole[(whole["requests"] > 0) | (whole["calls"] > 0)].reset_index(drop=True)
    names = ["service", "codes", "provider", "payer", "block"]
    return Spread(whole[[*names, *COUNTED, "estimated"]], tuple(told))


def _disagreements(counted: pd.DataFrame, conduct: pd.DataFrame | None) -> list[str]:
    if conduct is None:
        return []
    by_payer = counted.groupby("payer")["requests"].sum()
    stated = conduct.set_index("payer")["prior_authorizations"].astype(float)
    both = pd.DataFrame({"services": by_payer, "payers": stated}).fillna(0.0)
    return [
        f"{payer}: the services count {row.services:,.0f} requests, the payers' table "
        f"{row.payers:,.0f}; the services' count is used"
        for payer, row in both.iterrows()
        if row["services"] != row["payers"]
    ]


def _left(named: pd.DataFrame, conduct: pd.DataFrame) -> tuple[pd.Series, list[str]]:
    """What each payer asked for beyond the rows that name it."""
    stated = conduct.set_index("payer")["prior_authorizations"].astype(float)
    own = named.groupby("payer")["requests"].sum()
    told = [
        f"{payer}: the rows that name it count {count:,.0f} requests, the payers' table "
        f"{stated.get(payer, 0.0):,.0f}; none is left to spread"
        for payer, count in own.items()
        if count > stated.get(payer, 0.0)
    ]
    return (stated - own.reindex(stated.index).fillna(0.0)).clip(lower=0.0), told


def _estimated(open_rows: Rows, own: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    rows, left = open_rows
    if left.empty:
        why = "the payers' table leaves no request for the services that name no payer"
        return rows, [f"{why}: they stay without one"]
    seed, told = _seed(rows, left, own)
    fitted = raked(seed, rows["requests"], left)
    if not fitted.met:
        told.append(_unmet(rows, left, fitted.off))
    share = fitted.table / rows["requests"].to_numpy()[:, None].clip(min=1.0)
    parts = []
    for place, payer in enumerate(left.index):
        part = rows.copy()
        part["payer"] = payer
        for name in COUNTED:
            part[name] = part[name] * share[:, place]
        part["estimated"] = (share > 0).sum(axis=1) > 1
        parts.append(part)
    return pd.concat(parts, ignore_index=True), told


def _seed(rows: pd.DataFrame, left: pd.Series, own: pd.DataFrame) -> tuple[Floats, list[str]]:
    """Lines of each row's codes by payer that asks; the payers' own counts where there are none."""
    seeds: list[Floats] = []
    told: list[str] = []
    for row in rows.itertuples():
        codes = str(row.codes).split()
        fitting = own["code"].isin(codes) if codes else own["block"].eq(PROFESSIONAL)
        lines = own[fitting & (own["provider"] == str(row.provider))]
        held = lines.groupby("payer")["lines"].sum().reindex(left.index).fillna(0.0)
        if held.sum() <= 0:
            told.append(
                f"{row.service} of {row.provider}: no line of it at a payer that asks; "
                "spread as the payers' counts"
            )
            held = left
        seeds.append(held.to_numpy(dtype=float))
    return np.array(seeds), told


def _unmet(rows: pd.DataFrame, left: pd.Series, off: Floats) -> str:
    services, payers = rows["requests"].sum(), left.sum()
    if abs(services - payers) > 0.5:  # noqa: PLR2004 (half a request)
        return (
            f"the services that name no payer count {services:,.0f} requests, the payers' table "
            f"leaves {payers:,.0f}: the services' count is spread in the payers' proportions"
        )
    worst = left.index[int(np.abs(off).argmax())]
    return (
        f"both counts cannot be met, since some services have no line at some payers; the largest "
        f"gap is {np.abs(off).max():,.1f} requests at {worst}, the services' counts stand"
    )


def _conduct_of(conduct: pd.DataFrame | None, payers: pd.Index) -> dict[str, Floats]:
    names = ("initial_denial", "days_to_payment")
    if conduct is None:
        return {name: np.full(len(payers), np.nan) for name in names}
    held = conduct.set_index("payer")
    return {
        name: np.asarray(held[name].astype(float).reindex(payers), dtype=np.float64)
        for name in names
    }


def _rate(rates: Rates, name: str) -> Number:
    if name not in rates.minute:
        known = ", ".join(sorted(rates.minute))
        raise ValueError(f"hassle takes minutes of {name}, which no resource supplies: {known}")
    return rates.minute[name]
