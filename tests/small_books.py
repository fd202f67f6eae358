"""Small claims books and contracts written in a test, so that a case fits on the page."""

import pandas as pd
from larkmoor import marks, medicare

from practice_model.revenue.book import claims_book
from practice_model.revenue.code_groups import CodeGroup
from practice_model.revenue.contract import Contract, RateRule, RateSchedule
from practice_model.revenue.repricing import reprice

GROUPS = {
    "visits": CodeGroup(ranges=["99202-99215"]),
    "testing": CodeGroup(codes=["92134", "92133", "92083", "92250", "92136"]),
    "cataract": CodeGroup(codes=["66984", "66982"]),
    "drugs": CodeGroup(ranges=["J0120-J9999"], block="drug"),
    "patient_pay": CodeGroup(codes=["92015"], block="patient_pay"),
}


def lines(*rows: dict) -> pd.DataFrame:
    """Claim lines in the canonical columns; each row names what differs from a plain visit."""
    plain = {
        "claim_type": "professional",
        "claim_line_start_date": pd.Timestamp("2025-06-03"),
        "hcpcs_code": "99213",
        "hcpcs_modifier_1": "",
        "hcpcs_modifier_2": "",
        "service_unit_quantity": 1.0,
        "place_of_service_code": "11",
        "payer": "NQ",
        "charge_amount": 1000.0,
        "claim_status": "1",
    }
    made = [{"claim_id": f"c{number}"} | plain | row for number, row in enumerate(rows)]
    return pd.DataFrame(made)


def line(code: str, modifier: str = "", **other) -> dict:
    return {"hcpcs_code": code, "hcpcs_modifier_1": modifier, **other}


def small_book(*rows: dict, breaks=()):
    return claims_book(lines(*rows), GROUPS, marks(), breaks)


def terms(rules: dict | None = None, **schedule) -> Contract:
    """A contract with professional rules; 100 percent of Medicare 2025 where none are given."""
    whole = {"all": RateRule(everything=True, of_medicare=1.0)}
    basis = {"medicare_year": 2025, "locality": "10212-01"} | schedule
    return Contract(
        payer="NQ",
        name="a contract of a test",
        effective=pd.Timestamp("2020-01-01").date(),
        code_groups=GROUPS,
        professional=RateSchedule(rules=rules or whole, **basis),
    )


def fees(table: dict[str, float]) -> dict[str, RateRule]:
    """One rule a code: its fee."""
    return {f"fee_{code}": RateRule(codes=[code], fee=fee) for code, fee in table.items()}


def priced(book, contract, invoices=None):
    return reprice(book, contract, medicare(), marks(), invoices)


def amounts(book, contract) -> list[float]:
    return [cents / 100 for cents in priced(book, contract).allowed.tolist()]
