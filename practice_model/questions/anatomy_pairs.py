"""Pairs: codes that Medicare pays together only for truly distinct services, billed as distinct.

A pair of the code-pair edits (NCCI) that a modifier may open is counted where both codes stand on
one claim and day and one of them under 59 or an X modifier. Each line needs a distinct service in
the record: a matter to stop, count and put to counsel, never for a letter. Dollars of the claims'
year at the contract's price, denied lines too.
"""

import numpy as np
import pandas as pd

from practice_model.money import to_dollars
from practice_model.quantities import Lines, USDPerYear, terms
from practice_model.questions.anatomy import Priced
from practice_model.revenue.kinds import DISTINCT, MODIFIERS

OPENED = "modifier"  # the rule of a pair that a modifier may open
GOVERNMENT = frozenset({"MA", "MB", "MC", "16", "CH", "VA", "OF", "TV"})
"""Claim filing indicators (X12 835, CLP06): Medicare, its risk plans, Medicaid, federal plans."""


@terms
class DistinctPairs:
    """Lines billed as distinct beside the other code of their pair; the pair with most dollars."""

    lines: Lines
    amount: USDPerYear
    government: USDPerYear | None
    code: str
    beside: str


def distinct_pairs(claims: pd.DataFrame, made: Priced) -> DistinctPairs | None:
    """Return what was billed as distinct beside its pair; None where there is no such line.

    government: the part whose claims are filed with a government program; None where the claims
    do not say how they were filed.
    """
    lines = _allowed_lines(claims, made)
    marks = [name for name in MODIFIERS if name in lines]
    distinct = lines[marks].isin(list(DISTINCT)).any(axis=1)
    day = ["claim_id", "claim_line_start_date"]
    pairs = made.tables.code_pairs
    opened = pairs[pairs["rule"] == OPENED]
    both = list(zip(opened["hcpcs"], opened["with_hcpcs"], strict=True))
    found = []
    for one, other in dict.fromkeys([*both, *((b, a) for a, b in both)]):
        own = lines[distinct & lines["hcpcs_code"].eq(one)]
        beside = lines.loc[lines["hcpcs_code"].eq(other), day].drop_duplicates()
        found.append(own.merge(beside, on=day).assign(beside=other))
    held = pd.concat(found).drop_duplicates(["claim_id", "claim_line_number"])
    if held.empty:
        return None
    most = held.groupby(["hcpcs_code", "beside"])["own_allowed"].sum()
    code, beside_code = most.index[int(np.argmax(most.to_numpy()))]
    filed = held.get("filing_indicator")
    return DistinctPairs(
        lines=len(held),
        amount=_sum(held),
        government=None if filed is None else _sum(held[filed.isin(list(GOVERNMENT))]),
        code=str(code),
        beside=str(beside_code),
    )


def _sum(lines: pd.DataFrame) -> float:
    return round(float(lines["own_allowed"].sum()), 2)


def _allowed_lines(claims: pd.DataFrame, made: Priced) -> pd.DataFrame:
    """The claims with each line's price under its payer's contract, in dollars."""
    allowed = pd.Series(np.nan, index=claims.index)
    payers = claims["payer"].astype(str)
    for payer, own in made.paid.items():
        allowed[payers == payer] = to_dollars(own.allowed)
    return claims.assign(own_allowed=allowed)
