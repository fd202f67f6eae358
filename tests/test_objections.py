"""Objections of the deals: each reply prints only with every slot filled, graded, young and true.

The rows follow the four deals' talks; the pages and the ranking are tested in
test_payer_objections on the payer's.
"""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_model.briefs.facts import Fact, Facts, facts_of
from practice_model.briefs.phrases import FOLDER, library, phrases
from practice_model.briefs.sentences import plain, spans_of
from practice_model.negotiation import stated_facts
from practice_model.negotiation.stated_facts import StatedFact
from practice_model.questions import deal_objections, objection_pages, objections

LIBRARY = deal_objections.library_of(library("objections_deals"))
BY_ID = {one.id: one for one in LIBRARY}
DAY = date(2026, 11, 24)
ROW = {
    "id": "T-1", "talks": ["hire"], "they_say": "No.", "behind": "habit", "kind": "O",
    "reply": "They wait {fact.wait.days}, you earn {deal.pay}.", "grade": "A",
    "fallback": "Ask.", "gather": "a count",
}  # fmt: skip
WAIT = StatedFact(days=9, grade="A", dated=date(2026, 11, 9), n=13, source="schedule")


def known_of(facts, **deal):
    """Facts of a brief as a notebook holds them."""
    made = {name: fact.value for name, fact in facts_of("fact", facts).items()}
    return made | {f"deal.{name}": value for name, value in deal.items()}


def filled(facts=None, known=None, talk="hire", changes=None, **more):
    facts = {"wait": WAIT} if facts is None else facts
    rows = deal_objections.library_of([ROW | (changes or {})])
    held = known_of(facts, pay=400_000.0) if known is None else known
    made = deal_objections.replies(rows, held, talk=talk, as_of=DAY, facts=facts, **more)
    return made[0] if made else None


def test_the_library_holds_the_four_talks_whole_and_no_digit_of_its_own():
    ids = [f"{talk}-{at}" for talk, last in (("H", 8), ("B", 9), ("L", 7), ("Q", 8))
           for at in range(1, last + 1)]  # fmt: skip
    assert [one.id for one in LIBRARY] == ids
    for one in LIBRARY:
        words = re.sub(r"\{[^{}]*\}", "", one.reply)
        assert not re.search(r"\d", words + one.they_say + one.fallback + one.gather), one.id
        assert len(one.fallback.split()) <= 25


def test_no_slot_of_the_library_is_protected_and_each_stands_on_a_ground():
    for one in LIBRARY:
        named = objections.slots(one.reply) + one.needs
        assert {name.split(".")[0] for name in named} <= {"deal", "fact", "comparables"}, one.id
        assert not [name for name in named if objections.is_protected(name)], one.id
        assert one.at_stake.startswith("stake.") or not one.at_stake


def test_the_head_of_the_file_tells_every_slot():
    text = (FOLDER / "objections_deals.yaml").read_text("utf-8")
    head = text[: text.index("objections_deals:")]
    for one in LIBRARY:
        for name in objections.slots(one.reply):
            prefix, _, rest = name.partition(".")
            if prefix == "fact":
                assert rest.removesuffix(".dated").split(".")[0] in head, name
            elif prefix == "deal":
                stem = rest.rsplit("_", 1)[0]
                assert rest in head or stem in head, name


UNIT_OF_FIELD = {
    "dollars": "USD", "a_year": "USD/year", "share": "share", "count": "count", "days": "days",
    "months": "months", "years": "years", "text": "text", "day": "date", "dated": "date",
    "year": "year",
}  # fmt: skip
SAMPLE = {
    "text": "by turn", "date": date(2026, 10, 1), "year": 2019, "share": 0.12, "count": 12.0,
    "days": 90.0, "months": 18.0, "years": 7.0, "USD": 187_400.0, "USD/year": 431_250.0,
}  # fmt: skip


def units(name):
    """The unit of a slot: a stated fact's by its field, a model's as the file's head says it."""
    field = name.rpartition(".")[2]
    if name.startswith("fact."):
        return UNIT_OF_FIELD[field]
    if field in {"oldest", "credentialing_by"}:
        return "date"
    if field == "structure":
        return "text"
    return {"n": "count", "bonus_month": "count", "parts": "count"}.get(field, "USD")


@pytest.mark.parametrize("one", LIBRARY, ids=lambda one: one.id)
def test_every_reply_of_the_library_fills_to_a_sentence_of_at_most_thirty_five_words(one):
    facts = Facts()
    for name in objections.slots(one.reply):
        facts.add(name, Fact(SAMPLE[units(name)], units(name)))
    said = plain(spans_of(one.reply, facts))
    assert "{" not in said
    assert len(said.split()) <= 35, said


def test_a_reply_with_a_young_graded_fact_and_a_figure_of_the_model_is_ready():
    assert filled().ready


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"grade": "B"}, "is of grade B; A is needed"),
        ({"dated": date(2025, 11, 23)}, "older than 12 months"),
        ({"dated": None}, "has no date"),
        ({"evidence": "posted", "dated": date(2026, 5, 1)}, "older than 6 months"),
    ],
)
def test_a_weak_old_or_undated_fact_keeps_the_reply_unsaid(change, why):
    given_ = {"days": 9, "grade": "A", "dated": date(2026, 11, 9), "n": 13} | change
    reply = filled({"wait": StatedFact(**given_)})
    assert not reply.ready
    assert why in " ".join(reply.missing)


def test_a_fact_of_twelve_months_ago_to_the_day_still_counts_and_a_plan_needs_no_date():
    old = StatedFact(days=9, grade="A", dated=date(2025, 11, 24))
    assert filled({"wait": old}).ready
    assert filled({"wait": StatedFact(days=9, grade="A", evidence="plan")}).ready


def test_a_fact_that_nobody_stated_is_no_evidence_even_where_the_brief_knows_it():
    known = {"fact.wait.days": 9.0, "deal.pay": 1.0}
    assert filled(facts={}, known=known).missing == ("fact.wait.days may not be said",)


@pytest.mark.parametrize(
    "name",
    ["deal.floor", "deal.floor_rent", "deal.walk_away", "deal.walk_away_price", "deal.rent_ceiling",
     "deal.target_pay", "deal.batna", "deal.trough", "deal.credit_line", "deal.margin_per_scan",
     "deal.best_alternative", "deal.owner_limit", "deal.other_offers", "fact.walk_away.dollars",
     "talk.practice.capacity", "trades.base.value"],
)  # fmt: skip
def test_what_is_protected_or_no_evidence_fills_no_slot_of_a_deal(name):
    known = known_of({"wait": WAIT}, pay=1.0) | {name: 5.0}
    facts = {"wait": WAIT, "walk_away": StatedFact(dollars=5, grade="A", evidence="plan")}
    reply = filled(facts, known, changes={"reply": f"It is {{{name}}}.", "grade": "C"})
    assert reply.missing == (f"{name} may not be said",)


def test_a_deal_may_protect_more_than_the_default():
    assert filled(never={*objections.NEVER, "pay"}).missing == ("deal.pay may not be said",)


def test_cost_is_said_only_with_both_flags():
    row = {"reply": "It is {deal.cost}."}
    known = {"deal.cost": 1.0}
    assert not filled({}, known, changes=row).ready
    assert not filled({}, known, changes=row, flags=["nda_signed"]).ready
    assert filled({}, known, changes=row, flags=["nda_signed", "cost_disclosure_ok"]).ready


def test_figures_of_a_model_are_as_old_as_the_data_of_the_brief():
    known = known_of({"wait": WAIT}, pay=1.0)
    assert filled(known=known | {"data.last": date(2025, 12, 31)}).ready
    late = filled(known=known | {"data.last": date(2025, 9, 30)})
    assert late.missing == ("deal.pay is older than 12 months",)


def test_the_optometrist_row_is_heard_only_by_an_optometrist():
    def heard(role):
        known = {} if role is None else {"deal.role": role}
        rows = deal_objections.replies(LIBRARY, known, talk="hire", as_of=DAY)
        return [one.objection.id for one in rows]

    assert "H-8" in heard("OD")
    assert "H-8" not in heard("MD")
    assert heard(None) == [f"H-{at}" for at in range(1, 8)]


def test_leavers_are_answered_only_where_somebody_leaves():
    def heard(known):
        rows = deal_objections.replies(LIBRARY, known, talk="buy_in", as_of=DAY)
        return {one.objection.id for one in rows}

    assert not heard({}) & {"B-6", "B-7", "B-8"}
    assert heard({"deal.buyout_total": 1.0}) >= {"B-6", "B-7", "B-8"}


def test_staying_that_costs_nothing_more_is_not_claimed():
    facts = {"sites_priced": StatedFact(count=2, grade="B", evidence="quote", dated=DAY)}
    deal = {"move_cost": 285_800.0, "term_years": 10.0}

    def ready(extra):
        known = known_of(facts, stay_extra=extra, **deal)
        rows = deal_objections.replies([BY_ID["L-2"]], known, talk="lease", as_of=DAY, facts=facts)
        return rows[0].ready

    assert ready(1.0)
    assert not ready(-235_531.0)


def test_two_comparables_carry_no_market_and_three_do():
    def ready(n, oldest=date(2025, 3, 1)):
        known = {
            "comparables.rent.n": n, "comparables.rent.grade": "B",
            "comparables.rent.oldest": oldest, "comparables.rent.spread.low": 22.9,
            "comparables.rent.spread.high": 26.4, "deal.offer_net_rent": 27.0,
            "deal.opening_rent": 23.5,
        }  # fmt: skip
        return deal_objections.replies([BY_ID["L-1"]], known, talk="lease", as_of=DAY)[0].ready

    assert ready(3.0)
    assert not ready(2.0)
    assert not ready(3.0, date(2023, 11, 23))


def test_stakes_rank_the_replies_and_fill_no_slot():
    rows = deal_objections.library_of(
        [ROW | {"id": f"T-{at}", "kind": kind, "at_stake": f"stake.s{at}"}
         for at, kind in enumerate("OCM")]
    )  # fmt: skip
    known = known_of({"wait": WAIT}, pay=1.0)
    made = deal_objections.replies(
        rows, known, talk="hire", as_of=DAY, facts={"wait": WAIT}, stakes={"s1": -9.0, "s2": 5.0}
    )
    assert [one.objection.id for one in objection_pages.chosen(made)] == ["T-1", "T-2", "T-0"]
    spoken = filled(changes={"reply": "It is {stake.s1}."}, stakes={"s1": 1.0})
    assert not spoken.ready


def test_another_talk_hears_none_of_it_and_an_unknown_one_is_refused():
    assert filled(talk="lease") is None
    with pytest.raises(ValueError, match="no talk 'payer'"):
        filled(talk="payer")
    with pytest.raises(ValueError, match="talks are"):
        deal_objections.library_of([ROW | {"talks": ["professional"]}])


@given(st.sets(st.sampled_from(["fact.wait.days", "fact.wait.dated", "deal.pay"])))
def test_a_reply_with_an_empty_slot_never_prints(gone):
    known = known_of({"wait": WAIT}, pay=1.0)
    reply = filled(known={name: value for name, value in known.items() if name not in gone})
    assert reply.ready == (not gone)
    assert objection_pages.objections_table([reply]).empty == bool(gone)


@pytest.mark.parametrize(
    ("given_", "why"),
    [
        ({"grade": "A"}, "exactly one"),
        ({"grade": "A", "days": 9, "count": 1}, "exactly one"),
        ({"grade": "A", "text": "Texas"}, "needs the document"),
        ({"grade": "A", "text": " ", "source": "x"}, "is empty"),
        ({"grade": "D", "days": 9}, "grade"),
    ],
)
def test_a_fact_that_cannot_be_is_refused(given_, why):
    with pytest.raises(ValueError, match=why):
        StatedFact(**given_)


def test_the_gate_of_a_fact_tells_every_reason_at_once():
    fact = StatedFact(share=0.9, grade="C", n=4, dated=date(2025, 1, 1))
    told = stated_facts.blocked_because(fact, DAY, grade="A", least=30)
    assert told == [
        "it is of grade C; A is needed",
        "it rests on 4 cases; 30 are needed",
        "it is older than 12 months",
    ]
    assert stated_facts.blocked_because(WAIT, DAY, grade="A", least=13) == []
    ahead = StatedFact(days=1, grade="A", dated=date(2026, 12, 1))
    assert stated_facts.blocked_because(ahead, DAY) == ["it is dated 2026-12-01, after 2026-11-24"]
    assert stated_facts.fact_faults({"wait": ahead}, DAY) == [
        "facts.wait: is dated 2026-12-01, after the talk's own day 2026-11-24"
    ]


@pytest.mark.parametrize("ready", [0, 1, 2])
def test_every_case_of_the_titles_has_its_sentence_in_the_phrases_of_the_deals(ready):
    rows = [filled(), filled(known={})] if ready == 1 else [filled(known={})] * 2
    told = objection_pages.answers([filled()] * 2 if ready == 2 else rows)
    facts, say = Facts(), phrases("deals")
    for name, fact in facts_of("answers", told).items():
        facts.add(name, fact)
    titles = {
        "objections_title": objection_pages.answers_case(told),
        "objections_note": objection_pages.note_case(told),
        "gather_title": objection_pages.gather_case(told),
    }
    for slot, case in titles.items():
        template = say.one(slot, case)
        assert (template is None) == (case == "none")
        assert template is None or plain(spans_of(template, facts))
    assert titles["objections_title"] == ("some" if ready else "unfilled")
