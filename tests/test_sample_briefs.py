"""The shipped scenarios as a user runs them: stock papermill, a browser, a portfolio over them."""

import re
from datetime import date, timedelta
from html import unescape

import a_browser
import duckdb
import nbformat
import papermill
import pytest
import rendered
from papermill.exceptions import PapermillExecutionError
from shipped_briefs import ALL, NOTEBOOK, ROOT, brief, page, printed_pages

from practice_model.briefs import index
from practice_model.briefs.execution import QUIET_KERNEL, brief_of
from practice_model.briefs.formats import printed
from practice_model.briefs.printed import number_tokens, printed_forms

DESK, PHONE = 1280, 390
SMALL_TYPE = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), small = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.data.trim() || !parent.getClientRects().length) continue;
    let size = parseFloat(getComputedStyle(parent).fontSize);
    const svg = parent.closest('svg');
    if (svg) size *= svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    if (size < 11.99) small.push(`${size} ${node.data}`);
  }
  return small;
}"""
BROKEN = """() => [...document.querySelectorAll('[data-fact]')]
  .filter(e => e.textContent.length <= 28 && e.getClientRects().length > 1)
  .map(e => e.textContent)"""
ASIDE = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getClientRects().length && !e.closest('.scroll') && !e.closest('svg')
    && e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.outerHTML.slice(0, 80))"""

CUT = """() => [...document.querySelectorAll('.scroll')]
  .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.closest('section').id)"""


def stock_papermill(out, **parameters):
    """Run the payer notebook with papermill alone, from another folder than its own."""
    return papermill.execute_notebook(
        str(NOTEBOOK),
        str(out),
        parameters=parameters,
        cwd=str(out.parent),
        progress_bar=False,
        extra_arguments=[QUIET_KERNEL],
    )


@pytest.mark.notebook
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_stock_papermill_gives_the_same_brief_and_its_paper_names_no_patient(tmp_path, monkeypatch):
    scenario = str(ROOT / "inputs" / "scenarios" / "nq_renewal.yaml")
    ran = stock_papermill(tmp_path / "out.ipynb", scenario=scenario)
    assert brief_of(ran) == brief("nq_renewal")
    claims = ROOT / "inputs" / "practice" / "claims.parquet"
    rows = duckdb.sql(f"SELECT DISTINCT patient_id, claim_id FROM '{claims}'").fetchall()
    known = {one for row in rows for one in row}
    paper = (tmp_path / "out.ipynb").read_text("utf-8")
    assert not known & set(re.findall(r"[0-9A-Za-z_-]{6,64}", paper))


@pytest.mark.notebook
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_an_unknown_parameter_stops_stock_papermill(tmp_path):
    with pytest.raises(PapermillExecutionError, match="sede: is no parameter; did you mean seed"):
        stock_papermill(tmp_path / "out.ipynb", scenario="nq_renewal", sede=3)
    ran = nbformat.read(tmp_path / "out.ipynb", 4)
    assert not any("brief" in str(cell.get("outputs")) for cell in ran.cells[-2:])


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    for name in ALL:
        (folder / name).mkdir()
        (folder / name / "brief.html").write_text(page(name), "utf-8")
        (folder / name / "brief.pdf").write_bytes(printed_pages(name))
    text = index.render({name: brief(name) for name in ALL}, folder)
    (folder / "index.html").write_text(text, "utf-8")
    return folder


def test_every_number_of_the_portfolio_is_a_printed_form_of_a_brief(portfolio):
    shown = rendered.Page((portfolio / "index.html").read_text("utf-8")).text
    known = set.union(*(printed_forms(brief(name)) for name in ALL))
    tokens = number_tokens(unescape(shown))
    assert len(tokens) >= len(ALL)
    assert set(tokens) - known <= sums_of_rows()


def test_what_the_portfolio_adds_up_is_dollars_a_year():
    for name in ALL:
        told = brief(name)
        change = told["header"]["index"].get("change")
        assert change is None or told["facts"][change]["unit"] == "USD/year", name


def sums_of_rows():
    """The figures that the page makes itself: counts of talks and sums of their dollars."""
    talks = [told for name in ALL if "change" in (told := brief(name))["header"]["index"]]
    worth = [abs(fact_of(told, "change")) for told in talks]
    soon = [told for told in talks if fact_of(told, "days") <= index.SOON]
    due = sum(abs(fact_of(told, "change")) for told in soon)
    last = date(2026, 11, 24) + timedelta(days=max(fact_of(told, "days") for told in soon))
    counts = {str(count) for count in range(len(talks) + 1)} | {str(index.SOON)}
    return counts | {printed(sum(worth), "USD/year"), printed(due, "USD/year"), str(last.day)}


def fact_of(told, name):
    return told["facts"][told["header"]["index"][name]]["value"]


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    executable = a_browser.path()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("name", [*[f"{name}/brief.html" for name in ALL], "index.html"])
def test_a_page_fits_its_screen_and_no_figure_breaks(browser, portfolio, name, width):
    opened = browser.new_page(viewport={"width": width, "height": 900})
    opened.goto((portfolio / name).as_uri())
    opened.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert opened.evaluate("document.documentElement.scrollWidth") == width
    assert opened.evaluate(ASIDE) == []
    assert opened.evaluate(SMALL_TYPE) == []
    assert opened.evaluate(BROKEN) == []
    assert width == PHONE or opened.evaluate(CUT) == []
    opened.close()
