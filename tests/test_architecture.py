"""The house rules that a machine can read: arrows point down, models open no file."""

import ast
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "practice_model"
FLOORS = [
    {"faults", "money", "units", "records", "quantities", "columns", "tables"},
    {"finance", "uncertainty", "negotiation", "practice", "practice_tables", "clauses"},
    {"revenue", "costs"},
    {"deals", "tracking", "readers"},
    {"questions"},
    {"briefs", "synthetic"},
]
DEALS = ("hire", "buy_in", "lease", "equipment")
MODELS = {room for floor in FLOORS[:3] for room in floor} | {"deals", "tracking", "questions"}
FILE_LIBRARIES = {
    "os", "pathlib", "io", "csv", "json", "yaml", "duckdb", "shutil", "tempfile", "glob", "zipfile",
    "openpyxl", "papermill", "nbformat", "jinja2", "typst", "docx", "xlsxwriter",
}  # fmt: skip
FILE_CALLS = {"open", "read_csv", "read_parquet", "read_excel", "read_json", "read_text", "to_csv"}


def room_of(module: str) -> str:
    """The floor's room that a dotted module name of the package belongs to."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def floor_of(room: str) -> int:
    for height, rooms in enumerate(FLOORS):
        if room in rooms:
            return height
    raise AssertionError(f"{room} stands on no floor: give it one in FLOORS")


def modules() -> list[tuple[str, Path]]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        dotted = ".".join(("practice_model", *path.relative_to(PACKAGE).with_suffix("").parts))
        if path.name != "__init__.py":
            found.append((dotted, path))
    return found


@cache
def parsed(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text("utf-8"))))


@cache
def imports_of(path: Path) -> set[str]:
    names: set[str] = set()
    for node in parsed(path):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            names.add(node.module or "")
            if node.module and node.module.startswith("practice_model"):
                names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


MODULES = modules()


@pytest.mark.parametrize(("module", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_no_arrow_points_up(module, path):
    height = floor_of(room_of(module))
    for name in imports_of(path):
        if name.startswith("practice_model.") and room_of(name) not in {"__version__"}:
            assert floor_of(room_of(name)) <= height, f"{module} reaches up to {name}"


@pytest.mark.parametrize(("module", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_models_open_no_file_and_know_no_file_library(module, path):
    if room_of(module) not in MODELS:
        return
    used = {name.split(".")[0] for name in imports_of(path)}
    assert not used & FILE_LIBRARIES, f"{module} knows {sorted(used & FILE_LIBRARIES)}"
    for node in parsed(path):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            assert name not in FILE_CALLS, f"{module}:{node.lineno} calls {name}"


def test_revenue_and_costs_do_not_import_each_other():
    for module, path in MODULES:
        other = {"revenue": "costs", "costs": "revenue"}.get(room_of(module))
        assert not {n for n in imports_of(path) if room_of(n) == other and other}, module


def deal_of(module: str) -> str:
    """The deal that a module is part of: deals.hire_ramp is part of the hire."""
    name = module.split(".")[2]
    parts = [deal for deal in DEALS if name == deal or name.startswith(f"{deal}_")]
    assert len(parts) == 1, f"{module} is part of no deal: give it one in DEALS"
    return parts[0]


def test_a_deal_imports_no_other_deal():
    deals = [(module, path) for module, path in MODULES if room_of(module) == "deals"]
    for module, path in deals:
        known = {n for n in imports_of(path) if n.startswith("practice_model.deals.")}
        assert {deal_of(one) for one in known} <= {deal_of(module)}, module


def test_the_import_graph_has_no_circle():
    known = {module for module, _ in MODULES}
    arrows = {module: imports_of(path) & known for module, path in MODULES}
    done: set[str] = set()

    def walk(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail, module))
        if module not in done:
            for target in sorted(arrows[module] - {module}):
                walk(target, (*trail, module))
            done.add(module)

    for module in sorted(arrows):
        walk(module, ())


def test_nothing_below_the_command_line_reads_a_clock():
    for module, path in MODULES:
        if module == "practice_model.briefs.batch":
            continue  # tells how long a run took, on the screen only
        for node in parsed(path):
            asked = node.attr if isinstance(node, ast.Attribute) else ""
            assert asked not in {"now", "today", "utcnow"}, f"{module}:{node.lineno}: {asked}"


def test_floors_are_told_from_bottom_to_top_without_overlap():
    for lower, upper in pairwise(FLOORS):
        assert not lower & upper
