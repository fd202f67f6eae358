"""Where a payer stands among the practice's own payers: by letters, on what the claims state."""

from dataclasses import replace

import pandas as pd
import pytest
from payer_talks import talk

from practice_model.questions import payer_peers


@pytest.fixture(scope="module")
def professional():
    own = talk("nq_renewal")
    return own.terms, payer_peers.stated(own.terms, own.prices)


@pytest.fixture(scope="module")
def center():
    own = talk("nq_asc")
    return own.terms, payer_peers.stated(own.terms, own.prices)


def test_this_payer_stands_where_its_contract_puts_it(professional):
    terms, table = professional
    rows = payer_peers.standing_table(terms, table)
    # PRACTICE.md 3.4: now 113.3 percent of Medicare 2026; paid lines alone are a little apart
    assert rows["of_medicare"]["NQ"] == pytest.approx(1.133, abs=0.001)
    assert rows["tint"].sum() == 1
    assert rows["of_medicare"].is_monotonic_decreasing


def test_medicare_itself_and_self_pay_are_no_peers(professional):
    terms, table = professional
    assert set(payer_peers.standing_table(terms, table).index) == {
        "NQ", "FW", "PW", "TM", "MA", "MCD",
    }  # fmt: skip


def test_no_other_payer_keeps_its_name(professional):
    terms, table = professional
    told = [*payer_peers.labels(terms, table).values(), *payer_peers.peer_heads(terms, table)]
    private = {"MA", "TM", "FW", "PW"}
    names = [name for alias, name in terms.practice.payers.items() if alias in private]
    assert len(names) == len(private)
    for text in told:
        assert not any(name in text for name in names), text
    assert "Payer A, MA plan" in told
    assert "Northquill Health" in told


def test_the_largest_other_payer_is_payer_a(professional):
    terms, table = professional
    named = payer_peers.labels(terms, table)
    whole = table.groupby("payer")["allowed"].sum()
    letters = {alias: text[6] for alias, text in named.items() if text.startswith("Payer ")}
    ordered = sorted(letters, key=letters.__getitem__)
    assert [float(whole[alias]) for alias in ordered] == sorted(
        (float(whole[alias]) for alias in ordered), reverse=True
    )


def test_the_count_of_better_payers_is_that_of_the_rows(professional):
    terms, table = professional
    rows = payer_peers.standing_table(terms, table)
    found = payer_peers.standing(terms, rows)
    assert (found.better, found.others) == (2, 5)
    assert found.lowest < found.own < found.highest


def test_a_practice_of_one_payer_has_no_standing(professional):
    terms, table = professional
    alone = table[table.index.get_level_values("payer") == "NQ"]
    rows = payer_peers.standing_table(terms, alone)
    assert rows.empty
    assert payer_peers.standing(terms, rows) is None


def test_center_prices_of_the_largest_payers_are_the_contracts_rates(center):
    terms, table = center
    prices = payer_peers.peer_prices(terms, table)
    # PRACTICE.md 5.3: TM and FW pay 1,455.02 and 1,492.22 for 66984; FW's 2025 step not loaded
    assert prices.loc["66984"].tolist() == pytest.approx([1227.12, 1455.02, 1492.22])
    assert pd.isna(prices.loc["15823", "peer_2"])  # no such case: unknown, never zero


def test_conduct_is_weighted_by_lines_and_offsets_are_a_sum(professional):
    terms, table = professional
    rows = payer_peers.conduct_table(terms, table, None)
    conduct = terms.costing.conduct.set_index("payer")
    lines = table.groupby("payer")["lines"].sum()
    peers = ["NQ", "FW", "PW", "TM", "MA", "MCD"]
    denied = sum(conduct["initial_denial"][one] * lines[one] for one in peers)
    assert rows["everyone"]["denied"] == pytest.approx(denied / lines[peers].sum())
    assert rows["own"]["offsets"] == 38_410
    assert rows["everyone"]["offsets"] == conduct.loc[peers, "offsets"].sum()
    assert "underpaid" not in rows.index


def test_what_is_underpaid_is_a_row_only_where_it_was_found(professional):
    terms, table = professional
    rows = payer_peers.conduct_table(terms, table, 1234.5)
    assert rows["own"]["underpaid"] == 1234.5


def test_a_practice_that_counted_no_conduct_has_no_such_table(professional):
    terms, table = professional
    bare = replace(terms, costing=replace(terms.costing, conduct=None))
    assert payer_peers.conduct_table(bare, table, None).empty
    assert payer_peers.slower(payer_peers.conduct_table(bare, table, None)) == "none"


def test_the_word_for_conduct_is_chosen_by_days_and_denials(professional):
    terms, table = professional
    rows = payer_peers.conduct_table(terms, table, None)
    assert payer_peers.slower(rows) == "better"
    rows.loc["days", "own"] = 60.0
    assert payer_peers.slower(rows) == "days"
    rows.loc["denied", "own"] = 0.5
    assert payer_peers.slower(rows) == "both"


def test_letters_go_on_after_z():
    named = payer_peers._letters(28)
    assert named[25:] == ["Z", "AA", "AB"]
