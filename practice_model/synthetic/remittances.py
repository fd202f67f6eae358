"""Remittances: the tables beside the claims, as electronic remittances of payers would give them.

Claims hold each line's last word. `history` holds what came before it: first denials that were
overturned, wrong first payments with their reversals, and duplicate submissions. Payments are
weekly by payer, and each balances: its amount is what its claims pay less what is taken back.

Source: docs/PRACTICE.md sections 4.1 and 9.
"""

from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import scaled
from practice_model.synthetic.sources import PAYERS, texture
from practice_model.synthetic.timing import Dates, payment_ids

Cents = np.ndarray[Any, np.dtype[np.int64]]
MONEY = ["charge", "allowed", "paid", "deductible", "coinsurance", "copay"]
CONTRACTUAL, WITHHELD, DUPLICATE = "45", "253", "18"
FIRST_PAID = 0.8
WEEK = np.timedelta64(7, "D")
OLD_DAYS, RECENT_DAYS = (400, 900), (60, 330)
REVERSED, DENIED = "22", "4"


def adjustments(lines: pd.DataFrame) -> pd.DataFrame:
    """Return adjustments of the claims, so that charge less adjustments is what was paid.

    Columns claim_id, claim_line_number, group, carc, cents. `lines` hold the money in cents, carc,
    insured and the claim's identifiers.
    """
    own = lines[lines["insured"] & (lines["charge"] > 0)]
    parts = [
        _adjusted(own, "CO", CONTRACTUAL, own["charge"] - own["allowed"]),
        _adjusted(own, "CO", own["carc"], own["denied"]),
        _adjusted(own, "CO", WITHHELD, own["withheld"]),
        _adjusted(own, "PR", "1", own["deductible"]),
        _adjusted(own, "PR", "2", own["coinsurance"]),
        _adjusted(own, "PR", "3", own["copay"]),
    ]
    made = pd.concat(parts, ignore_index=True)
    return made.sort_values(["claim_id", "claim_line_number", "group", "carc"], ignore_index=True)


def remarks(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the remark code of each denied line: claim_id, claim_line_number, remark_code."""
    denied = lines[lines["carc"] != ""]
    code = denied["carc"].map(texture()["remarks"]).fillna("")
    made = denied[["claim_id", "claim_line_number"]].assign(remark_code=code)
    return made[made["remark_code"] != ""].reset_index(drop=True)


def history(lines: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return earlier rows of lines, in the columns of `lines` with event and carc.

    event: first_denial (later paid), first_payment and reversal (later corrected), duplicate.
    """
    insured = lines["insured"].to_numpy(bool)
    paid = insured & (lines["paid"] > 0).to_numpy()
    overturned = lines[lines["first_denied"] & (lines["carc"] == "")]
    free = np.flatnonzero(paid & ~lines["first_denied"].to_numpy(bool))
    order = rng.permutation(free)
    told = texture()
    corrected = lines.iloc[np.sort(order[: told["reversals"]])]
    repeated = lines.iloc[np.sort(order[told["reversals"] :][: told["duplicates"]])]
    first = _earlier(corrected, rng).assign(event="first_payment", claim_status="1")
    for name in MONEY[1:]:
        first[name] = scaled(corrected[name].to_numpy(), FIRST_PAID)
    first["paid"] = (
        first["allowed"] - first["deductible"] - first["coinsurance"] - first["copay"]
        - scaled(corrected["withheld"].to_numpy(), FIRST_PAID)
    )  # fmt: skip
    back = corrected.assign(event="reversal", claim_status=REVERSED)
    for name in MONEY:
        back[name] = -first[name].to_numpy()
    unpaid = [
        _nothing(_earlier(overturned, rng), _reasons(overturned, rng), "first_denial"),
        _nothing(repeated, np.full(len(repeated), DUPLICATE, dtype=object), "duplicate"),
    ]
    return pd.concat([*unpaid, first, back], ignore_index=True)


def offsets(payments: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return what payers took back: payment_id, npi, reason, reference, reference_date, cents.

    Each payer's dollars of the year are exact; an offset never exceeds half of its payment.
    """
    tables = []
    year = texture()["year"]
    for payer, told in texture()["offsets"].items():
        own = payments[(payments["payer"] == payer) & (payments["date"].dt.year == year)]
        own = own.sort_values("gross", ascending=False, kind="stable")
        own = own.head(max(told["count"], len(own) * 2 // 3))
        own = own.iloc[np.sort(rng.permutation(len(own))[: told["count"]])]
        cents, old = _parts(told, rng)
        if np.any(2 * cents > own["gross"].to_numpy()):
            raise ValueError(f"{payer} takes back more than half of a payment")
        days = np.where(
            old, rng.integers(*OLD_DAYS, len(own)), rng.integers(*RECENT_DAYS, len(own))
        )
        service = own["date"].to_numpy("datetime64[D]") - days.astype("timedelta64[D]")
        digits = rng.integers(0, 1_000_000, len(own))
        tables.append(pd.DataFrame({
            "payment_id": own["payment_id"].to_numpy(object), "npi": texture()["npi"]["group"],
            "reason": "WO", "reference": [f"{payer}{one:06d}" for one in digits],
            "reference_date": service, "cents": cents,
        }))  # fmt: skip
    made = pd.concat(tables, ignore_index=True)
    return made.sort_values(["payment_id", "reference"], ignore_index=True)


def gross_payments(lines: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """Return what each payment's claims pay: payment_id, payer, date, gross (cents)."""
    columns = ["payment_id", "payer", "paid_date", "paid"]
    rows = pd.concat([lines.loc[lines["insured"], columns], earlier[columns]])
    made = rows.groupby("payment_id", sort=True).agg(
        payer=("payer", "first"), date=("paid_date", "first"), gross=("paid", "sum")
    )
    return made.reset_index()


def payments(gross: pd.DataFrame, taken: pd.DataFrame) -> pd.DataFrame:
    """Return the payments: payment_id, payer, date, method, cents (claims less what is taken)."""
    back = gross["payment_id"].map(taken.groupby("payment_id")["cents"].sum()).fillna(0)
    cents = gross["gross"] - back.astype("int64")
    if (cents < 0).any():
        raise ValueError("a payment cannot be below nothing")
    method = gross["payer"].map(texture()["payment"]["method"])
    method = method.where(cents > 0, "NON")
    return gross[["payment_id", "payer", "date"]].assign(method=method, cents=cents)


def _adjusted(own: pd.DataFrame, group: str, carc: Any, cents: pd.Series) -> pd.DataFrame:
    table = own[["claim_id", "claim_line_number"]].assign(group=group, carc=carc, cents=cents)
    return table[table["cents"] != 0]


def _reasons(lines: pd.DataFrame, rng: np.random.Generator) -> Any:
    reasons = np.full(len(lines), "", dtype=object)
    payer = lines["payer"].to_numpy(object)
    for who in PAYERS:
        codes = texture()["denial_codes"].get(who)
        own = np.flatnonzero(payer == who)
        if codes and len(own):
            reasons[own] = rng.choice(list(codes), len(own), p=list(codes.values()))
    return reasons


def _nothing(lines: pd.DataFrame, carc: Any, event: str) -> pd.DataFrame:
    nothing = dict.fromkeys(MONEY[1:], 0)
    return lines.assign(event=event, claim_status=DENIED, carc=carc, **nothing)


def _earlier(lines: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The lines in a payment some weeks before the last one, never before they are received."""
    paid = lines["paid_date"].to_numpy("datetime64[D]")
    received = lines["received"].to_numpy("datetime64[D]")
    room = ((paid - received) // WEEK).astype(np.int64)
    weeks = np.minimum(np.maximum(room - 1, 0), rng.integers(1, 5, len(lines)))
    earlier: Dates = paid - weeks * WEEK
    payer = lines["payer"].to_numpy(object)
    return lines.assign(
        paid_date=earlier, posted=earlier + np.timedelta64(1, "D"),
        payment_id=payment_ids(payer, earlier), file_name=payment_ids(payer, earlier) + ".835",
    )  # fmt: skip


def _parts(told: dict[str, int], rng: np.random.Generator) -> tuple[Cents, Any]:
    """Cents of each offset, whole dollars in sum, and which of them reach far back."""
    count = told["count"]
    many = round(count * told["old"] / told["taken"])
    old = np.arange(count) < many
    cents = np.zeros(count, dtype=np.int64)
    for held, dollars in [(old, told["old"]), (~old, told["taken"] - told["old"])]:
        if held.any():
            weight = rng.uniform(0.6, 1.4, int(held.sum()))
            whole = np.floor(100 * dollars * weight / weight.sum()).astype(np.int64)
            whole[0] += 100 * dollars - int(whole.sum())
            cents[held] = whole
    order = rng.permutation(count)
    return cents[order], old[order]
