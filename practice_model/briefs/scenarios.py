"""Scenarios on the disk: where they are, which question they ask, which record reads them.

A question is a module of `practice_model.questions`; its record bears the question's name in
capitals and its notebook stands in `notebooks/`. There is no registry: the names are the wiring.
"""

import importlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from practice_model.faults import Fault, Faults, did_you_mean
from practice_model.readers.inputs import heading
from practice_model.readers.places import FOLDER, find_input, inputs_folders
from practice_model.readers.places import told as told_path


def inputs_folder(given: Path | None = None) -> Path:
    """Return the inputs folder that a user names, else the nearest, else the one that ships.

    Raises Faults where a named folder is none.
    """
    if given is not None and not given.is_dir():
        raise Faults([Fault(str(given), 0, "", "there is no such folder")])
    if given is not None:
        inner = [folder for folder in (given, *given.parents) if folder.name == FOLDER]
        return inner[0] if inner else given / FOLDER if (given / FOLDER).is_dir() else given
    return inputs_folders()[0]


def all_scenarios(inputs: Path) -> list[Path]:
    """Every scenario file of an inputs folder, by name: it asks a question, or cannot be read."""
    return [path for path in sorted((inputs / "scenarios").glob("*.yaml")) if _is_scenario(path)]


def _is_scenario(path: Path) -> bool:
    try:
        return asks(path) != ""
    except Faults:
        return True


def asks(path: Path) -> str:
    """Return the question that a file names, itself or through `extends`; "" for none.

    Raises Faults where the file or one that it extends cannot be read.
    """
    return str(heading(path).get("question") or "")


def found(named: Iterable[str], inputs: Path | None = None) -> list[Path]:
    """Return the files that the user means by paths or bare scenario names, each once.

    Raises Faults for every name without a file, with the nearest name.
    """
    paths: list[Path] = []
    faults: list[Fault] = []
    for name in named:
        own = inputs / "scenarios" / f"{Path(name).stem}.yaml" if inputs else None
        try:
            paths.append(own.resolve() if own and own.is_file() else find_input(name))
        except Faults as told:
            faults.extend(told.faults)
    if faults:
        raise Faults(faults)
    return list(dict.fromkeys(paths))


def record_of(question: str, file: str) -> Any:
    """Return the record class that reads a question's scenarios; raise Faults when unknown."""
    try:
        module = importlib.import_module(f"practice_model.questions.{question}")
    except ModuleNotFoundError as error:
        if error.name != f"practice_model.questions.{question}":
            raise
        if not question:
            _refuse_missing_parent(find_input(file))
        told = f"{question!r} is no question" if question else "names no question"
        message = f"{told}; there are: {', '.join(questions())}"
        raise Faults([Fault(file, 0, "question", message)]) from None
    return getattr(module, question.title().replace("_", ""))


def _refuse_missing_parent(path: Path) -> None:
    """Raise Faults where a file that this one extends, itself or through others, is not there."""
    given = yaml.safe_load(path.read_text("utf-8"))
    named = given.get("extends") if isinstance(given, dict) else None
    if not isinstance(named, str):
        return
    parent = path.parent / named
    if not parent.is_file():
        near = did_you_mean(named, [other.name for other in path.parent.glob("*.yaml")])
        raise Faults([Fault(told_path(path), 0, "extends", f"there is no file {named}{near}")])
    _refuse_missing_parent(parent)


def questions() -> list[str]:
    """The questions that have a module and a notebook, by name."""
    package = Path(__file__).parents[1]
    told = {path.stem for path in (package.parent / "notebooks").glob("*.ipynb")}
    return sorted(path.stem for path in package.glob("questions/[a-z]*.py") if path.stem in told)


def notebook_of(question: str, root: Path) -> Path:
    """Return the notebook that tells a question: the project's own, else the one that ships."""
    for folder in (root, Path(__file__).parents[2]):
        if (path := folder / "notebooks" / f"{question}.ipynb").is_file():
            return path
    raise Faults([Fault(f"notebooks/{question}.ipynb", 0, "", "there is no such notebook")])
