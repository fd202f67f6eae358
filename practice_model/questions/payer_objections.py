"""Payer objections: on what ground the facts of a payer brief stand, and which are protected.

The rows, what fills them and which of them the page shows stand in `objections`. Floor, target,
margin and other payers' rates fill no slot; cost may, where the scenario allows it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final, get_args

from practice_model.quantities import Cases, Count, SignedUSDPerYear, terms
from practice_model.questions import objections
from practice_model.questions.objection_pages import MOST, chosen, rehearsal, unfilled
from practice_model.questions.objections import (
    COST,
    DISCLOSE,
    GRADES,
    KINDS,
    Ground,
    Known,
    Objection,
    Reply,
    slots,
)
from practice_model.questions.payer_terms import Block, Payer

__all__ = [
    "COST",
    "DISCLOSE",
    "GRADES",
    "GROUNDS",
    "KINDS",
    "MOST",
    "NEVER",
    "TALKS",
    "Ground",
    "Objection",
    "Reply",
    "ReplyFigures",
    "chosen",
    "ground_of",
    "library_of",
    "rehearsal",
    "replies",
    "reply_figures",
    "slots",
    "unfilled",
]

TALKS: Final = set(get_args(Block))
OWN, POSTED, HOSPITAL = 12, 6, 13  # months: own data, payers' price files, hospitals' price files
DATA: Final = Ground("A", "data.last", OWN)
GROUNDS: Final[Mapping[str, Ground]] = {
    "offer": DATA, "column": DATA, "found": DATA, "theirs": DATA, "neutral": DATA,
    "waterfall": DATA, "levers": DATA, "ladder": DATA, "reply": DATA, "conduct": DATA, "pay": DATA,
    "cost": DATA, "data": DATA, "side.members": DATA, "side.in_course": DATA,
    "market": Ground("market.grade", "market.month", POSTED),
    "hospital": Ground("B", "hospital.day", HOSPITAL),
    "claim": Ground("claim.*.grade", "", OWN),
    "talk": Ground("A"), "next": Ground("A"),
}  # fmt: skip
"""What a slot may be filled with, by how its fact begins; nothing else is evidence."""
NEVER: Final = {
    "target", "floor", "ceiling", "margin", "batna", "everyone", "lowest", "highest", "leaving",
    "bargaining", "costing", "to_them_low", "to_them_high", "stated_share", "never", "practice",
}  # fmt: skip
"""Parts of a fact's name that keep it out of every reply: what is protected."""


@terms
class ReplyFigures:
    """Figures that replies need and no other part of the brief holds.

    gap: what the ask brings over the offer, or over now where there is none. start: the ask's first
    day, where it lies ahead. cases: this payer's cases in the center in the data's window.
    signatory: who signs, inside a sentence. by_letter: released asks that cost them little (G),
    which need no renewal.
    """

    gap: SignedUSDPerYear | None = None
    start: date | None = None
    cases: Cases | None = None
    signatory: str = ""
    by_letter: Count = 0


def library_of(given: Sequence[Mapping[str, Any]]) -> list[Objection]:
    """Return the rows of the payer talks' library, checked; see `objections.library_of`."""
    return objections.library_of(given, TALKS)


def ground_of(name: str) -> Ground | None:
    """Return where a fact stands, by the longest beginning that is known; None for no evidence.

    >>> ground_of("market.band.p50").months, ground_of("room.floor"), ground_of("side.moving.low")
    (6, None, None)
    """
    return objections.ground_of(name, GROUNDS)


def reply_figures(talk: Payer, columns: Mapping[str, Any] | None) -> ReplyFigures:
    """Return the figures that replies alone need; columns: the sides of the talk in dollars."""
    sides = columns or {}
    ask, beside = sides.get("ask"), sides.get("offer") or sides.get("now")
    start = talk.ask.contract.effective if talk.ask else None
    signatory = talk.letter.signatory if talk.letter else ""
    cheap = [
        one
        for one in (talk.levers or {}).values()
        if one.side == "ask" and one.kind == "G" and one.outgoing
    ]
    return ReplyFigures(
        gap=float(ask.whole) - float(beside.whole) if ask and beside else None,
        start=start if start and start >= talk.as_of else None,
        cases=_center_cases(talk) if talk.block == "asc" else None,
        signatory=signatory[:1].lower() + signatory[1:],
        by_letter=len(cheap),
    )


def _center_cases(talk: Payer) -> float:
    """The payer's center cases: days of a patient with a line of the center."""
    claims = talk.practice.claims
    own = claims[claims["payer"] == talk.contracts.current.payer]
    lines = own[own["claim_type"] == "facility"]
    if lines.empty or "patient_id" not in lines:
        return 0.0
    return float(len(lines[["patient_id", "claim_line_start_date"]].drop_duplicates()))


def replies(
    talk: Payer,
    rows: Sequence[Objection],
    known: Known,
    *,
    said: Collection[str] = (),
    flags: Collection[str] = (),
) -> list[Reply]:
    """Return the objections of this talk in the library's order, each with its standing.

    known: facts of the brief by name. said: the strengths that may be said. flags: what the
    scenario allows, such as disclosing cost. Without an offer or a letter nobody objects yet.
    """
    if talk.offer is None and talk.letter is None:
        return []
    return objections.replies(
        rows,
        known,
        GROUNDS,
        talk=talk.block,
        as_of=talk.as_of,
        flags=flags,
        said={"claim": said},
        never=NEVER,
        words=False,
    )
