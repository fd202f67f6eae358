"""What a minute, a service and a case cost: the printed figures, and what holds for any figures."""

import numpy as np
import pytest
from costed import (
    center_cases,
    cost_of,
    every_use,
    held,
    loaded,
    minutes_of_the_year,
    rates_of,
    ready,
    surgery,
)
from hypothesis import given
from hypothesis import strategies as st
from practice_tables_read import table

from practice_model.costs.capacity import Rates, doctor, outside_rates, pools, rates, resources
from practice_model.costs.checks import faults
from practice_model.costs.equations import ServiceUse, center_use
from practice_model.costs.procedures import break_even, case_cost, unused
from practice_model.costs.terms import Outlook
from practice_model.practice import Resource
from practice_model.quantities import figures, replaced
from practice_model.uncertainty import drawn

RATES = {
    "technician": 0.6821, "scribe": 0.5375, "front": 0.5319, "billing": 0.6316,
    "prior_authorization": 0.6427, "coordinator": 0.6538, "lane": 0.1814,
    "doctor A": 5.2462, "doctor B": 5.7046, "doctor C": 5.8911, "doctor D": 2.4806,
    "doctor E": 2.4806, "operating": 8.0015, "pre_post": 1.4294,
}  # fmt: skip
SERVICES = {  # doctor's part, the practice's, full cost, Medicare 2026, break-even in percent of it
    ("99214", "A"): (52.46, 62.90, 115.36, 137.81, 83.7),
    ("92014", "A"): (41.97, 61.46, 103.43, 128.92, 80.2),
    ("92014", "D"): (37.21, 58.79, 96.00, 128.92, 74.5),
    ("92014", "E"): (37.21, 58.79, 96.00, 128.92, 74.5),
    ("92134", "C"): (8.84, 12.82, 21.66, 33.25, 65.1),
    ("92083", "B"): (14.26, 18.47, 32.73, 64.73, 50.6),
    ("67028", "C"): (29.46, 78.13, 107.59, 116.13, 92.6),
    ("66821", "A"): (31.48, 64.12, 95.59, 340.81, 28.0),
    ("65855", "B"): (45.64, 66.48, 112.11, 249.51, 44.9),
    ("66984", "A"): (183.62, 197.10, 380.72, 470.23, 81.0),
    ("66982", "A"): (272.80, 198.40, 471.21, 641.24, 73.5),
    ("66991", "B"): (268.11, 236.97, 505.08, 591.85, 85.3),
    ("66183", "B"): (564.75, 380.14, 944.90, 896.39, 105.4),
    ("67042", "C"): (565.55, 267.76, 833.31, 970.81, 85.8),
    ("15823", "A"): (283.30, 188.94, 472.24, 490.05, 96.4),
}  # fmt: skip
CASES = {  # cases, full cost, variable cost, Medicare 2026, break-even in percent of it
    "66984": (1_180, 765.96, 258, 1_265.40, 60.5), "66982": (110, 1_059.70, 418, 1_265.40, 83.7),
    "66991": (162, 2_031.69, 1_438, 4_045.60, 50.2), "66989": (22, 2_309.43, 1_598, 4_004.49, 57.7),
    "66183": (22, 1_930.75, 1_053, 3_232.37, 59.7), "66180": (18, 2_280.48, 1_333, 3_622.78, 62.9),
    "67036": (29, 1_465.33, 563, 2_220.84, 66.0), "67040": (24, 1_552.21, 583, 2_220.84, 69.9),
    "67042": (67, 1_609.21, 608, 2_220.84, 72.5), "67108": (22, 1_765.95, 663, 2_220.84, 79.5),
    "67113": (7, 1_933.69, 713, 2_808.34, 68.9), "15823": (70, 851.44, 108, 1_137.26, 74.9),
}  # fmt: skip
SMALL_CASES = {
    "66179": (6, 2_038.48), "66170": (8, 1_036.76), "66250": (12, 678.12), "67904": (20, 883.44),
}  # fmt: skip


def costing():
    return loaded().terms


def test_a_minute_of_each_resource_costs_the_printed_rate():
    made = rates_of(costing())
    assert {name: round(rate, 4) for name, rate in made.minute.items()} == RATES
    assert round(made.encounter, 3) == 27.311
    assert round(made.case, 2) == 203.29


def test_pools_of_the_center_are_the_printed_sums():
    own = resources(held(), costing().capacity, costing().center)
    assert own["operating"].cost == pytest.approx(705_160)
    assert own["operating"].practical_minutes == pytest.approx(88_128)
    assert own["pre_post"].cost == pytest.approx(214_940)
    assert own["pre_post"].practical_minutes == pytest.approx(117_286 / 0.78)
    assert held().center_wages["administration"] + held().center_other["administration"] == 487_900
    assert held().general_wages + held().general_other == 833_000


@pytest.mark.parametrize(("code", "provider"), SERVICES)
def test_a_service_costs_what_is_printed(code, provider):
    own, rest, full, fee, percent = SERVICES[code, provider]
    made = cost_of(ready().of(code, provider))
    doctors = made.of_doctors()
    assert [round(one, 2) for one in (doctors, made.full - doctors, made.full)] == [own, rest, full]
    assert round(100 * break_even(made.full) / fee, 1) == percent


@pytest.mark.parametrize("code", [*CASES, *SMALL_CASES])
def test_a_case_in_the_center_costs_what_is_printed(code):
    cases, full, *more = (CASES | SMALL_CASES)[code]
    made = cost_of(center_use(costing().center, code, "A"))
    assert round(made.full, 2) == full
    assert center_cases()[code] == cases
    if more:
        variable, fee, percent = more
        assert made.marginal == made.consumables == variable
        assert round(100 * break_even(made.full) / fee, 1) == percent


def test_unused_capacity_of_the_center_is_printed_apart_and_in_no_case():
    spent = sum(
        cost_of(center_use(costing().center, code, "A")).full * count
        for code, count in center_cases().items()
    )
    lines = table("asc_income.csv").set_index("line")["amount"]
    paid = 2_247_002 - lines["premium lens cost"]
    assert round(spent) == 1_829_748
    assert round(paid - spent) == 353_294
    assert unused_of_the_center() == pytest.approx(paid - spent)


def unused_of_the_center():
    """The same from the resources: what each has left, and the cases that nobody brought."""
    own = resources(held(), costing().capacity, costing().center)
    each = table("supplies_devices.csv").set_index("hcpcs")
    cases = center_cases().reindex(each.index)
    room = float(((each["operating_minutes"] + each["turnover_minutes"]) * cases).sum())
    beds = float((each["pre_post_minutes"] * cases).sum())
    left = unused(own["operating"], room).cost_unused + unused(own["pre_post"], beds).cost_unused
    return left + (2_400 - cases.sum()) * rates_of(costing()).case


def test_booked_shares_of_the_doctors_follow_from_steps_times_volumes():
    made = minutes_of_the_year()
    clinic = made[~made["code"].isin(surgery()) & made["resource"].str.startswith(doctor(""))]
    minutes = clinic.groupby("provider")["minutes"].sum()
    extra = table("patient_pay.csv")
    after = extra[extra["hcpcs"] == "99024"].set_index("provider")["lines"] * 5
    people = table("providers.csv").set_index("provider")
    practical = 46 * 240 * people["half_days_per_week"] * 0.85
    booked = (minutes + after.reindex(minutes.index).fillna(0.0)) / practical
    assert (booked - people["booked_share"]).abs().max() < 0.02


def test_no_resource_is_used_beyond_what_it_can_give_and_nothing_lacks_an_equation():
    made = minutes_of_the_year().groupby("resource")["minutes"].sum()
    own = resources(held(), costing().capacity, costing().center)
    assert set(made.index) == set(own) - {"operating", "pre_post"}
    used = {name: made[name] / own[name].practical_minutes for name in made.index}
    assert max(used.values()) < 1, used
    assert used["technician"] > 0.9  # the bottleneck


def test_what_full_cost_leaves_out_of_the_overhead_is_told_line_by_line():
    left = outside_rates(costing())
    assert {name: round(amount) for name, amount in left.items()} == {
        "occupancy": 43_881, "depreciation": 212_000, "equipment service": 64_000,
        "medical supplies": 138_000, "malpractice": 79_500, "card fees": 52_000,
        "clearinghouse": 46_500, "drug storage and waste": 58_000,
    }  # fmt: skip
    carried = sum(held().staff.values()) + held().general_wages + held().general_other
    lanes = resources(held(), costing().capacity)["lane"].cost
    assert carried + lanes + sum(left.values()) == pytest.approx(3_050_190)


def test_a_capacity_of_zero_is_told_by_name_and_rent_that_lanes_do_not_carry_is_none():
    none = replaced(
        costing(),
        {"capacity.people": 0.0, "capacity.lane_share": 0.0, "center.capacity.rooms": 0.0},
    )
    told = [one for one in faults(none) if "more than 0" in one]
    assert told == [
        "capacity.people: must be more than 0, for costs are divided by it",
        "center.capacity.rooms: must be more than 0, for costs are divided by it",
    ]


def test_minutes_that_nothing_supplies_are_refused_and_named():
    own = ServiceUse(minutes={"surgeon": 5.0}, supplies=0)
    with pytest.raises(ValueError, match="minutes of surgeon, which no resource supplies"):
        case_cost(own, Rates(minute={"doctor A": 5.0}, encounter=0, case=None))


def test_where_nothing_arrives_no_rate_breaks_even():
    with pytest.raises(ValueError, match="nothing of an allowed dollar"):
        break_even(100.0, 0.0)
    with pytest.raises(ValueError, match="nothing of an allowed dollar"):
        break_even(100.0, np.array([0.5, 0.0]))


def test_a_resource_that_the_practice_prices_itself_stands_in_for_the_tables():
    own = Resource(cost=100_000, practical_minutes=100_000)
    made = rates(held(), costing().capacity, given={"technician": own, "laser": own})
    assert (made.minute["technician"], made.minute["laser"]) == (1.0, 1.0)
    assert made.minute["scribe"] == rates_of(costing()).minute["scribe"]


def test_a_practice_without_a_center_has_no_center_rates():
    alone = replaced(costing(), {"center": None})
    made = rates(pools(alone), alone.capacity, alone.center, alone.outlook)
    assert made.case is None
    assert "operating" not in made.minute
    full = case_cost(ready().of("92014", "A"), made).full
    assert full == pytest.approx(cost_of(ready().of("92014", "A")).full)


def test_staff_without_hours_and_doctors_without_minutes_have_no_rate():
    staff = costing().staff.copy()
    staff.loc[staff["role"] == "scribe", "fte"] = 0.0
    made = rates(pools(replaced(costing(), {"staff": staff})), costing().capacity)
    assert "scribe" not in made.minute


# What holds for any figures.

NAMES = ("technician", "front", "lane", "doctor A", "billing")
amounts = st.floats(min_value=0, max_value=1_000, allow_nan=False)
positive = st.floats(min_value=0.01, max_value=1_000)
shares = st.floats(min_value=0, max_value=1)


@st.composite
def services(draw):
    """A service, its rates, what stops with it and next year over this one, in any figures."""
    minutes = {name: draw(amounts) for name in NAMES}
    use = ServiceUse(
        minutes=minutes, supplies=draw(amounts), device=draw(amounts),
        encounters=draw(shares), cases=draw(shares),
    )  # fmt: skip
    own = Rates(
        minute={name: draw(amounts) for name in NAMES}, encounter=draw(amounts), case=draw(amounts)
    )
    avoidable = {name: draw(shares) for name in ("technician", "lane")}
    ahead = Outlook(supplies=draw(positive), minutes=draw(positive))
    return use, own, {"outlook": ahead, "avoidable": avoidable}


@given(services())
def test_full_cost_holds_direct_cost_and_parts_add_up_to_it(one):
    use, own, more = one
    made = case_cost(use, own, **more)
    assert made.full >= made.direct * (1 - 1e-12)
    assert made.direct >= made.marginal * (1 - 1e-12)
    assert made.marginal >= made.consumables * (1 - 1e-12)
    assert made.full == pytest.approx(made.consumables + sum(made.parts.values()))


@given(services(), st.floats(min_value=0.01, max_value=1))
def test_a_rate_at_break_even_gives_zero_margin(one, collected):
    use, own, more = one
    made = case_cost(use, own, **more)
    for cost in (made.full, made.direct, made.marginal):
        assert break_even(cost, collected) * collected - cost == pytest.approx(0, abs=1e-6)


@given(services(), st.floats(min_value=0, max_value=10))
def test_cost_is_linear_in_minutes(one, times):
    use, own, more = one
    longer = replaced(use, {f"minutes.{name}": use.minutes[name] * times for name in NAMES})
    base = case_cost(use, own, **more)
    made = case_cost(longer, own, **more)
    for name in NAMES:
        assert made.parts[name] == pytest.approx(times * base.parts[name], rel=1e-9, abs=1e-9)
    timed = sum(base.parts[name] for name in NAMES)
    assert made.full == pytest.approx(base.full + (times - 1) * timed, rel=1e-9, abs=1e-6)


@given(positive, positive, st.floats(min_value=0, max_value=2_000))
def test_used_and_unused_capacity_add_up_to_what_was_supplied(cost, minutes, used):
    own = Resource(cost=cost, practical_minutes=minutes)
    made = unused(own, used)
    assert made.cost_unused + used * cost / minutes == pytest.approx(cost)
    assert (made.cost_unused < 0) == (used > minutes)


@given(st.lists(services(), min_size=2, max_size=4))
def test_an_array_of_terms_gives_the_array_of_results(several):
    def stacked(pick):
        return np.array([pick(*one) for one in several])

    minutes = {name: stacked(lambda use, _o, _m, n=name: use.minutes[n]) for name in NAMES}
    use = ServiceUse(
        minutes=minutes,
        supplies=stacked(lambda use, _o, _m: use.supplies),
        device=stacked(lambda use, _o, _m: use.device),
        encounters=stacked(lambda use, _o, _m: use.encounters),
        cases=stacked(lambda use, _o, _m: use.cases),
    )
    own = Rates(
        minute={name: stacked(lambda _u, own, _m, n=name: own.minute[n]) for name in NAMES},
        encounter=stacked(lambda _u, own, _m: own.encounter),
        case=stacked(lambda _u, own, _m: own.case),
    )
    together = case_cost(use, own)
    for place, (one, price, _) in enumerate(several):
        alone = case_cost(one, price)
        for depth in ("consumables", "marginal", "direct", "full"):
            assert getattr(together, depth)[place] == pytest.approx(getattr(alone, depth))


def test_the_drawn_costing_equals_the_costing_at_each_draw():
    at_once = drawn(loaded(), 40, seed=7)
    names = [name for name in loaded().ranges if name in figures(at_once)]
    costs = all_costs(at_once)
    for place in (0, 11, 39):
        one = {name: float(figures(at_once)[name][0][place]) for name in names}
        alone = all_costs(replaced(costing(), one))
        assert alone.keys() == costs.keys()
        for key, cost in alone.items():
            assert np.broadcast_to(costs[key], 40)[place] == pytest.approx(cost, rel=1e-12), key


def all_costs(terms):
    own = rates_of(terms)
    return {
        key: case_cost(use, own, outlook=terms.outlook).full
        for key, use in every_use(terms).items()
    }


def test_every_figure_of_a_range_moves_some_cost():
    def total(terms):
        return sum(all_costs(terms).values())

    base = total(costing())
    for name in loaded().ranges:
        if name.startswith(("capacity.", "outlook.", "center.")):
            high = replaced(costing(), {name: loaded().ranges[name].high})
            assert total(high) != pytest.approx(base, rel=1e-9), name
