"""Work values: the physician work in the lines of a book, in relative value units.

A line's work is the work value of its own row in a release of the physician fee schedule (26 has
its own row, TC has none of the work), times units and times what its modifiers leave: both sides
1.5 as Medicare's indicator says, the second and later procedures of a claim half, ranked by
national fee; under 54, 55, 56 and 78 the file's shares of the global package; an assistant's and a
co-surgeon's share of the fee as their share of the work. Nothing is rounded on the way.

The year chooses the table: the values of 2026 are 2.5 percent lower for most services that are not
timed, so equal work counts less. Denied lines count, since the work was done. Drugs and surgery
center lines hold no physician work and are left out. A line whose code has no row, or whose
modifier has no known share, is counted as without a work value: it is not zero.

Sources: CMS PPRRVU files, column work RVU, as `inputs/medicare/PROVENANCE.md` names them; shares of
modifiers as in `contract.ModifierRules`.
"""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from practice_model.money import scaled
from practice_model.revenue.book import THOUSANDTHS, Book
from practice_model.revenue.claim_cuts import ranked_procedures
from practice_model.revenue.contract import (
    NATIONAL,
    MedicareBasis,
    ModifierRules,
    MultipleProcedures,
)
from practice_model.revenue.line_shares import bilateral_share, service_share
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.physician_fees import released_for_year
from practice_model.revenue.prices import pays_as
from practice_model.revenue.repricing import Repriced
from practice_model.revenue.sums import places
from practice_model.revenue.yardstick import PAID_WITH_OTHERS, VALUED, physician_prices

SECOND = 0.5  # Medicare's share of the second and every later procedure
WITHOUT_WORK = ("drug", "asc")  # blocks that hold no physician work
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
    both, share = _shares(kinds, indicators, rules, rows["row"].to_numpy(object))
    each = rows["work_rvu"].to_numpy("float64") * both * share
    amount = each[book.kind] * _units(book)
    fee = np.where(own, _national_fees(kinds, tables, rows["year"].to_numpy()), 0)
    amount[_later_procedures(book, scaled_by(fee, both))] *= SECOND
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


def scaled_by(cents: Any, ratios: Any) -> Any:
    """Return cents times a ratio of each, rounded half up.

    >>> scaled_by(np.array([101, 101]), np.array([1.0, 1.5])).tolist()
    [101, 152]
    """
    made = np.asarray(cents, dtype=np.int64).copy()
    for one in np.unique(ratios[ratios != 1]):
        made[ratios == one] = scaled(made[ratios == one], float(one))
    return made


def _rows(kinds: pd.DataFrame, tables: MedicareTables, year: int | None) -> pd.DataFrame:
    """Each kind's row: work_rvu of one unit (NaN where there is none), status, row name, year."""
    rows = [pays_as(text) for text in kinds["modifiers"]]
    made = pd.DataFrame({"work_rvu": np.nan, "status": "", "row": rows}, index=kinds.index)
    made["year"] = kinds["since"].dt.year if year is None else year
    for one in made["year"].unique():
        for release in _releases(tables, int(one)):
            held = tables.physician_rvu[tables.physician_rvu["release"] == release]
            held = held.set_index(["hcpcs", "mod"])[["work_rvu", "status"]]
            missing = made.index[(made["year"] == one) & (made["status"] == "")]
            codes, names = kinds.loc[missing, "hcpcs"], made.loc[missing, "row"]
            own = pd.MultiIndex.from_arrays([codes, names]).isin(held.index)
            names = names.mask(~own & (names == "53"), "")  # 53 has its own row for a few codes
            found = held.reindex(pd.MultiIndex.from_arrays([codes, names]))
            made.loc[missing, "row"] = names
            made.loc[missing, "work_rvu"] = found["work_rvu"].to_numpy("float64")
            made.loc[missing, "status"] = found["status"].fillna("").to_numpy(object)
    valued = made["status"].isin(VALUED | PAID_WITH_OTHERS) | (made["work_rvu"] > 0)
    return made.assign(work_rvu=made["work_rvu"].where(valued))


def _releases(tables: MedicareTables, year: int) -> list[str]:
    """The last release held of a year, and after one held for eye care only the complete ones."""
    last, _ = released_for_year(tables, year)
    held = tables.releases[(tables.releases["year"] == year) & tables.releases["complete"]]
    rest = held.sort_values("effective_from", ascending=False)["release"].tolist()
    return list(dict.fromkeys([last, *rest]))


def _shares(
    kinds: pd.DataFrame, indicators: pd.DataFrame, rules: ModifierRules, rows: Any
) -> tuple[Any, Any]:
    """What both sides multiply, and the share of the service: NaN where no rule says it."""
    both, share = np.ones(len(kinds)), np.ones(len(kinds))
    listed = indicators.reindex(kinds["hcpcs"]).to_dict("records")
    for place in np.flatnonzero(kinds["modifiers"].to_numpy(str) != ""):
        given = kinds["modifiers"].iloc[place].split()
        both[place] = bilateral_share(given, "professional", rules, listed[place])
        left = [one for one in given if one != rows[place]]
        found, told = service_share(left, rules, listed[place])
        share[place] = np.nan if told else found
    return both, share


def _national_fees(kinds: pd.DataFrame, tables: MedicareTables, years: Any) -> Any:
    """Medicare's national fee of each kind in its year, in cents: what ranks procedures."""
    fees = np.zeros(len(kinds), dtype=np.int64)
    for one in np.unique(years):
        here = np.flatnonzero(years == one)
        basis = MedicareBasis(medicare_year=int(one), locality=NATIONAL)
        fees[here] = physician_prices(tables, kinds.iloc[here], basis).cents
    return fees


def _later_procedures(book: Book, fee: Any) -> Any:
    """Positions of the lines that Medicare would pay at half: not the highest of their claim."""
    lines = book.procedures[fee[book.kind[book.procedures]] > 0]
    kind = book.kind[lines]
    second = np.array(["51" in text.split() for text in book.kinds["modifiers"]], dtype=bool)
    before = fee[kind] * book.units[lines]
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
        rule=MultipleProcedures(second=SECOND),
    ).lines


def _units(book: Book) -> Any:
    units = book.units.astype(np.float64)
    units[book.fractional] = book.thousandths / THOUSANDTHS
    return units
