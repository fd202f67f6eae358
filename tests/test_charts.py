"""Charts: nothing touches or leaves the sheet, every text is listed, bars start at zero."""

import re
from itertools import pairwise

import pytest
from chart_cases import hard_ones, ordinary, row, whole_dollars

from practice_model.briefs import charts, fonts
from practice_model.briefs.canvas import Canvas, misplaced, texts_in
from practice_model.briefs.chart_bars import floating
from practice_model.briefs.style import SIZES, register_faces

BRIEF = {"question": "payer", "scenario": {"name": "nq_renewal"}}
ALL = {"ordinary": ordinary(), **hard_ones()}
each_chart = pytest.mark.parametrize("block", ALL.values(), ids=ALL)
each_size = pytest.mark.parametrize("size", SIZES)


@each_chart
def test_no_text_touches_another_or_a_bar_or_leaves_the_sheet_in_any_size(block):
    assert charts.faults_of(block) == []


@pytest.mark.parametrize("width", [2.65, 3.52, 4.46, 7.33])
@each_chart
def test_a_chart_fits_every_column_of_the_printed_page(block, width):
    figure = charts.figure_of(block, "print", width)
    assert misplaced(figure) == []
    assert figure.get_figwidth() == pytest.approx(width)


@each_chart
def test_the_axis_holds_zero_and_at_most_five_figures(block):
    labels = charts.tick_labels(block)
    assert "0" in labels
    assert 1 <= len(labels) <= 5


def test_axis_figures_are_round_signed_and_evenly_spaced():
    block = whole_dollars(row("a", -29_781.0, "x"), row("b", 18_544.0, "x"))
    assert charts.tick_labels(block) == ["−20,000", "−10,000", "0", "+10,000"]
    assert charts.tick_labels(ordinary()) == ["−20", "0", "+20", "+40"]


def test_a_waterfall_floats_from_where_the_last_bar_ended_and_lands_on_its_total():
    data = ordinary()["data"]
    extents = floating(data)
    assert extents[0][0] == 0
    for (_, end), (start, _) in pairwise(extents):
        assert end == start
    assert extents[-1][1] == pytest.approx(data["total"]["value"])


def test_the_printed_bars_of_a_waterfall_sum_to_its_printed_total():
    data = ordinary()["data"]
    read = [int(one["text"].replace("−", "-")) for one in data["rows"]]
    assert sum(read) == int(data["total"]["text"].replace("−", "-"))


@each_size
@each_chart
def test_every_drawn_text_is_text_of_the_block_and_stands_in_the_svg_as_text(block, size):
    drawn = charts.draw(block, BRIEF, size)
    in_svg = [
        part.replace("&amp;", "&") for part in re.findall(r"<text [^>]*>([^<]*)</text>", drawn)
    ]
    assert sorted(in_svg) == sorted(texts_in(charts.figure_of(block, size)))
    listed = " ".join(block["texts"]).split()
    assert all(word in listed for text in in_svg for word in text.split())


def test_a_text_that_the_block_does_not_list_is_told():
    block = ordinary()
    block["data"]["rows"][0]["text"] = "+42"
    assert any("+42" in fault for fault in charts.faults_of(block))


def test_a_title_without_a_figure_and_a_text_alternative_that_repeats_it_are_told():
    block = ordinary() | {"title": [{"text": "The offer"}], "alt": [{"text": "The offer"}]}
    told = " ".join(charts.faults_of(block))
    assert "title holds no figure" in told
    assert "text alternative" in told


def test_text_that_touches_and_text_that_leaves_are_told():
    canvas = Canvas(100, 40)
    canvas.text(10, 20, "one", 8)
    canvas.text(12, 20, "two", 8)
    canvas.text(90, 35, "outside", 8)
    canvas.bar(10, 30, 20, 10, "loss")
    told = " ".join(misplaced(canvas.figure))
    assert "'one' touches 'two'" in told
    assert "'outside' leaves the figure" in told
    assert "'two' touches a bar" in told


@each_size
def test_the_same_chart_gives_the_same_bytes(size):
    assert charts.draw(ordinary(), BRIEF, size) == charts.draw(ordinary(), BRIEF, size)


def test_charts_of_one_page_share_no_clip_id():
    one = charts.draw(ordinary(), BRIEF, "desktop")
    other = charts.draw(ordinary() | {"id": "another"}, BRIEF, "desktop")
    ids = [set(re.findall(r'<clipPath id="([^"]+)"', drawn)) for drawn in (one, other)]
    assert ids[0]
    assert ids[1]
    assert not ids[0] & ids[1]


def test_an_svg_bears_no_date_and_no_id_twice():
    drawn = charts.draw(ordinary(), BRIEF, "print")
    assert "<dc:date>" not in drawn
    assert "matplotlib" not in drawn
    ids = re.findall(r'\bid="([^"]+)"', drawn)
    assert len(ids) == len(set(ids))


@each_size
def test_type_is_source_sans_and_never_under_the_smallest_size_allowed(size):
    drawn = charts.draw(ordinary(), BRIEF, size)
    styles = re.findall(r'<text style="([^"]+)"', drawn)
    assert all(f"font-family: '{fonts.FAMILY}';" in style for style in styles)
    assert {found for style in styles for found in re.findall(r"font-weight: (\d+)", style)} == {
        "600"
    }
    smallest = 7.0 if size == "print" else 12 * 0.75
    assert min(float(re.search(r"font-size: ([\d.]+)px", one)[1]) for one in styles) >= smallest


def test_the_semibold_face_is_the_one_of_the_wheel():
    from matplotlib.font_manager import FontProperties, findfont

    register_faces()
    found = findfont(FontProperties(family=fonts.FAMILY, weight=600), fallback_to_default=False)
    assert found == str(fonts.FOLDER / "SourceSansPro-Semibold.ttf")


def test_the_phone_leaves_out_the_side_columns():
    shown = texts_in(charts.figure_of(ordinary(), "phone"))
    assert "118.3" not in shown
    assert "Offer" not in shown
    assert "+41" in shown


def test_a_missing_figure_is_a_word_and_no_bar():
    block = whole_dollars(row("Implants", None, "not priced"), row("Visits", 10.0, "+10"))
    figure = charts.figure_of(block, "print")
    assert "not priced" in texts_in(figure)
    bars = [patch for patch in figure.axes[0].patches if patch.get_label() == "bar"]
    assert len(bars) == 1


def test_losses_are_red_gains_blue_and_both_bear_their_sign():
    block = whole_dollars(row("a", -10.0, "−10"), row("b", 10.0, "+10"))
    drawn = charts.draw(block, BRIEF, "print")
    assert "fill: #a81e2c" in drawn
    assert "fill: #3a86c4" in drawn


def test_an_unknown_kind_or_size_is_refused_with_the_nearest_name():
    with pytest.raises(ValueError, match="did you mean waterfall"):
        charts.figure_of(ordinary() | {"chart": "waterfal"}, "print")
    with pytest.raises(ValueError, match="did you mean phone"):
        charts.figure_of(ordinary(), "phon")


def test_dollar_signs_and_markup_in_a_name_stay_text():
    block = whole_dollars(row("$7 & $9 <b>", 10.0, "+10"))
    drawn = charts.draw(block, BRIEF, "print")
    assert "$7 &amp; $9 &lt;b&gt;" in drawn


def _axis_figures(svg, made):
    """The axis figures that a chart draws, as numbers, from left to right as they stand."""
    drawn = re.findall(r"<text[^>]*>(.*?)</text>", svg, re.S)
    labels = set(charts.tick_labels(made))
    numbers = [
        float(text.replace("\u2212", "-").replace(",", "").replace("+", ""))
        for text in drawn
        if text in labels
    ]
    return sorted(set(numbers))


@each_size
@each_chart
def test_zero_is_drawn_on_every_axis_and_its_figures_are_evenly_spaced(block, size):
    figures = _axis_figures(charts.draw(block, BRIEF, size), block)
    assert 0.0 in figures
    steps = {round(right - left, 6) for left, right in pairwise(figures)}
    assert len(steps) <= 1, figures
