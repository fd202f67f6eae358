"""Steps of the four deals, solved back from their dates: which rule, how long before, who says it.

A rule hangs on an anchor, a date of the deal (the start of a hire, the end of a lease) or another
rule, and lies so many months and days before or after it. Spans that a trade page names are advice
of that page; the others are planning defaults of practice, `unverified`, and told as an own rule.
A deal that knows a span better gives it by the rule's name.
"""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

Kind = Literal["step", "last_day", "renewal"]
Whose = Literal["ours", "theirs", ""]
OWN_RULE: Final = "own rule"


class Rule(NamedTuple):
    """One step: its words, the anchor it hangs on, how far from it (below 0: before), and why."""

    label: str
    anchor: str
    months: float = 0.0
    days: int = 0
    whose: Whose = "ours"
    kind: Kind = "step"
    source: str = OWN_RULE


class Anchor(NamedTuple):
    """A date of the deal itself: its words, and what kind of date it is."""

    label: str
    kind: Kind = "step"
    whose: Whose = ""


ANCHORS: Final[Mapping[str, Mapping[str, Anchor]]] = {
    "hire": {
        "visit": Anchor("Candidate visits"),
        "start": Anchor("Start of work", "renewal"),
        "track_end": Anchor("Partner track ends"),
    },
    "buy_in": {
        "hire": Anchor("Associate hired"),
        "track_end": Anchor("Track ends"),
        "year_end": Anchor("Books closed"),
        "budget": Anchor("Budget of the next year"),
        "entry": Anchor("Entry as a partner", "renewal"),
        "exit": Anchor("A partner leaves", "renewal"),
    },
    "lease": {
        "option_notice": Anchor("Last day to use the renewal option", "last_day", "ours"),
        "offer_ends": Anchor("The offer lapses", "last_day", "theirs"),
        "expiry": Anchor("Lease ends", "renewal"),
    },
    "equipment": {
        "offer_ends": Anchor("The price lapses", "last_day", "theirs"),
        "quarter_end": Anchor("Vendor’s fiscal quarter ends", "step", "theirs"),
        "service_end": Anchor("Service ends", "last_day", "ours"),
        "placed_by": Anchor("In service for this tax year", "renewal", "ours"),
    },
}
"""The dates that a talk may give, by name; each stands in its calendar."""

RULES: Final[Mapping[str, Mapping[str, Rule]]] = {
    "hire": {
        "search": Rule("Search opens", "start", -12,
                       source="trade advice: small groups, half a year to a year ahead"),
        "answer": Rule("Offer out after the visit", "visit", days=3,
                       source="recruiters’ own advice"),
        "credentialing": Rule("Credentialing filed", "start", -5, kind="last_day"),
        "signed": Rule("Contract signed", "credentialing", -1, whose="theirs"),
        "offer": Rule("Offer out", "signed", -2),
        "formula": Rule("Partnership formula written down", "offer"),
    },
    "buy_in": {
        "told": Rule("Formula told with the offer of work", "hire"),
        "notice": Rule("Notice that the track ends", "track_end", -12),
        "figure": Rule("Value by the formula on closed books", "year_end", 3),
        "lender": Rule("Lender’s quote in hand", "entry", -3, whose="theirs"),
        "papers": Rule("Agreements signed", "entry", -1),
        "review": Rule("Agreements reviewed", "entry", 12),
        "leaves": Rule("Buy-out notices in", "budget", -1, whose="theirs"),
        "leaver": Rule("Leaver’s notice", "exit", -6, whose="theirs"),
    },
    "lease": {
        "proposals": Rule("Requests for proposals to three owners", "expiry", -12,
                          source="trade advice: a year for a renewal, more for a move"),
        "answers": Rule("Owners’ answers due", "proposals", 2, whose="theirs"),
        "drawings": Rule("Drawings and permit begin", "expiry", -9),
        "believable": Rule("Last month in which leaving is believed", "expiry", -6,
                           source="trade advice: a late start tells that we cannot leave"),
        "choice": Rule("Decide to stay or move", "option_notice", -1),
        "holdover": Rule("Holdover rent begins", "expiry", days=1, whose="theirs"),
    },
    "equipment": {
        "models": Rule("Doctors name two acceptable models", "quarter_end", days=-60),
        "quotes": Rule("Quotes on one form from three sellers", "quarter_end", days=-56,
                       whose="theirs"),
        "trials": Rule("Trials", "quarter_end", days=-42),
        "final": Rule("Final quotes", "quarter_end", days=-14, whose="theirs"),
        "accepted": Rule("Installed and accepted", "placed_by", -1),
        "order": Rule("Order, at the latest", "accepted", -2, kind="last_day"),
        "service_quotes": Rule("Quotes for service, or none", "service_end", -3),
    },
}  # fmt: skip
"""The steps of a talk by name; a step of the scenario under the same name takes its place."""
