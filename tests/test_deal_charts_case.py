"""Charts that make the case of a deal: whole at every size, their printed figures adding up."""

import json
import math

import case_chart_cases as cases
import openpyxl
import pytest
import rendered
from case_chart_cases import CLAIM, MOVE, NAN, bars, bridge, without
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from talk_chart_cases import started

from practice_model.briefs import charts, html, layout, pdf, xlsx
from practice_model.briefs.canvas import BAR, MARK, misplaced, texts_in
from practice_model.briefs.chart_bars import floating
from practice_model.briefs.printed import unknown_tokens
from practice_model.briefs.style import COLORS

NARROW = 2.65  # inches, the narrowest column of a page
ALL = cases.hard_ones()
each = pytest.mark.parametrize("block", ALL.values(), ids=ALL)
few = settings(max_examples=5, deadline=None)


@each
def test_no_text_touches_anything_or_leaves_at_any_size_or_column(block):
    assert charts.faults_of(block) == []
    figure = charts.figure_of(block, "print", NARROW)
    assert misplaced(figure) == []
    assert figure.get_figwidth() == pytest.approx(NARROW)


@each
def test_every_number_that_may_be_drawn_is_a_printed_form_of_the_brief(block):
    assert block["texts"]
    assert unknown_tokens("\n".join(block["texts"]), block["brief"]) == []


@each
def test_axis_figures_are_listed_and_at_most_five_an_axis(block):
    labels = charts.tick_labels(block)
    assert len(labels) <= (10 if block["chart"] == "curve" else 5)
    assert set(labels) <= set(block["texts"])


@pytest.mark.parametrize("name", ["steps", "values", "curve", "guard"])
def test_a_chart_of_a_case_gives_the_same_bytes_again(name):
    block = ALL[name]
    first, again = (charts.draw(block, block["brief"], "print") for _ in range(2))
    assert first == again


def shown(block: dict, size: str = "print", width: float | None = 3.52) -> list[str]:
    return texts_in(charts.figure_of(block, size, width if size == "print" else None))


def patches(block: dict, label: str) -> list:
    figure = charts.figure_of(block, "print", 3.52)
    return [patch for patch in figure.axes[0].patches if patch.get_label() == label]


def bars_of(figure) -> list:
    return [patch for patch in figure.axes[0].patches if patch.get_label() == BAR]


def color(patch) -> str:
    found = to_hex(patch.get_facecolor()).upper()
    return next((name for name, value in COLORS.items() if value == found), found)


def where(block: dict, text: str, width: float = 3.52):
    """The only text object of these words, and its box on the sheet."""
    figure = charts.figure_of(block, "print", width)
    (found,) = [one for one in figure.axes[0].texts if one.get_text() == text]
    return found, found.get_window_extent(figure.canvas.get_renderer())


def read(text: str) -> float:
    """The figure that a printed text tells."""
    plain = text.replace("−", "-").replace("–", "0").replace(",", "").replace("$", "")
    return float(plain.replace("+", "").removesuffix("k")) * (1000 if plain.endswith("k") else 1)


def narrow_faults(block: dict) -> list[str]:
    """What is wrong with a chart where it has the least room, on paper and on a phone."""
    sizes = (("print", NARROW), ("phone", None))
    return [fault for size, width in sizes
            for fault in misplaced(charts.figure_of(block, size, width))]  # fmt: skip


# Steps


def test_steps_run_from_their_figure_to_ours_as_printed_and_each_tells_whose_it_is():
    assert [row["text"] for row in ALL["steps"]["data"]["rows"]] == ["29", "+5", "+7", "+15"]
    assert ALL["steps"]["data"]["total"]["text"] == "56"
    assert [color(bar) for bar in patches(ALL["steps"], BAR)] == [
        "them", "loss", "loss", "loss", "us",
    ]  # fmt: skip


def test_a_difference_between_two_options_ends_in_the_color_of_its_sign():
    block = ALL["steps, between options"]
    assert [row["text"] for row in block["data"]["rows"]] == [
        "−50,269", "+140,800", "+84,000", "+61,000",
    ]  # fmt: skip
    assert block["data"]["total"]["text"] == "+235,531"
    colors = [color(bar) for bar in patches(block, BAR)]
    assert colors == ["us_mid", "loss", "loss", "loss", "loss"]
    gain = cases.steps({key: (*row[:2], -row[2]) for key, row in MOVE.items()}, unit="USD")
    assert color(patches(gain, BAR)[-1]) == "us"


def test_more_is_a_gain_where_more_is_better():
    assert [color(bar) for bar in patches(ALL["steps, gains"], BAR)] == [
        "them", "us_mid", "us_mid", "us",
    ]  # fmt: skip


def test_the_bars_of_steps_float_and_land_on_the_total():
    data = ALL["steps, crossing zero"]["data"]
    extents = floating(data)
    assert extents[0][0] == 0
    assert [end for _, end in extents[:-1]] == [start for start, _ in extents[1:]]
    assert extents[-1][1] == pytest.approx(data["total"]["value"])


amounts = st.floats(-1e7, 1e7).map(lambda value: round(value, 2))


@few
@given(
    st.lists(amounts, min_size=1, max_size=7),
    st.sampled_from(["theirs", "ours", "now", "body"]),
    st.sampled_from(["bare_signed", "signed_k"]),
    st.sampled_from(["USD", "USD/year", "count"]),
)
def test_any_steps_are_drawn_whole_and_their_printed_figures_sum(values, first, style, unit):
    block = cases.steps(bridge(*values, first=first), style=style, unit=unit)
    assert narrow_faults(block) == []
    data = block["data"]
    printed = sum(read(row["text"]) for row in data["rows"])
    assert printed == pytest.approx(read(data["total"]["text"]), abs=1e-6)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({**CLAIM, "ours": ("Ours", "total", 57.0)}, "sum to 56, not to the total 57"),
        ({**CLAIM, "more": ("More", "body", 0.0)}, "total stands before the last row"),
        ({**CLAIM, "mix": ("Mix", "theirs", 5.0)}, "level stands under the first row"),
        ({**CLAIM, "mix": ("Mix", "sideways", 5.0)}, "'sideways' is no role"),
    ],
)
def test_a_frame_that_is_no_bridge_is_refused_in_words(rows, told):
    with pytest.raises(ValueError, match=told):
        cases.steps(rows)


def test_a_label_may_be_a_template_that_facts_fill():
    rows = {**MOVE, "days": ("Lost to {talk.notice}", *MOVE["days"][1:])}
    labels = [row["label"] for row in cases.steps(rows, unit="USD")["data"]["rows"]]
    assert labels[-1].startswith("Lost to ")
    assert "{" not in labels[-1]


def test_a_step_that_nobody_priced_is_a_word_and_no_bar():
    assert "not priced" in shown(ALL["steps, not priced"])
    assert len(patches(ALL["steps, not priced"], BAR)) == 2


# Values


def test_options_stand_cheapest_first_ours_and_theirs_in_their_colors():
    block = ALL["values, theirs"]
    assert [row["text"] for row in block["data"]["rows"]] == ["836,598", "989,826", "1,546,370"]
    assert [color(bar) for bar in patches(block, BAR)] == ["us", "ink3", "them"]
    assert {"Payback,\nyears", "Payback,", "6.9", "12.7"} & set(shown(block)) >= {"6.9", "12.7"}
    assert "6.9" not in shown(block, "phone")


def test_bars_start_at_zero_and_hold_their_figures_where_they_are_long_enough():
    block = ALL["values, ten millions"]
    starts = {round(bar.get_x(), 6) for bar in patches(block, BAR)}
    assert len(starts) == 1
    inside, box = where(block, "10,000,000")
    assert to_hex(inside.get_color()).upper() == COLORS["white"]
    assert max(bar.get_window_extent().x1 for bar in patches(block, BAR)) > box.x1
    outside, _ = where(block, "3,000,000")
    assert to_hex(outside.get_color()).upper() == COLORS["ink"]


def test_a_figure_that_only_partly_stands_in_its_bar_is_told():
    block = json.loads(json.dumps(ALL["values, ten millions"] | {"brief": {}}))
    figure = charts.figure_of(block, "print", 3.52)
    text = next(one for one in figure.axes[0].texts if one.get_text() == "10,000,000")
    inside, end = text.get_position()[0], max(bar.get_window_extent().x1 for bar in bars_of(figure))
    text.set_x(end - 10)
    assert any("touches a bar" in fault for fault in misplaced(figure))
    text.set_x(inside)
    text.set_color(COLORS["ink"])
    assert any("touches a bar" in fault for fault in misplaced(figure))


def test_an_option_without_a_value_comes_last_and_says_so():
    block = cases.values(bars(4e4, NAN, 6e4))
    assert [row["text"] for row in block["data"]["rows"]] == ["40,000", "60,000", "not priced"]


def test_the_other_side_need_not_have_told_a_figure():
    block = cases.values(cases.LEASES, chosen="ask", theirs=["memo"])
    assert {row["side"] for row in block["data"]["rows"]} == {"chosen", ""}


def test_titles_can_name_the_first_the_second_the_last_ours_and_theirs():
    title = "{options.first_name} {options.second} {options.last_inside} {options.theirs:k}"
    block = cases.values(cases.PRICES, chosen="ours", theirs=["memo"], title=title)
    told = "".join(span["text"] for span in block["title"])
    assert told == "Our value, at our rate $989,826 sellers’ memo $1,546k"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"chosen": "asks"}, "options has no row 'asks'"),
        ({"rows": {"a": ("A", 5.0, 7.0, 3.0, 1.0)}}, "low 7 is over high 3"),
    ],
)
def test_a_frame_without_the_named_row_or_with_its_ends_turned_is_refused(given, told):
    with pytest.raises(ValueError, match=told):
        cases.values(**given)


@few
@given(
    st.lists(amounts, min_size=1, max_size=6),
    st.sampled_from([0.0, 0.05, 0.9, 2.0]),
    st.sampled_from(["least", "most", "frame"]),
)
def test_any_values_are_drawn_whole(values, ranged, order):
    block = cases.values(bars(*values, ranged=ranged), chosen="o0", order=order)
    assert narrow_faults(block) == []


# The curve


def test_a_curve_says_our_point_with_its_range_the_need_and_their_claim():
    told = {"Our charts: 83", "(66 to 98)", "Needed: 56", "Vendor says 29"}
    assert told | {"Loses money under the line"} <= set(shown(ALL["curve"]))
    marks = patches(ALL["curve"], MARK)
    assert [color(mark) for mark in marks] == ["us", "white", "them"]
    assert to_hex(marks[1].get_edgecolor()).upper() == COLORS["loss"]


def test_the_volume_starts_at_zero_and_every_mark_with_its_range_is_on_the_ground():
    for name, block in ALL.items():
        if name.startswith("curve"):
            assert charts.tick_labels(block)[0] == "0"
            figure = charts.figure_of(block, "print", 7.33)
            lines = [line for line in figure.axes[0].lines if line.get_linewidth() == 1.0]
            zero = figure.bbox.height - lines[0].get_ydata()[0]
            held = [p for p in figure.axes[0].patches if color(p) in {"us", "them", "gain_2"}]
            assert held
            for patch in held:
                box = patch.get_window_extent()
                assert zero - 5 < box.y0 <= box.y1 < figure.bbox.height, name


def test_the_needed_point_lies_on_the_curve():
    figure = charts.figure_of(ALL["curve"], "print", 3.52)
    ring = next(p for p in figure.axes[0].patches if p.get_label() == MARK and color(p) == "white")
    path = next(line for line in figure.axes[0].lines if line.get_linewidth() == 1.8)
    near = min(math.dist(ring.center, point) for point in zip(*path.get_data(), strict=True))
    assert near < 3.0


def test_without_a_claim_or_a_range_nothing_is_said_of_them():
    assert not any("Vendor" in text for text in shown(ALL["curve, no claim"]))
    assert not any(" to " in text for text in shown(ALL["curve, no range"]))


def test_where_no_volume_pays_words_stand_in_place_of_the_curve():
    block = ALL["curve, no solution"]
    assert "No volume pays at these rates" in shown(block)
    assert not any("Needed" in text or "under the line" in text for text in shown(block))
    lines = charts.figure_of(block, "print", 3.52).axes[0].lines
    assert not [line for line in lines if line.get_linewidth() == 1.8]


def test_rates_that_no_volume_makes_good_lose_all_the_way_up():
    figure = charts.figure_of(ALL["curve, solution at high rates alone"], "print", 3.52)
    ground = next(patch for patch in figure.axes[0].patches if color(patch) == "loss_tint")
    roof = min(y for _, y in ground.get_xy())
    assert sum(y == roof for _, y in ground.get_xy()) >= 3


def test_words_with_no_place_on_the_ground_stand_under_it_after_their_mark():
    block = ALL["curve, nothing needed"]
    _, words = where(block, "Loses money under the line")
    _, head = where(block, "Collected for a payable scan")
    assert words.y1 <= head.y0 + 1


def test_a_mark_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="no mark plans"):
        cases.curve(names={"plans": "Plans"})


rates = st.floats(1.0, 500.0).map(lambda value: round(value, 2))
volumes = st.floats(0.0, 5_000.0).map(lambda value: round(value, 1))


@few
@given(
    st.floats(0.0, 1e6), st.floats(0.0, 300.0), st.tuples(rates, rates, rates, rates),
    st.lists(volumes, min_size=5, max_size=5), st.booleans(),
)  # fmt: skip
def test_any_curve_is_drawn_whole(fixed, variable, across, along, claimed):
    low, high = sorted(across[:2])
    lower, value, higher = sorted(along[:3])
    point = without(
        *([] if claimed else ["claim"]), rate=across[2], claim_rate=across[3],
        plan=(value, lower, higher), needed=along[3],
        **({"claim": along[4]} if claimed else {}),
    )  # fmt: skip
    block = cases.curve(fixed, variable, (low, high + 0.01), point=point)
    assert narrow_faults(block) == []


# The gauge


def test_a_gauge_says_the_need_the_plan_and_the_ceiling_and_is_red_above_it():
    assert {"Needed 18%", "Planned 27%", "Ceiling 35%", "0%", "50%"} == set(shown(ALL["guard"]))
    grounds = {color(patch): patch for patch in patches(ALL["guard"], "")}
    red, ceiling = grounds["loss_tint"], patches(ALL["guard"], BAR)[-1]
    middle = ceiling.get_x() + ceiling.get_width() / 2
    assert red.get_x() == pytest.approx(middle)


def test_a_need_over_the_ceiling_stands_in_the_red_and_the_scale_reaches_it():
    for name in ("guard, needed over the ceiling", "guard, far off"):
        needed, ceiling = patches(ALL[name], BAR)
        assert needed.get_x() > ceiling.get_x()
        assert needed.get_x() + needed.get_width() < 3.52 * 72


def test_a_gauge_without_any_figure_is_left_out_and_mixed_units_are_refused():
    made = started()
    assert made.guard("use", title="x", needed="no", **cases.SAID) is None
    with pytest.raises(ValueError, match="mixes units"):
        made.guard("use", title="x", needed="point", planned="talk.headline", **cases.SAID)


shares = st.one_of(st.none(), st.floats(0.0, 3.0).map(lambda value: round(value, 3)))


@few
@given(shares, st.floats(0.0, 2.0).map(lambda value: round(value, 3)), shares)
def test_any_gauge_is_drawn_whole(needed, planned, ceiling):
    block = cases.guard(needed, planned, ceiling)
    assert narrow_faults(block) == []


# On pages


@pytest.fixture(scope="module")
def brief():
    made = started()
    cases.add_all(made)
    return json.loads(made.to_json())


@pytest.fixture(scope="module")
def places():
    halves = {"split": "halves", "left": ["bridge"], "right": ["use"]}
    sections = [{"split": "chart", "left": ["options"], "right": ["break_even"]}, halves]
    return layout.parsed({"pages": [{"sections": sections}]}, "case.yaml")


def test_print_and_page_hold_no_number_that_is_no_printed_form(brief, places):
    printed = " ".join(rendered.pdf_pages(pdf.render(brief, places))).replace("\n", " ")
    assert unknown_tokens(printed, brief) == []
    for words in ("Our charts: 83", "1,413,146", "Vendor formula", "Ceiling 35%"):
        assert words in printed
    assert html.render(brief, places).count('role="img"') == 8


def test_the_spreadsheet_holds_the_rows_of_each_chart_and_sums_the_steps(brief, places, tmp_path):
    file = tmp_path / "case.xlsx"
    file.write_bytes(xlsx.render(brief, places))
    book = openpyxl.load_workbook(file)
    assert {"Bridge", "Options", "Break even", "Use"} <= set(book.sheetnames)
    cells = [cell.value for row in book["Bridge"].iter_rows() for cell in row]
    assert any(str(value).startswith("=SUM(") for value in cells)
    assert "Needed" in [row[0].value for row in book["Use"].iter_rows()]


def test_an_empty_frame_or_no_title_draws_nothing():
    made = started()
    empty = cases.frame_of({}, ["label", "role", "value"])
    assert made.steps("a", empty, title="x", **cases.SAID) is None
    assert made.values("b", empty, title=None, **cases.SAID) is None
    assert made.curve("c", empty, title="x", rate="", plan="", **cases.SAID) is None
    assert made.to_dict()["blocks"] == []
