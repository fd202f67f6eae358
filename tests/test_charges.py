"""Charges: the practice's price list follows its rule, and everything billed adds up."""

import pytest
from larkmoor import medicare
from practice_tables_read import table

from practice_model.synthetic import volumes
from practice_model.synthetic.chargemaster import chargemaster
from practice_model.synthetic.charges import charges
from practice_model.synthetic.sources import read_controls, student_controls


def listed():
    return table("chargemaster.csv").set_index(["hcpcs", "setting"])["charge"]


def kinds(lines, claim_type, role, pos=None, units=1):
    made = lines.assign(claim_type=claim_type, role=role, units=units)
    return made if pos is None else made.assign(pos=pos)


def test_the_price_list_that_ships_is_what_the_rule_gives():
    made = chargemaster(medicare())
    assert made["hcpcs"].tolist() == table("chargemaster.csv")["hcpcs"].tolist()
    assert made["setting"].tolist() == table("chargemaster.csv")["setting"].tolist()
    assert made["charge"].tolist() == table("chargemaster.csv")["charge"].tolist()


def test_gross_professional_charges_of_the_year():
    lines = volumes.professional_lines()
    total = (charges(kinds(lines, "professional", "service"), medicare()) * lines["lines"]).sum()
    assert total == 1_149_423_000


@pytest.mark.parametrize(
    ("code", "setting", "charge"),
    [
        ("92134", "office", 45),  # stale
        ("65855", "office", 275),  # stale
        ("67028", "office", 140),  # stale
        ("92014", "office", 295),
        ("66984", "facility", 1_255),
        ("66989", "facility", 1_961),  # new in 2022, so from the schedule of 2022
        ("66984", "center", 4_130),  # to ten dollars
        ("J0178", "drug", 1_201.61),  # 1.5 x 801.07, half a cent up
        ("J3300", "drug", 37.53),  # no limit in the first quarter: the second one's
        ("92015", "office", 45),
        ("99024", "office", 0),
    ],
)
def test_a_charge_follows_the_rule_of_its_kind(code, setting, charge):
    assert listed()[code, setting] == charge


def test_every_code_that_the_practice_bills_has_a_charge():
    held = set(table("chargemaster.csv")["hcpcs"])
    billed = set(volumes.professional_lines()["hcpcs"]) | set(volumes.drug_lines()["hcpcs"])
    billed |= set(volumes.facility_lines()["hcpcs"]) | set(table("patient_pay.csv")["hcpcs"])
    assert billed == held


@pytest.mark.parametrize(
    ("modifier", "share"), [("50", 1.5), ("51", 0.5), ("54", 0.8), ("26", 0.5)]
)
def test_a_charge_takes_the_share_that_the_price_takes(modifier, share):
    line = volumes.professional_lines().head(1).assign(hcpcs="66984", pos="24")
    whole = charges(kinds(line.assign(modifier=""), "professional", "service"), medicare())[0]
    part = charges(kinds(line.assign(modifier=modifier), "professional", "service"), medicare())[0]
    assert part == whole * share


def test_a_student_practice_bills_the_same_prices():
    made = chargemaster(medicare(), student_controls(read_controls(), seed=7))
    assert made["charge"].tolist() == chargemaster(medicare())["charge"].tolist()


def test_a_code_that_no_rule_covers_is_refused_and_named():
    line = volumes.professional_lines().head(1).assign(hcpcs="00142", modifier="")
    with pytest.raises(ValueError, match="no charge for 00142"):
        charges(kinds(line, "professional", "service"), medicare())
