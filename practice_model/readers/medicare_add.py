"""Adding CMS's own release files to the Medicare tables: all of a batch, or nothing.

Every file is read and held against what is held before anything is written. The same file again
changes nothing; a whole release takes the place of an excerpt; a file that contradicts what is held
is refused unless the user says `replace`. Later files win by date, not by the order given.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from practice_model.faults import Fault, Faults
from practice_model.readers.cms_files import Reading, read_files
from practice_model.readers.cms_physician import PhysicianFile
from practice_model.readers.medicare_placing import Added, Held, put_beside
from practice_model.readers.medicare_schema import SCHEMAS
from practice_model.readers.medicare_store import changed_folder, held_folder, write_frame
from practice_model.readers.medicare_tables import load_medicare

ORDER = (
    "physician_rvu",
    "gpci",
    "county_locality",
    "asc_rates",
    "asc_ancillary",
    "asc_device_offsets",
    "asc_wage_index",
    "zip_locality",
)
ADDED_LATER = "## Files added later"


@dataclass(frozen=True)
class Report:
    """What became of every file of a batch, in words."""

    entries: tuple[Added, ...]
    changed: tuple[str, ...]  # the tables that were written

    def __str__(self) -> str:
        return "\n".join(map(str, self.entries))


def add_releases(
    files: Iterable[Path | str], folder: Path | str, *, replace: bool = False
) -> Report:
    """Add CMS's files to the tables of a folder and return what became of each.

    Raises Faults, all of them at once and with nothing written, where a file cannot be read, is of
    another year than it says, or contradicts what is held.
    """
    target = Path(folder).resolve()
    load_medicare(target)
    readings, asides = read_files(files)
    held = Held(held_folder(target), replace)
    batch = sorted(readings, key=_order)
    entries = [put_beside(reading, batch, held) for reading in batch]
    if held.faults:
        raise Faults(held.faults)
    entries += [Added(one.name, "", "", 0, "set aside", (one.reason,)) for one in asides]
    if held.changed:
        _write(target, held, list(zip(batch, entries, strict=False)))
    return Report(tuple(entries), tuple(sorted(held.changed)))


def _order(reading: Reading) -> tuple[int, int, str, bool, str]:
    qp = isinstance(reading.content, PhysicianFile) and reading.content.qp is True
    period = reading.period
    return ORDER.index(reading.table), period.year, period.quarter, qp, reading.document


def _write(target: Path, held: Held, added: list[tuple[Reading, Added]]) -> None:
    try:
        with changed_folder(target) as stage:
            for name in sorted(held.changed):
                write_frame(SCHEMAS[name], held.frames[name], stage)
            _note_provenance(stage / "PROVENANCE.md", added)
            load_medicare(stage)
    except (OSError, duckdb.Error) as error:
        message = f"cannot be written ({error}); nothing was changed"
        raise Faults([Fault(str(target), 0, "", message)]) from error


def _note_provenance(page: Path, added: list[tuple[Reading, Added]]) -> None:
    text = page.read_text("utf-8") if page.is_file() else f"# Medicare tables\n\n{ADDED_LATER}\n"
    if ADDED_LATER not in text:
        text = f"{text.rstrip()}\n\n{ADDED_LATER}\n"
    for reading, entry in added:
        line = f"- `{reading.document}`, SHA-256 {reading.sha256}: {reading.words}, "
        line += f"{entry.release}, {entry.rows:,} rows"
        if line not in text and entry.outcome != "already held":
            text = f"{text.rstrip()}\n{line}\n"
    page.write_text(text, "utf-8", newline="\n")
