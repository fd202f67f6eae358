"""A new client's folder: says what is missing, and works once filled."""

import os
import re
import shutil
from pathlib import Path

import pytest

from practice_model.briefs import cli
from practice_model.briefs.checking import check
from practice_model.briefs.start import init
from practice_model.faults import Faults

EXPORT = """\
Patient Name,Birth Date,MRN,Claim ID,DOS,CPT,Mod1,Units,POS,Charge,Allowed,Insurance,Rendering NPI
Jane Planted,1950-01-02,MRN0001234,C1,2025-03-04,99213,,1,11,200.00,92.10,Blue Thing PPO,1234567893
John Planted,1951-01-02,MRN0001235,C2,2025-04-07,92014,,1,11,260.00,125.00,Blue Thing PPO,1234567893
Jane Planted,1950-01-02,MRN0001234,C3,2025-06-09,66984,RT,1,24,2000,561,Blue Thing PPO,1234567893
"""
FILLED = {
    "practice/practice.yaml": [
        ("billing:  # the", 'billing: "billing export of January 5, 2026"  # the'),
        ("name:  # as", "name: Lakeside Eye  # as"),
        ("locality:  # Medicare", "locality: 10212-01  # Medicare"),
        ("wage_areas:  # the", 'wage_areas: {2025..: "31924"}  # the'),
    ],
    "practice/payers.yaml": [("[Payer A]", "[Blue Thing PPO]")],
    "contracts/payer_a/terms.yaml": [
        ("contract:  # document", 'contract: "Agreement of 2022, exhibit B, p. 14"  # document'),
        ("name:  # as", "name: Blue Thing  # as"),
        ("effective:  # first", "effective: 2022-07-01  # first"),
        ("medicare_year:  # which", "medicare_year: 2025  # which"),
        ("locality:  # 10212-01", "locality: 10212-01  # 10212-01"),
        ("of_medicare: {value: ,", "of_medicare: {value: 1.10,"),
        ("second: {value: ,", "second: {value: 0.5,"),
        ("of_drug_limit: {value: ,", "of_drug_limit: {value: 1.0,"),
        ("signed:  # the day", "signed: 2022-06-01"),
        ("renews:  # such as 1 July", "renews: 1 July"),
        ("notice: {value: ,", "notice: {value: 90,"),
        ("underpayment_window: {value: ,", "underpayment_window: {value: 12,"),
        ("amendment:  # signed", "amendment: signed_by_both  # signed"),
    ],
    "contracts/payer_a/offer.yaml": [
        ("letter:  # who", 'letter: "Blue Thing, November 2, 2026"  # who'),
        ("\nname:\n", "\nname: Renewal\n"),
        ("letter_date:\n", "letter_date: 2026-11-02\n"),
        ("effective:\n", "effective: 2027-07-01\n"),
        ("of_medicare: {value: ,", "of_medicare: {value: 1.13,"),
        ("headline: {value: ,", "headline: {value: 0.027,"),
    ],
    "scenarios/payer_a_renewal.yaml": [
        ("as_of:  # today", "as_of: 2026-11-24  # today"),
        ("ask:  # who", 'ask: "partners, November 20, 2026"  # who'),
        ("  name:\n", "  name: Visits at 120 percent\n"),
        ("of_medicare: {value: ,", "of_medicare: {value: 1.20,"),
        ("{day: , what", "{day: 2026-12-01, what"),
    ],
}


@pytest.fixture
def client(tmp_path, monkeypatch):
    folder = tmp_path / "lakeside"
    init(folder)
    monkeypatch.chdir(folder)
    return folder


def fill(folder: Path) -> None:
    for name, changes in FILLED.items():
        path = folder / "inputs" / name
        text = path.read_text("utf-8")
        for old, new in changes:
            assert old in text, (name, old)
            text = text.replace(old, new)
        path.write_text(text, "utf-8")


def import_claims(folder: Path, monkeypatch) -> None:
    (folder / "export.csv").write_text(EXPORT, "utf-8")
    monkeypatch.setenv("PRACTICE_MODEL_SALT", "a secret of the client's own")
    out = "inputs/practice/claims.parquet"
    payers = "inputs/practice/payers.yaml"
    monkeypatch.setattr(
        "sys.argv", ["practice-model", "import", "export.csv", "--out", out, "--payers", payers]
    )
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 0


def test_a_new_folder_says_every_field_that_is_missing(client):
    with pytest.raises(Faults) as told:
        check([client / "inputs"])
    places = {(Path(fault.file).name, fault.line) for fault in told.value.faults}
    for name in FILLED:
        if name != "practice/payers.yaml":
            assert Path(name).name in {file for file, _ in places}, name
    text = str(told.value)
    assert "of_medicare: has no value; fill in a number of ratio" in text
    assert "there is no file claims.parquet" in text
    assert len(places) > 20


def test_no_place_of_a_file_is_told_twice(client):
    with pytest.raises(Faults) as told:
        check([client / "inputs"])
    lines = [(one.file, one.line, one.message) for one in told.value.faults]
    assert len(lines) == len(set(lines))


def test_a_filled_folder_passes_and_its_brief_names_no_patient(client, monkeypatch):
    fill(client)
    import_claims(client, monkeypatch)
    assert len(check([client / "inputs"]).good) > 5
    monkeypatch.setattr("sys.argv", ["practice-model", "brief", "payer_a_renewal"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 0
    made = [path for path in (client / "reports").rglob("*") if path.is_file()]
    assert {"brief.html", "brief.pdf", "brief.json", "index.html"} <= {path.name for path in made}
    for path in made:
        content = path.read_bytes()
        for planted in (b"Planted", b"1950-01-02", b"MRN000", b"SYNTHETIC"):
            assert planted not in content, (path, planted)
    text = next(path for path in made if path.name == "brief.html").read_text("utf-8")
    assert "Lakeside Eye" in text
    assert re.search(r"Blue Thing", text)


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
    monkeypatch.setattr("sys.argv", ["practice-model", "import", "export.csv", *given])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 1
    assert "keep the salt outside version control" in capsys.readouterr().err
    assert not Path("c.parquet").exists()
    shutil.rmtree(client / ".git")
