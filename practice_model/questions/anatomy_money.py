"""Money of the fact book: where it comes from, the year before, its trend, work and surveys.

Each function reads one `FactBook`; what the practice does not keep gives an empty frame or None.
"""

from collections.abc import Mapping

import pandas as pd

from practice_model.costs.surveys import Own, standings
from practice_model.practice import OUTSIDE, Practice
from practice_model.questions.anatomy import as_paid
from practice_model.questions.anatomy_heads import sites_called
from practice_model.questions.anatomy_providers import work_table
from practice_model.questions.anatomy_revenue import (
    AgainstPriorYear,
    Sources,
    against_prior_year,
    by_year_of_lines,
    claim_revenue,
    series_of,
    sources,
)
from practice_model.questions.anatomy_revenue_pages import (
    change_bars,
    code_page,
    group_page,
    key_page,
    season_page,
    trend_page,
    year_page,
)
from practice_model.questions.anatomy_year import FactBook
from practice_model.questions.provider_earnings import collected_cells
from practice_model.revenue.code_groups import CodeGroup
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.trends import Trend, trend
from practice_model.revenue.work_values import work_values

VISITS = "visits"
WORK = {
    "work_rvus": "Work RVUs|plain",
    "collected_per_rvu": "Collected for one|bare_cents",
    "cost_per_rvu": "Pay and overhead for one|bare_cents",
    "rvus_per_half_day": "A clinic half-day|number",
    "rvus_per_hour": "A booked hour|number",
}
WORK_UNITS = {
    "work_rvus": "RVU/year",
    "collected_per_rvu": "USD/RVU",
    "cost_per_rvu": "USD/RVU",
    "rvus_per_half_day": "RVU",
    "rvus_per_hour": "RVU",
}
STANDINGS = {
    "measure": "Measure|text",
    "percentile": "Stands at|text",
    "band": "Between|text",
    "survey": "Licensed survey|text",
    "remarks": "Remarks|text",
}


def groups_of(book: FactBook) -> Mapping[str, CodeGroup]:
    """Return the groups of codes that the practice speaks of."""
    return next(iter(as_paid(book.talk).values())).code_groups


def money_cells(book: FactBook) -> pd.DataFrame:
    """Return the claims' own amounts by cell, patients' payments too."""
    return claim_revenue(book.talk.practice, groups_of(book))


def money_sources(book: FactBook, cells: pd.DataFrame) -> Sources:
    """Return where the money comes from."""
    return sources(cells, book.talk.practice)


def pareto_codes(cells: pd.DataFrame, block: str) -> pd.DataFrame:
    """Return the codes of a block that bring most; empty where the practice has none."""
    return code_page(cells, block)


def pareto_of(cells: pd.DataFrame, practice: Practice, key: str) -> pd.DataFrame:
    """Return the money by provider, site or payer, each block in its own column."""
    names = {
        "provider": {name: f"{name}, {one.role}" for name, one in practice.providers.items()}
        | {OUTSIDE: "Visiting surgeons"},
        "site": sites_called(practice),
        "payer": practice.payers,
    }
    return key_page(cells, key, names[key])


def against_before(book: FactBook) -> AgainstPriorYear | None:
    """Return collections against the year before; None where that is not known."""
    prior = book.talk.prior_year
    if prior is None:
        return None
    fees = book.cells[book.cells["block"] == "professional"]
    counts = None if prior.counts is None else prior.counts.set_index("measure")["count"]
    before = None if counts is None or VISITS not in counts else float(counts[VISITS])
    now = float(fees.loc[fees["group"] == VISITS, "lines"].sum())
    return against_prior_year(
        prior.collections, _collected(book), count_before=before, count_now=now or None
    )


def before_bars(change: AgainstPriorYear | None) -> pd.DataFrame:
    """Return the parts of the change of fees as bars; empty where they are not known."""
    return pd.DataFrame() if change is None or change.fees is None else change_bars(change.fees)


def before_by_payer(book: FactBook) -> pd.DataFrame:
    """Return collections by payer against the year before."""
    prior = book.talk.prior_year
    if prior is None:
        return pd.DataFrame()
    return year_page(prior.collections, _collected(book), book.talk.practice.payers)


def before_by_group(book: FactBook) -> pd.DataFrame:
    """Return fees of two years of claims by group of services; empty where there are not two."""
    groups = groups_of(book)
    months = pd.DatetimeIndex(series_of(book.history, groups).table.index)
    told = by_year_of_lines(claim_revenue(book.history, groups), months=months)
    return pd.DataFrame() if told is None else group_page(told[1])


def season_rows(book: FactBook) -> pd.DataFrame:
    """Return the season of professional fees; empty where it cannot be told from the trend."""
    return season_page(series_of(book.history, groups_of(book)))


def fees_trend(book: FactBook) -> Trend:
    """Return the trend of professional fees by month, as far as it can be known."""
    return trend(series_of(book.history, groups_of(book)))


def trend_months(book: FactBook, known: Trend) -> pd.DataFrame:
    """Return the months of professional fees for the chart; empty where no trend is known."""
    if known.per_year is None:
        return pd.DataFrame()
    return trend_page(series_of(book.history, groups_of(book)))


def work_by_provider(book: FactBook, tables: MedicareTables) -> dict[str, float]:
    """Return work RVUs of the year by provider, each line at its own year's last release."""
    made: dict[str, float] = {}
    for paid in book.priced.paid.values():
        held = work_values(paid.book, tables, book.priced.indicators)["work_rvus"]
        for npi, rvus in held.items():
            name = book.talk.practice.provider_of(str(npi))
            made[name] = made.get(name, 0.0) + float(rvus)
    return made


def work_rows(book: FactBook, work: Mapping[str, float]) -> pd.DataFrame:
    """Return work RVUs by provider with what one brings and takes."""
    made = work_table(book.income, book.talk.costing, work)
    return made.assign(label=made.index)


def survey_rows(book: FactBook, work: Mapping[str, float]) -> pd.DataFrame:
    """Return where our own figures stand in licensed surveys; empty without one.

    Measures that are asked: collections (fees, USD/year), work_rvus (RVU/year) and compensation
    (own pay and benefits of the employed, USD/year).
    """
    table, surveys = book.income.table, book.talk.surveys
    if not surveys:
        return pd.DataFrame()
    owns = []
    for name in table.index.astype(str):
        row = table.loc[name]
        figures = {"collections": (float(row["fees"]), "USD/year")}
        if name in work:
            figures["work_rvus"] = (work[name], "RVU/year")
        if not bool(row["owner"]):
            figures["compensation"] = (float(row["pay"]), "USD/year")
        owns += [
            Own(who=name, measure=measure, value=value, unit=unit)
            for measure, (value, unit) in figures.items()
        ]
    asked = {who for one in surveys.values() for who in one.segments}
    measures = {measure for one in surveys.values() for measure in one.measures}
    held = [one for one in owns if one.who in asked and one.measure in measures]
    if not held:
        return pd.DataFrame()
    made = standings(surveys, held, book.talk.as_of)
    return made.assign(label=made["who"])


def _collected(book: FactBook) -> pd.DataFrame:
    own = book.cells[book.cells["block"].isin(["professional", "drug"])]
    made = collected_cells(own, book.talk.costing.yields)["collected"]
    return made.groupby(["payer", "block"]).sum().reset_index()
