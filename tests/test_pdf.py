"""The printed brief: two letter pages, every figure as text, the same bytes again."""

import copy
import ctypes

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import rendered

from practice_model.briefs import pdf
from practice_model.briefs.layout import parsed, read_layout
from practice_model.briefs.printed import number_tokens, unknown_tokens

LETTER = (8.5 * 72, 11 * 72)


@pytest.fixture(scope="module")
def brief():
    return rendered.read(rendered.SAMPLE)


@pytest.fixture(scope="module")
def content(brief):
    return pdf.render(brief)


@pytest.fixture(scope="module")
def pages(content):
    return rendered.pdf_pages(content)


LEDGER_PAGE = {
    "pages": [
        {"sections": [["bottom_line"], ["numbers"], ["waterfall"]]},
        {"name": "The argument", "sections": [["codes"], ["ledger"]]},
    ],
    "gives_way": ["ledger", "codes"],
}


def on_two_pages():
    """A layout that prints codes and ledger: a long ledger has to give way."""
    return parsed(copy.deepcopy(LEDGER_PAGE), "test")


def with_ledger(brief, rows):
    long = copy.deepcopy(brief)
    long["ledger"] = [dict(brief["ledger"][0]) for _ in range(rows)]
    return long


def test_a_payer_brief_is_two_letter_pages(content):
    document = pypdfium2.PdfDocument(content)
    assert [page.get_size() for page in document] == [LETTER, LETTER]


def test_every_number_on_paper_is_a_printed_form(brief, pages):
    text = "\n".join(pages)
    assert len(number_tokens(text)) > 50
    assert unknown_tokens(text, brief) == []


@pytest.mark.parametrize("path", rendered.COMMITTED, ids=lambda path: path.parent.name)
def test_the_committed_pdf_shows_what_its_brief_holds(path):
    brief = rendered.read(path)
    pages = rendered.pdf_pages(path.with_name("brief.pdf").read_bytes())
    layout = read_layout(brief["question"])  # a page whose blocks a scenario lacks is not printed
    held = {block["id"] for block in brief["blocks"]} | {"ledger", "checks"}
    asked = [
        {one for part in page.sections for one in (*part.left, *part.right)}
        for page in layout.pages
    ]
    assert len(pages) == sum(bool(names & held) for names in asked)
    assert unknown_tokens("\n".join(pages), brief) == []
    for _, shown in rendered.figures_of([brief["header"]["finding"], brief["blocks"][0]]):
        assert shown in pages[0].replace("\n", " "), shown


@pytest.mark.parametrize("kind", ["answer", "table", "chart"])
def test_one_changed_digit_on_paper_is_seen(brief, kind):
    changed = copy.deepcopy(brief)
    block = next(block for block in changed["blocks"] if block["kind"] == kind)
    if kind == "answer":
        figure = next(span for span in block["paragraphs"][0] if "fact" in span)
    elif kind == "table":
        figure = next(cell for cell in block["rows"][0]["cells"] if "fact" in cell)
    else:
        figure = block["data"]["rows"][0]
    figure["text"] = figure["text"] + "7"
    text = "\n".join(rendered.pdf_pages(pdf.render(changed)))
    assert unknown_tokens(text, brief)


def test_every_figure_of_the_placed_blocks_stands_on_paper(brief, pages):
    text = " ".join(pages).replace("\n", " ")
    for _, shown in rendered.figures_of([brief["header"]["finding"], brief["blocks"]]):
        assert shown in text, shown


def test_chart_text_can_be_taken_from_the_page(brief, pages):
    chart = next(block for block in brief["blocks"] if block["kind"] == "chart")
    for row in chart["data"]["rows"]:
        assert row["text"] in pages[0]


def test_every_page_has_its_marks_and_its_foot(brief, pages):
    for number, page in enumerate(pages, 1):
        for mark in brief["header"]["marks"]:
            assert mark["text"] in page
        assert f"page {number} of 2" in page
        assert "Not legal advice" in page
        assert f"practice_model {brief['provenance']['version']}" in page
        assert brief["provenance"]["run"][:12] in page


def test_the_same_brief_gives_the_same_bytes_without_a_date(brief, content):
    assert pdf.render(copy.deepcopy(brief)) == content
    told = pypdfium2.PdfDocument(content).get_metadata_dict()
    assert (told["CreationDate"], told["ModDate"], told["Author"]) == ("", "", "")


def test_the_document_is_accessible_and_named_by_its_finding(brief, content):
    assert b"pdfuaid:part" in content
    told = pypdfium2.PdfDocument(content).get_metadata_dict()
    assert told["Title"] == "".join(span["text"] for span in brief["header"]["finding"])


def test_no_type_is_smaller_than_seven_points(content):
    sizes = set()
    for page in pypdfium2.PdfDocument(content):
        text = page.get_textpage()
        matrix = pdfium.FS_MATRIX()
        for at in range(text.count_chars()):
            if text.get_text_range(at, 1).strip():
                pdfium.FPDFText_GetMatrix(text.raw, at, ctypes.byref(matrix))
                size = pdfium.FPDFText_GetFontSize(text.raw, at)
                sizes.add(round(size * abs(matrix.d or matrix.b), 2))
    assert min(sizes) >= 6.99, sorted(sizes)[:5]


def test_fonts_are_those_of_the_wheel_alone(content):
    document = pypdfium2.PdfDocument(content)
    names = set()
    for page in document:
        for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            names.add(item.get_font().get_base_name())
    assert {name.split("+")[-1].split("-")[0] for name in names} == {"SourceSansPro"}


def test_a_full_page_drops_rows_and_says_how_many(brief):
    pages = rendered.pdf_pages(pdf.render(with_ledger(brief, 90), on_two_pages()))
    assert len(pages) == 2
    told = " ".join(pages[1].split())
    assert "more rows are on the web page." in told
    kept = pages[1].count(brief["ledger"][0]["figure"])
    assert 3 <= kept < 90
    left = told.split(" more rows are on")[0].split()[-1]
    assert left == pdf.in_words(90 - kept).capitalize().split()[-1]
    assert unknown_tokens("\n".join(pages), brief) == []


def test_the_codes_give_way_only_after_the_ledger(brief):
    long = with_ledger(brief, 90)
    codes = next(block for block in long["blocks"] if block["id"] == "codes")
    rows = pdf.render(long, on_two_pages())
    text = rendered.pdf_pages(rows)[1]
    for row in codes["rows"]:
        assert row["cells"][0]["text"] in text


def test_a_letter_that_the_face_lacks_stops_the_page(brief):
    strange = copy.deepcopy(brief)
    strange["header"]["meta"][0]["value"] = "Larkmoor \u2603"
    with pytest.raises(pdf.TypesettingError, match="\u2603"):
        pdf.render(strange)


def test_markup_in_a_name_stays_text(brief):
    wild = copy.deepcopy(brief)
    wild["header"]["meta"][1]["value"] = "A & B *bold* #link _x_ $1$ @ref <b>"
    assert "A & B *bold* #link _x_ $1$ @ref <b>" in rendered.pdf_pages(pdf.render(wild))[0]


def test_long_names_of_figures_break_and_touch_nothing(brief):
    long = with_ledger(brief, 1)
    long["ledger"][0]["figure"] = "contracts.current.professional.rules.visits_and_more.of_medicare"
    text = rendered.pdf_pages(pdf.render(long, on_two_pages()))[1].replace("\n", "")
    assert long["ledger"][0]["figure"] in text


def test_a_full_page_leaves_whole_blocks_to_the_web_page_before_it_drops_rows(brief):
    told = with_ledger(brief, 90)
    layout = copy.deepcopy(LEDGER_PAGE) | {"leaves": ["ledger"]}
    pages = rendered.pdf_pages(pdf.render(told, parsed(layout, "test")))
    text = " ".join(pages[1].split())
    assert len(pages) == 2
    assert "On the web page as well: What we assume, and where it comes from." in text
    assert "more rows are on the web page" not in text
    codes = next(block for block in brief["blocks"] if block["id"] == "codes")
    for row in codes["rows"]:
        assert row["cells"][0]["text"] in pages[1]


def test_a_table_keeps_its_least_rows_as_long_as_another_can_give_more(brief):
    told = with_ledger(brief, 90)
    layout = copy.deepcopy(LEDGER_PAGE) | {"least": {"ledger": 12, "codes": 5}}
    pages = rendered.pdf_pages(pdf.render(told, parsed(layout, "test")))
    assert len(pages) == 2
    assert pages[1].count(brief["ledger"][0]["figure"]) >= 12
