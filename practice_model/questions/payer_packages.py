"""Packages of a payer talk: three ways to the same value for us, at what each costs the payer.

The value is the target's present value over the term (the ask's where there is no target). A is
the counter-offer's rates with one percentage on all of them; B their schedule with half of what it
needs and a yearly step; C no rate below today's, tests of a day cut as we ask, and a yearly step.
"""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from practice_model.quantities import USD, Number, SignedUSD, SignedUSDPerYear, replaced, terms
from practice_model.questions.payer import Prices
from practice_model.questions.payer_counter import CounterSide
from practice_model.questions.payer_terms import Payer, contracts_of
from practice_model.questions.payer_years import Worth
from practice_model.revenue.contract import Contract
from practice_model.revenue.counter_mix import Mix, as_contract
from practice_model.revenue.equal_packages import Package, Schedule, packages
from practice_model.revenue.offers import by_key
from practice_model.revenue.repricing import reprice


class Packages(NamedTuple):
    """The packages by name (a, b, c), whose value they share, and whose mix they are held to."""

    made: dict[str, Package]
    value: float
    extra: float
    mix: Mix


@terms
class PackagesTold:
    """The value that the packages share (USD, present value), and the cheapest for the payer.

    spread: what the dearest costs the payer above the cheapest, over the term. terms_value: what
    the test rule of package C brings, USD a year.
    """

    value: USD
    spread: SignedUSD
    terms_value: SignedUSDPerYear
    cheapest: str
    dearest: str


def packages_of(
    talk: Payer, priced: Prices, side: CounterSide | None, worths: dict[str, Worth]
) -> Packages | None:
    """Return packages of the target's value; None without counter, horizon, target or a root."""
    value = _value(worths)
    if side is None or talk.horizon is None or value is None:
        return None
    lines = side.counter.lines
    weights = lines["theirs"].fillna(0).to_numpy(float)
    held_cents = np.maximum(lines["now"], lines["offered"])
    held = _held(talk, side, held_cents)
    ours = [_fees(talk, priced, one) for one in (side.contract, held)]
    extra = _fees(talk, priced, _with_asked_tests(talk, held)) - ours[1]
    theirs = [float((weights * lines[name]).sum()) / 100 for name in ("counter", "offered")]
    held_theirs = float((weights * held_cents).sum()) / 100
    try:
        made = packages(
            Schedule(ours[0], theirs[0]),
            Schedule(ours[1], held_theirs),
            Schedule(_fees(talk, priced, contracts_of(talk)["offer"]), theirs[1]),
            value=value,
            years=talk.horizon.years,
            discount=float(talk.horizon.discount),
            extra=round(extra, 2),
        )
    except ValueError:
        return None
    return Packages(made, value, round(extra, 2), side.mix)


def equal_case(found: Packages | None) -> str:
    """Return whose mix the packages' cost rests on: counts, shares, own; none without packages."""
    return "none" if found is None else found.mix


def equal_terms_case(found: Packages | None) -> str:
    """Return whether the last package brings a term in dollars beside its rates: some or none."""
    return "some" if found is not None and found.extra > 0 else "none"


def packages_told(found: Packages | None) -> PackagesTold | None:
    """Return what the packages have in common and which is cheapest for the payer."""
    if found is None:
        return None
    order = sorted(found.made, key=lambda name: (found.made[name].against_offer, name))
    cost = [float(found.made[name].against_offer) for name in (order[0], order[-1])]
    return PackagesTold(
        value=found.value,
        spread=cost[1] - cost[0],
        terms_value=found.extra,
        cheapest=order[0].upper(),
        dearest=order[-1].upper(),
    )


def package_table(found: Packages | None) -> pd.DataFrame:
    """Return one row a package: level, step, first and last year, value to us, cost to them.

    Columns label, role, level and step (shares), first, last, npv, against_offer (USD). Empty where
    there is none.
    """
    if found is None:
        return pd.DataFrame()
    names = {
        "a": "A: our counter, rates alone",
        "b": "B: their schedule, raised, and a yearly step",
        "c": "C: no rate under today’s, and a yearly step",
    }
    rows: list[dict[str, Any]] = []
    for name, one in found.made.items():
        row = {"label": names[name], "role": "body"}
        columns = ("level", "step", "first", "last", "npv", "against_offer")
        rows.append(row | {column: getattr(one, column) for column in columns})
    return pd.DataFrame(rows, index=pd.Index(list(found.made), name="package"))


PACKAGE_HEADS = {
    "level": "On every rate|bare_signed",
    "step": "Yearly step|bare_signed",
    "first": "First year, to us|plain",
    "last": "Last year, to us|plain",
    "npv": "Value to us|plain",
    "against_offer": "Cost to them, less their offer|signed",
}
PACKAGE_UNITS = {"level": "share", "step": "share/year", "npv": "USD", "against_offer": "USD"}


def _value(worths: dict[str, Worth]) -> float | None:
    """The present value to reach: the target's, else the ask's, by law before other paths."""
    for side in ("target", "ask"):
        for name, worth in worths.items():
            if name.split("_")[0] == side and worth.npv is not None:
                npv: Number = worth.npv
                return float(npv)
    return None


def _held(talk: Payer, side: CounterSide, cents: Any) -> Contract:
    lines = side.counter.lines.assign(cents=cents)
    codes = set(lines.loc[lines["cents"] != lines["offered"], "code"])
    offer = contracts_of(talk)["offer"]
    return as_contract(offer, talk.block, lines[lines["code"].isin(codes)])


def _with_asked_tests(talk: Payer, held: Contract) -> Contract:
    """The contract with the cut of same-day tests as the target, else the ask, would have it."""
    asked = talk.target or talk.ask
    if asked is None or talk.block != "professional":
        return held
    rule = asked.contract.professional.same_day_tests
    return replaced(held, {"professional.same_day_tests": rule})


def _fees(talk: Payer, priced: Prices, contract: Contract) -> float:
    side = reprice(priced.book, contract, priced.tables, priced.indicators)
    table = by_key(side, side, priced.medicare, "block", talk.block)
    return round(float(table["now"].sum()), 2)
