"""Scans, need and lines: from own claims, inside what charts support, and what waiting costs."""

from dataclasses import replace as changed
from math import factorial

import numpy as np
import pandas as pd
import pytest
from equipment_talks import case, talk
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_model.deals.equipment_need import Indication, guard, indicated
from practice_model.deals.equipment_queue import minutes_waited, waiting, waits
from practice_model.deals.equipment_scans import (
    book_of,
    by_site,
    counts,
    fee_losses,
    tie,
    variable_cost,
)
from practice_model.deals.equipment_slots import SiteUse, slots
from practice_model.questions import equipment, equipment_figures


def claims(*rows: tuple[str, str, float, str, str, str]) -> pd.DataFrame:
    """patient, code, allowed, payer, modifier, diagnosis: one line each, all on one day."""
    made = pd.DataFrame(
        rows,
        columns=["patient_id", "hcpcs_code", "allowed_amount", "payer", "hcpcs_modifier_1",
                 "diagnosis_code_1"],
    )  # fmt: skip
    return made.assign(
        claim_type="professional", service_unit_quantity=1.0, facility_npi="1",
        claim_line_start_date=pd.Timestamp("2025-03-03"),
    )  # fmt: skip


YIELDS = pd.DataFrame(
    {"payer": ["P"], "block": ["professional"], "final_denial": [0.05], "bad_debt": [0.02],
     "sequestration": [0.0]}
)  # fmt: skip
THREE = claims(
    ("a", "92134", 40.0, "P", "", "H35.31"),
    ("b", "92134", 40.0, "P", "", "H35.31"),
    ("c", "92134", 36.0, "P", "", "E11.319"),
    ("c", "92083", 60.0, "P", "", "E11.319"),
    ("d", "92134", 12.0, "P", "26", "H35.31"),
)


def test_a_scan_beside_another_test_shows_what_it_lost():
    made = book_of(THREE, ["92134"], ["92083"])
    losses = fee_losses(made, YIELDS)
    assert losses.allowed == pytest.approx(40.0)
    assert losses.same_day == pytest.approx(4.0 / 3)
    assert losses.collected == pytest.approx(116 / 3 * 0.93)


def test_a_reading_on_another_machine_is_no_scan_of_ours():
    found = counts(book_of(THREE, ["92134"], ["92083"]), THREE)
    assert (found.scans, found.beside, found.cut) == (3, 1, 1)


def test_a_denied_line_that_states_nothing_takes_its_payers_usual_amount():
    rows = pd.concat([THREE, claims(("e", "92134", 0.0, "P", "", "H35.31"))], ignore_index=True)
    assert fee_losses(book_of(rows, ["92134"], ["92083"]), YIELDS).collected == pytest.approx(
        156 / 4 * 0.93
    )


def test_a_payer_without_a_row_of_losses_is_told():
    with pytest.raises(ValueError, match=r"costing.yields: P has scans"):
        fee_losses(book_of(THREE, ["92134"]), YIELDS.assign(payer="Q"))


def test_a_book_without_scans_brings_no_figure_and_no_crash():
    empty = book_of(THREE, ["99999"])
    assert fee_losses(empty, YIELDS) is None
    assert counts(empty, THREE).scans == 0
    assert by_site(empty, {"S": "1"}) == {}


def test_a_minute_without_a_cost_is_told():
    with pytest.raises(ValueError, match="nurse has no cost per minute"):
        variable_cost({"nurse": 5.0}, {"technician": 0.7}, 1.0)


def test_a_typed_figure_agrees_within_its_tolerance_only():
    assert tie(31.88, 31.8837, 0.01)
    assert not tie(33.0, 31.8837, 0.01)


INDICATIONS = {
    "macular": Indication(name="Macular", diagnoses=["H35.3"], scanned=0.8, most_a_year=1.0),
    "diabetic": Indication(name="Diabetic", diagnoses=["E11.3"], scanned=0.5),
}


def test_a_day_counts_once_and_a_scan_follows_its_own_diagnosis():
    made = indicated(THREE, book_of(THREE, ["92134"], ["92083"]), INDICATIONS)
    assert made["visits"].tolist() == [3, 1]
    assert made["done"].tolist() == [2, 1]
    assert made["supported"].tolist() == pytest.approx([2.4, 0.5])
    assert made.loc["macular", "policy"] == 3


def test_scans_without_an_indication_stand_on_a_row_of_their_own():
    rows = pd.concat([THREE, claims(("e", "92134", 40.0, "P", "", "Z01.00"))], ignore_index=True)
    made = indicated(rows, book_of(rows, ["92134"], ["92083"]), INDICATIONS)
    assert made.loc["other", "done"] == 1
    assert made["done"].sum() == 4


def test_the_scans_of_the_sample_are_all_indicated_and_inside_the_protocol():
    need = talk().basis.need
    assert "other" not in need.index
    assert need["done"].sum() == 10_310
    assert (need["done"] <= need["supported"]).all()


def test_the_guard_is_red_where_need_or_plan_passes_the_ceiling():
    rows = pd.DataFrame({"visits": [1_000.0], "supported": [400.0], "done": [300.0]})
    inside = guard(rows, 300.0, 5.0, needed=8.0, vendor=None)
    assert (inside.verdict, inside.ceiling) == ("inside", 0.4)
    assert guard(rows, 300.0, 5.0, needed=9.0, vendor=None).verdict == "needed_past"
    assert guard(rows, 300.0, 9.0, needed=9.0, vendor=None).verdict == "planned_past"
    assert guard(rows.iloc[:0], 300.0, 5.0, needed=None, vendor=None) is None


def test_the_vendors_volume_is_two_thirds_more_than_is_done_and_past_the_ceiling():
    made = talk()
    whole = made.whole("optivane")
    deal = equipment_figures.deal_figures(made.terms, made.case, made.chosen, whole)
    sheet = equipment_figures.sheet_of(made.terms, made.case, whole)
    found = equipment_figures.guard_figures(made.terms, made.case, made.basis, deal, sheet)
    assert found.lift == pytest.approx(0.684, abs=0.0005)  # PRACTICE.md section 8, F19
    assert found.vendor > found.needed > found.ceiling > found.planned
    assert found.verdict == "needed_past"


def test_new_scans_are_held_to_what_charts_still_support():
    made = talk()
    many = changed(made.terms.scans, new={"S2": 200.0})
    told = changed(made.terms, scans=many)
    room = equipment.room_of(made.basis)
    assert equipment.new_by_site(told, made.basis)["S2"] == pytest.approx(room)
    assert equipment.cap_of(told, made.basis).told == 200
    assert equipment.cap_of(made.terms, made.basis) is None


def erlang(load: float, servers: int) -> float:
    last = load**servers / factorial(servers) * servers / (servers - load)
    return last / (sum(load**k / factorial(k) for k in range(servers)) + last)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.01, 0.98), st.integers(1, 8))
def test_waiting_is_erlangs_formula(use, servers):
    load = use * servers
    assert waits(load, servers) == pytest.approx(erlang(load, servers), rel=1e-9)


def test_published_lines_are_reproduced():
    assert waits(2.0, 3) == pytest.approx(4 / 9)  # M/M/3 at two servers' work
    assert minutes_waited(9.0, 6.0, 1) == pytest.approx(54.0)  # M/M/1: use / (1 - use) x minutes
    assert minutes_waited(9.0, 6.0, 1, spread=0.0) == pytest.approx(27.0)  # M/D/1 is half of it


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 20_000), st.integers(1, 4))
def test_a_further_unit_never_lengthens_the_line_nor_loses_a_scan(scans, servers):
    one, more = (waiting(scans, 1_900.0, 8.0, count, peak=1.2) for count in (servers, servers + 1))
    assert more.wait <= one.wait + 1e-9
    assert more.lost <= one.lost
    assert one.carried + one.lost == pytest.approx(scans)


def test_a_site_that_is_asked_too_much_has_an_end_to_its_line():
    made = waiting(1e6, 1_900.0, 8.0, 1, peak=2.0)
    assert np.isfinite(made.wait)
    assert made.use == pytest.approx(0.85)


def test_a_line_needs_hours_minutes_and_a_share_under_one():
    with pytest.raises(ValueError, match=r"hours must be more than 0.*\nminutes"):
        waiting(100.0, 0.0, 0.0, 1)
    with pytest.raises(ValueError, match="the line has no end"):
        waiting(100.0, 10.0, 5.0, 1, busiest=1.0)
    with pytest.raises(ValueError, match="load must lie in 0 to under 2"):
        waits(2.0, 2)


def test_the_second_unit_of_a_busy_site_is_bought_for_the_line():
    busy = case(
        sites={"M": SiteUse(scans=11_000.0, hours=1_900.0)}, present=[], additions=["M", "M"],
        saved=0.0, repairs=0.0,
    )  # fmt: skip
    first, second = slots(busy, 2)
    assert first.kept > second.kept
    assert second.waited > 0
