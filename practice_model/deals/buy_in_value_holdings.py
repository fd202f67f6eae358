"""Holdings: what a practice has and owes, goodwill left out, and what each part is worth.

    receivables   sum of balance x historic net rate, stale balances left out; or a net figure
    equipment     appraised market value, or cost less 10 percent a year with a floor of 20 percent

Source: DOMAIN.md, section 7 (equipment rule: Pinto 2012; his older rule for receivables, about
half of gross, is not used).
"""

from typing import Final

import numpy as np

from practice_model.quantities import USD, Days, Number, Share, Years, exactly_one, terms

YEARLY_LOSS: Final = 0.10  # Pinto 2012, of cost a year
LEAST_LEFT: Final = 0.20  # Pinto 2012, of cost


@terms
class Balances:
    """Receivables of one age: gross, and the part of it that has always arrived.

    stale: too old to be bought; left out of the value whatever its rate says.
    """

    gross: USD
    net_rate: Share
    stale: bool = False


@terms
@exactly_one("balances", "net")
class Receivables:
    """What is owed to the practice: balances by age, or a net figure; days only explain it."""

    balances: dict[str, Balances] | None = None
    net: USD | None = None
    days: Days | None = None


@terms
class Bought:
    """Equipment at what it cost and how long ago, where nobody appraised it."""

    cost: USD
    age: Years


@terms
@exactly_one("market", "items")
class Equipment:
    """Equipment by an appraisal, or item by item at cost less a yearly loss with a floor."""

    defaults_from = "Pinto, Ophthalmology Management 2012: cost less 10 percent a year, floor 20"

    market: USD | None = None
    items: dict[str, Bought] | None = None
    yearly_loss: Share = YEARLY_LOSS
    least: Share = LEAST_LEFT


@terms
class Holdings:
    """What the practice has and owes, goodwill left out; a part not given is not there."""

    receivables: Receivables | None = None
    drug_receivables: Receivables | None = None
    drug_payables: USD = 0.0
    equipment: Equipment | None = None
    optical: USD = 0.0
    debt: USD = 0.0


def receivables_net(held: Receivables | None) -> Number:
    """Return what receivables are worth: by age at the historic net rate, stale ones left out.

    >>> receivables_net(Receivables(balances={
    ...     "to 90 days": Balances(gross=100_000, net_rate=.96),
    ...     "over a year": Balances(gross=40_000, net_rate=.3, stale=True)}))
    96000.0
    """
    if held is None:
        return 0.0
    if held.net is not None:
        return held.net
    fresh = [one for one in (held.balances or {}).values() if not one.stale]
    return sum((one.gross * one.net_rate for one in fresh), 0.0)


def equipment_value(held: Equipment | None) -> Number:
    """Return what equipment is worth: appraised, or cost less the yearly loss, not under the floor.

    >>> equipment_value(Equipment(items={
    ...     "laser": Bought(cost=100_000, age=3), "lamps": Bought(cost=50_000, age=12)}))
    80000.0
    """
    if held is None:
        return 0.0
    if held.market is not None:
        return held.market
    kept = (_kept(one, held) for one in (held.items or {}).values())
    return sum(kept, 0.0)


def _kept(one: Bought, held: Equipment) -> Number:
    left = np.maximum(1 - held.yearly_loss * one.age, held.least)
    return one.cost * (left if np.ndim(left) else float(left))
