"""The claims that ship, counted line by line from the files and Medicare's own indicators.

Expected counts: docs/PRACTICE.md sections 2.1, 2.4, 3.3 and 9, no tolerance.
"""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from practice_years import SHIPPED, medicare, stored

from practice_model.money import to_cents
from practice_model.practice import Practice
from practice_model.readers.inputs import load
from practice_model.revenue.yardstick import indicators
from practice_model.synthetic import volumes
from practice_model.tables import CLAIMS

LINE = ["claim_id", "claim_line_number"]
MODIFIERS = [f"hcpcs_modifier_{n}" for n in range(1, 5)]
CUT_PAIRS, PHOTOS_UNDER_59, DENIED_SCANS = 2186, 210, 38
COMMUNITY_LINES = 404


@pytest.fixture(scope="module")
def lines():
    """The claims with what the control table says of each line."""
    return stored(SHIPPED, "claims").merge(stored(SHIPPED, "line_control"), on=LINE)


@pytest.fixture(scope="module")
def practice():
    return load(SHIPPED / "practice.yaml", Practice)


def cents(table: pd.DataFrame, name: str) -> pd.Series:
    return pd.Series(to_cents(table[name].to_numpy()), index=table.index)


def with_modifier(table: pd.DataFrame, modifier: str) -> pd.Series:
    return table[MODIFIERS].eq(modifier).any(axis=1)


def test_the_practice_that_ships_loads_with_its_claims_as_they_were_written(practice, lines):
    claims = practice.terms.claims
    assert practice.remarks == ()
    assert practice.terms.synthetic
    assert len(CLAIMS.checked(claims)) == len(lines) == 62_645
    assert set(claims["payer"]) == set(practice.terms.payers)
    assert cents(claims, "allowed_amount").sum() == cents(lines, "allowed_amount").sum()
    codes = claims["hcpcs_code"]
    assert codes.map(lambda code: isinstance(code, str) and len(code) == 5).all()


def test_every_line_foots_paid_and_patient_and_withheld_and_denied_are_the_allowed(lines):
    parts = ("paid", "deductible", "coinsurance", "copayment", "withheld", "denied")
    total = sum(cents(lines, f"{part}_amount") for part in parts)
    assert (total == cents(lines, "allowed_amount")).all()
    assert (cents(lines, "contract_amount") == cents(lines, "allowed_amount")).all()
    assert min(cents(lines, f"{part}_amount").min() for part in parts) == 0


def test_no_allowed_amount_is_above_its_charge_but_where_charges_are_stale(lines):
    above = lines[lines["allowed_amount"] > lines["charge_amount"]]
    assert set(above["payer"]) <= {"MCR", "MA", "NQ", "TM", "PW", "MCD"}
    assert set(above["hcpcs_code"]) <= {"92134", "65855", "67028"} | set(
        lines.loc[lines["block"] == "drug", "hcpcs_code"]
    )


def test_the_center_mirrors_every_operation_of_the_practices_own_surgeons(lines):
    same = ["patient_id", "claim_line_start_date", "payer", "rendering_npi", "hcpcs_code"]
    in_center = lines[lines["place_of_service_code"] == "24"]
    surgeons = in_center[in_center["block"] == "professional"]
    center = in_center[in_center["claim_type"] == "facility"]
    own = center["rendering_npi"].isin(surgeons["rendering_npi"])
    assert surgeons.groupby(same).size().equals(center[own].groupby(same).size())
    assert (~own).sum() == COMMUNITY_LINES
    assert with_modifier(surgeons, "54").sum() == 154
    assert not with_modifier(center, "54").any()
    assert not set(center["claim_id"]) & set(surgeons["claim_id"])
    assert set(center["billing_npi"]) == {"9000000092"}
    assert set(lines.loc[lines["claim_type"] == "professional", "billing_npi"]) == {"9000000091"}


def test_by_medicares_own_indicator_tests_meet_only_in_the_planned_pairs(lines):
    listed = indicators(medicare())["mult_proc"]
    tests = lines[
        (lines["claim_type"] == "professional")
        & (lines["hcpcs_code"].map(listed) == "7")
        & ~with_modifier(lines, "26")
    ]
    met = tests.groupby(["patient_id", "claim_line_start_date"]).size()
    assert met.max() == 2
    assert (met == 2).sum() == CUT_PAIRS + PHOTOS_UNDER_59 + DENIED_SCANS
    assert lines["reduced"].sum() == CUT_PAIRS


def test_209_lines_carry_the_plan_that_no_list_of_affiliates_names(lines):
    leased = lines[lines["plan"] == "GRAY ANVIL TRUST"]
    assert len(leased) == 209
    assert set(zip(leased["payer"], leased["block"], strict=True)) == {("PW", "professional")}


def test_a_payment_is_what_its_claims_pay_less_what_is_taken_back(lines):
    payment = stored(SHIPPED, "payment").set_index("payment_id")
    told = pd.concat([lines, stored(SHIPPED, "claims_history")])
    paid = cents(told, "paid_amount").groupby(told["payment_id"].to_numpy()).sum()
    offsets = stored(SHIPPED, "provider_adjustment")
    taken = cents(offsets, "amount").groupby(offsets["payment_id"].to_numpy()).sum()
    expected = paid.drop("").sub(taken, fill_value=0)
    assert set(expected.index) == set(payment.index)
    assert (expected.reindex(payment.index) == cents(payment, "amount")).all()
    week = payment["date"].dt.isocalendar()[["year", "week"]].assign(payer=payment["payer"])
    assert not week.duplicated().any()


def test_drug_lines_name_their_unused_part_and_bill_the_units_of_an_injection(lines):
    drugs = lines[lines["block"] == "drug"]
    without = drugs[~with_modifier(drugs, "JZ")]
    assert set(without["payer"]) == {"PW"}  # this payer loses modifiers
    assert len(without) <= 0.03 * (lines["payer"] == "PW").sum()
    units = drugs.groupby("hcpcs_code")["service_unit_quantity"].agg(["min", "max"])
    told = {"J0177": 8, "J0178": 2, "J2777": 60, "J2778": 5, "J2781": 15, "J3300": 4, "J7312": 7,
            "J9035": 1, "Q5124": 5}  # fmt: skip
    assert units["min"].to_dict() == units["max"].to_dict() == told


def by_hand(count: int, weights: list[int]) -> list[int]:
    """Largest remainder, one seat after the other; a tie goes to the earlier one."""
    total = sum(weights)
    given_out = [count * weight // total for weight in weights]
    left = [count * weight % total for weight in weights]
    for _ in range(count - sum(given_out)):
        first = left.index(max(left))
        given_out[first] += 1
        left[first] = -1
    return given_out


@given(
    count=st.integers(0, 10**7),
    weights=st.lists(st.integers(0, 99), min_size=1, max_size=8).filter(any),
)
def test_a_split_gives_each_seat_to_the_largest_remainder_that_is_left(count, weights):
    assert volumes.split([count], [weights])[0].tolist() == by_hand(count, weights)


@given(
    counts=st.lists(st.integers(0, 5000), min_size=1, max_size=5),
    weights=st.lists(st.integers(1, 99), min_size=2, max_size=8),
)
def test_a_table_of_splits_is_the_splits_of_its_rows(counts, weights):
    whole = volumes.split(counts, [weights] * len(counts))
    assert whole.sum(axis=1).tolist() == counts
    assert whole.tolist() == [by_hand(count, weights) for count in counts]
