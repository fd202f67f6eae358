"""The spreadsheet twin of a brief: the same tables with their unrounded figures and live formulas.

One sheet a table in the order of the printed pages, then what only the web page shows, then the
assumptions and the checks. A cell holds the fact's own value and prints it in the fact's form. A
total that is the sum of its rows is written as that sum, and a column that the notebook says is
made of others (`formulas`) is written as a formula; each is checked against the fact before it is
written, so that a sheet that recalculates shows what the pages print. The same brief gives the
same bytes.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple

import xlsxwriter

from practice_model.briefs.documents import Block, foot_line, text_of, title_of, walk
from practice_model.briefs.layout import Layout, read_layout
from practice_model.briefs.sheet_formulas import formulas_of

LONGEST_NAME = 31  # characters of a sheet's name
TOP = 4  # rows of marks, title, subtitle and space before a table
FORMS = {
    "money": '$#,##0;[Red]\u2212$#,##0;"\u2013"',
    "unit": '$#,##0.00;[Red]\u2212$#,##0.00;"\u2013"',
    "share": "0.0%;[Red]\u22120.0%",
    "count": "#,##0;[Red]\u2212#,##0",
    "number": "#,##0.0#;[Red]\u2212#,##0.0#",
}
WHOLE = {"count", "units", "cases", "lines", "patients", "days", "months", "years", "members"}
FIRST_WIDTH, WIDTH, NOTE_WIDTH = 34, 14, 90


def render(brief: Mapping[str, Any], layout: Layout | None = None) -> bytes:
    """Return the workbook of a brief.

    Raises ValueError where a formula of a table does not give the fact that the pages print.
    """
    document = walk(brief, layout or read_layout(brief["question"]))
    written = BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    book.set_properties(_properties(brief))
    book.set_calc_mode("auto")
    sheets = _Sheets(book, brief)
    sheets.front()
    for block in [*document.blocks(), *document.rail, *document.appendix]:
        sheets.block(block)
    book.close()
    return written.getvalue()


def _properties(brief: Mapping[str, Any]) -> dict[str, Any]:
    as_of = datetime.fromisoformat(brief["scenario"]["as_of"])
    return {"title": title_of(brief), "author": "", "comments": "", "created": as_of}


class Made(NamedTuple):
    """What a cell holds: a figure, and the formula that gives it; neither for words."""

    value: float | None
    formula: str | None


class _Sheets:
    """The sheets of a workbook in the making."""

    def __init__(self, book: Any, brief: Mapping[str, Any]) -> None:
        self._book, self._brief = book, brief
        self._names: set[str] = set()
        self._seen: set[str] = set()
        self._styles: dict[tuple[str, bool], Any] = {}
        self._bold = book.add_format({"bold": True})
        self._head = book.add_format(
            {"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom"}
        )
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self._note = book.add_format({"font_color": "#66717E", "text_wrap": True, "valign": "top"})

    def front(self) -> None:
        """Write the sheet of the finding, the bottom line and the pairs under the title."""
        header = self._brief["header"]
        sheet = self._sheet("Brief", text_of(header["finding"]), "")
        row = TOP
        for chip in header["chips"]:
            sheet.write_string(row, 0, chip["text"], self._bold)
            row += 1
        for pair in header["meta"]:
            sheet.write_string(row, 0, pair["label"])
            sheet.write_string(row, 1, pair["value"])
            row += 1
        row += 1
        for block in self._brief["blocks"]:
            for paragraph in block.get("paragraphs", []):
                sheet.write_string(row, 0, text_of(paragraph))
                row += 1
        sheet.write_string(row + 1, 0, foot_line(self._brief))
        sheet.set_column(0, 0, FIRST_WIDTH)
        sheet.set_column(1, 1, NOTE_WIDTH)

    def block(self, block: Block) -> None:
        """Write a table, the table of a box, or the rows of a chart; nothing else has cells."""
        if block["id"] in self._seen:
            return
        self._seen.add(block["id"])
        if block["kind"] == "table":
            self._table(block, block)
        elif block["table"]:
            self._table(block, block["table"])
        elif block["kind"] == "chart" and block["data"].get("rows"):
            self._chart(block)

    def _table(self, block: Block, table: Mapping[str, Any]) -> None:
        sheet = self._sheet(block["id"], text_of(block["title"]), text_of(block["subtitle"]))
        columns, rows = table["columns"], table["rows"]
        for at, column in enumerate(columns):
            sheet.write_string(TOP, at, column["head"], self._head)
        values = [[self._value(cell) for cell in row["cells"]] for row in rows]
        formulas = formulas_of(table, values, TOP + 1)
        for place, row in enumerate(rows):
            strong = row["role"] in {"total", "subtotal"}
            for at, cell in enumerate(row["cells"]):
                made = Made(values[place][at], formulas.get((place, at)))
                self._cell(sheet, (TOP + 1 + place, at), cell, made, strong=strong)
        last = TOP + 2 + len(rows)
        for note in block["notes"]:
            sheet.write_string(last, 0, text_of(note), self._note)
            last += 1
        sheet.set_column(0, 0, FIRST_WIDTH)
        sheet.set_column(1, max(1, len(columns) - 1), WIDTH)
        sheet.freeze_panes(TOP + 1, 1)

    def _chart(self, block: Block) -> None:
        """The rows of a chart that have a figure: name and value; of a grid, every cell."""
        if "cells" in block["data"]["rows"][0]:
            self._table(block, _grid(block["data"]))
            return
        held = [row for row in block["data"]["rows"] if row.get("fact")]
        total = block["data"].get("total")
        rows = [
            {"role": "body", "cells": [{"text": row["label"]}, {**row, "text": row["text"]}]}
            for row in held
        ]
        if total and total.get("fact"):
            rows.append({"role": "total", "cells": [{"text": total["label"]}, total]})
        if rows:
            columns = [{"key": "row", "head": ""}, {"key": "value", "head": "Value"}]
            self._table(block, {"columns": columns, "rows": rows})

    def _value(self, cell: Mapping[str, Any]) -> float | None:
        fact = self._brief["facts"].get(cell.get("fact") or "")
        value = None if fact is None else fact["value"]
        return float(value) if isinstance(value, int | float) else None

    def _cell(
        self, sheet: Any, at: tuple[int, int], cell: Mapping[str, Any], made: Made, *, strong: bool
    ) -> None:
        if made.value is None:
            form = self._bold if strong else self._wrap
            sheet.write_string(*at, text_of(cell.get("spans") or [cell]), form)
            return
        form = self._style(self._brief["facts"][cell["fact"]]["unit"], strong=strong)
        if made.formula is None:
            sheet.write_number(*at, made.value, form)
        else:
            sheet.write_formula(*at, f"={made.formula}", form, made.value)

    def _style(self, unit: str, *, strong: bool) -> Any:
        key = (_form_of(unit), strong)
        if key not in self._styles:
            given = {"num_format": FORMS[key[0]], "bold": strong, "valign": "top"}
            self._styles[key] = self._book.add_format(given)
        return self._styles[key]

    def _sheet(self, name: str, title: str, subtitle: str) -> Any:
        sheet = self._book.add_worksheet(self._name(name))
        header = self._brief["header"]
        marks = " · ".join(mark["text"] for mark in header["marks"])
        sheet.write_string(0, 0, marks, self._bold)
        sheet.write_string(1, 0, title, self._bold)
        sheet.write_string(2, 0, subtitle, self._note)
        sheet.set_landscape()
        sheet.set_paper(1)  # US letter
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{foot_line(self._brief).replace('&', '&&')}&RPage &P of &N")
        return sheet

    def _name(self, name: str) -> str:
        plain = re.sub(r"[\[\]:*?/\\]", " ", name.replace("_", " ")).strip() or "sheet"
        plain = (plain[:1].upper() + plain[1:])[:LONGEST_NAME]
        made, count = plain, 1
        while made.lower() in self._names:
            count += 1
            made = f"{plain[: LONGEST_NAME - 3]} {count}"
        self._names.add(made.lower())
        return made


def _grid(data: Mapping[str, Any]) -> dict[str, Any]:
    """The table of a chart whose rows hold cells under heads."""
    columns = [{"key": "row", "head": data["rows_head"]}]
    columns += [{"key": f"c{at}", "head": head} for at, head in enumerate(data["heads"])]
    rows = [
        {"role": "body", "cells": [{"text": row["label"], "fact": row.get("fact")}, *row["cells"]]}
        for row in data["rows"]
    ]
    return {"columns": columns, "rows": rows, "formulas": data["formulas"]}


def _form_of(unit: str) -> str:
    if unit.startswith("USD"):
        return "money" if unit in {"USD", "USD/year", "USD/month", "USD/day"} else "unit"
    if unit in {"share", "ratio", "share/year", "share/month"}:
        return "share"
    return "count" if unit.partition("/")[0] in WHOLE else "number"
