"""The physician fee schedule against what CMS and others published."""

import csv
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from medicare_case import GOLDEN, amount, basis, claim, line, priced, tables, verdict

from practice_model.revenue.localities import locality_of_zip
from practice_model.revenue.physician_fees import (
    comanaged_fee,
    conversion_factor,
    fee_cents,
    fee_schedule,
    locality_indices,
    physician_release,
    release_rows,
    released_for_year,
)


def published() -> list[dict[str, str]]:
    with (GOLDEN / "medicare_published_2025.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_all_872_published_amounts_of_2025_come_out_to_the_cent():
    # CMS PFREV25C and PFREV25D: four codes in 109 localities, both sites, before any cap
    rows = release_rows(tables(), "RVU25D")
    place = {pair: row for row, pair in enumerate(zip(rows["hcpcs"], rows["mod"], strict=True))}
    indices = locality_indices(tables(), "RVU25D")
    wrong = []
    for paid in published():
        row = rows.iloc[place[(paid["hcpcs"], paid["mod"])]]
        for column, site in (("nonfac_pe", "nonfacility"), ("fac_pe", "facility")):
            made = fee_cents(row["work"], row[column], row["mp"], indices[paid["locality"]], 323465)
            if f"{int(made) / 100:.2f}" != f"{float(paid[site]):.2f}":
                wrong.append((paid, site, int(made)))
    assert len(published()) == 872
    assert wrong == []


def test_lines_of_the_published_codes_are_priced_as_published():
    some = [paid for paid in published() if paid["hcpcs"] == "50688"]
    lines = [
        line("50688", setting="facility", locality=paid["locality"], service_date="2025-11-03")
        for paid in some
    ]
    made = priced(*lines)["allowed_amount"].tolist()
    assert made == [float(paid["facility"]) for paid in some]


CHANGES = [  # national amounts of 2025 and 2026, CMS RVU25D and RVU26A, not QP
    ("66984", "facility", 521.75, 462.60), ("66982", "facility", 714.53, 630.61),
    ("66991", "facility", 656.63, 582.18), ("66989", "facility", 819.98, 718.79),
    ("66174", "facility", 599.70, 540.43), ("66170", "facility", 1049.64, 938.23),
    ("67036", "facility", 858.15, 759.20), ("67108", "facility", 1137.95, 992.01),
    ("15823", "facility", 533.07, 481.64), ("65820", "facility", 786.02, 723.46),
    ("65855", "office", 235.16, 245.50), ("65855", "facility", 196.99, 171.35),
    ("99214", "office", 125.18, 135.61), ("99213", "office", 88.95, 95.19),
    ("92014", "office", 120.98, 127.26), ("92014", "facility", 72.13, 62.13),
    ("92004", "office", 142.97, 149.64), ("92012", "office", 85.39, 90.52),
    ("67028", "office", 109.01, 114.23), ("67028", "facility", 88.63, 75.49),
    ("92134", "office", 31.38, 32.73), ("92133", "office", 29.76, 30.73),
    ("92137", "office", 56.93, 59.79), ("92083", "office", 61.13, 63.80),
    ("92235", "office", 152.68, 162.33),
]  # fmt: skip


@pytest.mark.parametrize(("code", "setting", "in_2025", "in_2026"), CHANGES)
def test_what_2026_did_to_eye_care(code, setting, in_2025, in_2026):
    assert amount(code, setting=setting, service_date="2025-06-01") == in_2025
    assert amount(code, setting=setting, service_date="2026-06-01") == in_2026


def test_a_look_up_of_2026_in_a_locality_agrees():
    # 99203 in 04412-99, CMS look-up tool as quoted in a public document
    assert amount("99203", locality="04412-99", service_date="2026-09-01") == 114.05


def test_a_journal_of_2023_rounds_our_amounts():
    # Glaucoma Physician, March 2023: 65855 and 66174 in a facility, whole dollars
    paid = [
        amount(code, setting="facility", service_date=f"{year}-03-01")
        for code, year in (("65855", 2022), ("65855", 2023), ("66174", 2022), ("66174", 2023))
    ]
    assert [round(each) for each in paid] == [206, 205, 761, 622]


def test_the_release_of_the_day_is_the_one_in_force():
    days = {
        date(2024, 3, 8): "RVU24A",
        date(2024, 3, 9): "RVU24AR",
        date(2024, 4, 1): "RVU24B",
        date(2024, 12, 31): "RVU24C",
        date(2025, 1, 1): "RVU25D",
        date(2026, 1, 1): "RVU26A",
        date(2026, 12, 31): "RVU26C",
    }
    found = {day: physician_release(tables(), day) for day in days}
    assert {day: release.releases[0] for day, release in found.items() if release} == days
    assert found[date(2024, 12, 31)].note == "RVU24D not held"
    assert found[date(2024, 4, 1)].note == ""
    assert physician_release(tables(), date(2019, 12, 31)) is None


def test_a_contract_names_a_release_by_year_and_quarter():
    assert released_for_year(tables(), 2023) == ("RVU23D", "")
    assert released_for_year(tables(), 2024, 1) == ("RVU24AR", "")
    assert released_for_year(tables(), 2025, 2) == ("RVU25D", "RVU25B not held")
    with pytest.raises(ValueError, match="2019"):
        released_for_year(tables(), 2019)


def test_the_factor_changes_within_2024_and_by_qp_status_in_2026():
    days = [(date(2024, 3, 8), False), (date(2024, 3, 9), False), (date(2025, 5, 1), True),
            (date(2026, 5, 1), False), (date(2026, 5, 1), True)]  # fmt: skip
    found = [conversion_factor(tables(), day, qp) for day, qp in days]
    assert [each.value for each in found if each] == [327442, 332875, 323465, 334009, 335675]
    assert conversion_factor(tables(), date(2027, 1, 1)) is None


def test_lines_before_and_after_9_march_2024_differ_by_the_factor():
    before, after = (
        amount("66984", setting="facility", service_date=day)
        for day in ("2024-03-08", "2024-03-09")
    )
    assert (before, after) == (528.49, 537.26)  # 16.14 RVU x 32.7442 and x 33.2875


def test_a_qualifying_participant_is_paid_more_in_2026():
    made = priced(line("66984", setting="facility"), qp=True)
    assert made["allowed_amount"].tolist() == [464.91]
    assert "33.5675, QP" in made["basis"].iloc[0]


def test_a_code_outside_the_eye_care_rows_takes_the_nearest_complete_release():
    told = basis("31231", service_date="2026-02-03")
    assert "not among the eye-care rows of RVU26A: RVU26C" in told
    assert verdict("31231", service_date="2022-05-01") == "no_release"
    assert "only eye-care rows are held of RVU22B" in basis("31231", service_date="2022-05-01")


def test_the_work_floor_can_be_taken_away_where_both_indices_are_printed():
    # Alabama 2026: work index 1.000 with the floor, .988 without
    with_floor, without = (
        priced(line("66984", setting="facility", locality="10112-00"), work_floor=floor)
        for floor in (True, False)
    )
    lost = with_floor["allowed_amount"].iloc[0] - without["allowed_amount"].iloc[0]
    assert lost == pytest.approx(7.17 * 0.012 * 33.4009, abs=0.01)
    with pytest.raises(ValueError, match="floor is not held for RVU25D"):
        locality_indices(tables(), "RVU25D", work_floor=False)


def test_the_schedule_leaves_out_what_has_no_price():
    made = fee_schedule(tables(), release="RVU26C", locality="10212-01", factor=33.4009)
    cataract, scan, complex_ = (made.loc[(code, "")] for code in ("66984", "92134", "66987"))
    assert cataract["facility_cents"] == 47023
    assert cataract.isna()["nonfacility_cents"]
    assert scan["nonfacility_cents"] == 3325
    assert scan["facility_cents"] == 3325  # flagged NA in a facility, yet CMS publishes it
    assert complex_.isna()[["nonfacility_cents", "facility_cents"]].all()
    with pytest.raises(ValueError, match="99999-99"):
        fee_schedule(tables(), release="RVU26C", locality="99999-99", factor=33.4009)


def test_the_parts_of_a_test_add_up_to_the_whole_within_a_cent():
    made = fee_schedule(tables(), release="RVU26C", locality="10212-01", factor=33.4009)
    fees = made["nonfacility_cents"].unstack("mod")
    split = fees[["", "26", "TC"]].dropna().astype(int)
    assert len(split) > 700
    assert (split["26"] + split["TC"] - split[""]).abs().max() <= 1


@given(
    work=st.integers(0, 10_000),
    expense=st.integers(0, 50_000),
    malpractice=st.integers(0, 2_000),
    factor=st.integers(250_000, 400_000),
    times=st.integers(1, 5),
)
def test_before_rounding_a_fee_is_linear_in_the_factor(work, expense, malpractice, factor, times):
    indices = (1003, 1016, 1201)
    once = fee_cents(work, expense, malpractice, indices, factor).item()
    often = fee_cents(work, expense, malpractice, indices, factor * times).item()
    assert once >= 0
    assert abs(often - times * once) <= (times + 1) / 2


def test_a_comanager_and_the_surgeon_share_the_follow_up():
    assert comanaged_fee(52175, 0.2, 80, 90) == 9276
    assert comanaged_fee(52175, 0.2, 10, 90) == 1159
    assert comanaged_fee(52175, 0.2, 90, 90) == 10435
    with pytest.raises(ValueError, match="91"):
        comanaged_fee(52175, 0.2, 91, 90)


def test_a_zip_code_stands_for_its_locality_unless_it_is_split():
    assert amount("66984", setting="facility", locality="30301") == amount(
        "66984", setting="facility", locality="10212-01"
    )
    split = tables().zip_locality
    split = split.loc[split["plus_four"] == "1", "zip5"].iloc[0]
    assert verdict("66984", setting="facility", locality=split) == "ambiguous_area"
    assert locality_of_zip(tables(), "30301-1234") == "10212-01"
    with pytest.raises(ValueError, match="more than one locality"):
        locality_of_zip(tables(), split)
    assert verdict("66984", setting="facility", locality="00000") == "invalid"


def test_a_leading_zero_lost_in_a_spreadsheet_is_filled_up():
    assert claim(line("99213", locality="2102-1")) == claim(line("99213", locality="02102-01"))
