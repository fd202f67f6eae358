"""What the Medicare tests share: the shipped tables, read once, and lines written short."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from practice_model.readers.medicare_tables import load_medicare
from practice_model.revenue.medicare import price_lines
from practice_model.revenue.medicare_tables import MedicareTables

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden"
COLUMNS = ["service_date", "hcpcs", "modifiers", "setting", "locality", "cbsa", "units", "claim_id"]


@cache
def tables() -> MedicareTables:
    return load_medicare(ROOT / "inputs" / "medicare")


def line(code: str, modifiers: str = "", setting: str = "office", **cells: Any) -> dict[str, Any]:
    """One line of 2026-02-03, national, one unit, no claim, unless said otherwise."""
    made = dict.fromkeys(COLUMNS, "") | {"service_date": "2026-02-03", "units": "1"}
    return made | {"hcpcs": code, "modifiers": modifiers, "setting": setting} | cells


def priced(*lines: dict[str, Any], **options: Any) -> pd.DataFrame:
    return price_lines(tables(), pd.DataFrame(list(lines), columns=COLUMNS), **options)


def claim(*lines: dict[str, Any], **options: Any) -> list[float]:
    """The amounts of lines that stand in one claim."""
    made = priced(*(each | {"claim_id": "one"} for each in lines), **options)
    return made["allowed_amount"].tolist()


@cache
def amount(code: str, modifiers: str = "", setting: str = "office", **cells: Any) -> float:
    return float(priced(line(code, modifiers, setting, **cells))["allowed_amount"].iloc[0])


@cache
def verdict(code: str, modifiers: str = "", setting: str = "office", **cells: Any) -> str:
    return str(priced(line(code, modifiers, setting, **cells))["status"].iloc[0])


@cache
def basis(code: str, modifiers: str = "", setting: str = "office", **cells: Any) -> str:
    return str(priced(line(code, modifiers, setting, **cells))["basis"].iloc[0])


def cent(value: Decimal | float) -> Decimal:
    """Dollars rounded half up to the cent, by the decimal library rather than by ours."""
    return Decimal(str(value)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
