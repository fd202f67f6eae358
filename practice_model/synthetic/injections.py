"""Injections: which patient has which drug in which week, within fixed quarters.

A patient keeps one drug and one weekday. Injections in one quarter lie four to seven weeks
apart, and the first of the next quarter follows at least four and at most twelve weeks later
(thirteen for a few with one a quarter). Both eyes are injected on one day with the same drug.

Source: docs/PRACTICE.md sections 2.1 and 9.
"""

from typing import Any

import numpy as np
import pandas as pd

from practice_model.synthetic.dates import WEEKDAYS, Calendar
from practice_model.synthetic.sources import PAYERS, texture
from practice_model.synthetic.volumes import QUARTERS, split

Whole = np.ndarray[Any, np.dtype[np.int64]]
MOST_A_QUARTER = 3
LAST_WEEK = 12


def injection_days(
    drugs: pd.DataFrame, both_eyes: dict[str, int], days: Calendar, rng: np.random.Generator
) -> pd.DataFrame:
    """Return one row an injection day: payer, patient, hcpcs, quarter, both, day.

    `patient` counts injected patients within the payer from 0. `drugs` is
    `volumes.drug_lines`, `both_eyes` the days with modifier 50 by payer.
    """
    tables = []
    for payer in PAYERS:
        counts = drugs[drugs["payer"] == payer].pivot(
            index="hcpcs", columns="quarter", values="lines"
        )
        lines = counts.reindex(pd.unique(drugs["hcpcs"])).to_numpy(dtype=np.int64)
        both = split([both_eyes[payer]], np.maximum(lines // 2, 0).reshape(1, -1))
        both = np.minimum(both.reshape(lines.shape), lines // 2)
        _place_rest(both, lines, both_eyes[payer])
        first_patient = 0
        for row, hcpcs in enumerate(pd.unique(drugs["hcpcs"])):
            if lines[row].sum() == 0:
                continue
            table = _drug_days(lines[row], both[row], days, rng)
            table["patient"] += first_patient
            first_patient = int(table["patient"].max()) + 1
            tables.append(table.assign(payer=payer, hcpcs=hcpcs))
    return pd.concat(tables, ignore_index=True)


def _place_rest(both: Whole, lines: Whole, wanted: int) -> None:
    """Place the both-eye days that a full cell could not take into cells with room."""
    while both.sum() < wanted:
        room = lines // 2 - both
        both[np.unravel_index(int(np.argmax(room)), room.shape)] += 1


def _drug_days(lines: Whole, both: Whole, days: Calendar, rng: np.random.Generator) -> pd.DataFrame:
    visits = lines - both
    usual = round(int(lines.sum()) / texture()["injections_a_patient"])
    patients = max(1, usual, -(-int(visits.max()) // MOST_A_QUARTER))
    counts = _a_quarter(visits, patients, rng)
    who, quarter, week = _weeks(counts, rng)
    chance = np.array(texture()["weekday_weights"], dtype=float)
    weekday = rng.choice(WEEKDAYS, size=patients, p=chance / chance.sum())
    day = _working_day(quarter, week, weekday[who], days)
    table = pd.DataFrame({"patient": who, "quarter": quarter + 1, "both": False, "day": day})
    for index in range(len(QUARTERS)):
        rows = np.flatnonzero(quarter == index)
        table.loc[rows[: both[index]], "both"] = True  # rows are in patient order
    return table


def _a_quarter(visits: Whole, patients: int, rng: np.random.Generator) -> Whole:
    """Injection days a patient (row) and quarter (column); columns sum to `visits`."""
    keen = rng.uniform(0.6, 1.4, patients)
    counts = np.zeros((patients, len(QUARTERS)), dtype=np.int64)
    for index in range(len(QUARTERS)):
        turn = np.arange(MOST_A_QUARTER)[:, None] + rng.uniform(0, 0.9, (MOST_A_QUARTER, patients))
        chosen = np.argsort((turn / keen).ravel(), kind="stable")[: visits[index]]
        counts[:, index] = np.bincount(chosen % patients, minlength=patients)
    return counts


def _weeks(counts: Whole, rng: np.random.Generator) -> tuple[Whole, Whole, Whole]:
    """Patient, quarter (0 to 3) and week in the quarter (0 to 12) of each injection day."""
    patients = len(counts)
    gap = np.where(
        counts >= MOST_A_QUARTER, 4, np.where(counts > 1, rng.integers(5, 8, counts.shape), 0)
    )
    length = gap * np.maximum(counts - 1, 0)
    latest = LAST_WEEK - length.max(axis=1)
    start = np.empty_like(counts)
    start[:, 0] = rng.integers(0, latest + 1, patients)
    for index in range(1, len(QUARTERS)):
        latest_step = np.where(counts[:, index - 1] <= 1, 0, 1)
        step = rng.integers(-1, latest_step + 1, patients)
        start[:, index] = np.clip(start[:, index - 1] + step, 0, latest)
    start += (length.max(axis=1)[:, None] - length) // 2  # a thin quarter's lie in its middle
    who, quarter = np.nonzero(counts)
    times = counts[who, quarter]
    place = np.concatenate([np.arange(number) for number in times])
    who, quarter = np.repeat(who, times), np.repeat(quarter, times)
    return who, quarter, start[who, quarter] + place * gap[who, quarter]


def _working_day(quarter: Whole, week: Whole, weekday: Whole, days: Calendar) -> Whole:
    first = np.searchsorted(days.quarter, np.arange(1, len(QUARTERS) + 2))
    opening = days.dates[first[:-1]].astype("datetime64[D]")
    monday = opening - days.weekday[first[:-1]].astype("timedelta64[D]")
    wanted = monday[quarter] + (week * 7 + weekday).astype("timedelta64[D]")
    day = days.on_or_after(wanted)
    return np.asarray(np.clip(day, first[quarter], first[quarter + 1] - 1), dtype=np.int64)
