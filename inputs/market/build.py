"""Build the real market tables of this folder from tidy copies of published files.

    python inputs/market/build.py SOURCE [FOLDER]

SOURCE holds the CSV files that PROVENANCE.md describes. Codes, payers, plans and remarks stay text
as printed; amounts are numbers, empty where the file prints none, and a word in place of an amount
("BR", by report) stands in `remark`. The same source gives the same bytes. The synthetic market
tables beside them are not made here.
"""

import sys
from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parent
HOSPITAL_TEXT = (
    "slug",
    "code",
    "code_type",
    "other_codes",
    "modifiers",
    "billing_class",
    "setting",
    "payer_name",
    "plan_name",
    "negotiated_algorithm",
    "methodology",
    "count",
    "payer_notes",
    "generic_notes",
)
HOSPITAL_NUMBERS = (
    "gross",
    "discounted_cash",
    "negotiated_dollar",
    "negotiated_percentage",
    "min",
    "max",
    "median_amount",
    "p10",
    "p90",
)


def text(name: str, under: str | None = None) -> str:
    """Return the SQL of a text column, "" where the file prints nothing."""
    return f"""coalesce("{name}", '') AS "{under or name}\""""


def number(name: str, under: str | None = None) -> str:
    """Return the SQL of an amount that must be a number wherever something is printed."""
    return f'CAST("{name}" AS DOUBLE) AS "{under or name}"'


def amount(name: str, under: str) -> str:
    """Return the SQL of an amount in whose place a word may stand."""
    return f'TRY_CAST("{name}" AS DOUBLE) AS "{under}"'


def remark(name: str) -> str:
    """Return the SQL of the word that stands in an amount's place."""
    return f"""CASE WHEN TRY_CAST("{name}" AS DOUBLE) IS NULL THEN coalesce("{name}", '')
        ELSE '' END AS remark"""


HOSPITAL = [*map(text, HOSPITAL_TEXT), *map(number, HOSPITAL_NUMBERS)]
SCHEDULE = [text("state"), text("hcpcs"), text("modifier")]
TABLES = {
    "hospitals": (
        "hospitals.csv",
        [
            *map(text, ("slug", "state", "system", "location_name", "source_filename")),
            *map(text, ("mrf_url", "file_sha256", "file_last_updated_on", "schema_version")),
            *map(number, ("rows", "rows_with_dollar", "payers")),
            text("billing_classes"),
        ],
    ),
    "hospital_rates": ("hospital_eye_facility_and_prof_rates_2026.csv.gz", HOSPITAL),
    "hospital_drug_rates": ("hospital_eye_drug_rates_2026.csv.gz", HOSPITAL),
    "uhc_georgia_professional": (
        "uhc_georgia_professional_2025-08.csv.gz",
        [
            text("reporting_entity_name"),
            text("last_updated_on"),
            text("billing_code", "hcpcs"),
            number("negotiated_rate", "rate"),
            text("service_code", "places_of_service"),
            *map(text, ("billing_class", "negotiated_type", "negotiation_arrangement")),
        ],
    ),
    "uhc_georgia_eye_codes": (
        "uhc_georgia_eye_codes_2025-08.csv",
        [
            text("billing_code", "hcpcs"),
            number("uhc_rate", "rate"),
            text("service_code", "places_of_service"),
            number("medicare_2025_atlanta_facility"),
            number("medicare_2025_atlanta_nonfacility"),
            number("ga_workers_comp_rate_as_in_source", "georgia_workers_compensation"),
        ],
    ),
    "workers_compensation_ga": (
        "ga_workers_comp_eye.csv",
        [
            *SCHEDULE,
            text("section"),
            amount("prof_mar", "professional"),
            number("outpatient_hospital_mar", "outpatient_hospital"),
            number("asc_mar", "asc"),
            text("fud", "global_days"),
            text("apc"),
            text("si", "status_indicator"),
            text("asc_pi", "asc_indicator"),
            remark("prof_mar"),
        ],
    ),
    "workers_compensation_nc": (
        "nc_workers_comp_eye_2025.csv",
        [
            *SCHEDULE,
            text("service_category", "section"),
            amount("allowed_nonfacility", "nonfacility"),
            amount("allowed_facility", "facility"),
            remark("allowed_nonfacility"),
        ],
    ),
    "workers_compensation_az": (
        "az_workers_comp_eye_2024.csv",
        [
            *SCHEDULE,
            text("section"),
            amount("nonfacility_fee", "nonfacility"),
            amount("facility_fee", "facility"),
            amount("nonfacility_units", "nonfacility_units"),
            amount("facility_units", "facility_units"),
            remark("nonfacility_fee"),
        ],
    ),
}


def build(source: Path, folder: Path) -> dict[str, int]:
    """Write every table into `folder` in the order of its rows; return the number of rows."""
    counts = {}
    made = duckdb.connect()
    made.execute("SET threads = 1; SET preserve_insertion_order = true")
    for name, (file, columns) in TABLES.items():
        read = (
            f"read_csv('{source / file}', all_varchar = true, header = true, delim = ',', "
            "quote = '\"', escape = '\"', nullstr = '')"
        )
        made.execute(
            f"COPY (SELECT {', '.join(columns)} FROM {read}) TO '{folder / f'{name}.parquet'}' "
            "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 15, ROW_GROUP_SIZE 200000)"
        )
        made.execute(f"SELECT count(*) FROM '{folder / f'{name}.parquet'}'")
        counts[name] = int((made.fetchone() or (0,))[0])
    made.close()
    return counts


if __name__ == "__main__":
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else HERE  # noqa: PLR2004
    for table, count in build(Path(sys.argv[1]), target).items():
        print(f"{table}: {count:,} rows")
