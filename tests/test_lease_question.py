"""The lease talk as shipped: planted findings, asks that add up, limits at which both are equal."""

import functools
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lease_case import asked, moving, renewal

from practice_model.deals.lease import Option, compared, discounted, straight_line, value
from practice_model.deals.lease_clauses import Clauses, Guaranty, Restoration
from practice_model.deals.lease_exit import EarlyExit
from practice_model.deals.lease_own import OwnTerms
from practice_model.deals.lease_rent_steps import Escalator
from practice_model.faults import Faults
from practice_model.quantities import replaced
from practice_model.questions import (
    lease,
    lease_ask_pages,
    lease_asks,
    lease_books,
    lease_clauses,
    lease_days,
    lease_landlord,
    lease_limits,
    lease_pages,
    lease_practice,
    lease_risk,
    lease_table,
    lease_talk,
    lease_told,
    lease_words,
)
from practice_model.questions.lease_terms import (
    Lease,
    LeaseAsk,
    basis_of,
    options_of,
    staying,
)
from practice_model.readers.benchmark_ranges import load_benchmarks
from practice_model.readers.inputs import load
from practice_model.readers.medicare_tables import load_medicare
from practice_model.uncertainty import drawn

INPUTS = Path(__file__).parents[1] / "inputs"


@functools.cache
def talk():
    return load(INPUTS / "scenarios" / "lease_s1.yaml", Lease)


@functools.cache
def own():
    return lease_practice.premises(talk().terms, load_medicare(INPUTS / "medicare"))


@functools.cache
def side():
    return lease.side_of(talk().terms, own())


def side_with(**changes):
    """The shipped talk with other options or parts."""
    return lease.side_of(replaced(talk().terms, changes), own())


def bare(options, **more) -> Lease:
    """A talk that holds options and nothing else of its own."""
    given_ = {"stays": "", "ask": None, "costing": None, "code_groups": None, "site": "",
              "lease_ends": None, "landlord": None, "calendar": [], "trades": None,
              "comparables": None, "leaving": None, "clauses": None}  # fmt: skip
    return replaced(talk().terms, {"options": options, **given_, **more})


def side_of(options, ask=None, **more):
    asks = None if ask is None else LeaseAsk(of="renew", option=ask)
    made = bare(options, ask=asks, **more)
    return lease.side_of(made, lease_practice.premises(made))


# the practice is one


def test_net_revenue_visits_and_present_rent_come_from_the_practices_own_inputs():
    """PRACTICE.md, sections 1.4 and 4.2."""
    held = own()
    assert held.net_revenue == pytest.approx(5_498_184, abs=0.5)
    assert held.visits == 14_335
    assert held.rent_now == 6_400 * 32.65
    assert held.other_sites == pytest.approx(292_540 - 208_960)


def test_what_is_typed_wins_and_what_is_missing_stays_unknown():
    typed = bare({"renew": renewal()}, net_revenue=1e6, visits=5_000.0)
    held = lease_practice.premises(typed)
    assert (held.net_revenue, held.visits, held.day) == (1e6, 5_000, None)
    none = lease_practice.premises(bare({"renew": renewal()}))
    assert none.net_revenue is none.visits is none.day is None


def test_lost_days_are_held_against_a_clinic_days_own_margin():
    made = lease_days.lost_days(side(), own())
    assert made.day == pytest.approx(61_000 / 12)
    assert 0 < made.back < 1
    assert made.own_day == pytest.approx(own().day)


def test_lost_days_without_a_price_take_the_margin_of_the_practice():
    priced = side_with(**{"options.move.lost": None, "comes_back": 0.25})
    assert priced.options["move"].lost == pytest.approx(12 * own().day * 0.75)


def test_terms_that_contradict_the_practices_tables_are_faults_told_together():
    with pytest.raises(ValueError, match=r"7,000 sf, but the practice's sites say 6,400"):
        replaced(talk().terms, {"options.renew.space.rentable": 7_000.0})
    with pytest.raises(ValueError, match="lease_ends 2028-01-31, but"):
        replaced(talk().terms, {"lease_ends": date(2028, 1, 31)})
    with pytest.raises(ValueError, match="visits 99 a year, but site_visits counts 14,335"):
        replaced(talk().terms, {"visits": 99.0})
    with pytest.raises(ValueError, match=r"stays names 'renw'.*did you mean renew"):
        replaced(talk().terms, {"stays": "renw"})
    with pytest.raises(ValueError, match="options is empty"):
        replaced(talk().terms, {"options": {}, "ask": None})


def test_a_file_with_a_wrong_term_tells_field_value_and_line(tmp_path):
    folder = tmp_path / "inputs" / "scenarios"
    folder.mkdir(parents=True)
    text = (INPUTS / "scenarios" / "lease_s1.yaml").read_text()
    text = text.replace("../", f"{INPUTS}/").replace(
        "value: 4, unit: months", "value: 400, unit: months"
    )
    (folder / "wrong.yaml").write_text(text)
    with pytest.raises(Faults, match=r"free months end in month 400, after the term of 120"):
        load(folder / "wrong.yaml", Lease)


# the planted findings


def test_the_order_of_the_leases_flips_twice_as_planted():
    """PRACTICE.md, F20."""
    stay, move = side().options["renew"], side().options["move"]
    on = basis_of(talk().terms)
    assert straight_line(stay) == pytest.approx(36.80, abs=0.005)
    assert straight_line(move) == pytest.approx(37.42, abs=0.005)
    assert discounted(stay, on) == pytest.approx(35.42, abs=0.005)
    assert discounted(move, on) == pytest.approx(34.25, abs=0.005)
    assert lease_limits.limits(side()).cross_rate == pytest.approx(0.03, abs=0.005)
    made = lease.lead(side(), talk().ranges["discount"])
    assert made.stay_value == pytest.approx(1_513_953, abs=0.5)
    assert made.other_value == pytest.approx(1_749_485, abs=0.5)
    assert made.ahead == pytest.approx(235_531, abs=0.5)
    assert made.ahead_high == pytest.approx(217_542, abs=0.5)
    assert made.ahead_low == pytest.approx(258_415, abs=0.5)


def test_asks_and_their_units_come_to_the_planted_dollars():
    made = {one.name: one for one in lease_asks.pieces(side())}
    assert list(made) == ["improvement", "free", "escalator", "operating"]
    worth = {name: one.worth for name, one in made.items()}
    assert worth == pytest.approx(
        {"improvement": 44_800, "free": 25_225, "escalator": 22_518, "operating": 8_264}, abs=0.6
    )
    units = lease_asks.units_of(side())
    assert units.money == pytest.approx(6_400)
    assert units.month == pytest.approx(12_658, abs=0.5)
    assert units.point == pytest.approx(44_492, abs=0.5)
    assert units.half_point == pytest.approx(8_264, abs=0.6)
    assert lease_asks.ask_figures(side(), list(made.values())).whole == pytest.approx(
        100_807.69, abs=0.01
    )


def test_options_stand_side_by_side_with_visits_and_share_of_revenue():
    held = lease.option_figures(side(), own(), talk().ranges["discount"])
    assert {name: round(one.per_visit, 2) for name, one in held.items()} == {
        "renew": 16.43, "ask": 15.55, "move": 18.70,
    }  # fmt: skip
    assert {name: round(one.share, 3) for name, one in held.items()} == {
        "renew": 0.043, "ask": 0.041, "move": 0.049,
    }  # fmt: skip
    assert held["move"].signing == -189_800
    assert held["ask"].value_low > held["ask"].value > held["ask"].value_high


def test_what_would_change_the_advice_is_solved():
    made = lease_limits.limits(side())
    assert made.equal_money == pytest.approx(36.80, abs=0.005)
    assert made.escalator == pytest.approx(0.076, abs=0.0005)
    assert lease_risk.sturdy(side()).worst == pytest.approx(136_562, abs=1)
    gone = lease_risk.leaving(side())
    assert gone.year == 5
    assert gone.owed == pytest.approx(1_305_790, abs=1)


# laws


@given(
    st.floats(min_value=15, max_value=40), st.floats(min_value=0.0, max_value=0.06),
    st.floats(min_value=0, max_value=12), st.floats(min_value=0, max_value=30),
    st.floats(min_value=0.0, max_value=0.2),
)  # fmt: skip
@settings(max_examples=20, deadline=None)
def test_at_the_walk_away_rent_renewing_costs_what_the_best_alternative_does(
    base, percent, free, money, rate
):
    held = side_of(
        {"renew": renewal(base=base, percent=percent, free=free, money=money), "move": moving()},
        discount=rate,
    )
    limit = lease_limits.walk_away_rent(held)
    on = basis_of(held.talk)
    rent = held.options["renew"].rent
    assume(limit >= 0)
    there = replaced(held.options["renew"], {"rent": lease_asks.with_base(rent, limit - base)})
    assert value(there, on) == pytest.approx(value(moving(), on), abs=0.01)


def test_at_every_solved_limit_both_options_cost_the_same_to_the_cent():
    made, on = lease_limits.limits(side()), basis_of(talk().terms)
    stay, move = side().options["renew"], side().options["move"]
    dearer = replaced(stay, {"rent.escalator.percent": made.escalator})
    assert value(dearer, on) == pytest.approx(value(move, on), abs=0.01)
    more = replaced(move, {"rent.improvement": 15 + made.equal_money})
    assert value(more, on) == pytest.approx(value(stay, on), abs=0.01)
    at_cross = basis_of(talk().terms, made.cross_rate)
    assert discounted(stay, at_cross) == pytest.approx(discounted(move, at_cross), abs=1e-6)


@given(
    st.floats(min_value=20, max_value=24.25), st.floats(min_value=0.0, max_value=0.03),
    st.floats(min_value=2, max_value=14), st.floats(min_value=8, max_value=30),
    st.sampled_from([None, 0.0, 0.02]),
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_the_pieces_of_an_ask_sum_to_the_whole(base, percent, free, money, cap):
    ask = renewal(
        base=base, percent=percent, free=free, money=money, cap=cap, rent={"free_of": "all"}
    )
    held = side_of({"renew": renewal(), "move": moving()}, ask)
    made = lease_asks.pieces(held)
    whole = value(renewal(), basis_of(held.talk)) - value(ask, basis_of(held.talk))
    assert sum(one.worth for one in made) == pytest.approx(whole, abs=0.01)


def test_terms_that_touch_each_other_are_worth_less_or_more_alone():
    """A lower escalator saves nothing in months that the ask makes free."""
    ask = renewal(percent=0.0, free=24.0)
    held = side_of({"renew": renewal(), "move": moving()}, ask)
    made = {one.name: one for one in lease_asks.pieces(held)}
    assert made["free"].worth == pytest.approx(made["free"].alone)
    assert made["escalator"].worth < made["escalator"].alone


def test_an_ask_of_another_term_is_priced_over_the_offered_one():
    held = side_of({"renew": renewal(), "move": moving()}, renewal(months=84))
    made = lease_asks.pieces(held)
    assert [one.name for one in made] == ["term"]
    assert made[0].worth == pytest.approx(
        value(renewal(), basis_of(held.talk)) - compared(renewal(months=84), basis_of(held.talk))
    )


def test_packages_are_worth_the_ask_to_us_and_differ_for_the_landlord():
    frame = lease_talk.packages(side())
    held = frame.drop("offered")
    assert held["to_us"].to_numpy() == pytest.approx(np.full(len(held), 100_807.69), abs=0.01)
    assert held["to_them"].is_monotonic_increasing
    assert held["to_them"].nunique() == len(held)
    found = lease_talk.package_figures(frame)
    assert found.cheapest_cost < found.dearest_cost


# the landlord


def test_the_landlords_limit_lies_under_the_offer_and_ours_over_it():
    made = lease_landlord.landlord_figures(side(), lease_limits.walk_away_rent(side()))
    assert made.limit < made.offered < made.walk_away
    assert made.room == pytest.approx(made.offered - made.limit)
    parts = made.vacancy + made.carried + made.fit_out + made.free + made.commission
    assert made.losing == pytest.approx(parts)
    at_limit = side_with(**{"options.renew.rent.base": float(made.limit), "ask": None})
    there = lease_landlord.landlord_figures(at_limit)
    assert there.room == pytest.approx(0, abs=1e-9)


def test_costs_that_the_lease_keeps_with_the_landlord_lower_what_it_is_worth_to_them():
    capped = side_with(**{"options.renew.rent.operating.cap": 0.01, "ask": None})
    offer = lease_landlord.landlord_worth(side(), side().options["renew"])
    assert lease_landlord.landlord_worth(capped, capped.options["renew"]) < offer
    gross = side_with(**{"options.renew.rent.operating.costs": "gross", "ask": None})
    assert lease_landlord.landlord_worth(gross, gross.options["renew"]) < offer - 300_000


# what is not sure


def test_draws_give_odds_and_ranges_around_the_printed_figure():
    unsure = lease.side_of(drawn(talk(), 500, 3), own())
    made = lease_risk.sturdy(side(), unsure)
    assert 0.95 <= made.odds <= 1.0
    assert made.ask_odds >= made.odds
    spread = lease.lead(unsure).ahead
    low, high = np.percentile(spread, [10, 90])
    assert low < lease.lead(side()).ahead < high


def test_each_estimate_alone_moves_the_gap_and_the_table_is_sorted():
    frame = lease_risk.tornado_table(talk(), own())
    widths = (frame["high"] - frame["low"]).abs()
    assert widths.is_monotonic_decreasing
    assert {"Build-out cost", "Moving and IT", "Discount rate"} <= set(frame["label"])
    # Costs of buildings rise alike: one origin moves both options at once.
    growth = frame[frame["label"] == "Growth of operating costs"]
    assert len(growth) == 1


def test_leaving_early_is_told_with_what_is_still_owed():
    frame = lease_risk.leaving_table(side())
    assert frame["stay"].is_monotonic_increasing
    assert frame["owed"].is_monotonic_decreasing
    assert frame.loc["year_5", "apart"] == pytest.approx(
        frame.loc["year_5", "other"] - frame.loc["year_5", "stay"]
    )
    assert (frame["exit"] <= frame["owed"]).all()
    none = side_with(leaving=None)
    assert lease_risk.leaving_table(none).empty
    late = side_with(leaving=EarlyExit(sale_year=12))
    assert lease_risk.leaving(late) is None


# accounting and clauses


def test_only_fixed_payments_stand_on_the_balance_sheet():
    frame = lease_books.book_table(side())
    assert frame.loc["renew", "total"] == pytest.approx(1_753_327, abs=1)
    years = lease_books.year_table(side())
    assert years["payment"].sum() == pytest.approx(frame.loc["renew", "total"])
    assert years["liability"].iloc[-1] == years["right_of_use"].iloc[-1] == 0
    stepped = side().options["renew"]
    indexed = replaced(stepped, {"rent.escalator": Escalator(index=0.05)})
    level = replaced(stepped, {"rent.escalator": None})
    assert lease_books.fixed_payments(indexed) == pytest.approx(lease_books.fixed_payments(level))
    assert lease_books.book_table(side_with(borrowing=None)).empty


def test_clauses_without_figures_have_no_price_and_guaranties_run_down():
    assert lease_clauses.clause_table(side()).empty
    shown = lease_clauses.guaranty_table(side())
    assert shown["offered"].iloc[0] == pytest.approx(2_406_310, abs=1)
    assert shown["offered"].is_monotonic_decreasing
    priced = side_with(
        clauses=Clauses(restoration=Restoration(cost=12.0, chance=0.3), guaranty=Guaranty()),
    )
    frame = lease_clauses.clause_table(priced)
    assert frame["worth"].notna().sum() == 1
    assert frame.loc["restoration", "worth"] == pytest.approx(0.3 * 12 * 6400 / 1.09**10)


def test_a_guaranty_that_we_ask_to_end_is_told_beside_the_offer():
    ask = replaced(talk().terms.ask, {"clauses": Clauses(guaranty=Guaranty(burns_after=36))})
    frame = lease_clauses.guaranty_table(side_with(ask=ask))
    assert frame["asked"].iloc[3:].eq(0).all()
    assert frame["asked"].iloc[0] > 0


# hard cases


def test_no_other_option_is_told_and_nothing_is_compared():
    held = side_of({"renew": renewal()})
    made = lease.lead(held)
    assert made.ahead is None
    assert lease_told.verdict(held, made).case == "alone"
    assert lease_pages.bridge(held).empty
    assert lease_limits.walk_away_rent(held) is None
    assert lease_risk.sturdy(held).odds is None


@pytest.mark.parametrize(
    ("options", "ask", "case"),
    [
        ({"renew": renewal(), "move": moving()}, asked(), "stay_ask"),
        ({"renew": renewal(), "move": moving()}, None, "stay"),
        ({"renew": renewal(), "move": renewal(name="b", kind="move")}, None, "even"),
        ({"renew": renewal(), "move": moving(fit_out=0.0, moving=0.0, lost=0.0)}, asked(),
         "ask_wins"),
        ({"renew": renewal(), "move": moving(base=15.0)}, asked(), "other"),
        ({"renew": renewal()}, asked(), "alone_ask"),
    ],
)  # fmt: skip
def test_the_verdict_follows_the_figures(options, ask, case):
    held = side_of({name: replaced(one, {"name": name}) for name, one in options.items()}, ask)
    assert lease_told.verdict(held, lease.lead(held)).case == case


def test_an_ask_that_brings_nothing_is_no_reason_to_counter():
    worse = renewal(base=26.0)
    held = side_of({"renew": renewal(), "move": moving()}, worse)
    assert lease_told.verdict(held, lease.lead(held)).case == "stay"


def bought(**more) -> Option:
    own_ = OwnTerms(
        price=1.5e6, months=120, down=0.2, loan_rate=0.065, loan_months=300, taxes=20_000,
        insurance=8_000, upkeep=25_000, tax=0.35, gain_tax=0.2, recapture_tax=0.25,
        property_return=0.08, **({"growth": 0.02} | more),
    )  # fmt: skip
    return Option(name="Buy", kind="own", space=renewal().space, own=own_)


def test_a_purchase_puts_every_option_after_tax_and_finds_its_break_even_growth():
    option = bought()
    held = side_of({"renew": renewal(), "buy": option})
    basis = basis_of(held.talk)
    assert basis.after_tax
    found = lease_limits.own_figures(held)
    grown = replaced(option, {"own.growth": found.break_even})
    assert value(grown, basis) == pytest.approx(value(renewal(), basis), abs=0.01)
    assert lease_told.rates_case(lease.lead(held, None)) == "none"
    figures = lease.option_figures(held, lease_practice.premises(held.talk))
    assert figures["buy"].flat is None
    frame = lease_table.options_table(held, figures)
    assert "price" in frame.index


def test_occupancy_is_held_against_the_published_range_with_its_source():
    """DOMAIN.md, section 8: general ophthalmology 4 to 6 percent [Pinto]."""
    held = lease.option_figures(side(), own())
    place = lease_words.occupancy(side(), held, own().net_revenue, load_benchmarks())
    assert (place.low, place.high) == (0.04, 0.06)
    assert place.own == pytest.approx(0.058, abs=0.0005)
    assert place.away == pytest.approx(0.064, abs=0.0005)
    assert lease_told.occupancy_case(place) == "inside_above"
    assert "Pinto" in place.published


def test_the_ask_table_names_facts_and_leaves_rights_without_a_price():
    frame = lease_ask_pages.ask_table(
        side(), lease_asks.pieces(side()), lease_asks.units_of(side())
    )
    assert frame.loc["improvement", "offered"] == "{talk.options.renew.rent.improvement}"
    assert pd.isna(frame.loc["guaranty", "worth"])
    assert frame.loc["all", "worth"] == pytest.approx(100_807.69, abs=0.01)


def test_comparables_dates_and_replies_rest_on_the_scenario():
    peers = lease_talk.peers(talk().terms)
    assert (peers["rent"].n, peers["rent"].place) == (5, "below_median")
    days = {one.name: one.day for one in lease_talk.dates(talk().terms)}
    assert days["expiry"] == date(2027, 9, 30)
    held = lease.option_figures(side(), own())
    facts = lease_talk.deal_facts(side(), held, lease.lead(side()))
    assert facts.stay_extra is None  # staying costs less: the reply may not say otherwise
    bare_rent = replaced(
        side().options["ask"],
        {"rent.improvement": 0.0, "rent.base": facts.rent_no_improvement},
    )
    on = basis_of(talk().terms)
    assert value(bare_rent, on) == pytest.approx(value(side().options["ask"], on), abs=0.01)


def test_the_first_renewal_stays_unless_another_is_named():
    assert staying(talk().terms) == "renew"
    assert list(options_of(talk().terms)) == ["renew", "ask", "move"]
    assert staying(bare({"a": moving(), "b": moving()})) == "a"


def test_the_shortest_names_are_told_apart_where_two_moves_are_on_the_table():
    options = {
        "renew": renewal(),
        "a": moving(counterparty="Alder"),
        "b": moving(base=40.0, counterparty="Mall"),
    }
    made = lease_words.names(side_of(options))
    assert made.other == "the move to Alder"
    assert made.leaving_first == "Moving to Alder"


def test_more_options_than_a_table_holds_are_left_to_the_chart_and_counted():
    more = {f"m{at}": moving(base=27.25 + at, counterparty=f"Owner {at}") for at in range(6)}
    held = side_of({"renew": renewal(), **more}, asked())
    assert lease_table.shown(held) == ["renew", "ask", "m0", "m1", "m2"]
    assert lease_table.left(held).options == 3
    assert len(lease_pages.year_series(held)) == 6
    assert lease_table.left(side()) is None


def test_a_long_table_moves_the_second_half_to_another_page():
    assert lease_pages.place("asks", side()) == "asks"
    four = side_of({"renew": renewal(), "a": moving(), "b": moving()}, asked())
    assert lease_pages.place("asks", four) == "asks_more"
    unlike = side_of({"renew": renewal(deposit=9.0), "a": moving(feet=5_000, months=84)})
    assert lease_pages.place("asks", unlike) == "asks_more"


def test_net_revenue_that_is_typed_is_held_against_the_claims():
    told = lease_told.checks_told(side(), own())
    assert ("revenue", True) in told
    typed = replaced(talk().terms, {"net_revenue": 7e6})
    held = lease_practice.premises(typed, load_medicare(INPUTS / "medicare"))
    assert held.apart == pytest.approx(7e6 / 5_498_184.12 - 1)
    assert ("revenue_differs", False) in lease_told.checks_told(side(), held)
    none = side_of({"renew": renewal()})
    unknown = lease_practice.premises(none.talk)
    assert lease_told.checks_told(none, unknown) == [("no_revenue", False), ("no_visits", False)]


def test_a_lease_shorter_than_a_year_and_a_rate_of_zero_are_counted():
    held = side_of(
        {"renew": renewal(months=6, free=0.0), "move": moving(months=10, free=10.0)}, discount=0.0
    )
    figures = lease.option_figures(held, lease_practice.premises(held.talk))
    assert figures["renew"].effective == pytest.approx(figures["renew"].flat)
    assert lease.lead(held).span == "6 months"
    assert lease_asks.units_of(held).point is None
    assert len(lease_pages.year_rows(held)) == 1


def test_the_portfolio_row_names_the_landlord_and_what_the_ask_saves_a_year():
    row = lease_pages.index_row(side())
    assert row["change"] == "lead.a_year"
    assert lease.lead(side()).a_year == pytest.approx((2_355_110 - 2_229_176) / 10, abs=1)


def test_a_bigger_office_that_is_cheaper_a_foot_is_not_said_to_lose_by_one_off_costs():
    bigger = moving(feet=9_000, base=20.0, fit_out=0.0, moving=0.0, lost_days=0.0, lost=None)
    held = side_of({"renew": renewal(), "move": bigger})
    found = lease.lead(held)
    options = lease.option_figures(held, lease_practice.premises(held.talk))
    assert options["move"].effective < options["renew"].effective
    assert found.ahead > 0
    assert found.once == 0
    assert lease_told.flip_case(held, options, found) == "flips_feet"
    planted = lease.option_figures(side(), own())
    assert lease_told.flip_case(side(), planted, lease.lead(side())) == "flips"


@pytest.mark.parametrize(("discount", "told"), [(0.03, "cross_over"), (0.10, "cross_under")])
def test_the_discount_that_turns_the_order_is_told_from_the_side_on_which_we_stand(discount, told):
    move = moving(base=25.0, free=24.0, percent=0.05, fit_out=8.0)
    held = side_of({"renew": renewal(), "move": move}, discount=discount)
    found, limit = lease.lead(held), lease_limits.limits(held)
    assert (limit.cross_all > discount) == (told == "cross_over")
    assert told in lease_told.changes_told(held, found, limit, None)


def test_a_purchase_that_already_wins_is_told_by_what_would_lose_it():
    held = side_of({"renew": renewal(), "own": bought(growth=0.06)})
    growth, limit = lease_limits.own_figures(held), lease_limits.limits(held)
    found = lease.lead(held)
    assert growth.growth > growth.break_even
    assert "growth_under" in lease_told.changes_told(held, found, limit, None, growth)


def test_a_talk_with_another_landlord_is_called_by_his_name_and_by_what_is_done():
    theirs = moving(counterparty="Alder")
    made = bare(
        {"renew": renewal(), "move": theirs},
        ask=LeaseAsk(of="move", option=moving(counterparty="Alder", money=20.0)),
    )
    held = lease.side_of(made, lease_practice.premises(made))
    called = lease_words.names(held)
    assert held.stays == "move"
    assert (called.landlord, called.stay, called.other) == ("Alder", "the move", "the renewal")
    assert called.stay_verb_first == "Move"
    told = lease_told.verdict(held, lease.lead(held))
    assert told == ("other", ("reject", "Do not sign"))
    assert lease_pages.bridge(held).loc["all", "label"] == "Renewing costs less by"
    with pytest.raises(ValueError, match="a brief prepares one talk"):
        replaced(made, {"stays": "renew"})


def test_two_moves_without_a_renewal_are_told_apart_in_sentences():
    options = {"a": moving(counterparty="Alder"), "b": moving(counterparty="Brook", base=25.0)}
    called = lease_words.names(lease.side_of(bare(options), lease_practice.premises(bare(options))))
    assert (called.stay, called.leaving) == ("the move to Alder", "moving to Brook")


def test_nobody_opens_with_a_term_that_is_worse_than_the_offer():
    worse = lease_asks.Piece("base", -35_593.0, -35_593.0)
    money = lease_asks.Piece("improvement", 44_800.0, 44_800.0)
    free = lease_asks.Piece("free", 25_225.0, 25_225.0)
    assert lease_asks.opening([worse, money]).inside == "build-out money"
    assert lease_asks.opening([worse, free]).worth == 25_225
    assert lease_asks.opening([worse]) is None


@pytest.mark.parametrize("name", ["lease_ends", "offer_ends"])
def test_a_day_that_has_passed_is_refused_by_its_name(name):
    day = date(2026, 11, 1)
    with pytest.raises(ValueError, match=f"{name}: 2026-11-01 lies before as_of"):
        replaced(talk().terms, {name: day})
