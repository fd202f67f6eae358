"""How the control counts of the synthetic practice are split over payers.

Expected counts: docs/PRACTICE.md sections 2.1, 2.4 and 3.1, no tolerance.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_model.synthetic import volumes
from practice_model.synthetic.sources import PAYERS, read_controls, student_controls

LINES = {
    "professional": [17219, 9965, 7367, 4002, 2975, 2090, 4014, 1218],
    "drug": [1951, 1121, 415, 249, 166, 83, 124, 41],
    "facility": [815, 441, 210, 117, 77, 58, 46, 29],
}
CUT_PAIRS = {"NQ": 325, "TM": 178}
RIVALS = st.lists(st.integers(0, 99), min_size=2, max_size=8).filter(any)


def by_payer(table, count="lines"):
    return table.groupby("payer")[count].sum().reindex(PAYERS).tolist()


def test_every_payer_has_its_lines_of_every_block():
    assert by_payer(volumes.professional_lines()) == LINES["professional"]
    assert by_payer(volumes.drug_lines()) == LINES["drug"]
    assert by_payer(volumes.facility_lines()) == LINES["facility"]


def test_the_surgery_center_has_1779_cases_on_1793_lines():
    center = volumes.facility_lines()
    assert center["lines"].sum() == 1793
    assert center.loc[center["modifier"] != "51", "lines"].sum() == 1779
    assert "54" not in set(center["modifier"])


def test_injections_follow_the_drug_lines_two_to_a_bilateral_one():
    done = volumes.injection_lines()
    single, both = (done.loc[done["modifier"] == one, "lines"].to_numpy() for one in ("", "50"))
    assert (single.sum(), both.sum()) == (3270, 440)
    assert (single + 2 * both).tolist() == LINES["drug"]


def test_a_payers_drug_lines_lie_evenly_over_the_quarters():
    quarters = volumes.drug_lines().pivot_table(
        index=["hcpcs", "payer"], columns="quarter", values="lines"
    )
    assert ((quarters.max(axis=1) - quarters.min(axis=1)) <= 1).all()


def test_2186_tests_are_cut_beside_another_of_the_day():
    pairs = volumes.same_day_tests()
    cut = pairs[pairs["kind"] == "reduced"]
    assert cut["pairs"].sum() == 2186
    assert cut.groupby("provider")["pairs"].sum().to_dict() == {
        "A": 424, "B": 1316, "C": 226, "D": 130, "E": 90,
    }  # fmt: skip
    assert {one: cut.loc[cut["payer"] == one, "pairs"].sum() for one in CUT_PAIRS} == CUT_PAIRS
    kinds = pairs.groupby("kind")["pairs"].sum()
    assert (kinds["distinct"], kinds["denied"]) == (210, 38)


def test_1561_visits_stand_beside_a_procedure_1068_of_them_at_medicare():
    days = volumes.same_day_visits()
    assert days["days"].sum() == 1561
    assert days.loc[days["payer"].isin(["MCR", "MA"]), "days"].sum() == 1068


def test_a_tie_goes_to_the_earlier_payer():
    assert volumes.split([2], [[1, 1, 1, 1]]).tolist() == [[1, 1, 0, 0]]


def test_a_count_without_any_weight_is_refused():
    with pytest.raises(ValueError, match="positive weight"):
        volumes.split([3], [[0, 0]])


@given(count=st.integers(0, 10_000_000), weights=RIVALS)
def test_a_split_loses_nothing_and_is_nowhere_a_whole_line_off(count, weights):
    parts = volumes.split([count], [weights])[0]
    exact = np.array(weights) * count / sum(weights)
    assert parts.sum() == count
    assert np.all(np.abs(parts - exact) < 1)


@given(count=st.integers(0, 5000), weights=RIVALS, k=st.integers(2, 9))
def test_weights_are_shares_their_unit_does_not_matter(count, weights, k):
    scaled = [k * weight for weight in weights]
    assert volumes.split([count], [weights]).tolist() == volumes.split([count], [scaled]).tolist()


def test_a_students_counts_move_by_up_to_seven_percent_and_mixes_stay():
    given_ones, moved = read_controls(), student_controls(read_controls(), 4)
    before, after = given_ones.volumes["lines"], moved.volumes["lines"]
    assert (before != after).any()
    assert ((after - before).abs() <= 0.07 * before + 0.5).all()
    assert moved.mixes.equals(given_ones.mixes)
    assert moved.volumes.equals(student_controls(given_ones, 4).volumes)
    assert not moved.volumes.equals(student_controls(given_ones, 5).volumes)


def test_a_visit_cannot_stand_beside_more_procedures_than_there_are():
    from practice_model.synthetic.encounters import encounters

    controls = read_controls()
    controls.same_day_visits.loc[:, "days"] *= 40
    with pytest.raises(ValueError, match="fewer lines than same-day visits"):
        encounters(controls)
