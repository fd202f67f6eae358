"""The answer key is whole, in known units, and what the tables alone can tell agrees with it."""

from datetime import date, timedelta

import numpy as np
import pytest
from answer_key import KEY, expected, key
from larkmoor import medicare
from practice_tables_read import collected, device_prices, table

from practice_model.revenue.part_b_drugs import drug_limits
from practice_model.revenue.physician_fees import fee_schedule
from practice_model.revenue.surgery_center_fees import asc_schedule
from practice_model.synthetic import volumes
from practice_model.units import MEANINGS

SCENARIOS = {
    "base", "nq_renewal", "nq_asc", "tm_basis", "fw_recovery", "fw_bundle", "ma_asc_area",
    "brindlemere", "ma_quality", "aco_cask", "ma_capitation", "medicare_2027", "hire_retina",
    "buy_in_b", "lease_s1", "oct_three",
}  # fmt: skip
FINDINGS = [f"F{number}" for number in range(1, 36)]


def test_the_key_has_every_finding_once_and_says_that_it_is_synthetic():
    assert list(key()["findings"]) == FINDINGS
    assert key()["source"].startswith("synthetic: PRACTICE.md")
    assert KEY.read_text("utf-8").startswith("# SYNTHETIC")


@pytest.mark.parametrize("finding", FINDINGS)
def test_a_finding_has_a_reason_a_scenario_and_figures_in_known_units(finding):
    told = key()["findings"][finding]
    assert told["finding"]
    assert told["why"]
    assert told["scenario"] in SCENARIOS
    assert told["expected"]
    for name in told["expected"]:
        figure = expected(finding, name)
        assert figure.unit in MEANINGS, name
        assert figure.tolerance >= 0, name
        assert figure.holds(figure.value)
        assert not figure.holds(figure.value + figure.tolerance + 0.01), name
    for day in told.get("expected_days", {}).values():
        assert isinstance(day, date)


def test_the_notice_day_lies_120_days_before_the_anniversary():
    days = key()["findings"]["F2"]["expected_days"]
    assert days["last_notice"] == date(2027, 4, 1) - timedelta(days=120)
    assert expected("F2", "days_left").holds((days["last_notice"] - date(2026, 11, 24)).days)


def test_parts_of_a_finding_add_up_to_its_whole():
    sums = [
        ("F1", "professional_change", {"rises": 1, "cuts": -1}),
        ("F3", "against_2025", {"locality": 1, "frozen_year": 1, "new_codes": 1}),
        ("F3", "change_of_half_the_fix", {"current_year_old_locality": 1, "today": -1}),
        ("F4", "recoverable", {"taken": 1, "due": -1}),
        ("F5", "to_negotiate", {"taken": 1, "by_medicares_rule": -1}),
        ("F8", "together", {"professional": 1, "center": 1}),
        ("F9", "leak", {"leak_92134": 1, "leak_67028": 1, "leak_65855": 1}),
        ("F9", "leak_at_the_due_step", {"leak": 1, "eaten_of_the_step": 1}),
        ("F10", "together", {"professional_and_drugs": 1, "center": 1}),
        ("F13", "net", {"drug_margin": 1, "authorization_and_calls": -1}),
        ("F16", "change_2026", {"values_and_factor": 1, "indices": 1}),
        ("F20", "better_to_renew_by", {"npv_move": 1, "npv_renew": -1}),
        ("F21", "gain", {"income_after": 1, "income_before": -1}),
        ("F26", "parts", {"change": -1}),
        ("F30", "saving", {"all_in_today": 1, "ask": -1, "administration": -1}),
        ("F31", "recoverable", {"due": 1, "paid": -1}),
    ]
    for finding, whole, parts in sums:
        made = sum(sign * expected(finding, name).value for name, sign in parts.items())
        made += 2_450 if finding == "F26" else 0
        allowed = expected(finding, whole).tolerance + 0.5 * (finding in {"F20", "F21"}) + 0.006
        assert made == pytest.approx(expected(finding, whole).value, abs=allowed), finding


def test_device_cases_at_northquill_lose_what_the_key_says():
    each = table("supplies_devices.csv").set_index("hcpcs")
    device = device_prices().reindex(each.index).fillna(0.0)
    variable = each["supplies"] + device + each["anesthesia_supplies"]
    assert expected("F14", "margin_66180").holds(1_150 - variable["66180"])
    assert expected("F14", "margin_66183").holds(1_150 - variable["66183"])
    lines = volumes.facility_lines()
    own = lines[(lines["payer"] == "NQ") & (device.reindex(lines["hcpcs"]).to_numpy() > 0)]
    assert expected("F6", "device_cases").holds(own["lines"].sum())
    assert expected("F6", "implants").holds(
        (own["lines"] * device.reindex(own["hcpcs"]).to_numpy()).sum()
    )
    assert expected("F14", "cases_66180").holds(own[own["hcpcs"] == "66180"]["lines"].sum())


def test_offsets_of_two_years_give_the_look_backs_exposure():
    before = table("year_before.csv").set_index("payer").loc["NQ"]
    now = table("payer_conduct.csv").set_index("payer").loc["NQ"]
    received = collected()["NQ"]
    taken = now["offsets"] + before["offsets"]
    paid = received.drop("center").sum() + before["professional"] + before["drugs"]
    assert expected("F6", "offsets_of_24_months").holds(taken)
    assert expected("F6", "paid_in_24_months").holds(paid)
    assert expected("F6", "offset_rate").holds(taken / paid)
    exposure = taken / paid * 1_393_224.57 / 12 * 24
    assert expected("F6", "exposure_of_look_back").holds(exposure)


def test_authorizations_of_one_drug_eat_its_margin():
    requests = table("prior_auth.csv").set_index("service").loc["geographic atrophy drug (J2781)"]
    staff = table("staff.csv").set_index("role").loc["prior_authorization", "cost_per_fte"]
    doctor = table("providers.csv").set_index("provider").loc["C"]
    spent = requests["requests"] * requests["minutes_each"] * staff / 90_240
    spent += (
        requests["doctor_calls"]
        * requests["minutes_per_call"]
        * (doctor["market_pay"] / doctor["practical_minutes"])
    )
    assert expected("F13", "authorization_and_calls").holds(spent)
    lines = volumes.drug_lines()
    own = lines[lines["hcpcs"] == "J2781"].groupby("payer")["lines"].sum()
    assert expected("F13", "medicare_injections").holds(own["MCR"])
    assert expected("F13", "insured_injections").holds(own.drop(["MCR", "SP"]).sum())


def test_a_stock_of_a_drug_bought_before_its_limit_fell_loses_what_the_key_says():
    limits = [drug_limits(medicare(), on=date(2025, month, 1))["Q5124"] for month in (1, 4)]
    share = table("drug_costs.csv").set_index("hcpcs").loc["Q5124", "share_of_limit"]
    units = 47 * table("drug_injections.csv").set_index("hcpcs").loc["Q5124", "units_each"]
    bought, paid = share * limits[0] / 100, limits[1] / 100
    assert expected("F17", "stock_loss_q5124").holds(units * (bought - paid))


def test_the_retired_founder_holds_and_receives_what_the_key_says():
    owners = table("center_owners.csv").set_index("owner")
    passive = owners[~owners["does_procedures"]]
    assert passive.index.tolist() == ["R"]
    assert expected("F18", "share").holds(passive["share"].sum())
    assert expected("F18", "distribution").holds(passive["share"].sum() * 735_149)
    price = 0.15 * (3.5 * 943_549 - 410_000)
    assert expected("F18", "price").holds(price)


def test_ghosts_and_hospitals_agree_with_the_key():
    prices = table("local_hospital_prices.csv")
    own = prices[(prices["hcpcs"] == "66984") & (prices["left_out"] == "")]
    commercial = own[own["payer_class"] == "commercial"]["price"]
    low, middle, high = np.percentile(commercial, [25, 50, 75])
    assert expected("F33", "n").holds(len(commercial))
    assert expected("F33", "median").holds(middle)
    assert expected("F33", "saving_at_median").holds(middle - 1_850)
    assert expected("F33", "saving_at_lower_quartile").holds(low - 1_850)
    assert expected("F33", "upper_quartile").holds(high)
    assert expected("F33", "saving_a_year_at_median").holds(142 * (middle - 1_850))
    assert expected("F33", "saving_a_year_at_lower_quartile").holds(142 * (low - 1_850))
    advantage = own[own["payer_class"] == "medicare_advantage"]["price"].median() - 1_265.40
    assert expected("F33", "advantage_saving").holds(advantage)
    assert expected("F33", "advantage_saving_a_year").holds(323 * advantage)


def test_the_wage_area_and_the_real_ghost_are_what_the_key_says():
    wrong, right = (
        asc_schedule(medicare(), on=date(2025, 10, 1), cbsa=area).loc["66984", "adjusted_cents"]
        for area in ("12054", "31924")
    )
    assert expected("F31", "paid_66984").holds(wrong / 100)
    assert expected("F31", "due_66984").holds(right / 100)
    fees = fee_schedule(medicare(), release="RVU25D", locality="10212-01", factor=32.3465)
    fee = fees.xs("", level="mod").loc["66984", "facility_cents"] / 100
    assert expected("F35", "of_medicare").holds(expected("F35", "rate").value / fee)


def test_the_leased_plan_has_the_lines_that_the_key_says():
    lines = volumes.professional_lines()
    own = lines[lines["payer"] == "PW"]["lines"].sum()
    assert expected("F29", "lines").holds(round(0.10 * own))
