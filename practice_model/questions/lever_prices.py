"""Lever prices: the model behind each lever of a payer talk, on the practice's own dollars.

A lever names its model (`priced_by`); each model reads the talk, the prices of its sides and,
where it has them, the costs. What a model lacks is said in words; the lever is then not priced,
never zero.
"""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from practice_model.costs.capacity import Rates
from practice_model.costs.hassle import requests_by_payer, with_dollars
from practice_model.negotiation.concessions import Grade, Lever
from practice_model.quantities import Number, SharePerYear, replaced
from practice_model.questions.lever_basis import Basis, Worth, differs, steps, worth_of_step
from practice_model.questions.lever_books import (
    allowed_of_rules,
    days_to_payment,
    filing_lags,
    lines_by_provider,
    paid_dollars,
    units_of_codes,
)
from practice_model.questions.payer import Prices
from practice_model.questions.payer_terms import Payer
from practice_model.revenue.contract import schedules
from practice_model.revenue.paper_terms import PaperTerms
from practice_model.revenue.sums import sums
from practice_model.revenue.term_values import (
    EscalatorValue,
    a_day,
    device_value,
    escalator_value,
    late_filing,
    late_interest,
    look_back_exposure,
    recoupment_rate,
    time_value,
    working_capital,
)

NO_LIMIT: Final = 72  # months that count where a look-back has none: CLAUSES.md, recoupment_offset


def worth_of(lever: Lever, on: Basis) -> Worth:
    """Return what a lever is worth: by its model, or as typed; a give that costs us is negative."""
    if lever.priced_by is None:
        if lever.value is None and lever.once is None:
            return Worth(why="no price is known")
        return Worth(lever.value, lever.once, "stated")
    made = _MODELS[lever.priced_by](lever, on)
    sign = -1 if lever.side == "give" else 1
    part = 1.0 if lever.part is None else lever.part

    def weighed(amount: Number | None) -> Number | None:
        return None if amount is None else sign * amount * part

    return made._replace(yearly=weighed(made.yearly), once=weighed(made.once))


def _part(name: str) -> Callable[[Lever, Basis], Worth]:
    def priced(lever: Lever, on: Basis) -> Worth:
        if name not in on.parts:
            return Worth(why=f"the {on.side} leaves it as it is")
        if lever.codes is None:
            return on.parts[name]
        step = steps(on.talk, on.priced, on.side)[name]
        return worth_of_step(step, on.talk.block, list(lever.codes))

    return priced


def _drug_part(lever: Lever, on: Basis) -> Worth:
    return on.parts.get("drugs", Worth(why=f"the {on.side} leaves drugs as they are"))


def escalator_of(on: Basis, rate: float | None = None) -> EscalatorValue | Worth:
    """Return what the side's yearly steps bring over its term against the contract's own.

    rate: another yearly rate in place of the side's.
    Discounted at the talk's horizon, else at the practice's cost of capital. A Worth says why not.
    """
    old, new = (schedules(one).get(on.talk.block) for one in (on.current, on.asked))
    if new is None or not differs(old.escalator if old else None, new.escalator):
        return Worth(why=f"the {on.side} leaves the yearly step as it is")
    years = _term(on)
    if years is None:
        return Worth(why="no term is given: a yearly step needs its years")
    allowed = allowed_of_rules(on.kept, on.priced.sides[on.side], on.talk.block, new.escalator)
    costing = on.talk.costing
    capital = costing.hassle.capital if costing and costing.hassle else 0.0
    asked = new.escalator
    if rate is not None and asked is not None:
        asked = replaced(asked, {"rate": rate})
    return escalator_value(
        allowed,
        asked,
        old.escalator if old else None,
        since=on.asked.effective,
        years=years,
        discount=on.talk.horizon.discount if on.talk.horizon else capital,
    )


def _term(on: Basis) -> int | None:
    offered = on.talk.offer.term if on.talk.offer else None
    horizon = on.talk.horizon.years if on.talk.horizon else None
    given = on.asked.term_years or offered or horizon
    return None if given is None else int(float(given))


def _escalator(lever: Lever, on: Basis) -> Worth:
    made = escalator_of(on)
    return made if isinstance(made, Worth) else Worth(yearly=made.yearly, grade="estimate")


def _look_back(lever: Lever, on: Basis) -> Worth:
    now, then = on.current.paper, on.asked.paper
    if now is None:
        return Worth(why="the contract's look-back is not on file")
    months = NO_LIMIT if now.look_back is None else float(now.look_back)
    asked = lever.months if lever.months is not None else (then.look_back if then else None)
    if asked is None:
        return Worth(why="no shorter look-back is asked for")
    if float(asked) >= months:
        return Worth(why="the look-back asked for is no shorter")
    rate = _recoupment(lever, on)
    if rate is None:
        return Worth(why="what this payer took back is not on file")
    return Worth(once=look_back_exposure(on.allowed, rate, months - asked), grade="estimate")


def _recoupment(lever: Lever, on: Basis) -> Number | None:
    if lever.recouped is not None and lever.paid is not None:
        return recoupment_rate(lever.recouped, lever.paid)
    costing = on.talk.costing
    paid = paid_dollars(on.talk)
    if costing is None or costing.conduct is None or not paid:
        return None
    held = costing.conduct.set_index("payer")["offsets"]
    payer = on.current.payer
    return None if payer not in held.index else recoupment_rate(float(held[payer]), paid)


def _filing(lever: Lever, on: Basis) -> Worth:
    now, then = on.current.paper, on.asked.paper
    limit = now.timely_filing if now else None
    longer = lever.days if lever.days is not None else (then.timely_filing if then else None)
    lags = filing_lags(on.talk)
    if limit is None or longer is None or lags is None:
        return Worth(why="a limit, a longer one and the dates of filing are needed")
    if longer <= limit:
        return Worth(why="the limit asked for is no longer")
    book = on.priced.book
    paid = on.priced.sides["now"].allowed
    made = late_filing(lags, book.denied, paid, limit=limit, longer=longer)
    return Worth(yearly=made.written_off, grade="A")


def _days_to_pay(lever: Lever, on: Basis) -> Worth:
    then, costing = on.asked.paper, on.talk.costing
    target = lever.days if lever.days is not None else (then.clean_claim if then else None)
    days = days_to_payment(on.talk)
    if target is None or days is None or costing is None or costing.hassle is None:
        return Worth(why="a target, the days to payment and a cost of capital are needed")
    made = working_capital(on.allowed, days, target, costing.hassle.capital)
    return Worth(yearly=made.cost, grade="A")


def _late_interest(lever: Lever, on: Basis) -> Worth:
    paper, days = on.current.paper, days_to_payment(on.talk)
    limit = lever.days if lever.days is not None else (paper.clean_claim if paper else None)
    rate = stated_interest(paper)
    if limit is None or rate is None or days is None:
        return Worth(why="a limit of days, a rate and the days to payment are needed")
    base = plan_paid(on.talk, on.priced)
    if base is None:
        return Worth(why="what the payer itself pays is not on file")
    return Worth(yearly=late_interest(base, rate, days, limit).interest, grade="estimate")


def stated_interest(paper: PaperTerms | None) -> SharePerYear | None:
    """Return the yearly rate on late payment that a contract promises: its own, or the state's."""
    if paper is None or paper.late_interest is not None:
        return None if paper is None else paper.late_interest
    by_law = "state" in paper.late_interest_wording.lower() and paper.statute is not None
    return paper.statute.late_interest if by_law and paper.statute else None


def plan_paid(talk: Payer, priced: Prices) -> float | None:
    """Return what the payer itself pays a year in all blocks: by its share, else by the claims."""
    paper = talk.contracts.current.paper
    law = paper.statute if paper else None
    if law is not None and law.plan_share is not None:
        whole = float(sums(priced.sides["now"])["allowed"].sum())
        return round(whole * float(law.plan_share), 2)
    return paid_dollars(talk)


def _load_date(lever: Lever, on: Basis) -> Worth:
    days = lever.days if lever.days is not None else on.talk.load_days
    parts = [part.yearly for name, part in on.parts.items() if part.yearly is not None]
    if days is None or not parts:
        return Worth(why="days won and a change that is dated are needed")
    return Worth(once=a_day(sum(parts)) * days, grade="estimate")


def _authorization(lever: Lever, on: Basis) -> Worth:
    costing, rates = on.talk.costing, _rates(on)
    if costing is None or costing.authorizations is None or rates is None:
        return Worth(why="nobody counted the requests, or a minute has no cost")
    spread = requests_by_payer(
        costing.authorizations, costing.conduct, lines_by_provider(on.talk, on.priced)
    )
    held = with_dollars(spread, rates)
    held = held[held["payer"] == on.current.payer]
    if lever.codes is not None:
        named = set(lever.codes)
        held = held[[bool(named & set(str(codes).split())) for codes in held["codes"]]]
    if held.empty:
        return Worth(why="no request for these services is on file")
    grade: Grade = "estimate" if held["estimated"].any() else "A"
    return Worth(yearly=float(held["cost"].sum()), grade=grade)


def _devices(lever: Lever, on: Basis) -> Worth:
    center = on.talk.costing.center if on.talk.costing else None
    named = lever.codes if lever.codes is not None else list(center.devices if center else {})
    units = units_of_codes(on.kept, named)
    if center is None or not units:
        return Worth(why="no implant of a known price is in the book")
    made = device_value(units, center.devices, lever.markup or 0.0)
    if made.without_price:
        return Worth(why=f"the implant of {made.without_price} has no price")
    return Worth(yearly=made.with_markup, grade="A")


def _staff_time(lever: Lever, on: Basis) -> Worth:
    rates = _rates(on)
    if lever.units is None or lever.minutes is None or rates is None:
        return Worth(why="units, minutes and the cost of a minute are needed")
    if lever.resource not in rates.minute:
        known = ", ".join(sorted(rates.minute))
        raise ValueError(f"no resource {lever.resource!r} has a cost a minute, only {known}")
    cost = time_value(lever.units, lever.minutes, rates.minute[lever.resource])
    return Worth(yearly=cost, grade="estimate")


def _rates(on: Basis) -> Rates | None:
    return None if on.own is None else on.own.book.rates()


_MODELS: Final[Mapping[str, Callable[[Lever, Basis], Worth]]] = {
    "rates": _part("rates"),
    "tests": _part("tests"),
    "multiple": _part("multiple"),
    "lesser_of": _part("lesser_of"),
    "drugs": _drug_part,
    "escalator": _escalator,
    "look_back": _look_back,
    "filing": _filing,
    "days_to_pay": _days_to_pay,
    "late_interest": _late_interest,
    "load_date": _load_date,
    "authorization": _authorization,
    "devices": _devices,
    "staff_time": _staff_time,
}


def finite(amount: Number | None) -> float | None:
    """Return an amount as one number, None for none; ValueError for one that is no number."""
    if amount is None:
        return None
    number = float(np.asarray(amount, dtype=np.float64).mean())
    if not np.isfinite(number):
        raise ValueError(f"a lever's worth must be a number, not {amount!r}")
    return number
