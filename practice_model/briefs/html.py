"""The web page of a brief: one file that carries its letters, charts and rules with it.

No script, no outside resource. Every figure bears `data-fact`, so that a test compares the page
with brief.json by id. Charts are drawn twice, for a desk and for a phone; rules hide one.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from practice_model.briefs import charts, fonts
from practice_model.briefs.documents import (
    LONGEST_FIGURE,
    Block,
    Spans,
    foot_line,
    pieces,
    text_of,
    title_of,
    walk,
)
from practice_model.briefs.layout import Layout, read_layout
from practice_model.briefs.numerals import in_words

TEMPLATES = Path(__file__).with_name("templates")
LINKS = (("brief.pdf", "Brief to print (PDF)"), ("brief.xlsx", "Every table (Excel)"),
         ("working_paper.ipynb", "Working paper (notebook)"),
         ("brief.json", "Every figure (JSON)"), ("../index.html", "All briefs"))  # fmt: skip
LETTER_LINKS = (("letter.pdf", "Letter to send (PDF)"), ("letter.docx", "Letter to edit (Word)"))
LEAD = {"answer", "strip"}  # what stands before the rail and the body
MANY = 20  # rows from which a table opens on demand; on paper it is always open
SHOWN = 5  # cards of a code table on a phone, before "Show more"


def render(brief: Mapping[str, Any], layout: Layout | None = None, *, letter: bool = False) -> str:
    """Return the self-contained page of a brief; letter: whether its run made a letter.

    Raises Faults when the question has no layout or the layout has an unknown key.
    """
    layout = layout or read_layout(brief["question"])
    document = walk(brief, layout)
    body = [block for block in document.blocks() if block not in document.rail]
    return (
        environment()
        .get_template("brief.html.j2")
        .render(
            brief=brief,
            lead=[block for block in body if block["kind"] in LEAD],
            body=[block for block in body if block["kind"] not in LEAD],
            rail=document.rail,
            appendix=document.appendix,
            links=LETTER_LINKS * letter + LINKS,
            cards=layout.cards,
            title=title_of(brief),
            foot=foot_line(brief),
            chart=lambda block, size: _chart(block, brief, size),
            fonts=page_fonts(),
        )
    )


@lru_cache
def environment() -> Environment:
    """The templates of all web pages, with the filters that print spans."""
    pages = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters |= {
        "spans": spans,
        "cell": cell,
        "words": text_of,
        "tone": tone,
        "keyed": keyed,
        "us_date": us_date,
        "in_words": in_words,
    }
    pages.globals |= {"shown": SHOWN, "many": MANY, "css": _css}
    return pages


def page_fonts() -> Markup:
    """The rules that carry the typeface inside a page."""
    return Markup(fonts.embedded())


def us_date(iso: str) -> str:
    """A date as a page prints it.

    >>> us_date("2026-11-24")
    'Nov 24, 2026'
    """
    day = date.fromisoformat(iso)
    return f"{day:%b} {day.day}, {day.year}"


def _css(name: str) -> Markup:
    return Markup((TEMPLATES / name).read_text("utf-8"))


def spans(given: Spans) -> Markup:
    """Spans as markup: figures marked by their fact and kept on one line."""
    return Markup("").join(_span(span) for span in given)


def _span(span: Mapping[str, Any]) -> Markup:
    text = Markup("<wbr>").join(pieces(span["text"]))
    if span.get("fact"):
        kind = "f" if len(span["text"]) <= LONGEST_FIGURE else "name"
        text = Markup('<span class="{}" data-fact="{}">{}</span>').format(kind, span["fact"], text)
    return Markup("<strong>{}</strong>").format(text) if span.get("strong") else text


def cell(given: Mapping[str, Any]) -> Markup:
    """A table cell's content."""
    return spans(given.get("spans") or [given])


def keyed(row: Mapping[str, Any], block: Block) -> dict[str, Any]:
    """The cells of a row by the keys of their columns."""
    keys = (column["key"] for column in block["columns"])
    return dict(zip(keys, row["cells"], strict=True))


def tone(text: str) -> str:
    """The class of a figure: a loss is red, and always bears its minus."""
    return "loss" if text.startswith("\u2212") else ""


def _chart(block: Block, brief: Mapping[str, Any], size: str) -> Markup:
    drawn = charts.draw(block, brief, size)
    return Markup(accessible(drawn, f"{block['id']}-{size}", block))


def accessible(svg: str, name: str, block: Block) -> str:
    """Return an SVG for a page of many: named, described, with ids of its own.

    >>> accessible('<svg width="72pt" height="36pt"><g id="a"/></svg>', "x",
    ...            {"title": [{"text": "T"}], "alt": [{"text": "A"}]})[:60]
    '<svg role="img" aria-labelledby="x-t x-d" style="max-width:9'
    """
    opened = re.search(r"<svg\b([^>]*)>", svg)
    if not opened:
        raise ValueError(f"the chart {name!r} is no SVG")
    width = float(re.search(r'\bwidth="([\d.]+)', opened[1])[1]) * 4 / 3  # type: ignore[index]
    attributes = re.sub(r'\s(?:width|height|role|aria-\w+|style)="[^"]*"', "", opened[1])
    body = _own_ids(svg[opened.end() :], name)
    head = (
        f'<svg role="img" aria-labelledby="{name}-t {name}-d" style="max-width:{width:.0f}px"'
        f'{attributes}><title id="{name}-t">{escape(text_of(block["title"]))}</title>'
        f'<desc id="{name}-d">{escape(text_of(block["alt"]))}</desc>'
    )
    return head + body


def _own_ids(body: str, name: str) -> str:
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.S)
    body = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', body)
    body = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", body)
    return re.sub(r'(xlink:href|href)="#([^"]+)"', rf'\1="#{name}-\2"', body)
