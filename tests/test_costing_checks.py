"""Bad input of costing gets one clear list: each fault names its file, the place and the mend."""

from datetime import date

import pandas as pd
import pytest
from costed import loaded
from practice_tables_read import INPUTS

from practice_model.costs.checks import faults
from practice_model.costs.step_checks import step_faults
from practice_model.costs.terms import Costing
from practice_model.faults import Faults
from practice_model.practice import Provider, Resource
from practice_model.practice_tables import ProvidersTable, StaffTable
from practice_model.quantities import USD, replaced, terms
from practice_model.questions.anatomy import Anatomy
from practice_model.readers.inputs import load
from practice_model.uncertainty import drawn

PEOPLE = {
    name: Provider(npi=f"900000001{place}", kind="OD" if name in "DE" else "MD")
    for place, name in enumerate("ABCDE")
}
PAYERS = ("MCR", "MA", "NQ", "TM", "FW", "PW", "MCD", "SP")
OWN = Resource(cost=1_000, practical_minutes=1_000)


def costing():
    return loaded().terms


def told(changes=None, **more):
    more = {"providers": PEOPLE, "payers": PAYERS} | more
    return faults(replaced(costing(), changes or {}), **more)


def changed(table, column, value, where=0):
    """A table of the costing with one cell changed."""
    frame = table_of(table).copy()
    frame.loc[frame.index[where], column] = value
    return {table: frame}


def table_of(name):
    held = costing()
    for part in name.split("."):
        held = getattr(held, part)
    return held


def twice(table, row=0):
    frame = table_of(table)
    return {table: pd.concat([frame, frame.iloc[[row]]], ignore_index=True)}


def test_the_shipped_practice_has_no_fault_at_its_likely_figures_and_when_drawn():
    assert told() == []
    assert faults(drawn(loaded(), 10, seed=1), providers=PEOPLE, payers=PAYERS) == []
    assert faults(costing()) == []  # who treats and who pays is not known here


def where(table, **cells):
    frame = table_of(table)
    found = frame.index[(frame[list(cells)] == pd.Series(cells)).all(axis=1)]
    return int(found[0])


def test_staff_of_no_hours_whose_minutes_are_used_are_told():
    changes = changed("staff", "fte", 0.0, where("staff", role="scribe"))
    staff_line = "overhead: line 'staff' is 1,517,650.00, but the staff table comes to 1,444,900.00"
    assert told(changes) == [
        "staff: scribe has 0 FTE, but step 'notes' of visit_full takes its minutes: a cost per "
        "minute needs minutes; give its FTE, or leave its steps out",
        f"{staff_line}; make them one amount",
    ]
    assert told(changes, resources={"scribe": OWN}) == [f"{staff_line}; make them one amount"]


def test_a_doctor_without_minutes_who_gives_services_is_told():
    made = told(changed("providers", "practical_minutes", 0.0, where("providers", provider="D")))
    assert made == [
        "providers: D has 0 practical minutes, but services stand for D: a cost per minute needs "
        "minutes; give them, or leave the row out"
    ]
    held = changed("providers", "practical_minutes", 0.0, where("providers", provider="D"))
    assert told(held, resources={"doctor D": OWN}) == []


def test_lanes_that_no_site_has_are_told():
    sites = table_of("sites").assign(lanes=0)
    assert told({"sites": sites}) == [
        "sites: no site of the practice has a lane, but step 'room' of visit_full takes minutes of "
        "one; give the lanes, or leave these steps out"
    ]


def test_a_center_whose_days_nobody_holds_is_told():
    days = table_of("center.calendar").assign(operating_days_per_week=0.0)
    (fault,) = told({"center.calendar": days})
    assert fault.startswith("center.calendar: nobody holds an operating day")


def test_minutes_without_a_resource_are_told_with_the_nearest_one():
    (fault,) = told(changed("time_equations", "resource", "technican", 1))
    assert fault.startswith(
        "time_equations: equation visit_full, step 'work-up': nothing supplies 'technican'; did "
        "you mean technician? (resources: billing, coordinator, doctor, doctor A, "
    )
    assert told(
        changed("time_equations", "resource", "laser room", 1), resources={"laser room": OWN}
    ) == []  # fmt: skip


STEP = {"equation": "scan", "step": "test", "resource": "technician", "minutes": 8.0, "per": "",
        "begins": None}  # fmt: skip
SERVICE = {"hcpcs": "92134", "provider": "", "equation": "scan", "visits_after": 0, "drivers": ""}


def of_steps(steps, services=({},)):
    """Faults of the steps (a row is told by what it has otherwise than STEP) and services."""
    made = step_faults(
        pd.DataFrame([STEP | step for step in steps]),
        pd.DataFrame([SERVICE | service for service in services]),
    )
    return [fault.partition(": ")[2] for fault in made]


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ([{"equation": "scann"}],
         ["92134 follows equation 'scann', which has no step; did you mean scan?"]),
        ([{"provider": "OD"}, {"provider": "OD"}],
         ["92134 of OD stands twice; only one can hold: leave one"]),
        ([{"drivers": "session=0"}],
         ["92134: driver 'session' is told by the claim line; take 'session=0' out"]),
        ([{"drivers": "long=1"}], ["92134: no step of equation scan is per 'long'"]),
        ([{"drivers": "long=1..5"}], ["92134: driver 'long=1..5' has no level; write long=1"]),
        ([{"visits_after": 3}],
         ["92134 has 3 visits after, but no step of equation scan is per visit_after; add these "
          "steps, or write 0"]),
    ],
)  # fmt: skip
def test_a_service_that_cannot_be_right_is_told(services, expected):
    assert of_steps([{}], services) == expected


def test_a_driver_misspelled_on_either_side_is_told_on_both():
    assert of_steps([{"per": "complex"}], [{"drivers": "complx=1"}]) == [
        "92134: no step of equation scan is per 'complx'; did you mean complex?",
        "equation scan, step 'test' is per 'complex', which none of its services sets; did you "
        "mean complx?",
    ]
    assert of_steps([{"per": "complex"}], [{"drivers": "complex=1 complex=2"}]) == [
        "92134: driver 'complex' stands twice; leave one"
    ]


def test_a_step_that_stands_twice_is_told():
    assert of_steps([{}, {}, {}]) == [
        "equation scan: step 'test' of technician stands 3 times; leave one, or give each its own "
        "name"
    ]
    assert of_steps([{}, {"resource": "doctor"}]) == []


def test_what_only_some_lines_have_is_no_fault():
    for per in ("session", "bilateral", "technical"):
        assert of_steps([{"per": per}]) == []
    assert of_steps([{"per": "visit_after"}], [{"visits_after": 2}]) == []


FIRST = {"step": "test", "begins": 0.0, "minutes": 10.0}
SECOND = {"step": "photo", "begins": 8.0, "minutes": 5.0}


def test_steps_that_overlap_are_told_with_both_names_and_the_minutes():
    assert of_steps([FIRST, SECOND]) == [
        "equation scan: steps 'test' and 'photo' both take technician for 2 minutes at once; move "
        "begins, shorten one, or leave begins blank where nobody timed it"
    ]


@pytest.mark.parametrize(
    "second",
    [
        {"begins": 10.0},  # begins when the first ends
        {"begins": None},  # nobody timed it
        {"resource": "doctor"},  # another person
        {"minutes": 0.0},
        {"equation": "other"},
    ],
)
def test_steps_that_do_not_meet_are_no_fault(second):
    assert of_steps([FIRST, SECOND | second]) == []


def test_steps_overlap_only_where_one_case_can_have_both():
    steps = [FIRST | {"per": "eye"}, SECOND | {"per": "lid"}]
    apart = [{"drivers": "eye=1"}, {"hcpcs": "92250", "drivers": "lid=1"}]
    assert of_steps(steps, apart) == []
    assert len(of_steps(steps, [*apart, {"hcpcs": "92083", "drivers": "eye=1 lid=0.5"}])) == 1


def test_a_level_above_one_makes_a_step_longer_and_one_below_only_rarer():
    steps = [FIRST | {"per": "hard", "minutes": 6.0}, SECOND]
    assert of_steps(steps, [{"drivers": "hard=1"}]) == []
    assert of_steps(steps, [{"drivers": "hard=0.5"}]) == []
    (fault,) = of_steps(steps, [{"drivers": "hard=2"}])
    assert "for 4 minutes at once" in fault
    (fault,) = of_steps([FIRST | {"per": "hard"}, SECOND], [{"drivers": "hard=0.5"}])
    assert "for 2 minutes at once" in fault  # half of the cases, but then for the whole of it


def test_payers_without_contract_and_contracts_without_yields_are_told():
    made = told(
        changed("yields", "payer", "NQQ")
        | changed("conduct", "payer", "Medicare")
        | changed("authorizations", "payer", "MAA", where("authorizations", payer="MA")),
        payers=[*PAYERS, "NEW"],
    )
    assert made == [
        "yields: payer 'NQQ' has no contract; did you mean NQ?",
        "conduct: payer 'Medicare' has no contract (known: MCR, MA, NQ, TM, FW, PW, MCD, SP, NEW)",
        "authorizations: payer 'MAA' has no contract; did you mean MA?",
        "yields: no row for NEW, so what arrives of its allowed dollars is not known; add its rows",
    ]


def test_providers_that_the_practice_does_not_have_are_told():
    known = {name: one for name, one in PEOPLE.items() if name != "E"}
    known |= {"F": Provider(npi="9000000098", kind="MD"),
              "Y": Provider(npi="9000000097", kind="MD", works_here=False)}  # fmt: skip
    made = told(changed("services", "provider", "b", where("services", provider="B")),
                providers=known)  # fmt: skip
    assert [fault.partition(";")[0] for fault in made] == [
        "providers: no row for F, who works here, so a minute of F has no cost",
        "providers: provider 'E' is no provider of the practice (known: A, B, C, D, F, Y)",
        "site_visits: provider 'E' is no provider of the practice (known: A, B, C, D, F, Y)",
        "authorizations: provider 'E' is no provider of the practice (known: A, B, C, D, F, Y)",
        "referrals: provider 'E' is no provider of the practice (known: A, B, C, D, F, Y)",
        "services: provider 'b' is neither a provider of the practice nor a kind of them (known: "
        "A, B, C, D, F, Y, MD, OD, PA, NP, other)",
    ]


def test_a_row_for_osteopaths_that_is_never_looked_up_is_told():
    (fault,) = told(changed("services", "provider", "DO", where("services", hcpcs="92250")))
    assert fault == "services: provider 'DO' is never looked up; write MD, which stands for both"


def test_what_the_center_cannot_mean_is_told():
    devices = dict(costing().center.devices) | {"66999": 100.0}
    shares = table_of("center.income").copy()
    rent = shares.index[shares["line"] == "rent"][0]
    shares.loc[rent, "operating_share"] = 0.7
    made = told({"center.devices": devices, "center.income": shares} | twice("center.cases"))
    assert made == [
        "center.cases: 66984 stands 2 times; leave one row",
        "center.devices: 66999 has a price, but no row among the cases; did you mean 66989?",
        "center.income: line 'rent' feeds 110 percent of itself to the pools; its shares may add "
        "up to 1 at most",
    ]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("providers", "providers: A stands 2 times; leave one row"),
        ("yields", "yields: MCR professional stands 2 times; leave one row"),
        ("conduct", "conduct: MCR stands 2 times; leave one row"),
    ],
)
def test_a_row_that_stands_twice_is_told(table, expected):
    assert told(twice(table)) == [expected]


def test_what_stops_with_the_work_must_be_a_resource():
    (fault,) = told({"avoidable": {"techncian": 0.5}})
    assert fault.startswith("avoidable: 'techncian' is no resource; did you mean technician?")
    good = {"technician": 0.5, "lane": 0.1, "general": 0.0, "doctor A": 0.0, "operating": 0.2}
    assert told({"avoidable": good}) == []


def test_tables_that_could_not_be_read_give_no_fault_of_their_own():
    for name in ("staff", "providers", "sites", "time_equations", "services", "yields", "overhead"):
        assert told({name: table_of(name).iloc[:0]}) == [], name


# How a reader tells them.


@terms
class Talk:
    """A question that rests on costing: what a record finds as a whole comes as faults by line."""

    as_of: date
    costing: Costing
    price: USD | None = None

    def __post_init__(self):
        found = [f"costing.{fault}" for fault in faults(self.costing, payers=PAYERS)]
        found += ["price: is too low for any case"] if self.price == 1 else []
        found += ["as_of and price do not go together"] if self.price == 1 else []
        if found:
            raise ValueError("\n".join(found))


@pytest.fixture
def folder(tmp_path):
    inputs = tmp_path / "inputs"
    (inputs / "practice").mkdir(parents=True)
    for file in (INPUTS / "practice").glob("*"):
        if file.suffix == ".csv" or file.name == "costing.yaml":
            (inputs / "practice" / file.name).write_bytes(file.read_bytes())
    return inputs


def scenario(inputs, price=2):
    file = inputs / "talk.yaml"
    file.write_text(
        "as_of: 2026-11-24\nsources: {us: us}\n"
        f"price: {{value: {price}, unit: USD, source: us}}\n"
        "costing: {extends: practice/costing.yaml}\n"
    )
    return file


def edited(inputs, name, before, after):
    file = inputs / "practice" / name
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")


def found_in(inputs, price=2):
    with pytest.raises(Faults) as caught:
        load(scenario(inputs, price), Talk)
    return [
        (fault.file.rpartition("inputs/")[2], fault.line, fault.place, fault.message)
        for fault in caught.value.faults
    ]


def test_a_good_scenario_loads(folder):
    assert load(scenario(folder), Talk).terms.price == 2


def test_one_bad_scenario_gets_one_list_with_the_file_of_each_fault(folder):
    edited(folder, "staff.csv", "practice,scribe,1.5", "practice,scribe,0")
    edited(
        folder,
        "time_equations.csv",
        "visit_full,work-up,technician",
        "visit_full,work-up,technican",
    )
    edited(folder, "time_equations.csv", "scan,reading,doctor,1.5,,", "scan,reading,doctor,1.5,,2")
    edited(folder, "time_equations.csv", "scan,claim,billing,2,,", "scan,claim,doctor,2,,3")
    edited(folder, "yield.csv", "NQ,professional", "NQQ,professional")
    made = found_in(folder, price=1)
    assert [(file, line, place) for file, line, place, _ in made] == [
        ("practice/overhead.csv", 0, ""),
        ("practice/staff.csv", 0, ""),
        ("practice/time_equations.csv", 0, ""),
        ("practice/time_equations.csv", 0, ""),
        ("practice/yield.csv", 0, ""),
        ("talk.yaml", 1, ""),
        ("talk.yaml", 3, "price"),
    ]
    messages = [message for *_, message in made]
    assert messages[1].startswith("scribe has 0 FTE")
    assert messages[2].startswith(
        "equation scan: steps 'reading' and 'claim' both take doctor for 0.5 minutes at once"
    )
    assert messages[3].startswith(
        "equation visit_full, step 'work-up': nothing supplies 'technican'; did you mean "
    )
    assert messages[4:] == [
        "payer 'NQQ' has no contract; did you mean NQ?",
        "as_of and price do not go together",
        "is too low for any case",
    ]


def test_a_capacity_of_zero_is_told_on_its_line(folder):
    edited(folder, "costing.yaml", "lanes: {value: 0.85, low: 0.80,", "lanes: {value: 0, low: 0,")
    ((file, line, place, message),) = found_in(folder)
    assert (file, place) == ("practice/costing.yaml", "costing.capacity.lanes")
    assert message == "must be more than 0, for costs are divided by it"
    assert "lanes:" in (folder / file).read_text("utf-8").splitlines()[line - 1]


def test_a_table_that_cannot_be_read_is_told_once_and_not_as_missing_minutes(folder):
    edited(folder, "staff.csv", "practice,scribe,1.5", "practice,scribe,many")
    ((file, _, place, _),) = found_in(folder)
    assert (file, place) == ("practice/staff.csv", "fte")


@terms
class Small:
    """Two tables, as the records of other readers hold them."""

    staff: StaffTable
    providers: ProvidersTable

    def __post_init__(self):
        raise ValueError("staff: one; and more: of it\nstranger: two\nwhole")


def test_only_a_name_that_is_written_moves_a_fault(folder):
    file = folder / "practice" / "small.yaml"
    file.write_text(
        "sources: {us: us}\nstaff: {table: staff.csv, source: us}\n"
        "providers: {table: providers.csv, source: us}\n"
    )
    with pytest.raises(Faults) as caught:
        load(file, Small)
    assert [(fault.place, fault.message) for fault in caught.value.faults] == [
        ("", "stranger: two"),
        ("", "whole"),
        ("", "one; and more: of it"),
    ]
    assert [fault.file.endswith(".csv") for fault in caught.value.faults] == [False, False, True]


def test_the_anatomy_of_a_practice_tells_what_keeps_it_from_being_costed():
    whole = load("base", Anatomy).terms
    yields = whole.costing.yields.replace({"payer": {"NQ": "NQQ"}})
    steps = whole.costing.time_equations.replace({"resource": {"lane": "room"}})
    with pytest.raises(ValueError, match=r"costing\.time_equations: .* supplies 'room'") as caught:
        replaced(whole, {"costing.yields": yields, "costing.time_equations": steps})
    assert "costing.yields: payer 'NQQ' has no contract; did you mean NQ?" in str(caught.value)
    assert "costing.yields: no row for NQ" in str(caught.value)


def test_premiums_that_are_not_the_direct_overhead_and_an_employed_doctor_without_pay_are_told():
    table = costing().providers.copy()
    table.loc[table["provider"] == "A", "malpractice"] += 100.0
    table.loc[table["provider"] == "B", "pay"] = float("nan")
    told = faults(replaced(costing(), {"providers": table}))
    assert told == [
        "overhead: lines with driver 'direct' come to 79,500.00, but malpractice in providers to "
        "79,600.00; make them one amount",
        "providers: B has no pay; give it, or say paid_by_owner_income",
    ]
