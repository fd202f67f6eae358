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

from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import half_up
from practice_model.revenue.claim_groups import WHOLE, Claims, Settled, positions
from practice_model.revenue.claim_remarks import told
from practice_model.revenue.same_day_cuts import cut_tests, cut_visits, give_way

ONE_FEE = 2  # bilateral indicator: both sides are one fee


def pair_sides(claims: Claims) -> None:
    """Join RT and LT of one code: indicator 1 to 150 percent, 0 and 2 to one fee, 3 to one test."""
    kind = claims.key(claims["session"], claims["hcpcs"], claims["component"], claims["split"])
    repeated = (claims["bilateral"] == ONE_FEE) & (claims["distinct"] == 0)
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
    less_base = np.zeros(claims.count, dtype=np.int64)
    less_base[at] = place > 0
    claims.note("less_base", less_base)
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
    return _paid(
        claims,
        ranked,
        merged,
        in_family,
        place=place,
        amount=amount,
        single=single,
        many=many[session],
    )


def _paid(
    claims: Claims,
    ranked: Any,
    merged: Any,
    in_family: Any,
    *,
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
    shared = half_up(
        whole * 2, 3
    )  # in a family the pair's fee less the base is split as the pair is
    part = np.where(in_family[lead], shared, part)
    paid[lead], paid[claims.partner[lead]] = part, whole - part
    place[merged], many[merged] = place[claims.lead[merged]], many[claims.lead[merged]]
    cut = ranked & ((place > 0) | (copies > 1))
    claims.note("rank", np.where(cut, place + 1, 0))
    claims.note("of", np.where(cut, many, 0))
    claims.note("share", np.where(cut, first, 0))
    claims.note("further", np.where(ranked & (copies > 1), rest, 0))
    return paid


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
    return Settled(paid, claims.status, *told(claims))
