"""Kinds: the distinct code, modifiers, setting and class of dates that lines have in common.

A book of a million lines has a few hundred kinds. A date class is a span within which no schedule
changes: quarters, and days that a contract or a conversion factor names. Modifiers that touch no
price (sides of the body, unrelated visits, waste) are dropped, the others are sorted.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from practice_model.revenue.code_groups import CodeGroup, Grouping, grouping

Positions = np.ndarray[Any, np.dtype[np.intp]]

MODIFIERS = tuple(f"hcpcs_modifier_{place}" for place in range(1, 5))
PRICED_MODIFIERS = frozenset(
    [
        "22",
        "26",
        "50",
        "51",
        "52",
        "53",
        "54",
        "55",
        "56",
        "59",
        "62",
        "66",
        "73",
        "74",
        "76",
        "77",
        "78",
        "80",
        "81",
        "82",
        "AS",
        "TC",
    ]
)
DISTINCT = frozenset({"59", "XE", "XP", "XS", "XU"})
FACILITY_PLACES = frozenset(
    ["19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61"]
)
MID_QUARTER_CHANGES = (date(2024, 3, 9),)  # the conversion factor of 2024 changed that day


def date_classes(days: Any, breaks: Iterable[date] = ()) -> list[date]:
    """Return the first day of every date class that the days need: quarters and named days."""
    first, last = pd.Timestamp(days.min()), pd.Timestamp(days.max())
    start = date(first.year, 3 * ((first.month - 1) // 3) + 1, 1)
    quarters = [stamp.date() for stamp in pd.date_range(start, last, freq="QS")]
    named = {*MID_QUARTER_CHANGES, *breaks}
    return sorted({*quarters, *(day for day in named if start < day <= last.date())})


def setting_of(place: str, facility_claim: bool) -> str:
    """Return the setting's word for a place of service: office, facility, asc or hopd."""
    if facility_claim:
        return "asc" if place == "24" else "hopd"
    return "facility" if place in FACILITY_PLACES else "office"


def canonical(modifiers: Iterable[str]) -> str:
    """Return the modifiers that touch a price, sorted, space-separated; RT with LT is 50.

    >>> canonical(["RT", "79", "54"]), canonical(["LT", "RT"]), canonical(["XS"])
    ('54', '50', '59')
    """
    given = {"59" if one in DISTINCT else one for one in modifiers}
    if {"RT", "LT"} <= given:
        given |= {"50"}
    return " ".join(sorted(given & PRICED_MODIFIERS))


def kinds_of(
    claims: pd.DataFrame,
    groups: Mapping[str, CodeGroup],
    days: np.ndarray[Any, Any],
    classes: Sequence[date],
) -> tuple[pd.DataFrame, Positions]:
    """Return the sorted kinds of some lines, and each line's place among them."""
    code, codes = pd.factorize(claims["hcpcs_code"].to_numpy(object))
    modifier, modifiers = _modifier_sets(claims)
    setting, settings = _settings(claims)
    since = np.searchsorted(np.array(classes, "datetime64[D]"), days, side="right") - 1
    key = code.astype(np.int64)
    for part, count in [(modifier, len(modifiers)), (setting, len(settings))]:
        key = key * count + part
    kind, keys = pd.factorize(key * len(classes) + since)
    key, at = np.divmod(keys, len(classes))
    key, placed = np.divmod(key, len(settings))
    key, marked = np.divmod(key, len(modifiers))
    named = grouping(groups)
    kinds = pd.DataFrame(
        {
            "hcpcs": np.array(codes, dtype=object)[key],
            "modifiers": np.array(modifiers, dtype=object)[marked],
            "setting": np.array(settings, dtype=object)[placed],
            "since": np.array(classes, dtype="datetime64[D]").astype("datetime64[s]")[at],
        }
    )
    kinds["block"], kinds["group"] = _blocks(kinds, named)
    order = kinds.sort_values(["block", "hcpcs", "modifiers", "setting", "since"]).index
    back = np.empty(len(order), dtype=np.intp)
    back[order.to_numpy()] = np.arange(len(order))
    return kinds.loc[order].reset_index(drop=True), back[kind]


def _blocks(kinds: pd.DataFrame, named: Grouping) -> tuple[list[str], list[str]]:
    group = [named.group_of(code) for code in kinds["hcpcs"]]
    block = [named.block_of(name) for name in group]
    facility = kinds["setting"].isin(["asc", "hopd"])
    return [
        "asc" if at_center and own == "professional" else own
        for own, at_center in zip(block, facility, strict=True)
    ], group


def _modifier_sets(claims: pd.DataFrame) -> tuple[Positions, list[str]]:
    key = np.zeros(len(claims), dtype=np.int64)
    values: list[list[str]] = []
    for name in MODIFIERS:
        if name in claims:
            numbered, uniques = pd.factorize(claims[name].fillna(""))
            key = key * len(uniques) + numbered
            values.append([str(one) for one in uniques])
    numbered, keys = pd.factorize(key)
    sets = []
    for one in keys:
        rest, found = int(one), []
        for named in reversed(values):
            rest, place = divmod(rest, len(named))
            found.append(named[place])
        sets.append(canonical(found))
    merged, names = pd.factorize(np.array(sets, dtype=object))
    return merged[numbered].astype(np.intp), [str(name) for name in names]


def _settings(claims: pd.DataFrame) -> tuple[Positions, list[str]]:
    place, places = pd.factorize(claims["place_of_service_code"].fillna(""))
    facility = (claims["claim_type"] == "facility").to_numpy(bool)
    names = ["office", "facility", "asc", "hopd"]
    table = np.array(
        [[names.index(setting_of(str(one), at)) for one in places] for at in (False, True)]
    )
    return table[facility.astype(np.intp), place].astype(np.intp), names
