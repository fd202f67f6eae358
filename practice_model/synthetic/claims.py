"""Claims: the lines as the canonical claim table, one claim a patient, day, provider and payer.

The surgery center bills on its own claims, and what the patient pays alone stands on a claim to
the patient (payer SP, plan NONCOVERED). Nothing here can identify anybody.

Source: docs/PRACTICE.md sections 1.1, 3.3 and 9.
"""

from typing import Any

import numpy as np
import pandas as pd

from practice_model.synthetic.dates import Calendar
from practice_model.synthetic.lines import NONCOVERED, ORDER
from practice_model.synthetic.sources import texture

SOURCE = "SYNTHETIC"
PLAN_OF_NOBODY = "SP"


def placed(
    lines: pd.DataFrame, made: pd.DataFrame, day: Any, site: Any, days: Calendar
) -> pd.DataFrame:
    """Return the lines in claim order, with what their encounters say, and claim numbers.

    Adds provider, payer, patient, date, pos, site, block, claim, line and beside. Positions in the
    result are the order of the claim file.
    """
    encounter = lines["encounter"].to_numpy()
    told = made.loc[encounter].reset_index(drop=True)
    own = lines["own_charge"].notna().to_numpy()
    facility = (lines["claim_type"] == "facility").to_numpy()
    role = lines["role"].to_numpy(object)
    table = lines.assign(
        provider=told["provider"].to_numpy(object),
        payer=np.where(own, PLAN_OF_NOBODY, told["payer"].to_numpy(object)),
        patient=told["patient"].to_numpy(),
        day=np.asarray(day)[encounter],
        date=days.dates[np.asarray(day)[encounter]],
        pos=told["pos"].to_numpy(object),
        site=np.asarray(site)[encounter],
        beside=((told["visit"] != "") & (told["hcpcs"] != "")).to_numpy()
        & np.isin(role, ["visit", "procedure"]),
        block=np.select(
            [facility, role == "drug", role == "post_op", own],
            ["facility", "drug", "post_op", "patient_pay"], "professional",
        ),
        kind_of_claim=facility * 2 + own,
        place=np.array([ORDER[one] for one in role]),
    )  # fmt: skip
    keys = ["day", "patient", "provider", "kind_of_claim"]
    table = table.sort_values([*keys, "place", "hcpcs", "eye_of_line"], kind="stable")
    new = (table[keys].to_numpy(object)[1:] != table[keys].to_numpy(object)[:-1]).any(axis=1)
    claim = np.r_[0, np.cumsum(new)]
    start = np.flatnonzero(np.r_[True, new])
    size = np.diff(np.r_[start, len(table)])
    table = table.assign(claim=claim, line=np.arange(len(table)) - np.repeat(start, size) + 1)
    return table.drop(columns=["kind_of_claim", "place"])


def plans(lines: pd.DataFrame, rng: np.random.Generator) -> Any:
    """Return the plan of each line: a patient's own, NONCOVERED, or the leased network's.

    The leased plan holds an exact share of its payer's professional lines, on whole patients.
    """
    told = texture()
    patient = lines["patient"].to_numpy()
    place = rng.random(int(patient.max()) + 1)[patient]
    payer = lines["payer"].to_numpy(object)
    plan = np.full(len(lines), "", dtype=object)
    for who, names in told["plans"].items():
        own = payer == who
        number = np.minimum((place[own] * len(names)).astype(int), len(names) - 1)
        plan[own] = np.array(names, dtype=object)[number]
    leased = told["leased"]
    own = payer == leased["payer"]
    professional = own & (lines["block"] == "professional").to_numpy()
    wanted = int(professional.sum() * leased["share"] + 0.5)
    counts = pd.Series(patient[professional]).value_counts()
    counts = counts[~counts.index.isin(patient[own & ~professional])]
    order = counts.index.to_numpy()[rng.permutation(len(counts))]
    plan[professional & np.isin(patient, _exactly(order, counts, wanted))] = leased["plan"]
    plan[(lines["block"] == "patient_pay").to_numpy()] = NONCOVERED
    return plan


def parties(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the identifiers of who rendered, billed and where; all begin with an invented 9."""
    npi = texture()["npi"]
    provider = lines["provider"].to_numpy(object)
    community = np.array(npi["X"], dtype=object)[lines["patient"].to_numpy() % len(npi["X"])]
    rendering = np.array([npi[one] if one != "X" else "" for one in provider], dtype=object)
    facility = (lines["claim_type"] == "facility").to_numpy()
    places = {"first": "first_site", "second": "second_site", "asc": "asc", "hospital": "hospital"}
    return pd.DataFrame({
        "rendering_npi": np.where(provider == "X", community, rendering),
        "billing_npi": np.where(facility, npi["asc"], npi["group"]),
        "billing_tin": texture()["tin"],
        "facility_npi": [npi[places[one]] for one in lines["site"]],
    })  # fmt: skip


def identifiers(lines: pd.DataFrame, payment_id: Any) -> pd.DataFrame:
    """Return claim, payer and file identifiers of each line."""
    claim = lines["claim"].to_numpy()
    payer = lines["payer"].to_numpy(object)
    digits = np.array([f"{number:06d}" for number in range(int(claim.max()) + 1)], dtype=object)
    insured = payment_id != ""
    return pd.DataFrame({
        "claim_id": "LV" + digits[claim],
        "claim_line_number": lines["line"].to_numpy(),
        "payer_control_number": np.where(insured, payer + digits[claim], ""),
        "payment_id": payment_id,
        "data_source": SOURCE,
        "file_name": np.where(insured, payment_id + ".835", "desk"),
    })  # fmt: skip


def _exactly(order: Any, counts: pd.Series, wanted: int) -> Any:
    """Patients, in order, whose lines sum to the number wanted exactly."""
    taken, left = [], wanted
    for one in order:
        if counts[one] <= left:
            taken.append(one)
            left -= int(counts[one])
    if left:
        raise ValueError(f"no set of patients has exactly {wanted} lines")
    return taken
