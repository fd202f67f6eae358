"""`extends:`: a file that says only how it differs from another, at any level.

Merging goes by name: what the file says comes over what it extends. A figure, a table, a list
and a bare value are taken whole; `name: null` removes. The laws: over nothing, and over itself, a
file is itself; the last word on a name is the nearest file's; of three files in a row it does not
matter which two come together first, as long as a name means one kind of thing in all of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from practice_model.faults import Fault, did_you_mean
from practice_model.readers.places import name_in, told
from practice_model.readers.written import Written, read_page


@dataclass
class Reading:
    """One load: the inputs folder, the files read so far, and every fault."""

    root: Path
    faults: list[Fault] = field(default_factory=list)
    files: dict[Path, Written | None] = field(default_factory=dict)
    tables: set[Path] = field(default_factory=set)
    incomplete: bool = False  # a file is missing, so what is missing from it is no further fault


def whole(path: Path, reading: Reading, trail: tuple[Path, ...] = ()) -> Written | None:
    """Return what a file says with all that it extends, or None where it cannot be told."""
    if path not in reading.files:
        page = read_page(path, name_in(reading.root, path), told(path), reading.faults)
        reading.files[path] = page and _expanded(page, path, reading, (*trail, path))
        reading.incomplete |= page is None
    return reading.files[path]


def _expanded(here: Written, path: Path, reading: Reading, trail: tuple[Path, ...]) -> Written:
    if here.kind == "list":
        items = [_expanded(item, path, reading, trail) for item in here.content]
        return replace(here, content=items)
    if here.kind != "mapping":
        return here
    parts = {name: _expanded(part, path, reading, trail) for name, part in here.content.items()}
    own = replace(here, content=parts, extends=None)
    if here.extends is None:
        return own
    base = _base(here.extends, path, reading, trail)
    return merged(base, own, reading.faults) if base is not None else own


def _base(
    extends: Written, path: Path, reading: Reading, trail: tuple[Path, ...]
) -> Written | None:
    target = (path.parent / extends.content).resolve()
    problem = ""
    if target in trail:
        names = [step.name for step in (*trail[trail.index(target) :], target)]
        problem = f"extends goes in a circle: {' -> '.join(names)}"
    elif not target.is_file():
        others = sorted(other.name for other in target.parent.glob("*.yaml"))
        near = did_you_mean(target.name, others)
        problem = f"there is no file {extends.content}{near}"
    if problem:
        place = extends.origin.place
        reading.faults.append(Fault(extends.shown, extends.origin.line, place, problem))
        reading.incomplete = True
        return None
    return whole(target, reading, trail)


def merged(base: Written, over: Written, faults: list[Fault]) -> Written:
    """Return what two things of one name say together: `over` wins, name by name."""
    if over.kind != "mapping" or base.kind != "mapping":
        return over if same(base, over) else replace(over, was=base)
    parts = dict(base.content)
    removed = dict(base.removed)
    for name, part in over.content.items():
        if name not in parts and part.is_null:
            near = did_you_mean(name, parts)
            message = f"removes nothing: what is extended has no such name{near}"
            faults.append(Fault(part.shown, part.origin.line, part.origin.place, message))
        elif part.is_null:
            removed[name] = replace(part, was=parts.pop(name))
        elif name in parts:
            parts[name] = merged(parts[name], part, faults)
        else:
            parts[name] = replace(part, added=True)
    return replace(over, content=parts, removed=removed)


def same(one: Written, other: Written) -> bool:
    """Return whether two things say the same, wherever they stand."""
    if one.kind != other.kind:
        return False
    if one.kind == "mapping":
        return one.content.keys() == other.content.keys() and all(
            same(part, other.content[name]) for name, part in one.content.items()
        )
    if one.kind == "list":
        return len(one.content) == len(other.content) and all(map(same, one.content, other.content))
    return bool(one.content == other.content)


def leaves(here: Written, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Written]]:
    """Yield everything that is no mapping and no list, by dotted path."""
    if here.kind == "mapping":
        for name, part in here.content.items():
            yield from leaves(part, (*path, name))
    elif here.kind == "list":
        for number, part in enumerate(here.content):
            yield from leaves(part, (*path, str(number)))
    else:
        yield ".".join(path), here
