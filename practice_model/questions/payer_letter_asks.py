"""Payer letter asks: what the requested contract changes, in terms that the payer can load.

Two or three requests, no wish list: up to two groups whose rates change (else the whole schedule in
one request), drugs where they change, and the terms in one. A change is read off the two contracts:
a rate is named by its own rule where one percent of one Medicare year covers the group.
"""

from dataclasses import asdict, replace
from datetime import date
from typing import Any, Literal

import pandas as pd

from practice_model.quantities import (
    Days,
    Months,
    Ratio,
    Share,
    SharePerYear,
    SignedUSDPerYear,
    Years,
    terms,
)
from practice_model.questions.payer_terms import Payer
from practice_model.revenue.contract import Contract, RateRule, RateSchedule

NOTHING = 0.5  # dollars a year under which nothing changes in whole dollars
MOST_ROWS = 2
BLOCK, DRUGS, TESTING = "block", "drugs", "testing"
INVOICE = 1.0

Why = Literal["rule", "tests", "rates"]


@terms
class RateAsk:
    """One requested rate: a group of services (or the block, or drugs), and what it changes.

    tests: what is asked of the same-day cut, by name, where that alone moves the group.
    why: a rule of one percent (`of_medicare` of `year`; year None is the schedule in force), the
    same-day cut of tests, or rates that no one percentage names.
    """

    group: str
    why: Why
    present_of_medicare: Ratio | None
    requested_of_medicare: Ratio | None
    change: SignedUSDPerYear
    of_medicare: Ratio | None = None
    year: int | None = None
    tests: str = ""


@terms
class Asks:
    """The requests: rates, and the terms by name; a figure is None where it is not asked for.

    others_stay: whether every rate that is not named here stays as it is.
    """

    rates: list[RateAsk]
    terms: list[str]
    others_stay: bool
    effective: date | None = None
    term: Years | None = None
    escalator: SharePerYear | None = None
    escalator_first: date | None = None
    escalator_floor: SharePerYear | None = None
    escalator_cap: SharePerYear | None = None
    look_back: Months | None = None
    underpayment_window: Months | None = None
    timely_filing: Days | None = None
    clean_claim: Days | None = None
    appeal: Days | None = None
    second: Share | None = None
    third: Share | None = None
    invoice_markup: Share | None = None


def asks_of(talk: Payer, changes: pd.DataFrame) -> Asks:
    """Return the requests of a talk with an ask; changes: `group_changes` of the ask.

    Raises ValueError where nothing is asked for.
    """
    assert talk.ask is not None
    now, asked = talk.contracts.current, talk.ask.contract
    rates = _rate_asks(talk, changes)
    figures = _terms(now, asked, talk.block)
    tests = _tests(now, asked, talk.block)
    told = [tests] if tests and not any(one.why == "tests" for one in rates) else []
    told += [name for name in TERMS if figures.get(NEEDED.get(name, name)) is not None]
    told += _words(now, asked, talk.block)
    if not rates and not told:
        raise ValueError("the ask changes nothing that a letter could ask for")
    effective = asked.effective if asked.effective > now.effective else None
    named = {one.group for one in rates}
    moved = {str(name) for name in changes.index[changes["change"].abs() >= NOTHING]}
    if BLOCK in named:
        named |= moved - {DRUGS}
    return Asks(
        rates=rates,
        terms=told,
        others_stay=moved <= named and BLOCK not in named,
        effective=effective,
        **figures,
    )


TERMS = ("term", "escalator", "escalator_index", "look_back", "underpayment_window",
         "timely_filing", "clean_claim", "appeal", "multiple", "invoice")  # fmt: skip
NEEDED = {"escalator_index": "escalator_cap", "multiple": "second", "invoice": "invoice_markup"}
"""Terms that carry a figure, in the letter's order; and the figure, where it has another name."""


def _rate_asks(talk: Payer, changes: pd.DataFrame) -> list[RateAsk]:
    assert talk.ask is not None
    now, asked = _schedules(talk.contracts.current, talk.ask.contract, talk.block)
    moved = changes[changes["change"].abs() >= NOTHING]
    drugs = [name for name in moved.index if name == DRUGS]
    moved = moved.drop(index=drugs).sort_values("change", ascending=False, kind="stable")
    made = []
    if 0 < len(moved) <= MOST_ROWS - len(drugs):
        made = [_of_group(str(name), moved.loc[name], now, asked) for name in moved.index]
    elif len(moved):
        made = [_of_block(changes.drop(index=DRUGS, errors="ignore"), asked)]
    return made + [_plain(DRUGS, changes.loc[name]) for name in drugs]


def _of_group(group: str, row: pd.Series, now: RateSchedule, asked: RateSchedule) -> RateAsk:
    before, after = _rule_of(group, now), _rule_of(group, asked)
    if after is not None and _differ(before, after, now, asked):
        return _plain(group, row, _percent(after, asked))
    if group == TESTING and _tests_asked(now, asked) and _alike(before, after):
        return replace(_plain(group, row, why="tests"), tests=_tests_asked(now, asked))
    return _plain(group, row)


def _of_block(changes: pd.DataFrame, asked: RateSchedule) -> RateAsk:
    held = changes[["now", "offered", "change", "medicare"]].sum()
    yard = held["medicare"] or float("nan")
    row = pd.Series(
        {
            "now_of_medicare": held["now"] / yard,
            "offered_of_medicare": held["offered"] / yard,
            "change": held["change"],
        }
    )
    rules = [rule for rule in asked.rules.values() if rule.unlisted is None]
    whole = rules[0] if len(rules) == 1 and rules[0].everything else None
    return _plain(BLOCK, row, _percent(whole, asked))


def _plain(
    group: str,
    row: pd.Series,
    percent: tuple[float, int | None] | None = None,
    why: Why = "rates",
) -> RateAsk:
    of_medicare, year = percent or (None, None)
    return RateAsk(
        group=group,
        why="rule" if percent else why,
        present_of_medicare=_known(row["now_of_medicare"]),
        requested_of_medicare=_known(row["offered_of_medicare"]),
        change=round(float(row["change"]), 2),
        of_medicare=of_medicare,
        year=year,
    )


def _known(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _rule_of(group: str, schedule: RateSchedule) -> RateRule | None:
    """The one rule that prices a whole group; None where codes of it may have their own."""
    by_group = [rule for rule in schedule.rules.values() if group in (rule.groups or [])]
    narrower = any(rule.codes or rule.ranges for rule in schedule.rules.values())
    whole = [rule for rule in schedule.rules.values() if rule.everything]
    found = by_group or whole
    return found[0] if found and not narrower else None


def _percent(rule: RateRule | None, schedule: RateSchedule) -> tuple[float, int | None] | None:
    """The percentage of a rule and its Medicare year (None: the schedule in force)."""
    if rule is None or rule.of_medicare is None or rule.raised is not None or rule.cap is not None:
        return None
    year = rule.medicare_year or schedule.medicare_year
    return float(rule.of_medicare), year if isinstance(year, int) else None


def _differ(
    before: RateRule | None, after: RateRule, now: RateSchedule, asked: RateSchedule
) -> bool:
    return before is None or _percent(before, now) != _percent(after, asked)


def _alike(one: Any, other: Any) -> bool:
    """Whether two records (or two times nothing) hold the same terms."""
    if one is None or other is None:
        return one is other
    return asdict(one) == asdict(other)


def _schedules(now: Contract, asked: Contract, block: str) -> tuple[RateSchedule, RateSchedule]:
    held = [one.asc if block == "asc" else one.professional for one in (now, asked)]
    if held[0] is None or held[1] is None:
        raise ValueError("the ask or the present contract has no schedule for this letter")
    return held[0], held[1]


def _tests(now: Contract, asked: Contract, block: str) -> str:
    """What is asked of the same-day cut of tests, by name; nothing where it stays."""
    return _tests_asked(*_schedules(now, asked, block))


def _tests_asked(now: RateSchedule, asked: RateSchedule) -> str:
    before, after = now.same_day_tests, asked.same_day_tests
    if before is None or _alike(before, after):
        return ""
    if after is None:
        return "tests_uncut"
    return "tests_technical" if (before.part, after.part) == ("whole", "technical") else ""


def _words(now: Contract, asked: Contract, block: str) -> list[str]:
    """Terms without a figure."""
    before, after = _schedules(now, asked, block)
    told = []
    if before.lesser_of_charge and not after.lesser_of_charge:
        told.append("no_lesser_of")
    paper, wanted = now.paper, asked.paper
    if paper and wanted and paper.amendment != wanted.amendment == "signed_by_both":
        told.append("signed_by_both")
    return told


def _terms(now: Contract, asked: Contract, block: str) -> dict[str, Any]:
    """The figures of the terms that the ask changes."""
    before, after = _schedules(now, asked, block)
    made: dict[str, Any] = {}
    if asked.term_years is not None and asked.effective > now.effective:
        made["term"] = float(asked.term_years)
    step = after.escalator
    if step is not None and not _alike(step, before.escalator):
        made["escalator_first"] = step.first
        if step.rate is not None:
            made["escalator"] = step.rate
        else:
            made |= {"escalator_floor": step.floor, "escalator_cap": step.cap}
    if after.multiple is not None and not _alike(after.multiple, before.multiple):
        shares = after.multiple.shares()
        made |= {"second": float(shares[1]), "third": float(shares[2])}
    markups = {_markup(rule) for rule in after.rules.values()} - {None}
    if len(markups) == 1 and markups != {_markup(rule) for rule in before.rules.values()} - {None}:
        made["invoice_markup"] = markups.pop()
    return made | _paper(now, asked)


def _markup(rule: RateRule) -> float | None:
    return None if rule.of_invoice is None else round(float(rule.of_invoice) - INVOICE, 6)


def _paper(now: Contract, asked: Contract) -> dict[str, Any]:
    names = ("look_back", "underpayment_window", "timely_filing", "clean_claim", "appeal")
    if asked.paper is None:
        return {}
    given = {name: getattr(asked.paper, name) for name in names}
    held = {name: getattr(now.paper, name, None) for name in names}
    return {name: value for name, value in given.items() if value != held[name]}
