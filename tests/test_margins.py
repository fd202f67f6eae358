"""Margins: cells, what is collected, what it costs, where it breaks even, and what is not known."""

from functools import cache
from pathlib import Path

import anatomy_talks
import numpy as np
import pandas as pd
import pytest
import yaml
from anatomy_talks import book, talk
from hypothesis import given, settings
from hypothesis import strategies as st
from small_books import line, small_book
from small_books import priced as price
from small_books import terms as contract_of

from practice_model.costs.equations import ServiceUse
from practice_model.costs.terms import Costing
from practice_model.quantities import replaced
from practice_model.questions import anatomy
from practice_model.questions.cells import cells_of
from practice_model.questions.margins import (
    SERVICE,
    CostBook,
    collected_share,
    cost_book,
    drawn_margin,
    drug_cost,
    grid,
    margins_by,
)
from practice_model.readers.inputs import load
from practice_model.uncertainty import drawn, percentiles

GOLDEN = yaml.safe_load((Path(__file__).parent / "golden" / "margins.yaml").read_text("utf-8"))
BLOCKS = ("professional", "drug", "asc")
DOLLARS = ["collected", "marginal", "direct", "full", "contribution", "margin"]


def one(code="99213", payer="NQ", **other):
    """One cell of a plain visit; what differs is named."""
    plain = {
        "payer": payer, "provider": "A", "site": "S1", "block": "professional", "group": "visits",
        "code": code, "modifiers": "", "setting": "office", "lines": 10, "units": 10.0,
        "allowed": 1000.0, "medicare": 900.0, "denied_lines": 0, "unpriced_lines": 0,
    }  # fmt: skip
    return plain | other


def frame(*rows):
    return pd.DataFrame(list(rows))


def costed(*rows, **drugs):
    cells = frame(*rows)
    return grid(cells, cost_book(cells, talk().costing, talk().practice), **drugs)


def yields(final_denial=0.02, bad_debt=0.01, sequestration=0.0):
    made = {"final_denial": final_denial, "bad_debt": bad_debt, "sequestration": sequestration}
    return pd.DataFrame([{"payer": "NQ", "block": "professional", **made, "source": "a test"}])


# The shipped practice


@pytest.mark.parametrize("payer", [*anatomy_talks.PAYERS, "all"])
def test_cells_add_up_to_the_printed_book_to_the_cent(payer):
    cells = book().cells
    own = cells if payer == "all" else cells[cells["payer"] == payer]
    found = own.groupby("block")["allowed"].sum().round(2)
    assert found.to_dict() == GOLDEN["allowed"][payer]


def test_every_line_of_the_book_is_in_a_cell():
    assert book().cells.groupby("block")["lines"].sum().to_dict() == GOLDEN["lines"]
    assert book().cells["unpriced_lines"].sum() == 0
    told = anatomy.coverage(book().priced)
    assert told.lines == sum(GOLDEN["lines"].values())
    assert told.unpriced == 0
    assert told.denied == book().cells["denied_lines"].sum() > 0
    assert told.allowed == round(sum(GOLDEN["allowed"]["all"].values()), 2)


@pytest.mark.parametrize("payer", [*anatomy_talks.PAYERS, "all"])
def test_what_is_collected_comes_to_the_printed_dollars(payer):
    cells = book().cells
    own = cells if payer == "all" else cells[cells["payer"] == payer]
    found = own.groupby("block")["collected"].sum()
    for block in BLOCKS:
        due = GOLDEN["collected"][payer][block]
        assert abs(found[block] - due) <= GOLDEN["collected"]["tolerance"], block


@pytest.mark.parametrize("block", ["asc", "drug"])
def test_full_cost_of_the_year_is_the_printed_one(block):
    cells, due = book().cells, GOLDEN["full_cost"][block]
    assert abs(cells.loc[cells["block"] == block, "full"].sum() - due["value"]) <= due["tolerance"]


@pytest.mark.parametrize("code", [str(code) for code in GOLDEN["case_cost"]])
def test_a_case_at_the_center_costs_what_is_printed(code):
    cells = book().cells
    own = cells[cells["block"].eq("asc") & cells["code"].eq(code) & cells["modifiers"].eq("")]
    for name, due in GOLDEN["case_cost"][int(code)].items():
        assert own[name].sum() / own["units"].sum() == pytest.approx(due, abs=0.005)


def test_every_service_of_the_shipped_practice_has_a_cost():
    assert book().uncosted.empty
    assert book().cells[DOLLARS].notna().all().all()


@pytest.mark.parametrize(
    "keys", [["payer"], ["provider"], ["site"], ["code"], ["block", "group", "setting"]]
)
def test_margins_by_any_key_add_up_to_the_whole(keys):
    cells = book().cells
    found = margins_by(cells, keys)
    for name in [*DOLLARS, "allowed", "units"]:
        assert found[name].sum() == pytest.approx(cells[name].sum(), rel=1e-12)


@pytest.mark.parametrize("keys", [["block", "code", "payer"], ["block", "payer", "provider"]])
def test_at_its_break_even_rate_every_service_of_the_book_earns_nothing(keys):
    cells = book().cells
    even = margins_by(cells, keys)["break_even"]
    at = even.reindex(pd.MultiIndex.from_frame(cells[keys])).to_numpy()
    cells = cells.iloc[:, :14].assign(allowed=at * cells["medicare"])
    again = grid(cells, book().costs, book().drugs.costs).cells
    left = margins_by(again, keys)
    assert np.abs(left["margin"] / left["full"]).max() < 1e-9


def test_a_break_even_is_after_what_is_lost_and_so_above_cost_over_medicare():
    found = margins_by(book().cells, ["block", "payer"])
    kept = found["collected"] / found["allowed"]
    assert (found["break_even"] > found["cost_of_medicare"]).all()
    assert (found["break_even"] * kept).to_numpy() == pytest.approx(
        found["cost_of_medicare"].to_numpy()
    )


# Any figures: the break-even


@cache
def losing():
    """The shipped costing with payers that lose 0 to 95 percent of an allowed dollar."""
    rows = [yields(lost / 100, 0.0).assign(payer=f"P{lost}") for lost in range(96)]
    return replaced(talk().costing, {"yields": pd.concat(rows, ignore_index=True)})


def by_hand(supplies, minutes):
    """A book of costs with one service, so that its cost can be written down."""
    use = ServiceUse(minutes={"technician": minutes}, supplies=supplies)
    key = ("professional", "99213", "A", "")
    return CostBook({key: use}, book().costs.pools, losing(), talk().practice)


@settings(max_examples=40, deadline=None)
@given(
    supplies=st.floats(0.0, 5_000.0),
    minutes=st.floats(0.1, 300.0),
    lost=st.integers(0, 95),
    medicare=st.floats(1.0, 10_000.0),
    units=st.integers(1, 5_000),
)
def test_repriced_at_its_break_even_a_service_has_no_margin(
    supplies, minutes, lost, medicare, units
):
    costs = by_hand(supplies, minutes)
    dollars = {"medicare": medicare * units, "allowed": 123.0 * units}
    cells = frame(one(payer=f"P{lost}", units=float(units), **dollars))
    first = margins_by(grid(cells, costs).cells, ["code"]).iloc[0]
    cells["allowed"] = first["break_even"] * cells["medicare"]
    again = margins_by(grid(cells, costs).cells, ["code"]).iloc[0]
    assert again["margin"] == pytest.approx(0.0, abs=1e-9 * again["full"])
    assert again["now"] == pytest.approx(again["break_even"])
    raised = margins_by(grid(cells.assign(allowed=cells["allowed"] * 1.01), costs).cells, ["code"])
    assert raised["margin"].iloc[0] == pytest.approx(0.01 * again["full"], rel=1e-6)


def test_margins_of_one_service_can_be_worked_by_hand():
    """10 visits, each 2 technician minutes at 615,500 / 902,400 and 3 dollars of supplies."""
    costs = by_hand(3.0, 2.0)
    found = margins_by(grid(frame(one(payer="P10")), costs).cells, ["code"]).iloc[0]
    full = 10 * (3.0 + 2.0 * 615_500 / 902_400)
    assert found["collected"] == pytest.approx(900.0)
    assert found["marginal"] == pytest.approx(30.0)
    assert found["contribution"] == pytest.approx(870.0)
    assert found["full"] == pytest.approx(full)
    assert found["margin"] == pytest.approx(900.0 - full)
    assert found["break_even"] == pytest.approx(full / (0.9 * 900.0))
    assert found["now"] == pytest.approx(1000 / 900)
    assert found["margin_a_unit"] == pytest.approx((900.0 - full) / 10)


# What is not known


def test_a_service_without_an_equation_is_told_and_in_no_sum():
    made = costed(one(), one("00000", allowed=77.0, lines=3, units=3.0))
    assert made.uncosted.index.tolist() == [("professional", "00000")]
    told = made.uncosted.loc[("professional", "00000")]
    assert (told["lines"], told["allowed"]) == (3, 77.0)
    assert margins_by(made.cells, ["code"]).index.tolist() == ["99213"]
    assert made.cells.loc[made.cells["code"] == "00000", ["full", "margin"]].isna().all().all()


def test_a_book_of_which_nothing_can_be_costed_is_told_and_breaks_nothing():
    made = costed(one("00000"), one("J0178", block="drug"))
    assert len(made.uncosted) == 2
    assert margins_by(made.cells, ["code"]).empty
    assert drawn_margin(made.cells, cost_book(made.cells, talk().costing, talk().practice),
                        talk().costing) == 0.0  # fmt: skip


def test_a_payer_without_yields_is_refused_by_name():
    with pytest.raises(ValueError, match=r"yields has no row for ZZ professional"):
        costed(one(), one(payer="ZZ"))


def test_a_block_without_yields_is_refused_by_name():
    costing = replaced(talk().costing, {"yields": yields()})
    with pytest.raises(ValueError, match=r"no row for NQ center: what is lost is not known"):
        collected_share(frame(one(), one("66984", block="asc")), costing)


def test_percent_of_medicare_leaves_out_cells_that_medicare_does_not_price():
    made = costed(one(), one(site="S2", medicare=np.nan, allowed=5000.0))
    alone = margins_by(costed(one()).cells, ["code"]).iloc[0]
    both = margins_by(made.cells, ["code"]).iloc[0]
    for name in ("now", "break_even", "cost_of_medicare"):
        assert both[name] == pytest.approx(alone[name])
    assert both["allowed"] == 6000.0
    assert both["margin"] == pytest.approx(made.cells["margin"].sum())


def test_a_service_that_medicare_never_prices_has_a_margin_but_no_percent():
    found = margins_by(costed(one(medicare=np.nan)).cells, ["code"]).iloc[0]
    assert found[["now", "break_even", "cost_of_medicare"]].isna().all()
    assert np.isfinite(found["margin"])


def test_a_cell_with_an_unpriced_line_on_either_side_has_no_medicare():
    held = small_book(line("99213"), line("99214"))
    plain = price(held, contract_of())
    only = contract_of({"all": anatomy_talks.only("99213")})
    for paid, yard in ((plain, price(held, only)), (price(held, only), plain)):
        cells = cells_of(paid, yard, "NQ", talk().practice).set_index("code")
        assert cells.loc["99213", "medicare"] > 0
        assert np.isnan(cells.loc["99214", "medicare"])


def test_a_drug_costs_what_it_was_bought_for_once_whatever_its_modifiers():
    rows = [
        one("J0178", block="drug", modifiers="JZ", units=30.0, lines=3),
        one("J0178", block="drug", modifiers="JW", units=10.0, lines=1),
        one("J0178", block="drug", payer="MA", units=5.0),
    ]
    paid = {("NQ", "A", "S1", "J0178"): 400.0}
    made = costed(*rows, drug_costs=paid)
    assert made.cells["full"].tolist()[:2] == [300.0, 100.0]
    assert made.cells.loc[made.cells["payer"] == "MA", "full"].isna().all()
    assert made.uncosted.loc[("drug", "J0178"), "lines"] == 10
    assert made.cells["contribution"].iloc[0] == pytest.approx(made.cells["margin"].iloc[0])


def test_drugs_without_priced_units_share_their_purchase_by_lines():
    rows = [one("J0178", block="drug", units=0.0, lines=count) for count in (3, 1)]
    cells = frame(*rows)
    assert drug_cost(cells, {("NQ", "A", "S1", "J0178"): 40.0}).tolist() == [30.0, 10.0]


# Modifiers


def cost_a_unit(code, modifiers="", **other):
    made = costed(one(code, modifiers=modifiers, **other)).cells.iloc[0]
    return made["full"] / made["units"], made


def test_a_second_procedure_costs_no_session_of_its_own():
    first, held = cost_a_unit("67904", block="asc", group="lids", setting="asc")
    second, after = cost_a_unit("67904", "51", block="asc", group="lids", setting="asc")
    assert first == pytest.approx(883.44, abs=0.005)
    assert second == 0.0
    assert (held["room_minutes"], after["room_minutes"]) == (590.0, 0.0)
    surgeon, _ = cost_a_unit("67904", setting="facility")
    beside, made = cost_a_unit("67904", "51", setting="facility")
    assert 0 < beside < surgeon
    assert made["doctor_minutes"] > 0
    rows = [one("67904", setting="facility", modifiers=text) for text in ("", "51")]
    uses = cost_book(frame(*rows), talk().costing, talk().practice).uses
    alone, use = (uses["professional", "67904", "A", text] for text in ("", "51"))
    assert (use.encounters, use.supplies) == (0.0, 0.0)
    assert alone.encounters > 0
    assert alone.supplies > 0


def test_a_second_procedure_of_the_center_takes_its_device_all_the_same():
    second, _ = cost_a_unit("66183", "51", block="asc", setting="asc")
    assert second == pytest.approx(840.0)


def test_a_dearer_device_costs_as_much_more_in_a_second_procedure():
    rows = [one("66183", block="asc", setting="asc", modifiers=text) for text in ("", "51")]
    held = cost_book(frame(*rows), talk().costing, talk().practice)
    dearer = replaced(talk().costing, {"center.devices": talk().costing.center.devices
                                       | {"66183": np.array([840.0, 940.0])}})  # fmt: skip
    for key, cost in held.costs(dearer).items():
        assert np.diff(cost.full) == pytest.approx([100.0]), key


def test_care_after_surgery_by_another_drops_the_visits_after():
    """66984 of A: three visits after, of 35 doctor minutes 20 are theirs."""
    whole, own = cost_a_unit("66984", setting="facility")
    shared, left = cost_a_unit("66984", "54", setting="facility")
    assert whole == pytest.approx(380.72, abs=0.005)
    assert shared < whole
    assert left["doctor_minutes"] < own["doctor_minutes"]
    uses = cost_book(frame(one("66984"), one("66984", modifiers="54")), talk().costing,
                     talk().practice).uses  # fmt: skip
    key = ("professional", "66984", "A")
    assert uses[(*key, "")].encounters - uses[(*key, "54")].encounters == 3


def test_a_reading_alone_takes_only_the_one_who_reads_and_no_supplies():
    key = ("professional", "92134", "C")
    rows = [one("92134", provider="C"), one("92134", provider="C", modifiers="26")]
    uses = cost_book(frame(*rows), talk().costing, talk().practice).uses
    assert set(uses[(*key, "26")].minutes) == {"doctor C", "billing"}
    assert uses[(*key, "26")].supplies == 0.0
    assert uses[(*key, "")].minutes["technician"] == 8


def test_both_eyes_take_more_than_one_but_share_the_session():
    single, own = cost_a_unit("67028", provider="C")
    both, more = cost_a_unit("67028", "50", provider="C")
    assert single < both < 2 * single
    assert more["doctor_minutes"] > own["doctor_minutes"]
    rows = [one("67028", provider="C"), one("67028", provider="C", modifiers="50")]
    uses = cost_book(frame(*rows), talk().costing, talk().practice).uses
    key = ("professional", "67028", "C")
    assert uses[(*key, "50")].supplies == 2 * uses[(*key, "")].supplies
    assert uses[(*key, "50")].encounters == uses[(*key, "")].encounters


# Draws


@cache
def costing_loaded():
    return load(anatomy_talks.INPUTS / "practice" / "costing.yaml", Costing)


def services_margin():
    cells = book().cells
    return float(cells.loc[cells["block"] != "drug", "margin"].sum())


def test_at_the_likely_terms_the_drawn_margin_is_the_grids():
    found = drawn_margin(book().cells, book().costs, talk().costing)
    assert found == pytest.approx(services_margin(), rel=1e-12)


def test_drawn_costs_give_an_array_whose_percentiles_hold_the_likely_figure():
    terms = drawn(costing_loaded(), 200, 7)
    found = drawn_margin(book().cells, book().costs, terms)
    assert isinstance(found, np.ndarray)
    assert found.shape == (200,)
    range_ = percentiles(found)
    assert range_.low < services_margin() < range_.high


def test_a_draw_gives_what_its_terms_give_alone():
    terms = drawn(costing_loaded(), 3, 11)
    found = drawn_margin(book().cells, book().costs, terms)
    for at in range(3):
        alone = anatomy_talks.at_draw(terms, at)
        assert drawn_margin(book().cells, book().costs, alone) == pytest.approx(found[at])


def test_dearer_minutes_and_supplies_lower_the_margin():
    base = services_margin()
    for name in ("wages", "doctors", "rent", "supplies", "minutes"):
        dearer = replaced(talk().costing, {f"outlook.{name}": 1.1})
        assert drawn_margin(book().cells, book().costs, dearer) < base, name


def test_the_key_of_a_service_is_what_its_cost_depends_on():
    keys = set(book().cells[SERVICE].itertuples(index=False, name=None))
    services = {key for key in keys if key[0] != "drug"}
    assert set(book().costs.uses) == services
