"""What tables of market evidence hold: posted rates, who performs, comparables, public prices.

A posted rate is what a payer's file lists for a provider; whether the provider ever does the
service stands in `PERFORMERS`, one row a provider and code (a ghost has a posted rate and no
services). Percentages of charge are kept apart by `negotiated_type` and never meet dollars.
Synthetic and public rows stand in files of their own, and every row names its source.
"""

from types import MappingProxyType
from typing import Annotated, Final

import pandas as pd

from practice_model.columns import Column, Columns
from practice_model.negotiation.comparables_register import COMPARABLES
from practice_model.tables import TableOf

DOLLARS: Final = ("negotiated", "fee schedule")
NEGOTIATED_TYPES: Final = (*DOLLARS, "derived", "percentage", "per diem")
"""Types of the price-transparency schema; only the first two are dollars of a service."""
PAYER_CLASSES: Final = ("commercial", "exchange", "medicare_advantage")
_NPI: Final = Column(name="npi", pattern="[0-9]{10}", meaning="10 digits")
_SOURCE: Final = Column(name="source")
_TAXONOMY: Final = Column(name="taxonomy", pattern="[0-9A-Z]{10}", meaning="10 characters")

POSTED_RATES: Final = Columns(
    "posted rates",
    (
        Column(
            name="file_month",
            pattern="[0-9]{4}-[0-9]{2}(-[0-9]{2})?",
            meaning="a month such as 2026-10, or a day of it",
        ),
        Column(name="network"),
        Column(name="hcpcs", kind="code"),
        Column(name="billing_code_modifier", required=False, blank=True),
        Column(name="billing_class", choices=("professional", "institutional")),
        Column(
            name="place_of_service_code",
            blank=True,
            pattern="([0-9]{2}([|,; ]+[0-9]{2})*)?",
            meaning="2 digits, or several apart by | or commas",
        ),
        Column(name="negotiated_type", choices=NEGOTIATED_TYPES),
        Column(name="negotiated_rate", kind="number", at_least=0, meaning="dollars, or percent"),
        _NPI,
        _TAXONOMY,
        Column(name="source", required=False, blank=True),
    ),
    extras="drop",
)
"""One posted rate a row; what price-transparency vendors export besides is not used."""

PERFORMERS: Final = Columns(
    "performers",
    (
        _NPI,
        Column(name="taxonomy", required=False, blank=True, pattern="([0-9A-Z]{10})?"),
        Column(name="hcpcs", kind="code"),
        Column(name="services", kind="integer", unit="units", at_least=0),
        Column(name="source", required=False, blank=True),
    ),
    extras="drop",
)
"""Who does how much of a code, such as Medicare's public file of providers and services."""

HOSPITAL_PRICES: Final = Columns(
    "local hospital prices",
    (
        Column(name="hospital"),
        Column(name="hcpcs", kind="code"),
        Column(name="payer_name"),
        Column(name="plan_name"),
        Column(name="payer_class", choices=PAYER_CLASSES),
        Column(name="price", kind="number", unit="USD/case", at_least=0),
        Column(name="left_out", blank=True, meaning="why a row is kept out of quartiles"),
        _SOURCE,
    ),
)

LOCAL_RATES: Final = Columns(
    "local rate file",
    (
        Column(name="hcpcs", kind="code"),
        Column(name="rate", kind="number", unit="USD/unit", at_least=0),
        Column(name="places_of_service"),
        Column(name="medicare_facility", kind="number", unit="USD/unit", blank=True),
        Column(name="medicare_nonfacility", kind="number", unit="USD/unit", blank=True),
        _SOURCE,
    ),
)

WORKERS_COMPENSATION: Final = Columns(
    "workers compensation",
    (
        Column(name="hcpcs", kind="code"),
        Column(name="modifier", blank=True),
        Column(name="professional", kind="number", unit="USD/unit", blank=True),
        Column(name="outpatient_hospital", kind="number", unit="USD/case", blank=True),
        Column(name="surgery_center", kind="number", unit="USD/case", blank=True),
        Column(name="remark", blank=True, meaning="the word printed in an amount's place"),
        _SOURCE,
    ),
)

MARKET_TABLES: Final = MappingProxyType(
    {
        "tic_rates.csv": POSTED_RATES,
        "performers.csv": PERFORMERS,
        "comparables.csv": COMPARABLES,
        "local_hospital_prices.csv": HOSPITAL_PRICES,
        "local_rate_file.csv": LOCAL_RATES,
        "workers_comp_ga.csv": WORKERS_COMPENSATION,
    }
)
"""The tables of `inputs/market/` that stand beside the whole public files, by file."""

PostedRates = Annotated[pd.DataFrame, TableOf(POSTED_RATES)]
Performers = Annotated[pd.DataFrame, TableOf(PERFORMERS)]
LocalRates = Annotated[pd.DataFrame, TableOf(LOCAL_RATES)]
WorkersCompensation = Annotated[pd.DataFrame, TableOf(WORKERS_COMPENSATION)]
HospitalPrices = Annotated[pd.DataFrame, TableOf(HOSPITAL_PRICES)]
