"""`practice-model check`: every fault of every input, told at once.

Scenarios are read by their question's record, which reaches the practice, contracts and tables
that they name; the Medicare tables are read as an engine reads them. A file that no scenario
reads is said to be so, because nothing would ever check it.
"""

from collections.abc import Iterable
from pathlib import Path

from practice_model.briefs.scenarios import all_scenarios, asks, inputs_folder, record_of, shown
from practice_model.faults import Fault, Faults
from practice_model.readers.inputs import load
from practice_model.readers.medicare_tables import load_medicare

FIGURES = {".yaml", ".yml"}


def check(paths: Iterable[Path]) -> int:
    """Return how many files of inputs hold good; raise Faults with every fault of all of them."""
    faults: set[Fault] = set()
    good: set[Path] = set()
    for path in paths:
        if not path.exists():
            faults.add(Fault(str(path), 0, "", "there is no such file or folder"))
        elif path.is_dir():
            _check_folder(path, good, faults)
        else:
            _check_file(path, good, faults)
    if faults:
        raise Faults(faults)
    return len(good)


def _check_folder(folder: Path, good: set[Path], faults: set[Fault]) -> None:
    inputs = inputs_folder(folder)
    here = folder.resolve()
    scenarios = [file for file in all_scenarios(inputs) if file.is_relative_to(here)]
    for scenario in scenarios:
        _load(scenario, good, faults)
    if (inputs / "medicare").is_dir() and (inputs / "medicare").is_relative_to(here):
        _load_medicare(inputs / "medicare", good, faults)
    if not scenarios and here == inputs:
        message = f"holds no scenario: write one in {inputs / 'scenarios'}"
        faults.add(Fault(str(folder), 0, "", message))


def _check_file(path: Path, good: set[Path], faults: set[Fault]) -> None:
    """A scenario is loaded; any other file is checked through the scenarios that read it."""
    if path.suffix in FIGURES and asks(path):
        _load(path.resolve(), good, faults)
        return
    inputs, target = inputs_folder(path.resolve().parent), path.resolve()
    if target.is_relative_to(inputs / "medicare"):
        _load_medicare(inputs / "medicare", good, faults)
        return
    reached: set[Path] = set()
    others: set[Fault] = set()
    for scenario in all_scenarios(inputs):
        _load(scenario, reached, others)
    mine = {fault for fault in others if Path(fault.file).name == path.name}
    faults |= mine
    if target in reached:
        good.add(target)
    elif not mine:
        faults |= others or {Fault(str(path), 0, "", "no scenario reads this file")}


def _load(scenario: Path, good: set[Path], faults: set[Fault]) -> None:
    try:
        loaded = load(scenario, record_of(asks(scenario), shown(scenario)))
    except Faults as told:
        faults.update(told.faults)
    else:
        good.update(Path(file).resolve() for file in loaded.files)


def _load_medicare(folder: Path, good: set[Path], faults: set[Fault]) -> None:
    try:
        load_medicare(folder)
    except Faults as told:
        faults.update(told.faults)
    else:
        good.update(path.resolve() for path in folder.iterdir() if path.suffix == ".parquet")
