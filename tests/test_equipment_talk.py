"""The equipment talk as its brief tells it: advice, limits, asks, dates, faults, parts left out."""

from dataclasses import replace as changed
from datetime import date
from functools import cache

import numpy as np
import pytest
import yaml
from equipment_talks import INPUTS, RULES, talk

from practice_model.deals.equipment import ladder
from practice_model.faults import Faults
from practice_model.negotiation.trades import trade_sums
from practice_model.questions import (
    deal_calendar_pages,
    equipment,
    equipment_figures,
    equipment_offer_pages,
    equipment_pages,
    equipment_talk,
    equipment_told,
)
from practice_model.questions.equipment_terms import Equipment
from practice_model.readers.inputs import load
from practice_model.uncertainty import drawn

DRAWS = 300


@cache
def deal() -> equipment_figures.Deal:
    made = talk()
    peers = equipment_talk.standings(made.terms, made.chosen)
    return equipment_figures.deal_figures(
        made.terms, made.case, made.chosen, made.whole("optivane"), equipment_talk.lowest(peers)
    )


@cache
def unsure() -> tuple[Equipment, equipment_figures.Chances]:
    made = talk()
    terms = drawn(made.loaded, DRAWS, 7)
    own = equipment.case_of(terms, made.basis)
    return terms, equipment_figures.chances(terms, own, made.chosen, RULES)


def without(*names: str) -> Equipment:
    return changed(talk().terms, **dict.fromkeys(names))


def test_the_advice_is_two_of_three_and_says_what_the_third_would_lose():
    told = equipment.chosen_figures(talk().terms, talk().chosen)
    assert equipment_told.verdict(told) == "forced"
    assert equipment_told.chips(told) == [("counter", "Buy 2 of 3")]
    assert equipment_told.next_case(told) == "loses"


def test_the_third_unit_pays_in_almost_no_draw_and_the_two_in_almost_every():
    chances = unsure()[1]
    assert chances.next.share < 0.01
    assert chances.order.share > 0.95
    assert chances.carried.share == 0.0  # 40 new scans a month at the high end, 131 needed for two


def test_the_break_even_has_a_range_around_its_plan():
    made = talk()
    terms = unsure()[0]
    own = equipment.case_of(terms, made.basis)
    order = equipment.again(own, made.whole("optivane"))
    needed = equipment_figures.quote(terms, own, order).needed
    low, high = np.percentile(needed, [10, 90])
    assert low < 179 < high


def test_draws_keep_the_order_that_was_chosen():
    made = talk()
    own = equipment.case_of(unsure()[0], made.basis)
    places = [(one.site, one.kind) for one in equipment.order_again(own, made.chosen).filled]
    assert places == [(one.site, one.kind) for one in made.chosen.order.filled]
    assert places == [("S2", "forced"), ("S1", "forced")]


def test_the_limit_is_the_rivals_equal_price_where_that_is_lower():
    assert deal().limit < deal().walk_away
    assert equipment_told.limit_case(deal()) == "rival"
    assert deal().room == pytest.approx(deal().limit - 117_000)
    alone = changed(deal(), limit=deal().walk_away)
    assert equipment_told.limit_case(alone) == "case"


def test_the_opening_is_never_above_the_quote_nor_the_register():
    assert deal().opening_price == pytest.approx(deal().on_new_walk_away / 2)
    assert deal().opening_price < 49_800  # the cheapest of the register
    assert equipment_told.marks_told(deal()) == ["opening", "rival", "room"]


def test_asks_are_worth_what_the_terms_move():
    made = talk()
    prices = equipment_talk.term_prices(made.terms, made.case, made.chosen, deal())
    kept = 1 - 0.10 / 1.08**7
    assert prices["bundle"] == pytest.approx(0.09 * 117_000 * kept)
    assert prices["warranty"] == pytest.approx(9_400 / 1.08**2)
    assert prices["hold"] == 0.0  # the third unit loses at its price: holding that is worth nothing
    held = equipment_talk.priced(made.terms, made.case, made.chosen, deal())
    told = trade_sums(held)
    assert told.never == 4
    assert told.asks == pytest.approx(sum(one.once for one in held.values() if one.side == "ask"))


def test_a_tenth_of_service_is_worth_a_tenth_of_its_value_today():
    made = talk()
    prices = equipment_talk.term_prices(made.terms, made.case, made.chosen, deal())
    side = equipment_talk.their_side(made.terms, made.case, made.chosen)
    assert prices["service"] == pytest.approx(0.1 * side.service)


def test_the_register_tells_where_a_unit_stands():
    peers = equipment_talk.standings(talk().terms, talk().chosen)
    assert (peers["price"].n, peers["price"].place) == (6, "below_median")
    assert peers["service"].spread.ours == pytest.approx(9_400 / 117_000)


def test_the_calendar_runs_to_the_tax_year_and_the_end_of_support():
    made = talk()
    dates = equipment_talk.dates(made.terms, made.case, made.chosen)
    days = {one.name: one.day for one in dates if one.name}
    assert days["placed_by"] == date(2026, 12, 31)
    assert days["service_end"] == date(2027, 6, 30)
    assert days["quarter_end"] == date(2026, 12, 31)
    path = deal_calendar_pages.path_figures(dates, made.terms.as_of, "placed_by")
    assert path.next_day == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("year_end", "as_of", "quarter"),
    [
        (date(2026, 9, 30), date(2026, 11, 24), date(2026, 12, 31)),
        (date(2026, 1, 31), date(2026, 11, 24), date(2027, 1, 31)),
        (date(2027, 2, 28), date(2027, 5, 31), date(2027, 5, 31)),
    ],
)
def test_a_fiscal_quarter_ends_three_months_apart_from_the_year(year_end, as_of, quarter):
    assert equipment_talk.quarter_end(year_end, as_of) == quarter


def test_the_table_of_units_sums_to_the_whole_offer():
    made = talk()
    rows = equipment_offer_pages.ladder_table(made.case, made.chosen)
    body, total = rows[rows["role"].eq("body")], rows.loc["all"]
    assert body["fresh"].sum() == pytest.approx(total["fresh"])
    assert round(total["fresh"]) == 27_575
    assert round(total["cost_year"]) == 40_477
    assert (
        body["walk_away"].iloc[-1] < body["price"].iloc[-1]
    )  # the third is worth less than it adds


def test_offers_side_by_side_sum_to_their_value_today():
    made = talk()
    rows = equipment_offer_pages.offer_table(made.terms, made.case, RULES)
    for vendor in made.terms.offers:
        body = rows.loc[rows["role"].eq("body"), vendor].sum()
        assert body == pytest.approx(rows.loc["whole", vendor])


def test_the_curve_passes_through_the_needed_point():
    made = talk()
    rows = equipment_pages.curve_table(made.terms, made.case, made.whole("optivane"))
    needed = np.interp(made.case.collected, rows["rate"], rows["needed"])
    assert needed == pytest.approx(178.8, abs=1.0)
    assert rows["needed"].is_monotonic_decreasing


@pytest.mark.parametrize(
    "missing", [("flow",), ("indications",), ("sheet",), ("comparables",), ("trades",)]
)
def test_a_part_that_is_missing_is_left_out_and_the_rest_still_told(missing):
    terms = without(*missing)
    found = (
        talk().basis if missing != ("indications",) else talk().basis._replace(need=_empty_need())
    )
    own = equipment.case_of(terms, found)
    chosen = equipment.choose(terms, own, RULES)
    whole = equipment.sheet_order(terms, own, RULES, chosen)
    made = equipment_figures.deal_figures(terms, own, chosen, whole)
    sheet = equipment_figures.sheet_of(terms, own, whole)
    guard = equipment_figures.guard_figures(terms, own, found, made, sheet)
    assert (guard is None) == (missing == ("indications",))
    assert (sheet is None) == (missing == ("sheet",))
    assert equipment_pages.need_table(found).empty == (missing == ("indications",))
    assert equipment_pages.claim_bridge(terms, own, whole).empty == (missing == ("sheet",))
    assert bool(equipment_talk.standings(terms, chosen)) == (missing != ("comparables",))


def _empty_need():
    return talk().basis.need.iloc[:0]


def test_without_a_line_nothing_is_kept_and_nothing_forced_is_bought_for_it():
    terms = without("flow")
    own = equipment.case_of(terms, talk().basis)
    steps = ladder(own, terms.offers["optivane"], terms.tax, RULES, most=3)
    assert all(one.kept == 0 for one in steps)
    chosen = equipment.choose(terms, own, RULES)
    assert equipment_told.verdict(equipment.chosen_figures(terms, chosen)) == "none"


def test_a_fixed_number_of_units_is_held_to():
    terms = changed(talk().terms, units=3.0, chosen="lumenfold")
    chosen = equipment.choose(terms, talk().case, RULES)
    assert (chosen.offer, chosen.units) == ("lumenfold", 3)
    assert equipment_told.verdict(equipment.chosen_figures(terms, chosen)) == "all"


def test_a_typed_figure_that_differs_from_the_claims_is_told_and_not_used():
    terms = changed(talk().terms, scans=changed(talk().terms.scans, collected=45.0))
    told = equipment.tie_of(terms, talk().basis)
    assert equipment_told.tie_case(told) == "differs"
    assert equipment.collected(terms, talk().basis) == pytest.approx(31.8837, abs=1e-4)


def test_a_scan_that_loses_money_is_told_as_one_that_no_number_carries():
    terms = changed(talk().terms, scans=changed(talk().terms.scans, variable=40.0))
    own = equipment.case_of(terms, talk().basis)
    chosen = equipment.choose(terms, own, RULES)
    made = equipment_figures.deal_figures(terms, own, chosen, talk().whole("optivane"))
    assert made.breakeven_scans is None
    assert equipment_told.need_case(made) == "never"
    assert equipment_pages.needed_bridge(terms, own, talk().whole("optivane")).empty


def test_the_sentences_know_every_case_that_the_figures_may_choose():
    told = yaml.safe_load(
        (INPUTS.parent / "practice_model/briefs/phrases/equipment.yaml").read_text("utf-8")
    )
    assert set(told["finding"]) >= {"none", "forced", "part", "all", "one", "one_needs"}
    for case in ("none", "forced", "part", "all", "one"):
        assert case in told["advice"]
        assert f"{case}_flat" in told["advice"]
    assert set(told["guard_said"]) == {"inside", "needed_past", "planned_past", "none"}


def test_all_faults_of_a_scenario_are_told_at_once(tmp_path):
    text = (INPUTS / "scenarios" / "oct_three.yaml").read_text("utf-8")
    text = text.replace("../practice/", f"{INPUTS}/practice/").replace(
        "../market/", f"{INPUTS}/market/"
    )
    text = text.replace("    S2: {value: 24", "    S9: {value: 24")
    text = text.replace("sheet_of: optivane\n", "chosen: optivan\n")
    text = text.replace("years: {value: 7,", "years: {value: 7.5,")
    (tmp_path / "inputs" / "scenarios").mkdir(parents=True)
    broken = tmp_path / "inputs" / "scenarios" / "broken.yaml"
    broken.write_text(text)
    with pytest.raises(Faults) as raised:
        load(broken, Equipment)
    told = str(raised.value)
    for words in ("'S9' is no site", "'optivan' is not among optivane, lumenfold",
                  "whose worksheet is it", "must be a whole number of 1 or more"):  # fmt: skip
        assert words in told


def test_the_index_row_tells_the_value_as_a_level_amount_a_year():
    own = deal()
    assert own.a_year == pytest.approx(own.value * 0.08 / (1 - 1.08**-7))
    assert own.a_year == pytest.approx(25_471.98, abs=0.01)  # of 132,616.54 over seven years
    assert equipment_pages.index_row(talk().terms)["change"] == "deal.a_year"


def test_a_date_that_the_tax_rules_do_not_know_is_a_fault_of_the_scenario():
    tax = changed(talk().terms.tax, placed=date(2027, 2, 10))
    with pytest.raises(ValueError, match=r"tax.placed: Section 179 is known .* tax.section_179"):
        changed(talk().terms, tax=tax)
    assert changed(talk().terms, tax=changed(tax, section_179=False)).tax.placed == tax.placed


def test_what_is_new_is_laid_to_the_charts_only_where_they_are_counted():
    told = talk()
    sheet = equipment_figures.sheet_of(told.terms, told.case, told.whole("optivane"))
    held = equipment_figures.guard_figures(told.terms, told.case, told.basis, deal(), sheet)
    assert equipment_told.says(held).says == "our charts bring"
    assert equipment_told.says(None).says == "the plan brings"


def test_words_of_an_estimate_follow_the_machine():
    laser = changed(talk().terms.device, use="capsulotomy", uses="capsulotomies")
    assert equipment_pages.label_of("scans.new.S2", laser) == "New payable capsulotomies"
    assert equipment_pages.label_of("flow.spread", laser) == "Spread of capsulotomy time"


def test_a_curve_without_a_loan_does_not_name_one():
    own, loose = deal(), {"cash": talk().terms.ways["cash"]}
    assert equipment_told.curve_case(talk().terms, own, own) == "short_flat"
    bare = changed(talk().terms, ways=loose)
    assert equipment_told.curve_case(bare, own, own) == "short_flat_level"
