"""What is not sure of a lease: rates, escalators, draws, and how long the practice stays.

The order of the options is looked at from four sides: at the low and the high discount, with
escalators one point lower or higher at their worst, over all ranges at once (draws), and if the
practice is sold before the lease ends.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from practice_model.deals.lease import cash, is_advance, months_of
from practice_model.deals.lease_exit import exit_cost, still_owed
from practice_model.finance.present_value import MONTHS, monthly_rate, present_value
from practice_model.quantities import (
    USD,
    Count,
    Range,
    Share,
    SharePerYear,
    SignedUSD,
    Years,
    figures,
    terms,
)
from practice_model.questions.lease import Side, best_other, side_of, values
from practice_model.questions.lease_practice import Premises
from practice_model.questions.lease_terms import ASK, Lease
from practice_model.uncertainty import HasRanges, odds, swings

POINT: Final = 0.01
MOST_YEARS: Final = 6  # rows of the table on leaving early
LABELS: Final = {
    "discount": "Discount rate",
    "rent.base": "Base rent",
    "rent.operating.first": "Operating costs, first year",
    "rent.operating.growth": "Growth of operating costs",
    "rent.operating.controllable": "Costs that the cap holds",
    "rent.escalator.index": "Growth of the index",
    "fit_out": "Build-out cost",
    "moving": "Moving and IT",
    "lost": "Cost of lost clinic days",
    "lost_days": "Lost clinic days",
    "own.growth": "Growth of the price",
    "own.property_return": "Return on property",
}
TABLE_UNITS: Final = dict.fromkeys(("stay", "other", "apart", "owed", "exit"), "USD")
TABLE_HEADS: Final = {
    "stay": "Staying costs|bare",
    "other": "The other costs|bare",
    "apart": "The other less staying|bare_signed",
    "owed": "Rent still owed|bare",
    "exit": "To get out|bare",
}


@terms
class Sturdy:
    """How sturdy the order of staying and the best other option is.

    worst: what staying is ahead with its own escalator a point higher and the other's a point
    lower. odds: how often staying costs less; ask_odds: how often our ask does. draws: how many.
    """

    worst: SignedUSD | None
    odds: Share | None
    odds_error: Share | None
    ask_odds: Share | None
    draws: Count


@terms
class Leaving:
    """What a sale of the practice in a lease year means: rent still owed, and the dearer way.

    owed: by staying, without discount; owed_other: by the best other option. exit: what getting out
    costs then, in value of that day, as the exit terms say. apart: other less staying, a buyer
    taking the lease over.
    """

    year: Years
    owed: USD
    owed_other: USD | None
    exit: SignedUSD
    apart: SignedUSD | None
    first_lost: Years | None


class _Loaded(NamedTuple):
    """A loaded talk with the ranges that the options rest on alone."""

    terms: Lease
    ranges: Mapping[str, Range]
    origins: Mapping[str, Any]


def sturdy(side: Side, drawn: Side | None = None) -> Sturdy:
    """Return how sturdy the order is; drawn: the same talk with draws."""
    other = best_other(side)
    if other is None:
        return Sturdy(worst=None, odds=None, odds_error=None, ask_odds=None, draws=0.0)
    low, high = values(side, points=-POINT), values(side, points=POINT)
    worst = low[other] - high[side.stays]
    held = {} if drawn is None else values(drawn)
    if not any(np.ndim(one) for one in held.values()):
        return Sturdy(worst=worst, odds=None, odds_error=None, ask_odds=None, draws=0.0)
    rest = [held[name] for name in held if name not in (side.stays, ASK)]
    best = np.minimum.reduce(np.broadcast_arrays(*rest))
    stays = odds(np.asarray(best > held[side.stays]))
    asked = odds(np.asarray(best > held[ASK])).share if ASK in held else None
    return Sturdy(
        worst=worst,
        odds=stays.share,
        odds_error=stays.standard_error,
        ask_odds=asked,
        draws=float(np.size(best)),
    )


def tornado_table(loaded: HasRanges, own: Premises) -> pd.DataFrame:
    """Return what each estimate alone does to how far staying is ahead, USD, the widest first.

    Columns label, low, high, low_input, high_input, unit, format. Empty without another option.
    """
    talk: Lease = loaded.terms
    if best_other(side_of(talk, own)) is None:
        return pd.DataFrame()
    mine = {
        name: one
        for name, one in loaded.ranges.items()
        if name == "discount" or name.startswith(("options.", "ask.option."))
    }

    def ahead(at: Lease) -> float:
        side = side_of(at, own)
        held, other = values(side), best_other(side)
        assert other is not None
        return float(held[other] - held[side.stays])

    known = figures(talk)
    rows = {}
    for swing in swings(_Loaded(talk, mine, loaded.origins), ahead):
        if swing.width < 1:
            continue
        name = swing.figures[0]
        rows[name.replace("options.", "")] = {
            "label": _label(talk, name, len(swing.figures)),
            "low": swing.at_low,
            "high": swing.at_high,
            "low_input": mine[name].low,
            "high_input": mine[name].high,
            "unit": known[name][1].symbol,
            "format": "plain",
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def leaving_table(side: Side) -> pd.DataFrame:
    """Return what leaving after some years comes to, a year a row.

    Columns label, stay, other (USD in value today of what was paid until then, a buyer taking the
    lease over), apart, owed (rent still to come, staying), exit (to get out, in value of that day),
    role. Empty for a purchase, or without `leaving`.
    """
    option = side.options[side.stays]
    if side.talk.leaving is None or option.rent is None:
        return pd.DataFrame()
    other = best_other(side)
    own, rate = cash(option), monthly_rate(side.talk.discount)
    given: Any = sum(own.given.values(), start=0.0)
    rows = {}
    for year in _years(side):
        stay = paid_until(side, side.stays, year)
        away = np.nan if other is None else paid_until(side, other, year)
        rows[f"year_{year}"] = {
            "label": f"{year}",
            "stay": stay,
            "other": away,
            "apart": away - stay,
            "owed": still_owed(own.monthly, year),
            "exit": exit_cost(side.talk.leaving, own.monthly, year, rate, given),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def leaving(side: Side) -> Leaving | None:
    """Return what a sale in the year that the scenario names means; None without one."""
    terms_, option = side.talk.leaving, side.options[side.stays]
    if terms_ is None or terms_.sale_year is None or option.rent is None:
        return None
    year = int(terms_.sale_year)
    if not 1 <= year < months_of(option) / MONTHS:
        return None
    other = best_other(side)
    own = cash(option)
    given: Any = sum(own.given.values(), start=0.0)
    away = None if other is None else cash(side.options[other])
    apart = None if other is None else paid_until(side, other, year) - _paid(side, year)
    return Leaving(
        year=float(year),
        owed=still_owed(own.monthly, year),
        owed_other=None if away is None or away.rent is None else still_owed(away.monthly, year),
        exit=exit_cost(terms_, own.monthly, year, monthly_rate(side.talk.discount), given),
        apart=apart,
        first_lost=_first_lost(side, other),
    )


def paid_until(side: Side, name: str, year: int) -> Any:
    """Return what an option costs until the end of a lease year, USD in value today."""
    option = side.options[name]
    own, rate = cash(option), monthly_rate(side.talk.discount)
    months = min(year * MONTHS, months_of(option))
    first = 0 if is_advance(option) else 1
    return (
        own.signing
        + present_value(own.monthly[:months], rate, first)
        + present_value(own.later[: months + 1], rate)
    )


def crossing_rate_case(rate: SharePerYear | None) -> str:
    """Return whether a discount turns the order: some or none."""
    return "none" if rate is None else "some"


def _paid(side: Side, year: int) -> Any:
    return paid_until(side, side.stays, year)


def _first_lost(side: Side, other: str | None) -> float | None:
    """The longest stay, in whole years, up to which the other option costs less than staying."""
    if other is None:
        return None
    last = months_of(side.options[side.stays]) // MONTHS
    cheaper = [year for year in range(1, last) if paid_until(side, other, year) < _paid(side, year)]
    return float(max(cheaper)) if cheaper else None


def _years(side: Side) -> list[int]:
    last = months_of(side.options[side.stays]) // MONTHS
    assert side.talk.leaving is not None
    sale = side.talk.leaving.sale_year
    wanted = {1, 2, 3, 5, 7, 10, 15, 20} | ({int(sale)} if sale else set())
    held = sorted(year for year in wanted if 1 <= year < last)
    return held[-MOST_YEARS:]


def _label(talk: Lease, path: str, shared: int) -> str:
    parts = path.split(".")
    if parts[0] == "discount":
        return LABELS["discount"]
    of = ".".join(parts[2:])
    told = LABELS.get(of, of.replace(".", ", ").replace("_", " "))
    if shared > 1 or parts[0] != "options":
        return told
    option = talk.options[parts[1]]
    rented = of.startswith("rent.") and len(talk.options) > 1
    return f"{told}, {option.counterparty or option.name}" if rented else told
