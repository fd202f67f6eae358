"""Costs in a payer talk: what each side leaves, codes under cost, and talks without a costing."""

import json
import shutil
from functools import cache

import numpy as np
import pandas as pd
import pytest
import shipped_briefs
from answer_key import expected
from payer_talks import INPUTS, NAMES, talk

from practice_model.costs.procedures import break_even
from practice_model.quantities import replaced
from practice_model.questions import payer_costs, payer_money, payer_pages
from practice_model.questions.margins import margins_by
from practice_model.uncertainty import drawn, percentiles


@cache
def own(name):
    return payer_costs.costed(talk(name).terms, talk(name).prices)


@cache
def left(name):
    return payer_costs.side_margins(own(name), talk(name).terms.costing)


def a_case(name, code, side="now"):
    """One case without modifiers: fee before anything is lost, marginal and full cost."""
    cells = own(name).sides[side]
    found = margins_by(cells[cells["modifiers"].eq("")], ["code"]).loc[code]
    return found[["allowed", "marginal", "full"]] / found["units"]


# The planted finding


def test_device_cases_at_the_surgery_center_lose_cash_as_planted():
    found = payer_costs.under_cost(own("nq_asc"), "now")
    assert found.first == "66180"
    assert expected("F14", "margin_66180").holds(-found.first_loss)
    assert expected("F14", "cases_66180").holds(found.first_cases)
    assert (found.first_fee, found.first_marginal) == (1150.0, 1333.0)
    assert found.cash == 1


@pytest.mark.parametrize(
    ("figure", "code", "cost"),
    [
        ("margin_66180", "66180", "marginal"),
        ("margin_66183", "66183", "marginal"),
        ("margin_66183_full", "66183", "full"),
        ("margin_66991_full", "66991", "full"),
    ],
)
def test_each_planted_margin_of_a_device_case_is_found(figure, code, cost):
    case = a_case("nq_asc", code)
    assert expected("F14", figure).holds(case["allowed"] - case[cost])


def test_codes_under_full_cost_are_counted_on_each_side():
    now = payer_costs.under_cost(own("nq_asc"), "now")
    cells = own("nq_asc").sides["now"]
    plain = margins_by(cells[cells["modifiers"].eq("")], ["code"])
    assert now.full == (plain["collected"] < plain["full"]).sum() == 7
    assert now.codes == len(plain)
    offer = payer_costs.under_cost(own("nq_asc"), "offer")
    assert (offer.cash, offer.first, offer.first_loss) == (0, None, None)
    assert payer_costs.under_cost(own("nq_asc"), "no such side") is None


def test_what_is_told_of_cost_follows_what_is_found():
    now = payer_costs.under_cost(own("nq_asc"), "now")
    then = payer_costs.under_cost(own("nq_asc"), "offer")
    assert payer_costs.cost_told(own("nq_asc"), now, then) == ["cash_now", "under_full"]
    assert payer_costs.cost_told(own("nq_asc"), then, now) == ["cash_then", "more_under_full"]
    assert payer_costs.cost_told(own("nq_asc"), then, then) == []


# What each side leaves


@pytest.mark.parametrize("name", NAMES)
def test_a_side_leaves_what_its_cells_leave(name):
    for side, made in left(name).items():
        cells = own(name).sides[side]
        assert made.collected == pytest.approx(cells["collected"].sum())
        assert made.margin == pytest.approx(cells["margin"].sum())
        assert made.contribution == pytest.approx(cells["contribution"].sum())
        assert made.margin < made.contribution < made.collected


@pytest.mark.parametrize("name", NAMES)
def test_costs_are_the_same_on_every_side_and_only_fees_move(name):
    now = left(name)["now"]
    for made in left(name).values():
        assert made.collected - made.margin == pytest.approx(now.collected - now.margin)
        assert made.collected - made.contribution == pytest.approx(now.collected - now.contribution)


def test_drugs_and_the_other_block_are_in_no_cost_of_a_talk():
    assert set(own("nq_renewal").sides["now"]["block"]) == {"professional"}
    assert set(own("nq_asc").sides["now"]["block"]) == {"asc"}


def test_drawn_costs_leave_an_array_whose_percentiles_hold_the_likely_figure():
    terms = drawn(talk("nq_asc").loaded, 200, 3)
    found = payer_costs.side_margins(own("nq_asc"), terms.costing)
    for side, likely in left("nq_asc").items():
        assert found[side].margin.shape == (200,)
        range_ = percentiles(found[side].margin)
        assert range_.low < likely.margin < range_.high


def test_one_draw_of_cost_moves_all_sides_alike():
    terms = drawn(talk("nq_asc").loaded, 50, 3)
    found = payer_costs.side_margins(own("nq_asc"), terms.costing)
    gap = found["ask"].margin - found["now"].margin
    assert np.ptp(gap) == pytest.approx(0.0, abs=1e-6)


# The tables


def test_the_costs_of_a_talk_are_the_sums_of_its_cells():
    found = payer_costs.payer_costs(own("nq_asc"))
    cells = own("nq_asc").sides["now"]
    assert found.full == pytest.approx(cells["full"].sum())
    assert found.marginal == pytest.approx(cells["marginal"].sum())
    assert (found.costed, found.cases) == (1.0, 210)
    first = found.first
    assert (first.code, first.cases, first.minutes) == ("66984", 130, 27)
    assert (first.full, first.marginal) == pytest.approx((765.96, 258.0), abs=0.005)


def test_a_case_is_told_with_the_allowed_amount_that_covers_it():
    found = payer_costs.case_table(own("nq_asc").sides["now"])
    row = found.loc["66984"]
    kept = row["collected"] / 1850.0
    assert kept == pytest.approx(1 - 0.015 - 0.018)  # PRACTICE.md section 4.1, NQ at the center
    assert row["break_even"] == pytest.approx(break_even(row["full"], kept))
    assert row["break_even_of_medicare"] == pytest.approx(row["break_even"] / 1265.40)
    assert found["cases"].sum() == 208  # of 210 lines two are second procedures


def test_the_codes_with_most_fees_come_first_and_no_more_than_the_page_takes():
    table = payer_costs.case_table(own("nq_renewal").sides["now"])
    cells = own("nq_renewal").sides["now"]
    fees = cells.groupby("code")["allowed"].sum()
    assert table.index[0] == fees.idxmax()
    assert len(payer_costs.case_costs(own("nq_renewal"))) == payer_costs.MOST


def test_the_money_table_has_what_each_side_leaves_where_costs_are_known():
    own_talk = talk("nq_asc")
    bare = payer_money.money_table(own_talk.terms, own_talk.columns)
    found = payer_money.money_table(own_talk.terms, own_talk.columns, left("nq_asc"))
    assert set(found.index) - set(bare.index) == {"contribution", "margin"}
    assert found.loc["margin", "now"] == left("nq_asc")["now"].margin
    pd.testing.assert_frame_equal(found.loc[bare.index], bare)


def test_code_and_cost_tables_carry_the_full_cost_of_a_case():
    own_talk = talk("nq_asc")
    found = payer_pages.code_table(own_talk.terms, own_talk.prices, own("nq_asc"))
    assert found.loc["66984", "full"] == pytest.approx(765.96, abs=0.005)
    terms = drawn(own_talk.loaded, 200, 3)
    told = payer_pages.cost_table(own("nq_asc"), terms.costing)
    assert told["label"].tolist() == told.index.tolist()
    assert set(payer_pages.COST_HEADS) <= set(told.columns)
    assert (told["full_low"] < told["full"]).all()
    assert (told["full"] < told["full_high"]).all()
    assert "full_low" not in payer_pages.cost_table(own("nq_asc"))


# Without costs


def test_a_talk_without_costing_has_no_costs_and_no_margins():
    own_talk = talk("nq_asc")
    bare = replaced(own_talk.terms, {"costing": None})
    assert payer_costs.costed(bare, own_talk.prices) is None
    assert payer_costs.side_margins(None, None) is None
    assert payer_costs.payer_costs(None) is None
    assert payer_costs.under_cost(None, "now") is None
    assert payer_costs.case_costs(None).empty
    assert payer_pages.cost_table(None).empty
    assert payer_costs.cost_told(None, None, None) == []
    assert "full" not in payer_pages.code_table(own_talk.terms, own_talk.prices)


def test_a_costing_that_covers_no_service_of_the_talk_gives_no_costs():
    own_talk = talk("nq_asc")
    costing = replaced(own_talk.terms.costing, {"center": None, "premium_lenses": None})
    bare = replaced(own_talk.terms, {"costing": costing})
    assert payer_costs.costed(bare, own_talk.prices) is None


def test_part_of_the_fees_without_a_cost_is_told_as_a_share():
    own_talk = talk("nq_asc")
    cases = own_talk.terms.costing.center.cases
    known = cases[cases["hcpcs"] != "66984"].reset_index(drop=True)
    part = replaced(own_talk.terms, {"costing.center.cases": known})
    made = payer_costs.costed(part, own_talk.prices)
    found = payer_costs.payer_costs(made)
    cells = own("nq_asc").sides["now"]
    gone = cells.loc[cells["code"] == "66984", "allowed"].sum() / cells["allowed"].sum()
    assert found.costed == pytest.approx(1 - gone)
    assert found.first.code != "66984"
    sides = payer_costs.side_margins(made, part.costing)
    assert sides["now"].margin == pytest.approx(made.sides["now"]["margin"].sum())


@pytest.fixture(scope="module")
def without_costing(tmp_path_factory):
    """The brief of a scenario that is the shipped one without its costing."""
    root = tmp_path_factory.mktemp("talk") / "inputs"
    shutil.copytree(INPUTS, root)
    path = root / "scenarios" / "bare.yaml"
    path.write_text("extends: nq_asc.yaml\ncosting: null\n", "utf-8")
    return json.loads(shipped_briefs.run(str(path)))


def test_a_scenario_without_costing_makes_a_brief_without_the_blocks_on_cost(without_costing):
    shipped = [block["id"] for block in shipped_briefs.brief("nq_asc")["blocks"]]
    bare = [block["id"] for block in without_costing["blocks"]]
    floors = {"range", "walk_away", "floor_swings", "group_floors", "code_floors", "leaving"}
    on_cost = {"case_costs", "findings", *floors}  # all that this talk finds is fees under cost
    assert on_cost <= set(shipped)
    assert [one for one in bare if one in shipped] == [one for one in shipped if one in bare]
    assert not on_cost & set(bare)
    assert set(shipped) - set(bare) <= on_cost | {"conduct", "levers_terms", "strengths_worth"}
    assert not any(name.startswith(("cost.", "left.")) for name in without_costing["facts"])
