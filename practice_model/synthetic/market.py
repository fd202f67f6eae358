"""Market: the synthetic rate file of the practice's market, on a fixed grid.

Ratios to Medicare 2026 stand at the normal quantiles (i - .5) / n, so that the percentiles are
known beforehand: performers around one median, ghosts (providers that never do the service)
around a lower one, three posted rates far outside. A reader that forgets the ghosts finds another
market. The same file holds rows that no mean may include: percentages and rates of one cent.

Source: docs/PRACTICE.md section 7.2.
"""

from datetime import date
from math import exp
from statistics import NormalDist

import pandas as pd

from practice_model.money import scaled
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.physician_fees import fee_schedule
from practice_model.revenue.surgery_center_fees import asc_schedule

SOURCE = "SYNTHETIC: PRACTICE.md section 7.2"
FILE_MONTH = "2026-10"
NETWORKS = ("NORTHQUILL PPO", "TANNERBY PPO", "FERROWICK CHOICE", "PELLWORTH NETWORK")
RELEASE, FACTOR, LOCALITY, WAGE_AREA = "RVU26C", 33.4009, "10212-01", "31924"
MEDIANS = {"66984": (1.31, 0.84), "92014": (1.12, 0.88), "67028": (1.22, 0.90)}
OTHER_CODES = ("66982", "66821", "65855", "67042", "15823", "92134", "92083", "92133", "99214")
OTHER_MEDIANS = (1.25, 0.87)
FACILITY = ("66984", "66982", "67042", "15823")
PERFORMING, GHOSTS, OUTSIDE = 22, 31, (4.8, 5.6, 0.21)
SPREAD, GHOST_SPREAD = 0.17, 0.05
EYE_PHYSICIAN, CENTER = "207W00000X", "261QA1903X"
GHOST_TAXONOMIES = ("152W00000X", "207N00000X", "282N00000X")
CENTER_CODE, CENTER_ROWS, CENTER_MEDIAN, CENTER_PROFESSIONAL = "66984", 26, 1.52, 9
PERCENTAGES = (40.5, 42.0, 45.0, 38.5, 50.0, 40.5, 55.0, 42.0, 60.0, 45.0, 40.5, 48.0)
PENNIES = 2
OFFICE, IN_CENTER = "11", "24"


def grid(median: float, spread: float, n: int) -> list[float]:
    """Return n ratios around a median, at the normal quantiles (i - .5) / n.

    >>> [round(ratio, 3) for ratio in grid(1.31, 0.17, 3)]
    [1.111, 1.31, 1.544]
    """
    return [median * exp(spread * NormalDist().inv_cdf((i + 0.5) / n)) for i in range(n)]


def posted_rates(tables: MedicareTables) -> pd.DataFrame:
    """Return the synthetic rate file, in the columns of POSTED_RATES.

    Source: docs/PRACTICE.md section 7.2.
    """
    rows = [
        (network, code, "professional", IN_CENTER if code in FACILITY else OFFICE, "negotiated",
         _dollars(fee, ratio), npi, taxonomy)
        for network in NETWORKS
        for code, fee in _fees(tables).items()
        for npi, taxonomy, ratio in _posted(code)
    ]  # fmt: skip
    names = ["network", "hcpcs", "billing_class", "place_of_service_code", "negotiated_type",
             "negotiated_rate", "npi", "taxonomy"]  # fmt: skip
    made = pd.DataFrame([*rows, *_center_rows(tables)], columns=names)
    made.insert(0, "file_month", FILE_MONTH)
    return made.assign(source=SOURCE)


def performers() -> pd.DataFrame:
    """Return who does how much of each code, ghosts with no services, columns of PERFORMERS.

    Source: docs/PRACTICE.md section 7.2.
    """
    rows = [
        (npi, taxonomy, code, 0 if taxonomy in GHOST_TAXONOMIES else 30 + 7 * (int(npi) % 100))
        for code in [*MEDIANS, *OTHER_CODES]
        for npi, taxonomy, _ in _posted(code)
    ]
    rows += [(_npi(94, n), CENTER, CENTER_CODE, 60 + 9 * n) for n in range(CENTER_ROWS)]
    made = pd.DataFrame(rows, columns=["npi", "taxonomy", "hcpcs", "services"])
    return made.assign(source=SOURCE)


def _fees(tables: MedicareTables) -> dict[str, int]:
    schedule = fee_schedule(tables, release=RELEASE, locality=LOCALITY, factor=FACTOR)
    fees = schedule.xs("", level="mod")
    facility, office = fees["facility_cents"].to_dict(), fees["nonfacility_cents"].to_dict()
    return {
        code: int((facility if code in FACILITY else office)[code])
        for code in [*MEDIANS, *OTHER_CODES]
    }


def _posted(code: str) -> list[tuple[str, str, float]]:
    """Who has a posted rate of a code: number, taxonomy, ratio to Medicare."""
    performing, ghost = MEDIANS.get(code, OTHER_MEDIANS)
    rows = [
        (_npi(91, n), EYE_PHYSICIAN, ratio)
        for n, ratio in enumerate(grid(performing, SPREAD, PERFORMING))
    ]
    rows += [
        (_npi(92, n), GHOST_TAXONOMIES[n % len(GHOST_TAXONOMIES)], ratio)
        for n, ratio in enumerate(grid(ghost, GHOST_SPREAD, GHOSTS))
    ]
    return rows + [(_npi(93, n), EYE_PHYSICIAN, ratio) for n, ratio in enumerate(OUTSIDE)]


def _center_rows(tables: MedicareTables) -> list[tuple[str, str, str, str, str, float, str, str]]:
    schedule = asc_schedule(tables, on=date(2026, 1, 1), cbsa=WAGE_AREA)
    rate = int(schedule["adjusted_cents"].to_dict()[CENTER_CODE])
    rates = [_dollars(rate, ratio) for ratio in grid(CENTER_MEDIAN, SPREAD, CENTER_ROWS)]
    told = [
        ("professional", IN_CENTER, "negotiated", amount)
        if n % 3 == 1 and n < 3 * CENTER_PROFESSIONAL
        else ("institutional", "", "negotiated", amount)
        for n, amount in enumerate(rates)
    ]
    told += [("institutional", "", "percentage", percent) for percent in PERCENTAGES]
    told += [("institutional", "", "negotiated", 0.01)] * PENNIES
    return [
        (NETWORKS[n % len(NETWORKS)], CENTER_CODE, *row, _npi(94, n % CENTER_ROWS), CENTER)
        for n, row in enumerate(told)
    ]


def _dollars(cents: int, ratio: float) -> float:
    return int(scaled(cents, ratio)) / 100


def _npi(series: int, number: int) -> str:
    return f"{series}{number + 1:08d}"
