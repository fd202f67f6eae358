"""Forms on pages: grid, strip and every chart, printed and on the web, from brief.json alone."""

import json
import re
from html import unescape

import a_browser
import forms
import pandas as pd
import pypdfium2
import pytest
import rendered
import sample_talk

from practice_model.briefs import html, layout, pdf
from practice_model.briefs.blocks import table_block
from practice_model.briefs.facts import Facts
from practice_model.briefs.printed import unknown_tokens


@pytest.fixture(scope="module")
def brief():
    return json.loads(forms.brief().to_json())


@pytest.fixture(scope="module")
def places():
    return layout.parsed(json.loads(json.dumps(forms.LAYOUT)), "forms.yaml")


@pytest.fixture(scope="module")
def page(brief, places):
    return html.render(brief, places)


@pytest.fixture(scope="module")
def content(brief, places):
    return pdf.render(brief, places)


def visible(text: str) -> str:
    """What a reader sees of a page: no style, no tags."""
    text = re.sub(r"<(style|title)\b.*?</\1>", " ", text, flags=re.S)
    return unescape(re.sub(r"<[^>]+>", " ", text.replace("<wbr>", "")))


def table(page: str) -> str:
    return page[page.index('<section id="grid"') :].split("</section>", maxsplit=1)[0]


def test_every_number_of_page_and_print_is_a_printed_form(brief, page, content):
    assert unknown_tokens(visible(page), brief) == []
    for text in rendered.pdf_pages(content):
        assert unknown_tokens(text.replace("\n", " "), brief) == []


def test_every_figure_of_strip_and_grid_stands_on_paper(brief, content):
    text = " ".join(rendered.pdf_pages(content)).replace("\n", " ")
    placed = [block for block in brief["blocks"] if block["id"] in {"key_numbers", "grid"}]
    told = list(rendered.figures_of(placed))
    assert len(told) > 25
    for _, shown in told:
        assert shown in text, shown


def test_charts_stand_on_two_pages_as_text(brief, content):
    assert len(pypdfium2.PdfDocument(content)) == 2
    text = " ".join(rendered.pdf_pages(content))
    for shown in ("+618", "1,341,922", "Full cost 106.5", "95%", "open", "none", "Jun 2026"):
        assert shown in text, shown


def test_the_same_brief_gives_the_same_bytes(brief, places, page, content):
    assert html.render(brief, places) == page
    assert pdf.render(brief, places) == content


def test_a_grid_is_a_table_whose_cells_stand_out_by_class_and_weight(page):
    grid = table(page)
    assert re.search(r'<table class="dense steps">', grid)
    assert len(re.findall(r'class="right step-loss ', grid)) == 4
    assert 'class="right step-3 "' in grid
    css = (html.TEMPLATES / "page.css").read_text("utf-8")
    assert re.search(r"\.step-loss,\.step-past\{[^}]*font-weight:600", css)


def test_a_cell_without_units_is_a_word_without_color(page):
    assert re.search(r'<td class="right ">no units</td>', table(page))


def test_a_head_reaches_over_the_words_beside_the_codes(page):
    assert '<th scope="col" colspan="2" class="left">Procedure</th>' in table(page)


def test_the_strip_follows_the_bottom_line_and_bears_its_facts(page):
    answer, strip, body = (
        page.index(mark) for mark in ('class="box answer"', '<dl class="strip">', 'class="body"')
    )
    assert answer < strip < body
    assert 'data-fact="offer.asked">$957,954</span>' in page[strip:body]
    assert '<dd class="loss">' in page[strip:body]


def test_a_strip_of_nothing_is_left_out_and_six_numbers_are_refused():
    made = sample_talk.told()
    before = len(made.to_dict()["blocks"])
    made.strip("none", [None])
    assert len(made.to_dict()["blocks"]) == before
    with pytest.raises(ValueError, match="six has 6 key numbers; at most 5 fit"):
        made.strip("six", [{"label": "Now", "value": "{offer.now}"}] * 6)


def test_a_step_that_is_none_is_refused_and_names_what_there_is():
    frame = pd.DataFrame({"paid": [1.0], "paid__step": ["lose"]}, index=["a"])
    with pytest.raises(ValueError, match="paid__step is 'lose'; it must be one of loss, 1, 2, 3"):
        table_block("x", frame, Facts(), rows="", columns={"paid": "Paid|bare"}, units={})


def test_a_step_may_be_a_number_even_where_others_are_missing():
    frame = pd.DataFrame({"paid": [1.0, 2.0], "paid__step": [3.0, None]}, index=["a", "b"])
    made = table_block("x", frame, Facts(), rows="", columns={"paid": "Paid|bare"}, units={})
    assert [row["cells"][1].get("step") for row in made["rows"]] == ["3", None]


@pytest.mark.parametrize("plain", [None, float("nan"), "", "0", 0])
def test_a_cell_that_does_not_stand_out_is_told_without_a_step(plain):
    frame = pd.DataFrame({"paid": [1.0], "paid__step": [plain]}, index=["a"])
    made = table_block("x", frame, Facts(), rows="", columns={"paid": "Paid|bare"}, units={})
    assert "step" not in made["rows"][0]["cells"][1]
    assert "steps" not in made


@pytest.mark.browser
def test_on_a_phone_nothing_but_tables_goes_sideways_and_no_type_is_small(page, tmp_path):
    playwright = pytest.importorskip("playwright.sync_api")
    file = tmp_path / "forms.html"
    file.write_text(page, "utf-8")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=a_browser.path())
        view = browser.new_page(viewport={"width": 390, "height": 900})
        view.goto(file.as_uri())
        assert view.evaluate("document.documentElement.scrollWidth") <= 390
        sizes = view.evaluate(
            """() => [...document.querySelectorAll('.phone svg text')].map(text => {
              const svg = text.closest('svg');
              return parseFloat(getComputedStyle(text).fontSize)
                * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
            })"""
        )
        browser.close()
    assert len(sizes) > 100
    assert min(sizes) >= 11.9
