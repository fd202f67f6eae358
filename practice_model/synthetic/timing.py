"""Timing: when a claim is submitted, received, paid and posted, and in which weekly payment.

Days run by gamma laws whose means are the payer's; a payer pays once a week on its own weekday.
Claims that a payer denied for late filing are the only ones filed after its limit.

Source: docs/PRACTICE.md sections 3.3, 4.1 and 9.
"""

from typing import Any

import numpy as np
import pandas as pd

from practice_model.synthetic.dates import weekday_of
from practice_model.synthetic.sources import texture

Dates = np.ndarray[Any, np.dtype[np.datetime64]]
WEEK = 7
POSTED_WITHIN = 3
SAFE_MARGIN = 2


def claim_times(claims: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return submitted, received, paid_date, posted, payer_rank and payment_id of each claim.

    `claims` hold payer, date, late and own (what the patient pays alone, at the desk).
    """
    told = texture()
    payer = claims["payer"].to_numpy(object)
    late = claims["late"].to_numpy(bool)
    date = claims["date"].to_numpy("datetime64[D]")
    second = _secondary(payer, rng) | late
    lag = _submission_lag(payer, second, late, rng)
    mean = np.array([told["payment"]["mean"][one] for one in payer], dtype=float)
    shape = told["payment"]["shape"]
    days = np.maximum(1, np.rint(rng.gamma(shape, 1 / shape, len(claims)) * mean)).astype(int)
    submitted = date + _days(lag)
    received = submitted + _days(rng.integers(0, 2, len(claims)))
    paid = pay_day(submitted + _days(days), payer, received)
    posted = paid + _days(rng.integers(1, POSTED_WITHIN + 1, len(claims)))
    own = claims["own"].to_numpy(bool)
    for column in (submitted, received, paid, posted):
        column[own] = date[own]
    return pd.DataFrame({
        "submitted": submitted, "received": received, "paid_date": paid, "posted": posted,
        "payer_rank": np.where(second, "2", "1"),
        "payment_id": np.where(payer == "SP", "", payment_ids(payer, paid)),
    })  # fmt: skip


def pay_day(wanted: Dates, payer: Any, received: Dates) -> Dates:
    """Return the payer's weekly pay day nearest to each date, after the claim is received."""
    weekday = np.array([texture()["payment"]["weekday"][one] for one in payer], dtype=np.int64)
    ahead = (weekday - weekday_of(wanted)) % WEEK
    nearest = wanted + _days(np.where(ahead > WEEK // 2, ahead - WEEK, ahead))
    next_one = nearest + np.timedelta64(WEEK, "D")
    return np.asarray(np.where(nearest <= received, next_one, nearest), dtype="datetime64[D]")


def payment_ids(payer: Any, paid: Dates) -> Any:
    """Return the trace number of the payment that a payer makes on a day.

    >>> payment_ids(np.array(["NQ"], object), np.array(["2025-03-14"], "datetime64[D]")).tolist()
    ['NQ20250314']
    """
    days, place = np.unique(paid, return_inverse=True)
    text = np.array(
        [str(day).replace("-", "") for day in days.astype("datetime64[D]")], dtype=object
    )
    return np.asarray(payer, dtype=object) + text[place]


def _secondary(payer: Any, rng: np.random.Generator) -> Any:
    share = np.array([texture()["secondary_share"][one] for one in payer], dtype=float)
    return rng.random(len(payer)) < share


def _submission_lag(payer: Any, second: Any, late: Any, rng: np.random.Generator) -> Any:
    told, limit = texture()["submission"], texture()["timely_filing"]
    first = rng.gamma(told["shape"], told["mean"] / told["shape"], len(payer))
    after = rng.gamma(told["secondary_shape"], told["secondary_mean"] / told["secondary_shape"],
                      len(payer))  # fmt: skip
    lag = np.rint(np.where(second, after, first)).astype(np.int64)
    longest = np.where(payer == limit["payer"], limit["first_day"] - SAFE_MARGIN, told["longest"])
    lag = np.clip(lag, 0, longest)
    overdue = rng.integers(limit["first_day"], limit["last_day"] + 1, len(payer))
    return np.where(late, overdue, lag)


def _days(count: Any) -> Any:
    return np.asarray(count).astype("timedelta64[D]")
