"""The bargaining range: room and odds, one solution, what a day costs, and what is told of it."""

import dataclasses
import itertools
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from payer_talks import talk
from test_walk_away import POSITIONS, TALKS, costed, drawn_floor, floor, ground, position

from practice_model.briefs.facts import Fact, Facts, facts_of
from practice_model.briefs.phrases import phrases
from practice_model.briefs.range_data import KINDS, LANES
from practice_model.briefs.sentences import plain, spans_of
from practice_model.negotiation.bargaining_range import (
    closing,
    cost_of_delay,
    first_mover_share,
    market_marks,
    median_zone,
    patience_weight,
    solution,
    zone,
    zone_odds,
)
from practice_model.negotiation.walk_away import reservation_rate
from practice_model.quantities import Range, replaced
from practice_model.questions import (
    payer_floors,
    payer_range,
    payer_range_told,
    payer_walk_away,
)
from practice_model.uncertainty import drawn

GOLDEN = Path(__file__).parent / "golden" / "negotiation.yaml"
CASES = {case["id"]: case for case in yaml.safe_load(GOLDEN.read_text("utf-8"))}
MOST_WORDS = 25


def golden(case):
    own = CASES[case]
    return own["inputs"], own["expected"], own["tolerance"]


@cache
def unsure_of(name):
    return drawn(talk(name).loaded, 2_000, 20261124)


def room_of(name, **changes):
    """The range of a talk, its drawn ceiling moved with the likely one."""
    own, unsure = talk(name), unsure_of(name)
    terms = replaced(own.terms, {f"bargaining.{key}": value for key, value in changes.items()})
    moved = replaced(unsure, {f"bargaining.{key}": value for key, value in changes.items()})
    found = payer_range.range_figures(terms, own.columns, floor(name), moved, drawn_floor(name))
    return found, payer_range.range_draws(own.columns, moved, drawn_floor(name))


# The arithmetic


def test_every_golden_case_names_its_source():
    assert list(CASES) == ["NEG02", "NEG03", "NEG04", "NEG05", "FLOOR"]
    assert all(case["source"] and case["tolerance"] > 0 for case in CASES.values())


def test_the_weighted_split_is_the_published_one():
    given_, expected, tolerance = golden("NEG03")
    found = solution(given_["floor_pct"], given_["ceiling_pct"], given_["weight"])
    assert found == pytest.approx(expected["price_pct"], abs=tolerance)


def test_nashs_product_is_the_split_at_equal_weights():
    given_, expected, tolerance = golden("NEG02")
    found = solution(given_["d1"], given_["pie"] - given_["d2"], 0.5)
    assert found == pytest.approx(expected["x1"], abs=tolerance)
    shares = np.linspace(0, 1, 100_001)
    product = (shares - given_["d1"]) * (given_["pie"] - shares - given_["d2"])
    assert shares[np.argmax(product)] == pytest.approx(found, abs=1e-5)


def test_with_money_that_moves_freely_three_solutions_are_one():
    given_, expected, tolerance = golden("NEG04")
    for (one, other), share in zip(given_["disagreement"], expected["x1"], strict=True):
        assert solution(one, given_["pie"] - other, 0.5) == pytest.approx(share, abs=tolerance)


def test_the_first_movers_share_is_rubinsteins():
    given_, expected, tolerance = golden("NEG05")
    found = first_mover_share(given_["delta1"], given_["delta2"])
    assert found == pytest.approx(expected["first_mover_share"], abs=tolerance)


@given(st.floats(0.01, 0.5), st.floats(0.01, 0.5))
def test_as_offers_speed_up_the_share_tends_to_the_more_patient_side(own, other):
    step = 1e-4
    quick = first_mover_share(np.exp(-own * step), np.exp(-other * step))
    assert quick == pytest.approx(patience_weight(own, other), abs=1e-3)
    if own < other:
        assert patience_weight(own, other) >= 0.5


@pytest.mark.parametrize(("own", "other"), [(1.2, 0.5), (0.5, -0.1), (float("nan"), 0.5)])
def test_a_discount_outside_of_its_bounds_is_refused(own, other):
    with pytest.raises(ValueError, match="must lie in 0 to 1"):
        first_mover_share(own, other)


def test_without_impatience_there_is_no_share():
    with pytest.raises(ValueError, match="neither side loses"):
        first_mover_share(1.0, 1.0)
    with pytest.raises(ValueError, match="above 0 in sum"):
        patience_weight(0.0, 0.0)


@given(st.floats(0, 3), st.floats(0, 3), st.floats(0, 1))
def test_a_solution_lies_in_the_room_and_is_refused_without_one(low, high, weight):
    if high < low:
        assert zone(low, high) == 0
        with pytest.raises(ValueError, match="no room"):
            solution(low, high, weight)
    else:
        assert low - 1e-12 <= solution(low, high, weight) <= high + 1e-12
        assert zone(low, high) == high - low


def test_odds_count_the_draws_with_room_and_know_their_error():
    ceilings = np.array([1.1, 1.2, 1.3, 1.4])
    found = zone_odds(1.15, ceilings)
    assert (found.share, found.standard_error) == (0.75, pytest.approx(np.sqrt(0.75 * 0.25 / 4)))
    assert median_zone(1.15, ceilings).likely == pytest.approx((0.05 + 0.15) / 2)
    assert zone_odds(1.2, 1.2).share == 0  # the ceiling must be above the floor


def test_a_gap_of_two_hundred_thousand_costs_548_a_day():
    """DOMAIN.md, section 11.3."""
    assert cost_of_delay(890_000.0, 1_090_000.0) == pytest.approx(548, abs=0.5)
    assert cost_of_delay(100.0, 50.0) < 0


@given(POSITIONS, st.floats(0, 3))
def test_what_would_have_to_be_true_makes_the_floor_the_ceiling(held, ceiling):
    found = closing(held, ceiling)
    assert found.ceiling == pytest.approx(reservation_rate(held), abs=1e-9)
    for name in ("cost", "stay", "refill", "one_off"):
        value = getattr(found, name)
        if value is not None:
            moved = reservation_rate(replaced(held, {name: value}))
            assert moved == pytest.approx(ceiling, abs=1e-4)


def test_what_no_value_can_do_is_not_told():
    held = position(refill=0.5, refill_of_medicare=1.05)
    assert closing(held, 0.01).refill is None  # less than none refilled would be needed
    flat = position(refill_of_medicare=0.45)  # the next payer leaves nothing: filling moves nothing
    assert closing(flat, 0.8).refill is None


def test_market_marks_are_percentiles_by_group_weighed_by_our_mix():
    posted = {"visits": list(np.linspace(1.0, 2.0, 101)), "cataract": [1.5] * 12}
    found = market_marks(posted, {"visits": 300.0, "cataract": 100.0, "lids": 100.0})
    assert found.target == pytest.approx((1.675 * 300 + 1.5 * 100) / 400)
    assert found.opening_high == pytest.approx((1.9 * 300 + 1.5 * 100) / 400)
    assert (found.target_high, found.covered) == (found.opening_low, 0.8)
    assert found.target_low < found.target < found.opening


def test_a_market_without_our_groups_gives_no_marks():
    with pytest.raises(ValueError, match="no posted rate is of a group that we bill"):
        market_marks({"lids": [1.2]}, {"visits": 100.0})
    with pytest.raises(ValueError, match="posted rates of lids must be numbers"):
        market_marks({"lids": [1.2, float("nan")]}, {"lids": 100.0})


# The talks


@pytest.mark.parametrize("name", TALKS)
def test_the_figures_of_a_range_are_those_of_floor_ceiling_and_sides(name):
    found, draws = room_of(name)
    own, columns = talk(name), talk(name).columns
    assert found.floor == floor(name).renewal.of_medicare
    assert found.zone == pytest.approx(own.terms.bargaining.ceiling - found.floor)
    assert found.zone_dollars == pytest.approx(found.zone * 100 * found.point)
    assert found.offer == columns["offer"].fees_of_medicare
    assert found.used == pytest.approx((found.offer - found.floor) / found.zone)
    assert (found.under_floor, found.between, found.gap) == (False, None, None)
    assert found.solution == pytest.approx((found.floor + found.ceiling) / 2)
    gap = columns["target"].whole - columns["now"].whole
    assert found.delay == pytest.approx(gap / 365)
    assert found.odds > 0.99
    assert found.odds_ask < found.odds_target < found.odds
    assert np.percentile(draws.ceiling, 50) == pytest.approx(found.ceiling, abs=0.01)


def test_an_offer_under_the_floor_is_told_with_the_dollars_between():
    own = talk("nq_asc")
    columns = dict(own.columns)
    columns["offer"] = replaced(columns["offer"], {"fees_of_medicare": 0.60})
    low = payer_walk_away.walk_away(own.terms, columns, ground("nq_asc"))
    found = payer_range.range_figures(own.terms, columns, low)
    assert found.under_floor
    assert found.between == pytest.approx((found.floor - 0.60) * low.medicare)
    assert found.between == pytest.approx(-low.renewal.offer_over)
    assert payer_range_told.range_case(found) == "under_floor"
    assert found.odds is None


def test_no_room_is_told_with_the_gap_and_what_would_close_it():
    found, draws = room_of("nq_asc", ceiling=0.70)
    assert (found.zone, found.zone_dollars, found.solution, found.used) == (0, 0, None, None)
    assert found.gap == pytest.approx(found.floor - 0.70)
    assert found.gap_dollars == pytest.approx(found.gap * 100 * found.point)
    assert 0.1 < found.odds < 0.5  # some draws of the floor still leave room
    assert (draws.zone >= 0).all()
    terms = replaced(talk("nq_asc").terms, {"bargaining.ceiling": 0.70})
    held = payer_range.closes(terms, ground("nq_asc"))
    alone = dataclasses.replace(found, offer=None)
    assert payer_range_told.closing_told(alone, held) == ["ceiling", "refill", "one_off", "cost"]
    assert payer_range_told.closing_told(found, held) == []  # an offer above it disproves it
    filled = replaced(terms, {"bargaining.alternative.refill": held.refill})
    again = payer_walk_away.walk_away(filled, talk("nq_asc").columns, ground("nq_asc"))
    assert again.renewal.of_medicare == pytest.approx(0.70)


def test_a_ceiling_that_nobody_can_estimate_leaves_the_floor_alone():
    found, draws = room_of("nq_asc", ceiling=None)
    assert (found.zone, found.odds, found.solution, found.above_now) == (None,) * 4
    assert payer_range_told.range_case(found) == "no_ceiling"
    assert payer_range_told.range_told(found) == ["delay"]
    assert "ceiling" not in payer_range.range_rows(floor("nq_asc"), found, draws)["kind"].tolist()
    terms = replaced(talk("nq_asc").terms, {"bargaining.ceiling": None})
    assert payer_range.closes(terms, ground("nq_asc")) is None


def test_a_split_under_todays_rate_is_called_that():
    found, _ = room_of("nq_renewal")
    assert found.solution < found.current
    assert "split_under_now" in payer_range_told.range_told(found)
    assert found.above_now == pytest.approx(found.ceiling - found.current)
    full, _ = room_of("nq_renewal", weight=0.9)
    assert "split" in payer_range_told.range_told(full)
    over, _ = room_of("nq_renewal", ceiling=1.0)
    assert payer_range_told.range_told(over) == ["delay"]
    assert payer_range_told.range_case(over) == "offer_over"
    alone = dataclasses.replace(over, offer=None)
    assert "split_over_ceiling" in payer_range_told.range_told(alone)


@pytest.mark.parametrize("name", TALKS)
def test_the_rows_of_the_range_chart_are_known_to_it(name):
    rows = payer_range.range_rows(floor(name), *room_of(name), Range(1.0, 1.1, 1.3))
    assert set(rows["lane"]) == set(LANES)
    assert set(rows["kind"]) <= set(KINDS)
    assert rows["kind"].is_unique
    assert rows["value"].notna().all()
    ranged = rows.dropna(subset=["low"])
    assert set(ranged.index) == {"floor", "ceiling", "market"}
    assert (ranged["low"] < ranged["value"]).all()
    assert (ranged["value"] < ranged["high"]).all()
    assert payer_range.range_rows(None, None).empty


def test_a_talk_without_a_walk_away_has_no_range_and_nothing_to_tell():
    own = talk("tm_basis")
    assert payer_range.range_figures(own.terms, own.columns, None) is None
    assert payer_range.range_draws(own.columns, own.terms, None) is None
    assert payer_range.closes(own.terms, None) is None
    assert payer_range_told.range_case(None) == "none"
    assert payer_range_told.floor_case(None, None) == "none"
    assert payer_range_told.leaving_case(None) == "none"
    assert payer_range_told.even_case(None) == "none"
    assert payer_range_told.range_told(None) == []
    assert payer_range_told.closing_told(None, None) == []


# What is said


@cache
def swung(name):
    return payer_floors.driver_table(talk(name).loaded, ground(name))


def under(name, table):
    return payer_floors.under_floor(table(talk(name).terms, costed(name), ground(name)))


def facts(name, found, draws, own=None):
    held = own or floor(name)
    made = Facts()
    records = {
        "floor": (held, drawn_floor(name)),
        "room": (found, draws),
        "drivers": (payer_floors.drivers(swung(name)), None),
        "under.groups": (under(name, payer_floors.group_floors), None),
        "under.codes": (under(name, payer_floors.code_floors), None),
        "closing": (payer_range.closes(talk(name).terms, ground(name)), None),
    }
    for prefix, (record, drawn_) in records.items():
        for path, fact in facts_of(prefix, record, drawn_).items():
            made.add(path, fact)
    made.add("brief.range", Fact(0.8, "share"))
    made.add("talk.medicare_year", Fact(2026, "year"))
    return made


def said(slot, case, held):
    template = phrases("payer").one(slot, case)
    return None if template is None else plain(spans_of(template, held))


def test_the_sentences_of_a_talk_read_as_they_should():
    found, draws = room_of("nq_renewal")
    held = facts("nq_renewal", found, draws)
    title = said("range_title", payer_range_told.range_case(found), held)
    assert title == (
        "There is room: the offer uses 25.0 of the 35.0\u00a0points "
        "between our floor and their likely ceiling"
    )
    assert said("range", "odds", held).startswith("There is room for a deal in more than 99 in 100")
    leaving = said("leaving", "loses", held)
    assert "$481,326 in cash over twelve months, $207,536 with capacity cut" in leaving
    assert said("range", "delay", held).startswith("Each day at today’s rates costs $122 against")
    assert "88.0% of Medicare (80% range 8" in said("floor", "driven", held)


@pytest.mark.parametrize(
    ("slot", "case"),
    [
        (slot, case)
        for slot, cases in {
            "range_title": ("offer_in", "offer_over", "room", "no_ceiling"),
            "range_subtitle": ("some",),
            "floor": ("driven", "driven_by_one", "alone"),
            "floor_basis": ("some",),
            "range": ("odds", "odds_target", "odds_both", "split", "split_under_now",
                      "split_over_ceiling", "delay"),
            "leaving": ("loses", "loses_cash", "gains"),
            "closing": ("ceiling", "cost"),
            "group_floors": ("over",),
            "code_floors": ("under", "over"),
            "floor_swings": ("some",),
        }.items()
        for case in cases
    ],
)  # fmt: skip
def test_every_sentence_has_its_figures_and_no_more_than_25_words(slot, case):
    held = facts("nq_renewal", *room_of("nq_renewal"))
    told = said(slot, case, held)
    for sentence in told.replace(". ", ".\n").split("\n"):
        assert len(sentence.replace("\u00a0", " ").split()) <= MOST_WORDS, sentence


def test_codes_under_their_floor_are_counted_and_the_one_that_misses_most_is_named():
    found = under("nq_renewal", payer_floors.code_floors)
    table = payer_floors.code_floors(
        talk("nq_renewal").terms, costed("nq_renewal"), ground("nq_renewal")
    )
    body = table[table["role"] == "body"]
    assert (found.count, found.of) == ((body["over"] < 0).sum(), len(body))
    assert found.dollars == pytest.approx(-body["over"].clip(upper=0).sum())
    assert found.first == body["over"].idxmin()
    assert found.first_dollars == pytest.approx(-body["over"].min())
    assert payer_range_told.floors_case(found) == "under"
    groups = under("nq_renewal", payer_floors.group_floors)
    assert (groups.count, groups.first, groups.dollars) == (0, None, 0)
    assert payer_range_told.floors_case(groups) == "over"
    assert payer_range_told.floors_case(payer_floors.under_floor(table.head(0))) == "none"
    assert payer_range_told.known(None) == "none"
    assert payer_range_told.known(floor("nq_renewal")) == "some"
    assert payer_range_told.drivers_case(None) == "none"


def test_sentences_of_a_talk_without_room_have_their_figures():
    found, draws = room_of("nq_asc", ceiling=0.70)
    held = facts("nq_asc", found, draws)
    alone = dataclasses.replace(found, offer=None)
    title = said("range_title", payer_range_told.range_case(alone), held)
    assert title.startswith("No overlap on these assumptions: the gap is 3.5\u00a0points, $12,5")
    closed = replaced(talk("nq_asc").terms, {"bargaining.ceiling": 0.70})
    made = Facts()
    for path, fact in facts_of("closing", payer_range.closes(closed, ground("nq_asc"))).items():
        made.add(path, fact)
    for case in ("ceiling", "refill", "one_off", "cost"):
        assert said("closing", case, made)


def test_leaving_that_gains_is_told_with_the_month_in_which_it_catches_up():
    own = talk("nq_asc")
    rich = replaced(
        own.terms,
        {
            "bargaining.alternative.refill_of_medicare": 2.5,
            "bargaining.alternative.refill": 0.9,
            "bargaining.alternative.refill_months": 1.0,
        },
    )
    found = payer_walk_away.walk_away(rich, own.columns, ground("nq_asc"))
    assert found.leaving.cash_against_now > 0
    assert payer_range_told.leaving_case(found) == "gains"
    assert payer_range_told.even_case(found) == "some"
    assert 1 <= found.leaving.even <= 12
    held = facts("nq_asc", *room_of("nq_asc"), own=found)
    assert "within" in said("leaving_even", "some", held)
    found = payer_range.range_figures(rich, own.columns, found)
    assert found.under_floor


def test_every_case_that_can_be_told_has_a_sentence():
    say = phrases("payer")
    found, _ = room_of("nq_asc")
    options = {
        "ceiling": (None, 1.75, 0.5), "zone": (None, 1.0, 0.0), "offer": (None, 0.92, 2.0),
        "under_floor": (True, False),
    }  # fmt: skip
    for values in itertools.product(*options.values()):
        some = replaced(found, dict(zip(options, values, strict=True)))
        say.one("range_title", payer_range_told.range_case(some))
        say.many("range", payer_range_told.range_told(some))
    for case in ("driven", "driven_by_one", "alone", "none"):
        say.one("floor", case)
    for case in ("loses", "loses_cash", "gains", "none"):
        say.one("leaving", case)
    assert say.one("leaving_even", "none") is None
    assert costed("nq_asc") is not None
