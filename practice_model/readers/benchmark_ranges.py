"""Reading the published ranges of practice benchmarks from their YAML file.

The file that ships stands beside the code that applies it. An unknown key, a measure that the
practice has no ratio of, a unit that is not the ratio's, a range without its document or one that
does not rise are faults; all of them are told at once.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import yaml

from practice_model.costs.benchmarks import Benchmark, ProviderCollections, Published, Ratios
from practice_model.faults import Fault, Faults, did_you_mean
from practice_model.quantities import FIRST_YEAR, LAST_YEAR
from practice_model.readers.places import told
from practice_model.records import hints, inside
from practice_model.units import unit_of

SHIPPED: Final = Path(__file__).parents[1] / "costs" / "practice_benchmarks.yaml"
FIGURES: Final = ("low", "high", "typical", "good", "poor")
NEEDED: Final = {Benchmark: ("label", "means", "unit", "applies_to", "ranges"),
                 Published: ("published", "year", "status")}  # fmt: skip


def load_benchmarks(path: Path = SHIPPED) -> dict[str, Benchmark]:
    """Return the published ranges by measure; Faults tells everything that is wrong in the file."""
    with path.open(encoding="utf-8") as file:
        given = yaml.load(file, Loader=yaml.CSafeLoader)
    faults: list[Fault] = []
    if not isinstance(given, Mapping):
        raise Faults([Fault(told(path), 0, "", "must hold measures by name")])
    made = {}
    for name, entry in given.items():
        wrong = list(_wrong_measure(str(name), entry))
        faults += [Fault(told(path), 0, place, message) for place, message in wrong]
        if not wrong:
            ranges = tuple(Published(**one) for one in entry["ranges"])
            made[str(name)] = Benchmark(**{**entry, "ranges": ranges})
    if faults:
        raise Faults(faults)
    return made


Wrong = tuple[str, str]


def _wrong_measure(name: str, entry: Any) -> Iterator[Wrong]:
    if not isinstance(entry, Mapping):
        yield name, "must be a measure: label, means, unit, applies_to, ranges"
        return
    yield from _wrong_parts(name, entry, Benchmark)
    if entry.get("applies_to") == "provider":
        if not entry.get("role"):
            yield f"{name}.role", "missing; say which kind of provider the range is of"
        expected = _unit(hints(ProviderCollections)["collections"])
    elif name in hints(Ratios):
        expected = _unit(hints(Ratios)[name])
    else:
        yield name, f"the practice has no such ratio{did_you_mean(name, hints(Ratios))}"
        expected = None
    if expected is not None and entry.get("unit") != expected:
        yield f"{name}.unit", f"is in {entry.get('unit')!r}, but must be in {expected!r}"
    ranges = entry.get("ranges")
    if not isinstance(ranges, list) or not ranges:
        yield f"{name}.ranges", "must be a list of at least one range"
        return
    for number, one in enumerate(ranges):
        yield from _wrong_range(f"{name}.ranges.{number}", one)


def _unit(annotation: Any) -> str | None:
    """The unit of a ratio, or of the ratios that a mapping holds."""
    unit = unit_of(annotation) or unit_of(inside(annotation))
    return unit.symbol if unit is not None else None


def _wrong_parts(place: str, entry: Mapping[Any, Any], record: type) -> Iterator[Wrong]:
    known = get_type_hints(record)
    for part in entry:
        if part not in known:
            yield f"{place}.{part}", f"unknown{did_you_mean(str(part), known)}"
    for part in NEEDED[record]:
        if part not in entry:
            yield f"{place}.{part}", "missing"
    for part, value in entry.items():
        choices = _choices(known.get(part))
        if choices and value not in choices:
            yield f"{place}.{part}", f"must be one of {', '.join(choices)}, not {value!r}"
        elif known.get(part) is str and not isinstance(value, str):
            yield f"{place}.{part}", f"must be text, not {value!r}"


def _choices(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    if get_origin(annotation) in (Union, UnionType):
        return tuple(choice for part in get_args(annotation) for choice in _choices(part))
    return ()


def _wrong_range(place: str, one: Any) -> Iterator[Wrong]:
    if not isinstance(one, Mapping):
        yield place, "must be a range: low, high or typical, published, year, status"
        return
    yield from _wrong_parts(place, one, Published)
    if isinstance(one.get("published"), str) and not one["published"].strip():
        yield f"{place}.published", "has no document; name it with its date"
    year = one.get("year")
    if year is not None and (type(year) is not int or not FIRST_YEAR <= year <= LAST_YEAR):
        yield f"{place}.year", f"must be a year such as 2018, or null, not {year!r}"
    for part in FIGURES:
        if one.get(part) is not None and type(one[part]) not in (int, float):
            yield f"{place}.{part}", f"must be a number, not {one[part]!r}"
            return
    if all(one.get(part) is None for part in ("low", "high", "typical")):
        yield place, "has no figure; give low, high or typical"
    ends = [float(one[part]) for part in ("low", "typical", "high") if one.get(part) is not None]
    if ends != sorted(ends) or (len(ends) > 1 and ends[0] == ends[-1]):
        yield place, f"must rise from low over typical to high, not {', '.join(map(str, ends))}"
