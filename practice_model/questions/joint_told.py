"""Told of deals together: which sentences hold, and the figures that they name."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from practice_model.costs.changed import Use
from practice_model.finance.returns import trough
from practice_model.quantities import Count, Ratio, Share, SignedRatio, SignedUSD, terms
from practice_model.questions.joint import Joint, Meeting, Together, walked
from practice_model.questions.joint_figures import Carried, Walk
from practice_model.questions.payer_pages import medicare_used as used_by_payer
from practice_model.records import replaced
from practice_model.uncertainty import HasRanges

POINT = 0.0005  # of Medicare: what is printed as no change


@terms
class Other:
    """The walk-away with the deals at another share of waiting patients."""

    waiting: Share
    after: SignedRatio
    moved: SignedRatio


@terms
class LastUse:
    """Use of the scarce resource with all deals."""

    last: Ratio


@terms
class Alone:
    """The lowest cash of one kind of deals without the others, and its month."""

    lowest: SignedUSD
    month: Count


def rests(carried: Mapping[str, Mapping[str, Carried]]) -> dict[str, float]:
    """Return by hire what it loses by its horizon without the contract, where that is known."""
    return {
        name: float(sides["without"].against_now)
        for name, sides in carried.items()
        if "without" in sides
    }


def other_waiting(talk: HasRanges, held: Meeting) -> dict[str, Other]:
    """Return the walk-away at the ends of the estimated share, and with none of it."""
    own: Joint = talk.terms
    if not own.hires:
        return {}
    ends = {"none": 0.0}
    if "waiting" in talk.ranges:
        known = talk.ranges["waiting"]
        ends = {"low": known.low, "high": known.high} | ends
    made = {}
    for name, share in ends.items():
        one = walked(own, held, replaced(own, {"waiting": share}))
        made[name] = Other(waiting=share, after=float(one.after), moved=float(one.moved))
    return made


def last_use(held: Mapping[str, Use]) -> LastUse | None:
    """Return the use with all deals; None where the resource is not counted."""
    return LastUse(last=float(list(held.values())[-1].share)) if held else None


def alone(talk: Joint, cash: pd.DataFrame) -> dict[str, Alone]:
    """Return the lowest cash of the hires, and of the machines, each without the other."""
    made = {}
    kinds = {"hire": list(talk.hires), "machine": list(talk.machines)}
    for kind, names in kinds.items():
        own = [name for name in names if name in cash]
        if own:
            total = cash[own].sum(axis=1)
            deep = trough(total.diff().fillna(total.iloc[0]).to_numpy())
            made[kind] = Alone(lowest=float(deep.amount), month=int(deep.period))
    return made


def reason_case(own: Walk) -> str:
    """Whether fewer waiting patients are a reason of the move."""
    return "patients" if float(own.by_patients) < -POINT else "none"


def series(talk: Joint, cash: pd.DataFrame) -> dict[str, str]:
    """Return the lines of the chart with the words at their ends."""
    words = {name: one.candidate.name for name, one in talk.hires.items()}
    words |= {name: one.device.several or one.device.name for name, one in talk.machines.items()}
    words["all"] = "All"
    return {str(name): f"{words[str(name)]} {{last:signed_k}}" for name in cash}


def marks(held: Together | None) -> pd.DataFrame | None:
    """Return the mark of the lowest point of all deals."""
    if held is None or held.lowest >= 0:
        return None
    row: dict[str, Any] = {
        "x": int(held.month), "column": "all", "kind": "lowest",
        "label": "Lowest: {value:signed_k}, month {x}",
    }  # fmt: skip
    return pd.DataFrame([row])


def resource_head(talk: Joint) -> str:
    """Return the name of the scarce resource as a table's head."""
    return talk.resource.replace("_", " ").capitalize()


def each_case(talk: Joint) -> list[str]:
    """Return which kinds of deals stand beside the renewal."""
    return [kind for kind, own in {"hire": talk.hires, "machine": talk.machines}.items() if own]


def medicare_used(talk: Joint, held: Meeting) -> list[str]:
    """Return the releases of Medicare's tables that the renewal rests on."""
    return used_by_payer(talk.renewal, held.priced)
