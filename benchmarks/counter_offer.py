"""How fast a counter-offer of many codes is found, as a ratio to the plain linear program.

`python benchmarks/counter_offer.py [CODES] [MOVES]` makes schedules of random codes in thirty
groups and finds the best counter-offer with a limit on its moves, in exact cents. Beside it stands
the same search without that limit: a linear program on every code, which a greedy pass solves (the
codes that weigh least on the payer's mix rise first). The linear program gains more, for as many
moves as there are codes; its gain is the bound that the share of gain is taken of. Ratios travel
between machines, seconds do not; the seconds are printed for the goal of one second.
"""

import sys
import time
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from practice_model.revenue.counter_offer import Counter, CounterBounds, counter_offer

CODES, MOVES, SCHEDULES, GROUPS = 300, 6, 7, 30
UP, DOWN, SEED, GOAL = 0.15, 0.05, 20261124, 1.0


def schedule(codes: int, seed: int) -> pd.DataFrame:
    """Rates of random codes, our units and the payer's."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "code": [str(10_000 + place) for place in range(codes)],
            "part": "",
            "setting": "office",
            "group": [f"group {place % GROUPS}" for place in range(codes)],
            "ours": rng.gamma(0.5, 200, codes).round() + 1,
            "theirs": rng.gamma(0.5, 2_000, codes).round() + 1,
            "now": rng.gamma(2, 10_000, codes).astype(np.int64) + 1_000,
            "offered": rng.gamma(2, 10_000, codes).astype(np.int64) + 1_000,
        }
    )


def unlimited(lines: pd.DataFrame) -> float:
    """The gain of the linear program without a limit on moves, in USD a year."""
    ours, theirs = (lines[name].to_numpy() * lines["offered"].to_numpy() for name in _UNITS)
    found = linprog(-ours, A_ub=[theirs], b_ub=[0], bounds=(-DOWN, UP))
    return float(-found.fun / 100)


_UNITS = ("ours", "theirs")


def timed(run: Any, *given: Any) -> tuple[float, Any]:
    """Seconds of a run, and what it gave."""
    start = time.perf_counter()
    made = run(*given)
    return time.perf_counter() - start, made


def main() -> None:
    """Print seconds, ratio and share of the gain; exit 1 where the goal of a second is missed."""
    codes = int(sys.argv[1]) if len(sys.argv) > 1 else CODES
    moves = int(sys.argv[2]) if len(sys.argv) > 2 else MOVES
    bounds = CounterBounds(most_up=UP, most_down=DOWN, moves=moves)
    rows = []
    for number in range(SCHEDULES):
        lines = schedule(codes, SEED + number)
        seconds, found = timed(counter_offer, lines, bounds)
        assert isinstance(found, Counter)
        plain, bound = timed(unlimited, lines)
        gain = float(found.figures.ours)
        rows.append((seconds, plain, seconds / plain, gain / bound, found.figures.theirs <= 0))
    table = pd.DataFrame(rows, columns=["seconds", "plain LP", "ratio", "of its gain", "in budget"])
    print(f"{codes} codes, {moves} moves, {SCHEDULES} schedules")
    print(table.to_string(index=False, float_format="{:,.3f}".format))
    median = float(table["seconds"].median())
    print(f"median {median:.2f} s, goal under {GOAL:.0f} s for {CODES} codes")
    if median > GOAL or not table["in budget"].all():
        raise SystemExit(1)


if __name__ == "__main__":
    main()
