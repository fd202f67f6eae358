"""Write the tables of the practice's own market: local extracts of the public files, and made ones.

Run from the project's folder: `.venv/bin/python inputs/market/build_local.py`. Extracts come from
the Parquet files beside this script; SYNTHETIC tables from practice_model.synthetic.
"""

from pathlib import Path

import duckdb
import pandas as pd

from practice_model.columns import Columns
from practice_model.practice_tables import CHARGEMASTER
from practice_model.readers.medicare_tables import load_medicare
from practice_model.revenue.market_tables import MARKET_TABLES
from practice_model.synthetic.chargemaster import chargemaster
from practice_model.synthetic.market import performers, posted_rates

HERE = Path(__file__).parent
HOSPITALS = ("emory-university-hospital", "wellstar-kennestone")
CODES = ("66984", "66821", "66991", "66183", "66180", "67036", "67042", "67108", "67904")
COPIED_PLAN = ("emory-university-hospital", "Humana", "Medicare Managed Care Plan")
COPY = "prints this hospital's commercial figure under a Medicare plan"
MADE = "SYNTHETIC: PRACTICE.md section 7.2"
SYNTHETIC = "SYNTHETIC: invented; no real payer, plan, provider or practice is meant."
PUBLIC = "Real rows of public files, file and date on each; PROVENANCE.md says what they are not."
COMPARABLES = (  # kind, term, unit, grade, values; pay counts only where it is public
    ("lease", "medical office rent, NNN", "USD/sf/year", "B", (22.90, 24.10, 24.60, 25.75, 26.40)),
    ("lease", "tenant improvement, renewal", "USD/sf", "", (5, 8, 12)),
    ("lease", "tenant improvement, new", "USD/sf", "", (35, 48, 60)),
    ("lease", "free months", "months", "B", (2, 3, 6, 10)),
    ("equipment", "OCT unit price", "USD", "A", (49800, 54000, 58500, 61200, 74000, 79500)),
    ("equipment", "OCT service of price", "share/year", "C", (0.049, 0.056, 0.068, 0.081)),
    ("hire", "retina base pay", "USD/year", "B", (385000, 410000, 430000, 465000, 510000)),
    ("hire", "bonus of collections", "share", "C", (0.20, 0.25, 0.25, 0.30, 0.35)),
    ("buy_in", "goodwill of collections", "share", "C", (0.0, 0.12, 0.18, 0.25, 0.30)),
    ("payer", "days to electronic payment", "days", "B", (14, 21, 30)),
    ("payer", "look-back", "months", "", (12, 12, 18, 24, 36)),
)


def hospital_prices() -> pd.DataFrame:
    """The two local hospitals' published outpatient facility prices, by payer and class."""
    rows = duckdb.sql(
        f"""
        SELECT r.slug AS hospital, r.code AS hcpcs, payer_name, plan_name,
               negotiated_dollar AS price, h.source_filename, h.file_last_updated_on AS updated
        FROM read_parquet('{HERE}/hospital_rates.parquet') r
        JOIN read_parquet('{HERE}/hospitals.parquet') h USING (slug)
        WHERE r.slug IN {HOSPITALS} AND r.code IN {CODES} AND r.billing_class = 'facility'
          AND r.setting = 'outpatient' AND r.methodology = 'fee schedule'
          AND r.negotiated_dollar IS NOT NULL
        ORDER BY hospital, hcpcs, payer_name, plan_name, price
        """
    ).df()
    plan = rows["plan_name"]
    rows["payer_class"] = "commercial"
    rows.loc[plan.str.contains("Exchange"), "payer_class"] = "exchange"
    rows.loc[plan.str.contains("Medicare"), "payer_class"] = "medicare_advantage"
    named = list(zip(rows["hospital"], rows["payer_name"], plan, strict=True))
    rows["left_out"] = [COPY if name == COPIED_PLAN else "" for name in named]
    rows["source"] = rows["source_filename"] + ", " + rows["updated"].astype(str)
    kept = ["hospital", "hcpcs", "payer_name", "plan_name", "payer_class", "price", "left_out"]
    return rows[[*kept, "source"]]


def local_rates() -> pd.DataFrame:
    """One payer's posted professional rates of eye codes, with that year's Medicare beside them."""
    return duckdb.sql(
        f"""
        SELECT hcpcs, rate, places_of_service,
               medicare_2025_atlanta_facility AS medicare_facility,
               medicare_2025_atlanta_nonfacility AS medicare_nonfacility,
               'UnitedHealthcare of Georgia, in-network file of 2025-08-01' AS source
        FROM read_parquet('{HERE}/uhc_georgia_eye_codes.parquet')
        ORDER BY hcpcs, rate, places_of_service
        """
    ).df()


def workers_compensation() -> pd.DataFrame:
    """Georgia's workers' compensation maxima of eye codes."""
    return duckdb.sql(
        f"""
        SELECT hcpcs, modifier, professional, outpatient_hospital, "asc" AS surgery_center, remark,
               'Georgia workers'' compensation schedule, RVU year 2024' AS source
        FROM read_parquet('{HERE}/workers_compensation_ga.parquet')
        ORDER BY hcpcs, modifier
        """
    ).df()


def comparables() -> pd.DataFrame:
    """Terms that others are said to have agreed to."""
    rows = [
        (kind, term, value, unit, "", grade, MADE, "public" if kind == "hire" else "")
        for kind, term, unit, grade, values in COMPARABLES
        for value in values
    ]
    names = ["kind", "term", "value", "unit", "date", "grade", "source", "origin"]
    return pd.DataFrame(rows, columns=names)


def written(table: pd.DataFrame, columns: Columns, mark: str) -> str:
    """A table as CSV: what it is, its columns with their units, its rows."""
    held = [one for one in columns if one.required or one.name in table]
    heads = [f"{one.name} [{one.unit}]" if one.unit else one.name for one in held]
    body = table[[one.name for one in held]].to_csv(index=False, header=False, lineterminator="\n")
    return f"# {mark}\n{','.join(heads)}\n{body}"


def main() -> None:
    """Write every table, each whole or not at all."""
    medicare = load_medicare(HERE.parent / "medicare")
    tables = {
        "local_hospital_prices.csv": (hospital_prices(), PUBLIC),
        "local_rate_file.csv": (local_rates(), PUBLIC),
        "workers_comp_ga.csv": (workers_compensation(), PUBLIC),
        "comparables.csv": (comparables(), SYNTHETIC),
        "tic_rates.csv": (posted_rates(medicare), SYNTHETIC),
        "performers.csv": (performers(), SYNTHETIC),
    }
    made = {
        HERE / name: written(table, MARKET_TABLES[name], mark)
        for name, (table, mark) in tables.items()
    }
    prices = HERE.parent / "practice" / "chargemaster.csv"
    made[prices] = written(chargemaster(medicare), CHARGEMASTER, SYNTHETIC)
    for path, text in made.items():
        aside = path.with_name(f".{path.name}.making")
        aside.write_text(text, "utf-8")
        aside.replace(path)
        print(f"{path.name}: {text.count(chr(10)) - 2:,} rows")


if __name__ == "__main__":
    main()
