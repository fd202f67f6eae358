"""What a reader of a page sees: its texts, its figures by fact, its elements."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pypdfium2

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "tests" / "data" / "sample_brief.json"
COMMITTED = sorted((ROOT / "reports" / "sample").glob("*/brief.json"))
VOID = {"meta", "link", "br", "wbr", "hr", "img", "input"}
UNSEEN = {"style", "script"}


def read(path: Path) -> dict[str, Any]:
    brief: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return brief


class Page(HTMLParser):
    """An HTML page taken apart: texts, figures by fact id, and elements with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.facts: dict[str, set[str]] = defaultdict(set)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._open: list[str] = []
        self._fact = ""
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        return " ".join(self.texts)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if tag not in VOID:
            self._open.append(tag)
        self._fact = attributes.get("data-fact", self._fact)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass
        self._fact = ""

    def handle_data(self, data):
        if self._fact:
            self.facts[self._fact].add(data)
        if data.strip() and not UNSEEN & set(self._open):
            self.texts.append(data)


def figures_of(part: Any) -> Iterator[tuple[str, str]]:
    """Every figure of a brief's blocks and header: fact id and the text that is printed."""
    if isinstance(part, Mapping):
        if part.get("fact") and "text" in part:
            yield part["fact"], part["text"]
        for name, inner in part.items():
            if name not in {"data", "alt"}:
                yield from figures_of(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from figures_of(inner)


def pdf_pages(content: bytes) -> list[str]:
    """The text of each page of a PDF, soft breaks taken out."""
    document = pypdfium2.PdfDocument(content)
    pages = []
    for page in document:
        text = page.get_textpage().get_text_range()
        pages.append(text.replace("\u200b", "").replace("\r\n", "\n"))
    document.close()
    return pages
