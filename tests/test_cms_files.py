"""CMS's own files: every layout read to the figures held, every drift told with its reason."""

import re
from itertools import pairwise

import cms_paper as paper
import pytest

from practice_model.faults import Faults
from practice_model.readers.cms_files import read_files
from practice_model.readers.medicare_schema import SCHEMAS
from practice_model.readers.medicare_store import canonical
from practice_model.readers.medicare_tables import source_of

SAME_FIGURES = {
    "physician_rvu": ["hcpcs", "mod"],
    "gpci": ["mac", "locality_number"],
    "county_locality": ["mac", "locality_number"],
    "asc_rates": ["hcpcs"],
    "asc_ancillary": ["hcpcs"],
    "asc_device_offsets": ["hcpcs"],
    "asc_wage_index": ["cbsa", "value"],
    "zip_locality": ["zip5"],
}


def one(path):
    (reading,), _ = read_files([path])
    return reading


def told(*paths):
    with pytest.raises(Faults) as raised:
        read_files(paths)
    return str(raised.value)


@pytest.fixture(scope="module")
def held():
    """Every table that ships, as text."""
    return {
        name: canonical(schema, f"SELECT * FROM {source_of(schema, paper.MEDICARE / schema.file)}")
        for name, schema in SCHEMAS.items()
    }


def group_of(reading, table):
    period = reading.period
    if "release" in table:
        releases = table["release"][table["year"] == str(period.year)]
        wanted = f"RVU{period.year % 100}{period.quarter}"
        return table[table["release"] == (wanted if wanted in set(releases) else releases.max())]
    if "effective" in table:
        return table[table["effective"] == reading.content.effective]
    return table[table["year"] == str(period.year)] if "year" in table else table


@pytest.mark.parametrize("sample", paper.READ)
def test_a_sample_in_cmss_layout_gives_the_figures_that_are_held(sample, held):
    reading = one(paper.SAMPLES / sample)
    table = group_of(reading, held[reading.table])
    key = SAME_FIGURES[reading.table]
    left_out = {"release", "year", "effective", "state", "locality_name", "quarter", *key}
    columns = [name for name in table if name in reading.rows and name not in left_out]
    if sample == "GPCI2025.csv":
        columns.remove("gpci_work_no_floor")  # printed with the floor only, held so too
    both = reading.rows.merge(table, on=key, suffixes=("", "_held"))
    assert len(both) == len(reading.rows) > 0
    assert columns
    for name in columns:
        assert both[name].tolist() == both[f"{name}_held"].tolist(), name


def test_the_year_and_quarter_come_from_title_headings_rows_or_name():
    said = {str(one(paper.SAMPLES / sample).period) for sample in paper.READ[:1] + paper.READ[-4:]}
    assert said == {"2025", "October 2025", "April 2026"}
    assert one(paper.SAMPLES / "ASC_20210101_Addendum_AA.txt").content.effective == "2021-01-01"
    assert one(paper.SAMPLES / "PPRRVU2025_Oct.csv").content.released_on == "2025-09-11"


def test_the_csv_and_the_fixed_columns_of_one_release_give_the_same_rows():
    tables = [one(paper.SAMPLES / f"PPRRVU2025_Oct.{end}").rows for end in ("csv", "txt")]
    key = ["hcpcs", "mod"]
    first, second = (rows.sort_values(key).sort_index(axis=1) for rows in tables)
    assert first.to_numpy().tolist() == second.to_numpy().tolist()


def test_a_descriptor_leaves_the_reader_with_no_file():
    for sample in paper.READ:
        rows = one(paper.SAMPLES / sample).rows
        assert not rows.map(lambda cell: "DESCRIPTION" in str(cell)).any().any(), sample
        assert "description" not in rows


def test_the_factor_of_asc_weights_comes_out_of_the_rates():
    for quarter, factor in (
        ("20210101", "48.9520"),
        ("20251001", "54.8950"),
        ("20260101", "56.3220"),
    ):
        end = "txt" if quarter.startswith("2021") else "csv"
        assert one(paper.SAMPLES / f"ASC_{quarter}_Addendum_AA.{end}").content.factor == factor


def test_a_workbook_gives_what_the_text_gives(tmp_path):
    for sample in (
        "PPRRVU2025_Oct.csv",
        "GPCI2026.csv",
        "25LOCCO.csv",
        "ASC_20260101_Addendum_AA.csv",
        "ASC_20260101_Addendum_FF.csv",
        "ASC_wage_index_2025.txt",
    ):
        path = paper.workbook(tmp_path, sample, sample.rsplit(".", 1)[0] + ".xlsx", percent=True)
        book, plain = one(path), one(paper.SAMPLES / sample)
        assert book.table == plain.table
        assert book.rows.to_numpy().tolist() == plain.rows.to_numpy().tolist(), sample


def test_zip_codes_are_read_from_the_workbook_that_cms_publishes(tmp_path):
    head = "STATE,ZIP CODE,CARRIER,LOCALITY,RURAL IND,LAB CB LOCALITY,RURAL IND2,PLUS 4 FLAG"
    rows = [[*head.split(","), "PART B DRUG INDICATOR", "YEAR/QTR"]]
    rows += [["GA", "30303", "10212", "01", "", "Z9", "", "0", "A", "20261"]]
    rows += [["MA", "02139", "14212", "01", "R", "Z9", "B", "1", "A", "20261"]]
    reading = one(paper.written(tmp_path, rows, "ZIP5_JAN2026.csv"))
    assert str(reading.period) == "January 2026"
    assert reading.rows[
        ["zip5", "mac", "locality_number", "rural", "plus_four"]
    ].to_numpy().tolist() == [
        ["30303", "10212", "01", "", "0"],
        ["02139", "14212", "01", "R", "1"],
    ]


def test_utf8_with_its_mark_and_latin1_read_alike(tmp_path):
    path = tmp_path / "ASC_20260101_Addendum_AA.csv"
    path.write_bytes("﻿".encode() + paper.text(path.name).encode("utf-8"))
    assert len(one(path).rows) == len(one(paper.SAMPLES / path.name).rows)


def test_a_zip_in_a_zip_is_read_and_what_holds_no_table_is_set_aside(tmp_path):
    samples = ["PPRRVU2025_Oct.csv", "PPRRVU2025_Oct.txt", "GPCI2025.csv", "25LOCCO.csv"]
    members = {f"rvu25d/{name}": paper.SAMPLES / name for name in samples}
    members |= {name: paper.SAMPLES / name for name in ("ANES2025.csv", "OPPSCAP_Oct.csv")}
    members |= {"RVU25D.pdf": b"%PDF-1.7 ...", "__MACOSX/._x.csv": b"x"}
    inner = paper.zipped(tmp_path, "rvu25d-inner.zip", members)
    outer = paper.zipped(tmp_path, "rvu25d.zip", {"rvu25d-inner.zip": inner})
    readings, asides = read_files([outer])
    assert [one.document.rsplit("/", 1)[-1] for one in readings] == sorted(samples)
    assert {aside.name.rsplit("/", 1)[-1] for aside in asides} == {
        "ANES2025.csv",
        "OPPSCAP_Oct.csv",
        "RVU25D.pdf",
    }
    assert {str(one.period) for one in readings} == {"October 2025"}


def test_the_layouts_of_2026_read_with_their_extra_columns(tmp_path):
    rows = one(paper.SAMPLES / "PPRRVU2026_Apr_nonQPP.txt").rows.to_dict("records")
    title = "2026 National Physician Fee Schedule Relative Value File January Release"
    path = paper.relative_values(
        tmp_path, rows, title=title, factor="33.5675", name="PPRRVU2026_Jan_QPP.csv"
    )
    content = one(path).content
    assert (content.qp, content.factor, str(content.period)) == (True, "33.5675", "January 2026")
    assert content.rows["work_rvu"].tolist() == [row["work_rvu"] for row in rows]
    assert one(paper.SAMPLES / "PPRRVU2026_Apr_nonQPP.txt").content.qp is False


def test_indices_are_read_with_the_floor_without_it_or_both_ways(tmp_path):
    both = one(paper.SAMPLES / "GPCI2026.csv").rows.set_index(["mac", "locality_number"])
    assert both.loc[("10112", "00"), ["gpci_work", "gpci_work_no_floor"]].tolist() == [
        "1.000",
        "0.988",
    ]
    floored = [cells[:4] + cells[5:] for cells in paper.table("GPCI2026.csv")]
    alone = one(paper.written(tmp_path, floored, "GPCI2026.csv")).rows
    assert alone["gpci_work"].tolist() == both["gpci_work"].tolist()
    assert set(alone["gpci_work_no_floor"]) == {""}
    bare = [cells[:5] + cells[6:] for cells in paper.table("GPCI2026.csv")]
    unfloored = one(paper.written(tmp_path, bare, "GPCI2026.csv")).rows
    assert unfloored["gpci_work"].tolist() == both["gpci_work_no_floor"].tolist()


def without(column):
    return lambda rows: [[c for i, c in enumerate(cells) if i != column] for cells in rows]


def headed(row, column, name):
    def change(rows):
        rows[row][column] = name
        return rows

    return change


def with_extra(row, column, name, cell):
    def change(rows):
        changed = [[*cells[:column], "", *cells[column:]] for cells in rows]
        changed[row][column] = name
        for cells in changed[row + 1 :]:
            cells[column] = cell
        return changed

    return change


def swapped(first, second):
    def change(rows):
        for cells in rows:
            if len(cells) > max(first, second):
                cells[first], cells[second] = cells[second], cells[first]
        return rows

    return change


def cell_changed(key, column, new):
    def change(rows):
        row = next(cells for cells in rows if ",".join(cells).startswith(key))
        row[column] = new
        return rows

    return change


def cut(key, length):
    def change(rows):
        place = next(i for i, cells in enumerate(rows) if ",".join(cells).startswith(key))
        return [*rows[:place], rows[place][:length]]

    return change


RVU, GPCI = "PPRRVU2025_Oct.csv", "GPCI2026.csv"
AA, BB, FF = (f"ASC_20260101_Addendum_{one}.csv" for one in ("AA", "BB", "FF"))
DRIFTS = {
    "a missing column": (RVU, without(7), "NON-FAC NA INDICATOR.*missing"),
    "a renamed column": (
        RVU,
        headed(9, 5, "RVUS"),
        r":10: column 6 \(F\): is headed 'WORK RVUS', expected 'WORK RVU'",
    ),
    "an unknown column": (RVU, with_extra(9, 13, "NEW", "1"), r"column 14 \(N\).*'NEW'.*not known"),
    "moved columns": (RVU, swapped(6, 8), r"column 9 \(I\).*moved"),
    "cells moved under their headings": (RVU, cell_changed("66984", 5, "9.99"), r"parts make"),
    "a cut row": (RVU, cut("67028", 12), r"12 cells, expected 31.*cut"),
    "components that do not add up": (
        RVU,
        lambda rows: cell_changed("92134,26", 6, "0.21")(
            cell_changed("92134,26", 11, "0.54")(rows)
        ),
        r"92134: nonfac_pe_rvu is 0.63, but 26 and TC make 0.64",
    ),
    "two factors": (
        RVU,
        cell_changed("66984", 24, "33.4009"),
        "is 33.4009, other rows have 32.3465",
    ),
    "a code that comes twice": (RVU, lambda rows: [*rows, rows[-1]], "comes 2 times"),
    "zeros that a spreadsheet ate": (RVU, cell_changed("66984", 14, "90"), "glob_days: '90'"),
    "a strange modifier": (RVU, cell_changed("92134,26", 1, "2"), "mod: '2'"),
    "words for an amount": (RVU, cell_changed("66984", 6, "n/a"), "nonfac_pe_rvu: 'n/a' is no"),
    "three decimals": (RVU, cell_changed("66984", 6, "7.415"), "'7.415' is no amount with 2"),
    "an index renamed": (GPCI, headed(2, 6, "2026 PX GPCI"), r"column 7 \(G\).*'2026 PX GPCI'"),
    "an index missing": (GPCI, without(7), "MP GPCI.*missing"),
    "no work index at all": (GPCI, lambda rows: without(4)(without(4)(rows)), "PW GPCI.*missing"),
    "indices under the wrong floor": (GPCI, swapped(4, 5), "moved"),
    "floors exchanged under right headings": (
        GPCI,
        lambda rows: [*rows[:3], *swapped(4, 5)(rows[3:])],
        "is 0.988 with the floor, 1.000 without",
    ),
    "an index out of range": (GPCI, cell_changed("10112", 6, "875"), "'875' is no index"),
    "a locality twice": (GPCI, lambda rows: [*rows, rows[3]], "stands on line 4 already"),
    "a rate headed otherwise": (AA, headed(3, 6, "January 2026 Price"), r"column 7 \(G\)"),
    "weight and rate exchanged": (AA, swapped(5, 6), "moved"),
    "weights under the rate's heading": (
        AA,
        lambda rows: [*rows[:4], *swapped(5, 6)(rows[4:])],
        "rates are the weight times one factor|is no amount",
    ),
    "rates a row too low": (
        AA,
        lambda rows: [*rows[:4], *([*a[:6], b[6]] for a, b in pairwise([*rows[4:], rows[4]]))],
        r"rates are the weight times one factor",
    ),
    "a cell where no heading stands": (
        AA,
        cell_changed("66984", 1, "x"),
        "where no heading stands",
    ),
    "an addendum cut off in a row": (AA, cut("67028", 4), "4 cells, expected 7: the row is cut"),
    "a drug's rate in words": (BB, cell_changed("J0178", 6, "see note"), "'see note' is no amount"),
    "a device share that is none": (FF, cell_changed("66183", 7, "5.3%"), "device amount"),
    "a percent without its sign": (FF, cell_changed("66183", 7, "52.88"), "'52.88' is no amount"),
    "an indicator that is none": (AA, cell_changed("66984", 4, "A"), "Payment Indicator: 'A'"),
}


@pytest.mark.parametrize("drift", DRIFTS)
def test_a_layout_that_drifted_is_refused_with_place_and_mend(drift, tmp_path):
    sample, change, expected = DRIFTS[drift]
    path = paper.written(tmp_path, change(paper.table(sample)), sample)
    message = told(path)
    assert sample in message
    assert re.search(expected, message), message


@pytest.mark.parametrize(
    ("sample", "old", "new", "expected"),
    [
        ("PPRRVU2025_Oct.txt", "C   0.00", "C    0.00", "172 characters long, expected 171"),
        ("PPRRVU2025_Oct.txt", "A   6.81  11.18", "A   6.81 11.18 ", "positions 66-72.*nonfac_pe"),
        ("PPRRVU2026_Apr_nonQPP.txt", " 33.4009 ", "  33.4009", "gap|positions"),
        ("ZIP5_OCT2025.txt", "GA30303", "GA 30303", "does not have CMS's 80 columns"),
        ("ZIP5_OCT2025.txt", "20254", "2025", "80 columns"),
        ("ASC_wage_index_2026.csv", "0.9986", "99.86", "'99.86' is no index"),
        ("ASC_wage_index_2026.csv", "CBSA Name", "Area", "'AREA', expected 'CBSA NAME'"),
        ("25LOCCO.csv", "Fee Schedule Area", "Area", "'AREA', expected 'FEE SCHEDULE AREA'"),
        ("25LOCCO.csv", "\r\n2102,1,", "\r\n21O2,1,", "'21O2' is no contractor"),
    ],
)
def test_fixed_columns_and_areas_that_shift_are_refused(sample, old, new, expected, tmp_path):
    message = told(paper.rewritten(tmp_path, sample, (old, new)))
    assert re.search(expected, message), message


@pytest.mark.parametrize(
    ("sample", "name", "swaps", "expected"),
    [
        (
            RVU,
            "PPRRVU2026_Oct.csv",
            (),
            "name 'PPRRVU2026_Oct.csv' says October 2026, but the file",
        ),
        (RVU, "PPRRVU2025_Jul.csv", (), "quarter.*says July 2025.*October 2025"),
        (GPCI, "GPCI2027.csv", (), "'GPCI2027.csv' says 2027, but the file says 'CY 2026"),
        (
            GPCI,
            GPCI,
            [("2026 PE GPCI", "2025 PE GPCI")],
            "'2025 PE GPCI', but the file says 'CY 2026",
        ),
        ("25LOCCO.csv", "26LOCCO.csv", (), "says 2026, but the file says 'IN 2025"),
        (AA, "ASC_20260401_Addendum_AA.csv", (), "says April 2026.*January 2026"),
        (AA, AA, [("for CY 2026", "for CY 2027")], "'January 2026' in a heading.*CY 2027"),
        ("ASC_wage_index_2026.csv", "ASC_wage_index_2027.csv", (), "says 2027.*WI26"),
        ("ZIP5_OCT2025.txt", "ZIP5_JAN2026.txt", (), "says January 2026.*20254"),
        ("ASC_20210101_Addendum_AA.txt", "Addendum_AA.txt", (), "quarter: is not said"),
        ("PPRRVU2025_Oct.txt", "PPRRVU.txt", (), "says no year"),
        (RVU, GPCI, (), "is named as geographic indices, but holds relative value file"),
    ],
)
def test_a_file_of_another_year_or_kind_than_it_says_is_refused(
    sample, name, swaps, expected, tmp_path
):
    message = told(paper.rewritten(tmp_path, sample, *swaps, name=name))
    assert re.search(expected, message), message


def test_an_archives_name_is_held_against_its_members(tmp_path):
    path = paper.zipped(tmp_path, "rvu26b.zip", {"GPCI2025.csv": paper.SAMPLES / "GPCI2025.csv"})
    assert "'rvu26b.zip' says April 2026" in told(path)


def test_every_fault_of_every_file_is_told_at_once(tmp_path):
    first = paper.rewritten(tmp_path, GPCI, ("MP GPCI", "MX GPCI"))
    second = paper.rewritten(tmp_path, AA, ("Payment Rate", "Payment Price"))
    message = told(first, second, tmp_path / "gone.csv")
    assert "MX GPCI" in message
    assert "PAYMENT PRICE" in message
    assert "gone.csv: cannot be read: No such file" in message


def test_what_is_no_file_of_cms_is_refused_by_what_it_is(tmp_path):
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 cut off")
    message = told(*sorted(tmp_path.iterdir()))
    assert "empty.csv: is empty" in message
    assert "notes.csv: is none of CMS's files" in message
    assert "a file of kind '.pdf' holds no table" in message
    assert "broken.zip: is a damaged or locked archive" in message


def test_a_known_file_that_cannot_be_read_fails_its_whole_archive(tmp_path):
    bad = paper.rewritten(tmp_path, GPCI, ("MP GPCI", "MX GPCI"))
    path = paper.zipped(tmp_path, "rvu26a.zip", {GPCI: bad, "RVU26A.pdf": b"%PDF"})
    assert f"rvu26a.zip/{GPCI}" in told(path)


def test_a_note_that_names_another_addendum_does_not_hide_the_file(tmp_path):
    note = ("Applicable FARS/DFARS Apply.", "See Addendum DD1 for the indicators.")
    assert one(paper.rewritten(tmp_path, AA, note)).table == "asc_rates"


def test_nine_digit_zip_codes_and_layouts_are_set_aside_by_name(tmp_path):
    nine = "AK995010001 0210201 ".ljust(75) + "20254\r\n"
    members = {"ZIP9_OCT2025.txt": nine.encode(), "ZIP5lyout.txt": paper.SAMPLES / "ZIP5lyout.txt"}
    members["ZIP5_OCT2025.txt"] = paper.SAMPLES / "ZIP5_OCT2025.txt"
    readings, asides = read_files([paper.zipped(tmp_path, "zip-code-to-carrier.zip", members)])
    assert [one.table for one in readings] == ["zip_locality"]
    assert len(asides) == 2


def test_a_flood_of_faults_is_told_as_a_dozen_and_a_number(tmp_path):
    shifted = paper.text("PPRRVU2025_Oct.txt").replace(
        "DESCRIPTION REMOVED", "DESCRIPTION REMOVED "
    )
    path = tmp_path / "PPRRVU2025_Oct.txt"
    path.write_bytes(shifted.encode("latin-1"))
    message = told(path)
    assert "more faults of this kind" in message
    assert len(message.splitlines()) < 20
