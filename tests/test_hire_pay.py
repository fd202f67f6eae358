"""Pay formulas of a hire: published bonus, bands, part years, guarantees, and where they agree."""

from datetime import date

import numpy as np
import pytest
from hire_terms import PLAN, golden, retina
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_model.costs.surveys import SurveyMeasure
from practice_model.deals.hire_cash import cash
from practice_model.deals.hire_pay import (
    Band,
    Guarantee,
    Pay,
    first_bonus,
    incentive,
    owed_back,
    paid,
    percentile_trap,
    periods,
    threshold_of,
    topped_up,
)
from practice_model.deals.hire_trades import pay_years, total_pay

JULY = date(2027, 7, 1)
dollars = st.floats(min_value=0, max_value=3e6)


def level(yearly: float, months: int = 36) -> np.ndarray:
    series = np.full(months + 1, yearly / 12)
    series[0] = 0
    return series


def test_a_published_bonus_comes_out():
    case = golden("HIR02")
    one = case["inputs"]
    own = Pay(base=one["base"], share=one["share"], times_base=one["multiple"])
    assert threshold_of(own) == pytest.approx(case["expected"]["threshold"], abs=0.01)
    assert incentive(own, one["collections"]) == pytest.approx(case["expected"]["bonus"], abs=0.01)


def test_percentiles_multiplied_overshoot_as_published_and_surveys_refuse_them():
    case = golden("HIR01")
    one = case["inputs"]
    made = percentile_trap(one["wrvu_p75"], one["rate_p75"], one["comp_p75"])
    assert made.pay == pytest.approx(case["expected"]["pay"], abs=case["tolerance"])
    assert made.overshoot == pytest.approx(case["expected"]["overshoot"], abs=1e-4)
    with pytest.raises(ValueError, match="is computed from"):
        SurveyMeasure(computed_from=["work_values", "pay_per_work_value"])


def test_bands_are_marginal():
    # 10, 20 and 30 percent above 450, 550 and 650 thousand on a base of 150 [OM 2006]
    bands = [Band(above=450_000, share=0.1), Band(above=550_000, share=0.2),
             Band(above=650_000, share=0.3)]  # fmt: skip
    own = Pay(base=150_000, bands=bands)
    assert incentive(own, 700_000) == pytest.approx(10_000 + 20_000 + 15_000)
    assert incentive(own, 450_000) == 0
    assert incentive(own, 500_000) == pytest.approx(5_000)


def test_bands_that_do_not_rise_are_refused():
    with pytest.raises(ValueError, match="bands: 450,000 does not lie above"):
        Pay(base=1, bands=[Band(above=450_000, share=0.1), Band(above=450_000, share=0.2)])


def test_a_part_of_a_calendar_year_counts_with_its_part_of_the_threshold():
    own = Pay(base=400_000, share=0.25, times_base=2.5, calendar=True)
    assert periods(own, JULY, 36)[:2] == [(1, 6), (7, 18)]
    made = paid(own, JULY, level(1_200_000))
    assert made.incentive[6] == pytest.approx(0.25 * (600_000 - 500_000))
    assert made.incentive[18] == pytest.approx(0.25 * (1_200_000 - 1_000_000))
    assert made.incentive[36] == pytest.approx(0.25 * (600_000 - 500_000))  # settled at the end


@pytest.mark.parametrize("settled", ["year", "quarter", "month"])
@pytest.mark.parametrize("calendar", [True, False])
@pytest.mark.parametrize("month", [1, 2, 7, 12])
def test_periods_cover_every_month_once(settled, calendar, month):
    own = Pay(base=1, settled=settled, calendar=calendar)
    for months in (12, 13, 35, 36):
        held = periods(own, date(2027, month, 1), months)
        covered = [at for first, last in held for at in range(first, last + 1)]
        assert covered == list(range(1, months + 1))


def test_work_values_of_the_current_table_pay_less_for_equal_work():
    # the efficiency adjustment of 2026 takes 2.5 percent of the work values [CMS-1832-F]
    frozen = Pay(per_work_value=55)
    current = Pay(per_work_value=55, work_table="current", table_cut=0.975)
    assert incentive(frozen, 0, 9_000) == pytest.approx(495_000)
    assert incentive(current, 0, 9_000) == pytest.approx(495_000 * 0.975)


def test_work_values_without_work_are_refused():
    with pytest.raises(ValueError, match=r"pay\.per_work_value: needs volume\.work"):
        retina(pay=Pay(per_work_value=55))


def test_base_is_a_floor_until_its_months_are_over():
    own = Pay(base=240_000, of_collections=0.4, base_months=12)
    made = paid(own, JULY, level(500_000))
    assert made.base[1:13] == pytest.approx(20_000)
    assert not made.base[13:].any()
    assert made.incentive[12] == 0
    assert made.incentive[24] == pytest.approx(200_000)


@settings(deadline=None)
@given(dollars, st.floats(min_value=0, max_value=1))
def test_a_bonus_above_nothing_is_a_share_of_collections(collections, share):
    bonus = Pay(share=share, times_base=0.0)
    assert incentive(bonus, collections) == pytest.approx(
        incentive(Pay(of_collections=share), collections)
    )


@settings(deadline=None)
@given(dollars, st.floats(min_value=1e4, max_value=1e6), st.floats(min_value=0, max_value=1))
def test_a_bonus_over_a_threshold_is_one_band(collections, start, share):
    bonus = Pay(base=1e5, share=share, threshold=start)
    band = Pay(base=1e5, bands=[Band(above=start, share=share)])
    assert incentive(bonus, collections) == pytest.approx(incentive(band, collections))
    assert incentive(bonus, collections / 4, 0, 0.25) == pytest.approx(
        incentive(bonus, collections) / 4, abs=1e-6
    )


@settings(deadline=None)
@given(dollars, st.floats(min_value=10, max_value=100), st.floats(min_value=1, max_value=2e4))
def test_work_values_that_follow_collections_are_a_share_of_them(collections, rate, work):
    share = min(rate * work / max(collections, 1.0), 1.0)
    by_work = incentive(Pay(per_work_value=rate), collections, share * collections / rate)
    assert by_work == pytest.approx(incentive(Pay(of_collections=share), collections))


@settings(deadline=None)
@given(dollars, dollars)
def test_no_formula_pays_less_for_more_collections(collections, more):
    bands = [Band(above=2e5, share=0.1), Band(above=9e5, share=0.3)]
    for own in (PLAN, Pay(base=2e5, of_collections=0.4), Pay(base=1e5, bands=bands)):
        assert incentive(own, collections + more) >= incentive(own, collections) - 1e-9


def test_a_guarantee_tops_up_to_its_amount_and_added_cost_and_no_further():
    own = Guarantee(monthly=30_000, months=2, forgiven_over=24)
    made = topped_up(own, np.array([0.0, 10_000, 60_000, 0]), np.array([0.0, 5_000, 5_000, 5_000]))
    assert made.tolist() == [0, 25_000, 0, 0]
    capped = Guarantee(monthly=30_000, months=3, forgiven_over=24, cap=40_000)
    made = topped_up(capped, np.zeros(5), np.zeros(5))
    assert made.tolist() == [0, 30_000, 10_000, 0, 0]


def test_a_guarantee_is_forgiven_month_by_month():
    own = Guarantee(monthly=30_000, months=12, forgiven_over=24)
    assert owed_back(own, 100_000, 12) == 100_000
    assert owed_back(own, 100_000, 36) == 0
    assert owed_back(own, 100_000, 24) == pytest.approx(50_000)


def test_a_guarantee_of_nothing_changes_nothing():
    one = retina(guarantee=Guarantee(monthly=0, months=12, forgiven_over=12, cap=0))
    assert cash(one).net == pytest.approx(cash(retina()).net)


def test_a_guarantee_counts_only_costs_that_the_recruit_adds():
    one = cash(retina(guarantee=Guarantee(monthly=35_000, months=3, forgiven_over=24)))
    plain = cash(retina())
    added = (62_000 + 24_000 + 218_000) / 12
    assert one.lines["top_up"][1] == pytest.approx(35_000 + added)
    assert (one.net - plain.net).sum() == pytest.approx(one.lines["top_up"].sum())


def test_what_the_candidate_is_paid_is_what_we_pay():
    made = cash(retina())
    years = pay_years(made, 36)
    spent = -(made.lines["base"] + made.lines["incentive"]).sum()
    assert sum(one.pay for one in years) == pytest.approx(spent)
    assert total_pay(made) == pytest.approx(spent)


def test_the_bonus_of_the_planted_hire_is_first_paid_in_year_three():
    made = cash(retina())
    assert first_bonus(made.pay) == 36
    assert made.pay.incentive[36] == pytest.approx(0.25 * (1_150_000 - 1_075_000))


def test_two_formulas_at_once_are_refused():
    with pytest.raises(ValueError, match="at most one of share, bands, of_collections"):
        Pay(share=0.2, threshold=1, of_collections=0.4)
    with pytest.raises(ValueError, match="a bonus needs its share and from where it counts"):
        Pay(base=1, share=0.2)
