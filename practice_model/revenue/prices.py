"""Prices: cents of kinds of lines under one schedule, with a reason where there are none."""

from dataclasses import dataclass
from typing import Any

import numpy as np

Cents = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, eq=False)
class Prices:
    """Cents of some kinds for one unit, with the technical part of tests and a reason where none.

    off_list: True where the named schedule surely has no fee for the code, so that a contract's
    rule for unlisted codes may price it.
    """

    cents: Cents
    technical: Cents
    reason: np.ndarray[Any, Any]
    off_list: np.ndarray[Any, np.dtype[np.bool_]]


def pays_as(modifiers: str) -> str:
    """Return the row of a fee schedule that modifiers name: 26, TC, 53 or the whole service."""
    given = modifiers.split()
    return next((row for row in ("26", "TC", "53") if row in given), "")
