"""Telling CMS's files apart: which kind a file is, and what it holds.

A file is known by its content first (title, headings, fixed columns), then by its name; where both
speak they must agree. Members of an archive that no model reads (anesthesia, OPPS caps, layouts,
PDF) are set aside with a remark; a member that looks like a known file but cannot be read is a
fault, so that an archive is never half understood.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from practice_model.faults import Fault, Faults
from practice_model.readers.cms_areas import (
    AreaFile,
    is_fixed_zip,
    read_counties,
    read_gpci,
    read_wage_index,
    read_zip_codes,
)
from practice_model.readers.cms_asc import (
    Addendum,
    read_addendum_aa,
    read_addendum_bb,
    read_addendum_ff,
)
from practice_model.readers.cms_documents import Aside, Document, documents
from practice_model.readers.cms_layout import Period, Told, plain
from practice_model.readers.cms_physician import PhysicianFile, is_fixed, read_physician

Content = PhysicianFile | AreaFile | Addendum
Read = Callable[[Document, Told], Content | None]


@dataclass(frozen=True)
class Kind:
    """A kind of CMS file: the table it fills, how title and name tell it, who reads it."""

    table: str
    words: str
    title: str
    name: str
    read: Read


KINDS = (
    Kind(
        "physician_rvu",
        "relative value file",
        r"FEE SCHEDULE RELATIVE VALUE FILE",
        r"PPRRVU",
        read_physician,
    ),
    Kind("gpci", "geographic indices", r"GEOGRAPHIC PRACTICE COST IND", r"GPCI", read_gpci),
    Kind("county_locality", "counties", r"COUNTIES INCLUDED IN", r"LOCCO", read_counties),
    Kind("asc_rates", "Addendum AA", r"ADDENDUM AA\b", r"ADDENDUM[ _-]?AA\b", read_addendum_aa),
    Kind("asc_ancillary", "Addendum BB", r"ADDENDUM BB\b", r"ADDENDUM[ _-]?BB\b", read_addendum_bb),
    Kind(
        "asc_device_offsets",
        "Addendum FF",
        r"ADDENDUM FF\b",
        r"ADDENDUM[ _-]?FF\b",
        read_addendum_ff,
    ),
    Kind(
        "asc_wage_index",
        "ASC wage index",
        r"^CBSA\|.*\bWI\d\d\b|^WI\d\d\|.*\bCBSA\b",
        r"WAGE[ _-]?IND",
        read_wage_index,
    ),
    Kind(
        "zip_locality",
        "ZIP codes and localities",
        r"ZIP ?(CODE|5)\|CARRIER",
        r"ZIP5(?!LY)",
        read_zip_codes,
    ),
)
ASIDE = re.compile(
    r"NATIONAL ANES CF|PROCSTAT\|CARRIER|RECORD LAYOUT|ADDENDUM (?!AA\b|BB\b|FF\b|E\.)[A-Z]"
)
ASIDE_NAMES = re.compile(r"ANES|OPPSCAP|ZIP9|LA?YOUT|READ.?ME|ADDENDUM[ _-]?(EE|DD\d?|[A-D])\b")


@dataclass(frozen=True)
class Reading:
    """One document read: the table it fills, its name and hash, and what it holds."""

    table: str
    words: str
    document: str
    sha256: str
    content: Content

    @property
    def period(self) -> Period:
        """Return year and quarter of the file."""
        return self.content.period

    @property
    def rows(self) -> pd.DataFrame:
        """Return the rows as text, named as the table's columns."""
        return self.content.rows


def read_files(paths: Iterable[Path | str]) -> tuple[list[Reading], list[Aside]]:
    """Return what CMS's files hold and what was set aside; raise Faults for all files together."""
    readings: list[Reading] = []
    asides: list[Aside] = []
    faults: list[Fault] = []
    for path in map(Path, paths):
        try:
            for one in documents(path):
                taken = _taken(one, faults)
                if isinstance(taken, Reading):
                    readings.append(taken)
                elif taken:
                    asides.append(taken)
        except Faults as raised:
            faults.extend(raised.faults)
    alone = {aside.name for aside in asides} & {Path(path).name for path in paths}
    faults += [Fault(one.name, 0, "", one.reason) for one in asides if one.name in alone]
    if faults:
        raise Faults(faults)
    return readings, asides


def _taken(one: Document | Aside, faults: list[Fault]) -> Reading | Aside | None:
    if isinstance(one, Aside):
        return one
    told = Told(one)
    kind = kind_of(one, told)
    if kind is None:
        faults.extend(told.all())
        kinds = ", ".join(known.words for known in KINDS)
        reason = f"is none of CMS's files that are read here ({kinds})"
        return None if told.faults else Aside(one.name, reason)
    content = kind.read(one, told)
    faults.extend(told.all())
    if content is None:
        return None
    return Reading(kind.table, kind.words, one.name, one.sha256, content)


def kind_of(document: Document, told: Told) -> Kind | None:
    """Return the kind of a file by content and name; None, noted if they disagree, if unknown."""
    head = "\n".join("|".join(map(plain, cells)) for _, cells in document.rows[:12])
    name = document.names[0].upper()
    if ASIDE_NAMES.search(name):
        return None
    inside = next((one for one in KINDS if re.search(one.title, head, re.MULTILINE)), None)
    if is_fixed(document):
        inside = KINDS[0]
    elif is_fixed_zip(document):
        inside = KINDS[-1]
    elif inside is None and ASIDE.search(head):
        return None
    called = next((one for one in KINDS if re.search(one.name, name.replace("_", " "))), None)
    if inside and called and inside is not called:
        message = f"is named as {called.words}, but holds {inside.words}; give it its own name"
        told.add(0, "", message)
        return None
    return inside or called
