"""Providers: what each one brings, is paid, and bears of the overhead, under every rule.

    revenue = fees + patient pay + premium lenses + (drugs collected - drugs bought)
    margin  = revenue - own pay and benefits - overhead of a rule

Dollars a year. Fees hold tests; drugs are at margin, for who gives them. An owner's own pay is the
margin itself, so it is 0 here; `after_market_pay` says what is left where an owner is paid as the
market would pay. Surgery-center profit and referrals are no part of a margin (`downstream`).

A provider looks busy and barely breaks even under a rule where the booked share is at or over the
practice's limit and the margin under its share of revenue. The verdict is stable where every rule
gives the same answer, else it depends on the rule, and the rules are named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import pandas as pd

from practice_model.costs.overhead_rules import (
    OURS,
    RULES,
    Rule,
    Uses,
    overhead_by_rule,
    overhead_pools,
)
from practice_model.costs.terms import Costing, Verdicts
from practice_model.faults import did_you_mean
from practice_model.quantities import (
    Count,
    Share,
    SignedShare,
    SignedUSDPerYear,
    USDPerYear,
    terms,
)
from practice_model.tables import refuse_draws

PARTS: Final = ("tests", "patient_pay", "lenses", "net_drugs")
"""Parts of revenue that a margin can be shown without; tests are inside fees."""


@terms
class Earned:
    """What one provider brought in a year, collected; drugs with what they were bought for.

    tests: part of the fees that tests brought, None where that is not known.
    """

    fees: USDPerYear
    tests: USDPerYear | None = None
    patient_pay: USDPerYear = 0.0
    lenses: USDPerYear = 0.0
    drugs: USDPerYear = 0.0
    drug_cost: USDPerYear = 0.0


@dataclass(frozen=True, eq=False)
class ProviderIncome:
    """Profit and loss by provider, in dollars a year; the index of every frame is the provider.

    table: fees, tests (inside fees), patient_pay, lenses, net_drugs, revenue, pay, market_pay,
    booked, owner. overhead and margins: one column a rule. pools: overhead by resource use, one
    column a cost pool. left_out: rules that a missing count forbids, with the reason.
    """

    table: pd.DataFrame
    overhead: pd.DataFrame
    pools: pd.DataFrame
    margins: pd.DataFrame
    left_out: Mapping[Rule, str]


@terms
class Verdict:
    """Whether one provider looks busy and barely breaks even, by our rule and by every other.

    margin, kept: by our rule; kept is margin over revenue, None without revenue. rules: how many
    are known, losses: under how many the margin is negative. thin_under, not_thin_under: rules.
    after_market_pay: margin less market pay for an owner, the margin itself for the employed.
    """

    provider: str
    rule: Rule
    booked: Share
    revenue: SignedUSDPerYear
    margin: SignedUSDPerYear
    after_market_pay: SignedUSDPerYear
    kept: SignedShare | None
    rules: Count
    losses: Count
    busy: bool
    thin_under: list[Rule]
    not_thin_under: list[Rule]
    answer: Literal["yes", "no", "depends"]

    @property
    def stable(self) -> bool:
        """Whether every rule gives the same answer."""
        return self.answer != "depends"


def provider_income(costing: Costing, earned: Mapping[str, Earned], uses: Uses) -> ProviderIncome:
    """Return profit and loss of every provider of the practice, in dollars a year.

    Raises ValueError for a provider without earnings, earnings of nobody, pay that is not known,
    and an overhead that does not tie with staff and malpractice.
    """
    refuse_draws(costing, *earned.values())
    pools = overhead_pools(costing)
    table = _table(costing, earned)
    revenue = {str(name): float(one) for name, one in table["revenue"].items()}
    shared = overhead_by_rule(pools, uses, revenue, costing.sharing)
    overhead = pd.DataFrame(shared.by_rule, index=table.index)
    kept = table["revenue"] - table["pay"]
    return ProviderIncome(
        table=table,
        overhead=overhead,
        pools=pd.DataFrame(shared.by_pool, index=table.index),
        margins=overhead.rsub(kept, axis=0),
        left_out=shared.left_out,
    )


def of_rules(income: ProviderIncome, *rules: Rule) -> ProviderIncome:
    """Return the same with the named rules alone, in their order; ValueError for one not known."""
    missing = [rule for rule in rules if rule not in income.margins]
    if missing:
        raise ValueError("; ".join(_no_margins(income, rule) for rule in missing))
    named = list(rules)
    return replace(income, overhead=income.overhead[named], margins=income.margins[named])


def margins_without(income: ProviderIncome, *parts: str) -> pd.DataFrame:
    """Return margins by provider and rule as if parts of revenue were not earned, overhead kept.

    ValueError for a part that is none of PARTS.
    """
    strange = [part for part in parts if part not in PARTS]
    if strange:
        told = "; ".join(f"{part!r} is no part{did_you_mean(part, PARTS)}" for part in strange)
        raise ValueError(f"{told}: there are {', '.join(PARTS)}")
    return income.margins.sub(income.table[list(parts)].sum(axis=1, skipna=False), axis=0)


def verdicts(income: ProviderIncome, limits: Verdicts, rule: Rule = OURS) -> list[Verdict]:
    """Return the verdict on each provider, the smallest margin under our rule first.

    ValueError where our rule is one that a missing count leaves out, or a limit is drawn.
    """
    refuse_draws(limits)
    if rule not in income.margins:
        raise ValueError(_no_margins(income, rule))
    order = income.margins[rule].sort_values(kind="stable").index
    return [_verdict(str(name), income, limits, rule) for name in order]


def _table(costing: Costing, earned: Mapping[str, Earned]) -> pd.DataFrame:
    who = costing.providers.set_index("provider")
    told = [
        f"nothing is said of what {name} earned" for name in who.index if name not in earned
    ] + [
        f"{name} earned, but providers has no such row" for name in earned if name not in who.index
    ]
    owner = who["paid_by_owner_income"].astype(bool)
    unknown = who.index[~owner & who["pay"].isna()]
    told += [f"providers: pay of {name} is blank and no owner's income" for name in unknown]
    if told:
        raise ValueError("; ".join(told))
    one = {name: earned[str(name)] for name in who.index}
    made = pd.DataFrame(
        {
            part: [np.nan if (own := getattr(each, part)) is None else own for each in one.values()]
            for part in ("fees", "tests", "patient_pay", "lenses")
        },
        index=who.index,
        dtype=float,
    )
    made["net_drugs"] = [float(each.drugs - each.drug_cost) for each in one.values()]
    made["revenue"] = made[["fees", "patient_pay", "lenses", "net_drugs"]].sum(axis=1)
    paid = who["pay"].fillna(0.0) + who["benefits"].fillna(0.0)
    made["pay"] = paid.where(~owner, 0.0)
    made["market_pay"], made["booked"] = who["market_pay"], who["booked_share"]
    made["owner"] = owner
    return made


def _verdict(name: str, income: ProviderIncome, limits: Verdicts, rule: Rule) -> Verdict:
    table, margins = income.table, income.margins
    revenue, booked = _figure(table, name, "revenue"), _figure(table, name, "booked")
    by_rule: dict[Rule, float] = {
        one: _figure(margins, name, one) for one in RULES if one in margins
    }
    least = float(limits.thin) * revenue if revenue > 0 else 0.0
    under: list[Rule] = [one for one, margin in by_rule.items() if margin < least]
    others: list[Rule] = [one for one in by_rule if one not in under]
    busy = booked >= float(limits.busy)
    owner, margin = bool(_figure(table, name, "owner")), by_rule[rule]
    return Verdict(
        provider=name,
        rule=rule,
        booked=booked,
        revenue=revenue,
        margin=margin,
        after_market_pay=margin - (_figure(table, name, "market_pay") if owner else 0.0),
        kept=margin / revenue if revenue > 0 else None,
        rules=len(by_rule),
        losses=sum(one < 0 for one in by_rule.values()),
        busy=busy,
        thin_under=under,
        not_thin_under=others,
        answer="no" if not busy or not under else "yes" if not others else "depends",
    )


def _no_margins(income: ProviderIncome, rule: Rule) -> str:
    return f"no margins by {rule}: {income.left_out.get(rule, 'it is not among the rules')}"


def _figure(frame: pd.DataFrame, name: str, column: str) -> float:
    return float(frame[column].to_dict()[name])
