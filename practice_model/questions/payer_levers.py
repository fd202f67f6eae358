"""Levers of a payer talk: what to ask, what to give for it, and what each is worth to both sides.

Our worth comes from the models of `lever_prices`, a year or once. What a lever costs the payer is
our worth times an estimate: a dollar for a dollar (Z) and the same dollars at another time (T)
cost it a dollar; for the rest the scenario gives an estimate with a range, or there is none. A
scenario without levers has those that its ask implies: each term in which the ask differs from
the contract in force.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from practice_model.negotiation.concessions import (
    Ladder,
    LadderSums,
    Lever,
    PricedLever,
    in_order,
    ladder,
    sums_of,
)
from practice_model.quantities import (
    Count,
    SignedUSD,
    SignedUSDPerYear,
    terms,
)
from practice_model.questions.lever_basis import Basis, Worth, basis, differs, kept_of
from practice_model.questions.lever_books import units_of_codes
from practice_model.questions.lever_prices import escalator_of, finite, worth_of
from practice_model.questions.payer import Prices
from practice_model.questions.payer_costs import Costed
from practice_model.questions.payer_terms import Payer
from practice_model.revenue.contract import schedules
from practice_model.revenue.term_values import (
    DeviceValue,
    EscalatorValue,
    device_value,
)
from practice_model.uncertainty import percentiles

RATES: Final = frozenset({"rates", "tests", "multiple", "lesser_of", "drugs"})
"""Models whose worth is a part of what the ask changes in the rates."""
ALIKE: Final = frozenset({"Z", "T"})  # classes whose dollar costs the payer a dollar
GRADES: Final = {"A": "A", "estimate": "estimate", "stated": "stated", "none": "not priced"}
LADDER_HEADS: Final = {
    "give": "We give for it|text",
    "to_us": "To us, $ a year|bare_signed",
    "to_them_low": "Costs them, low|bare_signed",
    "to_them_high": "High|bare_signed",
    "once": "To us once, $|bare_signed",
    "grade": "Grade|text",
}
LADDER_PAGE: Final = {
    "give": "We give|text",
    "to_us": "To us, $ a year|bare_signed",
    "to_them": "To them, about|bare_signed",
}
LADDER_UNITS: Final = {"once": "USD"}

_IMPLIED: Final[Mapping[str, Lever]] = {
    "rates": Lever(does="the rates asked for", side="ask", kind="Z", priced_by="rates"),
    "drugs": Lever(does="drug prices as asked", side="ask", kind="Z", priced_by="drugs"),
    "tests": Lever(
        does="same-day tests cut on the technical part", side="ask", kind="G", priced_by="tests"
    ),
    "multiple": Lever(
        does="second procedures as asked", side="ask", kind="Z", priced_by="multiple"
    ),
    "lesser_of": Lever(
        does="no lesser of billed charges", side="ask", kind="G", priced_by="lesser_of"
    ),
    "escalator": Lever(
        does="the yearly step asked for", side="ask", kind="T", priced_by="escalator"
    ),
    "look_back": Lever(
        does="a shorter look-back on recoupment", side="ask", kind="G", priced_by="look_back"
    ),
    "filing": Lever(does="a longer time to file claims", side="ask", kind="G", priced_by="filing"),
    "days_to_pay": Lever(
        does="clean claims paid sooner", side="ask", kind="Z", priced_by="days_to_pay"
    ),
    "load_date": Lever(
        does="rates loaded on the day they take effect", side="ask", kind="G", priced_by="load_date"
    ),
}
_PAPER: Final = {"look_back": "look_back", "filing": "timely_filing", "days_to_pay": "clean_claim"}


@terms
class LeverFigures:
    """What the levers come to, and what is told beside them.

    asked: the ask's change a year by the prices of the book; unlisted: what of it no lever holds.
    never: what is never given, in words. kept_back: gives that no ask is left to pay for.
    """

    sums: LadderSums
    asks: Count
    gives: Count
    asked: SignedUSDPerYear
    unlisted: SignedUSDPerYear
    never: str
    kept_back: str
    first: str
    first_to_us: SignedUSDPerYear | None
    once: SignedUSD
    escalator: EscalatorValue | None
    devices: DeviceValue | None


def levers_of(on: Basis) -> dict[str, Lever]:
    """Return the scenario's levers, else those that the side's contract implies."""
    return implied(on) if on.talk.levers is None else dict(on.talk.levers)


def implied(on: Basis) -> dict[str, Lever]:
    """Return the levers that the side's contract implies: what differs from the one in force."""
    old, new = (schedules(one).get(on.talk.block) for one in (on.current, on.asked))
    names = {name for name, part in on.parts.items() if part.yearly is None or part.yearly}
    if new is not None and differs(old.escalator if old else None, new.escalator):
        names.add("escalator")
    if on.current.paper is not None and on.asked.paper is not None:
        papers = (on.current.paper, on.asked.paper)
        names |= {
            name
            for name, field in _PAPER.items()
            if differs(*(getattr(paper, field) for paper in papers))
        }
    if on.talk.load_days is not None and names:
        names.add("load_date")
    return {name: lever for name, lever in _IMPLIED.items() if name in names}


def priced_levers(
    talk: Payer,
    priced: Prices,
    own: Costed | None = None,
    unsure: Payer | None = None,
    side: str = "ask",
) -> dict[str, PricedLever]:
    """Return every lever with its worth to us and its estimated cost to them.

    unsure: the talk with draws, for the range of the estimates. side: ask, or target.
    """
    if side not in priced.sides:
        return {}
    on = basis(talk, priced, own, side)
    levers = levers_of(on)
    drawn = unsure.levers if unsure and unsure.levers else {}
    return {name: _priced(name, one, on, drawn.get(name, one)) for name, one in levers.items()}


def _priced(name: str, lever: Lever, on: Basis, drawn: Lever) -> PricedLever:
    made = worth_of(lever, on) if lever.side != "never" else Worth()
    yearly, once = finite(made.yearly), finite(made.once)
    likely, low, high = _theirs(lever, drawn, yearly)
    return PricedLever(
        name=name,
        does=lever.does,
        side=lever.side,
        kind=lever.kind,
        to_us=None if yearly is None else round(yearly, 2),
        once=None if once is None else round(once, 2),
        to_them=likely,
        to_them_low=low,
        to_them_high=high,
        for_what=lever.for_what,
        instead_of=lever.instead_of,
        grade=made.grade,
        why=made.why,
    )


def _theirs(
    lever: Lever, drawn: Lever, yearly: float | None
) -> tuple[float | None, float | None, float | None]:
    """What it costs them a year: likely, low, high; None without our worth or without estimate."""
    if yearly is None:
        return None, None, None
    if lever.their_cost is None:
        cost = yearly if lever.kind in ALIKE else None
        return cost, cost, cost
    draws = lever.their_cost if drawn.their_cost is None else drawn.their_cost
    spread = percentiles(np.asarray(draws, dtype=np.float64) * yearly)
    likely = float(np.asarray(lever.their_cost)) * yearly
    return round(likely, 2), round(spread.low, 2), round(spread.high, 2)


def ladder_of(levers: Mapping[str, PricedLever]) -> Ladder:
    """Return the exchanges in their order; `negotiation.concessions.ladder`."""
    return ladder(list(levers.values()))


def ladder_table(levers: Mapping[str, PricedLever]) -> pd.DataFrame:
    """Return the ladder as a table: an ask with what is given for it a row, then the sum.

    Index the ask's name; columns label, role, give, to_us, to_them (likely), to_them_low,
    to_them_high, once, kind, grade, order. Asks in another's place, and gives kept back, follow;
    they are in no sum.
    """
    if not levers:
        return pd.DataFrame()
    made = ladder_of(levers)
    rows: dict[str, dict[str, object]] = {}
    apart: dict[str, dict[str, object]] = {}
    for order, (ask, give) in enumerate(made.exchanges, start=1):
        row = _row(ask) | {"order": order, "give": give.does if give else ""}
        if ask.instead_of:
            told = {"label": f"Else {ask.does}", "give": f"if not {levers[ask.instead_of].does}"}
            apart[ask.name] = row | told | {"role": "apart"}
            continue
        rows[ask.name] = row
        if give is not None and give.to_us:
            rows[give.name] = _row(give) | {"label": f"Less {give.does}", "order": order}
    for give in made.kept_back:
        apart[give.name] = _row(give) | {"label": f"Kept back: {give.does}", "role": "apart"}
    if not rows:
        return pd.DataFrame()
    whole = round(float(sum(one.to_us or 0.0 for one in levers.values() if _shown(one, rows))), 2)
    total = {"label": "All with a price, a year", "role": "total", "to_us": whole}
    frame = pd.DataFrame.from_dict(rows | {"all": total} | apart, orient="index")
    frame.index.name = "lever"
    numbers = ["to_us", "to_them", "to_them_low", "to_them_high", "once", "order"]
    frame[numbers] = frame[numbers].astype(float)
    return frame


def ladder_page(levers: Mapping[str, PricedLever]) -> pd.DataFrame:
    """Return the ladder as a page has it: asks and gives with a yearly worth, most dollars first.

    What has no price a year, and what stands apart, is on the web page's own table.
    """
    made = ladder_table(levers)
    if made.empty:
        return made
    body = made[made["role"].eq("body") & made["to_us"].notna()]
    body = body.loc[body["to_us"].abs().sort_values(ascending=False, kind="stable").index]
    return pd.concat([body, made[made["role"] == "total"]])


def _shown(lever: PricedLever, rows: Mapping[str, object]) -> bool:
    return lever.name in rows and lever.to_us is not None


def _row(lever: PricedLever) -> dict[str, object]:
    return {
        "label": lever.does[:1].upper() + lever.does[1:],
        "role": "body",
        "give": "",
        "to_us": lever.to_us,
        "to_them": lever.to_them,
        "to_them_low": lever.to_them_low,
        "to_them_high": lever.to_them_high,
        "once": lever.once,
        "kind": lever.kind,
        "grade": GRADES[lever.grade],
        "why": lever.why,
    }


def lever_figures(
    talk: Payer,
    priced: Prices,
    levers: Mapping[str, PricedLever],
    own: Costed | None = None,
) -> LeverFigures | None:
    """Return what the levers come to; None where there is none."""
    if not levers or "ask" not in priced.sides:
        return None
    on = basis(talk, priced, own, "ask")
    held = list(levers.values())
    asks = in_order(held, "ask")
    parts = [part.yearly for part in on.parts.values() if part.yearly is not None]
    asked = round(float(sum(float(one) for one in parts)), 2)
    models = {name: lever.priced_by for name, lever in levers_of(on).items()}
    listed = sum(
        float(one.to_us or 0.0) for one in asks if one.counts and models[one.name] in RATES
    )
    steps = escalator_of(on)
    made = sums_of(held)
    return LeverFigures(
        sums=made,
        asks=len(asks),
        gives=len(in_order(held, "give")),
        asked=asked,
        unlisted=round(asked - listed, 2) + 0.0,  # no minus before zero
        never=", ".join(one.does for one in held if one.side == "never"),
        kept_back=", ".join(one.does for one in ladder(held).kept_back),
        first=asks[0].does if asks else "",
        first_to_us=asks[0].to_us if asks else None,
        once=made.once,
        escalator=steps if isinstance(steps, EscalatorValue) else None,
        devices=devices(talk, priced),
    )


def devices(talk: Payer, priced: Prices) -> DeviceValue | None:
    """Return what the implants cost that a fee for the whole case holds; None where there is none.

    Only codes that the contract in force pays a fee of its own for: a percentage of Medicare's
    surgery-center rate holds the device already.
    """
    schedule = schedules(talk.contracts.current).get("asc")
    center = talk.costing.center if talk.costing else None
    if schedule is None or center is None or talk.block != "asc":
        return None
    kinds = kept_of(priced).kinds
    fees = {name for name, rule in schedule.rules.items() if rule.fee is not None}
    held = kinds[(kinds["block"] == "asc") & kinds["rule"].isin(fees)]
    named = [code for code in center.devices if code in set(held["hcpcs"])]
    units = units_of_codes(kept_of(priced), named)
    markup = next(
        (one.markup for one in (talk.levers or {}).values() if one.priced_by == "devices"), None
    )
    return device_value(units, center.devices, markup or 0.0) if units else None
