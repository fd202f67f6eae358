"""Lever books: what levers read from the claims and tables of a payer talk.

Sums of this payer's own lines: what it paid, how long it took, when claims were first filed, who
billed what. None where the practice's record does not reach.
"""

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import to_dollars
from practice_model.questions.payer import Prices
from practice_model.questions.payer_terms import Payer
from practice_model.revenue.book import claims_book
from practice_model.revenue.escalators import Escalator
from practice_model.revenue.repricing import Repriced
from practice_model.revenue.sums import sums

Days = np.ndarray[Any, np.dtype[np.float64]]


def paid_dollars(talk: Payer) -> float | None:
    """Return what the payer paid itself on its lines of the book, in dollars a year."""
    own = _own(talk)
    if "paid_amount" not in own or own["paid_amount"].isna().all():
        return None
    return round(float(own["paid_amount"].fillna(0).sum()), 2)


def days_to_payment(talk: Payer) -> float | None:
    """Return the mean days from filing to payment: as the practice states, else by its claims."""
    costing, payer = talk.costing, talk.contracts.current.payer
    if costing is not None and costing.conduct is not None:
        stated = costing.conduct.set_index("payer")["days_to_payment"]
        if payer in stated.index:
            return float(stated[payer])
    own = _own(talk)
    if not {"submitted", "paid_date"} <= set(own.columns):
        return None
    days = (own["paid_date"] - own["submitted"]).dt.days.dropna()
    return float(days.mean()) if len(days) else None


def filing_lags(talk: Payer) -> Days | None:
    """Return days from service to first filing, a line of the payer's book each; NaN if unknown."""
    own = _own(talk)
    if "submitted" not in own or own["submitted"].isna().all():
        return None
    lags = (own["submitted"] - own["claim_line_start_date"]).dt.days
    return np.asarray(lags, dtype=np.float64)


def lines_by_provider(talk: Payer, priced: Prices) -> pd.DataFrame:
    """Return all payers' lines by payer, provider, block and code: what approvals are spread by."""
    practice, groups = talk.practice, talk.contracts.current.code_groups
    book = claims_book(practice.claims, groups, priced.indicators)
    kinds = book.kinds.iloc[book.kind]
    frame = pd.DataFrame(
        {
            "payer": np.asarray(book.labels["payer"]),
            "npi": np.asarray(book.labels["provider"]) if "provider" in book.labels else "",
            "block": kinds["block"].to_numpy(),
            "code": kinds["hcpcs"].to_numpy(),
        }
    )
    frame["provider"] = frame["npi"].map(
        {npi: practice.provider_of(str(npi)) for npi in frame["npi"].unique()}
    )
    keys = ["payer", "provider", "block", "code"]
    return frame.groupby(keys).size().rename("lines").reset_index()


def units_of_codes(kept: Repriced, codes: Collection[str]) -> dict[str, float]:
    """Return the surgery center's units a year of codes; codes without a line are left out."""
    table = sums(kept, ("block", "code"))
    held = table[table.index.get_level_values("block") == "asc"].droplevel("block")
    units = dict(zip(map(str, held.index), map(float, held["units"]), strict=True))
    return {code: units[code] for code in codes if units.get(code, 0.0) > 0}


def allowed_of_rules(
    kept: Repriced, asked: Repriced, block: str, escalator: Escalator | None
) -> float:
    """Return the block's allowed dollars that an escalator reaches: all, or its rules' lines."""
    if escalator is None or escalator.applies_to is None:
        return float(sums(kept)["allowed"][block])
    reached = (asked.kinds["block"] == block) & asked.kinds["rule"].isin(escalator.applies_to)
    lines = reached.to_numpy()[asked.kind]
    return float(to_dollars(int(kept.allowed[lines].sum())))


def _own(talk: Payer) -> pd.DataFrame:
    claims = talk.practice.claims
    return claims[claims["payer"] == talk.contracts.current.payer]
