"""Lines over time: whole at every size, each told apart and named, zero on the axis."""

import io
import json
from itertools import pairwise

import line_cases as cases
import openpyxl
import pandas as pd
import pytest
import rendered
from hypothesis import given, settings
from hypothesis import strategies as st
from line_cases import COLUMNS, LOWEST, NAN, rows
from matplotlib.colors import to_hex
from talk_chart_cases import started

from practice_model.briefs import charts, html, layout, pdf, xlsx
from practice_model.briefs.canvas import MARK, misplaced, texts_in
from practice_model.briefs.printed import unknown_tokens
from practice_model.briefs.style import COLORS

NARROW = 2.65  # inches, the narrowest column of a page
ALL = cases.hard_ones()
each = pytest.mark.parametrize("block", ALL.values(), ids=ALL)
few = settings(max_examples=8, deadline=None)


@each
def test_no_text_touches_anything_or_leaves_at_any_size_or_column(block):
    assert charts.faults_of(block) == []
    figure = charts.figure_of(block, "print", NARROW)
    assert misplaced(figure) == []
    assert figure.get_figwidth() == pytest.approx(NARROW)


@each
def test_every_number_that_may_be_drawn_is_a_printed_form_of_the_brief(block):
    assert unknown_tokens("\n".join(block["texts"]), block["brief"]) == []
    assert set(charts.tick_labels(block)) <= set(block["texts"])


amounts = st.one_of(st.none(), st.integers(-9, 9), st.floats(-1e7, 1e7))
kinds = st.sampled_from(["lowest", "payback", "note"])


@few
@given(
    st.lists(st.lists(amounts, min_size=4, max_size=4), min_size=1, max_size=9),
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from("abcd"), kinds), max_size=4),
    st.integers(0, 2030),
    st.sampled_from(["Month", "Lease year", ""]),
    st.booleans(),
)
def test_any_lines_are_drawn_whole(values, marked, start, head, banded):
    frame = pd.DataFrame(values, columns=list("abcd"), dtype=float)
    frame.index += start
    marks = [(x + start, column, f"{kind}: {{value:signed_k}}, {{x}}", kind)
             for x, column, kind in marked if column in ("ab" if banded else "abcd")]  # fmt: skip
    made = started()
    said = {"c": "Under {last:k}", "d": "Over {last:k}"}
    series = {key: f"Way {key}" for key in ("ab" if banded else "abcd")}
    cases.add_lines(made, frame, chosen="a", theirs="b", x_head=head, marks=marks, series=series,
                    bands=said if banded else {})  # fmt: skip
    if frame[list(series)].isna().all(axis=None):
        assert made.to_dict()["blocks"] == []
        return
    block = cases.drawn(made)
    assert charts.faults_of(block) == []
    assert unknown_tokens("\n".join(block["texts"]), block["brief"]) == []


def figure_of(name: str, width: float = 4.46):
    return charts.figure_of(ALL[f"lines, {name}"], "print", width)


def shown(name: str) -> list[str]:
    return texts_in(figure_of(name))


def strokes(name: str) -> list[tuple[str, float, str]]:
    """The color, width and dash of every drawn line of money, gridlines left out."""
    lines = [line for line in figure_of(name).axes[0].lines if line.get_linewidth() > 1.1]
    return [
        (to_hex(line.get_color()).upper(), line.get_linewidth(), repr(line._unscaled_dash_pattern))
        for line in lines
    ]


def dots(name: str) -> list[str]:
    return [to_hex(patch.get_facecolor()).upper() for patch in figure_of(name).axes[0].patches
            if patch.get_label() == MARK]  # fmt: skip


def test_ours_is_thick_and_on_top_and_the_others_are_thin_gray_and_dashed_each_its_way():
    drawn = strokes("financing")
    assert drawn[-1][0] == COLORS["us"]
    assert drawn[-1][1] > 1.5 * max(width for _, width, _ in drawn[:-1])
    assert {color for color, _, _ in drawn[:-1]} == {COLORS["ink3"]}
    assert len({dash for _, _, dash in drawn[:-1]}) == 3


def test_the_other_side_is_dashed_and_in_its_own_color():
    theirs, ours = strokes("two sides")
    assert (theirs[0], ours[0]) == (COLORS["them"], COLORS["us"])
    assert theirs[2] != ours[2]


def test_each_line_and_edge_of_a_band_is_named_at_the_right_with_its_last_figure():
    assert {
        "Plan +$131k", "One in ten under −$32k", "One in four under +$50k",
        "One in four above +$206k", "One in ten above +$280k",
    } <= set(texts_in(figure_of("fan", 7.33)))  # fmt: skip


def test_names_of_lines_that_end_together_are_spread_in_the_order_of_their_ends():
    figure = figure_of("all ending together")
    names = [one for one in figure.axes[0].texts if one.get_text().endswith("+$36k")]
    places = [one.get_position()[1] for one in names]
    assert len(names) == 4
    assert min(after - before for before, after in pairwise(places)) > 9


def test_the_lowest_point_is_a_red_dot_and_the_payback_a_blue_one_each_with_its_words():
    assert {"Lowest: −$271k, month 10", "Paid back, month 33"} <= set(shown("fan"))
    assert dots("fan")[:2] == [COLORS["loss"], COLORS["us"]]


def test_what_is_never_paid_back_has_no_dot_and_no_words():
    assert dots("all negative, never paid back") == [COLORS["loss"]]
    assert not any("Paid back" in text for text in shown("all negative, never paid back"))


def test_a_mark_past_the_last_month_or_on_a_missing_figure_is_left_out():
    frame = rows(a=[1e4, NAN, 3e4])
    block = cases.lines(frame, marks=[(7, "a", LOWEST, "lowest"), (1, "a", LOWEST, "lowest")])
    assert block["data"]["marks"] == []


def test_a_missing_figure_is_a_gap_and_a_lone_one_a_dot():
    assert len(strokes("gaps")) == 3
    assert dots("gaps").count(COLORS["us"]) == 2


def test_a_line_without_any_figure_is_told_by_its_name():
    assert "b: not priced" in shown("one without figures")
    assert not any("b +" in text for text in shown("one without figures"))


@each
def test_zero_is_on_the_axis_with_an_ink_line_and_at_most_five_others(block):
    lines = charts.figure_of(block, "print").axes[0].lines
    flat = [line for line in lines if len(set(line.get_ydata())) == 1 and len(line.get_xdata()) == 2
            and to_hex(line.get_color()).upper() in {COLORS["ink"], COLORS["hair"]}]  # fmt: skip
    ink = [line for line in flat if to_hex(line.get_color()).upper() == COLORS["ink"]]
    assert len(ink) == 1
    assert 1 <= len(flat) - 1 <= 5


def test_the_foot_names_both_ends_and_round_months_between():
    def named(name: str) -> list[str]:
        return charts.tick_labels(ALL[f"lines, {name}"])

    assert named("financing")[-6:] == ["0", "12", "24", "36", "48", "60"]
    assert named("leases")[-10:] == [str(year) for year in range(1, 11)]
    assert named("calendar years")[-6:] == [str(year) for year in range(2027, 2033)]
    assert named("half years")[-4:] == ["0", "1", "2", "2.5"]


def test_small_amounts_are_told_in_dollars_and_the_subtitle_says_so():
    block = ALL["lines, ten dollars"]
    assert "".join(span["text"] for span in block["subtitle"]) == "Made up, $"
    assert "Lowest: −$6, month 1" in block["texts"]
    assert "".join(span["text"] for span in ALL["lines, fan"]["subtitle"]).endswith("$ thousand")


def test_titles_may_name_a_lines_ends_and_any_point():
    title = "{cash.plan.lowest:signed_k} in month {cash.plan.lowest_at}; {cash.12.plan:signed_k}"
    block = cases.fan(title=title)
    assert "".join(span["text"] for span in block["title"]) == "−$271k in month 10; −$269k"


@pytest.mark.parametrize(
    ("given_args", "told"),
    [
        ({"chosen": "lone"}, "no line 'lone'"),
        ({"marks": [(0, "lone", "x", "lowest")]}, "no line 'lone' to mark"),
        ({"marks": [(0, "loan", "x", "peak")]}, "no mark 'peak'; there are lowest, payback, note"),
        ({"marks": [(0.5, "loan", "x", "note")]}, "0.5, which is no x of the frame"),
        ({"bands": {"cash": "Under"}}, "1 edges of bands: name two or four"),
        ({"series": dict.fromkeys(["loan", "cash"], "Month 12")}, "12"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(given_args, told):
    said = {"chosen": "loan", **given_args}
    with pytest.raises(ValueError, match=told):
        cases.lines(cases.financing(), **said)


@pytest.mark.parametrize("index", [[0, 0], ["a", "b"], [0, float("nan")]])
def test_an_x_that_is_no_number_or_told_twice_is_refused(index):
    with pytest.raises(ValueError, match=r"must be (a number|finite and told once)"):
        cases.lines(rows(2, a=(1e4, 1.0)).set_axis(index))


def test_seven_lines_are_too_many_to_tell_apart():
    with pytest.raises(ValueError, match="7 lines; at most 6"):
        cases.lines(rows(**dict.fromkeys("abcdefg", (1e4, 1.0))))


def test_nothing_to_draw_or_no_title_draws_nothing():
    made, said = started(), {"subtitle": "", "alt": "", "series": {"a": "A"}}
    assert made.lines("a", pd.DataFrame(), title="x", **said) is None
    assert made.lines("b", rows(a=(1e4, 1.0)), title=None, **said) is None
    assert made.lines("c", rows(a=[NAN, NAN]), title="x", **said) is None
    assert made.lines("d", rows(b=(1e4, 1.0)), title="x", **said) is None


def test_rows_in_any_order_are_drawn_from_the_first_x_on():
    frame = cases.financing()
    block = cases.lines(frame.iloc[::-1], chosen="loan")
    assert block["data"]["lines"] == cases.lines(frame, chosen="loan")["data"]["lines"]


def test_the_same_lines_give_the_same_bytes_again():
    block = ALL["lines, fan"]
    first, again = (charts.draw(block, block["brief"], "print") for _ in range(2))
    assert first == again


PLACES = {"pages": [{"sections": [["fan"], {"split": "halves", "left": ["ways"], "right": []}]}]}


def test_lines_stand_on_page_paper_and_sheet_and_every_number_is_the_briefs():
    made = started()
    cases.add_hire(made, "fan")
    cases.add_lines(made, cases.financing(), "ways", chosen="loan")
    told = json.loads(made.to_json())
    places = layout.parsed(json.loads(json.dumps(PLACES)), "lines.yaml")
    page, paper = html.render(told, places), " ".join(rendered.pdf_pages(pdf.render(told, places)))
    assert "Lines of what was made up, from the start on." in page
    assert unknown_tokens(paper.replace("\n", " "), told) == []
    for words in ("Lowest: −$271k, month 10", "One in ten under −$32k", "loan +$37k"):
        assert words in paper.replace("\n", " "), words
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(told, places)))
    fan, ways = book["Fan"], book["Ways"]
    assert [cell.value for cell in fan[5]][:3] == ["Months from start", "Plan", "One in ten under"]
    assert (fan.cell(16, 1).value, fan.cell(16, 2).value) == (10, -271_000)
    assert (ways.max_row, ways.cell(66, 1).value, ways.cell(66, 3).value) == (66, 60, 43_590)


def test_marks_may_come_as_an_empty_table():
    block = cases.lines(rows(a=(1e4, 1.0)), marks=pd.DataFrame(columns=COLUMNS))
    assert block["data"]["marks"] == []
