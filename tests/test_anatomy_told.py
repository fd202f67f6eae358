"""Every case of every sentence of the fact book is reached, and its figures are in the brief.

A case is reached by the shipped practice's own record with one thing changed; the sentence is then
filled from the facts of that record.
"""

import json
import re
from dataclasses import replace
from datetime import date
from functools import cache
from types import SimpleNamespace

import pandas as pd
import pytest
import yaml
from shipped_briefs import FACT_BOOK, ROOT, left

from practice_model.briefs.facts import Facts, facts_of
from practice_model.briefs.phrases import phrases
from practice_model.briefs.sentences import plain, spans_of
from practice_model.questions import anatomy_told as told
from practice_model.questions import payer_told
from practice_model.questions.anatomy_actions import WORDS

HELD = ROOT / "practice_model" / "briefs" / "phrases" / "anatomy.yaml"
RECORDS = {
    "key": "key", "ladder": "ladder", "asked": "asked", "approval": "approval",
    "approvals": "approvals", "totals": "totals", "prices": "price_cells", "actions": "actions",
    "capacity": "capacity", "notice": "notice", "sent": "sent", "policy": "effect",
    "before": "before", "trend": "trend", "pairs": "pairs",
}  # fmt: skip
OF_CHARTS = ("data.", "policy_bars.", "swings.", "talk.", "brief.", "hassled.", "center.", "room.")


@cache
def names() -> dict:
    return left(FACT_BOOK)


def made(name: str, **changes):
    """A record of the shipped fact book with some of its fields changed."""
    return replace(names()[name], **changes)


def facts(changed: dict) -> Facts:
    """The facts of the shipped fact book, with records that a case has changed."""
    own, brief = Facts(), names()["brief"].facts
    for name, fact in brief._held.items():
        if name.startswith(OF_CHARTS):
            own.add(name, replace(fact, printed={}))
    coverage = changed.get("coverage", told_coverage())
    for prefix, record in {"coverage": coverage, **records(), **changed}.items():
        for name, fact in facts_of(prefix, record).items():
            if name not in own:
                own.add(name, fact)
    return own


def records() -> dict:
    return {prefix: names()[name] for prefix, name in RECORDS.items()}


def told_coverage(**changes):
    from practice_model.questions.anatomy import coverage

    return replace(coverage(names()["book"].priced), **changes)


def asked(**changes):
    return made("asked", **changes)


def bars(*changes: float) -> pd.DataFrame:
    return pd.DataFrame({"change": changes, "role": "body"})


def book(**parts):
    """A year of which a sentence reads a few parts."""
    held = names()["book"]
    kept = ("talk", "center", "uncosted", "drugs", "earned", "income")
    whole = {name: getattr(held, name) for name in kept}
    return SimpleNamespace(**(whole | parts))


def quiet(**parts):
    """A year in which nothing stood in for a missing figure."""
    none = SimpleNamespace(told=())
    return book(drugs=none, earned=none, income=SimpleNamespace(left_out={}), **parts)


def claimed(days: int):
    """A year whose claims cover so many days."""
    lines = pd.DataFrame({"claim_line_start_date": pd.to_datetime(["2025-01-02"] * 2)})
    lines.loc[1, "claim_line_start_date"] += pd.Timedelta(days=days - 1)
    return SimpleNamespace(practice=SimpleNamespace(claims=lines))


def lead(place: int, **changes) -> tuple:
    key = made("key", **changes)
    return told.lead_pairs(key)[place], {"key": key}


def provider(slot: str, case: str, **changes) -> tuple:
    one = asked(**changes)
    return (slot, case), told.provider_case(one), {"asked": one}


def checked(place: int, year, spread=None, **changes) -> tuple:
    coverage = told_coverage(**changes)
    return told.checks_told(year, coverage, spread)[place][0], {"coverage": coverage}


def cases() -> list[tuple]:
    """(slot, case), the case that the figures choose, and the records that were changed."""
    losing = made("ladder", losing=3)
    earning = made("ladder", losing=0, lost=0.0)
    no_actions = made("actions", services=0, first=None, first_payer=None, first_worth=None)
    under, covered = made("price_cells", under=2), made("price_cells", under=0)
    owing = made("totals", lost=5.0, still_open=2.0)
    lapsed = made("totals", lost=5.0, still_open=0.0)
    paid = made("totals", lost=0.0, still_open=0.0)
    rising = made("trend", per_year=0.03, low=0.01, high=0.05, verdict="rising", note="")
    center = names()["book"].center
    effect, policy = names()["effect"], names()["policy"]
    change = {"policy": effect}
    held = [
        (("lead", "drugs"), *lead(0)),
        (("lead", "no_drugs"), *lead(0, drugs_of_cash=None, drugs_of_revenue=None)),
        (("lead", "center"), *lead(1)),
        (("lead", "no_center"), *lead(1, center_paid=None, center_idle=None)),
        (("lead", "all_costed"), *lead(2)),
        (("lead", "without_cost"), *lead(2, without_cost=1000.0)),
    ]
    made_cases = [(place, chosen[1], changed) for place, chosen, changed in held]
    poor = made("ladder", profit=-5000.0)
    made_cases += [(("finding", "loss"), told.finding_case(poor), {"ladder": poor})]
    for slot, choose in (("finding", told.finding_case), ("ladder", told.ladder_case)):
        made_cases += [
            ((slot, "losing"), choose(losing), {"ladder": losing}),
            ((slot, "earning"), choose(earning), {"ladder": earning}),
        ]
    key = names()["key"]
    alone = made("key", center_income=None)
    made_cases += [
        (("profit_note", "center"), told.profit_case(key), {}),
        (("profit_note", "practice"), told.profit_case(alone), {"key": alone}),
        (("center_mark", "some"), told.given(names()["book"].center), {}),
        (("center_mark", "none"), told.given(None), {}),
    ]
    for slot in ("actions_lead", "actions"):
        made_cases += [
            ((slot, "some"), told.actions_case(names()["actions"]), {}),
            ((slot, "none"), told.actions_case(no_actions), {"actions": no_actions}),
        ]
    for slot in ("provider_lead", "providers"):
        made_cases += [
            ((slot, "none"), told.provider_case(None), {}),
            provider(slot, "stable", answer="yes", losses=0, busy=True),
            provider(slot, "loses", answer="yes", losses=6, rules=6, busy=True, margin=-9e4),
            provider(slot, "depends", answer="depends", losses=4, rules=6, busy=True),
            provider(slot, "earns", answer="no", losses=0, busy=True),
            provider(slot, "idle", busy=False),
        ]
    for slot in ("downstream", "approval_note", "before", "second_room", "second_room_title",
                 "scorecard_note"):  # fmt: skip
        made_cases += [
            ((slot, "some"), told.given(object()), {}),
            ((slot, "none"), told.given(None), {}),
        ]
    for slot in ("next_title", "swings", "benchmarks", "variation"):
        made_cases += [
            ((slot, "some"), told.any_of(["a row"]), {}),
            ((slot, "none"), told.any_of(pd.DataFrame()), {}),
        ]
    made_cases += [
        (("capacity", "some"), told.any_of(names()["capacity_table"]), {}),
        (("approval", "none"), told.approval_case(None), {}),
        (("approval", "eats"), told.approval_case(made("approval", left=-5.0)), {}),
        (("approval", "takes"), told.approval_case(made("approval", left=5.0)), {}),
        (("prices", "under"), told.prices_case(under), {"prices": under}),
        (("prices", "covered"), told.prices_case(covered), {"prices": covered}),
        (("center", "none"), told.center_case(book(center=None)), {}),
        (("center", "open_day"), told.center_case(book()), {}),
        (("center", "held"),
         told.center_case(book(center=replace(center, open_minutes=0.0))), {}),
        (("scorecard", "kept"), told.scorecard_case(paid, object()), {"totals": paid}),
        (("scorecard", "quiet"), told.scorecard_case(paid, None), {"totals": paid}),
        (("scorecard", "open"), told.scorecard_case(owing, None), {"totals": owing}),
        (("scorecard", "closed"), told.scorecard_case(lapsed, None), {"totals": lapsed}),
        (("policy", "none"), payer_told.direction(pd.DataFrame(), "change"), {}),
        (("policy", "both"), payer_told.direction(bars(5.0, -3.0), "change"), change),
        (("policy", "up"), payer_told.direction(bars(5.0, 3.0), "change"), change),
        (("policy", "down"), payer_told.direction(bars(-5.0, -3.0), "change"), change),
        (("policy_steps", "none"), told.policy_case(None), {}),
        (("policy_steps", "proposed"), told.policy_case(policy), change),
        (("policy_steps", "final"), told.policy_case(SimpleNamespace(status=None)), change),
        (("trend_title", "none"), told.trend_case(names()["trend"]), {}),
        (("trend_title", "known"), told.trend_case(rising), {"trend": rising}),
        (("trend", "none"), told.trend_pairs(names()["trend"])[0][1], {}),
        (("trend", "known"), told.trend_pairs(rising)[0][1], {"trend": rising}),
        (("trend_note", "some"), told.trend_pairs(names()["trend"])[1][1], {}),
        (("trend_note", "none"), told.trend_pairs(rising)[1][1], {"trend": rising}),
    ]  # fmt: skip
    nothing = names()["book"].uncosted.iloc[:0]
    some = pd.DataFrame({"lines": [1]})
    missed = replace(center, net_unexplained=100_000.0)
    made_cases += [
        (("checks", "year"), *checked(0, quiet(talk=claimed(365)))),
        (("checks", "no_year"), *checked(0, quiet(talk=claimed(181)))),
        (("checks", "priced"), *checked(1, quiet())),
        (("checks", "unpriced"), *checked(1, quiet(), unpriced=1)),
        (("checks", "agrees"), *checked(2, quiet())),
        (("checks", "differs"), *checked(2, quiet(), apart=0.02)),
        (("checks", "nothing_stated"), *checked(2, quiet(), compared=0)),
        (("checks", "costed"), *checked(3, quiet(uncosted=nothing))),
        (("checks", "uncosted"), *checked(3, quiet(uncosted=some))),
        (("checks", "tied"), *checked(4, quiet())),
        (("checks", "untied"), checked(4, quiet(center=missed))[0], {"center": missed}),
        (("checks", "told"), *checked(-1, book())),
        (("checks", "nothing_told"), *checked(-1, quiet())),
    ]
    told_pairs = names()["pairs"]
    unfiled = replace(told_pairs, government=None)
    for slot in ("pairs", "pairs_title"):
        made_cases += [
            ((slot, "none"), told.pairs_case(None), {}),
            ((slot, "some"), told.pairs_case(unfiled), {"pairs": unfiled}),
            ((slot, "government"), told.pairs_case(told_pairs), {}),
        ]
    for kind in WORDS:
        only = made("actions", **dict.fromkeys(WORDS, 0.0) | {kind: 5.0})
        made_cases.append((("action_part", kind), told.action_pairs(only)[1][1], {"actions": only}))
    worst = made("approval", left=-5.0)
    following = told.next_told(None, paid, book(), worst)
    more = told.next_told(names()["notice"], owing, book(), worst)
    made_cases += [
        (("next", "notice"), more[0], {}),
        (("next", "claim"), more[1], {"totals": owing}),
        (("next", "rooms"), following[0], {}),
        (("next", "authorization"), following[1], {"approval": worst}),
    ]
    return made_cases


LITERAL = {("legal", "some"), ("owners_note", "some"), ("ladder_note", "some"),
           ("actions_note", "some")}  # fmt: skip


@cache
def reached() -> dict[tuple[str, str], tuple]:
    return {place: (chosen, changed) for place, chosen, changed in cases()}


def sentences() -> dict[tuple[str, str], str | None]:
    held = yaml.safe_load(HELD.read_text("utf-8"))
    return {(slot, case): text for slot, own in held.items() for case, text in own.items()}


def test_every_case_of_every_sentence_is_reached_and_no_other_is():
    assert set(reached()) | LITERAL == set(sentences())


@pytest.mark.parametrize("place", sorted(sentences()), ids=" ".join)
def test_the_figures_choose_the_case_and_the_brief_holds_what_it_names(place):
    chosen, changed = reached().get(place, (place[1], {}))
    assert chosen == place[1]
    template = phrases("anatomy").one(*place)
    if template is None:
        return
    text = plain(spans_of(template, facts(changed)))
    assert text.strip()
    assert not re.search(r"\b(nan|None|inf)\b|[{}]", text)


def test_every_sentence_is_asked_for_by_the_notebook_and_every_asked_one_is_there():
    cells = json.loads((ROOT / "notebooks" / "anatomy.ipynb").read_text("utf-8"))["cells"]
    source = "\n".join("".join(cell["source"]) for cell in cells)
    asked_for = set(re.findall(r'say\.(?:one|many|each)\(\s*"(\w+)"', source))
    asked_for |= {slot for slot, _ in told.lead_pairs(names()["key"])}
    asked_for |= {slot for slot, _ in told.trend_pairs(names()["trend"])}
    asked_for |= {slot for slot, _ in told.action_pairs(names()["actions"])}
    assert asked_for == {slot for slot, _ in sentences()}


def test_who_looks_busy_and_is_thin_by_most_rules_is_asked_about():
    thin = asked(provider="P", busy=True, thin_under=["equal"], margin=5.0)
    thinner = asked(provider="Q", busy=True, thin_under=["equal", "time"], margin=9.0)
    poor = asked(provider="R", busy=False, thin_under=["equal", "time", "space"], margin=-9.0)
    rich = asked(provider="S", busy=True, thin_under=[], margin=99.0)
    assert told.provider_in_question([rich, poor, thin, thinner]) is thinner
    assert told.provider_in_question([rich, poor]) is poor
    assert told.provider_in_question([]) is None
    assert (told.name_of(None), told.name_of(thin)) == ("", "P")


def test_what_services_ask_for_is_told_most_dollars_first_and_nothing_of_no_dollars():
    some = made("actions", **dict.fromkeys(WORDS, 0.0) | {"stop": 5.0, "move": 9.0})
    assert [case for _, case in told.action_pairs(some)] == ["some", "move", "stop"]


def test_three_things_are_opened_next_at_most():
    owing = made("totals", still_open=2.0)
    worst = made("approval", left=-5.0)
    assert told.next_told(names()["notice"], owing, book(), worst) == ["notice", "claim", "rooms"]
    nothing = made("totals", still_open=0.0)
    assert told.next_told(None, nothing, book(center=None), None) == []
    assert told.next_told(None, nothing, book(center=None), made("approval", left=1.0)) == []


def test_a_fact_book_says_who_reviewed_it():
    talk = names()["talk"].terms
    assert told.chips(talk) == [("state", "Draft, not reviewed")]
    reviewed = SimpleNamespace(review=SimpleNamespace(by="R. Quennet", on=date(2026, 11, 24)))
    assert told.chips(reviewed) == [("state", "Reviewed by R. Quennet")]
