"""The letter as a web page: one file that carries its letters and its chart with it.

It prints on two sheets. No script, no outside resource, and no attribute that names a fact, a file
or a run: what a payer can read in the source is what the page shows.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from practice_model.briefs import charts, fonts, html
from practice_model.briefs.documents import LONGEST_FIGURE, Block, Spans, text_of, whole

TEMPLATES = Path(__file__).with_name("templates")
NOWHERE = {"question": "letter", "scenario": {"name": "letter"}}
"""What a chart's own ids are made of, besides its block: nothing of the inside."""


def render(letter: Mapping[str, Any]) -> str:
    """Return the self-contained page of a letter."""
    exhibit = letter["exhibit"]
    return (
        environment()
        .get_template("letter.html.j2")
        .render(
            letter=letter,
            sections=[_section(one) for one in letter["sections"]],
            table=whole(exhibit["table"]),
            chart=lambda size: _chart(exhibit["chart"], size),
            title=text_of(letter["title"]),
            fonts=Markup(fonts.embedded()),
            css=Markup((TEMPLATES / "letter.css").read_text("utf-8")),
        )
    )


@lru_cache
def environment() -> Environment:
    """The letter's template, with the filters that print spans."""
    pages = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters |= {"spans": spans, "words": text_of}
    return pages


def spans(given: Spans) -> Markup:
    """Spans as markup: figures kept on one line, the strong clause strong."""
    return Markup("").join(_span(span) for span in given)


def _span(span: Mapping[str, Any]) -> Markup:
    short = span.get("fact") and len(span["text"]) <= LONGEST_FIGURE
    text = Markup('<span class="f">{}</span>' if short else "{}").format(span["text"])
    return Markup("<strong>{}</strong>").format(text) if span.get("strong") else text


def _section(section: Mapping[str, Any]) -> dict[str, Any]:
    table = section["table"]
    return {**section, "table": whole(table) if table else None}


def _chart(block: Block, size: str) -> Markup:
    drawn = charts.draw(block, NOWHERE, size)
    return Markup(html.accessible(drawn, f"chart-{size}", block))
