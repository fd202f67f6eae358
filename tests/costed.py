"""The costing of the shipped practice, loaded once, with its year of volumes, for tests."""

from functools import cache
from typing import Any

import pandas as pd
from practice_tables_read import INPUTS, table

from practice_model.costs.capacity import Pools, Rates, pools, rates
from practice_model.costs.equations import Equations, ServiceUse, center_use, equations
from practice_model.costs.procedures import CaseCost, case_cost
from practice_model.costs.terms import Costing
from practice_model.readers.inputs import Loaded, load
from practice_model.synthetic import volumes


@cache
def loaded() -> Loaded[Costing]:
    return load(INPUTS / "practice" / "costing.yaml", Costing)


@cache
def ready() -> Equations:
    return equations(loaded().terms, {})


@cache
def center_cases() -> pd.Series:
    """Cases of the year by code: a second procedure of a session is none."""
    lines = volumes.facility_lines()
    return lines[lines["modifier"] != "51"].groupby("hcpcs")["lines"].sum()


@cache
def held() -> Pools:
    each = table("supplies_devices.csv").set_index("hcpcs")["pre_post_minutes"]
    used = float((each * center_cases().reindex(each.index)).sum())
    return pools(loaded().terms, used)


def rates_of(costing: Costing) -> Rates:
    return rates(held(), costing.capacity, costing.center, costing.outlook)


def cost_of(use: ServiceUse | None, costing: Costing | None = None) -> CaseCost:
    assert use is not None
    own = costing or loaded().terms
    return case_cost(use, rates_of(own), outlook=own.outlook, avoidable=own.avoidable)


def every_use(costing: Costing) -> dict[tuple[str, str], ServiceUse]:
    """Each service by each provider who can give it, and each center case under provider ""."""
    own = equations(costing, {})
    codes = costing.services["hcpcs"].unique()
    made: dict[tuple[str, str], ServiceUse] = {}
    for provider in costing.providers["provider"]:
        for code in codes:
            use = own.of(code, provider)
            if use is not None:
                made[code, provider] = use
    for code in costing.center.cases["hcpcs"]:
        made[code, ""] = center_use(costing.center, code, "A")
    return made


@cache
def year() -> pd.DataFrame:
    """Services of the year by provider, code and modifiers: claim lines and refractions."""
    lines = volumes.professional_lines()[["provider", "hcpcs", "modifier", "lines"]]
    extra = table("patient_pay.csv")
    refracted = extra[extra["hcpcs"] == "92015"].assign(modifier="")
    both = pd.concat([lines, refracted[lines.columns]])
    return both.groupby(["provider", "hcpcs", "modifier"], as_index=False)["lines"].sum()


def surgery() -> set[str]:
    return set(table("supplies_devices.csv")["hcpcs"])


@cache
def minutes_of_the_year() -> pd.DataFrame:
    """Minutes by provider, code and resource; a service without an equation is kept and told."""
    rows: list[dict[str, Any]] = []
    for provider, code, modifier, count in year().itertuples(index=False):
        use = ready().of(code, provider, modifier)
        rows += [
            {"provider": provider, "code": code, "resource": name, "minutes": minutes * count}
            for name, minutes in (use.minutes if use else {"no equation": 1.0}).items()
        ]
    return pd.DataFrame(rows)
