"""`check` reaches what no scenario reads: contracts, the practice, declared tables."""

import shutil
from pathlib import Path

import pytest

from practice_model.briefs.checking import check
from practice_model.faults import Faults
from practice_model.practice import Practice
from practice_model.readers.known_files import columns_at, known_files, read_known, record_at
from practice_model.revenue.contract import Contract
from practice_model.revenue.offers import Offer

INPUTS = Path(__file__).parents[1] / "inputs"


@pytest.fixture
def inputs(tmp_path):
    """A copy of the inputs without Medicare's tables and the public files of the market."""
    made = tmp_path / "inputs"
    shutil.copytree(INPUTS, made, ignore=_large)
    return made


def _large(folder, names):
    if Path(folder).name == "market":
        return [name for name in names if name.endswith(".parquet")]
    return [name for name in names if name in {"medicare", "answers"}]


def test_the_place_of_a_file_tells_what_it_holds():
    assert record_at(INPUTS / "practice" / "practice.yaml", INPUTS) is Practice
    assert record_at(INPUTS / "contracts" / "pw" / "paid.yaml", INPUTS) is Contract
    assert record_at(INPUTS / "contracts" / "nq" / "offer_prof_2027.yaml", INPUTS) is Offer
    assert record_at(INPUTS / "scenarios" / "nq_renewal.yaml", INPUTS) is None
    assert columns_at(INPUTS / "practice" / "staff.csv", INPUTS) is not None
    assert columns_at(INPUTS / "practice" / "claims.parquet", INPUTS) is None


@pytest.mark.parametrize(
    "path", known_files(INPUTS), ids=lambda path: path.relative_to(INPUTS).as_posix()
)
def test_every_known_file_that_ships_holds(path):
    files, table = read_known(path, INPUTS)
    assert path in files
    assert table is None or table.faults == []


def test_all_contracts_of_the_practice_are_reached():
    names = {path.parent.name for path in known_files(INPUTS) if path.name == "terms.yaml"}
    assert names == {"mcr", "ma", "nq", "tm", "fw", "pw", "mcd", "sp"}


def test_a_fault_in_a_contract_that_no_scenario_reads_is_told(inputs):
    terms = inputs / "contracts" / "pw" / "terms.yaml"
    terms.write_text(terms.read_text("utf-8").replace("of_medicare", "of_medicre", 1), "utf-8")
    with pytest.raises(Faults) as told:
        check([inputs])
    assert any("did you mean of_medicare" in fault.message for fault in told.value.faults)
    assert all("contracts/pw/" in fault.file for fault in told.value.faults)


def test_a_fault_in_a_table_that_no_scenario_reads_is_told_with_its_row(inputs):
    table = inputs / "practice" / "staff.csv"
    lines = table.read_text("utf-8").splitlines()
    place = lines[1].split(",").index("fte [FTE]")  # line 1 says that it is synthetic
    cells = lines[2].split(",")
    lines[2] = ",".join([*cells[:place], "many", *cells[place + 1 :]])
    table.write_text("\n".join(lines) + "\n", "utf-8")
    with pytest.raises(Faults) as told:
        check([table])
    assert "staff.csv" in str(told.value)
    assert "many" in str(told.value)


def test_a_scenario_may_be_named_without_its_folder(monkeypatch):
    monkeypatch.chdir(INPUTS.parent)
    assert INPUTS / "scenarios" / "nq_asc.yaml" in check([Path("nq_asc")]).good
