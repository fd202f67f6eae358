"""Counter mix: our rates and units beside the payer's, and a schedule of rates as a contract.

A rate is one row of a fee schedule: code, part (whole, 26, TC, 53) and setting. Our units of it are
dollars over rate, so that modifiers and cuts of the claim count as the part of a unit that they
leave. The payer's units are, in this order: its own counts by code; else estimated from its shares
of dollars by group, each spread over our codes of the group as we bill them, at the size of our own
book; else our own, which leaves nothing to trade.
"""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from practice_model.money import to_dollars
from practice_model.quantities import replaced
from practice_model.revenue.book import Book, claims_book
from practice_model.revenue.contract import Contract, RateRule, schedules
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.payer_books import PayerBook
from practice_model.revenue.prices import pays_as
from practice_model.revenue.repricing import Repriced, reprice
from practice_model.revenue.sums import sums
from practice_model.revenue.variants import FIELD

Mix = Literal["counts", "shares", "own"]
RATE = ["code", "part", "setting"]
RULE = "counter"
PLACES = {"office": "11", "facility": "22", "asc": "24", "hopd": "22"}
FACILITY_SETTINGS = ("asc", "hopd")


def rate_rows(
    sides: Mapping[str, tuple[Repriced, Contract]],
    block: str,
    tables: MedicareTables,
    indicators: pd.DataFrame,
) -> pd.DataFrame:
    """Return the rates of a block that we bill: group, ours (units a year), now, offered (cents).

    sides: now and offered, each priced and as a contract. Rates are of the book's last day; now is
    -1 where there is none. A row that the offer prices by the charge or the invoice has no rate and
    is left out.
    """
    keys = ("block", "group", "code", "setting", "modifiers")
    offered, contract = sides["offered"]
    lines = sums(offered, keys)[["allowed"]].reset_index()
    lines = lines[lines["block"] == block]
    lines["part"] = [pays_as(text) for text in lines["modifiers"]]
    rows = lines.groupby(["group", *RATE])[["allowed"]].sum().reset_index()
    if rows.empty:
        return rows.assign(ours=0.0, now=0, offered=0).drop(columns="allowed")
    plain = _plain_book(rows, offered.book, contract, indicators)
    for name, (_, one) in sides.items():
        rows[name] = _rates(plain, one, tables, indicators)
    rows = rows.loc[(rows["offered"] > 0) & (rows["allowed"] > 0)].reset_index(drop=True)
    ours = rows["allowed"].to_numpy() / to_dollars(rows["offered"].to_numpy())
    return rows.assign(ours=ours).drop(columns="allowed")


def with_payer_units(rows: pd.DataFrame, book: PayerBook | None) -> tuple[pd.DataFrame, Mix]:
    """Return the rates with `theirs` (units a year, NaN where its mix is silent), and its source.

    Shares are of dollars at today's rates, and are scaled to our own dollars of the groups named.
    """
    if book is None:
        return rows.assign(theirs=rows["ours"]), "own"
    if book.counts is not None:
        counts = {str(code): float(units) for code, units in book.counts.items()}
        part = rows["ours"] / rows.groupby("code")["ours"].transform("sum")
        return rows.assign(theirs=rows["code"].map(counts).astype("float64") * part), "counts"
    shares = {name: float(share) for name, share in (book.shares or {}).items()}
    rate = np.where(rows["now"] > 0, rows["now"], rows["offered"])
    dollars = (rows["ours"] * rate).groupby(rows["group"]).sum()
    named = {name: share for name, share in shares.items() if name in dollars.index}
    size = sum(float(dollars[name]) for name in named) / (sum(named.values()) or 1.0)
    over = {name: share * size / float(dollars[name]) for name, share in named.items()}
    return rows.assign(theirs=rows["ours"] * rows["group"].map(over).astype("float64")), "shares"


def as_contract(base: Contract, block: str, lines: pd.DataFrame) -> Contract:
    """Return a contract with the rates of some codes as a table of fees, the rest as they are.

    lines: code, part, setting, cents; every rate of a code that we bill must be there.
    """
    if lines.empty:
        return base
    codes = sorted(set(lines["code"]))
    fees = pd.DataFrame(
        {
            "hcpcs": lines["code"].to_numpy(object),
            "modifier": lines["part"].to_numpy(object),
            "setting": lines["setting"].to_numpy(object),
            "fee": to_dollars(lines["cents"].to_numpy(np.int64)),
        }
    )
    rules: dict[str, RateRule] = {}
    for name, rule in schedules(base)[block].rules.items():
        if rule.codes is None:
            rules[name] = rule
        elif kept := [code for code in rule.codes if code not in codes]:
            rules[name] = replaced(rule, {"codes": kept})
    rules[RULE] = RateRule(codes=codes, fees=fees)
    path = FIELD[block]
    escalator = schedules(base)[block].escalator
    changes: dict[str, Any] = {f"{path}.rules": rules}
    if escalator is not None and escalator.applies_to is not None:
        left = [name for name in escalator.applies_to if name in rules]
        changes[f"{path}.escalator"] = replaced(escalator, {"applies_to": left}) if left else None
    return replaced(base, changes)


def _plain_book(
    rows: pd.DataFrame, like: Book, contract: Contract, indicators: pd.DataFrame
) -> Book:
    """One line a rate, each on a claim of its own, on the last day of the book."""
    settings = rows["setting"].to_numpy(str)
    facility = np.isin(settings, FACILITY_SETTINGS)
    claims = pd.DataFrame(
        {
            "claim_id": [str(number) for number in range(len(rows))],
            "claim_type": np.where(facility, "facility", "professional"),
            "claim_line_start_date": pd.Timestamp(like.last_day),
            "hcpcs_code": rows["code"].to_numpy(object),
            "hcpcs_modifier_1": rows["part"].to_numpy(object),
            "service_unit_quantity": 1.0,
            "place_of_service_code": [PLACES.get(one, "11") for one in settings],
            "payer": "one of each",
            "charge_amount": 0.0,
        }
    )
    return claims_book(claims, contract.code_groups, indicators)


def _rates(
    book: Book, contract: Contract, tables: MedicareTables, indicators: pd.DataFrame
) -> np.ndarray:
    """Cents of each line's rate before claim rules, -1 where the contract has none by the unit."""
    made = reprice(book, contract, tables, indicators)
    kinds = made.kinds
    held = (kinds["status"].isin(["priced", "default"]) & (kinds["pays"] == "unit")).to_numpy()
    return np.where(held, kinds["rate"].to_numpy(np.int64), -1)[made.kind]
