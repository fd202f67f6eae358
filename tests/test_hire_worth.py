"""Walk-away, trades, packages and leaving early: what must hold of them for any hire."""

import numpy as np
import pytest
from hire_terms import retina
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_model.deals import hire
from practice_model.deals.hire_cash import cash
from practice_model.deals.hire_leave import Leaving, expected_loss, left_after
from practice_model.deals.hire_pay import Guarantee, Pay
from practice_model.deals.hire_trades import Extras, Package, equal_packages, moved, term_prices
from practice_model.deals.hire_worth import (
    STEADY,
    end_of,
    lowest_of,
    solved,
    term_of,
    with_terms,
    worth_of,
)

RATE = 0.12


@settings(deadline=None, max_examples=25)
@given(
    st.floats(min_value=1.2e6, max_value=2.2e6),
    st.floats(min_value=0, max_value=0.35),
    st.floats(min_value=1.5, max_value=4),
    st.floats(min_value=-2e5, max_value=2e5),
)
def test_at_the_walk_away_base_the_deal_is_worth_its_alternative_to_the_cent(
    steady, share, times, alternative
):
    own = retina(volume__steady=steady, pay=Pay(base=4e5, share=share, times_base=times))
    found = solved(own, lambda made: worth_of(made, RATE), alternative)
    if found.value is not None:
        there = with_terms(own, {"pay.base": found.value})
        assert worth_of(cash(there), RATE) == pytest.approx(alternative, abs=0.005)


def test_a_base_above_the_walk_away_is_worth_less_and_one_below_more():
    own = retina(volume__steady=1_700_000)
    found = solved(own, end_of, 0).value
    for change, sign in ((-1000, 1), (1000, -1)):
        assert np.sign(end_of(cash(with_terms(own, {"pay.base": found + change})))) == sign


def test_no_base_makes_an_empty_schedule_worth_anything():
    assert solved(retina(volume__steady=100_000), end_of, 0).case == "none"
    assert solved(retina(volume__steady=9_000_000), end_of, 0).case == "always"


def test_the_base_that_meets_a_credit_limit_has_its_lowest_cash_there():
    own = retina()
    found = solved(own, lowest_of, -700_000).value
    assert lowest_of(cash(with_terms(own, {"pay.base": found}))) == pytest.approx(
        -700_000, abs=0.01
    )


def test_the_volume_that_pays_back_is_the_least_that_does():
    own = retina()
    found = solved(own, end_of, 0, STEADY, rising=True).value
    assert end_of(cash(with_terms(own, {STEADY: found}))) == pytest.approx(0, abs=0.01)
    assert end_of(cash(with_terms(own, {STEADY: found - 1}))) < 0


def test_pay_without_a_base_is_solved_in_its_share():
    own = retina(volume__steady=2_000_000, pay=Pay(of_collections=0.4))
    assert term_of(own) == "pay.of_collections"
    found = solved(own, end_of, 0, term_of(own)).value
    there = with_terms(own, {"pay.of_collections": found})
    assert end_of(cash(there)) == pytest.approx(0, abs=0.01)


def test_a_lower_base_can_cost_more_where_share_times_multiple_is_above_one():
    steep = retina(volume__steady=1_900_000, pay=Pay(base=4e5, share=0.35, times_base=3.5))
    lower = with_terms(steep, {"pay.base": 3.8e5})
    assert hire.mature_year(lower).contribution < hire.mature_year(steep).contribution


def test_a_step_of_base_costs_what_both_cash_and_pay_say():
    price = {one.key: one for one in term_prices(retina(), RATE)}
    # 10,000 a year for three years, less a quarter of 25,000 of threshold in year 3
    assert price["base"].ours == pytest.approx(-(30_000 - 0.25 * 25_000))
    assert price["base"].theirs == pytest.approx(-price["base"].ours)
    assert price["bonus"].ours == pytest.approx(-0.01 * 75_000)
    assert price["sign_on"].ours == pytest.approx(-10_000)


def test_terms_that_nobody_priced_are_not_priced():
    price = {one.key: one for one in term_prices(retina(), RATE)}
    for key in ("guarantee", "call", "track", "tail", "restraint"):
        assert price[key].ours is None, key
    known = {
        one.key: one
        for one in term_prices(
            retina(guarantee=Guarantee(monthly=30_000, months=6, forgiven_over=12)),
            RATE,
            Leaving(months=[12], odds_a_year=0.1, tail=60_000, kept_patients=0.1),
            Extras(call=18_000, track=50_000),
        )
    }
    assert known["guarantee"].ours > 0  # the hospital pays a month more
    assert known["call"].ours == pytest.approx(54_000)
    assert known["track"].ours == pytest.approx(-50_000)
    assert known["tail"].ours == pytest.approx(-60_000 * (1 - 0.9**3))
    assert known["restraint"].ours > 0


def test_moves_that_hold_an_unpriced_term_are_not_priced_and_none_moves_nothing():
    assert moved(retina(), {"base": -1, "track": 1}, RATE).ours is None
    assert moved(retina(), {}, RATE).ours is None
    assert moved(retina(), {"base": 0}, RATE).ours == pytest.approx(0)


def test_a_smaller_sign_on_is_never_under_nothing():
    most = moved(retina(), {"sign_on": -100}, RATE).ours
    assert most == pytest.approx(35_000)


def test_packages_of_equal_worth_are_worth_the_plan_to_the_cent():
    plan = float(worth_of(cash(retina()), RATE))
    made = equal_packages(
        retina(),
        {
            "high": Package(name="High base", share=0.25, times_base=3.5),
            "share": Package(name="Share", of_collections=0.4),
            "low": Package(name="Low base", share=0.3, times_base=2.5, sign_on=60_000),
        },
        RATE,
    )
    for one in made.values():
        assert worth_of(cash(one.hire), RATE) == pytest.approx(plan, abs=0.01), one.key


def test_one_who_leaves_owes_what_has_not_vested_and_leaves_what_others_can_use():
    made = left_after(retina(), Leaving(months=[12], tail=60_000, tail_ours=0.5), 12)
    assert made.owed_back == pytest.approx(35_000 / 2)
    assert made.kept == pytest.approx(310_000 + 45_000)
    assert made.tail == pytest.approx(-30_000)
    assert made.search == pytest.approx(-65_000)
    parts = (made.cash, made.still_owed, made.owed_back, made.kept, made.tail, made.search)
    assert made.total == pytest.approx(sum(parts))
    assert made.cash == pytest.approx(cash(retina(), 12).total[-1])


def test_our_part_of_the_tail_vests_with_completed_years_and_is_never_more_than_all():
    own = Leaving(months=[12], tail=60_000, tail_vests=0.33)
    vested = [left_after(retina(), own, month).tail for month in (11, 12, 24, 36)]
    assert vested == pytest.approx([0, -19_800, -39_600, -59_400])
    full = Leaving(months=[12], tail=60_000, tail_vests=0.6)
    assert left_after(retina(), full, 36).tail == pytest.approx(-60_000)


def test_what_leaving_costs_on_average_needs_odds_and_grows_with_them():
    assert expected_loss(retina(), Leaving(months=[12])) is None
    low, high = (
        expected_loss(retina(), Leaving(months=[12], odds_a_year=odds)) for odds in (0.05, 0.2)
    )
    assert 0 <= low < high


def test_the_practice_change_is_net_of_what_owners_had():
    own = retina(minutes={"technician": 100_000.0}, doctor_minutes=88_000.0, name="F")
    change = hire.practice_change(own)
    assert change.collections == pytest.approx(1_150_000 * 0.88)
    assert change.minutes == {"technician": pytest.approx(88_000)}
    assert change.wages == {
        "technician": 123_000, "prior_authorization": 29_000, "front_desk": 24_000,
    }  # fmt: skip
    assert change.doctor_cost == {"F": pytest.approx(430_000 + 62_000 + 18_750)}
    assert change.doctor_minutes == {"F": 88_000}
    assert change.fixed == pytest.approx(42_000 + 24_000)


def test_the_whole_tail_costs_only_what_has_not_vested_when_one_leaves():
    plan = Leaving(months=[12], odds_a_year=0.1, tail=60_000, tail_vests=0.33)
    price = {one.key: one.ours for one in term_prices(retina(), 0.1, plan)}["tail"]
    assert price == pytest.approx(-60_000 * (0.1 * 0.67 + 0.09 * 0.34 + 0.081 * 0.01))
    ours = Leaving(months=[12], odds_a_year=0.1, tail=60_000, tail_ours=1.0)
    assert {one.key: one.ours for one in term_prices(retina(), 0.1, ours)}["tail"] == 0
