"""The calendar of a payer talk: solved back from notice and renewal, forward from the letter."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from payer_talks import NAMES, talk

from practice_model.briefs.brief import Brief
from practice_model.briefs.phrases import phrases
from practice_model.questions import payer_calendar, payer_dates, payer_dates_told, payer_steps
from practice_model.questions.payer_terms import LetterTerms, Step
from practice_model.questions.workdays import is_workday, workday_from, workday_until
from practice_model.revenue.contract import Contract, RateSchedule
from practice_model.revenue.paper_terms import PaperTerms

AS_OF = date(2026, 11, 24)


def contract(effective=date(2018, 4, 1), notice=120.0, before="anniversary", **more):
    evergreen = more.pop("evergreen", True)
    paper = PaperTerms(
        signed=effective,
        renews="yearly",
        evergreen=evergreen,
        notice=notice,
        notice_before=before,
        amendment="signed_by_both",
    )
    return Contract(
        payer="NQ",
        name="Northquill Health",
        effective=effective,
        code_groups={},
        professional=RateSchedule(rules={}),
        paper=None if more.pop("no_paper", False) else paper,
        **more,
    )


def bare(current=None, **more):
    """A talk with what the calendar reads of it; the rest of the record is not looked at."""
    held = {
        "as_of": AS_OF, "block": "professional", "offer": None, "ask": None, "target": None,
        "calendar": [], "letter": None, "log": None, "load_days": 30.0, "levers": None,
    }  # fmt: skip
    kept = SimpleNamespace(current=current or contract())
    return SimpleNamespace(contracts=kept, **(held | more))


def offer(effective, letter_date=AS_OF):
    return SimpleNamespace(effective=effective, letter_date=letter_date)


def days(talk_):
    frame = payer_calendar.full_calendar(talk_)
    return dict(zip(frame.index, frame["day"], strict=True))


def figures(talk_, **columns):
    held = {name: SimpleNamespace(whole=value) for name, value in columns.items()}
    return payer_calendar.calendar_figures(talk_, held)


# Published and planted days: PRACTICE.md 3.3 and F2.


def test_the_renewal_s_last_day_is_eight_days_ahead_and_a_miss_holds_to_2028():
    terms, columns = talk("nq_renewal").terms, talk("nq_renewal").columns
    made = payer_calendar.missed(terms, columns)
    assert (made.last, made.renewal, made.holds_to) == (
        date(2026, 12, 2),
        date(2027, 4, 1),
        date(2028, 4, 1),
    )
    assert payer_calendar.calendar_figures(terms, columns).notice_days == 8
    assert made.side == "target"
    assert made.a_year == pytest.approx(columns["target"].whole - columns["now"].whole, abs=0.01)


def test_a_contract_of_180_days_has_its_last_day_in_july():
    held = payer_dates.notice_day(contract(date(2022, 1, 1), 180), AS_OF)
    assert held == (date(2027, 7, 5), date(2028, 1, 1))


def test_the_letter_of_the_shipped_talks_is_due_120_days_before_notice_and_150_for_a_center():
    for name, lead in (("nq_renewal", 120), ("nq_asc", 150)):
        made = figures(talk(name).terms, now=0.0)
        assert made.notice - made.letter_due == timedelta(days=lead)
        assert made.letter_late == (date(2026, 11, 25) - made.letter_due).days
        assert made.to_bargain == 7


def test_the_steps_after_the_letter_are_those_of_the_follow_up():
    made = days(bare(letter=None, calendar=[], as_of=date(2026, 8, 3)))
    letter = date(2026, 8, 4)  # a Tuesday, 120 days before December 2
    assert made["letter"] == letter
    for name, after in (("confirm", 1), ("call", 7), ("fact", 14), ("reply", 21), ("superior", 22)):
        assert made[name] == letter + timedelta(days=after), name
    assert made["decide"] == letter + timedelta(days=35)
    assert made["load"] == date(2027, 3, 2)
    assert made["check"] == date(2027, 5, 3)  # 30 days on is a Saturday
    assert made["check_again"] == date(2027, 6, 1)  # 60 days on is Memorial Day


def test_a_letter_a_week_before_notice_leaves_the_decision_before_notice_and_not_35_days_on():
    made = days(talk("nq_renewal").terms)
    assert made["decide"] == date(2026, 12, 1)


# Renewal days.


def test_an_anniversary_of_february_29_is_the_28th_and_no_error():
    current = contract(date(2024, 2, 29), 90)
    last, renewal = payer_dates.notice_day(current, date(2026, 11, 1))
    assert renewal == date(2027, 2, 28)
    assert last == date(2026, 11, 30)
    assert payer_dates.notice_day(current, date(2027, 6, 1))[1] == date(2028, 2, 29)


def test_no_notice_is_due_inside_the_first_term_nor_before_the_contract_begins():
    current = contract(date(2025, 4, 1), 60, term_years=3)
    assert payer_dates.notice_day(current, AS_OF)[1] == date(2028, 4, 1)
    coming = contract(date(2027, 4, 1), 60)
    assert payer_dates.notice_day(coming, AS_OF)[1] == date(2028, 4, 1)


def test_a_contract_with_an_end_renews_on_the_day_after_it_and_only_once_unless_evergreen():
    once = contract(notice=90, ends=date(2027, 6, 30), evergreen=False)
    assert payer_dates.notice_day(once, AS_OF) == (date(2027, 4, 2), date(2027, 7, 1))
    assert payer_dates.notice_day(once, date(2027, 5, 1)) == (None, None)
    assert payer_calendar.missed(bare(once), {}) is None
    on = contract(notice=90, ends=date(2027, 6, 30))
    assert payer_dates.notice_day(on, date(2027, 5, 1))[1] == date(2028, 7, 1)


def test_a_part_of_a_day_of_notice_is_a_day():
    assert payer_dates.notice_day(contract(notice=119.5), AS_OF)[0] == date(2026, 12, 2)


def test_notice_on_any_day_sets_no_last_day_but_shows_the_day_that_would_end_it_in_time():
    made = bare(contract(notice=90, before="any_day"), offer=offer(date(2027, 7, 1)))
    frame = payer_calendar.full_calendar(made)
    assert frame.loc["notice", "day"] == date(2027, 4, 2)
    assert frame.loc["notice", "kind"] == "step"
    told = figures(made)
    assert told.notice is None
    assert told.missed is None
    assert payer_dates_told.calendar_case(told) == "renewal"


def test_without_notice_the_letter_is_counted_back_from_the_new_rates():
    made = bare(contract(no_paper=True), offer=offer(date(2027, 7, 1)))
    assert days(made)["letter"] == date(2027, 3, 3)
    assert days(made)["latest"] == date(2027, 4, 2)
    assert "notice" not in days(made)


def test_a_talk_without_any_day_has_an_empty_calendar_and_no_case():
    made = bare(contract(no_paper=True))
    assert payer_calendar.full_calendar(made).empty
    assert payer_calendar.calendar_rows(made).empty
    assert payer_calendar.week(made).empty
    told = figures(made)
    assert payer_dates_told.calendar_case(told) == payer_dates_told.week_case(told) == "none"
    assert payer_dates_told.week_told(told) == []


def test_a_notice_day_that_has_passed_is_told_with_the_next_one():
    made = bare(as_of=date(2026, 12, 10), offer=offer(date(2027, 4, 1)))
    told = figures(made, now=1.0, target=3.0)
    assert told.gone == date(2026, 12, 2)
    assert (told.notice, told.renewal) == (date(2027, 12, 3), date(2028, 4, 1))  # a leap year
    assert told.missed.holds_to == date(2029, 4, 1)
    assert "gone" in payer_dates_told.week_told(told)
    frame = payer_calendar.full_calendar(made)
    assert bool(frame.loc["gone", "passed"])
    assert frame.loc["start", "day"] == date(2027, 4, 1)


def test_new_rates_on_a_day_that_is_no_renewal_have_no_notice_day_of_their_own():
    made = bare(offer=offer(date(2027, 1, 1)))
    assert figures(made).gone is None
    assert days(made)["start"] == date(2027, 1, 1)
    assert days(made)["renewal"] == date(2027, 4, 1)


def test_a_new_fact_is_not_planned_after_their_answer():
    letter = LetterTerms(
        date=AS_OF, to="Director", signatory="Managing partner", reply_by=date(2026, 12, 4)
    )
    assert "fact" not in days(bare(letter=letter))


def test_notice_on_the_day_itself_is_still_in_time():
    told = figures(bare(as_of=date(2026, 12, 2)))
    assert told.notice_days == 0
    assert "notice_today" in payer_dates_told.week_told(told)
    assert days(bare(as_of=date(2026, 12, 2)))["decide"] == date(2026, 12, 2)


def test_a_miss_without_a_dearer_side_has_no_price():
    assert figures(bare(), now=5.0, target=4.0).missed.a_year is None
    assert figures(bare(), now=5.0).missed.side == ""
    assert figures(bare(), now=5.0, ask=7.0).missed.side == "ask"


# Own steps.


def test_own_steps_win_over_derived_ones_of_the_same_meaning():
    terms = talk("nq_renewal").terms
    frame = payer_calendar.full_calendar(terms)
    for name in ("letter", "call", "reply", "notice", "renewal"):
        assert (frame.index == name).sum() == 1
        assert frame.loc[name, "origin"] == "our calendar"


def test_an_own_notice_day_after_the_contract_s_is_told_and_the_contract_s_stays():
    late = Step(day=date(2026, 12, 5), what="give notice", whose="ours", last_day=True)
    told = figures(bare(calendar=[late]))
    assert (told.own_notice, told.own_late) == (date(2026, 12, 5), 3)
    assert payer_dates_told.week_told(told)[0] == "own_late"
    assert date(2026, 12, 2) in set(payer_calendar.full_calendar(bare(calendar=[late]))["day"])
    early = Step(day=date(2026, 11, 30), what="give notice", whose="ours", last_day=True)
    assert figures(bare(calendar=[early])).own_late is None


def test_an_own_call_that_is_past_replaces_no_call_after_the_letter():
    past = Step(day=date(2026, 6, 1), what="call", whose="ours")
    frame = payer_calendar.full_calendar(bare(calendar=[past]))
    assert [bool(one) for one in frame[frame["label"] == "Call"]["passed"]] == [True, False]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("send the counter", "letter"),
        ("send the ask", "letter"),
        ("letter to the superior", "superior"),
        ("give notice", "notice"),
        ("decide on notice", "decide"),
        ("reply due", "reply"),
        ("ask for the missing step", ""),
        ("claim the cut tests", ""),
        ("raise the charge list", ""),
        ("renewal", "renewal"),
    ],
)
def test_what_an_own_step_means_is_read_from_its_words(words, name):
    assert payer_steps.meaning(Step(day=AS_OF, what=words, whose="ours")) == name


def test_a_planned_day_on_a_holiday_makes_no_letter_late():
    made = bare(contract(date(2010, 1, 1), 0), as_of=date(2012, 1, 2))
    told = figures(made)
    assert (told.letter_due, told.letter) == (date(2012, 9, 3), date(2012, 9, 4))  # Labor Day
    assert told.letter_late is None
    assert "letter_due" not in days(made)


def test_the_letter_s_own_days_stand():
    letter = LetterTerms(
        date=date(2026, 11, 25),
        to="Director",
        signatory="Managing partner",
        reply_by=date(2026, 12, 16),
        call_on=date(2026, 12, 1),
    )
    made = days(bare(letter=letter))
    assert (made["letter"], made["call"], made["reply"]) == (
        date(2026, 11, 25),
        date(2026, 12, 1),
        date(2026, 12, 16),
    )
    assert made["superior"] == date(2026, 12, 17)
    assert figures(bare(letter=letter)).reply_after == 14


# Working days.


def test_thanksgiving_and_observed_holidays_are_no_working_days():
    for day in ((2026, 11, 26), (2026, 7, 3), (2027, 7, 5), (2027, 12, 31), (2027, 5, 31)):
        assert not is_workday(date(*day)), day
    assert workday_from(date(2026, 11, 26)) == date(2026, 11, 27)
    assert workday_until(date(2026, 11, 29)) == date(2026, 11, 27)


# Properties over random contracts.

talks = st.builds(
    lambda effective, notice, as_of, block: bare(
        contract(effective, notice), as_of=as_of, block=block
    ),
    effective=st.dates(date(2010, 1, 1), date(2026, 12, 31)),
    notice=st.integers(0, 400),
    as_of=st.dates(date(2012, 1, 1), date(2036, 12, 31)),
    block=st.sampled_from(["professional", "asc"]),
)


@given(made=talks)
@settings(max_examples=150, deadline=None)
def test_days_keep_their_order_whatever_the_contract(made):
    held = payer_steps.clock(made)
    assert made.as_of <= held.notice <= held.renewal
    assert held.renewal > made.contracts.current.effective
    found = {one.name: one.day for one in payer_steps.derived(made)}
    assert found["data"] < held.renewal
    order = ["letter", "confirm", "call", "fact", "reply", "superior"]
    assert [found[name] for name in order] == sorted(found[name] for name in order)
    assert found["decide"] <= held.notice
    assert found["load"] < found["renewal"] < found["check"] < found["check_again"]
    due = payer_steps.letter_due(made, held)
    assert due <= held.renewal - timedelta(days=payer_steps.LATEST)
    assert held.notice - due >= timedelta(days=payer_steps.LEAD[made.block])
    assert all(is_workday(found[name]) for name in ("confirm", "call", "fact", "superior"))


@given(made=talks)
@settings(max_examples=150, deadline=None)
def test_the_line_holds_eight_dates_ahead_one_a_day_with_the_next_and_the_last_safe_one(made):
    rows = payer_calendar.calendar_rows(made)
    told = figures(made)
    words = rows[rows["label"] != ""]
    assert 2 <= len(words) <= payer_calendar.MOST
    assert rows["day"].dropna().min() >= made.as_of
    dated = words[words["kind"] != "today"]
    assert dated["day"].is_unique
    assert list(dated["day"]) == sorted(dated["day"])
    assert told.next_day in set(dated["day"])
    assert told.notice in set(dated["day"])
    assert rows.index.is_unique


@given(made=talks)
@settings(max_examples=60, deadline=None)
def test_a_miss_costs_a_whole_year_whatever_the_contract(made):
    held = figures(made, now=0.0, target=1000.0).missed
    assert held.days in {365, 366}
    assert held.a_year == 1000.0


# The sentences.


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_talk_tells_its_calendar(name):
    one, say = talk(name), phrases("payer")
    brief = Brief("payer", one.loaded)
    when = payer_calendar.calendar_figures(one.terms, one.columns)
    brief.figures("clock", when)
    case = payer_dates_told.calendar_case(when)
    drawn = brief.timeline(
        "calendar",
        payer_calendar.calendar_rows(one.terms),
        title=say.one("calendar_title", case),
        subtitle=say.one("calendar_subtitle", case),
        alt=say.one("calendar_alt", case),
    )
    box = brief.callout(
        "week",
        "change",
        title=say.one("week_title", payer_dates_told.week_case(when)),
        items=[
            *say.many("week", payer_dates_told.week_told(when)),
            *say.many("missed", [payer_dates_told.missed_case(one.terms, when)]),
        ],
        frame=payer_calendar.week(one.terms),
        rows="To do",
        columns=payer_calendar.WEEK_HEADS,
    )
    every = brief.table(
        "calendar_all",
        payer_calendar.full_calendar(one.terms),
        title="Every date of the talk",
        rows="What",
        columns=payer_calendar.CALENDAR_HEADS,
    )
    assert drawn is not None
    assert box is not None
    assert every is not None
