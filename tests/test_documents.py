"""The web page and the portfolio: one object, nothing else, for every reader."""

import copy
import json
import re

import pytest
import rendered

from practice_model.briefs import html, index
from practice_model.briefs.documents import walk
from practice_model.briefs.formats import printed
from practice_model.briefs.layout import FOLDER, parsed, read_layout
from practice_model.briefs.printed import number_tokens, unknown_tokens
from practice_model.faults import Faults

CSS = "".join(path.read_text("utf-8") for path in sorted(html.TEMPLATES.glob("*.css")))


@pytest.fixture(scope="module")
def brief():
    return rendered.read(rendered.SAMPLE)


@pytest.fixture(scope="module")
def text(brief):
    return html.render(brief)


@pytest.fixture(scope="module")
def page(text):
    return rendered.Page(text)


def test_figures_by_fact_are_those_of_the_brief(brief, page):
    wanted: dict[str, set[str]] = {}
    for fact, shown in rendered.figures_of([brief["header"], brief["blocks"], brief["checks"]]):
        wanted.setdefault(fact, set()).add(shown)
    assert wanted
    assert dict(page.facts) == wanted


def test_every_number_that_the_page_shows_is_a_printed_form(brief, page):
    assert len(number_tokens(page.text)) > 50
    assert unknown_tokens(page.text, brief) == []


@pytest.mark.parametrize("part", ["sentence", "table", "chart"])
def test_one_changed_digit_of_the_page_is_seen(brief, text, part):
    place = {
        "sentence": r'(<p>.*?data-fact="[^"]+">[^<]*?)(\d)',
        "table": r'(<td class="right[^>]*><span class="f" data-fact="[^"]+">[^<]*?)(\d)',
        "chart": r"(<text[^>]*>[+\u2212])(\d)",
    }[part]
    changed, count = re.subn(place, lambda m: f"{m[1]}{m[2]}73", text, count=1, flags=re.S)
    assert count == 1
    assert unknown_tokens(rendered.Page(changed).text, brief)


@pytest.mark.parametrize("path", rendered.COMMITTED, ids=lambda path: path.parent.name)
def test_the_committed_pages_show_what_their_brief_holds(path):
    brief = rendered.read(path)
    page = rendered.Page(path.with_name("brief.html").read_text("utf-8"))
    assert unknown_tokens(page.text, brief) == []
    for fact, shown in page.facts.items():
        assert shown <= set(brief["facts"][fact]["printed"].values()), fact


def test_the_same_brief_gives_the_same_page(brief, text):
    assert html.render(copy.deepcopy(brief)) == text


def test_the_page_stands_alone_without_scripts(text, page):
    assert page.all("script") == page.all("link") == page.all("img") == []
    assert not re.findall(r"@import|url\((?!data:font|#)", text)
    for link in page.all("a"):
        assert re.fullmatch(r"(\.\./)?[a-z_]+\.\w+", link["href"]), link


def test_the_page_is_small(text):
    assert len(text.encode()) < 250_000


def test_the_page_says_its_language_title_and_width(brief, page):
    assert page.all("html")[0]["lang"] == "en-US"
    assert "width=device-width" in page.all("meta")[1]["content"]
    assert "".join(span["text"] for span in brief["header"]["finding"]) in page.texts


def test_every_head_has_its_scope_and_every_chart_a_name_and_words(page):
    assert all(head["scope"] in {"row", "col"} for head in page.all("th"))
    charts = page.all("svg")
    assert len(charts) == 2, "one for a desk, one for a phone"
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    for chart in charts:
        assert chart["role"] == "img"
        assert set(chart["aria-labelledby"].split()) <= set(ids)


def test_no_id_stands_twice_and_every_reference_within_the_page_is_met(text, page):
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    used = re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', text)
    assert {one or other for one, other in used} <= set(ids)


def test_marks_stand_at_the_top_and_in_the_foot(brief, page):
    for mark in brief["header"]["marks"]:
        assert page.texts.count(mark["text"]) == 2
    assert any("Not legal advice" in text for text in page.texts)


def test_names_with_markup_stay_text(brief):
    wild = copy.deepcopy(brief)
    wild["header"]["meta"][1]["value"] = "<b>A & B</b> {{ 7 * 7 }}"
    wild["blocks"][0]["paragraphs"][0].append({"text": "<script>alert(1)</script>"})
    page = rendered.Page(html.render(wild))
    assert "<b>A & B</b> {{ 7 * 7 }}" in page.texts
    assert page.all("script") == []


def test_a_long_name_may_break_and_a_figure_may_not(brief):
    long = copy.deepcopy(brief)
    name = "Visits at the fees of the year before, the rest as now"
    long["blocks"][0]["paragraphs"][0] += [
        {"text": name, "fact": "offer.change"},
        {"text": "$1", "fact": "offer.change"},
    ]
    text = html.render(long)
    assert f'<span class="name" data-fact="offer.change">{name}<' in text
    assert '<span class="f" data-fact="offer.change">$1<' in text


def test_five_codes_are_shown_on_a_phone_and_the_others_on_demand(brief):
    many = copy.deepcopy(brief)
    table = next(block for block in many["blocks"] if block["id"] == "codes")
    row = next(row for row in table["rows"] if row["role"] == "body")
    table["rows"] = [copy.deepcopy(row) for _ in range(7)]
    text = html.render(many)
    shown, hidden = text.split('<div class="cards">')[1].split("<details>")
    assert shown.count('class="card"') == 5
    assert hidden.split("</details>")[0].count('class="card"') == 2


def test_a_long_table_opens_on_demand_and_says_how_long_it_is(brief):
    long = copy.deepcopy(brief)
    long["ledger"] = brief["ledger"] * 21
    assert "Show all twenty-one rows" in rendered.Page(html.render(long)).text


def test_no_type_is_set_under_twelve_pixels():
    sizes = [float(size) for size in re.findall(r"font(?:-size)?:[^;}]*?([\d.]+)px", CSS)]
    assert sizes
    assert min(sizes) >= 12


def luminance(color: str) -> float:
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(ink: str, ground: str) -> float:
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *[(ink, ground) for ink in ("ink", "ink2", "loss", "us") for ground in ("white", "wash")],
        ("ink3", "white"),
        ("ink3", "wash"),
        ("loss", "us-tint"),
        *[("white", ground) for ground in ("ink", "us", "loss", "ok")],
    ],
)
def test_text_is_dark_enough_on_its_ground(ink, ground):
    colors = {"white": "#FFFFFF", **dict(re.findall(r"--([\w-]+):(#\w{6})", CSS))}
    assert contrast(colors[ink], colors[ground]) >= 4.5


def test_a_layout_refuses_a_key_that_it_does_not_know():
    with pytest.raises(Faults, match=r"odd\.yaml: pages\.0\.sides"):
        parsed({"pages": [{"sides": [], "sections": []}]}, "odd.yaml")
    with pytest.raises(Faults, match=r"odd\.yaml: rial"):
        parsed({"pages": [], "rial": []}, "odd.yaml")


def test_a_question_without_a_layout_is_told_with_those_there_are():
    with pytest.raises(Faults, match=r"has no layout; there are: .*payer"):
        read_layout("nothing")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_layout_that_ships_is_read(path):
    assert read_layout(path.stem).pages


def test_blocks_stand_where_the_layout_says_and_the_others_in_the_appendix(brief):
    layout = parsed(
        {
            "pages": [
                {
                    "sections": [
                        ["codes"],
                        {"split": "halves", "left": ["none"], "right": ["numbers"]},
                    ]
                }
            ],
            "rail": ["neutrality"],
        },
        "own.yaml",
    )
    document = walk(brief, layout)
    assert [block["id"] for block in document.blocks()] == ["codes", "numbers"]
    assert document.pages[0].sections[1].split == "whole", "a lone column takes the width"
    assert [block["id"] for block in document.rail] == ["neutrality"]
    assert [block["id"] for block in document.appendix][:2] == ["bottom_line", "waterfall"]


def test_charts_are_lettered_when_there_are_two(brief):
    two = copy.deepcopy(brief)
    chart = next(block for block in two["blocks"] if block["kind"] == "chart")
    two["blocks"].append({**chart, "id": "basis"})
    letters = [block["letter"] for block in walk(two, read_layout("payer")).blocks()]
    assert [letter for letter in letters if letter] == ["A", "B"]
    alone = walk(brief, read_layout("payer")).blocks()
    assert not any(block["letter"] for block in alone)


def of_client(brief, client, dollars, name, **more):
    made = copy.deepcopy(brief)
    made["scenario"]["name"] = name
    fact = made["facts"]["offer.change"]
    fact["value"], fact["printed"]["signed"] = dollars, f"+${dollars:,.0f}"
    made["header"]["index"] = {
        "client": client,
        "counterparty": f"Payer {name}",
        "change": "offer.change",
        "next_date": "Dec 1",
        "next_step": "send the counter",
        **{key: key for key in more},
    }
    for key, value in more.items():
        style, unit = {"days": ("plain", "days"), "gap": ("points_signed", "ratio")}.get(
            key, ("bare", "ratio")
        )
        made["facts"][key] = {
            "value": value, "unit": unit, "low": None, "high": None,
            "printed": {style: printed(value, unit, style)},
        }  # fmt: skip
    return made


def test_the_portfolio_is_sorted_by_dollars_and_links_its_briefs(brief):
    briefs = {name: of_client(brief, "L", usd, name) for name, usd in (("a", 5), ("b", 70))}
    page = rendered.Page(index.render(briefs))
    rows = [attributes["id"] for attributes in page.all("tr") if "id" in attributes]
    assert rows == ["b", "a"]
    assert {"href": "b/brief.pdf"} in page.all("a")
    assert "First of two talks: Payer b, +$70 a year" in page.texts
    for text in ("+$70", "Counter", "Dec 1", "CONFIDENTIAL · NOT FOR PAYER"):
        assert text in page.texts, text
    assert page.all("script") == page.all("link") == []


def test_a_small_answer_due_tomorrow_stands_before_a_large_one_in_spring(brief):
    briefs = {
        "spring": of_client(brief, "L", 9_000, "spring", days=100),
        "soon": of_client(brief, "L", -500, "soon", days=1),
        "passed": of_client(brief, "L", 400, "passed", days=-3),
        "undated": of_client(brief, "L", 99_000, "undated"),
    }
    page = rendered.Page(index.render(briefs))
    rows = [attributes["id"] for attributes in page.all("tr") if "id" in attributes]
    assert rows == ["soon", "passed", "spring", "undated"]
    assert "Two answers are due by Nov\u00a025; they carry $900 of $108,900 a year" in page.texts


def test_the_portfolio_counts_offers_under_the_floor_and_draws_where_each_stands(brief):
    marks = {"floor": 1.02, "offer": 0.98, "target": 1.2, "gap": -0.04, "days": 3}
    briefs = {
        "under": of_client(brief, "L", 70, "under", **marks),
        "over": of_client(brief, "L", 60, "over", **marks | {"offer": 1.1, "gap": 0.08}),
        "deal": of_client(brief, "L", 50, "deal", days=30),
    }
    text = index.render(briefs)
    page = rendered.Page(text)
    strips = [one["aria-label"] for one in page.all("svg")]
    assert strips == [
        "Percent of Medicare: floor 102.0, offer 98.0, target 120.0",
        "Percent of Medicare: floor 102.0, offer 110.0, target 120.0",
    ]
    counted = re.search(r"Offers under our floor</dt><dd class=\"loss\">(\d+)<", text)
    assert counted
    assert counted.group(1) == "1"
    assert "\u22124.0\u00a0pts" in page.texts


def test_the_portfolio_links_no_file_that_is_not_there(brief, tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "brief.html").write_text("", "utf-8")
    page = rendered.Page(index.render({"a": of_client(brief, "L", 5, "a")}, tmp_path))
    assert {link["href"] for link in page.all("a")} == {"a/brief.html"}


def test_a_portfolio_of_two_clients_is_refused(brief, tmp_path):
    for name in ("Larkmoor", "Quennet"):
        (tmp_path / name).mkdir()
        made = json.dumps(of_client(brief, name, 5, name))
        (tmp_path / name / "brief.json").write_text(made, "utf-8")
    with pytest.raises(Faults, match="but this portfolio is of 'Larkmoor'"):
        index.write_index(tmp_path)
    assert not (tmp_path / "index.html").exists()


def test_an_empty_portfolio_says_what_to_do(tmp_path):
    assert "Run practice-model brief." in index.write_index(tmp_path).read_text("utf-8")
