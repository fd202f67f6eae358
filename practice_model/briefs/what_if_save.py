"""A what-if as a scenario: a file that extends the one it was made from, and says what moved.

Each moved figure is written whole: its value, its unit, `source: "what-if, day"` and what it was.
Its low and high stay; an end that the new value would pass moves to the value. Figures that rest
on one line stay one: the first is written, the others point to it, so that they are drawn once.
A side whose contract moved says so in its name, since its words tell the old terms.

The file is read back before it counts: it must give the very figures that were moved.
"""

import json
import os
import re
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from practice_model.briefs.what_if import Control, around, changed, moved_controls
from practice_model.faults import Fault, Faults
from practice_model.quantities import figures
from practice_model.questions.payer_terms import Payer
from practice_model.readers.inputs import Loaded, load

GOOD_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
SOURCE: Final = "what_if"
NAMED: Final = ("ask", "offer", "target")  # sides with a name of their own


class Leaf(NamedTuple):
    """What stands at one place of a file; shared: the mark of what stands at several."""

    text: str
    shared: str = ""


def save(loaded: Loaded[Payer], moves: Mapping[str, float], name: str, on: date) -> Path:
    """Write the moves as a scenario beside the one they were made from; return its path.

    on: the day that its source tells. Raises ValueError for a name that is no file name or is
    taken, and where nothing was moved; Faults where the file would not load. Nothing is left then.
    """
    target = loaded.file.with_name(f"{_good(name, loaded)}.yaml")
    moved = moved_controls(loaded, moves)
    if not moved:
        raise ValueError("nothing has been moved, so there is nothing to save")
    text = written(loaded, moves, on)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".what-if-") as folder:
        made = Path(folder) / target.name
        made.write_text(text.replace("extends: ", "extends: ../", 1), "utf-8")
        _check(load(made, type(loaded.terms)).terms, changed(loaded, moves), target)
        made.write_text(text, "utf-8")
        _put(made, target)
    return target


def written(loaded: Loaded[Payer], moves: Mapping[str, float], on: date) -> str:
    """Return the text of the scenario that the moves make."""
    tree: dict[str, Any] = {}
    moved = moved_controls(loaded, moves)
    for number, (one, value) in enumerate(moved, 1):
        shared = f"moved_{number}" if len(one.figures) > 1 else ""
        for name in one.figures:
            _set(tree, name, Leaf(_figure(loaded, one, value), shared))
    for side in NAMED:
        if side in tree:
            name = json.dumps(_name(loaded, side, moved), ensure_ascii=False)
            _set(tree, f"{side}.name", Leaf(name))
    lines = [
        f"# A what-if on {loaded.file.stem}: what it says here, and all else as there.",
        f"extends: {loaded.file.name}",
        f"sources: {{{SOURCE}: {json.dumps(f'what-if, {on.isoformat()}')}}}",
        *_lines(tree, 0, set()),
    ]
    return "\n".join(lines) + "\n"


def _good(name: str, loaded: Loaded[Payer]) -> str:
    given = name.strip().removesuffix(".yaml")
    if not GOOD_NAME.fullmatch(given):
        raise ValueError(
            f"{given!r} is no name for a scenario: small letters, digits, _ and -, at most 60, "
            "such as visits_at_112"
        )
    if loaded.file.with_name(f"{given}.yaml").exists():
        raise ValueError(f"there is already a scenario {given}; choose another name")
    return given


def _check(read: Payer, meant: Payer, target: Path) -> None:
    """Raise Faults where a file read back has other figures than were meant."""
    own, wanted = figures(read), figures(meant)
    off = [name for name in wanted if name not in own or own[name][0] != wanted[name][0]]
    if off or own.keys() != wanted.keys():
        first = (off or sorted(own.keys() ^ wanted.keys()))[0]
        raise Faults([Fault(str(target), 0, first, "cannot be saved as a figure of its own")])


def _put(made: Path, target: Path) -> None:
    """Give a finished file its name in one step; refuse a name that was taken meanwhile."""
    try:
        os.link(made, target)
    except FileExistsError:
        message = f"there is already a scenario {target.stem}; choose another name"
        raise ValueError(message) from None
    except OSError:  # a disk without links
        with target.open("x", encoding="utf-8") as file:
            file.write(made.read_text("utf-8"))


def _figure(loaded: Loaded[Payer], one: Control, value: float) -> str:
    parts = [f"value: {_number(value)}"]
    given = loaded.ranges.get(one.name)
    if given is not None:
        low, _, high = around(given, value)
        parts += [f"low: {_number(low)}", f"high: {_number(high)}"]
    note = f"was {one.says(one.start)}"
    parts += [f"unit: {one.unit}", f"source: {SOURCE}", f"note: {json.dumps(note)}"]
    return f"{{{', '.join(parts)}}}"


def _number(value: float) -> str:
    """A number as YAML and our reader take it, every digit kept."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)  # noqa: PLR2004


def _name(loaded: Loaded[Payer], side: str, moved: list[tuple[Control, float]]) -> str:
    """The side's own words, and what was moved in it."""
    own = [
        f"{one.label.replace(' · ', ' ')} {one.says(value)}"
        for one, value in moved
        if any(name.startswith(f"{side}.") for name in one.figures)
    ]
    return f"{getattr(loaded.terms, side).name}; what-if: {', '.join(own)}"


def _set(tree: dict[str, Any], name: str, leaf: Leaf) -> None:
    *branches, last = name.split(".")
    here = tree
    for branch in branches:
        here = here.setdefault(branch, {})
    here[last] = leaf


def _lines(tree: Mapping[str, Any], depth: int, written_out: set[str]) -> list[str]:
    """The tree as YAML; what is shared is written out where it comes first, then pointed to."""
    made = []
    for key, part in tree.items():
        head = "  " * depth + (key if PLAIN_KEY.fullmatch(key) else json.dumps(key)) + ":"
        if not isinstance(part, Leaf):
            made += [head, *_lines(part, depth + 1, written_out)]
        elif part.shared in written_out:
            made.append(f"{head} *{part.shared}")
        else:
            made.append(
                f"{head} &{part.shared} {part.text}" if part.shared else f"{head} {part.text}"
            )
            written_out |= {part.shared} - {""}
    return made
