"""What the practice itself says of a hire: minutes, wages, prices, owners, and the ties to them.

The practice is one. Staff wages come from its table, the minutes and dollars of a visit from the
claims of those who do like work, owners' shares from its providers. What a scenario types beside
them must not contradict them; where it does, that is a fault.

    collected of a line = allowed x (1 - bad debt - what is held back), nothing of a denied one
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from practice_model.costs.capacity import LANE, pools, resources
from practice_model.costs.changed import minutes_of_fte
from practice_model.costs.terms import Costing
from practice_model.deals.hire_cash import Hire
from practice_model.deals.hire_ramp import full_collections
from practice_model.deals.hire_worth import with_terms
from practice_model.quantities import (
    Count,
    EncountersPerYear,
    Share,
    USDPerEncounter,
    USDPerYear,
    terms,
)
from practice_model.questions.anatomy_uses import counted_uses
from practice_model.questions.hire_terms import HireTalk, OwnPrices, staff_rows
from practice_model.revenue.kinds import setting_of
from practice_model.tables import refuse_draws

DENIED: Final = "4"
MIX_APART: Final = 0.05  # by which a typed share of a payer class may miss the claims
INCOME_APART: Final = 0.05  # by which typed owner income may miss what the tables come to
DAY: Final = ["patient_id", "provider", "day"]
COUNTED: Final = {
    "technician": "technician_minutes",
    LANE: "lane_minutes",
    "prior_authorization": "authorization_minutes",
}


@terms
class LikeWork:
    """A year of those who do like work: what they collected in fees, visits, what a visit brings.

    doctors: how many they are.
    """

    doctors: Count
    collected: USDPerYear
    encounters: EncountersPerYear
    a_visit: USDPerEncounter
    booked: Share


@dataclass(frozen=True, eq=False)
class OwnBook:
    """What the practice's claims and tables say, once counted.

    minutes: of like work by resource; used and supplied: of the whole practice. days: clinic days
    of one like doctor. prices: dollars by service and class. shares: of visits, by class.
    """

    like: LikeWork | None
    minutes: Mapping[str, float]
    used: Mapping[str, float]
    supplied: Mapping[str, float]
    fte_minutes: float | None
    doctor_minutes: float | None
    days: float | None
    wages: Mapping[str, float]
    owners: Mapping[str, float]
    owner_income: float | None
    prices: Mapping[str, Mapping[str, float]]
    shares: Mapping[str, float]


EMPTY: Final = OwnBook(None, {}, {}, {}, None, None, None, {}, {}, None, {}, {})


def own_book(talk: HireTalk) -> OwnBook:
    """Return what the claims and tables of the practice say; empty without costing.

    Raises ValueError where what the scenario types contradicts them.
    """
    costing = talk.costing
    if costing is None:
        return EMPTY
    refuse_draws(costing)
    uses = counted_uses(talk.practice.claims, costing).uses
    lines = collected_lines(talk, costing)
    held = resources(pools(costing), costing.capacity, None, None)
    counts = {name: getattr(uses, field_) for name, field_ in COUNTED.items()}
    known = {name: one for name, one in counts.items() if one is not None}
    people = costing.providers.set_index("provider")
    prices, shares = _prices(talk.own_prices, lines, talk.like)
    made = OwnBook(
        like=_like(talk, lines, uses.encounters, people),
        minutes={
            name: sum(float(one[who]) for who in talk.like)
            for name, one in known.items()
            if talk.like
        },
        used={name: sum(float(each) for each in one.values()) for name, one in known.items()},
        supplied={name: float(held[name].practical_minutes) for name in known if name in held},
        fte_minutes=float(minutes_of_fte(costing)),
        doctor_minutes=None
        if not talk.like
        else float(people.loc[talk.like, "practical_minutes"].mean()),
        days=_days(costing, talk.like),
        wages=staff_rows(costing),
        owners={
            str(name): float(share) for name, share in people["owns_practice"].items() if share > 0
        },
        owner_income=_owner_income(costing, lines),
        prices=prices,
        shares=shares,
    )
    told = [*_mix_faults(talk, made), *_income_faults(talk, made)]
    if told:
        raise ValueError("\n".join(told))
    return made


def deal_of(talk: HireTalk, own: OwnBook) -> Hire:
    """Return the hire with what the practice's own inputs say; terms may be drawn.

    Wages follow the outlook of costing; minutes and visits follow the collections planned.
    """
    deal = talk.deal
    changes: dict[str, Any] = {"name": talk.candidate.name}
    ahead = 1.0 if talk.costing is None else talk.costing.outlook.wages
    for name, one in deal.costs.staff.items():
        if one.cost_per_fte is None:
            changes[f"costs.staff.{name}.cost_per_fte"] = own.wages[name] * ahead
    build = deal.volume.build_up
    if build is not None:
        for name, service in build.services.items():
            if service.dollars is None:
                changes[f"volume.build_up.services.{name}.dollars"] = dict(own.prices[name])
    if not deal.owners and own.owners:
        changes["owners"] = dict(own.owners)
    if deal.owner_income is None:
        changes["owner_income"] = own.owner_income
    if deal.doctor_minutes is None:
        changes["doctor_minutes"] = own.doctor_minutes
    priced = with_terms(deal, changes)
    return with_terms(priced, _like_changes(priced, own))


def _like_changes(deal: Hire, own: OwnBook) -> dict[str, Any]:
    """Minutes, visits and days that follow from the collections of like work."""
    if own.like is None or not own.like.collected:
        return {}
    part = full_collections(deal.volume) / own.like.collected
    made: dict[str, Any] = {}
    if not deal.minutes:
        made["minutes"] = {name: each * part for name, each in own.minutes.items()}
    if deal.volume.build_up is None:
        if deal.volume.visits is None:
            made["volume.visits"] = own.like.encounters * part
        if deal.volume.clinic_days is None:
            made["volume.clinic_days"] = own.days
    return made


def collected_lines(talk: HireTalk, costing: Costing) -> pd.DataFrame:
    """Return professional lines with what they brought: drugs and premium lenses are left out.

    Columns code, provider, payer, patient_id, day, clinic (seen here), dollars. ValueError for a
    payer whose losses the table of yields does not hold.
    """
    claims = talk.practice.claims
    own = claims[claims["claim_type"] == "professional"]
    apart: set[str] = set()
    for table in (costing.drug_costs, costing.premium_lenses):
        apart |= set() if table is None else set(table["hcpcs"])
    own = own[~own["hcpcs_code"].astype(str).isin(apart)]
    losses = costing.yields[costing.yields["block"] == "professional"].set_index("payer")
    payer = own["payer"].astype(str)
    if missing := sorted(set(payer) - set(losses.index)):
        raise ValueError(f"yields has no row for {', '.join(missing)}: what is lost is not known")
    kept = 1 - losses["bad_debt"] - losses["sequestration"]
    paid = own["allowed_amount"].fillna(0.0).where(own["claim_status"].astype(str) != DENIED, 0.0)
    return pd.DataFrame(
        {
            "code": own["hcpcs_code"].astype(str),
            "provider": own["rendering_npi"].astype(str).map(talk.practice.provider_of),
            "payer": payer,
            "patient_id": own["patient_id"],
            "day": own["claim_line_start_date"],
            "clinic": own["place_of_service_code"].astype(str).map(_in_clinic),
            "dollars": paid * payer.map(kept),
        }
    )


def _in_clinic(place: str) -> bool:
    return setting_of(place, facility_claim=False) == "office"


def _like(
    talk: HireTalk, lines: pd.DataFrame, encounters: Any, people: pd.DataFrame
) -> LikeWork | None:
    if not talk.like:
        return None
    collected = float(lines.loc[lines["provider"].isin(talk.like), "dollars"].sum())
    seen = sum(float((encounters or {}).get(name, 0.0)) for name in talk.like)
    return LikeWork(
        doctors=len(talk.like),
        collected=collected,
        encounters=seen,
        a_visit=collected / seen if seen else 0.0,
        booked=float(people.loc[talk.like, "booked_share"].mean()),
    )


def _days(costing: Costing, like: list[str]) -> float | None:
    """Clinic days a year of one like doctor: half-days a week x weeks / 2."""
    if not like or costing.doctor_weeks is None:
        return None
    week = costing.providers.set_index("provider").loc[like, "half_days_per_week"].mean()
    return float(week) / 2 * float(costing.doctor_weeks)


def _owner_income(costing: Costing, lines: pd.DataFrame) -> float | None:
    """What is left to owners by the tables, drug margin apart: collected, lenses, less all cost."""
    own = lines[lines["provider"].isin(set(costing.providers["provider"]))]
    lenses = costing.premium_lenses
    brought = 0.0 if lenses is None else float((lenses["lenses"] * lenses["practice_part"]).sum())
    paid = costing.providers[["pay", "benefits"]].fillna(0.0).sum().sum()
    return float(own["dollars"].sum() + brought - costing.overhead["amount"].sum() - paid)


def _prices(
    own: OwnPrices | None, lines: pd.DataFrame, like: list[str]
) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """Dollars of one service by class, and the share of visits of each class."""
    if own is None:
        return {}, {}
    class_of = {payer: name for name, payers in own.classes.items() for payer in payers}
    mine = lines[lines["provider"].isin(like)].assign(kind=lambda all_: all_["payer"].map(class_of))
    lost = sorted(set(mine.loc[mine["kind"].isna(), "payer"]))
    if lost:
        raise ValueError(f"own_prices.classes: no class holds {', '.join(lost)}")
    visits = mine[mine["code"].isin(own.visit_codes)].drop_duplicates(DAY)
    by_class = visits["kind"].value_counts()
    if visits.empty:
        raise ValueError("own_prices.visit_codes: the claims of like work hold none of them")
    named = {code for one in own.services.values() for code in one.codes}
    made: dict[str, dict[str, float]] = {}
    for name, one in own.services.items():
        rest = ~mine["code"].isin(named) & mine["clinic"]
        lines_of = mine[mine["code"].isin(one.codes) if one.codes else rest]
        dollars = lines_of.groupby("kind")["dollars"].sum()
        counted = {
            "line": lines_of["kind"].value_counts(),
            "visit": by_class,
            "session": lines_of.drop_duplicates(DAY)["kind"].value_counts(),
        }[one.per]
        overall = float(dollars.sum()) / float(counted.sum()) if counted.sum() else 0.0
        made[name] = {
            kind: float(dollars.get(kind, 0.0)) / float(counted[kind])
            if counted.get(kind, 0)
            else overall
            for kind in own.classes
        }
    total = float(by_class.sum())
    return made, {name: float(by_class.get(name, 0)) / total for name in own.classes}


def _mix_faults(talk: HireTalk, own: OwnBook) -> list[str]:
    return [
        f"deal.volume.payers.{name}.share: {one.share:.3f}, but {own.shares[name]:.3f} of the "
        f"visits of {', '.join(talk.like)} are of this class; type what the claims say"
        for name, one in talk.deal.volume.payers.items()
        if name in own.shares and abs(float(one.share) - own.shares[name]) > MIX_APART
    ]


def _income_faults(talk: HireTalk, own: OwnBook) -> list[str]:
    typed, counted = talk.deal.owner_income, own.owner_income
    if typed is None or counted is None or counted <= 0:
        return []
    if abs(float(typed) / counted - 1) <= INCOME_APART:
        return []
    return [
        f"deal.owner_income: {float(typed):,.0f}, but claims and tables come to about "
        f"{counted:,.0f} before drugs; leave it out or mend one of them"
    ]
