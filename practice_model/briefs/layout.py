"""The layout of a brief: which block stands on which page and in which column.

A layout names blocks, it holds no text and no figure. A name that this brief has no block for is
not printed; a block that the layout does not name goes to the appendix of the web page.
"""

from dataclasses import field
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from practice_model.faults import Fault, Faults

FOLDER = Path(__file__).with_name("layouts")
STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, config=STRICT)
class Section:
    """A row of a page: one column, halves, or a chart with a box at its side."""

    split: Literal["whole", "halves", "chart"] = "whole"
    left: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)


@dataclass(frozen=True, config=STRICT)
class Page:
    """A printed page: the words after the kicker, and its sections from top to bottom."""

    sections: list[Section]
    name: str = ""


@dataclass(frozen=True, config=STRICT)
class Cards:
    """How a code table becomes one card a code on a phone: column keys."""

    head: str
    worth: str
    shown: list[str]


@dataclass(frozen=True, config=STRICT)
class Layout:
    """The pages of a brief, the rail of its web page, and what gives way on a full page.

    least: rows that a table in gives_way keeps as long as others can give more.
    leaves: blocks that a full page leaves to the web page, whole, in this order and before rows of
    the tables in gives_way are dropped. leaves_last: those that leave when nothing else helps.
    """

    pages: list[Page]
    rail: list[str] = field(default_factory=list)
    cards: dict[str, Cards] = field(default_factory=dict)
    gives_way: list[str] = field(default_factory=list)
    least: dict[str, int] = field(default_factory=dict)
    leaves: list[str] = field(default_factory=list)
    leaves_last: list[str] = field(default_factory=list)

    def named(self) -> set[str]:
        """Every block that has its place."""
        sections = [section for page in self.pages for section in page.sections]
        columns = [name for section in sections for name in (*section.left, *section.right)]
        return {*columns, *self.rail}


def read_layout(question: str) -> Layout:
    """Return the layout of a question's brief; raise Faults for an unknown key or shape."""
    path = FOLDER / f"{question}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(found.stem for found in FOLDER.glob("*.yaml")))
        raise Faults([Fault(path.name, 0, question, f"has no layout; there are: {known}")])
    return parsed(yaml.safe_load(path.read_text("utf-8")), path.name)


def parsed(given: Any, file: str) -> Layout:
    """Return the layout that a mapping describes; a section may be written as a bare list."""
    for page in given.get("pages", []) if isinstance(given, dict) else []:
        page["sections"] = [
            {"left": section} if isinstance(section, list) else section
            for section in page.get("sections", [])
        ]
    try:
        return TypeAdapter(Layout).validate_python(given)
    except ValidationError as error:
        raise Faults(
            Fault(file, 0, ".".join(map(str, told["loc"])), told["msg"]) for told in error.errors()
        ) from None
