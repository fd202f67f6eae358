"""Concessions: rates and terms in one currency, in which order, for what in return."""

from typing import Literal

from practice_model.quantities import Ratio, SignedUSDPerYear, terms


@terms
class Lever:
    """One thing to ask for, or to give, at the table.

    does: what the term does, in words that a letter may use. priced_by: the model that prices it
    on own claims; else value, typed with its source; None is 'not priced', never zero. their_cost:
    what a dollar of it costs the payer, estimated. kind G is cheap for them and dear for us (ask
    first), V the reverse (offer first), Z a dollar for a dollar, T equal dollars at another time.
    """

    does: str
    side: Literal["ask", "give", "never"]
    kind: Literal["G", "V", "Z", "T"] = "Z"
    priced_by: str | None = None
    value: SignedUSDPerYear | None = None
    their_cost: Ratio | None = None
    for_what: str = ""
    outgoing: bool = False
