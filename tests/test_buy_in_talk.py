"""The shipped buy-in talk: planted findings, ties, other clients, missing parts."""

import json
import re

import numpy as np
import pytest
from buy_in_talks import NAME, WITHOUT_TABLES, case, loaded, own, scenario, told
from shipped_briefs import left
from test_buy_in_value import expected

from practice_model.faults import Faults
from practice_model.quantities import replaced
from practice_model.questions import (
    buy_in,
    buy_in_asks,
    buy_in_case,
    buy_in_exits,
    buy_in_income,
    buy_in_own,
    buy_in_pages,
    buy_in_price,
    buy_in_sides,
    buy_in_sure,
    buy_in_talk,
    buy_in_told,
)
from practice_model.readers.inputs import load
from practice_model.uncertainty import drawn

TYPED = 'sources: {test: "typed for a test"}\n'


def plain(spans):
    return "".join(span["text"] for span in spans)


def test_typed_figures_are_those_of_the_practices_claims_and_tables():
    assert set(buy_in_own.ties(loaded().terms, own())) == {
        "owners_income", "market_pay", "net_revenue", "associate_pay"
    }  # fmt: skip
    assert buy_in_own.untied(loaded().terms, own()) == []
    assert all(passed for _, passed in buy_in_pages.checks(case()))


def test_a_typed_income_that_contradicts_the_practice_is_told():
    other = replaced(loaded().terms, {"deal.earnings.income": 1_600_000.0})
    assert buy_in_own.untied(other, own()) == ["owners_income"]
    checks = dict(buy_in_pages.checks(buy_in_case.case(other, own())))
    assert not checks["owners_income"]


def test_the_planted_prices_paybacks_and_incomes_are_found():
    want, within = expected("F21")
    prices = buy_in_price.price_figures(case())
    assert prices.price == pytest.approx(want["third"], abs=within)
    assert prices.memo == pytest.approx(want["memo"], abs=within)
    assert prices.times == pytest.approx(want["times"], abs=0.005)
    assert prices.payback == pytest.approx(want["payback"], abs=0.05)
    assert prices.payback_memo == pytest.approx(want["payback_memo"], abs=0.05)
    assert prices.payback_other == pytest.approx(want["payback_at_other"], abs=0.05)
    assert prices.after_tax == pytest.approx(want["after_tax"], abs=within)
    assert prices.less_income == pytest.approx(want["third_at_tenth_less"], abs=within)
    income = buy_in_income.income_figures(case())
    assert income.most_given == pytest.approx(-want["given_each"], abs=within)


def test_dilution_sums_to_nothing_and_so_does_every_pay_formula():
    table = buy_in_income.dilution_table(case())
    body = table[table["role"] == "body"]
    assert body["share_after"].sum() == pytest.approx(1)
    assert body["change"].sum() == pytest.approx(0, abs=1e-6)
    formulas = buy_in_income.formula_table(case())
    assert list(formulas.index) == ["equal", "production", "mixed"]
    assert np.allclose(formulas[["buyer", "A", "C"]].sum(axis=1), 2_028_994)


def test_production_pay_follows_the_margins_of_the_fact_book():
    formulas = buy_in_income.formula_table(case())
    assert formulas.loc["production", "buyer"] == pytest.approx(645_894, abs=1)
    assert formulas.loc["production", "worth"] < 0


def test_the_shift_saves_the_tax_that_the_design_says():
    chosen = buy_in_sides.chosen_figures(case())
    assert chosen.least_tax == "income shift"
    assert chosen.least_tax_saved == pytest.approx(114_320, abs=3)
    assert chosen.costs_sellers == pytest.approx(70_373, abs=3)
    assert chosen.moves == pytest.approx(92_347, abs=3)
    assert chosen.costs == pytest.approx(35_186, abs=3)
    assert chosen.moves - chosen.costs == pytest.approx(chosen.tax_saved, abs=0.01)


def test_take_home_in_the_note_years_is_never_under_an_associates():
    table = buy_in_sides.take_home(case())
    named = list(case().talk.deal.structures)
    assert (table[named].to_numpy() > table[["associate"]].to_numpy()).all()
    dear = replaced(case().talk, {"offer.price": 1_546_370.0})
    lean = buy_in_sides.take_home(buy_in_case.case(dear, own()))
    assert (lean["cash_and_note__step"] == "past").any()


def test_odds_and_ranges_come_from_draws_and_the_price_stands_in_all():
    talk = drawn(buy_in_sure.deal_only(loaded()), 4_000, 1)
    unsure = buy_in_case.case(talk, own(), case())
    assert unsure.price == case().price
    prices = buy_in_price.price_figures(unsure)
    sure = buy_in_sure.sure_figures(loaded(), unsure, prices)
    assert 0.4 < sure.payback_within < 0.7
    assert sure.payback_low < 6.9 < sure.payback_high
    assert sure.worth_low < 836_598 < sure.worth_high


def test_income_and_growth_move_the_outcome_most_and_the_capital_rate_not_at_all():
    table = buy_in_sure.swing_table(loaded(), case())
    assert set(table.index[:2]) == {"pool.growth", "earnings.income"}
    assert "goodwill.cap_rate" not in table.index  # the price is agreed
    assert "goodwill.cap_rate" in buy_in_sure.worth_swings(loaded(), case()).index


def test_every_ask_is_worth_what_the_deal_loses_without_it():
    found = buy_in_exits.exit_cases(case())
    chosen = buy_in_sides.chosen_figures(case())
    asks = buy_in_asks.ask_table(case(), found, chosen)
    dear = buy_in_case.case(replaced(loaded().terms, {"offer.price": 1_546_370.0}), own())
    less = case().worths["hybrid"].buyer - dear.worths["hybrid"].buyer
    assert asks.loc["price", "ours"] == pytest.approx(less)
    assert asks.loc["form", "ours"] == pytest.approx(chosen.moves)
    assert np.isnan(asks.loc["votes", "ours"])
    ask = buy_in_asks.ask_figures(case(), asks)
    assert ask.price_unit < 0 < ask.point
    prices = buy_in_talk.trade_prices(case(), asks, ask)
    assert prices["closing"] < 0
    assert prices["lift"] < 0


@pytest.fixture(scope="module")
def shipped():
    made = left(NAME)
    return made["brief"].to_dict(), made


def test_the_shipped_brief_counters_at_our_value(shipped):
    brief, made = shipped
    assert brief["header"]["chips"][0]["text"] == "Counter"
    assert "$836,598" in plain(brief["header"]["finding"])
    assert "1.85 times" in plain(brief["header"]["finding"])
    assert brief["header"]["marks"][0]["text"] == "CONFIDENTIAL · NOT FOR SELLERS"
    assert all(check["passed"] for check in brief["checks"])
    flags = [
        plain(item) for one in brief["blocks"] if one["id"] == "flags" for item in one["items"]
    ]
    assert any("held without procedures" in flag for flag in flags)
    assert made["room"].open == 1


def test_sentences_of_the_bottom_line_are_short(shipped):
    brief, _ = shipped
    text = " ".join(plain(one) for one in brief["blocks"][0]["paragraphs"])
    for sentence in re.split(r"(?<=[.;:]) ", text):
        assert len(sentence.split()) <= 25, sentence


OTHERS = {
    "sellers": ("client: sellers\n", "Change the form"),
    "no_memo": ("memo: null\n", "Make offer"),
    "accept": (
        TYPED + "memo: {multiple_of_income: null, "
        "price: {value: 700000, unit: USD, source: test}}\n",
        "Accept",
    ),
    "poor": (
        TYPED + "deal: {earnings: {income: {value: 300000, unit: USD/year, source: test}}}\n",
        "Reject",
    ),
    "worthless": (
        TYPED + "deal: {holdings: {debt: {value: 3000000, unit: USD, source: test}}}\n",
        "Reject",
    ),
    "bare": (
        "memo: null\nlimits: null\nexit_cases: null\nprivate: null\nbuy_out: null\nleavers: null\n"
        "center: null\nlender: null\ntrades: null\ndates: null\noffer: {exits: null}\n"
        "other_cap_rate: null\n",
        "Make offer",
    ),
    "one_owner": (
        TYPED + "deal: {entry: {owners: {A: {value: 1.0, unit: share, source: test}, C: null}, "
        "share: {value: 0.25, unit: share, source: test}}}\nleavers: null\n",
        "Reject",
    ),
    "only_cash": (
        "deal: {structures: {income_shift: null, hybrid: null}}\n"
        "offer: {structure: cash_and_note}\n",
        "Counter",
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_talk_has_its_own_verdict_and_no_figure_that_is_none(name):
    text, chip = OTHERS[name]
    brief, _ = told(scenario(name, text + WITHOUT_TABLES), draws=200)
    assert brief["header"]["chips"][0]["text"] == chip
    assert "nan" not in json.dumps(brief).lower().split()
    kinds = {block["id"] for block in brief["blocks"]}
    assert {"bottom_line", "value", "structures", "dilution", "limits"} <= kinds
    if name == "bare":
        assert not kinds & {"control", "exits", "sale", "leavers", "center", "trades"}


def test_sellers_hear_the_library_and_a_buyer_has_answers_of_his_own():
    sellers, _ = told(scenario("heard", "client: sellers\n" + WITHOUT_TABLES), draws=200)
    kinds = {block["id"] for block in sellers["blocks"]}
    assert "objections" in kinds
    assert "answers" not in kinds
    assert sellers["header"]["marks"][0]["text"] == "CONFIDENTIAL · NOT FOR BUYER"


def test_all_faults_of_a_scenario_are_told_at_once():
    text = TYPED + (
        "starts: 2026-11-01\n"
        "offer: {structure: barter}\n"
        "leavers: {Z: {value: 3, unit: years, source: test}}\n"
        "private: {works: {A: null}}\n"
        "calendar: [{what: sign, anchor: nowhere}]\n"
    )
    with pytest.raises(Faults) as found:
        load(scenario("faulty", text), buy_in.BuyIn)
    message = str(found.value)
    for part in ("starts", "'barter' is none of", "leavers names Z", "nothing of A", "nowhere"):
        assert part in message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("deal: {entry: {share: {value: 1.2, unit: share, source: test}}}\n", "at most 1|0 to 1"),
        ("deal: {note: {years: {value: 12, unit: years, source: test}}}\n", "fewer than the note"),
        ("deal: {structures: {hybrid: {closing: {value: 0.7, unit: share, source: test}}}}\n",
         "more than the price"),
        ("deal: {goodwill: {cap_rate: null}}\n", "needs cap_rate"),
        ("deal: {holdings: {receivables: {balances: {new: {gross: {value: 1, unit: USD, "
         "source: test}, net_rate: {value: 0.9, unit: share, source: test}}}}}}\n", "exactly one"),
    ],
)  # fmt: skip
def test_a_deal_that_cannot_be_is_refused_with_its_reason(text, message):
    with pytest.raises(Faults, match=message):
        load(scenario("refused", TYPED + text + WITHOUT_TABLES), buy_in.BuyIn)


def test_a_share_has_a_name_where_it_has_one():
    words = buy_in_told.words_of(loaded().terms)
    assert (words.share, words.the_share) == ("a third", "The third")
    odd = replaced(loaded().terms, {"deal.entry.share": 0.137})
    assert buy_in_told.words_of(odd).share == "this share"
