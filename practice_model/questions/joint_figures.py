"""Deals together: what a hire and a machine do to the walk-away with a payer, and it to them.

Three ways in which deals of one practice meet:

1. Costs. People, a doctor and yearly costs that a deal brings change what a minute costs, and with
   it the floor of the payer talk.
2. Patients. Leaving a payer frees hours that waiting patients fill. A doctor who joins takes a part
   of the same waiting patients, so fewer hours would be filled again:

       refill after = max(0, refill - waiting x new work / ((1 - stay) x Medicare of the book))

   with the hire's new work in Medicare dollars at what the next payers allow and pay.
3. Fees. What the payer pays for the hire's own services moves with the talk: the hire's full
   collections x (1 + this payer's part of like work x its change of fees).
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from practice_model.costs.changed import Use, capacity_after, costing_after, minutes_of_fte
from practice_model.deals.hire_cash import Hire, cash
from practice_model.deals.hire_ramp import full_collections
from practice_model.deals.hire_worth import end_of, lowest_of, with_terms
from practice_model.negotiation.walk_away import reservation_rate
from practice_model.practice import PracticeChange, Provider
from practice_model.quantities import (
    Number,
    Share,
    SignedRatio,
    SignedShare,
    SignedUSD,
    SignedUSDPerYear,
    USDPerYear,
    terms,
)
from practice_model.questions.hire_practice import OwnBook, collected_lines
from practice_model.questions.hire_terms import HireTalk
from practice_model.questions.payer import Prices
from practice_model.questions.payer_alternative import Ground, positions
from practice_model.questions.payer_sides import sides_by
from practice_model.questions.payer_terms import Payer
from practice_model.records import replaced

CARRIED = ("now", "offer", "ask", "target")


@terms
class Walk:
    """The floor of the payer talk, step by step, in percent of Medicare of the yardstick's year.

    alone: without the deals. costed: with what they change in costs. after: with the waiting
    patients that the hire takes as well. moved: after less alone; dollars: of it, a year. refill,
    refill_after: the part of freed hours that is filled again.
    """

    alone: SignedRatio
    costed: SignedRatio
    after: SignedRatio
    moved: SignedRatio
    dollars: SignedUSDPerYear
    by_costs: SignedRatio
    by_patients: SignedRatio
    refill: Share
    refill_after: Share
    new_work: USDPerYear


@terms
class Carried:
    """The hire under one side of the payer talk: what this payer's fees do to the hire's cash.

    fees: change of this payer's fees for like work against now. full: collections of a full year.
    """

    fees: SignedShare
    full: USDPerYear
    cash: SignedUSD
    trough: SignedUSD
    against_now: SignedUSD


def changed_talk(talk: Payer, changes: Sequence[PracticeChange]) -> Payer:
    """Return the payer talk in the practice as it is once the deals have settled."""
    if talk.costing is None:
        return talk
    named = {
        name: Provider(npi=f"{at:010d}", kind="other", role="joins by a deal")
        for at, name in enumerate(
            [name for change in changes for name in change.doctor_minutes], start=1
        )
    }
    return replaced(
        talk,
        {
            "costing": costing_after(talk.costing, changes),
            "practice": replaced(
                talk.practice, {"providers": {**talk.practice.providers, **named}}
            ),
        },
    )


def new_work(held: Ground, hired: Sequence[PracticeChange]) -> float:
    """Return the new work of those who join in Medicare dollars a year, at the next payers' rate.

    Of a hire whose rate is not known (no payers fill the freed room), this payer's own.
    """
    collected = sum(max(float(one.collections), 0.0) for one in hired)
    rate = held.next_of_medicare * held.next_arrives
    own = held.fees / held.medicare * held.arrives
    return collected / (rate if held.next is not None and rate > 0 else own)


def refill_after(
    refill: Number, stay: Number, waiting: Number, work: float, medicare: float
) -> Number:
    """Return the part of freed hours that is filled again once others took waiting patients.

    >>> round(refill_after(0.55, 0.15, 0.2, 1_000_000, 800_000), 4)
    0.2559
    """
    freed = (1 - stay) * medicare
    left = refill - waiting * work / freed
    return left * (left > 0)


def walk(
    talks: tuple[Payer, Payer], grounds: tuple[Ground, Ground], work: float, waiting: Number
) -> Walk:
    """Return the floor without the deals and with them; terms may be drawn.

    talks, grounds: before and after the deals. work: Medicare dollars a year of those who join.
    """
    (talk, changed), (before, after) = talks, grounds
    assert talk.bargaining is not None
    alone = reservation_rate(positions(talk, before)["renewal"])
    costed = reservation_rate(positions(changed, after)["renewal"])
    other = talk.bargaining.alternative
    left = refill_after(other.refill, other.stay, waiting, work, before.medicare)
    fewer = replaced(changed, {"bargaining.alternative.refill": left})
    last = reservation_rate(positions(fewer, after)["renewal"])
    return Walk(
        alone=alone,
        costed=costed,
        after=last,
        moved=last - alone,
        dollars=(last - alone) * before.medicare,
        by_costs=costed - alone,
        by_patients=last - costed,
        refill=other.refill,
        refill_after=left,
        new_work=work,
    )


def payer_part(hire: HireTalk, payer: str) -> float | None:
    """Return this payer's part of what like work collects in fees; None where it is not known."""
    if hire.costing is None or not hire.like:
        return None
    lines = collected_lines(hire, hire.costing)
    own = lines[lines["provider"].isin(hire.like)]
    total = float(own["dollars"].sum())
    return float(own.loc[own["payer"] == payer, "dollars"].sum()) / total if total > 0 else None


def fee_changes(talk: Payer, priced: Prices, like: Sequence[str]) -> dict[str, float]:
    """Return by side the change of this payer's fees for like work against now.

    Of the whole book where the claims do not name who did the work.
    """
    by = sides_by(talk, priced, "provider")
    own = by[by.index.isin(list(like))] if not by.empty else by
    held = own if not own.empty and float(own["now"].sum()) > 0 else by.tail(1)
    if held.empty:
        return {}
    now = float(held["now"].sum())
    return {
        side: float(held[f"{side}_change"].sum()) / now
        for side in CARRIED
        if f"{side}_change" in held
    }


def scaled(hire: Hire, factor: Number) -> Hire:
    """Return a hire whose dollars of every service are `factor` times as many."""
    build = hire.volume.build_up
    if build is None:
        assert hire.volume.steady is not None
        return with_terms(hire, {"volume.steady": hire.volume.steady * factor})
    changes = {
        f"volume.build_up.services.{name}.dollars": {
            kind: each * factor for kind, each in (service.dollars or {}).items()
        }
        for name, service in build.services.items()
    }
    return with_terms(hire, changes)


def carried(
    hire: Hire, part: float | None, fees: Mapping[str, float], stay: float
) -> dict[str, Carried]:
    """Return the hire's cash under each side of the payer talk, and without the contract.

    stay: part of this payer's patients who stay without it, at what they then pay per the talk's
    own terms; here counted at today's fees. Empty where this payer's part is not known.
    """
    if part is None:
        return {}
    changes = {"now": 0.0, **fees, "without": -(1.0 - stay)}
    made: dict[str, Carried] = {}
    base = float(end_of(cash(hire)))
    for side, change in changes.items():
        own = scaled(hire, 1 + part * change)
        held = cash(own)
        made[side] = Carried(
            fees=change,
            full=float(full_collections(own.volume)),
            cash=float(end_of(held)),
            trough=float(lowest_of(held)),
            against_now=float(end_of(held)) - base,
        )
    return made


def uses(
    own: OwnBook, talk: Payer, resource: str, steps: Mapping[str, Sequence[PracticeChange]]
) -> dict[str, Use]:
    """Return what a resource supplies and uses today and with each set of changes."""
    if talk.costing is None or resource not in own.supplied or resource not in own.used:
        return {}
    each = minutes_of_fte(talk.costing)
    return {
        name: capacity_after(own.supplied[resource], own.used[resource], resource, changes, each)
        for name, changes in steps.items()
    }


def use_table(held: Mapping[str, Use], words: Mapping[str, str]) -> pd.DataFrame:
    """Return a row a step: minutes supplied and used, share used, people short."""
    rows = {
        name: {
            "label": words[name],
            "role": "body",
            "supplied": float(one.supplied),
            "used": float(one.used),
            "share": float(one.share),
            "needed": float(one.needed),
        }
        for name, one in held.items()
    }
    return pd.DataFrame(rows).T.astype(
        dict.fromkeys(["supplied", "used", "share", "needed"], float)
    ) if rows else pd.DataFrame()  # fmt: skip
