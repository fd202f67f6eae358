"""Lines: everything that is billed for the encounters, one row a claim line, without money yet.

Beside the lines that the encounters hold there are the drugs of the injections, the surgery
center's own lines, and what the patient pays alone: refraction and the premium part of lenses.

Source: docs/PRACTICE.md sections 2.1 and 9.
"""

from typing import Any

import numpy as np
import pandas as pd

from practice_model.synthetic.sources import Controls, rows_of

NONCOVERED = "NONCOVERED"
ORDER = {"visit": 0, "procedure": 1, "post_op": 2, "test": 3, "drug": 4, "refraction": 5,
         "premium": 6}  # fmt: skip
LENS_CODES = ("66984", "66982", "66991", "66989")


def all_lines(
    made: pd.DataFrame,
    own: pd.DataFrame,
    *,
    injected: pd.DataFrame,
    drugs: pd.DataFrame,
    controls: Controls,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return every line: encounter, hcpcs, modifier, role, units, claim_type, quarter and more.

    quarter: of a drug line, else 0. eye_of_line: 0 right, 1 left for a drug given in both eyes,
    else -1. own_charge: dollars of what the patient pays alone, else NaN.
    """
    own = own.assign(claim_type="professional", units=1, quarter=0, eye_of_line=-1)
    parts = [own, _drugs(made, injected, drugs), _center(made, own)]
    for row in rows_of(controls.patient_pay):
        if row.hcpcs != "99024":
            parts.append(_patient_pay(made, row, parts, rng))
    lines = pd.concat(parts, ignore_index=True)
    lines["own_charge"] = lines["own_charge"].astype("float64")
    return lines.fillna({"reduced": False, "partner": ""}).infer_objects()


def _drugs(made: pd.DataFrame, injected: pd.DataFrame, drugs: pd.DataFrame) -> pd.DataFrame:
    given = made.index[made["injection"] >= 0].to_numpy()
    rows = injected.iloc[made.loc[given, "injection"].to_numpy()]
    both = rows["both"].to_numpy(bool)
    each = drugs.drop_duplicates("hcpcs").set_index("hcpcs")
    number = np.repeat(np.arange(len(given)), np.where(both, 2, 1))
    second = np.r_[False, number[1:] == number[:-1]]
    code = rows["hcpcs"].to_numpy(object)[number]
    return pd.DataFrame({
        "encounter": given[number], "hcpcs": code, "modifier": each.loc[code, "modifier"].array,
        "role": "drug", "reduced": False, "partner": "", "claim_type": "professional",
        "units": each.loc[code, "units_each"].to_numpy(),
        "quarter": rows["quarter"].to_numpy()[number],
        "eye_of_line": np.where(both[number], second.astype(int), -1),
    })  # fmt: skip


def _center(made: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """The surgery center's lines mirror the operations there; 54 is the surgeon's alone."""
    operated = made.index[
        (made["pos"] == "24") & made["kind"].isin(["operation", "center_only"])
    ].to_numpy()
    cases = made.loc[operated, ["hcpcs", "modifier"]].assign(encounter=operated)
    second = own[(own["modifier"] == "51") & own["encounter"].isin(operated)]
    lines = pd.concat([cases, second[["encounter", "hcpcs", "modifier"]]], ignore_index=True)
    return lines.assign(
        modifier=lines["modifier"].replace("54", ""), role="procedure", claim_type="facility",
        units=1, quarter=0, eye_of_line=-1, reduced=False, partner="",
    )  # fmt: skip


def _patient_pay(
    made: pd.DataFrame, row: Any, parts: list[pd.DataFrame], rng: np.random.Generator
) -> pd.DataFrame:
    own = (made["provider"] == row.provider) & (made["payer"] != "SP")
    if row.hcpcs == "92015":
        role, held = "refraction", own & (made["visit"] != "")
    else:
        taken = pd.concat([part for part in parts if "own_charge" in part] or [pd.DataFrame()])
        free = ~made.index.isin(taken["encounter"]) if len(taken) else True
        role, held = "premium", own & made["hcpcs"].isin(LENS_CODES) & (made["pos"] == "24") & free
    hosts = rng.permutation(np.flatnonzero(held))
    if len(hosts) < row.lines:
        raise ValueError(f"{row.lines} lines of {row.hcpcs} for {len(hosts)} encounters")
    return pd.DataFrame({
        "encounter": np.sort(hosts[: row.lines]), "hcpcs": row.hcpcs, "modifier": "", "role": role,
        "reduced": False, "partner": "", "claim_type": "professional", "units": 1, "quarter": 0,
        "eye_of_line": -1, "own_charge": float(row.charge),
    })  # fmt: skip
