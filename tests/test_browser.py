"""The pages as a reader's browser shows them: on a desk, on a phone, on paper."""

import copy
from pathlib import Path

import a_browser
import pypdfium2
import pytest
import rendered

from practice_model.briefs import html, index

pytestmark = pytest.mark.browser
DESK, TABLET, PHONE = 1280, 800, 390
SMALLEST = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let least = [999, ''];
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.data.trim() || !parent.getClientRects().length) continue;
    let size = parseFloat(getComputedStyle(parent).fontSize);
    const svg = parent.closest('svg');
    if (svg) size *= svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    if (size && size < least[0]) least = [size, node.data];
  }
  return least;
}"""
ASIDE = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getClientRects().length && !e.closest('.scroll') && !e.closest('svg')
    && e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.outerHTML.slice(0, 80))"""
TOUCHING = """() => {
  const boxes = [...document.querySelectorAll('.rail > *, div.body > *, .lead')]
    .filter(e => e.getClientRects().length).map(e => e.getBoundingClientRect());
  let hits = 0;
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
    const [a, b] = [boxes[i], boxes[j]];
    const beside = a.left >= b.right - 1 || b.left >= a.right - 1;
    const under = a.top >= b.bottom - 1 || b.top >= a.bottom - 1;
    if (!beside && !under) hits++;
  }
  return hits;
}"""


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    executable = a_browser.path()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def brief():
    made = rendered.read(rendered.SAMPLE)
    change = {
        "id": "change",
        "kind": "callout",
        "style": "change",
        "title": [{"text": "What would change this advice"}],
        "items": [[{"text": "If the letter means another year."}]],
    }
    codes = next(block for block in made["blocks"] if block["id"] == "codes")
    body = [row for row in codes["rows"] if row["role"] == "body"]
    codes["rows"] = [*(copy.deepcopy(body[0]) for _ in range(4)), *codes["rows"]]
    made["blocks"].append(change)
    made["ledger"] = made["ledger"] * 30
    return made


@pytest.fixture(scope="module")
def files(brief, tmp_path_factory):
    folder = tmp_path_factory.mktemp("portfolio")
    (folder / "nq").mkdir()
    (folder / "nq" / "brief.html").write_text(html.render(brief), "utf-8")
    (folder / "index.html").write_text(index.render({"nq": brief}, folder), "utf-8")
    return folder


@pytest.fixture
def open_page(browser, files):
    opened = []

    def at(width: int, name: str = "nq/brief.html"):
        page = browser.new_page(viewport={"width": width, "height": 900})
        opened.append(page)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((files / name).as_uri())
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        return page

    yield at
    for page in opened:
        page.close()


def box(page, selector: str):
    return page.locator(selector).first.bounding_box()


@pytest.mark.parametrize("name", ["nq/brief.html", "index.html"])
@pytest.mark.parametrize("width", [DESK, 1000, TABLET, 640, PHONE, 360])
def test_only_tables_scroll_sideways_and_no_type_is_small(open_page, width, name):
    page = open_page(width, name)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(ASIDE) == []
    size, text = page.evaluate(SMALLEST)
    assert size >= (12 if width >= PHONE else 10.9), text  # charts are drawn for 390 px
    assert page.evaluate(TOUCHING) == 0


def test_the_type_is_the_one_that_the_page_carries(open_page):
    page = open_page(DESK)
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.weight).sort()"
    )
    assert loaded[:2] == ["400", "600"]


def test_on_a_desk_the_rail_stands_beside_the_main_column(open_page):
    page = open_page(DESK)
    lead, keys, change = box(page, ".lead"), box(page, ".keys"), box(page, "#change")
    assert keys["x"] > lead["x"] + lead["width"]
    assert keys["width"] == 300
    assert abs(keys["y"] - lead["y"]) < 10
    assert change["x"] == keys["x"]
    assert change["y"] > keys["y"]
    assert page.locator("svg:visible").count() == 1
    assert page.locator(".cards:visible").count() == 0
    assert page.locator("#codes table:visible").count() == 1


def test_on_a_phone_key_numbers_follow_the_bottom_line_and_change_comes_last(open_page):
    page = open_page(PHONE)
    tops = [box(page, name)["y"] for name in (".lead", ".keys", "#numbers", "#codes", "#change")]
    assert tops == sorted(tops)
    assert box(page, "#change")["y"] > box(page, "#ledger")["y"]


def test_on_a_phone_the_chart_is_drawn_again_and_codes_are_cards(open_page):
    page = open_page(PHONE)
    charts = page.locator("svg:visible")
    assert charts.count() == 1
    assert box(page, "svg:visible")["width"] == PHONE - 32
    assert page.locator("#codes table:visible").count() == 0
    assert page.locator(".card:visible").count() == 5
    page.get_by_text("Show the other codes").click()
    assert page.locator(".card:visible").count() > 5


def test_on_a_phone_the_first_column_stays_while_the_table_is_swiped(open_page):
    page = open_page(PHONE)
    assert page.locator("#numbers .swipe").is_visible()
    head = page.locator("#numbers tbody th").first
    before = head.bounding_box()["x"]
    page.locator("#numbers .scroll").evaluate("e => { e.scrollLeft = 60 }")
    assert head.bounding_box()["x"] == before


def test_words_of_tables_are_kept_wide_on_a_phone_alone(open_page):
    least = "getComputedStyle(document.querySelector('#ledger td:not(.right)')).minWidth"
    assert open_page(PHONE).evaluate(least) == "126px"  # nine letters of dense type
    assert open_page(DESK).evaluate(least) in {"0px", "auto"}


@pytest.mark.parametrize("width", [DESK, 1000, TABLET])
def test_a_table_too_wide_for_its_column_shows_a_bar_and_a_shadow_at_its_edge(open_page, width):
    page = open_page(width)
    page.evaluate("document.querySelector('#ledger details').open = true")
    page.add_style_tag(content="#ledger table{min-width:1400px}")
    bar, background = page.locator("#ledger .scroll").evaluate(
        "e => [getComputedStyle(e, '::-webkit-scrollbar').height, "
        "getComputedStyle(e).backgroundAttachment]"
    )
    assert bar == "10px"
    assert background == "local, scroll"  # the cover moves with the table, the shadow stays
    page.locator("#ledger .scroll").evaluate("e => { e.scrollLeft = 2000 }")
    last = page.locator("#ledger thead th").last
    reach = page.locator("#ledger .scroll").bounding_box()
    shown = last.bounding_box()
    assert shown["x"] + shown["width"] <= reach["x"] + reach["width"] + 1


def test_a_long_table_opens(open_page):
    page = open_page(DESK)
    assert page.locator("#ledger table:visible").count() == 0
    page.get_by_text("Show all thirty rows").click()
    assert page.locator("#ledger table:visible").count() == 1


def test_every_link_of_the_portfolio_opens(open_page, files):
    page = open_page(DESK, "index.html")
    for link in page.locator("a").evaluate_all("links => links.map(a => a.href)"):
        assert Path(link.removeprefix("file://")).is_file(), link


def test_on_paper_the_page_is_letter_with_every_row_and_its_marks(open_page, brief):
    page = open_page(DESK)
    printed = page.pdf(prefer_css_page_size=True, print_background=False)
    document = pypdfium2.PdfDocument(printed)
    assert document[0].get_size() == (612, 792)
    text = "\n".join(rendered.pdf_pages(printed))
    assert text.count(brief["ledger"][0]["figure"]) == 30
    for mark in brief["header"]["marks"]:
        assert text.count(mark["text"]) == 2
