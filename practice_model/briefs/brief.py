"""Brief: the one results object that a notebook fills and every document prints.

A notebook gives it figures (facts), then says sentences, tables, charts and boxes that name those
facts. What has nothing to say (no template, an empty table, no items) is left out, so that one
notebook serves every scenario of its question. `to_json` is the whole brief; documents know
nothing else. Nothing here reads a clock: the run is named by a hash of what went in.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from practice_model import __version__
from practice_model.briefs import charts, html
from practice_model.briefs.drawing import Drawing
from practice_model.briefs.facts import HIGH, LOW, Fact, facts_of
from practice_model.briefs.formats import printed
from practice_model.briefs.parameters import refuse_unknown
from practice_model.briefs.sentences import plain

MIME = "application/vnd.practice-model.brief+json"
SCHEMA = 1
SHORT = 12  # letters of a hash that a footer prints
INDEXED = {  # facts that the portfolio prints, and how
    "change": "signed",
    "of_medicare": "plain",
    "floor": "bare",
    "offer": "bare",
    "target": "bare",
    "gap": "points_signed",
    "days": "plain",
}
SYNTHETIC = {"kind": "synthetic", "text": "SYNTHETIC PRACTICE"}


class Brief(Drawing):
    """One brief in the making: facts first, then what is said with them."""

    def __init__(self, question: str, talk: Any) -> None:
        """talk: the loaded scenario (terms, ledger, files, root, digest).

        Raises Faults in a notebook that was given a parameter that it does not know.
        """
        super().__init__()
        refuse_unknown()
        self._question, self._talk = question, talk
        self._header: dict[str, Any] = {}
        self._checks: list[dict[str, Any]] = []
        self._provenance: dict[str, Any] = {}
        self.facts.add("brief.range", Fact((HIGH - LOW) / 100, "share"))
        self.figures("talk", talk.terms)

    def figures(self, prefix: str, record: Any, draws: Any = None) -> None:
        """Hold a record's figures as facts; draws: the same record of arrays, for the ranges."""
        for name, fact in facts_of(prefix, record, draws).items():
            self.facts.add(name, fact)

    def header(
        self,
        *,
        kicker: str,
        finding: str,
        chips: Sequence[tuple[str, str]],
        confidential: str,
        meta: Mapping[str, str],
        key_numbers: Sequence[Mapping[str, str]] = (),
        index: Mapping[str, Any] | None = None,
    ) -> None:
        """Say the finding, the chips (kind, words), the marks, and the pairs under the title.

        meta: label to template. key_numbers: label, value and note templates, at most three.
        """
        marks = [{"kind": "confidential", "text": f"CONFIDENTIAL · NOT FOR {confidential}"}]
        synthetic = self._talk.terms.practice.synthetic
        self._header = {
            "kicker": kicker,
            "finding": self._spans(finding),
            "chips": [{"kind": kind, "text": text} for kind, text in chips],
            "marks": [*marks, SYNTHETIC] if synthetic else marks,
            "meta": [
                {"label": label, "value": plain(self._spans(told))} for label, told in meta.items()
            ],
            "key_numbers": [
                {part: self._spans(told) for part, told in one.items()} for one in key_numbers
            ],
            "index": self._index(index or {}),
        }

    def _index(self, told: Mapping[str, Any]) -> dict[str, Any]:
        for name, form in INDEXED.items():
            if str(told.get(name)) in self.facts:
                self.facts.print(str(told[name]), form)
        return {
            name: text if name in INDEXED else plain(self._spans(text))
            for name, text in told.items()
            if text is not None
        }

    def checks(self, told: Iterable[tuple[str, bool]]) -> None:
        """Tell what was checked of the inputs, each with whether it passed."""
        self._checks = [{"text": self._spans(text), "passed": passed} for text, passed in told]

    def provenance(
        self, *, medicare: Sequence[str], advice: str = "legal", **parameters: int
    ) -> None:
        """Name the Medicare files used and the parameters that the figures depend on.

        advice: what the brief is not, for its footer: legal, or legal or tax where tax is counted.
        """
        self._provenance = {
            "medicare": list(medicare),
            "parameters": dict(parameters),
            "advice": f"Not {advice} advice",
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the brief as brief.json holds it; raise ValueError for one without a header."""
        if not self._header:
            raise ValueError("the brief has no header: say brief.header(...)")
        talk = self._talk
        texts = [block for block in self._blocks if block["kind"] == "chart"]
        return {
            "schema": SCHEMA,
            "question": self._question,
            "scenario": self._scenario(),
            "header": self._header,
            "blocks": self._blocks,
            "ledger": _ledger(talk.ledger),
            "checks": self._checks,
            "provenance": self._told_provenance(),
            "tick_labels": {block["id"]: charts.tick_labels(block) for block in texts},
            "facts": self.facts.told(),
        }

    def to_json(self) -> str:
        """Return brief.json: sorted, the same bytes for the same inputs, and no NaN."""
        return json.dumps(
            self.to_dict(), ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        told = json.loads(self.to_json())
        page = html.render(told).replace("&", "&amp;").replace('"', "&quot;")
        frame = f'<iframe srcdoc="{page}" style="width:100%;height:1200px;border:0"></iframe>'
        return {"text/html": frame, MIME: told}

    def _scenario(self) -> dict[str, Any]:
        named: Path = self._talk.file
        return {
            "name": named.stem,
            "file": named.relative_to(self._talk.root.parent).as_posix(),
            "as_of": self._talk.terms.as_of.isoformat(),
        }

    def _told_provenance(self) -> dict[str, Any]:
        told = {
            "inputs": self._talk.digest,
            "inputs_short": self._talk.digest[:SHORT],
            "files": [path.relative_to(self._talk.root).as_posix() for path in self._talk.files],
            "version": __version__,
            **self._provenance,
        }
        run = json.dumps([self._question, self._scenario(), told], sort_keys=True)
        return told | {"run": hashlib.sha256(run.encode()).hexdigest()[:10]}


def _ledger(ledger: pd.DataFrame) -> list[dict[str, Any]]:
    """The ledger's rows with their figures as printed; defaults of the model come last."""
    rows = []
    told = ledger.sort_values("line", key=lambda line: line == 0, kind="stable")
    for row in told.to_dict("records"):
        unit = str(row["unit"])
        numbers = {name: _cell(row[name], unit) for name in ("value", "low", "high")}
        rest: dict[str, Any] = {
            name: row[name] for name in ("figure", "source", "note", "file") if name in row
        }
        line = int(row["line"]) if pd.notna(row["line"]) else 0
        rows.append(rest | numbers | {"unit": unit, "line": line})
    return rows


def _cell(value: Any, unit: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return printed(value, "date")
    if value is None or pd.isna(value):
        return ""
    return f"{float(value):,.6f}".rstrip("0").rstrip(".")
