"""Buy-outs of those who are already partners: what the newcomer would help to pay, and whether.

Cases: each leaver alone, all of them, and all of them with owners' income a tenth lower. A run
needs what everybody's work leaves, from costing or typed; without it there is no cash-flow test.
"""

from typing import Any, Final

import numpy as np
import pandas as pd

from practice_model.deals.buy_in_leaving import BuyOutCase, Owner, Run, case_of, run
from practice_model.quantities import USD, Count, Ratio, SignedUSDPerYear, USDPerYear, terms
from practice_model.questions.buy_in_case import Case
from practice_model.questions.buy_in_own import margins_of

TENTH: Final = 0.10
LONGEST: Final = 40  # years in which a waiting buy-out may still be paid
LEAVER_HEADS = {
    "owed": "Owed|bare",
    "due": "Most due a year|bare",
    "coverage": "Cover|bare_cents",
    "test": "Test|text",
}
LEAVER_UNITS: Final = {"owed": "USD", "coverage": "ratio", "waiting": "USD"}


@terms
class LeaverFigures:
    """The buy-outs in view, in USD: all leavers, and the same with a tenth less income.

    leavers: how many. coverage: leanest year's cash flow over what is due. newcomers_due: the
    newcomer's part of the dearest year, by share. stress: cash flow after what is due in the
    stressed case. solvent: cases that pass, cases: that are tried.
    """

    leavers: Count
    owed: USD
    due: USDPerYear
    coverage: Ratio | None
    newcomers_due: USDPerYear
    stress: SignedUSDPerYear
    stress_coverage: Ratio | None
    solvent: Count
    cases: Count


def leaver_runs(made: Case) -> dict[str, Run]:
    """Return the cases by name; empty without a formula, without leavers, or without margins."""
    talk, deal = made.talk, made.talk.deal
    margins = margins_of(talk, made.own)
    if talk.buy_out is None or not talk.leavers or margins is None:
        return {}
    years = max(LONGEST, _last(made))
    pool = float(deal.earnings.income + deal.pool.associate_pay + deal.pool.added)
    hard = (float(made.held.hard), float(made.held.whole))
    names = list(talk.leavers)
    found = {
        f"alone_{name}": run(pool, hard, _owners(made, margins, [name]), talk.buy_out, years)
        for name in names
    }
    if len(names) == 1:
        found = {}
    found["all"] = run(pool, hard, _owners(made, margins, names), talk.buy_out, years)
    lean = pool - TENTH * float(deal.earnings.income)
    found["stress"] = run(lean, hard, _owners(made, margins, names), talk.buy_out, years)
    return found


def leaver_figures(made: Case, runs: dict[str, Run]) -> LeaverFigures | None:
    """Return the figures of the buy-outs in view; None without a run."""
    if not runs:
        return None
    all_, stress = case_of(runs["all"]), case_of(runs["stress"])
    share = float(made.talk.deal.entry.share)
    return LeaverFigures(
        leavers=len(made.talk.leavers),
        owed=all_.owed,
        due=all_.due,
        coverage=all_.coverage,
        newcomers_due=float(all_.due) * share,
        stress=float(np.min(runs["stress"].cash_flow - runs["stress"].due)),
        stress_coverage=stress.coverage,
        solvent=sum(one.solvent for one in runs.values()),
        cases=len(runs),
    )


def leaver_table(made: Case, runs: dict[str, Run]) -> pd.DataFrame:
    """Return the cases: columns label, owed, due, cash_flow, coverage, waiting, paid_off, test."""
    rows = []
    for name, one in runs.items():
        told: BuyOutCase = case_of(one)
        rows.append({
            "row": name,
            "label": _label(made, name),
            "owed": told.owed,
            "due": told.due,
            "cash_flow": told.cash_flow,
            "coverage": _number(told.coverage),
            "waiting": float(one.waiting.max()),
            "paid_off": _number(told.years),
            "test": "passes" if one.solvent else "fails",
        })  # fmt: skip
    return pd.DataFrame(rows).set_index("row") if rows else pd.DataFrame()


def _owners(made: Case, margins: dict[str, float], leaving: list[str]) -> dict[str, Owner]:
    talk, deal = made.talk, made.talk.deal
    after = deal.entry.after()
    return {
        name: Owner(
            share=after[name],
            pay=max(float(made.incomes.after[name][0]), 0.0),
            market_pay=_market_pay(made, name),
            margin=margins[name],
            after=float(talk.leavers[name]) if name in leaving else None,
        )
        for name in after
    }


def _market_pay(made: Case, name: str) -> float:
    """Market pay of one party: of the tables, else an owner's part of what the scenario says."""
    deal = made.talk.deal
    if name in made.own.owner_pay:
        return float(made.own.owner_pay[name])
    if name == deal.entry.newcomer:
        return float(deal.pool.associate_pay)
    return float(deal.earnings.market_pay) / len(deal.entry.owners)


def _last(made: Case) -> int:
    how: Any = made.talk.buy_out
    return int(max(float(one) for one in made.talk.leavers.values()) + float(how.years)) + 1


def _label(made: Case, name: str) -> str:
    names = list(made.talk.leavers)
    told = " and ".join(names)
    if name == "all":
        return f"{told} {'leave' if len(names) > 1 else 'leaves'}"
    if name == "stress":
        return f"{told}, income a tenth less"
    return f"{name.removeprefix('alone_')} leaves"


def _number(given: Any) -> float:
    return np.nan if given is None else float(given)
