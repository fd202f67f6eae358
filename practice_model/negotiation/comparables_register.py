"""The register of comparables: its columns, and which rows may not be used, with the reason.

Not from competitors, whatever they tell: payer rates, pay, plans [1]. Such a row counts only where
it is our own deal, was quoted to us in writing, or is public. A licensed survey's cells have a slot
of their own. What a confidentiality clause binds stays out, unless it was told to us under it.
Process terms (days, notice, months) are free.

[1] The federal safety zone for exchanges of such information was withdrawn in 2023:
docs/methods/deals.md.
"""

import re
from typing import Annotated, Any, Final

import pandas as pd

from practice_model.columns import Column, Columns
from practice_model.tables import TableOf
from practice_model.units import MEANINGS

ORIGINS: Final = ("", "own", "quote", "public", "peer", "survey")
GRADES: Final = ("", "A", "B", "C")


def _text(name: str, **more: Any) -> Column:
    return Column(name=name, required=False, blank=True, **more)


COMPARABLES: Final = Columns(
    "comparables",
    (
        Column(name="kind"),
        Column(name="term"),
        Column(name="value", kind="number"),
        Column(name="unit"),
        Column(name="date", kind="date", blank=True),
        Column(name="grade", blank=True, choices=GRADES),
        Column(name="source"),
        _text("origin", choices=ORIGINS, meaning="who says it: own deal, quote to us, public ..."),
        _text("alias"),
        _text("configuration", meaning="what it includes: space, options, warranty, trade-in"),
        _text("region"),
        _text("size"),
        _text("quoted_or_paid", choices=("", "quoted", "paid")),
        _text("normalized", meaning="how the value was made comparable"),
        Column(name="similarity", kind="number", required=False, blank=True, at_least=1,
               at_most=3, meaning="1 alike, 3 far off"),
        _text("confidential", choices=("", "yes", "no")),
        _text("entered_by"),
        _text("permission"),
    ),
)  # fmt: skip
"""Terms that others agreed to; a blank grade is a row that no document backs."""
ComparablesTable = Annotated[pd.DataFrame, TableOf(COMPARABLES)]

PROCESS: Final = {"days", "months", "weeks", "years", "count"}
PAYER, PAY = {"payer", "rate", "rates", "fee"}, {"hire", "pay", "staff", "wage", "wages", "salary"}
PLANS: Final = {"plan", "walk_away", "offer"}
OPEN: Final = {"own", "quote", "public"}
SURVEYS: Final = re.compile(
    r"\bMGMA|\bAMGA\b|SullivanCotter|AcadeMetrics|Gallagher|compensation survey|salary survey",
    re.IGNORECASE,
)


def refusals(table: pd.DataFrame) -> list[str]:
    """Return for every row why it may not be used; "" where it may."""
    made = table.reset_index(drop=True)
    cells = {
        name: made[name].fillna("").astype(str).tolist() if name in made else [""] * len(made)
        for name in ("kind", "unit", "origin", "source", "alias", "confidential")
    }
    return [
        _refusal(dict(zip(cells, row, strict=True))) for row in zip(*cells.values(), strict=True)
    ]


def _refusal(row: dict[str, str]) -> str:
    kind, origin = row["kind"].strip().lower(), row["origin"]
    if origin == "survey" or SURVEYS.search(f"{row['source']} {row['alias']}"):
        return "a cell of a licensed survey: it belongs in the survey slot, under its license"
    if kind in PLANS:
        return "plans and offers of competitors are not exchanged"
    told = origin not in OPEN and row["unit"] not in PROCESS
    if kind in PAYER and told:
        return "payer rates of competitors are not exchanged; use public price files"
    if kind in PAY and told:
        return "pay at competing practices is not exchanged; use public postings or a survey"
    if row["confidential"] == "yes" and origin not in {"own", "quote", "public"}:
        return "a confidentiality clause binds whoever told it"
    return ""


def comparables_faults(table: pd.DataFrame | None, where: str = "comparables") -> list[str]:
    """Return what is wrong with a register: units that are none, dates that nobody could know."""
    if table is None:
        return []
    unknown = sorted(set(table["unit"]) - set(MEANINGS))
    return [f"{where}: {unit!r} is no unit" for unit in unknown]
