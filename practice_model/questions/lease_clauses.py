"""The small print of a lease in dollars: what each clause may cost, and what owners guarantee.

A clause whose chance or amount is not given has no price, which the table says. Dollars are in
value of today, for the option that stays as offered; rent of a month is that of the last month for
what happens at the end, and of the first full year for what happens a year.
"""

from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.deals.lease import cash, months_of
from practice_model.deals.lease_clauses import (
    Clauses,
    assignment_cost,
    audit_value,
    guaranty_exposure,
    holdover_cost,
    late_fee_cost,
    removal_cost,
    restoration_cost,
)
from practice_model.finance.present_value import MONTHS, annuity_factor, monthly_rate
from practice_model.quantities import USD, Count, SignedUSD, terms
from practice_model.questions.lease import Side

CLAUSE_HEADS: Final = {"counts": "What is counted|text", "worth": "Value today, $|bare"}
CLAUSE_UNITS: Final = {"worth": "USD"}
NAMES: Final = {
    "holdover": ("Holdover", "rent above the last one, while we stay on"),
    "restoration": ("Restoration", "taking out what was built in"),
    "relocation": ("Relocation", "a move that the landlord may ask for"),
    "demolition": ("Demolition", "a move, and the build-out not used up"),
    "assignment": ("Assignment", "a sale of the practice refused or delayed"),
    "audit": ("Audit right", "what wrong charges would come back"),
    "late_fee": ("Late fee", "late payments as in our record"),
}
GUARANTY_HEADS: Final = {"offered": "As offered|bare", "asked": "Our ask|bare"}
GUARANTY_UNITS: Final = {"offered": "USD", "asked": "USD"}


@terms
class ClauseFigures:
    """What the clauses come to: priced and not, and the owners' guaranty on the first day."""

    priced: Count
    unpriced: Count
    whole: SignedUSD
    guaranteed: USD | None
    guaranteed_ask: USD | None


def clause_table(side: Side) -> pd.DataFrame:
    """Return the clauses, the dearest first, those without a price last; empty without clauses.

    Columns label, counts, worth (USD in value today; NaN without a price).
    """
    clauses, option = side.talk.clauses, side.options[side.stays]
    if clauses is None or option.rent is None:
        return pd.DataFrame()
    worth = _worths(side, clauses)
    if not worth:
        return pd.DataFrame()
    rows = {
        key: {"label": label, "counts": counts, "worth": worth.get(key, np.nan)}
        for key, (label, counts) in NAMES.items()
    }
    made = pd.DataFrame.from_dict(rows, orient="index")
    return made.sort_values("worth", ascending=False, kind="stable", na_position="last")


def guaranty_table(side: Side) -> pd.DataFrame:
    """Return what owners would owe at the start of each lease year, USD; empty without a guaranty.

    Columns label, offered, and asked where the ask says otherwise.
    """
    held = _guaranties(side)
    if not held:
        return pd.DataFrame()
    frame = pd.DataFrame(held)
    frame.index = pd.Index([f"year_{year}" for year in range(1, len(frame) + 1)])
    frame.insert(0, "label", [str(year) for year in range(1, len(frame) + 1)])
    return frame


def clause_figures(side: Side) -> ClauseFigures | None:
    """Return what the clauses come to; None without clauses."""
    if side.talk.clauses is None:
        return None
    worth = _worths(side, side.talk.clauses)
    held = _guaranties(side)
    return ClauseFigures(
        priced=float(len(worth)),
        unpriced=float(len(NAMES) - len(worth)),
        whole=float(sum(worth.values())),
        guaranteed=float(held["offered"][0]) if "offered" in held else None,
        guaranteed_ask=float(held["asked"][0]) if "asked" in held else None,
    )


def _worths(side: Side, clauses: Clauses) -> dict[str, float]:
    option = side.options[side.stays]
    if option.rent is None:
        return {}
    own, months = cash(option), months_of(option)
    rate = monthly_rate(side.talk.discount)
    end = (1 + rate) ** -months
    last, feet = own.monthly[-1], option.space.rentable
    years = annuity_factor(side.talk.discount, months / MONTHS)
    made: dict[str, Any] = {}
    if clauses.holdover is not None:
        made["holdover"] = holdover_cost(clauses.holdover, last) * end
    if clauses.restoration is not None:
        made["restoration"] = restoration_cost(clauses.restoration, feet) * end
    if clauses.relocation is not None:
        made["relocation"] = removal_cost(clauses.relocation, months, rate)
    if clauses.demolition is not None:
        built = option.fit_out * feet
        unused = built * (1 - np.arange(1, months + 1) / months)
        made["demolition"] = removal_cost(clauses.demolition, months, rate, unused)
    if clauses.assignment is not None:
        made["assignment"] = assignment_cost(clauses.assignment)
    if clauses.audit is not None and own.rent is not None:
        made["audit"] = audit_value(clauses.audit, own.rent.operating[:MONTHS].sum(axis=0))
    if clauses.late_fee is not None:
        made["late_fee"] = late_fee_cost(clauses.late_fee, last) * years
    return {name: float(np.mean(value)) for name, value in made.items()}


def _guaranties(side: Side) -> dict[str, Any]:
    option, ask = side.options[side.stays], side.talk.ask
    made = {}
    clauses = side.talk.clauses
    if clauses is not None and clauses.guaranty is not None and option.rent is not None:
        made["offered"] = guaranty_exposure(clauses.guaranty, cash(option).monthly)
    asked = ask.clauses.guaranty if ask is not None and ask.clauses is not None else None
    if made and ask is not None and asked is not None:
        own = guaranty_exposure(asked, cash(side.options["ask"]).monthly)
        years = len(made["offered"])
        made["asked"] = np.concatenate([own, np.zeros(years)])[:years]
    return made
