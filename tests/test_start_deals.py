"""A new client's folder holds a template for each deal: little must be filled, all of it can be."""

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from filled_client import (
    CENTER_YEAR,
    COSTS,
    EXPORT,
    TALK,
    fill,
    fill_tables,
    use_options,
    with_examples,
    year_of_claims,
)
from filled_deals import TEMPLATES, fill_deal, fill_template, ways

from practice_model.briefs.doors import import_client_claims
from practice_model.briefs.scenarios import all_scenarios, asks, record_of
from practice_model.briefs.start import TEMPLATE, init
from practice_model.faults import Faults
from practice_model.readers import inputs
from practice_model.readers.inputs import load
from practice_model.readers.table_files import read_table, read_table_file
from practice_model.records import hints
from practice_model.revenue.market_tables import MARKET_TABLES

QUESTIONS = {name: name for name in TEMPLATES} | {"together": "joint"}
RECORDS = {name: record_of(asked, f"{name}.yaml") for name, asked in QUESTIONS.items()}
ROOT = Path(__file__).parents[1]
BARGAINING = ("# bargaining:", "# market:")
READ: dict = {}
WAYS = [(name, way) for name in TEMPLATES for way in ways(name)]


def client_in(folder: Path, export: str) -> Path:
    """A new folder with a name, a place and claims."""
    init(folder)
    fill(folder, TALK)
    (folder / "export.csv").write_text(export, "utf-8")
    os.environ.setdefault("PRACTICE_MODEL_SALT", "a secret of the client's own")
    own = folder / "inputs" / "practice"
    import_client_claims(folder / "export.csv", own / "claims.parquet", salt=None,
                         payers=own / "payers.yaml", patient="", dates="iso")  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A client who has a name, a place and claims: no costing, no code of a machine."""
    return client_in(tmp_path_factory.mktemp("bare") / "lakeside", EXPORT)


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """A client who has costing with all its options, a payer talk with bargaining, comparables."""
    folder = client_in(tmp_path_factory.mktemp("full") / "lakeside", year_of_claims(CENTER_YEAR))
    fill(folder, COSTS)
    fill_tables(folder)
    use_options(folder)
    register = folder / "inputs" / "market" / "optional" / "comparables.csv"
    register.write_text(with_examples(register.read_text("utf-8")), "utf-8")
    talk = folder / "inputs" / "scenarios" / "payer_a_renewal.yaml"
    before, part, after = _cut(talk.read_text("utf-8").replace("# costing:", "costing:"))
    used = "".join(line.removeprefix("# ") for line in part.splitlines(keepends=True))
    known = used.replace("refill_payers: []", "refill_payers: [MCR]")
    talk.write_text(before + fill_template(known) + after, "utf-8")
    fill_deal(folder, "hire")
    fill_deal(folder, "equipment")
    return folder


def _cut(text: str) -> tuple[str, str, str]:
    start, end = (text.index(mark) for mark in BARGAINING)
    return text[:start], text[start:end], text[end:]


def template_of(name: str) -> str:
    return (TEMPLATE / "inputs" / TEMPLATES[name][0]).read_text("utf-8")


def run_notebook(scenario: Path) -> dict:
    """Run the cells of a scenario's notebook on few draws; return its brief."""
    known: dict = {}
    notebook = ROOT / "notebooks" / f"{asks(scenario)}.ipynb"
    for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            source = "".join(cell["source"])
            if "parameters" in cell["metadata"].get("tags", []):
                source += f"\nscenario = {str(scenario)!r}\ndraws = 100"
            exec(compile(source, cell["id"], "exec"), known)
    return json.loads(known["brief"].to_json())


@pytest.mark.parametrize("name", TEMPLATES)
def test_an_unfilled_template_tells_every_missing_value_with_its_line(name, tmp_path):
    init(tmp_path)
    scenarios = tmp_path / "inputs" / "scenarios"
    for file in (scenarios / "optional").iterdir():
        shutil.copyfile(file, scenarios / file.name)
    with pytest.raises(Faults) as told:
        load(scenarios / f"{name}.yaml", RECORDS[name])
    told_at = {(Path(one.file).name, one.line) for one in told.value.faults}
    assert all(one.line and one.message for one in told.value.faults if "no file" not in str(one))
    for file in TEMPLATES[name]:
        if file.endswith("move.yaml"):
            continue  # read once its line in lease.yaml is in use
        lines = (TEMPLATE / "inputs" / file).read_text("utf-8").splitlines()
        empty = {at for at, line in enumerate(lines, 1) if _is_empty(line, lines[at:])}
        assert empty
        missed = empty - {line for where, line in told_at if where == Path(file).name}
        assert not missed, [lines[at - 1] for at in sorted(missed)]


def _is_empty(line: str, below: list[str]) -> bool:
    if line.startswith("#"):
        return False
    if "{value: ," in line:
        return True
    bare = re.fullmatch(r"(\s*)\w+:(  #.*)?", line)
    following = next((one for one in below if one.strip() and not one.startswith("#")), "")
    deeper = len(following) - len(following.lstrip()) > len(bare[1]) if bare else False
    return bool(bare) and not deeper


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name != "together"])
def test_the_least_of_a_deal_is_enough_without_costing_and_without_claims_of_its_codes(name, bare):
    terms = load(fill_deal(bare, name), RECORDS[name]).terms
    assert terms.costing is None
    assert terms.practice.name == "Lakeside Eye"


@pytest.mark.parametrize("name", ["hire", "buy_in"])
def test_the_least_of_a_deal_makes_its_brief(name, bare):
    brief = run_notebook(fill_deal(bare, name))
    assert "Lakeside Eye" in json.dumps(brief)
    assert len(brief["blocks"]) > 5


@pytest.fixture
def tables_read_once(monkeypatch):
    """Read each table of the full client once for all ways; the tables have tests of their own."""
    monkeypatch.setattr(inputs, "read_table", _read_once)


def _read_once(given, columns):
    key = (str(given.content), columns.name)
    if key not in READ:
        READ[key] = read_table(given, columns)
    return READ[key]


@pytest.mark.parametrize(("name", "way"), WAYS, ids=lambda one: str(one)[:60])
def test_every_option_of_a_template_can_be_used(name, way, full, tables_read_once):
    loaded = load(fill_deal(full, name, way), RECORDS[name])
    assert loaded.terms.practice.name == "Lakeside Eye"


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_part_of_a_deal_stands_in_its_template(name):
    text = template_of(name)
    missing = [part for part in hints(RECORDS[name]) if not re.search(rf"^#?{part}:", text, re.M)]
    assert set(missing) <= {"alternative_name", "survey_fte"}, missing


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_says_first_what_it_is_how_to_use_it_and_the_least_that_it_takes(name):
    top = template_of(name).split("question:")[0]
    assert f"practice-model check {name}" in top
    assert "The least:" in top


def test_a_template_is_no_scenario_until_it_is_copied_up(tmp_path):
    shutil.copytree(TEMPLATE / "inputs", tmp_path / "inputs")
    held = {path.stem for path in all_scenarios(tmp_path / "inputs")}
    assert held == {"base", "payer_a_renewal"}


def test_the_register_of_comparables_has_its_columns_and_examples_that_read(tmp_path):
    register = TEMPLATE / "inputs" / "market" / "optional" / "comparables.csv"
    example = tmp_path / register.name
    example.write_text(with_examples(register.read_text("utf-8")), "utf-8")
    made = read_table_file(example, MARKET_TABLES[register.name])
    assert not made.faults, "\n".join(map(str, made.faults))
    assert len(made.frame) == 3
    above = " ".join(line for line in register.read_text("utf-8").splitlines()
                     if line.startswith("#"))  # fmt: skip
    assert [one for one in made.frame.columns if one not in above] == []
