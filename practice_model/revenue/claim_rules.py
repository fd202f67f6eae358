"""What the lines of one claim and day do to each other's price.

Physician side, in this order: two lines that tell the two sides of one code become one pair;
endoscopies of one family are paid as the highest in full and each other one's fee less the fee of
the family's base; procedures are ranked by fee after both sides and paid 100, 50, 50, 50, 50
percent, from the sixth by report; tests and therapy of one kind lose a share of their technical
part (indicators 4, 6, 7), professional part (4) or practice expense (5) after the highest; imaging
is then held to its hospital cap; a status T service gives way to anything else of the day;
assistants and co-surgeons take their share last. Surgery centers rank the same way with 100 and 50
percent without end. Units above one are further services.

Every step is rounded half up to the cent. Ties are broken by code and modifiers, so that the order
of the lines never changes an amount. Sources: practice_model/revenue/medicare_rules.yaml.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import half_up

WHOLE = 10_000  # shares are held in ten-thousandths
THERAPY = 5
TOLD = {
    4: "technical part cut: not the highest imaging of the day",
    5: "practice expense cut: not the highest therapy of the day",
    6: "technical part cut: not the highest cardiovascular test of the day",
    7: "technical part cut: not the highest eye test of the day",
}


@dataclass(frozen=True, eq=False)
class DayShares:
    """Dated shares in ten-thousandths: one row a day, by rank or by indicator."""

    ranked: Any  # (days, ranks)
    by_report: bool  # whether a rank beyond the last is priced by report
    bilateral: Any  # (days,)
    technical: Any  # (days, 8), by multiple procedure indicator
    professional: Any  # (days, 8)


@dataclass(frozen=True, eq=False)
class Settled:
    """The amount of each line in cents, a status where it lost its price, and what was applied."""

    cents: Any
    status: Any
    remark: Any
    remarks: list[str]


class Claims:
    """Priced lines with their group and day, worked on step by step."""

    def __init__(self, frame: pd.DataFrame, group: Any, day: Any, shares: DayShares) -> None:
        self.columns = {name: frame[name].to_numpy() for name in frame.columns}
        self.count, self.group, self.day, self.shares = len(frame), np.asarray(group), day, shares
        codes = np.unique(self["hcpcs"].astype(str), return_inverse=True)[1]
        texts = np.unique(self["modifiers"].astype(str), return_inverse=True)[1]
        self.order = codes * (int(texts.max(initial=0)) + 1) + texts  # breaks every tie
        self.unit = self["unit"].astype(np.int64)
        self.status = np.full(self.count, "", dtype=object)
        self.lead = np.arange(self.count)
        self.partner = np.full(self.count, -1)
        self.notes: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        return self.columns[name]

    def key(self, *parts: Any) -> Any:
        """Return one number for each distinct combination of the parts."""
        key = self.group
        for part in parts:
            codes = pd.factorize(np.asarray(part))[0].astype(np.int64)
            key = pd.factorize(key * (int(codes.max(initial=0)) + 1) + codes)[0].astype(np.int64)
        return key

    def note(self, name: str, value: Any) -> None:
        """Keep what was applied to each line, 0 where nothing was."""
        self.notes[name] = np.asarray(value, dtype=np.int64)


def positions(key: Any, *order: Any, count: Any = None) -> Any:
    """Return each entry's place within its key, from 0, in the given order (first rules).

    `count` is how many places an entry takes.
    """
    sort = np.lexsort((*reversed(order), key))
    takes = np.ones(len(key), dtype=np.int64) if count is None else np.asarray(count)
    before = np.concatenate(([0], np.cumsum(takes[sort])[:-1])) if len(key) else takes
    starts = np.concatenate(([True], key[sort][1:] != key[sort][:-1])) if len(key) else []
    first = np.maximum.accumulate(np.where(starts, before, 0)) if len(key) else before
    place = np.empty(len(key), dtype=np.int64)
    place[sort] = before - first
    return place


def pair_sides(claims: Claims) -> None:
    """Join RT and LT of one code: indicator 1 to 150 percent, 0 and 2 to one fee, 3 to one test."""
    kind = claims.key(claims["session"], claims["hcpcs"], claims["component"], claims["split"])
    repeated = (claims["bilateral"] == 2) & (claims["distinct"] == 0)
    chosen = np.flatnonzero(repeated)
    place = positions(kind[chosen], claims.order[chosen])
    _pack(claims, chosen[place > 0])
    sided = np.isin(claims["side"], ("R", "L")) & (claims["copies"] == 1)
    sided &= np.isin(claims["bilateral"], (0, 1, 3))
    left = np.flatnonzero(sided & (claims["side"] == "L"))
    right = np.flatnonzero(sided & (claims["side"] == "R"))
    keys = [pd.MultiIndex.from_arrays([kind[at], positions(kind[at], claims.order[at])])
            for at in (left, right)]  # fmt: skip
    match = keys[0].get_indexer(keys[1])
    partner, lead = right[match >= 0], left[match[match >= 0]]
    single = claims["bilateral"][partner] == 0
    _pack(claims, partner[single])
    partner, lead = partner[~single], lead[~single]
    claims.lead[partner], claims.partner[lead] = lead, partner


def _pack(claims: Claims, lines: Any) -> None:
    claims.status[lines] = "packaged"
    told = np.zeros(claims.count, dtype=np.int64)
    told[lines] = 1
    claims.note("sides", np.maximum(claims.notes.get("sides", 0), told))


def endoscopies(claims: Claims, ranked: Any) -> tuple[Any, Any]:
    """Return each ranked line's entry and what it adds to it, in cents for all its copies.

    An entry is a line of its own, or a whole endoscopic family under its first line.
    """
    merged = claims["bilateral"] == 1  # the two sides of other codes stay entries of their own
    entry = np.where(merged, claims.lead, np.arange(claims.count))
    amount, family = claims.unit.copy(), claims["family"]
    member = ranked & (family != "")
    if not member.any():
        return entry, amount
    key = claims.key(claims["session"], np.where(family != "", family, claims["hcpcs"]))
    families = set(key[member])
    base = ranked & ~member & np.isin(key, list(families)) & (claims["family"] == "")
    size = pd.Series(member | base).groupby(key).transform("sum").to_numpy()
    copies = pd.Series(np.where(member, claims["copies"], 0)).groupby(key).transform("sum")
    joint = (member | base) & ((size > 1) | (copies.to_numpy() > 1))
    at = np.flatnonzero(joint & member)
    place = positions(key[at], -claims.unit[at], claims.order[at])
    less = np.maximum(claims.unit[at] - claims["base"][at], 0)
    amount[at] = np.where(place == 0, claims.unit[at], less) + less * (claims["copies"][at] - 1)
    first = pd.Series(at[place == 0], index=key[at[place == 0]])
    both = np.flatnonzero(joint)
    entry[both] = first[key[both]].to_numpy()
    amount[joint & base] = 0
    claims.status[joint & base] = "packaged"
    claims.note("family", np.where(joint, np.where(base, 2, 1), 0))
    return entry, amount


def rank_procedures(claims: Claims) -> Any:
    """Return what each line is paid for all its copies after ranking, in cents."""
    ranked = (claims["ranking"] == 1) & (claims.status == "")
    paired = claims.partner >= 0
    single = claims.unit.copy()
    share = claims.shares.bilateral[claims.day]
    both_sides = paired & (claims["bilateral"] == 1)
    claims.unit = np.where(both_sides, half_up(claims.unit * share, WHOLE), claims.unit)
    merged = (claims.lead != np.arange(claims.count)) & (claims["bilateral"] == 1)
    claims.note("pair", both_sides | merged)
    entry, amount = endoscopies(claims, ranked & ~merged)
    ranked &= claims.status == ""
    in_family = claims.notes.get("family", np.zeros(claims.count, dtype=np.int64)) == 1
    total = np.zeros(claims.count, dtype=np.int64)
    np.add.at(total, entry[ranked & ~merged], amount[ranked & ~merged])
    head = np.flatnonzero(ranked & ~merged & (entry == np.arange(claims.count)))
    takes = np.where(in_family[head], 1, claims["copies"][head])
    worth = np.where(in_family[head], total[head], claims.unit[head])
    session = claims.key(claims["session"])
    place = np.zeros(claims.count, dtype=np.int64)
    place[head] = positions(session[head], -worth, claims.order[head], count=takes)
    many = np.zeros(int(session.max(initial=0)) + 1, dtype=np.int64)
    np.add.at(many, session[head], takes)
    alone = (many[session] == 1) & (claims["secondary"] == 1)
    place = np.where(alone, 1, place[entry])
    return _paid(claims, ranked, merged, in_family, place, amount, single, many[session])


def _paid(
    claims: Claims,
    ranked: Any,
    merged: Any,
    in_family: Any,
    place: Any,
    amount: Any,
    single: Any,
    many: Any,
) -> Any:
    copies = np.where(in_family, 1, claims["copies"])
    last = claims.shares.ranked.shape[1]
    first = claims.shares.ranked[claims.day, np.minimum(place, last - 1)]
    rest = claims.shares.ranked[claims.day, min(1, last - 1)]
    worth = np.where(in_family, amount, claims.unit)
    paid = half_up(worth * first, WHOLE) + half_up(worth * rest, WHOLE) * (copies - 1)
    paid = np.where(ranked, paid, np.where(in_family, amount, claims.unit * claims["copies"]))
    if claims.shares.by_report:
        late = ranked & (place + copies > last)
        claims.status[late] = "carrier_priced"
        claims.note("late", late)
    lead = np.flatnonzero((claims.partner >= 0) & (claims["bilateral"] == 1))
    whole = paid[lead]
    part = np.where(ranked[lead], half_up(single[lead] * first[lead], WHOLE), single[lead])
    shared = half_up(whole * 2, 3)  # in a family the pair's fee less the base is split as the pair is
    part = np.where(in_family[lead], shared, part)
    paid[lead], paid[claims.partner[lead]] = part, whole - part
    place[merged], many[merged] = place[claims.lead[merged]], many[claims.lead[merged]]
    cut = ranked & ((place > 0) | (copies > 1))
    claims.note("rank", np.where(cut, place + 1, 0))
    claims.note("of", np.where(cut, many, 0))
    claims.note("share", np.where(cut, first, 0))
    return paid


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
    sums = [pd.Series(live & part).groupby(claims.group).transform("any") for part in (visit, procedure)]
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


def settle_claims(claims: Claims, same_day: int | None = None) -> Settled:
    """Return the amount of every line after all that its claim does to it.

    `same_day` is the share in ten-thousandths of the proposed same-day cut, None where it is off.
    """
    pair_sides(claims)
    paid = rank_procedures(claims)
    paid = cut_tests(claims, paid)
    give_way(claims)
    if same_day is not None:
        paid = cut_visits(claims, paid, same_day)
    paid = half_up(paid * claims["later"].astype(np.int64), WHOLE)
    return Settled(paid, claims.status, *_told(claims))


def _told(claims: Claims) -> tuple[Any, list[str]]:
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
        "family": ("", "endoscopic family: fee less its base", "base of an endoscopic family")[
            row.get("family", 0)
        ],
        "rank": f"procedure {row.get('rank')} of {row.get('of')}: {row.get('share', 0) / 100:g}%",
        "late": "the sixth procedure and later are priced by report",
        "tests": f"{TOLD.get(row.get('tests', 0), '')} (its share {row.get('kept', 0) / 100:g}%)",
        "professional": f"professional part {row.get('professional', 0) / 100:g}%",
        "cap": "held to the hospital cap",
        "same_day": f"same-day visit, proposed: {row.get('same_day', 0) / 100:g}%",
        "alone": "paid only when nothing else is paid that day (status T)",
    }
    return "; ".join(said[name] for name in said if row.get(name) and said[name])
