"""LAW: text, table, chart and every document of a brief come from the one object.

Every number that a page or a PDF shows is a printed form in brief.json; what stands at a fact's
place is that fact's string; one changed digit fails. Same input, same bytes.
"""

import copy
import json
import re
from html import unescape
from html.parser import HTMLParser

import duckdb
import pypdfium2
import pytest
from shipped_briefs import (
    ALL,
    DEALS,
    FACT_BOOK,
    NAMES,
    ROOT,
    brief,
    brief_text,
    page,
    printed_pages,
    run,
)

from practice_model.briefs import charts, html, pdf
from practice_model.briefs.layout import read_layout
from practice_model.briefs.printed import number_tokens, unknown_tokens

SMALLEST_PRINT = 6.9  # points


def visible(text: str) -> str:
    """What a reader sees of a page: no style, no tags; charts' texts included."""
    text = re.sub(r"<(style|title)\b.*?</\1>", " ", text, flags=re.S)
    return unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<wbr>", "", text)))


def pdf_text(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    return [one.get_textpage().get_text_bounded() for one in document]


class FactsOf(HTMLParser):
    """The texts that stand at `data-fact` places, by fact id."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag, attrs):
        fact = dict(attrs).get("data-fact")
        if fact:
            self.found.append((fact, ""))
            self._open.append(tag)
        elif self._open and tag == self._open[-1]:
            self._open.append(tag)

    def handle_endtag(self, tag):
        if self._open and tag == self._open[-1]:
            self._open.pop()

    def handle_data(self, data):
        if self._open:
            fact, text = self.found[-1]
            self.found[-1] = (fact, text + data)


@pytest.mark.parametrize("name", ALL)
def test_every_number_of_the_page_is_a_printed_form(name):
    shown = visible(page(name))
    assert len(number_tokens(shown)) > 100
    assert unknown_tokens(shown, brief(name)) == []


@pytest.mark.parametrize("name", ALL)
def test_every_number_of_the_pdf_is_a_printed_form(name):
    told = brief(name)
    for text in pdf_text(printed_pages(name)):
        joined = text.replace("\r\n", " ").replace("\n", " ")
        assert len(number_tokens(joined)) > 50
        assert unknown_tokens(joined, told) == []


@pytest.mark.parametrize("name", ALL)
def test_what_stands_at_a_facts_place_is_that_facts_string(name):
    told, parser = brief(name), FactsOf()
    parser.feed(page(name))
    assert len(parser.found) > 50
    for fact, text in parser.found:
        assert text in told["facts"][fact]["printed"].values(), (fact, text)


def test_one_changed_digit_on_a_page_is_seen():
    told = brief("nq_renewal")
    shown = visible(page("nq_renewal"))
    changed = shown.replace("$27,292", "$27,293", 1)
    assert changed != shown
    assert unknown_tokens(changed, told) != []


def test_one_changed_digit_in_a_chart_is_seen():
    told = brief("nq_renewal")
    block = next(block for block in told["blocks"] if block["id"] == "waterfall")
    drawn = charts.draw(block, told, "desktop")
    assert unknown_tokens(visible(drawn), told) == []
    assert unknown_tokens(visible(drawn.replace(">+25<", ">+26<")), told) != []


def test_one_changed_digit_of_the_fact_book_is_seen():
    told = brief(FACT_BOOK)
    shown = visible(page(FACT_BOOK))
    for right, wrong in (("$5,498,184", "$5,498,185"), ("765.96", "765.97"), ("93.0%", "93.9%")):
        changed = shown.replace(right, wrong, 1)
        assert changed != shown
        assert unknown_tokens(changed, told) == [wrong]


def test_the_ladder_of_the_fact_book_adds_up_as_printed():
    told = brief(FACT_BOOK)
    facts = told["facts"]
    ladder = {
        name: number(held["printed"]["bare_signed"])
        for name, held in facts.items()
        if re.fullmatch(r"ladder\.\w+\.margin", name)
    }
    total = ladder.pop("ladder.profit.margin")
    assert len(ladder) > 10
    assert sum(ladder.values()) == total


@pytest.mark.parametrize("name", ALL)
def test_every_chart_is_whole_at_every_size_and_lists_its_texts(name):
    told = brief(name)
    drawn = [block for block in told["blocks"] if block["kind"] == "chart"]
    assert drawn
    for block in drawn:
        assert charts.faults_of(block) == []
        for size in ("print", "desktop", "phone"):
            texts = re.findall(r"<text[^>]*>(.*?)</text>", charts.draw(block, told, size), re.S)
            for text in texts:
                line = unescape(re.sub(r"<[^>]+>", "", text)).strip()
                assert any(f" {line} " in f" {whole} " for whole in block["texts"]), line


@pytest.mark.parametrize("name", ALL)
def test_same_input_gives_the_same_bytes(name):
    assert run(name) == brief_text(name)
    assert html.render(json.loads(brief_text(name))) == page(name)
    assert pdf.render(json.loads(brief_text(name))) == printed_pages(name)


@pytest.mark.parametrize("name", NAMES)
def test_printed_columns_and_charts_add_up(name):
    told = brief(name)
    for block in told["blocks"]:
        if block["kind"] == "chart" and block["chart"] in {"waterfall", "bars"}:
            rows = [number(row["text"]) for row in block["data"]["rows"]]
            assert sum(rows) == number(block["data"]["total"]["text"]), block["id"]
    codes = next(block for block in told["blocks"] if block["id"] in {"codes", "codes_moved"})
    last = {row["role"]: row["cells"][-1]["text"] for row in codes["rows"]}
    body = [number(row["cells"][-1]["text"]) for row in codes["rows"] if row["role"] != "total"]
    assert sum(body) == number(last["total"])


def number(text: str) -> float:
    bare = text.replace("\u2212", "-").replace(",", "").replace("$", "").replace("+", "")
    return 0.0 if bare in {"\u2013", ""} else float(bare)


@pytest.mark.parametrize("name", NAMES)
def test_a_brief_is_two_letter_pages_with_marks_and_footer(name):
    document = pypdfium2.PdfDocument(printed_pages(name))
    assert len(document) == 2
    assert [document[at].get_size() for at in (0, 1)] == [(612.0, 792.0)] * 2
    run_id = brief(name)["provenance"]["run"]
    for at, text in enumerate(pdf_text(printed_pages(name)), start=1):
        assert "CONFIDENTIAL" in text
        assert "SYNTHETIC PRACTICE" in text
        assert f"page {at} of 2" in text
        assert run_id in text
        assert "Not legal advice" in text


@pytest.mark.parametrize("name", DEALS)
def test_a_deal_brief_keeps_to_the_pages_of_its_layout_with_marks_and_footer(name):
    told = brief(name)
    texts = pdf_text(printed_pages(name))
    assert 1 <= len(texts) <= len(read_layout(told["question"]).pages)
    for text in texts:
        assert "CONFIDENTIAL" in text
        assert "SYNTHETIC PRACTICE" in text
        assert told["provenance"]["run"] in text
        assert "Not legal or tax advice" in text


@pytest.mark.parametrize("name", ALL)
def test_no_text_of_the_pdf_is_under_seven_points(name):
    for one in pypdfium2.PdfDocument(printed_pages(name)):
        for thing in one.get_objects(max_depth=5):
            if thing.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT:
                matrix = thing.get_matrix()
                size = thing.get_font_size() if hasattr(thing, "get_font_size") else None
                if size is not None:
                    assert size * abs(matrix.d or matrix.b) >= SMALLEST_PRINT


@pytest.mark.parametrize("name", ALL)
def test_no_patient_and_no_claim_of_the_book_reaches_a_document(name):
    claims = ROOT / "inputs" / "practice" / "claims.parquet"
    rows = duckdb.sql(f"SELECT DISTINCT patient_id, claim_id FROM '{claims}'").fetchall()
    known = {one for row in rows for one in row}
    assert len(known) > 10_000
    for text in (brief_text(name), page(name), *pdf_text(printed_pages(name))):
        assert not known & set(re.findall(r"[0-9A-Za-z_-]{6,64}", text))


@pytest.mark.parametrize("name", ALL)
def test_a_page_needs_nothing_from_outside_and_runs_no_script(name):
    text = page(name)
    assert "<script" not in text
    assert not re.search(r"""(src|href)=["']https?://""", text)
    assert re.search(r'<html lang="en-US">', text)
    assert text.count('role="img"') >= 2


@pytest.mark.parametrize("name", ALL)
def test_titles_are_findings_with_a_figure(name):
    told = brief(name)
    assert any(span.get("fact") for span in told["header"]["finding"])
    for block in told["blocks"]:
        if block["kind"] == "chart" or block["id"] in {"numbers", "codes"}:
            assert any(span.get("fact") for span in block["title"]), block["id"]


def test_a_brief_with_a_number_that_is_none_is_refused():
    told = copy.deepcopy(brief("nq_asc"))
    told["facts"]["column.offer.fees"]["value"] = float("nan")
    with pytest.raises(ValueError, match="Out of range float"):
        json.dumps(told, allow_nan=False)
