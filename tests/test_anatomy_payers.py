"""Payers of the fact book: approval time against margin, and the scorecard of each payer."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from anatomy_case import LOST, card, cells, costed, hassle, rates, terms, times
from answer_key import expected

from practice_model.costs.hassle import requests_by_payer, with_dollars
from practice_model.quantities import replaced
from practice_model.questions.anatomy_approvals import (
    OTHER,
    PAYER_HEADS,
    approval_times,
    approvals,
    approvals_by_payer,
    worst_approval,
)
from practice_model.questions.anatomy_payers import (
    NET_HEADS,
    SCORECARD_HEADS,
    hassle_of,
    losses,
    most_hassle,
    net_rates,
    payer_totals,
    scorecard,
)

DRUG = "geographic atrophy drug (J2781)"


def small_cells(*rows):
    """Cells of (payer, code, collected, full, without authorization); one provider A."""
    made = pd.DataFrame(
        rows, columns=["payer", "code", "collected", "full", "full_without_authorization"]
    )
    made["block"] = ["drug" if code[0] == "J" else "professional" for code in made["code"]]
    return made.assign(provider="A", lines=10.0, allowed=100.0, medicare=100.0)


def small_costed(*rows):
    """Rows of (service, codes, payer, requests, cost) of provider A."""
    made = pd.DataFrame(rows, columns=["service", "codes", "payer", "requests", "cost"])
    made["minutes"] = made["requests"] * 10.0
    return made.assign(provider="A", calls=0.0, call_minutes=0.0, estimated=True)


def test_the_drug_that_loses_by_its_approvals_is_the_one_of_the_key():
    found = worst_approval(times())
    assert found.service == DRUG
    assert expected("F13", "insured_injections").holds(found.lines)
    assert expected("F13", "drug_margin").holds(found.before)
    assert expected("F13", "authorization_and_calls").holds(found.time)
    assert expected("F13", "net").holds(found.left)
    assert expected("F13", "net_each").holds(found.each)
    assert found.requests == 96
    assert found.of_margin == pytest.approx(5.07, abs=0.005)


def test_medicare_which_asks_nothing_keeps_the_drugs_margin():
    own = cells()[(cells()["code"] == "J2781") & (cells()["payer"] == "MCR")]
    assert expected("F13", "medicare_injections").holds(own["lines"].sum())
    assert expected("F13", "medicare_margin").holds(own["margin"].sum())


def test_services_stand_by_the_part_of_their_margin_and_all_requests_are_in_one_of_them():
    body = times()[times()["role"] == "body"]
    assert body["of_margin"].is_monotonic_decreasing
    assert body["over"].tolist() == [True] + [False] * (len(body) - 1)
    assert times().loc["all", "requests"] == pytest.approx(2_349)
    assert times().loc["all", "time"] == pytest.approx(body["time"].sum())
    assert times().loc["all", "before"] == pytest.approx(body["before"].sum())
    whole = approvals(costed(), times())
    assert (whole.requests, whole.staff_minutes, whole.call_minutes) == (2_349, 69_970, 280)
    assert (whole.services, whole.services_over) == (6, 1)
    assert whole.time == pytest.approx(costed()["cost"].sum())


def test_no_minute_of_authorization_is_costed_twice():
    stents = ["66991", "66989"]
    own = cells()[
        cells()["code"].isin(stents)
        & cells()["payer"].isin(["MA", "NQ", "TM", "FW", "PW", "MCD"])
        & cells()["block"].eq("professional")
    ]
    in_equations = (own["full"] - own["full_without_authorization"]).sum()
    assert in_equations == pytest.approx(52 * own["units"].sum() * rates().minute[
        "prior_authorization"])  # fmt: skip
    row = times().loc["MIGS"]
    assert row["before"] == pytest.approx(own["margin"].sum() + in_equations)
    assert row["left"] == pytest.approx(row["before"] - row["time"])


def test_the_counts_replace_the_equations_minutes_and_what_asks_nothing_is_untouched():
    held = small_cells(
        ("X", "10001", 500.0, 300.0, 250.0),
        ("Y", "10001", 900.0, 300.0, 250.0),  # asks nothing: no part of the service's margin
    )
    made = approval_times(small_costed(("a", "10001", "X", 4, 70.0)), held)
    assert made.loc["a", ["before", "time", "left", "each"]].tolist() == [250.0, 70.0, 180.0, 18.0]
    assert made.loc["a", "of_margin"] == pytest.approx(70 / 250)


def test_a_service_without_margin_to_take_from_comes_first_and_shows_no_percentage():
    held = small_cells(
        ("X", "10001", 100.0, 300.0, 250.0),
        ("X", "10002", 500.0, 300.0, 300.0),
    )
    made = approval_times(
        small_costed(("fine", "10002", "X", 4, 150.0), ("poor", "10001", "X", 4, 5.0)), held
    )
    assert made.index.tolist() == ["poor", "fine", "all"]
    assert np.isnan(made.loc["poor", "of_margin"])
    assert made["over"].tolist() == [True, False, True]
    assert worst_approval(made).of_margin is None


def test_lines_without_a_cost_are_left_out_and_counted():
    held = small_cells(("X", "10001", 500.0, 300.0, 250.0), ("X", "10002", 500.0, np.nan, np.nan))
    made = approval_times(small_costed(("a", "10001 10002", "X", 4, 70.0)), held)
    assert made.loc["a", "before"] == 250.0
    assert made.loc["a", "uncosted_lines"] == 10
    nothing = approval_times(small_costed(("a", "10002", "X", 4, 70.0)), held)
    assert np.isnan(nothing.loc["a", "before"])
    assert worst_approval(nothing) is None
    assert not nothing.loc["a", "over"]


def test_services_without_codes_are_one_row_of_all_lines_that_no_service_names():
    held = small_cells(
        ("X", "10001", 500.0, 300.0, 250.0),
        ("X", "10003", 400.0, 100.0, 100.0),
        ("Y", "10003", 800.0, 100.0, 100.0),
    )
    asked = small_costed(
        ("a", "10001", "X", 4, 70.0), ("long", "", "X", 2, 20.0), ("short", "", "X", 3, 10.0)
    )
    made = approval_times(asked, held)
    assert made.loc[OTHER, ["requests", "before", "time"]].tolist() == [5.0, 300.0, 30.0]
    assert made.loc["all", "before"] == 550.0
    assert set(approval_times(asked[asked["service"] != "short"], held).index) == {
        "a", "long", "all",
    }  # fmt: skip


def test_a_line_that_two_services_name_is_once_in_the_total():
    held = small_cells(("X", "10001", 500.0, 300.0, 250.0))
    asked = small_costed(("a", "10001", "X", 4, 70.0), ("b", "10001", "X", 2, 20.0))
    made = approval_times(asked, held)
    assert made.loc["all", "before"] == 250.0
    assert made.loc["all", "left"] == 160.0


def test_the_margin_of_nobody_knows_whom_is_not_known():
    held = small_cells(("X", "10001", 500.0, 300.0, 250.0))
    made = approval_times(small_costed(("a", "10001", "", 4, 70.0)), held)
    assert np.isnan(made.loc["a", "before"])
    assert made.loc["a", "time"] == 70.0


def test_a_practice_without_authorizations_has_no_table():
    nobody = costed().iloc[:0]
    assert approval_times(nobody, cells()).empty
    assert approvals_by_payer(nobody, cells(), {}).empty
    assert approvals(nobody, approval_times(nobody, cells())) is None
    assert worst_approval(approval_times(nobody, cells())) is None


def test_approvals_by_payer_add_up_to_the_service_and_say_what_is_estimated():
    made = approvals_by_payer(costed(), cells(), {"MA": "Wrenfield"})
    for name in ("requests", "time", "before", "left", "lines"):
        by_service = made.groupby("service")[name].sum()
        assert by_service[DRUG] == pytest.approx(times().loc[DRUG, name]), name
    assert made.loc["cataract_MA", ["label", "known"]].tolist() == [
        "cataract, Wrenfield",
        "counted",
    ]
    assert made.loc[made["service"] == DRUG, "known"].eq("estimated").all()
    assert set(PAYER_HEADS) <= set(made)


def test_payers_stand_by_what_was_collected_and_shares_add_up():
    body = card()[card()["role"] == "body"]
    assert body["collected"].is_monotonic_decreasing
    assert body.index[:3].tolist() == ["MCR", "MA", "NQ"]
    assert card().loc["all", "share"] == pytest.approx(1.0)
    assert round(card().loc["MCR", "collected"]) == 5_256_378
    assert card().loc["all", "collected"] == pytest.approx(cells()["collected"].sum())


def test_percent_of_medicare_is_one_sum_over_another_and_never_blended():
    assert card().loc["MCR", ["professional_of_medicare", "center_of_medicare"]].tolist() == (
        pytest.approx([1.0, 1.0], abs=5e-4)
    )
    assert card().loc["PW", "professional_of_medicare"] == pytest.approx(1.22, abs=5e-4)
    own = cells()[(cells()["payer"] == "NQ") & (cells()["block"] == "asc")]
    made = card().loc["NQ", "center_of_medicare"]
    assert made == pytest.approx(own["allowed"].sum() / own["medicare"].sum())
    assert made != pytest.approx(card().loc["NQ", "professional_of_medicare"], abs=0.02)


def test_a_cell_that_medicare_does_not_price_is_in_neither_side_of_the_percentage():
    held = small_cells(("X", "10001", 90.0, 0.0, 0.0), ("X", "10002", 900.0, 0.0, 0.0))
    held.loc[1, ["allowed", "medicare"]] = [1_000.0, np.nan]
    made = scorecard(held, hassle().iloc[:0], terms().costing)
    assert made.loc["X", "professional_of_medicare"] == 1.0
    assert made.loc["X", "medicare"] == 100.0
    assert made.loc["X", "collected"] == 990.0


def test_red_begins_past_the_limits_and_never_for_patients():
    body = card()[card()["role"] == "body"]
    assert set(body.index[body["denied_over"]]) == {"MA", "FW", "MCD"}
    assert set(body.index[body["days_over"]]) == {"FW", "PW"}
    assert body.index[body["most_offsets"]].tolist() == ["NQ"]
    own = terms().costing
    limits = {"hassle.denied_first": 0.115, "hassle.days_to_pay": 47.0}
    strict = scorecard(cells(), hassle(), replaced(own, limits))
    assert set(strict.index[strict["denied_over"]]) == {"FW", "MCD"}  # at the limit is not past it
    assert set(strict.index[strict["days_over"]]) == {"PW", "SP"}
    loose = scorecard(cells(), hassle(), replaced(own, {"hassle": None}))
    assert not loose[["denied_over", "days_over"]].any(axis=None), "no limits, no red"


def test_only_columns_that_add_have_a_total():
    total = card().loc["all"]
    assert total["requests"] == 2_349
    assert total["offsets"] == 82_695
    assert total["lost"] == 31_570 + 6_017
    for name in (
        "denied",
        "days",
        "per_100",
        "professional_of_medicare",
        "net_of_medicare",
        "rank",
    ):
        assert np.isnan(total[name]), name
    assert not total[["denied_over", "days_over", "most_offsets"]].any()


def test_where_nothing_was_found_is_blank_and_not_zero():
    assert np.isnan(card().loc["TM", "lost"])
    assert card().loc["TM", "where"] == ""
    assert card().loc["NQ", "where"] == "implants included"


def test_net_rate_takes_hassle_and_waiting_off_the_same_professional_lines():
    row = card().loc["PW"]
    own = cells()[(cells()["payer"] == "PW") & (cells()["block"] == "professional")]
    spent = hassle().loc[("PW", "professional"), ["hassle", "waiting"]].sum()
    assert row["over_medicare"] == pytest.approx(
        own["collected"].sum() - spent - own["medicare"].sum()
    )
    assert row["net_of_medicare"] == pytest.approx(
        (own["collected"].sum() - spent) / own["medicare"].sum()
    )
    assert row["per_100"] == pytest.approx(100 * row["hassle"] / row["collected"])


def test_rate_volume_and_hassle_rank_the_payers_in_one_table():
    made = net_rates(card())
    assert made["rank"].tolist() == list(range(1, len(made) + 1))
    assert made["over_medicare"].is_monotonic_decreasing
    assert made["label"].iloc[0] == "Northquill Health"
    assert most_hassle(card()).payer == "Medicaid"
    assert set(NET_HEADS) <= set(made)
    assert set(SCORECARD_HEADS) <= set(card())


def test_totals_are_sums_of_the_card_and_of_what_was_found():
    made = payer_totals(card(), LOST)
    assert made.hassle == pytest.approx(card().loc["all", "hassle"])
    assert made.offsets == 82_695
    assert (made.lost, made.still_open) == (37_587, 6_017)


def test_a_part_that_is_not_known_makes_no_total():
    bare = hassle_of(cells(), None, terms().costing, rates())
    made = scorecard(cells(), bare, terms().costing)
    assert payer_totals(made).hassle is None
    assert np.isnan(made.loc["all", "hassle"])
    assert most_hassle(made) is None
    assert made["net_of_medicare"].isna().all()


def test_a_practice_that_watches_no_payer_has_its_rates_alone():
    own = terms().costing
    blind = SimpleNamespace(conduct=None, hassle=None)
    asked = with_dollars(requests_by_payer(own.authorizations, None, cells()), rates())
    made = scorecard(cells(), hassle_of(cells(), asked, blind, rates()), blind)
    assert made.loc["MCR", "professional_of_medicare"] == pytest.approx(1.0, abs=5e-4)
    assert made[["denied", "days", "requests", "offsets", "hassle", "waiting"]].isna().all().all()
    assert not made[["denied_over", "days_over", "most_offsets"]].any().any()


def test_findings_of_a_contract_become_losses_with_their_place():
    assert losses(SimpleNamespace(shortfall=None, held=None)) == []
    short = SimpleNamespace(cause="step", total=10_419.0, still_open=400.0)
    found = losses(SimpleNamespace(shortfall=short, held=SimpleNamespace(total=8_113.0)))
    assert [(one.lost, one.where, one.still_open, one.kind) for one in found] == [
        (10_419.0, "yearly step not loaded", 400.0, "short"),
        (8_113.0, "cut without basis", 0.0, "short"),
    ]
