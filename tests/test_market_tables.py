"""The real market tables that ship: what they hold and what they must never hold."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest

MARKET = Path(__file__).parents[1] / "inputs" / "market"
ROWS = {
    "hospitals": 17,
    "hospital_rates": 95_507,
    "hospital_drug_rates": 2_612,
    "uhc_georgia_professional": 7_234,
    "uhc_georgia_eye_codes": 268,
    "workers_compensation_ga": 435,
    "workers_compensation_nc": 443,
    "workers_compensation_az": 435,
}


def table(name: str) -> pd.DataFrame:
    return duckdb.sql(f"SELECT * FROM '{MARKET / name}.parquet'").df()


@pytest.mark.parametrize("name", ROWS)
def test_a_market_table_holds_its_rows_with_codes_as_text(name):
    frame = table(name)
    assert len(frame) == ROWS[name]
    for column in ("code", "hcpcs", "modifier", "modifiers"):
        if column in frame:
            assert frame[column].map(type).eq(str).all()
    assert not frame.map(lambda cell: "DESCRIPTION" in str(cell)).any().any()
    assert not {"npi", "tin", "description", "provider_group_id"} & set(frame)


def test_known_prices_stand_where_the_files_print_them():
    payer = table("uhc_georgia_eye_codes").set_index("hcpcs")
    assert payer.loc["66984", "rate"].max() == 1456.94
    georgia = table("workers_compensation_ga").set_index(["hcpcs", "modifier"])
    assert georgia.loc[("66984", ""), "professional"] == 1071.53
    assert georgia.loc[("67028", ""), "professional"] == 223.73


def test_a_word_in_the_place_of_an_amount_is_a_remark_and_no_amount():
    for state, amount in (("ga", "professional"), ("nc", "nonfacility"), ("az", "nonfacility")):
        frame = table(f"workers_compensation_{state}")
        assert (frame[amount].isna() == (frame["remark"] != "")).all()
        assert (frame["remark"] != "").any()


def test_every_market_table_is_named_in_the_provenance_and_they_stay_small():
    page = (MARKET / "PROVENANCE.md").read_text("utf-8")
    for name in ROWS:
        assert name.replace("compensation_nc", "").replace("compensation_az", "") in page
    assert sum((MARKET / f"{name}.parquet").stat().st_size for name in ROWS) < 3_000_000
