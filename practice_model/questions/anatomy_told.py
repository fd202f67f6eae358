"""What the fact book tells: for each place, which case of its sentences holds.

The figures decide here; the sentences themselves stand with the notebook.
"""

from collections.abc import Collection

import pandas as pd

from practice_model.costs.hassle import Spread
from practice_model.costs.providers import Verdict
from practice_model.questions.anatomy import Anatomy, Coverage
from practice_model.questions.anatomy_actions import WORDS, Actions
from practice_model.questions.anatomy_approvals import Approval
from practice_model.questions.anatomy_findings import Notice
from practice_model.questions.anatomy_pages import Ladder, PriceCells
from practice_model.questions.anatomy_pairs import DistinctPairs
from practice_model.questions.anatomy_payers import PayerMost, PayerTotals
from practice_model.questions.anatomy_year import LONGEST_YEAR, FactBook, KeyFigures
from practice_model.revenue.policy_effect import PolicyCells
from practice_model.revenue.trends import Trend

AGREES = 0.001  # of what the claims state, by which the contracts may differ
TIED = 0.005  # of the center's expense, by which its cases may miss it
YEAR = (350, LONGEST_YEAR)  # days of claims that stand for the year of the cost tables


def finding_case(ladder: Ladder) -> str:
    """Return how the page is headed: with a year that loses, what loses, or what earns alone."""
    if ladder.profit is not None and ladder.profit < 0:
        return "loss"
    return "losing" if ladder.losing else "earning"


def ladder_case(ladder: Ladder) -> str:
    """Return how the ladder is headed: with what loses, or with what earns alone."""
    return "losing" if ladder.losing else "earning"


def profit_case(key: KeyFigures) -> str:
    """Return how the profit is bridged: with the center's operating income, or without."""
    return "practice" if key.center_income is None else "center"


def lead_pairs(key: KeyFigures) -> list[tuple[str, str]]:
    """Return what the first paragraph tells: drugs where the practice buys any, and idle time."""
    drugs = "drugs" if key.drugs_of_cash is not None else "no_drugs"
    center = "center" if key.center_paid is not None else "no_center"
    whole = "all_costed" if not key.without_cost else "without_cost"
    return [("lead", drugs), ("lead", center), ("lead", whole)]


def provider_in_question(found: list[Verdict]) -> Verdict | None:
    """Return the provider who looks busy and is thin by most rules; else who keeps least."""
    if not found:
        return None
    busy = [one for one in found if one.busy and one.thin_under]
    ranked = sorted(busy, key=lambda one: (-len(one.thin_under), one.margin))
    return ranked[0] if ranked else min(found, key=lambda one: float(one.margin))


def name_of(one: Verdict | None) -> str:
    """Return the name of the provider in question, blank where there is none."""
    return "" if one is None else one.provider


def provider_case(one: Verdict | None) -> str:
    """Return what is said of the provider in question."""
    if one is None:
        return "none"
    if not one.busy:
        return "idle"
    if one.losses == one.rules:
        return "loses"
    return {"yes": "stable", "depends": "depends", "no": "earns"}[one.answer]


def actions_case(made: Actions) -> str:
    """Return whether any service asks for something."""
    return "some" if made.services else "none"


def action_pairs(made: Actions) -> list[tuple[str, str]]:
    """Return the sentences on what services ask for: the whole, then each kind, most first."""
    kinds = {name: float(getattr(made, name)) for name in WORDS}
    held = sorted((name for name in kinds if kinds[name] > 0), key=lambda name: -kinds[name])
    return [("actions_lead", actions_case(made)), *(("action_part", name) for name in held)]


def approval_case(worst: Approval | None) -> str:
    """Return what is said of prior authorization: it eats a margin, it takes a part, nothing."""
    if worst is None:
        return "none"
    return "eats" if worst.left < 0 else "takes"


def prices_case(prices: PriceCells) -> str:
    """Return whether a shown price is under cost."""
    return "under" if prices.under else "covered"


def scorecard_case(totals: PayerTotals, most: PayerMost | None) -> str:
    """Return whether payers pay short, and whether something can still be claimed.

    most: the payer with most hassle, told where nothing is lost.
    """
    if not totals.lost:
        return "kept" if most is not None else "quiet"
    return "open" if totals.still_open else "closed"


def pairs_case(pairs: DistinctPairs | None) -> str:
    """Return whether codes were billed as distinct beside their pair, and how they were filed."""
    if pairs is None:
        return "none"
    return "some" if pairs.government is None else "government"


def next_told(
    notice: Notice | None, totals: PayerTotals, book: FactBook, worst: Approval | None
) -> list[str]:
    """Return what to open next: the nearest notice, claims that are open, idle room time."""
    told = []
    if notice is not None:
        told.append("notice")
    if totals.still_open:
        told.append("claim")
    if book.center is not None and float(book.center.rooms.free_practical) > 0:
        told.append("rooms")
    if worst is not None and worst.left < 0:
        told.append("authorization")
    return told[:3]


def center_case(book: FactBook) -> str:
    """Return what is said of the surgery center's rooms."""
    if book.center is None or book.center.fullest is None:
        return "none"
    return "open_day" if book.center.open_minutes else "held"


def any_of(held: Collection[object] | pd.DataFrame | None) -> str:
    """Return whether there is anything to tell: some or none."""
    return "none" if held is None or len(held) == 0 else "some"


def chips(talk: Anatomy) -> list[tuple[str, str]]:
    """Return the state alone: a fact book gives no verdict."""
    review = talk.review
    return [("state", f"Reviewed by {review.by}" if review else "Draft, not reviewed")]


def trend_case(made: Trend) -> str:
    """Return what is said of the trend: its direction with a range, or why none is known."""
    return "none" if made.per_year is None else "known"


def trend_pairs(made: Trend) -> list[tuple[str, str]]:
    """Return what is told of the trend: its range, and what cannot be known where that is said."""
    return [("trend", trend_case(made)), ("trend_note", "some" if made.note else "none")]


def given(record: object | None) -> str:
    """Return whether a record is there: some or none."""
    return "none" if record is None else "some"


def policy_case(cells: PolicyCells | None) -> str:
    """Return whether the steps hold a proposal, are final, or are not told."""
    if cells is None:
        return "none"
    return "final" if cells.status is None else "proposed"


def checks_told(book: FactBook, told: Coverage, spread: Spread | None) -> list[tuple[str, bool]]:
    """Return the names of the checks and whether each passed."""
    days = book.talk.practice.claims["claim_line_start_date"]
    year = YEAR[0] <= (days.max() - days.min()).days + 1 <= YEAR[1]
    stood_in = [*book.drugs.told, *book.earned.told, *(spread.told if spread else ())]
    return [
        ("year" if year else "no_year", year),
        ("unpriced" if told.unpriced else "priced", not told.unpriced),
        _agrees(told),
        ("costed" if book.uncosted.empty else "uncosted", book.uncosted.empty),
        *_tied(book),
        ("told" if stood_in else "nothing_told", not stood_in),
    ]


def _agrees(told: Coverage) -> tuple[str, bool]:
    """Whether the claims' own allowed amounts are what the contracts as paid say."""
    if not told.compared:
        return "nothing_stated", False
    agrees = bool(told.apart < AGREES)
    return "agrees" if agrees else "differs", agrees


def _tied(book: FactBook) -> list[tuple[str, bool]]:
    """Whether supplies, devices and time of the cases explain what the center spent."""
    if book.center is None:
        return []
    spent = float(book.center.income.operating_expense)
    tied = abs(float(book.center.net_unexplained)) <= TIED * spent
    return [("tied" if tied else "untied", tied)]
