"""A notebook's cell shows the block that it says, as the documents will print it."""

import re
from html import unescape

import forms
import pandas as pd
import pytest
import sample_talk
from IPython.core.interactiveshell import InteractiveShell

from practice_model.briefs.brief import Brief
from practice_model.briefs.fonts import embedded
from practice_model.briefs.printed import unknown_tokens
from practice_model.briefs.shown import Shown

CHARTS = {"waterfall", "ladder", "providers", "payers", "inputs", "rooms", "months"}
TABLES = {"numbers", "codes", "grid"}
MOST = 60_000  # letters of what one cell stores


@pytest.fixture(scope="module")
def said() -> tuple[Brief, dict[str, Shown]]:
    """A brief of every form, and what each of its calls returned."""
    held: dict[str, Shown] = {}
    patch = pytest.MonkeyPatch()
    add = Brief._add

    def kept(self, block, has_content):
        made = add(self, block, has_content)
        if made is not None:
            held[block["id"]] = made
        return made

    patch.setattr(Brief, "_add", kept)
    made = forms.brief()
    patch.undo()
    return made, held


def visible(text: str) -> str:
    """What a reader sees: no style, no tags, no text alternative."""
    text = re.sub(r"<(style|title|desc)\b.*?</\1>", " ", text.replace("<wbr>", ""), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def words(spans) -> str:
    return " ".join("".join(span["text"] for span in spans).split())


def flat(text: str) -> str:
    return text.replace(" ", "")


def test_every_block_of_the_brief_was_returned_where_it_was_said(said):
    brief, held = said
    assert list(held) == [block["id"] for block in brief.to_dict()["blocks"]]
    assert set(held) > CHARTS | TABLES


def test_every_block_shows_its_title_subtitle_and_notes_with_their_figures(said):
    brief, held = said
    told = brief.to_dict()
    for block in told["blocks"]:
        seen = visible(held[block["id"]]._repr_html_())
        for spans in (block.get("title"), block.get("subtitle"), *block.get("notes", ())):
            assert flat(words(spans or ())) in flat(seen), block["id"]
        assert unknown_tokens(seen, told) == []


def test_a_table_shows_every_cell(said):
    brief, held = said
    for block in brief.to_dict()["blocks"]:
        if block["kind"] == "table":
            page = held[block["id"]]._repr_html_()
            assert page.count("<table") == 1
            seen = flat(visible(page))
            for row in block["rows"]:
                assert all(
                    flat(cell["text"].replace("\u00a0", "")) in seen for cell in row["cells"]
                )


def test_a_chart_shows_one_drawing_with_its_text_alternative(said):
    brief, held = said
    for block in brief.to_dict()["blocks"]:
        if block["kind"] == "chart":
            page = held[block["id"]]._repr_html_()
            assert page.count("<svg") == 1
            (alt,) = re.findall(r"<desc id=[^>]*>(.*?)</desc>", page)
            assert unescape(alt) == "".join(span["text"] for span in block["alt"])
            name = re.search(r'<svg role="img" aria-labelledby="(\S+) ', page)[1]
            assert f'<title id="{name}">' in page
            assert len(page) < MOST, (block["id"], len(page))


def test_two_charts_of_a_notebook_share_no_id(said):
    _, held = said
    ids = [
        one for name in CHARTS for one in re.findall(r'\bid="([^"]+)"', held[name]._repr_html_())
    ]
    assert len(set(ids)) == len(ids)


def test_sentences_key_numbers_and_boxes_show(said):
    _, held = said
    assert "$888,403 a year" in visible(held["bottom_line"]._repr_html_())
    strip = visible(held["key_numbers"]._repr_html_())
    assert "Fees now $890,774 the practice’s own mix" in strip
    box = visible(held["neutrality"]._repr_html_())
    assert "$1.09 taken for each dollar given" in box
    assert "Fees fall by $2,371 a year." in box
    one = sample_talk.told().say("one", "Now {offer.now}.", title="What is now {offer.now}")
    assert visible(one._repr_html_()) == "What is now $890,774 Now $890,774 ."


def test_a_block_that_is_left_out_shows_nothing():
    made = sample_talk.told()
    groups = sample_talk.groups()
    none = groups.iloc[:0]
    bars = {"subtitle": "Made up", "alt": "Bars", "value": "change", "head": "$"}
    said = {"subtitle": "Made up", "alt": "Marks"}
    assert made.answer("a", None) is None
    assert made.say("b", None) is None
    assert made.strip("c", [None]) is None
    assert made.table("d", none, title="None", rows="", columns={}) is None
    assert made.callout("e", "change", title="Nothing", items=[None]) is None
    assert made.chart("f", "bars", none, title="None", **bars) is None
    assert made.chart("g", "bars", groups, title=None, **bars) is None
    assert made.dots("h", none, title="None", series={}, **said) is None
    assert made.tornado("i", none, title="None", plan="", plan_says="", **said) is None
    assert made.blocks("j", none, title="None", **said) is None
    assert made.trend("k", none, title="None", **said) is None


def test_words_of_the_inputs_are_escaped():
    frame = pd.DataFrame({"change": [1_000.0]}, index=["<script>alert(1)</script>"])
    made = sample_talk.told()
    shown = [
        made.table("t", frame, title="A <b> & {offer.now}", rows="<i>",
                   columns={"change": "<u>|plain"}),
        made.say("s", "x <img src=y>"),
        made.callout("c", "finding", title="<b>", items=["<i>"]),
        made.chart("b", "bars", frame, title="A <b> {offer.now}", subtitle="<i>", alt="<u>",
                   value="change", head="<s>"),
    ]  # fmt: skip
    for one in shown:
        page = one._repr_html_()
        assert not re.search(r"<(script|img|b|i|u|s)[ >]", page)
        assert "&lt;" in page


def test_a_cell_stores_neither_script_nor_typeface_nor_an_address(said):
    _, held = said
    for one in held.values():
        page = one._repr_html_()
        assert "<script" not in page
        assert embedded() not in page
        assert not re.search(r"url\((?!#)", page)
        assert not re.search(r'(?:href|src)="(?!#)', page)
        assert not re.search(r"0x[0-9a-f]{6}", repr(one))


def test_the_same_block_is_stored_as_the_same_bytes(said):
    _, held = said
    again = forms.brief().to_dict()["blocks"]
    for block in again:
        assert Shown(block)._repr_html_() == held[block["id"]]._repr_html_()


def test_showing_a_block_changes_nothing_of_the_brief(said):
    made, held = said
    before = made.to_json()
    for one in held.values():
        one._repr_html_()
    assert made.to_json() == before == forms.brief().to_json()


def test_a_notebook_displays_it_as_a_page_and_never_as_a_brief(said):
    _, held = said
    data, _ = InteractiveShell.instance().display_formatter.format(held["numbers"])
    assert set(data) == {"text/html", "text/plain"}
    assert data["text/plain"] == "<table numbers>"
