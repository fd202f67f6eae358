"""The briefs of the shipped scenarios, made once for all tests by the notebooks' own cells."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from practice_model.briefs import html, pdf
from practice_model.briefs.scenarios import asks

ROOT = Path(__file__).parents[1]
SCENARIOS = ROOT / "inputs" / "scenarios"
NOTEBOOK = ROOT / "notebooks" / "payer.ipynb"
NAMES = ("nq_renewal", "nq_asc", "tm_basis", "fw_recovery")
FACT_BOOK = "base"
DEALS = ("hire_retina", "hire_od", "buy_in_b", "lease_s1", "oct_three", "together")
ALL = (*NAMES, FACT_BOOK, *DEALS)


def run_cells(name: str, **parameters: Any) -> dict[str, Any]:
    """Run the cells of the notebook that a scenario asks for; return the names they leave."""
    scenario = SCENARIOS / (name if name.endswith(".yaml") else f"{name}.yaml")
    notebook = ROOT / "notebooks" / f"{asks(scenario)}.ipynb"
    given = {"scenario": str(scenario), **parameters}
    known: dict[str, Any] = {}
    for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            source = "".join(cell["source"])
            if "parameters" in cell["metadata"].get("tags", []):
                source += "".join(f"\n{one} = {value!r}" for one, value in given.items())
            exec(compile(source, cell["id"], "exec"), known)
    return known


def run(name: str) -> str:
    """Run the notebook's cells on a scenario and return its brief.json."""
    return run_cells(name)["brief"].to_json()


@cache
def left(name: str) -> dict[str, Any]:
    """The names that the notebook of a shipped scenario leaves."""
    return run_cells(name)


@cache
def brief_text(name: str) -> str:
    return left(name)["brief"].to_json()


def brief(name: str) -> dict:
    return json.loads(brief_text(name))


@cache
def page(name: str) -> str:
    return html.render(brief(name))


@cache
def printed_pages(name: str) -> bytes:
    return pdf.render(brief(name))
