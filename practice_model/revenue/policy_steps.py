"""Policy steps: one book under two Medicare years, and under a proposal, one change at a time.

Only rules that follow Medicare move: those whose percentage is of the schedule in force on the day
of service ('current'). A rule of a named year, a fee of its own or a share of the charge stays as
it is, and what a following rule freezes apart (factor, indices) stays frozen. The steps have a
fixed order, each on top of the one before: relative values at the old factor and the old indices,
then the factor, then the geographic indices. Another order gives other parts and the same whole.
A proposal moves the factor alone, on the values and indices of the year that it is held against.

Amounts are whole cents of the book, before same-day cuts of tests. Only lines that every step
prices are in the sums; the others are counted (`left_out`). Drugs follow the quarter's limits, not
the years of the physician fee schedule, and are no part of this.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from practice_model.quantities import replaced
from practice_model.revenue.book import Book, of_payer
from practice_model.revenue.contract import (
    CURRENT,
    Contract,
    MedicareBasis,
    RateRule,
    RateSchedule,
    basis_of,
    schedules,
)
from practice_model.revenue.medicare_rules import Proposal
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.repricing import Repriced, reprice
from practice_model.revenue.sums import COUNTED, places
from practice_model.revenue.variants import FIELD, without_test_cut

Block = Literal["professional", "asc"]
KEYS = ("payer", "provider", "group")
PARTS = ("rvus", "factor", "indices")


@dataclass(frozen=True)
class PolicyYears:
    """Two Medicare years, and the proposal that is held against the later one, if any is known."""

    before: int
    after: int
    proposed: str = ""
    proposal: Proposal | None = None


def policy_years(
    tables: MedicareTables, before: int, after: int, proposed: str = ""
) -> PolicyYears:
    """Return two Medicare years and a proposal by its name, checked against the tables held.

    Raises ValueError for years that do not rise, a year without a release, a proposal that is not
    known, and one whose held values are of another year than `after`.
    """
    years = {int(year) for year in tables.releases["year"]}
    told = [f"no physician release of {one} is held" for one in (before, after) if one not in years]
    if before >= after:
        told.append(f"the years must rise, not go from {before} to {after}")
    rules = tables.rules.proposed
    if proposed and proposed not in rules:
        told.append(f"no proposal {proposed!r} is known, only {', '.join(sorted(rules))}")
    proposal = rules.get(proposed)
    if proposal is not None:
        releases = tables.releases
        held = releases.loc[releases["release"] == proposal.relative_values, "year"]
        if held.empty or int(held.iloc[0]) != after:
            told.append(
                f"the proposal {proposed} holds the values of {proposal.relative_values}: it is "
                f"held against that year, not {after}"
            )
    if told:
        raise ValueError("; ".join(told))
    return PolicyYears(before, after, proposed, proposal)


def follows(contract: Contract, block: Block = "professional") -> bool:
    """Return whether any rule of a block is a percentage of the Medicare in force."""
    held = schedules(contract)
    return block in held and any(_following(held[block]))


def sides(contract: Contract, block: Block, years: PolicyYears) -> dict[str, Contract]:
    """Return a contract under every step: before, rvus, factor, after, proposed, proposed_qp.

    A surgery center has before and after alone: its rates are priced whole.
    """
    old, new = years.before, years.after
    plain = _alone(contract, block)
    if block == "asc":
        return {
            "before": _moved(plain, block, medicare_year=old),
            "after": _moved(plain, block, medicare_year=new),
        }

    def step(values: int, factor: int, index: int) -> Contract:
        return _moved(plain, block, medicare_year=values, factor_year=factor, gpci_year=index)

    made = {
        "before": step(old, old, old),
        "rvus": step(new, old, old),
        "factor": step(new, new, old),
        "after": step(new, new, new),
    }
    if years.proposal is not None:
        made["proposed"] = proposed_side(contract, years.proposal, new)
        made["proposed_qp"] = proposed_side(contract, years.proposal, new, qp=True)
    return made


def proposed_side(
    contract: Contract, proposal: Proposal, held: int, *, qp: bool | None = None
) -> Contract:
    """Return a contract's professional fees at a proposal's factor, values and indices held.

    held: the year of these values and indices. qp None takes the factor that each rule names.
    """
    plain = _alone(contract, "professional")
    changes: dict[str, Any] = {}
    for name, basis in _following(plain.professional):
        named = bool(basis.qp) if qp is None else qp
        factor = float(proposal.factor_qp if named else proposal.factor)
        fields = {"medicare_year": held, "conversion_factor": factor, "gpci_year": held}
        changes |= _changes("professional", name, basis, fields)
    return replaced(plain, changes)


def policy_cells(
    book: Book,
    contracts: Mapping[str, Contract],
    tables: MedicareTables,
    indicators: pd.DataFrame,
    years: PolicyYears,
    *,
    block: Block = "professional",
    by: Sequence[str] = KEYS,
) -> pd.DataFrame:
    """Return what each step changes in cents by the named keys, for contracts that follow.

    Columns lines, left_out, before, rvus, factor, indices, after, and changes against after under
    the proposal: proposed_factor, proposed_qp. Parts add up to after less before in every cell.
    """
    parts = []
    for payer, contract in following_contracts(book, contracts, block):
        lines = of_payer(book, payer)
        priced = {
            step: reprice(lines, one, tables, indicators)
            for step, one in sides(contract, block, years).items()
        }
        parts.append(_payer_cells(priced, block, by))
    return gathered(parts, _columns(block, years), by)


def gathered(
    parts: Sequence[pd.DataFrame], columns: Sequence[str], by: Sequence[str]
) -> pd.DataFrame:
    """Return the cells of several payers as one table over the keys; empty where there are none."""
    if not parts:
        nowhere = pd.MultiIndex.from_arrays([[] for _ in by], names=list(by))
        return pd.DataFrame(0, index=nowhere, columns=list(columns), dtype=np.int64)
    return pd.concat(parts).groupby(level=list(by)).sum()[list(columns)]


def keys_of(book: Book) -> tuple[str, ...]:
    """Return the keys of a book's cells: payer, provider where the claims name one, group."""
    return tuple(key for key in KEYS if key != "provider" or key in book.labels)


def following_contracts(
    book: Book, contracts: Mapping[str, Contract], block: Block = "professional"
) -> list[tuple[str, Contract]]:
    """Return the payers of the book whose contract follows Medicare in a block, by name."""
    billed = set(book.labels["payer"].unique())
    return [
        (payer, contract)
        for payer, contract in sorted(contracts.items())
        if payer in billed and follows(contract, block)
    ]


def _following(schedule: RateSchedule) -> Iterator[tuple[str, MedicareBasis]]:
    for name, rule in schedule.rules.items():
        if rule.of_medicare is not None or rule.of_hospital is not None:
            basis = basis_of(rule, schedule)
            if basis.medicare_year == CURRENT:
                yield name, basis


def _alone(contract: Contract, block: Block) -> Contract:
    """One block of a contract before cuts of tests: the others need no look-up here."""
    others: dict[str, Any] = {"drugs": None}
    if block == "professional":
        return without_test_cut(replaced(contract, others | {"asc": None}))
    nothing = RateSchedule(rules={"apart": RateRule(everything=True, excluded=True)})
    return replaced(contract, others | {"professional": nothing})


def _moved(contract: Contract, block: Block, **fields: Any) -> Contract:
    changes: dict[str, Any] = {}
    for name, basis in _following(schedules(contract)[block]):
        changes |= _changes(FIELD[block], name, basis, fields)
    return replaced(contract, changes)


def _changes(
    path: str, name: str, basis: MedicareBasis, fields: Mapping[str, Any]
) -> dict[str, Any]:
    """The fields of a rule's own basis that move: not those that its terms freeze apart."""
    frozen: set[str] = set()
    if basis.factor_year is not None or basis.conversion_factor is not None:
        frozen |= {"factor_year", "conversion_factor"}
    if basis.gpci_year is not None:
        frozen |= {"gpci_year"}
    moving = {field: value for field, value in fields.items() if field not in frozen}
    return {
        f"{path}.rules.{name}.{field}": value
        for field, value in ({"medicare_quarter": None} | moving).items()
    }


def _columns(block: Block, years: PolicyYears) -> list[str]:
    made = ["lines", "left_out", "before"]
    if block == "professional":
        made += PARTS
        made += ["proposed_factor", "proposed_qp"] if years.proposal else []
    return [*made, "after"]


def _payer_cells(priced: Mapping[str, Repriced], block: Block, by: Sequence[str]) -> pd.DataFrame:
    first = priced["before"]
    own = (first.kinds["block"] == block).to_numpy()[first.kind]
    counted = own & np.logical_and.reduce([_counted(one) for one in priced.values()])
    place, index = places(first, by)
    cents = {step: one.allowed for step, one in priced.items()}
    amounts: dict[str, Any] = {"lines": counted, "left_out": own & ~counted}
    amounts |= {
        name: np.where(counted, change, 0) for name, change in _effects(cents, block).items()
    }
    made = pd.DataFrame(
        {name: _summed(place, value, len(index)) for name, value in amounts.items()}, index=index
    )
    return made[made["lines"] + made["left_out"] > 0]


def _effects(cents: Mapping[str, Any], block: Block) -> dict[str, Any]:
    made = {"before": cents["before"], "after": cents["after"]}
    if block == "professional":
        made["rvus"] = cents["rvus"] - cents["before"]
        made["factor"] = cents["factor"] - cents["rvus"]
        made["indices"] = cents["after"] - cents["factor"]
    if "proposed" in cents:
        made["proposed_factor"] = cents["proposed"] - cents["after"]
        made["proposed_qp"] = cents["proposed_qp"] - cents["after"]
    return made


def _counted(repriced: Repriced) -> Any:
    return repriced.kinds["status"].isin(COUNTED).to_numpy()[repriced.kind]


def _summed(place: Any, amount: Any, count: int) -> Any:
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, place, amount.astype(np.int64))
    return total
