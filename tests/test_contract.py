"""The terms of a contract: what they refuse, which rule prices a line, how fees step up."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from larkmoor import contract, marks, medicare
from pydantic import ValidationError
from small_books import GROUPS, amounts, fees, line, priced, small_book, terms

from practice_model.money import to_cents
from practice_model.quantities import replaced
from practice_model.revenue.code_groups import CodeGroup, grouping
from practice_model.revenue.contract import (
    RateRule,
    RateSchedule,
    basis_of,
    breaks,
)
from practice_model.revenue.escalators import (
    Escalator,
    escalated,
    step_factors,
    steps,
    whole_factor,
)
from practice_model.revenue.rates import kind_rates

PAYERS = ("MCR", "MA", "NQ", "TM", "FW", "PW", "MCD", "SP")


@pytest.mark.parametrize("payer", PAYERS)
def test_every_payer_s_terms_load_and_name_their_payer(payer):
    assert contract(payer).payer == payer


def test_a_rule_needs_exactly_one_price_and_exactly_one_cover():
    for wrong in (
        {"everything": True},
        {"of_medicare": 1.0},
        {"everything": True, "of_medicare": 1.0, "of_charge": 0.4},
        {"everything": True, "codes": ["66984"], "of_medicare": 1.0},
    ):
        with pytest.raises(ValidationError, match="exactly one"):
            RateRule(**wrong)


def test_two_rules_of_one_level_that_claim_a_code_are_told_with_the_code():
    rules = {
        "a": RateRule(codes=["66984", "66982"], fee=700),
        "b": RateRule(codes=["66984"], fee=800),
        "c": RateRule(ranges=["92002-92014"], fee=90),
        "d": RateRule(ranges=["92012-92100"], fee=95),
        "e": RateRule(unlisted=True, of_charge=0.4),
        "f": RateRule(unlisted=True, of_charge=0.5),
    }
    with pytest.raises(ValidationError) as told:
        RateSchedule(rules=rules)
    for words in ("a and b both claim 66984", "c (92002-92014) and d", "e and f are both"):
        assert words in str(told.value)


def test_a_group_that_the_contract_does_not_know_is_told_with_those_it_knows():
    with pytest.raises(ValidationError, match="no code group 'visit', only visits"):
        terms({"a": RateRule(groups=["visit"], of_medicare=1.0)})


def test_two_groups_that_claim_a_code_are_refused():
    with pytest.raises(ValueError, match="one and two both claim 66984"):
        grouping({"one": CodeGroup(codes=["66984"]), "two": CodeGroup(codes=["66984"])})


def test_code_comes_before_range_before_group_before_everything():
    rules = {
        "code": RateRule(codes=["99213"], fee=1),
        "range": RateRule(ranges=["99212-99214"], fee=2),
        "group": RateRule(groups=["visits"], fee=3),
        "rest": RateRule(everything=True, fee=4),
    }
    book = small_book(line("99213"), line("99214"), line("99202"), line("66984"))
    assert amounts(book, terms(rules)) == [1, 2, 3, 4]


def test_the_order_of_rules_means_nothing():
    rules = fees({"99213": 90, "99214": 130}) | {"rest": RateRule(everything=True, fee=10)}
    book = small_book(line("99213"), line("99214"), line("92134"))
    turned = dict(reversed(rules.items()))
    assert amounts(book, terms(rules)) == amounts(book, terms(turned))


def test_what_the_frozen_list_lacks_falls_to_the_rule_for_unlisted_codes():
    rules = {
        "all": RateRule(everything=True, of_medicare=1.18),
        "off_list": RateRule(unlisted=True, of_charge=0.4),
    }
    book = small_book(
        line("66991", place_of_service_code="24", charge_amount=1565.0),
        line("66984", place_of_service_code="24"),
    )
    made = priced(book, terms(rules, medicare_year=2020, locality="10212-99"))
    table = made.kinds.iloc[made.kind]
    assert table["status"].tolist() == ["default", "priced"]
    assert table["rule"].tolist() == ["off_list", "all"]
    assert made.allowed[0] == 62600


def test_a_release_held_for_eye_care_does_not_say_that_another_code_is_off_its_list():
    rules = {
        "all": RateRule(everything=True, of_medicare=1.0),
        "off_list": RateRule(unlisted=True, of_charge=0.4),
    }
    made = priced(small_book(line("71046")), terms(rules, medicare_year=2020))
    assert made.kinds["status"].tolist() == ["unpriced"]
    assert "outside the part of RVU20D that is held" in made.kinds["reason"].iloc[0]


def test_a_rule_s_own_year_comes_before_the_schedule_s_and_drops_its_quarter():
    schedule = RateSchedule(
        rules={"a": RateRule(everything=True, of_medicare=1, medicare_year=2026)},
        medicare_year=2021,
        medicare_quarter=4,
        locality="national",
    )
    basis = basis_of(schedule.rules["a"], schedule)
    assert (basis.medicare_year, basis.medicare_quarter) == (2026, None)
    assert basis.locality == "national"


def test_the_factor_is_frozen_apart_from_the_relative_values():
    book = small_book(line("66984", place_of_service_code="24"))
    plain = terms(medicare_year=2026, locality="national")
    apart = replaced(plain, {"professional.factor_year": 2025})
    given = replaced(plain, {"professional.conversion_factor": 32.3465})
    assert amounts(book, plain) == [462.60]
    assert amounts(book, apart) == amounts(book, given) == [448.00]


def test_a_percentage_without_its_year_or_place_is_refused():
    book = small_book(line("99213"))
    for missing in ({"medicare_year": None}, {"locality": None}):
        changes = {f"professional.{name}": value for name, value in missing.items()}
        with pytest.raises(ValueError, match="a percentage of Medicare needs"):
            priced(book, replaced(terms(), changes))


def test_current_medicare_follows_the_day_of_service():
    days = ("2024-02-01", "2024-05-01", "2025-05-01")
    book = small_book(*(line("92134", claim_line_start_date=np.datetime64(day)) for day in days))
    got = amounts(book, terms(medicare_year="current", locality="national"))
    fixed = [
        amounts(book, terms(medicare_year=year, medicare_quarter=quarter, locality="national"))[0]
        for year, quarter in ((2024, 2), (2025, None))
    ]
    assert got[1:] == fixed
    assert got[0] < got[1]  # the factor of 2024 rose on 9 March


def test_wage_areas_change_with_the_year():
    day = {"claim_type": "facility", "place_of_service_code": "24"}
    book = small_book(line("66984", **day))
    whole = replaced(contract("MCR"), {"code_groups": GROUPS})
    named = replaced(whole, {"asc.wage_area": "12054"})
    assert amounts(book, whole) == [1237.50]
    assert amounts(book, named) == [1227.12]


ESCALATOR = Escalator(first=date(2023, 1, 1), rate=0.02)


def test_steps_stop_with_the_last_day():
    loaded = Escalator(first=date(2023, 1, 1), rate=0.02, last=date(2024, 12, 31))
    assert len(steps(ESCALATOR, date(2025, 6, 1))) == 3
    assert whole_factor(loaded, date(2025, 6, 1)) == Decimal("1.0404")
    assert steps(ESCALATOR, date(2022, 12, 31)) == []


def test_an_index_is_clipped_to_its_floor_and_cap():
    clipped = Escalator(
        first=date(2023, 7, 1),
        index={"2023": 0.08, "2024": 0.01, "2025": 0.03},
        floor=0.02,
        cap=0.05,
    )
    assert step_factors(clipped, date(2025, 12, 31)) == [
        Decimal("1.05"),
        Decimal("1.02"),
        Decimal("1.03"),
    ]
    with pytest.raises(ValueError, match="no index for its step of 2026"):
        step_factors(clipped, date(2026, 12, 31))


def test_simple_steps_add_and_compound_steps_multiply():
    simple = Escalator(first=date(2023, 1, 1), rate=0.1, compounding=False)
    assert whole_factor(simple, date(2025, 1, 1)) == Decimal("1.3")
    product = Decimal(1)
    for step in step_factors(simple, date(2025, 1, 1)):
        product *= step
    assert abs(product - Decimal("1.3")) < Decimal("1e-20")


def test_rounding_once_and_every_year_differ_by_a_cent():
    cents = to_cents([52.57])
    yearly = Escalator(first=date(2023, 1, 1), rate=0.02, rounding="yearly")
    once = escalated(cents, ESCALATOR, date(2025, 1, 1))
    assert once.tolist() == [5579]
    assert escalated(cents, yearly, date(2025, 1, 1)).tolist() == [5578]


def test_an_escalator_reaches_only_the_rules_that_it_names():
    rules = fees({"99213": 100, "99214": 100})
    steps_up = Escalator(first=date(2023, 1, 1), rate=0.02, applies_to=["fee_99214"])
    book = small_book(line("99213"), line("99214"))
    assert amounts(book, terms(rules, escalator=steps_up)) == [100, 106.12]
    with pytest.raises(ValidationError, match="names a rule 'visits'"):
        terms(rules, escalator=Escalator(first=date(2023, 1, 1), rate=0.02, applies_to=["visits"]))


def test_a_book_that_does_not_separate_an_anniversary_is_refused():
    midway = Escalator(first=date(2025, 5, 15), rate=0.02)
    stepped = terms(fees({"99213": 100}), escalator=midway)
    days = [{"claim_line_start_date": np.datetime64(day)} for day in ("2025-05-14", "2025-05-16")]
    rows = [line("99213", **day) for day in days]
    with pytest.raises(ValueError, match="does not separate 2025-05-15"):
        priced(small_book(*rows), stepped)
    apart = small_book(*rows, breaks=breaks(stepped, date(2025, 1, 1), date(2025, 12, 31)))
    assert amounts(apart, stepped) == [100, 102]


def test_a_raise_is_taken_on_the_rounded_fee_and_a_cap_after_it():
    raised = {"a": RateRule(codes=["99213"], fee=100.01, raised=0.055)}
    capped = {"a": RateRule(codes=["99213"], fee=100.01, raised=0.055, cap=104)}
    book = small_book(line("99213"))
    assert amounts(book, terms(raised)) == [105.51]
    assert amounts(book, terms(capped)) == [104]


def test_terms_that_hold_draws_are_refused_by_name():
    drawn = replaced(terms(), {"professional.rules.all.of_medicare": np.array([1.0, 1.1])})
    with pytest.raises(ValueError, match=r"professional\.rules\.all\.of_medicare"):
        kind_rates(small_book(line("99213")), drawn, medicare(), marks())


def test_an_unknown_name_in_the_terms_is_refused():
    with pytest.raises(ValidationError, match="of_medicar"):
        RateRule(everything=True, of_medicar=1.0)
