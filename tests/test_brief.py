"""The brief: one results object, the same bytes each time, and no figure outside its facts."""

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sample_talk import SAMPLE, groups, offer, talk, told

from practice_model.briefs import charts
from practice_model.briefs.brief import MIME, Brief
from practice_model.briefs.printed import number_tokens, printed_forms, unknown_tokens


@pytest.fixture(scope="module")
def brief():
    return told().to_dict()


def block(brief, name):
    return next(one for one in brief["blocks"] if one["id"] == name)


def text(spans):
    return "".join(span["text"] for span in spans)


def read(printed):
    """The number that a printed string says; a nil is nothing."""
    bare = printed.replace("−", "-").replace("$", "").replace(",", "").replace("+", "")
    return 0.0 if bare in {"–", ""} else float(bare)


def strings(part):
    """Every text that a reader sees in a part of the brief."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for key, inner in part.items():
            if key not in {"id", "kind", "key", "fact", "format", "unit", "chart", "style", "role"}:
                yield from strings(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from strings(inner)


def test_the_committed_sample_is_what_the_code_makes():
    assert told().to_json() == SAMPLE.read_text("utf-8"), "run python tests/sample_talk.py"


def test_the_same_talk_gives_the_same_bytes_and_sorted_keys():
    first, second = told().to_json(), told().to_json()
    assert first == second
    assert json.dumps(json.loads(first), ensure_ascii=False, sort_keys=True, indent=1) == first


def test_every_number_of_every_text_is_a_printed_form(brief):
    for one in strings([brief["header"], brief["blocks"], brief["checks"]]):
        assert unknown_tokens(one, brief) == [], one


def test_every_figure_of_a_sentence_or_table_is_its_facts_printed_form(brief):
    def cells(part):
        if isinstance(part, dict):
            if part.get("fact") and "text" in part:
                yield part
            for inner in part.values():
                yield from cells(inner)
        elif isinstance(part, list):
            for inner in part:
                yield from cells(inner)

    found = list(cells([brief["header"], brief["blocks"]]))
    assert len(found) > 30
    for cell in found:
        assert cell["text"] in brief["facts"][cell["fact"]]["printed"].values(), cell


def test_one_changed_digit_of_a_text_is_unknown(brief):
    line = text(block(brief, "bottom_line")["paragraphs"][0])
    for token in number_tokens(line):
        digit = next(mark for mark in reversed(token) if mark.isdigit())
        changed = token.replace(digit, str((int(digit) + 3) % 10))
        assert unknown_tokens(line.replace(token, changed), brief), token


def test_printed_columns_add_up_to_their_printed_total(brief):
    rows = block(brief, "codes")["rows"]
    parts = [read(row["cells"][-1]["text"]) for row in rows if row["role"] in {"body", "rest"}]
    (total,) = [read(row["cells"][-1]["text"]) for row in rows if row["role"] == "total"]
    assert sum(parts) == total


def test_the_printed_bars_add_up_and_the_moved_string_is_the_facts(brief):
    data = block(brief, "waterfall")["data"]
    assert sum(read(row["text"]) for row in data["rows"]) == read(data["total"]["text"])
    moved = data["rows"][2]
    assert moved["text"] == "−13"  # -12,380 alone would be -12
    assert brief["facts"][moved["fact"]]["printed"]["thousands"] == "−13"


def test_the_chart_is_well_set_and_lists_its_texts(brief):
    chart = block(brief, "waterfall")
    assert charts.faults_of(chart) == []
    assert set(brief["tick_labels"]["waterfall"]) <= set(chart["texts"])


def test_bars_too_short_for_thousands_are_told_in_dollars():
    made = told()
    frame = groups().assign(change=lambda all_groups: all_groups["change"] / 100)
    made.chart(
        "small", "waterfall", frame, title="Net {small.total:signed}", subtitle="A small payer",
        alt="Waterfall of small changes", value="change", head="Change a year, $ thousand",
    )  # fmt: skip
    data = block(made.to_dict(), "small")["data"]
    assert data["head"] == "Change a year, $"
    assert data["rows"][0]["text"] == "+276"
    assert sum(read(row["text"]) for row in data["rows"]) == read(data["total"]["text"]) == -24


def test_a_row_of_a_chart_without_a_figure_says_so():
    made = told()
    frame = pd.DataFrame({"value": [1_573.38, np.nan]}, index=["Tests cut whole", "Implants"])
    made.chart(
        "priced", "bars", frame, title="Tests cost {priced.most_up:size}", subtitle="A year",
        alt="Bars of what each term is worth", value="value", head="$ a year", style="bare_signed",
    )  # fmt: skip
    chart = block(made.to_dict(), "priced")
    assert chart["data"]["rows"][1]["text"] == "not priced"
    assert charts.faults_of(chart) == []


def test_the_range_is_of_the_draws_and_the_value_is_the_likely_one(brief):
    change = brief["facts"]["offer.change"]
    assert change["value"] == -2370.93
    assert change["low"] == pytest.approx(-35_900 + 0.1 * 28_600)
    assert change["high"] == pytest.approx(-35_900 + 0.9 * 28_600)


def test_draws_in_place_of_the_likely_figures_are_refused():
    drawn = SimpleNamespace(change=np.array([1.0, 2.0]))
    made = Brief("payer", talk())
    made.figures("offer", offer(), draws=drawn)
    with pytest.raises(ValueError, match=r"array of draws"):
        made.figures("drawn", offer_of_draws())


def offer_of_draws():
    from practice_model.quantities import USD, terms

    @terms
    class Draws:
        price: USD

    return Draws(price=np.array([1.0, 2.0]))


def test_what_has_nothing_to_say_is_left_out(brief):
    assert "nothing" not in [one["id"] for one in brief["blocks"]]
    made = told()
    made.callout("empty", "change", title="What would change this advice", items=[None])
    made.table("none", groups().iloc[:0], title="Nothing", rows="Group", columns={})
    assert len(made.to_dict()["blocks"]) == len(brief["blocks"])


def test_a_block_is_told_once():
    made = told()
    with pytest.raises(ValueError, match="already has a block 'numbers'"):
        made.say("numbers", "Again.")


def test_a_missing_cell_is_an_en_dash_or_the_word_that_the_table_chose(brief):
    assert block(brief, "numbers")["rows"][1]["cells"][1] == {"text": "–"}
    assert block(brief, "codes")["rows"][-1]["cells"][1] == {"text": ""}


def test_codes_stand_as_codes(brief):
    assert block(brief, "codes")["rows"][0]["cells"][0] == {"text": "92014", "code": True}


def test_the_synthetic_mark_follows_the_practice(brief):
    assert [mark["kind"] for mark in brief["header"]["marks"]] == ["confidential", "synthetic"]
    real = told(talk(synthetic=False)).to_dict()
    assert [mark["kind"] for mark in real["header"]["marks"]] == ["confidential"]


def test_the_run_is_named_by_what_went_in_and_by_nothing_else(brief):
    assert told().to_dict()["provenance"]["run"] == brief["provenance"]["run"]
    other = talk()
    other.digest = "0" * 64
    assert told(other).to_dict()["provenance"]["run"] != brief["provenance"]["run"]


def test_the_ledger_tells_source_file_and_line(brief):
    (row,) = brief["ledger"]
    assert (row["value"], row["unit"], row["file"], row["line"]) == (
        "0.055", "share", "scenarios/sample.yaml", 7,
    )  # fmt: skip
    assert row["low"] == ""


def test_a_brief_without_a_header_is_refused():
    with pytest.raises(ValueError, match="no header"):
        Brief("payer", talk()).to_json()


def test_the_notebook_shows_the_page_and_carries_the_brief():
    shown = told()._repr_mimebundle_()
    assert shown[MIME] == json.loads(told().to_json())
    assert "srcdoc" in shown["text/html"]


def test_no_machine_path_is_in_the_brief(brief):
    assert "/somewhere" not in json.dumps(brief)
    assert brief["scenario"]["file"] == "inputs/scenarios/sample.yaml"


def test_printed_forms_hold_what_is_printed_and_not_the_raw_values(brief):
    forms = printed_forms(brief)
    assert {"−$2,371", "113.0%", "80%", "+28", "66984"} <= forms
    assert "890774.25" not in forms


def test_a_number_that_stands_only_in_a_text_is_no_printed_form(brief):
    slipped = json.loads(json.dumps(brief))
    block(slipped, "bottom_line")["paragraphs"][0].append({"text": " Or $9,999."})
    line = text(block(slipped, "bottom_line")["paragraphs"][0])
    assert unknown_tokens(line, slipped) == ["$9,999"]
