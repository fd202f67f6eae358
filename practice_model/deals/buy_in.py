"""Buy-in: one share of a practice, its price, how it is paid, and what it is worth to both sides.

    price     value of the whole by part x share, where nobody names another
    gained    the newcomer's income after entry less his pay without it, before tax
    given     what the present owners give up, the same dollars and what the entry adds
    worth     value today of both sides' cash after tax over the years that are counted

The alternative of the newcomer is to stay an associate, or to go where more is paid. That of the
owners is no deal, in which the newcomer may leave and take the margin of his work with him until he
is replaced. At a limit the deal is worth as much as the alternative, to the cent.

Without a chance that he leaves, a sale among partners who discount alike is a pure transfer, from
which taxes take their part: what there is to share is what his leaving would cost and what a form
of payment saves in tax.

What the share brings at its own exit is not in worth, but told apart. Source: DOMAIN.md, 7 and 11.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from practice_model.deals.buy_in_alternative import (
    Alternative,
    buyers_alternative,
    sellers_alternative,
)
from practice_model.deals.buy_in_limits import price_where
from practice_model.deals.buy_in_shares import (
    Entry,
    PayFormula,
    Pool,
    associate_pay,
    issued_price,
    pools,
    pools_without,
    split,
    weight_of,
)
from practice_model.deals.buy_in_structures import (
    Flows,
    Note,
    Structure,
    Taxes,
    flows,
    goodwill_part,
    value_today,
)
from practice_model.deals.buy_in_value import Earnings, Goodwill, Value, value
from practice_model.deals.buy_in_value_holdings import Holdings
from practice_model.finance.present_value import Series
from practice_model.quantities import (
    Number,
    SharePerYear,
    Years,
    terms,
)


@terms
class Deal:
    """One buy-in as both sides can compute it; every optional part is left out where not given.

    structures: by name. discount: yearly, of both sides. years: that are counted.
    """

    entry: Entry
    holdings: Holdings
    earnings: Earnings
    goodwill: Goodwill
    pool: Pool
    structures: dict[str, Structure]
    note: Note
    taxes: Taxes
    discount: SharePerYear
    years: Years
    pay: PayFormula
    alternative: Alternative

    def __post_init__(self) -> None:
        told = []
        if not self.structures:
            told.append("structures is empty: say how the price is paid")
        if np.ndim(self.years) or self.years < 1 or self.years % 1:
            told.append(f"years must be a whole number of 1 or more, not {self.years}")
        elif self.years < self.note.years:
            told.append(f"years: {self.years:g} are fewer than the note's {self.note.years:g}")
        told += [
            f"structures.{name}: closing and shifted add up to more than the price"
            for name, one in self.structures.items()
            if np.any(np.asarray(one.closing + one.shifted) > 1)
        ]
        if told:
            raise ValueError("\n".join(told))


@dataclass(frozen=True, eq=False)
class Incomes:
    """Pre-tax income by owner and year, before the deal is paid: (years,) or (years, draws).

    before: without a deal, the newcomer's pay among them. after: with it. gained: the newcomer's;
    given: all present owners' (below 0).
    """

    before: Mapping[str, Series]
    after: Mapping[str, Series]
    gained: Series
    given: Series


@dataclass(frozen=True)
class Worth:
    """Value today of a structure at a price, to both sides and what taxes take, in USD."""

    buyer: Any
    sellers: Any
    tax: Any


def valued(deal: Deal) -> Value:
    """Return the value of the whole practice by part."""
    return value(deal.holdings, deal.earnings, deal.goodwill)


def share_price(deal: Deal, held: Value) -> Number:
    """Return what the bought share is worth by the stated method, in USD; never under 0."""
    made = np.maximum(held.whole * deal.entry.share, 0.0)
    return made if np.ndim(made) else float(made)


def new_share_price(deal: Deal, held: Value) -> Number:
    """Return what the same share costs where it is newly issued and the money stays inside."""
    return issued_price(held.whole, float(deal.entry.share))


def hard_part(deal: Deal, held: Value) -> Number:
    """Return what of a price is no goodwill, in USD."""
    return held.hard * deal.entry.share


def incomes(deal: Deal, margins: Mapping[str, Number] | None = None) -> Incomes:
    """Return every owner's income by year, without the deal and with it.

    margins: what each owner's work leaves before own pay, for a formula that follows production.
    Without a deal the present owners share by what they hold, as they do now.
    """
    years, after = int(deal.years), deal.entry.after()
    income = deal.earnings.income
    joined, without = pools(income, deal.pool, years), pools_without(income, deal.pool, years)
    weight = weight_of(deal.pay)
    alone = {name: without * float(share) for name, share in deal.entry.owners.items()}
    alone[deal.entry.newcomer] = associate_pay(deal.pool, years)
    own = _grown(margins, deal.pool.growth, joined)
    paid: dict[str, Any] = split(joined, after, own, weight)
    mine = deal.entry.newcomer
    before = sum(alone[name] for name in deal.entry.owners)
    behind = sum(paid[name] for name in deal.entry.owners)
    return Incomes(
        before=alone,
        after=paid,
        gained=_less(paid[mine], alone[mine]),
        given=_less(behind, before),
    )


def structure_flows(
    deal: Deal, held: Value, made: Incomes, structure: Structure, price: Number
) -> Flows:
    """Return both sides' cash after tax of one structure at a price, year by year."""
    return flows(
        structure,
        price=price,
        goodwill=goodwill_part(price, hard_part(deal, held)),
        note=deal.note,
        taxes=deal.taxes,
        gained=made.gained,
        given=made.given,
    )


def worth(deal: Deal, made: Flows) -> Worth:
    """Return what a structure is worth today to both sides; tax is what it takes, positive."""
    return Worth(*(value_today(one, deal.discount) for one in (made.buyer, made.sellers, made.tax)))


def better_elsewhere(deal: Deal) -> Any:
    """Return what the newcomer's best alternative is worth today over staying, never under 0."""
    return buyers_alternative(
        deal.alternative,
        deal.pool.associate_pay,
        tax=deal.taxes.buyer,
        rate=deal.discount,
        years=int(deal.years),
    )


def no_deal(deal: Deal, lost_margin: Number | None) -> Any:
    """Return what no deal is worth today to the owners, at or below 0."""
    return sellers_alternative(
        deal.alternative, lost_margin, tax=deal.taxes.sellers, rate=deal.discount
    )


def ceiling(deal: Deal, held: Value, made: Incomes, structure: Structure) -> Any:
    """Return the price at which the newcomer is as well off as with his best alternative, in USD.

    0 where no price serves him.
    """

    def at(price: Number) -> Number:
        found: Number = worth(deal, structure_flows(deal, held, made, structure, price)).buyer
        return found

    return price_where(at, better_elsewhere(deal), _changes(deal, held, structure))


def floor(
    deal: Deal, held: Value, made: Incomes, structure: Structure, lost_margin: Number | None
) -> Any:
    """Return the price at which the owners are as well off as without a deal, in USD."""

    def at(price: Number) -> Number:
        found: Number = worth(deal, structure_flows(deal, held, made, structure, price)).sellers
        return found

    return price_where(at, no_deal(deal, lost_margin), _changes(deal, held, structure))


def lift_where_whole(
    deal: Deal, held: Value, made: Incomes, structure: Structure, *, price: Number, target: Number
) -> Any:
    """Return the dollars of income to leave for one of goodwill that are worth a target to sellers.

    None where nothing is shifted. target: value today, in USD.
    """
    if float(np.max(structure.shifted)) <= 0:
        return None

    def at(lift: Number) -> Number:
        lifted = Structure(
            name=structure.name, closing=structure.closing, shifted=structure.shifted, lift=lift
        )
        found: Number = worth(deal, structure_flows(deal, held, made, lifted, price)).sellers
        return found

    return price_where(at, target)


def payback(price: Number, gained: Number, tax: Number) -> Number | None:
    """Return the years in which a price is earned back after tax; None where it never is.

    >>> round(payback(836_598, 193_707, .37), 1)
    6.9
    """
    after = gained * (1 - tax)
    return None if np.any(np.asarray(after) <= 0) else price / after


def _changes(deal: Deal, held: Value, structure: Structure) -> list[Number]:
    """Prices at which a rule changes: goodwill begins, what is sold exceeds the basis."""
    hard, basis, shifted = hard_part(deal, held), deal.taxes.basis, structure.shifted
    made: list[Number] = [hard, basis]
    if np.all(np.asarray(shifted) < 1):
        made.append((basis - shifted * hard) / (1 - shifted))
    return made


def _grown(
    margins: Mapping[str, Number] | None, growth: Number, like: Series
) -> Mapping[str, Any] | None:
    """Margins by year, grown as the pool is; a column is added where the pool is drawn."""
    if margins is None:
        return None
    steps = np.arange(len(like), dtype=np.float64)
    factor = (1 + np.asarray(growth)) ** (steps[:, None] if like.ndim > 1 else steps)
    return {name: margin * factor for name, margin in margins.items()}


def _less(one: Any, other: Any) -> Series:
    """One series less another, a column added where only one of them is drawn."""
    left, right = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    if left.ndim == right.ndim:
        return np.asarray(left - right)
    return left - right[:, None] if left.ndim > right.ndim else left[:, None] - right
