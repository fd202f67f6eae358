"""The hires that tests work with: the planted retina doctor, and a small build-up by hand."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from practice_model.deals.hire_cash import Costs, Hire, OneOff, StaffNeed
from practice_model.deals.hire_pay import Pay
from practice_model.deals.hire_volume import BuildUp, PayerClass, Ramp, Service, Volume
from practice_model.quantities import replaced

GOLDEN = yaml.safe_load((Path(__file__).parent / "golden" / "hire.yaml").read_text("utf-8"))
RAMP = [0, 0, 0.10, 0.35, 0.45, 0.50, 0.55, 0.60, 0.65, 0.70, 0.75, 0.80]
PLAN = Pay(base=430_000, share=0.25, times_base=2.5)


def golden(name: str) -> dict[str, Any]:
    return next(case for case in GOLDEN["cases"] if case["id"] == name)


def retina(**changes: Any) -> Hire:
    """The retina doctor of PRACTICE.md 6.1, with other terms by dotted path (`__` for a dot)."""
    made = Hire(
        start=date(2027, 7, 1),
        moved=0.12,
        volume=Volume(steady=1_150_000, ramp=Ramp(months=RAMP, full_at=24)),
        pay=PLAN,
        costs=Costs(
            variable=0.12,
            benefits=62_000,
            malpractice=24_000,
            staff={
                "technician": StaffNeed(fte=2, cost_per_fte=61_500),
                "prior_authorization": StaffNeed(fte=0.5, cost_per_fte=58_000),
                "front_desk": StaffNeed(fte=0.5, cost_per_fte=48_000),
            },
            fixed={"lane": 42_000},
            drug_margin=45_000,
            once={
                "sign_on": OneOff(amount=35_000, kind="sign_on", vests=24),
                "moving": OneOff(amount=12_000, kind="moving"),
                "search": OneOff(amount=65_000, kind="recruiting"),
                "equipment": OneOff(amount=90_000, kind="equipment", kept=0.5),
                "drug_stock": OneOff(amount=310_000, month=4, kind="drug_stock", kept=1),
            },
        ),
    )
    return replaced(made, {name.replace("__", "."): value for name, value in changes.items()})


def constructed() -> Hire:
    """DOMAIN.md section 6: a ramp by year, three months' lag, 355,000 and 6,000 a month."""
    return Hire(
        start=date(2027, 1, 1),
        volume=Volume(
            steady=900_000,
            lag=3 * 365 / 12,
            ramp=Ramp(months=[0.5] * 12 + [0.8] * 12 + [1], full_at=25),
        ),
        pay=Pay(base=355_000),
        costs=Costs(variable=0.3, benefits=0, malpractice=0, fixed={"added": 72_000}),
    )


def built_up(**changes: Any) -> Volume:
    """Ten visits a day for 200 days, one in ten not coming, one in four new; surgery follows."""
    made = Volume(
        ramp=Ramp(months=[1.0], full_at=1),
        payers={"medicare": PayerClass(share=0.6), "commercial": PayerClass(share=0.4)},
        build_up=BuildUp(
            visits_a_day=10,
            days_a_week=4,
            weeks=50,
            no_show=0.1,
            new_share=0.25,
            services={
                "new": Service(follows="new", dollars={"medicare": 100, "commercial": 150}),
                "established": Service(follows="established", dollars={"all": 80}),
                "surgery": Service(follows="new", rate=0.2, dollars={"all": 500}, surgical=True),
            },
        ),
    )
    return replaced(made, {name.replace("__", "."): value for name, value in changes.items()})
