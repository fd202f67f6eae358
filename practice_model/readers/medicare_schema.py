"""The columns of the Medicare tables that ship in `inputs/medicare/`, declared once.

Codes, indicators and areas are text everywhere (an indicator read as a number turns into '2.0'
as soon as one is missing); amounts are exact decimals. The order of the columns is the order in
the files; `key` names what must be unique, in the order in which rows are stored.
"""

from dataclasses import dataclass

Columns = dict[str, str]
TEXT, DATE, YEAR, FLAG = "VARCHAR", "DATE", "SMALLINT", "BOOLEAN"
RVU, MONEY, FACTOR = "DECIMAL(9,2)", "DECIMAL(11,2)", "DECIMAL(9,4)"


@dataclass(frozen=True)
class TableSchema:
    """One table: its file in the folder, its columns with their SQL types, its unique key."""

    file: str
    key: tuple[str, ...]
    columns: Columns


def _parquet(name: str, key: tuple[str, ...], columns: Columns) -> TableSchema:
    return TableSchema(f"{name}.parquet", key, columns)


PHYSICIAN_RVU = _parquet(
    "physician_rvu",
    ("release", "hcpcs", "mod"),
    {
        "release": TEXT,
        "year": YEAR,
        "hcpcs": TEXT,
        "mod": TEXT,
        "status": TEXT,
        "work_rvu": RVU,
        "nonfac_pe_rvu": RVU,
        "nonfac_na": TEXT,
        "fac_pe_rvu": RVU,
        "fac_na": TEXT,
        "mp_rvu": RVU,
        "pctc_ind": TEXT,
        "glob_days": TEXT,
        "pre_op": "DECIMAL(4,2)",
        "intra_op": "DECIMAL(4,2)",
        "post_op": "DECIMAL(4,2)",
        "mult_proc": TEXT,
        "bilat_surg": TEXT,
        "asst_surg": TEXT,
        "co_surg": TEXT,
        "team_surg": TEXT,
        "endo_base": TEXT,
        "diag_img_family": TEXT,
        "opps_nonfac_pe_amt": RVU,
        "opps_fac_pe_amt": RVU,
        "opps_mp_amt": RVU,
        "conv_factor": FACTOR,
    },
)
RELEASES = TableSchema(
    "releases.csv",
    ("effective_from",),
    {
        "release": TEXT,
        "year": YEAR,
        "effective_from": DATE,
        "complete": FLAG,
        "file": TEXT,
        "released_on": DATE,
    },
)
GPCI = _parquet(
    "gpci",
    ("release", "mac", "locality_number"),
    {
        "release": TEXT,
        "year": YEAR,
        "mac": TEXT,
        "locality_number": TEXT,
        "state": TEXT,
        "locality_name": TEXT,
        "gpci_work": "DECIMAL(6,3)",
        "gpci_pe": "DECIMAL(6,3)",
        "gpci_mp": "DECIMAL(6,3)",
        "gpci_work_no_floor": "DECIMAL(6,3)",
    },
)
CONVERSION_FACTORS = TableSchema(
    "conversion_factors.csv",
    ("system", "qp", "effective_from"),
    {
        "system": TEXT,
        "qp": FLAG,
        "effective_from": DATE,
        "effective_to": DATE,
        "value": FACTOR,
        "status": TEXT,
        "source": TEXT,
    },
)
SEQUESTRATION = TableSchema(
    "sequestration.csv",
    ("effective_from",),
    {
        "effective_from": DATE,
        "effective_to": DATE,
        "rate": "DECIMAL(5,4)",
        "status": TEXT,
        "source": TEXT,
    },
)
ASC_RATES = _parquet(
    "asc_rates",
    ("effective", "hcpcs"),
    {
        "effective": DATE,
        "hcpcs": TEXT,
        "payment_indicator": TEXT,
        "mult_proc_discount": TEXT,
        "payment_weight": "DECIMAL(11,4)",
        "asc_rate": MONEY,
    },
)
ASC_ANCILLARY = _parquet(
    "asc_ancillary",
    ("effective", "hcpcs"),
    {
        "effective": DATE,
        "hcpcs": TEXT,
        "payment_indicator": TEXT,
        "payment_weight": "DECIMAL(11,4)",
        "asc_rate": MONEY,
        "pass_through_expires": TEXT,
        "adjusted_copayment": MONEY,
    },
)
ASC_DEVICE_OFFSETS = _parquet(
    "asc_device_offsets",
    ("effective", "hcpcs"),
    {
        "effective": DATE,
        "hcpcs": TEXT,
        "payment_indicator": TEXT,
        "apc": TEXT,
        "opps_standard_rate": MONEY,
        "apc_device_offset": "DECIMAL(7,4)",
        "device_offset": "DECIMAL(7,4)",
        "device_offset_amount": MONEY,
    },
)
ASC_WAGE_INDEX = _parquet(
    "asc_wage_index",
    ("year", "cbsa", "value"),
    {
        "year": YEAR,
        "cbsa": TEXT,
        "name": TEXT,
        "value": "DECIMAL(7,4)",
        "area_type": TEXT,
        "multiple": FLAG,
    },
)
OPPS_RATES = _parquet(
    "opps_rates",
    ("year", "effective", "hcpcs"),
    {
        "year": YEAR,
        "effective": DATE,
        "hcpcs": TEXT,
        "status_indicator": TEXT,
        "apc": TEXT,
        "rate": "DECIMAL(12,3)",
        "derived": FLAG,
        "source": TEXT,
    },
)
ZIP_LOCALITY = _parquet(
    "zip_locality",
    ("zip5",),
    {
        "zip5": TEXT,
        "state": TEXT,
        "mac": TEXT,
        "locality_number": TEXT,
        "rural": TEXT,
        "plus_four": TEXT,
        "quarter": TEXT,
    },
)
COUNTY_LOCALITY = _parquet(
    "county_locality",
    ("release", "mac", "locality_number", "state", "counties"),
    {
        "release": TEXT,
        "year": YEAR,
        "mac": TEXT,
        "locality_number": TEXT,
        "state": TEXT,
        "fee_schedule_area": TEXT,
        "counties": TEXT,
    },
)
CODE_PAIRS = TableSchema(
    "code_pairs.csv",
    ("hcpcs", "with_hcpcs"),
    {"hcpcs": TEXT, "with_hcpcs": TEXT, "rule": TEXT, "quarter": TEXT, "source": TEXT},
)

SCHEMAS: dict[str, TableSchema] = {
    "physician_rvu": PHYSICIAN_RVU,
    "releases": RELEASES,
    "gpci": GPCI,
    "conversion_factors": CONVERSION_FACTORS,
    "sequestration": SEQUESTRATION,
    "asc_rates": ASC_RATES,
    "asc_ancillary": ASC_ANCILLARY,
    "asc_device_offsets": ASC_DEVICE_OFFSETS,
    "asc_wage_index": ASC_WAGE_INDEX,
    "opps_rates": OPPS_RATES,
    "zip_locality": ZIP_LOCALITY,
    "county_locality": COUNTY_LOCALITY,
    "code_pairs": CODE_PAIRS,
}
