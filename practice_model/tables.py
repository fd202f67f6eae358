"""Tables: declared columns as a type, so that a table is checked like any other term.

What a table of a record holds is decided here; how a file is read into it is the readers' trade.

Functions on tables take likely terms and refuse arrays of draws: an array whose shape happens
to fit the rows would give a silent wrong answer. Draws enter after aggregation.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Final

import numpy as np
import pandas as pd
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from practice_model.columns import Column, Columns, Wrong
from practice_model.faults import did_you_mean
from practice_model.records import figures

__all__ = [
    "CLAIMS",
    "Claims",
    "Column",
    "Columns",
    "TableOf",
    "Wrong",
    "refuse_draws",
    "suppressed",
    "table_of",
]


@dataclass(frozen=True)
class TableOf:
    """The type of a record's field that holds a table: `Annotated[pd.DataFrame, TableOf(...)]`.

    A reader puts a function that reads files into the validation context as "read_table"; a
    model hands over a frame.
    """

    columns: Columns

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(self._check)

    def _check(self, given: Any, info: core_schema.ValidationInfo) -> pd.DataFrame:
        read = (info.context or {}).get("read_table")
        if read is not None:
            frame: pd.DataFrame = read(given, self.columns)  # which checks what it reads
            return frame
        if not isinstance(given, pd.DataFrame):
            raise ValueError(f"must be a table of {self.columns.name}, not {given!r}")
        return self.columns.checked(given)


def table_of(annotation: Any) -> Columns | None:
    """Return the columns of a field that holds a table, or None where it holds none."""
    marks = getattr(annotation, "__metadata__", ())
    return next((mark.columns for mark in marks if isinstance(mark, TableOf)), None)


def refuse_draws(*records: Any) -> None:
    """Raise ValueError if any quantity of the records is an array of draws."""
    for record in records:
        for name, (value, _) in figures(record).items():
            if isinstance(value, np.ndarray):
                raise ValueError(
                    f"{name}: holds {value.size} draws; a function on a table takes likely terms, "
                    "and draws enter after its sums"
                )


SMALLEST: Final = 11  # patients or lines that a shown cell must hold


def suppressed(
    table: pd.DataFrame, count_column: str, smallest: int = SMALLEST, totaled: bool = True
) -> pd.DataFrame:
    """Return a table whose rows of 1 to 10 (patients, lines) keep their names but no number.

    Where exactly one row goes and the table has a total (`totaled`), the next smallest row goes
    too: the total less the others would give the hidden one away.

    >>> made = suppressed(pd.DataFrame({"code": ["a", "b", "c"], "n": [3, 400, 50]}), "n")
    >>> made["n"].isna().tolist()
    [True, False, True]
    """
    if count_column not in table:
        raise ValueError(
            f"{count_column!r} is no column{did_you_mean(count_column, table.columns)}"
        )
    counts = table[count_column].fillna(0)
    hidden = (counts > 0) & (counts < smallest)
    if totaled and hidden.sum() == 1 and (counts >= smallest).any():
        hidden |= table.index == counts[counts >= smallest].idxmin()
    numbers = [name for name in table if pd.api.types.is_numeric_dtype(table[name].dtype)]
    made = table.copy()
    for name in numbers:
        whole = pd.api.types.is_integer_dtype(made[name].dtype)
        made[name] = (made[name].astype("Int64") if whole else made[name]).mask(hidden)
    return made


def _text(name: str, **more: Any) -> Column:
    return Column(name=name, kind="text", required=False, blank=True, **more)


def _npi(name: str) -> Column:
    return _text(name, pattern="[0-9]{10}", meaning="an NPI of 10 digits")


def _dollars(name: str) -> Column:
    return Column(name=name, kind="number", unit="USD", required=False, blank=True)


def _day(name: str) -> Column:
    return Column(name=name, kind="date", required=False, blank=True)


CLAIMS: Final = Columns(
    "claims",
    (
        Column(name="claim_id"),
        Column(name="claim_line_number", kind="integer", at_least=1),
        Column(name="patient_id", pattern="[0-9a-f]{8,64}", meaning="a hash, never a name"),
        Column(name="claim_type", choices=("professional", "facility")),
        *(_text(name) for name in ("payer_control_number", "payment_id", "data_source",
                                   "file_name")),
        Column(name="claim_line_start_date", kind="date"),
        Column(name="hcpcs_code", kind="code"),
        *(_text(f"hcpcs_modifier_{n}", pattern="[0-9A-Z]{2}", meaning="a modifier of 2 characters")
          for n in (1, 2, 3, 4)),
        Column(name="service_unit_quantity", kind="number", unit="units"),
        Column(name="place_of_service_code", pattern="[0-9]{2}", meaning="2 digits such as 11"),
        *(_text(f"diagnosis_code_{n}") for n in (1, 2, 3, 4)),
        Column(name="payer"),
        *(_text(name) for name in ("plan", "filing_indicator")),
        _npi("rendering_npi"), _npi("billing_npi"), _text("billing_tin"), _npi("facility_npi"),
        *(_dollars(name) for name in ("charge_amount", "allowed_amount", "paid_amount",
                                      "deductible_amount", "coinsurance_amount",
                                      "copayment_amount")),
        *(_text(name) for name in ("claim_status", "payer_rank")),
        *(_day(name) for name in ("submitted", "received", "paid_date", "posted")),
    ),
    extras="drop",
)  # fmt: skip
"""Claim lines, one row a line: the names that every reader of claims maps to."""

Claims = Annotated[pd.DataFrame, TableOf(CLAIMS)]
