"""Start: a new client's folder, with every field explained and nothing filled in that is not known.

`practice-model check` in it says what is missing, file and line; once filled it finds no fault.
"""

import shutil
from pathlib import Path

from practice_model.faults import Fault, Faults

TEMPLATE = Path(__file__).with_name("client")
SHIPPED = Path(__file__).resolve().parents[2] / "inputs"
RENAMED = {"gitignore": ".gitignore"}  # a real one would hide the template's own files
COPIED = ("contracts/code_groups.yaml",)
MEDICARE = ("*.parquet", "*.csv", "PROVENANCE.md")


def init(folder: Path) -> list[str]:
    """Make a client's folder and return what to do next; raise Faults where one stands already."""
    target = folder.expanduser().resolve()
    if (target / "inputs").exists():
        message = "already holds inputs/: choose another folder, or fill in this one"
        raise Faults([Fault(str(folder), 0, "", message)])
    if target.is_file():
        raise Faults([Fault(str(folder), 0, "", "is a file, not a folder")])
    made = target / ".inputs.making"
    shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(TEMPLATE / "inputs", made)
    for name in COPIED:
        shutil.copyfile(SHIPPED / name, made / name)
    (made / "medicare").mkdir()
    for pattern in MEDICARE:
        for file in sorted((SHIPPED / "medicare").glob(pattern)):
            shutil.copyfile(file, made / "medicare" / file.name)
    for file in sorted(path for path in TEMPLATE.iterdir() if path.is_file()):
        shutil.copyfile(file, target / RENAMED.get(file.name, file.name))
    made.rename(target / "inputs")
    return [
        f"made {folder}",
        f"read {folder / 'README.md'}, and fill in what is empty",
        f"then: cd {folder} && practice-model check   (says what is still missing)",
    ]
