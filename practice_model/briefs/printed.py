"""Printed forms: every number that a document may show, and the numbers that a text shows.

The law of equality: each number in any document of a brief is a printed form in brief.json.
Exempt are codes where they stand as codes, and "page n of m".
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

TOKEN = re.compile(r"[+\u2212-]?\$?\d(?:[\d,]*\d)?(?:\.\d+)?(?:%|k\b)?")
PAGE = re.compile(r"\bpage \d+ of \d+\b", re.IGNORECASE)
FACT_PARTS = ("printed",)


def number_tokens(text: str) -> list[str]:
    """Return the numbers of a text as they stand there, sign and unit mark included.

    >>> number_tokens("costs us \u2212$2,371 (\u22120.3%) on 48 lines, page 1 of 2")
    ['\u2212$2,371', '\u22120.3%', '48']
    """
    return TOKEN.findall(PAGE.sub("", text.replace("\u2060", "")))


def printed_forms(brief: Mapping[str, Any]) -> set[str]:
    """Return every number token that brief.json holds as a printed form."""
    return {token for text in _printed_texts(brief) for token in number_tokens(text)}


def unknown_tokens(text: str, brief: Mapping[str, Any]) -> list[str]:
    """Return the numbers of a text that are no printed form of the brief, in reading order."""
    known = printed_forms(brief)
    return [token for token in number_tokens(text) if token not in known]


def _printed_texts(brief: Mapping[str, Any]) -> Iterator[str]:
    for fact in brief["facts"].values():
        yield from fact["printed"].values()
    for part in ("ledger", "provenance", "scenario", "tick_labels"):
        yield from _texts(brief.get(part, ()))
    yield from _codes(brief)
    yield from _words(brief.get("blocks", ()))
    header = brief.get("header", {})
    for part in ("kicker", "chips", "marks", "meta", "index"):
        yield from _texts(header.get(part, ()))


def _words(blocks: Any) -> Iterator[str]:
    """What stands as words in a table, such as the year of a source or what a model told."""
    for block in blocks:
        for row in block.get("rows", ()):
            for cell in row["cells"]:
                spans = cell.get("spans", ())
                filled = any("fact" in span for span in spans)
                parts = spans if filled else [cell]
                yield from (str(part["text"]) for part in parts if "fact" not in part)


def _codes(brief: Any) -> Iterator[str]:
    """The codes that stand as codes, anywhere in the blocks."""
    if isinstance(brief, Mapping):
        if brief.get("code") is True:
            yield str(brief["text"])
        for part in brief.values():
            yield from _codes(part)
    elif isinstance(brief, list):
        for part in brief:
            yield from _codes(part)


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, bool) or part is None:
        return
    elif isinstance(part, int | float):
        yield str(part)
    elif isinstance(part, Mapping):
        for inner in part.values():
            yield from _texts(inner)
    else:
        for inner in part:
            yield from _texts(inner)
