"""The layout of CMS's files: which columns stand where, which year and quarter a file is.

A column that is missing, renamed, moved or unknown is refused with its place and what was
expected, since a figure read from the wrong column prices every claim wrongly. Year and quarter
come from the content and are held against the file's name and its archive's.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from practice_model.faults import Fault
from practice_model.readers.cms_documents import Document

SHOWN = 12  # faults told of one file; more would hide the reason
MEND = "take CMS's file as published; a layout new to this tool needs a newer version of it"
RENAME = "give it the name under which CMS publishes it, or take the right file"
MONTHS = {"JAN": "A", "APR": "B", "JUL": "C", "OCT": "D"}
STARTS = {"A": "01-01", "B": "04-01", "C": "07-01", "D": "10-01"}
QUARTER_NAMES = {"A": "January", "B": "April", "C": "July", "D": "October"}
FIRST_YEAR, LAST_YEAR = 2013, 2060
NAME_YEARS = (
    re.compile(r"(?<![A-Z0-9])RVU(?P<year>\d\d)(?P<letter>[A-D])R?(?![A-Z0-9])"),
    re.compile(r"PPRRVU[_ -]?(?P<year>20\d\d|\d\d)(?:[_ -]?(?P<month>JAN|APR|JUL|OCT))?"),
    re.compile(r"GPCI[_ -]?(?P<year>20\d\d)"),
    re.compile(r"(?<!\d)(?P<year>\d\d)LOCCO"),
    re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<start>01|04|07|10)01(?!\d)"),
    re.compile(r"(?P<month>JAN|APR|JUL|OCT)[A-Z]*[_ -]*(?P<year>20\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>20\d\d)[_ -]*(?P<month>JAN|APR|JUL|OCT)"),
)
LONE_YEAR = re.compile(r"(?<!\d)(?P<year>20[1-5]\d)(?!\d)")
DECIMAL = re.compile(r"(?P<sign>-?)(?P<whole>\d*)(?:\.(?P<part>\d*))?")


@dataclass
class Told:
    """The faults of one document, gathered while it is read."""

    document: Document
    faults: list[Fault] = field(default_factory=list)
    unsaid: int = 0

    def add(self, line: int, place: str, message: str) -> None:
        """Note a fault; beyond the first dozen only their number is told."""
        if len(self.faults) < SHOWN:
            self.faults.append(Fault(self.document.name, line, place, message))
        else:
            self.unsaid += 1

    def all(self) -> list[Fault]:
        """Return every fault, the last one counting what is not told."""
        if not self.unsaid:
            return self.faults
        more = Fault(self.document.name, 0, "", f"has {self.unsaid:,} more faults of this kind")
        return [*self.faults, more]


@dataclass(frozen=True)
class Heading:
    """A column that a layout knows: our name, the pattern of its heading, whether it must be."""

    name: str
    pattern: str
    required: bool = True

    @property
    def shown(self) -> str:
        """Return the heading in words for a fault."""
        plain = re.sub(r"\(\?P?<?\w*>?|\(\?:|[()\\^$?]|\.\*", "", self.pattern)
        return plain.replace("|", " or ")


def letter(index: int) -> str:
    """Return a column's number and letter as a spreadsheet shows it.

    >>> letter(5), letter(31)
    ('column 6 (F)', 'column 32 (AF)')
    """
    high, low = divmod(index, 26)
    return f"column {index + 1} ({chr(64 + high) if high else ''}{chr(65 + low)})"


def plain(cell: str) -> str:
    """Return a heading in capitals with single spaces."""
    return " ".join(cell.upper().replace("\xa0", " ").split())


def match_headings(
    found: Sequence[str], expected: Sequence[Heading], told: Told, line: int, ordered: bool = True
) -> dict[str, int]:
    """Return the place of each known column; note every column that drifted."""
    places: dict[str, int] = {}
    unknown: list[int] = []
    for index, cell in enumerate(found):
        if not cell:
            continue
        known = next((one for one in expected if re.fullmatch(one.pattern, plain(cell))), None)
        if known is None:
            unknown.append(index)
        elif known.name in places:
            told.add(line, letter(index), f"'{plain(cell)}' comes twice; {MEND}")
        else:
            places[known.name] = index
    missing = [one for one in expected if one.required and one.name not in places]
    for index in unknown:
        instead = f", expected '{missing[0].shown}'" if missing else ", which is not known here"
        told.add(line, letter(index), f"is headed '{plain(found[index])}'{instead}; {MEND}")
    for one in missing[len(unknown) and 1 :]:
        told.add(line, one.shown, f"this column is missing; {MEND}")
    if ordered and not told.faults:
        _check_order(places, expected, told, line)
    return places


def _check_order(
    places: dict[str, int], expected: Sequence[Heading], told: Told, line: int
) -> None:
    order = [one for one in expected if one.name in places]
    for before, after in pairwise(order):
        if places[before.name] > places[after.name]:
            where = letter(places[before.name])
            message = f"'{before.shown}' stands after '{after.shown}': columns were moved; {MEND}"
            told.add(line, where, message)


def decimal_text(cell: str, places: int) -> str | None:
    """Return a printed amount as plain decimal text, "" for none, None if it is no amount.

    >>> decimal_text("$4,387.00 ", 2), decimal_text(".10", 2), decimal_text("1.005", 2)
    ('4387.00', '0.10', None)
    """
    bare = cell.replace("$", "").replace(",", "").strip()
    if bare in ("", "-"):
        return ""
    found = DECIMAL.fullmatch(bare)
    if not found or not (found["whole"] or found["part"]):
        return None
    part = found["part"] or ""
    if part[places:].strip("0"):
        return None
    return f"{found['sign']}{found['whole'] or '0'}.{part[:places].ljust(places, '0')}"


def share_text(cell: str, places: int) -> str | None:
    """Return a printed percentage or share as a share in decimal text, None if it is neither.

    >>> share_text("35.40%", 4), share_text("0.354", 4), share_text("35.4", 4)
    ('0.3540', '0.3540', None)
    """
    if not cell.endswith("%"):
        share = decimal_text(cell, places)
        return share if not share or float(share) <= 1 else None
    percent = decimal_text(cell[:-1], places - 2)
    if not percent:
        return percent
    digits = percent.replace(".", "").lstrip("-").zfill(places + 1)
    return f"{digits[:-places]}.{digits[-places:]}"


@dataclass(frozen=True)
class Period:
    """The year, and the quarter A to D where it is known, that a file or its name says."""

    year: int
    quarter: str = ""

    def __str__(self) -> str:
        return f"{QUARTER_NAMES[self.quarter]} {self.year}" if self.quarter else str(self.year)


def named_periods(document: Document) -> list[tuple[str, Period]]:
    """Return what the file's name and its archives' names say of year and quarter."""
    said: list[tuple[str, Period]] = []
    for name in document.names:
        upper = name.upper()
        hits = [_period(hit) for one in NAME_YEARS for hit in one.finditer(upper)]
        if not hits and name == document.names[0]:
            hits = [_period(hit) for hit in LONE_YEAR.finditer(upper)]
        said.extend((name, hit) for hit in hits if FIRST_YEAR <= hit.year <= LAST_YEAR)
    return said


def _period(hit: re.Match[str]) -> Period:
    parts = hit.groupdict()
    year = int(parts["year"])
    quarter = parts.get("letter") or MONTHS.get(parts.get("month") or "", "")
    if parts.get("start"):
        quarter = {"01": "A", "04": "B", "07": "C", "10": "D"}[parts["start"]]
    return Period(year + 2000 if year < 100 else year, quarter)  # noqa: PLR2004


def agreed_period(
    document: Document, content: Iterable[tuple[int, str, Period]], told: Told
) -> Period | None:
    """Return the one year and quarter that content and names agree on; note what disagrees.

    `content` gives line, words and period of each place in the file that says one; content goes
    before the name. None if nothing says a year.
    """
    inside = list(content)
    said = [(line, f"the file says {words}", one) for line, words, one in inside]
    said += [(0, f"the name '{name}' says {one}", one) for name, one in named_periods(document)]
    if not said:
        told.add(0, "", "says no year, in its content or its name; name it as CMS names it")
        return None
    _, first_words, first = said[0]
    quarter, quarter_words = first.quarter, first_words
    for line, words, one in said[1:]:
        if one.year != first.year:
            told.add(line, "year", f"{words}, but {first_words}; {RENAME}")
        elif one.quarter and quarter and one.quarter != quarter:
            told.add(line, "quarter", f"{words}, but {quarter_words}; {RENAME}")
        elif one.quarter and not quarter:
            quarter, quarter_words = one.quarter, words
    return Period(first.year, quarter)
