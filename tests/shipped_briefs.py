"""The briefs of the shipped scenarios, made once for all tests by the notebook's own cells."""

import json
from functools import cache
from pathlib import Path

from practice_model.briefs import html, pdf

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks" / "payer.ipynb"
NAMES = ("nq_renewal", "nq_asc", "tm_basis", "fw_recovery")


def run(name: str) -> str:
    """Run the notebook's cells on a scenario and return its brief.json."""
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    known: dict = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            source = "".join(cell["source"])
            if "parameters" in cell["metadata"].get("tags", []):
                source += f"\nscenario = {str(ROOT / 'inputs' / 'scenarios' / name)!r}"
            exec(compile(source, cell["id"], "exec"), known)
    return known["brief"].to_json()


@cache
def brief_text(name: str) -> str:
    return run(name)


def brief(name: str) -> dict:
    return json.loads(brief_text(name))


@cache
def page(name: str) -> str:
    return html.render(brief(name))


@cache
def printed_pages(name: str) -> bytes:
    return pdf.render(brief(name))
