"""Heat maps and paired bars: whole at every size and width, told by facts alone, however odd."""

import io
import json

import grid_cases as cases
import numpy as np
import openpyxl
import pandas as pd
import pytest
import rendered
from grid_cases import COLLECTED, HIRE, NAN, VISITS, grid, many
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.colors import to_hex

from practice_model.briefs import charts, html, layout, pdf, xlsx
from practice_model.briefs.canvas import misplaced, texts_in
from practice_model.briefs.printed import unknown_tokens
from practice_model.briefs.style import COLORS

ALL = cases.hard_ones()
NARROW = 3.5  # inches
each = pytest.mark.parametrize("block", ALL.values(), ids=ALL)
few = settings(max_examples=10, deadline=None)


@each
def test_no_text_touches_anything_or_leaves_at_any_size_or_in_a_narrow_column(block):
    assert charts.faults_of(block) == []
    figure = charts.figure_of(block, "print", NARROW)
    assert misplaced(figure) == []
    assert figure.get_figwidth() == pytest.approx(NARROW)
    assert all(text.get_fontsize() >= 7 for text in figure.axes[0].texts)


@each
def test_every_number_that_is_drawn_is_a_printed_form_of_the_brief(block):
    assert unknown_tokens("\n".join(block["texts"]), block["brief"]) == []
    assert set(charts.tick_labels(block)) <= set(block["texts"])
    assert len(charts.tick_labels(block)) <= 5


amounts = st.one_of(st.just(NAN), st.floats(-1e9, 1e9, allow_subnormal=False))


@few
@given(
    st.integers(1, 7), st.integers(1, 7), st.data(), st.sampled_from(["phone", "print", "desktop"])
)  # fmt: skip
def test_a_heat_map_of_any_figures_is_whole(rows, columns, data, size):
    values = data.draw(arrays(float, (rows, columns), elements=amounts))
    step = data.draw(st.sampled_from([0.5, 1.0, 250.0]))
    plan = data.draw(st.sampled_from([None, (step, 0.0)]))
    block = cases.heat(
        grid(values, step * np.arange(1, rows + 1), 0.125 * np.arange(columns), 1.0), plan=plan,
        rows="{step} a day", column_unit=data.draw(st.sampled_from(["USD", "share", "months"])),
    )  # fmt: skip
    width = NARROW if size == "print" else None
    assert misplaced(charts.figure_of(block, size, width)) == []
    assert unknown_tokens("\n".join(block["texts"]), block["brief"]) == []


@few
@given(
    st.lists(st.tuples(amounts, amounts), min_size=1, max_size=8),
    st.sampled_from(["bare_k", "k", "bare"]),
    st.sampled_from(["phone", "print", "desktop"]),
)
def test_paired_bars_of_any_figures_are_whole(ends, style, size):
    block = cases.pairs(many(*ends).assign(label=[f"Year {at}" for at in range(len(ends))]),
                        style=style)  # fmt: skip
    width = NARROW if size == "print" else None
    assert misplaced(charts.figure_of(block, size, width)) == []
    assert unknown_tokens("\n".join(block["texts"]), block["brief"]) == []


# The heat map


def colors(block: dict, width: float = 7.33) -> list[str]:
    figure = charts.figure_of(block, "print", width)
    return [to_hex(patch.get_facecolor()).upper() for patch in figure.axes[0].patches]


def pieces(block: dict) -> list:
    """The pieces of the break-even line."""
    figure = charts.figure_of(block, "print", 7.33)
    return [
        one for one in figure.axes[0].lines if to_hex(one.get_color()).upper() == COLORS["loss"]
    ]


def figures(block: dict) -> list[list[str]]:
    return [[cell["text"] for cell in row["cells"]] for row in block["data"]["rows"]]


def test_high_rows_stand_at_the_top_and_columns_rise_in_whatever_order_they_come():
    shuffled = grid().sample(frac=1, random_state=7)[[158.0, 128.0, 168.0, 148.0, 138.0]]
    block = cases.heat(shuffled)
    assert block["data"]["heads"] == ["$128", "$138", "$148", "$158", "$168"]
    assert [row["label"] for row in block["data"]["rows"]][::6] == ["30 a day", "18 a day"]
    assert figures(block)[0] == ["+208", "+239", "+270", "+301", "+332"]
    assert figures(block)[-1][0] == "−3"


def test_the_plan_alone_is_framed_two_pixels_wide_and_its_heads_are_strong():
    figure = charts.figure_of(ALL["heat"], "print", 7.33)
    (frame,) = [line for line in figure.axes[0].lines if len(line.get_xdata()) > 2]
    assert frame.get_linewidth() == 1.5
    strong = {one.get_text() for one in figure.axes[0].texts if one.get_fontweight() == 600}
    assert strong == {"+209", "26 a day", "$148", "Visits", "Collected a visit"}
    assert ALL["heat"]["brief"]["facts"]["grid.plan"]["value"] == 209_000.0


def test_the_break_even_line_runs_between_loss_and_gain_alone():
    assert len(pieces(ALL["heat"])) == 2
    assert pieces(ALL["heat, all lose"]) == pieces(ALL["heat, none loses"]) == []
    level = [piece.get_ydata() for piece in pieces(ALL["heat, one row loses"])]
    assert len(level) == 3
    assert {y for ends in level for y in ends} == {level[0][0]}
    assert len(pieces(ALL["heat, islands"])) == 12
    islands = cases.heat(grid([[-90, NAN, 90]], [26], COLLECTED[:3]))
    assert pieces(islands) == []  # what stands between is not known


def test_the_foot_says_what_frame_and_line_are_and_where_there_is_no_line_who_loses():
    feet = {name: block["data"]["foot"] for name, block in ALL.items() if name.startswith("heat")}
    assert feet["heat"] == "$ thousand a year. Framed: plan. Red line: break-even."
    assert feet["heat, all lose"].endswith("Every case shown loses.")
    assert feet["heat, none loses"] == "$ thousand a year. No case shown loses."
    assert feet["heat, nothing known"] == "$ a year."


def test_the_ground_repeats_the_figure_loss_pale_red_and_gains_in_three_blues():
    seen = colors(ALL["heat"])
    assert seen.count(COLORS["loss_tint"]) == 1
    assert {COLORS[f"gain_{depth}"] for depth in (1, 2, 3)} < set(seen)
    assert set(colors(ALL["heat, all lose"])) == {COLORS["loss_tint"]}


def test_a_cell_loses_only_where_its_printed_figure_bears_a_minus():
    block = cases.heat(grid([[-400.0, -600.0, 20_000.0]], [26], COLLECTED[:3], 1.0))
    assert figures(block) == [["0", "−1", "+20"]]
    assert block["brief"]["facts"]["grid.losing"]["value"] == 1


def test_a_title_may_name_the_corner_that_loses():
    block = cases.heat(grid(), title="{grid.lowest_row} at {grid.lowest_column}: {grid.lowest:k}")
    assert "".join(span["text"] for span in block["title"]) == "18 a day at $128: −$3k"
    assert charts.faults_of(block) == []


def test_heads_tell_every_step_whole():
    def heads(steps, **given):
        return cases.heat(grid([[1.0] * len(steps)], [26], steps), **given)["data"]["heads"]

    assert heads([128, 138]) == ["$128", "$138"]
    assert heads([128, 138.5]) == ["$128.00", "$138.50"]
    assert heads([0.1, 0.125], column_unit="share") == ["10%", "12.5%"]
    assert heads([22.4, 26], column_unit="count") == ["22.4", "26.0"]
    assert heads([-5, 5], column_unit="count") == ["−5", "5"]
    assert heads([0.3, 0.31], column_unit="share", columns="{step:plain}") == ["30.0%", "31.0%"]


def test_figures_under_ten_thousand_are_told_in_dollars_and_the_subtitle_says_so():
    block = ALL["heat, tens"]
    assert block["data"]["foot"].startswith("$ a year")
    assert "".join(span["text"] for span in block["subtitle"]) == "Made up, $"
    assert figures(block)[-1][0] == "−10"


def test_a_missing_cell_says_a_word_and_has_no_ground():
    block = ALL["heat, holes"]
    assert sum(row.count("not priced") for row in figures(block)) == 5
    assert len(colors(block)) == 15 - 5
    assert block["brief"]["facts"].get("grid.20.148") is None


@pytest.mark.parametrize(
    ("frame", "plan", "told"),
    [
        (grid([[1, 2]], [26], [5, 5]), None, "must be finite and each told once"),
        (grid([[1, 2]], [26], ["low", "high"]), None, "every column must be a number"),
        (grid([[1.0] * 8], [26], range(8)), None, "has 8 columns; at most 7 fit"),
        (grid(), (27, 148), "the plan 27 is no row among"),
        (grid([[1], [2]], [20.01, 20.02], [5]), None, "read the same"),
    ],
)
def test_steps_that_cannot_be_told_are_refused_with_what_is_wrong(frame, plan, told):
    with pytest.raises(ValueError, match=told):
        cases.heat(frame, plan=plan)


def test_nothing_to_draw_or_no_title_draws_nothing():
    made = cases.started()
    assert made.heat("a", pd.DataFrame(), title="x", subtitle="", alt="") is None
    assert made.heat("b", grid(), title=None, subtitle="", alt="") is None
    assert made.pairs("c", pd.DataFrame(), title="x", subtitle="", alt="") is None
    assert made.pairs("d", many((1.0, 2.0)), title=None, subtitle="", alt="") is None


# Paired bars


def says(block: dict) -> list[str]:
    return [row["says"] for row in block["data"]["rows"]]


def test_the_difference_stands_in_words_under_each_pair_in_the_color_of_its_sign():
    assert says(ALL["pairs"]) == ["Year 1: −$88k", "Year 2: +$74k", "Year 3: +$59k"]
    figure = charts.figure_of(ALL["pairs"], "print", 7.33)
    tones = {one.get_text(): one.get_color() for one in figure.axes[0].texts}
    assert tones["Year 1: −$88k"] == COLORS["loss"]
    assert tones["Year 2: +$74k"] == COLORS["us"]


@few
@given(st.floats(-9e5, 9e5), st.floats(2e4, 9e5))
def test_the_difference_is_that_of_the_printed_figures(without, with_):
    block = cases.pairs(many((without / 1e3, with_ / 1e3)), change_says="{change:thousands}")
    row = block["data"]["rows"][0]
    texts = [row["says"], *(cell["text"] for cell in row["cells"][:2])]
    change, first, second = (int(text.replace("−", "-").replace(",", "")) for text in texts)
    assert change == second - first


def test_bars_start_at_zero_and_losses_hang_from_it():
    figure = charts.figure_of(ALL["pairs, losses"], "print", 7.33)
    bars = [one for one in figure.axes[0].patches
            if one.get_label() == "bar" and one.get_facecolor()[3]]  # fmt: skip
    (zero,) = [line for line in figure.axes[0].lines
               if to_hex(line.get_color()).upper() == COLORS["ink"]]  # fmt: skip
    level = zero.get_ydata()[0]
    for bar, value in zip(bars, (100, -88, -20, -30, -5, 140), strict=True):
        top, foot = bar.get_y(), bar.get_y() + bar.get_height()
        assert (foot if value > 0 else top) == pytest.approx(level)
    heights = [bar.get_height() for bar in bars]
    assert heights[0] / heights[1] == pytest.approx(100 / 88)


def test_without_is_pale_and_outlined_and_with_is_ours():
    seen = colors(ALL["pairs"])
    assert seen.count(COLORS["market_tint"]) == seen.count(COLORS["us"]) == 3


def test_the_sides_are_named_once_under_the_first_pair_or_over_all_where_it_is_too_narrow():
    for name in ("pairs", "pairs, ten years"):
        shown = texts_in(charts.figure_of(ALL[name], "print", NARROW))
        assert (shown.count("Without"), shown.count("With")) == (1, 1)
    figure = charts.figure_of(ALL["pairs, ten years"], "print", NARROW)
    assert figure.axes[0].texts[0].get_text() == "Without"


def test_pairs_that_do_not_fit_go_on_in_a_second_line_at_the_same_scale():
    assert charts.figure_of(ALL["pairs"], "phone").get_figheight() < 3
    figure = charts.figure_of(ALL["pairs, ten years"], "phone")
    bars = [one.get_height() for one in figure.axes[0].patches
            if to_hex(one.get_facecolor()).upper() == COLORS["market_tint"]]  # fmt: skip
    assert bars[1:] == pytest.approx([bars[1]] * 10)
    assert len({round(one.get_ydata()[0]) for one in figure.axes[0].lines}) == 2


def test_a_year_that_nobody_knows_is_dashed_says_so_and_has_no_difference():
    block = ALL["pairs, missing"]
    assert says(block) == ["Year 1", "Year 2", "Year 3", "Year 4: +$249k"]
    figure = charts.figure_of(block, "print", 7.33)
    dashed = [one for one in figure.axes[0].patches if one.get_linestyle() not in {"-", "solid"}]
    assert len(dashed) == 4
    assert texts_in(figure).count("not known") == 4


def test_pay_under_ten_thousand_is_told_in_dollars_and_its_difference_with_it():
    assert says(ALL["pairs, tens"]) == ["Year 1: +$2", "Year 2: −$24"]
    assert [cell["text"] for cell in ALL["pairs, tens"]["data"]["rows"][1]["cells"][:2]] == [
        "20", "−4",
    ]  # fmt: skip


def test_years_may_be_named_by_their_index_and_the_words_hold_any_form():
    frame = pd.DataFrame({"alone": [384_000.0], "shared": [296_000.0]}, index=[2027])
    block = cases.pairs(
        frame, without="alone", with_="shared", labels={2027: "Lease year 1"},
        change_says="{label}: {change:size_k} {without|less|the same|more|with}",
        names={"with": "With the hire"},
    )  # fmt: skip
    assert says(block) == ["Lease year 1: $88k less"]
    assert block["data"]["names"] == ["Without", "With the hire"]


# On pages


@pytest.fixture(scope="module")
def brief():
    made = cases.started()
    cases.add_heat(made, grid(np.where(np.eye(7, 5, 3) > 0, NAN, HIRE), VISITS), plan=(26, 148))
    cases.add_pairs(made, many((384.4, 296.3), (384.4, NAN), (-20.2, 443.0)))
    return json.loads(made.to_json())


@pytest.fixture(scope="module")
def places():
    sections = [{"split": "halves", "left": ["pay"], "right": ["grid"]}]
    return layout.parsed({"pages": [{"sections": sections}]}, "grid.yaml")


def test_every_number_of_print_and_page_is_a_printed_form_and_every_cell_is_there(brief, places):
    content = pdf.render(brief, places)
    printed = " ".join(rendered.pdf_pages(content)).replace("\n", " ")
    assert unknown_tokens(printed, brief) == []
    for words in ("+209", "26 a day", "$148", "not priced", "Year 1: −$88k", "Red line"):
        assert words in printed
    assert pdf.render(brief, places) == content
    page = html.render(brief, places)
    assert page.count('role="img"') == 4
    assert html.render(brief, places) == page


def test_the_spreadsheet_holds_every_cell_and_the_difference_as_a_formula(brief, places):
    made = openpyxl.load_workbook(io.BytesIO(xlsx.render(brief, places)))
    rows = [[cell.value for cell in row] for row in made["Grid"].iter_rows(min_row=5, max_row=12)]
    assert rows[0] == ["Visits", "$128", "$138", "$148", "$158", "$168"]
    assert rows[3] == ["26 a day", 155_000, 182_000, 209_000, 235_000, 262_000]
    assert rows[7] == ["18 a day", -3_000, 27_000, 57_000, "not priced", 117_000]
    pay = [[cell.value for cell in row] for row in made["Pay"].iter_rows(min_row=5, max_row=7)]
    assert pay[0][1:] == ["Without", "With", "Difference"]
    assert pay[1] == ["Year 1", 384_400, 296_300, "=C6 - B6"]
    assert pay[2] == ["Year 2", 384_400, "not known", ""]
