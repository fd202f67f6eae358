"""What deals share is written in a scenario like every figure, and told with its place if wrong."""

import textwrap
from datetime import date

import pytest

from practice_model.briefs.facts import facts_of
from practice_model.faults import Faults
from practice_model.negotiation.comparables import ComparablesTable, refusals, standing
from practice_model.negotiation.stated_facts import StatedFact
from practice_model.negotiation.trades import Trade, priced_trades
from practice_model.quantities import terms
from practice_model.questions.deal_calendar import DealStep, deal_dates
from practice_model.readers.inputs import load


@terms
class Talk:
    as_of: date
    facts: dict[str, StatedFact] | None = None
    trades: dict[str, Trade] | None = None
    calendar: list[DealStep] | None = None
    comparables: ComparablesTable | None = None


GOOD = """\
    as_of: 2026-11-24
    sources: {schedule: "the schedule, weeks to 2026-11-09", broker: "a letter of a broker"}
    comparables: {table: peers.csv, source: broker}
    facts:
      wait: {days: {value: 9, unit: days, source: schedule}, grade: A, dated: 2026-11-09,
             n: {value: 13, unit: count, source: schedule}}
      state: {text: Georgia, grade: B, evidence: law, dated: 2026-10-02, source: letter of counsel}
      formula: {year: 2019, grade: A, evidence: contract, source: agreement}
      decision: {day: 2026-12-15, grade: A, evidence: plan, source: committee}
    trades:
      rent: {does: a lower base, side: ask, priced_by: base}
      term: {does: a longer term, side: give, kind: V, for_what: rent,
             value: {value: -9000, unit: USD, source: broker}}
      guaranty: {does: an unlimited guaranty, side: never, why: it outlives the lease}
    calendar:
      - {what: committee meets, day: 2026-12-15}
      - {what: audit of costs, anchor: expiry, before: {value: 10, unit: months, source: broker}}
"""
PEERS = """\
kind,term,value,unit,date,grade,source,alias,quoted_or_paid,similarity
lease,rent,24.10,USD/sf/year,2026-03-01,B,a broker,A,paid,1
lease,rent,25.75,USD/sf/year,,B,a broker,B,quoted,2
lease,rent,26.40,USD/sf/year,2025-06-01,B,a broker,C,,
"""


def loaded(tmp_path, text=GOOD, peers=PEERS):
    folder = tmp_path / "inputs" / "scenarios"
    folder.mkdir(parents=True)
    (folder / "peers.csv").write_text(peers, "utf-8")
    path = folder / "lease.yaml"
    path.write_text(textwrap.dedent(text), "utf-8")
    return load(path, Talk)


def test_facts_trades_dates_and_the_register_load_with_their_sources(tmp_path):
    talk = loaded(tmp_path)
    assert talk.terms.facts["wait"].days == 9
    assert talk.origins["facts.wait.days"].line == 5
    facts = facts_of("fact", talk.terms.facts)
    assert {name: facts[name].unit for name in ("fact.wait.days", "fact.formula.year",
            "fact.state.text", "fact.decision.day")} == {
        "fact.wait.days": "days", "fact.formula.year": "year", "fact.state.text": "text",
        "fact.decision.day": "date",
    }  # fmt: skip
    held = priced_trades(talk.terms.trades, {"base": 5.0})
    assert (held["rent"].once, held["term"].once) == (5.0, -9_000.0)
    dates = deal_dates("lease", {"expiry": date(2027, 9, 30)}, talk.terms.calendar)
    assert [one.day for one in dates if one.own] == [date(2026, 11, 30), date(2026, 12, 15)]


def test_a_register_file_with_some_of_the_optional_columns_is_read_whole(tmp_path):
    table = loaded(tmp_path).terms.comparables
    made = standing(table, "lease", "rent", 24.5, as_of=date(2026, 11, 24), unit="USD/sf/year")
    assert (made.n, made.place, made.below) == (3, "inside", 1)
    assert made.quoted == pytest.approx(1 / 3)
    assert (made.undated_rows, made.old) == (1, 1)
    assert refusals(table) == ["", "", ""]


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ("days: {value: 9, unit: days, source: schedule}", "days: 9", "has no source"),
        ("grade: A, dated: 2026-11-09", "dated: 2026-11-09", "facts.wait.grade: missing"),
        ("evidence: law", "evidence: lawyer", "facts.state.evidence: must be one of"),
        (", source: letter of counsel", "", "needs the document that says it"),
        ("side: give, kind: V", "side: give, kind: X", "trades.term.kind: must be one of"),
        ("value: -9000", "value: 9000", "write it under zero"),
        ("day: 2026-12-15}\n", "dya: 2026-12-15}\n", "did you mean day"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(tmp_path, was, now, why):
    assert was in GOOD
    with pytest.raises(Faults) as raised:
        loaded(tmp_path, GOOD.replace(was, now, 1))
    assert why in str(raised.value)
    assert "lease.yaml:" in str(raised.value)


def test_a_register_with_a_grade_that_is_none_is_told_with_its_row(tmp_path):
    with pytest.raises(Faults, match="grade"):
        loaded(tmp_path, peers=PEERS.replace("2026-03-01,B", "2026-03-01,D"))
