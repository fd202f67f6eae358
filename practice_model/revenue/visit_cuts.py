"""Visit cuts: what the proposed same-day rule would take through a contract, before it is law.

Among the visits under modifier 25 and the procedures with 0, 10 or 90 global days of one claim and
day, the highest amount is paid in full and every other one loses a share; a procedure that its rank
has cut already is not cut again. Whether eye visit codes count is not known, so a caller says which
codes are visits. The loss is rounded half up to the cent, as contracts round a cut of tests; the
Medicare engine (`same_day_visits`) rounds what is left instead, a cent a day apart at most.

Equal amounts are told apart by code and modifiers, so that the order of lines never matters.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import scaled
from practice_model.revenue.claim_cuts import Change
from practice_model.revenue.kinds import MODIFIERS, Positions
from practice_model.revenue.medicare_rules import Proposal
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.repricing import Repriced
from practice_model.revenue.sums import COUNTED

GLOBAL_DAYS = ("000", "010", "090")
SEPARATE_VISIT = "25"


@dataclass(frozen=True, eq=False)
class VisitDays:
    """Of each line of the claims: a number for its claim and day, and whether it is under 25."""

    day: Positions
    separate: np.ndarray[Any, np.dtype[np.bool_]]

    def of(self, lines: Any) -> "VisitDays":
        """Return the days of some of the lines: a mask or positions."""
        return VisitDays(self.day[lines], self.separate[lines])


def visit_days(claims: pd.DataFrame) -> VisitDays:
    """Return claim days and modifier 25 of claim lines, in their order (that of their book).

    Raises ValueError without claim_id: then no two lines are known to be of one visit.
    """
    if "claim_id" not in claims:
        raise ValueError("the lines lack claim_id: no two lines are known to be of one visit")
    claim, claims_held = pd.factorize(claims["claim_id"])
    date = pd.factorize(claims["claim_line_start_date"])[0]
    day = pd.factorize(date.astype(np.int64) * len(claims_held) + claim)[0]
    separate = np.zeros(len(claims), dtype=bool)
    for name in MODIFIERS:
        if name in claims:
            separate |= claims[name].eq(SEPARATE_VISIT).fillna(False).to_numpy(bool)
    return VisitDays(day.astype(np.intp), separate)


def global_codes(tables: MedicareTables, proposal: Proposal) -> frozenset[str]:
    """Return the codes with 0, 10 or 90 global days in the values that a proposal holds."""
    rows = tables.physician_rvu
    held = (rows["release"] == proposal.relative_values) & rows["glob_days"].isin(GLOBAL_DAYS)
    return frozenset(rows.loc[held, "hcpcs"])


def visit_cut(
    repriced: Repriced,
    days: VisitDays,
    proposal: Proposal,
    procedures: Collection[str],
    *,
    eye_codes: bool,
) -> Change:
    """Return the lines that the proposed cut touches at a contract's prices, and cents it takes.

    days: of the same lines as the book. eye_codes: whether eye visit codes count as visits.
    """
    visits = proposal.visit_codes | (proposal.eye_visit_codes if eye_codes else frozenset())
    kinds, kind, allowed = repriced.kinds, repriced.kind, repriced.allowed
    own = ((kinds["block"] == "professional") & kinds["status"].isin(COUNTED)).to_numpy()[kind]
    visit = own & days.separate & kinds["hcpcs"].isin(list(visits)).to_numpy()[kind]
    procedure = own & kinds["hcpcs"].isin(list(procedures)).to_numpy()[kind]
    meet = _days_of(visit, days) & _days_of(procedure, days)
    lines = np.flatnonzero((visit | procedure) & meet[days.day])
    order = np.lexsort((kind[lines], -allowed[lines], days.day[lines]))
    highest = np.diff(days.day[lines][order], prepend=-1) != 0
    low = np.setdiff1d(lines[order[~highest]], repriced.changes["multiple"].lines)
    taken = scaled(allowed[low], 1 - proposal.same_day_share)
    return Change(low[taken > 0].astype(np.intp), taken[taken > 0])


def _days_of(lines: Any, days: VisitDays) -> Any:
    held = np.zeros(int(days.day.max(initial=-1)) + 1, dtype=bool)
    held[days.day[lines]] = True
    return held
