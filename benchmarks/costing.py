"""How fast a whole costing is drawn, as ratios to bare arithmetic measured in one run.

`python benchmarks/costing.py [DRAWS]` draws every figure of the shipped practice that has a range
and costs every service by every provider and every case of the surgery center at all draws at
once. Beside it stands the same arithmetic on bare numpy arrays: rates, then the sums of full,
direct and marginal cost, without records, names or checks. Both must give the same costs. Ratios
travel between machines, seconds do not.
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from practice_model.costs.capacity import Pools, pools, rates
from practice_model.costs.equations import ServiceUse, center_use, equations
from practice_model.costs.procedures import SUPPORT, case_cost
from practice_model.costs.terms import Costing
from practice_model.readers.inputs import load
from practice_model.synthetic.volumes import facility_lines
from practice_model.uncertainty import drawn

INPUTS = Path(__file__).parents[1] / "inputs"
DRAWS, SEED, TIMES = 100_000, 20251231, 5
GOAL = 0.15  # of the speed of bare arithmetic; records that check every array cost the rest
Array = np.ndarray[Any, Any]


class Totals(NamedTuple):
    """Sums over all services of full, direct and marginal cost, by draw."""

    full: Array
    direct: Array
    marginal: Array


def pre_post_minutes(costing: Costing) -> float:
    """Minutes before and after surgery that the year's cases took."""
    lines = facility_lines()
    cases = lines[lines["modifier"] != "51"].groupby("hcpcs")["lines"].sum()
    each = costing.center.cases.set_index("hcpcs")["pre_post_minutes"]
    return float((each * cases.reindex(each.index)).sum())


def every_use(costing: Costing) -> list[ServiceUse]:
    """Each service by each provider who has an equation for it, then each case of the center."""
    own = equations(costing, {})
    codes = costing.services["hcpcs"].unique()
    made = [own.of(code, who) for who in costing.providers["provider"] for code in codes]
    made += [center_use(costing.center, code, "") for code in costing.center.cases["hcpcs"]]
    return [use for use in made if use is not None]


def model(costing: Costing, held: Pools) -> Totals:
    """All costs through the model as it stands, from drawn terms to sums."""
    own = rates(held, costing.capacity, costing.center, costing.outlook)
    total = Totals(*(np.zeros(np.size(own.encounter)) for _ in range(3)))
    for use in every_use(costing):
        made = case_cost(use, own, outlook=costing.outlook, avoidable=costing.avoidable)
        for depth in Totals._fields:
            sum_of = getattr(total, depth)
            sum_of += getattr(made, depth)
    return total


class Bare(NamedTuple):
    """What bare arithmetic starts from: plain numbers and arrays, nothing to look up."""

    pool: list[Array | float]  # dollars a year by resource
    minutes: list[Array | float]  # practical minutes a year by resource
    general: Array | float
    encounters: Array
    administration: Array | float
    cases: Array
    supplies: Array
    longer: Array
    uses: list[tuple[Any, ...]]  # steps (resource, minutes, whether direct), then what is bought


def bare_terms(costing: Costing, held: Pools) -> Bare:
    """The same draws, with names resolved beforehand."""
    ahead, hours, center = costing.outlook, costing.capacity, costing.center
    order = [
        *held.staff,
        *(f"doctor {who}" for who in held.doctors),
        "lane",
        "operating",
        "pre_post",
    ]
    wages = {pool: held.center_wages[pool] * ahead.wages for pool in held.center_wages}
    of_center = {pool: wages[pool] + held.center_other[pool] for pool in wages}
    staff = [cost * ahead.wages for cost in held.staff.values()]
    doctors = [pay * ahead.doctors for pay in held.doctors.values()]
    lane = held.occupancy * hours.lane_share * ahead.rent
    room = held.operating_days * center.capacity.weeks * center.capacity.minutes_a_day
    week = hours.lane_weeks * hours.lane_days * hours.lane_hours * 60
    return Bare(
        pool=[*staff, *doctors, lane, of_center["operating"], of_center["pre_post"]],
        minutes=[
            *(fte * hours.hours_per_fte * 60 * hours.people for fte in held.fte.values()),
            *held.doctor_minutes.values(),
            held.lanes * week * hours.lanes,
            room * center.capacity.rooms,
            held.pre_post_minutes / center.capacity.pre_post_used,
        ],
        general=held.general_wages * ahead.wages + held.general_other,
        encounters=hours.encounters,
        administration=of_center["administration"],
        cases=center.capacity.cases,
        supplies=ahead.supplies,
        longer=ahead.minutes,
        uses=[bare_use(use, order) for use in every_use(costing)],
    )  # fmt: skip


def bare_use(use: ServiceUse, order: list[str]) -> tuple[Any, ...]:
    """A service with its resources as places in the order of rates."""
    steps = [(order.index(name), taken, name not in SUPPORT) for name, taken in use.minutes.items()]
    return steps, use.supplies, use.device, use.encounters, use.cases


def bare(own: Bare) -> Totals:
    """Rates and sums on arrays alone."""
    minute = [
        cost / minutes * own.longer for cost, minutes in zip(own.pool, own.minutes, strict=True)
    ]
    encounter, case = own.general / own.encounters, own.administration / own.cases
    total = Totals(*(np.zeros(np.size(own.encounters)) for _ in range(3)))
    for steps, supplies, device, encounters, cases in own.uses:
        consumables = supplies * own.supplies + device
        direct, rest = consumables + 0.0, encounters * encounter + cases * case
        for resource, taken, meets_the_patient in steps:
            if meets_the_patient:
                direct += taken * minute[resource]
            else:
                rest += taken * minute[resource]
        total.marginal[:] += consumables
        total.direct[:] += direct
        total.full[:] += direct + rest
    return total


def race(runs: dict[str, Callable[[], Any]], times: int = TIMES) -> dict[str, float]:
    """Seconds of the fastest of several runs each, taken in turns so that noise hits all alike."""
    found = dict.fromkeys(runs, float("inf"))
    for _ in range(times):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            found[name] = min(found[name], time.perf_counter() - start)
    return found


def compare(draws: int) -> tuple[pd.DataFrame, Totals, int]:
    """The table of seconds and the ratio, the costs themselves, and how many uses were costed."""
    loaded = load(INPUTS / "practice" / "costing.yaml", Costing)
    held = pools(loaded.terms, pre_post_minutes(loaded.terms))
    terms = drawn(loaded, draws, SEED)
    plain = bare_terms(terms, held)
    slow, fast = model(terms, held), bare(plain)
    for depth in Totals._fields:
        if not np.allclose(getattr(slow, depth), getattr(fast, depth), rtol=1e-12):
            raise SystemExit(f"{depth} cost: the model and bare arithmetic differ")
    found = race(
        {
            "drawing the figures": partial(drawn, loaded, draws, SEED),
            "model": partial(model, terms, held),
            "bare": partial(bare, plain),
        }
    )
    rows = [{"measure": name, "value": value, "unit": "s"} for name, value in found.items()]
    ratio = {"measure": "model / bare, speed", "value": found["bare"] / found["model"]}
    rows.append(ratio | {"unit": "ratio", "goal": GOAL})
    return pd.DataFrame(rows), slow, len(plain.uses)


def main() -> None:
    """Print the table; exit 1 where the goal is missed."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS
    table, total, uses = compare(draws)
    low, likely, high = np.percentile(total.full, [10, 50, 90])
    print(f"{draws:,} draws of {uses} services and cases")
    print(table.to_string(index=False, float_format="{:,.2f}".format, na_rep=""))
    print(
        f"full cost of one of each: {low:,.0f} / {likely:,.0f} / {high:,.0f} (10, 50, 90 percent)"
    )
    missed = table[table["value"] < table["goal"]]["measure"].tolist()
    if missed:
        print("missed:", ", ".join(missed))
        raise SystemExit(1)


if __name__ == "__main__":
    main()
