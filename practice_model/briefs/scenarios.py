"""Scenarios on the disk: where they are, which question they ask, which record reads them.

A question is a module of `practice_model.questions`; its record bears the question's name in
capitals and its notebook stands in `notebooks/`. There is no registry: the names are the wiring.
"""

import importlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz.process import extractOne

from practice_model.faults import Fault, Faults


def inputs_folder(start: Path | None = None) -> Path:
    """Return the nearest `inputs/` at or above a folder; raise Faults when there is none."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if folder.name == "inputs" and folder.is_dir():
            return folder
        if (folder / "inputs").is_dir():
            return folder / "inputs"
    message = (
        "there is no inputs/ folder here or above: change to the project's folder, "
        "or make one with practice-model init"
    )
    raise Faults([Fault(str(here), 0, "", message)])


def shown(path: Path) -> str:
    """A path as the user would type it from where they stand."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def all_scenarios(inputs: Path) -> list[Path]:
    """Every scenario file of an inputs folder that asks a question, by name."""
    return [path for path in sorted((inputs / "scenarios").glob("*.yaml")) if asks(path)]


def asks(path: Path) -> str:
    """Return the question that a scenario names, itself or through `extends`; "" for none."""
    seen: set[Path] = set()
    while path.is_file() and path.resolve() not in seen:
        seen.add(path.resolve())
        try:
            given = yaml.safe_load(path.read_text("utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError):
            return ""
        if not isinstance(given, dict):
            return ""
        if isinstance(question := given.get("question"), str):
            return question
        if not isinstance(parent := given.get("extends"), str):
            return ""
        path = path.parent / parent
    return ""


def found(named: Iterable[str], inputs: Path | None = None) -> list[Path]:
    """Return the files that the user means by paths or bare scenario names.

    Raises Faults for every name without a file, with the nearest name.
    """
    paths, faults = [], []
    for name in named:
        path, fault = _one(name, inputs)
        paths.append(path)
        faults.extend([fault] if fault else [])
    if faults:
        raise Faults(faults)
    return list(dict.fromkeys(paths))


def _one(name: str, inputs: Path | None) -> tuple[Path, Fault | None]:
    if (path := Path(name)).is_file():
        return path.resolve(), None
    folder = (inputs or inputs_folder()) / "scenarios"
    if "/" not in name and (folder / f"{path.stem}.yaml").is_file():
        return folder / f"{path.stem}.yaml", None
    near = extractOne(path.stem, [file.stem for file in all_scenarios(folder.parent)])
    hint = f"did you mean {near[0]}?" if near else f"there is no scenario in {folder}"
    return path, Fault(name, 0, "", f"no such scenario; {hint}")


def record_of(question: str, file: str) -> Any:
    """Return the record class that reads a question's scenarios; raise Faults when unknown."""
    try:
        module = importlib.import_module(f"practice_model.questions.{question}")
    except ModuleNotFoundError as error:
        if error.name != f"practice_model.questions.{question}":
            raise
        message = f"{question or 'nothing'!r} is no question; there are: {', '.join(questions())}"
        raise Faults([Fault(file, 0, "question", message)]) from None
    return getattr(module, question.title().replace("_", ""))


def questions() -> list[str]:
    """The questions that have a module, by name."""
    folder = Path(__file__).parents[1] / "questions"
    return sorted(path.stem for path in folder.glob("[a-z]*.py"))


def notebook_of(question: str, root: Path) -> Path:
    """Return the notebook that tells a question: the project's own, else the one that ships."""
    for folder in (root, Path(__file__).parents[2]):
        if (path := folder / "notebooks" / f"{question}.ipynb").is_file():
            return path
    raise Faults([Fault(f"notebooks/{question}.ipynb", 0, "", "there is no such notebook")])
