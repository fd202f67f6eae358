"""What-if: which figures of a payer talk can be moved, between which ends, and what moving does.

There is no list of sliders. A figure can be moved where its file gives it a low and a high (it
moves between them), or where it is a rate of a contract that is not signed yet: offer, other
reading, ask or target, in the schedules that price the talk's lines. What is signed stays.

A control stands for one origin: figures that rest on one line of one file move together. Only a
rate that a proposal takes over from the agreement in force moves for that proposal alone.

Ends of a rate without a range: ratios and dollars a fifth below and above, shares from none to
twice the figure and at least to 5 points; both cut at the bounds of the unit. Figures inside a
list or a table are no controls.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass, replace
from decimal import Decimal
from itertools import product
from math import ceil, floor
from typing import Any, Final

from practice_model.briefs import formats
from practice_model.faults import did_you_mean
from practice_model.quantities import Range, Unit, figures, replaced
from practice_model.questions.payer_pages import GROUPS
from practice_model.questions.payer_terms import Payer
from practice_model.readers.inputs import Loaded, Origin
from practice_model.revenue.contract import RateSchedule
from practice_model.uncertainty import by_origin

SIGNED: Final = "contracts"  # the field of the talk that holds what is in force
SECTIONS: Final = {
    "ask": "Our ask",
    "offer": "Their offer",
    "target": "Target",
    "bargaining": "Walk-away",
    "costing": "Costs",
    "volumes": "Volumes",
    SIGNED: "Agreement in force",
}
SCHEDULES: Final = {"professional": ("professional", "drugs"), "asc": ("asc",)}
UNSAID: Final = {"contract", "rules", "readings"}  # steps of a path that a label need not tell
FIFTH, LEAST_REACH = 0.2, 0.05
FEWEST, MOST = 40, 400  # steps of a slider
WHOLE = 5  # a figure that is told in whole numbers and has more room than this moves by one
DIGITS: Final = 10  # significant; what a slider adds to a figure beyond them is noise


@dataclass(frozen=True)
class Control:
    """One thing that can be moved: its figures, its ends, and where it comes from.

    name: the first of its figures, by dotted path. ranged: the ends are the file's own low and
    high. inherited: a proposal takes the figure over from the agreement in force.
    """

    name: str
    figures: tuple[str, ...]
    section: str
    label: str
    unit: str
    low: float
    start: float
    high: float
    step: float
    ranged: bool
    inherited: bool
    source: str
    place: str

    def says(self, value: float) -> str:
        """Return a value of this control as it is printed, with its unit."""
        return said(value, self.unit)


def controls(loaded: Loaded[Payer]) -> list[Control]:
    """Return one control for each figure that can be moved, by section, in the files' order."""
    known = figures(loaded.terms)
    sources = _sources(loaded)
    made = []
    for names, signed in _groups(loaded):
        name = names[0]
        value, unit = float(known[name][0]), known[name][1]
        given = loaded.ranges.get(name)
        ends = given or _ends(value, unit)
        if not ends.low < ends.high:
            continue  # it has no room to move
        origin = loaded.origins[name]
        made.append(
            Control(
                name=name,
                figures=names,
                section=section_of(name),
                label=label_of(name, loaded.terms.block),
                unit=unit.symbol,
                low=ends.low,
                start=value,
                high=ends.high,
                step=_step(ends, unit),
                ranged=given is not None,
                inherited=signed,
                source=sources[name],
                place=f"{origin.file}:{origin.line}",
            )
        )
    order = list(SECTIONS.values())
    return sorted(
        made,
        key=lambda one: (
            order.index(one.section) if one.section in order else len(order),
            one.inherited,
        ),
    )


def changed(loaded: Loaded[Payer], moves: Mapping[str, float]) -> Payer:
    """Return the terms with controls moved: control name to value, in the figure's own unit.

    Raises ValueError for a name that is no control, and for a value that the terms refuse.
    Without a move they are the loaded terms themselves.
    """
    moved = moved_figures(loaded, moves)
    return replaced(loaded.terms, moved) if moved else loaded.terms


def changed_on(terms: Payer, one: Control, value: float) -> Payer:
    """Return terms with one control moved on; what it does not touch stays the same object."""
    return replaced(terms, dict.fromkeys(one.figures, plain(value)))


def as_moved(loaded: Loaded[Payer], terms: Payer) -> Loaded[Payer]:
    """Return what was loaded with moved terms, and with ranges around where the figures are now."""
    if terms is loaded.terms:
        return loaded
    known = figures(terms)
    ranges = {name: around(own, float(known[name][0])) for name, own in loaded.ranges.items()}
    return replace(loaded, terms=terms, ranges=ranges)


def around(own: Range, value: float) -> Range:
    """Return a range with another value in it: an end that the value passes moves to it.

    >>> around(Range(0.9, 1.0, 1.1), 1.2)
    Range(low=0.9, likely=1.2, high=1.2)
    """
    return Range(min(own.low, value), value, max(own.high, value))


def moved_figures(loaded: Loaded[Payer], moves: Mapping[str, float]) -> dict[str, float]:
    """Return the value of every figure that the moves change, by dotted path."""
    return {name: value for one, value in moved_controls(loaded, moves) for name in one.figures}


def moved_controls(
    loaded: Loaded[Payer], moves: Mapping[str, float]
) -> list[tuple[Control, float]]:
    """Return the controls that do not stand at their start, with their values.

    Raises ValueError for a name that is no control.
    """
    known = {one.name: one for one in controls(loaded)}
    for name in moves:
        if name not in known:
            raise ValueError(f"{name}: is nothing that can be moved{did_you_mean(name, known)}")
    settled = {name: plain(value) for name, value in moves.items()}
    return [
        (one, settled[name])
        for name, one in known.items()
        if name in settled and settled[name] != one.start
    ]


def plain(value: float) -> float:
    """Return a value without the noise of a slider.

    >>> plain(0.1 + 0.2)
    0.3
    """
    return float(f"{value:.{DIGITS}g}")


def said(value: float, unit: str) -> str:
    """Return a figure as it is printed, with the words of its unit that the form leaves out.

    >>> said(1.15, "ratio"), said(1850, "USD/unit"), said(30_500, "encounters/year")
    ('115.0%', '$1,850.00 a unit', '30,500 encounters a year')
    """
    form = formats.printed(value, unit)
    told, _, rest = unit.partition("/")
    if told == "USD" or unit in formats.RATIOS:
        words = rest
    elif value % 1:
        return f"{value:,.6g} {unit.replace('/', ' a ')}"
    elif unit in formats.NOUNS:
        return form
    else:
        return f"{form} {unit.replace('/', ' a ')}"
    return f"{form} a {words.replace('/', ' and ')}" if words else form


def section_of(name: str) -> str:
    """Return the section that a figure is shown in, by the field of the talk that holds it."""
    top = name.partition(".")[0]
    return SECTIONS.get(top, top.replace("_", " ").capitalize())


def label_of(name: str, block: str) -> str:
    """Return a figure's name in words: the path inside its section.

    >>> label_of("ask.contract.professional.rules.visits.of_medicare", "professional")
    'Visits · of Medicare'
    """
    top, *steps = name.split(".")
    kept = [step for step in steps if step not in UNSAID and step != block] or steps or [top]
    words = [GROUPS.get(step, _words(step)) if top == "volumes" else _words(step) for step in kept]
    told = " · ".join(words)
    return told[:1].upper() + told[1:]


def _words(step: str) -> str:
    return step.replace("_", " ").replace("medicare", "Medicare")


def _groups(loaded: Loaded[Payer]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Figures that move together, each group with whether what is signed says the same line."""
    terms = loaded.terms
    for names in by_origin(loaded).values():
        if not any(_in_a_list(terms, name) for name in names):
            yield names, False
    key = {name: _key(origin) for name, origin in loaded.origins.items()}
    signed = {key[name] for name in key if name.startswith(f"{SIGNED}.")}
    found: dict[tuple[Any, ...], tuple[str, ...]] = {}
    for name in figures(terms):
        if name in key and name not in loaded.ranges and _is_open_rate(terms, name):
            alone = (name.partition(".")[0],) if key[name] in signed else ()
            group = (*key[name], *alone)
            found[group] = (*found.get(group, ()), name)
    for names in found.values():
        yield names, key[names[0]] in signed


def _key(origin: Origin) -> tuple[str, str]:
    return origin.file, origin.place


def _is_open_rate(terms: Payer, name: str) -> bool:
    """Whether a figure is a rate, in a schedule that prices the talk, of what is not signed."""
    if name.startswith(f"{SIGNED}.") or _in_a_list(terms, name):
        return False
    steps = name.split(".")
    held = [
        step
        for step, part in zip(steps, _parts(terms, name), strict=False)
        if isinstance(part, RateSchedule)
    ]
    return bool(held) and held[0] in SCHEDULES[terms.block]


def _parts(terms: Any, name: str) -> Iterator[Any]:
    """What each step of a dotted path leads to."""
    here = terms
    for step in name.split("."):
        if is_dataclass(here):
            here = getattr(here, step)
        elif isinstance(here, Mapping):
            here = here[step]
        else:
            here = here[int(step)]
        yield here


def _in_a_list(terms: Any, name: str) -> bool:
    return any(isinstance(part, list | tuple) for part in _parts(terms, name))


def _sources(loaded: Loaded[Payer]) -> dict[str, str]:
    """The ledger's source of every figure, also of those that share a row."""
    table = loaded.ledger
    return {
        name: str(source)
        for figure, also, source in zip(
            table["figure"], table["also"], table["source"], strict=True
        )
        for name in (figure, *filter(None, str(also).split("; ")))
    }


def _ends(value: float, unit: Unit) -> Range:
    """The ends of a rate without a range, on round figures and inside the unit's bounds."""
    if unit.symbol.startswith("share"):
        reach = max(2 * abs(value), LEAST_REACH)
        ends = (min(0.0, value - reach), reach) if value < 0 else (0.0, reach)
    else:
        ends = (value - FIFTH * abs(value), value + FIFTH * abs(value))
    grid = _nice((ends[1] - ends[0]) / 100)
    low, high = floor(ends[0] / grid + 1e-9) * grid, ceil(ends[1] / grid - 1e-9) * grid
    return Range(max(plain(low), unit.at_least), value, min(plain(high), unit.at_most))


def _nice(size: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that is not above a size; 1 for none.

    >>> _nice(0.0046), _nice(7.0)
    (0.002, 5.0)
    """
    if size <= 0:
        return 1.0
    power = Decimal(repr(size)).adjusted()
    fits = [float(Decimal(lead).scaleb(power)) for lead in (1, 2, 5)]
    return max(step for step in fits if step <= size * (1 + 1e-9))


def _step(ends: Range, unit: Unit) -> float:
    """The coarsest round step that meets both ends and the start in few steps, else a round one."""
    width = ends.high - ends.low
    counted = not unit.symbol.startswith(("USD", "share", "ratio", "index"))
    if unit.integer or (counted and width > WHOLE and all(end % 1 == 0 for end in ends)):
        return max(1.0, _nice(width / MOST))
    top = Decimal(repr(width)).adjusted()
    for power, lead in product(range(top, top - 4, -1), (5, 2, 1)):
        step = Decimal(lead).scaleb(power)
        meets = all((Decimal(repr(end)) - Decimal(repr(ends.low))) % step == 0 for end in ends)
        if meets and FEWEST <= width / float(step) <= MOST:
            return float(step)
    return _nice(width / 100)
