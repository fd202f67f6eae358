"""Patients: who comes for which encounter, as hashes with neither name nor date of birth.

A patient has one payer and a provider of their own, to whom most of their visits go. The number of
patients follows from the visits; every patient comes at least once. Only the surgery center's
community cases are patients that the practice itself never sees.

Source: docs/PRACTICE.md section 9.
"""

import hashlib
from typing import Any

import numpy as np
import pandas as pd

from practice_model.synthetic.encounters import PROVIDERS
from practice_model.synthetic.sources import PAYERS, texture
from practice_model.synthetic.volumes import split

Whole = np.ndarray[Any, np.dtype[np.int64]]
HASH_LENGTH = 16
CATARACT_TYPE = ("66984", "66982", "66991", "66989")


def patients(made: pd.DataFrame, injected: pd.DataFrame) -> pd.DataFrame:
    """Return the patients: payer, provider, injected (rank among the injected ones, else -1)."""
    mean = texture()["visits_a_patient"]["mean"]
    visits = made[made["visit"] != ""].groupby(["payer", "provider"]).size()
    tables = []
    for payer in PAYERS:
        own = np.array([visits.get((payer, one), 0) for one in PROVIDERS], dtype=np.int64)
        counts = split([int(own.sum() / mean + 0.5)], own[None, :])[0]
        under_drugs = injected.loc[injected["payer"] == payer, "patient"].nunique()
        provider = np.repeat(PROVIDERS, counts)
        rank = np.full(len(provider), -1)
        rank[np.flatnonzero(provider == "C")[:under_drugs]] = np.arange(under_drugs)
        tables.append(pd.DataFrame({"payer": payer, "provider": provider, "injected": rank}))
        center = made[(made["payer"] == payer) & (made["kind"] == "center_only")]
        eyes = texture()["eyes_a_surgical_patient"]
        cases = int(len(center) / eyes + 0.5) or int(len(center) > 0)
        tables.append(pd.DataFrame({"payer": payer, "provider": ["X"] * cases, "injected": -1}))
    return pd.concat(tables, ignore_index=True)


def hashes(seed: int, count: int) -> np.ndarray[Any, Any]:
    """Return patient hashes of a practice; they hold nothing that could lead to a person.

    >>> hashes(1, 1)[0] == hashes(1, 2)[0], len(hashes(1, 1)[0])
    (True, 16)
    """
    return np.array(
        [
            hashlib.sha256(f"synthetic:{seed}:{number}".encode()).hexdigest()[:HASH_LENGTH]
            for number in range(count)
        ],
        dtype=object,
    )


def assigned(
    made: pd.DataFrame, people: pd.DataFrame, injected: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the encounters with the patient of each, and the injection row of each injection.

    Adds `patient` (position in `people`), `injection` (position in `injected`, else -1) and
    `eye` (0 for a first eye, 1 for a second one, -1 where it does not matter).
    """
    shape = texture()["visits_a_patient"]["shape"]
    weight = rng.gamma(shape, size=len(people))
    who = np.full(len(made), -1, dtype=np.int64)
    eye = np.full(len(made), -1, dtype=np.int64)
    row = np.full(len(made), -1, dtype=np.int64)
    for (payer, provider), own in made.groupby(["payer", "provider"], sort=False):
        mine = np.flatnonzero((people["payer"] == payer) & (people["provider"] == provider))
        all_of_payer = np.flatnonzero((people["payer"] == payer) & (people["provider"] != "X"))
        for kind, some in own.groupby("kind", sort=False):
            places = some.index.to_numpy()
            if kind == "injection":
                row[places], who[places] = _injections(
                    some,
                    injected=injected,
                    people=people,
                    mine=mine,
                    payer=str(payer),
                    rng=rng,
                )
            elif kind == "visit":
                who[places] = _visits(
                    len(places),
                    mine=mine,
                    all_of_payer=all_of_payer,
                    people=people,
                    weight=weight,
                    rng=rng,
                )
            elif kind in {"operation", "center_only"}:
                who[places], eye[places] = _eyes(some, mine, rng)
            else:
                who[places] = rng.choice(mine, len(places))
    return made.assign(patient=who, injection=row, eye=eye)


def with_testing_days(
    made: pd.DataFrame, people: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the encounters with patients for the days of testing alone."""
    who = made["patient"].to_numpy().copy()
    for (payer, provider), own in made[made["patient"] < 0].groupby(["payer", "provider"]):
        mine = np.flatnonzero((people["payer"] == payer) & (people["provider"] == provider))
        who[own.index.to_numpy()] = rng.choice(mine, len(own))
    return made.assign(patient=who)


def _injections(
    some: pd.DataFrame,
    *,
    injected: pd.DataFrame,
    people: pd.DataFrame,
    mine: Whole,
    payer: str,
    rng: np.random.Generator,
) -> tuple[Whole, Whole]:
    """Give each injection encounter an injection day of its payer, both eyes to both eyes."""
    rows = np.empty(len(some), dtype=np.int64)
    planned = (injected["payer"] == payer).to_numpy()
    for both in (False, True):
        wanted = np.flatnonzero((some["modifier"] == "50").to_numpy() == both)
        found = np.flatnonzero(planned & (injected["both"] == both).to_numpy())
        rows[wanted] = rng.permutation(found)
    under_drugs = mine[people["injected"].to_numpy()[mine] >= 0]
    return rows, under_drugs[injected["patient"].to_numpy()[rows]]


def _visits(
    count: int,
    *,
    mine: Whole,
    all_of_payer: Whole,
    people: pd.DataFrame,
    weight: Any,
    rng: np.random.Generator,
) -> Whole:
    """Give every own patient without injections one visit, and the rest by weight."""
    once = mine[people["injected"].to_numpy()[mine] < 0]
    if len(once) > count:
        raise ValueError(f"{len(once)} patients for {count} visits: each comes at least once")
    more = count - len(once)
    chance = weight[mine] / weight[mine].sum()
    again = rng.choice(mine, more, p=chance)
    elsewhere = rng.random(more) < texture()["visits_a_patient"]["elsewhere"]
    chance = weight[all_of_payer] / weight[all_of_payer].sum()
    again[elsewhere] = rng.choice(all_of_payer, int(elsewhere.sum()), p=chance)
    return np.asarray(rng.permutation(np.r_[once, again]), dtype=np.int64)


def _eyes(some: pd.DataFrame, mine: Whole, rng: np.random.Generator) -> tuple[Whole, Whole]:
    """Give operations to patients; a cataract patient may have both eyes done, first and second."""
    who = np.empty(len(some), dtype=np.int64)
    eye = np.zeros(len(some), dtype=np.int64)
    lens = some["hcpcs"].isin(CATARACT_TYPE).to_numpy()
    pool = rng.permutation(mine)
    wanted = int(np.ceil(lens.sum() / texture()["eyes_a_surgical_patient"]))
    first = pool[: max(wanted, int(np.ceil(lens.sum() / 2)))]
    if 2 * len(first) < lens.sum():
        raise ValueError(f"{int(lens.sum())} eyes for {len(pool)} patients")
    second = rng.permutation(first)[: int(lens.sum()) - len(first)]
    order = rng.permutation(np.flatnonzero(lens))
    who[order] = np.r_[first, second]
    eye[order[len(first) :]] = 1
    others = pool[len(first) :] if len(pool) > len(first) else pool
    rest = int((~lens).sum())
    who[~lens] = rng.choice(others, rest, replace=len(others) < rest)
    return who, eye
