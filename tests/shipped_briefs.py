"""The briefs of the shipped scenarios, made once for all tests by the notebooks' own cells.

Where several processes test at once, what one has made the others read: see `conftest`.
"""

import json
import os
from collections.abc import Callable
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


SHARED = "PRACTICE_MODEL_TESTS_SHARE"  # the folder of one run of the tests


def made_once(file: str, make: Callable[[], bytes]) -> bytes:
    """Return what a file of this run's folder holds, made here where no process has it yet."""
    folder = os.environ.get(SHARED)
    if not folder:
        return make()
    whole = Path(folder) / file
    if not whole.is_file():
        written = whole.with_name(f"{file}.{os.getpid()}")
        written.write_bytes(make())
        written.replace(whole)
    return whole.read_bytes()


@cache
def brief_text(name: str) -> str:
    return made_once(f"{name}.json", lambda: left(name)["brief"].to_json().encode()).decode()


def brief(name: str) -> dict:
    return json.loads(brief_text(name))


@cache
def page(name: str) -> str:
    return made_once(f"{name}.html", lambda: html.render(brief(name)).encode()).decode()


@cache
def printed_pages(name: str) -> bytes:
    return made_once(f"{name}.pdf", lambda: pdf.render(brief(name)))
