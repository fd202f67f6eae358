"""The letter as a Word file that its signatory can still edit: Arial, US letter, two pages.

Word does not get our typeface, so the text is in Arial and the chart comes in as a picture with
its own type and a text alternative. The file's properties are set one by one: the practice is its
author, the letter's date its only date; no comment, no custom part, no thumbnail. The packed file
is written again with fixed dates, so the same letter gives the same bytes.
"""

import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import typst
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor

from practice_model.briefs import fonts
from practice_model.briefs.documents import Spans, text_of, whole
from practice_model.briefs.letter_html import TEMPLATES
from practice_model.briefs.letter_pdf import DRAWN, chart
from practice_model.briefs.pdf import TypesettingError

COLUMN = 8.5 - 2 * 0.88  # inches
INK, INK2, INK3 = RGBColor(0x1A, 0x23, 0x30), RGBColor(0x46, 0x51, 0x60), RGBColor(0x66, 0x71, 0x7E)
RULE, HAIR = "1A2330", "E1E6EB"
SIZES = ((42, 9.5), (48, 8.8))  # lines on page one, and the points that let them fit
SMALLEST = 8.2
LINE = 98  # letters of Arial on a line
NOTE = 8.0
REQUESTS = (0.3, COLUMN - 0.3 - 1.35 - 1.35, 1.35, 1.35)
EXHIBIT_FIRST = 1.6
PIXELS = 200  # an inch
FIXED = (1980, 1, 1, 0, 0, 0)  # the only date of a packed part
EXTRA = ("docProps/thumbnail", "customXml/", "word/stylesWithEffects")
"""Parts of the library's template that a letter does not need."""
APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"</Properties>"
)


def render(letter: Mapping[str, Any]) -> bytes:
    """Return the Word file of a letter."""
    document = Document()
    size = body_size(letter)
    _clear(document, size)
    _properties(document, letter)
    _page(document, letter)
    _first_page(document, letter, size)
    _exhibit(document, letter, size)
    written = BytesIO()
    document.save(written)
    return _packed(written.getvalue())


def body_size(letter: Mapping[str, Any]) -> float:
    """Return the points of the text: smaller where page one has many lines."""
    lines = 10.0
    for section in letter["sections"]:
        rows = len(section["table"]["rows"]) + 1 if section["table"] else 0
        lines += 1 + 1.5 * rows + -(-len(text_of(section["spans"])) // LINE)
    return next((size for most, size in SIZES if lines <= most), SMALLEST)


def _clear(document: Any, size: float) -> None:
    """The template's own look: one typeface, no space that we did not set."""
    style = document.styles["Normal"]
    style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(size), INK
    for part in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        style.element.rPr.rFonts.set(qn(part), "Arial")
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.12
    for level, own in ((1, size * 1.2), (2, size * 1.02)):
        head = document.styles[f"Heading {level}"]
        head.font.name, head.font.size, head.font.bold = "Arial", Pt(own), True
        head.font.color.rgb = INK
        fonts_of = head.element.rPr.rFonts
        for name in list(fonts_of.attrib):
            del fonts_of.attrib[name]
        for part in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts_of.set(qn(part), "Arial")
        head.paragraph_format.space_before = Pt(9)
        head.paragraph_format.space_after = Pt(2)
        head.paragraph_format.keep_with_next = True


def _properties(document: Any, letter: Mapping[str, Any]) -> None:
    day = date.fromisoformat(letter["day"])
    at = datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)
    own = document.core_properties
    practice = text_of(letter["sender"]["name"])
    own.title, own.author, own.last_modified_by = text_of(letter["title"])[:255], practice, practice
    own.created = own.modified = at
    own.last_printed = at
    own.revision = 1
    for name in ("subject", "keywords", "comments", "category", "content_status", "identifier",
                 "version"):  # fmt: skip
        setattr(own, name, "")
    own.language = "en-US"


def _page(document: Any, letter: Mapping[str, Any]) -> None:
    """US letter, the sender and the mark in the header, sender, payer and page in the footer."""
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(0.88)
    section.top_margin, section.bottom_margin = Inches(0.95), Inches(0.75)
    section.header_distance, section.footer_distance = Inches(0.5), Inches(0.4)
    head = section.header.paragraphs[0]
    _tabs(head)
    _run(head, text_of(letter["sender"]["name"]), size=13, bold=True)
    _run(head, "\t" + " ".join(letter["marks"]), size=7.5, bold=True, color=INK2)
    last = head
    if letter["sender"]["line"]:
        last = section.header.add_paragraph()
        _run(last, text_of(letter["sender"]["line"]), size=8, color=INK2)
    last.paragraph_format.space_after = Pt(8)
    _border(last, "bottom", RULE, 6)
    foot = section.footer.paragraphs[0]
    _tabs(foot)
    _border(foot, "top", "B8C1CB", 4)
    _run(foot, text_of(letter["feet"][0]) + "\tPage ", size=7.5, color=INK3)
    _field(foot, "PAGE")
    _run(foot, " of ", size=7.5, color=INK3)
    _field(foot, "NUMPAGES")


def _tabs(paragraph: Any) -> None:
    paragraph.style.paragraph_format.tab_stops.clear_all()
    paragraph.paragraph_format.tab_stops.clear_all()
    paragraph.paragraph_format.tab_stops.add_tab_stop(Inches(COLUMN), WD_TAB_ALIGNMENT.RIGHT)


def _first_page(document: Any, letter: Mapping[str, Any], size: float) -> None:
    _paragraph(document, letter["date"], before=2)
    _paragraph(document, letter["to"], before=8)
    _paragraph(document, letter["reply"], color=INK2, before=1)
    _heading(document, letter["title"], 1)
    for section in letter["sections"]:
        _heading(document, section["head"], 2)
        if section["table"]:
            _table(document, whole(section["table"]), REQUESTS, size, numbered=True)
        if section["spans"]:
            _paragraph(document, section["spans"], before=4 if section["table"] else 0)
    signed = letter["signature"]
    line = _paragraph(document, [*signed["name"], {"text": ", "}, *signed["practice"]],
                      size=size - 1, before=40)  # fmt: skip
    line.paragraph_format.right_indent = Inches(COLUMN - 3.2)
    _border(line, "top", RULE, 6)
    _paragraph(document, letter["enclosed"], size=size - 1, color=INK2, before=1)


def _exhibit(document: Any, letter: Mapping[str, Any], size: float) -> None:
    exhibit = letter["exhibit"]
    title = _heading(document, exhibit["title"], 1)
    title.paragraph_format.page_break_before = True
    title.paragraph_format.space_before = Pt(0)
    _paragraph(document, exhibit["subtitle"], size=size - 1, color=INK2)
    if exhibit["chart"]:
        _picture(document, letter)
    table = whole(exhibit["table"])
    figures = len(table["columns"]) - 1
    _table(document, table, (EXHIBIT_FIRST, *[(COLUMN - EXHIBIT_FIRST) / figures] * figures), size)
    for note in exhibit["notes"]:
        _paragraph(document, note, size=NOTE, color=INK2, before=5)


def _picture(document: Any, letter: Mapping[str, Any]) -> None:
    """The chart as a picture with its text alternative; nothing tells a file's name."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(6)
    paragraph.paragraph_format.line_spacing = 1.0
    inline = paragraph.add_run().add_picture(BytesIO(picture(chart(letter))), width=Inches(COLUMN))
    alt = text_of(letter["exhibit"]["chart"]["alt"])
    for told in inline._inline.iter(qn("wp:docPr"), qn("pic:cNvPr")):
        told.set("name", "Chart")
        told.set("descr", alt)


def picture(svg: str) -> bytes:
    """Return an SVG as PNG, its type drawn in, without a date or a name."""
    made, warnings = typst.compile_with_warnings(
        str(TEMPLATES / "letter_chart.typ"),
        format="png",
        ppi=PIXELS * COLUMN / DRAWN,
        font_paths=[str(fonts.FOLDER)],
        ignore_system_fonts=True,
        sys_inputs={"chart": svg, "inches": str(DRAWN)},
    )
    if warnings:
        raise TypesettingError("; ".join(sorted({warning.message for warning in warnings})))
    return bytes(made)


def _heading(document: Any, given: Spans, level: int) -> Any:
    heading = document.add_heading(level=level)
    _spans(heading, given, size=None)
    return heading


def _paragraph(
    document: Any,
    given: Spans,
    *,
    size: float | None = None,
    color: RGBColor = INK,
    before: float = 0,
) -> Any:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(before)
    _spans(paragraph, given, size=size, color=color)
    return paragraph


def _spans(
    paragraph: Any, given: Spans, *, size: float | None, color: RGBColor = INK, bold: bool = False
) -> None:
    for span in given:
        _run(paragraph, span["text"], size=size, color=color, bold=bold or span.get("strong"))


def _run(
    paragraph: Any,
    text: str,
    *,
    size: float | None,
    bold: bool | None = False,
    color: RGBColor = INK,
) -> None:
    run = paragraph.add_run(text)
    run.font.color.rgb = color
    if size is not None:
        run.font.size = Pt(size)
    if bold:
        run.font.bold = True


def _field(paragraph: Any, name: str) -> None:
    """A page number that Word keeps."""
    run = paragraph.add_run()
    run.font.size, run.font.color.rgb = Pt(7.5), INK3
    for kind, text in (("begin", ""), ("", name), ("separate", ""), ("text", "1"), ("end", "")):
        if kind == "text":
            element = OxmlElement("w:t")
            element.text = "1" if name == "PAGE" else "2"
        elif kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.text = text
        run._r.append(element)


def _border(paragraph: Any, side: str, color: str, eighths: int) -> None:
    borders = OxmlElement("w:pBdr")
    borders.append(_edge(side, color, eighths, space=4))
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:spacing", "w:ind",
        "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr",
    )  # fmt: skip


def _edge(side: str, color: str, eighths: int, space: int = 0) -> Any:
    edge = OxmlElement(f"w:{side}")
    for key, value in (("val", "single"), ("sz", eighths), ("space", space), ("color", color)):
        edge.set(qn(f"w:{key}"), str(value))
    return edge


def _table(
    document: Any,
    block: Mapping[str, Any],
    widths: Iterable[float],
    size: float,
    *,
    numbered: bool = False,
) -> None:
    """A real table: columns of fixed width, a head that repeats, rows that never split."""
    widths = list(widths)
    heads = ([""] if numbered else []) + [" ".join(one["lines"]) for one in block["columns"]]
    table = document.add_table(rows=1, cols=len(heads))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    first = 1 if numbered else 0
    for at, head in enumerate(heads):
        _fill(table.rows[0].cells[at], [{"text": head}], right=at > first, bold=True,
              size=size - 1.3, color=INK2)  # fmt: skip
    _row(table.rows[0], head=True, edges={"bottom": (RULE, 8)})
    for given in block["rows"]:
        row = table.add_row()
        total = given["role"] == "total"
        strong = total or given["role"] == "subtotal"
        texts = [[{"text": given.get("number", "")}]] if numbered else []
        texts += [cell.get("spans") or [{"text": cell["text"]}] for cell in given["cells"]]
        for at, spans in enumerate(texts):
            _fill(row.cells[at], spans, right=at > first, bold=strong, size=size - 0.5, color=INK)
        edge = {"top": (RULE, 8), "bottom": (RULE, 8)} if total else {"bottom": (HAIR, 4)}
        _row(row, head=False, edges=edge)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Inches(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Inches(width)


def _fill(
    cell: Any, spans: Spans, *, right: bool, bold: bool, size: float, color: RGBColor
) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2.2)
    paragraph.paragraph_format.line_spacing = 1.0
    _spans(paragraph, spans, size=size, color=color, bold=bold)


def _row(row: Any, *, head: bool, edges: Mapping[str, tuple[str, int]]) -> None:
    own = row._tr.get_or_add_trPr()
    own.append(OxmlElement("w:cantSplit"))
    if head:
        own.append(OxmlElement("w:tblHeader"))
    for cell in row.cells:
        borders = OxmlElement("w:tcBorders")
        for side, (color, eighths) in edges.items():
            borders.append(_edge(side, color, eighths))
        cell._tc.get_or_add_tcPr().append(borders)


def _packed(content: bytes) -> bytes:
    """The file packed again: one fixed date, and none of the template's own extra parts."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as given, zipfile.ZipFile(written, "w") as made:
        for name in given.namelist():
            if name.startswith(EXTRA):
                continue
            part = given.read(name)
            if name.endswith(".rels") or name == "[Content_Types].xml":
                part = _without_extra(part)
            told = zipfile.ZipInfo(name, FIXED)
            told.compress_type = zipfile.ZIP_DEFLATED
            told.external_attr = 0o600 << 16
            made.writestr(told, APP if name == "docProps/app.xml" else part)
    return written.getvalue()


def _without_extra(part: bytes) -> bytes:
    """A list of parts without those that are left out."""
    root = parse_xml(part)
    for element in list(root):
        named = element.get("Target") or element.get("PartName") or ""
        if named.lstrip("./").startswith(EXTRA) or f"word/{named}".startswith(EXTRA):
            root.remove(element)
    made: bytes = serialize_part_xml(root)
    return made
