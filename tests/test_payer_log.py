"""The log of a payer talk: whose turn it is, what is due, what each concession was worth."""

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from payer_talks import INPUTS, talk

from practice_model.briefs.brief import Brief
from practice_model.briefs.phrases import phrases
from practice_model.faults import Faults
from practice_model.negotiation.concessions import PricedLever
from practice_model.questions import (
    lever_told,
    payer_calendar,
    payer_dates_told,
    payer_levers,
    payer_log,
    payer_log_checks,
)
from practice_model.questions.payer_terms import TALK_LOG, Payer
from practice_model.readers.inputs import load

AS_OF = date(2026, 11, 24)
LEVERS = {
    "visits": PricedLever(name="visits", does="visits up", side="ask", kind="Z", to_us=40_000.0),
    "look_back": PricedLever(
        name="look_back", does="12 months", side="ask", kind="G", once=9_000.0
    ),
    "diabetes": PricedLever(name="diabetes", does="codes", side="give", kind="V", to_us=-700.0),
    "term": PricedLever(name="term", does="three years", side="give", kind="V"),
    "favored": PricedLever(name="favored", does="favored terms", side="never", kind="Z"),
}
COLUMNS = {"now": SimpleNamespace(fees=900_000.0, fees_of_medicare=1.125)}  # Medicare: 800,000


def entry(day, whose, move, **more):
    held = {column.name: "" for column in TALK_LOG} | {"fees_of_medicare": float("nan")}
    held |= {"date": pd.Timestamp(day), "due": pd.NaT, "who": "Director", "whose": whose}
    held |= {"move": move} | more
    return held | {"due": pd.Timestamp(held["due"])}


def logged(*entries, as_of=AS_OF):
    frame = pd.DataFrame(list(entries), columns=TALK_LOG.names) if entries else None
    return SimpleNamespace(log=frame, as_of=as_of, levers=None)


def figures(*entries, columns=None, **more):
    return payer_log.log_figures(logged(*entries, **more), LEVERS, columns)


def test_the_constructed_log_is_a_log_by_its_own_columns():
    frame = logged(entry("2026-11-01", "ours", "ask")).log
    assert not TALK_LOG.wrong(frame)


def test_no_log_has_no_figures_and_no_table():
    assert figures() is None
    assert payer_log.log_table(logged(), LEVERS).empty
    assert payer_dates_told.log_case(None) == "none"
    assert payer_dates_told.log_told(None) == []
    empty = SimpleNamespace(log=TALK_LOG.empty(), as_of=AS_OF, levers=None)
    assert payer_log.log_figures(empty, LEVERS) is None
    assert payer_log.log_table(empty, LEVERS).empty


def test_the_turn_is_of_the_side_that_did_not_move_last_and_notes_are_no_moves():
    ask = entry("2026-11-10", "ours", "ask")
    reply = entry("2026-11-12", "theirs", "reply")
    note = entry("2026-11-20", "ours", "note")
    assert figures(ask).turn == "theirs"
    assert figures(ask, reply).turn == "ours"
    assert figures(ask, reply, note).turn == "ours"
    assert figures(note).turn == ""
    assert payer_dates_told.log_case(figures(note)) == "notes"


def test_the_order_of_the_file_means_nothing_but_within_a_day():
    ask = entry("2026-11-10", "ours", "ask")
    reply = entry("2026-11-12", "theirs", "reply")
    assert repr(figures(reply, ask)) == repr(figures(ask, reply))
    same = entry("2026-11-12", "ours", "counter")
    assert figures(reply, same).turn == "theirs"
    assert figures(same, reply).turn == "ours"


def test_the_next_step_is_the_last_named_unless_a_later_move_answered_it():
    asked = entry(
        "2026-11-10", "ours", "ask", next_step="the file", owner="Director", due="2026-11-20"
    )
    made = figures(asked)
    assert (made.next_step, made.owner, made.overdue, made.due_days) == (
        "the file", "Director", 4, None,
    )  # fmt: skip
    assert figures(asked, entry("2026-11-15", "ours", "note")).next_step == "the file"
    assert figures(asked, entry("2026-11-15", "theirs", "reply")).next_step == ""
    assert figures(asked, as_of=date(2026, 11, 20)).due_days == 0
    told = payer_dates_told.log_told
    assert "step_overdue" in told(made)
    assert "no_step" in told(figures(asked, entry("2026-11-15", "theirs", "reply")))
    alone = entry("2026-11-10", "ours", "ask", next_step="the file")
    assert "step_undated_unowned" in told(figures(alone))


def test_silence_is_told_after_two_weeks_without_a_move_of_theirs():
    ask = entry("2026-11-10", "ours", "ask")
    assert figures(ask).silent == 14
    assert figures(ask, as_of=date(2026, 11, 23)).silent is None
    assert figures(entry("2026-11-01", "theirs", "reply")).silent is None


def test_a_dropped_ask_costs_its_worth_and_a_granted_one_brings_it():
    dropped = entry("2026-11-10", "ours", "concession", lever="visits", in_return="the yearly step")
    granted = entry("2026-11-11", "theirs", "concession", lever="look_back")
    given = entry("2026-11-12", "ours", "concession", lever="diabetes")
    made = figures(dropped, granted, given)
    assert (made.given, made.got, made.net, made.once) == (-40_700.0, 0.0, -40_700.0, 9_000.0)
    assert (made.ours, made.theirs, made.unpriced) == (2, 1, 0)
    assert figures(entry("2026-11-11", "theirs", "concession", lever="visits")).got == 40_000.0


def test_a_lever_counts_once_and_what_has_no_price_is_told_and_never_zero():
    twice = [
        entry(day, "ours", "concession", lever="diabetes") for day in ("2026-11-1", "2026-11-2")
    ]
    made = figures(*twice, entry("2026-11-03", "ours", "concession", lever="term"))
    assert made.given == -700.0
    assert made.unpriced == 2
    table = payer_log.log_table(
        logged(*twice, entry("2026-11-03", "ours", "concession", lever="term")), LEVERS
    )
    assert table["value"].isna().sum() == 2


def test_points_of_medicare_are_priced_on_our_own_mix():
    ask = entry("2026-11-01", "ours", "ask", fees_of_medicare=1.20)
    less = entry("2026-11-05", "ours", "concession", lever="visits", fees_of_medicare=1.18)
    reply = entry("2026-11-06", "theirs", "reply", fees_of_medicare=1.10)
    more = entry("2026-11-08", "theirs", "concession", fees_of_medicare=1.13)
    made = figures(ask, less, reply, more, columns=COLUMNS)
    assert made.given == pytest.approx(-0.02 * 800_000)
    assert made.got == pytest.approx(0.03 * 800_000)
    assert made.gap == pytest.approx(0.05)
    assert (made.ours_moved, made.theirs_moved) == (pytest.approx(-0.02), pytest.approx(0.03))
    assert figures(ask, less, reply, more).given == -40_000.0  # by its lever, without the mix


def test_two_gifts_stop_the_talk_and_what_is_never_given_is_told():
    gifts = [entry(f"2026-11-0{n}", "ours", "concession", lever="favored") for n in (1, 2)]
    made = figures(*gifts)
    assert payer_log.gifts(made).stop
    assert lever_told.gifts_case(payer_log.gifts(made)) == "stop"
    assert "favored terms" in made.never
    assert "never" in payer_dates_told.log_told(made)


def test_levers_that_an_ask_implies_are_those_that_a_log_may_name():
    assert set(payer_log_checks.IMPLIED) == set(payer_levers._IMPLIED)


def test_faults_of_a_log_name_the_entry_the_value_and_the_nearest_lever():
    frame = logged(
        entry("2026-11-10", "ours", "ask", lever="visit"),
        entry("2026-12-01", "ours", "ask"),
        entry("2026-11-10", "ours", "ask", next_step="x", due="2026-11-01"),
        entry("2026-11-10", "ours", "ask", due="2026-11-11"),
    ).log
    told = payer_log_checks.log_faults(frame, ["visits", "tests"], AS_OF)
    assert told == [
        "log: entry 1 of 2026-11-10: lever: there is no lever 'visit'; did you mean visits?",
        "log: entry 2 of 2026-12-01: date: lies after as_of, 2026-11-24",
        "log: entry 3 of 2026-11-10: due: 2026-11-01 lies before the entry itself",
        "log: entry 4 of 2026-11-10: due: 2026-11-11 is the day of no next_step",
    ]
    assert payer_log_checks.log_faults(None, None, AS_OF) == []


def shipped(tmp_path, name, old, new):
    """The shipped scenario with one cell of its log changed, and what loading it says."""
    text = (INPUTS / "talks" / "nq_renewal.csv").read_text("utf-8")
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new), "utf-8")
    scenario = tmp_path / "changed.yaml"
    scenario.write_text(
        f"extends: {INPUTS / 'scenarios' / 'nq_renewal.yaml'}\n"
        "sources: {test: 'synthetic: a test'}\n"
        f"log: {{table: {tmp_path / name}, source: test}}\n",
        "utf-8",
    )
    with pytest.raises(Faults) as told:
        load(scenario, Payer)
    return [
        (fault.file.rpartition("/")[2], fault.line, fault.message) for fault in told.value.faults
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("reply,visits", "reply,visitz", 0, "there is no lever 'visitz'; did you mean visits?"),
        ("2026-11-16", "16.11.2026", 4, "'16.11.2026'"),
        ("mail,ask", "mail,asks", 5, "'asks'"),
        ("2026-11-19", "2026-11-29", 0, "lies after as_of"),
    ],
)
def test_a_bad_cell_of_a_log_is_told_with_its_file_and_value(tmp_path, old, new, line, words):
    (file, at, message), *more = shipped(tmp_path, "log.csv", old, new)
    assert (file, at, more) == ("log.csv", line, [])
    assert words in message


def test_the_shipped_log_waits_for_the_payer_and_its_step_is_in_the_week():
    one = talk("nq_renewal")
    made = payer_log.log_figures(one.terms, LEVERS, one.columns)
    assert (made.entries, made.turn, made.due) == (3, "theirs", date(2026, 11, 30))
    assert one.terms.log["date"].max().date() < one.terms.as_of
    week = payer_calendar.week(one.terms)
    assert week.loc["log", "day"] == made.due
    assert week.loc["log", "whose"] == "theirs"


moves = st.sampled_from(["ask", "reply", "counter", "concession", "note"])
entries = st.lists(
    st.builds(
        entry,
        st.dates(date(2026, 1, 1), AS_OF),
        st.sampled_from(["ours", "theirs"]),
        moves,
        lever=st.sampled_from(["", *LEVERS]),
        in_return=st.sampled_from(["", "a return"]),
        next_step=st.sampled_from(["", "the file"]),
        owner=st.sampled_from(["", "Director"]),
        fees_of_medicare=st.one_of(st.just(float("nan")), st.floats(0.5, 2.0)),
    ),
    min_size=1,
    max_size=8,
)


@given(rows=entries)
@settings(max_examples=80, deadline=None)
def test_sums_of_the_figures_are_those_of_the_table_and_every_log_can_be_told(rows):
    made = payer_log.log_figures(logged(*rows), LEVERS, COLUMNS)
    table = payer_log.log_table(logged(*rows), LEVERS, COLUMNS)
    assert len(table) == made.entries == len(rows)
    assert made.net == pytest.approx(table["value"].sum(), abs=0.02)
    assert made.net == pytest.approx(made.given + made.got, abs=0.02)
    say = phrases("payer")
    brief = Brief("payer", talk("nq_renewal").loaded)
    brief.figures("said", made)
    brief.figures("given", payer_log.gifts(made))
    brief.table(
        "log",
        table,
        title=say.one("log_title", payer_dates_told.log_case(made)),
        rows="Day",
        columns=payer_log.LOG_HEADS,
        units=payer_log.LOG_UNITS,
        notes=[
            *say.many("log", payer_dates_told.log_told(made)),
            say.one("gifts", lever_told.gifts_case(payer_log.gifts(made))),
        ],
        missing="",
    )
