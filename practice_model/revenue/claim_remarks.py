"""What was done to a line because of its claim, in words; each distinct remark is made once."""

from typing import Any

import numpy as np
import pandas as pd

from practice_model.revenue.claim_groups import Claims

TOLD = {
    4: "technical part cut: not the highest imaging of the day",
    5: "practice expense cut: not the highest therapy of the day",
    6: "technical part cut: not the highest cardiovascular test of the day",
    7: "technical part cut: not the highest eye test of the day",
}


def told(claims: Claims) -> tuple[Any, list[str]]:
    """Return for each line the number of its remark, and the remarks."""
    names = list(claims.notes)
    table = np.column_stack([claims.notes[name] for name in names]).astype(np.int64)
    key = np.zeros(claims.count, dtype=np.int64)
    for column in table.T:
        key = pd.factorize(key * (int(column.max(initial=0)) + 1) + column)[0].astype(np.int64)
    first = np.unique(key, return_index=True)[1]
    rows = [dict(zip(names, table[row].tolist(), strict=True)) for row in first]
    return key, [_remark(row) for row in rows]


def _remark(row: dict[str, int]) -> str:
    said = {
        "sides": "the other side is paid on another line",
        "pair": "both sides on two lines: 150% together",
        "family": ("", "endoscopic family", "base of an endoscopic family: in the others' fee")[
            row.get("family", 0)
        ],
        "less_base": "fee less that of the family's base",
        "rank": f"procedure {row.get('rank')} of {row.get('of')}: {row.get('share', 0) / 100:g}%",
        "further": f"each further service {row.get('further', 0) / 100:g}%",
        "late": "the sixth procedure and later are priced by report",
        "tests": f"{TOLD.get(row.get('tests', 0), '')} (its share {row.get('kept', 0) / 100:g}%)",
        "professional": f"professional part {row.get('professional', 0) / 100:g}%",
        "cap": "held to the hospital cap",
        "same_day": f"same-day visit, proposed: {row.get('same_day', 0) / 100:g}%",
        "alone": "paid only when nothing else is paid that day (status T)",
    }
    return "; ".join(said[name] for name in said if row.get(name) and said[name])
