"""A hire's cash: planted and published figures, the ramp, who pays when, and what must hold."""

import numpy as np
import pytest
from hire_terms import RAMP, built_up, constructed, golden, retina
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_model.deals import hire
from practice_model.deals.hire_cash import LINES, cash, yearly
from practice_model.deals.hire_need import break_even_collections
from practice_model.deals.hire_ramp import full_collections, ramp_shares, work
from practice_model.deals.hire_volume import Ramp

NAMES = {
    "break_even_month": "break_even_month", "trough": "trough", "trough_month": "trough_month",
    "cash": "cash", "break_even_collections": "break_even_collections",
    "bonus_month": "bonus_month", "payback_month": "payback_month",
}  # fmt: skip


@pytest.mark.parametrize("name", ["F22", "F22 low", "F22 high"])
def test_the_planted_retina_hire_comes_out(name):
    case = golden(name)
    found = hire.figures(retina(volume__steady=case["inputs"]["steady"]), rate=0.12)
    for key, expected in case["expected"].items():
        own = found.year["3"] if key == "year_3" else getattr(found, NAMES[key])
        assert own == pytest.approx(expected, abs=case["tolerance"]), key


def test_more_than_a_third_of_the_trough_is_drug_stock():
    found = hire.figures(retina(), rate=0.12)
    assert 0.37 <= found.stock_share < 0.38
    assert found.without_stock == pytest.approx(found.cash + 310_000)


def test_the_constructed_example_of_the_domain_page_comes_out():
    case = golden("DOMAIN")
    found = hire.figures(constructed(), rate=0.12)
    for key, expected in case["expected"].items():
        assert getattr(found, NAMES[key]) == pytest.approx(expected, abs=case["tolerance"]), key


def test_published_break_even_collections():
    case = golden("HIR04")
    given_ = case["inputs"]
    own = break_even_collections(given_["package"], 1 - given_["variable"])
    assert own == pytest.approx(case["expected"]["collections"], abs=case["tolerance"])


def test_collections_at_the_break_even_leave_a_mature_year_of_nothing_before_bonus():
    own = retina()
    needed = hire.figures(own, rate=0.12).break_even_collections
    year = hire.mature_year(own, needed)
    assert year.contribution + year.bonus == pytest.approx(0, abs=1e-6)


def test_every_line_adds_up_to_net_cash_and_net_to_years():
    made = cash(retina())
    assert sum(made.lines[name] for name in LINES) == pytest.approx(made.net)
    assert sum(yearly(made.net, 36)) == pytest.approx(made.total[-1])
    assert sum(made.once.values()) == pytest.approx(made.lines["once"])


def test_a_ramp_follows_its_months_then_a_line_to_full_and_stays():
    shares = ramp_shares(Ramp(months=RAMP, full_at=24), 36)
    assert shares[1:13].tolist() == RAMP
    assert shares[18] == pytest.approx(0.9)
    assert shares[24:] == pytest.approx(1)


def test_a_ramp_that_is_late_by_a_month_is_the_same_a_month_later():
    plain = ramp_shares(Ramp(months=RAMP, full_at=24), 36)
    late = ramp_shares(Ramp(months=RAMP, full_at=24, late=1), 36)
    assert late[1:] == pytest.approx(plain[:-1])


def test_a_ramp_that_is_full_before_its_last_month_is_refused():
    with pytest.raises(ValueError, match="full_at: 6 lies before month 12"):
        Ramp(months=RAMP, full_at=6)


def test_a_build_up_by_hand():
    # 10 x 4 x 50 x 0.9 = 1,800 visits; 450 new at 120 on average, 1,350 at 80, 90 cases at 500
    own = built_up()
    assert full_collections(own) == pytest.approx(450 * 120 + 1350 * 80 + 90 * 500)
    made = work(own, 12)
    assert made.visits.sum() == pytest.approx(1800)
    assert made.cases.sum() == pytest.approx(90)
    assert made.collected.sum() == pytest.approx(full_collections(own))


def test_operating_time_limits_cases():
    own = built_up(build_up__services__surgery__most_a_week=1.0)
    assert work(own, 12).cases.sum() == pytest.approx(50)
    assert full_collections(own) == pytest.approx(450 * 120 + 1350 * 80 + 50 * 500)


def test_before_credentialing_work_is_lost_or_held_until_then():
    lost = work(built_up(payers__commercial__credentialing=3.0), 12)
    held = work(
        built_up(payers__commercial__credentialing=3.0, payers__commercial__before="held"), 12
    )
    plain = work(built_up(), 12)
    month = plain.earned[1]
    commercial = 0.4 * (450 * 150 + 1350 * 80 + 90 * 500) / 12
    assert lost.collected[1:4] == pytest.approx(month - commercial)
    assert lost.collected[4:] == pytest.approx(month)
    assert lost.lost.sum() == pytest.approx(3 * commercial)
    assert held.collected[3] == pytest.approx(month + 2 * commercial)
    assert held.collected.sum() == pytest.approx(plain.collected.sum())


def test_a_lag_moves_money_and_loses_none():
    plain, late = work(built_up(), 24), work(built_up(lag=45.0), 24)
    assert late.collected[1] == 0
    owed = late.earned.sum() - late.collected.sum()
    assert owed == pytest.approx(plain.earned[1] * 45 / (365 / 12))


@settings(deadline=None, max_examples=30)
@given(
    st.floats(min_value=3e5, max_value=2e6),
    st.floats(min_value=1, max_value=5e5),
    st.floats(min_value=0, max_value=0.4),
)
def test_more_collections_never_lower_cash(steady, more, moved):
    one = cash(retina(volume__steady=steady, moved=moved)).total
    other = cash(retina(volume__steady=steady + more, moved=moved)).total
    assert np.all(other >= one - 1e-6)


@settings(deadline=None, max_examples=20)
@given(st.floats(min_value=0, max_value=120), st.floats(min_value=0, max_value=6))
def test_what_is_earned_is_collected_still_owed_or_lost(lag, months):
    made = work(built_up(lag=lag, payers__commercial__credentialing=months), 60)
    owed = made.earned.sum() - made.lost.sum() - made.collected.sum()
    full = full_collections(built_up()) / 12
    assert owed == pytest.approx(full * lag / (365 / 12), rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(
    "path",
    ["volume.steady", "pay.base", "moved", "costs.variable", "costs.drug_margin", "volume.lag",
     "volume.ramp.late", "volume.ramp.full_at", "costs.once.drug_stock.amount", "costs.rise"],
)  # fmt: skip
def test_draws_of_any_term_give_what_each_number_gives(path):
    known = {
        "volume.lag": (0, 20, 50),
        "volume.ramp.late": (0, 0.5, 2),
        "volume.ramp.full_at": (12, 18, 30),
        "costs.rise": (0, 0.02, 0.05),
    }
    values = np.asarray(known.get(path, (0.1, 0.2, 0.3)), dtype=float)
    if path in {"volume.steady", "pay.base", "costs.drug_margin", "costs.once.drug_stock.amount"}:
        values = values * 2e6
    name = path.replace(".", "__")
    drawn = cash(retina(**{name: values}))
    for place, value in enumerate(values):
        assert drawn.net[:, place] == pytest.approx(cash(retina(**{name: float(value)})).net)
