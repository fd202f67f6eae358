"""The page on costing: its worked example, its studies and its printed figures are the model's."""

import io
import re
from pathlib import Path
from textwrap import dedent

import pandas as pd
import pytest
from costed import cost_of, held, loaded, minutes_of_the_year
from practice_tables_read import INPUTS

from practice_model.costs.capacity import Rates, outside_rates, resources
from practice_model.costs.equations import TOLD_BY_THE_LINE, Equations, center_use
from practice_model.costs.procedures import break_even, case_cost
from practice_model.costs.step_checks import step_faults
from practice_model.practice import Resource, cost_per_minute
from practice_model.questions.anatomy import Anatomy
from practice_model.readers.inputs import load

PAGE = (Path(__file__).parents[1] / "docs" / "methods" / "costing.md").read_text("utf-8")


def block(name):
    text = re.search(rf"```csv {re.escape(name)}\n(.*?)```", PAGE, re.DOTALL)[1]
    codes = {"hcpcs": "str", "per": "str", "drivers": "str"}
    return pd.read_csv(io.StringIO(text), dtype=codes).fillna({"per": "", "drivers": ""})


def printed(code):
    line = next(line for line in PAGE.splitlines() if line.startswith(f"| {code} |"))
    return [float(cell) for cell in line.strip("|").split("|")[1:]]


@pytest.mark.parametrize("code", ["92014", "92012"])
def test_the_worked_example_comes_out_as_printed(code):
    steps, services = block("time_equations.csv"), block("services.csv")
    assert step_faults(steps, services) == []
    technicians = Resource(cost=2 * 56_400, practical_minutes=2 * 1_880 * 60 * 0.80)
    doctor = Resource(cost=400_000, practical_minutes=80_000)
    minute = {"technician": cost_per_minute(technicians), "doctor G": cost_per_minute(doctor)}
    use = Equations(steps, services, {"G": "MD"}).of(code, "G")
    made = case_cost(use, Rates(minute=minute, encounter=300_000 / 15_000, case=None))
    shown = [
        *(made.parts[name] for name in ("technician", "doctor G", "general")),
        made.consumables, made.full, made.direct, made.marginal, break_even(made.full, 0.95),
    ]  # fmt: skip
    assert [round(amount, 2) for amount in shown] == printed(code)


def test_the_what_if_of_a_shorter_case_costs_what_the_page_says(tmp_path):
    text = re.search(r"```yaml (\S+)\n(.*?)```", PAGE, re.DOTALL)[2]
    base = INPUTS / "scenarios" / "base.yaml"
    scenario = tmp_path / "scenarios" / "quick_cataract.yaml"
    table = tmp_path / "practice" / "quick_cataract.csv"
    for path in (scenario, table):
        path.parent.mkdir()
    scenario.write_text(dedent(text).replace("base.yaml", str(base)), "utf-8")
    given = (INPUTS / "practice" / "supplies_devices.csv").read_text("utf-8")
    table.write_text(given.replace("66984,235,20,7,", "66984,235,10,7,"), "utf-8")
    told = {}
    for name, path in (("base", base), ("then", scenario)):
        costing = load(path, Anatomy).terms.costing
        told[name] = cost_of(center_use(costing.center, "66984", "A"), costing).full
    assert f"| {told['base']:.2f} | {told['then']:.2f} |" in PAGE
    saved = 1_180 * (told["base"] - told["then"])
    assert f"{saved:,.0f} on 1,180 cases" in PAGE


def test_the_page_names_every_driver_that_a_claim_line_tells():
    for driver in TOLD_BY_THE_LINE - {""}:
        assert f"| `{driver}` |" in PAGE


def test_what_full_cost_leaves_out_is_printed_as_it_is():
    left = outside_rates(loaded().terms)
    supplies = left.pop("medical supplies")
    total = sum(left.values())
    for amount in (total, 3_050_190 - total - supplies, supplies, left["occupancy"]):
        assert f"{amount:,.0f}" in PAGE


def test_used_minutes_on_the_page_are_those_of_the_year():
    minutes = minutes_of_the_year().groupby("resource")["minutes"].sum()["technician"]
    own = resources(held(), loaded().terms.capacity)["technician"]
    assert f"technicians {100 * minutes / own.practical_minutes:.1f}%" in PAGE
    assert f"{minutes:,.0f} minutes" in PAGE
