"""Build the Medicare tables of this folder from tidy copies of CMS's files.

    python inputs/medicare/build.py SOURCE [FOLDER]

SOURCE holds one folder a kind of file (pfs_rvu, gpci, asc, asc_wage_index, conversion_factors,
locality, zip_locality, opps), each a CSV of codes and numbers; PROVENANCE.md says which release of
CMS stands behind each. The same source gives the same bytes. Releases that CMS publishes later are
added with `practice-model medicare add`, not here.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import duckdb

from practice_model.readers.medicare_schema import SCHEMAS
from practice_model.readers.medicare_store import connection, write_rows

HERE = Path(__file__).resolve().parent
COMPLETE = ("RVU23D", "RVU24A", "RVU24C", "RVU25D", "RVU26C")
QUARTER_STARTS = {"A": "01-01", "AR": "03-09", "B": "04-01", "C": "07-01", "D": "10-01"}
RELEASED_ON = {"RVU25D": "2025-09-11", "RVU26A": "2025-12-29", "RVU26C": "2026-06-30"}
FILES = {
    "RVU25D": "PPRRVU2025_Oct.csv",
    "RVU26A": "PPRRVU2026_Jan_nonQPP.csv",
    "RVU26C": "PPRRVU2026_Jul_nonQPP.csv",
}


def text_of(path: Path) -> str:
    """Return the SQL that reads a CSV with every column as text."""
    return (
        f"SELECT * FROM read_csv('{path}', all_varchar = true, header = true, delim = ',', "
        "quote = '\"', escape = '\"', nullstr = '')"
    )


def starts(release: str) -> str:
    """Return the day from which a release such as RVU24AR is in force."""
    return f"20{release[3:5]}-{QUARTER_STARTS[release[5:]]}"


def physician_rvu(source: Path, made: duckdb.DuckDBPyConnection) -> str:
    """Return the complete releases, and the eye and visit codes of every other release."""
    columns = ", ".join(f'"{name}"' for name in SCHEMAS["physician_rvu"].columns)
    complete = [
        f"SELECT {columns} FROM ({text_of(source / 'pfs_rvu' / f'pprrvu_{release}.csv.gz')})"
        for release in COMPLETE
    ]
    subset = text_of(source / "pfs_rvu" / "pprrvu_ophtho_2020_2026.csv")
    held = ", ".join(f"'{release}'" for release in COMPLETE)
    rest = f"SELECT {columns} FROM ({subset}) WHERE release NOT IN ({held})"
    return " UNION ALL ".join([*complete, rest])


def releases(source: Path, made: duckdb.DuckDBPyConnection) -> str:
    """Return one row a release: when it is in force and whether the file is held whole."""
    held = made.execute(
        f"SELECT DISTINCT release FROM ({physician_rvu(source, made)}) ORDER BY 1"
    ).fetchall()
    rows = []
    for (release,) in held:
        name = FILES.get(release, f"{release} PPRRVU")
        whole = str(release in COMPLETE).lower()
        rows.append(
            f"('{release}', '20{release[3:5]}', '{starts(release)}', '{whole}', '{name}', "
            f"'{RELEASED_ON.get(release, '')}')"
        )
    names = "release, year, effective_from, complete, file, released_on"
    return f"SELECT * FROM (VALUES {', '.join(rows)}) AS held({names})"


def gpci(source: Path, made: duckdb.DuckDBPyConnection) -> str:
    """Return the geographic indices of every release; 2026 with the work floor and without."""
    names = "mac, locality_number, state, rtrim(locality_name, '* ') AS locality_name"
    values = "gpci_work, gpci_pe, gpci_mp"
    before = (
        f"SELECT release, year, {names}, {values}, NULL AS gpci_work_no_floor "
        f"FROM ({text_of(source / 'gpci' / 'gpci_all_releases_2020_2025.csv')}) "
        "WHERE gpci_work IS NOT NULL"  # every file of 2020 ends with two empty rows
    )
    now = text_of(source / "gpci" / "gpci_2026.csv")
    parts = [
        f"SELECT '{release}' AS release, year, {names}, {values}, gpci_work_no_floor FROM ({now})"
        for release in ("RVU26A", "RVU26C")
    ]
    return " UNION ALL ".join([before, *parts])


def conversion_factors(source: Path, made: duckdb.DuckDBPyConnection) -> str:
    """Return the dollars a unit of each fee schedule by date, with how the figure is known."""
    known = text_of(source / "conversion_factors" / "conversion_factors.csv")
    status = (
        "CASE WHEN source LIKE '%secondary%' THEN 'secondary' "
        "WHEN source LIKE 'derived%' THEN 'derived' ELSE 'final' END"
    )
    return (
        "SELECT CASE WHEN system LIKE 'PFS%' THEN 'PFS' ELSE system END AS system, "
        "CASE WHEN system = 'PFS_QP' THEN 'true' ELSE 'false' END AS qp, effective_from, "
        "effective_to, conversion_factor AS value, "
        f"CASE WHEN year = '2026' AND system = 'OPPS' THEN 'derived' ELSE {status} END AS status, "
        "CASE WHEN system = 'PFS_QP' THEN 'CMS-1832-F; reproduces the CY 2026 ASC rates of "
        "office-based codes; the QPP file of RVU26A carries it' "
        "WHEN year = '2026' AND system = 'OPPS' THEN 'CMS-1834-FC as quoted; equals the published "
        "rate over weight of APC 5012 and 5521, October 2026' ELSE source END AS source "
        f"FROM ({known}) WHERE effective_from >= '2020-01-01'"
    )


def sequestration(source: Path, made: duckdb.DuckDBPyConnection) -> str:
    """Return the cut of the program's payment by date."""
    table = text_of(source / "conversion_factors" / "sequestration.csv")
    return (
        "SELECT effective_from, effective_to, sequestration_rate AS rate, "
        "CASE WHEN effective_from >= '2022-07-01' THEN 'final' ELSE 'secondary' END AS status, "
        "CASE WHEN effective_from >= '2022-07-01' THEN 'Medicare contractor notice on mandatory "
        "payment reductions (FCSO)' ELSE 'statute and notices, general knowledge' END AS source "
        f"FROM ({table})"
    )


def asc_rates(source: Path, made: duckdb.DuckDBPyConnection) -> str:
    """Return Addendum AA by quarter."""
    return text_of(source / "asc" / "asc_addendum_AA_2021_2026Q1.csv.gz")


def asc_ancillary(source: Path, made: duckdb.DuckDBPyConnection) -> str:
    """Return Addendum BB by quarter, drugs included; rows that CMS prints twice come once."""
    table = text_of(source / "asc" / "asc_addendum_BB_2021_2026Q1.csv.gz")
    copay = "ira_adj_coinsurance_pct_or_amt"
    return (
        "SELECT DISTINCT effective, hcpcs, upper(payment_indicator) AS payment_indicator, "
        "payment_weight, asc_rate, pass_through_expiration AS pass_through_expires, "
        f"replace(replace({copay}, '$', ''), ',', '') AS adjusted_copayment FROM ({table})"
    )


def asc_device_offsets(source: Path, made: duckdb.DuckDBPyConnection) -> str:
    """Return Addendum FF by quarter; rows that CMS prints twice come once."""
    table = text_of(source / "asc" / "asc_addendum_FF_2022_2026Q1.csv.gz")
    return (
        "SELECT DISTINCT effective, hcpcs, payment_indicator, apc, "
        "opps_rate_standard_ratesetting AS opps_standard_rate, "
        "apc_device_offset_pct AS apc_device_offset, device_offset_pct AS device_offset, "
        f"device_offset_amt AS device_offset_amount FROM ({table})"
    )


def asc_wage_index(source: Path, made: duckdb.DuckDBPyConnection) -> str:
    """Return the wage index by year and area, with the flag of areas that have several values."""
    table = text_of(source / "asc_wage_index" / "asc_wage_index_2021_2026.csv")
    return (
        "SELECT year, cbsa, name, asc_wage_index AS value, area_type, "
        f"lower(multiple_values_in_year) AS multiple FROM ({table})"
    )


def opps_rates(source: Path, made: duckdb.DuckDBPyConnection) -> str:
    """Return Addendum B of 2025 and the eye codes of 2026, which are derived."""
    published = text_of(source / "opps" / "opps_addendum_B_2025_january.csv")
    derived = text_of(source / "opps" / "opps_2026_eye_codes_derived.csv")
    names = "year, effective, hcpcs, status_indicator, apc, rate, derived, source"
    return (
        f"SELECT {names} FROM (SELECT '2025' AS year, '2025-01-01' AS effective, hcpcs, "
        "status_indicator, apc, opps_rate AS rate, 'false' AS derived, "
        f"'CMS OPPS Addendum B, January 2025' AS source FROM ({published})) UNION ALL "
        f"SELECT {names} FROM (SELECT '2026' AS year, '2026-01-01' AS effective, hcpcs, "
        "si_2025 AS status_indicator, apc_2025 AS apc, opps_rate_2026_derived AS rate, "
        "'true' AS derived, 'derived from ' || n_plans || ' published plans of ' || n_hospitals "
        "|| ' hospitals, 2026 price files; anchor APC 5491; status and APC of 2025' AS source "
        f"FROM ({derived}))"
    )


def zip_locality(source: Path, made: duckdb.DuckDBPyConnection) -> str:
    """Return the contractor and locality of every ZIP code."""
    table = text_of(source / "zip_locality" / "zip5_locality_2026Q1.csv.gz")
    return (
        "SELECT zip5, state, carrier AS mac, locality AS locality_number, rural_ind AS rural, "
        f'plus_4_flag AS plus_four, "year/qtr" AS quarter FROM ({table})'
    )


def county_locality(source: Path, made: duckdb.DuckDBPyConnection) -> str:
    """Return the counties of every locality, last release of each year."""
    table = text_of(source / "locality" / "locality_county_2020_2025.csv")
    columns = ", ".join(SCHEMAS["county_locality"].columns)
    return f"SELECT DISTINCT {columns} FROM ({table}) WHERE length(mac) = 5"  # not its footnotes


def code_pairs(source: Path, made: duckdb.DuckDBPyConnection) -> str:
    """Return the few pairs of codes on one day that the models use, as facts."""
    rows = [
        ("92133", "92134", "never"),
        ("92133", "92250", "modifier"),
        ("92134", "92250", "modifier"),
    ]
    named = "NCCI practitioner edits in force on 2024-07-01"
    values = ", ".join(f"('{a}', '{b}', '{rule}', '2024Q3', '{named}')" for a, b, rule in rows)
    return f"SELECT * FROM (VALUES {values}) AS pairs(hcpcs, with_hcpcs, rule, quarter, source)"


TABLES: dict[str, Callable[[Path, duckdb.DuckDBPyConnection], str]] = {
    made.__name__: made
    for made in (
        physician_rvu,
        releases,
        gpci,
        conversion_factors,
        sequestration,
        asc_rates,
        asc_ancillary,
        asc_device_offsets,
        asc_wage_index,
        opps_rates,
        zip_locality,
        county_locality,
        code_pairs,
    )
}


def build(source: Path, folder: Path) -> dict[str, int]:
    """Write every table into `folder`; return the number of rows of each."""
    made = connection()
    try:
        return {
            name: write_rows(made, SCHEMAS[name], rows(source, made), folder)
            for name, rows in TABLES.items()
        }
    finally:
        made.close()


if __name__ == "__main__":
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else HERE  # noqa: PLR2004
    for table, count in build(Path(sys.argv[1]), target).items():
        print(f"{table}: {count:,} rows")
