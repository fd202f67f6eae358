"""Benchmarks: where the practice's own ratios stand against what is published of others.

A published range is evidence of its year and of whom it was taken from; it is no target. Whether a
ratio is good or bad is said only where one direction is (collecting more of what is due, fewer
denials). A range that nobody read in its document is unverified: it is kept apart, and
`comparisons` says "no verified range" in its place.

Where a ratio stands: below, inside or above a range; at its top where it lies in the upper
twentieth of it. Against a usual figure without a range: near within a tenth of it, else below or
above. A range of data before 2020 is old; one without a year is told as undated.

Ranges and their documents: `practice_benchmarks.yaml` beside this file; docs/methods/benchmarks.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd

from practice_model.costs.practice_ratios import (
    CenterYear,
    PracticeYear,
    ProviderCollections,
    Ratios,
    practice_ratios,
)
from practice_model.tables import refuse_draws

__all__ = [
    "COLUMNS",
    "Benchmark",
    "CenterYear",
    "PracticeYear",
    "ProviderCollections",
    "Published",
    "Ratios",
    "comparisons",
    "judgement",
    "practice_ratios",
    "where",
]

RECENT: Final = 2020  # data from this year on are not called old
TOP: Final = 0.05  # of a range's width
NEAR: Final = 0.10  # of a usual figure
NO_RANGE: Final = "no verified range"
NOT_KNOWN: Final = "not known here"
PROVIDERS: Final = "collections"
COLUMNS: Final = (
    "measure", "of", "label", "own", "unit", "shown", "low", "high", "typical", "where",
    "judgement", "published", "year", "age", "old", "applies_to", "caveat",
)  # fmt: skip

Better = Literal["higher", "lower"]
AppliesTo = Literal["practice", "provider", "payer", "surgery center"]


@dataclass(frozen=True, kw_only=True)
class Published:
    """One published range of a measure, in the measure's unit; any of its figures may lack.

    `good` and `poor` are the bounds that the publisher itself calls so.
    """

    published: str
    status: Literal["verified", "unverified"]
    year: int | None = None
    low: float | None = None
    high: float | None = None
    typical: float | None = None
    good: float | None = None
    poor: float | None = None
    caveat: str = ""

    @property
    def old(self) -> bool:
        """Whether its data are of a year before 2020."""
        return self.year is not None and self.year < RECENT

    @property
    def age(self) -> str:
        """The remark on its age: old, undated, or nothing."""
        return "undated" if self.year is None else "old" if self.old else ""


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """One measure of a practice with what is published of it, the range to show first.

    code: the code that the ranges are of, blank where they are of no single one.
    """

    label: str
    means: str
    unit: str
    applies_to: AppliesTo
    ranges: tuple[Published, ...]
    better: Better | None = None
    role: str = ""
    code: str = ""
    shown: Literal["unit", "number"] = "unit"

    @property
    def verified(self) -> tuple[Published, ...]:
        """The ranges that were read in their documents."""
        return tuple(one for one in self.ranges if one.status == "verified")


def comparisons(
    ratios: Ratios, benchmarks: Mapping[str, Benchmark], *, every_range: bool = False
) -> pd.DataFrame:
    """Return the practice's ratios beside the verified published ranges, columns as in COLUMNS.

    One row a measure, provider or payer with its first verified range, or a row for each range.
    `own` and the range are in `unit`; a ratio that is not known and a measure without a verified
    range have a row that says so. Raises ValueError for draws.
    """
    refuse_draws(ratios)
    rows = [
        _row(measure, who, own, benchmark, one)
        for measure, who, own, benchmark in _asked(ratios, benchmarks)
        for one in _shown(own, benchmark, every_range)
    ]
    made = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = {name: "float64" for name in ("own", "low", "high", "typical")}
    return made.astype({**numbers, "year": "Int64", "old": "bool"})


def where(own: float, published: Published) -> str:
    """Return where a ratio stands against a range, in the words of this module's head.

    >>> staff = Published(published="Pinto, 2000", status="verified", low=0.18, high=0.28)
    >>> where(0.276, staff), where(0.24, staff), where(0.17, staff)
    ('top of range', 'inside', 'below')
    """
    low, high, typical = published.low, published.high, published.typical
    if low is None and high is None:
        return _against_usual(own, typical)
    if low is not None and own < low:
        return "below"
    if high is not None and own > high:
        return "above"
    if low is not None and high is not None and own >= high - TOP * (high - low):
        return "top of range"
    return "inside"


def _against_usual(own: float, typical: float | None) -> str:
    if typical is None:
        return NO_RANGE
    if abs(own - typical) <= NEAR * abs(typical):
        return "near"
    return "above" if own > typical else "below"


def judgement(own: float, published: Published, better: Better | None) -> str:
    """Return good, typical, weak or poor, or "" where no direction is known to be better.

    The publisher's own bounds decide on good and poor. Without them a ratio on the better side of
    the range is good; on the worse side it is weak.

    >>> denials = Published(published="AAFP", status="verified", low=0.05, high=0.10, poor=0.12)
    >>> judgement(0.08, denials, "lower"), judgement(0.11, denials, "lower")
    ('typical', 'weak')
    """
    stands = where(own, published)
    if better is None or stands == NO_RANGE:
        return ""
    sign = 1 if better == "higher" else -1
    if published.good is not None and sign * (own - published.good) >= 0:
        return "good"
    if published.poor is not None and sign * (own - published.poor) < 0:
        return "poor"
    worse, ahead = ("below", "above") if better == "higher" else ("above", "below")
    if stands == worse:
        return "weak"
    return "good" if stands == ahead and published.good is None else "typical"


_Asked = tuple[str, str, float | None, Benchmark | None]


def _asked(ratios: Ratios, benchmarks: Mapping[str, Benchmark]) -> Iterator[_Asked]:
    """Every ratio that a benchmark is of: its measure, whose it is, its value and the benchmark."""
    providers_told = False
    for measure, benchmark in benchmarks.items():
        if benchmark.applies_to == "provider":
            if not providers_told:
                yield from _providers(ratios, benchmarks)
            providers_told = True
            continue
        given: Any = getattr(ratios, measure)
        if isinstance(given, dict):
            by_payer = given.items() if given else [("", None)]
            yield from ((measure, who, own, benchmark) for who, own in by_payer)
        else:
            yield measure, "", given, benchmark


def _providers(ratios: Ratios, benchmarks: Mapping[str, Benchmark]) -> Iterator[_Asked]:
    by_role = {one.role: one for one in benchmarks.values() if one.applies_to == "provider"}
    if not ratios.collections:
        yield PROVIDERS, "", None, next(iter(by_role.values()))
    for who, own in ratios.collections.items():
        yield PROVIDERS, who, float(own.collections), by_role.get(own.role)


def _shown(
    own: float | None, benchmark: Benchmark | None, every_range: bool
) -> tuple[Published | None, ...]:
    ranges = benchmark.verified if benchmark is not None else ()
    if own is None or not ranges:
        return (None,)
    return ranges if every_range else ranges[:1]


def _row(
    measure: str, who: str, own: float | None, benchmark: Benchmark | None, one: Published | None
) -> dict[str, Any]:
    label = benchmark.label if benchmark is not None else "Collections"
    row: dict[str, Any] = {
        "measure": measure, "of": who, "label": f"{label}, {who}" if who else label,
        "own": own,
        "unit": benchmark.unit if benchmark is not None else "USD/year",
        "shown": benchmark.shown if benchmark is not None else "unit",
        "where": NOT_KNOWN if own is None else NO_RANGE, "judgement": "",
        "published": "", "age": "", "old": False,
        "applies_to": benchmark.applies_to if benchmark is not None else "provider",
        "caveat": "",
    }  # fmt: skip
    if own is None or one is None or benchmark is None:
        return row
    return row | {
        "low": one.low, "high": one.high, "typical": one.typical,
        "where": where(own, one), "judgement": judgement(own, one, benchmark.better),
        "published": one.published, "year": one.year, "age": one.age, "old": one.old,
        "caveat": one.caveat,
    }  # fmt: skip
