"""Pages on the surgery center: the frames that the fact book's tables and charts show.

Frames carry `label` and `role`; the heads beside them say how a column is printed.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from practice_model.costs.center_income import center_income
from practice_model.costs.facility import (
    Ranking,
    break_even_fee,
    device_margin,
    ranked,
    summed,
)
from practice_model.costs.room_time import NOBODY, HolderUse, day_mix
from practice_model.costs.terms import Center
from practice_model.practice import OUTSIDE
from practice_model.quantities import Range
from practice_model.questions.anatomy_center import CenterRates, CenterYear, price_table

ALL, SECOND_ROW = "all", "second"
VISITING, UNHELD = "Visiting surgeons", "No surgeon"
DEVICES: Final = "center.devices."

CASE_HEADS: Final = {
    "cases": "Cases|count",
    "minutes_a_case": "Room min|bare",
    "variable_a_case": "Variable|bare_cents",
    "full_a_case": "Full cost|bare_cents",
    "fee": "Allowed|bare_cents",
    "collected_a_case": "Collected|bare_cents",
    "contribution_a_case": "Contribution|bare_cents",
    "contribution_a_minute": "A room min|bare_cents",
    "margin_a_case": "Margin|bare_cents",
    "cost_of_medicare": "Cost, % of Medicare|bare",
    "break_even": "Breaks even, % of Medicare|bare",
}
PAYER_HEADS: Final = {
    "cases": "Cases|count",
    "share_of_cases": "Share, %|bare",
    "collected": "Collected, $|bare",
    "share_of_collected": "Share, %|bare",
    "collected_a_case": "A case|bare_cents",
    "contribution_a_case": "Contribution|bare_cents",
    "contribution_a_minute": "A room min|bare_cents",
    "margin_a_case": "Margin|bare_cents",
}
UNITS: Final = {
    "minutes_a_case": "minutes/case",
    "contribution_a_minute": "USD/minute",
    "cost_of_medicare": "ratio",
    "break_even": "ratio",
    "share_of_cases": "share",
    "share_of_collected": "share",
}


def case_table(cells: pd.DataFrame, by: Ranking, rate: pd.Series) -> pd.DataFrame:
    """Return cases by code in the order of the ranking, second procedures, and all; CASE_HEADS.

    rate: Medicare's of one case without modifiers, by code (`medicare_rates`). cost_of_medicare:
    full cost of a case over it. break_even: what must be allowed, on the codes' own modifiers, for
    full cost to arrive, over Medicare's for the same. A second procedure of a session has fees and
    no case of its own: it is in no code's average and stands in a row of its own.
    """
    first = cells[cells["cases"] > 0]
    made = ranked(summed(first, ["code"]), by)
    medicare = first.groupby("code")["medicare"].sum(min_count=1).reindex(made.index)
    arrives = made["collected"] / made["allowed"].where(made["allowed"] > 0)
    made["cost_of_medicare"] = made["full_a_case"] / rate.reindex(made.index)
    made["break_even"] = made["full"] / (arrives * medicare.where(medicare > 0))
    made["label"], made["role"] = made.index.astype(str), "body"
    second = cells[cells["cases"] <= 0]
    if len(second):
        rest = summed(second.assign(row=SECOND_ROW), ["row"])
        rest["label"], rest["role"] = "Second procedures", "rest"
        made = pd.concat([made, rest.rename_axis("code")])
    return _with_all(made, cells)


def payer_table(cells: pd.DataFrame, by: Ranking, names: Mapping[str, str]) -> pd.DataFrame:
    """Return cases by payer in the order of the ranking, and all; index payer, PAYER_HEADS."""
    made = ranked(summed(cells, ["payer"]), by)
    made["label"], made["role"] = [names.get(str(one), str(one)) for one in made.index], "body"
    return _with_all(made, cells)


def block_bars(blocks: Sequence[HolderUse], names: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return the bars of the rooms, one a holder: minutes a year; index holder.

    staffed, used and free are on staffed weeks, of_staffed their share; of_own is of the weeks in
    which the surgeon works. used is NaN for a day that nobody holds.
    """
    given = {OUTSIDE: VISITING, NOBODY: UNHELD, **(names or {})}
    rows = [
        {
            "holder": one.holder or "open",
            "label": given.get(one.holder, one.holder),
            "role": "body",
            "staffed": one.staffed,
            "used": np.nan if one.state == "open" else one.used,
            "of_staffed": np.nan if one.state == "open" else _or_nan(one.of_staffed),
            "of_own": np.nan if one.state == "open" else _or_nan(one.of_own),
            "free": one.free_staffed,
            "over": one.over_own,
            "state": one.state,
        }
        for one in blocks
    ]
    return pd.DataFrame(rows).set_index("holder")


def day_table(center: Center, year: CenterYear) -> pd.DataFrame:
    """Return by code what fits in a room's day, and the fee at which a full room earns nothing.

    Index code; columns room, turnover (minutes a case), fit (cases a day), full_room_fee (dollars a
    case: variable and its minutes' part of the center's whole fixed cost).
    """
    made = day_mix(center)
    made["full_room_fee"] = [
        float(break_even_fee(variable, year.income.fixed, year.rooms.supply.practical, minutes))
        for variable, minutes in zip(made["variable"], made["room"], strict=True)
    ]
    made["label"], made["role"] = made.index.astype(str), "body"
    return made[["label", "role", "room", "turnover", "fit", "full_room_fee"]]


def income_table(center: Center) -> pd.DataFrame:
    """Return the income statement, dollars a year: column value; index a slug of the line."""
    lines = center.income
    told = center_income(lines)
    rows: list[tuple[str, float, str]] = []
    for kind, total, amount in (
        ("revenue", "Revenue", told.revenue),
        ("expense", "Operating expense", told.operating_expense),
    ):
        own = lines[lines["kind"] == kind]
        rows += [
            (str(name).capitalize(), float(value), "body")
            for name, value in zip(own["line"], own["amount"], strict=True)
        ]
        rows.append((total, float(amount), "subtotal"))
    rows += [
        ("Operating income", float(told.operating_income), "total"),
        ("EBITDA", float(told.ebitda), "subtotal"),
    ]
    after = lines[lines["kind"] == "after"]
    rows += [
        (str(name).capitalize(), float(value), "body")
        for name, value in zip(after["line"], after["amount"], strict=True)
    ]
    rows.append(("For the owners", float(told.distributable), "total"))
    made = pd.DataFrame(rows, columns=["label", "value", "role"])
    made.index = pd.Index([one.lower().replace(" ", "_") for one in made["label"]], name="line")
    return made


def device_ranges(ranges: Mapping[str, Range]) -> dict[str, Range]:
    """Return the ranges of device prices by code from the ranges of a loaded scenario."""
    return {path.rpartition(".")[2]: held for path, held in ranges.items() if DEVICES in f".{path}"}


def device_table(
    cells: pd.DataFrame, center: Center, medicare: CenterRates, ranges: Mapping[str, Range]
) -> pd.DataFrame:
    """Return each device's part of Medicare's rate against its invoice, a case; index code.

    low, high: the tenth and ninetieth percentile of the invoice, NaN where no range is given;
    net_high: what the allowance leaves at the high one. a_year: net at the year's cases. payer,
    fee, left: who pays least for a case with the device, and what that leaves after the invoice.
    """
    prices = price_table(cells)
    rows = []
    for code, invoice in sorted(center.devices.items()):
        allowance = medicare.allowance.get(code, np.nan)
        if not allowance > 0:
            continue
        net = device_margin(float(allowance), float(invoice)).net_device
        held = ranges.get(code, Range(np.nan, float(invoice), np.nan))
        own = prices[prices["code"] == code]
        cases = float(own["cases"].sum())
        least = own.sort_values(["fee", "payer"]).head(1)
        rows.append(
            {
                "code": code,
                "label": code,
                "role": "body",
                "cases": cases,
                "rate": float(medicare.rate[code]),
                "allowance": float(allowance),
                "invoice": float(invoice),
                "low": held.low,
                "high": held.high,
                "net": net,
                "net_high": float(allowance) - held.high,
                "a_year": net * cases,
                "payer": "".join(least["payer"]),
                "fee": least["fee"].sum(min_count=1),
                "left": least["fee"].sum(min_count=1) - float(invoice),
            }
        )
    return pd.DataFrame(rows).set_index("code") if rows else pd.DataFrame()


def _with_all(made: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    whole = summed(cells.assign(row=ALL), ["row"])
    whole["label"], whole["role"] = "All", "total"
    both = pd.concat([made, whole])
    both.index.name = made.index.name
    return both


def _or_nan(share: object) -> float:
    return float(share) if isinstance(share, int | float) else np.nan
