"""Steps of a lease: how base rent and operating costs go from year to year.

Dollars per rentable square foot and year, by lease year: shape (years,) or (years, draws).

    base of year k      the first year's, raised in steps that the lease names
    operating of year k what the landlord spends, less what gross rent or a base year covers,
                        controllable costs no higher than their cap lets them be

A cap is not cumulative unless the lease says so: it then limits the rise over what was charged the
year before; a cumulative cap limits the level, so that an unused year may be made up later. Both
are the same where costs grow evenly.

Source: DOMAIN.md, section 8.
"""

from typing import Any, Final, Literal

import numpy as np

from practice_model.finance.present_value import Series
from practice_model.quantities import (
    Number,
    Share,
    SharePerYear,
    USDPerSquareFootYear,
    Years,
    at_most_one,
    terms,
)

Costs = Literal["triple_net", "modified_gross", "gross"]
CHARGED: Final[dict[str, str]] = {
    "triple_net": "triple net",
    "modified_gross": "modified gross",
    "gross": "gross",
}


@terms
@at_most_one("percent", "dollars", "index", "later")
class Escalator:
    """How base rent rises; with nothing given it stays.

    percent: of the year before. dollars: added at each step. index: expected growth of a price
    index, held between floor and cap. later: the base of the second year, the third and so on; the
    last of them stays. every: years between two steps.
    """

    percent: SharePerYear | None = None
    dollars: USDPerSquareFootYear | None = None
    index: SharePerYear | None = None
    floor: SharePerYear | None = None
    cap: SharePerYear | None = None
    later: list[USDPerSquareFootYear] | None = None
    every: Years = 1.0
    defaults_from = "a step a year, as leases commonly have it; own convention"

    def __post_init__(self) -> None:
        told = []
        if np.ndim(self.every) or self.every < 1 or self.every % 1:
            told.append(f"every must be 1, 2, 3 ... years, not {self.every}")
        if self.index is None and (self.floor is not None or self.cap is not None):
            told.append("floor and cap belong to an index: give index, or leave them out")
        if self.later is not None and not self.later:
            told.append("later is empty: give the base rent of the second year, or leave it out")
        if self.later is not None and self.every != 1:
            told.append("later names every year's rent, so every must be 1")
        if self.floor is not None and self.cap is not None and np.any(_over(self.floor, self.cap)):
            told.append(f"floor {self.floor} is above cap {self.cap}")
        if told:
            raise ValueError("\n".join(told))


@terms
class Operating:
    """Operating costs of the building (taxes, insurance, upkeep) and what of them we pay.

    first: what they come to in the first lease year; growth: a year, or growth_by_year for the
    second year, the third and so on (the last stays). modified gross: we pay what exceeds
    base_year, the first year's cost where it is not given. controllable: the part that a cap holds.
    own: what we pay beside them ourselves (power, cleaning), grown alike, never capped.
    """

    costs: Costs = "triple_net"
    first: USDPerSquareFootYear = 0.0
    growth: SharePerYear = 0.0
    growth_by_year: list[SharePerYear] | None = None
    cap: SharePerYear | None = None
    cumulative: bool = False
    controllable: Share = 1.0
    base_year: USDPerSquareFootYear | None = None
    own: USDPerSquareFootYear = 0.0
    defaults_from = "nothing counted that the lease does not name; own convention"

    def __post_init__(self) -> None:
        told = []
        if self.base_year is not None and self.costs != "modified_gross":
            told.append(f"base_year belongs to modified_gross, not to {self.costs}")
        if self.growth_by_year is not None and not self.growth_by_year:
            told.append("growth_by_year is empty: give the second year's growth, or leave it out")
        if self.costs == "gross" and self.cap is not None:
            told.append("a gross rent passes no costs on, so it has no cap")
        if told:
            raise ValueError("\n".join(told))


def base_by_year(
    base: Number, escalator: Escalator | None, years: int, points: Number = 0.0
) -> Series:
    """Return base rent by lease year, USD per square foot and year.

    points: added to the rise of every step, .01 for one point; where the lease names dollars, the
    rent of each step grows by so much more.

    >>> base_by_year(24.25, Escalator(percent=0.03), 3).round(4).tolist()
    [24.25, 24.9775, 25.7268]
    """
    how = escalator or Escalator()
    step = np.arange(years) // int(how.every)
    if how.later is not None:
        named = [base, *how.later]
        levels = [named[min(one, len(named) - 1)] for one in range(years)]
        return _stacked([level * (1 + points) ** k for k, level in enumerate(levels)])
    if how.dollars is not None:
        return _stacked([(base + how.dollars * k) * (1 + points) ** k for k in step])
    rise = _rise(how) + points
    return _stacked([base * (1 + rise) ** k for k in step])


def operating_by_year(operating: Operating | None, years: int) -> Series:
    """Return the operating costs that we pay by lease year, USD per square foot and year.

    >>> made = Operating(first=8.9, growth=0.03, cap=0.025)
    >>> operating_by_year(made, 2).round(4).tolist()
    [8.9, 9.1225]
    """
    how = operating or Operating()
    spent = spent_by_year(how, years)
    own = _stacked([how.own * one for one in _levels(how, years)])
    if how.costs == "gross":
        return own + 0 * spent
    charged = spent if how.cap is None else _capped(how, spent)
    if how.costs == "modified_gross":
        stop = how.first if how.base_year is None else how.base_year
        charged = np.maximum(charged - np.asarray(stop), 0.0)
    return charged + own


def spent_by_year(operating: Operating, years: int) -> Series:
    """Return what the building costs the landlord to run by lease year, before any cap."""
    return _stacked([operating.first * one for one in _levels(operating, years)])


def _capped(how: Operating, spent: Series) -> Series:
    """Costs as charged: the controllable part under its cap, the rest as spent."""
    assert how.cap is not None
    part = spent * how.controllable
    charged = [part[0]]
    for year in range(1, len(part)):
        before = part[0] * (1 + how.cap) ** (year - 1) if how.cumulative else charged[-1]
        charged.append(np.minimum(part[year], before * (1 + how.cap)))
    return np.asarray(_stacked(charged) + spent - part)


def _levels(how: Operating, years: int) -> list[Number]:
    named = how.growth_by_year or [how.growth]
    level: Number = 1.0
    made = [level]
    for year in range(years - 1):
        level = level * (1 + named[min(year, len(named) - 1)])
        made.append(level)
    return made


def _rise(how: Escalator) -> Number:
    if how.index is None:
        return 0.0 if how.percent is None else how.percent
    rise: Any = how.index
    if how.floor is not None:
        rise = np.maximum(rise, how.floor)
    made: Number = rise if how.cap is None else np.minimum(rise, how.cap)
    return made


def _stacked(levels: list[Any]) -> Series:
    """Levels of years as one array; years that no draw touches stand beside those that one does."""
    return np.stack(np.broadcast_arrays(*[np.asarray(one, dtype=np.float64) for one in levels]))


def _over(one: Number, other: Number) -> Any:
    return np.asarray(one) > np.asarray(other)
