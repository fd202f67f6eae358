"""What the checker found, as sentences that name the place, the value and the mend."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import is_dataclass
from datetime import date
from typing import Annotated, Any, Union, get_args, get_origin

from practice_model.faults import Fault, did_you_mean
from practice_model.readers.places import told
from practice_model.readers.written import Written
from practice_model.records import hints, inside
from practice_model.units import Figure

Step = str | int


def faults_of(errors: Iterable[Any], top: Written, record: type) -> list[Fault]:
    """Return the checker's errors as faults with file, line and place.

    errors: as pydantic lists them, each with "type", "loc", "msg", "input" and "ctx".
    """
    made = [fault for error in errors for fault in _faults(error, top, record)]
    return [fault for fault in made if fault.message]  # an empty one was told by the reader


def of_a_record(error: Any) -> bool:
    """Return whether an error is of a record as a whole (exactly one of its fields, say)."""
    return isinstance(error["input"], dict)


def _faults(error: Any, top: Written, record: type) -> list[Fault]:
    """One fault a line: a record that was checked as a whole tells all that is wrong with it."""
    path = tuple(step for step in error["loc"] if step != "[key]")
    here, found = _deepest(top, path)
    message = _sentence(error, here if found == len(path) else None, record, path)
    if error["type"] == "value_error" and of_a_record(error):
        return [_of_line(line, top, path) for line in message.split("\n")]
    return [Fault(here.shown, here.origin.line, _dotted(path), message)]


def _of_line(line: str, top: Written, path: tuple[Step, ...]) -> Fault:
    """A line that begins with the name of something written stands there, a table's in its file.

    The name is a dotted path in the record: `costing.yields: payer 'NQQ' has no contract`.
    """
    name, colon, rest = line.partition(": ")
    own = (*path, *name.split("."))
    here, found = _deepest(top, own)
    if not colon or found < len(own):
        here, _ = _deepest(top, path)
        return Fault(here.shown, here.origin.line, _dotted(path), line)
    if here.kind == "table":
        return Fault(told((here.content["folder"] / here.content["table"]).resolve()), 0, "", rest)
    return Fault(here.shown, here.origin.line, _dotted(own), rest)


def _dotted(path: tuple[Step, ...]) -> str:
    return ".".join(str(step) for step in path)


def _deepest(top: Written, path: tuple[Step, ...]) -> tuple[Written, int]:
    """What is written at a path, or the last thing on the way to it, and how many steps it took."""
    here = top
    for taken, step in enumerate(path):
        parts = dict(enumerate(here.content)) if here.kind == "list" else here.content
        if here.kind not in {"mapping", "list"} or step not in parts:
            return here, taken
        here = parts[step]
    return here, len(path)


def _sentence(error: Any, here: Written | None, record: type, path: tuple[Step, ...]) -> str:
    kind, given = error["type"], error["input"]
    own: dict[str, Callable[[], str]] = {
        "missing": lambda: "missing",
        "unexpected_keyword_argument": lambda: (
            f"unknown{did_you_mean(str(path[-1]), fields_at(record, path[:-1]))}"
        ),
        "value_error": lambda: _own_words(str(error["ctx"]["error"]), given, here),
        "string_type": lambda: _text(given, here),
        "literal_error": lambda: _choice(error["ctx"]["expected"], given),
        "dataclass_type": lambda: (
            f"must be names with values ({_names(fields_at(record, path))}), not {said(given)}"
        ),
    }
    if kind in own:
        return own[kind]()
    for start, expected in _EXPECTED.items():
        if kind.startswith(start):
            return f"must be {expected}, not {said(given)}"
    return f"{error['msg'][:1].lower()}{error['msg'][1:]}, not {said(given)}"


_EXPECTED = {
    "int": "a whole number such as 2026",
    "bool": "true or false",
    "date": "a date such as 2026-11-24, without quotes",
    "list": "a list",
    "tuple": "a list",
    "dict": "names with values",
}


def _own_words(message: str, given: Any, here: Written | None) -> str:
    """A unit's, a code's or a record's own sentence; a number is told as it is written."""
    if here is not None and here.kind == "bare" and not isinstance(given, str):
        return message.replace(f'"{given}"', f'"{here.text}"')
    return message


def _text(given: Any, here: Written | None) -> str:
    if here is not None and here.kind == "bare" and here.content is not None:
        return f'must be text; write it in quotes: "{here.text}"'
    return f"must be text, not {said(given)}"


def _choice(expected: str, given: Any) -> str:
    choices = re.findall(r"'([^']*)'", expected)
    near = did_you_mean(given, choices) if isinstance(given, str) else ""
    several = "one of " if len(choices) > 1 else ""
    return f"must be {several}{', '.join(choices) or expected}, not {said(given)}{near}"


def said(given: Any) -> str:
    """Return in a few words what a file gave."""
    if isinstance(given, Figure):
        return f"a figure ({given.value} {given.unit})"
    if isinstance(given, dict):
        return f"names with values ({_names(given)})"
    if isinstance(given, list):
        return "a list"
    if isinstance(given, Written):
        return "a table"
    if given is None:
        return "nothing"
    return given.isoformat() if isinstance(given, date) else repr(given)


def _names(names: Iterable[str], first: int = 4) -> str:
    listed = list(names)
    return ", ".join(listed[:first]) + (", ..." if len(listed) > first else "")


def fields_at(record: type, path: tuple[Step, ...]) -> list[str]:
    """Return the fields that a record knows at a path, or none where it is no record's."""
    here: Any = record
    for step in path:
        here = _without_none(_known(here).get(str(step), inside(here)))
    return list(_known(here))


def _known(annotation: Any) -> Mapping[str, Any]:
    return hints(annotation) if is_dataclass(annotation) else {}


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, type(int | str)):
        parts = [part for part in get_args(annotation) if part is not type(None)]
        return parts[0] if len(parts) == 1 else annotation
    return annotation
