"""Market position: where a rate stands among posted rates that someone really performs.

    percentile = (rates below + half of the rates that are equal) / rates
    on our mix = sum(Medicare dollars of a code x its ratio) / sum(Medicare dollars), codes of ten
                 rates and more

Medians and quartiles, never means: of 80, 95, 100, 105 and 400 the mean is 156, the median 100.
Few rates claim little: under 3 they are only listed, 3 to 9 have low and high, 5 and more a median,
10 and more quartiles and a percentile.

Confidence is the lowest of three (after Payerset's published bands):

    ratio      both quartiles within .75 to 2.50 of Medicare high, .50 to 3.50 medium (individual);
               .85 to 3.50 and .65 to 5.00 (organization)
    spread     highest over lowest rate under 1.5 high, to 3 medium, above low
    providers  5 and more high, 2 to 4 medium, 1 low: a file of one payer names no plans

The grade is B, reported by a third party; C where fewer than 15 rates carry it or the file is old.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Final, Literal

import numpy as np
import pandas as pd

from practice_model.faults import did_you_mean
from practice_model.quantities import Code, Count, Number, Ratio, Share, terms
from practice_model.revenue.market_tables import (
    HospitalPrices,
    LocalRates,
    Performers,
    PostedRates,
    WorkersCompensation,
)

Confidence = Literal["HIGH", "MEDIUM", "LOW"]
LEVELS: Final = ("LOW", "MEDIUM", "HIGH")
LIST_ONLY, NO_MEDIAN, NO_QUARTILES, THIN = 3, 5, 10, 15  # rates under which less is said
HIGH_RATIO: Final = {"professional": (0.75, 2.50), "asc": (0.85, 3.50)}
MEDIUM_RATIO: Final = {"professional": (0.50, 3.50), "asc": (0.65, 5.00)}
HIGH_SPREAD, MEDIUM_SPREAD = 1.5, 3.0
HIGH_PROVIDERS, MEDIUM_PROVIDERS = 5, 2
CENT = 0.005
POSTED_MONTHS, HOSPITAL_MONTHS = 6, 13  # age up to which a file is evidence


@terms
class TheirDate:
    """A date of the payer's own year: what happens, who says so, and by what grade."""

    day: date
    what: str
    source: str
    grade: Literal["A", "B", "C"] = "C"


@terms
class TheirSide:
    """What is known of the payer's own case, apart from the market.

    dates: of its year (budget, committee, filings). hospital_share: share of our center's cases
    that would go to a hospital without us; whole where none is given, and the brief says so.
    out_of_network_of_medicare: what it pays for our services out of network.
    """

    dates: list[TheirDate] = field(default_factory=list)
    hospital_share: Share | None = None
    out_of_network_of_medicare: Ratio | None = None


@terms
class Market:
    """The market evidence of a talk: posted rates, who performs, hospital prices, and where.

    network: whose posted rates are this payer's, as the file writes it. public: whether the posted
    rates are a public file that a letter may cite. place: the area, in words. priced_as: codes
    counted at another code's hospital price. local_rates, maxima: shown as left out, never counted:
    rates of one group without a name in it, and legal maxima of workers' compensation.
    """

    place: str
    posted: PostedRates | None = None
    performers: Performers | None = None
    network: str = ""
    public: bool = False
    hospitals: HospitalPrices | None = None
    hospital_class: Literal["commercial", "exchange", "medicare_advantage"] = "commercial"
    priced_as: dict[Code, Code] = field(default_factory=dict)
    local_rates: LocalRates | None = None
    maxima: WorkersCompensation | None = None
    their_side: TheirSide | None = None

    def __post_init__(self) -> None:
        if self.posted is not None and self.network:
            known = sorted(set(self.posted["network"]))
            if self.network not in known:
                hint = did_you_mean(self.network, known) or f": it has {', '.join(known)}"
                raise ValueError(f"the posted rates hold no network {self.network!r}{hint}")


@terms
class Spread:
    """Posted rates of one code as ratios to Medicare: as much as their number bears."""

    n: Count
    low: Ratio | None
    p25: Ratio | None
    p50: Ratio | None
    p75: Ratio | None
    high: Ratio | None
    confidence: Confidence


@terms
class Band:
    """The market on our mix, in ratios to Medicare, over the codes of ten rates and more.

    own: our rate by side on the same codes. coverage: their share of our dollars. percentile: our
    own, by Medicare dollars over the codes. fewest, most: rates behind a code. confidence: lowest.
    """

    p25: Ratio
    p50: Ratio
    p75: Ratio
    own: dict[str, Ratio]
    over_middle: Ratio
    percentile: Share
    codes: Count
    fewest: Count
    most: Count
    coverage: Share
    confidence: Confidence


def spread(ratios: np.ndarray, block: str, providers: int | None = None) -> Spread:
    """Return what some posted rates of one code say, as ratios to Medicare.

    >>> made = spread(np.array([1.0, 1.1, 1.2, 1.3, 2.4]), "professional")
    >>> made.p50, made.p25, made.confidence
    (1.2, None, 'MEDIUM')
    """
    values = np.sort(np.asarray(ratios, float))
    n = len(values)
    p25, p50, p75 = _quartiles(values) if n else (None, None, None)
    ranged = n >= LIST_ONLY
    return Spread(
        n=n,
        low=float(values[0]) if ranged else None,
        p25=p25 if n >= NO_QUARTILES else None,
        p50=p50 if n >= NO_MEDIAN else None,
        p75=p75 if n >= NO_QUARTILES else None,
        high=float(values[-1]) if ranged else None,
        confidence=confidence(values, block, n if providers is None else providers),
    )


def _quartiles(values: np.ndarray) -> tuple[float, float, float]:
    low, middle, high = np.percentile(values, [25, 50, 75])
    return float(low), float(middle), float(high)


def confidence(ratios: np.ndarray, block: str, providers: int) -> Confidence:
    """Return how far some posted rates of one code can be trusted; LOW for none or under three."""
    if len(ratios) < LIST_ONLY:
        return "LOW"
    low, _, high = _quartiles(np.asarray(ratios, float))
    lowest = float(np.min(ratios))
    wide = float(np.max(ratios)) / lowest if lowest > 0 else np.inf
    levels = [
        _level(_within((low, high), HIGH_RATIO[block]), _within((low, high), MEDIUM_RATIO[block])),
        _level(wide < HIGH_SPREAD, wide <= MEDIUM_SPREAD),
        _level(providers >= HIGH_PROVIDERS, providers >= MEDIUM_PROVIDERS),
    ]
    return _named(min(levels))


def _within(ends: tuple[float, float], bounds: tuple[float, float]) -> bool:
    return bounds[0] <= ends[0] and ends[1] <= bounds[1]


def _level(high: bool, medium: bool) -> int:
    return 2 if high else int(medium)


def _named(level: int) -> Confidence:
    return LEVELS[level]


def percentile(own: float, rates: np.ndarray) -> float | None:
    """Return the share of rates below our own, equal ones half; None under ten rates.

    own, rates: USD a unit; rates within half a cent are equal.

    >>> percentile(5.0, np.arange(1.0, 11.0))
    0.45
    """
    values = np.asarray(rates, float)
    if len(values) < NO_QUARTILES:
        return None
    equal = np.abs(values - own) < CENT
    below = (values < own) & ~equal
    return float((below.sum() + equal.sum() / 2) / len(values))


def code_markets(kept: pd.DataFrame, block: str) -> pd.DataFrame:
    """Return the market by code: fields of Spread, networks, providers, month (the last).

    kept: of `posted_filters.filtered`. Numbers that too few rates carry are missing.
    """
    rows = {}
    for code, own in kept.groupby("hcpcs", sort=True):
        providers = int(own["npi"].nunique())
        rows[str(code)] = vars(spread(own["ratio"].to_numpy(float), block, providers)) | {
            "networks": int(own["network"].nunique()),
            "providers": providers,
            "month": str(own["month"].max()),
        }
    names = [*Spread.__dataclass_fields__, "networks", "providers", "month"]
    made = pd.DataFrame.from_dict(rows, orient="index", columns=names).rename_axis("code")
    numbers = ["low", "p25", "p50", "p75", "high"]
    return made.astype({name: "float64" for name in numbers} | {"n": "int64"})


def grade(n: int, month: str, as_of: date) -> str:
    """Return the grade of posted rates: B, or C where they are thin or old.

    >>> grade(22, "2026-10", date(2026, 11, 24)), grade(14, "2026-10", date(2026, 11, 24))
    ('B', 'C')
    """
    return "C" if n < THIN or old(month, as_of, POSTED_MONTHS) else "B"


def old(month: str, as_of: date, most: int) -> bool:
    """Return whether a file (a month or a day of it) is more than so many months old.

    An unreadable date is old: nobody can tell.
    """
    try:
        year, number = int(month[:4]), int(month[5:7])
    except ValueError:
        return True
    return 12 * (as_of.year - year) + as_of.month - number > most


def band(
    markets: pd.DataFrame,
    medicare: Mapping[str, float],
    own: Mapping[str, Mapping[str, float]],
    percentiles: Mapping[str, float],
    dollars: float,
) -> Band | None:
    """Return the market on our mix; None where no code of ours has ten rates.

    medicare: USD a year by code in the setting of the market's rates. own: our ratio by side
    (`now` among them) and code; a side is weighed over the codes that it prices. percentiles: our
    own by code of ten rates and more. dollars: of all our lines now.
    """
    codes = [
        str(code)
        for code, n in markets["n"].items()
        if n >= NO_QUARTILES
        and medicare.get(str(code), 0.0) > 0
        and str(code) in own["now"]
        and str(code) in percentiles
    ]
    if not codes:
        return None
    weight = np.array([medicare[code] for code in codes])
    held = markets.loc[codes]
    quartiles = {
        name: float((held[name].to_numpy(float) * weight).sum() / weight.sum())
        for name in ("p25", "p50", "p75")
    }
    sides: dict[str, Number] = {}
    for side, ratios in own.items():
        priced = [code for code in codes if code in ratios]
        if priced:
            yard = sum(medicare[code] for code in priced)
            sides[side] = sum(ratios[code] * medicare[code] for code in priced) / yard
    stands = np.array([percentiles[code] for code in codes])
    paid = sum(own["now"][code] * medicare[code] for code in codes)
    return Band(
        **quartiles,
        own=sides,
        over_middle=sides["now"] / quartiles["p50"],
        percentile=float((stands * weight).sum() / weight.sum()),
        codes=len(codes),
        fewest=int(held["n"].min()),
        most=int(held["n"].max()),
        coverage=min(paid / dollars, 1.0) if dollars > 0 else 0.0,
        confidence=_named(min(LEVELS.index(str(one)) for one in held["confidence"])),
    )
