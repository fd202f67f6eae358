"""Room time: bases that are not mixed, blocks that are full, codes that nobody timed."""

from dataclasses import replace

import numpy as np
import pytest
from center_case import center_grid, costing
from hypothesis import given, settings
from hypothesis import strategies as st
from small_center import cases, center, done

from practice_model.costs.room_time import (
    cases_that_fit,
    day_mix,
    holders,
    room_use,
    room_year,
    supply,
    timed,
)
from practice_model.questions.anatomy_center import center_holders

HELD = center()


def blocks(*lines, weeks=None, **changes):
    return {one.holder: one for one in holders(center(**changes), done(*lines), weeks)}


def test_physical_staffed_and_practical_minutes_are_three_bases():
    made = supply(center())
    assert (made.physical, made.staffed, made.practical) == (200_000, 50_000, 40_000)
    assert made.room_days == 125


def test_a_case_takes_the_room_from_patient_in_to_the_next_patient_in():
    use = room_use(center(), done(("A", "66984", "", 10), ("B", "66183", "50", 2)))
    assert (use.cases, use.used, use.turnover, use.pre_post) == (12, 10 * 30 + 2 * 60, 120, 760)


def test_a_second_procedure_of_a_session_is_no_case_and_takes_no_minutes():
    made = timed(center(), done(("A", "66984", "51", 5)))
    assert made[["cases", "room", "turnover", "pre_post", "variable"]].sum().tolist() == [0] * 5


def test_what_moves_with_a_case_is_supplies_anesthesia_supplies_and_the_device():
    made = timed(center(), done(("A", "66984", "", 2), ("A", "66183", "", 1)))
    assert made["variable"].tolist() == [240, 720]


def test_a_code_without_minutes_is_told_and_in_no_sum():
    lines = done(("A", "66984", "", 1), ("A", "65756", "", 3), ("B", "65756", "", 1))
    assert timed(center(), lines)["room"].isna().tolist() == [False, True, True]
    assert room_use(center(), lines).used == 30


def test_a_surgeons_own_minutes_go_before_those_of_all():
    own = cases(
        [("66984", 1.0, 20.0, 10.0, 60.0, 0.0), ("66984", 1.0, 12.0, 5.0, 60.0, 0.0)],
        surgeons=["", "B"],
    )
    use = room_use(center(cases=own), done(("A", "66984", "", 1), ("B", "66984", "", 1)))
    assert (use.used, use.turnover) == (30 + 17, 15)
    assert day_mix(center(cases=own)).loc["66984", "room"] == 30


def test_the_year_of_the_rooms_divides_each_base_apart():
    year = room_year(supply(center()), room_use(center(), done(("A", "66984", "", 1000))))
    assert (year.of_practical, year.of_staffed, year.of_physical) == (0.75, 0.6, 0.15)
    assert (year.free_practical, year.over_practical) == (10_000, 0)
    assert (year.cases_a_day, year.minutes_a_case) == (8, 30)
    assert year.turnover_share == pytest.approx(1 / 3)


def test_rooms_used_beyond_practical_capacity_have_nothing_free_and_say_by_how_much():
    year = room_year(supply(center()), room_use(center(), done(("A", "66984", "", 1500))))
    assert (year.free_practical, year.over_practical) == (0, 5_000)
    assert year.of_practical > 1


def test_rooms_without_a_timed_case_are_refused():
    with pytest.raises(ValueError, match="no case of the center has minutes"):
        room_year(supply(center()), room_use(center(), done(("A", "65756", "", 3))))


@given(st.floats(0.5, 0.95), st.integers(1, 3_000))
@settings(max_examples=25)
def test_free_less_over_is_practical_less_used(rooms, count):
    able = replace(HELD.capacity, rooms=rooms)
    use = room_use(HELD, done(("A", "66984", "", count)))
    year = room_year(supply(replace(HELD, capacity=able)), use)
    left = year.supply.practical - year.use.used
    assert year.free_practical - year.over_practical == pytest.approx(left)
    assert min(year.free_practical, year.over_practical) == 0


def test_draws_of_the_capacity_give_draws_of_the_use():
    draws = np.array([0.75, 0.8, 0.85])
    held = center()
    drawn = replace(held, capacity=replace(held.capacity, rooms=draws))
    year = room_year(supply(drawn), room_use(held, done(("A", "66984", "", 1333))))
    assert year.of_practical.tolist() == pytest.approx((39_990 / (50_000 * draws)).tolist())
    assert year.over_practical.tolist() == pytest.approx([2_490, 0, 0])
    with pytest.raises(ValueError, match="draws"):
        timed(drawn, done(("A", "66984", "", 1)))


def test_a_block_is_told_on_staffed_weeks_and_on_the_weeks_its_surgeon_works():
    one = blocks(("A", "66984", "", 600), weeks=45)["A"]
    assert (one.staffed, one.own, one.used) == (20_000, 18_000, 18_000)
    assert (one.of_staffed, one.of_own) == (0.9, 1.0)
    assert (one.free_staffed, one.over_own, one.state) == (2_000, 0, "full")


def test_a_surgeon_who_uses_more_than_its_block_is_said_to():
    one = blocks(("A", "66984", "", 700), weeks=45)["A"]
    assert (one.state, one.over_own, one.free_staffed) == ("over", 3_000, 0)


def test_a_block_used_within_its_practical_part_has_room():
    assert blocks(("A", "66984", "", 533))["A"].state == "room"
    assert blocks(("A", "66984", "", 534))["A"].state == "full"


def test_a_day_that_nobody_holds_is_open_and_stands_last():
    made = holders(HELD, done(("B", "66984", "", 700)))
    assert [one.holder for one in made] == ["B", "A", ""]
    assert (made[-1].state, made[-1].staffed, made[-1].free_staffed) == ("open", 10_000, 10_000)


def test_a_surgeon_without_a_block_has_minutes_and_no_share():
    one = blocks(("Z", "66984", "", 10))["Z"]
    assert (one.state, one.used, one.of_own, one.of_staffed) == ("no_block", 300, None, None)


@given(
    st.lists(
        st.tuples(st.sampled_from("ABZ"), st.sampled_from(["66984", "66183", "65756"]),
                  st.sampled_from(["", "50", "51"]), st.integers(0, 500)),
        min_size=1, max_size=8,
    )
)  # fmt: skip
@settings(max_examples=25)
def test_the_holders_add_up_to_the_rooms(lines):
    made = holders(HELD, done(*lines))
    use = room_use(HELD, done(*lines))
    assert sum(one.used for one in made) == pytest.approx(use.used)
    assert sum(one.cases for one in made) == pytest.approx(use.cases)
    assert sum(one.staffed for one in made) == supply(HELD).staffed


def test_only_whole_cases_fit_in_a_day():
    assert cases_that_fit(480, 0.85, 27) == 15
    assert cases_that_fit(480, 0.85, 102) == 4
    assert cases_that_fit(480, 0.85, 102.01) == 3
    with pytest.raises(ValueError, match="needs minutes"):
        cases_that_fit(480, 0.85, 0)


def test_a_day_of_one_kind_of_case_at_practical_capacity():
    made = day_mix(center())
    assert made["fit"].to_dict() == {"66984": 10, "66183": 5}
    assert made.loc["66183", "variable"] == 720
    assert made.loc["66183", "turnover_share"] == pytest.approx(1 / 6)


def test_the_sample_centers_room_minutes_are_the_printed_ones():
    grid = center_grid()
    held = costing().center
    year = room_year(supply(held), room_use(held, grid))
    assert (year.supply.staffed, year.supply.practical) == (103_680, 88_128)
    assert (year.supply.physical, year.use.used, year.use.pre_post) == (230_400, 65_662, 117_286)
    shares = (year.of_practical, year.of_staffed, year.of_physical)
    assert [round(100 * one, 1) for one in shares] == [74.5, 63.3, 28.5]
    assert year.use.cases == 1_779


def test_the_sample_centers_blocks_are_the_printed_ones():
    made = {one.holder: one for one in center_holders(center_grid(), costing())}
    used = {name: one.used for name, one in made.items()}
    assert used == {"A": 25_160, "B": 16_480, "C": 12_518, "X": 11_504, "": 0}
    assert round(100 * made["B"].of_own, 1) == 99.5  # of 46 weeks worked
    assert round(100 * made["B"].of_staffed) == 95  # of 48 weeks staffed
    free = {name: one.free_staffed for name, one in made.items()}
    assert free == {"A": 3_640, "B": 800, "C": 4_762, "X": 5_776, "": 23_040}
    assert next(iter(made)) == "B"
