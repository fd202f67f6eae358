"""Reading the dated tax rules of equipment from their YAML file.

An entry without a source, of an unknown key or out of order is a fault; all are told at once.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from practice_model.faults import Fault, Faults
from practice_model.finance.tax_rules import Bonus, Limit, TaxRules

SHIPPED = Path(__file__).parents[1] / "finance" / "tax_rules.yaml"
SECTIONS = {"section_179", "bonus", "mid_quarter"}


def load_tax_rules(path: Path = SHIPPED) -> TaxRules:
    """Return the tax rules in `path`; Faults tells everything that is wrong."""
    with path.open(encoding="utf-8") as file:
        given = yaml.load(file, Loader=yaml.CSafeLoader)
    given = given if isinstance(given, Mapping) else {}
    faults = [
        Fault(str(path), 0, name, "missing" if name in SECTIONS else "unknown section")
        for name in sorted(SECTIONS ^ set(given))
    ]

    def made(place: str, make: Any, entry: Any) -> Any:
        try:
            if not str(entry["source"]).strip():
                raise ValueError("has no source")
            return make(entry)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            faults.append(Fault(str(path), 0, place, f"cannot be read: {error!r}"))
            return None

    limits = {
        int(year): made(f"section_179.{year}", _limit, entry)
        for year, entry in (given.get("section_179") or {}).items()
    }
    bonus = [
        made(f"bonus.{place}", _bonus, entry)
        for place, entry in enumerate(given.get("bonus") or [])
    ]
    share = made("mid_quarter", lambda entry: float(entry["share"]), given.get("mid_quarter") or {})
    if not limits or not bonus:
        faults.append(Fault(str(path), 0, "section_179", "and bonus need an entry or more"))
    if faults:
        raise Faults(faults)
    return TaxRules(section_179=limits, bonus=tuple(bonus), mid_quarter_share=share)


def _limit(entry: Mapping[str, Any]) -> Limit:
    return Limit(
        most=float(entry["most"]), reduced_above=float(entry["reduced_above"]),
        source=entry["source"], verified=bool(entry["verified"]),
    )  # fmt: skip


def _bonus(entry: Mapping[str, Any]) -> Bonus:
    first, last = entry["acquired_from"], entry.get("acquired_to")
    if type(first) is not date or (last is not None and type(last) is not date):
        raise ValueError("acquired_from and acquired_to must be dates")
    if ("share" in entry) == ("by_year" in entry):
        raise ValueError("give share, or by_year")
    share = float(entry["share"]) if "share" in entry else None
    by_year = {int(year): float(part) for year, part in entry.get("by_year", {}).items()}
    parts = [*by_year.values(), *([share] if share is not None else [])]
    if not all(0 <= part <= 1 for part in parts):
        raise ValueError("a share lies in 0 to 1")
    return Bonus(
        acquired_from=first, acquired_to=last, share=share, by_year=by_year,
        source=entry["source"], verified=bool(entry["verified"]),
    )  # fmt: skip
