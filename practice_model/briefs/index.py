"""The portfolio: one page over the briefs of one client, sorted by dollars at stake.

A portfolio never shows one client's payer rates beside another's: two clients are refused.
Everything on the page is a printed form out of the briefs' own brief.json.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from practice_model.briefs.documents import Spans
from practice_model.briefs.html import environment, page_fonts
from practice_model.briefs.numerals import in_words
from practice_model.faults import Fault, Faults

DOCUMENTS = (
    ("brief.html", "Brief"),
    ("brief.pdf", "PDF"),
    ("working_paper.ipynb", "Working paper"),
)


@dataclass(frozen=True)
class Row:
    """One brief in the portfolio: whom it faces, what it is worth, what to do next."""

    name: str
    client: str
    counterparty: str
    about: str
    finding: Spans
    change: Spans
    dollars: float
    of_medicare: Spans
    verdict: Mapping[str, str] | None
    opens: bool  # the fact book, which stands first and is no talk
    next_date: str
    next_step: str
    links: tuple[tuple[str, str], ...]


def briefs_in(out: Path) -> dict[str, dict[str, Any]]:
    """The briefs of a portfolio folder by the names of their folders."""
    found = {path.parent.name: path for path in sorted(out.glob("*/brief.json"))}
    return {name: json.loads(path.read_text("utf-8")) for name, path in found.items()}


def refuse_two_clients(named: Iterable[tuple[str, str]]) -> None:
    """Raise Faults when clients, each with the file that names it, are not one."""
    known = [(client, file) for client, file in named if client]
    first = known[0][0] if known else ""
    faults = [
        Fault(file, 0, "practice", f"is {client!r}, but this portfolio is of {first!r}: {MEND}")
        for client, file in known
        if client != first
    ]
    if faults:
        raise Faults(faults)


MEND = "one client a portfolio; give another --out"


def client_of(brief: Mapping[str, Any]) -> str:
    """The practice whose brief this is."""
    return str(_told(brief).get("client") or _meta(brief, "Practice"))


def write_index(out: Path) -> Path:
    """Write `index.html` over the briefs of a portfolio folder; return its path.

    Raises Faults when the folder holds the briefs of two clients.
    """
    briefs = briefs_in(out)
    held = {name: str(out / name / "brief.json") for name in briefs}
    refuse_two_clients((client_of(briefs[name]), file) for name, file in held.items())
    page = render(briefs, out)
    written, whole = out / ".index.html.new", out / "index.html"
    written.write_text(page, "utf-8")
    os.replace(written, whole)
    return whole


def render(briefs: Mapping[str, Mapping[str, Any]], out: Path | None = None) -> str:
    """Return the portfolio page of briefs by name; links name only files that exist."""
    rows = [_row(name, brief, out) for name, brief in briefs.items()]
    rows.sort(key=lambda row: (not row.opens, -abs(row.dollars), row.name))
    talks = [row for row in rows if not row.opens]
    marks = {mark["kind"]: mark for brief in briefs.values() for mark in brief["header"]["marks"]}
    dates = sorted({brief["scenario"]["as_of"] for brief in briefs.values()})
    return (
        environment()
        .get_template("index.html.j2")
        .render(
            rows=rows,
            talks=talks,
            count=in_words(len(talks)),
            briefs=in_words(len(rows)),
            client=rows[0].client if rows else "",
            marks=[mark for _, mark in sorted(marks.items())],
            as_of=dates[-1] if dates else "",
            versions=sorted({brief["provenance"]["version"] for brief in briefs.values()}),
            fonts=page_fonts(),
        )
    )


def _row(name: str, brief: Mapping[str, Any], out: Path | None) -> Row:
    told, header = _told(brief), brief["header"]
    change = told.get("change", "" if told else "offer.change")
    verdicts = [chip for chip in header["chips"] if chip["kind"] != "state"]
    links = [
        (f"{name}/{file}", text)
        for file, text in DOCUMENTS
        if out is None or (out / name / file).is_file()
    ]
    return Row(
        name=name,
        client=client_of(brief),
        counterparty=str(
            told.get("counterparty") or _meta(brief, "Counterparty") or _meta(brief, "Payer")
        ),
        about=str(told.get("about") or name),
        finding=header["finding"],
        change=_printed(brief, change, "signed"),
        dollars=float(brief["facts"].get(change, {}).get("value") or 0),
        of_medicare=_printed(brief, told.get("of_medicare", ""), "plain"),
        verdict=verdicts[0] if verdicts else None,
        opens="change" not in told and bool(told),
        next_date=str(told.get("next_date") or ""),
        next_step=str(told.get("next_step") or ""),
        links=tuple(links),
    )


def _told(brief: Mapping[str, Any]) -> Mapping[str, Any]:
    told: Mapping[str, Any] = brief["header"].get("index") or {}
    return told


def _meta(brief: Mapping[str, Any], label: str) -> str:
    return next((pair["value"] for pair in brief["header"]["meta"] if pair["label"] == label), "")


def _printed(brief: Mapping[str, Any], fact: str, form: str) -> Spans:
    """A fact's printed form as a span; nothing for a fact that this brief does not hold."""
    printed = brief["facts"].get(fact, {}).get("printed", {})
    text = printed.get(form) or next(iter(printed.values()), "")
    return [{"text": text, "fact": fact}] if text else []
