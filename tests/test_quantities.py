"""Quantities and records: units hold, unknown names stop, draws pass through."""

from datetime import date
from typing import Annotated, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from practice_model.quantities import (
    FTE,
    MEANINGS,
    USD,
    Code,
    Count,
    Ratio,
    Share,
    SignedUSDPerYear,
    Unit,
    USDPerUnit,
    USDPerYear,
    Year,
    at_most_one,
    exactly_one,
    figures,
    replaced,
    terms,
    unit_of,
)


@terms
@exactly_one("of_medicare", "fixed")
class Rule:
    codes: list[Code]
    of_medicare: Ratio | None = None
    fixed: USDPerUnit | None = None


@terms
class Schedule:
    rules: dict[str, Rule]
    cuts: list[Share]
    year: Year | None = None


@terms
class Offer:
    name: str
    price: USD
    signed: date
    kind: Literal["lease", "loan"] = "loan"
    schedule: Schedule | None = None
    renews: bool = False


def visits(**changes):
    return Rule(**{"codes": ["99214"], "of_medicare": 1.04, **changes})


def offer(**changes):
    schedule = Schedule(rules={"visits": visits()}, cuts=[0.5, 0.25], year=2023)
    given = {"name": "first", "price": 185_000, "signed": date(2026, 1, 2), "schedule": schedule}
    return Offer(**{**given, **changes})


@pytest.mark.parametrize(
    "given", [True, "185000", None, [1.0], 1j, np.bool_(True), date(2026, 1, 2)]
)
def test_what_is_no_number_is_no_quantity(given):
    with pytest.raises(ValidationError, match="must be a number of USD"):
        offer(price=given)


@pytest.mark.parametrize("given", [np.nan, np.inf, -1, np.array([1.0, np.nan]), np.array([-1.0])])
def test_a_quantity_is_finite_and_inside_its_bounds(given):
    with pytest.raises(ValidationError, match="USD and at least 0"):
        offer(price=given)


@pytest.mark.parametrize("given", [np.array([]), np.array(["1"]), np.array([True])])
def test_an_array_of_draws_holds_numbers(given):
    with pytest.raises(ValidationError, match="must be numbers of USD"):
        offer(price=given)


@pytest.mark.parametrize("given", [3, 3.0, np.float32(3), np.int64(3), np.array(3.0)])
def test_every_plain_number_becomes_a_float(given):
    made = offer(price=given)
    assert type(made.price) is float
    assert made.price == 3


def test_an_array_of_draws_cannot_be_changed_afterwards():
    draws = np.array([1.0, 2.0])
    made = offer(price=draws)
    draws[0] = 99
    assert made.price.tolist() == [1, 2]
    with pytest.raises(ValueError, match="read-only"):
        made.price[0] = 5


def test_a_frozen_array_is_shared_and_not_copied_again():
    first = offer(price=np.array([1.0, 2.0]))
    assert offer(price=first.price).price is first.price


def test_a_view_of_somebody_elses_array_is_copied():
    base = np.array([1.0, 2.0, 3.0])
    view = base[:2]
    view.setflags(write=False)
    made = offer(price=view)
    base[0] = 99
    assert made.price.tolist() == [1, 2]


def test_a_whole_number_of_things_has_no_fraction():
    unit = unit_of(Count)
    assert unit.check(3.0) == 3
    with pytest.raises(ValueError, match=r"whole number of count, not 2\.5"):
        unit.check(2.5)


def test_shares_lie_between_zero_and_one_and_changes_may_be_negative():
    with pytest.raises(ValueError, match="lie in 0 to 1 share, not 7"):
        unit_of(Share).check(7)
    assert unit_of(SignedUSDPerYear).check(-2370.93) == -2370.93
    with pytest.raises(ValueError, match="at least 0"):
        unit_of(USDPerYear).check(-1)


def test_a_unit_comes_from_the_closed_list():
    with pytest.raises(ValueError, match="did you mean USD/year"):
        Unit("USD/yaer")
    assert all(MEANINGS.values())


def test_the_unit_is_seen_inside_an_optional_field():
    assert unit_of(USD | None).symbol == "USD"
    assert unit_of(None | FTE).symbol == "FTE"
    assert unit_of(str | None) is None
    assert unit_of(Annotated[str, "USD"]) is None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (66984, 'a code is text: write it in quotes: "66984"'),
        (6698, "text"),
        ("0142", "5 characters"),
        ("6698 4", "5 characters"),
        ("６６９８４", "5 characters"),
        (None, "valid string"),
    ],
)
def test_a_code_is_five_characters_of_text(given, told):
    with pytest.raises(ValidationError, match=told):
        visits(codes=[given])


def test_a_code_keeps_its_zeros_and_raises_its_letters():
    assert visits(codes=["00142", "j0178", "0671t"]).codes == ["00142", "J0178", "0671T"]


@pytest.mark.parametrize(
    "changes",
    [
        {"pirce": 3}, {"signed": "2026-01-02"}, {"kind": "gift"}, {"renews": 1}, {"name": 5},
        {"schedule": {"rules": {}, "cuts": 3}}, {"schedule": 7},
        {"schedule": {"rules": {}, "cuts": [], "year": "2025"}},
        {"schedule": {"rules": {}, "cuts": [], "year": True}},
        {"schedule": {"rules": {}, "cuts": [], "year": 25}},
    ],
)  # fmt: skip
def test_a_record_is_strict_and_refuses_unknown_names(changes):
    with pytest.raises((ValidationError, TypeError)):
        offer(**changes)


def test_a_mapping_stands_for_a_nested_record():
    made = offer(schedule={"rules": {"lids": {"codes": ["67904"], "fixed": 900}}, "cuts": []})
    assert made.schedule.rules["lids"].fixed == 900


def test_a_record_takes_names_only_and_does_not_change():
    with pytest.raises(ValidationError):
        Rule(["99214"], 1.04)
    with pytest.raises(AttributeError, match="cannot assign"):
        offer().price = 3


def test_a_number_without_a_unit_cannot_be_a_field():
    with pytest.raises(TypeError, match=r"Loose.price is a number without a unit"):

        @terms
        class Loose:
            price: float

    with pytest.raises(TypeError, match="without a unit"):

        @terms
        class Listed:
            prices: dict[str, list[float]] | None


def test_exactly_one_of_several_fields_is_told_as_one_fault():
    with pytest.raises(ValidationError) as told:
        visits(fixed=3)
    assert told.value.error_count() == 1
    message = "give exactly one of of_medicare, fixed; given: of_medicare and fixed"
    assert message in str(told.value)
    with pytest.raises(ValidationError, match="given: none"):
        visits(of_medicare=None)


def test_at_most_one_lets_none_pass_and_keeps_the_records_own_check():
    @terms
    @at_most_one("low", "high")
    class Cap:
        low: USD | None = None
        high: USD | None = None
        name: str = "cap"

        def __post_init__(self):
            if not self.name:
                raise ValueError("has no name")

    assert Cap().low is None
    with pytest.raises(ValidationError, match="at most one of low, high"):
        Cap(low=1, high=2)
    with pytest.raises(ValidationError, match="has no name"):
        Cap(name="")


def test_figures_lists_every_quantity_by_dotted_path():
    found = {name: (value, unit.symbol) for name, (value, unit) in figures(offer()).items()}
    assert found == {
        "price": (185_000, "USD"),
        "schedule.rules.visits.of_medicare": (1.04, "ratio"),
        "schedule.cuts.0": (0.5, "share"),
        "schedule.cuts.1": (0.25, "share"),
    }


def test_replaced_reaches_through_records_names_and_lists():
    made = replaced(
        offer(),
        {"schedule.rules.visits.of_medicare": 1.1, "schedule.cuts.1": 0.2, "schedule.year": None,
         "name": "second"},
    )  # fmt: skip
    assert made.schedule.rules["visits"].of_medicare == 1.1
    assert made.schedule.cuts == [0.5, 0.2]
    assert made.schedule.year is None
    assert made.name == "second"


def test_replaced_leaves_the_first_record_as_it_was():
    first = offer()
    replaced(first, {"schedule.cuts.1": 0.2, "schedule.rules.visits.of_medicare": 2})
    assert first.schedule.cuts == [0.5, 0.25]
    assert first.schedule.rules["visits"].of_medicare == 1.04


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"schedule.rules.vists.of_medicare": 1},
            r"schedule.rules.vists: unknown; did you mean vis",
        ),
        ({"schedule.cuts.2": 1}, r"schedule.cuts.2: unknown"),
        ({"price": -1}, r"price: must be a number of USD and at least 0, not -1"),
        ({"price.low": 1}, r"price.low: price has no parts"),
        ({"schedule.rules.visits.fixed": 3}, r"give exactly one of"),
        ({"schedule": 1, "schedule.year": 2025}, r"as a whole and in part"),
        ({"schedule.year": 2025, "schedule": 1}, r"as a whole and in part"),
        ({"schedule.rules.visits.codes": [66984]}, r"write it in quotes"),
    ],
)
def test_replaced_refuses_what_a_record_would_refuse(change, told):
    with pytest.raises(ValueError, match=told):
        replaced(offer(), change)


@given(
    price=st.floats(0, 1e9), cut=st.floats(0, 1), percent=st.floats(0, 10), again=st.floats(0, 1e9)
)
def test_replacing_and_reading_a_figure_give_it_back(price, cut, percent, again):
    changes = {
        "price": price, "schedule.cuts.0": cut, "schedule.rules.visits.of_medicare": percent,
    }  # fmt: skip
    made = replaced(offer(), changes)
    told = {name: value for name, (value, _) in figures(made).items()}
    assert {name: told[name] for name in changes} == changes
    assert told["schedule.cuts.1"] == 0.25
    back = replaced(made, {name: value for name, (value, _) in figures(offer()).items()})
    assert figures(back) == figures(offer())
    last = replaced(replaced(made, {"price": again}), {"price": price})
    assert figures(last) == figures(made)


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=20))
def test_a_record_of_draws_gives_the_draws_back_in_order(draws):
    made = replaced(offer(), {"price": np.array(draws)})
    assert made.price.tolist() == draws
    assert not made.price.flags.writeable
