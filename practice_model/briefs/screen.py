"""What the command line shows: one progress line, and a table of what became of each scenario."""

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from errno import EISDIR
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from practice_model.briefs.scenarios import asks, record_of
from practice_model.faults import Fault, Faults
from practice_model.readers.inputs import load
from practice_model.readers.places import told as told_path

COUNTERPARTY = ("counterparty", "contracts.current.name")  # where terms name the other side

if TYPE_CHECKING:
    import pandas as pd

    from practice_model.briefs.batch import Result
    from practice_model.readers.price_lines_files import PricedFile


def progress(done: int, of: int, result: "Result") -> None:
    """One line that tells how far the batch is; only where somebody looks."""
    if sys.stderr.isatty():
        end = "\n" if done == of else ""
        print(f"\r\033[K{done} of {of}: {result.name} {result.status}", end=end, file=sys.stderr)


def show_results(results: Sequence["Result"], folder: Path) -> None:
    """The result table: scenario, status, seconds, files; then errors and the index."""
    rows = [
        (told.name, told.status, f"{told.seconds:.1f}", ", ".join(told.files)) for told in results
    ]
    _table(("scenario", "status", "seconds", "files"), rows, right=(2,))
    for told in results:
        if told.status == "failed":
            print(f"{told.name}: {told.error}", file=sys.stderr)
    counts = Counter(result.status for result in results)
    print(", ".join(f"{count} {status}" for status, count in sorted(counts.items())))
    print(f"open {folder / 'index.html'}")


def show_scenarios(files: Iterable[Path], reports: Path) -> None:
    """The scenarios with their question, counterparty and last run."""
    last = _last_runs(reports)
    rows = []
    for file in files:
        counterparty, day, where = last.get(file.stem, ("", "never", ""))
        question, other = _told(file)
        rows.append((file.stem, question, counterparty or other, day, where))
    _table(("scenario", "question", "counterparty", "last run", "brief"), rows)


def _last_runs(reports: Path) -> dict[str, tuple[str, str, str]]:
    runs: dict[str, tuple[str, str, str]] = {}
    found = sorted(reports.glob("*/*/brief.json"), key=lambda path: path.stat().st_mtime)
    for path in found:
        index = json.loads(path.read_text("utf-8"))["header"].get("index") or {}
        day = f"{datetime.fromtimestamp(path.stat().st_mtime):%Y-%m-%d %H:%M}"
        page = path.with_name("brief.html").relative_to(reports.parent)
        runs[path.parent.name] = (str(index.get("counterparty", "")), day, str(page))
    return runs


def _told(file: Path) -> tuple[str, str]:
    """The question and the other side as a scenario's terms name them."""
    try:
        question = asks(file)
        terms = load(file, record_of(question, told_path(file))).terms
    except Faults:
        return "?", "has faults: run check"
    for place in COUNTERPARTY:
        with suppress(AttributeError):
            return question, str(attrgetter(place)(terms))
    return question, ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> None:
    table = Table(box=None, pad_edge=False, show_edge=False)
    for at, head in enumerate(heads):
        table.add_column(head, justify="right" if at in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    width = None if sys.stdout.isatty() else 160
    Console(width=width, highlight=False, markup=False).print(table)


@contextmanager
def written(out: Path | None) -> Iterator[Path]:
    """A path to write to: the one given, or one whose text then goes to the screen.

    Raises Faults where the one given cannot be written.
    """
    if out:
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            if out.is_dir():
                raise IsADirectoryError(EISDIR, "is a folder; name a file in it", str(out))
            yield out
        except OSError as error:
            reason = f"cannot be written: {(error.strerror or str(error)).lower()}"
            raise Faults([Fault(str(out), 0, "--out", reason)]) from None
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.csv"
        yield path
        sys.stdout.write(path.read_text("utf-8"))


def show_priced(priced: "PricedFile", out: Path | None) -> None:
    """How many lines were priced, by status, beside the table and never in it."""
    counts = ", ".join(f"{count} {status}" for status, count in priced.by_status.items())
    where = f" into {out}" if out else ""
    lines = "1 line" if priced.lines == 1 else f"{priced.lines:,} lines"
    told = f"{lines}{where}: {counts}; allowed ${priced.allowed:,.2f}"
    print(told, file=sys.stderr)


def show_exposure(table: "pd.DataFrame", rule: str, *, synthetic: bool) -> None:
    """What a proposed rule would take, by provider, under both readings of its visit codes."""
    mark = "SYNTHETIC PRACTICE. " if synthetic else ""
    print(f"{mark}PROPOSED for {rule}, not final: a visit under 25 beside a procedure at half.")
    heads = ("provider", "days", "lost, $", "days with eye codes", "lost with eye codes, $")
    rows = [
        (str(name), f"{row.days:,}", f"{row.lost:,.2f}", f"{row.days_with_eye_codes:,}",
         f"{row.lost_with_eye_codes:,.2f}")
        for name, row in zip(table.index, table.itertuples(), strict=True)
    ]  # fmt: skip
    _table(heads, rows, right=(1, 2, 3, 4))
    print("Whether visits 92002 to 92014 count as such visits is not known: both are told.")


def show_checked(files: int, remarks: Sequence[Fault]) -> None:
    """How many files hold good, and what was mended or left out of their tables."""
    for remark in remarks:
        print(f"remark: {remark}")
    print("1 file is good" if files == 1 else f"{files} files are good")
