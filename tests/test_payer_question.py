"""The planted findings of the payer talks are found on the shipped inputs, to the cent.

Expected figures: docs/PRACTICE.md, answer key F1 to F9 (inputs/answers/key.yaml).
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from payer_talks import NAMES, talk

from practice_model.quantities import replaced
from practice_model.questions import (
    payer,
    payer_alternative,
    payer_costs,
    payer_dates,
    payer_money,
    payer_pages,
    payer_range,
    payer_range_told,
    payer_terms,
    payer_told,
    payer_walk_away,
)
from practice_model.uncertainty import drawn


def test_the_renewal_is_cost_neutral_in_fees_and_a_cut_with_drugs():
    column = talk("nq_renewal").columns["offer"]
    assert column.fees_change == -2370.93
    assert column.whole_change == -27292.24
    assert round(column.whole_change_share, 4) == -0.0196
    assert talk("nq_renewal").told.case == "cut_behind_raise"


def test_rises_are_paid_for_by_cuts_and_the_sign_flips_where_the_key_says():
    offer = talk("nq_renewal").offer
    assert (offer.ups, offer.downs) == (27619.77, 29990.70)
    assert offer.offset == pytest.approx(1.086, abs=0.0005)
    assert offer.rise_to_be_whole == pytest.approx(0.0602, abs=0.00005)
    assert offer.rise_to_be_whole_with_drugs == pytest.approx(0.1148, abs=0.00005)
    assert offer.more_of_headline == pytest.approx(0.094, abs=0.0005)
    assert (offer.largest_fall, round(offer.less_of_largest_fall, 3)) == ("cataract", -0.254)


def test_the_payers_own_book_gives_another_sign():
    assert talk("nq_renewal").theirs.change == pytest.approx(0.0108, abs=0.00005)


def test_the_other_reading_of_the_letter_is_priced():
    column = talk("nq_renewal").columns["reading"]
    assert column.fees == 904949.54
    assert column.fees_change_share == pytest.approx(0.0159, abs=0.00005)


def test_whole_tests_cut_by_contract_are_to_negotiate_and_not_owed():
    found = talk("nq_renewal").found
    assert (found.tests.lines, found.tests.taken, found.tests.due) == (325, 2689.84, 1116.46)
    assert found.tests.over == 1573.38
    assert found.shortfall is None


def test_the_budget_neutral_change_of_method_is_a_cut_on_our_cases():
    asc = talk("nq_asc")
    assert asc.columns["now"].fees == 374565.00
    assert asc.columns["offer"].fees == 332467.79
    assert asc.columns["offer"].fees_change == -42097.21
    assert asc.theirs.neutral_ours == pytest.approx(1.0365, abs=0.00005)
    assert asc.theirs.neutral_theirs == pytest.approx(0.9218, abs=0.00005)
    assert asc.told.case == "cut_called_neutral"


def test_the_frozen_year_is_really_a_locality_loss():
    basis = talk("tm_basis").found.basis
    assert (basis.place, basis.frozen_year, basis.off_list) == (-29781.64, 18544.44, -1546.26)
    assert basis.difference == -12783.46
    assert basis.place + basis.frozen_year + basis.off_list == pytest.approx(basis.difference)
    assert talk("tm_basis").found.basis_ahead.difference == -33348.80
    assert talk("tm_basis").found.basis_ahead.keeping_place == -2471.45
    assert talk("tm_basis").told.case == "place"


def test_cut_tests_are_owed_and_still_open():
    shortfall = talk("tm_basis").found.shortfall
    assert (shortfall.cause, shortfall.lines, shortfall.total) == ("tests", 178, 941.86)
    assert shortfall.still_open == 941.86


def test_a_step_that_was_never_loaded_is_owed_but_outside_the_window():
    shortfall = talk("fw_recovery").found.shortfall
    assert (shortfall.cause, shortfall.professional, shortfall.center) == ("step", 7334.50, 3084.98)
    assert shortfall.total == 10419.48
    assert shortfall.still_open == 0


def test_the_lesser_of_charge_takes_most_on_one_code():
    found = talk("fw_recovery").found.lesser_of
    assert (found.total, found.code, found.code_total) == (7502.21, "92134", 4126.53)


def test_the_last_day_for_notice_is_counted_back_from_the_anniversary():
    following = payer_dates.next_date(talk("nq_renewal").terms)
    assert (following.notice, following.notice_days) == (date(2026, 12, 2), 8)
    assert following.anniversary == date(2027, 4, 1)
    assert payer_dates.next_date(talk("tm_basis").terms).notice == date(2027, 4, 2)
    assert payer_dates.next_date(talk("fw_recovery").terms).notice is None


def test_a_missed_notice_day_moves_to_the_next_anniversary():
    current = talk("nq_renewal").terms.contracts.current
    assert payer_dates.notice_day(current, date(2026, 12, 3))[1] == date(2028, 4, 1)


@pytest.mark.parametrize("name", NAMES)
def test_groups_codes_and_columns_tell_the_same_change(name):
    one = talk(name)
    change = one.columns[one.side].whole_change
    assert one.groups["change"].sum() == pytest.approx(change, abs=0.005)
    codes = payer_pages.code_table(one.terms, one.prices)
    assert codes.loc["all", "change"] == pytest.approx(change, abs=0.005)
    body = codes[codes["role"] != "total"]
    assert body["change"].sum() == pytest.approx(change, abs=0.005)
    bars = payer_pages.bars(one.groups)
    assert bars[bars["role"] == "body"]["change"].sum() == pytest.approx(change, abs=0.005)


@pytest.mark.parametrize("name", NAMES)
def test_claims_agree_with_the_contract_as_paid(name):
    checks = payer_pages.checks(talk(name).terms, talk(name).prices)
    assert checks.compared > 0
    assert all(passed for _, passed in payer_told.checks_told(checks)), checks


def test_at_todays_volume_the_change_is_the_printed_one_and_draws_surround_it():
    one = talk("nq_renewal")
    likely = payer.at_volume(one.groups, one.terms.volumes)
    assert likely.change == pytest.approx(one.columns["offer"].whole_change, abs=0.005)
    many = payer.at_volume(one.groups, drawn(one.loaded, 20_000, 7).volumes)
    low, high = np.percentile(many.change, [10, 90])
    assert low < likely.change < high
    assert np.median(many.change) == pytest.approx(likely.change, rel=0.02)


def test_one_draw_moves_now_and_offer_alike():
    one = talk("nq_renewal")
    many = payer.at_volume(one.groups, drawn(one.loaded, 1000, 7).volumes)
    assert np.allclose(many.other - many.now, many.change, atol=0.01)


def test_a_contract_of_another_payer_is_refused():
    terms = talk("nq_renewal").terms
    other = talk("tm_basis").terms.contracts.current
    with pytest.raises(ValueError, match="now is a contract of NQ, not of TM"):
        replace(terms, contracts=payer_terms.Contracts(current=other, paid=terms.contracts.current))


def test_a_talk_about_nothing_is_refused():
    with pytest.raises(ValueError, match="give an offer, an ask, or how the payer pays"):
        replace(talk("nq_renewal").terms, offer=None, ask=None)


def test_a_raise_is_accepted_and_neutral_is_not_called_a_cut():
    one = talk("nq_renewal")
    found = one.found
    better = replace(one.offer, whole=replace(one.offer.whole, verdict="raise"))
    assert payer_told.verdict(one.terms, better, found).case == "raise"
    level = replace(one.offer, whole=replace(one.offer.whole, verdict="cost-neutral"))
    assert payer_told.verdict(one.terms, level, found).case == "neutral"


@pytest.mark.parametrize("name", NAMES)
def test_no_figure_of_a_brief_is_without_a_source(name):
    ledger = talk(name).loaded.ledger
    assert len(ledger) > 10
    assert not ledger["source"].isna().any()
    assert "the model's own default" not in set(ledger["source"])


def test_only_an_offer_that_claims_no_change_is_said_to_be_called_neutral():
    one = talk("nq_asc")
    claims_more = replace(one.terms, offer=replace(one.terms.offer, claimed=0.02))
    assert payer_told.verdict(claims_more, one.offer, one.found).case == "cut"
    assert one.told.case == "cut_called_neutral"


def told_of(name, offer_rules, **bargaining):
    """The verdict of a shipped talk whose offer is another one."""
    one = talk(name)
    changed = replaced(one.terms, offer_rules)
    if bargaining:
        own = replace(changed.bargaining, **bargaining)
        changed = replace(changed, bargaining=own)
    priced = payer.prices(changed, one.prices.tables)
    columns = payer.columns(changed, priced)
    offer = payer_pages.offer_of(changed, priced)
    held = payer_alternative.ground(changed, priced, payer_costs.costed(changed, priced))
    floor = payer_walk_away.walk_away(changed, columns, held)
    room = payer_range.range_figures(changed, columns, floor)
    aim = payer_money.aim_of(changed, columns)
    return payer_told.verdict(changed, offer, one.found, room, aim), aim, room, changed


RAISED = "offer.contract.professional.rules.visits.raised"


def test_an_offer_under_the_floor_is_rejected_whatever_else_it_is():
    told, _, room, _ = told_of("nq_asc", {"offer.contract.asc.rules.all.of_medicare": 0.60})
    assert room.under_floor
    assert (told.case, told.chip) == ("under_floor", ("reject", "Reject"))


def test_a_rise_short_of_our_target_is_countered_and_one_that_reaches_it_is_accepted():
    short, aim, _, _ = told_of("nq_renewal", {RAISED: 0.15})
    assert aim.missing > 0
    assert (short.case, short.chip[0]) == ("raise_short", "counter")
    enough, aim, _, terms = told_of("nq_renewal", {RAISED: 0.30})
    assert aim.missing == 0
    assert (enough.case, enough.chip[0]) == ("raise", "accept")
    assert payer_told.ask_case(terms, enough) == "none"


def test_an_offer_above_our_estimate_of_their_limit_disproves_the_estimate():
    _, _, room, _ = told_of("nq_renewal", {RAISED: 0.055}, ceiling=0.80)
    assert payer_range_told.range_case(room) == "offer_over"
    assert "odds" not in payer_range_told.range_told(room)


def test_our_own_ask_that_cuts_a_code_is_told():
    one = talk("nq_asc")
    cuts = payer_money.ask_cuts(one.terms, one.prices)
    # 140 percent of 1,265.40 is 1,771.56 against 1,850 for 66984 and 66982: 142 eyes
    assert (cuts.count, cuts.code) == (2, "66984")
    assert cuts.dollars == pytest.approx(142 * (1850 - 1771.56), abs=5)
    assert payer_money.ask_cuts(talk("nq_renewal").terms, talk("nq_renewal").prices) is None
