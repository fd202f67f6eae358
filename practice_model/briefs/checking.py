"""`practice-model check`: every fault of every input, told at once.

Scenarios are read by their question's record, which reaches the practice, contracts and tables
that they name; the Medicare tables are read as an engine reads them. A file that no scenario
reads is said to be so, because nothing would ever check it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from practice_model.briefs.scenarios import all_scenarios, asks, found, inputs_folder, record_of
from practice_model.faults import Fault, Faults
from practice_model.readers.inputs import load
from practice_model.readers.known_files import known_files, read_known
from practice_model.readers.medicare_tables import load_medicare
from practice_model.readers.places import told as told_path

FIGURES = {".yaml", ".yml"}
READ = {*FIGURES, ".csv", ".parquet"}


@dataclass
class Checked:
    """What a check found: faults, files that hold good, and remarks on tables."""

    faults: set[Fault] = field(default_factory=set)
    good: set[Path] = field(default_factory=set)
    remarks: set[Fault] = field(default_factory=set)


def check(paths: Iterable[Path]) -> Checked:
    """Return what holds good among inputs; raise Faults with every fault of all of them."""
    checked = Checked()
    for path in paths:
        if not path.exists():
            _check_named(path, checked)
        elif path.is_dir():
            _check_folder(path.resolve(), checked)
        else:
            _check_file(path.resolve(), checked)
    if checked.faults:
        raise Faults(checked.faults)
    return checked


def _check_named(path: Path, checked: Checked) -> None:
    """What is no file or folder may be the bare name of a scenario."""
    try:
        named = found([str(path)])
    except Faults as told:
        checked.faults.update(told.faults)
        return
    for scenario in named:
        _load(scenario, checked)


def _check_folder(folder: Path, checked: Checked) -> None:
    inputs = inputs_folder(folder)
    scenarios = [file for file in all_scenarios(inputs) if file.is_relative_to(folder)]
    for scenario in scenarios:
        _load(scenario, checked)
    for file in known_files(inputs):
        if file.is_relative_to(folder) and file not in checked.good:
            _read_known(file, inputs, checked)
    if (inputs / "medicare").is_dir() and (inputs / "medicare").is_relative_to(folder):
        _load_medicare(inputs / "medicare", checked)
    if not scenarios and folder == inputs:
        message = "holds no scenario: copy one of the sample's, or run practice-model init"
        checked.faults.add(Fault(told_path(inputs / "scenarios"), 0, "", message))
    elif not scenarios and not checked.good:
        for file in sorted(folder.rglob("*")):
            if file.suffix in READ and file.is_file():
                _check_file(file, checked)


def _check_file(path: Path, checked: Checked) -> None:
    """A scenario is loaded; any other file is checked through the scenarios that read it."""
    inputs = inputs_folder(path.parent)
    if path.is_relative_to(inputs / "medicare"):
        _load_medicare(inputs / "medicare", checked)
        return
    if path.suffix in FIGURES and path.parent.name == "scenarios":
        _load(path, checked)
        return
    if path.is_relative_to(inputs) and path in known_files(inputs):
        _read_known(path, inputs, checked)
        return
    through = Checked()
    for scenario in all_scenarios(inputs):
        _load(scenario, through)
    name = path.relative_to(inputs).as_posix() if path.is_relative_to(inputs) else path.name
    mine = {fault for fault in through.faults if fault.file.endswith(name)}
    checked.faults |= mine
    if path in through.good:
        checked.good.add(path)
    elif not mine:
        unread = Fault(told_path(path), 0, "", "no scenario reads this file: nothing checks it")
        checked.faults |= through.faults or {unread}


def _read_known(path: Path, inputs: Path, checked: Checked) -> None:
    try:
        files, table = read_known(path, inputs)
    except Faults as told:
        checked.faults.update(told.faults)
        return
    faults = table.faults if table is not None else []
    checked.faults.update(faults)
    if not faults:
        checked.good.update(file.resolve() for file in files)


def _load(scenario: Path, checked: Checked) -> None:
    try:
        loaded = load(scenario, record_of(asks(scenario), told_path(scenario)))
    except Faults as told:
        checked.faults.update(told.faults)
    else:
        checked.good.update(Path(file).resolve() for file in loaded.files)
        checked.remarks.update(loaded.remarks)


def _load_medicare(folder: Path, checked: Checked) -> None:
    try:
        load_medicare(folder)
    except Faults as told:
        checked.faults.update(told.faults)
    else:
        files = folder.iterdir()
        checked.good.update(path for path in files if path.suffix in READ)
