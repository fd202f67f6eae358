"""Years of an offer: escalators, caps, Medicare's paths, and what a term is worth today."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from larkmoor import contract, marks, medicare, offer, payer_book
from payer_talks import talk
from small_books import fees, line, small_book, terms

from practice_model.quantities import replaced
from practice_model.questions import payer_medicare, payer_years
from practice_model.revenue.contract import RateRule
from practice_model.revenue.escalators import Escalator
from practice_model.revenue.multi_year import (
    Horizon,
    MedicarePath,
    escalated_average,
    held_path,
    neutral_multiplier,
    present_value,
    private_change,
)
from practice_model.revenue.year_prices import basis, stretches, year_values

START = date(2027, 4, 1)
LAW = MedicarePath(
    name="law as it stands",
    physician={"2027": 1.0025 / 1.025 - 1, "2028": 0.0025, "2029": 0.0025, "2030": 0.0025},
)
PROPOSED = MedicarePath(
    name="proposed 2027 rule",
    physician={"2027": -0.016766, "2028": 0.0025, "2029": 0.0025, "2030": 0.0025},
)
HORIZON = Horizon(
    years=3,
    discount=0.06,
    paths={"law": LAW, "proposed": PROPOSED},
    following=["ask", "target"],
)


def years(book, agreed, count=3, path=None, *, block="professional", following=False, start=START):
    on = basis(book, block, medicare(), marks(), 2026)
    return year_values(on, agreed, start, count, {"": path}, following=following)[""]


def plain(**schedule):
    return small_book(line("99213"), line("92134"), line("99213")), terms(
        fees({"99213": 100.0, "92134": 40.0}), **schedule
    )


# --- goldens


def test_a_percentage_of_2025_needs_135_percent_of_2026_to_stand_still():
    # PLAYBOOK P2, golden CON08: 66984 facility 521.75 in 2025, 462.60 in 2026
    assert neutral_multiplier(1.20, 521.75, 462.60) == pytest.approx(1.353, abs=0.0005)
    frozen, current = 1.20 * 521.75, 1.20 * 462.60
    assert (frozen, current, frozen - current) == pytest.approx((626.10, 555.12, 70.98))
    with pytest.raises(ValueError, match="above 0"):
        neutral_multiplier(1.2, 100, 0)


def test_private_prices_follow_medicare_by_more_than_a_dollar():
    # golden CON07: Clemens and Gottlieb, PMC5509075
    assert private_change(1.0) == pytest.approx(1.16, abs=0.001)


def test_five_years_of_three_percent_average_six():
    # DOMAIN 3.2: 15.9 percent in year 6, 6.2 percent on average over the five
    assert pytest.approx(0.159, abs=0.0005) == 1.03**5 - 1
    assert escalated_average(0.03, 5) == pytest.approx(0.062, abs=0.0005)
    book, agreed = plain(escalator=Escalator(first=date(2028, 4, 1), rate=0.03))
    made = years(book, agreed, 6)
    assert made[0] == 240.0
    assert made[5] / made[0] - 1 == pytest.approx(0.159, abs=0.0005)
    assert sum(made[:5]) / 5 / made[0] - 1 == pytest.approx(0.062, abs=0.0005)


def test_the_proposed_factor_takes_back_what_the_key_says():
    # PRACTICE F16: the proposed factor on 2026 values, MCR and MA together -50,440.59 before cuts
    current = sum(_medicare_year(name, date(2026, 1, 1), None) for name in ("MCR", "MA"))
    path = MedicarePath(name="proposed", physician={"2027": -0.016766})
    after = sum(_medicare_year(name, date(2027, 1, 1), path) for name in ("MCR", "MA"))
    assert after - current == pytest.approx(-50_440.59, abs=60)
    assert after / current - 1 == pytest.approx(32.8409 / 33.4009 - 1, abs=1e-7)


def _medicare_year(payer, start, path):
    agreed = replaced(contract(payer), {"professional.same_day_tests": None})
    return years(payer_book(payer), agreed, 1, path, start=start)[0]


# --- properties


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=10))
def test_without_a_discount_the_present_value_is_the_sum(amounts):
    assert present_value(amounts, 0.0) == pytest.approx(sum(amounts))


@given(st.lists(st.floats(1, 1e6), min_size=1, max_size=10), st.floats(0.01, 0.3))
def test_a_discount_takes_and_an_array_of_discounts_gives_the_array(amounts, discount):
    one = present_value(amounts, discount)
    assert one < sum(amounts)
    many = present_value(amounts, np.array([0.0, discount]))
    assert many == pytest.approx([sum(amounts), one])


def test_without_escalator_and_path_every_year_is_the_same():
    book, agreed = plain()
    assert years(book, agreed, 5) == (240.0,) * 5
    percent = terms({"all": RateRule(everything=True, of_medicare=1.0)}, medicare_year="current")
    flat = years(book, percent, 3, held_path(2026, 2031))
    assert len(set(flat)) == 1
    still = replaced(percent, {"professional.medicare_year": 2026})
    assert flat == years(book, still, 3, LAW)


def test_a_frozen_year_does_not_move_with_the_path_and_a_current_one_does():
    book = small_book(line("99213"), line("66984", place_of_service_code="24"))
    frozen = terms(medicare_year=2026)
    assert years(book, frozen, 3, LAW) == years(book, frozen, 3, PROPOSED) == years(book, frozen, 3)
    current = terms(medicare_year="current")
    first, second, third = years(book, current, 3, LAW)
    assert first < years(book, frozen, 1)[0]
    assert first < second < third
    named = years(book, frozen, 3, LAW, following=True)
    assert named == (first, second, third)


def test_a_contract_year_takes_each_calendar_year_by_its_days():
    book = small_book(line("99213"))
    current = terms(medicare_year="current")
    whole = years(book, terms(medicare_year=2026), 1)[0]
    jump = MedicarePath(name="a jump", physician={"2027": 0.0, "2028": 0.10})
    made = years(book, current, 1, jump)[0]
    assert made == pytest.approx(whole * (1 + 0.10 * 91 / 366), abs=0.01)
    parts = list(stretches(current, "professional", START, 3, by_calendar=True))
    for year in (1, 2, 3):
        assert sum(part.share for part in parts if part.year == year) == pytest.approx(1)


def test_a_year_for_which_the_path_is_silent_is_not_priced():
    book = small_book(line("99213"))
    current = terms(medicare_year="current")
    short = MedicarePath(name="one year", physician={"2027": 0.0, "2028": 0.0})
    assert years(book, current, 3, short)[0] is not None
    assert years(book, current, 3, short)[1:] == (None, None)
    assert years(book, current, 2) == (None, None)
    qualifying = replaced(current, {"professional.qp": True})
    assert years(book, qualifying, 1, LAW) == (None,)


def test_an_index_is_cut_at_its_cap_and_unknown_beyond_what_is_given():
    step = Escalator(
        first=date(2028, 4, 1), index={"2028": 0.06, "2029": 0.01}, floor=0.02, cap=0.04
    )
    book, agreed = plain(escalator=step)
    assert years(book, agreed, 4) == (240.0, 249.6, 254.59, None)


def test_a_step_outside_the_anniversary_counts_from_its_day():
    book, agreed = plain(escalator=Escalator(first=date(2028, 1, 1), rate=0.10))
    made = years(book, agreed, 1)[0]
    assert made == pytest.approx(240 + 24 * 91 / 366, abs=0.01)


def test_an_escalator_overtakes_a_charge_that_stays():
    book = small_book(line("99213", charge_amount=103.0))
    agreed = terms(
        fees({"99213": 100.0}),
        lesser_of_charge="line",
        escalator=Escalator(first=date(2028, 4, 1), rate=0.05),
    )
    assert years(book, agreed) == (100.0, 103.0, 103.0)


def test_a_center_without_a_path_is_not_priced_and_its_groups_are():
    book = payer_book("NQ")
    letter = replaced(offer("offer_asc_2027").contract, {"asc.medicare_year": "current"})
    assert years(book, letter, 2, LAW, block="asc") == (None, None)
    assert years(book, contract("NQ"), 2, LAW, block="asc") == (374_565.00, 374_565.00)
    up = MedicarePath(name="typed", center={"2027": 0.02, "2028": 0.02})
    first = years(book, letter, 1, up, block="asc")[0]
    assert first == pytest.approx(332_467.79 * 1.02 * (1 + 0.02 * 91 / 366), abs=1)


def test_a_contract_without_the_schedule_is_told():
    with pytest.raises(ValueError, match="no asc schedule"):
        years(small_book(line("99213")), terms(), block="asc")


@pytest.mark.parametrize("count", [0, 31])
def test_a_horizon_has_years(count):
    with pytest.raises(ValueError, match="years must lie in"):
        Horizon(years=count, discount=0.05)


# --- the shipped talks


@pytest.mark.parametrize("name", ["nq_renewal", "nq_asc"])
def test_the_first_year_of_a_frozen_side_is_what_the_columns_say(name):
    one = talk(name)
    made = payer_years.years_of(replace(one.terms, horizon=HORIZON), one.prices)
    for side in ("now", "offer"):
        assert made.sides[side].years == (one.columns[side].fees,) * 3


def test_the_ask_that_follows_medicare_falls_with_it_and_the_offer_stands():
    one = talk("nq_renewal")
    told = replace(one.terms, horizon=HORIZON)
    made = payer_years.years_of(told, one.prices)
    worth = payer_years.worths(HORIZON, made, one.columns)
    assert set(made.sides) >= {"now", "offer", "ask_law", "ask_proposed"}
    assert worth["ask_law"].npv < worth["ask_proposed"].npv
    assert worth["ask_law"].first < one.columns["ask"].fees
    assert worth["offer"].against_now == pytest.approx(
        present_value([one.columns["offer"].fees_change] * 3, 0.06)
    )
    table = payer_years.years_table(HORIZON, made, one.columns)
    assert table.loc["now", "against_now"] == 0
    assert table[["year_1", "year_2", "year_3", "npv"]].notna().all().all()


def test_draws_of_the_discount_surround_the_value():
    one = talk("nq_renewal")
    made = payer_years.years_of(replace(one.terms, horizon=HORIZON), one.prices)
    likely = payer_years.worths(HORIZON, made, one.columns)["ask_law"].npv
    drawn = replace(HORIZON, discount=np.array([0.04, 0.06, 0.09]))
    many = payer_years.worths(drawn, made, one.columns)["ask_law"].npv
    assert many[1] == pytest.approx(likely)
    assert many[0] > likely > many[2]


def test_a_center_ask_of_the_year_stands_at_the_yardstick_and_the_gap_is_told():
    one = talk("nq_asc")
    told = replace(one.terms, horizon=HORIZON)
    made = payer_years.years_of(told, one.prices)
    assert made.sides["ask_held"].years[0] == one.columns["ask"].fees
    assert "Our ask, law as it stands" in made.gaps
    assert payer_years.years_told(told, made)[0] == "gap"


def test_the_neutral_percentage_by_group_is_today_s_dollars_over_the_new_medicare():
    one = talk("nq_renewal")
    table = payer_medicare.neutral_table(one.terms, one.prices)
    # PRACTICE 3.4: now % MC26 of cataract 152.1, written 132, offered 132
    row = table.loc["cataract"]
    assert [round(100 * row[name], 1) for name in ("written", "neutral", "offered_share")] == [
        132.0,
        152.1,
        132.0,
    ]
    assert payer_medicare.cliffs(replace(one.terms, horizon=HORIZON))[
        "first"
    ].neutral == pytest.approx(1.025 / 1.0025)


def test_without_a_horizon_or_an_offer_there_is_nothing_to_tell():
    one = talk("fw_recovery")
    bare = replace(one.terms, horizon=None)
    assert payer_years.years_of(bare, one.prices) is None
    assert payer_years.years_table(None, None, one.columns).empty
    assert payer_years.worths(None, None, one.columns) == {}
    assert payer_medicare.neutral_table(bare, one.prices).empty
    assert payer_years.term_of(bare) is None
