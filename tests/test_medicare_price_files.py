"""The CSV door: the same rows come back in their order with a price, a status and a basis."""

import csv

import pytest
from medicare_case import tables

from practice_model.faults import Faults
from practice_model.readers.price_lines_files import price_file
from practice_model.readers.rules import SHIPPED, load_rules

HEADER = "service_date,hcpcs,modifiers,setting,locality,cbsa,units,claim_id"


def written(tmp_path, text, encoding="utf-8", qp=False):
    lines, out = tmp_path / "lines.csv", tmp_path / "priced.csv"
    lines.write_bytes(text.encode(encoding))
    told = price_file(lines, out, tables(), qp=qp)
    with out.open(encoding="utf-8", newline="") as file:
        return told, list(csv.reader(file))


def test_rows_keep_their_order_their_columns_and_their_text(tmp_path):
    text = (
        "Note,Service Date,CPT,Mods,setting,units\n"
        '"a, ""b""",2026-02-03,66984,RT,facility,1\n'
        "second,2026-02-03,00142,,facility,1\n"
        "third,2026-02-03,92134,,office,1\n"
    )
    told, rows = written(tmp_path, text)
    assert rows[0] == ["Note", "Service Date", "CPT", "Mods", "setting", "units",
                       "allowed_amount", "status", "basis"]  # fmt: skip
    assert [row[0] for row in rows[1:]] == ['a, "b"', "second", "third"]
    assert [row[2] for row in rows[1:]] == ["66984", "00142", "92134"]
    assert [row[6:8] for row in rows[1:]] == [
        ["462.60", "priced"],
        ["", "not_payable"],
        ["32.73", "priced"],
    ]
    assert told.lines == 3
    assert told.by_status == {"not_payable": 1, "priced": 2}
    assert told.allowed == 495.33


def test_a_windows_file_with_a_mark_and_its_own_line_ends_is_read(tmp_path):
    text = f"{HEADER}\r\n2026-02-03,66984,,facility,,,1,\r\n"
    _, rows = written(tmp_path, text, "utf-8-sig")
    assert rows[1][-3:-1] == ["462.60", "priced"]
    _, rows = written(tmp_path, text.replace(",1,", ",1,caf\xe9"), "cp1252")
    assert rows[1][-3:-1] == ["462.60", "priced"]


def test_short_long_and_blank_rows_never_stop_the_others(tmp_path):
    text = (
        f"{HEADER}\n2026-02-03,66984,,facility,,,1,c\n\n"
        "2026-02-03,67036\n"
        "2026-02-03,67036,,facility,,,1,c,extra\n"
        "2026-02-03,67036,,facility,,,1\n"
    )
    _, rows = written(tmp_path, text)
    assert [row[9] for row in rows[1:]] == ["priced", "invalid", "invalid", "priced"]
    assert rows[1][8] == "462.60"  # the shifted row of the same claim did not touch it
    assert "9 cells, the header 8" in rows[3][10]
    assert rows[3][-1] == "extra"


def test_pricing_a_priced_file_replaces_its_prices(tmp_path):
    _, rows = written(tmp_path, f"{HEADER}\n2026-02-03,66984,,facility,,,1,\n")
    again = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    _, more = written(tmp_path, again, qp=True)
    assert more[0] == rows[0]
    assert more[1][8] == "464.91"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("hcpcs,units\n66984,1\n", "service_date: the column is missing"),
        ("service_date,hcpcs,code,setting,units\n", "hcpcs: the column comes twice"),
        ("service_date,hcpcs,setting,units,Wage Area\n", "wage_area: write cbsa"),
        ("service_date,hcpcs,setting,units,localty\n", "did you mean locality"),
    ],
)
def test_a_file_that_is_no_table_of_lines_is_refused_and_nothing_is_written(tmp_path, text, told):
    with pytest.raises(Faults, match=told):
        written(tmp_path, text)
    assert not (tmp_path / "priced.csv").exists()


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(Faults, match="cannot be read"):
        price_file(tmp_path / "none.csv", tmp_path / "out.csv", tables())


def test_rules_that_cannot_be_read_are_told_all_at_once(tmp_path):
    text = SHIPPED.read_text(encoding="utf-8")
    text = text.replace("since: 1995-01-01", "since: soon")
    text = text.replace('{status: packaged, reason: "bundled', '{status: free, reason: "bundled')
    bad = tmp_path / "rules.yaml"
    bad.write_text(text + "\nextra: {}\n", encoding="utf-8")
    with pytest.raises(Faults) as caught:
        load_rules(bad)
    places = [fault.place for fault in caught.value.faults]
    assert places == ["extra", "physician_status.B", "shares.multiple_surgery"]


def test_every_rule_has_a_reference_and_says_whether_it_is_verified():
    rules = load_rules()
    steps = [step for steps in rules.shares.values() for step in steps]
    assert all(step.reference for step in steps)
    assert {step.verified for step in steps} == {True, False}
    with pytest.raises(ValueError, match="known from 2013-04-01 on"):
        rules.share_on("therapy_practice_expense", rules.shares["bilateral"][0].since)
