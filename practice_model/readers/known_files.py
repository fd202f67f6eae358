"""Known files: what a file of `inputs/` holds, told by its place, for a check that nothing escapes.

A contract is `contracts/<payer>/terms.yaml` (and `paid.yaml`), an offer beside it `offer_*.yaml`,
the practice `practice/practice.yaml`, its costs `practice/costing.yaml`; tables are the declared
ones. Other files are checked through what reads them.
"""

from pathlib import Path
from typing import Any

from practice_model.columns import Columns
from practice_model.costs.terms import Costing
from practice_model.practice import Practice
from practice_model.practice_tables import PRACTICE_TABLES
from practice_model.readers.inputs import load
from practice_model.readers.table_files import ReadTable, read_table_file
from practice_model.revenue.contract import Contract
from practice_model.revenue.market_tables import MARKET_TABLES
from practice_model.revenue.offers import Offer

CONTRACTS = {"terms", "paid"}
RECORDS: dict[tuple[str, ...], type] = {
    ("practice", "practice.yaml"): Practice,
    ("practice", "costing.yaml"): Costing,
}
TABLES: dict[str, Any] = {"practice": PRACTICE_TABLES, "market": MARKET_TABLES}


def record_at(path: Path, inputs: Path) -> type | None:
    """Return the record that a YAML file of an inputs folder holds by its place, or None."""
    parts = path.relative_to(inputs).parts
    if parts in RECORDS:
        return RECORDS[parts]
    if len(parts) == 3 and parts[0] == "contracts":  # noqa: PLR2004 - contracts/payer/file
        if path.stem in CONTRACTS:
            return Contract
        return Offer if path.stem.startswith("offer_") else None
    return None


def columns_at(path: Path, inputs: Path) -> Columns | None:
    """Return the declared columns of a table of an inputs folder by its place, None for others."""
    parts = path.relative_to(inputs).parts
    if len(parts) != 2:  # noqa: PLR2004 - folder/file
        return None
    found: Columns | None = TABLES.get(parts[0], {}).get(parts[1])
    return found


def known_files(inputs: Path) -> list[Path]:
    """Return the files of an inputs folder that are known by their place, by name."""
    files = sorted(path for path in inputs.rglob("*") if path.is_file())
    return [path for path in files if record_at(path, inputs) or columns_at(path, inputs)]


def read_known(path: Path, inputs: Path) -> tuple[list[Path], ReadTable | None]:
    """Read a known file: the files read, and the table with its faults where it is one.

    Raises Faults where a record does not hold.
    """
    record = record_at(path, inputs)
    if record is not None:
        return [Path(file) for file in load(path, record).files], None
    columns = columns_at(path, inputs)
    assert columns is not None
    return [path], read_table_file(path, columns)
