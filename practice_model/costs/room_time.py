"""Room time: who holds the operating rooms, who uses them, and how many minutes stand free.

Three bases that must not be mixed, all in minutes a year: *physical*, every room on every weekday;
*staffed*, the days of the calendar in the weeks that the center runs; *practical*, the part of the
staffed minutes that cases and turnovers can fill. A holder's block stands on the staffed weeks as
well, and on the weeks in which its surgeon works (`weeks_worked`), since a block is idle while that
surgeon is away; both shares are told.

Used minutes are cases times (patient in to patient out plus turnover). A second procedure of a
session (modifier 51) is no case and takes no minutes. A code without minutes is NaN in `timed` and
in no sum, never counted at zero. Functions on tables refuse draws; `supply`, `room_year` and
`cases_that_fit` take numbers or draws.

`done` is a table of center lines with columns provider, code, modifiers, lines.

Sources of the method: Kaplan and Anderson, Harvard Business Review, 2004-11 (practical capacity);
OOSS 2007 (room minutes from patient in to patient out).
"""

from typing import Final, Literal

import numpy as np
import pandas as pd

from practice_model.costs.capacity import OPERATING, PRE_POST
from practice_model.costs.equations import center_use
from practice_model.costs.terms import Center
from practice_model.quantities import (
    Cases,
    CasesPerYear,
    Days,
    DaysPerWeek,
    Minutes,
    MinutesPerCase,
    MinutesPerYear,
    Number,
    Share,
    SignedShare,
    terms,
)
from practice_model.tables import refuse_draws

WEEKDAYS: Final = 5.0  # days a week on which a room could run
NOBODY: Final = ""  # the holder of a day that no surgeon has
State = Literal["over", "full", "room", "open", "no_block"]


@terms
class RoomSupply:
    """What the rooms offer a year: minutes on three bases, and days of one room that are staffed.

    a_day: minutes of one room on one staffed day.
    """

    physical: MinutesPerYear
    staffed: MinutesPerYear
    practical: MinutesPerYear
    room_days: Days
    a_day: Minutes


@terms
class RoomUse:
    """What the year's cases took of the rooms, and of the beds before and after surgery."""

    cases: CasesPerYear
    used: MinutesPerYear
    turnover: MinutesPerYear
    pre_post: MinutesPerYear


@terms
class RoomYear:
    """The rooms' year: shares used on each base, free practical minutes, cases on a staffed day.

    over_practical: minutes used beyond what the rooms can practically give; 0 where none are.
    """

    supply: RoomSupply
    use: RoomUse
    of_practical: SignedShare
    of_staffed: SignedShare
    of_physical: SignedShare
    free_practical: MinutesPerYear
    over_practical: MinutesPerYear
    cases_a_day: Cases
    minutes_a_case: MinutesPerCase
    turnover_share: Share


@terms
class HolderUse:
    """One holder's block: minutes staffed for it, those in its working weeks, those it used.

    over_own: minutes that its own working weeks do not hold, which some other day must. Shares are
    None without a block. state: over (more than its block), full (more than the practical part of
    it), room, open (a day that nobody holds), no_block (cases, and no day in the calendar).
    """

    holder: str
    days_a_week: DaysPerWeek
    staffed: MinutesPerYear
    own: MinutesPerYear
    used: MinutesPerYear
    cases: CasesPerYear
    of_staffed: SignedShare | None
    of_own: SignedShare | None
    free_staffed: MinutesPerYear
    over_own: MinutesPerYear
    state: State


def supply(center: Center, weekdays: float = WEEKDAYS) -> RoomSupply:
    """Return what the rooms offer a year; weekdays: days a week on which a room could run."""
    able = center.capacity
    days = float(center.calendar["operating_days_per_week"].sum())
    staffed = days * able.weeks * able.minutes_a_day
    return RoomSupply(
        physical=able.operating_rooms * weekdays * able.weeks * able.minutes_a_day,
        staffed=staffed,
        practical=staffed * able.rooms,
        room_days=days * able.weeks,
        a_day=able.minutes_a_day,
    )


def timed(center: Center, done: pd.DataFrame) -> pd.DataFrame:
    """Return the lines with what they took a year: cases, room, turnover and pre_post minutes.

    Added beside: variable dollars (supplies, devices), NaN as all others where the code has no
    minutes. Raises ValueError for drawn terms.
    """
    refuse_draws(center)
    turnover = _turnovers(center)
    service = ["code", "provider", "modifiers"]
    kinds = done[service].astype(str).drop_duplicates()
    each = pd.DataFrame(
        [_taken(center, turnover, *kind) for kind in kinds.itertuples(index=False, name=None)],
        columns=["cases", "room", "turnover", "pre_post", "variable"],
        index=pd.MultiIndex.from_frame(kinds),
        dtype="float64",
    )
    own = each.reindex(pd.MultiIndex.from_frame(done[service].astype(str))).set_index(done.index)
    return done.assign(**own.mul(done["lines"], axis=0))


def room_use(center: Center, done: pd.DataFrame) -> RoomUse:
    """Return what the year's lines took of rooms and beds; codes without minutes are left out."""
    sums = timed(center, done)[["cases", "room", "turnover", "pre_post"]].sum()
    return RoomUse(
        cases=float(sums["cases"]),
        used=float(sums["room"]),
        turnover=float(sums["turnover"]),
        pre_post=float(sums["pre_post"]),
    )


def room_year(offered: RoomSupply, use: RoomUse) -> RoomYear:
    """Return the rooms' year; raises ValueError where no case took a minute.

    >>> offered = RoomSupply(physical=230_400, staffed=103_680, practical=88_128, room_days=216,
    ...     a_day=480)
    >>> use = RoomUse(cases=1_779, used=65_662, turnover=14_000, pre_post=117_286)
    >>> round(room_year(offered, use).of_practical, 3)
    0.745
    """
    if np.any(np.asarray(use.used) <= 0) or np.any(np.asarray(use.cases) <= 0):
        raise ValueError("no case of the center has minutes, so its rooms have no use to tell")
    left = offered.practical - use.used
    return RoomYear(
        supply=offered,
        use=use,
        of_practical=use.used / offered.practical,
        of_staffed=use.used / offered.staffed,
        of_physical=use.used / offered.physical,
        free_practical=_above_zero(left),
        over_practical=_above_zero(-left),
        cases_a_day=use.cases / offered.room_days,
        minutes_a_case=use.used / use.cases,
        turnover_share=use.turnover / use.used,
    )


def holders(
    center: Center, done: pd.DataFrame, weeks_worked: float | None = None
) -> list[HolderUse]:
    """Return every holder's block and its use, the fullest first, a day that nobody has last.

    weeks_worked: weeks a year in which a surgeon works; None where all staffed weeks are worked.
    """
    worked = float(center.capacity.weeks if weeks_worked is None else weeks_worked)
    known = timed(center, done).groupby("provider")[["cases", "room"]].sum()
    days = center.calendar.groupby(center.calendar["holder"].astype(str))
    week = days["operating_days_per_week"].sum()
    made = [
        _holder(center, worked, name, float(week.get(name, 0.0)), _of(known, name))
        for name in sorted({*week.index, *known.index.astype(str)})
    ]
    return sorted(made, key=lambda one: (one.state == "open", -_fullness(one), one.holder))


def cases_that_fit(minutes: Number, practical: Share, minutes_a_case: Number) -> Number:
    """Return how many whole cases of one kind fit in a room's day of so many minutes.

    >>> float(cases_that_fit(480, 0.85, 27))
    15.0
    """
    if np.any(np.asarray(minutes_a_case) <= 0):
        raise ValueError("a case needs minutes, or any number of them fits in a day")
    fitting: Number = np.floor(minutes * practical / minutes_a_case + _NOISE)
    return fitting


def day_mix(center: Center) -> pd.DataFrame:
    """Return by code what a case takes of a room and how many fit in its day; index code.

    Columns operating and turnover (minutes a case), room (their sum), turnover_share, fit (cases),
    variable (supplies and device, dollars a case); with rows by surgeon, the one for all surgeons,
    else the first.
    """
    refuse_draws(center)
    held = center.cases.sort_values("surgeon") if "surgeon" in center.cases else center.cases
    rows = held.drop_duplicates("hcpcs").set_index("hcpcs")
    room = rows["operating_minutes"] + rows["turnover_minutes"]
    able = center.capacity
    fit = [float(cases_that_fit(able.minutes_a_day, able.rooms, one)) for one in room]
    return pd.DataFrame(
        {
            "operating": rows["operating_minutes"],
            "turnover": rows["turnover_minutes"],
            "room": room,
            "turnover_share": rows["turnover_minutes"] / room,
            "fit": fit,
            "variable": rows["supplies"]
            + rows["anesthesia_supplies"]
            + [float(center.devices.get(str(code), 0.0)) for code in rows.index],
        }
    ).rename_axis("code")


_NOISE = 1e-9  # of a case, so that 408 minutes hold exactly 4 cases of 102


def _taken(
    center: Center, turnover: dict[tuple[str, str], float], code: str, surgeon: str, marks: str
) -> tuple[Number, ...]:
    """Case, minutes of room, turnover and beds, and variable dollars of one line."""
    use = center_use(center, code, surgeon, marks)
    if use is None:
        return (np.nan,) * 5
    own = turnover.get((code, surgeon), turnover.get((code, ""), 0.0))
    room, beds = use.minutes.get(OPERATING, 0.0), use.minutes.get(PRE_POST, 0.0)
    return use.cases, room, own * use.cases, beds, use.supplies + use.device


def _turnovers(center: Center) -> dict[tuple[str, str], float]:
    held = center.cases
    surgeon = held["surgeon"].astype(str) if "surgeon" in held else [""] * len(held)
    names = zip(held["hcpcs"].astype(str), surgeon, strict=True)
    return dict(zip(names, held["turnover_minutes"].astype(float), strict=True))


def _of(known: pd.DataFrame, name: str) -> tuple[float, float]:
    held = {column: known[column].astype(float).to_dict() for column in ("cases", "room")}
    return held["cases"].get(name, 0.0), held["room"].get(name, 0.0)


def _holder(
    center: Center, worked: float, name: str, days: float, taken: tuple[float, float]
) -> HolderUse:
    cases, used = taken
    able = center.capacity
    staffed = float(days * able.weeks * able.minutes_a_day)
    own = float(days * worked * able.minutes_a_day)
    return HolderUse(
        holder=name,
        days_a_week=days,
        staffed=staffed,
        own=own,
        used=used,
        cases=cases,
        of_staffed=used / staffed if staffed else None,
        of_own=used / own if own else None,
        free_staffed=max(staffed - used, 0.0),
        over_own=max(used - own, 0.0),
        state=_state(name, own, used, float(able.rooms)),
    )


def _state(name: str, own: float, used: float, practical: float) -> State:
    if name == NOBODY:
        return "open"
    if not own:
        return "no_block"
    if used > own:
        return "over"
    return "full" if used > own * practical else "room"


def _fullness(one: HolderUse) -> float:
    return np.inf if one.of_own is None and one.used else float(one.of_own or 0.0)


def _above_zero(minutes: Number) -> Number:
    return np.maximum(minutes, 0.0) if isinstance(minutes, np.ndarray) else max(minutes, 0.0)
