"""What a single term is worth: golden figures of the field, and laws that hold for any figures.

Golden rows: CON04 (California H&S 1371.35, New York Ins. Law 3224-a(c); simple) and CON06
(receivables formula). Planted findings F6, F11, F28 and F34: docs/PRACTICE.md, answer key.
"""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from payer_talks import talk

from practice_model.questions import payer_costs, payer_levers, payer_prompt_pay
from practice_model.questions.lever_books import filing_lags
from practice_model.revenue.escalators import Escalator
from practice_model.revenue.term_values import (
    a_day,
    device_value,
    escalator_value,
    expected_days_late,
    interest,
    late_filing,
    late_interest,
    look_back_exposure,
    rate_change,
    recoupment_rate,
    time_value,
    working_capital,
)

dollars = st.floats(min_value=0, max_value=1e7)
days = st.floats(min_value=0.5, max_value=200)


@pytest.mark.parametrize(("rate", "expected"), [(0.15, 18.49), (0.12, 14.79)])
def test_simple_interest_is_the_golden_row_con04(rate, expected):
    assert interest(1000, rate, 45) == pytest.approx(expected, abs=0.01)


def test_money_that_waits_is_the_golden_row_con06():
    made = working_capital(3_000_000, 45, 30, 0.08)
    assert made.tied_up == pytest.approx(123_287.67, abs=0.01)
    assert made.cost == pytest.approx(9_863.01, abs=0.01)


def test_the_slow_payer_of_f28_ties_up_what_the_key_says():
    made = working_capital(259_950.38 + 95_319.05, 58, 30, 0.085)
    assert (round(made.tied_up), round(made.cost)) == (27_254, 2_317)  # 28 days over 30


def test_the_look_back_of_f6_is_exposure_once():
    rate = recoupment_rate(60_310, 2_658_918)
    assert round(rate, 4) == 0.0227
    assert round(look_back_exposure(1_393_224.57, 0.0227, 24)) == 63_252
    levers = payer_levers.priced_levers(talk("nq_renewal").terms, talk("nq_renewal").prices)
    assert levers["look_back"].to_us is None
    assert levers["look_back"].once == pytest.approx(63_252, abs=50)


def test_late_interest_of_f34_by_contract_and_by_law():
    found = payer_prompt_pay.prompt_pay(talk("nq_renewal").terms, talk("nq_renewal").prices)
    assert found.base == pytest.approx(1_343_520.07, abs=0.005)
    assert found.days_late == pytest.approx(8.960, abs=0.0005)
    assert found.contract == pytest.approx(3_957.58, abs=0.005)
    assert found.law_days_late == pytest.approx(21.120, abs=0.0005)
    assert found.law_insured == pytest.approx(3_078.45, abs=0.005)
    assert found.law_all == pytest.approx(9_328.63, abs=0.005)


def test_a_contract_without_interest_owes_what_the_law_says_and_only_to_insured_plans():
    found = payer_prompt_pay.prompt_pay(talk("tm_basis").terms, talk("tm_basis").prices)
    assert found.contract is None
    assert found.law_insured == pytest.approx(2_122.36, abs=0.005)
    assert found.law_all == pytest.approx(6_431.39, abs=0.005)


def test_a_paper_that_names_neither_day_nor_law_has_no_interest_to_tell():
    assert (
        payer_prompt_pay.prompt_pay(talk("fw_recovery").terms, talk("fw_recovery").prices) is None
    )


def test_claims_filed_after_the_limit_of_f11_are_what_a_longer_one_is_worth():
    own = talk("fw_recovery")
    now = own.prices.sides["now"]
    made = late_filing(
        filing_lags(own.terms), own.prices.book.denied, now.allowed, limit=90, longer=180
    )
    assert made.written_off == pytest.approx(7_893.85, abs=157.88)
    assert made.lines > 0


def test_implants_of_f6_are_twenty_eight_cases():
    found = payer_levers.devices(talk("nq_asc").terms, talk("nq_asc").prices)
    assert (found.cases, found.invoices, found.without_price) == (28, 31_570, "")
    assert found.with_markup == pytest.approx(31_570 * 1.05)


def test_a_percentage_of_medicares_center_rate_holds_the_implant_already():
    assert payer_levers.devices(talk("tm_basis").terms, talk("tm_basis").prices) is None


def test_a_device_without_an_invoice_is_named_and_not_counted():
    made = device_value({"66183": 3, "66999": 2}, {"66183": 840.0})
    assert (made.cases, made.invoices, made.without_price) == (3, 2520, "66999")


def test_a_rate_change_is_the_difference_of_two_prices_of_one_book():
    sides = talk("nq_renewal").prices.sides
    assert rate_change(sides["now"], sides["offer"], "professional") == -2370.93
    assert rate_change(sides["now"], sides["offer"], "drug") == -24921.31
    with pytest.raises(ValueError, match="one book"):
        rate_change(sides["now"], talk("nq_asc").prices.sides["now"], "professional")
    with pytest.raises(ValueError, match="no professional line"):
        rate_change(sides["now"], sides["offer"], "professional", ["99999"])


def test_the_yearly_step_starts_when_it_says_and_is_worth_nothing_before():
    steps = Escalator(first=date(2028, 4, 1), rate=0.025)
    made = escalator_value(100_000, steps, None, since=date(2027, 4, 1), years=3, discount=0.0)
    assert made.whole == pytest.approx(100_000 * (0 + 0.025 + (1.025**2 - 1)))
    assert made.yearly == pytest.approx(made.whole / 3)
    assert made.present == pytest.approx(made.whole)
    dearer = escalator_value(100_000, steps, None, since=date(2027, 4, 1), years=3, discount=0.085)
    assert 0 < dearer.present < made.present
    one_year = escalator_value(100_000, steps, None, since=date(2027, 4, 1), years=1, discount=0.0)
    assert one_year.whole == 0


def test_steps_that_the_contract_already_has_are_worth_nothing():
    steps = Escalator(first=date(2023, 1, 1), rate=0.02)
    made = escalator_value(1000, steps, steps, since=date(2027, 1, 1), years=4, discount=0.05)
    assert (made.whole, made.present) == (0, 0)


@given(mean=days, limit=st.floats(min_value=0, max_value=300))
def test_expected_days_late_lie_between_the_mean_over_the_limit_and_the_mean(mean, limit):
    late = expected_days_late(mean, limit)
    assert max(mean - limit, 0) - 1e-9 <= late <= mean + 1e-9


@given(mean=days, limit=days)
def test_a_longer_limit_is_never_worth_more_interest(mean, limit):
    assert expected_days_late(mean, limit + 5) <= expected_days_late(mean, limit) + 1e-12


def test_expected_days_late_agree_with_draws():
    rng = np.random.default_rng(20261124)
    draws = rng.gamma(6.0, 36 / 6.0, 400_000)
    assert expected_days_late(36, 30) == pytest.approx(np.maximum(draws - 30, 0).mean(), abs=0.05)


@given(allowed=dollars, cut=st.floats(min_value=0, max_value=60))
def test_exposure_grows_with_the_months_that_are_cut(allowed, cut):
    one = look_back_exposure(allowed, 0.02, cut)
    assert one <= look_back_exposure(allowed, 0.02, cut + 1) + 1e-9
    assert look_back_exposure(allowed, 0.0, cut) == 0


@given(allowed=dollars, target=days)
def test_nothing_waits_at_or_under_the_target(allowed, target):
    assert working_capital(allowed, target, target, 0.1).tied_up == 0
    assert working_capital(allowed, target - 0.5, target, 0.1).cost == 0


def test_draws_go_through_as_arrays():
    rates = np.array([0.01, 0.02])
    assert look_back_exposure(1200.0, rates, 12).tolist() == [12.0, 24.0]
    assert late_interest(1000.0, 0.12, np.array([30.0, 40.0]), 30).interest.shape == (2,)
    assert time_value(10, 6, np.array([0.5, 1.0])).tolist() == [30.0, 60.0]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: recoupment_rate(1.0, 0.0), "paid dollars"),
        (lambda: look_back_exposure(1.0, 0.1, -1), "not negative"),
        (lambda: expected_days_late(0, 30), "above 0"),
        (lambda: late_filing([10], [True], [100], limit=180, longer=90), "nothing is won"),
        (
            lambda: escalator_value(1.0, None, None, since=date(2027, 1, 1), years=0, discount=0.0),
            "at least one year",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_words(call, told):
    with pytest.raises(ValueError, match=told):
        call()


def test_unknown_dates_of_filing_are_no_late_lines():
    made = late_filing(
        [np.nan, 100.0, 100.0], [True, True, False], [500, 700, 900], limit=90, longer=180
    )
    assert (made.lines, made.written_off) == (1, 7.00)


def test_a_day_of_delay_costs_a_365th_whatever_the_sign():
    assert round(a_day(200_000), 2) == 547.95  # DOMAIN.md 11.3: 548 a day
    assert a_day(-365.0) == 1


def test_approvals_need_costs_and_say_so_without_them():
    own = talk("nq_renewal")
    levers = payer_levers.priced_levers(own.terms, own.prices)
    assert levers["authorization"].to_us is None
    assert "minute" in levers["authorization"].why
    costed = payer_costs.costed(own.terms, own.prices)
    priced = payer_levers.priced_levers(own.terms, own.prices, costed)
    assert priced["authorization"].to_us > 0
