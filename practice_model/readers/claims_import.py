"""Import of a client's claims: what tells who a patient is never comes in.

Columns that look like names, birth dates, addresses, phones, mails, member or social-security
numbers are dropped, by header and by content, and the report says so. Patient, claim and payment
identifiers become hashes with the client's own salt. Payers become the client's aliases. What is
kept is only the canonical claim columns; a cell of them that looks like a person, or that stood in
a dropped column too, is blanked. Dates of service stay: prices need them. So the result is still
the client's own and belongs in no repository.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import duckdb
import pandas as pd

from practice_model.columns import Columns, Wrong
from practice_model.faults import Faults
from practice_model.readers.hashing import hashed
from practice_model.readers.identifiers import (
    bare_header,
    identifying_cells,
    identifying_header,
    looks_like_a_person,
)
from practice_model.readers.payer_aliases import aliased
from practice_model.readers.places import told
from practice_model.readers.table_cells import faults_of_cells, read_cells
from practice_model.readers.table_files import Raw, ReadTable, as_fault, header_map, raw_cells
from practice_model.tables import CLAIMS, suppressed

__all__ = ["Imported", "import_claims", "suppressed", "write_claims"]

HASHED: Final = ("patient_id", "claim_id", "payer_control_number", "payment_id")
REPLACED: Final = ("data_source", "file_name")  # free text that may name anybody
PATIENTS: Final = ("patientid", "mrn", "medicalrecordnumber", "chartnumber", "chart", "chartno",
                   "patientnumber", "patientno", "patientaccountnumber", "accountnumber", "account",
                   "memberid", "subscriberid", "mbi")  # fmt: skip
MODIFIERS: Final = tuple(f"hcpcs_modifier_{number}" for number in (1, 2, 3, 4))
LONG: Final = 7  # digits that make a number one of a person
ONE_CLAIM: Final = ("patient_id", "claim_line_start_date", "rendering_npi", "payer")
UNUSED: Final = "is not used"


@dataclass
class Imported:
    """Claims in the canonical columns, and what the import did with the rest.

    `dropped` gives by column why it did not come in, `blanked` how many cells of a kept column
    went, `remarks` what was mended or made.
    """

    claims: pd.DataFrame
    dropped: dict[str, str] = field(default_factory=dict)
    hashed: tuple[str, ...] = ()
    blanked: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def told(self) -> list[str]:
        """Return the report as sentences; it holds no cell of the file."""
        return [
            f"{len(self.claims):,} claim lines came in",
            *(f"column {name!r} was dropped: {why}" for name, why in self.dropped.items()),
            f"hashed with your salt: {', '.join(self.hashed)}",
            *(f"{count:,} cells of {name} looked like a person and were blanked"
              for name, count in self.blanked.items()),
            *self.remarks,
        ]  # fmt: skip


def import_claims(
    path: str | Path,
    *,
    salt: bytes,
    payers: Mapping[str, str],
    patient: str = "",
    claim_type: str = "professional",
    dates: str = "iso",
) -> Imported:
    """Return a client's claims export in the canonical columns, without what names a patient.

    payers: alias by spelling (`read_payer_aliases`). patient: the header that tells patients
    apart where there are several. claim_type: of every line, where the file does not say.
    Raises Faults with everything that keeps the file from coming in.
    """
    file = Path(path).resolve()
    read = ReadTable(file, CLAIMS.empty())
    raw = raw_cells(file, read)
    if raw is None or read.faults:
        raise Faults(read.faults)
    raw = Raw(raw.cells.fillna("").astype("str"), raw.header_line, raw.rows_are)
    made = Imported(CLAIMS.empty(), hashed=HASHED)
    kept = _kept(raw, patient, made, read)
    _complete(kept, raw, claim_type, made)
    frame = _read(kept, raw, dates, made, read)
    if read.faults:
        raise Faults(read.faults)
    frame["payer"] = aliased(frame["payer"], payers, told(file))
    _hide(frame, salt, file)
    made.claims = CLAIMS.checked(frame[[name for name in CLAIMS.names if name in frame]])
    return made


def _kept(raw: Raw, patient: str, made: Imported, read: ReadTable) -> dict[str, pd.Series]:
    """The columns that come in, by canonical name; the report says why the others do not."""
    headers = [str(header) for header in raw.cells.columns]
    chosen = _patient_column(headers, patient, read)
    mapped = {**header_map(headers, CLAIMS), **({chosen: "patient_id"} if chosen else {})}
    kept: dict[str, pd.Series] = {}
    for header in headers:
        name = mapped.get(header, "")
        if name == "patient_id" and header != chosen:
            name = ""
        why = _reason(header, name, raw.cells[header])
        if why:
            made.dropped[header] = why
        elif name in kept:
            read.fault(f"two columns mean {name}; leave out one", raw.header_line, header)
        else:
            kept[name] = raw.cells[header]
    _blank_persons(kept, {header: raw.cells[header] for header in made.dropped}, made)
    return kept


def _patient_column(headers: list[str], patient: str, read: ReadTable) -> str:
    """The header that tells patients apart: the one that is named, or the best known one."""
    if patient:
        if patient not in headers:
            read.fault(f"there is no column {patient!r} that could tell patients apart")
        return patient
    bare = {bare_header(header): header for header in headers}
    found = next((bare[known] for known in PATIENTS if known in bare), "")
    if not found:
        read.fault("no column tells patients apart; name one, such as patient='Chart'")
    return found


def _reason(header: str, name: str, cells: pd.Series) -> str:
    """Why a column does not come in, or "" where it does."""
    if name in HASHED:
        return ""
    who = identifying_header(header)
    if who:
        return f"looks like {who}"
    if not name:
        return UNUSED
    what = identifying_cells(cells)
    return f"holds {what}" if what else ""


def _blank_persons(
    kept: dict[str, pd.Series], dropped: dict[str, pd.Series], made: Imported
) -> None:
    """Blank cells that look like a person, or that say what a dropped column said."""
    persons = Persons.of([cells for name, cells in dropped.items()
                          if made.dropped[name] != UNUSED])  # fmt: skip
    for name, cells in kept.items():
        column = CLAIMS[name]
        if name in (*HASHED, *REPLACED, "payer") or column.kind != "text" or column.pattern:
            continue
        bad = [text for text in cells.unique() if looks_like_a_person(text) or text in persons]
        where = cells.isin(bad)
        if bad:
            made.blanked[name] = int(where.sum())
            kept[name] = cells.mask(where, "")


@dataclass(frozen=True)
class Persons:
    """What dropped columns say about persons: whole cells, words of them, and long numbers."""

    cells: frozenset[str]
    words: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, columns: list[pd.Series]) -> "Persons":
        """Gather what columns of persons say."""
        cells = {str(text).strip().lower() for column in columns for text in column.unique()}
        words = {word for cell in cells for word in re.findall("[a-z]{3,}", cell)}
        numbers = {digits for cell in cells if len(digits := re.sub(r"\D", "", cell)) >= LONG}
        return cls(frozenset(cells - {""}), frozenset(words), frozenset(numbers))

    def __contains__(self, text: str) -> bool:
        bare = text.strip().lower()
        digits = re.sub(r"\D", "", bare) if not re.search("[a-z]", bare) else ""
        return (
            bare in self.cells
            or digits in self.numbers
            or len(self.words.intersection(re.findall("[a-z]{3,}", bare))) > 1
        )


def _complete(kept: dict[str, pd.Series], raw: Raw, claim_type: str, made: Imported) -> None:
    """Fill in what exports leave out, where it follows from the rest; each is told."""
    index = raw.cells.index
    if "claim_type" not in kept:
        kept["claim_type"] = pd.Series(claim_type, index=index, dtype="str")
        made.remarks.append(f"every line is taken as {claim_type}; the file does not say")
    _split_modifiers(kept, made)
    known = [name for name in ONE_CLAIM if name in kept]
    if "claim_id" not in kept and known:
        kept["claim_id"] = pd.DataFrame({name: kept[name] for name in known}).agg("|".join, axis=1)
        made.remarks.append(
            "a claim is one patient, day, provider and payer; the file has no claims"
        )
    if "claim_line_number" not in kept and "claim_id" in kept:
        numbers = kept["claim_id"].groupby(kept["claim_id"]).cumcount() + 1
        kept["claim_line_number"] = numbers.astype("str")
        made.remarks.append("lines of a claim are numbered in the order of the file")


def _split_modifiers(kept: dict[str, pd.Series], made: Imported) -> None:
    """Modifiers that stand together in one cell, `25 59` or `26-RT`, as one column each."""
    first = kept.get(MODIFIERS[0])
    if first is None or not first.str.strip().str.fullmatch(r"\w{2}([ ,;:/|-]+\w{2})+").any():
        return
    parts = first.str.strip().str.split(r"[ ,;:/|-]+", regex=True, expand=True).fillna("")
    if len(parts.columns) <= len(MODIFIERS) and not any(name in kept for name in MODIFIERS[1:]):
        kept.update(zip(MODIFIERS, (parts[number] for number in parts), strict=False))
        made.remarks.append("modifiers that stood together in one cell were parted")


def _read(
    kept: dict[str, pd.Series], raw: Raw, dates: str, made: Imported, read: ReadTable
) -> pd.DataFrame:
    columns = {}
    for column in CLAIMS:
        if column.name not in kept:
            if column.required:
                read.fault("missing", raw.header_line, column.name)
            continue
        cells = read_cells(kept[column.name], column, dates)
        hidden = column.name in HASHED
        wrong = cells.wrong if hidden else faults_of_cells(cells, column)
        read.faults += [as_fault(_without_cell(one), raw, read.path) for one in wrong]
        made.remarks += [
            f"{column.name}: {one.message} ({len(one.rows):,} cells)" for one in cells.mended
        ]
        columns[column.name] = cells.values
    return pd.DataFrame(columns).reset_index(drop=True)


def _without_cell(wrong: Wrong) -> Wrong:
    """The fault without the cell that it quotes: nothing of a client's file reaches a screen."""
    message = wrong.message.partition(", not ")[0]
    return replace(wrong, message=f"{message} (the cell is not shown)")


def _hide(frame: pd.DataFrame, salt: bytes, file: Path) -> None:
    """Hash the identifiers; replace free text that may name anybody."""
    for name in HASHED:
        if name in frame:
            frame[name] = hashed(frame[name], name, salt)
    frame["data_source"] = "import"
    frame["file_name"] = hashed(pd.Series([file.name]), "file_name", salt).iloc[0]


def write_claims(claims: pd.DataFrame, path: str | Path, columns: Columns = CLAIMS) -> Path:
    """Write checked claims as Parquet, whole or not at all; returns the file."""
    frame = columns.checked(claims)
    target = Path(path)
    aside = target.with_name(f".{target.name}.making")
    text = [name for name in frame if columns[str(name)].kind in {"text", "code"}]
    with duckdb.connect() as made:
        made.register("given", frame.astype(dict.fromkeys(text, object)))
        days = ", ".join(
            f'"{name}"::DATE AS "{name}"' for name in frame if columns[str(name)].kind == "date"
        )
        chosen = f"* REPLACE ({days})" if days else "*"
        made.execute(
            f"COPY (SELECT {chosen} FROM given) TO '{str(aside).replace(chr(39), chr(39) * 2)}' "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
    aside.replace(target)
    return target
