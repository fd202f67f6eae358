"""Medicare: what it allows for each line of a claims file, with a status and the basis told.

`price_lines` is the door. A line is priced by service date, code, modifiers, setting (office,
facility, asc, hopd), locality or wage area, and units; lines with the same claim_id and date change
each other's price. No line is dropped, and none is priced at zero for want of a price: a line
without an amount has a status and the reason. Lines are reduced to distinct kinds first; only
claims of several lines are worked on line by line.

Statuses: priced, carrier_priced, not_payable, packaged, no_site_price, unknown_code, no_release,
ambiguous_area, invalid.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

import numpy as np
import pandas as pd

from practice_model.money import to_dollars
from practice_model.revenue.claim_groups import WHOLE, Claims, DayShares, Settled
from practice_model.revenue.claim_lines import ClaimLines, mixed
from practice_model.revenue.claim_rules import settle_claims
from practice_model.revenue.line_pricing import Options, price_kinds
from practice_model.revenue.medicare_rules import MedicareRules, Proposal
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.verdicts import PRICED, Verdicts, gathered, joined

TECHNICAL = {4: "imaging_technical", 6: "cardiovascular_technical", 7: "eye_technical"}
IMAGING = 4
REPORTED = "a procedure of the claim is priced by report: ranks may change"
Cut = Literal["", "visits", "visits and eye codes"]


def price_lines(
    tables: MedicareTables,
    lines: pd.DataFrame,
    qp: bool = False,
    *,
    work_floor: bool = True,
    drug_stand_in: date | None = None,
    proposed: str = "",
    same_day_cut: Cut = "",
) -> pd.DataFrame:
    """Return allowed_amount (USD, NaN where there is none), status and basis of each line.

    The rows and their index are those of `lines`. `qp` takes the factor of qualifying participants.
    A drug of a quarter that is not held is priced in the quarter of `drug_stand_in`. `proposed`
    names a proposal ("2027") that prices its year while no release of it is held; `same_day_cut`
    adds its cut of a visit beside a procedure. ValueError names a column that is missing, or a
    proposal that is not known.
    """
    proposal = _proposal(tables.rules, proposed, same_day_cut)
    options = Options(qp, work_floor, drug_stand_in, int(proposed or 0), proposal)
    given = ClaimLines(lines, changes(tables))
    frame, verdicts = price_kinds(tables, given.kinds, options)
    cut = None
    if proposal is not None and same_day_cut:
        codes = proposal.visit_codes
        codes |= proposal.eye_visit_codes if same_day_cut == "visits and eye codes" else set()
        frame["visit"] &= np.isin(frame["hcpcs"], list(codes))
        cut = int(proposal.same_day_share * WHOLE)
    return _Assembly(tables.rules, given, frame, verdicts, cut).result(lines.index)


def changes(tables: MedicareTables) -> list[date]:
    """Return the days on which any table or rule changes, the first days of quarters among them."""
    starts = [tables.releases["effective_from"], tables.conversion_factors["effective_from"]]
    starts += [tables.asc_rates["effective"], tables.asc_ancillary["effective"]]
    days = {start.date() for column in starts for start in column.drop_duplicates()}
    days |= {step.since for steps in tables.rules.shares.values() for step in steps}
    years = range(min(days).year, max(days).year + 100)
    return sorted(days | {date(year, month, 1) for year in years for month in (1, 4, 7, 10)})


def _proposal(rules: MedicareRules, proposed: str, cut: str) -> Proposal | None:
    if cut and not proposed:
        raise ValueError("the same-day cut is part of a proposal: name it, proposed='2027'")
    if proposed and proposed not in rules.proposed:
        raise ValueError(f"no proposal {proposed!r} is known, only {sorted(rules.proposed)}")
    return rules.proposed[proposed] if proposed else None


def day_shares(rules: MedicareRules, days: list[date], center: bool) -> DayShares:
    """Return the shares that claims of some days are worked with, in ten-thousandths."""
    ranked: list[list[Decimal]] = []
    bilateral = []
    technical = np.full((len(days), 8), WHOLE, dtype=np.int64)
    professional = technical.copy()
    for row, on in enumerate(days):
        if center:
            ranked.append([Decimal(1), rules.share_on("center_multiple", on)])
        else:
            ranked.append(list(rules.shares_on("multiple_surgery", on)))
        bilateral.append(rules.share_on("bilateral", on))
        for indicator, name in TECHNICAL.items():
            technical[row, indicator] = int(rules.share_on(name, on) * WHOLE)
        technical[row, 5] = int(rules.share_on("therapy_practice_expense", on) * WHOLE)
        professional[row, IMAGING] = int(rules.share_on("imaging_professional", on) * WHOLE)
    whole = [[int(share * WHOLE) for share in row] for row in ranked]
    both = np.array([int(share * WHOLE) for share in bilateral], dtype=np.int64)
    return DayShares(np.array(whole, dtype=np.int64), not center, both, technical, professional)


class _Assembly:
    """Puts the amounts of lone lines and of claims together, line by line."""

    def __init__(
        self,
        rules: MedicareRules,
        given: ClaimLines,
        frame: pd.DataFrame,
        verdicts: Verdicts,
        same_day: int | None,
    ) -> None:
        self.rules, self.given, self.frame, self.verdicts = rules, given, frame, verdicts
        self.same_day = same_day
        self.setting = given.kinds["setting"].to_numpy()
        self.priced = verdicts.status == PRICED
        self.day = np.zeros(len(frame), dtype=np.int64)
        self.day[self.priced], days = pd.factorize(given.kinds["service_date"][self.priced])
        self.days = list(days)

    def result(self, index: pd.Index) -> pd.DataFrame:
        """Return amount, status and basis of every line."""
        kind = self.given.kind
        kinds = np.arange(len(self.frame))
        cents, status, remark, words = self._settled(kinds, kinds)
        cents, status, remark = cents[kind], status[kind], remark[kind]
        lines = self._together()
        if len(lines):
            made = self._settled(kind[lines], self.given.group[lines])
            cents[lines], status[lines] = made[0], made[1]
            remark[lines] = made[2] + len(words)
            words = words + made[3]
        amount = np.where(status == PRICED, to_dollars(cents), np.nan)
        return pd.DataFrame(
            {"allowed_amount": amount, "status": status, "basis": self._basis(kind, remark, words)},
            index=index,
        )

    def _reported(self) -> Any:
        """Return whether a line is ranked beside one that the contractor prices by report."""
        kind, group = self.given.kind, self.given.group
        ranking = (self.frame["ranking"].to_numpy() == 1)[kind] & (group >= 0)
        by_report = ranking & (self.verdicts.status == "carrier_priced")[kind]
        return ranking & self.priced[kind] & np.isin(group, group[by_report])

    def _together(self) -> Any:
        """Return the lines that stand in a claim with another line that is priced."""
        group = self.given.group
        alive = np.flatnonzero((group >= 0) & self.priced[self.given.kind])
        size = np.bincount(group[alive], minlength=int(group.max(initial=0)) + 1)
        return alive[size[group[alive]] > 1]

    def _settled(self, kind: Any, group: Any) -> tuple[Any, Any, Any, list[str]]:
        """Return cents, status, remark number and remarks of some lines, by their claims."""
        cents = np.zeros(len(kind), dtype=np.int64)
        status = self.verdicts.status[kind].copy()
        remark, words = np.zeros(len(kind), dtype=np.int64), [""]
        setting = self.setting[kind]
        for center in (False, True):
            wanted = setting == "asc" if center else setting != "asc"
            at = np.flatnonzero(wanted & self.priced[kind])
            if not len(at):
                continue
            made = self._claims(kind[at], group[at], center)
            cents[at] = made.cents
            status[at] = np.where(made.status == "", PRICED, made.status)
            remark[at] = made.remark + len(words)
            words = words + made.remarks
        return cents, status, remark, words

    def _claims(self, kind: Any, group: Any, center: bool) -> Settled:
        shares = day_shares(self.rules, self.days, center)
        claims = Claims(self.frame.iloc[kind], group, self.day[kind], shares)
        return settle_claims(claims, self.same_day)

    def _basis(self, kind: Any, remark: Any, words: list[str]) -> Any:
        beside = self._reported().astype(np.int64)
        told = mixed(mixed(kind, remark), beside)
        first = np.unique(told, return_index=True)[1]
        said = joined(self.verdicts.basis[kind[first]], gathered(words, remark[first]))
        return joined(said, gathered(["", REPORTED], beside[first]))[told]
