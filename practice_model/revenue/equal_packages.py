"""Equal packages: three offers of the same value to us, each at another cost to the payer.

Each package is a schedule of rates and one unknown: a percentage on every rate, or a yearly step.
The unknown is solved so that the present value of the term is the target's. What a package costs
the payer is the same rates on its own mix. Fees alone, fixed in dollars but for the step.

A: the counter-offer's rates and one percentage. B: the schedule as offered, half of the percentage
that it needs, and a yearly step. C: no rate falls, and a yearly step. In a term of one year there
is no step: B and C take a percentage.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

from scipy.optimize import brentq

from practice_model.quantities import USD, SharePerYear, SignedShare, SignedUSD, USDPerYear, terms
from practice_model.revenue.multi_year import present_value

LOWEST, HIGHEST = -0.45, 0.45  # yearly step that a root is looked for in
HALF = 0.5


Name = Literal["counter", "offered", "held"]


class Schedule(NamedTuple):
    """What a schedule of rates is worth a year: to us, and to the payer on its mix (USD)."""

    ours: float
    theirs: float


@terms
class Package:
    """One package: its level over its schedule, its yearly step, what it is worth and costs.

    first, last: USD in the first and last year to us. npv: of the term to us, the same for all.
    their_npv: of the same term on the payer's mix; against_offer: less that of its own offer.
    """

    schedule: Name
    level: SignedShare
    step: SharePerYear
    first: USDPerYear
    last: USDPerYear
    npv: USD
    their_npv: USD
    against_offer: SignedUSD


def packages(
    counter: Schedule,
    held: Schedule,
    offered: Schedule,
    *,
    value: float,
    years: int,
    discount: float,
    extra: float = 0.0,
) -> dict[str, Package]:
    """Return packages a, b and c, each worth `value` (USD, present value of the term) to us.

    extra: USD a year of the terms that c brings beside rates, to us and from the payer alike; it
    takes no step. ValueError where a schedule earns nothing or no step within bounds reaches the
    value.
    """
    if min(counter.ours, held.ours, offered.ours) <= 0 or value <= 0:
        raise ValueError("packages need a schedule that earns, and a value above 0")
    flat = present_value([1.0] * years, discount)
    level = value / (counter.ours * float(flat)) - 1
    level_b, step_b, level_c, step_c = value / (offered.ours * float(flat)) - 1, 0.0, 0.0, 0.0
    if years > 1:
        level_b = HALF * level_b
        step_b = _step(value, offered.ours * (1 + level_b), years, discount)
        step_c = _step(value - extra * float(flat), held.ours, years, discount)
    else:
        level_c = (value / float(flat) - extra) / held.ours - 1
    base = float(flat) * offered.theirs

    def made(schedule: Name, of: Schedule, level: float, step: float, extra: float) -> Package:
        ours = [extra + of.ours * (1 + level) * (1 + step) ** year for year in range(years)]
        theirs = [extra + of.theirs * (1 + level) * (1 + step) ** year for year in range(years)]
        their_npv = float(present_value(theirs, discount))
        return Package(
            schedule=schedule,
            level=level,
            step=step,
            first=ours[0],
            last=ours[-1],
            npv=float(present_value(ours, discount)),
            their_npv=their_npv,
            against_offer=their_npv - base,
        )

    return {
        "a": made("counter", counter, level, 0.0, 0.0),
        "b": made("offered", offered, level_b, step_b, 0.0),
        "c": made("held", held, level_c, step_c, extra),
    }


def _step(value: float, first: float, years: int, discount: float) -> float:
    """The yearly step at which a first year grows into a present value."""
    worth = _worth_of(first, years, discount)
    if not worth(LOWEST) <= value <= worth(HIGHEST):
        raise ValueError("no yearly step within 45 percent makes the packages equal")
    return float(brentq(lambda step: worth(step) - value, LOWEST, HIGHEST, xtol=1e-14, rtol=1e-14))


def _worth_of(first: float, years: int, discount: float) -> Callable[[float], float]:
    def worth(step: float) -> float:
        return float(present_value([first * (1 + step) ** year for year in range(years)], discount))

    return worth
