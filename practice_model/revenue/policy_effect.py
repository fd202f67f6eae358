"""Policy effect: what Medicare's rules do to the own mix, through contracts that follow them.

One table of cells (payer, provider, group) holds every step in exact cents; tables and records are
sums of it, so that groups, providers and payers always add up to the same whole. A change is later
less earlier: negative is a loss. What the proposal would do is a change against the later year at
that year's values and indices; it is proposed, not final and no forecast.

Amounts are dollars a year: the book is taken to hold one year of lines, at contract value, before
same-day cuts of tests.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from practice_model.money import to_dollars
from practice_model.quantities import SignedShare, SignedUSDPerYear, USDPerYear, terms
from practice_model.revenue.book import Book, of_payer
from practice_model.revenue.contract import Contract
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.policy_steps import (
    PolicyYears,
    following_contracts,
    gathered,
    keys_of,
    policy_cells,
    proposed_side,
)
from practice_model.revenue.repricing import Repriced, reprice
from practice_model.revenue.sums import places
from practice_model.revenue.variants import without_test_cut
from practice_model.revenue.visit_cuts import VisitDays, global_codes, visit_cut

PROPOSED: Literal["proposed"] = "proposed"
READINGS = {"": False, "_with_eye_codes": True}
VISITS = tuple(f"{name}{reading}" for reading in READINGS for name in ("days", "lost"))


@dataclass(frozen=True, eq=False)
class PolicyCells:
    """Cells in cents by payer, provider, group: fees, surgery-center rates, visits cut.

    visits: columns days, lost, days_with_eye_codes, lost_with_eye_codes; None where not asked for.
    status: what the figures of the proposal are; None without one. outside: payers of the book
    whose professional fees do not follow Medicare.
    """

    years: PolicyYears
    fees: pd.DataFrame
    center: pd.DataFrame
    visits: pd.DataFrame | None
    outside: tuple[str, ...]
    status: Literal["proposed"] | None


@terms
class PolicyEffect:
    """What the later year did to the fees, and what the proposal would do, in USD a year.

    rvus + factor + indices = change = after - before. The proposal's figures are changes against
    `after`, each apart but for proposed_with_cut (factor and cut with eye codes); they are None
    without a proposal, center_change is None without a center that follows. `status` tells what
    the proposal's figures are.
    """

    before: USDPerYear
    after: USDPerYear
    rvus: SignedUSDPerYear
    factor: SignedUSDPerYear
    indices: SignedUSDPerYear
    change: SignedUSDPerYear
    change_share: SignedShare
    center_change: SignedUSDPerYear | None
    proposed_factor: SignedUSDPerYear | None
    proposed_factor_share: SignedShare | None
    proposed_qp: SignedUSDPerYear | None
    same_day: SignedUSDPerYear | None
    same_day_eye_codes: SignedUSDPerYear | None
    proposed_with_cut: SignedUSDPerYear | None
    proposed_with_cut_share: SignedShare | None
    status: Literal["proposed"] | None


def policy_effects(
    book: Book,
    contracts: Mapping[str, Contract],
    tables: MedicareTables,
    indicators: pd.DataFrame,
    years: PolicyYears,
    *,
    days: VisitDays | None = None,
    cms_rules: Sequence[str] = (),
) -> PolicyCells:
    """Return the cells of every step for the contracts that follow Medicare.

    days: claim days of the book's lines, for the proposed same-day cut; without them it is not
    told. cms_rules: payers outside whose contract adopts Medicare's payment rules as amended: the
    cut reaches them at their own fees. Raises ValueError for a payer there without a contract.
    """
    keys = keys_of(book)
    fees = policy_cells(book, contracts, tables, indicators, years, by=keys)
    center = policy_cells(book, contracts, tables, indicators, years, block="asc", by=keys)
    visits = None
    if days is not None and years.proposal is not None:
        procedures = global_codes(tables, years.proposal)
        parts = []
        for payer, side in _visit_sides(book, contracts, years, cms_rules).items():
            lines = np.asarray(book.labels["payer"] == payer)
            priced = reprice(of_payer(book, payer), side, tables, indicators)
            parts.append(_visits_of(priced, days.of(lines), years, procedures))
        visits = gathered(parts, VISITS, keys)
    inside = {payer for payer, _ in following_contracts(book, contracts)}
    outside = sorted(set(book.labels["payer"].unique()) - inside)
    status = None if years.proposal is None else PROPOSED
    return PolicyCells(years, fees, center, visits, tuple(outside), status)


def of_payers(cells: PolicyCells, payers: Collection[str]) -> PolicyCells:
    """Return the cells of some payers; ValueError for a payer that no cell holds."""
    tables = [cells.fees, cells.center, *([] if cells.visits is None else [cells.visits])]
    held = {str(payer) for table in tables for payer in table.index.unique("payer")}
    missing = sorted(set(payers) - held)
    if missing:
        raise ValueError(
            f"no policy effect on {', '.join(missing)}, only on {', '.join(sorted(held))}"
        )
    return replace(
        cells,
        fees=_of(cells.fees, payers),
        center=_of(cells.center, payers),
        visits=None if cells.visits is None else _of(cells.visits, payers),
    )


def effect(cells: PolicyCells) -> PolicyEffect:
    """Return the effect on all cells, in USD a year."""
    sums = dollars(cells.fees.sum())
    before, after = sums.get("before", 0.0), sums.get("after", 0.0)
    change = round(after - before, 2)
    visits = None if cells.visits is None else dollars(cells.visits.sum())
    wide = None if visits is None else 0.0 - visits["lost_with_eye_codes"]
    moved = sums.get("proposed_factor")
    both = None if moved is None or wide is None else round(moved + wide, 2)
    center = dollars(cells.center.sum()) if len(cells.center) else None
    return PolicyEffect(
        before=before,
        after=after,
        rvus=sums.get("rvus", 0.0),
        factor=sums.get("factor", 0.0),
        indices=sums.get("indices", 0.0),
        change=change,
        change_share=share(change, before),
        center_change=None if center is None else round(center["after"] - center["before"], 2),
        proposed_factor=moved,
        proposed_factor_share=None if moved is None else share(moved, after),
        proposed_qp=sums.get("proposed_qp"),
        same_day=None if visits is None else 0.0 - visits["lost"],
        same_day_eye_codes=wide,
        proposed_with_cut=both,
        proposed_with_cut_share=None if both is None else share(both, after),
        status=cells.status,
    )


def effect_by(cells: PolicyCells, key: str) -> pd.DataFrame:
    """Return the steps by payer, provider or group in USD a year, with change and its share.

    Columns lines, left_out, before, rvus, factor, indices, after, change, change_share, then what
    the proposal would do: proposed_factor, proposed_qp, same_day, same_day_eye_codes (changes).
    A key that only the proposed cut reaches (`cms_rules`) has no fees here: NaN, not zero.
    ValueError for a key that the claims do not name.
    """
    if key not in cells.fees.index.names:
        held = ", ".join(map(str, cells.fees.index.names))
        raise ValueError(f"no {key} in the claims: the cells have {held}")
    made = cells.fees.groupby(level=key).sum()
    for name in made.columns.drop(["lines", "left_out"]):
        made[name] = to_dollars(made[name].to_numpy())
    made["change"] = (made["after"] - made["before"]).round(2)
    made["change_share"] = made["change"] / made["before"].where(made["before"] > 0)
    if cells.visits is None:
        return made
    cut = cells.visits.groupby(level=key).sum()
    made = made.reindex(made.index.union(cut.index))
    here = made["before"].notna()
    for name, column in (("same_day", "lost"), ("same_day_eye_codes", "lost_with_eye_codes")):
        taken = 0.0 - pd.Series(to_dollars(cut[column].to_numpy()), index=cut.index)
        taken = taken.reindex(made.index)
        made[name] = taken.where(taken.notna() | ~here, 0.0)
    return made


def visits_by(cells: PolicyCells, keys: Sequence[str] = ("payer",)) -> pd.DataFrame:
    """Return the proposed same-day cut by keys: days cut and USD a year lost, both readings.

    Columns days, lost (visits 992xx alone), days_with_eye_codes, lost_with_eye_codes, status. A day
    is counted once, at the first of its lines that loses. ValueError where no cut was asked for.
    """
    if cells.visits is None:
        raise ValueError("no same-day cut was priced: name a proposal and give the claims' days")
    made = cells.visits.groupby(level=list(keys)).sum()
    for reading in READINGS:
        made[f"lost{reading}"] = to_dollars(made[f"lost{reading}"].to_numpy())
    return made.assign(status=cells.status)


def dollars(cents: pd.Series) -> dict[str, float]:
    """Return a series of whole cents as USD by name."""
    return {str(name): float(to_dollars(int(amount))) for name, amount in cents.items()}


def share(change: float, whole: float) -> float:
    """Return a change over a whole; 0 where there is no whole (and so no change)."""
    return change / whole if whole else 0.0


def _of(table: pd.DataFrame, payers: Collection[str]) -> pd.DataFrame:
    return table[table.index.get_level_values("payer").isin(list(payers))]


def _visit_sides(
    book: Book, contracts: Mapping[str, Contract], years: PolicyYears, cms_rules: Sequence[str]
) -> dict[str, Contract]:
    """The contracts that the proposed cut reaches, at the fees that it would cut."""
    assert years.proposal is not None
    missing = sorted(set(cms_rules) - set(contracts))
    if missing:
        raise ValueError(f"no contract of {', '.join(missing)} says what its visits are paid")
    sides = {
        payer: proposed_side(one, years.proposal, years.after)
        for payer, one in following_contracts(book, contracts)
    }
    billed = set(book.labels["payer"].unique())
    others = [one for one in cms_rules if one in billed and one not in sides]
    return sides | {payer: without_test_cut(contracts[payer]) for payer in others}


def _visits_of(
    priced: Repriced, days: VisitDays, years: PolicyYears, procedures: Collection[str]
) -> pd.DataFrame:
    assert years.proposal is not None
    place, index = places(priced, keys_of(priced.book))
    made = pd.DataFrame(index=index)
    for reading, eye_codes in READINGS.items():
        cut = visit_cut(priced, days, years.proposal, procedures, eye_codes=eye_codes)
        _, first = np.unique(days.day[cut.lines], return_index=True)
        counted, lost = np.zeros(len(index), np.int64), np.zeros(len(index), np.int64)
        np.add.at(counted, place[cut.lines[first]], 1)
        np.add.at(lost, place[cut.lines], cut.taken)
        made[f"days{reading}"], made[f"lost{reading}"] = counted, lost
    return made[(made != 0).any(axis=1)]
