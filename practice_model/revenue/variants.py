"""Variants: the same contract on another Medicare, and Medicare itself as a contract.

A finding is a difference between two prices of one book. The other price comes from terms that
differ in one thing: another year, another place, no cut of tests, Medicare at 100 percent.
"""

from typing import Any

from practice_model.quantities import replaced
from practice_model.revenue.contract import (
    CURRENT,
    Contract,
    ModifierRules,
    MultipleProcedures,
    RateRule,
    RateSchedule,
    SameDayTests,
    schedules,
)

FIELD = {"professional": "professional", "drug": "drugs", "asc": "asc"}
MEDICARE_SECOND, MEDICARE_TEST_CUT = 0.5, 0.2  # 100/50/50 and 20 percent of the technical part


def on_basis(contract: Contract, block: str, **basis: Any) -> Contract:
    """Return the contract with every percentage of Medicare in a block on another basis.

    basis: fields of MedicareBasis. A new year drops what was frozen apart from it.
    """
    schedule = schedules(contract)[block]
    if "medicare_year" in basis:
        apart = ("medicare_quarter", "factor_year", "conversion_factor", "gpci_year")
        basis = dict.fromkeys(apart) | basis
    path = FIELD[block]
    changes: dict[str, Any] = {f"{path}.{name}": value for name, value in basis.items()}
    for name, rule in schedule.rules.items():
        if rule.of_medicare is not None or rule.of_hospital is not None:
            changes |= {f"{path}.rules.{name}.{field}": basis[field] for field in basis}
    return replaced(contract, changes)


def without_test_cut(contract: Contract) -> Contract:
    """Return the contract without its cut of same-day tests."""
    return replaced(contract, {"professional.same_day_tests": None})


def with_test_cut(contract: Contract, part: str) -> Contract:
    """Return the contract with its cut of same-day tests on another part: technical or whole."""
    return replaced(contract, {"professional.same_day_tests.part": part})


def with_distinct_tests_cut(contract: Contract) -> Contract:
    """Return the contract with its cut reaching tests billed as distinct services (59) as well."""
    return replaced(contract, {"professional.same_day_tests.exempt_modifiers": []})


def without_lesser_of(contract: Contract) -> Contract:
    """Return the contract without its lesser-of-charge clause in any schedule."""
    changes = {f"{FIELD[block]}.lesser_of_charge": None for block in schedules(contract)}
    return replaced(contract, changes)


def medicare_contract(
    like: Contract,
    *,
    year: int | None = None,
    locality: str | None,
    wage_area: str | dict[str, str] | None = None,
    qp: bool = False,
) -> Contract:
    """Return Medicare at 100 percent as a contract, the yardstick of a percentage.

    year None means in force on the day of service. Groups, and which lines stand outside the cut
    of tests, are those of `like`, so that the two differ in price only. Drugs are at their limit
    of the quarter, or of the next one where a quarter has none.
    """
    tests = like.professional.same_day_tests
    exempt = list(tests.exempt_modifiers) if tests else []
    since: Any = year or CURRENT
    whole = {"all": RateRule(everything=True, of_medicare=1.0)}
    limit = {"all": RateRule(everything=True, of_drug_limit=1.0, without_price=["next"])}
    multiple = MultipleProcedures(second=MEDICARE_SECOND)
    return Contract(
        payer=like.payer,
        name=f"Medicare {year or CURRENT}",
        effective=like.effective,
        code_groups=like.code_groups,
        professional=RateSchedule(
            rules=whole,
            multiple=multiple,
            same_day_tests=SameDayTests(
                part="technical", cut=MEDICARE_TEST_CUT, exempt_modifiers=exempt
            ),
            modifiers=ModifierRules(return_to_or=like.professional.modifiers.return_to_or),
            medicare_year=since,
            locality=locality,
            qp=qp,
        ),
        drugs=RateSchedule(rules=limit),
        asc=None
        if wage_area is None
        else RateSchedule(
            rules=whole,
            multiple=multiple,
            medicare_year=since,
            wage_area=wage_area,
        ),
    )
