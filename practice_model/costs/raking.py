"""Raking: a table whose two margins were counted and whose inside was not.

Iterative proportional fitting [1]: a seed that has the right shape is scaled by rows and columns in
turn until both margins are met. What the seed holds at zero stays zero. Of all tables that meet
the margins the result is the one nearest to the seed (in relative entropy); it is an estimate.

[1] Deming and Stephan, Annals of Mathematical Statistics 11 (1940) 427.
"""

from typing import Any, NamedTuple

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
ROUNDS = 2000
CLOSE = 1e-6  # of the whole: what a margin may be off and still count as met


class Raked(NamedTuple):
    """The fitted table; how far its columns are off; whether both margins are met."""

    table: Floats
    off: Floats
    met: bool


def raked(seed: Any, rows: Any, columns: Any) -> Raked:
    """Return a seed scaled to its margins: rows always hold, columns as far as they can.

    Where the two margins have different sums, the columns are taken as proportions. ValueError for
    negative or unknown numbers, a shape that does not fit, and a row whose seed is nothing.

    >>> raked([[1, 1], [1, 3]], [20, 80], [30, 70]).table.round(1).tolist()
    [[10.0, 10.0], [20.0, 60.0]]
    """
    table, wanted, across = (np.array(one, dtype=np.float64) for one in (seed, rows, columns))
    _check(table, wanted, across)
    whole = float(wanted.sum())
    agree = bool(abs(across.sum() - whole) <= CLOSE * max(whole, 1.0))
    if across.sum() > 0:
        across *= whole / across.sum()
    off = np.zeros(len(across))
    for _ in range(ROUNDS):
        table *= _factors(across, table.sum(axis=0))[None, :]
        table *= _factors(wanted, table.sum(axis=1))[:, None]
        off = table.sum(axis=0) - across
        if np.abs(off).max(initial=0.0) <= CLOSE * CLOSE * whole:
            break
    whole_rows = np.abs(table.sum(axis=1) - wanted).max(initial=0.0) <= CLOSE * whole
    met = bool(whole_rows and np.abs(off).max(initial=0.0) <= CLOSE * whole)
    return Raked(table, off, agree and met)


def _factors(wanted: Floats, held: Floats) -> Floats:
    return np.divide(wanted, held, out=np.zeros_like(held), where=held > 0)


def _check(seed: Floats, rows: Floats, columns: Floats) -> None:
    told = [
        f"{name} must be counts of 0 or more"
        for name, one in (("the seed", seed), ("rows", rows), ("columns", columns))
        if not (np.isfinite(one).all() and (one >= 0).all())
    ]
    if seed.shape != (len(rows), len(columns)):
        told.append(f"a seed of {seed.shape} does not fit {len(rows)} rows, {len(columns)} columns")
    elif (seed.sum(axis=1)[rows > 0] <= 0).any():
        told.append("a row has a count and no seed: nothing says where it belongs")
    if told:
        raise ValueError("; ".join(told))
