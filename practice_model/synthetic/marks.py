"""Marks: modifiers, eyes and diagnoses that the lines carry beside what prices them.

None of them touches an amount. RT and LT follow the eye; 25 stands on the visit beside a global
procedure and nowhere else; 24, 57, 78 and 79 on fixed shares; the first diagnosis is always one
that the code is payable for.

Source: docs/PRACTICE.md sections 2.4 and 9.
"""

from typing import Any

import numpy as np
import pandas as pd

from practice_model.synthetic.sources import texture

Words = np.ndarray[Any, Any]
MODIFIERS = [f"hcpcs_modifier_{place}" for place in range(1, 5)]
DIAGNOSES = [f"diagnosis_code_{place}" for place in range(1, 5)]
RIGHT, LEFT, BOTH = 0, 1, 2
UNPRICED_AT_PW = ("RT", "LT", "JZ")


def eyes(lines: pd.DataFrame, made: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the eye of each line: 0 right, 1 left, 2 both or none in particular."""
    encounter = made.loc[lines["encounter"]]
    groups = {code: name for name, codes in texture()["groups"].items() for code in codes}
    surgical = {"injection", "laser", "cataract", "glaucoma_or", "vitrectomy", "lids", "minor"}
    code = lines["hcpcs"].to_numpy(object)
    one_sided = (
        np.array([groups.get(one, "drug") in {*surgical, "drug"} for one in code])
        | np.isin(code, texture()["one_eye_tests"])
        | ((code == "92136") & (lines["modifier"] == "26").to_numpy())
    ) & (lines["modifier"] != "50").to_numpy()
    order = encounter.assign(code=code).groupby(["patient", "code"]).cumcount().to_numpy()
    kind = encounter["kind"].to_numpy(object)
    turn = np.where(
        np.isin(kind, ["operation", "center_only"]), encounter["eye"].clip(lower=0), order
    )
    turn = np.where(kind == "injection", 0, turn)
    eye = (encounter["patient"].to_numpy() + turn) % 2
    stated = lines["eye_of_line"].to_numpy()
    return np.where(one_sided, np.where(stated >= 0, stated, eye), BOTH).astype(np.int64)


def modifiers(
    lines: pd.DataFrame, made: pd.DataFrame, eye: Any, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the four modifier columns of the lines, filled from the left."""
    told = texture()["modifiers"]
    encounter = made.loc[lines["encounter"]].reset_index(drop=True)
    role = lines["role"].to_numpy(object)
    professional = (lines["claim_type"] == "professional").to_numpy()
    provider = encounter["provider"].to_numpy(object)
    visit = role == "visit"
    beside = visit & ((encounter["visit"] != "") & (encounter["hcpcs"] != "")).to_numpy()
    code = lines["hcpcs"].to_numpy(object)
    mark = np.where(beside, "25", "").astype(object)
    surgeon = np.isin(provider, ["A", "B"])
    _share(mark, visit & (surgeon | (provider == "C")), told["visit_24"], "24", rng)
    _share(mark, visit & surgeon, told["visit_57"], "57", rng)
    second = professional & np.isin(code, ["66984", "66982"]) & (encounter["eye"] == 1).to_numpy()
    _share(mark, second, told["second_eye_79"], "79", rng)
    vitrectomy = np.isin(code, texture()["groups"]["vitrectomy"]) & professional
    _some(mark, vitrectomy, told["vitrectomy_78"], "78", rng)
    side = np.array(["RT", "LT", ""], dtype=object)[eye]
    drug = role == "drug"
    priced = lines["modifier"].to_numpy(object)
    side[priced == "50"] = ""
    columns = [np.where(drug, "", priced), mark, np.where(drug, priced, ""), side]
    payer = encounter["payer"].to_numpy(object)
    _lose(columns, professional & (payer == "PW") & (lines["own_charge"].isna()).to_numpy(), rng)
    return _packed(columns)


def diagnoses(
    lines: pd.DataFrame, made: pd.DataFrame, eye: Any, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the four diagnosis columns: what the line is payable for, then what else there is."""
    told = texture()
    encounter = made.loc[lines["encounter"]].reset_index(drop=True)
    names = list(told["conditions"])
    codes = np.array([told["conditions"][name] for name in names], dtype=object)
    condition = _conditions(encounter, made, names, rng)
    drug_of = lines[lines["role"] == "drug"].drop_duplicates("encounter")
    drug = lines["encounter"].map(drug_of.set_index("encounter")["hcpcs"]).to_numpy(object)
    given = pd.notna(drug)
    condition = _fitted(condition, drug, given, told["drug_conditions"], names)
    code = lines["hcpcs"].to_numpy(object)
    fitted = _fitted(condition, code, np.isin(code, list(told["payable"])), told["payable"], names)
    first = codes[fitted, eye]
    both_lids = (eye == BOTH) & np.isin(code, ["15823"])
    first[both_lids] = "H02.831"
    second = np.where(fitted != condition, codes[condition, np.full(len(code), BOTH)], "")
    second[both_lids] = "H02.834"
    table = {name: "" for name in DIAGNOSES}
    return pd.DataFrame({**table, DIAGNOSES[0]: first, DIAGNOSES[1]: second})


def _conditions(
    encounter: pd.DataFrame, made: pd.DataFrame, names: list[str], rng: np.random.Generator
) -> Any:
    """What a patient has in the eyes of a provider: one condition a patient and provider."""
    place = rng.random(int(made["patient"].max()) + 1)[encounter["patient"].to_numpy()]
    condition = np.zeros(len(encounter), dtype=np.int64)
    for provider, weights in texture()["patient_conditions"].items():
        own = (encounter["provider"] == provider).to_numpy()
        reach = np.cumsum(list(weights.values())) / sum(weights.values())
        known = np.array([names.index(name) for name in weights])
        condition[own] = known[np.minimum(np.searchsorted(reach, place[own]), len(known) - 1)]
    return condition


def _fitted(condition: Any, code: Words, held: Any, payable: Any, names: list[str]) -> Any:
    """The condition where it is payable for the code, else the code's first one."""
    fitted = condition.copy()
    for one in np.unique(code[held].astype(str)):
        allowed = [names.index(name) for name in payable[one]]
        here = held & (code == one)
        fitted[here & ~np.isin(condition, allowed)] = allowed[0]
    return fitted


def _share(mark: Words, held: Any, share: float, text: str, rng: np.random.Generator) -> None:
    _some(mark, held, int(held.sum() * share + 0.5), text, rng)


def _some(mark: Words, held: Any, count: int, text: str, rng: np.random.Generator) -> None:
    places = rng.permutation(np.flatnonzero(held & (mark == "")))
    mark[places[:count]] = text


def _lose(columns: list[Words], held: Any, rng: np.random.Generator) -> None:
    """Drop the modifiers that price nothing from a share of the lines that have one."""
    has = held & (np.isin(columns[2], UNPRICED_AT_PW) | np.isin(columns[3], UNPRICED_AT_PW))
    places = rng.permutation(np.flatnonzero(has))
    lost = places[: int(held.sum() * texture()["modifiers"]["lost_by_PW"] + 0.5)]
    for column in columns[2:]:
        column[lost] = ""


def _packed(columns: list[Words]) -> pd.DataFrame:
    table = np.array(columns, dtype=object).T
    empty = table == ""
    order = np.argsort(empty, axis=1, kind="stable")
    return pd.DataFrame(np.take_along_axis(table, order, axis=1), columns=MODIFIERS)
