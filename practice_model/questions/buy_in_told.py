"""What a buy-in brief tells: the verdict, and for each place which case of its sentences holds.

The figures decide here; the sentences stand with the notebook.
"""

from collections.abc import Collection
from fractions import Fraction
from typing import Final, Literal, NamedTuple

import pandas as pd

from practice_model.quantities import Days, terms
from practice_model.questions.buy_in import BuyIn
from practice_model.questions.buy_in_case import Case, sellers_words
from practice_model.questions.buy_in_center import CenterFigures
from practice_model.questions.buy_in_price import PriceFigures
from practice_model.questions.buy_in_range import RoomFigures
from practice_model.questions.buy_in_sides import Chosen, StructureFigures, shifts

Verdict = Literal[
    "counter",
    "accept",
    "propose",
    "stay",
    "worthless",
    "sellers_over",
    "sellers_hold",
    "sellers_low",
    "sellers_under",
]
CHIPS: Final = {
    "counter": ("counter", "Counter"),
    "accept": ("accept", "Accept"),
    "propose": ("accept", "Make offer"),
    "stay": ("reject", "Reject"),
    "worthless": ("reject", "Reject"),
    "sellers_over": ("counter", "Lower the memo"),
    "sellers_hold": ("accept", "Hold"),
    "sellers_low": ("counter", "Ask for more"),
    "sellers_under": ("counter", "Change the form"),
}
NEAR: Final = 0.01  # of our price, within which a memo agrees with it
FRACTIONS: Final = {
    Fraction(1, 2): ("half", "the half"),
    Fraction(1, 3): ("a third", "the third"),
    Fraction(1, 4): ("a quarter", "the quarter"),
    Fraction(1, 5): ("a fifth", "the fifth"),
    Fraction(2, 3): ("two thirds", "the two thirds"),
    Fraction(1, 6): ("a sixth", "the sixth"),
}
THIN: Final = 10  # the largest denominator that has a name


@terms
class Words:
    """Names and words of the deal, for sentences; days: to the entry.

    are, need, give: the verb that stands behind the sellers, one or several.
    """

    buyer: str
    sellers: str
    share: str
    the_share: str
    memo: str
    verb: str
    client: str
    are: str
    need: str
    give: str
    days: Days


class Told(NamedTuple):
    """The verdict: which case the sentences tell, and the chip."""

    case: Verdict
    chip: tuple[str, str]


def words_of(talk: BuyIn) -> Words:
    """Return the names and words of the deal."""
    share = float(talk.deal.entry.share)
    near = Fraction(share).limit_denominator(THIN)
    named = FRACTIONS.get(near) if abs(float(near) - share) < 1e-6 else None  # noqa: PLR2004
    a, the = named or ("this share", "the share")
    alone = len(talk.deal.entry.owners) == 1
    return Words(
        buyer=talk.deal.entry.newcomer,
        sellers=sellers_words(talk),
        share=a,
        the_share=the[:1].upper() + the[1:],
        memo="the sellers’ memo" if talk.client == "buyer" else "our memo",
        verb="Offer" if talk.client == "buyer" else "Weigh",
        are="is" if alone else "are",
        need="needs" if alone else "need",
        give="gives" if alone else "give",
        client=talk.deal.entry.newcomer if talk.client == "buyer" else sellers_words(talk),
        days=(talk.starts - talk.as_of).days,
    )


def verdict(made: Case, prices: PriceFigures, room: RoomFigures) -> Told:
    """Return the case that the brief tells, and its chip."""
    case = _buyers(made, prices) if made.talk.client == "buyer" else _sellers(made, room)
    return Told(case, CHIPS[case])


def _buyers(made: Case, prices: PriceFigures) -> Verdict:
    if float(prices.after_tax) <= 0 or not any(
        float(one.buyer) > 0 for one in made.worths.values()
    ):
        return "stay"
    if float(made.price) <= 0:
        return "worthless"
    if made.memo is None:
        return "propose"
    return "counter" if float(made.memo) > float(made.price) * (1 + NEAR) else "accept"


def _sellers(made: Case, room: RoomFigures) -> Verdict:
    """The sellers' verdict; prices are held against the limits of the form with most room."""
    if float(room.best_room) <= 0:
        return "sellers_under"
    asked = float(made.price if made.memo is None else made.memo)
    if asked > float(room.most):
        return "sellers_over"
    return "sellers_low" if asked < float(room.least) else "sellers_hold"


def chips(talk: BuyIn, told: Told) -> list[tuple[str, str]]:
    """Return the verdict's chip and the state's: a draft, or who reviewed it."""
    state = f"Reviewed by {talk.review.by}" if talk.review else "Draft, not reviewed"
    return [told.chip, ("state", state)]


def confidential(talk: BuyIn) -> str:
    """Return for whom the brief is not."""
    return "SELLERS" if talk.client == "buyer" else "BUYER"


def meta(talk: BuyIn) -> dict[str, str]:
    """Return the pairs under the title: label to template."""
    known = talk.practice.providers.get(talk.deal.entry.newcomer)
    role = f", {known.role}" if known is not None and known.role else ""
    return {
        "Practice": "{talk.practice.name}",
        "Buyer": "{words.buyer}" + role,
        "Sellers": "{words.sellers}",
        "From": "{talk.starts}",
        "Prepared": "{talk.as_of}",
    }


def key_numbers(made: Case) -> list[dict[str, str]]:
    """Return the three figures beside the page."""
    told = [
        {"label": "Our price", "value": "{price.price}", "note": "{price.goodwill} goodwill in it"},
        {
            "label": "Gain a year",
            "value": "{price.after_tax:signed}",
            "note": "after tax, to {words.buyer}",
        },
    ]
    if made.memo is not None:
        told.insert(
            1, {"label": "Memo", "value": "{price.memo}", "note": "{price.over:signed} over ours"}
        )
    return told


def index_row(made: Case) -> dict[str, str]:
    """Return what the page over all briefs says of this one."""
    return {
        "client": "{talk.practice.name}",
        "counterparty": "{words.sellers}" if made.talk.client == "buyer" else "{words.buyer}",
        "kind": "Buy-in",
        "about": "A share of the practice",
        "change": "price.after_tax" if made.talk.client == "buyer" else "price.given_after_tax",
        "days": "words.days",
        "next_date": "{talk.starts:short}",
        "next_step": "entry",
        "grade": "A",
    }


def gain_case(mine: StructureFigures) -> str:
    """Return how the gain chart is headed, by who is ahead and who behind for good."""
    return ("ahead" if mine.ahead is not None else "never") + (
        "_behind" if mine.behind is not None else ""
    )


def form_case(chosen: Chosen, told: Told) -> str:
    """Return how the form of payment is told against the plainest one; nothing for who stays."""
    if told.case in {"stay", "worthless"}:
        return "none"
    if chosen.plain is None:
        return "only"
    if chosen.plain == chosen.name:
        return "plain"
    gains = float(chosen.moves or 0) > 0
    return ("moves_costs" if float(chosen.costs or 0) > 0 else "moves") if gains else "worse"


def lift_case(made: Case, chosen: Chosen) -> str:
    """Return whether a lifted shift that leaves the sellers whole is told."""
    better = chosen.lift_buyer is not None and float(chosen.lift_buyer) > 1
    return f"whole_{made.talk.client}" if better and float(chosen.lift or 0) > 0 else "none"


def structures_case(chosen: Chosen) -> str:
    """Return how the table of structures is headed."""
    saved = chosen.least_tax_saved
    if chosen.least_tax is None or chosen.plain is None or saved is None or float(saved) < 1:
        return "one"
    costly = float(chosen.costs_sellers or 0) > 0
    return "saves_costs" if costly else "saves"


def room_case(room: RoomFigures) -> str:
    """Return how the limits are told: room in all, in some, or in none of the structures."""
    if float(room.open) == 0:
        return "none"
    return "all" if room.open == room.structures else "some"


def any_of(found: object) -> str:
    """Return some where there is a record or a frame with rows, else none."""
    if found is None or (isinstance(found, pd.DataFrame) and found.empty):
        return "none"
    return "some" if not isinstance(found, Collection) or len(found) else "none"


def change_told(made: Case, prices: PriceFigures, chosen: Chosen, verdict_: Told) -> list[str]:
    """Return what would change the advice, three at most."""
    told = []
    if prices.other is not None and abs(float(prices.other) - float(prices.worth)) > 1:
        told.append("rate" if prices.payback_other is not None else "rate_only")
    if abs(float(prices.less_income) - float(prices.worth)) > 1:
        told.append("income")
    if verdict_.case in {"stay", "worthless"}:
        return told
    if lift_case(made, chosen) == "whole_buyer":
        told.append("whole")
    elif chosen.moves is not None and chosen.plain != chosen.name:
        told.append("counsel" if made.talk.client == "buyer" else "counsel_sellers")
    elif made.lost is not None:
        told.append("leaving")
    return told[:3]


def step_up_case(made: Case, prices: PriceFigures) -> str:
    """Return whether the write-off of goodwill is counted, left out, or nothing at all."""
    if not float(prices.write_off):
        return "none"
    return "counted" if made.talk.deal.taxes.write_off else "left_out"


def shift_case(made: Case) -> str:
    """Return whether any structure has income left with the sellers."""
    return "some" if any(shifts(made, name) for name in made.flows) else "none"


def flags(
    made: Case, prices: PriceFigures, chosen: Chosen, center: CenterFigures | None
) -> list[str]:
    """Return the questions for an appraiser, tax counsel and counsel that this deal raises."""
    talk, deal = made.talk, made.talk.deal
    told = ["appraiser"] if float(made.held.goodwill) > 0 else []
    if any(shifts(made, name) for name in made.flows):
        own = shifts(made, made.chosen)
        loses = made.talk.client == "buyer" and own and float(chosen.moves or 0) > 0
        told.append("disguised" if loses else "disguised_bare")
    if float(made.held.receivables) > 0 and not float(deal.taxes.ordinary):
        told.append("hot")
    if step_up_case(made, prices) == "left_out":
        told.append("step_up")
    if talk.buy_out is not None:
        told.append("deferred")
    if center is not None:
        told.append("units")
        told += ["passive"] if center.passive else []
    elif talk.center is not None:
        told.append("units_bare")
    return [*told, "state_law"]
