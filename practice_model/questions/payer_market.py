"""Payer market: where our rates stand among the rates that payers post for others nearby.

The payer's own network is the market where it gives ten rates for at least half of the Medicare
dollars that all networks of the file give them for; otherwise every network is. A rate is judged
in the setting that we bill most, against Medicare of our locality in that setting.

Everything here is for the inside; what a letter may cite is made by `payer_hospitals.citable`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from practice_model.quantities import Count, Range, Ratio, Share, terms
from practice_model.questions.payer import Prices
from practice_model.questions.payer_terms import Payer
from practice_model.revenue.market_position import (
    NO_QUARTILES,
    Band,
    Market,
    band,
    code_markets,
    grade,
    percentile,
)
from practice_model.revenue.offers import unit_prices
from practice_model.revenue.posted_filters import Filtered, filtered
from practice_model.revenue.sums import percent_of_medicare, sums

OWN_NETWORK_ENOUGH = 0.5  # of the dollars that every network together covers
SIDES = ("now", "offer", "ask", "target")


@dataclass(frozen=True, eq=False)
class PostedMarket:
    """Posted rates of the talk after their filters, and our own rates beside them.

    own: by code, setting, medicare (USD/unit) and dollars (Medicare, USD a year), a column a side
    with our price of one unit. codes: the market by code. whole: dollars a year now, all lines.
    network: the network that the rates are of; "" where they are of all.
    """

    network: str
    filtered: Filtered
    codes: pd.DataFrame
    own: pd.DataFrame
    ratios: Mapping[str, Mapping[str, float]]
    whole: float


@terms
class CodePlace:
    """Where our fee of one code stands; unfiltered: the median with ghosts and outliers in it."""

    code: str
    own: Ratio
    p50: Ratio
    n: Count
    percentile: Share | None
    unfiltered: Ratio
    unfiltered_n: Count


@terms
class MarketFigures:
    """The market of a talk in figures.

    rows, kept: of the file, for our codes and kind of fee, before and after all filters. ghosts:
    rows of providers who never do the service. checked: whether that could be checked for every
    code. as_professional: kept center rates that were posted as professional. band: our mix.
    """

    place: str
    network: str
    month: date
    rows: Count
    kept: Count
    ghosts: Count
    outliers: Count
    checked: bool
    as_professional: Count
    codes: Count
    grade: str
    band: Band | None
    first: CodePlace | None


def own_rates(talk: Payer, priced: Prices) -> pd.DataFrame:
    """Return our own rates by code of the talk's block, in the setting that is billed most.

    Columns setting, group, medicare and a column a side (USD a unit, missing where there is no
    price), units and cases (a year; cases in every setting).
    """
    now = priced.sides["now"]
    lines = sums(now, ("block", "code", "setting"))["units"]
    if talk.block not in lines.index.get_level_values("block"):
        return pd.DataFrame(columns=["setting", "group", "medicare", "units", "cases", *SIDES])
    own = lines.xs(talk.block, level="block").reset_index()
    own["cases"] = own.groupby("code")["units"].transform("sum")
    own = own.sort_values(["units", "setting"], ascending=[False, True], kind="stable")
    own = own.drop_duplicates("code").set_index("code")
    place = pd.MultiIndex.from_arrays([[talk.block] * len(own), own.index, own["setting"]])
    for side in [one for one in SIDES if one in priced.sides]:
        listed = unit_prices(now, priced.sides[side], priced.medicare).reindex(place)
        own[side] = listed["offered"].to_numpy(float)
        if side == "now":
            own["group"] = listed["group"].to_numpy()
            own["medicare"] = listed["medicare"].to_numpy(float)
    return own.sort_index()


def posted_market(talk: Payer, priced: Prices) -> PostedMarket | None:
    """Return the posted rates after their filters; None without a file of rates."""
    market = talk.market
    if market is None or market.posted is None:
        return None
    own = own_rates(talk, priced)
    own["dollars"], ratios = _ratios(talk, priced, own)
    whole = float(sums(priced.sides["now"])["allowed"].to_dict().get(talk.block, 0.0))
    known = own[own["medicare"] > 0]
    npis = [one.npi for one in talk.practice.providers.values() if one.works_here]
    npis += [site.npi for site in talk.practice.sites.values() if site.npi]
    made = {
        network: _made(market, known, talk.block, network, npis)
        for network in dict.fromkeys([market.network, ""])
    }
    covered = {network: _covered(codes, known) for network, (_, codes) in made.items()}
    own_will_do = covered[market.network] > 0
    own_will_do &= covered[market.network] >= OWN_NETWORK_ENOUGH * covered[""]
    network = market.network if own_will_do else ""
    held, codes = made[network]
    return PostedMarket(network, held, codes, own, ratios, whole)


def _made(
    market: Market, own: pd.DataFrame, block: str, network: str, npis: list[str]
) -> tuple[Filtered, pd.DataFrame]:
    assert market.posted is not None
    held = filtered(market.posted, market.performers, own, block, network=network, own=npis)
    return held, code_markets(held.kept, block)


def _covered(codes: pd.DataFrame, own: pd.DataFrame) -> float:
    enough = codes.index[codes["n"] >= NO_QUARTILES]
    return float(own["dollars"].reindex(enough).fillna(0).sum())


def _ratios(
    talk: Payer, priced: Prices, own: pd.DataFrame
) -> tuple[np.ndarray, dict[str, dict[str, float]]]:
    """Medicare dollars a year of every code in its setting, and our ratio by side and code."""
    place = pd.MultiIndex.from_arrays([[talk.block] * len(own), own.index, own["setting"]])
    made, dollars = {}, np.zeros(len(own))
    for side in [one for one in SIDES if one in priced.sides]:
        by = percent_of_medicare(priced.sides[side], priced.medicare, ("block", "code", "setting"))
        held = by.reindex(place)
        if side == "now":
            dollars = held["medicare"].fillna(0).to_numpy(float)
        ratio = held["ratio"].to_numpy(float)
        made[side] = {
            str(code): float(one)
            for code, one in zip(own.index, ratio, strict=True)
            if np.isfinite(one) and one > 0
        }
    return dollars, made


def market_band(made: PostedMarket | None) -> Band | None:
    """Return the market on our mix; None where no code of ours has ten rates."""
    if made is None:
        return None
    stands = {str(code): own_percentile(made, str(code)) for code in made.codes.index}
    known = {code: one for code, one in stands.items() if one is not None}
    dollars = {code: at(made.own, code, "dollars") for code in known}
    return band(made.codes, dollars, made.ratios, known, made.whole)


def as_range(found: MarketFigures | None) -> Range | None:
    """Return the quartiles of the market on our mix as low, likely and high; None without them."""
    if found is None or found.band is None:
        return None
    band = found.band
    return Range(float(band.p25), float(band.p50), float(band.p75))


def own_percentile(made: PostedMarket, code: str, side: str = "now") -> float | None:
    """Return the share of a code's rates below ours; None under ten rates or without our fee."""
    kept = made.filtered.kept
    own = at(made.own, code, side)
    if not np.isfinite(own):
        return None
    return percentile(own, kept.loc[kept["hcpcs"] == code, "rate"].to_numpy(float))


def at(frame: pd.DataFrame, code: str, name: str) -> float:
    """A cell as a number; not a number where the frame has no such row or column."""
    held = frame[name].to_dict() if name in frame else {}
    return float(held.get(code, np.nan))


def market_figures(talk: Payer, made: PostedMarket | None) -> MarketFigures | None:
    """Return the market in figures; None where no posted rate of our codes is left."""
    if made is None or talk.market is None or made.codes.empty:
        return None
    reasons, kept = made.filtered.reasons, made.filtered.kept
    apart = {"other_code", "other_network", "other_class", "own", "older"}
    month = str(kept["month"].max())
    held = market_band(made)
    return MarketFigures(
        place=talk.market.place,
        network=made.network,
        month=date(int(month[:4]), int(month[5:7]), 1),
        rows=int((~reasons.isin(apart)).sum()),
        kept=len(kept),
        ghosts=int((reasons == "ghost").sum()),
        outliers=int((reasons == "outlier").sum()),
        checked=set(made.codes.index) <= made.filtered.checked,
        as_professional=int((kept["billing_class"] == "professional").sum())
        if talk.block == "asc"
        else 0,
        codes=len(made.codes),
        grade=grade(int(made.codes["n"].max()), month, talk.as_of),
        band=held,
        first=_first(made),
    )


def _first(made: PostedMarket) -> CodePlace | None:
    """The code with ten rates and more on which most of our dollars stand."""
    enough = made.codes[made.codes["n"] >= NO_QUARTILES].join(made.own[["dollars", "medicare"]])
    enough = enough[enough.index.isin(made.ratios["now"])]
    if enough.empty:
        return None
    code = str(enough.sort_values("dollars", ascending=False, kind="stable").index[0])
    return code_place(made, code)


def code_place(made: PostedMarket, code: str) -> CodePlace | None:
    """Return where our fee of one code stands; None where there is no median or no own fee."""
    middle = at(made.codes, code, "p50")
    own = at(made.own, code, "now") / at(made.own, code, "medicare")
    if not (np.isfinite(own) and np.isfinite(middle)):
        return None
    everyone = made.filtered.unfiltered
    trusted = everyone.loc[everyone["hcpcs"] == code, "ratio"]
    return CodePlace(
        code=code,
        own=own,
        p50=middle,
        n=int(at(made.codes, code, "n")),
        percentile=own_percentile(made, code),
        unfiltered=float(trusted.median()),
        unfiltered_n=len(trusted),
    )
