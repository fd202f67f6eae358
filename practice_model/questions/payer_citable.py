"""Payer citable: what of the market a letter may cite, the one door from the market to the outside.

Public files alone, ten prices and more (posted rates fifteen), no older than the age limit of their
kind, by class, n, quartiles and file date, without the name of any payer or hospital. What calls
itself synthetic is never cited, nor is a saving of ours on fewer than fifty cases.
"""

from dataclasses import field
from datetime import date

import numpy as np

from practice_model.quantities import (
    Cases,
    Count,
    SignedUSDPerCase,
    SignedUSDPerYear,
    USDPerCase,
    USDPerUnit,
    terms,
)
from practice_model.questions.payer_hospitals import CLASSES, Savings, file_day, past_age
from practice_model.questions.payer_market import PostedMarket
from practice_model.questions.payer_terms import Payer
from practice_model.revenue.market_position import NO_QUARTILES, POSTED_MONTHS, THIN, old

LEAST_CASES = 50  # under which no saving of ours goes into a letter (house rule)
SYNTHETIC = "synthetic"


@terms
class CitableHospital:
    """Published hospital prices of one code that a letter may name: class, n, quartiles, date.

    cases, saving, year: ours with this payer, which it knows itself; None under fifty cases.
    """

    code: str
    payer_class: str
    n: Count
    hospitals: Count
    day: date
    lower: USDPerCase
    median: USDPerCase
    upper: USDPerCase
    cases: Cases | None
    saving: SignedUSDPerCase | None
    year: SignedUSDPerYear | None


@terms
class CitablePosted:
    """Posted rates of one code that a letter may name: n, quartiles (USD a unit), file month."""

    code: str
    n: Count
    month: date
    p25: USDPerUnit
    p50: USDPerUnit
    p75: USDPerUnit


@terms
class Citable:
    """What of the market a letter may cite, by code; empty where nothing may be cited."""

    hospital: dict[str, CitableHospital] = field(default_factory=dict)
    posted: dict[str, CitablePosted] = field(default_factory=dict)


def citable(talk: Payer, saved: Savings, posted: PostedMarket | None = None) -> Citable:
    """Return what a letter may cite of the market: public files, n of ten and more, in date.

    Posted rates need `public` in the scenario, fifteen rates, providers checked against who does
    the service, and no row that calls itself synthetic.
    """
    held = {}
    for code, row in saved.table.iterrows():
        day = file_day(str(row["dated"]))
        if day is None or past_age(str(row["dated"]), talk):
            continue
        if row["n"] < NO_QUARTILES or _invented(talk, str(code)):
            continue
        enough = row["cases"] >= LEAST_CASES
        held[str(code)] = CitableHospital(
            code=str(code),
            payer_class=CLASSES[talk.market.hospital_class] if talk.market else "",
            n=int(row["n"]),
            hospitals=int(row["hospitals"]),
            day=day,
            lower=float(row["lower"]),
            median=float(row["median"]),
            upper=float(row["upper"]),
            cases=float(row["cases"]) if enough else None,
            saving=float(row["saving_now"]) if enough else None,
            year=float(row["year_now"]) if enough else None,
        )
    return Citable(hospital=held, posted=_citable_posted(talk, posted))


def _invented(talk: Payer, code: str) -> bool:
    """Whether a price of the code calls itself synthetic."""
    assert talk.market is not None
    assert talk.market.hospitals is not None
    rows = talk.market.hospitals[talk.market.hospitals["hcpcs"] == code]
    return bool(rows["source"].str.lower().str.contains(SYNTHETIC).any())


def _citable_posted(talk: Payer, made: PostedMarket | None) -> dict[str, CitablePosted]:
    market = talk.market
    if made is None or market is None or market.posted is None or not market.public:
        return {}
    rows = market.posted
    if "source" in rows and rows["source"].str.lower().str.contains(SYNTHETIC).any():
        return {}
    held = {}
    for code, row in made.codes.iterrows():
        checked = str(code) in made.filtered.checked
        if row["n"] < THIN or not checked or old(str(row["month"]), talk.as_of, POSTED_MONTHS):
            continue
        rates = made.filtered.kept.loc[made.filtered.kept["hcpcs"] == code, "rate"]
        low, middle, high = np.percentile(rates.to_numpy(float), [25, 50, 75])
        held[str(code)] = CitablePosted(
            code=str(code),
            n=int(row["n"]),
            month=date(int(str(row["month"])[:4]), int(str(row["month"])[5:7]), 1),
            p25=float(low),
            p50=float(middle),
            p75=float(high),
        )
    return held
