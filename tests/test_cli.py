"""The command line: quick help, faults in words, exit codes."""

import os
import re
import subprocess
import sys

import pytest
import small_project

from practice_model.briefs import cli
from practice_model.faults import Faults
from practice_model.revenue.claim_lines import OPTIONAL, REQUIRED

HEAVY = ("pandas", "numpy", "papermill", "matplotlib", "pydantic", "duckdb", "rich.console")

HEADER = "service_date,hcpcs,modifiers,setting,locality,cbsa,units"
LINES = f"{HEADER}\n2025-12-01,99213,,office,national,,1\n"


def run(monkeypatch, capsys, *arguments) -> tuple[int, str, str]:
    """Run a command as the shell would; return exit code, output and errors."""
    monkeypatch.setattr(sys, "argv", ["practice-model", *map(str, arguments)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    told = capsys.readouterr()
    return int(left.value.code or 0), told.out, told.err


def test_help_imports_nothing_heavy():
    code = f"import sys, practice_model.briefs.cli; print([m for m in {HEAVY} if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_help_takes_less_than_half_a_second_of_work():
    before = os.times()
    subprocess.run(
        [sys.executable, "-m", "practice_model.briefs.cli", "--help"],
        capture_output=True,
        check=True,
    )
    after = os.times()
    spent = after.children_user + after.children_system
    assert spent - before.children_user - before.children_system < 0.5


def test_help_names_every_command(monkeypatch, capsys):
    code, out, _ = run(monkeypatch, capsys, "--help")
    assert code == 0
    for command in ("brief", "check", "import", "init", "list", "medicare", "synthetic"):
        assert f"\n  {command} " in out


def test_an_unknown_scenario_is_told_with_the_nearest_name(tmp_path, monkeypatch, capsys):
    small_project.scenario(tmp_path, "nq_renewal")
    monkeypatch.chdir(tmp_path)
    code, out, err = run(monkeypatch, capsys, "brief", "nq_renewel")
    assert (code, out) == (1, "")
    assert err == (
        "1 fault in nq_renewel:\n"
        "  nq_renewel: no such file, and no scenario of that name; did you mean nq_renewal?\n"
    )


def test_brief_needs_scenarios_or_all_and_not_both(monkeypatch, capsys):
    assert run(monkeypatch, capsys, "brief")[0] == 2
    assert run(monkeypatch, capsys, "brief", "x", "--all")[0] == 2


def test_outside_a_project_the_shipped_tables_price(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lines.csv").write_text(
        "service_date,hcpcs,modifiers,setting,locality,cbsa,units\n2025-12-01,99213,,office,,,1\n"
    )
    code, out, _ = run(monkeypatch, capsys, "medicare", "price", "lines.csv")
    assert (code, len(out.splitlines())) == (0, 2)


def test_a_named_inputs_folder_must_exist(tmp_path, monkeypatch, capsys):
    code, _, err = run(monkeypatch, capsys, "list", "--inputs", tmp_path / "none")
    assert code == 1
    assert "there is no such folder" in err


def test_check_tells_every_fault_and_leaves_with_one(tmp_path, monkeypatch, capsys):
    small_project.teach(monkeypatch)
    small_project.scenario(tmp_path, "low", price=-1)
    small_project.scenario(tmp_path, "word", price="ten")
    small_project.scenario(tmp_path, "good")
    monkeypatch.chdir(tmp_path)
    code, _, err = run(monkeypatch, capsys, "check")
    assert code == 1
    assert "low.yaml:3" in err
    assert "word.yaml:3" in err
    assert "good.yaml" not in err


def test_check_of_good_inputs_says_how_many_files_hold(tmp_path, monkeypatch, capsys):
    small_project.teach(monkeypatch)
    path = small_project.scenario(tmp_path, "good")
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, capsys, "check", path)[:2] == (0, "1 file is good\n")


def test_check_of_a_file_that_no_scenario_reads_says_so(tmp_path, monkeypatch, capsys):
    small_project.teach(monkeypatch)
    small_project.scenario(tmp_path, "good")
    lonely = tmp_path / "inputs" / "practice.yaml"
    lonely.write_text("name: nobody\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    code, _, err = run(monkeypatch, capsys, "check", lonely)
    assert code == 1
    assert "no scenario reads this file" in err


def test_check_of_a_file_reached_through_extends_tells_its_faults(tmp_path, monkeypatch, capsys):
    small_project.teach(monkeypatch)
    base = small_project.scenario(tmp_path, "base", price=-1)
    base = base.rename(base.parent.parent / "base.yaml")
    child = tmp_path / "inputs" / "scenarios" / "child.yaml"
    child.write_text("extends: ../base.yaml\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    code, _, err = run(monkeypatch, capsys, "check", base)
    assert code == 1
    assert "base.yaml:3" in err


def test_list_shows_scenarios_with_question_and_last_run(tmp_path, monkeypatch, capsys):
    small_project.teach(monkeypatch)
    small_project.scenario(tmp_path, "good")
    monkeypatch.chdir(tmp_path)
    code, out, _ = run(monkeypatch, capsys, "list")
    assert code == 0
    assert out.splitlines()[1].split() == ["good", "probe", "never"]


def test_medicare_price_prints_the_priced_rows(tmp_path, monkeypatch, capsys):
    lines = tmp_path / "lines.csv"
    lines.write_text(LINES, "utf-8")
    code, out, err = run(monkeypatch, capsys, "medicare", "price", lines)
    assert code == 0
    assert out.splitlines()[0] == f"{HEADER},allowed_amount,status,basis"
    assert "1 line: 1 priced" in err
    out_file = tmp_path / "priced.csv"
    code, printed, _ = run(monkeypatch, capsys, "medicare", "price", lines, "--out", out_file)
    assert (code, printed) == (0, "")
    assert out_file.read_text("utf-8").splitlines() == out.splitlines()


def test_the_help_of_pricing_names_every_column_of_lines(monkeypatch, capsys):
    code, out, _ = run(monkeypatch, capsys, "medicare", "price", "--help")
    assert code == 0
    for column in (*REQUIRED, *OPTIONAL):
        assert re.search(rf"\b{column}\b", out), column


@pytest.mark.parametrize(
    "arguments",
    [
        ("medicare", "price", "missing.csv"),
        ("medicare", "add", "missing.zip"),
        ("check", "no.yaml"),
    ],
)
def test_a_missing_file_is_a_fault_and_no_traceback(monkeypatch, capsys, arguments):
    code, out, err = run(monkeypatch, capsys, *arguments)
    assert (code, out) == (1, "")
    assert arguments[-1] in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("medicare", "price", "lines.csv", "--out", "held/priced.csv"),
        ("medicare", "price", "lines.csv", "--out", "folder"),
        ("synthetic", "--out", "held"),
        ("init", "held"),
        ("init", "held/client"),
    ],
)
def test_a_place_that_cannot_be_written_is_a_fault(tmp_path, monkeypatch, capsys, arguments):
    (tmp_path / "lines.csv").write_text(LINES, "utf-8")
    (tmp_path / "held").write_text("a file", "utf-8")
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    code, out, err = run(monkeypatch, capsys, *arguments)
    assert (code, out) == (1, "")
    assert f"{arguments[-1]}: " in err
    assert "part" not in err
    assert (tmp_path / "held").read_text("utf-8") == "a file"


def test_a_new_folder_is_made_for_priced_lines(tmp_path, monkeypatch, capsys):
    (tmp_path / "lines.csv").write_text(LINES, "utf-8")
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "new" / "priced.csv"
    code, _, _ = run(monkeypatch, capsys, "medicare", "price", "lines.csv", "--out", out)
    assert code == 0
    assert out.is_file()


def test_a_run_that_is_stopped_says_so(monkeypatch, capsys):
    def stopped() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("practice_model.briefs.checking.check", lambda paths: stopped())
    code, _, err = run(monkeypatch, capsys, "check")
    assert (code, err) == (130, "stopped; what was finished is kept\n")


def test_a_slip_of_ours_still_shows_its_traceback(monkeypatch):
    monkeypatch.setattr(cli, "app", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_faults_go_to_the_error_stream_grouped_by_file(monkeypatch, capsys):
    def raising() -> None:
        raise Faults([cli.Fault("a.yaml", 3, "price", "missing")])

    monkeypatch.setattr(cli, "app", raising)
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 1
    assert capsys.readouterr().err == "1 fault in a.yaml:\n  a.yaml:3: price: missing\n"


def test_a_scenario_that_cannot_be_read_is_not_passed_over(tmp_path, monkeypatch, capsys):
    small_project.teach(monkeypatch)
    small_project.scenario(tmp_path, "good")
    small_project.scenario(tmp_path, "torn").write_text(
        "question: probe\nprice: {value: [", "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    code, _, err = run(monkeypatch, capsys, "check")
    assert code == 1
    assert "torn.yaml" in err
    code, out, _ = run(monkeypatch, capsys, "list")
    assert code == 0
    assert "has faults: run check" in out
