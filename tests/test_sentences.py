"""A sentence prints facts and holds no digit of its own."""

import re
from datetime import date

import numpy as np
import pytest

from practice_model.briefs.facts import Fact, Facts, facts_of
from practice_model.briefs.phrases import phrases
from practice_model.briefs.printed import number_tokens, printed_forms, unknown_tokens
from practice_model.briefs.sentences import plain, spans_of
from practice_model.quantities import SignedUSDPerYear, USDPerYear, terms


def facts() -> Facts:
    made = Facts()
    made.add("offer.change", Fact(-2370.93, "USD/year", -4000.0, 1000.0))
    made.add("now", Fact(890774.25, "USD/year"))
    made.add("offer", Fact(888403.32, "USD/year"))
    made.add("same", Fact(890774.31, "USD/year"))
    made.add("lines", Fact(1.0, "lines"))
    return made


@terms
class Inner:
    change: SignedUSDPerYear
    none: USDPerYear | None = None


@terms
class Outer:
    now: USDPerYear
    side: dict[str, Inner]
    day: date
    year: int
    name: str


def test_a_fact_is_printed_in_the_named_format_and_marked():
    told = spans_of("It costs {offer.change:size} a year.", facts())
    assert told == [
        {"text": "It costs "},
        {"text": "$2,371", "fact": "offer.change", "format": "size"},
        {"text": " a year."},
    ]


def test_a_digit_outside_a_fact_is_refused():
    with pytest.raises(ValueError, match=r"digit of its own \(3\)"):
        spans_of("Rises of 3% against {now}", facts())


def test_an_unknown_fact_is_refused_with_the_nearest_name():
    with pytest.raises(ValueError, match=r"no fact 'offer\.chnge'.*did you mean offer\.change"):
        spans_of("{offer.chnge}", facts())


def test_a_lone_brace_is_refused():
    with pytest.raises(ValueError, match="brace without its pair"):
        spans_of("{offer.change} and }", facts())


@pytest.mark.parametrize(("right", "word"), [("offer", "above"), ("same", "at"), ("now", "at")])
def test_a_comparing_word_is_chosen_on_the_printed_values(right, word):
    assert plain(spans_of(f"{{now|above|at|below|{right}}}", facts())) == word


def test_a_noun_follows_the_value_of_its_fact():
    assert plain(spans_of("{lines:plural:line is:lines are}", facts())) == "1\u00a0line is"


def test_one_clause_may_be_strong():
    told = spans_of("**Counter at {now}.** Then wait.", facts())
    assert [span.get("strong", False) for span in told] == [True, True, True, False]


def test_codes_stand_as_codes_and_anything_else_is_refused():
    assert spans_of("{code:66984}", facts()) == [{"text": "66984", "code": True}]
    with pytest.raises(ValueError, match="'12' is no code"):
        spans_of("{code:12}", facts())


def test_a_range_is_the_tenth_and_the_ninetieth_percentile_of_the_draws():
    likely = Inner(change=-5)
    made = facts_of("x", likely, Inner(change=np.arange(101.0)))
    assert (made["x.change"].value, made["x.change"].low, made["x.change"].high) == (-5, 10, 90)


def test_a_record_becomes_facts_with_the_units_of_its_types():
    record = Outer(now=5, side={"a": Inner(change=-1)}, day=date(2026, 1, 2), year=2026, name="N")
    made = facts_of("t", record)
    assert {name: (fact.value, fact.unit) for name, fact in made.items()} == {
        "t.now": (5.0, "USD/year"),
        "t.side.a.change": (-1.0, "USD/year"),
        "t.day": (date(2026, 1, 2), "date"),
        "t.year": (2026, "year"),
        "t.name": ("N", "text"),
    }


def test_an_array_is_no_fact():
    with pytest.raises(ValueError, match=r"x\.change is an array of draws"):
        facts_of("x", Inner(change=np.arange(3.0)))


def test_one_id_cannot_mean_two_figures():
    made = facts()
    with pytest.raises(ValueError, match="now is told twice"):
        made.add("now", Fact(1.0, "USD/year"))


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="is no number"):
        facts().add("bad", Fact(float("nan"), "USD"))


def test_a_moved_part_is_printed_moved_everywhere():
    made = Facts()
    for name, value in (("a", 400.0), ("b", 400.0), ("all", 800.0)):
        made.add(name, Fact(value, "USD/year"))
    made.add_up(["a", "b"], "all", "thousands", 1000.0)
    assert [made.print(name, "thousands") for name in ("a", "b", "all")] == ["+1", "0", "+1"]


def test_a_part_printed_before_it_added_up_is_refused():
    made = Facts()
    for name, value in (("a", 400.0), ("b", 400.0), ("all", 800.0)):
        made.add(name, Fact(value, "USD/year"))
    made.print("a", "thousands")
    with pytest.raises(ValueError, match="before it added up"):
        made.add_up(["a", "b"], "all", "thousands", 1000.0)


def test_number_tokens_keep_sign_and_mark():
    text = "from \u2212$2,371 to +5.5%, 48 lines, $27k, page 1 of 2"
    assert number_tokens(text) == ["\u2212$2,371", "+5.5%", "48", "$27k"]


def test_one_changed_digit_is_seen():
    brief = {"facts": {"a": {"printed": {"plain": "$2,371"}}}, "header": {}, "blocks": []}
    assert unknown_tokens("costs $2,371", brief) == []
    assert unknown_tokens("costs $2,372", brief) == ["$2,372"]
    assert printed_forms(brief) == {"$2,371"}


def test_every_phrase_of_the_payer_brief_holds_no_digit_and_closes_its_braces():
    held = phrases("payer")._held
    for slot, cases in held.items():
        for case, template in cases.items():
            if template is not None:
                outside = re.sub(r"\{[^{}]*\}", "", template)
                assert not any(mark.isdigit() for mark in outside), (slot, case)
                assert outside.count("{") == outside.count("}") == 0, (slot, case)


def test_an_unknown_case_is_refused_with_what_there_is():
    with pytest.raises(ValueError, match="has no case 'maybe'; it has cut_behind_raise"):
        phrases("payer").one("finding", "maybe")
