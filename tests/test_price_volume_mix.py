"""Why revenue changed: exact parts from lines, and the poorer parts from totals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_model.revenue.price_volume_mix import PARTS, both_years, from_totals, parts, whole


def years(*rows: tuple) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["code", "units_before", "before", "units_now", "now"])
    return made.set_index("code")


def summed(record) -> float:
    return round(record.volume + record.mix + record.price + record.new - record.lost, 2)


def test_a_change_worked_by_hand_comes_out_in_its_parts():
    """150 units both years: 10 move from a code at 40 to one at 10; prices rise by 1 and by 2."""
    made = whole(parts(years(("a", 100, 1_000, 110, 1_210), ("b", 50, 2_000, 40, 1_680))))
    assert (made.volume, made.mix, made.price) == (0.0, -300.0, 190.0)
    assert made.change == -110.0 == summed(made)


def test_growth_of_every_code_alike_is_volume_alone():
    made = whole(parts(years(("a", 100, 1_000, 110, 1_100), ("b", 50, 2_000, 55, 2_200))))
    assert (made.volume, made.mix, made.price) == (300.0, 0.0, 0.0)


def test_new_prices_of_the_same_units_are_price_alone():
    made = whole(parts(years(("a", 100, 1_000, 100, 1_050), ("b", 50, 2_000, 50, 1_900))))
    assert (made.volume, made.mix, made.price) == (0.0, 0.0, -50.0)


def test_the_price_of_a_rise_is_told_at_this_years_units():
    made = whole(parts(years(("a", 100, 1_000, 200, 2_200))))
    assert (made.volume, made.mix, made.price) == (1_000.0, 0.0, 200.0)


def test_what_stands_in_one_year_only_is_new_or_lost_and_in_no_other_part():
    made = parts(years(("a", 10, 100, 10, 100), ("b", 5, 500, 0, 0), ("c", 0, 0, 4, 1_000)))
    assert made.loc["b", list(PARTS)].tolist() == [0, 0, 0, 0, 500]
    assert made.loc["c", list(PARTS)].tolist() == [0, 0, 0, 1_000, 0]
    told = whole(made)
    assert (told.volume, told.mix, told.price, told.new, told.lost) == (0, 0, 0, 1_000, 500)
    assert told.change == 500 == summed(told)


def test_years_without_a_common_code_have_no_volume_mix_or_price():
    made = whole(parts(years(("a", 10, 100, 0, 0), ("b", 0, 0, 3, 90))))
    assert (made.change, made.new, made.lost) == (-10.0, 90.0, 100.0)
    assert made.volume == made.mix == made.price == 0


CENTS = st.integers(0, 10**10)
UNITS = st.integers(1, 10**6)
CELL = st.tuples(st.one_of(st.none(), st.tuples(UNITS, CENTS)),
                 st.one_of(st.none(), st.tuples(UNITS, CENTS)))  # fmt: skip


def drawn_years(drawn) -> pd.DataFrame:
    rows = []
    for at, (was, is_) in enumerate(drawn):
        (u0, c0), (u1, c1) = was or (0, 0), is_ or (0, 0)
        rows.append((f"{at:05}", u0 / 10, c0 / 100, u1 / 10, c1 / 100))
    return years(*rows)


@given(st.lists(CELL, min_size=1, max_size=12))
@settings(deadline=None, max_examples=150)
def test_the_parts_add_up_to_the_change_to_the_cent_cell_by_cell_and_whole(drawn):
    given_ = drawn_years(drawn)
    made = parts(given_)
    cents = (made[["before", "now", "change", *PARTS]] * 100).round().astype("int64")
    assert (cents["change"] == cents["now"] - cents["before"]).all()
    told = cents["volume"] + cents["mix"] + cents["price"] + cents["new"] - cents["lost"]
    assert (told == cents["change"]).all()
    record = whole(made)
    assert round(100 * record.change) == round(100 * summed(record)) == cents["change"].sum()


@given(st.lists(CELL, min_size=1, max_size=8))
@settings(deadline=None, max_examples=60)
def test_volume_is_last_years_revenue_times_the_growth_of_units(drawn):
    given_ = drawn_years(drawn)
    both = given_[(given_["units_before"] > 0) & (given_["units_now"] > 0)]
    made = whole(parts(given_))
    if len(both):
        growth = both["units_now"].sum() / both["units_before"].sum() - 1
        near = 0.005 * len(both) + 1e-9 * abs(made.volume)
        assert made.volume == pytest.approx(both["before"].sum() * growth, abs=near + 1e-4)
    else:
        assert made.volume == 0


@given(st.lists(CELL, min_size=2, max_size=8))
@settings(deadline=None, max_examples=40)
def test_the_order_of_the_cells_does_not_matter(drawn):
    given_ = drawn_years(drawn)
    pd.testing.assert_frame_equal(parts(given_), parts(given_.iloc[::-1]).iloc[::-1])


def test_what_cannot_be_compared_is_told_all_at_once():
    bad = years(("a", -1, 100, 10, np.nan), ("a", 5, 5, 5, 5), ("b", 0, 70, 1, 1))
    with pytest.raises(ValueError, match="units_before is negative in 1 cells") as told:
        parts(bad)
    for part in ("now is not known in 1", "'a' stands twice", "'a' has revenue in 'before' but no"):
        assert part in str(told.value)
    with pytest.raises(ValueError, match="'before' is no column"):
        parts(years(("a", 1, 1, 1, 1)).rename(columns={"before": "befor"}))


def test_drugs_are_compared_by_themselves():
    cells = pd.DataFrame(
        {"block": ["drug", "professional"], "code": ["J0178", "92014"], "units": [2.0, 1.0],
         "lines": [1, 1], "allowed": [1_600.0, 120.0]}
    )  # fmt: skip
    with pytest.raises(ValueError, match="drugs stand among other blocks"):
        both_years(cells, cells, "code")
    drug = cells[cells["block"] == "drug"]
    made = both_years(drug, drug.assign(allowed=800.0), "code", units="lines")
    assert made.loc["J0178"].to_dict() == {
        "units_before": 1.0, "before": 1_600.0, "units_now": 1.0, "now": 800.0,
    }  # fmt: skip
    assert whole(parts(made)).price == -800.0


def test_a_cell_without_a_known_amount_is_told_and_not_compared():
    cells = pd.DataFrame({"code": ["92014"], "units": [1.0], "allowed": [np.nan]})
    with pytest.raises(ValueError, match="allowed is not known in 1 cells of the year before"):
        both_years(cells, cells.assign(allowed=1.0), "code")


# totals -------------------------------------------------------------------------------------------


def test_totals_part_a_change_into_volume_and_all_else_and_say_why_no_further():
    made = from_totals(before=1_000, now=1_080, count_before=200, count_now=210, counted="visits")
    assert (made.change, made.volume, made.price_and_mix) == (80.0, 50.0, 30.0)
    assert made.count_share == pytest.approx(0.05)
    assert "price and mix cannot be told apart" in made.told


@given(CENTS.filter(bool), CENTS, st.integers(1, 10**5), st.integers(1, 10**5))
@settings(deadline=None, max_examples=80)
def test_volume_and_the_rest_add_up_to_the_change_to_the_cent(before, now, was, is_):
    made = from_totals(
        before=before / 100, now=now / 100, count_before=was, count_now=is_, counted="visits"
    )
    assert round(100 * made.volume) + round(100 * made.price_and_mix) == round(100 * made.change)


def test_totals_take_draws_as_well():
    made = from_totals(
        before=1_000,
        now=np.array([900.0, 1_100.0]),
        count_before=10,
        count_now=11,
        counted="visits",
    )
    assert made.price_and_mix.tolist() == [-200.0, 0.0]


BARE = [({"count_before": 0}, "number of visits"), ({"before": 0}, "revenue of the year before")]


@pytest.mark.parametrize(("change", "told"), BARE)
def test_nothing_grows_from_nothing(change, told):
    terms = {"before": 10, "now": 10, "count_before": 1, "count_now": 1} | change
    with pytest.raises(ValueError, match=told):
        from_totals(**terms, counted="visits")
