"""Import of claims: planted identifiers reach no output, and nothing goes silently."""

import io
import re

import duckdb
import pandas as pd
import pytest

from practice_model.faults import Faults
from practice_model.readers.claims_import import import_claims, suppressed, write_claims
from practice_model.readers.hashing import hashed, read_salt
from practice_model.readers.identifiers import identifying_cells, identifying_header
from practice_model.readers.payer_aliases import read_payer_aliases
from practice_model.readers.table_files import read_table_file
from practice_model.tables import CLAIMS

SALT = b"the client's own long salt"
PLANTED = {
    "Patient Name": ["Quillfeather, Ottoline", "Brackenbury, Thaddeus", "Vosswinkel, Imogen"],
    "First Name": ["Ottoline", "Thaddeus", "Imogen"],
    "Patient_DOB": ["1941-07-19", "1950-02-28", "1963-11-03"],
    "Address Line 1": ["77 Larkspur Way", "9 Old Mill Rd", "410 Pinnacle Ct"],
    "City": ["Zzyzxville", "Quahogton", "Ypsiwick"],
    "Zip Code": ["98765", "87654", "76543"],
    "Home Phone": ["(404) 555-0111", "404-555-0122", "404.555.0133"],
    "e-mail": ["ottoline@example.org", "thad@example.net", "imogen.v@example.com"],
    "SSN": ["987-65-4321", "876-54-3210", "765-43-2109"],
    "Subscriber ID": ["WXYZ90817263", "WXYZ80716253", "WXYZ70615243"],
    "MRN": ["MRN5550001", "MRN5550002", "MRN5550003"],
    "MBI": ["1EG4TE5MK73", "2EG4TE5MK72", "3EG4TE5MK71"],
    "Comments": ["called 404-555-0111", "spouse of Brackenbury", "see 987-65-4321"],
}
CLAIMS_PART = {
    "Claim Number": ["CLM-900001", "CLM-900002", "CLM-900003"],
    "DOS": ["2025-03-03", "2025-03-04", "2025-03-05"],
    "CPT": ["66984", "92014", "J0178"],
    "Modifier": ["RT", "25 59", ""],
    "Units": ["1", "1.0", "2"],
    "POS": ["24", "11", "11"],
    "Payer Name": ["NORTHQUILL HLTH (PPO)", "Northquill Health", "Self Pay"],
    "Plan": ["Gold PPO", "Quillfeather Ottoline Trust", "Brackenbury, Thaddeus"],
    "Billed Amount": ["$1,850.00", "132.02", "2100"],
    "Allowed": ["714.93", "132.02", ""],
    "Check Number": ["770001", "770002", "770003"],
    "File Name": ["835_Quillfeather.txt", "835_b.txt", "835_c.txt"],
}
ALIASES = "NQ: [Northquill Health, NORTHQUILL HLTH PPO]\nSP: [self pay]\n"
FOUND_IN_CLAIMS = {"CLM-900001", "770001", "835_Quillfeather"}


def secrets():
    """Every planted text, and each word and number of it that could tell who it is."""
    texts = {text for column in PLANTED.values() for text in column} | FOUND_IN_CLAIMS
    words = {word for text in texts for word in re.findall(r"[A-Za-z]{5,}|\d{5,}", text)}
    return texts | words - {"called", "spouse", "example", "Larkspur", "Pinnacle"}


@pytest.fixture
def export(tmp_path):
    def written(name="Ottoline_Quillfeather_claims.csv", drop=(), **changes):
        cells = {**CLAIMS_PART, **PLANTED, **changes}
        frame = pd.DataFrame({name: cells[name] for name in cells if name not in drop})
        path = tmp_path / name
        frame.to_csv(path, index=False)
        return path

    return written


@pytest.fixture
def aliases(tmp_path):
    path = tmp_path / "payers.yaml"
    path.write_text(ALIASES)
    return read_payer_aliases(path)


def refused(*arguments, **keywords):
    with pytest.raises(Faults) as told:
        import_claims(*arguments, **keywords)
    return "\n".join(str(fault) for fault in told.value.faults)


def test_planted_identifiers_reach_no_output(export, aliases, tmp_path):
    made = import_claims(export(), salt=SALT, payers=aliases)
    assert len(made.claims) == 3
    written = write_claims(made.claims, tmp_path / "claims.parquet")
    stored = duckdb.execute("SELECT * FROM read_parquet($1)", [str(written)]).df()
    output = io.StringIO()
    made.claims.to_csv(output)
    stored.to_csv(output)
    output.write("\n".join(made.told()))
    raw = written.read_bytes().decode("latin-1")
    for secret in secrets():
        assert secret.lower() not in output.getvalue().lower(), secret
        assert secret not in raw, secret


def test_every_column_that_was_left_out_is_told_with_its_reason(export, aliases):
    made = import_claims(export(), salt=SALT, payers=aliases)
    assert set(made.dropped) == set(PLANTED) - {"MRN"}
    assert made.dropped["Patient_DOB"] == "looks like a birth date"
    assert made.dropped["Subscriber ID"] == "looks like a member or record number"
    assert made.dropped["Comments"] == "is not used"
    assert made.blanked == {"plan": 2}
    told = "\n".join(made.told())
    assert "hashed with your salt: patient_id" in told
    assert "2 cells of plan looked like a person and were blanked" in told


def test_what_prices_need_comes_through(export, aliases):
    claims = import_claims(export(), salt=SALT, payers=aliases).claims
    assert claims["hcpcs_code"].tolist() == ["66984", "92014", "J0178"]
    assert claims["hcpcs_modifier_1"].tolist() == ["RT", "25", ""]
    assert claims["hcpcs_modifier_2"].tolist() == ["", "59", ""]
    assert claims["payer"].tolist() == ["NQ", "NQ", "SP"]
    assert claims["plan"].tolist() == ["Gold PPO", "", ""]
    assert claims["charge_amount"].tolist() == [1850, 132.02, 2100]
    assert claims["service_unit_quantity"].tolist() == [1, 1, 2]
    assert claims["claim_type"].unique().tolist() == ["professional"]


def test_what_is_imported_is_a_claims_table_that_loads(export, aliases, tmp_path):
    made = import_claims(export(), salt=SALT, payers=aliases)
    again = read_table_file(write_claims(made.claims, tmp_path / "claims.parquet"), CLAIMS)
    assert again.faults == []
    pd.testing.assert_frame_equal(again.frame, made.claims)


def test_one_patient_is_one_hash_and_another_salt_gives_another(export, aliases):
    path = export(MRN=["MRN5550001", " mrn5550001", "MRN5550003"])
    one = import_claims(path, salt=SALT, payers=aliases).claims["patient_id"]
    assert one[0] == one[1] != one[2]
    other = import_claims(path, salt=SALT + b"!", payers=aliases).claims["patient_id"]
    assert not set(one) & set(other)
    assert one.str.fullmatch("[0-9a-f]{16}").all()


def test_the_client_may_name_the_column_that_tells_patients_apart(export, aliases):
    made = import_claims(export(), salt=SALT, payers=aliases, patient="Subscriber ID")
    assert "MRN" in made.dropped
    assert "Subscriber ID" not in made.dropped
    assert "no column 'Chart'" in refused(export(), salt=SALT, payers=aliases, patient="Chart")


def test_a_file_without_a_column_for_patients_does_not_come_in(export, aliases):
    told = refused(export(drop=("MRN", "Subscriber ID", "MBI")), salt=SALT, payers=aliases)
    assert "no column tells patients apart" in told


def test_what_exports_leave_out_is_made_and_told(export, aliases):
    made = import_claims(export(drop=("Claim Number",)), salt=SALT, payers=aliases)
    assert made.claims["claim_line_number"].tolist() == [1, 1, 1]
    assert made.claims["claim_id"].nunique() == 3
    assert "a claim is one patient, day, provider and payer" in "\n".join(made.told())


def test_a_fault_of_an_import_shows_no_cell(export, aliases):
    path = export(DOS=["Quillfeather", "2025-03-04", "2025-03-05"], CPT=["66984", "Ottoline", "1"])
    told = refused(path, salt=SALT, payers=aliases)
    assert "must be a day such as 2025-01-31 (the cell is not shown) (line 2)" in told
    assert "must be a code of 5 characters" in told
    assert "Quillfeather" not in told.replace("Ottoline_Quillfeather_claims.csv", "")
    assert "Ottoline" not in told.replace("Ottoline_Quillfeather_claims.csv", "")


def test_unknown_payers_are_listed_with_their_lines_and_the_nearest(export, aliases):
    path = export(**{"Payer Name": ["Northquil Health", "Zorbex Mutual", "Brackenbury, Thaddeus"]})
    told = refused(path, salt=SALT, payers=aliases)
    assert "'Northquil Health' (1 lines) is no payer of the alias file" in told
    assert "did you mean northquillhealth?" in told
    assert "'Zorbex Mutual' (1 lines)" in told
    assert "1 lines name a person as payer" in told
    assert "Brackenbury" not in told


def test_two_columns_that_mean_the_same_are_told(export, aliases):
    told = refused(export(**{"CPT Code": ["1", "2", "3"]}), salt=SALT, payers=aliases)
    assert "two columns mean hcpcs_code" in told


def test_a_column_that_should_hold_something_else_but_holds_names_is_dropped(export, aliases):
    names = {"Rendering Provider": PLANTED["Patient Name"]}
    made = import_claims(export(**names), salt=SALT, payers=aliases)
    assert made.dropped["Rendering Provider"] == "holds names"


@pytest.mark.parametrize(
    "header",
    [
        "Patient Name", "PATIENT_LAST_NAME", "pt name", "LastName", "Guarantor", "DOB",
        "Birth Date", "Date of Birth", "Patient Address", "street_2", "City", "ZIP",
        "Home Phone", "Cell", "Fax",
        "Email", "E-Mail Address", "SSN", "Social Security #", "Member ID", "Policy Number",
        "Medicare No", "MBI", "HICN", "Chart #", "Account Number", "Subscriber Name", "Patient Age",
    ],
)  # fmt: skip
def test_headers_that_tell_who_a_patient_is_are_known(header):
    assert identifying_header(header)


@pytest.mark.parametrize(
    "header", [*CLAIMS.names, *CLAIMS_PART, "Facility Name", "Payer City", "Plan Name", "Group NPI",
               "Provider Last Name", "Location Address", "Practice Zip"],
)  # fmt: skip
def test_headers_of_payers_providers_and_places_are_not_persons(header):
    assert not identifying_header(header)


@pytest.mark.parametrize("name", [name for name in PLANTED if name in {"SSN", "e-mail", "MBI"}])
def test_cells_are_known_under_any_header(name):
    assert identifying_cells(PLANTED[name])


def test_cells_of_claims_are_not_taken_for_persons():
    for name, cells in CLAIMS_PART.items():
        assert name == "Plan" or not identifying_cells(cells), name


def test_a_salt_comes_from_the_environment_or_a_file_outside_any_repository(tmp_path):
    assert read_salt({"PRACTICE_MODEL_SALT": SALT.decode()}) == SALT
    path = tmp_path / "salt.txt"
    path.write_bytes(SALT + b"\n")
    assert read_salt({}, path) == SALT
    for environment, file, told in (
        ({}, None, "no salt: set PRACTICE_MODEL_SALT"),
        ({"PRACTICE_MODEL_SALT": "short"}, None, "has 5 characters, but must have 16"),
        ({}, tmp_path / "none.txt", "no such salt file"),
    ):
        with pytest.raises(Faults, match=re.escape(told)):
            read_salt(environment, file)
    (tmp_path / ".git").mkdir()
    with pytest.raises(Faults, match="keep the salt outside version control"):
        read_salt({}, path)


def test_an_import_needs_a_salt(export, aliases):
    with pytest.raises(ValueError, match="16 characters or more"):
        import_claims(export(), salt=b"", payers=aliases)


def test_hashes_of_patients_and_claims_do_not_meet():
    same = pd.Series(["123"])
    assert hashed(same, "patient_id", SALT)[0] != hashed(same, "claim_id", SALT)[0]


def test_an_alias_file_that_says_two_things_of_one_name_is_refused(tmp_path):
    path = tmp_path / "payers.yaml"
    path.write_text("NQ: [Northquill]\nTM: [north-quill]\n")
    with pytest.raises(Faults, match="'north-quill' stands for NQ already"):
        read_payer_aliases(path)
    path.write_text("NQ: {a: b}\n")
    with pytest.raises(Faults, match="must be the names of a payer"):
        read_payer_aliases(path)


def test_small_cells_are_not_shown():
    table = pd.DataFrame(
        {"code": ["a", "b", "c"], "patients": [400, 10, 11], "allowed": [9.0, 8, 7]}
    )
    shown = suppressed(table, "patients")
    assert shown["patients"].tolist() == [400, pd.NA, pd.NA]
    assert shown["allowed"].isna().tolist() == [False, True, True]
    assert suppressed(table, "patients", totaled=False)["patients"].tolist() == [400, pd.NA, 11]
