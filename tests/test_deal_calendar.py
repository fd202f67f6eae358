"""The calendar of a deal: steps solved back from its dates, what has passed, one timeline."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_model.briefs.facts import facts_of
from practice_model.briefs.phrases import phrases
from practice_model.briefs.sentences import plain, spans_of
from practice_model.briefs.telling import Telling
from practice_model.briefs.timeline_data import timeline_data
from practice_model.questions import deal_calendar_pages as pages
from practice_model.questions import deal_told
from practice_model.questions.deal_calendar import (
    DealStep,
    calendar_faults,
    deal_dates,
    has_own_rules,
)
from practice_model.questions.deal_steps import ANCHORS, RULES
from practice_model.questions.workdays import is_workday

DAY = date(2026, 11, 24)
GOALS = {"hire": "start", "buy_in": "entry", "lease": "expiry", "equipment": "placed_by"}


def by_name(talk, anchors, steps=(), leads=None):
    return {one.name or one.label: one for one in deal_dates(talk, anchors, steps, leads or {})}


def test_a_hire_of_july_files_credentialing_at_the_end_of_january_and_signs_before():
    held = by_name("hire", {"start": date(2027, 7, 1)})
    assert held["credentialing"].day == date(2027, 2, 1)  # five months before, a Monday
    assert held["signed"].day == date(2026, 12, 31)  # New Year's Day is none
    assert held["offer"].day == date(2026, 10, 30)
    assert held["search"].day == date(2026, 7, 1)
    assert held["start"].kind == "renewal"
    assert "answer" not in held  # nobody has visited yet


def test_a_slower_payer_moves_credentialing_and_all_that_hangs_on_it():
    anchors = {"start": date(2027, 7, 1)}
    slow, usual = by_name("hire", anchors, leads={"credentialing": 7}), by_name("hire", anchors)
    assert slow["credentialing"].day == date(2026, 12, 1)
    assert slow["credentialing"].origin == "our terms"
    assert slow["signed"].day < slow["credentialing"].day
    assert slow["offer"].day < usual["offer"].day
    half = by_name("hire", anchors, leads={"credentialing": 4.5})
    assert slow["credentialing"].day < half["credentialing"].day < date(2027, 3, 1)


def test_a_lease_of_september_asks_for_proposals_a_year_before_and_tells_the_advice():
    anchors = {"expiry": date(2027, 9, 30), "option_notice": date(2027, 3, 31)}
    held = by_name("lease", anchors)
    assert held["proposals"].day == date(2026, 9, 30)
    assert held["proposals"].origin.startswith("trade advice")
    assert held["drawings"].origin == "own rule"
    assert held["holdover"].day == date(2027, 10, 1)
    assert held["choice"].day == date(2027, 2, 26)  # the Friday before Sunday, February 28
    assert (held["option_notice"].kind, held["option_notice"].origin) == ("last_day", "the deal")
    move = by_name("lease", anchors, leads={"proposals": 18})
    assert move["proposals"].day == date(2026, 3, 30)
    assert move["answers"].day < held["answers"].day


def test_a_purchase_hangs_on_the_vendors_quarter_and_on_our_own_tax_year():
    held = by_name("equipment", {"quarter_end": date(2027, 3, 31), "placed_by": date(2026, 12, 31)})
    assert [held[name].day for name in ("models", "quotes", "trials", "final")] == [
        date(2027, 1, 29), date(2027, 2, 3), date(2027, 2, 17), date(2027, 3, 17),
    ]  # fmt: skip
    assert held["accepted"].day == date(2026, 11, 30)
    assert held["order"].day == date(2026, 9, 30)
    assert held["order"].kind == "last_day"


def test_a_track_ends_with_notice_a_year_before_and_a_figure_on_closed_books():
    held = by_name(
        "buy_in",
        {
            "track_end": date(2027, 12, 31),
            "year_end": date(2026, 12, 31),
            "entry": date(2028, 1, 3),
        },
    )
    assert held["notice"].day == date(2026, 12, 31)
    assert held["figure"].day == date(2027, 3, 31)
    assert held["papers"].day == date(2027, 12, 3)


def test_a_step_of_the_scenario_takes_the_place_of_its_rule_and_others_follow_it():
    own = DealStep(what="applications out", day=date(2027, 1, 11), name="credentialing")
    held = by_name("hire", {"start": date(2027, 7, 1)}, [own])
    assert (held["credentialing"].label, held["credentialing"].own) == ("Applications out", True)
    assert held["signed"].day == date(2026, 12, 11)
    hung = DealStep(what="board looks at it", anchor="signed", days_before=10, whose="theirs")
    more = by_name("hire", {"start": date(2027, 7, 1)}, [own, hung])
    assert more["Board looks at it"].day == date(2026, 12, 1)


@settings(max_examples=40)
@given(
    st.sampled_from(sorted(RULES)), st.dates(date(2026, 6, 1), date(2029, 12, 31)),
    st.data(),
)  # fmt: skip
def test_whatever_the_dates_rules_lie_on_working_days_on_their_side_of_the_anchor(talk, day, data):
    names = data.draw(st.lists(st.sampled_from(sorted(ANCHORS[talk])), min_size=1, unique=True))
    anchors = {name: day + timedelta(days=40 * at) for at, name in enumerate(names)}
    made = deal_dates(talk, anchors)
    held = {one.name: one for one in made}
    assert [one.day for one in made] == sorted(one.day for one in made)
    for name, one in held.items():
        rule = RULES[talk].get(name)
        if rule is None:
            assert one.day == anchors[name]
            continue
        before = rule.months < 0 or rule.days < 0
        assert (one.day <= held[rule.anchor].day) if before else (one.day >= held[rule.anchor].day)
        assert not (rule.months or rule.days) or is_workday(one.day)
    frame = pages.calendar_rows(made, DAY)
    if not frame.empty:
        timeline_data("calendar", frame, Telling().facts)


def test_what_has_passed_is_told_as_passed_and_the_latest_of_ours_named():
    made = deal_dates("lease", {"expiry": date(2027, 9, 30)})
    found = pages.path_figures(made, DAY, "expiry")
    assert (found.passed, found.late_what) == (1, "requests for proposals to three owners")
    assert found.next_what == "owners’ answers due"
    assert (found.goal, found.goal_days) == (date(2027, 9, 30), 310)
    table = pages.path_table(made, DAY)
    assert table.loc["proposals", "date"] == "Wed, Sep\u00a030, 2026, passed"
    assert table.loc["expiry", "date"] == "Thu, Sep\u00a030, 2027"
    assert bool(table.loc["proposals", "passed"])


def test_a_step_that_the_scenario_dates_in_the_past_is_history_and_not_late():
    own = DealStep(what="proposals sent", day=date(2026, 9, 1), name="proposals")
    made = deal_dates("lease", {"expiry": date(2027, 9, 30)}, [own])
    found = pages.path_figures(made, DAY, "expiry")
    assert (found.passed, found.late_day) == (2, None)  # and the answers of October


def test_a_deal_whose_day_is_gone_is_still_told():
    made = deal_dates("lease", {"expiry": date(2026, 6, 30)})
    found = pages.path_figures(made, DAY, "expiry")
    assert (found.dates, found.goal_passed, found.goal_days) == (0, True, None)
    assert deal_told.path_case(found) == "passed"
    assert pages.calendar_rows(made, DAY).empty
    assert deal_told.path_told(found, made)[:2] == ["goal_passed", "late"]


def test_without_dates_there_is_no_calendar():
    assert deal_dates("hire", {}) == deal_dates("hire", {"start": None}) == []
    found = pages.path_figures([], DAY, "start")
    assert deal_told.path_case(found) == deal_told.path_case(None) == "none"
    assert pages.path_table([], DAY).empty
    assert deal_told.path_told(None) == []
    assert not has_own_rules([])


@pytest.mark.parametrize(
    ("given_", "why"),
    [
        ({"what": "x"}, "give a day, or the anchor"),
        ({"what": "x", "day": DAY, "anchor": "start"}, "give a day, or the anchor"),
        ({"what": "x", "day": DAY, "before": 2}, "counted from an anchor"),
        ({"what": "x", "anchor": "start", "before": 2, "after": 1}, "at most one"),
        ({"what": " ", "day": DAY}, "is empty"),
    ],
)
def test_a_step_that_cannot_be_is_refused(given_, why):
    with pytest.raises(ValueError, match=why):
        DealStep(**given_)


def test_every_fault_of_a_calendar_is_told_at_once():
    steps = [
        DealStep(what="a", anchor="strat", before=1),
        DealStep(what="b", day=DAY, name="offer"),
        DealStep(what="c", day=DAY, name="offer"),
    ]
    told = calendar_faults("hire", steps, {"expiry": DAY}, {"credentialling": 3})
    assert len(told) == 4
    assert "expiry is no date of this talk" in told[0]
    assert "did you mean credentialing" in told[1]
    assert "did you mean start" in told[2]
    with pytest.raises(ValueError, match="offer stands twice"):
        deal_dates("hire", {"start": DAY}, steps)
    with pytest.raises(ValueError, match="no talk 'payer'"):
        deal_dates("payer", {})


def test_a_step_that_hangs_on_a_date_that_the_deal_lacks_or_on_itself_is_told():
    lost = DealStep(what="after the visit", anchor="visit", days_after=2)
    told = calendar_faults("hire", [lost], {"start": DAY})
    assert told == ["calendar: 'after the visit' hangs on visit, which has no day in this deal"]
    ring = [DealStep(what="a", anchor="b", name="a", before=1),
            DealStep(what="b", anchor="a", name="b", before=1)]  # fmt: skip
    assert len(calendar_faults("hire", ring, {"start": DAY})) == 2


def test_the_line_holds_today_the_next_date_and_every_last_day():
    steps = [DealStep(what=f"step {at}", day=DAY + timedelta(days=3 * at)) for at in range(1, 20)]
    anchors = {"expiry": date(2027, 9, 30), "option_notice": date(2027, 3, 31)}
    frame = pages.calendar_rows(deal_dates("lease", anchors, steps), DAY, most=6)
    shown = frame[frame["label"] != ""]
    assert len(shown) == 6
    assert shown.iloc[0]["kind"] == "today"
    assert {"option_notice", "expiry"} <= set(shown.index)
    assert shown.iloc[1]["label"] == "Step 1"
    data = timeline_data("calendar", frame, Telling().facts)
    assert data["window"] == [0, (date(2027, 3, 31) - DAY).days]


def test_every_case_has_its_sentence():
    say = phrases("deals")
    seen = set()
    for talk, anchors in {
        "lease": {"expiry": date(2027, 9, 30), "option_notice": date(2027, 3, 31)},
        "buy_in": {"entry": date(2027, 1, 4)},
        "hire": {"start": date(2026, 7, 1)},
    }.items():
        made = deal_dates(talk, anchors)
        found, telling = pages.path_figures(made, DAY, GOALS[talk]), Telling()
        for name, fact in facts_of("path", found).items():
            telling.facts.add(name, fact)
        case = deal_told.path_case(found)
        seen.add(case)
        notes = say.many("path_note", deal_told.path_told(found, made))
        for template in [say.one("path_title", case), say.one("path_alt", case), *notes]:
            assert len(plain(spans_of(template, telling.facts)).split()) <= 27
    assert seen == {"last", "next", "passed"}


def test_the_table_of_the_path_prints():
    telling = Telling()
    frame = pages.path_table(deal_dates("hire", {"start": date(2027, 7, 1)}), DAY)
    telling.table("path", frame, title=None, rows="Step", columns=pages.PATH_HEADS)
    first = [one["text"] for one in telling._blocks[0]["rows"][0]["cells"]]
    assert first == [
        "Search opens", "Wed, Jul\u00a01, 2026, passed", "Ours",
        "trade advice: small groups, half a year to a year ahead",
    ]  # fmt: skip
