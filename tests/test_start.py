"""A new client's folder: says what is missing, and works once filled."""

import os
import re
import shutil
from dataclasses import fields
from pathlib import Path

import pytest
from filled_client import (
    CENTER_YEAR,
    COSTS,
    EXPORT,
    TABLES,
    TALK,
    fill,
    fill_tables,
    use_options,
    with_examples,
    year_of_claims,
)

from practice_model.briefs import cli
from practice_model.briefs.checking import check
from practice_model.briefs.start import TEMPLATE, init
from practice_model.costs.terms import Costing
from practice_model.faults import Faults
from practice_model.practice_tables import PRACTICE_TABLES
from practice_model.questions.anatomy import Anatomy
from practice_model.questions.anatomy_findings import payer_losses
from practice_model.questions.anatomy_parts import approvals_costed, payer_card, spread_of
from practice_model.questions.anatomy_payers import most_hassle
from practice_model.questions.anatomy_year import fact_book
from practice_model.readers.inputs import load
from practice_model.readers.medicare_tables import load_medicare
from practice_model.readers.table_files import read_table_file

ALWAYS = [one.name for one in fields(Costing)]
CSVS = sorted((TEMPLATE / "inputs" / "practice").rglob("*.csv"))


@pytest.fixture
def client(tmp_path, monkeypatch):
    folder = tmp_path / "lakeside"
    init(folder)
    monkeypatch.chdir(folder)
    return folder


def run(monkeypatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["practice-model", *arguments])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return int(left.value.code or 0)


def import_claims(folder: Path, monkeypatch, export: str = EXPORT) -> None:
    (folder / "export.csv").write_text(export, "utf-8")
    monkeypatch.setenv("PRACTICE_MODEL_SALT", "a secret of the client's own")
    out = "inputs/practice/claims.parquet"
    payers = "inputs/practice/payers.yaml"
    assert run(monkeypatch, "import", "export.csv", "--out", out, "--payers", payers) == 0


def fill_all(folder: Path, monkeypatch, more=None) -> None:
    fill(folder, TALK)
    fill(folder, COSTS)
    fill_tables(folder)
    import_claims(folder, monkeypatch, year_of_claims(more))


def made_by(folder: Path) -> dict[str, Path]:
    """The files of the one brief that was made, after a look that none names a patient."""
    made = [path for path in (folder / "reports").rglob("*") if path.is_file()]
    assert {"brief.html", "brief.pdf", "brief.json", "index.html"} <= {path.name for path in made}
    for path in made:
        content = path.read_bytes()
        for planted in (b"Planted", b"1950-01-02", b"MRN000", b"MRNB0", b"MRNM0", b"SYNTHETIC"):
            assert planted not in content, (path, planted)
    return {path.name: path for path in made}


def test_a_new_folder_says_every_field_that_is_missing(client):
    with pytest.raises(Faults) as told:
        check([client / "inputs"])
    files = {Path(fault.file).name for fault in told.value.faults}
    to_fill = {*TALK, *COSTS, *(f"practice/{name}" for name in TABLES)} - {"practice/payers.yaml"}
    assert {Path(name).name for name in to_fill} <= files
    text = str(told.value)
    assert "of_medicare: has no value; fill in a number of ratio" in text
    assert "fte: is blank" in text
    assert "there is no file claims.parquet" in text


def test_no_place_of_a_file_is_told_twice(client):
    with pytest.raises(Faults) as told:
        check([client / "inputs"])
    lines = [(one.file, one.line, one.place, one.message) for one in told.value.faults]
    assert len(lines) == len(set(lines))


def test_a_new_folder_asks_for_no_wage_area(client):
    with pytest.raises(Faults) as told:
        check([client / "inputs"])
    assert "wage_areas" not in str(told.value)


def test_a_talk_needs_no_costs_and_its_brief_names_no_patient(client, monkeypatch):
    fill(client, TALK)
    import_claims(client, monkeypatch)
    assert len(check([Path("payer_a_renewal")]).good) > 5
    assert run(monkeypatch, "brief", "payer_a_renewal") == 0
    text = made_by(client)["brief.html"].read_text("utf-8")
    assert "Lakeside Eye" in text
    assert re.search(r"Blue Thing", text)


def test_a_filled_folder_passes_and_gives_a_fact_book(client, monkeypatch):
    without_equation = {("Medicare", "92250", "11", "professional"): (10, 38.0)}
    fill_all(client, monkeypatch, without_equation)
    assert len(check([client / "inputs"]).good) > 15
    assert run(monkeypatch, "brief", "base") == 0
    text = made_by(client)["brief.html"].read_text("utf-8")
    assert "Lakeside Eye" in text
    assert "66999" in text, "a code that nothing costs is told"
    assert "Collected on services without a cost" in text, (
        "what it brought stands before the profit"
    )


def test_encounters_and_visits_of_a_service_may_be_averages(client):
    fill_tables(client)
    path = client / "inputs" / "practice" / "services.csv"
    rows = path.read_text("utf-8").replace(",1,0,", ",0.65,1.5,")
    path.write_text(rows, "utf-8")
    made = read_table_file(path, PRACTICE_TABLES["services.csv"])
    assert not made.faults
    assert {0.65} <= set(made.frame["encounters"])
    assert {1.5} <= set(made.frame["visits_after"])


@pytest.mark.parametrize("path", CSVS, ids=lambda path: path.name)
def test_a_table_of_the_template_has_its_declared_columns_and_an_example_that_reads(path, tmp_path):
    text = path.read_text("utf-8")
    example = tmp_path / path.name
    example.write_text(with_examples(text), "utf-8")
    columns = PRACTICE_TABLES[path.name]
    made = read_table_file(example, columns)
    assert not made.faults, "\n".join(map(str, made.faults))
    assert len(made.frame) > 0


@pytest.mark.parametrize("name", TABLES)
def test_every_column_that_must_be_filled_is_explained_above_it(name):
    text = (TEMPLATE / "inputs" / "practice" / name).read_text("utf-8")
    above = [line for line in text.splitlines() if line.startswith("#") and "example:" not in line]
    for column in PRACTICE_TABLES[name].names:
        assert column in " ".join(above) or column in SHARED, column


SHARED = {"source", "payer", "name"}  # explained in the first table, or saying what they are


def test_every_option_of_the_template_can_be_used(client, monkeypatch):
    fill_all(client, monkeypatch, CENTER_YEAR)
    use_options(client)
    talk = load(client / "inputs" / "scenarios" / "base.yaml", Anatomy).terms
    unused = [name for name in ALWAYS if getattr(talk.costing, name) is None]
    assert not unused
    assert talk.prior_year is not None
    book = fact_book(talk, load_medicare(client / "inputs" / "medicare"))
    assert book.verdicts[0].provider == "A"
    assert book.center is not None
    approvals = approvals_costed(book, spread_of(book))
    most = most_hassle(payer_card(book, approvals, payer_losses(book)))
    assert most.net_of_medicare < 0, "hassle may take more than the fees of a small book"


def test_authorizations_without_anybody_who_works_them_are_told_before_a_brief_is_made(
    client, monkeypatch
):
    fill_all(client, monkeypatch, CENTER_YEAR)
    use_options(client)
    staff = client / "inputs" / "practice" / "staff.csv"
    rows = staff.read_text("utf-8").splitlines(keepends=True)
    nobody = "".join(row for row in rows if not row.startswith("practice,authorizations"))
    staff.write_text(nobody, "utf-8")
    with pytest.raises(Faults, match="takes minutes of prior_authorization, but no role"):
        check([Path("base")])


def test_a_folder_that_holds_inputs_is_left_alone(client):
    (client / "inputs" / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(Faults, match="already holds inputs/"):
        init(client)
    assert (client / "inputs" / "mine.txt").read_text("utf-8") == "mine"


def test_the_salt_may_not_lie_in_a_repository(client, monkeypatch, capsys):
    os.makedirs(client / ".git")
    (client / "salt.txt").write_text("a secret of the client's own", "utf-8")
    (client / "export.csv").write_text(EXPORT, "utf-8")
    given = ["--out", "c.parquet", "--payers", "inputs/practice/payers.yaml", "--salt", "salt.txt"]
    assert run(monkeypatch, "import", "export.csv", *given) == 1
    assert "keep the salt outside version control" in capsys.readouterr().err
    assert not Path("c.parquet").exists()
    shutil.rmtree(client / ".git")
