"""Published studies and worked examples come out of the model's own functions."""

from pathlib import Path

import pandas as pd
import pytest
import yaml
from costed import held, loaded

from practice_model.costs.capacity import Rates, resources
from practice_model.costs.equations import Equations, ServiceUse
from practice_model.costs.procedures import case_cost, unused
from practice_model.practice import Resource, cost_per_minute

GOLDEN = Path(__file__).parent / "golden" / "costing.yaml"
CASES = {case["id"]: case for case in yaml.safe_load(GOLDEN.read_text("utf-8"))}
STEPS = ["equation", "step", "resource", "minutes", "per", "begins"]
SERVICES = ["hcpcs", "provider", "equation", "supplies", "encounters", "visits_after", "drivers"]


def golden(case):
    own = CASES[case]
    return own["inputs"], own["expected"]


def near(amount, case):
    return pytest.approx(amount, abs=CASES[case]["tolerance"])


def test_every_golden_case_names_its_source():
    assert list(CASES) == ["TD02", "TD03", "TD05", "TD06", "ROOM"]
    assert all(case["source"] and case["tolerance"] == 0.01 for case in CASES.values())


def test_kaplan_and_andersons_department_costs_and_idles_what_they_say():
    given, expected = golden("TD02")
    desk = Resource(cost=given["cost"], practical_minutes=given["practical_minutes"])
    rate = cost_per_minute(desk)
    assert rate == near(expected["per_minute"], "TD02")
    rates = Rates(minute={"desk": rate}, encounter=0, case=None)
    tasks = [ServiceUse(minutes={"desk": taken}, supplies=0) for taken in given["minutes"]]
    costs = [case_cost(task, rates).full for task in tasks]
    assert costs == near(expected["rates"], "TD02")
    used = sum(
        volume * task.minutes["desk"] for volume, task in zip(given["volumes"], tasks, strict=True)
    )
    left = unused(desk, used)
    assert left.used == near(expected["minutes_used"], "TD02")
    assert left.cost - left.cost_unused == near(expected["cost_used"], "TD02")
    assert left.cost_unused == near(expected["unused_cost"], "TD02")


def michigan():
    """The study prints dollars of time and no minutes: its day costs one dollar a minute here."""
    given, _ = golden("TD03")
    longer = given["time_complex"] - given["time_simple"]
    steps = [
        ("cataract", "day of surgery", "day", given["time_simple"], "", None),
        ("cataract", "longer", "day", longer, "complex", None),
    ]
    services = [
        ("66984", "", "cataract", 0.0, 0, 0, ""),
        ("66982", "", "cataract", given["supply_difference"], 0, 0, "complex=1"),
    ]
    own = Equations(pd.DataFrame(steps, columns=STEPS), pd.DataFrame(services, columns=SERVICES))
    rates = Rates(minute={"day": 1.0}, encounter=0, case=None)
    return [case_cost(own.of(code, "surgeon"), rates) for code in ("66984", "66982")]


def test_michigans_complex_cataract_costs_more_than_it_is_paid_more():
    given, expected = golden("TD03")
    simple, hard = michigan()
    assert simple.full == near(1_486.24, "TD03")
    assert hard.parts["day"] == near(2_205.83, "TD03")
    assert hard.parts["day"] - simple.parts["day"] == near(expected["time_difference"], "TD03")
    assert hard.consumables - simple.consumables == near(158.26, "TD03")
    more = hard.full - simple.full
    assert more == near(expected["total_difference"], "TD03")
    net = given["reimbursement_difference"] - more
    assert net == near(expected["net_of_complex"], "TD03")


def kensington():
    """A visit of 76 minutes, 13 of them surgery; space and people last as long as the visit."""
    given, _ = golden("TD05")
    cost = {name: share * given["total"] for name, share in given["shares"].items()}
    visit, surgery = given["minutes_of_visit"], given["minutes_of_surgery"]
    steps = [
        ("visit", step, resource, minutes, "", None)
        for resource in ("personnel", "space_equipment")
        for step, minutes in (("surgery", surgery), ("rest of the visit", visit - surgery))
    ]
    services = [("66984", "", "visit", cost["consumables"], 1, 0, "")]
    own = Equations(pd.DataFrame(steps, columns=STEPS), pd.DataFrame(services, columns=SERVICES))
    minute = {name: cost[name] / visit for name in ("personnel", "space_equipment")}
    rates = Rates(minute=minute, encounter=cost["overhead"], case=None)
    use = own.of("66984", "surgeon")
    return use, rates, case_cost(use, rates)


def test_kensingtons_case_has_the_printed_parts():
    given, expected = golden("TD05")
    use, _, made = kensington()
    assert use.minutes == {"personnel": 76, "space_equipment": 76}
    parts = {
        "consumables": made.consumables,
        "space_equipment": made.parts["space_equipment"],
        "personnel": made.parts["personnel"],
        "overhead": made.parts["general"],
    }
    assert parts == {name: near(amount, "TD05") for name, amount in expected.items()}
    share = {name: round(100 * amount / given["total"], 2) for name, amount in parts.items()}
    assert share == {
        "consumables": 34.40, "space_equipment": 23.70, "personnel": 11.69, "overhead": 30.27,
    }  # fmt: skip


def test_kensingtons_printed_shares_come_to_a_little_more_than_its_total():
    given, _ = golden("TD05")
    _, _, made = kensington()
    assert sum(given["shares"].values()) == pytest.approx(1.0006)
    assert made.full == pytest.approx(1.0006 * 545.28)
    assert made.full - 545.28 == near(0.33, "TD05")


def test_surgery_is_13_of_kensingtons_76_minutes_and_so_of_its_wages():
    _, rates, made = kensington()
    surgery = case_cost(ServiceUse(minutes={"personnel": 13}, supplies=0), rates)
    assert surgery.full / made.parts["personnel"] == pytest.approx(13 / 76)
    assert round(100 * 13 / 76, 1) == 17.1


def test_supplies_of_2011_add_up():
    given, expected = golden("TD06")
    use = ServiceUse(minutes={}, supplies=sum(given.values()))
    made = case_cost(use, Rates(minute={}, encounter=0, case=None))
    assert made.full == made.marginal == near(expected["total"], "TD06")


def test_a_teaching_hospitals_room_minute_prices_a_routine_case_and_ours_is_near_it():
    given, expected = golden("ROOM")
    rates = Rates(minute={"operating": expected["per_minute"]}, encounter=0, case=None)
    room = case_cost(ServiceUse(minutes={"operating": given["minutes"]}, supplies=0), rates)
    assert room.full == near(expected["room"], "ROOM")
    own = resources(held(), loaded().terms.capacity, loaded().terms.center)["operating"]
    assert round(cost_per_minute(own), 4) == 8.0015
    assert 1 - cost_per_minute(own) / expected["per_minute"] == pytest.approx(0.036, abs=5e-4)
