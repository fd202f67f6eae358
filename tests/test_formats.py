"""Every printed string comes from one formatter, in the form that the briefs promise."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_model.briefs.formats import adding_up, counted, printed, printed_range

MINUS, NO_BREAK = "\u2212", "\u00a0"


@pytest.mark.parametrize(
    ("value", "unit", "style", "form"),
    [
        (890774.25, "USD/year", "plain", "$890,774"),
        (-2370.93, "USD/year", "signed", f"{MINUS}$2,371"),
        (67179.76, "USD/year", "signed", "+$67,180"),
        (0.0, "USD/year", "signed", "\u2013"),
        (0.3, "USD/year", "signed", "\u2013"),
        (-2370.93, "USD/year", "size", "$2,371"),
        (714.93, "USD/unit", "plain", "$714.93"),
        (714.93, "USD/unit", "bare_cents", "714.93"),
        (1.1298514, "ratio", "plain", "113.0%"),
        (1.1298514, "ratio", "bare", "113.0"),
        (-0.0026616, "share", "signed", f"{MINUS}0.3%"),
        (0.055, "share", "percent_signed", "+5.5%"),
        (0.2, "share", "percent", "20%"),
        (25094.31, "USD/year", "thousands", "+25"),
        (-400.0, "USD/year", "thousands", "0"),
        (384400.0, "USD/year", "bare_k", "384"),
        (-400.0, "USD/year", "bare_k", "0"),
        (-27292.24, "USD/year", "signed_k", f"{MINUS}$27k"),
        (-370.93, "USD/year", "signed_k", f"{MINUS}$371"),
        (999.6, "USD/year", "k", "$1k"),
        (412.6, "USD/year", "plain", "$413"),
        (169.2, "USD", "plain", "$169.20"),
        (169.0, "USD", "plain", "$169"),
        (999.996, "USD", "plain", "$1,000"),
        (1234.56, "USD", "plain", "$1,235"),
        (42.5, "USD/hour", "plain", "$42.50"),
        (0.07 + 0.0429, "share", "percent", "11.29%"),
        (0.1 + 0.2, "share", "percent", "30%"),
        (0.067, "ratio", "points", f"6.7{NO_BREAK}points"),
        (1.0858, "ratio", "dollar", "$1.09"),
        (8.0, "days", "plain", f"8{NO_BREAK}days"),
        (1.0, "days", "plain", f"1{NO_BREAK}day"),
        (2026, "year", "year", "2026"),
        (0.832, "share", "odds", "83 in 100"),
        (0.0001, "share", "odds", "fewer than 1 in 100"),
        (0.9999, "share", "odds", "more than 99 in 100"),
    ],
)
def test_a_figure_is_printed_in_the_form_of_its_unit(value, unit, style, form):
    assert printed(value, unit, style) == form


def test_dates_are_us_dates():
    assert printed(date(2026, 12, 2), "date") == f"Dec{NO_BREAK}2, 2026"
    assert printed(date(2026, 12, 2), "date", "short") == f"Dec{NO_BREAK}2"


def test_a_half_cent_is_rounded_up_and_not_to_even():
    assert printed(0.125, "USD/unit", "cents") == "$0.13"
    assert printed(2.675, "USD/unit", "cents") == "$2.68"


def test_an_unknown_format_is_refused_with_what_there_is():
    with pytest.raises(ValueError, match=r"no format .sgned.; there are .*signed"):
        printed(1.0, "USD", "sgned")


def test_a_range_that_crosses_zero_is_told_as_loss_and_gain():
    told = printed_range(-4000, 16000, "USD/year", "signed")
    assert told == "from a loss of $4,000 to a gain of $16,000"
    assert printed_range(1.1, 1.3, "ratio") == "110.0% to 130.0%"


def test_the_ends_of_a_range_of_dollars_are_as_fine_as_its_width_bears():
    assert printed_range(-34_215, -9_081, "USD/year", "signed") == (
        f"{MINUS}$34,000 to {MINUS}$9,000"
    )
    assert printed_range(36_140, 37_860, "USD/year") == "$36,100 to $37,900"
    assert printed_range(412.4, 412.4, "USD/year") == "$412 to $412"
    assert printed_range(600.25, 612.75, "USD/unit") == "$600.25 to $612.75"


def test_an_end_that_is_not_zero_is_told_and_zero_is_no_dash():
    assert printed_range(-2_731, 160_243, "USD/year", "signed") == (
        "from a loss of $3,000 to a gain of $160,000"
    )
    assert printed_range(-160_243, -12, "USD/year", "signed") == (f"{MINUS}$160,240 to {MINUS}$10")
    assert printed_range(0, 160_243, "USD/year", "signed") == "$0 to +$160,000"


@given(
    st.floats(-1e8, 1e8),
    st.floats(-1e8, 1e8),
    st.sampled_from(["plain", "signed", "bare", "bare_signed", "k", "signed_k"]),
)
def test_no_end_of_a_range_that_makes_a_dollar_is_printed_as_none(one, other, style):
    low, high = sorted((one, other))
    ends = printed_range(low, high, "USD/year", style).split(" to ")
    for end, told in zip((low, high), ends, strict=True):
        assert any(mark in "123456789" for mark in told) == (abs(end) >= 0.5)
        assert told != "\u2013"


@pytest.mark.parametrize(
    ("count", "told"), [(0, "no scans"), (1, "1\u00a0scan"), (2, "2\u00a0scans")]
)
def test_a_noun_follows_its_count(count, told):
    assert counted(count, "scan", "scans") == told


@given(st.lists(st.integers(-10_000_000, 10_000_000), min_size=1, max_size=12))
def test_printed_parts_add_up_to_the_printed_total_and_none_moves_by_a_step(cents):
    parts = [one / 100 for one in cents]
    moved = adding_up(parts, sum(cents) / 100, step=1000.0)
    whole = Decimal(sum(cents)).scaleb(-5).quantize(Decimal(1), ROUND_HALF_UP) * 1000
    assert sum(moved) == float(whole)
    assert all(abs(part - near) <= 1000.0 for part, near in zip(parts, moved, strict=True))


@given(st.floats(-1e9, 1e9), st.sampled_from(["plain", "signed", "size", "k", "signed_k"]))
def test_a_minus_is_never_a_hyphen_and_stands_before_the_dollar(value, style):
    told = printed(value, "USD/year", style)
    assert "-" not in told
    assert "$" in told or told == "\u2013"
    assert not told.startswith("$" + MINUS)


def test_parts_that_do_not_make_the_total_are_refused():
    with pytest.raises(ValueError, match="the parts sum to 3, not to 900"):
        adding_up([1, 2], 900)


@given(st.floats(0, 1))
def test_odds_are_never_said_to_be_none_or_certain(odds):
    told = printed(odds, "share", "odds")
    assert told not in {"0 in 100", "100 in 100"}
