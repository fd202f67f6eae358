"""docs/nomenclature.md holds every quantity of every record once, with its unit, and no other."""

import dataclasses
import importlib
import pkgutil
import re
from pathlib import Path
from typing import get_args

import practice_model
from practice_model.records import hints
from practice_model.units import MEANINGS, unit_of

PAGE = Path(__file__).parents[1] / "docs" / "nomenclature.md"
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def records() -> list[type]:
    found = []
    for module in pkgutil.walk_packages(practice_model.__path__, "practice_model."):
        for thing in vars(importlib.import_module(module.name)).values():
            own = isinstance(thing, type) and thing.__module__ == module.name
            if own and dataclasses.is_dataclass(thing) and hasattr(thing, "__pydantic_config__"):
                found.append(thing)
    return found


def symbols(annotation: object) -> set[str]:
    """The units of an annotation: its own, or those that a list or a mapping holds."""
    unit = unit_of(annotation)
    if unit is not None:
        return {unit.symbol}
    return set().union(*(symbols(part) for part in get_args(annotation)))


def quantities() -> set[tuple[str, str]]:
    return {
        (name, symbol)
        for record in records()
        for name, annotation in hints(record).items()
        if unit_of(annotation) is not None
        for symbol in symbols(annotation)
    }


def told() -> list[tuple[str, str, str]]:
    return [(name, unit.strip(), meaning) for name, unit, meaning in ROW.findall(PAGE.read_text())]


def test_there_are_records_to_hold_the_page_to():
    assert len(records()) > 10
    assert ("of_medicare", "ratio") in quantities()


def test_the_page_holds_every_quantity_of_the_package():
    missing = quantities() - {(name, unit) for name, unit, _ in told()}
    assert not missing, f"docs/nomenclature.md lacks {sorted(missing)}"


def test_the_page_holds_no_quantity_that_the_package_has_not():
    extra = {(name, unit) for name, unit, _ in told()} - quantities()
    assert not extra, f"docs/nomenclature.md has {sorted(extra)}, which no record has"


def test_no_quantity_is_told_twice_and_every_unit_is_known():
    names = [(name, unit) for name, unit, _ in told()]
    assert len(names) == len(set(names))
    assert {unit for _, unit in names} <= set(MEANINGS)
