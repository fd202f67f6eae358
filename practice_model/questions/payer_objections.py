"""Payer objections: what they will say, and which reply our own figures can fill.

A reply is a template of the library; each of its slots is a fact of this brief. It prints only if
every slot is filled at the grade that it needs, inside its age, on enough cases, and if what it
claims is true of these figures. Otherwise its fallback prints, and what evidence to gather. Nothing
else fills a gap. Floor, target, cost, margin and other payers' rates fill no slot; cost alone may,
where the scenario allows it.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from typing import Any, Final, NamedTuple, get_args

import pandas as pd

from practice_model.faults import did_you_mean
from practice_model.quantities import Cases, Count, SignedUSDPerYear, terms
from practice_model.questions.payer_terms import Block, Payer

Known = Mapping[str, Any]
KINDS: Final = {"K", "N", "M", "O", "C", "Q"}
"""Evidence: clinical, anecdotal, market, own operations, contract, question."""
TALKS: Final = set(get_args(Block))
MOST: Final = 3
GRADES: Final = "ABC"
OWN, POSTED, HOSPITAL = 12, 6, 13  # months: own data, payers' price files, hospitals' price files
HOLE: Final = re.compile(r"\{([^{}]*)\}")
COMPARED: Final = 5  # parts of {a|above|at|below|b}


@dataclass(frozen=True)
class Objection:
    """One row of the library: what they say, our reply with its slots, and what those must be.

    at_stake: the fact whose dollars a year rank the reply. grade: the weakest grade of a slot.
    needs: facts that must be known without being printed. least: what a fact must reach. holds:
    pairs of facts, the first above the second; a single fact must be above zero. flags: what the
    scenario must allow. when: the fact without which nobody says it. gather: the evidence that
    would fill the reply.
    """

    id: str
    talks: list[str]
    they_say: str
    behind: str
    reply: str
    kind: str
    grade: str
    fallback: str
    gather: str
    at_stake: str = ""
    needs: list[str] = field(default_factory=list)
    least: dict[str, float] = field(default_factory=dict)
    holds: list[list[str]] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    when: str = ""

    def faults(self) -> list[str]:
        """Return what is wrong with the row itself."""
        told = [] if self.kind in KINDS else [f"kind is {self.kind!r}, not of {sorted(KINDS)}"]
        told += [] if self.grade in list(GRADES) else [f"grade is {self.grade!r}, not A, B or C"]
        if not self.talks or set(self.talks) - TALKS:
            told.append(f"talks are {self.talks}, not of {sorted(TALKS)}")
        if "{" in self.fallback + self.they_say + self.gather:
            told.append("only a reply has slots; a fallback holds none")
        if not all(len(pair) in (1, 2) for pair in self.holds):
            told.append("holds names one fact, or two")
        return told


class Ground(NamedTuple):
    """Where the facts of a prefix stand: grade, and the date and age that they must have.

    grade: a letter, or the fact that holds it. dated: the fact that holds the date of the data.
    """

    grade: str
    dated: str = ""
    months: int = 0


DATA: Final = Ground("A", "data.last", OWN)
GROUNDS: Final[Mapping[str, Ground]] = {
    "offer": DATA, "column": DATA, "found": DATA, "theirs": DATA, "neutral": DATA,
    "waterfall": DATA, "levers": DATA, "ladder": DATA, "reply": DATA, "conduct": DATA, "pay": DATA,
    "cost": DATA, "data": DATA, "side.members": DATA, "side.in_course": DATA,
    "market": Ground("market.grade", "market.month", POSTED),
    "hospital": Ground("B", "hospital.day", HOSPITAL),
    "claim": Ground("claim", "", OWN),
    "talk": Ground("A"), "next": Ground("A"),
}  # fmt: skip
"""What a slot may be filled with, by how its fact begins; nothing else is evidence."""
NEVER: Final = {
    "target", "floor", "ceiling", "margin", "batna", "everyone", "lowest", "highest", "leaving",
    "bargaining", "costing", "to_them_low", "to_them_high", "stated_share", "never", "practice",
}  # fmt: skip
"""Parts of a fact's name that keep it out of every reply: what is protected."""
COST: Final = {"cost", "full", "marginal"}
DISCLOSE: Final = {"cost_disclosure_ok", "nda_signed"}


class Reply(NamedTuple):
    """An objection with what this brief's figures make of it.

    ready: every slot is filled and what it claims holds. dollars: a year at stake, None where no
    price is known. missing: why it is not ready, in words.
    """

    objection: Objection
    ready: bool
    dollars: float | None
    missing: tuple[str, ...]


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
    """Return the rows of a library, checked.

    Raises ValueError for a key that is unknown or missing, an id that stands twice, and every
    other fault of a row.
    """
    known = {one.name: one.default is MISSING and one.default_factory is MISSING
             for one in fields(Objection)}  # fmt: skip
    told: list[str] = []
    for row in given:
        name = row.get("id", "a row")
        told += [f"{name} has an unknown key {key!r}{did_you_mean(key, known)}"
                 for key in row if key not in known]  # fmt: skip
        told += [f"{name} has no {key}" for key, must in known.items() if must and key not in row]
    if told:
        raise ValueError("\n".join(told))
    made = [Objection(**row) for row in given]
    ids = [one.id for one in made]
    told = [f"{one} stands twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
    told += [f"{one.id}: {fault}" for one in made for fault in one.faults()]
    if told:
        raise ValueError("\n".join(told))
    return made


def slots(template: str) -> list[str]:
    """Return the facts that a template prints or compares, each once, in their order.

    >>> slots("{offer.ups} up, {a.b:size|above|at|below|c.d}, code {code:66984}")
    ['offer.ups', 'a.b', 'c.d']
    """
    named: list[str] = []
    for hole in HOLE.findall(template):
        parts = hole.split("|")
        ends = (parts[0], parts[-1]) if len(parts) == COMPARED else (hole,)
        named += [end.partition(":")[0] for end in ends]
    return [name for name in dict.fromkeys(named) if name != "code"]


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
    return [
        _reply(row, known, as_of=talk.as_of, said=set(said), flags=set(flags))
        for row in rows
        if talk.block in row.talks and (not row.when or known.get(row.when) is not None)
    ]


def _reply(row: Objection, known: Known, *, as_of: date, said: set[str], flags: set[str]) -> Reply:
    missing = [f"leave to say it: {flag}" for flag in row.flags if flag not in flags]
    for name in dict.fromkeys([*slots(row.reply), *row.needs]):
        missing += _slot_faults(name, row, known, as_of=as_of, said=said, flags=flags)
    if not missing:
        missing += _figure_faults(row, known)
    return Reply(row, not missing, _dollars(row, known), tuple(missing))


def _slot_faults(
    name: str, row: Objection, known: Known, *, as_of: date, said: set[str], flags: set[str]
) -> list[str]:
    parts = name.split(".")
    ground = ground_of(name)
    if ground is None or set(parts) & NEVER:
        return [f"{name} may not be said"]
    if set(parts) & COST and not flags >= DISCLOSE:
        return [f"{name} may not be said"]
    if parts[0] == "claim" and (len(parts) < 2 or parts[1] not in said):  # noqa: PLR2004
        return [f"{name}: its proof does not hold"]
    if known.get(name) is None or known[name] == "":
        return [f"{name} is not known"]
    return _ground_faults(name, ground, row, known, as_of)


def ground_of(name: str) -> Ground | None:
    """Return where a fact stands, by the longest beginning that is known; None for no evidence.

    >>> ground_of("market.band.p50").months, ground_of("room.floor"), ground_of("side.moving.low")
    (6, None, None)
    """
    parts = name.split(".")
    begun = [".".join(parts[:end]) for end in range(len(parts), 0, -1)]
    return next((GROUNDS[one] for one in begun if one in GROUNDS), None)


def _ground_faults(
    name: str, ground: Ground, row: Objection, known: Known, as_of: date
) -> list[str]:
    grade_fact = f"claim.{name.split('.')[1]}.grade" if ground.grade == "claim" else ground.grade
    grade = grade_fact if grade_fact in GRADES else known.get(grade_fact)
    if grade not in list(GRADES) or GRADES.index(str(grade)) > GRADES.index(row.grade):
        return [f"{name} is of grade {grade or 'unknown'}; {row.grade} is needed"]
    if not ground.dated:
        return []
    day = known.get(ground.dated)
    if not isinstance(day, date):
        return [f"{name} has no date"]
    limit = (pd.Timestamp(as_of) - pd.DateOffset(months=ground.months)).date()
    return [f"{name} is older than {ground.months} months"] if day < limit else []


def _figure_faults(row: Objection, known: Known) -> list[str]:
    """What keeps filled figures from carrying the reply: too few, or not what it claims."""
    told = []
    for name, least in row.least.items():
        value = _number(known, name)
        if value is None or value < least:
            told.append(f"{name} is under {least:g}")
    for pair in row.holds:
        first = _number(known, pair[0])
        second = _number(known, pair[1]) if len(pair) > 1 else 0.0
        if first is None or second is None or not first > second:
            told.append(f"{pair[0]} is not above {pair[1] if len(pair) > 1 else 'zero'}")
    return told


def _number(known: Known, name: str) -> float | None:
    value = known.get(name)
    return None if value is None or isinstance(value, str | bool | date) else float(value)


def _dollars(row: Objection, known: Known) -> float | None:
    value = _number(known, row.at_stake) if row.at_stake else None
    return None if value is None else abs(value)


def chosen(rows: Sequence[Reply], most: int = MOST) -> list[Reply]:
    """Return the replies that the page shows: ready, most dollars first, one of an evidence kind.

    Of equal dollars the library's order decides; a reply without dollars comes last.
    """
    picked: list[Reply] = []
    for one in _ranked(rows):
        kinds = {held.objection.kind for held in picked}
        if len(picked) < most and one.objection.kind not in kinds:
            picked.append(one)
    return picked


def rehearsal(rows: Sequence[Reply], most: int = MOST) -> list[Reply]:
    """Return the ready replies that the page does not show: cards to rehearse."""
    shown = chosen(rows, most)
    return [one for one in _ranked(rows) if one not in shown]


def unfilled(rows: Sequence[Reply]) -> list[Reply]:
    """Return the objections whose reply lacks a figure, in the library's order."""
    return [one for one in rows if not one.ready]


def _ranked(rows: Sequence[Reply]) -> list[Reply]:
    ready = [one for one in rows if one.ready]
    return sorted(ready, key=lambda one: (one.dollars is None, -(one.dollars or 0.0)))
