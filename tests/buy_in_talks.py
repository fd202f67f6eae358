"""The shipped buy-in, worked once for all tests, and scenarios that differ from it."""

import atexit
import shutil
import tempfile
import textwrap
from functools import cache
from pathlib import Path

import duckdb
from shipped_briefs import run_cells

from practice_model.questions import buy_in, buy_in_case, buy_in_own
from practice_model.readers.inputs import load
from practice_model.readers.medicare_tables import load_medicare

ROOT = Path(__file__).parents[1]
INPUTS = ROOT / "inputs"
NAME = "buy_in_b"
WITHOUT_TABLES = "costing: null\ncontracts: null\nmedicare_year: null\n"
"""What makes a scenario stand on its typed figures alone: no fact book need be made."""


@cache
def loaded():
    return load(INPUTS / "scenarios" / f"{NAME}.yaml", buy_in.BuyIn)


@cache
def own():
    return buy_in_own.own_figures(loaded().terms, load_medicare(INPUTS / "medicare"))


@cache
def case():
    return buy_in_case.case(loaded().terms, own())


@cache
def inputs() -> Path:
    """A copy of the inputs that a buy-in reads, a few claims of them, for scenarios of tests."""
    home = Path(tempfile.mkdtemp(prefix="buy_in_"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    big = shutil.ignore_patterns("*.parquet")
    for name in ("practice", "contracts"):
        shutil.copytree(INPUTS / name, home / "inputs" / name, ignore=big)
    (home / "inputs" / "medicare").symlink_to(INPUTS / "medicare")
    some, file = INPUTS / "practice" / "claims.parquet", home / "inputs" / "practice"
    few = f"SELECT * FROM '{some}' LIMIT 40"
    duckdb.sql(f"COPY ({few}) TO '{file / 'claims.parquet'}' (FORMAT parquet)")
    (home / "inputs" / "scenarios").mkdir()
    shutil.copy(INPUTS / "scenarios" / f"{NAME}.yaml", home / "inputs" / "scenarios")
    return home / "inputs"


def scenario(name: str, text: str = "") -> Path:
    """Write a scenario that extends the shipped one."""
    path = inputs() / "scenarios" / f"{name}.yaml"
    path.write_text(f"extends: {NAME}.yaml\n{textwrap.dedent(text)}", "utf-8")
    return path


def told(path: Path, **parameters):
    """Run the notebook on a scenario; return its brief as a dictionary, and what it leaves."""
    made = run_cells(str(path), **({"draws": 400} | parameters))
    return made["brief"].to_dict(), made
