"""The year of the practice: key figures, profit, what no service carries, other practices."""

import dataclasses
from functools import cache
from pathlib import Path

import anatomy_talks
import numpy as np
import pandas as pd
import pytest
import yaml
from anatomy_talks import book, contracts, talk
from larkmoor import medicare

from practice_model.costs.capacity import outside_rates
from practice_model.costs.providers import provider_income
from practice_model.practice import Resource
from practice_model.quantities import replaced
from practice_model.questions import anatomy_year
from practice_model.questions.anatomy_actions import actions, actions_of
from practice_model.questions.anatomy_capacity import (
    capacity_table,
    outside_rows,
    practice_capacity,
)
from practice_model.questions.anatomy_pages import (
    ladder_of,
    price_cells,
    price_grid,
    rungs,
    variation,
)
from practice_model.questions.anatomy_uses import counted_uses
from practice_model.questions.margins import SERVICE, grid, minutes_used
from practice_model.questions.provider_earnings import earned_by_provider

GOLDEN = yaml.safe_load((Path(__file__).parent / "golden" / "margins.yaml").read_text("utf-8"))
PAGE = Path(__file__).parents[1] / "docs" / "methods" / "margins.md"


@cache
def figures():
    return anatomy_year.key_figures(book())


@pytest.mark.parametrize("name", list(GOLDEN["key_figures"]))
def test_the_key_figures_are_the_printed_ones(name):
    due = GOLDEN["key_figures"][name]
    assert abs(getattr(figures(), name) - due["value"]) <= due["tolerance"]


def test_the_profit_is_the_income_statements():
    """Owners' income 1,546,370 less market pay of A and C, with the center's 775,549."""
    assert anatomy_year.profit(book()) == pytest.approx(1_546_370 - 980_000 + 775_549, abs=1)


def apart(held):
    return anatomy_year.apart(held, practice_capacity(capacity_table(held)).idle)


@pytest.mark.parametrize("profit", [True, False])
def test_the_rows_of_the_ladder_add_up_to_the_profit(profit):
    end = figures().profit if profit else None
    shown = rungs(book().cells, apart(book()), end)
    assert shown.loc[shown["role"] != "total", "margin"].sum() == pytest.approx(figures().profit)
    assert ("profit" in shown.index) is profit


def test_what_stands_apart_has_its_sign_and_its_words():
    found = apart(book())
    assert list(found) == ["lenses", "patient_pay", "drugs", "center_idle", "unused", "rest"]
    assert found["drugs"][1] == pytest.approx(64_461, abs=1)
    assert found["center_idle"][1] == pytest.approx(-353_294, abs=1)
    assert found["unused"][1] < 0
    assert found["unused"][1] + found["rest"][1] == pytest.approx(-figures().idle)


def test_the_method_page_prints_the_rows_of_this_ladder():
    text = PAGE.read_text("utf-8")
    for words, dollars in apart(book()).values():
        assert f"{dollars:,.0f}" in text, words
    own = book().cells[book().cells["block"] != "drug"]
    for dollars in (own["margin"].sum(), figures().profit):
        assert f"| {dollars:,.0f} |" in text


def test_patients_pay_what_is_printed_and_leave_it_less_lenses_and_time():
    """Refraction 228,825 and lenses 100,300 at the practice, 98,400 at the center less 63,960."""
    found = anatomy_year.patient_pay(book())
    assert found.practice == pytest.approx(228_825 + 100_300, abs=1)
    assert found.center == pytest.approx(98_400)
    time = found.practice + found.center - 63_960 - found.left
    each = time / 5_650  # refractions of the year
    assert 0 < each < 20


def test_what_no_service_carries_is_unused_time_and_what_no_rate_carries():
    """By difference it holds what can be counted one by one, but for the rounding of collections:
    the idle minutes of every resource, overhead outside the rates less the supplies that services
    take, and what employed providers are paid over their market pay.
    """
    held, table = book(), book().income.table
    counts = held.cells.groupby(SERVICE)["units"].sum()
    uses = [(use, counts[key]) for key, use in held.costs.uses.items() if key[0] == "professional"]
    uses += anatomy_year.patient_services(held)
    supplies = sum(use.supplies * units for use, units in uses)
    employed = table[~table["owner"].astype(bool)]
    over = (employed["pay"] - employed["market_pay"]).sum()
    rows = capacity_table(held)
    rows = rows[rows["role"] == "body"]
    most = np.maximum(rows["share"], rows["counted"].fillna(0.0))
    cost = rows["idle"] / (1 - most)  # of each resource
    unused = (cost * (1 - rows["share"])).sum()  # by the equations alone
    assert practice_capacity(capacity_table(held)).idle < unused  # own counts leave less idle
    told = unused + sum(outside_rates(talk().costing).values()) - supplies + over
    assert anatomy_year.idle(held) == pytest.approx(told, abs=5)
    assert figures().all_idle == pytest.approx(figures().idle + 353_294, abs=1)


def test_the_overhead_that_no_rate_carries_is_shown_line_by_line():
    made = outside_rows(book())
    assert made["amount"].iloc[:-1].is_monotonic_decreasing
    assert made.loc["all", "amount"] == pytest.approx(sum(outside_rates(talk().costing).values()))
    assert made.loc["depreciation", "label"] == "Depreciation"


def test_dearer_malpractice_is_idle_and_not_margin():
    """A dollar that no rate carries lowers the profit and raises what no service carries."""
    held, costing = book(), talk().costing
    overhead, providers = costing.overhead.copy(), costing.providers.copy()
    place = overhead.index[overhead["driver"] == "direct"][0]
    overhead.loc[place, "amount"] += 1_000.0
    providers.loc[providers["provider"] == "A", "malpractice"] += 1_000.0
    dearer = replaced(costing, {"overhead": overhead, "providers": providers})
    again = provider_income(
        dearer, held.earned.earned, counted_uses(talk().practice.claims, dearer).uses
    )
    changed = dataclasses.replace(held, income=again)
    assert anatomy_year.profit(changed) == pytest.approx(figures().profit - 1_000)
    assert anatomy_year.idle(changed) == pytest.approx(figures().idle + 1_000)


def test_drugs_in_cells_of_several_modifiers_are_bought_once():
    """Half of every drug line under JW: same purchase, same collections, same margin."""
    held = book()
    cells = held.cells.iloc[:, :14]
    drugs = cells["block"] == "drug"
    halved = cells[drugs].assign(allowed=cells["allowed"] / 2, units=cells["units"] / 2)
    split = pd.concat([cells[~drugs], halved, halved.assign(modifiers="JW")], ignore_index=True)
    groups = contracts()["NQ"].code_groups
    parts = (talk().practice, talk().costing)
    again = earned_by_provider(*parts, split, groups, held.drugs.costs)
    assert again.earned["C"].drug_cost == pytest.approx(held.earned.earned["C"].drug_cost)
    assert again.earned["C"].drugs == held.earned.earned["C"].drugs
    made = grid(split, held.costs, held.drugs.costs).cells
    own = made[made["block"] == "drug"]
    assert own["full"].sum() == pytest.approx(held.cells.loc[drugs, "full"].sum())


# Capacity


def test_a_resource_used_by_the_equations_is_told_with_its_share_and_its_idle_dollars():
    found = capacity_table(book())
    technician = found.loc["technician"]
    used = minutes_used(book().cells, book().costs.uses)["technician"]
    assert technician["supplied"] == 902_400
    assert technician["used"] > used
    assert technician["share"] == pytest.approx(technician["used"] / 902_400)
    left = 902_400 - technician["used"]
    assert technician["idle"] == pytest.approx(left * 615_500 / 902_400)
    assert technician["counted"] == pytest.approx(827_168 / 902_400)


@pytest.mark.parametrize(("provider", "booked"), [("D", 0.78), ("E", 0.93)])
def test_refraction_fills_the_optometrists_though_no_payer_pays_for_it(provider, booked):
    """Section 1.2 books D at 78 and E at 93 percent of their practical minutes, within 2 points."""
    row = capacity_table(book()).loc[f"doctor {provider}"]
    assert row["share"] == pytest.approx(booked, abs=0.02)
    assert row["counted"] == booked


def test_the_table_of_capacity_is_sorted_and_adds_up():
    found = capacity_table(book())
    body = found[found["role"] == "body"]
    assert body["share"].is_monotonic_decreasing
    assert found.loc["all", "idle"] == pytest.approx(body["idle"].sum())
    assert not set(found.index) & {"operating", "pre_post"}


def test_a_resource_overrun_is_told_over_one_and_below_zero():
    """General costs: 30,710 encounters by the equations, 30,500 that the practice could see."""
    general = capacity_table(book()).loc["general"]
    assert general["share"] == pytest.approx(30_710 / 30_500)
    assert general["idle"] < 0
    shorter = replaced(talk().costing, {"capacity.people": 0.75})
    tight = dataclasses.replace(book(), talk=replaced(talk(), {"costing": shorter}))
    found = practice_capacity(capacity_table(tight))
    assert found.fullest == "Technicians and imaging"
    assert found.fullest_share > 1


def test_the_fullest_resource_is_one_with_minutes_of_its_own():
    found = practice_capacity(capacity_table(book()))
    assert (found.fullest, found.fullest_counted) == ("C, retina", 0.91)


def test_a_resource_that_the_practice_prices_itself_needs_no_row_among_providers():
    given = {"doctor F": Resource(cost=100_000.0, practical_minutes=50_000.0)}
    changed = dataclasses.replace(book(), talk=replaced(talk(), {"practice.resources": given}))
    row = capacity_table(changed).loc["doctor F"]
    assert row["used"] == 0
    assert row["idle"] == pytest.approx(100_000)
    assert pd.isna(row["counted"])


# Other practices


@cache
def small(name):
    made = {
        "no_center": {"payers": ("NQ", "MCR"), "center": False},
        "no_drugs": {"payers": ("NQ", "MCR"), "drugs": False},
        "drugs_without_costs": {"payers": ("PW",), "center": False, "drug_costs": False},
    }[name]
    return anatomy_year.fact_book(anatomy_talks.smaller(**made), medicare())


SMALL = ("no_center", "no_drugs", "drugs_without_costs")


@pytest.mark.parametrize("name", SMALL)
def test_another_practice_has_its_whole_fact_book(name):
    held = small(name)
    key = anatomy_year.key_figures(held)
    shown = rungs(held.cells, apart(held), key.profit)
    assert shown.loc[shown["role"] != "total", "margin"].sum() == pytest.approx(key.profit)
    assert ladder_of(held.cells, key.profit).profit == key.profit
    payers = {payer: payer for payer in held.talk.contracts}
    prices = price_grid(held.cells, list(payers))
    assert price_cells(prices, payers).shown > 0
    contracts = {payer: one.current for payer, one in held.talk.contracts.items()}
    listed = actions(held.cells, held.priced.paid, contracts, center=held.talk.costing.center)
    assert actions_of(listed).services == len(listed)
    assert practice_capacity(capacity_table(held)).resources > 0
    variation(held.cells)


def test_a_practice_without_a_center_has_no_row_and_no_figure_of_one():
    held = small("no_center")
    key = anatomy_year.key_figures(held)
    assert held.center is None
    assert (key.center_paid, key.center_cases, key.center_idle) == (None, None, None)
    assert key.all_idle == key.idle
    assert "center_idle" not in apart(held)
    assert "asc" not in set(held.cells["block"])
    assert key.drugs_of_cash > 0


def test_a_practice_without_drugs_has_no_row_and_no_figure_of_them():
    held = small("no_drugs")
    key = anatomy_year.key_figures(held)
    assert (key.drugs_of_cash, key.drugs_of_revenue) == (None, None)
    assert "drugs" not in apart(held)
    assert anatomy_year.drugs_of(held) is None
    assert key.center_cases > 0


def test_drugs_whose_cost_nobody_gave_are_told_and_in_no_sum():
    held = small("drugs_without_costs")
    assert set(held.uncosted.index.get_level_values("block")) == {"drug"}
    assert held.uncosted["lines"].sum() > 0
    assert anatomy_year.key_figures(held).drugs_of_cash is None
    assert any("no cost" in told or "no drug cost" in told for told in held.drugs.told)


def test_more_overhead_than_revenue_is_shown_over_one():
    assert anatomy_year.key_figures(small("no_center")).overhead_share > 1


# What is refused


def test_claims_that_bill_a_payer_without_a_contract_are_refused_by_name():
    known = {payer: one for payer, one in talk().contracts.items() if payer != "PW"}
    with pytest.raises(ValueError, match="claims bill PW, of whom contracts has nothing") as told:
        replaced(talk(), {"contracts": known})
    assert "payer 'PW' has no contract" in str(told.value)


def test_a_contract_under_the_name_of_another_payer_is_refused():
    swapped = talk().contracts | {"NQ": talk().contracts["TM"]}
    with pytest.raises(ValueError, match=r"contracts\.NQ holds the contract of TM"):
        replaced(talk(), {"contracts": swapped})


def test_claims_of_which_nothing_has_a_cost_are_refused_in_words():
    cells = book().cells.assign(full=float("nan"))
    with pytest.raises(ValueError, match="no service of the claims has a cost"):
        ladder_of(cells, None)


def test_claims_of_two_years_give_the_book_of_the_last_one_and_serve_the_trend_whole():
    talked = talk()
    earlier = talked.practice.claims.assign(
        claim_line_start_date=talked.practice.claims["claim_line_start_date"]
        - pd.DateOffset(years=1),
        claim_id="E" + talked.practice.claims["claim_id"].astype(str),
    )
    both = pd.concat([earlier, talked.practice.claims], ignore_index=True)
    two = replaced(talked, {"practice.claims": both})
    last = anatomy_year.last_year_of(two)
    assert len(last.practice.claims) == len(talked.practice.claims)
    assert last.practice.claims["claim_line_start_date"].min().year == 2025
    assert anatomy_year.last_year_of(talked) is talked


def test_a_practice_without_a_center_needs_no_wage_area():
    """Its center's income of 775,549 is gone; the practice's own profit stands."""
    talked = talk()
    claims = talked.practice.claims
    own = claims[claims["claim_type"] != "facility"].reset_index(drop=True)
    without = {"practice.claims": own, "practice.wage_areas": {}, "costing.center": None}
    rest = {"second_room": None, "hospital_prices": None}
    made = anatomy_year.fact_book(replaced(talked, without | rest), medicare())
    assert anatomy_year.profit(made) == pytest.approx(figures().profit - 775_549, abs=1)
