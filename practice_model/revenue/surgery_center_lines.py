"""Surgery center lines, kind by kind: the center's rate of the day and the wage area.

The national rate is moved by the wage index; FB and FC take the whole or half of the device part
off a device-intensive code; 73 takes it off and halves the rest, 52 halves, both outside the
ranking; 74 is paid in full and ranked. 50, RT with LT, and units count as so many services, which
the multiple procedure flag then ranks.
"""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import half_up
from practice_model.revenue.facility_lines import (
    by_day,
    day_shares,
    described,
    drugs_ever,
    empty_book,
    fill,
    fill_drugs,
    line_areas,
    local_rates,
    refuse_indicators,
    refuse_modifiers,
    refuse_unlisted,
    services,
    wage_adjusted,
)
from practice_model.revenue.line_modifiers import ModifierColumn
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.surgery_center_fees import DRUG, center_rows, held_quarter
from practice_model.revenue.verdicts import Verdicts, gathered
from practice_model.revenue.wage_areas import WHOLE


def center_kinds(
    tables: MedicareTables,
    kinds: pd.DataFrame,
    read: ModifierColumn,
    verdicts: Verdicts,
    stand_in: date | None = None,
) -> pd.DataFrame:
    """Return the priced record of surgery center kinds; `verdicts` takes the rest."""
    frame = described(kinds, read)
    book = _center_book(tables, kinds, verdicts, stand_in)
    refuse_unlisted(tables, kinds, book, verdicts, "not on the surgery center list")
    refuse_modifiers(read, verdicts)
    area = line_areas(tables, kinds, verdicts)
    refuse_indicators(book["indicator"], tables.rules.center_indicators, book["rate"], verdicts)
    moved = wage_adjusted(book["indicator"], tables.rules.center_indicators)
    rate = local_rates(tables, "center_labor", kinds, book["rate"], area, moved)
    verdicts.tell(verdicts.open & moved, area.told)
    verdicts.tell(verdicts.open & ~moved, "not wage adjusted")
    _center_unit(frame, tables, kinds, read, book, rate, verdicts)
    return frame


def _center_book(
    tables: MedicareTables, kinds: pd.DataFrame, verdicts: Verdicts, stand_in: date | None
) -> dict[str, Any]:
    book, codes = empty_book(len(kinds)), kinds["hcpcs"].to_numpy()
    for on, chosen in by_day(kinds):
        held = held_quarter(tables, on)
        mask = np.zeros(len(kinds), dtype=bool)
        mask[chosen] = True
        if held is not None:
            rows = center_rows(tables, held[0]).rename(columns={"payment_indicator": "indicator"})
            fill(book, rows, codes, chosen)
            drug = mask & (book["indicator"] == DRUG)
            verdicts.tell(verdicts.open & mask & ~drug, held[1])
        else:
            drug = mask & np.isin(codes, list(drugs_ever(tables)))
            verdicts.settle(mask & ~drug, "no_release", f"no ASC addenda of {on.year} are held")
        fill_drugs(tables, on, stand_in, book, codes, drug, verdicts)
    return book


def _center_unit(
    frame: pd.DataFrame,
    tables: MedicareTables,
    kinds: pd.DataFrame,
    read: ModifierColumn,
    book: dict[str, Any],
    rate: Any,
    verdicts: Verdicts,
) -> None:
    """Fill in the amount of one service, how often it counts, and whether it is ranked."""
    offset, whole, part = book["offset"], read.has("FB"), read.has("FC")
    stopped, reduced = read.has("73"), read.has("52")
    off = np.where(whole | stopped, offset, np.where(part, half_up(offset, 2), 0))
    rate = np.maximum(np.where(rate >= 0, rate - off, 0), 0)
    share = day_shares(tables, "center_discontinued", kinds)
    half = stopped | reduced
    frame["unit"] = np.where(half, half_up(rate * share, WHOLE), rate)
    frame["copies"] = services(frame, kinds)
    frame["ranking"] = (book["discounted"] & ~half).astype(np.int64)
    percent = gathered([f"reduced or stopped: {step / 10:g}%" for step in range(1001)], share // 10)
    verdicts.tell(verdicts.open & (off > 0), "device part taken off")
    verdicts.tell(verdicts.open & half, percent)
    unranked = (frame["copies"] > 1) & (frame["ranking"] == 0)
    verdicts.tell(verdicts.open & unranked, "each service in full")
