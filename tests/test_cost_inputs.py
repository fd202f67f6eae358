"""Minutes, wages and supplies of the practice give the printed cost rates and the cost of services.

This proves that the inputs are whole; the cost models themselves have tests of their own.
"""

from datetime import date

import pytest
from larkmoor import medicare
from practice_tables_read import device_prices, table

from practice_model.revenue.physician_fees import fee_schedule
from practice_model.revenue.surgery_center_fees import asc_schedule
from practice_model.synthetic import volumes

MINUTES_OF_FTE = 1_880 * 60 * 0.80
LANE_MINUTES = 14 * 48 * 5 * 8 * 60 * 0.85
PRACTICAL_ENCOUNTERS = 30_500
OPERATING_MINUTES = 88_128
PRE_POST_USED_SHARE = 0.78
PRACTICAL_CASES = 2_400
GENERAL = 833_000
PROVIDERS_OF = {"A": "A", "B": "B", "C": "C", "OD": "D"}


def wage_per_minute(*roles):
    staff = table("staff.csv")
    own = staff[(staff["place"] == "practice") & staff["role"].isin(roles)]
    return (own["fte"] * own["cost_per_fte"]).sum() / (own["fte"].sum() * MINUTES_OF_FTE)


def practice_rates():
    doctors = table("providers.csv").set_index("provider")
    occupancy = table("overhead.csv").set_index("line").loc["occupancy", "amount"]
    lanes = table("sites.csv")
    assert lanes["lanes"].sum() == 14
    return {
        "technician": wage_per_minute("technician", "imaging"),
        "scribe": wage_per_minute("scribe"),
        "front": wage_per_minute("front_desk"),
        "billing": wage_per_minute("billing"),
        "prior_authorization": wage_per_minute("prior_authorization"),
        "coordinator": wage_per_minute("surgical_coordinator"),
        "lane": 0.85 * occupancy / LANE_MINUTES,
        **{
            name: doctors.loc[row, "market_pay"] / doctors.loc[row, "practical_minutes"]
            for name, row in PROVIDERS_OF.items()
        },
    }


def center_pools():
    staff = table("staff.csv")
    own = staff[staff["place"] == "center"]
    pools = (own["fte"] * own["cost_per_fte"]).groupby(own["driver"]).sum()
    lines = table("asc_income.csv").fillna(0.0)
    for pool in ("operating", "pre_post", "administration"):
        pools[pool] += (lines["amount"] * lines[f"{pool}_share"]).sum()
    return pools


def center_cases():
    lines = volumes.facility_lines()
    return lines[lines["modifier"] != "51"].groupby("hcpcs")["lines"].sum()


def cases_held():
    each = table("supplies_devices.csv").set_index("hcpcs")
    return each.assign(device=device_prices().reindex(each.index).fillna(0.0))


def case_minutes(column):
    each = cases_held()
    cases = center_cases()
    return (each[column] * cases.reindex(each.index)).sum()


def center_rates():
    pools = center_pools()
    return {
        "operating": pools["operating"] / OPERATING_MINUTES,
        "pre_post": pools["pre_post"] / (case_minutes("pre_post_minutes") / PRE_POST_USED_SHARE),
        "administration": pools["administration"] / PRACTICAL_CASES,
    }


def test_capacity_rates_of_the_practice_are_the_printed_ones():
    assert {name: round(rate, 4) for name, rate in practice_rates().items()} == {
        "technician": 0.6821, "scribe": 0.5375, "front": 0.5319, "billing": 0.6316,
        "prior_authorization": 0.6427, "coordinator": 0.6538, "lane": 0.1814,
        "A": 5.2462, "B": 5.7046, "C": 5.8911, "OD": 2.4806,
    }  # fmt: skip
    an_encounter = GENERAL / PRACTICAL_ENCOUNTERS
    assert an_encounter == pytest.approx(27.311, abs=5e-4)


def test_practical_minutes_are_the_weeks_of_the_calendar_at_85_percent():
    told = table("providers.csv").set_index("provider")
    week = 240 * told["half_days_per_week"] + 450 * told["operating_days_per_week"]
    assert told["practical_minutes"].tolist() == pytest.approx((46 * week * 0.85).tolist())
    assert told["practical_minutes"].round().tolist() == [87_682, 78_884, 88_268, 84_456, 84_456]


def test_capacity_rates_of_the_surgery_center_are_the_printed_ones():
    assert center_pools().to_dict() == {
        "operating": 705_160, "pre_post": 214_940, "administration": 487_900,
    }  # fmt: skip
    rates = center_rates()
    assert round(rates["operating"], 4) == 8.0015
    assert round(rates["pre_post"], 4) == 1.4294
    assert round(rates["administration"], 2) == 203.29


def test_the_surgery_center_foots_to_what_it_distributes():
    lines = table("asc_income.csv")
    sums = lines.groupby("kind")["amount"].sum()
    assert sums.to_dict() == {"revenue": 3_022_551, "expense": 2_247_002, "after": 208_400}
    income = sums["revenue"] - sums["expense"]
    depreciation = lines.set_index("line").loc["depreciation", "amount"]
    assert (income, income + depreciation) == (775_549, 943_549)
    distributable = income + depreciation - sums["after"]
    assert distributable == 735_149
    shares = table("center_owners.csv").set_index("owner")["share"]
    assert (shares * distributable).round().to_dict() == {
        "A": 330_817, "B": 73_515, "C": 220_545, "R": 110_272,
    }  # fmt: skip


def test_supplies_devices_and_minutes_of_the_cases_add_up_to_the_year():
    lines = table("asc_income.csv").set_index("line")["amount"]
    assert center_cases().sum() == 1_779
    assert case_minutes("supplies") == lines["supplies"] == 472_905
    assert case_minutes("device") == lines["devices"] == 261_220
    assert case_minutes("anesthesia_supplies") == lines["anesthesia supplies"] == 40_917
    assert case_minutes("operating_minutes") + case_minutes("turnover_minutes") == 65_662
    assert case_minutes("pre_post_minutes") == 117_286


def test_premium_lenses_bring_the_center_what_its_income_says():
    lenses = table("premium_lenses.csv")
    lines = table("asc_income.csv").set_index("line")["amount"]
    assert (lenses["lenses"] * lenses["center_part"]).sum() == lines["premium lenses"]


def case_cost():
    each = cases_held()
    rates = center_rates()
    variable = each["supplies"] + each["device"] + each["anesthesia_supplies"]
    room = (each["operating_minutes"] + each["turnover_minutes"]) * rates["operating"]
    beds = each["pre_post_minutes"] * rates["pre_post"]
    return variable, variable + room + beds + rates["administration"]


CASES = {  # full cost, variable cost, Medicare 2026, break-even share of it in percent
    "66984": (765.96, 258, 1265.40, 60.5), "66982": (1059.70, 418, 1265.40, 83.7),
    "66991": (2031.69, 1438, 4045.60, 50.2), "66989": (2309.43, 1598, 4004.49, 57.7),
    "66183": (1930.75, 1053, 3232.37, 59.7), "66180": (2280.48, 1333, 3622.78, 62.9),
    "67036": (1465.33, 563, 2220.84, 66.0), "67040": (1552.21, 583, 2220.84, 69.9),
    "67042": (1609.21, 608, 2220.84, 72.5), "67108": (1765.95, 663, 2220.84, 79.5),
    "67113": (1933.69, 713, 2808.34, 68.9), "15823": (851.44, 108, 1137.26, 74.9),
}  # fmt: skip
SMALL_CASES = {"66179": 2038.48, "66170": 1036.76, "66250": 678.12, "67904": 883.44}


def test_what_a_case_in_the_center_costs_is_the_printed_cost():
    variable, full = case_cost()
    rates = asc_schedule(medicare(), on=date(2026, 1, 1), cbsa="31924")["adjusted_cents"] / 100
    for code, (printed, moving, fee, breakeven) in CASES.items():
        assert round(full[code], 2) == printed, code
        assert variable[code] == moving
        assert rates[code] == pytest.approx(fee)
        assert round(100 * full[code] / fee, 1) == breakeven, code
    for code, printed in SMALL_CASES.items():
        assert round(full[code], 2) == printed, code


def test_unused_capacity_of_the_center_stands_apart_from_every_case():
    _, full = case_cost()
    used = (full * center_cases().reindex(full.index)).sum()
    lines = table("asc_income.csv").set_index("line")["amount"]
    spent = 2_247_002 - lines["premium lens cost"]
    assert spent == 2_183_042
    assert round(spent - used) == 353_294


SERVICES = {  # doctor's cost, the practice's, full cost, Medicare 2026, break-even in percent of it
    ("99214", "A"): (52.46, 62.90, 115.36, 137.81, 83.7),
    ("92014", "A"): (41.97, 61.46, 103.43, 128.92, 80.2),
    ("92014", "OD"): (37.21, 58.79, 96.00, 128.92, 74.5),
    ("92134", "C"): (8.84, 12.82, 21.66, 33.25, 65.1),
    ("92083", "B"): (14.26, 18.47, 32.73, 64.73, 50.6),
    ("67028", "C"): (29.46, 78.13, 107.59, 116.13, 92.6),
    ("66821", "A"): (31.48, 64.12, 95.59, 340.81, 28.0),
    ("65855", "B"): (45.64, 66.48, 112.11, 249.51, 44.9),
    ("66984", "A"): (183.62, 197.10, 380.72, 470.23, 81.0),
    ("66982", "A"): (272.80, 198.40, 471.21, 641.24, 73.5),
    ("66991", "B"): (268.11, 236.97, 505.08, 591.85, 85.3),
    ("66183", "B"): (564.75, 380.14, 944.90, 896.39, 105.4),
    ("67042", "C"): (565.55, 267.76, 833.31, 970.81, 85.8),
    ("15823", "A"): (283.30, 188.94, 472.24, 490.05, 96.4),
}
FACILITY = {"66984", "66982", "66991", "66183", "67042", "15823"}


def service_row(code, provider):
    """The most particular row: the doctor's own, else that of ophthalmologists, else of all."""
    rows = table("services.csv")
    rows = rows[rows["hcpcs"] == code].set_index("provider")
    return next(rows.loc[who] for who in (provider, "MD", "") if who in rows.index)


def service_cost(code, provider):
    """Doctor's cost and the practice's of a service whose line carries no modifier."""
    rates, row = practice_rates(), service_row(code, provider)
    level = {"": 1.0, "session": 1.0, "technical": 1.0, "visit_after": row["visits_after"]}
    level |= {
        name: float(told) for name, told in (one.split("=") for one in row["drivers"].split())
    }
    steps = table("time_equations.csv")
    steps = steps[steps["equation"] == row["equation"]]
    minutes = (steps["minutes"] * steps["per"].map(level).fillna(0.0)).groupby(steps["resource"])
    spent = {
        name: taken * rates[provider if name == "doctor" else name]
        for name, taken in minutes.sum().items()
    }
    doctor = spent.pop("doctor")
    encounters = row["encounters"] + row["visits_after"]
    general = encounters * GENERAL / PRACTICAL_ENCOUNTERS
    return doctor, sum(spent.values()) + row["supplies"] + general


def test_what_a_service_costs_is_the_printed_cost():
    fees = fee_schedule(medicare(), release="RVU26C", locality="10212-01", factor=33.4009)
    fees = fees.xs("", level="mod")
    for (code, provider), (doctor, practice, full, fee, breakeven) in SERVICES.items():
        own, rest = service_cost(code, provider)
        found = [round(amount, 2) for amount in (own, rest, own + rest)]
        assert found == [doctor, practice, full], (code, provider)
        side = "facility_cents" if code in FACILITY else "nonfacility_cents"
        assert fees.loc[code, side] == round(100 * fee)
        assert round(100 * (own + rest) / fee, 1) == breakeven, (code, provider)


def test_a_routine_lens_set_and_each_device_cost_what_the_cases_use():
    each = table("supplies_devices.csv").set_index("hcpcs")
    assert table("lens_set.csv")["price"].sum() == each.loc["66984", "supplies"]
    assert device_prices().to_dict() == {
        "66991": 1_180, "66989": 1_180, "66183": 840, "66180": 1_120, "66179": 910,
    }  # fmt: skip
    assert set(device_prices().index) <= set(each.index)
