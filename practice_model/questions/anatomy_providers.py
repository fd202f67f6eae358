"""Providers of the fact book: what each collects and keeps under every overhead rule.

Frames carry `label` and `role` as briefs print them; amounts are dollars of the claims' year, costs
positive. Referred patients and the surgery center stand in tables of their own and in no margin.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from practice_model.costs.downstream import distributions, referred
from practice_model.costs.overhead_rules import OURS, RULES, Rule
from practice_model.costs.providers import PARTS, ProviderIncome, margins_without
from practice_model.costs.terms import Center, Costing
from practice_model.practice import Practice
from practice_model.quantities import CasesPerYear, RVUs, SignedUSDPerYear, terms

FEES, CENTER = "professional", "asc"
HOURS = 60
RULE_NAMES: Mapping[Rule, str] = {
    "equal": "equal shares",
    "collections": "by collections",
    "encounters": "by encounters",
    "time": "by booked time",
    "space": "by lane time",
    "hybrid": "part equal, part by use",
    "resource_use": "by use of time and rooms",
}
POOL_NAMES = {
    "technician_minutes": "Technicians and imaging",
    "scribe_share": "Scribes",
    "encounters": "Front desk and phones",
    "lines": "Billing and card fees",
    "prior_authorization_minutes": "Prior authorization",
    "operating_cases": "Surgical coordination",
    "lane_minutes": "Occupancy",
    "equipment": "Equipment",
    "supplies": "Medical supplies",
    "drugs": "Drug storage and waste",
    "direct": "Malpractice",
    "general": "General and administration",
}
WITHOUT = {
    "margin": "Margin, $|bare_signed",
    "without_tests": "Without tests|bare_signed",
    "without_patient_pay": "Without refraction|bare_signed",
    "without_lenses": "Without premium lenses|bare_signed",
    "without_net_drugs": "Without drugs|bare_signed",
}
EARNED_NAMES = {
    "fees": "Professional collections",
    "patient_pay": "Refraction, patient pay",
    "lenses": "Premium lenses",
    "net_drugs": "Drugs, collected less cost",
}


@terms
class Downstream:
    """What one provider's referrals bring elsewhere, with what the sheet says of that provider."""

    provider: str
    to: list[str]
    cases: CasesPerYear
    elsewhere: SignedUSDPerYear


def rule_of(income: ProviderIncome) -> Rule:
    """Return the rule that tells what each keeps: use of time and rooms, else the first known."""
    return next(rule for rule in (OURS, *RULES) if rule in income.margins)


def dot_table(income: ProviderIncome, practice: Practice, rule: Rule | None = None) -> pd.DataFrame:
    """Return one row a provider, most margin first: booked, revenue, margin by our rule and each.

    Columns label, booked (share), revenue, margin, one for every known rule, lowest, highest.
    """
    table, margins = income.table, income.margins
    owners = table["owner"].items()
    labels = [_label(str(name), practice, bool(owner)) for name, owner in owners]
    made = pd.DataFrame({"label": labels}, index=table.index)
    made["booked"], made["revenue"], made["margin"] = (
        table["booked"],
        table["revenue"],
        margins[rule or rule_of(income)],
    )
    made = made.join(margins)
    made["lowest"], made["highest"] = margins.min(axis=1), margins.max(axis=1)
    return made.sort_values("margin", ascending=False, kind="stable")


def income_table(income: ProviderIncome, rule: Rule | None = None) -> pd.DataFrame:
    """Return the profit and loss: rows of revenue, pay and overhead, a column a provider, all.

    Overhead by cost pool where the rule is resource use, else in one row. Costs are positive.
    """
    table, own = income.table, rule or rule_of(income)
    rows: list[tuple[str, str, str, pd.Series]] = [
        (key, label, "body", table[key]) for key, label in EARNED_NAMES.items() if table[key].any()
    ]
    rows.append(("revenue", "Net revenue, drugs at margin", "subtotal", table["revenue"]))
    rows.append(("pay", "Own pay and benefits", "body", table["pay"]))
    if own == OURS:
        pools = income.pools.sum().sort_values(ascending=False, kind="stable")
        held = [str(name) for name in pools.index]
        rows += [(name, POOL_NAMES.get(name, name), "body", income.pools[name]) for name in held]
    rows.append(("overhead", "Overhead", "subtotal", income.overhead[own]))
    rows.append(("margin", "Margin", "total", income.margins[own]))
    made = pd.DataFrame({key: values for key, _, _, values in rows}).T
    made.insert(0, "label", [label for _, label, _, _ in rows])
    made.insert(1, "role", [role for _, _, role, _ in rows])
    made["all"] = made[list(table.index)].astype(float).sum(axis=1)
    return made


def without_table(income: ProviderIncome, rule: Rule | None = None) -> pd.DataFrame:
    """Return the margin by provider whole, and as if each part of revenue were not earned, and all.

    Overhead and pay are kept. Columns label, role, margin and without_ each of
    `costs.providers.PARTS`, dollars a year; NaN where a part is not known. A part that nobody
    earns has no column.
    """
    own = rule or rule_of(income)
    made = pd.DataFrame({"margin": income.margins[own]})
    for part in PARTS:
        if income.table[part].fillna(1.0).any():
            made[f"without_{part}"] = margins_without(income, part)[own]
    made = made.sort_values("margin", ascending=False, kind="stable")
    made.loc["all"] = made.sum(skipna=False)
    made.insert(0, "label", ["All" if name == "all" else str(name) for name in made.index])
    made.insert(1, "role", ["total" if name == "all" else "body" for name in made.index])
    return made


def without_heads(table: pd.DataFrame) -> dict[str, str]:
    """Return the heads of `without_table`, of the columns that it has."""
    return {name: head for name, head in WITHOUT.items() if name in table}


def work_table(
    income: ProviderIncome, costing: Costing, work: Mapping[str, RVUs], rule: Rule | None = None
) -> pd.DataFrame:
    """Return work RVUs by provider with what is collected and spent for one, and how many a day.

    work: work RVUs of the year by provider. Columns work_rvus, collected_per_rvu (fees, without
    drugs and patient pay), cost_per_rvu (own pay and overhead), rvus_per_half_day (of clinic; what
    is done in an operating room is inside the RVUs), rvus_per_hour (booked). NaN where not known.
    """
    who = costing.providers.set_index("provider")
    rvus = pd.Series(work, dtype=float).reindex(who.index)
    some = rvus.where(rvus > 0)
    weeks = np.nan if costing.doctor_weeks is None else float(costing.doctor_weeks)
    half_days = who["half_days_per_week"] * weeks
    hours = who["practical_minutes"] * who["booked_share"] / HOURS
    spent = income.table["pay"] + income.overhead[rule or rule_of(income)]
    return pd.DataFrame(
        {
            "work_rvus": rvus,
            "collected_per_rvu": income.table["fees"] / some,
            "cost_per_rvu": spent / some,
            "rvus_per_half_day": rvus / half_days.where(half_days > 0),
            "rvus_per_hour": rvus / hours.where(hours > 0),
        }
    )


def case_contributions(costed: pd.DataFrame) -> pd.DataFrame:
    """Return what one case of a code leaves over its marginal cost at its surgeon and the center.

    costed: the margin grid's cells. Rows (to, hcpcs); columns surgeon, center, dollars a case: the
    mean of the provider's own cases of the year, co-managed ones inside. NaN where not costed.
    """
    sums = costed.groupby(["block", "provider", "code"])[["contribution", "units"]].sum(min_count=1)
    each = sums["contribution"] / sums["units"].where(sums["units"] > 0)
    parts = {
        name: each.xs(block, level="block") if block in each.index.unique("block") else None
        for name, block in (("surgeon", FEES), ("center", CENTER))
    }
    known = {name: one for name, one in parts.items() if one is not None}
    made = pd.DataFrame(known).rename_axis(index=["to", "hcpcs"])
    if "center" not in made:
        made["center"] = 0.0  # there is no center, so that it earns nothing is known
    return made


def downstream_table(costing: Costing, costed: pd.DataFrame) -> pd.DataFrame:
    """Return what referrals bring elsewhere (`downstream.referred`), with a label for each row."""
    if costing.referrals is None:
        return pd.DataFrame(columns=["label", "cases", "surgeon", "center", "total"])
    made = referred(costing.referrals, case_contributions(costed))
    made.insert(0, "label", [f"{one} to {to}, {code}" for one, to, code in made.index])
    return made


def downstream_of(table: pd.DataFrame, provider: str) -> Downstream | None:
    """Return what one provider's referrals bring elsewhere; None where it has none or unknown."""
    if table.empty or provider not in table.index.get_level_values("provider"):
        return None
    own = table.xs(provider, level="provider")
    if own["total"].isna().any():
        return None
    return Downstream(
        provider=provider,
        to=sorted(set(own.index.get_level_values("to"))),
        cases=float(own["cases"].sum()),
        elsewhere=float(own["total"].sum()),
    )


def owners_table(center: Center) -> pd.DataFrame:
    """Return the center's owners, largest share first: label, share, distribution, question."""
    made = distributions(center).sort_values("share", ascending=False, kind="stable")
    made.insert(0, "label", made.index)
    return made


def _label(name: str, practice: Practice, owner: bool) -> str:
    known = practice.providers.get(name)
    told = [known.role if known is not None else "", "owner" if owner else ""]
    return f"{name} {', '.join(part for part in told if part)}".strip()
