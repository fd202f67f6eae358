"""The practice: its place by year, its people, and the file that holds it."""

import pytest

from practice_model.faults import Faults
from practice_model.practice import Practice, Resource, area_of, cost_per_minute, span_of
from practice_model.readers.inputs import load
from practice_model.tables import CLAIMS

AREAS = {"2021..2024": "12060", "2025..": "31924"}
FILE = """\
sources: {billing: "synthetic: PRACTICE.md section 9", staffing: "payroll of 2025"}
name: Larkmoor Vale Eye Physicians
synthetic: true
locality: 10212-01
wage_areas: {2021..2024: "12060", 2025..: "31924"}
providers: {A: {npi: "9000000011", kind: MD, role: cataract}}
sites: {S1: {name: main, county: Cobb}}
payers: {NQ: Northquill Health}
resources:
  technician:
    cost: {value: 615500, unit: USD/year, source: staffing}
    practical_minutes: {value: 902400, unit: minutes/year, source: staffing}
claims: {table: claims.csv, source: billing}
"""
CLAIM = """\
claim_id,claim_line_number,patient_id,claim_type,claim_line_start_date,hcpcs_code,service_unit_quantity,place_of_service_code,payer
c1,1,0123456789abcdef,professional,2025-03-03,66984,1,24,NQ
"""


@pytest.fixture
def written(tmp_path, monkeypatch):
    (tmp_path / "inputs/practice").mkdir(parents=True)
    (tmp_path / "inputs/practice/claims.csv").write_text(CLAIM)
    monkeypatch.chdir(tmp_path)

    def write(old="", new=""):
        (tmp_path / "inputs/practice/practice.yaml").write_text(FILE.replace(old, new, 1))
        return "practice/practice.yaml"

    return write


def test_a_practice_file_gives_the_practice(written):
    practice = load(written(), Practice).terms
    assert practice.wage_area(2024) == "12060"
    assert practice.wage_area(2026) == "31924"
    assert practice.providers["A"].kind == "MD"
    assert len(practice.claims) == 1
    assert cost_per_minute(practice.resources["technician"]) == pytest.approx(0.6821, abs=5e-5)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2021..2024", "2021-2024", "'2021-2024' is no span of years"),
        ("2021..2024", "2021..2025", "2021..2025 and 2025.. overlap; a year has one area"),
        ('"12060"', "12060", 'write it in quotes: "12060"'),
        ('"12060"', '"Atlanta"', "'Atlanta' is no area; write a CBSA of 5 digits"),
        ("10212-01", "Atlanta", "must be a locality such as 10212-01, not 'Atlanta'"),
        ('npi: "9000000011"', 'npi: "900"', "must be an NPI of 10 digits, not '900'"),
        ("role: cataract}", 'role: a}, B: {npi: "9000000011", kind: OD}', "B and A have one NPI"),
        ("value: 902400", "value: 0", "practical_minutes must be more than 0"),
        ("synthetic: true", "", "synthetic: missing"),
    ],
)
def test_a_wrong_practice_file_says_what_to_mend(written, old, new, told):
    path = written(old, new)
    with pytest.raises(Faults) as raised:
        load(path, Practice)
    assert told in str(raised.value)
    assert len(raised.value.faults) == 1


def test_a_year_without_an_area_is_refused():
    with pytest.raises(ValueError, match="names no area for 2020: only for 2021"):
        area_of(AREAS, 2020)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2021..2024", (2021, 2024)), ("2025..", (2025, 2100)), ("..2020", (1990, 2020)),
        ("2026", (2026, 2026)), ("2024..2021", None), ("..", None), ("", None), ("20262027", None),
        ("1066", None), ("soon", None),
    ],
)  # fmt: skip
def test_a_span_of_years_is_read(text, years):
    assert span_of(text) == years


def test_a_resource_costs_by_its_practical_minutes():
    assert cost_per_minute(Resource(cost=100, practical_minutes=50)) == 2


def test_claims_of_a_practice_are_checked():
    with pytest.raises(ValueError, match="must hold codes as text"):
        Practice(
            name="x", synthetic=True, locality="national", wage_areas={"2025..": "31924"},
            claims=CLAIMS.empty().astype({"hcpcs_code": "int64"}),
        )  # fmt: skip
