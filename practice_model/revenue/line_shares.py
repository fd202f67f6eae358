"""Line shares: what a modifier leaves of the fee, as the contract's own rules say.

Bilateral follows Medicare's indicator: 1 pays the contract's bilateral share, 2 already holds both
eyes, 3 pays each side in full, 0 and 9 have no second side. The share of the service (54, 55, 56,
62, 78, assistants) is taken after the ranking of procedures. A percent of the line's own charge
takes no modifier: the charge carries it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import scaled
from practice_model.revenue.contract import ModifierRules, RateSchedule

BOTH_EYES_IN_FULL = {"0": 1.0, "2": 1.0, "3": 2.0, "9": 1.0}
BY_REPORT = "by report under modifier {}: the contract names no share"
NO_SHARE = "its code has no global period to share under modifier {}"
HUNDREDTHS = 100


def with_modifiers(
    table: pd.DataFrame,
    kinds: pd.DataFrame,
    indicators: pd.DataFrame,
    schedules: Mapping[str, RateSchedule],
) -> pd.DataFrame:
    """Return the table with bilateral fees, the share of the service, and the rate of each kind."""
    first = table["first"].to_numpy(np.int64).copy()
    after = np.ones(len(table))
    rate = first.copy()
    status, reason = table["status"].to_numpy(object), table["reason"].to_numpy(object)
    listed = indicators.reindex(kinds["hcpcs"]).to_dict("records")
    modifiers, blocks = kinds["modifiers"].tolist(), kinds["block"].tolist()
    marked = (kinds["modifiers"] != "") & table["status"].isin(["priced", "default"])
    for place in np.flatnonzero(marked & (table["pays"] == "unit")):
        given, block, row = modifiers[place].split(), blocks[place], listed[place]
        rules = schedules[block].modifiers
        first[place] = scaled(first[place], bilateral_share(given, block, rules, row)).item()
        share, told = service_share(given, rules, row)
        if told:
            status[place], reason[place] = "unpriced", told
        after[place] = share
    for share in np.unique(after):
        here = after == share
        rate[here] = first[here] if share == 1 else scaled(first[here], share)
    return table.assign(first=first, after=after, rate=rate, status=status, reason=reason)


def bilateral_share(given: list[str], block: str, rules: ModifierRules, row: Any) -> float:
    """Return what a line under 50 pays of the one-sided fee; 1 without 50."""
    if "50" not in given:
        return 1.0
    if block == "asc":
        return float(rules.bilateral)
    return BOTH_EYES_IN_FULL.get(str(row["bilat_surg"]), float(rules.bilateral))


def service_share(given: list[str], rules: ModifierRules, row: Any) -> tuple[float, str]:
    """Return the share of the service that the modifiers leave, or why there is none."""
    share = Decimal(1)
    for modifier in given:
        one, told = _share_of(modifier, rules, row)
        if told:
            return 1.0, told
        share *= one
    return float(share), ""


def _share_of(modifier: str, rules: ModifierRules, row: Any) -> tuple[Decimal, str]:
    fixed = {
        "80": rules.assistant,
        "81": rules.assistant,
        "82": rules.assistant,
        "AS": rules.nonphysician_assistant,
        "62": rules.co_surgeon,
        "52": rules.reduced,
        "53": rules.discontinued,
        "73": rules.discontinued,
        "66": None,
    }
    parts = {
        "54": ("pre_op", "intra_op"),
        "55": ("post_op",),
        "56": ("pre_op",),
        "78": ("intra_op",),
    }
    if modifier in fixed:
        given = fixed[modifier]
        if given is None:
            return Decimal(1), BY_REPORT.format(modifier)
        return Decimal(repr(float(given))), ""
    if modifier not in parts or (modifier == "78" and rules.return_to_or == "full"):
        return Decimal(1), ""
    hundredths = sum(0 if pd.isna(row[name]) else int(row[name]) for name in parts[modifier])
    if not hundredths and modifier != "78":
        return Decimal(1), NO_SHARE.format(modifier)
    return Decimal(hundredths or HUNDREDTHS) / HUNDREDTHS, ""
