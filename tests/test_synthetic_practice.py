"""The synthetic practice: totals that no draw can change, and draws that look like a practice.

Expected figures: docs/PRACTICE.md sections 2, 3.1, 4.1 and 9; exact ones to the cent.
"""

import hashlib
import re

import numpy as np
import pandas as pd
import pytest
from practice_years import SHIPPED, contracts, controls, medicare, stored, sums, year

from practice_model.faults import Faults
from practice_model.money import to_cents
from practice_model.revenue.book import claims_book
from practice_model.revenue.contract import breaks
from practice_model.revenue.repricing import reprice
from practice_model.revenue.yardstick import indicators
from practice_model.synthetic.amounts import chosen
from practice_model.synthetic.dates import calendar, weekday_of
from practice_model.synthetic.make import make_practice
from practice_model.synthetic.selfcheck import self_check
from practice_model.synthetic.sources import PAYERS, texture
from practice_model.synthetic.write import write_practice
from practice_model.tables import CLAIMS

OTHER_SEED, STUDENT = 7, 3


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Two practices at once, of another seed."""
    folder = tmp_path_factory.mktemp("two")
    made = year(OTHER_SEED)
    write_practice(made, controls(), folder, seed=OTHER_SEED, scale=2, student=None)
    return folder


def failed(checks):
    return checks.loc[~checks["passed"], "what"].tolist()


def test_the_shipped_practice_shows_every_control_total():
    checks = self_check(SHIPPED)
    assert failed(checks) == []
    assert len(checks) > 200


def test_the_shipped_practice_is_what_the_default_seed_makes(tmp_path):
    write_practice(year(), controls(), tmp_path, seed=20251231, scale=1, student=None)
    for name in ("claims", "claims_history", "line_control", "adjustment", "remark", "payment",
                 "provider_adjustment"):  # fmt: skip
        pd.testing.assert_frame_equal(stored(SHIPPED, name), stored(tmp_path, name))


def test_the_same_practice_is_written_with_the_same_bytes(tmp_path):
    digests = []
    for folder in (tmp_path / "one", tmp_path / "other"):
        files = write_practice(year(), controls(), folder, seed=1, scale=1, student=None)
        digests.append({one.name: hashlib.sha256(one.read_bytes()).digest() for one in files})
    assert digests[0] == digests[1]
    assert sum(one.stat().st_size for one in files) < 3_000_000


def test_another_seed_and_a_second_practice_change_no_total_but_its_size(two):
    assert failed(self_check(two, scale=2)) == []


def test_another_seed_means_other_days_and_patients_of_the_same_totals():
    one, other = year().claims, year(OTHER_SEED).claims
    assert len(one) == len(other)
    pd.testing.assert_series_equal(
        sums(one, "payer", "hcpcs_code"), sums(other, "payer", "hcpcs_code")
    )
    days = [sums(made, "claim_line_start_date") for made in (one, other)]
    assert not days[0].equals(days[1])
    assert not set(one["patient_id"]) & set(other["patient_id"])


def test_two_practices_share_no_identifier(two):
    claims = stored(two, "claims")
    half = len(claims) // 2
    for name in ("claim_id", "patient_id", "rendering_npi", "billing_npi", "billing_tin"):
        assert not set(claims[name][:half]) & set(claims[name][half:]), name
    assert claims["rendering_npi"].str.fullmatch("9[0-9]{9}").all()


def test_a_student_has_other_counts_at_the_same_prices():
    own, default = year(student=STUDENT).claims, year().claims
    key = ["payer", "hcpcs_code", "hcpcs_modifier_1", "place_of_service_code", "claim_type"]
    visits = [made[made["hcpcs_code"].str.startswith("99") & (made["hcpcs_code"] != "99024")]
              for made in (own, default)]  # fmt: skip
    prices = [table.groupby(key)["allowed_amount"].agg(["min", "max"]) for table in visits]
    shared = prices[0].index.intersection(prices[1].index)
    pd.testing.assert_frame_equal(prices[0].loc[shared], prices[1].loc[shared])
    assert (prices[0]["min"] == prices[0]["max"]).all()
    assert len(own) != len(default)
    assert not sums(own, "payer").equals(sums(default, "payer"))


def test_a_students_practice_holds_what_every_practice_must(tmp_path):
    made = year(student=STUDENT)
    write_practice(made, controls(STUDENT), tmp_path, seed=1, scale=1, student=STUDENT)
    assert failed(self_check(tmp_path, exact=False)) == []
    assert f"student {STUDENT}" in (tmp_path / "SYNTHETIC.md").read_text("utf-8")


def test_the_claims_obey_the_canonical_columns():
    claims = stored(SHIPPED, "claims")
    checked = CLAIMS.checked(claims)
    assert len(checked) == len(claims) == 62_645
    assert list(claims.columns) == list(checked.columns)


@pytest.mark.parametrize("payer", PAYERS)
def test_a_payers_claims_reprice_to_what_they_say_on_every_line(payer):
    claims = year().claims
    own = claims[(claims["payer"] == payer) & (claims["plan"] != "NONCOVERED")]
    own = own.reset_index(drop=True)
    dollars = own.assign(
        charge_amount=own["charge_amount"] / 100, allowed_amount=own["allowed_amount"] / 100
    )
    contract, listed = contracts()[payer], indicators(medicare())
    days = own["claim_line_start_date"]
    changes = breaks(contract, days.min().date(), days.max().date())
    book = claims_book(dollars, contract.code_groups, listed, changes)
    found = reprice(book, contract, medicare(), listed)
    priced = (own["hcpcs_code"] != "99024").to_numpy()
    assert (found.allowed[priced] == own["allowed_amount"].to_numpy()[priced]).all()


def test_nobody_comes_on_a_weekend_or_a_holiday():
    days = stored(SHIPPED, "claims")["claim_line_start_date"].to_numpy("datetime64[D]")
    assert weekday_of(days).max() < 5
    holidays = np.array([str(day) for day in texture()["holidays"]], dtype="datetime64[D]")
    assert not np.isin(days, holidays).any()


def test_months_and_weekdays_of_visits_follow_their_weights():
    claims = year().claims
    visits = claims[claims["hcpcs_code"].isin(texture()["groups"]["visits"])]
    days = visits["claim_line_start_date"].to_numpy("datetime64[D]")
    weekday = np.bincount(weekday_of(days)) / len(days)
    dates = calendar().dates
    usual = np.bincount(weekday_of(dates)) / len(dates) * texture()["weekday_weights"]
    assert weekday == pytest.approx(usual / usual.sum(), abs=0.012)
    month = np.bincount(days.astype("datetime64[M]").astype(int) % 12) / len(days)
    assert month == pytest.approx(np.array(texture()["month_weights"]) / 12, abs=0.008)


def test_surgeons_operate_on_their_own_days():
    claims = year().claims
    center = claims[claims["claim_type"] == "facility"]
    days = weekday_of(center["claim_line_start_date"].to_numpy("datetime64[D]"))
    surgeon = center["rendering_npi"].str[8].to_numpy()
    found = {one: set(days[surgeon == one].tolist()) for one in ("1", "2", "3")}
    fortnight = {"1": {1, 4}, "2": {2}, "3": {3}}
    assert found == fortnight


def test_a_patient_is_a_hash_and_nothing_else():
    claims = stored(SHIPPED, "claims")
    assert claims["patient_id"].map(lambda one: bool(re.fullmatch("[0-9a-f]{16}", one))).all()
    telling = re.compile("name|birth|dob|address|zip|phone|email|member|subscriber|age|sex|ssn")
    every = [stored(SHIPPED, name) for name in ("claims", "claims_history", "line_control",
                                                "adjustment", "payment")]  # fmt: skip
    named = {column for table in every for column in table if telling.search(column)}
    assert named == {"file_name"}
    counts = claims.groupby("patient_id")["payer"].agg(lambda payer: len(set(payer) - {"SP"}))
    assert counts.max() == 1


def test_injections_of_a_patient_lie_four_to_thirteen_weeks_apart():
    claims = year().claims
    done = claims[claims["hcpcs_code"] == "67028"].sort_values(
        ["patient_id", "claim_line_start_date"]
    )
    gaps = done.groupby("patient_id")["claim_line_start_date"].diff().dt.days.dropna()
    assert gaps.min() >= 25  # four weeks, a holiday in between
    assert (gaps <= 94).mean() > 0.98
    assert done.groupby("patient_id").size().mean() == pytest.approx(5.9, abs=0.6)


def test_drugs_stay_in_their_quarter():
    claims = year().claims
    drugs = claims[claims["hcpcs_code"].str.match("[JQ]")]
    quarter = drugs["claim_line_start_date"].dt.quarter
    counts = drugs.groupby(["payer", "hcpcs_code", quarter]).size().unstack(fill_value=0)
    assert ((counts.max(axis=1) - counts.min(axis=1)) <= 1).all()


def test_the_first_diagnosis_is_always_one_that_the_code_is_payable_for():
    told, claims = texture(), year().claims
    for code, names in told["payable"].items():
        own = claims[claims["hcpcs_code"] == code]
        allowed = {one for name in names for one in told["conditions"][name]}
        assert set(own["diagnosis_code_1"]) <= allowed, code
    assert (claims["diagnosis_code_1"] != "").all()


def test_only_the_late_claims_of_one_payer_miss_its_filing_limit():
    claims = year().claims
    late = (claims["submitted"] - claims["claim_line_start_date"]).dt.days
    own = claims["payer"] == "FW"
    denied = year().adjustment.query("carc == '29'")["claim_id"]
    assert set(claims.loc[own & (late > 90), "claim_id"]) == set(denied)
    assert late[~own].max() <= 110


def test_days_from_submission_to_payment_have_the_payers_mean():
    claims = year().claims
    heads = claims[claims["payment_id"] != ""].drop_duplicates("claim_id")
    days = (heads["paid_date"] - heads["submitted"]).dt.days.groupby(heads["payer"]).mean()
    for payer, mean in texture()["payment"]["mean"].items():
        if payer != "SP":
            assert days[payer] == pytest.approx(mean, abs=1.8), payer


def test_a_reversal_takes_back_the_first_payment_and_duplicates_pay_nothing():
    history = year().history
    line = ["claim_id", "claim_line_number"]
    first, back = (
        history[history["event"] == event].set_index(line)
        for event in ("first_payment", "reversal")
    )
    assert len(first) == len(back) == 140
    assert (first["paid_amount"] + back.loc[first.index, "paid_amount"] == 0).all()
    assert (first["paid_date"] <= back.loc[first.index, "paid_date"]).all()
    assert set(back["claim_status"]) == {"22"}
    repeated = history[history["event"] == "duplicate"]
    assert (repeated["allowed_amount"] == 0).all()
    assert set(repeated["carc"]) == {"18"}


@pytest.mark.parametrize(
    ("damage", "noticed"),
    [
        ("UPDATE claims SET allowed_amount = allowed_amount + 0.01 WHERE claim_id = 'LV000541'",
         "MCD professional allowed"),
        ("DELETE FROM claims WHERE claim_id = 'LV000541'", "MCD professional lines"),
        ("UPDATE claims SET claim_line_start_date = DATE '2025-03-15' WHERE claim_id = 'LV000541'",
         "lines on a weekend"),
        ("UPDATE claims SET hcpcs_modifier_2 = '' WHERE hcpcs_modifier_1 = '25' OR "
         "hcpcs_code = '92014'; UPDATE claims SET hcpcs_modifier_1 = '' WHERE "
         "hcpcs_modifier_1 = '25' AND payer = 'MA'", "visits with 25"),
        ("UPDATE payment SET amount = amount + 1 WHERE payer = 'NQ'",
         "payments that do not balance"),
    ],
)  # fmt: skip
def test_the_self_check_notices_one_changed_line(tmp_path, damage, noticed):
    import duckdb

    with duckdb.connect() as made:
        for file in SHIPPED.glob("*.parquet"):
            made.execute(f"CREATE TABLE {file.stem} AS SELECT * FROM '{file}'")
        made.execute(damage)
        for file in SHIPPED.glob("*.parquet"):
            made.execute(f"COPY {file.stem} TO '{tmp_path / file.name}' (FORMAT parquet)")
    assert noticed in failed(self_check(tmp_path))


def test_the_shipped_practice_is_not_overwritten_by_another():
    with pytest.raises(Faults, match="write another one elsewhere"):
        make_practice(SHIPPED, student=1)


def test_nothing_is_left_behind_when_a_practice_cannot_be_written(tmp_path):
    with pytest.raises(ValueError, match="the scale must be 1 or more"):
        write_practice(year(), controls(), tmp_path / "out", seed=1, scale=0, student=None)
    assert list(tmp_path.iterdir()) == []


def test_every_file_says_that_it_is_synthetic(tmp_path):
    import duckdb

    with duckdb.connect() as made:
        for file in SHIPPED.glob("*.parquet"):
            pairs = made.execute(f"SELECT key, value FROM parquet_kv_metadata('{file}')").fetchall()
            assert any(key == b"synthetic" and b"SYNTHETIC" in value for key, value in pairs), file
    assert (stored(SHIPPED, "claims")["data_source"] == "SYNTHETIC").all()


def test_denied_dollars_are_reached_without_going_over():
    rng = np.random.Generator(np.random.PCG64(1))
    amounts = to_cents(rng.uniform(20, 900, 400).round(2))
    for share in (0.01, 0.05, 0.3):
        target = int(amounts.sum() * share)
        taken = chosen(amounts, target, rng)
        assert len(set(taken.tolist())) == len(taken)
        assert 0 <= target - int(amounts[taken].sum()) <= 0.01 * target
