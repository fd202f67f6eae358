"""Rates: what a contract pays for each kind of line, and the rule that says so.

The kinds of a book are matched to rules (code before range before group before everything), each
rule prices its kinds, and what it cannot price for want of a listing falls to the `unlisted` rule.
Every step is rounded half up to the cent, in the order that `contract` tells. A kind without a
price has a reason, never a zero.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import scaled, to_cents
from practice_model.revenue.book import Book
from practice_model.revenue.code_groups import Grouping, grouping, range_of
from practice_model.revenue.contract import (
    BLOCKS,
    Contract,
    RateRule,
    RateSchedule,
    basis_of,
    schedules,
)
from practice_model.revenue.escalators import escalated
from practice_model.revenue.fee_table import table_prices
from practice_model.revenue.kinds import Positions
from practice_model.revenue.line_shares import with_modifiers
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.prices import Prices
from practice_model.revenue.yardstick import (
    center_prices,
    drug_prices,
    hospital_prices,
    of_sales_price,
    physician_prices,
)
from practice_model.tables import refuse_draws

Cents = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
PRICED, DEFAULT, INCLUDED, EXCLUDED, UNPRICED, APART = (
    "priced",
    "default",
    "included",
    "excluded",
    "unpriced",
    "apart",
)
UNIT, CHARGE, INVOICE = "unit", "charge", "invoice"
NO_RULE = "no rule covers it"
NOT_PRICED = "shown apart, not priced by the contract"


@dataclass(frozen=True, eq=False)
class Priceable:
    """Kinds of one block with what prices them; `seen` holds Medicare look-ups by basis."""

    kinds: pd.DataFrame
    block: str
    schedule: RateSchedule
    tables: MedicareTables
    seen: dict[tuple[Any, str], Prices]


@dataclass(frozen=True, eq=False)
class KindRates:
    """The rate of each kind of a book under one contract, in cents for one unit.

    table: the kinds with rule, status, reason, pays (unit, charge or invoice), share (of charge or
    invoice). rate: of the kind alone; first: ahead of rank and share of the service; after: that
    share; technical: the technical part of a test; payable: whether the kind has an amount;
    second: whether it is billed as a second procedure (51).
    """

    table: pd.DataFrame
    rate: Cents
    first: Cents
    after: np.ndarray[Any, np.dtype[np.float64]]
    technical: Cents
    payable: Flags
    by_charge: Flags
    by_invoice: Flags
    second: Flags


def kind_rates(
    book: Book, contract: Contract, tables: MedicareTables, indicators: pd.DataFrame
) -> KindRates:
    """Return the rates of a book's kinds under a contract.

    Raises ValueError for terms that hold draws (draws enter after aggregation) and for a
    percentage of Medicare without its year or place.
    """
    refuse_draws(contract)
    kinds = book.kinds
    table = _started(kinds.index, "", APART, NOT_PRICED)
    named = grouping(contract.code_groups)
    held = schedules(contract)
    for block in BLOCKS:
        places = np.flatnonzero((kinds["block"] == block).to_numpy())
        if not len(places):
            continue
        if block not in held:
            table.loc[places, ["status", "reason"]] = [UNPRICED, f"no {block} schedule"]
            continue
        block_of = Priceable(kinds.iloc[places], block, held[block], tables, {})
        part = _schedule_rates(block_of, named)
        table.loc[places, part.columns] = part
    table = _with_technical(with_modifiers(table, kinds, indicators, held), kinds, indicators)
    payable = table["status"].isin([PRICED, DEFAULT]).to_numpy()
    pays = table["pays"].to_numpy(object)
    return KindRates(
        table=pd.concat(
            [kinds, table[["rule", "status", "reason", "pays", "share", "rate"]]], axis=1
        ),
        rate=np.where(payable, table["rate"].to_numpy(np.int64), 0),
        first=table["first"].to_numpy(np.int64),
        after=table["after"].to_numpy(np.float64),
        technical=table["technical"].to_numpy(np.int64),
        payable=payable,
        by_charge=pays == CHARGE,
        by_invoice=pays == INVOICE,
        second=np.array(["51" in text.split() for text in kinds["modifiers"].tolist()], dtype=bool),
    )


def _started(index: pd.Index, rule: Any, status: str, reason: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "rule": rule,
            "status": status,
            "reason": reason,
            "pays": UNIT,
            "share": 0.0,
            "first": np.int64(0),
            "technical": np.int64(0),
        },
        index=index,
    )


def _with_technical(
    table: pd.DataFrame, kinds: pd.DataFrame, indicators: pd.DataFrame
) -> pd.DataFrame:
    """A fee without a technical row of its own has Medicare's technical share of the fee."""
    technical, first = table["technical"].to_numpy(np.int64).copy(), table["first"].to_numpy()
    share = indicators["technical_share"].reindex(kinds["hcpcs"]).fillna(0).to_numpy()
    share = np.where(kinds["modifiers"].str.contains("TC").to_numpy(), 1.0, share)
    for one in np.unique(share[(technical == 0) & (share > 0)]):
        here = (technical == 0) & (share == one)
        technical[here] = scaled(first[here], float(one))
    return table.assign(technical=technical)


def matched(kinds: pd.DataFrame, schedule: RateSchedule, named: Grouping) -> list[str]:
    """Return the name of the rule that covers each kind, "" where none does."""
    by_code = {code: name for name, rule in schedule.rules.items() for code in rule.codes or []}
    ranges = [
        (range_of(text), name)
        for name, rule in schedule.rules.items()
        for text in rule.ranges or []
    ]
    by_group = {group: name for name, rule in schedule.rules.items() for group in rule.groups or []}
    rest = _rule_at(schedule, "everything") or ""

    def rule_of(code: str) -> str:
        if code in by_code:
            return by_code[code]
        found = next((name for held, name in ranges if held.holds(code)), "")
        return found or by_group.get(named.group_of(code), rest)

    known = {code: rule_of(code) for code in kinds["hcpcs"].unique()}
    return [known[code] for code in kinds["hcpcs"]]


def _rule_at(schedule: RateSchedule, level: str) -> str | None:
    return next((name for name, rule in schedule.rules.items() if getattr(rule, level)), None)


def _schedule_rates(given: Priceable, named: Grouping) -> pd.DataFrame:
    rules = np.array(matched(given.kinds, given.schedule, named), dtype=object)
    made = _started(given.kinds.index, rules, UNPRICED, NO_RULE)
    falls = rules == ""
    for name in dict.fromkeys(rules[~falls]):
        places = np.flatnonzero(rules == name)
        part, off_list = _rule_rates(given, places, name)
        made.loc[part.index, part.columns] = part
        falls[places[off_list]] = True
    default = _rule_at(given.schedule, "unlisted")
    if default and falls.any():
        part, _ = _rule_rates(given, np.flatnonzero(falls), default)
        priced = part["status"] == PRICED
        made.loc[part.index, part.columns] = part.assign(
            status=part["status"].where(~priced, DEFAULT)
        )
    return made


def _rule_rates(given: Priceable, places: Positions, name: str) -> tuple[pd.DataFrame, Flags]:
    """Rates of the kinds at some places under one rule, and which of them its list lacks."""
    rule = given.schedule.rules[name]
    kinds = given.kinds.iloc[places]
    plain = {"rule": name, "reason": "", "share": 0.0, "first": np.int64(0), "technical": 0}
    nowhere = np.zeros(len(places), dtype=bool)

    def told(**columns: Any) -> pd.DataFrame:
        return pd.DataFrame({**plain, "status": PRICED, "pays": UNIT, **columns}, index=kinds.index)

    if rule.included:
        return told(status=INCLUDED), nowhere
    if rule.excluded:
        return told(status=EXCLUDED, reason="the contract does not cover it"), nowhere
    if rule.of_charge is not None:
        return told(pays=CHARGE, share=float(rule.of_charge)), nowhere
    if rule.of_invoice is not None:
        return told(pays=INVOICE, share=float(rule.of_invoice)), nowhere
    if rule.of_medicare is not None or rule.of_hospital is not None:
        prices = _of_medicare(given, places, rule)
    else:
        prices = _base(kinds, rule, given.tables)
    made = told(
        status=np.where(prices.reason == "", PRICED, UNPRICED),
        reason=prices.reason,
        first=_stepped(prices.cents, kinds, name, given.schedule),
        technical=_stepped(prices.technical, kinds, name, given.schedule),
    )
    return made, prices.off_list


def _base(kinds: pd.DataFrame, rule: RateRule, tables: MedicareTables) -> Prices:
    """Cents for one unit by a fee or a drug limit, before raise and escalator."""
    if rule.fee is not None:
        size = len(kinds)
        none = np.zeros(size, dtype=np.int64)
        cents = np.full(size, to_cents(rule.fee), dtype=np.int64)
        return Prices(cents, none, np.full(size, "", object), np.zeros(size, bool))
    if rule.fees is not None:
        return table_prices(rule.fees, kinds)
    limits = drug_prices(tables, kinds, rule)
    if rule.of_drug_limit is not None:
        return _percent(limits, float(rule.of_drug_limit))
    cents = of_sales_price(limits.cents, float(rule.of_average_sales_price or 0))
    return Prices(cents, limits.technical, limits.reason, limits.off_list)


def _of_medicare(given: Priceable, places: Positions, rule: RateRule) -> Prices:
    """Cents for one unit as a percent of Medicare; rules on one basis share its look-up."""
    basis = basis_of(rule, given.schedule)
    center = center_prices if given.block == "asc" else physician_prices
    price = hospital_prices if rule.of_hospital is not None else center
    key = (price, repr(basis))
    if key not in given.seen:
        given.seen[key] = price(given.tables, given.kinds, basis)
    found = given.seen[key]
    own = Prices(
        found.cents[places],
        found.technical[places],
        found.reason[places],
        found.off_list[places],
    )
    ratio = rule.of_medicare if rule.of_hospital is None else rule.of_hospital
    return _percent(own, float(ratio or 0))


def _percent(prices: Prices, ratio: float) -> Prices:
    if ratio == 1:
        return prices
    return Prices(
        scaled(prices.cents, ratio),
        scaled(prices.technical, ratio),
        prices.reason,
        prices.off_list,
    )


def _stepped(cents: Cents, kinds: pd.DataFrame, name: str, schedule: RateSchedule) -> Cents:
    """Cents after the rule's raise, the schedule's escalator and the rule's cap."""
    rule = schedule.rules[name]
    if rule.raised is not None:
        cents = cents + scaled(cents, float(rule.raised))
    escalator = schedule.escalator
    if escalator and (escalator.applies_to is None or name in escalator.applies_to):
        since = kinds["since"].to_numpy()
        stepped = cents.copy()
        for day in np.unique(since):
            here = since == day
            stepped[here] = escalated(cents[here], escalator, pd.Timestamp(day).date())
        cents = stepped
    if rule.cap is not None:
        cents = np.minimum(cents, to_cents(rule.cap))
    return cents
