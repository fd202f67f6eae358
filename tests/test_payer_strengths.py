"""Strengths: what proof lets a claim be said, what blocks it, and that no letter gets past it.

Expected figures: docs/PRACTICE.md 2.4 and 7.1; exact intervals also by scipy's binomial test.
"""

import math
from dataclasses import fields, replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from payer_talks import talk
from scipy.stats import binomtest

from practice_model.briefs.facts import facts_of
from practice_model.briefs.phrases import phrases
from practice_model.briefs.sentences import plain, spans_of
from practice_model.briefs.telling import Telling
from practice_model.questions import payer_strength_pages as pages
from practice_model.questions.payer_proof import (
    RULES,
    below_when_none,
    exact_interval,
    months_before,
    rule_of,
)
from practice_model.questions.payer_strengths import ClaimFacts, graded, letter_claims

PLAIN = {
    "strength": "new_visit_wait", "measure": "days to a new visit", "value": 9.0, "unit": "days",
    "market_value": 31.0, "grade": "A", "n": 13.0, "since": pd.Timestamp("2026-08-17"),
    "until": pd.Timestamp("2026-11-09"), "outgoing": True, "evidence": "readings",
    "events": np.nan, "payer": "", "market_n": 12.0, "source": "a test",
}  # fmt: skip


def with_rows(*rows, name="nq_renewal"):
    """The talk with other strengths: its parts as they are, not checked anew for each case."""
    parts = vars(talk(name).terms) | {"strengths": pd.DataFrame(rows, columns=list(PLAIN))}
    return SimpleNamespace(**parts)


def one(**changes):
    """The only claim of a talk whose table has one row."""
    (claim,) = graded(with_rows(PLAIN | changes)).claims
    return claim


def shipped(name="nq_renewal", **more):
    return {claim.name: claim for claim in graded(talk(name).terms, **more).claims}


def test_seven_of_the_sixteen_shipped_claims_may_go_into_a_letter():
    assert list(letter_claims(talk("nq_renewal").terms)) == [
        "capsule_tear", "new_visit_wait", "follow_up_wait", "only_retina_surgeon_with_center_time",
        "endophthalmitis", "center_not_hospital", "members_seen",
    ]  # fmt: skip


def test_a_new_patient_waits_9_days_here_and_31_nearby():
    held = letter_claims(talk("nq_renewal").terms)["new_visit_wait"]
    assert (held.days, held.market_days, held.n, held.market_n) == (9, 31, 13, 12)
    assert (held.since, held.until) == (date(2026, 8, 17), date(2026, 11, 9))


def test_one_endophthalmitis_in_3120_has_its_exact_interval_and_is_not_proven_below_the_registry():
    held = shipped()["endophthalmitis"]
    exact = binomtest(1, 3120).proportion_ci(0.95, "exact")
    assert held.low_thousand == pytest.approx(1000 * exact.low)
    assert held.high_thousand == pytest.approx(1000 * exact.high) == pytest.approx(1.784, abs=1e-3)
    assert held.benchmark_thousand == pytest.approx(1.36)
    assert not held.proven_below
    assert held.dollars is None


def test_capsule_tears_are_proven_below_the_registry_and_have_a_price():
    held = shipped()["capsule_tear"]
    assert held.proven_below
    assert held.dollars > 0


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("share_of_local_cataracts", "only stated"),
        ("best_in_city", "no figure"),
        ("interventions_delay_progression", "only stated"),
        ("patient_score", "96 cases are too few; 100 are needed"),
        ("urgent_retina_same_week", "no window"),
        ("vision_20_40_at_90_days", "no window"),
        ("bevacizumab_first", "counts patients of Wrenfield Advantage"),
        ("local_hospital_median", "exhibit of price files"),
        ("hospital_price_over_ours", "Medicare’s ratio"),
    ],
)
def test_a_shipped_claim_without_proof_is_kept_out_and_says_why(name, why):
    held = shipped()[name]
    assert why in held.why
    assert name not in letter_claims(talk("nq_renewal").terms, [name])


def test_members_of_one_payer_are_no_claim_before_another():
    rows = talk("nq_renewal").terms.strengths
    other = replace(talk("tm_basis").terms, strengths=rows)
    assert "members_seen" not in letter_claims(other)
    assert "capsule_tear" in letter_claims(other)


def test_the_saving_against_hospitals_ranks_the_cases_of_the_center_first():
    assert next(iter(shipped(saving=648_443.0))) == "center_not_hospital"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"grade": "C"}, "only stated"),
        ({"outgoing": False}, "not released"),
        ({"value": np.nan}, "no figure"),
        ({"n": np.nan}, "no number of cases"),
        ({"n": 12.0}, "12 cases are too few; 13 are needed"),
        ({"n": 13.5}, "13.5 is no number of cases"),
        ({"until": pd.NaT}, "no window"),
        ({"since": pd.NaT}, "no window"),
        ({"until": pd.Timestamp("2025-11-23"), "since": pd.Timestamp("2025-08-01")}, "12 months"),
        ({"since": pd.Timestamp("2026-11-10")}, "ends before it starts"),
        ({"until": pd.Timestamp("2026-11-25")}, "ends after today"),
        ({"payer": "TM"}, "counts patients of"),
        ({"unit": "furlongs"}, "no printed form"),
        ({"value": -9.0}, "-9 is no number of days"),
        ({"strength": "clean_claims", "unit": "share", "value": 97.0, "n": 900.0}, "97 is no"),
        ({"strength": "capsule_tear", "unit": "share", "value": 0.01, "n": 900.0, "events": 90.0},
         "not 90 in 900"),
        ({"strength": "capsule_tear", "unit": "share", "value": 0.01, "n": 900.0, "events": 901.0},
         "cannot be"),
    ],
)  # fmt: skip
def test_each_missing_part_of_a_proof_blocks_a_claim_by_itself(changes, why):
    assert one().status == "letter"
    held = one(**changes)
    assert held.status != "letter"
    assert why in held.why


def test_a_window_that_ended_twelve_months_ago_to_the_day_still_counts():
    window = {"since": pd.Timestamp("2025-08-01"), "until": pd.Timestamp("2025-11-24")}
    assert one(**window).status == "letter"


def test_no_event_at_all_is_told_as_below_three_over_n_and_needs_2206_cases():
    held = one(strength="endophthalmitis", unit="cases", value=0.0, n=2206.0, events=0.0)
    assert held.below_thousand == pytest.approx(3 / 2.206)
    assert held.proven_below
    assert one(strength="endophthalmitis", unit="cases", value=0.0, n=2205.0).status == "blocked"
    assert math.ceil(3 / RULES["endophthalmitis"].benchmark) == 2206


def test_a_market_figure_of_fewer_than_five_calls_is_not_told():
    assert one(market_n=4.0).market_days is None
    assert one(market_n=5.0).market_days == 31


def test_two_rows_of_one_name_are_refused():
    with pytest.raises(ValueError, match="new_visit_wait stands twice"):
        graded(with_rows(PLAIN, PLAIN))


def test_a_talk_without_strengths_has_no_claim_and_no_table():
    bare = replace(talk("nq_renewal").terms, strengths=None)
    held = graded(bare)
    assert held.claims == ()
    assert letter_claims(bare) == {}
    assert pages.strength_sums(held) is None
    assert pages.strength_table(held).empty


def test_the_letter_gets_figures_and_dates_and_no_free_text_of_the_table():
    assert not {one.name for one in fields(ClaimFacts)} & {"measure", "evidence", "source", "why"}
    for claim in letter_claims(talk("nq_renewal").terms).values():
        assert not [part for part in vars(claim).values() if isinstance(part, str)]


def test_a_letter_names_claims_in_its_own_order_and_drops_what_is_not_there():
    held = letter_claims(talk("nq_renewal").terms, ["members_seen", "nobody", "capsule_tear"])
    assert list(held) == ["members_seen", "capsule_tear"]


def test_a_claim_of_a_new_name_is_held_to_the_kind_that_its_name_tells():
    assert rule_of("retina_wait", "days") == RULES["new_visit_wait"]
    assert rule_of("endophthalmitis_five_years", "cases") == RULES["endophthalmitis"]
    assert rule_of("something_else", "share").least == 100


def test_the_table_shows_at_most_six_claims_whose_proof_holds():
    shown = pages.strength_table(graded(talk("nq_renewal").terms))
    assert len(shown) == 6
    assert shown["proof"]["new_visit_wait"].endswith(", n {claim.new_visit_wait.n}")
    assert not shown["proof"]["endophthalmitis"].endswith(".n}")


ROWS = st.fixed_dictionaries(
    {
        "strength": st.sampled_from([*RULES, "best_in_city"]),
        "measure": st.sampled_from(["cases", "NQ members seen", "TM members seen"]),
        "value": st.sampled_from([np.nan, 0.0, 0.5, 0.97, 3.0, 1200.0]),
        "unit": st.sampled_from(["share", "cases", "days", "patients", "index", "", "furlongs"]),
        "market_value": st.sampled_from([np.nan, 31.0]),
        "grade": st.sampled_from(["A", "B", "C"]),
        "n": st.sampled_from([np.nan, 5.0, 100.0, 2500.0]),
        "since": st.sampled_from([pd.NaT, pd.Timestamp("2024-01-01"), pd.Timestamp("2026-01-01")]),
        "until": st.sampled_from(
            [pd.NaT, *(pd.Timestamp(day) for day in ("2024-12-31", "2026-06-30", "2027-01-31"))]
        ),
        "outgoing": st.booleans(),
        "evidence": st.just("charts"),
        "events": st.sampled_from([np.nan, 0.0, 3.0, 2600.0]),
        "payer": st.sampled_from(["", "NQ", "TM"]),
        "market_n": st.sampled_from([np.nan, 2.0, 12.0]),
        "source": st.just("a test"),
    }
)


@settings(max_examples=300, deadline=None)
@given(ROWS)
def test_no_claim_without_its_proof_reaches_a_letter(row):
    asked = with_rows(row)
    for claim in letter_claims(asked, [row["strength"]]).values():
        rule = rule_of(row["strength"], row["unit"])
        assert row["grade"] in {"A", "B"}
        assert row["outgoing"]
        assert not math.isnan(row["value"])
        assert row["payer"] in {"", "NQ"}
        assert rule is not None
        assert not rule.inside
        assert rule.least is None or claim.n >= rule.least
        assert claim.since <= claim.until
        assert claim.until >= months_before(asked.as_of, rule.months)
        assert not [v for v in vars(claim).values() if isinstance(v, float) and math.isnan(v)]


@given(st.integers(1, 5000), st.data())
def test_the_exact_interval_holds_the_rate_and_agrees_with_scipy(n, data):
    events = data.draw(st.integers(0, n))
    held, peer = exact_interval(events, n), binomtest(events, n).proportion_ci(0.95, "exact")
    assert held.low <= events / n <= held.high
    assert (held.low, held.high) == pytest.approx((peer.low, peer.high), abs=1e-9)


@pytest.mark.parametrize(("events", "n"), [(1, 0), (-1, 5), (6, 5), (1.5, 5)])
def test_an_impossible_count_has_no_interval(events, n):
    with pytest.raises(ValueError, match="no count of whole cases"):
        exact_interval(events, n)


def test_three_over_n_never_exceeds_one_and_needs_a_case():
    assert below_when_none(2) == 1
    with pytest.raises(ValueError, match="says nothing"):
        below_when_none(0)


def test_the_page_shows_the_market_beside_our_wait_and_the_interval_of_a_rate():
    shown = pages.strength_table(graded(talk("nq_renewal").terms))["figure"]
    own = "claim.new_visit_wait"
    assert shown["new_visit_wait"] == f"{{{own}.days:plain}}, {{{own}.market_days}} nearby"
    assert "low_thousand:number" in shown["endophthalmitis"]


def test_every_claim_that_may_be_said_has_a_sentence_of_its_own_facts():
    say, facts = phrases("payer"), Telling().facts
    held = graded(talk("nq_renewal").terms)
    for name, fact in facts_of("claim", held.holding()).items():
        facts.add(name, fact)
    told = [plain(spans_of(one, facts)) for one in pages.sentences(held.outgoing(), say.one)]
    assert len(told) == len(held.outgoing())
    assert (
        "A new patient is seen in 9\u00a0days (median of 13 weekly readings to Nov 2026); offices "
        "nearby quoted 31\u00a0days (12\u00a0calls)." in told
    )
