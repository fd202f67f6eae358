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
from practice_model.revenue.surgery_center_fees import DRUG, center_rows, held_quarter
from practice_model.revenue.verdicts import Kinds, told
from practice_model.revenue.wage_areas import WHOLE


def center_kinds(work: Kinds, stand_in: date | None = None) -> pd.DataFrame:
    """Return the priced record of surgery center kinds; verdicts take the rest."""
    frame, verdicts, outcomes = described(work), work.verdicts, work.tables.rules.center_indicators
    book = _center_book(work, stand_in)
    refuse_unlisted(work, book, "not on the surgery center list")
    refuse_modifiers(work)
    area = line_areas(work)
    refuse_indicators(work, book, outcomes)
    moved = wage_adjusted(book, outcomes)
    rate = local_rates(work, "center_labor", book, area, moved)
    verdicts.tell(verdicts.open & moved, area.told)
    verdicts.tell(verdicts.open & ~moved, "not wage adjusted")
    _center_unit(frame, work, book, rate)
    return frame


def _center_book(work: Kinds, stand_in: date | None) -> dict[str, Any]:
    tables, kinds, verdicts = work.tables, work.cells, work.verdicts
    book, codes = empty_book(len(kinds)), kinds["hcpcs"].to_numpy()
    for on, chosen in by_day(work):
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
        fill_drugs(work, book, on, drug, stand_in)
    return book


def _center_unit(frame: pd.DataFrame, work: Kinds, book: dict[str, Any], rate: Any) -> None:
    """Fill in the amount of one service, how often it counts, and whether it is ranked."""
    read, verdicts = work.read, work.verdicts
    offset, whole, part = book["offset"], read.has("FB"), read.has("FC")
    stopped, reduced = read.has("73"), read.has("52")
    off = np.where(whole | stopped, offset, np.where(part, half_up(offset, 2), 0))
    rate = np.maximum(np.where(rate >= 0, rate - off, 0), 0)
    share = day_shares(work, "center_discontinued")
    half = stopped | reduced
    frame["unit"] = np.where(half, half_up(rate * share, WHOLE), rate)
    frame["copies"] = services(frame, work)
    frame["ranking"] = (book["discounted"] & ~half).astype(np.int64)
    percent = told(share, lambda part: f"reduced or stopped: {part / 100:g}%")
    verdicts.tell(verdicts.open & (off > 0), "device part taken off")
    verdicts.tell(verdicts.open & half, percent)
    unranked = (frame["copies"] > 1) & (frame["ranking"] == 0)
    verdicts.tell(verdicts.open & unranked, "each service in full")
