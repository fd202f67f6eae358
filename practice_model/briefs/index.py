"""The portfolio: one page over the briefs of one client, most dollars a day left first.

A portfolio never shows one client's payer rates beside another's: two clients are refused.
Figures of a row are printed forms out of that brief's own brief.json; only the sums over the rows
are made here, of the same facts. Sorted by dollars at stake over days to the next date: a small
answer that is due tomorrow stands before a large one that is due in spring.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from practice_model.briefs.documents import Spans
from practice_model.briefs.formats import counted, printed
from practice_model.briefs.html import environment, page_fonts, us_date
from practice_model.briefs.numerals import in_words
from practice_model.briefs.position_strip import scale_of, strip
from practice_model.faults import Fault, Faults

DOCUMENTS = (
    ("brief.html", "Brief"),
    ("letter.html", "Letter"),
    ("brief.xlsx", "Excel"),
    ("brief.pdf", "PDF"),
    ("working_paper.ipynb", "Working paper"),
)
SOON = 14  # days
ANYBODY = "CONFIDENTIAL · NOT FOR ANY COUNTERPARTY"


@dataclass(frozen=True)
class Row:
    """One brief in the portfolio: whom it faces, what it is worth, where it stands, what next."""

    name: str
    client: str
    counterparty: str
    kind: str
    about: str
    finding: Spans
    change: Spans
    dollars: float
    verdict: Mapping[str, str] | None
    opens: bool  # the fact book, which stands first and is no talk
    marks: Mapping[str, tuple[float, str]]  # floor, offer and target in percent of Medicare
    gap: Spans
    gap_points: float | None
    says: Spans
    due: date | None
    days: int | None
    next_date: str
    next_step: str
    grade: str
    links: tuple[tuple[str, str], ...]

    @property
    def urgency(self) -> float:
        """Dollars at stake for each day that is left; a date that has passed is due now."""
        return abs(self.dollars) / max(1, self.days) if self.days is not None else 0.0

    @property
    def is_soon(self) -> bool:
        """Whether an answer is due within two weeks."""
        return self.days is not None and self.days <= SOON


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
    rows.sort(key=lambda row: (-row.urgency, -abs(row.dollars), row.name))
    talks = [row for row in rows if not row.opens]
    books = [row for row in rows if row.opens]
    marks = _page_marks(briefs.values())
    dates = sorted({brief["scenario"]["as_of"] for brief in briefs.values()})
    scale = scale_of(value for row in talks for value, _ in row.marks.values())
    return (
        environment()
        .get_template("index.html.j2")
        .render(
            books=books,
            talks=talks,
            title=_title(talks, books),
            keys=_keys(talks),
            kinds=_kinds(talks),
            soon=sum(row.is_soon for row in talks),
            total=_dollars(talks),
            count=in_words(len(talks)).capitalize(),
            briefs=in_words(len(rows)),
            client=rows[0].client if rows else "",
            marks=marks,
            as_of=us_date(dates[-1]) if dates else "",
            versions=sorted({brief["provenance"]["version"] for brief in briefs.values()}),
            strip=lambda row: strip(row.marks, scale),
            days_left=days_left,
            fonts=page_fonts(),
        )
    )


def _page_marks(briefs: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The marks of all briefs, one a kind; where they name several readers, none may read it."""
    texts: dict[str, set[str]] = {}
    for brief in briefs:
        for mark in brief["header"]["marks"]:
            texts.setdefault(mark["kind"], set()).add(mark["text"])
    return [
        {"kind": kind, "text": next(iter(own)) if len(own) == 1 else ANYBODY}
        for kind, own in sorted(texts.items())
    ]


def _row(name: str, brief: Mapping[str, Any], out: Path | None) -> Row:
    told, header = _told(brief), brief["header"]
    change = told.get("change", "" if told else "offer.change")
    verdicts = [chip for chip in header["chips"] if chip["kind"] != "state"]
    links = [
        (f"{name}/{file}", text)
        for file, text in DOCUMENTS
        if out is None or (out / name / file).is_file()
    ]
    days = _value(brief, str(told.get("days", "")))
    as_of = date.fromisoformat(brief["scenario"]["as_of"])
    return Row(
        name=name,
        client=client_of(brief),
        counterparty=str(
            told.get("counterparty") or _meta(brief, "Counterparty") or _meta(brief, "Payer")
        ),
        kind=str(told.get("kind") or "Talk"),
        about=str(told.get("about") or name),
        finding=header["finding"],
        change=_printed(brief, change, "signed"),
        dollars=float(brief["facts"].get(change, {}).get("value") or 0),
        verdict=verdicts[0] if verdicts else None,
        opens="change" not in told and bool(told),
        marks=_marks(brief, told),
        gap=_printed(brief, str(told.get("gap", "")), "points_signed"),
        gap_points=_value(brief, str(told.get("gap", ""))),
        says=_printed(brief, str(told.get("of_medicare", "")), "plain"),
        due=None if days is None else as_of + timedelta(days=int(days)),
        days=None if days is None else int(days),
        next_date=str(told.get("next_date") or ""),
        next_step=str(told.get("next_step") or ""),
        grade=str(told.get("grade") or ""),
        links=tuple(links),
    )


def _marks(brief: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, tuple[float, str]]:
    """Floor, offer and target with their printed forms, as far as the brief has them."""
    made = {}
    for name in ("floor", "offer", "target"):
        fact = brief["facts"].get(str(told.get(name, "")), {})
        if "bare" in fact.get("printed", {}):
            made[name] = (float(fact["value"]), str(fact["printed"]["bare"]))
    return made


def _title(talks: list[Row], books: list[Row]) -> str:
    """The finding of the page: what is due soon, and what it carries of all that is at stake."""
    if not talks:
        return "".join(span["text"] for row in books for span in row.finding) or "No brief yet"
    soon = [row for row in talks if row.is_soon]
    if not soon:
        return _largest(talks)
    last = max(row.due for row in soon if row.due)
    count = in_words(len(soon)).capitalize()
    are = "answer is" if len(soon) == 1 else "answers are"
    due = f"{count} {are} due by {printed(last, '', 'short')}"
    carried, whole = _dollars(soon), _dollars(talks)
    them = "it carries" if len(soon) == 1 else "they carry"
    if carried == whole:
        return f"{due}; {them} all {whole} a year at stake"
    return f"{due}; {them} {carried} of {whole} a year"


def _largest(talks: list[Row]) -> str:
    """The title where nothing is due soon: the talk that stands first, and what it is worth."""
    first = talks[0]
    worth = "".join(span["text"] for span in first.change)
    which = "The talk" if len(talks) == 1 else f"First of {in_words(len(talks))} talks"
    return f"{which}: {first.counterparty or first.name}{f', {worth} a year' if worth else ''}"


def _keys(talks: list[Row]) -> list[tuple[str, str, bool]]:
    """The key numbers: label, figure, and whether it is a loss."""
    under = sum(row.gap_points is not None and row.gap_points < 0 for row in talks)
    return [
        ("Open talks", str(len(talks)), False),
        ("At stake, $ a year", _dollars(talks), False),
        (f"Due within {SOON} days", str(sum(row.is_soon for row in talks)), False),
        ("Offers under our floor", str(under), under > 0),
    ]


def _kinds(talks: list[Row]) -> list[tuple[str, str, int]]:
    """The kinds of talk that can be shown alone: slug, name, how many."""
    counts: dict[str, int] = {}
    for row in talks:
        counts[row.kind] = counts.get(row.kind, 0) + 1
    return [(kind.lower().replace(" ", "-"), kind, count) for kind, count in sorted(counts.items())]


def _dollars(rows: Iterable[Row]) -> str:
    return printed(sum(abs(row.dollars) for row in rows), "USD/year")


def days_left(row: Row) -> str:
    """How many days are left to the next date of a row, in words; nothing without one."""
    if row.days is None:
        return ""
    return "today" if row.days == 0 else counted(row.days, "day", "days")


def _told(brief: Mapping[str, Any]) -> Mapping[str, Any]:
    told: Mapping[str, Any] = brief["header"].get("index") or {}
    return told


def _meta(brief: Mapping[str, Any], label: str) -> str:
    return next((pair["value"] for pair in brief["header"]["meta"] if pair["label"] == label), "")


def _value(brief: Mapping[str, Any], fact: str) -> float | None:
    value = brief["facts"].get(fact, {}).get("value")
    return None if value is None else float(value)


def _printed(brief: Mapping[str, Any], fact: str, form: str) -> Spans:
    """A fact's printed form as a span; nothing for a fact that this brief does not hold."""
    forms = brief["facts"].get(fact, {}).get("printed", {})
    text = forms.get(form) or next(iter(forms.values()), "")
    return [{"text": text, "fact": fact}] if text else []
