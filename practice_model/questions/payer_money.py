"""The money of a payer talk side by side: now, their offer, our ask, our target, and our floor.

Every column is the same year of services at its own rates. Drugs have no floor: nobody walks away
over them alone, so what counts them stays empty in that column.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from practice_model.quantities import Count, SignedUSDPerYear, USDPerYear, terms
from practice_model.questions.payer import Column, Prices
from practice_model.questions.payer_costs import SideMargin
from practice_model.questions.payer_terms import Payer
from practice_model.questions.payer_walk_away import WalkAway
from practice_model.revenue.offers import by_key


@terms
class Aim:
    """What we aim at, our target or else our ask, and what the offer leaves of it, a year.

    missing is 0 where the offer reaches it within its own tolerance.
    """

    change: SignedUSDPerYear
    missing: USDPerYear


@terms
class AskCuts:
    """Codes that our own ask pays less than today: how many, the first, dollars a year."""

    count: Count
    code: str
    dollars: USDPerYear


def aim_of(talk: Payer, columns: Mapping[str, Column]) -> Aim | None:
    """Return what the offer leaves of our aim; None without an offer or without an aim."""
    side = "target" if "target" in columns else "ask"
    if talk.offer is None or side not in columns:
        return None
    aimed, offered = float(columns[side].whole), float(columns["offer"].whole)
    near = float(talk.offer.tolerance) * float(columns["now"].whole)
    gap = aimed - offered
    return Aim(change=float(columns[side].whole_change), missing=gap if gap > near else 0.0)


def ask_cuts(talk: Payer, priced: Prices) -> AskCuts | None:
    """Return the codes that our own ask pays less than today; None where it cuts none."""
    if "ask" not in priced.sides:
        return None
    moved = by_key(priced.sides["now"], priced.sides["ask"], priced.medicare, "code", talk.block)
    falls = moved.loc[moved["change"] < 0, "change"]
    if falls.empty:
        return None
    first = falls.sort_index().sort_values(kind="stable").index[0]
    return AskCuts(count=len(falls), code=str(first), dollars=float(-falls.sum()))


def heads(talk: Payer) -> dict[str, str]:
    """Return the heads of the sides, with the format of their cells, in the order now to ask."""
    made = {"now": "Now, as paid|plain" if talk.contracts.paid else "Now|plain"}
    if talk.contracts.paid:
        made["kept"] = "Contract kept|plain"
    if talk.offer:
        made["offer"] = "Their offer|plain" if talk.offer.letter_date else "Newer year alone|plain"
    if talk.ask:
        made["ask"] = "Our ask|plain"
    if talk.target:
        made["target"] = "Target|plain"
    return made | ({"floor": "Floor|plain"} if talk.bargaining else {})


def money_table(
    talk: Payer,
    columns: Mapping[str, Column],
    margins: Mapping[str, SideMargin] | None = None,
    floor: WalkAway | None = None,
) -> pd.DataFrame:
    """Return the numbers table: a row a measure, a column a side and one for the floor.

    margins: where costs are known.
    """
    fees = "Surgery-center fees" if talk.block == "asc" else "Professional fees"
    year = "USD/year"
    rows = [
        ("fees", fees, year, "plain", "body"),
        ("fees_change", "Change from now", year, "signed", "body"),
        ("fees_of_medicare", "Fees, percent of Medicare", "ratio", "plain", "body"),
    ]
    if columns["now"].drugs is not None:
        rows += [
            ("whole", "Fees and drugs together", year, "plain", "subtotal"),
            ("whole_change", "Change from now, together", year, "signed", "subtotal"),
        ]
    left = [
        ("contribution", "Fees left after supplies and devices", year, "plain", "body"),
        ("margin", "Fees left after full cost", year, "plain", "body"),
    ]
    rows[3:3] = left if margins else []
    frame = pd.DataFrame(rows, columns=["row", "label", "unit", "format", "role"]).set_index("row")
    for side, column in columns.items():
        own = (margins or {}).get(side)
        told = {name: _measure(name, column, own) for name in frame.index}
        frame[side] = pd.Series(told)
        if side == "now":
            frame.loc[frame["format"] == "signed", side] = np.nan
    if floor is not None:
        frame["floor"] = pd.Series(_at_floor(columns["now"], floor, (margins or {}).get("now")))
    return frame


def _measure(name: str, column: Column, own: SideMargin | None) -> float:
    held = getattr(own if hasattr(own, name) else column, name)
    return np.nan if held is None else float(held)


def _at_floor(now: Column, floor: WalkAway, own: SideMargin | None) -> dict[str, float]:
    """The measures of fees at our floor; drugs stay out of it, and so does what counts them."""
    fees = float(floor.renewal.dollars)
    change = fees - float(now.fees)
    made = {
        "fees": fees,
        "fees_change": change,
        "fees_of_medicare": float(floor.renewal.of_medicare),
    }
    if own is not None:
        arrives = change * float(floor.arrives)
        made["contribution"] = float(own.contribution) + arrives
        made["margin"] = float(own.margin) + arrives
    return made
