"""Hassle as cost: counts met, estimates marked, what is not known told, no minute costed twice."""

import numpy as np
import pandas as pd
import pytest
from anatomy_case import costed, hassle, rates, spread, terms
from answer_key import expected
from hypothesis import given
from hypothesis import strategies as st

from practice_model.costs.capacity import Rates
from practice_model.costs.hassle import (
    Spread,
    hassle_by_payer,
    requests_by_payer,
    with_dollars,
)
from practice_model.costs.raking import raked
from practice_model.costs.terms import Hassle
from practice_model.quantities import replaced

RATES = Rates(
    minute={"prior_authorization": 0.5, "billing": 0.6, "doctor C": 6.0}, encounter=0.0, case=None
)
WORDS = {"minutes_each": 10, "doctor_calls": 0, "minutes_per_call": 0}


def requests(*rows):
    """Rows of (service, codes, payer, provider, requests)."""
    made = pd.DataFrame(rows, columns=["service", "codes", "payer", "provider", "requests"])
    return made.assign(**WORDS)


def conduct(counts, **more):
    held = {"days_to_payment": 30.0, "initial_denial": 0.0, "offsets": 0.0, "source": "s"}
    held |= more
    rows = [{"payer": payer, "prior_authorizations": n, **held} for payer, n in counts.items()]
    return pd.DataFrame(rows)


def lines(*rows):
    return pd.DataFrame(rows, columns=["payer", "provider", "block", "code", "lines"])


TWO = lines(("X", "C", "drug", "J0001", 30), ("Y", "C", "drug", "J0001", 10))
counts = st.floats(0.01, 1000)


@given(st.lists(st.lists(counts, min_size=3, max_size=3), min_size=2, max_size=4), st.data())
def test_both_margins_are_met_where_they_agree(seed, data):
    inside = data.draw(
        st.lists(st.lists(counts, min_size=3, max_size=3), min_size=len(seed), max_size=len(seed))
    )
    rows, columns = np.sum(inside, axis=1), np.sum(inside, axis=0)
    made = raked(seed, rows, columns)
    assert made.met
    assert made.table.sum(axis=1) == pytest.approx(rows, rel=1e-5)
    assert made.table.sum(axis=0) == pytest.approx(columns, rel=1e-5, abs=1e-6 * rows.sum())


@given(st.lists(st.lists(counts, min_size=2, max_size=2), min_size=2, max_size=3))
def test_a_seed_that_meets_its_margins_stays_as_it_is(seed):
    made = raked(seed, np.sum(seed, axis=1), np.sum(seed, axis=0))
    assert made.table == pytest.approx(np.array(seed), rel=1e-6)


def test_what_raking_keeps_is_the_odds_of_the_seed():
    made = raked([[4, 1], [1, 2]], [30, 70], [45, 55]).table
    odds = made[0, 0] * made[1, 1] / (made[0, 1] * made[1, 0])
    assert odds == pytest.approx(8.0, rel=1e-6)


def test_margins_of_different_sums_keep_the_rows_and_say_so():
    made = raked([[1, 1], [1, 1]], [10, 30], [25, 25])
    assert not made.met
    assert made.table.sum(axis=1).tolist() == pytest.approx([10, 30])
    assert made.table.sum(axis=0).tolist() == pytest.approx([20, 20])


def test_a_structural_zero_that_no_table_can_meet_is_told():
    made = raked([[1, 0], [1, 0]], [10, 10], [10, 10])
    assert not made.met
    assert made.table[:, 1].tolist() == [0, 0]


def test_raking_refuses_what_is_no_count_all_at_once():
    with pytest.raises(ValueError, match=r"the seed must be counts.*columns must be counts"):
        raked([[-1, 1]], [1], [np.nan, 1])
    with pytest.raises(ValueError, match="does not fit"):
        raked([[1, 1]], [1, 1], [1, 1])
    with pytest.raises(ValueError, match="no seed"):
        raked([[0, 0]], [1], [1, 0])


def test_every_counted_request_of_the_practice_is_met_by_service_and_by_payer():
    table, own = spread().table, terms().costing
    assert spread().told == ()
    by_payer = table.groupby("payer")["requests"].sum()
    stated = own.conduct.set_index("payer")["prior_authorizations"]
    for payer in stated[stated > 0].index:
        assert by_payer[payer] == pytest.approx(stated[payer], abs=1e-3)
    assert set(by_payer.index) == set(stated[stated > 0].index)
    by_service = table.groupby(["service", "provider"])["requests"].sum()
    counted = own.authorizations.groupby(["service", "provider"])["requests"].sum()
    assert by_service.to_numpy() == pytest.approx(counted.to_numpy())


def test_what_was_counted_by_payer_stays_there_and_only_the_rest_is_an_estimate():
    table = spread().table
    cataract = table[table["service"] == "cataract"]
    assert set(cataract["payer"]) == {"MA"}
    assert cataract["requests"].sum() == 275
    assert not cataract["estimated"].any()
    assert table[table["service"] != "cataract"]["estimated"].all()


def test_a_service_is_in_the_block_of_its_lines():
    blocks = spread().table.groupby("service")["block"].first()
    assert blocks["geographic atrophy drug (J2781)"] == "drug"
    assert blocks["MIGS"] == "professional"


def test_approvals_of_the_drug_cost_what_the_key_says():
    own = costed()[costed()["codes"] == "J2781"]
    assert expected("F13", "authorization_and_calls").holds(own["cost"].sum())
    assert own["doctor_cost"].sum() == pytest.approx(14 * 20 * rates().minute["doctor C"])


def test_all_approvals_cost_the_same_by_payer_and_from_the_count_alone():
    made, minute = costed(), rates().minute
    assert made["requests"].sum() == pytest.approx(2_349)
    assert made["minutes"].sum() == pytest.approx(69_970)
    calls = 14 * 20 * minute["doctor C"]
    assert made["cost"].sum() == pytest.approx(69_970 * minute["prior_authorization"] + calls)


def test_a_payer_whose_named_rows_exceed_its_own_count_is_told():
    asked = requests(("a", "J0001", "X", "C", 12), ("b", "J0001", "", "C", 8))
    made = requests_by_payer(asked, conduct({"X": 10, "Y": 8}), TWO)
    assert any("X: the rows that name it count 12" in one for one in made.told)
    assert made.table.groupby("payer")["requests"].sum().to_dict() == {"X": 12, "Y": 8}


def test_counts_that_disagree_keep_the_services_and_are_told():
    asked = requests(("a", "J0001", "", "C", 40))
    made = requests_by_payer(asked, conduct({"X": 10, "Y": 10}), TWO)
    assert made.table["requests"].sum() == pytest.approx(40)
    assert "count 40 requests, the payers' table leaves 20" in made.told[0]


def test_counts_that_lines_cannot_meet_are_told_with_the_largest_gap():
    asked = requests(("a", "J0001", "", "C", 10), ("b", "J0002", "", "C", 10))
    known = lines(("X", "C", "drug", "J0001", 5), ("X", "C", "drug", "J0002", 5))
    more = lines(("Y", "C", "drug", "J0009", 5))
    made = requests_by_payer(asked, conduct({"X": 12, "Y": 8}), pd.concat([known, more]))
    assert "both counts cannot be met" in made.told[0]
    assert "8.0 requests at" in made.told[0]


def test_a_service_without_a_line_at_a_payer_that_asks_follows_the_payers_counts():
    asked = requests(("a", "J0009", "", "C", 20))
    made = requests_by_payer(asked, conduct({"X": 15, "Y": 5}), TWO)
    assert "a of C: no line of it" in made.told[0]
    assert made.table.set_index("payer")["requests"].to_dict() == {"X": 15, "Y": 5}


def test_general_requests_follow_the_providers_own_lines_of_services():
    asked = requests(("other", "", "", "C", 12))
    held = pd.concat([TWO, lines(("X", "C", "professional", "1", 1), ("Y", "C", "asc", "1", 99),
                                 ("Y", "C", "professional", "2", 2))])  # fmt: skip
    made = requests_by_payer(asked, conduct({"X": 4, "Y": 8}), held)
    assert made.told == ()
    assert made.table.set_index("payer")["requests"].to_dict() == pytest.approx({"X": 4, "Y": 8})


def test_one_payer_that_asks_is_arithmetic_and_no_estimate():
    asked = requests(("a", "J0001", "", "C", 6))
    made = requests_by_payer(asked, conduct({"X": 6, "Y": 0}), TWO)
    assert made.table[["payer", "requests", "estimated"]].to_numpy().tolist() == [["X", 6, False]]


def test_nobody_is_named_where_nobody_counted_by_payer():
    asked = requests(("a", "J0001", "", "C", 6), ("b", "J0001", "X", "C", 2))
    made = requests_by_payer(asked, None, TWO)
    assert "nobody counted requests by payer" in made.told[0]
    assert set(made.table["payer"]) == {"", "X"}
    assert not made.table["estimated"].any()


def test_payers_tables_that_leave_nothing_leave_the_rest_without_a_payer():
    asked = requests(("a", "J0001", "", "C", 6), ("b", "J0001", "X", "C", 2))
    made = requests_by_payer(asked, conduct({"X": 2}), TWO)
    assert "leaves no request" in made.told[0]
    assert made.table.set_index("payer")["requests"].to_dict() == {"X": 2, "": 6}


def test_rows_that_all_name_their_payer_are_held_against_the_payers_table():
    asked = requests(("a", "J0001", "X", "C", 6))
    made = requests_by_payer(asked, conduct({"X": 5, "Y": 0}), TWO)
    assert made.told == ("X: the services count 6 requests, the payers' table 5; the services' "
                         "count is used",)  # fmt: skip
    assert requests_by_payer(asked, None, TWO).told == ()
    assert requests_by_payer(asked, conduct({"X": 6, "Y": 0}), TWO).told == ()


def test_minutes_without_a_resource_are_refused_by_name():
    asked = requests(("a", "J0001", "X", "D", 6)).assign(doctor_calls=1, minutes_per_call=5)
    made = requests_by_payer(asked, None, TWO)
    with pytest.raises(ValueError, match="doctor D, which no resource supplies"):
        with_dollars(made, RATES)
    nobody = Rates(minute={"doctor D": 5.0}, encounter=0.0, case=None)
    with pytest.raises(ValueError, match="prior_authorization, which no resource"):
        with_dollars(made, nobody)


def test_draws_are_refused_by_tables():
    drawn = replaced(RATES, {"minute.prior_authorization": np.array([0.4, 0.6])})
    with pytest.raises(ValueError, match="draws enter after"):
        with_dollars(Spread(spread().table, ()), drawn)


def test_waiting_for_two_payers_ties_up_what_the_key_says():
    own = hassle().drop("asc", level="block").groupby("payer")[["tied_up", "waiting"]].sum()
    assert expected("F28", "tied_up_pw").holds(own.loc["PW", "tied_up"])
    assert expected("F28", "tied_up_fw").holds(own.loc["FW", "tied_up"])
    assert expected("F28", "cost_pw").holds(own.loc["PW", "waiting"])


def test_a_payer_within_the_target_ties_up_nothing():
    assert hassle().loc["MCR", "waiting"].eq(0).all()


AMOUNTS = pd.DataFrame(
    {"lines": [100.0, 50.0], "allowed": [36_500.0, 3_650.0]},
    index=pd.MultiIndex.from_tuples([("X", "drug"), ("Z", "drug")], names=["payer", "block"]),
)


def small_costing(**more):
    return replaced(
        terms().costing,
        {
            "conduct": conduct({"X": 4}, initial_denial=0.1, days_to_payment=40.0),
            "hassle": Hassle(
                rework=20, capital=0.1, target_days=30, denied_first=0.1, days_to_pay=45
            ),
            **more,
        },
    )


def one_request():
    return with_dollars(requests_by_payer(requests(("a", "J0001", "X", "C", 4)), None, TWO), RATES)


def test_hassle_adds_authorization_and_denials_and_a_payer_without_conduct_is_not_known():
    made = hassle_by_payer(one_request(), AMOUNTS, small_costing(), RATES)
    own = made.loc[("X", "drug")]
    assert own["authorization"] == pytest.approx(4 * 10 * 0.5)
    assert own["denials"] == pytest.approx(100 * 0.1 * 20 * 0.6)
    assert own["hassle"] == pytest.approx(20 + 120)
    assert own["tied_up"] == pytest.approx(1_000)
    assert own["waiting"] == pytest.approx(100)
    other = made.loc[("Z", "drug")]
    assert other["authorization"] == 0
    assert other[["denials", "hassle", "tied_up", "waiting"]].isna().all()


def test_hassle_is_not_known_where_requests_denials_or_capital_are_not():
    bare = hassle_by_payer(None, AMOUNTS, small_costing(), RATES)
    assert bare["authorization"].isna().all()
    assert bare["hassle"].isna().all()
    nobody = hassle_by_payer(one_request(), AMOUNTS, small_costing(hassle=None), RATES)
    assert nobody[["denials", "hassle", "waiting"]].isna().all().all()
    blank = requests_by_payer(requests(("a", "J0001", "", "C", 4)), None, TWO)
    unknown = hassle_by_payer(with_dollars(blank, RATES), AMOUNTS, small_costing(), RATES)
    assert unknown["authorization"].isna().all()
    assert set(unknown.index.get_level_values("payer")) == {"X", "Z"}
