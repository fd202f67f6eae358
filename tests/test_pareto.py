"""Where the money comes from: cells of claims, rankings, concentration, what may be shown."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_model.revenue.claim_cells import claim_cells
from practice_model.revenue.code_groups import CodeGroup
from practice_model.revenue.pareto import (
    REST,
    WHOLE,
    block_sums,
    concentration,
    number_reaching,
    of_block,
    ranked,
    shown,
)

GROUPS = {
    "visits": CodeGroup(ranges=["92002-92014"]),
    "cataract": CodeGroup(codes=["66984"]),
    "drugs": CodeGroup(ranges=["J0120-J9999"], block="drug"),
    "patient_pay": CodeGroup(codes=["92015"], block="patient_pay"),
}


def cells(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["block", "code", "lines", "units", "allowed"])


SERVICES = cells(
    ("professional", "92014", 500, 500, 50_000.10),
    ("professional", "66984", 40, 40, 30_000.20),
    ("professional", "92134", 300, 300, 15_000.00),
    ("professional", "67036", 3, 3, 3_000.30),
    ("professional", "67113", 2, 2, 1_999.40),
)
DRUG = cells(("drug", "J0178", 90, 180, 140_000.0))


def claims(**changed) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "claim_line_start_date": pd.to_datetime(["2025-01-02"] * 3 + ["2025-02-03"] * 3),
            "claim_type": ["professional", "professional", "facility"] + ["professional"] * 3,
            "hcpcs_code": ["92014", "66984", "66984", "J0178", "92015", "92014"],
            "service_unit_quantity": [1.0, 1.0, 1.0, 2.0, 1.0, 1.0],
            "payer": ["MCR"] * 4 + ["SP", "MCR"],
            "rendering_npi": ["9000000011"] * 6,
            "facility_npi": ["9000000093"] * 6,
            "claim_status": ["1", "1", "1", "1", "1", "4"],
            "allowed_amount": [120.92, 523.23, 1237.5, 1602.14, 45.0, np.nan],
        }
    )
    return table.assign(**changed)


# cells of claims ----------------------------------------------------------------------------------


def test_every_line_of_the_claims_is_in_one_cell_and_every_dollar_too():
    made = claim_cells(claims(), GROUPS)
    assert made["lines"].sum() == 6
    assert round(made["allowed"].sum(), 2) == 3528.79


def test_a_facility_line_is_the_centers_and_a_drug_or_refraction_stands_apart():
    sums = block_sums(claim_cells(claims(), GROUPS))["allowed"]
    assert sums.to_dict() == {
        "asc": 1237.5, "drug": 1602.14, "patient_pay": 45.0, "professional": 644.15,
    }  # fmt: skip


def test_a_line_without_an_amount_is_counted_and_never_taken_as_zero():
    made = claim_cells(claims(), GROUPS)
    february = made[(made["code"] == "92014") & (made["month"] == pd.Period("2025-02"))]
    assert february["allowed"].isna().all()
    assert february["unpriced_lines"].tolist() == [1]
    assert february["denied_lines"].tolist() == [1]


def test_a_denied_line_with_an_amount_is_inside_the_sum_and_told_beside_it():
    made = claim_cells(claims(allowed_amount=[120.92, 523.23, 1237.5, 1602.14, 45.0, 99.5]), GROUPS)
    assert made["denied_allowed"].sum() == 99.5
    assert round(made.loc[made["code"] == "92014", "allowed"].sum(), 2) == 220.42


def test_claims_that_name_no_place_have_one_nameless_site():
    made = claim_cells(claims().drop(columns=["facility_npi", "claim_status"]), GROUPS)
    assert set(made["site"]) == {""}
    assert made["denied_lines"].sum() == 0


def test_claims_that_cannot_be_summed_say_everything_that_is_wrong():
    told = claims(hcpcs_code=[None, *["92014"] * 5]).drop(columns=["allowed_amount"])
    with pytest.raises(ValueError, match="allowed_amount is missing; hcpcs_code is empty on 1 l"):
        claim_cells(told, GROUPS)


# rankings -----------------------------------------------------------------------------------------


def test_a_ranking_is_largest_first_with_running_shares_of_the_whole():
    made = ranked(SERVICES, "code")
    assert made.index.tolist() == ["92014", "66984", "92134", "67036", "67113"]
    assert made["rank"].tolist() == [1, 2, 3, 4, 5]
    assert made["cumulative_share"].round(4).tolist() == [0.5, 0.8, 0.95, 0.98, 1.0]


def test_two_codes_make_eighty_percent_and_one_makes_half():
    made = ranked(SERVICES, "code")
    assert number_reaching(made) == 2
    assert number_reaching(made, 0.5) == 1
    assert number_reaching(made, 0.81) == 3


@pytest.mark.parametrize("count", [1, 2, 5, 40])
def test_equal_parts_have_a_herfindahl_of_one_over_their_number(count):
    equal = cells(*(("professional", f"{code:05}", 20, 20, 100.0) for code in range(count)))
    made = concentration(ranked(equal, "code"))
    assert made is not None
    assert made.herfindahl == pytest.approx(1 / count)
    assert made.largest_five == pytest.approx(min(5 / count, 1))
    assert made.reached_by == int(np.ceil(0.8 * count))


def test_concentration_names_the_largest_part_and_the_whole_to_the_cent():
    made = concentration(ranked(SERVICES, "code"))
    assert made is not None
    assert (made.first, made.parts, made.whole) == ("92014", 5, 100_000.00)
    assert made.largest == pytest.approx(0.500001)
    assert made.reached_by == 2


def test_a_ranking_of_nothing_has_no_concentration():
    nothing = cells(("professional", "99024", 60, 60, 0.0))
    assert concentration(ranked(nothing, "code")) is None
    assert number_reaching(ranked(nothing, "code")) == 0


def test_a_part_without_a_known_amount_has_no_rank_and_no_share():
    made = ranked(pd.concat([SERVICES, cells(("professional", "15823", 9, 9, np.nan))]), "code")
    assert made.index[-1] == "15823"
    assert made.loc["15823", ["rank", "share", "cumulative_share"]].isna().all()
    assert made["share"].sum() == pytest.approx(1)


def test_ranking_by_collections_follows_collections():
    given = SERVICES.assign(collected=[10.0, 20.0, 30.0, 40.0, 50.005])
    made = ranked(given, "code", amount="collected")
    assert made.index[0] == "67113"
    assert made["allowed"].sum() == 100_000.0


def test_two_keys_make_one_ranking_of_pairs():
    made = ranked(SERVICES.assign(payer="MCR"), ["payer", "code"])
    told = concentration(made)
    assert told is not None
    assert (told.by, told.first) == ("payer by code", "MCR 92014")


def test_drugs_are_never_ranked_among_services():
    with pytest.raises(ValueError, match="drugs stand among other blocks"):
        ranked(pd.concat([SERVICES, DRUG]), "code")
    assert ranked(of_block(pd.concat([SERVICES, DRUG]), "drug"), "code")["share"].tolist() == [1.0]


def test_cells_that_cannot_be_ranked_say_everything_that_is_wrong():
    with pytest.raises(ValueError, match="'allowd' is no column; did you mean allowed") as told:
        ranked(SERVICES.assign(units=-1), "code", amount="allowd")
    assert "units is negative in 5 cells" in str(told.value)


AMOUNTS = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 10**9)), min_size=1, max_size=30)


@given(AMOUNTS)
@settings(deadline=None, max_examples=60)
def test_shares_add_up_to_one_and_the_running_share_never_falls(drawn):
    rows = [("professional", f"{at:05}", n, n, c / 100) for at, (n, c) in enumerate(drawn)]
    made = ranked(cells(*rows), "code")
    if sum(c for _, c in drawn):
        assert made["share"].sum() == pytest.approx(1)
        assert made["cumulative_share"].iloc[-1] == pytest.approx(1)
        assert (made["cumulative_share"].diff().dropna() >= 0).all()
        told = concentration(made)
        assert told is not None
        assert 1 / len(made) - 1e-9 <= told.herfindahl <= 1
        assert told.reached_by == (made["cumulative_share"] < 0.8 - 1e-9).sum() + 1
    else:
        assert made["share"].isna().all()


# what may be shown --------------------------------------------------------------------------------


def test_a_rest_of_few_lines_takes_the_next_smallest_part_with_it():
    """Two parts of 3 and 2 lines would tell 5 patients: the part of 40 lines goes there too."""
    made = shown(ranked(SERVICES, "code"))
    assert made.index.tolist() == ["92014", "92134", REST, WHOLE]
    assert made.loc[REST, ["lines", "allowed", "role"]].tolist() == [45, 34_999.90, "rest"]
    assert made.loc[WHOLE, "allowed"] == 100_000.0


def test_the_most_rows_are_kept_and_the_rest_is_the_rest():
    made = shown(ranked(SERVICES, "code"), names={"92014": "Full visit"}, most=2)
    assert made["label"].tolist() == ["Full visit", "66984", "All other", "All"]
    assert made.loc[REST, "allowed"] == 19_999.70
    assert made.loc[REST, "cumulative_share"] == 1.0


def test_where_even_the_whole_is_a_few_lines_no_number_is_shown():
    made = shown(ranked(SERVICES.iloc[3:], "code"))
    assert made.drop(columns=["label", "role"]).isna().all(axis=None)


def test_denied_lines_of_a_part_are_not_shown_since_their_counts_are_small():
    given = SERVICES.assign(denied_lines=[1, 2, 3, 0, 0], unpriced_lines=0)
    assert not {"denied_lines", "unpriced_lines"} & set(shown(ranked(given, "code")))


@given(AMOUNTS, st.one_of(st.none(), st.integers(1, 10)))
@settings(deadline=None, max_examples=60)
def test_no_shown_row_holds_few_lines_and_rows_add_up_to_the_whole(drawn, most):
    rows = [("professional", f"{at:05}", n, n, c / 100) for at, (n, c) in enumerate(drawn)]
    made = shown(ranked(cells(*rows), "code"), most=most)
    lines = made["lines"].dropna()
    assert not ((lines > 0) & (lines < 11)).any()
    if len(lines):
        parts = made[made["role"] != "total"]
        assert parts["lines"].sum() == made.loc[WHOLE, "lines"] == sum(n for n, _ in drawn)
        assert round(parts["allowed"].sum(), 2) == made.loc[WHOLE, "allowed"]
