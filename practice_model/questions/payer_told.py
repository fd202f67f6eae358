"""What a payer brief tells: the verdict and, for each place, which case of its sentences holds.

The figures decide here; the sentences themselves stand with the notebook.
"""

from collections.abc import Collection
from typing import Literal, NamedTuple

import pandas as pd

from practice_model.questions.payer_dates import Next
from practice_model.questions.payer_findings import Findings
from practice_model.questions.payer_money import Aim
from practice_model.questions.payer_pages import Checks, PayerMix
from practice_model.questions.payer_range import RangeFigures
from practice_model.questions.payer_terms import Payer
from practice_model.revenue.offers import Offer, OfferFigures

Case = Literal[
    "cut_behind_raise",
    "cut_called_neutral",
    "place",
    "cut",
    "neutral",
    "raise",
    "raise_short",
    "under_floor",
    "owed",
    "held",
    "ask",
]


CHIPS = {
    "raise": ("accept", "Accept"),
    "owed": ("accept", "Make offer"),
    "held": ("accept", "Make offer"),
    "ask": ("accept", "Make offer"),
    "under_floor": ("reject", "Reject"),
}


MOST_CHANGES = 3


class Told(NamedTuple):
    """The verdict of the brief: which case its sentences tell, and the chip."""

    case: Case
    chip: tuple[str, str]


def verdict(
    talk: Payer,
    offer: OfferFigures | None,
    found: Findings,
    room: RangeFigures | None = None,
    aim: Aim | None = None,
) -> Told:
    """Return the case that the brief tells, and its chip.

    An offer under our floor is refused whatever else it is; a rise is accepted only where it
    reaches our target, else our ask, within the offer's tolerance.
    """
    if offer is not None and talk.offer is not None and room is not None and room.under_floor:
        case: Case = "under_floor"
    elif offer is None or talk.offer is None:
        case = "owed" if found.shortfall else "held" if found.held else "ask"
    elif talk.offer.letter_date is None and found.basis and found.basis.place < 0:
        case = "place"
    else:
        word = (offer.whole or offer.fees).verdict
        rise: Case = "raise_short" if aim is not None and aim.missing > 0 else "raise"
        cases: dict[str, Case] = {"raise": rise, "cost-neutral": "neutral"}
        case = cases.get(word) or _cut_case(talk.offer)
    return Told(case, CHIPS.get(case, ("counter", "Counter")))


def _cut_case(offer: Offer) -> Case:
    if (offer.headline or 0) > 0:
        return "cut_behind_raise"
    return "cut_called_neutral" if offer.claimed == 0 else "cut"


def findings_told(talk: Payer, found: Findings) -> list[str]:
    """Return the names of the findings that this contract has, in the order they are told."""
    told = []
    if found.shortfall is not None:
        told.append(f"owed_{found.shortfall.cause}")
        told.append("window_open" if found.shortfall.still_open > 0 else "window_closed")
    if found.held is not None:
        told.append("held")
    if found.basis is not None and found.basis_ahead is not None:
        told.append(basis_case(talk, found))
    if found.lesser_of is not None:
        told.append("lesser_of")
    if found.tests is not None:
        told.append("tests")
    return told


def sides_case(talk: Payer) -> str:
    """Return which sides the numbers table holds beside now: offer_ask, likely_ask, ask, kept."""
    answer = "offer" if talk.offer is None or talk.offer.letter_date else "likely"
    held = [name for name, there in ((answer, talk.offer), ("ask", talk.ask)) if there]
    return "_".join(held) or "kept"


def direction(frame: pd.DataFrame, column: str) -> str:
    """Return whether the body rows of a frame gain and lose, only gain, only lose, or neither."""
    if frame.empty:
        return "none"
    body = frame[frame["role"] != "total"][column]
    return {(True, True): "both", (True, False): "up", (False, True): "down"}.get(
        (bool((body > 0).any()), bool((body < 0).any())), "none"
    )


def offset_case(offer: OfferFigures | None) -> str:
    """Return how the box on neutrality is headed: paid for by cuts, one-sided, or no box."""
    if offer is None:
        return "none"
    return "paid_for" if offer.offset and offer.downs else "one_sided"


def neutrality_told(offer: OfferFigures | None, theirs: PayerMix | None) -> list[str]:
    """Return what is told of an offer's neutrality: with drugs, on the payer's own book."""
    told = []
    if offer is not None and offer.drugs is not None and offer.drugs.change:
        told.append("drugs")
    if theirs is not None:
        told.append("their_change" if theirs.change is not None else "their_neutral")
    return told


def changes_told(talk: Payer, offer: OfferFigures | None) -> list[str]:
    """Return what would change the advice: another reading, another volume, another rate."""
    if offer is None or talk.offer is None:
        return []
    told = ["reading"] if talk.offer.readings else []
    falling = (offer.whole or offer.fees).change < 0
    if falling and offer.rise_to_be_whole_with_drugs is not None:
        told.append("whole_with_drugs")
    elif falling and offer.rise_to_be_whole is not None and talk.offer.headline_groups:
        told.append("whole")
    if offer.fees.change < 0 and (offer.more_of_headline or 0) > 0:
        told.append("more_volume")
    if offer.fees.change < 0 and offer.less_of_largest_fall is not None:
        told.append("less_volume")
    return told[:MOST_CHANGES]


def lead_case(told: Told, found: Findings) -> str:
    """Return the case of the first sentence: what is owed at the surgery center is told apart."""
    at_center = found.shortfall is not None and found.shortfall.center > 0
    return "owed_with_center" if told.case == "owed" and at_center else told.case


def ask_case(talk: Payer, told: Told) -> str:
    """Return whether there is an ask to put into words: not beside an offer that we accept."""
    return "some" if talk.ask and told.case != "raise" else "none"


def basis_case(talk: Payer, found: Findings) -> str:
    """Return which finding on the contract's Medicare is told: place, named year, or year."""
    if found.basis is not None and found.basis.place:
        return "basis_place"
    named = talk.contracts.current.professional.medicare_year
    professional = talk.block == "professional" and isinstance(named, int)
    return "basis_named_year" if professional else "basis_year"


def waterfall_case(talk: Payer, side: str) -> str:
    """Return what the chart compares with now: offer, likely answer, ask or contract."""
    return "likely" if side == "offer" and talk.offer and not talk.offer.letter_date else side


def advice_case(told: Told, found: Findings) -> str:
    """Return the case of the advice: what is owed but closed is asked for, not claimed."""
    closed = found.shortfall is not None and not found.shortfall.still_open
    return "owed_closed" if told.case == "owed" and closed else told.case


def drugs_case(offer: OfferFigures | None) -> str:
    """Return whether drugs lose, gain or stand still under the offer."""
    change = offer.drugs.change if offer is not None and offer.drugs is not None else 0.0
    return "none" if not change else "lose" if change < 0 else "gain"


def dates_case(following: Next) -> str:
    """Return whether the contract's paper has a last day for notice."""
    return "notice" if following.notice is not None else "step"


def checks_told(made: Checks) -> list[tuple[str, bool]]:
    """Return the names of the checks and whether each passed."""
    agrees = "agrees" if made.apart < AGREES else "differs"
    return [
        ("priced" if not made.unpriced else "unpriced", not made.unpriced),
        ("default" if made.at_default else "no_default", True),
        ("denied" if made.denied else "none_denied", True),
        (agrees, agrees == "agrees"),
    ]


AGREES = 0.001  # claims and the contract as paid may differ by a tenth of a percent


def any_of(held: Collection[str] | None) -> str:
    """Return whether there is anything to tell: some or none."""
    return "some" if held else "none"


def findings_case(names: list[str], costs: list[str]) -> str:
    """Return how the box of findings is headed: on terms, on costs alone, or no box."""
    return "some" if names else "costs" if costs else "none"


def chips(talk: Payer, told: Told) -> list[tuple[str, str]]:
    """Return the verdict's chip and the state's: a draft, or who reviewed it."""
    review = talk.review
    state = f"Reviewed by {review.by}" if review else "Draft, not reviewed"
    return [told.chip, ("state", state)]
