"""A talk's charts: bargaining range, dumbbell and timeline, whole at every size, however hard."""

import json
import math
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest
import rendered
import talk_chart_cases as cases
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from talk_chart_cases import NAN, NONE, RANGE, TODAY, at, on_days

from practice_model.briefs import charts, html, layout, pdf
from practice_model.briefs.canvas import misplaced, texts_in, width_of
from practice_model.briefs.chart_labels import APART, apart
from practice_model.briefs.printed import unknown_tokens
from practice_model.briefs.style import COLORS

SIZES = ("print", "desktop", "phone")
WIDTHS = (2.65, 3.52, 6.74, 7.33)
ALL = cases.hard_ones()
each = pytest.mark.parametrize("block", ALL.values(), ids=ALL)
few = settings(max_examples=15, deadline=None)


@each
def test_no_text_touches_anything_or_leaves_at_any_size(block):
    assert charts.faults_of(block) == []


@pytest.mark.parametrize("width", WIDTHS)
@each
def test_a_chart_of_a_talk_fits_every_column_of_the_printed_page(block, width):
    figure = charts.figure_of(block, "print", width)
    assert misplaced(figure) == []
    assert figure.get_figwidth() == pytest.approx(width)


@each
def test_every_number_that_is_drawn_is_a_printed_form_of_the_brief(block):
    shown = [text for size in SIZES for text in texts_in(charts.figure_of(block, size))]
    assert len(shown) > len(SIZES)
    assert unknown_tokens("\n".join(shown), block["brief"]) == []


@each
def test_axis_figures_are_at_most_five_and_listed(block):
    labels = charts.tick_labels(block)
    assert len(labels) <= 5
    assert set(labels) <= set(block["texts"])


@pytest.mark.parametrize("name", ["range", "dumbbell", "timeline"])
def test_a_chart_of_a_talk_gives_the_same_bytes_again(name):
    block = ALL[name]
    for size in SIZES:
        assert charts.draw(block, block["brief"], size) == charts.draw(block, block["brief"], size)


def shown(name: str, size: str = "print", width: float | None = 7.33) -> list[str]:
    return texts_in(charts.figure_of(ALL[name], size, width if size == "print" else None))


def where(block: dict, text: str, width: float = 7.33, size: str = "print"):
    """The only text object of these words, and its box on the sheet."""
    figure = charts.figure_of(block, size, width if size == "print" else None)
    (found,) = [one for one in figure.axes[0].texts if one.get_text() == text]
    return found, found.get_window_extent(figure.canvas.get_renderer())


def grounds(block: dict) -> set[str]:
    figure = charts.figure_of(block, "print", 7.33)
    return {to_hex(patch.get_facecolor()).upper() for patch in figure.axes[0].patches}


# The range


def test_each_mark_of_a_range_says_its_name_and_its_percent_of_medicare():
    told = shown("range")
    assert {"Leave network 108.5", "Target 123.0", "Ask 127.0", "Offer 115.8"} <= set(told)
    assert "Floor 112.0 (80% range 109.6 to 114.3)" in told
    assert "Ceiling 122.5 (our estimate 119.0 to 126.0)" in told
    assert {"Current 117.2", "Full cost 106.5"} <= set(told)
    assert {"P25 109.0", "Median 121.0", "P75 131.0"} <= set(told)
    assert "Zone of agreement: 10.5\u00a0points, $156,555 a year" in told


def test_a_range_is_as_tall_as_its_place_on_the_page():
    assert charts.figure_of(ALL["range"], "print", 7.33).get_figheight() == pytest.approx(
        2.2, abs=0.2
    )


def test_the_zone_is_the_difference_of_the_printed_ends():
    """111.96 and 122.44 print as 112.0 and 122.4: a reader takes 10.4 points from these."""
    block = cases.bargaining(at(floor=(1.1196, 1.1, 1.13), ceiling=(1.2244, 1.2, 1.25)))
    assert "10.4\u00a0points" in block["data"]["zone"]["text"]
    assert "Floor 112.0" in " ".join(texts_in(charts.figure_of(block, "print", 7.33)))


def test_the_zone_runs_from_the_floor_to_the_middle_of_the_ceiling():
    zone = ALL["range"]["data"]["zone"]
    assert (zone["low"], zone["high"], zone["gap"]) == (1.12, 1.225, False)
    band = cases.bargaining(at(ceiling=(NAN, 1.2, 1.3)), zone_says="Zone {bargaining.zone:points}")
    assert band["data"]["zone"]["high"] == pytest.approx(1.25)
    assert "Ceiling, our estimate 120.0 to 130.0" in texts_in(charts.figure_of(band, "print", 7.33))


def test_a_floor_over_the_ceiling_is_drawn_as_a_gap_in_the_color_of_loss():
    assert COLORS["loss_tint"] in grounds(ALL["range, floor over ceiling"])
    assert COLORS["loss_tint"] not in grounds(ALL["range"])
    zone = ALL["range, floor over ceiling"]["data"]["zone"]
    assert (zone["low"], zone["high"], zone["gap"]) == (1.225, 1.3, True)


def test_what_nobody_estimated_is_said_in_its_lane_and_in_its_row():
    for name in ("range, no ceiling", "range, no row of ceiling or market"):
        assert "Ceiling: no estimate" in shown(name)
        assert "no estimate" in shown(name, "phone")
        assert ALL[name]["data"]["zone"] is None
    assert "no estimate" in shown("range, no row of ceiling or market")
    assert {"Floor: no estimate", "Ceiling: no estimate"} <= set(
        shown("range, nothing but an offer")
    )
    assert "Current: no estimate" in shown("range, no figure now")


def test_the_axis_reaches_an_ask_however_far_off():
    _, box = where(ALL["range, ask far off"], "Ask 290.0")
    assert box.x1 <= 7.33 * 72
    assert charts.tick_labels(ALL["range, ask far off"])[-1] == "250%"


def test_on_a_phone_every_mark_has_a_row_sorted_by_its_figure():
    figure = charts.figure_of(ALL["range"], "phone")
    names = [text for text in figure.axes[0].texts if text.get_position()[0] == 0]
    rows = [one.get_text() for one in sorted(names, key=lambda one: one.get_position()[1])]
    assert rows[:-1] == [
        "Full cost", "Leave network", "Floor", "Offer", "Current", "Market median", "Ceiling",
        "Target", "Ask",
    ]  # fmt: skip
    assert "119.0 to 126.0" in shown("range", "phone")


def test_the_market_is_named_once_whatever_its_mark_is_called():
    block = cases.bargaining({**RANGE, "market": (*RANGE["market"][:5], "Market median")})
    assert "Median 121.0" in texts_in(charts.figure_of(block, "print", 7.33))
    assert "Market median" in texts_in(charts.figure_of(block, "phone"))


def test_a_label_that_moved_off_its_mark_is_tied_to_it():
    def leaders(block):
        lines = charts.figure_of(block, "print", 7.33).axes[0].lines
        return [line for line in lines if line.get_linewidth() == 0.7]

    assert leaders(ALL["range"]) == []
    assert leaders(ALL["range, all the same"]) != []


def test_the_lines_of_cost_and_contract_make_way_for_words():
    block = ALL["range, crowded"]
    figure = charts.figure_of(block, "print", 7.33)
    boxes = [text.get_window_extent(figure.canvas.get_renderer()) for text in figure.axes[0].texts]
    tall = figure.bbox.height
    for line in figure.axes[0].lines:
        (x, other), (top, foot) = line.get_xdata(), line.get_ydata()
        if x == other and line.is_dashed():
            for box in boxes:
                over, under = tall - foot, tall - top
                across = box.x0 < x < box.x1 and min(box.y1, under) - max(box.y0, over) > 0.8
                assert not across, (x, box)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "flor"}, "did you mean floor"),
        ({"lane": "thm"}, "did you mean them"),
        ({"low": 1.3, "high": 1.2}, "is over its high"),
        ({"kind": "ceiling"}, "more than one ceiling"),
    ],
)
def test_a_frame_that_is_no_range_is_refused_in_words(change, told):
    row = dict(zip(cases.MARKS, RANGE["floor"], strict=True)) | change
    with pytest.raises(ValueError, match=told):
        cases.bargaining({**RANGE, "floor": tuple(row.values())})


def test_a_range_without_any_figure_is_refused_and_an_empty_one_left_out():
    with pytest.raises(ValueError, match="no mark with a figure"):
        cases.bargaining({"floor": ("us", "floor", *NONE, "Floor")})
    made = cases.started()
    empty = pd.DataFrame(columns=list(cases.MARKS))
    said = {"subtitle": "", "alt": "", "lanes": {}}
    assert made.bargaining_range("x", empty, title="x", **said) is None
    assert made.bargaining_range("x", pd.DataFrame({"kind": [1]}), title=None, **said) is None


percents = st.floats(0.3, 4.0).map(lambda value: round(value, 4))


@few
@given(st.lists(percents, min_size=12, max_size=12), st.integers(0, 511))
def test_any_range_is_drawn_whole(values, missing):
    rows = {}
    for place, (key, (lane, kind, _, low, _, label)) in enumerate(RANGE.items()):
        if missing >> place & 1 and key != "offer":
            figures = NONE
        elif not math.isnan(low):
            figures = tuple(sorted(values[place : place + 3]))
            figures = (figures[1], figures[0], figures[2])
        else:
            figures = (values[place], NAN, NAN)
        rows[key] = (lane, kind, *figures, label)
    block = cases.bargaining(rows)
    assert charts.faults_of(block) == []
    assert misplaced(charts.figure_of(block, "print", 7.33)) == []


@few
@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(1, 30)), min_size=1, max_size=8),
    st.floats(20, 300),
)
def test_words_are_set_apart_in_order_inside_their_room_or_not_at_all(wishes, room):
    wishes.sort()
    middles, wide = [one for one, _ in wishes], [width for _, width in wishes]
    placed = apart(middles, wide, (0.0, room))
    fits = sum(wide) + APART * (len(wide) - 1) <= room
    assert (placed is not None) == fits
    pairs = zip(placed, wide, strict=True) if placed else []
    edges = [(middle - width / 2, middle + width / 2) for middle, width in pairs]
    assert all(left >= -1e-6 and right <= room + 1e-6 for left, right in edges)
    for (_, right), (left, _) in pairwise(edges):
        assert left - right >= APART - 1e-6


# The dumbbell


def test_a_dumbbell_prints_both_rates_the_change_and_a_total_that_adds_up():
    told = shown("dumbbell", width=6.74)
    assert {"108.1", "123.0", "+$60,310", "Medicare = 100%", "$ a year"} <= set(told)
    rows = ALL["dumbbell"]["data"]["rows"]
    read = [int(row["change"].strip("+$").replace(",", "")) for row in rows]
    assert sum(read[:-1]) == read[-1] == 146_231
    assert rows[-1]["total"]


def test_a_requested_rate_is_strong_and_the_lower_figure_stands_left():
    block = cases.dumbbell({"a": ("Visits", "body", 1.239, 1.229, -9.0)})
    then, then_box = where(block, "122.9", 6.74)
    now, now_box = where(block, "123.9", 6.74)
    assert then.get_fontweight() == 600
    assert now.get_fontweight() == 400
    assert then_box.x1 < now_box.x0


def test_medicare_itself_is_on_the_axis_wherever_the_rates_are():
    for name in ("dumbbell, far over Medicare", "dumbbell, under Medicare"):
        assert "100%" in charts.tick_labels(ALL[name])
        assert "Medicare = 100%" in shown(name)


def test_a_rate_that_nobody_priced_is_a_word_and_no_circle():
    rows = ALL["dumbbell, missing ends"]["data"]["rows"]
    assert [(row["now"], row["then"]) for row in rows[:3]] == [
        (None, 1.2), (1.2, None), (None, None),
    ]  # fmt: skip
    assert shown("dumbbell, missing ends").count("not priced") == 1


def test_on_a_phone_the_dollars_stand_under_the_name():
    _, name = where(ALL["dumbbell"], "Office visits", size="phone")
    _, dollars = where(ALL["dumbbell"], "+$60,310", size="phone")
    assert dollars.x0 == pytest.approx(name.x0, abs=1)
    assert dollars.y1 < name.y1


def test_a_dumbbell_without_any_figure_is_refused():
    with pytest.raises(ValueError, match="no row with a figure"):
        cases.dumbbell({"a": ("Visits", "body", NAN, NAN, 5.0)})


@few
@given(st.lists(st.tuples(percents, percents), min_size=1, max_size=12))
def test_any_dumbbell_is_drawn_whole(pairs):
    assert charts.faults_of(cases.dumbbell(cases.rates(*pairs))) == []


# The timeline


def test_a_timeline_is_at_true_scale():
    figure = charts.figure_of(ALL["timeline"], "print", 7.33)
    dots = [patch for patch in figure.axes[0].patches if patch.get_label() == "mark"]
    xs = sorted({round(dot.center[0], 6) for dot in dots})
    days = sorted((row[0] - TODAY).days for row in cases.DATES.values() if row[1])
    assert len(xs) == len(days)
    per_day = (xs[-1] - xs[0]) / days[-1]
    assert [round((x - xs[0]) / per_day) for x in xs] == days


def test_labels_stand_over_and_under_the_line_in_turn():
    figure = charts.figure_of(ALL["timeline"], "print", 7.33)
    names = [row[1] for row in cases.DATES.values() if row[1]]
    height = {text.get_text(): text.get_position()[1] for text in figure.axes[0].texts}
    line = next(one for one in figure.axes[0].lines if one.get_linewidth() == 1.1).get_ydata()[0]
    assert [height[name] < line for name in names] == [True, False, True, False, True, False, True]


def test_the_last_day_is_larger_and_in_the_color_of_loss_ours_and_theirs_in_theirs():
    figure = charts.figure_of(ALL["timeline"], "print", 7.33)
    dots = [patch for patch in figure.axes[0].patches if patch.get_label() == "mark"]
    largest = max(dots, key=lambda dot: dot.radius)
    assert to_hex(largest.get_facecolor()).upper() == COLORS["loss"]
    colors = {text.get_text(): text.get_color() for text in figure.axes[0].texts}
    assert colors["Letter out"] == COLORS["us"]
    assert colors["Reply due"] == COLORS["them"]
    assert colors["Last day for notice"] == COLORS["loss"]
    assert COLORS["us_tint"] in grounds(ALL["timeline"])


def test_a_date_that_has_passed_says_so_in_the_color_of_loss():
    found, _ = where(ALL["timeline, passed"], "Nov\u00a012, passed")
    assert found.get_color() == COLORS["loss"]


def test_dates_that_are_too_near_or_too_many_are_a_list_from_first_to_last():
    for name in ("timeline, a day apart", "timeline, twelve dates", "timeline, on one day"):
        figure = charts.figure_of(ALL[name], "print", 7.33)
        left = [text for text in figure.axes[0].texts if text.get_position()[0] == 0]
        assert len(left) == len(ALL[name]["data"]["dates"])
    heights = [
        where(ALL["timeline"], row[1], size="phone")[1].y0 for row in cases.DATES.values() if row[1]
    ]
    assert heights == sorted(heights, reverse=True)


def test_dates_tell_their_year_where_months_alone_would_not_do():
    assert "Nov\u00a024" in shown("timeline")
    assert "Nov\u00a024, 2026" in shown("timeline, two years")


def test_titles_can_name_the_next_date_and_the_last_safe_one():
    title = (
        "{dates.next_name} by {dates.next:short}; the window closes {dates.last_day}, "
        "then {dates.renewal:month}"
    )
    told = "".join(span["text"] for span in cases.timeline(title=title)["title"])
    assert told == "Letter out by Dec\u00a01; the window closes Jan\u00a031, 2027, then May 2027"


def test_a_window_without_its_own_ends_runs_from_today_to_the_last_day():
    rows = {key: row for key, row in cases.DATES.items() if key != "end"}
    assert cases.timeline(rows)["data"]["window"] == [7, 68]
    rows = {key: row for key, row in cases.DATES.items() if key != "letter"}
    assert cases.timeline(rows)["data"]["window"] == [0, 68]
    assert cases.timeline(on_days(0, 5))["data"]["window"] is None


def test_a_date_that_is_not_set_is_told_under_the_line_and_under_the_list():
    for size in ("print", "phone"):
        assert "No date yet: Their reply" in shown("timeline, no day yet", size)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({"a": (TODAY, "a", "ours", "stop", False)}, "did you mean step"),
        ({"a": (TODAY, "a", "mine", "step", False)}, "ours or theirs"),
        ({"a": (None, "a", "ours", "step", False)}, "has no date"),
        (dict.fromkeys("ab", (TODAY, "a", "", "today", False)), "more than one today"),
        (
            {"a": (TODAY, "a", "", "window_end", False),
             "b": (date(2027, 1, 1), "b", "", "window_start", False)}, "ends before it starts",
        ),
    ],
)  # fmt: skip
def test_a_frame_that_is_no_timeline_is_refused_in_words(rows, told):
    with pytest.raises(ValueError, match=told):
        cases.timeline(rows)


def crossed(figure) -> list[str]:
    """Words that an upright leader runs through."""
    texts = {
        text: text.get_window_extent(figure.canvas.get_renderer()) for text in figure.axes[0].texts
    }
    told = []
    for line in figure.axes[0].lines:
        (x, other), along = line.get_xdata(), line.get_ydata()
        low, high = sorted(figure.bbox.height - y for y in along)
        if line.get_linewidth() == 0.7 and x == other:
            told += [
                text.get_text()
                for text, box in texts.items()
                if box.x0 < x < box.x1 and min(box.y1, high) - max(box.y0, low) > 1.5
            ]
    return told


@few
@given(st.lists(st.integers(-60, 700), min_size=1, max_size=10))
def test_any_timeline_is_drawn_whole_and_no_leader_runs_through_words(days):
    block = cases.timeline(on_days(*sorted(days)))
    assert charts.faults_of(block) == []
    figure = charts.figure_of(block, "print", 7.33)
    assert misplaced(figure) == []
    assert crossed(figure) == []


def test_dates_of_one_day_are_all_tied_to_it_without_crossing_a_word():
    for name in ("timeline, the same days", "timeline, two years", "timeline, in pairs"):
        figure = charts.figure_of(ALL[name], "print", 7.33)
        assert crossed(figure) == []


def test_a_day_given_as_a_timestamp_is_the_same_day():
    later = pd.Timestamp(TODAY + timedelta(days=9))
    rows = {"a": (pd.Timestamp(TODAY), "Today", "", "today", False),
            "b": (later, "Call", "ours", "step", False)}  # fmt: skip
    dates = cases.timeline(rows)["data"]["dates"]
    assert [one["day"] for one in dates] == ["2026-11-24", "2026-12-03"]


# On pages


@pytest.fixture(scope="module")
def brief():
    made = cases.started()
    cases.add_range(made, RANGE)
    cases.add_dumbbell(made, cases.GROUPS)
    cases.add_timeline(made, cases.DATES)
    return json.loads(made.to_json())


@pytest.fixture(scope="module")
def places():
    sections = [["bargaining"], ["rates"], ["dates"]]
    return layout.parsed({"pages": [{"sections": sections}]}, "talk.yaml")


def test_every_number_of_print_and_page_is_a_printed_form_and_every_label_is_there(brief, places):
    printed = " ".join(rendered.pdf_pages(pdf.render(brief, places))).replace("\n", " ")
    assert unknown_tokens(printed, brief) == []
    for words in ("Leave network 108.5", "P25 109.0", "+$146,231", "Last day for notice"):
        assert words in printed
    page = html.render(brief, places)
    assert page.count('role="img"') == 6
    assert "Ceiling 122.5 (our estimate 119.0 to 126.0)" in page


def test_dots_have_a_column_at_their_right_that_goes_on_a_phone():
    made = cases.started()
    frame = pd.DataFrame(
        {"paid": [1.284, 1.172, 0.745], "share": [0.241, 0.21, 0.044]},
        index=["Ferrowick", "Northquill", "Medicaid"],
    )
    made.dots(
        "payers", frame, title="A point is worth {point}", tint="Northquill", style="bare",
        series={"paid": "paid"}, units={"paid": "ratio", "share": "share"}, rows="% of Medicare",
        beside={"share": "Share, %|bare"}, **SAID_OF_DOTS,
    )  # fmt: skip
    block = cases.drawn(made)
    assert charts.faults_of(block) == []
    _, share = where(block, "21.0", 3.52)
    _, paid = where(block, "117.2", 3.52)
    assert share.x0 > paid.x1
    assert share.x1 == pytest.approx(3.52 * 72, abs=1.5)
    assert "21.0" not in texts_in(charts.figure_of(block, "phone"))
    name, _ = where(block, "Northquill", 3.52)
    assert name.get_fontweight() == 600
    assert width_of("Northquill", 7.9, strong=True) > width_of("Northquill", 7.9)


SAID_OF_DOTS = {"subtitle": "Made up", "alt": "Dots of what each plan pays, the highest first."}
