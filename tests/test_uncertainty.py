"""Uncertainty: stated percentiles come out, one unknown is drawn once, odds know their error."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_model.quantities import (
    USD,
    Cases,
    Count,
    Range,
    Share,
    SignedUSD,
    Unit,
    figures,
    terms,
)
from practice_model.uncertainty import (
    TENTH,
    at_deviates,
    by_origin,
    drawn,
    odds,
    percentiles,
    swings,
)


@dataclass(frozen=True)
class Where:
    file: str
    place: str


@terms
class Deal:
    price: USD
    again: USD
    cases: Cases
    share: Share
    machines: Count
    gain: SignedUSD = 5.0


DEAL = Deal(price=100, again=100, cases=50, share=0.9, machines=3)


@dataclass(frozen=True)
class Given:
    ranges: dict
    terms: Deal = DEAL
    origins: dict = field(
        default_factory=lambda: {
            "price": Where("a.yaml", "price"),
            "again": Where("a.yaml", "price"),
            "cases": Where("a.yaml", "cases"),
            "share": Where("b.yaml", "price"),
            "machines": Where("a.yaml", "machines"),
            "gain": Where("a.yaml", "gain"),
        }
    )


ALL = Given(
    {
        "price": Range(80, 100, 160),
        "again": Range(80, 100, 160),
        "cases": Range(40, 50, 55),
        "share": Range(0.7, 0.9, 0.98),
        "machines": Range(1, 3, 6),
    }
)


def test_draws_have_the_stated_percentiles():
    made = drawn(ALL, 200_000, seed=1)
    for name in ("price", "cases", "share"):
        low, likely, high = percentiles(getattr(made, name))
        stated = ALL.ranges[name]
        assert low == pytest.approx(stated.low, abs=0.01 * stated.likely)
        assert likely == pytest.approx(stated.likely, abs=0.01 * stated.likely)
        assert high == pytest.approx(stated.high, abs=0.01 * stated.likely)


def test_what_has_no_range_stays_one_number():
    assert drawn(ALL, 10, seed=1).gain == 5


def test_draws_stay_inside_the_units_bounds_and_whole_things_stay_whole():
    wide = Given({"share": Range(0.1, 0.9, 0.99), "machines": Range(0, 3, 12)})
    made = drawn(wide, 50_000, seed=3)
    assert made.share.min() >= 0
    assert made.share.max() == 1
    assert made.machines.min() == 0
    assert np.all(made.machines % 1 == 0)


def test_one_origin_is_one_draw():
    made = drawn(ALL, 1_000, seed=7)
    assert np.array_equal(made.price, made.again)
    assert abs(np.corrcoef(made.price, made.cases)[0, 1]) < 0.1
    assert abs(np.corrcoef(made.price, made.share)[0, 1]) < 0.1
    assert by_origin(ALL)["a.yaml", "price"] == ("price", "again")


def test_the_same_seed_gives_the_same_draws_and_another_gives_others():
    assert np.array_equal(drawn(ALL, 100, seed=7).cases, drawn(ALL, 100, seed=7).cases)
    assert not np.array_equal(drawn(ALL, 100, seed=7).cases, drawn(ALL, 100, seed=8).cases)


def test_a_figure_that_is_added_changes_no_other_draw():
    fewer = Given({"cases": ALL.ranges["cases"]})
    assert np.array_equal(drawn(fewer, 100, seed=7).cases, drawn(ALL, 100, seed=7).cases)


def test_draws_cannot_be_changed_by_a_model():
    with pytest.raises(ValueError, match="read-only"):
        drawn(ALL, 100, seed=7).price[0] = 1


def test_one_draw_is_no_range():
    with pytest.raises(ValueError, match="2 or more, not 1"):
        drawn(ALL, 1, seed=1)


def test_one_unknown_is_swung_once_and_the_widest_comes_first():
    found = swings(ALL, lambda deal: (deal.price + deal.again) * deal.share + deal.cases)
    assert [swing.figures for swing in found] == [
        ("price", "again"),
        ("share",),
        ("cases",),
        ("machines",),
    ]
    first = found[0]
    assert first.at_low == pytest.approx(160 * 0.9 + 50)
    assert first.at_high == pytest.approx(320 * 0.9 + 50)
    assert first.width == pytest.approx(160 * 0.9)
    assert found[-1].width == 0


def test_a_model_on_draws_agrees_with_the_model_on_each_draw():
    made = drawn(ALL, 50, seed=2)
    worth = made.price * made.cases
    assert worth[17] == made.price[17] * made.cases[17]


def test_odds_tell_how_often_and_how_sure():
    told = odds(np.arange(10_000) < 2_500)
    assert told.share == 0.25
    assert told.standard_error == pytest.approx(np.sqrt(0.25 * 0.75 / 10_000))
    assert odds(True).standard_error == 0
    with pytest.raises(ValueError, match="true or false"):
        odds(np.array([0.2, 0.3]))


def test_percentiles_refuse_draws_that_are_no_numbers():
    assert percentiles(7.0) == Range(7, 7, 7)
    with pytest.raises(ValueError, match="1 of 3 draws are no numbers"):
        percentiles(np.array([1.0, np.nan, 2.0]))


@given(
    likely=st.floats(-1e6, 1e6),
    below=st.floats(0, 1e6),
    above=st.floats(0, 1e6),
    deviate=st.floats(-6, 6),
    other=st.floats(-6, 6),
)
def test_a_figure_rises_with_its_deviate_and_meets_its_three_points(
    likely, below, above, deviate, other
):
    figure, unit = Range(likely - below, likely, likely + above), Unit("USD")
    points = at_deviates(figure, np.array([-TENTH, 0.0, TENTH]), unit)
    assert points == pytest.approx(figure, abs=1e-6)
    low, high = at_deviates(figure, np.array(sorted([deviate, other])), unit)
    assert low <= high


def test_every_drawn_figure_is_still_a_checked_quantity():
    made = figures(drawn(ALL, 20, seed=1))
    assert {name for name, (value, _) in made.items() if np.ndim(value)} == set(ALL.ranges)
