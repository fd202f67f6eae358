"""Rows under one line of headings, as CMS's indices, localities and addenda print them."""

import re
from collections.abc import Sequence

from practice_model.readers.cms_documents import Document
from practice_model.readers.cms_layout import MEND, Heading, Told, letter, match_headings, plain

Record = dict[str, str]
HEAD = 25  # rows within which the headings must stand
NOTE = 12  # characters: a single longer cell is a footnote


def records(
    document: Document, headings: Sequence[Heading], told: Told, ordered: bool = True
) -> tuple[list[str], list[tuple[int, Record]]]:
    """Return the headings found, in order, and each row below them as name to cell, with its line.

    Empty rows and footnotes are passed over; a row that is cut, or a cell outside the known
    columns, is noted.
    """
    head = [(line, cells) for line, cells in document.rows[:HEAD] if any(cells)]
    matches = [sum(_known(cell, headings) for cell in cells) for _, cells in head]
    if not matches or max(matches) < min(2, len(headings)):
        wanted = ", ".join(f"'{one.shown}'" for one in headings if one.required)
        told.add(0, "", f"has no line with the headings {wanted}; {MEND}")
        return [], []
    line, found = head[matches.index(max(matches))]
    places = match_headings(found, headings, told, line, ordered)
    if told.faults:
        return [], []
    below = [(row, cells) for row, cells in document.rows if row > line and any(cells)]
    kept = []
    for row, cells in below:
        filled = [cell for cell in cells if cell]
        if len(filled) == 1 and len(filled[0]) > NOTE:
            continue
        if record := _record(document, row, cells, places, told):
            kept.append((row, record))
    if not kept and not told.faults:
        told.add(line, "", "no rows follow the headings; download the file again")
    return [plain(cell) for cell in found], kept


def _known(cell: str, headings: Sequence[Heading]) -> bool:
    return any(re.fullmatch(one.pattern, plain(cell)) for one in headings)


def _record(
    document: Document, line: int, cells: tuple[str, ...], places: dict[str, int], told: Told
) -> Record | None:
    width = max(places.values()) + 1
    if len(cells) < width and not document.workbook:
        told.add(line, "", f"has {len(cells)} cells, expected {width}: the row is cut; {MEND}")
        return None
    outside = [i for i, cell in enumerate(cells) if cell and i not in places.values()]
    if outside:
        message = f"holds '{cells[outside[0]][:40]}' where no heading stands: columns moved; {MEND}"
        told.add(line, letter(outside[0]), message)
        return None
    padded = (*cells, *[""] * width)
    return {name: padded[place] for name, place in places.items()}
