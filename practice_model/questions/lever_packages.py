"""Lever packages: three offers of one worth to us, of rates, yearly step and clauses together.

The issues are the levers that are priced for both sides, six at most. The rates balance; a yearly
step moves by quarter points, each priced anew; every other lever is taken or left. Their worth K
is what the first planned step leaves of the room between the ask and the target: at or above the
target, with the rest of the room still in hand.
"""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from practice_model.negotiation.concessions import STEPS, PricedLever, concession_steps
from practice_model.negotiation.packages import (
    Case,
    Issue,
    Level,
    Package,
    issue,
    largest,
    packages,
)
from practice_model.quantities import Share, SignedUSDPerYear, terms
from practice_model.questions.lever_basis import Basis, basis
from practice_model.questions.lever_prices import escalator_of
from practice_model.questions.payer import Prices
from practice_model.questions.payer_levers import levers_of
from practice_model.questions.payer_terms import Payer
from practice_model.revenue.contract import schedules
from practice_model.revenue.term_values import EscalatorValue

QUARTER_POINT: Final = 0.0025
MOST_LEVELS: Final = 24
PACKAGE_HEADS: Final = {
    "A": "A, $ a year|bare_signed",
    "B": "B, $ a year|bare_signed",
    "C": "C, $ a year|bare_signed",
}
STEP_HEADS: Final = {
    "share": "Of the room, %|bare",
    "gives_up": "Gives up, $ a year|bare",
    "position": "Then stands at, $ a year|bare",
}
STEP_UNITS: Final = {"share": "share"}


@terms
class PackageFigures:
    """Three packages of one worth with their words by name, or the case why there are none.

    leading: the issue that carries most of the asks' worth. cheapest, dearest: what the packages
    cost them, estimated.
    """

    case: Case
    leading: str
    leading_share: Share | None
    worth: SignedUSDPerYear | None
    cheapest: SignedUSDPerYear | None
    dearest: SignedUSDPerYear | None
    words: dict[str, str]
    three: list[Package]


def package_figures(
    talk: Payer,
    priced: Prices,
    levers: Mapping[str, PricedLever],
    aimed: Mapping[str, PricedLever],
) -> PackageFigures | None:
    """Return three packages of one worth, or why there are none; None without a lever to trade.

    levers, aimed: `priced_levers` of the ask and of the target.
    """
    if "ask" not in priced.sides:
        return None
    on = basis(talk, priced, None, "ask")
    models = {name: lever.priced_by for name, lever in levers_of(on).items()}
    traded = {name: one for name, one in levers.items() if _traded(one)}
    balancing = _balancing(traded, models)
    if not balancing:
        return None
    made = [_issue(lever, models[name], on) for name, lever in sorted(traded.items())]
    held = largest(made)
    if balancing not in {one.name for one in held}:
        return None
    found = packages(held, balancing, worth_of_packages(held, aimed))
    three = found.packages or []
    return PackageFigures(
        case=found.case,
        leading=levers[found.leading].does,
        leading_share=found.leading_share,
        worth=found.worth,
        cheapest=three[0].cost if three else None,
        dearest=three[-1].cost if three else None,
        words={one.name: _words(one, held, levers) for one in three},
        three=three,
    )


def worth_of_packages(issues: list[Issue], aimed: Mapping[str, PricedLever]) -> float | None:
    """Return K in whole dollars: the ask less the first planned step of the room to the target.

    None where the target does not price every issue.
    """
    targets = [aimed[one.name].to_us for one in issues if one.name in aimed]
    if len(targets) < len(issues) or any(one is None for one in targets):
        return None
    opening = sum(one.whole.worth for one in issues)
    target = sum(float(one) for one in targets if one is not None)
    return float(round(opening - STEPS[0] * max(opening - target, 0.0)))


def package_table(
    figures: PackageFigures | None, levers: Mapping[str, PricedLever]
) -> pd.DataFrame:
    """Return what each package takes, in dollars a year of our worth, then their estimated cost.

    Whole dollars, so that every package sums to the worth as printed. Index the issue; columns
    label, role, A, B, C. Empty where there are not three packages.
    """
    if figures is None or not figures.three:
        return pd.DataFrame()
    three = figures.three
    rows: dict[str, dict[str, object]] = {
        name: {"label": _title(levers[name].does), "role": "body"}
        | {one.name: _whole_dollars(one)[name] for one in three}
        for name in three[0].brings
        if any(one.takes[name] for one in three)
    }
    worth: dict[str, object] = {"label": "Worth to us, a year", "role": "total"}
    rows["all"] = worth | {one.name: one.worth for one in three}
    for key, label in (("", "about"), ("_low", "at least"), ("_high", "at most")):
        cost: dict[str, object] = {"label": f"Costs them {label}, estimated", "role": "apart"}
        costs = {one.name: _their_cost(one, levers, f"to_them{key}") for one in three}
        rows[f"theirs{key}"] = cost | costs
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index.name = "issue"
    return frame


def step_table(levers: Mapping[str, PricedLever], aimed: Mapping[str, PricedLever]) -> pd.DataFrame:
    """Return the planned steps from the ask to the target in dollars a year of all priced levers.

    Columns as `concession_steps` with label; empty without a target under the ask.
    """
    names = [name for name, one in levers.items() if one.counts and name in aimed]
    opening = sum(float(levers[name].to_us or 0.0) for name in names)
    target = sum(float(aimed[name].to_us or 0.0) for name in names)
    if not names or not target < opening:
        return pd.DataFrame()
    made = concession_steps(opening, target)
    made["label"] = [f"Step {number}" for number in made.index]
    return made


def _traded(lever: PricedLever) -> bool:
    return lever.counts and bool(lever.to_us) and lever.to_them is not None


def _balancing(traded: Mapping[str, PricedLever], models: Mapping[str, str | None]) -> str:
    """The lever of rates with most worth: only a rate can be set to the dollar."""
    rates = [one for name, one in traded.items() if models[name] == "rates" and one.side == "ask"]
    ranked = sorted(rates, key=lambda one: (-float(one.to_us or 0.0), one.name))
    return ranked[0].name if ranked else ""


def _issue(lever: PricedLever, model: str | None, on: Basis) -> Issue:
    worth, cost = float(lever.to_us or 0.0), float(lever.to_them or 0.0)
    if model != "escalator" or lever.side != "ask":
        return issue(lever.name, worth, cost, words=lever.does)
    return Issue(lever.name, (Level(0.0, "", 0.0, 0.0), *_yearly_steps(lever, on)))


def _yearly_steps(lever: PricedLever, on: Basis) -> list[Level]:
    """A yearly step by quarter points up to the one asked for, each priced anew."""
    worth, cost = float(lever.to_us or 0.0), float(lever.to_them or 0.0)
    whole = Level(1.0, lever.does, worth, cost)
    escalator = schedules(on.asked)[on.talk.block].escalator
    if escalator is None or escalator.rate is None:
        return [whole]
    rate = float(escalator.rate)
    rates = [QUARTER_POINT * step for step in range(1, MOST_LEVELS) if QUARTER_POINT * step < rate]
    made = []
    for less in rates if rate <= QUARTER_POINT * MOST_LEVELS else []:
        value = escalator_of(on, less)
        if isinstance(value, EscalatorValue):
            yearly = round(float(value.yearly), 2)
            made.append(Level(less / rate, f"{less:.2%} a year", yearly, cost * yearly / worth))
    return [*made, whole]


def _words(one: Package, issues: list[Issue], levers: Mapping[str, PricedLever]) -> str:
    by_name = {held.name: held for held in issues}
    told = []
    for name, share in one.takes.items():
        if share <= 0:
            continue
        level = next((step for step in by_name[name].levels if step.share == share), None)
        partly = f"{levers[name].does}, to ${float(one.brings[name]):,.0f} a year of its worth"
        told.append(level.words if level is not None and level.words else partly)
    return "; ".join(told)


def _whole_dollars(one: Package) -> dict[str, float]:
    """What each issue brings in whole dollars; the first, which balances, takes the rest."""
    first, *others = one.brings
    made = {name: float(round(float(one.brings[name]))) for name in others}
    return {first: float(one.worth) - sum(made.values())} | made


def _their_cost(one: Package, levers: Mapping[str, PricedLever], end: str) -> float:
    """What a package costs them at one end of the estimates: by the part of each lever's worth."""
    parts = []
    for name, brings in one.brings.items():
        lever = levers[name]
        parts.append(float(getattr(lever, end)) * float(brings) / float(lever.to_us or 1.0))
    return round(sum(parts), 2)


def _title(words: str) -> str:
    return words[:1].upper() + words[1:]
