"""Claim cuts: what a contract takes off lines that meet on one claim or in one charge.

Every function takes the allowed cents of a book's lines, changes those that its rule touches, and
returns what it changed. Lines come ordered by claim; within a claim they are ranked by amount, and
equal amounts by code and modifiers (the order of kinds).
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from practice_model.money import scaled
from practice_model.revenue.contract import MultipleProcedures, SameDayTests
from practice_model.revenue.kinds import Positions

Cents = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
NOWHERE = np.empty(0, dtype=np.intp)
NOTHING = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Change:
    """What one rule did: the lines that it touched, and the cents that it took off each."""

    lines: Positions
    taken: Cents

    def total(self) -> int:
        """Return the sum taken, in cents."""
        return int(self.taken.sum())


def untouched() -> Change:
    """Return the change of a rule that touched no line."""
    return Change(NOWHERE, NOTHING)


def joined(parts: list[Change]) -> Change:
    """Return several changes of one rule as one."""
    if not parts:
        return untouched()
    lines = np.concatenate([part.lines for part in parts])
    return Change(lines.astype(np.intp), np.concatenate([part.taken for part in parts]))


def ranked_procedures(
    allowed: Cents,
    *,
    lines: Positions,
    claim: Positions,
    tie: Positions,
    before: Cents,
    after: Any,
    alone: Flags,
    rule: MultipleProcedures,
) -> Change:
    """Pay procedures of one claim by rank: whole, second, third and later share.

    before: cents of each line ahead of its share of the service, after: that share. A claim whose
    every procedure carries 51 (alone) starts at the second rank: its first stands elsewhere.
    """
    if not len(lines):
        return untouched()
    rank, order, start = _ranks(claim, before, before, tie)
    whole = np.logical_and.reduceat(alone[order], start)
    rank = rank + np.repeat(whole, np.diff(np.append(start, len(order))))
    shares = rule.shares()
    rank = np.minimum(rank, len(shares) - 1)
    touched = order[rank > 0]
    share_of = rank[rank > 0]
    paid = np.empty(len(touched), dtype=np.int64)
    for place in range(1, len(shares)):
        here = share_of == place
        paid[here] = scaled(before[touched[here]], shares[place])
    left = after[touched]
    for share in np.unique(left[left != 1]):
        here = left == share
        paid[here] = scaled(paid[here], float(share))
    return _set(allowed, lines[touched], paid)


def lesser_of_line(allowed: Cents, charge: Cents, held: Flags | None = None) -> Change:
    """Pay no line more than its own charge; held: the lines that the rule covers, None for all."""
    over = allowed > charge
    if held is not None:
        over &= held
    lines = np.flatnonzero(over)
    return _set(allowed, lines, charge[lines])


def lesser_of_claim(allowed: Cents, charge: Cents, claim: Positions, held: Flags) -> Change:
    """Pay no claim more than its charges; what is over is taken from its lines in proportion.

    Cents that do not divide go to the largest remainders, so that the claim's sum is its charge.
    """
    lines = np.flatnonzero(held)
    count = int(claim.max(initial=-1)) + 1
    total = np.zeros(count, dtype=np.int64)
    limit = np.zeros(count, dtype=np.int64)
    np.add.at(total, claim[lines], allowed[lines])
    np.add.at(limit, claim[lines], charge[lines])
    lines = lines[(total > limit)[claim[lines]]]
    if not len(lines):
        return untouched()
    lines = lines[np.argsort(claim[lines], kind="stable")]
    own, whole = claim[lines], total[claim[lines]]
    paid, rest = np.divmod(allowed[lines] * limit[own], whole)
    order = np.lexsort((np.arange(len(lines)), -rest, own))
    start = np.flatnonzero(np.diff(own[order], prepend=-1))
    size = np.diff(np.append(start, len(order)))
    missing = limit[own[order[start]]] - np.add.reduceat(paid[order], start)
    place = np.arange(len(order)) - np.repeat(start, size)
    paid[order] += place < np.repeat(missing, size)
    return _set(allowed, lines, paid)


def cut_tests(
    allowed: Cents,
    *,
    lines: Positions,
    claim: Positions,
    tie: Positions,
    technical: Cents,
    rule: SameDayTests,
) -> Change:
    """Cut every test of a claim after the one with the highest technical part."""
    if not len(lines):
        return untouched()
    whole = allowed[lines]
    rank, order, _ = _ranks(claim, technical, whole, tie)
    touched = order[rank > 0]
    part = technical[touched] if rule.part == "technical" else whole[touched]
    cut = np.minimum(scaled(part, Decimal(repr(float(rule.cut)))), whole[touched])
    return _set(allowed, lines[touched], whole[touched] - cut)


def _ranks(
    claim: Positions, amount: Cents, then: Cents, tie: Positions
) -> tuple[Positions, Positions, Positions]:
    """Rank within the claim from 0 on, the order by claim and rank, and each claim's start."""
    order = np.lexsort((tie, -then, -amount, claim))
    start = np.flatnonzero(np.diff(claim[order], prepend=-1))
    rank = np.arange(len(order)) - np.repeat(start, np.diff(np.append(start, len(order))))
    return rank, order.astype(np.intp), start


def _set(allowed: Cents, lines: Positions, paid: Cents) -> Change:
    taken = allowed[lines] - paid
    allowed[lines] = paid
    changed = taken != 0
    return Change(lines[changed].astype(np.intp), taken[changed])
