"""Facts: every figure of a brief, once, with its unit and the strings in which it is printed.

A fact is made from a field of a record (the unit is the field's type) or from a cell of a table.
Where rounding must move a part so that a column adds up, the moved string is stored here and is
the one that every document prints.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from datetime import date
from typing import Any

import numpy as np

from practice_model.briefs import formats
from practice_model.faults import did_you_mean
from practice_model.records import hints, inside
from practice_model.units import Unit, unit_of

LOW, HIGH = 10, 90  # percentiles of a range
DATE, TEXT, YEAR, COUNT = "date", "text", "year", "count"
FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass
class Fact:
    """One figure: its value, its unit's symbol, its range, and its printed forms by format."""

    value: Any
    unit: str
    low: float | None = None
    high: float | None = None
    printed: dict[str, str] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """Return the fact as brief.json holds it."""
        value = self.value.isoformat() if isinstance(self.value, date) else self.value
        return {
            "value": value,
            "unit": self.unit,
            "low": self.low,
            "high": self.high,
            "printed": dict(sorted(self.printed.items())),
        }


class Facts:
    """The figures of one brief by id; an id is told once, and an unknown one is refused."""

    def __init__(self) -> None:
        self._held: dict[str, Fact] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._held

    def __getitem__(self, name: str) -> Fact:
        if name not in self._held:
            hint = did_you_mean(name, self._held)
            raise ValueError(f"no fact {name!r} in this brief{hint}")
        return self._held[name]

    def add(self, name: str, fact: Fact) -> None:
        """Hold a fact; a second, different figure under the same id is refused."""
        known = self._held.get(name)
        if known is not None and (known.value, known.unit) != (fact.value, fact.unit):
            raise ValueError(f"{name} is told twice: {known.value!r} and {fact.value!r}")
        if isinstance(fact.value, float) and not np.isfinite(fact.value):
            raise ValueError(f"{name} is no number: {fact.value!r}")
        self._held.setdefault(name, fact)

    def alias(self, name: str, of: str) -> None:
        """Let a figure be named by its part in a table or chart; both names print the same."""
        self._held[name] = self[of]

    def print(self, name: str, style: str = "") -> str:
        """Return a fact as printed in a style, and remember that form."""
        fact = self[name]
        style = style or default_style(fact.unit)
        if style not in fact.printed:
            fact.printed[style] = self._form(name, fact, style)
        return fact.printed[style]

    def _form(self, name: str, fact: Fact, style: str) -> str:
        if style == "range" or style.endswith("_range"):
            if fact.low is None or fact.high is None:
                raise ValueError(f"{name} has no range")
            inner = style.removesuffix("range").removesuffix("_")
            inner = inner or ("signed" if min(fact.low, fact.high) < 0 else "plain")
            return formats.printed_range(fact.low, fact.high, fact.unit, inner)
        if style.startswith("plural:"):
            _, one, many = style.split(":")
            return formats.counted(float(fact.value), one, many)
        return formats.printed(fact.value, fact.unit, style)

    def add_up(self, parts: Sequence[str], total: str, style: str, step: float) -> None:
        """Print the parts in a style so that the printed parts add up to the printed total."""
        values = [float(self[name].value) for name in parts]
        moved = formats.adding_up(values, float(self[total].value), step)
        for name, value in zip(parts, moved, strict=True):
            fact = self[name]
            form = formats.printed(value, fact.unit, style)
            if fact.printed.setdefault(style, form) != form:
                raise ValueError(f"{name} was printed as {fact.printed[style]} before it added up")
        self.print(total, style)

    def values(self) -> dict[str, Any]:
        """Return the value of every fact by its name."""
        return {name: fact.value for name, fact in self._held.items()}

    def told(self) -> dict[str, dict[str, Any]]:
        """Return the facts that are printed somewhere, by id."""
        return {name: fact.told() for name, fact in sorted(self._held.items()) if fact.printed}


def default_style(unit: str) -> str:
    """The format of a fact where a sentence names none."""
    return {YEAR: "year"}.get(unit, "plain")


def facts_of(
    prefix: str, record: Any, draws: Any = None, only: Iterable[str] | None = None
) -> dict[str, Fact]:
    """Return the facts of a record's fields by dotted id; a field that is None is left out.

    draws: the same record made from arrays; its 10th and 90th percentile become the range.
    Raises ValueError where the record itself holds an array: a fact has one value.
    """
    made: dict[str, Fact] = {}
    for path, value, unit, drawn in _leaves(prefix, record, type(record), draws):
        if isinstance(value, np.ndarray):
            raise ValueError(f"{path} is an array of draws: give the likely figures, and draws=")
        low, high = _ends(drawn)
        made[path] = Fact(value, unit, low, high)
    return {path: fact for path, fact in made.items() if only is None or path in set(only)}


def _ends(drawn: Any) -> tuple[float | None, float | None]:
    if not isinstance(drawn, np.ndarray):
        return None, None
    low, high = np.percentile(drawn, [LOW, HIGH])
    return float(low), float(high)


def _leaves(path: str, value: Any, annotation: Any, drawn: Any) -> Iterable[tuple[Any, ...]]:
    unit = unit_of(annotation)
    if value is None or isinstance(value, bool):
        return
    if isinstance(unit, Unit):
        yield path, value if isinstance(value, np.ndarray) else float(value), unit.symbol, drawn
    elif is_dataclass(value):
        for name, inner in hints(type(value)).items():
            own = getattr(value, name)
            yield from _leaves(f"{path}.{name}", own, inner, getattr(drawn, name, None))
    elif isinstance(value, Mapping):
        for key, own in value.items():
            other = drawn.get(key) if isinstance(drawn, Mapping) else None
            yield from _leaves(f"{path}.{key}", own, _inside(annotation, own), other)
    elif isinstance(value, list | tuple):
        for place, own in enumerate(value):
            yield from _leaves(f"{path}.{place}", own, _inside(annotation, own), None)
    elif isinstance(value, date):
        yield path, value, DATE, None
    elif isinstance(value, int):
        yield path, value, YEAR if FIRST_YEAR <= value < LAST_YEAR else COUNT, None
    elif isinstance(value, str) and value:
        yield path, value, TEXT, None


def _inside(annotation: Any, own: Any) -> Any:
    return type(own) if is_dataclass(own) else inside(annotation)
