"""Other practices than the sample: scenarios over a copy of the inputs, with what they do not keep.

Each is the fact book of a practice that lacks things, on a part of the sample's claims. A variant
says what its scenario changes, which claims are its own, and which rows its tables keep.
"""

import csv
import shutil
import textwrap
from collections.abc import Callable
from pathlib import Path

import duckdb

INPUTS = Path(__file__).parents[1] / "inputs"
MARK = "# SYNTHETIC: a made-up practice of a test.\n"
SOURCES = 'sources: {made: "synthetic: made up for a test"}\n'

A_PART = "CAST(regexp_extract(claim_id, '[0-9]+$') AS INTEGER) % 4 = 0"

Keeps = Callable[[dict[str, str]], bool]


def copied(folder: Path) -> Path:
    """A copy of the inputs, whose files a test may change."""
    return Path(shutil.copytree(INPUTS, folder / "inputs", ignore=_public))


def _public(folder, names):
    if Path(folder).name == "market":
        return [name for name in names if name.endswith(".parquet")]
    return [name for name in names if name == "answers"]


def scenario(inputs: Path, name: str, text: str) -> Path:
    """A scenario that says only how it differs from the sample's fact book."""
    path = inputs / "scenarios" / f"{name}.yaml"
    path.write_text(f"{MARK}extends: base.yaml\n{SOURCES}{textwrap.dedent(text)}", "utf-8")
    return path


def claims(inputs: Path, name: str, where: str) -> None:
    """The claims of which a condition holds, as `practice/<name>.parquet`."""
    whole, part = inputs / "practice" / "claims.parquet", inputs / "practice" / f"{name}.parquet"
    query = f"SELECT * FROM '{whole}' WHERE {where} ORDER BY claim_id, claim_line_number"
    duckdb.sql(f"COPY ({query}) TO '{part}' (FORMAT parquet)")


def rows(inputs: Path, table: str, name: str, keeps: Keeps, **changes: str) -> None:
    """The rows of a practice's table that are kept, as `practice/<name>.csv`.

    changes: what stands in a column of every kept row instead, by the column's name without unit.
    """
    lines = (inputs / "practice" / table).read_text("utf-8").splitlines(keepends=True)
    read = csv.DictReader(lines[1:])
    heads = {head.partition(" [")[0]: head for head in read.fieldnames or []}
    given = {heads[column]: text for column, text in changes.items()}
    with (inputs / "practice" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(lines[0])
        writer = csv.DictWriter(file, heads.values(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | given for row in read if keeps(row))


def alone(inputs: Path) -> Path:
    """One ophthalmologist with three payers and nothing beyond what must be kept."""
    claims(
        inputs,
        "alone",
        "rendering_npi = '9000000011' AND payer IN ('MCR', 'NQ', 'SP') "
        "AND claim_type = 'professional' AND NOT regexp_matches(hcpcs_code, '^(J|Q5|V2)')",
    )
    rows(
        inputs, "providers.csv", "alone_providers",
        lambda row: row["provider"] == "A", malpractice="0",
    )  # fmt: skip
    rows(inputs, "services.csv", "alone_services", lambda row: row["provider"] in {"MD", ""})
    rows(
        inputs, "yield.csv", "alone_yield",
        lambda row: row["payer"] in {"MCR", "NQ", "SP"} and row["block"] == "professional",
    )  # fmt: skip
    rows(inputs, "sites.csv", "alone_sites", lambda row: row["place"] == "practice")
    rows(
        inputs,
        "overhead.csv",
        "alone_overhead",
        lambda row: row["driver"] not in {"drugs", "direct"},
    )
    return scenario(
        inputs,
        "alone",
        """\
        medicare_year: 2025
        proposed: null
        prior_year: null
        patients: null
        plan_classes: null
        hospital_prices: null
        surveys: null
        contracts: {MA: null, TM: null, FW: null, PW: null, MCD: null}
        practice:
          name: Quennet Eye Clinic
          providers: {B: null, C: null, D: null, E: null}
          sites: null
          claims: {table: ../practice/alone.parquet, source: made}
        costing:
          providers: {table: ../practice/alone_providers.csv, source: made}
          services: {table: ../practice/alone_services.csv, source: made}
          yields: {table: ../practice/alone_yield.csv, source: made}
          sites: {table: ../practice/alone_sites.csv, source: made}
          overhead: {table: ../practice/alone_overhead.csv, source: made}
          center: null
          outlook: null
          conduct: null
          authorizations: null
          hassle: null
          drug_costs: null
          premium_lenses: null
          referrals: null
          driver_minutes: null
          site_visits: null
          sharing: null
          verdicts: null
          doctor_weeks: null
          patient_pay_collected: null
        """,
    )


def office(inputs: Path) -> Path:
    """Three payers, no surgery center, a licensed survey, Medicare's year without a proposal."""
    claims(
        inputs,
        "office",
        "claim_type = 'professional' AND payer IN ('MCR', 'TM', 'FW') "
        f"AND rendering_npi NOT IN ('9000000061', '9000000071') AND {A_PART}",
    )
    rows(
        inputs, "yield.csv", "office_yield",
        lambda row: row["payer"] in {"MCR", "TM", "FW"},
    )  # fmt: skip
    rows(
        inputs, "payer_conduct.csv", "office_conduct",
        lambda row: row["payer"] in {"MCR", "TM", "FW"}, days_to_payment="51",
    )  # fmt: skip
    rows(inputs, "prior_auth.csv", "office_requests", lambda row: row["service"] == "lids")
    survey(inputs)
    return scenario(
        inputs,
        "office",
        """\
        proposed: null
        patients: null
        hospital_prices: null
        plan_classes: {MA: null, NQ: null, PW: null}
        surveys: {extends: ../market/made_up.yaml}
        prior_year: {counts: null}
        contracts: {MA: null, NQ: null, PW: null, MCD: null, SP: null}
        practice: {claims: {table: ../practice/office.parquet, source: made}}
        costing:
          yields: {table: ../practice/office_yield.csv, source: made}
          conduct: {table: ../practice/office_conduct.csv, source: made}
          authorizations: {table: ../practice/office_requests.csv, source: made}
          center: null
          premium_lenses: null
          referrals: null
        """,
    )


SURVEY = (311_913, 417_291, 528_317, 641_877, 777_123)


def survey(inputs: Path) -> None:
    """A made-up survey under a license, for collections of one provider."""
    (inputs / "market" / "licensed").mkdir()
    (inputs / "market" / "licensed" / "made_up.csv").write_text(
        "measure,specialty,region,unit,n,p10,p25,p50,p75,p90,fte_rule\n"
        f"Collections,Comprehensive,All,USD/year,873,{','.join(map(str, SURVEY))},per FTE\n",
        "utf-8",
    )
    (inputs / "market" / "made_up.yaml").write_text(
        textwrap.dedent("""\
        sources: {own: "synthetic: made up for a test"}
        made_up:
          publisher: Made-up Survey
          year: 2025
          license: {licensed_to: Larkmoor Vale, internal_use: true, statement: "made up: section 4"}
          table: {table: licensed/made_up.csv, source: own}
          measures: {collections: {row: Collections}}
          segments: {A: {specialty: Comprehensive, region: All}}
        """),
        "utf-8",
    )


def without_drugs(inputs: Path) -> Path:
    """A surgery center and no drugs, nobody counts requests, no owner of the center is named."""
    claims(
        inputs,
        "without_drugs",
        f"NOT regexp_matches(hcpcs_code, '^(J|Q5)') AND (claim_type = 'facility' OR {A_PART})",
    )
    rows(inputs, "overhead.csv", "no_storage", lambda row: row["driver"] != "drugs")
    return scenario(
        inputs,
        "without_drugs",
        """\
        proposed: null
        prior_year: null
        medicare_year: 2025
        hospital_prices: null
        practice: {claims: {table: ../practice/without_drugs.parquet, source: made}}
        costing:
          overhead: {table: ../practice/no_storage.csv, source: made}
          drug_costs: null
          authorizations: null
          premium_lenses: null
          center: {owners: null, devices: null}
        """,
    )


def uncounted(inputs: Path) -> Path:
    """Drugs that nobody knows the cost of, requests without the payers' own counts, no limits."""
    claims(inputs, "uncounted", A_PART)
    return scenario(
        inputs,
        "uncounted",
        """\
        proposed: null
        plan_classes: null
        prior_year: null
        practice: {claims: {table: ../practice/uncounted.parquet, source: made}}
        costing:
          conduct: null
          hassle: null
          drug_costs: null
          driver_minutes: null
          site_visits: null
          sharing: null
          verdicts: null
          doctor_weeks: null
        """,
    )
