"""The register of comparables: what few rows may be told as, where we stand, what is refused.

Odds (n - 1)/(n + 1) and 1 - .5^(n - 1) are derived for independent draws and checked here by
simulation. Rows: docs/PRACTICE.md 7.2.
"""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from practice_tables_read import table

from practice_model.briefs.facts import facts_of
from practice_model.briefs.phrases import phrases
from practice_model.briefs.sentences import plain, spans_of
from practice_model.briefs.telling import Telling
from practice_model.negotiation.comparables import (
    COMPARABLES,
    comparables_faults,
    quantile,
    refusals,
    rule_of,
    standing,
)
from practice_model.questions import comparable_pages as pages

DAY = date(2026, 11, 24)
RENT = "medical office rent, NNN"


def rows(values, kind="lease", term="rent", unit="USD/sf/year", **more):
    count = len(values)
    cells = {"date": [None] * count, "grade": "B", "source": "a broker"} | more
    frame = pd.DataFrame({"kind": kind, "term": term, "value": np.asarray(values, float),
                          "unit": unit, **cells})  # fmt: skip
    frame["date"] = pd.to_datetime(frame["date"])
    return COMPARABLES.checked(frame)


def at(values, ours, weights=False, **more):
    return standing(
        rows(values, **more), "lease", "rent", ours,
        as_of=DAY, unit="USD/sf/year", weights=weights,
    )  # fmt: skip


def test_the_shipped_rents_put_the_letter_of_the_landlord_inside_and_the_move_above_all():
    held = table("comparables.csv")
    renew, move = (
        standing(held, "lease", RENT, value, as_of=DAY, unit="USD/sf/year")
        for value in (24.25, 27.25)
    )
    assert (renew.n, renew.rule, renew.place, renew.below) == (5, "median", "below_median", 2)
    assert (renew.spread.low, renew.spread.median, renew.spread.high) == (22.9, 24.6, 26.4)
    assert renew.percentile == pytest.approx(0.4)
    assert renew.spread.above_median == pytest.approx(-0.35)
    assert renew.next_inside == pytest.approx(4 / 6)
    assert renew.median_inside == pytest.approx(0.9375)
    assert move.place == "above_all"
    assert (renew.undated, renew.grade) == (1.0, "B")


def test_every_shipped_term_stands_in_its_own_unit_and_none_is_refused():
    held = table("comparables.csv")
    assert set(refusals(held)) == {""}
    assert comparables_faults(held) == []
    for (kind, term, unit), part in held.groupby(["kind", "term", "unit"]):
        made = standing(held, kind, term, None, as_of=DAY, unit=unit)
        assert made.n == len(part)
        assert made.place == "unknown"
        facts = facts_of("peers", made)
        assert facts["peers.spread.low"].unit == unit


@pytest.mark.parametrize(
    ("n", "rule", "told"),
    [
        (0, "none", set()), (2, "list", set()), (3, "range", {"low", "high"}),
        (4, "range", {"low", "high"}), (5, "median", {"low", "high", "median"}),
        (9, "median", {"low", "high", "median"}),
        (10, "quartiles", {"low", "high", "median", "lower_quartile", "upper_quartile"}),
    ],
)  # fmt: skip
def test_so_many_rows_are_told_as_their_rule_allows_and_no_more(n, rule, told):
    made = at(range(20, 20 + n), None)
    assert (made.rule, rule_of(n)) == (rule, rule)
    assert {name for name in facts_of("s", made.spread)} == {f"s.{one}" for one in told}
    assert (made.next_inside is None) == (n < 3)
    assert (made.percentile is None) == (made.spread.ours is None)


@pytest.mark.parametrize("n", [3, 5, 9])
def test_the_odds_are_those_of_independent_like_draws(n):
    random = np.random.default_rng(7)
    seen, following = random.lognormal(size=(40_000, n)), random.lognormal(size=40_000)
    low, high = seen.min(axis=1), seen.max(axis=1)
    made = at(range(1, n + 1), None)
    assert ((low <= following) & (following <= high)).mean() == pytest.approx(
        made.next_inside, abs=0.01
    )
    assert ((low <= 1.0) & (high >= 1.0)).mean() == pytest.approx(made.median_inside, abs=0.01)


@settings(max_examples=25)
@given(st.lists(st.integers(1, 50), min_size=3, max_size=12), st.integers(0, 51), st.integers(1, 5))
def test_a_dearer_term_never_stands_lower_and_scale_changes_nothing(values, ours, more):
    one, other = at(values, ours), at(values, ours + more)
    assert other.below >= one.below
    if one.percentile is not None:
        assert other.percentile >= one.percentile
        assert 0 <= one.percentile <= 1
    scaled = at([3 * value for value in values], 3 * ours)
    assert (scaled.place, scaled.below) == (one.place, one.below)
    order = ["below_all", "below_median", "inside", "at_median", "above_median", "above_all"]
    assert order.index(other.place) >= order.index(one.place)


@given(st.lists(st.floats(1, 100), min_size=1, max_size=12), st.floats(0, 1))
def test_equal_weights_give_the_usual_quantile(values, share):
    held = np.array(values)
    for weight in (1.0, 0.5):
        made = quantile(held, np.full(len(held), weight), share)
        assert made == pytest.approx(float(np.quantile(held, share)))


def test_by_the_own_rule_an_old_row_counts_half_and_a_very_old_one_not_at_all():
    days = ["2026-06-01", "2025-06-01", "2023-06-01", None, "2026-07-01", "2026-08-01"]
    plain_, weighted = (at([30, 20, 10, 25, 28, 29], 27, weights=w, date=days)
                        for w in (False, True))  # fmt: skip
    assert (plain_.n, weighted.n, weighted.too_old) == (6, 5, 1)
    assert (plain_.spread.low, weighted.spread.low) == (10.0, 20.0)
    assert weighted.spread.median > plain_.spread.median
    assert (plain_.old, plain_.undated_rows) == (2, 1)
    assert (plain_.oldest, plain_.oldest_months) == (date(2023, 6, 1), 41)
    assert weighted.percentile == pytest.approx(1.0 / 4.0)
    assert "weighted" in pages.standing_told(weighted)
    assert "weighted" not in pages.standing_told(plain_)


def test_a_row_dated_after_the_talk_and_one_in_another_unit_are_left_out_and_counted():
    held = pd.concat([
        rows([20, 21, 22], date=["2026-12-01", "2026-01-01", "2026-01-01"]),
        rows([2_000], unit="USD/year"),
    ])  # fmt: skip
    made = standing(held, "lease", "rent", 25, as_of=DAY, unit="USD/sf/year")
    assert (made.n, made.ahead, made.other_unit) == (2, 1, 1)
    assert (made.rule, made.place) == ("list", "unknown")


@pytest.mark.parametrize(
    ("kind", "unit", "origin", "why"),
    [
        ("payer", "ratio", "peer", "payer rates of competitors"),
        ("payer", "USD/unit", "", "payer rates of competitors"),
        ("payer", "USD/unit", "public", ""),
        ("payer", "days", "peer", ""),
        ("hire", "USD/year", "peer", "pay at competing practices"),
        ("hire", "share", "", "pay at competing practices"),
        ("hire", "USD/year", "public", ""),
        ("hire", "USD/year", "quote", ""),
        ("hire", "months", "peer", ""),
        ("staff", "USD/hour", "peer", "pay at competing practices"),
        ("hire", "USD/year", "survey", "survey slot"),
        ("walk_away", "USD", "peer", "not exchanged"),
        ("lease", "USD/sf/year", "peer", ""),
        ("equipment", "USD", "peer", ""),
    ],
)
def test_what_competitors_may_not_tell_is_refused_by_kind_with_the_reason(kind, unit, origin, why):
    held = rows([1, 2, 3, 4, 5], kind=kind, unit=unit, origin=origin)
    told = refusals(held)
    assert all(why in one for one in told)
    assert all(bool(one) == bool(why) for one in told)
    made = standing(held, kind, "rent", 3, as_of=DAY, unit=unit)
    assert (made.n, made.refused) == ((0, 5) if why else (5, 0))


def test_a_survey_named_as_the_source_is_refused_and_a_confidential_row_of_a_peer_too():
    assert "survey slot" in refusals(rows([1], source="MGMA DataDive 2025, median"))[0]
    assert "confidentiality" in refusals(rows([1], confidential="yes", origin="peer"))[0]
    assert not refusals(rows([1], confidential="yes", origin="quote"))[0]


def test_the_old_columns_alone_are_still_a_register():
    old = rows([22.0, 23.0, 24.0])
    assert list(old.columns) == ["kind", "term", "value", "unit", "date", "grade", "source"]
    assert standing(old, "lease", "rent", 23, as_of=DAY, unit="USD/sf/year").place == "inside"


def test_quotes_are_told_as_upper_bounds():
    assert "all_quoted" in pages.standing_told(at([1, 2, 3], 2, quoted_or_paid="quoted"))
    mixed = at([1, 2, 3], 2, quoted_or_paid=["quoted", "paid", "paid"])
    assert mixed.quoted == pytest.approx(1 / 3)
    assert "some_quoted" in pages.standing_told(mixed)


def test_a_term_without_rows_an_unknown_unit_and_draws_are_answered_not_crashed_on():
    none = at([], 25)
    assert (none.n, none.rule, none.undated) == (0, "none", 0.0)
    assert pages.standing_case(none) == pages.standing_case(None) == "none"
    assert pages.standing_told(none) == []
    assert pages.standing_table({"rent": none}).empty
    assert comparables_faults(rows([1], unit="USD/mile")) == ["comparables: 'USD/mile' is no unit"]
    assert comparables_faults(None) == []
    with pytest.raises(ValueError, match="not draws"):
        at([1, 2, 3], np.array([1.0, 2.0]))


def test_every_case_has_its_sentence_and_it_fills():
    say = phrases("deals")
    cases = [at(values, ours) for values in ([], [20], range(20, 24), range(20, 27), range(20, 33))
             for ours in (None, 1, 22.5, 23, 23.2, 25.5, 26, 29.1, 99)]  # fmt: skip
    notes = [at([1, 2], 1, origin="peer", quoted_or_paid="quoted", date=["2024-01-01", None]),
             at(range(9), 4, grade="C", weights=True, date=["2025-01-01"] * 9),
             at(range(9), 4, grade="")]  # fmt: skip
    seen = set()
    for made in cases + notes:
        telling = Telling()
        for name, fact in facts_of("peers", made).items():
            telling.facts.add(name, fact)
        title = say.one("standing_title", pages.standing_case(made))
        seen.add(pages.standing_case(made))
        for template in filter(
            None, [title, *say.many("standing_note", pages.standing_told(made))]
        ):
            said = plain(spans_of(template, telling.facts))
            assert len(said.split()) <= 25, said
    assert seen == set(say._held["standing_title"])


def test_the_page_shows_each_term_in_its_unit_and_ours_among_the_rows():
    held = table("comparables.csv")
    made = {
        "rent": standing(held, "lease", RENT, 24.25, as_of=DAY, unit="USD/sf/year"),
        "free": standing(held, "lease", "free months", 2, as_of=DAY, unit="months"),
    }
    telling = Telling()
    telling.table("terms", pages.standing_table(made), title=None, rows="Term",
                  columns=pages.STANDING_HEADS, missing="")  # fmt: skip
    cells = [[one["text"] for one in row["cells"]] for row in telling._blocks[0]["rows"]]
    assert cells[0][1:6] == ["5", "$22.90", "$24.60", "$26.40", "$24.25"]
    assert cells[1][1:4] == ["4", "2\u00a0months", ""]
    listed = pages.register_table(held, made["rent"])
    assert listed["label"].tolist() == ["Row 1", "Row 2", "Ours", "Row 3", "Row 4", "Row 5"]
    telling.table("rows", listed, title=None, rows="Row", columns=pages.REGISTER_HEADS)
    assert len(telling._blocks[1]["rows"]) == 6


@pytest.mark.parametrize(
    ("weight", "median"), [((1, 1, 0.5), 1 + 2.5 / 3), ((1, 0.5, 1), 2.0), ((0.5, 1, 1), 2 + 1 / 3)]
)
def test_a_row_of_half_weight_pulls_the_middle_half_as_much(weight, median):
    """By hand: the k-th of n values stands at (k - 1) w_k + (n - 1) times the weight before it."""
    assert quantile(np.array([1.0, 2.0, 4.0]), np.array(weight), 0.5) == pytest.approx(median)
