"""Amounts: what happens to the allowed dollars of each line: denied, patient's share, paid, unpaid.

`paid + patient + withheld + denied = allowed` on every line, in whole cents; withheld is the
sequestration of the payers that take one. Which line is denied is drawn; how many dollars are is
not: each payer, block and provider reaches its share of the allowed dollars to within a line.
Lines that others depend on (pairs of tests, second procedures, visits beside a procedure) are
never denied, so that prices do not depend on the draw.

Source: docs/PRACTICE.md sections 4.1, 8 (F11) and 9.
"""

from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import scaled
from practice_model.synthetic.dates import month_of
from practice_model.synthetic.sources import PAYERS, texture

Cents = np.ndarray[Any, np.dtype[np.int64]]
CONTROLLED = ("professional", "drug", "facility")
PICKS, TRIES, NEAR = 60, 40, 0.002
LARGEST_DEDUCTIBLE = 60_000
TIMELY, BUNDLED = "29", "97"
UNPAID_REFRACTIONS = 0.10


def chosen(amounts: Cents, target: int, rng: np.random.Generator) -> Any:
    """Return positions, drawn at random, whose amounts sum to the target or a little less.

    >>> rng = np.random.Generator(np.random.PCG64(1))
    >>> amounts = np.array([500, 300, 200])
    >>> int(amounts[chosen(amounts, 800, rng)].sum())
    800
    """
    best, gap = np.empty(0, dtype=np.int64), target + 1
    for _ in range(TRIES):
        taken = filled(amounts, target, rng.permutation(len(amounts)))
        left = target - int(amounts[taken].sum())
        if left < gap:
            best, gap = taken, left
        if gap <= NEAR * target:
            break
    return best


def filled(amounts: Cents, target: int, order: Any) -> Any:
    """Return positions taken in order while they fit, then the largest that still fit."""
    reach = np.cumsum(amounts[order])
    count = int(np.searchsorted(reach, target, side="right"))
    taken = order[:count].tolist()
    left = target - (int(reach[count - 1]) if count else 0)
    rest = order[count:]
    rest = rest[np.argsort(amounts[rest], kind="stable")]
    for _ in range(PICKS):
        fits = int(np.searchsorted(amounts[rest], left, side="right")) - 1
        if fits < 0 or amounts[rest[fits]] <= 0:
            break
        taken.append(int(rest[fits]))
        left -= int(amounts[rest[fits]])
        rest = np.delete(rest, fits)
    return np.array(taken, dtype=np.int64)


def denials(lines: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return carc (empty where not denied for good) and late (filed after the filing limit).

    `lines` hold payer, block, provider, claim, allowed (cents), partner, reduced, modifier, and
    beside (a visit with 25 or its procedure).
    """
    told = texture()
    carc = np.full(len(lines), "", dtype=object)
    carc[(lines["partner"] == "denied").to_numpy()] = BUNDLED
    kept = _depended_on(lines)
    late = _late(lines, kept, rng)
    carc[late] = TIMELY
    block, payer = lines["block"].to_numpy(object), lines["payer"].to_numpy(object)
    allowed = lines["allowed"].to_numpy()
    surgeon = lines["provider"].where(lines["block"] != "facility", "")
    controlled = lines[lines["block"].isin(CONTROLLED)]
    for (who, what, _), own in controlled.groupby(["payer", "block", surgeon], sort=True):
        places = own.index.to_numpy()
        already = int(allowed[places[carc[places] != ""]].sum())
        target = int(scaled(int(allowed[places].sum()), told["final_denial"][what][who]))
        free = places[(carc[places] == "") & ~kept[places] & (allowed[places] > 0)]
        taken = free[chosen(allowed[free], target - already, rng)]
        reasons = told["denial_codes"].get(who, {"16": 1.0})
        carc[taken] = rng.choice(list(reasons), len(taken), p=list(reasons.values()))
    assert not np.any((carc != "") & ~np.isin(block, CONTROLLED)), (
        "only controlled lines are denied"
    )
    assert not np.any((carc != "") & (payer == "SP")), "nobody denies a self-pay line"
    return pd.DataFrame({"carc": carc, "late": late})


def shares(lines: pd.DataFrame, carc: Any, rng: np.random.Generator) -> pd.DataFrame:
    """Return the cents of each line: denied, deductible, coinsurance, copay, withheld, paid."""
    told = texture()
    payer = lines["payer"].to_numpy(object)
    allowed = lines["allowed"].to_numpy()
    denied = np.where(carc != "", allowed, 0)
    open_to_all = allowed - denied
    coinsurance = np.zeros(len(lines), dtype=np.int64)
    copay, deductible = coinsurance.copy(), coinsurance.copy()
    medical = np.isin(lines["block"].to_numpy(object), ["drug", "facility"])
    for who in PAYERS:
        for own in (
            np.flatnonzero((payer == who) & ~medical),
            np.flatnonzero((payer == who) & medical),
        ):
            part = _patient_share(lines.iloc[own], open_to_all[own], str(who), rng)
            deductible[own], coinsurance[own], copay[own] = part
    program = open_to_all - deductible - coinsurance - copay
    cut = np.isin(payer, told["sequestration"]["payers"])
    withheld = np.where(cut, scaled(program, told["sequestration"]["share"]), 0)
    return pd.DataFrame({
        "denied": denied, "deductible": deductible, "coinsurance": coinsurance, "copay": copay,
        "withheld": withheld, "paid": program - withheld,
    })  # fmt: skip


def bad_debt(lines: pd.DataFrame, patient: Cents, rng: np.random.Generator) -> Cents:
    """Return the cents of each patient share that nobody pays; the last line pays in part."""
    lost = np.zeros(len(lines), dtype=np.int64)
    allowed = lines["allowed"].to_numpy()
    controlled = lines[lines["block"].isin(CONTROLLED)]
    for (who, what), own in controlled.groupby(["payer", "block"], sort=True):
        places = own.index.to_numpy()
        share = texture()["bad_debt"][what][who]
        target = int(scaled(int(allowed[places].sum()), share))
        places = rng.permutation(places[patient[places] > 0])
        reach = np.cumsum(patient[places])
        lost[places] = np.clip(target - (reach - patient[places]), 0, patient[places])
    refraction = rng.permutation(np.flatnonzero(lines["role"] == "refraction"))
    unpaid = refraction[: int(len(refraction) * UNPAID_REFRACTIONS + 0.5)]
    lost[unpaid] = patient[unpaid]
    return lost


def first_denials(lines: pd.DataFrame, carc: Any, rng: np.random.Generator) -> Any:
    """Return where a line was denied at first, whether for good or not."""
    first = np.array(carc != "")
    for who, rate in texture()["initial_denial"].items():
        own = ((lines["payer"] == who) & lines["block"].isin(CONTROLLED)).to_numpy()
        more = int(own.sum() * rate + 0.5) - int((own & first).sum())
        free = rng.permutation(np.flatnonzero(own & ~first & (lines["allowed"] > 0).to_numpy()))
        first[free[: max(0, more)]] = True
    return first


def _depended_on(lines: pd.DataFrame) -> Any:
    """Lines of claims in which a line is priced or read beside another."""
    special = (
        lines["reduced"]
        | (lines["modifier"] == "51")
        | lines["beside"]
        | (lines["modifier"] == "59")
        | (lines["partner"] == "denied")
    )
    return lines["claim"].isin(lines["claim"][special]).to_numpy()


def _late(lines: pd.DataFrame, kept: Any, rng: np.random.Generator) -> Any:
    """Whole professional claims of one payer, filed late, until their dollars are reached."""
    rule = texture()["timely_filing"]
    late = np.zeros(len(lines), dtype=bool)
    own = lines[(lines["payer"] == rule["payer"]) & lines["block"].isin(CONTROLLED)]
    plain = ~own["claim"].isin(own["claim"][own["block"] != "professional"])
    for _, cell in own[own["block"] == "professional"].groupby("provider", sort=True):
        target = int(scaled(int(cell["allowed"].sum()), rule["share"]))
        free = cell[plain[cell.index] & ~kept[cell.index]]
        sums = free.groupby("claim", sort=True)["allowed"].sum()
        taken = sums.index.to_numpy()[chosen(sums.to_numpy(), target, rng)]
        late[free.index[free["claim"].isin(taken)]] = True
    return late


def _patient_share(
    some: pd.DataFrame, allowed: Cents, payer: str, rng: np.random.Generator
) -> tuple[Cents, Cents, Cents]:
    """Deductible, coinsurance and copay of one payer's lines, in sum the patient's share.

    Drugs and the surgery center have coinsurance alone; elsewhere whole lines fall into the
    deductible, most of them early in the year, until the share is reached.
    """
    told = texture()
    nothing = np.zeros(len(some), dtype=np.int64)
    share = 1 - told["payer_share"][payer]
    if some["block"].isin(["drug", "facility"]).any():
        return nothing, scaled(allowed, round(share, 6)), nothing
    flat = round(100 * told["visit_copay"][payer])
    visit = (some["role"] == "visit").to_numpy() & (flat > 0)
    copay = np.where(visit, np.minimum(flat, allowed), 0)
    base = np.where(visit, 0, scaled(allowed, told["coinsurance"][payer]))
    wanted = int(scaled(int(allowed.sum()), round(share, 6))) - int((base + copay).sum())
    more = np.where(allowed <= LARGEST_DEDUCTIBLE, allowed - base - copay, 0)
    weight = np.array(told["deductible_months"], dtype=float)[month_of(some["date"]) - 1]
    places = np.flatnonzero(more > 0)
    order = np.argsort(rng.exponential(size=len(places)) / weight[places], kind="stable")
    whole = np.zeros(len(some), dtype=bool)
    whole[places[filled(more[places], wanted, order)]] = True
    return np.where(whole, allowed, 0), np.where(whole, 0, base), np.where(whole, 0, copay)
