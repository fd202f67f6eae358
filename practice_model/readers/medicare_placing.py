"""Putting one CMS file beside the tables that are held: its rows, its release, its factor.

The tables are text frames, read when first needed; nothing is written here. What contradicts what
is held is noted as a fault, so that all files of a batch are judged before any is refused.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from practice_model.faults import Fault
from practice_model.readers.cms_asc import Addendum
from practice_model.readers.cms_files import Reading
from practice_model.readers.cms_layout import STARTS, Period
from practice_model.readers.cms_physician import PhysicianFile
from practice_model.readers.medicare_factors import TWO_FACTORS_SINCE, Factor, placed
from practice_model.readers.medicare_merge import Merged, filled, merged
from practice_model.readers.medicare_schema import SCHEMAS
from practice_model.readers.medicare_store import canonical
from practice_model.readers.medicare_tables import source_of

KEYS = {
    "physician_rvu": ["hcpcs", "mod"],
    "gpci": ["mac", "locality_number"],
    "county_locality": ["mac", "locality_number"],
    "asc_rates": ["hcpcs"],
    "asc_ancillary": ["hcpcs"],
    "asc_device_offsets": ["hcpcs"],
    "asc_wage_index": ["cbsa"],
    "zip_locality": ["zip5"],
}
FIGURES = {
    "gpci": ["gpci_work", "gpci_pe", "gpci_mp", "gpci_work_no_floor"],
    "county_locality": ["counties"],
    "asc_wage_index": ["value"],
    "zip_locality": ["mac", "locality_number"],
}
TOLD = 4  # contradictions named of one file
EXCERPT = 0.5  # a file with less than this share of another release's rows is called an excerpt


@dataclass(frozen=True)
class Added:
    """What became of one file: its table, release, rows, outcome and remarks."""

    document: str
    table: str
    release: str
    rows: int
    outcome: str  # added, completed, replaced, already held, set aside
    remarks: tuple[str, ...] = ()

    def __str__(self) -> str:
        what = f"{self.table} {self.release}, {self.rows:,} rows: " if self.table else ""
        return "; ".join([f"{self.document}: {what}{self.outcome}", *self.remarks])


@dataclass
class Held:
    """The tables while a batch is put beside them: text frames, what changed, what is at fault."""

    folder: Path
    replace: bool
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def table(self, name: str) -> pd.DataFrame:
        """Return a table as text, as the batch has left it so far."""
        if name not in self.frames:
            schema = SCHEMAS[name]
            source = f"SELECT * FROM {source_of(schema, self.folder / schema.file)}"
            self.frames[name] = canonical(schema, source)
        return self.frames[name]

    def put(self, name: str, frame: pd.DataFrame) -> None:
        """Put a changed table in the place of the one held."""
        self.frames[name] = frame
        self.changed.add(name)


def put_beside(reading: Reading, batch: list[Reading], held: Held) -> Added:
    """Put a file beside what is held; return what became of it, faults noted in `held`."""
    if isinstance(reading.content, PhysicianFile):
        return _add_physician(reading, reading.content, batch, held)
    if isinstance(reading.content, Addendum):
        return _add_addendum(reading, reading.content, held)
    if reading.table == "zip_locality":
        return _add_zip_codes(reading, held)
    if reading.table == "asc_wage_index":
        return _add_group(reading, held, {"year": str(reading.period.year)})
    return _add_areas(reading, batch, held)


def _add_group(reading: Reading, held: Held, group: dict[str, str], whole: bool = False) -> Added:
    """Put a file's rows beside the held rows of its release, quarter or year."""
    name = reading.table
    table, outside, given, result = _compared(reading, held, group, whole)
    label = next(iter(group.values()))
    _tell(reading, label, result, held)
    if result.outcome not in ("already held", "contradiction"):
        held.put(name, pd.concat([table[outside], result.rows], ignore_index=True))
    remarks = _excerpt(table[outside], given, next(iter(group)))
    return Added(reading.document, name, label, len(given), result.outcome, remarks)


def _compared(
    reading: Reading, held: Held, group: dict[str, str], whole: bool
) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame, Merged]:
    """Return the table, which of its rows are other groups', the file's rows and the comparison."""
    name = reading.table
    table, schema = held.table(name), SCHEMAS[name]
    given = reading.rows.assign(**group).reindex(columns=list(schema.columns), fill_value="")
    given = canonical(schema, "SELECT * FROM given", given)
    outside = pd.Series(False, index=table.index)
    for column, value in group.items():
        outside |= table[column] != value
    if name == "gpci":
        year = table[table["year"] == group["year"]]
        given = filled(given, year, [*KEYS[name], "gpci_work"], "gpci_work_no_floor")
    figures = FIGURES.get(name) or _figures(name, group)
    before = table[~outside]
    result = merged(
        before, given, key=KEYS[name], figures=figures, replace=held.replace, whole=whole
    )
    return table, outside, given, result


def _figures(name: str, group: dict[str, str]) -> list[str]:
    aside = {*KEYS[name], *group, "year", "release", "effective"}
    return [column for column in SCHEMAS[name].columns if column not in aside]


def _tell(reading: Reading, label: str, result: Merged, held: Held) -> None:
    if result.contradictions:
        count = len(result.contradictions)
        first = "; ".join(result.contradictions[:TOLD])
        message = f"contradicts what is held of {label} in {count:,} rows: {first}"
        mend = "add --replace if the new file is right; nothing was written"
        held.faults.append(Fault(reading.document, 0, reading.table, f"{message}; {mend}"))


def _excerpt(others: pd.DataFrame, given: pd.DataFrame, column: str) -> tuple[str, ...]:
    counts = others[column].value_counts()
    if counts.empty or len(given) >= EXCERPT * counts.max():
        return ()
    return (f"an excerpt: other releases hold {counts.max():,} rows",)


def _add_physician(
    reading: Reading, file: PhysicianFile, batch: list[Reading], held: Held
) -> Added:
    release, starts = _release(file, held.table("releases"), held.table("physician_rvu"))
    qp = _whose(reading, file, held)
    table = held.table("physician_rvu")
    before = table[table["release"] == release]
    rows = file.rows
    if qp:
        if before.empty:
            message = (
                f"carries the factor of qualifying participants (QPP) alone, and {release} is not "
                "held; add the nonQPP file of the same release with it"
            )
            held.faults.append(Fault(reading.document, 0, "", message))
            return Added(reading.document, reading.table, release, len(rows), "refused")
        rows = rows.assign(conv_factor=before["conv_factor"].iloc[0])
    remarks = _place_factor(reading, file, bool(qp), starts, held)
    shown = Reading(
        reading.table,
        reading.words,
        reading.document,
        reading.sha256,
        PhysicianFile(file.period, rows, file.factor, qp, file.whole, file.released_on),
    )
    group = {"release": release, "year": str(file.period.year)}
    entry = _add_group(shown, held, group, whole=file.whole)
    if entry.outcome in ("added", "completed", "replaced"):
        _note_release(shown, file, release, starts, held)
    outcome = "factor added" if remarks and entry.outcome == "already held" else entry.outcome
    if not file.whole:
        remarks = (*remarks, "an excerpt: the whole file has about 19,000 rows")
    return Added(entry.document, entry.table, release, entry.rows, outcome, remarks)


def _release(file: PhysicianFile, releases: pd.DataFrame, table: pd.DataFrame) -> tuple[str, date]:
    """Return the release of a file and its first day; a revised one (24AR) by its factor."""
    base = _release_name(file.period)
    own = releases[releases["release"].str.startswith(base)]
    for held in own.to_dict("records"):
        rows = table[table["release"] == held["release"]]
        if len(rows) and rows["conv_factor"].iloc[0] == file.factor:
            return held["release"], date.fromisoformat(held["effective_from"])
    return base, date.fromisoformat(f"{file.period.year}-{STARTS[file.period.quarter]}")


def _release_name(period: Period) -> str:
    return f"RVU{period.year % 100:02d}{period.quarter}"


def _whose(reading: Reading, file: PhysicianFile, held: Held) -> bool | None:
    if file.period.year < TWO_FACTORS_SINCE:
        return False
    if file.qp is not None:
        return file.qp
    factors = held.table("conversion_factors")
    of_year = factors[
        (factors["system"] == "PFS")
        & (factors["effective_from"].str[:4] == str(file.period.year))
        & (factors["value"] == file.factor)
    ]
    if len(of_year) == 1:
        return bool(of_year["qp"].iloc[0] == "true")
    message = (
        f"does not say whose factor {file.factor} is: from {TWO_FACTORS_SINCE} CMS publishes two "
        "files; name it as CMS does, ..._nonQPP or ..._QPP"
    )
    held.faults.append(Fault(reading.document, 0, "name", message))
    return None


def _place_factor(
    reading: Reading, file: PhysicianFile, qp: bool, starts: date, held: Held
) -> tuple[str, ...]:
    releases = held.table("releases")
    year = releases[releases["year"] == str(starts.year)]
    later = bool((year["effective_from"] >= str(starts)).any())
    source = f"CMS {reading.document}, column CONV FACTOR"
    given = Factor("PFS", qp, starts, file.factor, "final", source)
    return _put_factor(reading, given, later, held)


def _put_factor(reading: Reading, given: Factor, later: bool, held: Held) -> tuple[str, ...]:
    table = held.table("conversion_factors")
    result = placed(table, given, later_held=later, replace=held.replace)
    if result.refusal:
        held.faults.append(Fault(reading.document, 0, "factor", result.refusal))
    elif result.remark:
        held.put("conversion_factors", result.table)
        return (result.remark,)
    return ()


def _note_release(
    reading: Reading, file: PhysicianFile, release: str, starts: date, held: Held
) -> None:
    table = held.table("releases")
    own = table["release"] == release
    whole = file.whole or (own & (table["complete"] == "true")).any()
    row = {
        "release": release,
        "year": str(file.period.year),
        "effective_from": str(starts),
        "complete": str(bool(whole)).lower(),
        "file": reading.document,
        "released_on": file.released_on,
    }
    held.put("releases", pd.concat([table[~own], pd.DataFrame([row], dtype=str)]))


def _add_addendum(reading: Reading, addendum: Addendum, held: Held) -> Added:
    remarks: tuple[str, ...] = ()
    if addendum.factor:
        remarks = _place_asc_factor(reading, addendum, held)
    entry = _add_group(reading, held, {"effective": addendum.effective})
    told = (*remarks, *entry.remarks)
    return Added(entry.document, entry.table, entry.release, entry.rows, entry.outcome, told)


def _place_asc_factor(reading: Reading, addendum: Addendum, held: Held) -> tuple[str, ...]:
    factors = held.table("conversion_factors")
    asc = factors[factors["system"] == "ASC"]
    known = (asc["effective_from"].str[:4] == str(addendum.period.year)).any()
    if reading.table != "asc_rates" and not known:
        return ()  # the ancillary items alone do not set a year's factor
    source = f"derived: rate over weight, CMS {reading.document}"
    given = Factor(
        "ASC", False, date.fromisoformat(addendum.effective), addendum.factor, "derived", source
    )
    return _put_factor(reading, given, True, held)


def _add_areas(reading: Reading, batch: list[Reading], held: Held) -> Added:
    """Put indices or counties beside the release that they belong to."""
    year = str(reading.period.year)
    return _add_group(
        reading, held, {"release": _areas_release(reading, batch, held), "year": year}
    )


def _areas_release(reading: Reading, batch: list[Reading], held: Held) -> str:
    """Return the release that the archive names, that says the same, of the batch, or January's.

    Indices and counties name only their year, and seldom change in it.
    """
    period, year = reading.period, str(reading.period.year)
    if period.quarter:
        return _release_name(period)
    table = held.table(reading.table)
    of_year = sorted(table["release"][table["year"] == year].unique())
    for release in reversed(of_year):
        group = {"release": str(release), "year": year}
        if _compared(reading, held, group, whole=False)[-1].outcome == "already held":
            return str(release)
    beside = {
        _release_name(one.period)
        for one in batch
        if one.table == "physician_rvu" and one.period.year == period.year
    }
    if len(beside) == 1:
        return beside.pop()
    return str(of_year[-1]) if of_year else f"RVU{period.year % 100:02d}A"


def _add_zip_codes(reading: Reading, held: Held) -> Added:
    """Put ZIP codes in: a newer quarter replaces them, an older one adds nothing."""
    table, schema = held.table("zip_locality"), SCHEMAS["zip_locality"]
    given = canonical(schema, "SELECT * FROM given", reading.rows)
    quarter, newest = given["quarter"].iloc[0], table["quarter"].max()
    if quarter < newest:
        remark = f"the ZIP codes held are newer ({newest})"
        document = reading.document
        return Added(document, "zip_locality", quarter, len(given), "already held", (remark,))
    result = merged(
        table,
        given,
        key=KEYS["zip_locality"],
        figures=FIGURES["zip_locality"] + ["quarter"],
        replace=held.replace or quarter > newest,
    )
    _tell(reading, quarter, result, held)
    if result.outcome not in ("already held", "contradiction"):
        held.put("zip_locality", result.rows)
    remarks = () if len(given) >= EXCERPT * len(table) else ("an excerpt: other ZIP codes stay",)
    return Added(reading.document, "zip_locality", quarter, len(given), result.outcome, remarks)
