"""Queue at a machine: how long a patient waits for one of c units, and what the waiting costs.

    M/M/c (Erlang C): load a = arrivals x minutes / 60, use = a / c,
    waits = (a^c / c!) / (1 - use) / (sum_{k<c} a^k / k! + (a^c / c!) / (1 - use)),
    minutes waited = waits x minutes / (c - a)
    other spreads of the service time: minutes waited x (1 + spread^2) / 2

Exact for M/M/c at any c and, by Pollaczek and Khinchine, for one server at any spread (0 is M/D/1,
half of M/M/1); for several servers the factor is the approximation of Allen and Cunneen. Sources:
Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory (2008), chapter 2; Allen,
Probability, Statistics and Queueing Theory (1990).
"""

from typing import Any

import numpy as np

from practice_model.quantities import (
    HoursPerYear,
    Minutes,
    MinutesPerYear,
    Number,
    Ratio,
    Share,
    SignedShare,
    UnitsPerYear,
    USDPerYear,
    terms,
)

HOUR = 60.0


@terms
class Waiting:
    """A year at c units: what they can carry, what is lost, how long each patient waits.

    use: part of the open time of the units that is taken. carried: done in a year; lost: asked
    for and past what the units carry. cost: of staff and doctors that wait with the patient.
    """

    carried: UnitsPerYear
    lost: UnitsPerYear
    use: SignedShare
    wait: Minutes
    idle: MinutesPerYear
    cost: USDPerYear


def waits(load: Number, servers: int) -> Number:
    """Return the part of patients that finds every unit taken (Erlang C), for a load under c.

    load: arrivals an hour x hours each takes. Raises ValueError for a load of c or more: the line
    would grow without end.

    >>> round(waits(0.5, 1), 4), round(waits(1.0, 2), 4)
    (0.5, 0.3333)
    """
    if servers < 1:
        raise ValueError(f"servers must be 1 or more, not {servers}")
    offered = np.asarray(load, dtype=np.float64)
    if np.any(offered < 0) or np.any(offered >= servers):
        raise ValueError(f"the load must lie in 0 to under {servers}, not {np.max(offered):g}")
    term, below = np.ones_like(offered), np.zeros_like(offered)
    for count in range(servers):
        below = below + term
        term = term * offered / (count + 1)
    last = term / (1 - offered / servers)
    found = last / (below + last)
    return found if found.ndim else float(found)


def minutes_waited(arrivals: Number, minutes: Number, servers: int, spread: Number = 1.0) -> Number:
    """Return the mean minutes before a unit is free.

    arrivals: patients an hour. minutes: a scan takes. spread: standard deviation of that time over
    its mean: 1 is M/M/c, 0 is M/D/c.

    >>> minutes_waited(3.75, 8, 1), minutes_waited(3.75, 8, 1, spread=0)
    (8.0, 4.0)
    """
    load = np.asarray(arrivals) * np.asarray(minutes) / HOUR
    mean = waits(load, servers) * np.asarray(minutes) / (servers - load)
    made = mean * (1 + np.asarray(spread) ** 2) / 2
    return made if np.ndim(made) else float(made)


def waiting(
    scans: Number,
    hours: Number,
    minutes: Number,
    servers: int,
    *,
    busiest: Number = 0.85,
    peak: Number = 1.0,
    spread: Number = 1.0,
    idle_rate: Number = 0.0,
) -> Waiting:
    """Return a year at a site with `servers` units.

    scans: asked for a year. hours: in which the site scans. busiest: the most of that time that a
    unit can be taken. peak: busy-hour arrivals over the mean. idle_rate: dollars that a waited
    minute costs. No unit carries nothing, and nobody waits for it.
    """
    _check(hours, minutes, busiest)
    asked = np.asarray(scans, dtype=np.float64)
    most = servers * np.asarray(hours) * HOUR / np.asarray(minutes) * np.asarray(busiest)
    done: Any = np.minimum(asked, most)
    if servers == 0:
        zero = _plain(0 * done)
        return Waiting(carried=zero, lost=_plain(asked + 0 * done), use=zero, wait=zero,
                       idle=zero, cost=zero)  # fmt: skip
    # In the busy hour the line is held to what the unit can be asked for, and so has an end.
    busy = np.minimum(done * np.asarray(peak), most) / np.asarray(hours)
    mean: Any = minutes_waited(busy, minutes, servers, spread)
    stood = done * mean
    return Waiting(
        carried=_plain(done),
        lost=_plain(asked - done),
        use=_plain(done * np.asarray(minutes) / HOUR / np.asarray(hours) / servers),
        wait=_plain(mean),
        idle=_plain(stood),
        cost=_plain(stood * np.asarray(idle_rate)),
    )


def _check(hours: HoursPerYear, minutes: Minutes, busiest: Share) -> None:
    told = []
    if np.any(np.asarray(hours) <= 0):
        told.append("hours must be more than 0: a site that never scans needs no unit")
    if np.any(np.asarray(minutes) <= 0):
        told.append("minutes must be more than 0: how long does a scan take?")
    if np.any(np.asarray(busiest) <= 0) or np.any(np.asarray(busiest) >= 1):
        told.append("busiest must lie between 0 and 1: at 1 the line has no end")
    if told:
        raise ValueError("\n".join(told))


def _plain(number: Any) -> Any:
    return float(number) if np.ndim(number) == 0 else number


IdleShares = dict[str, Ratio]
"""Part of each waited minute that a resource stands idle, by resource."""
