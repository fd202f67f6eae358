"""The practice behind a lease: what it earns, sees and pays for premises now.

Net revenue is what the claims of a year allow, less what is lost on the way, with what patients pay
and drugs at margin; it must come out as the practice's own fact book says. Visits are those of the
site. A clinic day's margin is what the site's services collect on one, less supplies: people and
rooms are paid whether the day is lost or not.
"""

from typing import NamedTuple

import pandas as pd

from practice_model.costs.terms import Costing
from practice_model.practice import OUTSIDE
from practice_model.quantities import (
    Number,
    SignedShare,
    SignedUSDPerYear,
    USDPerDay,
    USDPerYear,
    VisitsPerYear,
    terms,
)
from practice_model.questions.arriving import arriving
from practice_model.questions.drug_acquisition import acquired
from practice_model.questions.lease_terms import Lease, site_row, visits_of_site
from practice_model.questions.provider_earnings import earned_by_provider
from practice_model.revenue.code_groups import grouping
from practice_model.revenue.medicare_tables import MedicareTables

FEES, DRUG, PATIENT_PAY = "professional", "drug", "patient_pay"
CENTER_CLAIMS = "facility"
OCCUPANCY, SUPPLIES = "occupancy", "medical supplies"


@terms
class Premises:
    """What the practice's own inputs say; None where they do not hold it.

    other_sites: occupancy cost of all else than this site's present rent. rent_now: of this site.
    day: margin of a clinic day at the site. apart: typed net revenue over what the claims say,
    less one.
    """

    net_revenue: USDPerYear | None
    visits: VisitsPerYear | None
    rent_now: USDPerYear | None
    other_sites: SignedUSDPerYear | None
    day: USDPerDay | None
    apart: SignedShare | None


class _Money(NamedTuple):
    revenue: float
    at_site: float


def premises(talk: Lease, tables: MedicareTables | None = None) -> Premises:
    """Return what the practice's inputs say of revenue, visits and rent; typed figures win."""
    row = site_row(talk)
    money = _money(talk, tables)
    now = None if row is None else float(row["rentable_square_feet"] * row["rent_gross"])
    occupancy = None if talk.costing is None else _line(talk.costing, OCCUPANCY)
    visits = visits_of_site(talk) if talk.visits is None else _number(talk.visits)
    revenue = None if money is None else money.revenue
    typed = None if talk.net_revenue is None else _number(talk.net_revenue)
    return Premises(
        net_revenue=revenue if typed is None else typed,
        visits=visits,
        rent_now=now,
        other_sites=None if now is None or occupancy is None else occupancy - now,
        day=None if money is None else _day(talk, money, visits),
        apart=typed / revenue - 1 if typed is not None and revenue else None,
    )


def _money(talk: Lease, tables: MedicareTables | None) -> _Money | None:
    """Net revenue of the claims' year, and what the site's own services collect."""
    costing, practice = talk.costing, talk.practice
    if costing is None or talk.code_groups is None or practice.claims.empty:
        return None
    cells = _cells(talk)
    if cells is None or not costing.providers["provider"].size:
        return None
    bought = {} if tables is None else acquired(practice, costing, tables).costs
    earned = earned_by_provider(practice, costing, cells, talk.code_groups, bought).earned
    revenue = sum(
        float(one.fees + one.patient_pay + one.lenses + one.drugs - one.drug_cost)
        for one in earned.values()
    )
    here = cells[(cells["block"] == FEES) & cells["site"].eq(talk.site)]
    share = arriving(zip(here["payer"], here["block"], strict=True), costing.yields)
    return _Money(revenue, float((here["allowed"] * [float(one) for one in share]).sum()))


def _cells(talk: Lease) -> pd.DataFrame | None:
    """The claims of the last year summed to payer, provider, site, block, code, as allowed."""
    assert talk.code_groups is not None
    claims = talk.practice.claims
    if "allowed_amount" not in claims or claims["allowed_amount"].isna().any():
        return None
    days = claims["claim_line_start_date"]
    claims = claims[days > days.max() - pd.DateOffset(years=1)]
    if "claim_type" in claims:
        claims = claims[claims["claim_type"].astype(str) != CENTER_CLAIMS]
    named = grouping(talk.code_groups)
    codes = claims["hcpcs_code"].astype(str)
    blocks = {code: named.block_of(named.group_of(code)) for code in codes.unique()}
    providers = claims["rendering_npi"].astype(str).map(talk.practice.provider_of)
    frame = pd.DataFrame(
        {
            "payer": claims["payer"].astype(str),
            "provider": providers,
            "site": claims["facility_npi"].astype(str).map(talk.practice.site_of),
            "block": codes.map(blocks),
            "code": codes,
            "allowed": claims["allowed_amount"].astype(float),
        }
    )
    frame = frame[frame["block"].isin([FEES, DRUG]) & frame["provider"].ne(OUTSIDE)]
    keys = ["payer", "provider", "site", "block", "code"]
    return frame.groupby(keys)["allowed"].sum().reset_index()


def _day(talk: Lease, money: _Money, visits: float | None) -> float | None:
    """What a clinic day at the site leaves before people and rooms, USD a day."""
    costing = talk.costing
    assert costing is not None
    if costing.doctor_weeks is None or not talk.site or not money.at_site:
        return None
    days = float(costing.doctor_weeks) * float(costing.capacity.lane_days)
    table = costing.site_visits
    every = 0.0 if table is None else float(table["visits"].sum())
    part = (visits or 0.0) / every if every else 0.0
    supplies = (_line(costing, SUPPLIES) or 0.0) * part
    return max(money.at_site - supplies, 0.0) / days if days else None


def _line(costing: Costing, name: str) -> float | None:
    table = costing.overhead
    own = table.loc[table["line"].astype(str) == name, "amount"]
    return float(own.sum()) if len(own) else None


def _number(given: Number) -> float:
    return float(given)
