"""Telling: what a brief says, block by block: sentences, key numbers, tables and boxes.

What has nothing to say (no template, an empty table, no items) is left out, so that one notebook
serves every scenario of its question.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from practice_model.briefs.blocks import Block, table_block
from practice_model.briefs.facts import Facts
from practice_model.briefs.sentences import Span, spans_of, words
from practice_model.briefs.shown import Shown

NO_UNITS: Mapping[str, str] = {}
MOST_KEY_NUMBERS = 5


class Telling:
    """The blocks of a brief in the making, and the facts that they name."""

    def __init__(self) -> None:
        self.facts = Facts()
        self._blocks: list[Block] = []

    def known(self) -> dict[str, Any]:
        """Return the value of every fact so far by its name: what a reply may be filled with."""
        return self.facts.values()

    def answer(self, name: str, *templates: str | None) -> Shown | None:
        """Say the bottom line: one paragraph a template."""
        given = [self._spans(template) for template in templates if template]
        return self._add({"id": name, "kind": "answer", "paragraphs": given}, bool(given))

    def say(self, name: str, template: str | None, title: str | None = None) -> Shown | None:
        """Say one sentence, or nothing where there is no template."""
        block = {"id": name, "kind": "sentence", "title": self._spans(title)}
        return self._add(block | {"spans": self._spans(template)}, bool(template))

    def strip(self, name: str, items: Sequence[Mapping[str, str] | None]) -> Shown | None:
        """Set up to five key numbers in a row: label, value and note templates.

        An item that is None is left out; raises ValueError for more than a row holds.
        """
        told = [
            {part: self._spans(item.get(part)) for part in ("label", "value", "note")}
            for item in items
            if item
        ]
        if len(told) > MOST_KEY_NUMBERS:
            raise ValueError(f"{name} has {len(told)} key numbers; at most {MOST_KEY_NUMBERS} fit")
        return self._add({"id": name, "kind": "strip", "numbers": told}, bool(told))

    def table(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        title: str | None,
        rows: str,
        columns: Mapping[str, str],
        subtitle: str | None = None,
        notes: Iterable[str | None] = (),
        units: Mapping[str, str] = NO_UNITS,
        adds_up: Sequence[str] = (),
        formulas: Mapping[str, str] = NO_UNITS,
        tint: str = "",
        missing: str = "–",
    ) -> Shown | None:
        """Show a frame as a table, a fact for every figure; an empty frame shows nothing.

        A column "Head|template" holds sentences: each cell is a template that facts fill.

        Where the frame has a column `key__step`, the cells of `key` stand out: `loss` (tinted red,
        under the mark), three depths of blue over it, or `past` (red, past a limit); see `cells`.
        formulas: columns that the spreadsheet writes as made of others ("offer - now").
        """
        if frame.empty:
            return None
        made = table_block(
            name, frame, self.facts, rows=rows, columns=columns, units=units, adds_up=adds_up,
            tint=tint, missing=missing,
        )  # fmt: skip
        block: Block = {"id": name, "kind": "table", "title": self._spans(title)}
        live = {"formulas": dict(formulas)} if formulas else {}
        block |= {"subtitle": self._spans(subtitle), **made, **live}
        return self._add(block | {"notes": [self._spans(note) for note in notes if note]}, True)

    def callout(
        self,
        name: str,
        style: str,
        *,
        title: str | None,
        items: Sequence[str | None] = (),
        frame: pd.DataFrame | None = None,
        rows: str = "",
        columns: Mapping[str, str] = NO_UNITS,
        units: Mapping[str, str] = NO_UNITS,
        notes: Iterable[str | None] = (),
    ) -> Shown | None:
        """Set a box: sentences, a small table, or both; a box with neither is left out."""
        told = [self._spans(item) for item in items if item]
        held = frame is not None and not frame.empty
        if not title or not (told or held):
            return None
        block: Block = {"id": name, "kind": "callout", "style": style, "title": self._spans(title)}
        block |= {"items": told, "notes": [self._spans(note) for note in notes if note]}
        if frame is not None and held:
            made = table_block(
                f"{name}.table", frame, self.facts, rows=rows, columns=columns, units=units
            )
            block["table"] = made
        return self._add(block, True)

    def _add(self, block: Block, has_content: bool) -> Shown | None:
        if not has_content:
            return None
        if any(block["id"] == held["id"] for held in self._blocks):
            raise ValueError(f"the brief already has a block {block['id']!r}")
        self._blocks.append(block)
        return Shown(block)

    def _spans(self, template: str | None) -> list[Span]:
        return spans_of(template, self.facts) if template else words("")
