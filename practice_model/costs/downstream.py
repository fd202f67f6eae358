"""Downstream: what one provider's referrals bring elsewhere, and what the center pays its owners.

    contribution = cases a year x (collected - marginal cost) of one case

Shown apart and never inside a provider's margin: pay that moves with the volume or value of
referrals is what self-referral and anti-kickback law forbid [1]_ [2]_. The figure is for planning
capacity; counsel decides on any use of it in pay, price or ownership. A distribution follows the
share of ownership alone, positive, dollars a year.

Sources
-------
.. [1] 42 U.S.C. 1395nn (physician self-referral, Stark); 42 CFR 411.352(g), 411.354(d).
.. [2] 42 U.S.C. 1320a-7b(b) (anti-kickback); 42 CFR 1001.952(r), surgery-center safe harbor: units
   not tied to referrals, return in proportion to capital, one third of each physician investor's
   practice income from procedures that the center may do.
"""

from typing import Final

import pandas as pd

from practice_model.costs.center_income import center_income
from practice_model.costs.terms import Center
from practice_model.faults import did_you_mean
from practice_model.practice_tables import REFERRALS

INCOME_TEST: Final = (
    "An owner who does no procedures does not meet the one-third income test of the "
    "surgery-center safe harbor (42 CFR 1001.952(r)): a risk, not by itself a breach; "
    "a question for counsel."
)
EVEN = 1e-6  # of 1, by which owners' shares may miss the whole


def distributions(center: Center) -> pd.DataFrame:
    """Return by owner share, distribution in dollars a year, does_procedures, and the question.

    Raises ValueError without owners, where shares do not add up to 1, and where the year leaves
    nothing to pay out.
    """
    if center.owners is None:
        raise ValueError("center.owners is not given: who owns the center is not known")
    owners = center.owners.set_index("owner")
    if abs(float(owners["share"].sum()) - 1.0) > EVEN:
        raise ValueError(
            f"shares of the center's owners add up to {owners['share'].sum():g}, not 1"
        )
    left = float(center_income(center.income).distributable)
    if left < 0:
        raise ValueError(f"the center's year leaves {left:,.0f}: there is nothing to pay out")
    made = owners[["share", "does_procedures"]].copy()
    made["distribution"] = made["share"] * left
    made["question"] = [
        "" if does else INCOME_TEST for does in made["does_procedures"].astype(bool)
    ]
    return made


def referred(referrals: pd.DataFrame, contributions: pd.DataFrame) -> pd.DataFrame:
    """Return what each referral stream brings elsewhere: rows provider, to, hcpcs.

    contributions: by (to, hcpcs), columns surgeon and center, dollars a case. Columns cases,
    surgeon, center and total, dollars a year; a stream whose case is not known has NaN, never 0.
    ValueError for a table without the columns of referrals.
    """
    told = [
        f"referrals lacks {name}{did_you_mean(name, referrals.columns)}"
        for name in (column.name for column in REFERRALS.columns if column.name != "source")
        if name not in referrals
    ]
    if told:
        raise ValueError("; ".join(told))
    rows = referrals.set_index(["provider", "to", "hcpcs"])[["cases"]].copy()
    each = contributions.reindex(pd.MultiIndex.from_frame(referrals[["to", "hcpcs"]]))
    for name in ("surgeon", "center"):
        rows[name] = rows["cases"].to_numpy() * each[name].to_numpy(dtype=float)
    rows["total"] = rows["surgeon"] + rows["center"]
    return rows
