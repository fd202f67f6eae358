"""Opening what CMS publishes: text with commas, tabs or fixed columns, workbooks, zip archives.

Text is UTF-8 or Latin-1, line ends may be CRLF, a quoted cell may run over two lines. A document
keeps the line on which each row begins, so that a fault can name it. What is no table (PDF, Word,
pictures) is set aside with a remark, never guessed at.
"""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl

from practice_model.faults import Fault, Faults

TEXT_ENDINGS = (".csv", ".txt")
LARGEST = 500_000_000  # bytes unpacked: far above any release, far below a bomb
DEEPEST = 3

Row = tuple[int, tuple[str, ...]]


@dataclass(frozen=True)
class Document:
    """One table of one file: its name (archives first), its rows of stripped cells with lines."""

    name: str
    sha256: str
    text: str
    rows: tuple[Row, ...] = field(repr=False)
    workbook: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Return the file's own name, then the archives around it, innermost first."""
        return tuple(reversed(self.name.split("/")))


@dataclass(frozen=True)
class Aside:
    """A member of an archive that holds no table, and why it was left."""

    name: str
    reason: str


def documents(path: Path) -> Iterator[Document | Aside]:
    """Yield the tables of a file or archive; raise Faults where it cannot be opened."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Faults([Fault(str(path), 0, "", f"cannot be read: {error.strerror}")]) from None
    if not data:
        raise Faults([Fault(str(path), 0, "", "is empty; download it again")])
    yield from _opened(path.name, data, deep=0)


def _opened(name: str, data: bytes, deep: int) -> Iterator[Document | Aside]:
    ending = Path(name).suffix.lower()
    if data[:4] == b"PK\x03\x04":
        yield from _packed(name, data, deep)
    elif data[:4] == b"\xd0\xcf\x11\xe0":
        yield Aside(name, "an old binary workbook or document; take the .csv, .txt or .xlsx")
    elif ending in TEXT_ENDINGS:
        text = decoded(data)
        yield Document(name, _hash(data), text, tuple(_delimited(name, text)))
    else:
        yield Aside(name, f"a file of kind '{ending or 'without ending'}' holds no table")


def decoded(data: bytes) -> str:
    """Return text that is UTF-8, UTF-16 with its mark, or Latin-1, as a string."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _delimited(name: str, text: str) -> Iterator[Row]:
    head = [line for line in text.splitlines()[:60] if line.strip()]
    tabbed = 2 * sum("\t" in line for line in head) >= max(len(head), 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if tabbed else ",")
    begins = 1
    try:
        for cells in reader:
            yield begins, tuple(cell.strip() for cell in cells)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Faults([Fault(name, begins, "", f"cannot be read as a table: {error}")]) from None


def _packed(name: str, data: bytes, deep: int) -> Iterator[Document | Aside]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = [one for one in archive.infolist() if not one.is_dir()]
        if any(one.filename == "xl/workbook.xml" for one in members):
            yield from _sheets(name, data)
            return
        if any(one.filename == "word/document.xml" for one in members):
            yield Aside(name, "a Word document holds no table")
            return
        if deep >= DEEPEST or sum(one.file_size for one in members) > LARGEST:
            raise Faults([Fault(name, 0, "", "is nested or unpacks beyond what CMS publishes")])
        for one in sorted(members, key=lambda member: member.filename):
            inner = one.filename.rsplit("/", 1)[-1]
            if not inner.startswith(".") and "__MACOSX" not in one.filename:
                yield from _opened(f"{name}/{inner}", archive.read(one), deep + 1)
    except (zipfile.BadZipFile, EOFError, RuntimeError, ValueError) as error:
        told = f"is a damaged or locked archive ({error}); download it again"
        raise Faults([Fault(name, 0, "", told)]) from None


def _sheets(name: str, data: bytes) -> Iterator[Document]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            rows = tuple(
                (line, tuple(_cell(value) for value in values))
                for line, values in enumerate(sheet.iter_rows(values_only=True), start=1)
            )
            if any(any(cells) for _, cells in rows):
                one = name if len(book.worksheets) == 1 else f"{name}[{sheet.title}]"
                yield Document(one, _hash(data), "", rows, workbook=True)
    finally:
        book.close()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        rounded = f"{value:.10f}".rstrip("0").rstrip(".")  # a workbook holds .1 + .2 as it is
        return rounded or "0"
    return str(value).strip()
