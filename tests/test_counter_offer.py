"""The counter-offer: best for us within the payer's own budget, few moves, exact to the cent."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from larkmoor import marks, medicare
from payer_talks import talk
from scipy.optimize import linprog
from small_books import fees, line, priced, small_book, terms

from practice_model.questions import payer_counter, payer_packages, payer_sides, payer_years
from practice_model.revenue.counter_mix import as_contract, rate_rows, with_payer_units
from practice_model.revenue.counter_offer import CounterBounds, counter_offer
from practice_model.revenue.counter_search import cost
from practice_model.revenue.equal_packages import Schedule, packages
from practice_model.revenue.multi_year import present_value
from practice_model.revenue.offers import Offer, offer_figures
from practice_model.revenue.payer_books import PayerBook

BOUNDS = CounterBounds(most_up=0.15, most_down=0.05, moves=3)
amounts = st.integers(1, 500)


def rates(*rows: dict) -> pd.DataFrame:
    plain = {"part": "", "setting": "office", "group": "visits", "now": 10_000, "offered": 10_000}
    plain |= {"ours": 100.0, "theirs": 100.0}
    return pd.DataFrame([plain | row for row in rows])


@st.composite
def schedules(draw):
    count = draw(st.integers(1, 7))
    rows = [
        {
            "code": str(10_000 + place),
            "group": draw(st.sampled_from(["visits", "laser", "lids"])),
            "ours": float(draw(st.integers(0, 500))),
            "theirs": draw(st.one_of(st.just(np.nan), st.integers(0, 500).map(float))),
            "now": draw(st.integers(100, 200_000)),
            "offered": draw(st.integers(100, 200_000)),
        }
        for place in range(count)
    ]
    return rates(*rows)


bounds = st.builds(
    CounterBounds,
    most_up=st.sampled_from([0.0, 0.05, 0.15, 0.333]),
    most_down=st.sampled_from([0.0, 0.03, 0.1, 0.25]),
    moves=st.integers(0, 4),
    not_over_now=st.booleans(),
)


# --- what never happens


@settings(max_examples=150, deadline=None)
@given(schedules(), bounds)
def test_the_payer_never_pays_more_on_its_mix_and_no_rate_leaves_its_bounds(lines, limits):
    made = counter_offer(lines, limits)
    held = made.lines
    offered, counter = held["offered"], held["counter"]
    theirs = held["theirs"].fillna(0)
    assert cost(theirs, (counter - offered).to_numpy()) <= 0
    up, down = Fraction(str(float(limits.most_up))), Fraction(str(float(limits.most_down)))
    for before, after in zip(offered, counter, strict=True):
        assert Fraction(int(before)) * (1 - down) <= int(after) <= Fraction(int(before)) * (1 + up)
    assert made.figures.ours >= 0
    assert len(made.moves) == made.figures.moves <= limits.moves
    still = held[held["theirs"].isna() | (held["ours"] == 0)]
    assert (still["counter"] == still["offered"]).all()
    if limits.not_over_now:
        assert (counter <= np.maximum(held["now"], offered)).all()


@settings(max_examples=60, deadline=None)
@given(schedules(), st.randoms(use_true_random=False))
def test_the_order_of_codes_does_not_matter(lines, shuffle):
    order = list(range(len(lines)))
    shuffle.shuffle(order)
    one, other = counter_offer(lines, BOUNDS), counter_offer(lines.iloc[order], BOUNDS)
    pd.testing.assert_frame_equal(one.lines, other.lines)
    pd.testing.assert_frame_equal(one.moves, other.moves)


@settings(max_examples=60, deadline=None)
@given(schedules(), st.integers(1, 40))
def test_a_mix_like_ours_leaves_nothing_to_trade(lines, size):
    made = counter_offer(lines.assign(theirs=lines["ours"] * size / 7), BOUNDS)
    assert (made.figures.ours, made.figures.moves) == (0, 0)
    assert made.moves.empty


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(amounts, amounts, st.integers(2_000, 90_000)), min_size=2, max_size=5))
def test_no_choice_of_three_codes_does_better(rows):
    lines = rates(
        *(
            {"code": str(20_000 + place), "group": f"g{place}", "ours": float(ours),
             "theirs": float(theirs), "offered": offered}
            for place, (ours, theirs, offered) in enumerate(rows)
        )
    )  # fmt: skip
    ours, theirs, offered = (lines[name].to_numpy(float) for name in ("ours", "theirs", "offered"))
    best = 0.0
    for chosen in combinations(range(len(lines)), min(3, len(lines))):
        ends = [(-0.05, 0.15) if place in chosen else (0, 0) for place in range(len(lines))]
        found = linprog(-ours * offered, A_ub=[theirs * offered], b_ub=[0], bounds=ends)
        best = max(best, -found.fun / 100)
    made = counter_offer(lines, BOUNDS).figures.ours
    rounding = ours.max() * 0.01 * 3 + best * 1e-5 + (theirs * offered).sum() * 2e-6
    assert made <= best + rounding
    assert made >= best - rounding - 1 - ours.max() * 0.05


def test_fewer_moves_never_gain_more():
    rng = np.random.default_rng(3)
    lines = rates(
        *(
            {"code": str(30_000 + place), "group": f"g{place % 5}",
             "ours": float(rng.integers(1, 300)), "theirs": float(rng.integers(1, 300)),
             "offered": int(rng.integers(3_000, 90_000))}
            for place in range(25)
        )
    )  # fmt: skip
    gains = [counter_offer(lines, replace(BOUNDS, moves=most)).figures.ours for most in range(7)]
    assert gains[0] == 0
    assert gains == sorted(gains)
    assert gains[-1] > gains[2] > 0


# --- how it moves


def test_a_group_moves_by_half_percents_before_its_codes_move_alone():
    lines = rates(
        {"code": "99213", "ours": 500.0, "theirs": 2000.0},
        {"code": "99214", "ours": 500.0, "theirs": 2000.0, "offered": 15_000},
        {"code": "66984", "group": "cataract", "ours": 800.0, "theirs": 200.0, "offered": 60_000},
        {"code": "66982", "group": "cataract", "ours": 200.0, "theirs": 50.0, "offered": 80_000},
    )
    made = counter_offer(lines, replace(BOUNDS, moves=2))
    assert made.moves["name"].tolist() == ["cataract", "visits"]
    assert made.moves["kind"].tolist() == ["group", "group"]
    assert made.moves["share"].tolist() == [0.15, -0.05]
    assert made.figures.ours == made.moves["ours"].sum().round(2)


def test_a_code_that_we_do_not_bill_is_no_coin_to_pay_with():
    lines = rates({"code": "66984", "ours": 100.0}, {"code": "66982", "ours": 0.0, "group": "lids"})
    assert counter_offer(lines, BOUNDS).moves.empty


def test_a_floor_keeps_a_rate_from_being_given_away():
    lines = rates(
        {"code": "99213", "theirs": 500.0, "offered": 10_000},
        {"code": "66984", "group": "cataract", "theirs": 50.0, "offered": 50_000},
    )
    free = counter_offer(lines, BOUNDS)
    held = counter_offer(lines, replace(BOUNDS, floors={"99213": 98.5}))
    assert free.lines.set_index("code").loc["99213", "counter"] == 9_500
    assert held.lines.set_index("code").loc["99213", "counter"] == 9_850
    assert 0 < held.figures.ours < free.figures.ours
    under = counter_offer(lines, replace(BOUNDS, floors={"99213": 120.0}))
    assert under.lines["counter"].tolist() == under.lines["offered"].tolist()


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{"code": "99213"}, {"code": "99213"}], "two rates for 99213"),
        ([{"code": "99213", "ours": -1.0}], "ours: units are negative for 99213"),
        ([{"code": "99213", "ours": np.nan}], "each rate needs our units"),
    ],
)
def test_odd_rates_are_told(rows, told):
    with pytest.raises(ValueError, match=told):
        counter_offer(rates(*rows), BOUNDS)


def test_a_book_without_a_rate_has_no_counter():
    assert counter_offer(rates({"code": "99213"}).iloc[:0], BOUNDS).figures.rates == 0


# --- the payer's mix


def test_shares_of_dollars_are_spread_as_we_bill_and_counts_are_taken_as_they_are():
    lines = rates(
        {"code": "99213", "ours": 300.0},
        {"code": "99214", "ours": 100.0},
        {"code": "66984", "group": "cataract", "ours": 40.0, "now": 50_000},
        {"code": "15823", "group": "lids", "ours": 5.0},
    ).drop(columns="theirs")  # fmt: skip
    shares, word = with_payer_units(lines, PayerBook(shares={"visits": 0.9, "cataract": 0.1}))
    dollars = shares["theirs"] * shares["now"] / 100
    assert word == "shares"
    assert dollars.tolist()[:3] == pytest.approx([40_500, 13_500, 6_000])
    assert np.isnan(shares["theirs"].iloc[3])
    counts, word = with_payer_units(lines, PayerBook(counts={"99213": 7, "66984": 2}))
    assert (word, counts["theirs"].iloc[0], counts["theirs"].iloc[2]) == ("counts", 7, 2)
    own, word = with_payer_units(lines, None)
    assert (word, own["theirs"].tolist()) == ("own", lines["ours"].tolist())


def test_rates_count_modifiers_as_the_part_of_a_unit_that_they_leave():
    contract = terms(fees({"66984": 600.0, "99213": 90.0}))
    book = small_book(
        line("66984", place_of_service_code="24"),
        line("66984", "54", place_of_service_code="24"),
        line("99213"),
    )
    one = priced(book, contract)

    pair = {"now": (one, contract), "offered": (one, contract)}
    made = rate_rows(pair, "professional", medicare(), marks())
    assert made["code"].tolist() == ["66984", "99213"]
    assert made["ours"].tolist() == pytest.approx([1.8, 1.0])
    assert made["offered"].tolist() == [60_000, 9_000]


def test_rates_as_a_contract_pay_just_these_rates():
    contract = terms(fees({"66984": 600.0, "66982": 700.0, "99213": 90.0}))
    book = small_book(line("66984", place_of_service_code="24"), line("99213"))
    lines = pd.DataFrame([{"code": "99213", "part": "", "setting": "office", "cents": 9_155}])
    made = priced(book, as_contract(contract, "professional", lines))
    assert made.allowed.tolist() == [60_000, 9_155]


# --- the shipped talks


@pytest.mark.parametrize("name", ["nq_renewal", "nq_asc"])
def test_the_shipped_offers_have_a_counter_that_gains_on_our_own_lines(name):
    one = talk(name)
    limits = CounterBounds(most_up=0.15, most_down=0.05, moves=4)
    side = payer_counter.counter_side(replace(one.terms, counter=limits), one.prices)
    told = payer_counter.counter_told(replace(one.terms, counter=limits), one.prices, side)
    table = payer_counter.move_table(one.terms, one.prices, side)
    assert told.ours > 0 >= told.theirs
    assert told.fees == pytest.approx(one.columns["offer"].fees + told.ours)
    assert table.loc["all", "ours"] == pytest.approx(told.ours)
    assert side.counter.figures.ours == pytest.approx(told.ours, abs=5)


# --- verdict words


def offered(now, factors, tolerance=0.005):
    rates_now = fees(now)
    rates_then = fees({code: round(fee * factors[code], 2) for code, fee in now.items()})
    book = small_book(*(line(code) for code in now for _ in range(3)))
    made = (priced(book, terms(rates_now)), priced(book, terms(rates_then)), priced(book, terms()))
    letter = Offer(
        name="a letter", block="professional", effective=terms().effective,
        contract=terms(rates_then), tolerance=tolerance,
    )  # fmt: skip
    return offer_figures(*made, letter).fees


NOW = {"99213": 90.0, "99214": 130.0, "92134": 40.0, "66984": 600.0}


@settings(max_examples=40, deadline=None)
@given(st.floats(0.0002, 0.2))
def test_an_all_equal_raise_is_never_called_neutral(raise_):
    side = offered(NOW, dict.fromkeys(NOW, 1 + raise_))
    assert side.change > 0
    assert side.verdict == "raise"


@settings(max_examples=20, deadline=None)
@given(st.floats(0.0002, 0.2))
def test_an_all_equal_cut_is_never_called_neutral(cut):
    assert offered(NOW, dict.fromkeys(NOW, 1 - cut)).verdict == "cut"


def test_neutral_is_said_where_rises_meet_falls_and_where_nothing_changes():
    assert offered(NOW, dict.fromkeys(NOW, 1)).verdict == "cost-neutral"
    tilted = dict.fromkeys(NOW, 1.0) | {"99213": 1.05, "92134": 0.9}
    assert offered(NOW, tilted).verdict == "cost-neutral"
    assert offered(NOW, tilted, tolerance=0.0001).verdict == "raise"


# --- packages of equal value


def test_packages_are_worth_the_same_to_us_and_cost_the_payer_differently():
    counter, held, offered = Schedule(100.0, 90.0), Schedule(104.0, 96.0), Schedule(95.0, 92.0)
    made = packages(counter, held, offered, value=310.0, years=3, discount=0.06, extra=1.5)
    assert [one.npv for one in made.values()] == pytest.approx([310.0] * 3, abs=1e-9)
    costs = [one.their_npv for one in made.values()]
    assert len({round(cost, 3) for cost in costs}) == 3
    assert made["a"].step == 0
    assert made["a"].level == pytest.approx(made["a"].first / 100 - 1)
    assert made["c"].first == pytest.approx(104 + 1.5)
    flat = made["a"].npv / made["a"].first
    assert made["a"].against_offer == pytest.approx(made["a"].their_npv - 92 * flat)


@given(st.floats(95, 115), st.integers(1, 10), st.floats(0, 0.2))
def test_packages_reach_any_value_near_by(each, years, discount):
    value = float(present_value([each] * years, discount))
    made = packages(
        Schedule(100.0, 90.0), Schedule(104.0, 96.0), Schedule(95.0, 92.0),
        value=value, years=years, discount=discount,
    )  # fmt: skip
    assert [one.npv for one in made.values()] == pytest.approx([value] * 3, rel=1e-9)


def test_packages_out_of_reach_are_told():
    one = Schedule(100.0, 90.0)
    with pytest.raises(ValueError, match="no yearly step"):
        packages(one, one, one, value=3_000.0, years=2, discount=0.05)
    with pytest.raises(ValueError, match="earns"):
        packages(Schedule(0.0, 1.0), one, one, value=300.0, years=2, discount=0.05)


@pytest.mark.parametrize("name", ["nq_renewal", "nq_asc"])
def test_the_shipped_packages_are_worth_the_target_over_the_term(name):
    one = talk(name)
    made = payer_years.years_of(one.terms, one.prices)
    worths = payer_years.worths(one.terms.horizon, made, one.columns)
    side = payer_counter.counter_side(one.terms, one.prices)
    found = payer_packages.packages_of(one.terms, one.prices, side, worths)
    target = payer_years.first_worths(worths)["target"].npv
    assert [each.npv for each in found.made.values()] == pytest.approx([target] * 3)
    table = payer_packages.package_table(found)
    assert table["npv"].nunique() == 1 or table["npv"].std() < 0.01
    assert payer_packages.packages_told(found).spread > 0


# --- sides and mix


@pytest.mark.parametrize("name", ["nq_renewal", "nq_asc", "tm_basis", "fw_recovery"])
@pytest.mark.parametrize("key", ["group", "code", "provider", "site"])
def test_every_breakdown_adds_up_to_the_columns(name, key):
    one = talk(name)
    table = payer_sides.sides_by(one.terms, one.prices, key)
    body = table[table["role"] == "body"]
    for side, column in one.columns.items():
        whole = column.whole if key == "group" else column.fees
        assert table.loc["all", side] == pytest.approx(whole, abs=0.005)
        assert body[side].sum() == pytest.approx(whole, abs=0.005)
    assert not any(len(label) == 10 and label.isdigit() for label in table["label"])


def test_the_volume_at_which_fees_turn_is_told_by_group():
    # PRACTICE F1: visits +9.4 percent or cataracts -25.4 percent
    one = talk("nq_renewal")
    swings = payer_sides.mix_swings(one.terms, one.prices, one.loaded.ranges)
    assert swings.loc["visits", "flip"] == pytest.approx(0.094, abs=0.0005)
    assert swings.loc["cataract", "flip"] == pytest.approx(-0.254, abs=0.0005)
    assert swings.index[0] == "visits"
    told = payer_sides.mix_swing(swings)
    assert (told.flip_group, round(told.flip, 3)) == ("office visits", 0.094)
    moved = one.groups["change"] * 1.0
    moved["visits"] *= 1 + swings.loc["visits", "flip"]
    assert moved.drop("drugs").sum() == pytest.approx(0, abs=0.01)


def test_a_talk_without_ranges_or_counter_tells_nothing():
    one = talk("tm_basis")
    swings = payer_sides.mix_swings(one.terms, one.prices, {})
    assert payer_sides.mix_swing(swings) is None
    assert payer_sides.swing_told(None) == []
    bare = replace(one.terms, counter=None)
    side = payer_counter.counter_side(bare, one.prices)
    assert side is None
    assert payer_counter.counter_told(bare, one.prices, side) is None
    assert payer_counter.move_table(bare, one.prices, side).empty
    assert payer_counter.counter_rates(side).empty
    assert payer_packages.packages_of(bare, one.prices, side, {}) is None
    assert payer_packages.package_table(None).empty


def test_an_offer_whose_payer_names_no_mix_has_no_counter_and_says_why():
    one = talk("nq_renewal")
    silent = replace(one.terms, offer=replace(one.terms.offer, payer_book=None))
    side = payer_counter.counter_side(silent, one.prices)
    assert (side.mix, side.counter.figures.moves) == ("own", 0)
    assert payer_counter.counter_case(side) == "alike"
    told = payer_counter.counter_told(silent, one.prices, side)
    assert (told.ours, told.theirs) == (0, 0)
