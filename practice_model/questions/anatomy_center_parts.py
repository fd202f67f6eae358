"""Parts of the fact book on the surgery center and on stock, made ready to be shown.

Each function reads one `FactBook`; a practice without a center, or without what is asked for, gives
an empty frame or None, and the page leaves the place out.
"""

from typing import Protocol

import pandas as pd

from practice_model.costs.facility import SecondRoom
from practice_model.quantities import Range
from practice_model.questions.anatomy import as_paid
from practice_model.questions.anatomy_center import (
    center_cells,
    center_holders,
    medicare_rates,
    second_room_of,
)
from practice_model.questions.anatomy_center_pages import (
    block_bars,
    case_table,
    day_table,
    device_ranges,
    device_table,
    income_table,
)
from practice_model.questions.anatomy_center_pages import payer_table as payer_cases
from practice_model.questions.anatomy_providers import (
    owners_table,
)
from practice_model.questions.anatomy_savings import medicare_scale, savings_table
from practice_model.questions.anatomy_year import FactBook
from practice_model.questions.drug_acquisition import stock_losses
from practice_model.revenue.contract import CURRENT, Contract
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.uncertainty import HasRanges


class Ranged(HasRanges, Protocol):
    """A loaded scenario, of which only the ranges are read."""


def room_blocks(book: FactBook) -> pd.DataFrame:
    """Return the blocks of room time by holder; empty without a center."""
    if book.center is None:
        return pd.DataFrame()
    names = {name: f"{name}" for name in book.talk.practice.providers}
    made = block_bars(center_holders(book.cells, book.talk.costing), names)
    return made.assign(share=made["of_staffed"])


def center_case_table(book: FactBook, tables: MedicareTables) -> pd.DataFrame:
    """Return what each case costs in the center; empty without a center."""
    center = book.talk.costing.center
    if center is None or book.center is None:
        return pd.DataFrame()
    rates = medicare_rates(tables, book.talk.practice, book.talk.medicare_year)
    return case_table(center_cells(book.cells, center), book.center.ranking, rates.rate)


def devices(talk: Ranged, book: FactBook, tables: MedicareTables) -> pd.DataFrame:
    """Return each device's part of Medicare's rate against its invoice; empty without devices."""
    center = book.talk.costing.center
    if center is None or book.center is None:
        return pd.DataFrame()
    rates = medicare_rates(tables, book.talk.practice, book.talk.medicare_year)
    ranges: dict[str, Range] = device_ranges(dict(talk.ranges))
    return device_table(center_cells(book.cells, center), center, rates, ranges)


def savings(book: FactBook, tables: MedicareTables) -> pd.DataFrame:
    """Return what payers save against published hospital prices; empty without prices."""
    talk, center = book.talk, book.talk.costing.center
    if center is None or book.center is None or talk.hospital_prices is None:
        return pd.DataFrame()
    scale = medicare_scale(tables, talk.practice, talk.medicare_year)
    cells = center_cells(book.cells, center)
    current = [payer for payer, one in as_paid(talk).items() if _pays_medicare(one)]
    made = savings_table(cells, talk.hospital_prices, scale, talk.plan_classes, at_medicare=current)
    if made.empty:
        return made
    names = talk.practice.payers
    pairs = zip(made["payer"], made["code"], strict=True)
    made["label"] = [f"{names.get(payer, payer)}, {code}" for payer, code in pairs]
    return made


def _pays_medicare(contract: Contract) -> bool:
    """Whether the center is paid exactly the Medicare in force."""
    schedule = contract.asc
    if schedule is None or schedule.medicare_year != CURRENT:
        return False
    return all(rule.of_medicare == 1.0 for rule in schedule.rules.values())


def center_payers(book: FactBook) -> pd.DataFrame:
    """Return the center's cases by payer in the order of the ranking; empty without a center."""
    center = book.talk.costing.center
    if center is None or book.center is None:
        return pd.DataFrame()
    cells = center_cells(book.cells, center)
    return payer_cases(cells, book.center.ranking, book.talk.practice.payers)


def center_days(book: FactBook) -> pd.DataFrame:
    """Return what fits in a room's day by code, and the fee at which a full room earns nothing."""
    center = book.talk.costing.center
    if center is None or book.center is None:
        return pd.DataFrame()
    return day_table(center, book.center)


def center_income_rows(book: FactBook) -> pd.DataFrame:
    """Return the center's income statement; empty without a center."""
    center = book.talk.costing.center
    return pd.DataFrame() if center is None else income_table(center)


def stock_rows(book: FactBook) -> pd.DataFrame:
    """Return what drugs bought at one quarter's limit lose at the next one's; the largest first."""
    made = stock_losses(book.drugs, book.talk.costing)
    if made.empty:
        return made
    days = [f"{day:%b %Y}" for day in made["used"]]
    named = [f"{code}, used from {day}" for code, day in zip(made["code"], days, strict=True)]
    made.index = pd.Index([f"stock_{place}" for place in made.index], name="stock")
    return made.assign(label=named)


def second_room(book: FactBook) -> SecondRoom | None:
    """Return what the plan for more room time must bring; None without a plan."""
    talk, center = book.talk, book.talk.costing.center
    if center is None or book.center is None or talk.second_room is None:
        return None
    return second_room_of(book.center, center, talk.second_room)


def owners(book: FactBook) -> pd.DataFrame:
    """Return what the center pays its owners; empty where nobody told who owns it."""
    center = book.talk.costing.center
    if center is None or center.owners is None or book.center is None:
        return pd.DataFrame()
    if float(book.center.income.distributable) < 0:
        return pd.DataFrame()  # a year that leaves nothing to pay out
    return owners_table(center)
