"""Levers, clauses and packages of the shipped payer talks: priced, ordered and told.

Asks and gives: docs/PRACTICE.md 3.3; planted findings F5 and F6 of the answer key.
"""

from dataclasses import replace

import pandas as pd
import pytest
from payer_talks import NAMES, talk

from practice_model.briefs.brief import Brief
from practice_model.briefs.phrases import phrases
from practice_model.negotiation.concessions import Lever, lever_faults, reciprocity
from practice_model.quantities import replaced
from practice_model.questions import (
    lever_packages,
    lever_told,
    payer_clauses,
    payer_costs,
    payer_levers,
    payer_prompt_pay,
)
from practice_model.questions.lever_basis import basis
from practice_model.uncertainty import drawn


class Levers:
    """A talk with its levers, at the ask and at the target."""

    def __init__(self, name):
        self.own = talk(name)
        self.talk = replace(self.own.terms, log=None)  # its entries name the shipped levers
        self.prices = self.own.prices
        self.costed = payer_costs.costed(self.talk, self.prices)
        unsure = drawn(self.own.loaded, 500, 7)
        given = (self.talk, self.prices, self.costed, unsure)
        self.levers = payer_levers.priced_levers(*given)
        self.aimed = payer_levers.priced_levers(*given, side="target")
        self.figures = payer_levers.lever_figures(self.talk, self.prices, self.levers, self.costed)
        self.package = lever_packages.package_figures(
            self.talk, self.prices, self.levers, self.aimed
        )
        self.clauses = payer_clauses.clauses(self.talk, self.prices, self.own.found, self.costed)


@pytest.fixture(scope="module")
def renewal():
    return Levers("nq_renewal")


@pytest.fixture(scope="module")
def center():
    return Levers("nq_asc")


def test_the_parts_of_the_ask_sum_to_its_change_to_the_cent(renewal):
    parts = basis(renewal.talk, renewal.prices, None, "ask").parts
    assert parts["tests"].yearly == 1573.38  # F5: to negotiate, not to claim
    assert parts["rates"].yearly + parts["tests"].yearly == pytest.approx(67_179.76, abs=0.005)
    assert renewal.own.columns["ask"].fees_change == 67_179.76
    assert renewal.figures.unlisted == 0


@pytest.mark.parametrize("name", NAMES)
def test_parts_sum_to_the_change_of_every_side_against_the_contract_in_force(name):
    own = talk(name)
    for side in ("offer", "ask"):
        if side not in own.prices.sides:
            continue
        kept = own.columns.get("kept", own.columns["now"])
        parts = basis(own.terms, own.prices, None, side).parts
        assert sum(one.yearly for one in parts.values()) == pytest.approx(
            own.columns[side].whole - kept.whole, abs=0.011
        )


def test_an_offer_that_cuts_drugs_has_drugs_as_a_part_of_their_own(renewal):
    parts = basis(renewal.talk, renewal.prices, None, "offer").parts
    assert (parts["rates"].yearly, parts["drugs"].yearly) == (-2370.93, -24921.31)


def test_what_comes_once_is_apart_in_the_table_and_in_no_sum(renewal):
    table = payer_levers.ladder_table(renewal.levers)
    assert pd.isna(table.loc["look_back", "to_us"])
    assert table.loc["look_back", "once"] == pytest.approx(63_202.68)
    body = table[table["role"] == "body"]
    assert table.loc["all", "to_us"] == pytest.approx(body["to_us"].sum(), abs=0.011)
    assert table.loc["all", "to_us"] == pytest.approx(renewal.figures.sums.net, abs=0.011)
    assert pd.isna(table.loc["all", "once"])


def test_implants_are_asked_for_in_place_of_the_level_and_in_no_sum(center):
    table = payer_levers.ladder_table(center.levers)
    assert table.loc["implants", "role"] == "apart"
    assert table.loc["implants", "to_us"] == pytest.approx(31_570 * 1.05)
    assert list(table.index).index("implants") > list(table.index).index("all")
    assert center.figures.sums.asks == pytest.approx(
        center.levers["level"].to_us + center.levers["authorization"].to_us
    )


def test_a_dollar_for_a_dollar_costs_them_a_dollar_and_estimates_have_a_range(renewal):
    visits, approval = renewal.levers["visits"], renewal.levers["authorization"]
    assert visits.to_them == visits.to_them_low == visits.to_them_high == visits.to_us
    assert approval.to_them_low < approval.to_them < approval.to_them_high
    assert approval.to_them == pytest.approx(0.2 * approval.to_us, abs=0.01)
    assert renewal.levers["look_back"].to_them is None  # nobody estimated it: told as none


def test_what_has_no_price_says_why_and_is_never_zero(renewal):
    term = renewal.levers["term"]
    assert (term.to_us, term.grade, term.why) == (None, "none", "no price is known")
    assert renewal.figures.sums.unpriced == 2


def test_a_scenario_without_levers_has_those_that_its_ask_implies(renewal):
    bare = replace(renewal.talk, levers=None)
    made = payer_levers.priced_levers(bare, renewal.prices, renewal.costed)
    assert list(made) == ["rates", "tests", "escalator", "look_back", "load_date"]
    assert made["rates"].to_us == renewal.levers["visits"].to_us
    assert made["escalator"].to_us == renewal.levers["escalator"].to_us
    assert made["look_back"].once > 0  # by the offsets of one year


def test_an_ask_like_the_contract_implies_nothing(renewal):
    same = replace(
        renewal.talk,
        levers=None,
        ask=replace(renewal.talk.ask, contract=renewal.talk.contracts.current),
    )
    priced = replace(
        renewal.prices, sides={**renewal.prices.sides, "ask": renewal.prices.sides["now"]}
    )
    assert payer_levers.priced_levers(same, priced) == {}
    assert payer_levers.ladder_table({}).empty
    assert payer_levers.lever_figures(same, priced, {}) is None


def test_levers_without_a_side_to_price_are_none():
    own = talk("fw_recovery")
    assert payer_levers.priced_levers(own.terms, own.prices, side="target") == {}


def test_a_scenario_whose_lever_names_no_other_does_not_load(renewal):
    with pytest.raises(ValueError, match="there is no lever 'b'"):
        replace(renewal.talk, levers={"a": Lever(does="a", side="give", for_what="b")})


def test_the_payer_that_we_would_leave_fills_no_hours(renewal):
    own = renewal.talk.bargaining
    odd = replace(own, alternative=replace(own.alternative, refill_payers=["NQ", "MCR"]))
    with pytest.raises(ValueError, match="NQ is the payer that we would leave"):
        replace(renewal.talk, bargaining=odd)


@pytest.mark.parametrize(
    ("one", "other", "faults"),
    [(None, None, 1), (None, ["92014"], 1), (["92014"], ["92014"], 1), (["92014"], ["99214"], 0)],
)
def test_two_levers_of_one_model_must_not_hold_the_same_dollars(one, other, faults):
    levers = {
        name: Lever(does=name, side="ask", priced_by="rates", codes=codes)
        for name, codes in (("a", one), ("b", other))
    }
    assert len(lever_faults(levers)) == faults
    apart = levers | {"b": replace(levers["b"], instead_of="a")}
    assert lever_faults(apart) == []


def test_two_rates_that_name_their_codes_share_the_change(renewal):
    codes = {"first": ["92014"], "second": ["99214"]}
    levers = {
        name: Lever(does=name, side="ask", priced_by="rates", codes=held)
        for name, held in codes.items()
    }
    made = payer_levers.priced_levers(replace(renewal.talk, levers=levers), renewal.prices)
    assert 0 < made["first"].to_us + made["second"].to_us < 65_606.38
    lost = {"none": Lever(does="none", side="ask", priced_by="rates", codes=["66999"])}
    told = payer_levers.priced_levers(replace(renewal.talk, levers=lost), renewal.prices)
    assert told["none"].to_us is None
    assert "no professional line" in told["none"].why


def test_a_resource_that_nobody_supplies_is_refused(renewal):
    odd = Lever(
        does="x", side="give", priced_by="staff_time", units=5.0, minutes=5.0, resource="pilot"
    )
    with pytest.raises(ValueError, match="no resource 'pilot'"):
        payer_levers.priced_levers(
            replace(renewal.talk, levers={"x": odd}), renewal.prices, renewal.costed
        )


def test_packages_are_worth_the_same_above_the_target_and_in_whole_dollars(renewal):
    package = renewal.package
    assert package.case == "three"
    steps = lever_packages.step_table(renewal.levers, renewal.aimed)
    assert steps["position"].iloc[-1] < package.worth < renewal.figures.sums.net
    table = lever_packages.package_table(package, renewal.levers)
    for name in ("A", "B", "C"):
        body = table.loc[table["role"] == "body", name]
        assert body.sum() == package.worth == table.loc["all", name]
        assert table.loc["theirs_low", name] <= table.loc["theirs", name]
        assert table.loc["theirs", name] <= table.loc["theirs_high", name]
    assert package.cheapest < package.dearest
    assert set(package.words) == {"A", "B", "C"}


def test_a_talk_that_one_issue_carries_has_one_figure_and_no_packages(center):
    assert (center.package.case, center.package.three) == ("one_issue", [])
    assert center.package.leading_share > 0.8
    assert lever_packages.package_table(center.package, center.levers).empty


def test_steps_run_from_the_ask_to_the_target(renewal):
    steps = lever_packages.step_table(renewal.levers, renewal.aimed)
    assert steps["gives_up"].sum() == pytest.approx(
        renewal.figures.sums.net
        - sum(one.to_us or 0.0 for one in renewal.aimed.values() if one.counts)
    )
    assert lever_packages.step_table(renewal.levers, {}).empty


def test_clauses_tell_the_silent_amendment_with_its_pages_and_its_price(renewal, center):
    table = payer_clauses.clause_table(renewal.talk, renewal.clauses)
    assert table.loc["look_back", ["flag", "says"]].tolist() == ["Red", "36 months"]
    assert table.loc["look_back", "place"].endswith("page 8")
    assert table.loc["look_back", "once"] == pytest.approx(63_252, abs=50)
    assert table.loc["same_day_tests", "value"] == 1573.38
    assert table.loc["same_day_tests", "place"].endswith("page 7")
    assert table.loc["amendment", "flag"] == table.loc["all_products", "flag"] == "Red"
    center_table = payer_clauses.clause_table(center.talk, center.clauses)
    assert center_table.loc["implants", "value"] == 31_570
    assert center_table.loc["implants", "place"].endswith("page 6")


def test_red_clauses_come_first_and_yearly_dollars_before_those_that_come_once():
    own = Levers("fw_recovery")
    flags = [one.flag for one in own.clauses]
    assert flags == sorted(flags, reverse=True)
    table = payer_clauses.clause_table(own.talk, own.clauses)
    assert list(table.index[:2]) == ["timely_filing", "lesser_of"]
    assert table.loc["timely_filing", "value"] == pytest.approx(7_893.85, abs=157.88)  # F11
    assert table.loc["lesser_of", "value"] == 7_502.21  # F9
    made = payer_clauses.clause_figures(own.clauses)
    assert made.value == pytest.approx(table["value"].sum(), abs=0.01)
    assert made.once == pytest.approx(table["once"].sum(), abs=0.01)


def test_a_contract_without_its_paper_has_no_clause_to_flag(renewal):
    bare = replaced(renewal.talk, {"contracts.current.paper": None})
    assert payer_clauses.clauses(bare, renewal.prices, renewal.own.found) == []
    assert payer_clauses.clause_table(bare, []).empty
    assert payer_clauses.clause_figures([]) is None


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_of_levers_is_told_with_its_figures(name):
    own = Levers(name)
    brief, say = Brief("payer", own.own.loaded), phrases("payer")
    pay = payer_prompt_pay.prompt_pay(own.talk, own.prices)
    flagged = payer_clauses.clause_figures(own.clauses)
    brief.figures("levers", own.figures)
    brief.figures("package", own.package)
    brief.figures("clauses", flagged)
    brief.figures("pay", pay)
    case = lever_told.packages_case(own.package)
    told = [
        say.one("ladder_title", lever_told.ladder_case(own.figures)),
        *say.many("ladder_notes", lever_told.ladder_told(own.figures)),
        *say.many("levers_terms", lever_told.terms_told(own.figures, pay)),
        say.one("clauses_title", lever_told.clauses_case(flagged)),
        say.one("lever_packages_title", case),
        say.one("lever_packages_note", case),
    ]
    for number, template in enumerate(told):
        if template:
            assert brief.say(f"sentence_{number}", template) is not None


def test_gifts_in_the_log_are_told():
    rows = [("2026-12-01", "concession", "ours", ""), ("2026-12-02", "concession", "ours", "")]
    log = pd.DataFrame(rows, columns=["date", "move", "whose", "in_return"])
    told = reciprocity(log)
    assert lever_told.gifts_case(told) == "stop"
    assert lever_told.gifts_case(reciprocity(log.head(1))) == "gift"
    assert lever_told.gifts_case(reciprocity(log.head(0))) == lever_told.gifts_case(None) == "none"
    assert lever_told.gifts_case(reciprocity(log.head(1).assign(in_return="load date"))) == "kept"
