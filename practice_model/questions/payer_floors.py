"""Floors in tables: by group and by code, month by month after leaving, and what moves the floor.

A group's floor takes its own cost; patients kept, the work that fills its freed capacity and its
share of the cost of leaving go by its Medicare dollars, so that the floors in dollars add up.
"""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd

from practice_model.negotiation.walk_away import (
    HALF_A_CENT,
    YEAR,
    Position,
    contract_margin,
    monthly_alternative,
    reservation_rate,
)
from practice_model.quantities import (
    Count,
    Range,
    SignedRatio,
    USDPerYear,
    figures,
    replaced,
    terms,
)
from practice_model.questions.anatomy_swings import COSTING
from practice_model.questions.anatomy_swings import label_of as cost_label
from practice_model.questions.payer import Column
from practice_model.questions.payer_alternative import DEPTH, Ground, positions
from practice_model.questions.payer_costs import Costed
from practice_model.questions.payer_pages import GROUPS, focus
from practice_model.questions.payer_terms import Payer
from practice_model.uncertainty import HasRanges, swings

MONTHS = 24
OURS = "bargaining.alternative."
OF_COST = tuple(f"{COSTING}{part}." for part in ("capacity", "outlook", "avoidable"))
OF_CENTER = f"{COSTING}center."
LABELS = {
    "stay": "Patients who stay out of network",
    "stay_of_medicare": "What they pay, of Medicare",
    "stay_arrives": "What of it is collected",
    "refill": "Freed capacity that is filled again",
    "refill_of_medicare": "What the next payers allow, of Medicare",
    "one_off": "Cost of leaving, once",
}
SUMMED = ["units", "medicare", "now", "offered", "full", "marginal"]


@terms
class Drivers:
    """The two estimates that move the floor most, and how far from their low to their high."""

    first: str
    first_moves: SignedRatio
    second: str | None
    second_moves: SignedRatio | None


@terms
class UnderFloor:
    """Rows of a floor table that the side on the table would pay under their floor.

    count of rows, of so many; dollars: what is missing on them a year. first: the row that misses
    most, first_dollars: how much; None where no row does.
    """

    count: Count
    of: Count
    dollars: USDPerYear
    first: str | None
    first_dollars: USDPerYear | None


class Ranged(HasRanges, Protocol):
    """A loaded payer talk."""

    terms: Payer


def group_floors(talk: Payer, own: Costed | None, held: Ground | None) -> pd.DataFrame:
    """Return the floor of each group of services, most fees first, and of all of them.

    Index group; columns label, role, units, medicare, now, offered (USD a year), now_of_medicare,
    offered_of_medicare, floor, bridge (of Medicare), floor_dollars, over (what the side on the
    table pays above the floor, below 0 under it). Services without a cost or a Medicare price are
    left out. Empty without ground.
    """
    made = _floors(talk, own, held, "group")
    if made.empty:
        return made
    names = [GROUPS.get(str(name), str(name).replace("_", " ")) for name in made.index[:-1]]
    return made.assign(label=[*names, "All groups"])


def code_floors(talk: Payer, own: Costed | None, held: Ground | None) -> pd.DataFrame:
    """Return the floor of each code, most fees first, and of all; columns as `group_floors`.

    With now_a_unit, offered_a_unit and floor_a_unit, dollars a unit; none for the total.
    """
    made = _floors(talk, own, held, "code")
    if made.empty:
        return made
    units = made["units"].where((made["units"] > 0) & made["role"].eq("body"))
    for name, column in (("now", "now"), ("offered", "offered"), ("floor", "floor_dollars")):
        made[f"{name}_a_unit"] = made[column] / units
    return made.assign(label=[*made.index[:-1], "All codes"])


def under_floor(table: pd.DataFrame) -> UnderFloor | None:
    """Return what a table of floors has under its floor; None for an empty table.

    Half a cent under is not under.
    """
    if table.empty:
        return None
    body = table[table["role"] == "body"]
    missing = -body.loc[body["over"] < -HALF_A_CENT, "over"]
    first = None if missing.empty else missing.sort_values(kind="stable").index[-1]
    return UnderFloor(
        count=float(len(missing)),
        of=float(len(body)),
        dollars=float(missing.sum()),
        first=None if first is None else str(body.loc[first, "label"]),
        first_dollars=None if first is None else float(missing[first]),
    )


def leaving_months(
    talk: Payer, held: Ground | None, now: float, offer: float | None = None
) -> pd.DataFrame:
    """Return the months after leaving against staying at now, and at the offer, in dollars.

    Index month; columns label, leaving, staying (over avoidable cost), ahead_of_now, ahead_of_offer
    (cumulative, in cash; the last only with an offer), cut_ahead_of_now (cumulative, where
    capacity follows the work at once). now, offer: of Medicare. Empty without ground.
    """
    if held is None:
        return pd.DataFrame()
    made = positions(talk, held)
    bridge, renewal = made["bridge"], made["renewal"]
    leaving = np.array(monthly_alternative(bridge, now, MONTHS), dtype=float)
    cut = np.array(monthly_alternative(renewal, now, MONTHS), dtype=float)
    month = range(1, MONTHS + 1)

    def ahead(own: np.ndarray, position: Position, rate: float) -> np.ndarray:
        return np.cumsum(own - float(contract_margin(position, rate)) / YEAR)

    frame = pd.DataFrame(
        {
            "label": [f"Month {at}" for at in month],
            "leaving": leaving,
            "staying": float(contract_margin(bridge, now)) / YEAR,
            "ahead_of_now": ahead(leaving, bridge, now),
        },
        index=pd.Index(month, name="month"),
    )
    if offer is not None:
        frame["ahead_of_offer"] = ahead(leaving, bridge, offer)
    return frame.assign(cut_ahead_of_now=ahead(cut, renewal, now))


def months_left(talk: Payer, held: Ground | None, columns: Mapping[str, Column]) -> pd.DataFrame:
    """Return `leaving_months` at the rates of the money columns."""
    offer = columns.get("offer")
    return leaving_months(
        talk,
        held,
        float(columns["now"].fees_of_medicare),
        None if offer is None else float(offer.fees_of_medicare),
    )


FLOOR_HEADS = {
    "now_of_medicare": "Now|bare",
    "offered_of_medicare": "Then|bare",
    "floor": "Floor|bare",
    "over": "Over the floor, $ a year|bare_signed",
}
FLOOR_UNITS = {"now_of_medicare": "ratio", "offered_of_medicare": "ratio", "floor": "ratio"}
MONTH_HEADS = {
    "leaving": "Out of network|bare",
    "staying": "Staying|bare",
    "ahead_of_now": "Ahead of now|bare_signed",
    "ahead_of_offer": "Ahead of the offer|bare_signed",
    "cut_ahead_of_now": "Ahead of now, capacity cut|bare_signed",
}


def driver_table(loaded: Ranged, held: Ground | None) -> pd.DataFrame:
    """Return what each estimate alone does to the renewal's floor, the widest first.

    Columns label, low, high (the floor, of Medicare, at the estimate's ends), low_input,
    high_input, unit, format, as a tornado takes them. Empty without ground or ranges.
    """
    if held is None:
        return pd.DataFrame()
    ground: Ground = held
    known = figures(loaded.terms)
    rows = {}
    for swing in swings(_only_ours(loaded), lambda at: _floor_at(at, ground)):
        name = swing.figures[0]
        if swing.width <= 0:
            continue
        ends: Range = loaded.ranges[name]
        rows[name.removeprefix(OURS).removeprefix(COSTING)] = {
            "label": _label(name, len(swing.figures)),
            "low": swing.at_low,
            "high": swing.at_high,
            "low_input": ends.low,
            "high_input": ends.high,
            "unit": known[name][1].symbol,
            "format": "plain",
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def drivers(table: pd.DataFrame) -> Drivers | None:
    """Return the two estimates that move the floor most; None where none has a range."""
    if table.empty:
        return None
    widths = (table["high"] - table["low"]).abs()
    names = [_inside(str(label)) for label in table["label"].head(2)]
    return Drivers(
        first=names[0],
        first_moves=float(widths.iloc[0]),
        second=names[1] if len(names) > 1 else None,
        second_moves=float(widths.iloc[1]) if len(names) > 1 else None,
    )


def _floors(talk: Payer, own: Costed | None, held: Ground | None, key: str) -> pd.DataFrame:
    if own is None or held is None:
        return pd.DataFrame()
    cells = own.sides["now"]
    lines = cells.assign(now=cells["allowed"]).drop(columns="allowed")
    lines["offered"] = own.sides[focus(talk)]["allowed"]
    lines = lines[lines["full"].notna() & lines["medicare"].gt(0)]
    made = lines.groupby(key, sort=True)[SUMMED].sum()
    made = made.loc[made["now"].sort_values(ascending=False, kind="stable").index]
    made.loc["all"] = made.sum()
    made["role"] = ["body"] * (len(made) - 1) + ["total"]
    for side in ("now", "offered"):
        made[f"{side}_of_medicare"] = made[side] / made["medicare"]
    whole = positions(talk, held)
    for basis, column in (("renewal", "floor"), ("bridge", "bridge")):
        costs = made[DEPTH[basis]] / made["medicare"]  # type: ignore[index]
        made[column] = [_rate(whole[basis], cost) for cost in costs]  # type: ignore[index]
    made["floor_dollars"] = made["floor"] * made["medicare"]
    made["over"] = made["offered"] - made["floor_dollars"]
    return made.drop(columns=["full", "marginal"])


def _rate(whole: Position, cost: float) -> float:
    return float(reservation_rate(replaced(whole, {"cost": float(cost)})))


def _floor_at(talk: Payer, held: Ground) -> float:
    return float(reservation_rate(positions(talk, held)["renewal"]))


class _Some(NamedTuple):
    """A talk with a part of its ranges."""

    terms: Payer
    ranges: dict[str, Range]
    origins: dict[str, object]


def _only_ours(loaded: Ranged) -> _Some:
    """The talk with the ranges that a floor rests on: the alternative's, and those of cost."""
    own = (OURS, *OF_COST, OF_CENTER) if loaded.terms.block == "asc" else (OURS, *OF_COST)
    kept = {name: one for name, one in loaded.ranges.items() if name.startswith(own)}
    return _Some(loaded.terms, kept, dict(loaded.origins))


def _label(name: str, together: int) -> str:
    if name.startswith(OURS):
        own = name.removeprefix(OURS)
        return LABELS.get(own, own.replace("_", " ").capitalize())
    return cost_label(name.removeprefix(COSTING), together)


def _inside(label: str) -> str:
    """A label as it stands within a sentence."""
    return label[:1].lower() + label[1:]
