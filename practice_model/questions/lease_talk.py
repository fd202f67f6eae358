"""The talk with the landlord: comparables, dates, trades, what replies are filled with, packages.

Packages are ways in which the landlord may give us the same: the whole ask in money, in rent or in
free months. Each is solved so that it is worth to us what our ask is; what it costs them differs,
so that their answer tells what they hold dear.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.deals.lease import Option, compared, straight_line
from practice_model.negotiation.comparables import Standing, standing
from practice_model.negotiation.concessions import PricedLever
from practice_model.negotiation.trades import priced_trades
from practice_model.quantities import (
    USD,
    Share,
    SharePerYear,
    SignedUSD,
    SignedUSDPerSquareFootYear,
    USDPerSquareFoot,
    USDPerSquareFootYear,
    Years,
    replaced,
    terms,
)
from practice_model.questions.deal_calendar import Dated, deal_dates
from practice_model.questions.lease import Lead, OptionFigures, Side
from practice_model.questions.lease_asks import Piece, UnitWorths, with_base
from practice_model.questions.lease_landlord import landlord_worth
from practice_model.questions.lease_limits import solved
from practice_model.questions.lease_risk import Leaving
from practice_model.questions.lease_terms import ASK, Lease, anchors, basis_of

PACKAGE_HEADS: Final = {
    "base": "Base rent, $ a sq ft|bare",
    "money": "Build-out money, $ a sq ft|bare",
    "free": "Months free|number",
    "to_us": "Worth to us, $|bare_signed",
    "to_them": "Costs them, about|bare_signed",
}
HALVINGS: Final = 50
PACKAGE_UNITS: Final = {
    "base": "USD/sf/year", "money": "USD/sf", "free": "months", "to_us": "USD", "to_them": "USD",
}  # fmt: skip


@terms
class DealFacts:
    """What replies to the landlord may be filled with; None where the talk does not hold it.

    offer_net_rent: base rent as offered, net of what the landlord gives, in a straight line.
    opening_rent: base rent of our ask. stay_extra: what staying costs more than the move, with its
    one-off costs. rent_no_improvement: the base rent at which our ask, or else the offer, is worth
    the same to us without any money.
    """

    offer_net_rent: SignedUSDPerSquareFootYear | None
    opening_rent: USDPerSquareFootYear | None
    move_cost: USD | None
    stay_extra: USD | None
    term_years: Years
    rent_no_improvement: SignedUSDPerSquareFootYear | None
    improvement: USDPerSquareFoot | None
    improvement_rate: SharePerYear | None
    occupancy: Share | None


@terms
class PackageFigures:
    """The cheapest and the dearest package for the landlord, as we judge it."""

    cheapest: str
    cheapest_cost: SignedUSD
    dearest: str
    dearest_cost: SignedUSD


def peers(talk: Lease) -> dict[str, Standing]:
    """Return where the terms that the landlord offers stand among comparables, by term."""
    if talk.comparables is None:
        return {}
    option = _offer(talk)
    if option is None or option.rent is None:
        return {}
    rent = option.rent
    new = option.kind != "renew"
    money = talk.peers.improvement_new if new else talk.peers.improvement
    rows = {
        "rent": (talk.peers.base, rent.base, "USD/sf/year"),
        "improvement": (money, rent.improvement, "USD/sf"),
        "free": (talk.peers.free, rent.free_months, "months"),
    }
    return {
        name: standing(talk.comparables, "lease", term, _one(value), as_of=talk.as_of, unit=unit)
        for name, (term, value, unit) in rows.items()
    }


def dates(talk: Lease) -> list[Dated]:
    """Return every date of the lease, earliest first."""
    return deal_dates("lease", anchors(talk), talk.calendar)


def trades(talk: Lease, pieces: list[Piece], units: UnitWorths | None) -> dict[str, PricedLever]:
    """Return the trades with their worth: pieces of the ask by name, and one unit of each term."""
    return priced_trades(talk.trades, prices(pieces, units))


def prices(pieces: list[Piece], units: UnitWorths | None) -> dict[str, float | None]:
    """Return what the deal prices, by name, USD in value today."""
    made: dict[str, float | None] = {
        name: None if units is None or getattr(units, name) is None else float(getattr(units, name))
        for name in ("dollar", "money", "month", "point", "half_point")
    }
    named = ("base", "improvement", "free", "escalator", "operating", "lent", "term", "deposit")
    made |= dict.fromkeys(named, None)
    return made | {one.name: float(one.worth) for one in pieces}


def stakes(
    found: Lead, pieces: list[Piece], gone: Leaving | None, units: UnitWorths | None
) -> dict[str, float]:
    """Return the dollars that rank replies, by the names of the library."""
    made = {} if found.ahead is None else {"move": abs(float(found.ahead))}
    worth = {one.name: float(one.worth) for one in pieces}
    for stake, name in (("improvement", "improvement"), ("cap", "operating")):
        if name in worth:
            made[stake] = worth[name]
    if units is not None:
        made["rent"] = float(units.dollar)
    if gone is not None:
        made["assignment"] = float(gone.owed)
    return made


def deal_facts(side: Side, held: Mapping[str, OptionFigures], found: Lead) -> DealFacts:
    """Return what replies to the landlord may be filled with."""
    option = side.options[side.stays]
    asked = side.options.get(ASK)
    rent, ask = option.rent, asked.rent if asked else None
    share = held[side.stays].share_all
    extra = None if found.ahead is None or found.ahead >= 0 else -found.ahead
    return DealFacts(
        offer_net_rent=_net(option),
        opening_rent=ask.base if ask else None,
        move_cost=None if found.once is None or found.once <= 0 else found.once,
        stay_extra=extra,
        term_years=found.years,
        rent_no_improvement=_rent_without_money(side) if rent else None,
        improvement=ask.improvement if ask and ask.improvement else None,
        improvement_rate=side.talk.borrowing,
        occupancy=None if share is None else np.clip(share, 0.0, 1.0),
    )


def packages(side: Side) -> pd.DataFrame:
    """Return ways to give us what our ask is worth, one a row, the cheapest for them first.

    Columns label, base, money (USD a foot), free (months), to_us, to_them (USD in value today;
    missing where the landlord is not estimated). Empty without an ask.
    """
    ask, option = side.talk.ask, side.options[side.stays]
    if ask is None or ask.of != side.stays or option.rent is None:
        return pd.DataFrame()
    basis = basis_of(side.talk)
    goal = compared(side.options[ASK], basis)
    rent = option.rent
    ways: dict[str, tuple[str, Option | None]] = {
        "ask": ("As we ask", side.options[ASK]),
        "all_money": ("All in build-out money", _solved_money(option, goal, basis)),
        "all_rent": ("All in rent", _solved_rent(option, goal, basis)),
        "all_free": ("All in free months", _solved_free(option, goal, basis)),
    }
    offer = landlord_worth(side, option)
    rows = {}
    for name, (label, made) in ways.items():
        if made is None or made.rent is None:
            continue
        theirs = landlord_worth(side, made)
        rows[name] = {
            "label": label,
            "base": float(made.rent.base),
            "money": float(made.rent.improvement),
            "free": float(made.rent.free_months),
            "to_us": float(compared(option, basis) - compared(made, basis)),
            "to_them": np.nan if theirs is None or offer is None else float(offer - theirs),
        }
    offered: dict[str, Any] = {
        "label": "As offered", "base": float(rent.base), "money": float(rent.improvement),
        "free": float(rent.free_months), "to_us": np.nan, "to_them": np.nan,
    }  # fmt: skip
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame = frame.sort_values("to_them", kind="stable", na_position="last")
    return pd.concat([pd.DataFrame([offered], index=["offered"]), frame])


def package_figures(frame: pd.DataFrame) -> PackageFigures | None:
    """Return the cheapest and the dearest package for the landlord; None where none is priced."""
    if frame.empty or frame["to_them"].notna().sum() < 2:  # noqa: PLR2004 - two to compare
        return None
    held = frame[frame["to_them"].notna()].sort_values("to_them", kind="stable")
    labels, costs = held["label"].tolist(), held["to_them"].tolist()
    return PackageFigures(
        cheapest=_small(str(labels[0])),
        cheapest_cost=float(costs[0]),
        dearest=_small(str(labels[-1])),
        dearest_cost=float(costs[-1]),
    )


def _offer(talk: Lease) -> Option | None:
    of = talk.ask.of if talk.ask else ""
    named = of or next((name for name, one in talk.options.items() if one.kind == "renew"), "")
    return talk.options.get(named) or next(iter(talk.options.values()))


def _net(option: Option) -> Any:
    """Base rent net of the landlord's money, in a straight line, USD a foot and year."""
    rent = option.rent
    if rent is None:
        return None
    return straight_line(replaced(option, {"rent.operating": None}))


def _rent_without_money(side: Side) -> Any:
    option = side.options.get(ASK, side.options[side.stays])
    basis = basis_of(side.talk)
    goal = compared(option, basis)
    bare = replaced(option, {"rent.improvement": 0.0, "rent.other_money": 0.0})
    made = _solved_rent(bare, goal, basis)
    return None if made is None or made.rent is None else made.rent.base


def _solved_rent(option: Option, goal: Any, basis: Any) -> Option | None:
    rent = option.rent
    assert rent is not None
    more = solved(option, goal, basis, lambda x: {"rent": with_base(rent, x)})
    if more is None or rent.base + more < 0:
        return None
    return _with(option, {"rent": with_base(rent, more)})


def _solved_money(option: Option, goal: Any, basis: Any) -> Option | None:
    rent = option.rent
    assert rent is not None
    more = solved(option, goal, basis, lambda x: {"rent.improvement": rent.improvement + x})
    if more is None or rent.improvement + more < 0:
        return None
    return _with(option, {"rent.improvement": rent.improvement + more})


def _solved_free(option: Option, goal: Any, basis: Any) -> Option | None:
    """Free months that reach the goal, to the part of a month; None where the term ends before."""
    rent = option.rent
    assert rent is not None
    low, high = 0.0, float(rent.months - rent.free_from)

    def at(months: float) -> Option:
        return _with(option, {"rent.free_months": months})

    if not float(compared(at(high), basis)) <= float(goal) <= float(compared(at(low), basis)):
        return None
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if float(compared(at(middle), basis)) > float(goal) else (low, middle)
        )
    return at((low + high) / 2)


def _with(option: Option, changes: Mapping[str, Any]) -> Option:
    made: Option = replaced(option, changes)
    return made


def _one(value: Any) -> float:
    return float(np.mean(value))


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
