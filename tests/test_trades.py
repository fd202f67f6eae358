"""Trades of a deal: dollars of today, each give tied to an ask, and no price is never zero."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_model.briefs.facts import facts_of
from practice_model.briefs.phrases import phrases
from practice_model.briefs.sentences import plain, spans_of
from practice_model.briefs.telling import Telling
from practice_model.negotiation import trades as model
from practice_model.negotiation.trades import Trade
from practice_model.questions import deal_told

LEASE = {
    "improvement": Trade(does="fit-out money up to $15 a foot", side="ask", kind="G",
                         priced_by="improvement_dollar", steps=7.0, their_cost=0.6),
    "rent": Trade(does="base rent at $23.50", side="ask", kind="Z", priced_by="rent"),
    "free": Trade(does="two more free months", side="ask", kind="T", first_offer="four months"),
    "term": Trade(does="twelve years instead of ten", side="give", kind="V", value=-18_000,
                  their_cost=2.0, for_what="improvement"),
    "audit": Trade(does="a right to audit", side="ask", kind="G"),
    "deposit": Trade(does="a deposit of two months", side="give", kind="Z", value=-900),
    "letter": Trade(does="a letter of credit", side="give", kind="V", value=-50,
                    instead_of="deposit"),
    "guaranty": Trade(does="an unlimited guaranty", side="never", why="it outlives the lease"),
}  # fmt: skip
PRICES = {"improvement_dollar": 6_400.0, "rent": 31_000.0, "free": 24_500.0, "option": 5.0}


def priced(**changes):
    return model.priced_trades({**LEASE, **changes}, PRICES)


def test_a_trade_is_worth_its_steps_of_the_deals_price_or_what_is_typed():
    held = priced()
    assert held["improvement"].once == 44_800.0
    assert held["free"].once == 24_500.0
    assert held["term"].once == -18_000.0
    assert held["audit"].once is None
    assert [held[name].grade for name in ("free", "term", "audit")] == [
        "estimate", "stated", "none",
    ]  # fmt: skip


def test_what_it_costs_them_is_the_estimate_and_a_dollar_for_a_dollar_needs_none():
    held = priced(track=Trade(does="a track", side="ask", kind="G", value=10, to_them=-4))
    assert held["improvement"].once_to_them == pytest.approx(26_880)
    assert held["term"].once_to_them == -36_000.0
    assert held["rent"].once_to_them == 31_000.0
    assert held["track"].once_to_them == -4.0
    assert held["audit"].once_to_them is None


def test_asks_come_cheap_for_them_first_and_each_give_stands_under_its_ask():
    frame = model.trade_table(priced(), LEASE)
    assert list(frame.index) == [
        "improvement", "term", "audit", "deposit", "free", "rent", "all", "letter",
    ]  # fmt: skip
    assert frame.loc["improvement", "give"] == "twelve years instead of ten"
    assert frame.loc["term", "label"] == "Less twelve years instead of ten"
    assert frame.loc["free", "first_offer"] == "four months"
    assert frame.loc["letter", "role"] == "apart"
    assert "guaranty" not in frame.index
    assert np.isnan(frame.loc["audit", "to_us"])
    assert frame.loc["audit", "grade"] == "not priced"


def test_the_sums_are_those_of_the_table_and_what_has_no_price_is_in_none():
    held = priced()
    sums, frame = model.trade_sums(held), model.trade_table(held)
    assert sums.asks == pytest.approx(44_800 + 31_000 + 24_500)
    assert sums.gives == pytest.approx(-18_900)
    assert sums.net == pytest.approx(float(frame.loc["all", "to_us"]))
    assert (sums.priced, sums.unpriced, sums.never) == (5, 1, 1)
    assert frame.loc[frame["role"] == "body", "to_us"].sum() == pytest.approx(sums.net)


def test_an_ask_that_replaces_another_and_what_is_given_for_it_are_in_no_sum():
    held = priced(
        face=Trade(does="a lower face rent", side="ask", value=7_000, instead_of="rent"),
        signs=Trade(does="our name on the tower", side="give", value=-4_000, for_what="face"),
    )
    sums, frame = model.trade_sums(held), model.trade_table(held, LEASE)
    assert sums.net == pytest.approx(model.trade_sums(priced()).net)
    assert sums.net == pytest.approx(float(frame.loc["all", "to_us"]))
    assert frame.loc["face", "label"] == "Else a lower face rent"
    assert (frame.loc["face", "role"], frame.loc["signs", "role"]) == ("apart", "apart")


def test_their_cost_is_summed_only_where_every_priced_trade_has_one():
    assert model.trade_sums(priced()).to_them == pytest.approx(
        26_880 + 31_000 + 24_500 - 36_000 - 900
    )
    unknown = priced(hold=Trade(does="a price hold", side="ask", kind="G", value=1.0))
    assert model.trade_sums(unknown).to_them is None
    assert np.isnan(model.trade_table(unknown).loc["all", "to_them"])


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from(["ask", "give"]), st.sampled_from("GVTZ"),
                       st.none() | st.integers(1, 10_000)), max_size=8)
)  # fmt: skip
def test_no_two_gives_follow_one_another_and_a_give_without_an_ask_is_kept_back(drawn):
    trades = {
        f"t{at}": Trade(does=f"thing {'abcdefgh'[at]}", side=side, kind=kind,
                        value=None if value is None else value if side == "ask" else -value)
        for at, (side, kind, value) in enumerate(drawn)
    }  # fmt: skip
    held = model.priced_trades(trades, {})
    frame, sums = model.trade_table(held), model.trade_sums(held)
    if frame.empty:
        assert not drawn
        return
    body = [trades[name].side for name in frame.index[frame["role"] == "body"]]
    assert ("give", "give") not in set(pairwise(body))
    assert sorted(frame.index.drop("all", errors="ignore")) == sorted(trades)
    worths = frame.loc[frame["role"] == "body", "to_us"].dropna()
    assert sums.net == pytest.approx(worths.sum())
    kept = frame[frame["role"] == "apart"]
    asks = sum(one.side == "ask" for one in trades.values())
    assert len(kept) == max(len(trades) - 2 * asks, 0)


def test_an_unknown_price_is_not_zero_and_nan_is_unknown():
    held = model.priced_trades(LEASE, {**PRICES, "rent": float("nan"), "free": None})
    assert held["rent"].once is None
    assert held["free"].once is None
    assert model.trade_sums(held).unpriced == 3


@pytest.mark.parametrize(
    ("trade", "why"),
    [
        ({"does": "x", "side": "give", "value": -1, "for_what": "rnet"}, "no trade 'rnet'"),
        ({"does": "x", "side": "give", "value": -1, "for_what": "term"}, "'term' is no ask"),
        ({"does": "x", "side": "ask", "value": 1, "for_what": "rent"}, "only a give is exchanged"),
        ({"does": "x", "side": "ask", "priced_by": "improvement_dolar"}, "did you mean improv"),
    ],
)
def test_a_tie_or_a_price_that_leads_nowhere_is_told(trade, why):
    held = {**LEASE, "new": Trade(**trade)}
    assert len(model.trade_faults(held, PRICES)) == 1
    with pytest.raises(ValueError, match=why):
        model.priced_trades(held, PRICES)


@pytest.mark.parametrize(
    ("trade", "why"),
    [
        ({"does": "x", "side": "ask", "value": 1, "priced_by": "rent"}, "give one"),
        ({"does": "x", "side": "never", "value": 1}, "never given has no price"),
        ({"does": "x", "side": "ask", "value": -1}, "write it above zero"),
        ({"does": "x", "side": "give", "value": 1}, "write it under zero"),
        ({"does": " ", "side": "ask"}, "is empty"),
        ({"does": "x", "side": "ask", "their_cost": 1, "to_them": 2}, "at most one"),
    ],
)
def test_a_trade_that_cannot_be_is_refused(trade, why):
    with pytest.raises(ValueError, match=why):
        Trade(**trade)


def test_draws_are_refused_by_a_table():
    with pytest.raises(ValueError, match="not draws"):
        model.priced_trades(LEASE, {**PRICES, "rent": np.array([1.0, 2.0])})


def test_without_trades_there_is_nothing_to_show():
    assert model.priced_trades(None, PRICES) == {}
    assert model.trade_sums({}) is None
    assert model.trade_table({}).empty
    assert model.never_table(None).empty
    assert deal_told.trade_case(None) == "none"
    assert deal_told.trade_told(None) == []


def test_what_is_never_given_stands_on_a_list_of_its_own_with_its_reason():
    frame = model.never_table(LEASE)
    assert frame.loc["guaranty"].tolist() == ["An unlimited guaranty", "it outlives the lease"]


def test_three_asks_go_into_writing_priced_ones_first():
    assert [one.name for one in model.first_asks(priced())] == ["improvement", "free", "rent"]


def test_every_case_has_its_sentence_and_the_table_prints_columns_that_add_up():
    say = phrases("deals")
    only = [priced(), {"free": priced()["free"]}, {"audit": priced()["audit"]},
            {"audit": priced()["audit"], "term": priced()["term"]},
            {"guaranty": priced()["guaranty"]}]  # fmt: skip
    cases = []
    for held in only:
        sums, telling = model.trade_sums(held), Telling()
        for name, fact in facts_of("trade", sums).items():
            telling.facts.add(name, fact)
        cases.append(deal_told.trade_case(sums))
        title = say.one("trades_title", cases[-1])
        for template in filter(None, [title, *say.many("trades_note", deal_told.trade_told(sums))]):
            assert len(plain(spans_of(template, telling.facts)).split()) <= 25
    assert cases == ["priced", "asks", "unpriced", "gives", "none"]
    telling = Telling()
    telling.table(
        "trades", model.trade_table(priced(), LEASE), title=None, rows="We ask",
        columns=model.TRADE_HEADS, units=model.TRADE_UNITS, adds_up=["to_us"], missing="not priced",
    )  # fmt: skip
    cells = {row["cells"][0]["text"]: row["cells"][2]["text"] for row in telling._blocks[0]["rows"]}
    assert cells["A right to audit"] == "not priced"
    assert cells["All with a price"] == "+81,400"
