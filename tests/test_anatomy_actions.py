"""Actions: one a service and payer, what it rests on, what it is worth, in small books."""

from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest
from anatomy_talks import book, cell, contracts, talk
from small_books import fees, line, priced, small_book, terms
from small_center import cases, center

from practice_model.quantities import replaced
from practice_model.questions.anatomy_actions import (
    COLUMNS,
    REASONS,
    WORDS,
    actions,
    actions_of,
)
from practice_model.questions.margins import margins_by
from practice_model.revenue.contract import RateSchedule
from practice_model.revenue.leaks import lesser_of_leak
from practice_model.revenue.paper_terms import PaperTerms

PAPER = PaperTerms(signed=date(2020, 1, 1), renews="1 Jan", amendment="signed_by_both")
ROOM = center(cases=cases([("66984", 100.0, 20.0, 10.0, 60.0, 20.0)]), devices={})


def cells(*rows):
    return pd.DataFrame(list(rows))


def agreed(paper=True, **rules):
    return replaced(terms(**rules), {"paper": PAPER if paper else None})


TALKS, SILENT = agreed(), agreed(paper=False)
OF = {"NQ": TALKS, "MCR": SILENT}


def listed(*rows, paid=None, **given):
    return actions(cells(*rows), paid or {}, OF, **given)


def kinds(found):
    return found[["label", "payer", "action", "why"]].to_numpy().tolist()


@cache
def shipped():
    free = float(book().center.rooms.free_practical)
    return actions(
        book().cells, book().priced.paid, contracts(),
        center=talk().costing.center, free_minutes=free,
    )  # fmt: skip


# Each kind


def test_a_charge_under_the_contracts_fee_is_repriced():
    rows = [line("99213", charge_amount=40.0), line("99214", charge_amount=900.0)]
    paid = priced(small_book(*rows), agreed(rules=fees({"99213": 100.0, "99214": 100.0}),
                                            lesser_of_charge="line"))  # fmt: skip
    found = listed(cell("99213", 50.0), paid={"NQ": paid})
    assert kinds(found) == [["99213", "NQ", "Reprice", "charge"]]
    assert found["worth"].iloc[0] == 60.0
    assert found["units"].iloc[0] == 1


def test_the_centers_charges_are_repriced_under_the_centers_own_label():
    rows = [
        line("66984", claim_type="facility", place_of_service_code="24", charge_amount=700.0),
        line("66984", place_of_service_code="24", charge_amount=450.0),
    ]
    schedule = {"medicare_year": 2025, "wage_area": "31924", "lesser_of_charge": "line"}
    contract = replaced(
        agreed(rules=fees({"66984": 500.0}), lesser_of_charge="line"),
        {"asc": RateSchedule(rules=fees({"66984": 1000.0}), **schedule)},
    )
    found = listed(cell("99213", 50.0), paid={"NQ": priced(small_book(*rows), contract)})
    worth = found.set_index("label")["worth"].to_dict()
    assert worth == {"66984 F": 300.0, "66984": 50.0}


def test_a_payer_with_a_paper_is_asked_for_more_where_it_pays_under_full_cost():
    found = listed(cell("99213", -50.0))
    assert kinds(found) == [["99213", "NQ", "Renegotiate", "full"]]
    row = found.iloc[0]
    assert row["worth"] == pytest.approx(50.0)
    assert (row["now"], row["break_even"]) == pytest.approx((0.95, 1.0))


def test_it_is_told_when_all_payers_together_cover_the_service():
    found = listed(cell("99213", -50.0), cell("99213", 500.0, payer="MCR"))
    assert kinds(found) == [["99213", "NQ", "Renegotiate", "full_alone"]]


def test_cash_lost_on_each_is_told_before_full_cost():
    found = listed(cell("66183", -950.0))
    assert kinds(found) == [["66183", "NQ", "Renegotiate", "cash"]]


def test_a_payer_without_a_paper_is_stopped_where_cash_is_lost_and_saves_that_cash():
    found = listed(cell("66183", -950.0, payer="MCR"))
    assert kinds(found) == [["66183", "MCR", "Stop", "cash"]]
    assert found["worth"].iloc[0] == pytest.approx(50.0)  # fees 50 under supplies of 100


def test_minutes_must_fall_where_no_payer_to_talk_with_covers_a_losing_service():
    found = listed(cell("99213", -50.0, payer="MCR"))
    assert kinds(found) == [["99213", "MCR", "Shorten", "minutes"]]
    assert found["worth"].iloc[0] == pytest.approx(50.0)


def test_nothing_is_asked_where_others_cover_what_such_a_payer_leaves_open():
    assert listed(cell("99213", -50.0, payer="MCR"), cell("99213", 60.0)).empty


def test_authorization_that_takes_more_than_is_left_stops_a_service():
    approval = pd.DataFrame(
        {"label": ["J2781", "J0178"], "units": [78.0, 50.0], "left": [-5_187.15, 10.0]}
    )
    found = listed(cell("99213", 50.0), approval=approval)
    assert kinds(found) == [["J2781", "Insured", "Stop", "authorization"]]
    assert found["worth"].iloc[0] == 5_187.15


def here(units=20.0, **other):
    """Cases of our center, 30 room minutes and 45 dollars of cash each at 20 cases."""
    plain = {"block": "asc", "group": "cataract", "setting": "asc", "site": "C",
             "room_minutes": 30.0 * units, "doctor_minutes": 0.0}  # fmt: skip
    return cell("66984", 0.0, units=units, **plain, **other)


def away(units=10.0, **other):
    plain = {"setting": "facility", "site": "H", "group": "cataract"}
    return cell("66984", 50.0, units=units, **(plain | other))


@pytest.mark.parametrize(
    ("free", "fitting"), [(1_000.0, 10), (300.0, 10), (299.0, 9), (60.0, 2), (29.0, 0), (0.0, 0)]
)
def test_surgery_elsewhere_moves_as_far_as_the_free_minutes_reach(free, fitting):
    found = listed(here(), away(), center=ROOM, free_minutes=free)
    moved = found[found["action"] == "Move"]
    assert moved["units"].sum() == fitting
    assert moved["worth"].sum() == pytest.approx(fitting * 45.0)
    assert set(moved["label"]) <= {"66984 F"}


def test_surgery_in_our_own_center_or_by_a_hand_in_the_office_does_not_move():
    at_home = away(site="C")
    in_office = away(setting="office")
    no_case = away() | {"code": "67036"}
    found = listed(here(), at_home, in_office, no_case, center=ROOM, free_minutes=1_000.0)
    assert found.empty
    assert listed(here(), away(), free_minutes=1_000.0).empty


def test_second_procedures_neither_move_nor_shorten_a_case():
    second = here(units=20.0, modifiers="51") | {"room_minutes": 0.0}
    rows = [here(), second, away(), away(modifiers="51")]
    found = listed(*rows, center=ROOM, free_minutes=90.0)
    assert found["units"].tolist() == [3.0]
    assert found["worth"].tolist() == pytest.approx([3 * 45.0])


def test_the_case_that_leaves_most_takes_the_free_minutes_first():
    more = here() | {"code": "66183", "allowed": 3_000.0, "collected": 3_000.0,
                     "contribution": 2_900.0, "margin": 2_000.0}  # fmt: skip
    room = center(cases=cases([(code, 100.0, 20.0, 10.0, 60.0, 20.0) for code in
                               ("66984", "66183")]), devices={})  # fmt: skip
    rows = [here(), more, away(), away() | {"code": "66183"}]
    found = listed(*rows, center=room, free_minutes=330.0)
    assert found[["label", "units"]].to_numpy().tolist() == [["66183 F", 10.0], ["66984 F", 1.0]]


# The list


def test_a_service_of_a_payer_has_one_action_the_first_that_fits():
    rows = [line("99213", charge_amount=40.0)]
    paid = priced(small_book(*rows), agreed(rules=fees({"99213": 100.0}), lesser_of_charge="line"))
    found = listed(cell("99213", -50.0), paid={"NQ": paid})
    assert kinds(found) == [["99213", "NQ", "Reprice", "charge"]]


def test_two_payers_of_one_name_keep_their_own_rows():
    rows = [cell("99213", -50.0), cell("99213", -70.0, payer="TM")]
    found = actions(cells(*rows), {}, {"NQ": TALKS, "TM": TALKS}, names={"NQ": "One", "TM": "One"})
    assert found["payer"].tolist() == ["One", "One"]
    assert found["worth"].tolist() == pytest.approx([70.0, 50.0])


def test_drugs_and_services_without_a_cost_are_in_no_list():
    unknown = cell("00000", -50.0) | dict.fromkeys(("full", "margin", "contribution"), float("nan"))
    assert listed(unknown, cell("J0178", -50.0, block="drug")).empty


def test_a_list_of_nothing_is_empty_and_adds_up_to_nothing():
    found = listed(cell("99213", 50.0))
    assert found.columns.tolist() == [*COLUMNS, "why"]
    told = actions_of(found)
    assert (told.services, told.worth, told.first, told.first_worth) == (0, 0.0, None, None)


# The shipped practice


def test_the_shipped_list_has_one_action_a_service_and_payer_most_dollars_first():
    found = shipped()
    assert not found.duplicated(["label", "payer"]).any()
    assert found["worth"].is_monotonic_decreasing
    assert (found["worth"] > 0).all()
    assert found.index.tolist() == [f"action_{place + 1}" for place in range(len(found))]
    assert set(found["action"]) <= set(WORDS.values())
    assert found["reason"].equals(found["why"].map(REASONS))


def test_what_the_actions_are_worth_adds_up_by_kind():
    told, found = actions_of(shipped()), shipped()
    parts = [getattr(told, name) for name in WORDS]
    assert sum(parts) == pytest.approx(told.worth)
    assert told.worth == pytest.approx(found["worth"].sum())
    assert told.services == len(found)
    assert (told.first, told.first_worth) == (found["label"].iloc[0], found["worth"].iloc[0])


def test_nobody_without_a_paper_is_to_be_negotiated_with():
    found = shipped()
    silent = {payer for payer, one in contracts().items() if one.paper is None}
    assert {"MCR", "MCD", "SP"} <= silent
    asked = set(found.loc[found["action"] == "Renegotiate", "payer"])
    assert asked
    assert not asked & silent


def test_charges_to_raise_come_to_the_leak_of_the_lesser_of_clause():
    found = shipped()
    own = found[found["action"] == "Reprice"]
    assert own["worth"].sum() == pytest.approx(7_502.21, abs=0.005)  # PRACTICE.md section 8, F9
    leak = lesser_of_leak(book().priced.paid["FW"])["leak"]
    assert own.set_index("label")["worth"].to_dict() == leak[leak > 0].to_dict()


def test_every_loss_with_a_payer_to_talk_with_is_in_the_list():
    own = book().cells[book().cells["block"] != "drug"]
    each = margins_by(own, ["block", "code", "payer"])
    talks = np.array([contracts()[key[2]].paper is not None for key in each.index])
    losing = each[talks & (each["margin"] < 0)]
    held = set(zip(shipped()["label"], shipped()["payer"], strict=True))
    for block, code, payer in losing.index:
        assert (f"{code} F" if block == "asc" else code, payer) in held
    asked = shipped()[shipped()["action"] == "Renegotiate"]
    assert asked["worth"].sum() <= -losing["margin"].sum() + 1e-6


def test_device_cases_that_lose_cash_are_named_as_such():
    found = shipped().set_index(["label", "payer"])
    assert found.loc[("66180 F", "NQ"), "why"] == "cash"
    assert found.loc[("66183 F", "NQ"), "why"] == "full_alone"


def test_vitrectomies_elsewhere_fit_in_the_free_minutes_of_the_center():
    found = shipped()
    moved = found[found["action"] == "Move"]
    minutes = {"67036 F": 72, "67040 F": 80, "67042 F": 84, "67108 F": 96, "67113 F": 110}
    used = sum(minutes[row.label] * row.units for row in moved.itertuples())
    assert 0 < used <= float(book().center.rooms.free_practical)
    assert set(moved["label"]) == set(minutes)
    assert moved["units"].sum() == 7 + 4 + 7 + 22 + 15  # PRACTICE.md section 2.1, C at 22


def test_a_price_that_we_ask_of_patients_is_ours_to_raise():
    short = cell("99213", -20.0, payer="MCR")
    assert kinds(listed(short, patients=["MCR"])) == [["99213", "MCR", "Reprice", "own_price"]]
    assert kinds(listed(short))[0][2] != "Reprice"
