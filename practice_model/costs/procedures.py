"""Procedures: what one service or case costs: marginal, direct and full, and where it breaks even.

    full = supplies + device + sum(minutes x rate of each resource) + encounters x general rate
           + center cases x administration rate
    direct = full less what never meets the patient (front desk, billing, authorization, ...)
    marginal = supplies + device + the avoidable part of each resource's minutes

Unused capacity is in none of them: it is a line of its own (`unused`), since spreading it over
cases raises a floor just when volume falls. Marginal cost is for a walk-away (what stops if this
work stops), full cost at practical capacity for a renewal [1]. All take numbers or draws.

[1] Kaplan and Anderson, Harvard Business Review, 2004-11.
"""

from collections.abc import Mapping

import numpy as np

from practice_model.costs.capacity import ADMINISTRATION, GENERAL, Rates, doctor
from practice_model.costs.equations import ServiceUse
from practice_model.costs.terms import Outlook
from practice_model.practice import Resource, cost_per_minute
from practice_model.quantities import (
    MinutesPerYear,
    Number,
    Share,
    SignedShare,
    SignedUSDPerYear,
    USDPerCase,
    USDPerYear,
    terms,
)

SUPPORT = frozenset(
    {"front", "billing", "prior_authorization", "coordinator", GENERAL, ADMINISTRATION}
)
"""Resources that serve the practice and not the patient at hand; every other is direct."""


@terms
class CaseCost:
    """What one service costs, in dollars a case: three depths, and the parts of the full cost."""

    consumables: USDPerCase
    marginal: USDPerCase
    direct: USDPerCase
    full: USDPerCase
    parts: dict[str, USDPerCase]

    def of_doctors(self) -> Number:
        """Return the doctors' part of the full cost."""
        own = [cost for name, cost in self.parts.items() if name.startswith(doctor(""))]
        return sum(own, 0.0)


@terms
class Unused:
    """A resource's year: practical minutes, those used, and what the rest costs.

    cost_unused is below 0 where more was used than the practical capacity holds.
    """

    supplied: MinutesPerYear
    used: MinutesPerYear
    share_used: SignedShare
    cost: USDPerYear
    cost_unused: SignedUSDPerYear


def case_cost(
    use: ServiceUse,
    rates: Rates,
    *,
    outlook: Outlook | None = None,
    avoidable: Mapping[str, Share] | None = None,
) -> CaseCost:
    """Return what a service costs; ValueError for minutes of a resource that has no rate.

    >>> use = ServiceUse(minutes={"technician": 10}, supplies=3.5, encounters=1)
    >>> made = case_cost(use, Rates(minute={"technician": 0.7}, encounter=27.0, case=None))
    >>> made.marginal, made.direct, made.full
    (3.5, 10.5, 37.5)
    """
    ahead = outlook or Outlook()
    stops = avoidable or {}
    _check(use, rates)
    consumables = use.supplies * ahead.supplies + use.device
    parts: dict[str, Number] = {
        name: minutes * ahead.minutes * rates.minute[name] for name, minutes in use.minutes.items()
    }
    if np.any(use.encounters):
        parts[GENERAL] = use.encounters * rates.encounter
    if np.any(use.cases) and rates.case is not None:
        parts[ADMINISTRATION] = use.cases * rates.case
    avoided = [cost * stops[name] for name, cost in parts.items() if name in stops]
    direct = sum((cost for name, cost in parts.items() if name not in SUPPORT), consumables)
    return CaseCost(
        consumables=consumables,
        marginal=sum(avoided, consumables),
        direct=direct,
        full=sum((cost for name, cost in parts.items() if name in SUPPORT), direct),
        parts=parts,
    )


def break_even(cost: Number, collected: Share = 1.0) -> Number:
    """Return the allowed amount at which a service earns nothing, in dollars a case.

    collected: what of an allowed dollar arrives, after denials, bad debt and what is held back.
    Raises ValueError where nothing arrives: no rate breaks even then.
    """
    if np.any(np.asarray(collected) <= 0):
        raise ValueError("nothing of an allowed dollar is collected, so no rate breaks even")
    return cost / collected


def unused(resource: Resource, used: Number) -> Unused:
    """Return the capacity of a resource that the year did not use, and what that cost.

    Source of the example: Kaplan and Anderson, 2004-11.

    >>> made = unused(Resource(cost=560_000, practical_minutes=700_000), 578_600)
    >>> round(made.cost_unused)
    97120
    """
    left = resource.practical_minutes - used
    return Unused(
        supplied=resource.practical_minutes,
        used=used,
        share_used=used / resource.practical_minutes,
        cost=resource.cost,
        cost_unused=left * cost_per_minute(resource),
    )


def _check(use: ServiceUse, rates: Rates) -> None:
    strange = [name for name in use.minutes if name not in rates.minute]
    if strange:
        known = ", ".join(sorted(rates.minute))
        told = ", ".join(sorted(strange))
        raise ValueError(f"minutes of {told}, which no resource supplies; there are {known}")
