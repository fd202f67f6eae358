"""Phrases: the sentences of a question that depend on a case, in YAML beside this module.

A slot holds one template a case; which case is told is decided by the figures. A case that says
null has nothing to say.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from practice_model.briefs.sentences import phrase_of

FOLDER = Path(__file__).with_name("phrases")


class Phrases:
    """The templates of one question, by slot and case."""

    def __init__(self, held: dict[str, Any]) -> None:
        self._held = held

    def one(self, slot: str, case: str) -> str | None:
        """Return the template of a slot for a case; ValueError for an unknown slot or case."""
        found = phrase_of(self._held, slot, case)
        return None if found is None else str(found)

    def slot(self, slot: str) -> dict[str, str]:
        """Return the templates of a slot by case; ValueError for an unknown slot."""
        if slot not in self._held:
            raise ValueError(f"no phrase {slot!r}; there are {', '.join(self._held)}")
        return {case: str(template) for case, template in self._held[slot].items() if template}

    def many(self, slot: str, cases: Iterable[str]) -> list[str]:
        """Return the templates of a slot for several cases; what has nothing to say is left out."""
        told = (self.one(slot, case) for case in cases)
        return [template for template in told if template]

    def joined(self, *pairs: tuple[str, str]) -> str | None:
        """Return the templates of several slots as one, each slot with its case."""
        told = [template for slot, case in pairs if (template := self.one(slot, case))]
        return " ".join(told) or None

    def each(self, slot: str, cases: Iterable[tuple[str, bool]]) -> list[tuple[str, bool]]:
        """Return the templates of cases that carry a mark, with the mark."""
        told = ((self.one(slot, case), mark) for case, mark in cases)
        return [(template, mark) for template, mark in told if template]


def phrases(question: str) -> Phrases:
    """Return the phrases of a question."""
    return Phrases(yaml.safe_load((FOLDER / f"{question}.yaml").read_text("utf-8")))


def library(name: str) -> list[dict[str, Any]]:
    """Return the rows of a library of sentences, as its file writes them."""
    return list(yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))[name])
