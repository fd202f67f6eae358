"""Who pays an allowed amount: the patient, the program, and what is taken from the program's part.

After the deductible the patient owes the coinsurance and the program the rest; a MIPS factor moves
the program's part, sequestration then takes its share of it (remark CARC 253) [1]_. With the
deductible met, 2 percent of the program's part is 1.6 percent of the allowed amount. On an
unassigned claim the cut is on what the patient is paid back; the charge stays.

Amounts are whole cents, one or an array; every step is rounded half up.

Sources
-------
.. [1] First Coast Service Options, federal sequestration page.
.. [2] 42 CFR 414.1405 as of 2026-08-05.
"""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from practice_model.money import Cents, scaled
from practice_model.revenue.medicare_tables import MedicareTables

LOWEST_FACTOR = Decimal("-0.09")
Share = float | Decimal


class Settlement(NamedTuple):
    """An allowed amount by payer, in cents: allowed = deductible + coinsurance + program_before."""

    deductible: Cents
    coinsurance: Cents
    program_before: Cents
    mips: Cents
    sequestration: Cents

    @property
    def patient(self) -> Cents:
        """What the patient owes."""
        return self.deductible + self.coinsurance

    @property
    def program(self) -> Cents:
        """What the program pays after MIPS and sequestration."""
        return self.program_before + self.mips - self.sequestration


def settle(
    allowed: Any,
    *,
    sequestration: Share,
    deductible_left: Any = 0,
    mips: Share = 0.0,
    coinsurance: Share = Decimal("0.2"),
) -> Settlement:
    """Return who pays allowed amounts in cents; shares are decimals such as 0.02 and -0.09.

    >>> paid = settle(10000, sequestration=0.02, deductible_left=5000)
    >>> paid.coinsurance.item(), paid.sequestration.item(), paid.program.item()
    (1000, 80, 3920)
    """
    whole = np.asarray(allowed, dtype=np.int64)
    if np.any(whole < 0) or np.any(np.asarray(deductible_left) < 0):
        raise ValueError("allowed amounts and deductibles must not be negative")
    deductible = np.minimum(whole, np.asarray(deductible_left, dtype=np.int64))
    patient = scaled(whole - deductible, coinsurance)
    before = whole - deductible - patient
    moved = scaled(before, mips)
    return Settlement(deductible, patient, before, moved, scaled(before + moved, sequestration))


def sequestration_rate(tables: MedicareTables, on: date) -> float:
    """Return the share that sequestration takes of the program's part on a day.

    ValueError for a day that the table does not cover.
    """
    table, day = tables.sequestration, pd.Timestamp(on)
    rows = table[
        (table["effective_from"] <= day)
        & (table["effective_to"].isna() | (table["effective_to"] >= day))
    ]
    if rows.empty:
        raise ValueError(f"no sequestration rate is held for {on.isoformat()}")
    return float(rows["rate"].iloc[-1])


def mips_factor(score: float, *, threshold: float = 75.0, scaling: float = 0.0) -> float:
    """Return the MIPS payment factor of a final score of 0 to 100 [2]_.

    -9 percent up to a quarter of the threshold, sliding to 0 at the threshold, then up to +9
    percent times the scaling factor (at most 3), which budget neutrality has kept near zero.

    >>> mips_factor(18.75), mips_factor(75), round(mips_factor(46.875), 4)
    (-0.09, 0.0, -0.045)
    """
    if not 0 <= score <= 100 or not 0 < threshold < 100 or not 0 <= scaling <= 3:  # noqa: PLR2004
        raise ValueError(f"no factor for score {score}, threshold {threshold}, scaling {scaling}")
    lowest = float(LOWEST_FACTOR)
    if score <= threshold / 4:
        return lowest
    if score < threshold:
        return lowest * (threshold - score) / (threshold * 3 / 4)
    return -lowest * scaling * (score - threshold) / (100 - threshold)


def nonparticipating_fee(fee: Any, share: Share = Decimal("0.95")) -> Cents:
    """Return the schedule of a non-participating clinician from the participating one, in cents."""
    return scaled(fee, share)


def limiting_charge(
    fee: Any, share: Share = Decimal("0.95"), limit: Share = Decimal("1.15")
) -> Cents:
    """Return the highest charge on an unassigned claim from the participating fee, in cents.

    >>> limiting_charge(100_000).item()
    109250
    """
    return scaled(nonparticipating_fee(fee, share), limit)


class Unassigned(NamedTuple):
    """An unassigned claim in cents: what the patient is paid back, and is left to pay."""

    paid_to_patient: Cents
    patient_net: Cents


def settle_unassigned(
    allowed: Any, charge: Any, *, sequestration: Share, deductible_left: Any = 0
) -> Unassigned:
    """Return what an unassigned claim pays the patient and leaves them, in cents.

    `allowed` is the non-participating amount; the charge is not cut.

    >>> paid = settle_unassigned(100_000, 115_000, sequestration=0.02)
    >>> paid.paid_to_patient.item(), paid.patient_net.item()
    (78400, 36600)
    """
    program = settle(allowed, sequestration=sequestration, deductible_left=deductible_left).program
    return Unassigned(program, np.asarray(charge, dtype=np.int64) - program)
