"""Time equations: which row a service follows, and what modifiers do to its minutes."""

import numpy as np
import pandas as pd
import pytest
from costed import loaded, ready

from practice_model.costs.equations import Equations, center_use, equations, levels
from practice_model.practice import Provider
from practice_model.quantities import replaced

STEPS = pd.DataFrame(
    [
        ("visit", "arrival", "front", 9.0, "session", np.nan),
        ("visit", "work-up", "technician", 15.0, "", 0.0),
        ("visit", "dilation", "technician", 6.0, "dilated", np.nan),
        ("visit", "second eye", "technician", 8.0, "bilateral", np.nan),
        ("visit", "machine", "lane", 10.0, "technical", np.nan),
        ("visit", "exam", "doctor", 8.0, "", 15.0),
        ("visit", "visit after", "doctor", 5.0, "visit_after", np.nan),
        ("short", "exam", "doctor", 3.0, "", np.nan),
    ],
    columns=["equation", "step", "resource", "minutes", "per", "begins"],
)
SERVICES = pd.DataFrame(
    [
        ("92014", "B", "short", 1.0, 1, 0, ""),
        ("92014", "MD", "visit", 2.0, 1, 3, "dilated=0.5"),
        ("92014", "", "short", 3.0, 1, 0, ""),
    ],
    columns=["hcpcs", "provider", "equation", "supplies", "encounters", "visits_after", "drivers"],
)
OWN = Equations(STEPS, SERVICES, {"A": "MD", "D": "OD"})


def use(modifiers="", provider="A", code="92014"):
    return OWN.of(code, provider, modifiers)


def test_a_service_is_looked_up_for_the_provider_then_the_kind_then_all():
    assert [use(provider=one).supplies for one in ("B", "A", "D", "stranger")] == [1, 2, 3, 3]


def test_what_no_equation_covers_is_told_as_none_and_never_as_nothing():
    assert use(code="99999") is None
    assert ready().of("99024", "A") is None
    assert center_use(loaded().terms.center, "99999", "A") is None


def test_steps_of_one_resource_add_up_and_a_doctor_has_a_resource_of_his_own():
    assert use().minutes == {
        "front": 9, "technician": 18, "lane": 10, "doctor A": 8 + 3 * 5,
    }  # fmt: skip
    assert use().encounters == 1 + 3
    assert "doctor D" in use(provider="D").minutes


def test_a_second_procedure_has_no_session_and_no_visits_after():
    made = use("51")
    assert made.minutes == {"technician": 18, "lane": 10, "doctor A": 8}
    assert (made.encounters, made.supplies) == (0, 0)


def test_care_after_surgery_that_another_gives_takes_none_of_our_visits():
    made = use("54")
    assert made.minutes["doctor A"] == 8
    assert (made.encounters, made.supplies) == (1, 2)


def test_both_eyes_take_the_second_eyes_minutes_and_its_supplies():
    made = use("50")
    assert made.minutes["technician"] == 18 + 8
    assert made.supplies == 4


def test_a_reading_takes_neither_the_machine_nor_supplies():
    made = use("26")
    assert "lane" not in made.minutes
    assert made.supplies == 0


def test_other_modifiers_change_nothing_and_several_work_together():
    assert use("25 RT").minutes == use().minutes
    assert use("54 50").minutes == {
        "front": 9, "technician": 26, "lane": 10, "doctor A": 8,
    }  # fmt: skip


def test_a_doctor_of_osteopathy_follows_the_rows_of_a_doctor_of_medicine():
    own = equations(loaded().terms, {"Z": Provider(npi="9000000099", kind="DO")})
    assert own.of("92014", "Z").minutes["doctor Z"] == 8
    assert own.of("92014", "D").minutes["doctor D"] == 15


def test_levels_are_read_by_name():
    assert levels("") == {}
    assert levels("complex=2 dilated=0.5") == {"complex": 2.0, "dilated": 0.5}


def test_surgery_holds_the_visits_after_it_that_are_specified():
    after = {"66984": 3, "15823": 2, "67042": 4, "66183": 6}
    doctors = {"66984": "A", "15823": "A", "67042": "C", "66183": "B"}
    assert {code: ready().of(code, doctors[code]).encounters for code in after} == after


def test_the_center_takes_a_surgeons_own_row_before_that_of_all():
    center = loaded().terms.center
    cases = center.cases.assign(surgeon="")
    quick = cases[cases["hcpcs"] == "66984"].assign(surgeon="A", operating_minutes=12)
    own = replaced(center, {"cases": pd.concat([cases, quick])})
    assert center_use(own, "66984", "A").minutes["operating"] == 12 + 7
    assert center_use(own, "66984", "B").minutes["operating"] == 20 + 7
    assert center_use(center, "66984", "A").minutes == {"operating": 27, "pre_post": 62}


def test_a_second_case_of_a_session_takes_its_device_and_nothing_else():
    center = loaded().terms.center
    made = center_use(center, "66183", "B", "51")
    assert (made.minutes, made.supplies, made.device, made.cases) == ({}, 0, 840, 0)
    assert center_use(center, "66183", "B").device == 840


@pytest.mark.parametrize("name", ["time_equations", "services"])
def test_the_shipped_rows_say_which_minutes_are_our_own_assumption(name):
    told = getattr(loaded().terms, name)["source"].str.lower()
    specified = told.str.startswith("synthetic: practice.md section 5.2")
    assert (specified | told.str.startswith("synthetic: own")).all()
    assert specified.any()
    assert not specified.all()
