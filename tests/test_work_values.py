"""Work RVUs by provider: published values, each modifier by hand, and what is told instead."""

import dataclasses
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from larkmoor import book as practice_book
from larkmoor import marks, medicare
from small_books import GROUPS, line, lines

from practice_model.revenue.book import claims_book
from practice_model.revenue.code_groups import CodeGroup
from practice_model.revenue.work_values import work_values

GOLDEN = Path(__file__).parent / "golden" / "work_values.yaml"
CODES = ["66984", "66821", "67028", "99213", "92134", "92136", "V2787", "J0178"]
OWN_GROUPS = GROUPS | {
    "patient_pay": CodeGroup(codes=["92015", "V2787"], block="patient_pay"),
    "drugs": CodeGroup(ranges=["J0120-J9999"], block="drug"),
}


@cache
def golden() -> dict:
    return yaml.safe_load(GOLDEN.read_text("utf-8"))


def of(*rows: dict, year: int | None = None, by=("provider",), **how) -> pd.DataFrame:
    plain = {"rendering_npi": "A", "payer": "NQ", "facility_npi": "S1", "hcpcs_modifier_3": ""}
    made = claims_book(lines(*(plain | row for row in rows)), OWN_GROUPS, marks())
    return work_values(made, medicare(), marks(), year=year, by=by, **how)


def row(code: str, modifiers: str = "", **other) -> dict:
    named = dict(zip(("hcpcs_modifier_1", "hcpcs_modifier_2"), modifiers.split(), strict=False))
    return line(code) | named | {"place_of_service_code": "24" if code == "66984" else "11"} | other


def total(*rows: dict, **how) -> float:
    return float(of(*rows, **how)["work_rvus"].sum())


@pytest.mark.parametrize("case", golden()["cases"], ids=lambda case: case["told"])
def test_a_claim_holds_the_work_that_is_worked_out_by_hand(case):
    claim = [row(code, modifiers, claim_id="one") for code, modifiers in case["claim"]]
    how = {"return_to_or": case["return_to_or"]} if "return_to_or" in case else {}
    found = of(*claim, year=case["year"], **how)
    assert found["without_value"].sum() == 0
    assert found["work_rvus"].sum() == pytest.approx(case["expected"], abs=golden()["tolerance"])
    assert case["source"] in golden()["sources"]


def test_units_multiply_and_fractions_count():
    assert total(row("67028", service_unit_quantity=3.0)) == pytest.approx(4.32)
    assert total(row("67028", service_unit_quantity=0.5)) == pytest.approx(0.72)


def test_a_line_takes_the_table_of_its_own_year_or_of_the_year_asked_for():
    both = [
        row("66984", claim_line_start_date=pd.Timestamp(f"{year}-02-03")) for year in (2025, 2026)
    ]
    assert total(*both) == pytest.approx(7.35 + 7.17)
    assert total(*both, year=2026) == pytest.approx(2 * 7.17)


def test_equal_work_counts_less_at_the_table_of_2026():
    now, later = (
        work_values(practice_book(), medicare(), marks(), year=one) for one in (2025, 2026)
    )
    assert (later["work_rvus"] < now["work_rvus"]).all()
    surgery = work_values(practice_book(), medicare(), marks(), year=2025, by=("group",))
    later = work_values(practice_book(), medicare(), marks(), year=2026, by=("group",))
    ratio = later["work_rvus"] / surgery["work_rvus"]
    assert ratio["cataract"] == pytest.approx(0.975, abs=0.001)
    assert ratio["visits"] == pytest.approx(1.0, abs=0.01)


def test_drugs_and_surgery_center_fees_hold_no_work():
    center = row("66984", claim_type="facility")
    found = of(row("J0178"), center, row("99213"))
    assert found["lines"].tolist() == [1]
    assert found["work_rvus"].tolist() == [1.30]


def test_a_denied_line_was_work_all_the_same_but_cuts_no_other():
    denied = row("66984", claim_id="one", claim_status="4")
    assert total(denied, row("66821", claim_id="one")) == pytest.approx(7.35 + 3.42)


@pytest.mark.parametrize("modifier", ["52", "53", "66"])
def test_a_modifier_without_a_known_share_is_counted_and_in_no_sum(modifier):
    found = of(row("66984", modifier), row("99213"))
    assert found.loc["A", "without_value"] == 1
    assert found.loc["A", "work_rvus"] == pytest.approx(1.30)


def test_a_code_without_a_row_or_without_units_is_told_not_zero():
    found = of(row("V2787"), row("92287"), row("0000T"), row("99024"))
    assert found.loc["A", "lines"] == 4
    assert found.loc["A", "without_value"] == 2  # the lens and the unknown code
    assert found.loc["A", "work_rvus"] > 0  # 99024 is a value of nil: its work is in the package


def test_what_medicare_does_not_cover_is_inside_and_told_beside():
    found = of(row("92015"), row("99213"))
    assert found.loc["A", "work_rvus"] == pytest.approx(0.38 + 1.30)
    assert found.loc["A", "not_covered"] == pytest.approx(0.38)


def test_a_code_outside_the_eye_care_part_of_the_last_release_is_looked_for_in_the_complete_ones():
    rvu, releases = medicare().physician_rvu, medicare().releases
    last = releases["release"] == "RVU24C"
    partial = dataclasses.replace(
        medicare(),
        physician_rvu=rvu[~((rvu["release"] == "RVU24C") & (rvu["hcpcs"] == "27445"))],
        releases=releases.assign(complete=releases["complete"] & ~last),
    )
    claims = lines(row("27445"))
    made = claims_book(claims, OWN_GROUPS, marks())
    found = work_values(made, partial, marks(), year=2024, by=("payer",))
    assert found.loc["NQ", "without_value"] == 0
    assert found.loc["NQ", "work_rvus"] > 0


def test_a_code_of_which_only_eye_care_releases_are_held_has_no_value():
    early = pd.Timestamp("2022-11-03")
    found = of(row("27445", claim_line_start_date=early), row("67028", claim_line_start_date=early))
    assert found.loc["A", "without_value"] == 1
    assert found.loc["A", "work_rvus"] == pytest.approx(1.44)


@pytest.mark.parametrize(("place", "expected"), [("11", 1.95 + 3.00 / 2), ("24", 3.00 + 1.95 / 2)])
def test_the_rank_is_that_of_the_site_not_of_the_work_alone(place, expected):
    # RVU25D, all units: 65270 has 8.30 in the office and 4.17 elsewhere, 65855 has 7.27 and 6.09
    both = [row(code, claim_id="one", place_of_service_code=place) for code in ("65270", "65855")]
    assert total(*both) == pytest.approx(expected)


def test_a_year_that_is_not_held_is_refused():
    with pytest.raises(ValueError, match="no physician release of 2019 is held"):
        of(row("99213"), year=2019)


def test_a_key_that_the_book_has_not_is_refused():
    with pytest.raises(ValueError, match="no key 'clinic'"):
        of(row("99213"), by=("clinic",))


cells = st.tuples(
    st.sampled_from(CODES),
    st.sampled_from(["", "50", "26", "54", "51", "80", "52"]),
    st.sampled_from(["A", "B", "C"]),
    st.sampled_from(["one", "two", "three", "four"]),
    st.integers(min_value=1, max_value=3),
)


@settings(deadline=None, max_examples=20)
@given(st.lists(cells, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_work_adds_up_over_every_key_and_the_order_of_lines_never_matters(given_lines, random):
    rows = [
        row(code, modifier, rendering_npi=who, claim_id=claim, service_unit_quantity=float(units))
        for code, modifier, who, claim, units in given_lines
    ]
    tables = [of(*rows, by=by) for by in (("provider",), ("group",), ("provider", "code"))]
    random.shuffle(rows)
    tables.append(of(*rows))
    for table in tables[1:]:
        assert np.allclose(table.sum(), tables[0].sum(), atol=1e-5)
