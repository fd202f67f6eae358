"""What a hire is worth against not hiring, and at which base, share or volume the two are equal.

    worth(hire) = value today of its cash over the horizon, at a stated rate
    walk-away   = the largest base at which worth(base) = worth of the best alternative

The bonus threshold moves with the base where it is a multiple of it, so a base that falls is in
part given back as bonus; worth is then a bent line in the base. Where share x multiple is above 1 a
lower base costs more, and the line may cross its goal twice: the largest crossing is the answer.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

import numpy as np
from scipy.optimize import brentq

from practice_model.deals.hire_cash import Cash, Hire, cash
from practice_model.finance.present_value import monthly_rate, present_value
from practice_model.finance.returns import trough, troughs
from practice_model.quantities import Number, replaced

GRID = 241
EXACT = 1e-9  # dollars or shares to which a walk-away is solved
BASE, COLLECTED, WORK_VALUE = "pay.base", "pay.of_collections", "pay.per_work_value"
STEADY, VISITS = "volume.steady", "volume.build_up.visits_a_day"
Outcome = Callable[[Cash], Any]


class Solved(NamedTuple):
    """The value of a term at which an outcome meets its goal, or why there is none.

    found: met at `value`. always: met at every value looked at, none: at no value.
    """

    value: float | None
    case: Literal["found", "always", "none"]


def worth_of(made: Cash, rate: Number) -> Any:
    """Return the value today of a hire's cash, month 0 being today."""
    return present_value(made.net, monthly_rate(rate))


def end_of(made: Cash) -> Any:
    """Return cumulative cash at the horizon."""
    return made.total[-1]


def lowest_of(made: Cash) -> Any:
    """Return the lowest cumulative cash, 0 or less."""
    return troughs(made.net).amount if made.net.ndim > 1 else trough(made.net).amount


def term_of(hire: Hire) -> str:
    """Return the path of the term that a walk-away is solved in: base, or share where none."""
    pay = hire.pay
    if pay.of_collections is not None and not np.any(pay.base):
        return COLLECTED
    if pay.per_work_value is not None and not np.any(pay.base):
        return WORK_VALUE
    return BASE


def most_of(hire: Hire, path: str) -> float:
    """Return the largest value of a term that is looked at."""
    if path == COLLECTED:
        return 1.0
    if path == WORK_VALUE:
        assert hire.pay.per_work_value is not None
        return 4 * float(np.max(hire.pay.per_work_value))
    if path == BASE:
        return 3 * max(float(np.max(hire.pay.base)), 250_000.0)
    if path == STEADY:
        return 5 * float(np.max(hire.volume.steady or 0.0))
    assert hire.volume.build_up is not None
    return 5 * float(np.max(hire.volume.build_up.visits_a_day))


def solved(
    hire: Hire, outcome: Outcome, goal: float, path: str = BASE, *, rising: bool = False
) -> Solved:
    """Return where a term makes an outcome equal its goal: the largest, or the least if `rising`.

    rising: the outcome grows with the term (volume); else it falls (pay).
    """
    grid = np.linspace(0.0, most_of(hire, path), GRID)
    if path in (STEADY, VISITS):
        grid = grid[1:]  # nobody is hired to see nobody
    over = np.asarray(outcome(cash(replaced(hire, {path: grid})))) - goal
    meets = over >= 0
    if meets.all():
        return Solved(None, "always")
    if not meets.any():
        return Solved(None, "none")

    def missed(value: float) -> float:
        return float(outcome(cash(replaced(hire, {path: value})))) - goal

    turns = np.flatnonzero(meets[1:] != meets[:-1])
    at = int(turns[0] if rising else turns[-1])
    if not rising and meets[-1]:
        return Solved(None, "always")
    return Solved(float(brentq(missed, grid[at], grid[at + 1], xtol=EXACT)), "found")


def with_terms(hire: Hire, changes: Mapping[str, Any]) -> Hire:
    """Return the hire with other terms by dotted path; amounts may be arrays of draws."""
    return replaced(hire, dict(changes))


def equal_base(hire: Hire, changes: Mapping[str, Any], worth: float, rate: float) -> Solved:
    """Return the base at which the hire with other terms is worth so much to us."""
    return solved(with_terms(hire, changes), lambda made: worth_of(made, rate), worth, BASE)
