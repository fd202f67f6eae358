"""Terms of a payer talk: the record that a scenario fills, and the small records in it."""

import datetime
from datetime import date
from typing import Annotated, Literal

import pandas as pd

from practice_model.columns import Column, Columns
from practice_model.costs.checks import faults
from practice_model.costs.terms import Costing
from practice_model.negotiation.concessions import Lever, lever_faults
from practice_model.negotiation.walk_away import Bargaining
from practice_model.practice import Practice
from practice_model.practice_tables import StrengthsTable
from practice_model.quantities import Days, Ratio, terms
from practice_model.questions.payer_log_checks import log_faults
from practice_model.revenue.contract import Contract
from practice_model.revenue.counter_offer import CounterBounds
from practice_model.revenue.market_position import Market
from practice_model.revenue.multi_year import Horizon
from practice_model.revenue.offers import Offer
from practice_model.tables import TableOf

Block = Literal["professional", "asc"]

TALK_LOG = Columns(
    "log of the talk",
    (
        Column(name="date", kind="date"),
        Column(name="who", meaning="their person or role"),
        Column(name="channel", blank=True),
        Column(name="move", choices=("ask", "reply", "counter", "concession", "note")),
        Column(name="lever", blank=True, meaning="the lever that moved, by its name"),
        Column(name="whose", choices=("ours", "theirs")),
        Column(name="words", blank=True, meaning="in short, no patient"),
        Column(name="fees_of_medicare", kind="number", unit="ratio", blank=True, at_least=0),
        Column(name="in_return", blank=True),
        Column(name="next_step", blank=True),
        Column(name="owner", blank=True),
        Column(name="due", kind="date", blank=True),
    ),
)


@terms
class Contracts:
    """The agreement in force, and how the payer pays in fact where that differs from it."""

    current: Contract
    paid: Contract | None = None


@terms
class Ask:
    """What we ask for, or aim at: the contract that it would make, and what it is called."""

    name: str
    contract: Contract


@terms
class Step:
    """One date of the talk: what happens, whose move it is, and whether it can be missed."""

    day: date
    what: str
    whose: Literal["ours", "theirs"]
    last_day: bool = False


@terms
class Review:
    """Who reviewed the brief, and when."""

    by: str
    date: date


@terms
class LetterTerms:
    """The letter to the payer: to whom, from whom, when, and which strengths it may name.

    reference: the contract as both sides call it. strengths: rows of the strengths table, in the
    order of the letter; a row whose proof does not hold is left out of it.
    """

    date: date
    to: str
    signatory: str
    reply_by: datetime.date
    call_on: datetime.date | None = None
    sender: str = ""
    reference: str = ""
    strengths: list[str] | None = None

    def __post_init__(self) -> None:
        told = []
        if self.reply_by <= self.date:
            told.append(f"reply_by {self.reply_by} is not after its date {self.date}")
        elif self.call_on is not None and not self.date < self.call_on <= self.reply_by:
            told.append(
                f"call_on {self.call_on} is not after the letter of {self.date} "
                f"and by the reply of {self.reply_by}"
            )
        if told:
            raise ValueError("\n".join(told))


@terms
class Payer:
    """One talk with one payer over professional fees (drugs beside them) or surgery-center fees.

    medicare_year: the year whose Medicare is the yardstick of every percentage that is printed.
    volumes: next year's volume over the book's, by group of services; a group not named stays.
    costing: what the services cost us; without it the brief has no margins and no walk-away.
    target: where we would settle. bargaining, horizon, counter, market, levers, strengths, log,
    letter: each adds its own part to the brief, and a brief without it leaves that part out.
    """

    question: Literal["payer"]
    as_of: date
    block: Block
    medicare_year: int
    practice: Practice
    contracts: Contracts
    offer: Offer | None = None
    ask: Ask | None = None
    target: Ask | None = None
    volumes: dict[str, Ratio] | None = None
    calendar: list[Step]
    costing: Costing | None = None
    review: Review | None = None
    bargaining: Bargaining | None = None
    horizon: Horizon | None = None
    counter: CounterBounds | None = None
    market: Market | None = None
    levers: dict[str, Lever] | None = None
    strengths: StrengthsTable | None = None
    log: Annotated[pd.DataFrame, TableOf(TALK_LOG)] | None = None
    letter: LetterTerms | None = None
    load_days: Days | None = None

    def __post_init__(self) -> None:
        told = [
            f"{name} is a contract of {contract.payer}, not of {self.contracts.current.payer}"
            for name, contract in contracts_of(self).items()
            if contract.payer != self.contracts.current.payer
        ]
        if self.offer and self.offer.block != self.block:
            told.append(f"the offer is on {self.offer.block} fees, the scenario on {self.block}")
        if self.costing is not None:
            told += [f"costing.{one}" for one in _costing_faults(self)]
        told += lever_faults(self.levers or {})
        told += log_faults(self.log, self.levers, self.as_of)
        told += [f"bargaining.alternative.{one}" for one in _refill_faults(self)]
        if not (self.offer or self.ask or self.contracts.paid):
            told.append("give an offer, an ask, or how the payer pays in fact (contracts.paid)")
        if told:
            raise ValueError("\n".join(told))


def _refill_faults(talk: Payer) -> list[str]:
    """The payer that we would leave cannot fill the capacity that leaving it frees."""
    own = talk.contracts.current.payer
    if talk.bargaining is None or own not in talk.bargaining.alternative.refill_payers:
        return []
    return [f"refill_payers: {own} is the payer that we would leave"]


def reading_names(count: int) -> list[str]:
    """Return the sides of an offer's other readings: reading, reading_2, reading_3 ..."""
    return ["reading" if place == 1 else f"reading_{place}" for place in range(1, count + 1)]


def contracts_of(talk: Payer) -> dict[str, Contract]:
    """Return the contracts of the talk by side; now is how the payer pays in fact."""
    made = {"now": talk.contracts.paid or talk.contracts.current}
    if talk.contracts.paid:
        made["kept"] = talk.contracts.current
    if talk.offer:
        made["offer"] = talk.offer.contract
        readings = (talk.offer.readings or {}).values()
        made |= dict(zip(reading_names(len(readings)), readings, strict=True))
    if talk.ask:
        made["ask"] = talk.ask.contract
    if talk.target:
        made["target"] = talk.target.contract
    return made


def _costing_faults(talk: Payer) -> list[str]:
    """What keeps this payer's services from being costed; other payers' yields may stand there."""
    assert talk.costing is not None
    practice, payer = talk.practice, talk.contracts.current.payer
    told = faults(talk.costing, providers=practice.providers, resources=practice.resources)
    if payer not in set(talk.costing.yields["payer"]) and not talk.costing.yields.empty:
        told.append(f"yields: {payer} has no row: what is lost between allowed and collected?")
    return told
