"""The neutral walk: brief.json and a layout -> blocks in their places.

Every format loops over the same document: pages of sections of columns of blocks, a rail, and an
appendix of what the layout does not place. Nothing is computed and no figure is made here; the
ledger, the checks and the provenance become blocks like all others.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from practice_model.briefs.layout import Layout

Block = dict[str, Any]
Spans = Sequence[Mapping[str, Any]]
LEDGER_COLUMNS = (
    ("figure", "Figure", "left"),
    ("value", "Value", "right"),
    ("unit", "Unit", "left"),
    ("low", "Low", "right"),
    ("high", "High", "right"),
    ("source", "Source", "left"),
    ("place", "File, line", "left"),
)
LONG_WORD = 24  # letters without a space after which a path may break
LONGEST_FIGURE = 28  # letters up to which a fact is a figure that must not break; longer are names
SLACK = 2  # letters by which a head may be longer than its figures
EMPTY: Block = {
    "title": (), "subtitle": (), "notes": (), "paragraphs": (), "spans": (), "items": (),
    "table": None, "letter": "", "dense": False, "numbers": (), "steps": False,
}  # fmt: skip


@dataclass(frozen=True)
class Placed:
    """A section: how the page is split, and the blocks of its columns."""

    split: str
    left: list[Block]
    right: list[Block]


@dataclass(frozen=True)
class Sheet:
    """A page: the words after the kicker, and its sections."""

    name: str
    sections: list[Placed]


@dataclass(frozen=True)
class Document:
    """A brief laid out: pages, the rail of the web page, and the appendix."""

    pages: list[Sheet]
    rail: list[Block]
    appendix: list[Block]

    def blocks(self) -> list[Block]:
        """The blocks of all pages in reading order."""
        sections = [placed for page in self.pages for placed in page.sections]
        return [block for placed in sections for block in (*placed.left, *placed.right)]


def pieces(text: str) -> list[str]:
    """Where a text may break besides its spaces: after the joints of paths, if they are long.

    >>> pieces("see contracts.current.rules.visits.of_medicare"), pieces("a.b 1.5")
    (['see contracts.', 'current.', 'rules.', 'visits.', 'of_', 'medicare'], ['a.b 1.5'])
    """
    long = max((len(word) for word in text.split()), default=0) > LONG_WORD
    return re.split(r"(?<=[._/])(?=[A-Za-z])", text) if long else [text]


def text_of(spans: Spans) -> str:
    """The plain words of a list of spans."""
    return "".join(span["text"] for span in spans)


def walk(brief: Mapping[str, Any], layout: Layout) -> Document:
    """Return the blocks of a brief in the places of its layout, charts lettered in order."""
    own = [block for block in (checks_block(brief), ledger_block(brief)) if block["rows"]]
    blocks = {block["id"]: whole(block) for block in (*brief["blocks"], *own)}
    sheets = [Sheet(page.name, _sections(page.sections, blocks)) for page in layout.pages]
    pages = [one for at, one in enumerate(sheets) if at == 0 or _holds(one)]
    named = layout.named()
    rest = [block for name, block in blocks.items() if name not in named]
    rail = [blocks[name] for name in layout.rail if name in blocks]
    document = Document(pages, rail, rest)
    _letter(document.blocks())
    return document


def _holds(page: Sheet) -> bool:
    """Whether a page has a block: one that this brief has nothing for is not printed empty."""
    return any(placed.left or placed.right for placed in page.sections)


def whole(block: Mapping[str, Any]) -> Block:
    """A block with every part that a format may ask for, empty where it has none."""
    given = {**EMPTY, **block}
    if given["table"]:
        given["table"] = whole(given["table"])
    if "columns" in given:
        given["rows"] = [{**row, "spans": _spans(row["cells"])} for row in given["rows"]]
        given["columns"] = [
            {
                **column,
                "lines": _head(column, [row["cells"][at]["text"] for row in given["rows"]]),
                "over": over,
            }
            for (at, column), over in zip(
                enumerate(given["columns"]), _reaches(given["columns"]), strict=True
            )
        ]
    return given


def _spans(cells: Sequence[Mapping[str, Any]]) -> list[int]:
    """How many columns each cell takes: the first reaches over the empty cells behind it."""
    empty = 0
    while empty + 1 < len(cells) and not cells[empty + 1]["text"]:
        empty += 1
    return [empty + 1] + [0] * empty + [1] * (len(cells) - empty - 1)


def _reaches(columns: Sequence[Mapping[str, Any]]) -> list[int]:
    """How many columns each head takes: the first reaches over words without a head beside it."""
    empty = 0
    for column in columns[1:]:
        if column["head"] or column["align"] != "left" or not columns[0]["head"]:
            break
        empty += 1
    return [empty + 1] + [0] * empty + [1] * (len(columns) - empty - 1)


def _head(column: Mapping[str, Any], texts: Sequence[str]) -> list[str]:
    """The head of a column of figures in two lines when it is much longer than the figures."""
    words = column["head"].split()
    wide = max(map(len, texts), default=0) + SLACK
    if column["align"] == "left" or len(words) == 1 or len(column["head"]) <= wide:
        return [column["head"]]
    ways = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return list(min(ways, key=lambda way: max(map(len, way))))


def _sections(sections: Iterable[Any], blocks: Mapping[str, Block]) -> list[Placed]:
    placed = []
    for section in sections:
        left, right = (
            [blocks[name] for name in side if name in blocks]
            for side in (section.left, section.right)
        )
        split = section.split if left and right else "whole"
        if left or right:
            placed.append(Placed(split, left or right, right if left else []))
    return placed


def _letter(blocks: Iterable[Block]) -> None:
    """Give charts their letters in reading order; a lone chart needs none."""
    charts = [block for block in blocks if block["kind"] == "chart"]
    for letter, chart in zip(ascii_uppercase, charts, strict=False):
        chart["letter"] = letter if len(charts) > 1 else ""


def _words(text: str) -> list[dict[str, Any]]:
    return [{"text": text}] if text else []


def _columns(named: Iterable[tuple[str, str, str]]) -> list[dict[str, Any]]:
    return [
        {"key": key, "head": head, "align": align, "unit": "", "tint": False}
        for key, head, align in named
    ]


def ledger_block(brief: Mapping[str, Any]) -> Block:
    """The ledger as a table: one row for each figure, with its range, source, file and line."""
    rows = []
    for told in brief["ledger"]:
        place = f"{told['file']}, {told['line']}" if told.get("line") else told.get("file", "")
        cells = {**told, "place": place}
        texts = [
            str(cells.get(key) if cells.get(key) is not None else "")
            for key, _, _ in LEDGER_COLUMNS
        ]
        rows.append({"role": "body", "cells": [{"text": text} for text in texts]})
    return {
        "id": "ledger",
        "kind": "table",
        "title": _words("What we assume, and where it comes from"),
        "subtitle": _words("Low and high are the tenth and the ninetieth percentile"),
        "columns": _columns(LEDGER_COLUMNS),
        "rows": rows,
        "notes": [],
        "dense": True,
    }


def checks_block(brief: Mapping[str, Any]) -> Block:
    """The input checks as a table: what was checked, and whether it held."""
    rows = [
        {
            "role": "body",
            "cells": [
                {"text": text_of(check["text"]), "spans": check["text"]},
                {"text": "holds" if check["passed"] else "look here"},
            ],
        }
        for check in brief["checks"]
    ]
    return {
        "id": "checks",
        "kind": "table",
        "title": _words("Input checks"),
        "subtitle": [],
        "columns": _columns((("check", "Check", "left"), ("result", "Result", "left"))),
        "rows": rows,
        "notes": [],
        "dense": True,
    }


def foot_line(brief: Mapping[str, Any]) -> str:
    """The line under every page: run, inputs, Medicare files, version, and what it is not."""
    told = brief["provenance"]
    medicare = ", ".join(told["medicare"])
    parts = [f"Run {told['run'][:12]}", f"inputs {told['inputs'][:12]}"]
    parts += [f"Medicare {medicare}"] if medicare else []
    return " · ".join([*parts, f"practice_model {told['version']}", told["advice"]])


def title_of(brief: Mapping[str, Any]) -> str:
    """The title of a document: its finding, in plain words."""
    return text_of(brief["header"]["finding"])
