"""Volumes: how many lines of each kind the synthetic practice has, payer by payer.

Every count is split over the payers by the largest remainder, in whole-number arithmetic, so
that the same table comes out on every machine. Ties go to the earlier payer. Nothing here is
random: who came and when is drawn elsewhere, how many is settled here.

Source: docs/PRACTICE.md sections 2.1 and 2.4.
"""

from typing import Any

import numpy as np
import pandas as pd

from practice_model.synthetic.sources import PAYERS, Controls, read_controls, rows_of

Counts = np.ndarray[Any, np.dtype[np.int64]]
QUARTERS = (1, 2, 3, 4)
INJECTION = "67028"
INJECTION_MIX = "INJ"
SPLIT_SHARE = 10_000  # pair shares are decimals of at most four places


def split(counts: Any, weights: Any) -> Counts:
    """Return each count split over its row of weights by the largest remainder, whole numbers.

    >>> split([10, 1], [[1, 1, 1], [1, 1, 1]]).tolist()
    [[4, 3, 3], [1, 0, 0]]
    """
    whole = np.asarray(counts, dtype=np.int64)[:, None]
    weight = np.asarray(weights, dtype=np.int64)
    total = weight.sum(axis=1, keepdims=True)
    if np.any((total == 0) & (whole > 0)):
        raise ValueError("a count needs at least one positive weight to be split over")
    total = np.maximum(total, 1)
    shares, remainders = np.divmod(whole * weight, total)
    missing = whole - shares.sum(axis=1, keepdims=True)
    place = np.argsort(np.argsort(-remainders, axis=1, kind="stable"), axis=1, kind="stable")
    return np.asarray(shares + (place < missing), dtype=np.int64)


def control_volumes(controls: Controls | None = None) -> pd.DataFrame:
    """Return the control cells, columns provider, hcpcs, modifier, pos, mix, lines.

    Injections (67028) are not among them: they follow the drug lines.

    Source: docs/PRACTICE.md section 2.1.
    """
    volumes = (controls or read_controls()).volumes.rename(columns={"place_of_service": "pos"})
    return volumes[["provider", "hcpcs", "modifier", "pos", "mix", "lines"]]


def apportioned(controls: Controls | None = None) -> pd.DataFrame:
    """Return the control cells by payer, columns as `control_volumes` with payer, lines."""
    given = controls or read_controls()
    return _by_mix(control_volumes(given), "lines", given)


def drug_lines(controls: Controls | None = None) -> pd.DataFrame:
    """Return drug lines by payer and quarter: hcpcs, modifier, payer, quarter, lines, units_each.

    Source: docs/PRACTICE.md section 2.1, drug lines.
    """
    given = controls or read_controls()
    cells = _by_mix(given.drugs.assign(mix=INJECTION_MIX), "injections", given)
    quarters = split(cells["injections"], np.ones((len(cells), len(QUARTERS))))
    long = cells.loc[cells.index.repeat(len(QUARTERS))].reset_index(drop=True)
    long = long.assign(quarter=np.tile(QUARTERS, len(cells)), lines=quarters.ravel())
    return long[["hcpcs", "modifier", "payer", "quarter", "lines", "units_each"]]


def injection_lines(controls: Controls | None = None) -> pd.DataFrame:
    """Return 67028 by payer, in the columns of `apportioned`: one eye, then both eyes (50).

    Source: docs/PRACTICE.md section 2.1.
    """
    given = controls or read_controls()
    injected = drug_lines(given).groupby("payer")["lines"].sum().reindex(PAYERS).to_numpy()
    both = split([int(given.bilateral["lines"].iloc[0])], injected[None, :])[0]
    both = np.minimum(both, injected // 2)
    parts = [("", injected - 2 * both), ("50", both)]
    cells = [
        pd.DataFrame(
            {
                "provider": str(given.bilateral["provider"].iloc[0]),
                "hcpcs": INJECTION,
                "modifier": modifier,
                "pos": "11",
                "mix": INJECTION_MIX,
                "payer": PAYERS,
                "lines": lines,
            }
        )
        for modifier, lines in parts
    ]
    return pd.concat(cells, ignore_index=True)


def professional_lines(controls: Controls | None = None) -> pd.DataFrame:
    """Return every professional cell of the five providers by payer, injections included."""
    given = controls or read_controls()
    cells = apportioned(given)
    return pd.concat([cells[cells["provider"] != "X"], injection_lines(given)], ignore_index=True)


def facility_lines(controls: Controls | None = None) -> pd.DataFrame:
    """Return the surgery center's lines: provider, hcpcs, modifier, payer, lines.

    They mirror the lines of place of service 24; modifier 54 is the surgeon's alone and drops.
    A line with modifier 51 is a second procedure, not a case.

    Source: docs/PRACTICE.md section 2.1.
    """
    cells = apportioned(controls)
    cells = cells[cells["pos"] == "24"].assign(
        modifier=lambda cell: cell["modifier"].replace("54", "")
    )
    keys = ["provider", "hcpcs", "modifier", "payer"]
    return cells.groupby(keys, sort=False)["lines"].sum().reset_index()


def same_day_tests(controls: Controls | None = None) -> pd.DataFrame:
    """Return pairs of tests on one day: provider, low, high, kind, payer, pairs.

    kind `reduced` is cut by the payers that cut, `distinct` is billed under modifier 59,
    `denied` has its low line denied (never a self-pay line). Where a payer has fewer high
    lines than pairs, the spare test named in the table is the partner.

    Source: docs/PRACTICE.md section 2.4.
    """
    given = controls or read_controls()
    cells = apportioned(given)
    cells = cells[(cells["pos"] == "11") & (cells["modifier"] == "")]
    by_payer = cells.pivot_table(
        index=["provider", "hcpcs"], columns="payer", values="lines", aggfunc="sum", fill_value=0
    )[list(PAYERS)]
    tables = []
    for row in rows_of(given.same_day_tests):
        low, high = by_payer.loc[[(row.provider, row.low), (row.provider, row.high)]].to_numpy()
        share = round(float(row.share_of_low) * SPLIT_SHARE)
        pairs = int(row.pairs) or (2 * share * int(low.sum()) + SPLIT_SHARE) // (2 * SPLIT_SHARE)
        insured = np.array([payer != "SP" or row.kind != "denied" for payer in PAYERS])
        wanted = split([pairs], (low * insured)[None, :])[0]
        held = np.minimum(wanted, high)
        for partner, count in [(row.high, held), (row.spare, wanted - held)]:
            named = {"provider": row.provider, "low": row.low, "high": partner, "kind": row.kind}
            tables.append(pd.DataFrame({**named, "payer": PAYERS, "pairs": count}))
    told = pd.concat(tables, ignore_index=True)
    return told[told["pairs"] > 0].reset_index(drop=True)


def same_day_visits(controls: Controls | None = None) -> pd.DataFrame:
    """Return visits with modifier 25 beside a procedure, in days, by payer.

    Columns provider, visit, procedure, procedure_modifier, payer, days.

    Source: docs/PRACTICE.md section 2.4.
    """
    given = controls or read_controls()
    cells = _by_mix(given.same_day_visits, "days", given)
    return cells[["provider", "visit", "procedure", "procedure_modifier", "payer", "days"]]


def _by_mix(cells: pd.DataFrame, count: str, controls: Controls) -> pd.DataFrame:
    weights = controls.mixes.set_index("mix").loc[cells["mix"], list(PAYERS)].to_numpy()
    lines = split(cells[count], weights)
    long = cells.loc[cells.index.repeat(len(PAYERS))].reset_index(drop=True)
    return long.assign(payer=np.tile(PAYERS, len(cells)), **{count: lines.ravel()})
