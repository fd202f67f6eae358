"""The surgery center beside a buy-in: units priced apart, and an owner who does no procedures.

Units are a separate deal at fair value; nothing of the practice's price moves with them. An owner
without procedures fails the one test that an eye-only center has (one third of practice income from
center procedures, 42 CFR 1001.952(r)): a risk and a question for counsel, not by itself a breach.
"""

from typing import Any

import pandas as pd

from practice_model.deals.buy_in_apart import Units, real_estate_value, units_value
from practice_model.quantities import USD, Count, Number, Share, USDPerYear, terms
from practice_model.questions.buy_in import BuyIn
from practice_model.questions.buy_in_own import OwnFigures

CENTER_HEADS = {
    "share": "Share|plain",
    "distribution": "Paid a year|plain",
    "worth": "At the multiple|plain",
    "question": "Question|text",
}
ASKS_COUNSEL = "no procedures: for counsel"


@terms
class CenterFigures:
    """Units of the center in USD: the offered share's worth, and holders without procedures.

    ebitda: of the center a year. worth: of the share on offer. passive: holders without procedures;
    their share, what they are paid a year and what their units are worth before any discount.
    """

    ebitda: USDPerYear
    worth: USD
    passive: Count
    passive_share: Share | None
    passive_paid: USDPerYear | None
    passive_worth: USD | None


@terms
class BuildingFigures:
    """A building priced apart: worth of the share, in USD."""

    worth: USD


def center_figures(talk: BuyIn, own: OwnFigures) -> CenterFigures | None:
    """Return the center's units; None where no units are on offer or its earnings are not known.

    Numbers or draws of the multiple.
    """
    given = talk.center
    ebitda: Number | None = None if given is None else given.ebitda
    if ebitda is None:
        ebitda = own.center_ebitda
    if given is None or ebitda is None:
        return None
    table = _passive(own)
    held = float(table["share"].sum()) if len(table) else None
    return CenterFigures(
        ebitda=ebitda,
        worth=_worth(talk, ebitda, float(given.share)),
        passive=len(table),
        passive_share=held,
        passive_paid=None if held is None else max(float(table["distribution"].sum()), 0.0),
        passive_worth=None if held is None else _worth(talk, ebitda, held),
    )


def building_figures(talk: BuyIn) -> BuildingFigures | None:
    """Return the building's share; None where none is offered."""
    return (
        None
        if talk.real_estate is None
        else BuildingFigures(worth=real_estate_value(talk.real_estate))
    )


def center_table(talk: BuyIn, own: OwnFigures) -> pd.DataFrame:
    """Return the center's owners, largest first: label, share, distribution, worth, question."""
    found = center_figures(talk, own)
    if found is None or own.center_owners.empty:
        return pd.DataFrame()
    held = own.center_owners.sort_values("share", ascending=False, kind="stable")
    return pd.DataFrame(
        {
            "label": [str(name) for name in held.index],
            "share": held["share"],
            "distribution": held["distribution"],
            "worth": [
                float(_worth(talk, float(found.ebitda), float(share))) for share in held["share"]
            ],
            "question": [ASKS_COUNSEL if told else "" for told in held["question"]],
        },
        index=held.index,
    )


def _passive(own: OwnFigures) -> pd.DataFrame:
    held = own.center_owners
    return held if held.empty else held[~held["does_procedures"].astype(bool)]


def _worth(talk: BuyIn, ebitda: Number, share: float) -> Any:
    given = talk.center
    assert given is not None  # asked for only with units on offer
    units = Units(ebitda=ebitda, multiple=given.multiple, debt=given.debt, share=share)
    return units_value(units)
