"""The landlord's side of a lease talk: where they may stand, and what our ask costs them.

Their figures are our estimate: a range, never a fact. What a lease is worth to them is base rent
and what they charge of the running costs, less these costs and the money that they give. Market
rent is net of running costs (triple net).
"""

from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.deals.lease import Option, cash, months_of
from practice_model.deals.lease_landlord import Landlord, keeping, losing, lowest_rent, replacing
from practice_model.deals.lease_rent import RentTerms, rent_by_month
from practice_model.deals.lease_rent_steps import Operating, spent_by_year
from practice_model.finance.present_value import MONTHS, Series
from practice_model.quantities import (
    USD,
    Number,
    SignedUSD,
    SignedUSDPerSquareFootYear,
    USDPerSquareFootYear,
    replaced,
    terms,
)
from practice_model.questions.lease import Side
from practice_model.questions.lease_asks import with_base
from practice_model.questions.lease_terms import ASK
from practice_model.uncertainty import percentiles

ROOM_HEADS: Final = {"low": "Low|plain", "value": "Likely|plain", "high": "High|plain"}


ROOM_ROWS: Final = (
    ("limit", "Their limit on base rent, all else as offered", "USD/sf/year"),
    ("offered", "Base rent as offered", "USD/sf/year"),
    ("walk_away", "Our walk-away", "USD/sf/year"),
    ("room", "Room from their limit to the lower of both", "USD/sf/year"),
    ("vacancy", "Rent lost while empty", "USD"),
    ("carried", "Costs carried while empty", "USD"),
    ("fit_out", "Build-out for the next tenant", "USD"),
    ("free", "Months free for the next tenant", "USD"),
    ("commission", "Commission", "USD"),
    ("losing", "Losing us costs them", "USD"),
    ("ask_cost", "Our ask costs them", "USD"),
    ("kept", "What keeping us still brings them at our ask", "USD"),
)


@terms
class LandlordFigures:
    """Where the landlord may stand, an estimate: base rents a foot and year, dollars today.

    limit: the base rent under which they let us go, all else as offered. asked: the rent that the
    offer names; walk_away: ours. room: from their limit to the lower of our walk-away and the
    offer. losing: what losing us costs them; vacancy, carried, fit_out, free, commission: of it.
    ask_cost: what our ask costs them; kept: what they still gain from keeping us at our ask.
    """

    limit: USDPerSquareFootYear
    offered: USDPerSquareFootYear
    walk_away: SignedUSDPerSquareFootYear | None
    room: SignedUSDPerSquareFootYear
    losing: USD
    vacancy: USD
    carried: USD
    fit_out: USD
    free: USD
    commission: USD
    offer_worth: SignedUSD
    ask_cost: SignedUSD | None
    kept: SignedUSD | None


def landlord_figures(side: Side, walk_away: Number | None = None) -> LandlordFigures | None:
    """Return where the landlord may stand; None without estimates, or where nothing is renewed."""
    theirs, option = side.talk.landlord, side.options[side.stays]
    if theirs is None or option.rent is None or option.kind != "renew":
        return None
    rent, feet = option.rent, option.space.rentable
    running = _running(rent, feet)
    given = _given(option)
    unit = rent_by_month(with_base(rent, 1.0 - rent.base), feet).base
    lost = losing(theirs, feet, running)
    limit = lowest_rent(theirs, feet, running, unit, given, short=_short(rent, feet))
    worth = landlord_worth(side, option)
    cost, kept = _ask_cost(side, theirs, worth)
    top = rent.base if walk_away is None else np.minimum(walk_away, rent.base)
    return LandlordFigures(
        limit=limit,
        offered=rent.base,
        walk_away=walk_away,
        room=top - limit,
        losing=np.maximum(lost.total, 0.0),
        vacancy=lost.vacancy,
        carried=lost.carried,
        fit_out=lost.fit_out,
        free=lost.free,
        commission=lost.commission,
        offer_worth=worth,
        ask_cost=cost,
        kept=kept,
    )


def landlord_worth(side: Side, option: Option) -> Any:
    """Return what a lease with us is worth to the landlord, USD in value today at their rate.

    Running costs that the lease does not let them charge (a cap, a base year, gross rent) stay with
    them. None without an estimate of theirs.
    """
    theirs, rent, feet = side.talk.landlord, option.rent, option.space.rentable
    if theirs is None or rent is None:
        return None
    made = rent_by_month(rent, feet)
    return keeping(theirs, _sum(made.base, -1.0, _short(rent, feet)), _given(option))


def room_table(
    theirs: LandlordFigures | None, drawn: LandlordFigures | None = None
) -> pd.DataFrame:
    """Return both sides' limits and what losing us costs the landlord, with low and high.

    Columns label, low, value, high, unit, role; empty without an estimate of theirs.
    """
    if theirs is None:
        return pd.DataFrame()
    rows = {}
    for key, label, unit in ROOM_ROWS:
        value = getattr(theirs, key)
        if value is None:
            continue
        own = None if drawn is None else getattr(drawn, key)
        ends = percentiles(own) if isinstance(own, np.ndarray) else None
        rows[key] = {
            "label": label,
            "low": np.nan if ends is None else ends.low,
            "value": float(value),
            "high": np.nan if ends is None else ends.high,
            "unit": unit,
            "format": "plain",
            "role": "subtotal" if key in ("room", "losing", "kept") else "body",
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def _ask_cost(side: Side, theirs: Landlord, worth: Any) -> tuple[Any, Any]:
    """What the ask costs the landlord, and what keeping us at the ask is worth over losing us."""
    if side.talk.ask is None or side.talk.ask.of != side.stays:
        return None, None
    asked = side.options[ASK]
    assert asked.rent is not None
    feet = asked.space.rentable
    at_ask = landlord_worth(side, asked)
    return worth - at_ask, at_ask - replacing(theirs, feet, _running(asked.rent, feet))


def _running(rent: RentTerms, feet: Number) -> Series:
    """What running our space costs by month, whoever pays."""
    months = int(rent.months)
    operating = rent.operating or Operating()
    levels = spent_by_year(operating, -(-months // MONTHS))
    return np.asarray(levels[np.arange(months) // MONTHS] * feet / MONTHS)


def _given(option: Option) -> Series:
    assert option.rent is not None
    own = cash(option)
    held = [own.given.get(month, 0.0) for month in range(months_of(option) + 1)]
    return np.stack(np.broadcast_arrays(*[np.asarray(one, dtype=np.float64) for one in held]))


def _short(rent: RentTerms, feet: Number) -> Series:
    """What of the running costs stays with the landlord by month."""
    if rent.operating is None:
        return np.zeros(int(rent.months))
    charged = replaced(rent, {"operating.own": 0.0})
    return _sum(_running(rent, feet), -1.0, rent_by_month(charged, feet).operating)


def _sum(one: Series, sign: float, other: Series) -> Series:
    wide = max(one.ndim, other.ndim)
    first, second = (part[:, None] if part.ndim < wide else part for part in (one, other))
    return np.asarray(first + sign * second)
