"""Margins: what each service leaves, by procedure, payer, site and provider; where it breaks even.

    collected = allowed x (1 - final denial - bad debt - what is held back), by payer and block
    contribution = collected - marginal cost;   margin = collected - full cost
    break-even rate = full cost / (collected share x Medicare of the same lines)

A cell that no equation covers has no cost, no margin and no break-even; it is counted and told.
A drug's cost is what it was bought for. Dollars of the claims' year; Medicare is the yardstick's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, cast

import numpy as np
import pandas as pd

from practice_model.costs.capacity import OPERATING, PRE_POST, Pools, Rates, doctor, pools, rates
from practice_model.costs.equations import (
    SECOND,
    Equations,
    ServiceUse,
    center_use,
    equations,
)
from practice_model.costs.procedures import CaseCost, case_cost
from practice_model.costs.terms import Center, Costing
from practice_model.practice import Practice
from practice_model.quantities import Number
from practice_model.questions.arriving import arriving
from practice_model.revenue.kinds import MODIFIERS
from practice_model.uncertainty import percentiles

AUTHORIZATION = "prior_authorization"
SERVICE = ["block", "code", "provider", "modifiers"]
DRUG_KEY = ["payer", "provider", "site", "code"]
DEPTHS = ["marginal", "direct", "full", "full_without_authorization"]
COSTED = [*DEPTHS, "doctor_minutes", "room_minutes"]
SUMMED = ["lines", "units", "allowed", "medicare", "collected", "contribution", "margin", *COSTED]
YARD = ["allowed", "collected", "full"]


@dataclass(frozen=True, eq=False)
class CostBook:
    """What every service of the cells takes, and the pools that its minutes are paid from."""

    uses: Mapping[tuple[str, str, str, str], ServiceUse]
    pools: Pools
    costing: Costing
    practice: Practice

    def rates(self, costing: Costing | None = None) -> Rates:
        """Return cost rates at the likely terms, or at drawn ones."""
        own = costing or self.costing
        return rates(
            self.pools, own.capacity, own.center, own.outlook, given=self.practice.resources
        )

    def costs(self, costing: Costing | None = None) -> dict[tuple[str, str, str, str], CaseCost]:
        """Return the cost of each service once, at the likely terms, or at drawn ones."""
        own = costing or self.costing
        held = self.rates(own)
        return {
            key: case_cost(
                _with_device(use, key, own.center), held, outlook=own.outlook,
                avoidable=own.avoidable,
            )
            for key, use in self.uses.items()
        }  # fmt: skip


class Grid(NamedTuple):
    """The margin grid: cells with their costs, and the services that no equation covers."""

    cells: pd.DataFrame
    uncosted: pd.DataFrame


def cost_book(cells: pd.DataFrame, costing: Costing, practice: Practice) -> CostBook:
    """Return what each service of the cells takes; cells as `cells.cells_of` makes them."""
    looked_up = equations(costing, practice.providers)
    keys = cells[SERVICE].drop_duplicates().itertuples(index=False, name=None)
    uses = {key: use for key in keys if (use := _use(key, looked_up, costing.center)) is not None}
    held = pools(costing, pre_post_minutes(practice, costing.center))
    return CostBook(uses, held, costing, practice)


def pre_post_minutes(practice: Practice, center: Center | None) -> float:
    """Return the minutes before and after surgery that all cases of the claims used.

    A rate is of the whole center: one payer's cells are not its year.
    """
    if center is None:
        return 0.0
    lines = practice.claims[practice.claims["claim_type"] == "facility"]
    second = np.zeros(len(lines), dtype=bool)
    for name in MODIFIERS:
        if name in lines:
            second |= lines[name].eq(SECOND).to_numpy(bool)
    firsts = lines[~second].groupby(["hcpcs_code", "rendering_npi"], observed=True)
    counts = firsts["service_unit_quantity"].sum()
    used = 0.0
    for place, units in counts.items():
        code, npi = cast(tuple[str, str], place)
        use = center_use(center, str(code), practice.provider_of(str(npi)))
        used += 0.0 if use is None else float(use.minutes[PRE_POST]) * float(units)
    return used


def minutes_used(
    cells: pd.DataFrame, uses: Mapping[tuple[str, str, str, str], ServiceUse]
) -> dict[str, float]:
    """Return the minutes a year of every resource that the services of the cells took."""
    counts = cells.groupby(SERVICE, sort=False)["units"].sum()
    used: dict[str, float] = {}
    for key, use in uses.items():
        for name, minutes in use.minutes.items():
            used[name] = used.get(name, 0.0) + float(minutes) * float(counts[key])
    return used


def grid(
    cells: pd.DataFrame, book: CostBook, drug_costs: Mapping[tuple[str, ...], float] | None = None
) -> Grid:
    """Return the cells with collected, costs and margins a year, and what could not be costed.

    drug_costs: acquisition cost a year by (payer, provider, site, code), shared by units among
    the cells of one key (modifiers, settings).
    """
    made = cells.copy()
    made["collected"] = made["allowed"] * collected_share(made, book.costing)
    each = {key: _cost_columns(book.uses[key], cost) for key, cost in book.costs().items()}
    keys = list(made[SERVICE].itertuples(index=False, name=None))
    units = made["units"].to_numpy()
    for name in COSTED:
        of_unit = [float(each[key][name]) if key in each else np.nan for key in keys]
        made[name] = np.array(of_unit, dtype=float) * units
    drugs = made["block"].eq("drug").to_numpy()
    paid = drug_cost(made[drugs], drug_costs or {})
    for name in DEPTHS:
        made.loc[drugs, name] = paid
    made["contribution"] = made["collected"] - made["marginal"]
    made["margin"] = made["collected"] - made["full"]
    return Grid(made, _uncosted(made))


def drug_cost(cells: pd.DataFrame, costs: Mapping[tuple[str, ...], float]) -> pd.Series:
    """Return what the drugs of each cell cost to buy, dollars a year; NaN where no cost is known.

    One purchase covers all cells of a payer, provider, site and code: shared by units, else lines.
    """
    keys = list(cells[DRUG_KEY].itertuples(index=False, name=None))
    whole = pd.Series([costs.get(key, np.nan) for key in keys], cells.index, dtype=float)
    sums_ = cells.groupby(DRUG_KEY, sort=False)[["units", "lines"]].transform("sum")
    by_units = cells["units"] / sums_["units"].where(sums_["units"] > 0)
    return whole * by_units.fillna(cells["lines"] / sums_["lines"])


def collected_share(cells: pd.DataFrame, costing: Costing) -> pd.Series:
    """Return what of an allowed dollar arrives, by cell; ValueError for a payer without yields."""
    places = list(zip(cells["payer"], cells["block"], strict=True))
    shares = [float(one) for one in arriving(places, costing.yields)]
    return pd.Series(shares, index=cells.index, dtype=float)


def margins_by(cells: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return the sums of costed cells by keys, with rates a unit and the break-even of Medicare.

    break_even: full cost over collected share x Medicare; now: allowed over Medicare; both on the
    cells that Medicare prices, NaN where it prices none.
    """
    costed = cells[cells["full"].notna()]
    made = costed.groupby(keys, sort=True)[SUMMED].sum(min_count=1)
    both = costed[costed["medicare"].notna()].groupby(keys, sort=True)[YARD].sum()
    both = both.reindex(made.index)
    share = both["collected"] / both["allowed"].where(both["allowed"] > 0)
    yard = made["medicare"].where(made["medicare"] > 0)
    made["now"] = both["allowed"] / yard
    made["break_even"] = both["full"] / (share * yard)
    made["cost_of_medicare"] = both["full"] / yard
    minutes = made["doctor_minutes"].where(made["room_minutes"] <= 0, made["room_minutes"])
    made["margin_a_unit"] = made["margin"] / made["units"]
    made["margin_a_minute"] = made["margin"] / minutes.where(minutes > 0)
    return made


def drawn_margin(cells: pd.DataFrame, book: CostBook, drawn: Costing) -> Number:
    """Return the margin of the costed cells a year with drawn cost terms.

    The cells enter as sums by service: no table is drawn.
    """
    own = cells[cells["full"].notna() & cells["block"].ne("drug")]
    counts = own.groupby(SERVICE, sort=False)["units"].sum()
    collected = float(own["collected"].sum())
    costs = book.costs(drawn)
    spent: Number = 0.0
    for key, cost in costs.items():
        if key in counts:
            spent = spent + cost.full * float(counts[key])
    return collected - spent


def full_ranges(
    cells: pd.DataFrame, book: CostBook, drawn: Costing, keys: list[str]
) -> pd.DataFrame:
    """Return the 10th and 90th percentile of full cost a unit, with drawn cost terms, by keys.

    Columns full_low, full_high, dollars a unit; services without a cost are left out.
    """
    own = cells[cells["full"].notna() & cells["block"].ne("drug")]
    costs = book.costs(drawn)
    rows = {}
    for place, part in own.groupby(keys, sort=True):
        counts = part.groupby(SERVICE, sort=False)["units"].sum()
        spent: Number = 0.0
        for name, units in counts.items():
            key = cast(tuple[str, str, str, str], name)
            spent = spent + costs[key].full * float(units)
        ends = percentiles(spent / float(counts.sum()))
        rows[place if len(keys) > 1 else place[0]] = (ends.low, ends.high)
    made = pd.DataFrame.from_dict(rows, orient="index", columns=["full_low", "full_high"])
    if len(keys) > 1:
        made.index = pd.MultiIndex.from_tuples(list(made.index), names=keys)
    return made


def _use(
    key: tuple[str, str, str, str], looked_up: Equations, center: Center | None
) -> ServiceUse | None:
    block, code, provider, modifiers = key
    if block == "professional":
        return looked_up.of(code, provider, modifiers)
    if block == "asc" and center is not None:
        return center_use(center, code, provider, modifiers)
    return None


def _with_device(
    use: ServiceUse, key: tuple[str, str, str, str], center: Center | None
) -> ServiceUse:
    """The use with the device at the terms at hand, which may be drawn."""
    if key[0] != "asc" or center is None:
        return use
    return ServiceUse(
        minutes=use.minutes,
        supplies=use.supplies,
        device=center.devices.get(key[1], 0.0),
        encounters=use.encounters,
        cases=use.cases,
    )


def _cost_columns(use: ServiceUse, cost: CaseCost) -> dict[str, Number]:
    own = [minutes for name, minutes in use.minutes.items() if name.startswith(doctor(""))]
    return {
        "marginal": cost.marginal,
        "direct": cost.direct,
        "full": cost.full,
        "full_without_authorization": cost.full - cost.parts.get(AUTHORIZATION, 0.0),
        "doctor_minutes": sum(own, 0.0),
        "room_minutes": use.minutes.get(OPERATING, 0.0),
    }


def _uncosted(cells: pd.DataFrame) -> pd.DataFrame:
    rest = cells[cells["full"].isna()]
    return rest.groupby(["block", "code"])[["lines", "allowed", "collected"]].sum()
