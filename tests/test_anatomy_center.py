"""The surgery center of the sample practice: the printed figures, and the planted findings."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
import yaml
from answer_key import expected
from center_case import YEAR, center_grid, costing, costing_loaded, costs, practice
from larkmoor import INPUTS, medicare
from practice_tables_read import table

from practice_model.costs.facility import RoomPlan, ranking
from practice_model.questions.anatomy_center import (
    center_cells,
    center_holders,
    center_year,
    medicare_rates,
    price_table,
    second_room_of,
)
from practice_model.questions.anatomy_center_pages import (
    block_bars,
    case_table,
    day_table,
    device_ranges,
    device_table,
    income_table,
    payer_table,
)
from practice_model.questions.anatomy_savings import (
    medicare_scale,
    savings_table,
)
from practice_model.revenue.hospital_comparison import posted, saving

GOLDEN = yaml.safe_load((INPUTS.parent / "tests/golden/surgery_center.yaml").read_text("utf-8"))
CLASSES = {"NQ": "commercial", "MA": "medicare_advantage"}


@cache
def year():
    return center_year(center_grid(), costing(), costs().rates())


@cache
def cells():
    return center_cells(center_grid(), costing().center)


@cache
def rates():
    return medicare_rates(medicare(), practice(), YEAR)


@cache
def by_code():
    return case_table(cells(), year().ranking, rates().rate)


@cache
def scale():
    return medicare_scale(medicare(), practice(), YEAR)


def savings(**more):
    prices = table("local_hospital_prices.csv")
    given = {"at_medicare": ["MA"], "counts_as": {"66982": "66984"}} | more
    return savings_table(cells(), prices, scale(), CLASSES, **given)


@pytest.mark.parametrize("code", GOLDEN["cases"])
def test_a_case_costs_and_brings_what_is_printed(code):
    count, full, variable, percent, fee = GOLDEN["cases"][code]
    row = by_code().loc[code]
    assert (row["cases"], row["variable_a_case"]) == (count, variable)
    assert round(row["full_a_case"], 2) == full
    assert row["fee"] == pytest.approx(fee, abs=0.00501)
    if percent is not None:
        assert round(100 * row["cost_of_medicare"], 1) == percent


def test_what_must_be_allowed_is_more_than_full_cost_since_not_all_of_it_arrives():
    row = by_code().loc["66984"]
    arrives = row["collected_a_case"] / row["fee"]
    assert row["break_even"] == pytest.approx(row["cost_of_medicare"] / arrives)


def test_second_procedures_stand_in_a_row_of_their_own_and_all_adds_up():
    made = by_code()
    assert made.loc["second", "lines"] == 14
    assert made.loc["second", "role"] == "rest"
    body = made[made["role"] != "total"]
    for name in ("lines", "cases", "allowed", "collected", "full", "contribution", "room"):
        assert body[name].sum() == pytest.approx(made.loc["all", name])
    assert made.loc["all", "cases"] == 1_779


def test_the_income_statement_is_the_printed_one():
    for name, amount in GOLDEN["income"].items():
        assert getattr(year().income, name) == amount, name
    assert year().income.fixed == 705_160 + 214_940 + 487_900
    shown = income_table(costing().center)
    assert shown.loc["for_the_owners", "value"] == 735_149
    assert shown.loc["revenue", "value"] == 3_022_551
    expense = shown.loc["staff":"accreditation", "value"]
    assert expense.sum() == shown.loc["operating_expense", "value"]


def test_unused_capacity_is_a_line_of_its_own_and_explains_the_rest_of_the_expense():
    made = year()
    assert round(made.unused.cost_unused) == GOLDEN["year"]["unused"]
    assert round(made.cost_used) == GOLDEN["year"]["used"]
    assert made.net_unexplained == pytest.approx(0, abs=1e-6)
    assert round(made.cost_a_case) == GOLDEN["year"]["cost_a_case"]
    assert round(made.revenue_a_case) == GOLDEN["year"]["revenue_a_case"]
    assert round(100 * made.expense_share, 1) == GOLDEN["year"]["expense_share"]


def test_the_center_breaks_even_at_its_mix_far_below_its_practical_capacity():
    even = year().even
    assert even.cases * even.contribution == pytest.approx(1_408_000)
    assert even.contribution == pytest.approx((2_924_151 - 775_042) / 1_779)
    assert round(100 * even.utilization, 1) == 48.8
    assert round(100 * even.of_cases, 1) == 65.5


def test_the_fullest_block_is_told_and_so_is_the_day_that_nobody_has():
    assert year().fullest.holder == "B"
    assert year().open_minutes == 23_040
    bars = block_bars(center_holders(center_grid(), costing()))
    assert bars["label"].tolist() == ["B", "A", "C", "Visiting surgeons", "No surgeon"]
    assert bars["of_staffed"].round(2).tolist()[:4] == [0.95, 0.87, 0.72, 0.67]
    assert np.isnan(bars.loc["open", "used"])


def test_a_room_with_time_to_spare_ranks_by_the_case_and_a_full_one_by_the_minute():
    assert year().ranking.measure == "contribution_a_case"
    by_minute = case_table(cells(), ranking(1.0), rates().rate)
    codes = [code for code in by_minute.index if code not in {"second", "all"}]
    assert codes.index("66984") < codes.index("67113")
    here = by_code().index.tolist()
    assert here.index("67113") < here.index("66984")


def test_payers_collect_what_is_printed_and_northquill_is_not_ranked_on_its_list():
    made = payer_table(cells(), year().ranking, practice().payers)
    assert made.loc["all", "collected"] == pytest.approx(2_924_151, abs=4)
    printed = {"MCR": 1_279_756, "MA": 679_247, "NQ": 362_204, "TM": 227_314, "FW": 148_071,
               "PW": 131_856, "MCD": 53_574, "SP": 42_129}  # fmt: skip
    assert made["collected"].round().drop("all").to_dict() == printed
    assert made.loc["NQ", "label"] == "Northquill Health"
    assert made["role"].tolist() == ["body"] * 8 + ["total"]


@pytest.mark.parametrize("payer", GOLDEN["prices"])
def test_what_a_payer_allows_for_a_case_is_its_price(payer):
    made = price_table(cells())
    for code, price in GOLDEN["prices"][payer].items():
        assert made.loc[f"{payer} {code}", "fee"] == pytest.approx(price, abs=0.005), code


def test_device_cases_at_northquill_lose_cash_or_margin():
    made = price_table(cells())
    assert expected("F14", "margin_66180").holds(made.loc["NQ 66180", "contribution"])
    assert expected("F14", "cases_66180").holds(made.loc["NQ 66180", "cases"])
    assert expected("F14", "margin_66183").holds(made.loc["NQ 66183", "contribution"])
    assert expected("F14", "margin_66183_full").holds(made.loc["NQ 66183", "margin"])
    assert expected("F14", "margin_66991_full").holds(made.loc["NQ 66991", "margin"])
    assert made.index[0] == "NQ 66180"


def test_a_devices_part_of_medicares_rate_is_held_against_its_invoice_with_its_range():
    held = device_ranges(costing_loaded().ranges)
    made = device_table(cells(), costing().center, rates(), held)
    row = made.loc["66991"]
    assert row["allowance"] / row["rate"] == pytest.approx(2_653.30 / 4_014.69, abs=1e-4)
    assert (row["low"], row["invoice"], row["high"]) == (1_050, 1_180, 1_390)
    assert row["net"] == pytest.approx(row["allowance"] - 1_180)
    assert row["net_high"] == pytest.approx(row["allowance"] - 1_390)
    assert made.loc["66180", ["payer", "fee", "left"]].tolist() == ["NQ", 1_150, 30]
    assert np.isnan(made.loc["66180", "high"])


def test_a_center_whose_devices_no_rate_allows_for_has_no_device_table():
    center = replace(costing().center, devices={"66984": 5.0})
    assert device_table(cells(), center, rates(), {}).empty


def test_a_day_holds_fifteen_routine_cases_and_a_room_full_of_them_needs_this_fee():
    made = day_table(costing().center, year())
    assert made.loc["66984", "fit"] == 15
    assert made.loc["66984", "full_room_fee"] == pytest.approx(258 + 1_408_000 * 27 / 88_128)


def test_a_second_room_waits_for_todays_free_minutes_and_cannot_exceed_the_rooms():
    made = second_room_of(year(), costing().center, RoomPlan(days_a_week=2.0, cost=400_000))
    assert made.minutes_added == 2 * 48 * 480 * 0.85
    assert made.cases_today == pytest.approx(22_466 / (65_662 / 1_779))
    assert made.cases == pytest.approx(400_000 / year().even.contribution)
    with pytest.raises(ValueError, match=r"have 5\.5 days left, not 6"):
        second_room_of(year(), costing().center, RoomPlan(days_a_week=6.0, cost=1.0))


def test_a_practice_without_a_center_or_without_a_case_in_it_has_no_center_year():
    grid, held = center_grid(), costs().rates()
    assert center_year(grid, replace(costing(), center=None), held) is None
    assert center_year(grid.assign(block="professional"), costing(), held) is None


def test_a_code_without_minutes_is_in_no_average():
    center = costing().center
    fewer = replace(center, cases=center.cases[center.cases["hcpcs"] != "66984"])
    assert "66984" not in set(center_cells(center_grid(), fewer)["code"])


@pytest.mark.parametrize("code", GOLDEN["hospital"])
def test_published_hospital_prices_are_the_printed_quartiles(code):
    n, low, middle, high, exchange_n, exchange, adv_n, adv_low, adv, adv_high = GOLDEN["hospital"][
        code
    ]
    prices = table("local_hospital_prices.csv")
    made = posted(prices, code, "commercial")
    found = (made.n, made.lower_quartile, made.median, made.upper_quartile)
    assert found == pytest.approx((n, low, middle, high), abs=0.00501)
    assert (made.dated, made.hospitals) == ("2026-04-01", 2)
    other = posted(prices, code, "exchange")
    assert (other.n, other.median) == pytest.approx((exchange_n, exchange), abs=0.00501)
    plan = posted(prices, code, "medicare_advantage")
    found = (plan.n, plan.lower_quartile, plan.median, plan.upper_quartile)
    assert found == pytest.approx((adv_n, adv_low, adv, adv_high), abs=0.00501)


def test_a_flagged_row_is_counted_and_left_out():
    prices = table("local_hospital_prices.csv")
    assert posted(prices, "66984", "medicare_advantage").left_out == 1
    whole = posted(prices.assign(left_out=""), "66984", "medicare_advantage")
    assert (whole.n, round(whole.median, 2)) == (11, 2_390.97)
    assert posted(prices, "00000", "commercial") is None
    with pytest.raises(ValueError, match="no class of plans"):
        posted(prices, "66984", "Commercial")


def test_medicares_own_scale_is_derived_and_says_so():
    hospital, center, ratio = GOLDEN["scale"]["66984"]
    made = scale()["66984"]
    assert (made.hospital, made.center) == (hospital, center)
    assert round(made.ratio, 4) == ratio
    assert expected("F33", "medicare_hospital_over_ours").holds(made.ratio)
    assert made.saving == pytest.approx(hospital - center)
    assert made.derived


def test_the_saving_of_a_case_at_northquill_is_the_planted_one():
    row = savings().loc["NQ 66984"]
    found = {
        "n": row["n"], "lower_quartile": row["lower_quartile"], "median": row["median"],
        "upper_quartile": row["upper_quartile"], "saving_at_median": row["saving"],
        "saving_at_lower_quartile": row["saving_lower"], "saving_a_year_at_median": row["a_year"],
        "saving_a_year_at_lower_quartile": row["a_year_lower"],
        "hospital_over_our_medicare": row["over_medicare"],
    }  # fmt: skip
    for name, value in found.items():
        assert expected("F33", name).holds(value), name
    assert (row["fee"], row["cases"], row["payer_class"]) == (1_850, 142, "commercial")


def test_the_saving_of_an_advantage_plan_is_the_planted_one():
    row = savings().loc["MA 66984"]
    found = {"advantage_median": row["median"], "advantage_saving": row["saving"],
             "advantage_eyes": row["cases"], "advantage_saving_a_year": row["a_year"],
             "advantage_n": row["n"]}  # fmt: skip
    for name, value in found.items():
        assert expected("F33", name).holds(value), name


def test_a_payer_without_a_class_and_a_code_without_a_price_have_no_saving():
    made = savings()
    assert set(made["payer"]) == {"NQ", "MA"}
    assert "15823" not in set(made["code"])
    assert made["a_year"].is_monotonic_decreasing
    assert savings_table(cells(), table("local_hospital_prices.csv"), scale(), {}).empty
    assert savings(counts_as=None).loc["NQ 66984", "cases"] < 142


def test_a_lower_fee_widens_the_saving_by_itself():
    hospital = posted(table("local_hospital_prices.csv"), "66984", "commercial")
    offered = 1_164.17
    assert expected("F33", "saving_under_the_offer").holds(
        saving(offered, 142, hospital, 1_265.40).saving
    )


def test_frames_carry_labels_and_roles():
    frames = [
        by_code(),
        payer_table(cells(), year().ranking, {}),
        price_table(cells()),
        block_bars(center_holders(center_grid(), costing())),
        income_table(costing().center),
        day_table(costing().center, year()),
        savings(),
    ]
    for frame in frames:
        assert isinstance(frame, pd.DataFrame)
        assert {"label", "role"} <= set(frame)
        assert frame.index.is_unique
