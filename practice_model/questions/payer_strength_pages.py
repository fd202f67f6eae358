"""Pages of the strengths: what may be said with its proof, what is blocked and why, the sentences.

A sentence is a template of the phrases file that says `claim.this`; the claim's own name takes the
place of `this`, so that one template serves every claim of its kind.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

import pandas as pd

from practice_model.quantities import Count, Share, USDPerYear, terms
from practice_model.questions.payer_claim_faults import VALUES
from practice_model.questions.payer_proof import CONFIDENCE, RARE
from practice_model.questions.payer_strengths import Claim, Strengths
from practice_model.questions.payer_their_side import SideFigures

MOST: Final = 6
FORMS: Final = {"share": "percent", "score": "number"}
UNITS: Final = {place: unit for unit, place in VALUES.items()}
GOES: Final = ("letter", "inside", "blocked")
MUCH: Final = 10_000.0  # USD a year: a smaller worth says less than the claim itself
KNOWN: Final = (
    "new_visit_wait", "follow_up_wait", "urgent_same_day", "urgent_retina_same_week",
    "only_retina_surgeon_with_center_time", "only_provider", "vision_20_40_at_90_days",
    "capsule_tear", "endophthalmitis", "retinal_detachment", "return_to_theater",
    "bevacizumab_first", "center_not_hospital", "movable_cases", "members_seen",
    "share_of_local_cataracts", "patient_score", "diabetes_exams_closed", "surgery_wait",
    "clean_claims", "appeals_won", "authorizations_approved",
)  # fmt: skip
"""Claims that have a sentence of their own; any other is told by its unit."""


@terms
class StrengthSums:
    """How many claims may go out, stay inside or are blocked, and the dearest to the payer.

    first: the claim worth most to it a year. blocked_first: the first blocked claim, and why.
    """

    all: Count
    outgoing: Count
    inside: Count
    blocked: Count
    confidence: Share = CONFIDENCE
    first: str = ""
    dollars: USDPerYear | None = None
    blocked_first: str = ""
    blocked_why: str = ""


def site_saving(side: SideFigures | None) -> float | None:
    """Return what our cases save this payer a year against a hospital (USD); None if not known."""
    return None if side is None or side.saving is None else float(side.saving.likely)


def strength_sums(held: Strengths) -> StrengthSums | None:
    """Return what the claims come to; None for a talk without any."""
    if not held.claims:
        return None
    by = {name: [one for one in held.claims if one.status == name] for name in GOES}
    priced = [one for one in held.claims if one.holds and one.dollars]
    told = [one for one in by["blocked"] if one.grade != "C"] or by["blocked"]
    return StrengthSums(
        all=len(held.claims),
        outgoing=len(by["letter"]),
        inside=len(by["inside"]),
        blocked=len(by["blocked"]),
        first=priced[0].measure if priced else "",
        dollars=priced[0].dollars if priced else None,
        blocked_first=told[0].measure if told else "",
        blocked_why=told[0].why if told else "",
    )


def strength_table(held: Strengths, most: int = MOST) -> pd.DataFrame:
    """Return the claims that may go out, dearest to the payer first, each with its proof.

    Index name; columns label, role, figure (a template of the claim's facts), proof: grade, last
    month of the window, and n where the figure does not hold it.
    """
    rows = {one.name: _row(one) for one in held.outgoing() if _place(one)}
    return pd.DataFrame.from_dict(dict(list(rows.items())[:most]), orient="index")


STRENGTH_HEADS = {
    "figure": "Figure|template",
    "proof": "Grade, until|template",
}


def blocked_table(held: Strengths) -> pd.DataFrame:
    """Return the claims that no letter may say, each with the reason.

    Index name; columns label, role, grade, n, window, why.
    """
    rows = {
        one.name: {"label": _capital(one.measure), "role": "body", "grade": one.grade,
                   "n": _count(one), "window": window_of(one.since, one.until), "why": one.why}
        for one in held.claims
        if one.status != "letter"
    }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index")


BLOCKED_HEADS = {
    "grade": "Grade|text",
    "n": "n|text",
    "window": "Window|text",
    "why": "Not in a letter, since|text",
}


def worth_table(held: Strengths) -> pd.DataFrame:
    """Return what the claims are worth to the payer a year, where a price is published."""
    rows = {
        one.name: {"label": _capital(one.measure), "role": "body", "dollars": float(one.dollars)}
        for one in held.claims
        if one.holds and one.dollars
    }
    return pd.DataFrame.from_dict(rows, orient="index")


WORTH_HEADS = {"dollars": "Worth to them, $ a year|bare"}


def interval_table(held: Strengths) -> pd.DataFrame:
    """Return the rates with events, cases, exact interval and published rate, in a thousand."""
    rows = {
        one.name: {
            "label": _capital(one.measure),
            "role": "body",
            "events": float(one.events),
            "cases": float(one.n),
            "rate": 1000 * float(one.events) / float(one.n),
            "low": one.low_thousand,
            "high": one.below_thousand if one.below is not None else one.high_thousand,
            "benchmark": one.benchmark_thousand,
        }
        for one in held.claims
        if one.holds and one.low is not None and one.events is not None and one.n
    }
    return pd.DataFrame.from_dict(rows, orient="index")


INTERVAL_HEADS = {
    "events": "Events|count",
    "cases": "Cases|count",
    "rate": "In a thousand|number",
    "low": "Low|number",
    "high": "High|number",
    "benchmark": "Published|number",
}
INTERVAL_UNITS = {name: "index" for name in ("rate", "low", "high", "benchmark")}


def sentences(claims: Iterable[Claim], one: Callable[[str, str], str | None]) -> list[str]:
    """Return the template of each claim, in order; `one` gives a slot's template for a case."""
    made = []
    for claim in claims:
        template = one("strength", case_of(claim))
        if template:
            made.append(template.replace("claim.this.", f"claim.{claim.name}."))
    return made


def case_of(claim: Claim) -> str:
    """Return which sentence tells a claim: its own, or that of its unit."""
    if _place(claim) is None:
        return "none"
    if claim.name in {"new_visit_wait", "follow_up_wait"}:
        return claim.name + ("_market" if claim.market_days is not None else "")
    if claim.benchmark is not None or _rare(claim):
        return "harm_none" if claim.below is not None else "harm"
    if claim.name in KNOWN:
        return claim.name
    return f"other_{_place(claim)}" + ("" if claim.n is not None else "_all")


def _rare(claim: Claim) -> bool:
    return claim.share is not None and claim.high is not None and float(claim.share) < RARE


def strengths_case(sums: StrengthSums | None) -> str:
    """Return the case of the title: a claim with dollars, some, none that may go out, or none."""
    if sums is None:
        return "none"
    if not sums.outgoing:
        return "inside"
    return "dollars" if _much(sums) else "some"


def _much(sums: StrengthSums) -> bool:
    return sums.dollars is not None and float(sums.dollars) >= MUCH


def strengths_told(sums: StrengthSums | None) -> list[str]:
    """Return the names of the notes under the table."""
    if sums is None:
        return []
    return (["dollars"] if _much(sums) else []) + (["blocked"] if sums.blocked else [])


def _place(claim: Claim) -> str | None:
    """The field that holds the claim's figure."""
    return next((place for place in UNITS if getattr(claim, place) is not None), None)


def _row(claim: Claim) -> dict[str, object]:
    return {
        "label": _capital(claim.measure),
        "role": "body",
        "figure": figure_of(claim),
        "proof": proof_of(claim),
    }


def proof_of(claim: Claim) -> str:
    """Return the template of a claim's proof: grade, last month, n where its figure has none."""
    own = f"claim.{claim.name}"
    told = f"{{{own}.grade}}, {{{own}.until:month}}"
    shown = claim.n is None or "{" + own + ".n}" in figure_of(claim)
    return told if shown or claim.n == claim.cases else f"{told}, n {{{own}.n}}"


def figure_of(claim: Claim) -> str:
    """Return the template of a claim's figure: with the market's beside it, or its interval."""
    place = _place(claim) or ""
    own = f"claim.{claim.name}"
    told = f"{{{own}.{place}:{FORMS.get(place, 'plain')}}}"
    if getattr(claim, f"market_{place}", None) is not None:
        return f"{told}, {{{own}.market_{place}}} nearby"
    if claim.below is not None:
        return f"none in {{{own}.n}}: below {{{own}.below_thousand:number}} in a thousand"
    if claim.low is None:
        return told
    if _rare(claim) or claim.benchmark is not None:
        ends = f"{{{own}.low_thousand:number}} to {{{own}.high_thousand:number}} in a thousand"
        return f"{{{own}.events}} in {{{own}.n}}: {ends}"
    return f"{told}, {{{own}.low}} to {{{own}.high}}"


def _count(claim: Claim) -> str:
    return (
        "all" if claim.n is None and claim.holds else "" if claim.n is None else f"{claim.n:,.0f}"
    )


def window_of(since: date | None, until: date | None) -> str:
    """Return a window in words: Aug to Nov 2026, or the month of one day.

    >>> window_of(date(2026, 8, 17), date(2026, 11, 9)), window_of(None, date(2026, 4, 1))
    ('Aug to Nov 2026', 'Apr 2026')
    """
    if until is None:
        return ""
    if since is None or (since.year, since.month) == (until.year, until.month):
        return f"{until:%b %Y}"
    return f"{since:%b}{'' if since.year == until.year else f' {since:%Y}'} to {until:%b %Y}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
