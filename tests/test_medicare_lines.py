"""Lines one by one: modifiers, sides, sites, statuses, and what cannot be read."""

from decimal import Decimal

import pandas as pd
import pytest
from medicare_case import COLUMNS, amount, basis, cent, line, priced, tables, verdict

from practice_model.revenue.medicare import price_lines

CATARACT = 462.60  # 66984 in a facility, national 2026


def surgery(modifiers: str, code: str = "66984", **cells: str) -> float:
    return amount(code, modifiers, "facility", **cells)


@pytest.mark.parametrize(
    ("modifiers", "share"),
    [
        ("54", "0.8"),
        ("55", "0.2"),
        ("56", "0.1"),
        ("78", "0.7"),
        ("54 55", "1.0"),
        ("54 56", "0.8"),
    ],
)
def test_a_part_of_the_global_package_is_a_share_of_the_rounded_fee(modifiers, share):
    assert surgery(modifiers) == float(cent(cent(CATARACT) * cent(share)))


def test_follow_up_outside_the_facility_is_a_share_of_the_facility_fee():
    assert amount("66984", "55", "office") == surgery("55")
    assert "follow-up is a share of the facility fee" in basis("66984", "55", "office")


def test_a_return_to_the_operating_room_pays_in_full_where_no_package_has_parts():
    # 67028 has 000 global days
    assert amount("67028", "78", "office") == amount("67028", "", "office")


def test_a_part_of_a_package_that_does_not_exist_is_invalid():
    assert verdict("99214", "55") == "invalid"
    assert "no follow-up to share: global days XXX" in basis("99214", "55")


@pytest.mark.parametrize(
    "modifiers", ["58", "79", "RT", "LT", "24", "57", "59", "GC", "XU", "79 RT"]
)
def test_these_modifiers_change_nothing(modifiers):
    assert surgery(modifiers) == CATARACT


@pytest.mark.parametrize(
    ("code", "setting", "modifiers", "units", "times"),
    [
        ("66984", "facility", "50", "1", 1.5),  # indicator 1
        ("66984", "facility", "RT LT", "1", 1.5),
        ("66984", "facility", "", "2", 1.5),
        ("66984", "facility", "50", "2", 1.5),
        ("92134", "office", "50", "1", 1),  # indicator 2
        ("92134", "office", "", "2", 1),
        ("76512", "office", "50", "1", 2),  # indicator 3
        ("76512", "office", "", "2", 2),
        ("92136", "office", "26 50", "1", 2),  # the professional row is 3, the whole 2
        ("92136", "office", "50", "1", 1),
        ("99214", "office", "50", "1", 1),  # indicator 0
    ],
)
def test_both_sides_are_paid_by_the_bilateral_indicator(code, setting, modifiers, units, times):
    one = "26" if "26" in modifiers else ""
    single = amount(code, one, setting)
    assert amount(code, modifiers, setting, units=units) == float(cent(cent(single) * cent(times)))


def test_more_than_one_pair_on_a_line_is_refused():
    assert verdict("66984", "50", "facility", units="3") == "invalid"


def test_further_units_of_a_ranked_procedure_are_further_procedures():
    once = amount("67904", "", "facility")
    assert amount("67904", "59", "facility", units="2") == float(cent(once) + cent(once / 2))


def test_units_of_other_services_multiply():
    assert amount("99214", units="3") == float(cent(amount("99214")) * 3)


def test_a_secondary_procedure_that_stands_alone_is_halved_by_51():
    assert surgery("51") == float(cent(CATARACT / 2))
    assert amount("99214", "51") == amount("99214")


@pytest.mark.parametrize(
    ("code", "modifiers", "share"),
    [
        ("67036", "80", 0.16),
        ("67036", "82", 0.16),
        ("67036", "AS", 0.136),
        ("67036", "80 AS", 0.136),
    ],
)
def test_assistants_are_paid_a_share_where_the_file_allows_them(code, modifiers, share):
    whole = surgery("", code)
    assert surgery(modifiers, code) == float(cent(cent(whole) * Decimal(str(share))))


def test_an_assistant_at_cataract_surgery_is_never_paid():
    assert verdict("66984", "80", "facility") == "not_payable"
    assert verdict("66984", "AS", "facility") == "not_payable"


def test_a_co_surgeon_is_paid_where_the_file_allows_it():
    found = {indicator: code for code, indicator in _indicator("co_surg")}
    whole = cent(amount(found["2"], "", "facility"))
    assert amount(found["2"], "62", "facility") == float(cent(whole * Decimal("0.625")))
    assert verdict(found["0"], "62", "facility") == "not_payable"
    assert "documents" in basis(found["1"], "62", "facility")


def _indicator(name: str) -> list[tuple[str, str]]:
    rows = tables().physician_rvu
    rows = rows[(rows["release"] == "RVU26C") & (rows["glob_days"] == "090") & (rows["mod"] == "")]
    rows = rows[(rows["status"] == "A") & (rows["fac_na"] == "")]
    return list(zip(rows["hcpcs"], rows[name], strict=True))


def test_a_facility_flagged_na_keeps_the_price_that_cms_publishes_and_says_so():
    assert verdict("92134", "", "facility") == "priced"
    assert "flag NA" in basis("92134", "", "facility")
    assert "flag NA" not in basis("92134", "26", "facility")


@pytest.mark.parametrize("modifiers", ["22", "52", "53", "66"])
def test_what_is_priced_by_report_has_no_amount(modifiers):
    code = "67036" if modifiers != "66" else next(c for c, i in _indicator("team_surg") if i == "2")
    assert verdict(code, modifiers, "facility") == "carrier_priced"
    assert "by report" in basis(code, modifiers, "facility")


def test_a_stopped_procedure_with_a_row_of_its_own_is_priced():
    # 45378-53 stands in the file: 1.59 work, .67 facility practice expense, .21 malpractice
    assert amount("45378", "53", "facility") == float(cent(2.47 * 33.4009))


@pytest.mark.parametrize(
    ("code", "setting", "status"),
    [
        ("66984", "office", "no_site_price"),
        ("66987", "facility", "carrier_priced"),
        ("0671T", "facility", "carrier_priced"),
        ("99024", "office", "packaged"),
        ("92015", "office", "not_payable"),
        ("00142", "facility", "not_payable"),
        ("G0463", "office", "not_payable"),
        ("99999", "office", "unknown_code"),
        ("J0178", "facility", "no_site_price"),
    ],
)
def test_a_line_without_a_price_says_why_and_is_never_zero(code, setting, status):
    made = priced(line(code, "", setting))
    assert made["status"].tolist() == [status]
    assert made["allowed_amount"].isna().all()
    assert made["basis"].iloc[0]


def test_restricted_codes_without_relative_values_are_priced_by_the_contractor():
    rows = tables().physician_rvu
    rows = rows[(rows["release"] == "RVU26C") & (rows["status"] == "R") & (rows["nonfac_na"] == "")]
    rows = rows[(rows["work_rvu"] + rows["nonfac_pe_rvu"] + rows["mp_rvu"]) == 0]
    assert verdict(rows["hcpcs"].iloc[0]) == "carrier_priced"


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"service_date": "2026-02-30"}, "not a date"),
        ({"service_date": ""}, "not a date"),
        ({"service_date": "02/03/2026"}, "write 2026-03-31"),
        ({"hcpcs": ""}, "hcpcs is empty"),
        ({"hcpcs": "6698"}, "five characters"),
        ({"setting": "clinic"}, "office, facility, asc, hopd"),
        ({"units": "0"}, "units '0'"),
        ({"units": "-1"}, "units '-1'"),
        ({"units": "1.5"}, "units '1.5'"),
        ({"units": ""}, "units ''"),
        ({"units": "many"}, "units 'many'"),
        ({"modifiers": "5O"}, "modifier '5O' is not known"),
        ({"modifiers": "26 TC"}, "write neither"),
        ({"modifiers": "73"}, "facility claims only"),
        ({"modifiers": "QK"}, "not modeled"),
        ({"locality": "Atlanta"}, "10212-01"),
        ({"locality": "10212-77"}, "no such locality"),
    ],
)
def test_a_line_that_cannot_be_read_is_invalid_and_tells_the_mend(cells, told):
    bad = line("99214") | cells
    made = priced(line("99214"), bad, line("99214"))
    assert made["status"].tolist() == ["priced", "invalid", "priced"]
    assert told in made["basis"].iloc[1]


def test_components_that_do_not_exist_are_invalid():
    assert verdict("99214", "26") == "invalid"
    assert verdict("99214", "TC") == "invalid"


def test_a_year_that_is_not_held_is_refused():
    assert verdict("99214", service_date="2019-12-31") == "no_release"
    assert verdict("99214", service_date="2027-01-01") == "no_release"


def test_the_basis_says_that_nothing_given_means_national():
    assert "no locality given: national" in basis("99214")
    assert "no locality given" not in basis("99214", locality="national")


def test_a_column_that_is_missing_stops_the_run_by_its_name():
    with pytest.raises(ValueError, match="units"):
        price_lines(tables(), pd.DataFrame({"service_date": [], "hcpcs": [], "setting": []}))


def test_no_lines_give_no_lines():
    assert price_lines(tables(), pd.DataFrame(columns=COLUMNS)).empty


def test_typed_cells_and_the_index_of_the_caller_are_kept():
    lines = pd.DataFrame(
        {
            "service_date": pd.to_datetime(["2026-02-03", "2026-02-03"]),
            "hcpcs": [66984, 92134],
            "modifiers": [50.0, float("nan")],
            "setting": ["Facility", " office "],
            "units": [1, 1],
        },
        index=[7, 3],
    )
    made = price_lines(tables(), lines)
    assert made["allowed_amount"].to_dict() == {7: 693.90, 3: 32.73}


def test_a_proposal_prices_its_year_only_when_named():
    made = priced(line("66984", "", "facility", service_date="2027-04-01"), proposed="2027")
    assert made["allowed_amount"].tolist() == [float(cent(13.85 * 32.8409))]
    assert "2027 is proposed" in made["basis"].iloc[0]
    held = priced(line("66984", "", "facility"), proposed="2027")
    assert held["allowed_amount"].tolist() == [CATARACT]
    with pytest.raises(ValueError, match="2028"):
        priced(line("66984"), proposed="2028")
    with pytest.raises(ValueError, match="part of a proposal"):
        priced(line("66984"), same_day_cut="visits")
