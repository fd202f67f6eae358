"""Payer letter claims: strengths that a letter may say, each with the figures of its proof.

`payer_strengths` holds the one door: a claim whose proof does not hold, or that the practice has
not released, does not come here. Of those that come, only figures go on: no measure, evidence or
source is copied, since their words are written for the inside. A claim's sentence is a phrase of
the letter by the strength's name, so a strength without a phrase is not said.
"""

from datetime import date
from typing import Final, Literal

from practice_model.quantities import Cases, Count, Days, Share, terms
from practice_model.questions.payer_strengths import Claim, Strengths
from practice_model.questions.payer_terms import Payer

PLACE: Final = "place"
GAIN: Final = "gain"
PARTS: Final[dict[str, Literal["place", "gain"]]] = {
    "only_retina_surgeon_with_center_time": PLACE,
    "new_visit_wait": PLACE,
    "follow_up_wait": PLACE,
    "urgent_same_day": PLACE,
    "urgent_retina_same_week": PLACE,
    "surgery_wait": PLACE,
    "capsule_tear": GAIN,
    "endophthalmitis": GAIN,
    "vision_20_40_at_90_days": GAIN,
    "retinal_detachment": GAIN,
}  # fmt: skip
"""What the letter knows to say, under which heading, and the first of them first."""
SAID: dict[str, str] = {
    "only_retina_surgeon_with_center_time": "count",
    "new_visit_wait": "days",
    "follow_up_wait": "days",
    "surgery_wait": "days",
}  # fmt: skip
"""The unit in which a claim is said; a rate is said as events of n."""
MOST = 2  # claims under a heading
ONE = 1


@terms
class LetterClaim:
    """One strength with its figures: the value by its unit, the market's where known, n, window.

    benchmark: the published rate, only where our whole interval lies under it.
    """

    name: str
    part: Literal["place", "gain"]
    grade: Literal["A", "B"]
    until: date
    since: date | None = None
    n: Count | None = None
    events: Cases | None = None
    days: Days | None = None
    market_days: Days | None = None
    market_n: Count | None = None
    share: Share | None = None
    benchmark: Share | None = None


def letter_claims(talk: Payer, strengths: Strengths) -> list[LetterClaim]:
    """Return what the letter says of the claims that may go out, at most two under a heading.

    They come in the order of the letter's own list, else in the order of `PARTS`.
    """
    named = talk.letter.strengths if talk.letter is not None else None
    outgoing = strengths.outgoing(list(PARTS) if named is None else named)
    held = [made for claim in outgoing if (made := _figures(claim))]
    firsts = [[one for one in held if one.part == part][:MOST] for part in (PLACE, GAIN)]
    return [claim for part in firsts for claim in part]


def _figures(claim: Claim) -> LetterClaim | None:
    if claim.name not in PARTS or claim.status != "letter" or claim.until is None:
        return None
    if claim.grade == "C" or not _sayable(claim):
        return None
    return LetterClaim(
        name=claim.name,
        part=PARTS[claim.name],
        grade=claim.grade,
        since=claim.since,
        until=claim.until,
        n=claim.n,
        events=claim.events,
        days=claim.days,
        market_days=claim.market_days if claim.market_n else None,
        market_n=claim.market_n if claim.market_days else None,
        share=claim.share,
        benchmark=claim.benchmark if claim.proven_below else None,
    )


def _sayable(claim: Claim) -> bool:
    """Whether the figures that the claim's phrase names are there."""
    unit = SAID.get(claim.name, "")
    if unit == "count":
        return claim.count == ONE
    if unit == "days":
        return claim.days is not None and claim.n is not None
    if PARTS[claim.name] == PLACE or claim.name == "vision_20_40_at_90_days":
        return claim.share is not None and claim.n is not None
    return claim.events is not None and claim.n is not None and claim.since is not None
