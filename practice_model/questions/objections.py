"""Objections: what the other side will say, and which reply our own figures can fill.

A reply is a template of a library; each of its slots is a fact of the brief. It prints only if
every slot is filled at the grade that it needs, inside its age, on enough cases, and if what it
claims is true of these figures. Otherwise its fallback prints, and what evidence to gather. Nothing
else fills a gap. What is protected fills no slot; cost alone may, where the scenario allows it.

The same for every talk: a talk gives its library, its facts, and the grounds on which they stand.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import pandas as pd

from practice_model.faults import did_you_mean

Known = Mapping[str, Any]
KINDS: Final = {"K", "N", "M", "O", "C", "Q"}
"""Evidence: clinical, anecdotal, market, own operations, contract, question."""
GRADES: Final = "ABC"
HOLE: Final = re.compile(r"\{([^{}]*)\}")
COMPARED: Final = 5  # parts of {a|above|at|below|b}
COST: Final = frozenset({"cost", "full", "marginal"})
DISCLOSE: Final = frozenset({"cost_disclosure_ok", "nda_signed"})
NEVER: Final = frozenset({
    "floor", "ceiling", "target", "walk_away", "batna", "alternative", "limit", "margin",
    "trough", "credit_line", "reservation", "other_offer", "other_offers", "bargaining", "costing",
    "never",
})  # fmt: skip
"""Parts of a fact's name, or whole words of a part, that keep it out of every reply."""
_NONE: Final[Mapping[str, Collection[str]]] = MappingProxyType({})


@dataclass(frozen=True)
class Objection:
    """One row of a library: what they say, our reply with its slots, and what those must be.

    at_stake: the fact whose dollars rank the reply. grade: the weakest grade of a slot. needs:
    facts that must be known without being printed. least: what a fact must reach. holds: pairs of
    facts, the first above the second; a single fact must be above zero. flags: what the scenario
    must allow. when: the fact without which nobody says it, or `fact=text` that it must be. gather:
    the evidence that would fill the reply.
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

    def faults(self, talks: Collection[str]) -> list[str]:
        """Return what is wrong with the row itself."""
        told = [] if self.kind in KINDS else [f"kind is {self.kind!r}, not of {sorted(KINDS)}"]
        told += [] if self.grade in list(GRADES) else [f"grade is {self.grade!r}, not A, B or C"]
        if not self.talks or set(self.talks) - set(talks):
            told.append(f"talks are {self.talks}, not of {sorted(talks)}")
        if "{" in self.fallback + self.they_say + self.gather:
            told.append("only a reply has slots; a fallback holds none")
        if not all(len(pair) in (1, 2) for pair in self.holds):
            told.append("holds names one fact, or two")
        return told


class Ground(NamedTuple):
    """Where the facts of a prefix stand: grade, and the date and age that they must have.

    grade: a letter, or the fact that holds it. dated: the fact that holds the date of the data.
    In both, `*` stands for the part of the name after the prefix: `claim.*.grade`.
    """

    grade: str
    dated: str = ""
    months: int = 0


class Reply(NamedTuple):
    """An objection with what this brief's figures make of it.

    ready: every slot is filled and what it claims holds. dollars: at stake, None where no price is
    known. missing: why it is not ready, in words.
    """

    objection: Objection
    ready: bool
    dollars: float | None
    missing: tuple[str, ...]


class Rules(NamedTuple):
    """What a talk lets its replies say.

    grounds: by how a fact begins, where it stands; nothing else is evidence. said: by the first
    part of a name, which second parts have a proof that holds. never, words: protected parts, and
    whether a word inside a part counts as one. cost: parts that only `flags` open.
    """

    grounds: Mapping[str, Ground]
    as_of: date
    flags: frozenset[str]
    said: Mapping[str, Collection[str]]
    never: Collection[str]
    words: bool
    cost: Collection[str]


def library_of(given: Sequence[Mapping[str, Any]], talks: Collection[str]) -> list[Objection]:
    """Return the rows of a library, checked; talks: the names that a row may give.

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
    told += [f"{one.id}: {fault}" for one in made for fault in one.faults(talks)]
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


def replies(
    library: Sequence[Objection],
    known: Known,
    grounds: Mapping[str, Ground],
    *,
    talk: str,
    as_of: date,
    flags: Collection[str] = (),
    said: Mapping[str, Collection[str]] = _NONE,
    never: Collection[str] = NEVER,
    words: bool = True,
    cost: Collection[str] = COST,
) -> list[Reply]:
    """Return the objections of a talk in the library's order, each with its standing.

    known: facts of the brief by name. For the other arguments see `Rules`.
    """
    rules = Rules(grounds, as_of, frozenset(flags), said, never, words, cost)
    heard = (row for row in library if talk in row.talks and is_heard(row, known))
    return [_reply(row, known, rules) for row in heard]


def is_heard(row: Objection, known: Known) -> bool:
    """Return whether anybody would say it: `when` names no fact, or one that is known."""
    name, equals, text = row.when.partition("=")
    if not name:
        return True
    return known.get(name) == text if equals else known.get(name) is not None


def _reply(row: Objection, known: Known, rules: Rules) -> Reply:
    missing = [f"leave to say it: {flag}" for flag in row.flags if flag not in rules.flags]
    for name in dict.fromkeys([*slots(row.reply), *row.needs]):
        missing += _slot_faults(name, row, known, rules)
    if not missing:
        missing += _figure_faults(row, known)
    return Reply(row, not missing, _dollars(row, known), tuple(missing))


def _slot_faults(name: str, row: Objection, known: Known, rules: Rules) -> list[str]:
    parts = name.split(".")
    ground = ground_of(name, rules.grounds)
    if ground is None or is_protected(name, rules.never, rules.words):
        return [f"{name} may not be said"]
    if set(parts) & set(rules.cost) and not rules.flags >= DISCLOSE:
        return [f"{name} may not be said"]
    if parts[0] in rules.said and "".join(parts[1:2]) not in rules.said[parts[0]]:
        return [f"{name}: its proof does not hold"]
    if known.get(name) is None or known[name] == "":
        return [f"{name} is not known"]
    return _ground_faults(name, ground, row, known, rules.as_of)


def is_protected(name: str, never: Collection[str] = NEVER, words: bool = True) -> bool:
    """Return whether a fact's name says that it may not leave the house.

    >>> is_protected("deal.walk_away_price"), is_protected("deal.floors")
    (True, False)
    """
    parts = name.split(".")
    if set(parts) & set(never):
        return True
    return words and any(f"_{one}_" in f"_{part}_" for part in parts for one in never)


def ground_of(name: str, grounds: Mapping[str, Ground]) -> Ground | None:
    """Return where a fact stands, by the longest beginning that is known; None for no evidence."""
    parts = name.split(".")
    begun = [".".join(parts[:end]) for end in range(len(parts), 0, -1)]
    found = next((one for one in begun if one in grounds), None)
    if found is None:
        return None
    rest = parts[found.count(".") + 1 :]
    told = grounds[found]
    inner = rest[0] if rest else ""
    return told._replace(grade=told.grade.replace("*", inner), dated=told.dated.replace("*", inner))


def _ground_faults(
    name: str, ground: Ground, row: Objection, known: Known, as_of: date
) -> list[str]:
    grade = ground.grade if ground.grade in GRADES else known.get(ground.grade)
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
