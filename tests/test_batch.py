"""The batch: checked before anything runs, whole or not at all, nothing run twice."""

import json

import pytest
import small_project

from practice_model.briefs import batch
from practice_model.briefs.execution import FAILED, PAPER
from practice_model.faults import Faults

DOCUMENTS = {"brief.json", "brief.html", "brief.pdf", PAPER, "brief.xlsx"}


@pytest.fixture
def project(tmp_path, monkeypatch):
    small_project.teach(monkeypatch)
    small_project.notebook(tmp_path)
    return tmp_path


def names(folder) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.notebook
def test_a_scenario_gives_its_documents_and_the_index_over_them(project):
    path = small_project.scenario(project, "first")
    out = project / "reports" / "larkmoor"
    (made,) = batch.run_briefs([path], out)
    assert (made.status, made.error) == ("made", "")
    assert names(out / "first") == {*DOCUMENTS, batch.RECORD}
    assert names(out) == {"first", "index.html"}
    brief = json.loads((out / "first" / "brief.json").read_text("utf-8"))
    assert brief["scenario"]["name"] == "first"
    paper = (out / "first" / PAPER).read_text("utf-8")
    assert "inputs/scenarios/first.yaml" in paper
    assert str(project / "inputs") not in paper


@pytest.mark.notebook
def test_the_same_inputs_give_the_same_bytes(project):
    path, out = small_project.scenario(project, "first"), project / "out"
    batch.run_briefs([path], out)
    before = {name: (out / "first" / name).read_bytes() for name in DOCUMENTS}
    assert batch.run_briefs([path], out, again=True)[0].status == "made"
    assert {name: (out / "first" / name).read_bytes() for name in DOCUMENTS} == before


def test_what_has_not_changed_is_not_run_again_and_what_has_is(project, monkeypatch):
    def execute(notebook, scenario, root, folder, parameters):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "brief.html").write_text("a page", "utf-8")
        return ("brief.html",)

    monkeypatch.setattr(batch, "execute", execute)
    path, out = small_project.scenario(project, "first"), project / "out"

    def status(**given):
        return batch.run_briefs([path], out, **given)[0].status

    assert [status(), status(), status(again=True)] == ["made", "unchanged", "made"]
    assert [status(seed=7), status(seed=7), status()] == ["made", "unchanged", "made"]
    (out / "first" / "brief.html").write_text("touched", "utf-8")
    assert [status(), status()] == ["made", "unchanged"]
    small_project.scenario(project, "first", price=11)
    assert [status(), status()] == ["made", "unchanged"]
    small_project.notebook(project, last="# said otherwise")
    assert [status(), status()] == ["made", "unchanged"]
    (project / "inputs" / "medicare").mkdir()
    (project / "inputs" / "medicare" / "gpci.csv").write_text("new", "utf-8")
    assert [status(), status()] == ["made", "unchanged"]


@pytest.mark.notebook
def test_a_scenario_that_fails_names_its_cell_and_harms_no_other(project):
    good, bad = small_project.scenario(project, "good"), small_project.scenario(project, "bad")
    out = project / "out"
    batch.run_briefs([bad], out)
    kept = (out / "bad" / "brief.html").read_bytes()
    small_project.notebook(project, last='assert Path(scenario).stem != "bad", "two\\nlines"')
    told = batch.run_briefs([bad, good], out, jobs=2)
    assert [result.status for result in told] == ["failed", "made"]
    assert told[0].error == "cell 'tell' stopped: AssertionError: two lines"
    assert (out / "bad" / "brief.html").read_bytes() == kept
    assert names(out / "bad") == {*DOCUMENTS, batch.RECORD, FAILED}
    assert names(out / "good") == {*DOCUMENTS, batch.RECORD}
    small_project.notebook(project)
    assert batch.run_briefs([bad], out)[0].status == "unchanged"
    assert FAILED not in names(out / "bad")


@pytest.mark.notebook
def test_a_notebook_that_ends_without_a_brief_is_told_so(project):
    small_project.notebook(project, last="brief = 'none'")
    text = (project / "notebooks" / "probe.ipynb").read_text("utf-8")
    (project / "notebooks" / "probe.ipynb").write_text(
        text.replace(small_project.MIME, "text/html")
    )
    path = small_project.scenario(project, "first")
    (told,) = batch.run_briefs([path], project / "out")
    assert told.status == "failed"
    assert "without a brief" in told.error
    assert not (project / "out" / "first" / "brief.html").exists()


def test_every_fault_of_every_scenario_is_told_before_any_runs(project):
    paths = [
        small_project.scenario(project, "low", price=-1),
        small_project.scenario(project, "word", price="ten"),
        small_project.scenario(project, "good"),
    ]
    with pytest.raises(Faults) as told:
        batch.run_briefs(paths, project / "out")
    assert "low.yaml" in str(told.value)
    assert "word.yaml" in str(told.value)
    assert not (project / "out").exists()


def test_a_parameter_that_the_notebook_does_not_know_stops_the_run(project):
    path = small_project.scenario(project, "first")
    with pytest.raises(Faults, match="sede: is no parameter; there are: scenario, draws, seed"):
        batch.run_briefs([path], project / "out", sede=3)


def test_two_clients_in_one_portfolio_are_refused(project):
    paths = [
        small_project.scenario(project, "ours", client="Larkmoor"),
        small_project.scenario(project, "theirs", client="Quennet"),
    ]
    with pytest.raises(Faults, match=r"theirs\.yaml: practice: is 'Quennet', but this portfolio"):
        batch.run_briefs(paths, project / "out")


def test_two_scenarios_of_one_name_are_refused(project):
    first = small_project.scenario(project, "first")
    second = project / "inputs" / "scenarios" / "other" / "first.yaml"
    second.parent.mkdir()
    second.write_text(first.read_text("utf-8"), "utf-8")
    with pytest.raises(Faults, match="two scenarios of one name"):
        batch.run_briefs([first, second], project / "out")


def test_an_unknown_question_is_told_with_those_there_are(project):
    path = small_project.scenario(project, "first")
    path.write_text(path.read_text("utf-8").replace("probe", "prober"), "utf-8")
    with pytest.raises(Faults, match="'prober' is no question; there are: "):
        batch.run_briefs([path], project / "out")


def test_a_record_of_another_version_or_cut_off_is_made_anew(tmp_path):
    from practice_model.briefs.batch import RECORD, _held, _record

    for name, text in (("old", '{"digest": "x"}'), ("cut", '{"dig'), ("list", "[]")):
        (tmp_path / name).mkdir()
        (tmp_path / name / RECORD).write_text(text, "utf-8")
    assert _held(tmp_path) == []
    assert _record(tmp_path / "cut" / RECORD) == {}
