"""Years of a payer talk: now, offer, ask and target over the term, on every Medicare path.

Fees alone are priced year by year; drugs follow their quarters' limits, which no path foretells,
so their change stands beside, held at the book's. Where a side follows Medicare it has one row a
path; a side that is frozen on a year has one row, whatever Medicare does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from practice_model.quantities import (
    USD,
    Count,
    Number,
    SharePerYear,
    SignedShare,
    SignedUSD,
    SignedUSDPerYear,
    USDPerYear,
    terms,
)
from practice_model.questions.payer import Column, Prices
from practice_model.questions.payer_medicare import cliffs
from practice_model.questions.payer_terms import Payer, contracts_of
from practice_model.revenue.contract import Contract, schedules
from practice_model.revenue.multi_year import (
    Horizon,
    MedicarePath,
    escalated_average,
    held_path,
    present_value,
)
from practice_model.revenue.year_prices import Basis, basis, moves_with_medicare, year_values

HELD = "held"
ORDINALS = (
    "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth",
)  # fmt: skip
SPOKEN = ("now", "offer", "ask", "target")
YEARS_UNITS = {"npv": "USD", "against_now": "USD"}
NAMES = {
    "now": "Now",
    "kept": "Contract kept",
    "offer": "Their offer",
    "ask": "Our ask",
    "target": "Our target",
}


@dataclass(frozen=True, eq=False)
class SideYears:
    """The fees of one side by contract year in USD; None where a year is not priced.

    path: the name of the Medicare path, "" for a side that follows none.
    """

    side: str
    path: str
    path_key: str
    years: tuple[float | None, ...]


@dataclass(frozen=True, eq=False)
class Years:
    """The term: from when, every side on every path that moves it, and what no path prices.

    A side that moves on paths of which none prices it stands at the yardstick year's Medicare.
    gaps: side and path of the rows that are left out, or not whole, for want of a change.
    """

    start: date
    sides: Mapping[str, SideYears]
    gaps: tuple[str, ...]


@terms
class Worth:
    """What one side is worth over the term, fees alone; None where a year is not priced.

    first: USD in the first contract year; npv: of all years; against_now: npv less that of now on
    the same path; cumulative: the difference to now without discount. drugs_change: USD a year
    against now, at the book's quarters, beside all these.
    """

    first: USDPerYear
    last: USDPerYear | None
    npv: USD | None
    against_now: SignedUSD | None
    first_against_now: SignedUSDPerYear
    cumulative: SignedUSD | None
    drugs_change: SignedUSDPerYear | None


@terms
class Term:
    """The term that offers are held against, and what its escalators come to on average.

    ask_average, target_average: mean rise over the term of a yearly step from the second year on.
    """

    start: date
    years: Count
    discount: SharePerYear
    ask_average: SignedShare | None
    target_average: SignedShare | None


def start_of(talk: Payer) -> date:
    """Return the day from which the offer, else the ask or the target, would hold."""
    if talk.offer is not None:
        return talk.offer.effective
    for one in (talk.ask, talk.target):
        if one is not None and one.contract.effective >= talk.as_of:
            return one.contract.effective
    return talk.as_of


def years_of(talk: Payer, priced: Prices) -> Years | None:
    """Return every side by contract year, one row a path where it moves; None without a horizon."""
    if talk.horizon is None:
        return None
    on = basis(priced.book, talk.block, priced.tables, priced.indicators, talk.medicare_year)
    start = start_of(talk)
    made: list[SideYears] = []
    gaps: list[str] = []
    for side, contract in contracts_of(talk).items():
        own = _on_paths(talk.horizon, on, side, contract, start)
        gaps += [_label(one) for one in own if None in one.years]
        whole = [one for one in own if one.years[0] is not None]
        made += whole or [_at_yardstick(talk.horizon, on, side, contract, start)]
    named = {f"{one.side}_{one.path_key}" if one.path_key else one.side: one for one in made}
    return Years(start, named, tuple(gaps))


def _on_paths(
    horizon: Horizon, on: Basis, side: str, contract: Contract, start: date
) -> list[SideYears]:
    following = side in horizon.following
    paths: dict[str, MedicarePath | None] = {"": None}
    if moves_with_medicare(contract, on, following=following):
        paths = dict(horizon.paths)
    amounts = year_values(on, contract, start, horizon.years, paths, following=following)
    return [
        SideYears(side, path.name if path else "", key, amounts[key]) for key, path in paths.items()
    ]


def _at_yardstick(
    horizon: Horizon, on: Basis, side: str, contract: Contract, start: date
) -> SideYears:
    still = held_path(on.yardstick, start.year + horizon.years)
    following = side in horizon.following
    paths = {HELD: still}
    amounts = year_values(on, contract, start, horizon.years, paths, following=following)
    return SideYears(side, still.name, HELD, amounts[HELD])


def worths(
    horizon: Horizon | None, years: Years | None, columns: Mapping[str, Column]
) -> dict[str, Worth]:
    """Return what each side is worth, by side and path, where its first year has a price.

    horizon may hold draws of the discount: the worths are then arrays.
    """
    if horizon is None or years is None:
        return {}
    made = {}
    for name, own in years.sides.items():
        if own.years[0] is None:
            continue
        now = _now_beside(years, own)
        drugs = columns[own.side].drugs_change if own.side in columns else None
        made[name] = _worth(own, now, horizon.discount, drugs)
    return made


def first_worths(worths: Mapping[str, Worth]) -> dict[str, Worth]:
    """Return each side's worth on its first path: what the sentences tell."""
    made: dict[str, Worth] = {}
    for name, worth in worths.items():
        side = next((one for one in SPOKEN if name == one or name.startswith(f"{one}_")), None)
        if side is not None:
            made.setdefault(side, worth)
    return made


def years_case(worths: Mapping[str, Worth]) -> str:
    """Return how the years are headed: offer_ask, offer, ask, or none."""
    whole = {side for side, one in first_worths(worths).items() if one.against_now is not None}
    held = [side for side in ("offer", "ask") if side in whole]
    return "_".join(held) or "none"


def years_table(
    horizon: Horizon | None, years: Years | None, columns: Mapping[str, Column]
) -> pd.DataFrame:
    """Return one row a side and path: each contract year, NPV, NPV less now's (USD).

    Columns label, role, year_1 ..., npv, against_now; NaN where a path does not price a year.
    Empty without a horizon.
    """
    if horizon is None or years is None:
        return pd.DataFrame()
    worth = worths(horizon, years, columns)
    rows = []
    for name, own in years.sides.items():
        row: dict[str, Any] = {"label": _label(own), "role": "body"}
        row |= {f"year_{year}": _or_nan(value) for year, value in enumerate(own.years, 1)}
        known = worth.get(name)
        row["npv"] = _or_nan(known.npv if known else None)
        row["against_now"] = _or_nan(known.against_now if known else None)
        if own.side == "now":
            row["against_now"] = 0.0  # prints as a dash: there is nothing to hold it against
        rows.append(row)
    return pd.DataFrame(rows, index=pd.Index(years.sides, name="side"))


def years_heads(horizon: Horizon | None) -> dict[str, str]:
    """Return the heads of the years table, with the format of their cells; ten years at most."""
    shown = ORDINALS[: horizon.years if horizon else 0]
    made = {f"year_{year}": f"{told} year|plain" for year, told in enumerate(shown, 1)}
    return made | {"npv": "Present value|plain", "against_now": "Less now|signed"}


def term_of(talk: Payer) -> Term | None:
    """Return the term and what its escalators come to on average; None without a horizon."""
    if talk.horizon is None:
        return None
    return Term(
        start=start_of(talk),
        years=talk.horizon.years,
        discount=talk.horizon.discount,
        ask_average=_average(talk, "ask"),
        target_average=_average(talk, "target"),
    )


def years_told(talk: Payer, years: Years | None) -> list[str]:
    """Return which sentences on the years hold: gap, cliffs, frozen, escalator."""
    if years is None:
        return []
    paths = {own.path_key for own in years.sides.values()} - {"", HELD}
    told = ["gap"] if years.gaps else []
    found = cliffs(talk) if paths else {}
    told += [f"cliff_{place}" for place in found if place != "third"]
    told += ["frozen"] if not paths and not years.gaps else []
    return told + (["escalator"] if _average(talk, "ask") else [])


def _average(talk: Payer, side: str) -> float | None:
    contract = contracts_of(talk).get(side)
    schedule = schedules(contract).get(talk.block) if contract else None
    escalator = schedule.escalator if schedule else None
    if escalator is None or escalator.rate is None or talk.horizon is None:
        return None
    return float(escalated_average(float(escalator.rate), talk.horizon.years))


def _now_beside(years: Years, own: SideYears) -> SideYears:
    return years.sides.get(f"now_{own.path_key}") or next(
        one for one in years.sides.values() if one.side == "now"
    )


def _worth(own: SideYears, now: SideYears, discount: Number, drugs: Number | None) -> Worth:
    amounts = [value for value in own.years if value is not None]
    today = [value for value in now.years if value is not None]
    whole, both = len(amounts) == len(own.years), len(today) == len(now.years)
    npv = present_value(amounts, discount) if whole else None
    today_npv = present_value(today, discount) if both else None
    return Worth(
        first=amounts[0],
        last=own.years[-1],
        npv=npv,
        against_now=None if npv is None or today_npv is None else npv - today_npv,
        first_against_now=round(amounts[0] - today[0], 2),
        cumulative=round(sum(amounts) - sum(today), 2) if whole and both else None,
        drugs_change=drugs,
    )


def _label(own: SideYears) -> str:
    reading = "Read the other way" if own.side.startswith("reading") else own.side
    name = NAMES.get(own.side, reading)
    return f"{name}, {own.path}" if own.path else name


def _or_nan(value: Number | None) -> float:
    return np.nan if value is None else float(value)
