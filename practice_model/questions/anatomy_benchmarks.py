"""The practice's own ratios from its year, beside what is published.

Ratios come from the year of the claims and the practice's tables; one that needs what the practice
does not keep is not known and not shown. Percentages of Medicare are the yardstick year's.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from practice_model.costs.benchmarks import Benchmark, ProviderCollections, Ratios
from practice_model.costs.practice_ratios import (
    CenterYear,
    PracticeYear,
    practice_ratios,
    weighted,
)
from practice_model.quantities import Number
from practice_model.questions.anatomy_year import FactBook
from practice_model.records import replaced

# Words of a role, and the kind of range it is held against: none is published of glaucoma
ROLES = {"comprehensive": "comprehensive", "retina": "retina", "glaucoma": "comprehensive"}
HEADS = {
    "own": "Ours|plain",
    "low": "Published low|plain",
    "high": "High|plain",
    "typical": "Usual|plain",
    "where": "Stands|text",
    "published": "Source|text",
}


def ratios(book: FactBook, published: Mapping[str, Benchmark]) -> Ratios:
    """Return the practice's ratios, those it cannot know as None.

    published: the measures that they are held against, which say of what code they are.
    """
    codes = {name: one.code for name, one in published.items()}
    return replaced(practice_ratios(_year(book, codes)), _more(book, codes))


def shown(compared: pd.DataFrame) -> pd.DataFrame:
    """Return the comparisons that have both a ratio and a verified range, ready to be printed.

    Columns label, own, unit, format, low, high, typical, where, published (and that it is old).
    """
    held = compared[compared["own"].notna() & compared["published"].fillna("").ne("")].copy()
    if held.empty:
        return pd.DataFrame()
    whose = [str(one or "") for one in held["of"]]
    names = list(zip(held["measure"].astype(str), held["label"].astype(str), whose, strict=True))
    held.index = pd.Index([f"{name}_{of}" if of else name for name, _, of in names], name="ratio")
    whole = [
        f"{label}, {of}" if of and of not in label.split(", ") else label for _, label, of in names
    ]
    held["label"] = pd.Series(whole, index=held.index)
    held["format"] = np.where(held["shown"].eq("number"), "number", "plain")
    told = zip(held["published"].astype(str), held["age"].fillna("").astype(str), strict=True)
    held["published"] = pd.Series(
        [f"{text}, {age}" if age and age not in text else text for text, age in told],
        index=held.index,
    )
    return held[["label", "own", "unit", "format", "low", "high", "typical", "where", "published"]]


def _year(book: FactBook, codes: Mapping[str, str]) -> PracticeYear:
    costing, table = book.talk.costing, book.income.table
    own = costing.staff[costing.staff["place"] == "practice"]
    sites = costing.sites[costing.sites["place"] == "practice"]
    kinds = costing.providers["kind"]
    fees = book.cells[book.cells["block"] == "professional"]
    lines = fees.groupby("code")["units"].sum()
    return PracticeYear(
        net_revenue=float(table["revenue"].sum()),
        overhead=float(book.income.overhead.iloc[:, 0].sum()),
        lay_staff_cost=float((own["fte"] * own["cost_per_fte"]).sum()),
        lay_staff=float(own["fte"].sum()),
        ophthalmologists=float(kinds.isin(["MD", "DO"]).sum()),
        optometrists=float(kinds.eq("OD").sum()),
        occupancy=book.costs.pools.occupancy or None,
        area=float(sites["rentable_square_feet"].sum()) or None,
        encounters=_sum(book.counted.uses.encounters),
        visits=float(fees.loc[fees["group"] == "visits", "units"].sum()) or None,
        macula_scans=float(lines.get(codes["macula_scans_per_visit"], 0.0)) or None,
        nerve_scans=float(lines.get(codes["nerve_scans_per_visit"], 0.0)) or None,
        allowed=float(fees["allowed"].sum()),
        collections=float(table["fees"].sum()),
        collections_before=_before(book),
        sequestration=_sequestration(book),
        center=_center(book),
    )


def _more(book: FactBook, codes: Mapping[str, str]) -> dict[str, object]:
    """What is counted elsewhere: denials, days, percent of Medicare, collections by provider."""
    made: dict[str, object] = {"collections": _collections(book)}
    conduct = book.talk.costing.conduct
    if conduct is not None:
        lines = book.cells[book.cells["block"] != "asc"].groupby("payer")["lines"].sum()
        insured = [one for one in conduct["payer"] if one not in book.talk.patients]
        held = conduct.set_index("payer")
        rates = {one: float(held.loc[one, "initial_denial"]) for one in insured}
        weights = {one: float(lines.get(one, 0.0)) for one in insured}
        if sum(weights.values()):
            made["initial_denials"] = weighted(rates, weights)
    talks = {
        payer
        for payer, one in book.talk.contracts.items()
        if book.talk.plan_classes.get(payer) == "commercial"
    }
    own = book.cells[book.cells["medicare"].notna() & book.cells["payer"].isin(talks)]
    sums = own.groupby(["block", "payer"])[["allowed", "medicare"]].sum()
    level = sums["allowed"] / sums["medicare"]
    names = book.talk.practice.payers
    for field, block in (
        ("commercial_of_medicare", "professional"),
        ("center_commercial_of_medicare", "asc"),
    ):
        if block in level.index.get_level_values("block"):
            part = level.xs(block, level="block")
            made[field] = {names.get(str(one), str(one)): float(part[one]) for one in part.index}
    of_center = book.cells[book.cells["block"] == "asc"]
    routine = of_center[of_center["code"] == codes["routine_cataract_cost"]]
    if routine["full"].notna().any():
        made["routine_cataract_cost"] = float(routine["full"].sum() / routine["units"].sum())
    return made


def _collections(book: FactBook) -> dict[str, ProviderCollections]:
    """What a physician collects a year, fees with what patients pay, by role."""
    table, known = book.income.table, book.talk.practice.providers
    made = {}
    for name, row in table.iterrows():
        who = known.get(str(name))
        role = next((r for word, r in ROLES.items() if who and word in who.role), None)
        if who is not None and who.kind in {"MD", "DO"} and role is not None:
            own = float(row["fees"] + row["patient_pay"] + row["lenses"])
            made[str(name)] = ProviderCollections(collections=own, role=role)
    return made


def _before(book: FactBook) -> float | None:
    prior = book.talk.prior_year
    return None if prior is None else float(prior.collections["professional"].sum())


def _sequestration(book: FactBook) -> float:
    held = book.talk.costing.yields.set_index(["payer", "block"])["sequestration"]
    fees = book.cells[book.cells["block"] == "professional"].groupby("payer")["allowed"].sum()
    shares = {payer: float(held.get((payer, "professional"), 0.0)) for payer in fees.index}
    return sum(float(fees[payer]) * share for payer, share in shares.items())


def _center(book: FactBook) -> CenterYear | None:
    year, costing = book.center, book.talk.costing
    if year is None:
        return None
    staff = costing.staff[costing.staff["place"] == "center"]
    income = year.income
    return CenterYear(
        cases=float(year.rooms.use.cases),
        revenue=income.revenue,
        wages=float((staff["fte"] * staff["cost_per_fte"]).sum()),
        supplies=income.variable,
        expense=income.operating_expense,
    )


def _sum(held: dict[str, Number] | None) -> float | None:
    return None if held is None else float(sum(held.values()))
