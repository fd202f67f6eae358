"""Drugs of the fact book: what they cost, what is left, what a falling limit takes."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest
from anatomy_case import bought, cells, terms
from answer_key import expected
from larkmoor import medicare

from practice_model.money import half_up
from practice_model.questions.anatomy_drugs import (
    DRUG_HEADS,
    by_drug,
    by_payer,
    drug_margin,
    uncosted,
)
from practice_model.questions.drug_acquisition import (
    acquired,
    stock_loss,
    stock_losses,
)

NAMES = {"NQ": "Northquill Health"}


def drug_cells(*rows):
    """Cells of (payer, provider, code, allowed, collected, full)."""
    made = pd.DataFrame(rows, columns=["payer", "provider", "code", "allowed", "collected", "full"])
    return made.assign(block="drug", lines=2.0)


def a_practice(*lines):
    """Drug lines of (day, code, units, payer) of one provider at one site."""
    claims = pd.DataFrame(lines, columns=["claim_line_start_date", "hcpcs_code",
                                          "service_unit_quantity", "payer"])  # fmt: skip
    claims["claim_line_start_date"] = pd.to_datetime(claims["claim_line_start_date"])
    numbers = range(1, len(claims) + 1)
    claims = claims.assign(
        claim_id=[str(one) for one in numbers],
        claim_line_number=1,
        patient_id="0123456789abcdef",
        place_of_service_code="11",
        claim_type="professional",
        rendering_npi="9000000031",
    )
    return replace(terms().practice, claims=claims)


def of_quarter(code, day):
    """The shipped practice's lines of one drug in one quarter."""
    own = bought().lines
    return own[(own["code"] == code) & (own["quarter"] == pd.Timestamp(day))]


def costs(**shares):
    table = pd.DataFrame({"hcpcs": list(shares), "share_of_limit": list(shares.values())})
    return SimpleNamespace(drug_costs=table)


def test_drugs_keep_what_the_key_says_of_what_is_allowed():
    made = drug_margin(cells(), NAMES)
    assert expected("F17", "allowed_less_cost").holds(made.allowed_less_cost)
    assert expected("F17", "collected_less_cost").holds(made.margin)
    assert expected("F17", "share").holds(made.margin_share)
    assert made.lines == 4_150
    assert made.uncosted == 0
    assert made.losing_payers == 2
    assert (made.best, made.worst) == ("Northquill Health", "MCD")


def test_the_payers_whose_drugs_lose_and_the_one_that_carries_them_are_the_keys():
    made = by_payer(cells(), NAMES)
    assert expected("F17", "medicaid").holds(made.loc["MCD", "margin"])
    assert expected("F17", "self_pay").holds(made.loc["SP", "margin"])
    assert expected("F17", "northquill").holds(made.loc["NQ", "margin"])
    assert made["margin"].iloc[:-1].is_monotonic_decreasing
    assert made.loc["NQ", "label"] == "Northquill Health"


def test_a_year_of_drugs_costs_what_the_volumes_say():
    made = by_drug(cells())
    printed = {
        "J0178": 1_889_932.81, "J2777": 1_526_752.55, "J0177": 523_524.42, "J2781": 312_178.39,
        "J7312": 124_105.87, "Q5124": 82_319.79, "J2778": 51_924.98, "J9035": 84_171.53,
        "J3300": 5_534.54,
    }  # fmt: skip
    assert made["cost"].drop("all").to_dict() == pytest.approx(printed, abs=0.005)
    assert made.loc["all", "cost"] == pytest.approx(4_600_444.88, abs=0.005)


def test_every_view_of_the_drugs_has_one_total():
    whole = by_payer(cells(), {}).loc["all"]
    other = by_drug(cells()).loc["all"]
    for name in ("lines", "allowed", "collected", "cost", "allowed_less_cost", "margin"):
        assert other[name] == pytest.approx(whole[name], abs=0.005), name
    assert set(DRUG_HEADS) <= set(by_drug(cells()))


def test_collections_are_whole_dollars_for_each_buyer_and_payer():
    held = drug_cells(
        ("X", "C", "J0001", 100.0, 90.5, 80.0),
        ("X", "D", "J0001", 100.0, 90.49, 80.0),
    )
    assert by_payer(held, {}).loc["X", "collected"] == 91 + 90


def test_a_drug_without_a_cost_row_is_told_and_in_no_sum():
    held = drug_cells(
        ("X", "C", "J0001", 100.0, 90.0, 80.0),
        ("X", "C", "J0002", 900.0, 890.0, float("nan")),
    )
    assert uncosted(held).to_dict("index") == {"J0002": {"lines": 2.0, "allowed": 900.0}}
    made = drug_margin(held, {})
    assert (made.margin, made.uncosted) == (10.0, 2)
    assert "J0002" not in by_drug(held).index


def test_a_practice_without_drugs_has_no_tables():
    own = cells()[cells()["block"] != "drug"]
    assert drug_margin(own, {}) is None
    assert by_drug(own).empty
    assert by_payer(own, {}).empty
    nothing = acquired(terms().practice, SimpleNamespace(drug_costs=None), medicare())
    assert nothing.costs == {}
    assert nothing.told == ("the practice gave no drug costs",)
    assert stock_losses(nothing, SimpleNamespace(drug_costs=None)).empty
    unbilled = acquired(terms().practice, costs(J1234=0.9), medicare())
    assert unbilled.costs == {}


def test_a_line_costs_its_share_of_the_quarters_limit_rounded_once():
    practice = a_practice(("2025-02-03", "J0178", 3.0, "X"), ("2025-05-03", "J0178", 3.0, "X"))
    made = acquired(practice, costs(J0178=0.965), medicare())
    each = [int(half_up(limit * 3 * 965, 1000)) / 100 for limit in (80_107, 79_586)]
    assert made.lines["cost"].tolist() == each
    assert list(made.costs.values()) == [pytest.approx(sum(each))]
    assert list(made.costs) == [("X", "C", "", "J0178")]


def test_part_of_a_unit_is_paid_for():
    made = acquired(a_practice(("2025-02-03", "J0178", 0.5, "X")), costs(J0178=1.0), medicare())
    assert made.lines["cost"].tolist() == [400.54]


def test_a_quarter_without_a_limit_takes_the_next_one_and_says_so():
    assert bought().told == ("J3300: no payment limit in 2025-01, another quarter's stands in",)
    own = of_quarter("J3300", "2025-01-01")
    assert set(own["limit"]) == {25.02}


def test_a_drug_without_a_limit_in_any_quarter_has_no_cost_and_is_told():
    practice = a_practice(("2025-02-03", "J3300", 4.0, "X"))
    made = acquired(practice, costs(J3300=0.93), medicare())
    assert made.costs == {}
    assert made.told == ("J3300: no payment limit in any quarter of the claims, so no cost",)


def test_a_quarter_that_the_tables_do_not_hold_is_refused_unless_one_is_named():
    practice = a_practice(("2026-08-03", "J0178", 1.0, "X"))
    with pytest.raises(ValueError, match="payment limits of 2026-07-01 are not held"):
        acquired(practice, costs(J0178=1.0), medicare())
    made = acquired(practice, costs(J0178=1.0), medicare(), stand_in=date(2025, 10, 1))
    assert made.lines["cost"].tolist() == [771.56]


def test_the_stock_of_the_key_loses_what_it_says():
    found = stock_losses(bought(), terms().costing, stock={"Q5124": 47 * 5}).iloc[0]
    assert found.code == "Q5124"
    assert (found.bought.date(), found.used.date()) == (date(2025, 1, 1), date(2025, 4, 1))
    assert (found.limit_before, found.limit_after) == (169.20, 85.57)
    assert expected("F17", "stock_loss_q5124").holds(found.loss)


def test_without_a_stock_named_the_quarters_own_use_is_what_could_lose():
    found = stock_losses(bought(), terms().costing).iloc[0]
    used = of_quarter("Q5124", "2025-04-01")["units"].sum()
    assert found.units == used
    assert found.loss == pytest.approx(used * (0.9 * 169.20 - 85.57), abs=0.005)


def test_a_limit_that_rises_or_skips_a_quarter_is_no_loss():
    assert stock_loss(10, 0.9, 100, 120) < 0
    told = stock_losses(bought(), terms().costing)
    assert (told["loss"] > 0).all()
    assert told["loss"].is_monotonic_decreasing
    gap = a_practice(("2025-02-03", "Q5124", 5.0, "X"), ("2025-08-03", "Q5124", 5.0, "X"))
    assert stock_losses(acquired(gap, costs(Q5124=0.9), medicare()), costs(Q5124=0.9)).empty
