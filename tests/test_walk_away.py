"""Walk-away: the floor is where the client is indifferent, on the arithmetic and on the talks."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from payer_talks import NAMES, talk

from practice_model.negotiation.walk_away import (
    DAYS_A_MONTH,
    Alternative,
    Position,
    alternative_margin,
    contract_margin,
    even_month,
    first_year_rate,
    monthly_alternative,
    reservation_parts,
    reservation_rate,
)
from practice_model.quantities import replaced
from practice_model.questions import (
    payer_alternative,
    payer_costs,
    payer_floors,
    payer_walk_away,
)
from practice_model.revenue.sums import sums
from practice_model.uncertainty import drawn, percentiles

GOLDEN = Path(__file__).parent / "golden" / "negotiation.yaml"
CASES = {case["id"]: case for case in yaml.safe_load(GOLDEN.read_text("utf-8"))}
TALKS = ("nq_renewal", "nq_asc")
CENT = 0.005


def position(**changes):
    terms = {
        "medicare": 100_000.0, "arrives": 1.0, "cost": 0.45, "stay": 0.15, "stay_of_medicare": 1.60,
        "stay_arrives": 1.0, "refill": 0.50, "refill_of_medicare": 1.05, "refill_arrives": 1.0,
        "refill_cost": 0.45, "refill_months": 6.0, "one_off": 2_000.0, "continuing": 0.0,
        "continuing_days": 0.0,
    }  # fmt: skip
    return Position(**(terms | changes))


share = st.floats(0, 1)
rate = st.floats(0, 3)
POSITIONS = st.builds(
    position,
    medicare=st.floats(1, 1e7),
    arrives=st.floats(0.5, 1),
    cost=rate,
    stay=share,
    stay_of_medicare=rate,
    stay_arrives=share,
    refill=share,
    refill_of_medicare=rate,
    refill_arrives=share,
    refill_cost=rate,
    refill_months=st.floats(0, 24),
    one_off=st.floats(0, 1e6),
    continuing=share,
    continuing_days=st.floats(0, 90),
)


@cache
def costed(name):
    return payer_costs.costed(talk(name).terms, talk(name).prices)


@cache
def ground(name):
    return payer_alternative.ground(talk(name).terms, talk(name).prices, costed(name))


@cache
def floor(name):
    return payer_walk_away.walk_away(talk(name).terms, talk(name).columns, ground(name))


@cache
def drawn_floor(name):
    unsure = drawn(talk(name).loaded, 2_000, 20261124)
    return payer_walk_away.walk_away(unsure, talk(name).columns, ground(name))


def of_talk(name, **changes):
    """The ground of a talk with other terms of its alternative."""
    own = talk(name)
    terms = replaced(
        own.terms, {f"bargaining.alternative.{key}": value for key, value in changes.items()}
    )
    return payer_alternative.ground(terms, own.prices, costed(name))


# The arithmetic


def test_the_constructed_example_comes_out():
    own = CASES["FLOOR"]
    given_, expected = own["inputs"], own["expected"]
    held = position(
        **{key: value for key, value in given_.items() if key != "one_off_of_medicare"},
        one_off=given_["one_off_of_medicare"] * 100_000,
    )
    assert reservation_rate(held) == pytest.approx(expected["floor"], abs=own["tolerance"])


@given(POSITIONS)
def test_at_the_reservation_rate_the_client_is_indifferent_to_the_cent(held):
    with_it = contract_margin(held, reservation_rate(held))
    assert with_it == pytest.approx(alternative_margin(held), rel=1e-9, abs=CENT)


@given(POSITIONS)
def test_a_dollar_more_of_what_arrives_makes_the_contract_better_by_that_dollar(held):
    above = reservation_rate(held) + 1 / (held.medicare * held.arrives)
    gain = contract_margin(held, above) - alternative_margin(held)
    assert gain == pytest.approx(1.0, rel=1e-6, abs=1e-5)


@given(POSITIONS)
def test_without_patients_kept_slots_filled_or_cost_of_leaving_cost_is_the_floor(held):
    bare = replaced(held, {"stay": 0, "refill": 0, "one_off": 0})
    assert reservation_rate(bare) == pytest.approx(bare.cost / bare.arrives)


@given(POSITIONS)
def test_a_full_book_has_the_next_payers_margin_over_cost_for_its_floor(held):
    full = replaced(held, {"stay": 0, "refill": 1, "one_off": 0})
    margin = full.refill_of_medicare * full.refill_arrives - full.refill_cost
    assert reservation_rate(full) * full.arrives == pytest.approx(full.cost + margin, abs=1e-9)


@given(POSITIONS, share, share)
def test_the_floor_rises_with_refilling_where_the_next_payer_leaves_a_margin(held, one, other):
    assume(held.refill_of_medicare * held.refill_arrives > held.refill_cost)
    low, high = sorted((one, other))
    rates = [reservation_rate(replaced(held, {"refill": share})) for share in (low, high)]
    assert rates[0] <= rates[1] + 1e-12


@given(POSITIONS, st.floats(1, 1e6))
def test_a_dearer_leaving_lowers_the_floor(held, more):
    dearer = replaced(held, {"one_off": held.one_off + more})
    assert reservation_rate(dearer) < reservation_rate(held)


@given(POSITIONS)
def test_the_parts_add_up_to_the_floor(held):
    parts = reservation_parts(held)
    whole = parts.cost + parts.kept + parts.refilled + parts.one_off
    assert whole == pytest.approx(reservation_rate(held), rel=1e-9, abs=1e-9)


def test_an_array_of_terms_gives_the_array_of_floors():
    refills = np.array([0.2, 0.5, 0.9])
    months = np.array([0.0, 6.0, 12.0])
    many = position(refill=refills, refill_months=months)
    each = [
        position(refill=one, refill_months=other)
        for one, other in zip(refills, months, strict=True)
    ]
    assert reservation_rate(many).tolist() == [reservation_rate(one) for one in each]
    assert first_year_rate(many, 1.1).tolist() == pytest.approx(
        [first_year_rate(one, 1.1) for one in each]
    )


def test_what_cannot_have_a_floor_is_refused():
    with pytest.raises(ValueError, match="no Medicare dollar"):
        position(medicare=0.0)
    with pytest.raises(ValueError, match="nothing of an allowed dollar"):
        position(arrives=0.0)


# Month by month


@given(POSITIONS)
def test_once_the_slots_are_filled_twelve_months_are_the_year_without_the_contract(held):
    plain = replaced(held, {"continuing": 0})
    months = monthly_alternative(plain, 1.0, 36)
    year = sum(months[24:]) - plain.one_off  # filled within 24 months; the one-off was in month 1
    assert year == pytest.approx(alternative_margin(plain), rel=1e-6, abs=0.01)


@given(POSITIONS, rate)
def test_the_first_year_rate_is_worth_as_much_as_the_first_year(held, old):
    year = sum(monthly_alternative(held, old, 12))
    worth = contract_margin(held, first_year_rate(held, old))
    assert worth == pytest.approx(year, rel=1e-6, abs=0.01)


def test_slots_fill_evenly_and_the_cost_of_leaving_falls_in_the_first_month():
    held = position(stay=0.0, refill=1.0, refill_months=3.0, one_off=500.0)
    full = (1.05 - 0.45) * 100_000 / 12
    expected = [full / 6 - 500, full / 2, full * 5 / 6, full, full]
    assert monthly_alternative(held, 1.0, 5) == pytest.approx(expected)


def test_slots_that_fill_at_once_are_full_from_the_first_month():
    held = position(stay=0.0, refill=1.0, refill_months=0.0, one_off=0.0)
    assert monthly_alternative(held, 1.0, 2) == pytest.approx([0.60 * 100_000 / 12] * 2)
    assert first_year_rate(held, 1.0) == pytest.approx(reservation_rate(held))


def test_patients_in_treatment_keep_the_old_terms_for_their_days_and_no_longer():
    bare = {"stay": 0.0, "refill": 0.0, "one_off": 0.0}
    held = position(**bare, continuing=0.4, continuing_days=1.5 * DAYS_A_MONTH)
    month = 0.4 * (1.1 - 0.45) * 100_000 / 12
    assert monthly_alternative(held, 1.1, 3) == pytest.approx([month, month / 2, 0.0])


def test_leaving_catches_up_in_the_month_from_which_it_stays_ahead():
    assert even_month([-10, 8, 8, 8], [3, 3, 3, 3]) == 4
    assert even_month([5, 5], [3, 3]) == 1
    assert even_month([1, 1], [2, 2]) is None
    assert even_month([9, -9, 8, 9], [3, 3, 3, 3]) == 4  # ahead at first, behind, ahead for good
    with pytest.raises(ValueError, match="months must be 1 or more"):
        monthly_alternative(position(), 1.0, 0)


def test_faults_of_an_alternative_are_told_at_once():
    with pytest.raises(ValueError, match=r"whose patients.*give continuing"):
        Alternative(
            stay=0.1, stay_of_medicare=1.2, refill=0.5, refill_payers=[], refill_months=6,
            one_off=0, continuing=0.1,
        )  # fmt: skip
    with pytest.raises(ValueError, match="names one twice"):
        Alternative(
            stay=0.1, stay_of_medicare=1.2, refill=0.5, refill_payers=["MA", "MA"],
            refill_months=6, one_off=0,
        )  # fmt: skip


# The talks


@pytest.mark.parametrize("name", TALKS)
def test_margins_of_the_walk_away_are_those_of_the_margin_page(name):
    left = payer_costs.side_margins(costed(name), talk(name).terms.costing)
    for side in ("now", "offer", "ask"):
        assert getattr(floor(name).renewal, f"with_{side}") == pytest.approx(
            left[side].margin, abs=CENT
        )
        assert getattr(floor(name).bridge, f"with_{side}") == pytest.approx(
            left[side].contribution, abs=CENT
        )


@pytest.mark.parametrize("name", TALKS)
def test_the_floor_of_a_talk_is_where_the_practice_is_indifferent_to_the_cent(name):
    for basis, held in payer_alternative.positions(talk(name).terms, ground(name)).items():
        own = getattr(floor(name), basis)
        assert contract_margin(held, own.of_medicare) == pytest.approx(own.without, abs=CENT)
        parts = own.parts
        assert parts.cost + parts.kept + parts.refilled + parts.one_off == pytest.approx(
            own.of_medicare
        )


@pytest.mark.parametrize(
    ("name", "allowed", "medicare"),
    [  # PRACTICE.md 3.1 (MCR and MA, 2025), F16 (what 2026 adds), F31 (MA underpays the center)
        ("nq_renewal", 1_849_371.60 + 1_059_019.71, 95_548.10),
        ("nq_asc", 1_316_215.02 + 711_253.41, 76_006.88 + 6_017.13),
    ],
)
def test_the_next_payers_rate_is_what_their_claims_allowed_over_medicare(name, allowed, medicare):
    held = ground(name)
    assert held.next_of_medicare == pytest.approx(allowed / (allowed + medicare), abs=0.001)
    assert held.next.medicare == pytest.approx(allowed + medicare, rel=0.001)


def test_what_arrives_of_the_next_payers_is_weighed_by_what_they_allow():
    """PRACTICE.md, section 4.1: professional losses of MCR and MA, weighed by section 3.1."""
    kept = {1_849_371.60: 1 - 0.011 - 0.008 - 0.0157, 1_059_019.71: 1 - 0.032 - 0.011 - 0.0170}
    whole = sum(allowed * part for allowed, part in kept.items()) / sum(kept)
    assert ground("nq_renewal").next_arrives == pytest.approx(whole, abs=0.0002)
    assert ground("nq_renewal").arrives == pytest.approx(1 - 0.023 - 0.014)


@pytest.mark.parametrize("name", TALKS)
def test_floors_stand_between_cost_and_what_is_paid_and_the_bridge_is_lower(name):
    found = floor(name)
    assert found.bridge.of_medicare < found.renewal.of_medicare
    assert found.renewal.cost_of_medicare < found.renewal.of_medicare
    assert found.renewal.leaving_of_medicare < found.renewal.of_medicare
    assert found.renewal.of_medicare < talk(name).columns["now"].fees_of_medicare
    fees = float(sums(talk(name).prices.sides["now"])["allowed"][talk(name).terms.block])
    assert found.renewal.dollars + found.renewal.now_over == pytest.approx(fees, abs=CENT)
    assert found.costed == 1
    assert found.outside == 0


@pytest.mark.parametrize("name", TALKS)
def test_draws_of_the_floor_hold_the_likely_one(name):
    found = percentiles(drawn_floor(name).renewal.of_medicare)
    assert found.low < floor(name).renewal.of_medicare < found.high
    assert drawn_floor(name).leaving.even is None


@pytest.mark.parametrize("name", TALKS)
def test_leaving_after_twelve_months_is_the_first_year_less_a_year_of_today(name):
    own = floor(name)
    held = payer_alternative.positions(talk(name).terms, ground(name))["bridge"]
    now = talk(name).columns["now"].fees_of_medicare
    gap = (own.bridge.leaving_of_medicare - now) * held.medicare * held.arrives
    assert own.leaving.cash_against_now == pytest.approx(gap, abs=CENT)
    months = payer_floors.leaving_months(talk(name).terms, ground(name), now, now)
    assert months.loc[12, "ahead_of_now"] == pytest.approx(gap, abs=CENT)
    assert months.loc[12, "ahead_of_offer"] == pytest.approx(gap, abs=CENT)
    assert months.loc[12, "cut_ahead_of_now"] == pytest.approx(own.leaving.cut_against_now)
    assert "ahead_of_offer" not in payer_floors.leaving_months(talk(name).terms, ground(name), now)


@pytest.mark.parametrize("name", TALKS)
@pytest.mark.parametrize("table", [payer_floors.group_floors, payer_floors.code_floors])
def test_floors_in_dollars_add_up_to_the_contracts(name, table):
    made = table(talk(name).terms, costed(name), ground(name))
    body, whole = made[made["role"] == "body"], made.iloc[-1]
    assert whole["role"] == "total"
    assert body["floor_dollars"].sum() == pytest.approx(floor(name).renewal.dollars, abs=CENT)
    assert whole["floor"] == pytest.approx(floor(name).renewal.of_medicare)
    assert whole["bridge"] == pytest.approx(floor(name).bridge.of_medicare)
    assert whole["over"] == pytest.approx(floor(name).renewal.offer_over, abs=CENT)
    assert body["now"].is_monotonic_decreasing
    assert made["label"].notna().all()


def test_the_order_of_codes_does_not_matter():
    own = costed("nq_asc")
    sides = {side: cells[::-1].reset_index(drop=True) for side, cells in own.sides.items()}
    turned = payer_costs.Costed(sides, own.book)
    terms = talk("nq_asc").terms
    held = payer_alternative.ground(terms, talk("nq_asc").prices, turned)
    found = payer_walk_away.walk_away(terms, talk("nq_asc").columns, held)
    assert found.renewal.of_medicare == pytest.approx(floor("nq_asc").renewal.of_medicare)
    pd.testing.assert_frame_equal(
        payer_floors.code_floors(terms, turned, held),
        payer_floors.code_floors(terms, own, ground("nq_asc")),
    )


def test_device_cases_are_paid_under_their_floor_today():
    """PRACTICE.md, F14: glaucoma devices lose money at the center under today's groups."""
    made = payer_floors.code_floors(talk("nq_asc").terms, costed("nq_asc"), ground("nq_asc"))
    for code in ("66180", "66183"):
        assert made.loc[code, "now_of_medicare"] < made.loc[code, "floor"]
    assert made.loc["66180", "now_a_unit"] == pytest.approx(1_150.0)
    assert made.loc["66180", "now_of_medicare"] < made.loc["66180", "bridge"]  # cash is lost


def test_what_moves_the_floor_most_comes_first_and_each_end_is_the_floor_there():
    table = payer_floors.driver_table(talk("nq_asc").loaded, ground("nq_asc"))
    widths = (table["high"] - table["low"]).abs()
    assert widths.is_monotonic_decreasing
    assert (widths > 0).all()
    assert "ceiling" not in " ".join(table.index)
    row = table.loc["refill"]
    low = replaced(talk("nq_asc").terms, {"bargaining.alternative.refill": row["low_input"]})
    found = payer_walk_away.walk_away(low, talk("nq_asc").columns, ground("nq_asc"))
    assert found.renewal.of_medicare == pytest.approx(row["low"])
    told = payer_floors.drivers(table)
    assert told.first == "freed capacity that is filled again"
    assert told.first_moves == pytest.approx(widths.iloc[0])
    assert payer_floors.drivers(table.head(1)).second is None
    assert payer_floors.drivers(table.head(0)) is None


# Odd talks


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(TALKS)))
def test_a_talk_without_bargaining_has_no_walk_away_and_every_part_says_so(name):
    own = talk(name)
    assert own.terms.bargaining is None
    assert ground(name) is None
    assert payer_walk_away.walk_away(own.terms, own.columns, None) is None
    assert payer_floors.group_floors(own.terms, costed(name), None).empty
    assert payer_floors.code_floors(own.terms, None, None).empty
    assert payer_floors.leaving_months(own.terms, None, 1.0).empty
    assert payer_floors.driver_table(own.loaded, None).empty


def test_a_talk_without_costing_has_no_walk_away():
    own = talk("nq_asc")
    bare = replaced(own.terms, {"costing": None})
    assert payer_alternative.ground(bare, own.prices, None) is None


def test_payers_that_cannot_fill_the_room_are_refused_by_name():
    with pytest.raises(ValueError, match="NQ is the payer that we would leave"):
        of_talk("nq_asc", refill_payers=["MCR", "NQ"])
    with pytest.raises(ValueError, match="no line of 'ZZ'; the claims hold"):
        of_talk("nq_asc", refill_payers=["ZZ"])


def test_a_next_payer_without_yields_is_refused():
    own = talk("nq_asc")
    yields = own.terms.costing.yields
    known = yields[yields["payer"] != "MA"].reset_index(drop=True)
    bare = replaced(own.terms, {"costing.yields": known})
    with pytest.raises(ValueError, match="yields has no row for MA"):
        payer_alternative.ground(bare, own.prices, costed("nq_asc"))


def test_without_refilling_nobody_else_is_needed():
    own = talk("nq_asc")
    alone = replaced(
        own.terms,
        {"bargaining.alternative.refill": 0.0, "bargaining.alternative.refill_payers": []},
    )
    held = payer_alternative.ground(alone, own.prices, costed("nq_asc"))
    found = payer_walk_away.walk_away(alone, own.columns, held)
    assert found.next_of_medicare is None
    assert found.renewal.parts.refilled == 0


def test_a_rate_that_is_given_for_the_next_payers_stands_for_their_claims():
    own = talk("nq_asc")
    given_ = replaced(own.terms, {"bargaining.alternative.refill_of_medicare": 1.10})
    found = payer_walk_away.walk_away(given_, own.columns, ground("nq_asc"))
    assert found.next_of_medicare == 1.10
    assert found.renewal.of_medicare > floor("nq_asc").renewal.of_medicare


def test_services_without_a_cost_are_told_and_taken_at_the_average_of_the_rest():
    own = talk("nq_asc")
    cases = own.terms.costing.center.cases
    known = cases[cases["hcpcs"] != "66984"].reset_index(drop=True)
    part = replaced(own.terms, {"costing.center.cases": known})
    some = payer_costs.costed(part, own.prices)
    held = payer_alternative.ground(part, own.prices, some)
    found = payer_walk_away.walk_away(part, own.columns, held)
    assert found.costed == pytest.approx(payer_costs.payer_costs(some).costed)
    assert found.medicare == floor("nq_asc").medicare
    cells = some.sides["now"]
    cells = cells[cells["full"].notna()]
    average = cells["full"].sum() / cells["medicare"].sum()
    assert found.renewal.cost_of_medicare * found.arrives == pytest.approx(average)


def test_a_talk_without_an_offer_measures_today_alone():
    own = talk("nq_asc")
    sides = {side: one for side, one in own.columns.items() if side != "offer"}
    found = payer_walk_away.walk_away(own.terms, sides, ground("nq_asc"))
    assert found.renewal.with_offer is None
    assert found.renewal.offer_over is None
    assert found.leaving.cash_against_offer is None
