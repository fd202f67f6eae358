"""pyproject.toml, constraints.txt, environment.yml and the Makefile say the same."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LINES = [
    line
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def wanted() -> list[Requirement]:
    extras = PROJECT["optional-dependencies"]
    told = [*PROJECT["dependencies"], *(line for group in extras.values() for line in group)]
    return [Requirement(line) for line in told]


def locked() -> dict[str, list[Requirement]]:
    found: dict[str, list[Requirement]] = {}
    for line in LINES:
        requirement = Requirement(line)
        found.setdefault(requirement.name.lower().replace("_", "-"), []).append(requirement)
    return found


@pytest.mark.parametrize("requirement", wanted(), ids=str)
def test_every_wanted_package_is_locked_at_a_version_that_it_allows(requirement):
    pins = locked()[requirement.name.lower().replace("_", "-")]
    for pin in pins:
        (specifier,) = pin.specifier
        assert specifier.operator == "=="
        assert Version(specifier.version) in requirement.specifier


def test_every_line_of_the_constraints_is_one_exact_version():
    for line in LINES:
        assert re.fullmatch(r"[A-Za-z0-9._-]+(\[\w+\])?==[^\s;]+( ; .+)?", line), line


def test_conda_takes_python_and_pip_and_leaves_the_versions_to_the_constraints():
    told = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    python, pip, packages = told["dependencies"]
    assert python == "python" + PROJECT["requires-python"]
    assert pip == "pip"
    assert packages == {"pip": ["-c constraints.txt", "-e .[app]"]}


def test_what_the_user_named_is_installed_for_conda_users_too():
    extras = PROJECT["optional-dependencies"]["app"]
    names = {Requirement(line).name for line in [*PROJECT["dependencies"], *extras]}
    named = {"jupyter", "pandas", "numpy", "statsmodels", "matplotlib", "papermill", "ipywidgets"}
    assert named <= names


def test_setup_installs_with_the_constraints_and_all_extras():
    script = (ROOT / ".ci" / "make_environment.py").read_text("utf-8")
    assert '["-c", "constraints.txt", "-e", ".[app,dev]"]' in script
    oldest, newest = re.search(r"OLDEST, NEWEST = \((3, \d+)\), \((3, \d+)\)", script).groups()
    low, high = re.fullmatch(r">=(3\.\d+),<(3\.\d+)", PROJECT["requires-python"]).groups()
    assert oldest.replace(", ", ".") == low
    assert int(newest.split(", ")[1]) + 1 == int(high.split(".")[1])


def test_the_build_server_calls_the_two_commands_of_the_readme():
    told = (ROOT / ".ci" / "run").read_text("utf-8")
    readme = (ROOT / "README.md").read_text("utf-8")
    for command in ("make briefs", "make test"):
        assert command in told
        assert command in readme


def test_the_version_is_told_once():
    import practice_model

    assert practice_model.__version__ == PROJECT["version"]
