"""Prices: what each payer really paid for each kind of line, in the practice's own year.

Lines are reduced to kinds; each kind becomes one small claim (with the line that cuts it, where
one does), which the contract as paid prices. Counts times prices give every total.

Source: docs/PRACTICE.md sections 3.1 and 3.2.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from practice_model.money import to_dollars
from practice_model.revenue.book import claims_book
from practice_model.revenue.contract import Contract, breaks
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.repricing import reprice
from practice_model.revenue.yardstick import indicators
from practice_model.synthetic.charges import charges
from practice_model.synthetic.sources import texture

Cents = np.ndarray[Any, np.dtype[np.int64]]
KIND = ["payer", "claim_type", "hcpcs", "modifier", "pos", "role", "quarter", "units", "partner",
        "reduced"]  # fmt: skip
PARTNER_MODIFIER = {"15823": "50"}
LAST_MONTH = {0: 11, 1: 2, 2: 5, 3: 8, 4: 11}


def priced(
    lines: pd.DataFrame, contracts: Mapping[str, Contract], tables: MedicareTables
) -> tuple[Cents, Cents]:
    """Return allowed and charged cents of each line.

    `lines` hold the columns KIND and own_charge. contracts: by payer, as it paid. Raises
    ValueError where a payer's contract leaves a line without a price.
    """
    own = lines["own_charge"].notna().to_numpy()
    free = (lines["role"] == "post_op").to_numpy()
    allowed = np.zeros(len(lines), dtype=np.int64)
    charged = np.zeros(len(lines), dtype=np.int64)
    charged[own] = np.rint(lines["own_charge"].to_numpy()[own] * 100).astype(np.int64)
    allowed[own] = charged[own]
    held = ~own & ~free
    cut = lines["reduced"].to_numpy(bool) | (lines["modifier"] == "51").to_numpy()
    kinds = lines.loc[held, KIND].assign(
        partner=np.where(cut[held], lines.loc[held, "partner"], ""),
        modifier=lines.loc[held, "modifier"].where(lines.loc[held, "modifier"] != "JZ", ""),
    )
    number = kinds.groupby(KIND, sort=False).ngroup().to_numpy()
    distinct = kinds.drop_duplicates().reset_index(drop=True)
    charge = charges(distinct, tables)
    allowed[held] = _kind_prices(distinct, charge, contracts, tables)[number]
    charged[held] = charge[number]
    return allowed, charged


def _kind_prices(
    kinds: pd.DataFrame,
    charge: Cents,
    contracts: Mapping[str, Contract],
    tables: MedicareTables,
) -> Cents:
    claims = _small_claims(kinds, charge, tables)
    listed = indicators(tables)
    cents = np.full(len(kinds), -1, dtype=np.int64)
    for payer, own in claims.groupby("payer", sort=False):
        contract = contracts[str(payer)]
        days = own["claim_line_start_date"]
        changes = breaks(contract, days.min().date(), days.max().date())
        book = claims_book(own.reset_index(drop=True), contract.code_groups, listed, changes)
        found = reprice(book, contract, tables, listed)
        status = found.kinds["status"].to_numpy(object)[found.kind]
        wanted = (own["kind"] >= 0).to_numpy()
        bad = wanted & ~np.isin(status, ["priced", "default"])
        if bad.any():
            told = ", ".join(sorted(set(own["hcpcs_code"][bad])))
            raise ValueError(f"{payer} leaves {told} without a price: {sorted(set(status[bad]))}")
        cents[own["kind"].to_numpy()[wanted]] = found.allowed[wanted]
    return cents


def _small_claims(kinds: pd.DataFrame, charge: Cents, tables: MedicareTables) -> pd.DataFrame:
    year = texture()["year"]
    claims = pd.DataFrame({
        "kind": np.arange(len(kinds)), "claim_id": np.arange(len(kinds)).astype(str),
        "payer": kinds["payer"].to_numpy(object),
        "claim_type": kinds["claim_type"].to_numpy(object),
        "hcpcs_code": kinds["hcpcs"].to_numpy(object),
        "hcpcs_modifier_1": kinds["modifier"].to_numpy(object),
        "service_unit_quantity": kinds["units"].to_numpy(dtype=float),
        "place_of_service_code": kinds["pos"].to_numpy(object),
        "claim_line_start_date": pd.to_datetime(
            [date(year, LAST_MONTH[quarter], 14) for quarter in kinds["quarter"]]
        ),
        "charge_amount": to_dollars(charge),
    })  # fmt: skip
    beside: pd.DataFrame = claims[kinds["partner"].to_numpy(object) != ""].copy()
    if beside.empty:
        return claims
    partner = kinds.loc[beside["kind"], "partner"]
    beside["hcpcs_code"] = partner.to_numpy(object)
    beside["hcpcs_modifier_1"] = [PARTNER_MODIFIER.get(one, "") for one in partner]
    held = kinds.loc[beside["kind"]].assign(
        hcpcs=beside["hcpcs_code"].to_numpy(), modifier=beside["hcpcs_modifier_1"].to_numpy()
    )
    beside["charge_amount"] = to_dollars(charges(held, tables))
    return pd.concat([claims, beside.assign(kind=-1)], ignore_index=True)
