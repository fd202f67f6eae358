"""The practice's year: every table of the synthetic practice, made in memory from one seed.

One child stream of random numbers per table, so that a change in one leaves the others. Totals
come from the control volumes and the contracts; the seed decides who, when, and which line is
denied.

Source: docs/PRACTICE.md section 9.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from practice_model.revenue.contract import Contract
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.synthetic import amounts, claims, marks, remittances, schedule, timing, volumes
from practice_model.synthetic.dates import calendar
from practice_model.synthetic.encounters import encounters, joined_tests, second_procedures
from practice_model.synthetic.injections import injection_days
from practice_model.synthetic.lines import all_lines
from practice_model.synthetic.patients import assigned, hashes, patients, with_testing_days
from practice_model.synthetic.prices import priced
from practice_model.synthetic.sources import Controls, texture

SEED = 20251231
STREAMS = ("injections", "patients", "days", "tests", "lines", "marks", "plans", "denials",
           "shares", "times", "history", "offsets")  # fmt: skip


@dataclass(frozen=True, eq=False)
class PracticeYear:
    """The tables of one practice and year; amounts in whole cents, columns named for the files."""

    claims: pd.DataFrame
    history: pd.DataFrame
    line_control: pd.DataFrame
    adjustment: pd.DataFrame
    remark: pd.DataFrame
    payment: pd.DataFrame
    provider_adjustment: pd.DataFrame


def practice_year(
    controls: Controls,
    contracts: Mapping[str, Contract],
    tables: MedicareTables,
    seed: int = SEED,
) -> PracticeYear:
    """Return the year of the practice; contracts by payer, each as it really paid."""
    rng = streams(seed)
    lines = _lines(controls, rng)
    lines["hash"] = hashes(seed, int(lines["patient"].max()) + 1)[lines["patient"].to_numpy()]
    lines["allowed"], lines["charge"] = priced(lines, contracts, tables)
    denied = amounts.denials(lines, rng["denials"])
    money = amounts.shares(lines, denied["carc"].to_numpy(object), rng["shares"])
    lines = pd.concat([lines, denied, money], axis=1)
    patient = (lines["deductible"] + lines["coinsurance"] + lines["copay"]).to_numpy()
    lines["bad_debt"] = amounts.bad_debt(lines, patient, rng["shares"])
    lines["first_denied"] = amounts.first_denials(lines, lines["carc"], rng["denials"])
    lines = pd.concat([lines, _times(lines, rng["times"])], axis=1)
    lines["insured"] = lines["payment_id"] != ""
    lines = pd.concat([lines, claims.identifiers(lines, lines.pop("payment_id"))], axis=1)
    lines["claim_status"] = np.select(
        [lines["carc"] != "", lines["payer_rank"] == "2"], ["4", "2"], "1"
    )
    return _tables(lines, rng)


def streams(seed: int) -> dict[str, np.random.Generator]:
    """Return one stream of random numbers per table (PCG64), children of the seed."""
    children = np.random.SeedSequence(seed).spawn(len(STREAMS))
    return {
        name: np.random.Generator(np.random.PCG64(child))
        for name, child in zip(STREAMS, children, strict=True)
    }


def _lines(controls: Controls, rng: Mapping[str, np.random.Generator]) -> pd.DataFrame:
    days = calendar()
    drugs = volumes.drug_lines(controls)
    done = volumes.injection_lines(controls)
    held = done[done["modifier"] == "50"]
    both = dict(zip(map(str, held["payer"]), map(int, held["lines"]), strict=True))
    injected = injection_days(drugs, both, days, rng["injections"])
    made, own = encounters(controls)
    people = patients(made, injected)
    made = assigned(made, people, injected, rng["patients"])
    day = schedule.operation_days(made, days, rng["days"])
    made, day, after = schedule.with_post_operative(made, day, controls, days, rng["days"])
    made, tests = joined_tests(controls, made, rng["tests"])
    made = with_testing_days(made, people, rng["tests"])
    day = schedule.all_days(made, day, injected, days, rng["days"])
    site = schedule.sites(made, rng["days"])
    own = pd.concat([own, second_procedures(controls, made), after, tests], ignore_index=True)
    lines = all_lines(
        made, own, injected=injected, drugs=drugs, controls=controls, rng=rng["lines"]
    )
    lines = claims.placed(lines, made, day, site, days)
    eye = marks.eyes(lines, made)
    lines = lines.reset_index(drop=True)
    parts = [
        lines,
        marks.modifiers(lines, made, eye, rng["marks"]),
        marks.diagnoses(lines, made, eye, rng["marks"]),
        claims.parties(lines),
    ]
    return pd.concat(parts, axis=1).assign(plan=claims.plans(lines, rng["plans"]))


def _times(lines: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    late = lines.groupby("claim")["late"].transform("any")
    heads = lines.assign(late=late, own=lines["block"] == "patient_pay").drop_duplicates("claim")
    times = timing.claim_times(heads.reset_index(drop=True), rng)
    return times.iloc[lines["claim"].to_numpy()].reset_index(drop=True)


def _tables(lines: pd.DataFrame, rng: Mapping[str, np.random.Generator]) -> PracticeYear:
    earlier = remittances.history(lines, rng["history"])
    gross = remittances.gross_payments(lines, earlier)
    taken = remittances.offsets(gross, rng["offsets"])
    return PracticeYear(
        claims=canonical(lines),
        history=canonical(earlier).assign(
            event=earlier["event"].to_numpy(object), carc=earlier["carc"].to_numpy(object)
        ),
        line_control=_control(lines),
        adjustment=remittances.adjustments(lines),
        remark=remittances.remarks(lines),
        payment=remittances.payments(gross, taken),
        provider_adjustment=taken,
    )


def canonical(lines: pd.DataFrame) -> pd.DataFrame:
    """Return lines in the canonical claim columns, amounts in cents."""
    named = {
        "hash": "patient_id", "date": "claim_line_start_date", "hcpcs": "hcpcs_code",
        "units": "service_unit_quantity", "pos": "place_of_service_code",
        "charge": "charge_amount", "allowed": "allowed_amount", "paid": "paid_amount",
        "deductible": "deductible_amount", "coinsurance": "coinsurance_amount",
        "copay": "copayment_amount",
    }  # fmt: skip
    filing = lines["payer"].map(texture()["filing_indicator"])
    return (
        lines.drop(columns=["carc"])
        .rename(columns=named)
        .assign(filing_indicator=filing)[list(COLUMNS)]
    )


def _control(lines: pd.DataFrame) -> pd.DataFrame:
    """What the claim file cannot hold: block, contract amount, what was lost of it and why."""
    columns: dict[str, Any] = {
        "contract_amount": lines["allowed"], "denied_amount": lines["denied"],
        "withheld_amount": lines["withheld"], "bad_debt_amount": lines["bad_debt"],
        "first_denied": lines["first_denied"],
    }  # fmt: skip
    return lines[["claim_id", "claim_line_number", "block", "reduced"]].assign(**columns)


COLUMNS = (
    "claim_id", "claim_line_number", "patient_id", "claim_type", "payer_control_number",
    "payment_id", "data_source", "file_name", "claim_line_start_date", "hcpcs_code",
    *marks.MODIFIERS, "service_unit_quantity", "place_of_service_code", *marks.DIAGNOSES,
    "payer", "plan", "filing_indicator", "rendering_npi", "billing_npi", "billing_tin",
    "facility_npi", "charge_amount", "allowed_amount", "paid_amount", "deductible_amount",
    "coinsurance_amount", "copayment_amount", "claim_status", "payer_rank", "submitted",
    "received", "paid_date", "posted",
)  # fmt: skip
