"""Payer strengths: what the practice can say for itself, graded by its proof, and what it may say.

A claim is a row of the strengths table. Its proof holds where somebody measured it (grade A) or a
third party reported it (B), on enough cases for its kind, in a window young enough before the talk,
among this payer's patients or everybody's. A claim whose proof does not hold is blocked and every
reason is told; it is never softened. Only a claim whose proof holds and that the practice released
may reach a letter: `Strengths.outgoing` and `letter_claims`, which asks it, are the one door.

Dollars are what a claim is worth to this payer a year by a published price: the published rate less
ours, times the price of one event, times this payer's cataract eyes; nothing where our interval
reaches the published rate.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Final, Literal

from practice_model.quantities import (
    Cases,
    Count,
    Days,
    Index,
    Patients,
    Ratio,
    Share,
    USDPerCase,
    USDPerYear,
    terms,
)
from practice_model.questions.payer_claim_faults import (
    VALUES,
    blocked_because,
    day,
    filled,
    number,
    value_fault,
    whole,
)
from practice_model.questions.payer_proof import (
    LEAST_MARKET,
    YARDSTICK,
    Kind,
    Rule,
    below_when_none,
    exact_interval,
    rule_of,
)
from practice_model.questions.payer_terms import Payer

Status = Literal["letter", "inside", "blocked"]
CATARACT: Final = ("66982", "66983", "66984", "66987", "66988", "66989", "66991")
ACCESS: Final = r"wait|urgent|same_(day|week)|^only_|sole_|hours"
COMPARED: Final = {"days", "share"}
ROUNDED: Final = 1.001  # 2,206 cases are told as 1.36 in a thousand


@terms
class Claim:
    """One strength with its proof; of value and market only the fields of its unit are filled.

    low, high: the exact interval of a rate, low_thousand and high_thousand the same in a thousand.
    below: 3 / n where there was no event. benchmark: the published rate; proven_below: whether the
    whole interval lies under it. dollars: what it is worth to this payer a year, by a published
    price; None where no price is published or the interval reaches the benchmark.
    """

    name: str
    measure: str
    grade: Literal["A", "B", "C"]
    status: Status
    why: str
    kind: Kind
    evidence: str
    source: str
    since: date | None = None
    until: date | None = None
    n: Count | None = None
    events: Count | None = None
    market_n: Count | None = None
    days: Days | None = None
    market_days: Days | None = None
    share: Share | None = None
    market_share: Share | None = None
    cases: Cases | None = None
    ratio: Ratio | None = None
    count: Count | None = None
    patients: Patients | None = None
    score: Index | None = None
    price: USDPerCase | None = None
    dollars: USDPerYear | None = None
    low: Share | None = None
    high: Share | None = None
    low_thousand: Index | None = None
    high_thousand: Index | None = None
    below: Share | None = None
    below_thousand: Index | None = None
    benchmark: Share | None = None
    benchmark_thousand: Index | None = None
    proven_below: bool = False

    @property
    def holds(self) -> bool:
        """Whether its proof holds, for the inside at least."""
        return self.status != "blocked"


@terms
class ClaimFacts:
    """The figures of a claim that a letter may print, and nothing else of it: no free text.

    days, share, cases, patients, count: the value by its unit; market: the same of others nearby,
    market_n calls or offices behind it. events of n; in a thousand: the exact interval, or what no
    event leaves possible.
    """

    since: date
    until: date
    n: Count | None = None
    days: Days | None = None
    market_days: Days | None = None
    share: Share | None = None
    market_share: Share | None = None
    market_n: Count | None = None
    cases: Cases | None = None
    patients: Patients | None = None
    count: Count | None = None
    score: Index | None = None
    events: Count | None = None
    low_thousand: Index | None = None
    high_thousand: Index | None = None
    below_thousand: Index | None = None


@dataclass(frozen=True)
class Strengths:
    """The claims of a talk: every one in the order of the table."""

    claims: tuple[Claim, ...]

    def holding(self) -> dict[str, Claim]:
        """Return by name the claims whose proof holds: facts of the brief, and of replies."""
        return {claim.name: claim for claim in self.claims if claim.holds}

    def outgoing(self, named: Sequence[str] | None = None) -> list[Claim]:
        """Return the claims that a letter may say: all, or those named and in that order.

        A name that is not in the table, or whose claim may not go out, is left out.
        """
        held = {claim.name: claim for claim in self.claims if claim.status == "letter"}
        wanted = list(held) if named is None else named
        return [held[name] for name in dict.fromkeys(wanted) if name in held]


def graded(talk: Payer, saving: float | None = None) -> Strengths:
    """Return every strength with its proof graded, dearest to the payer first.

    saving: what our cases save this payer a year against a hospital, where that is known.
    Raises ValueError for two rows of one name.
    """
    if talk.strengths is None:
        return Strengths(())
    rows = [filled(one) for one in talk.strengths.to_dict("records")]
    names = [str(row["strength"]) for row in rows]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"strengths: {', '.join(twice)} stands twice: give each claim one row")
    claims = [_claim(talk, row, saving) for row in rows]
    return Strengths(tuple(sorted(claims, key=_dearest)))


def _dearest(claim: Claim) -> tuple[int, float, bool]:
    """Order: what may go out first, then dollars, then access before the rest."""
    rank = {"letter": 0, "inside": 1, "blocked": 2}
    access = re.search(ACCESS, claim.name) is not None
    return rank[claim.status], -float(claim.dollars or 0.0), not access


def _claim(talk: Payer, row: Mapping[str, object], saving: float | None) -> Claim:
    name, unit = str(row["strength"]), str(row["unit"] or "")
    rule = rule_of(name, unit)
    if talk.market is not None and talk.market.hospital_class == "medicare_advantage":
        rule = rule._replace(inside="") if rule.inside == YARDSTICK else rule
    why = "; ".join(blocked_because(talk, row, rule))
    kept = "" if row["outgoing"] else "not released by the practice"
    inside = "; ".join(reason for reason in (kept, rule.inside) if reason)
    rate = _rate(row, rule) if not why else {}
    return Claim(
        name=name,
        measure=str(row["measure"]),
        grade=str(row["grade"]),  # type: ignore[arg-type]
        status="blocked" if why else "inside" if inside else "letter",
        why="; ".join(reason for reason in (why, inside) if reason),
        kind=rule.kind,
        evidence=str(row["evidence"]),
        source=str(row["source"]),
        since=day(row, "since"),
        until=day(row, "until"),
        dollars=None if why else _worth(talk, name, rate, rule, saving),
        **({"n": whole(row, "n")} | _values(row, unit) | rate),  # type: ignore[arg-type]
    )


def _values(row: Mapping[str, object], unit: str) -> dict[str, float]:
    """The value in the field of its unit, and the market's beside it where enough were asked."""
    value, market, asked = (number(row, name) for name in ("value", "market_value", "market_n"))
    place = VALUES.get(unit)
    if value is None or place is None or value_fault(value, unit):
        return {}
    made = {place: value}
    enough = asked is not None and asked >= LEAST_MARKET and not asked % 1
    if market is not None and enough and unit in COMPARED and not value_fault(market, unit):
        made |= {f"market_{place}": market, "market_n": float(asked or 0)}
    return made


def _rate(row: Mapping[str, object], rule: Rule) -> dict[str, object]:
    """The exact interval of a rate, and the published rate that it is held against."""
    n, value, events = (number(row, name) for name in ("n", "value", "events"))
    if n is None or value is None or row["unit"] not in {"share", "cases"}:
        return {}
    if events is None and row["unit"] == "share":
        events = float(round(value * n))
    if events is None and row["unit"] == "cases" and rule.benchmark is not None:
        events = value
    if events is None or events > n:
        return {}
    low, high = exact_interval(events, n)
    made: dict[str, object] = {
        "n": n, "events": events, "low": low, "high": high,
        "low_thousand": 1000 * low, "high_thousand": 1000 * high,
    }  # fmt: skip
    if events == 0:
        made |= {"below": below_when_none(n), "below_thousand": 1000 * below_when_none(n)}
    if rule.benchmark is not None:
        most = below_when_none(n) if events == 0 else high
        made |= {
            "benchmark": rule.benchmark,
            "benchmark_thousand": 1000 * rule.benchmark,
            "proven_below": most <= rule.benchmark * ROUNDED,
        }
    return made


def _worth(
    talk: Payer, name: str, rate: Mapping[str, object], rule: Rule, saving: float | None
) -> float | None:
    """What the claim is worth to this payer a year (USD), where a price of it is published."""
    if name == "center_not_hospital":
        return saving if saving is not None and saving > 0 else None
    if rule.price is None or rule.benchmark is None or not rate.get("proven_below"):
        return None
    seen = float(rate["events"]) / float(rate["n"])  # type: ignore[arg-type]
    return max(0.0, rule.benchmark - seen) * rule.price * cataract_cases(talk) or None


def cataract_cases(talk: Payer) -> float:
    """Return this payer's cataract eyes in the claims, as the surgeons billed them."""
    claims = talk.practice.claims
    own = claims[claims["payer"] == talk.contracts.current.payer]
    held = own[own["hcpcs_code"].isin(CATARACT) & (own["claim_type"] == "professional")]
    return float(held["service_unit_quantity"].sum())


def letter_claims(talk: Payer, named: Sequence[str] | None = None) -> dict[str, ClaimFacts]:
    """Return by name the claims that a letter may say, with their figures alone.

    named: which, in the letter's order; None for all, dearest to the payer first. A name without
    a row, or without proof, is left out.
    """
    parts = [one.name for one in fields(ClaimFacts)]
    return {
        claim.name: ClaimFacts(**{part: getattr(claim, part) for part in parts})
        for claim in graded(talk).outgoing(named)
    }
