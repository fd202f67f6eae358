"""Contract: what a payer agreed to pay, as terms that can price a line.

A contract holds up to three rate schedules (professional, drugs, surgery center). A schedule is a
mapping from a name to a rate rule; order means nothing. The rule that covers a service most
narrowly prices it: code before range before group before everything. What it cannot price (a code
that the named Medicare year does not list) and what no rule covers falls to the `unlisted` rule.
Two rules of one level that claim the same code are a fault.

A rate is built in this order, rounded half up to the cent after each step: percent x fee, raise,
escalator, cap, bilateral, second procedure, share of the service (54, 62, 80 ...), lesser of
charge, same-day cut of tests. A percent of charge starts from the charge of the line, which
already carries its modifiers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from practice_model.quantities import (
    Code,
    PriceRatio,
    Ratio,
    Share,
    USDPerRVU,
    USDPerUnit,
    Year,
    at_most_one,
    exactly_one,
    terms,
)
from practice_model.revenue.code_groups import CodeGroup, disputes, grouping, range_of
from practice_model.revenue.escalators import Escalator, steps
from practice_model.revenue.fee_table import FeeTable
from practice_model.revenue.paper_terms import PaperTerms

CURRENT = "current"
NATIONAL = "national"
LEVELS = ("codes", "ranges", "groups", "everything", "unlisted")
BLOCKS = ("professional", "drug", "asc")
ASSISTANT, NONPHYSICIAN_ASSISTANT, CO_SURGEON = 0.16, 0.136, 0.625  # Medicare's shares


@terms
class MedicareBasis:
    """Which Medicare a percentage is of: year, quarter, place, and what is frozen apart.

    A year without a quarter is the last release held of that year; 'current' is the schedule in
    force on the day of service. `locality` is '10212-01' or 'national'; `wage_area` is a CBSA,
    'national', or CBSAs by the year from which each holds. `factor_year` and `conversion_factor`
    freeze the factor apart from the relative values, `gpci_year` the geographic indices.
    """

    medicare_year: Year | Literal["current"] | None = None
    medicare_quarter: Literal[1, 2, 3, 4] | None = None
    locality: str | None = None
    wage_area: str | dict[str, str] | None = None
    factor_year: Year | None = None
    conversion_factor: USDPerRVU | None = None
    gpci_year: Year | None = None
    qp: bool | None = None


@terms
@exactly_one(
    "of_medicare",
    "of_hospital",
    "of_charge",
    "of_drug_limit",
    "of_average_sales_price",
    "fee",
    "fees",
    "of_invoice",
    "included",
    "excluded",
)
@exactly_one(*LEVELS)
class RateRule(MedicareBasis):
    """One line of a rate exhibit: the services that it covers and how it prices them.

    of_hospital: of the hospital outpatient rate. of_average_sales_price: of the drug limit / 1.06.
    fee: one fee for every service covered (group, case rate); fees: a table by code.
    of_invoice: of the device's invoice; below `threshold` it is included. included: paid with
    another service. excluded: not covered. A rule's Medicare basis comes before its schedule's.
    """

    codes: list[Code] | None = None
    ranges: list[str] | None = None
    groups: list[str] | None = None
    everything: Literal[True] | None = None
    unlisted: Literal[True] | None = None
    of_medicare: PriceRatio | None = None
    of_hospital: PriceRatio | None = None
    of_charge: PriceRatio | None = None
    of_drug_limit: PriceRatio | None = None
    of_average_sales_price: PriceRatio | None = None
    fee: USDPerUnit | None = None
    fees: FeeTable | None = None
    of_invoice: PriceRatio | None = None
    included: Literal[True] | None = None
    excluded: Literal[True] | None = None
    raised: Share | None = None
    cap: USDPerUnit | None = None
    threshold: USDPerUnit | None = None
    quarters_old: int = 0
    without_price: list[Literal["current", "next"]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for text in self.ranges or []:
            range_of(text)
        if self.quarters_old < 0:
            raise ValueError(
                f"quarters_old counts back and is not negative, not {self.quarters_old}"
            )
        if self.threshold is not None and self.of_invoice is None:
            raise ValueError("threshold belongs to a rule of_invoice")


@terms
class MultipleProcedures:
    """Share of the fee that the second, third and later procedure of a session is paid."""

    second: Share
    third: Share | None = None
    later: Share | None = None

    def shares(self) -> tuple[Decimal, ...]:
        """Return the shares by rank from the first on; the last one repeats."""
        third = self.second if self.third is None else self.third
        later = third if self.later is None else self.later
        return tuple(Decimal(repr(float(share))) for share in (1.0, self.second, third, later))


@terms
class SameDayTests:
    """Cut of every eye test of a day after the one with the highest technical part.

    part: 'technical' cuts the technical part only (Medicare's rule), 'whole' the whole amount.
    Lines under an exempt modifier stand outside, as if they were alone.
    """

    part: Literal["technical", "whole"]
    cut: Share
    exempt_modifiers: list[str] = field(default_factory=list)


@terms
class ModifierRules:
    """Shares of the fee under a modifier; what stays None is priced by report, so not by us.

    The defaults are Medicare's. return_to_or: under 78 Medicare pays the intraoperative share.
    """

    defaults_from: ClassVar[str] = (
        "Medicare's own shares: 50 by RVU25D and Gore 2023; 62 by LegalClarity; 80 by First Coast "
        "Service Options; AS by Noridian, modifier AS, 2022"
    )
    bilateral: Ratio = 1.5
    assistant: Share = ASSISTANT
    nonphysician_assistant: Share = NONPHYSICIAN_ASSISTANT
    co_surgeon: Share = CO_SURGEON
    reduced: Share | None = None
    discontinued: Share | None = None
    return_to_or: Literal["intra", "full"] = "intra"


@terms
class RateSchedule(MedicareBasis):
    """The rules of one kind of service, and what holds for all of them."""

    rules: dict[str, RateRule]
    escalator: Escalator | None = None
    lesser_of_charge: Literal["line", "claim"] | None = None
    multiple: MultipleProcedures | None = None
    same_day_tests: SameDayTests | None = None
    modifiers: ModifierRules = field(default_factory=ModifierRules)

    def __post_init__(self) -> None:
        told = list(_overlaps(self.rules))
        if self.escalator and self.escalator.applies_to:
            told += [
                f"the escalator names a rule {name!r} that the schedule does not have"
                for name in self.escalator.applies_to
                if name not in self.rules
            ]
        if told:
            raise ValueError("; ".join(told))


@terms
class Sequestration:
    """What the payer holds back of its own share of each allowed amount."""

    rate: Share
    payer_share: Share


@terms
@at_most_one("ends", "term_years")
class Contract:
    """One payer's agreement: who, since when, and its rate schedules.

    payer is the alias that claims carry; `ends` None means that it renews until notice.
    """

    payer: str
    name: str
    effective: date
    ends: date | None = None
    term_years: int | None = None
    code_groups: dict[str, CodeGroup]
    professional: RateSchedule
    drugs: RateSchedule | None = None
    asc: RateSchedule | None = None
    sequestration: Sequestration | None = None
    paper: PaperTerms | None = None

    def __post_init__(self) -> None:
        told = []
        try:
            grouping(self.code_groups)
        except ValueError as error:
            told.append(f"code_groups: {error}")
        for name, schedule in schedules(self).items():
            told += [f"{name}.{text}" for text in _unknown_groups(schedule, self.code_groups)]
        if told:
            raise ValueError("; ".join(told))


def schedules(contract: Contract) -> dict[str, RateSchedule]:
    """Return the schedules of a contract by the block of lines that they price."""
    found = {"professional": contract.professional, "drug": contract.drugs, "asc": contract.asc}
    return {block: schedule for block, schedule in found.items() if schedule is not None}


def basis_of(rule: RateRule, schedule: RateSchedule) -> MedicareBasis:
    """Return a rule's Medicare basis: its own terms, else its schedule's."""
    names = MedicareBasis.__dataclass_fields__
    own = {name: getattr(rule, name) for name in names}
    whole = {name: getattr(schedule, name) for name in names}
    if own["medicare_year"] is not None:  # a year of its own brings its own quarter
        whole["medicare_quarter"] = None
    return MedicareBasis(
        **{name: whole[name] if own[name] is None else own[name] for name in names}
    )


def breaks(contract: Contract, since: date, until: date) -> set[date]:
    """Return the days in a span on which the contract's own rates may change."""
    days = {contract.effective}
    for schedule in schedules(contract).values():
        if schedule.escalator:
            days |= set(steps(schedule.escalator, until))
    return {day for day in days if since < day <= until}


def _overlaps(rules: Mapping[str, RateRule]) -> Iterator[str]:
    yield from disputes({name: (rule.codes or [], []) for name, rule in rules.items()})
    yield from disputes({name: ([], rule.ranges or []) for name, rule in rules.items()})
    yield from disputes({name: (rule.groups or [], []) for name, rule in rules.items()})
    for level in ("everything", "unlisted"):
        held = [name for name, rule in rules.items() if getattr(rule, level)]
        if len(held) > 1:
            yield f"{' and '.join(held)} are both the rule for {level}"


def _unknown_groups(schedule: RateSchedule, groups: Mapping[str, CodeGroup]) -> Iterator[str]:
    for name, rule in schedule.rules.items():
        for group in rule.groups or []:
            if group not in groups:
                yield f"rules.{name}: no code group {group!r}, only {', '.join(groups)}"
