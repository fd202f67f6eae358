"""The batch: every scenario through its notebook into its documents, and one index over them.

Everything is checked before anything runs. A scenario that fails leaves the others and its own
earlier documents whole: files are written under temporary names and then renamed. What has not
changed (inputs, Medicare tables, notebook, package, parameters) is not run again.
"""

import hashlib
import json
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import papermill
from joblib import Parallel, delayed

from practice_model import __version__
from practice_model.briefs.execution import FAILED, NotebookError, execute
from practice_model.briefs.index import refuse_two_clients, write_index
from practice_model.briefs.pdf import TypesettingError
from practice_model.briefs.scenarios import asks, notebook_of, record_of
from practice_model.faults import Fault, Faults
from practice_model.readers.inputs import load
from practice_model.readers.places import told as told_path

PACKAGE = Path(__file__).parents[1]
SOURCES = {".py", ".yaml", ".j2", ".typ", ".css"}
TABLES = ("medicare", "market")  # folders beside the scenario's own files that notebooks read
LIBRARIES = ("matplotlib", "numpy", "pandas", "papermill", "typst")
RECORD = ".made.json"


@dataclass(frozen=True)
class Job:
    """One scenario to run: its file, its notebook, where its documents go, and its digest."""

    scenario: Path
    root: Path
    notebook: Path
    folder: Path
    parameters: Mapping[str, Any]
    client: str
    digest: str

    @property
    def name(self) -> str:
        """The scenario's name: that of its file."""
        return self.scenario.stem


@dataclass(frozen=True)
class Result:
    """What became of a scenario: made, unchanged or failed, in how many seconds, and why."""

    name: str
    status: str
    seconds: float
    files: tuple[str, ...] = ()
    error: str = ""


def run_briefs(
    scenarios: Iterable[Path],
    out: Path,
    jobs: int = 1,
    *,
    again: bool = False,
    tell: Callable[[int, int, Result], None] | None = None,
    **parameters: Any,
) -> list[Result]:
    """Run scenarios into `out` and write the index over everything there; results in order.

    Raises Faults before any run when any scenario, parameter or the portfolio itself is wrong.
    """
    given = {name: value for name, value in parameters.items() if value is not None}
    planned = plan(scenarios, out, given)
    refuse_two_clients([*_held(out), *((job.client, told_path(job.scenario)) for job in planned)])
    out.mkdir(parents=True, exist_ok=True)
    results: dict[str, Result] = {}
    for result in _results(planned, jobs, again=again):
        results[result.name] = result
        if tell:
            tell(len(results), len(planned), result)
    write_index(out)
    return [results[job.name] for job in planned]


def default_folder(scenarios: Iterable[Path]) -> Path:
    """`reports/<client>` of the scenarios' project, the client as they name their practice."""
    first = next(iter(scenarios), None)
    if first is None:
        raise Faults([Fault("inputs/scenarios", 0, "", "holds no scenario")])
    loaded = load(first, record_of(asks(first), told_path(first)))
    name = _client(loaded.terms) or "briefs"
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return Path(loaded.root).parent / "reports" / slug


def _client(terms: Any) -> str:
    return str(getattr(getattr(terms, "practice", None), "name", ""))


def plan(scenarios: Iterable[Path], out: Path, parameters: Mapping[str, Any]) -> list[Job]:
    """Return the jobs of scenarios; raise every fault of every scenario together."""
    jobs: list[Job] = []
    faults: list[Fault] = []
    package = _package_digest()
    for scenario in scenarios:
        try:
            jobs.append(_job(scenario, out, parameters, package))
        except Faults as told:
            faults.extend(told.faults)
    faults.extend(_unknown_parameters({job.notebook for job in jobs}, parameters))
    names = [job.name for job in jobs]
    twice = sorted({told_path(job.scenario) for job in jobs if names.count(job.name) > 1})
    faults.extend(Fault(file, 0, "", "two scenarios of one name would overwrite") for file in twice)
    if faults:
        raise Faults(faults)
    return jobs


def _job(scenario: Path, out: Path, parameters: Mapping[str, Any], package: str) -> Job:
    scenario = scenario.resolve()
    question = asks(scenario)
    loaded = load(scenario, record_of(question, told_path(scenario)))
    root = Path(loaded.root).parent
    notebook = notebook_of(question, root)
    tables = [path for name in TABLES for path in _files(Path(loaded.root) / name)]
    digest = _digest(
        [loaded.digest, package, json.dumps(dict(parameters), sort_keys=True)],
        [notebook, *tables],
    )
    folder = out.resolve() / scenario.stem
    return Job(scenario, root, notebook, folder, parameters, _client(loaded.terms), digest)


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def _digest(words: Iterable[str], files: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for word in words:
        total.update(word.encode() + b"\0")
    for path in files:
        total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _package_digest() -> str:
    """The package's source, the interpreter and the libraries that draw and typeset."""
    sources = [path for path in _files(PACKAGE) if path.suffix in SOURCES]
    return _digest([__version__, sys.version, *map(version, LIBRARIES)], sources)


def _unknown_parameters(notebooks: Iterable[Path], given: Mapping[str, Any]) -> list[Fault]:
    faults = []
    for notebook in sorted(notebooks):
        known = papermill.inspect_notebook(str(notebook))
        faults += [
            Fault(notebook.name, 0, name, f"is no parameter; there are: {', '.join(known)}")
            for name in ("scenario", *given)
            if name not in known
        ]
    return faults


def _results(planned: list[Job], jobs: int, *, again: bool) -> Iterator[Result]:
    """The results as they come: first what stands unchanged, which needs no worker."""
    changed = []
    for job in planned:
        kept = None if again else _kept(job)
        if kept:
            yield kept
        else:
            changed.append(job)
    if jobs == 1 or len(changed) < 2:  # noqa: PLR2004
        yield from map(run, changed)
    else:
        pool = Parallel(n_jobs=min(jobs, len(changed)), return_as="generator_unordered")
        with warnings.catch_warnings():  # joblib replaces a worker that has grown, and says so
            warnings.filterwarnings("ignore", message="A worker stopped", category=UserWarning)
            yield from pool(delayed(run)(job) for job in changed)


def _kept(job: Job) -> Result | None:
    """The result of a scenario whose documents still stand as an earlier run wrote them."""
    started = time.perf_counter()
    files = _unchanged(job)
    if not files:
        return None
    (job.folder / FAILED).unlink(missing_ok=True)
    return Result(job.name, "unchanged", time.perf_counter() - started, files)


def run(job: Job) -> Result:
    """Run one scenario; an error of its notebook or pages is told in one line, never raised."""
    started = time.perf_counter()
    try:
        files = execute(job.notebook, job.scenario, job.root, job.folder, job.parameters)
    except (NotebookError, TypesettingError, Faults) as error:
        line = " ".join(str(error).split())
        return Result(job.name, "failed", time.perf_counter() - started, (), line)
    _remember(job, files)
    return Result(job.name, "made", time.perf_counter() - started, files)


def _unchanged(job: Job) -> tuple[str, ...]:
    """The files of an earlier run of the same inputs, when they still stand as written."""
    record = job.folder / RECORD
    if not record.is_file():
        return ()
    told = _record(record)
    files = told.get("files", {})
    whole = told.get("digest") == job.digest and all(
        (job.folder / name).is_file() and _digest((), [job.folder / name]) == digest
        for name, digest in files.items()
    )
    return tuple(files) if whole else ()


def _held(out: Path) -> list[tuple[str, str]]:
    """The clients of earlier runs in a portfolio folder, each with the record that names it."""
    told = ((path, _record(path)) for path in sorted(out.glob(f"*/{RECORD}")))
    return [(record["client"], told_path(path)) for path, record in told if "client" in record]


def _record(path: Path) -> dict[str, Any]:
    """What an earlier run noted; nothing where another version wrote it, or it is cut off."""
    try:
        told = json.loads(path.read_text("utf-8"))
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _remember(job: Job, files: Iterable[str]) -> None:
    digests = {name: _digest((), [job.folder / name]) for name in files}
    told = {"client": job.client, "digest": job.digest, "files": digests}
    (job.folder / RECORD).write_text(json.dumps(told, indent=1) + "\n", "utf-8")
