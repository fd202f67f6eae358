"""Clauses of a payer's paper that cost money or room: red or amber, where, how much, what instead.

A clause is red where it takes rights or money at once, amber where it only weakens us. Flags and
replacements follow the clause table of the field [1]; they are research defaults, not legal
advice, and state law may override. Dollars come from the practice's own claims, a year or once; a
clause without a price says so by an empty cell and is in no sum.

[1] The clause taxonomy of the project, after the AMA model contract and trade lawyers.
"""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

import pandas as pd

from practice_model.negotiation.concessions import Lever
from practice_model.quantities import USD, Count, USDPerYear, terms
from practice_model.questions.lever_basis import Basis, Worth, basis
from practice_model.questions.lever_prices import escalator_of, finite, worth_of
from practice_model.questions.payer import Prices
from practice_model.questions.payer_costs import Costed
from practice_model.questions.payer_findings import Findings
from practice_model.questions.payer_levers import devices
from practice_model.questions.payer_pages import focus
from practice_model.questions.payer_terms import Payer
from practice_model.revenue.contract import CURRENT, RateSchedule, schedules
from practice_model.revenue.paper_terms import PaperTerms

Flag = Literal["red", "amber"]
LOOK_BACK, LONG_LOOK_BACK = 12, 24  # months: preferred, and past which it is red
FILING, SHORT_FILING = 180, 90  # days
PAID_IN, LATE_PAID_IN = 30, 45  # days
NOTICE_AT_MOST, APPEAL_AT_LEAST, APPEAL_SHORT = 120, 180, 60  # days
CLAUSE_HEADS: Final = {
    "flag": "Flag|text",
    "place": "Where|text",
    "says": "It says|text",
    "value": "Costs us, $ a year|bare",
    "once": "Once, $|bare",
    "replace": "Put in its place|text",
}
CLAUSE_PAGE: Final = {
    "flag": "Flag|text",
    "place": "Where|text",
    "value": "$ a year|bare",
    "once": "Once, $|bare",
}
CLAUSE_UNITS: Final = {"once": "USD"}
_ORDER: Final = {"red": 0, "amber": 1}


class Clause(NamedTuple):
    """One flagged clause: what it is, how bad, what it says, what should stand there, dollars."""

    name: str
    label: str
    flag: Flag
    says: str
    replace: str
    worth: Worth = Worth()


@terms
class ClauseFigures:
    """How many clauses are flagged, how many of them red, and what the priced ones cost."""

    red: Count
    amber: Count
    priced: Count
    value: USDPerYear
    once: USD
    first: str


def clauses(
    talk: Payer, priced: Prices, found: Findings, own: Costed | None = None
) -> list[Clause]:
    """Return the flagged clauses of the contract in force: red first, then by dollars a year.

    Empty where the contract's paper is not on file.
    """
    paper = talk.contracts.current.paper
    if paper is None:
        return []
    side = "ask" if "ask" in priced.sides else focus(talk)
    on = basis(talk, priced, own, side)
    made = [*_change(paper), *_money(paper, on), *_time(paper), *_rates(talk, priced, found, on)]
    return sorted(made, key=lambda one: (_ORDER[one.flag], *_dollars(one.worth), one.name))


def clause_table(talk: Payer, made: list[Clause]) -> pd.DataFrame:
    """Return the clauses as a table: label, flag, place, says, value, once, replace.

    place is empty where nobody noted where the clause stands.
    """
    paper = talk.contracts.current.paper
    places = paper.places if paper else {}
    rows = {
        one.name: {
            "label": one.label,
            "flag": one.flag.capitalize(),
            "place": places.get(one.name, ""),
            "says": one.says,
            "value": finite(one.worth.yearly),
            "once": finite(one.worth.once),
            "replace": one.replace,
        }
        for one in made
    }
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index.name = "clause"
    if not frame.empty:
        frame[["value", "once"]] = frame[["value", "once"]].astype(float)
    return frame


def clause_figures(made: list[Clause]) -> ClauseFigures | None:
    """Return what the flagged clauses come to, yearly and once apart; None where there is none."""
    if not made:
        return None
    yearly = [finite(one.worth.yearly) for one in made]
    once = [finite(one.worth.once) for one in made]
    return ClauseFigures(
        red=sum(one.flag == "red" for one in made),
        amber=sum(one.flag == "amber" for one in made),
        priced=sum(a is not None or b is not None for a, b in zip(yearly, once, strict=True)),
        value=round(sum(one or 0.0 for one in yearly), 2),
        once=round(sum(one or 0.0 for one in once), 2),
        first=made[0].label[:1].lower() + made[0].label[1:],
    )


def _change(paper: PaperTerms) -> Iterator[Clause]:
    """Who may change the contract, and for whom it holds."""
    signed = "signed by both; else ninety days, and our objection keeps the old terms"
    notice = f", {paper.amendment_notice:g} days" if paper.amendment_notice is not None else ""
    how: dict[str, tuple[Flag, str]] = {
        "silence_accepts": ("red", "silence accepts"),
        "posted": ("red", "posted on their web site"),
        "may_object": ("amber", "we may object"),
    }
    if paper.amendment in how:
        flag, says = how[paper.amendment]
        yield Clause("amendment", "Amendment", flag, says + notice, signed)
    if paper.all_products:
        says = "all products, now or later" if paper.future_products else "all products"
        flag = "red" if paper.future_products else "amber"
        instead = "each product by a signed addendum with its own schedule"
        yield Clause("all_products", "All products", flag, says, instead)
    if paper.leases_network:
        says, instead = "the network may be leased", "named payers only, their logo on the card"
        yield Clause("leases_network", "Leased network", "red", says, instead)
    assigned = paper.assignment.lower()
    control = "change of control" in assigned
    if control and any(word in assigned for word in ("ends", "terminates", "void")):
        instead = "notice only; the contract goes on with its rates"
        yield Clause("assignment", "Change of control", "red", paper.assignment, instead)
    elif "barred" in assigned or "payer free" in assigned:
        instead = "consent on both sides, free to affiliates"
        yield Clause("assignment", "Assignment", "amber", paper.assignment, instead)


def _money(paper: PaperTerms, on: Basis) -> Iterator[Clause]:
    """Money taken back, paid late, or lost by a date."""
    if paper.look_back is None or paper.look_back > LOOK_BACK:
        bad = paper.look_back is None or paper.look_back > LONG_LOOK_BACK
        says = "no limit" if paper.look_back is None else f"{paper.look_back:g} months"
        lever = _like(on, "look_back", months=LOOK_BACK)
        worth = worth_of(lever, on)
        instead = f"{LOOK_BACK} months, named claims, no offset while we dispute"
        flag: Flag = "red" if bad else "amber"
        yield Clause("look_back", "Look-back on recoupment", flag, says, instead, worth)
    window = paper.underpayment_window
    longest = paper.look_back if paper.look_back is not None else float("inf")
    if window is not None and window < longest:
        says = f"we may claim for {window:g} months only"
        instead = "as long as their look-back"
        yield Clause("underpayment_window", "Underpayment window", "amber", says, instead)
    if paper.timely_filing is not None and paper.timely_filing < FILING:
        flag = "red" if paper.timely_filing <= SHORT_FILING else "amber"
        says = f"{paper.timely_filing:g} days from service"
        says += "" if paper.secondary_exception else ", secondary claims too"
        worth = worth_of(_like(on, "filing", days=FILING), on)
        instead = f"{FILING} days, from the first payer's answer where we are second"
        yield Clause("timely_filing", "Time to file", flag, says, instead, worth)
    if paper.clean_claim is None or paper.clean_claim > PAID_IN:
        flag = "red" if paper.clean_claim is None else "amber"
        says = "no day" if paper.clean_claim is None else f"{paper.clean_claim:g} days"
        worth = worth_of(_like(on, "days_to_pay", days=PAID_IN), on)
        instead = f"{PAID_IN} days, all plans included"
        yield Clause("clean_claim", "Days to pay", flag, says, instead, worth)
    if paper.late_interest is None:
        says = paper.late_interest_wording or "none"
        worth = worth_of(Lever(does="interest", side="ask", priced_by="late_interest"), on)
        instead = "a rate in the contract, paid without asking, self-funded plans included"
        yield Clause("late_interest", "Interest on late payment", "amber", says, instead, worth)


def _like(on: Basis, model: str, **given: float) -> Lever:
    """The scenario's own lever of a model, else one with a term of the clause table."""
    held = next((one for one in (on.talk.levers or {}).values() if one.priced_by == model), None)
    made = Lever.__dataclass_fields__
    if held is None:
        return Lever(does=model, side="ask", priced_by=model, **given)  # type: ignore[arg-type]
    return Lever(**({name: getattr(held, name) for name in made} | given))


def _time(paper: PaperTerms) -> Iterator[Clause]:
    """Days to give notice and to appeal."""
    at_anniversary = paper.notice_before == "anniversary"
    if at_anniversary and paper.notice is not None and paper.notice >= NOTICE_AT_MOST:
        says = f"{paper.notice:g} days before the anniversary, no other day"
        yield Clause("notice", "Notice", "amber", says, "ninety days, on any day")
    if paper.appeal is not None and paper.appeal < APPEAL_AT_LEAST:
        flag: Flag = "red" if paper.appeal < APPEAL_SHORT else "amber"
        instead = f"{APPEAL_AT_LEAST} days, a reviewer of the specialty"
        yield Clause("appeal", "Days to appeal", flag, f"{paper.appeal:g} days", instead)
    if not paper.governing_law:
        yield Clause("governing_law", "Governing law", "amber", "none named", "our own state's")


def _rates(talk: Payer, priced: Prices, found: Findings, on: Basis) -> Iterator[Clause]:
    """Terms of the rate exhibits that take money."""
    schedule = schedules(talk.contracts.current).get(talk.block)
    if schedule is None:
        return
    if schedule.escalator is None:
        made = escalator_of(on)
        worth = made if isinstance(made, Worth) else Worth(made.yearly, None, "estimate")
        instead = "a yearly step, with a floor"
        yield Clause(
            "escalator", "No yearly step", "amber", "rates stay as they are", instead, worth
        )
    if schedule.lesser_of_charge is not None and found.lesser_of is not None:
        worth = Worth(found.lesser_of.total, None, "A")
        says, instead = "the lesser of charge and rate", "strike it"
        yield Clause("lesser_of", "Lesser of charge", "red", says, instead, worth)
    if found.tests is not None:
        worth = Worth(found.tests.over, None, "A")
        says, instead = "the whole lower test is cut", "the technical part only"
        yield Clause("same_day_tests", "Tests of one day", "amber", says, instead, worth)
    held = devices(talk, priced)
    if held is not None:
        worth = Worth(held.invoices, None, "A")
        instead = "at invoice plus a share, no threshold"
        yield Clause("implants", "Implants", "red", "included in the fee", instead, worth)
    if _as_amended(schedule):
        says, instead = "Medicare as it changes", "a named year, quarter and place"
        yield Clause("as_amended", "Medicare as amended", "amber", says, instead)


def _as_amended(schedule: RateSchedule) -> bool:
    years = [schedule.medicare_year, *(rule.medicare_year for rule in schedule.rules.values())]
    return CURRENT in years


def _dollars(worth: Worth) -> tuple[float, float]:
    """What ranks a clause: dollars a year first, then once; the two are not summed."""
    return -(finite(worth.yearly) or 0.0), -(finite(worth.once) or 0.0)
