"""Sentences: templates in which every figure is a fact of the brief.

`{offer.change}` prints a fact, `{offer.change:signed}` in a format, `{lines:plural:line:lines}`
with its noun. `{now|above|at|below|offer}` chooses a word by two facts as printed. `{code:66984}`
is a code. `**...**` is the one strong clause. A template holds no digit of its own: a figure that
is no fact cannot be written.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from practice_model.briefs.facts import Facts

Span = dict[str, Any]
_HOLE = re.compile(r"\{([^{}]*)\}")
_CODE = re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z]")
WORDS = 5  # {a|above|at|below|b}


def spans_of(template: str, facts: Facts) -> list[Span]:
    """Return a template as spans: words, and figures with their fact and format.

    Raises ValueError for a digit outside a hole, an unknown fact or format, a lone brace.
    """
    spans: list[Span] = []
    for part, strong in _strong_parts(template):
        for span in _part(part, facts):
            spans.append(span | ({"strong": True} if strong else {}))
    return _merged(spans)


def words(text: str) -> list[Span]:
    """Return plain words as one span."""
    return [{"text": text}] if text else []


def plain(spans: list[Span]) -> str:
    """Return spans as text."""
    return "".join(span["text"] for span in spans)


def _strong_parts(template: str) -> Iterator[tuple[str, bool]]:
    parts = template.split("**")
    if len(parts) % 2 == 0:
        raise ValueError(f"a strong clause is not closed in {template!r}")
    for place, part in enumerate(parts):
        if part:
            yield part, place % 2 == 1


def _part(part: str, facts: Facts) -> Iterator[Span]:
    at = 0
    for hole in _HOLE.finditer(part):
        yield from _own_words(part[at : hole.start()], part)
        yield _filled(hole[1], facts)
        at = hole.end()
    yield from _own_words(part[at:], part)


def _own_words(text: str, template: str) -> Iterator[Span]:
    if found := re.search(r"\d", text):
        raise ValueError(f"{template!r} holds a digit of its own ({found[0]}): make it a fact")
    if "{" in text or "}" in text:
        raise ValueError(f"{template!r} has a brace without its pair")
    if text:
        yield {"text": text}


def _filled(hole: str, facts: Facts) -> Span:
    if hole.count("|") == WORDS - 1:
        return {"text": _comparing(hole, facts)}
    name, _, style = hole.partition(":")
    if name == "code":
        if not _CODE.fullmatch(style):
            raise ValueError(f"{style!r} is no code")
        return {"text": style, "code": True}
    return {"text": facts.print(name, style), "fact": name, "format": style or "plain"}


def _comparing(hole: str, facts: Facts) -> str:
    """The word that two facts choose, compared as they are printed."""
    left, above, at, below, right = hole.split("|")
    one, _, style = left.partition(":")
    other, _, other_style = right.partition(":")
    printed = facts.print(one, style), facts.print(other, other_style)
    if printed[0] == printed[1]:
        return at
    return above if facts[one].value > facts[other].value else below


def _merged(spans: list[Span]) -> list[Span]:
    """Neighboring words of one weight as one span."""
    made: list[Span] = []
    for span in spans:
        last = made[-1] if made else None
        if last and set(last) == set(span) <= {"text", "strong"}:
            last["text"] += span["text"]
        else:
            made.append(dict(span))
    return made


def phrase_of(phrases: Mapping[str, Any], slot: str, case: str) -> Any:
    """Return the template of a slot for a case; ValueError with what there is."""
    if slot not in phrases:
        raise ValueError(f"no phrase {slot!r}; there are {', '.join(phrases)}")
    held = phrases[slot]
    if case not in held:
        raise ValueError(f"the phrase {slot!r} has no case {case!r}; it has {', '.join(held)}")
    return held[case]
