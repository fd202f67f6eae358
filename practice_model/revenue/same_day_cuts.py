"""What the tests, therapies and visits of one day take from each other.

After the highest test of its kind, every other one loses a share of its technical part
(multiple procedure indicators 4, 6, 7) and of its professional part (4); after the highest therapy
unit every other one loses a share of its practice expense (5), ranked by relative value units.
Imaging is then held to its hospital cap. The proposed cut of same-day visits is applied only when
it is asked for. Sources: practice_model/revenue/medicare_rules.yaml.
"""

from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import half_up
from practice_model.revenue.claim_groups import WHOLE, Claims, positions

THERAPY = 5


def cut_tests(claims: Claims, paid: Any) -> Any:
    """Return the amounts less the same-day cuts of tests and therapy, in cents."""
    live = claims.status == ""
    loss = np.zeros(claims.count, dtype=np.int64)
    full, told = np.ones(claims.count, dtype=bool), np.zeros(claims.count, dtype=np.int64)
    kept, read = told.copy(), told.copy()
    indicator = claims["indicator"]
    for kind in sorted(set(indicator[live]) - {0}):
        measure = claims["expense"] if kind == THERAPY else claims["technical"]
        share = claims.shares.technical[claims.day, kind]
        at = np.flatnonzero(live & (indicator == kind) & (measure > 0))
        first = _first(claims, at, measure)
        each = claims["halved"] if kind == THERAPY else half_up(measure * (WHOLE - share), WHOLE)
        loss[at] += each[at] * (claims["copies"][at] - first)
        full[at] = first
        told[at] = np.where(claims["copies"][at] > first, kind, 0)
        kept[at] = share[at]
        part = claims.shares.professional[claims.day, kind]
        at = np.flatnonzero(live & (indicator == kind) & (claims["professional"] > 0))
        if (part[at] < WHOLE).any():
            first = _first(claims, at, claims["professional"])
            each = half_up(claims["professional"] * (WHOLE - part), WHOLE)
            loss[at] += each[at] * (claims["copies"][at] - first)
            read[at] = np.where(claims["copies"][at] > first, part[at], 0)
    for name, value in (("tests", told), ("kept", kept), ("professional", read)):
        claims.note(name, value)
    return paid - loss - _over_cap(claims, live, full)


def _first(claims: Claims, at: Any, measure: Any) -> Any:
    """Return 1 for the lines of the highest test of each group, its pair taken together, else 0."""
    joint = measure.astype(np.int64).copy()
    heads = np.flatnonzero(claims.partner >= 0)
    joint[heads] += measure[claims.partner[heads]]
    head = at[claims.lead[at] == at]
    place = np.zeros(claims.count, dtype=np.int64)
    order = (-joint[head], -claims.unit[head], claims.order[head])
    place[head] = positions(claims.group[head], *order)
    return (place[claims.lead[at]] == 0).astype(np.int64)


def _over_cap(claims: Claims, live: Any, full: Any) -> Any:
    """Return what the hospital cap takes from the technical part after its same-day cut."""
    kind = claims["indicator"].astype(np.int64)
    kept = np.where(kind == THERAPY, WHOLE, claims.shares.technical[claims.day, kind])
    technical, cap = claims["technical"], claims["cap"]
    cut = technical - half_up(technical * (WHOLE - kept), WHOLE)
    capped = live & (cap >= 0)
    over_full = np.where(capped, np.maximum(technical - cap, 0), 0)
    over_cut = np.where(capped, np.maximum(cut - cap, 0), 0)
    once = np.where(full, 1, 0)
    loss = over_full * once + over_cut * (claims["copies"] - once)
    claims.note("cap", loss > 0)
    return loss


def cut_visits(claims: Claims, paid: Any, share: int) -> Any:
    """Return the amounts under the proposed same-day cut of a visit beside a procedure.

    Among the day's visits under modifier 25 and its procedures with global days, the highest is
    paid in full and every other one at `share`; a procedure already cut by its rank is not cut
    again (our reading of a summary: the proposal's text was not at hand).
    """
    visit, procedure = claims["visit"] == 1, claims["procedure"] == 1
    live = (claims.status == "") & (visit | procedure)
    sums = [
        pd.Series(live & part).groupby(claims.group).transform("any") for part in (visit, procedure)
    ]
    at = np.flatnonzero(live & sums[0].to_numpy() & sums[1].to_numpy())
    place = positions(claims.group[at], -paid[at], claims.order[at])
    low = at[(place > 0) & (claims.notes["rank"][at] == 0)]
    paid = paid.copy()
    paid[low] = half_up(paid[low] * share, WHOLE)
    told = np.zeros(claims.count, dtype=np.int64)
    told[low] = share
    claims.note("same_day", told)
    return paid


def give_way(claims: Claims) -> None:
    """Take the price from status T services of a day on which anything else is paid."""
    others = (claims.status == "") & (claims["alone"] == 0)
    beside = pd.Series(others).groupby(claims.group).transform("any").to_numpy(dtype=bool)
    gives_way = (claims["alone"] == 1) & beside & (claims.status == "")
    claims.status[gives_way] = "packaged"
    claims.note("alone", gives_way)
