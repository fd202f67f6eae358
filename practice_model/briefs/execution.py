"""One notebook run: the scenario through papermill, brief.json out of it, pages from that.

The executed notebook stays beside the pages as the working paper, without times or machine
names, so that the same inputs give the same bytes.
"""

import json
import os
import tempfile
import warnings
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError

from practice_model.briefs import html, pdf, xlsx

MIME = "application/vnd.practice-model.brief+json"
QUIET_KERNEL = "--IPKernelApp.log_level=50"  # else it tells of its own sockets; cells tell theirs
PAPER = "working_paper.ipynb"
FAILED = "failed.ipynb"
LETTER_MIME = "application/vnd.practice-model.letter+json"
LETTER = ("letter.json", "letter.html", "letter.pdf", "letter.docx")
"""The files of an outgoing letter: of this run, or none; those of an earlier run are taken away."""
DATED = ("start_time", "end_time", "duration", "output_path", "input_path", "environment_variables")


class NotebookError(Exception):
    """A notebook stopped, or ended without a brief: the message names the cell."""


def execute(
    notebook: Path, scenario: Path, root: Path, folder: Path, parameters: Mapping[str, Any]
) -> tuple[str, ...]:
    """Run a notebook on a scenario and write its documents into a folder; return their names.

    Raises NotebookError when a cell fails; then the folder keeps what it had, and `failed.ipynb`
    shows where the run stopped.
    """
    folder.mkdir(parents=True, exist_ok=True)
    given = {"scenario": _relative(scenario, root), **parameters}
    with tempfile.TemporaryDirectory(dir=folder, prefix=".run-") as temporary:
        paper = Path(temporary) / PAPER
        try:
            ran = _papermill(notebook, paper, given, root)
        except PapermillExecutionError as error:
            os.replace(paper, folder / FAILED)
            raise NotebookError(_one_line(error, _read(folder / FAILED))) from None
        brief, letter = brief_of(ran), letter_of(ran)
        documents = {
            "brief.json": as_text(brief).encode(),
            "brief.html": html.render(brief, letter=letter is not None).encode(),
            "brief.pdf": pdf.render(brief),
            "brief.xlsx": xlsx.render(brief),
            PAPER: _written(undated(ran)),
            **(letter_files(letter) if letter is not None else {}),
        }
        for name, content in documents.items():
            (Path(temporary) / name).write_bytes(content)
        for name in documents:
            os.replace(Path(temporary) / name, folder / name)
    for name in {FAILED, *LETTER} - set(documents):
        (folder / name).unlink(missing_ok=True)
    return tuple(documents)


def _papermill(notebook: Path, paper: Path, given: Mapping[str, Any], root: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the notebook machinery; the notebook has its own
        return papermill.execute_notebook(
            str(notebook),
            str(paper),
            parameters=dict(given),
            cwd=str(root),
            progress_bar=False,
            extra_arguments=[QUIET_KERNEL],
        )


def _read(path: Path) -> Any:
    return nbformat.read(path, 4)  # type: ignore[no-untyped-call]


def _written(notebook: Any) -> bytes:
    text: str = nbformat.writes(notebook, 4)  # type: ignore[no-untyped-call]
    return text.encode() + b"\n"


def _relative(scenario: Path, root: Path) -> str:
    with suppress(ValueError):
        return scenario.relative_to(root).as_posix()
    return str(scenario)


def _one_line(error: PapermillExecutionError, ran: Any) -> str:
    cells = [cell for cell in ran.cells if "papermill-error-cell-tag" not in _tags(cell)]
    failed = [cell for cell in cells if cell.metadata.get("papermill", {}).get("exception")]
    name = failed[0].get("id", "") if failed else f"number {error.exec_count}"
    return f"cell {name!r} stopped: {error.ename}: {' '.join(str(error.evalue).split())}"


def _tags(cell: Any) -> list[str]:
    return list(cell.metadata.get("tags", []))


def brief_of(ran: Any) -> dict[str, Any]:
    """Return the brief.json that an executed notebook carries; raise NotebookError without one."""
    brief = _last_shown(ran, MIME)
    if brief is None:
        raise NotebookError("the notebook ended without a brief: its last cell must show it")
    return brief


def letter_of(ran: Any) -> dict[str, Any] | None:
    """Return the letter.json that an executed notebook carries; None where it shows no letter."""
    return _last_shown(ran, LETTER_MIME)


def letter_files(letter: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the files of an outgoing letter by name, made of letter.json alone."""
    from practice_model.briefs import letter_docx, letter_html, letter_pdf  # noqa: PLC0415, heavy

    made = (
        as_text(letter).encode(),
        letter_html.render(letter).encode(),
        letter_pdf.render(letter),
        letter_docx.render(letter),
    )
    return dict(zip(LETTER, made, strict=True))


def _last_shown(ran: Any, kind: str) -> dict[str, Any] | None:
    found = [
        output["data"][kind]
        for cell in ran.cells
        for output in cell.get("outputs", [])
        if kind in output.get("data", {})
    ]
    if not found:
        return None
    shown: dict[str, Any] = json.loads(json.dumps(found[-1], allow_nan=False))
    return shown


def as_text(brief: Mapping[str, Any]) -> str:
    """The text of brief.json; refuses numbers that are none."""
    return json.dumps(brief, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def undated(ran: Any) -> Any:
    """An executed notebook without times, machine paths and random cell ids."""
    for told in (ran.metadata, *(cell.metadata for cell in ran.cells)):
        for name in DATED:
            told.get("papermill", {}).pop(name, None)
        told.pop("execution", None)
    for cell in ran.cells:
        if "injected-parameters" in _tags(cell):
            cell["id"] = "injected-parameters"
    return ran
