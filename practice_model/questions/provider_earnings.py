"""What each provider collected in a year: fees, patient pay, premium lenses, drugs with their cost.

    collected of a cell = allowed x (1 - final denial - bad debt - what is held back)

a cell is a provider, payer and block, in whole dollars, half up. What only patients pay is their
charge times the share that arrives; premium lenses bring the practice's part. What cannot be
counted is told and left out, never zero. Dollars of the claims' year, positive.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from practice_model.costs.providers import Earned
from practice_model.costs.terms import Costing
from practice_model.money import scaled, to_cents
from practice_model.practice import OUTSIDE, Practice
from practice_model.questions.anatomy_uses import TEST
from practice_model.questions.arriving import arriving
from practice_model.revenue.code_groups import CodeGroup, grouping
from practice_model.tables import refuse_draws

DRUG, FEES, PATIENT_PAY = "drug", "professional", "patient_pay"


class EarnedBook(NamedTuple):
    """What each provider earned, and what could not be counted, in words."""

    earned: Mapping[str, Earned]
    told: tuple[str, ...]


def collected_cells(cells: pd.DataFrame, yields: pd.DataFrame) -> pd.DataFrame:
    """Return by provider, payer, block: allowed, share and collected (whole dollars a year).

    cells: columns provider, payer, block, allowed (dollars). yields: the table of losses between.
    ValueError with every payer and block that yields does not hold.
    """
    sums = cells.groupby(["provider", "payer", "block"])["allowed"].sum().round(2)
    shares = arriving([(payer, block) for _, payer, block in sums.index], yields)
    pairs = zip(to_cents(sums), shares, strict=True)
    dollars = [float(scaled(int(cents), share / 100)) for cents, share in pairs]
    return pd.DataFrame(
        {"allowed": sums, "share": [float(one) for one in shares], "collected": dollars},
        index=sums.index,
    )


def earned_by_provider(
    practice: Practice,
    costing: Costing,
    cells: pd.DataFrame,
    groups: Mapping[str, CodeGroup],
    drug_costs: Mapping[tuple[str, ...], float],
) -> EarnedBook:
    """Return what each provider collected in fees, patient pay, lenses and drugs, dollars a year.

    cells: columns payer, provider, site, block, code, allowed. drug_costs: acquisition dollars by
    payer, provider, site, code; a drug without one is left out and told.
    """
    refuse_draws(costing)
    names = [str(name) for name in costing.providers["provider"]]
    fees = cells[cells["block"] == FEES]
    drugs, uncosted = _with_costs(cells[cells["block"] == DRUG], drug_costs)
    money = collected_cells(pd.concat([fees, drugs]), costing.yields)["collected"]
    by_block = money.groupby(["block", "provider"]).sum()
    tests = _tests(fees, costing)
    paid, told = _patient_pay(practice, costing, groups)
    lenses = _lenses(costing)
    bought = drugs.groupby("provider")["cost"].sum()
    earned = {
        name: Earned(
            fees=float(by_block.get((FEES, name), 0.0)),
            tests=None if tests is None else float(tests.get(name, 0.0)),
            patient_pay=float(paid.get(name, 0.0)),
            lenses=float(lenses.get(name, 0.0)),
            drugs=float(by_block.get((DRUG, name), 0.0)),
            drug_cost=float(bought.get(name, 0.0)),
        )
        for name in names
    }
    strange = sorted(set(money.index.get_level_values("provider")) - set(names))
    told += [
        f"{money.xs(one, level='provider').sum():,.0f} dollars were collected by "
        f"{'nobody who works here' if one == OUTSIDE else one}, who has no row in providers"
        for one in strange
    ]
    return EarnedBook(earned, (*told, *uncosted))


def _with_costs(
    drugs: pd.DataFrame, costs: Mapping[tuple[str, ...], float]
) -> tuple[pd.DataFrame, list[str]]:
    """Drugs by the key of a purchase, so that cells of other modifiers do not pay for it again."""
    by = ["payer", "provider", "site", "code"]
    made = drugs.groupby([*by, "block"], observed=True, as_index=False)["allowed"].sum()
    keys = made[by].itertuples(index=False, name=None)
    made["cost"] = np.array([costs.get(key, np.nan) for key in keys], dtype=float)
    known = made["cost"].notna()
    lacking = ", ".join(sorted(set(made.loc[~known, "code"].astype(str))))
    amount = float(made.loc[~known, "allowed"].sum())
    told = f"{lacking}: allowed {amount:,.0f} dollars, but no cost is known, so left out of revenue"
    return made[known], [told] if lacking else []


def _tests(fees: pd.DataFrame, costing: Costing) -> pd.Series | None:
    """Collected for tests by provider; None where the practice does not say which codes are."""
    if costing.driver_minutes is None:
        return None
    minutes = costing.driver_minutes
    codes = set(minutes.loc[minutes["service"] == TEST, "hcpcs"])
    own = fees[fees["code"].isin(codes)]
    share = arriving(zip(own["payer"], own["block"], strict=True), costing.yields)
    return (own["allowed"] * [float(one) for one in share]).groupby(own["provider"]).sum()


def _patient_pay(
    practice: Practice, costing: Costing, groups: Mapping[str, CodeGroup]
) -> tuple[pd.Series, list[str]]:
    """Collected of what only patients pay, by provider; premium lenses have their own table."""
    named, claims = grouping(groups), practice.claims
    codes = claims["hcpcs_code"].astype(str)
    apart = {code for code in codes.unique() if named.block_of(named.group_of(code)) == PATIENT_PAY}
    lenses = set() if costing.premium_lenses is None else set(costing.premium_lenses["hcpcs"])
    own = claims[codes.isin(apart - lenses)]
    if own.empty:
        return pd.Series(dtype=float), []
    charged = own["charge_amount"].groupby(own["rendering_npi"].map(practice.provider_of)).sum()
    if costing.patient_pay_collected is None:
        told = f"patients were charged {charged.sum():,.0f} dollars; what arrived is not known"
        return pd.Series(dtype=float), [f"{told}: give patient_pay_collected"]
    return charged * float(costing.patient_pay_collected), []


def _lenses(costing: Costing) -> pd.Series:
    table = costing.premium_lenses
    if table is None:
        return pd.Series(dtype=float)
    return (table["lenses"] * table["practice_part"]).groupby(table["provider"]).sum()
