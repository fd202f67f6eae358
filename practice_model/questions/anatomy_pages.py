"""Pages of the fact book on services: the earning ladder, prices against cost, variation.

A frame's own columns `label`, `name`, `role`, `format` and `unit` say how a row is printed. Codes
with F are surgery-center fees; names are the practice's own groups in plain words.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from practice_model.costs.terms import Costing
from practice_model.quantities import Count, Ratio, SignedUSDPerUnit, SignedUSDPerYear, terms
from practice_model.questions.margins import CostBook, full_ranges, margins_by
from practice_model.questions.payer_pages import GROUPS
from practice_model.tables import SMALLEST

GAINS, LOSSES, GROUPED = 7, 2, 5  # rows of the ladder: best services, worst, groups of the others
MOST_PRICES, VARIED = 14, 6  # rows of the price grid; services whose variation is shown
RUNG = ["label", "name", "units", "margin_a_unit", "margin_a_minute", "margin"]
CENTER_MARK = "F"
NO_VOLUME, LOSS = "no units", "loss"


@terms
class Ladder:
    """The best and the worst of the services that the ladder shows, and the year's profit."""

    services: Count
    losing: Count
    lost: SignedUSDPerYear
    best: str
    best_margin: SignedUSDPerYear
    best_minute: SignedUSDPerUnit | None
    worst: str
    worst_margin: SignedUSDPerYear
    worst_minute: SignedUSDPerUnit | None
    profit: SignedUSDPerYear | None


@terms
class PriceCells:
    """How many of the shown prices are under full cost, and where most of them are."""

    shown: Count
    under: Count
    most_payer: str | None
    most_under: Count | None
    highest: Ratio | None
    highest_code: str | None


def title_of(block: str, code: str) -> str:
    """Return a code as it is printed: with F where it is the surgery center's fee.

    >>> title_of("asc", "66984")
    '66984 F'
    """
    return f"{code} {CENTER_MARK}" if block == "asc" else code


def words_of(block: str, group: str) -> str:
    """Return what a code is in plain words: its group, and that it is the center's fee."""
    words = GROUPS.get(group, group.replace("_", " ").capitalize())
    return f"{words}, center fee" if block == "asc" else words


def services(cells: pd.DataFrame) -> pd.DataFrame:
    """Return margins by service (block, code), with label and name, largest margin first."""
    made = margins_by(cells[cells["block"] != "drug"], ["block", "code"])
    groups = cells.drop_duplicates(["block", "code"]).set_index(["block", "code"])["group"]
    made["group"] = groups.reindex(made.index)
    made["label"] = [title_of(*key) for key in made.index]
    pairs = zip(made.index.get_level_values("block"), made["group"], strict=True)
    made["name"] = [words_of(str(block), str(group)) for block, group in pairs]
    return made.sort_values(["margin", "units"], ascending=False, kind="stable")


def rungs(
    cells: pd.DataFrame, others: Mapping[str, tuple[str, float]], profit: float | None
) -> pd.DataFrame:
    """Return the ladder: single services, the other codes by group, what stands apart, the profit.

    Gains first, then losses. others: by slug the words and dollars of rows that are no service
    (drugs, patient pay, time that nobody used). Columns label, name, units, margin_a_unit,
    margin_a_minute, margin, role.
    """
    made = services(cells)
    singles = made.index.isin([*made.index[:GAINS], *made[made["margin"] < 0].index[-LOSSES:]])
    single = made[singles][RUNG]
    grouped = _by_group(made[~singles])
    large = grouped["margin"].abs().sort_values(ascending=False, kind="stable").index[:GROUPED]
    shown = grouped.loc[grouped.index.isin(large), RUNG]
    single.index = pd.Index([f"{block}_{code}" for block, code in single.index], name="service")
    rows = [pd.concat([single, shown]).sort_values("margin", ascending=False, kind="stable")]
    rows[0]["role"] = "body"
    rest = grouped[~grouped.index.isin(large)]
    if len(rest):
        count = int(rest["codes"].sum())
        rows.append(_row("others", "All other", _counted(count), rest["margin"].sum(), "rest"))
    rows += [_row(slug, "", words, dollars, "body") for slug, (words, dollars) in others.items()]
    if profit is not None:
        rows.append(_row("profit", "Profit", "owners paid at market first", profit, "total"))
    return pd.concat(rows)


def _by_group(made: pd.DataFrame) -> pd.DataFrame:
    """The other codes of each group as one row, with the number of codes as its label."""
    keys = made.reset_index()
    each = keys.groupby(["block", "group"], sort=False)
    summed = each[["units", "margin"]].sum()
    summed["codes"] = each["code"].nunique()
    summed["margin_a_unit"] = summed["margin"] / summed["units"]
    summed["margin_a_minute"] = np.nan
    mark = [f" {CENTER_MARK}" if block == "asc" else "" for block, _ in summed.index]
    pairs = zip(summed["codes"], mark, strict=True)
    summed["label"] = [f"{_counted(int(count))}{end}" for count, end in pairs]
    summed["name"] = [f"{words_of(str(block), str(group))}, other" for block, group in summed.index]
    summed.index = pd.Index([f"{block}_{group}" for block, group in summed.index], name="service")
    return summed


def _counted(codes: int) -> str:
    return f"{codes} code{'s' * (codes != 1)}"


def ladder_of(cells: pd.DataFrame, profit: float | None) -> Ladder:
    """Return the ladder's extremes; ValueError where no service has a cost."""
    made = services(cells)
    if made.empty:
        raise ValueError("no service of the claims has a cost: give equations for what is billed")
    best, worst = made.iloc[0], made.iloc[-1]
    losing = made[made["margin"] < 0]
    return Ladder(
        services=len(made),
        losing=len(losing),
        lost=float(losing["margin"].sum()),
        best=str(best["label"]),
        best_margin=float(best["margin"]),
        best_minute=_known(best["margin_a_minute"]),
        worst=str(worst["label"]),
        worst_margin=float(worst["margin"]),
        worst_minute=_known(worst["margin_a_minute"]),
        profit=profit,
    )


def price_grid(cells: pd.DataFrame, payers: Sequence[str]) -> pd.DataFrame:
    """Return percent of Medicare by service and payer against break-even, dearest to us first.

    Columns label, name, break_even (full cost over what is collected, all payers), one a payer,
    and `<payer>__step` (loss, or how far above its own break-even) for the ground of a cell.
    """
    own = cells[cells["block"] != "drug"]
    whole = services(own)
    shown = whole.sort_values("allowed", ascending=False, kind="stable").head(MOST_PRICES)
    each = margins_by(own, ["block", "code", "payer"])
    made = shown[["label", "name", "break_even"]].copy()
    for payer in payers:
        at = [(*key, payer) for key in made.index]
        mine = each.reindex(pd.MultiIndex.from_tuples(at))
        made[payer] = mine["now"].to_numpy()
        made[f"{payer}__step"] = [
            step_of(now, even) for now, even in zip(mine["now"], mine["break_even"], strict=True)
        ]
    made = made.sort_values("break_even", ascending=False, kind="stable")
    made.index = pd.Index([f"{block}_{code}" for block, code in made.index], name="service")
    return made


def step_of(now: float, break_even: float) -> str:
    """Return the ground of a price: loss under break-even, 1 to 3 for how far it is over.

    >>> step_of(0.98, 1.05), step_of(1.1, 0.95), step_of(1.5, 0.95)
    ('loss', '1', '2')
    """
    if np.isnan(now) or np.isnan(break_even):
        return ""
    if now < break_even:
        return LOSS
    over = now - break_even
    return "1" if over < NEAR else "2" if over < FAR else "3"


NEAR, FAR = 0.25, 0.60  # points of Medicare over break-even at which the ground deepens


def price_cells(prices: pd.DataFrame, payers: Mapping[str, str]) -> PriceCells:
    """Return how many shown prices are under cost, and the payer with most of them.

    payers: the names of the grid's payers.
    """
    steps = prices[[f"{payer}__step" for payer in payers]]
    grounds = steps.to_numpy(dtype=object)
    under = pd.Series((grounds == LOSS).sum(axis=0), index=list(payers))
    under = under.sort_values(ascending=False, kind="stable")
    total = int(under.sum())
    known = prices[prices["break_even"].notna()].sort_values("break_even", kind="stable")
    dearest = known.iloc[-1] if len(known) else None
    return PriceCells(
        shown=int((grounds != "").sum()),
        under=total,
        most_payer=payers[str(under.index[0])] if total else None,
        most_under=int(under.iloc[0]) if total else None,
        highest=None if dearest is None else float(dearest["break_even"]),
        highest_code=None if dearest is None else str(dearest["label"]),
    )


def variation(cells: pd.DataFrame) -> pd.DataFrame:
    """Return what one plain case costs by provider, for services that two or more give.

    Only cells without modifiers, with 11 cases or more. Columns label, cases, minutes, full,
    cost_of_medicare (before anything is lost), dollars a case.
    """
    plain = cells[(cells["modifiers"] == "") & (cells["block"] != "drug")]
    made = margins_by(plain, ["block", "code", "provider"])
    made = made[made["units"] >= SMALLEST]
    many = made.groupby(level=["block", "code"])["units"].transform("size") > 1
    spread = made["full"] / made["units"]
    range_ = spread.groupby(level=["block", "code"]).transform(lambda one: one.max() - one.min())
    made = made[many & (range_ > 0)]
    if made.empty:
        return pd.DataFrame()
    at_stake = (range_ * made["units"]).groupby(level=["block", "code"]).sum()
    chosen = at_stake.sort_values(ascending=False, kind="stable").index[:VARIED]
    made = made[[key[:2] in set(chosen) for key in made.index]]
    room = made["room_minutes"] > 0
    shown = pd.DataFrame(
        {
            "label": [f"{title_of(block, code)}, {who}" for block, code, who in made.index],
            "cases": made["units"],
            "minutes": made["doctor_minutes"].where(~room, made["room_minutes"]) / made["units"],
            "full": made["full"] / made["units"],
            "cost_of_medicare": made["cost_of_medicare"],
            "margin_a_unit": made["margin_a_unit"],
        }
    )
    shown.index = pd.Index(["_".join(key) for key in made.index], name="service")
    return shown


def _row(slug: str, label: str, name: str, dollars: float, role: str) -> pd.DataFrame:
    made = {"label": label, "name": name, "margin": float(dollars), "role": role}
    return pd.DataFrame([made], index=pd.Index([slug], name="service"))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def break_evens(cells: pd.DataFrame, book: CostBook, drawn: Costing) -> pd.DataFrame:
    """Return where each service breaks even, all payers together, with ranges; most fees first.

    Columns label, name, cases, full, full_low, full_high (dollars a unit), break_even (allowed
    dollars a unit), of_medicare, of_medicare_low, of_medicare_high, now (ratios of Medicare).
    """
    made = services(cells).sort_values("allowed", ascending=False, kind="stable")
    ends = full_ranges(cells, book, drawn, ["block", "code"]).reindex(made.index)
    each = made["units"]
    collected = made["collected"] / made["allowed"].where(made["allowed"] > 0)
    shown = made[["label", "name", "now"]].assign(cases=each, full=made["full"] / each).join(ends)
    shown["break_even"] = shown["full"] / collected
    shown["of_medicare"] = made["break_even"]
    for end in ("low", "high"):
        shown[f"of_medicare_{end}"] = made["break_even"] * shown[f"full_{end}"] / shown["full"]
    shown.index = pd.Index([f"{block}_{code}" for block, code in made.index], name="service")
    return shown


def margin_rows(cells: pd.DataFrame, key: str, names: Mapping[str, str]) -> pd.DataFrame:
    """Return margins by payer, site or provider, services alone, most margin first, and all.

    Columns label, role, units, collected, contribution, full, margin (dollars a year),
    margin_share (of collected).
    """
    made = margins_by(cells[cells["block"] != "drug"], [key])
    made = made.sort_values("margin", ascending=False, kind="stable")
    columns = ["units", "collected", "contribution", "full", "margin"]
    shown = made[columns].copy()
    shown["label"] = [names.get(str(one), str(one)) for one in made.index]
    shown["role"] = "body"
    shown.loc["all", columns] = made[columns].sum()
    shown.loc["all", ["label", "role"]] = ["All", "total"]
    shown["margin_share"] = shown["margin"] / shown["collected"].where(shown["collected"] > 0)
    return shown


def denials(cells: pd.DataFrame, payers: Sequence[str]) -> pd.DataFrame:
    """Return the share of lines that stayed denied by group of services and payer, most first.

    Columns label, lines, all, one a payer (NaN under 11 lines); the center's fees apart from the
    surgeon's, drugs too.
    """
    own = cells.assign(
        row=[words_of(*key) for key in zip(cells["block"], cells["group"], strict=True)]
    )
    whole = own.groupby("row")[["lines", "denied_lines"]].sum()
    each = own.groupby(["row", "payer"])[["lines", "denied_lines"]].sum()
    share = (each["denied_lines"] / each["lines"]).where(each["lines"] >= SMALLEST).unstack()
    made = pd.DataFrame({"lines": whole["lines"], "all": whole["denied_lines"] / whole["lines"]})
    made = made.join(share.reindex(columns=list(payers)))
    made = made.sort_values(["all", "lines"], ascending=False, kind="stable")
    made.insert(0, "label", made.index)
    return made


def lane_rows(costing: Costing) -> pd.DataFrame:
    """Return what a lane minute costs at each site at the site's own rent; empty without sites.

    The costing uses one rate for all sites; this is how far they differ. Columns label, lanes,
    rent (dollars a year that lanes carry), minutes (practical, a year), a_minute.
    """
    own = costing.sites[(costing.sites["place"] == "practice") & (costing.sites["lanes"] > 0)]
    able = costing.capacity
    each = float(able.lane_weeks * able.lane_days * able.lane_hours * 60 * able.lanes)
    made = pd.DataFrame(
        {
            "label": own["name"].to_numpy(),
            "lanes": own["lanes"].to_numpy(float),
            "rent": (own["rentable_square_feet"] * own["rent_gross"]).to_numpy(float)
            * float(able.lane_share),
        },
        index=pd.Index(own["site"], name="site"),
    )
    made["minutes"] = made["lanes"] * each
    made["a_minute"] = made["rent"] / made["minutes"]
    return made
