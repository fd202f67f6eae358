"""Schedule: on which day each encounter falls, and the visits after an operation.

Injection days stand in their quarter, operations on the surgeon's operating days with the second
eye two weeks after the first, everything else in the clinic. A patient comes once a day at most.

Source: docs/PRACTICE.md sections 1.2, 1.4 and 9.
"""

from typing import Any

import numpy as np
import pandas as pd

from practice_model.synthetic.dates import Calendar, Days, meetings, spread
from practice_model.synthetic.sources import Controls, rows_of, texture

FORTNIGHT, THREE_WEEKS = 14, 21
MOST_TRIES = 500
FIRST_PLACE = {"injection": 0, "operation": 1, "center_only": 1}


def operation_days(made: pd.DataFrame, days: Calendar, rng: np.random.Generator) -> Days:
    """Return the day of each operation, -1 for every other encounter."""
    day = np.full(len(made), -1, dtype=np.int64)
    held = made["kind"].isin(["operation", "center_only"]).to_numpy()
    for place in np.flatnonzero(held & (made["pos"] == "22").to_numpy()):
        day[place] = days.clinic_days(rng.random())
    for surgeon in days.operating:
        own = np.flatnonzero(held & ((made["provider"] == surgeon) & (made["pos"] == "24")))
        day[own] = days.operating_days(surgeon, rng.random(len(own)))
    _second_eyes(made, day, days)
    return day


def with_post_operative(
    made: pd.DataFrame, day: Days, controls: Controls, days: Calendar, rng: np.random.Generator
) -> tuple[pd.DataFrame, Days, pd.DataFrame]:
    """Return encounters and days with the visits after operations, and their lines (99024)."""
    counts = controls.patient_pay
    counts = counts[counts["hcpcs"] == "99024"]
    tables, dates = [made], [day]
    for row in rows_of(counts):
        own = made.index[(made["kind"] == "operation") & (made["provider"] == row.provider)]
        after = np.array(texture()["post_operative_days"])
        place = np.repeat(own.to_numpy(), len(after))
        on = days.dates[day[place]] + np.tile(after, len(own)).astype("timedelta64[D]")
        within = np.flatnonzero(on <= days.dates[-1])
        if len(within) < row.lines:
            raise ValueError(f"{row.lines} visits after {len(own)} operations of {row.provider}")
        chosen = np.sort(rng.permutation(within)[: row.lines])
        visit = made.loc[place[chosen]].assign(
            kind="post_op", pos="11", hcpcs="99024", modifier="", visit="", injection=-1, eye=-1
        )
        tables.append(visit)
        dates.append(days.on_or_after(on[chosen]))
    every = pd.concat(tables, ignore_index=True)
    new = np.arange(len(made), len(every))
    lines = pd.DataFrame({"encounter": new, "hcpcs": "99024", "modifier": "", "role": "post_op"})
    return every, np.concatenate(dates), lines.assign(reduced=False, partner="")


def all_days(
    made: pd.DataFrame, day: Days, injected: pd.DataFrame, days: Calendar, rng: np.random.Generator
) -> Days:
    """Return the day of every encounter, no patient twice on one."""
    day = np.r_[day, np.full(len(made) - len(day), -1, dtype=np.int64)]
    held = made["injection"].to_numpy() >= 0
    day[held] = injected["day"].to_numpy()[made["injection"].to_numpy()[held]]
    free = day < 0
    day[free] = days.clinic_days(spread(made["patient"].to_numpy()[free], rng))
    kind = made["kind"].to_numpy(object)
    first = np.array([FIRST_PLACE.get(one, 2) for one in kind], dtype=np.int64)
    for _ in range(MOST_TRIES):
        again = meetings(made["patient"].to_numpy(), day, first)
        if not again.any():
            return day
        _move(made, day, again, days, rng)
    raise ValueError("some patients have more encounters than there are days")


def sites(made: pd.DataFrame, rng: np.random.Generator) -> Any:
    """Return the site of each encounter: first, second, asc or hospital.

    A provider's visits at the second site are an exact share of all; lasers of A and B are done
    at the first.
    """
    site = np.full(len(made), "first", dtype=object)
    share = texture()["second_site_share"]
    for provider, part in share.items():
        own = (made["provider"] == provider).to_numpy() & (made["pos"] == "11").to_numpy()
        visit = own & (made["visit"] != "").to_numpy()
        other = own & ~visit & (made["kind"] != "post_op").to_numpy()
        if provider in {"A", "B"}:
            other &= (made["kind"] != "laser").to_numpy()
        for group in (visit, other):
            places = rng.permutation(np.flatnonzero(group))
            site[places[: int(len(places) * part + 0.5)]] = "second"
    site[(made["pos"] == "22").to_numpy()] = "hospital"
    site[(made["pos"] == "24").to_numpy()] = "asc"
    return site


def _second_eyes(made: pd.DataFrame, day: Days, days: Calendar) -> None:
    second = np.flatnonzero(made["eye"] == 1)
    first = made[made["eye"] == 0].reset_index(names="place")
    first = first[first["kind"].isin(["operation", "center_only"])]
    first = first.drop_duplicates(["patient", "provider"])
    keys = made.loc[second, ["patient", "provider"]]
    found = keys.merge(first[["patient", "provider", "place"]], how="left")["place"].to_numpy()
    base = days.dates[day[found.astype(np.int64)]]
    chosen = base.copy()
    undecided = np.ones(len(base), dtype=bool)
    for shift in (FORTNIGHT, THREE_WEEKS, -FORTNIGHT, -THREE_WEEKS):
        on = base + np.timedelta64(shift, "D")
        fits = undecided & np.isin(on, days.dates)
        chosen[fits] = on[fits]
        undecided &= ~fits
    day[second] = days.on_or_after(chosen)


def _move(made: pd.DataFrame, day: Days, again: Any, days: Calendar, rng: Any) -> None:
    kind = made["kind"].to_numpy(object)
    provider = made["provider"].to_numpy(object)
    after = again & (kind == "post_op")
    day[after] = np.minimum(day[after] + 1, len(days.dates) - 1)
    day[after & (day == len(days.dates) - 1)] -= rng.integers(0, 5)
    operated = again & np.isin(kind, ["operation", "center_only"])
    for surgeon in days.operating:
        own = np.flatnonzero(operated & (provider == surgeon))
        day[own] = days.operating_days(surgeon, rng.random(len(own)))
    other = np.flatnonzero(again & ~after & ~operated)
    day[other] = days.clinic_days(rng.random(len(other)))
