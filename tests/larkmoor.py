"""The control volumes of the synthetic practice as claim lines, for tests of repricing.

Counts come from the product's own apportioning; here they only become lines: one claim a line,
but for pairs of tests and second procedures, which share one. Charges follow the charge rule.
"""

from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from practice_model.money import half_up, scaled, to_dollars
from practice_model.readers.inputs import load
from practice_model.readers.medicare_tables import load_medicare
from practice_model.revenue.book import Book, claims_book, of_payer
from practice_model.revenue.contract import Contract
from practice_model.revenue.offers import Offer
from practice_model.revenue.physician_fees import fee_schedule
from practice_model.revenue.repricing import Repriced, reprice
from practice_model.revenue.surgery_center_fees import asc_schedule
from practice_model.revenue.yardstick import indicators
from practice_model.synthetic import volumes

INPUTS = Path(__file__).parents[1] / "inputs"
LOCALITY = "10212-01"
MARKUP, CENTER_MARKUP, DRUG_MARKUP = 2.3, 3.4, 1.5
STALE = {"92134": 4500, "65855": 27500, "67028": 14000}
QUARTERS = {1: date(2025, 2, 11), 2: date(2025, 5, 13), 3: date(2025, 8, 12), 4: date(2025, 11, 11)}
FIRST_LIMITS = {
    "J0178": 80107, "J2777": 3525, "J0177": 32906, "J2781": 14637, "J7312": 20556,
    "Q5124": 16920, "J2778": 12398, "J9035": 7319, "J3300": 2502,
}  # fmt: skip


@cache
def medicare():
    return load_medicare(INPUTS / "medicare")


@cache
def claims() -> pd.DataFrame:
    """Professional, drug and facility lines of 2025 with charges, in the canonical columns."""
    professional = _professional()
    lines = pd.concat([professional, _drugs(), _facility()], ignore_index=True)
    lines["hcpcs_modifier_2"] = ""
    lines["plan"] = lines["payer"]
    lines["claim_status"] = "1"
    return lines


def _expanded(cells: pd.DataFrame, count: str = "lines") -> pd.DataFrame:
    lines = cells.loc[cells.index.repeat(cells[count])].reset_index(drop=True)
    lines["place"] = lines.groupby(
        [name for name in ("provider", "payer", "hcpcs", "modifier", "pos") if name in lines]
    ).cumcount()
    return lines


def _professional() -> pd.DataFrame:
    cells = volumes.professional_lines()
    lines = _expanded(cells)
    lines["claim_id"] = [f"P{number}" for number in range(len(lines))]
    _join_tests(lines)
    _join_lids(lines, "P")
    lines["charge"] = _charges(lines)
    return _canonical(lines, "professional", date(2025, 6, 3))


def _join_tests(lines: pd.DataFrame) -> None:
    """Put the low line of every reduced pair on the claim of its high line."""
    pairs = volumes.same_day_tests()
    taken: dict[tuple, int] = {}
    for pair in pairs[pairs["kind"] == "reduced"].itertuples(index=False):
        low = _next(lines, pair, pair.low, pair.pairs, taken)
        high = _next(lines, pair, pair.high, pair.pairs, taken)
        lines.loc[low, "claim_id"] = lines.loc[high, "claim_id"].to_numpy()


def _next(lines, pair, code, count, taken):
    key = (pair.provider, pair.payer, code)
    found = lines.index[
        (lines["provider"] == pair.provider)
        & (lines["payer"] == pair.payer)
        & (lines["hcpcs"] == code)
        & (lines["modifier"] == "")
        & (lines["pos"] == "11")
    ]
    start = taken.get(key, 0)
    taken[key] = start + count
    assert len(found) >= start + count, key
    return found[start : start + count]


def _join_lids(lines: pd.DataFrame, letter: str) -> None:
    """Put every 67904-51 on the claim of a 15823-50 of its payer."""
    for payer in lines["payer"].unique():
        own = lines["payer"] == payer
        second = lines.index[own & (lines["hcpcs"] == "67904") & (lines["modifier"] == "51")]
        first = lines.index[own & (lines["hcpcs"] == "15823") & (lines["modifier"] == "50")]
        assert len(first) >= len(second)
        lines.loc[second, "claim_id"] = lines.loc[first[: len(second)], "claim_id"].to_numpy()


def _drugs() -> pd.DataFrame:
    lines = _expanded(volumes.drug_lines().assign(provider="C", pos="11"))
    lines["claim_id"] = [f"D{number}" for number in range(len(lines))]
    limit = lines["hcpcs"].map(FIRST_LIMITS).to_numpy()
    lines["charge"] = scaled(limit, DRUG_MARKUP) * lines["units_each"]
    made = _canonical(lines, "professional", date(2025, 1, 1))
    made["claim_line_start_date"] = pd.to_datetime(lines["quarter"].map(QUARTERS)).to_numpy()
    made["service_unit_quantity"] = lines["units_each"].astype("float64")
    return made


def _facility() -> pd.DataFrame:
    lines = _expanded(volumes.facility_lines().assign(pos="24"))
    lines["claim_id"] = [f"F{number}" for number in range(len(lines))]
    _join_lids(lines, "F")
    national = asc_schedule(medicare(), on=date(2025, 10, 1))["rate_cents"]
    rate = national.reindex(lines["hcpcs"]).to_numpy(dtype=np.int64)
    whole = half_up(scaled(rate, CENTER_MARKUP), 1000) * 1000
    lines["charge"] = _modified(whole, lines["modifier"])
    return _canonical(lines, "facility", date(2025, 6, 3))


def _charges(lines: pd.DataFrame) -> np.ndarray:
    fees = {}
    for release, factor in (("RVU21D", 34.8931), ("RVU22D", 34.6062)):
        fees[release] = fee_schedule(
            medicare(), release=release, locality=LOCALITY, factor=factor
        ).xs("", level="mod")
    office = (lines["pos"] == "11").to_numpy()
    found = None
    for table in fees.values():
        rows = table.reindex(lines["hcpcs"])
        cents = np.where(
            office, rows["nonfacility_cents"].fillna(-1), rows["facility_cents"].fillna(-1)
        ).astype(np.int64)
        found = cents if found is None else np.where(found < 0, cents, found)
    whole = half_up(scaled(found, MARKUP), 100) * 100
    stale = lines["hcpcs"].map(STALE).fillna(-1).to_numpy(dtype=np.int64)
    return _modified(np.where(stale >= 0, stale, whole), lines["modifier"])


def _modified(cents: np.ndarray, modifiers: pd.Series) -> np.ndarray:
    """The charge takes the modifier factor of the price; cataract's 54 is .10 + .70."""
    paid = cents.copy()
    for modifier, share in (("50", 1.5), ("51", 0.5), ("54", 0.8), ("26", 0.5)):
        here = (modifiers == modifier).to_numpy()
        paid[here] = scaled(cents[here], share)
    return paid


def _canonical(lines: pd.DataFrame, claim_type: str, day: date) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "claim_id": lines["claim_id"].to_numpy(object),
            "claim_type": claim_type,
            "claim_line_start_date": pd.Timestamp(day),
            "hcpcs_code": lines["hcpcs"].to_numpy(object),
            "hcpcs_modifier_1": lines["modifier"].to_numpy(object),
            "service_unit_quantity": 1.0,
            "place_of_service_code": lines["pos"].to_numpy(object),
            "payer": lines["payer"].to_numpy(object),
            "rendering_npi": lines["provider"].to_numpy(object),
            "charge_amount": to_dollars(lines["charge"].to_numpy()),
        }
    )


@cache
def marks() -> pd.DataFrame:
    return indicators(medicare())


@cache
def contract(payer: str, file: str = "terms") -> Contract:
    return load(INPUTS / "contracts" / payer.lower() / f"{file}.yaml", Contract).terms


@cache
def as_paid(payer: str) -> Contract:
    """The payer's terms as it pays in fact, where that differs from its contract."""
    differs = (INPUTS / "contracts" / payer.lower() / "paid.yaml").is_file()
    return contract(payer, "paid" if differs else "terms")


@cache
def offer(file: str) -> Offer:
    return load(INPUTS / "contracts" / "nq" / f"{file}.yaml", Offer).terms


@cache
def book() -> Book:
    return claims_book(claims(), contract("NQ").code_groups, marks())


@cache
def payer_book(payer: str) -> Book:
    return of_payer(book(), payer)


def priced(lines: Book, terms: Contract) -> Repriced:
    return reprice(lines, terms, medicare(), marks())
