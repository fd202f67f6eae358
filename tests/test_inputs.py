"""Inputs: what a good file gives, and every fault of a bad one with its line and mend."""

from dataclasses import field
from datetime import date
from pathlib import Path
from typing import Literal

import pytest

from practice_model.faults import Faults
from practice_model.quantities import (
    USD,
    Cases,
    Code,
    Count,
    Range,
    Ratio,
    Share,
    USDPerUnit,
    USDPerYear,
    Year,
    Years,
    exactly_one,
    terms,
)
from practice_model.readers.inputs import heading, load


@terms
@exactly_one("of_medicare", "fixed")
class Rule:
    codes: list[Code] = field(default_factory=list)
    of_medicare: Ratio | None = None
    fixed: USDPerUnit | None = None


@terms
class Contract:
    payer: str
    medicare_year: Year
    rules: dict[str, Rule]
    lesser_of: bool = False


@terms
class Machine:
    price: USD
    useful_life: Years
    service: USDPerYear
    cases: Cases | None = None
    units: Count | None = None
    rate: Share | None = None
    ordered: date | None = None
    way: Literal["buy", "finance", "rent"] = "buy"


@terms
class Talk:
    as_of: date
    current: Contract
    offer: Contract
    headline: Share | None = None


MACHINE = """\
# a device
sources:
  quote: "Vendor quote 4471, 14 March 2025, p. 2"
  panel: "Partners' estimate of 20 March 2025"
price: {value: 185_000, unit: USD, low: 165e3, high: 195000.0, source: quote}
useful_life: {value: 8, unit: years, source: panel, note: "the vendor says 10"}
service:
  value: 14500
  unit: USD/year
  source: quote
ordered: 2025-03-14
way: finance
"""
CONTRACT = """\
sources: {paper: "Agreement of 2018-04-01, Exhibit B"}
payer: NQ
medicare_year: 2023
rules:
  visits: {codes: ["99214", "92014"], of_medicare: {value: 1.04, unit: ratio, source: paper}}
  surgery:
    codes: ["66984"]
    of_medicare: {value: 1.32, unit: ratio, low: 1.2, high: 1.4, source: paper}
"""
TALK = """\
question: payer
as_of: 2026-11-24
sources: {letter: "Letter of 2026-11-25"}
current: {extends: ../contracts/terms.yaml}
offer:
  extends: ../contracts/terms.yaml
  medicare_year: 2026
  rules:
    visits: {of_medicare: {value: 1.1, unit: ratio, source: letter}}
headline: {value: 0.055, unit: share, source: letter}
"""


@pytest.fixture
def inputs(tmp_path, monkeypatch):
    root = tmp_path / "inputs"
    for folder in ("scenarios", "contracts"):
        (root / folder).mkdir(parents=True)
    (root / "contracts/terms.yaml").write_text(CONTRACT)
    (root / "scenarios/talk.yaml").write_text(TALK)
    (root / "scenarios/machine.yaml").write_text(MACHINE)
    monkeypatch.chdir(tmp_path)
    return root


def faults_of(path, record):
    with pytest.raises(Faults) as told:
        load(path, record)
    return [str(fault) for fault in told.value.faults]


def machine_faults(inputs, old, new):
    assert old in MACHINE
    (inputs / "scenarios/machine.yaml").write_text(MACHINE.replace(old, new))
    return faults_of("machine", Machine)


def test_a_good_file_gives_terms_ranges_and_origins(inputs):
    loaded = load("machine", Machine)
    assert loaded.terms.price == 185_000
    assert loaded.terms.ordered == date(2025, 3, 14)
    assert loaded.terms.way == "finance"
    assert loaded.ranges == {"price": Range(165_000, 185_000, 195_000)}
    origin = loaded.origins["service"]
    assert (origin.file, origin.line, origin.place) == ("scenarios/machine.yaml", 7, "service")
    assert loaded.files == (inputs / "scenarios/machine.yaml",)
    assert loaded.root == inputs
    assert loaded.marked == {}
    assert loaded.remarks == ()


def test_the_ledger_tells_every_figure_with_its_source(inputs):
    ledger = load("machine", Machine).ledger
    assert ledger["figure"].tolist() == ["price", "useful_life", "service"]
    price, life, _ = ledger.to_dict("records")
    assert price["source"] == "Vendor quote 4471, 14 March 2025, p. 2"
    assert (price["value"], price["unit"], price["low"], price["high"]) == (
        185_000, "USD", 165_000, 195_000,
    )  # fmt: skip
    assert life["note"] == "the vendor says 10"
    assert (life["file"], life["line"]) == ("scenarios/machine.yaml", 6)


def test_two_fields_that_inherit_one_line_share_its_origin_and_its_row(inputs):
    loaded = load("talk", Talk)
    one, other = (
        loaded.origins[f"{side}.rules.surgery.of_medicare"] for side in ("current", "offer")
    )
    assert one == other
    assert (one.file, one.place) == ("contracts/terms.yaml", "rules.surgery.of_medicare")
    assert loaded.origins["offer.rules.visits.of_medicare"].file == "scenarios/talk.yaml"
    ledger = loaded.ledger.set_index("figure")
    assert len(ledger) == 4
    assert (
        ledger.loc["current.rules.surgery.of_medicare", "also"] == "offer.rules.surgery.of_medicare"
    )
    assert set(loaded.ranges) == {
        "current.rules.surgery.of_medicare", "offer.rules.surgery.of_medicare",
    }  # fmt: skip


def test_what_a_file_changes_against_what_it_extends_is_marked(inputs):
    marked = load("talk", Talk).marked
    assert set(marked) == {"offer.medicare_year", "offer.rules.visits.of_medicare"}
    change = marked["offer.medicare_year"]
    assert (change.what, change.was, change.now) == ("changed", 2023, 2026)
    assert (change.file, change.line) == ("scenarios/talk.yaml", 7)
    assert load("talk", Talk).ledger.set_index("figure").loc[
        "offer.rules.visits.of_medicare", "marked"
    ] == "changed"  # fmt: skip


def test_a_quantity_that_the_record_fills_in_is_told_as_the_models_own(inputs):
    @terms
    class Kept(Machine):
        bilateral: Ratio = 1.5

    row = load("machine", Kept).ledger.set_index("figure").loc["bilateral"]
    assert (row["value"], row["source"], row["line"]) == (1.5, "the model's own default", 0)


@pytest.mark.parametrize("where", ["", "inputs", "inputs/scenarios", "elsewhere/deep"])
@pytest.mark.parametrize("name", ["machine", "machine.yaml", "scenarios/machine.yaml", "absolute"])
def test_a_scenario_is_found_from_any_working_directory(inputs, monkeypatch, where, name):
    place = inputs.parent / where
    place.mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(place)
    given = inputs / "scenarios/machine.yaml" if name == "absolute" else name
    loaded = load(given, Machine)
    assert loaded.root == inputs
    assert loaded.origins["price"].file == "scenarios/machine.yaml"


def test_a_path_from_the_project_is_found_from_inside_its_inputs(inputs, monkeypatch):
    monkeypatch.chdir(inputs / "scenarios")
    assert load("inputs/scenarios/machine.yaml", Machine).terms.price == 185_000


def test_a_scenario_that_is_not_there_is_told_with_the_nearest(inputs):
    assert "did you mean machine?" in faults_of("machin", Machine)[0]


def test_the_digest_follows_what_is_read_and_not_where_it_stands(inputs, tmp_path, monkeypatch):
    first = load("talk", Talk).digest
    assert load("talk", Talk).digest == first
    other = tmp_path / "moved"
    other.mkdir()
    (inputs.rename(other / "inputs"))
    monkeypatch.chdir(other)
    assert load("talk", Talk).digest == first
    (other / "inputs/contracts/unread.yaml").write_text("payer: X\n")
    assert load("talk", Talk).digest == first
    path = other / "inputs/contracts/terms.yaml"
    path.write_text(CONTRACT + "# a comment\n")
    assert load("talk", Talk).digest != first


def test_the_heading_is_read_without_a_record(inputs):
    (inputs / "scenarios/after.yaml").write_text("extends: talk.yaml\n")
    assert heading("after")["question"] == "payer"
    assert heading("talk")["as_of"] == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("price:", "pirce:", ["pirce: unknown; did you mean price?", "price: missing"]),
        ("source: panel", "source: pannel",
         ["'pannel' is not among the file's sources; did you mean panel?"]),
        (", source: panel", "", ["useful_life: has no source; name one of the file's `sources:`"]),
        ("unit: years", "unit: months", ["is in 'months', but must be in 'years'"]),
        ("unit: USD/year", "unit: USD/yeer",
         ["is in 'USD/yeer', but must be in 'USD/year'; did you mean USD/year?"]),
        ("unit: years, ", "", ["useful_life: has no unit; write unit: years"]),
        ("low: 165e3", "lwo: 165e3", ["price.lwo: unknown part; did you mean low?"]),
        ("low: 165e3", "low: 186000",
         ["must rise from low over value to high, not 186000, 185000, 195000"]),
        (", high: 195000.0", "", ["has only one end of its range; give low and high, or neither"]),
        ("value: 185_000", "value: -20000", ["must be a number of USD and at least 0, not -20000"]),
        ("value: 185_000", "value: ", ["price: has no value; fill in a number of USD"]),
        ("value: 185_000", 'value: "185000"', ["must be a number of USD, not '185000'"]),
        ("value: 185_000", "value: 0185000", ["must be a number of USD, not '0185000'"]),
        ("value: 185_000", "value: 1:30", ["must be a number of USD, not '1:30'"]),
        ("value: 185_000", "value: .nan", ["must be a number of USD, not '.nan'"]),
        ("value: 185_000", "value: 1,850", ["price.850: unknown part"]),
        ("value: 185_000", "value: true", ["must be a number of USD, not True"]),
        ("value: 185_000", "value: [1, 2]", ["price.value: must be one value"]),
        ("way: finance", "way: finanse",
         ["way: must be one of buy, finance, rent, not 'finanse'; did you mean finance?"]),
        ("ordered: 2025-03-14", 'ordered: "2025-03-14"',
         ["ordered: must be a date such as 2026-11-24, without quotes, not '2025-03-14'"]),
        ("ordered: 2025-03-14", "ordered: 2025-02-30", ["must be a date such as"]),
        ("way: finance", "rate: 0.05",
         ["has no source; write {value: 0.05, unit: share, source: ...}"]),
        ("way: finance", "rate: {price: 3}", ["must be one figure, written {value:"]),
        ("way: finance", "units: {value: 2.5, unit: count, source: panel}",
         ["units: must be a whole number of count, not 2.5"]),
        ("way: finance", "way: buy\nway: rent", ["way: stands twice; first on line 12"]),
        ("way: finance", "[a, b]: 3", ["a key must be one word or text"]),
        ("way: finance", "<<: {a: 3}", ["`<<` is not taken"]),
        ("way: finance", "way: {value: 3, unit: USD, source: quote}",
         ["way: must be one of buy, finance, rent, not a figure (3 USD)"]),
    ],
)  # fmt: skip
def test_a_bad_file_says_what_to_mend(inputs, old, new, told):
    found = machine_faults(inputs, old, new)
    for sentence in told:
        assert any(sentence in fault for fault in found), found
    assert len(found) == len(told), found


def test_every_fault_names_the_file_as_it_can_be_opened_and_its_line(inputs):
    assert machine_faults(inputs, "unit: years", "unit: months") == [
        "inputs/scenarios/machine.yaml:6: useful_life: "
        "is in 'months', but must be in 'years'"
    ]  # fmt: skip


def test_every_fault_of_every_file_is_told_at_once(inputs):
    (inputs / "contracts/terms.yaml").write_text(
        CONTRACT.replace("payer: NQ", "payer: 12").replace("unit: ratio", "unit: share")
    )
    (inputs / "scenarios/talk.yaml").write_text(TALK.replace("as_of:", "asof:"))
    found = faults_of("talk", Talk)
    assert [fault.split(": ", 1)[0] for fault in found] == [
        "inputs/contracts/terms.yaml:2",  # once, though both contracts inherit the line
        "inputs/contracts/terms.yaml:5",
        "inputs/contracts/terms.yaml:8",
        "inputs/scenarios/talk.yaml:1",
        "inputs/scenarios/talk.yaml:2",
    ]
    assert 'must be text; write it in quotes: "12"' in found[0]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('["66984"]', "[66984]", 'a code is text: write it in quotes: "66984"'),
        ('["66984"]', "[1_42]", 'write it in quotes: "1_42"'),
        ('["66984"]', '"66984"', "rules.surgery.codes: must be a list, not '66984'"),
        ("payer: NQ", "payer: no", 'payer: must be text; write it in quotes: "no"'),
        ("payer: NQ", "payer: 2025-01-01", 'must be text; write it in quotes: "2025-01-01"'),
        ("payer: NQ", "payer: [NQ]", "payer: must be text, not a list"),
        ("medicare_year: 2023", 'medicare_year: "2023"', "must be a whole number such as 2026"),
        ("medicare_year: 2023", "medicare_year: 2023.5", "must be a whole number such as 2026"),
        ("medicare_year: 2023", "medicare_year: 23", "must be a year such as 2026, not 23"),
        ("payer: NQ", "payer: NQ\nlesser_of: 1", "must be true or false, not 1"),
        ("  surgery:\n    codes:", "  surgery:\n    kodes:", "kodes: unknown; did you mean codes?"),
        ("  surgery:\n", "  surgery:\n    fixed: {value: 3, unit: USD/unit, source: paper}\n",
         "rules.surgery: give exactly one of of_medicare, fixed; given: of_medicare and fixed"),
        ("rules:\n", "rules: [a]\nrulez:\n", "rules: must be names with values, not a list"),
    ],
)  # fmt: skip
def test_a_bad_contract_says_what_to_mend(inputs, old, new, told):
    assert old in CONTRACT
    (inputs / "contracts/terms.yaml").write_text(CONTRACT.replace(old, new))
    assert any(told in fault for fault in faults_of("contracts/terms.yaml", Contract))


def test_a_code_as_a_name_is_taken_as_it_is_written(inputs):
    @terms
    class Fees:
        fees: dict[Code, USDPerUnit]

    (inputs / "fees.yaml").write_text(
        "sources: {a: b}\nfees:\n"
        + "".join(
            f"  {code}: {{value: 3, unit: USD/unit, source: a}}\n" for code in ("66984", "00142")
        )
    )
    assert list(load("fees.yaml", Fees).terms.fees) == ["66984", "00142"]


def test_a_key_that_is_no_code_is_told_at_its_line(inputs):
    @terms
    class Fees:
        fees: dict[Code, USDPerUnit]

    (inputs / "fees.yaml").write_text(
        "sources: {a: b}\nfees:\n  142: {value: 3, unit: USD/unit, source: a}\n"
    )
    assert faults_of("fees.yaml", Fees) == [
        "inputs/fees.yaml:3: fees.142: must be a code of 5 characters such as 66984 or J0178, "
        "not '142'"
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("- a\n- b\n", "must hold names with values"),
        ("a: [1, 2\nb: 3\n", ":2: is no YAML"),
        ("a: b: c\n", ":1: is no YAML"),
        ("a: *nobody\n", "is no YAML"),
        ("a: 1\n---\nb: 2\n", "is no YAML"),
        ("\ta: 1\n", "is no YAML"),
        ("sources: [a]\n", "sources: must be names with texts"),
        ("sources: {a: }\n", "sources.a: must be a text"),
        ("a: &me {b: *me}\n", "holds itself"),
        ("extends: [a, b]\n", "must name one file"),
    ],
)
def test_a_file_that_is_no_input_says_why(inputs, text, told):
    (inputs / "scenarios/machine.yaml").write_text(text)
    found = faults_of("machine", Machine)
    assert any(told in fault for fault in found), found


def test_a_file_that_is_not_utf8_says_so(inputs):
    (inputs / "scenarios/machine.yaml").write_bytes(b"payer: \xe9\n")
    assert "is not UTF-8 text" in faults_of("machine", Machine)[0]


def test_an_alias_is_one_figure_with_one_origin(inputs):
    (inputs / "scenarios/machine.yaml").write_text(
        MACHINE.replace("service:\n  value: 14500\n  unit: USD/year\n  source: quote\n", "")
        + "service: &same {value: 14500, unit: USD/year, low: 1, high: 20000, source: quote}\n"
        + "cost: *same\n"
    )

    @terms
    class Both(Machine):
        cost: USDPerYear

    loaded = load("machine", Both)
    assert loaded.origins["cost"] == loaded.origins["service"]
    assert loaded.ledger["also"].tolist()[-1] == "cost"


def test_a_long_scenario_loads_in_a_blink(inputs):
    import time

    rules = "\n".join(
        f'  rule_{n}: {{codes: ["66984"], of_medicare: {{value: 1.{n:03d}, unit: ratio, '
        "low: 1, high: 2, source: paper}}"
        for n in range(500)
    )
    (inputs / "contracts/terms.yaml").write_text(CONTRACT + rules + "\n")
    start = time.perf_counter()
    loaded = load("talk", Talk)
    assert len(loaded.ledger) == 504
    assert time.perf_counter() - start < 5


def test_the_inputs_that_ship_have_no_figure_without_a_source():
    shipped = Path(__file__).parents[1] / "inputs"
    from practice_model.revenue.contract import Contract as PayerContract

    for path in sorted((shipped / "contracts").glob("*/terms.yaml")):
        ledger = load(path, PayerContract).ledger
        assert (ledger["source"] != "").all()
        assert ledger.loc[ledger["line"] > 0, "file"].ne("").all()
