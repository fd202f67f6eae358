"""Encounters: every time somebody comes, with what is done, before anybody has a name or a day.

One encounter is one patient with one provider on one day. Visits, procedures and operations come
from the control cells; tests join visits and injection days, never two that payers cut together on
one day beyond the controlled pairs. Where a payer's tests outnumber its visits, the rest are days
of testing alone.

Source: docs/PRACTICE.md sections 2.1 and 2.4.
"""

from typing import Any

import numpy as np
import pandas as pd

from practice_model.synthetic import volumes
from practice_model.synthetic.sources import PAYERS, Controls, rows_of, texture

PROVIDERS = ("A", "B", "C", "D", "E")
ENCOUNTER = ["provider", "payer", "kind", "pos", "hcpcs", "modifier", "visit"]
UNASSIGNED = {"patient": -1, "injection": -1, "eye": -1}
LINE = ["encounter", "hcpcs", "modifier", "role", "reduced", "partner"]


def encounters(controls: Controls) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return encounters and the lines of their visits and procedures.

    Encounters: provider, payer, kind (visit, injection, laser, minor, operation, hospital_test,
    center_only), pos, and the procedure and visit codes. Lines: encounter, hcpcs, modifier,
    role (visit, procedure), reduced (by a same-day cut) and partner (of a pair).
    """
    cells = volumes.professional_lines(controls)
    cells = cells.assign(group=cells["hcpcs"].map(group_of()))
    plain = cells[(cells["group"] != "testing") | (cells["pos"] == "22")]
    paired = volumes.same_day_visits(controls)
    alone = _without_pairs(plain, paired)
    tables = [_alone(alone), _paired(paired), _center_only(controls)]
    made = pd.concat(tables, ignore_index=True)
    order = {kind: place for place, kind in enumerate(pd.unique(made["kind"]))}
    made = made.sort_values(
        ["payer", "provider", "kind"],
        key=lambda column: column.map({**order, **{p: i for i, p in enumerate(PAYERS)}}).fillna(
            column.map({p: i for i, p in enumerate((*PROVIDERS, "X"))})
        ),
        kind="stable",
    ).reset_index(drop=True)
    return made, _own_lines(made)


def group_of() -> dict[str, str]:
    """Return the group of each code that the practice bills, in our own names."""
    return {code: group for group, codes in texture()["groups"].items() for code in codes}


def _without_pairs(cells: pd.DataFrame, paired: pd.DataFrame) -> pd.DataFrame:
    """Cells less the visits and procedures that meet on one day."""
    keys = ["provider", "payer", "hcpcs", "modifier"]
    visits = paired.rename(columns={"visit": "hcpcs"}).assign(modifier="")
    done = paired.rename(columns={"procedure": "hcpcs", "procedure_modifier": "modifier"})
    met = pd.concat([visits, done]).groupby(keys, as_index=False)["days"].sum()
    left = cells.merge(met, on=keys, how="left")
    left["lines"] -= left.pop("days").fillna(0).astype("int64")
    short = left[left["lines"] < 0]
    if len(short):
        told = ", ".join(short["provider"] + " " + short["payer"] + " " + short["hcpcs"])
        raise ValueError(f"fewer lines than same-day visits: {told}")
    return left


def _alone(cells: pd.DataFrame) -> pd.DataFrame:
    cells = cells[~((cells["hcpcs"] == "67904") & (cells["modifier"] == "51"))]
    made = cells.loc[cells.index.repeat(cells["lines"])].reset_index(drop=True)
    visit = made["group"] == "visits"
    office = made["pos"] == "11"
    kind = np.select(
        [visit, office, made["group"] == "testing"], ["visit", made["group"], "hospital_test"],
        "operation",
    )  # fmt: skip
    made = made.assign(kind=kind, visit=np.where(visit, made["hcpcs"], ""))
    made.loc[visit, "hcpcs"] = ""
    return made[ENCOUNTER]


def _paired(paired: pd.DataFrame) -> pd.DataFrame:
    made = paired.loc[paired.index.repeat(paired["days"])].reset_index(drop=True)
    made = made.rename(columns={"procedure": "hcpcs", "procedure_modifier": "modifier"})
    kind = np.where(made["hcpcs"] == volumes.INJECTION, "injection", "visit")
    return made.assign(kind=kind, pos="11")[ENCOUNTER]


def _center_only(controls: Controls) -> pd.DataFrame:
    cells = volumes.apportioned(controls)
    cells = cells[cells["provider"] == "X"]
    made = cells.loc[cells.index.repeat(cells["lines"])].reset_index(drop=True)
    return made.assign(kind="center_only", visit="")[ENCOUNTER]


def _own_lines(made: pd.DataFrame) -> pd.DataFrame:
    number = made.index.to_numpy()
    visits = pd.DataFrame({"encounter": number, "hcpcs": made["visit"], "modifier": ""})
    done = pd.DataFrame(
        {"encounter": number, "hcpcs": made["hcpcs"], "modifier": made["modifier"]}
    )[made["kind"] != "center_only"]
    lines = pd.concat([visits.assign(role="visit"), done.assign(role="procedure")])
    lines = lines[lines["hcpcs"] != ""]
    return lines.assign(reduced=False, partner="")[LINE]


def second_procedures(controls: Controls, made: pd.DataFrame) -> pd.DataFrame:
    """Return the lines of 67904 with modifier 51, each on the day of a 15823 of both eyes.

    Raises ValueError where a payer has more of them than operations to join.
    """
    cells = volumes.apportioned(controls)
    cells = cells[(cells["hcpcs"] == "67904") & (cells["modifier"] == "51")]
    found = []
    for cell in rows_of(cells[cells["lines"] > 0]):
        hosts = made.index[
            (made["payer"] == cell.payer)
            & (made["hcpcs"] == "15823")
            & (made["modifier"] == "50")
            & (made["kind"] == "operation")
        ].to_numpy()
        if len(hosts) < cell.lines:
            raise ValueError(f"{cell.payer} has {cell.lines} 67904-51 for {len(hosts)} operations")
        found.append(hosts[: cell.lines])
    number = np.concatenate(found) if found else np.empty(0, np.int64)
    lines = pd.DataFrame({"encounter": number, "hcpcs": "67904", "modifier": "51"})
    return lines.assign(role="procedure", reduced=False, partner="15823")[LINE]


def joined_tests(
    controls: Controls, made: pd.DataFrame, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the encounters with days of testing alone added, and the lines of all office tests."""
    cells = volumes.apportioned(controls)
    cells = cells[(cells["hcpcs"].map(group_of()) == "testing") & (cells["pos"] == "11")]
    pairs = volumes.same_day_tests(controls)
    together = set(texture()["cut_together"])
    added: list[pd.DataFrame] = []
    lines: list[pd.DataFrame] = []
    size = len(made)
    for (provider, payer), own in cells.groupby(["provider", "payer"], sort=False):
        here = (made["provider"] == provider) & (made["payer"] == payer)
        hosts = _hosts(made[here & made["kind"].isin(["visit", "injection", "laser", "minor",
                                                      "post_op"])], rng)  # fmt: skip
        own_pairs = pairs[(pairs["provider"] == provider) & (pairs["payer"] == payer)]
        slots = _slots(own[own["hcpcs"].isin(together)], own_pairs, rng)
        short = max(0, int(slots["slot"].max() + 1 if len(slots) else 0) - len(hosts))
        if short:
            alone = {"provider": provider, "payer": payer, "kind": "test", "pos": "11"}
            blank = {"hcpcs": "", "modifier": "", "visit": "", **UNASSIGNED}
            added.append(pd.DataFrame([{**alone, **blank}] * short))
            hosts = np.r_[hosts, np.arange(size, size + short)]
            size += short
        lines.append(slots.assign(encounter=hosts[slots.pop("slot").to_numpy()]))
        free = own[~own["hcpcs"].isin(together)]
        for cell in rows_of(free):
            chosen = rng.permutation(hosts)[: cell.lines]
            lines.append(pd.DataFrame({"encounter": chosen, "hcpcs": cell.hcpcs, "modifier": "",
                                       "reduced": False, "partner": ""}))  # fmt: skip
    every = pd.concat(lines, ignore_index=True).assign(role="test")
    return pd.concat([made, *added], ignore_index=True), every[LINE]


def _hosts(own: pd.DataFrame, rng: np.random.Generator) -> Any:
    """Encounters that may take a test, visits first, otherwise in random order."""
    last = np.where(own["visit"] != "", 0, np.where(own["kind"] == "injection", 1, 2))
    return own.index.to_numpy()[np.lexsort((rng.random(len(own)), last))]


def _slots(own: pd.DataFrame, pairs: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Tests by slot, one slot a day: pairs first settled, then the rest one by one."""
    left = {(row.hcpcs, row.modifier): int(row.lines) for row in rows_of(own)}
    parts: list[pd.DataFrame] = []
    slot = 0
    for pair in rows_of(pairs):
        places = np.arange(slot, slot + pair.pairs)
        slot += pair.pairs
        marks = {"distinct": "59", "denied": ""}
        for code, partner, low in [(pair.low, pair.high, True), (pair.high, pair.low, False)]:
            left[code, ""] -= pair.pairs
            told = pair.kind if pair.kind == "denied" else partner
            parts.append(pd.DataFrame({
                "slot": places, "hcpcs": code, "partner": told if low else "",
                "modifier": marks.get(pair.kind, "") if low else "",
                "reduced": low and pair.kind == "reduced",
            }))  # fmt: skip
    short = [code for (code, _), lines in left.items() if lines < 0]
    if short:
        raise ValueError(f"more pairs than tests of {', '.join(short)}")
    codes = list(left)
    rest = np.repeat(np.arange(len(codes)), [left[code] for code in codes])
    single = pd.DataFrame({
        "slot": np.arange(slot, slot + len(rest)),
        "hcpcs": np.array([code for code, _ in codes], dtype=object)[rest],
        "modifier": np.array([modifier for _, modifier in codes], dtype=object)[rest],
        "partner": "", "reduced": False,
    })  # fmt: skip
    slots = pd.concat([*parts, single], ignore_index=True)
    return slots.assign(slot=rng.permutation(slot + len(rest))[slots["slot"].to_numpy()])
