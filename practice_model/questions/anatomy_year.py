"""The practice's year: everything that the fact book rests on, made once, and its key figures.

    net revenue   collections of the providers, drugs at their margin
    owners        what is left of it after overhead and the pay of the employed
    profit        owners' income less owners' market pay, with the center's operating income

What no service carries (time that nobody used, costs outside the costing) is told by difference,
so that the ladder ends at a profit that the income statement shows. Dollars of the claims' year.
"""

from dataclasses import dataclass

import pandas as pd

from practice_model.costs.equations import ServiceUse, equations, is_second
from practice_model.costs.overhead_rules import OURS, Rule
from practice_model.costs.procedures import case_cost
from practice_model.costs.providers import (
    ProviderIncome,
    Verdict,
    of_rules,
    provider_income,
    verdicts,
)
from practice_model.practice import OUTSIDE, Practice
from practice_model.quantities import (
    CasesPerYear,
    EncountersPerYear,
    Share,
    SignedShare,
    SignedUSDPerYear,
    USDPerYear,
    replaced,
    terms,
)
from practice_model.questions.anatomy import Anatomy, Priced, as_paid, cells, priced
from practice_model.questions.anatomy_center import CenterYear, center_year
from practice_model.questions.anatomy_drugs import DrugMargin, drug_margin
from practice_model.questions.anatomy_uses import Counted, counted_uses
from practice_model.questions.drug_acquisition import Acquired, acquired
from practice_model.questions.margins import CostBook, cost_book, grid
from practice_model.questions.provider_earnings import EarnedBook, earned_by_provider
from practice_model.revenue.medicare_tables import MedicareTables

LONGEST_YEAR = 380  # days of claims that still stand for one year
SHOWN_RULES: tuple[Rule, ...] = (OURS, "equal", "collections", "encounters", "time", "space")
"""The rules that the fact book holds side by side, as many as a chart can tell apart."""


@dataclass(frozen=True, eq=False)
class FactBook:
    """A practice's year: prices, the margin grid, drugs, providers, the surgery center.

    talk: with the claims of the year alone. history: the practice with all its claims.
    """

    talk: Anatomy
    history: Practice
    priced: Priced
    cells: pd.DataFrame
    uncosted: pd.DataFrame
    costs: CostBook
    drugs: Acquired
    counted: Counted
    earned: EarnedBook
    income: ProviderIncome
    verdicts: list[Verdict]
    center: CenterYear | None


@terms
class KeyFigures:
    """The key figures of the year.

    overhead_share and owners_share: of net revenue. collected_share: professional fees collected
    over allowed. drugs_of_cash: drugs over all that the practice collected; drugs_of_revenue:
    their margin over net revenue. idle: practice time and cost that no service carries.
    without_cost: collected on services and drugs that have no cost, so no margin. profit: owners'
    income less their market pay, with the center's operating income.
    """

    net_revenue: USDPerYear
    owners_income: SignedUSDPerYear
    owners_share: SignedShare
    overhead: USDPerYear
    overhead_share: SignedShare
    collected: USDPerYear
    collected_share: Share
    encounters: EncountersPerYear | None
    drugs_of_cash: Share | None
    drugs_of_revenue: SignedShare | None
    center_paid: SignedUSDPerYear | None
    center_cases: CasesPerYear | None
    center_idle: SignedUSDPerYear | None
    idle: SignedUSDPerYear
    all_idle: SignedUSDPerYear
    without_cost: USDPerYear
    owners_market_pay: USDPerYear
    center_income: SignedUSDPerYear | None
    profit: SignedUSDPerYear


@terms
class PatientPay:
    """What only patients pay: collected at the practice and the center, and what is left of it.

    left_of_lenses: premium lenses, the practice's part and the center's less what they cost.
    """

    practice: USDPerYear
    center: USDPerYear
    left: SignedUSDPerYear
    left_of_lenses: SignedUSDPerYear


def last_year_of(talk: Anatomy) -> Anatomy:
    """Return the talk with the last twelve months of its claims, where it holds more than a year.

    Costs are of a year, so fees must be too; what came before serves trends alone.
    """
    days = talk.practice.claims["claim_line_start_date"]
    since = days.max() - pd.DateOffset(years=1)
    if (days.max() - days.min()).days + 1 <= LONGEST_YEAR:
        return talk
    kept = talk.practice.claims[days > since].reset_index(drop=True)
    made: Anatomy = replaced(talk, {"practice.claims": kept})
    return made


def fact_book(given: Anatomy, tables: MedicareTables) -> FactBook:
    """Return the last year of the practice, all that the fact book shows."""
    talk = last_year_of(given)
    made = priced(talk, tables)
    all_cells = cells(talk, made)
    costing, practice = talk.costing, talk.practice
    drugs = acquired(practice, costing, tables, stand_in=talk.drug_stand_in)
    book = cost_book(all_cells, costing, practice)
    own = grid(all_cells, book, drugs.costs)
    groups = next(iter(as_paid(talk).values())).code_groups
    earned = earned_by_provider(practice, costing, all_cells, groups, drugs.costs)
    counted = counted_uses(practice.claims, costing)
    income = provider_income(costing, earned.earned, counted.uses)
    rules = [rule for rule in SHOWN_RULES if rule in income.margins]
    limits = costing.verdicts if OURS in rules else None
    found = [] if limits is None else verdicts(of_rules(income, *rules), limits)
    return FactBook(
        talk=talk,
        history=given.practice,
        priced=made,
        cells=own.cells,
        uncosted=own.uncosted,
        costs=book,
        drugs=drugs,
        counted=counted,
        earned=earned,
        income=income,
        verdicts=found,
        center=center_year(own.cells, costing, book.rates()),
    )


def key_figures(book: FactBook) -> KeyFigures:
    """Return the key figures of the year."""
    table = book.income.table
    revenue = float(table["revenue"].sum())
    owners = float(revenue - table["pay"].sum() - _overhead(book))
    fees = book.cells[book.cells["block"] == "professional"]
    cash = float(table[["fees", "patient_pay", "lenses"]].to_numpy().sum())
    bought = _drugs_collected(book)
    drugs = drugs_of(book)
    center = book.center
    return KeyFigures(
        net_revenue=revenue,
        owners_income=owners,
        owners_share=owners / revenue,
        overhead=_overhead(book),
        overhead_share=_overhead(book) / revenue,
        collected=float(table["fees"].sum()),
        collected_share=float(fees["collected"].sum() / fees["allowed"].sum()),
        encounters=_encounters(book),
        drugs_of_cash=bought / (cash + bought) if bought else None,
        drugs_of_revenue=None if drugs is None else drugs.margin / revenue,
        center_paid=None if center is None else center.income.distributable,
        center_cases=None if center is None else _center_cases(book),
        center_idle=None if center is None else center.unused.cost_unused,
        idle=idle(book),
        without_cost=_without_cost(book),
        owners_market_pay=_owners_market_pay(book),
        center_income=None if center is None else center.income.operating_income,
        all_idle=idle(book) + (0.0 if center is None else float(center.unused.cost_unused)),
        profit=profit(book),
    )


def profit(book: FactBook) -> float:
    """Return owners' income less their market pay, with the center's operating income."""
    table = book.income.table
    owners = float(table["revenue"].sum() - table["pay"].sum()) - _overhead(book)
    center = 0.0 if book.center is None else float(book.center.income.operating_income)
    return owners - _owners_market_pay(book) + center


def idle(book: FactBook) -> float:
    """Return the practice's time and costs that no service carries, in dollars a year."""
    carried = _services_margin(book) + _drugs_margin(book) + float(patient_pay(book).left)
    carried += _without_cost(book)
    center = 0.0 if book.center is None else float(book.center.unused.cost_unused)
    return carried - center - profit(book)


def apart(book: FactBook, unused: float) -> dict[str, tuple[str, float]]:
    """Return the ladder's rows that are no service: words and dollars a year by slug.

    unused: what the practice's unused time costs; what else no service carries is the rest.
    """
    paid, drugs = patient_pay(book), _drugs_margin(book)
    made: dict[str, tuple[str, float]] = {}
    if paid.left_of_lenses:
        made["lenses"] = ("Premium lenses, patients pay", float(paid.left_of_lenses))
    if paid.left != paid.left_of_lenses:
        rest = float(paid.left) - float(paid.left_of_lenses)
        made["patient_pay"] = ("Other that only patients pay", rest)
    if _drugs_collected(book):
        made["drugs"] = ("Drugs, collected less cost", drugs)
    if _without_cost(book):
        made["without_cost"] = ("Collected on services without a cost", _without_cost(book))
    if book.center is not None:
        words = "Unused time, surgery center"
        made["center_idle"] = (words, -float(book.center.unused.cost_unused))
    made["unused"] = ("Unused time, practice", -unused)
    made["rest"] = ("Costs that no service carries", unused - idle(book))
    return made


def patient_pay(book: FactBook) -> PatientPay:
    """Return what only patients pay, and what is left after the time and lenses that it takes.

    All 0 where nothing of it is known: its time is then among what no service carries.
    """
    table = book.income.table
    practice = float(table["patient_pay"].sum() + table["lenses"].sum())
    center = book.center
    lenses = 0.0 if center is None else float(center.income.premium_revenue)
    bought = 0.0 if center is None else float(center.income.premium_cost)
    if not (practice or lenses):
        return PatientPay(practice=0.0, center=0.0, left=0.0, left_of_lenses=0.0)
    rates = book.costs.rates()
    spent = sum(float(case_cost(use, rates).full) * units for use, units in patient_services(book))
    premium = float(table["lenses"].sum()) + lenses - bought
    return PatientPay(
        practice=practice,
        center=lenses,
        left=practice + lenses - bought - spent,
        left_of_lenses=premium,
    )


def drugs_of(book: FactBook) -> DrugMargin | None:
    """Return what the year's drugs leave; None where none has a cost."""
    return drug_margin(book.cells, book.talk.practice.payers)


def _center_cases(book: FactBook) -> float:
    own = book.cells[book.cells["block"] == "asc"]
    return float(own.loc[~is_second(own["modifiers"]), "units"].sum())


def _overhead(book: FactBook) -> float:
    rules = book.income.overhead
    return float(rules[rules.columns[0]].sum())


def _encounters(book: FactBook) -> float | None:
    held = book.counted.uses.encounters
    return None if held is None else float(sum(held.values()))


def _services_margin(book: FactBook) -> float:
    own = book.cells[book.cells["full"].notna() & book.cells["block"].ne("drug")]
    return float(own["margin"].sum())


def _without_cost(book: FactBook) -> float:
    """Collected on services without a cost; a drug without one is left out of net revenue too."""
    own = book.cells[book.cells["full"].isna() & book.cells["block"].ne("drug")]
    return float(own["collected"].sum())


def _owners_market_pay(book: FactBook) -> float:
    table = book.income.table
    return float(table.loc[table["owner"].astype(bool), "market_pay"].sum())


def _drugs_margin(book: FactBook) -> float:
    held = drugs_of(book)
    return 0.0 if held is None else float(held.margin)


def _drugs_collected(book: FactBook) -> float:
    held = drugs_of(book)
    return 0.0 if held is None else float(held.collected)


def patient_services(book: FactBook) -> list[tuple[ServiceUse, float]]:
    """Return what each service that only patients pay takes, and how many there were a year.

    Those that no equation covers, or that are done by nobody who works here, are left out.
    """
    practice, costing = book.talk.practice, book.talk.costing
    looked_up = equations(costing, practice.providers)
    lines = practice.claims[practice.claims["payer"].notna()]
    counts = lines.groupby(["hcpcs_code", "rendering_npi"], observed=True)[
        "service_unit_quantity"
    ].sum()
    priced_codes = {key[1] for key in book.costs.uses}
    made = []
    for place, units in counts.items():
        code, npi = str(place[0]), str(place[1])  # type: ignore[index]
        provider = practice.provider_of(npi)
        use = None if code in priced_codes or provider == OUTSIDE else looked_up.of(code, provider)
        if use is not None:
            made.append((use, float(units)))
    return made
