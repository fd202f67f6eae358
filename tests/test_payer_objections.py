"""Objections: a reply prints only with every slot filled, at its grade, in its age, and true.

Expected figures: docs/PRACTICE.md 3.4 and 7.1; facts of the shipped briefs.
"""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payer_talks import talk
from shipped_briefs import left

from practice_model.briefs.facts import Fact, facts_of
from practice_model.briefs.phrases import library, phrases
from practice_model.briefs.printed import printed_forms, unknown_tokens
from practice_model.briefs.sentences import plain, spans_of
from practice_model.briefs.telling import Telling
from practice_model.questions import payer_objection_pages as pages
from practice_model.questions import payer_objections as objections
from practice_model.questions import payer_strengths

LIBRARY = objections.library_of(library("objections"))
TALK = SimpleNamespace(as_of=date(2026, 11, 24), block="professional", offer=1, letter=None)
ROW = {
    "id": "T-1", "talks": ["professional"], "they_say": "No.", "behind": "habit", "kind": "M",
    "reply": "The file of {market.month:month} says {market.band.p50}.", "grade": "B",
    "fallback": "Ask.", "gather": "a file",
}  # fmt: skip
KNOWN = {
    "market.month": date(2026, 10, 1), "market.band.p50": 1.2, "market.grade": "B",
    "market.band.fewest": 22, "data.last": date(2025, 12, 31), "offer.ups": 3.0,
}  # fmt: skip


def filled(known, said=(), flags=(), **changes):
    """The one reply of a library of one row."""
    rows = objections.library_of([ROW | changes])
    (reply,) = objections.replies(TALK, rows, known, said=said, flags=flags)
    return reply


def shipped(name):
    """The replies of a shipped brief, and its facts with those that replies add."""
    terms, made = talk(name).terms, left(name)
    held = payer_strengths.graded(terms)
    facts = Telling().facts
    for known, value in made["brief"].facts._held.items():
        facts.add(known, Fact(value.value, value.unit))
    for part in (
        facts_of("claim", held.holding()),
        facts_of("reply", objections.reply_figures(terms, made["columns"])),
    ):
        for known, fact in part.items():
            facts.add(known, fact)
    rows = objections.replies(terms, LIBRARY, facts.values(), said=list(held.holding()))
    return rows, facts


def standing(rows):
    return {one.objection.id: one for one in rows}


@pytest.mark.parametrize(
    ("name", "three"),
    [("nq_renewal", ["P-4", "P-2", "P-7"]), ("nq_asc", ["F-1", "F-11", "P-7"])],
)
def test_the_three_replies_of_a_shipped_talk_have_figures_and_different_evidence(name, three):
    picked = objections.chosen(shipped(name)[0])
    assert [one.objection.id for one in picked] == three
    assert len({one.objection.kind for one in picked}) == 3


def test_the_raise_is_answered_with_its_net_in_dollars_and_never_with_a_percentage():
    rows, facts = shipped("nq_renewal")
    said = plain(spans_of(standing(rows)["P-4"].objection.reply, facts))
    assert "$27,620 up and $29,991 down; with all it changes, \u2212$27,292 a year" in said
    assert "%" not in said
    assert standing(rows)["P-4"].dollars == pytest.approx(67_179.76 + 27_292.24)


def test_the_hospital_is_named_per_case_and_per_year():
    rows, facts = shipped("nq_asc")
    said = plain(spans_of(standing(rows)["F-1"].objection.reply, facts))
    assert "$6,416.50" in said
    assert "$648,443 a year on 142 cases" in said


@pytest.mark.parametrize("name", ["nq_renewal", "nq_asc"])
def test_every_ready_reply_fills_and_is_at_most_thirty_words(name):
    rows, facts = shipped(name)
    for one in rows:
        if one.ready:
            assert len(plain(spans_of(one.objection.reply, facts)).split()) <= 30, one


@pytest.mark.parametrize("name", ["nq_renewal", "nq_asc"])
def test_what_lacks_its_evidence_says_so_and_is_gathered(name):
    rows, _ = shipped(name)
    table = pages.gather_table(rows)
    lacking = [one for one in rows if not one.ready]
    assert list(table.index) == [pages.slug(one.objection.id) for one in lacking]
    assert all(one.missing for one in lacking)
    assert not set(table.index) & set(pages.objections_table(rows).index)


def test_cost_stays_unsaid_until_both_flags_allow_it():
    terms, known = talk("nq_asc").terms, dict(shipped("nq_asc")[1].values())

    def cost(*flags):
        rows = objections.replies(terms, LIBRARY, known, flags=flags)
        return standing(rows)["F-3"].ready

    assert not cost()
    assert not cost("nda_signed")
    assert cost("nda_signed", "cost_disclosure_ok")


def test_no_objection_is_answered_before_anybody_offers_or_writes():
    assert objections.replies(talk("fw_recovery").terms, LIBRARY, KNOWN) == []
    assert pages.answers([]) is None
    assert pages.answers_case(None) == pages.note_case(None) == pages.gather_case(None) == "none"


def test_a_filled_reply_is_ready():
    assert filled(KNOWN).ready


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"market.band.p50": None}, "is not known"),
        ({"market.grade": "C"}, "grade C; B is needed"),
        ({"market.grade": None}, "grade unknown"),
        ({"market.month": date(2026, 5, 23)}, "older than 6 months"),
        ({"market.month": None}, "is not known"),
    ],
)
def test_an_empty_weak_or_old_slot_keeps_a_reply_unsaid(changes, why):
    held = {name: value for name, value in (KNOWN | changes).items() if value is not None}
    reply = filled(held)
    assert not reply.ready
    assert any(why in fault for fault in reply.missing)


def test_a_file_of_six_months_ago_to_the_day_still_counts():
    assert filled(KNOWN | {"market.month": date(2026, 5, 24)}).ready


def test_too_few_rates_or_an_untrue_comparison_keep_a_reply_unsaid():
    least = {"least": {"market.band.fewest": 23}}
    assert filled(KNOWN, **least).missing == ("market.band.fewest is under 23",)
    holds = {"holds": [["market.band.p50", "offer.ups"]]}
    assert filled(KNOWN, **holds).missing == ("market.band.p50 is not above offer.ups",)
    assert filled(KNOWN, holds=[["offer.ups"]]).ready


@pytest.mark.parametrize(
    "name",
    ["floor.renewal.dollars", "room.floor", "room.ceiling", "column.target.fees",
     "market.band.own.target", "left.now.margin", "standing.highest", "peers.FW.of_medicare",
     "conduct.days.everyone", "side.stated_share", "side.moving.low", "cost.first.full",
     "closing.cost", "talk.bargaining.ceiling", "ladder.visits.to_them_low", "levers.never",
     "center.66984.full", "center.66984.peer_1", "worth.ask.present"],
)  # fmt: skip
def test_what_is_protected_or_no_evidence_fills_no_slot(name):
    reply = filled(KNOWN | {name: 1.0}, reply=f"It is {{{name}}}.", grade="C")
    assert not reply.ready
    assert reply.missing == (f"{name} may not be said",)


def test_a_strength_fills_a_slot_only_while_its_proof_holds():
    known = {"claim.new_visit_wait.days": 9.0, "claim.new_visit_wait.grade": "A"}
    asked = {"reply": "We see them in {claim.new_visit_wait.days}.", "grade": "A"}
    assert filled(known, said=["new_visit_wait"], **asked).ready
    assert not filled(known, **asked).ready
    reported = known | {"claim.new_visit_wait.grade": "B"}
    assert not filled(reported, said=["new_visit_wait"], **asked).ready


@given(st.sets(st.sampled_from(sorted(KNOWN))))
def test_a_reply_with_an_empty_slot_never_prints(gone):
    held = {name: value for name, value in KNOWN.items() if name not in gone}
    reply = filled(held)
    slots = set(objections.slots(ROW["reply"]))
    assert not (reply.ready and slots & gone)
    assert pages.objections_table([reply]).empty == (not reply.ready)


RANKED = st.lists(
    st.tuples(st.sampled_from("KNMOCQ"), st.booleans(), st.none() | st.floats(0, 1e6)), max_size=9
)


@given(RANKED)
def test_the_chosen_differ_in_evidence_and_no_dearer_one_of_another_kind_is_passed_over(drawn):
    rows = [
        objections.Reply(
            objections.Objection(**(ROW | {"id": f"T-{at}", "kind": kind})), ready, dollars, ()
        )
        for at, (kind, ready, dollars) in enumerate(drawn)
    ]
    picked = objections.chosen(rows)
    kinds = [one.objection.kind for one in picked]
    assert len(kinds) == len(set(kinds)) <= 3
    assert all(one.ready for one in picked)
    ready = [one for one in rows if one.ready]
    assert len(picked) == min(3, len({one.objection.kind for one in ready}))
    rest = objections.rehearsal(rows)
    assert sorted(one.objection.id for one in [*picked, *rest]) == sorted(
        one.objection.id for one in ready
    )
    for one in rest:
        for held in picked:
            if held.objection.kind == one.objection.kind:
                assert (held.dollars or 0) >= (one.dollars or 0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"repy": "x"}, "unknown key 'repy'.*reply"),
        ({"kind": "Z"}, "kind is 'Z'"),
        ({"grade": "D"}, "grade is 'D'"),
        ({"talks": ["lease"]}, "talks are"),
        ({"fallback": "Say {offer.ups}."}, "a fallback holds none"),
        ({"holds": [[]]}, "holds names one fact"),
    ],
)
def test_a_row_of_the_library_that_cannot_be_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        objections.library_of([ROW | changes])


def test_a_row_without_a_part_or_twice_is_refused():
    with pytest.raises(ValueError, match="T-1 has no gather"):
        objections.library_of([{key: ROW[key] for key in ROW if key != "gather"}])
    with pytest.raises(ValueError, match="T-1 stands twice"):
        objections.library_of([ROW, ROW])


def test_the_library_holds_the_playbook_whole_and_no_digit_of_its_own():
    ids = [f"P-{at}" for at in range(1, 15)] + [f"F-{at}" for at in range(1, 12)]
    assert [one.id for one in LIBRARY] == ids
    for one in LIBRARY:
        words = re.sub(r"\{[^{}]*\}", "", one.reply)
        assert not re.search(r"\d", words + one.they_say + one.fallback + one.gather), one.id
        assert len(one.fallback.split()) <= 25


def told(frame, columns):
    telling = Telling()
    telling.facts.add("offer.ups", Fact(27_619.77, "USD/year"))
    telling.table("objections", frame, title=None, rows="They say", columns=columns)
    return telling, telling._blocks[0]


def test_a_column_of_templates_prints_facts_in_its_cells():
    reply = filled(KNOWN, reply="It is {offer.ups} a year.", grade="A")
    telling, block = told(pages.objections_table([reply]), {"reply": "We say|template"})
    cell = block["rows"][0]["cells"][1]
    assert cell["text"] == "It is $27,620 a year."
    assert [span["fact"] for span in cell["spans"] if "fact" in span] == ["offer.ups"]
    assert block["columns"][1]["align"] == "left"
    assert telling.facts.told()["offer.ups"]["printed"] == {"plain": "$27,620"}


def test_a_changed_digit_in_a_filled_cell_is_seen():
    reply = filled(KNOWN, reply="It is {offer.ups} a year.", grade="A")
    telling, block = told(pages.objections_table([reply]), {"reply": "We say|template"})
    brief = {"facts": telling.facts.told(), "blocks": [block]}
    assert unknown_tokens("It is $27,620 a year.", brief) == []
    block["rows"][0]["cells"][1]["text"] = "It is $27,621 a year."
    assert "$27,621" not in printed_forms(brief)


def test_a_template_cell_refuses_a_digit_of_its_own_and_an_unknown_fact():
    reply = filled(KNOWN, reply="It is {offer.ups} a year.", grade="A")
    frame = pages.objections_table([reply])
    for wrong, message in (("It is 5.", "digit of its own"), ("{offer.up}", "no fact")):
        with pytest.raises(ValueError, match=message):
            told(frame.assign(reply=wrong), {"reply": "We say|template"})


def test_every_case_of_the_titles_has_its_sentence():
    say = phrases("payer")
    for slot, cases in {
        "objections_title": ("some", "unfilled", "none"),
        "objections_note": ("some", "all", "unfilled", "none"),
        "rehearsal_title": ("some", "none"),
        "gather_title": ("some", "none"),
    }.items():
        for case in cases:
            assert (say.one(slot, case) is None) == (case == "none")


def test_a_library_of_a_name_that_is_not_there_is_refused():
    with pytest.raises(FileNotFoundError):
        library("replies")
