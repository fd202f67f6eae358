"""Sides of a payer talk in one frame: by group, code, provider and site, and what the mix does.

Every side is priced on the same lines: now, the offer, its other readings, our target, our ask.
Amounts are dollars a year; professional fees have drugs beside them as one group.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from practice_model.quantities import SignedShare, SignedUSDPerYear, terms
from practice_model.questions.payer import Prices, at_volume, group_changes
from practice_model.questions.payer_pages import GROUPS, focus
from practice_model.questions.payer_terms import Payer
from practice_model.revenue.offers import by_key
from practice_model.units import Range

HEADS = {"now": "Now|plain", "offer": "Offer|plain", "ask": "Ask|plain", "target": "Target|plain"}


@terms
class MixSwing:
    """What the mix does to the change of one side: the group that moves it most.

    at_low, at_high: the whole change when that group's volume is at its low and high. flip: the
    volume change of a group at which the change of fees is nil, None where no group's does that.
    """

    group: str
    at_low: SignedUSDPerYear
    at_high: SignedUSDPerYear
    flip_group: str
    flip: SignedShare | None


def sides_by(talk: Payer, priced: Prices, key: str) -> pd.DataFrame:
    """Return one row a key and the total: every side's dollars, and the change of each from now.

    key: group, code, provider or site. Columns label, role, one a side, then <side>_change.
    Empty where the claims do not name the key.
    """
    now = priced.sides["now"]
    if key in ("provider", "site") and key not in priced.book.labels:
        return pd.DataFrame()
    made: pd.DataFrame | None = None
    for side, other in priced.sides.items():
        table = (
            group_changes(talk, priced, side)
            if key == "group"
            else by_key(now, other, priced.medicare, key, talk.block)
        )
        if made is None:
            made = table[["now"]].copy()
        if side != "now":
            made[side] = table["offered"].reindex(made.index)
            made[f"{side}_change"] = table["change"].reindex(made.index)
    if made is None or made.empty:
        return pd.DataFrame()
    made = _ordered(made, talk)
    names = _names(talk, key)
    made["label"] = [names.get(str(one), str(one).replace("_", " ")) for one in made.index]
    if key in ("provider", "site"):
        made = made.groupby("label", sort=False).sum(numeric_only=True).round(2).reset_index()
        made.index = pd.Index(made["label"], name=key)
    made["role"] = "body"
    numbers = made.select_dtypes("number").columns
    total: dict[str, Any] = {name: round(float(made[name].sum()), 2) for name in numbers}
    last = pd.DataFrame([total | {"label": "All", "role": "total"}], index=["all"])
    return pd.concat([made, last])


def side_heads(talk: Payer, priced: Prices) -> dict[str, str]:
    """Return the heads of a frame of sides, with the format of their cells."""
    made = {}
    for side in priced.sides:
        made[side] = HEADS.get(side, "Other reading|plain" if "reading" in side else "Kept|plain")
    changed = focus(talk)
    name = HEADS.get(changed, "Kept|plain").partition("|")[0]
    return made | {f"{changed}_change": f"{name} less now|signed"}


def mix_swings(
    talk: Payer, priced: Prices, ranges: Mapping[str, Range] | None = None
) -> pd.DataFrame:
    """Return, by group, the change of the offer at the group's low and high volume, and the flip.

    ranges: of the scenario's figures by dotted path (`volumes.visits`); a group without one has no
    swing. flip: share by which the group's volume must move, alone, for the change of fees (drugs
    apart) to be nil; NaN where its own change is nil or the volume would be negative. flip_units:
    units a year. Sorted by the width of the swing. Empty where there is neither offer nor ask.
    """
    if talk.offer is None and talk.ask is None:
        return pd.DataFrame()
    groups = group_changes(talk, priced, focus(talk))
    base = dict(talk.volumes or {})
    fees = groups[groups.index != "drugs"]
    likely, of_fees = (float(np.mean(at_volume(one, base).change)) for one in (groups, fees))
    rows = []
    for name in groups.index:
        own = float(groups.loc[name, "change"])
        at = float(np.mean(base.get(str(name), 1.0)))
        given = (ranges or {}).get(f"volumes.{name}")
        ends = (given.low, given.high) if given is not None else (np.nan, np.nan)
        rows.append(
            {
                "label": GROUPS.get(str(name), str(name).replace("_", " ")),
                "role": "body",
                "at_low": likely + own * (ends[0] - at),
                "at_high": likely + own * (ends[1] - at),
                "flip": np.nan if name == "drugs" else _flip(of_fees, own, at),
                "units": float(groups.loc[name, "units"]) * at,
            }
        )
    made = pd.DataFrame(rows, index=groups.index)
    made["flip_units"] = made["units"] * (1 + made["flip"])
    width = (made["at_high"] - made["at_low"]).abs().fillna(0)
    return made.loc[width.sort_values(ascending=False, kind="stable").index]


def mix_swing(swings: pd.DataFrame) -> MixSwing | None:
    """Return the group that moves the change most, and the group that flips it by the least."""
    held = swings.dropna(subset=["at_low", "at_high"]) if not swings.empty else swings
    if held.empty:
        return None
    first = held.iloc[0]
    flips = held["flip"].dropna().abs()
    nearest = str(flips.idxmin()) if len(flips) else ""
    return MixSwing(
        group=str(first["label"]).lower(),
        at_low=float(first["at_low"]),
        at_high=float(first["at_high"]),
        flip_group=str(held.loc[nearest, "label"]).lower() if nearest else "",
        flip=float(held["flip"].to_dict()[nearest]) if nearest else None,
    )


def swing_told(swing: MixSwing | None) -> list[str]:
    """Return which sentences on the mix hold: swing, then flip_more, flip_less or steady."""
    if swing is None:
        return []
    if swing.flip is None:
        return ["swing", "steady"]
    return ["swing", "flip_more" if swing.flip > 0 else "flip_less"]


def _flip(likely: float, own: float, at: float) -> float:
    """Share by which a group's volume moves for the change to be nil; NaN where none does."""
    if own * at == 0 or likely == 0:
        return np.nan
    share = -likely / (own * at)
    return share if share >= -1 else np.nan


def _ordered(made: pd.DataFrame, talk: Payer) -> pd.DataFrame:
    column = f"{focus(talk)}_change"
    if column not in made:
        return made
    return made.sort_values([column, "now"], ascending=False, kind="stable")


def _names(talk: Payer, key: str) -> dict[str, str]:
    """Short names of groups, providers and sites; a person's NPI is never printed."""
    if key == "group":
        return dict(GROUPS)
    if key == "site":
        own = talk.practice.sites.items()
        named = {one.npi: short for short, one in own if one.npi is not None}
        return {
            npi: named.get(npi, "Other places") for npi in talk_npis(talk, "facility_npi")
        } | named
    if key == "provider":
        return {npi: _provider(talk, npi) for npi in talk_npis(talk, "rendering_npi")}
    return {}


def _provider(talk: Payer, npi: str) -> str:
    name = talk.practice.provider_of(npi)
    return "Others" if name == "X" else name


def talk_npis(talk: Payer, column: str) -> list[str]:
    """Return the NPIs of a column of the claims."""
    claims = talk.practice.claims
    return sorted(map(str, claims[column].dropna().unique())) if column in claims else []
