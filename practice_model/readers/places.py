"""Where inputs stand: the inputs folder, a scenario by its name, and how a path is told.

A scenario is found from any working directory: by its path, by its path in the nearest `inputs`
folder above (or beside the package), or by its bare name in that folder's `scenarios`.
"""

from pathlib import Path

from practice_model.faults import Fault, Faults, did_you_mean

FOLDER = "inputs"


def find_input(path: str | Path) -> Path:
    """Return the absolute path of an input file; raise Faults with the nearest scenario."""
    given = Path(path).expanduser()
    folders = [Path.cwd(), *inputs_folders()]
    for candidate in _candidates(given, folders):
        if candidate.is_file():
            return candidate.resolve()
    names = sorted({found.stem for folder in folders for found in folder.glob("scenarios/*.yaml")})
    near = did_you_mean(given.stem, names)
    raise Faults([Fault(str(path), 0, "", f"no such file, and no scenario of that name{near}")])


def _candidates(given: Path, folders: list[Path]) -> list[Path]:
    if given.is_absolute():
        return [given, given.with_name(f"{given.name}.yaml")]
    spellings = [given] if given.suffix else [given.with_name(f"{given.name}.yaml"), given]
    return [
        place
        for folder in folders
        for spelling in spellings
        for place in (folder / spelling, folder.parent / spelling, folder / "scenarios" / spelling)
    ]


def inputs_folders() -> list[Path]:
    """Return the inputs folders in reach: those above the working directory, then the project's."""
    here = Path.cwd()
    above = [
        place
        for folder in (here, *here.parents)
        for place in ([folder] if folder.name == FOLDER else [folder / FOLDER])
    ]
    project = Path(__file__).resolve().parents[2] / FOLDER
    return [place for place in dict.fromkeys([*above, project]) if place.is_dir()]


def inputs_folder_of(path: Path) -> Path:
    """Return the inputs folder that a file belongs to; a file outside one has its own folder."""
    for folder in path.parents:
        if folder.name == FOLDER:
            return folder
    for folder in path.parents:
        if folder.name in {"scenarios", "contracts", "practice", "market"}:
            return folder.parent
    return path.parent


def told(path: Path) -> str:
    """Return a path as a user can open it: from the working directory where it lies below."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()


def name_in(root: Path, path: Path) -> str:
    """Return a path as it is told from the inputs folder, the same on every machine."""
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    up = next(n for n, folder in enumerate(root.parents, 1) if path.is_relative_to(folder))
    return "../" * up + path.relative_to(root.parents[up - 1]).as_posix()
