"""House rules on what is committed: clean notebooks, no machine's paths, no descriptors."""

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))
FORBIDDEN = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.IfExp,
    ast.Try, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.BinOp,
    ast.AugAssign, ast.With,
)  # fmt: skip


def tracked() -> list[Path]:
    told = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / line for line in told.splitlines() if (ROOT / line).is_file()]


def cells(path: Path) -> list[dict]:
    return json.loads(path.read_text("utf-8"))["cells"]


def code(cell: dict) -> str:
    return "".join(cell["source"])


def test_there_is_a_notebook_to_hold_to_the_rules():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_clean_with_fixed_readable_cell_ids(path):
    ids = [cell["id"] for cell in cells(path)]
    assert len(set(ids)) == len(ids)
    for cell in cells(path):
        assert re.fullmatch(r"[a-z][a-z0-9-]*", cell["id"]), cell["id"]
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_first_code_cell_and_no_other_holds_the_parameters(path):
    codes = [cell for cell in cells(path) if cell["cell_type"] == "code"]
    tagged = [cell for cell in codes if "parameters" in cell["metadata"].get("tags", [])]
    assert tagged == [codes[0]]
    for line in ast.parse(code(codes[0])).body:
        assert isinstance(line, ast.Assign)
        assert isinstance(line.value, ast.Constant)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_tells_and_leaves_the_computing_to_the_package(path):
    for cell in cells(path):
        if cell["cell_type"] == "code":
            for node in ast.walk(ast.parse(code(cell))):
                assert not isinstance(node, FORBIDDEN), (
                    f"{path.name}, cell {cell['id']}, line {getattr(node, 'lineno', '?')}: "
                    f"{type(node).__name__} belongs in the package"
                )


def test_no_committed_file_is_larger_than_five_megabytes():
    for path in tracked():
        assert path.stat().st_size < 5_000_000, path


def test_no_committed_text_names_a_machine_or_a_package_index():
    machine = re.compile(re.escape(str(ROOT.parent)) + r"/|(extra-)?index" + r"-url\b")
    for path in tracked():
        if path.suffix in {
            ".py",
            ".md",
            ".toml",
            ".yaml",
            ".yml",
            ".ipynb",
            ".txt",
            ".html",
            ".json",
        }:
            if path.name == Path(__file__).name:
                continue
            found = machine.search(path.read_text("utf-8", errors="replace"))
            assert not found, f"{path}: {found}"


def test_no_unfinished_work_is_committed():
    halves = (("TO", "DO"), ("FIX", "ME"), ("NotImplemented", "Error"))
    unfinished = re.compile(r"\b(" + "|".join("".join(pair) for pair in halves) + r")\b")
    for path in tracked():
        if path.suffix == ".py":
            found = unfinished.search(path.read_text("utf-8"))
            assert not found, f"{path}: {found}"
