"""The printed brief: US letter through typst, from the brief as data.

The fonts come from the font wheel and no other place; a warning of the typesetter is a fault; the
page is PDF/UA-1, bears no date, and the same brief gives the same bytes.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typst

from practice_model.briefs import charts, fonts
from practice_model.briefs.documents import (
    LONGEST_FIGURE,
    Block,
    Document,
    foot_line,
    pieces,
    title_of,
    walk,
)
from practice_model.briefs.layout import Layout, read_layout
from practice_model.briefs.numerals import in_words

TEMPLATE = Path(__file__).with_name("templates") / "brief.typ"
COLUMNS = {"whole": (7.33, 7.33), "halves": (3.52, 3.58), "chart": (4.46, 2.65)}  # inches
MOST_LEFT_OUT = 200
PADDING = 2  # letters of white at each column
LONGEST = 45  # letters after which a text breaks
SHORT = 12  # letters of a text that stays on one line
FULL = 130  # letters on a line of a dense table
PAIR = (1, 2)  # words and what answers them


class TypesettingError(Exception):
    """The typesetter warned: a missing letter or font would print a wrong page."""


def render(brief: Mapping[str, Any], layout: Layout | None = None) -> bytes:
    """Return the PDF of a brief.

    Raises TypesettingError when the typesetter warns, Faults when the layout is wrong.
    """
    layout = layout or read_layout(brief["question"])
    document = walk(brief, layout)
    drawn = {
        block["id"]: charts.draw(block, brief, "print", width)
        for block, width in _with_widths(document)
        if block["kind"] == "chart"
    }
    told = {"brief": _json(_view(brief, document, layout)), "charts": _json(drawn)}
    return typeset(TEMPLATE, told)


def _with_widths(document: Document) -> Iterator[tuple[Block, float]]:
    """The printed blocks, each with the width of its column in inches."""
    for page in document.pages:
        for placed in page.sections:
            left, right = COLUMNS[placed.split]
            yield from ((block, left) for block in placed.left)
            yield from ((block, right) for block in placed.right)


def typeset(template: Path, told: dict[str, str]) -> bytes:
    """Return the PDF that a template makes of its data; raise TypesettingError on any warning.

    A letter that the typeface lacks is an error too: the message names it.
    """
    try:
        made, warnings = typst.compile_with_warnings(
            str(template),
            format="pdf",
            font_paths=[str(fonts.FOLDER)],
            ignore_system_fonts=True,
            sys_inputs=told,
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        raise TypesettingError(error.message) from None
    if warnings:
        raise TypesettingError("; ".join(sorted({warning.message for warning in warnings})))
    return bytes(made)


def _json(given: Any) -> str:
    return json.dumps(given, ensure_ascii=False, allow_nan=False)


def _view(brief: Mapping[str, Any], document: Document, layout: Layout) -> dict[str, Any]:
    pages = []
    for page in document.pages:
        sections = [
            {
                "split": placed.split,
                "left": [_sized(block, _letters_on(placed.split, 0)) for block in placed.left],
                "right": [_sized(block, _letters_on(placed.split, 1)) for block in placed.right],
            }
            for placed in page.sections
        ]
        blocks = [block for placed in page.sections for block in (*placed.left, *placed.right)]
        rows = {block["id"]: _bodies(block) for block in blocks if block["kind"] == "table"}
        pages.append({"name": page.name, "sections": sections, "rows": rows})
    return {
        "title": title_of(brief),
        "name": brief["scenario"]["name"],
        "header": brief["header"],
        "pages": pages,
        "foot": foot_line(brief),
        "gives_way": layout.gives_way,
        "least": layout.least,
        "leaves": layout.leaves,
        "leaves_last": layout.leaves_last,
        "longest_figure": LONGEST_FIGURE,
        "words": [in_words(count).capitalize() for count in range(MOST_LEFT_OUT)],
    }


def _letters_on(split: str, side: int) -> int:
    """Letters on a line of a dense table in a column of a section."""
    return int(FULL * COLUMNS[split][side] / COLUMNS["whole"][side])


def _bodies(block: Block) -> int:
    return sum(row["role"] == "body" for row in block["rows"])


def _sized(block: Block, full: int = FULL) -> Block:
    """A block with the widths of its table's columns, and whether totals count hidden rows."""
    if block["table"]:
        return {**block, "table": _sized({**block["table"], "kind": "table"}, full=0)}
    if block["kind"] != "table":
        return block
    sums = any(row["role"] in {"subtotal", "total"} for row in block["rows"])
    rows = [
        {**row, "cells": [{**given, "text": _breakable(given["text"])} for given in row["cells"]]}
        for row in block["rows"]
    ]
    return {**block, "rows": rows, "widths": widths(block, full), "sums": sums}


def _breakable(text: str) -> str:
    return "\u200b".join(pieces(text))


def widths(table: Mapping[str, Any], full: int = FULL) -> list[int]:
    """Shares of the width by the longest text of each column; 0 for as wide as its text.

    full: letters on a line. Figures and short words never break, so on a full table they take
    what they need and the long texts share the rest. Where cells stand out by step the figures
    share the room evenly.
    """
    if table.get("steps"):
        return [int(column["align"] != "left") for column in table["columns"]]
    if len(table["columns"]) == len(PAIR) and table["columns"][1]["align"] == "left":
        return list(PAIR)
    shares = [_letters(table, at) + PADDING for at in range(len(table["columns"]))]
    if sum(shares) <= full:
        return shares
    sides = [column["align"] for column in table["columns"]]
    kept = [
        share if side == "left" and share > SHORT else 0
        for share, side in zip(shares, sides, strict=True)
    ]
    return kept if any(kept) else [1, *kept[1:]]


def _letters(table: Mapping[str, Any], at: int) -> int:
    heads = [len(line) for line in table["columns"][at]["lines"]]
    cells = [
        len(given["text"])
        for row in table["rows"]
        for given, over in zip(row["cells"], row["spans"], strict=True)
        if given is row["cells"][at] and over == 1
    ]
    return min(max([*heads, *cells, 2]), LONGEST)
