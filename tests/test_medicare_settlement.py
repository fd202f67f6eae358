"""Who pays an allowed amount, and the worked examples that were collected before the engine."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from medicare_case import GOLDEN, amount, cent, claim, line, tables

from practice_model.money import scaled
from practice_model.revenue.claim_groups import Claims, DayShares
from practice_model.revenue.claim_rules import settle_claims
from practice_model.revenue.medicare_settlement import (
    limiting_charge,
    mips_factor,
    nonparticipating_fee,
    sequestration_rate,
    settle,
    settle_unassigned,
)
from practice_model.revenue.physician_fees import comanaged_fee
from practice_model.revenue.same_day_visits import same_day_exposure
from practice_model.revenue.surgery_center_fees import (
    device_intensive_rate,
    office_based_rate,
    weighted_rate,
)
from practice_model.revenue.verdicts import kinds_frame

GOLDEN_ROWS = yaml.safe_load((GOLDEN / "medicare_golden.yaml").read_text(encoding="utf-8"))


def dollars(cents: Any) -> float:
    return float(np.asarray(cents)) / 100


def fees(given: dict[str, Any], **cells: str) -> list[float]:
    cells = {"service_date": f"{given['year']}-06-01"} | cells
    return [amount(code, **cells) for code in given.get("lines", given.get("total_rvu"))]


def settled(frame: pd.DataFrame) -> list[float]:
    """Amounts of one claim whose fees are given, in dollars."""
    technical, professional = np.full((1, 8), 10_000), np.full((1, 8), 10_000)
    technical[0, 7] = 8_000
    shares = DayShares(
        np.array([[10_000, 5_000]]), False, np.array([15_000]), technical, professional
    )
    zeros = np.zeros(len(frame), dtype=np.int64)
    return (settle_claims(Claims(frame, zeros, zeros, shares)).cents / 100).tolist()


def eye_tests(lines: dict[str, dict[str, float]]) -> dict[str, float]:
    frame = kinds_frame(len(lines))
    frame["hcpcs"], frame["indicator"] = list(lines), 7
    frame["technical"] = [round(each["tc"] * 100) for each in lines.values()]
    frame["unit"] = [round((each["pc"] + each["tc"]) * 100) for each in lines.values()]
    return {"before": frame["unit"].sum() / 100, "after": round(sum(settled(frame)), 2)}


def endoscopies(given: dict[str, Any]) -> dict[str, float]:
    frame = kinds_frame(len(given["fees"]))
    frame["hcpcs"], frame["family"], frame["ranking"] = ["1", "2"], "0", 1
    frame["unit"] = [round(fee * 100) for fee in given["fees"]]
    frame["base"] = round(given["base"] * 100)
    return {"family": round(sum(settled(frame)), 2)}


def co_management(given: dict[str, Any]) -> dict[str, float]:
    fee, post, days = round(given["allowed"] * 100), given["post"], given["comanager_days"]
    whole = {"setting": "facility", "service_date": "2025-06-01"}
    return {
        "mod54": amount("66984", "54", **whole),
        "mod55_full": amount("66984", "55", **whole),
        "comanager": comanaged_fee(fee, post, days, given["global_days"]) / 100,
        "surgeon_post": comanaged_fee(fee, post, 90 - days, given["global_days"]) / 100,
    }


def ranked(given: dict[str, Any]) -> dict[str, float]:
    cells = {"setting": "facility", "service_date": "2025-06-01"}
    paid = dict(
        zip(given["lines"], claim(*(line(c, **cells) for c in given["lines"])), strict=True)
    )
    return paid | {"total": round(sum(paid.values()), 2)}


def halved_tests(given: dict[str, Any]) -> dict[str, float]:
    cells = {"service_date": "2025-06-01"}
    full = round(sum(amount(code, **cells) for code in given["rvu"]), 2)
    paid = round(sum(claim(*(line(code, **cells) for code in given["rvu"]))), 2)
    return {"full": full, "cut": round(full - paid, 2), "paid": paid}


def shares(given: dict[str, Any]) -> dict[str, float]:
    fee = round(given["allowed"] * 100)
    rules, on = tables().rules, date(2026, 1, 1)
    names = {"62": "co_surgeon", "80": "assistant", "AS": "nonphysician_assistant"}
    return {mod: dollars(scaled(fee, rules.share_on(name, on))) for mod, name in names.items()}


def sequestered(given: dict[str, Any]) -> dict[str, float]:
    paid = settle(
        given["approved"] * 100, deductible_left=given["deductible"] * 100, sequestration=0.02
    )
    return {
        "coinsurance": dollars(paid.coinsurance),
        "medicare_before": dollars(paid.program_before),
        "sequestration": dollars(paid.sequestration),
        "medicare_paid": dollars(paid.program),
    }


def unassigned(given: dict[str, Any]) -> dict[str, float]:
    paid = settle_unassigned(
        given["nonpar_approved"] * 100, given["charge"] * 100, sequestration=0.02
    )
    return {
        "beneficiary_receives": dollars(paid.paid_to_patient),
        "beneficiary_net_cost": dollars(paid.patient_net),
    }


def factors(given: dict[str, Any]) -> dict[str, float]:
    base = given["cf_2025"] * given["statutory_2026"] * given["budget_neutrality"]
    return {"nonqp": base * given["update_nonqp"], "qp": base * given["update_qp"]}


def device_rates(given: dict[str, Any]) -> dict[str, float]:
    k = Decimal(str(given["k_num"])) / Decimal(str(given["k_den"]))
    return {
        code: device_intensive_rate(round(rate * 100), Decimal(str(offset)), k) / 100
        for code, (rate, offset) in given["ff"].items()
    }


def cataract_2026(given: dict[str, Any]) -> dict[str, float]:
    paid = amount("66984", setting="facility")
    change = 100 * (paid / given["amount_2025"] - 1)
    return {"total_rvu": sum(given["rvu"].values()), "amount": paid, "change_pct": change}


def hospital_gap(given: dict[str, Any]) -> dict[str, float]:
    cells = {"service_date": "2025-10-03"}
    hospital, center = (amount("66984", setting=place, **cells) for place in ("hopd", "asc"))
    return {"gap": hospital - center, "ratio": hospital / center}


ANSWERS = {
    "PFS02": lambda given: {
        "amount": amount("66984", setting="facility", service_date="2025-06-01")
    },
    "PFS03": lambda given: {
        "implied_total_rvu": given["published_amount"] / given["cf"],
        "change_pct": 100 * (given["published_amount"] / given["amount_2025"] - 1),
    },
    "PFS22": cataract_2026,
    "PFS04": factors,
    "PFS05": lambda given: {
        "work_rvu_2026": float(cent(given["work_rvu_2025"] * (1 + given["efficiency_adjustment"])))
    },
    "PFS06": lambda given: dict(zip(given["total_rvu"], fees(given), strict=True)),
    "PFS07": lambda given: eye_tests(given["lines"]),
    "PFS08": halved_tests,
    "PFS10": co_management,
    "PFS12": ranked,
    "PFS13": shares,
    "PFS15": endoscopies,
    "PFS16": sequestered,
    "PFS18": unassigned,
    "PFS20": lambda given: {
        "share_of_allowed_lost": dollars(
            settle(10_000_000, sequestration=given["sequestration"]).sequestration
        )
        / 100_000
    },
    "PFS21": lambda given: {
        "change": dollars(scaled(round(given["part_b_paid"] * 100), mips_factor(10)))
    },
    "ASC01": lambda given: {"rate": weighted_rate(given["weight"], given["asc_cf"]) / 100},
    "ASC04": device_rates,
    "ASC05": lambda given: {
        "k": given["rate_66984"] / given["opps_ff_66984"],
        "cf_ratio": given["asc_cf"] / given["opps_cf"],
        "weight_scalar": given["rate_66984"]
        / given["opps_ff_66984"]
        * given["opps_cf"]
        / given["asc_cf"],
    },
    "ASC07": lambda given: {
        "total": sum(
            dollars(scaled(rate * 100, share))
            for rate, share in zip(given["rates"], given["rule"], strict=True)
        )
    },
    "ASC08": hospital_gap,
    "ASC09": lambda given: {
        "cf_2024": given["cf_2023"] * given["wage_neutrality"] * given["update"]
    },
    "ASC10": lambda given: {
        code: amount(code, setting="asc") / given["cf_qp"] for code in given["rates"]
    },
    "ASC11": lambda given: {"rate": office_based_rate(given["nonfac_pe"], given["cf"]) / 100},
}  # fmt: skip


def test_every_worked_example_has_its_answer():
    assert set(ANSWERS) == set(GOLDEN_ROWS)


@pytest.mark.parametrize("name", sorted(GOLDEN_ROWS))
def test_a_worked_example_comes_out(name):
    row = GOLDEN_ROWS[name]
    made = ANSWERS[name](row["inputs"])
    assert set(made) == set(row["expected"])
    for key, expected in row["expected"].items():
        assert made[key] == pytest.approx(expected, abs=row["tolerance"]), key


def test_sequestration_follows_its_dates():
    days = [date(2020, 4, 30), date(2021, 1, 1), date(2022, 5, 1), date(2026, 5, 1)]
    assert [sequestration_rate(tables(), day) for day in days] == [0.02, 0.0, 0.01, 0.02]
    with pytest.raises(ValueError, match="2012"):
        sequestration_rate(tables(), date(2012, 1, 1))


@given(st.integers(0, 10_000_000), st.integers(0, 50_000), st.floats(-0.09, 0.27))
def test_who_pays_adds_up_to_the_allowed_amount(allowed, deductible, mips):
    paid = settle(allowed, deductible_left=deductible, sequestration=0.02, mips=mips)
    assert paid.patient + paid.program_before == allowed
    assert paid.program >= 0
    assert paid.deductible <= deductible


def test_an_array_of_amounts_is_settled_like_each_of_them():
    whole = settle(np.array([10_000, 25_050]), sequestration=0.02)
    each = [settle(cents, sequestration=0.02) for cents in (10_000, 25_050)]
    assert whole.program.tolist() == [int(one.program) for one in each]
    with pytest.raises(ValueError, match="negative"):
        settle(-1, sequestration=0.02)


def test_mips_slides_from_minus_nine_percent_to_zero_and_stays_near_it():
    assert [mips_factor(score) for score in (0, 18.75, 75, 100)] == [-0.09, -0.09, 0.0, 0.0]
    assert mips_factor(100, scaling=3) == pytest.approx(0.27)
    with pytest.raises(ValueError, match="101"):
        mips_factor(101)


def test_a_clinician_outside_the_program_may_charge_109_percent():
    assert nonparticipating_fee(46260).item() == 43947
    assert limiting_charge(46260).item() == 50539


# 2025 visits under modifier 25 of a synthetic practice, Medicare and Medicare Advantage together:
# visit, procedure, its modifier, days
SAME_DAY = """
99214,67028,,414
99214,67028,50,60
99213,67028,,134
99213,67028,50,15
92014,67028,,252
92014,67028,50,30
92012,67028,,58
99213,68761,,49
99213,68761,,22
99213,65222,,13
92012,68761,,13
92012,65222,,8
"""


def test_the_exposure_to_the_same_day_cut_is_told_with_and_without_eye_codes():
    # a synthetic practice in 10212-01: 58,351.87 and 38,594.42 at the proposed factor; the key
    # rounds the loss of each day up, the engine the amount that is left
    lines = []
    for visit, procedure, modifier, days in csv.reader(io.StringIO(SAME_DAY.strip())):
        for _ in range(int(days)):
            cells = {"locality": "10212-01", "claim_id": f"c{len(lines)}"}
            lines += [line(visit, "25", **cells), line(procedure, modifier, **cells)]
    found = same_day_exposure(tables(), pd.DataFrame(lines), priced_on=date(2027, 3, 1))
    visits, both = found["visits"], found["visits and eye codes"]
    assert (visits.days, both.days) == (707, 1068)
    assert visits.lost / 100 == pytest.approx(38_594.42, abs=0.01 * visits.days)
    assert both.lost / 100 == pytest.approx(58_351.87, abs=0.01 * both.days)


def test_exposure_needs_claims():
    with pytest.raises(ValueError, match="claim_id"):
        same_day_exposure(tables(), pd.DataFrame([line("99214")]).drop(columns="claim_id"))
