"""Letter: the outgoing letter to a payer, one page and one exhibit page, from its allow-list alone.

It is built from `LetterFacts` and its own phrases, never from the brief: an internal figure has no
name here, so no sentence can print it. letter.json is the whole letter; its web page, its print and
its Word file know nothing else, and bear no scenario, run, hash or path.
"""

import json
from collections.abc import Iterable
from typing import Any

from practice_model.briefs import charts, letter_html
from practice_model.briefs.facts import Fact, Facts, facts_of
from practice_model.briefs.formats import JOINED
from practice_model.briefs.letter_dollars import in_whole_dollars
from practice_model.briefs.letter_tables import CHART, chart_rows, exhibit_table, requests_table
from practice_model.briefs.letter_told import (
    claim_cases,
    drugs_case,
    hospital_case,
    place_case,
    stay_cases,
    title_cases,
    why_cases,
    why_head_case,
    work_cases,
)
from practice_model.briefs.phrases import Phrases, phrases
from practice_model.briefs.sentences import Span
from practice_model.briefs.talk_drawing import TalkDrawing
from practice_model.questions.payer_letter import LetterFacts

MIME = "application/vnd.practice-model.letter+json"
SCHEMA = 1
SYNTHETIC = "SYNTHETIC PRACTICE"
RATE_PLACES = 4  # a rate of events is printed to a hundredth of a percent


class LetterDates(Facts):
    """Facts whose dates a letter writes in full: long, long_day and long_month.

    >>> from datetime import date
    >>> facts = LetterDates()
    >>> facts.add("day", Fact(date(2026, 12, 1), "date"))
    >>> facts.print("day", "long"), facts.print("day", "long_day"), facts.print("day", "long_month")
    ('December\u00a01, 2026', 'December\u00a01', 'December 2026')
    """

    def print(self, name: str, style: str = "") -> str:
        """Return a fact as printed in a style, and remember that form."""
        fact = self[name]
        if not style.startswith("long"):
            return super().print(name, style)
        day = f"{fact.value:%B}{JOINED}{fact.value.day}"
        forms = {"long": f"{day}, {fact.value.year}", "long_day": day,
                 "long_month": f"{fact.value:%B} {fact.value.year}"}  # fmt: skip
        return fact.printed.setdefault(style, forms[style])


class Letter(TalkDrawing):
    """One letter in the making: the facts of its allow-list, then what is said with them."""

    def __init__(self, facts: LetterFacts, say: Phrases | None = None) -> None:
        """say: the letter's phrases; without them those that ship."""
        super().__init__()
        self.facts: Facts = LetterDates()
        self._say = say or phrases("payer_letter")
        self._held = in_whole_dollars(facts)
        self._hold()
        self._told = self._header() | {"sections": self._sections(), "exhibit": self._exhibit()}

    def to_dict(self) -> dict[str, Any]:
        """Return the letter as letter.json holds it."""
        charted = [block for block in self._blocks if block["kind"] == "chart"]
        ticks = {block["id"]: charts.tick_labels(block) for block in charted}
        return {**self._told, "tick_labels": ticks, "facts": self.facts.told()}

    def to_json(self) -> str:
        """Return letter.json: sorted, the same bytes for the same letter."""
        return json.dumps(
            self.to_dict(), ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        told = json.loads(self.to_json())
        page = letter_html.render(told).replace("&", "&amp;").replace('"', "&quot;")
        frame = f'<iframe srcdoc="{page}" style="width:100%;height:1200px;border:0"></iframe>'
        return {"text/html": frame, MIME: told}

    def _hold(self) -> None:
        held = self._held
        for name, fact in facts_of("letter", held).items():
            if not name.startswith(("letter.claims.", "letter.asks.rates.")):
                self.facts.add(name, fact)
        for claim in held.claims:
            for name, fact in facts_of(f"claim.{claim.name}", claim).items():
                self.facts.add(name, fact)
            if claim.n and claim.events is not None:
                rate = float(claim.events) / float(claim.n)
                self.facts.add(f"claim.{claim.name}.rate", Fact(round(rate, RATE_PLACES), "share"))
        for ask in held.asks.rates:
            for name, fact in facts_of(f"ask.{ask.group}", ask).items():
                self.facts.add(name, fact)

    def _header(self) -> dict[str, Any]:
        held, say = self._held, self._say
        return {
            "schema": SCHEMA,
            "document": "letter",
            "day": held.day.isoformat(),
            "marks": [SYNTHETIC] if held.synthetic else [],
            "title": self._joined(title_cases(held)),
            "sender": {"name": self._fact("practice"), "line": self._fact("sender")},
            "date": self._spans("{letter.day:long}"),
            "to": self._spans("{letter.to}, {letter.payer}"),
            "reply": self._spans(say.one("reply", "reference" if held.reference else "bare")),
            "signature": {"name": self._fact("signatory"), "practice": self._fact("practice")},
            "enclosed": self._spans(say.one("enclosed", "exhibit")),
            "feet": [self._spans(say.one("foot", part)) for part in ("letter", "exhibit")],
        }

    def _fact(self, name: str) -> list[Span]:
        known = f"letter.{name}"
        return self._spans(f"{{{known}}}") if known in self.facts else []

    def _joined(self, cases: Iterable[tuple[str, str]]) -> list[Span]:
        """Parts of one sentence, set end to end."""
        return self._spans("".join(self._say.one(*case) or "" for case in cases))

    def _paragraph(self, *templates: str | None) -> list[Span]:
        """Sentences, a space between them."""
        return self._spans(" ".join(template for template in templates if template))

    def _sections(self) -> list[dict[str, Any]]:
        held, say = self._held, self._say
        parts = {
            "work": self._joined(work_cases(held)),
            "place": self._paragraph(
                say.one("place", place_case(held)), *say.many("claim", claim_cases(held, "place"))
            ),
            "gain": self._paragraph(
                *say.many("claim", claim_cases(held, "gain")), say.one("gain", hospital_case(held))
            ),
            "why": self._paragraph(
                "".join(say.one(*case) or "" for case in why_cases(held)),
                say.one("why_base", "none" if held.base_year is None else "old"),
            ),
            "ask": self._terms(),
            "when": self._paragraph(say.one("when", "reply" if held.call_on is None else "call")),
        }
        heads = {part: ("heads", part) for part in parts} | {
            "why": ("why_head", why_head_case(held))
        }
        table = requests_table(held, self.facts, say)
        return [
            {
                "id": part,
                "head": self._spans(say.one(*heads[part])),
                "table": table if part == "ask" else None,
                "spans": spans,
            }
            for part, spans in parts.items()
            if spans or (part == "ask" and table)
        ]

    def _terms(self) -> list[Span]:
        """The terms as one numbered request, and what stays as it is."""
        held, say = self._held, self._say
        terms = say.many("terms", held.asks.terms)
        told = []
        if terms:
            number = len(held.asks.rates) + 1
            self.facts.add("letter.terms_number", Fact(number, "count"))
            lead = "{letter.terms_number}. " if held.asks.rates else ""
            text = ", and ".join([", ".join(terms[:-1]), terms[-1]] if len(terms) > 1 else terms)
            told.append(f"{lead}{text[:1].upper()}{text[1:]}.")
        told += say.many("stay", stay_cases(held))
        return self._paragraph(*told)

    def _exhibit(self) -> dict[str, Any]:
        held, say = self._held, self._say
        title = say.one("exhibit", "rates" if held.asks.rates else "flat")
        rows = chart_rows(held, say)
        if rows[["now", "then"]].notna().any(axis=None):
            self.dumbbell(
                CHART, rows, title=title, subtitle=str(say.one("exhibit_subtitle", "rates")),
                alt=str(say.one("alt", _known(held))), missing="not priced",
            )  # fmt: skip
        notes = [
            self._paragraph(
                say.one("basis", held.block),
                say.one("basis_drugs", drugs_case(held)),
                say.one("basis_unpriced", "some" if held.unpriced else "none"),
            ),
            self._paragraph(say.one("hospital", "none" if held.hospital is None else "known")),
        ]
        return {
            "title": self._spans(title),
            "subtitle": self._spans(say.one("exhibit_subtitle", "rates")),
            "chart": next(iter(self._blocks), None),
            "table": exhibit_table(held, self.facts, say),
            "notes": [note for note in notes if note],
        }


def _known(held: LetterFacts) -> str:
    both = (held.fees.present_of_medicare, held.fees.requested_of_medicare)
    return "bare" if None in both else "rates"


def outgoing(facts: LetterFacts | None) -> Letter | None:
    """Return the letter of these facts; None where there is none to write."""
    return None if facts is None else Letter(facts)
