"""The surgery-center exhibit in the trade's order, and the rules that are no rate."""

import pandas as pd
import pytest
from payer_talks import talk

from practice_model.quantities import replaced
from practice_model.questions import payer, payer_center, payer_costs, payer_peers
from practice_model.revenue.contract import MultipleProcedures, RateRule, RateSchedule


@pytest.fixture(scope="module")
def made():
    own = talk("nq_asc")
    costed = payer_costs.costed(own.terms, own.prices)
    stated = payer_peers.stated(own.terms, own.prices)
    return own, payer_center.center_table(own.terms, own.prices, costed, stated), stated


def test_the_first_procedure_has_every_price_of_the_trades_table(made):
    _, table, _ = made
    first = table.iloc[0]
    # PRACTICE.md 5.3 and 3.4: group fee, Medicare, 92 and 140 percent of it, full cost
    assert table.index[0] == "66984"
    assert first[["now", "medicare", "offer", "ask"]].tolist() == pytest.approx(
        [1850, 1265.40, 1164.17, 1771.56]
    )
    assert first["full"] == pytest.approx(765.96, abs=0.005)
    assert first["cases"] == 130


def test_the_dollars_are_the_whole_center_book_sorted(made):
    _, table, _ = made
    assert table["dollars"].sum() == pytest.approx(374_565.00)
    assert table["dollars"].is_monotonic_decreasing
    assert len(table) <= payer_center.MOST


def test_heads_name_only_sides_that_are_there(made):
    own, _, stated = made
    heads = payer_center.center_heads(own.terms, own.prices, stated)
    assert [*heads][:5] == ["cases", "now", "offer", "ask", "medicare"]
    assert "peer_1" in heads


def test_a_talk_on_professional_fees_has_no_center_exhibit():
    own = talk("nq_renewal")
    stated = payer_peers.stated(own.terms, own.prices)
    assert payer_center.center_table(own.terms, own.prices, None, stated).empty
    assert payer_center.rules_table(own.terms).empty
    assert payer_center.winners(own.terms, own.prices) is None


def test_a_change_of_method_names_its_largest_drop(made):
    own, _, _ = made
    found = payer_center.winners(own.terms, own.prices)
    # PRACTICE.md F7: cataract 142 eyes lose, devices gain
    assert (found.up, found.down) == (11, 5)
    assert found.largest.share == pytest.approx(1164.17 / 1850 - 1, abs=0.001)


def test_the_rules_say_method_ranks_list_and_implants(made):
    own, _, _ = made
    rules = payer_center.rules_table(own.terms)
    assert rules.loc["method", "now"] == "flat fee a group"
    assert rules.loc["method", "offer"] == "percent of Medicare"
    assert rules.loc[["second", "third"], "now"].tolist() == [0.5, 0.25]
    assert rules.loc["unlisted", "now"] == "not stated"
    assert rules.loc["implants", "offer"] == "in the fee"


def schedule(**rules):
    return RateSchedule(rules={name: RateRule(**one) for name, one in rules.items()})


def test_rules_are_read_off_any_schedule():
    mixed = schedule(
        cataract={"codes": ["66984"], "fee": 1500},
        devices={"codes": ["66183"], "of_invoice": 1.05},
        rest={"unlisted": True, "of_charge": 0.4},
    )
    assert payer_center.method_words(mixed) == "flat fee a group"
    assert payer_center.unlisted_words(mixed) == "percent of charge"
    assert payer_center.implant_words(mixed) == "at invoice"
    ranked = RateSchedule(rules=mixed.rules, multiple=MultipleProcedures(second=0.5))
    assert payer_center._rank(ranked, "third") == 0.5
    assert payer_center._rank(mixed, "second") == 1.0


def test_a_code_without_a_price_stays_without_one(made):
    own, _, stated = made
    rules = {"asc.rules": {"only": RateRule(codes=["66984"], fee=1500)}}
    offered = replaced(own.terms.offer.contract, rules)
    changed = replaced(own.terms, {"offer.contract": offered})
    priced = payer.prices(changed, own.prices.tables)
    table = payer_center.center_table(changed, priced, None, stated)
    assert pd.isna(table.loc["67904", "offer"])
