"""Actions: which services to renegotiate, reprice, move, shorten or stop, and why.

    reprice      our own charge is under a contract's fee (lesser of charge), or the price that we
                 ask of patients themselves is under full cost: raise it
    renegotiate  a payer with whom we can talk pays a service under full cost
    move         done in another's room while our own center has free minutes for it
    stop         under what stops with it: supplies, devices, drugs, authorization
    shorten      nobody to talk with covers it (Medicare, Medicaid): the minutes must fall

A contract with a paper of its own (notice, renewal) can be talked about; the others cannot. One
service of one payer has one action, the first that fits in this order. What a stop is worth is the
cash that it saves; the others close the gap to full cost. Dollars a year.
"""

from collections.abc import Collection, Mapping
from typing import cast

import numpy as np
import pandas as pd

from practice_model.costs.equations import is_second
from practice_model.costs.terms import Center
from practice_model.quantities import Count, SignedUSDPerYear, USDPerYear, terms
from practice_model.questions.anatomy_pages import services, title_of
from practice_model.questions.margins import margins_by
from practice_model.revenue.contract import Contract
from practice_model.revenue.leaks import lesser_of_leak
from practice_model.revenue.repricing import Repriced

MOST = 12  # rows that the page shows; the sums are of all
WORDS = {"reprice": "Reprice", "renegotiate": "Renegotiate", "move": "Move", "stop": "Stop",
         "shorten": "Shorten"}  # fmt: skip
REASONS = {
    "charge": "our charge is under the contract’s fee",
    "own_price": "our own price is under full cost",
    "cash": "paid under supplies and device",
    "full": "paid under full cost",
    "full_alone": "paid under full cost; all payers together cover it",
    "hospital": "done elsewhere; our rooms have free minutes",
    "authorization": "authorization takes more than it leaves",
    "minutes": "no payer to talk with covers its minutes",
}
COLUMNS = ["label", "payer", "action", "now", "break_even", "units", "worth", "reason"]


@terms
class Actions:
    """How many services ask for something, and what the shown ones are worth a year."""

    services: Count
    worth: USDPerYear
    reprice: USDPerYear
    renegotiate: USDPerYear
    move: USDPerYear
    stop: USDPerYear
    shorten: USDPerYear
    first: str | None
    first_payer: str | None
    first_worth: SignedUSDPerYear | None


def actions(
    cells: pd.DataFrame,
    paid: Mapping[str, Repriced],
    contracts: Mapping[str, Contract],
    *,
    center: Center | None = None,
    free_minutes: float = 0.0,
    approval: pd.DataFrame | None = None,
    names: Mapping[str, str] | None = None,
    patients: Collection[str] = (),
) -> pd.DataFrame:
    """Return the list, most dollars first: COLUMNS, plus `why`, the key of the reason.

    free_minutes: practical room minutes that the center did not use. approval: services by
    authorization, columns label, units, left (dollars after approval time), below 0 to be told.
    patients: payers that are patients themselves, whose price is our own choice.
    """
    rows = [
        *_repriced(paid),
        *_moved(cells, center, free_minutes),
        *_stopped(approval),
        *_under_cost(cells, contracts, patients),
    ]
    made = pd.DataFrame(rows, columns=[*COLUMNS[:-1], "why"])
    made["reason"] = made["why"].map(REASONS)
    taken = made.drop_duplicates(["label", "payer"])
    called = [(names or {}).get(str(payer), str(payer)) for payer in taken["payer"]]
    taken = taken.assign(payer=called)
    taken = taken.sort_values("worth", ascending=False, kind="stable").reset_index(drop=True)
    taken.index = pd.Index([f"action_{place + 1}" for place in taken.index], name="row")
    return taken[[*COLUMNS, "why"]]


def actions_of(listed: pd.DataFrame) -> Actions:
    """Return the sums of the list, all of it."""
    by = listed.groupby("action")["worth"].sum()
    first = listed.iloc[0] if len(listed) else None
    return Actions(
        services=len(listed),
        worth=float(listed["worth"].sum()),
        **{name: float(by.get(word, 0.0)) for name, word in WORDS.items()},
        first=None if first is None else str(first["label"]),
        first_payer=None if first is None else str(first["payer"]),
        first_worth=None if first is None else float(first["worth"]),
    )


def _repriced(paid: Mapping[str, Repriced]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for payer, own in paid.items():
        for key, leak in lesser_of_leak(own, ("block", "code")).iterrows():
            if leak["leak"] > 0:
                label = title_of(*cast(tuple[str, str], key))
                row = (label, payer, WORDS["reprice"], np.nan, np.nan, float(leak["lines"]),
                       float(leak["leak"]), "charge")  # fmt: skip
                rows.append(row)
    return rows


def _under_cost(
    cells: pd.DataFrame, contracts: Mapping[str, Contract], patients: Collection[str]
) -> list[tuple[object, ...]]:
    own = cells[cells["block"] != "drug"]
    whole = services(own)["margin"]
    rows: list[tuple[object, ...]] = []
    for key, cell in margins_by(own, ["block", "code", "payer"]).iterrows():
        block, code, payer = cast(tuple[str, str, str], key)
        if not cell["margin"] < 0:
            continue
        cash, covered = bool(cell["contribution"] < 0), bool(whole[block, code] >= 0)
        choice = _choice(contracts[payer].paper is not None, payer in patients, cash, covered)
        if choice is None:
            continue
        action, why = choice
        gained = cell["contribution"] if action == "stop" else cell["margin"]
        rows.append(
            (title_of(block, code), payer, WORDS[action], float(cell["now"]),
             float(cell["break_even"]), float(cell["units"]), -float(gained), why)
        )  # fmt: skip
    return rows


def _choice(talks: bool, patient: bool, cash: bool, covered: bool) -> tuple[str, str] | None:
    """The action on a service under full cost, and why; None where there is nothing to do.

    A payer that sets its own fees, on a service that all payers together cover, is let be.
    """
    if patient:
        return "reprice", "own_price"
    if talks:
        return "renegotiate", "cash" if cash else "full_alone" if covered else "full"
    if cash:
        return "stop", "cash"
    return None if covered else ("shorten", "minutes")


def _moved(
    cells: pd.DataFrame, center: Center | None, free_minutes: float
) -> list[tuple[object, ...]]:
    """Surgery that our own doctors did elsewhere, as far as the center's free minutes reach.

    Second procedures are no case: they neither move by themselves nor lower the minutes of a case.
    """
    if center is None:
        return []
    cells = cells[~is_second(cells["modifiers"])]
    own_rooms = set(cells.loc[cells["block"] == "asc", "site"])
    away = cells[
        cells["block"].eq("professional")
        & cells["setting"].eq("facility")
        & ~cells["site"].isin(own_rooms)
        & cells["code"].isin(set(center.cases["hcpcs"]))
    ]
    here = margins_by(cells[cells["block"] == "asc"], ["code"])
    rows: list[tuple[object, ...]] = []
    left = free_minutes
    gains = (here["contribution"] / here["units"]).sort_values(ascending=False, kind="stable")
    minutes = here["room_minutes"] / here["units"]
    for place, gain in gains.items():
        code = str(place)
        cases = float(away.loc[away["code"] == code, "units"].sum())
        each = float(minutes[code])
        fitting = min(cases, left // each) if each > 0 else 0.0
        if fitting > 0 and gain > 0:
            left -= fitting * each
            row = (title_of("asc", code), "All payers", WORDS["move"], np.nan, np.nan, fitting,
                   fitting * float(gain), "hospital")  # fmt: skip
            rows.append(row)
    return rows


def _stopped(approval: pd.DataFrame | None) -> list[tuple[object, ...]]:
    if approval is None:
        return []
    losing = approval[approval["left"] < 0]
    pairs = zip(losing["label"], losing["units"], losing["left"], strict=True)
    return [
        (str(label), "Insured", WORDS["stop"], np.nan, np.nan, float(units), -float(left),
         "authorization")
        for label, units, left in pairs
    ]  # fmt: skip
