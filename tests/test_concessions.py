"""The ladder: order, exchange and reciprocity; packages of one worth. Laws, on any levers.

Order and step sizes: PLAYBOOK.md 1.2 and 2d, a planning default, unverified there.
"""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_model.negotiation.concessions import (
    STEPS,
    Lever,
    PricedLever,
    concession_steps,
    in_order,
    ladder,
    lever_faults,
    moves,
    reciprocity,
    sums_of,
)
from practice_model.negotiation.packages import FEWEST, Issue, Level, issue, largest, packages

worths = st.one_of(st.none(), st.floats(min_value=-1e6, max_value=1e6))
kinds = st.sampled_from(["G", "V", "Z", "T"])


@st.composite
def priced(draw, side=None):
    names = draw(st.lists(st.text("abcdefgh", min_size=1, max_size=4), unique=True, max_size=9))
    return [
        PricedLever(
            name=name,
            does=name,
            side=side or draw(st.sampled_from(["ask", "give", "never"])),
            kind=draw(kinds),
            to_us=draw(worths),
            once=draw(worths),
            for_what=draw(st.sampled_from([*names, ""])),
        )
        for name in names
    ]


def lever(name, side="ask", kind="Z", to_us=None, **more):
    return PricedLever(name=name, does=name, side=side, kind=kind, to_us=to_us, **more)


def test_asks_go_from_cheap_for_them_to_a_dollar_for_a_dollar():
    given_ = [
        lever("z", kind="Z"),
        lever("v", kind="V"),
        lever("t", kind="T"),
        lever("g", kind="G"),
    ]
    assert [one.kind for one in in_order(given_, "ask")] == ["G", "T", "Z", "V"]


def test_gives_go_from_cheap_for_us_to_dear_for_us():
    given_ = [lever(kind, "give", kind) for kind in "ZGTV"]
    assert [one.kind for one in in_order(given_, "give")] == ["V", "T", "Z", "G"]


@given(held=priced(), seed=st.randoms())
def test_the_order_of_the_levers_does_not_matter(held, seed):
    shuffled = list(held)
    seed.shuffle(shuffled)
    told = [[one.name, give.name if give else None] for one, give in ladder(held).exchanges]
    again = [[one.name, give.name if give else None] for one, give in ladder(shuffled).exchanges]
    assert told == again


@given(held=priced())
def test_no_two_of_our_moves_follow_one_another(held):
    whose = [who for who, _, _ in moves(ladder(held))]
    assert all(pair != ("ours", "ours") for pair in pairwise(whose))
    assert whose[:1] in ([], ["theirs"])


@given(held=priced())
def test_each_of_our_moves_names_what_it_is_for(held):
    assert all(for_what for who, _, for_what in moves(ladder(held)) if who == "ours")


@given(held=priced())
def test_every_give_is_exchanged_once_or_kept_back(held):
    made = ladder(held)
    used = [give.name for _, give in made.exchanges if give] + [one.name for one in made.kept_back]
    assert sorted(used) == sorted(one.name for one in held if one.side == "give")


def test_a_give_goes_to_the_ask_that_it_names():
    held = [
        lever("rates", to_us=100.0),
        lever("edit", kind="G", to_us=5.0),
        lever("term", "give", "V", for_what="rates"),
    ]
    assert [(one.name, give and give.name) for one, give in ladder(held).exchanges] == [
        ("edit", None),
        ("rates", "term"),
    ]


@given(held=priced())
def test_no_lever_without_a_price_enters_a_sum(held):
    made = sums_of(held)
    moved = [one for one in held if one.side != "never"]
    assert made.net == pytest.approx(sum(one.to_us for one in moved if one.to_us is not None))
    without = [one for one in held if one.to_us is not None]
    assert sums_of(without).net == made.net
    assert made.priced + made.unpriced == len(moved)


def test_what_comes_once_is_in_no_yearly_sum():
    made = sums_of([lever("look_back", once=63_252.0), lever("rates", to_us=10.0)])
    assert (made.asks, made.net, made.once) == (10.0, 10.0, 63_252.0)


def test_what_stands_in_anothers_place_is_in_no_sum():
    held = [lever("level", to_us=100.0), lever("implants", to_us=30.0, instead_of="level")]
    assert sums_of(held).asks == 100.0
    assert ladder(held).exchanges[-1].ask.name == "implants"


@given(opening=st.floats(min_value=1, max_value=1e7), room=st.floats(min_value=1, max_value=1e6))
def test_steps_shrink_and_end_at_the_target_to_the_cent(opening, room):
    made = concession_steps(opening + room, opening)
    assert made["position"].iloc[-1] == opening
    assert made["gives_up"].sum() == pytest.approx(room, abs=0.01)
    assert made["gives_up"].is_monotonic_decreasing
    assert tuple(made["share"]) == STEPS == (0.50, 0.30, 0.15, 0.05)


@pytest.mark.parametrize(("opening", "target"), [(100, 100), (100, 101)])
def test_a_target_at_or_over_the_opening_has_no_steps(opening, target):
    with pytest.raises(ValueError, match="under the opening"):
        concession_steps(opening, target)


def test_shares_of_steps_that_are_no_whole_are_refused():
    with pytest.raises(ValueError, match="sum to 1"):
        concession_steps(2.0, 1.0, [0.5, 0.4])


def log(*rows):
    columns = ["date", "move", "whose", "in_return"]
    made = pd.DataFrame(rows, columns=columns)
    return made.assign(date=pd.to_datetime(made["date"]))


def test_two_concessions_without_a_return_stop_the_talk():
    told = reciprocity(
        log(
            ("2026-12-01", "concession", "ours", "load date"),
            ("2026-12-02", "concession", "theirs", ""),
            ("2026-12-08", "concession", "ours", ""),
            ("2026-12-09", "concession", "ours", None),
        )
    )
    assert (told.concessions, told.gifts, told.in_a_row, told.stop) == (3, 2, 1, True)


def test_a_log_without_concessions_tells_none():
    told = reciprocity(log(("2026-12-01", "ask", "ours", "")))
    assert (told.concessions, told.gifts, told.stop) == (0, 0, False)
    assert reciprocity(log()).concessions == 0


def test_a_lever_that_names_one_that_is_not_there_is_told_with_all_others():
    held = {
        "term": Lever(does="three years", side="give", for_what="steps"),
        "rates": Lever(does="rates", side="ask", for_what="term"),
        "implants": Lever(does="implants", side="ask", instead_of="term"),
    }
    told = lever_faults(held)
    assert len(told) == 4
    assert "there is no lever 'steps'" in told[0]


@pytest.mark.parametrize(
    ("given_", "told"),
    [
        ({"side": "ask", "priced_by": "rates", "value": 5.0}, "give one"),
        ({"side": "never", "value": 5.0}, "no price"),
        ({"side": "ask", "recouped": 5.0}, "go together"),
    ],
)
def test_a_lever_that_contradicts_itself_is_refused(given_, told):
    with pytest.raises(ValueError, match=told):
        Lever(does="x", **given_)


@st.composite
def traded(draw):
    count = draw(st.integers(min_value=FEWEST, max_value=7))
    made = [issue("price", draw(st.integers(50, 900)) * 100.0, draw(st.integers(50, 900)) * 100.0)]
    for place in range(1, count):
        worth = draw(st.integers(min_value=-100, max_value=300).filter(bool)) * 100.0
        cost = worth * draw(st.floats(min_value=0, max_value=4))
        made.append(issue(f"i{place}", worth, cost, steps=draw(st.integers(1, 3))))
    return made


@given(issues=traded(), part=st.floats(min_value=0.2, max_value=0.95))
def test_packages_are_worth_the_same_to_a_dollar_and_cost_them_ever_more(issues, part):
    worth = part * sum(max(one.whole.worth, 0) for one in issues)
    if "price" not in {one.name for one in largest(issues)}:
        return
    made = packages(issues, "price", worth)
    if made.case != "three":
        assert made.packages is None
        return
    by_name = {one.name: one for one in issues}
    for one in made.packages:
        whole = sum(by_name[name].whole.worth * take for name, take in one.takes.items())
        assert whole == pytest.approx(worth, abs=1)
        assert sum(one.brings.values()) == pytest.approx(worth, abs=1)
        assert all(0 <= take <= 1 for take in one.takes.values())
    costs = [one.cost for one in made.packages]
    assert costs == sorted(costs)
    assert costs[-1] - costs[0] >= 1


@given(issues=traded(), seed=st.randoms())
def test_the_order_of_the_issues_does_not_matter(issues, seed):
    if "price" not in {one.name for one in largest(issues)}:
        return
    shuffled = list(issues)
    seed.shuffle(shuffled)
    worth = 0.6 * sum(max(one.whole.worth, 0) for one in issues)
    told = [packages(one, "price", worth) for one in (issues, shuffled)]
    assert told[0].case == told[1].case
    assert repr(told[0]) == repr(told[1])


def four(leading=500.0):
    return [
        issue("price", leading, leading),
        issue("edit", 100.0, 10.0),
        issue("step", 80.0, 60.0, steps=4),
        issue("report", -20.0, -90.0),
    ]


def test_one_issue_of_more_than_four_fifths_is_one_figure_and_silence():
    made = packages(four(1000.0), "price", 700.0)
    assert (made.case, made.leading, made.packages) == ("one_issue", "price", None)
    assert made.leading_share == pytest.approx(1000 / 1180)


def test_without_a_target_there_are_no_packages():
    assert packages(four(), "price", None).case == "no_target"


def test_fewer_than_four_issues_are_too_few():
    held = [issue("price", 500.0, 500.0), issue("edit", 300.0, 10.0)]
    assert packages(held, "price", 400.0).case == "few_issues"


def test_a_worth_beyond_every_mix_is_out_of_reach():
    assert packages(four(), "price", 10_000.0).case == "out_of_reach"


def test_issues_that_cost_a_dollar_for_a_dollar_make_no_three_packages():
    held = [issue("price", 500.0, 500.0), *(issue(n, 100.0, 100.0) for n in ("a", "b", "c"))]
    assert packages(held, "price", 600.0).case == "few_issues"


def test_the_cheapest_package_takes_what_costs_them_little_and_the_dearest_leaves_it():
    cheap, _, dear = packages(four(), "price", 450.0).packages
    assert (cheap.takes["edit"], cheap.takes["report"]) == (1, 1)
    assert (dear.takes["edit"], dear.takes["report"]) == (0, 0)
    assert cheap.cost < dear.cost - 100


def test_an_issue_that_is_not_there_cannot_balance():
    with pytest.raises(ValueError, match="is no issue"):
        packages(four(), "rate", 100.0)


def test_an_issue_without_worth_or_steps_is_refused():
    with pytest.raises(ValueError, match="needs a worth"):
        issue("x", 0.0, 1.0)
    with pytest.raises(ValueError, match="needs a worth"):
        issue("x", 1.0, 1.0, steps=0)


def test_too_many_combinations_are_refused_before_they_are_counted():
    levels = tuple(Level(part / 99, "", 10.0 * part, 5.0 * part) for part in range(100))
    held = [issue("price", 5000.0, 5000.0), *(Issue(name, levels) for name in "abcd")]
    with pytest.raises(ValueError, match="too many"):
        packages(held, "price", 4000.0)
