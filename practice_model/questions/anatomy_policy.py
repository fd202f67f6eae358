"""Anatomy, Medicare's rules: what the later year did to the own mix, and what is proposed.

Every payer whose terms are a percentage of the Medicare in force is in it, each at its own
percentage; payers on a named year, on fees of their own or on charges are told as outside. Amounts
are dollars a year at the volume of the claims, at contract value, before same-day cuts of tests;
changes are later less earlier. What is proposed says so in its label or in a column `status`: it is
not final and no forecast. Surgery-center rates of the proposed year are not held: a row says that,
without a figure.

A frame's columns `label` and `role` say how a row is printed; an empty figure is not known.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from practice_model.money import to_dollars
from practice_model.practice import Practice
from practice_model.quantities import Number
from practice_model.questions.payer_pages import GROUPS
from practice_model.revenue.book import claims_book
from practice_model.revenue.contract import Contract, breaks
from practice_model.revenue.medicare_tables import MedicareTables
from practice_model.revenue.policy_effect import (
    PolicyCells,
    PolicyEffect,
    effect_by,
    of_payers,
    policy_effects,
    visits_by,
)
from practice_model.revenue.policy_steps import policy_years
from practice_model.revenue.visit_cuts import visit_days
from practice_model.revenue.yardstick import indicators

PROPOSED_COLUMNS = ("proposed_factor", "proposed_qp")
STEPS = ("rvus", "factor", "indices", "change")
CENTER = ["label", "before", "after", "change", "change_share", "status", "role"]
CUTS = ("same_day", "same_day_eye_codes")


def policy_of(
    practice: Practice,
    contracts: Mapping[str, Contract],
    tables: MedicareTables,
    *,
    before: int,
    after: int,
    proposed: str = "",
    cms_rules: Sequence[str] = (),
) -> PolicyCells:
    """Return what two Medicare years, and a proposal by its name, mean for the practice's claims.

    contracts: by payer. cms_rules: payers outside whose contract adopts Medicare's payment rules
    as amended. Raises ValueError for claims without claim_id, years or a proposal not held.
    """
    claims, known = practice.claims, indicators(tables)
    years = policy_years(tables, before, after, proposed)
    days = claims["claim_line_start_date"]
    first, last = days.min().date(), days.max().date()
    changing = {day for one in contracts.values() for day in breaks(one, first, last)}
    groups = next(iter(contracts.values())).code_groups
    book = claims_book(claims, groups, known, changing)
    return policy_effects(
        book, contracts, tables, known, years, days=visit_days(claims), cms_rules=cms_rules
    )


def at_medicare(cells: PolicyCells, contracts: Mapping[str, Contract]) -> PolicyCells:
    """Return the cells of the payers that pay fees of exactly 100 percent of the year's Medicare.

    ValueError where no payer does.
    """
    payers = [
        payer
        for payer in cells.fees.index.unique("payer")
        if all(
            rule.of_medicare in {1.0, None}
            for rule in contracts[str(payer)].professional.rules.values()
        )
    ]
    if not payers:
        raise ValueError("no contract pays fees of 100 percent of the Medicare in force")
    return of_payers(cells, payers)


def steps_table(effect: PolicyEffect, cells: PolicyCells) -> pd.DataFrame:
    """Return the steps in order: values, factor, local cost index, the year; then what is proposed.

    Columns label, change (USD a year), share (of fees before; of fees after for the proposal),
    status, role. Proposed rows are each a change against the later year.
    """
    years = cells.years
    rows = [
        ("rvus", "Relative values", effect.rvus, effect.before, "body"),
        ("factor", "Conversion factor", effect.factor, effect.before, "body"),
        ("indices", "Local cost index", effect.indices, effect.before, "body"),
        ("change", f"{years.after} against {years.before}", effect.change, effect.before, "total"),
    ]
    if effect.status is not None:
        rows += [
            (name, f"{years.proposed} as proposed: {told}", change, effect.after, "rest")
            for name, told, change in _proposed_rows(effect)
            if change is not None
        ]
    frame = pd.DataFrame(rows, columns=["row", "label", "change", "of", "role"]).set_index("row")
    frame["share"] = frame["change"] / frame["of"].where(frame["of"] > 0)
    frame["status"] = np.where(frame["role"] == "rest", effect.status or "", "")
    return frame[["label", "change", "share", "status", "role"]]


def group_bars(cells: PolicyCells) -> pd.DataFrame:
    """Return the rows of the waterfall by group of services: gains, losses, the total.

    Index group; columns label, change (USD a year), change_share, role.
    """
    made = effect_by(cells, "group")
    made = made[made["before"].notna()].sort_values(["change"], ascending=False, kind="stable")
    made["label"] = [GROUPS.get(str(name), str(name).replace("_", " ")) for name in made.index]
    made["role"] = "body"
    whole = _total(made, "All groups")
    return pd.concat([made, whole])[["label", "change", "change_share", "role"]]


def provider_table(cells: PolicyCells, practice: Practice) -> pd.DataFrame:
    """Return every step by provider under the practice's own names, and all providers.

    Columns label, before, rvus, factor, indices, change, change_share; where something is proposed
    proposed_factor, proposed_qp, same_day, same_day_eye_codes, status; role. USD a year.
    """
    made = effect_by(cells, "provider")
    made.index = pd.Index([practice.provider_of(str(npi)) for npi in made.index], name="provider")
    made = made.groupby(level=0).sum(min_count=1)
    return _told(made, {str(name): str(name) for name in made.index}, "All providers", cells)


def payer_table(cells: PolicyCells, practice: Practice) -> pd.DataFrame:
    """Return every step by payer that follows Medicare, and all of them; columns as by provider.

    A payer that only the proposed cut reaches has no figure in the other columns.
    """
    made = effect_by(cells, "payer")
    names = {str(one): _name(practice, "payer", str(one)) for one in made.index}
    return _told(made, names, "All of these", cells)


def center_table(cells: PolicyCells, practice: Practice) -> pd.DataFrame:
    """Return surgery-center fees by payer at the rates of both years, and what is not known.

    Columns label, before, after, change (USD a year), change_share, status, role. The proposed year
    is a row without figures: its rates are not held. Empty where no payer follows Medicare there.
    """
    if not len(cells.center):
        return pd.DataFrame(columns=CENTER)
    cents = cells.center.groupby(level="payer").sum()[["before", "after"]]
    made = pd.DataFrame({name: to_dollars(cents[name].to_numpy()) for name in cents}, cents.index)
    made["change"] = (made["after"] - made["before"]).round(2)
    made["change_share"] = made["change"] / made["before"].where(made["before"] > 0)
    made["label"] = [_name(practice, "payer", str(one)) for one in made.index]
    made = made.assign(role="body", status="")
    made = pd.concat([made, _total(made, "All of these").assign(status="")])
    if cells.years.proposed:
        made.loc["unpriced", ["label", "role", "status"]] = [
            f"Rates of {cells.years.proposed}: not held, so not priced",
            "rest",
            "unpriced",
        ]
    return made[CENTER]


def same_day_table(
    cells: PolicyCells, practice: Practice, keys: Sequence[str] = ("provider",)
) -> pd.DataFrame:
    """Return the proposed same-day cut by provider, payer or both: days cut, USD a year lost.

    Columns days, lost (visits 992xx alone), days_with_eye_codes, lost_with_eye_codes, label, role,
    status. Raises ValueError where no proposal was named.
    """
    made = visits_by(cells, keys).drop(columns="status").reset_index()
    for key in keys:
        made[key] = [_name(practice, key, str(one)) for one in made[key]]
    made = made.groupby(list(keys)).sum()
    made.index = pd.Index(
        [one if isinstance(one, str) else ", ".join(one) for one in made.index], name="row"
    )
    made.loc["all"] = made.sum().round(2)
    made = made.astype({"days": int, "days_with_eye_codes": int})
    labels = made.index[:-1].tolist()
    roles = ["body"] * len(labels) + ["total"]
    return made.assign(label=[*labels, "All of these"], role=roles, status=cells.status)


def _name(practice: Practice, key: str, held: str) -> str:
    if key == "provider":
        return practice.provider_of(held)
    return practice.payers.get(held, held) if key == "payer" else GROUPS.get(held, held)


def _proposed_rows(effect: PolicyEffect) -> list[tuple[str, str, float | None]]:
    return [
        ("proposed_factor", "factor alone", _likely(effect.proposed_factor)),
        ("proposed_qp", "factor alone, every clinician a QP", _likely(effect.proposed_qp)),
        ("same_day", "same-day cut, eye codes left out", _likely(effect.same_day)),
        ("same_day_eye_codes", "same-day cut with eye codes", _likely(effect.same_day_eye_codes)),
        ("proposed_with_cut", "factor and cut with eye codes", _likely(effect.proposed_with_cut)),
    ]


def _likely(amount: Number | None) -> float | None:
    return None if amount is None else float(amount)


def _told(
    made: pd.DataFrame, names: Mapping[str, str], whole: str, cells: PolicyCells
) -> pd.DataFrame:
    """Steps by a key with words, their total, and the status of what is proposed."""
    made["label"] = [names[str(one)] for one in made.index]
    made["role"] = "body"
    made = pd.concat([made, _total(made, whole)])
    made["change_share"] = made["change"] / made["before"].where(made["before"] > 0)
    proposed = [name for name in (*PROPOSED_COLUMNS, *CUTS) if name in made]
    if proposed:
        made["status"] = cells.status
    return made[["label", "before", *STEPS, "change_share", *proposed, *_status(made), "role"]]


def _status(made: pd.DataFrame) -> list[str]:
    return ["status"] if "status" in made else []


def _total(made: pd.DataFrame, label: str) -> pd.DataFrame:
    """One row: the sums, their change as a share of the whole."""
    numbers = made.select_dtypes("number").drop(columns="change_share")
    row = numbers.sum(min_count=1).round(2)
    row["change_share"] = row["change"] / row["before"] if row["before"] > 0 else np.nan
    return pd.DataFrame([{**row, "label": label, "role": "total"}], index=["all"])
