"""Payer's side: what the payer has instead of us, what we are worth to it, and its own dates.

Nothing here is known; it is carried as ranges with a source and a grade. The alternatives are the
hospital (published prices, quartiles), other centers or other eye doctors (posted rates, quartiles)
and the wait that members meet elsewhere. What is not known is a row too: it names who has it.

A figure of its own book that somebody merely stated (grade C) is shown inside, as stated; no
letter can reach it. Staying in network for 90 days of care in course: 42 U.S.C. 300gg-113.
"""

import re
from collections.abc import Callable
from dataclasses import field
from datetime import timedelta

import numpy as np
import pandas as pd

from practice_model.quantities import (
    Days,
    Patients,
    Ratio,
    Share,
    SignedUSDPerYear,
    terms,
)
from practice_model.questions.payer_hospitals import HospitalFigures
from practice_model.questions.payer_market import MarketFigures, PostedMarket
from practice_model.questions.payer_terms import Payer
from practice_model.revenue.market_position import TheirSide
from practice_model.tables import SMALLEST

IN_COURSE = 90  # days for which care in course goes on at the old terms
EYE_SURGERY = ("65091", "68899")  # the eye section of surgery codes, injections among them
ADVANTAGE = "16"  # claim filing indicator of Medicare Advantage (X12 837P, SBR09)
ADEQUACY_LAW = "42 CFR 422.116"
BLANK = float("nan")


@terms
class Moving:
    """What our volume would cost the payer a year more at others' posted rates; below 0, less."""

    low: SignedUSDPerYear
    likely: SignedUSDPerYear
    high: SignedUSDPerYear


@terms
class SideFigures:
    """The payer's side in figures; None where nothing is on file.

    members: its distinct patients that we treated in the data's year. in_course: those with an eye
    procedure in the last 90 days of it. our_wait, market_wait: a new patient's. local_share: of
    its local volume, graded A or B only; stated_share: the same, merely stated, for the inside.
    saving: what our cases save a year against hospitals at the quartiles and the median, times
    hospital_share where that is known. adequacy: whether the rule binds any of its plans on file.
    """

    members: Patients | None
    in_course: Patients | None
    our_wait: Days | None
    market_wait: Days | None
    local_share: Share | None
    stated_share: Share | None
    moving: Moving | None
    saving: Moving | None
    hospital_share: Share | None
    out_of_network: Ratio | None
    adequacy: bool
    law: str = ADEQUACY_LAW
    gaps: list[str] = field(default_factory=list)


def side_figures(
    talk: Payer,
    posted: PostedMarket | None,
    market: MarketFigures | None,
    hospital: HospitalFigures | None,
) -> SideFigures | None:
    """Return the payer's side in figures; None for a talk without market evidence."""
    if talk.market is None:
        return None
    theirs = talk.market.their_side or TheirSide()
    wait = graded(talk, "new_visit_wait")
    members, in_course = _patients(talk)
    local = local_share(talk)
    known = local is not None and local["grade"] in {"A", "B"}
    made = SideFigures(
        members=members,
        in_course=in_course,
        our_wait=None if wait is None else number_of(wait["value"]),
        market_wait=None if wait is None else number_of(wait["market_value"]),
        local_share=number_of(local["value"]) if local is not None and known else None,
        stated_share=number_of(local["value"]) if local is not None and not known else None,
        moving=_moving(talk, posted, market),
        saving=_saving(hospital, theirs),
        hospital_share=theirs.hospital_share,
        out_of_network=theirs.out_of_network_of_medicare,
        adequacy=_advantage(talk),
    )
    gaps = [name for name, missing in _missing(talk, made, theirs).items() if missing]
    return SideFigures(**{**vars(made), "gaps": gaps})


def _own_lines(talk: Payer) -> pd.DataFrame:
    claims = talk.practice.claims
    return claims[claims["payer"] == talk.contracts.current.payer]


def _patients(talk: Payer) -> tuple[int | None, int | None]:
    """Distinct patients of the payer with professional lines, and those with care in course.

    Fewer than eleven are not told.
    """
    lines = _own_lines(talk)
    if "patient_id" not in lines:
        return None, None
    own = lines[lines["claim_type"] == "professional"]
    own = lines if own.empty else own
    own = own[own["patient_id"].fillna("") != ""]
    if own.empty:
        return None, None
    last = talk.practice.claims["claim_line_start_date"].max()
    recent = own["claim_line_start_date"] > last - timedelta(days=IN_COURSE)
    treated = own["hcpcs_code"].between(*EYE_SURGERY)
    counts = own["patient_id"].nunique(), own.loc[recent & treated, "patient_id"].nunique()
    seen, in_course = (int(one) if one >= SMALLEST else None for one in counts)
    return seen, in_course


def _advantage(talk: Payer) -> bool:
    if talk.market is not None and talk.market.hospital_class == "medicare_advantage":
        return True
    lines = _own_lines(talk)
    return "filing_indicator" in lines and bool((lines["filing_indicator"] == ADVANTAGE).any())


def graded(talk: Payer, name: str) -> dict[str, object] | None:
    """A row of the strengths whose proof is measured or reported, by its name."""
    row = _row(talk, lambda strength, measure: strength == name)
    return row if row is not None and row["grade"] in {"A", "B"} else None


def local_share(talk: Payer) -> dict[str, object] | None:
    """Our share of this payer's local volume, if a row says it of this payer and no other."""
    contract = talk.contracts.current
    names = [re.escape(one) for one in (contract.payer, contract.name) if one]
    whose = re.compile(rf"\b({'|'.join(names)})\b")
    return _row(
        talk, lambda name, told: name.startswith("share_of_local") and bool(whose.search(told))
    )


def _row(talk: Payer, wanted: Callable[[str, str], bool]) -> dict[str, object] | None:
    if talk.strengths is None:
        return None
    for row in talk.strengths.to_dict("records"):
        if wanted(str(row["strength"]), str(row["measure"])):
            return {str(name): value for name, value in row.items()}
    return None


def number_of(value: object) -> float | None:
    """Return a cell as a number; None where it is blank."""
    number = float(value) if isinstance(value, int | float) else BLANK
    return number if np.isfinite(number) else None


def _moving(
    talk: Payer, posted: PostedMarket | None, market: MarketFigures | None
) -> Moving | None:
    """Professional fees alone: the center's alternative is told by its cases."""
    if posted is None or market is None or market.band is None or talk.block != "professional":
        return None
    held, now = market.band, float(market.band.own["now"])
    medicare = float(held.coverage) * posted.whole / now
    low, likely, high = ((float(one) - now) * medicare for one in (held.p25, held.p50, held.p75))
    return Moving(low=low, likely=likely, high=high)


def _saving(hospital: HospitalFigures | None, theirs: TheirSide) -> Moving | None:
    if hospital is None:
        return None
    share = 1.0 if theirs.hospital_share is None else float(theirs.hospital_share)
    return Moving(
        low=share * float(hospital.all_year_lower),
        likely=share * float(hospital.all_year),
        high=share * float(hospital.all_year_upper),
    )


GAPS = {
    "posted": (
        "What it pays others nearby",
        "its price-transparency file, by network and month",
    ),
    "hospital": (
        "What it pays a hospital for our cases",
        "the hospitals' price files, by code and plan",
    ),
    "hospital_share": (
        "Where our cases would go without us",
        "our surgeons' schedules at hospitals and other centers; its claims",
    ),
    "out_of_network": (
        "What it pays for our services out of network",
        "our own out-of-network claims; an employer that funds its own plan",
    ),
    "local_share": (
        "A document for our share of its local volume",
        "its claims; Medicare's public file of providers as a stand-in",
    ),
    "wait": (
        "How long members wait elsewhere",
        "dated calls to offices nearby, at least twelve",
    ),
    "dates": (
        "When its trend and budget are set, and by whom",
        "ask: what can you approve alone, and who decides above?",
    ),
}
"""What may be missing: the row's words, and who has it."""


def _missing(talk: Payer, made: SideFigures, theirs: TheirSide) -> dict[str, bool]:
    center = talk.block == "asc"
    assert talk.market is not None
    return {
        "posted": talk.market.posted is None or (made.moving is None and not center),
        "hospital": center and made.saving is None,
        "hospital_share": center and theirs.hospital_share is None,
        "out_of_network": theirs.out_of_network_of_medicare is None,
        "local_share": made.local_share is None,
        "wait": made.market_wait is None,
        "dates": not theirs.dates,
    }
