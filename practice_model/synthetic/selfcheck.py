"""Self-check: what the written practice shows, set beside what it must show.

Everything is counted again from the written files by SQL, in bounded memory, without the generator
and without its control volumes. Exact totals must agree to the cent, statistical ones within
their tolerance. Other control volumes (a student's) have only the checks that hold for every one.

Source: docs/PRACTICE.md sections 2.2, 3.1, 4.1 and 9.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pandas as pd
import yaml

from practice_model.synthetic.sources import texture

CENT = 0.005
CONTROLLED = "block IN ('professional', 'drug', 'facility')"


class Check(NamedTuple):
    """One line of the self-check: what, the value expected, the value found, what may differ."""

    what: str
    expected: float
    actual: float
    tolerance: float = CENT


def self_check(folder: Path | str, scale: int = 1, exact: bool = True) -> pd.DataFrame:
    """Return expected and actual of every check of a written practice, with a column `passed`.

    exact: compare with the control totals of the default practice, times the scale. Without it
    only what holds for every practice is checked.
    """
    with duckdb.connect() as made:
        _views(made, Path(folder))
        checks = list(_always(made))
        if exact:
            checks += list(_totals(made, scale))
            checks += list(_statistics(made, scale))
    table = pd.DataFrame(checks)
    off = (table["actual"].astype(float) - table["expected"].astype(float)).abs()
    return table.assign(passed=off <= table["tolerance"].astype(float))


def _views(made: duckdb.DuckDBPyConnection, folder: Path) -> None:
    for name in ("claims", "claims_history", "line_control", "adjustment", "payment",
                 "provider_adjustment"):  # fmt: skip
        files = sorted([*folder.glob(f"{name}.parquet"), *folder.glob(f"{name}-[0-9]*.parquet")])
        listed = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
        made.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet([{listed}])")
    groups = pd.DataFrame(
        [(code, name) for name, codes in texture()["groups"].items() for code in codes],
        columns=["hcpcs_code", "code_group"],
    ).astype(object)
    made.register("given", groups)
    made.execute("CREATE TABLE groups AS SELECT * FROM given")
    made.execute(
        "CREATE TABLE lines AS SELECT c.*, block, denied_amount, withheld_amount, "
        "bad_debt_amount, first_denied, reduced, code_group, substr(rendering_npi, 9, 1) AS "
        "provider FROM claims c JOIN line_control USING (claim_id, claim_line_number) "
        "LEFT JOIN groups USING (hcpcs_code)"
    )


def _always(made: duckdb.DuckDBPyConnection) -> Iterator[Check]:
    """What must hold for every practice; each counts the offenders, so zero is expected."""
    offenders = {
        "lines on a weekend": "SELECT count(*) FROM lines WHERE isodow(claim_line_start_date) > 5",
        "lines that do not foot": "SELECT count(*) FROM lines WHERE allowed_amount <> "
        "paid_amount + deductible_amount + coinsurance_amount + copayment_amount + denied_amount + "
        "withheld_amount",
        "claims with two patients, days or payers": "SELECT count(*) FROM (SELECT claim_id FROM "
        "claims GROUP BY 1 HAVING count(DISTINCT (patient_id, claim_line_start_date, payer, "
        "rendering_npi, claim_type)) > 1)",
        "claims of one patient, day, provider and payer told twice": "SELECT count(*) FROM (SELECT "
        "1 FROM claims GROUP BY patient_id, claim_line_start_date, payer, rendering_npi, "
        "claim_type HAVING count(DISTINCT claim_id) > 1)",
        "insured lines whose adjustments do not explain what was paid": "SELECT count(*) FROM "
        "lines LEFT JOIN (SELECT claim_id, claim_line_number, sum(amount) AS less FROM "
        "adjustment GROUP BY ALL) USING (claim_id, claim_line_number) WHERE payment_id <> '' AND "
        "charge_amount - coalesce(less, 0) <> paid_amount",
        "payments that do not balance": "SELECT count(*) FROM payment LEFT JOIN (SELECT "
        "payment_id, sum(paid_amount) AS paid FROM (SELECT payment_id, paid_amount FROM claims "
        "UNION ALL SELECT payment_id, paid_amount FROM claims_history) GROUP BY 1) USING "
        "(payment_id) LEFT JOIN (SELECT payment_id, sum(amount) AS taken FROM "
        "provider_adjustment GROUP BY 1) USING (payment_id) WHERE payment.amount <> "
        "coalesce(paid, 0) - coalesce(taken, 0)",
        "payer dollars less provider dollars": "SELECT (SELECT sum(s) FROM (SELECT "
        "sum(allowed_amount) AS s FROM lines GROUP BY payer)) - (SELECT sum(s) FROM (SELECT "
        "sum(allowed_amount) AS s FROM lines GROUP BY rendering_npi))",
        "tests that meet on one day beyond the pairs": _meetings(),
    }
    for what, query in offenders.items():
        yield Check(what, 0, _one(made, query))


def _meetings() -> str:
    codes = ", ".join(f"'{code}'" for code in texture()["cut_together"])
    return (
        f"SELECT coalesce(sum(n - 1), 0) - (SELECT count(*) FROM lines WHERE reduced OR "
        f"(hcpcs_code = '92250' AND hcpcs_modifier_1 = '59') OR (hcpcs_code = '92134' AND "
        f"(claim_id, claim_line_number) IN (SELECT (claim_id, claim_line_number) FROM "
        f"adjustment WHERE carc = '97') AND claim_id IN (SELECT claim_id FROM lines WHERE "
        f"hcpcs_code = '92133'))) FROM (SELECT count(*) AS n FROM lines WHERE hcpcs_code IN "
        f"({codes}) AND hcpcs_modifier_1 <> '26' GROUP BY patient_id, claim_line_start_date)"
    )


def _totals(made: duckdb.DuckDBPyConnection, scale: int) -> Iterator[Check]:
    told = _key()
    for payer, blocks in told["payers"].items():
        for block, pair in blocks.items():
            where = f"payer = '{payer}' AND block = '{block}'"
            yield from _pair(made, f"{payer} {block}", where, pair, scale)
    for block, pair in told["blocks"].items():
        yield from _pair(made, f"all {block}", f"block = '{block}'", pair, scale)
    for provider, pair in told["providers"].items():
        where = f"block = 'professional' AND provider = '{_digit(provider)}'"
        yield from _pair(made, f"provider {provider}", where, pair, scale)
    yield from _groups(made, told, scale)
    for code, (lines, units, allowed) in told["drugs"].items():
        where = f"hcpcs_code = '{code}' AND block = 'drug'"
        yield from _pair(made, code, where, [lines, allowed], scale)
        query = f"SELECT sum(service_unit_quantity) FROM lines WHERE {where}"
        yield Check(f"{code} units", units * scale, _one(made, query))
    for payer, dollars in told["offsets"].items():
        query = (
            "SELECT sum(provider_adjustment.amount) FROM provider_adjustment JOIN payment USING "
            f"(payment_id) WHERE payer = '{payer}' AND year(date) = {texture()['year']}"
        )
        yield Check(f"{payer} offsets", dollars * scale, _one(made, query))
    for what, query in _counts().items():
        yield Check(what, told["counts"][what] * scale, _one(made, query))


def _groups(made: duckdb.DuckDBPyConnection, told: Any, scale: int) -> Iterator[Check]:
    """Groups by provider before same-day cuts: a cut line counts at its payer's uncut price."""
    made.execute(
        "CREATE TABLE cuts AS SELECT provider, count(*) AS lines, sum(allowed_amount - whole) AS "
        "cut FROM lines JOIN (SELECT payer, hcpcs_code, max(allowed_amount) AS whole FROM lines "
        "WHERE block = 'professional' AND code_group = 'testing' AND NOT reduced GROUP BY ALL) "
        "USING (payer, hcpcs_code) WHERE reduced GROUP BY ALL"
    )
    for group, providers in told["groups"].items():
        for provider, (lines, allowed) in providers.items():
            cut = told["same_day_cuts"][provider][1] if group == "testing" else 0
            where = (
                f"block = 'professional' AND code_group = '{group}' "
                f"AND provider = '{_digit(provider)}'"
            )
            pair = [lines, round(allowed + cut, 2)]
            yield from _pair(made, f"{provider} {group} after cuts", where, pair, scale)
    for provider, (lines, cut) in told["same_day_cuts"].items():
        where = f"FROM cuts WHERE provider = '{_digit(provider)}'"
        yield Check(f"{provider} tests cut", lines * scale, _one(made, f"SELECT lines {where}"))
        yield Check(f"{provider} same-day cut", cut * scale, _one(made, f"SELECT cut {where}"))


def _counts() -> dict[str, str]:
    any_modifier = "list_contains([hcpcs_modifier_1, hcpcs_modifier_2, hcpcs_modifier_3], '{}')"
    lines = "SELECT count(*) FROM lines WHERE "
    beside = f"{lines} code_group = 'visits' AND {any_modifier.format('25')}"
    return {
        "claim lines": "SELECT count(*) FROM claims",
        "center cases": f"{lines} block = 'facility' AND hcpcs_modifier_1 <> '51'",
        "professional charges": "SELECT sum(charge_amount) FROM lines WHERE block = 'professional'",
        "visits after operations": f"{lines} hcpcs_code = '99024'",
        "refractions": f"{lines} hcpcs_code = '92015' AND plan = 'NONCOVERED'",
        "premium lenses": f"{lines} hcpcs_code IN ('V2787', 'V2788')",
        "visits with 25": beside,
        "visits with 25 at MCR and MA": f"{beside} AND payer IN ('MCR', 'MA')",
        "vitrectomies with 78": f"{lines} code_group = 'vitrectomy' AND "
        f"{any_modifier.format('78')}",
        "photos with 59": f"{lines} hcpcs_code = '92250' AND {any_modifier.format('59')}",
        "photos with 59 allowed": "SELECT sum(allowed_amount) FROM lines WHERE hcpcs_code = "
        f"'92250' AND {any_modifier.format('59')}",
        "tests denied beside another": f"{lines} hcpcs_code = '92134' AND claim_status = '4' AND "
        "claim_id IN (SELECT claim_id FROM lines WHERE hcpcs_code = '92133')",
        "lines of the leased plan": f"{lines} plan = '{texture()['leased']['plan']}'",
        "distinct NQ patients": "SELECT count(DISTINCT patient_id) FROM lines WHERE payer = 'NQ' "
        "AND claim_type = 'professional'",
        "reversals": "SELECT count(*) FROM claims_history WHERE event = 'reversal'",
        "duplicates": "SELECT count(*) FROM claims_history WHERE event = 'duplicate'",
        "visits at the second site": f"{lines} code_group = 'visits' AND "
        f"substr(facility_npi, 9) = '{texture()['npi']['second_site'][-2:]}'",
    }


def _statistics(made: duckdb.DuckDBPyConnection, scale: int) -> Iterator[Check]:
    told = _key()
    paid = "paid_amount + deductible_amount + coinsurance_amount + copayment_amount"
    collected = f"SELECT sum({paid} - bad_debt_amount) FROM lines WHERE "
    share = told["collected"]["tolerance"]
    for block in ("professional", "drug", "facility"):
        for payer, dollars in told["collected"][block].items():
            found = _one(made, f"{collected} payer = '{payer}' AND block = '{block}'")
            expected = dollars * scale
            yield Check(f"{payer} {block} collected", expected, found, share * expected)
    found = _one(made, f"{collected} hcpcs_code = '92015'")
    yield Check("refraction collected", told["collected"]["refraction"] * scale, found)
    for payer, rate in told["initial_denial"].items():
        if payer != "tolerance":
            query = (
                f"SELECT avg(first_denied::INTEGER) FROM lines WHERE payer = '{payer}' AND "
                f"{CONTROLLED}"
            )
            near = told["initial_denial"]["tolerance"]
            yield Check(f"{payer} denied at first", rate, _one(made, query), near)
    query = (
        "SELECT sum(amount) FROM adjustment JOIN lines USING (claim_id, claim_line_number) "
        "WHERE carc = '29' AND payer = 'FW' AND submitted - claim_line_start_date >= 91"
    )
    expected = told["timely_filing"]["FW"] * scale
    near = told["timely_filing"]["tolerance"] * expected
    yield Check("FW filed late and denied", expected, _one(made, query), near)


def _pair(
    made: duckdb.DuckDBPyConnection, what: str, where: str, pair: list[float], scale: int
) -> Iterator[Check]:
    query = f"SELECT count(*), sum(allowed_amount) FROM lines WHERE {where}"
    lines, dollars = made.execute(query).fetchone() or (0, 0)
    yield Check(f"{what} lines", pair[0] * scale, lines)
    yield Check(f"{what} allowed", pair[1] * scale, float(dollars or 0))


def _one(made: duckdb.DuckDBPyConnection, query: str) -> float:
    row = made.execute(query).fetchone()
    return float(row[0] or 0) if row else 0.0


def _digit(provider: str) -> str:
    return str(texture()["npi"][provider])[-2]


def _key() -> Any:
    return yaml.safe_load((Path(__file__).parent / "control_totals.yaml").read_text("utf-8"))
