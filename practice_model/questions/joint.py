"""Joint: what several deals of one practice do to each other, signed in one year.

The scenario names talks that stand on their own: one with a payer, hires, machines. Each has its
own brief; here stands only where they meet. All read the same practice, claims and costing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

import numpy as np
import pandas as pd

from practice_model.costs.changed import Use
from practice_model.deals.equipment_ways import Way
from practice_model.deals.hire import practice_change
from practice_model.deals.hire_cash import Hire, cash
from practice_model.finance.returns import trough
from practice_model.finance.tax_rules import TaxRules
from practice_model.practice import Practice, PracticeChange
from practice_model.quantities import (
    FTE,
    USD,
    Count,
    Share,
    SignedRatio,
    SignedUSD,
    terms,
)
from practice_model.questions import equipment, payer_alternative, payer_costs
from practice_model.questions.equipment_terms import Equipment
from practice_model.questions.hire_practice import OwnBook, deal_of, own_book
from practice_model.questions.hire_terms import HireTalk
from practice_model.questions.joint_cash import cash_before_tax, laid_out
from practice_model.questions.joint_figures import (
    Carried,
    Walk,
    carried,
    changed_talk,
    fee_changes,
    new_work,
    payer_part,
    uses,
    walk,
)
from practice_model.questions.payer import Prices, prices
from practice_model.questions.payer_alternative import Ground
from practice_model.questions.payer_terms import Payer, Review
from practice_model.records import replaced
from practice_model.revenue.medicare_tables import MedicareTables

SCARCE: Final = "technician"
WEAKER: Final = 0.005  # half a point of Medicare: less is no reason for an order


@terms
class Joint:
    """Deals that one practice weighs at the same time, and what binds them.

    waiting: the part of a hire's new patients who would otherwise fill hours that leaving the payer
    frees. resource: whose minutes are looked at, as the staff table names it.
    """

    question: Literal["joint"]
    as_of: date
    practice: Practice
    renewal: Payer
    hires: dict[str, HireTalk] = field(default_factory=dict)
    machines: dict[str, Equipment] = field(default_factory=dict)
    waiting: Share
    resource: str = SCARCE
    review: Review | None = None

    def __post_init__(self) -> None:
        told = []
        if not self.hires and not self.machines:
            told.append("give hires, machines, or both: one talk alone has its own brief")
        if self.renewal.costing is None or self.renewal.bargaining is None:
            told.append("renewal: needs costing and bargaining, for its walk-away is what moves")
        named = [one.candidate.name for one in self.hires.values()]
        for name in sorted({name for name in named if named.count(name) > 1}):
            told.append(f"hires: two candidates are called {name}; give each a name of its own")
        own = self.practice.name
        practices = {"renewal": self.renewal.practice}
        practices |= {f"hires.{name}": one.practice for name, one in self.hires.items()}
        practices |= {f"machines.{name}": one.practice for name, one in self.machines.items()}
        told += [
            f"{place}: is of {one.name!r}, but the practice is {own!r}"
            for place, one in practices.items()
            if one.name != own
        ]
        if told:
            raise ValueError("\n".join(told))


@dataclass(frozen=True, eq=False)
class Meeting:
    """What every figure of the meeting stands on, made once at the likely terms."""

    priced: Prices
    changed: Payer
    grounds: tuple[Ground, Ground]
    hired: Mapping[str, Hire]
    books: Mapping[str, OwnBook]
    changes: Mapping[str, PracticeChange]
    bought: Mapping[str, tuple[np.ndarray, date]]
    work: float


@terms
class Together:
    """The cash of all deals on one calendar, before tax, from the first month of the first.

    lowest: cumulative, 0 or less, in `month`; alone: the sum of each deal's own lowest point, which
    needs more where the points fall apart. line: what a credit line must hold.
    """

    months: Count
    lowest: SignedUSD
    month: Count
    line: USD
    alone: SignedUSD
    end: SignedUSD


@terms
class Verdict:
    """What the meeting says: how far the walk-away moves, and what the hire loses without them.

    deals: how many meet. short: people short of the scarce resource with all of them.
    """

    case: Literal["renew_first", "hire_first", "no_order"]
    deals: Count
    moved: SignedRatio
    short: FTE
    rests: SignedUSD | None


def meeting(talk: Joint, tables: MedicareTables, rules: TaxRules) -> Meeting:
    """Return what the figures stand on; Medicare's tables and the dated tax rules are handed in."""
    books = {name: own_book(one) for name, one in talk.hires.items()}
    hired = {name: deal_of(one, books[name]) for name, one in talk.hires.items()}
    changes = {name: practice_change(one) for name, one in hired.items()}
    bought = {}
    for name, one in talk.machines.items():
        found = equipment.basis(one, tables)
        changes[name] = equipment.change_of_practice(one, found, rules)
        case = equipment.case_of(one, found)
        chosen = equipment.choose(one, case, rules)
        bought[name] = (cash_before_tax(case, chosen.order, _way(one)), one.tax.placed)
    renewal = talk.renewal
    priced = prices(renewal, tables)
    changed = changed_talk(renewal, list(changes.values()))
    before = payer_alternative.ground(renewal, priced, payer_costs.costed(renewal, priced))
    after = payer_alternative.ground(changed, priced, payer_costs.costed(changed, priced))
    if before is None or after is None:
        raise ValueError("renewal: no service of its claims has a cost, so it has no walk-away")
    joined = [changes[name] for name in talk.hires]
    return Meeting(priced, changed, (before, after), hired, books, changes, bought,
                   new_work(before, joined))  # fmt: skip


def _way(talk: Equipment) -> Way:
    return talk.ways[talk.pay_by] if talk.pay_by else next(iter(talk.ways.values()))


def walked(talk: Joint, held: Meeting, terms_: Joint | None = None) -> Walk:
    """Return the floor of the renewal alone and with the deals; terms_: the same talk, drawn."""
    own = talk if terms_ is None else terms_
    drawn = own.renewal
    changed = held.changed if terms_ is None else changed_talk(drawn, list(held.changes.values()))
    return walk((drawn, changed), held.grounds, held.work, own.waiting)


def carried_by(talk: Joint, held: Meeting) -> dict[str, dict[str, Carried]]:
    """Return by hire its cash under each side of the renewal, and without the contract."""
    assert talk.renewal.bargaining is not None
    payer = talk.renewal.contracts.current.payer
    stay = float(np.mean(talk.renewal.bargaining.alternative.stay))
    return {
        name: carried(
            held.hired[name],
            payer_part(one, payer),
            fee_changes(talk.renewal, held.priced, one.like),
            stay,
        )
        for name, one in talk.hires.items()
    }


def used(talk: Joint, held: Meeting) -> dict[str, Use]:
    """Return use of the scarce resource today, with each deal alone, and with all."""
    book = next((one for one in held.books.values() if one.supplied), None)
    if book is None:
        return {}
    steps: dict[str, list[PracticeChange]] = {"today": []}
    for name, one in held.changes.items():
        if one.fte.get(talk.resource):
            steps[f"{name}_bare"] = [replaced(one, {"fte": {}, "wages": {}})]
        steps[name] = [one]
    if len(held.changes) > 1:
        steps["all"] = list(held.changes.values())
    return uses(book, talk.renewal, talk.resource, steps)


def cash_lines(talk: Joint, held: Meeting) -> pd.DataFrame:
    """Return cumulative cash by month (index 0 on), a column a deal and `all`, before tax."""
    flows = {name: (cash(one).net, one.start) for name, one in held.hired.items()}
    return laid_out(flows | dict(held.bought))


def together(talk: Joint, held: Meeting) -> Together | None:
    """Return the deals' cash on one calendar; None where there is no deal with cash."""
    lines = cash_lines(talk, held)
    if lines.empty:
        return None
    flows = np.diff(lines.to_numpy(), axis=0, prepend=0.0)
    deep = trough(flows[:, -1])
    alone = sum(trough(flows[:, at]).amount for at in range(flows.shape[1] - 1))
    return Together(
        months=len(lines) - 1,
        lowest=deep.amount,
        month=deep.period,
        line=-deep.amount,
        alone=alone,
        end=float(lines["all"].iloc[-1]),
    )


def verdict(talk: Joint, own: Walk, held: Mapping[str, Use], rests: Mapping[str, float]) -> Verdict:
    """Return which deal comes first: the renewal, where the others weaken its walk-away."""
    moved = float(own.moved)
    case: Literal["renew_first", "hire_first", "no_order"] = "no_order"
    if moved < -WEAKER:
        case = "renew_first"
    elif moved > WEAKER:
        case = "hire_first"
    last = list(held.values())[-1] if held else None
    return Verdict(
        case=case,
        deals=1 + len(talk.hires) + len(talk.machines),
        moved=moved,
        short=0.0 if last is None else float(last.needed),
        rests=sum(rests.values()) if rests else None,
    )
