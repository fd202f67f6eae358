"""What a hire will do: the terms of volume, in two ways, with one ramp and who pays when.

Either `steady`: yearly collections once the schedule is full; or `build_up`: visits of a template,
no-shows, new and established, surgery that follows them, dollars for one by class of payer.
`hire_ramp` turns either into months.
"""

from dataclasses import field
from typing import Literal

import numpy as np

from practice_model.quantities import (
    CasesPerWeek,
    Days,
    DaysPerWeek,
    Months,
    Ratio,
    RVUsPerYear,
    Share,
    USDPerUnit,
    USDPerYear,
    VisitsPerDay,
    VisitsPerYear,
    WeeksPerYear,
    exactly_one,
    terms,
)

WHOLE = 0.001  # by which shares may miss 1


ALL = "all"


@terms
class Ramp:
    """The share of a full schedule: by month from the first, then in a line to full at `full_at`.

    late: months by which all of it comes later than planned. A drawn `full_at` that lies before
    the last named month counts as that month.
    """

    months: list[Share]
    full_at: Months
    late: Months = 0.0

    def __post_init__(self) -> None:
        told = []
        if not self.months:
            told.append("months: name the share of at least the first month")
        if not np.ndim(self.full_at) and self.full_at < len(self.months):
            told.append(
                f"full_at: {self.full_at:g} lies before month {len(self.months)}, "
                "the last that months names"
            )
        if told:
            raise ValueError("\n".join(told))


@terms
class PayerClass:
    """A class of payers: its share of the volume, and from when it pays for the hire's work.

    credentialing: months from the start until it pays. before: what happens to work done earlier.
    """

    share: Share
    credentialing: Months = 0.0
    before: Literal["lost", "held"] = "lost"


@terms
class Service:
    """One kind of paid work: how often it comes, and what one brings by class of payer.

    follows: what it is counted from: every visit, a new or an established one, or the week.
    rate: of them for one of those (the share of new visits that leads to surgery). most_a_week:
    what the operating time allows. dollars: collected for one, `all` for every class; None where
    they are still to be taken from the practice's own claims.
    """

    follows: Literal["visit", "new", "established", "week"]
    rate: Ratio = 1.0
    dollars: dict[str, USDPerUnit] | None = None
    surgical: bool = False
    most_a_week: CasesPerWeek | None = None


@terms
class BuildUp:
    """A full schedule: visits of the template a day, days, those that do not come, new patients."""

    visits_a_day: VisitsPerDay
    days_a_week: DaysPerWeek
    weeks: WeeksPerYear
    no_show: Share
    new_share: Share
    services: dict[str, Service]

    def __post_init__(self) -> None:
        told = [] if self.services else ["services: name at least one that is paid"]
        for name, one in (
            ("visits_a_day", self.visits_a_day),
            ("days_a_week", self.days_a_week),
            ("weeks", self.weeks),
        ):
            if not np.ndim(one) and one <= 0:
                told.append(f"{name}: must be more than 0, or nobody is seen")
        if told:
            raise ValueError("\n".join(told))


@terms
@exactly_one("steady", "build_up")
class Volume:
    """What the hire will do: yearly collections once full, or a build-up; the ramp; who pays when.

    steady: professional collections a year at a full schedule, drugs apart. visits, clinic_days:
    of that year, where known. payers: classes whose shares sum to 1; none: all pay from the start.
    lag: from service to money. work: relative values of work a year once full, at the table that
    the contract would freeze.
    """

    ramp: Ramp
    steady: USDPerYear | None = None
    build_up: BuildUp | None = None
    visits: VisitsPerYear | None = None
    clinic_days: Days | None = None
    payers: dict[str, PayerClass] = field(default_factory=dict)
    lag: Days = 0.0
    work: RVUsPerYear | None = None

    def __post_init__(self) -> None:
        told = []
        total = sum(one.share for one in self.payers.values())
        if self.payers and np.any(np.abs(np.asarray(total) - 1) > WHOLE):
            told.append(f"payers: shares sum to {np.max(total):.3f}, not to 1")
        if self.steady is not None and not np.ndim(self.steady) and self.steady <= 0:
            told.append("steady: must be more than 0: a hire who collects nothing is no plan")
        if self.build_up is not None:
            if self.visits is not None or self.clinic_days is not None:
                told.append("visits, clinic_days: the build-up says them; leave them out")
            told += _class_faults(self.build_up, set(self.payers) or {ALL})
        if told:
            raise ValueError("\n".join(told))


def _class_faults(own: BuildUp, classes: set[str]) -> list[str]:
    told = []
    for name, one in own.services.items():
        known = set(one.dollars or {})
        if known and ALL not in known and (missing := sorted(classes - known)):
            told.append(f"build_up.services.{name}.dollars: nothing for {', '.join(missing)}")
        if strange := sorted(known - classes - {ALL}):
            told.append(
                f"build_up.services.{name}.dollars: {', '.join(strange)} is no class of payers"
            )
    return told
