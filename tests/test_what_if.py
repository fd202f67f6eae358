"""What-if: what can be moved, what that does, how it is saved, and the panel without a page."""

import json
import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import nbformat
import papermill
import pytest
import shipped_briefs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from other_practices import copied
from payer_talks import INPUTS, NAMES, medicare
from test_cli import run

from practice_model.briefs import what_if, what_if_outcome, what_if_panel, what_if_save
from practice_model.briefs.what_if_pages import first_side, sides_of, told
from practice_model.faults import Faults
from practice_model.quantities import Unit, figures
from practice_model.questions import payer
from practice_model.readers.inputs import load
from practice_model.revenue import contract
from practice_model.uncertainty import by_origin

DAY = date(2026, 11, 24)
ASK = "ask.contract.professional.rules.visits.of_medicare"
OFFERED_TESTS = "offer.contract.professional.rules.tests.of_medicare"
DEVICE = "costing.center.devices.66991"
WAGES = "costing.outlook.wages"
VISITS = "volumes.visits"


@cache
def loaded(name: str):
    return load(INPUTS / "scenarios" / f"{name}.yaml", payer.Payer)


@cache
def start(name: str):
    return what_if_outcome.outcome(loaded(name).terms, medicare())


@cache
def by_name(name: str):
    return {one.name: one for one in what_if.controls(loaded(name))}


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    return copied(tmp_path_factory.mktemp("what_if"))


@pytest.fixture
def own_inputs(tmp_path):
    return copied(tmp_path)


@cache
def talk_in(inputs: Path, name: str):
    return load(inputs / "scenarios" / f"{name}.yaml", payer.Payer)


# what can be moved


@pytest.mark.parametrize("name", NAMES)
def test_every_origin_with_a_range_is_one_control_between_its_low_and_high(name):
    talk = loaded(name)
    ranged = {one.figures: one for one in by_name(name).values() if one.ranged}
    for figure_names in by_origin(talk).values():
        known = talk.ranges[figure_names[0]]
        if known.low < known.high:
            one = ranged.pop(figure_names)
            assert (one.low, one.start, one.high) == tuple(known)
    assert ranged == {}


@pytest.mark.parametrize("name", NAMES)
def test_without_a_range_only_rates_of_what_is_not_signed_can_be_moved(name):
    free = [one for one in by_name(name).values() if not one.ranged]
    assert free
    for one in free:
        for figure in one.figures:
            assert figure.partition(".")[0] in {"offer", "ask", "target"}
            assert ".rules." in figure or figure.rpartition(".")[0].endswith(
                ("multiple", "same_day_tests", "escalator", "modifiers")
            )


@pytest.mark.parametrize("name", NAMES)
def test_a_control_starts_at_the_terms_inside_its_ends_and_its_unit(name):
    known = figures(loaded(name).terms)
    for one in by_name(name).values():
        assert one.low <= one.start <= one.high
        assert one.low < one.high
        assert one.step > 0
        for figure in one.figures:
            value, unit = known[figure]
            assert value == one.start
            assert unit.symbol == one.unit
            assert unit.at_least <= one.low
            assert one.high <= unit.at_most
        assert one.source
        assert re.fullmatch(r"[a-z_/0-9]+\.yaml:\d+", one.place)


@pytest.mark.parametrize("name", NAMES)
def test_no_figure_is_moved_by_two_controls_and_no_two_are_called_the_same(name):
    moved = [figure for one in by_name(name).values() for figure in one.figures]
    assert len(moved) == len(set(moved))
    called = [(one.section, one.label) for one in by_name(name).values()]
    assert len(called) == len(set(called))


def test_a_rate_that_an_offer_and_its_reading_inherit_is_one_control():
    assert by_name("nq_renewal")[OFFERED_TESTS].figures == (
        OFFERED_TESTS,
        "offer.readings.visits_on_2026_medicare.professional.rules.tests.of_medicare",
    )


def test_a_rate_taken_over_from_the_agreement_moves_for_each_proposal_alone():
    held = by_name("nq_renewal")
    names = [
        f"{side}.contract.professional.rules.surgery.of_medicare" for side in ("ask", "target")
    ]
    assert [held[name].inherited for name in names] == [True, True]
    moved = what_if.changed(loaded("nq_renewal"), {names[0]: 1.4})
    assert moved.ask.contract.professional.rules["surgery"].of_medicare == 1.4
    assert moved.target.contract.professional.rules["surgery"].of_medicare == 1.32
    assert moved.contracts is loaded("nq_renewal").terms.contracts


def test_controls_stand_by_section_with_what_a_side_says_itself_first():
    sections = [one.section for one in by_name("nq_renewal").values()]
    told_in_order = list(dict.fromkeys(sections))
    assert told_in_order[:6] == [
        "Our ask", "Their offer", "Target", "Walk-away", "Costs", "Volumes",
    ]  # fmt: skip
    assert sections == [title for title in told_in_order for one in sections if one == title]
    assert next(iter(by_name("nq_renewal"))) == ASK


def test_a_talk_on_the_surgery_center_has_no_slider_of_professional_fees():
    for one in by_name("nq_asc").values():
        assert ".professional." not in one.name


def test_a_figure_inside_a_list_is_no_control(inputs):
    talk = talk_in(inputs, "nq_renewal")
    listed = {"volumes": [1.0, 2.0]}
    assert what_if._in_a_list(listed, "volumes.0")
    assert not what_if._in_a_list({"volumes": {"0": 1.0}}, "volumes.0")
    assert all(not what_if._in_a_list(talk.terms, one.name) for one in what_if.controls(talk))


@pytest.mark.parametrize(
    ("value", "unit", "low", "high"),
    [
        (1.15, Unit("ratio", at_least=0, at_most=20), 0.92, 1.38),  # a fifth each way
        (1850, Unit("USD/unit", at_least=0), 1480, 2220),
        (19.9, Unit("ratio", at_least=0, at_most=20), 15.9, 20),  # cut at the bound
        (0.055, Unit("share", at_least=0, at_most=1), 0, 0.11),  # twice the figure
        (0.02, Unit("share/year", at_least=-0.5, at_most=0.5), 0, 0.05),  # at least 5 points
        (0.5, Unit("share", at_least=0, at_most=1), 0, 1),
        (0.0, Unit("share", at_least=0, at_most=1), 0, 0.05),
        (-0.02, Unit("share/year", at_least=-0.5, at_most=0.5), -0.07, 0.05),
    ],
)
def test_the_ends_of_a_rate_without_a_range_follow_the_stated_rule(value, unit, low, high):
    ends = what_if._ends(value, unit)
    assert (ends.low, ends.high) == pytest.approx((low, high))


def test_a_rate_of_zero_dollars_has_no_room_and_is_no_control():
    ends = what_if._ends(0.0, Unit("USD/unit", at_least=0))
    assert ends.low == ends.high == 0


@given(
    value=st.floats(0.01, 5000).map(lambda value: float(f"{value:.5g}")),
    symbol=st.sampled_from(["ratio", "USD/unit", "share", "share/year", "USD/case"]),
)
def test_ends_and_steps_hold_for_any_rate(value, symbol):
    unit = Unit(symbol, at_least=0, at_most=1 if symbol.startswith("share") else 1e6)
    value = min(value, 1.0) if symbol.startswith("share") else value
    ends = what_if._ends(value, unit)
    assert 0 <= ends.low <= value <= ends.high <= unit.at_most
    assert 20 <= (ends.high - ends.low) / what_if._step(ends, unit) <= what_if.MOST + 1


# moving


def test_without_a_move_the_terms_are_the_loaded_ones():
    talk = loaded("nq_renewal")
    assert what_if.changed(talk, {}) is talk.terms
    assert what_if.changed(talk, {ASK: 1.15}) is talk.terms


def test_an_unknown_control_is_refused_with_the_nearest_name():
    with pytest.raises(ValueError, match=r"can be moved; did you mean ask\.contract"):
        what_if.changed(loaded("nq_renewal"), {ASK.replace("visits", "visit"): 1.1})


def test_what_is_signed_cannot_be_moved():
    name = "contracts.current.professional.rules.visits.of_medicare"
    with pytest.raises(ValueError, match="nothing that can be moved"):
        what_if.changed(loaded("nq_renewal"), {name: 1.2})


def test_a_value_outside_the_unit_is_refused():
    with pytest.raises(ValueError, match="must lie in 0 to 20 ratio"):
        what_if.changed(loaded("nq_renewal"), {ASK: 115})


def test_moves_one_after_the_other_lead_to_the_same_terms_as_all_at_once():
    talk, moves = loaded("nq_renewal"), {ASK: 1.12, VISITS: 0.95, OFFERED_TESTS: 1.2}
    terms = talk.terms
    for name, value in [(ASK, 1.3), *moves.items()]:
        terms = what_if.changed_on(terms, by_name("nq_renewal")[name], value)
    assert figures(terms) == figures(what_if.changed(talk, moves))


@pytest.mark.parametrize("name", NAMES)
def test_a_panel_in_which_nothing_is_moved_shows_the_figures_of_the_brief(name):
    made = told(loaded(name), start(name), first_side(start(name)))
    own, brief = made.brief.to_dict(), shipped_briefs.brief(name)
    shared = own["facts"].keys() & brief["facts"].keys()
    assert {"numbers.fees.now", "numbers.margin.now", "waterfall.total"} <= shared
    for fact in shared:
        assert own["facts"][fact]["value"] == brief["facts"][fact]["value"], fact
        forms = own["facts"][fact]["printed"].keys() & brief["facts"][fact]["printed"].keys()
        for form in forms:
            assert own["facts"][fact]["printed"][form] == brief["facts"][fact]["printed"][form]
    blocks = {block["id"]: block for block in own["blocks"]}
    briefs = {block["id"]: block for block in brief["blocks"]}
    assert ("range" in blocks) == ("range" in briefs)
    for name_of in {"waterfall", "range"} & blocks.keys():
        for part in ("chart", "title", "subtitle", "alt", "data"):
            assert blocks[name_of][part] == briefs[name_of][part], (name_of, part)
    assert list(made.marks) == [mark["text"] for mark in brief["header"]["marks"]]


def test_every_side_can_be_held_against_now():
    for side in sides_of(start("nq_renewal")):
        made = told(loaded("nq_renewal"), start("nq_renewal"), side)
        assert made.waterfall is not None, side


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_move_gives_the_figures_of_pricing_everything_anew(data):
    name = data.draw(st.sampled_from(["nq_renewal", "nq_asc"]))
    held = list(by_name(name).values())
    chosen = data.draw(st.lists(st.sampled_from(held), min_size=1, max_size=3, unique=True))
    at, terms = start(name), loaded(name).terms
    for one in chosen:
        value = data.draw(st.sampled_from([one.low, one.high]))
        terms = what_if.changed_on(terms, one, value)
        at = what_if_outcome.moved(at, terms)
    fresh = what_if_outcome.outcome(terms, medicare())
    assert what_if_outcome.figures_of(at) == pytest.approx(what_if_outcome.figures_of(fresh))


def test_a_move_prices_only_the_side_that_it_changes(monkeypatch):
    priced = []

    def counted(book, one, *rest):
        priced.append(one)
        return what_if_outcome_reprice(book, one, *rest)

    what_if_outcome_reprice = what_if_outcome.reprice
    monkeypatch.setattr(what_if_outcome, "reprice", counted)
    at, terms = start("nq_renewal"), loaded("nq_renewal").terms
    held = by_name("nq_renewal")
    for name, sides in ((WAGES, 0), (ASK, 1), (VISITS, 0), (OFFERED_TESTS, 2)):
        priced.clear()
        terms = what_if.changed_on(terms, held[name], held[name].high)
        at = what_if_outcome.moved(at, terms)
        assert len(priced) == sides, name


def test_a_higher_rate_in_the_ask_moves_the_ask_and_no_other_side():
    before = start("nq_renewal")
    after = what_if_outcome.moved(before, what_if.changed(loaded("nq_renewal"), {ASK: 1.2}))
    assert after.columns["ask"].fees > before.columns["ask"].fees
    assert after.margins["ask"].margin > before.margins["ask"].margin
    for side in ("now", "offer", "target"):
        assert after.columns[side].fees == before.columns[side].fees


def test_dearer_wages_lower_the_margin_of_every_side_and_no_revenue():
    before = start("nq_renewal")
    after = what_if_outcome.moved(before, what_if.changed(loaded("nq_renewal"), {WAGES: 1.05}))
    for side in before.columns:
        assert after.margins[side].margin < before.margins[side].margin
        assert after.columns[side].fees == before.columns[side].fees


def test_more_visits_next_year_weigh_the_change_of_visits_only():
    before = start("nq_renewal")
    after = what_if_outcome.moved(before, what_if.changed(loaded("nq_renewal"), {VISITS: 1.1}))
    for side, groups in before.groups.items():
        more = 0.1 * groups.loc["visits", "change"]
        assert after.next_year[side].change == pytest.approx(before.next_year[side].change + more)


@pytest.mark.parametrize("name", ["nq_renewal", "nq_asc"])
def test_a_figure_is_called_idle_where_neither_end_moves_anything_and_only_there(name):
    held = [one for one in by_name(name).values() if one.ranged]
    still = what_if_outcome.idle(start(name), held)
    for one in held:
        ends = [what_if.changed_on(loaded(name).terms, one, end) for end in (one.low, one.high)]
        moved = [what_if_outcome.figures_of(what_if_outcome.moved(start(name), at)) for at in ends]
        same = [figures_at == what_if_outcome.figures_of(start(name)) for figures_at in moved]
        assert all(same) == (one in still), one.name


def test_a_better_alternative_lifts_the_floor_and_narrows_the_room():
    before = start("nq_renewal")
    name = "bargaining.alternative.refill"
    after = what_if_outcome.moved(before, what_if.changed(loaded("nq_renewal"), {name: 0.75}))
    assert after.room.floor > before.room.floor
    assert after.room.zone < before.room.zone
    assert after.columns is before.columns


def test_odds_and_bands_lie_around_the_figures_as_moved():
    talk, before = loaded("nq_renewal"), start("nq_renewal")
    terms = what_if.changed(talk, {"bargaining.ceiling": 1.2})
    after = what_if_outcome.moved(before, terms)
    known, _ = what_if_outcome.range_of(talk, before, 2000, 1)
    found, draws = what_if_outcome.range_of(talk, after, 2000, 1)
    assert found.ceiling == 1.2
    assert found.odds_ask < known.odds_ask
    assert pytest.approx(1.2, abs=0.005) == sorted(draws.ceiling)[1000]


def test_figures_with_a_range_that_move_nothing_here_are_told_apart():
    held = by_name("nq_asc").values()
    still = {one.name for one in what_if_outcome.idle(start("nq_asc"), held)}
    assert "volumes.visits" in still  # no visit is billed at the center
    assert not {"volumes.cataract", WAGES} & still
    assert all(name in by_name("nq_asc") and by_name("nq_asc")[name].ranged for name in still)


# saving


def test_a_saved_what_if_extends_its_scenario_and_loads_with_the_same_figures(
    inputs, monkeypatch, capsys
):
    talk = talk_in(inputs, "nq_renewal")
    moves = {ASK: 1.12, OFFERED_TESTS: 1.2, DEVICE: 1200, VISITS: 0.95}
    path = what_if_save.save(talk, moves, "softer", DAY)
    assert path == inputs / "scenarios" / "softer.yaml"
    assert "extends: nq_renewal.yaml" in path.read_text("utf-8")
    again = load(path, payer.Payer)
    assert figures(again.terms).keys() == figures(talk.terms).keys()
    wanted = what_if.moved_figures(talk, moves)
    for name, (value, _) in figures(again.terms).items():
        assert value == wanted.get(name, figures(talk.terms)[name][0]), name
    rows = again.ledger[again.ledger["file"] == "scenarios/softer.yaml"]
    assert set(rows["source"]) == {"what-if, 2026-11-24"}
    assert len(rows) == len(moves)
    fresh = what_if_outcome.outcome(again.terms, medicare())
    panel = what_if_outcome.moved(
        what_if_outcome.outcome(talk.terms, medicare()), what_if.changed(talk, moves)
    )
    assert what_if_outcome.figures_of(fresh) == what_if_outcome.figures_of(panel)
    code, out, _ = run(monkeypatch, capsys, "check", str(path))
    assert (code, "good" in out) == (0, True)
    assert not list(path.parent.glob(".what-if-*"))


@pytest.mark.parametrize(
    ("name", "end"), [(NAMES[0], "low"), (NAMES[1], "high"), (NAMES[2], "low")]
)
def test_every_control_at_its_end_can_be_saved_and_read_back(inputs, name, end):
    talk = talk_in(inputs, name)
    moves = {one.name: getattr(one, end) for one in what_if.controls(talk)}
    again = load(what_if_save.save(talk, moves, f"{name}_{end}", DAY), payer.Payer)
    assert {one: value for one, (value, _) in figures(again.terms).items()} == {
        one: value for one, (value, _) in figures(what_if.changed(talk, moves)).items()
    }
    before = {one.figures for one in what_if.controls(talk) if one.ranged}
    after = {names for names in by_origin(again).values() if names[0] in talk.ranges}
    assert before <= after  # what was one unknown stays one


def test_a_rate_that_two_sides_share_stays_one_line_in_what_is_saved(inputs):
    talk = talk_in(inputs, "nq_renewal")
    again = load(what_if_save.save(talk, {OFFERED_TESTS: 1.2}, "tests", DAY), payer.Payer)
    held = {one.name: one for one in what_if.controls(again)}
    assert len(held[OFFERED_TESTS].figures) == 2
    assert held[OFFERED_TESTS].start == 1.2


def test_a_range_stays_and_an_end_that_the_value_passes_moves_to_it(inputs):
    talk = talk_in(inputs, "nq_renewal")
    moves = {VISITS: 0.95, "volumes.testing": 1.25, WAGES: 0.9}
    again = load(what_if_save.save(talk, moves, "ranges", DAY), payer.Payer)
    assert tuple(again.ranges[VISITS]) == (0.9, 0.95, 1.1)
    assert tuple(again.ranges["volumes.testing"]) == (0.9, 1.25, 1.25)
    assert tuple(again.ranges[WAGES]) == (0.9, 0.9, 1.05)


def test_a_what_if_on_a_what_if_adds_to_it(inputs):
    talk = talk_in(inputs, "nq_renewal")
    first = load(what_if_save.save(talk, {ASK: 1.12}, "one", DAY), payer.Payer)
    second = load(what_if_save.save(first, {WAGES: 1.02}, "two", DAY), payer.Payer)
    assert second.terms.ask.contract.professional.rules["visits"].of_medicare == 1.12
    assert second.terms.costing.outlook.wages == 1.02


def test_the_name_of_a_moved_side_says_that_it_was_moved(inputs):
    talk = talk_in(inputs, "nq_renewal")
    again = load(what_if_save.save(talk, {ASK: 1.12}, "named", DAY), payer.Payer)
    assert again.terms.ask.name.endswith("; what-if: Visits of Medicare 112.0%")
    assert again.terms.offer.name == talk.terms.offer.name


@pytest.mark.parametrize("name", ["", "Bad Name", "../up", "a/b", "ü", "x" * 61, "-x", ".hidden"])
def test_a_name_that_is_none_is_refused_and_nothing_is_written(inputs, name):
    talk = talk_in(inputs, "nq_renewal")
    before = sorted(inputs.rglob("*"))
    with pytest.raises(ValueError, match="no name for a scenario"):
        what_if_save.save(talk, {ASK: 1.12}, name, DAY)
    assert sorted(inputs.rglob("*")) == before


def test_a_scenario_that_stands_is_never_overwritten(inputs):
    talk = talk_in(inputs, "nq_renewal")
    before = (inputs / "scenarios" / "nq_asc.yaml").read_bytes()
    with pytest.raises(ValueError, match="already a scenario nq_asc"):
        what_if_save.save(talk, {ASK: 1.12}, "nq_asc", DAY)
    assert (inputs / "scenarios" / "nq_asc.yaml").read_bytes() == before


def test_a_name_that_is_taken_while_the_file_is_made_is_not_overwritten(inputs):
    made, taken = inputs / "made.yaml", inputs / "taken.yaml"
    made.write_text("new", "utf-8")
    taken.write_text("old", "utf-8")
    with pytest.raises(ValueError, match="already a scenario taken"):
        what_if_save._put(made, taken)
    assert taken.read_text("utf-8") == "old"


def test_nothing_moved_is_nothing_to_save(inputs):
    with pytest.raises(ValueError, match="nothing has been moved"):
        what_if_save.save(talk_in(inputs, "nq_renewal"), {}, "same", DAY)


def test_a_what_if_that_would_not_load_leaves_no_file(own_inputs):
    inputs = own_inputs
    talk = talk_in(inputs, "nq_renewal")
    (inputs / "practice" / "next_year.yaml").write_text("visits: {value: 1}\n", "utf-8")
    with pytest.raises(Faults):
        what_if_save.save(talk, {ASK: 1.12}, "broken", DAY)
    assert not (inputs / "scenarios" / "broken.yaml").exists()
    assert not list((inputs / "scenarios").glob(".what-if-*"))


# the panel, without a page


@pytest.fixture
def panel(inputs):
    pytest.importorskip("ipywidgets")
    import ipywidgets

    talk = talk_in(inputs, "nq_renewal")
    opened = replace(start("nq_renewal"), terms=talk.terms)
    return what_if_panel.Panel(ipywidgets, talk, opened, what_if_panel.Draws(), DAY)


def test_the_panel_bears_the_marks_of_its_brief(panel):
    assert "CONFIDENTIAL · NOT FOR PAYER" in panel._head.value
    assert "SYNTHETIC" in panel._head.value
    assert "Nothing is moved" in panel._list.value


def test_a_slider_moves_the_table_to_what_the_functions_give_and_reset_brings_it_back(panel):
    table, chart = panel._table.value, panel._waterfall.value
    panel._sliders[ASK].value = 1.2
    panel._side.value = "ask"
    wanted = what_if_outcome.moved(panel._start, what_if.changed(panel._loaded, {ASK: 1.2}))
    printed = f"+${wanted.columns['ask'].fees_change:,.0f}"
    assert printed in panel._table.value
    assert printed not in table
    assert panel._waterfall.value != chart
    assert "was 115.0%" in panel._labels[ASK].value
    assert "<strong>120.0%</strong>" in panel._list.value
    panel._reset(None)
    panel._side.value = "offer"
    assert (panel._table.value, panel._waterfall.value) == (table, chart)
    assert panel._sliders[ASK].value == 1.15
    assert panel._now.outcome is panel._start


def test_a_slider_moved_back_to_its_start_is_not_moved(panel):
    panel._sliders[ASK].value = 1.2
    panel._sliders[ASK].value = 1.15
    assert panel._now.moves == {}
    assert panel._now.outcome is panel._start


def test_a_move_that_shows_nowhere_says_so(panel):
    panel._sliders["ask.contract.professional.escalator.rate"].value = 0.03
    assert "moves no figure that is shown here" in panel._says.value


def test_what_the_terms_refuse_is_told_and_the_slider_goes_back(panel, monkeypatch):
    def refuse(*_):
        raise ValueError("must lie in 0 to 1 <share>")

    monkeypatch.setattr(what_if_panel, "changed_on", refuse)
    panel._sliders[ASK].value = 1.2
    assert "must lie in 0 to 1 &lt;share&gt;" in panel._says.value
    assert panel._sliders[ASK].value == 1.15
    assert panel._now.moves == {}


def test_the_panel_saves_and_tells_what_it_cannot_save(panel, inputs):
    panel._name.value = "from_panel"
    panel._save(None)
    assert "nothing has been moved" in panel._says.value
    panel._sliders[ASK].value = 1.12
    panel._name.value = "No Name"
    panel._save(None)
    assert "is no name for a scenario" in panel._says.value
    panel._name.value = "from_panel"
    panel._save(None)
    assert "Saved as inputs/scenarios/from_panel.yaml" in panel._says.value
    assert (inputs / "scenarios" / "from_panel.yaml").is_file()
    panel._save(None)
    assert "already a scenario from_panel" in panel._says.value


def test_a_talk_without_costs_target_and_volumes_has_its_panel(inputs):
    pytest.importorskip("ipywidgets")
    text = (
        "extends: nq_renewal.yaml\ncosting: null\nbargaining: null\nvolumes: null\ntarget: null\n"
    )
    (inputs / "scenarios" / "bare.yaml").write_text(text, "utf-8")
    talk = talk_in(inputs, "bare")
    opened = what_if_outcome.outcome(talk.terms, medicare())
    assert opened.margins is None
    made = what_if_panel.panel(talk, opened)
    assert "what-if" in made._dom_classes


def test_a_text_in_a_scenario_is_no_markup_in_the_panel(inputs):
    pytest.importorskip("ipywidgets")
    import ipywidgets

    made = talk_in(inputs, "nq_renewal")
    terms = replace(
        made.terms, practice=replace(made.terms.practice, name="<script>Larkmoor</script>")
    )
    opened = replace(start("nq_renewal"), terms=terms)
    shown = what_if_panel.Panel(
        ipywidgets, replace(made, terms=terms), opened, what_if_panel.Draws(), DAY
    )
    assert "<script>" not in shown._head.value


# the notebook


def test_the_notebook_of_the_panel_runs_under_papermill(tmp_path):
    pytest.importorskip("ipywidgets")
    notebook = shipped_briefs.ROOT / "notebooks" / "what_if.ipynb"
    made = papermill.execute_notebook(
        str(notebook),
        str(tmp_path / "ran.ipynb"),
        parameters={"scenario": str(INPUTS / "scenarios" / "nq_asc.yaml")},
        progress_bar=False,
    )
    outputs = nbformat.from_dict(made)["cells"][-1]["outputs"]
    assert "application/vnd.jupyter.widget-view+json" in json.dumps(outputs)


def test_the_panels_notebook_is_no_question():
    from practice_model.briefs.scenarios import questions

    assert "what_if" not in questions()
    assert "payer" in questions()


def test_rates_are_found_by_their_schedule_and_not_by_a_list():
    names = {one.rpartition(".")[2] for one in by_name("nq_renewal") if ".rules." in one}
    assert names <= set(contract.RateRule.__dataclass_fields__)
