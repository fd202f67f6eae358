"""What stands in the files of a letter: texts, attributes, streams, properties, names."""

import re
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Iterator, Mapping
from io import BytesIO

import pypdfium2
from docx import Document

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
DATA = re.compile(rb"base64,([A-Za-z0-9+/=]+)")
PICTURE = b"\x89PNG\r\n\x1a\n"
PICTURE_PARTS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"pHYs", b"sRGB", b"gAMA", b"cHRM", b"tRNS"}


def found(files: Mapping[str, bytes], canaries: tuple[str, ...]) -> list[tuple[str, str]]:
    """Every place where a canary stands: (file and place, canary), spaces and case set aside."""
    told = []
    for name, content in files.items():
        for place, piece in [("name", name.encode()), *pieces(name, content)]:
            bare = _bare(piece)
            told += [
                (f"{name} {place}", canary)
                for canary in canaries
                if any(form in bare for form in _forms(canary))
            ]
    return told


def _bare(piece: bytes) -> bytes:
    return re.sub(rb"\s|\xc2\xa0|\xe2\x81\xa0|\xe2\x80\x8b", b"", piece).lower()


def _forms(canary: str) -> list[bytes]:
    bare = re.sub(r"\s", "", canary).lower()
    wide = bare.encode("utf-16-be")
    return [bare.encode(), wide, wide.hex().encode(), bare.encode().hex().encode()]


def pieces(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The parts of a file, packed ones unpacked, and its text as a reader has it."""
    yield "bytes", DATA.sub(b"", content)
    if name.endswith(".pdf"):
        yield from _pdf(content)
    elif name.endswith(".docx"):
        yield from _docx(content)
    elif name.endswith(".html"):
        for at, data in enumerate(DATA.findall(content)):
            yield f"data {at}", b64decode(data)


def _pdf(content: bytes) -> Iterator[tuple[str, bytes]]:
    for at, stream in enumerate(STREAM.findall(content)):
        try:
            yield f"stream {at}", zlib.decompress(stream)
        except zlib.error:
            yield f"stream {at}", stream
    document = pypdfium2.PdfDocument(content)
    for at, page in enumerate(document):
        yield f"page {at + 1}", page.get_textpage().get_text_range().encode()
    yield "properties", repr(document.get_metadata_dict()).encode()


def _docx(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        for part in packed.namelist():
            yield f"{part} name", part.encode()
            inner = packed.read(part)
            yield part, inner
            yield f"{part} text", re.sub(rb"<[^>]+>", b"", inner) if part.endswith("xml") else b""
            if inner.startswith(PICTURE):
                yield from ((f"{part} {kind.decode()}", data) for kind, data in chunks(inner))
    own = Document(BytesIO(content)).core_properties
    told = {key: str(getattr(own, key)) for key in dir(own) if not key.startswith("_")}
    yield "properties", repr(told).encode()


def chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG: kind and content, unpacked where it is packed."""
    at = len(PICTURE)
    while at < len(picture):
        size = int.from_bytes(picture[at : at + 4], "big")
        kind, data = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + size]
        yield kind, data
        at += 12 + size
