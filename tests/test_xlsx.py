"""The spreadsheet twin: the facts' own figures, live formulas that give them, no clock."""

import copy
import io
import json
from zipfile import ZipFile

import openpyxl
import pytest
from shipped_briefs import ALL, brief

from practice_model.briefs import xlsx
from practice_model.briefs.documents import walk
from practice_model.briefs.layout import read_layout
from practice_model.briefs.sheet_formulas import formulas_of


def book(told, *, values=False):
    return openpyxl.load_workbook(io.BytesIO(xlsx.render(told)), data_only=values)


def numbers(sheet):
    cells = [cell for row in sheet.iter_rows(min_row=6) for cell in row]
    return [cell for cell in cells if isinstance(cell.value, int | float)]


@pytest.mark.parametrize("name", ALL)
def test_every_figure_of_the_workbook_is_a_fact_of_the_brief(name):
    told = brief(name)
    known = {round(one["value"], 6) for one in told["facts"].values() if is_number(one["value"])}
    made = book(told, values=True)
    found = [cell for sheet in made for cell in numbers(sheet)]
    assert len(found) > 50
    assert [cell.value for cell in found if round(float(cell.value), 6) not in known] == []


def is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


@pytest.mark.parametrize("name", ALL)
def test_every_table_has_its_sheet_in_the_order_of_the_pages(name):
    told = brief(name)
    document = walk(told, read_layout(told["question"]))
    blocks = [*document.blocks(), *document.rail, *document.appendix]
    tables = [block["id"] for block in blocks if block["kind"] == "table"]
    sheets = [one.lower().replace(" ", "_") for one in book(told).sheetnames]
    assert [name for name in sheets if name in tables] == [name[:31] for name in tables]


def test_a_total_is_the_live_sum_of_its_rows():
    told = brief("nq_renewal")
    live, kept = book(told)["Codes"], book(told, values=True)["Codes"]
    sums = [c for row in live.iter_rows() for c in row if str(c.value).startswith("=SUM")]
    assert sums
    for cell in sums:
        ends = cell.value.removeprefix("=SUM(").removesuffix(")")
        parts = [one.value for row in kept[ends] for one in row]
        assert sum(parts) == pytest.approx(kept[cell.coordinate].value, abs=0.05)


@pytest.mark.parametrize("name", ALL)
def test_every_sheet_bears_the_marks_and_the_book_no_name_or_clock(name):
    told = brief(name)
    made = book(told)
    for sheet in made:
        for mark in told["header"]["marks"]:
            assert mark["text"] in sheet["A1"].value
    assert made.properties.creator in {None, ""}
    assert made.properties.created.date().isoformat() == told["scenario"]["as_of"]
    parts = ZipFile(io.BytesIO(xlsx.render(told))).infolist()
    assert {part.date_time for part in parts} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_brief_gives_the_same_bytes():
    told = brief("nq_asc")
    assert xlsx.render(told) == xlsx.render(json.loads(json.dumps(told)))


TABLE = {
    "columns": [{"key": key} for key in ("row", "now", "offer", "change")],
    "rows": [{"role": "body"}, {"role": "body"}, {"role": "total"}],
    "formulas": {"change": "offer - now"},
}


def test_a_column_made_of_others_is_a_formula_that_gives_its_figure():
    values = [[None, 100.0, 90.0, -10.0], [None, 50.0, 65.0, 15.0], [None, 150.0, 155.0, 5.0]]
    assert formulas_of(TABLE, values, 5) == {
        (0, 3): "C6 - B6",
        (1, 3): "C7 - B7",
        (2, 1): "SUM(B6:B7)",
        (2, 2): "SUM(C6:C7)",
        (2, 3): "SUM(D6:D7)",
    }


def test_a_formula_that_does_not_give_its_figure_is_refused():
    values = [[None, 100.0, 90.0, -11.0], [None, 50.0, 65.0, 15.0], [None, 150.0, 155.0, 4.0]]
    with pytest.raises(ValueError, match=r"change is -11.0, but offer - now gives -10.0 in row 0"):
        formulas_of(TABLE, values, 5)


def test_a_formula_of_anything_but_columns_and_operations_is_refused():
    table = TABLE | {"formulas": {"change": "abs(offer)"}}
    with pytest.raises(ValueError, match=r"columns, numbers and \+ - \* / alone"):
        formulas_of(table, [[None, 1.0, 2.0, 1.0]] * 3, 5)


def test_a_row_without_a_figure_has_no_formula_and_is_in_no_sum():
    values = [[None, None, 90.0, None], [None, 50.0, 65.0, 15.0], [None, 50.0, 155.0, 15.0]]
    made = formulas_of(TABLE, values, 5)
    assert (0, 3) not in made
    assert (2, 1) not in made  # one figure is no sum


def test_a_total_that_is_no_sum_stays_a_figure():
    values = [[None, 1.1, 90.0, 88.9], [None, 1.3, 65.0, 63.7], [None, 1.2, 155.0, 153.8]]
    assert (2, 1) not in formulas_of(TABLE, values, 5)


def test_long_and_equal_names_of_sheets_stay_apart():
    told = copy.deepcopy(brief("nq_renewal"))
    blocks = [one for one in told["blocks"] if one["kind"] == "table"]
    blocks[0]["id"], blocks[1]["id"] = "a_very_long_name_of_a_table_that_ends_in_one", "codes/all"
    names = book(told).sheetnames
    assert len(set(names)) == len(names)
    assert all(len(name) <= 31 for name in names)
