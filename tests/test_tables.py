"""Tables: declared columns, codes that stay text, and every fault with its rows."""

from typing import Annotated

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_model.faults import Faults
from practice_model.quantities import Ratio, terms
from practice_model.readers.inputs import load
from practice_model.readers.table_files import header_map, read_table_file
from practice_model.tables import (
    CLAIMS,
    Claims,
    Column,
    Columns,
    TableOf,
    refuse_draws,
    suppressed,
    table_of,
)

PRICES = Columns(
    "prices",
    (
        Column("hcpcs", "code"),
        Column("modifier", "text", required=False, blank=True, pattern="[0-9A-Z]{2}"),
        Column("fee", "number", unit="USD/unit", at_least=0),
        Column("lines", "integer", unit="lines", at_least=0),
        Column("indicator", "text", required=False, choices=("0", "1", "2")),
        Column("since", "date", required=False, blank=True),
        Column("active", "flag", required=False),
        Column("note", "text", required=False, blank=True),
    ),
)


@terms
class Book:
    prices: Annotated[pd.DataFrame, TableOf(PRICES)]
    rate: Ratio | None = None


@pytest.fixture
def read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def reading(text, dates="iso", name="prices.csv", columns=PRICES):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_table_file(path, columns, dates)

    return reading


def told(made):
    return [str(fault) for fault in made.faults]


GOOD = "hcpcs,fee,lines\n66984,523.23,3\n00142,10,0\n"


def test_codes_stay_text_with_their_zeros(read):
    made = read(GOOD)
    assert told(made) == []
    assert made.frame["hcpcs"].tolist() == ["66984", "00142"]
    assert made.frame["lines"].tolist() == [3, 0]
    assert made.frame["lines"].dtype == np.int64
    assert made.frame["fee"].dtype == np.float64
    assert list(made.frame.columns) == ["hcpcs", "fee", "lines"]


@pytest.mark.parametrize(
    "header",
    [
        "HCPCS,Fee,Lines",
        "hcpcs , FEE [USD/unit],lines[lines]",
        "H_C_P_C_S,fee,li-nes",
        '"hcpcs",fee,lines',
    ],
)
def test_headers_match_whatever_their_case_blanks_and_underscores(read, header):
    assert told(read(GOOD.replace("hcpcs,fee,lines", header))) == []


def test_synonyms_are_known_for_claims_and_a_true_name_wins():
    headers = ["DOS", "CPT Code", "Mod 1", "POS", "Units", "Payor Name", "Billed Amount", "shoe"]
    assert list(header_map(headers, CLAIMS).values()) == [
        "claim_line_start_date", "hcpcs_code", "hcpcs_modifier_1", "place_of_service_code",
        "service_unit_quantity", "payer", "charge_amount",
    ]  # fmt: skip
    assert header_map(["code", "hcpcs_code"], CLAIMS) == {"hcpcs_code": "hcpcs_code"}
    assert header_map(["cpt"], PRICES) == {}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("hcpcs,fee\n66984,1\n", ":1: lines: missing"),
        ("hcpcs,fee,lines,fe\n66984,1,1,1\n", ":1: fe: unknown column; did you mean fee?"),
        ("hcpcs,fee,lines,Fee\n66984,1,1,1\n", ":1: fee: fee and Fee both mean fee"),
        ("hcpcs,fee,lines,fee\n66984,1,1,1\n", ":1: fee: stands twice in the header"),
        ("hcpcs,fee,lines,\n66984,1,1,1\n", "the header has a column without a name"),
        ("hcpcs,fee [USD],lines\n66984,1,1\n", "is in 'USD', but must be in 'USD/unit'"),
        ("hcpcs [USD],fee,lines\n66984,1,1\n", "is in 'USD', but must be in no unit"),
        ("hcpcs,fee,lines\n142,1,1\n", "its leading zeros are lost: export the column as text"),
        ("hcpcs,fee,lines\n142.0,1,1\n", "it went through a number: export the column as text"),
        ("hcpcs,fee,lines\nlens,1,1\n", "must be a code of 5 characters such as 66984, not 'lens'"),
        ("hcpcs,fee,lines\n,1,1\n", ":2: hcpcs: is blank (line 2)"),
        ("hcpcs,fee,lines\n66984,,1\n", ":2: fee: is blank (line 2)"),
        ("hcpcs,fee,lines\n66984,abc,1\n", ":2: fee: must be a number, not 'abc' (line 2)"),
        ("hcpcs,fee,lines\n66984,5%,1\n", "must be a number; write 5 % as .05, not '5%'"),
        ("hcpcs,fee,lines\n66984,inf,1\n", "must be a number, not 'inf'"),
        ("hcpcs,fee,lines\n66984,-1,1\n", "must lie in 0 to inf USD/unit, not -1"),
        ("hcpcs,fee,lines\n66984,1,2.5\n", "lines: must be a whole number, not 2.5"),
        ("hcpcs,fee,lines,indicator\n66984,1,1,7\n", "must be one of 0, 1, 2, not '7'"),
        ("hcpcs,fee,lines,modifier\n66984,1,1,LTX\n", "modifier: must be text of the form"),
        ("hcpcs,fee,lines,since\n66984,1,1,1/31/2025\n", "declare `dates: month/day/year`"),
        ("hcpcs,fee,lines,since\n66984,1,1,2025-02-30\n", "must be a day such as 2025-01-31, not"),
        ("hcpcs,fee,lines,since\n66984,1,1,2025-01-31 10:15\n", "must be a day such as 2025-01-31"),
        ("hcpcs,fee,lines,active\n66984,1,1,perhaps\n", "must be true or false, not 'perhaps'"),
        ("hcpcs,fee,lines\n66984,1,1,9\n", ":2: has 4 cells, but the header has 3"),
        ("hcpcs,fee,lines\n66984,1\n", ":2: has 2 cells, but the header has 3"),
        ("", "has no header"),
        ("# only a comment\n", "has no header"),
    ],
)
def test_a_bad_table_says_what_to_mend(read, text, sentence):
    assert any(sentence in fault for fault in told(read(text))), told(read(text))


def test_a_fault_names_its_first_rows_and_counts_the_others(read):
    made = read("hcpcs,fee,lines\n" + "".join(f"66984,x{n % 2},1\n" for n in range(1000)))
    assert told(made) == [
        "prices.csv:2: fee: must be a number, not 'x0' (lines 2, 3, 4 and 997 more)"
    ]


def test_every_fault_of_a_table_is_told_at_once(read):
    assert len(told(read("hcpcs,fee,lines,indicator\n142,a,b,9\n"))) == 4


@pytest.mark.parametrize(
    ("text", "column", "values", "remark"),
    [
        ("66984,1,2.0", "lines", [2], ""),
        ("66984.0,1,2", "hcpcs", ["66984"], "read without the .0 of a number"),
        ('66984,"$1,234.50",2', "fee", [1234.5], "read without dollar signs, commas or brackets"),
        ("66984, 12.5 ,2", "fee", [12.5], ""),
        ("j0178,1,2", "hcpcs", ["J0178"], ""),
    ],
)
def test_what_is_mended_is_told(read, text, column, values, remark):
    made = read(f"hcpcs,fee,lines\n{text}\n")
    assert told(made) == []
    assert made.frame[column].tolist() == values
    assert any(remark in str(one) for one in made.remarks) or not remark


def test_an_indicator_that_went_through_a_number_is_mended_and_told(read):
    made = read("hcpcs,fee,lines,indicator\n66984,1,1,2.0\n66984,1,1,1.0\n")
    assert made.frame["indicator"].tolist() == ["2", "1"]
    assert "read without the .0 of a number (lines 2, 3)" in str(made.remarks[0])


def test_brackets_mean_less_and_half_a_bracket_means_nothing(read):
    signed = Columns("change", (Column("change", "number", unit="USD"),))
    assert read("change\n(12.50)\n$-3\n4-\n", columns=signed).frame["change"].tolist() == [
        -12.5,
        -3,
        -4,
    ]
    assert told(read("change\n(12.50\n1,23\n", columns=signed))


def test_a_blank_is_an_empty_text_no_number_and_no_day(read):
    made = read(
        "hcpcs,fee,lines,modifier,since,note\n66984,1,1,,,NULL\n66984,1,1,26,2025-01-31,x\n"
    )
    assert made.frame["modifier"].tolist() == ["", "26"]
    assert made.frame["since"].isna().tolist() == [True, False]
    assert made.frame["note"].tolist() == ["", "x"]
    assert "blank where the file says NULL" in str(made.remarks[0])


def test_a_declared_order_of_days_is_read(read):
    text = "hcpcs,fee,lines,since\n66984,1,1,1/31/2025\n"
    assert read(text, "month/day/year").frame["since"].tolist() == [pd.Timestamp(2025, 1, 31)]
    assert told(read(text, "day/month/year"))


def test_comments_above_blank_lines_and_other_separators_are_read(read):
    text = "# SYNTHETIC\n# made by hand\nhcpcs;fee;lines\n66984;1;2\n\n;;\n65855;x;2\n"
    assert told(read(text)) == ["prices.csv:7: fee: must be a number, not 'x' (line 7)"]
    assert len(read(text.replace("x", "3")).frame) == 2


def test_windows_text_and_a_byte_order_mark_are_read(read):
    assert read(b"\xef\xbb\xbf" + GOOD.encode()).faults == []
    made = read("hcpcs,fee,lines,note\n66984,1,1,caf\xe9\n".encode("cp1252"))
    assert made.frame["note"].tolist() == ["café"]
    assert "not UTF-8" in str(made.remarks[0])


def parquet(tmp_path, select):
    path = tmp_path / "prices.parquet"
    duckdb.execute(f"COPY (SELECT {select}) TO '{path}' (FORMAT parquet)")
    return read_table_file(path, PRICES)


def test_a_parquet_table_keeps_its_kinds(tmp_path):
    made = parquet(
        tmp_path,
        "'00142' hcpcs, 1.5::DECIMAL(9,2) fee, 2::INT lines, DATE '2025-01-31' since, true active",
    )
    assert told(made) == []
    assert made.frame.to_dict("records") == [
        {
            "hcpcs": "00142",
            "fee": 1.5,
            "lines": 2,
            "since": pd.Timestamp(2025, 1, 31),
            "active": True,
        }
    ]


@pytest.mark.parametrize(
    ("select", "sentence"),
    [
        ("66984 hcpcs, 1 fee, 2 lines", "hcpcs: must hold codes as text, not int32"),
        ("'66984' hcpcs, 1 fee, 2.5 lines", "lines: must be a whole number, not 2.5 (row 1)"),
        ("'66984' hcpcs, true fee, 2 lines", "fee: must hold numbers, not bool"),
        ("NULL::VARCHAR hcpcs, 1 fee, 2 lines", "hcpcs: is blank (row 1)"),
        ("'66984' hcpcs, NULL::DOUBLE fee, 2 lines", "fee: is blank (row 1)"),
        ("'66984' hcpcs, 1 fee, 2 lines, 2.0::DOUBLE indicator", "must hold text, not float64"),
        ("'66984' hcpcs, 1 fee, 2 lines, TIMESTAMP '2025-01-31 10:00:00' since", "without a time"),
    ],
)  # fmt: skip
def test_a_bad_parquet_table_says_what_to_mend(tmp_path, select, sentence):
    found = told(parquet(tmp_path, select))
    assert any(sentence in fault for fault in found), found


def test_a_file_that_is_no_table_says_so(tmp_path):
    for name in ("prices.xlsx", "prices.parquet"):
        path = tmp_path / name
        path.write_bytes(b"not a table")
        assert len(read_table_file(path, PRICES).faults) == 1


@pytest.fixture
def inputs(tmp_path, monkeypatch):
    root = tmp_path / "inputs"
    root.mkdir()
    (root / "prices.csv").write_text(GOOD)
    (root / "book.yaml").write_text(
        'sources: {x: "fee schedule of 2025"}\nprices: {table: prices.csv, source: x}\n'
    )
    monkeypatch.chdir(tmp_path)
    return root


def test_a_record_holds_a_table_with_its_source(inputs):
    loaded = load("book.yaml", Book)
    assert len(loaded.terms.prices) == 2
    row = loaded.ledger.iloc[0]
    assert (row["figure"], row["value"], row["unit"]) == ("prices", 2, "rows")
    assert row["source"] == "fee schedule of 2025"
    assert [path.name for path in loaded.files] == ["book.yaml", "prices.csv"]
    before = loaded.digest
    (inputs / "prices.csv").write_text(GOOD + "65855,1,1\n")
    assert load("book.yaml", Book).digest != before


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "prices.csv",
            "price.csv",
            "book.yaml:2: prices: there is no file price.csv; did you mean",
        ),
        (", source: x", "", "book.yaml:2: prices: has no source"),
        ("source: x", "source: x, dates: german", "dates must be one of iso, month/day/year"),
        ("table: prices.csv", "tabel: prices.csv", "book.yaml:2: prices"),
        (
            "{table: prices.csv, source: x}",
            "3",
            "prices: must be a table: {table: file.csv, source",
        ),
    ],
)
def test_a_table_that_is_wrongly_named_is_told_where_it_is_named(inputs, old, new, sentence):
    path = inputs / "book.yaml"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(Faults, match=r"prices") as raised:
        load("book.yaml", Book)
    assert any(sentence in str(fault) for fault in raised.value.faults), raised.value


def test_faults_of_tables_and_figures_come_together(inputs):
    (inputs / "prices.csv").write_text("hcpcs,fee,lines\n66984,x,1\n")
    with (inputs / "book.yaml").open("a") as file:
        file.write("rate: {value: -1, unit: ratio, source: x}\n")
    with pytest.raises(Faults) as raised:
        load("book.yaml", Book)
    assert len(raised.value.faults) == 2


CLAIM = {
    "claim_id": "c1", "claim_line_number": 1, "patient_id": "0123456789abcdef",
    "claim_type": "professional", "claim_line_start_date": "2025-03-03", "hcpcs_code": "66984",
    "service_unit_quantity": 1, "place_of_service_code": "24", "payer": "NQ",
}  # fmt: skip


def claims_csv(**more):
    cells = {**CLAIM, **more}
    return ",".join(cells) + "\n" + ",".join(str(cell) for cell in cells.values()) + "\n"


def test_claims_load_with_few_columns_and_say_what_they_do_not_use(read):
    made = read(claims_csv(shoe_size=44, allowed=523.23), columns=CLAIMS)
    assert told(made) == []
    assert made.frame["allowed_amount"].tolist() == [523.23]
    assert [str(one) for one in made.remarks] == ["prices.csv:1: shoe_size: is not used"]


@pytest.mark.parametrize("header", ["Patient Name", "DOB", "home_phone", "SSN", "Member ID", "zip"])
def test_claims_with_a_column_that_names_a_person_do_not_load(read, header):
    made = read(claims_csv(**{header: "x"}), columns=CLAIMS)
    assert "import the file first" in told(made)[0]


def test_a_patient_that_is_no_hash_does_not_load(read):
    assert "must be a hash" in told(read(claims_csv(patient_id="Smith J"), columns=CLAIMS))[0]
    assert "must be a hash" in told(read(claims_csv(patient_id="12345"), columns=CLAIMS))[0]


def test_every_declared_table_begins_as_an_empty_one_that_passes():
    for columns in (CLAIMS, PRICES):
        assert columns.wrong(columns.empty()) == []


def test_a_frame_from_code_is_checked_like_a_file():
    frame = PRICES.empty()
    assert Book(prices=frame).prices is frame
    with pytest.raises(ValueError, match="hcpcs: must hold codes as text, not int64"):
        Book(prices=pd.DataFrame({"hcpcs": [66984], "fee": [1.0], "lines": [1]}))
    with pytest.raises(ValueError, match="must be a table of prices"):
        Book(prices=[1, 2])
    texts = pd.Series(["66984"], dtype="category")
    assert len(PRICES.checked(pd.DataFrame({"hcpcs": texts, "fee": [1.0], "lines": [1]}))) == 1


def test_the_rows_of_a_wrong_frame_are_counted_from_its_first():
    frame = pd.DataFrame(
        {"hcpcs": ["66984", "x"], "fee": [1.0, np.nan], "lines": [1, 1]}, index=[7, 7]
    )
    rows = {wrong.column: wrong.rows for wrong in PRICES.wrong(frame)}
    assert rows == {"hcpcs": (1,), "fee": (1,)}


def test_a_column_is_declared_with_a_known_kind_and_unit():
    with pytest.raises(ValueError, match="no kind"):
        Column("a", "word")
    with pytest.raises(ValueError, match="no unit"):
        Column("a", "number", unit="dollars")
    with pytest.raises(KeyError, match="did you mean fee"):
        PRICES["fees"]


def test_the_columns_of_a_field_are_known_from_its_type():
    assert table_of(Claims) is CLAIMS
    assert table_of(str) is None


def test_functions_on_tables_refuse_draws():
    refuse_draws(Book(prices=PRICES.empty(), rate=1.0))
    with pytest.raises(ValueError, match="rate: holds 3 draws"):
        refuse_draws(Book(prices=PRICES.empty(), rate=np.array([1.0, 2.0, 3.0])))


counts = st.lists(st.integers(0, 40), min_size=1, max_size=12)


@given(counts)
def test_no_count_from_one_to_ten_is_shown_and_none_can_be_had_from_the_total(numbers):
    table = pd.DataFrame({"code": [str(n) for n in range(len(numbers))], "patients": numbers,
                          "dollars": [float(n) for n in numbers]})  # fmt: skip
    shown = suppressed(table, "patients")
    kept = shown["patients"].dropna()
    assert not ((kept > 0) & (kept < 11)).any()
    assert (shown["dollars"].isna() == shown["patients"].isna()).all()
    hidden = shown["patients"].isna().sum()
    assert hidden != 1 or sum(n >= 11 for n in numbers) == 0
    assert table["patients"].tolist() == numbers


def test_suppression_names_a_column_that_is_not_there():
    with pytest.raises(ValueError, match="did you mean patients"):
        suppressed(pd.DataFrame({"patients": [1]}), "pateints")
