"""Work values: the physician work in the lines of a book, in relative value units.

A line's work is the work value of its own row in a release of the physician fee schedule (26 has
its own row, TC has none of the work), times units and times what its modifiers leave: both sides
1.5 as Medicare's indicator says; the second and later procedures of a claim at Medicare's share of
the second, ranked by all their units nationally; under 54, 55, 56 and 78 the file's shares of the
global package; of an assistant and a co-surgeon their share of the fee. Nothing is rounded.

The year chooses the table: the values of 2026 are 2.5 percent lower for most services that are not
timed, so equal work counts less. Denied lines count, since the work was done. Drugs and surgery
center lines hold no physician work and are left out. A line whose code has no row, or whose
modifier has no known share, is counted as without a work value: it is not zero.

Sources: CMS PPRRVU files, column work RVU, as `inputs/medicare/PROVENANCE.md` names them; shares of
modifiers as in `contract.ModifierRules`, of second procedures in `medicare_rules.yaml`.
"""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from practice_model.revenue.book import THOUSANDTHS, Book
from practice_model.revenue.claim_cuts import ranked_procedures
from practice_model.revenue.contract import ModifierRules, MultipleProcedures
from practice_model.revenue.line_shares import bilateral_share, service_share
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.physician_fees import released_for_year
from practice_model.revenue.prices import pays_as
from practice_model.revenue.repricing import Repriced
from practice_model.revenue.sums import places
from practice_model.revenue.yardstick import PAID_WITH_OTHERS, VALUED

WITHOUT_WORK = ("drug", "asc")  # blocks that hold no physician work
TEXTS = ("status", "bilat_surg")
NUMBERS = ("work_rvu", "nonfac_pe_rvu", "fac_pe_rvu", "mp_rvu")
DIGITS = 6  # a float's noise lies below a millionth of a unit


def work_values(
    book: Book,
    tables: MedicareTables,
    indicators: pd.DataFrame,
    *,
    year: int | None = None,
    by: Sequence[str] = ("provider",),
    return_to_or: Literal["intra", "full"] = "intra",
) -> pd.DataFrame:
    """Return work RVUs by the named keys of the book: provider, payer, site, group, code, setting.

    Columns lines, work_rvus, not_covered (work RVUs inside of codes that Medicare does not pay),
    without_value (lines that are in no sum). `year` takes that year's last release for every line;
    None takes the last release of each line's own year. Raises ValueError for a year not held.
    """
    kinds = book.kinds
    own = ~kinds["block"].isin(WITHOUT_WORK).to_numpy()
    rows = _rows(kinds, tables, year)
    rules = ModifierRules(return_to_or=return_to_or)
    both, share = _shares(kinds, indicators, rules, rows)
    each = rows["work_rvu"].to_numpy("float64") * both * share
    amount = each[book.kind] * _units(book)
    rank = np.where(own, _ranks(rows, kinds, both), 0)
    if len(kinds):
        second = tables.rules.shares_on("multiple_surgery", kinds["since"].max().date())[1]
        amount[_later_procedures(book, rank, float(second))] *= float(second)
    lines = own[book.kind]
    known = lines & ~np.isnan(amount)
    unpaid = known & ~rows["status"].isin(VALUED).to_numpy()[book.kind]
    place, index = places(Repriced(book, kinds, book.kind, book.allowed, {}), by)

    def summed(weights: Any) -> Any:
        return np.bincount(place, weights=weights, minlength=len(index))

    made = pd.DataFrame(
        {
            "lines": summed(lines).astype(np.int64),
            "work_rvus": summed(np.where(known, amount, 0)).round(DIGITS),
            "not_covered": summed(np.where(unpaid, amount, 0)).round(DIGITS),
            "without_value": summed(lines & ~known).astype(np.int64),
        },
        index=index,
    )
    return made[made["lines"] > 0].sort_index()


def _rows(kinds: pd.DataFrame, tables: MedicareTables, year: int | None) -> pd.DataFrame:
    """Each kind's row of the release of its year: work_rvu NaN where there is none.

    Columns hcpcs, row (its name), year, work_rvu, status, bilat_surg, and the practice expense
    and malpractice units that rank procedures.
    """
    made = pd.DataFrame({"hcpcs": kinds["hcpcs"].astype(str)})
    made["row"] = [pays_as(text) for text in kinds["modifiers"]]
    made["year"] = kinds["since"].dt.year if year is None else year
    made = made.assign(status="", bilat_surg="", **dict.fromkeys(NUMBERS, np.nan))
    rvu = tables.physician_rvu[tables.physician_rvu["hcpcs"].isin(set(made["hcpcs"]))]
    for one in made["year"].unique():
        for release in _releases(tables, int(one)):
            missing = made.index[(made["year"] == one) & (made["status"] == "")]
            held = rvu[rvu["release"] == release].set_index(["hcpcs", "mod"])[[*TEXTS, *NUMBERS]]
            wanted = made.loc[missing, ["hcpcs", "row"]]
            found = held.reindex(pd.MultiIndex.from_frame(wanted)).fillna(dict.fromkeys(TEXTS, ""))
            made.loc[missing, found.columns] = found.to_numpy(object)
    made = made.astype(dict.fromkeys(NUMBERS, "float64"))
    valued = made["status"].isin(VALUED | PAID_WITH_OTHERS) | (made["work_rvu"] > 0)
    return made.assign(work_rvu=made["work_rvu"].where(valued))


def _releases(tables: MedicareTables, year: int) -> list[str]:
    """The last release held of a year, then the complete ones: the last may be of eye care only."""
    last, _ = released_for_year(tables, year)
    held = tables.releases[(tables.releases["year"] == year) & tables.releases["complete"]]
    rest = held.sort_values("effective_from", ascending=False)["release"].tolist()
    return list(dict.fromkeys([last, *rest]))


def _shares(
    kinds: pd.DataFrame, indicators: pd.DataFrame, rules: ModifierRules, rows: pd.DataFrame
) -> tuple[Any, Any]:
    """What both sides multiply, and the share of the service: NaN where no rule says it.

    The bilateral indicator is that of the line's own row: 26 of some tests pays each side.
    """
    both, share = np.ones(len(kinds)), np.ones(len(kinds))
    listed = indicators.reindex(kinds["hcpcs"]).to_dict("records")
    for place in np.flatnonzero(kinds["modifiers"].to_numpy(str) != ""):
        given = kinds["modifiers"].iloc[place].split()
        own = rows.iloc[place]
        both[place] = bilateral_share(given, "professional", rules, own)
        left = [one for one in given if one != own["row"]]
        found, told = service_share(left, rules, listed[place])
        share[place] = np.nan if told else found
    return both, share


def _ranks(rows: pd.DataFrame, kinds: pd.DataFrame, both: Any) -> Any:
    """What ranks procedures: all units of a payable row at the site, in ten-thousandths."""
    expense = rows["nonfac_pe_rvu"].where(kinds["setting"] == "office", rows["fac_pe_rvu"])
    units = (rows["work_rvu"] + expense + rows["mp_rvu"]).where(rows["status"].isin(VALUED))
    return np.rint(units.fillna(0).to_numpy() * both * 10_000).astype(np.int64)


def _later_procedures(book: Book, rank: Any, share: float) -> Any:
    """Positions of the lines that Medicare would pay in part: not the highest of their claim."""
    lines = book.procedures[rank[book.kind[book.procedures]] > 0]
    kind = book.kind[lines]
    second = np.array(["51" in text.split() for text in book.kinds["modifiers"]], dtype=bool)
    before = rank[kind] * book.units[lines]
    allowed = np.zeros(len(book), dtype=np.int64)
    allowed[lines] = before
    return ranked_procedures(
        allowed,
        lines=lines,
        claim=book.claim[lines],
        tie=kind,
        before=before,
        after=np.ones(len(lines)),
        alone=second[kind],
        rule=MultipleProcedures(second=share),
    ).lines


def _units(book: Book) -> Any:
    units = book.units.astype(np.float64)
    units[book.fractional] = book.thousandths / THOUSANDTHS
    return units
